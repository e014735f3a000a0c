//! Which names there are, and what to say of one that there is not.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Chosen, carries_statements};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::Span;
use crate::model::{Entity, Id, Note, Source, Statement};
use crate::parse::fields::{Fields, Kind};
use crate::parse::record::Text;

/// Suggestions cost a walk over all names; past this many a run's messages go without.
const MOST_SUGGESTIONS: usize = 500;

/// Every name that a reference may use.
pub(super) struct Names {
    notes: HashMap<Box<str>, (Id<Note>, Entity)>,
    /// Lower-cased titles and other names, for "did you mean".
    called: HashMap<String, Box<str>>,
    by_kind: Vec<Vec<Box<str>>>,
    statements: Vec<HashMap<Box<str>, Id<Statement>>>,
    statement_order: Vec<Vec<(usize, Box<str>)>>,
    statement_notes: Vec<Id<Note>>,
    drafts: HashSet<Box<str>>,
    suggested: AtomicUsize,
}

impl Names {
    pub(super) fn new(chosen: &Chosen) -> Self {
        let mut names = Self {
            notes: HashMap::with_capacity(chosen.notes.len()),
            called: HashMap::new(),
            by_kind: vec![Vec::new(); Kind::ALL.len()],
            statements: Vec::new(),
            statement_order: Vec::new(),
            statement_notes: Vec::new(),
            drafts: chosen.drafts.iter().cloned().collect(),
            suggested: AtomicUsize::new(0),
        };
        let mut next = 0;
        for original in &chosen.notes {
            let parsed = &original.parsed;
            let Some(kind) = original.entity.kind() else { continue };
            names.notes.insert(parsed.id.clone(), (original.note, original.entity));
            if let Some(list) = names.by_kind.get_mut(place_of(kind)) {
                list.push(parsed.id.clone());
            }
            let common = &parsed.common;
            let others = common.also_known_as.iter().chain(common.names.iter().flat_map(|map| map.0.iter().map(|(_, name)| name)));
            for name in common.title.given().into_iter().chain(others) {
                names.called.entry(name.value.to_lowercase()).or_insert_with(|| parsed.id.clone());
            }
            if let Fields::Source(source) = &parsed.fields {
                let mut here = HashMap::new();
                let mut order = Vec::new();
                if carries_statements(&parsed.fields) {
                    for (index, statement) in source.statements.iter().enumerate() {
                        let id = statement
                            .id
                            .given()
                            .map_or_else(|| format!("statement-{}", index.saturating_add(1)).into(), |id| id.value.clone());
                        if here.contains_key(&id) {
                            continue;
                        }
                        here.insert(id.clone(), Id::new(next));
                        order.push((index, id));
                        names.statement_notes.push(original.note);
                        next = next.saturating_add(1);
                    }
                }
                names.statements.push(here);
                names.statement_order.push(order);
            }
        }
        names
    }

    /// How many notes have an id.
    pub(super) fn len(&self) -> usize {
        self.notes.len()
    }

    /// How many statements there are.
    pub(super) fn statements_len(&self) -> usize {
        self.statement_notes.len()
    }

    /// The note of an id.
    pub(super) fn note(&self, id: &str) -> Option<(Id<Note>, Entity)> {
        self.notes.get(id).copied()
    }

    /// Whether a draft has this id.
    pub(super) fn is_draft(&self, id: &str) -> bool {
        self.drafts.contains(id)
    }

    /// The ids of a kind with their places in its table.
    pub(super) fn all(&self, kind: Kind) -> impl Iterator<Item = (&str, usize)> {
        self.by_kind.get(place_of(kind)).into_iter().flatten().enumerate().map(|(place, id)| (&**id, place))
    }

    /// A source's statement.
    pub(super) fn statement(&self, source: Id<Source>, id: &str) -> Option<Id<Statement>> {
        self.statements.get(source.index())?.get(id).copied()
    }

    /// The note of a statement's source.
    pub(super) fn note_of_statement(&self, id: Id<Statement>) -> Id<Note> {
        self.statement_notes.get(id.index()).copied().unwrap_or_else(|| Id::new(0))
    }

    /// The id of the note that has this title or other name, whatever the case.
    pub(super) fn called(&self, name: &str) -> Option<&str> {
        self.called.get(&name.to_lowercase()).map(|id| &**id)
    }

    /// A source's statements in order: place among the written ones, and id.
    pub(super) fn statements(&self, source: Id<Source>) -> &[(usize, Box<str>)] {
        self.statement_order.get(source.index()).map_or(&[], Vec::as_slice)
    }

    fn suggest(&self, wrong: &str, kinds: &[Kind]) -> Option<String> {
        if self.suggested.fetch_add(1, Ordering::Relaxed) >= MOST_SUGGESTIONS {
            return None;
        }
        let fits = |id: &str| kinds.is_empty() || self.note(id).is_some_and(|(_, e)| e.kind().is_some_and(|k| kinds.contains(&k)));
        if let Some(id) = self.called.get(&wrong.to_lowercase()).filter(|id| fits(id)) {
            return Some(id.to_string());
        }
        let last = wrong.rsplit('/').next().unwrap_or(wrong).trim_end_matches(".md").to_lowercase().replace([' ', '_'], "-");
        if self.note(&last).is_some() && fits(&last) {
            return Some(last);
        }
        let of_kinds = |kind: &Kind| kinds.is_empty() || kinds.contains(kind);
        let known = Kind::ALL.iter().filter(|k| of_kinds(k)).filter_map(|k| self.by_kind.get(place_of(*k))).flatten().map(|id| &**id);
        did_you_mean(&last, known).map(str::to_owned)
    }

    /// The problem with a name that no note has. `kinds` are those that would do; empty: any.
    pub(super) fn unknown(&self, text: &str, span: Span, kinds: &[Kind]) -> Diagnostic {
        if self.is_draft(text) {
            return Diagnostic::new(Code::UnknownReference, span, format!("`{text}` is a draft, and this note is published"))
                .help("Take the link away, publish the other note (`draft = false`), or build with `--drafts`.");
        }
        let wanted = match kinds {
            [one] => format!("no {} has the id `{text}`", one.as_str()),
            _ => format!("no note has the id `{text}`"),
        };
        let problem = Diagnostic::new(Code::UnknownReference, span, wanted);
        match self.suggest(text, kinds) {
            Some(near) => problem.help(format!("Did you mean `{near}`?")).fix(span, near),
            None => {
                let kind = kinds.first().copied().unwrap_or(Kind::Actor);
                problem.help(format!("Write the note `content/{}/{}.md`, or correct the id.", kind.folder(), slug_hint(text)))
            }
        }
    }

    /// The problem with a statement that a source does not have.
    pub(super) fn unknown_statement(&self, source_id: &str, source: Id<Source>, id: &str, span: Span) -> Diagnostic {
        let problem = Diagnostic::new(Code::UnknownReference, span, format!("the source `{source_id}` has no statement `{id}`"));
        let known = self.statements.get(source.index());
        if known.is_some_and(HashMap::is_empty) {
            return problem.help("This source carries no statements: cite the work as a whole, without `#`.");
        }
        let mut ids: Vec<&str> = known.into_iter().flat_map(HashMap::keys).map(|id| &**id).collect();
        ids.sort_unstable();
        match did_you_mean(id, ids) {
            Some(near) => problem.help(format!("Did you mean `{source_id}#{near}`?")).fix(span, format!("{source_id}#{near}")),
            None => problem.help(format!("Add a `[[statements]]` entry with `id = \"{id}\"` to the source, or correct the name.")),
        }
    }

    /// The problem with a name of the wrong kind.
    pub(super) fn wrong_kind(text: &str, is: Option<Kind>, wanted: &str, span: Span) -> Diagnostic {
        let is = is.map_or("a list", |kind| match kind {
            Kind::Actor => "an actor",
            Kind::Round => "a round",
            Kind::Track => "a track",
            Kind::Source => "a source",
            Kind::Topic => "a topic",
            Kind::Dispute => "a dispute",
            Kind::Page => "a page",
        });
        Diagnostic::new(Code::WrongKind, span, format!("`{text}` is {is}, and {wanted} is wanted here"))
            .help(format!("Name {wanted}, or move the reference to the field that takes {is}."))
    }

    /// Looks up a name that must be of one kind.
    pub(super) fn of_kind(&self, name: &Text, kind: Kind, wanted: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Entity> {
        let text = &*name.value;
        match self.note(text) {
            Some((_, entity)) if entity.kind() == Some(kind) => Some(entity),
            Some((_, entity)) => {
                diagnostics.push(Self::wrong_kind(text, entity.kind(), wanted, name.span));
                None
            }
            None => {
                let mut problem = self.unknown(text, name.span, &[kind]);
                // The span of a front matter string holds its quotes.
                if let Some(fix) = &mut problem.fix {
                    fix.replacement = format!("\"{}\"", fix.replacement);
                }
                if text.contains('#') && kind != Kind::Source {
                    problem = problem.help(format!("This field takes {wanted}, not a statement."));
                }
                diagnostics.push(problem);
                None
            }
        }
    }
}

fn place_of(kind: Kind) -> usize {
    Kind::ALL.iter().position(|k| *k == kind).unwrap_or(0)
}

fn slug_hint(text: &str) -> String {
    let mut slug = String::new();
    for c in text.rsplit('/').next().unwrap_or(text).to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "new-note".to_owned() } else { slug.to_owned() }
}
