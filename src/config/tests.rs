use super::*;
use crate::diagnostic::Place;
use crate::file::Files;

fn config(text: &str) -> (Config, String) {
    let mut files = Files::default();
    let file = files.set(FILE_NAME, text.into(), blake3::hash(text.as_bytes()));
    let (config, problems) = read(&file, None);
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let Place::Span(span) = problem.place else { panic!("{problem:?}") };
            let at = file.position(span.start);
            let text = file.text.get(span.range()).unwrap();
            let help = problem.help.as_deref().unwrap();
            format!("{}:{} {text:?} {}: {}\n  help: {help}", at.line, at.column, problem.code.as_str(), problem.message)
        })
        .collect();
    (config, lines.join("\n"))
}

const ALL: &str = r##"
title = "The Istanbul track"
tagline = "Who said what"
description = "A briefing"
base_url = "https://x.org/briefing"
language = "en"
languages = ["en", "tr"]
license = "CC-BY-4.0"
as_of = "2025-11-12~"
citation_style = "chicago-author-date"
synonyms = [["deal", "agreement"]]
sanitise_html = false

[editor]
name = "The editors"
contact = "editors@example.org"

[labels]
actors = "Who is who"
timeline = "Days"

[[menu.items]]
label = "Days"
url = "/timeline/"
[[menu.items]]
note = "about"

[checks]
# There is one source only.
single-source = "off"
orphan-note = "error"

[feed]
title = "News"
limit = 5
full = true

[publish]
target = "s3"
bucket = "briefing"
endpoint = "https://s3.example.org"

[extra]
colour = "blue"
"##;

#[test]
fn every_setting() {
    let (config, problems) = config(ALL);
    assert_eq!(problems, "");
    assert_eq!(
        (&*config.title, config.tagline.as_deref(), config.description.as_deref()),
        ("The Istanbul track", Some("Who said what"), Some("A briefing"))
    );
    assert_eq!(config.base_url.as_ref().map(Url::as_str), Some("https://x.org/briefing/"));
    assert_eq!((&*config.language, config.languages.len(), config.markdown.sanitise), ("en", 2, false));
    let editor = config.editor.as_ref().map(|editor| (&*editor.name.value, editor.contact.as_ref().map(|contact| &*contact.value)));
    assert_eq!(editor, Some(("The editors", Some("editors@example.org"))));
    assert_eq!(config.as_of.as_ref().map(|at| at.value.to_string()).as_deref(), Some("2025-11-12~"));
    assert_eq!(config.synonyms[0].0.iter().map(|word| &*word.value).collect::<Vec<_>>(), ["deal", "agreement"]);
    assert_eq!(config.label("actors"), Some("Who is who"));
    assert_eq!(config.checks, BTreeMap::from([(Code::SingleSource, None), (Code::OrphanNote, Some(Severity::Error))]));
    assert_eq!((config.label("timeline"), config.label("rounds")), (Some("Days"), None));
    assert_eq!(
        (config.feed.title.as_ref().map(|title| &*title.value), config.feed.limit(), config.feed.is_full()),
        (Some("News"), 5, true)
    );
    let bucket = config.publish.bucket.as_ref().map(|bucket| &*bucket.value);
    assert_eq!((config.publish.target, bucket), (Some(PublishTarget::S3), Some("briefing")));
    assert_eq!(config.extra, serde_json::json!({ "colour": "blue" }));
    let menu: Vec<_> = config
        .menu
        .items
        .iter()
        .map(|entry| {
            (entry.value.label.as_ref().map(|label| &*label.value), entry.value.note.as_ref().is_some_and(|id| &*id.value == "about"))
        })
        .collect();
    assert_eq!(menu, [(Some("Days"), false), (None, true)]);
}

#[test]
fn defaults() {
    let (config, problems) = config("title = \"X\"\nbase_url = \"https://x.org\"\n");
    assert_eq!(problems, "");
    assert_eq!(config.base_url.as_ref().map(Url::as_str), Some("https://x.org/"));
    assert_eq!((&*config.language, config.languages, config.markdown.sanitise), ("en", vec!["en".into()], true));
    assert_eq!(config.feed.limit(), 30);
    assert!(config.menu.items.is_empty() && config.checks.is_empty() && config.labels.0.is_empty());
}

#[test]
fn all_problems_at_once() {
    let (_, problems) = config(
        r#"title = " "
titel = "X"
base_url = "ftp://x.org"
language = "turkish"
languages = ["tr", "tr", "de_DE"]
as_of = "12 November 2025"
sanitise_html = "yes"
[editor]
contact = "javascript:alert(1)"
[labels]
actor = "Persons"
timelines = "Days"
[[menu.items]]
url = "timeline"
[[menu.items]]
label = "Both"
url = "/x/"
note = "x"
[[menu.items]]
label = "Nothing"
[[menu.items]]
url = "/x/"
[checks]
single-sources = "off"
orphan-note = "warn"
[feed]
limit = 0
limits = 3
[publish]
target = "S3"
cname = "https://x.org/"
endpoint = "x"
bucket = "A_B"
"#,
    );
    insta::assert_snapshot!(problems, @r#"
1:9 "\" \"" invalid-value: `title` is empty
  help: Fill it in.
2:1 "titel" unknown-field: `site.toml` has no field `titel`
  help: Did you mean `title`?
3:12 "\"ftp://x.org\"" invalid-value: `base_url` cannot be `ftp://x.org`
  help: Write it in full, as the browser's address line shows it: `https://example.org/page`.
4:12 "\"turkish\"" unknown-language: `turkish` is not a language tag
  help: Write `tr`.
5:20 "\"tr\"" invalid-value: `languages` holds `tr` twice
  help: Delete one of them.
5:26 "\"de_DE\"" unknown-language: `de_DE` is not a language tag
  help: Write `de-DE`.
6:10 "12 November 2025" invalid-date: `as_of`: "12 November 2025" is not an EDTF date
  help: Write `2025-11-12`.
7:17 "\"yes\"" invalid-value: `sanitise_html` takes true or false, not a string
  help: Write true or false here, without quotes.
8:1 "[editor]" missing-field: `[editor]` needs `name`
  help: Add `name = "…"`.
9:11 "\"javascript:alert(1)\"" unsafe-url: `contact` holds a `javascript:` address, which is never published
  help: Write a mail address, `editors@example.org`, or the address of a page, `https://example.org/contact`.
12:1 "timelines" unknown-field: `[labels]` has no field `timelines`
  help: Did you mean `timeline`?
14:7 "\"timeline\"" invalid-value: `url` holds no address: `timeline`
  help: Write a path on the site that begins with `/`, such as `/timeline/`, or a web address.
17:7 "\"/x/\"" invalid-value: a menu entry leads to one place: `url` or `note`, not both
  help: Delete one of them.
19:1 "[[menu.items]]" missing-field: a menu entry needs `url` or `note`
  help: Add one of them: `url = "…"`, `note = "…"`.
21:1 "[[menu.items]]" missing-field: a menu entry with `url` needs `label`
  help: Add `label = "…"`.
24:1 "single-sources" unknown-field: there is no rule `single-sources`
  help: Did you mean `single-source`?
25:15 "\"warn\"" invalid-value: `checks.orphan-note` cannot be `warn`
  help: Did you mean `warning`? It takes one of `off`, `advice`, `warning`, `error`.
27:9 "0" invalid-value: `limit` cannot be 0
  help: Write a number from 1 to 1000.
28:1 "limits" unknown-field: `[feed]` has no field `limits`
  help: Did you mean `limit`?
30:10 "\"S3\"" invalid-value: `target` cannot be `S3`
  help: Did you mean `s3`? It takes one of `folder`, `git`, `s3`.
31:9 "\"https://x.org/\"" invalid-value: `cname` cannot be `https://x.org/`
  help: Write the domain alone: `briefing.example.org`.
32:12 "\"x\"" invalid-value: `endpoint` cannot be `x`
  help: Write the address of the bucket's service: `https://s3.example.org`.
33:10 "\"A_B\"" invalid-value: `bucket` cannot be `A_B`
  help: A bucket's name has 3 to 63 small letters, digits, `-` and `.`.
"#);
    insta::assert_snapshot!(config("title = \"X\"\nbase_url = \"https://x.org\"\nlanguages = [\"tr\"]").1, @r#"
3:14 "\"tr\"" invalid-value: `languages` does not hold the main language, `en`
  help: Add "en" to `languages`, or set `language` to one of them.
"#);
    let synonyms = "title = \"X\"\nbase_url = \"https://x.org\"\nsynonyms = [[\"deal\", \"agreement\"], \"alone\", [\"x\", \"—\"]]";
    insta::assert_snapshot!(config(synonyms).1, @r#"
3:36 "\"alone\"" invalid-value: `alone` has no synonym
  help: Write lists of words that mean the same: `synonyms = [["body", "bodies", "remains"]]`.
3:51 "\"—\"" invalid-value: a synonym without a letter or digit
  help: Write lists of words that mean the same: `synonyms = [["body", "bodies", "remains"]]`.
"#);
    let lists = "title = \"X\"\nbase_url = \"https://x.org\"\nsynonyms = [[]]\n[positions]\ncolumns = [\"northland\", []]";
    insta::assert_snapshot!(config(lists).1, @r#"
3:13 "[]" invalid-value: an empty list in `synonyms`
  help: Fill it in, or take it away.
5:25 "[]" invalid-value: an empty list in `columns`
  help: Fill it in, or take it away.
"#);
    let hosts = "title = \"X\"\nbase_url = \"https://x.org\"\n[embed]\nhosts = [\"https://Maps.example:443/\", \"https://*.maps.example\"]";
    insta::assert_snapshot!(config(hosts).1, @r#"
4:39 "\"https://*.maps.example\"" invalid-value: `https://*.maps.example` cannot be embedded
  help: Write the host alone, with `https`: `https://www.openstreetmap.org`.
"#);
    let tags = "title = \"X\"\nbase_url = \"https://x.org\"\nlanguages = [\"EN\", \"en\", \"pt_br\"]";
    insta::assert_snapshot!(config(tags).1, @r#"
3:14 "\"EN\"" unknown-language: `EN` is not a language tag
  help: Write `en`.
3:26 "\"pt_br\"" unknown-language: `pt_br` is not a language tag
  help: Write `pt-br`.
"#);
    insta::assert_snapshot!(config("title = \"X\"\n[publish]\nbase_url = \"https://x.org\"").1, @r#"
1:1 "title = \"X\"" missing-field: `site.toml` needs `base_url`
  help: Add `base_url = "https://…/"`: the address under which the site is published. Feeds and the sitemap need it.
3:1 "base_url" unknown-field: `[publish]` has no field `base_url`
  help: `base_url` is a field of the file as a whole. What stands below a `[…]` or `[[…]]` line belongs to that table: move it above the first such line.
"#);
    insta::assert_snapshot!(config("").1, @r#"
1:1 "" missing-field: `site.toml` needs `title`
  help: Add `title = "…"`.
1:1 "" missing-field: `site.toml` needs `base_url`
  help: Add `base_url = "https://…/"`: the address under which the site is published. Feeds and the sitemap need it.
"#);
    insta::assert_snapshot!(config("\u{feff}titel: X\r\nbase_url = https://x.org\r\nlanguage = \"xx\"\r\n[menu\r\n").1, @r#"
1:8 "X" front-matter-syntax: this is YAML's way to write a field
  help: In TOML it is `titel = …`, with text in quotes.
2:12 "https://x.org" front-matter-syntax: this text must stand in quotes: `https://x.org`
  help: Write `base_url = "https://x.org"`.
4:1 "[menu" front-matter-syntax: this header is never closed
  help: A header is `[name]`.
"#);
}

#[test]
fn values_of_another_type() {
    let text = r#"title = 2025
tagline = ["One"]
description = { en = "x" }
base_url = "https://x.org"
languages = "tr"
sanitise_html = "true"
topic_groups = 1
labels = "x"
checks = "x"
extra = 1
citation_style = ""
[positions]
columns = [1, ["a", false]]
[menu]
items = "x"
[feed]
limit = "30"
[publish]
target = true
[[outputs]]
csv = true
"#;
    insta::assert_snapshot!(config(text).1, @r#"
1:9 "2025" invalid-value: `title` takes a string, not a whole number
  help: Put it in quotes: `"2025"`.
2:11 "[\"One\"]" invalid-value: `tagline` takes a string, not a list
  help: Take the brackets away: it holds one.
3:15 "{ en = \"x\" }" invalid-value: `description` takes a string, not a table
  help: Write one text in quotes here.
5:13 "\"tr\"" invalid-value: `languages` takes a list of languages, or a table by language, not a string
  help: Write `languages = ["en", "tr"]`, or `[languages.tr]` before the site's own words in each.
6:17 "\"true\"" invalid-value: `sanitise_html` takes true or false, not a string
  help: Write true or false here, without quotes.
7:16 "1" invalid-value: `topic_groups` takes a list, not a whole number
  help: Put it in brackets: `topic_groups = ["1"]`.
8:10 "\"x\"" invalid-value: `labels` takes a table, not a string
  help: Write it as a table: `labels = { actors = "Who is who" }`.
9:10 "\"x\"" invalid-value: `checks` takes a table, not a string
  help: Write it as a table: `checks = { stale-review = "off" }`.
10:9 "1" invalid-value: `extra` takes a table, not a whole number
  help: Write it as a table: `extra = { colour = "red" }`.
11:18 "\"\"" invalid-value: `citation_style` is empty
  help: Fill it in, or take it away.
13:12 "1" invalid-value: an entry of `columns` takes a string, not a whole number
  help: Put it in quotes: `"1"`.
13:21 "false" invalid-value: an entry of `columns` takes a string, not true or false
  help: Put it in quotes: `"false"`.
15:9 "\"x\"" invalid-value: `items` takes a list of tables, not a string
  help: Write them in brackets: `items = [{ label = "…", url = "…" }]`.
17:9 "\"30\"" invalid-value: `limit` takes a whole number, not a string
  help: Write a whole number here, without quotes.
19:10 "true" invalid-value: `target` takes a string, not true or false
  help: It takes one of `folder`, `git`, `s3`.
20:1 "[[outputs]]" invalid-value: `outputs` takes a table, not a list
  help: Write its header as `[outputs]`.
"#);
    let entries = "title = \"X\"\nbase_url = \"https://x.org\"\n[labels]\nactors = \" \"\ntopics = 1\n[checks]\nstale-review = false\norphan-note = \"Off\"\n[menu]\nitems = [\"x\", { label = 5, url = \"/timeline/\" }, { label = \"X\", url = 5 }, { label = \"X\", notes = \"x\" }]";
    insta::assert_snapshot!(config(entries).1, @r#"
4:10 "\" \"" invalid-value: `labels.actors` is empty
  help: Fill it in, or take it away.
5:10 "1" invalid-value: `labels.topics` takes a string, not a whole number
  help: Put it in quotes: `"1"`.
7:16 "false" invalid-value: `checks.stale-review` takes a string, not true or false
  help: It takes one of `off`, `advice`, `warning`, `error`.
8:15 "\"Off\"" invalid-value: `checks.orphan-note` cannot be `Off`
  help: Did you mean `off`? It takes one of `off`, `advice`, `warning`, `error`.
10:10 "\"x\"" invalid-value: an entry of `items` takes a table, not a string
  help: Write it as a table: `{ label = "…", url = "…" }`.
10:25 "5" invalid-value: `label` takes a string, not a whole number
  help: Put it in quotes: `"5"`.
10:71 "5" invalid-value: `url` takes a string, not a whole number
  help: Put it in quotes: `"5"`.
10:91 "notes" unknown-field: a menu entry has no field `notes`
  help: Did you mean `note`?
"#);
}

#[test]
fn each_language_has_labels_of_its_own() {
    let label = |settings: &str, language: &str, key: &str| {
        let (config, problems) = config(&format!("title = \"X\"\nbase_url = \"https://x.org\"\n{settings}"));
        assert_eq!(problems, "");
        config.in_language(language).label(key).map(str::to_owned)
    };
    let listed = "languages = [\"en\", \"tr\"]\n[labels]\nactors = \"Who\"\n";
    assert_eq!((label(listed, "en", "actors").as_deref(), label(listed, "tr", "actors")), (Some("Who"), None));
    let tables = "[labels]\nactors = \"Who\"\ntopics = \"Matters\"\n[languages.en.labels]\nactors = \"People\"\n[languages.tr]\n";
    assert_eq!(label(tables, "en", "actors").as_deref(), Some("People"));
    assert_eq!(label(tables, "en", "topics").as_deref(), Some("Matters"), "what the table does not name keeps its label");
    assert_eq!(label(tables, "tr", "topics"), None);
}

#[test]
fn the_command_line_stands_in_for_the_address() {
    let mut files = Files::default();
    let file = files.set(FILE_NAME, "title = \"X\"".into(), blake3::hash(b""));
    let given = base_url("http://localhost:8000/x").unwrap();
    let (config, problems) = read(&file, Some(&given));
    assert!(problems.is_empty());
    assert_eq!(config.base_url.as_ref().map(Url::as_str), Some("http://localhost:8000/x/"));
    for wrong in ["", "x.org", "https://x.org/?a", "https://x.org/#a", "https://a:b@x.org/", "mailto:x@y.z", "javascript:x"] {
        assert!(base_url(wrong).is_err(), "{wrong}");
    }
    // No data file could name such an address.
    assert!(["https://x.org/a|b/", "https://x.org/100%/"].into_iter().all(|address| base_url(address).is_err()));
    assert!(base_url("https://x.org/~é%20(1)").is_ok());
}

#[test]
fn a_ground_that_fits_none_of_the_built_in_colours_is_reported_once() {
    let site = |theme: &str| config(&format!("title = \"T\"\nbase_url = \"https://x.org/\"\nlanguage = \"en\"\n[theme]\n{theme}\n")).1;
    assert_eq!(
        site("paper = \"#ffffff\""),
        "5:9 \"\\\"#ffffff\\\"\" low-contrast: `ink` and 9 other colours do not stand out from `paper` of dark pages (#ffffff): `ink` has a \
         contrast of 1.2 : 1, and 4.5 : 1 is wanted\n  help: Give `[theme.dark]` a `paper` of its own."
    );
    let with_ink = site("paper = \"#ffffff\"\ndark = { ink = \"#999999\" }");
    assert!(with_ink.contains("low-contrast: `ink` has") && with_ink.contains(" and 8 other colours do not stand out"), "{with_ink}");
    assert_eq!(site("paper = \"#ffffff\"\ndark = { paper = \"#000000\" }"), "");
    assert_eq!(site("paper = \"white\""), site("paper = \"#ffffff\"").replace("#ffffff", "white"));
}
