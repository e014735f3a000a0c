//! The resolved site: typed, linked, complete. After [`resolve`] a dangling reference cannot be expressed.
//!
//! The types here hold what names were resolved to, and share with the [`ParsedNote`] the fields that name nothing.

pub mod address;
pub(crate) mod evidence;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod graph;
pub(crate) mod id;
pub(crate) mod joint;
pub(crate) mod parts;
pub(crate) mod position;
pub mod resolve;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use id::{Id, Table};

use crate::config::Config;
use crate::file::{Located, Span};
use crate::language::Language;
use crate::parse::ParsedNote;
use crate::parse::date::Edtf;
use crate::parse::fields::{
    self, ActorFields, ActorType, AnswerFields, DelegationRole, DisputeFields, Kind, OutcomeFields, PageFields, RoundFields, RoundStatus,
    RoundType, SourceFields, SourceType, StatementFields, TopicFields, TrackFields,
};
use crate::parse::markdown::{Prose, Reference};

/// Pairs each kind with its table in the [`Model`]. What is done for every kind is written here, once.
macro_rules! entities {
    ($($kind:ident $table:ident),* $(,)?) => {
        /// What a note is about: which table holds its resolved fields.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Entity {
            Home,
            /// The introduction of a kind's list.
            List(Kind),
            $($kind(Id<$kind>),)*
        }

        impl Entity {
            /// The entity of a kind at a place in its table.
            pub(crate) fn of(kind: Kind, place: usize) -> Self {
                match kind { $(Kind::$kind => Self::$kind(Id::new(place)),)* }
            }

            pub const fn kind(self) -> Option<Kind> {
                match self {
                    Self::Home | Self::List(_) => None,
                    $(Self::$kind(_) => Some(Kind::$kind),)*
                }
            }
        }

        $(impl From<Id<$kind>> for Entity {
            fn from(id: Id<$kind>) -> Self {
                Self::$kind(id)
            }
        })*

        impl Model {
            /// The note of an entity; none for a list without an introduction.
            pub fn note_of(&self, entity: Entity) -> Option<Id<Note>> {
                match entity {
                    Entity::Home => self.home,
                    Entity::List(kind) => self.lists.iter().find(|(k, _)| *k == kind).map(|(_, id)| *id),
                    $(Entity::$kind(id) => Some(self.$table[id].note),)*
                }
            }

            /// How many notes of a kind there are.
            pub const fn count(&self, kind: Kind) -> usize {
                match kind { $(Kind::$kind => self.$table.len(),)* }
            }
        }
    };
}

entities! {
    Actor actors,
    Round rounds,
    Track tracks,
    Source sources,
    Topic topics,
    Dispute disputes,
    Page pages,
}

/// What a reference in Markdown points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    Note {
        id: Id<Note>,
        anchor: Option<Box<str>>,
    },
    Statement(Id<Statement>),
    /// An anchor on the page that holds the reference.
    Here(Box<str>),
    /// Something on this site that is not a note: a view, an export, a static file. Its path from the site's root without the leading `/`,
    /// as the file is called, and what follows the path in an address.
    Path(Box<str>, Box<str>),
    Web(Box<str>),
}

#[derive(Debug, Clone)]
pub struct Note {
    pub entity: Entity,
    /// Its id; empty for home and lists.
    pub id: Box<str>,
    /// Where its page lies, from the site's root: `actors/ukraine/`.
    pub path: Box<str>,
    /// Its title, in the language of the model where it has one in it.
    pub title: Box<str>,
    /// Its title as the original has it: a work is cited by the title that it bears.
    pub original_title: Box<str>,
    pub original_language: Box<str>,
    pub title_language: Box<str>,
    /// The language of its text: the model's where it is translated, else the site's main one.
    pub language: Box<str>,
    /// What its author wrote, with titles in the place of ids in all plain text.
    pub written: Arc<ParsedNote>,
    /// What the references of `written.text` point to, in the same order. `None` only where an error has been reported.
    pub targets: Vec<Option<LinkTarget>>,
    /// Where the links of raw HTML lead, by their addresses as written.
    pub raw_targets: HashMap<Box<str>, LinkTarget>,
    /// The note in other languages, by language.
    pub translations: Vec<TranslatedNote>,
    /// The languages into which a translation is begun and gives no words yet.
    pub begun_translations: Vec<Box<str>>,
}

impl Note {
    pub fn summary(&self) -> Option<&Prose> {
        self.written.common.summary.as_ref()
    }

    /// Its short title, else its title.
    pub fn short_title(&self) -> &str {
        self.written.common.short_title.as_ref().map_or(&*self.title, |short| &*short.value)
    }

    pub const fn kind(&self) -> Option<Kind> {
        self.entity.kind()
    }

    /// The language of one of its texts: what a translation leaves out stands in the original's words.
    pub fn language_of(&self, place: Span) -> &str {
        if place.file == self.written.front_file { &self.original_language } else { &self.language }
    }

    /// What one of its texts refers to.
    pub fn references_within(&self, place: Span) -> impl Iterator<Item = (&Reference, Option<&LinkTarget>)> {
        let all = self.written.text.references.iter().zip(self.targets.iter().map(Option::as_ref));
        all.filter(move |(reference, _)| {
            let span = reference.with_brackets;
            span.file == place.file && place.start <= span.start && span.end <= place.end
        })
    }

    pub fn body_language(&self) -> &str {
        if self.written.own_body { &self.language } else { &self.original_language }
    }
}

/// A note in another language: title, summary and body; everything else is the original's.
#[derive(Debug, Clone)]
pub struct TranslatedNote {
    /// Its language, as in the file's name.
    pub language: Box<str>,
    pub title: Box<str>,
    /// What its author wrote, with titles in the place of ids in all plain text.
    pub written: Arc<ParsedNote>,
    pub targets: Vec<Option<LinkTarget>>,
}

/// A person, state, organisation, bloc, outlet or format.
#[derive(Debug, Clone)]
pub struct Actor {
    pub note: Id<Note>,
    pub fields: Arc<ActorFields>,
    /// Offices, in the order written.
    pub roles: Vec<Role>,
    /// For whom it speaks.
    pub speaks_for: Vec<Mandate>,
    pub part_of: Vec<Id<Actor>>,
}

impl Actor {
    pub fn ty(&self) -> Option<ActorType> {
        self.fields.ty.as_ref().map(|ty| ty.value)
    }
}

/// An office or function.
#[derive(Debug, Clone)]
pub struct Role {
    pub fields: Located<fields::RoleFields>,
    pub of: Option<Id<Actor>>,
    /// Who says so.
    pub sources: Vec<Evidence>,
}

/// For whom an actor speaks, and when.
#[derive(Debug, Clone)]
pub struct Mandate {
    pub actor: Id<Actor>,
    pub from: Option<Edtf>,
    pub to: Option<Edtf>,
}

/// A piece of evidence: a whole work, or one statement in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    Source(Id<Source>),
    Statement(Id<Statement>),
}

/// A series of rounds.
#[derive(Debug, Clone)]
pub struct Track {
    pub note: Id<Note>,
    pub fields: Arc<TrackFields>,
    /// Its rounds, by date.
    pub rounds: Vec<Id<Round>>,
}

/// A meeting, call, proposal, deadline or announcement.
#[derive(Debug, Clone)]
pub struct Round {
    pub note: Id<Note>,
    pub fields: Arc<RoundFields>,
    pub date: Option<Edtf>,
    /// Whether its date certainly lies after the day that the site is of.
    pub is_to_come: bool,
    /// Its place among all rounds in the order of time; see [`Model::rounds_in_order`].
    pub place: usize,
    pub track: Option<Id<Track>>,
    /// Who made a proposal, set a deadline or announced something.
    pub by: Vec<Id<Actor>>,
    pub to: Vec<Id<Actor>>,
    pub delegations: Vec<Delegation>,
    pub outcomes: Vec<Outcome>,
    pub follows: Option<Id<Round>>,
    pub followed_by: Vec<Id<Round>>,
    /// Statements about it, by source and place.
    pub statements: Vec<Id<Statement>>,
    pub disputes: Vec<Id<Dispute>>,
}

impl Round {
    /// Whether people met: talks, a summit, a meeting, a call. Prisoners are exchanged, and proposals, deadlines and announcements made,
    /// without a meeting.
    pub fn is_meeting(&self) -> bool {
        !self.is_act() && self.fields.ty.as_ref().is_none_or(|ty| ty.value != RoundType::Exchange)
    }

    /// Whether it is an act of one side: a proposal, a deadline, an announcement.
    pub fn is_act(&self) -> bool {
        let ty = self.fields.ty.as_ref().map(|ty| ty.value);
        matches!(ty, Some(RoundType::Proposal | RoundType::Deadline | RoundType::Announcement))
    }

    /// Whether it took place, as far as its note says; without a status, whether its date has come. A proposal is made and not held.
    pub fn was_held(&self) -> bool {
        !self.is_act() && self.fields.status.as_ref().map_or(!self.is_to_come, |status| status.value == RoundStatus::Held)
    }

    /// Whether it was announced, proposed or reported, and neither took place nor was called off.
    pub fn was_only_said(&self) -> bool {
        !self.was_held() && self.fields.status.as_ref().is_none_or(|status| status.value != RoundStatus::Cancelled)
    }

    /// Who was there; those who were expected and stayed away are left out.
    pub fn present(&self) -> impl Iterator<Item = &Delegation> {
        self.delegations.iter().filter(|delegation| delegation.role != DelegationRole::Absent)
    }
}

#[derive(Debug, Clone)]
pub struct Delegation {
    pub actor: Id<Actor>,
    /// In which role; party where nothing is written.
    pub role: DelegationRole,
    pub head: Option<Id<Actor>>,
    pub members: Vec<Id<Actor>>,
    pub sources: Vec<Evidence>,
}

#[derive(Debug, Clone)]
pub struct Outcome {
    pub fields: Arc<Located<OutcomeFields>>,
    pub topics: Vec<Id<Topic>>,
    /// Who says so.
    pub sources: Vec<Evidence>,
}

/// A cited work.
#[derive(Debug, Clone)]
pub struct Source {
    pub note: Id<Note>,
    pub fields: Arc<SourceFields>,
    /// Whether it was read; a work that is only cited carries no statements.
    pub read: bool,
    /// Its statements, in the order written.
    pub statements: Vec<Id<Statement>>,
    /// The works that it cites, those behind `via` included, without repetition, by id.
    pub cites: Vec<Id<Source>>,
    pub cited_by: Vec<Id<Source>>,
    /// Who speaks where it speaks itself.
    pub voice: Voice,
}

/// Who speaks in a work's own voice: its authors, else its publisher.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    pub authors: Vec<Contributor>,
    pub publisher: Option<Contributor>,
    /// Whether another work was read that goes under the same name, so that the two are told apart by their titles.
    pub shared: bool,
}

/// An author or publisher: a name, and the actor that bears it, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// The name as it was written; an author's that is an actor's, given name first.
    pub name: Box<str>,
    pub actor: Option<Id<Actor>>,
}

impl Source {
    /// The publisher under whose name it goes. A book goes under its authors'.
    pub fn house(&self) -> Option<&Contributor> {
        let is_book =
            matches!(self.fields.ty.as_ref().map(|ty| ty.value), Some(SourceType::Book | SourceType::Chapter | SourceType::Thesis));
        self.voice.publisher.as_ref().filter(|_| self.voice.authors.is_empty() || !is_book)
    }

    /// The actor that published it, where its publisher's name is an actor's.
    pub fn publishing_actor(&self) -> Option<Id<Actor>> {
        self.voice.publisher.as_ref()?.actor
    }
}

impl Voice {
    /// The actors whose own words the work's own voice is.
    pub fn actors(&self) -> Vec<Id<Actor>> {
        if self.authors.is_empty() {
            self.publisher.iter().filter_map(|publisher| publisher.actor).collect()
        } else {
            self.authors.iter().filter_map(|author| author.actor).collect()
        }
    }
}

/// What a source reports somebody to have said or done.
#[derive(Debug, Clone)]
pub struct Statement {
    pub source: Id<Source>,
    pub fields: Arc<Located<StatementFields>>,
    pub id: Box<str>,
    /// The speakers. Empty: the source's own voice, unless the written `speaker` names one who is not an actor here.
    pub by: Vec<Id<Actor>>,
    /// On whose behalf: as written, else the speakers' mandates on the day it was said.
    pub on_behalf_of: Vec<Id<Actor>>,
    /// Whose position it describes, where that is another's.
    pub of: Vec<Id<Actor>>,
    pub to: Vec<Id<Actor>>,
    pub topics: Vec<Id<Topic>>,
    /// The rounds that it speaks of.
    pub rounds: Vec<Id<Round>>,
    /// The actors that it speaks of.
    pub actors: Vec<Id<Actor>>,
    /// The works through which it came.
    pub via: Vec<Id<Source>>,
    pub same_utterance: Vec<Id<Statement>>,
    pub denies: Vec<Id<Statement>>,
    pub denied_by: Vec<Id<Statement>>,
    pub supports: Vec<Id<Statement>>,
    pub supported_by: Vec<Id<Statement>>,
    /// When it was said, where that is known. Nothing stands in for it.
    pub said: Option<Edtf>,
    /// When its source was published: it was said no later.
    pub reported: Option<Edtf>,
    /// In an article's own voice the actors whose voice it is; see [`Voice`]. Empty where others speak.
    pub own_voice: Vec<Id<Actor>>,
    /// When what it tells of happened.
    pub happened: Option<Edtf>,
    /// The disputes in which it gives an answer, with the answer's place.
    pub disputes: Vec<(Id<Dispute>, usize)>,
    /// The unit of its figure in the original's words, by which figures are compared in every language.
    pub unit: Option<Box<str>>,
    /// In which part of its source's page it stands, from 0.
    pub part: usize,
}

impl Statement {
    /// Whether its source speaks for itself: no speaker is named.
    pub fn is_in_own_voice(&self) -> bool {
        self.by.is_empty() && self.fields.speaker.is_none()
    }

    /// Whose it is: whose position it describes, else whom it is said for, else the speaker.
    pub fn whose(&self) -> &[Id<Actor>] {
        let first = [&self.of, &self.on_behalf_of, &self.by, &self.own_voice].into_iter().find(|list| !list.is_empty());
        first.map_or(&[], Vec::as_slice)
    }
}

/// A matter under negotiation.
#[derive(Debug, Clone)]
pub struct Topic {
    pub note: Id<Note>,
    pub fields: Arc<TopicFields>,
    pub parent: Option<Id<Topic>>,
    pub children: Vec<Id<Topic>>,
    pub stances: Vec<Stance>,
    pub shifts: Vec<Shift>,
}

/// What one side holds on a topic, in a line.
#[derive(Debug, Clone)]
pub struct Stance {
    pub fields: Located<fields::StanceFields>,
    pub actor: Id<Actor>,
    /// Who says so.
    pub sources: Vec<Evidence>,
}

/// A change of what an actor holds.
#[derive(Debug, Clone)]
pub struct Shift {
    pub fields: Located<fields::ShiftFields>,
    pub actor: Id<Actor>,
    /// The statements between which it changed, in order of time.
    pub statements: Vec<Id<Statement>>,
    pub dispute: Option<Id<Dispute>>,
}

/// A question on which the sources disagree.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub note: Id<Note>,
    pub fields: Arc<DisputeFields>,
    pub topics: Vec<Id<Topic>>,
    pub rounds: Vec<Id<Round>>,
    pub answers: Vec<Answer>,
}

/// One of the rival answers.
#[derive(Debug, Clone)]
pub struct Answer {
    pub fields: Arc<Located<AnswerFields>>,
    /// The statements that give it, under whichever of the two fields they are named.
    pub statements: Vec<Id<Statement>>,
    /// Works whose title or date gives it.
    pub sources: Vec<Id<Source>>,
}

/// A page of the editor's own.
#[derive(Debug, Clone)]
pub struct Page {
    pub note: Id<Note>,
    pub fields: Arc<PageFields>,
}

/// How one note refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// A link, citation or card in its Markdown: the reference's place in `written.text.references`.
    Text(u32),
    /// A field of its front matter, by key: `speaks_for`, `delegations`, `topics` …
    Field(&'static str),
}

/// One reference from a note to a note or a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    pub from: Id<Note>,
    /// The statement of that note (a source) in which the reference stands, where it stands in one.
    pub statement: Option<Id<Statement>>,
    pub relation: Relation,
}

/// The whole resolved site, in one of its languages.
#[derive(Debug, Clone)]
pub struct Model {
    /// The language, which words the interface.
    pub(crate) language: Arc<Language>,
    /// The site's languages, each with its name in itself.
    pub(crate) language_names: Vec<(Box<str>, Box<str>)>,
    /// The site's settings in its main language, in which its originals are written.
    pub(crate) main_config: Arc<Config>,
    /// What the paths of its pages begin with: empty in the main language, else `tr/`.
    pub prefix: Box<str>,
    /// The site's settings.
    pub config: Arc<Config>,
    /// Every published note, by kind and id; lists and home last.
    pub notes: Table<Note>,
    /// Actors, by id; so are the others up to pages.
    pub(crate) actors: Table<Actor>,
    pub(crate) rounds: Table<Round>,
    pub(crate) tracks: Table<Track>,
    pub(crate) sources: Table<Source>,
    pub(crate) topics: Table<Topic>,
    pub(crate) disputes: Table<Dispute>,
    pub(crate) pages: Table<Page>,
    /// Statements, by source and place.
    pub(crate) statements: Table<Statement>,
    pub(crate) home: Option<Id<Note>>,
    /// The lists' introductions.
    pub(crate) lists: Vec<(Kind, Id<Note>)>,
    pub(crate) by_id: HashMap<Box<str>, Id<Note>>,
    /// The references to each note, sorted.
    pub(crate) mentions: Table<Vec<Mention>, Note>,
    /// The references to each statement, sorted.
    pub(crate) statement_mentions: Table<Vec<Mention>, Statement>,
    /// Whether topics tell of positions that changed.
    pub(crate) has_shifts: bool,
    /// The columns of `[positions]`: the actors of each.
    pub(crate) columns: Vec<Vec<Id<Actor>>>,
    /// What each point of the home page's `standing` rests on.
    pub(crate) standing_sources: Vec<Vec<Evidence>>,
    /// The topics that the home page shows, where `[home]` names any.
    pub(crate) home_topics: Vec<Id<Topic>>,
    /// The disputes that the home page shows, where `[home]` names any.
    pub(crate) home_disputes: Vec<Id<Dispute>>,
    /// When the site was published: `published`, else the newest change of the home page.
    pub(crate) published: Option<Edtf>,
    /// What "now" means for freshness: `as_of`, else the newest `updated` in the content, else the newest `created`.
    pub(crate) as_of: Option<Edtf>,
}

impl Model {
    /// The path of a page of this language's part of the site: `timeline/` → `tr/timeline/`.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The language in whose folder a path of the site lies, where that is not the main one, and the path in the main language:
    /// `tr/timeline/` → `tr`, `timeline/`.
    pub fn split_language<'p>(&self, path: &'p str) -> (Option<&str>, &'p str) {
        let others = self.config.languages.iter().filter(|language| **language != self.main_config.language);
        let split = |language| Some((Some(language), path.strip_prefix(language)?.strip_prefix('/')?));
        others.map(|language| &**language).find_map(split).unwrap_or((None, path))
    }

    /// The path of the list of a kind.
    pub fn list_path(&self, kind: Kind) -> String {
        self.path(&format!("{}/", kind.folder()))
    }

    /// The path of a view. Data stands once for all languages.
    pub fn view_path(&self, view: address::View) -> String {
        let path = format!("{}/", view.as_str());
        if view == address::View::Data { path } else { self.path(&path) }
    }

    /// Whether a note's text is in the language of the model.
    pub fn is_in_language(&self, id: Id<Note>) -> bool {
        self.notes[id].language == self.config.language
    }

    /// Whether a note's page shows it in the original's words, since it is not translated.
    pub fn is_untranslated(&self, id: Id<Note>) -> bool {
        self.notes[id].kind().is_some() && !self.is_in_language(id)
    }

    /// The day by which a statement had been said: its own, else the day its source was published.
    pub fn said_or_reported(&self, id: Id<Statement>) -> Option<Edtf> {
        let statement = &self.statements[id];
        statement.said.or(statement.reported)
    }

    /// The order of statements in time, the newest first. One without a date was said at an unknown time before it was reported: it
    /// stands after every one that has a date, among its like by when it was reported.
    pub fn newest_first(&self, a: Id<Statement>, b: Id<Statement>) -> Ordering {
        let (x, y) = (&self.statements[a], &self.statements[b]);
        match (&x.said, &y.said) {
            (Some(x), Some(y)) => x.newest_first(y),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => y.reported.cmp(&x.reported),
        }
    }

    /// The note that a statement stands in: its source's.
    pub fn note_of_statement(&self, id: Id<Statement>) -> Id<Note> {
        self.sources[self.statements[id].source].note
    }

    /// The statements of a note that is a source's.
    pub fn statements_of_note(&self, id: Id<Note>) -> &[Id<Statement>] {
        if let Entity::Source(source) = self.notes[id].entity { &self.sources[source].statements } else { &[] }
    }

    /// The page on which a statement stands: its source's, or a part of it.
    pub fn page_of_statement(&self, id: Id<Statement>) -> String {
        parts::path(&self.notes[self.note_of_statement(id)].path, self.statements[id].part)
    }

    /// `source#statement`, as editors write it.
    pub fn statement_name(&self, id: Id<Statement>) -> String {
        format!("{}#{}", self.notes[self.note_of_statement(id)].id, self.statements[id].id)
    }

    /// For whom an actor speaks on a day, as far as its mandates say; on an unknown day for whom it always speaks.
    pub fn spoken_for(&self, actor: Id<Actor>, day: Option<&Edtf>) -> impl Iterator<Item = Id<Actor>> {
        let mandates = &self.actors[actor].speaks_for;
        let for_one_alone = mandates.iter().all(|mandate| mandates.first().is_some_and(|first| first.actor == mandate.actor));
        let valid = move |mandate: &&Mandate| {
            let Some(day) = day else { return for_one_alone || (mandate.from.is_none() && mandate.to.is_none()) };
            let before = mandate.from.is_some_and(|from| day.certainly_before(&from));
            let after = mandate.to.is_some_and(|to| to.certainly_before(day));
            !before && !after
        };
        mandates.iter().filter(valid).map(|mandate| mandate.actor)
    }

    /// All rounds in the order of time: by date, vague ones after the exact ones of the same month or year; one without a date beside those
    /// that it follows or precedes; and always after the one that it follows, where no date forbids it. What nothing is known of comes last.
    pub fn rounds_in_order(&self) -> Vec<Id<Round>> {
        let mut rounds: Vec<Id<Round>> = self.rounds.ids().collect();
        rounds.sort_by_key(|id| self.rounds[*id].place);
        rounds
    }

    /// Meetings that were held, each once: one that spans or may be the same days as another of its track is that one, less exactly dated.
    /// Two that are dated alike are two sessions.
    pub fn held_meetings(&self) -> Vec<Id<Round>> {
        let mut rounds = self.rounds_in_order();
        rounds.retain(|id| self.rounds[*id].is_meeting() && self.rounds[*id].was_held());
        let is_vague = |id: &Id<Round>| !self.rounds[*id].date.is_some_and(|date| date.is_exact());
        rounds.sort_by_key(is_vague);
        let mut of_track: BTreeMap<Id<Track>, Vec<Id<Round>>> = BTreeMap::new();
        rounds.retain(|id| {
            let round = &self.rounds[*id];
            let Some(track) = round.track else { return true };
            let kept = of_track.entry(track).or_default();
            let is_same_meeting = |other: &Id<Round>| {
                let other = &self.rounds[*other];
                let less_exact = |(own, known): (Edtf, Edtf)| own.overlaps(&known) && own != known && !(own.is_exact() && known.is_exact());
                let shared = |delegation: &Delegation| round.present().any(|own| own.actor == delegation.actor);
                round.date.zip(other.date).is_some_and(less_exact) && other.present().filter(|d| shared(d)).count() > 1
            };
            let new = !kept.iter().any(is_same_meeting);
            if new {
                kept.push(*id);
            }
            new
        });
        rounds
    }

    /// All topics in the order of lists: by `order`, then by title.
    pub fn topics_in_order(&self) -> Vec<Id<Topic>> {
        let mut topics: Vec<Id<Topic>> = self.topics.ids().collect();
        let order = |id: &Id<Topic>| self.topics[*id].fields.order.as_ref().map_or(i64::MAX, |order| order.value);
        topics.sort_by(|a, b| {
            order(a).cmp(&order(b)).then_with(|| self.notes[self.topics[*a].note].title.cmp(&self.notes[self.topics[*b].note].title))
        });
        topics
    }
}
