//! `lsp`: the language server.

use std::path::PathBuf;

use crate::diagnostic::Failure;
use crate::read::Disk;

/// Serve an editor over standard input and output (Language Server Protocol 3.17).
///
/// Editors start this command themselves; docs/editors.md says how to set them up.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The site's folder; by default the one above the editor's workspace or first document that holds site.toml
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Accepted because editors pass it; the server speaks over standard input and output in any case
    #[arg(long, hide = true)]
    stdio: bool,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(root) = &arguments.root {
        Disk::new(root).find_site()?;
    }
    crate::lsp::run(arguments.root.as_deref())
}
