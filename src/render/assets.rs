//! Styles, scripts and fonts that come with the program.

use include_dir::{Dir, include_dir};

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

/// One of them.
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(name).map(include_dir::File::contents)
}
