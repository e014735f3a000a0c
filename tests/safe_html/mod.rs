//! Whether a page can do harm, told by the tree that a real HTML parser makes of it.

use scraper::{ElementRef, Html, Node};

/// Elements that run, embed or change what other elements mean. Our templates use none of them.
const FORBIDDEN: &[&str] = &[
    "applet",
    "base",
    "embed",
    "fencedframe",
    "frame",
    "frameset",
    "iframe",
    "isindex",
    "math",
    "noembed",
    "noframes",
    "object",
    "param",
    "plaintext",
    "portal",
    "style",
    "template",
    "xmp",
    "xss",
    "animate",
    "animatetransform",
    "animatemotion",
    "set",
    "foreignobject",
    "handler",
    "listener",
    "hostile-element",
];

/// Attributes whose value is an address, or addresses.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "poster",
    "cite",
    "data",
    "background",
    "ping",
    "manifest",
    "longdesc",
    "srcset",
    "imagesrcset",
    "lowsrc",
    "dynsrc",
    "codebase",
    "classid",
    "archive",
    "profile",
    "usemap",
];

/// Everything in a page that could do harm; nothing where it is safe.
pub fn problems(html: &str) -> Vec<String> {
    let tree = Html::parse_document(html);
    let mut found = Vec::new();
    for node in tree.tree.nodes() {
        if let Node::Element(_) = node.value()
            && let Some(element) = ElementRef::wrap(node)
        {
            look(element, &mut found);
        }
    }
    found
}

/// The one element of style that is ours: of the page for missing addresses, which may stand where the site's styles do not.
fn is_own_style(element: ElementRef<'_>) -> bool {
    let text: String = element.text().collect();
    element.value().name() == "style" && include_str!("../../templates/404.html").contains(&format!("<style>{text}</style>"))
}

fn look(element: ElementRef<'_>, found: &mut Vec<String>) {
    let value = element.value();
    let name = value.name().to_ascii_lowercase();
    if FORBIDDEN.contains(&name.as_str()) && !is_own_style(element) {
        found.push(format!("an element <{name}>"));
    }
    if name == "script" {
        script(element, found);
    }
    if name == "link" && value.attr("rel").is_some_and(|rel| rel.to_ascii_lowercase().contains("import")) {
        found.push("an HTML import".to_owned());
    }
    if name == "meta" && value.attr("http-equiv").is_some_and(|what| what.trim().eq_ignore_ascii_case("refresh")) {
        let to = value.attr("content").unwrap_or_default();
        let to = to.split_once(['=', ';']).map_or("", |(_, rest)| rest);
        let to = to.trim().trim_start_matches(|c: char| {
            c.eq_ignore_ascii_case(&'u') || c.eq_ignore_ascii_case(&'r') || c.eq_ignore_ascii_case(&'l') || c == '='
        });
        if is_unsafe(to.trim_matches(['\'', '"', ' '])) {
            found.push(format!("a refresh to {to:?}"));
        }
    }
    for (attribute, text) in &value.attrs {
        let key = match &attribute.prefix {
            Some(prefix) => format!("{prefix}:{}", attribute.local),
            None => attribute.local.to_string(),
        }
        .to_ascii_lowercase();
        let text: &str = text;
        if key.starts_with("on") {
            found.push(format!("a handler {key}={text:?} of <{name}>"));
        }
        if key == "style" && !own_style(text) {
            found.push(format!("a style {text:?} of <{name}>"));
        }
        if key == "srcdoc" || key.starts_with("xmlns") && text.contains("script") || key == "http-equiv" && name != "meta" {
            found.push(format!("{key}={text:?} of <{name}>"));
        }
        let several = matches!(key.as_str(), "srcset" | "imagesrcset" | "ping");
        if ADDRESSES.contains(&key.as_str()) {
            let bad = if several { text.split([',', ' ']).any(is_unsafe) || is_unsafe(text) } else { is_unsafe(text) };
            if bad {
                found.push(format!("an address {key}={text:?} of <{name}>"));
            }
        }
    }
}

/// Our own pages place things in a drawing with custom properties that hold numbers and nothing else.
fn own_style(text: &str) -> bool {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        part.split_once(':').is_some_and(|(key, value)| {
            key.trim().starts_with("--") && value.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%' | '-'))
        })
    })
}

/// A script is one of our files, or data.
fn script(element: ElementRef<'_>, found: &mut Vec<String>) {
    let text: String = element.text().collect();
    match (element.value().attr("src"), element.value().attr("type")) {
        (Some(src), _) => {
            let file = src.split(['?', '#']).next().unwrap_or_default();
            let ours =
                text.trim().is_empty() && file.ends_with(".js") && !file.contains("//") && !is_unsafe(src) && !file.contains("hostile");
            if !ours {
                found.push(format!("a script {src:?}"));
            }
        }
        (None, Some("application/ld+json" | "application/json")) => {
            if text.contains('<') {
                found.push(format!("a `<` in data: {text:?}"));
            }
        }
        (None, kind) => found.push(format!("a script of type {kind:?}: {text:?}")),
    }
}

/// Whether a browser could take an address for a program: the way of the URL standard, where white space and control characters before the
/// scheme and tabs and newlines inside it do not count.
pub fn is_unsafe(address: &str) -> bool {
    let stripped: String = address.trim_start_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let Some((scheme, _)) = stripped.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme && !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "mailto" | "tel" | "ftp" | "webcal" | "doi" | "urn")
}
