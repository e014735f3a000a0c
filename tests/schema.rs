//! `schema`, as editors and other programs use it. That the briefing's notes fit is tested with an independent validator, in `tests/readers`.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("schema").args(arguments).output().unwrap()
}

#[test]
fn one_kind_or_all() {
    let one: serde_json::Value = serde_json::from_slice(&run(&["round"]).stdout).unwrap();
    assert_eq!(one["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(one["properties"]["status"]["enum"][0], "held");
    let all: serde_json::Value = serde_json::from_slice(&run(&[]).stdout).unwrap();
    assert_eq!(all["round"], one);
    let kinds: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(kinds, ["actor", "round", "track", "source", "topic", "dispute", "page", "introduction", "translation", "site"]);
    let wrong = run(&["actr"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `actor`?"));
}

#[test]
fn the_editors_set_up_is_written_and_what_is_there_is_left() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().to_str().unwrap();
    assert_eq!(run(&["--vscode", "--root", root]).status.code(), Some(2), "this is not a site");
    std::fs::write(site.path().join("site.toml"), "title = \"A\"\n").unwrap();
    assert!(run(&["--vscode", "--root", root]).status.success());
    let settings = std::fs::read_to_string(site.path().join(".taplo.toml")).unwrap();
    for line in settings.lines().filter_map(|line| line.strip_prefix("path = ")) {
        let schema = std::fs::read(site.path().join(line.trim_matches('"'))).unwrap();
        serde_json::from_slice::<serde_json::Value>(&schema).unwrap();
    }
    assert_eq!(settings.matches("[[rule]]").count(), 10);
    std::fs::write(site.path().join(".taplo.toml"), "# mine\n").unwrap();
    let again = run(&["--vscode", "--root", root]);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stdout).contains("[[rule]]"));
    assert_eq!(std::fs::read_to_string(site.path().join(".taplo.toml")).unwrap(), "# mine\n");
}
