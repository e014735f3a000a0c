//! Which names there are, and what to say of one that there is not.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::problems::Problems;
use super::{PublishedNotes, carries_statements};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};
use crate::file::Span;
use crate::model::{Actor, Dispute, Entity, Id, Model, Note, Round, Source, Statement, Table, Topic, Track};
use crate::parse::fields::{Fields, Kind};
use crate::parse::name::{slug, spelling_key};
use crate::parse::record::Text;

/// Every name that a reference may use.
#[derive(Default)]
pub(super) struct Names {
    notes: HashMap<Box<str>, (Id<Note>, Entity)>,
    /// The ids of the notes that bear a title or other name, by [`spelling_key`].
    ids_by_title: HashMap<String, Vec<Box<str>>>,
    by_kind: BTreeMap<Kind, Vec<Box<str>>>,
    statements: Table<HashMap<Box<str>, Id<Statement>>, Source>,
    /// A source's statements in order: place among the written ones, and id.
    pub(super) statement_order: Table<Vec<(usize, Box<str>)>, Source>,
    /// The note of each statement's source, and where its text stands.
    pub(super) statement_texts: Table<(Id<Note>, Span), Statement>,
    drafts: HashSet<Box<str>>,
    /// Statements of works that were not read, about which `statement-in-cited-source` complains.
    refused: Table<HashSet<Box<str>>, Source>,
    /// Sources whose front matter could not be read whole, which has been reported.
    broken: HashSet<Id<Source>>,
}

/// Looks up a name of front matter that must be of one kind; nothing after a report.
macro_rules! lookups {
    ($($method:ident $kind:ident),*) => {
        $(pub(super) fn $method<'a>(&'a self, name: &Text, problems: &mut Problems<'a>) -> Option<Id<$kind>> {
            match self.of_kind(name, Kind::$kind, problems)? {
                Entity::$kind(id) => Some(id),
                _ => None,
            }
        })*
    };
}

impl Names {
    pub(super) fn new(published: &PublishedNotes, config: &Config) -> Self {
        let mut names = Self { notes: HashMap::with_capacity(published.notes.len()), drafts: published.drafts.clone(), ..Self::default() };
        let rule = Code::StatementInCitedSource;
        for original in &published.notes {
            let parsed = &original.parsed;
            let Some(kind) = original.entity.kind() else { continue };
            names.notes.insert(parsed.id.clone(), (original.note, original.entity));
            names.by_kind.entry(kind).or_default().push(parsed.id.clone());
            let common = &parsed.common;
            // A note is known by its original's title in every language.
            let untranslated = original.untranslated.common.title.given().filter(|_| parsed.language.is_some());
            let titles = common.title.given().into_iter().chain(untranslated).map(|title| &*title.value);
            for name in titles.chain(common.other_names().map(|name| &*name.value)) {
                let ids = names.ids_by_title.entry(spelling_key(name)).or_default();
                if !ids.contains(&parsed.id) {
                    ids.push(parsed.id.clone());
                }
            }
            if let Fields::Source(source) = &parsed.fields {
                let mut here = HashMap::new();
                let mut order = Vec::new();
                let mut refused = HashSet::new();
                if carries_statements(&parsed.fields) {
                    for (index, statement) in source.statements.iter().enumerate() {
                        let numbered = || format!("statement-{}", index + 1).into();
                        let id = statement.id.given().map_or_else(numbered, |id| id.value.clone());
                        if here.contains_key(&id) {
                            continue;
                        }
                        here.insert(id.clone(), names.statement_texts.push((original.note, statement.text.span)));
                        order.push((index, id));
                    }
                } else if matches!(config.checks.get(&rule), None | Some(Some(Severity::Error)))
                    && !common.allow.iter().any(|code| code.value == rule)
                {
                    refused.extend(source.statements.iter().filter_map(|statement| statement.id.given()).map(|id| id.value.clone()));
                }
                let source = names.refused.push(refused);
                let has_lost_id = parsed.text.unread.iter().any(|(_, key)| *key == "id");
                if has_lost_id || parsed.diagnostics.iter().any(|problem| problem.code == Code::FrontMatterSyntax) {
                    names.broken.insert(source);
                }
                names.statements.push(here);
                names.statement_order.push(order);
            }
        }
        names
    }

    /// How many notes and statements there are.
    pub(super) fn len(&self) -> usize {
        self.notes.len() + self.statement_texts.len()
    }

    pub(super) fn note(&self, id: &str) -> Option<(Id<Note>, Entity)> {
        self.notes.get(id).copied()
    }

    pub(super) fn statement(&self, source: Id<Source>, id: &str) -> Option<Id<Statement>> {
        self.statements[source].get(id).copied()
    }

    /// A statement's plain text as readers see it. The notes of `model` have titles in the place of ids already.
    pub(super) fn text_in<'m>(&self, id: Id<Statement>, model: &'m Model) -> Option<&'m str> {
        let (note, span) = self.statement_texts[id];
        let Fields::Source(source) = &model.notes[note].written.fields else { return None };
        source.statements.iter().find(|statement| statement.text.span == span).map(|statement| &*statement.text.plain)
    }

    /// The actors that have this title or other name, whatever the case.
    pub(super) fn actors_named(&self, name: &str) -> Vec<(Id<Note>, Id<Actor>)> {
        let notes = self.ids_by_title.get(&spelling_key(name)).into_iter().flatten().filter_map(|id| self.note(id));
        notes.filter_map(|(note, entity)| if let Entity::Actor(actor) = entity { Some((note, actor)) } else { None }).collect()
    }

    pub(super) fn is_draft(&self, id: &str) -> bool {
        self.drafts.contains(id)
    }

    /// The id that was probably meant, of a note of a kind or of any.
    pub(super) fn suggest(&self, wrong: &str, kind: Option<Kind>) -> Option<String> {
        let fits = |id: &str| self.note(id).is_some_and(|(_, entity)| kind.is_none() || entity.kind() == kind);
        if let Some(id) = self.ids_by_title.get(&spelling_key(wrong)).into_iter().flatten().find(|id| fits(id)) {
            return Some(id.to_string());
        }
        let last = wrong.rsplit('/').next().unwrap_or(wrong).trim_end_matches(".md").to_lowercase().replace([' ', '_'], "-");
        if fits(&last) {
            return Some(last);
        }
        let known = self.by_kind.iter().filter(|(of, _)| kind.is_none_or(|kind| **of == kind)).flat_map(|(_, ids)| ids).map(|id| &**id);
        did_you_mean(&last, known).map(str::to_owned)
    }

    /// Reports a name that no note has, so that nothing comes of it. `kind` is the one that is wanted, if it is one. `quotes` stand around the name in the file.
    pub(super) fn report_unknown<'a, T>(
        &'a self,
        text: &str,
        span: Span,
        kind: Option<Kind>,
        quotes: &'static str,
        problems: &mut Problems<'a>,
    ) -> Option<T> {
        if self.is_draft(text) {
            let problem = Diagnostic::new(Code::UnknownReference, span, format!("`{text}` is a draft, and so not on the site"));
            return problems.reject(problem.help("Take the name away, publish the note (`draft = false`), or build with `--drafts`."));
        }
        let message = format!("no {} has the id `{text}`", kind.map_or("note", Kind::as_str));
        if text.contains([',', ';']) && !quotes.is_empty() {
            let each = text.split([',', ';']).map(|id| format!("\"{}\"", id.trim())).collect::<Vec<_>>().join(", ");
            let problem = Diagnostic::new(Code::UnknownReference, span, message);
            return problems.reject(
                problem.help(format!(
                    "No id holds a comma or a semicolon. Where several may be named, each has quotes of its own: `[{each}]`."
                )),
            );
        }
        let begun = kind.map_or_else(|| format!("({})", Kind::ALL.map(Kind::as_str).join("|")), |kind| kind.as_str().to_owned());
        let id = slug(text.rsplit('/').next().unwrap_or(text)).map_or_else(String::new, |id| format!(" --id {id}"));
        let problem = Diagnostic::new(Code::UnknownReference, span, message)
            .help(format!("Begin the note with `rapporteur new {begun} \"…\"{id}`, or correct the id."));
        let text = text.to_owned();
        problems.push_with_suggestion(problem, move |problem| problem.suggest(self.suggest(&text, kind).as_deref(), quotes));
        None
    }

    /// The whole name of a statement of which only the id is known; of several the first.
    pub(super) fn whole_name(&self, statement: &str) -> Option<String> {
        let has_it = |entity: &Entity| matches!(entity, Entity::Source(source) if self.statement(*source, statement).is_some());
        let sources = self.notes.iter().filter(|(_, (_, entity))| has_it(entity));
        sources.map(|(id, _)| id).min().map(|id| format!("{id}#{statement}"))
    }

    /// Reports a statement that a source does not have, so that nothing comes of it. `quotes` stand around the name in the file.
    pub(super) fn report_unknown_statement<'a, T>(
        &'a self,
        source_id: &str,
        source: Id<Source>,
        id: &str,
        span: Span,
        quotes: &'static str,
        problems: &mut Problems<'a>,
    ) -> Option<T> {
        // It stands there, and its source was not read; or it may stand in what could not be read. Both have been reported.
        if self.refused[source].contains(id) || self.broken.contains(&source) {
            return None;
        }
        let problem = Diagnostic::new(Code::UnknownReference, span, format!("the source `{source_id}` has no statement `{id}`"));
        let known = &self.statements[source];
        if known.is_empty() {
            return problems.reject(problem.help("This source carries no statements: cite the work as a whole, without `#`."));
        }
        let problem = problem.help(format!("Add a `[[statements]]` entry with `id = \"{id}\"` to the source, or correct the name."));
        let (source_id, id) = (source_id.to_owned(), id.to_owned());
        problems.push_with_suggestion(problem, move |problem| {
            let mut ids: Vec<&str> = known.keys().map(|id| &**id).collect();
            ids.sort_unstable();
            problem.suggest(did_you_mean(&id, ids).map(|near| format!("{source_id}#{near}")).as_deref(), quotes)
        });
        None
    }

    /// The problem with a name of the wrong kind.
    pub(super) fn wrong_kind(text: &str, is: Option<Kind>, wanted: &str, span: Span) -> Diagnostic {
        let is = is.map_or("a list", Fields::record_name);
        Diagnostic::new(Code::WrongKind, span, format!("`{text}` is {is}, and {wanted} is wanted here"))
            .help(format!("Name {wanted}, or move the reference to the field that takes {is}."))
    }

    lookups!(actor Actor, round Round, track Track, source Source, topic Topic, dispute Dispute);

    /// Looks up a name of front matter that must be of one kind.
    fn of_kind<'a>(&'a self, name: &Text, kind: Kind, problems: &mut Problems<'a>) -> Option<Entity> {
        let (text, wanted) = (&*name.value, Fields::record_name(kind));
        match self.note(text) {
            Some((_, entity)) if entity.kind() == Some(kind) => Some(entity),
            Some((_, entity)) => problems.reject(Self::wrong_kind(text, entity.kind(), wanted, name.span)),
            None if text.contains('#') => problems.reject(
                Diagnostic::new(Code::UnknownReference, name.span, format!("no {} has the id `{text}`", kind.as_str()))
                    .help(format!("This field takes {wanted}, not a statement."))
                    .suggest(text.split('#').next().filter(|id| self.note(id).is_some_and(|(_, is)| is.kind() == Some(kind))), "\""),
            ),
            None => self.report_unknown(text, name.span, Some(kind), "\"", problems),
        }
    }
}
