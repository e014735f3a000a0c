//! Dates as other programs write them → EDTF, never more exact than they were given.

use crate::parse::date::Edtf;

/// The date that a text gives; nothing for "n.d." and what holds no year.
pub(super) fn edtf(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['[', ']', '(', ')', '{', '}', '.', ',', '©']).trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let candidates = [slashes(text), day_of_moment(text), approximate(text)];
    candidates
        .into_iter()
        .flatten()
        .find_map(|candidate| exact(&candidate))
        .or_else(|| exact(text))
        .or_else(|| Edtf::parse(text).err()?.meant)
        .or_else(|| year_alone(text))
}

fn exact(text: &str) -> Option<String> {
    Edtf::parse(text).ok().map(|date| date.to_string())
}

/// RIS: `2025/06/02/`, `2025/06//`, `2025///Spring`; also `2025/06/02` and `2025/2026`.
fn slashes(text: &str) -> Option<String> {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let year = parts.next().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let (month, day, other) = (parts.next()?, parts.next(), parts.next().unwrap_or_default());
    if month.len() == 4 && day.is_none() {
        return Some(format!("{year}/{month}"));
    }
    if month.is_empty() {
        return Some(season(other).map_or_else(|| year.to_owned(), |season| format!("{year}-{season}")));
    }
    let two = |part: &str| part.parse::<u8>().ok().map(|number| format!("{number:02}"));
    let month = two(month)?;
    match day.and_then(two) {
        Some(day) => Some(format!("{year}-{month}-{day}")),
        None => Some(format!("{year}-{month}")),
    }
}

/// EDTF's number of a season.
pub(super) fn season(word: &str) -> Option<u8> {
    match word.trim().to_lowercase().as_str() {
        "spring" | "1" | "21" => Some(21),
        "summer" | "2" | "22" => Some(22),
        "autumn" | "fall" | "3" | "23" => Some(23),
        "winter" | "4" | "24" => Some(24),
        _ => None,
    }
}

/// The day of `2025-06-02T14:40:00Z`: a clock's time says nothing about when a work came out, and its zone may be another's.
fn day_of_moment(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    (rest.starts_with(['T', ' ', 't']) && rest.contains(':')).then(|| day.to_owned())
}

/// `c. 2025`, `ca. June 2025`, `circa 2025`.
fn approximate(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let bare = ["circa ", "ca. ", "ca ", "c. ", "about ", "um "].iter().find_map(|word| lower.strip_prefix(word))?;
    let date = exact(bare.trim()).or_else(|| Edtf::parse(bare.trim()).err()?.meant)?;
    (!date.contains(['/', '~', '?', '%'])).then(|| format!("{date}~"))
}

/// The one year in a text that says more than can be read.
fn year_alone(text: &str) -> Option<String> {
    let mut years: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|number| number.len() == 4 && number.parse::<u16>().is_ok_and(|year| (1000..2200).contains(&year)))
        .collect();
    years.dedup();
    match years.as_slice() {
        [year] => Some((*year).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::edtf;

    #[test]
    fn dates_are_as_exact_as_they_were_given() {
        for (written, wanted) in [
            ("2025/06/02/", Some("2025-06-02")),
            ("2025/06//", Some("2025-06")),
            ("2025/6/2", Some("2025-06-02")),
            ("2025///", Some("2025")),
            ("2025///Spring", Some("2025-21")),
            ("2025/06/03/14:40:00", Some("2025-06-03")),
            ("2025-06-02T23:40:00Z", Some("2025-06-02")),
            ("2025-06-02 23:40:00", Some("2025-06-02")),
            ("2025-06/2025-07", Some("2025-06/2025-07")),
            ("2025/2026", Some("2025/2026")),
            ("June 2025", Some("2025-06")),
            ("2 June 2025", Some("2025-06-02")),
            ("June 2, 2025", Some("2025-06-02")),
            ("2025", Some("2025")),
            ("[2025]", Some("2025")),
            ("c. 2025", Some("2025~")),
            ("2025?", Some("2025?")),
            ("02/06/2025", Some("2025")),
            ("n.d.", None),
            ("", None),
            ("in press", None),
            ("2025/13/45", Some("2025")),
            ("99999999999", None),
        ] {
            assert_eq!(edtf(written).as_deref(), wanted, "{written}");
        }
    }
}
