//! Small models for tests.

use std::sync::Arc;

use super::resolve::{OtherFiles, resolve};
use super::{Id, Model, Statement};
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::file::Files;
use crate::parse::fields::Kind;
use crate::parse::markdown::Settings;
use crate::parse::{NoteFiles, NoteLocation};

/// A model of notes, each given by its folder and id (a source by its id alone) and its front matter without the title.
pub fn model(notes: &[(&str, String)]) -> Model {
    let (model, problems) = model_of_site("", notes);
    assert!(problems.is_empty(), "{problems:?}");
    model
}

/// A model of notes on a site with more settings than it needs, and what is wrong with names.
pub fn model_of_site(settings: &str, notes: &[(&str, String)]) -> (Model, Vec<Diagnostic>) {
    let mut files = Files::default();
    let mut set = |path: &str, text: String| {
        let hash = blake3::hash(text.as_bytes());
        files.set(path, text.into(), hash)
    };
    let (config, problems) =
        config::read(&set("site.toml", format!("title = \"T\"\nbase_url = \"https://example.org/\"\n{settings}")), None);
    assert!(problems.is_empty(), "{problems:?}");
    let parsed: Vec<_> = notes
        .iter()
        .map(|(path, front)| {
            let (folder, id) = path.split_once('/').unwrap_or(("sources", path));
            let file = set(&format!("content/{folder}/{id}.md"), format!("+++\ntitle = \"{id}\"\n{front}+++\n"));
            let location = NoteLocation::Note(Kind::from_folder(folder).unwrap());
            let files = NoteFiles { location, id: (*id).into(), language: None, md: Some(file), toml: None };
            Arc::new(files.parse(&Settings::default()).unwrap())
        })
        .collect();
    for note in &parsed {
        assert!(note.diagnostics.is_empty(), "{:?}", note.diagnostics);
    }
    let resolved = resolve(&parsed, &Arc::new(config), &OtherFiles::default(), false);
    (resolved.model, resolved.diagnostics)
}

pub fn statement(model: &Model, name: &str) -> Id<Statement> {
    model.statements.ids().find(|id| model.statement_name(*id) == name).unwrap()
}
