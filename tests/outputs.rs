//! `[outputs]`: each key takes away what it names, and nothing else; nothing that is off is linked.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rapporteur::{Cache, Disk, Failure, Inputs, Options, OutputKind, Rendered, build};
use scraper::{Html, Selector};

/// A site as another program reads it: what the disk refuses has a type that the library names.
fn read(root: &Path) -> Result<Inputs, Failure> {
    Disk::new(root).read()
}

/// Path and, of pages, HTML of everything that the fixture's site puts out with these lines in `[outputs]`.
fn site(outputs: &str) -> BTreeMap<String, Option<String>> {
    let dir = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports");
    scratch::copy(&from, dir.path());
    let settings = std::fs::read_to_string(from.join("site.toml")).unwrap();
    std::fs::write(dir.path().join("site.toml"), format!("{settings}\n[outputs]\n{outputs}\n")).unwrap();
    let inputs = read(dir.path()).unwrap();
    let built = build(&inputs, &mut Cache::default(), &Options::default());
    assert!(!built.has_errors(), "{:#?}", built.diagnostics);
    let page = |output: &rapporteur::Output| match built.site.render(output) {
        Ok(Rendered::Bytes(bytes)) => String::from_utf8(bytes).unwrap(),
        other => panic!("{}: {other:?}", output.path),
    };
    built.site.outputs().iter().map(|output| (output.path.to_string(), output.page.then(|| page(output)))).collect()
}

/// Whether a file is what a key names.
fn is_of(kind: OutputKind, path: &str) -> bool {
    // Each language has its own.
    let path = path.strip_prefix("tr/").unwrap_or(path);
    match kind {
        OutputKind::ShareImages => path.starts_with("share/"),
        OutputKind::MarkdownCopies => path.ends_with("index.md"),
        OutputKind::CitationFiles => path.contains("/cite."),
        OutputKind::Feeds => path.ends_with("feed.xml") || path.ends_with("feed.json"),
        OutputKind::Calendar => path.ends_with("calendar.ics"),
        OutputKind::Search => path.starts_with("search/"),
        OutputKind::Print => path.starts_with("print/"),
        OutputKind::Json => ["data/site.json", "data/site.schema.json", "data/codebook.md"].contains(&path),
        OutputKind::Csv => path.ends_with(".csv"),
        OutputKind::Turtle => path == "data/site.ttl",
        OutputKind::GraphMl => path == "data/graph.graphml",
        OutputKind::References => path.starts_with("data/references."),
        OutputKind::Archive => path == "data/briefing.zip",
        OutputKind::Llms => path == "llms.txt",
        OutputKind::Sitemap => path == "sitemap.xml" || path == "robots.txt",
    }
}

/// Every link, script, style and form inside the site leads to something that is there.
fn assert_linked(site: &BTreeMap<String, Option<String>>, what: &str) {
    let base = url::Url::parse("https://x.invalid/").unwrap();
    let files: BTreeSet<String> = site.keys().map(|path| base.join(path).unwrap().path().to_owned()).collect();
    let selector = Selector::parse("[href], [src], [action]").unwrap();
    for (path, html) in site.iter().filter_map(|(path, html)| Some((path, html.as_ref()?))) {
        if path.ends_with("404.html") {
            continue;
        }
        let own = base.join(path).unwrap();
        for element in Html::parse_document(html).select(&selector) {
            let to = ["href", "src", "action"].into_iter().find_map(|name| element.value().attr(name)).unwrap();
            let to = own.join(to).unwrap();
            if to.host_str() != base.host_str() {
                continue;
            }
            let index = if to.path().ends_with('/') { "index.html" } else { "" };
            let file = format!("{}{index}", to.path());
            assert!(files.contains(&file), "{what}: {path} leads to `{file}`, which is not there");
        }
    }
}

#[test]
fn each_key_takes_away_what_it_names() {
    let whole = site("");
    assert_linked(&whole, "everything");
    for kind in OutputKind::ALL.iter().copied() {
        let key = kind.as_str();
        let less = site(&format!("{key} = false"));
        let gone: BTreeSet<&String> = whole.keys().filter(|path| !less.contains_key(*path)).collect();
        // A view that is off has no picture either.
        let wanted: BTreeSet<&String> = whole
            .keys()
            .filter(|path| is_of(kind, path) || path.strip_prefix("tr/").unwrap_or(path) == format!("share/{key}.png"))
            .collect();
        assert!(!wanted.is_empty(), "{key}: the fixture has none");
        assert_eq!(gone, wanted, "{key}");
        assert!(less.keys().all(|path| whole.contains_key(path)), "{key}");
        assert_linked(&less, key);
        if !matches!(kind, OutputKind::Search) {
            continue;
        }
        for (path, html) in less.iter().filter_map(|(path, html)| Some((path, html.as_ref()?))) {
            assert!(!html.contains("type=\"search\"") && !html.contains("SearchAction"), "{path} offers a search");
        }
    }
}

#[test]
fn nothing_by_default_leaves_the_pages() {
    let whole = site("");
    let bare = site("default = false");
    assert!(bare.keys().all(|path| OutputKind::ALL.iter().all(|kind| !is_of(*kind, path))), "{:?}", bare.keys());
    assert!(!bare.contains_key("data/index.html"));
    for path in whole.iter().filter(|(_, html)| html.is_some()).map(|(path, _)| path) {
        let own = path.strip_prefix("tr/").unwrap_or(path);
        let off = ["search/", "print/", "data/"].iter().any(|view| own.starts_with(view));
        assert_eq!(bare.contains_key(path), !off, "{path}");
    }
    assert!(["site.css", "site.js"].iter().all(|path| bare.contains_key(*path)));
    assert_linked(&bare, "default = false");

    let some = site("default = false\nfeeds = true\nsitemap = true");
    let on = [OutputKind::Feeds, OutputKind::Sitemap];
    assert!(OutputKind::ALL.iter().all(|kind| some.keys().any(|path| is_of(*kind, path)) == on.contains(kind)));
    assert_linked(&some, "feeds and sitemap");
}

#[test]
fn the_data_page_stays_while_something_is_in_it() {
    let data = ["json", "csv", "turtle", "graphml", "references"];
    let off: String = data.iter().map(|key| format!("{key} = false\n")).collect();
    assert!(site(&off).contains_key("data/index.html"));
    assert!(!site(&format!("{off}archive = false\n")).contains_key("data/index.html"));
}
