//! Names in front matter: one function a kind, and what follows from all of them together.

use std::sync::Arc;

use super::names::Names;
use super::problems::Problems;
use super::{MentionTarget, Original, values};
use crate::counts::{distinct, unique};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{Located, Span};
use crate::model::address::{self, Addresses};
use crate::model::{
    Actor, Answer, Contributor, Delegation, Dispute, Entity, Evidence, Id, LinkTarget, Mandate, Mention, Model, Note, Outcome, Page,
    Relation, Role, Round, Shift, Source, Stance, Statement, Table, Topic, Track, Voice,
};
use crate::parse::date::Edtf;
use crate::parse::fields::{
    self, ActorFields, DelegationRole, DisputeFields, Fields, RoundFields, SourceFields, SpokenFor, StatementFields, TopicFields,
};
use crate::parse::record::{self, Name, OneOrMany, Text};

/// What the fields of one note resolved to.
pub(super) struct ResolvedNote<'a> {
    /// Puts the fields into their table. Notes come in the model's order, so the identity is the one given before.
    pub(super) store: Store,
    pub(super) mentions: Vec<(MentionTarget, Mention)>,
    pub(super) problems: Problems<'a>,
}

type Store = Box<dyn FnOnce(&mut Model) + Send>;

fn into_table<T: Send + 'static>(item: T, table: fn(&mut Model) -> &mut Table<T>) -> Store {
    Box::new(move |model| {
        table(model).push(item);
    })
}

/// Resolves the fields of one note; its references have been looked up.
pub(super) fn note<'a>(original: &Original, names: &'a Names, addresses: &Addresses, model: &Model) -> ResolvedNote<'a> {
    let note = &model.notes[original.note];
    let mut cx = Resolver { names, note: original.note, statement: None, problems: Problems::default(), mentions: Vec::new() };
    let mut blocks = Vec::new();
    let store = cx.resolve_fields(&note.written.fields, original, model, &mut blocks);
    for ((index, reference), target) in note.written.text.references.iter().enumerate().zip(&note.targets) {
        if let Some(target) = target {
            cx.statement = statement_at(&blocks, reference.with_brackets);
            cx.mention(target, Relation::Text(u32::try_from(index).expect("a file of 4 GB is refused when it is read")));
        }
    }
    check_image(&note.written, addresses, &mut cx.problems);
    ResolvedNote { store, mentions: cx.mentions, problems: cx.problems }
}

fn check_image(parsed: &crate::parse::ParsedNote, addresses: &Addresses, problems: &mut Problems<'_>) {
    let Some(image) = &parsed.common.image else { return };
    let path = image.value.trim_start_matches('/');
    if addresses.find(path).is_none_or(|a| !matches!(a.content, address::Content::Asset(_) | address::Content::BuiltIn(_))) {
        let problem = Diagnostic::new(Code::MissingAsset, image.span, format!("there is no image `static/{path}`"));
        problems.push(problem.help("Put the image into the folder `static/`, or correct the path, which is read from the site's root."));
    }
}

/// The unit of a statement's figure in the original's words.
fn untranslated_unit(original: &Original, statement: usize) -> Option<Box<str>> {
    let Fields::Source(fields) = &original.untranslated.fields else { return None };
    let value = fields.statements.get(statement)?.value.value.as_ref()?;
    value.unit.as_ref().map(|unit| unit.value.clone())
}

/// Where each statement's own Markdown lies: from its header to the next one's.
fn statement_blocks(source: &Source, statements: &[Statement]) -> Vec<(Span, Id<Statement>)> {
    let mut blocks = Vec::new();
    for (id, statement) in source.statements.iter().zip(statements) {
        for prose in statement.fields.text.given().into_iter().chain(&statement.fields.short).chain(&statement.fields.remark) {
            blocks.push((prose.span, *id));
        }
    }
    blocks.sort_unstable_by_key(|(span, _)| (span.file, span.start));
    blocks
}

/// The statement in whose Markdown a place lies; `blocks` are in the order of the files.
fn statement_at(blocks: &[(Span, Id<Statement>)], place: Span) -> Option<Id<Statement>> {
    let after = blocks.partition_point(|(span, _)| (span.file, span.start) <= (place.file, place.start));
    let (span, id) = blocks.get(after.checked_sub(1)?)?;
    (span.file == place.file && place.end <= span.end).then_some(*id)
}

/// Resolves the names of one note and remembers what it mentions.
struct Resolver<'a> {
    names: &'a Names,
    note: Id<Note>,
    /// The statement in whose fields the names stand.
    statement: Option<Id<Statement>>,
    problems: Problems<'a>,
    mentions: Vec<(MentionTarget, Mention)>,
}

macro_rules! lookups {
    ($($method:ident $kind:ident),* $(,)?) => {
        $(fn $method(&mut self, name: &Name<record::$kind>, key: &'static str) -> Option<Id<$kind>> {
            let id = self.names.$method(&name.text, &mut self.problems)?;
            if self.names.note(&name.text.value).is_some_and(|(note, _)| note == self.note) {
                return self.problems.reject(names_itself(&name.text, stringify!($method), key));
            }
            self.field_mention(&name.text, key);
            Some(id)
        })*
    };
}

impl Resolver<'_> {
    lookups!(actor Actor, round Round, track Track, source Source, topic Topic, dispute Dispute);

    fn field_mention(&mut self, name: &Text, key: &'static str) {
        if let Some((note, _)) = self.names.note(&name.value) {
            self.add_mention(MentionTarget::Note(note), key);
        }
    }

    fn add_mention(&mut self, to: MentionTarget, key: &'static str) {
        if to != MentionTarget::Note(self.note) {
            self.mentions.push((to, Mention { from: self.note, statement: self.statement, relation: Relation::Field(key) }));
        }
    }

    fn mention(&mut self, target: &LinkTarget, relation: Relation) {
        let (note, statement) = match target {
            LinkTarget::Note { id, .. } => (*id, None),
            LinkTarget::Statement(id) => (self.names.statement_texts[*id].0, Some(*id)),
            LinkTarget::Here(_) | LinkTarget::Path(..) | LinkTarget::Web(_) => return,
        };
        let mention = Mention { from: self.note, statement: self.statement, relation };
        if note != self.note {
            self.mentions.push((MentionTarget::Note(note), mention));
        }
        if let Some(statement) = statement {
            self.mentions.push((MentionTarget::Statement(statement), mention));
        }
    }

    fn statement_name(&mut self, name: &Text, key: &'static str) -> Option<Id<Statement>> {
        let Some((source_id, id)) = name.value.split_once('#').filter(|(source, id)| !source.is_empty() && !id.is_empty()) else {
            let problem = Diagnostic::new(Code::InvalidValue, name.span, format!("`{}` names no statement", name.value));
            let (source, id) = name.value.split_once('#').unwrap_or((&name.value, ""));
            let or = |given: &str, other| if given.is_empty() { other } else { given }.to_owned();
            let problem = problem.help(format!("Write `\"{}#{}\"`.", or(source, "source-id"), or(id, "statement-id")));
            let (names, bare) = (self.names, name.value.trim_start_matches('#').to_owned());
            self.problems.push_with_suggestion(problem, move |problem| problem.suggest(names.whole_name(&bare).as_deref(), "\""));
            return None;
        };
        let source = self.names.source(&Text::new(source_id.into(), name.span), &mut self.problems)?;
        let Some(statement) = self.names.statement(source, id) else {
            return self.names.report_unknown_statement(source_id, source, id, name.span, "\"", &mut self.problems);
        };
        self.field_mention(&Text::new(source_id.into(), name.span), key);
        self.add_mention(MentionTarget::Statement(statement), key);
        Some(statement)
    }

    fn evidence(&mut self, names: &[Name<record::Evidence>], key: &'static str) -> Vec<Evidence> {
        unique(names.iter().filter_map(|name| {
            if name.text.value.contains('#') {
                return self.statement_name(&name.text, key).map(Evidence::Statement);
            }
            let source = self.names.source(&name.text, &mut self.problems)?;
            self.field_mention(&name.text, key);
            Some(Evidence::Source(source))
        }))
    }

    fn actors(&mut self, names: &[Name<record::Actor>], key: &'static str) -> Vec<Id<Actor>> {
        unique(names.iter().filter_map(|name| self.actor(name, key)))
    }

    fn one_or_many(&mut self, names: Option<&OneOrMany<Name<record::Actor>>>, key: &'static str) -> Vec<Id<Actor>> {
        names.map_or_else(Vec::new, |names| self.actors(&names.0, key))
    }

    fn topics(&mut self, names: &[Name<record::Topic>]) -> Vec<Id<Topic>> {
        unique(names.iter().filter_map(|name| self.topic(name, "topics")))
    }

    /// Resolves the fields of a note's kind; `blocks` is where the statements of a source stand.
    fn resolve_fields(&mut self, fields: &Fields, original: &Original, model: &Model, blocks: &mut Vec<(Span, Id<Statement>)>) -> Store {
        let note = original.note;
        match fields {
            Fields::Home(fields) => {
                let sources = fields.standing.iter().map(|point| self.evidence(&point.sources, "standing")).collect();
                Box::new(|model| model.standing_sources = sources)
            }
            Fields::None => Box::new(|_| {}),
            Fields::Actor(fields) => into_table(self.build_actor(original, fields), |model| &mut model.actors),
            Fields::Round(fields) => into_table(self.build_round(note, fields, model), |model| &mut model.rounds),
            Fields::Track(fields) => into_table(Track { note, fields: Arc::clone(fields), rounds: Vec::new() }, |model| &mut model.tracks),
            Fields::Source(fields) => {
                let Entity::Source(id) = original.entity else { return Box::new(|_| {}) };
                let (source, statements) = self.build_source(original, id, fields, model);
                *blocks = statement_blocks(&source, &statements);
                Box::new(|model| {
                    model.sources.push(source);
                    for statement in statements {
                        model.statements.push(statement);
                    }
                })
            }
            Fields::Topic(fields) => into_table(self.build_topic(note, fields, model), |model| &mut model.topics),
            Fields::Dispute(fields) => into_table(self.build_dispute(note, fields, model), |model| &mut model.disputes),
            Fields::Page(fields) => into_table(Page { note, fields: Arc::clone(fields) }, |model| &mut model.pages),
        }
    }

    fn build_actor(&mut self, original: &Original, fields: &Arc<ActorFields>) -> Actor {
        let note = original.note;
        let roles = fields
            .roles
            .iter()
            .map(|role| Role {
                fields: role.clone(),
                of: role.value.of.as_ref().and_then(|of| self.actor(of, "roles")),
                sources: self.evidence(&role.value.sources, "roles"),
            })
            .collect();
        let speaks_for = fields
            .speaks_for
            .iter()
            .flat_map(|mandates| &mandates.0)
            .filter_map(|SpokenFor(mandate)| {
                let actor = self.actor(mandate.actor.given()?, "speaks_for")?;
                Some(Mandate { actor, from: date(mandate.from.as_ref()), to: date(mandate.to.as_ref()) })
            })
            .collect();
        let part_of = self.one_or_many(fields.part_of.as_ref(), "part_of");
        Actor { note, fields: Arc::clone(fields), roles, speaks_for, part_of }
    }

    fn build_round(&mut self, note: Id<Note>, fields: &Arc<RoundFields>, model: &Model) -> Round {
        let date = date(fields.date.as_ref());
        let delegations = fields
            .delegations
            .iter()
            .filter_map(|delegation| {
                let written = &delegation.value;
                let actor = written.actor.given().and_then(|actor| self.actor(actor, "delegations"));
                let head = written.head.as_ref().and_then(|head| self.actor(head, "delegations"));
                let members = self.actors(&written.members, "delegations");
                let sources = self.evidence(&written.sources, "delegations");
                Some(Delegation {
                    actor: actor?,
                    role: written.role.as_ref().map_or(DelegationRole::Party, |role| role.value),
                    head,
                    members,
                    sources,
                })
            })
            .collect();
        let outcomes = fields
            .outcomes
            .iter()
            .map(|outcome| Outcome {
                fields: Arc::clone(outcome),
                topics: self.topics(&outcome.topics),
                sources: self.evidence(&outcome.sources, "outcomes"),
            })
            .collect();
        values::check_label_weight(fields, &mut self.problems);
        Round {
            note,
            fields: Arc::clone(fields),
            date,
            is_to_come: date.zip(model.as_of).is_some_and(|(date, now)| now.certainly_before(&date)),
            place: 0,
            track: fields.track.as_ref().and_then(|track| self.track(track, "track")),
            by: self.one_or_many(fields.by.as_ref(), "by"),
            to: self.one_or_many(fields.to.as_ref(), "to"),
            delegations,
            outcomes,
            follows: fields.follows.as_ref().and_then(|round| self.round(round, "follows")),
            followed_by: Vec::new(),
            statements: Vec::new(),
            disputes: Vec::new(),
        }
    }

    fn build_source(&mut self, original: &Original, id: Id<Source>, fields: &Arc<SourceFields>, model: &Model) -> (Source, Vec<Statement>) {
        let note = original.note;
        let published = date(fields.published.as_ref());
        let mut cites: Vec<_> = fields.cites.iter().filter_map(|name| self.source(name, "cites")).collect();
        let mut ids = Vec::new();
        let mut statements = Vec::new();
        for (index, statement_id) in &self.names.statement_order[id] {
            let Some(written) = fields.statements.get(*index) else { continue };
            let identity = self.names.statement(id, statement_id);
            self.statement = identity;
            let mut statement = self.build_statement(id, statement_id, written, published.as_ref(), identity);
            self.statement = None;
            statement.unit = untranslated_unit(original, *index);
            cites.extend(&statement.via);
            ids.extend(identity);
            statements.push(statement);
        }
        let publisher = fields.publisher.as_ref().map(|name| self.contributor(name, "publisher", model));
        let authors = fields.authors.iter().map(|name| self.contributor(name, "authors", model)).collect();
        let voice = Voice { authors, publisher, shared: false };
        let own_voice = voice.actors();
        for statement in &mut statements {
            if statement.is_in_own_voice() {
                statement.own_voice.clone_from(&own_voice);
            }
        }
        let read = super::carries_statements(&model.notes[note].written.fields);
        // A work that cites itself is the business of `circular-sourcing`.
        let cites = distinct(cites);
        (Source { note, fields: Arc::clone(fields), read, statements: ids, cites, cited_by: Vec::new(), voice }, statements)
    }

    /// An author or publisher, and the actor whose title or other name the name is.
    fn contributor(&mut self, name: &Text, key: &'static str, model: &Model) -> Contributor {
        // Braces mark the name of an institution; an author may be written family name first.
        let plain = name.value.trim_matches(['{', '}']);
        let turned = plain.split_once([',', '،']).filter(|_| key == "authors").map(|(family, given)| format!("{} {family}", given.trim()));
        for spelling in [Some(plain), turned.as_deref()].into_iter().flatten() {
            match *self.names.actors_named(spelling) {
                [] => {}
                [(note, actor)] => {
                    self.add_mention(MentionTarget::Note(note), key);
                    return Contributor { name: spelling.into(), actor: Some(actor) };
                }
                [(first, _), (second, _), ..] => {
                    let (first, second) = (&model.notes[first].id, &model.notes[second].id);
                    let message = format!("`{}` is a name of `{first}` and of `{second}`, and is taken for neither", name.value);
                    let help = "Write the title of the one that is meant, or take the name out of the `also_known_as` of the other.";
                    self.problems.push(Diagnostic::new(Code::UnlinkedMention, name.span, message).help(help));
                }
            }
        }
        Contributor { name: name.value.clone(), actor: None }
    }

    fn build_statement(
        &mut self,
        source: Id<Source>,
        id: &str,
        written: &Arc<Located<StatementFields>>,
        published: Option<&Edtf>,
        identity: Option<Id<Statement>>,
    ) -> Statement {
        let links = |names: &[Name<record::Statement>], key: &'static str, cx: &mut Self| {
            let mut found = Vec::new();
            for name in names {
                let Some(other) = cx.statement_name(&name.text, key) else { continue };
                if Some(other) == identity {
                    cx.problems.push(names_itself(&name.text, "statement", key));
                } else {
                    found.push(other);
                }
            }
            unique(found)
        };
        Statement {
            source,
            fields: Arc::clone(written),
            id: id.into(),
            by: self.one_or_many(written.by.as_ref(), "by"),
            // Completed from mandates where nothing is written; see `complete`.
            on_behalf_of: self.one_or_many(written.on_behalf_of.as_ref(), "for"),
            of: self.one_or_many(written.of.as_ref(), "of"),
            to: self.one_or_many(written.to.as_ref(), "to"),
            topics: self.topics(&written.topics),
            rounds: unique(written.rounds.iter().filter_map(|name| self.round(name, "rounds"))),
            actors: self.actors(&written.actors, "actors"),
            via: written.via.as_ref().map_or_else(Vec::new, |via| unique(via.0.iter().filter_map(|name| self.source(name, "via")))),
            same_utterance: links(&written.same_utterance, "same_utterance", self),
            denies: links(&written.denies, "denies", self),
            denied_by: Vec::new(),
            supports: links(&written.supports, "supports", self),
            supported_by: Vec::new(),
            said: date(written.said.as_ref()),
            reported: published.copied(),
            own_voice: Vec::new(),
            happened: date(written.happened.as_ref()),
            disputes: Vec::new(),
            unit: None,
            part: 0,
        }
    }

    fn shift(&mut self, shift: &Located<fields::ShiftFields>, model: &Model) -> Option<Shift> {
        let actor = shift.actor.given().and_then(|actor| self.actor(actor, "shifts"));
        let statements: Vec<Id<Statement>> = shift.statements.iter().filter_map(|name| self.statement_name(&name.text, "shifts")).collect();
        let dispute = shift.dispute.as_ref().and_then(|dispute| self.dispute(dispute, "shifts"));
        // Words are not looked for where a statement is missing, which has been reported.
        let all_found = statements.len() == shift.statements.len();
        let texts = all_found.then(|| statements.iter().filter_map(|id| self.names.text_in(*id, model)).collect::<Vec<_>>());
        if !model.notes[self.note].written.text.is_unread(shift.span, "statements") {
            values::check_shift(shift, texts.as_deref(), &mut self.problems);
        }
        Some(Shift { fields: shift.clone(), actor: actor?, statements, dispute })
    }

    fn build_topic(&mut self, note: Id<Note>, fields: &Arc<TopicFields>, model: &Model) -> Topic {
        let mut stances = Vec::new();
        for stance in &fields.stances {
            let actor = stance.actor.given().and_then(|actor| self.actor(actor, "stances"));
            let sources = self.evidence(&stance.sources, "stances");
            stances.extend(actor.map(|actor| Stance { fields: stance.clone(), actor, sources }));
        }
        Topic {
            note,
            fields: Arc::clone(fields),
            parent: fields.parent.as_ref().and_then(|parent| self.topic(parent, "parent")),
            children: Vec::new(),
            stances,
            shifts: fields.shifts.iter().filter_map(|shift| self.shift(shift, model)).collect(),
        }
    }

    fn build_dispute(&mut self, note: Id<Note>, fields: &Arc<DisputeFields>, model: &Model) -> Dispute {
        let mut answers = Vec::new();
        for answer in &fields.answers {
            let named = answer.statements.iter().filter_map(|name| self.statement_name(&name.text, "answers"));
            let (mut statements, mut sources): (Vec<Id<Statement>>, Vec<Id<Source>>) = (named.collect(), Vec::new());
            for piece in self.evidence(&answer.sources, "answers") {
                match piece {
                    Evidence::Statement(id) => statements.push(id),
                    Evidence::Source(id) => sources.push(id),
                }
            }
            answers.push(Answer { fields: Arc::clone(answer), statements: unique(statements), sources });
        }
        let written = &model.notes[note].written;
        if !written.text.is_unread(written.first_line, "status") {
            values::check_holds(fields, &mut self.problems);
        }
        Dispute {
            note,
            fields: Arc::clone(fields),
            topics: self.topics(&fields.topics),
            rounds: unique(fields.rounds.iter().filter_map(|name| self.round(name, "rounds"))),
            answers,
        }
    }
}

/// The problem with a field in which a note or a statement names itself.
fn names_itself(name: &Text, kind: &str, key: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, name.span, format!("`{}` names itself in `{key}`", name.value))
        .help(format!("Name another {kind} there, or take it away."))
}

fn date(at: Option<&Located<Edtf>>) -> Option<Edtf> {
    at.map(|at| at.value)
}

#[cfg(test)]
mod tests {
    use crate::model::fixture::model_of_site;
    use crate::parse::fields::{Fields, Kind};
    use crate::parse::record::{ExpectedKind, FieldSpec, Shape};

    /// A value of a shape; a name is `id`.
    fn written(shape: Shape, id: &str) -> String {
        match shape {
            Shape::Name(ExpectedKind::Statement) => format!("\"{id}#s\""),
            Shape::Name(_) => format!("\"{id}\""),
            Shape::Date => "2025-06-02".to_owned(),
            Shape::Choice(choices) => format!("\"{}\"", choices[0].key),
            _ => "\"x\"".to_owned(),
        }
    }

    /// Every field of a record that takes names, by its path, and front matter in which it names what there is not.
    fn fields_with_names(fields: &'static [FieldSpec], above: &str, table: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for spec in fields {
            let path = format!("{table}{}", spec.key);
            let required = fields.iter().filter(|other| other.required && other.key != spec.key);
            let others: String = required.map(|other| format!("{} = {}\n", other.key, written(other.shape, "here"))).collect();
            let (shape, is_list) = match spec.shape {
                Shape::Many(shape) | Shape::OneOrMany(shape) => (*shape, true),
                shape => (shape, false),
            };
            match shape {
                Shape::Name(_) => {
                    let name = written(shape, "nowhere");
                    let value = if is_list { format!("[{name}]") } else { name };
                    found.push((path, format!("{above}{others}{} = {value}\n", spec.key)));
                }
                Shape::Record(inner) => {
                    let header = if is_list { format!("[[{path}]]\n") } else { format!("[{path}]\n") };
                    found.extend(fields_with_names(inner(), &format!("{above}{others}{header}"), &format!("{path}.")));
                }
                _ => {}
            }
        }
        found
    }

    #[test]
    fn a_statement_where_a_work_is_wanted_is_called_one() {
        let says = "[[statements]]\nid = \"at-the-table\"\ntext = \"T\"\n";
        let cites = "cites = [\"b#at-the-table\", \"c#at-the-table\"]\n";
        let (_, problems) = model_of_site("", &[("a", cites.to_owned()), ("b", says.to_owned())]);
        let help: Vec<_> = problems.into_iter().map(|problem| problem.help.unwrap_or_default()).collect();
        assert_eq!(help, ["Did you mean `b`?", "This field takes a source, not a statement."]);
    }

    #[test]
    fn every_name_in_front_matter_is_looked_up_and_none_is_the_notes_own() {
        let mut own = Vec::new();
        for kind in Kind::ALL {
            let fields = fields_with_names(Fields::specs(kind), "", "");
            assert_eq!(fields.is_empty(), matches!(kind, Kind::Track | Kind::Page), "{kind:?}");
            for (path, front) in fields {
                let problems_of =
                    |front: &str| model_of_site("", &[(&format!("{}/here", kind.folder()), format!("summary = \"S\"\n{front}"))]).1;
                let itself = problems_of(&front.replace("\"nowhere\"", "\"here\""));
                own.extend(itself.iter().any(|problem| problem.message.starts_with("`here` names itself")).then(|| path.clone()));
                let problems = problems_of(&front);
                let said = problems.iter().any(|problem| problem.message.ends_with("has the id `nowhere`"));
                assert!(said, "`{path}` of {} is not looked up: {front}{problems:?}", kind.as_str());
            }
        }
        assert_eq!(own, ["roles.of", "part_of", "follows", "cites", "statements.via", "parent"]);
    }
}
