//! What follows from all notes together.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use crate::counts::{counted, unique};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;
use crate::model::graph::strongly_connected_components;
use crate::model::parts::{self, Paginator};
use crate::model::{Id, Model, Note, Round, Source, Table};
use crate::parse::date::{Bound, Edtf};
use crate::parse::fields::Fields;
use crate::parse::name::spelling_key;
use crate::parse::record::Text;

/// What follows from all notes together: the other end of each relation, mandates, cycles.
pub(super) fn all(model: &mut Model, diagnostics: &mut Vec<Diagnostic>) {
    add_mandates(model);
    mark_shared_voices(model);
    reverse_sources(model);
    reverse_statements(model);
    reverse_rounds(model);
    reverse_topics(model);
    cut_cycles(model, diagnostics);
    check_shift_order(model, diagnostics);
    assign_parts(model);
}

/// Says in which part of its source's page each statement stands.
fn assign_parts(model: &mut Model) {
    let size = model.config.page_size;
    for source in model.sources.as_slice() {
        let weights: Vec<usize> = source.statements.iter().map(|id| parts::weight_of(&model.statements[*id])).collect();
        let mut paginator = Paginator::new(size, size.parts(weights.iter().copied(), 0));
        for (id, weight) in source.statements.iter().zip(weights) {
            model.statements[*id].part = paginator.next_part(weight);
        }
    }
}

/// The statements of a shift stand in order of time: none was certainly said before the one in front of it.
fn check_shift_order(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for shift in model.topics.iter().flat_map(|(_, topic)| &topic.shifts) {
        // Where a name is unknown, which has been reported, names and statements do not pair off.
        if shift.statements.len() != shift.fields.statements.len() {
            continue;
        }
        let said = || shift.statements.iter().map(|id| model.statements[*id].said);
        for ((before, after), name) in said().zip(said().skip(1)).zip(shift.fields.statements.iter().skip(1)) {
            if before.zip(after).is_some_and(|(before, after)| after.certainly_before(&before)) {
                let message = format!("`{}` was said before the statement in front of it", name.text.value);
                let help = "Name the statements of a shift in order of time: the earlier position first.";
                diagnostics.push(Diagnostic::new(Code::InvalidValue, name.text.span, message).help(help));
            }
        }
    }
}

/// Gives statements the mandates of their speakers on the day they were said.
fn add_mandates(model: &mut Model) {
    for id in model.statements.ids() {
        let statement = &model.statements[id];
        if statement.fields.on_behalf_of.is_none() {
            let said = statement.said.or(statement.reported);
            let actors = unique(statement.by.iter().flat_map(|actor| model.spoken_for(*actor, said.as_ref())));
            model.statements[id].on_behalf_of = actors;
        }
    }
}

/// Marks works that were read and go under one name, so that readers can tell them apart.
fn mark_shared_voices(model: &mut Model) {
    let key = |source: &Source| {
        let names = source.house().map_or(&*source.voice.authors, std::slice::from_ref).iter();
        names.map(|contributor| spelling_key(&contributor.name)).collect::<Vec<_>>()
    };
    let counts = counted(model.sources.iter().filter(|(_, source)| source.read).map(|(_, source)| key(source)));
    for source in model.sources.as_mut_slice() {
        source.voice.shared = counts.get(&key(source)).is_some_and(|count| *count > 1);
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
        for round in &model.statements[id].rounds {
            model.rounds[*round].statements.push(id);
        }
    }
    for (id, dispute) in model.disputes.iter() {
        for round in &dispute.rounds {
            model.rounds[*round].disputes.push(id);
        }
        for (place, answer) in dispute.answers.iter().enumerate() {
            for statement in &answer.statements {
                model.statements[*statement].disputes.push((id, place));
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

/// Puts the rounds in the order of time, and stores the place of each.
fn order_of_rounds(model: &mut Model) -> Vec<Id<Round>> {
    let dated = |(id, round): (Id<Round>, &Round)| Some((id, round.date.as_ref().and_then(Edtf::latest_start)?));
    let mut dates: HashMap<Id<Round>, Bound> = model.rounds.iter().filter_map(dated).collect();
    // A round without a date is sorted by the day on which it was due, as far as those with a date allow that it follows and precedes; else
    // beside the one that it follows, else the one that follows it, else by its number in its track: after those with lower ones, else
    // before those with higher ones.
    let mut followers: HashMap<Id<Round>, Vec<Id<Round>>> = HashMap::new();
    for (id, round) in model.rounds.iter() {
        if let Some(before) = round.follows {
            followers.entry(before).or_default().push(id);
        }
    }
    let number = |id: Id<Round>| model.rounds[id].fields.number.as_ref().map(|number| number.value);
    // Of the rounds of its track those with a lower or a higher number.
    let numbered = |id: Id<Round>, order: Ordering| {
        let own = (model.rounds[id].track, number(id));
        let is_so = move |(other, round): &(Id<Round>, &Round)| {
            own.0.is_some() && round.track == own.0 && number(*other).zip(own.1).is_some_and(|(other, own)| other.cmp(&own) == order)
        };
        model.rounds.iter().filter(is_so).map(|(other, _)| other)
    };
    let mut before_higher = HashSet::new();
    let due = model.rounds.iter().filter(|(id, _)| !dates.contains_key(id)).filter_map(|(id, round)| {
        let due = round.fields.planned.as_ref()?.value.latest_start()?;
        let at = |id: Id<Round>| dates.get(&id).copied();
        let before = numbered(id, Ordering::Less).chain(round.follows).filter_map(at).max();
        let after = numbered(id, Ordering::Greater).chain(followers.get(&id).into_iter().flatten().copied()).filter_map(at).min();
        let due = before.map_or(due, |before| before.max(due));
        if after.is_some_and(|after| after <= due) {
            before_higher.insert(id);
        }
        Some((id, after.map_or(due, |after| after.min(due))))
    });
    let due: Vec<(Id<Round>, Bound)> = due.collect();
    dates.extend(due);
    // In a chain of such rounds each pass finds the dates of those beside the rounds of the pass before.
    loop {
        let found = model.rounds.iter().filter(|(id, _)| !dates.contains_key(id)).filter_map(|(id, round)| {
            let at = |id: &Id<Round>| dates.get(id).copied();
            let follower = || followers.get(&id).into_iter().flatten().filter_map(at).min();
            Some((id, round.follows.as_ref().and_then(at).or_else(follower)?))
        });
        let found: Vec<(Id<Round>, Bound)> = found.collect();
        if found.is_empty() {
            break;
        }
        dates.extend(found);
    }
    let in_track = model.rounds.iter().filter(|(id, round)| round.track.is_some() && !dates.contains_key(id)).filter_map(|(id, round)| {
        let others = || model.rounds.iter().filter(|(_, other)| other.track == round.track).map(|(other, _)| other);
        let at = |id: Id<Round>| dates.get(&id).copied();
        let before = numbered(id, Ordering::Less).filter_map(at).max();
        let after = numbered(id, Ordering::Greater).filter_map(at).min().filter(|_| before.is_none());
        if after.is_some() {
            before_higher.insert(id);
        }
        Some((id, before.or(after).or_else(|| others().filter_map(at).max())?))
    });
    let in_track: Vec<(Id<Round>, Bound)> = in_track.collect();
    dates.extend(in_track);
    let mut order: Vec<Id<Round>> = model.rounds.ids().collect();
    let key = |id: &Id<Round>| {
        let (at, own) = (dates.get(id), model.rounds[*id].date);
        // Of those of one day a dated round comes before one without a date, and a round that began earlier before others.
        (at.is_none(), at.copied(), !before_higher.contains(id), own.is_none(), own.map(|date| (date.earliest(), date)), number(*id), *id)
    };
    order.sort_by_key(key);
    let order = after_predecessors(model, &order);
    for (place, id) in order.iter().enumerate() {
        model.rounds[*id].place = place;
    }
    order
}

/// Moves a round before those that follow it, unless their dates say that it was later.
fn after_predecessors(model: &Model, order: &[Id<Round>]) -> Vec<Id<Round>> {
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

/// Reports cycles of `part_of`, `follows` and `parent`, each once, and cuts them, so that nothing later can walk in a circle.
fn cut_cycles(model: &mut Model, diagnostics: &mut Vec<Diagnostic>) {
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
    let problem = Diagnostic::new(Code::InvalidValue, span_of_name(from, &to.id), message);
    let problem = problem.help(format!("Take one `{key}` of the circle away."));
    diagnostics.push(problem.related(to.written.first_line, format!("`{}` is here", to.id)));
}

/// Where a note names another one as the next of a chain.
fn span_of_name(note: &Note, id: &str) -> Span {
    let names: Vec<&Text> = match &note.written.fields {
        Fields::Actor(own) => own.part_of.iter().flat_map(|many| &many.0).map(|name| &name.text).collect(),
        Fields::Round(own) => own.follows.iter().map(|name| &name.text).collect(),
        Fields::Topic(own) => own.parent.iter().map(|name| &name.text).collect(),
        _ => Vec::new(),
    };
    names.into_iter().find(|name| *name.value == *id).map_or(note.written.first_line, |name| name.span)
}

/// The edges that close circles of a relation: of all that lead to one another those to the first, and again until no circle is left.
fn closing_edges<T>(table: &Table<T>, related: impl Fn(&T) -> &[Id<T>]) -> Vec<(Id<T>, Id<T>)> {
    let mut edges: Vec<Vec<usize>> = table.as_slice().iter().map(|item| related(item).iter().map(|id| id.index()).collect()).collect();
    let mut closing = Vec::new();
    loop {
        let before = closing.len();
        for group in strongly_connected_components(&edges) {
            let first = *group.first().expect("a component has a node");
            for from in group {
                let leads_to = edges.get_mut(from).expect("a component is of nodes");
                if leads_to.contains(&first) {
                    leads_to.retain(|to| *to != first);
                    closing.push((Id::new(from), Id::new(first)));
                }
            }
        }
        if closing.len() == before {
            return closing;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::fixture::{model_of_site, statement};
    use crate::model::{Id, Model, Round};

    /// Rounds by id with these fields, in one track between two parties; the talks of 2024 are long past.
    fn rounds(of: &[(&str, &str)]) -> Model {
        let parties = "[[delegations]]\nactor = \"north\"\n[[delegations]]\nactor = \"south\"\n";
        let actors = ["north", "south"].map(|id| (format!("actors/{id}"), "summary = \"S\"\n".to_owned()));
        let rounds =
            of.iter().map(|(id, fields)| (format!("rounds/{id}"), format!("summary = \"S\"\ntrack = \"track\"\n{fields}\n{parties}")));
        let track = ("tracks/track".to_owned(), "summary = \"S\"\n".to_owned());
        let notes: Vec<(String, String)> = rounds.chain(actors).chain([track]).collect();
        let notes: Vec<(&str, String)> = notes.iter().map(|(path, front)| (&**path, front.clone())).collect();
        let (model, problems) = model_of_site("as_of = \"2024-12\"\n", &notes);
        assert!(problems.is_empty(), "{problems:?}");
        model
    }

    fn ids(model: &Model, rounds: &[Id<Round>]) -> Vec<String> {
        rounds.iter().map(|id| model.notes[model.rounds[*id].note].id.to_string()).collect()
    }

    #[test]
    fn a_round_without_a_date_stands_where_its_number_says() {
        let order = |of: &[(&str, &str)]| {
            let model = rounds(of);
            ids(&model, &model.rounds_in_order()).join(" ")
        };
        assert_eq!(
            order(&[
                ("c", "number = 3\ndate = \"2024-05\""),
                ("b", "number = 2"),
                ("d", "number = 4\ndate = \"2024-06\""),
                ("a", "number = 1")
            ]),
            "a b c d"
        );
        assert_eq!(
            order(&[("a", "number = 1\ndate = \"2024-05\""), ("b", "number = 2"), ("c", "number = 3\ndate = \"2024-06\"")]),
            "a b c"
        );
        assert_eq!(order(&[("a", ""), ("b", "date = \"2024-05\""), ("c", "date = \"2024-06\"")]), "b c a");
        // It stands where it was due, as far as what it follows and its number allow.
        let dated = [("b", "number = 2\ndate = \"2024-05\""), ("c", "date = \"2024-07\"")];
        let due = |fields| order(&[("a", fields), dated[0], dated[1]]);
        assert_eq!(due("planned = \"2024-06\""), "b a c");
        assert_eq!(due("planned = \"2024-08\"\nfollows = \"b\""), "b c a");
        assert_eq!(due("planned = \"2024-03\"\nfollows = \"b\""), "b a c");
        assert_eq!(due("planned = \"2024-06\"\nnumber = 1"), "a b c");
    }

    #[test]
    fn two_sessions_on_one_day_are_two_meetings() {
        let held = |of: &[(&str, &str)]| {
            let model = rounds(of);
            ids(&model, &model.held_meetings()).join(" ")
        };
        let day = "date = \"2024-03-12\"";
        assert_eq!(held(&[("a", day), ("b", &format!("{day}\nfollows = \"a\""))]), "a b");
        assert_eq!(held(&[("a", "date = \"2024-03\""), ("b", "date = \"2024-03\"")]), "a b");
        // The same meeting, less exactly dated.
        assert_eq!(held(&[("a", day), ("b", "date = \"2024-03\""), ("c", "date = \"2024-03-11/2024-03-13\"")]), "a");
    }

    #[test]
    fn a_round_to_come_was_not_held_unless_its_note_says_so() {
        let (yesterday, tomorrow) = ("date = \"2024-12-01\"", "date = \"2025-01-01\"");
        let model = rounds(&[("a", yesterday), ("b", tomorrow), ("c", &format!("status = \"held\"\n{tomorrow}"))]);
        assert_eq!(ids(&model, &model.held_meetings()), ["a", "c"]);
    }

    #[test]
    fn on_an_unknown_day_a_speaker_speaks_for_whom_it_always_does() {
        let actor = |more: &str| format!("summary = \"S\"\n{more}");
        let until_2010 = "{ actor = \"north\", to = \"2010\" }";
        let says = |by: &str| format!("[[statements]]\nid = \"{by}\"\ntext = \"T\"\nby = \"{by}\"\n");
        let (model, _) = model_of_site(
            "",
            &[
                ("actors/north", actor("")),
                ("actors/south", actor("")),
                ("actors/turncoat", actor(&format!("speaks_for = [{until_2010}, {{ actor = \"south\", from = \"2011\" }}]\n"))),
                ("actors/envoy", actor(&format!("speaks_for = [{until_2010}, {{ actor = \"south\" }}]\n"))),
                ("actors/minister", actor(&format!("speaks_for = [{until_2010}]\n"))),
                ("undated", says("turncoat") + &says("envoy") + &says("minister")),
                ("dated", format!("published = \"2009\"\n{}", says("turncoat"))),
            ],
        );
        let spoken_for = |name: &str| {
            let actors = &model.statements[statement(&model, name)].on_behalf_of;
            actors.iter().map(|id| model.notes[model.actors[*id].note].id.to_string()).collect::<Vec<_>>()
        };
        assert!(spoken_for("undated#turncoat").is_empty());
        assert_eq!(spoken_for("dated#turncoat"), ["north"]);
        assert_eq!(spoken_for("undated#envoy"), ["south"]);
        assert_eq!(spoken_for("undated#minister"), ["north"]);
    }
}
