//! `import`: lists of works and saved pages become source notes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, ErrorKind, IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::init::{check_inside, create};
use crate::diagnostic::{Failure, did_you_mean, number_of};
use crate::import::{self, ImportPlan};
use crate::parse::fields::Kind;
use crate::parse::name::name_key;
use crate::parse::{NoteLocation, ParsedNote};
use crate::read::Disk;
use crate::report::visible;
use crate::terminal::{OutputArgs, print_status, print_stdout};
use crate::write::refused;
use crate::{Cache, Options};

/// Make source notes of lists of works (BibTeX, RIS, CSL-JSON …) and of saved article pages, or notes and statements of tables.
///
/// A plan is shown first. Nothing is overwritten, and a work that is already there (by DOI, ISBN, address or title) is left out. The notes
/// say `access = "cited"`; once you have read a work, change that to "read" and add its statements.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The files: exports of Zotero and its like, pages saved from a browser, or tables (.csv, .tsv, .xlsx)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The files are tables of notes of this kind; their columns are our fields
    #[arg(long, value_name = "KIND", value_parser = super::new::kinds(), conflicts_with = "statements_of")]
    kind: Option<Kind>,
    /// The files are tables of statements of this source, and are appended to its note
    #[arg(long, value_name = "SOURCE")]
    statements_of: Option<String>,
    /// Create the notes without asking; where nobody can be asked, nothing is created without it
    #[arg(long, short)]
    yes: bool,
    /// Show the plan and do nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let inputs = Disk::new(&arguments.root).read()?;
    let build = crate::build(&inputs, &mut Cache::default(), &Options::default());
    let language = crate::read_settings(&inputs.config_file, None).0.language;
    let read_sheet = |name: &str, bytes: &[u8]| import::sheet::read(name, bytes, &language);
    let (plan, changed) = if let Some(source) = &arguments.statements_of {
        let sources = || build.parsed.iter().filter(|note| note.location == NoteLocation::Note(Kind::Source) && note.language.is_none());
        let note = sources().find(|note| *note.id == **source).ok_or_else(|| no_source(source, sources()))?;
        let file = inputs.files.get(note.front_file).ok_or_else(|| Failure::new(format!("`{source}` has no front matter")))?;
        // What is written back has the line ends of the file itself.
        let text = String::from_utf8(crate::read::whole_file(&arguments.root.join(&*file.path))?)
            .map_err(|_| Failure::new(format!("`{}` is not UTF-8", file.path)).help("Save it as UTF-8, and import again."))?;
        let tables = read_each(&arguments.files, read_sheet)?;
        let (plan, text) = import::plan_statements(note, &file.path, &text, &tables)?;
        (plan, text.map(|text| (arguments.root.join(&*file.path), text)))
    } else if let Some(kind) = arguments.kind {
        (import::plan_notes(kind, &read_each(&arguments.files, read_sheet)?, &build.parsed), None)
    } else {
        (import::plan(read_each(&arguments.files, |name, bytes| import::read(name, bytes, &language))?, &build.parsed), None)
    };
    let created = number_of(plan.new.len(), if arguments.statements_of.is_some() { "statement" } else { "note" });
    print_stdout(format_plan(&plan, output_args.quiet).as_bytes())?;
    if plan.new.is_empty() && plan.left_out.is_empty() && !plan.problems.is_empty() {
        return Err(Failure::new("nothing was found to import").help("The problems above say why, file by file."));
    }
    if plan.new.is_empty() || arguments.dry_run || !confirmed(arguments.yes, &created, output_args)? {
        return Ok(());
    }
    match changed {
        Some((path, text)) => replace(&arguments.root, &path, &text)?,
        None => plan.new.iter().try_for_each(|new| create(&arguments.root, Path::new(&new.path), new.text.as_bytes()))?,
    }
    if !output_args.quiet {
        print_status(&format!("Created {created}. Run `rapporteur check` to see what is missing."));
    }
    Ok(())
}

/// A source that is not there, and the one that was probably meant: by its title, or by an id like it.
fn no_source<'a>(name: &str, sources: impl Iterator<Item = &'a Arc<ParsedNote>> + Clone) -> Failure {
    let has_title = |note: &&Arc<ParsedNote>| note.common.title.given().is_some_and(|title| name_key(&title.value) == name_key(name));
    let near = sources.clone().find(has_title).map(|note| &*note.id).or_else(|| did_you_mean(name, sources.map(|note| &*note.id)));
    Failure::new(format!("there is no source `{name}`")).help(match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Name it by its id, which is its file's name in `content/sources/` without the ending.".to_owned(),
    })
}

/// The name of each file, and what it holds.
fn read_each<T>(files: &[PathBuf], parse: impl Fn(&str, &[u8]) -> Result<T, Failure>) -> Result<Vec<(String, T)>, Failure> {
    let parsed = |path: &PathBuf| {
        let name = path.display().to_string();
        let value = parse(&name, &read(path, &name)?)?;
        Ok((name, value))
    };
    files.iter().map(parsed).collect()
}

/// The largest file that is read, in bytes: a library of a hundred thousand works.
const MAX_FILE_BYTES: u64 = 64_000_000;

fn read(path: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::new(format!("`{name}` cannot be read: {error}"));
    let mut bytes = Vec::new();
    File::open(path).map_err(unreadable)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE_BYTES) {
        return Err(Failure::new(format!("`{name}` is larger than {} MB, which is the limit", MAX_FILE_BYTES / 1_000_000))
            .help("Export a part of the library at a time."));
    }
    Ok(bytes)
}

/// Whether the user wants it: by `--yes`, or by an answer on the terminal.
fn confirmed(yes: bool, created: &str, output_args: OutputArgs) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    let (input, mut terminal) = (std::io::stdin(), std::io::stderr());
    if !input.is_terminal() || !std::io::stdout().is_terminal() {
        if !output_args.quiet {
            print_status(&format!("Nothing was created. With `--yes`, {created} would be."));
        }
        return Ok(false);
    }
    let failed = |error: std::io::Error| Failure::new(format!("the answer cannot be read: {error}"));
    write!(terminal, "Create {created}? [y/N] ").and_then(|()| terminal.flush()).map_err(failed)?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(failed)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The plan, for people; with `--quiet` only what went wrong.
fn format_plan(plan: &ImportPlan, quiet: bool) -> String {
    let mut text = String::new();
    // Writing to a `String` does not fail.
    if !plan.new.is_empty() && !quiet {
        let _ = writeln!(text, "To be created:");
        for new in &plan.new {
            // A statement goes into a note that is there.
            let name = if new.text.is_empty() { &new.id } else { &new.path };
            let _ = writeln!(text, "  {name}\n      {} ({})", visible(&new.title), visible(&new.place.to_string()));
            if !new.details.is_empty() {
                let _ = writeln!(text, "      {}", visible(&new.details.join(" · ")));
            }
        }
    }
    if !plan.left_out.is_empty() && !quiet {
        let _ = writeln!(text, "Left out:");
        for left in &plan.left_out {
            let title = left.title.as_deref().unwrap_or("an entry");
            let _ = writeln!(text, "  {}: {}: {}", visible(&left.place.to_string()), visible(title), visible(&left.reason));
        }
    }
    if !plan.problems.is_empty() {
        let _ = writeln!(text, "Problems:");
        for (place, message) in &plan.problems {
            let _ = writeln!(text, "  {}: {}", visible(&place.to_string()), visible(message));
        }
    }
    if !quiet {
        for (file, fields) in &plan.unused_fields {
            let _ = writeln!(text, "Fields of {} that a note has no place for: {}.", visible(file), visible(&fields.join(", ")));
        }
        let problems = number_of(plan.problems.len(), "problem");
        let _ = writeln!(text, "{} to be created, {} left out, {problems}.", plan.new.len(), plan.left_out.len());
    }
    text
}

/// Puts a note's new text in the place of the old one, whole or not at all.
fn replace(root: &Path, path: &Path, text: &str) -> Result<(), Failure> {
    check_inside(root, path)?;
    let temporary = path.with_extension("import");
    let mut file = File::create_new(&temporary).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{}` is there already", temporary.display()))
            .help("Another import is writing it, or was stopped while it wrote: then delete the file, and import again."),
        _ => refused("write", &temporary, &error),
    })?;
    let written = file.write_all(text.as_bytes()).map_err(|error| refused("write", &temporary, &error)).and_then(|()| {
        path.canonicalize().and_then(|path| std::fs::rename(&temporary, path)).map_err(|error| refused("write", path, &error))
    });
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}
