//! What is kept from one build to the next never shows: after every edit, a build with what was kept is a clean build, byte for byte, problems
//! included; and so is what `serve` serves.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod client;
mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rapporteur::{Cache, Disk};
use scratch::{Built, Chance};

/// A site under edit, and what it was in the beginning.
struct Edited {
    root: PathBuf,
    original: Vec<(String, Vec<u8>)>,
    chance: Chance,
    /// Numbers new things.
    next: usize,
}

/// What can be done to a note's text.
const CHANGES: &[&str] = &[
    "\nA new sentence about [[ukraine]]. [@wire#demand]\n",
    "\n## A new section\n\nWith [[talks]] and [[#a-new-section]].\n",
    "\n[[nobody]] is not there.\n",
    "\n![[wire#answer]]\n",
    "\nRussia said so. Ukraine did not.\n",
    "\n<b onclick=\"x()\">raw</b> <script>x()</script>\n",
    "\n[a file](../pages/about.md) and ![a map](/map.svg)\n",
    "\n| a | b |\n|---|---|\n| [[russia]] | [@paper, p. 3] |\n",
];

const FIELDS: &[&str] = &[
    "updated = \"2025-08-01\"\n",
    "also_known_as = [\"Another name\"]\n",
    "draft = true\n",
    "aliases = [\"/old/\"]\n",
    "unknown = 1\n",
    "image = \"/map.svg\"\n",
    "[[changes]]\ndate = \"2025-09\"\nseverity = \"correction\"\nnote = \"Mended.\"\n",
];

const BROKEN: &[&[u8]] =
    &[b"", b"+++\ntitle = \n+++\n", b"+++\ntitle = \"x\"\n", b"no front matter\n", b"\xff\xfe\x00a", b"+++\ntitle = \"x\"\n+++\n\xfc\n"];

const TEMPLATES: &[(&str, &str)] = &[
    ("actor.html", "<!doctype html><title>{{ page.title }}</title>"),
    ("actor.html", "{{ page.nothing_of_the_sort }}"),
    ("topic.html", "{% if %}"),
    ("404.html", "<!doctype html><title>Gone</title>"),
    ("nobody-uses-this.html", "text"),
    ("round.html", "{% extends \"not-there.html\" %}"),
];

/// A site's own words, by file: other ones, one that is none, none at all.
const WORDS: &[(&str, &str)] = &[
    ("en.toml", "[frame]\nskip = \"To the text\"\n"),
    ("en.toml", "[frame]\nskip = \"Down to the text\"\nnothing = \"x\"\n"),
    ("tr.toml", "[frame]\nskip = \"Metne\"\nmenu = \"Liste\"\n"),
    ("tr.toml", ""),
];

const SETTINGS: &[&str] = &[
    "title = \"Another title\"\nbase_url = \"https://example.org/b/\"\n",
    "title = \"A briefing\"\n",
    "title = \"A briefing\"\nbase_url = \"https://example.org/\"\nlanguages = [\"en\", \"tr\"]\nas_of = \"2025-08\"\n",
    "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\ncitation_style = \"ieee\"\n",
    "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nsanitise_html = false\n",
    "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\n[checks]\norphan-note = \"error\"\nsingle-source = \"off\"\n",
    "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\n[labels]\nactors = \"People\"\n",
    "title = ",
];

impl Edited {
    fn new(root: &Path, seed: u64) -> Self {
        let original = scratch::tree(root).into_iter().collect();
        Self { root: root.to_owned(), original, chance: Chance(seed), next: 0 }
    }

    fn notes(&self) -> Vec<String> {
        let all = scratch::tree(&self.root).into_keys();
        all.filter(|path| path.starts_with("content/") && path.ends_with(".md")).collect()
    }

    fn note(&mut self) -> String {
        let notes = self.notes();
        self.chance.pick(&notes).clone()
    }

    /// Does something and says what.
    fn edit(&mut self) -> String {
        self.next += 1;
        match self.chance.below(25) {
            0..=3 => self.add_text(),
            4 | 5 => self.add_field(),
            6 => self.swap_letters(),
            7 | 8 => self.add_note(),
            9 => self.rename(),
            10 => self.delete(),
            11 => self.break_note(),
            12 => self.template(),
            13 => self.no_templates(),
            14 => self.add_static(),
            15 => self.settings(),
            16..=19 => self.change_inline(),
            20 => self.words(),
            _ => self.mend(),
        }
    }

    fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.root.join(path)).unwrap()
    }

    fn add_text(&mut self) -> String {
        let (path, change) = (self.note(), *self.chance.pick(CHANGES));
        let text = [self.read(&path), change.as_bytes().to_vec()].concat();
        scratch::put(&self.root, &path, text);
        format!("{path} + {change:?}")
    }

    fn add_field(&mut self) -> String {
        let (path, field) = (self.note(), *self.chance.pick(FIELDS));
        let text = String::from_utf8_lossy(&self.read(&path)).replacen("+++\n", &format!("+++\n{field}"), 1);
        // A table opened before the other keys would swallow them: it goes to the end of the front matter.
        let text =
            if field.starts_with('[') { text.replacen(field, "", 1).replacen("\n+++\n", &format!("\n{field}+++\n"), 1) } else { text };
        scratch::put(&self.root, &path, text);
        format!("{path} + {field:?}")
    }

    /// Other words, and sometimes other references, in a field of inline Markdown.
    fn change_inline(&mut self) -> String {
        let path = self.note();
        let text = String::from_utf8_lossy(&self.read(&path)).into_owned();
        let begins: Vec<usize> = ["\nsummary = \"", "\ntext = \"", "\nremark = \"", "\nquestion = \"", "\nnote = \""]
            .iter()
            .flat_map(|key| text.match_indices(key).map(|(at, key)| at + key.len()))
            .collect();
        if begins.is_empty() {
            return format!("{path} has no such field");
        }
        let at = *self.chance.pick(&begins);
        let words = *self.chance.pick(&[
            "Then ",
            "More *words*, and more. ",
            "[[russia]] ",
            "[@wire#demand] ",
            "<b>raw</b> ",
            "[[nobody]] ",
            "\\u00e9 ",
            "",
        ]);
        // Nothing to put in: the words go, the quotation mark stays.
        let (before, after) = text.split_at(at);
        let after = if words.is_empty() { after.split_once('"').map_or("", |(value, _)| &after[value.len()..]) } else { after };
        scratch::put(&self.root, &path, format!("{before}{words}{after}"));
        format!("{path} with {words:?} in a field")
    }

    /// The same length and the same time: only the bytes differ.
    fn swap_letters(&mut self) -> String {
        let path = self.note();
        let full = self.root.join(&path);
        let time = fs::metadata(&full).unwrap().modified().unwrap();
        let text: Vec<u8> = self.read(&path).into_iter().map(|byte| if byte == b'T' { b'R' } else { byte }).collect();
        fs::write(&full, text).unwrap();
        fs::File::options().write(true).open(&full).unwrap().set_modified(time).unwrap();
        format!("{path} with other letters, and its old date")
    }

    fn add_note(&mut self) -> String {
        let (folder, front) = *self.chance.pick(&[
            ("actors", "type = \"person\"\nspeaks_for = \"ukraine\"\n"),
            ("topics", "parent = \"ceasefire\"\n"),
            ("rounds", "type = \"meeting\"\nstatus = \"announced\"\ndate = \"2025-09?\"\nfollows = \"talks\"\n"),
            ("pages", ""),
            ("sources", "type = \"news\"\npublished = \"2025-07-01\"\n\n[[statements]]\nid = \"a\"\ntext = \"Says.\"\nby = \"russia\"\nsupports = [\"wire#answer\"]\ntopics = [\"ceasefire\"]\n"),
            ("nowhere", ""),
        ]);
        let id = if self.chance.below(5) == 0 { "ukraine".to_owned() } else { format!("new-{}", self.next) };
        let summary = if matches!(folder, "actors" | "topics" | "rounds") { "summary = \"New.\"\n" } else { "" };
        let path = format!("content/{folder}/{id}.md");
        scratch::put(
            &self.root,
            &path,
            format!("+++\ntitle = \"New {}\"\n{summary}{front}+++\n\nOf [[ukraine]] and [[talks]]. [@wire]\n", self.next),
        );
        format!("{path} added")
    }

    fn rename(&mut self) -> String {
        let path = self.note();
        let (folder, _) = path.rsplit_once('/').unwrap();
        let name = if self.chance.below(3) == 0 { format!("Bad Name {}.md", self.next) } else { format!("renamed-{}.md", self.next) };
        fs::rename(self.root.join(&path), self.root.join(folder).join(&name)).unwrap();
        format!("{path} renamed to {name}")
    }

    fn delete(&mut self) -> String {
        let path = self.note();
        fs::remove_file(self.root.join(&path)).unwrap();
        format!("{path} deleted")
    }

    fn break_note(&mut self) -> String {
        let (path, bytes) = (self.note(), *self.chance.pick(BROKEN));
        scratch::put(&self.root, &path, bytes);
        format!("{path} broken: {bytes:?}")
    }

    fn template(&mut self) -> String {
        let (name, text) = *self.chance.pick(TEMPLATES);
        scratch::put(&self.root, &format!("templates/{name}"), text);
        format!("templates/{name}: {text}")
    }

    fn words(&mut self) -> String {
        let (name, text) = *self.chance.pick(WORDS);
        scratch::put(&self.root, &format!("i18n/{name}"), text);
        format!("i18n/{name}: {text}")
    }

    fn no_templates(&mut self) -> String {
        let _ = fs::remove_dir_all(self.root.join("templates"));
        "no templates".to_owned()
    }

    fn add_static(&mut self) -> String {
        let (path, bytes) = *self.chance.pick(&[
            ("static/extra.css", "p { color: blue }"),
            ("static/style.css", "p { color: blue }"),
            ("static/map.svg", "<svg/>"),
            ("static/a/b/c.txt", "text"),
            ("static/actors/index.html", "a collision"),
            ("static/Map.svg", "another collision"),
        ]);
        if self.chance.below(3) == 0 {
            let _ = fs::remove_file(self.root.join(path));
            return format!("{path} deleted");
        }
        scratch::put(&self.root, path, format!("{bytes}{}", self.next));
        format!("{path} written")
    }

    fn settings(&mut self) -> String {
        let text = *self.chance.pick(SETTINGS);
        scratch::put(&self.root, "site.toml", text);
        format!("site.toml: {text:?}")
    }

    /// Puts a few files back, or everything.
    fn mend(&mut self) -> String {
        if self.chance.below(3) == 0 {
            self.mend_all();
            return "everything mended".to_owned();
        }
        let (path, bytes) = self.chance.pick(&self.original).clone();
        scratch::put(&self.root, &path, bytes);
        format!("{path} mended")
    }

    fn mend_all(&self) {
        for folder in ["content", "i18n", "templates", "static"] {
            let _ = fs::remove_dir_all(self.root.join(folder));
        }
        for (path, bytes) in &self.original {
            scratch::put(&self.root, path, bytes);
        }
    }
}

#[track_caller]
fn same(kept: &Result<Built, String>, clean: &Result<Built, String>, done: &[String]) {
    match (kept, clean) {
        (Ok(kept), Ok(clean)) => {
            let found = scratch::differences(kept, clean);
            assert!(found.is_empty(), "what was kept shows (kept, clean):\n{}\nafter\n{}", found.join("\n"), done.join("\n"));
        }
        _ => assert!(kept.as_ref().err() == clean.as_ref().err(), "{:?} and {:?}", kept.as_ref().err(), clean.as_ref().err()),
    }
}

fn many_edits(root: &Path, seed: u64, count: usize) -> (usize, usize) {
    let (mut disk, mut cache) = (Disk::new(root), Cache::default());
    let mut site = Edited::new(root, seed);
    let (mut good, mut broken) = (0, 0);
    let mut done = Vec::new();
    for _ in 0..count {
        done.push(site.edit());
        let kept = scratch::build(&mut disk, &mut cache);
        same(&kept, &scratch::clean(root), &done);
        match kept {
            Ok(built) if !built.broken => good += 1,
            _ => broken += 1,
        }
        // A site that stays broken tries little.
        if done.len() % 7 == 0 {
            site.mend_all();
            done.push("everything mended".to_owned());
        }
    }
    (good, broken)
}

#[test]
fn two_hundred_edits_of_a_small_site() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    assert!(!scratch::clean(dir.path()).unwrap().broken, "{}", scratch::clean(dir.path()).unwrap().problems);
    let (good, broken) = many_edits(dir.path(), 7, scratch::scaled(220));
    println!("{good} good sites and {broken} broken ones");
    assert!(good > 0 && broken > 0, "{good} {broken}");
}

/// The sequence of what a note refers to stays, and yet another statement refers.
#[test]
fn a_reference_moves_from_one_statement_to_the_next() {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    let note = |first: &str, second: &str| {
        format!(
            "+++\ntitle = \"Moved\"\ntype = \"news\"\npublished = \"2025-07-01\"\naccess = \"read\"\naccessed = \"2025-07-02\"\nurl = \"https://example.org/m/\"\n\n\
             [[statements]]\nid = \"a\"\ntext = \"{first}\"\nby = \"russia\"\n\n[[statements]]\nid = \"b\"\ntext = \"{second}\"\nby = \"ukraine\"\n+++\n"
        )
    };
    let (mut disk, mut cache) = (Disk::new(dir.path()), Cache::default());
    let mut done = Vec::new();
    for (first, second) in [
        ("Says [[talks]].", "Says."),
        ("Says.", "Says [[talks]]."),
        ("Says more.", "Says [[talks]] again."),
        ("Says more [[talks]].", "Says again."),
    ] {
        scratch::put(dir.path(), "content/sources/moved.md", note(first, second));
        done.push(format!("{first} {second}"));
        same(&scratch::build(&mut disk, &mut cache), &scratch::clean(dir.path()), &done);
    }
}

#[test]
fn edits_of_the_briefing() {
    let dir = tempfile::tempdir().unwrap();
    scratch::copy_briefing(dir.path());
    many_edits(dir.path(), 11, scratch::scaled(6));
}

/// What is served, asked over HTTP after every edit.
struct Served {
    server: client::Server,
    /// The last build that could be served.
    good: Built,
    /// The pictures that were seen to be right.
    pictures: BTreeMap<String, Vec<u8>>,
}

impl Served {
    fn new(root: &Path) -> Self {
        Self { server: client::Server::start(root, &[]), good: scratch::clean_with_pictures(root).unwrap(), pictures: BTreeMap::new() }
    }

    /// Waits until what is served is what a clean build would write, byte for byte; with a broken site, what the last good one wrote.
    fn is_clean(&mut self, clean: &Result<Built, String>, done: &[String]) {
        let broken = !clean.as_ref().is_ok_and(|built| !built.broken);
        if let (Ok(clean), false) = (clean, broken) {
            self.good = clean.clone();
        }
        let begun = Instant::now();
        while let Some(other) = self.otherwise(broken, done.len()) {
            assert!(
                begun.elapsed() < client::PATIENCE,
                "{other}\nafter\n{}\nsaid\n{}\nclean says {}",
                done.join("\n"),
                self.server.said.lock().unwrap(),
                clean.as_ref().map_or_else(Clone::clone, |built| built.problems.clone())
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        self.pictures = self.good.files.iter().filter(|(path, _)| is_picture(path)).map(|(p, b)| (p.clone(), b.clone())).collect();
    }

    /// The first file that is served otherwise.
    fn otherwise(&self, broken: bool, turn: usize) -> Option<String> {
        let told = !self.server.get("/__rapporteur/problems").body.is_empty();
        if told != broken {
            return Some(format!("problems shown: {told}, broken: {broken}"));
        }
        self.good.files.iter().enumerate().find_map(|(place, (path, bytes))| {
            // The server draws a picture anew each time, which takes longer than all pages: after every edit those that it changed are
            // asked for, and a twelfth of the others in turn.
            if is_picture(path) && self.pictures.get(path) == Some(bytes) && place % 12 != turn % 12 {
                return None;
            }
            // A file that is copied is served as it lies there, also while something else is broken.
            if broken && [".svg", ".css", ".txt", ".js"].iter().any(|ending| path.ends_with(ending)) {
                return None;
            }
            let address = match path.strip_suffix("index.html") {
                Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
                _ => path,
            };
            let answer = self.server.get(&format!("/{}", rapporteur::percent_encoded(address)));
            (answer.body != *bytes).then(|| format!("{path}: {} {:.300}", answer.status, answer.text()))
        })
    }
}

fn is_picture(path: &str) -> bool {
    path.starts_with("share/")
}

fn edits_while_served(seed: u64, count: usize) {
    let dir = tempfile::tempdir().unwrap();
    scratch::small(dir.path());
    let mut served = Served::new(dir.path());
    let mut site = Edited::new(dir.path(), seed);
    let mut done = Vec::new();
    for _ in 0..count {
        done.push(site.edit());
        served.is_clean(&scratch::clean_with_pictures(dir.path()), &done);
        // A site that stays broken tries little.
        if done.len() % 5 == 4 {
            site.mend_all();
            done.push("everything mended".to_owned());
            served.is_clean(&scratch::clean_with_pictures(dir.path()), &done);
        }
    }
}

#[test]
fn what_is_served_is_a_clean_build() {
    // Two hundred edits, of two sites at a time.
    std::thread::scope(|scope| {
        for seed in [23, 29] {
            scope.spawn(move || edits_while_served(seed, scratch::scaled(100)));
        }
    });
}
