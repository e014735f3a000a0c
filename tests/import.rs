//! `import`, driven as a user drives it: files in the form in which Zotero exports them, and saved pages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on says so by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("site.toml", "title = \"Test\"\nbase_url = \"https://test.example/\"\n");
    write("content/sources/known.md", "+++\ntitle = \"Mediation, without leverage!\"\npublished = \"2024\"\n+++\n");
    write("content/actors/le-guerrier-2025-talks.md", "+++\ntitle = \"Not a source\"\nsummary = \"Its id is taken.\"\n+++\n");
    folder
}

fn run(site: &Path, files: &[PathBuf], options: &[&str]) -> Output {
    let output =
        Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("import").args(files).arg("--root").arg(site).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn plan(site: &Path, name: &str) -> String {
    let output = run(site, &[fixture(name)], &[]);
    let folder = fixture("").display().to_string();
    String::from_utf8(output.stdout).unwrap().replace(&folder, "")
}

/// Creates the notes; gives them with their paths.
fn created(site: &Path, name: &str) -> String {
    run(site, &[fixture(name)], &["--yes"]);
    let mut notes: Vec<PathBuf> = std::fs::read_dir(site.join("content/sources")).unwrap().map(|entry| entry.unwrap().path()).collect();
    notes.sort();
    notes.retain(|path| !path.ends_with("known.md"));
    notes
        .iter()
        .map(|path| format!("--- {}\n{}", path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

fn fits(site: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["check", "--root"]).arg(site).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn golden(file: &str) {
    let site = site();
    let shown = plan(site.path(), file);
    assert_eq!(std::fs::read_dir(site.path().join("content/sources")).unwrap().count(), 1, "a plan creates nothing");
    let notes = created(site.path(), file);
    fits(site.path());
    let again = plan(site.path(), file);
    assert!(again.contains("\n0 to be created") || again.starts_with("Left out:"), "{again}");
    insta::assert_snapshot!(file.replace('.', "_"), format!("{shown}\n{notes}"));
}

#[test]
fn bibtex() {
    golden("zotero.bib");
}

#[test]
fn ris() {
    golden("zotero.ris");
}

#[test]
fn csl_json() {
    golden("zotero.json");
}

#[test]
fn a_saved_page() {
    golden("page.html");
}

#[test]
fn a_page_of_a_journal() {
    golden("highwire.html");
}

#[test]
fn a_page_that_says_little_of_itself() {
    golden("plain.html");
}

#[test]
fn a_file_that_is_there_is_not_touched() {
    let site = site();
    // A note that cannot be read as one: its id is taken all the same.
    let there = site.path().join("content/sources/demir-2025-grain.md");
    std::fs::write(&there, "my own words").unwrap();
    run(site.path(), &[fixture("page.html")], &["--yes"]);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "my own words");
    assert!(site.path().join("content/sources/demir-2025-grain-2.md").is_file());
}

#[test]
fn what_is_nothing_is_refused() {
    let site = site();
    let file = site.path().join("x.txt");
    std::fs::write(&file, "Dear editor,\nplease find attached nothing.\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("import").arg(&file).arg("--root").arg(site.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing that can be imported"));
}

#[test]
fn latin_1_is_read_and_told() {
    let site = site();
    let file = site.path().join("old.ris");
    std::fs::write(&file, b"TY  - NEWS\nTI  - Gespr\xe4che in Gen\xe8ve\nDA  - 2025\nER  - \n").unwrap();
    let output = run(site.path(), &[file], &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Gespräche in Genève") && text.contains(":2: the file is not UTF-8"), "{text}");
}
