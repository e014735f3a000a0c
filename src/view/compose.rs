//! Puts a page's running text together: says what fills the holes of rendered Markdown, and numbers what is cited. Templates write the
//! HTML of what fills a hole; the HTML between the holes is the parser's. A note's body, which holds statement cards too, is
//! [`super::statement`]'s, and the list of what was cited [`super::references`]'.
//!
//! One [`Composer`] serves one page. Works are numbered in the order in which they are first cited there; the statements cited from one
//! work are lettered in the same way, so that a mark, "3b", leads to the very statement. Every use of a mark has an id of its own, to
//! which the list of references leads back.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Briefing;
use super::link::{Foreign, Link};
use super::parts::Printed;
use super::text::{CitationMark, Composed, ForeignText, ImageView, TextLink, TextPart};
use crate::language;
use crate::model::address;
use crate::model::joint::join;
use crate::model::{Actor, Entity, Evidence, Id, LinkTarget, Note, Source, Statement, parts};
use crate::parse::markdown::{Image, PAGE_SECTIONS, Piece, Prose, Reference, ReferenceKind, TextLevel};

/// What a reference in a note's Markdown points to.
pub(super) fn target(note: &Note, reference: u32) -> Option<&LinkTarget> {
    note.targets.get(reference as usize)?.as_ref()
}

fn reference(note: &Note, reference: u32) -> &Reference {
    note.written.text.references.get(reference as usize).expect("a piece of a note's Markdown points to one of its references")
}

/// A work cited on the page.
#[derive(Debug)]
pub(super) struct CitedWork {
    pub source: Id<Source>,
    pub statements: Vec<LetteredStatement>,
    /// The ids of the marks of the work as a whole.
    pub uses: Vec<String>,
    /// How often it is cited in all: the last number given to a use.
    count: usize,
}

/// A statement cited on the page.
#[derive(Debug)]
pub(super) struct LetteredStatement {
    pub statement: Id<Statement>,
    /// Its letters among the work's: `b`.
    pub letters: String,
    /// The ids of its marks.
    pub uses: Vec<String>,
}

/// The questions that a page's numbered links name.
#[derive(Debug, Default, Serialize)]
pub struct Questions {
    /// The questions, each once.
    pub list: Vec<String>,
    /// The greatest number of a link.
    pub most: usize,
}

/// A page that holds the whole briefing.
#[derive(Debug)]
struct WholeDocument<'a> {
    path: String,
    printed: &'a Printed,
}

/// Puts one page's text together.
#[derive(Debug)]
pub(crate) struct Composer<'a> {
    pub briefing: Briefing<'a>,
    /// The note whose page it is.
    pub page_note: Option<Id<Note>>,
    root: String,
    anchor_prefix: String,
    whole_document: Option<WholeDocument<'a>>,
    /// Whether the text will stand where there is no list of references.
    without_references: bool,
    reference_prefix: String,
    mark_prefix: String,
    /// The works cited on the page, in the order of their numbers.
    pub(super) works: Vec<CitedWork>,
    /// The place of each cited work in `works`.
    work_places: HashMap<Id<Source>, usize>,
    /// The place of each cited statement among its work's.
    statement_places: HashMap<Id<Statement>, usize>,
    /// Statements that stand on the page in full.
    shown: HashSet<Id<Statement>>,
    /// The questions that numbered links name.
    questions: Questions,
}

/// What becomes of a text's citations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Citations {
    /// Each becomes a mark that leads to the list of references.
    Marked,
    LeftOut,
}

impl<'a> Composer<'a> {
    /// For a page from which `root` leads to the site's root. `taken` are ids that stand on the page already: headings, statements.
    pub fn new<'t>(briefing: Briefing<'a>, root: &str, taken: impl Iterator<Item = &'t str>) -> Self {
        let mut prefixes = ["ref", "cite"].map(str::to_owned);
        // A heading "Ref 1" has the anchor `ref-1`: marks yield to it.
        for anchor in taken {
            for prefix in &mut prefixes {
                while anchor.strip_prefix(&**prefix).is_some_and(|rest| rest.starts_with('-')) {
                    prefix.push('_');
                }
            }
        }
        let [reference_prefix, mark_prefix] = prefixes;
        Self {
            briefing,
            page_note: None,
            root: root.to_owned(),
            anchor_prefix: String::new(),
            whole_document: None,
            without_references: false,
            reference_prefix,
            mark_prefix,
            works: Vec::new(),
            work_places: HashMap::new(),
            statement_places: HashMap::new(),
            shown: HashSet::new(),
            questions: Questions::default(),
        }
    }

    /// For a page at `path` that holds the whole briefing, perhaps in parts: links to notes lead to places in it, `#<note id>`, and a
    /// statement's place is `#<source id>--<statement id>`. [`Self::begin`] says whose anchors come next.
    pub fn whole_document(mut self, path: &str, printed: &'a Printed) -> Self {
        self.whole_document = Some(WholeDocument { path: path.to_owned(), printed });
        self
    }

    /// Where a note stands in a page that holds the whole briefing.
    fn in_document(&self, note: Id<Note>) -> Option<String> {
        let document = self.whole_document.as_ref()?;
        Some(self.in_part_of(document, *document.printed.begins.get(&note)?, note))
    }

    fn in_part_of(&self, document: &WholeDocument<'_>, part: usize, note: Id<Note>) -> String {
        let elsewhere = part != self.briefing.part.number;
        let page = if elsewhere { [&*self.root, &*parts::path(&document.path, part)].concat() } else { String::new() };
        format!("{page}#{}", self.briefing.model.notes[note].id)
    }

    /// For text that is read elsewhere, without the page's list of references: marks lead to what is cited.
    pub fn without_references(mut self) -> Self {
        self.without_references = true;
        self
    }

    /// From here on, anchors of bodies get this note's prefix, `<note id>--`.
    pub fn begin(&mut self, note: &Note) {
        self.anchor_prefix = format!("{}--", note.id);
    }

    /// Whether a statement stands on the page in full.
    pub fn shows(&self, id: Id<Statement>) -> bool {
        self.shown.contains(&id)
    }

    /// The address of a note's page, as seen from this page.
    pub fn href(&self, note: Id<Note>) -> String {
        self.in_document(note).unwrap_or_else(|| [&*self.root, self.briefing.path(note)].concat())
    }

    /// The address of a statement, as seen from this page.
    pub fn statement_href(&self, id: Id<Statement>) -> String {
        let model = self.briefing.model;
        let note = model.note_of_statement(id);
        if let Some(document) = &self.whole_document
            && let Some(part) = document.printed.statements.get(&id).or_else(|| document.printed.begins.get(&note))
        {
            return format!("{}--{}", self.in_part_of(document, *part, note), model.statements[id].id);
        }
        [&*self.root, &*self.briefing.statement_path(id)].concat()
    }

    /// The id of a statement's element in a page that holds the whole briefing, where its source's own part is being made.
    pub fn statement_id(&self, id: Id<Statement>) -> Option<String> {
        self.whole_document.as_ref()?;
        let model = self.briefing.model;
        let prefix = format!("{}--", model.notes[model.note_of_statement(id)].id);
        (self.anchor_prefix == prefix).then(|| format!("{prefix}{}", model.statements[id].id))
    }

    /// The address of an anchor of a note, as seen from this page.
    fn anchor_href(&self, note: Id<Note>, anchor: &str) -> String {
        match self.in_document(note) {
            Some(place) if PAGE_SECTIONS.contains(&anchor) => place,
            Some(place) => format!("{place}--{anchor}"),
            None => format!("{}#{anchor}", self.href(note)),
        }
    }

    /// The address of an anchor of the note whose body is being made, as seen from its text. Where many notes stand on one page, they have
    /// none of the sections that a page of its own ends with, and what leads to one leads to the note.
    fn href_here(&self, anchor: &str) -> String {
        match self.anchor_prefix.strip_suffix("--") {
            Some(note) if PAGE_SECTIONS.contains(&anchor) => format!("#{note}"),
            _ => format!("#{}{anchor}", self.anchor_prefix),
        }
    }

    /// A link to a note, with its title.
    pub fn note(&self, note: Id<Note>) -> Link {
        let at = &self.briefing.model.notes[note];
        Link { href: Some(self.href(note)), title: at.title.to_string(), foreign: self.briefing.foreign(&at.title_language, &at.title) }
    }

    /// Links to actors.
    pub fn actors(&self, ids: &[Id<Actor>]) -> Vec<Link> {
        ids.iter().map(|id| self.note(self.briefing.model.actors[*id].note)).collect()
    }

    /// The numbers of the questions that links name which show a number and no more; one link shows words.
    pub fn number_questions(&mut self, links: &[Link]) -> Vec<usize> {
        if links.len() < 2 {
            return Vec::new();
        }
        let Questions { list, most } = &mut self.questions;
        *most = links.len().max(*most);
        let place = |link: &Link| {
            let known = list.iter().position(|question| *question == link.title);
            known.unwrap_or_else(|| {
                list.push(link.title.clone());
                list.len() - 1
            })
        };
        links.iter().map(place).map(|place| place + 1).collect()
    }

    /// The questions that [`Self::number_questions`] numbered.
    pub fn questions(&mut self) -> Option<Questions> {
        Some(std::mem::take(&mut self.questions)).filter(|questions| !questions.list.is_empty())
    }

    /// A field's inline Markdown with its holes filled.
    pub fn prose(&mut self, prose: &Prose, note: &Note) -> Composed {
        self.field(prose, note, Citations::Marked)
    }

    pub fn summary(&mut self, note: Id<Note>) -> Composed {
        let note = &self.briefing.model.notes[note];
        note.summary().map(|summary| self.prose(summary, note)).unwrap_or_default()
    }

    /// A summary without its citations: for places where a template may leave it out, and nothing would lead back from the references.
    pub fn summary_without_citations(&mut self, note: Id<Note>) -> Composed {
        let note = &self.briefing.model.notes[note];
        note.summary().map(|summary| self.without_citations(summary, note)).unwrap_or_default()
    }

    /// A field's inline Markdown without its citations: for places where nothing may be cited any more.
    pub fn without_citations(&mut self, prose: &Prose, note: &Note) -> Composed {
        self.field(prose, note, Citations::LeftOut)
    }

    fn field(&mut self, prose: &Prose, note: &Note, citations: Citations) -> Composed {
        let composed = self.compose(&prose.body.pieces, note, citations);
        self.marked_with_language(composed, note.language_of(prose.span), TextLevel::Inline)
    }

    /// A text with its language, where that is not the page's.
    pub(super) fn marked_with_language(&self, text: Composed, language: &str, level: TextLevel) -> Composed {
        if text.is_empty() || *language == *self.briefing.language.tag {
            return text;
        }
        let foreign = Foreign { language: language.into(), direction: language::direction(language) };
        Composed(vec![TextPart::Foreign(ForeignText { foreign, block: level == TextLevel::Block, text })])
    }

    /// Pieces of a note's rendered Markdown with their holes filled, but for statement cards.
    pub(super) fn compose(&mut self, pieces: &[Piece], note: &Note, citations: Citations) -> Composed {
        let mut out = Composed::default();
        // The link whose text is being composed. Links never stand in one another, and each is closed: the parser sees to it.
        let mut open: Option<TextLink> = None;
        // How many bytes of the text that comes next a joined title leaves out.
        let mut dropped = 0;
        let mut rest = pieces;
        while let [piece, after @ ..] = rest {
            rest = after;
            let into = open.as_mut().map_or(&mut out, |link| &mut link.text);
            match piece {
                Piece::Card(_) => {}
                Piece::Image(_) if citations == Citations::LeftOut => {}
                Piece::Html(text) if text.is_empty() => {}
                Piece::Html(text) => {
                    let (tags, text) = split_tags(text);
                    let stop = if text.is_empty() { 0 } else { std::mem::take(&mut dropped) };
                    let text = text.get(stop..).expect("what is dropped is a stop that stands there");
                    if !tags.is_empty() || !text.is_empty() {
                        into.add(|html| html.push_rendered(tags).push_rendered(text));
                    }
                }
                Piece::Anchor(name) => into.add(|html| html.text(&self.anchor_prefix).text(name)),
                Piece::Word(key, number) => {
                    let word = self.briefing.language.say(key, &[("n", i64::from(*number).into())]);
                    into.add(|html| html.text(&word));
                }
                Piece::Address(written) => {
                    let href = note.raw_targets.get(written).and_then(|target| self.link(Some(target)).href);
                    let href = href.unwrap_or_else(|| [&*self.root, written.trim_start_matches('/')].concat());
                    into.add(|html| html.text(&href));
                }
                Piece::LinkStart(reference) => open = Some(self.link(target(note, *reference))),
                Piece::LinkEnd(_) => out.0.extend(open.take().map(TextPart::Link)),
                Piece::AutoLink(reference) => dropped = self.auto_link(*reference, note, text_after(after), into),
                Piece::Citations(first, count) => {
                    into.trim_end();
                    if citations == Citations::Marked {
                        into.0.extend(self.citations(*first, *count, note));
                    }
                }
                Piece::Image(image) => into.0.extend(self.image(image, note)),
                Piece::Formula(mathml) => into.add(|html| html.push_rendered(mathml)),
            }
        }
        out
    }

    fn image(&self, image: &Image, note: &Note) -> Option<TextPart> {
        let (src, size) = match target(note, image.reference)? {
            LinkTarget::Path(path, _) => {
                ([&*self.root, &*address::percent_encoded(path)].concat(), self.briefing.shared.picture_size(path))
            }
            LinkTarget::Web(address) => (address.to_string(), None),
            LinkTarget::Note { .. } | LinkTarget::Statement(_) | LinkTarget::Here(_) => return None,
        };
        Some(TextPart::Image(ImageView {
            src,
            alt: image.alt.to_string(),
            title: image.title.to_string(),
            captioned: image.captioned,
            size,
        }))
    }

    /// A link whose text is still to come.
    fn link(&self, target: Option<&LinkTarget>) -> TextLink {
        let (to, href) = match target {
            None => return TextLink { href: None, to: "", text: Composed::default() },
            Some(LinkTarget::Note { id: note, anchor: None }) => ("note", self.href(*note)),
            Some(LinkTarget::Note { id: note, anchor: Some(anchor) }) => ("note", self.anchor_href(*note, anchor)),
            Some(LinkTarget::Statement(id)) => ("statement", self.statement_href(*id)),
            Some(LinkTarget::Here(anchor)) => ("here", self.href_here(anchor)),
            Some(LinkTarget::Path(path, rest)) => ("file", [&*self.root, &*address::percent_encoded(path), rest].concat()),
            Some(LinkTarget::Web(address)) => ("web", address.to_string()),
        };
        TextLink { href: Some(href), to, text: Composed::default() }
    }

    /// Adds a wikilink without a text of its own, which shows what it leads to. Gives how many bytes of the text after it are left out.
    fn auto_link(&self, number: u32, note: &Note, after: &str, into: &mut Composed) -> usize {
        let Some(target) = target(note, number) else { return 0 };
        let joined = join(into.last_char(), note.written.text.shown(reference(note, number)), after);
        let mut link = self.link(Some(target));
        link.text.add(|html| html.text(&joined.title));
        into.0.push(TextPart::Link(link));
        joined.dropped
    }

    fn citations(&mut self, first: u32, count: u32, note: &Note) -> Option<TextPart> {
        let mut marks = Vec::new();
        for index in first..first + count {
            let evidence = match target(note, index) {
                Some(LinkTarget::Statement(id)) => Evidence::Statement(*id),
                Some(LinkTarget::Note { id: cited, .. }) => match self.briefing.model.notes[*cited].entity {
                    Entity::Source(source) => Evidence::Source(source),
                    _ => continue,
                },
                _ => continue,
            };
            let (prefix, locator) = match &reference(note, index).kind {
                ReferenceKind::Citation(citation) => (&*citation.prefix, &*citation.locator),
                _ => ("", ""),
            };
            marks.push((evidence, prefix, locator));
        }
        (!marks.is_empty()).then(|| TextPart::Cites(self.marks(&marks)))
    }

    /// Marks for evidence that stands in a field. Nothing where there is none.
    pub fn cite(&mut self, evidence: &[Evidence]) -> Vec<CitationMark> {
        let marks: Vec<_> = evidence.iter().map(|evidence| (*evidence, "", "")).collect();
        self.marks(&marks)
    }

    /// Remembers that a statement stands on the page in full.
    pub fn show(&mut self, id: Id<Statement>) {
        self.shown.insert(id);
    }

    /// The mark of a statement that stands on the page in full. It leads to the work: the reference need not say again what the page says.
    pub fn cite_shown(&mut self, id: Id<Statement>) -> Vec<CitationMark> {
        self.show(id);
        self.cite(&[Evidence::Source(self.briefing.model.statements[id].source)])
    }

    /// One group of marks: evidence, text before it, locator as written. What is cited twice in a row has one mark.
    fn marks(&mut self, marks: &[(Evidence, &str, &str)]) -> Vec<CitationMark> {
        let mut last = None;
        let cited = marks.chunk_by(|(a, _, locator), (b, prefix, _)| a == b && locator.is_empty() && prefix.is_empty());
        let cited = cited.filter_map(|same| Some((same.first()?, same.last()?)));
        let marks = cited.map(|((evidence, prefix, _), (_, _, locator))| {
            let mark = self.mark(*evidence);
            // "3a b c": a number is not said twice in a row.
            let repeated = last == Some(mark.number) && !mark.letters.is_empty() && prefix.is_empty();
            last = locator.is_empty().then_some(mark.number);
            CitationMark { repeated, prefix: (*prefix).to_owned(), locator: (*locator).to_owned(), ..mark }
        });
        marks.collect()
    }

    /// Counts one use and gives its mark.
    fn mark(&mut self, evidence: Evidence) -> CitationMark {
        let model = self.briefing.model;
        let source = match evidence {
            Evidence::Source(source) => source,
            Evidence::Statement(statement) => model.statements[statement].source,
        };
        let next = self.works.len();
        let place = *self.work_places.entry(source).or_insert(next);
        if place == next {
            self.works.push(CitedWork { source, statements: Vec::new(), uses: Vec::new(), count: 0 });
        }
        let number = place + 1;
        let work = self.works.get_mut(place).expect("a work that has a number is in the list");
        work.count += 1;
        let id = format!("{}-{number}-{}", self.mark_prefix, work.count);
        let letters = match evidence {
            Evidence::Source(_) => {
                work.uses.push(id.clone());
                String::new()
            }
            Evidence::Statement(statement) => {
                let at = *self.statement_places.entry(statement).or_insert_with(|| {
                    let place = work.statements.len();
                    work.statements.push(LetteredStatement { statement, letters: letters(place), uses: Vec::new() });
                    place
                });
                let cited = work.statements.get_mut(at).expect("a statement that has letters is among its work's");
                cited.uses.push(id.clone());
                cited.letters.clone()
            }
        };
        let href = match evidence {
            _ if !self.without_references => ["#", &self.reference_id(number, &letters)].concat(),
            Evidence::Source(source) => self.href(model.sources[source].note),
            Evidence::Statement(statement) => self.statement_href(statement),
        };
        let id = (!self.without_references).then_some(id);
        CitationMark { id, href, number, letters, repeated: false, prefix: String::new(), locator: String::new() }
    }

    /// The id of a work, or of a statement cited from it, in the list of references.
    pub(super) fn reference_id(&self, number: usize, letters: &str) -> String {
        format!("{}-{number}{letters}", self.reference_prefix)
    }
}

/// 0 → a, 25 → z, 26 → aa.
fn letters(place: usize) -> String {
    let mut all = (place / 26).checked_sub(1).map_or_else(String::new, letters);
    all.extend(('a'..='z').nth(place % 26));
    all
}

/// The tags that HTML begins with, and the rest.
fn split_tags(html: &str) -> (&str, &str) {
    let mut text = html;
    while text.starts_with('<')
        && let Some((_, after)) = text.split_once('>')
    {
        text = after;
    }
    html.split_at_checked(html.len() - text.len()).expect("the rest is the end of the whole")
}

/// The text that follows in a sentence, past tags and citations.
fn text_after(pieces: &[Piece]) -> &str {
    let texts = pieces.iter().map_while(|piece| match piece {
        Piece::Html(html) => Some(split_tags(html).1),
        Piece::Citations(..) | Piece::LinkEnd(_) => Some(""),
        _ => None,
    });
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }
}
