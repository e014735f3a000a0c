//! Raw HTML: cleaned by an allow-list, or, where the site allows everything, at least rid of addresses that run scripts.
//!
//! An element may be opened in one place and closed in another, so that only the whole body can be cleaned. The holes are kept through
//! the cleaning as tokens. A token begins with a word made from the text's own hash, which the text cannot hold, so nothing that a
//! contributor writes is taken for one. The same word marks the attributes that are ours: `class`, `id` and `role` pass only with it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Piece;
use super::address;
use super::out::Out;

/// Elements that an editor may use in a body, beside those of [`INLINE`].
const BLOCK: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "caption",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements that an editor may use in a field.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content goes with them: it is no text for readers.
const GONE: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "xmp",
];

/// Attributes of elements.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Attributes of every element that an editor may set.
const EVERYWHERE: &[&str] = &["dir", "lang", "title"];

/// Attributes that we alone may set.
const OURS: &[&str] = &["aria-label", "class", "id", "role", "tabindex"];

/// Elements may stand in one another so deep. Behind that an HTML parser's time grows with the square of the depth.
const DEEPEST: u32 = 400;

/// The word that marks what is ours, from the text's hash.
pub(super) fn nonce(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!("rp{}z", hash.get(..24).unwrap_or(""))
}

/// The token of a task list's checkbox.
pub(super) fn checkbox(nonce: &str, done: bool) -> String {
    format!("{nonce}C{};", u8::from(done))
}

/// The HTML of a task list's checkbox.
pub(super) const fn checkbox_html(done: bool) -> &'static str {
    if done {
        r#"<input type="checkbox" disabled checked aria-label="Done"> "#
    } else {
        r#"<input type="checkbox" disabled aria-label="To do"> "#
    }
}

/// Whether a text may hold raw HTML at all.
pub(super) fn is_possible(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| matches!(pair, [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?']))
}

/// Whether a piece of raw HTML is one comment and nothing else.
pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_some_and(|at| at.saturating_add(3) == html.len())
}

/// Raw HTML with every address that runs a script made a harmless one.
pub(super) fn disarm<'h>(html: &'h str, dangers: &[std::ops::Range<usize>]) -> Cow<'h, str> {
    if dangers.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut clean = String::with_capacity(html.len());
    let mut at = 0;
    for danger in dangers {
        clean.push_str(html.get(at..danger.start).unwrap_or(""));
        clean.push('#');
        at = danger.end;
    }
    clean.push_str(html.get(at..).unwrap_or(""));
    Cow::Owned(clean)
}

/// What is wrong with raw HTML as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooDeep;

/// Cleans a body that holds raw HTML.
pub(super) fn clean(pieces: &[Piece], nonce: &str, inline: bool) -> Result<Vec<Piece>, TooDeep> {
    let html = assemble(pieces, nonce);
    if depth(&html) > DEEPEST {
        return Err(TooDeep);
    }
    let clean = builder(nonce, inline).clean(&html).to_string();
    Ok(split(&clean, nonce, pieces))
}

/// Takes our marks out of a body that turned out to hold no raw HTML.
pub(super) fn unmark(pieces: Vec<Piece>, nonce: &str) -> Vec<Piece> {
    let mut out = Out::default();
    for piece in pieces {
        match piece {
            Piece::Html(html) => fill(&html, nonce, &[], &mut out),
            hole => out.hole(hole),
        }
    }
    out.finish(false, |_| Box::default())
}

fn assemble(pieces: &[Piece], nonce: &str) -> String {
    use std::fmt::Write as _;
    let mut html = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = match piece {
            Piece::Html(part) => {
                html.push_str(part);
                Ok(())
            }
            Piece::LinkStart(_) => write!(html, "<a href=\"{nonce}L{i};\">"),
            Piece::LinkEnd(_) => write!(html, "</a>"),
            // These become links themselves, and a link inside a link is none: the parser shall see them as such.
            Piece::AutoLink(_) | Piece::Citations(..) => write!(html, "<a href=\"{nonce}H{i};\"></a>"),
            Piece::Anchor(_) | Piece::Root | Piece::Card(_) | Piece::Image(_) => write!(html, "{nonce}H{i};"),
        };
    }
    html
}

/// At least how deep elements can stand in one another: what is opened more often than closed, name by name.
fn depth(html: &str) -> u32 {
    const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    let bytes = html.as_bytes();
    let mut open: HashMap<&str, u32> = HashMap::new();
    let (mut now, mut most) = (0_u32, 0_u32);
    let mut at = 0;
    while let Some(tag) = html.get(at..).and_then(|rest| rest.find('<')).map(|i| at.saturating_add(i)) {
        let closing = bytes.get(tag.saturating_add(1)) == Some(&b'/');
        let name_start = tag.saturating_add(if closing { 2 } else { 1 });
        at = name_start;
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = bytes.iter().skip(name_start).take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/' | b'<')).count();
        at = name_start.saturating_add(length);
        let name = html.get(name_start..at).unwrap_or("");
        if VOID.contains(&name) {
            continue;
        }
        let count = open.entry(name).or_default();
        if closing {
            if *count > 0 {
                *count = count.saturating_sub(1);
                now = now.saturating_sub(1);
            }
        } else {
            *count = count.saturating_add(1);
            now = now.saturating_add(1);
            most = most.max(now);
        }
    }
    most
}

fn builder(nonce: &str, inline: bool) -> ammonia::Builder<'static> {
    let mut tags: HashSet<&str> = INLINE.iter().copied().collect();
    if !inline {
        tags.extend(BLOCK);
    }
    let nonce: Arc<str> = nonce.into();
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(tags)
        .clean_content_tags(GONE.iter().copied().collect())
        .tag_attributes(ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect())
        .generic_attributes(EVERYWHERE.iter().chain(OURS).copied().collect())
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |_, name, value| {
            let ours = value.starts_with(&*nonce);
            let allowed = match name {
                "href" | "src" | "cite" => ours || address::danger(value).is_none(),
                name if OURS.contains(&name) => ours,
                _ => true,
            };
            // A leading `/` means the site's root, wherever the site lies; `//host` is another site.
            let rooted = value.strip_prefix('/').filter(|rest| matches!(name, "href" | "src" | "cite") && !rest.starts_with(['/', '\\']));
            allowed.then(|| rooted.map_or(Cow::Borrowed(value), |rest| Cow::Owned(format!("{nonce}R0;{rest}"))))
        });
    builder
}

/// What an open `<a>` is.
enum OpenLink {
    /// A link of ours, around a text.
    Ours(u32),
    /// A hole, already written.
    Hole,
    /// Raw HTML.
    Raw,
}

/// Cuts cleaned HTML into pieces again.
fn split(html: &str, nonce: &str, pieces: &[Piece]) -> Vec<Piece> {
    let mut out = Out::default();
    let mut links = Vec::new();
    let mut at = 0;
    let bytes = html.as_bytes();
    // The serializer closes what it opens and quotes every value, so that looking for links is enough.
    while let Some(tag) = html.get(at..).and_then(|rest| rest.find('<')).map(|i| at.saturating_add(i)) {
        fill(html.get(at..tag).unwrap_or(""), nonce, pieces, &mut out);
        let end = address::tag_end(bytes, tag.saturating_add(1));
        let text = html.get(tag..end).unwrap_or("");
        at = end;
        if text == "</a>" {
            match links.pop() {
                Some(OpenLink::Ours(reference)) => out.hole(Piece::LinkEnd(reference)),
                Some(OpenLink::Hole) => {}
                Some(OpenLink::Raw) | None => out.raw(text),
            }
        } else if text.starts_with("<a ") || text == "<a>" {
            // Cleaning takes elements away, and links may come to stand in one another: the outer one ends here.
            if let Some(outer) = links.last_mut() {
                match std::mem::replace(outer, OpenLink::Hole) {
                    OpenLink::Ours(reference) => out.hole(Piece::LinkEnd(reference)),
                    OpenLink::Raw => out.raw("</a>"),
                    OpenLink::Hole => {}
                }
            }
            let ours = text.strip_prefix("<a href=\"").and_then(|rest| rest.strip_prefix(nonce)).and_then(token);
            match ours.map(|(kind, number, _)| (kind, pieces.get(number))) {
                Some(('L', Some(Piece::LinkStart(reference)))) => {
                    out.hole(Piece::LinkStart(*reference));
                    links.push(OpenLink::Ours(*reference));
                }
                Some(('H', Some(hole))) => {
                    out.hole(hole.clone());
                    links.push(OpenLink::Hole);
                }
                _ => {
                    fill(text, nonce, pieces, &mut out);
                    links.push(OpenLink::Raw);
                }
            }
        } else {
            fill(text, nonce, pieces, &mut out);
        }
    }
    fill(html.get(at..).unwrap_or(""), nonce, pieces, &mut out);
    while let Some(link) = links.pop() {
        if let OpenLink::Ours(reference) = link {
            out.hole(Piece::LinkEnd(reference));
        }
    }
    out.finish(false, |_| Box::default())
}

/// Copies HTML, putting the holes where their tokens stand and leaving our marks out.
fn fill(html: &str, nonce: &str, pieces: &[Piece], out: &mut Out) {
    let mut rest = html;
    while let Some(at) = rest.find(nonce) {
        out.raw(rest.get(..at).unwrap_or(""));
        rest = rest.get(at.saturating_add(nonce.len())..).unwrap_or("");
        if let Some(after) = rest.strip_prefix(';') {
            rest = after;
        } else if let Some((kind, number, length)) = token(rest) {
            rest = rest.get(length..).unwrap_or("");
            match (kind, pieces.get(number)) {
                ('C', _) => out.raw(checkbox_html(number == 1)),
                ('H', Some(hole)) => out.hole(hole.clone()),
                ('R', _) => out.hole(Piece::Root),
                _ => {}
            }
        }
    }
    out.raw(rest);
}

/// A token behind the nonce: kind, number, length.
fn token(text: &str) -> Option<(char, usize, usize)> {
    let kind = text.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = text.get(1..)?;
    let end = digits.find(';')?;
    Some((kind, digits.get(..end)?.parse().ok()?, end.saturating_add(2)))
}
