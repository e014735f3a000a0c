//! `languages`: how much of the interface and of the site is there in each language.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{is_to_be_translated, outdated};
use crate::diagnostic::Failure;
use crate::language::{Language, words};
use crate::model::{Model, Note};
use crate::read::{Disk, Inputs};
use crate::terminal::print_stdout;
use crate::view::own_words;
use crate::{Cache, Options, config};

/// List languages: how many words of the interface they have, and how many notes of the site are translated into them.
///
/// Words of the interface come with the program, or stand in `i18n/<code>.toml` beside site.toml. Of the notes those are counted that
/// `[translate]` in site.toml asks for, with home and the lists' introductions. Without a site, the languages of the program are listed.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The site's folder, which holds site.toml [default: this folder, where it is a site]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let root = arguments.root.as_deref().or_else(|| Path::new(config::FILE_NAME).is_file().then_some(Path::new(".")));
    let rows = match root {
        Some(root) => site_rows(&Disk::new(root).read()?),
        None => heading(&["interface"]).into_iter().chain(words::codes().into_iter().map(|code| row(code, &Language::new(code)))).collect(),
    };
    print_stdout(table(&rows).as_bytes())
}

type Row = Vec<String>;

fn site_rows(inputs: &Inputs) -> Vec<Row> {
    let built = crate::build(inputs, &mut Cache::default(), &Options::default());
    let model = built.site.model();
    let (site_languages, _) = own_words::read(&inputs.words, &model.config, &inputs.config_file);
    let language = |tag: &str| site_languages.iter().find(|own| *own.tag == *tag).map_or_else(|| Arc::new(Language::new(tag)), Arc::clone);
    let own_row = |tag: &&str| {
        let mut row = row(tag, &language(tag));
        row.extend(if **tag == *model.main_config.language { vec!["the originals".to_owned()] } else { note_coverage(model, tag) });
        row
    };
    // The site's own stand first, in its order; those after them could be added.
    let own: Vec<&str> = model.config.languages.iter().map(|tag| &**tag).collect();
    let known: BTreeSet<&str> = own.iter().copied().collect();
    let others = words::codes().into_iter().filter(|code| !known.contains(code)).map(|code| {
        let mut row = row(code, &language(code));
        row.push("not a language of the site".to_owned());
        row
    });
    heading(&["interface", "notes", "outdated"]).into_iter().chain(own.iter().map(own_row)).chain(others).collect()
}

fn heading(columns: &[&str]) -> Vec<Row> {
    vec![["", "language"].iter().chain(columns).map(|word| (*word).to_owned()).collect()]
}

/// A language: its tag, its own name, and how much of the interface it has ("640 of 650 words").
fn row(tag: &str, language: &Language) -> Row {
    let (all, missing) = own_words::lacking(language.words());
    let coverage = format!("{} of {all} words", all - missing.len());
    vec![tag.to_owned(), language.own_name().to_owned(), coverage]
}

/// How many notes are translated of those that should be, and how many translations are older than their originals.
fn note_coverage(model: &Model, tag: &str) -> Vec<String> {
    let expected: Vec<&Note> = model.notes.iter().map(|(_, note)| note).filter(|note| is_to_be_translated(model, note)).collect();
    let is_translated = |note: &&Note| note.translations.iter().any(|other| *other.language == *tag);
    let translated = expected.iter().filter(|note| is_translated(note)).count();
    let all = model.notes.iter().flat_map(|(_, note)| note.translations.iter().map(move |other| (note, other)));
    let outdated_count = all.filter(|(note, other)| *other.language == *tag && outdated(note, other).is_some()).count();
    vec![format!("{translated} of {} translated", expected.len()), outdated_count.to_string()]
}

/// Columns as wide as what stands in them.
fn table(rows: &[Row]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Row| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
