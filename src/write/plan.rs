//! What a commit has to do to turn the last build into this one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use super::disk::{refused, same_bytes};
use super::journal::{Journal, Step};
use super::{MANIFEST, Old, Staged};
use crate::diagnostic::Failure;

/// The changes, in the order in which they are done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// How many files of the last build are no longer part of this one.
    pub(super) removed: usize,
    /// Old files that stand where new files or folders go.
    blocking: Vec<Box<str>>,
    /// Old folders that stand where new files go, innermost first.
    blocking_folders: Vec<Box<str>>,
    /// New folders, outermost first.
    folders: Vec<Box<str>>,
    /// New files: their numbers in the work folder, and where they go.
    moves: Vec<(usize, Box<str>)>,
    /// Old files that are no longer wanted.
    stale: Vec<Box<str>>,
    /// Folders that the stale files may leave empty, innermost first.
    stale_folders: Vec<Box<str>>,
}

impl Plan {
    /// Whether no file has to be touched.
    pub(super) const fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.removed == 0
    }

    /// The plan as steps. `manifest` is the new manifest's number in the work folder, the highest one so far.
    pub(super) fn journal(self, manifest: usize) -> Journal {
        let mut asides = manifest.saturating_add(1)..;
        let mut aside = |path| Step::Aside(asides.next().unwrap_or(usize::MAX), path);
        let mut steps: Vec<Step> = self.blocking.into_iter().map(&mut aside).collect();
        steps.extend(self.blocking_folders.into_iter().map(Step::Close));
        steps.extend(self.folders.into_iter().map(Step::Open));
        steps.extend(self.moves.into_iter().map(|(number, path)| Step::Move(number, path)));
        steps.extend(self.stale.into_iter().map(&mut aside));
        steps.push(Step::Move(manifest, MANIFEST.into()));
        steps.extend(self.stale_folders.into_iter().map(Step::Close));
        Journal(steps)
    }
}

/// Works out the changes. `new` is sorted by path.
///
/// # Errors
/// Where something that is not ours stands in the way.
pub(super) fn changes(output: &Path, work: &Path, new: &[Staged], old: &Old) -> Result<Plan, Failure> {
    let wanted: HashSet<&str> = new.iter().map(|staged| &*staged.entry.path).collect();
    let moves: Vec<(usize, &str)> = new.iter().filter_map(|staged| Some((staged.number?, &*staged.entry.path))).collect();
    let moved: HashSet<&str> = moves.iter().map(|(_, path)| *path).collect();
    let moved_folders: HashSet<&str> = moved.iter().copied().flat_map(folders_of).collect();
    let mut stale: Vec<&str> = old.files.keys().map(|path| &**path).filter(|path| !wanted.contains(path)).collect();
    stale.sort_unstable();

    // Where letters of either case are one, `Foo` must go before `foo` comes.
    let folded: HashSet<String> = if stale.is_empty() { HashSet::new() } else { moved.iter().map(|path| path.to_lowercase()).collect() };
    let (blocking, rest): (Vec<&str>, Vec<&str>) = stale.iter().copied().partition(|path| {
        moved_folders.contains(path) || folders_of(path).any(|folder| moved.contains(folder)) || folded.contains(&path.to_lowercase())
    });

    let mut disk = Looked { output, found: HashMap::new() };
    let blocking: Vec<&str> = disk.files(blocking)?;
    let rest: Vec<&str> = disk.files(rest)?;
    let mut blocking_folders = BTreeSet::new();
    for path in &blocking {
        for folder in folders_of(path) {
            if moved.contains(folder) || folders_of(folder).any(|around| moved.contains(around)) {
                blocking_folders.insert(folder);
            }
        }
    }
    let gone: HashSet<&str> = blocking.iter().copied().collect();
    let mut folders = BTreeSet::new();
    for (number, path) in &moves {
        for folder in folders_of(path) {
            if disk.look(folder)? != Found::Folder {
                if disk.look(folder)? == Found::Other && !gone.contains(folder) {
                    return Err(in_the_way(output, folder, path));
                }
                folders.insert(folder);
            }
        }
        refuse_foreign(output, path, old, &gone, &work.join("new").join(number.to_string()))?;
    }
    let kept: HashSet<&str> = if stale.is_empty() { HashSet::new() } else { wanted.iter().copied().flat_map(folders_of).collect() };
    let stale_folders: BTreeSet<&str> = rest.iter().copied().flat_map(folders_of).filter(|folder| !kept.contains(folder)).collect();
    let boxed = |paths: Vec<&str>| paths.into_iter().map(Into::into).collect();
    Ok(Plan {
        removed: stale.len(),
        blocking: boxed(blocking),
        blocking_folders: blocking_folders.into_iter().rev().map(Into::into).collect(),
        folders: folders.into_iter().map(Into::into).collect(),
        moves: moves.into_iter().map(|(number, path)| (number, path.into())).collect(),
        stale: boxed(rest),
        stale_folders: stale_folders.into_iter().rev().map(Into::into).collect(),
    })
}

/// Refuses a build in which one path is a file and a folder. `new` is sorted by path.
///
/// # Errors
/// Names both files.
pub(super) fn refuse_file_and_folder(new: &[Staged]) -> Result<(), Failure> {
    let files: HashSet<&str> = new.iter().map(|staged| &*staged.entry.path).collect();
    for staged in new {
        if let Some(file) = folders_of(&staged.entry.path).find(|folder| files.contains(folder)) {
            return Err(Failure::new(format!("two files of this build have the paths `{file}` and `{}`", staged.entry.path)));
        }
    }
    Ok(())
}

/// The folders around a path, from the nearest.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

/// Refuses to write over what is not ours: a file that the last build did not write, a folder with such files.
fn refuse_foreign(output: &Path, path: &str, old: &Old, gone: &HashSet<&str>, new: &Path) -> Result<(), Failure> {
    let target = output.join(path);
    let Ok(found) = fs::symlink_metadata(&target) else { return Ok(()) };
    if found.is_dir() {
        return if holds_only(&target, path, gone) { Ok(()) } else { Err(in_the_way(output, path, path)) };
    }
    let ours = old.files.contains_key(path)
        || gone.iter().any(|stale| stale.to_lowercase() == path.to_lowercase())
        // A file with the very bytes that are wanted may become ours.
        || same_files(&target, new);
    if ours { Ok(()) } else { Err(in_the_way(output, path, path)) }
}

fn same_files(a: &Path, b: &Path) -> bool {
    let (Ok(mut a), Ok(mut b)) = (File::open(a), File::open(b)) else { return false };
    same_bytes(&mut a, &mut b).unwrap_or(false)
}

/// Whether a folder holds nothing but files that go before.
fn holds_only(folder: &Path, path: &str, gone: &HashSet<&str>) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.into_iter().all(|entry| {
        let Ok(entry) = entry else { return false };
        let Some(inner) = entry.file_name().to_str().map(|name| format!("{path}/{name}")) else { return false };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => holds_only(&entry.path(), &inner, gone),
            Ok(_) => gone.contains(inner.as_str()),
            Err(_) => false,
        }
    })
}

fn in_the_way(output: &Path, there: &str, wanted: &str) -> Failure {
    let there = output.join(there);
    let what = if fs::symlink_metadata(&there).is_ok_and(|found| found.is_symlink()) {
        "a symbolic link, and nothing is written through it"
    } else {
        "not rapporteur's own, so that it is not touched"
    };
    Failure::new(format!("`{}` stands where `{wanted}` should go; it is {what}", there.display()))
        .help("Move it away, or choose another folder with `--output`.")
}

/// What stands at a path in the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Folder,
    /// A file, or a link, which is not followed.
    Other,
}

/// Looks at each folder of the output once.
struct Looked<'a> {
    output: &'a Path,
    found: HashMap<&'a str, Found>,
}

impl<'a> Looked<'a> {
    fn look(&mut self, path: &'a str) -> Result<Found, Failure> {
        if let Some(found) = self.found.get(path) {
            return Ok(*found);
        }
        let whole = self.output.join(path);
        let found = match fs::symlink_metadata(&whole) {
            Ok(found) if found.is_dir() => Found::Folder,
            Ok(_) => Found::Other,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Found::Nothing,
            Err(error) => return Err(refused("read", &whole, &error)),
        };
        self.found.insert(path, found);
        Ok(found)
    }

    /// Those paths at which there is a file that can be put aside. What someone has replaced by a folder, or moved behind a link, is
    /// no longer ours.
    fn files(&mut self, paths: Vec<&'a str>) -> Result<Vec<&'a str>, Failure> {
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let mut real = true;
            for folder in folders_of(path) {
                real &= self.look(folder)? == Found::Folder;
            }
            if real && matches!(fs::symlink_metadata(self.output.join(path)), Ok(found) if !found.is_dir()) {
                files.push(path);
            }
        }
        Ok(files)
    }
}
