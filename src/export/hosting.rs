//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages read them. Other hosts: `docs/hosting.md`.

use std::fmt::Write;

use super::{ExportContext, Format};
use crate::config::{OutputKind, content_security_policy};
use crate::model::address::{self, Content};

/// Whether hosts tell the media type of a file from its name, or read the file themselves.
fn is_known_to_hosts(format: &Format) -> bool {
    use OutputKind::{Archive, Csv, GraphMl, Llms, Sitemap};
    matches!(format.kind, Some(Csv | Archive | Sitemap | Llms | GraphMl)) || format.path == "data/site.json" || format.path.starts_with('_')
}

/// The hash of the style inside `404.html`, as that template states it: hosts answer with this page under every address.
const NOT_FOUND_STYLE: &str = "'sha256-Hzzuhb7ofzD0F8pDVWVU8f4Dt5I2Mvm2qbv1xG/d00c='";

/// What pages may load. Only a header can forbid that the site is shown in a frame.
fn policy(embedded_hosts: &[Box<str>]) -> String {
    format!("{}; style-src 'self' {NOT_FOUND_STYLE}; frame-ancestors 'none'", content_security_policy(embedded_hosts))
}

pub fn headers(cx: &ExportContext<'_>) -> Vec<u8> {
    let prefix = cx.model.config.base_path().trim_end_matches('/');
    let mut out = String::new();
    let policy = policy(&cx.model.config.markdown.embed);
    let _ = write!(
        out,
        "{prefix}/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n  Cross-Origin-Opener-Policy: same-origin\n  \
         Cache-Control: public, max-age=300, must-revalidate\n"
    );
    let _ = write!(out, "\n# Data is for other people's tools, wherever they run.\n{prefix}/data/*\n  Access-Control-Allow-Origin: *\n");
    // One rule for all files of a name: hosts allow a hundred rules at most, and feeds of the same name lie in many folders.
    let mut rules: Vec<String> = Vec::new();
    for format in cx.formats().filter(|format| !is_known_to_hosts(format)) {
        let media_type = format.media_type;
        let rule = match format.kind {
            // Hosts that find two rules for a file send both types.
            _ if format.path.ends_with(".md") && cx.model.config.outputs.has(OutputKind::MarkdownCopies) => format!("{prefix}/*.md"),
            Some(OutputKind::Feeds | OutputKind::Calendar) => format!("{prefix}/*/{}", format.path),
            _ => format!("{prefix}/{}", format.path),
        };
        if rules.contains(&rule) || (format.scope == address::Scope::Source) {
            continue;
        }
        let _ = write!(out, "\n{rule}\n  Content-Type: {media_type}\n");
        if rule.contains("/*/") {
            let _ = write!(out, "\n{prefix}/{}\n  Content-Type: {media_type}\n", format.path);
        }
        rules.push(rule);
    }
    out.into_bytes()
}

/// `_redirects`: old addresses → where their notes are now. The redirect pages stand as well, for hosts that do not read this file.
pub fn redirects(cx: &ExportContext<'_>) -> Vec<u8> {
    let prefix = cx.model.config.base_path().trim_end_matches('/');
    let mut out = String::new();
    for page in cx.addresses.all() {
        if let Content::Redirect(id) = page.content {
            let from = address::path_of(&page.path);
            let to = &cx.model.notes[id].path;
            let _ = writeln!(out, "{prefix}/{} {prefix}/{} 301", address::percent_encoded(from), address::percent_encoded(to));
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_header_allows_the_style_that_the_template_holds() {
        assert!(include_str!("../../templates/404.html").contains(super::NOT_FOUND_STYLE));
    }

    #[test]
    fn the_manual_has_the_policy_and_the_media_types_of_the_program() {
        let manual = include_str!("../../docs/hosting.md");
        assert_eq!(manual.matches(&super::policy(&[])).count(), 3, "{}", super::policy(&[]));
        let (_, types) = manual.split_once("    types {\n").unwrap();
        let (types, _) = types.split_once("    }\n").unwrap();
        assert!(types.contains("webmanifest"), "{types}");
        for line in types.split(';') {
            let mut words = line.split_whitespace();
            let Some(media_type) = words.next() else { continue };
            for extension in words {
                let ours = crate::media_type::of(&format!("x.{extension}"));
                assert_eq!(ours.split(';').next(), Some(media_type), "{extension}");
            }
        }
    }
}
