//! The notes that refer to a note, each with the sentence in which it does.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::link::{Foreign, NoteLink};
use super::parts::{LINK_WEIGHT, Parts};
use super::statement;
use crate::counts::{counted, in_order};
use crate::model::{Id, Mention, Model, Note, Relation, Statement};
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
    /// The heading that it stands under, where there are any.
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
    /// The sentence after it.
    pub after: String,
    /// The sentence's language, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// The heading that it stands under.
    pub heading: Option<String>,
    /// Where that heading lies, from the site's root.
    pub path: Option<String>,
}

/// A statement that names this note.
#[derive(Debug, Serialize)]
pub struct StatementMention {
    /// How: "Said by", "About"; absent where it is that of the one before, or of all.
    pub relation: Option<String>,
    /// What it reports, plain.
    pub text: String,
    /// The language of that, where it is not the page's.
    pub foreign: Option<Foreign>,
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

/// In a page that comes in parts, so many of what one note's statements say are shown together.
const MOST_TOGETHER: usize = 200;

/// What refers to a note.
#[derive(Debug)]
pub(crate) struct Mentions<'a> {
    model: &'a Model,
    /// The kind of the note that is referred to.
    target_kind: Option<Kind>,
    /// How many notes of each kind refer to it, by their place in [`ORDER`].
    counts: BTreeMap<usize, usize>,
    /// What each of them says, in the order of the page; what is too much for one part of it, one after another.
    groups: Vec<&'a [Mention]>,
}

impl<'a> Mentions<'a> {
    /// What refers to a note, for a page that may come in parts.
    pub fn new(model: &'a Model, note: Id<Note>, in_parts: bool) -> Self {
        let most = if in_parts { MOST_TOGETHER } else { usize::MAX };
        let mut by_note: Vec<&[Mention]> = model.mentions[note].chunk_by(|a, b| a.from == b.from).collect();
        let place = |group: &[Mention]| group.first().map_or(ORDER.len(), |mention| place_of_kind(model, mention.from));
        by_note.sort_by_key(|group| place(group));
        let counts = counted(by_note.iter().map(|group| place(group)));
        let groups = by_note.into_iter().flat_map(|group| cut(group, most)).collect();
        Self { model, target_kind: model.notes[note].kind(), counts, groups }
    }

    fn notes(&self) -> usize {
        self.counts.values().sum()
    }

    fn are_very_many(&self) -> bool {
        self.target_kind == Some(Kind::Source) && self.notes() > VERY_MANY_NOTES
    }

    /// What each group weighs on a page that shows these statements in full.
    pub fn weights(&self, shown: &HashSet<Id<Statement>>) -> Vec<usize> {
        /// A note with its sentence.
        const MENTION_WEIGHT: usize = 550;
        let around = if self.are_very_many() { LINK_WEIGHT } else { MENTION_WEIGHT };
        let weight = |group: &&[Mention]| {
            let mut listed: Vec<Id<Statement>> = group.iter().filter_map(|mention| mention.statement).collect();
            listed.dedup();
            let listed = listed.into_iter().filter(|id| !shown.contains(id));
            let text = |id: Id<Statement>| self.model.statements[id].fields.text.plain.len();
            around + listed.map(|id| LINK_WEIGHT + text(id)).sum::<usize>()
        };
        self.groups.iter().map(weight).collect()
    }
}

/// Cuts what one note says where it is too much; what one statement says stays together.
fn cut(group: &[Mention], most: usize) -> Vec<&[Mention]> {
    let mut last = group.first().and_then(|mention| mention.statement);
    let mut statements = usize::from(last.is_some());
    group
        .chunk_by(|_, next| {
            if next.statement == last {
                return true;
            }
            last = next.statement;
            let full = statements >= most;
            statements = if full { 1 } else { statements + 1 };
            !full
        })
        .collect()
}

/// The notes that refer to a note, by kind, as far as they stand in this part of the page. A statement that the page shows in full,
/// on any of its parts, is counted and not shown again.
pub fn mentions(composer: &Composer<'_>, note: Id<Note>, shown: &HashSet<Id<Statement>>, parts: &mut Parts) -> Vec<MentionView> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mentions = Mentions::new(model, note, briefing.part.of > 1);
    let many = mentions.notes() > MANY_NOTES;
    let max_sentences = match (mentions.are_very_many(), many) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => MOST_SENTENCES,
    };
    let from = |group: &[Mention]| group.first().expect("who refers does so somewhere").from;
    let weighed = mentions.groups.iter().copied().zip(mentions.weights(shown)).collect();
    let here = parts.keep(weighed, |(_, weight)| *weight, |(group, _)| briefing.link(from(group)).title);
    let view = |(group, _): (&[Mention], usize)| {
        let from = from(group);
        let view = group_view(composer, from, group, mentions.target_kind, max_sentences, shown);
        if !many {
            return view;
        }
        let kind = model.notes[from].kind();
        let title =
            kind.map_or_else(|| briefing.language.word("mention.home_and_lists"), |kind| briefing.kind_name_plural(kind).to_owned());
        let count = mentions.counts.get(&place_of_kind(model, from)).copied().unwrap_or_default();
        MentionView { kind_label: None, heading: Some(MentionHeading { title, count }), ..view }
    };
    here.into_iter().map(view).collect()
}

/// The order of kinds that readers want: rounds and disputes before sources.
const ORDER: [Kind; 7] = [Kind::Round, Kind::Dispute, Kind::Topic, Kind::Actor, Kind::Track, Kind::Page, Kind::Source];

/// The place of a note's kind in that order; home and lists come last.
fn place_of_kind(model: &Model, note: Id<Note>) -> usize {
    let kind = model.notes[note].kind();
    ORDER.iter().position(|other| Some(*other) == kind).unwrap_or(ORDER.len())
}

fn group_view(
    composer: &Composer<'_>,
    from: Id<Note>,
    group: &[Mention],
    target_kind: Option<Kind>,
    max_sentences: usize,
    shown: &HashSet<Id<Statement>>,
) -> MentionView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[from];
    let mut relations: Vec<String> = Vec::new();
    let mut sentences: Vec<SentenceView> = Vec::new();
    let mut seen: Vec<(u32, usize)> = Vec::new();
    let mut statements: Vec<(Id<Statement>, String)> = Vec::new();
    let section = if target_kind == Some(Kind::Source) { "relation_as_evidence" } else { "relation" };
    for mention in group {
        match (mention.relation, mention.statement) {
            (Relation::Field(key), None) => {
                let relation = relation(briefing, section, key);
                if !relations.contains(&relation) {
                    relations.push(relation);
                }
            }
            (Relation::Field(key), Some(statement)) => statements.push((statement, relation(briefing, "relation_in_statement", key))),
            (Relation::Text(_), Some(statement)) => statements.push((statement, briefing.language.word("relation.other"))),
            (Relation::Text(index), None) => {
                if sentences.len() < max_sentences
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
    let statements_summary = summary(briefing, &statements);
    // Where all name it in one way, their summary says it.
    let are_alike = statements.iter().all(|(_, relation)| statements.first().is_some_and(|(_, first)| first == relation));
    // What stands on the page in full is counted and not shown again, unless nothing else would be left to show.
    let first = statements.first().cloned();
    statements.retain(|(id, _)| !shown.contains(id) && !composer.shows(*id));
    if statements.is_empty() && sentences.is_empty() && relations.is_empty() {
        statements.extend(first);
    }
    MentionView {
        note: briefing.link(from),
        heading: None,
        kind_label: note.kind().map(|kind| briefing.kind_name(kind).to_owned()),
        relations,
        sentences,
        statements_summary,
        statements: statements
            .chunk_by(|(_, a), (_, b)| a == b)
            .flat_map(|alike| {
                alike.iter().enumerate().map(|(place, (id, relation))| StatementMention {
                    relation: Some(relation.clone()).filter(|_| place == 0 && !are_alike),
                    text: model.statements[*id].fields.text.plain.to_string(),
                    foreign: statement::foreign(briefing, *id),
                    path: briefing.statement_path(*id),
                })
            })
            .collect(),
    }
}

/// What a field says about the note that it names; a section of words that lacks the field leaves it to the general one.
fn relation(briefing: Briefing<'_>, section: &str, key: &str) -> String {
    let keys = [format!("{section}.{key}"), format!("relation.{key}")];
    let known = keys.iter().find(|key| briefing.language.words().get(key).is_some());
    briefing.language.word(known.map_or("relation.other", |key| key))
}

/// "Said by: 12 · About: 15".
fn summary(briefing: Briefing<'_>, statements: &[(Id<Statement>, String)]) -> String {
    let counts = in_order(statements.iter().map(|(_, relation)| relation.as_str()), |a, b| a == b);
    let counted = |(relation, count): &(&str, usize)| {
        briefing.language.say("mention.count", &[("relation", (*relation).into()), ("n", (*count).into())])
    };
    counts.iter().map(counted).collect::<Vec<_>>().join(" · ")
}

/// The sentence of one reference; nothing where it has been shown.
fn sentence(briefing: Briefing<'_>, note: &Note, from: Id<Note>, index: u32, seen: &mut Vec<(u32, usize)>) -> Option<SentenceView> {
    let text = &note.written.text;
    let reference = text.references.get(index as usize)?;
    let block: &Block = text.blocks.get(reference.block as usize)?;
    let range = markdown::sentence(block, reference.shown);
    if seen.contains(&(reference.block, range.start)) {
        return None;
    }
    seen.push((reference.block, range.start));
    let part = |range: std::ops::Range<usize>| {
        block.text.get(range).expect("a sentence and its references begin and end between letters").to_owned()
    };
    let inside = |at: u32| (at as usize).clamp(range.start, range.end);
    let (start, end) = (inside(reference.shown.0), inside(reference.shown.1));
    let language = if matches!(block.kind, BlockKind::Field(_)) { note.language_of(block.span) } else { note.body_language() };
    let heading = block.heading.and_then(|at| note.written.body.headings.get(at as usize));
    let field = match block.kind {
        BlockKind::Field(key @ ("summary" | "text" | "note" | "question" | "remark")) => {
            Some(briefing.language.word(&format!("mention.{key}")))
        }
        BlockKind::Field(_) => Some(briefing.language.word("mention.facts")),
        _ => None,
    };
    Some(SentenceView {
        before: part(range.start..start),
        marked: part(start..end),
        after: part(end..range.end),
        foreign: briefing.foreign(language, &part(range)),
        heading: heading.map(|heading| heading.text.to_string()).or(field),
        path: heading.map(|heading| format!("{}#{}", briefing.path(from), heading.anchor)),
    })
}
