use std::sync::Arc;

use super::*;
use crate::diagnostic::Place;
use crate::file::Files;

const ACTOR: NoteLocation = NoteLocation::Note(Kind::Actor);
const SOURCE: NoteLocation = NoteLocation::Note(Kind::Source);

/// A note of two files, and all files.
fn read(location: NoteLocation, language: Option<&str>, md: Option<&str>, toml: Option<&str>) -> (ParsedNote, Files) {
    let mut files = Files::default();
    let mut file = |path: &str, text: &str| files.set(path, text.into(), blake3::hash(text.as_bytes()));
    let md: Option<Arc<File>> = md.map(|text| file("content/x.md", text));
    let toml: Option<Arc<File>> = toml.map(|text| file("content/x.toml", text));
    let parts = NoteFiles { location, id: "x".into(), language: language.map(Into::into), md, toml };
    (parts.parse(&markdown::Settings::default()).unwrap(), files)
}

/// What is said about a note: place, what stands there, code, message, help.
fn report(note: &ParsedNote, files: &Files) -> String {
    let show = |place: Place| match place {
        Place::Span(span) => {
            let file = files.get(span.file).unwrap();
            let (start, end) = (file.position(span.start), file.position(span.end));
            let text = file.text.get(span.range()).unwrap_or_else(|| panic!("{span:?} lies outside"));
            let ending = &file.path[file.path.len() - 2..];
            format!("{ending} {}:{}-{}:{} {text:?}", start.line, start.column, end.line, end.column)
        }
        other => format!("{other:?}"),
    };
    let mut lines = Vec::new();
    for problem in &note.diagnostics {
        lines.push(format!("{} {}: {}", show(problem.place), problem.code.as_str(), problem.message));
        lines.extend(problem.help.iter().map(|help| format!("  help: {help}")));
        lines.extend(problem.fix.iter().map(|fix| format!("  fix: {} -> {}", show(Place::Span(fix.span)), fix.replacement)));
        lines.extend(problem.related.iter().map(|related| format!("  see: {} {}", show(related.place), related.message)));
    }
    lines.join("\n")
}

fn md(location: NoteLocation, text: &str) -> String {
    let (note, files) = read(location, None, Some(text), None);
    report(&note, &files)
}

#[test]
fn a_sound_note_with_mark_and_windows_line_ends() {
    let text = "\u{feff}+++ \r\ntitle = \"Київ\"\r\nsummary = \"Столиця.\"\r\nurl = \"ftp://x\"\r\n+++\t\r\nBody\r\n";
    let (note, files) = read(ACTOR, None, Some(text), None);
    insta::assert_snapshot!(report(&note, &files), @r#"
md 4:7-4:16 "\"ftp://x\"" invalid-value: `url` holds no address: `ftp://x`
  help: Write it in full, as the browser's address line shows it: `https://example.org/page`.
"#);
    assert_eq!(note.common.title.given().map(|at| &*at.value), Some("Київ"));
    assert!(format!("{:?}", note.body.pieces).contains("Body"));
    let file = files.by_path("content/x.md").unwrap();
    assert_eq!(file.text.get(note.first_line.range()), Some("+++"));
}

#[test]
fn where_the_toml_stands() {
    assert_eq!(toml_range("a.md", "+++\ntitle = 1\n+++\nText"), Some(4..14));
    assert_eq!(toml_range("a.md", "+++\ntitle = "), Some(4..12), "it may be half written");
    assert_eq!(toml_range("a.md", "\u{feff}\n+++\n+++\n"), Some(8..8));
    assert_eq!(toml_range("a.md", "Text"), None);
    assert_eq!(toml_range("a.md", "+++"), Some(3..3));
    assert_eq!(toml_range("site.toml", "\u{feff}a = 1"), Some(3..8));
}

#[test]
fn front_matter_beside_the_note() {
    let (note, files) = read(ACTOR, None, Some("Only a body, and no `+++`.\n"), Some("\u{feff}title = \"X\"\nsummary = \"S\"\ntypo = 1\n"));
    insta::assert_snapshot!(report(&note, &files), @r#"
ml 3:1-3:5 "typo" unknown-field: an actor has no field `typo`
  help: Did you mean `type`?
  fix: ml 3:1-3:5 "typo" -> type
"#);
    assert!(note.body_file.is_some() && note.body_file != Some(note.front_file));
    let (note, files) = read(ACTOR, None, None, Some("title = \"X\"\nsummary = \"S\"\n"));
    assert_eq!(report(&note, &files), "");
    assert_eq!(note.body_file, None);
    let (note, files) = read(ACTOR, None, Some("+++\ntitle = \"X\"\nsummary = \"S\"\n+++\n"), Some("title = \"X\"\n"));
    insta::assert_snapshot!(report(&note, &files), @r#"
md 1:1-1:4 "+++" front-matter-syntax: this note has front matter twice: here and in `content/x.toml`
  help: Keep one of them: delete `content/x.toml`, or take the front matter out of `content/x.md`.
  see: ml 1:1-1:12 "title = \"X\"" the other front matter
"#);
}

/// The commonest mistakes are in `tests/cli/mistakes.md`.
#[test]
fn front_matter_that_is_not_there() {
    let all: Vec<String> = [
        "",
        "\u{feff}",
        "\n \n",
        "Just text.\n",
        "+++\ntitle = \"X\"\nsummary = \"S\"\n++\nA body.\n",
        "+++ toml\ntitle = \"X\"\nsummary = \"S\"\n+++\n",
        "+++",
        "+++\n+++\n",
        "+++\n+++",
    ]
    .iter()
    .map(|text| format!("{text:?}\n{}", md(ACTOR, text)))
    .collect();
    insta::assert_snapshot!(all.join("\n\n"), @r#"
""
md 1:1-1:1 "" front-matter-syntax: this file is empty
  help: Begin the file with a line `+++`, then the fields, such as `title = "…"`, then another line `+++`.

"\u{feff}"
md 1:1-1:1 "" front-matter-syntax: this file is empty
  help: Begin the file with a line `+++`, then the fields, such as `title = "…"`, then another line `+++`.

"\n \n"
md 1:1-1:1 "" front-matter-syntax: this file is empty
  help: Begin the file with a line `+++`, then the fields, such as `title = "…"`, then another line `+++`.

"Just text.\n"
md 1:1-1:11 "Just text." front-matter-syntax: this note has no front matter
  help: Begin the file with a line `+++`, then the fields, such as `title = "…"`, then another line `+++`.

"+++\ntitle = \"X\"\nsummary = \"S\"\n++\nA body.\n"
md 1:1-1:4 "+++" front-matter-syntax: the front matter that begins here is never closed
  help: Put a line that holds `+++` alone after its last field.
  see: md 4:1-4:3 "++" is this line meant to close it?

"+++ toml\ntitle = \"X\"\nsummary = \"S\"\n+++\n"
md 1:4-1:9 " toml" front-matter-syntax: the line that opens the front matter holds more than `+++`
  help: Put nothing else on that line; the fields begin on the next one.

"+++"
md 1:1-1:4 "+++" front-matter-syntax: the front matter that begins here is never closed
  help: Put a line that holds `+++` alone after its last field.

"+++\n+++\n"
md 1:1-1:4 "+++" missing-field: an actor needs `title`
  help: Add `title = "…"`.
md 1:1-1:4 "+++" missing-field: an actor needs `summary`
  help: Add `summary = "…"`: the note in one or two sentences, shown in lists.

"+++\n+++"
md 1:1-1:4 "+++" missing-field: an actor needs `title`
  help: Add `title = "…"`.
md 1:1-1:4 "+++" missing-field: an actor needs `summary`
  help: Add `summary = "…"`: the note in one or two sentences, shown in lists.
"#);
}

/// The commonest mistakes are in `tests/cli/mistakes.md`.
#[test]
fn syntax_errors_in_words() {
    let all: Vec<String> = [
        "title = 'X",
        "title: \"X\"",
        "title",
        "title =",
        "aliases = [\"a\" \"b\"]",
        "aliases = [\"a\"",
        "names = { uk = \"a\" tr = \"b\" }",
        "names = { uk = \"a\"",
        "[extra",
        "[[changes]",
        "title = \"a\\qb\"",
        "created = 02.06.2025",
        "created = 2025-13-01",
        "created = 2025-02-30",
        "x = 01",
        "[[extra]]\n[extra]",
        "[names]\na = \"b\"\n[names]\n",
        "= 1",
        "title = \"\"\"X",
        "aliases = [[[[",
        "title = 1\n\n\nbad line\nanother = bad\nupdated = \"2025\"",
        "a.b = 1\na = 2",
        "title = nul",
        "published = 2025-06~ # about",
        "published = 2025?",
        "published = ../2025",
        "x = -",
        "x = 1_",
        "x = .5",
        "a = \"b\" = \"c\"",
        "\"a = 1",
        "title = \"\"\"\nX\n\ny = 1",
        "title = \"X\tY\"",
        "title = \"X\u{1}Y\"",
        "+++",
    ]
    .iter()
    .map(|text| format!("{text}\n{}", md(NoteLocation::Home, &format!("+++\n{text}\n+++\nBody\n"))))
    .collect();
    insta::assert_snapshot!(all.join("\n\n"), @r#"
title = 'X
md 2:1-2:11 "title = 'X" front-matter-syntax: this text is never closed
  help: Put the same quotes at its end that it begins with.

title: "X"
md 2:8-2:11 "\"X\"" front-matter-syntax: this is YAML's way to write a field
  help: In TOML it is `title = …`, with text in quotes.

title
md 2:1-2:6 "title" front-matter-syntax: `title` is neither a field nor a table
  help: A field is a line `key = "…"`; a text that runs over several lines stands between `"""`.

title =
md 2:1-2:8 "title =" front-matter-syntax: `title` has no value
  help: Write `title = "…"`, or delete the line.

aliases = ["a" "b"]
md 2:16-2:20 "\"b\"]" front-matter-syntax: a comma is missing between two entries of a list
  help: Put a `,` between them.

aliases = ["a"
md 2:1-2:15 "aliases = [\"a\"" front-matter-syntax: this list is never closed
  help: Put a `]` at its end.

names = { uk = "a" tr = "b" }
md 2:20-2:30 "tr = \"b\" }" front-matter-syntax: a comma is missing between two fields of a table
  help: Put a `,` between them.

names = { uk = "a"
md 2:1-2:19 "names = { uk = \"a\"" front-matter-syntax: this table is never closed
  help: Put a `}` at its end.

[extra
md 2:1-2:7 "[extra" front-matter-syntax: this header is never closed
  help: A header is `[name]`.

[[changes]
md 2:1-2:11 "[[changes]" front-matter-syntax: this header is never closed
  help: A header of a list's entry is `[[name]]`.

title = "a\qb"
md 2:12-2:15 "qb\"" front-matter-syntax: `\` begins an escape that TOML does not have
  help: Write `\\` for a backslash, or put the text in single quotes, where `\` is an ordinary character.

created = 02.06.2025
md 2:11-2:12 "0" invalid-date: `created`: "02.06.2025" is not an EDTF date
  help: Write `created = "2025-06-02"`.

created = 2025-13-01
md 2:11-2:21 "2025-13-01" invalid-date: `created`: there is no month 13
  help: Write `created = "2025-01-13"`.

created = 2025-02-30
md 2:11-2:21 "2025-02-30" invalid-date: `created`: February 2025 has no day 30
  help: February 2025 runs from 01 to 28.

x = 01
md 2:5-2:6 "0" front-matter-syntax: a number cannot begin with 0
  help: Write it without the 0, or put it in quotes if it is a text.

[[extra]]
[extra]
md 3:2-3:7 "extra" front-matter-syntax: `extra` stands here for the second time
  help: Delete one of the two, or write `[[…]]` for both if they are entries of a list.

[names]
a = "b"
[names]

md 3:1-3:2 "a" invalid-value: `names` takes a language tag, and `a` is none
  help: Write a tag of BCP 47: `en`, `tr`, `uk`, `pt-BR`.
md 4:2-4:7 "names" front-matter-syntax: `names` stands here for the second time
  help: Delete one of the two, or write `[[…]]` for both if they are entries of a list.

= 1
md 2:1-2:4 "= 1" front-matter-syntax: there is no key before the `=`
  help: A field is a line `key = "…"`.

title = """X
md 2:9-2:12 "\"\"\"" front-matter-syntax: this text is never closed
  help: Put the same quotes at its end that it begins with.

aliases = [[[[
md 2:1-2:15 "aliases = [[[[" front-matter-syntax: this list is never closed
  help: Put a `]` at its end.

title = 1


bad line
another = bad
updated = "2025"
md 2:9-2:10 "1" invalid-value: `title` takes a string, not a whole number
  help: Put it in quotes: `"1"`.
md 5:5-5:9 "line" front-matter-syntax: `bad line` is neither a field nor a table
  help: A field is a line `key = "…"`; a text that runs over several lines stands between `"""`.
md 6:11-6:14 "bad" front-matter-syntax: this text must stand in quotes: `bad`
  help: Write `another = "bad"`.

a.b = 1
a = 2
md 2:1-2:2 "a" unknown-field: the home page has no field `a`
  help: Its fields are `aliases`, `allow`, `also_known_as`, `changes`, `created`, `draft`, `extra`, `image`, `names`, `review_by`, `reviewed`, `short_title`, `standing`, `summary`, `title`, `updated`. Your own data belongs under `[extra]`.
md 3:1-3:2 "a" front-matter-syntax: `a` stands here for the second time
  help: Delete one of the two.
  see: md 2:1-2:2 "a" the first

title = nul
md 2:9-2:12 "nul" front-matter-syntax: `nul` is not a value that TOML knows
  help: Text and dates stand in quotes: `"nul"`.

published = 2025-06~ # about
md 2:13-2:21 "2025-06~" front-matter-syntax: the date 2025-06~ must stand in quotes
  help: Write `published = "2025-06~"`. Without quotes TOML knows whole days alone.

published = 2025?
md 2:13-2:18 "2025?" front-matter-syntax: the date 2025? must stand in quotes
  help: Write `published = "2025?"`. Without quotes TOML knows whole days alone.

published = ../2025
md 2:13-2:20 "../2025" front-matter-syntax: the date ../2025 must stand in quotes
  help: Write `published = "../2025"`. Without quotes TOML knows whole days alone.

x = -
md 2:5-2:6 "-" front-matter-syntax: this text must stand in quotes: `-`
  help: Write `x = "-"`.

x = 1_
md 2:6-2:7 "_" front-matter-syntax: this is not TOML: `_` may only go between digits
  help: A field is a line `key = value`; text and dates stand in quotes.

x = .5
md 2:5-2:7 ".5" front-matter-syntax: this is not TOML: invalid mantissa
  help: TOML wants digits here. A field is a line `key = value`; text and dates stand in quotes.

a = "b" = "c"
md 2:9-2:14 "= \"c\"" front-matter-syntax: nothing may follow here, and there is `= "c"`
  help: A text that holds `"` stands in single quotes, or writes it `\"`. Every field has a line of its own.

"a = 1
md 2:1-2:7 "\"a = 1" front-matter-syntax: this is not TOML: key with no value
  help: TOML wants `=` here. A field is a line `key = value`; text and dates stand in quotes.

title = """
X

y = 1
md 2:9-2:12 "\"\"\"" front-matter-syntax: this text is never closed
  help: Put the same quotes at its end that it begins with.

title = "X	Y"


title = "XY"
md 2:11-2:12 "\u{1}" front-matter-syntax: a control character stands in this text
  help: Delete it; your editor may not show it.

+++
md 1:1-1:4 "+++" missing-field: the home page needs `title`
  help: Add `title = "…"`.
"#);
}

#[test]
fn fields_of_every_sort() {
    let text = r#"+++
title = ""
sumary = "S"
type = "stat"
delegations = []
aliases = "/old/"
names = { english = "X", uk = 1 }
updated = "2 June 2025"
created = 2025-06-02
reviewed = 2025
review_by = 2025-06-02T14:40:00.5
image = "../x.png"
draft = "no"
wikidata = "212"
url = " JaVa\tscript:alert(1)"
speaks_for = [{ actor = "a", from = "2025", to = "2024" }, 3]
[[roles]]
of = "b"
reviewed = "2025"
[[changes]]
date = "2025"
note = 5
sever = "minor"
+++
"#;
    insta::assert_snapshot!(md(ACTOR, text), @r#"
md 2:9-2:11 "\"\"" invalid-value: `title` is empty
  help: Fill it in.
md 3:1-3:7 "sumary" unknown-field: an actor has no field `sumary`
  help: Did you mean `summary`?
  fix: md 3:1-3:7 "sumary" -> summary
md 4:8-4:14 "\"stat\"" invalid-value: `type` cannot be `stat`
  help: Did you mean `state`? It takes one of `person`, `state`, `organisation`, `bloc`, `media`, `format`.
  fix: md 4:8-4:14 "\"stat\"" -> "state"
md 5:1-5:12 "delegations" unknown-field: an actor has no field `delegations`
  help: `delegations` is a field of rounds.
md 6:11-6:18 "\"/old/\"" invalid-value: `aliases` takes a list, not a string
  help: Put it in brackets: `aliases = ["/old/"]`.
md 7:11-7:18 "english" invalid-value: `names` takes a language tag, and `english` is none
  help: Write `en`.
md 7:31-7:32 "1" invalid-value: `names.uk` takes a string, not a whole number
  help: Put it in quotes: `"1"`.
md 8:12-8:23 "2 June 2025" invalid-date: `updated`: "2 June 2025" is not an EDTF date
  help: Write `2025-06-02`.
  fix: md 8:11-8:24 "\"2 June 2025\"" -> "2025-06-02"
md 10:12-10:16 "2025" invalid-date: `reviewed` takes a date, and a bare year is a number in TOML
  help: Write it in quotes: "2025".
  fix: md 10:12-10:16 "2025" -> "2025"
md 11:13-11:34 "2025-06-02T14:40:00.5" invalid-date: `review_by`: "2025-06-02T14:40:00.5" is not an EDTF date
  help: Write a year, month or day as `2025`, `2025-06` or `2025-06-02`, a time as `2025-06-02T14:40` and an interval as `2022-03/2022-05`; `~` after a date means about, `?` uncertain, `%` both.
md 12:9-12:19 "\"../x.png\"" invalid-value: `image` cannot be `../x.png`
  help: Paths begin at the site's root and do not climb: `/images/x.jpg` is `static/images/x.jpg`.
md 13:9-13:13 "\"no\"" invalid-value: `draft` takes true or false, not a string
  help: Write true or false here, without quotes.
md 14:12-14:17 "\"212\"" invalid-value: `wikidata` cannot be `212`
  help: Wikidata's items are a Q and a number, such as `Q212`: the last part of the item's address.
md 15:7-15:31 "\" JaVa\\tscript:alert(1)\"" unsafe-url: `url` holds a `javascript:` address, which is never published
  help: Write the address of a page, which begins with `https://` or `http://`.
md 16:50-16:56 "\"2024\"" invalid-date: `to` is 2024, before `from`, 2025
  help: Put the earlier date into `from`.
  see: md 16:37-16:43 "\"2025\"" `from`
md 16:60-16:61 "3" invalid-value: an entry of `speaks_for` takes a string, not a whole number
  help: Put it in quotes: `"3"`.
md 17:1-17:10 "[[roles]]" missing-field: a role needs `title`
  help: Add `title = "…"`.
md 19:1-19:9 "reviewed" unknown-field: a role has no field `reviewed`
  help: Its fields are `from`, `of`, `sources`, `title`, `to`. Your own data belongs under `[extra]`.
md 22:8-22:9 "5" invalid-value: `note` takes a string of inline Markdown, not a whole number
  help: Put it in quotes: `"5"`.
md 23:1-23:6 "sever" unknown-field: a change has no field `sever`
  help: Did you mean `severity`?
  fix: md 23:1-23:6 "sever" -> severity
"#);
}

#[test]
fn numbers_that_nothing_can_hold() {
    let text = "+++\ntitle = \"T\"\n[[statements]]\nid = \"a\"\ntext = \"x\"\nvalue = { min = 0xf_f, max = 1e400, corrected = nan }\n+++\n";
    let (note, files) = read(SOURCE, None, Some(text), None);
    insta::assert_snapshot!(report(&note, &files), @r#"
md 6:30-6:35 "1e400" invalid-value: `max` cannot be `1e400`
  help: Write a number in digits, as `6000` or `0.5`.
md 6:49-6:52 "nan" invalid-value: `corrected` cannot be `nan`
  help: Write a number in digits, as `6000` or `0.5`.
"#);
    let Fields::Source(source) = &note.fields else { panic!("it is a source") };
    let value = &source.statements[0].value.value.as_ref().unwrap().value;
    assert_eq!(&*value.min.as_ref().unwrap().value.digits, "255");
    let text = "+++\ntitle = \"T\"\nsummary = \"S\"\norder = 9_223_372_036_854_775_808\n+++\n";
    insta::assert_snapshot!(md(NoteLocation::Note(Kind::Topic), text), @r#"
md 4:9-4:34 "9_223_372_036_854_775_808" invalid-value: `order` cannot be `9_223_372_036_854_775_808`
  help: Write a whole number from -9223372036854775808 to 9223372036854775807.
"#);
    let text = "+++\ntitle = \"T\"\nsummary = \"S\"\n[extra]\na = [1, -inf]\nb = { c = 9223372036854775808, d = 0x10 }\n+++\n";
    insta::assert_snapshot!(md(NoteLocation::Note(Kind::Topic), text), @r#"
md 5:9-5:13 "-inf" invalid-value: `extra` cannot be `-inf`
  help: No output can hold this number. Write it as text, in quotes.
md 6:11-6:30 "9223372036854775808" invalid-value: `extra` cannot be `9223372036854775808`
  help: No output can hold this number. Write it as text, in quotes.
"#);
}

#[test]
fn fields_of_a_source() {
    let text = r#"+++
title = "T"
language = "english"
access = "cited"
url = "example.org/x"
doi = "https://doi.org/10.1000/182"
archives = [{ url = "data:text/html,x" }, { date = "2025" }]
translations = [{ language = "ua" }]
aliases = ["/old/../x/", "https://x.org/"]
[[statements]]
id = "A b"
text = "x"
value = { min = 1_500, max = 600.5 }
[[statements]]
id = "one"
text = "x"
by = ["a", 3]
type = "demnd"
quote_language = "en_GB"
[[statements]]
id = "one"
title = "X"
+++
"#;
    insta::assert_snapshot!(md(SOURCE, text), @r#"
md 3:12-3:21 "\"english\"" invalid-value: `language` takes a language tag, and `english` is none
  help: Write `en`.
md 5:7-5:22 "\"example.org/x\"" invalid-value: `url` holds no address: `example.org/x`
  help: Write `https://example.org/x`.
md 6:7-6:36 "\"https://doi.org/10.1000/182\"" invalid-value: `doi` cannot be `https://doi.org/10.1000/182`
  help: Write it bare: `10.1000/182`.
md 7:21-7:39 "\"data:text/html,x\"" unsafe-url: `url` holds a `data:` address, which is never published
  help: Write the address of a page, which begins with `https://` or `http://`.
md 7:43-7:60 "{ date = \"2025\" }" missing-field: an archive needs `url`
  help: Add `url = "…"`.
md 8:30-8:34 "\"ua\"" invalid-value: `language` takes a language tag, and `ua` is none
  help: Write `uk`.
md 11:6-11:11 "\"A b\"" statement-in-cited-source: a source that was not read carries no statements
  help: Write `access = "read"` once you have read it; until then the statement belongs to the source that reports it, with `via`.
  see: md 4:10-4:17 "\"cited\"" known only through another source
md 11:6-11:11 "\"A b\"" invalid-id: `A b` cannot be a statement's id
  help: An id holds small letters a–z, digits and hyphens. Write `a-b`.
  fix: md 11:6-11:11 "\"A b\"" -> "a-b"
md 13:30-13:35 "600.5" invalid-value: `max` is 600.5, less than `min`, 1500
  help: Put the smaller number into `min`.
  see: md 13:17-13:22 "1_500" `min`
md 17:12-17:13 "3" invalid-value: an entry of `by` takes a string, not a whole number
  help: Put it in quotes: `"3"`.
md 18:8-18:15 "\"demnd\"" invalid-value: `type` cannot be `demnd`
  help: Did you mean `demand`? It takes one of `fact`, `figure`, `position`, `demand`, `offer`, `refusal`, `assessment`, `forecast`, `event`.
  fix: md 18:8-18:15 "\"demnd\"" -> "demand"
md 19:18-19:25 "\"en_GB\"" invalid-value: `quote_language` takes a language tag, and `en_GB` is none
  help: Write `en-GB`.
md 20:1-20:15 "[[statements]]" missing-field: a statement needs `text`
  help: Add `text = "…"`.
md 21:6-21:11 "\"one\"" duplicate-statement: this source has another statement `one`
  help: Give one of them another id; ids are unique within a source.
  see: md 15:6-15:11 "\"one\"" the first
md 22:1-22:6 "title" unknown-field: a statement has no field `title`
  help: Its fields are `actors`, `basis`, `by`, `denies`, `for`, `happened`, `happened_text`, `id`, `locator`, `of`, `quote`, `quote_language`, `remark`, `rounds`, `said`, `said_text`, `same_utterance`, `short`, `speaker`, `supports`, `text`, `to`, `topics`, `type`, `value`, `via`. Your own data belongs under `[extra]`.
"#);
    let text = "+++\ntitle = \"X\"\nsummary = \"S\"\ncoordinates = [91, 2]\n[[outcomes]]\nstatus = \"agreed\"\n[[delegations]]\nactor = \"a\"\n+++\n";
    insta::assert_snapshot!(md(NoteLocation::Note(Kind::Round), text), @r#"
md 4:15-4:22 "[91, 2]" invalid-value: these are not coordinates: a latitude lies between -90 and 90, a longitude between -180 and 180
  help: The latitude comes first: `coordinates = [2, 91]`.
md 5:1-5:13 "[[outcomes]]" missing-field: an outcome needs `text`
  help: Add `text = "…"`.
"#);
}

#[test]
fn ways_to_mend_syntax_can_be_followed_to_the_letter() {
    for (text, wanted) in [
        ("created = 2025-06-01\ncreated = 2025-06-01", "`created` stands here for the second time"),
        ("title = \"A\"\nnames = { title = \"B\" }\ntitle = \"C\"", "see: md 2:1-2:6 \"title\" the first"),
        ("title = “He said \"yes\"”", "Write `title = 'He said \"yes\"'`."),
        ("title = “It's \"yes\"”", "Write `title = \"It's \\\"yes\\\"\"`."),
        ("title = »X«", "Write `title = \"X\"`."),
        ("title = The talks began on the second day of June and ended on the third", "Write `title = \"…\"`."),
        ("title = \"\"\"\nIt'''s on", "md 2:9-2:12"),
        ("roles = [{ title = \"x\", from = 2025-06 }]", "Write `from = \"2025-06\"`."),
        ("value = { min = 5, unit = people }", "Write `unit = \"people\"`."),
        ("topics = [water, \"bridge\"]", "Write `\"water\"`."),
        ("topics = [\n  water,\n]", "Write `\"water\"`."),
    ] {
        let said = md(NoteLocation::Home, &format!("+++\n{text}\n+++\n"));
        assert!(said.contains(wanted), "{text}\n{said}");
    }
}

#[test]
fn translations_and_lists() {
    let (note, files) =
        read(ACTOR, Some("tr"), Some("+++\nsummary = \"S\"\ntype = \"state\"\n[[roles]]\ntitle = \"x\"\n+++\nGövde\n"), None);
    insta::assert_snapshot!(report(&note, &files), @r#"
md 3:1-3:5 "type" unknown-field: a translation has no field `type`
  help: It gives wording; `type` is taken from the original. Delete it here.
"#);
    assert_eq!(md(NoteLocation::List(Kind::Actor), "+++\ntitle = \"Actors\"\n+++\n"), "");
    insta::assert_snapshot!(md(NoteLocation::Home, "+++\ntitle = \"Home\"\nurl = \"https://x.org\"\n+++\n"), @r#"
md 3:1-3:4 "url" unknown-field: the home page has no field `url`
  help: `url` is a field of actors and sources.
"#);
}

#[test]
fn dates_of_both_sorts() {
    let (note, files) = read(
        SOURCE,
        None,
        Some("+++\ntitle = \"X\"\npublished = 2025-06-02\naccessed = 2025-06-02 14:40:00+03:00\ncreated = \"2025-06~\"\n+++\n"),
        None,
    );
    assert_eq!(report(&note, &files), "");
    let Fields::Source(source) = &note.fields else { panic!() };
    assert_eq!(source.published.as_ref().map(|at| at.value.to_string()).as_deref(), Some("2025-06-02"));
    assert_eq!(source.accessed.as_ref().map(|at| at.value.to_string()).as_deref(), Some("2025-06-02T14:40:00+03:00"));
    assert_eq!(note.common.created.as_ref().map(|at| at.value.to_string()).as_deref(), Some("2025-06~"));
}

#[test]
fn addresses() {
    for safe in ["https://x.org", "http://x.org/a?b=c#d", "HTTPS://x.org", "https://пример.рф/сторінка"] {
        assert_eq!(check_web_address(safe), Ok(()), "{safe}");
    }
    for (text, scheme) in [
        ("javascript:alert(1)", "javascript"),
        ("JavaScript:alert(1)", "javascript"),
        (" java\nscript:alert(1)", "javascript"),
        ("\u{1}javascript\t:alert(1)", "javascript"),
        ("data:text/html,x", "data"),
        ("vbscript:x", "vbscript"),
        ("file:///etc/passwd", "file"),
    ] {
        assert_eq!(check_web_address(text), Err(AddressFault::Unsafe(scheme)), "{text:?}");
    }
    for malformed in [
        "",
        "x",
        "//x.org",
        "https://",
        "htps://x.org",
        "https:// x.org",
        "mailto:a@b.c",
        "/path",
        "https://x.org/a b",
        "https://x.org/\u{202e}gnp.a",
    ] {
        assert!(matches!(check_web_address(malformed), Err(AddressFault::Malformed(_))), "{malformed:?}");
    }
}

mod translations {
    use super::*;
    use crate::parse::translation::apply;

    /// A note with its translation's words, and all that is wrong with the translation.
    fn overlaid(original: &str, translation: &str) -> (ParsedNote, Vec<Diagnostic>) {
        let mut files = Files::default();
        let mut parse = |path: &str, language: Option<&str>, text: &str| {
            let md = files.set(path, text.into(), blake3::hash(text.as_bytes()));
            let files = NoteFiles { location: SOURCE, id: "a".into(), language: language.map(Into::into), md: Some(md), toml: None };
            files.parse(&markdown::Settings::default()).unwrap()
        };
        let note = parse("content/sources/a.md", None, original);
        let mut other = parse("content/sources/a.tr.md", Some("tr"), translation);
        let (translated, problems) = apply(&note, &other);
        other.diagnostics.extend(problems);
        (translated, other.diagnostics)
    }

    fn original_and_translation(original: &str, translation: &str) -> (ParsedNote, Vec<String>) {
        let (translated, problems) = overlaid(original, translation);
        (translated, problems.iter().map(|problem| format!("{}: {}", problem.code.as_str(), problem.message)).collect())
    }

    const ORIGINAL: &str = "+++\ntitle = \"The bridge\"\nsummary = \"See [[x]] and [@y].\"\nvantage = \"From the north\"\ncaveat = \"Old\"\n\n[[statements]]\nid = \"one\"\ntext = \"It opens [[z]].\"\nremark = \"So [[r]].\"\nvalue = { min = 2, unit = \"bridges\", printed = \"two\" }\n\n[[statements]]\nid = \"two\"\ntext = \"It shuts.\"\n+++\n\n# First [[h]]\n\nBody [[b]].\n";

    fn targets(note: &ParsedNote) -> Vec<&str> {
        note.text.references.iter().map(|reference| &*reference.target).collect()
    }

    #[test]
    fn words_replace_the_originals_and_its_references_follow() {
        let (translated, report) = original_and_translation(
            ORIGINAL,
            "+++\ntitle = \"Köprü\"\nsummary = \"Bak: [[x]].\"\nvantage = \"Kuzeyden\"\ncaveat = \"\"\n\n[statements.one]\ntext = \"Açılıyor [[z2]].\"\nunit = \"köprü\"\nprinted = \"iki\"\n\n[statements]\ntwo = \"Kapanıyor.\"\n+++\n\n# İlk\n\nGövde [[b2]].\n",
        );
        assert_eq!(report, [] as [String; 0]);
        assert_eq!((&*translated.common.title.value, &*translated.common.summary.as_ref().unwrap().plain), ("Köprü", "Bak: x."));
        let Fields::Source(source) = &translated.fields else { panic!() };
        assert_eq!((&*source.vantage.as_ref().unwrap().value, &*source.caveat.as_ref().unwrap().value), ("Kuzeyden", "Old"));
        let [one, two] = &source.statements[..] else { panic!() };
        assert_eq!((&*one.text.plain, &*two.text.plain), ("Açılıyor z2.", "Kapanıyor."));
        let figure = one.value.value.as_ref().unwrap();
        assert_eq!((&*figure.unit.as_ref().unwrap().value, &*figure.printed.as_ref().unwrap().value), ("köprü", "iki"));
        // What was replaced refers to nothing any more; the remark stands in the original's words, and refers to what it did.
        assert_eq!(targets(&translated), ["r", "x", "z2", "b2"]);
        let remark = one.remark.as_ref().unwrap();
        assert!(remark.body.pieces.contains(&crate::parse::markdown::Piece::AutoLink(0)), "{:?}", remark.body.pieces);
        assert!(one.text.body.pieces.contains(&crate::parse::markdown::Piece::AutoLink(2)), "{:?}", one.text.body.pieces);
        assert!(translated.body.pieces.contains(&crate::parse::markdown::Piece::AutoLink(3)));
        assert_eq!((&*translated.body.headings[0].anchor, translated.body.headings[0].original.as_deref()), ("ilk", Some("first-h")));
        for reference in &translated.text.references {
            assert_eq!(translated.text.shown(reference), &*reference.target);
        }
    }

    #[test]
    fn headings_of_a_translation_yield_to_the_ids_of_statements() {
        let (translated, report) =
            original_and_translation(ORIGINAL, "+++\ntitle = \"K\"\n+++\n\n## One\n\n## One 2\n\n## Two {#two}\n\n[[#one]]\n");
        assert_eq!(report, [] as [String; 0]);
        let anchors: Vec<&str> = translated.body.headings.iter().map(|heading| &*heading.anchor).collect();
        assert_eq!(anchors, ["one-3", "one-2", "two-2"]);
        let named = |name: &str| {
            let is_named = |piece: &&crate::parse::markdown::Piece| **piece == crate::parse::markdown::Piece::Anchor(name.into());
            translated.body.pieces.iter().filter(is_named).count()
        };
        assert_eq!([named("one"), named("two"), named("one-3"), named("one-2"), named("two-2")], [0, 0, 2, 2, 2]);
    }

    #[test]
    fn other_names_of_a_translation_stand_once() {
        let names = "also_known_as = [\"Bridge\", \"Köprü\"]\n";
        let (translated, _) =
            original_and_translation(&format!("+++\ntitle = \"B\"\n{names}+++\n"), &format!("+++\ntitle = \"K\"\n{names}+++\n"));
        assert_eq!(translated.common.also_known_as.len(), 2);
    }

    #[test]
    fn many_translated_statements_take_linear_time() {
        let statements = |of: &dyn Fn(usize) -> String| (0..2000).map(of).collect::<String>();
        let original = statements(&|i| format!("[[statements]]\nid = \"s{i}\"\ntext = \"Text {i}.\"\n"));
        let translation = statements(&|i| format!("s{i} = \"Metin {i}.\"\n"));
        let begun = std::time::Instant::now();
        let (translated, report) = original_and_translation(
            &format!("+++\ntitle = \"X\"\n{original}+++\n"),
            &format!("+++\ntitle = \"X\"\n[statements]\n{translation}+++\n"),
        );
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        assert!(report.is_empty());
        let Fields::Source(source) = &translated.fields else { panic!() };
        assert_eq!(&*source.statements[1999].text.plain, "Metin 1999.");
    }

    #[test]
    fn a_field_of_the_note_below_a_table_is_told_where_it_belongs() {
        let helps = |front: &str| {
            let (_, problems) = overlaid(ORIGINAL, &format!("+++\n{front}\n+++\n"));
            problems.into_iter().filter_map(|problem| problem.help).collect::<Vec<_>>().join("\n")
        };
        let belongs = "is a field of the file as a whole. What stands below a `[…]` or `[[…]]` line belongs to that table";
        for front in ["[statements]\none = \"Bir\"\ntitle = \"K\"", "[statements.one]\ntext = \"Bir\"\ntitle = \"K\""] {
            assert!(helps(front).contains(&format!("`title` {belongs}")), "{front}: {}", helps(front));
        }
    }

    #[test]
    fn what_does_not_fit_is_reported_at_its_place() {
        let (translated, report) = original_and_translation(
            ORIGINAL,
            "+++\ntitle = \"Köprü\"\npublisher = \"Gazete\"\nvantag = \"Kuzeyden\"\n\n[statements]\nthree = \"Yok.\"\n+++\n",
        );
        assert_eq!(
            report,
            [
                "unknown-field: a translation has no field `publisher`",
                "unknown-field: a translation has no field `vantag`",
                "unknown-reference: the original has no entry `three` in `statements`",
            ]
        );
        assert_eq!(targets(&translated), ["x", "y", "z", "r", "h", "b"], "all of the original's words stand");
        let (_, report) = original_and_translation(ORIGINAL, "+++\ntitle = \"K\"\n[[statements]]\ntext = \"Bir\"\n+++\n");
        assert_eq!(report, ["invalid-value: `statements` of a translation takes a table by id, not a list"]);
    }
}

#[test]
fn a_blank_text_is_no_fact() {
    let blank = |text: &str| {
        let report = md(SOURCE, text);
        let places = report.lines().filter(|line| line.ends_with("is empty") || line.contains("a value needs"));
        (places.map(|line| line.split(' ').nth(1).unwrap().split(':').next().unwrap().parse().unwrap()).collect::<Vec<usize>>(), report)
    };
    let (lines, found) = blank(
        "+++\ntitle = \" \"\nsummary = \"\"\ndraft = true\npublisher = \"\"\nauthors = [\"A\", \"\"]\nvantage = \"\"\nalso_known_as = [\"\"]\nnames = { tr = \"\" }\n\
         [[statements]]\nid = \"a\"\ntext = \"\"\nspeaker = \"\\t\"\nby = \"\"\nsaid_text = \"\"\nvalue = {}\n\
         [[statements]]\nid = \"b\"\ntext = \"T\"\nvalue = { printed = \"\" }\n\
         [[statements]]\nid = \"c\"\ntext = \"T\"\nvalue = { corrected = 3 }\n+++\n",
    );
    assert_eq!(lines, [2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 20], "{found}");
    assert_eq!(found.lines().filter(|line| line.starts_with("md ")).count(), 12, "{found}");
    // So is what an editor does not show, and Markdown of which nothing does.
    let unseen = ["\\u200B", "\\u2060 \\u00AD", "\\u200D\\uFE0F", "\\u3164", "\\u2800", "&#8203;", "<b></b>"];
    for (text, lines) in unseen.into_iter().zip([&[2, 4, 7, 8][..]; 5].into_iter().chain([&[7, 8][..]; 2])) {
        let front = format!(
            "+++\ntitle = \"{text}\"\nsummary = \"S\"\npublisher = \"{text}\"\n[[statements]]\nid = \"a\"\ntext = \"{text}\"\nremark = \"{text}\"\n+++\n"
        );
        assert_eq!(blank(&front).0, lines, "{text}");
    }
    let remark = "+++\ntitle = \"T\"\n[[statements]]\nid = \"a\"\ntext = \"T\"\nremark = \"[@b]\"\n+++\n";
    assert_eq!(blank(remark).0, [0; 0], "a citation shows");
    // A translation leaves the original's words so.
    let (note, files) = read(SOURCE, Some("tr"), Some("+++\ntitle = \"\"\nvantage = \"\u{200b}\"\n[statements]\na = \"\"\n+++\n"), None);
    assert_eq!(report(&note, &files), "");
}

#[test]
fn a_name_that_is_given_twice_is_taken_once() {
    let text = "+++\ntitle = \"X\"\n[[statements]]\nid = \"a\"\ntext = \"T\"\nby = [\"x\", \"y\", \"x\"]\ntopics = [\"t\", \"t\"]\n+++\n";
    let (note, files) = read(SOURCE, None, Some(text), None);
    assert_eq!(report(&note, &files), "");
    let Fields::Source(source) = &note.fields else { panic!() };
    let names = |names: Vec<&str>| names.join(" ");
    assert_eq!(names(source.statements[0].by.as_ref().unwrap().0.iter().map(|name| &*name.text.value).collect()), "x y");
    assert_eq!(names(source.statements[0].topics.iter().map(|name| &*name.text.value).collect()), "t");
}

#[test]
fn mistakes_have_messages_of_their_own() {
    let messages = |front: &str| {
        let (parsed, _) = read(ACTOR, None, Some(&format!("+++\n{front}\n+++\n")), None);
        let of = |problem: &Diagnostic| format!("{} / {}", problem.message, problem.help.as_deref().unwrap_or_default());
        parsed.diagnostics.iter().map(of).collect::<Vec<_>>().join("\n")
    };
    // Keys below a table belong to it, and are read as if they did not.
    let below_names = "below `[names]`, and so in that table / Move";
    let front = "[names]\nuk = \"Х\"\ntitle = \"X\"\nsummary = \"S\"\nurl = \"https://x.example/\"";
    assert_eq!(messages(front), format!("`title`, `summary`, `url` stand {below_names} them above the first line that begins with `[`."));
    let (note, _) = read(ACTOR, None, Some(&format!("+++\n{front}\n+++\n")), None);
    assert_eq!(note.common.names.as_ref().unwrap().0.len(), 1);
    assert!(matches!(&note.fields, Fields::Actor(actor) if actor.url.is_some()));
    // A table's own field is no misplaced field of the note.
    assert_eq!(messages("summary = \"S\"\n[[roles]]\ntitle = \"Minister\""), "an actor needs `title` / Add `title = \"…\"`.");
    // Tags are written as they are compared.
    for (tag, near) in [("UK", "uk"), ("Pt-BR", "pt-BR"), ("EN_gb", "en-gb"), ("UA", "uk")] {
        let found = messages(&format!("title = \"X\"\nsummary = \"S\"\nnames = {{ {tag} = \"Х\" }}"));
        assert_eq!(found, format!("`names` takes a language tag, and `{tag}` is none / Write `{near}`."));
    }
    // A name in a language is none of them.
    assert_eq!(messages("title = \"X\"\nsummary = \"S\"\n[names]\nto = \"Х\""), "");
    // What is needed and misspelt is told of once.
    assert_eq!(messages("titel = \"X\"\nsummary = \"S\""), "an actor has no field `titel` / Did you mean `title`?");
    assert!(
        messages("title = \"X\"\nsummary = \"S\"\nroles = [\"chair\"]").contains("Write it as a table: `{ title = "),
        "an entry of a list"
    );
    // What stands between braces, or is there already, is not to be moved.
    for roles in ["roles = [{ title = \"T\", summary = \"S\" }]", "[[roles]]\ntitle = \"T\"\nurl = \"x\""] {
        let found = messages(&format!("title = \"X\"\nsummary = \"S\"\nurl = \"https://x.example/\"\n{roles}"));
        assert!(found.contains("a role has no field") && found.contains("Its fields are"), "{found}");
    }
    // A word that merely ends like a field is none.
    assert!(!messages("title = \"X\"\nsummary = \"S\"\nid = \"x\"").contains("Did you mean"));
    // What an editor does not show.
    for (front, unseen) in [("ti\u{200b}tle = \"X\"", "200B"), ("title\u{a0}= \"X\"", "00A0"), ("title =\u{a0}\"X\"", "00A0")] {
        let help = "Delete it, and type a space anew where one is wanted.";
        assert_eq!(messages(front), format!("a character that cannot be seen stands here, U+{unseen} / {help}"));
    }
    assert!(messages("title = 'The sides' talks'").contains("holds `'` stands in double quotes."));
    assert!(messages("title = \"X\"\nsummary = \"S\"\nnames = \"Х\"").contains("Write it as a table: `names = { uk = "));
}

#[test]
fn fields_without_their_fences_are_read_all_the_same() {
    let source = |text: &str| {
        let (note, files) = read(SOURCE, None, Some(text), None);
        let Fields::Source(fields) = &note.fields else { panic!() };
        let ids: Vec<String> = fields.statements.iter().filter_map(|at| at.id.given()).map(|id| id.value.to_string()).collect();
        let text: Vec<String> = note.text.body_blocks().map(|block| block.text.to_string()).collect();
        (report(&note, &files), ids.join(" "), text.join(" | "))
    };
    let front = "title = \"X\"\ntype = \"news\"\n";
    let statements = "[[statements]]\nid = \"a\"\ntext = \"\"\"Ä\nbc\"\"\"\ntopics = [\n  \"t\",\n]\n\n[statements.value]\nmin = 3\n\n[[statements]]\nid = \"b\"\ntext = \"B\"\n";
    // Below the closing fence, and after the text.
    let (report, ids, body) = source(&format!("+++\n{front}+++\n\nÉarlier.\n\n{statements}\nLater.\n"));
    insta::assert_snapshot!(report, @r#"
    md 8:1-8:15 "[[statements]]" front-matter-syntax: `[[statements]]` stands below the front matter
      help: Move it with its fields above the line `+++` that closes the front matter; what stands below is text.
      see: md 4:1-4:4 "+++" the front matter ends here
    "#);
    assert_eq!((&*ids, &*body), ("a b", "Éarlier. | Later."));
    // A link that stands alone is text.
    let (report, ids, _) = source(&format!("+++\n{front}+++\n\n[[statements]]\n\nLater.\n"));
    assert_eq!((&*report, &*ids), ("", ""));
    // So are fields that a text shows as code.
    for fence in ["```", "~~~~"] {
        let (report, ids, body) = source(&format!("+++\n{front}+++\n\n{fence}toml\n{statements}```\n{fence}\n"));
        assert_eq!((&*report, &*ids, &*body), ("", "", ""));
    }
    let (report, ids, _) = source(&format!("+++\n{front}+++\n\n```\ncode\n```\n\n{statements}"));
    assert!(report.contains("stands below the front matter") && ids == "a b", "{report}");
    // Without the first fence.
    let (report, ids, _) = source(&format!("# A comment, or a heading.\n\n{front}{statements}+++\n"));
    assert!(report.contains("the line `+++` above the first field is missing") && ids == "a b", "{report}");
    let (report, ids, body) = source(&format!("{front}{statements}+++\n\nBody.\n"));
    insta::assert_snapshot!(report, @r#"
    md 1:1-1:12 "title = \"X\"" front-matter-syntax: the line `+++` above the first field is missing
      help: Put a line that holds `+++` alone above this one.
    "#);
    assert_eq!((&*ids, &*body), ("a b", "Body."));
}
