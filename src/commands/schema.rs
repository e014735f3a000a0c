//! `schema`: JSON Schema of front matter, for editors and other programs.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::init::write_new;
use crate::config::{SiteToml, label_keys};
use crate::diagnostic::{Code, Failure};
use crate::parse::fields::Kind;
use crate::parse::record::Record;
use crate::parse::schema;
use crate::read::Disk;
use crate::terminal::{print_status, print_stdout};
use crate::write::refused;

/// Print the JSON Schema of a kind's front matter.
///
/// Without a kind, an object of all of them. They are made from the same declarations as the program's own reading.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// actor, round, track, source, topic, dispute, page; introduction (`_index`), translation; site (`site.toml`)
    #[arg(value_name = "KIND", value_parser = parse_subject, conflicts_with = "vscode")]
    subject: Option<Subject>,
    /// Write the schemas into the site, with a `.taplo.toml` by which Even Better TOML (VS Code) and Taplo (other editors) find them
    #[arg(long)]
    vscode: bool,
    /// The site's folder, for --vscode
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Kind(Kind),
    Introduction,
    Translation,
    Site,
}

impl Subject {
    fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.map(Self::Kind).into_iter().chain([Self::Introduction, Self::Translation, Self::Site])
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.as_str(),
            Self::Introduction => "introduction",
            Self::Translation => "translation",
            Self::Site => "site",
        }
    }

    fn schema(self) -> Value {
        match self {
            Self::Kind(kind) => schema::of_kind(kind),
            Self::Introduction => schema::of_introduction(),
            Self::Translation => schema::of_translation(),
            Self::Site => site_schema(),
        }
    }

    /// The files that it describes, as globs from the site's root, and those among them that another schema describes.
    fn globs(self) -> (Vec<String>, &'static [&'static str]) {
        const INTRODUCTION: &str = "content/**/_index.toml";
        const TRANSLATION: &str = "content/**/*.*.toml";
        match self {
            Self::Kind(kind) => (vec![format!("content/{}/**/*.toml", kind.folder())], &[INTRODUCTION, TRANSLATION]),
            Self::Introduction => (vec!["content/_index.toml".to_owned(), INTRODUCTION.to_owned()], &[]),
            Self::Translation => (vec![TRANSLATION.to_owned()], &[]),
            Self::Site => (vec!["site.toml".to_owned()], &[]),
        }
    }
}

fn parse_subject(word: &str) -> Result<Subject, String> {
    let kind = Kind::from_folder(word).map(Subject::Kind);
    kind.or_else(|| Subject::all().find(|subject| subject.as_str() == word)).ok_or_else(|| {
        let known: Vec<&str> = Subject::all().map(Subject::as_str).collect();
        let near = crate::diagnostic::did_you_mean(word, known.iter().copied());
        near.map_or_else(|| format!("it is one of {}", known.join(", ")), |near| format!("did you mean `{near}`?"))
    })
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.vscode {
        return write_for_editors(&arguments.root);
    }
    let value = match arguments.subject {
        Some(subject) => subject.schema(),
        None => Value::Object(Subject::all().map(|subject| (subject.as_str().to_owned(), subject.schema())).collect()),
    };
    print_stdout(format!("{value:#}\n").as_bytes())
}

/// The schema of `site.toml`: its declared fields, and the keys that `[checks]` and `[labels]` know.
fn site_schema() -> Value {
    let mut schema = schema::of_fields("site.toml", "The settings of a site.", SiteToml::fields());
    let rule = |code: &Code| {
        let words: &[&str] = if code.guards_integrity() { &["error"] } else { &["off", "advice", "warning", "error"] };
        let description = format!("{} By default: {}.", code.summary(), code.default_severity().as_str());
        (code.as_str().to_owned(), json!({ "description": description, "type": "string", "enum": words }))
    };
    let rules: Map<String, Value> = Code::ALL.iter().map(rule).collect();
    let labels: Map<String, Value> = label_keys().map(|key| (key.to_owned(), json!({ "type": "string" }))).collect();
    for (table, keys) in [("checks", rules), ("labels", labels)] {
        if let Some(Value::Object(field)) = schema.pointer_mut(&format!("/properties/{table}")) {
            field.insert("properties".to_owned(), Value::Object(keys));
            // A column of positions is labelled by the id of its first actor, whatever that is.
            let others = if table == "labels" { json!({ "type": "string" }) } else { Value::Bool(false) };
            field.insert("additionalProperties".to_owned(), others);
        }
    }
    if let Some(Value::Array(required)) = schema.pointer_mut("/required") {
        required.push("base_url".into());
    }
    schema
}

const FOLDER: &str = ".rapporteur/schemas";

/// Writes the schemas and the settings by which editors find them.
fn write_for_editors(root: &Path) -> Result<(), Failure> {
    Disk::new(root).find_site()?;
    let folder = root.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| refused("make", &folder, &error))?;
    for subject in Subject::all() {
        let path = folder.join(format!("{}.json", subject.as_str()));
        std::fs::write(&path, format!("{:#}\n", subject.schema())).map_err(|error| refused("write", &path, &error))?;
    }
    let settings = taplo_settings();
    let written = write_new(root, Path::new(".taplo.toml"), settings.as_bytes())?;
    if !written && std::fs::read(root.join(".taplo.toml")).ok().as_deref() != Some(settings.as_bytes()) {
        print_status(&format!(
            "The schemas are in `{FOLDER}/`. `.taplo.toml` is there already and is left as it is; these are the lines that it needs:"
        ));
        return print_stdout(settings.as_bytes());
    }
    print_status(&format!(
        "The schemas are in `{FOLDER}/`, and `.taplo.toml` says which file has which. Run the command again after an update."
    ));
    Ok(())
}

/// Taplo's settings: which file is described by which schema.
fn taplo_settings() -> String {
    // A list of Rust's is written as one of TOML's.
    let rule = |subject: Subject| {
        let (include, exclude) = subject.globs();
        let exclude = if exclude.is_empty() { String::new() } else { format!("exclude = {exclude:?}\n") };
        let schema = format!("[rule.schema]\nenabled = true\npath = \"{FOLDER}/{}.json\"\n", subject.as_str());
        format!("\n[[rule]]\ninclude = {include:?}\n{exclude}{schema}")
    };
    let rules: String = Subject::all().map(rule).collect();
    format!("# Which schema describes which file, for Even Better TOML and Taplo. Written by `rapporteur schema --vscode`.\n{rules}")
}
