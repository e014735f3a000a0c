//! `_headers` and `_redirects`, as Netlify and Cloudflare Pages read them. Other hosts: `docs/hosting.md`.

use std::fmt::Write;

use super::ExportContext;
use super::clean;
use crate::model::address::{self, Content, EXPORTS, Output};

/// The Content-Security-Policy that a site needs: nothing from elsewhere, no inline script or style, no frame around it.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                          manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The path of `base_url` without `/` at its end; empty at a host's root.
fn prefix(cx: &ExportContext<'_>) -> String {
    cx.base_url.map_or("", |url| url.path()).trim_end_matches('/').to_owned()
}

/// The media type of an output; none where the host tells it from the name.
#[must_use]
pub const fn media_type(output: Output) -> Option<&'static str> {
    Some(match output {
        Output::Atom => "application/atom+xml; charset=utf-8",
        Output::JsonFeed => "application/feed+json; charset=utf-8",
        Output::Calendar => "text/calendar; charset=utf-8",
        Output::Bibtex => "application/x-bibtex; charset=utf-8",
        Output::Ris => "application/x-research-info-systems; charset=utf-8",
        Output::CslJson => "application/vnd.citationstyles.csl+json; charset=utf-8",
        Output::SiteJson => "application/json; charset=utf-8",
        Output::SiteSchema => "application/schema+json; charset=utf-8",
        Output::Turtle => "text/turtle; charset=utf-8",
        Output::GraphMl => "application/graphml+xml; charset=utf-8",
        Output::Csv(_) => "text/csv; charset=utf-8; header=present",
        Output::Archive => "application/zip",
        Output::Sitemap => "application/xml; charset=utf-8",
        Output::WebManifest => "application/manifest+json; charset=utf-8",
        Output::Robots | Output::LlmsTxt => "text/plain; charset=utf-8",
        Output::Codebook | Output::Markdown => "text/markdown; charset=utf-8",
        Output::Headers | Output::Redirects => return None,
    })
}

/// Headers by path.
#[must_use]
pub fn headers(cx: &ExportContext<'_>) -> Vec<u8> {
    let prefix = prefix(cx);
    let mut out = String::new();
    let _ = write!(
        out,
        "{prefix}/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n  Cross-Origin-Opener-Policy: same-origin\n  \
         Cache-Control: public, max-age=300, must-revalidate\n"
    );
    let _ = write!(out, "\n# Data is for other people's tools, wherever they run.\n{prefix}/data/*\n  Access-Control-Allow-Origin: *\n");
    // One rule a name: the hosts allow no more than a hundred rules, and feeds of the same name lie in many folders.
    let mut seen: Vec<String> = Vec::new();
    for format in EXPORTS {
        let Some(media_type) = media_type(format.output) else { continue };
        let extension = format.path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let rule = match (format.output, extension) {
            (Output::Csv(_), _)
            | (Output::Archive | Output::Robots | Output::LlmsTxt | Output::Sitemap | Output::SiteJson | Output::GraphMl, _) => continue,
            (Output::Markdown, _) => format!("{prefix}/*.md"),
            (Output::Atom | Output::JsonFeed | Output::Calendar, _) => format!("{prefix}/*/{}", format.path),
            _ => format!("{prefix}/{}", format.path),
        };
        if seen.contains(&rule) || (format.scope == address::Scope::Source) {
            continue;
        }
        let _ = write!(out, "\n{rule}\n  Content-Type: {media_type}\n");
        if rule.contains("/*/") {
            let _ = write!(out, "\n{prefix}/{}\n  Content-Type: {media_type}\n", format.path);
        }
        seen.push(rule);
    }
    out.into_bytes()
}

/// Old addresses → where their notes are now. The redirect pages stand as well, for hosts that do not read this file.
#[must_use]
pub fn redirects(cx: &ExportContext<'_>) -> Vec<u8> {
    let prefix = prefix(cx);
    let mut out = String::new();
    for page in cx.addresses.all() {
        if let Content::Redirect(id) = page.content {
            let from = address::path_of(&page.path);
            let to = &cx.model.notes[id].path;
            let _ = writeln!(out, "{prefix}/{} {prefix}/{} 301", clean::address(from), clean::address(to));
        }
    }
    out.into_bytes()
}
