//! The fields of every kind of note. These declarations are the contract: parser, schema, completion and manual come from them.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::{Located, Span};
use crate::parse::date::Edtf;
use crate::parse::markdown::Prose;
use crate::parse::record::{
    Actor, Context, Dispute, Evidence, Extra, FieldSpec, FromToml, KeyedTable, Name, Number, OneOrMany, Record, Required, Round, Shape,
    Source, Statement, Text, Topic, Track, Value, Visitor, Wording, choices, record,
};
use crate::parse::translated_value::{TranslatedValue, TranslationReport};

choices! {
    /// The kinds of notes; the folder says which.
    pub enum Kind {
        Actor "actor" "Actor": "A person, state, organisation, bloc, outlet or format.",
        Round "round" "Round": "A meeting, call, proposal, deadline or announcement.",
        Track "track" "Track": "A series of rounds.",
        Source "source" "Source": "A cited work, with the statements that it carries.",
        Topic "topic" "Topic": "A matter under negotiation.",
        Dispute "dispute" "Dispute": "A question on which the sources disagree.",
        Page "page" "Page": "A text of the editor's own, outside the record.",
    }
}

impl Kind {
    /// The kind whose notes a folder holds.
    pub fn from_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    /// The kind of a word (`actor`), for commands.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether a note of this kind must have a `summary`.
    pub const fn needs_summary(self) -> bool {
        !matches!(self, Self::Source | Self::Page)
    }
}

choices! {
    /// How grave a change was.
    pub enum ChangeSeverity {
        Correction "correction" "Correction": "Something published was wrong and has been put right.",
        Update "update" "Update": "Something is new.",
        Minor "minor" "Minor": "Wording, spelling, links.",
    }
}

record! {
    /// A change that readers are told of.
    pub struct Change = "a change" {
        /// When it was made.
        "date" date: Required<Located<Edtf>>,
        /// How grave it was.
        "severity" severity: Option<Located<ChangeSeverity>>,
        /// What was changed, in inline Markdown.
        "note" note: Required<Prose>,
    }
}

record! {
    /// The fields of every kind.
    pub struct Common = "a note" {
        /// The name or headline.
        "title" title: Required<Wording>,
        /// A shorter title, where the title is long for a mark, a table or a menu.
        "short_title" short_title: Option<Wording>,
        /// The note in one or two sentences, in inline Markdown.
        "summary" summary: Option<Prose>,
        /// Other names and spellings.
        "also_known_as" also_known_as: Vec<Wording>,
        /// The name in other languages: `names = { uk = "Україна" }`.
        "names" names: Option<KeyedTable<Text>>,
        /// Not published unless asked for.
        "draft" draft: Option<Located<bool>>,
        /// When the note was first written.
        "created" created: Option<Located<Edtf>>,
        /// When it was last changed.
        "updated" updated: Option<Located<Edtf>>,
        /// When it was last checked against its sources.
        "reviewed" reviewed: Option<Located<Edtf>>,
        /// When it should be checked again.
        "review_by" review_by: Option<Located<Edtf>>,
        /// Old addresses that redirect here.
        "aliases" aliases: Vec<Text>,
        /// A picture in `static/`.
        "image" image: Option<Text>,
        /// Changes that readers are told of.
        "changes" changes: Vec<Located<Change>>,
        /// The rules that are not told for this note, by their codes; a comment beside it says why.
        "allow" allow: Vec<Located<Code>>,
        /// Your own data, handed to templates.
        "extra" extra: Option<Extra>,
    }
}

impl FromToml for Code {
    const SHAPE: Shape = Shape::Text;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let text = Text::from_toml(value, cx)?;
        let problem = |message: String| Diagnostic::new(Code::InvalidValue, text.span, message);
        match Self::from_name(&text.value) {
            Some(code) if code.guards_integrity() => cx.diagnostics.push(
                problem(format!("`{}` is always an error", text.value))
                    .help("The site would be wrong if it were built in spite of it. Take the word away, and mend what the rule reports."),
            ),
            Some(code) => return Some(code),
            None => cx.diagnostics.push(
                problem(format!("there is no rule `{}`", text.value))
                    .help("Rules are named by the codes that stand in brackets in every message, such as `stale-review`.")
                    .suggest(did_you_mean(&text.value, Self::ALL.iter().map(|code| code.as_str())), "\""),
            ),
        }
        None
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str().into())
    }
}

impl Common {
    /// The name in a language, where `names` has one.
    pub fn name_in(&self, language: &str) -> Option<&str> {
        let mut names = self.names.iter().flat_map(|names| &names.0);
        names.find(|(code, _)| *code.value == *language).map(|(_, name)| &*name.value)
    }

    /// Other names and spellings, and names in other languages.
    pub fn other_names(&self) -> impl Iterator<Item = &Text> {
        let native = self.names.iter().flat_map(|names| names.0.iter().map(|(_, name)| name));
        self.also_known_as.iter().map(|name| &**name).chain(native)
    }
}

choices! {
    /// What sort of actor.
    pub enum ActorType {
        Person "person" "Person": "A human being, in office or out of it.",
        State "state" "State": "A country and its government.",
        Organisation "organisation" "Organisation": "A body with members or staff: a ministry, an army, a church, an institute.",
        Bloc "bloc" "Bloc": "Countries that act together or are spoken of together.",
        Media "media" "Outlet": "A newspaper, agency, broadcaster or website.",
        Format "format" "Format": "A standing arrangement in which several parties meet, known by a name of its own.",
    }
}

record! {
    /// An office or function.
    pub struct RoleFields = "a role" {
        /// What it is called.
        "title" title: Required<Wording>,
        /// Of what: the state or organisation.
        "of" of: Option<Name<Actor>>,
        /// Since when.
        "from" from: Option<Located<Edtf>>,
        /// Until when.
        "to" to: Option<Located<Edtf>>,
        /// Who says so.
        "sources" sources: Vec<Name<Evidence>>,
    }
}

record! {
    /// For whom an actor speaks, and when.
    pub struct MandateFields = "an entry of `speaks_for`" {
        /// The actor spoken for.
        "actor" actor: Required<Name<Actor>>,
        /// Since when.
        "from" from: Option<Located<Edtf>>,
        /// Until when.
        "to" to: Option<Located<Edtf>>,
    }
}

/// `speaks_for`: an actor, or a list of mandates with dates.
#[derive(Clone, Debug, Default)]
pub struct SpeaksFor(pub Vec<MandateFields>);

impl FromToml for SpeaksFor {
    const SHAPE: Shape = Shape::OneOrMany(&Shape::Either(&<Name<Actor> as FromToml>::SHAPE, &<MandateFields as FromToml>::SHAPE));
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let one = |value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>| match value.get_ref() {
            DeValue::Table(_) => MandateFields::from_toml(value, cx),
            _ => Name::from_toml(value, cx).map(|actor| MandateFields { actor: Required::new(actor), from: None, to: None }),
        };
        match value.get_ref() {
            DeValue::Array(items) => Some(Self(items.iter().filter_map(|item| one(item, cx)).collect())),
            _ => one(value, cx).map(|mandate| Self(vec![mandate])),
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Many(self.0.iter().map(|mandate| Value::Record(mandate.entries())).collect())
    }
}

record! {
    /// The fields of an actor.
    pub struct ActorFields = "an actor" {
        /// What sort of actor.
        "type" ty: Option<Located<ActorType>>,
        /// Offices and functions.
        "roles" roles: Vec<Located<RoleFields>>,
        /// For whom the actor speaks.
        "speaks_for" speaks_for: Option<SpeaksFor>,
        /// The actors of which this one is a part.
        "part_of" part_of: Option<OneOrMany<Name<Actor>>>,
        /// Wikidata's item: `Q212`.
        "wikidata" wikidata: Option<Text>,
        /// The actor's own site.
        "url" url: Option<Text>,
    }
}

record! {
    /// The fields of a track.
    pub struct TrackFields = "a track" {
        /// What sort of track, in a word of your own.
        "type" ty: Option<Wording>,
        /// When it began.
        "from" from: Option<Located<Edtf>>,
        /// When it ended.
        "to" to: Option<Located<Edtf>>,
        /// The name of its lane in drawings of the timeline.
        "lane" lane: Option<Wording>,
        /// The lane's place among the lanes.
        "lane_order" lane_order: Option<Located<i64>>,
    }
}

choices! {
    /// What sort of round.
    pub enum RoundType {
        Talks "talks" "Talks": "Delegations negotiate.",
        Summit "summit" "Summit": "Heads of state or government gather.",
        Meeting "meeting" "Meeting": "People confer in one place, and not as negotiating delegations.",
        Call "call" "Call": "People speak by telephone or video.",
        Exchange "exchange" "Exchange": "Prisoners or the remains of the dead are handed over.",
        Proposal "proposal" "Proposal": "One side puts terms or a step to another.",
        Deadline "deadline" "Deadline": "A day is set by which another is to act.",
        Announcement "announcement" "Announcement": "Something is made public: a decision, a decree, a remark.",
    }
}

choices! {
    /// Whether it took place.
    pub enum RoundStatus {
        Held "held" "Held": "It took place.",
        Announced "announced" "Announced": "It was made public; of a meeting our sources do not say that it took place.",
        Proposed "proposed" "Proposed": "It was put forward; what became of it is told with its results.",
        Cancelled "cancelled" "Cancelled": "It was called off.",
        Reported "reported" "Reported": "One source says that it took place, and nothing confirms it.",
    }
}

choices! {
    /// How people met.
    pub enum RoundFormat {
        InPerson "in-person" "In person": "Everyone was in one room.",
        Online "online" "Online": "Everyone joined by video or telephone.",
        Written "written" "In writing": "Papers were sent to and fro.",
        Hybrid "hybrid" "Hybrid": "Some were in the room, others joined from elsewhere.",
    }
}

choices! {
    /// In which role an actor took part.
    pub enum DelegationRole {
        Party "party" "Party": "One of the sides.",
        Mediator "mediator" "Mediator": "Goes between the sides.",
        Host "host" "Host": "Provides the place and receives the others.",
        Observer "observer" "Observer": "Was there and did not negotiate.",
        Guest "guest" "Guest": "Was invited and is none of the sides.",
        Absent "absent" "Absent": "Expected or concerned, and not there.",
    }
}

record! {
    /// Who took part, and how.
    pub struct DelegationFields = "a delegation" {
        /// The actor.
        "actor" actor: Required<Name<Actor>>,
        /// In which role.
        "role" role: Option<Located<DelegationRole>>,
        /// Who led it.
        "head" head: Option<Name<Actor>>,
        /// Who else was in it.
        "members" members: Vec<Name<Actor>>,
        /// Who says so.
        "sources" sources: Vec<Name<Evidence>>,
    }
}

choices! {
    /// How far the sides came.
    pub enum OutcomeStatus {
        Agreed "agreed" "Agreed": "The sides consented to it.",
        Partly "partly" "Agreed in part": "The sides consented to some of it.",
        Proposed "proposed" "Proposed": "One side put it forward.",
        Rejected "rejected" "Rejected": "One side turned it down.",
        None "none" "No result": "A source says that nothing came of it.",
        Unknown "unknown" "Not reported": "The sources do not say what came of it.",
    }
}

record! {
    /// What came of a round.
    pub struct OutcomeFields = "an outcome" {
        /// The outcome, in inline Markdown.
        "text" text: Required<Prose>,
        /// How far the sides came.
        "status" status: Option<Located<OutcomeStatus>>,
        /// The topics that it concerns.
        "topics" topics: Vec<Name<Topic>>,
        /// Who says so.
        "sources" sources: Vec<Name<Evidence>>,
    }
}

/// Latitude and longitude in degrees, WGS 84.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coordinates {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

impl FromToml for Coordinates {
    const SHAPE: Shape = Shape::Coordinates;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let help = "Write degrees north and east: `coordinates = [41.01, 28.98]`.";
        let two = if let DeValue::Array(items) = value.get_ref() { items.get(..) } else { None };
        let Some([first, second]) = two else {
            cx.wrong_shape(value, "[latitude, longitude] in degrees", help.to_owned());
            return None;
        };
        let (latitude, longitude) = (Number::from_toml(first, cx), Number::from_toml(second, cx));
        let (latitude, longitude) = (latitude?.value, longitude?.value);
        if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 {
            return Some(Self { latitude, longitude });
        }
        let message = "these are not coordinates: a latitude lies between -90 and 90, a longitude between -180 and 180";
        let problem = Diagnostic::new(Code::InvalidValue, cx.span(value.span()), message);
        cx.diagnostics.push(if longitude.abs() <= 90.0 && latitude.abs() <= 180.0 {
            problem.help(format!("The latitude comes first: `coordinates = [{longitude}, {latitude}]`."))
        } else {
            problem.help(help)
        });
        None
    }
    fn value(&self) -> Value<'_> {
        Value::Coordinates(self.latitude, self.longitude)
    }
}

record! {
    /// The fields of a round.
    pub struct RoundFields = "a round" {
        /// What sort of round.
        "type" ty: Option<Located<RoundType>>,
        /// Whether it took place.
        "status" status: Option<Located<RoundStatus>>,
        /// When it took place, or when the proposal or announcement was made.
        "date" date: Option<Located<Edtf>>,
        /// The wording shown for `date`, where a date cannot carry it.
        "date_text" date_text: Option<Wording>,
        /// When it was due.
        "planned" planned: Option<Located<Edtf>>,
        /// The town or building.
        "place" place: Option<Wording>,
        /// The country.
        "country" country: Option<Wording>,
        /// Latitude and longitude in degrees.
        "coordinates" coordinates: Option<Located<Coordinates>>,
        /// How people met.
        "format" format: Option<Located<RoundFormat>>,
        /// The track that it belongs to.
        "track" track: Option<Name<Track>>,
        /// Its number in the track.
        "number" number: Option<Located<i64>>,
        /// Who made a proposal, set a deadline or announced something.
        "by" by: Option<OneOrMany<Name<Actor>>>,
        /// To whom it was made or announced.
        "to" to: Option<OneOrMany<Name<Actor>>>,
        /// Who took part.
        "delegations" delegations: Vec<Located<DelegationFields>>,
        /// What came of it.
        "outcomes" outcomes: Vec<Arc<Located<OutcomeFields>>>,
        /// The round before it.
        "follows" follows: Option<Name<Round>>,
        /// A few words for it in drawings of the timeline.
        "label" label: Option<Wording>,
        /// How much its label matters in drawings, 1 to 3; 3 is placed first.
        "label_weight" label_weight: Option<Located<i64>>,
    }
}

choices! {
    /// What sort of work.
    pub enum SourceType {
        News "news" "News report": "An account of what has just happened.",
        Analysis "analysis" "Analysis": "Explains and judges what happened.",
        Opinion "opinion" "Opinion": "Argues for the writer's own view.",
        Interview "interview" "Interview": "Somebody answers questions.",
        Explainer "explainer" "Explainer": "Sets out a matter for those who are new to it.",
        Official "official" "Official statement": "What a government or an organisation published in its own name.",
        Document "document" "Document": "A text with a weight of its own: a draft, a resolution, a memorandum.",
        Transcript "transcript" "Transcript": "What was said, word for word.",
        Social "social" "Post": "Published on X, Facebook, Telegram or the like.",
        Book "book" "Book": "A volume by one or several writers.",
        Chapter "chapter" "Chapter": "A part of a book, often with a writer of its own.",
        Article "article" "Article": "Published in a scholarly journal.",
        Report "report" "Report": "Findings that an organisation or institute published on their own.",
        Thesis "thesis" "Thesis": "Written for a degree.",
        Treaty "treaty" "Treaty": "An agreement between states.",
        Dataset "dataset" "Data set": "Figures or records, in tables.",
        Broadcast "broadcast" "Broadcast": "A programme on radio or television.",
        Webpage "webpage" "Web page": "Published on the internet, and of no other sort named here.",
    }
}

choices! {
    /// Whether the editor read it.
    pub enum Access {
        Read "read" "Read": "The editor had the text and went through all of it.",
        Cited "cited" "Cited, not read": "Known only through another work; it carries no statements here.",
    }
}

record! {
    /// A kept copy of a work.
    pub struct Archive = "an archive" {
        /// Its address.
        "url" url: Required<Text>,
        /// When the copy was made.
        "date" date: Option<Located<Edtf>>,
    }
}

record! {
    /// The work in another language.
    pub struct WorkTranslation = "a translation" {
        /// The language, BCP 47.
        "language" language: Required<Text>,
        /// Its title.
        "title" title: Option<Text>,
        /// Its address.
        "url" url: Option<Text>,
    }
}

choices! {
    /// What sort of thing a statement reports.
    pub enum StatementType {
        Fact "fact" "Fact": "The source asserts it in its own voice. That does not make it true.",
        Figure "figure" "Figure": "A number, with the one who gives it.",
        Position "position" "Position": "What a side wants, or its own account of a matter to which it is a party.",
        Demand "demand" "Demand": "What a side asks of another.",
        Offer "offer" "Offer": "What a side would give or do.",
        Refusal "refusal" "Refusal": "What a side turns down.",
        Assessment "assessment" "Assessment": "How somebody judges a matter, or the motives of another.",
        Forecast "forecast" "Forecast": "What somebody expects to happen.",
        Event "event" "Event": "The source tells that it happened.",
    }
}

choices! {
    /// How the source knows.
    pub enum Basis {
        FirstHand "first-hand" "First-hand": "It was said to the source itself, or the source was there.",
        SecondHand "second-hand" "Second-hand": "The source retells what was said or written elsewhere.",
        Anonymous "anonymous" "Anonymous": "It came from somebody whom the source does not name.",
        Document "document" "From a document": "Somebody saw it in a text: a draft, a letter, a resolution.",
    }
}

record! {
    /// A figure as printed.
    pub struct FigureFields = "a value" {
        /// The figure, or the lower end.
        "min" min: Option<Located<Number>>,
        /// The upper end.
        "max" max: Option<Located<Number>>,
        /// Its unit, in words.
        "unit" unit: Option<Wording>,
        /// Whether it is approximate.
        "about" about: Option<Located<bool>>,
        /// The figure in the source's own words and form: "tens of thousands".
        "printed" printed: Option<Wording>,
        /// What the editor takes to be right.
        "corrected" corrected: Option<Located<Number>>,
    }
}

record! {
    /// What a source reports somebody to have said or done.
    pub struct StatementFields = "a statement" {
        /// Its id, unique in the source.
        "id" id: Required<Text>,
        /// What is reported, in the editor's words, in inline Markdown.
        "text" text: Required<Prose>,
        /// The speaker: an actor, or several for a joint statement.
        "by" by: Option<OneOrMany<Name<Actor>>>,
        /// The speaker as the source names or describes them.
        "speaker" speaker: Option<Wording>,
        /// On whose behalf; by default the speaker's `speaks_for`; `[]` means personally.
        "for" on_behalf_of: Option<OneOrMany<Name<Actor>>>,
        /// Whose position it describes, where that is another's.
        "of" of: Option<OneOrMany<Name<Actor>>>,
        /// To whom it was said.
        "to" to: Option<OneOrMany<Name<Actor>>>,
        /// What sort of statement.
        "type" ty: Option<Located<StatementType>>,
        /// When it was said; without it, it is only known to have been said before the source was published.
        "said" said: Option<Located<Edtf>>,
        /// When what it tells of happened or is to happen.
        "happened" happened: Option<Located<Edtf>>,
        /// Its topics.
        "topics" topics: Vec<Name<Topic>>,
        /// The rounds that it speaks of.
        "rounds" rounds: Vec<Name<Round>>,
        /// The actors that it speaks of.
        "actors" actors: Vec<Name<Actor>>,
        /// How the source knows.
        "basis" basis: Option<Located<Basis>>,
        /// The source through which it came.
        "via" via: Option<OneOrMany<Name<Source>>>,
        /// Where in the source: a section, a paragraph.
        "locator" locator: Option<Text>,
        /// A few words of the original.
        "quote" quote: Option<Text>,
        /// The quote's language, BCP 47.
        "quote_language" quote_language: Option<Text>,
        /// The figure as printed.
        "value" value: Option<Located<FigureFields>>,
        /// The wording shown for `said`, where a date cannot carry it.
        "said_text" said_text: Option<Wording>,
        /// The wording shown for `happened`, where a date cannot carry it.
        "happened_text" happened_text: Option<Wording>,
        /// Its sense without the lead-in that a group says once, in inline Markdown.
        "short" short: Option<Prose>,
        /// Statements that report the same utterance.
        "same_utterance" same_utterance: Vec<Name<Statement>>,
        /// Statements that it contradicts.
        "denies" denies: Vec<Name<Statement>>,
        /// Statements that it bears out.
        "supports" supports: Vec<Name<Statement>>,
        /// The editor's word on it, always shown with it, in inline Markdown.
        "remark" remark: Option<Prose>,
    }
}

record! {
    /// The fields of a source.
    pub struct SourceFields = "a source" {
        /// What sort of work.
        "type" ty: Option<Located<SourceType>>,
        /// Who wrote it.
        "authors" authors: Vec<Text>,
        /// Who published it.
        "publisher" publisher: Option<Text>,
        /// When it was published.
        "published" published: Option<Located<Edtf>>,
        /// When the editor read it.
        "accessed" accessed: Option<Located<Edtf>>,
        /// Its language, BCP 47.
        "language" language: Option<Text>,
        /// Its address.
        "url" url: Option<Text>,
        /// Kept copies.
        "archives" archives: Vec<Located<Archive>>,
        /// The work in other languages.
        "translations" translations: Vec<Located<WorkTranslation>>,
        /// Whether the editor read it.
        "access" access: Option<Located<Access>>,
        /// The works that it cites.
        "cites" cites: Vec<Name<Source>>,
        /// Whose side it writes from, in one line.
        "vantage" vantage: Option<Wording>,
        /// What to keep in mind when relying on it.
        "caveat" caveat: Option<Wording>,
        /// What it leaves out.
        "leaves_out" leaves_out: Option<Wording>,
        /// Digital object identifier.
        "doi" doi: Option<Text>,
        /// International standard book number.
        "isbn" isbn: Option<Text>,
        /// International standard serial number.
        "issn" issn: Option<Text>,
        /// The journal, book or site that holds it.
        "container_title" container_title: Option<Text>,
        /// Its title in the original language.
        "original_title" original_title: Option<Text>,
        /// Volume.
        "volume" volume: Option<Text>,
        /// Issue.
        "issue" issue: Option<Text>,
        /// Pages.
        "pages" pages: Option<Text>,
        /// Edition.
        "edition" edition: Option<Text>,
        /// Where it was published.
        "place" place: Option<Text>,
        /// The series that it belongs to.
        "series" series: Option<Text>,
        /// Number of a report or document.
        "number" number: Option<Text>,
        /// Editors of the work.
        "editors" editors: Vec<Text>,
        /// Translators of the work.
        "translators" translators: Vec<Text>,
        /// What it reports, one entry a statement.
        "statements" statements: Vec<Arc<Located<StatementFields>>>,
    }
}

record! {
    /// What one side holds on a topic, in one line.
    pub struct StanceFields = "a stance" {
        /// The actor that holds it.
        "actor" actor: Required<Name<Actor>>,
        /// What it holds, in inline Markdown.
        "text" text: Required<Prose>,
        /// Who says so.
        "sources" sources: Vec<Name<Evidence>>,
    }
}

record! {
    /// A change of what an actor holds on a topic.
    pub struct ShiftFields = "a shift" {
        /// The actor whose position changed.
        "actor" actor: Required<Name<Actor>>,
        /// The change in a few words.
        "title" title: Required<Wording>,
        /// The two or three statements between which it changed, in order of time.
        "statements" statements: Vec<Name<Statement>>,
        /// Words to be marked; each occurs in one of the statements.
        "words" words: Vec<Wording>,
        /// The editor's word on it, in inline Markdown.
        "note" note: Option<Prose>,
        /// The dispute about it.
        "dispute" dispute: Option<Name<Dispute>>,
    }
}

record! {
    /// The fields of a topic.
    pub struct TopicFields = "a topic" {
        /// The question that it puts, in inline Markdown.
        "question" question: Option<Prose>,
        /// Its place in lists.
        "order" order: Option<Located<i64>>,
        /// The topic above it.
        "parent" parent: Option<Name<Topic>>,
        /// The group of topics that it belongs to, as readers see it.
        "group" group: Option<Wording>,
        /// What each side holds, in one line a side.
        "stances" stances: Vec<Located<StanceFields>>,
        /// Changes of what an actor holds.
        "shifts" shifts: Vec<Located<ShiftFields>>,
    }
}

choices! {
    /// What the sources disagree on.
    pub enum DisputeType {
        Date "date" "Date": "When something was.",
        Number "number" "Number": "How many, or how much.",
        Attribution "attribution" "Attribution": "Who said it, or who did it.",
        Content "content" "Content": "What was said or agreed.",
        Cause "cause" "Cause": "Why something happened.",
        Interpretation "interpretation" "Interpretation": "What something means, or how it is to be judged.",
    }
}

choices! {
    /// How much hangs on a dispute.
    pub enum DisputeWeight {
        Major "major" "Major": "The answer bears on what is negotiated.",
        Minor "minor" "Minor": "A detail, or a slip of one source.",
    }
}

choices! {
    /// Whether it is settled.
    pub enum DisputeStatus {
        Open "open" "Open": "Nothing in our sources decides it.",
        Settled "settled" "Settled": "It is decided, and the answer that holds is marked.",
    }
}

record! {
    /// One of the rival answers.
    pub struct AnswerFields = "an answer" {
        /// The answer, in inline Markdown.
        "text" text: Required<Prose>,
        /// The statements that give it.
        "statements" statements: Vec<Name<Statement>>,
        /// Works whose title or date gives it.
        "sources" sources: Vec<Name<Evidence>>,
        /// The editor's arithmetic.
        "reckoning" reckoning: Option<Wording>,
        /// Whether a settled dispute came to this answer.
        "holds" holds: Option<Located<bool>>,
    }
}

record! {
    /// The fields of a dispute.
    pub struct DisputeFields = "a dispute" {
        /// What the sources disagree on.
        "type" ty: Option<Located<DisputeType>>,
        /// Whether it is settled.
        "status" status: Option<Located<DisputeStatus>>,
        /// How much hangs on it; major where nothing is written.
        "weight" weight: Option<Located<DisputeWeight>>,
        /// The topics that it concerns.
        "topics" topics: Vec<Name<Topic>>,
        /// The rounds that it concerns.
        "rounds" rounds: Vec<Name<Round>>,
        /// The rival answers.
        "answers" answers: Vec<Arc<Located<AnswerFields>>>,
        /// What would settle it.
        "settled_by" settled_by: Option<Wording>,
    }
}

record! {
    /// A page's place in the menu.
    pub struct MenuFields = "`menu`" {
        /// The word in the menu; by default the page's title.
        "label" label: Option<Wording>,
        /// Its place in the menu.
        "order" order: Option<Located<i64>>,
    }
}

record! {
    /// The fields of a page.
    pub struct PageFields = "a page" {
        /// Its place in the menu.
        "menu" menu: Option<Located<MenuFields>>,
    }
}

choices! {
    /// How far a point has got.
    pub enum StandingMark {
        Agreed "agreed" "Agreed": "The parties consented to it.",
        Said "said" "Said": "One side or one source has it so; more is not known.",
        None "none" "None": "Our sources know of nothing of the kind.",
    }
}

record! {
    /// One line on where things stand.
    pub struct Standing = "a standing" {
        /// The point in a few words.
        "phrase" phrase: Required<Wording>,
        /// Where it stands, in inline Markdown.
        "text" text: Required<Prose>,
        /// How far it has got.
        "mark" mark: Option<Located<StandingMark>>,
        /// As of when.
        "date" date: Option<Located<Edtf>>,
        /// Who says so.
        "sources" sources: Vec<Name<Evidence>>,
    }
}

record! {
    /// The fields of the home page.
    pub struct HomeFields = "the home page" {
        /// Where things stand, a line a point.
        "standing" standing: Vec<Located<Standing>>,
    }
}

/// Pairs each kind with its record and its folder. What is done for every kind is written here, once.
macro_rules! fields_of_kinds {
    ($($kind:ident $record:ident $folder:literal),* $(,)?) => {
        impl Kind {
            /// All kinds, in the order of the manual.
            pub const ALL: [Self; 7] = [$(Self::$kind),*];

            /// The folder that holds notes of this kind.
            pub const fn folder(self) -> &'static str {
                match self { $(Self::$kind => $folder),* }
            }
        }

        /// The fields of a note's own kind. The resolved model shares them.
        #[derive(Clone, Debug)]
        pub enum Fields {
            $($kind(Arc<$record>),)*
            Home(Arc<HomeFields>),
            /// A list's introduction or a translation has none.
            None,
        }

        impl Fields {
            /// Reads the fields of a kind; see [`Record::take`].
            pub(super) fn take(kind: Kind, table: &DeTable<'_>, owner: Span, seen: &mut Vec<&'static str>, cx: &mut Context<'_>) -> Self {
                match kind { $(Kind::$kind => Self::$kind(Arc::new($record::take(table, owner, seen, cx))),)* }
            }

            /// The ids of its statements, which are anchors on its page.
            pub(super) fn statement_ids(&self) -> Vec<&str> {
                match self {
                    Self::Source(source) => source.statements.iter().filter_map(|at| at.id.given().map(|id| &*id.value)).collect(),
                    _ => Vec::new(),
                }
            }

            /// Tells each field of the note's own kind.
            pub fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
                match self {
                    $(Self::$kind(fields) => fields.visit(visitor),)*
                    Self::Home(fields) => fields.visit(visitor),
                    Self::None => {}
                }
            }

            pub(crate) fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
                match self {
                    $(Self::$kind(fields) => Record::each_prose(Arc::make_mut(fields), change),)*
                    Self::Home(fields) => Record::each_prose(Arc::make_mut(fields), change),
                    Self::None => {}
                }
            }

            /// Puts a translation's words into them.
            pub(super) fn translate(&mut self, translated: &[(&'static str, TranslatedValue)], report: &mut TranslationReport) {
                match self {
                    _ if translated.is_empty() => {}
                    $(Self::$kind(fields) => Record::translate(Arc::make_mut(fields), translated, report),)*
                    Self::Home(fields) => Record::translate(Arc::make_mut(fields), translated, report),
                    Self::None => {}
                }
            }

            /// The declared fields of a kind, without the common ones.
            pub fn specs(kind: Kind) -> &'static [FieldSpec] {
                match kind { $(Kind::$kind => $record::fields(),)* }
            }

            /// What messages call a note of a kind.
            pub(crate) const fn record_name(kind: Kind) -> &'static str {
                match kind { $(Kind::$kind => $record::NAME,)* }
            }
        }
    };
}

fields_of_kinds! {
    Actor ActorFields "actors",
    Round RoundFields "rounds",
    Track TrackFields "tracks",
    Source SourceFields "sources",
    Topic TopicFields "topics",
    Dispute DisputeFields "disputes",
    Page PageFields "pages",
}
