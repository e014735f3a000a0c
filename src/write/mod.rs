//! The one writer: puts the files of a build into a folder, for `build` and for publishing to a folder. All of it or nothing, and only what changed.
//!
//! # How
//! 1. *Lock*: from [`begin`] to the end of the commit a lock file beside the folder is held; a second build waits for it.
//! 2. *Stage*: new files are written into a *work folder* on the same file system. A file whose bytes the folder holds already is not
//!    written at all. It is read for that: no file time is trusted, and a file edited by hand or torn by a power failure is written anew.
//! 3. *Manifest*: the list of all files of the build is flushed to the work folder. From here on the build will be put in place.
//! 4. *Apply*: each staged file is renamed into its place, files that no longer belong are removed, and last the manifest goes into its place. A
//!    folder that is not there yet, or empty, is put in place by one rename.
//!
//! Killed before the third step, the old files are untouched, and the next [`begin`] throws the work folder away. Killed after it, the next
//! [`begin`] does what is left. Where a step is refused (no permission, no space), those before it are undone and the old files stand again.
//!
//! # What is never touched
//! Files that the manifest does not list. A file of somebody else in the place of ours is refused. Nothing is written or deleted through a
//! symbolic link inside the folder; the folder itself may be one. A link in the place of a file of ours is replaced by the file.
//!
//! # Where
//! Work folder and lock stand beside the folder as `.NAME.rapporteur-work` and `.NAME.rapporteur-lock`, or inside it where the folder around it
//! cannot be written or lies on another file system. Both go when the build ends.

mod apply;
mod disk;
mod lock;
mod manifest;
mod place;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::diagnostic::Failure;
pub(crate) use apply::folders_of;
use apply::staged;
use disk::OutputDisk;
pub(crate) use disk::refused;
use lock::Lock;
pub use manifest::{BuildOrigin, FileEntry, parse as read_manifest, text as write_manifest};
use place::OutputPaths;
pub(crate) use place::resolve;
pub use place::{ForeignFiles, refuse_site};

/// The manifest's name in the folder: what a build wrote there, one file a line.
pub const MANIFEST: &str = ".rapporteur-manifest";

/// What stands at an output's path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputState {
    /// Nothing, or an empty folder.
    Absent,
    /// One whole build.
    Whole,
    /// A build that is being put in place; the next run does what is left.
    Unfinished,
    /// Something that no build has written.
    Foreign,
    /// A file where the folder should be.
    File,
}

/// What a commit did, in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CommitSummary {
    /// New, or with other bytes than before.
    pub written: usize,
    /// The same bytes as before, not touched.
    pub unchanged: usize,
    /// Of the build before, and no longer part of this one.
    pub removed: usize,
}

/// A build that is being written. Dropped without [`Stage::commit`], it leaves the folder as it was.
///
/// [`Stage::put`] and [`Stage::put_file`] may be called from many threads.
#[derive(Debug)]
pub struct Stage {
    place: OutputPaths,
    disk: OutputDisk,
    foreign: ForeignFiles,
    /// What the build that stands in the folder was made of, where it says so, and its files.
    old_origin: Option<BuildOrigin>,
    old: HashMap<Box<str>, FileEntry>,
    new: Mutex<BTreeMap<Box<str>, Staged>>,
    /// What this build is made of. The next build finds it with [`Stage::up_to_date`], publishing with [`open`].
    pub origin: Option<BuildOrigin>,
    /// Whether the work folder must outlive this value, since only the next run can put in place what it holds.
    keep: bool,
    _lock: Lock,
}

/// A file of the new build.
#[derive(Debug)]
struct Staged {
    entry: FileEntry,
    /// Whether it lies in the work folder; if not, the folder holds the same bytes already.
    is_new: bool,
}

/// Takes hold of a folder for one build. A build that was killed while it was put in place is finished first.
///
/// `root` is the site's folder. `waiting` is called once if another build holds the folder, before waiting for it.
///
/// # Errors
/// Where it is a file, holds others' files that are not allowed there, is the site's own folder or one that holds or feeds it; where it
/// cannot be written; where an interrupted build cannot be finished.
pub fn begin(root: &Path, output: &Path, foreign: ForeignFiles, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    begin_on(OutputDisk::default(), root, output, foreign, waiting)
}

fn begin_on(disk: OutputDisk, root: &Path, output: &Path, foreign: ForeignFiles, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    let output = resolve(output)?;
    refuse_site(root, &output)?;
    // What may not be written into is refused before anything is made or waited for.
    place::refuse_foreign(state_of(&output)?, &output, foreign)?;
    if let Some(around) = output.parent().filter(|around| !around.exists()) {
        disk.create_dir_all(around).map_err(|e| refused("make", around, &e))?;
    }
    begin_at(disk, OutputPaths::choose(output)?, foreign, waiting)
}

fn begin_at(disk: OutputDisk, place: OutputPaths, foreign: ForeignFiles, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    let lock = Lock::take(&disk, &place.lock, waiting)?;
    for work in place::work_folders(&place.output) {
        finish_interrupted(&disk, &place.output, &work, foreign)?;
    }
    let state = place::output_state(&place.output)?;
    place::refuse_foreign(state, &place.output, foreign)?;
    let (old_origin, old) = if state == OutputState::Whole { read_build(&place.output)? } else { (None, Vec::new()) };
    let old = old.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
    let stage = Stage { place, disk, foreign, old_origin, old, new: Mutex::default(), origin: None, keep: false, _lock: lock };
    let folder = staged(&stage.place.work);
    stage.disk.create_dir_all(&folder).map_err(|e| refused("write into", &stage.place.work, &e))?;
    Ok(stage)
}

/// Puts the rest of an interrupted build in place, or throws away what never became one.
fn finish_interrupted(disk: &OutputDisk, output: &Path, work: &Path, foreign: ForeignFiles) -> Result<(), Failure> {
    let Ok(found) = work.symlink_metadata() else { return Ok(()) };
    if !found.is_dir() {
        return Err(disk::not_ours(work));
    }
    if apply::is_pending(work) {
        apply::apply(disk, output, work, foreign, apply::Stager::KilledProcess).map_err(|apply::ApplyError { failure, .. }| {
            let help = failure.help.unwrap_or_else(|| {
                format!("Mend that and run it again; or delete `{}` and `{}` and build anew.", output.display(), work.display())
            });
            Failure::new(format!("cannot finish the last build, which was interrupted: {}", failure.message)).help(help)
        })?;
    }
    disk.remove_dir_all(work).map_err(|e| refused("delete", work, &e))
}

/// What stands at an output's path. Nothing is waited for and nothing is changed.
///
/// # Errors
/// Where the path cannot be looked at.
pub fn state(output: &Path) -> Result<OutputState, Failure> {
    state_of(&resolve(output)?)
}

fn state_of(output: &Path) -> Result<OutputState, Failure> {
    if place::work_folders(output).iter().any(|work| apply::is_pending(work)) {
        return Ok(OutputState::Unfinished);
    }
    place::output_state(output)
}

/// A whole build in its folder, held so that no other build changes it meanwhile.
#[derive(Debug)]
pub struct WholeBuild {
    /// The folder.
    pub folder: PathBuf,
    /// Its files, by path; the manifest is not one of them.
    pub files: Vec<FileEntry>,
    /// What it was made of; nothing where an older program built it.
    pub origin: Option<BuildOrigin>,
    _lock: Lock,
}

/// Takes hold of a whole build, to read it. `waiting` is as in [`begin`].
///
/// # Errors
/// Where there is none, or an unfinished one, or something else.
pub fn open(output: &Path, waiting: impl FnOnce()) -> Result<WholeBuild, Failure> {
    let output = resolve(output)?;
    let missing = || Failure::new(format!("there is no build in `{}`", output.display())).help("Run `rapporteur build` first.");
    if !output.exists() {
        return Err(missing());
    }
    let place = OutputPaths::choose(output.clone())?;
    let lock = Lock::take(&OutputDisk::default(), &place.lock, waiting)?;
    match state_of(&output)? {
        OutputState::Whole => {
            let (origin, files) = read_build(&output)?;
            Ok(WholeBuild { files, origin, folder: output, _lock: lock })
        }
        OutputState::Unfinished => Err(Failure::new(format!("the build in `{}` was interrupted and is not finished", output.display()))
            .help("Run `rapporteur build`: it finishes what is there, and then builds.")),
        other => place::refuse_foreign(other, &output, ForeignFiles::Refused).and_then(|()| Err(missing())),
    }
}

/// The files of the build in a folder.
///
/// # Errors
/// Where the manifest cannot be read, or is damaged.
pub fn read_manifest_of(folder: &Path) -> Result<Vec<FileEntry>, Failure> {
    read_build(folder).map(|(_, files)| files)
}

/// What the build in a folder was made of, where it says so, and its files.
fn read_build(folder: &Path) -> Result<(Option<BuildOrigin>, Vec<FileEntry>), Failure> {
    let path = folder.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|e| refused("read", &path, &e))?;
    let files = manifest::parse(&text).map_err(|line| {
        Failure::new(format!("line {line} of `{}` is damaged, so that it is not known which files are ours", path.display()))
            .help("Delete that file with all that was written there, or choose another folder.")
    })?;
    Ok((manifest::origin(&text), files))
}

/// Whether a folder holds just this file: a link to one is not what was written.
pub fn holds(folder: &Path, entry: &FileEntry) -> bool {
    let file = folder.join(&*entry.path);
    file.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == entry.length)
        && entry_of(&entry.path, &file).is_ok_and(|found| found == *entry)
}

/// A file as the one at a path of a build. It is never in memory as a whole.
fn entry_of(path: &str, file: &Path) -> io::Result<FileEntry> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(file)?)?;
    Ok(FileEntry { path: path.into(), hash: hasher.finalize(), length: hasher.count() })
}

/// When a file goes into its place: what pages need, then data, then pages, then what leads to pages.
pub fn phase(path: &str) -> u8 {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(path, "index.html" | "llms.txt" | "_redirects") || path.starts_with("sitemap") || name.starts_with("feed.") {
        return 3;
    }
    match crate::media_type::extension(name) {
        "html" => 2,
        "css" | "js" | "mjs" | "woff" | "woff2" | "ttf" | "otf" | "svg" | "png" | "jpg" | "jpeg" | "webp" | "avif" | "gif" | "ico"
        | "webmanifest" => 0,
        _ => 1,
    }
}

impl Stage {
    /// Adds a file to the build. `path` is relative to the folder, with `/`.
    ///
    /// # Errors
    /// Where the path leads out of the folder, where two files have the same path, where the disk refuses.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let entry = FileEntry { path: path.into(), hash: blake3::hash(bytes), length: bytes.len() as u64 };
        let is_new = !self.has(&entry);
        if is_new {
            self.write(path, |target| self.disk.write(target, bytes).map(drop))?;
        }
        self.add(Staged { entry, is_new })
    }

    /// Adds a copy of a file to the build without holding it in memory. `path` is relative to the folder, with `/`.
    ///
    /// # Errors
    /// As [`Stage::put`], and where the file cannot be read.
    pub fn put_file(&self, path: &str, source: &Path) -> Result<(), Failure> {
        let mut entry = entry_of(path, source).map_err(|e| refused("read", source, &e))?;
        let is_new = !self.has(&entry);
        if is_new {
            let target = self.write(path, |target| self.disk.copy(source, target))?;
            // It may have changed since.
            entry = entry_of(path, &target).map_err(|e| refused("read", &target, &e))?;
        }
        self.add(Staged { entry, is_new })
    }

    /// Whether the folder holds this file as the last build wrote it.
    fn has(&self, entry: &FileEntry) -> bool {
        self.old.get(&entry.path) == Some(entry) && holds(&self.place.output, entry)
    }

    /// Writes a file of the build into the work folder.
    fn write(&self, path: &str, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<PathBuf, Failure> {
        manifest::check_path(path)?;
        let target = staged(&self.place.work).join(path);
        write(&target).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => duplicate(path),
            _ => refused("write", &target, &error),
        })?;
        Ok(target)
    }

    fn add(&self, file: Staged) -> Result<(), Failure> {
        let path = file.entry.path.clone();
        match self.new.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), file) {
            Some(_) => Err(duplicate(&path)),
            None => Ok(()),
        }
    }

    /// Takes a file of the last build over into this one, where it is still as that build wrote it and `is_current` says that its bytes
    /// are what this build would make. Gives whether it did; if not, the file must be [`put`](Stage::put).
    pub fn reuse(&self, path: &str, is_current: impl FnOnce(&[u8]) -> bool) -> bool {
        let Some(entry) = self.old.get(path) else { return false };
        // One that cannot be read is simply made anew.
        let kept = holds(&self.place.output, entry) && fs::read(self.place.output.join(path)).is_ok_and(|bytes| is_current(&bytes));
        kept && self.add(Staged { entry: entry.clone(), is_new: false }).is_ok()
    }

    /// Whether a whole build of the very same things stands in the folder already, with every file as it was written: its summary then.
    pub fn up_to_date(&self, origin: &BuildOrigin) -> Option<CommitSummary> {
        if self.old_origin.as_ref() != Some(origin) {
            return None;
        }
        let whole = self.old.par_iter().all(|(_, entry)| holds(&self.place.output, entry));
        whole.then_some(CommitSummary { written: 0, unchanged: self.old.len(), removed: 0 })
    }

    /// Puts the build in place.
    ///
    /// # Errors
    /// Where the disk refuses, or a file that is not ours stands in the way. The folder is then as it was.
    pub fn commit(mut self) -> Result<CommitSummary, Failure> {
        let new = std::mem::take(self.new.get_mut().unwrap_or_else(PoisonError::into_inner));
        let written = new.values().filter(|file| file.is_new).count();
        let removed = self.old.keys().filter(|path| !new.contains_key(*path)).count();
        let summary = CommitSummary { written, unchanged: new.len() - written, removed };
        if self.origin == self.old_origin && written == 0 && removed == 0 {
            return Ok(summary);
        }
        let text = manifest::text(self.origin.as_ref(), new.values().map(|file| &file.entry));
        let (draft, pending) = (self.place.work.join("manifest"), staged(&self.place.work).join(MANIFEST));
        self.disk.write_flushed(&draft, text.as_bytes()).map_err(|e| refused("write", &draft, &e))?;
        self.disk.rename(&draft, &pending).map_err(|e| refused("write", &pending, &e))?;
        // Only where undoing is refused too does the work folder stay, for the next run to finish.
        self.keep = true;
        apply::apply(&self.disk, &self.place.output, &self.place.work, self.foreign, apply::Stager::ThisProcess).map_err(|error| {
            self.keep = !error.undone || self.disk.remove_file(&pending).is_err();
            error.failure
        })?;
        self.keep = false;
        Ok(summary)
    }
}

fn duplicate(path: &str) -> Failure {
    Failure::new(format!("another file of this build stands where `{path}` should go"))
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be deleted now is deleted by the next build.
            let _ = self.disk.remove_dir_all(&self.place.work);
        }
    }
}
