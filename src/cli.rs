//! The command line, as clap types. What each command does stands in `commands`.

use clap::builder::styling::{AnsiColor, Styles};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::{self, CommandOutcome};
use crate::serve;
use crate::terminal::{OutputArgs, print_error};

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
    pub output_args: OutputArgs,
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
    Serve(serve::Arguments),
    /// Make source notes of lists of works and of saved article pages
    Import(commands::import::Arguments),
    /// Print the JSON Schema of a kind's front matter
    Schema(commands::schema::Arguments),
    /// Serve an editor over the Language Server Protocol
    Lsp(commands::lsp::Arguments),
    /// Put the built site where people read it: a folder, a git branch, an S3-compatible bucket
    Publish(commands::publish::Arguments),
    /// List the citation styles
    Styles(commands::styles::Arguments),
    /// List the languages: how much of the interface and of the site is there in each
    Languages(commands::languages::Arguments),
    /// List the built-in templates, styles and scripts, or write some out to be changed
    Theme(commands::theme::Arguments),
    /// Print a script that completes commands in a shell
    Completions(commands::completions::Arguments),
    /// Print the manual page
    Man(commands::man::Arguments),
}

/// Runs a command; gives the process's exit status.
pub fn run(cli: Cli) -> ExitCode {
    let output_args = cli.output_args;
    let fine = |()| CommandOutcome::Fine;
    let result = match cli.command {
        Command::Build(arguments) => commands::build::run(&arguments, output_args),
        Command::Check(arguments) => commands::check::run(&arguments, output_args),
        Command::Serve(arguments) => serve::run(&arguments, output_args).map(fine),
        Command::Import(arguments) => commands::import::run(&arguments, output_args).map(fine),
        Command::Schema(arguments) => commands::schema::run(&arguments).map(fine),
        Command::Lsp(arguments) => commands::lsp::run(&arguments).map(fine),
        Command::Init(arguments) => commands::init::run(&arguments, output_args).map(fine),
        Command::New(arguments) => commands::new::run(&arguments, output_args).map(fine),
        Command::Publish(arguments) => commands::publish::run(&arguments, output_args),
        Command::Styles(arguments) => commands::styles::run(&arguments).map(fine),
        Command::Languages(arguments) => commands::languages::run(&arguments).map(fine),
        Command::Theme(arguments) => commands::theme::run(&arguments, output_args).map(fine),
        Command::Completions(arguments) => commands::completions::run(&arguments, Cli::command()).map(fine),
        Command::Man(_) => commands::man::run(&Cli::command()).map(fine),
    };
    match result {
        Ok(CommandOutcome::Fine) => ExitCode::SUCCESS,
        Ok(CommandOutcome::Problems) => ExitCode::from(1),
        Err(failure) => {
            print_error(&failure, output_args);
            ExitCode::from(2)
        }
    }
}
