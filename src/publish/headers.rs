//! The headers of a file for S3, by its name.

use crate::media_type;

/// Its media type, and the coding of precompressed copies (`index.html.gz`).
pub(super) fn type_and_coding(path: &str) -> (&'static str, Option<&'static str>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.strip_suffix(".gz") {
        Some(name) => (media_type::of(name), Some("gzip")),
        None => (media_type::of(name), None),
    }
}

/// How long a reader may keep it. Pages load styles and scripts by addresses that change with their bytes, and a font is seldom another
/// under the same name; what an editor replaces, such as a picture, is asked for again.
pub(super) fn cache_control(path: &str) -> &'static str {
    match media_type::extension(path) {
        "css" | "js" | "mjs" | "woff2" => "public, max-age=86400",
        _ => "public, max-age=300, must-revalidate",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_replaces_is_asked_for_again() {
        let kept = |path| cache_control(path).contains("86400");
        assert!(["site.css", "search.js", "fonts/serif-latin.woff2"].into_iter().all(kept));
        assert!(!["map.png", "favicon.svg", "a/index.html", "data/site.json"].into_iter().any(kept));
    }

    #[test]
    fn a_precompressed_copy_is_of_its_files_type() {
        assert_eq!(type_and_coding("a/index.html.gz"), ("text/html; charset=utf-8", Some("gzip")));
        assert_eq!(type_and_coding("a/index.html"), ("text/html; charset=utf-8", None));
    }
}
