//! The table of outputs for other tools: path, scope, title, media type, key in `[outputs]`, and the function that makes the bytes.

use super::{
    ExportContext, Format, Part, archive, calendar, codebook, csv_tables, feed, graphml, hosting, markdown_copy, site_json, site_schema,
    sitemap, turtle, web_manifest,
};
use crate::bibliography;
use crate::config::{OutputKind, Outputs};
use crate::model::address::{Export, ExportFile, Scope};
use crate::parse::fields::Kind;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON_FEED: &str = "application/feed+json; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const BIBTEX: &str = "application/x-bibtex; charset=utf-8";
const RIS: &str = "application/x-research-info-systems; charset=utf-8";
const CSL_JSON: &str = "application/vnd.citationstyles.csl+json; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const MARKDOWN: &str = "text/markdown; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

type Make = fn(&ExportContext<'_>, Export) -> Vec<u8>;

const fn format(path: &'static str, scope: Scope, title: &'static str, media_type: &'static str, kind: OutputKind, make: Make) -> Format {
    let every_language = matches!(kind, OutputKind::Feeds | OutputKind::Calendar | OutputKind::MarkdownCopies);
    Format { path, scope, title, media_type, kind: Some(kind), every_language, make }
}

/// A file that every site has.
const fn always(path: &'static str, title: &'static str, media_type: &'static str, make: Make) -> Format {
    Format { path, scope: Scope::Site, title, media_type, kind: None, every_language: false, make }
}

const fn csv(path: &'static str, title: &'static str, make: Make) -> Format {
    format(path, Scope::Site, title, CSV, OutputKind::Csv, make)
}

const fn atom(scope: Scope) -> Format {
    format("feed.xml", scope, "Changes and new notes, Atom", ATOM, OutputKind::Feeds, |cx, of| feed::atom(cx, Part::of(of)))
}

const fn json_feed(scope: Scope) -> Format {
    format("feed.json", scope, "Changes and new notes, JSON Feed", JSON_FEED, OutputKind::Feeds, |cx, of| feed::json(cx, Part::of(of)))
}

const fn ics(scope: Scope) -> Format {
    format("calendar.ics", scope, "Rounds, iCalendar", CALENDAR, OutputKind::Calendar, |cx, of| calendar::calendar(cx, Part::of(of)))
}

const fn markdown(scope: Scope) -> Format {
    format("index.md", scope, "The page as Markdown", MARKDOWN, OutputKind::MarkdownCopies, markdown_copy::copy)
}

const fn bibtex(path: &'static str, scope: Scope, title: &'static str, kind: OutputKind) -> Format {
    format(path, scope, title, BIBTEX, kind, |cx, of| bibliography::bibtex(cx.works(Part::of(of))))
}

const fn ris(path: &'static str, scope: Scope, title: &'static str, kind: OutputKind) -> Format {
    format(path, scope, title, RIS, kind, |cx, of| bibliography::ris(cx.works(Part::of(of))))
}

const fn csl_json(path: &'static str, scope: Scope, title: &'static str, kind: OutputKind) -> Format {
    format(path, scope, title, CSL_JSON, kind, |cx, of| bibliography::csl_json(cx.works(Part::of(of))))
}

/// Every format for other tools. A new one is a line here, a file beside this one, and a golden file.
pub const FORMATS: &[Format] = &[
    atom(Scope::Site),
    json_feed(Scope::Site),
    ics(Scope::Site),
    bibtex("data/references.bib", Scope::Site, "All works, BibLaTeX", OutputKind::References),
    ris("data/references.ris", Scope::Site, "All works, RIS", OutputKind::References),
    csl_json("data/references.json", Scope::Site, "All works, CSL-JSON", OutputKind::References),
    format("data/site.json", Scope::Site, "Everything in one file", "application/json; charset=utf-8", OutputKind::Json, |cx, _| {
        site_json::site_json(cx)
    }),
    format(
        "data/site.schema.json",
        Scope::Site,
        "What site.json may hold, JSON Schema",
        "application/schema+json; charset=utf-8",
        OutputKind::Json,
        |_, _| site_schema::site_schema(),
    ),
    format("data/site.ttl", Scope::Site, "Everything as RDF, Turtle", "text/turtle; charset=utf-8", OutputKind::Turtle, |cx, _| {
        turtle::turtle(cx)
    }),
    format(
        "data/graph.graphml",
        Scope::Site,
        "Actors, rounds and statements as a graph, GraphML",
        "application/graphml+xml; charset=utf-8",
        OutputKind::GraphMl,
        |cx, _| graphml::graphml(cx),
    ),
    csv("data/actors.csv", "All actors as a table", |cx, _| csv_tables::notes(cx, Kind::Actor)),
    csv("data/rounds.csv", "All rounds as a table", |cx, _| csv_tables::notes(cx, Kind::Round)),
    csv("data/tracks.csv", "All tracks as a table", |cx, _| csv_tables::notes(cx, Kind::Track)),
    csv("data/sources.csv", "All sources as a table", |cx, _| csv_tables::notes(cx, Kind::Source)),
    csv("data/topics.csv", "All topics as a table", |cx, _| csv_tables::notes(cx, Kind::Topic)),
    csv("data/disputes.csv", "All disputes as a table", |cx, _| csv_tables::notes(cx, Kind::Dispute)),
    csv("data/pages.csv", "All pages as a table", |cx, _| csv_tables::notes(cx, Kind::Page)),
    csv("data/statements.csv", "All statements as a table", |cx, _| csv_tables::statements(cx)),
    csv("data/delegations.csv", "Who took part in rounds", |cx, _| csv_tables::list(cx, "delegations")),
    csv("data/outcomes.csv", "What came of rounds", |cx, _| csv_tables::list(cx, "outcomes")),
    csv("data/answers.csv", "Rival answers to disputes", |cx, _| csv_tables::list(cx, "answers")),
    csv("data/roles.csv", "Offices of actors", |cx, _| csv_tables::list(cx, "roles")),
    csv("data/changes.csv", "Changes that readers are told of", |cx, _| csv_tables::list(cx, "changes")),
    csv("data/stances.csv", "What each side holds on topics", |cx, _| csv_tables::list(cx, "stances")),
    csv("data/shifts.csv", "Changes of what actors hold", |cx, _| csv_tables::list(cx, "shifts")),
    csv("data/standing.csv", "Where things stand", |cx, _| csv_tables::list(cx, "standing")),
    format("data/codebook.md", Scope::Site, "What the data files hold", MARKDOWN, OutputKind::Json, |cx, _| codebook::codebook(cx)),
    format("data/briefing.zip", Scope::Site, "All data files in one", "application/zip", OutputKind::Archive, |cx, _| archive::archive(cx)),
    format("sitemap.xml", Scope::Site, "Every page's address", "application/xml; charset=utf-8", OutputKind::Sitemap, |cx, _| {
        sitemap::sitemap(cx)
    }),
    format("robots.txt", Scope::Site, "What crawlers may read", TEXT, OutputKind::Sitemap, |cx, _| sitemap::robots(cx)),
    always("site.webmanifest", "The site on a phone's first screen", "application/manifest+json; charset=utf-8", |cx, _| {
        web_manifest::web_manifest(cx)
    }),
    format("llms.txt", Scope::Site, "The site for language models", TEXT, OutputKind::Llms, |cx, _| markdown_copy::llms_txt(cx)),
    markdown(Scope::Site),
    always("_headers", "HTTP headers for Netlify and Cloudflare Pages", TEXT, |cx, _| hosting::headers(cx)),
    always("_redirects", "Redirects for Netlify and Cloudflare Pages", TEXT, |cx, _| hosting::redirects(cx)),
    atom(Scope::Kind),
    json_feed(Scope::Kind),
    markdown(Scope::Kind),
    atom(Scope::Track),
    json_feed(Scope::Track),
    ics(Scope::Track),
    bibtex("cite.bib", Scope::Source, "The work, BibLaTeX", OutputKind::CitationFiles),
    ris("cite.ris", Scope::Source, "The work, RIS", OutputKind::CitationFiles),
    csl_json("cite.json", Scope::Source, "The work, CSL-JSON", OutputKind::CitationFiles),
    markdown(Scope::Note),
];

/// The files that a site wants, for those who give out addresses.
#[must_use]
pub fn files(outputs: &Outputs) -> Vec<ExportFile> {
    let wanted = |format: &Format| format.kind.is_none_or(|kind| outputs.has(kind));
    let file = |(format, of): (usize, &Format)| ExportFile { format, path: of.path, scope: of.scope, every_language: of.every_language };
    FORMATS.iter().enumerate().filter(|(_, format)| wanted(format)).map(file).collect()
}

/// The format at a place of the table.
#[must_use]
#[expect(clippy::indexing_slicing, reason = "places are given out by `files`, from the table itself")]
pub fn format_at(place: usize) -> &'static Format {
    &FORMATS[place]
}

/// The bytes of a file for other tools.
#[must_use]
pub fn export(cx: &ExportContext<'_>, export: Export) -> Vec<u8> {
    (format_at(export.format()).make)(cx, export)
}
