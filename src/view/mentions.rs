//! The notes that refer to a note, each with the sentence in which it does.

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::counts::in_order;
use super::link::NoteLink;
use super::statement::listed;
use super::words;
use crate::model::{Id, Mention, Note, Relation, Statement};
use crate::parse::fields::Kind;
use crate::parse::markdown::{self, Block, BlockKind};

/// The heading over the notes of one kind, where many notes refer to this one.
#[derive(Debug, Serialize)]
pub struct MentionHeading {
    /// "Rounds".
    pub title: String,
    /// How many there are.
    pub count: usize,
}

/// A note that refers to this one.
#[derive(Debug, Serialize)]
pub struct MentionView {
    /// The note.
    pub note: NoteLink,
    /// The heading that it is the first note under.
    pub heading: Option<MentionHeading>,
    /// Its kind in words; absent where a heading says it.
    pub kind_label: Option<String>,
    /// What its fields say of this note: "Took part", "Head of the delegation".
    pub relations: Vec<String>,
    /// The sentences in which its text does.
    pub sentences: Vec<SentenceView>,
    /// Its statements that name this note.
    pub statements: Vec<StatementMention>,
    /// How many of those there are of each sort: "Said by 12 · About 15".
    pub statements_summary: String,
}

/// A sentence that refers to this note.
#[derive(Debug, Serialize)]
pub struct SentenceView {
    /// The sentence up to the reference.
    pub before: String,
    /// The reference; empty where it has no text.
    pub marked: String,
    /// The sentence behind it.
    pub behind: String,
    /// The heading that it stands under.
    pub heading: Option<String>,
    /// Where that heading lies, from the site's root.
    pub path: Option<String>,
}

/// A statement that names this note.
#[derive(Debug, Serialize)]
pub struct StatementMention {
    /// How: "Said by", "About".
    pub relation: &'static str,
    /// What it reports, plain.
    pub text: String,
    /// Where it lies, from the site's root.
    pub path: String,
}

/// How many sentences of one note are shown.
const MOST_SENTENCES: usize = 12;
/// Where more notes than this refer to one, they are parted by kind, and each is shown with its first sentence alone: the page must stay
/// light on a phone.
const MANY_NOTES: usize = 30;

/// Where more notes than this refer to a source, they are named and no more: their sentences would be a fifth of a page that holds its whole
/// ledger and must stay light.
const VERY_MANY_NOTES: usize = 150;

/// The notes that refer to a note, by kind.
#[must_use]
pub fn of(composer: &Composer<'_>, note: Id<Note>) -> Vec<MentionView> {
    let briefing = composer.briefing;
    let mentions = briefing.model.mentions_of(note);
    let named = briefing.model.notes[note].kind();
    let count = mentions.chunk_by(|a, b| a.from == b.from).count();
    let most = match count {
        0..=MANY_NOTES => MOST_SENTENCES,
        _ if named == Some(Kind::Source) && count > VERY_MANY_NOTES => 0,
        _ => 1,
    };
    let mut views: Vec<(Option<Kind>, MentionView)> = mentions
        .chunk_by(|a, b| a.from == b.from)
        .filter_map(|group| {
            let from = group.first()?.from;
            Some((briefing.model.notes[from].kind(), group_view(composer, from, group, named, most)))
        })
        .collect();
    views.sort_by_key(|(kind, _)| kind.map_or(ORDER.len(), |kind| ORDER.iter().take_while(|other| **other != kind).count()));
    if count > MANY_NOTES {
        for group in views.chunk_by_mut(|(a, _), (b, _)| a == b) {
            let count = group.len();
            for (_, view) in &mut *group {
                view.kind_label = None;
            }
            if let Some((kind, first)) = group.first_mut() {
                let title = kind.map_or(HOME_AND_LISTS, |kind| briefing.shared.labels.many(kind)).to_owned();
                first.heading = Some(MentionHeading { title, count });
            }
        }
    }
    views.into_iter().map(|(_, view)| view).collect()
}

/// The heading over notes that are of no kind.
const HOME_AND_LISTS: &str = "Home and lists";

/// The order of kinds that readers want: rounds and disputes before sources.
const ORDER: [Kind; 7] = [Kind::Round, Kind::Dispute, Kind::Topic, Kind::Actor, Kind::Track, Kind::Page, Kind::Source];

fn group_view(composer: &Composer<'_>, from: Id<Note>, group: &[Mention], named: Option<Kind>, most: usize) -> MentionView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[from];
    let mut relations: Vec<&'static str> = Vec::new();
    let mut sentences: Vec<SentenceView> = Vec::new();
    let mut seen: Vec<(u32, usize)> = Vec::new();
    let mut statements: Vec<(Id<Statement>, &'static str)> = Vec::new();
    for mention in group {
        match (mention.relation, mention.statement) {
            (Relation::Field(key), None) => {
                let relation = words::relation(key, named, false);
                if !relations.contains(&relation) {
                    relations.push(relation);
                }
            }
            (Relation::Field(key), Some(statement)) => statements.push((statement, words::relation(key, named, true))),
            (Relation::Text(_), Some(statement)) => statements.push((statement, "Refers to this")),
            (Relation::Text(index), None) => {
                if sentences.len() < most
                    && let Some(view) = sentence(briefing, note, from, index, &mut seen)
                {
                    sentences.push(view);
                }
            }
        }
    }
    // A statement that names the note in several fields is shown once, by the first.
    statements.sort_by_key(|(id, _)| *id);
    statements.dedup_by_key(|(id, _)| *id);
    let statements_summary = summary(&statements);
    // What stands on the page in full is counted and not said again, unless nothing else would be left to show.
    let first = statements.first().copied();
    statements.retain(|(id, _)| !composer.shows(*id));
    if statements.is_empty() && sentences.is_empty() && relations.is_empty() {
        statements.extend(first);
    }
    MentionView {
        note: briefing.link(from),
        heading: None,
        kind_label: note.kind().map(|kind| briefing.shared.labels.one(kind).to_owned()),
        relations: together(&relations),
        sentences,
        statements_summary,
        statements: statements
            .into_iter()
            .map(|(id, relation)| StatementMention {
                relation,
                text: model.statements[id].fields.text.plain.to_string(),
                path: briefing.statement_path(id),
            })
            .collect(),
    }
}

/// What a note is evidence for, in one: "Evidence for who took part and an outcome".
fn together(relations: &[&'static str]) -> Vec<String> {
    const EVIDENCE: &str = "Evidence for ";
    let for_what: Vec<&str> = relations.iter().filter_map(|relation| relation.strip_prefix(EVIDENCE)).collect();
    let others = relations.iter().filter(|relation| !relation.starts_with(EVIDENCE)).map(|relation| (*relation).to_owned());
    let evidence = (!for_what.is_empty()).then(|| format!("{EVIDENCE}{}", listed(&for_what)));
    others.chain(evidence).collect()
}

fn summary(statements: &[(Id<Statement>, &'static str)]) -> String {
    let counts = in_order(statements.iter().map(|(_, relation)| *relation), |a, b| a == b);
    counts.iter().map(|(relation, count)| format!("{relation}: {count}")).collect::<Vec<_>>().join(" · ")
}

/// The sentence of one reference; nothing where it has been shown.
fn sentence(briefing: Briefing<'_>, note: &Note, from: Id<Note>, index: u32, seen: &mut Vec<(u32, usize)>) -> Option<SentenceView> {
    let text = &note.written.text;
    let reference = text.references.get(index as usize)?;
    let block: &Block = text.blocks.get(reference.block as usize)?;
    let range = markdown::sentence(block, reference.within);
    if seen.contains(&(reference.block, range.start)) {
        return None;
    }
    seen.push((reference.block, range.start));
    let part = |range: std::ops::Range<usize>| block.text.get(range).unwrap_or_default().to_owned();
    let inside = |at: u32| (at as usize).clamp(range.start, range.end);
    let (start, end) = (inside(reference.within.0), inside(reference.within.1));
    let heading = block.heading.and_then(|at| note.written.body.headings.get(at as usize));
    let field = match block.kind {
        BlockKind::Field(key) => Some(field_label(key)),
        _ => None,
    };
    Some(SentenceView {
        before: part(range.start..start),
        marked: part(start..end),
        behind: part(end..range.end),
        heading: heading.map(|heading| heading.text.to_string()).or(field.map(str::to_owned)),
        path: heading.map(|heading| format!("{}#{}", briefing.path(from), heading.anchor)),
    })
}

fn field_label(key: &str) -> &'static str {
    match key {
        "summary" => "Summary",
        "text" => "Answer or outcome",
        "note" => "Change",
        "question" => "Question",
        "remark" => "Remark",
        _ => "Facts",
    }
}
