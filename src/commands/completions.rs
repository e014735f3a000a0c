//! `completions`: a script that completes commands in a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Outcome;
use crate::cli::Cli;
use crate::diagnostic::Failure;

/// Print a script that completes commands in a shell.
///
/// For bash: `rapporteur completions bash > ~/.local/share/bash-completion/completions/rapporteur`
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Runs it.
///
/// # Errors
/// What the environment refuses.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "rapporteur", &mut script);
    super::print(&script)?;
    Ok(Outcome::Fine)
}
