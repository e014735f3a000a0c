//! The notes that refer to a note, each with the sentence in which it does.

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::html::Html;
use super::link::{self, NoteLink};
use super::words;
use crate::model::{Id, Mention, Note, Relation, Target};
use crate::parse::fields::Kind;
use crate::parse::markdown::{self, Block, BlockKind};

/// A note that refers to this one.
#[derive(Debug, Serialize)]
pub struct MentionView {
    /// The note.
    pub note: NoteLink,
    /// Its kind in words.
    pub kind_label: String,
    /// What its fields say of this note: "Took part", "Head of the delegation".
    pub relations: Vec<&'static str>,
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
    /// The sentence; the reference in `<mark>`.
    pub sentence_html: Html,
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
/// Where more notes than this refer to one, each is shown with its first sentence alone: the page must stay light on a phone.
const MANY_NOTES: usize = 30;
/// Where more notes than this refer to one, that sentence is cut at about [`SHORT`] characters, and a sentence that only cites one of its
/// statements is left out: the statement itself says where it is used.
const VERY_MANY_NOTES: usize = 80;
/// The length of a sentence that is cut, in characters.
const SHORT: usize = 96;

/// The notes that refer to a note, in the order of kinds that readers want: rounds and disputes before sources.
#[must_use]
pub fn of(composer: &Composer<'_>, note: Id<Note>) -> Vec<MentionView> {
    let briefing = composer.briefing;
    let mentions = briefing.model.mentions_of(note);
    let named = briefing.model.notes[note].kind();
    let notes = mentions.chunk_by(|a, b| a.from == b.from).count();
    let shown = Shown { most: if notes > MANY_NOTES { 1 } else { MOST_SENTENCES }, short: notes > VERY_MANY_NOTES };
    let mut views: Vec<(usize, MentionView)> = mentions
        .chunk_by(|a, b| a.from == b.from)
        .filter_map(|group| {
            let from = group.first()?.from;
            let place = briefing.model.notes[from].kind().map_or(usize::MAX, order);
            Some((place, group_view(composer, from, group, named, shown)))
        })
        .collect();
    views.sort_by_key(|(place, _)| *place);
    views.into_iter().map(|(_, view)| view).collect()
}

/// How much of each note is shown.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// So many of its sentences.
    most: usize,
    /// Whether long sentences are cut.
    short: bool,
}

/// A text cut after so many characters, at the end of a word.
fn cut_end(text: &str, most: usize) -> String {
    let Some((at, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = text.get(..at).unwrap_or_default();
    let whole = kept.rfind(char::is_whitespace).and_then(|end| kept.get(..end)).unwrap_or_default();
    format!("{}…", whole.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–')))
}

/// The end of a text, from the beginning of a word.
fn cut_front(text: &str, most: usize) -> String {
    let Some(too_many) = text.chars().count().checked_sub(most).filter(|more| *more > 0) else { return text.to_owned() };
    let rest = text.char_indices().nth(too_many).and_then(|(at, _)| text.get(at..)).unwrap_or_default();
    let whole = rest.find(char::is_whitespace).and_then(|at| rest.get(at..)).unwrap_or_default();
    format!("…{whole}")
}

const fn order(kind: Kind) -> usize {
    match kind {
        Kind::Round => 0,
        Kind::Dispute => 1,
        Kind::Topic => 2,
        Kind::Actor => 3,
        Kind::Track => 4,
        Kind::Page => 5,
        Kind::Source => 6,
    }
}

fn group_view(composer: &Composer<'_>, from: Id<Note>, group: &[Mention], named: Option<Kind>, shown: Shown) -> MentionView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[from];
    let mut relations: Vec<&'static str> = Vec::new();
    let mut sentences: Vec<SentenceView> = Vec::new();
    let mut seen: Vec<(u32, usize)> = Vec::new();
    let mut statements: Vec<(Id<crate::model::Statement>, &'static str)> = Vec::new();
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
                if sentences.len() < shown.most
                    && let Some(view) = sentence(briefing, note, from, index, &mut seen, shown.short)
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
        kind_label: note.kind().map_or_else(String::new, |kind| briefing.shared.labels.one(kind).to_owned()),
        relations,
        sentences,
        statements_summary,
        statements: statements
            .into_iter()
            .map(|(id, relation)| StatementMention { relation, text: briefing.statement_text(id), path: briefing.statement_path(id) })
            .collect(),
    }
}

fn summary(statements: &[(Id<crate::model::Statement>, &'static str)]) -> String {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for (_, relation) in statements {
        match counts.iter_mut().find(|(known, _)| known == relation) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((relation, 1)),
        }
    }
    counts.iter().map(|(relation, count)| format!("{relation}: {count}")).collect::<Vec<_>>().join(" · ")
}

/// The sentence of one reference; nothing where it has been shown.
fn sentence(
    briefing: Briefing<'_>,
    note: &Note,
    from: Id<Note>,
    index: u32,
    seen: &mut Vec<(u32, usize)>,
    short: bool,
) -> Option<SentenceView> {
    let text = &note.written.text;
    let reference = text.references.get(index as usize)?;
    let block: &Block = text.blocks.get(reference.block as usize)?;
    let range = markdown::sentence(block, reference.within);
    if seen.contains(&(reference.block, range.start)) {
        return None;
    }
    seen.push((reference.block, range.start));
    let [mut before, inside, mut behind] =
        link::titled(&briefing, note.into(), reference.block as usize, block, range, Some(reference.within));
    if short && matches!(note.targets.get(index as usize), Some(Some(Target::Statement(_)))) {
        return None;
    }
    if short && inside.is_empty() {
        before = cut_end(&format!("{before}{behind}"), SHORT);
        behind.clear();
    } else if short {
        let room = SHORT.saturating_sub(inside.chars().count());
        // The reference itself is never cut; what leads to it is kept before what follows.
        before = cut_front(&before, room);
        behind = cut_end(&behind, room.saturating_sub(before.chars().count()));
    }
    let mut html = Html::new();
    html.text(&before);
    if !inside.is_empty() {
        html.element("mark", &[], &inside);
    }
    html.text(&behind);
    let heading = block.heading.and_then(|at| note.written.body.headings.get(at as usize));
    let field = match block.kind {
        BlockKind::Field(key) => Some(field_label(key)),
        _ => None,
    };
    Some(SentenceView {
        sentence_html: html,
        heading: heading.map(|heading| heading.text.to_string()).or(field.map(str::to_owned)),
        path: heading.map(|heading| format!("{}#{}", briefing.path(from, None), heading.anchor)),
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
