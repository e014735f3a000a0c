//! Feeds of changes and new notes: Atom (RFC 4287) and JSON Feed 1.1.
//!
//! An entry's date is the content's own: of a change, of a note's first writing, of its last. A date that names no instant counts as the
//! earliest that it may mean, and the entry says so (category `dated`, with the date as it was written).

use atom_syndication::{Category, Content, Entry as AtomEntry, Feed, FixedDateTime, Generator, Link, Person, Text};
use serde_json::{Value, json};

use super::ExportContext;
use super::clean;
use crate::model::address::{Addresses, Export};
use crate::model::{Entity, Id, Model, Note};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{Change, ChangeSeverity, Kind};
use crate::parse::markdown::Prose;
use crate::view::site::OutputLink;

/// The feeds and calendars that belong to a page: those of the site, of its kind and of its track. Every reader of feeds reads Atom; home and
/// lists name the JSON Feed too.
pub fn links(model: &Model, addresses: &Addresses, page: Entity) -> Vec<OutputLink> {
    let track = match page {
        Entity::Track(id) => Some(id),
        Entity::Round(id) => model.rounds[id].track,
        _ => None,
    };
    let kind = match page {
        Entity::List(kind) => Some(kind),
        _ => page.kind(),
    };
    let parts = [Some(Export::Site), kind.map(Export::OfKind), track.map(Export::OfTrack)];
    let mut links = Vec::new();
    for part in parts.into_iter().flatten() {
        let (folder, feed) = (part.folder(model), title_of(model, part));
        let mut link = |name: &str, title: String, media_type| {
            let path = format!("{folder}{name}");
            if addresses.place_of(&path).is_some() {
                links.push(OutputLink { title, path, media_type });
            }
        };
        link("feed.xml", feed.clone(), "application/atom+xml");
        if page.kind().is_none() {
            link("feed.json", feed, "application/feed+json");
        }
        link("calendar.ics", part_title(model, part, &model.config.title), "text/calendar");
    }
    links
}

/// What a kind's notes are called on this site: "Actors".
pub fn kind_title(model: &Model, kind: Kind) -> String {
    clean::line(model.language.words().plain(&format!("kinds.{}", kind.folder()))).into_owned()
}

/// The title of a part's feed. `[feed] title` is in the main language: the feeds of another have the site's title in that language.
fn title_of(model: &Model, part: Export) -> String {
    let own = model.config.feed.title.as_ref().filter(|_| model.prefix.is_empty());
    part_title(model, part, own.map_or(&model.config.title, |title| &title.value))
}

/// The title of a part of what is called `site`.
pub fn part_title(model: &Model, part: Export, site: &str) -> String {
    let site = clean::line(site).into_owned();
    let of_part = |part: &str| model.language.say("feed.part", &[("site", (&site).into()), ("part", part.into())]);
    match part {
        Export::OfKind(kind) => of_part(&kind_title(model, kind)),
        Export::OfTrack(id) => of_part(&clean::line(&model.notes[model.tracks[id].note].title)),
        _ => site,
    }
}

/// Why a note stands in the feed.
#[derive(Clone, Copy)]
enum Reason<'a> {
    New,
    Updated,
    Changed(&'a Change),
}

struct Entry<'a> {
    note: Id<Note>,
    reason: Reason<'a>,
    date: Edtf,
    id: String,
}

impl Entry<'_> {
    /// Its category, which is also the name of the words for its title.
    fn category(&self) -> &'static str {
        match self.reason {
            Reason::New => "new",
            Reason::Updated => "update",
            Reason::Changed(change) => change.severity.as_ref().map_or(ChangeSeverity::Update, |severity| severity.value).as_str(),
        }
    }

    fn title(&self, cx: &ExportContext<'_>) -> String {
        let title = clean::line(&cx.model.notes[self.note].title);
        match self.reason {
            Reason::New => title.into_owned(),
            Reason::Updated | Reason::Changed(_) => {
                cx.model.language.say(&format!("feed.{}", self.category()), &[("title", (&*title).into())])
            }
        }
    }

    /// What the change is, or what the note says in short.
    fn prose<'a>(&'a self, cx: &ExportContext<'a>) -> Option<&'a Prose> {
        match self.reason {
            Reason::Changed(change) => change.note.given(),
            Reason::New | Reason::Updated => cx.model.notes[self.note].summary(),
        }
    }

    fn summary(&self, cx: &ExportContext<'_>) -> Option<String> {
        self.prose(cx).map(|prose| clean::line(&prose.plain).into_owned()).filter(|text| !text.is_empty())
    }

    /// All of it as HTML.
    fn content(&self, cx: &ExportContext<'_>) -> String {
        let note = &cx.model.notes[self.note];
        let mut html = String::new();
        let paragraph = |inner: &str, html: &mut String| {
            if !inner.trim().is_empty() {
                html.push_str(&format!("<p>{inner}</p>\n"));
            }
        };
        if let Some(prose) = self.prose(cx) {
            paragraph(&(cx.html)(self.note, &prose.body), &mut html);
        }
        if cx.model.config.feed.is_full() && !matches!(self.reason, Reason::Changed(_)) {
            html.push_str(&(cx.html)(self.note, &note.written.body));
        }
        let url = cx.url_of(self.note);
        paragraph(&format!("<a href=\"{}\">{}</a>", clean::html(&url), clean::html(&note.title)), &mut html);
        if is_rough(&self.date) {
            let language = &cx.model.language;
            paragraph(&clean::html(&language.say("feed.dated", &[("date", (&language.date(&self.date)).into())])), &mut html);
        }
        clean::xml(&html).into_owned()
    }
}

/// Whether a date names less than one certain day.
pub(super) fn is_rough(date: &Edtf) -> bool {
    date.is_interval() || date.qualifier().is_some() || date.precision() < Precision::Day
}

/// The earliest instant that a date may mean, RFC 3339. A time of day without a zone counts as UTC.
pub fn instant(date: &Edtf) -> Option<String> {
    let bound = date.utc().or_else(|| date.earliest()).or_else(|| date.latest())?;
    Some(format!("{}T{:02}:{:02}:00Z", bound.iso_day()?, bound.minute / 60, bound.minute % 60))
}

/// A tag URI (RFC 4151): the site's host, the date, what it names by its path. It stays the same when a text is mended.
fn tag(cx: &ExportContext<'_>, date: &Edtf, named: &str) -> String {
    // A tag takes a year, a month or a day; of a rougher date, what is surely in it.
    let date = date.start().or_else(|| date.end()).and_then(|moment| moment.iso_day()).unwrap_or_else(|| "2000".to_owned());
    format!("tag:{},{date}:{}{named}", cx.host(), cx.model.config.base_path())
}

/// The entries of a part, the newest first, as many as the site wants.
fn entries<'a>(cx: &ExportContext<'a>, part: Export) -> Vec<Entry<'a>> {
    let model = cx.model;
    let mut entries = Vec::new();
    for id in part.notes(model).into_iter().filter(|id| model.is_in_language(*id)) {
        let note = &model.notes[id];
        let common = &note.written.common;
        let path = &*note.path;
        let (mut dates, mut tags): (Vec<Edtf>, Vec<String>) = Default::default();
        for change in &common.changes {
            let Some(date) = change.value.date.given().map(|at| at.value) else { continue };
            dates.push(date);
            let mut tag = tag(cx, &date, &format!("{path}change"));
            // A tag holds a day at most, and several changes may be of one.
            let earlier = tags.iter().filter(|other| **other == tag).count();
            tags.push(tag.clone());
            if earlier > 0 {
                tag.push_str(&format!("-{}", earlier + 1));
            }
            entries.push(Entry { note: id, reason: Reason::Changed(&change.value), date, id: tag });
        }
        let created = common.created.as_ref().map(|at| at.value);
        if let Some(date) = created {
            entries.push(Entry { note: id, reason: Reason::New, date, id: tag(cx, &date, path) });
        }
        if let Some(date) = common.updated.as_ref().map(|at| at.value)
            && created.iter().chain(&dates).all(|earlier| earlier.certainly_before(&date))
        {
            entries.push(Entry { note: id, reason: Reason::Updated, date, id: tag(cx, &date, &format!("{path}updated")) });
        }
    }
    entries.retain(|entry| instant(&entry.date).is_some());
    entries.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.note.cmp(&b.note)).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(model.config.feed.limit());
    entries
}

/// When the feed last changed: its newest entry, else what the site takes for now, since the clock is not an input. Atom wants one in any case;
/// a site without a single date gets the beginning of Unix time, which no reader can take for news.
fn updated(cx: &ExportContext<'_>, entries: &[Entry<'_>]) -> String {
    let first = entries.first().map(|entry| entry.date);
    first.or(cx.model.as_of).and_then(|date| instant(&date)).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

fn rfc3339(text: &str) -> FixedDateTime {
    FixedDateTime::parse_from_rfc3339(text).expect("an instant is written as RFC 3339 wants it")
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(media_type.to_owned()), ..Link::default() }
}

/// `editor` as a person with a mail address or a page.
fn editor(cx: &ExportContext<'_>) -> Person {
    let config = &cx.model.config;
    let Some(editor) = &config.editor else { return Person { name: clean::line(&config.title).into_owned(), ..Person::default() } };
    let contact = editor.contact.as_ref().map(|contact| clean::line(contact).into_owned());
    let (uri, email) = match contact {
        Some(contact) if contact.starts_with("http://") || contact.starts_with("https://") => (Some(contact), None),
        Some(contact) => (None, Some(contact.trim_start_matches("mailto:").to_owned())),
        None => (None, None),
    };
    Person { name: clean::line(&editor.name).into_owned(), email, uri, ..Person::default() }
}

pub fn atom(cx: &ExportContext<'_>, part: Export) -> Vec<u8> {
    let config = &cx.model.config;
    let entries = entries(cx, part);
    let folder = part.folder(cx.model);
    let feed_url = cx.url(&format!("{folder}feed.xml"));
    let feed = Feed {
        title: Text::plain(title_of(cx.model, part)),
        // The address of the feed: readers knew it by that before, and it is as stable as the site.
        id: feed_url.clone(),
        updated: rfc3339(&updated(cx, &entries)),
        authors: vec![editor(cx)],
        generator: Some(Generator { value: "rapporteur".to_owned(), ..Generator::default() }),
        links: vec![link(feed_url, "self", "application/atom+xml"), link(cx.url(&folder), "alternate", "text/html")],
        rights: config.license.as_ref().map(|license| Text::plain(clean::line(license).into_owned())),
        subtitle: config.tagline.as_ref().map(|line| Text::plain(clean::line(line).into_owned())),
        lang: Some(config.language.to_string()),
        entries: entries.iter().map(|entry| atom_entry(cx, entry)).collect(),
        ..Feed::default()
    };
    let mut out = feed.to_string().into_bytes();
    out.push(b'\n');
    out
}

fn atom_entry(cx: &ExportContext<'_>, entry: &Entry<'_>) -> AtomEntry {
    let note = &cx.model.notes[entry.note];
    let category = |term: &str, scheme: &str, label| Category {
        term: term.to_owned(),
        scheme: Some(format!("{}#{scheme}", cx.url("data/codebook.md"))),
        label,
    };
    let mut categories = vec![category(entry.category(), "severity", None)];
    categories.extend(note.kind().map(|kind| category(kind.as_str(), "kind", None)));
    if is_rough(&entry.date) {
        categories.push(category(&entry.date.to_string(), "dated", Some(cx.model.language.date(&entry.date))));
    }
    let when = rfc3339(&instant(&entry.date).expect("an entry whose date names no instant is left out"));
    AtomEntry {
        title: Text::plain(entry.title(cx)),
        id: entry.id.clone(),
        updated: when,
        published: matches!(entry.reason, Reason::New).then_some(when),
        categories,
        links: vec![link(cx.url_of(entry.note), "alternate", "text/html")],
        summary: entry.summary(cx).map(Text::plain),
        content: Some(Content { value: Some(entry.content(cx)), content_type: Some("html".to_owned()), ..Content::default() }),
        ..AtomEntry::default()
    }
}

pub fn json(cx: &ExportContext<'_>, part: Export) -> Vec<u8> {
    let config = &cx.model.config;
    let folder = part.folder(cx.model);
    let author = editor(cx);
    let url = author.uri.or_else(|| author.email.map(|mail| format!("mailto:{mail}")));
    let feed = clean::without_nulls(json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(cx.model, part),
        "description": config.description.as_ref().map(|text| clean::line(text)),
        "home_page_url": cx.url(&folder),
        "feed_url": cx.url(&format!("{folder}feed.json")),
        "language": config.language,
        "authors": [clean::without_nulls(json!({ "name": author.name, "url": url }))],
        "items": entries(cx, part).iter().map(|entry| json_item(cx, entry)).collect::<Vec<_>>(),
    }));
    format!("{feed:#}\n").into_bytes()
}

fn json_item(cx: &ExportContext<'_>, entry: &Entry<'_>) -> Value {
    let when = instant(&entry.date).expect("an entry whose date names no instant is left out");
    let kind = cx.model.notes[entry.note].kind().map(Kind::as_str);
    let tags: Vec<_> = [Some(entry.category()), kind].into_iter().flatten().collect();
    clean::without_nulls(json!({
        "id": entry.id,
        "url": cx.url_of(entry.note),
        "title": entry.title(cx),
        "content_html": entry.content(cx),
        "summary": entry.summary(cx),
        "date_published": matches!(entry.reason, Reason::New).then_some(&when),
        "date_modified": when,
        "tags": tags,
        // What JSON Feed has no word for; extensions begin with `_`. A rough date's `date_modified` is only the earliest instant that it may mean.
        "_rapporteur": clean::without_nulls(json!({
            "about": "severity of a change, kind of a note, date as written (EDTF)",
            "severity": entry.category(),
            "kind": kind,
            "dated": entry.date.to_string(),
            "rough": is_rough(&entry.date),
        })),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_earliest_that_a_date_may_mean() {
        let at = |text: &str| instant(&Edtf::parse(text).unwrap());
        assert_eq!(at("2025").as_deref(), Some("2025-01-01T00:00:00Z"));
        assert_eq!(at("2025-06~").as_deref(), Some("2025-06-01T00:00:00Z"));
        assert_eq!(at("2025-06-02T14:40+03:00").as_deref(), Some("2025-06-02T11:40:00Z"));
        assert_eq!(at("../2022-02").as_deref(), Some("2022-02-28T23:59:00Z"));
    }
}
