//! The examples of CommonMark's specification, through our own path.
//!
//! What we add on purpose is taken away before comparing: headings' anchors, permalinks and the shift of their levels, the wrapper of
//! tables. What then still differs is listed by number with the reason; the test fails as soon as the list is wrong in either direction.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;

use rapporteur::Files;
use rapporteur::language::Language;
use rapporteur::markdown::{self, NoteText, Piece};

/// The examples that differ on purpose, and why.
const DIFFERENT: &[(u32, &str)] = &[
    (62, "six levels are used, and the sixth cannot be lowered"),
    (177, COMMENT),
    (179, COMMENT),
    (183, COMMENT),
    (308, COMMENT),
    (309, COMMENT),
    (548, WIKILINK),
    (559, WIKILINK),
    (590, WIKILINK),
    (596, SCHEME),
    (598, SCHEME),
    (599, SCHEME),
    (601, SCHEME),
    (602, ADDRESS),
    (608, ADDRESS),
    (611, ADDRESS),
    (625, COMMENT),
    (626, COMMENT),
];

const COMMENT: &str = "a comment is the editor's own and reaches no output";
const WIKILINK: &str = "double brackets are a wikilink, or an image with `!` before them";
const ADDRESS: &str = "bare web addresses are links, as in GitHub's Markdown";
const SCHEME: &str = "a link may have `http:`, `https:`, `mailto:` and `tel:` alone; other schemes are an error and no link";

#[derive(serde::Deserialize)]
struct Example {
    example: u32,
    markdown: String,
    html: String,
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An address as the specification's examples write it: what may not stand in an address is percent-encoded.
fn address(target: &str) -> String {
    let mut out = String::new();
    for byte in target.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'();/?:@&=+$,#%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out.replace('&', "&amp;")
}

fn render(text: &str) -> String {
    let file = Files::default().intern("example.md");
    let mut note = NoteText::default();
    let settings = markdown::Settings { sanitise: false, ..markdown::Settings::default() };
    let place = markdown::BodyPlace { file, base: 0, language: "en" };
    let body = markdown::body(text, place, &[], &settings, &mut note, &mut Vec::new());
    let mut html = String::new();
    for piece in &*body.pieces {
        match piece {
            Piece::Address(address) => html.push_str(address),
            Piece::Html(part) => html.push_str(part),
            Piece::Anchor(name) => html.push_str(name),
            Piece::LinkStart(i) => {
                let link = &note.references[*i as usize];
                html.push_str(&format!("<a href=\"{}\"", address(&link.target)));
                if !link.title.is_empty() {
                    html.push_str(&format!(" title=\"{}\"", escape(&link.title)));
                }
                html.push('>');
            }
            Piece::LinkEnd(_) => html.push_str("</a>"),
            Piece::Image(image) => {
                let before = html.len();
                let target = &note.references[image.reference as usize].target;
                html.push_str(&format!("<img src=\"{}\" alt=\"{}\"", address(target), escape(&image.alt)));
                if !image.title.is_empty() {
                    html.push_str(&format!(" title=\"{}\"", escape(&image.title)));
                }
                html.push_str(" />");
                // A picture with a caption is a figure of its own, in place of a paragraph.
                if image.captioned {
                    html = format!("{}<p>{}</p>\n", html.get(..before).unwrap(), html.get(before..).unwrap());
                }
            }
            Piece::AutoLink(_) => html.push_str("<wikilink>"),
            Piece::Citations(..) => html.push_str("<citation>"),
            Piece::Card(_) => html.push_str("<card>"),
            Piece::Formula(mathml) => html.push_str(mathml),
            Piece::Word(key, n) => html.push_str(&Language::new("en").say(key, &[("n", i64::from(*n).into())])),
        }
    }
    let level_one = text_uses_level_one(text);
    plain_headings(&html, level_one).replace("<br>", "<br />").replace("<hr>", "<hr />")
}

/// Whether the shift of levels was applied, asked of a renderer that is not ours.
fn text_uses_level_one(text: &str) -> bool {
    use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};
    Parser::new(text).any(|event| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })))
}

/// Headings as the specification has them.
fn plain_headings(html: &str, shifted: bool) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(" <a class=\"anchor\" href=\"#") {
        let (before, from) = rest.split_at(at);
        let open = before.rfind(" id=\"").unwrap();
        let name_end = open + before[open..].find('>').unwrap();
        let level = before.as_bytes()[open - 1] - b'0' - u8::from(shifted);
        out.push_str(&before[..open - 1]);
        out.push_str(&level.to_string());
        out.push_str(&before[name_end..]);
        let permalink = from.find("</a>").unwrap() + 4;
        rest = &from[permalink..];
        let close = rest.strip_prefix("</h").unwrap();
        out.push_str(&format!("</h{level}"));
        rest = &close[1..];
    }
    out.push_str(rest);
    out
}

/// Empty lines between blocks are nobody's business.
fn normal(html: &str) -> String {
    html.replace("\n\n", "\n").trim().to_string()
}

#[test]
fn specification() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("fixtures/commonmark-0.31.2.json")).unwrap();
    assert_eq!(examples.len(), 652);
    let reasons: BTreeMap<u32, &str> = DIFFERENT.iter().copied().collect();
    let mut wrong = Vec::new();
    for example in &examples {
        let ours = normal(&render(&example.markdown));
        let theirs = normal(&example.html);
        if (ours == theirs) == reasons.contains_key(&example.example) {
            wrong.push(format!("example {}:\n{}\n--- ours\n{ours}\n--- specification\n{theirs}\n", example.example, example.markdown));
        }
    }
    assert!(wrong.is_empty(), "{} examples are not as listed:\n{}", wrong.len(), wrong.join("\n"));
}
