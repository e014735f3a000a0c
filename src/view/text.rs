//! Running text and the statements that stand in it, as templates get them: a text may hold cards, and a card holds texts.

use serde::Serialize;

use super::Briefing;
use super::html::Html;
use super::link::{DateView, Foreign, Link};
use super::mark::Mark;
use crate::file::Span;
use crate::model::{Id, Note};
use crate::parse::markdown::{ALERT_BEGINS, ALERT_ENDS, Prose};
use crate::parse::record::Wording;

/// A text composed for one page: HTML and what fills its holes, in order. The component `prose` prints it.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Composed(pub(super) Vec<TextPart>);

/// A part of a composed text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextPart {
    /// What the parser made of Markdown.
    MarkdownHtml(Html),
    /// A link with its text.
    Link(TextLink),
    /// A group of citations, for the component `citation`.
    Cites(Vec<CitationMark>),
    /// An embedded statement, for the component `statement`.
    Card(Box<StatementView>),
    /// A picture.
    Image(ImageView),
    /// Words in another language than the page's.
    Foreign(ForeignText),
}

/// Words in another language than the page's.
#[derive(Debug, Serialize)]
pub struct ForeignText {
    /// The language, and in which direction it is written.
    #[serde(flatten)]
    pub foreign: Foreign,
    /// Whether it holds paragraphs, so that it needs an element of its own.
    pub block: bool,
    /// The words.
    pub text: Composed,
}

/// A link in running text.
#[derive(Debug, Serialize)]
pub struct TextLink {
    /// The address, as seen from the page; absent where the target is not published.
    pub href: Option<String>,
    /// What it leads to: `note`, `statement`, `here` (a place on the same page), `file` or `web`; empty where the target is not published.
    pub to: &'static str,
    /// What is read.
    pub text: Composed,
}

/// A picture in running text.
#[derive(Debug, Serialize)]
pub struct ImageView {
    /// Its address, as seen from the page.
    pub src: String,
    /// Its text alternative.
    pub alt: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// Its width and height in pixels, where they are known.
    pub size: Option<(u32, u32)>,
    /// Whether the title stands below it as a caption.
    pub captioned: bool,
}

/// A citation's mark: `3b`.
#[derive(Debug, Serialize)]
pub struct CitationMark {
    /// The id of its element, to which the list of references leads back; absent where there is no such list.
    pub id: Option<String>,
    /// Where it leads: the place in the list of references or, where there is none, what is cited.
    pub href: String,
    /// The work's number on the page.
    pub number: usize,
    /// The statement's letters among the work's; empty where the work as a whole is cited.
    pub letters: String,
    /// Whether the mark before has the same number, so that the letters suffice for the eye.
    pub repeated: bool,
    /// What the editor wrote before it: "see".
    pub prefix: String,
    /// The place in the work, as the editor wrote it.
    pub locator: String,
}

/// What an entry and a line in the references have both.
#[derive(Debug, Serialize)]
pub struct StatementCore {
    /// Who speaks, at a glance.
    pub mark: Mark,
    /// The address of the statement, as seen from the page.
    pub href: String,
    /// Who speaks, in plain words.
    pub speaker: Link,
    /// Its words.
    pub quote: Option<Quote>,
    /// When it was said; nothing where only the day of publication is known.
    pub said: Option<DateView>,
    /// The works through which it came, by voice and date: their titles stand on their own pages.
    pub via: Vec<Link>,
    /// Where in the work it stands; in a ledger without the part of the work, which stands above its entries.
    pub locator: Option<String>,
    /// The editor's remark.
    pub remark: Composed,
    /// The statements that deny it, each under its speaker's name.
    pub denied_by: Vec<Link>,
    /// The disputes that it is part of, but for the one whose page it is.
    pub disputes: Vec<Link>,
}

/// An entry: what the component `statement` gets.
#[derive(Debug, Serialize)]
pub struct StatementView {
    /// What a line in the references has too.
    #[serde(flatten)]
    pub core: StatementCore,
    /// The id of its element, where the statement is at home on the page.
    pub anchor: Option<String>,
    /// Who speaks, for whom and to whom.
    pub who: Who,
    /// What it reports.
    pub text: Composed,
    /// The editor's wording of when what it tells of happened or is to happen, in a card and in its source's own ledger, where its text does not say
    /// the same.
    pub happened: Option<DateView>,
    /// The mark that leads to its source; none in the source's own ledger.
    pub cites: Vec<CitationMark>,
    /// The figure that it gives.
    pub value: Option<Quantity>,
    /// When it was reported, where nobody knows when it was said; not in a ledger.
    pub reported: Option<DateView>,
    /// What its source is called in a word or two.
    pub work: String,
    /// Whether sources differ on a date or figure that it gives.
    pub differs: bool,
    /// The numbers of the questions of its disputes among the page's, where they are several and links show numbers alone.
    pub questions: Vec<usize>,
    /// Statements that it bears out or contradicts, and that bear it out; only in a ledger.
    pub relations: Vec<RelationView>,
}

/// Who speaks, for whom and to whom.
#[derive(Debug, Serialize)]
pub struct Who {
    /// Whether the speaker is to be named.
    pub named: bool,
    /// The speakers that are known.
    pub by: Vec<Link>,
    /// The speaker in the source's words.
    pub described: Composed,
    /// Who speaks in the work's own voice, where the statement names no speaker: its authors, its publisher or its title.
    pub own_voice: Vec<Link>,
    /// For whom, the speakers left out.
    pub on_behalf_of: Vec<Link>,
    /// Whether for nobody but the speaker.
    pub personally: bool,
    /// To whom.
    pub to: Vec<Link>,
    /// Whose position it describes.
    pub imputed_to: Vec<Link>,
}

/// A quotation.
#[derive(Debug, Serialize)]
pub struct Quote {
    /// Its words.
    pub text: String,
    /// Their language.
    pub language: String,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Quantity {
    /// Its words.
    pub text: Composed,
    /// Whether they are the source's.
    pub printed: bool,
    /// As the editor corrects it.
    pub corrected: Option<String>,
}

/// Statements that stand in one relation to a statement.
#[derive(Debug, Serialize)]
pub struct RelationView {
    /// The relation: "Contradicted by".
    pub label: String,
    /// The statements.
    pub statements: Vec<RelatedStatement>,
}

/// A statement in a relation to another.
#[derive(Debug, Serialize)]
pub struct RelatedStatement {
    /// Who speaks, in plain words, with its address.
    pub speaker: Link,
    /// What its source is called, where that is another one.
    pub work: Option<String>,
}

impl Briefing<'_> {
    /// The wording of a note's field, marked with its language and direction where they are not the page's; empty where there is none.
    pub fn wording(&self, field: Option<&Wording>, note: &Note) -> Composed {
        field.map(|field| self.words(&field.value, field.span, note)).unwrap_or_default()
    }

    /// A field's inline Markdown without its links and citations.
    pub fn plain(&self, field: Option<&Prose>, note: Id<Note>) -> Composed {
        field.map(|field| self.words(&field.plain, field.span, &self.model.notes[note])).unwrap_or_default()
    }

    /// Words that stand at a place of a note.
    pub fn words(&self, words: &str, place: Span, note: &Note) -> Composed {
        let text = Composed::of_text(words);
        match self.foreign(note.language_of(place), words).filter(|_| !text.is_empty()) {
            None => text,
            Some(foreign) => Composed(vec![TextPart::Foreign(ForeignText { foreign, block: false, text })]),
        }
    }
}

impl Composed {
    pub fn of_text(words: &str) -> Self {
        let mut text = Self::default();
        if !words.is_empty() {
            text.add(|html| html.text(words));
        }
        text
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes away the alert that it begins with, where it does. See [`ALERT_ENDS`].
    pub fn take_alert(&mut self) -> Self {
        let begins = |part: &TextPart| matches!(part, TextPart::MarkdownHtml(html) if html.as_str().trim_start().starts_with(ALERT_BEGINS));
        let end = |part: &mut TextPart| {
            let TextPart::MarkdownHtml(html) = part else { return None };
            html.as_str().find(ALERT_ENDS).map(|at| html.split_off(at + ALERT_ENDS.len()))
        };
        if !self.0.first().is_some_and(begins) {
            return Self::default();
        }
        let Some((place, rest)) = self.0.iter_mut().enumerate().find_map(|(place, part)| Some((place, end(part)?))) else {
            return Self::default();
        };
        let alert = Self(self.0.drain(..=place).collect());
        if !rest.as_str().trim().is_empty() {
            self.0.insert(0, TextPart::MarkdownHtml(rest));
        }
        alert
    }

    /// Takes away what it begins with, where that is the whole of another text without links or citations.
    pub fn remove_lead(&mut self, lead: &Self) {
        if let ([TextPart::MarkdownHtml(lead)], Some(TextPart::MarkdownHtml(own))) = (&*lead.0, self.0.first_mut())
            && let Some(rest) = own.as_str().strip_prefix(lead.as_str())
        {
            *own = own.split_off(own.as_str().len() - rest.trim_start().len());
        }
    }

    /// Whether a link in it leads where another does.
    pub fn leads_to(&self, link: &Link) -> bool {
        self.0.iter().any(|part| matches!(part, TextPart::Link(own) if own.href.is_some() && own.href == link.href))
    }

    /// Adds to the HTML that the last part is, or begins a new one.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut Html) -> &mut Html) {
        if let Some(TextPart::MarkdownHtml(html)) = self.0.last_mut() {
            write(html);
        } else {
            let mut html = Html::new();
            write(&mut html);
            self.0.push(TextPart::MarkdownHtml(html));
        }
    }

    /// The last character, where text comes last.
    pub(super) fn last_char(&self) -> Option<char> {
        match self.0.last()? {
            TextPart::MarkdownHtml(html) => html.as_str().chars().next_back(),
            _ => None,
        }
    }

    /// Takes white space away from the end: a mark stands close to its word, whatever space the editor left before the bracket.
    pub(super) fn trim_end(&mut self) {
        if let Some(TextPart::MarkdownHtml(html)) = self.0.last_mut()
            && html.trim_end().is_empty()
        {
            self.0.pop();
        }
    }
}
