//! The command line, as clap types. What each command does stands in `commands`.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};

use crate::commands;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Begin a site, look at it, publish it:
  rapporteur init briefing && cd briefing
  rapporteur serve --open
  rapporteur build --deny-warnings

Exit status: 0 fine (warnings allowed), 1 the content has errors, 2 the command could not run.";

/// Turns notes about negotiations into a linked, sourced briefing site.
#[derive(Parser, Debug)]
#[command(name = "rapporteur", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How much is said, and how.
    #[command(flatten)]
    pub voice: Voice,
}

/// How much is said, and how.
#[derive(clap::Args, Debug, Clone, Copy)]
pub struct Voice {
    /// Colours: on a terminal only (and not with NO_COLOR), always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say nothing but problems
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say how long each stage took
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to colour.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
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

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Begin a site: a small one of each kind of note, ready to be rewritten
    Init(commands::init::Arguments),
    /// Begin a note, with the fields that its kind wants
    New(commands::new::Arguments),
    /// Build the site into a folder
    Build(commands::build::Arguments),
    /// Look for problems without writing anything
    Check(commands::check::Arguments),
    /// Build, serve on this machine, and reload the browser on every change
    Serve(commands::serve::Arguments),
    /// Make source notes of lists of works and of saved article pages
    Import(commands::import::Arguments),
    /// Print the JSON Schema of a kind's front matter
    Schema(commands::schema::Arguments),
    /// Serve an editor over the Language Server Protocol
    Lsp(commands::lsp::Arguments),
    /// Put the built site where people read it: a folder, a git branch, an S3-compatible bucket
    Publish(commands::publish::Arguments),
    /// Print a script that completes commands in a shell
    Completions(commands::completions::Arguments),
    /// Print the manual page
    Man(commands::man::Arguments),
}
