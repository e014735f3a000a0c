//! The output survives: `build` killed at any moment, a full disk, a folder that cannot be written, two builds at once. After the next build
//! there is one whole build, and it needed no help.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]
#![cfg(unix)]

mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rapporteur::write::{self, OutputState};
use scratch::{Chance, put, scaled, tree};

type Tree = BTreeMap<String, Vec<u8>>;

fn build(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.args(["build", "--quiet", "--color", "never", "--root"]).arg(root).stdin(Stdio::null());
    command
}

fn run(root: &Path) -> Output {
    build(root).output().unwrap()
}

#[track_caller]
fn whole(root: &Path) -> Tree {
    let output = run(root);
    assert!(output.status.success(), "{}", said(&output));
    tree(&root.join("public"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two states of a site. They have pages in common, pages that differ and pages that only one of them has.
fn states(root: &Path) -> [PathBuf; 2] {
    let (one, two) = (root.join("one"), root.join("two"));
    for state in [&one, &two] {
        scratch::small(state);
        fs::remove_file(state.join("content/actors/ukraine.tr.md")).unwrap();
        put(state, "site.toml", "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\n");
    }
    for n in 0..12 {
        put(&one, &format!("content/pages/only-one-{n}.md"), format!("+++\ntitle = \"One {n}\"\n+++\n\nText {n}.\n"));
        put(&two, &format!("content/pages/only-two-{n}.md"), format!("+++\ntitle = \"Two {n}\"\n+++\n\nText {n}.\n"));
        put(&one, &format!("content/topics/both-{n}.md"), format!("+++\ntitle = \"Both {n}\"\nsummary = \"One.\"\n+++\n"));
        put(&two, &format!("content/topics/both-{n}.md"), format!("+++\ntitle = \"Both {n}\"\nsummary = \"Two.\"\n+++\n"));
    }
    [one, two]
}

/// A site whose two states build into one output; and what each builds.
fn alternating(dir: &Path) -> (PathBuf, [PathBuf; 2], [Tree; 2]) {
    let states = states(dir);
    let trees = states.clone().map(|state| {
        let tree = whole(&state);
        fs::remove_dir_all(state.join("public")).unwrap();
        tree
    });
    assert!(trees[0] != trees[1]);
    (dir.join("public"), states, trees)
}

fn into_output(state: &Path, output: &Path) -> Command {
    let mut command = build(state);
    command.arg("--output").arg(output).stdout(Stdio::null());
    command
}

#[test]
fn killed_at_two_hundred_moments() {
    // Two folders at a time: a build that is killed leaves a core waiting.
    let counts = std::thread::scope(|scope| {
        [20_251_112, 20_260_730].map(|seed| scope.spawn(move || kill_builds(seed, scaled(100)))).map(|thread| thread.join().unwrap())
    });
    let [old, new, unfinished] = std::array::from_fn(|place| counts.iter().map(|counts: &[usize; 3]| counts[place]).sum::<usize>());
    println!("{old} times the old build, {new} times the new, {unfinished} times finished by the next");
    assert!(old > 0 && (new > 0 || unfinished > 0));
}

/// Kills builds into a folder; counts how often the old build stood there then, the new one, and one that the next had to finish.
fn kill_builds(seed: u64, times: usize) -> [usize; 3] {
    let dir = tempfile::tempdir().unwrap();
    let (output, states, trees) = alternating(dir.path());
    let start = |state: usize| -> Child { into_output(&states[state], &output).stderr(Stdio::null()).spawn().unwrap() };
    start(0).wait().unwrap();
    assert_eq!(tree(&output), trees[0]);
    let mut chance = Chance(seed);
    let began = Instant::now();
    start(1).wait().unwrap();
    let mut typical = began.elapsed();
    let (mut old, mut new, mut unfinished, mut standing) = (0, 0, 0, 1);
    for _ in 0..times {
        let next = 1 - standing;
        let mut child = start(next);
        std::thread::sleep(typical * u32::try_from(chance.below(1000)).unwrap() / 900);
        child.kill().unwrap();
        child.wait().unwrap();
        let state = write::state(&output).unwrap();
        if state == OutputState::Unfinished {
            unfinished += 1;
        } else {
            let found = tree(&output);
            assert!(found == trees[standing] || found == trees[next], "a mixture that no run would finish");
        }
        // The next build is of either state, and ends well whatever was left.
        let after = chance.below(2);
        if state != OutputState::Unfinished {
            let is_new = tree(&output) == trees[next];
            if is_new {
                new += 1;
                typical = typical * 19 / 20;
            } else {
                old += 1;
                typical = typical * 21 / 20;
            }
        }
        let status = into_output(&states[after], &output).output().unwrap();
        assert!(status.status.success(), "{}", said(&status));
        assert!(tree(&output) == trees[after], "the build after a kill is not whole");
        assert_eq!(write::state(&output).unwrap(), OutputState::Whole);
        let litter: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .filter(|name| name.to_string_lossy().starts_with('.'))
            .collect();
        assert!(litter.is_empty(), "{litter:?}");
        standing = after;
    }
    [old, new, unfinished]
}

#[test]
fn a_publisher_refuses_what_is_unfinished() {
    let dir = tempfile::tempdir().unwrap();
    let (output, states, trees) = alternating(dir.path());
    let build = |state: usize| assert!(into_output(&states[state], &output).stderr(Stdio::null()).status().unwrap().success());
    build(0);
    let mut chance = Chance(5);
    let began = Instant::now();
    build(1);
    let typical = began.elapsed();
    for _ in 0..scaled(60) {
        let mut child = into_output(&states[chance.below(2)], &output).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(typical / 2 + typical * u32::try_from(chance.below(1000)).unwrap() / 1600);
        child.kill().unwrap();
        child.wait().unwrap();
        let held = write::open(&output, || panic!("the dead hold no locks"));
        match write::state(&output).unwrap() {
            OutputState::Unfinished => {
                assert!(held.unwrap_err().message.contains("interrupted"));
            }
            _ => {
                let held = held.unwrap();
                let mut found: Tree =
                    held.files.iter().map(|entry| (entry.path.to_string(), fs::read(held.folder.join(&*entry.path)).unwrap())).collect();
                found.insert(write::MANIFEST.to_owned(), fs::read(held.folder.join(write::MANIFEST)).unwrap());
                assert!(trees.contains(&found));
            }
        }
    }
}

#[test]
fn a_publish_to_a_folder_is_killed_and_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let states = states(dir.path());
    let built = states.clone().map(|state| {
        let mut tree = whole(&state);
        tree.remove(write::MANIFEST);
        tree
    });
    let target = dir.path().join("www");
    put(&target, "CNAME", "example.org");
    let publish = |state: usize| -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command
            .args(["publish", "--color", "never", "--root"])
            .arg(&states[state])
            .arg(&target)
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        command
    };
    let mut chance = Chance(16);
    let began = Instant::now();
    assert!(publish(0).status().unwrap().success());
    let typical = began.elapsed();
    for n in 0..scaled(60) {
        let mut child = publish(n % 2).spawn().unwrap();
        std::thread::sleep(typical * u32::try_from(chance.below(1000)).unwrap() / 900);
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever was published is one of the two, or there is more to do; nothing of ours lies among the pages.
        let mut found = tree(&target);
        assert!(found.keys().all(|path| path == write::MANIFEST || !path.contains(".rapporteur-")), "{:?}", found.keys());
        found.remove(write::MANIFEST);
        assert_eq!(found.remove("CNAME").as_deref(), Some(b"example.org".as_slice()));
        assert!(write::state(&target).unwrap() == OutputState::Unfinished || found.is_empty() || built.contains(&found), "a mixture");
        let state = chance.below(2);
        let after = publish(state).output().unwrap();
        assert!(after.status.success(), "{}", said(&after));
        let mut found = tree(&target);
        assert_eq!(found.remove("CNAME").as_deref(), Some(b"example.org".as_slice()));
        assert!(found.remove(write::MANIFEST).is_some() && found == built[state], "not what was published");
        let beside =
            fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).filter(|name| name.to_string_lossy().starts_with('.'));
        assert_eq!(beside.count(), 0, "something of ours stays beside the folder");
    }
}

#[test]
fn nothing_is_published_into_the_sites_own_folders_or_to_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    scratch::small(&root);
    whole(&root);
    let before = tree(&root);
    for target in
        ["content", "content/pages", "static", "templates", ".", "public", "public/x", "..", "https://example.invalid/x", "S3://bucket"]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .args(["publish", "--color", "never", target])
            .current_dir(&root)
            .output()
            .unwrap();
        refused(&output, &[]);
        assert_eq!(tree(&root), before, "{target}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn two_builds_at_once_are_never_a_mixture() {
    let dir = tempfile::tempdir().unwrap();
    let (output, states, trees) = alternating(dir.path());
    for round in 0..scaled(8) {
        let mut builds: Vec<Child> =
            (0..4).map(|n| into_output(&states[(n + round) % 2], &output).stderr(Stdio::null()).spawn().unwrap()).collect();
        for build in &mut builds {
            assert!(build.wait().unwrap().success());
        }
        let found = tree(&output);
        assert!(found == trees[0] || found == trees[1], "a mixture");
    }
}

#[test]
fn a_note_that_an_editor_is_writing_is_published_whole() {
    use std::io::Write;
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    scratch::small(&root);
    let note = root.join("content/pages/about.md");
    whole(&root);
    let began = Instant::now();
    whole(&root);
    let typical = began.elapsed();
    let (mut halves, mut tried) = (0, 0);
    for n in 0..scaled(24) {
        // In the first half of the build, where it has read the note and not yet begun to replace pages.
        let pause = typical * u32::try_from(5 + n * 45 / scaled(24)).unwrap() / 100;
        // Emptied and half written, which is a note by itself; the rest comes while the build runs.
        let mut file = fs::File::create(&note).unwrap();
        file.write_all(b"+++\ntitle = \"About\"\n+++\n\nThe first half.\n").unwrap();
        let mut child = build(&root).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(pause);
        let ended = child.try_wait().unwrap().is_some();
        file.write_all(b"\nThe second half.\n").unwrap();
        drop(file);
        assert!(child.wait().unwrap().success());
        let page = fs::read_to_string(root.join("public/pages/about/index.html")).unwrap();
        assert!(page.contains("The first half."));
        tried += usize::from(!ended);
        halves += usize::from(!ended && !page.contains("The second half."));
    }
    println!("{halves} of {tried} half");
    // Between the last look and the rename there is a moment left, and a machine may stand still in it.
    assert!(halves * 4 <= tried, "{halves} of {tried} builds published half a note");
}

/// A site with a whole output, and content that has changed since.
fn changed(dir: &Path) -> (PathBuf, Tree) {
    let root = dir.join("site");
    scratch::small(&root);
    let before = whole(&root);
    put(&root, "content/pages/new.md", format!("+++\ntitle = \"New\"\n+++\n\n{}\n", "A long text. ".repeat(20_000)));
    (root, before)
}

#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("error: "), "{said}");
    assert!(words.iter().all(|word| said.contains(word)), "{words:?} in {said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_full_disk_leaves_the_old_output() {
    let dir = tempfile::tempdir().unwrap();
    let (root, before) = changed(dir.path());
    // A limit on the size of files is what every shell can set; writing beyond it fails like a full disk.
    let output = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 100; exec \"$0\" build --color never --root \"$1\"",
            env!("CARGO_BIN_EXE_rapporteur"),
            root.to_str().unwrap(),
        ])
        .output()
        .unwrap();
    refused(&output, &["cannot write"]);
    assert_eq!(tree(&root.join("public")), before);
    assert!(tree(&root).keys().all(|path| !path.contains(".rapporteur-work")), "{:?}", tree(&root).keys());
    assert_ne!(whole(&root), before);
}

/// A small file system in memory; none where mounting is not allowed.
struct Mounted(PathBuf);

impl Mounted {
    fn at(path: &Path, kilobytes: usize) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"])
            .arg(path)
            .stderr(Stdio::null())
            .status();
        done.is_ok_and(|status| status.success()).then(|| Self(path.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_is_really_full() {
    let dir = tempfile::tempdir().unwrap();
    let Some(mounted) = Mounted::at(&dir.path().join("disk"), 6000) else {
        println!("not tried: nothing can be mounted here");
        return;
    };
    let root = dir.path().join("site");
    scratch::small(&root);
    // Once the whole of the output lies on the full disk with its surroundings, once it is the disk itself.
    for output in [mounted.0.join("public"), mounted.0.clone()] {
        let first = build(&root).arg("--output").arg(&output).output().unwrap();
        assert!(first.status.success(), "{}", said(&first));
        let before = tree(&output);
        put(&root, "static/large.bin", vec![7; 9_000_000]);
        let full = build(&root).arg("--output").arg(&output).output().unwrap();
        refused(&full, &["cannot write", "the disk is full"]);
        assert!(tree(&output) == before, "the old output is not as it was");
        fs::remove_file(root.join("static/large.bin")).unwrap();
        let again = build(&root).arg("--output").arg(&output).output().unwrap();
        assert!(again.status.success(), "{}", said(&again));
        assert!(tree(&output) == before);
        for entry in fs::read_dir(&mounted.0).unwrap() {
            let path = entry.unwrap().path();
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
        }
    }
}

#[test]
fn an_output_on_another_disk_is_built_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let (root, _) = changed(dir.path());
    let here = whole(&root);
    let shm = Path::new("/dev/shm");
    let mounted = Mounted::at(&dir.path().join("disk"), 60_000);
    let elsewhere = match &mounted {
        Some(mounted) => mounted.0.clone(),
        None if shm.is_dir() => shm.join(format!("rapporteur-test-{}", std::process::id())),
        None => return,
    };
    for _ in 0..2 {
        let output = build(&root).arg("--output").arg(&elsewhere).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert!(tree(&elsewhere) == here);
    }
    // A link to it is as good as the folder.
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    put(&root, "content/pages/newer.md", "+++\ntitle = \"Newer\"\n+++\n");
    let output = build(&root).arg("--output").arg(&link).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(elsewhere.join("pages/newer/index.html").exists());
    if mounted.is_none() {
        fs::remove_dir_all(&elsewhere).unwrap();
    }
}

#[test]
fn what_stands_in_the_way_is_named_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (root, before) = changed(dir.path());
    // A file in place of the folder.
    put(dir.path(), "a-file", "mine");
    let output = build(&root).arg("--output").arg(dir.path().join("a-file")).output().unwrap();
    refused(&output, &["a-file", "is a file"]);
    assert_eq!(fs::read(dir.path().join("a-file")).unwrap(), b"mine");
    // A file in place of a folder above it.
    let output = build(&root).arg("--output").arg(dir.path().join("a-file/public")).output().unwrap();
    refused(&output, &["a-file"]);
    // Somebody else's folder.
    put(dir.path(), "theirs/letter.txt", "mine");
    let output = build(&root).arg("--output").arg(dir.path().join("theirs")).output().unwrap();
    refused(&output, &["theirs", "not made by rapporteur"]);
    assert_eq!(tree(&dir.path().join("theirs")).len(), 1);
    // A link to nowhere.
    std::os::unix::fs::symlink(dir.path().join("nowhere"), dir.path().join("link")).unwrap();
    refused(&build(&root).arg("--output").arg(dir.path().join("link")).output().unwrap(), &["link"]);
    // The site itself, and what it is made of.
    for inside in ["", "content", "content/actors", "static/x", ".."] {
        refused(&build(&root).arg("--output").arg(root.join(inside)).output().unwrap(), &["cannot be its output"]);
    }
    // A foreign file where a page should go.
    put(&root, "public/pages/new/index.html", "mine");
    let output = run(&root);
    refused(&output, &["pages/new/index.html"]);
    assert_eq!(fs::read(root.join("public/pages/new/index.html")).unwrap(), b"mine");
    fs::remove_dir_all(root.join("public/pages/new")).unwrap();
    assert_eq!(tree(&root.join("public")), before);
    // A foreign file beside pages stays through everything.
    put(&root, "public/actors/letter.txt", "mine");
    let after = whole(&root);
    assert_eq!(after["actors/letter.txt"], b"mine");
    // A page that was ours and is torn by a power failure is mended.
    put(&root, "public/index.html", "");
    assert_eq!(whole(&root), after);
}

/// Somebody without any rights, to run the program as; none where that is not possible. Who cannot overrule permissions is that somebody.
fn somebody() -> Option<Vec<&'static str>> {
    let dir = tempfile::tempdir().unwrap();
    let probe = dir.path().join("probe");
    fs::create_dir(&probe).unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(probe.join("x"), "").is_err() {
        return Some(vec!["env"]);
    }
    let setpriv = vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let works =
        Command::new(setpriv[0]).args(&setpriv[1..]).arg("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    works.then_some(setpriv)
}

#[test]
fn without_permission_nothing_is_lost() {
    let Some(before) = somebody() else {
        println!("not tried: whoever runs this may write everywhere");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (root, old) = changed(dir.path());
    let binary = dir.path().join("rapporteur");
    fs::copy(env!("CARGO_BIN_EXE_rapporteur"), &binary).unwrap();
    let run_as = |root: &Path| {
        Command::new(before[0]).args(&before[1..]).arg(&binary).args(["build", "--color", "never", "--root"]).arg(root).output().unwrap()
    };
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    // Neither the output nor what is around it can be written.
    mode(&root.join("public"), 0o555);
    mode(&root, 0o555);
    refused(&run_as(&root), &["public", "ermission"]);
    assert_eq!(tree(&root.join("public")), old);
    // No output yet, and it cannot be made.
    let bare = dir.path().join("bare");
    scratch::small(&bare);
    mode(&bare, 0o555);
    refused(&run_as(&bare), &["public"]);
    // A note that cannot be read.
    mode(&bare, 0o777);
    mode(&bare.join("content/actors/ukraine.md"), 0o000);
    refused(&run_as(&bare), &["ukraine.md", "cannot be read"]);
    assert!(!bare.join("public").exists());
    mode(&bare, 0o755);
    mode(&root, 0o755);
    mode(&root.join("public"), 0o755);
    assert_ne!(whole(&root), old);
}

#[test]
fn a_folder_inside_the_output_that_cannot_be_written_takes_everything_back() {
    let Some(before) = somebody() else { return };
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let root = dir.path().join("site");
    scratch::small(&root);
    let binary = dir.path().join("rapporteur");
    fs::copy(env!("CARGO_BIN_EXE_rapporteur"), &binary).unwrap();
    let everybody = |folder: &Path| {
        for entry in walkdir::WalkDir::new(folder) {
            fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o777)).unwrap();
        }
    };
    let old = whole(&root);
    everybody(&root);
    put(
        &root,
        "content/actors/ukraine.md",
        "+++\ntitle = \"Ukraine\"\ntype = \"state\"\nsummary = \"Other words of [[talks]].\"\n+++\n\nOther words. [@wire#demand]\n",
    );
    for folder in ["public/actors/ukraine", "public/data", "public/sources"] {
        fs::set_permissions(root.join(folder), fs::Permissions::from_mode(0o555)).unwrap();
    }
    // Root owns the folders: who runs the program may write where everybody may.
    let output =
        Command::new(before[0]).args(&before[1..]).arg(&binary).args(["build", "--color", "never", "--root"]).arg(&root).output().unwrap();
    refused(&output, &["ermission"]);
    assert!(tree(&root.join("public")) == old, "half of a build stands");
    everybody(&root);
    assert_ne!(whole(&root), old);
    // And with a lock that a dead process left, nobody waits.
    put(&root, ".public.rapporteur-lock", "");
    let began = Instant::now();
    whole(&root);
    assert!(began.elapsed() < Duration::from_secs(20));
}
