//! Parse arguments, call, report, exit status.

use std::process::ExitCode;

use clap::Parser;
use rapporteur::cli::Cli;

/// Pages are made of very many small values, by all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rapporteur::commands::run(Cli::parse())
}
