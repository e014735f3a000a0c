//! The few operations that change the disk, in one place, so that tests can refuse or cut off any of them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::diagnostic::Failure;

#[derive(Clone, Debug, Default)]
pub(super) struct OutputDisk {
    #[cfg(test)]
    pub(super) fault: Option<std::sync::Arc<super::tests::InjectedFault>>,
}

impl OutputDisk {
    /// Called before each operation; a test makes it fail.
    #[cfg(test)]
    fn step(&self) -> io::Result<()> {
        self.fault.as_ref().map_or(Ok(()), |fault| fault.step())
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same signature as in tests")]
    const fn step(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    pub(super) fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir(path)
    }

    pub(super) fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir_all(path)
    }

    pub(super) fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// Deletes an empty folder.
    pub(super) fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_dir(path)
    }

    /// Deletes a folder with all that it holds; one that is not there is no error.
    pub(super) fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Makes a file that is not there yet, and the folders around it where they are missing.
    fn create_new(&self, path: &Path) -> io::Result<File> {
        self.step()?;
        match File::create_new(path) {
            // Trying first costs one refused call a folder; asking first would cost one call a file.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                File::create_new(path)
            }
            result => result,
        }
    }

    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<File> {
        let mut file = self.create_new(path)?;
        self.step()?;
        file.write_all(bytes)?;
        Ok(file)
    }

    /// Writes a new file and waits until the disk has it.
    pub(super) fn write_flushed(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let file = self.write(path, bytes)?;
        // Flushing is slow, and no test cuts the power.
        if cfg!(test) { Ok(()) } else { file.sync_all() }
    }

    /// Writes a new file with the bytes of another one. Its permissions are those of any new file.
    pub(super) fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut file = self.create_new(to)?;
        self.step()?;
        io::copy(&mut File::open(from)?, &mut file).map(drop)
    }
}

/// Refuses what stands at a path that only the program uses, and is not of its making.
pub(super) fn not_ours(path: &Path) -> Failure {
    Failure::new(format!("`{}` is not what rapporteur makes of that name, so that it is not touched", path.display()))
        .help("Delete it, or choose another folder.")
}

/// What the disk refused, in words, with advice.
pub(crate) fn refused(verb: &str, path: &Path, error: &io::Error) -> Failure {
    use io::ErrorKind as Kind;
    let (reason, help) = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => ("the disk is full".to_owned(), Some("Make room, and run it again.")),
        Kind::PermissionDenied => ("no permission".to_owned(), Some("Give yourself write access, or choose another folder.")),
        Kind::ReadOnlyFilesystem => ("the disk is read-only".to_owned(), Some("Choose another folder.")),
        Kind::NotFound => ("it is not there".to_owned(), None),
        Kind::NotADirectory => ("a file stands where a folder should be".to_owned(), Some("Move the file away, or choose another folder.")),
        _ => (error.to_string(), None),
    };
    let failure = Failure::new(format!("cannot {verb} `{}`: {reason}", path.display()));
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
}
