//! Positions: one line of marks a topic, which opens to the words. Each statement's words stand once on the page; where it would stand
//! again, a link leads to them.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Briefing;
use super::compose::{Composer, Questions};
use super::html::Html;
use super::link::{DateView, Link, NoteLink};
use super::list_groups::ListGroup;
use super::mark;
use super::order::{self, TopicGroup};
use super::parts::{Parts, weight_of_statements};
use super::sides::{AllPositions, Column, Held, MarkRow, Side};
use super::statement::{self, EntryForm, RemarkPlace};
use super::text::{Composed, StatementView};
use crate::model::address::View;
use crate::model::{Id, Statement, Topic};
use crate::parse::date::Bound;

/// What `positions.html` gets.
#[derive(Debug, Serialize)]
pub struct PositionsView {
    /// The sides that stand side by side.
    pub columns: Vec<Column>,
    /// The number of statements of the side that has the most.
    pub most: usize,
    /// The side that has least say itself; nothing where every side speaks for itself more often than others speak about it.
    pub least_heard: Option<usize>,
    /// Whether others hold something too: the last cell of every row.
    pub others: bool,
    /// Topics in their groups.
    pub groups: Vec<ListGroup<PositionRow>>,
    /// How many topics that are.
    pub topics: usize,
    /// Topics on which our sources give no position.
    pub silent: Vec<NoteLink>,
    /// The first day from which the positions can be looked at: the first on which something here had been said.
    pub from: Option<String>,
    /// The last day that the site tells of.
    pub until: Option<String>,
    /// The references of the works that carry the statements.
    pub works_html: Vec<Html>,
    /// The questions that numbered links name.
    pub questions: Option<Questions>,
    /// Whether some position changed, and where that is told.
    pub shifts: Option<String>,
}

/// A topic.
#[derive(Debug, Serialize)]
pub struct PositionRow {
    /// The topic.
    pub topic: NoteLink,
    /// What it is called in short.
    pub name: String,
    /// Its element's id.
    pub id: String,
    /// Whether it is part of a broader topic of its group.
    pub narrower: bool,
    /// The question that it puts, plain.
    pub question: Composed,
    /// How many disputes there are about it.
    pub disputes: usize,
    /// One row of marks a side, and one for the others.
    pub cells: Vec<MarkRow>,
    /// The words of the sides that have any.
    pub sides: Vec<SideWords>,
    /// The sides that have none.
    pub silent: Vec<String>,
}

/// What a side holds on a topic, in words, the newest first.
#[derive(Debug, Default, Serialize)]
pub struct SideWords {
    /// The number of its hue; 0: the others.
    pub hue: usize,
    /// What it is called.
    pub name: String,
    /// Its own, and what was said for it.
    pub own: Vec<PositionEntry>,
    /// How many more of these the topic's own page has.
    pub own_left_out: usize,
    /// What others say about it.
    pub about: Vec<PositionEntry>,
    /// How many more of these it has.
    pub about_left_out: usize,
    /// What stands under other topics.
    pub elsewhere: Vec<Elsewhere>,
    /// Whether something that stands under another topic is newer than what stands here, or nothing stands here.
    pub newer: bool,
}

/// A statement in its side's words.
#[derive(Debug, Serialize)]
pub struct PositionEntry {
    /// The last day on which it may have been made.
    pub by: Option<String>,
    /// Whose position it is, where that is not said above.
    pub holder: Option<String>,
    /// The id of its element, where a link leads to it.
    pub anchor: Option<String>,
    /// The words, with the mark that they have for the side.
    pub statement: Box<StatementView>,
}

/// Statements whose words stand under another topic.
#[derive(Debug, Serialize)]
pub struct Elsewhere {
    /// The topic.
    pub topic: String,
    /// The id of its element.
    pub anchor: String,
    /// The first of the days by which they had been made.
    pub by: Option<String>,
    /// The statements, the newest first; none where words of the side stand here as well.
    pub statements: Vec<StatementPointer>,
}

/// A link to a statement's words.
#[derive(Debug, Serialize)]
pub struct StatementPointer {
    /// The last day on which it may have been made.
    pub by: Option<String>,
    /// The id of the element there.
    pub anchor: String,
    /// Who speaks, in plain words.
    pub speaker: Link,
    /// When it was said.
    pub said: Option<DateView>,
    /// When it was reported, where nobody knows when it was said.
    pub reported: Option<DateView>,
}

pub(super) fn view(composer: Composer<'_>, parts: &mut Parts) -> PositionsView {
    let briefing = composer.briefing;
    let AllPositions { topics: weighed, columns, limited } = all_positions(briefing);
    let topics_here = briefing.shared.topic_groups.iter().zip(weighed).map(|(group, topics)| {
        let here = parts.keep(topics.iter().collect(), |(_, weight)| *weight, |(id, _)| briefing.name(*id));
        (group, here.into_iter().map(|(id, _)| *id).collect::<Vec<_>>())
    });
    let topics_here: Vec<_> = topics_here.filter(|(_, topics)| !topics.is_empty()).collect();
    let mut page = PositionsBuilder {
        composer: composer.without_references(),
        topic_of_words: topic_of_words(briefing, &topics_here.iter().flat_map(|(_, topics)| topics).copied().collect::<Vec<_>>()),
        limited: *limited,
        anchors: HashMap::new(),
        linked: HashSet::new(),
    };
    let mut groups: Vec<ListGroup<PositionRow>> = topics_here
        .into_iter()
        .map(|(group, topics)| {
            let Link { title, foreign, .. } = group.name(briefing).unwrap_or_default();
            let count = topics.len();
            ListGroup {
                id: format!("_{}", group.id),
                title,
                foreign,
                count,
                rows: topics.into_iter().map(|topic| page.row(topic)).collect(),
            }
        })
        .collect();
    page.drop_unlinked_anchors(&mut groups);
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let silent: Vec<Id<Topic>> =
        briefing.shared.topic_order.iter().copied().filter(|topic| briefing.shared.topics[*topic].actors.is_empty()).collect();
    let days = || rows().flat_map(|row| &row.cells).flat_map(|cell| cell.days.split(' ')).filter(|day| *day != "?" && !day.is_empty());
    let until = briefing.model.as_of.and_then(|date| date.latest()).and_then(Bound::iso_day);
    let said = |column: &Column| column.own + column.spoken_for;
    // Compared as shares, without a division: a/b < c/d where a·d < c·b.
    let total = |column: &Column| said(column) + column.about;
    let quiet = columns.iter().enumerate().filter(|(_, column)| column.about > said(column));
    let least = quiet.min_by(|(_, a), (_, b)| (said(a) * total(b)).cmp(&(said(b) * total(a))));
    PositionsView {
        most: columns.iter().map(total).max().unwrap_or(0),
        least_heard: least.map(|(place, _)| place),
        others: rows().any(|row| row.cells.last().is_some_and(|cell| cell.hue == 0 && !cell.marks.is_empty())),
        topics: weighed.iter().map(Vec::len).sum(),
        from: days().min().map(str::to_owned),
        until: until.or_else(|| days().max().map(str::to_owned)),
        silent: briefing.links(&silent),
        works_html: works(briefing, &page.composer),
        questions: page.composer.questions(),
        shifts: briefing.model.has_shifts.then(|| briefing.model.view_path(View::Shifts)),
        columns: columns.clone(),
        groups,
    }
}

pub(super) fn all_positions(briefing: Briefing<'_>) -> &AllPositions {
    briefing.shared.all_positions.get_or_init(|| {
        let topics = |group: &TopicGroup| {
            let topics = group.topics.iter().copied().filter(|topic| !briefing.shared.topics[*topic].actors.is_empty());
            topics.map(|topic| (topic, row_weight(briefing, topic))).collect()
        };
        let topics: Vec<Vec<(Id<Topic>, usize)>> = briefing.shared.topic_groups.iter().map(topics).collect();
        // Where the page is one, words stand on it once.
        let all: Vec<Id<Topic>> = topics.iter().flatten().map(|(topic, _)| *topic).collect();
        let words: Vec<Id<Statement>> = topic_of_words(briefing, &all).into_keys().collect();
        let whole = all.len() * OVERHEAD_WEIGHT + weight_of_statements(briefing, &words);
        AllPositions { topics, columns: columns(briefing), limited: whole > briefing.model.config.page_size.whole }
    })
}

/// So many words of a side on a topic stand on a page that would be too long; the topic's own page has all of them.
const MOST_WORDS: usize = 6;

/// What the line of a topic weighs without its words: marks and links.
const OVERHEAD_WEIGHT: usize = 1200;

/// What the line of a topic weighs with as many words as stand on a long page.
fn row_weight(briefing: Briefing<'_>, topic: Id<Topic>) -> usize {
    let most = MOST_WORDS * 2;
    let sides = briefing.shared.sides.list().iter().flat_map(|side| briefing.held(side, topic).iter().take(most));
    let others = briefing.held_by_others(topic).iter().take(most).map(|(_, held)| held);
    let words: Vec<Id<Statement>> = sides.chain(others).map(|held| held.statement).collect();
    weight_of_statements(briefing, &words) + OVERHEAD_WEIGHT
}

/// In how many parts the page comes.
pub(super) fn parts(briefing: Briefing<'_>) -> usize {
    let size = briefing.model.config.page_size;
    let AllPositions { topics, limited, .. } = all_positions(briefing);
    let weight: usize = topics.iter().flatten().map(|(_, weight)| (*weight).min(size.part)).sum();
    if *limited { weight.div_ceil(size.part).max(1) } else { 1 }
}

/// The sides, with each of their statements counted once.
fn columns(briefing: Briefing<'_>) -> Vec<Column> {
    let model = briefing.model;
    let column = |side: &Side| {
        let mut kinds = HashMap::new();
        for topic in model.topics.ids() {
            kinds.extend(briefing.held(side, topic).iter().map(|held| (held.statement, *held)));
        }
        let held: Vec<Held> = kinds.into_values().collect();
        let counts = briefing.mark_row(String::new(), 0, &held);
        Some(Column {
            id: model.notes[model.actors[*side.actors.first()?].note].id.to_string(),
            name: briefing.side_title(side),
            own: counts.own,
            spoken_for: counts.spoken_for,
            about: counts.about,
        })
    };
    briefing.shared.sides.list().iter().filter_map(column).collect()
}

/// The works of the statements that stand on the page, by how much rests on them.
fn works(briefing: Briefing<'_>, composer: &Composer<'_>) -> Vec<Html> {
    let sources = briefing.model.sources.iter().filter(|(_, source)| source.statements.iter().any(|id| composer.shows(*id)));
    let mut works: Vec<_> = sources.map(|(id, _)| id).collect();
    works.sort_by_key(|id| (std::cmp::Reverse(briefing.model.sources[*id].statements.len()), *id));
    works.into_iter().map(|id| briefing.shared.reference(id).clone()).collect()
}

/// Under which topic the words of each statement stand: under a broad one where it is the newest that a side holds, so that most lines have
/// words of their own; else under the first.
fn topic_of_words(briefing: Briefing<'_>, topics: &[Id<Topic>]) -> HashMap<Id<Statement>, Id<Topic>> {
    let sides = briefing.shared.sides.list();
    let mut topic_of_words = HashMap::new();
    for topic in topics.iter().filter(|topic| !order::is_narrower(briefing, **topic)) {
        for held in sides.iter().map(|side| briefing.held(side, *topic)) {
            let own = || held.iter().filter(|held| held.kind.is_its_own());
            let free = |held: &&Held| !topic_of_words.contains_key(&held.statement);
            if let Some(newest) =
                own().find(free).or_else(|| held.iter().find(free).filter(|_| own().next().is_none())).map(|held| held.statement)
            {
                topic_of_words.insert(newest, *topic);
            }
        }
    }
    for topic in topics {
        let others = briefing.held_by_others(*topic).iter().map(|(_, held)| held);
        for held in sides.iter().flat_map(|side| briefing.held(side, *topic)).chain(others) {
            topic_of_words.entry(held.statement).or_insert(*topic);
        }
    }
    topic_of_words
}

/// The id of a topic's element, which is none of the page's own.
fn anchor(topic: &NoteLink) -> String {
    format!("_t-{}", topic.id)
}

/// The page while it is made.
struct PositionsBuilder<'a> {
    composer: Composer<'a>,
    /// The topic under which the words of each statement stand.
    topic_of_words: HashMap<Id<Statement>, Id<Topic>>,
    /// Whether the first words of each side stand here alone.
    limited: bool,
    /// The ids of elements.
    anchors: HashMap<Id<Statement>, String>,
    /// The elements to which links lead.
    linked: HashSet<String>,
}

impl PositionsBuilder<'_> {
    fn row(&mut self, topic: Id<Topic>) -> PositionRow {
        let briefing = self.composer.briefing;
        let model = briefing.model;
        let link = briefing.link_to(topic);
        let fields = &model.topics[topic].fields;
        let mut cells = Vec::new();
        let mut sides = Vec::new();
        let mut silent = Vec::new();
        for side in briefing.shared.sides.list() {
            let held = briefing.held(side, topic);
            let name = briefing.side_title(side);
            if held.is_empty() {
                silent.push(name.clone());
            } else {
                sides.push(self.words(topic, name.clone(), side.hue, held.iter().map(|held| (None, *held))));
            }
            cells.push(briefing.mark_row(name, side.hue, held));
        }
        let others = briefing.held_by_others(topic);
        if !others.is_empty() {
            let named = others.iter().map(|(actor, held)| (Some(briefing.name(*actor).to_owned()), *held));
            sides.push(self.words(topic, String::new(), 0, named));
        }
        cells.push(briefing.mark_row(String::new(), 0, &others.iter().map(|(_, held)| *held).collect::<Vec<_>>()));
        PositionRow {
            // The line is short, and the topic's own page has all of its name.
            name: briefing.short_name(topic).to_owned(),
            id: anchor(&link),
            narrower: order::is_narrower(briefing, topic),
            question: briefing.plain(fields.question.as_ref(), model.topics[topic].note),
            disputes: briefing.shared.topics[topic].disputes.len(),
            topic: link,
            cells,
            sides,
            silent,
        }
    }

    fn words(&mut self, topic: Id<Topic>, name: String, hue: usize, held: impl Iterator<Item = (Option<String>, Held)>) -> SideWords {
        let briefing = self.composer.briefing;
        let mut words = SideWords { hue, name, ..SideWords::default() };
        let mut elsewhere: Vec<(Id<Topic>, Vec<Id<Statement>>)> = Vec::new();
        for (holder, held) in held {
            let (list, left_out) = if held.kind.is_its_own() {
                (&mut words.own, &mut words.own_left_out)
            } else {
                (&mut words.about, &mut words.about_left_out)
            };
            if self.limited && list.len() >= MOST_WORDS {
                *left_out += 1;
                continue;
            }
            let own_topic = self.topic_of_words.get(&held.statement).copied().unwrap_or(topic);
            // A joint statement stands with the first of its sides; on a long page words stand under each of their topics.
            if self.limited || own_topic == topic && !self.composer.shows(held.statement) {
                let mut statement = statement::entry(&mut self.composer, held.statement, EntryForm::Brief, RemarkPlace::InEntry);
                statement.core.mark = mark::of_kind(briefing.model, held.statement, held.kind, hue);
                list.push(PositionEntry {
                    by: briefing.latest_day(held.statement),
                    holder,
                    anchor: Some(self.anchor(held.statement)),
                    statement: Box::new(statement),
                });
            } else {
                words.newer |= held.kind.is_its_own() && words.own.is_empty();
                match elsewhere.iter_mut().find(|(topic, _)| *topic == own_topic) {
                    Some((_, known)) => known.push(held.statement),
                    None => elsewhere.push((own_topic, vec![held.statement])),
                }
            }
        }
        let none = words.own.is_empty() && words.about.is_empty();
        words.newer |= none;
        words.elsewhere = elsewhere.into_iter().map(|(topic, statements)| self.elsewhere(topic, &statements, none)).collect();
        words
    }

    /// A link to another topic, and perhaps links to the words of each statement there.
    fn elsewhere(&mut self, topic: Id<Topic>, statements: &[Id<Statement>], links_each: bool) -> Elsewhere {
        let briefing = self.composer.briefing;
        let model = briefing.model;
        let link = briefing.link_to(topic);
        let pointed = statements.iter().filter(|_| links_each).map(|id| {
            let anchor = self.anchor(*id);
            self.linked.insert(anchor.clone());
            let statement = &model.statements[*id];
            let said = statement::said_in_short(briefing, statement);
            StatementPointer {
                by: briefing.latest_day(*id),
                anchor,
                speaker: statement::speaker(briefing, *id),
                reported: statement.reported.filter(|_| said.is_none()).map(|date| briefing.date(&date)),
                said,
            }
        });
        Elsewhere {
            anchor: anchor(&link),
            topic: link.title.to_string(),
            statements: pointed.collect(),
            by: statements.iter().filter_map(|id| briefing.latest_day(*id)).min(),
        }
    }

    /// The id of the element in which a statement's words stand.
    fn anchor(&mut self, id: Id<Statement>) -> String {
        let next = self.anchors.len() + 1;
        self.anchors.entry(id).or_insert_with(|| format!("_p{next}")).clone()
    }

    /// Takes the ids from elements to which no link leads.
    fn drop_unlinked_anchors(&self, groups: &mut [ListGroup<PositionRow>]) {
        let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
        for entry in rows.flat_map(|row| &mut row.sides).flat_map(|words| words.own.iter_mut().chain(&mut words.about)) {
            entry.anchor = entry.anchor.take().filter(|anchor| self.linked.contains(anchor));
        }
    }
}
