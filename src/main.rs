//! Parse arguments, call, report, exit status.

use std::process::ExitCode;

use clap::Parser;
use rapporteur::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rapporteur::cli::run(Cli::parse())
}
