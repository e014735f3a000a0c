//! Names and codes of languages → BCP 47: babel's and polyglossia's names, ISO 639-2, languages' own names.

use crate::parse::name::{LANGUAGES, is_language, language_of, primary_language};

/// The tag of a language; of several that are named, the first one's.
pub(crate) fn tag(name: &str) -> Option<String> {
    let first = name.split([',', ';', '/']).next().unwrap_or_default().trim().replace('_', "-");
    let first = first.split_once(['(', '.']).map_or(&*first, |(before, _)| before.trim());
    let key = first.to_lowercase();
    // `eng-US`: three letters stand where the language has two.
    let shortest = || {
        key.split_once('-').and_then(|(language, rest)| Some((language_of(language).filter(|_| language.len() == 3)?, rest.to_uppercase())))
    };
    language_of(&key).map(str::to_owned).or_else(|| shortest().map(|(language, rest)| format!("{language}-{rest}"))).or_else(|| {
        is_language(&key).then(|| match first.split_once('-') {
            Some((language, region)) if region.len() == 2 => format!("{}-{}", language.to_lowercase(), region.to_uppercase()),
            Some(_) => first.to_owned(),
            None => first.to_lowercase(),
        })
    })
}

/// The name that babel and polyglossia have for the language of a tag.
pub(super) fn babel_name(tag: &str) -> Option<&'static str> {
    let language = primary_language(tag);
    let mut words = LANGUAGES.lines().map(|line| line.split(' ')).find(|words| words.clone().next() == Some(language))?;
    words.find(|word| word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn tags_have_names() {
        let names =
            [("en-GB", "english"), ("tr", "turkish"), ("uk", "ukrainian"), ("az", "azerbaijani"), ("zh-Hans", "chinese"), ("de", "german")];
        for (tag, name) in
            names.into_iter().chain([("fr", "french"), ("fa", "persian"), ("el", "greek"), ("ar", "arabic"), ("pl", "polish")])
        {
            assert_eq!(super::babel_name(tag), Some(name), "{tag}");
        }
        assert_eq!(super::babel_name("qaa"), None);
    }

    #[test]
    fn names_become_tags() {
        for (name, tag) in [
            ("ngerman", "de"),
            ("USenglish", "en-US"),
            ("eng", "en"),
            ("en_us", "en-US"),
            ("tur", "tr"),
            ("Русский", "ru"),
            ("hebrew", "he"),
            ("Türkçe", "tr"),
            ("zh-Hans", "zh-Hans"),
            ("crh", "crh"),
            ("eng; tur", "en"),
            // Codes of countries.
            ("jp", "ja"),
            ("cz", "cs"),
            ("gr", "el"),
            ("KZ", "kk"),
            ("cn", "zh"),
            ("dk", "da"),
        ] {
            assert_eq!(super::tag(name).as_deref(), Some(tag), "{name}");
        }
        assert_eq!(super::tag("klingonese"), None);
    }
}
