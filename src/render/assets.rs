//! Styles, scripts and fonts that come with the program.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::pack;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// What pages load first, packed: name and bytes.
static PACKED: LazyLock<HashMap<&'static str, Cow<'static, [u8]>>> = LazyLock::new(|| {
    let packed = |name: &'static str| {
        let bytes = BUILT_IN.get_file(name)?.contents();
        let text = std::str::from_utf8(bytes).ok();
        let small = match name.rsplit_once('.')?.1 {
            "css" => text.map(pack::css),
            "js" => text.map(pack::js),
            _ => None,
        };
        Some((name, small.map_or(Cow::Borrowed(bytes), |small| Cow::Owned(small.into_bytes()))))
    };
    names().into_iter().filter_map(packed).collect()
});

/// Their paths on the site, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    fn walk(dir: &'static Dir<'_>, found: &mut Vec<&'static str>) {
        found.extend(dir.files().filter_map(|file| file.path().to_str()));
        for inner in dir.dirs() {
            walk(inner, found);
        }
    }
    let mut found = Vec::new();
    walk(&BUILT_IN, &mut found);
    found.sort_unstable();
    found
}

/// One of them; styles and scripts without what only their writers need.
#[must_use]
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    PACKED.get(name).map(|bytes| &**bytes)
}

/// What is published for a file in `static/` that is one of them as its writers left it; nothing where it is the editor's own or published
/// as it is.
#[must_use]
pub fn packed(path: &str, written: &[u8]) -> Option<&'static [u8]> {
    let own = BUILT_IN.get_file(path).is_some_and(|file| file.contents() == written);
    bytes(path).filter(|packed| own && *packed != written)
}
