//! The manual for authors of templates and styles: `docs/templates.md` comes from the program's own view structs and templates, and every
//! example of `docs/theme.md` is built. `RAPPORTEUR_UPDATE=1 cargo test --test theme` writes `docs/templates.md` anew.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A struct that templates get, or one inside it.
#[derive(Debug, Default)]
struct Struct {
    doc: String,
    /// Name, type, doc.
    fields: Vec<(String, String, String)>,
}

/// Every source file and template below a folder, by path.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs" || ending == "html"))
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// The public structs of the views and of what they hold, read from their declarations.
fn structs() -> BTreeMap<String, Struct> {
    let source = root().join("src");
    let others = ["bibliography/mod.rs", "export/feed.rs", "html.rs"];
    let mut texts: Vec<String> = files(&source.join("view")).into_iter().map(|(_, text)| text).collect();
    texts.extend(others.map(|path| fs::read_to_string(source.join(path)).unwrap()));
    let mut found = BTreeMap::new();
    // One of two structs of a name would hide the other in the manual.
    let mut find = |name: String, of: Struct| assert!(found.insert(name.clone(), of).is_none(), "two structs are called `{name}`");
    for text in texts {
        let mut doc = String::new();
        let (mut hidden, mut flat) = (false, false);
        let mut open: Option<(String, Struct)> = None;
        for line in text.lines() {
            let line = line.trim();
            if let Some(words) = line.strip_prefix("///") {
                doc.push_str(words);
            } else if line.starts_with("#[serde(skip") {
                hidden = true;
            } else if line.starts_with("#[serde(flatten") {
                flat = true;
            } else if line.starts_with("#[") {
            } else if let Some(head) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix('{')) {
                let name = head.trim().split('<').next().unwrap().to_owned();
                open = Some((name, Struct { doc: std::mem::take(&mut doc).trim().to_owned(), fields: Vec::new() }));
            } else if let Some(head) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix("{}").or(rest.strip_suffix(';')))
            {
                find(head.trim().to_owned(), Struct { doc: std::mem::take(&mut doc).trim().to_owned(), fields: Vec::new() });
            } else if line == "}" {
                if let Some((name, of)) = open.take() {
                    find(name, of);
                }
                doc.clear();
            } else if let Some((_, of)) = &mut open
                && let Some((name, ty)) = line.strip_prefix("pub ").and_then(|rest| rest.trim_end_matches(',').split_once(": "))
            {
                // The fields of what is flattened stand beside the others.
                let name = if std::mem::take(&mut flat) { FLAT } else { name.trim_start_matches("r#") };
                if !std::mem::take(&mut hidden) {
                    of.fields.push((name.to_owned(), ty.to_owned(), doc.trim().to_owned()));
                }
                doc.clear();
            } else {
                doc.clear();
                hidden = false;
            }
        }
    }
    found
}

/// A Rust type as authors of templates think of it.
fn shown(ty: &str) -> String {
    let inner = |ty: &str, outer: &str| ty.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>')).map(str::to_owned);
    for outer in ["Box<", "Arc<"] {
        if let Some(inner) = inner(ty, outer) {
            return shown(&inner);
        }
    }
    if let Some(inner) = inner(ty, "Option<") {
        return format!("{}, or nothing", shown(&inner));
    }
    if let Some(inner) = inner(ty, "Vec<").or_else(|| ty.strip_prefix('[')?.strip_suffix(']').map(str::to_owned)) {
        return format!("list of {}", shown(&inner));
    }
    let bare = ty.rsplit("::").next().unwrap();
    match bare.trim_start_matches("&'static ").trim_start_matches("&'a ") {
        "String" | "str" | "Url" => "text".to_owned(),
        "usize" | "u32" | "u8" | "u16" | "u64" | "i32" | "i64" | "f64" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        "Html" => "HTML (print it with `| safe`)".to_owned(),
        "Composed" => "composed text (print it with `<prose of={…} />`)".to_owned(),
        other => format!("`{other}`"),
    }
}

/// What stands for a name where a field's own fields take its place.
const FLAT: &str = "…";

fn table(text: &mut String, of: &Struct, structs: &BTreeMap<String, Struct>) {
    if of.fields.is_empty() {
        text.push_str("Nothing beside what every page has.\n\n");
        return;
    }
    let _ = writeln!(text, "| field | holds | |\n|---|---|---|");
    let mut rows: Vec<&(String, String, String)> = Vec::new();
    for field in &of.fields {
        match structs.get(field.1.trim_start_matches("Box<").trim_end_matches('>').rsplit("::").next().unwrap()) {
            Some(inner) if field.0 == FLAT => rows.extend(&inner.fields),
            _ => rows.push(field),
        }
    }
    for (name, ty, doc) in rows {
        let _ = writeln!(text, "| `{name}` | {} | {} |", shown(ty), doc.replace('|', "\\|"));
    }
    text.push('\n');
}

/// The names between `{% word ` and what ends a name.
fn tags<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mark = |dash: &str| format!("{{%{dash} {word} ");
    let mut found: Vec<(usize, &str)> = Vec::new();
    for mark in [mark(""), mark("-")] {
        found.extend(text.match_indices(&mark).map(|(at, mark)| (at, &text[at + mark.len()..])));
    }
    found.sort();
    found.into_iter().map(|(_, rest)| rest.split(" %}").next().unwrap().split(" -%}").next().unwrap().trim()).collect()
}

/// What each kind of page is made by: the template's name and its struct, from the declaration of the views.
fn pages() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("src/view/mod.rs")).unwrap();
    let body = text.split_once("enum PageContent {").unwrap().1.split_once("\n}").unwrap().0;
    let mut template = String::new();
    let mut found = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("/// ") {
            template = doc.trim_matches(|c| matches!(c, '`' | '.')).to_owned();
        } else if let Some((_, ty)) = line.trim_end_matches(',').split_once('(') {
            let name = ty.trim_end_matches(')').trim_start_matches("Box<").trim_end_matches('>').rsplit("::").next().unwrap();
            found.push((std::mem::take(&mut template), name.to_owned()));
        }
    }
    found
}

fn manual() -> String {
    let structs = structs();
    let mut text = String::from(
        "# What templates get\n\nThis page comes from the program's own declarations; a test keeps it so. How to use it stands in [theme.md](theme.md).\n\n\
         Every template gets exactly `site` and `page`. `page` holds what every page has, and what its own kind has beside it. A field that may hold\n\
         nothing is asked for first: `{% if page.summary %}`. A name that does not exist is an error that lists those that do;\n\
         `default` stands in for such a name, and not for nothing.\n\n## `site`\n\n",
    );
    table(&mut text, &structs["SiteView"], &structs);
    text.push_str("## `page`, on every page\n\n");
    table(&mut text, &structs["Head"], &structs);
    text.push_str("## `page`, by template\n\n");
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let reach = |of: &Struct| {
        let mut found: Vec<String> = Vec::new();
        for (_, ty, _) in &of.fields {
            found
                .extend(ty.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| structs.contains_key(*word)).map(str::to_owned));
        }
        found
    };
    let mut next: Vec<String> = [reach(&structs["SiteView"]), reach(&structs["Head"])].concat();
    for (template, name) in pages() {
        let Some(of) = structs.get(&name) else { panic!("no declaration of {name} was found") };
        let _ = writeln!(text, "### `{template}`\n\n{}\n", of.doc);
        table(&mut text, of, &structs);
        next.extend(reach(of));
    }
    while let Some(name) = next.pop() {
        if wanted.insert(name.clone()) {
            next.extend(reach(&structs[&name]));
        }
    }
    text.push_str("## What fields hold\n\n");
    for name in &wanted {
        let of = &structs[name];
        if !matches!(name.as_str(), "Html" | "Composed") && !of.fields.is_empty() {
            let _ = writeln!(text, "### `{name}`\n\n{}\n", of.doc);
            table(&mut text, of, &structs);
        }
    }
    text.push_str("## Blocks\n\nA template that extends another replaces its blocks.\n\n| template | extends | blocks |\n|---|---|---|\n");
    let templates = files(&root().join("templates"));
    for (name, body) in templates.iter().filter(|(name, _)| !name.starts_with("components/")) {
        let blocks: BTreeSet<&str> = tags(body, "block").into_iter().collect();
        let blocks: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
        let extends = tags(body, "extends").first().map_or_else(String::new, |parent| format!("`{}`", parent.trim_matches('"')));
        let _ = writeln!(text, "| `{name}` | {extends} | {} |", blocks.join(" "));
    }
    text.push_str("\n## Components\n\nA file in `templates/components/` takes the place of the built-in one of its name, with all components in it.\n\n| file | components |\n|---|---|\n");
    for (name, body) in templates.iter().filter(|(name, _)| name.starts_with("components/")) {
        let components: Vec<String> = tags(body, "component").iter().map(|component| format!("`{component}`")).collect();
        let _ = writeln!(text, "| `{name}` | {} |", components.join(" "));
    }
    text.push_str(
        "\n## Functions and filters\n\n- `t(key=…, n=…, name=…)`: a word or sentence of the interface, in the page's language. `rapporteur theme i18n/en.toml` writes\n  \
         the words out; `i18n/<code>.toml` beside `site.toml` gives others.\n- `gap(index=…, count=…, next=…)`: what stands after an item of a list: \", \", \" and \", nothing after the last.\n\
         - Filters and tests are those of [Tera 2](https://keats.github.io/tera/).\n",
    );
    text
}

#[test]
fn the_manual_of_templates_is_what_the_program_has() {
    let path = root().join("docs/templates.md");
    let wanted = manual();
    if fs::read_to_string(&path).unwrap_or_default() == wanted {
        return;
    }
    assert!(
        std::env::var_os("RAPPORTEUR_UPDATE").is_some(),
        "docs/templates.md is not as it should be; `RAPPORTEUR_UPDATE=1 cargo test --test theme` writes it"
    );
    fs::write(path, wanted).unwrap();
}

#[test]
fn every_field_of_every_view_is_explained() {
    let all = structs();
    let bare: Vec<String> = all
        .iter()
        .flat_map(|(name, of)| of.fields.iter().filter(|(_, _, doc)| doc.is_empty()).map(move |(field, ..)| format!("{name}.{field}")))
        .collect();
    assert!(all.len() > 60 && bare.is_empty(), "{bare:?}");
}

/// An example of the manual: what it is called, and its files.
fn examples() -> Vec<(String, Vec<(String, String)>)> {
    let text = fs::read_to_string(root().join("docs/theme.md")).unwrap();
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    let mut path = None;
    let mut open: Option<String> = None;
    for line in text.lines() {
        if let Some(body) = &mut open {
            if line == "```" {
                let body = open.take().unwrap();
                if let Some(path) = path.take() {
                    found.last_mut().unwrap().1.push((path, body));
                }
            } else {
                body.push_str(line);
                body.push('\n');
            }
        } else if let Some(title) = line.strip_prefix("## ") {
            found.push((title.to_owned(), Vec::new()));
        } else if line.starts_with("```") {
            open = Some(String::new());
        } else if let Some(name) = line.strip_prefix("`").and_then(|rest| rest.strip_suffix("`:")) {
            path = Some(name.to_owned());
        }
    }
    found.retain(|(_, files)| !files.is_empty());
    found
}

#[test]
fn every_example_of_the_manual_builds() {
    let examples = examples();
    assert!(examples.len() >= 4, "{examples:?}");
    for (title, files) in examples {
        let dir = tempfile::tempdir().unwrap();
        let rapporteur = |arguments: &[&str]| {
            let run = Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(arguments).current_dir(dir.path()).output().unwrap();
            assert!(run.status.success(), "{title}: {}", String::from_utf8_lossy(&run.stderr));
        };
        rapporteur(&["init", "-q", "."]);
        let mut marks: Vec<(String, String)> = Vec::new();
        for (path, body) in &files {
            if path == "site.toml" {
                let settings = fs::read_to_string(dir.path().join(path)).unwrap();
                fs::write(dir.path().join(path), format!("{settings}\n{body}")).unwrap();
            } else if let Some(page) = path.strip_prefix("public/") {
                marks.push((page.to_owned(), body.trim().to_owned()));
            } else {
                scratch::put(dir.path(), path, body.as_str());
            }
        }
        rapporteur(&["build", "-q", "--deny-warnings"]);
        assert!(!marks.is_empty(), "{title} says nothing of what comes of it");
        for (page, holds) in marks {
            let html = fs::read_to_string(dir.path().join("public").join(&page)).unwrap();
            for line in holds.lines() {
                assert!(html.contains(line.trim()), "{title}: {page} does not hold {line}\n{html}");
            }
        }
    }
}

/// What is wrong with a small site that has these templates.
fn problems_with(templates: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    templates.iter().for_each(|(name, text)| scratch::put(dir.path(), &format!("templates/{name}"), text));
    let inputs = rapporteur::Disk::new(dir.path()).read().unwrap();
    let built = rapporteur::build(&inputs, &mut rapporteur::Cache::default(), &rapporteur::Options::default());
    let mut problems = built.diagnostics;
    problems.extend(built.site.one_of_each().into_iter().filter_map(|output| built.site.render(output).err()).flatten());
    let of_templates = |problem: &rapporteur::Diagnostic| matches!(problem.code.as_str(), "template-error" | "unused-override");
    problems.into_iter().filter(of_templates).map(|problem| problem.message).collect()
}

#[test]
fn correct_templates_are_taken_however_they_are_spaced() {
    for templates in [
        &[("note.html", "{%extends \"note.html\"%}")][..],
        &[("note.html", "{%-  extends 'note.html' -%}")],
        &[(
            "note.html",
            "{% extends  \"note.html\" %}{% block kicker %}{% set x | replace(from=\"a\", to=\"b\") %}banana{% endset %}{{ x }}{% endblock kicker %}",
        )],
        &[
            ("components/mine.html", "{%- component mine() -%}mine{%- endcomponent mine -%}"),
            ("note.html", "{% extends \"note.html\" %}{% block kicker %}{{ <mine/> }}{% endblock kicker %}"),
        ],
    ] {
        assert_eq!(problems_with(templates), Vec::<String>::new(), "{templates:?}");
    }
}

#[test]
fn an_error_of_a_template_names_what_its_file_holds() {
    let problems = problems_with(&[("note.html", "{% extends \"note.html\" %}{% block kicker %}{% set x = %}{% endblock kicker %}")]);
    assert!(problems.iter().any(|problem| problem.starts_with("Found `%}` but expected")), "{problems:?}");
    let problems = problems_with(&[("note.html", "{% extends \"note.html\" %}{% block kicker %}{{ [for x in y] }}{% endblock kicker %}")]);
    assert!(!problems.iter().any(|problem| problem.contains("Found `)`")), "{problems:?}");
}
