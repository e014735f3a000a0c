//! The architecture that `src/lib.rs` tells of, held: dependencies run downward, one place reads, one place makes trusted HTML.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From the bottom up; those on one line know nothing of each other. The crate's root, where `build` is, stands between rendering and those
/// who call it.
const LAYERS: &[&[&str]] = &[
    &["file", "media_type", "html", "counts"],
    &["diagnostic"],
    &["parse"],
    &["language"],
    &["config"],
    &["read", "model"],
    &["check"],
    &["bibliography"],
    &["view"],
    &["export"],
    &["render"],
    &["cache"],
    &["crate root"],
    &["write", "report"],
    &["terminal"],
    &["serve", "import", "publish", "lsp"],
    &["commands"],
    &["cli"],
];

/// Lower layers that one on the same line may use all the same: what is read is what the model's callers hand on.
const ACROSS: &[(&str, &str)] = &[("export", "render")];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program's own files below `src`, without those that only tests compile.
fn files() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = walkdir::WalkDir::new(root().join("src"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|entry| (entry.path().strip_prefix(root().join("src")).unwrap().to_str().unwrap().replace('\\', "/"), code(entry.path())))
        // The build script is not part of the program.
        .filter(|(path, _)| !path.ends_with("/tests.rs") && path != "build.rs")
        .collect();
    found.sort();
    assert!(found.len() > 50, "the program's files are not where they were");
    found
}

/// A file's code, without comments and without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    own.lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap() })
        .collect::<Vec<_>>()
        .join("\n")
}

/// `check/not_utf8.rs` → `check`.
fn module(path: &str) -> &str {
    match path.split(['/', '.']).next().unwrap() {
        "lib" => "crate root",
        other => other,
    }
}

/// What a file names of its crate: the words after `crate::` and `crate::{`.
fn named(code: &str) -> BTreeSet<String> {
    after(code, "crate::")
}

/// The words after a path and after the `{` that follows it.
fn after(code: &str, path: &str) -> BTreeSet<String> {
    let word = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for rest in code.split(path).skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (at, c) in group.char_indices() {
            if depth == 0 && begins && !c.is_whitespace() {
                names.insert(word(&group[at..]));
                begins = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ => {}
            }
        }
    }
    names.remove("");
    names
}

#[test]
fn names_are_found_in_every_form() {
    let found = named("use crate::a::{B, c::D};\nuse crate::{E, f::{G, h}, i};\nfn x() { crate::j::k(crate::l) }");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["E", "a", "f", "i", "j", "l"]);
}

#[test]
fn dependencies_run_downward() {
    let layers: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(level, names)| names.iter().map(move |name| (*name, level))).collect();
    let files = files();
    let modules: BTreeSet<&str> = files.iter().map(|(path, _)| module(path)).collect();
    let mut wrong = Vec::new();
    for (path, code) in &files {
        let from = module(path);
        if from == "main" || from == "crate root" {
            continue;
        }
        let Some(own) = layers.get(from) else {
            wrong.push(format!("{path}: `{from}` has no layer; give it one in this test and in the architecture of src/lib.rs"));
            continue;
        };
        for name in named(code) {
            // What is not a module is the crate root's: `crate::build`, `crate::Cache`.
            let to = if modules.contains(name.as_str()) { name.as_str() } else { "crate root" };
            if to == from || ACROSS.contains(&(from, to)) {
                continue;
            }
            if layers.get(to).is_none_or(|level| level >= own) {
                wrong.push(format!("{path}: `{from}` uses `{name}`, which is not below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `parse/markdown/out.rs` → `parse`, `markdown`, `out`.
fn module_path(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    parts.pop_if(|last| *last == "mod");
    parts
}

#[test]
fn no_folder_holds_a_circle_of_files() {
    let files = files();
    let modules: BTreeSet<Vec<&str>> = files.iter().map(|(path, _)| module_path(path)).collect();
    // By folder: which of its files and folders names which other.
    let mut arrows: BTreeMap<Vec<&str>, BTreeSet<(&str, &str)>> = BTreeMap::new();
    for (path, code) in &files {
        let own = module_path(path);
        for depth in 1..=own.len() {
            let (above, ups) = (&own[..depth - 1], own.len() - depth + 1);
            let absolute = format!("crate::{}", above.iter().map(|part| format!("{part}::")).collect::<String>());
            // `super::super::` ends with `super::`, which means another place.
            let relative = after(&code.replace(&"super::".repeat(ups + 1), ""), &"super::".repeat(ups));
            let named = after(code, &absolute).union(&relative).cloned().collect::<BTreeSet<_>>();
            let beside = modules.iter().filter(|other| other.len() == depth && other[..depth - 1] == own[..depth - 1]);
            for other in beside.map(|other| other[depth - 1]).filter(|other| named.contains(*other) && *other != own[depth - 1]) {
                arrows.entry(own[..depth - 1].to_vec()).or_default().insert((own[depth - 1], other));
            }
        }
    }
    assert!(arrows.len() > 8, "files name each other in more folders than these: {arrows:?}");
    let mut wrong = Vec::new();
    for (folder, mut arrows) in arrows {
        // Whoever names nobody, or is named by nobody, stands in no circle.
        loop {
            let (froms, tos): (BTreeSet<&str>, BTreeSet<&str>) = arrows.iter().copied().unzip();
            let before = arrows.len();
            arrows.retain(|(from, to)| froms.contains(to) && tos.contains(from));
            if arrows.len() == before {
                break;
            }
        }
        // The crate's own floors are `dependencies_run_downward`'s.
        if !folder.is_empty() && !arrows.is_empty() {
            wrong.push(format!("src/{}: {arrows:?}", folder.join("/")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn disk_and_clock_are_read_in_one_place() {
    const DISK: &[&str] = &["std::fs", "fs::", "File::open", "std::net", "walkdir", "WalkDir", ".canonicalize(", ".metadata("];
    const CLOCK: &[&str] =
        &["SystemTime::now", "Zoned::now", "Timestamp::now", "Utc::now", "std::env", "env::var", "rand::", "RandomState"];
    const OF_DISK: &[&str] = &["read", "write", "commands", "serve", "publish", "import", "lsp", "main"];
    const OF_CLOCK: &[&str] = &["read", "commands", "serve", "publish", "import", "lsp", "terminal", "main"];
    let mut wrong = Vec::new();
    for (path, code) in files() {
        let from = module(&path);
        for (words, allowed) in [(DISK, OF_DISK), (CLOCK, OF_CLOCK)] {
            if !allowed.contains(&from) {
                wrong.extend(words.iter().filter(|word| code.contains(**word)).map(|word| format!("{path}: `{word}`")));
            }
        }
        // `Timings` alone may look at a watch, and nothing of it gets into an output.
        if from != "crate root" && !OF_CLOCK.contains(&from) && code.contains("Instant::now") {
            wrong.push(format!("{path}: `Instant::now`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The string literals of a file that begin with a tag.
fn markup(code: &str) -> impl Iterator<Item = &str> {
    let begins = |rest: &str| rest.strip_prefix('<').is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_lowercase() || c == '/'));
    code.match_indices('"').map(|(at, _)| &code[at + 1..]).filter(move |rest| begins(rest)).map(|rest| rest.split('"').next().unwrap())
}

#[test]
fn trusted_html_has_one_maker() {
    let mut wrong = Vec::new();
    for (path, code) in files() {
        if code.contains(".rendered(") && path != "view/compose.rs" {
            wrong.push(format!("{path}: takes rendered Markdown for trusted; only the composer does"));
        }
        if !path.starts_with("parse/markdown") && path != "view/compose.rs" && code.contains("Piece::Html(") {
            wrong.push(format!("{path}: looks into rendered Markdown"));
        }
        // All HTML but a note's own and that of a citation style stands in templates.
        if path.starts_with("view/") {
            let calls = [".markup(", ".element(", ".open(\""];
            wrong.extend(calls.iter().filter(|call| code.contains(**call)).map(|call| format!("{path}: `{call}`; templates write HTML")));
            wrong.extend(markup(&code).map(|text| format!("{path}: \"{text}…\"; templates write HTML")));
        }
        for off in ["autoescape_on(vec![])", "autoescape_on(Vec::new())", "mark_safe", "Value::safe"] {
            // A sentence of the interface with a link in it is put together of escaped text and what a component made.
            if code.contains(off) && path != "render/functions.rs" {
                wrong.push(format!("{path}: `{off}`"));
            }
        }
    }
    let templates: Vec<PathBuf> = walkdir::WalkDir::new(root().join("templates"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    for path in &templates {
        let text = std::fs::read_to_string(path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}: {line}", path.display(), number + 1);
            for (at, _) in line.match_indices("safe").filter(|(at, _)| line[..*at].trim_end().ends_with('|')) {
                // The name in front of the filter says that it holds HTML.
                let before = line[..at].trim_end().trim_end_matches('|').trim_end();
                let name: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).collect();
                let name: String = name.chars().rev().collect();
                if !(name.ends_with("_html") || name == "html" || name.ends_with(".html") || name.ends_with("json_ld") || name == "body") {
                    wrong.push(place());
                }
            }
            if line.contains("autoescape") {
                wrong.push(place());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_module_is_a_drawer_for_everything() {
    for (path, _) in files() {
        let drawer = path.split(['/', '.']).find(|part| {
            matches!(*part, "utils" | "util" | "common" | "helpers" | "helper" | "types" | "prelude" | "misc" | "shared_utils")
        });
        assert_eq!(drawer, None, "{path}");
    }
}

#[test]
fn nothing_is_unsafe_and_nothing_is_allowed_without_a_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    for lint in ["unwrap_used", "panic", "indexing_slicing", "string_slice"] {
        assert!(manifest.contains(&format!("\n{lint} = \"deny\"")), "{lint}");
    }
    assert!(manifest.contains("[profile.release.package.rapporteur]\noverflow-checks = true"), "a sum that overflows fails loudly");
    let mut wrong = Vec::new();
    for (path, code) in files() {
        for (number, line) in code.lines().enumerate() {
            let opens = ["#[allow(", "#[expect(", "#![allow(", "#![expect("].iter().any(|word| line.trim_start().starts_with(word));
            let whole = code.lines().skip(number).take(12).collect::<String>();
            if opens && !whole.split(")]").next().unwrap().contains("reason") {
                wrong.push(format!("src/{path}:{}: {line}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "an exception says why:\n{}", wrong.join("\n"));
}
