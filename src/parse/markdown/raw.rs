//! Raw HTML: cleaned by an allow-list, or, where the site allows everything, at least rid of addresses that run scripts.
//!
//! An element may be opened in one place and closed in another, so that only the whole body can be cleaned. The holes are kept through
//! the cleaning as tokens. A token begins with a word made from the text's own hash, which the text cannot hold, so nothing that a
//! contributor writes is taken for one. The same word marks the attributes that are ours: `class`, `id` and `role` pass only with it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Parser, Tag as MarkdownTag, TagEnd};

use super::address;
use super::out::PieceWriter;
use super::{Piece, ReferenceKind, Settings, TextLevel};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;

/// Elements that an editor may use in a body, beside those of [`INLINE`].
const BLOCK: &str = "article aside blockquote caption col colgroup dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre \
    section summary table tbody td tfoot th thead tr ul";

/// Elements that an editor may use in a field.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements that show what lies in a file of its own: of the site, or of a host that may be embedded. In bodies alone.
const MEDIA: &[&str] = &["audio", "iframe", "source", "track", "video"];

/// Elements whose content goes with them: it is not text for readers.
const DROPPED_WITH_CONTENT: &[&str] =
    &["math", "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "xmp"];

/// Attributes of elements.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang"]),
    ("audio", &["controls", "loop", "preload", "src"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("iframe", &["allowfullscreen", "height", "loading", "src", "width"]),
    ("img", &["alt", "height", "src", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["media", "src", "type"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("video", &["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"]),
];

/// Attributes of every element that an editor may set.
const GLOBAL_ATTRIBUTES: &[&str] = &["dir", "lang", "title"];

/// Attributes that we alone may set.
const RESERVED_ATTRIBUTES: &[&str] = &["aria-label", "class", "id", "role", "tabindex"];

/// The most elements inside one another.
const MAX_DEPTH: usize = 400;

/// The word that marks what is ours, from the text's hash.
pub(super) fn nonce(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!("rp{}z", hash.get(..24).expect("a hash has 64 digits"))
}

/// The token of a task list's checkbox.
pub(super) fn checkbox(nonce: &str, done: bool) -> String {
    format!("{nonce}C{};", u8::from(done))
}

/// Adds a task list's checkbox.
pub(super) fn put_checkbox(out: &mut PieceWriter, done: bool) {
    let (checked, label) = if done { (" checked", "markdown.done") } else { ("", "markdown.to_do") };
    out.raw("<input type=\"checkbox\" disabled").raw(checked).label(label, 0, "").raw("> ");
}

/// Whether a text may hold raw HTML at all.
pub(super) fn is_possible(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| matches!(pair, [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?']))
}

/// Whether a piece of raw HTML is one comment and nothing else.
pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_some_and(|at| at + 3 == html.len())
}

/// Raw HTML with every address that runs a script made a harmless one.
pub(super) fn disarm<'h>(html: &'h str, dangers: &[std::ops::Range<usize>]) -> Cow<'h, str> {
    spliced(html, dangers.iter().map(|danger| (danger.clone(), "#")))
}

/// A text with others in the place of some of its parts, which come in order.
fn spliced<'t>(text: &'t str, edits: impl ExactSizeIterator<Item = (std::ops::Range<usize>, impl AsRef<str>)>) -> Cow<'t, str> {
    if edits.len() == 0 {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, part) in edits {
        out.push_str(text.get(at..range.start).expect("the parts come in order"));
        out.push_str(part.as_ref());
        at = range.end;
    }
    out.push_str(text.get(at..).expect("the parts lie in the text"));
    Cow::Owned(out)
}

/// Whether an element may show what lies at an address: a file of the site, or of a host that may be embedded.
fn may_show(element: &str, address: &str, settings: &Settings) -> bool {
    let elsewhere = address.contains("//") || address.contains([':', '\\']);
    if elsewhere { settings.embeds(address.trim()) } else { element != "iframe" && address::unsafe_reason(address).is_none() }
}

/// What cleaning will take out of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) range: std::ops::Range<usize>,
    /// `<iframe>`, or "`style` of `<p>`".
    what: String,
    /// The address that it would show, where that is the reason.
    address: Option<String>,
    /// Whether a whole tag is taken out for its address.
    pub(super) whole: bool,
}

impl Removal {
    pub(super) fn problem(&self, span: Span) -> Diagnostic {
        match &self.address {
            Some(address) if self.what == "`<img>`" => {
                Diagnostic::new(Code::MissingAsset, span, format!("the image `{address}` lies on another site"))
                    .help("A published page asks nothing of other sites. Save the image in `static/` and name it from the site's root: `/map.png`; or name the host in `[embed]` of site.toml.")
            }
            Some(address) => Diagnostic::new(Code::RemovedHtml, span, format!("{} is taken out: `{address}` is not a file of the site", self.what))
                .help("Put the file into `static/` and name it from the site's root, `/film.mp4`; or name its host in `[embed]` of site.toml: `hosts = [\"https://www.openstreetmap.org\"]`."),
            None => Diagnostic::new(Code::RemovedHtml, span, format!("{} is taken out", self.what))
                .help("Say it in Markdown, or with the elements that docs/rules/removed-html.md lists. `sanitise_html = false` in site.toml keeps raw HTML as it is."),
        }
    }
}

/// A tag that opens an element.
struct Tag<'h> {
    /// From its `<` to behind its `>`.
    range: std::ops::Range<usize>,
    /// The element, in small letters.
    name: String,
    /// As written.
    attributes: &'h str,
}

/// The tags of raw HTML that open something.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|i| at + i) {
        if html.get(start..).is_some_and(|rest| rest.starts_with("<!--")) {
            at = html.get(start..).and_then(|rest| rest.find("-->")).map_or(html.len(), |end| start + end);
            continue;
        }
        at = start + 1;
        if bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            let end = address::tag_end(bytes, at);
            let (name, attributes) = name_and_attributes(html.get(at..end).expect("a tag ends after its beginning"));
            found.push(Tag { range: start..end, name, attributes });
            at = end;
        }
    }
    found
}

/// What cleaning will take out of raw HTML, tag by tag. A parser of HTML does the cleaning itself; this says what an editor should know of it.
pub(super) fn unwanted(html: &str, level: TextLevel, settings: &Settings) -> Vec<Removal> {
    let mut found = Vec::new();
    for Tag { range, name, attributes } in tags(html) {
        let removal = |what: String, address: Option<String>, whole: bool| Removal { range: range.clone(), what, address, whole };
        if !is_known(&name, level) {
            found.push(removal(format!("`<{name}>`"), None, false));
            continue;
        }
        if name == "iframe" && !attributes_of(attributes).iter().any(|(attribute, _)| attribute == "src") {
            found.push(removal("`<iframe>`".to_owned(), None, true));
            continue;
        }
        let own_attributes = ATTRIBUTES.iter().find(|(element, _)| *element == name).map_or(&[][..], |(_, names)| names);
        for (attribute, value) in attributes_of(attributes) {
            if shows_file(&name, &attribute) && !may_show(&name, &value, settings) {
                found.push(removal(format!("`<{name}>`"), Some(value), true));
                break;
            }
            // `rel` and `target` of links are ours to set, and what they say here changes nothing.
            let silent = matches!(&*attribute, "rel" | "target" | "alt" | "loading" | "decoding");
            if !silent && !own_attributes.contains(&&*attribute) && !GLOBAL_ATTRIBUTES.contains(&&*attribute) {
                found.push(removal(format!("`{attribute}` of `<{name}>`"), None, false));
            }
        }
    }
    found
}

/// The pages and files of the site that raw HTML names, each with its tag's place: where links lead and what is shown.
pub(super) fn addresses_on_site(html: &str) -> Vec<(std::ops::Range<usize>, ReferenceKind, String)> {
    let of_tag = |Tag { range, name, attributes }: Tag<'_>| {
        attributes_of(attributes).into_iter().filter_map(move |(attribute, value)| {
            let kind = match &*attribute {
                "href" if name == "a" => ReferenceKind::Link,
                attribute if shows_file(&name, attribute) && name != "iframe" => ReferenceKind::Image,
                _ => return None,
            };
            let elsewhere = value.contains("//") || value.contains([':', '\\']);
            (!elsewhere).then(|| (range.clone(), kind, value.replace("&amp;", "&")))
        })
    };
    tags(html).into_iter().flat_map(of_tag).collect()
}

/// The images that raw HTML shows without `alt`, each with its tag's place. An empty one says that the image is an ornament.
pub(super) fn images_without_alt(html: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let image = |Tag { range, attributes, .. }: Tag<'_>| {
        let attributes = attributes_of(attributes);
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        value("alt").is_none().then(|| (range, value("src").unwrap_or_default()))
    };
    tags(html).into_iter().filter(|tag| tag.name == "img").filter_map(image).collect()
}

/// Whether an attribute of an element names a file that the page shows.
fn shows_file(element: &str, attribute: &str) -> bool {
    matches!(attribute, "src" | "poster") && (MEDIA.contains(&element) || element == "img")
}

/// A tag's element in small letters, and its attributes as written; the tag begins with the name.
fn name_and_attributes(tag: &str) -> (String, &str) {
    let inside = tag.trim_end_matches('>').trim_end_matches('/');
    let length = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(length);
    (name.to_ascii_lowercase(), attributes)
}

/// The attributes of a tag: names in small letters, values as written.
fn attributes_of(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let length = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(quoted) if quoted.starts_with(['"', '\'']) => {
                let (quote, inner) = quoted.split_at(1);
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            Some(bare) => bare.split_at(bare.find(|c: char| c.is_ascii_whitespace()).unwrap_or(bare.len())),
        };
        if !name.is_empty() {
            found.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        rest = after.trim_start_matches(['=', '/']).trim_start();
    }
    found
}

/// Markdown for readers elsewhere: of links and raw HTML what the page shows and no more. Comments are not text for readers.
pub(crate) fn portable<'t>(text: &'t str, level: TextLevel, settings: &Settings) -> Cow<'t, str> {
    spliced(text, portable_edits(text, level, settings).into_iter())
}

/// The element whose content goes with it and is open after a tag in a line of text; `open` is the one before it.
pub(super) fn silenced(tag: &str, level: TextLevel, open: Option<&'static str>) -> Option<&'static str> {
    let name_of = |tag: &str| tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    match (open, tag.strip_prefix("</")) {
        (Some(name), Some(closed)) => (name_of(closed) != name).then_some(name),
        (Some(name), None) => Some(name),
        (None, Some(_)) => None,
        (None, None) => {
            let name = name_of(tag.trim_start_matches('<'));
            DROPPED_WITH_CONTENT.iter().copied().find(|dropped| *dropped == name && !is_known(dropped, level))
        }
    }
}

/// What [`portable`] puts in which place.
pub(crate) fn portable_edits(text: &str, level: TextLevel, settings: &Settings) -> Vec<(std::ops::Range<usize>, String)> {
    let mut edits = Vec::new();
    if !is_possible(text) && !text.contains("](") && !text.contains("]:") {
        return edits;
    }
    let mut unsafe_link: Option<(std::ops::Range<usize>, String)> = None;
    let mut block: Option<std::ops::Range<usize>> = None;
    let (mut open, mut opened) = (None, 0);
    let without_sums = super::sums::without_sums(text, super::OPTIONS);
    for (event, range) in Parser::new_ext(&without_sums, super::OPTIONS).into_offset_iter() {
        // Of a link that no page has, its words stay.
        if let Some((whole, words)) = &mut unsafe_link {
            match event {
                Event::Text(_) | Event::Code(_) | Event::SoftBreak => words.push_str(text.get(range).unwrap_or_default()),
                Event::End(TagEnd::Link | TagEnd::Image) if range == *whole => edits.extend(unsafe_link.take()),
                _ => {}
            }
            continue;
        }
        if let Event::Start(MarkdownTag::Link { link_type, dest_url, .. } | MarkdownTag::Image { link_type, dest_url, .. }) = &event
            && open.is_none()
            && !matches!(link_type, LinkType::WikiLink { .. })
            && address::unsafe_reason(dest_url).is_some()
        {
            unsafe_link = Some((range, String::new()));
            continue;
        }
        // What is open in a line ends with its block.
        let end = match &event {
            Event::Start(tag) if !is_inline(tag.to_end()) => Some(range.start),
            Event::End(tag) if !is_inline(*tag) => Some(range.end),
            Event::Rule => Some(range.start),
            _ => None,
        };
        if let Some(end) = end
            && open.take().is_some()
        {
            let silent = text.get(opened..end).expect("a block ends after what it holds");
            edits.push((opened..opened + silent.trim_end().len(), String::new()));
        }
        let whole = match event {
            Event::Html(_) => {
                block = Some(block.map_or(range.start, |before| before.start)..range.end);
                None
            }
            Event::End(TagEnd::HtmlBlock) => block.take(),
            Event::InlineHtml(tag) if settings.sanitise => {
                let before = open;
                open = silenced(&tag, level, before);
                match (before, open) {
                    (None, None) => Some(range),
                    (None, Some(_)) => {
                        opened = range.start;
                        None
                    }
                    (Some(_), Some(_)) => None,
                    (Some(_), None) => {
                        edits.push((opened..range.end, String::new()));
                        None
                    }
                }
            }
            Event::InlineHtml(_) => Some(range),
            _ => None,
        };
        if let Some(whole) = whole {
            let html = text.get(whole.clone()).expect("the parser's places lie in its text");
            let clean = without_unwanted(html, level, settings);
            if clean != html {
                edits.push((whole, clean));
            }
        }
    }
    edits
}

/// Whether a part of Markdown stands in a line, not around lines.
const fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Raw HTML without comments and, where it is cleaned, without the tags and attributes that cleaning takes out.
pub(super) fn without_unwanted(html: &str, level: TextLevel, settings: &Settings) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let after = |text: &str, mark: &str| text.find(mark).map_or(text.len(), |at| at + mark.len());
    while let Some((before, from)) = rest.find('<').map(|at| rest.split_at(at)) {
        out.push_str(before);
        let mut end = address::tag_end(from.as_bytes(), 1);
        let (tag, _) = from.split_at(end);
        if tag.starts_with("<!--") {
            end = after(from, "-->");
        } else if !settings.sanitise {
            out.push_str(tag);
        } else if tag.starts_with("<!") || tag.starts_with("<?") {
            end = after(from, ">");
        } else {
            let (name, attributes) = name_and_attributes(tag.trim_start_matches(['<', '/']));
            if name.is_empty() || is_known(&name, level) {
                out.push_str(&allowed(tag, &name, attributes, level, settings));
            } else if DROPPED_WITH_CONTENT.contains(&&*name) && !tag.starts_with("</") {
                let close = format!("</{name}");
                end = from.to_ascii_lowercase().find(&close).map_or(from.len(), |at| address::tag_end(from.as_bytes(), at + 1));
            }
        }
        (_, rest) = from.split_at(end);
    }
    out.push_str(rest);
    out
}

fn is_known(name: &str, level: TextLevel) -> bool {
    INLINE.contains(&name) || (level == TextLevel::Block && (BLOCK.split(' ').any(|block| block == name) || MEDIA.contains(&name)))
}

/// A tag of a known element with the attributes that it may have; nothing where it would show what it may not.
fn allowed(tag: &str, name: &str, attributes: &str, level: TextLevel, settings: &Settings) -> String {
    let found = unwanted(tag, level, settings);
    let dangers = address::dangers_in_html(tag);
    if found.is_empty() && dangers.is_empty() {
        return tag.to_owned();
    }
    if found.iter().any(|found| found.whole) {
        return String::new();
    }
    let own_attributes = ATTRIBUTES.iter().find(|(element, _)| *element == name).map_or(&[][..], |(_, names)| names);
    let mut out = format!("<{name}");
    for (attribute, value) in attributes_of(attributes) {
        let written = format!(" {attribute}=\"{}\"", value.replace('"', "&quot;"));
        let is_allowed = own_attributes.contains(&&*attribute) || GLOBAL_ATTRIBUTES.contains(&&*attribute);
        if is_allowed && address::dangers_in_html(&format!("<{name}{written}>")).is_empty() {
            out.push_str(&written);
        }
    }
    out.push('>');
    out
}

/// Cleans a body that holds raw HTML; nothing where elements stand too deep in one another.
pub(super) fn clean(pieces: &[Piece], nonce: &str, level: TextLevel, settings: &Settings) -> Option<Vec<Piece>> {
    let html = assemble(pieces, nonce);
    let is_sound = too_deep(&html, MAX_DEPTH, VOID).is_none();
    is_sound.then(|| cut_into_pieces(&cleaner(nonce, level, settings).clean(&html).to_string(), nonce, pieces))
}

/// Takes our marks out of a body that turned out to hold no raw HTML.
pub(super) fn unmark(pieces: Vec<Piece>, nonce: &str) -> Vec<Piece> {
    let mut out = PieceWriter::default();
    for piece in pieces {
        match piece {
            Piece::Html(html) => copy_with_holes(&html, nonce, &[], &mut out),
            hole => drop(out.hole(hole)),
        }
    }
    out.finish(false, |_| Box::default())
}

fn assemble(pieces: &[Piece], nonce: &str) -> String {
    let text = |(i, piece): (usize, &Piece)| match piece {
        Piece::Html(part) => part.to_string(),
        Piece::LinkStart(_) => format!("<a href=\"{nonce}L{i};\">"),
        Piece::LinkEnd(_) => "</a>".to_owned(),
        // These become links themselves, and a link inside a link is none: the parser must see them as such.
        Piece::AutoLink(_) | Piece::Citations(..) => format!("<a href=\"{nonce}H{i};\"></a>"),
        Piece::Anchor(_) | Piece::Address(_) | Piece::Card(_) | Piece::Image(_) | Piece::Formula(_) | Piece::Word(..) => {
            format!("{nonce}H{i};")
        }
    };
    pieces.iter().enumerate().map(text).collect()
}

/// Elements that have no end tag.
const VOID: &str = "area br col embed hr img input link meta source track wbr";

/// Where more than so many elements can stand in one another: what is opened more often than closed, name by name, but for elements that need
/// no end tag. A parser's time grows with the square of the depth.
pub(crate) fn too_deep(html: &str, most: usize, without_end_tag: &str) -> Option<usize> {
    let html = html.to_ascii_lowercase();
    let mut open: HashMap<&str, usize> = HashMap::new();
    let (mut depth, mut rest) = (0_usize, html.as_str());
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || without_end_tag.split_whitespace().any(|one| one == name) {
            continue;
        }
        let count = open.entry(name).or_default();
        if is_end {
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
            continue;
        }
        *count += 1;
        depth += 1;
        if depth > most {
            return Some(html.len() - rest.len());
        }
        if matches!(name, "script" | "style" | "textarea" | "title") {
            // What stands in these is not markup.
            rest = tag.find(&format!("</{name}")).map_or("", |end| tag.split_at(end).1);
        }
    }
    None
}

fn cleaner(nonce: &str, level: TextLevel, settings: &Settings) -> ammonia::Builder<'static> {
    let settings = settings.clone();
    let mut tags: HashSet<&str> = INLINE.iter().copied().collect();
    if level == TextLevel::Block {
        tags.extend(BLOCK.split(' ').chain(MEDIA.iter().copied()));
    }
    let mut dropped: HashSet<&str> = DROPPED_WITH_CONTENT.iter().copied().collect();
    let may_frame = level == TextLevel::Block && !settings.embed.is_empty();
    if !may_frame {
        tags.remove("iframe");
        dropped.insert("iframe");
    }
    let attributes = ATTRIBUTES.iter().filter(|(tag, _)| may_frame || *tag != "iframe");
    let nonce: Arc<str> = nonce.into();
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(tags)
        .clean_content_tags(dropped)
        .tag_attributes(attributes.map(|(tag, names)| (*tag, names.iter().copied().collect())).collect())
        .generic_attributes(GLOBAL_ATTRIBUTES.iter().chain(RESERVED_ATTRIBUTES).copied().collect())
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |element, name, value| {
            let ours = value.starts_with(&*nonce);
            let allowed = match name {
                name if !ours && shows_file(element, name) => may_show(element, value, &settings),
                "href" | "src" | "cite" => ours || address::unsafe_reason(value).is_none(),
                name if RESERVED_ATTRIBUTES.contains(&name) => ours,
                _ => true,
            };
            // A leading `/` means the site's root, wherever the site lies; `//host` is another site.
            let is_rooted = value.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
            let rooted = is_rooted && matches!(name, "href" | "src" | "poster" | "cite");
            allowed.then(|| if rooted { Cow::Owned(format!("{nonce}R0;{value}")) } else { Cow::Borrowed(value) })
        });
    builder
}

enum SplitLink {
    /// A link of ours, around a text.
    Ours(u32),
    /// A hole, already written.
    Hole,
    /// A link that an editor wrote as HTML.
    Raw,
}

/// Cuts cleaned HTML into pieces again.
fn cut_into_pieces(html: &str, nonce: &str, pieces: &[Piece]) -> Vec<Piece> {
    let mut out = PieceWriter::default();
    let mut links = Vec::new();
    let mut rest = html;
    // The serializer closes what it opens and quotes every value, so that looking for links is enough.
    while let Some((before, from)) = rest.find('<').map(|at| rest.split_at(at)) {
        copy_with_holes(before, nonce, pieces, &mut out);
        let (text, after) = from.split_at(address::tag_end(from.as_bytes(), 1));
        rest = after;
        if text == "</a>" {
            match links.pop() {
                Some(SplitLink::Ours(reference)) => drop(out.hole(Piece::LinkEnd(reference))),
                Some(SplitLink::Hole) => {}
                Some(SplitLink::Raw) | None => drop(out.raw(text)),
            }
        } else if text.starts_with("<a ") || text == "<a>" {
            // Cleaning takes elements away, and links may come to stand in one another: the outer one ends here.
            if let Some(outer) = links.last_mut() {
                match std::mem::replace(outer, SplitLink::Hole) {
                    SplitLink::Ours(reference) => drop(out.hole(Piece::LinkEnd(reference))),
                    SplitLink::Raw => drop(out.raw("</a>")),
                    SplitLink::Hole => {}
                }
            }
            let ours = text.strip_prefix("<a href=\"").and_then(|rest| rest.strip_prefix(nonce)).and_then(token);
            match ours.map(|(kind, number, _)| (kind, pieces.get(number))) {
                Some(('L', Some(Piece::LinkStart(reference)))) => {
                    out.hole(Piece::LinkStart(*reference));
                    links.push(SplitLink::Ours(*reference));
                }
                Some(('H', Some(hole))) => {
                    out.hole(hole.clone());
                    links.push(SplitLink::Hole);
                }
                _ => {
                    copy_with_holes(text, nonce, pieces, &mut out);
                    links.push(SplitLink::Raw);
                }
            }
        } else {
            copy_with_holes(text, nonce, pieces, &mut out);
        }
    }
    copy_with_holes(rest, nonce, pieces, &mut out);
    while let Some(link) = links.pop() {
        if let SplitLink::Ours(reference) = link {
            out.hole(Piece::LinkEnd(reference));
        }
    }
    out.finish(false, |_| Box::default())
}

/// Copies HTML, putting the holes where their tokens stand and leaving our marks out.
fn copy_with_holes(html: &str, nonce: &str, pieces: &[Piece], out: &mut PieceWriter) {
    let mut rest = html;
    while let Some((before, marked)) = rest.split_once(nonce) {
        out.raw(before);
        rest = marked;
        if let Some(after) = rest.strip_prefix(';') {
            rest = after;
        } else if let Some((kind, number, length)) = token(rest) {
            rest = rest.get(length..).unwrap_or("");
            match (kind, pieces.get(number)) {
                ('C', _) => put_checkbox(out, number == 1),
                ('H', Some(hole)) => drop(out.hole(hole.clone())),
                // What begins with a token is the whole of an attribute's value.
                ('R', _) => {
                    let (address, after) = rest.split_once('"').unwrap_or((rest, ""));
                    out.hole(Piece::Address(address.replace("&amp;", "&").into())).raw("\"");
                    rest = after;
                }
                _ => {}
            }
        }
    }
    out.raw(rest);
}

/// A token after the nonce: kind, number, length.
fn token(text: &str) -> Option<(char, usize, usize)> {
    let kind = text.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = text.get(1..)?;
    let end = digits.find(';')?;
    Some((kind, digits.get(..end)?.parse().ok()?, end + 2))
}
