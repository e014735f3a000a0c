//! What follows from all notes together: the other end of each relation, mandates, circles that are cut.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::fields::unique;
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;
use crate::model::parts::{self, Cutter};
use crate::model::{Evidence, Id, Model, Note, Round, Table, Voice};
use crate::parse::date::{Bound, Edtf};
use crate::parse::fields::Fields;
use crate::parse::record::Text;

/// What follows from all notes together: the other end of each relation, mandates, cycles.
pub(super) fn all(model: &mut Model, diagnostics: &mut Vec<Diagnostic>) {
    speak_for(model);
    share_voices(model);
    reverse_sources(model);
    reverse_statements(model);
    reverse_rounds(model);
    reverse_topics(model);
    cycles(model, diagnostics);
    shifts_in_order(model, diagnostics);
    part_ledgers(model);
}

/// Says in which part of its source's page each statement stands.
fn part_ledgers(model: &mut Model) {
    let size = model.config.page_size;
    let mut all = vec![0; model.statements.len()];
    for (_, source) in model.sources.iter() {
        let weights: Vec<usize> = source.statements.iter().map(|id| parts::weight_of(&model.statements[*id])).collect();
        let mut cutter = Cutter::new(size, size.parts(weights.iter().sum()));
        for (id, weight) in source.statements.iter().zip(weights) {
            if let Some(part) = all.get_mut(id.index()) {
                *part = cutter.place(weight);
            }
        }
    }
    for (statement, part) in model.statements.as_mut_slice().iter_mut().zip(all) {
        statement.part = part;
    }
}

/// The statements of a shift stand in order of time: none was certainly said before the one in front of it.
fn shifts_in_order(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for shift in model.topics.iter().flat_map(|(_, topic)| &topic.shifts) {
        // Where a name is unknown, which has been reported, names and statements do not pair off.
        if shift.statements.len() != shift.fields.statements.len() {
            continue;
        }
        let said = || shift.statements.iter().map(|id| model.statements[*id].said);
        for ((before, after), name) in said().zip(said().skip(1)).zip(shift.fields.statements.iter().skip(1)) {
            if before.zip(after).is_some_and(|(before, after)| after.certainly_before(&before)) {
                let message = format!("`{}` was said before the statement in front of it", name.text.value);
                diagnostics.push(
                    Diagnostic::new(Code::InvalidValue, name.text.span, message)
                        .help("Name the statements of a shift in order of time: the earlier position first."),
                );
            }
        }
    }
}

/// Gives statements the mandates of their speakers on the day they were said.
fn speak_for(model: &mut Model) {
    for id in model.statements.ids() {
        let statement = &model.statements[id];
        if statement.fields.on_behalf_of.is_none() {
            let said = statement.said.or(statement.reported);
            let actors = unique(statement.by.iter().flat_map(|actor| model.spoken_for(*actor, said.as_ref())));
            model.statements[id].on_behalf_of = actors;
        }
    }
}

/// Marks works that were read and speak with one voice, so that readers can tell them apart.
fn share_voices(model: &mut Model) {
    let key = |voice: &Voice| {
        let names = voice.authors.iter().chain(&voice.house).map(|contributor| contributor.name.to_lowercase());
        names.collect::<Vec<_>>()
    };
    let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
    for (_, source) in model.sources.iter().filter(|(_, source)| source.read) {
        let count = counts.entry(key(&source.voice)).or_default();
        *count = count.saturating_add(1);
    }
    for source in model.sources.as_mut_slice() {
        source.voice.shared = counts.get(&key(&source.voice)).is_some_and(|count| *count > 1);
    }
}

fn reverse_sources(model: &mut Model) {
    for id in model.sources.ids() {
        for cited in model.sources[id].cites.clone() {
            model.sources[cited].cited_by.push(id);
        }
    }
}

fn reverse_statements(model: &mut Model) {
    for id in model.statements.ids() {
        for denied in model.statements[id].denies.clone() {
            model.statements[denied].denied_by.push(id);
        }
        for supported in model.statements[id].supports.clone() {
            model.statements[supported].supported_by.push(id);
        }
    }
    for (id, dispute) in model.disputes.iter() {
        for (place, answer) in dispute.answers.iter().enumerate() {
            let from_sources = answer.sources.iter().filter_map(|e| if let Evidence::Statement(s) = e { Some(s) } else { None });
            for statement in answer.statements.iter().chain(from_sources) {
                let disputes = &mut model.statements[*statement].disputes;
                if !disputes.contains(&(id, place)) {
                    disputes.push((id, place));
                }
            }
        }
    }
}

fn reverse_rounds(model: &mut Model) {
    for id in order_of_rounds(model) {
        let (follows, track) = (model.rounds[id].follows, model.rounds[id].track);
        if let Some(before) = follows {
            model.rounds[before].followed_by.push(id);
        }
        if let Some(track) = track {
            model.tracks[track].rounds.push(id);
        }
    }
}

/// Puts the rounds in the order of time, and tells each its place.
fn order_of_rounds(model: &mut Model) -> Vec<Id<Round>> {
    let mut stands: Vec<Option<Bound>> = model.rounds.as_slice().iter().map(|round| round.date.as_ref().and_then(Edtf::place)).collect();
    // A round without a date stands beside the one that it follows, else the one that follows it, else the one before it in its track.
    // A chain of such rounds is as long as there are rounds, at most; each pass settles what hangs on the pass before.
    let mut followers: Vec<Vec<Id<Round>>> = vec![Vec::new(); model.rounds.len()];
    for (id, round) in model.rounds.iter() {
        if let Some(list) = round.follows.and_then(|before| followers.get_mut(before.index())) {
            list.push(id);
        }
    }
    for _ in 0..model.rounds.len() {
        let before = stands.clone();
        let at = |id: Id<Round>| before.get(id.index()).copied().flatten();
        for (id, round) in model.rounds.iter().filter(|(id, _)| at(*id).is_none()) {
            let follower = || followers.get(id.index()).into_iter().flatten().filter_map(|other| at(*other)).min();
            let found = round.follows.and_then(at).or_else(follower);
            if let Some(slot) = stands.get_mut(id.index()) {
                *slot = found;
            }
        }
        if stands == before {
            break;
        }
    }
    let settled = stands.clone();
    let at = |id: Id<Round>| settled.get(id.index()).copied().flatten();
    for (id, round) in model.rounds.iter().filter(|(id, _)| at(*id).is_none()) {
        let number = |id: Id<Round>| model.rounds[id].fields.number.as_ref().map(|number| number.value);
        let mates = || {
            model.rounds.iter().map(|(other, _)| other).filter(|other| round.track.is_some() && model.rounds[*other].track == round.track)
        };
        let lower = mates().filter(|other| number(*other).is_some_and(|n| number(id).is_some_and(|own| n < own))).filter_map(at).max();
        if let Some(slot) = stands.get_mut(id.index()) {
            *slot = lower.or_else(|| mates().filter_map(at).max());
        }
    }
    let mut order: Vec<Id<Round>> = model.rounds.ids().collect();
    let at = |id: Id<Round>| stands.get(id.index()).copied().flatten();
    let key = |id: &Id<Round>| {
        let round = &model.rounds[*id];
        let number = round.fields.number.as_ref().map(|number| number.value);
        // Of those that stand on one day a dated round comes before one that only hangs on it, and a round that began earlier before others.
        (at(*id).is_none(), at(*id), round.date.is_none(), round.date.map(|date| (date.earliest(), date)), number, *id)
    };
    order.sort_by_key(key);
    let order = behind_those_they_follow(model, &order);
    for (place, id) in order.iter().enumerate() {
        (model.rounds[*id].place, model.rounds[*id].stands) = (place, at(*id));
    }
    order
}

/// Moves a round before those that follow it, unless their dates say that it was later.
fn behind_those_they_follow(model: &Model, order: &[Id<Round>]) -> Vec<Id<Round>> {
    let mut done = HashSet::new();
    let mut sorted = Vec::with_capacity(order.len());
    for id in order {
        let mut chain = vec![*id];
        let mut at = *id;
        while let Some(before) = model.rounds[at].follows.filter(|before| !chain.contains(before)) {
            let later =
                matches!((&model.rounds[at].date, &model.rounds[before].date), (Some(own), Some(other)) if own.certainly_before(other));
            if later || done.contains(&before) {
                break;
            }
            chain.push(before);
            at = before;
        }
        sorted.extend(chain.into_iter().rev().filter(|id| done.insert(*id)));
    }
    sorted
}

fn reverse_topics(model: &mut Model) {
    for id in model.topics_in_order() {
        if let Some(parent) = model.topics[id].parent {
            model.topics[parent].children.push(id);
        }
    }
}

/// Reports cycles of `part_of`, `follows` and `parent`, each once, and cuts them, so that nothing behind can walk in a circle.
fn cycles(model: &mut Model, diagnostics: &mut Vec<Diagnostic>) {
    for (from, to) in closing_edges(&model.actors, |actor| &actor.part_of) {
        report_cycle("part_of", model.actors[from].note, model.actors[to].note, model, diagnostics);
        model.actors[from].part_of.retain(|id| *id != to);
    }
    for (from, to) in closing_edges(&model.rounds, |round| round.follows.as_slice()) {
        report_cycle("follows", model.rounds[from].note, model.rounds[to].note, model, diagnostics);
        model.rounds[from].follows = None;
        model.rounds[to].followed_by.retain(|id| *id != from);
    }
    for (from, to) in closing_edges(&model.topics, |topic| topic.parent.as_slice()) {
        report_cycle("parent", model.topics[from].note, model.topics[to].note, model, diagnostics);
        model.topics[from].parent = None;
        model.topics[to].children.retain(|id| *id != from);
    }
}

fn report_cycle(key: &str, from: Id<Note>, to: Id<Note>, model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let (from, to) = (&model.notes[from], &model.notes[to]);
    let message = format!("`{key}` runs in a circle: `{}` names `{}`, from which it leads back", from.id, to.id);
    let problem = Diagnostic::new(Code::InvalidValue, naming(from, &to.id), message);
    diagnostics.push(if from.id == to.id {
        problem.help(format!("A note cannot name itself in `{key}`. Take it away."))
    } else {
        problem.help(format!("Take one `{key}` of the circle away.")).related(to.written.head, format!("`{}` is here", to.id))
    });
}

/// Where a note names another one as the next of a chain.
fn naming(note: &Note, id: &str) -> Span {
    let names: Vec<&Text> = match &note.written.fields {
        Fields::Actor(own) => own.part_of.iter().flat_map(|many| &many.0).map(|name| &name.text).collect(),
        Fields::Round(own) => own.follows.iter().map(|name| &name.text).collect(),
        Fields::Topic(own) => own.parent.iter().map(|name| &name.text).collect(),
        _ => Vec::new(),
    };
    names.into_iter().find(|name| *name.value == *id).map_or(note.written.head, |name| name.span)
}

/// The edges that close a circle when a relation is walked depth first, in the order of the table.
fn closing_edges<T>(table: &Table<T>, related: impl Fn(&T) -> &[Id<T>]) -> Vec<(Id<T>, Id<T>)> {
    // Who is not in it was not met yet; of the others, whether all that they lead to has been walked.
    let mut walked: HashMap<Id<T>, bool> = HashMap::with_capacity(table.len());
    let mut closing = Vec::new();
    for start in table.ids() {
        // A stack of our own: a chain of a hundred thousand rounds must not overflow the machine's.
        let mut stack = Vec::new();
        if let Entry::Vacant(place) = walked.entry(start) {
            place.insert(false);
            stack.push((start, related(&table[start]).iter()));
        }
        while let Some((node, rest)) = stack.last_mut() {
            let (node, next) = (*node, rest.next());
            match next.map(|to| (*to, walked.get(to).copied())) {
                Some((_, Some(true))) => {}
                Some((to, Some(false))) => closing.push((node, to)),
                Some((to, None)) => {
                    walked.insert(to, false);
                    stack.push((to, related(&table[to]).iter()));
                }
                None => {
                    walked.insert(node, true);
                    stack.pop();
                }
            }
        }
    }
    closing
}
