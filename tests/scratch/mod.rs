//! Sites to try things on: a small one that uses every kind, and copies of the briefing; their builds as bytes; chance that repeats.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use rapporteur::view::share::Card;
use rapporteur::{Cache, Disk, Inputs, Options, Rendered, report};
use rayon::prelude::*;

/// All outputs of a build by path, and what was said of it.
#[derive(PartialEq, Eq, Debug, Clone)]
pub struct Built {
    pub files: BTreeMap<String, Vec<u8>>,
    pub problems: String,
    pub broken: bool,
}

/// How much is tried, in per cent of what is tried by default: `RAPPORTEUR_TEST_SCALE`.
pub fn scaled(count: usize) -> usize {
    let per_cent = std::env::var("RAPPORTEUR_TEST_SCALE").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(100);
    (count * per_cent / 100).max(1)
}

/// The project's own folder, which is the briefing's.
pub fn briefing() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Writes a file, with its folders.
pub fn put(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A copy of the briefing in its main language, without the templates and styles that are built in anyway. Each translation makes a build
/// as long again, and small sites test them.
pub fn copy_briefing(to: &Path) {
    let settings = fs::read_to_string(briefing().join("site.toml")).unwrap();
    let tables = settings.split_inclusive("\n[").map(|table| table.strip_suffix('[').unwrap_or(table));
    let own: Vec<&str> = tables.filter(|table| !table.starts_with("languages.")).collect();
    put(to, "site.toml", own.join("["));
    copy(&briefing().join("content"), &to.join("content"));
    copy(&briefing().join("static/briefing"), &to.join("static/briefing"));
    for entry in walkdir::WalkDir::new(to.join("content")) {
        let path = entry.unwrap().into_path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.ends_with(".md") && name.matches('.').count() > 1 {
            fs::remove_file(path).unwrap();
        }
    }
}

/// A small site with every kind of note.
pub fn small(root: &Path) {
    put(root, "site.toml", "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\n");
    put(root, "content/_index.md", "+++\ntitle = \"Home\"\n+++\n\nSee [[istanbul]] and [[ukraine]]. [@wire#demand]\n");
    put(root, "content/actors/_index.md", "+++\ntitle = \"Who\"\n+++\n\nThe parties.\n");
    put(
        root,
        "content/actors/ukraine.md",
        "+++\ntitle = \"Ukraine\"\ntype = \"state\"\nsummary = \"A party to [[talks]].\"\nalso_known_as = [\"Kyiv\"]\n+++\n\n## Positions\n\nIt asks for a ceasefire. [@wire#demand]\n",
    );
    put(root, "content/actors/ukraine.tr.md", "+++\ntitle = \"Ukrayna\"\nsummary = \"Bir taraf.\"\n+++\n\nMetin.\n");
    put(
        root,
        "content/actors/russia.md",
        "+++\ntitle = \"Russia\"\ntype = \"state\"\nsummary = \"A party.\"\naliases = [\"/moscow/\"]\n+++\n\nIt answers [[ukraine]]. [@wire#answer]\n",
    );
    put(
        root,
        "content/actors/umerov.toml",
        "title = \"Rustem Umerov\"\ntype = \"person\"\nsummary = \"Speaks for [[ukraine]].\"\nspeaks_for = \"ukraine\"\n",
    );
    put(root, "content/tracks/istanbul.md", "+++\ntitle = \"Istanbul\"\nsummary = \"A track.\"\n+++\n\nOf [[talks]]. [@wire]\n");
    put(
        root,
        "content/rounds/talks.md",
        "+++\ntitle = \"The talks\"\ntype = \"talks\"\nstatus = \"held\"\ndate = 2025-06-02\nsummary = \"They met.\"\ntrack = \"istanbul\"\n\n[[delegations]]\nactor = \"ukraine\"\nrole = \"party\"\nhead = \"umerov\"\nsources = [\"wire\"]\n\n[[delegations]]\nactor = \"russia\"\nrole = \"party\"\nsources = [\"wire\"]\n\n[[outcomes]]\ntext = \"An exchange of [[prisoners]].\"\nstatus = \"agreed\"\ntopics = [\"prisoners\"]\nsources = [\"wire#demand\"]\n+++\n\nThey met. [@wire, p. 2; @paper#count]\n\n![[wire#demand]]\n",
    );
    put(
        root,
        "content/sources/wire.md",
        "+++\ntitle = \"A report\"\ntype = \"news\"\npublisher = \"The Wire\"\npublished = \"2025-06-03\"\nurl = \"https://wire.example/1\"\nlanguage = \"en\"\n\n[[statements]]\nid = \"demand\"\ntext = \"Asks for a ceasefire.\"\nby = \"umerov\"\ntype = \"demand\"\ntopics = [\"ceasefire\"]\nrounds = [\"talks\"]\nbasis = \"first-hand\"\n\n[[statements]]\nid = \"answer\"\ntext = \"Refuses it.\"\nby = \"russia\"\ntype = \"refusal\"\ntopics = [\"ceasefire\"]\ndenies = [\"wire#demand\"]\n+++\n\nA report on [[talks]].\n",
    );
    put(
        root,
        "content/sources/paper.md",
        "+++\ntitle = \"A paper\"\ntype = \"analysis\"\nauthors = [\"A. Writer\"]\npublished = \"2025-07\"\nurl = \"https://paper.example/2\"\nlanguage = \"en\"\n\n[[statements]]\nid = \"count\"\ntext = \"Counts 1,000 prisoners.\"\ntype = \"figure\"\ntopics = [\"prisoners\"]\nrounds = [\"talks\"]\nvia = \"wire\"\nvalue = { min = 1000, unit = \"prisoners\" }\n+++\n",
    );
    put(
        root,
        "content/topics/ceasefire.md",
        "+++\ntitle = \"Ceasefire\"\nsummary = \"Whether to stop.\"\nquestion = \"Stop first?\"\norder = 1\n+++\n\nThe first question. [@wire]\n",
    );
    put(root, "content/topics/prisoners.md", "+++\ntitle = \"Prisoners\"\nsummary = \"Who is exchanged.\"\n+++\n\nAll for all. [@paper]\n");
    put(
        root,
        "content/disputes/how-many.md",
        "+++\ntitle = \"How many?\"\nsummary = \"Counts differ.\"\ntype = \"number\"\nstatus = \"open\"\ntopics = [\"prisoners\"]\nrounds = [\"talks\"]\n\n[[answers]]\ntext = \"A thousand\"\nstatements = [\"paper#count\"]\n\n[[answers]]\ntext = \"None\"\nstatements = [\"wire#answer\"]\n+++\n\nA note. [@wire]\n",
    );
    put(
        root,
        "content/pages/about.md",
        "+++\ntitle = \"About\"\n[menu]\nlabel = \"About\"\norder = 1\n+++\n\nOf [[#here]].\n\n## Here\n\nText.[^1]\n\n[^1]: A note.\n",
    );
    put(root, "static/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    put(root, "static/extra.css", "p { color: red }");
}

/// What is in the disk's state, built and rendered whole.
pub fn build(disk: &mut Disk, cache: &mut Cache) -> Result<Built, String> {
    let inputs = disk.read().map_err(|failure| failure.message)?;
    Ok(render(&inputs, cache))
}

/// A build from nothing.
pub fn clean(root: &Path) -> Result<Built, String> {
    build(&mut Disk::new(root), &mut Cache::default())
}

/// A build from nothing with its pictures drawn, for those who compare with what the program itself wrote or served.
pub fn clean_with_pictures(root: &Path) -> Result<Built, String> {
    let inputs = Disk::new(root).read().map_err(|failure| failure.message)?;
    Ok(render_with(&inputs, &mut Cache::default(), drawn))
}

/// Builds and renders everything. Broken content gives pages too; they are compared as well. What a picture is drawn from stands for the
/// picture: drawing hundreds of them takes seconds.
pub fn render(inputs: &Inputs, cache: &mut Cache) -> Built {
    render_with(inputs, cache, |card| card.key().into_bytes())
}

fn render_with(inputs: &Inputs, cache: &mut Cache, picture: fn(&Card) -> Vec<u8>) -> Built {
    let built = rapporteur::build(inputs, cache, &Options::default());
    let mut problems = built.diagnostics.clone();
    let rendered: Vec<_> = built.site.outputs().par_iter().map(|output| (output.path.to_string(), built.site.render(output))).collect();
    let mut files = BTreeMap::new();
    for (path, output) in rendered {
        match output {
            Ok(Rendered::Bytes(bytes)) => drop(files.insert(path, bytes)),
            // The file may be gone since: that is the caller's doing.
            Ok(Rendered::File(source)) => drop(files.insert(path, fs::read(source).unwrap_or_default())),
            Ok(Rendered::Picture(card)) => drop(files.insert(path, picture(&card))),
            Err(found) => problems.extend(found),
        }
    }
    let broken = problems.iter().any(|p| p.severity == rapporteur::Severity::Error);
    report::sort_and_dedup(&mut problems, &inputs.files);
    Built { files, problems: report::json::all(&problems, &inputs.files), broken }
}

/// The picture of a card. Most edits change no card: each is drawn once in a run.
fn drawn(card: &Card) -> Vec<u8> {
    static DRAWN: LazyLock<Mutex<HashMap<String, Vec<u8>>>> = LazyLock::new(Mutex::default);
    if let Some(bytes) = DRAWN.lock().unwrap().get(&card.key()) {
        return bytes.clone();
    }
    let bytes = card.draw().unwrap();
    DRAWN.lock().unwrap().insert(card.key(), bytes.clone());
    bytes
}

/// Says where two builds differ.
pub fn differences(a: &Built, b: &Built) -> Vec<String> {
    let mut found = Vec::new();
    let paths: std::collections::BTreeSet<_> = a.files.keys().chain(b.files.keys()).collect();
    for path in paths {
        match (a.files.get(path), b.files.get(path)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or_else(|| a.len().min(b.len()));
                let around = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())]).into_owned();
                found.push(format!("{path} at byte {at}: {:?} and {:?}", around(a), around(b)));
            }
            (Some(_), None) => found.push(format!("{path} only in the first")),
            _ => found.push(format!("{path} only in the second")),
        }
    }
    if a.problems != b.problems {
        let line = a.problems.lines().zip(b.problems.lines()).find(|(a, b)| a != b);
        found.push(format!("the problems: {line:?} ({} and {} lines)", a.problems.lines().count(), b.problems.lines().count()));
    }
    found
}

/// The files below a folder with their bytes, by path with `/`.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Chance that is the same in every run: a linear congruential generator.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit.max(1) as u64).unwrap()
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
