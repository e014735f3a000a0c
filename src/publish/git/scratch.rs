//! A folder for a repository that is thrown away: when the run ends, when it is interrupted, and by the next run where it was killed.

use std::path::{Path, PathBuf};

use crate::diagnostic::Failure;

/// A folder that goes when the run ends.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    /// `output` is the folder that is published. A run locks it, so no other run uses the folders that earlier ones left behind.
    pub(super) fn new(output: &Path) -> Result<Self, Failure> {
        let hash = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        let prefix = format!("rapporteur-publish-{:.12}-", hash.as_str());
        let temp_dir = std::env::temp_dir();
        for entry in std::fs::read_dir(&temp_dir).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                // The folder of another user of this machine cannot be deleted, and stays.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let path = temp_dir.join(format!("{prefix}{}", std::process::id()));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        // Fails where the folder exists: a folder of somebody else is neither used nor deleted.
        builder.create(&path).map_err(|error| Failure::new(format!("cannot make `{}`: {error}", path.display())))?;
        let scratch = Self(path);
        delete_on_interruption(scratch.0.clone())?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be deleted now, the next run deletes.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Deletes the folder where the user interrupts the run, and ends the process as the signal would have.
fn delete_on_interruption(path: PathBuf) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("cannot begin to publish: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
    let wait = move || {
        let interrupted = runtime.block_on(tokio::signal::ctrl_c());
        if interrupted.is_err() {
            return;
        }
        // Git, which the signal has reached too, may write for another moment: five seconds on a machine with much to do.
        for _ in 0..250 {
            if std::fs::remove_dir_all(&path).is_ok() || !path.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        std::process::exit(130);
    };
    std::thread::Builder::new().name("interruption".to_owned()).spawn(wait).map_err(cannot)?;
    Ok(())
}
