//! SIGKILL at random moments of a build: what is left is one whole build, and the next one needs no help.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rapporteur::write::{self, ForeignFiles, OutputState};

const KILLS: u32 = 200;
const PAGES: usize = 60;

/// The pages of one version: most change with it, some come and go.
fn pages(version: u32) -> BTreeMap<String, String> {
    (0..PAGES)
        .map(|n| match n % 5 {
            0 => (format!("same/{n}/index.html"), "the same in all".to_owned()),
            1 => (format!("of-{version}/{n}/index.html"), format!("version {version}")),
            _ => (format!("page/{n}/index.html"), format!("version {version} {}", "text ".repeat(n))),
        })
        .collect()
}

fn build(root: &Path, version: u32) {
    let stage = write::begin(root, &root.join("public"), ForeignFiles::Refused, || ()).unwrap();
    for (path, text) in pages(version) {
        stage.put(&path, text.as_bytes()).unwrap();
    }
    stage.commit().unwrap();
}

fn version_of(output: &Path) -> Option<u32> {
    if !output.exists() {
        return None;
    }
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(output) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(output).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() && path != write::MANIFEST {
            found.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    let version = found.keys().find_map(|path| path.strip_prefix("of-")?.split('/').next()?.parse().ok()).unwrap();
    assert!(found == pages(version), "a mixture: {:?}", found.keys().collect::<Vec<_>>());
    Some(version)
}

/// The process that is killed: this test binary again, told by its environment what to build.
#[test]
fn victim() {
    if let Ok(job) = std::env::var("RAPPORTEUR_VICTIM") {
        let (version, root) = job.split_once(' ').unwrap();
        build(Path::new(root), version.parse().unwrap());
    }
}

#[test]
fn killed_at_random_moments() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let output = root.join("public");
    let start = |version: u32| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "victim", "--nocapture"])
            .env("RAPPORTEUR_VICTIM", format!("{version} {}", root.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    // How long a whole run takes here; it follows what happens, so that kills fall before, into and after the commit. A quarter of them
    // hit a first build.
    let began = Instant::now();
    start(0).wait().unwrap();
    let mut whole = began.elapsed().max(Duration::from_millis(10));
    assert_eq!(version_of(&output), Some(0));
    fs::remove_dir_all(&output).unwrap();

    let mut seed = 20_251_112_u64;
    let mut random = |below: u128| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from(seed >> 33) % below
    };
    let (mut before, mut after, mut unfinished) = (0, 0, 0);
    let mut standing = None;
    for version in 1..=KILLS {
        let mut child = start(version);
        let moment = Duration::from_nanos(u64::try_from(random(whole.as_nanos())).unwrap());
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        if write::state(&output).unwrap() == OutputState::Unfinished {
            unfinished += 1;
        } else {
            // Whole already, without any help.
            version_of(&output);
        }
        drop(write::begin(root, &output, ForeignFiles::Refused, || panic!("the dead hold no locks")).unwrap());
        let now = version_of(&output);
        assert!(now == standing || now == Some(version), "neither {standing:?} nor {version}: {now:?}");
        if now == Some(version) {
            after += 1;
            whole = whole * 9 / 10;
        } else {
            before += 1;
            whole = whole * 11 / 10;
        }
        standing = now;
        assert_eq!(fs::read_dir(root).unwrap().count(), usize::from(now.is_some()), "litter beside the output");
        if version % 4 == 0 && output.exists() {
            fs::remove_dir_all(&output).unwrap();
            standing = None;
        }
    }
    println!("{before} old, {after} new, {unfinished} finished by the next run");
    assert!(before > 0 && after > 0);
}
