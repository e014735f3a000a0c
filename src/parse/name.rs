//! The grammar of ids and language tags, and what was probably meant by a text outside it.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Whether a text is an id: `[a-z0-9][a-z0-9-]*`.
pub fn is_id(text: &str) -> bool {
    !text.starts_with('-') && !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// The folder of the parts of long pages, `sources/part/2/`.
pub const PARTS_FOLDER: &str = "part";

/// A name that other programs give to the introduction of a folder, which is `_index` here; as a note's it would be a slip.
pub const INDEX: &str = "index";

/// Whether a text can be the id of a note, whose page must not stand where the parts of its list stand.
pub fn is_note_id(text: &str) -> bool {
    is_id(text) && ![PARTS_FOLDER, INDEX].contains(&text)
}

/// The id nearest to a text: "Hakan Fidan" → `hakan-fidan`, "Ердоган" → `erdogan`. None where no letter or digit is left.
pub fn slug(text: &str) -> Option<String> {
    let id = in_latin_words(text, |_| false);
    is_id(&id).then_some(id)
}

/// What is the same however one spelling of a name is written: without white space around it, composed, in small letters.
pub fn spelling_key(name: &str) -> String {
    name.trim().nfc().collect::<String>().to_lowercase()
}

/// What is the same for all spellings of a name: without case, marks, punctuation, alphabet and the order of its words ("Umerov, Rustem").
pub fn name_key(name: &str) -> String {
    let folded = in_latin_words(name, char::is_alphanumeric);
    let mut words: Vec<&str> = folded.split('-').collect();
    words.sort_unstable();
    words.join("-")
}

/// A text in small Latin letters and digits, with `-` between its words; of other letters those that are to be kept stay as they are.
fn in_latin_words(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut words = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        // Whole letters first: taken apart, `й` would be `и`.
        if let Some(letters) = latin(c) {
            words.push_str(letters);
            continue;
        }
        for part in std::iter::once(c).nfkd() {
            match part {
                'a'..='z' | '0'..='9' => words.push(part),
                // Marks that are left when letters are taken apart, and apostrophes: they separate no words.
                '\u{300}'..='\u{36f}' | '\'' | '’' | 'ʼ' | '`' | 'ь' | 'ъ' => {}
                _ => match latin(part) {
                    Some(letters) => words.push_str(letters),
                    None if is_kept(part) => words.push(part),
                    None if !words.is_empty() && !words.ends_with('-') => words.push('-'),
                    None => {}
                },
            }
        }
    }
    words.truncate(words.trim_end_matches('-').len());
    words
}

/// The small letters of Russian's alphabet in its order, as English texts write them; the two signs are no letters.
const CYRILLIC: [&str; 32] = [
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh",
    "shch", "", "y", "", "e", "yu", "ya",
];

/// Letters that do not fall apart into a Latin letter and a mark: the special letters of European languages, and Cyrillic as English
/// texts write it (`г` as in Russian; Ukrainian's `и` and `г` differ, and an id is only a name).
pub(super) fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' | 'і' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ħ' => "h",
        'ə' => "e",
        'ґ' => "g",
        'є' => "ie",
        '&' => "and",
        _ => return CYRILLIC.get(u32::from(c).checked_sub(u32::from('а'))? as usize).copied().filter(|letters| !letters.is_empty()),
    })
}

/// Whether a text looks like a language tag of BCP 47: a language of two or three small letters, then perhaps a script, a region, variants.
/// Only the form is looked at; whether a subtag is registered is not known here.
pub fn is_language(text: &str) -> bool {
    let primary = primary_language(text);
    matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && text.split('-').skip(1).all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The language of a tag, without its script and region: `en-US` → `en`.
pub fn primary_language(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(primary, _)| primary)
}

/// One language a line: its tag, then what else it is called: by babel and polyglossia, by ISO 639-2, in several languages, and by a code
/// of its country that is no language's.
pub const LANGUAGES: &str = include_str!("languages.txt");

/// The language tag that a language's name, or another code, stands for.
pub fn language_of(word: &str) -> Option<&'static str> {
    static TAGS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let lines = LANGUAGES.lines().rev().filter_map(|line| line.split_once(' '));
        lines.flat_map(|(tag, words)| words.split(' ').map(move |word| (word, tag))).collect()
    });
    let word = word.to_lowercase();
    TAGS.get(&*word).or_else(|| TAGS.get(&*word.replace([' ', '-'], ""))).copied()
}

/// The language tag that a text is, or is meant to be: `uk` for `UK`, `UA` and `Ukrainian`.
pub fn language_meant(text: &str) -> Option<String> {
    let mut tag = text.replace('_', "-");
    let primary = tag.find('-').unwrap_or(tag.len());
    tag.get_mut(..primary)?.make_ascii_lowercase();
    // A code of three letters is a tag as well.
    language_of(text).filter(|_| text.len() != 3).map(str::to_owned).or_else(|| is_language(&tag).then_some(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        assert!(is_id("istanbul-2025-06-02") && is_id("2025") && is_id("a"));
        assert!(is_id("part") && !is_note_id("part") && !is_note_id("index") && is_note_id("parts") && !is_note_id("A"));
        assert!(!is_id("") && !is_id("-a") && !is_id("A") && !is_id("a b") && !is_id("a_b") && !is_id("é"));
    }

    #[test]
    fn slugs() {
        for (text, id) in [
            ("Hakan Fidan", "hakan-fidan"),
            ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
            ("İstanbul Iğdır", "istanbul-igdir"),
            ("Володимир Зеленський", "volodimir-zelenskiy"),
            ("Łukasz's  --  Straße", "lukaszs-strasse"),
            ("R&D", "randd"),
        ] {
            assert_eq!(slug(text).as_deref(), Some(id), "{text}");
        }
        assert_eq!(slug("—"), None);
        assert_eq!(slug("中文"), None);
    }

    #[test]
    fn name_keys() {
        for (one, other) in [("Umerov, Rustem", "Рустем Умеров"), ("محمد السادس", "السادس، محمد"), ("Ξένη Δ.", "δ ξενη")]
        {
            assert_eq!(name_key(one), name_key(other));
        }
        for (one, other) in [("Δ-1", "Σ-1"), ("中文", "中国"), ("Group 1", "Group 2")] {
            assert_ne!(name_key(one), name_key(other));
        }
    }

    #[test]
    fn languages() {
        assert!(is_language("en") && is_language("zh-Hant-TW") && is_language("crh") && is_language("en-x-own"));
        for text in ["english", "e", "en_GB", "UK", "en-", ""] {
            assert!(!is_language(text), "{text}");
        }
        for (text, meant) in [("Hebrew", "he"), ("Crimean Tatar", "crh"), ("jp", "ja"), ("UA", "uk"), ("eng", "eng"), ("pt_BR", "pt-BR")] {
            assert_eq!(language_meant(text).as_deref(), Some(meant));
        }
    }
}
