//! What holds for every page of the briefing: hooks, ids, links inside a page, and what a strict Content-Security-Policy asks for.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rapporteur::{Cache, Disk, Options, Output, Rendered, build};
use scraper::{Html, Selector};

/// Path and HTML of every page of the repository's own site.
fn pages() -> Vec<(String, String)> {
    outputs(|output| output.page)
}

/// Path and text of some of the repository's own outputs.
fn outputs(which: impl Fn(&Output) -> bool) -> Vec<(String, String)> {
    let inputs = Disk::new(Path::new(env!("CARGO_MANIFEST_DIR"))).read().expect("the repository can be read");
    let built = build(&inputs, &mut Cache::default(), &Options::default());
    let outputs = built.site.outputs().iter().filter(|output| which(output));
    outputs
        .map(|output| match built.site.render(output) {
            Ok(Rendered::Bytes(bytes)) => (output.path.to_string(), String::from_utf8(bytes).expect("pages are UTF-8")),
            Ok(Rendered::File(_) | Rendered::Picture(_)) => panic!("{} is not a file", output.path),
            Err(problems) => panic!("{problems:#?}"),
        })
        .collect()
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

#[test]
fn every_page_keeps_its_promises() {
    let pages = pages();
    assert!(pages.len() > 300, "only {} pages", pages.len());
    for (path, text) in &pages {
        let page = Html::parse_document(text);
        assert_eq!(all(&page, "h1").len(), 1, "{path}: headings of the first level");
        assert_eq!(all(&page, "main#_main").len(), 1, "{path}: main");
        assert!(all(&page, "html[lang]").len() == 1, "{path}: language");
        let mut ids = BTreeSet::new();
        for element in all(&page, "[id]") {
            let id = element.value().attr("id").unwrap_or_default();
            assert!(ids.insert(id.to_owned()), "{path}: the id `{id}` stands twice");
        }
        for link in all(&page, "a[href^='#']") {
            let target = link.value().attr("href").unwrap_or_default().trim_start_matches('#');
            assert!(ids.contains(target), "{path}: `#{target}` leads nowhere");
        }
        for element in all(&page, "*") {
            for (name, _) in element.value().attrs() {
                assert!(name != "style" && !name.starts_with("on"), "{path}: `{name}` on <{}>", element.value().name());
            }
        }
        for table in all(&page, "table").into_iter().filter(|table| !table.html().contains("rowspan=")) {
            let (row, cell) = (Selector::parse("tr").expect("a selector"), Selector::parse("td, th").expect("a selector"));
            let width = |cell: scraper::ElementRef<'_>| cell.value().attr("colspan").map_or(1, |number| number.parse().expect("a number"));
            let widths: BTreeSet<usize> = table.select(&row).map(|row| row.select(&cell).map(width).sum()).collect();
            assert!(widths.len() < 2, "{path}: rows of {widths:?} cells");
        }
        for script in all(&page, "script") {
            let data = script.value().attr("type") == Some("application/ld+json");
            assert!(data || script.value().attr("src").is_some(), "{path}: a script in the page");
        }
        // The page for missing addresses reads without its styles; the browser tests hold its rules to their hash.
        assert!(all(&page, "style").is_empty() || path.ends_with("404.html"), "{path}: a style in the page");
        for loaded in all(&page, "link[rel=stylesheet], script[src], img[src]") {
            let address = loaded.value().attr("href").or(loaded.value().attr("src")).unwrap_or_default();
            assert!(!address.contains("://") && !address.starts_with("//"), "{path}: loads {address}");
        }
    }
}

#[test]
fn citations_lead_to_references_and_back() {
    for (path, text) in pages() {
        let page = Html::parse_document(&text);
        let uses: BTreeSet<&str> = all(&page, "#references .backs a").iter().filter_map(|back| back.value().attr("href")).collect();
        let marks = all(&page, "a.cite");
        for mark in &marks {
            let id = mark.value().attr("id").unwrap_or_default();
            assert!(uses.contains(&*format!("#{id}")), "{path}: no way back to `{id}`");
        }
        assert_eq!(uses.len(), marks.len(), "{path}: as many ways back as marks");
    }
}

#[test]
fn notes_have_their_hooks() {
    for (path, text) in pages() {
        // The page of a note in another language has its hooks too.
        let inside = if path.as_bytes().get(2) == Some(&b'/') { &path[3..] } else { &*path };
        let Some((folder, id)) = inside.strip_suffix("/index.html").and_then(|path| path.split_once('/')) else { continue };
        // A part of a note's page is that note's too.
        let id = id.split("/part/").next().unwrap_or(id);
        let page = Html::parse_document(&text);
        let kind = folder.trim_end_matches('s');
        assert_eq!(all(&page, &format!("article[data-kind='{kind}'][data-id='{id}']")).len(), 1, "{path}");
        assert!(all(&page, "li[data-g]:not([id])").is_empty(), "{path}: a statement without an address");
        for mention in all(&page, "section#mentions ul:not(.mention-statements) > li") {
            assert!(mention.text().collect::<String>().trim().len() > 1, "{path}: an empty mention");
        }
        // Of many notes that refer to one, each kind's are a fold.
        let open = all(&page, "section#mentions > ul > li").len();
        assert!(open <= 30, "{path}: {open} mentions lie open");
    }
}

/// FORMAT: "`<section id="mentions">` holds the notes that refer here, each with its sentence".
#[test]
fn every_note_that_refers_in_its_text_stands_with_its_sentence() {
    let pages: BTreeMap<String, String> = outputs(|output| output.page || &*output.path == "data/site.json").into_iter().collect();
    let data: serde_json::Value = serde_json::from_str(&pages["data/site.json"]).expect("JSON");
    let mut sentences = 0_usize;
    for folder in ["actors", "rounds", "tracks", "sources", "topics", "disputes"] {
        for note in data[folder].as_array().expect("a list") {
            let path = format!("{folder}/{}/index.html", note["id"].as_str().expect("an id"));
            let page = Html::parse_document(&pages[&path]);
            // A source that more than 150 notes refer to holds its ledger and their names: see docs/decisions/0006.
            if folder == "sources" && all(&page, "section#mentions ul:not(.mention-statements) > li").len() > 150 {
                continue;
            }
            let referring: BTreeSet<&str> = note["mentioned_by"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|by| by["by"] == "text" && by["statement"].is_null())
                .filter_map(|by| by["note"].as_str())
                .collect();
            let with_sentence: BTreeSet<&str> = all(&page, "section#mentions ul:not(.mention-statements) > li:has(> blockquote) > a")
                .into_iter()
                .filter_map(|link| link.value().attr("href")?.trim_end_matches('/').rsplit('/').next())
                .collect();
            // Home and lists have no id of their own.
            for id in referring.iter().filter(|id| !id.is_empty()) {
                assert!(with_sentence.contains(id), "{path}: no sentence of `{id}`");
            }
            sentences = sentences.saturating_add(with_sentence.len());
        }
    }
    assert!(sentences > 1000, "{sentences}");
}

/// Only fields whose name ends in `_html` are printed as they are: `html` is the only maker of what they hold.
#[test]
fn templates_trust_nothing_but_html_fields() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if !entry.file_type().is_file() {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a template");
        for (at, _) in text.match_indices("| safe") {
            let before = text[..at].trim_end();
            let field = before.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
            assert!(field.ends_with("_html"), "{}: `{field}` is printed with `| safe`", entry.path().display());
            seen += 1;
        }
    }
    assert!(seen > 0, "no field is printed with `| safe`");
}

#[test]
fn shares_have_one_base_and_add_up() {
    let home = outputs(|output| &*output.path == "index.html").remove(0).1;
    let page = Html::parse_document(&home);
    let number = |text: &str| text.trim().parse::<usize>().expect("a whole number");
    let shares: Vec<usize> = all(&page, ".dep .num").iter().map(|share| number(&share.text().collect::<String>())).collect();
    assert!(shares.len() > 2, "{shares:?}");
    let drawn: Vec<usize> = all(&page, ".dep rect").iter().map(|part| number(part.value().attr("width").unwrap_or_default())).collect();
    assert_eq!(drawn, shares, "the bar shows what the words say");
    let whole = all(&page, ".dep svg")[0].value().attr("viewbox").or(all(&page, ".dep svg")[0].value().attr("viewBox"));
    assert_eq!(whole, Some(&*format!("0 0 {} 1", shares.iter().sum::<usize>())), "they add up to all statements");
}

#[test]
fn home_says_where_things_stand_and_by_whose_account() {
    let home = outputs(|output| &*output.path == "index.html").remove(0).1;
    let page = Html::parse_document(&home);
    let written = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/_index.md")).unwrap();
    let front = written.split("+++").nth(1).unwrap().parse::<toml::Table>().unwrap();
    let points = front["standing"].as_array().unwrap();
    let lines = all(&page, ".h-stand li");
    assert_eq!((lines.len(), points.is_empty()), (points.len(), false));
    for (line, point) in lines.iter().zip(points) {
        let text: String = line.text().collect();
        assert!(text.contains(point["phrase"].as_str().unwrap()), "{text}");
        let mark = line.value().attr("class").and_then(|class| class.strip_prefix("st-"));
        assert_eq!(mark, point["mark"].as_str(), "{text}");
        let marks = line.select(&Selector::parse(".cites a").unwrap()).count();
        assert_eq!(marks, point["sources"].as_array().unwrap().len(), "{text}: each source has its mark");
    }
    let rests: String = all(&page, "#_rests").remove(0).text().collect();
    let (share, said) = rests.split_once("\u{a0}% of this site").expect(&rests);
    assert!(share.parse::<u8>().is_ok_and(|share| share <= 100) && said.ends_with("one source"), "{rests}");
    let settings =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("site.toml")).unwrap().parse::<toml::Table>().unwrap();
    let columns = settings["positions"]["columns"].as_array().unwrap().len();
    assert_eq!(all(&page, ".h-mx thead th[class]").len(), columns, "every side of `columns` stands in the table");
    let (standing, body) = (home.find("class=\"h-stand").unwrap(), home.find("class=\"h-body").unwrap());
    assert!(standing < body, "it stands before the body");
}

#[test]
fn a_side_stands_in_no_more_disputes_than_its_topic() {
    let pages = outputs(|output| output.path.starts_with("topics/") && output.path.ends_with("/index.html"));
    let mut told = 0;
    for (path, text) in &pages {
        let page = Html::parse_document(text);
        let listed = all(&page, ".t-disp > li").len();
        for link in all(&page, "a.denied[href='#_answers']") {
            let words: String = link.text().collect();
            let number: usize = words.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number");
            assert!(number <= listed, "{path}: {words}, of {listed}");
            told += 1;
        }
    }
    assert!(told > 10, "{told} links");
}
