//! The same content gives the same bytes, whatever the machine: folder, threads, time zone, locale, file times, the order in which files
//! were made.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// Builds with the real binary; gives the output's bytes (the manifest included) and what was said, without the time that it took.
fn build(root: &Path, surroundings: &[(&str, &str)], working_directory: &Path) -> (BTreeMap<String, Vec<u8>>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(["build", "--message-format", "json", "--root"]).arg(root).stdin(Stdio::null()).current_dir(working_directory);
    for (name, value) in surroundings {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let said = said.lines().map(|line| line.split("\"elapsed_ms\"").next().unwrap()).collect::<Vec<_>>().join("\n");
    (scratch::tree(&root.join("public")), said)
}

#[track_caller]
fn same(what: &str, a: &(BTreeMap<String, Vec<u8>>, String), b: &(BTreeMap<String, Vec<u8>>, String)) {
    let built = |of: &(BTreeMap<String, Vec<u8>>, String)| scratch::Built { files: of.0.clone(), problems: of.1.clone(), broken: false };
    let found = scratch::differences(&built(a), &built(b));
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// Writes a site's files in another order, into folders made in another order, with other times.
fn shuffled(from: &Path, to: &Path, seed: u64) {
    let mut files: Vec<_> = scratch::tree(from).into_iter().collect();
    let mut chance = scratch::Chance(seed);
    for at in (1..files.len()).rev() {
        files.swap(at, chance.below(at + 1));
    }
    for (path, bytes) in files {
        scratch::put(to, &path, bytes);
        let days = u64::try_from(chance.below(20_000)).unwrap();
        let file = std::fs::File::options().write(true).open(to.join(&path)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400)).unwrap();
    }
}

fn hold(original: &Path, times: usize) {
    let here = original.parent().unwrap();
    let first = build(original, &[], here);
    assert!(first.0.len() > 50);
    let surroundings: &[&[(&str, &str)]] = &[
        &[("RAYON_NUM_THREADS", "1"), ("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("RAYON_NUM_THREADS", "7"), ("TZ", "America/Los_Angeles"), ("LC_ALL", "C"), ("HOME", "/nowhere"), ("USER", "somebody")],
        &[
            ("RAYON_NUM_THREADS", "3"),
            ("TZ", "Asia/Kathmandu"),
            ("LC_ALL", "de_DE@euro"),
            ("SOURCE_DATE_EPOCH", "1"),
            ("CLICOLOR_FORCE", "1"),
            ("TERM", "xterm-256color"),
        ],
    ];
    for (n, surroundings) in surroundings.iter().enumerate().take(times) {
        let elsewhere = tempfile::Builder::new().prefix("other place ö ").tempdir().unwrap();
        let root = elsewhere.path().join("a/much/longer/path");
        shuffled(original, &root, n as u64 + 1);
        let _ = std::fs::remove_dir_all(root.join("public"));
        same(&format!("{surroundings:?}"), &first, &build(&root, surroundings, elsewhere.path()));
    }
}

#[test]
fn a_small_site_is_the_same_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    scratch::small(&root);
    hold(&root, 3);
}

#[test]
fn the_briefing_is_the_same_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    std::fs::create_dir(&root).unwrap();
    scratch::copy_briefing(&root);
    hold(&root, 2);
}

#[test]
fn the_order_of_inputs_does_not_show() {
    // Inside one process too, with hash maps seeded anew.
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    let first = scratch::clean(dir.path()).unwrap();
    for _ in 0..3 {
        let found = scratch::differences(&first, &scratch::clean(dir.path()).unwrap());
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
