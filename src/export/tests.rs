//! No declared field is forgotten: a site in which each of them is set, made from the declarations, looked up in what is published.

use std::sync::Arc;

use oxttl::TurtleParser;
use serde_json::Value as Json;

use super::context::root_of;
use super::turtle::{self, Term};
use super::{ExportContext, site_json, table};
use crate::bibliography::{self, Bibliography};
use crate::config;
use crate::diagnostic::{Place, Severity};
use crate::file::Files;
use crate::model::address::{Content, Export};
use crate::model::resolve::{OtherFiles, Resolved, StaticFile, resolve};
use crate::parse::fields::{Common, Fields, HomeFields, Kind};
use crate::parse::record::{ExpectedKind, FieldSpec, Record, Shape};
use crate::parse::{NoteFiles, NoteLocation, ParsedNote};

/// A field that was set: the keys that lead to it, and what its value holds wherever it is written.
struct SetField {
    spec: &'static FieldSpec,
    keys: Vec<&'static str>,
    holds: String,
}

/// The site's fields, while its front matter is written.
#[derive(Default)]
struct FullSite {
    set_fields: Vec<SetField>,
    /// The notes and statements that fields name.
    targets: Vec<(Kind, String)>,
    pictures: Vec<String>,
}

impl FullSite {
    /// The front matter of a note in which each of these fields is set.
    fn front(&mut self, specs: impl Iterator<Item = &'static FieldSpec>) -> String {
        specs.map(|spec| format!("{} = {}\n", spec.key, self.field(spec, &[]))).collect()
    }

    fn field(&mut self, spec: &'static FieldSpec, above: &[&'static str]) -> String {
        let keys = [above, &[spec.key]].concat();
        self.value(spec, &spec.shape, &keys)
    }

    /// A value as TOML; what it holds is different from that of every other field, but for words, flags and languages.
    fn value(&mut self, spec: &'static FieldSpec, shape: &Shape, keys: &[&'static str]) -> String {
        // Numbers of one length: none holds another.
        let number = self.set_fields.len() + 1001;
        let word = format!("n{number}n");
        let (toml, holds) = match shape {
            Shape::Text if spec.key.ends_with("language") => quoted("tr"),
            Shape::Text if spec.key == "url" => quoted(&format!("https://example.org/{word}")),
            Shape::Text if spec.key == "doi" => quoted(&format!("10.1000/{word}")),
            Shape::Text if spec.key == "wikidata" => quoted(&format!("Q{number}77")),
            Shape::Text if spec.key == "allow" => quoted("orphan-note"),
            Shape::Text if spec.key == "aliases" => quoted(&format!("/{word}/")),
            Shape::Text if spec.key == "image" => {
                self.pictures.push(format!("{word}.png"));
                (format!("\"/{word}.png\""), word)
            }
            // A shift's words stand in one of its statements, and all have this text.
            Shape::Text if spec.key == "words" => quoted("It is so"),
            Shape::Text => quoted(&word),
            Shape::Markdown => (format!("\"*{word}* is so.\""), word),
            Shape::Date => {
                let date = format!("{}-{:02}-{:02}", 1900 + number / 336, number / 28 % 12 + 1, number % 28 + 1);
                quoted(&date)
            }
            Shape::Boolean => ("true".to_owned(), "true".to_owned()),
            Shape::Integer if spec.key == "label_weight" => ("3".to_owned(), "3".to_owned()),
            Shape::Integer | Shape::Number => (format!("{number}77"), format!("{number}77")),
            Shape::Coordinates => (format!("[10.0, 11.{number}]"), format!("11.{number}")),
            // An answer holds only where its dispute is settled.
            Shape::Choice(choices) if choices[0].set == "DisputeStatus" => quoted("settled"),
            Shape::Choice(choices) => quoted(choices[0].key),
            Shape::Name(expected) => {
                let name = if *expected == ExpectedKind::Statement { format!("{word}#s") } else { word.clone() };
                self.targets.push((expected.kind(), word.clone()));
                (format!("\"{name}\""), word)
            }
            // A shift has at least two.
            Shape::Many(inner @ Shape::Name(ExpectedKind::Statement)) => {
                return format!("[{}, {}]", self.value(spec, inner, keys), self.value(spec, inner, keys));
            }
            Shape::Many(inner) => return format!("[{}]", self.value(spec, inner, keys)),
            Shape::OneOrMany(inner) | Shape::Either(_, inner) => return self.value(spec, inner, keys),
            Shape::Record(fields) => {
                let fields: Vec<String> = fields().iter().map(|inner| format!("{} = {}", inner.key, self.field(inner, keys))).collect();
                return format!("{{ {} }}", fields.join(", "));
            }
            Shape::Map(inner) => return format!("{{ tr = {} }}", self.value(spec, inner, keys)),
            Shape::Free => (format!("{{ {word} = 1 }}"), word),
        };
        self.set_fields.push(SetField { spec, keys: keys.to_vec(), holds });
        toml
    }
}

fn quoted(text: &str) -> (String, String) {
    (format!("\"{text}\""), text.to_owned())
}

fn parse_note(files: &mut Files, location: NoteLocation, id: &str, front: &str) -> Arc<ParsedNote> {
    let file = files.set(&format!("content/{location:?}/{id}.toml"), front.into(), blake3::hash(front.as_bytes()));
    let files = NoteFiles { location, id: id.into(), language: None, md: None, toml: Some(file) };
    Arc::new(files.parse(&crate::parse::markdown::Settings::default()).unwrap())
}

/// Whether a key stands somewhere with a value that holds this.
fn in_json(json: &Json, key: &str, holds: &str) -> bool {
    match json {
        Json::Object(map) => map.iter().any(|(own, value)| own == key && value.to_string().contains(holds) || in_json(value, key, holds)),
        Json::Array(list) => list.iter().any(|one| in_json(one, key, holds)),
        _ => false,
    }
}

#[test]
fn every_declared_field_reaches_every_data_file() {
    let mut site = FullSite::default();
    let mut files = Files::default();
    let mut notes = Vec::new();
    for kind in Kind::ALL {
        let front = site.front(Common::fields().iter().chain(Fields::specs(kind)));
        notes.push(parse_note(&mut files, NoteLocation::Note(kind), &format!("full-{}", kind.as_str()), &front));
    }
    let front = site.front(HomeFields::fields().iter());
    notes.push(parse_note(&mut files, NoteLocation::Home, "", &format!("title = \"Home\"\n{front}")));
    for (kind, id) in &site.targets {
        let statement = if *kind == Kind::Source { "statements = [{ id = \"s\", text = \"It is so.\" }]" } else { "" };
        notes.push(parse_note(
            &mut files,
            NoteLocation::Note(*kind),
            id,
            &format!("title = \"Named\"\nsummary = \"It is named.\"\n{statement}\n"),
        ));
    }
    let settings = "title = \"All fields\"\nbase_url = \"https://briefing.example/\"\n";
    let settings = files.set("site.toml", settings.into(), blake3::hash(settings.as_bytes()));
    let (config, mut diagnostics) = config::read(&settings, None);
    diagnostics.extend(notes.iter().flat_map(|note| note.diagnostics.clone()));
    let statics: Vec<_> = site.pictures.iter().map(|path| StaticFile { path: path.as_str().into(), place: Place::Nowhere }).collect();
    let exports = table::files(&config.outputs);
    let others = OtherFiles { statics: &statics, built_in: &[], exports: &exports, languages: &[] };
    let Resolved { model, addresses, diagnostics: found, .. } = resolve(&notes, &Arc::new(config), &others, true);
    diagnostics.extend(found);
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.severity == Severity::Error).map(|found| &found.message).collect();
    assert!(errors.is_empty(), "{errors:#?}");

    let (bibliography, _) = Bibliography::of(&model, None, &mut bibliography::Cache::default());
    let (model, addresses, files, bibliography) = (&model, &addresses, &files, &bibliography);
    let (html, all_formats, root) = (&|_, _: &_| String::new(), table::FORMATS, root_of(model));
    let cx = ExportContext { model, addresses, files, html, all_formats, bibliography, root };
    let json: Json = serde_json::from_slice(&site_json::site_json(&cx, Export::Site)).unwrap();
    let tables: Vec<Vec<u8>> = addresses
        .all()
        .iter()
        .filter(|address| address.path.ends_with(".csv"))
        .filter_map(|address| if let Content::Export(format, of) = address.content { Some(table::export(&cx, format, of)) } else { None })
        .collect();
    let mut cells: Vec<(String, String)> = Vec::new();
    for table in &tables {
        let mut rows = csv::Reader::from_reader(&table[..]);
        let columns = rows.headers().unwrap().clone();
        for row in rows.records() {
            cells
                .extend(columns.iter().map(str::to_owned).zip(row.unwrap().iter().map(str::to_owned)).filter(|(_, cell)| !cell.is_empty()));
        }
    }
    let triples: Vec<(String, String)> = TurtleParser::new()
        .for_reader(&turtle::turtle(&cx)[..])
        .map(|triple| triple.map(|triple| (triple.predicate.into_string(), triple.object.to_string())).unwrap())
        .collect();

    let mut forgotten = Vec::new();
    for SetField { spec, keys, holds } in &site.set_fields {
        let name = keys.join(".");
        if !in_json(&json, site_json::key(spec), holds) {
            forgotten.push(format!("{name} of {} is not in site.json", spec.record));
        }
        // A table inside a note is split into columns, has a table of its own, or stands in one cell.
        let is_column = |column: &str| {
            let is_named = |key: &&str| column == *key || column.ends_with(&format!("_{key}"));
            keys.iter().any(is_named) || (spec.key == "coordinates" && column == "longitude")
        };
        if !cells.iter().any(|(column, cell)| is_column(column) && cell.contains(holds)) {
            forgotten.push(format!("{name} of {} is in no table", spec.record));
        }
        let predicate = match turtle::term(spec) {
            Term::Predicate(term) | Term::Address(term) => Some(term.rsplit(':').next().unwrap().to_owned()),
            Term::OwnPredicate => Some(turtle::own_term(spec.key)),
            Term::Combined => None,
        };
        let says = |predicate_of: &str| {
            predicate.as_ref().is_none_or(|term| predicate_of.ends_with(&format!("#{term}")) || predicate_of.ends_with(&format!("/{term}")))
        };
        if !triples.iter().any(|(predicate, object)| says(predicate) && object.contains(holds)) {
            forgotten.push(format!("{name} of {} is not in site.ttl", spec.record));
        }
    }
    assert!(site.set_fields.len() > 200 && forgotten.is_empty(), "of {}: {forgotten:#?}", site.set_fields.len());
}
