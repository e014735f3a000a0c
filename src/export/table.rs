//! The table of outputs for other tools: path, scope, title, media type, key in `[outputs]`, and the function that makes the bytes.

use super::{
    ExportContext, Format, archive, calendar, codebook, csv_tables, feed, graphml, hosting, markdown_copy, site_json, site_schema, sitemap,
    turtle, web_manifest,
};
use crate::bibliography::{bibtex, csl_json, ris};
use crate::config::{OutputKind, Outputs};
use crate::model::Model;
use crate::model::address::{Addresses, Export, ExportFile, Scope};
use crate::parse::fields::Kind;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON_FEED: &str = "application/feed+json; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const BIBTEX: &str = "application/x-bibtex; charset=utf-8";
const RIS: &str = "application/x-research-info-systems; charset=utf-8";
const CSL_JSON: &str = "application/vnd.citationstyles.csl+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const JSON_SCHEMA: &str = "application/schema+json; charset=utf-8";
const GRAPHML: &str = "application/graphml+xml; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const MARKDOWN: &str = "text/markdown; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

type Make = fn(&ExportContext<'_>, Export) -> Vec<u8>;

const fn format(
    path: &'static str,
    scope: Scope,
    title_key: &'static str,
    media_type: &'static str,
    kind: OutputKind,
    make: Make,
) -> Format {
    let every_language = matches!(kind, OutputKind::Feeds | OutputKind::Calendar | OutputKind::MarkdownCopies);
    Format { path, scope, title_key, media_type, kind: Some(kind), every_language, needs: None, make }
}

/// A file that every site has.
const fn always(path: &'static str, title_key: &'static str, media_type: &'static str, make: Make) -> Format {
    Format { path, scope: Scope::Site, title_key, media_type, kind: None, every_language: false, needs: None, make }
}

const fn csv(path: &'static str, title_key: &'static str, make: Make) -> Format {
    format(path, Scope::Site, title_key, CSV, OutputKind::Csv, make)
}

const fn atom(scope: Scope) -> Format {
    format("feed.xml", scope, "output.atom", ATOM, OutputKind::Feeds, feed::atom)
}

const fn json_feed(scope: Scope) -> Format {
    format("feed.json", scope, "output.json_feed", JSON_FEED, OutputKind::Feeds, feed::json)
}

const fn ics(scope: Scope) -> Format {
    let format = format("calendar.ics", scope, "output.calendar", CALENDAR, OutputKind::Calendar, calendar::calendar);
    Format { needs: Some(calendar::has_place), ..format }
}

const fn markdown(scope: Scope) -> Format {
    format("index.md", scope, "output.markdown", MARKDOWN, OutputKind::MarkdownCopies, markdown_copy::copy)
}

/// Every format for other tools. A new one is a line here, a file beside this one, and a golden file.
pub const FORMATS: &[Format] = &[
    atom(Scope::Site),
    json_feed(Scope::Site),
    ics(Scope::Site),
    format("data/references.bib", Scope::Site, "output.works_bibtex", BIBTEX, OutputKind::References, |cx, of| bibtex(cx.works(of))),
    format("data/references.ris", Scope::Site, "output.works_ris", RIS, OutputKind::References, |cx, of| ris(cx.works(of))),
    format("data/references.json", Scope::Site, "output.works_csl_json", CSL_JSON, OutputKind::References, |cx, of| csl_json(cx.works(of))),
    format(site_json::FILE, Scope::Site, "output.site_json", JSON, OutputKind::Json, site_json::site_json),
    format("data/site.schema.json", Scope::Site, "output.site_schema", JSON_SCHEMA, OutputKind::Json, |_, _| site_schema::site_schema()),
    format("data/site.ttl", Scope::Site, "output.turtle", "text/turtle; charset=utf-8", OutputKind::Turtle, |cx, _| turtle::turtle(cx)),
    format("data/graph.graphml", Scope::Site, "output.graphml", GRAPHML, OutputKind::GraphMl, |cx, _| graphml::graphml(cx)),
    csv("data/actors.csv", "output.actors", |cx, _| csv_tables::notes(cx, Kind::Actor)),
    csv("data/rounds.csv", "output.rounds", |cx, _| csv_tables::notes(cx, Kind::Round)),
    csv("data/tracks.csv", "output.tracks", |cx, _| csv_tables::notes(cx, Kind::Track)),
    csv("data/sources.csv", "output.sources", |cx, _| csv_tables::notes(cx, Kind::Source)),
    csv("data/topics.csv", "output.topics", |cx, _| csv_tables::notes(cx, Kind::Topic)),
    csv("data/disputes.csv", "output.disputes", |cx, _| csv_tables::notes(cx, Kind::Dispute)),
    csv("data/pages.csv", "output.pages", |cx, _| csv_tables::notes(cx, Kind::Page)),
    csv("data/statements.csv", "output.statements", |cx, _| csv_tables::statements(cx)),
    csv("data/delegations.csv", "output.delegations", |cx, _| csv_tables::list(cx, "delegations")),
    csv("data/outcomes.csv", "output.outcomes", |cx, _| csv_tables::list(cx, "outcomes")),
    csv("data/answers.csv", "output.answers", |cx, _| csv_tables::list(cx, "answers")),
    csv("data/roles.csv", "output.roles", |cx, _| csv_tables::list(cx, "roles")),
    csv("data/changes.csv", "output.changes", |cx, _| csv_tables::list(cx, "changes")),
    csv("data/stances.csv", "output.stances", |cx, _| csv_tables::list(cx, "stances")),
    csv("data/shifts.csv", "output.shifts", |cx, _| csv_tables::list(cx, "shifts")),
    csv("data/standing.csv", "output.standing", |cx, _| csv_tables::list(cx, "standing")),
    format("data/codebook.md", Scope::Site, "output.codebook", MARKDOWN, OutputKind::Json, |cx, _| codebook::codebook(cx)),
    format("data/briefing.zip", Scope::Site, "output.archive", "application/zip", OutputKind::Archive, |cx, _| archive::archive(cx)),
    format(sitemap::FILE, Scope::Site, "output.sitemap", "application/xml; charset=utf-8", OutputKind::Sitemap, sitemap::sitemap),
    format("robots.txt", Scope::Site, "output.robots", TEXT, OutputKind::Sitemap, |cx, _| sitemap::robots(cx)),
    always("site.webmanifest", "output.web_manifest", "application/manifest+json; charset=utf-8", |cx, _| web_manifest::web_manifest(cx)),
    format("llms.txt", Scope::Site, "output.llms", TEXT, OutputKind::Llms, |cx, _| markdown_copy::llms_txt(cx)),
    markdown(Scope::Site),
    always("_headers", "output.headers", TEXT, |cx, _| hosting::headers(cx)),
    always("_redirects", "output.redirects", TEXT, |cx, _| hosting::redirects(cx)),
    atom(Scope::Kind),
    json_feed(Scope::Kind),
    markdown(Scope::Kind),
    atom(Scope::Track),
    json_feed(Scope::Track),
    ics(Scope::Track),
    format("cite.bib", Scope::Source, "output.work_bibtex", BIBTEX, OutputKind::CitationFiles, |cx, of| bibtex(cx.works(of))),
    format("cite.ris", Scope::Source, "output.work_ris", RIS, OutputKind::CitationFiles, |cx, of| ris(cx.works(of))),
    format("cite.json", Scope::Source, "output.work_csl_json", CSL_JSON, OutputKind::CitationFiles, |cx, of| csl_json(cx.works(of))),
    markdown(Scope::Note),
];

/// The files that a site wants, for those who give out addresses.
pub fn files(outputs: &Outputs) -> Vec<ExportFile> {
    let is_on = |format: &Format| format.kind.is_none_or(|kind| outputs.has(kind));
    let file = |(index, format): (usize, &Format)| ExportFile {
        format: index,
        path: format.path,
        scope: format.scope,
        every_language: format.every_language,
        needs: format.needs,
    };
    FORMATS.iter().enumerate().filter(|(_, format)| is_on(format)).map(file).collect()
}

/// The format at a place of the table.
#[expect(clippy::indexing_slicing, reason = "places are given out by `files`, from the table itself")]
pub fn format_at(place: usize) -> &'static Format {
    &FORMATS[place]
}

/// The further files of an export that is too long for one, by their numbers from 1, with their paths from the site's root. The first, which
/// the export itself names, is not among them.
pub fn parts(model: &Model, addresses: &Addresses, format: usize) -> Vec<(usize, String)> {
    let numbered_paths = |files: usize, path: fn(usize) -> String| (1..files).map(|part| (part, path(part))).collect();
    match format_at(format).path {
        site_json::FILE => numbered_paths(site_json::files(model), site_json::path),
        sitemap::FILE => numbered_paths(sitemap::files(model, addresses), sitemap::path),
        _ => Vec::new(),
    }
}

/// The bytes of a file for other tools.
pub(crate) fn export(cx: &ExportContext<'_>, format: usize, of: Export) -> Vec<u8> {
    (format_at(format).make)(cx, of)
}

#[cfg(test)]
mod tests {
    use super::{CSL_JSON, FORMATS, JSON_SCHEMA};
    use crate::media_type;

    #[test]
    fn a_file_is_served_as_what_its_format_says_that_it_is() {
        let essence = |media_type: &'static str| media_type.split(';').next();
        // Their names end as all JSON does; those of a host's own files have no ending.
        let named = |path: &str| path.contains('.');
        for format in FORMATS.iter().filter(|format| ![CSL_JSON, JSON_SCHEMA].contains(&format.media_type) && named(format.path)) {
            assert_eq!(essence(media_type::of(format.path)), essence(format.media_type), "{}", format.path);
        }
    }
}
