//! Long pages in parts: with a small page size, everything that stands on the whole pages stands in one part each, and the way leads through.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use rapporteur::{Cache, Disk, Options, PageSize, Rendered, build};
use rayon::prelude::*;
use scraper::{Html, Selector};

type Pages = BTreeMap<String, String>;

/// The briefing in its main language with pages of such a size.
fn built(page_size: PageSize) -> Pages {
    built_pages(page_size, "")
}

/// Those of its pages whose path begins so.
fn built_pages(page_size: PageSize, begin: &str) -> Pages {
    let folder = tempfile::tempdir().unwrap();
    scratch::copy_briefing(folder.path());
    let pictures = folder.path().join("static/briefing");
    if !pictures.exists() {
        scratch::copy(&scratch::briefing().join("static/briefing"), &pictures);
    }
    pages_in(folder.path(), page_size, begin)
}

/// Those pages of the site in a folder whose path begins so.
fn pages_in(root: &Path, page_size: PageSize, begin: &str) -> Pages {
    let inputs = Disk::new(root).read().unwrap();
    let built = build(&inputs, &mut Cache::default(), &Options { page_size, ..Options::default() });
    let errors: Vec<_> = built.diagnostics.iter().filter(|problem| problem.severity == rapporteur::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let outputs: Vec<_> = built.site.outputs().iter().filter(|output| output.path.starts_with(begin)).collect();
    let bytes = outputs.par_iter().filter(|output| [".html", ".json", ".xml"].iter().any(|end| output.path.ends_with(end)));
    bytes
        .map(|output| match built.site.render(output).unwrap() {
            Rendered::Bytes(bytes) => (output.path.to_string(), String::from_utf8(bytes).unwrap()),
            other => panic!("{}: {other:?}", output.path),
        })
        .collect()
}

static WHOLE: LazyLock<Pages> = LazyLock::new(|| built(PageSize::default()));
static PARTED: LazyLock<Pages> = LazyLock::new(|| built(PageSize { whole: 16_000, part: 8_000, data: 400_000, sitemap: 100 }));

/// The files of a page's parts, in order.
fn parts_of(page: &str) -> Vec<&'static String> {
    let files = (2..).map(|number| format!("{page}part/{number}/index.html"));
    let first = PARTED.get(&format!("{page}index.html")).expect("the first part is the page");
    std::iter::once(first).chain(files.map_while(|file| PARTED.get(&file))).collect()
}

/// What elements of a page say: an attribute of theirs, or their text.
fn said(html: &str, selector: &str, attribute: Option<&str>) -> Vec<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let say = |element: scraper::ElementRef<'_>| match attribute {
        Some(name) => element.value().attr(name).unwrap_or_default().rsplit("../").next().unwrap_or_default().to_owned(),
        None => element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" "),
    };
    page.select(&selector).map(say).collect()
}

#[test]
fn no_address_of_the_briefing_changes() {
    assert!(WHOLE.keys().all(|path| !path.contains("/part/")), "a page of the briefing comes in parts");
    assert!(WHOLE.keys().all(|path| PARTED.contains_key(path)), "a page is missing where pages are small");
}

#[test]
fn every_row_stands_in_one_part_and_in_its_place() {
    let lists = [
        ("sources/", ".sl h3 a, .sl-lines > li > span:first-child a", Some("href")),
        ("rounds/", ".index .row-title a, .rows .row-title a, .row-title a", Some("href")),
        ("actors/", "section.al .row-title a, .al-bars span > a, .al-names a", Some("href")),
        ("disputes/", ".disputes .row-title a", Some("href")),
        ("topics/", ".l-topics .row-title a", Some("href")),
        ("timeline/", ".evs .ev-t > a:first-child", Some("href")),
        ("participation/", ".meetings .ev-t > a", Some("href")),
        ("positions/", "details.mx-r", Some("id")),
        // A source that goes on in another part begins in one.
        ("print/", "article.whole-note:not(:has(> h3 > a))", Some("id")),
        ("sources/khar-storm/", "li[data-g]", Some("id")),
        ("actors/ukraine/", "#mentions ul:not(.mention-statements) > li > a", Some("href")),
        ("topics/territory/", "#mentions ul:not(.mention-statements) > li > a", Some("href")),
    ];
    for (page, rows, attribute) in lists {
        let whole = said(&WHOLE[&format!("{page}index.html")], rows, attribute);
        let parts = parts_of(page);
        assert!(parts.len() > 1, "{page} comes in {} part", parts.len());
        let dealt: Vec<String> = parts.iter().flat_map(|part| said(part, rows, attribute)).collect();
        assert!(whole.len() > 9, "{page}: {} rows", whole.len());
        if page == "participation/" || page.starts_with("actors/") && page.len() > 7 || page.starts_with("topics/t") {
            assert_eq!(whole.iter().collect::<BTreeSet<_>>(), dealt.iter().collect::<BTreeSet<_>>(), "{page}");
        } else {
            assert_eq!(whole, dealt, "{page}");
        }
    }
}

#[test]
fn every_work_stands_in_one_part_of_the_page_of_methods() {
    let whole = said(&WHOLE["methods/index.html"], "table.bars th a", Some("href"));
    let parted = built_pages(PageSize { whole: 2_000, part: 1_000, data: 400_000, sitemap: 100 }, "methods/");
    assert!(whole.len() > 3 && parted.len() > 1, "{} works in {} parts", whole.len(), parted.len());
    // By path, the first part comes before those in folders of their own.
    let dealt: Vec<String> = parted.values().flat_map(|part| said(part, "table.bars th a", Some("href"))).collect();
    assert_eq!(whole, dealt);
    // What is not a list is said once.
    let with_rules: Vec<&String> = parted.iter().filter(|(_, part)| part.contains("id=\"_rules\"")).map(|(path, _)| path).collect();
    assert_eq!(with_rules, ["methods/index.html"]);
}

#[test]
fn every_statement_of_a_page_stands_in_one_of_its_parts() {
    for page in ["topics/territory/", "actors/ukraine/", "topics/venue-format/", "rounds/istanbul-june-2025/"] {
        let Some(whole) = WHOLE.get(&format!("{page}index.html")) else { continue };
        let links = |html: &str| -> BTreeSet<String> {
            said(html, "main p a[href*='/sources/'][href*='#'], main li a[href*='/sources/'][href*='#']", Some("href"))
                .into_iter()
                .map(|href| href.rsplit('#').next().unwrap().to_owned())
                .collect()
        };
        let dealt: BTreeSet<String> = parts_of(page).into_iter().flat_map(|part| links(part)).collect();
        let missing: Vec<_> = links(whole).difference(&dealt).cloned().collect();
        assert!(missing.is_empty(), "{page}: {missing:?}");
    }
}

#[test]
fn links_lead_to_the_part_that_holds_their_place() {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, html) in PARTED.iter().filter(|(path, _)| path.ends_with("index.html")) {
        ids.insert(path, said(html, "[id]", Some("id")).into_iter().collect());
    }
    let mut seen = 0;
    for (path, html) in PARTED.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let page = Html::parse_document(html);
        let here = url::Url::parse(&format!("https://x.example/{}", path.trim_end_matches("index.html"))).unwrap();
        for link in page.select(&Selector::parse("a[href]").unwrap()) {
            let to = here.join(link.value().attr("href").unwrap()).unwrap();
            if to.host_str() != Some("x.example") {
                continue;
            }
            let file = format!("{}index.html", to.path().trim_start_matches('/'));
            if !to.path().ends_with('/') {
                continue;
            }
            let there = ids.get(&*file).unwrap_or_else(|| panic!("{path}: {to} leads nowhere"));
            // A heading of a list may stand in any part of it; its script finds it.
            let found_by_script = *file == *"sources/index.html";
            if let Some(place) = to.fragment().filter(|_| !found_by_script) {
                seen += 1;
                assert!(there.contains(place), "{path}: {to} leads to no place");
            }
        }
    }
    assert!(seen > 5_000, "only {seen} links");
}

#[test]
fn parts_lead_to_one_another() {
    for (path, html) in PARTED.iter().filter(|(path, _)| path.ends_with("index.html")) {
        let (page, number) = path
            .trim_end_matches("index.html")
            .split_once("part/")
            .map_or_else(|| (path.trim_end_matches("index.html"), 1), |(page, rest)| (page, rest.trim_end_matches('/').parse().unwrap()));
        let of = parts_of(page).len();
        let next = said(html, ".in-parts a[rel=next]", Some("href"));
        let previous = said(html, ".in-parts a[rel=prev]", Some("href"));
        assert_eq!((next.len(), previous.len()), (usize::from(number < of), usize::from(number > 1)), "{path}, {of} parts");
        let all = said(html, ".in-parts ol a", Some("href"));
        match of {
            1 => assert!(all.is_empty(), "{path}"),
            2..=60 => assert_eq!(all.len(), of, "{path}"),
            _ => assert!((30..=60).contains(&all.len()), "{path}: {} of {of} parts are listed", all.len()),
        }
        if of > 1 {
            assert!(said(html, ".in-parts ol a", None).iter().all(|label| !label.is_empty()), "{path}: a part without a label");
            assert!(html.contains("parts.js"), "{path}");
        }
        if number > 1 {
            assert!(!html.contains("ld+json") && !html.contains("citation_title"), "{path}: a part is described as if it were the whole");
            assert!(html.contains(&format!("/{page}part/{number}/\"")), "{path}: its own address is the canonical one");
        }
    }
}

#[test]
fn the_data_come_in_parts_with_an_index() {
    let read = |path: &str| -> serde_json::Value { serde_json::from_str(&PARTED[path]).unwrap() };
    let index = read("data/site.json");
    let parts: Vec<String> =
        index["parts"].as_array().unwrap().iter().map(|url| url.as_str().unwrap().split_once("/data/").unwrap().1.to_owned()).collect();
    assert!(parts.len() > 3, "{parts:?}");
    let whole: serde_json::Value = serde_json::from_str(&WHOLE["data/site.json"]).unwrap();
    for kind in ["actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"] {
        assert!(index[kind].as_array().unwrap().is_empty(), "the index holds notes");
        let ids = |data: &serde_json::Value| data[kind].as_array().unwrap().iter().map(|note| note["id"].clone()).collect::<Vec<_>>();
        let dealt: Vec<_> = parts.iter().flat_map(|part| ids(&read(&format!("data/{part}")))).collect();
        assert_eq!(dealt, ids(&whole), "{kind}");
    }
}

#[test]
fn a_sitemap_of_too_many_addresses_comes_in_parts() {
    let addresses = |text: &str| {
        let locations = text.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap().to_owned());
        locations.collect::<Vec<String>>()
    };
    assert!(WHOLE["sitemap.xml"].contains("<urlset"));
    let index = &PARTED["sitemap.xml"];
    assert!(index.contains("<sitemapindex"), "{index}");
    let name = |address: &String| address.rsplit('/').next().unwrap().to_owned();
    let parts: Vec<Vec<String>> = addresses(index).iter().map(|address| addresses(&PARTED[&name(address)])).collect();
    assert!(parts.len() > 4 && parts.iter().all(|part| (1..=100).contains(&part.len())), "{} parts", parts.len());
    let written = PARTED.keys().filter(|path| path.starts_with("sitemap-")).count();
    assert_eq!(parts.len(), written, "the list names each part");
    let dealt: BTreeSet<&String> = parts.iter().flatten().collect();
    let pages = PARTED.iter().filter(|(path, html)| {
        path.ends_with("index.html") && html.contains("rel=\"canonical\"") && !html.contains("http-equiv=\"refresh\"")
    });
    assert_eq!(dealt.len(), pages.count(), "each page stands in a part, once");
    assert!(addresses(&WHOLE["sitemap.xml"]).iter().all(|address| dealt.contains(address)));
    assert!(dealt.iter().any(|address| address.ends_with("/part/2/")), "parts of pages are in it");
}

/// A site of one topic and one actor, in which each source has so many statements.
fn put_extreme(root: &Path, sources: usize, statements: usize) {
    scratch::put(
        root,
        "site.toml",
        "title = \"S\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n[outputs]\ndefault = false\nprint = true\n",
    );
    scratch::put(root, "content/topics/land.md", "+++\ntitle = \"Land\"\nsummary = \"S\"\n+++\n");
    scratch::put(root, "content/actors/north.md", "+++\ntitle = \"North\"\nsummary = \"S\"\ntype = \"state\"\n+++\n");
    let text = "The land between the two rivers stays with those who live on it, and with nobody else.";
    for number in 0..sources {
        let mut source = format!(
            "+++\ntitle = \"What the paper of day {number} says of the land between the rivers\"\nauthors = [\"Doe, Jane {number}\"]\npublisher = \"Paper\"\nurl = \"https://example.org/articles/about-the-land/{number}\"\npublished = \"2025-03-01\"\n"
        );
        for id in 0..statements {
            source += &format!("[[statements]]\nid = \"s{id}\"\ntext = \"{text}\"\nby = \"north\"\ntopics = [\"land\"]\n");
        }
        scratch::put(root, &format!("content/sources/paper-{number}.md"), source + "+++\n");
    }
}

/// A topic on which each of very many works has one line: its page is as much references as lines.
#[test]
fn pages_with_many_references_come_in_parts_in_time() {
    let folder = tempfile::tempdir().unwrap();
    put_extreme(folder.path(), 235, 1);
    let sizes: BTreeMap<String, usize> =
        pages_in(folder.path(), PageSize::default(), "topics/land/").into_iter().map(|(path, page)| (path, page.len())).collect();
    assert!(sizes.len() > 1 && sizes.values().all(|size| *size < 300_000), "{sizes:?}");
    // Nobody is a side, so the page of positions shows no words, and names no works.
    let positions = &pages_in(folder.path(), PageSize::default(), "positions/")["positions/index.html"];
    assert_eq!(said(positions, ".mx-works", None), [""; 0]);
}

/// In the print edition a source with very many statements is cut between them; links lead to the part in which each stands.
#[test]
fn the_print_edition_cuts_a_long_source() {
    let folder = tempfile::tempdir().unwrap();
    put_extreme(folder.path(), 1, 2_000);
    let parts = pages_in(folder.path(), PageSize::default(), "print/");
    let sizes: Vec<usize> = parts.values().map(String::len).collect();
    assert!(sizes.len() > 3 && sizes.iter().all(|size| *size < 300_000), "{sizes:?}");
    let ids: Vec<Vec<String>> = parts.values().map(|part| said(part, ".whole-statements > [id]", Some("id"))).collect();
    assert_eq!(ids.iter().flatten().collect::<BTreeSet<_>>().len(), 2_000, "each statement stands once");
    assert_eq!(ids.iter().map(Vec::len).sum::<usize>(), 2_000, "each statement stands once");
    for (part, ids) in parts.values().zip(&ids) {
        let links = said(part, "#references .line-text", Some("href"));
        assert_eq!(&links.iter().map(|link| link.trim_start_matches('#').to_owned()).collect::<Vec<_>>(), ids);
    }
    let begins: Vec<String> = parts.values().flat_map(|part| said(part, "article.whole-note h3 a", Some("href"))).collect();
    assert_eq!(begins, vec!["print/#paper-0"; parts.len() - 1], "what goes on leads to where it begins");
}

/// One work in which very many lines are said by one actor to another: the page of the one tells them all, that of the other names them.
#[test]
fn pages_of_actors_whom_one_work_names_very_often_come_in_parts_in_time() {
    const LINES: usize = 2_500;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    scratch::put(root, "site.toml", "title = \"S\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n[outputs]\ndefault = false\n");
    scratch::put(root, "content/topics/land.md", "+++\ntitle = \"Land\"\nsummary = \"S\"\n+++\n");
    for side in ["north", "south"] {
        let text = "A long text of its own. ".repeat(9_000);
        scratch::put(
            root,
            &format!("content/actors/{side}.md"),
            format!("+++\ntitle = \"{side}\"\nsummary = \"S\"\ntype = \"state\"\n+++\n{text}"),
        );
    }
    let mut source =
        "+++\ntitle = \"Record\"\npublisher = \"Paper\"\nurl = \"https://example.org/a\"\npublished = \"2025-03-01\"\n".to_owned();
    for number in 0..LINES {
        source += &format!(
            "[[statements]]\nid = \"s{number}\"\ntext = \"The land between the two rivers stays with those who live on it, says line {number}.\"\nby = \"north\"\nto = \"south\"\ntopics = [\"land\"]\n"
        );
    }
    scratch::put(root, "content/sources/record.md", source + "+++\n");
    let built = build(&Disk::new(root).read().unwrap(), &mut Cache::default(), &Options::default());
    for (side, rows) in [("north", "main .st .w"), ("south", "#mentions .mention-statements a")] {
        let pages = built.site.outputs().iter().filter(|output| output.page && output.path.starts_with(&format!("actors/{side}/")));
        let pages: Vec<String> = pages
            .map(|output| match built.site.render(output).unwrap() {
                Rendered::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
                other => panic!("{}: {other:?}", output.path),
            })
            .collect();
        let sizes: Vec<usize> = pages.iter().map(String::len).collect();
        // The first part holds the text of the note, which is 216 KB here, too.
        assert!(sizes.len() > 2 && sizes[1..].iter().all(|size| *size < 300_000), "{side}: {sizes:?}");
        assert!(pages.iter().all(|page| !said(page, "main .st .w, #mentions li > a", None).is_empty()), "{side}: a part without a line");
        let named: Vec<String> = pages.iter().flat_map(|page| said(page, rows, None)).collect();
        assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), LINES, "{side}");
        if side == "south" {
            assert_eq!(named.len(), LINES, "a line is named twice");
        }
    }
}

/// Settled disputes of more and of less weight, in turns: in parts, too, those of more weight come first.
#[test]
fn a_list_of_disputes_in_parts_has_the_order_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    scratch::put(root, "site.toml", "title = \"S\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n[outputs]\ndefault = false\n");
    scratch::put(root, "content/sources/paper.md", "+++\ntitle = \"Paper\"\nurl = \"https://example.org/a\"\n+++\n");
    for number in 10..40 {
        let weight = if number % 2 == 0 { "minor" } else { "major" };
        let answer = "[[answers]]\ntext = \"An answer.\"\nsources = [\"paper\"]\nholds = true\n";
        let dispute = format!(
            "+++\ntitle = \"Question {number}?\"\nsummary = \"S\"\ntype = \"date\"\nstatus = \"settled\"\nweight = \"{weight}\"\n{answer}+++\n"
        );
        scratch::put(root, &format!("content/disputes/question-{number}.md"), dispute);
    }
    let inputs = Disk::new(root).read().unwrap();
    let rows = |page_size: PageSize| -> Vec<Vec<String>> {
        let built = build(&inputs, &mut Cache::default(), &Options { page_size, ..Options::default() });
        let parts = (1..).map(|number| if number == 1 { String::new() } else { format!("part/{number}/") });
        let outputs = parts.map_while(|part| built.site.output(&format!("disputes/{part}index.html")));
        let pages = outputs.map(|output| match built.site.render(output).unwrap() {
            Rendered::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            other => panic!("{other:?}"),
        });
        pages.map(|page| said(&page, ".disputes .row-title a", None)).collect()
    };
    let parts = rows(PageSize { whole: 4_000, part: 4_000, ..PageSize::default() });
    assert!(parts.len() > 2, "{parts:?}");
    let dealt = parts.concat();
    assert_eq!(dealt, rows(PageSize::default()).concat());
    let is_major = |title: &String| title.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().unwrap() % 2 == 1;
    assert!(dealt.len() == 30 && dealt.is_sorted_by_key(|title| !is_major(title)), "{dealt:?}");
}
