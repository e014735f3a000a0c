//! `import`: lists of works and saved pages become source notes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, IsTerminal, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::diagnostic::Failure;
use crate::import::{self, Plan};
use crate::read::Disk;
use crate::report::visible;
use crate::terminal::{OutputArgs, print_status, print_stdout};
use crate::{Cache, Options};

/// Make source notes of lists of works (BibTeX, RIS, CSL-JSON) and of saved article pages.
///
/// A plan is shown first. Nothing is overwritten, and a work that is already there (by DOI, address or title) is left out. The notes say
/// `access = "cited"`; once you have read a work, change that to "read" and add its statements.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The files: exports of Zotero and its like, or pages saved from a browser
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Create the notes without asking; where nobody can be asked, nothing is created without it
    #[arg(long, short)]
    yes: bool,
}

/// Runs it.
///
/// # Errors
/// What the environment refuses.
pub fn run(arguments: &Arguments, voice: OutputArgs) -> Result<Outcome, Failure> {
    let mut files = Vec::with_capacity(arguments.files.len());
    for path in &arguments.files {
        let name = path.display().to_string();
        let bytes = read(path, &name)?;
        let found = import::read(&name, &bytes).map_err(|refusal| Failure::new(refusal.message).help(refusal.help))?;
        files.push((name, found));
    }
    let inputs = Disk::new(&arguments.root).read()?;
    let build = crate::build(&inputs, &mut Cache::default(), &Options::default());
    let plan = import::plan(files, &build.parsed);
    print_stdout(shown(&plan).as_bytes())?;
    if plan.new.is_empty() || !agreed(arguments.yes, plan.new.len(), voice)? {
        return Ok(Outcome::Fine);
    }
    create(&arguments.root, &plan)?;
    if !voice.quiet {
        print_status(&format!("Created {}. Run `rapporteur check` to see what they lack.", notes(plan.new.len())));
    }
    Ok(Outcome::Fine)
}

/// The largest file that is read, in bytes: a library of a hundred thousand works.
const LARGEST: u64 = 64_000_000;

fn read(path: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("`{name}` cannot be read: {error}"));
    let mut bytes = Vec::new();
    File::open(path).map_err(cannot)?.take(LARGEST.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
        return Err(Failure::new(format!("`{name}` is larger than {} MB, which is the limit", LARGEST / 1_000_000))
            .help("Export a part of the library at a time."));
    }
    Ok(bytes)
}

fn notes(count: usize) -> String {
    if count == 1 { "1 note".to_owned() } else { format!("{count} notes") }
}

/// Whether the user wants it: said on the command line, or on a terminal when asked.
fn agreed(yes: bool, count: usize, voice: OutputArgs) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    let (input, mut told) = (std::io::stdin(), std::io::stderr());
    if !input.is_terminal() || !std::io::stdout().is_terminal() {
        if !voice.quiet {
            print_status(&format!("Nothing was created. With `--yes`, {} would be.", notes(count)));
        }
        return Ok(false);
    }
    let failed = |error: std::io::Error| Failure::new(format!("the answer cannot be read: {error}"));
    write!(told, "Create {}? [y/N] ", notes(count)).and_then(|()| told.flush()).map_err(failed)?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(failed)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The plan, for people.
fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    // Writing to a `String` does not fail.
    if !plan.new.is_empty() {
        let _ = writeln!(text, "To be created:");
        for new in &plan.new {
            let _ = writeln!(text, "  {}\n      {} ({})", new.path, visible(&new.title), visible(&new.place.to_string()));
            if !new.details.is_empty() {
                let _ = writeln!(text, "      {}", visible(&new.details.join(" · ")));
            }
        }
    }
    if !plan.left_out.is_empty() {
        let _ = writeln!(text, "Left out:");
        for left in &plan.left_out {
            let title = left.title.as_deref().unwrap_or("a work");
            let _ = writeln!(text, "  {}: {title}: {}", left.place, left.reason);
        }
    }
    if !plan.problems.is_empty() {
        let _ = writeln!(text, "Problems:");
        for (place, message) in &plan.problems {
            let _ = writeln!(text, "  {place}: {}", visible(message));
        }
    }
    let _ = writeln!(
        text,
        "{} to be created, {} left out, {} problem{}.",
        plan.new.len(),
        plan.left_out.len(),
        plan.problems.len(),
        if plan.problems.len() == 1 { "" } else { "s" }
    );
    text
}

/// Writes the notes; a file that is there is never touched.
fn create(root: &Path, plan: &Plan) -> Result<(), Failure> {
    let failed = |path: &Path, error: &std::io::Error| Failure::new(format!("`{}` cannot be written: {error}", path.display()));
    let folder = root.join("content/sources");
    std::fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    for new in &plan.new {
        let path = root.join(&new.path);
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| failed(&path, &error))?;
        file.write_all(new.text.as_bytes()).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
