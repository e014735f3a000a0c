//! What changed: both wordings of a position side by side, where an editor says that it changed.

use std::collections::HashSet;

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::link::{DateView, Foreign, NoteLink};
use super::mark;
use super::parts::{self, Parts};
use super::statement::{self, EntryForm, RemarkPlace};
use super::strip::{self, Strip};
use super::text::{Composed, StatementView};
use crate::counts::in_order;
use crate::model::address::View;
use crate::model::parts::{self as model_parts, Paginator};
use crate::model::{Actor, Id, Shift, Statement, Topic};
use crate::parse::date::Edtf;

/// What `shifts.html` gets.
#[derive(Debug, Serialize)]
pub struct ShiftsView {
    /// The changes, those of one side together.
    pub shifts: Vec<ShiftView>,
    /// How many there are in all parts.
    pub total: usize,
    /// The sides whose positions changed, each with how often.
    pub counts: Vec<(Box<str>, usize)>,
}

/// A change of what a side holds.
#[derive(Debug, Serialize)]
pub struct ShiftView {
    /// Its element's id.
    pub id: String,
    /// The number of the side's hue; 0: none.
    pub hue: usize,
    /// Whose position changed.
    pub actor: NoteLink,
    /// On which topic.
    pub topic: NoteLink,
    /// The change in a few words.
    pub title: Composed,
    /// What was held, in order of time.
    pub times: Vec<Time>,
    /// What the side holds on the topic over time; with the first of several changes on one.
    pub strip: Option<Strip>,
    /// The editor's word on it.
    pub note: Composed,
    /// The dispute about it.
    pub dispute: Option<NoteLink>,
    /// How many answers that has.
    pub answers: usize,
}

/// What was held at one time.
#[derive(Debug, Serialize)]
pub struct Time {
    /// When it was said.
    pub said: Option<DateView>,
    /// How long after the first it was said: the key of the words, and the number in them.
    pub later: Option<(&'static str, i64)>,
    /// The statements.
    pub statements: Vec<ShiftWording>,
}

/// A statement with the words that changed.
#[derive(Debug, Serialize)]
pub struct ShiftWording {
    /// Its words in pieces.
    pub pieces: Vec<Piece>,
    /// Their language, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// The statement, its mark as seen from the side.
    pub statement: Box<StatementView>,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is marked.
    pub marked: bool,
}

pub(super) fn view(composer: Composer<'_>, parts: &mut Parts) -> ShiftsView {
    let briefing = composer.briefing;
    let mut composer = composer.without_references();
    let all = all_shifts(briefing);
    let total = all.len();
    let counts = in_order(all.iter().map(|one| briefing.link_to(one.shift.actor).title), |a, b| a == b);
    let here = parts.keep(all, |one| shift_weight(briefing, one.shift), |one| briefing.name(one.topic));
    let mut shifts: Vec<ShiftView> = Vec::new();
    let mut drawn = HashSet::new();
    for ShiftOfTopic { topic, place, shift } in here {
        let mut view = shift_view(&mut composer, topic, place, shift);
        if drawn.insert((shift.actor, topic)) {
            let held = briefing.shared.positions.cell(shift.actor, topic).iter().map(|position| position.statement);
            view.strip = strip::strip_of_side(briefing, view.hue, &[shift.actor], held);
        }
        shifts.push(view);
    }
    ShiftsView { shifts, total, counts }
}

/// A change, and where it is written.
#[derive(Clone, Copy)]
struct ShiftOfTopic<'a> {
    topic: Id<Topic>,
    /// Its place among the topic's.
    place: usize,
    shift: &'a Shift,
}

/// All changes, those of one side together.
fn all_shifts(briefing: Briefing<'_>) -> Vec<ShiftOfTopic<'_>> {
    let mut all: Vec<ShiftOfTopic<'_>> = Vec::new();
    for topic in &briefing.shared.topic_order {
        all.extend(briefing.model.topics[*topic].shifts.iter().enumerate().map(|(place, shift)| ShiftOfTopic {
            topic: *topic,
            place,
            shift,
        }));
    }
    let side = |actor: Id<Actor>| briefing.shared.sides.of_actor(actor).unwrap_or(usize::MAX);
    all.sort_by_key(|one| (side(one.shift.actor), one.shift.actor));
    all
}

fn shift_weight(briefing: Briefing<'_>, shift: &Shift) -> usize {
    /// Title, note and strip.
    const OVERHEAD_WEIGHT: usize = 9000;
    parts::weight_of_statements(briefing, &shift.statements) + OVERHEAD_WEIGHT
}

/// What all changes weigh.
pub(super) fn weights(briefing: Briefing<'_>) -> Vec<usize> {
    all_shifts(briefing).into_iter().map(|one| shift_weight(briefing, one.shift)).collect()
}

/// The id of a shift's element.
fn anchor(topic: &NoteLink, place: usize) -> String {
    format!("_{}-{}", topic.id, place + 1)
}

/// Where a change of words stands, from the site's root: in which part of the page, and in which element.
pub(super) fn path(briefing: Briefing<'_>, topic: Id<Topic>, place: usize) -> String {
    let size = briefing.model.config.page_size;
    let all = all_shifts(briefing);
    let mut paginator = Paginator::new(size, size.parts(weights(briefing), 0));
    let parts = all.iter().map(|one| (one, paginator.next_part(shift_weight(briefing, one.shift))));
    let part = parts.into_iter().find(|(one, _)| (one.topic, one.place) == (topic, place)).map_or(0, |(_, part)| part);
    format!("{}#{}", model_parts::path(&briefing.model.view_path(View::Shifts), part), anchor(&briefing.link_to(topic), place))
}

fn shift_view(composer: &mut Composer<'_>, topic: Id<Topic>, place: usize, shift: &Shift) -> ShiftView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[model.topics[topic].note];
    let link = briefing.link_to(topic);
    let said = |id: &Id<Statement>| model.statements[*id].said;
    let first = shift.statements.first().and_then(said);
    let time = |list: &[Id<Statement>]| {
        let date = list.first().and_then(said);
        let mut statements: Vec<ShiftWording> = list.iter().map(|id| wording(composer, *id, shift)).collect();
        let said = statements.first().and_then(|first| first.statement.core.said.clone());
        // What stands above them is not told again below.
        for wording in &mut statements {
            wording.statement.core.said.take_if(|own| Some(&*own) == said.as_ref());
        }
        Time { said, later: first.zip(date).and_then(|(first, date)| interval(&first, &date)), statements }
    };
    let times = shift.statements.chunk_by(|a, b| said(a).is_some() && said(a) == said(b)).map(time).collect();
    ShiftView {
        id: anchor(&link, place),
        hue: briefing.shared.sides.of_actor(shift.actor).unwrap_or(0),
        actor: briefing.link_to(shift.actor),
        title: briefing.wording(shift.fields.title.given(), note),
        times,
        strip: None,
        note: shift.fields.note.as_ref().map(|text| composer.prose(text, note)).unwrap_or_default(),
        dispute: shift.dispute.map(|dispute| briefing.link_to(dispute)),
        answers: shift.dispute.map_or(0, |dispute| model.disputes[dispute].answers.len()),
        topic: link,
    }
}

fn wording(composer: &mut Composer<'_>, id: Id<Statement>, shift: &Shift) -> ShiftWording {
    let briefing = composer.briefing;
    let words: Vec<&str> = shift.fields.words.iter().map(|word| &*word.value).collect();
    let mut statement = statement::entry(composer, id, EntryForm::Brief, RemarkPlace::InEntry);
    statement.core.mark = mark::of_statement(briefing, id, &[shift.actor]);
    ShiftWording {
        pieces: pieces(&briefing.model.statements[id].fields.text.plain, &words),
        foreign: statement::foreign(briefing, id),
        statement: Box::new(statement),
    }
}

/// A text with every occurrence of the words marked; where two begin at one place, the longer one.
fn pieces(text: &str, words: &[&str]) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    let first_in = |text| {
        let found = words.iter().filter(|word| !word.is_empty()).filter_map(|word| Some((str::split_once(text, word)?, *word)));
        found.min_by_key(|((before, _), word)| (before.len(), std::cmp::Reverse(word.len())))
    };
    while let Some(((before, after), word)) = first_in(rest) {
        pieces.extend([(before, false), (word, true)]);
        rest = after;
    }
    let pieces = pieces.into_iter().chain([(rest, false)]).filter(|(text, _)| !text.is_empty());
    pieces.map(|(text, marked)| Piece { text: text.to_owned(), marked }).collect()
}

/// How long one date comes after another: in days where both are exact and near, else about so many months or years from the middle of one to
/// the middle of the other; nothing where that is less than a month.
fn interval(first: &Edtf, later: &Edtf) -> Option<(&'static str, i64)> {
    let middle = |date: &Edtf| {
        let (from, to) = (date.earliest().or_else(|| date.latest())?, date.latest().or_else(|| date.earliest())?);
        Some(from.day.midpoint(to.day))
    };
    let days = middle(later)? - middle(first)?;
    if first.is_exact() && later.is_exact() && (1..60).contains(&days) {
        return Some(("shifts.days_later", days));
    }
    // Half a unit is added, so that the quotient is the nearest.
    let nearest = |unit: i64| (days + unit / 2) / unit;
    match (nearest(30), nearest(365)) {
        (..=0, _) => None,
        (months @ 1..=23, _) => Some(("shifts.months_later", months)),
        (_, years) => Some(("shifts.years_later", years)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_wherever_they_stand() {
        let piece = |text: &str, marked| Piece { text: text.to_owned(), marked };
        assert_eq!(pieces("leave the four", &["leave", "the four"]), [piece("leave", true), piece(" ", false), piece("the four", true)]);
        assert_eq!(pieces("no word", &["word of"]), [piece("no word", false)]);
        assert_eq!(pieces("ab abc", &["ab", "abc"]), [piece("ab", true), piece(" ", false), piece("abc", true)]);
    }

    #[test]
    fn intervals_are_no_more_exact_than_their_ends() {
        let between = |a: &str, b: &str| interval(&Edtf::parse(a).unwrap(), &Edtf::parse(b).unwrap());
        assert_eq!(between("2025-06-02", "2025-06-20"), Some(("shifts.days_later", 18)));
        assert_eq!(between("2025-06", "2025-08"), Some(("shifts.months_later", 2)));
        assert_eq!(between("2022", "2025-08~"), Some(("shifts.years_later", 3)));
        assert_eq!(between("2022", "2025-08-16/2025-09-30"), Some(("shifts.years_later", 3)));
        assert_eq!(between("2025-06", "2025-06-10"), None);
    }
}
