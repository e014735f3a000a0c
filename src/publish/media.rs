//! What a file is, told from its name: when it goes; for S3, what is said of it.

#[cfg(feature = "s3")]
use crate::media_type;
use crate::media_type::extension;

/// The stage in which a file is sent: what pages need, then data, then pages, then what leads to pages.
pub(super) fn stage(path: &str) -> u8 {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(path, "index.html" | "sitemap.xml" | "llms.txt" | "_redirects") || name.starts_with("feed.") {
        return 3;
    }
    match extension(name) {
        "html" => 2,
        "css" | "js" | "mjs" | "woff" | "woff2" | "ttf" | "otf" | "svg" | "png" | "jpg" | "jpeg" | "webp" | "avif" | "gif" | "ico"
        | "webmanifest" => 0,
        _ => 1,
    }
}

/// Its media type, and the coding of precompressed copies (`index.html.gz`).
#[cfg(feature = "s3")]
pub(super) fn types(path: &str) -> (&'static str, Option<&'static str>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.strip_suffix(".gz") {
        Some(name) => (media_type::of(name), Some("gzip")),
        None => (media_type::of(name), None),
    }
}

/// How long a reader may keep it. Pages load styles and scripts by addresses that change with their bytes; no other name does.
#[cfg(feature = "s3")]
pub(super) fn cache_control(path: &str) -> &'static str {
    match stage(path) {
        0 => "public, max-age=86400",
        _ => "public, max-age=300, must-revalidate",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_need_goes_first_and_what_leads_to_them_last() {
        let mut paths = ["index.html", "feed.xml", "actors/a/index.html", "data/site.json", "style.css", "actors/feed.json"];
        paths.sort_by_key(|path| stage(path));
        assert_eq!(paths, ["style.css", "data/site.json", "actors/a/index.html", "index.html", "feed.xml", "actors/feed.json"]);
    }

    #[cfg(feature = "s3")]
    #[test]
    fn a_precompressed_copy_is_of_its_files_type() {
        assert_eq!(types("a/index.html.gz"), ("text/html; charset=utf-8", Some("gzip")));
        assert_eq!(types("a/index.html"), ("text/html; charset=utf-8", None));
    }
}
