//! Reading again where it is known which paths have changed. What is more than a new text of a known file is left to [`Disk::read`].

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::text::{self, Text};
use super::{Disk, Inputs};
use crate::config;
use crate::diagnostic::Failure;
use crate::file::File;

/// What a changed path means.
enum Change {
    /// Nothing: a swap file that has come and gone.
    Nothing,
    /// A file has a new text.
    Text(Arc<File>),
    /// Something else; the folders must be looked through.
    Other,
}

impl Disk {
    /// Reads the site as it is now, where nothing but these paths has changed since it was read last. They are from the site's root.
    ///
    /// # Errors
    /// As [`Disk::read`].
    pub fn read_changed<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>) -> Result<Inputs, Failure> {
        let Some(mut inputs) = self.last.take().filter(|_| self.overlays.is_empty()) else { return self.read() };
        for path in paths {
            match self.change(path, &inputs) {
                Change::Nothing => {}
                Change::Text(file) => put(&mut inputs, &file),
                Change::Other => return self.read(),
            }
        }
        inputs.files = self.files.clone();
        self.last = Some(inputs.clone());
        Ok(inputs)
    }

    fn change(&mut self, path: &Path, inputs: &Inputs) -> Change {
        let Some(name) = path.to_str() else { return Change::Other };
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        let full = self.root.join(path);
        let now = full.symlink_metadata();
        let Some(stamp) = self.stamps.get(&*name) else {
            let gone = now.is_err_and(|error| error.kind() == ErrorKind::NotFound);
            return if gone && !self.knows(&name, inputs) { Change::Nothing } else { Change::Other };
        };
        let text = name.starts_with("content/") || name.starts_with("templates/");
        if !text || name == config::FILE_NAME || stamp.has_fault() || !now.is_ok_and(|data| data.is_file()) {
            return Change::Other;
        }
        match text::read(&full, Some(stamp), &mut Vec::new()) {
            Text::Same { fault: None } => Change::Nothing,
            Text::New { text, hash, stamp, fault: None } => {
                let file = self.files.set(&name, text, hash);
                self.stamps.insert(name.into(), stamp);
                Change::Text(file)
            }
            _ => Change::Other,
        }
    }

    /// Whether something of the site stands, or stood, at a path or below it.
    fn knows(&self, path: &str, inputs: &Inputs) -> bool {
        let here_or_below = |known: &str| known.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.files.all().any(|file| here_or_below(&file.path))
            || inputs.assets.iter().any(|asset| here_or_below(self.files.path(asset.file)))
    }
}

/// Puts a new text in the old one's place.
fn put(inputs: &mut Inputs, new: &Arc<File>) {
    let notes = inputs.notes.iter_mut().flat_map(|note| note.md.iter_mut().chain(&mut note.toml));
    for old in notes.chain(&mut inputs.templates) {
        if old.id == new.id {
            *old = Arc::clone(new);
        }
    }
}
