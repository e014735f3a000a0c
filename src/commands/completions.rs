//! `completions`: a script that completes commands in a shell.

use clap::Command;
use clap_complete::Shell;

use crate::diagnostic::Failure;
use crate::terminal::print_stdout;

/// Print a script that completes commands in a shell.
///
/// For bash: `rapporteur completions bash > ~/.local/share/bash-completion/completions/rapporteur`
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments, mut program: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "rapporteur", &mut script);
    print_stdout(&script)
}
