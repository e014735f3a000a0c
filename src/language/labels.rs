//! What `[labels]` renames: the names of kinds and views, and the headings, links and counts that are made of them.
//!
//! A label cannot be inflected. Where the interface's own words would inflect the name that it takes the place of, the label stands by itself
//! or before a number.

use std::collections::BTreeMap;

use super::Language;
use super::words::{Message, MessagePart, Words, parts};

/// The words that contain the name of a kind or view, and what takes their place where that name is renamed.
const DERIVED_WORDS: &[(&str, &str)] = &[
    ("actor.at_meetings", "{kinds.rounds}"),
    ("actor.disputes", "{kinds.disputes}"),
    ("actor.meetings", "{kinds.rounds}"),
    ("actors.rounds", "{kinds.rounds}: {n}"),
    ("calendar.holds", "{kinds.rounds}"),
    ("dispute.rounds", "{kinds.rounds}:"),
    ("dispute.topics", "{kinds.topics}:"),
    ("disputes.no_group", "{kinds.topics}: {positions.others}"),
    ("hint.positions", "{kinds.topics}: {topic.side_by_side}"),
    ("home.all_topics", "{kinds.topics}: {n}"),
    ("home.changes", "{view.changes}"),
    ("home.contested", "{kinds.disputes}"),
    ("home.references", "{kinds.sources}"),
    ("home.timeline", "{view.timeline}"),
    ("home.topic", "{kind.topic}"),
    ("home.wants", "{view.positions}"),
    ("methods.read", "{kinds.sources}: {sources.read}"),
    ("note.changes", "{view.changes}"),
    ("output.actors", "{kinds.actors}"),
    ("output.answers", "{kinds.disputes}: {dispute.answers_heading}"),
    ("output.calendar", "{kinds.rounds}, iCalendar"),
    ("output.changes", "{view.changes}"),
    ("output.delegations", "{kinds.rounds}: {view.participation}"),
    ("output.disputes", "{kinds.disputes}"),
    ("output.graphml", "{kinds.actors}, {kinds.rounds}, {search.statements}, GraphML"),
    ("output.outcomes", "{kinds.rounds}: {round.outcomes}"),
    ("output.pages", "{kinds.pages}"),
    ("output.roles", "{kinds.actors}: {actor.offices}"),
    ("output.rounds", "{kinds.rounds}"),
    ("output.shifts", "{view.shifts}"),
    ("output.sources", "{kinds.sources}"),
    ("output.stances", "{kinds.topics}: {view.positions}"),
    ("output.topics", "{kinds.topics}"),
    ("output.tracks", "{kinds.tracks}"),
    ("positions.disputes", "{kinds.disputes}: {n}"),
    ("positions.topics", "{kinds.topics}: {n}"),
    ("positions.what_changed", "{view.shifts}"),
    ("positions.whole_topic", "{kind.topic}"),
    ("positions.works", "{kinds.sources}"),
    ("relation.parent", "{kind.topic}"),
    ("relation.rounds", "{kind.round}"),
    ("relation.topics", "{kind.topic}"),
    ("relation.track", "{kind.track}"),
    ("relation_in_statement.rounds", "{relation_in_statement.actors}: {kind.round}"),
    ("relation_in_statement.topics", "{kind.topic}"),
    ("round.disputes", "{kinds.disputes}"),
    ("rounds.drawn", "{view.timeline} →"),
    ("search.topic", "{kind.topic}"),
    ("set.ActorType", "{kind.actor}: {copy.type}"),
    ("set.ChangeSeverity", "{view.changes}"),
    ("set.DisputeStatus", "{kind.dispute}: {copy.status}"),
    ("set.DisputeType", "{kind.dispute}: {copy.type}"),
    ("set.RoundType", "{kind.round}: {copy.type}"),
    ("shifts.crumb", "{view.positions}"),
    ("source.all_topics", "{kinds.topics}: {search.all}"),
    ("source.in_dispute", "{kinds.disputes}"),
    ("source.topic", "{kind.topic}"),
    ("statement.in_dispute", "{kinds.disputes}:"),
    ("timeline.drawing", "{view.timeline}"),
    ("timeline.other_tracks", "{kinds.tracks}: {timeline.no_track}"),
    ("timeline.total", "{kinds.rounds}: {n}."),
    ("topic.changed", "{view.shifts}"),
    ("topic.disputes", "{kinds.disputes}: {n}"),
    ("topic.in_disputes", "{kinds.disputes}: {n}"),
];

impl Language {
    /// The language with the names that a site gives to kinds (`actor`, `actors`) and views (`timeline`).
    pub fn renamed<'l>(&self, labels: impl Iterator<Item = (&'l str, &'l str)>) -> Self {
        let keys_of = |name: &str| ["kind", "kinds", "view"].map(|section| format!("{section}.{name}"));
        let names = labels.flat_map(|(name, label)| keys_of(name).map(|key| (Box::from(key), Message::one(label))));
        let names: BTreeMap<Box<str>, Message> = names.filter(|(key, _)| self.words.get(key).is_some()).collect();
        let mut words = self.words.replaced(names.clone());
        // "label: n", as the language writes it; a site's own words may say it in another way.
        let between = words.plain("mention.count").strip_prefix("{relation}").and_then(|rest| rest.strip_suffix("{n}"));
        let colon = between.filter(|between| !between.contains('{')).unwrap_or(": ").to_owned();
        let is_touched = |text: &str| parts(text).any(|part| matches!(part, MessagePart::Placeholder(name) if names.contains_key(name)));
        let made = DERIVED_WORDS.iter().filter(|(key, text)| is_touched(text) && !words.is_own(key));
        let made = made.map(|(key, text)| (Box::from(*key), Message::one(&fill(&words, text, &colon)))).collect();
        words = words.replaced(made);
        Self::with_words(&self.tag, words.into())
    }
}

/// A text with the names in their places; a number is filled in where it is known.
fn fill(words: &Words, text: &str, colon: &str) -> String {
    let spaced = text.replace(": ", colon);
    let text = match spaced.strip_suffix(':') {
        Some(name) => format!("{name}{}", colon.trim_end()),
        None => spaced,
    };
    let part = |part| match part {
        MessagePart::Placeholder("n") => "{n}".to_owned(),
        MessagePart::Placeholder(key) => words.plain(key).to_owned(),
        MessagePart::Literal(text) => text.to_owned(),
    };
    parts(&text).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_words_are_made_of_are_words_of_every_language() {
        let english = Words::built_in("en");
        for (key, text) in DERIVED_WORDS {
            assert!(english.get(key).is_some(), "{key}");
            for part in parts(text) {
                let MessagePart::Placeholder(name) = part else { continue };
                let known = if name == "n" {
                    english.get(key).unwrap().forms().all(|form| form.contains("{n}"))
                } else {
                    !english.plain(name).is_empty()
                };
                assert!(known, "{key}: {name}");
            }
        }
        assert!(DERIVED_WORDS.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn a_count_of_mentions_in_words_of_its_own_breaks_no_label() {
        for count in ["{n} × {relation}", "{relation}, {n}× {n}", "{relation}"] {
            let own = BTreeMap::from([(Box::from("mention.count"), Message::one(count))]);
            let language = Language::with_words("en", Words::with_own("en", own)).renamed(std::iter::once(("disputes", "Contradictions")));
            assert_eq!(language.word("output.answers"), "Contradictions: The answers, and who gives them", "{count}");
        }
    }

    #[test]
    fn a_label_goes_before_own_words_for_the_name_and_not_for_what_is_made_of_it() {
        let own = ["kinds.disputes", "home.contested"].map(|key| (Box::from(key), Message::one("Quarrels")));
        let language =
            Language::with_words("en", Words::with_own("en", own.into())).renamed(std::iter::once(("disputes", "Contradictions")));
        assert_eq!(language.word("kinds.disputes"), "Contradictions");
        assert_eq!(language.word("home.contested"), "Quarrels");
        assert_eq!(language.word("round.disputes"), "Contradictions");
    }

    #[test]
    fn a_label_takes_the_place_of_a_name_in_all_that_is_made_of_it() {
        let french = Language::new("fr").renamed(std::iter::once(("disputes", "Contradictions")));
        assert_eq!(french.words().plain("kinds.disputes"), "Contradictions");
        assert_eq!(french.say("topic.disputes", &[("n", 3_usize.into())]), "Contradictions : 3");
        assert_eq!(french.word("statement.in_dispute"), "Contradictions :");
        assert_eq!(french.word("home.wants"), Language::new("fr").word("home.wants"));
    }
}
