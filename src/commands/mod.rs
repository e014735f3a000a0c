//! One file a command: its arguments beside its function.

pub mod build;
pub mod check;
pub mod completions;
pub mod import;
pub mod init;
pub mod languages;
pub mod lsp;
pub mod man;
pub mod new;
#[cfg(feature = "online")]
pub mod online;
pub mod publish;
pub mod schema;
pub mod styles;
pub mod theme;

use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::counts::most_first;
use crate::diagnostic::{Diagnostic, Failure, Severity, number_of};
use crate::file::Files;
use crate::read::{Disk, Inputs};
use crate::report::json::RunSummary;
use crate::terminal::{MessageFormat, OutputArgs, has_colours, print_report, print_status, print_stdout, print_timings};
use crate::{Build, Cache, Options, report};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandOutcome {
    /// Fine, warnings allowed.
    Fine,
    /// The content has errors, or warnings where those are denied.
    Problems,
}

/// The arguments that `build` and `check` share.
#[derive(Args, Debug, Clone, Default)]
pub struct SiteArguments {
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The site's address, in place of base_url in site.toml
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    pub base_url: Option<url::Url>,
    /// Take drafts for published notes
    #[arg(long)]
    pub drafts: bool,
    /// How problems are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,
    /// Exit with status 1 where there are warnings (advice is never denied)
    #[arg(long)]
    pub deny_warnings: bool,
}

fn parse_base_url(text: &str) -> Result<url::Url, String> {
    crate::config::base_url(text).map_err(|(message, help)| format!("{message}. {help}"))
}

/// How often a site is read at most: once more where it has changed while it was read.
pub(crate) const MAX_READINGS: usize = 10;

/// Reads and builds a site. What an editor is half-way through writing is waited for.
pub(crate) fn build_site(arguments: &SiteArguments) -> Result<(Build, Inputs, Disk), Failure> {
    let mut disk = Disk::new(&arguments.root);
    let mut timings = crate::Timings::default();
    let options = Options { drafts: arguments.drafts, base_url: arguments.base_url.clone(), ..Options::default() };
    let mut cache = Cache::default();
    let mut readings = 0_usize;
    let (inputs, mut built) = loop {
        let inputs = timings.stage("read", || disk.read())?;
        let built = crate::build(&inputs, &mut cache, &options);
        readings += 1;
        if readings == MAX_READINGS || !disk.has_changed() {
            break (inputs, built);
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    built.timings.put_first(timings);
    // Rendering needs memory, and the site has its own copies of the notes.
    built.parsed = Vec::new();
    drop(cache);
    Ok((built, inputs, disk))
}

/// Whether these problems end a run with status 1.
pub(crate) fn outcome(problems: &[Diagnostic], deny_warnings: bool) -> CommandOutcome {
    let ends_it = |severity| severity == Severity::Error || (deny_warnings && severity == Severity::Warning);
    if problems.iter().any(|problem| ends_it(problem.severity)) { CommandOutcome::Problems } else { CommandOutcome::Fine }
}

/// Shows problems in the wanted form: with `--quiet` only what ends the run. People get advice as one line, unless they ask for all of it.
pub(crate) fn print_problems(
    problems: &mut Vec<Diagnostic>,
    files: &Files,
    arguments: &SiteArguments,
    advice: bool,
    output_args: OutputArgs,
) -> Result<(), Failure> {
    report::sort_and_dedup(problems, files);
    let is_human = arguments.message_format == MessageFormat::Human;
    let wanted = |problem: &&Diagnostic| match problem.severity {
        Severity::Error => true,
        Severity::Warning => arguments.deny_warnings || !output_args.quiet,
        Severity::Advice => (advice || !is_human) && !output_args.quiet,
    };
    let wanted: Vec<Diagnostic> = problems.iter().filter(wanted).cloned().collect();
    match arguments.message_format {
        MessageFormat::Human => {
            let mut text = report::human::all(&wanted, files, has_colours(output_args));
            if !advice
                && !output_args.quiet
                && let Some(line) = advice_by_rule(problems)
            {
                text.push_str(&line);
            }
            print_report(&text);
            Ok(())
        }
        MessageFormat::Json => print_stdout(report::json::all(&wanted, files).as_bytes()),
        MessageFormat::Github => print_stdout(report::github::all(&wanted, files, &folder_in_repository(&arguments.root)).as_bytes()),
    }
}

/// "advice: single-source 120, unarchived-source 5 (`rapporteur check --advice` shows each)", most first; nothing where there is none.
fn advice_by_rule(problems: &[Diagnostic]) -> Option<String> {
    let advice = problems.iter().filter(|problem| problem.severity == Severity::Advice);
    let rules = most_first(advice.map(|problem| problem.code));
    let list = rules.iter().map(|(code, count)| format!("{} {count}", code.as_str())).collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| format!("advice: {list} (`rapporteur check --advice` shows each)\n"))
}

/// The site's folder as GitHub's annotations want it: from where the command runs, which is the repository's root, with `/` at its end.
fn folder_in_repository(root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let root = if root.is_absolute() { root.strip_prefix(here).unwrap_or_else(|_| Path::new("")) } else { root };
    let parts = root.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_string_lossy());
    parts.map(|part| format!("{part}/")).collect()
}

/// Tells how a run of `build` or `check` ended: its last object for programs; for people how long the stages took, and a line that begins with
/// what was done. `written` holds what was written: nothing by `check`.
pub(crate) fn print_end(
    built: &Build,
    problems: &[Diagnostic],
    written: RunSummary,
    begun: Instant,
    message: impl FnOnce(&RunSummary) -> String,
    format: MessageFormat,
    output_args: OutputArgs,
) -> Result<(), Failure> {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let summary = RunSummary {
        notes: built.notes,
        pages: built.site.outputs().iter().filter(|output| output.page).count(),
        // Compressed copies are written beside the site's outputs.
        files: built.site.outputs().len().max(written.written + written.unchanged),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        elapsed_ms: begun.elapsed().as_millis(),
        ..written
    };
    print_timings(&built.timings, output_args);
    if format == MessageFormat::Json {
        return print_stdout(report::json::summary(&summary).as_bytes());
    }
    if !output_args.quiet {
        let drafts = match built.drafts_left_out {
            0 => String::new(),
            count => format!(", {} not shown", number_of(count, "draft")),
        };
        print_status(&format!("{}; {}{drafts}.", message(&summary), report::numbers_of(problems)));
    }
    Ok(())
}
