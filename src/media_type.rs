//! The media type of a file, by its name: what the dev server says, and what an S3 service is told to say.

/// The media type; that of bytes of any sort where the name says nothing.
pub(crate) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match extension(name).to_ascii_lowercase().as_str() {
        _ if name == "feed.xml" => "application/atom+xml; charset=utf-8",
        _ if name == "feed.json" => "application/feed+json",
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "jsonld" => "application/ld+json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "ttl" => "text/turtle; charset=utf-8",
        "graphml" => "application/graphml+xml; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "vtt" => "text/vtt; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What stands after the last dot of a file's name.
pub(crate) fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_last_ending_says_the_type_and_case_does_not_count() {
        for (name, media_type) in [
            ("a.JPG", "image/jpeg"),
            ("a.css.map", "application/json"),
            ("actors/feed.json", "application/feed+json"),
            ("mp4", "application/octet-stream"),
            ("films.mp4/a", "application/octet-stream"),
            ("a.mp4.x", "application/octet-stream"),
        ] {
            assert_eq!(of(name), media_type, "{name}");
        }
    }
}
