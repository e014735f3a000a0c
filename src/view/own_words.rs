//! A site's own words for the interface: `i18n/<code>.toml`, of a language that does not come with the program, or other words for one that does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::words::choices;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, in_backticks, suggestion_or};
use crate::file::{File, Span};
use crate::language::Language;
use crate::language::words::{self, COMPLETE, Message, Words};
use crate::parse::front_matter::read_toml_file;
use crate::parse::record::Context;

/// The folder beside `site.toml`.
pub const FOLDER: &str = "i18n";

/// How many missing words a message names.
const NAMED: usize = 3;

/// The languages of a site that has words of its own for them, and what is wrong with those.
pub fn read(files: &[Arc<File>], config: &Config, settings: &File) -> (Vec<Arc<Language>>, Vec<Diagnostic>) {
    let (mut languages, mut problems) = (Vec::new(), Vec::new());
    let tags: Vec<&str> = config.languages.iter().chain([&config.language]).map(|tag| &**tag).collect();
    for file in files {
        let name = file.path.strip_prefix("i18n/").unwrap_or(&file.path);
        let Some(tag) = name.strip_suffix(".toml").filter(|tag| tags.contains(tag)) else {
            problems.push(unused_file(file, name, &tags));
            continue;
        };
        let own = read_words(file, &mut problems);
        let words = Words::with_own(tag, own);
        problems.extend(missing_words(tag, &words, file));
        languages.push(Arc::new(Language::with_words(tag, words)));
    }
    // A language without any words of its own is English to its readers.
    for tag in config.languages.iter().filter(|tag| !words::is_built_in(tag)) {
        if !languages.iter().any(|known| known.tag == *tag) {
            let problem =
                Diagnostic::new(Code::MissingWord, settings.id, format!("the interface has no words in `{tag}`: they are English"));
            problems.push(problem.help(format!(
                "`rapporteur theme {FOLDER}/en.toml` writes the English words out; translate them in `{FOLDER}/{tag}.toml`."
            )));
        }
    }
    (languages, problems)
}

/// All keys that a language may have words for.
pub fn keys() -> BTreeSet<String> {
    let english = Words::built_in(COMPLETE);
    let mut keys: BTreeSet<String> = english.keys().into_iter().map(str::to_owned).collect();
    let words = choices().into_iter().flatten().map(|word| (word.set, word.key));
    for (set, key) in words {
        keys.insert(format!("choice.{set}.{key}"));
        keys.insert(format!("meaning.{set}.{key}"));
    }
    keys.extend(Code::ALL.iter().map(|code| format!("rule.{}", code.as_str())));
    keys
}

/// The keys for which a language has no words of its own, those left out that a language can do without: the meanings of choices, what the
/// rules are about, and how it writes numbers.
pub fn lacking(words: &Words) -> (usize, Vec<String>) {
    let optional =
        |key: &str| ["meaning.", "rule.", "language.locale", "language.og_locale"].iter().any(|optional| key.starts_with(optional));
    let wanted: Vec<String> = keys().into_iter().filter(|key| !optional(key)).collect();
    let all = wanted.len();
    // The English labels of choices are declared beside their fields.
    let english = words.is_complete();
    (all, wanted.into_iter().filter(|key| !(words.has(key) || english && key.starts_with("choice."))).collect())
}

fn unused_file(file: &File, name: &str, tags: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnusedOverride, file.id, format!("`{name}` is of no language of the site"));
    let stem = name.strip_suffix(".toml").unwrap_or(name);
    problem.help(match did_you_mean(stem, tags.iter().copied()) {
        Some(near) => format!("Did you mean `{near}.toml`? A file is called by its language, as in `languages` of `site.toml`."),
        None => {
            let known = in_backticks(tags.iter().collect::<BTreeSet<_>>());
            format!("A file is called by its language, `<code>.toml`; the site's languages are {known}.")
        }
    })
}

/// What a language that does not come with the program lacks.
fn missing_words(tag: &str, words: &Words, file: &File) -> Option<Diagnostic> {
    if words::is_built_in(tag) {
        return None;
    }
    let (all, lacking) = lacking(words);
    let first = in_backticks(lacking.iter().take(NAMED));
    let message = match lacking.len() {
        0 => return None,
        count if count > NAMED => format!("{count} of {all} words of the interface are missing in `{tag}`: {first} and others"),
        count => format!("{count} of {all} words of the interface are missing in `{tag}`: {first}"),
    };
    Some(Diagnostic::new(Code::MissingWord, file.id, message).help("Readers see the English ones in their place. Add them to this file."))
}

/// The words of a file.
fn read_words(file: &File, problems: &mut Vec<Diagnostic>) -> BTreeMap<Box<str>, Message> {
    read_toml_file(file, "the words of the interface", &[], problems, |table, cx| {
        let mut reader = WordsReader { cx, keys: &keys(), english: &Words::built_in(COMPLETE), texts: BTreeMap::new() };
        reader.read(table, "");
        reader.texts
    })
}

struct WordsReader<'r, 'c> {
    cx: &'r mut Context<'c>,
    keys: &'r BTreeSet<String>,
    english: &'r Words,
    texts: BTreeMap<Box<str>, Message>,
}

impl WordsReader<'_, '_> {
    /// Reads a table, those in it under keys with dots.
    fn read(&mut self, table: &DeTable<'_>, before: &str) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (name, value) in entries {
            let key = format!("{before}{}", name.get_ref());
            if self.keys.contains(&key) {
                self.word(key, value.get_ref(), self.cx.span(value.span()));
                continue;
            }
            let inner = format!("{key}.");
            match value.get_ref() {
                DeValue::Table(table) if self.keys.iter().any(|known| known.starts_with(&inner)) => self.read(table, &inner),
                _ => {
                    let help = suggestion_or(&key, self.keys.iter().map(String::as_str), "Take it out: no page asks for it.");
                    let span = self.cx.span(name.span());
                    self.cx.report(Code::UnknownField, span, format!("`{key}` is not a word of the interface"), help);
                }
            }
        }
    }

    fn word(&mut self, key: String, value: &DeValue<'_>, span: Span) {
        let Some(text) = words::message(value) else {
            let help = "Write a text, or a table of texts by plural category, one of them `other`: zero, one, two, few, many, other.";
            self.cx.report(Code::InvalidValue, span, format!("`{key}` takes a text, or a text for each plural category"), help);
            return;
        };
        let known: BTreeSet<&str> = self.english.get(&key).into_iter().flat_map(Message::placeholders).collect();
        let unknown = text.placeholders().find(|name| !known.contains(name)).map(str::to_owned);
        match unknown {
            Some(name) => {
                let list = in_backticks(known.iter().map(|name| format!("{{{name}}}")));
                let help = if list.is_empty() { "It has none.".to_owned() } else { format!("It has {list}.") };
                self.cx.report(Code::InvalidValue, span, format!("`{key}` has no placeholder `{{{name}}}`"), help);
            }
            None => drop(self.texts.insert(key.into(), text)),
        }
    }
}
