//! Parse arguments, call, report, exit status.

use std::process::ExitCode;

use clap::Parser;
use rapporteur::cli::Cli;

fn main() -> ExitCode {
    rapporteur::cli::run(Cli::parse())
}
