//! The whole briefing as one document: contents, every note, notes at the end.

use serde::Serialize;

use super::compose::{CitationMark, Composed, Composer, ReferenceView};
use super::head::Head;
use super::html::Html;
use super::link::DateView;
use super::statement::{self, Look, StatementView};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::address::View;
use crate::model::{Entity, Id, Note};
use crate::parse::fields::Kind;

/// More notes than this are no document that anybody prints: it then holds their contents, and leads to their pages.
const MOST_NOTES: usize = 1500;

/// The order of the parts: what is decided first, then who and what, the evidence last.
const ORDER: [Kind; 7] = [Kind::Topic, Kind::Dispute, Kind::Track, Kind::Round, Kind::Actor, Kind::Source, Kind::Page];

/// What `print.html` gets.
#[derive(Debug, Serialize)]
pub struct PrintView {
    /// The home page's text.
    pub home: Composed,
    /// One part a kind.
    pub parts: Vec<Part>,
    /// Whether the notes themselves are here; where not, the parts only list them.
    pub whole: bool,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// All notes of a kind.
#[derive(Debug, Serialize)]
pub struct Part {
    /// Its element's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The kind's word.
    pub kind: &'static str,
    /// Its notes.
    pub notes: Vec<PrintedNote>,
}

/// A note in the document.
#[derive(Debug, Serialize)]
pub struct PrintedNote {
    /// Its element's id: the note's.
    pub id: String,
    /// Where its page lies.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its date, of a round or a source.
    pub date: Option<DateView>,
    /// A round's or a dispute's status.
    pub status: Option<Tag>,
    /// Its summary.
    pub summary: Composed,
    /// Its body.
    pub body: Composed,
    /// A round's outcomes, a dispute's answers.
    pub items: Vec<Item>,
    /// A source's statements.
    pub statements: Vec<StatementView>,
    /// A source's reference.
    pub reference_html: Html,
}

/// An outcome of a round, or an answer to a dispute.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Its text.
    pub text: Composed,
    /// What it rests on.
    pub cites: Vec<CitationMark>,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let head = Head::view(briefing, View::Print);
    let whole = model.by_id.len() <= MOST_NOTES;
    let mut composer = Composer::new(briefing, &head.root, None, std::iter::empty()).whole_document();
    let home = model.home.map(|id| {
        let note = &model.notes[id];
        composer.begin(note);
        composer.body(&note.written.body, note.into())
    });
    let mut parts = Vec::new();
    for kind in ORDER {
        let notes: Vec<PrintedNote> =
            model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)).map(|(id, _)| printed(&mut composer, id, whole)).collect();
        if !notes.is_empty() {
            let title = briefing.shared.labels.many(kind).to_owned();
            parts.push(Part { id: format!("_{}", kind.folder()), title, kind: kind.as_str(), notes });
        }
    }
    let references = composer.references();
    PageView {
        entity: None,
        template: "print.html",
        what: "the view `print`".to_owned(),
        head,
        content: Content::Print(PrintView { home: home.unwrap_or_default(), parts, whole, references }),
    }
}

fn printed(composer: &mut Composer<'_>, id: Id<Note>, whole: bool) -> PrintedNote {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[id];
    let mut out = PrintedNote {
        id: note.id.to_string(),
        path: briefing.path(id, None).into_owned(),
        title: note.title.to_string(),
        date: None,
        status: None,
        summary: Composed::default(),
        body: Composed::default(),
        items: Vec::new(),
        statements: Vec::new(),
        reference_html: Html::new(),
    };
    if !whole {
        return out;
    }
    composer.begin(note);
    out.summary = note.summary().map(|summary| composer.prose(summary, note.into())).unwrap_or_default();
    match note.entity {
        Entity::Round(round) => {
            let fields = &model.rounds[round].fields;
            out.date = model.rounds[round].date.as_ref().map(DateView::of);
            out.status = briefing.tag_of(fields.status.as_ref());
            for outcome in &model.rounds[round].outcomes {
                let text = composer.prose(&outcome.fields.text, note.into());
                out.items.push(Item { text, cites: composer.cite(&outcome.sources) });
            }
        }
        Entity::Dispute(dispute) => {
            let fields = &model.disputes[dispute].fields;
            out.status = briefing.tag_of(fields.status.as_ref());
            for answer in &model.disputes[dispute].answers {
                let text = composer.prose(&answer.fields.text, note.into());
                let statements = answer.statements.iter().map(|id| crate::model::Evidence::Statement(*id));
                let evidence: Vec<_> = statements.chain(answer.sources.iter().copied()).collect();
                out.items.push(Item { text, cites: composer.cite(&evidence) });
            }
        }
        Entity::Source(source) => {
            out.reference_html = briefing.shared.reference(source).clone();
            out.statements = statement::entries(composer, &model.sources[source].statements, Look::Brief);
        }
        _ => {}
    }
    out.body = composer.body(&note.written.body, note.into());
    out
}
