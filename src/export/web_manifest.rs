//! `site.webmanifest`: how a browser keeps the site on a phone's first screen (W3C Web Application Manifest).

use serde_json::json;

use super::ExportContext;

/// Addresses in it are relative to the manifest, so that it works at any path. The icons are those that come with the program or that the
/// site's `static/` puts in their place.
pub fn web_manifest(cx: &ExportContext<'_>) -> Vec<u8> {
    let config = &cx.model.config;
    let [paper, _] = config.theme.paper();
    let icon = |src: &str, sizes: &str, media_type: &str| json!({ "src": src, "sizes": sizes, "type": media_type });
    let manifest = json!({
        "name": config.title,
        "description": config.description.as_deref().or(config.tagline.as_deref()).unwrap_or_default(),
        "lang": config.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "browser",
        "background_color": paper,
        "theme_color": paper,
        "icons": [icon("favicon.svg", "any", "image/svg+xml"), icon("icon-512.png", "512x512", "image/png")],
    });
    format!("{manifest:#}\n").into_bytes()
}
