//! `man`: the manual page.

use clap::Command;

use crate::diagnostic::Failure;
use crate::terminal::print_stdout;

/// Print the manual page.
///
/// To read it: `rapporteur man | man -l -`
#[derive(clap::Args, Debug)]
pub struct Arguments {}

pub fn run(program: &Command) -> Result<(), Failure> {
    let mut page = Vec::new();
    let cannot = |error: std::io::Error| Failure::new(format!("the manual page cannot be made: {error}"));
    clap_mangen::Man::new(program.clone()).render(&mut page).map_err(cannot)?;
    for command in program.get_subcommands() {
        clap_mangen::Man::new(command.clone()).render_synopsis_section(&mut page).map_err(cannot)?;
        clap_mangen::Man::new(command.clone()).render_description_section(&mut page).map_err(cannot)?;
        clap_mangen::Man::new(command.clone()).render_options_section(&mut page).map_err(cannot)?;
    }
    print_stdout(&page)
}
