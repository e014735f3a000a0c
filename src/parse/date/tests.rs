use proptest::prelude::*;

use super::*;
use crate::language::in_english;

fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

#[test]
fn canonical_text_is_kept() {
    let all = "2025 2025-06 2025-06-02 2025-06-02T14:40 2025-06-02T14:40:30 2025-06-02T14:40Z 2025-06-02T14:40:30+03:00 \
        2025-06-02T14:40-04:30 2022-03/2022-05 ../2022-02 2022-02/.. /2022-02 2022-02/ 2025-05~ 2025-09? 2025-09% 2025-22 201X \
        20XX 2025-XX 2025-XX-XX 2025-06-XX -0043 -0043-03-15 0000 Y170000002 Y-170000002 2024-02-29 1900-02-28 2000-02-29 \
        -199X -000X -00XX 2022-03~/2022-05? 2025-06-02T14:40/2025-06-02T16:00 2022/2022 2025-06-02T00:00Z/..";
    for text in all.split(' ') {
        assert_eq!(date(text).to_string(), text);
    }
    assert_eq!(date("-0000").to_string(), "0000");
    assert_eq!(date("2025-06-02T14:40:00+03").to_string(), "2025-06-02T14:40:00+03:00");
    assert_eq!(date("2025-06-02T14:40+00:00").to_string(), "2025-06-02T14:40Z");
}

#[test]
fn shown_in_english() {
    for (text, shown) in [
        ("2025-06-02T14:40", "2 June 2025, 14:40"),
        ("2025-06-02T14:00+03:00/2025-06-02T16:30+03:00", "2 June 2025, 14:00–16:30 UTC+3"),
        ("2024-21/2025", "spring 2024 – 2025"),
        ("-0043/-0040", "44 BC – 41 BC"),
        ("-0043-03/-0043-05", "March 44 BC – May 44 BC"),
        ("0988-06-02", "2 June 988"),
        ("-0043-06", "June 44 BC"),
        ("0988-06", "June 988"),
        ("2020/202X", "start: 2020; end: 2020s"),
        ("201X/202X", "2010s – 2020s"),
        ("201X/20XX", "start: 2010s; end: between 2000 and 2099"),
        ("2025-06-02/2025-06-XX", "start: 2 June 2025; end: June 2025"),
        ("2025-06-XX/2025-06", "June 2025"),
        ("2025-06-02T14:40/2025-06-02", "start: 2 June 2025, 14:40; end: 2 June 2025"),
        ("2025-03/2025-05~", "March 2025 – about May 2025"),
        ("2025-06-02T14:40:05Z", "2 June 2025, 14:40:05 UTC"),
        ("2025-06-02T14:40+03:00", "2 June 2025, 14:40 UTC+3"),
        ("2025-06-02T14:40-04:30", "2 June 2025, 14:40 UTC−4:30"),
        ("2025-06-02", "2 June 2025"),
        ("2025-06", "June 2025"),
        ("2025-06-XX", "June 2025"),
        ("2025", "2025"),
        ("2025-XX", "2025"),
        ("2022-03/2022-05", "March–May 2022"),
        ("2025-06-02/2025-06-04", "2–4 June 2025"),
        ("2025-06-28/2025-07-02", "28 June – 2 July 2025"),
        ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025"),
        ("2022-03/2025-05", "March 2022 – May 2025"),
        ("2022/2025", "2022–2025"),
        ("2025-22/2025-23", "summer 2025 – autumn 2025"),
        ("2025-06-02T14:40/2025-06-02T16:00", "2 June 2025, 14:40–16:00"),
        ("2025-06-02T14:40/2025-06-03T01:00", "2 June 2025, 14:40 – 3 June 2025, 01:00"),
        ("2025-06-02/2025-06-02", "2 June 2025"),
        ("../2022-02", "by February 2022"),
        ("/2022-02", "by February 2022, start unknown"),
        ("[2025-07-23, 2022-07-23]", "23 July 2022 or 23 July 2025"),
        ("[2022,2025-06~,2024]", "2022, 2024 or about June 2025"),
        ("2022-02/..", "from February 2022"),
        ("2022-02/", "from February 2022, end unknown"),
        ("2025-05~", "about May 2025"),
        ("2025-09?", "September 2025 (uncertain)"),
        ("2025-09%", "about September 2025 (uncertain)"),
        ("2022-03~/2022-05", "about March 2022 – May 2022"),
        ("2025-22", "summer 2025"),
        ("201X", "2010s"),
        ("201X~", "about the 2010s"),
        ("201X%", "about the 2010s (uncertain)"),
        ("201X?", "2010s (uncertain)"),
        ("200X", "between 2000 and 2009"),
        ("20XX", "between 2000 and 2099"),
        ("-0043", "44 BC"),
        ("0000", "1 BC"),
        ("-004X", "between 50 BC and 41 BC"),
        ("Y12025", "12025"),
    ] {
        assert_eq!(in_english(&date(text)), shown, "{text}");
    }
}

#[test]
fn machine_readable() {
    for (text, machine) in [
        ("2025-06-02T14:40+03:00", Some("2025-06-02T14:40+03:00")),
        ("2025-06-02T14:40", Some("2025-06-02T14:40")),
        ("2025-06-XX", Some("2025-06")),
        ("2025", Some("2025")),
        ("0044", Some("0044")),
        ("Y12025", Some("12025")),
        ("2025~", None),
        ("2025-22", None),
        ("201X", None),
        ("2022/2025", None),
        ("0000", None),
        ("-0044", None),
    ] {
        assert_eq!(date(text).machine().as_deref(), machine, "{text}");
    }
}

#[test]
fn bounds() {
    let civil = |bound: Option<Bound>| bound.map(|b| (b.civil(), b.minute));
    for (text, earliest, latest) in [
        ("2025", Some(((2025, 1, 1), 0)), Some(((2025, 12, 31), 1439))),
        ("2024-02", Some(((2024, 2, 1), 0)), Some(((2024, 2, 29), 1439))),
        ("2025-06-02T14:40", Some(((2025, 6, 2), 880)), Some(((2025, 6, 2), 880))),
        ("2024-24", Some(((2024, 12, 1), 0)), Some(((2025, 2, 28), 1439))),
        ("2023-24", Some(((2023, 12, 1), 0)), Some(((2024, 2, 29), 1439))),
        ("2025-23", Some(((2025, 9, 1), 0)), Some(((2025, 11, 30), 1439))),
        ("201X", Some(((2010, 1, 1), 0)), Some(((2019, 12, 31), 1439))),
        ("-019X", Some(((-199, 1, 1), 0)), Some(((-190, 12, 31), 1439))),
        ("../2022-02", None, Some(((2022, 2, 28), 1439))),
        ("2022-02/", Some(((2022, 2, 1), 0)), None),
    ] {
        assert_eq!((civil(date(text).earliest()), civil(date(text).latest())), (earliest, latest), "{text}");
    }
    assert_eq!(date("../2022-02").latest_start(), date("2022-02").latest());
    assert_eq!(["0000-02", "Y12025"].map(|text| date(text).earliest().unwrap().iso_day()), [None, None]);
    assert_eq!(date("1970-01-01").earliest(), Some(Bound { day: 0, minute: 0 }));
    assert_eq!(date("2000-03-01").earliest().map(|b| b.day), Some(11_017));
    assert_eq!(date("2025-06-02T01:30+03:00").utc().map(|b| (b.civil(), b.minute)), Some(((2025, 6, 1), 1350)));
}

#[test]
fn order_and_comparison() {
    let mut all: Vec<Edtf> =
        ["2025-06-02T14:40", "2025", "../2020", "2025-06", "2025/..", "2025-06-02", "2024-12-31", "2025~"].map(date).to_vec();
    all.sort();
    let sorted: Vec<String> = all.iter().map(Edtf::to_string).collect();
    assert_eq!(sorted, ["../2020", "2024-12-31", "2025", "2025~", "2025/..", "2025-06", "2025-06-02", "2025-06-02T14:40"]);
    assert!(date("2024").certainly_before(&date("2025-01")) && !date("2025").certainly_before(&date("2025-06")));
    assert!(!date("2024/..").certainly_before(&date("2030")));
    assert!(
        date("2025").overlaps(&date("2025-06-02")) && date("../2022").overlaps(&date("2022-01")) && !date("2022").overlaps(&date("2023"))
    );
    assert_eq!(date("2025-06-02/2025-07").precision(), Precision::Month);
    assert_eq!(date("2025-06~/2025-07?").qualifier(), Some(Qualifier::Both));
    assert_eq!((date("../2022").year(), date("2021/2022").year(), date("-004X").year()), (2022, 2021, -49));
    assert_eq!(Edtf::of_day(2025, 2, 29), None);
    assert_eq!(Edtf::of_day(2024, 2, 29), Some(date("2024-02-29")));
}

/// Every message that an editor can meet: the text, the place it points to, the message, the help.
const MESSAGES: &str = r#""" 0..0: a date is wanted here, and nothing is written | NOTATION
"2025-13" 5..7: "2025-13" has no month 13 | Months run from 01 to 12; 21 to 24 are spring, summer, autumn and winter.
"2025-00" 5..7: "2025-00" has no month 00 | Months run from 01 to 12; 21 to 24 are spring, summer, autumn and winter.
"2025-31-12" 5..7: there is no month 31 | Months run from 01 to 12; a season (21 to 24) takes no day. Did you mean `2025-12-31`?
"2025-02-30" 8..10: February 2025 has no day 30 | February 2025 runs from 01 to 28.
"2025-02-29" 8..10: February 2025 has no day 29, since 2025 is not a leap year | February 2025 runs from 01 to 28.
"1900-02-29" 8..10: February 1900 has no day 29, since 1900 is not a leap year | February 1900 runs from 01 to 28.
"2025-06-31" 8..10: June 2025 has no day 31 | June 2025 runs from 01 to 30.
"2022-25" 5..7: "2022-25" has no month 25 | Months run from 01 to 12, and 21 to 24 are spring, summer, autumn and winter; 25 to 41 belong to EDTF level 2. Did you mean `2022/2025`?
"2025-25" 5..7: "2025-25" has no month 25 | Months run from 01 to 12, and 21 to 24 are spring, summer, autumn and winter; 25 to 41 belong to EDTF level 2.
"2025–06–02" 0..14: "2025–06–02" is not an EDTF date | Write `2025-06-02`.
"2025-06-02T24:00" 11..13: there is no hour 24 | The hour runs from 00 to 23.
"2025-06-02T14" 11..13: a time of day needs hours and minutes | Write `2025-06-02T14:40`.
"2025-06-02T14:61" 14..16: there is no minute 61 | The minute runs from 00 to 59.
"2025-06-02T14:40+25:00" 16..22: "+25:00" is not a time zone | Write `Z` for UTC or the distance from it, `+03:00`; UTC−12:00 to UTC+14:00 exist.
"2025-06-02T14:40-13:00" 16..22: "-13:00" is not a time zone | Write `Z` for UTC or the distance from it, `+03:00`; UTC−12:00 to UTC+14:00 exist.
"2025-06-02T14:40+03:75" 16..22: "+03:75" is not a time zone | Write `Z` for UTC or the distance from it, `+03:00`; UTC−12:00 to UTC+14:00 exist.
"2025-06T14:40" 0..13: a time of day needs a whole date before it | Write year, month and day: `2025-06-02T14:40`.
"2 June 2025" 0..11: "2 June 2025" is not an EDTF date | Write `2025-06-02`.
"June 2, 2025" 0..12: "June 2, 2025" is not an EDTF date | Write `2025-06-02`.
"2nd June 2025, 14:40" 0..20: "2nd June 2025, 14:40" is not an EDTF date | Write `2025-06-02T14:40`.
"June 2025" 0..9: "June 2025" is not an EDTF date | Write `2025-06`.
"Jun. 2025" 0..9: "Jun. 2025" is not an EDTF date | Write `2025-06`.
"2 Haziran 2025" 0..14: "2 Haziran 2025" is not an EDTF date | Write `2025-06-02`.
"2 июня 2025" 0..15: "2 июня 2025" is not an EDTF date | Write `2025-06-02`.
"lundi 2 juin 2025" 0..17: "lundi 2 juin 2025" is not an EDTF date | Write `2025-06-02`.
"10. listopada 2024" 0..18: "10. listopada 2024" is not an EDTF date | NOTATION
"02.06.2025" 0..10: "02.06.2025" is not an EDTF date | Write `2025-06-02`.
"02/06/2025" 0..10: "02/06/2025" is not an EDTF date | Write `2025-06-02` for 2 June 2025, or `2025-02-06` for 6 February 2025.
"23/06/2025" 0..10: "23/06/2025" is not an EDTF date | Write `2025-06-23`.
"06/23/2025" 0..10: "06/23/2025" is not an EDTF date | Write `2025-06-23`.
"2025/06/02" 0..10: "2025/06/02" is not an EDTF date | Write `2025-06-02`.
"2025-6-2" 0..8: "2025-6-2" is not an EDTF date | Write `2025-06-02`.
"2025.06.02" 0..10: "2025.06.02" is not an EDTF date | Write `2025-06-02`.
"20250602" 0..8: "20250602" is not an EDTF date | Write `2025-06-02`.
"2025-06-02 14:40" 0..16: "2025-06-02 14:40" is not an EDTF date | Write `2025-06-02T14:40`.
"2025-06-02t14:40z" 0..17: "2025-06-02t14:40z" is not an EDTF date | Write `2025-06-02T14:40Z`.
" 2025 " 0..6: " 2025 " is not an EDTF date | Write `2025`.
"2022-2025" 0..9: "2022-2025" is not an EDTF date | Write `2022/2025`.
"2022–2025" 0..11: "2022–2025" is not an EDTF date | Write `2022/2025`.
"March–May 2022" 0..16: "March–May 2022" is not an EDTF date | Write `2022-03/2022-05`.
"2–4 June 2025" 0..15: "2–4 June 2025" is not an EDTF date | Write `2025-06-02/2025-06-04`.
"June 2–4, 2025" 0..16: "June 2–4, 2025" is not an EDTF date | Write `2025-06-02/2025-06-04`.
"2 June 2025, 14:40–16:30" 0..26: "2 June 2025, 14:40–16:30" is not an EDTF date | Write `2025-06-02T14:40/2025-06-02T16:30`.
"spring–July 2025" 0..18: "spring–July 2025" is not an EDTF date | Write `2025-21/2025-07`.
"2022-" 0..5: "2022-" is not an EDTF date | Write `2022/..`.
"2025/March" 5..10: "2025/March" is not an EDTF date | NOTATION
"2022-03 to 2022-05" 0..18: "2022-03 to 2022-05" is not an EDTF date | Write `2022-03/2022-05`.
"2022/now" 5..8: "2022/now" is not an EDTF date | Write `2022/..`.
"since 2022" 0..10: "since 2022" is not an EDTF date | Write `2022/..`.
"until February 2022" 0..19: "until February 2022" is not an EDTF date | Write `../2022-02`.
"c. 2025" 0..7: "c. 2025" is not an EDTF date | Write `2025~`.
"um 2025" 0..7: "um 2025" is not an EDTF date | Write `2025~`.
"about May 2025" 0..14: "about May 2025" is not an EDTF date | Write `2025-05~`.
"May 2025?" 0..9: "May 2025?" is not an EDTF date | Write `2025-05?`.
"2025-05?~" 7..8: a date takes one qualifier | Write `%` for what is both uncertain and approximate. Did you mean `2025-05%`?
"mid-August 2025" 0..15: "mid-August 2025" is not an EDTF date | Write `2025-08~`.
"summer 2025" 0..11: "summer 2025" is not an EDTF date | Write `2025-22`.
"the 2010s" 0..9: "the 2010s" is not an EDTF date | Write `201X`.
"201x" 0..4: "201x" is not an EDTF date | Write `201X`.
"20X5" 0..4: "20X5" is not an EDTF date | NOTATION
"XXXX" 0..4: "XXXX" is not an EDTF date | NOTATION
"201X-06" 0..7: "201X-06" gives a month of an unspecified year, which belongs to EDTF level 2 | Write `201X` alone, or the year in full.
"2025-XX-02" 0..10: a day of an unspecified month belongs to EDTF level 2 | Write the year and `XX` alone: `2025-XX`.
"2025?-06" 4..5: a qualifier inside a date belongs to EDTF level 2 | Put `?`, `~` or `%` at the very end: it then holds for the whole date.
"~2025" 0..1: a qualifier inside a date belongs to EDTF level 2 | Put `?`, `~` or `%` at the very end: it then holds for the whole date. Did you mean `2025~`?
"[2025]" 0..6: a set of one date is that date | Write the date alone, or the others of which one is meant. Did you mean `2025`?
"[2025, 2025]" 0..12: a set of one date is that date | Write the date alone, or the others of which one is meant.
"[2025-06-02, 2025-06/2025-07]" 13..28: a set of dates holds single dates here | Write each of them, `[2025-06-02, 2025-06-03]`, or an interval, `2025-06-02/2025-06-03`.
"[2021, 2022, 2023, 2024, 2025]" 0..30: a set holds at most 4 dates | Write an interval from the first to the last.
"[2025-02-30, 2026]" 9..11: February 2025 has no day 30 | February 2025 runs from 01 to 28.
"{2025}" 0..6: "{2025}" is not a set of which one date is meant | Write `[2022-07-23, 2025-07-23]` for one of these days, or an interval, `2025-06/2025-08`, and say the rest in the text.
"Y2025" 0..5: `Y` is for years of more than four digits | Write a year of four digits without it: `2025`.
"Y012025" 0..7: `Y` is for years of more than four digits | Write a year of four digits without it: `2025`.
"Y17E7" 0..5: a year with an exponent belongs to EDTF level 2 | Write its digits in full.
"2025/2022" 0..9: "2025/2022" ends before it begins | Put the earlier date first: `2022/2025`.
"../.." 0..5: an interval needs a date at one end at least | Write `2022-02/..` for what goes on, or leave the field out.
"/" 0..1: an interval needs a date at one end at least | Write `2022-02/..` for what goes on, or leave the field out.
"2025/06/02/03" 0..13: "2025/06/02/03" is not an EDTF date | NOTATION
"yesterday" 0..9: "yesterday" is not an EDTF date | NOTATION
"25" 0..2: "25" is not an EDTF date | NOTATION
"٢٠٢٥" 0..8: "٢٠٢٥" is not an EDTF date | NOTATION"#;

#[test]
fn messages() {
    for line in MESSAGES.lines() {
        let (text, _) = line.strip_prefix('"').and_then(|rest| rest.split_once("\" ")).unwrap();
        let error = Edtf::parse(text).expect_err(text);
        assert_eq!(format!("{text:?} {:?}: {} | {}", error.at, error.message, error.help.replace(read::NOTATION, "NOTATION")), line);
    }
}

/// Texts near enough to EDTF to reach every branch.
fn near_edtf() -> impl Strategy<Value = String> {
    let year = prop_oneof!["[0-9]{4}", "-[0-9]{4}", "[0-9]{3}X", "[0-9]{2}XX", "Y[1-9][0-9]{4,8}", "Y-[1-9][0-9]{4}"];
    let rest = prop_oneof![
        Just(String::new()),
        "-[0-3][0-9]",
        "-XX",
        "-[01][0-9]-XX",
        "-XX-XX",
        "-[01][0-9]-[0-3][0-9]",
        "-0[1-9]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+-]0[0-9](:30)?)?",
    ];
    let moment = (year, rest, "[?~%]?").prop_map(|(a, b, c)| format!("{a}{b}{c}"));
    let end = prop_oneof![4 => moment.clone(), 1 => Just("..".to_owned()), 1 => Just(String::new())];
    prop_oneof![moment, (end.clone(), end).prop_map(|(a, b)| format!("{a}/{b}"))]
}

fn valid() -> impl Strategy<Value = Edtf> {
    near_edtf().prop_filter_map("not a date", |text| Edtf::parse(&text).ok())
}

proptest! {
    #[test]
    fn round_trip(date in valid()) {
        prop_assert_eq!(Edtf::parse(&date.to_string()), Ok(date));
    }

    #[test]
    fn order_is_total_and_agrees_with_bounds(mut dates in prop::collection::vec(valid(), 3)) {
        for a in &dates {
            if let (Some(first), Some(last)) = (a.earliest(), a.latest()) {
                prop_assert!(first <= last);
            }
            for b in &dates {
                prop_assert_eq!(a.cmp(b), b.cmp(a).reverse());
                prop_assert_eq!(a.cmp(b) == Ordering::Equal, a == b);
                if a.certainly_before(b) {
                    prop_assert!(a < b && !a.overlaps(b));
                }
            }
        }
        dates.sort();
        for pair in dates.windows(2) {
            prop_assert!(pair[0] <= pair[1]);
        }
        prop_assert!(dates[0] <= dates[2]);
        prop_assert!(dates[0].earliest() <= dates[1].earliest() && dates[1].earliest() <= dates[2].earliest());
    }

    /// No month, day or time is shown that was not written: a date shown without them when they were left out.
    #[test]
    fn never_shown_more_exactly(date in valid()) {
        let shown = in_english(&date);
        let ends: Vec<Moment> = date.start().into_iter().chain(date.end()).collect();
        let written = |has: fn(&Moment) -> bool| ends.iter().filter(|part| has(part)).count();
        let months = (1..=12).map(|month| shown.matches(words::month_name(month)).count()).sum::<usize>();
        prop_assert!(months <= written(|part| part.month.is_some()));
        prop_assert_eq!(shown.replace(": ", " ").contains(':'), ends.iter().any(|part| part.time.is_some()), "{}", shown);
        // Every number shown was written: days, hours, minutes, seconds, zones, years.
        let days = shown.split(|c: char| !c.is_alphanumeric()).filter(|word| matches!(word.len(), 1 | 2) && word.bytes().all(|b| b.is_ascii_digit())).count();
        let most = written(|part| part.day.is_some()) + 5 * written(|part| part.time.is_some());
        let short_years = ends.iter().filter(|part| (-100..=99).contains(&part.year)).count() * 2;
        prop_assert!(days <= most + short_years, "{}", shown);
        if matches!(date.qualifier(), Some(Qualifier::Approximate | Qualifier::Both)) {
            prop_assert!(shown.contains("about "));
        }
        if matches!(date.qualifier(), Some(Qualifier::Uncertain | Qualifier::Both)) {
            prop_assert!(shown.contains("(uncertain)"));
        }
    }

    #[test]
    fn days_and_civil_agree(day in -400_000_000_000i64..400_000_000_000) {
        let (year, month, of_month) = civil_from_days(day);
        prop_assert_eq!(days_from_civil(year, month, of_month), day);
        prop_assert!((1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&of_month));
    }
}

#[test]
fn one_of_several_dates_is_none_of_them() {
    let set = Edtf::parse("[2025-07-23, 2022-07-23]").unwrap();
    assert_eq!(set.to_string(), "[2022-07-23, 2025-07-23]");
    assert_eq!(Edtf::parse(&set.to_string()).unwrap(), set);
    assert_eq!(set.alternatives().iter().map(ToString::to_string).collect::<Vec<_>>(), ["2022-07-23", "2025-07-23"]);
    assert_eq!((set.earliest().unwrap().civil(), set.latest().unwrap().civil()), ((2022, 7, 23), (2025, 7, 23)));
    assert_eq!((set.start(), set.machine(), set.utc(), set.is_exact(), set.is_interval()), (None, None, None, false, false));
    assert!(!set.certainly_before(&Edtf::parse("2024").unwrap()));
}

#[test]
fn the_newest_of_what_was_said() {
    let newer = |a: &str, b: &str| Edtf::parse(a).unwrap().newest_first(&Edtf::parse(b).unwrap());
    for (first, second) in [
        ("2025-06-15", "2025-06"),
        ("2025-06-01", "2025-06"),
        ("2025-06-10", "2025-06-12~"),
        ("2025-07", "2025-06-15"),
        ("2025-04-20", "2025-05~"),
        ("2025-03-01", "2025"),
        ("2024-06-01", "2025~"),
        ("2014", "../2025-08"),
        ("2023-01-01", "[2022-07-23, 2025-07-23]"),
        ("../2025-08", "../2022"),
    ] {
        assert_eq!(newer(first, second), std::cmp::Ordering::Less, "{first} {second}");
        assert_eq!(newer(second, first), std::cmp::Ordering::Greater, "{second} {first}");
        assert_eq!(newer(first, first), std::cmp::Ordering::Equal);
    }
}
