//! What every exporter is given: the resolved site, its addresses, and the list of outputs that the site has.

use url::Url;

use super::clean;
use crate::bibliography::{Bibliography, Work};
use crate::config::OutputKind;
use crate::file::Files;
use crate::language::Language;
use crate::model::address::{self, Addresses, Export, Scope};
use crate::model::{Actor, Dispute, Id, Model, Note, Round, Statement, Track};
use crate::parse::date::Edtf;
use crate::parse::fields::Kind;
use crate::parse::markdown::Body;

/// One kind of file for other tools: where it lies, what it holds, what makes it.
#[derive(Debug)]
pub struct Format {
    /// Path of its file: from the site's root, or from the folder that its scope names.
    pub path: &'static str,
    /// How many files of it there are.
    pub scope: Scope,
    /// The key of the words of the interface that say what it holds.
    pub title_key: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// The key of `[outputs]` that switches it off; none where every site has it.
    pub kind: Option<OutputKind>,
    /// Whether each language of the site has its own.
    pub every_language: bool,
    /// Makes its bytes.
    pub make: fn(&ExportContext<'_>, Export) -> Vec<u8>,
}

/// Makes HTML of a note's Markdown, with absolute links and without what works on its page only.
pub type HtmlOf<'a> = dyn Fn(Id<Note>, &Body) -> String + Sync + 'a;

/// What every export is made from.
pub struct ExportContext<'a> {
    /// The resolved site.
    pub model: &'a Model,
    /// Where everything lies.
    pub addresses: &'a Addresses,
    /// The text that was read, for the Markdown copies.
    pub files: &'a Files,
    /// Where the site will stand.
    pub base_url: Option<&'a Url>,
    /// HTML of Markdown for readers elsewhere.
    pub html: &'a HtmlOf<'a>,
    /// Every format that there is; [`Self::formats`] gives those of the site.
    all_formats: &'static [Format],
    /// The works, and how they are cited.
    pub bibliography: &'a Bibliography,
    /// The site's address, with `/` at its end.
    pub root: String,
}

/// The site's address as far as it is known. `example.invalid` leads nowhere by RFC 6761; it stands in only where `base_url` is missing,
/// which is an error of its own, so that no output is ever broken by it.
pub fn root_of(base_url: Option<&Url>) -> String {
    let Some(url) = base_url else { return "https://example.invalid/".to_owned() };
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    let text = url.to_string();
    if text.ends_with('/') { text } else { format!("{text}/") }
}

impl<'a> ExportContext<'a> {
    /// What exports are made from, with the site's address as `root_of` gives it.
    pub fn new(
        model: &'a Model,
        addresses: &'a Addresses,
        files: &'a Files,
        base_url: Option<&'a Url>,
        html: &'a HtmlOf<'a>,
        all_formats: &'static [Format],
        bibliography: &'a Bibliography,
    ) -> Self {
        Self { model, addresses, files, base_url, html, all_formats, bibliography, root: root_of(base_url) }
    }

    /// The formats that the site has.
    pub fn formats(&self) -> impl Iterator<Item = &'static Format> {
        let outputs = &self.model.config.outputs;
        self.all_formats.iter().filter(|format| format.kind.is_none_or(|kind| outputs.has(kind)))
    }

    /// The works that a file covers, by id.
    pub fn works(&self, of: Export) -> impl Iterator<Item = &'a Work> {
        let only = if let Export::OfSource(id) = of { Some(self.bibliography.work(id)) } else { None };
        let all = only.is_none().then(|| self.bibliography.works());
        only.into_iter().chain(all.into_iter().flatten())
    }

    /// The site's host; `example.invalid` as in `root_of`.
    pub fn host(&self) -> &str {
        self.base_url.and_then(|url| url.host_str()).unwrap_or("example.invalid")
    }

    /// The path of `base_url`, as it is written there.
    pub fn base_path(&self) -> &str {
        self.base_url.map_or("/", |url| url.path())
    }

    /// The absolute address of a path of the site (`actors/ukraine/`).
    pub fn url(&self, path: &str) -> String {
        [&*self.root, &*address::percent_encoded(path)].concat()
    }

    /// The absolute address of a note's page.
    pub fn url_of(&self, note: Id<Note>) -> String {
        self.url(&self.model.notes[note].path)
    }

    /// The absolute address of a statement on its source's page.
    pub fn url_of_statement(&self, id: Id<Statement>) -> String {
        format!("{}#{}", self.url(&self.model.page_of_statement(id)), address::percent_encoded(&self.model.statements[id].id))
    }

    /// A note's id.
    pub fn id_of(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].id
    }

    /// An actor's id.
    pub fn actor_id(&self, id: Id<Actor>) -> &'a str {
        self.id_of(self.model.actors[id].note)
    }
}

/// When a note last changed, as far as it says so.
pub(super) fn last_change(note: &Note) -> Option<Edtf> {
    let common = &note.written.common;
    let changes = common.changes.iter().filter_map(|change| change.value.date.given());
    changes.chain([&common.updated, &common.created].into_iter().flatten()).map(|at| at.value).max()
}

/// When a round was, in words: the editor's wording, else its date, else when it was due.
pub(super) fn when_words(model: &Model, round: &Round) -> Option<String> {
    let language = &model.language;
    let date = language.date_or_wording(round.date.as_ref(), round.fields.date_text.as_ref()).map(|text| clean::line(&text).into_owned());
    let planned = || round.fields.planned.as_ref().map(|at| due_words(language, &at.value));
    date.or_else(planned)
}

/// "due 20 May 2024".
pub(super) fn due_words(language: &Language, date: &Edtf) -> String {
    language.say("rounds.due", &[("date", (&language.date(date)).into())])
}

/// The part of the site that a file covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SitePart {
    /// All of it.
    Site,
    /// Notes of a kind.
    Kind(Kind),
    /// A track and its rounds.
    Track(Id<Track>),
}

impl SitePart {
    /// That of a feed or a calendar.
    pub const fn of(export: Export) -> Self {
        match export {
            Export::OfKind(kind) => Self::Kind(kind),
            Export::OfTrack(track) => Self::Track(track),
            _ => Self::Site,
        }
    }

    /// The notes that belong to it, by id. A track holds its rounds and the disputes about them.
    pub fn notes(self, model: &Model) -> Vec<Id<Note>> {
        match self {
            Self::Site => model.notes.ids().collect(),
            Self::Kind(kind) => model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)).map(|(id, _)| id).collect(),
            Self::Track(id) => {
                let track = &model.tracks[id];
                let rounds = track.rounds.iter().map(|round| model.rounds[*round].note);
                let of_track = |dispute: &Dispute| dispute.rounds.iter().any(|round| model.rounds[*round].track == Some(id));
                let disputes = model.disputes.iter().filter(|(_, dispute)| of_track(dispute)).map(|(_, dispute)| dispute.note);
                let mut notes: Vec<Id<Note>> = rounds.chain(disputes).chain([track.note]).collect();
                notes.sort();
                notes
            }
        }
    }

    /// The folder of its files, from the site's root.
    pub fn folder(self, model: &Model) -> String {
        match self {
            Self::Site => model.prefix.to_string(),
            Self::Kind(kind) => model.list_path(kind),
            Self::Track(id) => model.notes[model.tracks[id].note].path.to_string(),
        }
    }
}
