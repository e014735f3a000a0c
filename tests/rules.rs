//! Every message that a user can see: a miniature site for each rule, with what is said of it; and the index of the
//! manual's pages, `docs/rules`. `RAPPORTEUR_UPDATE=1 cargo test --test rules` writes both anew.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rapporteur::{Cache, Code, Diagnostic, Disk, Files, Options, Severity, build, report};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn updating() -> bool {
    std::env::var_os("RAPPORTEUR_UPDATE").is_some()
}

/// Compares a file with what it should hold, or writes it.
fn expect(path: &Path, wanted: &str) -> Result<(), String> {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found == wanted {
        return Ok(());
    }
    if updating() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, wanted).unwrap();
        return Ok(());
    }
    Err(format!(
        "{} is not as it should be; `RAPPORTEUR_UPDATE=1 cargo test --test rules` writes it\n--- there\n{found}\n--- should be\n{wanted}",
        path.display()
    ))
}

/// What stands before the message in a golden.
const MESSAGE: &str = "\n## Message\n\n```text\n";

/// A golden: files in fenced blocks below headings with their paths, and the message.
struct Golden {
    files: Vec<(String, Vec<u8>)>,
    /// All before the message.
    before: String,
}

impl Golden {
    fn read(text: &str) -> Self {
        let mut files = Vec::new();
        let (before, message) = text.split_once(MESSAGE).expect("a golden ends with `## Message` and a block of text");
        assert!(message.ends_with("```\n"), "nothing stands after the message");
        let mut lines = before.lines();
        let mut path = None;
        while let Some(line) = lines.next() {
            if let Some(heading) = line.strip_prefix("## `") {
                path = heading.strip_suffix('`').map(str::to_owned);
            } else if line.starts_with("```") {
                let info = line.trim_start_matches('`');
                let fence = &line[..line.len() - info.len()];
                let mut content = String::new();
                for line in lines.by_ref().take_while(|line| *line != fence) {
                    content.push_str(line);
                    content.push('\n');
                }
                let bytes = if info == "bytes" { bytes(&content) } else { content.into_bytes() };
                files.push((path.take().expect("a heading with a path stands before each file"), bytes));
            }
        }
        Self { files, before: before.to_owned() }
    }

    fn lay_out(&self, dir: &Path) {
        std::fs::write(dir.join("site.toml"), "title = \"A briefing\"\nbase_url = \"https://example.org/\"\n").unwrap();
        std::fs::create_dir_all(dir.join("content")).unwrap();
        for (path, bytes) in &self.files {
            let path = dir.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// `\xfc` → one byte; all else as it is.
fn bytes(text: &str) -> Vec<u8> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\x") {
        found.extend(before.bytes());
        found.push(u8::from_str_radix(&after[..2], 16).unwrap());
        rest = &after[2..];
    }
    found.extend(rest.bytes());
    found
}

#[test]
fn every_rule_says_what_it_should() {
    let mut wrong = String::new();
    for code in Code::ALL {
        let path = root().join(format!("tests/rules/{}.md", code.as_str()));
        let Ok(text) = std::fs::read_to_string(&path) else {
            let _ = writeln!(wrong, "{} has no golden", code.as_str());
            continue;
        };
        if let Err(message) = golden(*code, &path, &Golden::read(&text)) {
            let _ = writeln!(wrong, "{}: {message}", code.as_str());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn golden(code: Code, path: &Path, golden: &Golden) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    golden.lay_out(dir.path());
    // Templates are the one thing that is found while rendering; the other sites need no pages.
    let pages: Vec<String> = golden
        .files
        .iter()
        .filter_map(|(path, _)| Some(format!("{}/index.html", path.strip_prefix("content/")?.strip_suffix(".md")?)))
        .collect();
    let rendered = if code == Code::TemplateError { pages.as_slice() } else { &[] };
    let (diagnostics, files) = problems(dir.path(), rendered);
    let (own, others): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(|problem| problem.code == code);
    if own.is_empty() {
        return Err("the rule says nothing".to_owned());
    }
    let other: Vec<String> = others
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|p| format!("{}: {}", p.code.as_str(), p.message))
        .collect();
    if !other.is_empty() {
        return Err(format!("the site has other errors: {}", other.join("; ")));
    }
    for problem in &own {
        if problem.message.ends_with('.') {
            return Err(format!("a message ends without a full stop: {}", problem.message));
        }
        if problem.help.as_ref().is_none_or(|help| !help.ends_with(['.', '?'])) {
            return Err(format!("says how to mend it, in sentences: {} → {:?}", problem.message, problem.help));
        }
    }
    let shown = report::human::all(&own, &files, false);
    expect(path, &format!("{}{MESSAGE}{shown}```\n", golden.before))
}

/// How a rule's page of the manual begins.
fn head(code: Code) -> String {
    let stays = if code.guards_integrity() { " No setting makes less of it." } else { "" };
    format!("# `{}`\n\nBy default {}.{stays}\n\n## What\n\n", code.as_str(), severity(code))
}

fn severity(code: Code) -> &'static str {
    match code.default_severity() {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Advice => "advice, which is shown and never denied",
    }
}

#[test]
fn the_manual_has_a_page_of_each_rule() {
    let folder = root().join("docs/rules");
    let mut index = String::from(
        "# Rules\n\nEach message names its rule in brackets. A rule's severity is set in `site.toml`:\n\n```toml\n[checks]\n# The site is \
         written for people who know the names.\nunlinked-mention = \"off\"\nsingle-source = \"warning\"\n```\n\nIt takes `off`, `advice`, \
         `warning` or `error`. Errors stop the build and cannot be lowered, except `unknown-field`, `broken-anchor`, \
         `missing-asset`, `statement-in-cited-source`, `unsafe-url` and `unknown-style`: what those report is left out of the site either way, \
         and a link with a broken anchor leads to the head of the page. Warnings are denied by `--deny-warnings`. Advice describes the evidence rather than a \
         mistake: it is shown and never denied.\n\n| rule | severity | what it finds |\n|---|---|---|\n",
    );
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let name = code.as_str();
        if !code.manual().starts_with(&head(*code)) {
            wrong.push(format!("docs/rules/{name}.md begins with:\n{}", head(*code)));
        }
        let what = code.summary().replace('|', "\\|");
        let _ = writeln!(index, "| [`{name}`]({name}.md) | {} | {what} |", code.default_severity().as_str());
    }
    wrong.extend(expect(&folder.join("README.md"), &index).err());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: Vec<String> = Code::ALL.iter().map(|code| format!("{}.md", code.as_str())).chain(["README.md".to_owned()]).collect();
    for folder in [folder, root().join("tests/rules")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(&name), "{name} belongs to no rule");
        }
    }
}

/// Builds a site: every problem, in the order in which users see them. `pages` are rendered as well.
fn problems(dir: &Path, pages: &[String]) -> (Vec<Diagnostic>, Files) {
    let inputs = Disk::new(dir).read().unwrap();
    let built = build(&inputs, &mut Cache::default(), &Options::default());
    let mut problems = built.diagnostics.clone();
    for page in pages {
        let output = built.site.output(page).unwrap_or_else(|| panic!("the site has no page {page}"));
        problems.extend(built.site.render(output).err().into_iter().flatten());
    }
    report::sort_and_dedup(&mut problems, &inputs.files);
    (problems, inputs.files)
}
