//! `new`: a note with the fields that its kind wants.

mod skeleton;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use rayon::prelude::*;

use super::init::{already_there, create};
use crate::config;
use crate::diagnostic::{Failure, suggestion_or};
use crate::file::is_blank;
use crate::parse::fields::Kind;
use crate::parse::markdown::Settings;
use crate::parse::name::{is_language, is_note_id, name_key, slug};
use crate::parse::{NoteFiles, NoteLocation};
use crate::read::{Disk, Inputs};
use crate::terminal::{OutputArgs, print_status, print_stdout};

const EXAMPLES: &str = "\
Examples:
  rapporteur new actor \"Hakan Fidan\"
  rapporteur new round \"Third round in Istanbul\" --id istanbul-2025-07-23
  rapporteur new --lang tr hakan-fidan

The note is a draft until the line `draft = true` is taken out: `rapporteur serve --drafts` shows it.";

/// Begin a note, or the translation of one: its file, its fields, today's date.
///
/// Nothing is ever overwritten. Where the title is known already, under another spelling perhaps, that note is named.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, override_usage = "rapporteur new [OPTIONS] <KIND> <TITLE>\n       rapporteur new --lang <LANGUAGE> <ID>")]
pub struct Arguments {
    /// What sort of note: actor, round, track, source, topic, dispute or page; with --lang the id of the note to translate, `_index` or `actors/_index`
    #[arg(value_name = "KIND")]
    kind: String,
    /// Its name or headline
    #[arg(required_unless_present = "lang", conflicts_with = "lang")]
    title: Option<String>,
    /// Its id, which is the file's name and the page's address [default: made from the title]
    #[arg(long, conflicts_with = "lang")]
    id: Option<String>,
    /// Begin the translation of a note into this language
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub(super) fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::as_str)).try_map(|word| parse_kind(&word))
}

fn parse_kind(word: &str) -> Result<Kind, Failure> {
    Kind::from_word(word).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::as_str);
        let help = suggestion_or(word, known, format!("It is one of {}.", known.join(", ")));
        Failure::new(format!("`{word}` is not a kind of note")).help(help)
    })
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let inputs = Disk::new(&arguments.root).read()?;
    let today = chrono::Local::now().date_naive().to_string();
    if let Some(language) = &arguments.lang {
        let (path, text) = translation(&arguments.kind, language, &inputs, &today)?;
        create(&arguments.root, Path::new(&path), text.as_bytes())?;
        return print_stdout(format!("{path}\n").as_bytes());
    }
    let kind = parse_kind(&arguments.kind)?;
    let title = arguments.title.as_deref().unwrap_or_default().trim();
    if is_blank(title) || title.chars().any(char::is_control) {
        return Err(Failure::new("the title is empty or holds control characters").help("Give the name under which readers find the note."));
    }
    let known = KnownNotes::read(&inputs);
    let (path, text) = original(kind, arguments.id.as_deref(), title, &known, &today)?;
    create(&arguments.root, Path::new(&path), text.as_bytes())?;
    print_stdout(format!("{path}\n").as_bytes())?;
    if !output_args.quiet {
        for near in known.similar(title).into_iter().filter(|near| near.path != path) {
            print_status(&format!("Is it the same as `{}`, “{}”, in {}?", near.id, near.title, near.path));
        }
    }
    Ok(())
}

/// Path and text of a new note.
fn original(kind: Kind, chosen: Option<&str>, title: &str, known: &KnownNotes, today: &str) -> Result<(String, String), Failure> {
    let Some(id) = chosen.map(str::to_owned).or_else(|| slug(title)) else {
        return Err(Failure::new(format!("no id can be made from “{title}”"))
            .help("Choose one with `--id`: small letters a–z, digits and hyphens."));
    };
    if !is_note_id(&id) {
        let near = slug(&id).filter(|near| is_note_id(near)).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        let help =
            format!("An id has small letters a–z, digits and hyphens, and is neither `part` nor `index`: choose one with `--id`.{near}");
        return Err(Failure::new(format!("`{id}` cannot be a note's id")).help(help));
    }
    if chosen.is_none()
        && let Some(same) = known.named(title).find(|note| note.kind == kind)
    {
        return Err(Failure::new(format!("“{title}” is known already: `{}`, “{}”, in `{}`", same.id, same.title, same.path))
            .help("Add the spelling to its `also_known_as`. If this is another one all the same, choose its id with `--id`."));
    }
    if let Some(taken) = known.by_id(&id) {
        return Err(Failure::new(format!("the id `{id}` is taken by “{}” in `{}`", taken.title, taken.path))
            .help(format!("Ids are unique over the whole site: choose another with `--id`, for example `{id}-{}`.", kind.as_str())));
    }
    Ok((format!("content/{}/{id}.md", kind.folder()), skeleton::original(kind, title, today)))
}

/// Path and text of a translation. `target` is an id, `_index` or `<folder>/_index`.
fn translation(target: &str, language: &str, inputs: &Inputs, today: &str) -> Result<(String, String), Failure> {
    let (config, _) = config::read(&inputs.config_file, None);
    if *config.language == *language {
        return Err(Failure::new(format!("`{language}` is the language of the notes themselves"))
            .help("Choose another language, or leave `--lang` out to begin a note."));
    }
    if !config.languages.iter().any(|known| **known == *language) {
        let list: Vec<String> = config.languages.iter().map(|known| format!("\"{known}\"")).collect();
        let help = match config.languages.iter().find(|known| known.eq_ignore_ascii_case(language)) {
            Some(known) => format!("Did you mean `{known}`?"),
            None if !is_language(language) => "Write a tag of BCP 47: `en`, `tr`, `pt-BR`.".to_owned(),
            None if config.in_languages.is_empty() => {
                format!("Add it to `languages` in `site.toml`: languages = [{}, \"{language}\"].", list.join(", "))
            }
            None => format!("Add a table for it to `site.toml`: [languages.{language}]."),
        };
        return Err(Failure::new(format!("the site has no language `{language}`")).help(help));
    }
    let name_of = |note: &NoteFiles| match &note.location {
        NoteLocation::Home => INDEX.to_owned(),
        NoteLocation::List(kind) => format!("{}/{INDEX}", kind.folder()),
        NoteLocation::Note(_) => note.id.to_string(),
    };
    let is_this = |note: &&NoteFiles| note.language.as_deref() == Some(language) && name_of(note) == target;
    if let Some(file) = inputs.notes.iter().find(is_this).and_then(|note| note.md.as_ref().or(note.toml.as_ref())) {
        return Err(already_there(Path::new(&*file.path)));
    }
    let mut originals = inputs.notes.iter().filter(|note| note.language.is_none());
    let Some(files) = originals.clone().find(|note| name_of(note) == target) else {
        if target == INDEX || Kind::ALL.iter().any(|kind| target == format!("{}/{INDEX}", kind.folder())) {
            return Err(Failure::new(format!("`content/{target}.md` is not there to be translated"))
                .help("Write the original first: a `title` between two lines `+++`, and what the page says below."));
        }
        let names: Vec<String> = originals.by_ref().map(name_of).collect();
        let otherwise = "Name it by its id, the home page by `_index`, the introduction of a list by its folder: `actors/_index`.";
        return Err(Failure::new(format!("there is no note `{target}` to translate")).help(suggestion_or(
            target,
            names.iter().map(String::as_str),
            otherwise,
        )));
    };
    let (Some(original), Some(file)) = (files.parse(&config.markdown), files.md.as_ref().or(files.toml.as_ref())) else {
        return Err(Failure::new(format!("`{target}` has no file")));
    };
    let stem = file.path.rsplit_once('.').map_or(&*file.path, |(stem, _)| stem);
    let body_file = files.md.as_ref().filter(|md| original.body_file == Some(md.id));
    let body = body_file.map_or("", |md| md.text.split_at(original.body_start as usize).1);
    Ok((format!("{stem}.{language}.md"), skeleton::translation(&original, body, today)))
}

/// What stands for the home page, and after a folder for the introduction of a list.
const INDEX: &str = "_index";

/// Names that are at least this alike may be spellings of one name.
const MIN_LIKENESS: f64 = 0.8;

#[derive(Debug)]
struct KnownNote {
    id: String,
    kind: Kind,
    path: String,
    title: String,
    /// Title, other names, names in other languages; each folded.
    names: Vec<String>,
}

/// All notes of a site, drafts included, by path.
#[derive(Debug)]
struct KnownNotes(Vec<KnownNote>);

impl KnownNotes {
    fn read(inputs: &Inputs) -> Self {
        Self(inputs.notes.par_iter().filter_map(read_note).collect())
    }

    fn by_id(&self, id: &str) -> Option<&KnownNote> {
        self.0.iter().find(|note| note.id == id)
    }

    /// The notes that have a name, in any spelling that folds to the same letters and in any order of its words: "Umerov, Rustem".
    fn named(&self, name: &str) -> impl Iterator<Item = &KnownNote> {
        let key = name_key(name);
        self.0.iter().filter(move |note| note.names.iter().any(|known| name_key(known) == key))
    }

    /// Up to three notes with a name like this one, the likest first.
    fn similar(&self, name: &str) -> Vec<&KnownNote> {
        let name = fold(name);
        let likest = |note: &KnownNote| note.names.iter().map(|known| likeness(&name, known)).fold(0.0, f64::max);
        let mut similar: Vec<(f64, &KnownNote)> = self.0.iter().map(|note| (likest(note), note)).collect();
        similar.retain(|(likeness, _)| *likeness >= MIN_LIKENESS);
        similar.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.path.cmp(&y.path)));
        similar.into_iter().take(3).map(|(_, note)| note).collect()
    }
}

fn read_note(files: &NoteFiles) -> Option<KnownNote> {
    let NoteLocation::Note(kind) = files.location else { return None };
    if files.language.is_some() {
        return None;
    }
    let parsed = files.parse(&Settings::default())?;
    let path = files.md.as_ref().or(files.toml.as_ref())?.path.to_string();
    let title = parsed.title().to_owned();
    let names = std::iter::once(fold(&title)).chain(parsed.common.other_names().map(|name| fold(&name.value))).collect();
    Some(KnownNote { id: files.id.to_string(), kind, path, title, names })
}

/// A name without case, marks, punctuation and alphabet, as far as it can be written in Latin letters.
fn fold(name: &str) -> String {
    slug(name).unwrap_or_else(|| name.to_lowercase())
}

/// How alike two folded names are, from 0 to 1. Names with different numbers in them name different things.
fn likeness(a: &str, b: &str) -> f64 {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) == digits(b) { strsim::normalized_damerau_levenshtein(a, b) } else { 0.0 }
}
