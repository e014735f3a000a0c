//! Text as it is compared when somebody looks for a word: in any script, with or without marks, in any spelling of the alphabet.
//!
//! `static/search.js` folds queries in just this way; a test holds both to the same examples (`tests/browser/fold.json`).
//!
//! No rule asks in which language a text is written, since one text holds names of several: what differs from language to language is told
//! apart by script and by what stands around an apostrophe.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::name::latin;

/// The words of a text, folded, with one space between.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each_word(text, &mut |word| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

/// Gives the words of a text, folded:
/// - small letters without marks; `й` and `ї` are letters of their own; `İ`, `I` and `ı` are `i`, `ё` is `е`, `ґ` is `г`, `ß` is `ss` …;
/// - a number is one word, however its thousands are separated;
/// - what follows an apostrophe is an ending in Latin script (`Russia's`, `Türkiye'nin`), what stands before it may be an article
///   (`l'accord`); elsewhere it joins (`об'єднання`);
/// - an Arabic word loses its article;
/// - scripts without spaces between words, and Korean, which joins particles to words, give each two neighbouring letters;
/// - katakana is hiragana.
pub fn each_word(text: &str, callback: &mut impl FnMut(&str)) {
    let text: Cow<'_, str> = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
    let mut rest = &*text;
    let mut word = String::new();
    while let Some(first) = rest.chars().next() {
        if let Some((digits, after)) = grouped_number(rest) {
            callback(&digits);
            rest = after;
            continue;
        }
        if !in_word(first) {
            (_, rest) = rest.split_at(first.len_utf8());
            continue;
        }
        let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        rest = after;
        word.clear();
        without_endings(run, &mut word);
        fold_run(&word, callback);
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_apostrophe(c) || (!c.is_ascii() && is_combining_mark(c))
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// A number at the start of a text whose thousands are separated: its digits, and what follows.
fn grouped_number(text: &str) -> Option<(String, &str)> {
    let bytes = text.as_bytes();
    let head = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=3).contains(&head) {
        return None;
    }
    let (first, mut rest) = text.split_at(head);
    let mut digits = first.to_owned();
    loop {
        let mut chars = rest.chars();
        let parts = chars.next().is_some_and(|c| matches!(c, ' ' | ',' | '.' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
        let (Some(group), Some(after)) = (chars.as_str().get(..3), chars.as_str().get(3..)) else { break };
        if !parts || !group.bytes().all(|b| b.is_ascii_digit()) || after.chars().next().is_some_and(char::is_alphanumeric) {
            break;
        }
        digits.push_str(group);
        rest = after;
    }
    (digits.len() > head).then_some((digits, rest))
}

/// Takes off endings and articles that an apostrophe separates from a word.
fn without_endings(run: &str, word: &mut String) {
    const ELIDED: [&str; 9] = ["l", "d", "j", "m", "n", "s", "t", "c", "qu"];
    for part in run.split(is_apostrophe) {
        let is_latin = word.chars().next().is_some_and(|c| c.is_alphabetic() && matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'));
        let (before, after) = (word.chars().count(), part.chars().count());
        if is_latin && before <= 2 && after >= 4 && ELIDED.contains(&&*word.to_lowercase()) {
            word.clear();
        } else if is_latin && before >= 3 && after <= 5 {
            return;
        }
        word.push_str(part);
    }
}

/// Folds the letters of one run, and gives its words.
fn fold_run(run: &str, callback: &mut impl FnMut(&str)) {
    let mut word = String::with_capacity(run.len());
    for c in run.chars().flat_map(char::to_lowercase) {
        // Taken apart, a syllable of Korean would be two or three letters.
        if c.is_ascii() || matches!(c, HANGUL_FIRST..=HANGUL_LAST) { word.push(c) } else { word.extend(fold_letter(c)) }
    }
    if word.is_ascii() {
        if !word.is_empty() {
            callback(&word);
        }
        return;
    }
    let mut rest = &*word;
    while let Some(first) = rest.chars().next() {
        let in_pairs = joins_words(first);
        let (part, after) = rest.split_at(rest.find(|c| joins_words(c) != in_pairs).unwrap_or(rest.len()));
        rest = after;
        if in_pairs {
            let ends = part.char_indices().map(|(at, c)| at + c.len_utf8());
            let mut pairs = part.char_indices().zip(ends.skip(1)).filter_map(|((from, _), to)| part.get(from..to)).peekable();
            if pairs.peek().is_none() {
                callback(part);
            }
            pairs.for_each(&mut *callback);
        } else {
            callback(without_article(part));
        }
    }
}

const HANGUL_FIRST: char = '\u{ac00}';
const HANGUL_LAST: char = '\u{d7a3}';

/// Whether no space need stand before or after a word that begins or ends with a letter: Korean puts spaces, and joins particles to words.
pub(crate) const fn joins_words(c: char) -> bool {
    has_no_spaces(c) || matches!(c, HANGUL_FIRST..=HANGUL_LAST)
}

/// Whether a letter is of a script that puts no space between words.
pub(crate) const fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Where the words of a text end: before white space, and in scripts without spaces after each two letters.
pub(crate) fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let (mut in_word, mut letters) = (false, 0);
    text.char_indices().chain(std::iter::once((text.len(), ' '))).filter_map(move |(at, c)| {
        let ends = if c.is_whitespace() { in_word } else { letters == 2 && c.is_alphanumeric() };
        if ends {
            letters = 0;
        }
        in_word = !c.is_whitespace();
        letters += u8::from(has_no_spaces(c) && c.is_alphanumeric());
        ends.then_some(at)
    })
}

/// An Arabic word without its article and what is joined to that.
fn without_article(word: &str) -> &str {
    ["وال", "بال", "فال", "كال", "ال", "لل"]
        .into_iter()
        .find_map(|article| word.strip_prefix(article).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(word)
}

/// What a small letter becomes: itself, its bare form, several letters, or nothing.
fn fold_letter(c: char) -> impl Iterator<Item = char> {
    let own = match c {
        'й' => "й",
        'ї' => "ї",
        'ё' => "е",
        'ґ' => "г",
        '\u{df}'..='\u{259}' => latin(c).unwrap_or_default(),
        'ς' => "σ",
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ة' | 'ە' => "ه",
        'ک' => "ك",
        _ => "",
    };
    let digit = match c {
        '\u{660}'..='\u{669}' => u32::from(c).checked_sub(0x660),
        '\u{6f0}'..='\u{6f9}' => u32::from(c).checked_sub(0x6f0),
        _ => None,
    };
    let digit = digit.and_then(|digit| char::from_digit(digit, 10));
    // U+0640 stretches an Arabic word and is not a letter.
    let apart = own.is_empty() && digit.is_none() && c != 'ـ';
    let bare = apart.then(|| std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric()).map(hiragana));
    own.chars().chain(digit).chain(bare.into_iter().flatten())
}

fn hiragana(c: char) -> char {
    if matches!(c, '\u{30a1}'..='\u{30f6}') { char::from_u32(u32::from(c) - 0x60).unwrap_or(c) } else { c }
}

/// What is left of a folded word when one hears only its consonants, in Latin letters: `зеленський`, `zelensky` and `selenskyj` are one.
/// The sound of a word's beginning is the beginning of its sound.
pub fn sound(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let mut before = ' ';
    for c in in_latin(word).chars() {
        // None: the letter itself.
        let sound = match c {
            _ if is_vowel(c) => Some(if before == ' ' { "a" } else { "" }),
            // After a consonant it only says how that sounds: `kh`, `sh`.
            'h' if before.is_ascii_lowercase() && !is_vowel(before) => Some(""),
            'g' | 'h' => Some("g"),
            'c' | 'k' | 'q' => Some("k"),
            's' | 'z' => Some("s"),
            'v' | 'w' | 'f' => Some("v"),
            'x' => Some("ks"),
            _ => None,
        };
        before = c;
        match sound {
            Some(sound) if sound.is_empty() || !key.ends_with(sound) => key.push_str(sound),
            None if !(c.is_ascii_lowercase() && key.ends_with(c)) => key.push(c),
            _ => {}
        }
    }
    key
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j')
}

/// A folded word in Latin letters, as far as its script is known here: Cyrillic as English texts write it.
fn in_latin(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match latin(c) {
            Some(letters) => out.push_str(letters),
            None if matches!(c, 'ь' | 'ъ') => {}
            None if c == 'ї' => out.push('i'),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same triples stand in `tests/browser/fold.json`, which the browser's tests read: a text, its words, their sounds.
    #[test]
    fn folding_agrees_with_the_script() {
        let examples: Vec<(String, String, String)> = serde_json::from_str(include_str!("../../tests/browser/fold.json")).unwrap();
        for (text, folded, sounds) in examples {
            assert_eq!(fold(&text), folded, "{text}");
            assert_eq!(folded.split(' ').map(sound).collect::<Vec<_>>().join(" "), sounds, "{text}");
        }
    }

    #[test]
    fn words_end_at_spaces_and_between_pairs_of_letters() {
        for (text, words) in
            [(" a – b, c", "a| –| b,| c"), ("北嶺国は、川の", "北嶺|国は、|川の"), ("北 2025年6月2日。", "北| 2025年6月|2日。")]
        {
            let ends: Vec<usize> = word_ends(text).collect();
            let pieces = ends.iter().scan(0, |from, end| Some(&text[std::mem::replace(from, *end)..*end]));
            assert_eq!(pieces.collect::<Vec<_>>().join("|").trim(), words);
        }
    }

    #[test]
    fn the_sound_of_a_beginning_is_the_beginning_of_the_sound() {
        for word in ["polishchuk", "полищук", "zaporizhzhia", "mexico", "whatsoever", "istanbul", "щербак", "50000", "会谈"]
        {
            for (at, _) in word.char_indices().skip(1) {
                assert!(sound(word).starts_with(&sound(&word[..at])), "{word} at {at}");
            }
        }
    }
}
