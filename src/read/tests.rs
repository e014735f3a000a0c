
use super::*;
use crate::diagnostic::Place;

/// The briefing itself is read, placed and parsed without a word.
#[test]
fn this_repository_is_a_site() {
    let mut disk = Disk::new(env!("CARGO_MANIFEST_DIR"));
    let inputs = disk.read().unwrap();
    assert!(inputs.notes.len() > 200, "{}", inputs.notes.len());
    let (_, problems) = config::read(&inputs.config_file, None);
    let mut all: Vec<String> = inputs.diagnostics.iter().chain(&problems).map(|problem| show(&inputs.files, problem)).collect();
    for note in &inputs.notes {
        let parsed = crate::parse::front_matter::note(note.slot.clone(), &note.id, note.language.as_deref(), note.md.as_deref(), note.toml.as_deref(), true);
        all.extend(parsed.unwrap().diagnostics.iter().map(|problem| show(&inputs.files, problem)));
    }
    assert_eq!(all, Vec::<String>::new());
}

fn show(files: &Files, problem: &Diagnostic) -> String {
    let at = |place: Place| match place {
        Place::Nowhere => "-".to_owned(),
        Place::File(file) => files.get(file).unwrap().path.to_string(),
        Place::Span(span) => {
            let file = files.get(span.file).unwrap();
            let position = file.position(span.start);
            format!("{}:{}:{}", file.path, position.line, position.column)
        }
    };
    let mut text = format!("{}: {}[{}]: {}", at(problem.place), problem.severity.as_str(), problem.code.as_str(), problem.message);
    if let Some(help) = &problem.help {
        text.push_str("\n  help: ");
        text.push_str(help);
    }
    for related in &problem.related {
        text.push_str(&format!("\n  {}: {}", at(related.place), related.message));
    }
    text
}
