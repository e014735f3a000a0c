//! The only reader of disk: a folder → [`Inputs`].
//!
//! A [`Disk`] is kept from one run to the next: a file whose metadata says that it is the same is not read again. Files that cannot be
//! read as a note are reported, and what is not a note (a swap file, `.git`) is passed over.

mod picture;
mod place;
mod text;
mod walk;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Failure};
use crate::file::{File, FileId, Files, Span};
use crate::parse::NoteFiles;
use place::{NotePath, PathProblem, note_path};
use text::{FileStamp, FileText, TextFault};

/// Everything that a build is made of.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// All text that was read.
    pub files: Files,
    /// The notes, by path.
    pub notes: Vec<NoteFiles>,
    /// The site's own templates, by path: `templates/actor.html`.
    pub templates: Vec<Arc<File>>,
    /// The site's own words for the interface, by path: `i18n/pl.toml`.
    pub words: Vec<Arc<File>>,
    /// `site.toml`.
    pub config_file: Arc<File>,
    /// The CSL style that `citation_style` names as a file, where there is such a file in the site.
    pub style: Option<Arc<File>>,
    /// What is copied to the output as it is, by path.
    pub assets: Vec<Asset>,
    /// The problems found while reading.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of `static/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the output, with `/` and without one at the head: `images/map.png`.
    pub path: Box<str>,
    /// Its identity, for messages; it has no text.
    pub file: FileId,
    pub source: PathBuf,
    pub len: u64,
    /// When it was last changed, where the file system knows.
    pub modified: Option<SystemTime>,
}

impl Asset {
    /// How large the picture in it is, width and height in CSS pixels; nothing where it is not a picture, or does not say.
    pub fn picture_size(&self) -> Option<(u32, u32)> {
        picture::size(&self.source)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Where the environment does not let it be read.
    pub fn bytes(&self) -> Result<Vec<u8>, Failure> {
        whole_file(&self.source)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be read: {error}", path.display())).help("Look at its permissions.")
}

/// A site's folder, and what was read of it so far.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    files: Files,
    stamps: HashMap<Box<str>, FileStamp>,
    /// Text that stands in for files, by path from the root.
    overlays: BTreeMap<Box<str>, Arc<str>>,
    /// Whether a file went away between the listing and the reading.
    has_missed: bool,
}

impl Disk {
    /// A site's folder. Nothing is read yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), files: Files::default(), stamps: HashMap::new(), overlays: BTreeMap::new(), has_missed: false }
    }

    /// Lays a text over a file, as an editor holds it unsaved; the file need not be there. `None` takes it away again.
    /// The path is from the site's root, with `/`.
    pub fn overlay(&mut self, path: &str, text: Option<Arc<str>>) {
        // What was read of the file is not what will be there next time, whichever way it goes.
        self.stamps.remove(path);
        match text {
            Some(text) => self.overlays.insert(path.into(), text),
            None => self.overlays.remove(path),
        };
    }

    /// Whether what was read last may have been half of what an editor was writing: one of the files that had changed within the last
    /// seconds is another one since, or went away while it was looked for.
    pub fn has_changed(&self) -> bool {
        self.has_missed || self.stamps.iter().any(|(path, stamp)| stamp.is_outdated(&self.root.join(&**path)))
    }

    /// Reads the site as it is now.
    ///
    /// # Errors
    /// Where the folder is not a site, or the environment does not let something in it be read.
    pub fn read(&mut self) -> Result<Inputs, Failure> {
        let root = self.find_site()?;
        self.has_missed = false;
        let mut run = ReadRun::default();
        self.read_texts(&[config::FILE_NAME.to_owned()], &mut run)?;
        let config_file = self.text(config::FILE_NAME, &run).ok_or_else(|| self.no_settings())?;
        let (config, _) = config::read(&config_file, None);

        let style = self.read_style(&config, &root, &mut run)?;
        let content = self.walk("content", &root, &mut run)?;
        let (texts, notes) = self.place_notes(content, &config, &mut run);
        let templates = self.walk("templates", &root, &mut run)?;
        let words = self.walk("i18n", &root, &mut run)?;
        let assets = self.walk("static", &root, &mut run)?;
        for problem in walk::misspelt_folders(&self.root)? {
            self.report(problem, &mut run);
        }
        let all: Vec<String> = texts.into_iter().chain(templates.iter().chain(&words).cloned()).collect();
        self.read_texts(&all, &mut run)?;

        let file = |path: &str| self.text(path, &run);
        let note = |(stem, NotePath { location, id, language, .. }): (String, NotePath)| {
            let (md, toml) = (file(&format!("{stem}.md")), file(&format!("{stem}.toml")));
            (md.is_some() || toml.is_some()).then_some(NoteFiles { location, id, language, md, toml })
        };
        let notes = notes.into_iter().filter_map(note).collect();
        let [templates, words] = [templates, words].map(|found| found.iter().filter_map(|path| file(path)).collect());
        let assets = self.read_metadata(assets)?;
        self.forget_all_but(&run.read);
        Ok(Inputs { files: self.files.clone(), notes, templates, words, config_file, style, assets, diagnostics: run.diagnostics })
    }

    /// Reads the citation style that lies in the site, if one does.
    fn read_style(&mut self, config: &Config, root: &Path, run: &mut ReadRun) -> Result<Option<Arc<File>>, Failure> {
        let Some(path) = config.style_file() else { return Ok(None) };
        let full = self.root.join(path);
        if !full.canonicalize().is_ok_and(|full| full.starts_with(root) && full.is_file()) {
            return Ok(None);
        }
        self.read_texts(&[path.to_owned()], run)?;
        Ok(self.text(path, run))
    }

    /// The text at a path, where it was read in this run.
    fn text(&self, path: &str, run: &ReadRun) -> Option<Arc<File>> {
        self.files.by_path(path).filter(|file| run.read.contains(&file.path)).cloned()
    }

    /// Makes sure that the folder is a site; gives its path with all links resolved.
    pub(crate) fn find_site(&self) -> Result<PathBuf, Failure> {
        let root = self.root.canonicalize().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Failure::new(format!("there is no folder `{}`", self.root.display())).help("Name the site's folder with `--root`.")
            }
            _ => unreadable(&self.root, &error),
        })?;
        if !root.is_dir() {
            return Err(Failure::new(format!("`{}` is not a folder", self.root.display())).help("Name the site's folder with `--root`."));
        }
        if root.join(config::FILE_NAME).exists() { Ok(root) } else { Err(self.no_settings()) }
    }

    fn no_settings(&self) -> Failure {
        let root = self.root.canonicalize().unwrap_or_default();
        let above = root.ancestors().skip(1).find(|folder| folder.join(config::FILE_NAME).is_file());
        let help = above.map_or_else(
            || "Run `rapporteur init` to begin a site here, or name the site's folder with `--root`.".to_owned(),
            |folder| format!("A site lies above it: run the command there, or with `--root {}`.", folder.display()),
        );
        Failure::new(format!("`{}` is not a site: it has no `{}`", self.root.display(), config::FILE_NAME)).help(help)
    }

    /// The files below one of the site's folders.
    fn walk(&mut self, folder: &str, root: &Path, run: &mut ReadRun) -> Result<Vec<String>, Failure> {
        let (mut found, problems) = walk::walk(&self.root, root, folder)?;
        for problem in problems {
            self.report(problem, run);
        }
        for path in self.overlays.keys().filter(|path| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))) {
            if let Err(place) = found.binary_search_by(|file| file.as_str().cmp(path)) {
                found.insert(place, path.to_string());
            }
        }
        Ok(found)
    }

    /// Sorts the files of `content/` into notes; gives those to be read, and what they are by their path without the ending.
    fn place_notes(&mut self, found: Vec<String>, config: &Config, run: &mut ReadRun) -> (Vec<String>, BTreeMap<String, NotePath>) {
        let mut texts = Vec::new();
        let mut notes: BTreeMap<String, NotePath> = BTreeMap::new();
        let mut misnamed = Vec::new();
        for file in found {
            match note_path(&file, config) {
                Ok(placed) if placed.renamed => misnamed.push((file, placed)),
                Ok(placed) => {
                    notes.insert(place::stem(&file).to_owned(), placed);
                    texts.push(file);
                }
                Err(problem) => self.report(problem, run),
            }
        }
        let mut taken: HashMap<Box<str>, String> = HashMap::new();
        for file in &texts {
            if let Some(placed) = notes.get(place::stem(file)).filter(|placed| placed.language.is_none()) {
                taken.entry(placed.id.clone()).or_insert_with(|| file.clone());
            }
        }
        let mut reported = HashSet::new();
        for (file, placed) in misnamed {
            let stem = place::stem(&file).to_owned();
            let other = taken.get(&placed.id).filter(|other| place::stem(other) != stem && placed.language.is_none()).cloned();
            // `X.md` and `X.toml` are one note with one bad name.
            if reported.insert(stem.clone()) {
                self.report(place::misnamed(&file, &placed, other.as_deref()), run);
            }
            if other.is_none() {
                if placed.language.is_none() {
                    taken.insert(placed.id.clone(), file.clone());
                }
                notes.insert(stem, placed);
                texts.push(file);
            }
        }
        (texts, notes)
    }

    /// Reads text files, those that changed since the last run.
    fn read_texts(&mut self, found: &[String], run: &mut ReadRun) -> Result<(), Failure> {
        let read_text = |path: &String| match self.overlays.get(&**path) {
            Some(text) => Ok(FileText::New { text: Arc::clone(text), hash: blake3::hash(text.as_bytes()), stamp: None }),
            None => text::read(&self.root.join(path), self.stamps.get(&**path)),
        };
        let read: Vec<_> = found.par_iter().map(read_text).collect();
        for (path, text) in found.iter().zip(read) {
            match text {
                Ok(FileText::Same) => {}
                Ok(FileText::New { text, hash, stamp }) => {
                    self.files.set(path, text, hash);
                    self.stamps.extend(stamp.map(|stamp| (path.as_str().into(), stamp)));
                }
                Ok(FileText::TooLarge(bytes)) => {
                    let message =
                        format!("this file has {} MB, and {} MB is the limit", bytes.div_ceil(1_000_000), text::MAX_BYTES / 1_000_000);
                    let help = "Split it, or put what is not text into `static/`.";
                    self.report(PathProblem::invalid(path, message, help), run);
                    continue;
                }
                // It went away between the listing and the reading: an editor that saves does so.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    self.has_missed = true;
                    continue;
                }
                Err(error) => return Err(unreadable(&self.root.join(path), &error)),
            }
            run.read.insert(path.as_str().into());
            if let (Some(fault), Some(file)) = (self.stamps.get(&**path).and_then(|stamp| stamp.fault), self.files.by_path(path)) {
                run.diagnostics.push(fault_diagnostic(file, fault));
            }
        }
        Ok(())
    }

    /// Reports a problem with something that has no text: a folder, a picture, a link.
    fn report(&mut self, problem: PathProblem, run: &mut ReadRun) {
        let PathProblem { path, code, message, help, related } = problem;
        let diagnostic = Diagnostic::new(code, self.files.intern(&path), message).help(help);
        run.diagnostics.push(match related.as_deref() {
            Some((path, message)) => diagnostic.related(self.files.intern(path), message),
            None => diagnostic,
        });
    }

    /// Lists what is copied as it is.
    fn read_metadata(&mut self, found: Vec<String>) -> Result<Vec<Asset>, Failure> {
        let look = |path: String| {
            let source = self.root.join(&path);
            (std::fs::metadata(&source), source, path)
        };
        let read: Vec<_> = found.into_par_iter().map(look).collect();
        let mut assets = Vec::with_capacity(read.len());
        for (metadata, source, path) in read {
            match metadata {
                Ok(data) => {
                    let file = self.files.intern(&path);
                    let path = path.strip_prefix("static/").unwrap_or(&path).into();
                    assets.push(Asset { path, file, source, len: data.len(), modified: data.modified().ok() });
                }
                // It went away between the listing and the look.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.has_missed = true,
                Err(error) => return Err(unreadable(&source, &error)),
            }
        }
        Ok(assets)
    }

    fn forget_all_but(&mut self, read: &HashSet<Box<str>>) {
        let gone: Vec<Box<str>> =
            self.files.sorted().into_iter().filter(|file| !read.contains(&file.path)).map(|file| file.path.clone()).collect();
        for path in gone {
            self.files.remove(&path);
            self.stamps.remove(&path);
        }
    }
}

/// Reads a file whole, as bytes, for those who serve, copy or change it.
///
/// # Errors
/// Where the environment does not let it be read.
pub fn whole_file(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

/// What one reading of the site collects.
#[derive(Default)]
struct ReadRun {
    diagnostics: Vec<Diagnostic>,
    /// The paths whose text is known now.
    read: HashSet<Box<str>>,
}

fn fault_diagnostic(file: &File, fault: TextFault) -> Diagnostic {
    match fault {
        TextFault::NotUtf8 { at, byte } => {
            let end = file.text.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
            let message = format!("this file is not UTF-8: the byte 0x{byte:02X} stands here");
            Diagnostic::new(Code::NotUtf8, Span::new(file.id, at..end), message)
                .help("Save it as UTF-8 in your editor; it was probably written in a code page such as Windows-1252 or Windows-1254.")
        }
        TextFault::Utf16 => Diagnostic::new(Code::NotUtf8, Span::new(file.id, 0..0), "this file is UTF-16, not UTF-8")
            .help("Save it as UTF-8 in your editor."),
    }
}

#[cfg(test)]
mod tests;
