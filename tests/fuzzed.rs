//! The targets of `fuzz/` on stable Rust: every case that was worth keeping (`fuzz/cases/<target>/`), and cases made of them by chance.
//! `RAPPORTEUR_FUZZ_SECONDS=900 cargo test --release --test fuzzed` tries each target for so long.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

#[path = "safe_html/mod.rs"]
mod safe_html;
mod scratch;
#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use scratch::Chance;

type Target = fn(&[u8]);

/// Pieces of our languages: chance alone finds no `[[wikilink`.
const WORDS: &[&str] = &[
    "[[",
    "]]",
    "![[",
    "[@",
    "]",
    "#",
    "|",
    "ukraine",
    "s#a",
    "a",
    "b",
    "; ",
    ", p. 3",
    "-@",
    "see ",
    "\n\n",
    "\n",
    "> ",
    "> [!NOTE]\n",
    "- ",
    "- [ ] ",
    "1. ",
    "```\n",
    "~~~",
    "    ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "[^1]",
    "[^1]: ",
    ": ",
    "| a | b |\n|---|---|\n",
    "{#x}",
    "{#mentions .c k=v}",
    "# ",
    "## ",
    "<b>",
    "</b>",
    "<script>",
    "<div>\n",
    "</div>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "&amp;",
    "&#0;",
    "&colon;",
    "javascript:",
    "](",
    "](<",
    ">)",
    " \"t\")",
    "\\",
    "\\[@",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "é",
    "і",
    "日",
    "\u{1f469}\u{200d}\u{1f469}",
    "\r\n",
    "\r",
    "\t",
    "@misc{a, author = {",
    " and ",
    "year = ",
    "TY  - JOUR\nDA  - ",
    "+++\n",
    "+++",
    "title = ",
    "\"T\"\n",
    "summary = \"[[a]]\"\n",
    "type = \"news\"\n",
    "[[statements]]\n",
    "id = \"a\"\n",
    "text = \"T [@s#a]\"\n",
    "by = \"a\"\n",
    "topics = [\"o\"]\n",
    "rounds = [\"r\"]\n",
    "denies = [\"s#a\"]\n",
    "[[delegations]]\nactor = \"a\"\nrole = \"party\"\n",
    "[[outcomes]]\ntext = \"T\"\n",
    "[[answers]]\ntext = \"A\"\nstatements = [\"s#a\"]\n",
    "speaks_for = \"b\"\n",
    "via = \"s\"\n",
    "draft = true\n",
    "names = { uk = \"Київ\", x = 1 }\n",
    "value = { min = 3, max = 1 }\n",
    "[[roles]]\n",
    "updated = 2025-06-02T14:40:00Z\n",
    "---\n",
    "[extra]\n",
    "x.y = 1\n",
    "aliases = [\"/x/\"]\n",
    "'''",
    "\"\"\"",
    "2025",
    "-06",
    "-02",
    "T14:40",
    "/",
    "..",
    "~",
    "?",
    "%",
    "X",
    "-",
    "Y",
    "0000",
    "9999",
    "24:00",
    "Z",
    "+03:00",
    "2025-02-29",
    "\u{2013}",
    "[checks]\n",
    "unsafe-url = \"off\"\n",
    "language = \"tr\"\n",
];

fn cases(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/cases").join(target);
    let mut found: Vec<Vec<u8>> = scratch::tree(&folder).into_values().collect();
    assert!(!found.is_empty(), "{target} has no cases");
    found.sort();
    found
}

/// A case changed a few times.
fn mutated(cases: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.pick(cases).clone();
    for _ in 0..=chance.below(12) {
        let at = chance.below(bytes.len() + 1);
        match chance.below(9) {
            0..=3 => drop(bytes.splice(at..at, chance.pick(WORDS).bytes())),
            4 if !bytes.is_empty() => {
                let end = (at + chance.below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 if at < bytes.len() => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
            6 => {
                let end = (at + chance.below(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            7 => {
                let other = chance.pick(cases);
                let from = chance.below(other.len() + 1);
                let part = other[from..(from + chance.below(60)).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(bytes.len().max(4) - chance.below(4)),
        }
        bytes.truncate(20_000);
    }
    bytes
}

fn fuzz(name: &str, target: Target, count: usize) {
    let mut corpus = cases(name);
    for case in &corpus {
        target(case);
    }
    let seconds = std::env::var("RAPPORTEUR_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let seed = seconds.map_or(1, |_| u64::from(std::process::id()));
    let mut chance = Chance(seed);
    let began = Instant::now();
    let (mut tried, mut slowest) = (0, Duration::ZERO);
    while seconds.map_or(tried < scratch::scaled(count), |limit| began.elapsed() < limit) {
        let case = mutated(&corpus, &mut chance);
        let begun = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| target(&case))).is_err() {
            let path = std::env::temp_dir().join(format!("rapporteur-{name}-{seed}-{tried}"));
            std::fs::write(&path, &case).unwrap();
            panic!("{name}, case {tried} of seed {seed}, kept as {}: {:?}", path.display(), String::from_utf8_lossy(&case));
        }
        slowest = slowest.max(begun.elapsed());
        tried += 1;
        // What has been changed is changed further.
        if tried % 16 == 0 {
            if corpus.len() > 400 {
                let at = chance.below(corpus.len());
                corpus.swap_remove(at);
            }
            corpus.push(case);
        }
    }
    println!("{name}: {tried} cases in {:?}, the slowest {slowest:?}", began.elapsed());
}

#[test]
fn front_matter() {
    fuzz("front_matter", targets::front_matter, 5000);
}

#[test]
fn markdown() {
    fuzz("markdown", targets::markdown, 3000);
}

#[test]
fn edtf() {
    fuzz("edtf", targets::edtf, 50_000);
}

#[test]
fn citations() {
    fuzz("citations", targets::citations, 3000);
}

#[test]
fn site() {
    fuzz("site", targets::site, 60);
}

#[test]
fn importers() {
    fuzz("importers", targets::importers, 3000);
}
