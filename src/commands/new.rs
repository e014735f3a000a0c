//! `new`: a note with the fields that its kind wants.

mod known;
mod skeleton;

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use super::Outcome;
use crate::config;
use crate::diagnostic::{Failure, did_you_mean};
use crate::parse::fields::Kind;
use crate::parse::name::{is_id, slug};
use crate::read::{Disk, Inputs};
use crate::terminal::{OutputArgs, print_status, print_stdout};
use known::Known;

const EXAMPLES: &str = "\
Examples:
  rapporteur new actor \"Hakan Fidan\"
  rapporteur new round \"Third round in Istanbul\" --id istanbul-2025-07-23
  rapporteur new actor \"Türkiye\" --lang tr --id turkiye

The note is a draft until the line `draft = true` is taken out: `rapporteur serve --drafts` shows it.";

/// Begin a note: its id, its file, its fields, today's date.
///
/// Nothing is ever overwritten. Where the title is known already, under another spelling perhaps, that note is named.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// What sort of note
    #[arg(value_parser = kinds())]
    kind: Kind,
    /// Its name or headline
    title: String,
    /// Its id, which is the file's name and the page's address [default: made from the title]
    #[arg(long)]
    id: Option<String>,
    /// Make it a translation of the note --id into this language
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub(super) fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::as_str))
        .try_map(|word| Kind::from_word(&word).ok_or_else(|| format!("`{word}` is no kind of note")))
}

/// Runs it.
///
/// # Errors
/// Where the title or the id will not do, where the note is there already, where the disk refuses.
pub fn run(arguments: &Arguments, voice: OutputArgs) -> Result<Outcome, Failure> {
    let title = arguments.title.trim();
    if title.is_empty() || title.chars().any(char::is_control) {
        return Err(Failure::new("the title is empty or holds control characters").help("Give the name under which readers find the note."));
    }
    let inputs = Disk::new(&arguments.root).read()?;
    let known = Known::read(&inputs);
    let (path, text) = match &arguments.lang {
        Some(language) => translation(arguments, title, language, &inputs, &known)?,
        None => original(arguments, title, &known)?,
    };
    write_new(&arguments.root, &path, &text)?;
    print_stdout(format!("{path}\n").as_bytes())?;
    if !voice.quiet {
        for near in known.near(title).into_iter().filter(|near| near.path != path && arguments.lang.is_none()) {
            print_status(&format!("Is it the same as `{}`, “{}”, in {}?", near.id, near.title, near.path));
        }
    }
    Ok(Outcome::Fine)
}

/// Path and text of a new note.
fn original(arguments: &Arguments, title: &str, known: &Known) -> Result<(String, String), Failure> {
    let kind = arguments.kind;
    let id = match &arguments.id {
        Some(id) => valid(id)?,
        None => slug(title).ok_or_else(|| {
            Failure::new(format!("no id can be made from “{title}”")).help("Choose one with `--id`: small letters a–z, digits and hyphens.")
        })?,
    };
    if arguments.id.is_none()
        && let Some(same) = known.same(title).find(|note| note.kind == kind)
    {
        return Err(Failure::new(format!("“{title}” is known already: `{}`, “{}”, in `{}`", same.id, same.title, same.path))
            .help("Add the spelling to its `also_known_as`. If this is another one all the same, choose its id with `--id`."));
    }
    if let Some(taken) = known.by_id(&id) {
        return Err(Failure::new(format!("the id `{id}` is taken by “{}” in `{}`", taken.title, taken.path))
            .help(format!("Ids are unique over the whole site: choose another with `--id`, for example `{id}-{}`.", kind.as_str())));
    }
    let today = chrono::Local::now().date_naive().to_string();
    Ok((format!("content/{}/{id}.md", kind.folder()), skeleton::original(kind, title, &today)))
}

/// Path and text of a note in another language.
fn translation(arguments: &Arguments, title: &str, language: &str, inputs: &Inputs, known: &Known) -> Result<(String, String), Failure> {
    let (config, _) = config::read(&inputs.config_file, None);
    if *config.language == *language {
        return Err(Failure::new(format!("`{language}` is the language of the notes themselves")).help("Leave `--lang` out."));
    }
    if !config.languages.iter().any(|known| **known == *language) {
        let list: Vec<String> = config.languages.iter().map(|known| format!("\"{known}\"")).collect();
        return Err(Failure::new(format!("the site has no language `{language}`"))
            .help(format!("Add it to `languages` in `site.toml`: languages = [{}, \"{language}\"].", list.join(", "))));
    }
    let id =
        match &arguments.id {
            Some(id) => valid(id)?,
            None => known.same(title).find(|note| note.kind == arguments.kind).map(|note| note.id.clone()).ok_or_else(|| {
                Failure::new(format!("it is not known which note “{title}” translates")).help("Name that note with `--id`.")
            })?,
        };
    let Some(note) = known.by_id(&id).filter(|note| note.kind == arguments.kind) else {
        let near = did_you_mean(&id, known.ids(arguments.kind)).map(|near| format!("Did you mean `{near}`?"));
        return Err(Failure::new(format!("there is no {} `{id}` to translate", arguments.kind.as_str()))
            .help(near.unwrap_or_else(|| "Write the original first.".to_owned())));
    };
    let stem = note.path.rsplit_once('.').map_or(note.path.as_str(), |(stem, _)| stem);
    Ok((format!("{stem}.{language}.md"), skeleton::translation(arguments.kind, title)))
}

fn valid(id: &str) -> Result<String, Failure> {
    if is_id(id) {
        return Ok(id.to_owned());
    }
    let failure = Failure::new(format!("`{id}` is no id"));
    Err(match slug(id) {
        Some(near) => failure.help(format!("An id has small letters a–z, digits and hyphens. Did you mean `{near}`?")),
        None => failure.help("An id has small letters a–z, digits and hyphens."),
    })
}

/// Writes a file that is not there yet.
fn write_new(root: &std::path::Path, path: &str, text: &str) -> Result<(), Failure> {
    let whole = root.join(path);
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{path}` is there already, and nothing is overwritten")),
        _ => Failure::new(format!("cannot write `{}`: {error}", whole.display())),
    };
    if let Some(folder) = whole.parent() {
        fs::create_dir_all(folder).map_err(refused)?;
    }
    File::create_new(&whole).and_then(|mut file| file.write_all(text.as_bytes())).map_err(refused)
}
