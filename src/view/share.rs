//! What the picture says that a page shows where its address is posted.

use super::{Briefing, positions, statement};
use crate::model::address::{self, SharePage, View};
use crate::model::{Answer, Entity, Id, Note};

/// What a picture says. Drawn in `render::share_image`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The page's title.
    pub title: String,
    /// What the page is: "Talks", "Actor".
    pub kind: String,
    /// Its date in words; empty where it has none.
    pub date: String,
    /// The site's name.
    pub site: String,
    /// What the page says in short: what the site rests on, who holds how much, a dispute's answers; empty for notes of other kinds.
    pub lines: Vec<Line>,
}

/// A line of what a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its words.
    pub text: String,
    /// How many, drawn as a bar beside the words; nothing where nothing is counted.
    pub count: Option<usize>,
}

/// How many lines a picture holds.
const MOST_LINES: usize = 5;

/// The card of a page.
pub(crate) fn card(briefing: Briefing<'_>, page: SharePage) -> Card {
    let config = &briefing.model.config;
    let as_of = |date| briefing.language.say("share.as_of", &[("date", (&briefing.language.date(date)).into())]);
    let as_of = briefing.model.as_of.as_ref().map(as_of).unwrap_or_default();
    let (title, kind, date) = match page {
        SharePage::Home => match config.tagline.as_deref() {
            Some(tagline) => (tagline.to_owned(), config.title.to_string(), as_of),
            None => (config.title.to_string(), String::new(), as_of),
        },
        SharePage::List(kind) => (address::list_title(briefing.model, kind).to_owned(), String::new(), as_of),
        SharePage::View(view) => (briefing.view_name(view).to_owned(), String::new(), as_of),
        SharePage::Note(id) => {
            let note = &briefing.model.notes[id];
            let kind = note.kind().map(|kind| briefing.kind_name(kind).to_owned()).unwrap_or_default();
            (note.title.to_string(), kind, note_date(briefing, id).unwrap_or(as_of))
        }
    };
    let site = match (page, &config.base_url) {
        (SharePage::Home, Some(url)) => format!("{}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/')),
        _ => config.title.to_string(),
    };
    Card { title, kind, date, site, lines: lines(briefing, page) }
}

fn lines(briefing: Briefing<'_>, page: SharePage) -> Vec<Line> {
    let model = briefing.model;
    let counted = |text: String, count: usize| Line { text, count: Some(count) };
    let mut lines: Vec<Line> = match page {
        SharePage::Home => {
            let sources = model.sources.iter().filter(|(_, source)| !source.statements.is_empty());
            sources.map(|(id, source)| counted(statement::work_words(model, id), source.statements.len())).collect()
        }
        SharePage::View(View::Timeline) => {
            let tracks = model.tracks.iter().filter(|(_, track)| !track.rounds.is_empty());
            tracks.map(|(_, track)| counted(briefing.title(track.note).to_string(), track.rounds.len())).collect()
        }
        SharePage::View(View::Positions) => {
            let columns = positions::all_positions(briefing).columns.iter();
            columns.map(|column| counted(column.name.clone(), column.own + column.spoken_for + column.about)).collect()
        }
        SharePage::Note(id) => match model.notes[id].entity {
            Entity::Dispute(dispute) => {
                let answers = model.disputes[dispute].answers.iter().enumerate();
                let numbered = |(place, answer): (usize, &Answer)| {
                    let number = briefing.language.number(place + 1);
                    Line { text: format!("{number}  {}", answer.fields.text.plain), count: None }
                };
                answers.map(numbered).collect()
            }
            _ => Vec::new(),
        },
        SharePage::List(_) | SharePage::View(_) => Vec::new(),
    };
    // Answers keep their order; what is counted stands by its number.
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines.truncate(MOST_LINES);
    lines
}

/// The day of a round, or on which a work was published.
fn note_date(briefing: Briefing<'_>, id: Id<Note>) -> Option<String> {
    let model = briefing.model;
    let date = match model.notes[id].entity {
        Entity::Round(round) => briefing.date_of_round(&model.rounds[round]),
        Entity::Source(source) => briefing.date_of(model.sources[source].fields.published.as_ref()),
        _ => None,
    };
    date.map(|date| date.text)
}
