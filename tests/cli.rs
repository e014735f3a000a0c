//! Transcripts of the command line. Each `tests/cli/*.md` is one: the lines after `$` are run by the shell in a fresh folder, one after the
//! other; below stands what they print (standard error after `2> `) and how they end where that is not 0 (`? 1`). Times, numbers of
//! pages and files and the folder's own path are replaced. `RAPPORTEUR_UPDATE=1 cargo test --test cli` writes the transcripts anew.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(line: &str, folder: &Path) -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_rapporteur")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("RAPPORTEUR_TIMINGS")
        .output()
        .unwrap();
    let mut text = String::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let _ = writeln!(text, "{line}");
    }
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        let _ = writeln!(text, "{}", format!("2> {line}").trim_end());
    }
    if !output.status.success() {
        let _ = writeln!(text, "? {}", output.status.code().map_or_else(|| "killed".to_owned(), |code| code.to_string()));
    }
    text.replace(&*fs::canonicalize(folder).unwrap().to_string_lossy(), "[FOLDER]")
}

/// Puts `N` for the numbers that differ from run to run, or whenever an output is added: milliseconds, pages, files.
fn without_numbers(text: &str) -> String {
    const BEFORE: [&str; 3] = ["\"pages\":", "\"files\":", "\"elapsed_ms\":"];
    const AFTER: [&str; 4] = [" ms", " pages", " files", " unchanged"];
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(at);
        let (number, after) = number.split_at(number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len()));
        done.push_str(before);
        let varies = BEFORE.iter().any(|word| done.ends_with(word)) || AFTER.iter().any(|word| after.starts_with(word));
        done.push_str(if varies { "N" } else { number });
        rest = after;
    }
    done.push_str(rest);
    done
}

/// The transcript as it is now.
fn replay(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line == "```console" || line == "```" {
            inside = line == "```console";
        } else if inside {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let _ = writeln!(shown, "{line}");
            shown.push_str(&without_numbers(&run(command, folder.path())));
            continue;
        }
        let _ = writeln!(shown, "{line}");
    }
    shown
}

#[test]
fn transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let now = replay(&text);
        if now == text {
            continue;
        }
        if std::env::var_os("RAPPORTEUR_UPDATE").is_some() {
            fs::write(&path, now).unwrap();
        } else {
            let difference: Vec<_> = text.lines().zip(now.lines()).find(|(a, b)| a != b).into_iter().collect();
            let _ = writeln!(wrong, "{} is not as it should be: {difference:#?}\n{now}", path.display());
        }
    }
    assert!(wrong.is_empty(), "`RAPPORTEUR_UPDATE=1 cargo test --test cli` writes the transcripts anew\n{wrong}");
}
