use std::sync::Arc;

use super::*;
use crate::diagnostic::Code;
use crate::file::{File, Span};

#[derive(Default)]
struct Fixture {
    files: Files,
    problems: Vec<Diagnostic>,
}

impl Fixture {
    fn file(&mut self, path: &str, text: &str) -> Arc<File> {
        self.files.set(path, text.into(), blake3::hash(text.as_bytes()))
    }

    fn human(&self) -> String {
        human::all(&self.problems, &self.files, false)
    }

    fn json(&self) -> String {
        json::all(&self.problems, &self.files)
    }

    fn github(&self) -> String {
        github::all(&self.problems, &self.files, "")
    }
}

fn find(file: &File, what: &str) -> Span {
    let start = file.text.find(what).unwrap();
    Span::new(file.id, start..start + what.len())
}

/// An error with help and a related place, a warning, advice on a file, and a problem without a place.
fn fixture() -> Fixture {
    let mut fixture = Fixture::default();
    let round = fixture.file("content/rounds/x.md", "+++\ntitle = \"X\"\nfollows = \"istambul\"\n+++\nText [[Ükraine]] here.\n");
    let other = fixture.file("content/rounds/y.md", "+++\ntitle = \"Y\"\n+++\n");
    fixture.problems = vec![
        Diagnostic::new(Code::UnknownReference, find(&round, "\"istambul\""), "there is no round `istambul`")
            .help("Did you mean `istanbul`?")
            .related(find(&other, "title"), "the nearest is here"),
        Diagnostic::new(Code::UnlinkedMention, find(&round, "Ükraine"), "100%: a, b"),
        Diagnostic::new(Code::SingleSource, other.id, "rests on one source"),
        Diagnostic::new(Code::TemplateError, Place::Nowhere, "the built-in template\nis wrong").help("Tell us."),
    ];
    fixture
}

#[test]
fn for_people() {
    insta::assert_snapshot!(fixture().human(), @r#"
    error[unknown-reference]: there is no round `istambul`
     --> content/rounds/x.md:3:11
      |
    3 | follows = "istambul"
      |           ^^^^^^^^^^
      |
    note: the nearest is here
     --> content/rounds/y.md:2:1
      |
    2 | title = "Y"
      | -----
    help: Did you mean `istanbul`?

    warning[unlinked-mention]: 100%: a, b
     --> content/rounds/x.md:5:8
      |
    5 | Text [[Ükraine]] here.
      |        ^^^^^^^

    advice[single-source]: rests on one source
    --> content/rounds/y.md

    error[template-error]: the built-in template
                           is wrong
     |
    help: Tell us.
    "#);
}

#[test]
fn as_json() {
    insta::assert_snapshot!(fixture().json(), @r#"
    {"severity":"error","code":"unknown-reference","message":"there is no round `istambul`","help":"Did you mean `istanbul`?","file":"content/rounds/x.md","line":3,"column":11,"end_line":3,"end_column":21,"related":[{"message":"the nearest is here","file":"content/rounds/y.md","line":2,"column":1,"end_line":2,"end_column":6}]}
    {"severity":"warning","code":"unlinked-mention","message":"100%: a, b","file":"content/rounds/x.md","line":5,"column":8,"end_line":5,"end_column":15,"related":[]}
    {"severity":"advice","code":"single-source","message":"rests on one source","file":"content/rounds/y.md","related":[]}
    {"severity":"error","code":"template-error","message":"the built-in template\nis wrong","help":"Tell us.","related":[]}
    "#);
    let summary =
        json::RunSummary { notes: 1, pages: 2, files: 3, written: 4, unchanged: 5, removed: 6, errors: 7, warnings: 8, elapsed_ms: 9 };
    insta::assert_snapshot!(json::summary(&summary), @r#"{"summary":{"notes":1,"pages":2,"files":3,"written":4,"unchanged":5,"removed":6,"errors":7,"warnings":8,"elapsed_ms":9}}"#);
}

#[test]
fn for_github() {
    insta::assert_snapshot!(fixture().github(), @r#"
    ::error file=content/rounds/x.md,line=3,col=11,endLine=3,endColumn=21,title=unknown-reference::there is no round `istambul`%0ADid you mean `istanbul`?
    ::warning file=content/rounds/x.md,line=5,col=8,endLine=5,endColumn=15,title=unlinked-mention::100%25: a, b
    ::notice file=content/rounds/y.md,title=single-source::rests on one source
    ::error title=template-error::the built-in template%0Ais wrong%0ATell us.
    "#);
    let fixture = fixture();
    assert!(
        github::all(&fixture.problems[2..3], &fixture.files, "site/")
            .starts_with("::notice file=site/content/rounds/y.md,title=single-source::")
    );
}

#[test]
fn colour_changes_nothing_but_colour() {
    let fixture = fixture();
    for problem in &fixture.problems {
        let coloured = human::all(std::slice::from_ref(problem), &fixture.files, true);
        assert!(coloured.contains("\u{1b}["));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once("\u{1b}[") {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        assert_eq!(plain, format!("{}\n\n", human::one(problem, &fixture.files)));
    }
}

#[test]
fn difficult_lines() {
    let mut fixture = Fixture::default();
    let long = format!("{}HERE{}\n", "före ".repeat(2000), " ефтер".repeat(2000));
    let file = fixture.file(
        "content/\u{202e}x.md",
        &format!(
            "\u{feff}bom HERE\n\ttab\tHERE\r\n宽宽 HERE 宽\na\u{202e}b\u{200b}c HERE\u{1b}[31m\n{long}\nfrom HERE\nto there\n\nlast HERE"
        ),
    );
    let mut start = 0;
    while let Some(n) = file.text.get(start..).unwrap().find("HERE") {
        fixture.problems.push(Diagnostic::new(Code::InvalidValue, Span::new(file.id, start + n..start + n + 4), "x"));
        start += n + 4;
    }
    let [from, there, tab] = ["from", "there", "\t"].map(|text| file.text.find(text).unwrap());
    for (start, end, message) in [
        (from, there, "two lines"),
        (there + 6, there + 6, "an empty line"),
        (file.text.len(), file.text.len(), "the end"),
        (1 << 30, 1 << 31, "behind\u{202e} the end"),
        (5, 4, "turned round"),
        (tab, file.text.len(), "to the end"),
    ] {
        fixture.problems.push(Diagnostic::new(Code::InvalidValue, Span::new(file.id, start..end), message));
    }
    insta::assert_snapshot!(fixture.human(), @r#"
    error[invalid-value]: x
     --> content/\u{202e}x.md:1:5
      |
    1 | bom HERE
      |     ^^^^

    error[invalid-value]: x
     --> content/\u{202e}x.md:2:6
      |
    2 |     tab    HERE
      |            ^^^^

    error[invalid-value]: x
     --> content/\u{202e}x.md:3:4
      |
    3 | 宽宽 HERE 宽
      |      ^^^^

    error[invalid-value]: x
     --> content/\u{202e}x.md:4:7
      |
    4 | a\u{202e}b\u{200b}c HERE\u{1b}[31m
      |                     ^^^^

    error[invalid-value]: x
     --> content/\u{202e}x.md:5:10001
      |
    5 | …före före före före före före före före före före före före HERE ефтер ефтер ефтер ефтер ефтер ефтер ефтер ефтер ефтер ефтер…
      |                                                              ^^^^

    error[invalid-value]: x
     --> content/\u{202e}x.md:7:6
      |
    7 | from HERE
      |      ^^^^

    error[invalid-value]: x
      --> content/\u{202e}x.md:10:6
       |
    10 | last HERE
       |      ^^^^

    error[invalid-value]: two lines
     --> content/\u{202e}x.md:7:1
      |
    7 | from HERE
      | ^^^^^^^^^

    error[invalid-value]: an empty line
     --> content/\u{202e}x.md:9:1
      |
    9 |
      | ^

    error[invalid-value]: the end
      --> content/\u{202e}x.md:10:10
       |
    10 | last HERE
       |          ^

    error[invalid-value]: behind\u{202e} the end
      --> content/\u{202e}x.md:10:10
       |
    10 | last HERE
       |          ^

    error[invalid-value]: turned round
     --> content/\u{202e}x.md:1:3
      |
    1 | bom HERE
      |   ^

    error[invalid-value]: to the end
     --> content/\u{202e}x.md:2:1
      |
    2 |     tab    HERE
      | ^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_long_place_is_cut() {
    let mut fixture = Fixture::default();
    let file = fixture.file("content/x.md", &format!("{}{}{}", "a".repeat(100), "b".repeat(500), "c".repeat(100)));
    fixture.problems.push(Diagnostic::new(Code::LongQuote, Span::new(file.id, 100..600), "x"));
    insta::assert_snapshot!(fixture.human(), @r#"
    warning[long-quote]: x
     --> content/x.md:1:101
      |
    1 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
      |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_empty_file() {
    let mut fixture = Fixture::default();
    let file = fixture.file("content/x.md", "");
    fixture.problems.push(Diagnostic::new(Code::FrontMatterSyntax, Span::new(file.id, 0..0), "x").help("y"));
    insta::assert_snapshot!(fixture.human(), @r#"
    error[front-matter-syntax]: x
     --> content/x.md:1:1
      |
    1 |
      | ^
      |
    help: y
    "#);
    insta::assert_snapshot!(fixture.json(), @r#"{"severity":"error","code":"front-matter-syntax","message":"x","help":"y","file":"content/x.md","line":1,"column":1,"end_line":1,"end_column":1,"related":[]}"#);
}

#[test]
fn order_and_repetition() {
    let mut fixture = fixture();
    let mut wanted = fixture.problems.clone();
    // Within a file the file as a whole comes first, and `x.md` before `y.md`.
    let whole = Diagnostic::new(Code::OrphanNote, fixture.files.by_path("content/rounds/x.md").unwrap().id, "whole");
    wanted.insert(0, whole.clone());
    fixture.problems.reverse();
    fixture.problems.insert(1, whole);
    fixture.problems.push(fixture.problems[0].clone());
    sort_and_dedup(&mut fixture.problems, &fixture.files);
    assert_eq!(fixture.problems, wanted);
}
