//! The steps of a commit, written down before the first of them is done.
//!
//! ```text
//! rapporteur-journal 1
//! aside <number> <path>     the file at <path> goes to `old/<number>` of the work folder
//! close <path>              the folder at <path> goes, if it is empty
//! open <path>               a folder is made at <path>
//! move <number> <path>      `new/<number>` of the work folder goes to <path>; what is there goes to `old/<number>`
//! end <blake3 of all lines before>
//! ```
//! Each step tells from what it finds whether it has been done, so that all of them can be repeated, and taken back in reverse order.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use rayon::prelude::*;

use super::disk::{Disk, refused};
use super::{manifest, place};
use crate::diagnostic::Failure;

const NAME: &str = "journal";
const VERSION: &str = "rapporteur-journal 1\n";

/// One step. Paths are relative to the output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Aside(usize, Box<str>),
    Close(Box<str>),
    Open(Box<str>),
    Move(usize, Box<str>),
}

/// The steps of one commit, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Journal(pub(super) Vec<Step>);

impl Journal {
    /// Whether an output has a whole journal somewhere.
    pub(super) fn find(output: &Path) -> bool {
        place::work_folders(output).iter().any(|work| Self::read(work).is_some())
    }

    /// The journal in a work folder; none where there is none or it is not whole.
    pub(super) fn read(work: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(work.join(NAME)).ok()?)
    }

    fn text(&self) -> String {
        let mut text = String::from(VERSION);
        for step in &self.0 {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Aside(number, path) => writeln!(text, "aside {number} {path}"),
                Step::Close(path) => writeln!(text, "close {path}"),
                Step::Open(path) => writeln!(text, "open {path}"),
                Step::Move(number, path) => writeln!(text, "move {number} {path}"),
            };
        }
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let _ = writeln!(text, "end {hash}");
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let (lines, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let signed = text.get(..=lines.len())?;
        if end.strip_prefix("end ")? != blake3::hash(signed.as_bytes()).to_hex().as_str() {
            return None;
        }
        signed.strip_prefix(VERSION)?.lines().map(step).collect::<Option<_>>().map(Self)
    }

    /// Writes the journal. From here on the commit will be finished, if not now then by the next build.
    pub(super) fn write(&self, disk: &Disk, work: &Path) -> Result<(), Failure> {
        let (draft, path) = (work.join("journal-draft"), work.join(NAME));
        disk.write_flushed(&draft, self.text().as_bytes()).map_err(|e| refused("write", &draft, &e))?;
        disk.rename(&draft, &path).map_err(|e| refused("write", &path, &e))?;
        // Where a folder cannot be flushed, the journal itself still is.
        if !cfg!(test) {
            let _ = fs::File::open(work).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    /// Ends the commit: what is done is done.
    pub(super) fn remove(disk: &Disk, work: &Path) -> Result<(), Failure> {
        let path = work.join(NAME);
        disk.remove_file(&path).map_err(|e| refused("delete", &path, &e))
    }

    /// Does every step that has not been done.
    pub(super) fn forward(&self, disk: &Disk, output: &Path, work: &Path) -> Result<(), Failure> {
        let at = Places { disk, output, work };
        for group in self.0.chunk_by(alike) {
            // Renames of different files do not depend on each other; making and removing folders does.
            if matches!(group, [Step::Aside(..) | Step::Move(..), ..]) {
                group.par_iter().try_for_each(|step| at.forward(step))?;
            } else {
                group.iter().try_for_each(|step| at.forward(step))?;
            }
        }
        Ok(())
    }

    /// Takes back every step that has been done.
    pub(super) fn backward(&self, disk: &Disk, output: &Path, work: &Path) -> Result<(), Failure> {
        let at = Places { disk, output, work };
        self.0.iter().rev().try_for_each(|step| at.backward(step))
    }
}

const fn alike(a: &Step, b: &Step) -> bool {
    matches!((a, b), (Step::Aside(..), Step::Aside(..)) | (Step::Move(..), Step::Move(..)))
}

fn step(line: &str) -> Option<Step> {
    let (word, rest) = line.split_once(' ')?;
    let numbered = || {
        let (number, path) = rest.split_once(' ')?;
        Some((number.parse().ok()?, path))
    };
    let (step, path) = match word {
        "aside" => numbered().map(|(number, path)| (Step::Aside(number, path.into()), path))?,
        "move" => numbered().map(|(number, path)| (Step::Move(number, path.into()), path))?,
        "close" => (Step::Close(rest.into()), rest),
        "open" => (Step::Open(rest.into()), rest),
        _ => return None,
    };
    // The manifest's name is the program's own and the one that only the program may write.
    (path == super::MANIFEST || manifest::check_path(path).is_ok()).then_some(step)
}

/// Where steps are done.
struct Places<'a> {
    disk: &'a Disk,
    output: &'a Path,
    work: &'a Path,
}

impl Places<'_> {
    fn forward(&self, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Aside(number, path) => self.aside(*number, path),
            Step::Move(number, path) => {
                let new = self.work.join("new").join(number.to_string());
                if !is_there(&new) {
                    return Ok(());
                }
                let target = self.output.join(&**path);
                match fs::symlink_metadata(&target) {
                    // An empty folder gives way; one that is not is not ours, and stops the commit.
                    Ok(found) if found.is_dir() => self.disk.remove_dir(&target).map_err(|e| refused("replace", &target, &e))?,
                    Ok(_) => self.aside(*number, path)?,
                    Err(_) => {}
                }
                self.disk.rename(&new, &target).map_err(|e| refused("write", &target, &e))
            }
            Step::Open(path) => {
                let folder = self.output.join(&**path);
                let made = self.disk.create_dir(&folder);
                allow(made, &[ErrorKind::AlreadyExists]).map_err(|e| refused("make", &folder, &e))
            }
            Step::Close(path) => {
                let folder = self.output.join(&**path);
                // A folder in which others have put files stays.
                let gone = self.disk.remove_dir(&folder);
                allow(gone, &[ErrorKind::NotFound, ErrorKind::DirectoryNotEmpty, ErrorKind::NotADirectory])
                    .map_err(|e| refused("delete", &folder, &e))
            }
        }
    }

    /// Puts a file of the last build aside, unless that has been done.
    fn aside(&self, number: usize, path: &str) -> Result<(), Failure> {
        let old = self.work.join("old").join(number.to_string());
        if is_there(&old) {
            return Ok(());
        }
        let file = self.output.join(path);
        allow(self.disk.rename(&file, &old), &[ErrorKind::NotFound, ErrorKind::NotADirectory]).map_err(|e| refused("replace", &file, &e))
    }

    fn backward(&self, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Aside(number, path) => self.restore(*number, path),
            Step::Move(number, path) => {
                let new = self.work.join("new").join(number.to_string());
                if !is_there(&new) {
                    let target = self.output.join(&**path);
                    self.disk.rename(&target, &new).map_err(|e| refused("restore", &target, &e))?;
                }
                self.restore(*number, path)
            }
            Step::Open(path) => {
                let folder = self.output.join(&**path);
                let gone = self.disk.remove_dir(&folder);
                allow(gone, &[ErrorKind::NotFound, ErrorKind::DirectoryNotEmpty, ErrorKind::NotADirectory])
                    .map_err(|e| refused("restore", &folder, &e))
            }
            Step::Close(path) => {
                let folder = self.output.join(&**path);
                allow(self.disk.create_dir(&folder), &[ErrorKind::AlreadyExists]).map_err(|e| refused("restore", &folder, &e))
            }
        }
    }

    fn restore(&self, number: usize, path: &str) -> Result<(), Failure> {
        let old = self.work.join("old").join(number.to_string());
        if !is_there(&old) {
            return Ok(());
        }
        let file = self.output.join(path);
        self.disk.rename(&old, &file).map_err(|e| refused("restore", &file, &e))
    }
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn allow(result: io::Result<()>, kinds: &[ErrorKind]) -> io::Result<()> {
    match result {
        Err(error) if kinds.contains(&error.kind()) => Ok(()),
        result => result,
    }
}
