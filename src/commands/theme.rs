//! `theme`: the built-in templates, styles, scripts and words of the interface, one by one.

use std::path::{Path, PathBuf};

use super::init::{already_there, write_new};
use crate::diagnostic::{Failure, suggestion_or};
use crate::language::words;
use crate::read::Disk;
use crate::render::{assets, templates};
use crate::terminal::{OutputArgs, print_status, print_stdout};
use crate::view::own_words;

/// List the built-in templates, styles, scripts and words of the interface, or write some out into the site, to be changed there.
///
/// A file in `templates/` or `static/` takes the place of the built-in one of its name. A template can extend the one whose place it takes:
/// `{% extends "round.html" %}` in `templates/round.html`. What a template gets stands in docs/templates.md. Words in a
/// language that does not come with the program begin as a copy of `i18n/en.toml` under the language's code. Nothing is ever overwritten.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// What to write out: `round.html`, `components/statement.html`, `site.css`, `i18n/en.toml`
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let all = all();
    if arguments.files.is_empty() {
        let list: String = all.iter().map(|(place, _)| format!("{}\n", place.display())).collect();
        return print_stdout(list.as_bytes());
    }
    Disk::new(&arguments.root).find_site()?;
    let chosen = arguments.files.iter().map(|name| find(&all, name)).collect::<Result<Vec<_>, Failure>>()?;
    for (place, bytes) in chosen {
        let path = arguments.root.join(place);
        if !write_new(&arguments.root, place, bytes)? {
            return Err(already_there(&path).help("Delete or rename it to begin anew."));
        }
        if !output_args.quiet {
            print_status(&format!("Wrote {}.", path.display()));
        }
    }
    Ok(())
}

/// Where each built-in file would stand in a site, and its bytes.
fn all() -> Vec<(PathBuf, &'static [u8])> {
    let templates = templates::built_in().into_iter().map(|(name, text)| (Path::new("templates").join(name), text.as_bytes()));
    let assets = assets::built_in().map(|(name, bytes)| (Path::new("static").join(name), bytes));
    let words = words::files().map(|(name, bytes)| (Path::new(own_words::FOLDER).join(name), bytes));
    templates.chain(assets).chain(words).collect()
}

/// The file of a name, with its folder or without.
fn find<'a>(all: &'a [(PathBuf, &'static [u8])], name: &str) -> Result<&'a (PathBuf, &'static [u8]), Failure> {
    let without_folder = |place: &'a Path| place.iter().skip(1).collect::<PathBuf>();
    all.iter().find(|(place, _)| place == Path::new(name) || without_folder(place) == Path::new(name)).ok_or_else(|| {
        let names: Vec<String> = all.iter().map(|(place, _)| without_folder(place).display().to_string()).collect();
        let problem = Failure::new(format!("there is no built-in template, style, script or file of words `{name}`"));
        problem.help(suggestion_or(name, names.iter().map(String::as_str), "`rapporteur theme` lists them."))
    })
}
