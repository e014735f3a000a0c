//! A contributor's pull request is untrusted: whatever a note holds, no page runs a script, nothing is read or written outside the site, and
//! time and memory stay within bounds. What pages hold is told by a real HTML parser's tree.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod safe_html;
mod scratch;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rapporteur::{Cache, Disk};
use rayon::prelude::*;
use scratch::{Built, put};

/// The lines of a fixture, with their escapes resolved.
fn lines(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()).map(unescape).collect()
}

fn unescape(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (length, c) = match after.chars().next() {
            Some('n') => (1, '\n'),
            Some('r') => (1, '\r'),
            Some('t') => (1, '\t'),
            Some('0') => (1, '\0'),
            Some('x') => (3, char::from(u8::from_str_radix(&after[1..3], 16).unwrap())),
            Some('u') if after.starts_with("u{") => {
                let end = after.find('}').unwrap();
                (end + 1, char::from_u32(u32::from_str_radix(&after[2..end], 16).unwrap()).unwrap())
            }
            Some('\\') => (1, '\\'),
            _ => panic!("an escape in {line:?}"),
        };
        out.push(c);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}

/// A TOML string.
fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => write!(out, "\\u{:04X}", u32::from(c)).unwrap(),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A body with a text in every place that Markdown has.
fn body(text: &str, address: &str) -> String {
    // Inside a line a break would end the construct.
    let line = text.replace(['\n', '\r'], " ");
    let bare = address.replace(['\n', '\r'], "&#10;");
    format!(
        "{text}\n\n# {line} {{#{bare} .{bare} onclick=\"{line}\" style=\"{line}\"}}\n\n## {line}\n\n- {line}\n- [ ] {line}\n\n1. {text}\n\n> {line}\n\n> [!NOTE]\n> {line}\n\n| {line} | b |\n|---|---|\n| {line} | `{line}` |\n\n```{line}\n{text}\n```\n\n~~~ {bare}\n~~~\n\n    {line}\n\n*{line}* **{line}** ~~{line}~~ `{line}`\n\n\
         Footnote[^1] and [^{line}].\n\n[^1]: {line}\n[^{line}]: {line}\n\nTerm {line}\n: Definition {line}\n\n[x]({bare}) [x](<{bare}>) [x]({bare} \"{line}\") [{line}]({bare}) [{line}](../actors/ukraine.md \"{line}\") <{bare}>\n\n![x]({bare}) ![x](<{bare}> '{line}') ![{line}](/map.svg \"{line}\")\n\n[ref]: {bare} \"{line}\"\n[ref], [x][ref], ![x][ref]\n\n[ref2]: <{bare}>\n[ref2]\n\n\
         [[{line}]] [[ukraine|{line}]] [[ukraine#{line}]] [[#{line}]] [[{bare}]] [[{bare}|x]] ![[{line}]] ![[wire#{line}]] ![[{bare}]]\n\n[@wire, {line}] [{line} @wire, {line}] [@{line}] [@{bare}] [@wire#{line}] [see @wire, {bare}]\n\n{bare}\n\n\
         <a href=\"{bare}\">raw</a> <a href='{bare}'>raw</a> <a href={bare}>raw</a> <img src=\"{bare}\"> <p title=\"{line}\">raw</p>\n\n<div>\n{text}\n</div>\n\n<details><summary>{line}</summary>{line}</details>\n\n<a href=\"{address}\">raw</a>\n<img srcset=\"{address} 2x\" alt=\"x\">\n"
    )
}

/// Adds notes of every kind that hold a text and an address in every field that takes one.
fn infest(root: &Path, number: usize, text: &str, address: &str) {
    let (t, u) = (toml(text), toml(address));
    let body = body(text, address);
    let common =
        format!("title = {t}\nalso_known_as = [{t}]\nnames = {{ tr = {t} }}\nupdated = \"2025-06\"\nimage = {u}\naliases = [{u}, {t}]\n");
    let changes = format!(
        "\n[[changes]]\ndate = \"2025-07\"\nseverity = \"correction\"\nnote = {t}\n\n[extra]\ntext = {t}\naddress = {u}\n\"key\" = [{t}]\n"
    );
    let n = number;
    put(
        root,
        &format!("content/actors/actor-{n}.md"),
        format!(
            "+++\n{common}summary = {t}\ntype = \"person\"\nurl = {u}\nwikidata = {t}\nspeaks_for = \"ukraine\"\nroles = [{{ title = {t}, of = \"ukraine\", from = \"2022\", sources = [\"source-{n}#s\"] }}]\n{changes}+++\n\n{body}"
        ),
    );
    put(root, &format!("content/tracks/track-{n}.md"), format!("+++\n{common}summary = {t}\nfrom = \"2022\"\n{changes}+++\n\n{body}"));
    put(
        root,
        &format!("content/rounds/round-{n}.md"),
        format!(
            "+++\n{common}summary = {t}\ntype = \"talks\"\nstatus = \"held\"\ndate = \"2025-06-02\"\nplace = {t}\ncountry = {t}\nformat = \"in-person\"\ntrack = \"track-{n}\"\n\n[[delegations]]\nactor = \"actor-{n}\"\nrole = \"party\"\nhead = \"actor-{n}\"\nsources = [\"source-{n}\"]\n\n[[outcomes]]\ntext = {t}\nstatus = \"agreed\"\ntopics = [\"topic-{n}\"]\nsources = [\"source-{n}#s\"]\n{changes}+++\n\n{body}"
        ),
    );
    put(
        root,
        &format!("content/sources/source-{n}.md"),
        format!(
            "+++\n{common}summary = {t}\ntype = \"news\"\nauthors = [{t}, \"A. Writer\"]\npublisher = {t}\npublished = \"2025-06-03\"\nurl = {u}\nlanguage = \"en\"\narchives = [{{ url = {u}, date = \"2025-06-04\" }}]\ntranslations = [{{ language = \"tr\", url = {u}, title = {t} }}]\nvantage = {t}\ncaveat = {t}\ndoi = {t}\nvolume = {t}\npages = {t}\n\n[[statements]]\nid = \"s\"\ntext = {t}\nby = \"actor-{n}\"\nspeaker = {t}\ntype = \"position\"\ntopics = [\"topic-{n}\"]\nrounds = [\"round-{n}\"]\nlocator = {t}\nquote = {t}\nquote_language = \"en\"\nsaid_text = {t}\nhappened_text = {t}\nremark = {t}\nvalue = {{ min = 1, unit = {t} }}\n\n[[statements]]\nid = \"d\"\ntext = {t}\nspeaker = {t}\ntype = \"figure\"\ntopics = [\"topic-{n}\"]\ndenies = [\"source-{n}#s\"]\n{changes}+++\n\n{body}"
        ),
    );
    put(root, &format!("content/topics/topic-{n}.md"), format!("+++\n{common}summary = {t}\nquestion = {t}\n{changes}+++\n\n{body}"));
    put(
        root,
        &format!("content/disputes/dispute-{n}.md"),
        format!(
            "+++\n{common}summary = {t}\ntype = \"content\"\nstatus = \"open\"\ntopics = [\"topic-{n}\"]\nrounds = [\"round-{n}\"]\nsettled_by = {t}\n\n[[answers]]\ntext = {t}\nstatements = [\"source-{n}#s\"]\nreckoning = {t}\n\n[[answers]]\ntext = {t}\nstatements = [\"source-{n}#d\"]\n{changes}+++\n\n{body}"
        ),
    );
    put(
        root,
        &format!("content/pages/page-{n}.md"),
        format!("+++\n{common}summary = {t}\nmenu = {{ label = {t}, order = 1 }}\n{changes}+++\n\n{body}"),
    );
    put(root, &format!("content/pages/page-{n}.tr.md"), format!("+++\ntitle = {t}\nsummary = {t}\n+++\n\n{body}"));
}

fn settings(root: &Path, text: &str, address: &str, more: &str) {
    let (t, u) = (toml(text), toml(address));
    put(
        root,
        "site.toml",
        format!(
            "title = {t}\ntagline = {t}\ndescription = {t}\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\nlicense = {t}\n{more}\n[editor]\nname = {t}\ncontact = {u}\n\n[labels]\nactors = {t}\nrounds = {t}\ntimeline = {t}\n\n[extra]\nx = {t}\n"
        ),
    );
}

/// What is wrong with a build's outputs.
fn harm(built: &Built) -> Vec<String> {
    let mut found: Vec<String> = built
        .files
        .par_iter()
        .flat_map_iter(|(path, bytes)| harm_of(path, bytes).into_iter().map(move |what| format!("{path}: {what}")))
        .collect();
    found.truncate(40);
    found
}

fn harm_of(path: &str, bytes: &[u8]) -> Vec<String> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) || path.contains(['\\', '\0']) || path.chars().any(char::is_control) {
        return vec!["a path that leads elsewhere".to_owned()];
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    match path.rsplit('.').next() {
        Some("html") => {
            let mut found = safe_html::problems(text);
            for data in text.split("<script type=\"application/ld+json\">").skip(1) {
                let data = data.split("</script>").next().unwrap();
                if let Err(error) = serde_json::from_str::<serde_json::Value>(data) {
                    found.push(format!("JSON-LD that is none: {error} in {data:.300}"));
                }
            }
            found
        }
        Some("json") => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) => html_in_json(&value),
            Err(error) => vec![format!("no JSON: {error}")],
        },
        Some("xml" | "graphml") => harm_of_xml(text),
        Some("ics") => text
            .split("\r\n")
            .filter(|line| *line == "SUMMARY:hostile" || line.contains('\n'))
            .map(|line| format!("a line {line:?}"))
            .collect(),
        Some("ris") => text.lines().filter(|line| line.starts_with("TY  - HOSTILE")).map(|line| format!("a line {line:?}")).collect(),
        Some("bib") => text.lines().filter(|line| line.starts_with("@hostile")).map(|line| format!("a line {line:?}")).collect(),
        _ => Vec::new(),
    }
}

/// Feeds hold HTML in strings.
fn html_in_json(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match value {
                serde_json::Value::String(html) if key.ends_with("_html") || key == "html" => safe_html::problems(html),
                other => html_in_json(other),
            })
            .collect(),
        serde_json::Value::Array(values) => values.iter().flat_map(html_in_json).collect(),
        _ => Vec::new(),
    }
}

fn harm_of_xml(text: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut found = Vec::new();
    let mut html = None::<String>;
    loop {
        match reader.read_event() {
            Err(error) => return vec![format!("no XML: {error}")],
            Ok(Event::Eof) => return found,
            Ok(Event::DocType(_)) => found.push("a document type".to_owned()),
            Ok(Event::PI(_)) => found.push("a processing instruction".to_owned()),
            Ok(Event::Start(start) | Event::Empty(start)) => {
                let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                if name.contains("hostile") || name == "script" {
                    found.push(format!("an element {name}"));
                }
                for attribute in start.attributes() {
                    let Ok(attribute) = attribute else {
                        found.push("an attribute that is none".to_owned());
                        continue;
                    };
                    let value = quick_xml::escape::unescape(std::str::from_utf8(&attribute.value).unwrap()).unwrap().into_owned();
                    if matches!(attribute.key.as_ref(), b"href" | b"src" | b"uri") && safe_html::is_unsafe(&value) {
                        found.push(format!("an address {value:?}"));
                    }
                    if attribute.key.as_ref() == b"type" && value == "html" {
                        html = Some(String::new());
                    }
                }
            }
            Ok(Event::Text(text)) => {
                if let Some(html) = &mut html {
                    html.push_str(&text.decode().unwrap());
                }
            }
            Ok(Event::GeneralRef(name)) => {
                if let Some(html) = &mut html {
                    write!(html, "&{};", name.decode().unwrap()).unwrap();
                }
            }
            Ok(Event::CData(data)) => {
                if let Some(html) = &mut html {
                    html.push_str(&quick_xml::escape::escape(data.decode().unwrap()));
                }
            }
            Ok(Event::End(_)) => {
                if let Some(html) = html.take() {
                    found.extend(safe_html::problems(&quick_xml::escape::unescape(&html).unwrap()));
                }
            }
            Ok(_) => {}
        }
    }
}

/// Sites with every text and every address in all places, a few at a time.
fn every_place(more: &str) {
    let (texts, addresses) = (lines("texts.txt"), lines("addresses.txt"));
    assert!(texts.len() > 130 && addresses.len() > 60, "{} {}", texts.len(), addresses.len());
    let pairs: Vec<(String, String)> =
        (0..texts.len().max(addresses.len())).map(|n| (texts[n % texts.len()].clone(), addresses[n % addresses.len()].clone())).collect();
    let mut numbered = pairs.iter().enumerate().collect::<Vec<_>>();
    numbered.truncate(scratch::scaled(numbered.len()).min(numbered.len()));
    let mut pages = 0;
    for group in numbered.chunks(20) {
        let dir = tempfile::tempdir().unwrap();
        scratch::small(dir.path());
        let (_, (text, address)) = group[0];
        settings(dir.path(), text, address, more);
        for (number, (text, address)) in group {
            infest(dir.path(), *number, text, address);
        }
        let built = scratch::clean(dir.path()).unwrap();
        // Templates hold whatever they are given.
        assert!(
            !built.problems.contains("template-error"),
            "{}",
            built.problems.lines().find(|line| line.contains("template-error")).unwrap()
        );
        // `tests/browser/hostile.test.mjs` shows them to a browser.
        if let Some(folder) = std::env::var_os("RAPPORTEUR_HOSTILE_PAGES") {
            let folder = Path::new(&folder).join(format!("{:03}", group[0].0));
            for (path, bytes) in built.files.iter().filter(|(path, _)| !path.ends_with(".png")) {
                put(&folder, path, bytes);
            }
        }
        let found = harm(&built);
        assert!(found.is_empty(), "{}", found.join("\n"));
        pages += built.files.keys().filter(|path| path.ends_with(".html")).count();
        // A person's terminal is not told what to do either.
        let inputs = Disk::new(dir.path()).read().unwrap();
        let problems = rapporteur::build(&inputs, &mut Cache::default(), &rapporteur::Options::default()).diagnostics;
        let told = rapporteur::report::human::all(&problems, &inputs.files, false);
        let control = told
            .chars()
            .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert!(control.is_none(), "{control:?} on the terminal");
    }
    println!("{pages} pages hold nothing that runs");
    assert!(pages > 1000 || scratch::scaled(100) < 100);
}

#[test]
fn no_text_and_no_address_does_harm_in_any_place() {
    every_place("");
}

#[test]
fn nor_where_the_site_makes_less_of_unsafe_addresses() {
    // Half of them are enough: the renderer leaves the addresses out by itself.
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    settings(dir.path(), "A briefing", "mail@example.org", "[checks]\nunsafe-url = \"off\"\nunknown-field = \"off\"\n");
    for (number, address) in lines("addresses.txt").iter().enumerate() {
        infest(dir.path(), number, "Text", address);
    }
    let built = scratch::clean(dir.path()).unwrap();
    let found = harm(&built);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn unsafe_addresses_are_reported_where_they_stand() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    put(
        dir.path(),
        "content/pages/x.md",
        "+++\ntitle = \"X\"\n+++\n\n[x](javascript:hostile())\n\n[x](JAVA&Tab;SCRIPT&colon;hostile())\n\n<a href=\"vbscript:x\">x</a>\n",
    );
    put(
        dir.path(),
        "content/actors/y.md",
        "+++\ntitle = \"Y\"\nsummary = \"[x](data:text/html,x)\"\ntype = \"state\"\nurl = \"javascript:hostile()\"\n+++\n",
    );
    let built = scratch::clean(dir.path()).unwrap();
    let count = built.problems.lines().filter(|line| line.contains("\"unsafe-url\"")).count();
    assert!(built.broken && count >= 4, "{}", built.problems);
}

#[test]
fn comments_and_what_cleaning_takes_out_reach_no_output() {
    let hidden = "<!-- SECRET one -->";
    let body = format!(
        "Before {hidden} [@wire#demand] <span style=\"color: red\" title=\"kept\">inside</span>.\n\n<!--\nSECRET two\n\nSECRET three\n-->\n\n\
         - in a list {hidden}\n\n> quoted\n> <!-- SECRET four -->\n\n<div class=\"SECRETclass\"><p>shown</p>{hidden}</div>\n\n\
         In a line <script>SECRET()</script> and after.\n\n<script>\nSECRET()\n</script>\n\n<details>\n\nfolded\n\n</details>\n\n`<!-- code -->`\n"
    );
    for (settings, cleaned) in [("", true), ("sanitise_html = false\n", false)] {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        scratch::small(root);
        let old = std::fs::read_to_string(root.join("site.toml")).unwrap();
        put(root, "site.toml", format!("{settings}{old}"));
        put(
            root,
            "content/pages/hidden.md",
            format!(
                "+++\ntitle = \"Hidden\"\nsummary = \"A summary {hidden} here<script>SECRET()</script>, <style>SECRET() {{}}</style> and on.\"\n+++\n\n{body}"
            ),
        );
        put(root, "content/actors/ukraine.tr.md", format!("+++\ntitle = \"Ukrayna\"\nsummary = \"Bir {hidden} taraf.\"\n+++\n\n{body}"));
        let built = scratch::clean(root).unwrap();
        assert!(!built.broken, "{}", built.problems);
        for (path, bytes) in &built.files {
            let text = String::from_utf8_lossy(bytes);
            let found = text.match_indices("SECRET").map(|(at, _)| text[at..].chars().take(30).collect::<String>());
            // Where a site keeps raw HTML as it is, comments go all the same.
            let is_kept = |found: &String| !cleaned && ["SECRET()", "SECRETclass"].iter().any(|kept| found.starts_with(kept));
            let found: Vec<String> = found.filter(|found| !is_kept(found)).collect();
            assert!(found.is_empty(), "{path}: {found:?}");
        }
        let copy = String::from_utf8(built.files["pages/hidden/index.md"].clone()).unwrap();
        for kept in [
            "Before ",
            "title=\"kept\"",
            "inside</span>",
            "- in a list",
            "<p>shown</p>",
            "<details>\n\nfolded\n\n</details>",
            "`<!-- code -->`",
        ] {
            assert!(copy.contains(kept), "{kept}: {copy}");
        }
        assert_eq!(copy.contains("color: red"), !cleaned, "{copy}");
    }
}

#[test]
fn notes_are_never_run_through_the_template_engine() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    let text = "{{ 7 * 191 }} {% include \"base.html\" %} {% raw %} {{ site.title }} {{ __tera_context }} {# gone #}";
    let t = toml(text);
    put(dir.path(), "content/pages/x.md", format!("+++\ntitle = {t}\nsummary = {t}\n+++\n\n{text}\n\n`{text}`\n"));
    let built = scratch::clean(dir.path()).unwrap();
    let page = String::from_utf8(built.files["pages/x/index.html"].clone()).unwrap();
    let tree = scraper::Html::parse_document(&page);
    let of = |selector: &str| {
        tree.select(&scraper::Selector::parse(selector).unwrap()).map(|e| e.text().collect::<String>()).collect::<Vec<_>>()
    };
    assert!(of("h1").iter().any(|title| title.contains(text)), "{:?}", of("h1"));
    assert!(
        of("main p").iter().any(|paragraph| paragraph.contains("{{ 7 * 191 }}") && paragraph.contains("{# gone #}")),
        "{:?}",
        of("main p")
    );
    assert!(of("main code").iter().any(|code| code == text), "{:?}", of("main code"));
    assert!(!page.contains("1337"));
}

#[test]
fn paths_do_not_leave_the_site() {
    let outside = tempfile::tempdir().unwrap();
    let root = outside.path().join("around/site");
    std::fs::create_dir_all(&root).unwrap();
    scratch::small(&root);
    put(outside.path(), "around/secret.txt", "the secret");
    let tricks = [
        "../../secret.txt",
        "/../../secret.txt",
        "..",
        "../",
        "/..",
        "/./x/",
        "/a/../../x/",
        "/%2e%2e/x/",
        "/%2E%2E%2Fx",
        "/a%2f..%2f..%2fx",
        "\\..\\x",
        "/..\\..\\x",
        "//hostile.example/x",
        "file:///etc/passwd",
        "/etc/passwd\0.html",
        "/x\ny/",
        "/C:/x/",
        "C:\\x",
        "/con/",
        "/nul.txt",
        "/a//b/",
        "/.rapporteur-manifest",
        "/.rapporteur-work/x/",
        "/x\u{202e}y/",
        "~/x",
        "$HOME/x",
        "/actors/ukraine/",
        "/ACTORS/ukraine/",
        "/data/site.json",
        "/index.html",
        "/static/../x/",
        "",
        "/",
        "\u{ff0f}..\u{ff0f}x",
        "/x?y=../..",
        "/x#../..",
    ];
    for (n, trick) in tricks.iter().enumerate() {
        let t = toml(trick);
        put(
            &root,
            &format!("content/actors/alias-{n}.md"),
            format!("+++\ntitle = \"A\"\nsummary = \"S.\"\ntype = \"state\"\naliases = [{t}]\n+++\n"),
        );
        put(
            &root,
            &format!("content/actors/image-{n}.md"),
            format!(
                "+++\ntitle = \"A\"\nsummary = \"S.\"\ntype = \"state\"\nimage = {t}\n+++\n\n![x](<{}>) [x](<{}>) [[{}]]\n",
                trick.replace('\n', ""),
                trick.replace('\n', ""),
                trick.replace('\n', "")
            ),
        );
    }
    for name in [
        "..%2fx.md",
        "%2e%2e.md",
        "..md",
        "...md",
        "x\\y.md",
        "x\u{202e}dm.md",
        "x\ny.md",
        "CON.md",
        "nul.md",
        "-.md",
        "a b.md",
        "é.md",
        "x.tr.tr.md",
        "a\u{0}b.md",
    ] {
        if !name.contains('\0') {
            put(&root, &format!("content/actors/{name}"), "+++\ntitle = \"A\"\nsummary = \"S.\"\ntype = \"state\"\n+++\n");
        }
    }
    for name in [
        "x\\y.txt",
        "x\ny.txt",
        "x\u{7}.txt",
        "..x.txt",
        ".rapporteur-manifest",
        "%2e%2e%2fx.txt",
        "x\u{202e}txt.exe",
        "\"><script>.html",
        "' onload='x.svg",
    ] {
        put(&root, &format!("static/{name}"), "static");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path().join("around/secret.txt"), root.join("static/leak.txt")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("around"), root.join("static/leaks")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("around/secret.txt"), root.join("content/pages/leak.md")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("around/secret.txt"), root.join("templates.html")).unwrap();
        std::os::unix::fs::symlink(&root, root.join("static/circle")).unwrap();
    }
    let built = scratch::clean(&root).unwrap();
    let found = harm(&built);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(built.broken);
    for (path, bytes) in &built.files {
        assert!(!bytes.windows(10).any(|window| window == b"the secret"), "{path} tells the secret");
    }
    // Every alias on its own: it is refused, or it is a page inside the output; never anything else.
    for (n, trick) in tricks.iter().enumerate() {
        let own = outside.path().join(format!("alone-{n}/site"));
        std::fs::create_dir_all(&own).unwrap();
        scratch::small(&own);
        put(
            &own,
            "content/actors/russia.md",
            format!("+++\ntitle = \"Russia\"\ntype = \"state\"\nsummary = \"A party.\"\naliases = [{}]\n+++\n\n[[ukraine]]\n", toml(trick)),
        );
        let before: Vec<String> = scratch::tree(outside.path()).into_keys().collect();
        let status = command(&["build", "--root", own.to_str().unwrap(), "--quiet"]).status().unwrap().code();
        assert!(matches!(status, Some(0 | 1)), "{trick:?}: {status:?}");
        let inside = format!("alone-{n}/site/public/");
        let new: Vec<String> =
            scratch::tree(outside.path()).into_keys().filter(|path| !before.contains(path) && !path.starts_with(&inside)).collect();
        assert!(new.is_empty(), "{trick:?} wrote {new:?}");
        std::fs::remove_dir_all(outside.path().join(format!("alone-{n}"))).unwrap();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs `check` with a limit of memory, in megabytes; gives status, time and what was said. The shell has no limit on other systems.
fn bounded(root: &Path, megabytes: u64) -> (Option<i32>, Duration, String) {
    let begun = Instant::now();
    let limit = if cfg!(target_os = "linux") { format!("ulimit -v {}; ", megabytes * 1024) } else { String::new() };
    let output = Command::new("sh")
        .args([
            "-c",
            &format!("{limit}exec \"$0\" check --root \"$1\" --color never"),
            env!("CARGO_BIN_EXE_rapporteur"),
            root.to_str().unwrap(),
        ])
        .env("RAYON_NUM_THREADS", "2")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), begun.elapsed(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A site with one more note: it ends in time, within memory, and in good order.
#[track_caller]
fn endures(what: &str, path: &str, note: &str) {
    if std::env::var("RAPPORTEUR_ONLY").is_ok_and(|only| only != what) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    put(dir.path(), path, note);
    let (status, took, said) = bounded(dir.path(), 3000);
    println!("{what}: {status:?} after {took:.1?}, {} bytes said", said.len());
    assert!(matches!(status, Some(0 | 1)), "{what}: {status:?} after {took:?}; said {:.2000}", said);
    assert!(took < Duration::from_secs(60), "{what} took {took:?}");
    // Every problem is told of, so what is said may be a few hundred bytes for each.
    assert!(said.len() < 500 * note.len().max(10_000), "{what} said {} bytes", said.len());
}

fn page(body: &str) -> String {
    format!("+++\ntitle = \"X\"\n+++\n\n{body}\n")
}

#[test]
fn nesting_is_bounded() {
    let n = 100_000;
    for (what, text) in [
        ("quotes", ">".repeat(n)),
        ("quotes with spaces", "> ".repeat(n)),
        ("open brackets", "[".repeat(n)),
        ("brackets", format!("{}x{}", "[".repeat(n), "]".repeat(n))),
        ("links in links", "[a](".repeat(n)),
        ("wikilinks", "[[".repeat(n)),
        ("cards", "![[".repeat(n)),
        ("citations", "[@".repeat(n)),
        ("citations that end", format!("[{}]", "@a;".repeat(n / 10))),
        ("ticks", (1..400).map(|n| "`".repeat(n) + "x").collect::<String>()),
        ("emphasis", "*a _".repeat(n)),
        ("stars", "*".repeat(n)),
        ("lists", "- ".repeat(n / 10)),
        ("footnotes", "[^1]: ".repeat(n / 10)),
        ("footnote marks", "[^1]".repeat(n) + "\n\n[^1]: x"),
        ("attributes", format!("# x {}", "{#".repeat(n))),
        ("elements", "<b>".repeat(n)),
        ("blocks of elements", "<div>\n".repeat(n / 10)),
        ("elements that differ", (0..2000).map(|n| format!("<b title=\"{n}\">")).collect::<String>() + &"<p>x".repeat(2000)),
        ("entities", "&amp;".repeat(n)),
        ("comments", "<!--".repeat(n)),
        ("tables", "|".repeat(n) + "\n" + &"|-".repeat(n) + "|\n" + &"|x\n".repeat(1000)),
        ("reference definitions", (0..n / 4).map(|n| format!("[r{n}]: x\n")).collect::<String>()),
        ("headings", "# a\n".repeat(n / 4)),
        ("definitions", "a\n: b\n".repeat(n / 4)),
    ] {
        endures(what, "content/pages/x.md", &page(&text));
    }
    endures("arrays in arrays", "content/pages/x.toml", &format!("title = \"X\"\nx = {}", "[".repeat(n)));
    endures("tables in tables", "content/pages/x.toml", &format!("title = \"X\"\nx = {}", "{a=".repeat(n)));
    endures("dotted keys", "content/pages/x.toml", &format!("title = \"X\"\n{} = 1", "a.".repeat(n) + "a"));
    endures(
        "unknown keys",
        "content/pages/x.toml",
        &format!("title = \"X\"\n{}", (0..n / 10).map(|n| format!("key{n} = 1\n")).collect::<String>()),
    );
    endures("the same key again", "content/pages/x.toml", &format!("title = \"X\"\n{}", "x = 1\n".repeat(n / 10)));
    endures("no fields at all", "content/pages/x.toml", &format!("title = \"X\"\n{}", "x\n".repeat(n / 10)));
    endures(
        "broken values",
        "content/pages/x.toml",
        &format!("title = \"X\"\n{}", (0..n / 10).map(|n| format!("k{n} = \n")).collect::<String>()),
    );
    endures("fences", "content/pages/x.md", &"+++\n".repeat(n));
    endures("a long title", "content/pages/x.toml", &format!("title = \"{}\"", "x".repeat(1_000_000)));
}

#[test]
fn a_great_array_is_bounded() {
    let mut note = String::from("title = \"X\"\nalso_known_as = [");
    while note.len() < 15_000_000 {
        note.push_str("\"a\",");
    }
    note.push_str("]\n");
    endures("an array of 15 MB", "content/pages/x.toml", &note);
    // As much as is read.
    note.truncate(11_900_001);
    note.truncate(note.rfind(',').unwrap());
    note.push_str("]\n");
    endures("an array of 12 MB", "content/pages/x.toml", &note);
}

/// What is larger than any note is not even read; the file's end is a hole, which costs no disk.
#[test]
fn an_array_of_a_gigabyte_is_refused() {
    for path in ["content/pages/x.toml", "content/pages/x.md"] {
        let dir = tempfile::tempdir().unwrap();
        scratch::small(dir.path());
        put(dir.path(), path, "+++\ntitle = \"X\"\nalso_known_as = [\"a\",\n");
        std::fs::File::options().write(true).open(dir.path().join(path)).unwrap().set_len(1 << 30).unwrap();
        let (status, took, said) = bounded(dir.path(), 500);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains(path) && said.contains("this file has 1074 MB, and 16 MB is the limit"), "{said}");
        assert!(took < Duration::from_secs(20), "{took:?}");
    }
}

#[test]
fn many_links_are_bounded() {
    // A million where the program is optimised: it takes as long as these without.
    let n = scratch::scaled(if cfg!(debug_assertions) { 30_000 } else { 1_000_000 });
    endures("many links", "content/pages/x.md", &page(&"[[ukraine]] ".repeat(n)));
    endures("many broken links", "content/pages/x.md", &page(&"[[nobody]] ".repeat(n / 4)));
    endures("many broken links, a line each", "content/pages/x.md", &page(&"[[nobody]]\n".repeat(n / 4)));
    endures("many citations", "content/pages/x.md", &page(&"[@wire#demand] ".repeat(n)));
    endures("many cards", "content/pages/x.md", &page(&"![[wire#demand]]\n\n".repeat(n / 10)));
}

#[test]
fn cards_in_cards_come_to_an_end() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    let mut note = String::from(
        "+++\ntitle = \"X\"\ntype = \"news\"\npublished = \"2025\"\nurl = \"https://x.example/\"\nlanguage = \"en\"\nsummary = \"![[laughs#s0]]\"\n",
    );
    // Each shows the next ten times; the last shows the first.
    for n in 0..30 {
        let next = (n + 1) % 30;
        let text = format!("![[laughs#s{next}]] [[laughs#s{next}]] [@laughs#s{next}] ").repeat(10);
        write!(note, "\n[[statements]]\nid = \"s{n}\"\ntext = \"{text}\"\nremark = \"{text}\"\nby = \"russia\"\ntype = \"fact\"\nsupports = [\"laughs#s{next}\"]\n").unwrap();
    }
    note.push_str("+++\n\n![[laughs#s0]]\n");
    put(dir.path(), "content/sources/laughs.md", &note);
    put(dir.path(), "content/pages/x.md", page("![[laughs#s0]]\n\n![[laughs#s1]]"));
    let begun = Instant::now();
    let built = scratch::clean(dir.path()).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60));
    let largest = built.files.iter().map(|(path, bytes)| (bytes.len(), path)).max().unwrap();
    assert!(largest.0 < 5_000_000, "{largest:?}");
    let found = harm(&built);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn circles_of_relations_come_to_an_end() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    for n in 0..50 {
        let next = (n + 1) % 50;
        put(
            dir.path(),
            &format!("content/actors/c{n}.md"),
            format!(
                "+++\ntitle = \"C{n}\"\nsummary = \"[[c{next}]]\"\ntype = \"person\"\nspeaks_for = \"c{next}\"\npart_of = [\"c{next}\", \"c{n}\"]\n+++\n"
            ),
        );
        put(
            dir.path(),
            &format!("content/rounds/c-r{n}.md"),
            format!(
                "+++\ntitle = \"R{n}\"\nsummary = \"S.\"\ntype = \"talks\"\nstatus = \"held\"\ndate = \"2025\"\nfollows = \"c-r{next}\"\n+++\n"
            ),
        );
        put(
            dir.path(),
            &format!("content/topics/c-t{n}.md"),
            format!("+++\ntitle = \"T{n}\"\nsummary = \"S.\"\nparent = \"c-t{next}\"\n+++\n"),
        );
        put(
            dir.path(),
            &format!("content/sources/c-s{n}.md"),
            format!(
                "+++\ntitle = \"S{n}\"\ntype = \"news\"\npublished = \"2025\"\nlanguage = \"en\"\nurl = \"https://x.example/{n}\"\ncites = [\"c-s{next}\"]\n\n[[statements]]\nid = \"s\"\ntext = \"Says.\"\nby = \"c{n}\"\nvia = \"c-s{next}\"\nsupports = [\"c-s{next}#s\", \"c-s{n}#s\"]\ndenies = [\"c-s{next}#s\"]\n+++\n"
            ),
        );
    }
    let begun = Instant::now();
    let built = scratch::clean(dir.path()).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(!built.problems.is_empty());
}
