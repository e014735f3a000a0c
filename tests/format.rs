//! The authoring contract, `docs/format.md`, sentence by sentence, through the program as it is run.
//!
//! Each test writes a small site, runs the program on it, and looks at what it says or puts out.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const SITE: &str = "title = \"Talks\"\nbase_url = \"https://example.org/briefing/\"\n";
const QUIET: &str = "[checks]\norphan-note = \"off\"\nunused-source = \"off\"\nuncited-paragraph = \"off\"\n";

/// A small site in a folder of its own.
struct Site {
    folder: tempfile::TempDir,
}

/// What a run said.
struct Run {
    status: i32,
    problems: Vec<Value>,
    summary: Value,
}

impl Run {
    /// The problems as `code file line:column-line:column`.
    fn places(&self) -> Vec<String> {
        self.problems.iter().map(place).collect()
    }

    /// The codes of the problems.
    fn codes(&self) -> Vec<&str> {
        self.problems.iter().filter_map(|problem| problem["code"].as_str()).collect()
    }

    fn one(&self) -> &Value {
        assert_eq!(self.problems.len(), 1, "{:#?}", self.problems);
        &self.problems[0]
    }
}

fn place(problem: &Value) -> String {
    let code = problem["code"].as_str().unwrap();
    let file = problem["file"].as_str().unwrap_or("nowhere");
    match problem["line"].as_u64() {
        Some(line) => format!("{code} {file} {line}:{}-{}:{}", problem["column"], problem["end_line"], problem["end_column"]),
        None => format!("{code} {file}"),
    }
}

impl Site {
    /// A site with quiet settings, and these files.
    fn new(files: &[(&str, &str)]) -> Self {
        Self::with(&format!("{SITE}{QUIET}"), files)
    }

    /// A site with these settings and files.
    fn with(settings: &str, files: &[(&str, &str)]) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.write("site.toml", settings);
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .arg(arguments[0])
            .args(["--message-format", "json", "--root"])
            .arg(self.path())
            .args(&arguments[1..])
            .output()
            .unwrap();
        let mut lines: Vec<Value> =
            String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let summary = lines.pop().map_or(Value::Null, |last| last["summary"].clone());
        Run { status: output.status.code().unwrap(), problems: lines, summary }
    }

    fn check(&self) -> Run {
        self.run(&["check"])
    }

    /// Builds, and wants it to go well.
    fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.status, 0, "{:#?}", run.problems);
        run
    }

    fn page(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn has(&self, path: &str) -> bool {
        self.path().join("public").join(path).exists()
    }

    fn output(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.path().join("public");
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (entry.path().strip_prefix(&root).unwrap().display().to_string(), std::fs::read(entry.path()).unwrap()))
            .collect()
    }
}

/// A note with title, summary, fields of its own and a body.
fn note(title: &str, fields: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\nsummary = \"Said in a sentence.\"\n{fields}\n+++\n{body}\n")
}

fn page(fields: &str, body: &str) -> (&'static str, String) {
    ("content/pages/p.md", note("P", fields, body))
}

/// A site of one page with this body.
fn body(text: &str) -> Site {
    let (path, text) = page("", text);
    Site::new(&[(path, &text), ("content/actors/ukraine.md", &note("Ukraine", "", "")), ("content/sources/s1.md", &source(""))])
}

/// A source with the statement `a`.
fn source(rest: &str) -> String {
    note(
        "S1",
        &format!("type = \"news\"\npublished = \"2025-06-03\"\n[[statements]]\nid = \"a\"\ntext = \"Stmt a\"\n{rest}"),
        "## Own\n\n## A\n",
    )
}

/// What stands between two marks, the first time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from} in {text}")) + from.len();
    let end = text[start..].find(to).unwrap_or_else(|| panic!("no {to} after {from}"));
    &text[start..start + end]
}

fn prose(html: &str) -> &str {
    between(html, "<div class=\"prose\">", "\n</div>")
}

/// Every id on a page.
fn ids(html: &str) -> Vec<&str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn twice(mut ids: Vec<&str>) -> Vec<&str> {
    ids.sort_unstable();
    ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

// ---- A site

#[test]
fn settings_know_their_keys_and_types() {
    let site = Site::with(
        &format!(
            "{SITE}colour = \"red\"\ntagline = 1\nlanguages = \"en\"\nas_of = 2025\n[labels]\nactorz = \"x\"\n[checks]\nfoo = \"off\"\norphan-note = \"of\"\n"
        ),
        &[],
    );
    let run = site.check();
    assert_eq!(run.status, 1);
    assert_eq!(
        run.places(),
        [
            "unknown-field site.toml 3:1-3:7",
            "invalid-value site.toml 4:11-4:12",
            "invalid-value site.toml 5:13-5:17",
            "invalid-date site.toml 6:9-6:13",
            "unknown-field site.toml 8:1-8:7",
            "unknown-field site.toml 10:1-10:4",
            "invalid-value site.toml 11:15-11:19",
        ]
    );
}

#[test]
fn names_in_settings_are_not_empty() {
    let settings = "[editor]\nname = \" \"\n[feed]\ntitle = \"\"\n[[menu.items]]\nurl = \"/timeline/\"\nlabel = \"\"\n[languages.tr]\ntitle = \"\"\n\
                    [languages.tr.menu]\nitems = [{ url = \"/timeline/\", label = \" \" }]\n";
    let places = Site::with(&format!("{SITE}{settings}"), &[]).check().places();
    let expected = ["4:8-4:11", "6:9-6:11", "9:9-9:11", "11:9-11:11", "13:40-13:43"];
    assert_eq!(places, expected.map(|place| format!("invalid-value site.toml {place}")));
}

#[test]
fn a_language_stands_in_settings_once_in_whatever_letters() {
    let places = |languages: &str| Site::with(&format!("{SITE}{languages}"), &[]).check().places();
    assert_eq!(places("languages = [\"en\", \"de-AT\", \"de-at\"]\n"), ["invalid-value site.toml 3:29-3:36"]);
    assert_eq!(places("language = \"de-AT\"\nlanguages = [\"de-at\", \"en\"]\n"), ["invalid-value site.toml 4:14-4:21"]);
}

#[test]
fn base_url_and_title_are_required_and_the_command_line_may_give_the_address() {
    let site = Site::with("tagline = \"x\"\n", &[]);
    assert_eq!(site.check().codes(), ["missing-field", "missing-field"]);
    let site = Site::with("title = \"Talks\"\n", &[]);
    assert_eq!(site.run(&["check", "--base-url", "https://example.org/x"]).status, 0);
}

#[test]
fn a_folder_without_settings_is_no_site() {
    let site = Site { folder: tempfile::tempdir().unwrap() };
    assert_eq!(site.run(&["check"]).status, 2);
}

#[test]
fn checks_set_the_severity_of_rules() {
    let actor = note("Ukraine", "", "");
    let files: &[(&str, &str)] = &[("content/actors/ukraine.md", &actor)];
    let with = |word: &str| Site::with(&format!("{SITE}[checks]\norphan-note = \"{word}\"\n"), files).check();
    assert!(with("off").problems.is_empty());
    assert_eq!(with("warning").status, 0);
    assert_eq!(with("error").status, 1);
    assert_eq!(with("error").one()["severity"], "error");
}

/// Errors that leave nothing wrong behind may be made less of: the link leads to the page, the picture is left out.
#[test]
fn harmless_errors_can_be_warnings() {
    let text = page("", "[[ukraine#nothing]] [x](#nothing) ![A map](/none.png)").1;
    let site = Site::with(
        &format!("{SITE}{QUIET}broken-anchor = \"warning\"\nmissing-asset = \"warning\"\n"),
        &[("content/pages/p.md", &text), ("content/actors/ukraine.md", &note("Ukraine", "", ""))],
    );
    let run = site.build();
    assert_eq!(run.codes(), ["broken-anchor", "broken-anchor", "missing-asset"]);
    assert!(run.problems.iter().all(|problem| problem["severity"] == "warning"));
    assert!(prose(&site.page("pages/p/index.html")).contains("href=\"../../actors/ukraine/\">Ukraine</a>"));
    let site = Site::with(&format!("{SITE}[checks]\nduplicate-id = \"off\"\n"), &[]);
    assert_eq!(site.check().codes(), ["invalid-value"]);
}

// ---- Notes

#[test]
fn titles_are_required_and_summaries_of_the_kinds_that_lists_show() {
    for (folder, wanted) in [
        ("actors", vec!["summary", "title"]),
        ("rounds", vec!["summary", "title"]),
        ("tracks", vec!["summary", "title"]),
        ("sources", vec!["title"]),
        ("topics", vec!["summary", "title"]),
        ("disputes", vec!["summary", "title"]),
        ("pages", vec!["title"]),
    ] {
        let run = Site::new(&[(&format!("content/{folder}/x.md"), "+++\n+++\n")]).check();
        assert!(run.codes().iter().all(|code| *code == "missing-field"), "{folder}");
        let named: Vec<&str> = run.problems.iter().map(|p| p["message"].as_str().unwrap().split('`').nth(1).unwrap()).collect();
        assert_eq!(named, wanted, "{folder}");
    }
}

#[test]
fn front_matter_may_stand_beside_the_text_but_not_twice() {
    let site = Site::new(&[
        ("content/pages/u.toml", "title = \"U\"\n"),
        ("content/pages/u.md", "Body\n"),
        ("content/pages/t.toml", "title = \"T\"\n"),
    ]);
    site.build();
    assert!(site.page("pages/u/index.html").contains("<p>Body</p>") && site.has("pages/t/index.html"));
    let run = Site::new(&[("content/pages/u.toml", "title = \"U\"\n"), ("content/pages/u.md", "+++\ntitle = \"U\"\n+++\n")]).check();
    assert_eq!(run.places(), ["front-matter-syntax content/pages/u.md 1:1-1:4"]);
    assert_eq!(run.problems[0]["related"][0]["file"], "content/pages/u.toml");
}

#[test]
fn ids_are_unique_over_the_whole_site_and_in_every_case() {
    let run = Site::new(&[("content/actors/x.md", &note("X", "", "")), ("content/pages/sub/x.md", &note("X", "", ""))]).check();
    assert_eq!(run.places(), ["duplicate-id content/pages/sub/x.md 1:1-1:4"]);
    assert_eq!(run.problems[0]["related"][0]["file"], "content/actors/x.md");
    let run = Site::new(&[("content/actors/x.md", &note("X", "", "")), ("content/pages/X.md", &note("X", "", ""))]).check();
    assert_eq!(run.places(), ["invalid-id content/pages/X.md"]);
    assert!(run.problems[0].get("line").is_none());
}

#[test]
fn a_menu_leads_to_the_pages_of_each_language() {
    let items = "[[menu.items]]\nlabel = \"Home\"\nurl = \"/\"\n[[menu.items]]\nlabel = \"When\"\nurl = \"/timeline/#x\"\n\
        [[menu.items]]\nlabel = \"Who\"\nurl = \"/actors/\"\n[[menu.items]]\nlabel = \"X\"\nurl = \"/actors/x/\"\n\
        [[menu.items]]\nlabel = \"Feed\"\nurl = \"/robots.txt\"\n[[menu.items]]\nlabel = \"In English\"\nurl = \"/en-notice.txt\"\n";
    let settings = format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}missing-translation = \"off\"\n{items}");
    let site = Site::with(&settings, &[("content/actors/x.md", &note("X", "", "")), ("static/en-notice.txt", "x")]);
    site.build();
    let html = site.page("tr/search/index.html");
    let paths = ["../", "../timeline/#x", "../actors/", "../actors/x/", "../../robots.txt", "../../en-notice.txt"];
    for path in paths {
        assert!(html.contains(&format!("href=\"{path}\"")), "{path}");
    }
    assert!(!html.contains("href=\"../../timeline/#x\""));
}

#[test]
fn a_name_in_a_language_is_the_title_where_there_is_no_translation() {
    let actor = note("Ministry of Northland", "names = { en = \"Northern MFA\", tr = \"Kuzey Bakanlığı\" }", "");
    let site = Site::with(&format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}"), &[("content/actors/n.md", &actor)]);
    site.build();
    assert!(site.page("actors/n/index.html").contains("<title>Ministry of Northland ·"));
    assert!(site.page("tr/actors/n/index.html").contains("<title>Kuzey Bakanlığı ·"));
}

#[test]
fn the_main_language_may_have_its_words_in_a_table_too() {
    let words =
        |language: &str| format!("[languages.{language}]\ntitle = \"In {language}\"\nlabels = {{ actors = \"Who ({language})\" }}\n");
    let site = Site::with(&format!("{SITE}[labels]\ntopics = \"Matters\"\n{}{}", words("en"), words("tr")), &[]);
    site.build();
    for (path, language) in [("actors/index.html", "en"), ("tr/actors/index.html", "tr")] {
        let html = site.page(path);
        assert!(html.contains(&format!("<title>Who ({language}) · In {language}</title>")), "{html}");
    }
    site.write("site.toml", format!("{SITE}[labels]\ntopics = \"Matters\"\n[languages.en]\ntitle = \"In en\"\n"));
    site.build();
    assert!(site.page("topics/index.html").contains("<title>Matters · In en</title>"));
}

#[test]
fn a_translation_gives_title_summary_and_body_alone() {
    let settings = format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}missing-translation = \"off\"\n");
    let original = note("Ukraine", "type = \"state\"", "");
    let site = Site::with(
        &settings,
        &[
            ("content/actors/ukraine.md", &original),
            ("content/actors/ukraine.tr.md", "+++\ntitle = \"Ukrayna\"\nsummary = \"Ö.\"\n+++\nGövde\n"),
        ],
    );
    site.build();
    let html = site.page("tr/actors/ukraine/index.html");
    assert!(html.contains("<html lang=\"tr\">") && html.contains("Gövde") && html.contains("data-id=\"ukraine\""));
    site.write("content/actors/ukraine.tr.md", "+++\ntitle = \"Ukrayna\"\ntype = \"state\"\n+++\n");
    assert_eq!(site.check().places(), ["unknown-field content/actors/ukraine.tr.md 3:1-3:5"]);
    site.write("content/actors/ukraine.tr.md", "+++\ntitle = \"Ukrayna\"\n+++\n");
    site.write("content/actors/nobody.tr.md", "+++\ntitle = \"Kimse\"\n+++\n");
    site.write("content/actors/_index.tr.md", "+++\ntitle = \"Kimler\"\n+++\n");
    let run = site.check();
    assert_eq!(run.codes(), ["unknown-reference"; 2]);
    assert_eq!(run.problems[0]["help"], "Put the original, `_index.md`, into the same folder, or rename this file.");
}

#[test]
fn dates_are_edtf_and_never_shown_more_exactly() {
    for (written, shown) in [
        ("\"2025\"", "2025"),
        ("\"2025-06\"", "June 2025"),
        ("\"2025-06-02\"", "2 June 2025"),
        ("\"2025-06-02T14:40\"", "2 June 2025, 14:40"),
        ("\"2022-03/2022-05\"", "March–May 2022"),
        ("\"2025-05~\"", "about May 2025"),
        ("2025-06-02", "2 June 2025"),
    ] {
        let site = Site::new(&[("content/rounds/r.md", &note("R", &format!("date = {written}"), ""))]);
        site.build();
        let html = site.page("rounds/r/index.html");
        let kicker = between(&html, "<p class=\"nm\">", "</p>");
        assert!(kicker.contains(&format!(">{shown}<")) || kicker.ends_with(shown), "{written}: {kicker}");
    }
    for written in ["../2022-02", "2025-09?", "2025-09%"] {
        Site::new(&[("content/rounds/r.md", &note("R", &format!("date = \"{written}\""), ""))]).build();
    }
    for wrong in ["\"2025-13\"", "\"2025-6-2\"", "\"June\"", "2025"] {
        let run = Site::new(&[("content/rounds/r.md", &note("R", &format!("date = {wrong}"), ""))]).check();
        assert_eq!(run.codes(), ["invalid-date"], "{wrong}");
    }
}

/// All problems are told of at once, even in an entry that lacks what it needs.
#[test]
fn a_record_without_its_text_is_still_looked_up() {
    let fields = "date = \"2025\"\n[[outcomes]]\ntopics = [\"ukraine\"]\nsources = [\"nothing\"]\n[[delegations]]\nhead = \"nobody\"";
    let run =
        Site::new(&[("content/rounds/r.md", &note("R", fields, "")), ("content/actors/ukraine.md", &note("Ukraine", "", ""))]).check();
    assert_eq!(
        run.places(),
        [
            "missing-field content/rounds/r.md 5:1-5:13",
            "wrong-kind content/rounds/r.md 6:11-6:20",
            "unknown-reference content/rounds/r.md 7:12-7:21",
            "missing-field content/rounds/r.md 8:1-8:16",
            "unknown-reference content/rounds/r.md 9:8-9:16",
        ]
    );
}

// ---- Statements

fn talks(statement: &str) -> Site {
    let source = note(
        "S1",
        &format!(
            "published = \"2025-06-03\"\n[[statements]]\nid = \"a\"\ntext = \"Stmt a\"\ntype = \"position\"\ntopics = [\"t\"]\n{statement}"
        ),
        "",
    );
    let files = [
        ("content/sources/s1.md", source),
        ("content/topics/t.md", note("T", "", "")),
        ("content/actors/state.md", note("State", "type = \"state\"", "")),
        ("content/actors/other.md", note("Other", "type = \"state\"", "")),
        ("content/actors/envoy.md", note("Envoy", "speaks_for = [{ actor = \"state\", from = \"2025\" }]", "")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Site::new(&files)
}

/// The sides in whose cell the statement has a mark; its words stand once.
fn cells(site: &Site) -> Vec<String> {
    site.build();
    let html = site.page("positions/index.html");
    assert_eq!(html.matches("<p>Stmt a</p>").count(), 1, "{html}");
    let mut parts: Vec<&str> = html.split("</b> <span class=\"m-row\"").collect();
    parts.pop();
    let mut named: Vec<String> = parts.into_iter().map(|part| part.rsplit("<b>").next().unwrap().to_owned()).collect();
    named.sort();
    named
}

#[test]
fn a_statement_stands_with_its_speaker_or_the_side_spoken_for() {
    assert_eq!(cells(&talks("by = \"envoy\"")), ["State"]);
    assert_eq!(cells(&talks("by = [\"envoy\", \"other\"]")), ["Other", "State"]);
    // Where no state or body holds anything, persons stand side by side.
    assert_eq!(cells(&talks("by = \"envoy\"\nfor = []")), ["Envoy"]);
    assert_eq!(cells(&talks("by = \"envoy\"\nsaid = \"2024\"")), ["Envoy"]);
    assert_eq!(cells(&talks("by = \"envoy\"\nfor = [\"other\"]")), ["Other"]);
    assert_eq!(cells(&talks("by = \"envoy\"\nof = \"other\"")), ["Other"]);
}

#[test]
fn an_author_speaks_under_the_name_as_one_says_it() {
    let by = "authors = [\"García Márquez, Gabriel\", \"{House, Lords & Co}\"]\npublisher = \"Post, Lima\"";
    let work = source("").replacen("type", &format!("{by}\ntype"), 1);
    let site = Site::new(&[("content/sources/s1.md", &work), ("content/pages/p.md", &page("", "![[s1#a]]").1)]);
    site.build();
    assert!(site.page("data/statements.csv").contains(",\"Gabriel García Márquez and House, Lords & Co, in Post, Lima\","));
    let card = site.page("pages/p/index.html");
    assert!(between(&card, "<figure class=\"card\">", "</figure>").contains("Gabriel García Márquez"), "{card}");
}

#[test]
fn an_author_is_an_actor_however_the_name_is_written() {
    let by = "authors = [\"Lund, Ada\", \"{House of Lords}\"]\npublisher = \"{The Post}\"";
    let work = source("").replacen("type", &format!("{by}\ntype"), 1);
    let names = [("ada", "Ada Lund"), ("lords", "House of Lords"), ("post", "The Post")];
    let actors = names.map(|(id, name)| (format!("content/actors/{id}.md"), note(name, "", "")));
    let mut files = vec![("content/sources/s1.md", &*work)];
    files.extend(actors.iter().map(|(path, text)| (&**path, &**text)));
    let site = Site::new(&files);
    site.build();
    let json: Value = serde_json::from_str(&site.page("data/site.json")).unwrap();
    for (id, by) in [("ada", "authors"), ("lords", "authors"), ("post", "publisher")] {
        let actor = json["actors"].as_array().unwrap().iter().find(|actor| actor["id"] == id).unwrap();
        let mention = actor["mentioned_by"].as_array().and_then(|all| all.iter().find(|mention| mention["note"] == "s1")).unwrap();
        assert_eq!(mention["by"], by, "{actor}");
    }
    assert!(site.page("data/statements.csv").contains(",\"Ada Lund and House of Lords, in The Post\","));
}

/// What is said of a site with one work by a publisher, and the actors on whose pages its words stand.
fn speaks(publisher: &str, actors: [(&str, &str); 2]) -> (Run, Vec<String>) {
    let work = source("").replacen("type", &format!("publisher = \"{publisher}\"\ntype"), 1);
    let actors = actors.map(|(id, fields)| (id, format!("content/actors/{id}.md"), note(id, fields, "")));
    let mut files = vec![("content/sources/s1.md", &*work), ("content/actors/north.tr.md", "+++\ntitle = \"Kuzey\"\n+++\n")];
    files.extend(actors.iter().map(|(_, path, text)| (&**path, &**text)));
    let quiet = format!("{QUIET}missing-translation = \"off\"\n");
    let site = Site::with(&format!("{SITE}languages = [\"en\", \"tr\"]\n{quiet}"), &files);
    let run = site.build();
    let pages = actors.iter().flat_map(|(id, ..)| [format!("actors/{id}"), format!("tr/actors/{id}")]);
    (run, pages.filter(|page| site.page(&format!("{page}/index.html")).contains("Stmt a")).collect())
}

#[test]
fn a_publisher_is_an_actor_in_every_language_and_nobody_where_two_have_the_name() {
    let own = ["actors/north", "tr/actors/north"];
    let of = |publisher, north, south| speaks(publisher, [("north", north), ("south", south)]);
    assert_eq!(of("North", "", "").1, own);
    assert_eq!(of("e\u{301}lyse\u{301}e ", "also_known_as = [\"Élysée\"]", "").1, own);
    let ministry = "also_known_as = [\"Foreign Ministry\"]";
    let (run, pages) = of("Foreign Ministry", ministry, ministry);
    assert_eq!(run.codes(), ["unlinked-mention"]);
    assert_eq!(run.one()["message"], "`Foreign Ministry` is a name of `north` and of `south`, and is taken for neither");
    assert!(pages.is_empty(), "{pages:?}");
}

#[test]
fn works_that_go_under_one_name_are_told_apart_by_their_titles() {
    let work = |author: &str, ty: &str| {
        let by = format!("short_title = \"By {author}\"\nauthors = [\"{author}\"]\npublisher = \"River Observer\"\n");
        source("topics = [\"t\"]\nspeaker = \"an official\"").replacen("type = \"news\"", &format!("{by}type = \"{ty}\""), 1)
    };
    let files = [("s1", work("Ann", "news")), ("s2", work("Bob", "news")), ("s3", work("Cid", "book"))];
    let files = files.map(|(id, text)| (format!("content/sources/{id}.md"), text));
    let topic = note("T", "", "");
    let mut all = vec![("content/topics/t.md", &*topic)];
    all.extend(files.iter().map(|(path, text)| (&**path, &**text)));
    let site = Site::new(&all);
    site.build();
    let html = site.page("topics/t/index.html");
    assert!(html.contains("River Observer, By Ann") && html.contains("River Observer, By Bob"), "{html}");
    assert!(!html.contains("By Cid"), "{html}");
}

#[test]
fn a_source_that_was_not_read_carries_no_statements() {
    let run = Site::new(&[("content/sources/s1.md", &source("").replacen("type", "access = \"cited\"\ntype", 1))]).check();
    assert_eq!(run.codes(), ["statement-in-cited-source"]);
}

#[test]
fn a_statement_does_not_support_or_deny_itself() {
    let run = Site::new(&[("content/sources/s1.md", &source("supports = [\"s1#a\"]\ndenies = [\"s1#a\"]"))]).check();
    assert_eq!(run.codes(), ["invalid-value", "invalid-value"]);
}

#[test]
fn statement_ids_are_unique_and_leave_the_page_its_own_sections() {
    let run = Site::new(&[(
        "content/sources/s1.md",
        &source("[[statements]]\nid = \"a\"\ntext = \"x\"\n[[statements]]\nid = \"mentions\"\ntext = \"x\""),
    )])
    .check();
    assert_eq!(run.places(), ["duplicate-statement content/sources/s1.md 10:6-10:9", "invalid-id content/sources/s1.md 13:6-13:16"]);
    assert_eq!(run.problems[0]["related"][0]["line"], 7);
}

// ---- Positions, changes of position, where things stand

/// A topic with these fields, beside what it may name: the actor, the dispute, and statements whose texts say "no truce" and "a truce".
fn topic(fields: &str) -> Site {
    let source = "type = \"news\"\npublished = \"2025-06-03\"\n[[statements]]\nid = \"a\"\ntext = \"There is *no* truce with [[ukraine]].\"\n\
                  [[statements]]\nid = \"b\"\ntext = \"There is a truce.\"\n[[statements]]\nid = \"third\"\ntext = \"The truce holds.\"\n\
                  [[statements]]\nid = \"fourth\"\ntext = \"The truce ended.\"";
    let dispute = "[[answers]]\ntext = \"Yes\"\nreckoning = \"Sum\"";
    Site::new(&[
        ("content/topics/t.md", &note("T", fields, "")),
        ("content/sources/s1.md", &note("S1", source, "")),
        ("content/actors/ukraine.md", &note("Ukraine", "", "")),
        ("content/disputes/d.md", &note("D", dispute, "")),
    ])
}

const SHIFT: &str = "[[shifts]]\nactor = \"ukraine\"\ntitle = \"A turn\"\n";

/// The messages of a site's problems that are not advice.
fn messages(site: &Site) -> Vec<String> {
    let run = site.check();
    let grave = run.problems.iter().filter(|problem| problem["severity"] != "advice");
    grave.map(|problem| format!("{}: {}", problem["code"].as_str().unwrap(), problem["message"].as_str().unwrap())).collect()
}

#[test]
fn names_in_stances_shifts_and_standing_are_looked_up() {
    let stance = "[[stances]]\nactor = \"d\"\ntext = \"No\"\nsources = [\"s1#c\", \"ukraine\"]\n";
    let shift =
        "[[shifts]]\nactor = \"nobody\"\ntitle = \"A turn\"\nstatements = [\"s1#a\", \"s2#a\"]\nwords = [\"peace\"]\ndispute = \"t\"";
    let site = topic(&format!("{stance}{shift}"));
    let standing = "[[standing]]\nphrase = \"A pause\"\ntext = \"So it is.\"\nsources = [\"s1#a\", \"s3\", \"d\"]";
    site.write("content/_index.md", note("Home", standing, ""));
    assert_eq!(
        messages(&site),
        [
            "unknown-reference: no source has the id `s3`",
            "wrong-kind: `d` is a dispute, and a source is wanted here",
            "wrong-kind: `d` is a dispute, and an actor is wanted here",
            "unknown-reference: the source `s1` has no statement `c`",
            "wrong-kind: `ukraine` is an actor, and a source is wanted here",
            "unknown-reference: no actor has the id `nobody`",
            "unknown-reference: no source has the id `s2`",
            "wrong-kind: `t` is a topic, and a dispute is wanted here",
        ]
    );
}

#[test]
fn names_in_stances_shifts_and_standing_are_mentions() {
    let stance = "[[stances]]\nactor = \"ukraine\"\ntext = \"No\"\nsources = [\"s1#a\"]\n";
    let site = topic(&format!("{stance}{SHIFT}statements = [\"s1#a\", \"s1#b\"]\nwords = [\"truce with Ukraine\"]\ndispute = \"d\""));
    site.write("content/_index.md", note("Home", "[[standing]]\nphrase = \"A pause\"\ntext = \"So it is.\"\nsources = [\"s1\"]", ""));
    site.build();
    let mentions = |path: &str| between(&site.page(path), "<section id=\"mentions\"", "</section>").to_owned();
    let actor = mentions("actors/ukraine/index.html");
    assert!(actor.contains("Holds a position on it") && actor.contains("A change of words"), "{actor}");
    let source = mentions("sources/s1/index.html");
    let topic = "<a href=\"../../topics/t/\">T</a> Topic · Evidence for a change of words · Evidence for a position\n";
    let home = "<a href=\"../../\">Home</a> · Evidence for where things stand\n";
    assert!(source.contains(topic) && source.contains(home), "{source}");
    assert!(mentions("disputes/d/index.html").contains("A change of words"));
}

#[test]
fn the_statements_of_a_shift_stand_in_order_of_time() {
    let source = |first: &str, second: &str| {
        let said = |id: &str, date: &str| format!("[[statements]]\nid = \"{id}\"\ntext = \"A truce\"\nsaid = \"{date}\"\n");
        note("S1", &(said("a", first) + &said("b", second)), "")
    };
    let site = topic(&format!("{SHIFT}statements = [\"s1#a\", \"s1#b\"]"));
    for (first, second) in [("2022", "2025-06"), ("2025-06", "2025-06-02"), ("2025~", "2025-03")] {
        site.write("content/sources/s1.md", source(first, second));
        assert!(messages(&site).is_empty(), "{first}, {second}");
    }
    site.write("content/sources/s1.md", source("2025-06", "2022"));
    assert_eq!(messages(&site), ["invalid-value: `s1#b` was said before the statement in front of it"]);
}

#[test]
fn what_changed_has_a_page_where_something_did() {
    let site = topic("");
    site.build();
    assert!(!site.has("shifts/index.html"));
    assert!(!site.page("positions/index.html").contains("shifts/"));
    let site = topic(&format!("{SHIFT}statements = [\"s1#a\", \"s1#b\"]\nwords = [\"a truce\"]"));
    site.build();
    assert!(site.page("shifts/index.html").contains("There is <mark>a truce</mark>."));
    assert!(site.page("positions/index.html").contains("href=\"../shifts/\""));
    assert!(site.page("sitemap.xml").contains("/shifts/"));
}

#[test]
fn a_shift_has_two_or_three_statements_that_hold_its_words() {
    let names = ["\"s1#a\"", "\"s1#b\"", "\"s1#third\"", "\"s1#fourth\""];
    for count in [0, 1, 4] {
        let site = topic(&format!("{SHIFT}statements = [{}]", names[..count].join(", ")));
        assert_eq!(messages(&site), [format!("invalid-value: a shift has two or three `statements`, and this one has {count}")]);
        assert_eq!(site.check().places()[0], "invalid-value content/topics/t.md 4:1-4:11");
    }
    assert_eq!(messages(&topic(&format!("{SHIFT}statements = [{}]", names[..3].join(", ")))), [""; 0]);
    // Words are those that readers see: no marks of Markdown, and titles in the place of ids.
    let words = "[\"no truce with Ukraine\", \"a truce\", \"peace\", \"A truce\"]";
    let site = topic(&format!("{SHIFT}statements = [\"s1#a\", \"s1#b\"]\nwords = {words}"));
    assert_eq!(
        messages(&site),
        [
            "invalid-value: `peace` occurs in none of the shift's statements",
            "invalid-value: `A truce` occurs in none of the shift's statements"
        ]
    );
    let site = topic(&format!("{SHIFT}statements = [\"s1#a\", \"s1#a\"]\nwords = [\" \"]"));
    assert_eq!(
        messages(&site),
        ["invalid-value: a shift has two or three `statements`, and this one has 1", "invalid-value: an entry of `words` is empty"]
    );
}

#[test]
fn a_site_of_which_nothing_was_changed_is_as_old_as_its_newest_note() {
    let dated = |field: &str| note("A note", field, "");
    let site = Site::new(&[("content/pages/a.md", &dated("created = \"2024\"")), ("content/pages/b.md", &dated("created = \"2025-03\""))]);
    site.build();
    assert!(site.page("data/site.json").contains("\"as_of\":\"2025-03\""));
    assert!(site.page("pages/a/index.html").contains("year = {2025}"));
    site.write("content/pages/b.md", dated("updated = \"2023\"\ncreated = \"2023\""));
    site.build();
    assert!(site.page("data/site.json").contains("\"as_of\":\"2023\""));
}

#[test]
fn an_actor_stands_in_a_list_once() {
    let delegation = |role: &str| format!("[[delegations]]\nactor = \"ukraine\"\n{role}\n");
    let stance = "[[stances]]\nactor = \"ukraine\"\ntext = \"No\"\n";
    let site = topic(&stance.repeat(2));
    let roles = ["role = \"host\"", "role = \"mediator\"", "role = \"party\"", ""].map(delegation).concat();
    site.write("content/rounds/r.md", note("R", &roles, ""));
    let mandates = "speaks_for = [\"ukraine\", { actor = \"ukraine\", from = \"2020\" }, { actor = \"ukraine\" }]";
    site.write("content/actors/envoy.md", note("Envoy", mandates, ""));
    let twice = ["speaks_for", "delegations", "stances"].map(|list| format!("invalid-value: `ukraine` stands in `{list}` twice"));
    assert_eq!(messages(&site), twice);
}

#[test]
fn what_cannot_be_read_or_is_misspelt_is_not_missing_too() {
    let written = ["statements = \"s1#a\"", "statements = [5]", "reckoning = \"\"", "source = [\"s1\"]", "", "sources = []"];
    let answers = written.map(|field| format!("[[answers]]\ntext = \"T\"\n{field}\n")).concat();
    let value = |id: &str, field: &str| format!("[[statements]]\nid = \"{id}\"\ntext = \"T\"\n[statements.value]\n{field}\n");
    let values = value("a", "min = \"x\"") + &value("b", "unit = \"x\"");
    // Below a header that is never closed stand no fields of the note.
    let broken = "[[delegations]\nactor = \"a\"\n[[outcomes]]\ntext = 5\nsource = [\"s1\"]";
    let site = Site::new(&[
        ("content/disputes/d.md", &note("D", &answers, "")),
        ("content/sources/s1.md", &note("S1", &values, "")),
        ("content/rounds/r.md", &note("R", broken, "")),
    ]);
    let needs = "missing-field: an answer needs `statements`, `sources` or `reckoning`";
    assert_eq!(
        messages(&site),
        [
            "invalid-value: `statements` takes a list, not a string",
            "invalid-value: an entry of `statements` takes a string, not a whole number",
            "invalid-value: `reckoning` is empty",
            "unknown-field: an answer has no field `source`",
            needs,
            needs,
            "front-matter-syntax: this header is never closed",
            "invalid-value: `text` takes a string of inline Markdown, not a whole number",
            "unknown-field: an outcome has no field `source`",
            "invalid-value: `min` takes a number, not a string",
            "missing-field: a value needs `min`, `max`, `printed` or `corrected`",
        ]
    );
}

#[test]
fn what_is_written_and_cannot_be_read_is_not_asked_for() {
    let site = |fields: [&str; 6]| {
        let [page, round, outcome, source, dispute, topic] = fields;
        let holding = format!("{dispute}\n[[answers]]\ntext = \"Yes\"\nreckoning = \"Sum\"\nholds = true");
        let shift = format!("{topic}\n{SHIFT}statements = 5\nwords = [\"truce\"]");
        Site::with(
            &format!("{SITE}languages = [\"en\", \"tr\"]\n[translate]\nnotes = [\"p\"]\n"),
            &[
                ("content/pages/p.md", &note("P", page, "")),
                ("content/pages/p.tr.md", "+++\ntitle = 5\n+++\n"),
                ("content/rounds/r.md", &note("R", &format!("{round}\n[[outcomes]]\ntext = \"T\"\n{outcome}"), "")),
                ("content/sources/s1.md", &note("S1", &format!("type = \"news\"\nurl = \"https://x.example/\"\n{source}"), "")),
                ("content/disputes/d.md", &note("D", &holding, "")),
                ("content/topics/t.md", &note("T", &shift, "")),
            ],
        )
    };
    let told = |site: &Site| {
        let all = site.check().problems.into_iter().map(|problem| problem["message"].as_str().unwrap().to_owned());
        let follow = ["no other note refers to", "names nobody", "no copy of", "only where", "two or three", "occurs in", "into `tr`"];
        all.filter(|message| follow.iter().any(|words| message.contains(words)) && !message.contains("home page")).collect::<Vec<_>>()
    };
    let unread = ["menu = 5", "track = 5", "sources = 5", "archives = 5", "status = \"setled\"\ntopics = 5", "parent = 5"];
    let found = told(&site(unread));
    assert!(found.iter().all(|message| message.contains("the list of")), "{found:#?}");
    // What is not written is.
    assert_eq!(told(&site([""; 6])).len() - found.len(), 7);
}

#[test]
fn help_on_a_name_leads_to_one_that_can_be() {
    let help = |fields: &str| {
        let site = Site::new(&[
            ("content/sources/s1.md", &source(fields)),
            ("content/actors/ukraine.md", &note("Ukraine", "", "")),
            ("content/actors/russia.md", &note("Russia", "", "")),
        ]);
        site.check().one()["help"].as_str().unwrap().to_owned()
    };
    let each = "No id holds a comma or a semicolon. Where several may be named, each has quotes of its own: `[\"ukraine\", \"russia\"]`.";
    assert_eq!(help("by = \"ukraine, russia\""), each);
    assert_eq!(help("by = [\"ukraine; russia\"]"), each);
    assert_eq!(help("actors = \"ukraine; russia\""), "Put it in brackets: `actors = [\"ukraine\", \"russia\"]`.");
    assert_eq!(help("via = \"https://x.example/\""), "Begin the note with `rapporteur new source \"…\"`, or correct the id.");
    assert_eq!(help("denies = [\"s1#\"]"), "Write `\"s1#statement-id\"`.");
    assert_eq!(help("denies = [\"#b\"]"), "Write `\"source-id#b\"`.");
    assert_eq!(help("denies = [\"b\"]"), "Write `\"b#statement-id\"`.");
    assert_eq!(help("denies = [\"a\"]"), "Did you mean `s1#a`?");
    assert_eq!(help("denies = [\"#a\"]"), "Did you mean `s1#a`?");
    let site = Site::with(
        &format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}missing-translation = \"off\"\n"),
        &[("content/sources/s1.md", &source("")), ("content/sources/s1.tr.md", &note("S1", "statements = { A = \"x\" }", ""))],
    );
    assert_eq!(site.check().one()["help"], "Correct the id, or take the entry away.", "one letter is near to everything");
    site.write("content/sources/s1.md", source("").replace("id = \"a\"", "id = \"first-word\""));
    site.write("content/sources/s1.tr.md", note("S1", "statements = { First-word = \"x\" }", ""));
    assert_eq!(site.check().one()["help"], "Did you mean `first-word`?");
    site.write(
        "content/sources/s1.tr.md",
        note("S1", "statements = { first-word = 5 }\nsummary = \"\"", "").replacen("summary = \"Said in a sentence.\"\n", "", 1),
    );
    let run = site.check();
    assert_eq!(run.one()["message"], "`statements.first-word` takes a table, not a whole number");
    assert_eq!(run.one()["help"], "Write it as a table: `{ text = \"…\" }`.");
}

#[test]
fn a_picture_with_a_wrong_path_is_told_of_once() {
    let site = Site::new(&[("content/actors/a.md", &note("A", "image = \"../x.jpg\"", ""))]);
    assert_eq!(messages(&site), ["invalid-value: `image` cannot be `../x.jpg`"]);
}

#[test]
fn a_label_weighs_one_to_three() {
    for (weight, wrong) in [(0, true), (1, false), (3, false), (4, true), (-1, true)] {
        let site = Site::new(&[("content/rounds/r.md", &note("R", &format!("label = \"R\"\nlabel_weight = {weight}"), ""))]);
        let expected = wrong.then(|| format!("invalid-value: `label_weight` is 1, 2 or 3, not {weight}"));
        assert_eq!(messages(&site), Vec::from_iter(expected));
    }
}

#[test]
fn one_answer_holds_and_only_of_a_settled_dispute() {
    let dispute = |status: &str, holds: [&str; 2]| {
        let answer = |holds: &str| format!("\n[[answers]]\ntext = \"Yes\"\nreckoning = \"Sum\"\n{holds}");
        let fields = format!("{status}{}{}", answer(holds[0]), answer(holds[1]));
        messages(&Site::new(&[("content/disputes/d.md", &note("D", &fields, ""))]))
    };
    assert_eq!(dispute("status = \"settled\"", ["holds = true", "holds = false"]), [""; 0]);
    assert_eq!(dispute("status = \"settled\"", ["", ""]), [""; 0]);
    let open = ["invalid-value: an answer `holds` only where the dispute is settled"];
    assert_eq!(dispute("status = \"open\"", ["", "holds = true"]), open);
    assert_eq!(dispute("", ["holds = true", ""]), open);
    let both = dispute("status = \"settled\"", ["holds = true", "holds = true"]);
    assert_eq!(both, ["invalid-value: another answer to this dispute `holds` already"]);
}

// ---- Markdown

#[test]
fn anchors_come_from_headings_and_yield() {
    let site = body(
        "## Héllo, Wörld!\n\n## Héllo wörld\n\n## Київ 2025: переговори\n\n## Mentions\n\n## x {#references-2}\n\n## References\n\n[[#héllo-wörld-2]] [[s1#a-2]] [@s1]",
    );
    site.build();
    let html = site.page("pages/p/index.html");
    let found = ids(prose(&html));
    assert_eq!(found[..6], ["héllo-wörld", "héllo-wörld-2", "київ-2025-переговори", "mentions-2", "references-2", "references-3"]);
    assert!(twice(ids(&html)).is_empty());
    let html = site.page("sources/s1/index.html");
    assert!(ids(&html).contains(&"a") && ids(&html).contains(&"a-2") && twice(ids(&html)).is_empty());
}

#[test]
fn an_explicit_anchor_that_clashes_is_an_error() {
    let run = body("## X {#mentions}\n\n## Y {#own}\n\n## Z {#own}\n").check();
    assert_eq!(run.places(), ["duplicate-id content/pages/p.md 6:8-6:16", "duplicate-id content/pages/p.md 10:8-10:11"]);
    assert_eq!(run.problems[0]["message"], "the anchor `mentions` is taken by a section of the page");
}

#[test]
fn unknown_statements_and_unknown_anchors_have_their_codes() {
    let run = body("[[s1#zz]] [@s1#zz] ![[s1#zz]] [[ukraine#zz]] [[#zz]] [x](../actors/ukraine.md#zz) [[nobody]] ![[ukraine]]").check();
    assert_eq!(
        run.codes(),
        [
            "unknown-reference",
            "unknown-reference",
            "unknown-reference",
            "broken-anchor",
            "broken-anchor",
            "broken-anchor",
            "unknown-reference",
            "missing-alt",
            "wrong-kind",
        ]
    );
}

#[test]
fn links_and_emphasis_between_sums_of_money_are_read() {
    let site = body("Of $5bn [@s1], says [[ukraine]], or **US$6bn**; $7bn [[s1#a|for it]] (in US$). Not `$1-$2`, but $x^2$.");
    site.build();
    let html = site.page("pages/p/index.html");
    let text = prose(&html);
    assert!(text.contains("Of $5bn<span class=\"cites\">") && text.contains("actors/ukraine/\">Ukraine</a>, or"), "{text}");
    assert!(text.contains("<strong>US$6bn</strong>; $7bn <a") && text.contains(">for it</a> (in US$)."), "{text}");
    assert!(text.contains("<code>$1-$2</code>") && text.matches("<math").count() == 1, "{text}");
}

/// Every mark has its reference on the page, every reference leads back to its marks, and no element has the id of another.
#[test]
fn whatever_cites_leads_to_a_reference_and_back() {
    let cites = |fields: &str, body: &str| format!("+++\ntitle = \"T\"\nsummary = \"As told [@s1#a].\"\n{fields}+++\n{body}\n");
    let changed = "[[changes]]\ndate = \"2025\"\nnote = \"New [@s1#a].\"\n";
    let statement = "by = \"north\"\ntype = \"position\"\ntopics = [\"t\", \"u\"]\nremark = \"Or not [@s2].\"\n";
    let s1 = source(statement).replace("Stmt a", "Stmt a [@s2]").replace("## Own", "![[s1#a]]\n\n![[s1#a]]\n\n## Own");
    let files = [
        ("content/_index.md", cites(changed, "")),
        ("content/topics/_index.md", cites(changed, "")),
        ("content/actors/north.md", cites("type = \"state\"\n", "")),
        ("content/rounds/r.md", cites("date = \"2025-06-02\"\n[[outcomes]]\ntext = \"Agreed [@s1#a].\"\ntopics = [\"t\"]\n", "")),
        ("content/topics/t.md", cites("question = \"Whose [@s1#a]?\"\n", "")),
        ("content/topics/u.md", cites("parent = \"t\"\n", "")),
        (
            "content/disputes/d.md",
            cites("topics = [\"t\"]\nrounds = [\"r\"]\n[[answers]]\ntext = \"One [@s1#a].\"\nreckoning = \"1\"\n", ""),
        ),
        ("content/disputes/e.md", cites("topics = [\"t\"]\n[[answers]]\ntext = \"Two.\"\nstatements = [\"s1#a\"]\n", "")),
        ("content/pages/p.md", cites("", "![[s1#a]]")),
        ("content/sources/s1.md", s1),
        ("content/sources/s2.md", cites("", "")),
    ];
    let site = Site::new(&files.each_ref().map(|(path, text)| (*path, &**text)));
    site.build();
    let mut wrong = Vec::new();
    for (path, bytes) in site.output().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes).unwrap();
        let ids = ids(&html);
        wrong.extend(twice(ids.clone()).into_iter().map(|id| format!("{path}: `{id}` twice")));
        let targets = html.split(" href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        wrong.extend(targets.filter(|target| !ids.contains(target)).map(|target| format!("{path}: `#{target}` leads nowhere")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn columns_count_characters_of_the_file() {
    let site = body("");
    site.write("content/pages/p.md", "\u{feff}+++\r\ntitle = \"P\"\r\n+++\r\nÜ𝄞e\u{301} [[nope]]\r\n");
    assert_eq!(site.check().places(), ["unknown-reference content/pages/p.md 4:8-4:12"]);
}

#[test]
fn links_lead_from_any_form_to_relative_addresses() {
    let site = body(
        "[[ukraine]] [[ukraine|the *state*]] [[s1#a|x]] [a](../actors/ukraine.md) [b](/actors/ukraine/) [c](/timeline/) [d](../sources/s1.md#a)\n\n![[s1#a]]\n\n![A map](/map.png)",
    );
    site.write("static/map.png", "x");
    site.build();
    let html = site.page("pages/p/index.html");
    let html = prose(&html);
    assert_eq!(html.matches("href=\"../../actors/ukraine/\"").count(), 4);
    assert_eq!(html.matches("href=\"../../sources/s1/#a\"").count(), 3);
    assert!(html.contains("href=\"../../timeline/\"") && html.contains("src=\"../../map.png\"") && html.contains("class=\"card\""));
}

#[test]
fn a_link_from_file_to_file_starts_at_the_folder_of_its_own_file() {
    let text = "[a](../../rounds/r.md) [b](../other.md#own) [c](deep.md) [d](/content/actors/other.md) [e](../_index.md) [f](../../topics/_index.md)";
    let files = |text: &str| {
        Site::new(&[
            ("content/actors/sub/deep.md", &note("Deep", "", text)),
            ("content/actors/other.md", &note("Other", "", "## Own\n")),
            ("content/rounds/r.md", &note("R", "", "[g](../actors/sub/deep.md)")),
        ])
    };
    let site = files(text);
    site.build();
    let html = site.page("actors/deep/index.html");
    let ways =
        ["../../rounds/r/", "../../actors/other/#own", "../../actors/deep/", "../../actors/other/", "../../actors/", "../../topics/"];
    assert!(ways.iter().all(|way| prose(&html).contains(&format!("href=\"{way}\""))), "{html}");
    // A translation may lie in another folder.
    site.write("content/actors/tr/deep.tr.md", "+++\ntitle = \"Derin\"\n+++\n[a](../../rounds/r.md) [c](../sub/deep.md)\n");
    site.write("content/rounds/r.tr.md", "+++\ntitle = \"R\"\n+++\n[g](../actors/sub/deep.md)\n");
    site.write("site.toml", format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}missing-translation = \"off\"\n"));
    site.build();
    let html = site.page("tr/actors/deep/index.html") + &site.page("tr/rounds/r/index.html");
    let ways = ["../../rounds/r/\">a", "../../actors/deep/\">c", "../../actors/deep/\">g"];
    assert!(ways.iter().all(|way| html.contains(&format!("href=\"{way}</a>"))), "{html}");
    let run = files("[a](../rounds/r.md) [b](other.md) [c](../../actors/deep.md) [d](../sub/deep.md)").check();
    assert_eq!(run.codes(), ["unknown-reference"; 3]);
    assert_eq!(run.problems[2]["help"], "Did you mean `/content/actors/sub/deep.md`, or simply `[[deep]]`?");
    let run = files("[a](../othe.md#own)").check();
    assert_eq!(run.problems[0]["help"], "Did you mean `/actors/other/#own`?");
    files("[a](/actors/other/#own)").build();
}

#[test]
fn statements_of_a_source_that_cannot_be_read_are_not_said_to_be_missing() {
    let broken = "[[statements]]\nid = \"a\"\ntext = \"A.\"\n= 3\n";
    let site = Site::new(&[("content/sources/s.md", &note("S", broken, "")), ("content/pages/p.md", &note("P", "", "[@s#a] [@s#b]"))]);
    assert_eq!(site.check().codes(), ["front-matter-syntax"]);
}

#[test]
fn links_keep_their_query_and_lead_to_notes_of_any_name_in_static() {
    let site = body("[a](/search/?q=a%20b&c=d#_lists) [b](/files/readme.md) [c](../../files/readme.md?raw) [d](/nothing/readme.md)");
    site.write("static/files/readme.md", "x");
    assert_eq!(site.check().places(), ["unknown-reference content/pages/p.md 6:91-6:109"]);
    site.write("content/pages/p.md", page("", "[a](/search/?q=a%20b&c=d#_lists) [b](/files/readme.md) [c](../../files/readme.md?raw)").1);
    site.build();
    let html = site.page("pages/p/index.html");
    for way in ["search/?q=a%20b&amp;c=d#_lists", "files/readme.md", "files/readme.md?raw"] {
        assert!(prose(&html).contains(&format!("href=\"../../{way}\"")), "{way} {html}");
    }
    assert!(site.page("data/site.json").contains("search/?q=a%20b&c=d#_lists\""));
}

#[test]
fn anchors_of_lists_and_of_the_home_page_are_looked_up() {
    let anchors =
        |words: [&str; 3]| words.map(|word| format!("[x](/topics/#{word}) [x](/#{word}) [x](../topics/_index.md#{word})")).join(" ");
    let site = body(&anchors(["own", "_group", "references"]));
    for place in ["_index", "topics/_index"] {
        site.write(&format!("content/{place}.md"), "+++\ntitle = \"X\"\n+++\n\n## Own\n\n[@s1]\n");
    }
    site.build();
    assert!(prose(&site.page("pages/p/index.html")).contains("href=\"../../topics/#own\""));
    let run = body("[x](/topics/#nope) [x](/#nope) [x](../topics/_index.md#nope)").check();
    assert_eq!(run.codes(), ["broken-anchor"; 3]);
    assert_eq!(run.problems[0]["message"], "`/topics/` has no heading with the anchor `nope`");
}

#[test]
fn what_names_a_statement_closes_the_quotation_marks_of_its_language() {
    let said = |language: &str, text: &str| {
        let work = source("").replacen("Stmt a", text, 1);
        let settings = format!("{SITE}language = \"{language}\"\n{QUIET}");
        let site = Site::with(&settings, &[("content/pages/p.md", &page("", "[[s1#a]]").1), ("content/sources/s1.md", &work)]);
        site.build();
        let html = site.page("pages/p/index.html");
        between(between(&html, "<div class=\"prose\">", "</p>"), "\">", "</a>").rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!(said("de", "Voss sagte „Nein“ und verließ danach sofort den Saal."), "den…");
    assert_eq!(said("de", "Voss sagte dann „Nein und verließ danach sofort den Saal.“"), "sofort…“");
    assert_eq!(said("en", "Voss then said “No and at once left the room.”"), "left…”");
    assert_eq!(said("sv", "Voss sade då ”Nej” och gick strax ut ur salen."), "ut…");
}

#[test]
fn raw_html_is_cleaned_and_its_addresses_begin_at_the_root() {
    let site = body(
        "<script>x</script><b onclick=\"x\">b</b> <iframe src=\"x\"></iframe> <a href=\"/timeline/?a#b\">t</a> <img src=\"/map.png\" alt=\"A map\"> <a href=\"//example.org/x\">o</a>",
    );
    site.write("static/map.png", "x");
    site.build();
    let html = site.page("pages/p/index.html");
    assert_eq!(
        prose(&html).trim_end_matches("</p>"),
        "<b>b</b>  <a href=\"../../timeline/?a#b\">t</a> <img src=\"../../map.png\" alt=\"A map\"> <a href=\"//example.org/x\">o</a>"
    );
}

#[test]
fn scripts_in_addresses_never_get_through() {
    for text in [
        "[x](javascript:alert(1))",
        "[x](JaVa&#x53;cript:x)",
        "<javascript:alert(1)>",
        "<a href=\"java&#x09;script:x\">y</a>",
        "[x](vbscript:x)",
        "![x](data:text/html,x)",
    ] {
        assert!(body(text).check().codes().contains(&"unsafe-url"), "{text}");
    }
    let text = page("", "<a href=\"javascript:x\">y</a>").1;
    let site = Site::with(&format!("{SITE}sanitise_html = false\n{QUIET}"), &[("content/pages/p.md", &text)]);
    assert_eq!(site.check().codes(), ["unsafe-url"]);
}

#[test]
fn code_and_escapes_are_left_alone_and_templates_do_not_run() {
    let site = body("`[[x]]` `[@x]` \\[@s1] \\[[x]] {{ site.title }}\n\n```\n[[x]] [@x] ![[x]]\n```\n");
    site.build();
    let html = site.page("pages/p/index.html");
    assert_eq!(
        prose(&html),
        "<p><code>[[x]]</code> <code>[@x]</code> [@s1] [[x]] {{ site.title }}</p>\n<pre><code>[[x]] [@x] ![[x]]\n</code></pre>"
    );
}

// ---- Bad input

#[test]
fn bad_files_get_a_clear_error() {
    for (bytes, wanted) in [
        (&b"+++\ntitle = \"A\xff\"\n+++\n"[..], "not-utf8 content/pages/p.md 2:11-2:12"),
        (b"", "front-matter-syntax content/pages/p.md 1:1-1:1"),
        (b"+++\ntitle = \"P\"\n", "front-matter-syntax content/pages/p.md 1:1-1:4"),
        (b"+++\ntitle = \"P\"\nfoo =\n+++\n", "front-matter-syntax content/pages/p.md 3:1-3:6"),
        (b"+++\ntitle = \"P\n+++\n", "front-matter-syntax content/pages/p.md 2:1-2:11"),
        (b"text\n", "front-matter-syntax content/pages/p.md 1:1-1:5"),
    ] {
        let site = Site::new(&[]);
        site.write("content/pages/p.md", bytes);
        assert_eq!(site.check().places(), [wanted]);
    }
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("+++\ntitle = \"P\"\n+++\n".bytes().flat_map(|b| [b, 0])).collect();
    let site = Site::new(&[]);
    site.write("content/pages/p.md", utf16);
    assert_eq!(site.check().codes(), ["not-utf8"]);
}

#[test]
fn folders_with_the_name_of_a_note_are_told_of() {
    let site = Site::new(&[]);
    std::fs::create_dir_all(site.path().join("content/pages/x.md")).unwrap();
    assert_eq!(site.check().places(), ["invalid-value content/pages/x.md"]);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_site_and_in_circles_are_not_followed() {
    let site = Site::new(&[("content/pages/p.md", &page("", "").1)]);
    std::os::unix::fs::symlink("/etc/hostname", site.path().join("content/pages/out.md")).unwrap();
    std::os::unix::fs::symlink("..", site.path().join("content/pages/loop")).unwrap();
    assert_eq!(site.check().places(), ["invalid-value content/pages/loop", "invalid-value content/pages/out.md"]);
}

#[test]
fn two_files_at_one_address_are_refused_and_both_named() {
    let text = page("aliases = [\"/actors/ukraine/\", \"/ok\", \"/OK/\", \"../x\", \"/feed.xml\"]", "").1;
    let run = Site::new(&[
        ("content/pages/p.md", &text),
        ("content/actors/ukraine.md", &note("Ukraine", "", "")),
        ("static/actors/index.html", "x"),
    ])
    .check();
    assert_eq!(
        run.places(),
        [
            "url-collision content/pages/p.md 4:12-4:30",
            "url-collision content/pages/p.md 4:39-4:45",
            "invalid-value content/pages/p.md 4:47-4:53",
            "url-collision content/pages/p.md 4:55-4:66",
            "url-collision static/actors/index.html",
        ]
    );
    assert_eq!(run.problems[0]["related"][0]["file"], "content/actors/ukraine.md");
}

#[test]
fn circles_are_told_of_where_they_close() {
    let actor = |part_of: &str| note("A", &format!("part_of = [\"{part_of}\"]"), "");
    let run =
        Site::new(&[("content/actors/x.md", &actor("y")), ("content/actors/y.md", &actor("x")), ("content/actors/z.md", &actor("z"))])
            .check();
    assert_eq!(run.places(), ["invalid-value content/actors/y.md 4:12-4:15", "invalid-value content/actors/z.md 4:12-4:15"]);
    let round = |follows: &str| note("R", &format!("date = \"2025\"\nfollows = \"{follows}\""), "");
    let run = Site::new(&[("content/rounds/r1.md", &round("r2")), ("content/rounds/r2.md", &round("r1"))]).check();
    assert_eq!(run.places(), ["invalid-value content/rounds/r2.md 5:11-5:15"]);
}

// ---- Commands

#[test]
fn problems_are_one_object_a_line_in_a_fixed_order() {
    let text = page("x = 1", "").1;
    let site = Site::new(&[("content/pages/p.md", &text)]);
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["check", "--message-format", "json", "--root"])
        .arg(site.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (problem, summary) = text.trim_end().split_once('\n').unwrap();
    assert!(problem.starts_with("{\"severity\":\"error\",\"code\":\"unknown-field\",\"message\":\"a page has no field `x`\",\"help\":\""));
    assert!(
        problem.ends_with(",\"file\":\"content/pages/p.md\",\"line\":4,\"column\":1,\"end_line\":4,\"end_column\":2,\"related\":[]}"),
        "{problem}"
    );
    let order = ["notes", "pages", "files", "written", "unchanged", "removed", "errors", "warnings", "elapsed_ms"];
    let keys: Vec<&str> = summary.trim_start_matches("{\"summary\":{").split(',').map(|part| part.split('"').nth(1).unwrap()).collect();
    assert_eq!(keys, order);
}

#[test]
fn warnings_can_be_denied_and_advice_cannot() {
    let warned = Site::with(SITE, &[("content/actors/ukraine.md", &note("Ukraine", "", ""))]);
    assert_eq!(warned.run(&["check"]).status, 0);
    assert_eq!(warned.run(&["check", "--deny-warnings"]).status, 1);
    let outcome = note("R", "date = \"2025\"\n[[outcomes]]\ntext = \"An exchange\"\nsources = [\"s1#a\"]", "");
    let run = Site::new(&[("content/rounds/r.md", &outcome), ("content/sources/s1.md", &source(""))]).run(&["check", "--deny-warnings"]);
    assert_eq!(run.status, 0, "{:?}", run.problems);
    assert!(run.problems.iter().any(|p| p["code"] == "single-source" && p["severity"] == "advice"), "{:?}", run.problems);
}

/// In whatever form they are printed.
#[test]
fn quiet_prints_errors_and_what_is_denied() {
    let site = Site::with(SITE, &[("content/actors/ukraine.md", &note("Ukraine", "colour = \"blue\"", ""))]);
    assert_eq!(site.check().codes(), ["orphan-note", "unknown-field"]);
    assert_eq!(site.run(&["check", "--quiet"]).codes(), ["unknown-field"]);
    assert_eq!(site.run(&["check", "--quiet", "--deny-warnings"]).codes(), ["orphan-note", "unknown-field"]);
}

#[test]
fn a_build_with_errors_leaves_the_last_output() {
    let site = body("Fine.");
    site.build();
    let before = site.output();
    site.write("content/pages/p.md", note("P", "", "Changed [[nobody]]."));
    assert_eq!(site.run(&["build"]).status, 1);
    assert_eq!(site.output(), before);
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let (one, two) = (body("[[ukraine]] [@s1#a]"), body("[[ukraine]] [@s1#a]"));
    one.build();
    two.build();
    assert_eq!(one.output(), two.output());
    let again = one.build();
    assert_eq!((&again.summary["written"], &again.summary["removed"]), (&Value::from(0), &Value::from(0)));
}

#[test]
fn drafts_are_published_on_request_alone() {
    let draft = note("Secret", "draft = true", "");
    let site = Site::new(&[("content/pages/d.md", &draft), ("content/pages/p.md", &page("", "[[d]]").1)]);
    assert_eq!(site.check().places(), ["unknown-reference content/pages/p.md 6:3-6:4"]);
    assert_eq!(site.run(&["build", "--drafts"]).status, 0);
    assert!(site.has("pages/d/index.html"));
    site.write("content/pages/p.md", page("", "").1);
    site.build();
    assert!(site.output().iter().all(|(path, bytes)| path == "data/briefing.zip" || !String::from_utf8_lossy(bytes).contains("Secret")));
}

#[test]
fn drafts_of_the_home_page_and_of_lists_are_not_published() {
    let draft = note("Secret", "draft = true", "Secret text.");
    let translation = "+++\ntitle = \"Gizli\"\n+++\nGizli metin.\n";
    let places = ["_index", "actors/_index"];
    let site = Site::with(&format!("{SITE}languages = [\"en\", \"tr\"]\n"), &[]);
    for place in places {
        site.write(&format!("content/{place}.md"), &draft);
        site.write(&format!("content/{place}.tr.md"), translation);
    }
    let pages = ["index.html", "actors/index.html", "tr/index.html", "tr/actors/index.html"];
    let told = |word: &str| pages.into_iter().filter(|page| site.page(page).contains(word)).count();
    assert!(site.build().problems.is_empty());
    assert_eq!((told("Secret"), told("Gizli")), (0, 0));
    assert_eq!(site.run(&["build", "--drafts"]).status, 0);
    assert_eq!((told("Secret text"), told("Gizli metin")), (2, 2));
}

#[test]
fn a_translation_without_its_original_is_told_of_even_where_a_draft_elsewhere_has_its_id() {
    let site = Site::new(&[
        ("content/actors/d.md", &note("D", "draft = true", "")),
        ("content/actors/d.tr.md", "+++\ntitle = \"D\"\n+++\n"),
        ("content/topics/d.tr.md", "+++\ntitle = \"D\"\n+++\n"),
    ]);
    site.write("site.toml", format!("{SITE}languages = [\"en\", \"tr\"]\n{QUIET}"));
    assert_eq!(site.check().places(), ["unknown-reference content/topics/d.tr.md 1:1-1:4"]);
}

#[test]
fn templates_are_overridden_by_name_and_know_their_variables() {
    let actor = note("Ukraine", "", "");
    let site = Site::new(&[
        ("content/actors/ukraine.md", &actor),
        ("templates/actor.html", "<h1>Mine: {{ page.title }}</h1>"),
        ("templates/actors.html", "List"),
        ("templates/404.html", "Gone"),
    ]);
    site.build();
    assert_eq!(site.page("actors/ukraine/index.html").trim_end(), "<h1>Mine: Ukraine</h1>");
    assert_eq!(site.page("actors/index.html").trim_end(), "List");
    assert_eq!(site.page("404.html").trim_end(), "Gone");
    site.write("templates/actor.html", "<h1>\n{{ page.nothing }}</h1>");
    let run = site.check();
    assert_eq!(run.places(), ["template-error templates/actor.html 2:9-2:16"]);
    let message = run.problems[0]["message"].as_str().unwrap();
    assert!(message.contains("`actor.html`") && message.contains("`ukraine`"), "{message}");
}

/// One component prints a statement wherever it stands as a card.
#[test]
fn a_site_may_print_statements_its_own_way() {
    let (path, text) = page("", "Before.\n\n![[s1#a]]\n");
    let site = Site::new(&[
        (path, &text),
        ("content/actors/ukraine.md", &note("Ukraine", "", "")),
        ("content/topics/t.md", &note("Topic", "", "")),
        ("content/sources/s1.md", &source("type = \"position\"\nby = [\"ukraine\"]\ntopics = [\"t\"]")),
        (
            "templates/components/statement.html",
            "{% component statement(of) %}<my-card>{{ of.work }}: {{ <prose of={of.text} /> }}</my-card>{% endcomponent statement %}",
        ),
    ]);
    let run = site.run(&["build"]);
    assert_eq!(run.status, 0, "{:#?}", run.problems);
    let html = site.page("pages/p/index.html");
    assert!(html.contains("<my-card>S1: Stmt a</my-card>"), "{html}");
    assert!(!html.contains("class=\"statement"), "the built-in card is still there");
}

// ---- Output

#[test]
fn every_view_and_data_file_lies_at_its_address() {
    let site = body("[@s1]");
    site.write("content/rounds/r.md", note("R", "date = \"2025-06-02\"\n", ""));
    site.build();
    for path in [
        "index.html",
        "404.html",
        "actors/index.html",
        "rounds/index.html",
        "tracks/index.html",
        "sources/index.html",
        "topics/index.html",
        "disputes/index.html",
        "pages/index.html",
        "actors/ukraine/index.html",
        "timeline/index.html",
        "positions/index.html",
        "participation/index.html",
        "search/index.html",
        "changes/index.html",
        "methods/index.html",
        "print/index.html",
        "data/site.json",
        "data/statements.csv",
        "data/references.bib",
        "data/references.ris",
        "data/references.json",
        "sources/s1/cite.bib",
        "sources/s1/cite.ris",
        "sources/s1/cite.json",
        "calendar.ics",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
        "robots.txt",
    ] {
        assert!(site.has(path), "{path}");
    }
}

#[test]
fn links_inside_are_relative_and_the_404_page_uses_the_path_of_the_base() {
    let site = body("[[ukraine]]");
    // An actor's own address must not be taken for the page's.
    site.write("content/actors/ukraine.md", note("Ukraine", "url = \"https://example.net/\"", ""));
    site.build();
    for (path, bytes) in site.output() {
        let Ok(html) = String::from_utf8(bytes) else { continue };
        if !path.ends_with(".html") {
            continue;
        }
        let rooted = |attribute: &str| html.contains(&format!("{attribute}=\"/"));
        assert_eq!(rooted("href") || rooted("src"), path == "404.html", "{path}");
    }
    assert!(site.page("404.html").contains("href=\"/briefing/\""));
    assert!(
        site.page("actors/ukraine/index.html").contains("<link rel=\"canonical\" href=\"https://example.org/briefing/actors/ukraine/\">")
    );
    assert!(site.page("sitemap.xml").contains("<loc>https://example.org/briefing/actors/ukraine/</loc>"));
    assert!(site.page("feed.xml").contains("href=\"https://example.org/briefing/feed.xml\""));
}

#[test]
fn other_tools_find_their_hooks() {
    let site = body("He met [[ukraine]] there [@s1#a]. Another sentence.");
    site.build();
    let html = site.page("actors/ukraine/index.html");
    assert!(html.contains("data-kind=\"actor\" data-id=\"ukraine\""));
    let mentions = between(&html, "<section id=\"mentions\"", "</section>");
    assert!(mentions.contains("He met <mark>Ukraine</mark> there.") && !mentions.contains("Another"), "{mentions}");
    assert!(site.page("pages/p/index.html").contains("<section id=\"references\""));
    assert!(ids(&site.page("sources/s1/index.html")).contains(&"a"));
}

#[test]
fn every_note_that_refers_is_there_with_its_whole_sentence() {
    let sentence = |n: usize| {
        format!(
            "In meeting {n}, held behind closed doors in a hall that no paper names, both sides heard [[ukraine]] out to the end [@s1#a]."
        )
    };
    let notes: Vec<(String, String)> = (0..120)
        .map(|n| {
            let text = if n % 2 == 0 {
                sentence(n)
            } else {
                format!("Only a citation stands in note {n}, and it is as long as the others, to the last word [@s1#a].")
            };
            (format!("content/pages/p{n}.md"), page("", &text).1)
        })
        .collect();
    let more = [("content/actors/ukraine.md".to_owned(), note("Ukraine", "", "")), ("content/sources/s1.md".to_owned(), source(""))];
    let notes: Vec<(&str, &str)> = notes.iter().chain(&more).map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = Site::new(&notes);
    site.build();
    let section = |path: &str| between(&site.page(path), "<section id=\"mentions\"", "</section>").to_owned();
    let (actor, source) = (section("actors/ukraine/index.html"), section("sources/s1/index.html"));
    for n in 0..120 {
        if n % 2 == 0 {
            let whole = sentence(n).replace("[[ukraine]]", "<mark>Ukraine</mark>").replace(" [@s1#a]", "");
            assert!(actor.contains(&whole), "{n}: {actor}");
            assert!(
                source.contains(&format!(
                    "In meeting {n}, held behind closed doors in a hall that no paper names, both sides heard Ukraine out to the end."
                )),
                "{n}: {source}"
            );
        } else {
            assert!(
                source.contains(&format!("Only a citation stands in note {n}, and it is as long as the others, to the last word.")),
                "{n}: {source}"
            );
        }
    }
}

#[test]
fn many_works_of_one_source_stand_together_in_the_list() {
    // Both cite `w03`, `few` as the first: twelve others are left to `many`.
    let works = |works: std::ops::Range<usize>| works.map(|n| format!("\"w{n:02}\"")).collect::<Vec<_>>().join(", ");
    let citing = |cites: String| note("Report", &format!("access = \"read\"\npublisher = \"House\"\ncites = [{cites}]"), "");
    let mut notes =
        vec![("content/sources/few.md".to_owned(), citing(works(0..4))), ("content/sources/many.md".to_owned(), citing(works(3..16)))];
    notes.extend((0..16).map(|n| (format!("content/sources/w{n:02}.md"), note(&format!("Work {n:02}"), "access = \"cited\"", ""))));
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = Site::new(&notes);
    site.build();
    let found = |html: &str| (0..16).filter(|n| html.contains(&format!("\">Work {n:02}</a>"))).collect::<Vec<_>>();
    let list = site.page("sources/index.html");
    assert_eq!(found(between(&list, "aria-labelledby=\"_cited-many\"", "</section>")), (4..16).collect::<Vec<_>>());
    assert_eq!(found(between(&list, "aria-labelledby=\"_cited\"", "</section>")), (0..4).collect::<Vec<_>>());
    assert!(list.contains("Cited by House") && list.contains("Other works known only") && !list.contains("_cited-few"), "{list}");
    let facts = |path: &str| between(&site.page(path), "<dt>Cites</dt>", "</dl>").to_owned();
    let many = facts("sources/many/index.html");
    assert!(many.contains("<a href=\"../../sources/#_cited-many\">12 works</a>") && found(&many) == [3], "{many}");
    assert_eq!(found(&facts("sources/few/index.html")), (0..4).collect::<Vec<_>>());
    // Search engines get four of them; `site.ttl` has all.
    let page = site.page("sources/many/index.html");
    assert_eq!(between(&page, "\"citation\":[", "]").matches("\"@id\"").count(), 4);
    let turtle = site.page("data/site.ttl");
    assert!((3..16).all(|n| turtle.contains(&format!("sources/w{n:02}/#_this"))), "{turtle}");
}

#[test]
fn the_name_of_a_file_stands_encoded_in_every_address() {
    let text = "![A](/img/a%20%231%2050%25%3F.svg) [B](</b [1].pdf#page=2>) [C](/data/site.json)";
    let fields = "created = \"2025-06-03\"\nimage = \"/img/a #1 50%?.svg\"";
    let site = Site::with(&format!("{SITE}{QUIET}[feed]\nfull = true\n"), &[("content/pages/p.md", &page(fields, text).1)]);
    site.write("static/img/a #1 50%?.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"2\"/>");
    site.write("static/b [1].pdf", "x");
    site.build();
    let (picture, file) = ("img/a%20%231%2050%25%3F.svg", "b%20%5B1%5D.pdf#page=2");
    let html = site.page("pages/p/index.html");
    let body = prose(&html);
    assert!(body.contains(&format!("src=\"../../{picture}\"")) && body.contains("width=\"3\""), "{body}");
    assert!(body.contains(&format!("href=\"../../{file}\"")) && body.contains("href=\"../../data/site.json\""), "{body}");
    assert!(between(&html, "class=\"note-image\"", "</figure>").contains(&format!("src=\"../../{picture}\"")), "{html}");
    for path in ["pages/p/index.html", "pages/p/index.md", "data/site.json", "feed.xml", "feed.json"] {
        let text = site.page(path);
        assert!(text.contains(&format!("https://example.org/briefing/{picture}")), "{path}: {text}");
    }
}

#[test]
fn a_link_to_the_end_of_a_page_leads_to_the_note_where_all_stand_on_one_page() {
    let site = body("[[ukraine#mentions]] [[#references]] [[#own]]\n\n## Own\n\n[@s1]");
    site.build();
    let own = site.page("pages/p/index.html");
    assert!(["href=\"../../actors/ukraine/#mentions\"", "href=\"#references\""].iter().all(|link| prose(&own).contains(link)), "{own}");
    let print = site.page("print/index.html");
    assert!(["href=\"#ukraine\"", "href=\"#p\"", "href=\"#p--own\""].iter().all(|link| print.contains(link)), "{print}");
    assert!(!print.contains("--mentions") && !print.contains("--references"), "{print}");
}

#[test]
fn aliases_lead_to_their_note() {
    let site = Site::new(&[(
        "content/pages/p.md",
        &page("aliases = [\"/old/p/\", \"older\", \"oldest.html\", \"/%D1%81%20p/\", \"/100%/\"]", "").1,
    )]);
    site.build();
    for (path, way) in [
        ("old/p/index.html", "../../pages/p/"),
        ("older/index.html", "../pages/p/"),
        ("oldest.html", "./pages/p/"),
        ("с p/index.html", "../pages/p/"),
        ("100%/index.html", "../pages/p/"),
    ] {
        let html = site.page(path);
        assert!(html.contains(&format!("url={way}")), "{path}: {html}");
    }
    let redirects = site.page("_redirects");
    assert!(["/briefing/%D1%81%20p/ ", "/briefing/100%25/ "].iter().all(|old| redirects.contains(old)), "{redirects}");
}

#[test]
fn an_alias_has_no_empty_part() {
    for alias in ["/old//", "/old//p", "old//p/"] {
        let run = Site::new(&[("content/pages/p.md", &page(&format!("aliases = [\"{alias}\"]"), "").1)]).check();
        assert_eq!(run.places(), [format!("invalid-value content/pages/p.md 4:12-4:{}", 14 + alias.len())]);
    }
}

#[test]
fn a_site_that_was_begun_builds_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("init").arg(folder.path()).output().unwrap();
    assert_eq!(run.status.code(), Some(0));
    let run = Site { folder }.run(&["build", "--deny-warnings"]);
    assert_eq!((run.status, &run.summary["warnings"]), (0, &Value::from(0)));
}
