//! Addresses: where everything on the site lies, in one registry that refuses collisions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

pub use crate::config::View;

use crate::config::{Config, OutputKind};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::parse::fields::{Kind, RoundFields};
use crate::parse::markdown::turns_direction;

use super::parts::{self, Part, WHOLE};
use super::{Entity, Id, Note, Source, Track};

impl View {
    /// The views that a site has, in the order of the menu.
    pub fn of_site(model: &super::Model) -> impl Iterator<Item = Self> {
        let outputs = &model.config.outputs;
        Self::ALL.iter().copied().filter(|view| match view {
            Self::Shifts => model.has_shifts,
            Self::Search => outputs.has(OutputKind::Search),
            Self::Data => outputs.has_data(),
            Self::Print => outputs.has(OutputKind::Print),
            Self::Timeline | Self::Positions | Self::Participation | Self::Changes | Self::Methods => true,
        })
    }
}

/// What stands at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// The home page.
    Home,
    /// The list of a kind.
    List(Kind),
    /// A note's page.
    Note(Id<Note>),
    /// A view.
    View(View),
    /// The page for addresses that do not exist.
    NotFound,
    /// A page that leads from an old address to a note.
    Redirect(Id<Note>),
    /// A file for other tools: its format, by its place in the table of formats, and what it tells of.
    Export(usize, Export),
    /// A part of the search index.
    Search(SearchFile),
    /// The picture of a page, for where its address is posted.
    ShareImage(SharePage),
    /// A file of the site's `static/`: its place among the inputs' assets.
    Asset(usize),
    /// A style, script or font that comes with the program, by its name.
    BuiltIn(&'static str),
    /// The site's own colours and fonts, `theme.css`.
    Theme,
}

/// A page for which a share image can be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SharePage {
    Home,
    List(Kind),
    View(View),
    Note(Id<Note>),
}

/// With more notes than this, notes show the home page's picture: drawing one takes as long as building a hundred pages.
const MAX_SHARE_IMAGES: usize = 2_000;

/// Where the picture that a page shows lies: its own, else the home page's, else that of the home page in the main language.
pub fn share_image(model: &super::Model, page: SharePage) -> Option<String> {
    let main_home = || (has_share_images(model) && is_drawable(home_title(&model.main_config))).then(|| "share/home.png".to_owned());
    own_share_image(model, page).or_else(|| own_share_image(model, SharePage::Home)).or_else(main_home)
}

/// Whether the site has pictures: not where it wants none or has no `base_url`, since a picture's address must be a whole one, and none from
/// a program that was built without the feature that draws them.
fn has_share_images(model: &super::Model) -> bool {
    model.config.base_url.is_some() && model.config.outputs.has(OutputKind::ShareImages) && cfg!(feature = "share-images")
}

/// Whether the faces in which pictures are drawn have all letters of a text.
pub fn is_drawable(text: &str) -> bool {
    // Every space is drawn as one.
    text.chars().all(|c| {
        c.is_whitespace() || matches!(c, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{259}' | '\u{2bc}' | '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{327}'
            | '\u{400}'..='\u{45f}' | '\u{490}'..='\u{493}' | '\u{4ae}' | '\u{4af}' | '\u{4d8}' | '\u{4d9}' | '\u{4e8}' | '\u{4e9}'
            | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201e}' | '\u{2022}' | '\u{2026}' | '\u{2039}' | '\u{203a}'
            | '\u{20ac}' | '\u{20b4}' | '\u{20ba}' | '\u{2116}' | '\u{2192}' | '\u{2212}')
    })
}

/// The heading of the list of a kind.
pub fn list_title(model: &super::Model, kind: Kind) -> &str {
    let word = || model.language.words().plain(&format!("kinds.{}", kind.folder()));
    model.note_of(Entity::List(kind)).map_or_else(word, |id| &model.notes[id].title)
}

/// Where a page's own picture lies; none for a note of a site with very many, and none where there is no face for the script of its title.
pub fn own_share_image(model: &super::Model, page: SharePage) -> Option<String> {
    if !has_share_images(model) {
        return None;
    }
    // Data stands once for all languages.
    let prefix = if page == SharePage::View(View::Data) { "" } else { &*model.prefix };
    let (prefix, name, title) = match page {
        SharePage::Home => (prefix, "home".to_owned(), home_title(&model.config)),
        SharePage::List(kind) => (prefix, kind.folder().to_owned(), list_title(model, kind)),
        SharePage::View(view) => (prefix, view.as_str().to_owned(), model.language.words().plain(&format!("view.{}", view.as_str()))),
        SharePage::Note(id) => {
            let note = &model.notes[id];
            let kind = note.kind().filter(|_| model.notes.len() <= MAX_SHARE_IMAGES)?;
            // A page that is not translated shows the original's picture.
            let (prefix, title) = if model.is_in_language(id) { (&*model.prefix, &note.title) } else { ("", &note.original_title) };
            (prefix, format!("{}/{}", kind.folder(), note.id), &**title)
        }
    };
    is_drawable(title).then(|| format!("{prefix}share/{name}.png"))
}

/// What the home page's picture says in large letters.
fn home_title(config: &Config) -> &str {
    config.tagline.as_deref().unwrap_or(&config.title)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SearchFile {
    /// Titles and names, and where the rest lies.
    Main,
    /// A slice of the inverted index.
    Terms(usize),
    /// What is shown of some documents.
    Documents(usize),
}

/// How many documents (notes and statements) one part of what the search shows holds.
pub const DOCUMENTS_PER_PART: usize = 50;
/// How many documents make one more part of the inverted index.
const DOCUMENTS_PER_TERMS_PART: usize = 100;

/// The files of the search index of a site of so many documents.
pub fn search_files(documents: usize) -> impl Iterator<Item = (String, SearchFile)> {
    let terms = 0..=documents / DOCUMENTS_PER_TERMS_PART;
    let documents = 0..=documents.saturating_sub(1) / DOCUMENTS_PER_PART;
    std::iter::once(("search/index.json".to_owned(), SearchFile::Main))
        .chain(terms.map(|part| (format!("search/terms-{part}.json"), SearchFile::Terms(part))))
        .chain(documents.map(|part| (format!("search/documents-{part}.json"), SearchFile::Documents(part))))
}

/// What a file for other tools tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Export {
    Site,
    /// A part of one that is too long for one file, from 1; the file itself then says which parts there are.
    Part(usize),
    OfSource(Id<Source>),
    OfTrack(Id<Track>),
    OfKind(Kind),
    OfNote(Id<Note>),
}

/// How many files of a format there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// One for the site.
    Site,
    /// One in each source's folder.
    Source,
    /// One in each track's folder.
    Track,
    /// One in each kind's folder.
    Kind,
    /// One in each note's folder.
    Note,
}

/// A format that the site has, as far as addresses go.
#[derive(Clone, Copy, Debug)]
pub struct ExportFile {
    pub format: usize,
    /// Path of its file: from the site's root, or from the folder that its scope names.
    pub path: &'static str,
    pub scope: Scope,
    /// Whether each language has its own.
    pub every_language: bool,
    /// What one of its rounds must be, where there is to be a file.
    pub needs: Option<fn(&RoundFields) -> bool>,
}

#[derive(Clone, Debug)]
pub struct Address {
    /// The file in the output, with `/`: `actors/ukraine/index.html`. Shared by all who keep it: there are several files a note.
    pub path: Arc<str>,
    pub content: Content,
    pub part: Part,
}

/// The path of an entity's page from the site's root: `actors/ukraine/`.
pub fn of_entity(entity: Entity, id: &str) -> String {
    match entity {
        Entity::Home => String::new(),
        Entity::List(kind) => format!("{}/", kind.folder()),
        _ => entity.kind().map_or_else(String::new, |kind| format!("{}/{id}/", kind.folder())),
    }
}

/// The path of a note's page in another language.
pub fn in_language(path: &str, language: &str) -> String {
    format!("{language}/{path}")
}

/// The file that a page's path is served from.
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// The path that a file is served at.
pub fn path_of(file: &str) -> &str {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => file,
    }
}

/// How one gets from a page to the site's root: `./`, `../`, `../../`.
pub fn root_from(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// The ASCII characters that a path or a fragment of an address cannot hold as they stand (RFC 3986), the `%` itself included.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path or a fragment as an address holds it: percent-encoded where it cannot hold a character as it stands.
pub fn percent_encoded(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED).into()
}

/// What a path or a fragment of an address says; as it stands where it is no text in percent-encoding.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// What follows the path in an address: the query, as it was written, and the anchor.
pub fn query_and_anchor(query: Option<&str>, anchor: Option<&str>) -> String {
    const QUERY: &AsciiSet = &ENCODED.remove(b'%').remove(b'?');
    let query = query.map(|query| format!("?{}", utf8_percent_encode(query, QUERY)));
    let anchor = anchor.map(|anchor| format!("#{}", percent_encoded(anchor)));
    query.into_iter().chain(anchor).collect()
}

/// Checks an alias as written (`/old/page/`, `old.html`) and gives the file that it claims.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn file_of_alias(alias: &str) -> Result<String, String> {
    // An old address is often taken from the browser's address line.
    let alias = &*percent_decoded(alias);
    let path = alias.strip_prefix('/').unwrap_or(alias);
    let reason = if path.trim().trim_matches('/').is_empty() {
        "an alias cannot be the home page"
    } else if alias.contains("://") || alias.starts_with("//") {
        "an alias is a path on this site, not an address elsewhere"
    } else if path.split('/').any(|part| part == ".." || part == ".") {
        "an alias cannot leave the site: `.` and `..` are not allowed in it"
    } else if path.contains(['?', '#', '\\', ':', '*', '"', '<', '>', '|']) || path.contains(char::is_control) || turns_direction(path) {
        "an alias is a plain path: no `?` `#` `\\` `:` `*` `\"` `<` `>` `|`, control or direction characters"
    } else if path.strip_suffix('/').unwrap_or(path).split('/').any(str::is_empty) {
        "an alias has an empty part between two `/`"
    } else if path.starts_with(".rapporteur-") {
        "names that begin with `.rapporteur-` are the program's own"
    } else {
        let last = path.rsplit('/').next().unwrap_or(path);
        return Ok(if path.ends_with('/') || last.contains('.') { file_of(path) } else { file_of(&format!("{path}/")) });
    };
    Err(reason.to_owned())
}

#[derive(Debug)]
struct Claim {
    /// What wants the address, in words: "the home page", "the file `static/map.png`".
    claimant: Cow<'static, str>,
    place: Place,
    /// The address that was claimed, by its place in the list; for a folder, that of the first file in it.
    address: usize,
    is_folder: bool,
}

/// All addresses of the site. Claiming one that is taken is an error that names both.
#[derive(Debug, Default)]
pub struct Addresses {
    claims: HashMap<Arc<str>, Claim>,
    all: Vec<Address>,
}

/// What is wrong with a name that some file system cannot hold.
fn portability_problem(name: &str, place: Place) -> Option<Diagnostic> {
    /// The longest name that the usual file systems hold, in bytes.
    const MAX_NAME: usize = 255;
    if name.len() > MAX_NAME {
        let message = format!("a name of {} bytes is more than file systems hold", name.len());
        return Some(Diagnostic::new(Code::InvalidValue, place, message).help(format!("Choose one of at most {MAX_NAME} bytes.")));
    }
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |device: &str| stem.strip_prefix(device).is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']));
    let is_device = matches!(&*stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt");
    let character = name.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*'));
    let why = match character {
        Some(c) => format!("it holds `{c}`"),
        None if is_device => "it is a device there".to_owned(),
        None if name.ends_with(['.', ' ']) => "it ends in a full stop or a blank".to_owned(),
        None => return None,
    };
    let problem = Diagnostic::new(Code::UnportableName, place, format!("Windows can hold no file or folder `{name}`: {why}"));
    Some(problem.help("Choose another name, so that everybody can build and copy the site."))
}

impl Addresses {
    /// Claims a file in the output.
    pub fn claim(
        &mut self,
        file: String,
        content: Content,
        claimant: impl Into<Cow<'static, str>>,
        place: Place,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let claimant = claimant.into();
        let address = self.all.len();
        // Two files that differ only in case are one on many disks, and two that differ in normalisation as well.
        let key = fold(&file);
        if let Some(first) = self.claims.get(&*key) {
            diagnostics.push(self.clash(first, &key, &file, &claimant, place));
            return;
        }
        let folders = || file.match_indices('/').filter_map(|(at, _)| file.get(..at)).map(fold);
        // Nothing is claimed before everything can be: a folder must not be in the name of a file that will not lie in it.
        if let Some((folder, first)) =
            folders().find_map(|folder| self.claims.get(&*folder).filter(|first| !first.is_folder).map(|first| (folder, first)))
        {
            diagnostics.push(self.clash(first, &folder, &file, &claimant, place));
            return;
        }
        for folder in folders().filter(|folder| !self.claims.contains_key(&**folder)).collect::<Vec<_>>() {
            self.claims.insert(folder.into(), Claim { claimant: claimant.clone(), place, address, is_folder: true });
        }
        // What is made beside a page has the page's name, which has been looked at.
        if place != Place::Nowhere {
            diagnostics.extend(file.split('/').find_map(|name| portability_problem(name, place)));
        }
        let path: Arc<str> = file.as_str().into();
        let key = if *key == *path { Arc::clone(&path) } else { key.into() };
        self.claims.insert(key, Claim { claimant, place, address, is_folder: false });
        self.all.push(Address { path, content, part: WHOLE });
    }

    /// Claims the addresses of all parts of a page but the first, which is the page itself.
    pub fn claim_parts(&mut self, page: usize, of: usize, diagnostics: &mut Vec<Diagnostic>) {
        let Some(first) = self.all.get_mut(page) else { return };
        first.part = Part { number: 0, of };
        let Address { path, content, .. } = first.clone();
        let page = path_of(&path);
        for number in 1..of {
            let (file, claimant) = (file_of(&parts::path(page, number)), format!("a part of the page `{page}`"));
            let claimed = self.all.len();
            self.claim(file, content.clone(), claimant, Place::Nowhere, diagnostics);
            // Where it was refused nothing was added.
            if let Some(address) = self.all.get_mut(claimed) {
                address.part = Part { number, of };
            }
        }
    }

    fn clash(&self, first: &Claim, key: &str, file: &str, claimant: &str, place: Place) -> Diagnostic {
        let taken = self.all.get(first.address).map_or("", |address| &*address.path);
        let depth = key.split('/').count();
        let path: String = if first.is_folder { taken.split('/').take(depth).collect::<Vec<_>>().join("/") } else { taken.to_owned() };
        let how = if first.is_folder {
            "which is a folder for"
        } else if depth < file.split('/').count() {
            "which needs a folder in the place of"
        } else if path == file {
            "which is taken by"
        } else {
            "which differs only in case from one that is taken by"
        };
        let other = &first.claimant;
        Diagnostic::new(Code::UrlCollision, place, format!("{claimant} would be written to `{file}`, {how} {other}"))
            .help("Rename one of the two, or take the alias away.")
            .related(first.place, format!("{other} is written to `{path}`"))
    }

    /// What stands at a path of the site (`actors/ukraine/`, `actors/ukraine`, `img/map.png`), letter for letter.
    pub fn find(&self, path: &str) -> Option<&Address> {
        let direct = |file: &str| self.all.get(self.place_of(file)?);
        direct(&file_of(path)).or_else(|| direct(&format!("{path}/index.html")))
    }

    /// The path of the same page or file in the language of a site, which has lists, views and feeds of its own as it has pages of notes.
    pub fn in_language_of<'p>(&self, model: &super::Model, path: &'p str) -> Cow<'p, str> {
        let own = model.path(path);
        let has_own = self.find(&own).zip(self.find(path)).is_some_and(|(own, main)| own.content == main.content);
        if has_own { own.into() } else { path.into() }
    }

    /// The place of a file of the output among [`Self::all`], letter for letter.
    pub fn place_of(&self, file: &str) -> Option<usize> {
        let place = self.claims.get(&*fold(file))?.address;
        (*self.all.get(place)?.path == *file).then_some(place)
    }

    /// All addresses, in the order in which they were claimed.
    pub fn all(&self) -> &[Address] {
        &self.all
    }

    /// The paths of all pages, for suggestions.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        let is_page =
            |address: &&Address| matches!(address.content, Content::Home | Content::List(_) | Content::Note(_) | Content::View(_));
        self.all.iter().filter(is_page).map(|address| path_of(&address.path))
    }
}

/// A path in small letters and in one normalisation, for comparison.
fn fold(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        let folded = path.bytes().all(|byte| !byte.is_ascii_uppercase());
        return if folded { path.into() } else { path.to_ascii_lowercase().into() };
    }
    use unicode_normalization::UnicodeNormalization;
    path.nfc().flat_map(char::to_lowercase).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_ascii() {
        assert_eq!(percent_encoded("img/карта 1.png"), "img/%D0%BA%D0%B0%D1%80%D1%82%D0%B0%201.png");
        assert_eq!(percent_encoded("actors/ukraine/"), "actors/ukraine/");
        assert_eq!(query_and_anchor(Some("q=a b%20c"), Some("ü")), "?q=a%20b%20c#%C3%BC");
    }

    #[test]
    fn an_address_that_is_refused_takes_no_folder() {
        let mut addresses = Addresses::default();
        let mut problems = Vec::new();
        // `a/b` is a file, so nothing can lie in it; `a/b/c` claims no folder either.
        for (file, claimant, refused) in [
            ("x/y/z", "a file below", 0),
            ("a/b", "the first", 0),
            ("new/x", "another", 0),
            ("a/b/c/d", "the second", 1),
            ("a/b/c", "the third", 2),
            ("free", "the fourth", 2),
        ] {
            addresses.claim(file.to_owned(), Content::NotFound, claimant, Place::Nowhere, &mut problems);
            assert_eq!(problems.len(), refused, "{file}");
            assert!(!addresses.claims.contains_key("a/b/c"), "{file}");
        }
        assert!(problems.last().unwrap().message.contains("the first"), "{}", problems.last().unwrap().message);
        assert_eq!(addresses.all().len(), 4);
        assert!(!addresses.claims.values().any(|claim| claim.address >= addresses.all.len()), "every claim has its address");
    }
}
