use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

use super::disk::OutputDisk;
use super::*;

/// A failure of the disk at its n-th operation.
#[derive(Debug)]
pub(super) struct InjectedFault {
    left: AtomicIsize,
    /// Whether every operation after it fails as well, as if the process had been killed.
    kills: bool,
    dead: AtomicBool,
}

impl InjectedFault {
    pub(super) fn step(&self) -> io::Result<()> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            self.dead.store(self.kills, Ordering::SeqCst);
            return Err(io::ErrorKind::StorageFull.into());
        }
        if self.dead.load(Ordering::SeqCst) { Err(io::ErrorKind::Other.into()) } else { Ok(()) }
    }

    fn at(n: usize, kills: bool) -> (OutputDisk, Arc<Self>) {
        let fault = Arc::new(Self { left: AtomicIsize::new(isize::try_from(n).unwrap()), kills, dead: AtomicBool::new(false) });
        (OutputDisk { fault: Some(Arc::clone(&fault)) }, fault)
    }

    fn has_occurred(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }
}

/// A site's folder with an output in it.
struct Site {
    folder: tempfile::TempDir,
}

type Files = &'static [(&'static str, &'static str)];

const FIRST: Files = &[
    ("index.html", "home"),
    ("style.css", "same"),
    ("actors/index.html", "actors"),
    ("actors/a/index.html", "a"),
    ("actors/b/index.html", "b"),
    ("was-file", "was file"),
    ("was-folder/index.html", "was folder"),
    ("was-folder/deep/er/x", "x"),
    ("Case", "case"),
    ("old/one/two/index.html", "old"),
];

const SECOND: Files = &[
    ("index.html", "new home"),
    ("style.css", "same"),
    ("actors/index.html", "actors and c"),
    ("actors/a/index.html", "a"),
    ("actors/c/index.html", "c"),
    ("was-file/index.html", "now a folder"),
    ("was-folder", "now a file"),
    ("case", "case"),
    ("new/deep/index.html", "new"),
];

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("site/content")).unwrap();
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    fn begin(&self) -> Result<Stage, Failure> {
        begin(&self.root(), &self.output(), ForeignFiles::Refused, || ())
    }

    fn build_on(&self, disk: OutputDisk, files: Files) -> Result<CommitSummary, Failure> {
        commit(begin_on(disk, &self.root(), &self.output(), ForeignFiles::Refused, || panic!("nobody else builds here"))?, files)
    }

    fn build(&self, files: Files) -> CommitSummary {
        self.build_on(OutputDisk::default(), files).unwrap()
    }

    /// What the next run does first.
    fn recover(&self) {
        drop(self.begin().unwrap());
    }

    /// All files of the output but the manifest.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut files = read_tree(&self.output());
        files.remove(MANIFEST);
        files
    }

    /// The names in the site's folder: nothing of ours may stay beside the output.
    fn beside(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.root()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn commit(stage: Stage, files: Files) -> Result<CommitSummary, Failure> {
    files.iter().try_for_each(|(path, text)| stage.put(path, text.as_bytes()))?;
    stage.commit()
}

/// The paths below a folder of what is of a type.
fn below(folder: &Path, is_of_type: impl Fn(&fs::FileType) -> bool) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter().filter_map(Result::ok);
    let wanted = entries.filter(|entry| is_of_type(&entry.file_type()));
    wanted.map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

fn read_tree(folder: &Path) -> BTreeMap<String, String> {
    let text = |path: &String| fs::read_to_string(folder.join(path)).unwrap();
    below(folder, fs::FileType::is_file).into_iter().map(|path| (path.clone(), text(&path))).collect()
}

fn expected(files: Files) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn folders(root: &Path) -> Vec<String> {
    below(root, fs::FileType::is_dir)
}

#[test]
fn first_second_and_same_again() {
    let site = Site::new();
    assert_eq!(state(&site.output()).unwrap(), OutputState::Absent);
    assert_eq!(site.build(FIRST), CommitSummary { written: 10, unchanged: 0, removed: 0 });
    assert_eq!(state(&site.output()).unwrap(), OutputState::Whole);
    assert_eq!(site.tree(), expected(FIRST));
    assert_eq!(site.build(SECOND), CommitSummary { written: 7, unchanged: 2, removed: 6 });
    assert_eq!(site.tree(), expected(SECOND));
    assert_eq!(folders(&site.output()), ["actors", "actors/a", "actors/c", "new", "new/deep", "was-file"]);
    let times = || {
        let all = walkdir::WalkDir::new(site.output()).sort_by_file_name().into_iter().map(Result::unwrap);
        all.map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().modified().unwrap())).collect::<Vec<_>>()
    };
    let before = times();
    assert_eq!(site.build(SECOND), CommitSummary { written: 0, unchanged: 9, removed: 0 });
    assert_eq!(times(), before);
    assert_eq!(site.beside(), ["content", "public"]);
    let paths: Vec<_> = open(&site.output(), || ()).unwrap().files.into_iter().map(|entry| entry.path.into_string()).collect();
    assert_eq!(paths, expected(SECOND).into_keys().collect::<Vec<_>>());
    assert_eq!(site.beside(), ["content", "public"]);
}

#[test]
fn the_manifest_depends_on_the_bytes_alone() {
    let (one, two) = (Site::new(), Site::new());
    one.build(FIRST);
    one.build(SECOND);
    two.build(SECOND);
    let read = |site: &Site| fs::read_to_string(site.output().join(MANIFEST)).unwrap();
    assert_eq!(read(&one), read(&two));
    let kept: Vec<_> = read(&two).lines().map(str::to_owned).filter(|line| !line.contains('/')).collect();
    insta::assert_snapshot!(kept.join("\n"), @"
    rapporteur-manifest 1
    f354e74c49d40914422e7be9b1e30a7f9df1cfe6b6ba786642b3e30e98b1f540 4 case
    17b4fda47afbba07b6b65ace8c7dcb27bc8de99271af9c53dc929a615653d85a 8 index.html
    83fe82573ab536cf20caf1c78e9801a7debeb96a7f369637f438bb12c0e8021f 4 style.css
    32f8081d37f41befefd2678cd4fb9bd3fd7be9a37c00db73e8118a79ce725fa1 10 was-folder
    end 9
    ");
}

#[test]
fn foreign_files_stay() {
    for allowed in [ForeignFiles::Refused, ForeignFiles::Allowed] {
        let site = Site::new();
        let foreign = [".git/HEAD", "actors/b/notes.txt", "CNAME"];
        let put_foreign = || {
            for path in foreign {
                fs::create_dir_all(site.output().join(path).parent().unwrap()).unwrap();
                fs::write(site.output().join(path), "mine").unwrap();
            }
        };
        let build = |files: Files| commit(begin(&site.root(), &site.output(), allowed, || ()).unwrap(), files).unwrap();
        if allowed == ForeignFiles::Allowed {
            put_foreign();
        }
        assert_eq!(build(FIRST), CommitSummary { written: 10, unchanged: 0, removed: 0 });
        put_foreign();
        // A folder where a file of the last build was, which is no longer wanted.
        let was_ours = site.output().join("old/one/two/index.html");
        fs::remove_file(&was_ours).unwrap();
        fs::create_dir(&was_ours).unwrap();
        fs::write(was_ours.join("mine"), "mine").unwrap();
        assert_eq!(build(SECOND), CommitSummary { written: 7, unchanged: 2, removed: 6 });
        let mut wanted = expected(SECOND);
        wanted.insert("old/one/two/index.html/mine".to_owned(), "mine".to_owned());
        wanted.extend(foreign.map(|path| (path.to_owned(), "mine".to_owned())));
        assert_eq!(site.tree(), wanted);
    }
}

#[test]
fn a_foreign_file_in_the_way_is_not_overwritten() {
    for (path, message) in [
        ("case", "`OUT/case` stands where `case` should go; it is not rapporteur's own, so that it is not touched"),
        ("new", "`OUT/new` stands where `new/deep/index.html` should go; it is not rapporteur's own, so that it is not touched"),
        ("was-folder/mine", "`OUT/was-folder` stands where `was-folder` should go; it is not rapporteur's own, so that it is not touched"),
    ] {
        let site = Site::new();
        // Without the file that differs in case, which may be the same file on some disks.
        site.build(&FIRST[..8]);
        fs::write(site.output().join(path), "mine").unwrap();
        let before = site.tree();
        let failure = site.build_on(OutputDisk::default(), SECOND).unwrap_err();
        let out = fs::canonicalize(site.output()).unwrap();
        assert_eq!(failure.message.replace(out.to_str().unwrap(), "OUT"), message);
        assert_eq!(site.tree(), before);
        assert_eq!(site.beside(), ["content", "public"]);
    }
}

#[test]
fn a_foreign_file_with_the_wanted_bytes_is_taken_over() {
    let site = Site::new();
    site.build(&FIRST[..8]);
    fs::write(site.output().join("case"), "case").unwrap();
    site.build(SECOND);
    assert_eq!(site.tree(), expected(SECOND));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_deleted_through_links() {
    let site = Site::new();
    site.build(FIRST);
    let elsewhere = site.folder.path().join("elsewhere");
    fs::rename(site.output().join("actors"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, site.output().join("actors")).unwrap();
    let before = read_tree(&elsewhere);
    let failure = site.build_on(OutputDisk::default(), SECOND).unwrap_err();
    assert!(failure.message.ends_with("it is a symbolic link, and nothing is written through it"), "{failure}");
    // Only deletions: the linked files are no longer ours.
    site.build(&[("index.html", "home")]);
    assert_eq!(read_tree(&elsewhere), before);
    assert!(site.output().join("actors").is_symlink());
}

#[cfg(unix)]
#[test]
fn the_output_may_be_a_link() {
    let site = Site::new();
    let real = site.folder.path().join("www");
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, site.output()).unwrap();
    site.build(FIRST);
    site.build(SECOND);
    assert!(site.output().is_symlink());
    assert_eq!(site.tree(), expected(SECOND));
    fs::remove_dir_all(&real).unwrap();
    let failure = site.build_on(OutputDisk::default(), FIRST).unwrap_err();
    assert!(failure.message.ends_with("is a link to something that is not there"), "{failure}");
}

#[test]
fn outputs_that_are_refused() {
    let site = Site::new();
    fs::create_dir_all(site.root().join("notes")).unwrap();
    fs::write(site.root().join("notes/mine.txt"), "mine").unwrap();
    fs::write(site.root().join("file"), "mine").unwrap();
    for (output, message) in [
        ("", "is the site's own folder, and cannot be its output too"),
        ("..", "is a folder that holds the site, and cannot be its output too"),
        ("content", "is a folder that the site is made from, and cannot be its output too"),
        ("content/public", "is a folder that the site is made from, and cannot be its output too"),
        ("static/x", "is a folder that the site is made from, and cannot be its output too"),
        ("i18n", "is a folder that the site is made from, and cannot be its output too"),
        ("notes", "is not empty and was not made by rapporteur, so that nothing in it is touched"),
        ("file", "is a file, and the output is a folder"),
        ("file/public", "a file stands where a folder should be"),
        ("missing/../..", "it is not there"),
    ] {
        let failure = begin(&site.root(), &site.root().join(output), ForeignFiles::Refused, || ()).unwrap_err();
        assert!(failure.message.ends_with(message), "{output}: {failure}");
        assert!(failure.help.is_some() || output.contains("missing"), "{output}");
    }
    assert_eq!(site.beside(), ["content", "file", "notes"]);
}

#[test]
fn paths_that_are_refused() {
    let site = Site::new();
    let stage = site.begin().unwrap();
    for path in ["", "/x", "x/", "a//b", "../x", "a/../../x", "./x", "a\\b", "a\nb", "a\0b", ".rapporteur-manifest", ".rapporteur-work/x"] {
        assert!(stage.put(path, b"").is_err(), "{path:?}");
    }
}

#[test]
fn one_path_twice_is_refused() {
    for (files, message) in [([("a", "1"), ("a", "2")], "a"), ([("a", "1"), ("a/b", "2")], "a/b"), ([("a/b", "1"), ("a", "2")], "a")] {
        // In a first build, and in a later one.
        for earlier in [&[], FIRST] {
            let site = Site::new();
            if !earlier.is_empty() {
                site.build(earlier);
            }
            let stage = site.begin().unwrap();
            stage.put(files[0].0, files[0].1.as_bytes()).unwrap();
            let failure = stage.put(files[1].0, files[1].1.as_bytes()).unwrap_err();
            assert_eq!(failure.message, format!("another file of this build stands where `{message}` should go"));
            drop(stage);
            assert_eq!(site.tree(), expected(earlier));
        }
    }
    let site = Site::new();
    site.build(FIRST);
    let stage = site.begin().unwrap();
    stage.put("style.css", b"same").unwrap();
    assert!(stage.put("style.css", b"other").is_err(), "one that the folder holds already, and another");
}

#[test]
fn a_damaged_or_hostile_manifest_is_refused() {
    let hash = blake3::hash(b"").to_hex();
    for (text, line) in [
        (String::new(), 1),
        ("rapporteur-manifest 2\nend 0\n".to_owned(), 1),
        ("rapporteur-manifest 1\n".to_owned(), 2),
        ("rapporteur-manifest 1\nend 1\n".to_owned(), 2),
        (format!("rapporteur-manifest 1\n{hash} 0 ../../etc/passwd\nend 1\n"), 2),
        (format!("rapporteur-manifest 1\n{hash} 0 /etc/passwd\nend 1\n"), 2),
        (format!("rapporteur-manifest 1\n{hash} 0 a"), 2),
    ] {
        let site = Site::new();
        site.build(FIRST);
        fs::write(site.output().join(MANIFEST), &text).unwrap();
        let failure = site.build_on(OutputDisk::default(), SECOND).unwrap_err();
        assert!(failure.message.starts_with(&format!("line {line} of ")), "{text:?}: {failure}");
        assert_eq!(site.tree(), expected(FIRST));
    }
}

#[test]
fn dropped_without_a_commit() {
    let site = Site::new();
    let output = site.root().join("a/b/public");
    let stage = begin(&site.root(), &output, ForeignFiles::Refused, || ()).unwrap();
    stage.put("index.html", b"x").unwrap();
    drop(stage);
    // Only the folders around the output stay, and they are empty.
    assert_eq!(folders(&site.root().join("a")), ["b"]);
    assert!(fs::read_dir(site.root().join("a/b")).unwrap().next().is_none());
    site.build(FIRST);
    let stage = site.begin().unwrap();
    stage.put("index.html", b"x").unwrap();
    drop(stage);
    assert_eq!(site.tree(), expected(FIRST));
    assert_eq!(site.beside(), ["a", "content", "public"]);
}

#[test]
fn static_files_are_streamed_and_compared() {
    let site = Site::new();
    let source = site.root().join("big.bin");
    let build = |bytes: &[u8]| {
        fs::write(&source, bytes).unwrap();
        let stage = site.begin().unwrap();
        stage.put_file("x/big.bin", &source).unwrap();
        let summary = stage.commit().unwrap();
        assert!(fs::read(site.output().join("x/big.bin")).unwrap() == bytes);
        assert_eq!(*open(&site.output(), || ()).unwrap().files[0].hash.as_bytes(), *blake3::hash(bytes).as_bytes());
        summary.written
    };
    let mut bytes = vec![7; 300_000];
    assert_eq!(build(&bytes), 1);
    assert_eq!(build(&bytes), 0);
    bytes[299_999] = 8;
    assert_eq!(build(&bytes), 1);
    bytes.truncate(131_072);
    assert_eq!(build(&bytes), 1);
    assert_eq!(build(&bytes), 0);
    let stage = site.begin().unwrap();
    let failure = stage.put_file("y", &site.root().join("missing")).unwrap_err();
    assert!(failure.message.starts_with("cannot read"), "{failure}");
}

/// Every operation of a later build is the last one of a process once; then the next run finds one whole build.
#[test]
fn killed_at_every_step() {
    let (mut old, mut new) = (0, 0);
    for n in 0.. {
        let site = Site::new();
        site.build(FIRST);
        fs::write(site.output().join("actors/b/notes.txt"), "mine").unwrap();
        let (disk, fault) = InjectedFault::at(n, true);
        let result = site.build_on(disk, SECOND);
        if !fault.has_occurred() {
            assert!(result.is_ok() && old > 10 && new > 10, "{old} {new}");
            return;
        }
        let unfinished = state(&site.output()).unwrap() == OutputState::Unfinished;
        assert_eq!(open(&site.output(), || ()).is_err(), unfinished);
        site.recover();
        let mut tree = site.tree();
        assert_eq!(tree.remove("actors/b/notes.txt").as_deref(), Some("mine"));
        if tree == expected(FIRST) {
            assert!(!unfinished);
            old += 1;
        } else {
            assert_eq!(tree, expected(SECOND), "step {n}");
            new += 1;
        }
        assert_eq!(state(&site.output()).unwrap(), OutputState::Whole);
        assert_eq!(site.beside(), ["content", "public"], "step {n}");
        site.build(SECOND);
        assert_eq!(site.tree().len(), SECOND.len() + 1);
    }
}

#[test]
fn killed_while_finishing_what_was_killed() {
    for n in 0.. {
        let mut struck = false;
        // Every fourth pair, each second step with some first one.
        for m in (n % 4..).step_by(4) {
            let site = Site::new();
            site.build(FIRST);
            let (disk, first) = InjectedFault::at(n, true);
            let _ = site.build_on(disk, SECOND);
            struck = first.has_occurred();
            if state(&site.output()).unwrap() != OutputState::Unfinished {
                break;
            }
            let (disk, second) = InjectedFault::at(m, true);
            drop(begin_on(disk, &site.root(), &site.output(), ForeignFiles::Refused, || panic!("nobody else builds here")));
            site.recover();
            assert_eq!(site.tree(), expected(SECOND), "step {n}, then {m}");
            if !second.has_occurred() {
                break;
            }
        }
        if !struck {
            return;
        }
    }
}

#[test]
fn a_first_build_killed_at_every_step() {
    for n in 0.. {
        let site = Site::new();
        let (disk, fault) = InjectedFault::at(n, true);
        let result = site.build_on(disk, FIRST);
        if !fault.has_occurred() {
            result.unwrap();
            return;
        }
        assert!(!site.output().exists() || site.tree() == expected(FIRST), "step {n}");
        site.build(FIRST);
        assert_eq!(site.tree(), expected(FIRST));
        assert_eq!(site.beside(), ["content", "public"]);
    }
}

/// Every operation is refused once, for lack of space: the old output stands at once, or the new one where it was in place already.
#[test]
fn the_disk_full_at_every_step() {
    let clean = Site::new();
    clean.build(FIRST);
    for n in 0.. {
        let site = Site::new();
        site.build(FIRST);
        let (disk, fault) = InjectedFault::at(n, false);
        let result = site.build_on(disk, SECOND);
        if !fault.has_occurred() {
            result.unwrap();
            return;
        }
        match result {
            Ok(_) => assert_eq!(site.tree(), expected(SECOND), "step {n}"),
            Err(failure) => {
                assert!(failure.message.ends_with("the disk is full"), "{failure}");
                assert!(failure.help.is_some());
                assert_eq!(state(&site.output()).unwrap(), OutputState::Whole, "step {n}");
                assert_eq!(site.tree(), expected(FIRST), "step {n}");
                assert_eq!(folders(&site.output()), folders(&clean.output()));
                // The lock file may be what could not be deleted.
                assert!(site.beside().len() <= 3, "{:?}", site.beside());
            }
        }
        site.recover();
        assert_eq!(site.beside(), ["content", "public"]);
    }
}

/// A site whose second build was killed at its n-th operation, where that leaves it unfinished.
fn unfinished_at(n: usize) -> Option<Site> {
    let site = Site::new();
    site.build(FIRST);
    let (disk, _) = InjectedFault::at(n, true);
    let _ = site.build_on(disk, SECOND);
    (state(&site.output()).unwrap() == OutputState::Unfinished).then_some(site)
}

#[test]
fn what_others_put_into_an_unfinished_build_stays() {
    let mut tried = 0;
    for n in (0..120).step_by(4) {
        for (path, _) in SECOND.iter().chain(FIRST) {
            let Some(site) = unfinished_at(n) else { break };
            let mine = site.output().join(path);
            if mine.exists() || fs::create_dir_all(mine.parent().unwrap()).is_err() {
                continue;
            }
            // At a new file's place, or where an old one has been removed.
            fs::write(&mine, "mine").unwrap();
            tried += 1;
            let refused = site.begin().is_err();
            assert_eq!(fs::read_to_string(&mine).unwrap(), "mine", "{path}, step {n}");
            assert_eq!(state(&site.output()).unwrap() == OutputState::Unfinished, refused);
            let wanted = expected(SECOND);
            assert!(refused || !wanted.contains_key(*path), "{path}, step {n}");
            fs::remove_file(&mine).unwrap();
            site.recover();
            assert_eq!(site.tree(), wanted, "{path}, step {n}");
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn an_unfinished_build_without_its_work_folder_is_built_again() {
    let site = (0..).filter_map(unfinished_at).nth(9).unwrap();
    fs::remove_dir_all(site.root().join(".public.rapporteur-work")).unwrap();
    assert_eq!(state(&site.output()).unwrap(), OutputState::Whole);
    // What is in place already has the bytes that are wanted.
    site.build(SECOND);
    assert_eq!(site.tree(), expected(SECOND));
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_what_is_ours() {
    use std::os::unix::fs::symlink;
    let site = Site::new();
    site.build(FIRST);
    // A page replaced by a link to a file with the same bytes becomes a page again; even where the link is as long as the page.
    let page = site.output().join("index.html");
    let elsewhere = site.root().join("x");
    fs::rename(&page, &elsewhere).unwrap();
    symlink("../x", &page).unwrap();
    assert_eq!(site.build(FIRST), CommitSummary { written: 1, unchanged: 9, removed: 0 });
    assert!(fs::symlink_metadata(&page).unwrap().is_file());
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "home");
    // No lock and no work folder is made where a link leads.
    for name in [".public.rapporteur-lock", ".public.rapporteur-work"] {
        let target = site.folder.path().join("made");
        symlink(&target, site.root().join(name)).unwrap();
        let failure = site.build_on(OutputDisk::default(), SECOND).unwrap_err();
        assert!(failure.message.contains("is not what rapporteur makes of that name"), "{failure}");
        assert!(!target.exists());
        fs::remove_file(site.root().join(name)).unwrap();
    }
    assert_eq!(site.tree(), expected(FIRST));
}

#[test]
fn what_is_in_the_way_is_named_all_at_once() {
    let site = Site::new();
    site.build(&[("index.html", "home")]);
    // Two files would go into `was-folder`, which is named once.
    for path in ["actors/index.html", "style.css", "was-file", "was-folder"] {
        fs::create_dir_all(site.output().join(path).parent().unwrap()).unwrap();
        fs::write(site.output().join(path), "mine").unwrap();
    }
    let failure = site.build_on(OutputDisk::default(), FIRST).unwrap_err();
    assert!(failure.message.ends_with("the same holds for `style.css`, `was-file`, `was-folder`"), "{failure}");
    assert_eq!(site.tree()["style.css"], "mine");
}

#[test]
fn what_pages_need_goes_first_and_what_leads_to_them_last() {
    let mut paths = ["index.html", "feed.xml", "actors/a/index.html", "data/site.json", "style.css", "actors/feed.json"];
    paths.sort_by_key(|path| phase(path));
    assert_eq!(paths, ["style.css", "data/site.json", "actors/a/index.html", "index.html", "feed.xml", "actors/feed.json"]);
}

#[test]
fn two_builds_at_once_wait_for_each_other() {
    let site = Site::new();
    let waited = AtomicBool::new(false);
    let first = site.begin().unwrap();
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::channel();
        let (site, waited) = (&site, &waited);
        let second = scope.spawn(move || {
            let stage = begin(&site.root(), &site.output(), ForeignFiles::Refused, || {
                waited.store(true, Ordering::SeqCst);
                sender.send(()).unwrap();
            })?;
            // What was waited for is gone; this one has a lock that others find.
            assert!(site.root().join(".public.rapporteur-lock").exists());
            commit(stage, SECOND)
        });
        receiver.recv().unwrap();
        commit(first, FIRST).unwrap();
        assert_eq!(second.join().unwrap().unwrap(), CommitSummary { written: 7, unchanged: 2, removed: 6 });
    });
    assert!(waited.load(Ordering::SeqCst));
    assert_eq!(site.tree(), expected(SECOND));
    assert_eq!(site.beside(), ["content", "public"]);
}

/// An output whose surroundings cannot be written has its work folder inside.
#[test]
fn work_inside_the_output() {
    for n in 0.. {
        let site = Site::new();
        fs::create_dir(site.output()).unwrap();
        let output = fs::canonicalize(site.output()).unwrap();
        let place = || OutputPaths { work: output.join(".rapporteur-work"), lock: output.join(".rapporteur-lock"), output: output.clone() };
        let build = |disk: OutputDisk, files: Files| commit(begin_at(disk, place(), ForeignFiles::Refused, || ())?, files);
        let (disk, fault) = InjectedFault::at(n, true);
        let _ = build(disk, FIRST);
        if fault.has_occurred() {
            let tree = site.tree();
            let unfinished = state(&output).unwrap() == OutputState::Unfinished;
            assert!(
                unfinished
                    || tree.keys().all(|path| path.starts_with(".rapporteur-"))
                    || expected(FIRST).keys().all(|p| tree.contains_key(p))
            );
            // Found even by a build that could work beside the output.
            site.build(SECOND);
        } else {
            assert_eq!(site.tree(), expected(FIRST));
            build(OutputDisk::default(), SECOND).unwrap();
        }
        let mut tree = site.tree();
        tree.remove(".rapporteur-lock");
        assert_eq!(tree, expected(SECOND));
        if !fault.has_occurred() {
            return;
        }
    }
}

#[test]
fn a_build_of_the_same_things_is_known_again() {
    let site = Site::new();
    let of = |name: &[u8]| BuildOrigin { whole: blake3::hash(name), content: blake3::hash(b"content"), drafts: false, base_url: None };
    let (one, other) = (&of(b"one"), &of(b"other"));
    let build = || {
        let mut stage = site.begin().unwrap();
        stage.origin = Some(one.clone());
        commit(stage, FIRST).unwrap()
    };
    let known = |origin| site.begin().unwrap().up_to_date(origin);
    assert_eq!(known(one), None);
    build();
    assert_eq!(known(one), Some(CommitSummary { written: 0, unchanged: FIRST.len(), removed: 0 }));
    assert_eq!(known(other), None);
    let file = site.output().join(FIRST[0].0);
    // The same length, and a file time that says nothing.
    let change = || {
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, "x".repeat(FIRST[0].1.len())).unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    };
    // Torn, changed by hand, deleted: all of it is mended by building.
    for (what, harm) in [
        ("torn", Box::new(|| fs::write(&file, "").unwrap()) as Box<dyn Fn()>),
        ("changed", Box::new(change)),
        ("gone", Box::new(|| fs::remove_file(&file).unwrap())),
    ] {
        harm();
        assert_eq!(known(one), None, "{what}");
        assert!(!site.begin().unwrap().reuse(FIRST[0].0, |_| true), "{what}");
        assert_eq!(build().written, 1, "{what}");
        assert!(known(one).is_some(), "{what}");
    }
    site.build(FIRST);
    assert_eq!(known(one), None, "a build that does not say what it is made of");
}
