//! Each page as plain Markdown beside it (`index.md`), and `llms.txt` (<https://llmstxt.org>), for readers and programs that want text alone.
//!
//! A body stands as its author wrote it, with the site's own notation put into plain Markdown: links are absolute, citations name the work and
//! lead to its page, a card is the editor's words with who is said to have said them.

use std::fmt::Write;

use super::ExportContext;
use super::clean::markdown as escape;
use super::feed;
use crate::config::OutputKind;
use crate::model::address::{self, Export};
use crate::model::joint::join;
use crate::model::{Actor, Entity, Evidence, Id, LinkTarget, Note, Statement, Topic};
use crate::parse::ParsedNote;
use crate::parse::date::Edtf;
use crate::parse::fields::{Fields, Kind};
use crate::parse::markdown::{BlockKind, Citation, Prose, Reference, ReferenceKind, TextLevel, portable_edits};
use crate::view::actor::period;
use crate::view::statement::{basis_words, happened_wording, own_voice};
use crate::view::words::{self, Worded};

/// The Markdown of the page beside which it lies.
pub fn copy(cx: &ExportContext<'_>, export: Export) -> Vec<u8> {
    let mut out = String::new();
    match export {
        Export::OfNote(id) => note(cx, id, &mut out),
        Export::OfKind(kind) => list(cx, kind, &mut out),
        _ => home(cx, &mut out),
    }
    out.into_bytes()
}

fn link(text: &str, url: &str) -> String {
    // A bracket in an address would end the link.
    let url = url.replace('(', "%28").replace(')', "%29").replace(' ', "%20");
    format!("[{}]({url})", escape(text))
}

fn note_link(cx: &ExportContext<'_>, id: Id<Note>) -> String {
    link(&cx.model.notes[id].title, &cx.url_of(id))
}

/// A link to a statement under its source's title.
fn statement_link(cx: &ExportContext<'_>, id: Id<Statement>) -> String {
    link(&cx.model.notes[cx.model.note_of_statement(id)].title, &cx.url_of_statement(id))
}

fn actor_link(cx: &ExportContext<'_>, id: Id<Actor>) -> String {
    note_link(cx, cx.model.actors[id].note)
}

fn title_and_summary(title: &str, summary: Option<String>, out: &mut String) {
    let _ = writeln!(out, "# {}", escape(title));
    if let Some(summary) = summary.filter(|text| !text.trim().is_empty()) {
        let _ = writeln!(out, "\n> {summary}");
    }
}

/// The heading of a list; none where the list is empty.
fn heading<T>(cx: &ExportContext<'_>, key: &str, list: &[T], out: &mut String) {
    if !list.is_empty() {
        let _ = writeln!(out, "\n## {}\n", cx.model.language.word(key));
    }
}

fn home(cx: &ExportContext<'_>, out: &mut String) {
    let config = &cx.model.config;
    title_and_summary(&config.title, config.description.as_deref().or(config.tagline.as_deref()).map(escape), out);
    if let Some(id) = cx.model.home {
        let note = &cx.model.notes[id];
        body(cx, &note.written, &note.targets, out);
        standing(cx, note, out);
    }
    heading(cx, "search.lists", &Kind::ALL, out);
    for kind in Kind::ALL {
        let _ = writeln!(out, "- {}", link(&feed::kind_title(cx.model, kind), &cx.url(&cx.model.list_path(kind))));
    }
}

fn list(cx: &ExportContext<'_>, kind: Kind, out: &mut String) {
    let intro = cx.model.note_of(Entity::List(kind)).map(|id| &cx.model.notes[id]);
    let summary = intro.and_then(|note| Some(with_evidence(cx, note, note.summary()?, "", &[])));
    let title = intro.map_or_else(|| feed::kind_title(cx.model, kind), |note| note.title.to_string());
    title_and_summary(&title, summary, out);
    if let Some(note) = intro {
        body(cx, &note.written, &note.targets, out);
    }
    out.push('\n');
    list_notes(cx, kind, "", &cx.model.language.word("frame.colon"), out);
}

/// A line for each note of a kind.
fn list_notes(cx: &ExportContext<'_>, kind: Kind, file: &str, colon: &str, out: &mut String) {
    for (id, note) in cx.model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)) {
        let summary = note.summary().map_or_else(String::new, |summary| format!("{colon}{}", escape(&summary.plain)));
        let _ = writeln!(out, "- {}{summary}", link(&note.title, &format!("{}{file}", cx.url_of(id))));
    }
}

fn note(cx: &ExportContext<'_>, id: Id<Note>, out: &mut String) {
    let note = &cx.model.notes[id];
    title_and_summary(&note.title, note.summary().map(|summary| with_evidence(cx, note, summary, "", &[])), out);
    let mut facts = Facts { cx, lines: String::new() };
    facts.add_note(note);
    if !facts.lines.is_empty() {
        out.extend(["\n", &facts.lines]);
    }
    body(cx, &note.written, &note.targets, out);
    match note.entity {
        Entity::Source(source) => {
            let statements = &cx.model.sources[source].statements;
            heading(cx, "methods.statements", statements, out);
            statements.iter().for_each(|statement| statement_line(cx, *statement, out));
        }
        Entity::Round(round) => outcomes(cx, round, out),
        Entity::Dispute(dispute) => answers(cx, dispute, out),
        Entity::Topic(topic) => stances_and_shifts(cx, topic, out),
        _ => {}
    }
    let _ = writeln!(out, "\n---\n{}", link(&cx.model.language.word("copy.page"), &cx.url_of(id)));
}

/// What the front matter says, a line each.
struct Facts<'a> {
    cx: &'a ExportContext<'a>,
    lines: String,
}

impl Facts<'_> {
    /// A line under a word of the interface.
    fn add(&mut self, key: &str, text: &str) {
        self.push_fact(&self.cx.model.language.word(key), text);
    }

    fn choice<W: Worded>(&mut self, key: &str, choice: Option<W>) {
        if let Some(choice) = choice {
            self.add(key, &words::label(&self.cx.model.language, choice));
        }
    }

    fn push_fact(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            let _ = writeln!(self.lines, "- {}", self.cx.model.language.say("copy.fact", &[("name", name.into()), ("text", text.into())]));
        }
    }

    fn text(&mut self, name: &str, text: Option<&crate::parse::record::Text>) {
        if let Some(text) = text {
            self.add(name, &escape(&text.value));
        }
    }

    fn date(&mut self, name: &str, date: Option<&Edtf>) {
        if let Some(date) = date {
            self.add(name, &self.cx.model.language.date(date));
        }
    }

    fn actors(&mut self, name: &str, ids: &[Id<Actor>]) {
        self.notes(name, ids.iter().map(|id| self.cx.model.actors[*id].note));
    }

    fn notes(&mut self, name: &str, ids: impl Iterator<Item = Id<Note>>) {
        let links: Vec<String> = ids.map(|id| note_link(self.cx, id)).collect();
        self.list(name, &links);
    }

    fn list(&mut self, name: &str, items: &[String]) {
        self.add(name, &self.cx.model.language.list(items.iter().map(|item| &**item)));
    }

    fn add_note(&mut self, note: &Note) {
        let model = self.cx.model;
        match note.entity {
            Entity::Actor(id) => {
                let actor = &model.actors[id];
                self.choice("copy.type", actor.ty());
                let in_brackets = |from: Option<&Edtf>, to: Option<&Edtf>| {
                    period(&model.language, from, to).map_or_else(String::new, |period| format!(" ({period})"))
                };
                for role in &actor.roles {
                    let title = escape(&role.fields.title.value);
                    let office: Vec<String> = std::iter::once(title).chain(role.of.map(|actor| actor_link(self.cx, actor))).collect();
                    let period = in_brackets(role.fields.from.as_deref(), role.fields.to.as_deref());
                    self.add("copy.office", &format!("{}{period}", office.join(&model.language.word("frame.comma"))));
                }
                let mandates = actor.speaks_for.iter().map(|mandate| {
                    format!("{}{}", actor_link(self.cx, mandate.actor), in_brackets(mandate.from.as_ref(), mandate.to.as_ref()))
                });
                self.list("actor.speaks_for", &mandates.collect::<Vec<_>>());
                self.actors("actor.part_of", &actor.part_of);
            }
            Entity::Round(id) => {
                let round = &model.rounds[id];
                self.choice("copy.type", round.fields.ty.as_ref().map(|ty| ty.value));
                self.choice("copy.status", round.fields.status.as_ref().map(|status| status.value));
                let date = model.language.date_or_wording(round.date.as_ref(), round.fields.date_text.as_ref());
                self.add("copy.date", &escape(&date.unwrap_or_default()));
                self.date("round.due", round.fields.planned.as_deref());
                self.text("bibliographic.place", round.fields.place.as_deref());
                self.text("copy.country", round.fields.country.as_deref());
                self.notes("kind.track", round.track.iter().map(|track| model.tracks[*track].note));
                self.actors("round.by", &round.by);
                self.actors("round.to", &round.to);
                for delegation in &round.delegations {
                    let head = delegation.head.map(|head| actor_link(self.cx, head));
                    let head = head.map(|head| model.language.say("round.led_by", &[("name", (&head).into())]));
                    let role: Vec<String> = std::iter::once(words::label(&model.language, delegation.role)).chain(head).collect();
                    let actor = actor_link(self.cx, delegation.actor);
                    self.add("copy.delegation", &format!("{actor} ({})", role.join(&model.language.word("frame.comma"))));
                }
            }
            Entity::Track(id) => self.notes("kinds.rounds", model.tracks[id].rounds.iter().map(|round| model.rounds[*round].note)),
            Entity::Source(id) => {
                let fields = &model.sources[id].fields;
                self.choice("copy.type", fields.ty.as_ref().map(|ty| ty.value));
                let authors = &self.cx.bibliography.work(id).authors;
                let names: Vec<String> = authors.iter().map(|name| escape(&name.spoken())).collect();
                let label = model.language.say("source.authors", &[("n", names.len().into())]);
                self.push_fact(&label, &model.language.list(names.iter().map(|name| &**name)));
                self.text("copy.publisher", fields.publisher.as_ref());
                self.date("copy.published", fields.published.as_deref());
                let address = crate::bibliography::web_address(fields.url.as_ref());
                self.add("source.address", &address.map_or_else(String::new, |url| format!("<{url}>")));
                self.text("source.vantage", fields.vantage.as_deref());
                self.text("source.caveat", fields.caveat.as_deref());
                if !model.sources[id].read {
                    self.add("copy.access", &model.language.word("source.access_cited"));
                }
            }
            Entity::Topic(id) => {
                let question = model.topics[id].fields.question.as_ref();
                self.add("mention.question", &question.map_or_else(String::new, |question| escape(&question.plain)));
                self.notes("actor.part_of", model.topics[id].parent.iter().map(|parent| model.topics[*parent].note));
            }
            Entity::Dispute(id) => {
                let dispute = &model.disputes[id];
                self.choice("copy.status", dispute.fields.status.as_ref().map(|status| status.value));
                self.text("dispute.settled_by", dispute.fields.settled_by.as_deref());
                self.notes("kinds.topics", dispute.topics.iter().map(|topic| model.topics[*topic].note));
                self.notes("kinds.rounds", dispute.rounds.iter().map(|round| model.rounds[*round].note));
            }
            Entity::Home | Entity::List(_) | Entity::Page(_) => {}
        }
    }
}

fn evidence_links(cx: &ExportContext<'_>, list: &[Evidence]) -> Vec<String> {
    let link = |evidence: &Evidence| match evidence {
        Evidence::Source(id) => note_link(cx, cx.model.sources[*id].note),
        Evidence::Statement(id) => statement_link(cx, *id),
    };
    list.iter().map(link).collect()
}

fn in_brackets(cx: &ExportContext<'_>, links: &[String]) -> String {
    if links.is_empty() { String::new() } else { format!(" ({})", links.join(&cx.model.language.word("frame.semicolon"))) }
}

/// A text of a note's front matter, what is to be said after it, and who says so: `list`, and what the text itself cites.
fn with_evidence(cx: &ExportContext<'_>, note: &Note, text: &Prose, after: &str, list: &[Evidence]) -> String {
    let mut links = evidence_links(cx, list);
    for (reference, target) in note.references_within(text.span) {
        if let (ReferenceKind::Citation(citation), Some(target)) = (&reference.kind, target) {
            let cited = citation_text(cx, citation, target);
            links.extend(Some(cited).filter(|cited| !links.contains(cited)));
        }
    }
    format!("{}{after}{}", escape(&text.plain), in_brackets(cx, &links))
}

/// Who speaks: the actors, else the speaker as the source names them, else the source itself.
fn speaker(cx: &ExportContext<'_>, id: Id<Statement>) -> String {
    let statement = &cx.model.statements[id];
    if statement.by.is_empty() {
        let speaker = statement.fields.speaker.as_ref();
        return escape(&speaker.map_or_else(|| own_voice(cx.model, statement.source), |speaker| speaker.value.to_string()));
    }
    statement.by.iter().map(|actor| actor_link(cx, *actor)).collect::<Vec<_>>().join(&cx.model.language.word("frame.comma"))
}

/// A statement: the editor's words, a link to it, who is said to have said so, when, where, and how the source knows.
fn statement_words(cx: &ExportContext<'_>, id: Id<Statement>, link: &str) -> String {
    let statement = &cx.model.statements[id];
    let written = &statement.fields;
    let language = &cx.model.language;
    let mut origin = vec![speaker(cx, id)];
    origin.extend(written.ty.as_ref().map(|ty| words::label(language, ty.value)));
    let said = language.date_or_wording(statement.said.as_ref(), written.said_text.as_ref()).map(|date| escape(&date));
    let happened = happened_wording(statement).map(escape);
    let reported = || statement.reported.map(|date| language.say("told.reported", &[("date", (&language.date(&date)).into())]));
    origin.extend(said.or_else(reported));
    origin.extend(happened.map(|date| language.say("statement.happened", &[("date", (&date).into())])));
    origin.extend(written.locator.as_ref().map(|text| escape(&text.value)));
    if statement.via.is_empty() {
        origin.extend(basis_words(cx.model, statement));
    } else {
        let via: Vec<String> = statement.via.iter().map(|via| note_link(cx, cx.model.sources[*via].note)).collect();
        let works = language.list(via.iter().map(|work| &**work));
        origin.push(language.say("statement.citing", &[("works", (&works).into())]));
    }
    format!("{} ({link}) — {}", escape(&written.text.plain), origin.join(&language.word("frame.comma")))
}

/// The editor's remark on a statement.
fn remark(cx: &ExportContext<'_>, id: Id<Statement>) -> Option<String> {
    let remark = cx.model.statements[id].fields.remark.as_ref()?;
    Some(cx.model.language.say("copy.remark", &[("text", (&escape(&remark.plain)).into())]))
}

fn statement_line(cx: &ExportContext<'_>, id: Id<Statement>, out: &mut String) {
    let link = link(&cx.model.statements[id].id, &cx.url_of_statement(id));
    let _ = writeln!(out, "- {}", statement_words(cx, id, &link));
    if let Some(remark) = remark(cx, id) {
        let _ = writeln!(out, "  {remark}");
    }
}

/// What each side holds on a topic, and what changed.
fn stances_and_shifts(cx: &ExportContext<'_>, id: Id<Topic>, out: &mut String) {
    let topic = &cx.model.topics[id];
    let note = &cx.model.notes[topic.note];
    let held = |actor, text: &str| cx.model.language.say("copy.fact", &[("name", (&actor_link(cx, actor)).into()), ("text", text.into())]);
    heading(cx, "topic.side_by_side", &topic.stances, out);
    for stance in &topic.stances {
        let _ = writeln!(out, "- {}", held(stance.actor, &with_evidence(cx, note, &stance.fields.text, "", &stance.sources)));
    }
    heading(cx, "topic.changed", &topic.shifts, out);
    for shift in &topic.shifts {
        let statements: Vec<Evidence> = shift.statements.iter().map(|id| Evidence::Statement(*id)).collect();
        let title = format!("{}{}", escape(&shift.fields.title.value), in_brackets(cx, &evidence_links(cx, &statements)));
        let _ = writeln!(out, "- {}", held(shift.actor, &title));
        if let Some(text) = &shift.fields.note {
            let _ = writeln!(out, "  {}", with_evidence(cx, note, text, "", &[]));
        }
    }
}

/// Where things stand, as the home page says.
fn standing(cx: &ExportContext<'_>, note: &Note, out: &mut String) {
    let Fields::Home(fields) = &note.written.fields else { return };
    heading(cx, "home.standing", &fields.standing, out);
    for (point, sources) in fields.standing.iter().zip(&cx.model.standing_sources) {
        let language = &cx.model.language;
        let mark = point.mark.as_ref().map(|mark| words::label(language, mark.value));
        let marks: Vec<String> = mark.into_iter().chain(point.date.as_ref().map(|date| language.date(&date.value))).collect();
        let marks = if marks.is_empty() { String::new() } else { format!(" [{}]", marks.join(&language.word("frame.comma"))) };
        let _ = writeln!(out, "- **{}** {}", escape(&point.phrase.value), with_evidence(cx, note, &point.text, &marks, sources));
    }
}

fn outcomes(cx: &ExportContext<'_>, id: Id<crate::model::Round>, out: &mut String) {
    let round = &cx.model.rounds[id];
    let note = &cx.model.notes[round.note];
    heading(cx, "round.outcomes", &round.outcomes, out);
    for outcome in &round.outcomes {
        let label = |status| format!(" [{}]", words::label(&cx.model.language, status));
        let status = outcome.fields.status.as_ref().map_or_else(String::new, |status| label(status.value));
        let _ = writeln!(out, "- {}", with_evidence(cx, note, &outcome.fields.text, &status, &outcome.sources));
    }
}

fn answers(cx: &ExportContext<'_>, id: Id<crate::model::Dispute>, out: &mut String) {
    let dispute = &cx.model.disputes[id];
    let note = &cx.model.notes[dispute.note];
    heading(cx, "dispute.answers_heading", &dispute.answers, out);
    for answer in &dispute.answers {
        let holds = if answer.holds() { format!(" [{}]", cx.model.language.word("dispute.holds")) } else { String::new() };
        let _ = writeln!(out, "- {}", with_evidence(cx, note, &answer.fields.text, &holds, &answer.evidence()));
        if let Some(reckoning) = &answer.fields.reckoning {
            let _ = writeln!(out, "  {} {}", cx.model.language.word("dispute.reckoning"), escape(&reckoning.value));
        }
    }
}

/// A body with the site's own notation replaced.
fn body(cx: &ExportContext<'_>, note: &ParsedNote, targets: &[Option<LinkTarget>], out: &mut String) {
    let Some(file) = note.body_file else { return };
    let file = cx.files.get(file).expect("the file of a note's body has been read");
    let end = file.text.trim_end().len();
    let start = note.body_start as usize;
    let whole = file.text.get(start..).expect("a body begins inside its file");
    if whole.trim().is_empty() {
        return;
    }
    out.push('\n');
    let mut at = start + (whole.len() - whole.trim_start_matches(['\r', '\n']).len());
    let raw = portable_edits(whole, TextLevel::Block, &cx.model.config.markdown);
    let mut edits: Vec<_> = raw.into_iter().map(|(range, html)| (start + range.start..start + range.end, html)).collect();
    let of_body = |reference: &Reference| !matches!(note.text.block(reference).kind, BlockKind::Field(_));
    let all = note.text.references.iter().zip(targets).filter(|(reference, _)| of_body(reference));
    let resolved: Vec<(&Reference, &LinkTarget)> = all.filter_map(|(reference, target)| Some((reference, target.as_ref()?))).collect();
    let mut rest = resolved.as_slice();
    while let Some(((first, target), others)) = rest.split_first() {
        // Works that are cited together stand in one pair of brackets.
        let is_cited = |reference: &Reference| matches!(reference.kind, ReferenceKind::Citation(_));
        let is_same_group =
            |(other, _): &&(&Reference, &LinkTarget)| is_cited(first) && is_cited(other) && other.with_brackets == first.with_brackets;
        let (group, after) = rest.split_at(others.iter().take_while(is_same_group).count() + 1);
        edits.extend(edit(cx, note, first, target, group));
        rest = after;
    }
    edits.sort_by_key(|(range, _)| range.start);
    for (range, replacement) in edits {
        // An image inside a link lies inside its text; the outer edit has been made of the whole.
        if range.start < at || range.end > file.text.len() {
            continue;
        }
        out.push_str(file.text.get(at..range.start).expect("an edit begins with a character"));
        out.push_str(&replacement);
        at = range.end;
    }
    out.push_str(file.text.get(at..end.max(at)).expect("an edit ends with a character"));
    out.push('\n');
}

/// What to put where: for notation of our own in place of all of it, for an ordinary link in place of its address.
fn edit(
    cx: &ExportContext<'_>,
    note: &ParsedNote,
    reference: &Reference,
    target: &LinkTarget,
    group: &[(&Reference, &LinkTarget)],
) -> Option<(std::ops::Range<usize>, String)> {
    let whole = reference.with_brackets.range();
    let words = || Some(note.text.shown(reference)).filter(|text| !text.trim().is_empty());
    match &reference.kind {
        ReferenceKind::Wikilink => {
            let words = words().unwrap_or_default();
            let after = cx.files.get(reference.with_brackets.file).and_then(|file| file.text.get(whole.end..)).unwrap_or_default();
            let dropped = if reference.bare { join(None, words, after).dropped } else { 0 };
            Some((whole.start..whole.end + dropped, link(words, &url(cx, target))))
        }
        ReferenceKind::Link | ReferenceKind::Image => {
            let span = reference.span.range();
            let inside = span.start > whole.start && span.end <= whole.end && !span.is_empty();
            if matches!(target, LinkTarget::Web(_) | LinkTarget::Here(_)) {
                None
            } else if inside {
                Some((span, url(cx, target).replace('(', "%28").replace(')', "%29")))
            } else {
                // `[words][label]`: the address stands elsewhere in the text.
                let mark = if reference.kind == ReferenceKind::Image { "!" } else { "" };
                Some((whole, format!("{mark}{}", link(words().unwrap_or_default(), &url(cx, target)))))
            }
        }
        ReferenceKind::Card => {
            let LinkTarget::Statement(id) = target else { return None };
            let remark = remark(cx, *id).map_or_else(String::new, |remark| format!(" {remark}"));
            Some((whole, format!("{}{remark}", statement_words(cx, *id, &statement_link(cx, *id)))))
        }
        ReferenceKind::Citation(_) => {
            let in_group = |(reference, target): &(&Reference, &LinkTarget)| match &reference.kind {
                ReferenceKind::Citation(citation) => Some(citation_text(cx, citation, target)),
                _ => None,
            };
            let works: Vec<String> = group.iter().filter_map(in_group).collect();
            Some((whole, format!("({})", works.join(&cx.model.language.word("frame.semicolon")))))
        }
    }
}

fn citation_text(cx: &ExportContext<'_>, citation: &Citation, target: &LinkTarget) -> String {
    let work = match target {
        LinkTarget::Note { id, .. } => note_link(cx, *id),
        LinkTarget::Statement(id) => statement_link(cx, *id),
        _ => String::new(),
    };
    let prefix = if citation.prefix.is_empty() { String::new() } else { format!("{} ", escape(&citation.prefix)) };
    let locator = Some(escape(&citation.locator)).filter(|locator| !locator.is_empty());
    let parts: Vec<String> = std::iter::once(format!("{prefix}{work}")).chain(locator).collect();
    parts.join(&cx.model.language.word("frame.comma"))
}

fn url(cx: &ExportContext<'_>, target: &LinkTarget) -> String {
    match target {
        LinkTarget::Note { id, anchor: None } => cx.url_of(*id),
        LinkTarget::Note { id, anchor: Some(anchor) } => format!("{}#{}", cx.url_of(*id), address::percent_encoded(anchor)),
        LinkTarget::Statement(id) => cx.url_of_statement(*id),
        LinkTarget::Here(anchor) => format!("#{}", address::percent_encoded(anchor)),
        LinkTarget::Path(path, rest) => [&*cx.root, &*address::percent_encoded(path), rest].concat(),
        LinkTarget::Web(url) => url.to_string(),
    }
}

/// The site for language models: what it is, its pages as Markdown, its data.
pub fn llms_txt(cx: &ExportContext<'_>) -> Vec<u8> {
    let config = &cx.model.config;
    let mut out = String::new();
    title_and_summary(&config.title, config.description.as_deref().or(config.tagline.as_deref()).map(escape), &mut out);
    let language = &cx.model.language;
    let copies = config.outputs.has(OutputKind::MarkdownCopies);
    let copies_note = if copies { format!(" {}", language.word("copy.beside")) } else { String::new() };
    let _ = writeln!(out, "\n{}{copies_note}", language.word("copy.about_site"));
    if let Some(date) = &cx.model.as_of {
        let _ = writeln!(out, "\n{}", language.say("copy.as_of", &[("date", (&language.date(date)).into())]));
    }
    for kind in Kind::ALL {
        if !cx.model.notes.iter().any(|(_, note)| note.kind() == Some(kind)) {
            continue;
        }
        let _ = writeln!(out, "\n## {}\n", escape(&feed::kind_title(cx.model, kind)));
        // The colon is part of the file's format.
        list_notes(cx, kind, if copies { "index.md" } else { "" }, ": ", &mut out);
    }
    let files = ["data/site.json", "data/codebook.md", "data/statements.csv", "data/references.json", "data/site.ttl"];
    let present: Vec<_> = files.iter().filter_map(|path| cx.formats().find(|format| format.path == *path)).collect();
    heading(cx, "view.data", &present, &mut out);
    for format in present {
        let _ = writeln!(out, "- {}: {}", link(format.path, &cx.url(format.path)), language.word(format.title_key));
    }
    out.into_bytes()
}
