//! Puts a staged build in place, file by file.
//!
//! The work folder holds the new files under `new/`, each at its own path, and the new manifest among them: once that is there, the build will be
//! put in place, if not by this process then by the next one. A file that still lies under `new/` has not been moved yet; what had to give
//! way to it lies under `old/`. The manifest is moved last. So every step can be told from what is there, and a run that was killed is
//! finished by doing what is left.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::disk::{OutputDisk, refused};
use super::{FileEntry, ForeignFiles, MANIFEST, OutputState, holds, place, read_manifest_of};
use crate::diagnostic::{Failure, some_of};

/// Why a build was not put in place.
pub(super) struct ApplyError {
    pub(super) failure: Failure,
    /// Whether everything is as it was before.
    pub(super) undone: bool,
}

impl From<Failure> for ApplyError {
    fn from(failure: Failure) -> Self {
        Self { failure, undone: true }
    }
}

/// Where the new files lie in a work folder.
pub(super) fn staged(work: &Path) -> PathBuf {
    work.join("new")
}

/// Whether a work folder holds a whole build that is still to be put in place.
pub(super) fn is_pending(work: &Path) -> bool {
    exists(&staged(work).join(MANIFEST))
}

/// Who staged the build that is put in place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stager {
    ThisProcess,
    /// A process that was killed. Time has passed since: a file is only taken for ours where it has the bytes that the manifest says.
    KilledProcess,
}

/// Puts the build in a work folder in place, or leaves everything as it was.
pub(super) fn apply(disk: &OutputDisk, output: &Path, work: &Path, foreign: ForeignFiles, stager: Stager) -> Result<(), ApplyError> {
    let new = read_manifest_of(&staged(work))?;
    let is_empty = fs::read_dir(output).map_or_else(|error| error.kind() == ErrorKind::NotFound, |mut found| found.next().is_none());
    if is_empty && !work.starts_with(output) {
        return Ok(move_whole(disk, output, work)?);
    }
    let old = if place::output_state(output)? == OutputState::Whole { read_manifest_of(output)? } else { Vec::new() };
    let mut applier = Applier {
        disk,
        output,
        work,
        foreign,
        stager,
        old: old.iter().map(|entry| (&*entry.path, entry)).collect(),
        folders: HashMap::new(),
        done: Vec::new(),
    };
    let plan = applier.plan(&new)?;
    applier.execute(&plan).map_err(|failure| ApplyError { failure, undone: applier.undo().is_ok() })
}

/// One rename, where nothing is there yet.
fn move_whole(disk: &OutputDisk, output: &Path, work: &Path) -> Result<(), Failure> {
    if !cfg!(unix) && output.exists() {
        // Elsewhere a folder cannot be renamed over an empty one.
        disk.remove_dir(output).map_err(|e| refused("replace", output, &e))?;
    }
    disk.rename(&staged(work), output).map_err(|e| refused("write", output, &e))
}

/// What has to be done.
struct ApplyPlan<'a> {
    /// Old files that stand where new files or folders go, and what of others is taken over there.
    blocking: Vec<&'a str>,
    /// New files, what pages need first, and what leads to pages last.
    moves: Vec<&'a str>,
    /// Other old files that are no longer wanted.
    stale: Vec<&'a str>,
    /// Old files that are no longer wanted and are gone, though their folders may still be there.
    missing: Vec<&'a str>,
}

/// A step that was done, to be undone where a later one is refused.
enum Step {
    /// The file at this path of the output went to `old/`.
    Aside(Box<str>),
    /// The new file of this path went to the output.
    Moved(Box<str>),
    FolderMade(PathBuf),
    FolderRemoved(PathBuf),
}

/// What stands at the path of a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occupant {
    Nothing,
    Folder,
    /// A file, or a link, which is not followed.
    Other,
}

/// What became of a file of the build before.
enum OldFile {
    Present,
    Missing,
    /// Someone has replaced it, or moved it behind a link.
    NotOurs,
}

/// The work of putting a build in place.
struct Applier<'a> {
    disk: &'a OutputDisk,
    output: &'a Path,
    work: &'a Path,
    foreign: ForeignFiles,
    stager: Stager,
    /// The files of the build that stands in the output.
    old: HashMap<&'a str, &'a FileEntry>,
    folders: HashMap<&'a str, Occupant>,
    done: Vec<Step>,
}

impl<'a> Applier<'a> {
    /// Works out what has to be done, and changes nothing.
    ///
    /// # Errors
    /// Where something that is not ours stands in the way.
    fn plan(&mut self, new: &'a [FileEntry]) -> Result<ApplyPlan<'a>, Failure> {
        let staged = staged(self.work);
        let moves: Vec<&FileEntry> = new.iter().filter(|entry| exists(&staged.join(&*entry.path))).collect();
        let wanted: HashSet<&str> = new.iter().map(|entry| &*entry.path).collect();
        let (mut stale, mut missing) = (Vec::new(), Vec::new());
        let mut unwanted: Vec<&str> = self.old.keys().copied().filter(|path| !wanted.contains(path)).collect();
        unwanted.sort_unstable();
        for path in unwanted {
            match self.old_file(path)? {
                OldFile::Present => stale.push(path),
                OldFile::Missing => missing.push(path),
                OldFile::NotOurs => {}
            }
        }
        let targets: HashSet<&str> = moves.iter().map(|entry| &*entry.path).collect();
        let folders: HashSet<&str> = targets.iter().copied().flat_map(folders_of).collect();
        // Where letters of either case are one, `Foo` must go before `foo` comes.
        let folded: HashSet<String> = targets.iter().map(|path| path.to_lowercase()).collect();
        let (mut blocking, stale): (Vec<&str>, Vec<&str>) = stale.into_iter().partition(|path| {
            folders.contains(path) || folders_of(path).any(|folder| targets.contains(folder)) || folded.contains(&path.to_lowercase())
        });
        let mut gone: HashSet<&str> = blocking.iter().copied().collect();
        let (mut in_the_way, mut taken_over): (Vec<(&str, &str)>, HashSet<&str>) = (Vec::new(), HashSet::new());
        for entry in &moves {
            let Some(obstacle) = self.in_the_way(entry, &gone)? else { continue };
            if self.foreign == ForeignFiles::TakenOver {
                taken_over.insert(obstacle);
                gone.insert(obstacle);
                blocking.push(obstacle);
            } else {
                in_the_way.push((obstacle, &entry.path));
            }
        }
        // What was the same behind a link was not staged, and would go with it.
        let kept = new.iter().filter(|entry| !targets.contains(&*entry.path));
        in_the_way
            .extend(kept.filter_map(|entry| Some((folders_of(&entry.path).find(|folder| taken_over.contains(folder))?, &*entry.path))));
        if let [(path, wanted), others @ ..] = &*in_the_way {
            return Err(refuse_foreign(self.output, path, wanted, others));
        }
        let mut moves: Vec<&str> = moves.iter().map(|entry| &*entry.path).collect();
        moves.sort_by_key(|path| (super::phase(path), *path));
        Ok(ApplyPlan { blocking, moves, stale, missing })
    }

    fn old_file(&mut self, path: &'a str) -> Result<OldFile, Failure> {
        for folder in folders_of(path) {
            if self.folder(folder)? == Occupant::Other {
                return Ok(OldFile::NotOurs);
            }
        }
        Ok(match fs::symlink_metadata(self.output.join(path)) {
            Err(_) => OldFile::Missing,
            Ok(found) if !found.is_dir() && self.is_ours(path) => OldFile::Present,
            Ok(_) => OldFile::NotOurs,
        })
    }

    /// Whether an old file and the one at another path are the same, on a disk where letters of either case are one.
    fn is_of_other_case(&self, old: &str, path: &str) -> bool {
        old.to_lowercase() == path.to_lowercase()
            && self.old.get(old).is_some_and(|entry| holds(self.output, &FileEntry { path: path.into(), ..(*entry).clone() }))
    }

    fn is_ours(&self, path: &str) -> bool {
        self.old.get(path).is_some_and(|entry| self.stager == Stager::ThisProcess || holds(self.output, entry))
    }

    /// What stands where a file or its folders go, and is not ours, or a link on the way. `gone` goes before.
    fn in_the_way(&mut self, entry: &'a FileEntry, gone: &HashSet<&str>) -> Result<Option<&'a str>, Failure> {
        let path = &*entry.path;
        for folder in folders_of(path) {
            if self.folder(folder)? == Occupant::Other && !gone.contains(folder) {
                return Ok(Some(folder));
            }
        }
        let target = self.output.join(path);
        let Ok(found) = fs::symlink_metadata(&target) else { return Ok(None) };
        let gives_way = if found.is_dir() {
            holds_only(&target, path, gone)
        } else {
            // A file with the very bytes that are wanted may become ours.
            self.foreign == ForeignFiles::TakenOver
                || self.is_ours(path)
                || gone.iter().any(|old| self.is_of_other_case(old, path))
                || holds(self.output, entry)
        };
        Ok((!gives_way).then_some(path))
    }

    fn folder(&mut self, path: &'a str) -> Result<Occupant, Failure> {
        if let Some(found) = self.folders.get(path) {
            return Ok(*found);
        }
        let full = self.output.join(path);
        let found = match fs::symlink_metadata(&full) {
            Ok(found) if found.is_dir() => Occupant::Folder,
            Ok(_) => Occupant::Other,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Occupant::Nothing,
            Err(error) => return Err(refused("read", &full, &error)),
        };
        self.folders.insert(path, found);
        Ok(found)
    }

    fn execute(&mut self, plan: &ApplyPlan<'a>) -> Result<(), Failure> {
        self.remove(&plan.blocking)?;
        let mut folders: HashSet<&str> = HashSet::new();
        for path in &plan.moves {
            let around: Vec<&str> = folders_of(path).filter(|folder| folders.insert(folder)).collect();
            for folder in around.iter().rev() {
                self.make_folder(folder)?;
            }
            self.move_file(path)?;
        }
        self.remove(&plan.stale)?;
        plan.missing.iter().try_for_each(|path| self.remove_empty_folders(path))?;
        let (from, to) = (staged(self.work).join(MANIFEST), self.output.join(MANIFEST));
        self.disk.rename(&from, &to).map_err(|e| refused("write", &to, &e))
    }

    /// Sets old files aside, and removes the folders that this leaves empty.
    fn remove(&mut self, paths: &[&str]) -> Result<(), Failure> {
        for path in paths {
            self.set_aside(path)?;
            self.remove_empty_folders(path)?;
        }
        Ok(())
    }

    /// Removes the folders around a path, from the nearest, as far as they are empty.
    fn remove_empty_folders(&mut self, path: &str) -> Result<(), Failure> {
        for folder in folders_of(path) {
            let folder = self.output.join(folder);
            match self.disk.remove_dir(&folder) {
                Ok(()) => self.done.push(Step::FolderRemoved(folder)),
                Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                Err(error) => return Err(refused("delete", &folder, &error)),
            }
        }
        Ok(())
    }

    /// Removes a folder that holds nothing but folders.
    fn remove_folder(&mut self, folder: PathBuf) -> Result<(), Failure> {
        let cannot = |e: std::io::Error| refused("replace", &folder, &e);
        for entry in fs::read_dir(&folder).map_err(cannot)? {
            self.remove_folder(entry.map_err(cannot)?.path())?;
        }
        self.disk.remove_dir(&folder).map_err(cannot)?;
        self.done.push(Step::FolderRemoved(folder));
        Ok(())
    }

    fn set_aside(&mut self, path: &str) -> Result<(), Failure> {
        let (from, to) = (self.output.join(path), self.work.join("old").join(path));
        let made = to.parent().map_or(Ok(()), |folder| self.disk.create_dir_all(folder));
        made.and_then(|()| self.disk.rename(&from, &to)).map_err(|e| refused("replace", &from, &e))?;
        self.done.push(Step::Aside(path.into()));
        Ok(())
    }

    fn make_folder(&mut self, path: &str) -> Result<(), Failure> {
        let folder = self.output.join(path);
        match self.disk.create_dir(&folder) {
            Ok(()) => self.done.push(Step::FolderMade(folder)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(refused("make", &folder, &error)),
        }
        Ok(())
    }

    fn move_file(&mut self, path: &str) -> Result<(), Failure> {
        let (from, to) = (staged(self.work).join(path), self.output.join(path));
        match fs::symlink_metadata(&to) {
            Ok(found) if found.is_dir() => self.remove_folder(to.clone())?,
            Ok(_) => self.set_aside(path)?,
            Err(_) => {}
        }
        self.disk.rename(&from, &to).map_err(|e| refused("write", &to, &e))?;
        self.done.push(Step::Moved(path.into()));
        Ok(())
    }

    /// Takes back what this run has done, the last step first.
    fn undo(&mut self) -> std::io::Result<()> {
        while let Some(step) = self.done.pop() {
            match step {
                Step::Aside(path) => self.disk.rename(&self.work.join("old").join(&*path), &self.output.join(&*path))?,
                Step::Moved(path) => self.disk.rename(&self.output.join(&*path), &staged(self.work).join(&*path))?,
                Step::FolderMade(folder) => self.disk.remove_dir(&folder)?,
                Step::FolderRemoved(folder) => self.disk.create_dir(&folder)?,
            }
        }
        Ok(())
    }
}

/// The folders around a path, from the nearest.
pub(crate) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// Whether a folder holds nothing but files that go before.
fn holds_only(folder: &Path, path: &str, gone: &HashSet<&str>) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.all(|entry| {
        let Ok(entry) = entry else { return false };
        let Some(inner) = entry.file_name().to_str().map(|name| format!("{path}/{name}")) else { return false };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => holds_only(&entry.path(), &inner, gone),
            Ok(_) => gone.contains(inner.as_str()),
            Err(_) => false,
        }
    })
}

fn refuse_foreign(output: &Path, path: &str, wanted: &str, others: &[(&str, &str)]) -> Failure {
    let at = output.join(path);
    let what = if fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink()) {
        "a symbolic link, and nothing is written through it"
    } else {
        "not rapporteur's own, so that it is not touched"
    };
    let mut message = format!("`{}` stands where `{wanted}` should go; it is {what}", at.display());
    let mut listed: Vec<&str> = others.iter().map(|(other, _)| *other).filter(|other| *other != path).collect();
    listed.dedup();
    if !listed.is_empty() {
        message.push_str(&format!("; the same holds for {}", some_of(listed.iter().map(|other| format!("`{other}`")), 5)));
    }
    Failure::new(message).help("Move it away, or choose another folder. Nothing was changed.")
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
