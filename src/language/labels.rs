//! What `[labels]` renames: the names of kinds and views, and the headings, links and counts that are made of them.
//!
//! A label cannot be inflected. Where the interface's own words would inflect the name that it takes the place of, the label stands by itself
//! or before a number.

use std::collections::BTreeMap;

use super::Language;
use super::words::{Message, MessagePart, Words, parts};

/// What takes the place of words that contain the name of a kind or view, where that name is renamed; and those words.
const DERIVED_WORDS: &[(&str, &[&str])] = &[
    ("{kind.actor}: {copy.type}", &["set.ActorType"]),
    ("{kind.dispute}: {copy.status}", &["set.DisputeStatus"]),
    ("{kind.dispute}: {copy.type}", &["set.DisputeType"]),
    ("{kind.round}", &["relation.rounds"]),
    ("{kind.round}: {copy.type}", &["set.RoundType"]),
    (
        "{kind.topic}",
        &[
            "home.topic",
            "positions.whole_topic",
            "relation.parent",
            "relation.topics",
            "relation_in_statement.topics",
            "search.topic",
            "source.topic",
        ],
    ),
    ("{kind.track}", &["relation.track"]),
    ("{kinds.actors}", &["output.actors"]),
    ("{kinds.actors}, {kinds.rounds}, {search.statements}, GraphML", &["output.graphml"]),
    ("{kinds.actors}: {actor.offices}", &["output.roles"]),
    ("{kinds.disputes}", &["actor.disputes", "home.contested", "output.disputes", "round.disputes", "source.in_dispute"]),
    ("{kinds.disputes}:", &["statement.in_dispute"]),
    ("{kinds.disputes}: {dispute.answers_heading}", &["output.answers"]),
    ("{kinds.disputes}: {n}", &["positions.disputes", "topic.disputes", "topic.in_disputes"]),
    ("{kinds.pages}", &["output.pages"]),
    ("{kinds.rounds}", &["actor.at_meetings", "actor.meetings", "calendar.holds", "output.rounds"]),
    ("{kinds.rounds}, iCalendar", &["output.calendar"]),
    ("{kinds.rounds}:", &["dispute.rounds"]),
    ("{kinds.rounds}: {n}", &["actors.rounds"]),
    ("{kinds.rounds}: {n}.", &["timeline.total"]),
    ("{kinds.rounds}: {round.outcomes}", &["output.outcomes"]),
    ("{kinds.rounds}: {view.participation}", &["output.delegations"]),
    ("{kinds.sources}", &["home.references", "output.sources", "positions.works"]),
    ("{kinds.sources}: {sources.read}", &["methods.read"]),
    ("{kinds.topics}", &["output.topics"]),
    ("{kinds.topics}:", &["dispute.topics"]),
    ("{kinds.topics}: {n}", &["home.all_topics", "positions.topics"]),
    ("{kinds.topics}: {positions.others}", &["disputes.no_group"]),
    ("{kinds.topics}: {search.all}", &["source.all_topics"]),
    ("{kinds.topics}: {topic.side_by_side}", &["hint.positions"]),
    ("{kinds.topics}: {view.positions}", &["output.stances"]),
    ("{kinds.tracks}", &["output.tracks"]),
    ("{kinds.tracks}: {timeline.no_track}", &["timeline.other_tracks"]),
    ("{relation_in_statement.actors}: {kind.round}", &["relation_in_statement.rounds"]),
    ("{view.changes}", &["home.changes", "note.changes", "output.changes", "set.ChangeSeverity"]),
    ("{view.positions}", &["home.wants", "shifts.crumb"]),
    ("{view.shifts}", &["output.shifts", "positions.what_changed", "topic.changed"]),
    ("{view.timeline}", &["home.timeline", "timeline.drawing"]),
    ("{view.timeline} →", &["rounds.drawn"]),
];

impl Language {
    /// The language with the names that a site gives to kinds (`actor`, `actors`) and views (`timeline`).
    pub fn renamed<'l>(&self, labels: impl Iterator<Item = (&'l str, &'l str)>) -> Self {
        let keys_of = |name: &str| ["kind", "kinds", "view"].map(|section| format!("{section}.{name}"));
        let names = labels.flat_map(|(name, label)| keys_of(name).map(|key| (Box::from(key), Message::one(label))));
        let names: BTreeMap<Box<str>, Message> = names.filter(|(key, _)| self.words.get(key).is_some()).collect();
        let mut words = self.words.replaced(names.clone());
        let is_touched = |text: &str| parts(text).any(|part| matches!(part, MessagePart::Placeholder(name) if names.contains_key(name)));
        let touched = DERIVED_WORDS.iter().filter(|(text, _)| is_touched(text));
        let made = touched.flat_map(|(text, keys)| {
            let message = Message::one(&fill(&words, text));
            keys.iter().filter(|key| !words.is_own(key)).map(move |key| (Box::from(*key), message.clone()))
        });
        let made = made.collect();
        words = words.replaced(made);
        Self::with_words(&self.tag, words.into())
    }
}

/// A text with the names in their places; a number is filled in where it is known.
fn fill(words: &Words, text: &str) -> String {
    let colon = words.plain("frame.colon");
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
        for (text, keys) in DERIVED_WORDS {
            for part in parts(text) {
                let MessagePart::Placeholder(name) = part else { continue };
                let known = |key: &&str| match name {
                    "n" => english.get(key).is_some_and(|words| words.forms().all(|form| form.contains("{n}"))),
                    _ => !english.plain(name).is_empty(),
                };
                assert!(keys.iter().all(known), "{keys:?}: {name}");
            }
            assert!(keys.iter().all(|key| english.get(key).is_some()), "{keys:?}");
        }
        assert!(DERIVED_WORDS.is_sorted());
    }

    #[test]
    fn what_is_made_of_a_label_has_the_colon_of_the_language() {
        let own = BTreeMap::from([(Box::from("frame.colon"), Message::one("："))]);
        let language = Language::with_words("zh", Words::with_own("zh", own)).renamed(std::iter::once(("disputes", "争议")));
        assert_eq!(language.say("topic.disputes", &[("n", 3_usize.into())]), "争议：3");
        assert_eq!(language.word("statement.in_dispute"), "争议：");
    }

    #[test]
    fn a_label_goes_before_own_words_for_the_name_and_not_for_what_is_made_of_it() {
        let own = ["kinds.disputes", "home.contested"].map(|key| (Box::from(key), Message::one("Quarrels")));
        // `rapporteur theme i18n/en.toml` writes out words that nobody changes.
        let copied = (Box::from("round.disputes"), Words::built_in("en").get("round.disputes").unwrap().clone());
        let words = Words::with_own("en", own.into_iter().chain([copied]).collect());
        let language = Language::with_words("en", words).renamed(std::iter::once(("disputes", "Contradictions")));
        assert_eq!(language.word("kinds.disputes"), "Contradictions");
        assert_eq!(language.word("home.contested"), "Quarrels");
        assert_eq!(language.word("round.disputes"), "Contradictions");
    }

    #[test]
    fn a_label_takes_the_place_of_a_name_in_all_that_is_made_of_it() {
        let french = Language::new("fr").renamed(std::iter::once(("disputes", "Contradictions")));
        assert_eq!(french.words().plain("kinds.disputes"), "Contradictions");
        assert_eq!(french.say("topic.disputes", &[("n", 3_usize.into())]), "Contradictions\u{a0}: 3");
        assert_eq!(french.word("statement.in_dispute"), "Contradictions\u{a0}:");
        assert_eq!(french.word("home.wants"), Language::new("fr").word("home.wants"));
    }
}
