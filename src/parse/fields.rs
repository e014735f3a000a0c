//! The fields of every kind of note. These declarations are the contract: parser, schema, completion and manual come from them.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::{Located, Span};
use crate::parse::date::Edtf;
use crate::parse::markdown::Prose;
use crate::parse::record::{
    Actor, Context, Dispute, Entries, Evidence, Extra, FieldSpec, FromToml, KeyedTable, Name, Number, OneOrMany, Record, Required, Round,
    Shape, Source, Statement, Text, Topic, Track, Value, Wording, choices, record,
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
        date: Required<Located<Edtf>> => "When it was made.",
        severity: Option<Located<ChangeSeverity>> => "How grave it was.",
        note: Required<Prose> => "What was changed, in inline Markdown.",
    }
}

record! {
    /// The fields of every kind.
    pub struct Common = "a note" {
        title: Required<Wording> => "The name or headline.",
        short_title: Option<Wording> => "A shorter title, where the title is long for a mark, a table or a menu.",
        summary: Option<Prose> => "The note in one or two sentences, in inline Markdown.",
        also_known_as: Vec<Wording> => "Other names and spellings.",
        names: Option<KeyedTable<Text>> => "The name in other languages: `names = { uk = \"Україна\" }`.",
        draft: Option<Located<bool>> => "Not published unless asked for.",
        created: Option<Located<Edtf>> => "When the note was first written.",
        updated: Option<Located<Edtf>> => "When it was last changed.",
        reviewed: Option<Located<Edtf>> => "When it was last checked against its sources.",
        review_by: Option<Located<Edtf>> => "When it should be checked again.",
        aliases: Vec<Text> => "Old addresses that redirect here.",
        image: Option<Text> => "A picture in `static/`.",
        changes: Vec<Located<Change>> => "Changes that readers are told of.",
        allow: Vec<Located<Code>> => "The rules that are not told for this note, by their codes; a comment beside it says why.",
        extra: Option<Extra> => "Your own data, handed to templates.",
    }
}

/// The rule of this name; a name that is none is reported under `code`. `quotes` stand around it in the file.
pub(crate) fn rule(name: &Text, code: Code, quotes: &str, cx: &mut Context<'_>) -> Option<Code> {
    let found = Code::from_name(&name.value);
    if found.is_none() {
        cx.diagnostics.push(
            Diagnostic::new(code, name.span, format!("there is no rule `{}`", name.value))
                .help("Rules are named by the codes that stand in brackets in every message, such as `stale-review`.")
                .suggest(did_you_mean(&name.value, Code::ALL.iter().map(|code| code.as_str())), quotes),
        );
    }
    found
}

impl FromToml for Code {
    const SHAPE: Shape = Shape::Text;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let text = Text::from_toml(value, cx)?;
        let code = rule(&text, Self::InvalidValue, "\"", cx)?;
        if code.guards_integrity() {
            let help = "The site would be wrong if it were built in spite of it. Take the word away, and mend what the rule reports.";
            cx.report(Self::InvalidValue, text.span, format!("`{}` is always an error", text.value), help);
            return None;
        }
        Some(code)
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_str().into())
    }
}

impl Common {
    /// Whether the note is not published unless asked for.
    pub fn is_draft(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.value)
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
        title: Required<Wording> => "What it is called.",
        of: Option<Name<Actor>> => "Of what: the state or organisation.",
        from: Option<Located<Edtf>> => "Since when.",
        to: Option<Located<Edtf>> => "Until when.",
        sources: Vec<Name<Evidence>> => "Who says so.",
    }
}

record! {
    /// For whom an actor speaks, and when.
    pub struct MandateFields = "an entry of `speaks_for`" {
        actor: Required<Name<Actor>> => "The actor spoken for.",
        from: Option<Located<Edtf>> => "Since when.",
        to: Option<Located<Edtf>> => "Until when.",
    }
}

/// An entry of `speaks_for`: an actor, or one with dates.
#[derive(Clone, Debug)]
pub struct SpokenFor(pub MandateFields);

impl FromToml for SpokenFor {
    const SHAPE: Shape = Shape::Either(&<Name<Actor> as FromToml>::SHAPE, &<MandateFields as FromToml>::SHAPE);
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let mandate = match value.get_ref() {
            DeValue::Table(_) => MandateFields::from_toml(value, cx),
            _ => Name::from_toml(value, cx).map(|actor| MandateFields { actor: Required::new(actor), from: None, to: None }),
        };
        mandate.map(Self)
    }
    fn value(&self) -> Value<'_> {
        Value::Record(self.0.entries())
    }
}

record! {
    /// The fields of an actor.
    pub struct ActorFields = "an actor" {
        "type" ty: Option<Located<ActorType>> => "What sort of actor.",
        roles: Vec<Located<RoleFields>> => "Offices and functions.",
        speaks_for: Option<OneOrMany<SpokenFor>> => "For whom the actor speaks.",
        part_of: Option<OneOrMany<Name<Actor>>> => "The actors of which this one is a part.",
        wikidata: Option<Text> => "Wikidata's item: `Q212`.",
        url: Option<Text> => "The actor's own site.",
    }
}

record! {
    /// The fields of a track.
    pub struct TrackFields = "a track" {
        "type" ty: Option<Wording> => "What sort of track, in a word of your own.",
        from: Option<Located<Edtf>> => "When it began.",
        to: Option<Located<Edtf>> => "When it ended.",
        lane: Option<Wording> => "The name of its lane in drawings of the timeline.",
        lane_order: Option<Located<i64>> => "The lane's place among the lanes.",
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
        actor: Required<Name<Actor>> => "The actor.",
        role: Option<Located<DelegationRole>> => "In which role.",
        head: Option<Name<Actor>> => "Who led it.",
        members: Vec<Name<Actor>> => "Who else was in it.",
        sources: Vec<Name<Evidence>> => "Who says so.",
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
        text: Required<Prose> => "The outcome, in inline Markdown.",
        status: Option<Located<OutcomeStatus>> => "How far the sides came.",
        topics: Vec<Name<Topic>> => "The topics that it concerns.",
        sources: Vec<Name<Evidence>> => "Who says so.",
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
            return cx.wrong_shape(value, "[latitude, longitude] in degrees", help);
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
        "type" ty: Option<Located<RoundType>> => "What sort of round.",
        status: Option<Located<RoundStatus>> => "Whether it took place.",
        date: Option<Located<Edtf>> => "When it took place, or when the proposal or announcement was made.",
        date_text: Option<Wording> => "The wording shown for `date`, where a date cannot carry it.",
        planned: Option<Located<Edtf>> => "When it was due.",
        place: Option<Wording> => "The town or building.",
        country: Option<Wording> => "The country.",
        coordinates: Option<Located<Coordinates>> => "Latitude and longitude in degrees.",
        format: Option<Located<RoundFormat>> => "How people met.",
        track: Option<Name<Track>> => "The track that it belongs to.",
        number: Option<Located<i64>> => "Its number in the track.",
        by: Option<OneOrMany<Name<Actor>>> => "Who made a proposal, set a deadline or announced something.",
        to: Option<OneOrMany<Name<Actor>>> => "To whom it was made or announced.",
        delegations: Vec<Located<DelegationFields>> => "Who took part.",
        outcomes: Vec<Arc<Located<OutcomeFields>>> => "What came of it.",
        follows: Option<Name<Round>> => "The round before it.",
        label: Option<Wording> => "A few words for it in drawings of the timeline.",
        label_weight: Option<Located<i64>> => "How much its label matters in drawings, 1 to 3; 3 is placed first.",
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
        url: Required<Text> => "Its address.",
        date: Option<Located<Edtf>> => "When the copy was made.",
    }
}

record! {
    /// The work in another language.
    pub struct WorkTranslation = "a translation" {
        language: Required<Text> => "The language, BCP 47.",
        title: Option<Text> => "Its title.",
        url: Option<Text> => "Its address.",
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
    pub struct FigureFields = "a value" with one of min | max | printed | corrected {
        min: Option<Located<Number>> => "The figure, or the lower end.",
        max: Option<Located<Number>> => "The upper end.",
        unit: Option<Wording> => "Its unit, in words.",
        about: Option<Located<bool>> => "Whether it is approximate.",
        printed: Option<Wording> => "The figure in the source's own words and form: \"tens of thousands\".",
        corrected: Option<Located<Number>> => "What the editor takes to be right.",
    }
}

record! {
    /// What a source reports somebody to have said or done.
    pub struct StatementFields = "a statement" {
        id: Required<Text> => "Its id, unique in the source.",
        text: Required<Prose> => "What is reported, in the editor's words, in inline Markdown.",
        by: Option<OneOrMany<Name<Actor>>> => "The speaker: an actor, or several for a joint statement.",
        speaker: Option<Wording> => "The speaker as the source names or describes them.",
        "for" on_behalf_of: Option<OneOrMany<Name<Actor>>> =>
            "On whose behalf; by default the speaker's `speaks_for`; `[]` means personally.",
        of: Option<OneOrMany<Name<Actor>>> => "Whose position it describes, where that is another's.",
        to: Option<OneOrMany<Name<Actor>>> => "To whom it was said.",
        "type" ty: Option<Located<StatementType>> => "What sort of statement.",
        said: Option<Located<Edtf>> => "When it was said; without it, it is only known to have been said before the source was published.",
        happened: Option<Located<Edtf>> => "When what it tells of happened or is to happen.",
        topics: Vec<Name<Topic>> => "Its topics.",
        rounds: Vec<Name<Round>> => "The rounds that it speaks of.",
        actors: Vec<Name<Actor>> => "The actors that it speaks of.",
        basis: Option<Located<Basis>> => "How the source knows.",
        via: Option<OneOrMany<Name<Source>>> => "The source through which it came.",
        locator: Option<Text> => "Where in the source: a section, a paragraph.",
        quote: Option<Text> => "A few words of the original.",
        quote_language: Option<Text> => "The quote's language, BCP 47.",
        value: Option<Located<FigureFields>> => "The figure as printed.",
        said_text: Option<Wording> => "The wording shown for `said`, where a date cannot carry it.",
        happened_text: Option<Wording> => "The wording shown for `happened`, where a date cannot carry it.",
        short: Option<Prose> => "Its sense without the lead-in that a group says once, in inline Markdown.",
        same_utterance: Vec<Name<Statement>> => "Statements that report the same utterance.",
        denies: Vec<Name<Statement>> => "Statements that it contradicts.",
        supports: Vec<Name<Statement>> => "Statements that it bears out.",
        remark: Option<Prose> => "The editor's word on it, always shown with it, in inline Markdown.",
    }
}

record! {
    /// The fields of a source.
    pub struct SourceFields = "a source" {
        "type" ty: Option<Located<SourceType>> => "What sort of work.",
        authors: Vec<Text> => "Who wrote it.",
        publisher: Option<Text> => "Who published it.",
        published: Option<Located<Edtf>> => "When it was published.",
        accessed: Option<Located<Edtf>> => "When the editor read it.",
        language: Option<Text> => "Its language, BCP 47.",
        url: Option<Text> => "Its address.",
        archives: Vec<Located<Archive>> => "Kept copies.",
        translations: Vec<Located<WorkTranslation>> => "The work in other languages.",
        access: Option<Located<Access>> => "Whether the editor read it.",
        cites: Vec<Name<Source>> => "The works that it cites.",
        vantage: Option<Wording> => "Whose side it writes from, in one line.",
        caveat: Option<Wording> => "What to keep in mind when relying on it.",
        leaves_out: Option<Wording> => "What it leaves out.",
        doi: Option<Text> => "Digital object identifier.",
        isbn: Option<Text> => "International standard book number.",
        issn: Option<Text> => "International standard serial number.",
        container_title: Option<Text> => "The journal, book or site that holds it.",
        original_title: Option<Text> => "Its title in the original language.",
        volume: Option<Text> => "Volume.",
        issue: Option<Text> => "Issue.",
        pages: Option<Text> => "Pages.",
        edition: Option<Text> => "Edition.",
        place: Option<Text> => "Where it was published.",
        series: Option<Text> => "The series that it belongs to.",
        number: Option<Text> => "Number of a report or document.",
        editors: Vec<Text> => "Editors of the work.",
        translators: Vec<Text> => "Translators of the work.",
        statements: Vec<Arc<Located<StatementFields>>> => "What it reports, one entry a statement.",
    }
}

record! {
    /// What one side holds on a topic, in one line.
    pub struct StanceFields = "a stance" {
        actor: Required<Name<Actor>> => "The actor that holds it.",
        text: Required<Prose> => "What it holds, in inline Markdown.",
        sources: Vec<Name<Evidence>> => "Who says so.",
    }
}

record! {
    /// A change of what an actor holds on a topic.
    pub struct ShiftFields = "a shift" {
        actor: Required<Name<Actor>> => "The actor whose position changed.",
        title: Required<Wording> => "The change in a few words.",
        statements: Vec<Name<Statement>> => "The two or three statements between which it changed, in order of time.",
        words: Vec<Wording> => "Words to be marked; each occurs in one of the statements.",
        note: Option<Prose> => "The editor's word on it, in inline Markdown.",
        dispute: Option<Name<Dispute>> => "The dispute about it.",
    }
}

record! {
    /// The fields of a topic.
    pub struct TopicFields = "a topic" {
        question: Option<Prose> => "The question that it puts, in inline Markdown.",
        order: Option<Located<i64>> => "Its place in lists.",
        parent: Option<Name<Topic>> => "The topic above it.",
        group: Option<Wording> => "The group of topics that it belongs to, as readers see it.",
        stances: Vec<Located<StanceFields>> => "What each side holds, in one line a side.",
        shifts: Vec<Located<ShiftFields>> => "Changes of what an actor holds.",
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
    pub struct AnswerFields = "an answer" with one of statements | sources | reckoning {
        text: Required<Prose> => "The answer, in inline Markdown.",
        statements: Vec<Name<Statement>> => "The statements that give it.",
        sources: Vec<Name<Evidence>> => "Works whose title or date gives it.",
        reckoning: Option<Wording> => "The editor's arithmetic.",
        holds: Option<Located<bool>> => "Whether a settled dispute came to this answer.",
    }
}

record! {
    /// The fields of a dispute.
    pub struct DisputeFields = "a dispute" {
        "type" ty: Option<Located<DisputeType>> => "What the sources disagree on.",
        status: Option<Located<DisputeStatus>> => "Whether it is settled.",
        weight: Option<Located<DisputeWeight>> => "How much hangs on it; major where nothing is written.",
        topics: Vec<Name<Topic>> => "The topics that it concerns.",
        rounds: Vec<Name<Round>> => "The rounds that it concerns.",
        answers: Vec<Arc<Located<AnswerFields>>> => "The rival answers.",
        settled_by: Option<Wording> => "What would settle it.",
    }
}

record! {
    /// A page's place in the menu.
    pub struct MenuFields = "`menu`" {
        label: Option<Wording> => "The word in the menu; by default the page's title.",
        order: Option<Located<i64>> => "Its place in the menu.",
    }
}

record! {
    /// The fields of a page.
    pub struct PageFields = "a page" {
        menu: Option<Located<MenuFields>> => "Its place in the menu.",
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
        phrase: Required<Wording> => "The point in a few words.",
        text: Required<Prose> => "Where it stands, in inline Markdown.",
        mark: Option<Located<StandingMark>> => "How far it has got.",
        date: Option<Located<Edtf>> => "As of when.",
        sources: Vec<Name<Evidence>> => "Who says so.",
    }
}

record! {
    /// The fields of the home page.
    pub struct HomeFields = "the home page" {
        standing: Vec<Located<Standing>> => "Where things stand, a line a point.",
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
            pub(super) fn take(kind: Kind, table: &DeTable<'_>, owner: Span, cx: &mut Context<'_>) -> Self {
                match kind { $(Kind::$kind => Self::$kind(Arc::new($record::take(table, owner, cx))),)* }
            }

            /// The ids of its statements, which are anchors on its page.
            pub(super) fn statement_ids(&self) -> Vec<&str> {
                match self {
                    Self::Source(source) => source.statements.iter().filter_map(|at| at.id.given().map(|id| &*id.value)).collect(),
                    _ => Vec::new(),
                }
            }

            /// Those that are there.
            pub fn entries(&self) -> Entries<'_> {
                match self {
                    $(Self::$kind(fields) => fields.entries(),)*
                    Self::Home(fields) => fields.entries(),
                    Self::None => Vec::new(),
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
