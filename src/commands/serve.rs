//! `serve`: build, watch, reload.

use crate::diagnostic::Failure;
use crate::serve;
pub use crate::serve::Arguments;
use crate::terminal::{OutputArgs, print_status};

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    serve::run(arguments, output_args, |address| {
        if arguments.open
            && let Err(error) = opener::open_browser(address)
        {
            print_status(&format!("The browser could not be opened: {error}"));
        }
    })
}
