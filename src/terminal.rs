//! The terminal: the arguments for colours and verbosity that every command has, and printing.

use std::io::{IsTerminal, Write};

use clap::{ColorChoice, ValueEnum};

use crate::diagnostic::Failure;
use crate::{Timings, report};

/// How much is said, and how.
#[derive(clap::Args, Debug, Clone, Copy)]
pub struct OutputArgs {
    /// Colours: on a terminal only (and not with NO_COLOR), always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Say nothing but problems
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say how long each stage took
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// How problems are shown.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageFormat {
    /// For people, on standard error.
    #[default]
    Human,
    /// For programs: one JSON object a line, on standard output.
    Json,
    /// For a forge: GitHub's workflow commands, on standard output.
    Github,
}

/// Prints what the environment refused.
pub(crate) fn print_error(failure: &Failure, output_args: OutputArgs) {
    let (red, bold, plain) = if has_colours(output_args) { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
    let mut err = std::io::stderr().lock();
    // Where standard error is closed, nothing can be printed.
    let _ = writeln!(err, "{red}error{plain}{bold}: {}{plain}", report::visible(&failure.message));
    if let Some(help) = &failure.help {
        let _ = writeln!(err, "  help: {}", report::visible(help));
    }
}

/// Prints how long each stage took: with `--verbose`, and for benchmarks with `RAPPORTEUR_TIMINGS=1`.
pub(crate) fn print_timings(timings: &Timings, output_args: OutputArgs) {
    if output_args.verbose || std::env::var_os("RAPPORTEUR_TIMINGS").is_some() {
        for (stage, took) in timings.stages() {
            print_status(&format!("{stage}: {:.1} ms", took.as_secs_f64() * 1000.0));
        }
    }
}

/// Prints a line on how a command goes. A closed standard error is not a failure.
pub(crate) fn print_status(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints a text for people as it is. A closed standard error is not a failure.
pub(crate) fn print_report(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Whether standard error takes colours.
pub(crate) fn has_colours(output_args: OutputArgs) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match output_args.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || std::io::stderr().is_terminal()),
    }
}

/// Writes to standard output; a reader that has gone away is not an error.
pub(crate) fn print_stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Progress on a terminal, and nothing when piped or where there are too few of `items` to wait for.
pub(crate) fn progress(items: &'static str, length: usize, at_least: usize, output_args: OutputArgs) -> indicatif::ProgressBar {
    if output_args.quiet || length < at_least || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style =
        indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} {prefix}, {eta} left").expect("the template of the bar is valid");
    bar.with_style(style).with_prefix(items)
}
