//! One build at a time in one folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::disk::{OutputDisk, not_ours, refused};
use crate::diagnostic::Failure;

/// The lock on a folder, held as long as this value lives. A process that is killed lets go of it.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    disk: OutputDisk,
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting for another build where there is one; `waiting` is called before that.
    pub(super) fn take(disk: &OutputDisk, path: &Path, waiting: impl FnOnce()) -> Result<Self, Failure> {
        let failed = |error: io::Error| refused("lock", path, &error);
        let mut waiting = Some(waiting);
        loop {
            let file = open(path)?.map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if let Some(waiting) = waiting.take() {
                        waiting();
                    }
                    file.lock().map_err(failed)?;
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            // The build that was waited for deletes the lock file: what has been locked may no longer be the file of that name.
            if is_at(&file, path).map_err(failed)? {
                return Ok(Self { path: path.to_owned(), disk: disk.clone(), _file: file });
            }
        }
    }
}

/// Opens the lock file, or makes it. A link in its place is refused: a file would be made where it leads.
pub(super) fn open(path: &Path) -> Result<io::Result<File>, Failure> {
    // What is made new follows no link.
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => return Ok(made),
    }
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(not_ours(path));
    }
    Ok(OpenOptions::new().create(true).truncate(false).write(true).open(path))
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Deleted while it is still held. One that stays does no harm.
        if cfg!(unix) {
            let _ = self.disk.remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let open = file.metadata()?;
    match fs::metadata(path) {
        Ok(named) => Ok(named.ino() == open.ino() && named.dev() == open.dev()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Lock files are not deleted here, so that the name stays with the file.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}
