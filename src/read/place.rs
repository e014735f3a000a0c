//! What a file is, told by its path alone.

use crate::config::Config;
use crate::diagnostic::{Code, did_you_mean, suggestion_or};
use crate::parse::NoteLocation;
use crate::parse::fields::Kind;
use crate::parse::name::{INDEX, PARTS_FOLDER, is_id, language_meant, slug};

/// A problem with something that has no text of its own, or whose text does not matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PathProblem {
    pub path: String,
    pub code: Code,
    pub message: String,
    pub help: String,
    /// Another path, and what is there.
    pub related: Option<Box<(String, String)>>,
}

impl PathProblem {
    pub(super) fn new(path: &str, code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path: path.to_owned(), code, message: message.into(), help: help.into(), related: None }
    }

    pub(super) fn invalid(path: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(path, Code::InvalidValue, message, help)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotePath {
    pub location: NoteLocation,
    pub id: Box<str>,
    pub language: Option<Box<str>>,
    /// The file's name holds no id; `id` is the one nearest to it.
    pub renamed: bool,
}

const KIND_FOLDERS: &str = "`actors`, `rounds`, `tracks`, `sources`, `topics`, `disputes` or `pages`";

/// A path without its ending.
pub(super) fn stem(path: &str) -> &str {
    path.strip_suffix(".md").or_else(|| path.strip_suffix(".toml")).unwrap_or(path)
}

/// What is wrong with a folder of `content/`, at a depth below it.
pub(super) fn check_folder(path: &str, depth: usize) -> Option<PathProblem> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.ends_with(".md") || name.ends_with(".toml") {
        let message = format!("`{name}` is a folder, and its name is a note's");
        return Some(PathProblem::invalid(path, message, "Rename the folder; a note is a file."));
    }
    if depth > 1 || Kind::from_folder(name).is_some() {
        return None;
    }
    let message = format!("`content/` has no folder `{name}`: the folder says what kind a note is of");
    let otherwise = format!("Move its notes to {KIND_FOLDERS}, and pictures to `static/`.");
    Some(PathProblem::invalid(path, message, suggestion_or(name, Kind::ALL.map(Kind::folder), otherwise)))
}

/// Which note a file of `content/` belongs to.
pub(super) fn note_path(path: &str, config: &Config) -> Result<NotePath, PathProblem> {
    let inside = path.strip_prefix("content/").unwrap_or(path);
    let (folders, name) = inside.rsplit_once('/').unwrap_or(("", inside));
    check_ending(path, name)?;
    let (first, language) = match stem(name).split_once('.') {
        Some((first, rest)) if language_meant(rest).is_some() => (first, Some(check_language(path, name, rest, config)?)),
        _ => (stem(name), None),
    };
    if first == "_index" {
        let location = match (folders, Kind::from_folder(folders)) {
            ("", _) => NoteLocation::Home,
            (_, Some(kind)) => NoteLocation::List(kind),
            (_, None) => {
                let top = folders.split('/').next().unwrap_or(folders);
                let help = format!("Put it into `content/{top}/_index.md`, or make it a page under `content/pages/`.");
                return Err(PathProblem::invalid(path, "a folder inside a kind's folder has no introduction", help));
            }
        };
        return Ok(NotePath { location, id: "".into(), language, renamed: false });
    }
    let Some(kind) = Kind::from_folder(folders.split('/').next().unwrap_or(folders)) else {
        let help = match first {
            "index" | "home" | "readme" | "README" => "The home page is `content/_index.md`.".to_owned(),
            _ => format!("Move it to {KIND_FOLDERS}."),
        };
        return Err(PathProblem::invalid(path, "a note lies in the folder of its kind", help));
    };
    let renamed = !is_id(first);
    let help = match if renamed { slug(first) } else { Some(first.to_owned()) } {
        Some(id) if id == INDEX => {
            let rest = name.strip_prefix(first).unwrap_or(name);
            folders.rsplit_once('/').map_or_else(
                || format!("The introduction of a list is `content/{folders}/_index{rest}`: rename the file."),
                |(above, note)| format!("A note is one file, which has its id for a name: move it to `content/{above}/{note}{rest}`."),
            )
        }
        Some(id) if id == PARTS_FOLDER => "The parts of long lists stand under an address of this name. Rename the file.".to_owned(),
        Some(id) => return Ok(NotePath { location: NoteLocation::Note(kind), id: id.into(), language, renamed }),
        None => ID_RULES.to_owned(),
    };
    Err(PathProblem::new(path, Code::InvalidId, format!("`{first}` cannot be an id"), help))
}

const ID_RULES: &str = "A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit.";

/// The problem with a note whose file's name is not an id; `other` is the note that has the suggested one.
pub(super) fn misnamed(path: &str, placed: &NotePath, other: Option<&str>) -> PathProblem {
    let name = path.rsplit('/').next().unwrap_or(path);
    let written = stem(name).split('.').next().filter(|_| placed.language.is_some()).unwrap_or(stem(name));
    let ending = name.strip_prefix(written).unwrap_or(".md");
    let Some(other) = other else {
        let help = format!("{ID_RULES} Rename the file to `{}{ending}`.", placed.id);
        return PathProblem::new(path, Code::InvalidId, format!("`{written}` cannot be an id"), help);
    };
    let case_alone = written.to_lowercase() == *placed.id;
    let how = if case_alone { "differs from another id in capital letters alone" } else { "cannot be an id" };
    let help = format!("{ID_RULES} `{}` is taken by `{other}`: choose another name, or make one note of the two.", placed.id);
    let related = Some(Box::new((other.to_owned(), format!("this note is `{}`", placed.id))));
    PathProblem { related, ..PathProblem::new(path, Code::InvalidId, format!("`{written}` {how}"), help) }
}

fn check_ending(path: &str, name: &str) -> Result<(), PathProblem> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let bare = name.strip_suffix(ending).unwrap_or(name).trim_end_matches('.');
    let (message, help) = match (ending, ending.to_lowercase().as_str()) {
        ("md" | "toml", _) => return Ok(()),
        (_, lower @ ("md" | "toml")) => {
            (format!("`{name}` is not read: its ending has capital letters"), format!("Rename it to `{bare}.{lower}`."))
        }
        _ if is_left_behind(name) => return Err(stray(path, name)),
        (_, "markdown" | "mdown" | "mkd" | "mdx" | "txt" | "org" | "rst" | "") => (
            format!("`{name}` is not read: a note's file ends in `.md`"),
            format!("Rename it to `{bare}.md`, or move it out of `content/`."),
        ),
        (_, "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "avif") => (
            "a picture does not lie in `content/`".to_owned(),
            format!("Move it to `static/`: `static/images/{name}` is `/images/{name}` on the site."),
        ),
        _ => return Err(stray(path, name)),
    };
    Err(PathProblem::invalid(path, message, help))
}

fn stray(path: &str, name: &str) -> PathProblem {
    let help = "`content/` holds notes alone, as `.md` and `.toml`. What is published as it is lies in `static/`.";
    PathProblem::new(path, Code::StrayFile, format!("`{name}` is not a note, and is passed over"), help)
}

/// Whether a name without an ending of its own is one that a program gives to a copy: `~$iran.docx` by Word, `sedXk3a9Q` by `sed -i`.
fn is_left_behind(name: &str) -> bool {
    let copy_of_sed = name.strip_prefix("sed").is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    name.starts_with("~$") || copy_of_sed
}

fn check_language(path: &str, name: &str, language: &str, config: &Config) -> Result<Box<str>, PathProblem> {
    let Config { language: main, languages, in_languages, .. } = config;
    if !languages.iter().any(|known| **known == *language) {
        let meant = language_meant(language).filter(|meant| meant != language);
        let near = did_you_mean(language, languages.iter().map(|known| &**known)).or(meant.as_deref());
        let added =
            if in_languages.is_empty() { format!("\"{language}\" to `languages`") } else { format!("a table `[languages.{language}]`") };
        let help = near.map_or_else(
            || format!("Add {added} in `site.toml`, or rename the file."),
            |near| format!("Did you mean `{near}`? Or add {added} in `site.toml`."),
        );
        return Err(PathProblem::new(path, Code::UnknownLanguage, format!("`{language}` is none of the site's languages"), help));
    }
    if **main == *language {
        let bare = name.replacen(&format!(".{language}."), ".", 1);
        let message = format!("`{language}` is the site's main language, so this is not a translation");
        return Err(PathProblem::invalid(path, message, format!("Rename the file to `{bare}`.")));
    }
    Ok(language.into())
}
