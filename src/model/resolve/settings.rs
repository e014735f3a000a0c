//! The notes that `site.toml` names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::links;
use super::names::Names;
use super::problems::Problems;
use crate::config::Config;
use crate::counts::unique;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::model::address::Addresses;
use crate::model::{Actor, Dispute, Id, Model, Topic};
use crate::parse::ParsedNote;
use crate::parse::fields::Fields;
use crate::parse::record::OneOrMany;

/// How many columns there may be: no more hues can be told apart, and no more columns stand on a page.
const MAX_COLUMNS: usize = 5;

/// The columns of `[positions]`: the actors of each. One that names nobody is left out, which has been reported.
pub(super) fn columns<'a>(config: &'a Config, names: &'a Names, problems: &mut Problems<'a>) -> Vec<Vec<Id<Actor>>> {
    let mut columns = Vec::new();
    let mut taken: Vec<Id<Actor>> = Vec::new();
    let written = &config.positions.columns;
    for OneOrMany(column) in written {
        let found: Vec<_> = column.iter().filter_map(|name| Some((names.actor(name, problems)?, name))).collect();
        for (id, name) in &found {
            if taken.contains(id) {
                let problem = Diagnostic::new(Code::InvalidValue, name.span, format!("`{}` stands in `columns` twice", name.value));
                problems.push(problem.help("Delete one of them."));
            }
            taken.push(*id);
        }
        let actors = unique(found.into_iter().map(|(id, _)| id));
        if !actors.is_empty() {
            columns.push(actors);
        }
    }
    if let Some(name) = written.get(MAX_COLUMNS).and_then(|column| column.0.first()) {
        let message = format!("`columns` holds {}, and no more than {MAX_COLUMNS} stand side by side", written.len());
        problems.push(Diagnostic::new(Code::InvalidValue, name.span, message).help("Put several actors into one list, or leave some out."));
        columns.truncate(MAX_COLUMNS);
    }
    columns
}

/// The topics and the disputes of `[home]`. What names none is left out, which has been reported.
pub(super) fn home<'a>(config: &'a Config, names: &'a Names, problems: &mut Problems<'a>) -> (Vec<Id<Topic>>, Vec<Id<Dispute>>) {
    let topics = unique(config.home.topics.iter().filter_map(|name| names.topic(name, problems)));
    (topics, unique(config.home.disputes.iter().filter_map(|name| names.dispute(name, problems))))
}

/// The notes of `[translate]`. A draft may wait in it; the home page and the introductions of lists, `_index`, are asked for anyway.
pub(super) fn translate<'a>(config: &'a Config, names: &'a Names, problems: &mut Problems<'a>) {
    let is_known = |id: &str| names.note(id).is_some() || names.is_draft(id) || id.ends_with("_index");
    for name in config.translate.iter().flat_map(|translate| &translate.notes).filter(|name| !is_known(&name.value)) {
        names.report_unknown::<()>(&name.value, name.span, None, "\"", problems);
    }
}

/// Groups of topics: those of `topic_groups` are groups of topics, and where it is written, topics have no others. `parsed` holds drafts
/// too: the group of a draft may wait in `topic_groups`.
pub(super) fn topic_groups(config: &Config, parsed: &[Arc<ParsedNote>], problems: &mut Problems<'_>) {
    let written = parsed.iter().filter(|note| note.language.is_none()).filter_map(|note| match &note.fields {
        Fields::Topic(topic) => topic.group.as_ref(),
        _ => None,
    });
    let written: Vec<_> = written.collect();
    let groups: BTreeSet<&str> = written.iter().map(|group| &*group.value).collect();
    for listed in config.topic_groups.iter().filter(|listed| !groups.contains(&*listed.value)) {
        problems.push(
            Diagnostic::new(Code::InvalidValue, listed.span, format!("no topic has the group `{}`", listed.value))
                .help("Give a topic `group` with these very words, or take it out of `topic_groups`.")
                .suggest(did_you_mean(&listed.value, groups.iter().copied()), "\""),
        );
    }
    if config.topic_groups.is_empty() {
        return;
    }
    for group in written.iter().filter(|group| !config.topic_groups.iter().any(|listed| listed.value == group.value)) {
        problems.push(
            Diagnostic::new(Code::InvalidValue, group.span, format!("`topic_groups` in `site.toml` has no `{}`", group.value))
                .help("Add it there: the list says in which order groups stand.")
                .suggest(did_you_mean(&group.value, config.topic_groups.iter().map(|listed| &*listed.value)), "\""),
        );
    }
}

/// The menus: their notes are on the site, and something lies where their paths lead.
pub(super) fn menus<'a>(config: &'a Config, names: &'a Names, addresses: &'a Addresses, model: &Model, problems: &mut Problems<'a>) {
    let in_languages = config.in_languages.values().filter_map(|words| words.menu.as_ref());
    for entry in std::iter::once(&config.menu).chain(in_languages).flat_map(|menu| &menu.items) {
        if let Some(note) = entry.value.note.as_ref().filter(|note| names.note(&note.value).is_none()) {
            names.report_unknown::<()>(&note.value, note.span, None, "\"", problems);
        }
        if let Some(url) = entry.value.url.as_ref().filter(|url| url.value.starts_with('/')) {
            problems.append(links::path_on_site(url, names, addresses, model));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::fixture::model_of_site;

    fn problems(settings: &str) -> Vec<String> {
        let topic = |group: &str| format!("summary = \"S\"\ngroup = \"{group}\"\n");
        let actor = || "summary = \"S\"\n".to_owned();
        let notes = [
            ("actors/north", actor()),
            ("actors/south", actor()),
            ("topics/land", topic("Land")),
            ("topics/talks", topic("The talks themselves")),
        ];
        let (_, problems) = model_of_site(settings, &notes);
        problems.into_iter().map(|problem| format!("{} ({})", problem.message, problem.help.unwrap_or_default())).collect()
    }

    #[test]
    fn the_home_page_shows_topics_and_disputes() {
        assert_eq!(
            problems("[home]\ntopics = [\"land\", \"lan\", \"north\"]\ndisputes = [\"south\"]\n"),
            [
                "no topic has the id `lan` (Did you mean `land`?)",
                "`north` is an actor, and a topic is wanted here (Name a topic, or move the reference to the field that takes an actor.)",
                "`south` is an actor, and a dispute is wanted here (Name a dispute, or move the reference to the field that takes an actor.)",
            ]
        );
    }

    #[test]
    fn notes_to_be_translated_are_there() {
        assert_eq!(
            problems("[translate]\nnotes = [\"land\", \"_index\", \"actors/_index\", \"lan\"]\n"),
            ["no note has the id `lan` (Did you mean `land`?)"]
        );
    }

    #[test]
    fn menus_lead_to_what_is_there() {
        let sound = "[[menu.items]]\nnote = \"land\"\n\n[[menu.items]]\nlabel = \"When\"\nurl = \"/timeline/?a#b\"\n\n\
            [[menu.items]]\nlabel = \"Home\"\nurl = \"/\"\n\n[[menu.items]]\nlabel = \"North\"\nurl = \"/actors/north\"\n";
        assert!(problems(sound).is_empty(), "{:?}", problems(sound));
        let dead = "[[menu.items]]\nnote = \"lan\"\n\n[languages.tr]\nmenu = { items = [{ label = \"When\", url = \"/timelin/\" }, \
            { label = \"North\", url = \"/tr/actors/north/\" }, { label = \"Nowhere\", url = \"/actors/north/#nowhere\" }, \
            { label = \"Elsewhere\", url = \"https://example.com/\" }] }\n";
        assert_eq!(
            problems(dead),
            [
                "no note has the id `lan` (Did you mean `land`?)",
                "nothing on this site lies at `/timelin/` (Did you mean `/timeline/`? A leading `/` means the site's root; to link to a note, write `[[id]]`, in a menu `note = \"id\"`.)",
                "`north` has no heading with the anchor `nowhere` (The page has no headings: leave the anchor out.)",
            ]
        );
    }

    #[test]
    fn columns_are_actors_and_each_stands_in_one() {
        assert!(problems("[positions]\ncolumns = [\"north\", [\"south\"]]\n").is_empty());
        assert_eq!(
            problems("[positions]\ncolumns = [\"nort\", \"land\", \"south\", [\"north\", \"south\"]]\n"),
            [
                "no actor has the id `nort` (Did you mean `north`?)",
                "`land` is a topic, and an actor is wanted here (Name an actor, or move the reference to the field that takes a topic.)",
                "`south` stands in `columns` twice (Delete one of them.)",
            ]
        );
        let six = "[positions]\ncolumns = [\"north\", \"south\", \"north\", \"north\", \"north\", \"north\"]\n";
        assert_eq!(problems(six).last().unwrap().split(',').next().unwrap(), "`columns` holds 6");
    }

    #[test]
    fn groups_are_those_of_topics_and_all_of_them() {
        assert!(problems("topic_groups = [\"The talks themselves\", \"Land\"]\n").is_empty());
        assert_eq!(
            problems("topic_groups = [\"Land\", \"The talk themselves\"]\n"),
            [
                "no topic has the group `The talk themselves` (Did you mean `The talks themselves`?)",
                "`topic_groups` in `site.toml` has no `The talks themselves` (Did you mean `The talk themselves`?)",
            ]
        );
    }
}
