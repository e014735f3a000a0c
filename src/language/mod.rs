//! What a language brings to the interface: its words, plural forms, numbers and lists.
//!
//! Words stand in `words/<code>.toml`, one file a language. An entry is a string, or a table of strings by plural category (CLDR), chosen by
//! the number that is given as `n`. `{name}` stands for what the caller gives under that name. No sentence is put together from parts, and
//! no name is inflected.

mod date;
mod formats;
mod labels;
pub mod words;

use std::cmp::Ordering;
use std::sync::Arc;

use fixed_decimal::Decimal;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use icu_plurals::PluralCategory;

use crate::parse::name::primary_language;

pub use date::in_english;
pub use words::{Message, Words};

/// A language of the site, ready to word the interface.
#[derive(Debug)]
pub struct Language {
    /// Its tag, as in `site.toml`.
    pub tag: Box<str>,
    /// In which direction it is written: `ltr` or `rtl`.
    pub direction: &'static str,
    words: Arc<Words>,
    locale: Locale,
    /// The order of words; none where ICU knows none.
    collator: Option<CollatorBorrowed<'static>>,
}

/// What takes the place of a placeholder.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// A number, shown as the language writes numbers.
    Number(i64),
    /// A text, shown as it is.
    Text(&'a str),
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a, T: AsRef<str> + ?Sized> From<&'a T> for Arg<'a> {
    fn from(text: &'a T) -> Self {
        Self::Text(text.as_ref())
    }
}

impl Language {
    /// A language by its tag. Words that it lacks are English.
    pub fn new(tag: &str) -> Self {
        Self::with_words(tag, Words::built_in(tag))
    }

    /// A language by its tag, with these words.
    pub fn with_words(tag: &str, words: Arc<Words>) -> Self {
        // The numerals of a locale can differ from those of its language: the words' file knows which are usual in print. Another region writes
        // dates and numbers in its own way, unless a file of the site's says how.
        let mut locale: Locale = words.plain("language.locale").parse().or_else(|_| tag.parse()).unwrap_or(Locale::UNKNOWN);
        if let Ok(Locale { id, .. }) = tag.parse::<Locale>()
            && id.region.is_some()
            && !words.is_own("language.locale")
        {
            locale.id = id;
        }
        let collator = Collator::try_new((&locale).into(), CollatorOptions::default()).ok();
        Self { tag: tag.into(), direction: direction(tag), words, locale, collator }
    }

    fn with<T>(&self, run: impl FnOnce(&formats::Formats) -> T) -> T {
        formats::with(&self.locale, run)
    }

    /// The name of a language in this one: "Turkish"; the tag itself where it is not known.
    pub fn name_of(&self, tag: &str) -> String {
        let name = self.words.plain(&format!("languages.{}", primary_language(tag)));
        if name.is_empty() { tag.to_owned() } else { name.to_owned() }
    }

    /// Its name in itself: "Türkçe"; its tag where it has no words.
    pub fn own_name(&self) -> &str {
        let own = self.words.plain("language.name");
        if own.is_empty() { &self.tag } else { own }
    }

    /// The words of the interface.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// A word or sentence of the interface, with what takes the place of its placeholders. `n` chooses the plural form.
    ///
    /// # Panics
    /// Where there is no such key: a fault of the caller, which a test finds.
    pub fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let text = self.words.get(key).unwrap_or_else(|| unreachable!("`{key}` is not a word of the interface"));
        let number = args.iter().find_map(|(name, arg)| match arg {
            Arg::Number(number) if *name == "n" => Some(*number),
            _ => None,
        });
        self.fill(text, number, |name, out| match args.iter().find(|(known, _)| *known == name) {
            Some((_, Arg::Number(number))) => out.push_str(&self.number(*number)),
            Some((_, Arg::Text(text))) => out.push_str(&self.isolated(text)),
            None => unreachable!("`{key}` needs `{name}`"),
        })
    }

    /// A word of the interface that has no placeholders.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// Writes the form of an entry that fits a number; `write` fills its placeholders in.
    pub fn fill(&self, text: &Message, number: Option<i64>, mut write: impl FnMut(&str, &mut String)) -> String {
        let category = number.and_then(|number| self.with(|formats| Some(formats.plurals.as_ref()?.category_for(number.unsigned_abs()))));
        let mut out = String::new();
        for part in words::parts(text.form(category.unwrap_or(PluralCategory::Other))) {
            match part {
                words::MessagePart::Literal(text) => out.push_str(text),
                words::MessagePart::Placeholder(name) => write(name, &mut out),
            }
        }
        out
    }

    /// A whole number as the language writes it.
    pub fn number(&self, number: impl ToString) -> String {
        self.digits(&number.to_string())
    }

    /// A number as written in a note, `-50000.25`, as the language writes it; what is not a number stays as it is.
    pub fn digits(&self, digits: &str) -> String {
        self.with(|formats| match (&formats.numbers, digits.parse::<Decimal>()) {
            (Some(numbers), Ok(number)) => numbers.format(&number).to_string(),
            _ => digits.to_owned(),
        })
    }

    /// Which of two words comes first where they stand in order.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b)).then_with(|| a.cmp(b))
    }

    /// "a, b and c".
    pub fn list<'t>(&self, items: impl Iterator<Item = &'t str> + Clone) -> String {
        self.with(|formats| match &formats.lists {
            Some(lists) => lists.format(items.clone()).to_string(),
            None => items.clone().collect::<Vec<_>>().join(", "),
        })
    }

    /// "a, b or c".
    pub fn alternatives(&self, items: &[String]) -> String {
        self.with(|formats| match &formats.alternatives {
            Some(lists) => lists.format(items.iter()).to_string(),
            None => items.join(", "),
        })
    }

    /// What stands between an item of a list and the next one: ", " or " and ". `left` is how many come after it, `before` how many before.
    pub fn separator(&self, before: usize, left: usize, next: &str) -> String {
        // A list of the same shape, with marks for its items: two where this gap is the only one, three in the first gap else, or in the last.
        const MARK: &str = "\u{fffc}";
        let shape: &[&str] = match (before, left) {
            (0, 0 | 1) => &[MARK, next],
            (_, 0 | 1) => &[MARK, MARK, next],
            _ => &[MARK, MARK, MARK],
        };
        let list = self.list(shape.iter().copied());
        let separator = if left > 1 { list.split(MARK).nth(1) } else { list.rsplit(MARK).next().and_then(|rest| rest.strip_suffix(next)) };
        separator.unwrap_or(", ").to_owned()
    }

    /// Whether a part of a text runs in the other direction than the language.
    pub fn runs_opposite(&self, text: &str) -> bool {
        let rtl = self.direction == "rtl";
        text.chars().any(|c| if rtl { c.is_alphabetic() && !is_rtl(c) } else { is_rtl(c) })
    }

    /// A text, kept apart from the sentence around it where it runs in the other direction.
    pub fn isolated(&self, text: &str) -> String {
        if self.runs_opposite(text) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
    }
}

/// Whether a character is of a script that runs from right to left.
const fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// In which direction words run: that of their first letter; nothing where they have none.
pub fn direction_of(words: &str) -> Option<&'static str> {
    words.chars().find(|c| c.is_alphabetic()).map(|c| if is_rtl(c) { "rtl" } else { "ltr" })
}

/// In which direction a language is written, for HTML's `dir`: by its script where the tag names one, else by the language.
pub fn direction(tag: &str) -> &'static str {
    let main = primary_language(tag);
    let script = tag.split('-').skip(1).find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right_to_left = match script {
        Some(script) => {
            ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"].iter().any(|known| known.eq_ignore_ascii_case(script))
        }
        None => ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"].contains(&main),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests;
