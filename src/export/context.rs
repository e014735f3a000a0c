//! What every exporter is given: the resolved site, its addresses, and the list of outputs that the site has.

use url::Url;

use super::clean;
use crate::bibliography::{Bibliography, Work};
use crate::config::OutputKind;
use crate::file::Files;
use crate::language::Language;
use crate::model::address::{self, Addresses, Export, Scope};
use crate::model::{Actor, Dispute, Id, Model, Note, Round, Statement};
use crate::parse::date::Edtf;
use crate::parse::fields::RoundFields;
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
    pub media_type: &'static str,
    /// The key of `[outputs]` that switches it off; none where every site has it.
    pub kind: Option<OutputKind>,
    /// Whether each language of the site has its own.
    pub every_language: bool,
    /// What one of the rounds that it tells of must be; none where it needs no round.
    pub needs: Option<fn(&RoundFields) -> bool>,
    pub make: fn(&ExportContext<'_>, Export) -> Vec<u8>,
}

/// Makes HTML of a note's Markdown, with absolute links and without what works on its page only.
pub type HtmlOf<'a> = dyn Fn(Id<Note>, &Body) -> String + Sync + 'a;

/// What every export is made from.
pub struct ExportContext<'a> {
    pub model: &'a Model,
    /// Where everything lies.
    pub addresses: &'a Addresses,
    /// The text that was read, for the Markdown copies.
    pub files: &'a Files,
    /// HTML of Markdown for readers elsewhere.
    pub html: &'a HtmlOf<'a>,
    /// Every format that there is; [`Self::formats`] gives those of the site.
    pub all_formats: &'static [Format],
    /// The works, and how they are cited.
    pub bibliography: &'a Bibliography,
    /// The site's address as [`root_of`] gives it, with `/` at its end.
    pub root: String,
}

/// The site's address as far as it is known. `example.invalid` leads nowhere by RFC 6761; it stands in only where `base_url` is missing,
/// which is an error of its own, so that no output is ever broken by it.
pub fn root_of(model: &Model) -> String {
    model.config.base_url.as_ref().map_or_else(|| "https://example.invalid/".to_owned(), Url::to_string)
}

impl<'a> ExportContext<'a> {
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
        self.model.config.base_url.as_ref().and_then(Url::host_str).unwrap_or("example.invalid")
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

    pub fn id_of(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].id
    }

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

/// The part of the site that a feed or a calendar covers.
impl Export {
    /// Its notes, by id. A track holds its rounds and the disputes about them.
    pub(super) fn notes(self, model: &Model) -> Vec<Id<Note>> {
        match self {
            Self::OfKind(kind) => model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)).map(|(id, _)| id).collect(),
            Self::OfTrack(id) => {
                let track = &model.tracks[id];
                let rounds = track.rounds.iter().map(|round| model.rounds[*round].note);
                let of_track = |dispute: &Dispute| dispute.rounds.iter().any(|round| model.rounds[*round].track == Some(id));
                let disputes = model.disputes.iter().filter(|(_, dispute)| of_track(dispute)).map(|(_, dispute)| dispute.note);
                let mut notes: Vec<Id<Note>> = rounds.chain(disputes).chain([track.note]).collect();
                notes.sort();
                notes
            }
            _ => model.notes.ids().collect(),
        }
    }

    /// The folder of its files, from the site's root.
    pub(super) fn folder(self, model: &Model) -> String {
        match self {
            Self::OfKind(kind) => model.list_path(kind),
            Self::OfTrack(id) => model.notes[model.tracks[id].note].path.to_string(),
            _ => model.prefix.to_string(),
        }
    }
}
