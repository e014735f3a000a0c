//! Where the output is, what stands there, and where its work folder and lock go.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::disk::refused;
use super::{MANIFEST, OutputState, lock};
use crate::config::FOLDERS;
use crate::diagnostic::Failure;

/// The names of the work folder and the lock where they lie inside the output, and not beside it.
const WORK_NAME_INSIDE: &str = ".rapporteur-work";
const LOCK_NAME_INSIDE: &str = ".rapporteur-lock";

/// An output and what belongs to it while a build runs.
#[derive(Debug)]
pub(super) struct OutputPaths {
    /// The output folder, all links resolved.
    pub(super) output: PathBuf,
    /// The work folder, on the same file system.
    pub(super) work: PathBuf,
    pub(super) lock: PathBuf,
}

/// Whether files that no build has written may lie in the folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForeignFiles {
    /// The folder is for builds alone: one that holds something else is a mistake.
    Refused,
    /// Others put files there too, which stay.
    Allowed,
    /// As [`Self::Allowed`], and those in the place of ours are written over.
    TakenOver,
}

/// The path without links and without `..`; it need not be there yet.
pub(crate) fn resolve(path: &Path) -> Result<PathBuf, Failure> {
    match fs::canonicalize(path) {
        Ok(whole) => return Ok(whole),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(refused("use", path, &error)),
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(Failure::new(format!("`{}` is a link to something that is not there", path.display()))
            .help("Make the folder that it points to, or delete the link."));
    }
    let whole = std::path::absolute(path).map_err(|e| refused("use", path, &e))?;
    match (whole.parent(), whole.file_name()) {
        (Some(parent), Some(name)) => Ok(resolve(parent)?.join(name)),
        // `missing/..`: nothing can be told of a folder that is not there.
        _ => Err(refused("use", path, &ErrorKind::NotFound.into())),
    }
}

/// Refuses a folder in which a build would overwrite what the site is made from. `root` is the site's folder.
///
/// # Errors
/// Says what the folder is.
pub fn refuse_site(root: &Path, output: &Path) -> Result<(), Failure> {
    let (root, output) = (resolve(root)?, resolve(output)?);
    let is_input = || FOLDERS.iter().any(|name| resolve(&root.join(name)).is_ok_and(|at| output.starts_with(at)));
    let what = if root == output {
        "the site's own folder"
    } else if root.starts_with(&output) {
        "a folder that holds the site"
    } else if is_input() {
        "a folder that the site is made from"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("`{}` is {what}, and cannot be its output too", output.display()))
        .help("Choose another folder, for example `public`."))
}

/// What stands at the output's path, whatever an interrupted build has left beside it.
pub(super) fn output_state(output: &Path) -> Result<OutputState, Failure> {
    let unreadable = |e: std::io::Error| refused("read", output, &e);
    match fs::metadata(output) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(OutputState::Absent),
        Err(error) => return Err(unreadable(error)),
        Ok(found) if !found.is_dir() => return Ok(OutputState::File),
        Ok(_) => {}
    }
    if fs::symlink_metadata(output.join(MANIFEST)).is_ok_and(|found| found.is_file()) {
        return Ok(OutputState::Whole);
    }
    for entry in fs::read_dir(output).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if name != WORK_NAME_INSIDE && name != LOCK_NAME_INSIDE {
            return Ok(OutputState::Foreign);
        }
    }
    Ok(OutputState::Absent)
}

/// Refuses what no build may be written over.
pub(super) fn refuse_foreign(found: OutputState, output: &Path, foreign: ForeignFiles) -> Result<(), Failure> {
    let path = output.display();
    match found {
        OutputState::Foreign if foreign == ForeignFiles::Refused => {
            Err(Failure::new(format!("`{path}` is not empty and was not made by rapporteur, so that nothing in it is touched"))
                .help("Choose another folder, or empty this one yourself."))
        }
        OutputState::File => {
            Err(Failure::new(format!("`{path}` is a file, and the output is a folder"))
                .help("Move the file away, or choose another folder."))
        }
        _ => Ok(()),
    }
}

/// The folders in which an interrupted build may have left its work.
pub(super) fn work_folders(output: &Path) -> Vec<PathBuf> {
    let mut folders = vec![output.join(WORK_NAME_INSIDE)];
    folders.extend(beside(output, "work"));
    folders
}

fn beside(output: &Path, what: &str) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(output.file_name()?);
    name.push(".rapporteur-");
    name.push(what);
    Some(output.with_file_name(name))
}

impl OutputPaths {
    /// Finds room for the work folder and the lock: beside the output, or else inside it.
    pub(super) fn choose(output: PathBuf) -> Result<Self, Failure> {
        let exists = match fs::metadata(&output) {
            Ok(found) if found.permissions().readonly() => {
                return Err(refused("write into", &output, &ErrorKind::PermissionDenied.into()));
            }
            found => found.is_ok(),
        };
        let (Some(work), Some(lock)) = (beside(&output, "work"), beside(&output, "lock")) else {
            return Err(Failure::new(format!("`{}` cannot be an output", output.display())).help("Choose another folder."));
        };
        if !exists || same_disk(&output) {
            // The lock file is made again by who takes the lock; here only the permission is asked for.
            match lock::open(&lock)? {
                Ok(_) => return Ok(Self { output, work, lock }),
                Err(error) if exists && matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {}
                Err(error) => return Err(refused("write", &output, &error)),
            }
        }
        Ok(Self { work: output.join(WORK_NAME_INSIDE), lock: output.join(LOCK_NAME_INSIDE), output })
    }
}

/// Whether a folder lies on the same file system as the folder around it.
#[cfg(unix)]
fn same_disk(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev());
    folder.parent().is_some_and(|parent| matches!((device(folder), device(parent)), (Ok(a), Ok(b)) if a == b))
}

#[cfg(not(unix))]
fn same_disk(_: &Path) -> bool {
    true
}
