//! What readers and programs are shown of links: titles in the place of ids, everywhere, and joints that read well.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::path::Path;

use scratch::{Built, put};

fn site(notes: &[(&str, &str)]) -> (tempfile::TempDir, Built) {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "site.toml", "title = \"T\"\nbase_url = \"https://example.org/\"\n");
    for (path, text) in notes {
        put(folder.path(), &format!("content/{path}.md"), text);
    }
    let built = build(folder.path());
    (folder, built)
}

fn build(root: &Path) -> Built {
    scratch::clean(root).unwrap()
}

fn text<'b>(built: &'b Built, path: &str) -> &'b str {
    std::str::from_utf8(built.files.get(path).unwrap_or_else(|| panic!("{path} is not there: {}", built.problems))).unwrap()
}

const FIDAN: (&str, &str) =
    ("actors/hakan-fidan", "+++\ntitle = \"Hakan Fidan\"\ntype = \"person\"\nsummary = \"Led by [[hakan-fidan-office]].\"\n+++\n");
const OFFICE: (&str, &str) = ("actors/hakan-fidan-office", "+++\ntitle = \"the Office\"\nsummary = \"S.\"\n+++\n");

#[test]
fn no_id_stands_in_any_text() {
    let source = "+++\ntitle = \"A report\"\nsummary = \"By [[hakan-fidan]].\"\npublished = \"2025-06-02\"\n[[statements]]\nid = \"first-one\"\n\
                  text = \"The talks led by [[hakan-fidan]] went on for a very long time, he says.\"\ntype = \"fact\"\n\
                  remark = \"See [[did-they-meet]].\"\n+++\nOf [[hakan-fidan]] and [[a-report#first-one]].\n\n## On [[hakan-fidan]]\n\nMore, [[#on-hakan-fidan]].\n";
    let dispute = "+++\ntitle = \"Did they meet?\"\nsummary = \"Asked of [[hakan-fidan]].\"\n[[answers]]\ntext = \"As [[hakan-fidan]] says.\"\n\
                   statements = [\"a-report#first-one\"]\n+++\n";
    let round = "+++\ntitle = \"A round\"\nsummary = \"Hosted by [[hakan-fidan]]. See [[did-they-meet]].\"\ndate = \"2025-06-02\"\n[[outcomes]]\n\
                 text = \"What [[hakan-fidan]] wanted.\"\nsources = [\"a-report\"]\n[[changes]]\ndate = \"2025-06-03\"\nnote = \"On [[hakan-fidan]].\"\n+++\n";
    let (_folder, built) =
        site(&[FIDAN, OFFICE, ("sources/a-report", source), ("disputes/did-they-meet", dispute), ("rounds/a-round", round)]);
    assert!(!built.broken, "{}", built.problems);
    let mut wrong = Vec::new();
    for (path, bytes) in &built.files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        for id in ["hakan-fidan", "did-they-meet", "first-one"] {
            // In running text, an id has a space before it; in addresses, attributes and lists of ids, it has not.
            for at in text.match_indices(&format!(" {id}")).map(|(at, _)| at) {
                let after = &text[at + id.len() + 1..];
                if after.starts_with([' ', '.', ',', '<', '\n', '"']) && !after.starts_with("\">") {
                    wrong.push(format!("{path}: …{}", &text[at..(at + 60).min(text.len())]));
                }
            }
        }
        assert!(!text.contains("meet?."), "{path}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let page = text(&built, "sources/a-report/index.html");
    assert!(page.contains(">statement: The talks led by Hakan Fidan went on…</a>"), "{page}");
    assert!(text(&built, "data/site.json").contains("Hosted by Hakan Fidan. See Did they meet?\""));
}

#[test]
fn a_statement_without_spaces_is_named_by_its_first_words() {
    let source = "+++\ntitle = \"T\"\n[[statements]]\nid = \"first-one\"\ntext = \"北嶺国は蒼瀬川の水を分けることに同意したと述べる。\"\n\
                  type = \"fact\"\n+++\nOf [[t#first-one]].\n";
    let (_folder, built) = site(&[("sources/t", source)]);
    let page = text(&built, "sources/t/index.html");
    assert!(page.contains(">statement: 北嶺国は蒼瀬川の水を分けることに…</a>"), "{page}");
}

#[test]
fn words_that_an_editor_gives_a_link_stay_even_where_they_are_an_id() {
    let (_folder, built) = site(&[
        FIDAN,
        ("pages/bare", "+++\ntitle = \"Bare\"\n+++\nSee [[hakan-fidan]] here.\n"),
        ("pages/piped", "+++\ntitle = \"Piped\"\n+++\nSee [[hakan-fidan|hakan-fidan]] there.\n"),
        OFFICE,
    ]);
    let mentions = text(&built, "actors/hakan-fidan/index.html");
    assert!(mentions.contains("See <mark>Hakan Fidan</mark> here."), "{mentions}");
    assert!(mentions.contains("See <mark>hakan-fidan</mark> there."), "{mentions}");
}

#[test]
fn citations_in_feeds_lead_to_what_is_cited() {
    let source = |title: &str| format!("+++\ntitle = \"{title}\"\n[[statements]]\nid = \"st\"\ntext = \"Said.\"\ntype = \"fact\"\n+++\n");
    let round = "+++\ntitle = \"R\"\ndate = \"2025-06-02\"\ncreated = \"2025-06-02\"\nsummary = \"Of both. [@bbb]\"\n+++\n\
                 Body cites A only. [@aaa] And its statement. [@aaa#st]\n";
    let (_folder, built) = site(&[("sources/aaa", &source("A")), ("sources/bbb", &source("B")), ("rounds/r1", round)]);
    let feed: serde_json::Value = serde_json::from_str(text(&built, "feed.json")).unwrap();
    let html: String = feed["items"].as_array().unwrap().iter().filter_map(|item| item["content_html"].as_str()).collect();
    assert!(html.contains("href=\"https://example.org/sources/aaa/\""), "{html}");
    assert!(html.contains("href=\"https://example.org/sources/aaa/#st\""), "{html}");
    assert!(!html.contains("#ref-"), "{html}");
}

/// Notes with wrong links of every sort, in which what was meant is near.
fn wrong_links(count: usize) -> Vec<(String, String)> {
    let note = |n: usize| {
        let text = format!(
            "+++\ntitle = \"Page {n}\"\n+++\n[[page-{n}x]] [x](/pages/page-{n}y/) ![i](/map{n}.png) [@page-{n}z] [[page-{n}#no-such]]\n"
        );
        (format!("pages/page-{n}"), text)
    };
    (0..count).map(note).collect()
}

#[test]
fn the_same_wrong_links_get_the_same_suggestions_and_in_good_time() {
    let notes = wrong_links(400);
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (&**path, &**text)).collect();
    let began = std::time::Instant::now();
    let (folder, first) = site(&notes);
    // Every problem has its help; the first of them say what may have been meant.
    let meant = first.problems.matches("Did you mean").count();
    assert!((50..=100).contains(&meant), "{meant}");
    for _ in 0..3 {
        assert!(build(folder.path()).problems == first.problems);
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn no_definition_repeats_its_word() {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_owned).collect()
    };
    // "prisoners" for "prisoner": the first five letters, or the whole of a shorter word.
    let alike = |a: &str, b: &str| a.bytes().take(5).eq(b.bytes().take(5));
    for choice in rapporteur::view::words::choices().into_iter().flatten() {
        let said = words(choice.meaning);
        assert!(!said.is_empty() && choice.meaning.ends_with('.'), "{}.{}: `{}`", choice.set, choice.key, choice.meaning);
        for word in words(choice.label).into_iter().chain(words(choice.key)) {
            assert!(!said.iter().any(|other| alike(other, &word)), "{}.{} says `{word}` again: {}", choice.set, choice.key, choice.meaning);
        }
    }
}
