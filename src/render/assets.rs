//! Styles, scripts and fonts that come with the program.

use include_dir::{Dir, include_dir};

use crate::diagnostic::{Code, Diagnostic, misspelling_of};
use crate::read::Inputs;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Their paths on the site, sorted.
pub fn names() -> Vec<&'static str> {
    fn walk(dir: &'static Dir<'_>, found: &mut Vec<&'static str>) {
        found.extend(dir.files().filter_map(|file| file.path().to_str()));
        // What lies there is the briefing's own.
        for inner in dir.dirs().filter(|inner| !inner.path().ends_with("briefing")) {
            walk(inner, found);
        }
    }
    let mut found = Vec::new();
    walk(&BUILT_IN, &mut found);
    found.sort_unstable();
    found
}

/// Reports styles and scripts of a site whose names are slips of those that pages load, and that no template of the site names.
pub(super) fn misspelt(inputs: &Inputs) -> Vec<Diagnostic> {
    let built_in = names();
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
