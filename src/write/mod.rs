//! Publishes a build: all of it or nothing, and only what changed.
//!
//! # How
//! A build is first written into a *work folder* on the output's file system and then put in place by renames:
//!
//! - *The output is not there yet, or empty*: one rename of the whole folder.
//! - *It holds an earlier build*: a file whose bytes are the same is not written at all. For the rest a `journal` is written and
//!   flushed to the disk, and then each step is a rename: the old file aside, the new one into its place, files that no longer belong
//!   aside, at last the new manifest. What was put aside is deleted when all is done.
//!
//! Killed before the journal is whole, the old output is untouched and the work folder is thrown away by the next [`begin`]. Killed after
//! that, the next [`begin`] carries the steps out to the end; each of them can be repeated without harm. Where a step is refused (no
//! permission, no space), those before it are taken back and the old output stands again.
//!
//! *It holds a build of the very same things*, program included, and each of its files has the bytes that the manifest says: nothing is
//! rendered at all ([`Stage::is_of`]).
//!
//! Whether a file is the same is decided by reading it and comparing bytes: no file time is trusted, a file edited by hand or torn by a
//! power failure is written anew, and comparing 10,000 pages costs less than a tenth of writing them.
//!
//! # What is never touched
//! Files that the manifest does not list. A folder that is not empty and has no manifest is refused, and so is a page whose place a foreign
//! file holds. Nothing is written or deleted through a symbolic link inside the output; the output itself may be one.
//!
//! # Locking
//! From [`begin`] to the end of the commit a lock file beside the output is held; a second build waits for it. Work folder and lock stand
//! beside the output as `.NAME.rapporteur-work` and `.NAME.rapporteur-lock`, or inside it where the folder around it cannot be written or
//! lies on another file system. Both go when the build ends.

mod disk;
mod journal;
mod lock;
mod manifest;
mod passing;
mod place;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::Failure;
use disk::{Disk, refused};
use journal::Journal;
use lock::Lock;
pub use manifest::{Entry, parse as read_manifest, text as write_manifest};
use passing::Hashing;
use place::{Made, Occupied, Place};

/// The manifest's name in the output: what a build wrote there, one file a line.
pub const MANIFEST: &str = ".rapporteur-manifest";

/// What stands at an output's path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputState {
    /// Nothing, or an empty folder.
    Absent,
    /// One whole build.
    Whole,
    /// A build whose last steps are still to be done; the next build does them.
    Unfinished,
    /// Something that no build has written.
    Foreign,
}

/// What a commit did, in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// New, or with other bytes than before.
    pub written: usize,
    /// The same bytes as before, not touched.
    pub unchanged: usize,
    /// Of the build before, and no longer part of this one.
    pub removed: usize,
}

/// A build on its way to the output. Dropped without [`Stage::commit`], it leaves the output as it was.
///
/// [`Stage::put`] and [`Stage::put_file`] may be called from many threads.
#[derive(Debug)]
pub struct Stage {
    place: Place,
    disk: Disk,
    /// The last build's files; none where the output is not there or empty.
    old: Option<Old>,
    new: Mutex<Vec<Staged>>,
    next: AtomicUsize,
    made_of: Option<blake3::Hash>,
    /// Whether the work folder must outlive this value, since only the next build can finish what it holds.
    keep: bool,
    // These two are dropped in this order: the lock file lies in the folders made.
    _lock: Lock,
    _made: Made,
}

/// The build that stands in the output.
#[derive(Debug)]
struct Old {
    text: String,
    files: HashMap<Box<str>, Entry>,
}

/// A file of the new build.
#[derive(Debug)]
struct Staged {
    entry: Entry,
    /// Its number in the work folder; none where the output holds the same bytes already.
    number: Option<usize>,
}

/// Takes hold of an output folder for one build.
///
/// `root` is the site's folder. `waiting` is called once if another build holds the output, before waiting for it. An interrupted commit of
/// an earlier build is finished first.
///
/// # Errors
/// Where the output is a file, a folder that is not ours, the site's own folder or one that holds or feeds it; where it cannot be written;
/// where an interrupted commit cannot be finished.
pub fn begin(root: &Path, output: &Path, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    begin_on(Disk::default(), root, output, waiting)
}

fn begin_on(disk: Disk, root: &Path, output: &Path, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    let output = place::resolve(output)?;
    place::refuse_site(root, &output)?;
    if !Journal::find(&output) {
        // A folder that is not ours is refused before anything is made or waited for.
        place::occupied(&output)?.refuse_foreign(&output)?;
    }
    let made = Made::around(&disk, &output)?;
    begin_at(disk, Place::choose(output)?, made, waiting)
}

fn begin_at(disk: Disk, place: Place, made: Made, waiting: impl FnOnce()) -> Result<Stage, Failure> {
    let lock = Lock::take(&disk, &place, waiting)?;
    for work in place::work_folders(&place.output) {
        finish_interrupted(&disk, &place.output, &work)?;
    }
    let old = match place::occupied(&place.output)? {
        // Without a folder around it that can be written, even an empty output is filled step by step.
        Occupied::Nothing | Occupied::Empty if !place.inside => None,
        Occupied::Nothing | Occupied::Empty | Occupied::Begun => Some(Old { text: String::new(), files: HashMap::new() }),
        Occupied::Ours => Some(Old::read(&place.output)?),
        foreign @ (Occupied::Foreign | Occupied::File) => return Err(foreign.failure(&place.output)),
    };
    let stage =
        Stage { place, disk, old, new: Mutex::default(), next: AtomicUsize::new(0), made_of: None, keep: false, _lock: lock, _made: made };
    let folder = stage.place.work.join(if stage.old.is_some() { "new" } else { "tree" });
    stage.disk.create_dir_all(&folder).map_err(|e| refused("write into", &stage.place.work, &e))?;
    Ok(stage)
}

/// Carries out the steps of an interrupted commit, or throws away what never became one.
fn finish_interrupted(disk: &Disk, output: &Path, work: &Path) -> Result<(), Failure> {
    if !work.exists() {
        return Ok(());
    }
    if let Some(journal) = Journal::read(work) {
        journal.forward(disk, output, work).map_err(|failure| {
            Failure::new(format!("cannot finish the last build, which was interrupted: {}", failure.message)).help(
                failure.help.unwrap_or_else(|| {
                    format!("Mend that and build again; or delete `{}` and `{}` and build anew.", output.display(), work.display())
                }),
            )
        })?;
        Journal::remove(disk, work)?;
    }
    disk.remove_dir_all(work).map_err(|e| refused("delete", work, &e))
}

/// What stands at an output's path. Nothing is waited for and nothing is changed.
///
/// # Errors
/// Where the path cannot be looked at.
pub fn state(output: &Path) -> Result<OutputState, Failure> {
    let output = place::resolve(output)?;
    if Journal::find(&output) {
        return Ok(OutputState::Unfinished);
    }
    Ok(match place::occupied(&output)? {
        Occupied::Nothing | Occupied::Empty | Occupied::Begun => OutputState::Absent,
        Occupied::Ours => OutputState::Whole,
        Occupied::Foreign | Occupied::File => OutputState::Foreign,
    })
}

/// A whole build in its folder, held so that no other build changes it meanwhile.
#[derive(Debug)]
pub struct Published {
    /// The folder.
    pub folder: PathBuf,
    /// Its files, by path; the manifest is not one of them.
    pub files: Vec<Entry>,
    _lock: Lock,
}

/// Takes hold of a whole build, to read it. `waiting` is as in [`begin`].
///
/// # Errors
/// Where there is none, or an unfinished one, or something else.
pub fn open(output: &Path, waiting: impl FnOnce()) -> Result<Published, Failure> {
    let output = place::resolve(output)?;
    if !output.exists() {
        return Err(Occupied::Nothing.failure(&output));
    }
    let place = Place::choose(output)?;
    let lock = Lock::take(&Disk::default(), &place, waiting)?;
    if Journal::find(&place.output) {
        return Err(Failure::new(format!("the build in `{}` was interrupted and is not finished", place.output.display()))
            .help("Run `rapporteur build`: it finishes what is there, and then builds."));
    }
    match place::occupied(&place.output)? {
        Occupied::Ours => {
            let text = Old::text(&place.output)?;
            Ok(Published { files: Old::entries(&place.output, &text)?, folder: place.output, _lock: lock })
        }
        other => Err(other.failure(&place.output)),
    }
}

impl Old {
    fn read(output: &Path) -> Result<Self, Failure> {
        let text = Self::text(output)?;
        let files = Self::entries(output, &text)?.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        Ok(Self { text, files })
    }

    fn text(output: &Path) -> Result<String, Failure> {
        let path = output.join(MANIFEST);
        std::fs::read_to_string(&path).map_err(|e| refused("read", &path, &e))
    }

    fn entries(output: &Path, text: &str) -> Result<Vec<Entry>, Failure> {
        manifest::parse(text).map_err(|line| {
            let path = output.join(MANIFEST);
            Failure::new(format!("line {line} of `{}` is damaged, so that it is not known which files are ours", path.display()))
                .help(format!("Delete the folder `{}` and build anew.", output.display()))
        })
    }
}

impl Stage {
    /// Adds a file to the build. `path` is relative to the output, with `/`.
    ///
    /// # Errors
    /// Where the path leads out of the output, where two files have the same path, where the disk refuses.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        manifest::check_path(path)?;
        let entry = Entry { path: path.into(), hash: blake3::hash(bytes), length: bytes.len() as u64 };
        let same = self.is_ours(path) && self.holds(path, entry.length, &mut &*bytes).unwrap_or(false);
        let number = if same {
            None
        } else {
            let (number, target) = self.target(path);
            self.disk.write(&target, bytes).map_err(|e| self.refused_write(path, &target, &e))?;
            Some(number)
        };
        self.add(Staged { entry, number });
        Ok(())
    }

    /// Adds a copy of a file to the build without holding it in memory. `path` is relative to the output, with `/`.
    ///
    /// # Errors
    /// As [`Stage::put`], and where the file cannot be read.
    pub fn put_file(&self, path: &str, source: &Path) -> Result<(), Failure> {
        manifest::check_path(path)?;
        let unreadable = |e: io::Error| refused("read", source, &e);
        if self.is_ours(path) {
            let mut file = File::open(source).map_err(unreadable)?;
            let length = file.metadata().map_err(unreadable)?.len();
            let mut hashing = Hashing::new(&mut file);
            if self.holds(path, length, &mut hashing).unwrap_or(false) {
                self.add(Staged { entry: hashing.entry(path), number: None });
                return Ok(());
            }
        }
        let (number, target) = self.target(path);
        let mut file = File::open(source).map_err(unreadable)?;
        let mut hashing = Hashing::new(&mut file);
        self.disk.copy(&mut hashing, &target).map_err(|e| self.refused_write(path, &target, &e))?;
        self.add(Staged { entry: hashing.entry(path), number: Some(number) });
        Ok(())
    }

    /// Takes a file of the last build over into this one, where it is still as that build wrote it and `fits` says that its bytes are
    /// what this build would make. Gives whether it did; if not, the file must be [`put`](Stage::put).
    pub fn keep(&self, path: &str, fits: impl FnOnce(&[u8]) -> bool) -> bool {
        let Some(entry) = self.old.as_ref().and_then(|old| old.files.get(path)) else { return false };
        // One that cannot be read is simply made anew.
        let Ok(bytes) = std::fs::read(self.place.output.join(path)) else { return false };
        let kept = blake3::hash(&bytes) == entry.hash && fits(&bytes);
        if kept {
            self.add(Staged { entry: entry.clone(), number: None });
        }
        kept
    }

    /// Says what this build is made of: a hash of everything that its bytes depend on. The next build finds it with [`Stage::is_of`].
    pub const fn made_of(&mut self, hash: blake3::Hash) {
        self.made_of = Some(hash);
    }

    /// Whether a whole build of the very same things stands in the output already, with every file as it was written: its summary then.
    #[must_use]
    pub fn is_of(&self, hash: blake3::Hash) -> Option<Summary> {
        let old = self.old.as_ref().filter(|old| manifest::made_of(&old.text) == Some(hash))?;
        let files: Vec<&Entry> = old.files.values().collect();
        let whole = files.par_iter().all(|entry| {
            let path = self.place.output.join(&*entry.path);
            // A link to a file with the right bytes is not what was written.
            path.symlink_metadata().is_ok_and(|data| data.is_file() && data.len() == entry.length)
                && hash_of(&path).is_ok_and(|hash| hash == entry.hash)
        });
        whole.then_some(Summary { written: 0, unchanged: files.len(), removed: 0 })
    }

    /// Puts the build in place.
    ///
    /// # Errors
    /// Where the disk refuses, or a file that is not ours stands in the way. The last output is then as it was.
    pub fn commit(mut self) -> Result<Summary, Failure> {
        let mut new = std::mem::take(self.new.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner));
        new.sort_unstable_by(|a, b| a.entry.path.cmp(&b.entry.path));
        if let Some([first, _]) = new.array_windows().find(|[a, b]| a.entry.path == b.entry.path) {
            return Err(Failure::new(format!("two files of this build have the path `{}`", first.entry.path)));
        }
        if self.old.is_some() {
            plan::refuse_file_and_folder(&new)?;
        }
        let text = manifest::text(self.made_of, new.iter().map(|staged| &staged.entry));
        match self.old.take() {
            None => self.commit_whole(&new, &text),
            Some(old) => self.commit_changes(&new, &text, &old),
        }
    }

    /// One rename, where nothing of ours is there yet.
    fn commit_whole(&self, new: &[Staged], text: &str) -> Result<Summary, Failure> {
        let tree = self.place.work.join("tree");
        let target = tree.join(MANIFEST);
        self.disk.write(&target, text.as_bytes()).map_err(|e| refused("write", &target, &e))?;
        let output = &self.place.output;
        if !cfg!(unix) && output.exists() {
            // Elsewhere a folder cannot be renamed over an empty one.
            self.disk.remove_dir(output).map_err(|e| refused("replace", output, &e))?;
        }
        self.disk.rename(&tree, output).map_err(|e| refused("write", output, &e))?;
        Ok(Summary { written: new.len(), unchanged: 0, removed: 0 })
    }

    /// A journal, then its steps.
    fn commit_changes(&mut self, new: &[Staged], text: &str, old: &Old) -> Result<Summary, Failure> {
        let work = self.place.work.clone();
        let plan = plan::changes(&self.place.output, &work, new, old)?;
        let written = new.iter().filter(|staged| staged.number.is_some()).count();
        let summary = Summary { written, unchanged: new.len().saturating_sub(written), removed: plan.removed };
        if plan.is_empty() && text == old.text {
            return Ok(summary);
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let staged = work.join("new").join(number.to_string());
        self.disk.write_flushed(&staged, text.as_bytes()).map_err(|e| refused("write", &staged, &e))?;
        let aside = work.join("old");
        self.disk.create_dir_all(&aside).map_err(|e| refused("write", &aside, &e))?;
        let journal = plan.journal(number);
        journal.write(&self.disk, &work)?;
        self.keep = true;
        if let Err(failure) = journal.forward(&self.disk, &self.place.output, &work) {
            // Only if the way back is refused too does the work folder stay, for the next build to finish.
            journal.backward(&self.disk, &self.place.output, &work)?;
            Journal::remove(&self.disk, &work)?;
            self.keep = false;
            return Err(failure);
        }
        Journal::remove(&self.disk, &work)?;
        self.keep = false;
        Ok(summary)
    }

    fn add(&self, staged: Staged) {
        self.new.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(staged);
    }

    /// Whether the last build wrote this path.
    fn is_ours(&self, path: &str) -> bool {
        self.old.as_ref().is_some_and(|old| old.files.contains_key(path))
    }

    /// Whether the output holds these bytes at a path.
    fn holds(&self, path: &str, length: u64, bytes: &mut dyn Read) -> io::Result<bool> {
        let mut file = File::open(self.place.output.join(path))?;
        let there = file.metadata()?;
        Ok(there.is_file() && there.len() == length && disk::same_bytes(&mut file, bytes)?)
    }

    /// Where a new file goes in the work folder: at its own path in a tree that becomes the output, or under a number.
    fn target(&self, path: &str) -> (usize, PathBuf) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if self.old.is_some() {
            (number, self.place.work.join("new").join(number.to_string()))
        } else {
            (number, self.place.work.join("tree").join(path))
        }
    }

    fn refused_write(&self, path: &str, target: &Path, error: &io::Error) -> Failure {
        use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory};
        if self.old.is_none() && matches!(error.kind(), AlreadyExists | IsADirectory | NotADirectory) {
            return Failure::new(format!("another file of this build stands where `{path}` should go"));
        }
        refused("write", target, error)
    }
}

/// The hash of a file, which is never in memory as a whole.
fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    Ok(blake3::Hasher::new().update_reader(File::open(path)?)?.finalize())
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be deleted now is deleted by the next build; there is nobody to tell.
            let _ = self.disk.remove_dir_all(&self.place.work);
        }
    }
}
