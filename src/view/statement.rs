//! A statement as readers see it: a card in running text, an entry in a list or a ledger, a line in the references.
//!
//! All three say who speaks, when, what is reported and how the source knows; the editor's remark is never left out.

use super::compose::{Composer, Written};
use super::html::Html;
use super::link::DateView;
use super::words::{self, Worded};
use crate::model::{Actor, Id, Model, Note, Source, Statement, Voiced};
use crate::parse::fields::{Basis, SourceFields, SourceType, StatementFields, StatementType, Value};

/// What an entry shows beside what every entry shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// In a list that names the speaker elsewhere: on the speaker's own page.
    WithoutSpeaker,
    /// In a list of many speakers.
    WithSpeaker,
    /// In a long list: text, speaker and date in one paragraph, the remark below.
    Brief,
    /// On its source's page, with all that is known of it and its anchor.
    Ledger,
}

/// An embedded card: `![[source#statement]]`.
#[must_use]
pub fn card(composer: &mut Composer<'_>, id: Id<Statement>) -> Html {
    let mut html = Html::new();
    html.markup("<figure class=\"card\">");
    html.html(&entry(composer, id, Look::WithSpeaker));
    html.markup("</figure>");
    html
}

/// An entry of a list.
#[must_use]
pub fn entry(composer: &mut Composer<'_>, id: Id<Statement>, look: Look) -> Html {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut html = Html::new();
    let written = &statement.fields;
    if look == Look::Brief {
        brief(composer, id, written, &mut html);
        return html;
    }
    // A ledger may hold hundreds of entries: what every one of them repeats is kept short.
    if look == Look::Ledger {
        html.open("article", &[("class", "statement"), ("id", &statement.id)]);
    } else {
        html.markup("<div class=\"statement\">");
    }
    who(composer, id, written, look, &mut html);
    text(composer, id, written, look, &mut html);
    quote(model, statement, written, &mut html);
    value(written, &mut html);
    meta(composer, id, written, look, &mut html);
    remark(composer, id, written, &mut html);
    relations(composer, id, look, &mut html);
    if look == Look::Ledger {
        about_and_used(composer, id, &mut html);
        html.close("article");
    } else {
        html.close("div");
    }
    html
}

fn brief(composer: &mut Composer<'_>, id: Id<Statement>, written: &StatementFields, html: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let note: &Note = &model.notes[model.note_of_statement(id)];
    match composer.statement_id(id) {
        Some(anchor) => html.open("div", &[("class", "statement brief"), ("id", &anchor)]),
        None => html.markup("<div class=\"statement brief\">"),
    };
    html.markup("<p>");
    html.html(&composer.prose(&written.text, Written::from(note)));
    html.html(&composer.cite_shown(id)).markup(" <span class=\"dim\">");
    if statement.by.is_empty() {
        html.text(&speaker_words(model, id));
    } else {
        actor_links(composer, &statement.by, html);
    }
    match (said(statement, written), &statement.reported) {
        (Some(view), _) => {
            html.markup(", said ");
            date(&view, html);
        }
        (None, Some(reported)) => {
            html.markup(", reported ");
            date(&DateView::of(reported), html);
        }
        (None, None) => {}
    }
    html.markup(" · ");
    html.open("a", &[("href", &composer.statement_href(id))]).text(&work_words(model, statement.source)).close("a");
    html.markup("</span>");
    if let Some((dispute, _)) = statement.disputes.iter().find(|(dispute, _)| Some(model.disputes[*dispute].note) != composer.here) {
        html.markup(" ");
        html.open("a", &[("class", "badge"), ("href", &composer.href(model.disputes[*dispute].note))]).markup("Disputed</a>");
    }
    html.markup("</p>");
    remark(composer, id, written, html);
    html.markup("</div>");
}

/// A line in the list of references: plain text and links, no marks.
#[must_use]
pub fn line(composer: &Composer<'_>, id: Id<Statement>) -> Html {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut html = Html::new();
    let written = &statement.fields;
    html.markup("<span class=\"line-who\">").text(&speaker_words(model, id)).markup("</span>");
    if let Some(said) = said(statement, written) {
        html.markup(" <span class=\"line-when\">");
        date(&said, &mut html);
        html.markup("</span>");
    }
    html.markup(": ");
    html.open("a", &[("class", "line-text"), ("href", &composer.statement_href(id))]);
    html.text(&written.text.plain).close("a");
    if let Some(quote) = &written.quote {
        html.markup(" ").element("q", &[("lang", quote_language(model, statement, written))], &quote.value);
    }
    let mut tail = Vec::new();
    tail.extend(basis_words(statement));
    if let Some(locator) = &written.locator {
        tail.push(locator.value.to_string());
    }
    if !tail.is_empty() {
        html.markup(" <span class=\"line-meta\">").text(&tail.join(" · ")).markup("</span>");
    }
    if let Some(remark) = &written.remark {
        html.markup(" <span class=\"line-remark\"><b>Editor’s remark:</b> ");
        let note: &Note = &model.notes[model.note_of_statement(id)];
        html.html(&composer.without_citations(remark, note.into())).markup("</span>");
    }
    html
}

/// Who speaks, in plain words: "Dmitry Peskov", "a source in Kyiv", "KHAR Center (own voice)".
#[must_use]
pub fn speaker_words(model: &Model, id: Id<Statement>) -> String {
    let statement = &model.statements[id];
    let names: Vec<&str> = statement.by.iter().map(|actor| &*model.notes[model.actors[*actor].note].title).collect();
    let described = model.statements[id].fields.speaker.as_ref().map(|speaker| &*speaker.value);
    match (names.is_empty(), described) {
        (false, _) => listed(&names),
        (true, Some(described)) => described.to_owned(),
        (true, None) => own_voice(model, statement.source),
    }
}

/// Who speaks in a work's own voice: its authors in their publisher's house, "Mehmet Seyfettin Erol, in ANKASAM"; a book's authors alone;
/// the house where no author is named; else its title.
#[must_use]
pub fn own_voice(model: &Model, id: Id<Source>) -> String {
    let source = &model.sources[id];
    let authors: Vec<&str> = source.voice.authors.iter().map(|author| &*author.name).collect();
    match (authors.is_empty(), &source.voice.house) {
        (false, Some(house)) if !is_book(&source.fields) => format!("{}, in {}", listed(&authors), house.name),
        (false, _) => listed(&authors),
        (true, Some(house)) => house.name.to_string(),
        (true, None) => title_words(model, id).to_owned(),
    }
}

/// Whether a work is one of its author and not of the house that printed it.
fn is_book(fields: &SourceFields) -> bool {
    matches!(fields.ty.as_ref().map(|ty| ty.value), Some(SourceType::Book | SourceType::Chapter | SourceType::Thesis))
}

/// What a work is called in a word or two: its house, a book its author, else its title; with its short title where another work that was
/// read is called the same.
#[must_use]
pub fn work_words(model: &Model, id: Id<Source>) -> String {
    let source = &model.sources[id];
    let authors: Vec<&str> = source.voice.authors.iter().map(|author| &*author.name).collect();
    let name = match &source.voice.house {
        Some(house) if authors.is_empty() || !is_book(&source.fields) => house.name.to_string(),
        _ if !authors.is_empty() => listed(&authors),
        _ => return title_words(model, id).to_owned(),
    };
    if source.voice.shared { format!("{name}, {}", title_words(model, id)) } else { name }
}

/// A work's short title, else its title.
fn title_words(model: &Model, id: Id<Source>) -> &str {
    let note = &model.notes[model.sources[id].note];
    note.written.common.short_title.as_ref().map_or(&*note.title, |title| &*title.value)
}

/// How the source knows, in words, where that says something: not of an article's own facts, and its own judgements are its view.
#[must_use]
pub fn basis_words(statement: &Statement) -> Option<String> {
    let written = &statement.fields;
    let own = statement.by.is_empty() && written.speaker.is_none();
    let basis = written.basis.as_ref().map(|basis| basis.value);
    let told =
        matches!(written.ty.as_ref().map(|ty| ty.value), Some(StatementType::Fact | StatementType::Figure | StatementType::Event) | None);
    match basis {
        None | Some(Basis::FirstHand) if own && !told => Some("its own view".to_owned()),
        Some(Basis::FirstHand) if own => None,
        basis => basis.map(|basis| basis.tag().label.to_lowercase()),
    }
}

/// "A", "A and B", "A, B and C".
#[must_use]
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// When it was said, as its source lets it be known; nothing where only the day of publication is known.
fn said(statement: &Statement, written: &StatementFields) -> Option<DateView> {
    let wording = written.said_text.as_ref().map(|text| &*text.value);
    DateView::worded(statement.said.as_ref(), wording)
}

/// When it was said; where that is not known, that it was reported, and when.
#[must_use]
pub fn said_or_reported(statement: &Statement) -> Option<DateView> {
    let reported =
        || statement.reported.map(|date| DateView { text: format!("reported {}", date.show()), machine: None, edtf: date.to_string() });
    said(statement, &statement.fields).or_else(reported)
}

/// When what it tells of happened.
fn happened(statement: &Statement, written: &StatementFields) -> Option<DateView> {
    DateView::worded(statement.happened.as_ref(), written.happened_text.as_ref().map(|text| &*text.value))
}

/// A date as `<time>`, or in words alone where HTML has no value that says the same.
pub fn date(view: &DateView, html: &mut Html) {
    match &view.machine {
        Some(machine) => html.element("time", &[("datetime", machine)], &view.text),
        None => html.text(&view.text),
    };
}

fn actor_links(composer: &Composer<'_>, actors: &[Id<Actor>], html: &mut Html) {
    let model = composer.briefing.model;
    for (place, actor) in actors.iter().enumerate() {
        match place {
            0 => {}
            n if n.saturating_add(1) == actors.len() => {
                html.markup(" and ");
            }
            _ => {
                html.markup(", ");
            }
        }
        html.html(&composer.note(model.actors[*actor].note));
    }
}

/// Who speaks in a work's own voice, with links to the actors that they are.
fn own_voice_links(composer: &Composer<'_>, id: Id<Source>, line: &mut Html) {
    let model = composer.briefing.model;
    let source = &model.sources[id];
    let voiced = |voiced: &Voiced, line: &mut Html| {
        match voiced.actor {
            Some(actor) => {
                line.open("a", &[("href", &composer.href(model.actors[actor].note))]).text(&voiced.name).close("a");
            }
            None => {
                line.text(&voiced.name);
            }
        };
    };
    let authors = &source.voice.authors;
    line.markup("<b>");
    for (place, author) in authors.iter().enumerate() {
        line.markup(match place {
            0 => "",
            n if n.saturating_add(1) == authors.len() => " and ",
            _ => ", ",
        });
        voiced(author, line);
    }
    match &source.voice.house {
        Some(house) if authors.is_empty() => voiced(house, line),
        Some(house) if !is_book(&source.fields) => {
            line.markup("</b>, in ");
            voiced(house, line);
            return;
        }
        None if authors.is_empty() => {
            line.text(title_words(model, id));
        }
        _ => {}
    }
    line.markup("</b>");
}

fn who(composer: &Composer<'_>, id: Id<Statement>, written: &StatementFields, look: Look, html: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut line = Html::new();
    if look != Look::WithoutSpeaker {
        if !statement.by.is_empty() {
            line.markup("<b>");
            actor_links(composer, &statement.by, &mut line);
            line.markup("</b>");
        } else if let Some(described) = &written.speaker {
            line.element("b", &[], &described.value);
        } else {
            own_voice_links(composer, statement.source, &mut line);
        }
    }
    if !statement.by.is_empty()
        && let Some(described) = &written.speaker
    {
        line.markup(" described as “").text(&described.value).markup("”");
    }
    let behalf: Vec<_> = statement.on_behalf_of.iter().copied().filter(|actor| !statement.by.contains(actor)).collect();
    if !behalf.is_empty() {
        line.markup(" for ");
        actor_links(composer, &behalf, &mut line);
    } else if written.on_behalf_of.as_ref().is_some_and(|list| list.0.is_empty()) {
        line.markup(" personally");
    }
    if !statement.to.is_empty() {
        line.markup(" to ");
        actor_links(composer, &statement.to, &mut line);
    }
    if !statement.of.is_empty() {
        line.markup(" <span class=\"imputed\">imputed to ");
        actor_links(composer, &statement.of, &mut line);
        line.markup("</span>");
    }
    if !line.is_empty() {
        html.markup("<p class=\"who\">").html(&line).markup("</p>");
    }
}

fn text(composer: &mut Composer<'_>, id: Id<Statement>, written: &StatementFields, look: Look, html: &mut Html) {
    let model = composer.briefing.model;
    let note: &Note = &model.notes[model.note_of_statement(id)];
    html.markup("<p>");
    html.html(&composer.prose(&written.text, Written::from(note)));
    if look != Look::Ledger {
        html.html(&composer.cite_shown(id));
    }
    html.markup("</p>");
}

fn quote_language<'a>(model: &'a Model, statement: &Statement, written: &'a StatementFields) -> &'a str {
    let own = written.quote_language.as_ref();
    own.or_else(|| model.sources[statement.source].fields.language.as_ref()).map_or(&*model.config.language, |tag| &*tag.value)
}

fn quote(model: &Model, statement: &Statement, written: &StatementFields, html: &mut Html) {
    if let Some(quote) = &written.quote {
        html.markup("<p class=\"quote\">")
            .element("q", &[("lang", quote_language(model, statement, written))], &quote.value)
            .markup("</p>");
    }
}

/// A figure as the source gives it, else as its numbers read: "tens of thousands dead", "about 6,000–7,000 soldiers".
#[must_use]
pub fn value_words(value: &Value) -> String {
    if let Some(printed) = &value.printed {
        return printed.value.to_string();
    }
    let about = if value.about.as_ref().is_some_and(|about| about.value) { "about " } else { "" };
    let figure = match (&value.min, &value.max) {
        (Some(min), Some(max)) if min.value.digits != max.value.digits => {
            format!("{about}{}–{}", words::grouped_digits(&min.value.digits), words::grouped_digits(&max.value.digits))
        }
        (Some(one), _) => format!("{about}{}", words::grouped_digits(&one.value.digits)),
        (None, Some(max)) => format!("up to {about}{}", words::grouped_digits(&max.value.digits)),
        (None, None) => String::new(),
    };
    let one = value.min.as_ref().or(value.max.as_ref()).is_some_and(|min| &*min.value.digits == "1") && !figure.contains('–');
    let unit = value.unit.as_ref().map_or_else(String::new, |unit| unit_words(&unit.value, one));
    format!("{figure} {unit}").trim().to_owned()
}

/// A unit behind its figure: a unit of time in the right number, any other as written.
fn unit_words(unit: &str, one: bool) -> String {
    const TIMES: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];
    let (first, rest) = unit.split_at_checked(unit.find(' ').unwrap_or(unit.len())).unwrap_or((unit, ""));
    match TIMES.iter().find(|time| first == **time || first.strip_suffix('s') == Some(**time)) {
        Some(time) => format!("{time}{}{rest}", if one { "" } else { "s" }),
        None => unit.to_owned(),
    }
}

fn value(written: &StatementFields, html: &mut Html) {
    let Some(value) = &written.value else { return };
    let label = if value.value.printed.is_some() { "As printed" } else { "Figure" };
    html.markup("<p class=\"value\">").element("span", &[("class", "label")], label).markup(" ").text(&value_words(&value.value));
    if let Some(corrected) = &value.value.corrected {
        html.markup(" <span class=\"corrected\"><span class=\"label\">Corrected by the editor</span> ")
            .text(&words::grouped_digits(&corrected.value.digits))
            .markup("</span>");
    }
    html.markup("</p>");
}

/// Puts a dot between two parts of a line.
fn dot(line: &mut Html) {
    if !line.is_empty() {
        line.markup(" · ");
    }
}

/// A date; in a ledger, where every byte stands hundreds of times, in words alone. Its machine's form is in the data files.
fn when(view: &DateView, look: Look, line: &mut Html) {
    if look == Look::Ledger {
        line.text(&view.text);
    } else {
        date(view, line);
    }
}

fn meta(composer: &Composer<'_>, id: Id<Statement>, written: &StatementFields, look: Look, html: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut line = Html::new();
    if let Some(ty) = &written.ty {
        line.text(ty.value.tag().label);
    }
    let reported = statement.reported.as_ref().filter(|_| look != Look::Ledger);
    if let Some(view) = said(statement, written) {
        dot(&mut line);
        line.markup("said ");
        when(&view, look, &mut line);
    } else if let Some(reported) = reported {
        dot(&mut line);
        line.markup("reported ");
        date(&DateView::of(reported), &mut line);
    }
    if let Some(view) = happened(statement, written) {
        dot(&mut line);
        line.markup("event: ");
        when(&view, look, &mut line);
    }
    if let Some(basis) = basis_words(statement) {
        dot(&mut line);
        line.text(&basis);
    }
    if !statement.via.is_empty() {
        dot(&mut line);
        line.markup("through ");
        for (place, via) in statement.via.iter().enumerate() {
            if place > 0 {
                line.markup(", ");
            }
            through(composer, *via, &mut line);
        }
    }
    place(composer, id, written, look, &mut line);
    html.markup("<small>").html(&line).markup("</small>");
}

/// The work through which it came, by its voice and date: its title stands on its own page.
fn through(composer: &Composer<'_>, via: Id<Source>, line: &mut Html) {
    let model = composer.briefing.model;
    line.open("a", &[("href", &composer.href(model.sources[via].note))]).text(&work_words(model, via));
    if let Some(published) = model.sources[via].fields.published.as_ref().filter(|_| !model.sources[via].voice.shared) {
        line.markup(", ").text(&published.value.show());
    }
    line.close("a");
}

/// Where in the work it stands, as a link to the statement in its ledger.
fn place(composer: &Composer<'_>, id: Id<Statement>, written: &StatementFields, look: Look, line: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let locator = written.locator.as_ref().map(|locator| &*locator.value);
    if look == Look::Ledger {
        // The part of the work stands above its entries; the place in it is what one links to.
        dot(line);
        let here = format!("#{}", statement.id);
        match locator.map(|locator| within_part(locator).1).filter(|locator| !locator.is_empty()) {
            Some(locator) => line.element("a", &[("href", &here)], locator),
            None => line.element("a", &[("href", &here), ("aria-label", "Link to this statement")], "#"),
        };
    } else {
        dot(line);
        line.open("a", &[("href", &composer.statement_href(id))]).text(&work_words(model, statement.source));
        if let Some(locator) = locator {
            line.markup(", ").text(locator);
        }
        line.close("a");
    }
}

/// Parts a locator into the part of the work that it begins with, in quotation marks, and the place in that part: `“Introduction”, para 1`.
#[must_use]
pub fn within_part(locator: &str) -> (Option<&str>, &str) {
    match locator.strip_prefix('“').and_then(|rest| rest.split_once('”')) {
        Some((part, rest)) => (Some(part), rest.trim_start_matches([',', ':', ';']).trim_start()),
        None => (None, locator),
    }
}

fn remark(composer: &mut Composer<'_>, id: Id<Statement>, written: &StatementFields, html: &mut Html) {
    let Some(remark) = &written.remark else { return };
    let model = composer.briefing.model;
    let note: &Note = &model.notes[model.note_of_statement(id)];
    html.markup("<p class=\"remark\"><b>Editor’s remark</b> ").html(&composer.prose(remark, Written::from(note))).markup("</p>");
}

fn relations(composer: &Composer<'_>, id: Id<Statement>, look: Look, html: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut disputes: Vec<_> = statement.disputes.iter().map(|(dispute, _)| *dispute).collect();
    disputes.dedup();
    disputes.retain(|dispute| Some(model.disputes[*dispute].note) != composer.here);
    if !disputes.is_empty() {
        html.markup("<p class=\"disputed\"><b>Disputed</b> ");
        for (place, dispute) in disputes.iter().enumerate() {
            if place > 0 {
                html.markup(" · ");
            }
            html.html(&composer.note(model.disputes[*dispute].note));
        }
        html.markup("</p>");
    }
    if look != Look::Ledger {
        return;
    }
    let all = [
        ("Contradicts", &statement.denies),
        ("Contradicted by", &statement.denied_by),
        ("Bears out", &statement.supports),
        ("Borne out by", &statement.supported_by),
    ];
    for (label, others) in all {
        if others.is_empty() {
            continue;
        }
        html.markup("<div class=\"relation\"><span class=\"label\">").text(label).markup("</span><ul>");
        for other in others {
            html.markup("<li>");
            html.open("a", &[("href", &statement_place(composer, *other))]);
            html.text(&model.statements[*other].fields.text.plain).close("a");
            html.markup(" <span class=\"dim\">").text(&speaker_words(model, *other));
            if model.statements[*other].source != statement.source {
                html.markup(" in ").text(&work_words(model, model.statements[*other].source));
            }
            html.markup("</span></li>");
        }
        html.markup("</ul></div>");
    }
}

/// Notes with dots between them.
fn note_list(composer: &Composer<'_>, notes: &[Id<Note>], html: &mut Html) {
    for (place, note) in notes.iter().enumerate() {
        if place > 0 {
            html.markup(" · ");
        }
        html.html(&composer.note(*note));
    }
}

/// What a statement is about, and where else on the site it is used. A note that stands in its entry already is not named again.
fn about_and_used(composer: &Composer<'_>, id: Id<Statement>, html: &mut Html) {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let topics = statement.topics.iter().map(|id| model.topics[*id].note);
    let rounds = statement.rounds.iter().map(|id| model.rounds[*id].note);
    let named = [&statement.by, &statement.on_behalf_of, &statement.to, &statement.of];
    let actors = statement.actors.iter().filter(|actor| !named.iter().any(|list| list.contains(actor))).map(|id| model.actors[*id].note);
    let about: Vec<Id<Note>> = topics.chain(rounds).chain(actors).collect();
    let own = model.note_of_statement(id);
    let mut used: Vec<Id<Note>> = model.uses_of(id).iter().map(|mention| mention.from).filter(|note| *note != own).collect();
    used.sort_unstable();
    used.dedup();
    let nowhere = used.is_empty();
    let said =
        |note: &Id<Note>| about.contains(note) || statement.disputes.iter().any(|(dispute, _)| model.disputes[*dispute].note == *note);
    used.retain(|note| !said(note));
    if about.is_empty() && used.is_empty() && !nowhere {
        return;
    }
    html.markup("<small>");
    if !about.is_empty() {
        html.markup("On ");
        note_list(composer, &about, html);
        if !used.is_empty() || nowhere {
            html.markup("<br>");
        }
    }
    if nowhere {
        html.markup("Used in no note");
    } else if !used.is_empty() {
        html.markup("Used in ");
        note_list(composer, &used, html);
    }
    html.markup("</small>");
}

/// The address of a statement; on its own page its anchor alone.
fn statement_place(composer: &Composer<'_>, id: Id<Statement>) -> String {
    if composer.here == Some(composer.briefing.model.note_of_statement(id)) {
        format!("#{}", composer.briefing.model.statements[id].id)
    } else {
        composer.statement_href(id)
    }
}

/// What an entry of a list needs, for templates.
#[derive(Debug, serde::Serialize)]
pub struct StatementView {
    /// `source#statement`.
    pub name: String,
    /// Its type's tag.
    pub ty: Option<words::Tag>,
    /// The entry.
    pub statement_html: Html,
}

/// Entries of a list.
#[must_use]
pub fn entries(composer: &mut Composer<'_>, ids: &[Id<Statement>], look: Look) -> Vec<StatementView> {
    let model = composer.briefing.model;
    ids.iter()
        .map(|id| StatementView {
            name: model.statement_name(*id),
            ty: model.statements[*id].fields.ty.as_ref().map(|ty| ty.value.tag()),
            statement_html: entry(composer, *id, look),
        })
        .collect()
}
