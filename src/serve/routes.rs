//! What is answered to a request, as functions without state: the resource at a path, a range of its bytes, the problems for the overlay.

use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, Severity, number_of};
use crate::file::Files;
use crate::html::Html;
use crate::media_type;
use crate::model::address;
use crate::report;
use crate::{Output, Rendered, Site};

/// The stream of events for browsers.
pub(super) const EVENTS_PATH: &str = "/__rapporteur/events";
/// The script that listens to it.
pub(super) const SCRIPT_PATH: &str = "/__rapporteur/live.js";
/// The problems for the overlay.
pub(super) const PROBLEMS_PATH: &str = "/__rapporteur/problems";
/// The script itself.
pub(super) const LIVE_SCRIPT: &str = include_str!("live.js");

/// What there is at a path.
pub(super) enum Resource {
    /// A file, as a build would write it.
    Found { content: FileContent, content_type: &'static str },
    /// A folder that was asked for without its `/`; the path with it.
    Moved(String),
    /// Nothing; the HTML of the site's page for that.
    Missing(Vec<u8>),
    /// A file that could not be rendered; HTML that says why.
    Failed(Vec<u8>),
}

pub(super) enum FileContent {
    Bytes(Vec<u8>),
    /// A file of `static/`, which may be larger than memory.
    OnDisk {
        path: PathBuf,
        length: u64,
        entity_tag: String,
    },
}

/// The paths from the site's root that a path may mean: below `/` and below the path of `base_url`. None where it climbs.
fn meanings(site: &Site, path: &str) -> Vec<String> {
    let Some(decoded) = decode(path) else { return Vec::new() };
    let relative = decoded.trim_start_matches('/');
    if relative.split('/').any(|part| part == ".." || part == ".") {
        return Vec::new();
    }
    let base = site.model().config.base_path();
    let below_base = relative.strip_prefix(base.trim_start_matches('/')).filter(|_| base.len() > 1);
    std::iter::once(relative).chain(below_base).map(str::to_owned).collect()
}

/// The output at a path.
pub(super) fn output<'s>(site: &'s Site, path: &str) -> Option<&'s Output> {
    meanings(site, path).iter().find_map(|meant| site.output(&address::file_of(meant)))
}

/// Looks a path up.
pub(super) fn find(site: &Site, path: &str) -> Resource {
    if let Some(output) = output(site, path) {
        let content_type = media_type::of(&output.path);
        let messages = |problems: Vec<Diagnostic>| problems.iter().map(|p| format!("{}\n", p.with_help())).collect();
        return match site.render(output).map_err(messages).and_then(|rendered| content_of(rendered, content_type)) {
            Ok(content) => Resource::Found { content, content_type },
            Err(message) => Resource::Failed(format!("<!doctype html><pre>{}</pre>", Html::new().text(&message).as_str()).into_bytes()),
        };
    }
    if meanings(site, path).iter().any(|meant| site.output(&format!("{meant}/index.html")).is_some()) {
        // With one slash at its head: a browser takes two for another host.
        return Resource::Moved(format!("/{}/", path.trim_start_matches('/')));
    }
    let page = site.output("404.html").and_then(|output| site.render(output).ok()).and_then(|rendered| bytes_of(rendered).ok());
    Resource::Missing(page.unwrap_or_else(|| b"<!doctype html><title>404</title><p>Nothing lies here.</p>".to_vec()))
}

fn content_of(rendered: Rendered, content_type: &str) -> Result<FileContent, String> {
    match rendered {
        // The script that reloads must be put into a page.
        Rendered::File(path) if !content_type.starts_with("text/html") => {
            let cannot = |error: std::io::Error| format!("cannot read `{}`: {error}", path.display());
            let metadata = std::fs::metadata(&path).map_err(cannot)?;
            if !metadata.is_file() {
                return Err(format!("`{}` is not a regular file", path.display()));
            }
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
            let entity_tag = format!("\"{:x}-{:x}\"", modified.as_nanos(), metadata.len());
            Ok(FileContent::OnDisk { length: metadata.len(), entity_tag, path })
        }
        other => bytes_of(other).map(FileContent::Bytes),
    }
}

fn bytes_of(rendered: Rendered) -> Result<Vec<u8>, String> {
    match rendered {
        Rendered::Bytes(bytes) => Ok(bytes),
        Rendered::Picture(picture) => picture.draw(),
        Rendered::File(path) => crate::read::whole_file(&path).map_err(|failure| failure.with_help()),
    }
}

/// `%20` → space; nothing for what is not UTF-8, holds NUL, or climbs by an escaped slash or backslash.
fn decode(path: &str) -> Option<String> {
    let escaped = path.to_ascii_lowercase();
    if ["%2f", "%5c", "%00"].iter().any(|escape| escaped.contains(escape)) {
        return None;
    }
    let text = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    (!text.contains(['\\', '\0'])).then_some(text)
}

/// Whether a request's `Host` is this machine, so that no page from elsewhere can read the site through a name that it controls.
pub(super) fn host_allowed(host: Option<&str>, bound: IpAddr) -> bool {
    // HTTP/1.0 has no Host, and no browser speaks it.
    let Some(host) = host else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            // Nothing but a port may follow: `[::1].example` is somebody's name.
            Some((address, port)) if port.is_empty() || port.starts_with(':') => address,
            _ => return false,
        },
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    // A bare address cannot be rebound. It must be loopback, unless the server was told to listen to the network.
    let is_own_address = |address: IpAddr| address.is_loopback() || !bound.is_loopback();
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse().is_ok_and(is_own_address)
}

/// What a `Range` header asks for.
pub(super) enum ByteRange {
    /// The whole file: the header asks for several ranges, or is not understood.
    Whole,
    Part(std::ops::Range<u64>),
    /// Bytes after the end of the file.
    Unsatisfiable,
}

/// Reads a `Range` header (RFC 9110, section 14.2) of a request for a file of this length.
pub(super) fn byte_range(header: &str, length: u64) -> ByteRange {
    let Some((first, last)) = header.strip_prefix("bytes=").filter(|r| !r.contains(',')).and_then(|r| r.trim().split_once('-')) else {
        return ByteRange::Whole;
    };
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last && first < length => ByteRange::Part(first..last.saturating_add(1).min(length)),
        (Ok(first), Err(_)) if last.is_empty() && first < length => ByteRange::Part(first..length),
        (Err(_), Ok(tail)) if first.is_empty() && tail > 0 && length > 0 => ByteRange::Part(length.saturating_sub(tail)..length),
        (Ok(first), _) if first >= length => ByteRange::Unsatisfiable,
        (Err(_), Ok(0)) if first.is_empty() => ByteRange::Unsatisfiable,
        _ => ByteRange::Whole,
    }
}

/// Puts the script that reloads before the end of a page.
pub(super) fn add_script(page: &mut Vec<u8>) {
    let tag = format!("<script type=\"module\" src=\"{SCRIPT_PATH}\"></script>");
    let end = page.windows(7).rposition(|window| window.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    page.splice(end..end, tag.bytes());
}

/// The problems as HTML for the overlay: how many errors there are, and the first of them in the same words and excerpts as in the terminal.
pub(super) fn overlay(problems: &[Diagnostic], files: &Files) -> String {
    let errors: Vec<&Diagnostic> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    let shown = |problem: &&Diagnostic| format!("<pre>{}</pre>", Html::new().text(&report::human::one(problem, files)).as_str());
    format!("<h2>{}</h2>{}", number_of(errors.len(), "error"), errors.iter().take(50).map(shown).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_for_the_network_answers_to_addresses_alone() {
        let allowed = |host| host_allowed(Some(host), IpAddr::from([0; 4]));
        assert!(allowed("192.168.1.7:4444") && !allowed("evil.example") && !allowed("[::1"));
    }

    #[test]
    fn the_script_stands_before_the_end() {
        let mut page = b"<p>x</p></body></html>".to_vec();
        add_script(&mut page);
        let page = String::from_utf8(page).unwrap();
        assert!(page.ends_with("</script></body></html>"), "{page}");
    }
}
