//! `serve`: build, watch, reload.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::Outcome;
use crate::diagnostic::{Diagnostic, Failure, Severity};
use crate::file::Files;
use crate::report;
use crate::serve::{self, Observer, Settings};
use crate::terminal::{OutputArgs, has_colours, print_error, print_status};

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

/// Runs it until it is ended.
///
/// # Errors
/// What the environment refuses.
pub fn run(arguments: &Arguments, voice: OutputArgs) -> Result<Outcome, Failure> {
    let settings = Settings {
        root: arguments.root.clone(),
        host: arguments.host,
        port: arguments.port,
        drafts: arguments.drafts,
        poll: arguments.poll,
    };
    serve::run(&settings, Arc::new(Terminal { voice }), |address| {
        if arguments.open
            && let Err(error) = opener::open_browser(address)
        {
            print_status(&format!("The browser could not be opened: {error}"));
        }
    })?;
    Ok(Outcome::Fine)
}

/// Tells the terminal, a calm line a build.
struct Terminal {
    voice: OutputArgs,
}

impl Observer for Terminal {
    fn listening(&self, address: &str, moved_from: Option<u16>) {
        if let Some(taken) = moved_from {
            print_status(&format!("Port {taken} is taken, so the next free one is used."));
        }
        print_status(&format!("Serving {address} (Ctrl-C ends it)"));
    }

    fn built(&self, notes: usize, pages: usize, problems: &[Diagnostic], files: &Files, took: Duration) {
        // Advice is there on every build; while writing, its number is enough.
        let pressing: Vec<Diagnostic> = problems.iter().filter(|problem| problem.severity != Severity::Advice).cloned().collect();
        let text = report::human::all(&pressing, files, has_colours(self.voice));
        // Nothing can be told where standard error is closed.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        if !self.voice.quiet {
            let (took, counted) = (took.as_millis(), super::counted(problems));
            print_status(&if problems.iter().any(|problem| problem.severity == Severity::Error) {
                format!("Checked {notes} notes in {took} ms; {counted}.")
            } else {
                format!("Built {notes} notes, {pages} pages in {took} ms; {counted}.")
            });
        }
    }

    fn failed(&self, failure: &Failure) {
        print_error(failure, self.voice);
    }
}
