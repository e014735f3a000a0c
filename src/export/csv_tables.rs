//! Tables for spreadsheets: RFC 4180, UTF-8, CRLF, the first row names the columns.
//!
//! A text cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe before
//! it; so does one that begins with an apostrophe, so that taking one apostrophe away always gives the text back. Numbers of our own are left
//! as they are. Lists stand in one cell, divided by ` | `.

use super::ExportContext;
use super::clean;
use crate::file::At;
use crate::model::{Actor, Evidence, Id, Note, Round, Source, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::Kind;
use crate::parse::markdown::Prose;
use crate::parse::record::Text;

/// What a CSV file has a row for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CsvTable {
    /// Notes of a kind.
    Notes(Kind),
    /// Statements.
    Statements,
    /// Who took part in rounds.
    Delegations,
    /// What came of rounds.
    Outcomes,
    /// Rival answers to disputes.
    Answers,
    /// Offices of actors.
    Roles,
    /// Changes that readers are told of.
    Changes,
}

/// One table as CSV.
#[must_use]
pub fn table(cx: &ExportContext<'_>, table: CsvTable) -> Vec<u8> {
    match table {
        CsvTable::Notes(Kind::Actor) => actors(cx),
        CsvTable::Notes(Kind::Round) => rounds(cx),
        CsvTable::Notes(Kind::Track) => tracks(cx),
        CsvTable::Notes(Kind::Source) => sources(cx),
        CsvTable::Notes(Kind::Topic) => topics(cx),
        CsvTable::Notes(Kind::Dispute) => disputes(cx),
        CsvTable::Notes(Kind::Page) => pages(cx),
        CsvTable::Statements => statements(cx),
        CsvTable::Delegations => delegations(cx),
        CsvTable::Outcomes => outcomes(cx),
        CsvTable::Answers => answers(cx),
        CsvTable::Roles => roles(cx),
        CsvTable::Changes => changes(cx),
    }
}

/// A table that is being written.
struct Sheet {
    out: csv::Writer<Vec<u8>>,
    row: Vec<String>,
}

impl Sheet {
    fn new(columns: &[&str]) -> Self {
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(false).from_writer(Vec::new());
        // Writing into memory cannot fail, and every row has the columns of the first: rows of another length are left out in release builds.
        let _ = out.write_record(columns);
        Self { out, row: Vec::with_capacity(columns.len()) }
    }

    fn text(&mut self, text: &str) -> &mut Self {
        let fits = |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        let text: String = if text.chars().all(|c| fits(&c)) { text.to_owned() } else { text.chars().filter(fits).collect() };
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
        self.row.push(if formula { format!("'{text}") } else { text });
        self
    }

    /// A number or an address of our own making, which no spreadsheet takes for a formula.
    fn plain(&mut self, text: impl Into<String>) -> &mut Self {
        self.row.push(text.into());
        self
    }

    fn opt(&mut self, text: Option<&Text>) -> &mut Self {
        self.text(text.map_or("", |text| &text.value))
    }

    fn prose(&mut self, prose: Option<&Prose>) -> &mut Self {
        self.text(prose.map_or("", |prose| &prose.plain))
    }

    fn date(&mut self, date: Option<&Edtf>) -> &mut Self {
        let text = date.map_or_else(String::new, ToString::to_string);
        self.text(&text)
    }

    fn list<S: AsRef<str>>(&mut self, list: impl IntoIterator<Item = S>) -> &mut Self {
        let cells: Vec<String> = list.into_iter().map(|item| clean::line(item.as_ref()).replace(" | ", " ¦ ")).collect();
        let text = cells.join(" | ");
        self.text(&text)
    }

    fn end(&mut self) {
        let _ = self.out.write_record(&self.row);
        self.row.clear();
    }

    fn done(self) -> Vec<u8> {
        self.out.into_inner().unwrap_or_default()
    }
}

const COMMON: [&str; 10] = ["id", "title", "summary", "also_known_as", "names", "created", "updated", "reviewed", "review_by", "url_here"];

fn columns(own: &[&'static str]) -> Vec<&'static str> {
    COMMON.iter().copied().chain(own.iter().copied()).collect()
}

fn common(cx: &ExportContext<'_>, sheet: &mut Sheet, id: Id<Note>) {
    let note = &cx.model.notes[id];
    let common = &note.written.common;
    sheet.text(&note.id).text(&note.title).prose(common.summary.as_ref());
    sheet.list(common.also_known_as.iter().map(|name| &name.value));
    sheet.list(common.names.iter().flat_map(|map| map.0.iter().map(|(language, name)| format!("{}={}", language.value, name.value))));
    for date in [&common.created, &common.updated, &common.reviewed, &common.review_by] {
        sheet.date(value(date.as_ref()));
    }
    sheet.plain(cx.url_of(id));
}

fn value<T>(at: Option<&At<T>>) -> Option<&T> {
    at.map(|at| &at.value)
}

fn evidence(cx: &ExportContext<'_>, list: &[Evidence]) -> Vec<String> {
    list.iter()
        .map(|evidence| match evidence {
            Evidence::Source(id) => cx.id_of(cx.model.sources[*id].note).to_owned(),
            Evidence::Statement(id) => cx.model.statement_name(*id),
        })
        .collect()
}

fn actor_ids<'a>(cx: &'a ExportContext<'_>, list: &'a [Id<Actor>]) -> impl Iterator<Item = &'a str> {
    list.iter().map(|id| cx.actor_id(*id))
}

fn round_ids<'a>(cx: &'a ExportContext<'_>, list: &'a [Id<Round>]) -> impl Iterator<Item = &'a str> {
    list.iter().map(|id| cx.id_of(cx.model.rounds[*id].note))
}

fn topic_ids<'a>(cx: &'a ExportContext<'_>, list: &'a [Id<Topic>]) -> impl Iterator<Item = &'a str> {
    list.iter().map(|id| cx.id_of(cx.model.topics[*id].note))
}

fn source_ids<'a>(cx: &'a ExportContext<'_>, list: &'a [Id<Source>]) -> impl Iterator<Item = &'a str> {
    list.iter().map(|id| cx.id_of(cx.model.sources[*id].note))
}

fn statement_ids(cx: &ExportContext<'_>, list: &[Id<Statement>]) -> Vec<String> {
    list.iter().map(|id| cx.model.statement_name(*id)).collect()
}

fn actors(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&columns(&["type", "speaks_for", "part_of", "wikidata", "url"]));
    for (id, actor) in cx.model.actors.iter() {
        common(cx, &mut sheet, actor.note);
        let written = cx.model.written_actor(id);
        sheet.text(actor.ty().map_or("", |ty| ty.as_str()));
        sheet.list(actor.speaks_for.iter().map(|mandate| {
            let bound = |date: Option<Edtf>| date.map_or_else(|| "..".to_owned(), |date| date.to_string());
            let dated = mandate.from.is_some() || mandate.to.is_some();
            let when = if dated { format!(" ({}/{})", bound(mandate.from), bound(mandate.to)) } else { String::new() };
            format!("{}{when}", cx.actor_id(mandate.actor))
        }));
        sheet.list(actor_ids(cx, &actor.part_of));
        sheet.opt(written.and_then(|written| written.wikidata.as_ref())).opt(written.and_then(|written| written.url.as_ref())).end();
    }
    sheet.done()
}

fn roles(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&["actor", "title", "of", "from", "to", "sources"]);
    for (id, actor) in cx.model.actors.iter() {
        for role in &actor.roles {
            sheet.text(cx.actor_id(id)).text(&role.title).text(role.of.map_or("", |of| cx.actor_id(of)));
            sheet.date(role.from.as_ref()).date(role.to.as_ref()).list(evidence(cx, &role.sources)).end();
        }
    }
    sheet.done()
}

fn rounds(cx: &ExportContext<'_>) -> Vec<u8> {
    let own = [
        "type",
        "status",
        "date",
        "earliest",
        "latest",
        "planned",
        "place",
        "country",
        "latitude",
        "longitude",
        "format",
        "track",
        "number",
        "follows",
    ];
    let mut sheet = Sheet::new(&columns(&own));
    for (id, round) in cx.model.rounds.iter() {
        common(cx, &mut sheet, round.note);
        let written = cx.model.written_round(id);
        sheet.text(written.and_then(|w| w.ty.as_ref()).map_or("", |ty| ty.value.as_str()));
        sheet.text(written.and_then(|w| w.status.as_ref()).map_or("", |status| status.value.as_str()));
        sheet.date(round.date.as_ref());
        bounds(&mut sheet, round.date.as_ref());
        sheet.date(written.and_then(|w| value(w.planned.as_ref())));
        sheet.opt(written.and_then(|w| w.place.as_ref())).opt(written.and_then(|w| w.country.as_ref()));
        let at = written.and_then(|w| value(w.coordinates.as_ref()));
        sheet
            .plain(at.map_or_else(String::new, |at| at.latitude.to_string()))
            .plain(at.map_or_else(String::new, |at| at.longitude.to_string()));
        sheet.text(written.and_then(|w| w.format.as_ref()).map_or("", |format| format.value.as_str()));
        sheet.text(round.track.map_or("", |track| cx.id_of(cx.model.tracks[track].note)));
        sheet.plain(written.and_then(|w| w.number.as_ref()).map_or_else(String::new, |number| number.value.to_string()));
        sheet.text(round.follows.map_or("", |other| cx.id_of(cx.model.rounds[other].note))).end();
    }
    sheet.done()
}

/// The first and the last day that a date may mean, ISO 8601; empty where it is open.
fn bounds(sheet: &mut Sheet, date: Option<&Edtf>) {
    for bound in [date.and_then(Edtf::earliest), date.and_then(Edtf::latest)] {
        let day = bound.map(|bound| bound.civil()).filter(|(year, ..)| (0..=9999).contains(year));
        sheet.plain(day.map_or_else(String::new, |(year, month, day)| format!("{year:04}-{month:02}-{day:02}")));
    }
}

fn delegations(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&["round", "actor", "role", "head", "members", "sources"]);
    for (_, round) in cx.model.rounds.iter() {
        for delegation in &round.delegations {
            sheet.text(cx.id_of(round.note)).text(cx.actor_id(delegation.actor)).text(delegation.role.as_str());
            sheet.text(delegation.head.map_or("", |head| cx.actor_id(head))).list(actor_ids(cx, &delegation.members));
            sheet.list(evidence(cx, &delegation.sources)).end();
        }
    }
    sheet.done()
}

fn outcomes(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&["round", "number", "text", "status", "topics", "sources"]);
    for (id, round) in cx.model.rounds.iter() {
        for (index, outcome) in round.outcomes.iter().enumerate() {
            let written = cx.model.written_outcome(id, outcome);
            sheet.text(cx.id_of(round.note)).plain(index.saturating_add(1).to_string());
            sheet.prose(written.and_then(|written| written.text.given()));
            sheet.text(written.and_then(|written| written.status.as_ref()).map_or("", |status| status.value.as_str()));
            sheet.list(topic_ids(cx, &outcome.topics)).list(evidence(cx, &outcome.sources)).end();
        }
    }
    sheet.done()
}

fn tracks(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&columns(&["type", "from", "to", "rounds"]));
    for (id, track) in cx.model.tracks.iter() {
        common(cx, &mut sheet, track.note);
        let written = cx.model.written_track(id);
        sheet.opt(written.and_then(|w| w.ty.as_ref()));
        sheet.date(written.and_then(|w| value(w.from.as_ref()))).date(written.and_then(|w| value(w.to.as_ref())));
        sheet.list(round_ids(cx, &track.rounds)).end();
    }
    sheet.done()
}

fn sources(cx: &ExportContext<'_>) -> Vec<u8> {
    let own = [
        "type",
        "authors",
        "publisher",
        "published",
        "earliest",
        "latest",
        "accessed",
        "language",
        "url",
        "archives",
        "access",
        "cites",
        "vantage",
        "caveat",
        "doi",
        "isbn",
        "issn",
        "container_title",
        "original_title",
        "volume",
        "issue",
        "pages",
        "edition",
        "place",
        "series",
        "number",
        "editors",
        "translators",
        "translations",
        "statements",
    ];
    let mut sheet = Sheet::new(&columns(&own));
    for (id, source) in cx.model.sources.iter() {
        let Some(written) = cx.model.written_source(id) else { continue };
        common(cx, &mut sheet, source.note);
        sheet.text(written.ty.as_ref().map_or("", |ty| ty.value.as_str()));
        sheet.list(written.authors.iter().map(|name| &name.value)).opt(written.publisher.as_ref());
        let published = value(written.published.as_ref());
        sheet.date(published);
        bounds(&mut sheet, published);
        sheet.date(value(written.accessed.as_ref())).opt(written.language.as_ref()).opt(written.url.as_ref());
        sheet.list(written.archives.iter().filter_map(|archive| archive.value.url.given().map(|url| &url.value)));
        sheet.text(if source.read { "read" } else { "cited" }).list(source_ids(cx, &source.cites));
        for text in [
            &written.vantage,
            &written.caveat,
            &written.doi,
            &written.isbn,
            &written.issn,
            &written.container_title,
            &written.original_title,
        ] {
            sheet.opt(text.as_ref());
        }
        for text in [&written.volume, &written.issue, &written.pages, &written.edition, &written.place, &written.series, &written.number] {
            sheet.opt(text.as_ref());
        }
        sheet.list(written.editors.iter().map(|name| &name.value)).list(written.translators.iter().map(|name| &name.value));
        sheet.list(written.translations.iter().map(|translation| {
            let parts = [translation.value.language.given(), translation.value.title.as_ref(), translation.value.url.as_ref()];
            parts.into_iter().flatten().map(|text| &*text.value).collect::<Vec<_>>().join(" ")
        }));
        sheet.plain(source.statements.len().to_string()).end();
    }
    sheet.done()
}

fn topics(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&columns(&["question", "order", "parent"]));
    for (id, topic) in cx.model.topics.iter() {
        common(cx, &mut sheet, topic.note);
        let written = cx.model.written_topic(id);
        sheet.prose(written.and_then(|w| w.question.as_ref()));
        sheet.plain(written.and_then(|w| w.order.as_ref()).map_or_else(String::new, |order| order.value.to_string()));
        sheet.text(topic.parent.map_or("", |parent| cx.id_of(cx.model.topics[parent].note))).end();
    }
    sheet.done()
}

fn disputes(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&columns(&["type", "status", "topics", "rounds", "settled_by", "answers"]));
    for (id, dispute) in cx.model.disputes.iter() {
        common(cx, &mut sheet, dispute.note);
        let written = cx.model.written_dispute(id);
        sheet.text(written.and_then(|w| w.ty.as_ref()).map_or("", |ty| ty.value.as_str()));
        sheet.text(written.and_then(|w| w.status.as_ref()).map_or("", |status| status.value.as_str()));
        sheet.list(topic_ids(cx, &dispute.topics)).list(round_ids(cx, &dispute.rounds));
        sheet.opt(written.and_then(|w| w.settled_by.as_ref())).plain(dispute.answers.len().to_string()).end();
    }
    sheet.done()
}

fn answers(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&["dispute", "number", "text", "statements", "sources", "reckoning"]);
    for (_, dispute) in cx.model.disputes.iter() {
        for (index, answer) in dispute.answers.iter().enumerate() {
            let written = Some(&answer.fields);
            sheet.text(cx.id_of(dispute.note)).plain(index.saturating_add(1).to_string());
            sheet
                .prose(written.and_then(|w| w.value.text.given()))
                .list(statement_ids(cx, &answer.statements))
                .list(evidence(cx, &answer.sources));
            sheet.opt(written.and_then(|w| w.value.reckoning.as_ref())).end();
        }
    }
    sheet.done()
}

fn pages(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&columns(&["menu_label", "menu_order"]));
    for (id, page) in cx.model.pages.iter() {
        common(cx, &mut sheet, page.note);
        let menu = cx.model.written_page(id).and_then(|w| value(w.menu.as_ref()));
        sheet.opt(menu.and_then(|menu| menu.label.as_ref()));
        sheet.plain(menu.and_then(|menu| menu.order.as_ref()).map_or_else(String::new, |order| order.value.to_string())).end();
    }
    sheet.done()
}

fn changes(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&["kind", "id", "date", "severity", "note"]);
    for (_, note) in cx.model.notes.iter() {
        for change in &note.written.common.changes {
            sheet.text(note.kind().map_or("", Kind::as_str)).text(&note.id).date(value(change.value.date.given()));
            sheet
                .text(change.value.severity.as_ref().map_or("", |severity| severity.value.as_str()))
                .prose(change.value.note.given())
                .end();
        }
    }
    sheet.done()
}

fn statements(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "id",
        "source",
        "type",
        "text",
        "by",
        "speaker",
        "for",
        "of",
        "to",
        "said",
        "said_earliest",
        "said_latest",
        "said_text",
        "happened",
        "happened_earliest",
        "happened_latest",
        "happened_text",
        "topics",
        "rounds",
        "actors",
        "basis",
        "via",
        "locator",
        "quote",
        "quote_language",
        "value_min",
        "value_max",
        "value_unit",
        "value_about",
        "value_corrected",
        "denies",
        "supports",
        "denied_by",
        "supported_by",
        "disputes",
        "remark",
        "url_here",
    ]);
    for (id, statement) in cx.model.statements.iter() {
        let Some(written) = cx.model.written_statement(id) else { continue };
        sheet.text(&cx.model.statement_name(id)).text(cx.id_of(cx.model.note_of_statement(id)));
        sheet.text(written.ty.as_ref().map_or("", |ty| ty.value.as_str())).prose(written.text.given());
        sheet.list(actor_ids(cx, &statement.by)).opt(written.speaker.as_ref());
        sheet.list(actor_ids(cx, &statement.on_behalf_of)).list(actor_ids(cx, &statement.of)).list(actor_ids(cx, &statement.to));
        sheet.date(statement.said.as_ref());
        bounds(&mut sheet, statement.said.as_ref());
        sheet.opt(written.said_text.as_ref()).date(statement.happened.as_ref());
        bounds(&mut sheet, statement.happened.as_ref());
        sheet.opt(written.happened_text.as_ref());
        sheet.list(topic_ids(cx, &statement.topics)).list(round_ids(cx, &statement.rounds)).list(actor_ids(cx, &statement.actors));
        sheet.text(written.basis.as_ref().map_or("", |basis| basis.value.as_str())).list(source_ids(cx, &statement.via));
        sheet.opt(written.locator.as_ref()).opt(written.quote.as_ref()).opt(written.quote_language.as_ref());
        let figure = value(written.value.as_ref());
        sheet.plain(figure.and_then(|v| v.min.as_ref()).map_or_else(String::new, |n| n.value.digits.to_string()));
        sheet.plain(figure.and_then(|v| v.max.as_ref()).map_or_else(String::new, |n| n.value.digits.to_string()));
        sheet.opt(figure.and_then(|v| v.unit.as_ref()));
        sheet.plain(figure.and_then(|v| v.about.as_ref()).map_or_else(String::new, |about| about.value.to_string()));
        sheet.plain(figure.and_then(|v| v.corrected.as_ref()).map_or_else(String::new, |n| n.value.digits.to_string()));
        sheet.list(statement_ids(cx, &statement.denies)).list(statement_ids(cx, &statement.supports));
        sheet.list(statement_ids(cx, &statement.denied_by)).list(statement_ids(cx, &statement.supported_by));
        sheet.list(
            statement
                .disputes
                .iter()
                .map(|(dispute, answer)| format!("{}#{}", cx.id_of(cx.model.disputes[*dispute].note), answer.saturating_add(1))),
        );
        sheet.prose(written.remark.as_ref()).plain(cx.url_of_statement(id)).end();
    }
    sheet.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let mut sheet = Sheet::new(&["a", "b", "c"]);
        sheet.text("=1+1").text("-2 \"x\"\nnext\u{0}").plain("-2").end();
        assert_eq!(String::from_utf8(sheet.done()).unwrap(), "a,b,c\r\n'=1+1,\"'-2 \"\"x\"\"\nnext\",-2\r\n");
    }
}
