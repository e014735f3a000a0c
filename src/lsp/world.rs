//! What the server knows: the site on disk with the open documents laid over it, and what the ordinary build says of that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{Location, TextDocumentContentChangeEvent, TextDocumentPositionParams, Uri};

use super::place::{Lines, path_of, uri_of};
use crate::diagnostic::{Diagnostic, Failure};
use crate::file::{File, FileId, Files, Span};
use crate::parse::{NoteLocation, ParsedNote};
use crate::read::Disk;
use crate::{Cache, Options};

#[derive(Debug)]
pub(super) struct OpenDocument {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: String,
}

/// What the last build made of the site. It is out of date once a document has changed, until the next build.
#[derive(Debug)]
pub(super) struct LastBuild {
    pub(super) files: Files,
    /// Every note, translations and drafts too, in the order of paths.
    pub(super) parsed: Vec<Arc<ParsedNote>>,
    by_id: HashMap<Box<str>, Arc<ParsedNote>>,
    by_file: HashMap<FileId, Vec<usize>>,
    /// Every problem, as `check` reports it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl LastBuild {
    fn new(files: Files, parsed: Vec<Arc<ParsedNote>>, diagnostics: Vec<Diagnostic>) -> Self {
        let mut by_id: HashMap<Box<str>, Arc<ParsedNote>> = HashMap::with_capacity(parsed.len());
        let mut by_file: HashMap<FileId, Vec<usize>> = HashMap::with_capacity(parsed.len());
        for (index, note) in parsed.iter().enumerate() {
            if matches!(note.location, NoteLocation::Note(_)) && note.language.is_none() {
                by_id.entry(note.id.clone()).or_insert_with(|| Arc::clone(note));
            }
            by_file.entry(note.front_file).or_default().push(index);
            if let Some(body) = note.body_file.filter(|body| *body != note.front_file) {
                by_file.entry(body).or_default().push(index);
            }
        }
        Self { files, parsed, by_id, by_file, diagnostics }
    }

    /// The note of an id; drafts too, translations not.
    pub(super) fn note(&self, id: &str) -> Option<&Arc<ParsedNote>> {
        self.by_id.get(id)
    }

    /// The notes of a file: those whose front matter or text it holds.
    pub(super) fn notes_of(&self, file: FileId) -> impl Iterator<Item = &Arc<ParsedNote>> {
        self.by_file.get(&file).into_iter().flatten().filter_map(|index| self.parsed.get(*index))
    }

    /// A note in all its languages.
    pub(super) fn language_versions(&self, note: &ParsedNote) -> impl Iterator<Item = &Arc<ParsedNote>> {
        self.parsed.iter().filter(move |other| other.location == note.location && other.id == note.id)
    }

    /// Every note that has an id, once.
    pub(super) fn originals(&self) -> impl Iterator<Item = &Arc<ParsedNote>> {
        self.parsed.iter().filter(|note| matches!(note.location, NoteLocation::Note(_)) && note.language.is_none())
    }
}

/// A place in a file of the site.
#[derive(Clone, Copy)]
pub(super) struct FilePosition<'w> {
    pub(super) build: &'w LastBuild,
    pub(super) file: &'w Arc<File>,
    pub(super) offset: usize,
}

impl FilePosition<'_> {
    /// A range of the file, as clients name it.
    pub(super) fn range(&self, range: Range<usize>) -> lsp_types::Range {
        Lines::new(&self.file.text).range(range)
    }
}

/// The site that the server speaks of.
#[derive(Debug)]
pub(super) struct World {
    root: PathBuf,
    disk: Disk,
    cache: Cache,
    last_build: Option<LastBuild>,
    /// Whether the last build is out of date.
    pub(super) stale: bool,
    open: BTreeMap<Box<str>, OpenDocument>,
    /// The files for which problems were published last.
    pub(super) published: BTreeSet<Box<str>>,
}

impl World {
    /// A site, of which nothing is read yet.
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            disk: Disk::new(&root),
            root,
            cache: Cache::default(),
            last_build: None,
            stale: true,
            open: BTreeMap::new(),
            published: BTreeSet::new(),
        }
    }

    /// The path from the site's root, with `/`, of what a client names; none for what lies elsewhere.
    pub(super) fn path_of(&self, uri: &Uri) -> Option<Box<str>> {
        let path = path_of(uri)?;
        let inside = path.strip_prefix(&self.root).ok().map(Path::to_path_buf).or_else(|| {
            // The client may know the folder by another of its names.
            let folder = path.parent()?.canonicalize().ok()?;
            Some(folder.join(path.file_name()?).strip_prefix(self.root.canonicalize().ok()?).ok()?.to_path_buf())
        })?;
        Some(inside.to_str()?.replace(std::path::MAIN_SEPARATOR, "/").into())
    }

    /// How a client names a path from the site's root.
    pub(super) fn uri_of(&self, path: &str) -> Option<Uri> {
        self.open.get(path).map_or_else(|| uri_of(&self.root.join(path)), |document| Some(document.uri.clone()))
    }

    /// What of the site the server looks at.
    fn is_relevant(path: &str) -> bool {
        path == crate::config::FILE_NAME || path.starts_with("content/") || path.starts_with("templates/") || path.starts_with("i18n/")
    }

    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let Some(path) = self.path_of(&uri) else { return };
        if Self::is_relevant(&path) {
            self.disk.overlay(&path, Some(text.as_str().into()));
            self.stale = true;
        }
        self.open.insert(path, OpenDocument { uri, version, text });
    }

    pub(super) fn change(&mut self, uri: &Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(path) = self.path_of(uri) else { return };
        let Some(document) = self.open.get_mut(&path) else { return };
        document.version = version;
        for change in changes {
            let Some(range) = change.range else {
                document.text = change.text;
                continue;
            };
            let bytes = {
                let lines = Lines::new(&document.text);
                let start = lines.offset(range.start);
                start..lines.offset(range.end).max(start)
            };
            document.text.replace_range(bytes, &change.text);
        }
        if Self::is_relevant(&path) {
            self.disk.overlay(&path, Some(document.text.as_str().into()));
            self.stale = true;
        }
    }

    /// A document was closed: what is on disk counts again.
    pub(super) fn close(&mut self, uri: &Uri) {
        let Some(path) = self.path_of(uri) else { return };
        self.open.remove(&path);
        self.disk.overlay(&path, None);
        self.stale = true;
    }

    /// Builds the site if it changed. Of a site with templates of its own one page of each sort is rendered too, so that errors in them show.
    ///
    /// # Errors
    /// Where the environment does not let the site be read; the last build stays.
    pub(super) fn refresh(&mut self) -> Result<(), Failure> {
        if !self.stale {
            return Ok(());
        }
        let inputs = self.disk.read()?;
        let mut build = crate::build(&inputs, &mut self.cache, &Options::default());
        let mut diagnostics = std::mem::take(&mut build.diagnostics);
        diagnostics.extend(build.site.template_errors(&build.site.one_of_each(), || ()));
        self.last_build = Some(LastBuild::new(inputs.files, build.parsed, diagnostics));
        self.stale = false;
        Ok(())
    }

    /// The place that a client means, in a file of the site.
    pub(super) fn position(&self, at: &TextDocumentPositionParams) -> Option<FilePosition<'_>> {
        let build = self.last_build.as_ref()?;
        let file = build.files.by_path(&self.path_of(&at.text_document.uri)?)?;
        Some(FilePosition { build, file, offset: Lines::new(&file.text).offset(at.position) })
    }

    /// The last build, perhaps out of date.
    pub(super) const fn last_build(&self) -> Option<&LastBuild> {
        self.last_build.as_ref()
    }

    /// The text of a file as the client sees it.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.open
            .get(path)
            .map(|document| document.text.as_str())
            .or_else(|| self.last_build.as_ref()?.files.by_path(path).map(|file| &*file.text))
    }

    pub(super) fn open_paths(&self) -> impl Iterator<Item = &str> {
        self.open.keys().map(|path| &**path)
    }

    pub(super) fn version(&self, path: &str) -> Option<i32> {
        self.open.get(path).map(|document| document.version)
    }

    /// A range of a file, as clients name it.
    pub(super) fn location(&self, file: &File, range: Range<usize>) -> Option<Location> {
        Some(Location { uri: self.uri_of(&file.path)?, range: Lines::new(&file.text).range(range) })
    }

    /// A span, as clients name it.
    pub(super) fn location_of(&self, span: Span) -> Option<Location> {
        let file = self.last_build.as_ref()?.files.get(span.file)?;
        self.location(file, span.range())
    }
}
