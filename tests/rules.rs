//! Every message that a user can see: a miniature site for each rule, with what is said of it; and the manual's pages, which come from the
//! rules' own comments. `RAPPORTEUR_UPDATE=1 cargo test --test rules` writes both anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rapporteur::check::{RULES, Rule};
use rapporteur::diagnostic::{Code, Severity};

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

/// A golden: files in fenced blocks below headings with their paths, and the message.
struct Golden {
    files: Vec<(String, Vec<u8>)>,
    /// All before the message's text, and the text.
    before: String,
    message: String,
}

impl Golden {
    fn read(text: &str) -> Self {
        let mut files = Vec::new();
        let (before, message) = text.split_once("\n## Message\n\n```text\n").expect("a golden ends with `## Message` and a block of text");
        let message = message.strip_suffix("```\n").expect("nothing stands behind the message").to_owned();
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
        Self { files, before: before.to_owned(), message }
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
    for rule in RULES {
        // Found while rendering, which this test does not reach yet.
        if matches!(rule.code, Code::TemplateError | Code::UnknownStyle) {
            continue;
        }
        let path = root().join(format!("tests/rules/{}.md", rule.code.as_str()));
        let Ok(text) = std::fs::read_to_string(&path) else {
            let _ = writeln!(wrong, "{} has no golden", rule.code.as_str());
            continue;
        };
        if let Err(message) = golden(rule, &path, &Golden::read(&text)) {
            let _ = writeln!(wrong, "{}: {message}", rule.code.as_str());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn golden(rule: &Rule, path: &Path, golden: &Golden) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    golden.lay_out(dir.path());
    let (diagnostics, show) = site::messages(dir.path());
    let (own, others): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(|problem| problem.code == rule.code);
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
    let shown = own.iter().map(&show).collect::<Vec<_>>().join("\n");
    expect(path, &format!("{}\n## Message\n\n```text\n{}```\n", golden.before, shown))
}

/// A rule's page of the manual.
fn page(rule: &Rule) -> String {
    let mut page = format!("# `{}`\n\nBy default {}.", rule.code.as_str(), severity(rule.code));
    if rule.code.guards_integrity() {
        page.push_str(" No setting makes less of it.");
    }
    page.push('\n');
    let mut fenced = false;
    for line in rule.manual().lines() {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with("# ") {
            page.push_str("\n#");
            page.push_str(line);
            page.push_str("\n\n");
        } else if !(line.is_empty() && page.ends_with("\n\n")) {
            page.push_str(line);
            page.push('\n');
        }
    }
    // The comment has an empty line before each heading, and so has the page.
    page.replace("\n\n\n", "\n\n")
}

fn severity(code: Code) -> &'static str {
    match code.default_severity() {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Advice => "advice, which is shown and never denied",
    }
}

#[test]
fn the_manual_is_what_the_rules_say_of_themselves() {
    let folder = root().join("docs/rules");
    let mut index = String::from(
        "# Rules\n\nEach message names its rule in brackets. A rule's severity is set in `site.toml`:\n\n```toml\n[checks]\n# The site is \
         written for people who know the names.\nunlinked-mention = \"off\"\nsingle-source = \"warning\"\n```\n\nIt takes `off`, `advice`, \
         `warning` or `error`. Errors stop the build and cannot be lowered, except `unknown-field` and `unsafe-url`: what those two report \
         is left out of the site either way. Warnings are denied by `--deny-warnings`. Advice describes the evidence rather than a \
         mistake: it is shown and never denied.\n\n| rule | severity | what it finds |\n|---|---|---|\n",
    );
    let mut wrong = Vec::new();
    for rule in RULES {
        let name = rule.code.as_str();
        wrong.extend(expect(&folder.join(format!("{name}.md")), &page(rule)).err());
        let what = rule.summary().replace('|', "\\|");
        let _ = writeln!(index, "| [`{name}`]({name}.md) | {} | {what} |", rule.code.default_severity().as_str());
    }
    wrong.extend(expect(&folder.join("README.md"), &index).err());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: Vec<String> = RULES.iter().map(|rule| format!("{}.md", rule.code.as_str())).chain(["README.md".to_owned()]).collect();
    for folder in [folder, root().join("tests/rules")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(&name), "{name} belongs to no rule");
        }
    }
}

/// A site on disk → what the program says of it.
mod site {
    use super::*;
    use rapporteur::diagnostic::{Diagnostic, Place};
    use rapporteur::{check, config, model::resolve, parse::front_matter, read::Disk};
    use std::sync::Arc;

    pub fn messages(dir: &Path) -> (Vec<Diagnostic>, impl Fn(&Diagnostic) -> String + use<>) {
        let inputs = Disk::new(dir).read().unwrap();
        let (config, mut diagnostics) = config::read(&inputs.config_file, None);
        diagnostics.extend(inputs.diagnostics.clone());
        let parsed: Vec<_> = inputs
            .notes
            .iter()
            .filter_map(|n| {
                front_matter::note(n.slot.clone(), &n.id, n.language.as_deref(), n.md.as_deref(), n.toml.as_deref(), config.sanitise_html)
            })
            .map(Arc::new)
            .collect();
        for note in &parsed {
            diagnostics.extend(note.diagnostics.iter().cloned());
        }
        let statics: Vec<_> = inputs.assets.iter().map(|a| resolve::StaticFile { path: a.path.clone(), place: Place::Nowhere }).collect();
        let (model, _, found) = resolve::resolve(&parsed, &Arc::new(config), &statics, &[], false);
        diagnostics.extend(found);
        diagnostics.extend(check::check(&model));
        check::apply_severities(&mut diagnostics, &model.config);
        let files = inputs.files;
        (diagnostics, move |d: &Diagnostic| {
            let place = |p: &Place| match p {
                Place::Span(span) => files.get(span.file).map_or("?".to_owned(), |f| {
                    let (a, b) = (f.position(span.start), f.position(span.end));
                    format!("{}:{}:{}-{}:{} `{}`", f.path, a.line, a.column, b.line, b.column, f.text.get(span.range()).unwrap_or("??"))
                }),
                Place::File(id) => files.get(*id).map_or("?".to_owned(), |f| f.path.to_string()),
                Place::Nowhere => String::new(),
            };
            let mut text = format!("{}[{}]: {}\n  {}\n", d.severity.as_str(), d.code.as_str(), d.message, place(&d.place));
            for related in &d.related {
                let _ = writeln!(text, "  {}: {}", place(&related.place), related.message);
            }
            if let Some(help) = &d.help {
                let _ = writeln!(text, "  help: {help}");
            }
            if let Some(fix) = &d.fix {
                let _ = writeln!(text, "  fix: {} at {}", fix.replacement, place(&Place::Span(fix.span)));
            }
            text
        })
    }
}

#[test]
#[ignore]
fn the_briefing() {
    let started = std::time::Instant::now();
    let (diagnostics, show) = site::messages(&root());
    eprintln!("{:?}", started.elapsed());
    let mut count = std::collections::BTreeMap::new();
    for d in &diagnostics {
        println!("{}", show(d));
        *count.entry(d.code).or_insert(0) += 1;
    }
    println!("{count:?}");
}
