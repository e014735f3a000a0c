//! Styles, scripts and fonts that come with the program.

use include_dir::{Dir, include_dir};

use crate::diagnostic::{Code, Diagnostic, misspelling_of};
use crate::read::Inputs;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Paths and contents of all files in an embedded folder and those below it, by path.
pub fn files_in(folder: &'static Dir<'_>) -> Vec<(&'static str, &'static [u8])> {
    let here = folder.files().map(|file| (file.path().to_str().expect("embedded paths are UTF-8"), file.contents()));
    let mut files: Vec<_> = here.chain(folder.dirs().flat_map(files_in)).collect();
    files.sort_unstable();
    files
}

/// The files that come with the program, by their paths on the site. What lies in `static/briefing` is the briefing's own.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    files_in(&BUILT_IN).into_iter().filter(|(path, _)| !path.starts_with("briefing/"))
}

/// Reports styles and scripts of a site whose names are misspellings of those that pages load, and that no template of the site names.
pub(super) fn misspelt(inputs: &Inputs) -> Vec<Diagnostic> {
    let built_in: Vec<&str> = built_in().map(|(name, _)| name).collect();
    let loaded = || built_in.iter().copied().chain(["custom.css"]).filter(|name| name.ends_with(".css") || name.ends_with(".js"));
    let problem = |asset: &crate::read::Asset| {
        let (name, is_used) = (&*asset.path, || inputs.templates.iter().any(|template| template.text.contains(&*asset.path)));
        let ending = name.rsplit_once('.').map(|(_, ending)| ending)?;
        let near =
            misspelling_of(name, loaded()).filter(|near| near.ends_with(ending) && loaded().all(|known| known != name) && !is_used())?;
        let problem = Diagnostic::new(Code::UnusedOverride, asset.file, format!("no page loads `{name}`"));
        Some(problem.help(format!("Did you mean `{near}`? A file in `static/` takes the place of the built-in one of its name.")))
    };
    inputs.assets.iter().filter_map(problem).collect()
}

/// One of them.
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(name).map(include_dir::File::contents)
}
