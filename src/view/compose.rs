//! Puts a page's running text together: fills the holes of rendered Markdown, numbers what is cited, and gives the references at the end.
//!
//! One [`Composer`] serves one page. Works are numbered in the order in which they are first cited there; the statements cited from one
//! work are lettered in the same way, so that a mark, "3b", leads to the very statement. Every use of a mark has an id of its own, to
//! which the list of references leads back.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Briefing;
use super::html::Html;
use super::link::NoteLink;
use super::statement;
use crate::model::joint::join;
use crate::model::{Evidence, Id, Note, Source, Statement, Target, TranslatedNote};
use crate::parse::markdown::{Body, Image, NoteText, Piece, Prose, Reference, ReferenceKind};

/// The Markdown that references stand in: a note's, or its translation's.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// References and blocks.
    pub text: &'a NoteText,
    /// What the references point to, in the same order.
    pub targets: &'a [Option<Target>],
}

impl<'a> From<&'a Note> for Written<'a> {
    fn from(note: &'a Note) -> Self {
        Self { text: &note.written.text, targets: &note.targets }
    }
}

impl<'a> From<&'a TranslatedNote> for Written<'a> {
    fn from(note: &'a TranslatedNote) -> Self {
        Self { text: &note.written.text, targets: &note.targets }
    }
}

impl Written<'_> {
    fn target(&self, reference: u32) -> Option<&Target> {
        self.targets.get(reference as usize)?.as_ref()
    }

    fn reference(&self, reference: u32) -> &Reference {
        self.text.references.get(reference as usize).expect("a piece of a note's Markdown points to one of its references")
    }

    /// What a reference shows, plain.
    fn shown(&self, reference: u32) -> &str {
        let reference = self.reference(reference);
        let block = self.text.blocks.get(reference.block as usize).expect("a reference stands in a block of its note");
        block.text.get(reference.within.0 as usize..reference.within.1 as usize).expect("what a reference shows stands in its block")
    }
}

/// A work cited on the page.
#[derive(Debug)]
struct Work {
    source: Id<Source>,
    statements: Vec<Cited>,
    /// Uses of the work as a whole.
    uses: Vec<Use>,
    /// How often it is cited in all: the last number given to a use.
    count: usize,
}

#[derive(Debug)]
struct Cited {
    statement: Id<Statement>,
    uses: Vec<Use>,
}

/// One place on the page where something is cited.
#[derive(Debug, Clone, Serialize)]
pub struct Use {
    /// The id of its mark.
    pub id: String,
    /// Its number among the uses of the same thing, from 1.
    pub number: usize,
}

/// A work in the list of references.
#[derive(Debug, Serialize)]
pub struct ReferenceView {
    /// The element's id: `ref-3`.
    pub id: String,
    /// Its number on the page.
    pub number: usize,
    /// Its own page.
    pub source: NoteLink,
    /// The reference, formatted.
    pub reference_html: Html,
    /// Its address on the web.
    pub url: Option<String>,
    /// Whether the editor read it.
    pub read: bool,
    /// Where the work as a whole is cited.
    pub uses: Vec<Use>,
    /// The statements cited from it.
    pub statements: Vec<CitedStatement>,
}

/// A statement in the list of references.
#[derive(Debug, Serialize)]
pub struct CitedStatement {
    /// The element's id: `ref-3b`.
    pub id: String,
    /// Its mark: "3b".
    pub mark: String,
    /// Where it stands, on its source's page.
    pub path: String,
    /// Speaker, date, what is reported, basis and place in the source.
    pub line_html: Html,
    /// Where it is cited.
    pub uses: Vec<Use>,
}

/// Puts one page's text together.
#[derive(Debug)]
pub struct Composer<'a> {
    /// The site.
    pub briefing: Briefing<'a>,
    /// The note whose page it is.
    pub here: Option<Id<Note>>,
    root: String,
    language: Option<&'a str>,
    anchor_prefix: String,
    whole_document: bool,
    /// Whether the text will stand where there is no list of references.
    without_references: bool,
    ref_word: String,
    cite_word: String,
    works: Vec<Work>,
    numbers: HashMap<Id<Source>, usize>,
    /// The place of each cited statement among its work's.
    places: HashMap<Id<Statement>, usize>,
    /// Statements that stand on the page in full.
    shown: HashSet<Id<Statement>>,
}

/// Most pieces of a body leave so many bytes of HTML besides those that they hold.
const USUAL_HOLE: usize = 48;

impl<'a> Composer<'a> {
    /// For a page from which `root` leads to the site's root. `taken` are ids that stand on the page already: headings, statements.
    #[must_use]
    pub fn new<'t>(briefing: Briefing<'a>, root: &str, language: Option<&'a str>, taken: impl Iterator<Item = &'t str>) -> Self {
        let (mut ref_word, mut cite_word) = ("ref".to_owned(), "cite".to_owned());
        // A heading "Ref 1" has the anchor `ref-1`: marks yield to it.
        for anchor in taken {
            while anchor.strip_prefix(&*ref_word).is_some_and(|rest| rest.starts_with('-')) {
                ref_word.push('_');
            }
            while anchor.strip_prefix(&*cite_word).is_some_and(|rest| rest.starts_with('-')) {
                cite_word.push('_');
            }
        }
        Self {
            briefing,
            here: None,
            root: root.to_owned(),
            language,
            anchor_prefix: String::new(),
            whole_document: false,
            without_references: false,
            ref_word,
            cite_word,
            works: Vec::new(),
            numbers: HashMap::new(),
            places: HashMap::new(),
            shown: HashSet::new(),
        }
    }

    /// For a page that holds the whole briefing: links to notes lead to places in it, `#<note id>`, and a statement's place is
    /// `#<source id>--<statement id>`. [`Self::begin`] says whose anchors come next.
    #[must_use]
    pub fn whole_document(mut self) -> Self {
        self.whole_document = true;
        self
    }

    /// For text that is read elsewhere, without the page's list of references: marks lead to what is cited.
    #[must_use]
    pub fn without_references(mut self) -> Self {
        self.without_references = true;
        self
    }

    /// From here on, anchors of bodies get this note's prefix, `<note id>--`.
    pub fn begin(&mut self, note: &Note) {
        self.anchor_prefix = format!("{}--", note.id);
    }

    /// Whether a statement stands on the page in full.
    #[must_use]
    pub fn shows(&self, id: Id<Statement>) -> bool {
        self.shown.contains(&id)
    }

    /// The language of the page, where it is not the site's main one.
    #[must_use]
    pub const fn language(&self) -> Option<&'a str> {
        self.language
    }

    /// The address of a note's page, as seen from this page.
    #[must_use]
    pub fn href(&self, note: Id<Note>) -> String {
        if self.whole_document && self.briefing.model.notes[note].kind().is_some() {
            return format!("#{}", self.briefing.model.notes[note].id);
        }
        [&*self.root, &*self.briefing.path(note, self.language)].concat()
    }

    /// The address of a statement, as seen from this page.
    #[must_use]
    pub fn statement_href(&self, id: Id<Statement>) -> String {
        let model = self.briefing.model;
        let note = model.note_of_statement(id);
        if self.whole_document {
            return format!("#{}--{}", model.notes[note].id, model.statements[id].id);
        }
        format!("{}#{}", self.href(note), model.statements[id].id)
    }

    /// The id of a statement's element in a page that holds the whole briefing, where its source's own part is being made.
    #[must_use]
    pub fn statement_id(&self, id: Id<Statement>) -> Option<String> {
        if !self.whole_document {
            return None;
        }
        let model = self.briefing.model;
        let prefix = format!("{}--", model.notes[model.note_of_statement(id)].id);
        (self.anchor_prefix == prefix).then(|| format!("{prefix}{}", model.statements[id].id))
    }

    /// The address of an anchor of a note, as seen from this page.
    fn anchor_href(&self, note: Id<Note>, anchor: &str) -> String {
        if self.whole_document && self.briefing.model.notes[note].kind().is_some() {
            return format!("#{}--{anchor}", self.briefing.model.notes[note].id);
        }
        format!("{}#{anchor}", self.href(note))
    }

    /// Opens a link to a note in running text.
    pub fn open_note(&self, html: &mut Html, note: Id<Note>) {
        html.open("a", &[("class", "note-link"), ("href", &self.href(note))]);
    }

    /// A link to a note, with its title.
    #[must_use]
    pub fn note(&self, note: Id<Note>) -> Html {
        let mut html = Html::new();
        html.open("a", &[("href", &self.href(note))]).text(self.briefing.title(note, self.language)).close("a");
        html
    }

    /// A body with its holes filled.
    #[must_use]
    pub fn body(&mut self, body: &Body, written: Written<'_>) -> Html {
        let mut html = Html::with_capacity(body.html_length().saturating_add(body.pieces.len().saturating_mul(USUAL_HOLE)));
        let mut dropped = 0;
        for (place, piece) in body.pieces.iter().enumerate() {
            if !self.uncounted(piece, body.pieces.get(place.saturating_add(1)..).unwrap_or_default(), written, &mut dropped, &mut html) {
                self.counted(piece, written, &mut html);
            }
        }
        html
    }

    /// A field's inline Markdown with its holes filled.
    #[must_use]
    pub fn prose(&mut self, prose: &Prose, written: Written<'_>) -> Html {
        self.body(&prose.body, written)
    }

    /// A field's inline Markdown without its citations: for places where nothing may be cited any more.
    #[must_use]
    pub fn without_citations(&self, prose: &Prose, written: Written<'_>) -> Html {
        let mut html = Html::new();
        let pieces = &prose.body.pieces;
        let mut dropped = 0;
        for (place, piece) in pieces.iter().enumerate() {
            let behind = pieces.get(place.saturating_add(1)..).unwrap_or_default();
            if !self.uncounted(piece, behind, written, &mut dropped, &mut html) && matches!(piece, Piece::Citations(..)) {
                html.trim_end();
            }
        }
        html
    }

    /// Adds a piece that counts no citation; false where it is of another sort. `behind` are the pieces behind it, and `dropped` says how
    /// many bytes of the text that comes next are left out.
    fn uncounted(&self, piece: &Piece, behind: &[Piece], written: Written<'_>, dropped: &mut usize, html: &mut Html) -> bool {
        match piece {
            Piece::Html(text) => {
                let (tags, text) = split_tags(text);
                html.rendered(tags);
                if !text.is_empty() {
                    html.rendered(text.get(std::mem::take(dropped)..).expect("what is dropped is a stop that stands there"));
                }
            }
            Piece::Anchor(name) => {
                html.text(&self.anchor_prefix).text(name);
            }
            Piece::Root => {
                html.text(&self.root);
            }
            Piece::LinkStart(reference) => self.link_start(written.target(*reference), html),
            Piece::LinkEnd(reference) => {
                html.markup(if written.target(*reference).is_some() { "</a>" } else { "</span>" });
            }
            Piece::AutoLink(reference) => *dropped = self.auto_link(*reference, written, text_behind(behind), html),
            Piece::Citations(..) | Piece::Card(_) | Piece::Image(_) => return false,
        }
        true
    }

    fn counted(&mut self, piece: &Piece, written: Written<'_>, html: &mut Html) {
        match piece {
            Piece::Citations(first, count) => self.citations(*first, *count, written, html),
            Piece::Card(reference) => {
                if let Some(Target::Statement(id)) = written.target(*reference) {
                    html.html(&statement::card(self, *id));
                }
            }
            Piece::Image(image) => {
                let Image { reference, alt, title } = &**image;
                let Some(target) = written.target(*reference) else { return };
                let mut attributes: Vec<(&'static str, &str)> = Vec::new();
                let address = match target {
                    Target::Path(path) => format!("{}{path}", self.root),
                    Target::Web(address) => address.to_string(),
                    Target::Note(..) | Target::Statement(_) | Target::Here(_) => return,
                };
                attributes.push(("src", &address));
                attributes.push(("alt", alt));
                if !title.is_empty() {
                    attributes.push(("title", title));
                }
                let size = match target {
                    Target::Path(path) => {
                        self.briefing.shared.picture_size(path).map(|(width, height)| (width.to_string(), height.to_string()))
                    }
                    _ => None,
                };
                if let Some((width, height)) = &size {
                    attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
                }
                attributes.extend([("loading", "lazy"), ("decoding", "async")]);
                html.open("img", &attributes);
            }
            _ => {}
        }
    }

    fn link_start(&self, target: Option<&Target>, html: &mut Html) {
        match target {
            None => {
                html.markup("<span>");
            }
            Some(Target::Note(note, None)) => self.open_note(html, *note),
            Some(Target::Note(note, Some(anchor))) => {
                html.open("a", &[("class", "note-link"), ("href", &self.anchor_href(*note, anchor))]);
            }
            Some(Target::Statement(id)) => {
                html.open("a", &[("href", &self.statement_href(*id))]);
            }
            Some(Target::Here(anchor)) => {
                html.open("a", &[("href", &format!("#{}{anchor}", self.anchor_prefix))]);
            }
            Some(Target::Path(path)) => {
                html.open("a", &[("href", &format!("{}{path}", self.root))]);
            }
            Some(Target::Web(address)) => {
                html.open("a", &[("class", "external"), ("rel", "noopener"), ("href", address)]);
            }
        }
    }

    /// A wikilink without a text of its own shows what it leads to. Gives how many bytes of the text behind it are left out.
    fn auto_link(&self, reference: u32, written: Written<'_>, behind: &str, html: &mut Html) -> usize {
        let Some(target) = written.target(reference) else { return 0 };
        let shown = match target {
            Target::Note(note, None) if self.language.is_some() => self.briefing.title(*note, self.language),
            _ => written.shown(reference),
        };
        let joined = join(html.as_str().chars().next_back(), shown, behind);
        self.link_start(Some(target), html);
        html.text(&joined.title).close("a");
        joined.dropped
    }

    fn citations(&mut self, first: u32, count: u32, written: Written<'_>, html: &mut Html) {
        let mut marks = Vec::new();
        for index in first..first.saturating_add(count) {
            let evidence = match written.target(index) {
                Some(Target::Statement(id)) => Evidence::Statement(*id),
                Some(Target::Note(note, _)) => match self.briefing.model.notes[*note].entity {
                    crate::model::Entity::Source(source) => Evidence::Source(source),
                    _ => continue,
                },
                _ => continue,
            };
            let citation = match &written.reference(index).kind {
                ReferenceKind::Citation(citation) => (&*citation.prefix, &*citation.locator),
                _ => ("", ""),
            };
            marks.push((evidence, citation.0, citation.1));
        }
        self.marks(&marks, html);
    }

    /// Marks for evidence that stands in a field. Nothing where there is none.
    #[must_use]
    pub fn cite(&mut self, evidence: &[Evidence]) -> Html {
        let mut html = Html::new();
        let marks: Vec<_> = evidence.iter().map(|evidence| (*evidence, "", "")).collect();
        self.marks(&marks, &mut html);
        html
    }

    /// The mark of a statement that stands on the page in full. It leads to the work: the reference need not say again what the page says.
    #[must_use]
    pub fn cite_shown(&mut self, id: Id<Statement>) -> Html {
        self.shown.insert(id);
        let mark = self.mark(Evidence::Source(self.briefing.model.statements[id].source));
        let mut html = Html::new();
        html.markup("<span class=\"cites\">");
        self.write(&mark, false, &mut html);
        html.markup("</span>");
        html
    }

    /// One group of marks: evidence, text before it, locator as written.
    fn marks(&mut self, marks: &[(Evidence, &str, &str)], html: &mut Html) {
        if marks.is_empty() {
            return;
        }
        // A mark stands close to its word, whatever space the editor left before the bracket.
        html.trim_end();
        html.markup("<span class=\"cites\">");
        let mut last = None;
        for (evidence, prefix, locator) in marks {
            let mark = self.mark(*evidence);
            if !prefix.is_empty() {
                html.element("span", &[("class", "cite-text")], prefix).markup(" ");
            }
            // "3a b c": a number is not said twice in a row.
            let repeated = last == Some(mark.number) && !mark.letters.is_empty() && prefix.is_empty();
            self.write(&mark, repeated, html);
            if locator.is_empty() {
                last = Some(mark.number);
            } else {
                html.element("span", &[("class", "cite-text")], &format!(", {locator}"));
                last = None;
            }
        }
        html.markup("</span>");
    }

    /// Writes a mark; where its number has just been said, its letter alone.
    fn write(&self, mark: &Mark, repeated: bool, html: &mut Html) {
        let label = mark.number.to_string() + &mark.letters;
        if self.without_references {
            let href = match mark.evidence {
                Evidence::Source(source) => self.href(self.briefing.model.sources[source].note),
                Evidence::Statement(statement) => self.statement_href(statement),
            };
            html.open("a", &[("class", "cite"), ("href", &*href)]);
        } else {
            let href = ["#", &self.ref_word, "-", &label].concat();
            html.open("a", &[("class", "cite"), ("role", "doc-noteref"), ("id", &*mark.id), ("href", &*href)]);
        }
        if repeated {
            // For the eye alone: a screen reader says the whole mark.
            html.element("span", &[("class", "visually-hidden")], &mark.number.to_string()).text(&mark.letters);
        } else {
            html.text(&label);
        }
        html.close("a");
    }

    /// Counts one use and gives its mark.
    fn mark(&mut self, evidence: Evidence) -> Mark {
        let model = self.briefing.model;
        let source = match evidence {
            Evidence::Source(source) => source,
            Evidence::Statement(statement) => model.statements[statement].source,
        };
        let next = self.works.len();
        let place = *self.numbers.entry(source).or_insert(next);
        if place == next {
            self.works.push(Work { source, statements: Vec::new(), uses: Vec::new(), count: 0 });
        }
        let number = place.saturating_add(1);
        let work = self.works.get_mut(place).expect("a work has a number because it is in the list");
        work.count = work.count.saturating_add(1);
        let id = format!("{}-{number}-{}", self.cite_word, work.count);
        match evidence {
            Evidence::Source(_) => {
                work.uses.push(Use { id: id.clone(), number: work.uses.len().saturating_add(1) });
                Mark { evidence, number, letters: String::new(), id }
            }
            Evidence::Statement(statement) => {
                let at = *self.places.entry(statement).or_insert_with(|| {
                    work.statements.push(Cited { statement, uses: Vec::new() });
                    work.statements.len().saturating_sub(1)
                });
                if let Some(cited) = work.statements.get_mut(at) {
                    let number = cited.uses.len().saturating_add(1);
                    cited.uses.push(Use { id: id.clone(), number });
                }
                Mark { evidence, number, letters: letters(at), id }
            }
        }
    }

    /// The works cited on the page, in the order of their numbers. Comes last: what is cited after it has no reference.
    #[must_use]
    pub fn references(&mut self) -> Vec<ReferenceView> {
        let works = std::mem::take(&mut self.works);
        works.into_iter().enumerate().map(|(place, work)| self.reference(place.saturating_add(1), work)).collect()
    }

    fn reference(&self, number: usize, work: Work) -> ReferenceView {
        let model = self.briefing.model;
        let source = &model.sources[work.source];
        let statements = work.statements.into_iter().enumerate().map(|(place, cited)| {
            let mark = format!("{number}{}", letters(place));
            CitedStatement {
                id: format!("{}-{mark}", self.ref_word),
                path: self.briefing.statement_path(cited.statement),
                line_html: statement::line(self, cited.statement),
                uses: cited.uses,
                mark,
            }
        });
        ReferenceView {
            id: format!("{}-{number}", self.ref_word),
            number,
            statements: statements.collect(),
            source: self.briefing.link(source.note),
            reference_html: self.briefing.shared.reference(work.source).clone(),
            url: model.sources[work.source].fields.url.as_ref().map(|url| url.value.to_string()),
            read: source.read,
            uses: work.uses,
        }
    }
}

struct Mark {
    evidence: Evidence,
    number: usize,
    letters: String,
    id: String,
}

/// 0 → a, 25 → z, 26 → aa.
fn letters(place: usize) -> String {
    let mut rest = place;
    let mut out = Vec::new();
    loop {
        out.push(b'a'.saturating_add(u8::try_from(rest % 26).unwrap_or(0)));
        let Some(next) = (rest / 26).checked_sub(1) else { break };
        rest = next;
    }
    out.iter().rev().map(|byte| char::from(*byte)).collect()
}

/// The tags that HTML begins with, and the rest.
fn split_tags(html: &str) -> (&str, &str) {
    let mut text = html;
    while text.starts_with('<')
        && let Some((_, behind)) = text.split_once('>')
    {
        text = behind;
    }
    html.split_at_checked(html.len().saturating_sub(text.len())).expect("the rest is the end of the whole")
}

/// The text that follows in a sentence, past tags and citations.
fn text_behind(pieces: &[Piece]) -> &str {
    for piece in pieces {
        match piece {
            Piece::Html(html) => match split_tags(html) {
                (_, "") => {}
                (_, text) => return text,
            },
            Piece::Citations(..) | Piece::LinkEnd(_) => {}
            _ => break,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }
}
