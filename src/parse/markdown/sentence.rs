//! The sentence in which a reference stands.

use std::ops::Range;

use super::Block;
use crate::parse::fold::word_ends;

/// How far a sentence is looked for on each side, in bytes. A "sentence" that is longer is cut between words, so that the cost of a
/// reference never depends on the length of its paragraph.
const REACH: usize = 500;

/// The sentence of a block's plain text in which a reference stands, as a range of bytes of [`Block::text`].
///
/// `at` is [`super::Reference::shown`]. A citation after the full stop belongs to the sentence before it. The range begins and ends
/// without white space. Stops in abbreviations, initials, numbers and ordinals end no sentence; quotation marks and brackets after a
/// stop belong to its sentence.
pub fn sentence(block: &Block, at: (u32, u32)) -> Range<usize> {
    let text = &*block.text;
    let from = text.floor_char_boundary(at.0 as usize);
    let to = text.floor_char_boundary((at.1 as usize).max(from)).max(from);
    let start = start_of(text, from, from == to);
    let end = end_of(text, start, to);
    let piece = text.get(start..end).unwrap_or("");
    let lead = piece.len() - piece.trim_start().len();
    let start = start + lead;
    start..start + piece.trim().len()
}

/// The first sentences of a text, and the rest; without white space between the two.
pub fn first_sentences(text: &str, count: usize) -> (&str, &str) {
    let stops = text.char_indices().filter(|(_, c)| is_stop(*c)).map(|(at, c)| at + c.len_utf8());
    let ends = stops.filter(|stop| boundary(text, *stop).is_some()).map(|stop| closers_end(text, stop));
    let end = ends.take(count).last().unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    if rest.trim().is_empty() { (text.trim(), "") } else { (first.trim(), rest.trim()) }
}

fn start_of(text: &str, from: usize, point: bool) -> usize {
    let floor = text.floor_char_boundary(from.saturating_sub(REACH));
    let before = text.get(floor..from).unwrap_or("");
    for (i, c) in before.char_indices().rev() {
        if is_stop(c) {
            let stop = floor + i + c.len_utf8();
            if let Some(next) = boundary(text, stop) {
                // A place right after the stop is still this sentence's, if nothing of the next is there yet.
                let is_of_this = if point { next < from } else { next <= from };
                if is_of_this || (point && next == from && text.get(stop..from).is_some_and(|gap| gap.contains('\n'))) {
                    return next;
                }
            }
        }
    }
    if floor == 0 {
        return 0;
    }
    let is_cut = !before.starts_with(char::is_whitespace);
    floor + word_ends(before).next().filter(|_| is_cut).unwrap_or(0)
}

fn end_of(text: &str, start: usize, to: usize) -> usize {
    let limit = text.floor_char_boundary(to + REACH);
    // A stop that the reference's own text ends with counts; those before it lie inside the reference.
    let mut from = to;
    while let Some(c) = text.get(start..from).and_then(|part| part.chars().next_back()) {
        if !(is_stop(c) || is_closer(c)) {
            break;
        }
        from = from.saturating_sub(c.len_utf8());
    }
    for (i, c) in text.get(from..limit).unwrap_or("").char_indices() {
        if is_stop(c) {
            let stop = from + i + c.len_utf8();
            if boundary(text, stop).is_some_and(|next| next >= to) {
                return closers_end(text, stop);
            }
        }
    }
    if limit == text.len() {
        return limit;
    }
    text.get(to..limit).and_then(|rest| word_ends(rest).filter(|end| to + end < limit).last()).map_or(limit, |i| to + i)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '։' | '‽')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '“' | '‘' | ')' | ']' | '›' | '」' | '』' | '）')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '‚' | '»' | '(' | '[' | '‹' | '「' | '『' | '–' | '—' | '-' | '¿' | '¡')
}

/// After the quotation marks and brackets that follow a stop.
fn closers_end(text: &str, stop: usize) -> usize {
    let rest = text.get(stop..).unwrap_or("");
    let length: usize = rest.chars().take(8).take_while(|c| is_closer(*c) || is_stop(*c)).map(char::len_utf8).sum();
    stop + length
}

/// Where the next sentence begins, if the stop that ends at `stop` ends a sentence.
fn boundary(text: &str, stop: usize) -> Option<usize> {
    let last = text.get(..stop)?.chars().next_back()?;
    let end = closers_end(text, stop);
    let rest = text.get(end..)?;
    let trimmed = rest.trim_start();
    if trimmed.is_empty() {
        return Some(text.len());
    }
    let next = text.len() - trimmed.len();
    if matches!(last, '。' | '！' | '？') {
        return Some(next);
    }
    if next == end {
        return None;
    }
    let first = trimmed.chars().take(4).find(|c| !is_opener(*c) && !c.is_whitespace())?;
    if first.is_lowercase() {
        return None;
    }
    // More stops follow ("?!", "..."): the last one decides.
    if text.get(stop..end).is_some_and(|more| more.contains(is_stop)) {
        return Some(next);
    }
    (last != '.' || !is_abbreviation(text, stop, trimmed, end > stop)).then_some(next)
}

/// Whether the full stop that ends at `stop` belongs to an abbreviation, an initial or an ordinal.
fn is_abbreviation(text: &str, stop: usize, next: &str, closed: bool) -> bool {
    let before = text.get(..stop.saturating_sub(1)).unwrap_or("");
    let mut word_start = before.len();
    for (i, c) in before.char_indices().rev().take(24) {
        if c.is_whitespace() || is_opener(c) && c != '-' || matches!(c, '/' | ',' | ';' | ':') {
            break;
        }
        word_start = i;
    }
    let word = before.get(word_start..).unwrap_or("");
    if word.is_empty() || closed {
        return false;
    }
    let next_word = next.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').find(|w| !w.is_empty()).unwrap_or("");
    if word.bytes().all(|b| b.is_ascii_digit()) {
        // "2. tur", "1. Dünya Savaşı" at the beginning of a block; elsewhere a number ends a sentence.
        return word.len() <= 2 && before.get(..word_start).is_some_and(|lead| lead.trim().is_empty());
    }
    let letters = word.chars().count();
    if word.contains('.')
        && word.split('.').all(|part| !part.is_empty() && part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
    {
        // U.S., a.m., т.е.: the end of a sentence only before a word that usually begins one.
        return !is_starter(next_word);
    }
    if letters == 1 && word.chars().all(char::is_uppercase) {
        // An initial: "J. D. Vance", "В. Путин". "I" is a word of English.
        return word != "I" && !is_starter(next_word);
    }
    let lower = word.to_lowercase();
    if BEFORE_NAMES.contains(&lower.as_str()) {
        return true;
    }
    if BEFORE_NUMBERS.contains(&lower.as_str()) {
        return next.starts_with(|c: char| c.is_numeric() || matches!(c, '§' | '№' | '('))
            || next_word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C')) && !next_word.is_empty();
    }
    SHORT.contains(&lower.as_str()) && !is_starter(next_word)
}

/// Abbreviations that stand before a name and never end a sentence.
const BEFORE_NAMES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "cmdr", "sen", "rep", "gov", "pres", "amb", "hon",
    "rev", "st", "ste", "mt", "messrs", "mx", "brig", "lt-gen", "maj-gen", "vs", "e.g", "i.e", "cf", "bkz", "sn", "av", "doç", "yrd",
    "alb", "org", "tuğg", "kor", "örn", "им", "ул", "пр", "проф", "ген", "акад", "см", "напр", "др-р", "вул", "ім", "див", "полк", "гр",
    "тов", "mme", "mlle", "hr", "fr",
];

/// Abbreviations that stand before a number.
const BEFORE_NUMBERS: &[&str] = &[
    "p", "pp", "no", "nos", "nr", "vol", "vols", "fig", "figs", "art", "arts", "para", "paras", "par", "sec", "ch", "ca", "c", "approx",
    "ed", "col", "s", "ss", "sf", "sy", "md", "§", "ст", "стр", "с", "п", "гл", "рис", "табл", "№", "т", "ч", "розд", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Abbreviations that may stand anywhere.
const SHORT: &[&str] = &[
    "jr", "sr", "inc", "ltd", "co", "corp", "est", "etc", "al", "dept", "univ", "govt", "min", "max", "approx", "ret", "bn", "mln", "г",
    "гг", "в", "вв", "р", "рр", "тыс", "тис", "млн", "млрд", "руб", "грн", "км", "обл", "др", "пр", "т", "чел", "ред", "vb", "vd", "yy",
    "age", "agm", "ş", "ltd", "a.ş", "dz",
];

/// Words that begin a sentence more often than they follow an abbreviation.
const STARTERS: &str = "The A An He She It They We I You This That These Those There Then In On At But And Or However After Before When While \
    As His Her Their Its Our If Both Neither For By With No Not Some Он Она Оно Они Это В На Но И А По После Затем Однако \
    Він Вона Воно Вони Це У Але Та Після Проте Bu O Ve Ama Ancak Daha Bunun Onlar";

/// Whether a word begins a sentence more often than it follows an abbreviation.
fn is_starter(word: &str) -> bool {
    STARTERS.split(' ').any(|starter| starter == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{Files, Span};
    use crate::parse::markdown::BlockKind;

    fn block(text: &str) -> Block {
        let file = Files::default().intern("x.md");
        Block {
            kind: BlockKind::Paragraph,
            text: text.into(),
            heading: None,
            span: Span::new(file, 0..0),
            file_offsets: Box::default(),
            code: Box::default(),
        }
    }

    /// The sentence in which the first occurrence of a word stands.
    fn sentence_of(text: &str, word: &str) -> String {
        let at = text.find(word).unwrap();
        let range = sentence(&block(text), (u32::try_from(at).unwrap(), u32::try_from(at + word.len()).unwrap()));
        text[range].to_string()
    }

    fn split(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if text.is_char_boundary(at) && !text[at..].starts_with(char::is_whitespace) {
                let next = at + text[at..].chars().next().unwrap().len_utf8();
                let range = sentence(&block(text), (u32::try_from(at).unwrap(), u32::try_from(next).unwrap()));
                all.push(text[range.clone()].to_string());
                assert!(range.end > at, "{text} at {at}: {range:?}");
                at = range.end;
            } else {
                at += 1;
            }
        }
        all
    }

    #[test]
    fn splits_where_a_reader_would() {
        for (text, expected) in [
            ("One. Two. Three.", &["One.", "Two.", "Three."][..]),
            ("The U.S. President met Mr. Putin. He left.", &["The U.S. President met Mr. Putin.", "He left."]),
            ("They met in the U.S. The talks failed.", &["They met in the U.S.", "The talks failed."]),
            ("See p. 2 and No. 5. Then stop.", &["See p. 2 and No. 5.", "Then stop."]),
            ("J. D. Vance said 3.5 million. Others said less.", &["J. D. Vance said 3.5 million.", "Others said less."]),
            ("He said “Yes.” Then he left.", &["He said “Yes.”", "Then he left."]),
            ("“Stop!” he said. “No!” She left.", &["“Stop!” he said.", "“No!”", "She left."]),
            ("Переговоры прошли в 2022 г. Киев отказался.", &["Переговоры прошли в 2022 г. Киев отказался."]),
            ("В. Мединский прибыл. Он говорил долго.", &["В. Мединский прибыл.", "Он говорил долго."]),
            (
                "Зустріч відбулася 2 червня. Сторони обмінялися меморандумами.",
                &["Зустріч відбулася 2 червня.", "Сторони обмінялися меморандумами."],
            ),
            ("İstanbul’da 2. tur yapıldı. Şimdi 3. tur bekleniyor.", &["İstanbul’da 2. tur yapıldı.", "Şimdi 3. tur bekleniyor."]),
            ("Sn. Fidan konuştu. Çok sürdü!", &["Sn. Fidan konuştu.", "Çok sürdü!"]),
            ("Really?! Yes. Wait… What?", &["Really?!", "Yes.", "Wait…", "What?"]),
            ("No stop at all", &["No stop at all"]),
            ("It began on 2 June 2025. 1,000 came.", &["It began on 2 June 2025.", "1,000 came."]),
            ("協議は終わった。次は未定。", &["協議は終わった。", "次は未定。"]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn a_citation_after_the_stop_belongs_to_what_it_follows() {
        let text = "One. Two.";
        assert_eq!(&text[sentence(&block(text), (4, 4))], "One.");
        assert_eq!(&text[sentence(&block(text), (9, 9))], "Two.");
        assert_eq!(&text[sentence(&block(text), (3, 3))], "One.");
        assert_eq!(sentence_of("A link to U.S. Steel Inc. here. Next.", "U.S. Steel Inc."), "A link to U.S. Steel Inc. here.");
    }

    #[test]
    fn is_bounded() {
        let text = "word ".repeat(100_000);
        let range = sentence(&block(&text), (250_000, 250_004));
        assert!(range.len() < 3000 && range.contains(&250_001));
        // A word that is whole is kept.
        assert_eq!(sentence(&block(&text), (250_004, 250_005)).start, 249_505);
        // Where the script has no spaces, a sentence is not cut at one that stands there by chance.
        let text = format!("{} {}", "水".repeat(200), "川".repeat(300));
        let range = sentence(&block(&text), (751, 754));
        assert!(range.start < 300 && range.end > 1200, "{range:?}");
    }
}
