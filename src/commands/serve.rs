//! `serve`: build, watch, reload.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::diagnostic::Failure;
use crate::serve::{self, ServeSettings};
use crate::terminal::{OutputArgs, print_status};

/// Build, serve on this machine, and reload the browser on every change.
///
/// While the content has errors, the last good site stays up and the browser shows what is wrong.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The port [default: the first free one from 4444]
    #[arg(long, short)]
    port: Option<u16>,
    /// What to listen on; by default this machine alone
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
    /// Ask the disk for changes twice a second, for network drives that tell of none
    #[arg(long)]
    poll: bool,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let settings = ServeSettings {
        root: arguments.root.clone(),
        host: arguments.host,
        port: arguments.port,
        drafts: arguments.drafts,
        poll: arguments.poll,
    };
    serve::run(&settings, output_args, |address| {
        if arguments.open
            && let Err(error) = opener::open_browser(address)
        {
            print_status(&format!("The browser could not be opened: {error}"));
        }
    })
}
