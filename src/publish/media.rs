//! What a file is, told from its name: media type, how long it may be kept, when it goes.

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

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Its media type, and the coding of precompressed copies (`index.html.gz`).
pub(super) fn types(path: &str) -> (&'static str, Option<&'static str>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    match extension(name) {
        "gz" => (media_type(name.trim_end_matches(".gz")), Some("gzip")),
        "br" => (media_type(name.trim_end_matches(".br")), Some("br")),
        _ => (media_type(name), None),
    }
}

fn media_type(name: &str) -> &'static str {
    match name {
        "feed.xml" => return "application/atom+xml; charset=utf-8",
        "feed.json" => return "application/feed+json; charset=utf-8",
        _ => {}
    }
    match extension(name) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "ttl" => "text/turtle; charset=utf-8",
        "graphml" => "application/graphml+xml; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

/// How long a reader may keep it. Pages load styles and scripts by addresses that change with their bytes; no other name does.
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
        assert_eq!(types("a/index.html.br"), ("text/html; charset=utf-8", Some("br")));
    }
}
