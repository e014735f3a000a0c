//! A statement as readers see it: a card in running text, an entry in a list or a ledger, a line in the references.
//!
//! All three say who speaks, when, what is reported and how the source knows; the editor's remark is never left out. The component
//! `statement` prints an entry, in each of its looks, and `statement_line` a line.

use serde::Serialize;

use super::Briefing;
use super::compose::{Citations, Composer, target};
use super::link::{DateView, Foreign, Link, NoteLink};
use super::mark;
use super::text::{Composed, Quantity, Quote, RelatedStatement, RelationView, StatementCore, StatementView, TextPart, Who};
use crate::bibliography::names::NameReader;
use crate::counts::unique_by;
use crate::language::Language;
use crate::model::{Contributor, Id, LinkTarget, Model, Note, Source, Statement};
use crate::parse::date::Precision;
use crate::parse::fields::{Basis, FigureFields, StatementFields, StatementType};
use crate::parse::markdown::{Body, Piece, Prose, TextLevel};

/// What an entry shows beside what every entry shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryForm {
    /// A card in running text.
    Card,
    /// In a long list: text, speaker and date in one paragraph, the remark below.
    Brief,
    /// As a line: words, and who says so.
    Line,
    /// As a line of a bundle: its sense without the lead-in that the bundle says once, where an editor wrote that.
    Bundled,
    /// As a line without words: who says so, where and when, told for many.
    Byline,
    /// On its source's page, with all that is known of it and its anchor.
    Ledger,
}

/// A line in the list of references: no marks.
#[derive(Debug, Serialize)]
pub struct StatementLine {
    /// What an entry has too.
    #[serde(flatten)]
    pub core: StatementCore,
    /// What the source calls the speaker, where that is another name.
    pub called: Composed,
    /// What it reports, plain.
    pub text: String,
    /// The language of that, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// How the source knows, in words, where that says something.
    pub basis: Option<String>,
}

/// Where readers find the remark of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkPlace {
    /// In its own entry.
    InEntry,
    /// Above a list whose statements share it.
    AboveList,
}

/// A statement as one of the forms of an entry.
pub fn entry(composer: &mut Composer<'_>, id: Id<Statement>, form: EntryForm, remark_place: RemarkPlace) -> StatementView {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let written: &StatementFields = &statement.fields;
    let note: &Note = &model.notes[model.note_of_statement(id)];
    let ledger = form == EntryForm::Ledger;
    let text: Option<&Prose> = match form {
        EntryForm::Byline => None,
        EntryForm::Bundled => Some(written.short.as_ref().unwrap_or(&written.text)),
        EntryForm::Card | EntryForm::Brief | EntryForm::Line | EntryForm::Ledger => Some(&written.text),
    };
    // Works are numbered in this order.
    let text = text.map(|text| composer.prose(text, note)).unwrap_or_default();
    let cites = match form {
        EntryForm::Card | EntryForm::Brief => composer.cite_shown(id),
        EntryForm::Line | EntryForm::Bundled | EntryForm::Byline => {
            composer.show(id);
            Vec::new()
        }
        EntryForm::Ledger => Vec::new(),
    };
    let remark = written.remark.as_ref().filter(|_| remark_place == RemarkPlace::InEntry && form != EntryForm::Byline);
    let remark = remark.map(|remark| composer.prose(remark, note)).unwrap_or_default();
    let whole = matches!(form, EntryForm::Card | EntryForm::Ledger);
    let said = if whole { said(composer.briefing, statement) } else { said_in_short(composer.briefing, statement) };
    let happened = happened_wording(statement).filter(|_| whole).and_then(|_| happened(composer.briefing, statement));
    let reported = statement.reported.as_ref().filter(|_| said.is_none() && !ledger).map(|date| composer.briefing.date(date));
    let mut core = core(composer, id, said, remark);
    if ledger {
        core.href = format!("#{}", statement.id);
        core.locator = core.locator.map(|locator| split_locator(&locator).1.to_owned()).filter(|locator| !locator.is_empty());
    }
    let questions = if form == EntryForm::Brief { composer.number_questions(&core.disputes) } else { Vec::new() };
    StatementView {
        core,
        questions,
        anchor: ledger.then(|| statement.id.to_string()),
        who: who(composer, statement, written),
        text,
        happened,
        cites,
        value: written.value.as_ref().map(|value| quantity(composer.briefing, &value.value, note)),
        reported,
        work: work_words(model, statement.source),
        differs: mark::differs(model, statement),
        relations: if ledger { relations(composer, statement) } else { Vec::new() },
    }
}

fn core(composer: &Composer<'_>, id: Id<Statement>, said: Option<DateView>, remark: Composed) -> StatementCore {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    StatementCore {
        mark: mark::of_statement(composer.briefing, id, &[]),
        href: composer.statement_href(id),
        speaker: speaker(composer.briefing, id),
        quote: quote(model, statement),
        said,
        via: statement.via.iter().map(|via| via_link(composer, *via)).collect(),
        locator: statement.fields.locator.as_ref().map(|locator| locator.value.to_string()),
        remark,
        denied_by: denied_by(composer, statement),
        disputes: disputes(composer, statement),
    }
}

/// The editor's remark on a statement, without marks of citations; empty where there is none.
pub fn remark(composer: &mut Composer<'_>, id: Id<Statement>) -> Composed {
    let model = composer.briefing.model;
    let note: &Note = &model.notes[model.note_of_statement(id)];
    model.statements[id].fields.remark.as_ref().map(|remark| composer.without_citations(remark, note)).unwrap_or_default()
}

/// A line in the list of references.
pub fn line(composer: &mut Composer<'_>, id: Id<Statement>) -> StatementLine {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let written: &StatementFields = &statement.fields;
    let note = &model.notes[source_note(model, statement)];
    let remark = remark(composer, id);
    StatementLine {
        core: core(composer, id, said(composer.briefing, statement), remark),
        called: composer.briefing.wording(written.speaker.as_ref().filter(|_| !statement.by.is_empty()), note),
        text: written.text.plain.to_string(),
        foreign: foreign(composer.briefing, id),
        basis: basis_words(model, statement),
    }
}

/// Rendered Markdown of a note with its holes filled, statement cards too; marked with the language of the note's body where the page has
/// another.
pub fn body(composer: &mut Composer<'_>, body: &Body, note: &Note) -> Composed {
    let mut text = Composed::default();
    for pieces in body.pieces.split_inclusive(|piece| matches!(piece, Piece::Card(_))) {
        // A card is a block, so no link or sentence goes on after it.
        text.0.extend(composer.compose(pieces, note, Citations::Marked).0);
        if let Some(Piece::Card(reference)) = pieces.last()
            && let Some(LinkTarget::Statement(id)) = target(note, *reference)
        {
            text.0.push(TextPart::Card(Box::new(entry(composer, *id, EntryForm::Card, RemarkPlace::InEntry))));
        }
    }
    composer.marked_with_language(text, note.body_language(), TextLevel::Block)
}

/// Who speaks, in plain words: "Dmitry Peskov", "a source in Kyiv", "KHAR Center (own voice)".
pub fn speaker_words(model: &Model, id: Id<Statement>) -> String {
    let statement = &model.statements[id];
    let names: Vec<&str> = statement.by.iter().map(|actor| &*model.notes[model.actors[*actor].note].title).collect();
    let described = statement.fields.speaker.as_ref().map(|speaker| &*speaker.value);
    match (names.is_empty(), described) {
        (false, _) => model.language.list(names.into_iter()),
        (true, Some(described)) => described.to_owned(),
        (true, None) => own_voice(model, statement.source),
    }
}

/// Who speaks, in plain words, with their language where that is not the page's; of several names each may have its own.
pub fn speaker(briefing: Briefing<'_>, id: Id<Statement>) -> Link {
    let model = briefing.model;
    let statement = &model.statements[id];
    let words = speaker_words(model, id);
    let language = match (&*statement.by, &statement.fields.speaker) {
        ([actor], _) => &*model.notes[model.actors[*actor].note].title_language,
        ([], Some(described)) => model.notes[source_note(model, statement)].language_of(described.span),
        _ => return Link::to(None, words),
    };
    briefing.named(&words, language)
}

/// An author's name as one says it: "Lund, Ada" is Ada Lund.
fn spoken(author: &Contributor) -> String {
    let name = NameReader::default().read(&author.name, "").filter(|_| author.actor.is_none());
    name.map_or_else(|| publisher_name(author), |name| name.spoken())
}

/// A publisher's name, which is never turned round. Braces mark the name of an institution, and are not shown.
fn publisher_name(publisher: &Contributor) -> String {
    publisher.name.trim_matches(['{', '}']).to_owned()
}

/// Who speaks in a work's own voice: its authors and its publisher, "Mehmet Seyfettin Erol, in ANKASAM"; a book's authors alone;
/// the publisher where no author is named; else its title.
pub fn own_voice(model: &Model, id: Id<Source>) -> String {
    let source = &model.sources[id];
    let authors: Vec<String> = source.voice.authors.iter().map(spoken).collect();
    match (authors.is_empty(), source.house()) {
        (false, Some(publisher)) => {
            let authors = model.language.list(authors.iter().map(String::as_str));
            model.language.say("told.in_house", &[("authors", (&authors).into()), ("house", (&publisher_name(publisher)).into())])
        }
        (false, None) => model.language.list(authors.iter().map(String::as_str)),
        (true, Some(publisher)) => publisher_name(publisher),
        (true, None) => title_words(model, id).to_owned(),
    }
}

/// What a work is called in a word or two: its publisher, a book its author, else its title; with its short title where another work that was
/// read is called the same.
pub fn work_words(model: &Model, id: Id<Source>) -> String {
    let source = &model.sources[id];
    let authors: Vec<String> = source.voice.authors.iter().map(spoken).collect();
    let name = match source.house() {
        Some(publisher) => publisher_name(publisher),
        None if authors.is_empty() => return title_words(model, id).to_owned(),
        None => model.language.list(authors.iter().map(String::as_str)),
    };
    if source.voice.shared { [&*name, &*model.language.word("frame.comma"), title_words(model, id)].concat() } else { name }
}

/// A link to a work under the name of its publisher or author.
pub fn work_link(briefing: Briefing<'_>, id: Id<Source>) -> NoteLink {
    NoteLink { title: work_words(briefing.model, id).into(), ..briefing.link_to(id) }
}

/// A work's short title, else its title.
fn title_words(model: &Model, id: Id<Source>) -> &str {
    model.notes[model.sources[id].note].short_title()
}

/// How the source knows, in words, where that says something: not of an article's own facts, and its own judgements are its view.
pub fn basis_words(model: &Model, statement: &Statement) -> Option<String> {
    let written = &statement.fields;
    let in_own_voice = statement.is_in_own_voice();
    let basis = written.basis.as_ref().map(|basis| basis.value);
    let is_reported_fact =
        matches!(written.ty.as_ref().map(|ty| ty.value), Some(StatementType::Fact | StatementType::Figure | StatementType::Event) | None);
    match basis {
        None | Some(Basis::FirstHand) if in_own_voice && !is_reported_fact => Some(model.language.word("basis.own_view")),
        Some(Basis::FirstHand) if in_own_voice => None,
        basis => basis.map(|basis| model.language.word(&format!("basis.{}", basis.as_str()))),
    }
}

/// The note that tells of a statement.
fn source_note(model: &Model, statement: &Statement) -> Id<Note> {
    model.sources[statement.source].note
}

/// When it was said, as its source lets it be known; nothing where only the day of publication is known.
pub fn said(briefing: Briefing<'_>, statement: &Statement) -> Option<DateView> {
    briefing.date_or_wording(statement.said.as_ref(), statement.fields.said_text.as_ref(), source_note(briefing.model, statement))
}

/// When what it tells of happened or is to happen.
pub fn happened(briefing: Briefing<'_>, statement: &Statement) -> Option<DateView> {
    briefing.date_or_wording(statement.happened.as_ref(), statement.fields.happened_text.as_ref(), source_note(briefing.model, statement))
}

/// The editor's wording of that, which no date can carry, where the text does not say the same.
pub fn happened_wording(statement: &Statement) -> Option<&str> {
    let fields = &statement.fields;
    fields.happened_text.as_ref().map(|wording| &*wording.value).filter(|wording| !fields.text.plain.contains(wording))
}

/// When it was said, in the least room: the day, where it is known, before the wording of the source.
pub fn said_in_short(briefing: Briefing<'_>, statement: &Statement) -> Option<DateView> {
    let day = statement.said.filter(|said| said.precision() >= Precision::Day && !said.is_interval() && !said.is_set());
    day.map(|day| briefing.date(&day)).or_else(|| said(briefing, statement))
}

/// When it was said; where that is not known, that it was reported, and when.
pub fn said_or_reported(briefing: Briefing<'_>, statement: &Statement) -> Option<DateView> {
    let reported = || {
        statement.reported.map(|date| DateView {
            text: briefing.language.say("told.reported", &[("date", (&briefing.language.date(&date)).into())]),
            machine: None,
            foreign: None,
        })
    };
    said(briefing, statement).or_else(reported)
}

/// Who speaks in a work's own voice, with links to the actors that they are.
fn own_voice_links(composer: &Composer<'_>, id: Id<Source>) -> Vec<Link> {
    let model = composer.briefing.model;
    let source = &model.sources[id];
    let link = |contributor: &Contributor, name: fn(&Contributor) -> String| match contributor.actor {
        Some(actor) => composer.note(model.actors[actor].note),
        None => Link::to(None, name(contributor)),
    };
    match (&*source.voice.authors, &source.voice.publisher) {
        ([], Some(publisher)) => vec![link(publisher, publisher_name)],
        ([], None) => vec![Link::to(None, title_words(model, id).to_owned())],
        (authors, _) => authors.iter().map(|author| link(author, spoken)).collect(),
    }
}

fn who(composer: &Composer<'_>, statement: &Statement, written: &StatementFields) -> Who {
    let behalf: Vec<_> = statement.on_behalf_of.iter().copied().filter(|actor| !statement.by.contains(actor)).collect();
    let personally = behalf.is_empty() && written.on_behalf_of.as_ref().is_some_and(|list| list.0.is_empty());
    let note = &composer.briefing.model.notes[composer.briefing.model.sources[statement.source].note];
    Who {
        named: true,
        by: composer.actors(&statement.by),
        described: composer.briefing.wording(written.speaker.as_ref(), note),
        own_voice: if statement.is_in_own_voice() { own_voice_links(composer, statement.source) } else { Vec::new() },
        on_behalf_of: composer.actors(&behalf),
        personally,
        to: composer.actors(&statement.to),
        imputed_to: composer.actors(&statement.of),
    }
}

/// The language of a statement's words, where it is not the page's.
pub fn foreign(briefing: Briefing<'_>, id: Id<Statement>) -> Option<Foreign> {
    let text = &briefing.model.statements[id].fields.text;
    let note = &briefing.model.notes[briefing.model.note_of_statement(id)];
    briefing.foreign(note.language_of(text.span), &text.plain)
}

fn quote(model: &Model, statement: &Statement) -> Option<Quote> {
    let text = statement.fields.quote.as_ref()?.value.to_string();
    let written = statement.fields.quote_language.as_ref();
    let language = written.or(model.sources[statement.source].fields.language.as_ref());
    Some(Quote { text, language: language.map_or(&*model.main_config.language, |tag| &*tag.value).to_owned() })
}

/// A figure as the source gives it, else as its numbers read: "tens of thousands dead", "about 6,000–7,000 soldiers".
pub fn value_words(language: &Language, value: &FigureFields) -> String {
    if let Some(printed) = &value.printed {
        return printed.value.to_string();
    }
    let about = value.about.as_ref().is_some_and(|about| about.value);
    let (figure, key) = match (&value.min, &value.max) {
        (Some(min), Some(max)) if min.value.digits != max.value.digits => {
            (format!("{}–{}", language.digits(&min.value.digits), language.digits(&max.value.digits)), about.then_some("quantity.about"))
        }
        (Some(one), _) => (language.digits(&one.value.digits), about.then_some("quantity.about")),
        (None, Some(max)) => (language.digits(&max.value.digits), Some(if about { "quantity.up_to_about" } else { "quantity.up_to" })),
        (None, None) => (String::new(), None),
    };
    let figure = key.map_or_else(|| figure.clone(), |key| language.say(key, &[("figure", (&figure).into())]));
    let singular = value.min.as_ref().or(value.max.as_ref()).is_some_and(|min| &*min.value.digits == "1") && !figure.contains('–');
    let unit = value.unit.as_ref().map_or_else(String::new, |unit| unit_words(&unit.value, singular));
    format!("{figure} {unit}").trim().to_owned()
}

/// A unit after its figure: a unit of time in the singular or plural, any other as written.
fn unit_words(unit: &str, singular: bool) -> String {
    const TIME_UNITS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];
    let after = |time: &str| unit.strip_prefix(time).map(|rest| rest.strip_prefix('s').unwrap_or(rest));
    let is_word = |rest: &&str| rest.is_empty() || rest.starts_with(' ');
    match TIME_UNITS.iter().find_map(|time| Some((time, after(time).filter(is_word)?))) {
        Some((time, rest)) => format!("{time}{}{rest}", if singular { "" } else { "s" }),
        None => unit.to_owned(),
    }
}

/// The same with its language; a figure in numbers has that of its unit.
pub fn figure_words(briefing: Briefing<'_>, value: &FigureFields, note: &Note) -> Composed {
    let words = value_words(briefing.language, value);
    let place = value.printed.as_ref().or(value.unit.as_ref()).map(|words| words.span);
    place.map_or_else(|| Composed::of_text(&words), |place| briefing.words(&words, place, note))
}

fn quantity(briefing: Briefing<'_>, value: &FigureFields, note: &Note) -> Quantity {
    Quantity {
        text: figure_words(briefing, value, note),
        printed: value.printed.is_some(),
        corrected: value.corrected.as_ref().map(|corrected| briefing.language.digits(&corrected.value.digits)),
    }
}

/// The work through which it came, by its voice and date.
fn via_link(composer: &Composer<'_>, via: Id<Source>) -> Link {
    let model = composer.briefing.model;
    let mut title = work_words(model, via);
    if let Some(published) = model.sources[via].fields.published.as_ref().filter(|_| !model.sources[via].voice.shared) {
        title.push_str(&model.language.word("frame.comma"));
        title.push_str(&composer.briefing.language.date(&published.value));
    }
    Link::to(Some(composer.href(model.sources[via].note)), title)
}

/// Splits a locator into the part of the work that it begins with, in quotation marks, and the place in that part: `“Introduction”, para 1`.
pub fn split_locator(locator: &str) -> (Option<&str>, &str) {
    match locator.strip_prefix('“').and_then(|rest| rest.split_once('”')) {
        Some((part, rest)) => (Some(part), rest.trim_start_matches([',', ':', ';']).trim_start()),
        None => (None, locator),
    }
}

/// The statements that deny it, each under its speaker's name; of one speaker the first.
pub(super) fn denied_by(composer: &Composer<'_>, statement: &Statement) -> Vec<Link> {
    unique_by(statement.denied_by.iter().map(|id| linked_speaker(composer, *id)), |a, b| a.title == b.title)
}

/// The disputes that it is part of, but for the one whose page it is.
pub(super) fn disputes(composer: &Composer<'_>, statement: &Statement) -> Vec<Link> {
    let model = composer.briefing.model;
    let mut disputes: Vec<_> = statement.disputes.iter().map(|(dispute, _)| model.disputes[*dispute].note).collect();
    disputes.dedup();
    disputes.into_iter().filter(|note| Some(*note) != composer.page_note).map(|note| composer.note(note)).collect()
}

fn relations(composer: &Composer<'_>, statement: &Statement) -> Vec<RelationView> {
    let model = composer.briefing.model;
    let related = |other: &Id<Statement>| RelatedStatement {
        speaker: linked_speaker(composer, *other),
        work: Some(model.statements[*other].source).filter(|source| *source != statement.source).map(|source| work_words(model, source)),
    };
    let all = [
        ("statement.contradicts", &statement.denies),
        ("statement.bears_out", &statement.supports),
        ("statement.borne_out_by", &statement.supported_by),
    ];
    let filled = all.into_iter().filter(|(_, others)| !others.is_empty());
    let view = |(key, others): (&str, &Vec<Id<Statement>>)| RelationView {
        label: composer.briefing.language.word(key),
        statements: others.iter().map(related).collect(),
    };
    filled.map(view).collect()
}

/// Who speaks, with the address of the statement; on its own page its anchor alone.
fn linked_speaker(composer: &Composer<'_>, id: Id<Statement>) -> Link {
    let model = composer.briefing.model;
    let is_on_page = composer.page_note == Some(model.note_of_statement(id)) && model.statements[id].part == composer.briefing.part.number;
    let href = if is_on_page { format!("#{}", model.statements[id].id) } else { composer.statement_href(id) };
    Link { href: Some(href), ..speaker(composer.briefing, id) }
}
