//! How long single steps take, on notes that `benches/corpus.py` makes: `cargo bench`. For whole builds see `benches/run`.

#![allow(clippy::expect_used, reason = "a benchmark that cannot run says so and stops")]

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use rapporteur::markdown::{self, NoteText};
use rapporteur::{Config, Disk, Edtf, Inputs, Kind, NoteFiles, NoteLocation, OtherFiles, ParsedNote, check, read_settings};

const NOTES: usize = 1000;

/// A site read into memory, and its notes parsed.
struct Corpus {
    inputs: Inputs,
    config: Arc<Config>,
    parsed: Vec<Arc<ParsedNote>>,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for the corpus");
    let site = folder.path().join("site");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/corpus.py");
    let done = Command::new("python3").arg(program).args(["rapporteur", &NOTES.to_string()]).arg(&site).status().expect("python3 runs");
    assert!(done.success(), "the corpus was not made");
    let inputs = Disk::new(&site).read().expect("the corpus is a site");
    let (config, problems) = read_settings(&inputs.config_file, None);
    assert!(problems.is_empty(), "{problems:?}");
    let parsed = inputs.notes.iter().filter_map(parse).map(Arc::new).collect();
    Corpus { inputs, config: Arc::new(config), parsed }
});

fn parse(note: &NoteFiles) -> Option<ParsedNote> {
    note.parse(&rapporteur::markdown::Settings::default())
}

/// The first note of a kind that has a body.
fn sample(location: &NoteLocation) -> &'static NoteFiles {
    CORPUS.inputs.notes.iter().find(|note| note.location == *location && note.md.is_some()).expect("the corpus has every kind")
}

fn body(note: &NoteFiles) -> &str {
    let text = &note.md.as_ref().expect("it has a body").text;
    text.rsplit_once("+++\n").expect("it has front matter").1
}

fn main() {
    divan::main();
}

/// Front matter and body of one note of each of the larger kinds.
#[divan::bench(args = [Kind::Source, Kind::Actor, Kind::Round])]
fn whole_note(bencher: Bencher<'_, '_>, kind: Kind) {
    let note = sample(&NoteLocation::Note(kind));
    bencher.bench_local(|| parse(black_box(note)));
}

/// A body of 3,000 bytes: HTML, references, blocks of plain text.
#[divan::bench]
fn markdown_body(bencher: Bencher<'_, '_>) {
    let note = sample(&NoteLocation::Note(Kind::Source));
    let (text, file) = (body(note), note.md.as_ref().expect("it has a body").id);
    bencher.counter(BytesCount::of_str(text)).bench_local(|| {
        let (mut found, mut problems) = (NoteText::default(), Vec::new());
        markdown::body(
            black_box(text),
            markdown::BodyPlace { file, base: 0, language: "en" },
            &["s1", "s2"],
            &markdown::Settings::default(),
            &mut found,
            &mut problems,
        )
    });
}

/// The same text through pulldown-cmark's parser alone, with nothing rendered: the part that is not ours.
#[divan::bench]
fn markdown_parser_alone(bencher: Bencher<'_, '_>) {
    let text = body(sample(&NoteLocation::Note(Kind::Source)));
    let options = pulldown_cmark::Options::all();
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| pulldown_cmark::Parser::new_ext(black_box(text), options).into_offset_iter().count());
}

/// A note without its body: the typed fields alone.
#[divan::bench]
fn front_matter_only(bencher: Bencher<'_, '_>) {
    let mut note = sample(&NoteLocation::Note(Kind::Source)).clone();
    let whole = note.md.take().expect("it has a body");
    let head = whole.text.strip_suffix(body(sample(&note.location))).expect("the body ends the note");
    let mut files = rapporteur::Files::default();
    note.md = Some(files.set("content/sources/x.md", head.into(), blake3::hash(head.as_bytes())));
    bencher.counter(BytesCount::of_str(head)).bench_local(|| parse(black_box(&note)));
}

#[divan::bench(args = ["2025", "2025-06-02", "2025-06-02T14:40", "2022-03/2022-05", "../2022-02", "2025-09?"])]
fn date(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| Edtf::parse(black_box(text)));
}

/// Names to references, for the whole corpus.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn resolve(bencher: Bencher<'_, '_>) {
    let corpus = &*CORPUS;
    bencher
        .counter(ItemsCount::new(NOTES))
        .bench_local(|| rapporteur::resolve(black_box(&corpus.parsed), &corpus.config, &OtherFiles::default(), false));
}

/// All rules that look at the finished model.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn check_all(bencher: Bencher<'_, '_>) {
    let corpus = &*CORPUS;
    let model = rapporteur::resolve(&corpus.parsed, &corpus.config, &OtherFiles::default(), false).model;
    bencher.counter(ItemsCount::new(NOTES)).bench_local(|| check(black_box(&model)));
}
