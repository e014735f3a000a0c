//! One function a target: bytes in, and a panic where something is wrong.

use rapporteur::markdown::{self, NoteText, Piece};
use rapporteur::{
    Cache, Diagnostic, Edtf, File, Files, Inputs, Kind, NoteFiles, NoteLocation, Options, Place, Rendered, Severity, Span, import,
};
use std::sync::Arc;

use super::safe_html;

/// Text as a file would hold it; what is not UTF-8 is read in the way of `read`.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn file(files: &mut Files, path: &str, text: &str) -> Arc<File> {
    files.set(path, text.into(), blake3::hash(text.as_bytes()))
}

fn inside(span: Span, files: &Files) {
    let range = span.range();
    let text = &files.get(span.file).expect("a place lies in a file that is there").text;
    assert!(text.get(range.clone()).is_some(), "{range:?} is not part of {text:?}");
}

fn in_place(problems: &[Diagnostic], files: &Files) {
    for problem in problems {
        assert!(!problem.message.is_empty());
        for place in std::iter::once(problem.place).chain(problem.related.iter().map(|r| r.place)) {
            if let Place::Span(span) = place {
                inside(span, files);
            }
        }
        if let Some(fix) = &problem.fix {
            inside(fix.span, files);
        }
    }
}

const LOCATIONS: [NoteLocation; 9] = [
    NoteLocation::Home,
    NoteLocation::List(Kind::Actor),
    NoteLocation::Note(Kind::Actor),
    NoteLocation::Note(Kind::Round),
    NoteLocation::Note(Kind::Track),
    NoteLocation::Note(Kind::Source),
    NoteLocation::Note(Kind::Topic),
    NoteLocation::Note(Kind::Dispute),
    NoteLocation::Note(Kind::Page),
];

/// The first byte chooses the kind and the way; the rest is the note.
pub fn front_matter(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let location = LOCATIONS[usize::from(*first) % LOCATIONS.len()].clone();
    let way = usize::from(*first) / LOCATIONS.len();
    let text = text(rest);
    let mut files = Files::default();
    let (md, toml) = match way % 4 {
        // Most notes: the fuzzer need not find the fence.
        0 | 1 => (Some(file(&mut files, "content/x.md", &format!("+++\n{text}\n+++\n\nA body.\n"))), None),
        2 => (Some(file(&mut files, "content/x.md", &text)), None),
        _ => (None, Some(file(&mut files, "content/x.toml", &text))),
    };
    let language = (way % 5 == 4).then(|| "tr".into());
    let note = NoteFiles { location, id: "x".into(), language, md, toml }.parse(&Default::default()).expect("there is a file");
    inside(note.first_line, &files);
    in_place(&note.diagnostics, &files);
    for problem in &note.diagnostics {
        assert!(!problem.message.ends_with('.') && problem.help.is_some(), "{problem:?}");
    }
    for reference in &note.text.references {
        inside(reference.span, &files);
        inside(reference.with_brackets, &files);
    }
}

/// A body, cleaned; its HTML is looked at in a tree.
pub fn markdown(bytes: &[u8]) {
    rendered(&text(bytes));
}

/// Groups of citations in the places where they can stand.
pub fn citations(bytes: &[u8]) {
    let text = text(bytes);
    rendered(&format!("Said [{text}] and [@{text}; see -@b#c, p. 3], `[@{text}]`.\n\n| [@{text}] |\n|---|\n| [[{text}]] ![[{text}]] |\n"));
}

fn rendered(text: &str) {
    let mut files = Files::default();
    let file = file(&mut files, "content/x.md", text);
    let mut note = NoteText::default();
    let mut problems = Vec::new();
    let body = markdown::body(
        text,
        markdown::BodyPlace { file: file.id, base: 0, language: "en" },
        &["mentions", "demand"],
        &Default::default(),
        &mut note,
        &mut problems,
    );
    in_place(&problems, &files);
    let mut html = String::new();
    for piece in &*body.pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::Anchor(name) => html.push_str(name),
            Piece::LinkStart(_) => html.push_str("<a href=\"#\">"),
            Piece::LinkEnd(_) => html.push_str("</a>"),
            _ => html.push_str("<span></span>"),
        }
    }
    let found = safe_html::problems(&html);
    assert!(found.is_empty(), "{found:?}\nof {text:?}\nin {html:?}");
    for reference in &note.references {
        inside(reference.span, &files);
        inside(reference.with_brackets, &files);
        let block = note.block(reference);
        note.shown(reference);
        let sentence = markdown::sentence(block, reference.shown);
        assert!(block.text.get(sentence.clone()).is_some(), "{sentence:?} of {block:?}");
    }
    for block in &note.blocks {
        inside(block.span, &files);
    }
}

/// Dates: read, compared, shown.
pub fn edtf(bytes: &[u8]) {
    let text = text(bytes);
    let mut parts = text.splitn(2, '\n').map(|part| (part, Edtf::parse(part)));
    let first = parts.next();
    if let Some((text, Err(error))) = &first {
        assert!(text.get(error.at.clone()).is_some(), "{:?} is not part of {text:?}", error.at);
        assert!(!error.message.is_empty() && !error.help.is_empty(), "{error:?}");
        if let Some(meant) = &error.meant {
            assert!(Edtf::parse(meant).is_ok(), "{meant:?} was meant by {text:?}, and is not a date");
        }
    }
    let Some((_, Ok(date))) = first else { return };
    assert!(!date.to_string().is_empty());
    let _ = (date.machine(), date.utc(), date.precision(), date.qualifier(), date.year(), date.start(), date.end());
    assert!(!date.certainly_before(&date));
    if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
        assert!(earliest <= latest || date.is_interval(), "{text:?}");
    }
    if let Some((_, Ok(other))) = parts.next() {
        assert!(!(date.certainly_before(&other) && other.certainly_before(&date)));
        assert_eq!(date.overlaps(&other), other.overlaps(&date));
    }
}

const HEADS: [(&str, NoteLocation, &str, &str); 8] = [
    ("content/_index.md", NoteLocation::Home, "", ""),
    ("content/actors/a.md", NoteLocation::Note(Kind::Actor), "a", "type = \"state\"\nsummary = \"S.\"\n"),
    ("content/actors/b.md", NoteLocation::Note(Kind::Actor), "b", "type = \"person\"\nsummary = \"S.\"\n"),
    ("content/tracks/t.md", NoteLocation::Note(Kind::Track), "t", "summary = \"S.\"\n"),
    (
        "content/rounds/r.md",
        NoteLocation::Note(Kind::Round),
        "r",
        "type = \"talks\"\nstatus = \"held\"\ndate = \"2025\"\nsummary = \"S.\"\n",
    ),
    ("content/sources/s.md", NoteLocation::Note(Kind::Source), "s", "type = \"news\"\n"),
    ("content/topics/o.md", NoteLocation::Note(Kind::Topic), "o", "summary = \"S.\"\n"),
    ("content/disputes/d.md", NoteLocation::Note(Kind::Dispute), "d", "type = \"date\"\nstatus = \"open\"\nsummary = \"S.\"\n"),
];

/// A small site: the bytes are cut at 0xFF into the front matters and bodies of its notes, the last part is `site.toml`.
pub fn site(bytes: &[u8]) {
    let mut parts = bytes.split(|byte| *byte == 0xFF).map(text);
    let mut files = Files::default();
    let mut notes = Vec::new();
    for (path, location, id, head) in HEADS {
        let front = parts.next().unwrap_or_default();
        let body = parts.next().unwrap_or_default();
        let md = file(&mut files, path, &format!("+++\ntitle = \"T\"\n{head}{front}\n+++\n\n{body}\n"));
        notes.push(NoteFiles { location, id: id.into(), language: None, md: Some(md), toml: None });
    }
    let settings = parts.next().unwrap_or_default();
    let config_file = file(&mut files, "site.toml", &format!("title = \"Site\"\nbase_url = \"https://example.org/\"\n{settings}"));
    notes.sort_by(|a, b| a.md.as_ref().map(|f| &f.path).cmp(&b.md.as_ref().map(|f| &f.path)));
    let inputs = Inputs {
        files,
        notes,
        templates: Vec::new(),
        words: Vec::new(),
        config_file,
        assets: Vec::new(),
        style: None,
        diagnostics: Vec::new(),
    };
    let mut cache = Cache::default();
    let built = rapporteur::build(&inputs, &mut cache, &Options::default());
    in_place(&built.diagnostics, &inputs.files);
    let broken = built.has_errors();
    for output in built.site.outputs() {
        match built.site.render(output) {
            Ok(Rendered::Bytes(bytes)) if output.path.ends_with(".html") && !broken && !settings.contains("sanitise_html") => {
                let html = String::from_utf8(bytes).expect("a page is UTF-8");
                let found = safe_html::problems(&html);
                assert!(found.is_empty(), "{}: {found:?}", output.path);
            }
            Ok(_) => {}
            Err(problems) => panic!("{}: {problems:?}", output.path),
        }
    }
}

/// A file that is imported; the first byte says what it is called, since what it holds may not tell what it is.
pub fn importers(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = ["a.bib", "a.ris", "a.json", "a.html", "a"][usize::from(*first) % 5];
    let Ok(found) = import::read(name, rest, "ja") else { return };
    let plan = import::plan(vec![(name.to_owned(), found)], &[] as &[Arc<rapporteur::ParsedNote>]);
    let mut files = Files::default();
    let mut notes = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for new in &plan.new {
        assert!(rapporteur::is_id(&new.id) && new.path == format!("content/sources/{}.md", new.id), "{new:?}");
        assert!(ids.insert(&new.id), "{} is given twice", new.id);
        let md = file(&mut files, &new.path, &new.text);
        let parts =
            NoteFiles { location: NoteLocation::Note(Kind::Source), id: (*new.id).into(), language: None, md: Some(md), toml: None };
        let note = parts.parse(&Default::default()).expect("there is a file");
        let wrong: Vec<_> = note.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert!(wrong.is_empty(), "{wrong:?} in {}", new.text);
        let title = note.common.title.given().map(|title| title.value.to_string());
        assert_eq!(title.as_deref(), Some(&*new.title), "{}", new.text);
        notes.push(Arc::new(note));
    }
    // What has a mark of its own is known again.
    let again = import::read(name, rest, "ja").expect("it was known before");
    for new in import::plan(vec![(name.to_owned(), again)], &notes).new {
        assert!(!new.text.contains("\ndoi = "), "imported twice: {}", new.text);
    }
}
