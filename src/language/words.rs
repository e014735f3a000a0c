//! The words of the interface in one language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use icu_plurals::PluralCategory;
use include_dir::{Dir, File, include_dir};
use toml::de::{DeTable, DeValue};

use crate::parse::name::primary_language;

/// The files of the languages that come with the program.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/language/words");

/// The language that has every word.
pub const COMPLETE: &str = "en";

/// An entry: one text, or one a plural category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text for all numbers that no other form claims.
    other: Box<str>,
    forms: Vec<(PluralCategory, Box<str>)>,
}

impl Message {
    /// One text for all numbers.
    pub fn one(text: &str) -> Self {
        Self { other: text.into(), forms: Vec::new() }
    }

    /// The form for a plural category.
    pub fn form(&self, category: PluralCategory) -> &str {
        self.forms.iter().find(|(known, _)| *known == category).map_or(&self.other, |(_, text)| text)
    }

    /// All its forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.other).chain(self.forms.iter().map(|(_, text)| &**text))
    }

    /// The names of the placeholders in all its forms.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.forms().flat_map(parts).filter_map(|part| if let MessagePart::Placeholder(name) = part { Some(name) } else { None })
    }
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagePart<'t> {
    /// Text.
    Literal(&'t str),
    /// `{name}`.
    Placeholder(&'t str),
}

/// A form, taken apart.
pub fn parts(form: &str) -> impl Iterator<Item = MessagePart<'_>> {
    let mut rest = form;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            rest = after;
            return Some(MessagePart::Placeholder(name));
        }
        // A brace that begins no placeholder stands for itself.
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let literal;
        (literal, rest) = rest.split_at(end);
        Some(MessagePart::Literal(literal))
    })
}

/// The words of a language, by key: `timeline.took_place`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    texts: BTreeMap<Box<str>, Message>,
    fallback: Option<Arc<Self>>,
    /// The keys of a site's own words.
    own: BTreeSet<Box<str>>,
}

impl Words {
    /// The words that come with the program for a tag, `pt-BR` being served by `pt`; behind them stand the English ones.
    pub fn built_in(tag: &str) -> Arc<Self> {
        // They stand behind every language of every build.
        static ENGLISH: LazyLock<Arc<Words>> = LazyLock::new(|| {
            Arc::new(Words { texts: built_in_texts(COMPLETE).expect("English comes with the program"), ..Words::default() })
        });
        let english = Arc::clone(&ENGLISH);
        if primary_language(tag) == COMPLETE {
            return english;
        }
        Arc::new(Self { texts: built_in_texts(tag).unwrap_or_default(), fallback: Some(english), ..Self::default() })
    }

    /// The same with a site's own words in their places.
    pub fn with_own(tag: &str, own: BTreeMap<Box<str>, Message>) -> Arc<Self> {
        let mut words = Self::clone(&Self::built_in(tag));
        // What a file that `theme` wrote out says as before is no word of the site's own.
        words.own = own.iter().filter(|(key, text)| words.get(key) != Some(text)).map(|(key, _)| key.clone()).collect();
        words.texts.extend(own);
        Arc::new(words)
    }

    /// The same with other texts in some places.
    pub fn replaced(&self, texts: BTreeMap<Box<str>, Message>) -> Self {
        let mut words = self.clone();
        words.texts.extend(texts);
        words
    }

    /// Whether a site has written the entry itself.
    pub fn is_own(&self, key: &str) -> bool {
        self.own.contains(key)
    }

    /// Whether these are the words that stand behind all others.
    pub const fn is_complete(&self) -> bool {
        self.fallback.is_none()
    }

    /// An entry by its key.
    pub fn get(&self, key: &str) -> Option<&Message> {
        self.texts.get(key).or_else(|| self.fallback.as_ref()?.get(key))
    }

    /// An entry that is one text; empty where there is none. What is said of the language itself, `language.…`, has nothing behind it.
    pub fn plain(&self, key: &str) -> &str {
        let text = if key.starts_with("language.") { self.texts.get(key) } else { self.get(key) };
        text.map_or("", |text| text.form(PluralCategory::Other))
    }

    /// Whether the language has an entry of its own.
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// All keys, in order, those of the complete language included.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.texts.keys().map(|key| &**key).collect();
        keys.extend(self.fallback.iter().flat_map(|fallback| fallback.keys()));
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The file of words that serves a tag: `pt.toml` serves `pt-BR` too.
fn file_of(tag: &str) -> Option<&'static File<'static>> {
    [tag, primary_language(tag)].into_iter().find_map(|code| FILES.get_file(format!("{code}.toml")))
}

/// Whether the program has words for a language.
pub fn is_built_in(tag: &str) -> bool {
    file_of(tag).is_some()
}

/// The codes of the languages that come with the program.
pub fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = FILES.files().filter_map(|file| file.path().file_stem()?.to_str()).collect();
    codes.sort_unstable();
    codes
}

/// The file of words of each language that comes with the program: its name and its bytes.
pub fn files() -> impl Iterator<Item = (&'static std::path::Path, &'static [u8])> {
    FILES.files().map(|file| (file.path(), file.contents()))
}

/// The words that come with the program for one language.
fn built_in_texts(tag: &str) -> Option<BTreeMap<Box<str>, Message>> {
    let text = file_of(tag)?.contents_utf8()?;
    let table = DeTable::parse(text).expect("the words that come with the program are TOML: a test reads them");
    let mut texts = BTreeMap::new();
    collect(table.get_ref(), "", &mut texts);
    Some(texts)
}

/// Gathers the entries of a table, those of tables in it under keys with dots.
fn collect(table: &DeTable<'_>, before: &str, texts: &mut BTreeMap<Box<str>, Message>) {
    for (key, value) in table {
        let key = format!("{before}{}", key.get_ref());
        match (message(value.get_ref()), value.get_ref()) {
            (Some(text), _) => drop(texts.insert(key.into(), text)),
            (None, DeValue::Table(inner)) => collect(inner, &format!("{key}."), texts),
            (None, _) => {}
        }
    }
}

/// One text, or one a plural category; nothing where it is neither.
pub fn message(value: &DeValue<'_>) -> Option<Message> {
    match value {
        DeValue::String(text) => Some(Message::one(text)),
        DeValue::Table(table) => {
            let mut forms = Vec::new();
            let mut other = None;
            for (category, text) in table {
                let DeValue::String(text) = text.get_ref() else { return None };
                match PluralCategory::get_for_cldr_string(category.get_ref())? {
                    PluralCategory::Other => other = Some(text.as_ref().into()),
                    category => forms.push((category, text.as_ref().into())),
                }
            }
            Some(Message { other: other?, forms })
        }
        _ => None,
    }
}
