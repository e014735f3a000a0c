//! Tests of the Markdown path, construct by construct.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{FileId, Files};

struct Rendered {
    text: String,
    body: Body,
    note: NoteText,
    diagnostics: Vec<Diagnostic>,
}

fn file() -> FileId {
    Files::default().intern("content/topics/x.md")
}

fn render_with(text: &str, reserved: &[&str], sanitise: bool) -> Rendered {
    render_as(text, reserved, &Settings { sanitise, ..Settings::default() })
}

fn render_as(text: &str, reserved: &[&str], settings: &Settings) -> Rendered {
    let mut note = NoteText::default();
    let mut diagnostics = Vec::new();
    let place = BodyPlace { file: file(), base: 0, language: &settings.language };
    let body = body(text, place, reserved, settings, &mut note, &mut diagnostics);
    let rendered = Rendered { text: text.to_string(), body, note, diagnostics };
    rendered.check();
    rendered
}

fn render(text: &str) -> Rendered {
    render_with(text, &[], true)
}

fn html_of(body: &Body) -> String {
    let mut html = String::new();
    for piece in &*body.pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::Anchor(name) => html.push_str(name),
            Piece::LinkStart(i) => html.push_str(&format!("⟨{i}:")),
            Piece::LinkEnd(_) => html.push('⟩'),
            Piece::AutoLink(i) => html.push_str(&format!("⟨{i}⟩")),
            Piece::Citations(first, count) => html.push_str(&format!("⟨@{first}+{count}⟩")),
            Piece::Card(i) => html.push_str(&format!("⟨card {i}⟩")),
            Piece::Address(address) => html.push_str(&format!("⟨{address}⟩")),
            Piece::Formula(mathml) => html.push_str(mathml),
            Piece::Word(key, n) => html.push_str(&crate::language::Language::new("en").say(key, &[("n", i64::from(*n).into())])),
            Piece::Image(image) => html.push_str(&format!("⟨img {} {:?} {:?}⟩", image.reference, image.alt, image.title)),
        }
    }
    html
}

impl Rendered {
    fn html(&self) -> String {
        html_of(&self.body)
    }

    fn at(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn targets(&self) -> Vec<(&str, &str)> {
        self.note.references.iter().map(|r| (&*r.target, self.at(r.span))).collect()
    }

    fn problems(&self) -> Vec<(Code, &str)> {
        self.diagnostics
            .iter()
            .map(|d| match d.place {
                crate::diagnostic::Place::Span(span) => (d.code, self.at(span)),
                _ => (d.code, ""),
            })
            .collect()
    }

    fn anchors(&self) -> Vec<&str> {
        self.body.headings.iter().map(|h| &*h.anchor).collect()
    }

    fn blocks(&self) -> Vec<(BlockKind, &str)> {
        self.note.blocks.iter().map(|b| (b.kind, &*b.text)).collect()
    }

    /// What must hold for every text.
    fn check(&self) {
        check_body(&self.body, &self.note);
        let inside = |span: Span| {
            let range = span.range();
            assert!(range.start <= range.end && self.text.get(range.clone()).is_some(), "{range:?} in {:?}", self.text);
        };
        for reference in &self.note.references {
            inside(reference.span);
            inside(reference.with_brackets);
            assert!(
                reference.span.start >= reference.with_brackets.start
                    || reference.kind == ReferenceKind::Link
                    || reference.kind == ReferenceKind::Image
            );
            self.note.shown(reference);
        }
        for reference in self.note.references.iter().take(500) {
            let block = self.note.block(reference);
            assert!(block.text.get(sentence(block, reference.shown)).is_some());
        }
        for block in &self.note.blocks {
            inside(block.span);
            let mut last = None;
            for (at, from) in &block.file_offsets {
                assert!(block.text.is_char_boundary(*at as usize) && self.text.is_char_boundary(*from as usize), "{block:?}");
                assert!(last.is_none_or(|last| last < *at), "{block:?}");
                last = Some(*at);
            }
        }
        for heading in &self.body.headings {
            inside(heading.span);
        }
        for diagnostic in &self.diagnostics {
            assert!(diagnostic.help.is_some() && !diagnostic.message.ends_with('.'));
            if let crate::diagnostic::Place::Span(span) = diagnostic.place {
                inside(span);
            }
        }
    }
}

fn check_body(body: &Body, note: &NoteText) {
    let count = u32::try_from(note.references.len()).unwrap();
    let mut open = None;
    for pair in body.pieces.windows(2) {
        assert!(!matches!(pair, [Piece::Html(_), Piece::Html(_)]), "neighbouring pieces of HTML are one: {:?}", body.pieces);
    }
    for piece in &*body.pieces {
        match piece {
            Piece::LinkStart(i) => {
                assert!(*i < count && open.is_none(), "{:?}", body.pieces);
                open = Some(*i);
            }
            Piece::LinkEnd(i) => assert_eq!(open.take(), Some(*i), "{:?}", body.pieces),
            Piece::AutoLink(i) | Piece::Card(i) => assert!(*i < count),
            Piece::Image(image) => assert!(image.reference < count),
            Piece::Citations(first, n) => assert!(*n > 0 && first + n <= count),
            Piece::Html(_) | Piece::Anchor(_) | Piece::Address(_) | Piece::Formula(_) | Piece::Word(..) => {}
        }
    }
    assert_eq!(open, None);
}

#[test]
fn common_constructs() {
    let r = render(
        "A *b* **c** ~~d~~ `e<` & \"f\"\nnext  \nline\n\n---\n\n- one\n- two\n\n3. three\n\n> quote\n\n```rust\nlet x = 1 < 2;\n```\n",
    );
    assert_eq!(
        r.html(),
        "<p>A <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code> &amp; &quot;f&quot;\nnext<br>\nline</p>\n<hr>\n\
         <ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol start=\"3\">\n<li>three</li>\n</ol>\n<blockquote>\n<p>quote</p>\n</blockquote>\n\
         <pre><code class=\"language-rust\">let x = 1 &lt; 2;\n</code></pre>\n"
    );
    assert_eq!(
        r.blocks(),
        [
            (BlockKind::Paragraph, "A b c d e< & \"f\" next\nline"),
            (BlockKind::Item, "one"),
            (BlockKind::Item, "two"),
            (BlockKind::Item, "three"),
            (BlockKind::Quote, "quote"),
        ]
    );
    assert!(r.diagnostics.is_empty());
}

#[test]
fn extensions() {
    let r = render("| A | B |\n|:--|--:|\n| [[x\\|y]] | 2 |\n\n- [x] done\n- [ ] open\n\nTerm\n: Definition\n\n> [!WARNING]\n> Mind it.\n");
    let html = r.html();
    assert!(html.contains(
        "<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><thead><tr><th scope=\"col\" class=\"align-left\">A</th>"
    ));
    assert!(r.body.pieces.contains(&Piece::Word("markdown.table", 0)), "it is called a table in the language of the page");
    assert!(html.contains("<td class=\"align-left\">⟨0:y⟩</td><td class=\"align-right\">2</td>"), "{html}");
    assert!(html.contains("<li><input type=\"checkbox\" disabled checked aria-label=\"Done\"> done</li>"), "{html}");
    assert!(html.contains("<li><input type=\"checkbox\" disabled aria-label=\"To do\"> open</li>"), "{html}");
    assert!(html.contains("<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n</dl>"), "{html}");
    assert!(
        html.contains("<aside class=\"alert alert-warning\"><p class=\"alert-title\">Warning</p>\n<p>Mind it.</p>\n</aside>"),
        "{html}"
    );
    assert_eq!(r.targets(), [("x", "x")]);
    assert_eq!(r.note.blocks[0].kind, BlockKind::Cell);
    assert_eq!(r.note.blocks.last().unwrap().kind, BlockKind::Alert);
}

#[test]
fn dates_and_dashes_stay_as_written() {
    assert_eq!(render("It's \"so\" -- really... \\$x$").html(), "<p>It's &quot;so&quot; -- really... $x$</p>\n");
}

#[test]
fn wikilinks() {
    let r = render("See [[ukraine]], [[ russia | the other side ]], [[khar#a]] and [[#here]]; [[x|]] [text](../actors/ukraine.md \"T\").");
    assert_eq!(r.html(), "<p>See ⟨0⟩, ⟨1: the other side ⟩, ⟨2⟩ and ⟨3⟩; ⟨4⟩ ⟨5:text⟩.</p>\n");
    assert_eq!(
        r.targets(),
        [
            ("ukraine", "ukraine"),
            ("russia", "russia"),
            ("khar#a", "khar#a"),
            ("#here", "#here"),
            ("x", "x"),
            ("../actors/ukraine.md", "../actors/ukraine.md")
        ]
    );
    let block = &r.note.blocks[0];
    assert_eq!(&*block.text, "See ukraine,  the other side , khar#a and #here; x text.");
    let shown: Vec<&str> = r.note.references.iter().map(|x| r.note.shown(x)).collect();
    assert_eq!(shown, ["ukraine", " the other side ", "khar#a", "#here", "x", "text"]);
    assert_eq!(r.note.references.iter().map(|x| x.bare).collect::<Vec<_>>(), [true, false, true, true, true, false]);
    assert_eq!(&*r.note.references[5].title, "T");
    assert_eq!(r.at(r.note.references[1].with_brackets), "[[ russia | the other side ]]");
}

#[test]
fn wikilinks_that_are_none() {
    let r = render("[[]] and [[ ]] and `[[code]]` and \\[\\[escaped]] \\[[half]\n\n[[open and no end");
    assert_eq!(r.problems().iter().map(|p| p.1).collect::<Vec<_>>(), ["[[", "[[ ]]", "[["]);
    assert!(r.note.references.is_empty(), "{:?}", r.targets());
}

#[test]
fn link_addresses_are_found() {
    for (text, target) in [
        ("[a](b)", "b"),
        ("[a]( <b c> 'T')", "b c"),
        ("[**a**](b(c)d)", "b(c)d"),
        ("[](x)", "x"),
        ("[a]\n\n[a]: /url 'T'", "/url"),
        ("[b][a]\n\n[a]:\n  </url>", "/url"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("<a@x.org>", "a@x.org"),
        ("> [a](\n> b)", "b"),
        ("![alt *x*](pic.png)", "pic.png"),
        ("![[pic.png|300]]", "pic.png"),
        ("[`a](z)`](b)", "b"),
    ] {
        let r = render(text);
        assert_eq!(r.note.references.len(), 1, "{text}");
        assert_eq!(r.at(r.note.references[0].span), target, "{text}");
    }
    assert_eq!(&*render("<a@x.org>").note.references[0].target, "mailto:a@x.org");
}

#[test]
fn images() {
    let r = render("![An *old* [map](x)](/a.png \"T\") and ![[b.png]] and ![[c.png|A text]] ![](d.png)");
    assert_eq!(r.html(), "<p>⟨img 0 \"An old map\" \"T\"⟩ and ⟨img 1 \"\" \"\"⟩ and ⟨img 2 \"A text\" \"\"⟩ ⟨img 3 \"\" \"\"⟩</p>\n");
    assert_eq!(&*r.note.blocks[0].text, "An old map and  and A text ");
    assert!(r.note.references.iter().all(|x| x.kind == ReferenceKind::Image));
    // Of a picture without a text the block keeps no places either.
    assert_eq!(render("[[; [@a]![[\\[@a]]&nbsp;").note.blocks[0].file_offsets[1..], [(3, 17)]);
}

#[test]
fn citations() {
    let r = render("They met [@khar, § 3]. Then [see @a; -@b#statement, p. 2; cf. @c] left \\[@no] `[@code]` [mail a@b.org].");
    assert_eq!(r.html(), "<p>They met ⟨@0+1⟩. Then ⟨@1+3⟩ left [@no] <code>[@code]</code> [mail a@b.org].</p>\n");
    assert_eq!(r.targets(), [("khar", "khar"), ("a", "a"), ("b#statement", "b#statement"), ("c", "c")]);
    let citation = |i: usize| match &r.note.references[i].kind {
        ReferenceKind::Citation(c) => c.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(citation(0), Citation { prefix: "".into(), locator: "§ 3".into() });
    assert_eq!(citation(1), Citation { prefix: "see".into(), locator: "".into() });
    assert_eq!(citation(2), Citation { prefix: "".into(), locator: "p. 2".into() });
    assert_eq!(r.at(r.note.references[2].with_brackets), "[see @a; -@b#statement, p. 2; cf. @c]");
    let block = &r.note.blocks[0];
    assert_eq!(&*block.text, "They met. Then left [@no] [@code] [mail a@b.org].");
    assert_eq!(&block.text[sentence(block, r.note.references[0].shown)], "They met.");
    assert_eq!(&block.text[sentence(block, r.note.references[1].shown)], "Then left [@no] [@code] [mail a@b.org].");
    assert!(r.diagnostics.is_empty());
}

#[test]
fn citations_in_places() {
    let r = render("Hold on![@a]\n\n> quoted [see\n> @b, p.&nbsp;2; @c]\n\n| x [@d] |\n|--|\n| y |\n\n# H [@e]\n\n- item [@f]");
    assert_eq!(r.targets().iter().map(|t| t.0).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(r.at(r.note.references[0].with_brackets), "[@a]");
    assert!(r.html().starts_with("<p>Hold on!⟨@0+1⟩</p>"));
    match &r.note.references[1].kind {
        ReferenceKind::Citation(c) => assert_eq!((&*c.prefix, &*c.locator), ("see", "p.\u{a0}2")),
        other => panic!("{other:?}"),
    }
    assert_eq!(r.anchors(), ["h"]);
    assert!(r.diagnostics.is_empty(), "{:?}", r.diagnostics);
}

#[test]
fn faulty_citations() {
    for (text, at, references) in [
        ("[@]", "@", 0),
        ("[@a; ]", "[@a; ]", 1),
        ("[@a; p. 3]", "p. 3", 1),
        ("[@a, @b]", "@b", 1),
        ("[@a][@b]", "[@a][@b]", 0),
        ("x [text][@b]", "[text][@b]", 0),
        ("[@a][]", "[@a][]", 0),
        ("so [@a and no end", "[@", 0),
        ("[@a, [sic]]", "[@", 0),
        ("[@a]: yes\n", "[@a]: yes", 0),
    ] {
        let r = render(text);
        assert_eq!(r.problems(), [(Code::InvalidValue, at)], "{text}: {:?}", r.diagnostics);
        assert_eq!(r.note.references.len(), references, "{text}");
    }
    let r = render("[@a][@b]");
    assert_eq!(r.diagnostics[0].fix.as_ref().unwrap().replacement, "[@a; @b]");
}

#[test]
fn cards() {
    let r = render("![[khar#a]]\n\nText before ![[khar#b]] and after.\n\n- ![[khar#c]]\n\n![[k#d]]\n![[k#e]]\n");
    assert_eq!(
        r.html(),
        "⟨card 0⟩\n<p>Text before </p>\n⟨card 1⟩\n<p> and after.</p>\n<ul>\n<li>⟨card 2⟩</li>\n</ul>\n⟨card 3⟩\n⟨card 4⟩\n"
    );
    assert!(r.note.references.iter().all(|x| x.kind == ReferenceKind::Card));
    assert!(r.diagnostics.is_empty());
    for wrong in ["# ![[a#b]]", "*![[a#b]]*", "~~x ![[a#b]]~~", "![[a#b|text]]"] {
        assert_eq!(
            render(wrong).problems(),
            [(Code::InvalidValue, "![[a#b]]".replace("]]", if wrong.contains('|') { "|text]]" } else { "]]" }).as_str())]
        );
    }
}

#[test]
fn anchors() {
    let r = render_with(
        "# Überblick: das 1. Gespräch!\n## Переговоры в Стамбуле\n## İstanbul görüşmeleri\n## Mentions\n## A\n## a\n## A-2\n## demand\n## ***\n## !\n## Bar {#foo}\n## Foo\n",
        &["demand"],
        true,
    );
    assert_eq!(
        r.anchors(),
        [
            "überblick-das-1-gespräch",
            "переговоры-в-стамбуле",
            "istanbul-görüşmeleri",
            "mentions-2",
            "a",
            "a-2",
            "a-2-2",
            "demand-2",
            "section",
            "section-2",
            "foo",
            "foo-2"
        ]
    );
    assert!(r.diagnostics.is_empty());
    assert!(r.html().starts_with(
        "<h2 id=\"überblick-das-1-gespräch\">Überblick: das 1. Gespräch! <a class=\"anchor\" href=\"#überblick-das-1-gespräch\" aria-label=\"Link to this section\">#</a></h2>\n<h3 id="
    ));
    assert_eq!(r.body.headings.iter().map(|h| h.level).take(2).collect::<Vec<_>>(), [2, 3]);
    // Composed and decomposed letters make the same anchor.
    assert_eq!(render("## Cafe\u{301}").anchors(), render("## Caf\u{e9}").anchors());
}

#[test]
fn explicit_anchors_that_clash() {
    let r = render_with(
        "## A {#x}\n## B {#x}\n## C {#demand}\n## D {#references}\n## E {#fn:1}\n## F {#a\"b}\n## G {#_own}\n",
        &["demand"],
        true,
    );
    assert_eq!(
        r.problems(),
        [
            (Code::DuplicateId, "x"),
            (Code::DuplicateId, "demand"),
            (Code::DuplicateId, "references"),
            (Code::DuplicateId, "fn:1"),
            (Code::InvalidValue, "a\"b"),
            (Code::DuplicateId, "_own")
        ]
    );
    assert!(r.diagnostics[0].message.contains("anchor"));
    assert_eq!(r.diagnostics[0].related.len(), 1);
    assert_eq!(r.anchors(), ["x", "b", "c", "d", "e", "f", "g"]);
}

#[test]
fn levels_are_shifted_only_where_level_one_is_used() {
    assert!(render("## A\n### B").html().contains("</h3>"));
    let r = render("## A\n\n> # B\n\n###### C\n\n[^1]: # D\n\nx[^1]");
    let html = r.html();
    assert!(
        html.contains("<h3 id=\"a\">")
            && html.contains("<h2 id=\"b\">")
            && html.contains("<h6 id=\"c\">")
            && html.contains("<h2 id=\"d\">"),
        "{html}"
    );
    assert!(!html.contains("<h1"));
    assert_eq!(r.body.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [3, 2, 6, 2]);
}

#[test]
fn footnotes() {
    let r = render("One[^b] two[^A] again[^b] none[^zz].\n\n[^a]: First *note* [@x].\n[^b]: Second.\n\n    More.\n\n[^c]: Unused.\n");
    let html = r.html();
    assert!(html.starts_with("<p>One<sup class=\"footnote-ref\" id=\"fnref:1\"><a href=\"#fn:1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup> two"), "{html}");
    assert!(html.contains("id=\"fnref:1:2\"") && html.contains("none[^zz]"), "{html}");
    assert!(html.contains(
        "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>Second.</p>\n<p>More. <a href=\"#fnref:1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩</a> <a href=\"#fnref:1:2\""
    ), "{html}");
    assert!(html.contains("<li id=\"fn:2\">\n<p>First <em>note</em> ⟨@0+1⟩. <a href=\"#fnref:2\""), "{html}");
    assert!(html.contains("<li id=\"fn:3\">\n<p>Unused.</p>\n</li>\n</ol>\n</section>\n"), "{html}");
    assert!(r.note.blocks.iter().skip(1).all(|b| b.kind == BlockKind::Item));
    let twice = render("x[^a]\n\n[^a]: One.\n\n[^a]: Two.\n");
    assert_eq!(twice.problems().iter().map(|p| p.0).collect::<Vec<_>>(), [Code::DuplicateId], "{}", twice.html());
}

#[test]
fn blocks_know_their_heading_and_place() {
    let r = render("Intro &amp; more.\n\n## One\n\nText with a\nbreak and &lt; here.\n");
    assert_eq!(r.note.blocks.iter().map(|b| b.heading).collect::<Vec<_>>(), [None, Some(0), Some(0)]);
    let block = &r.note.blocks[2];
    assert_eq!(&*block.text, "Text with a break and < here.");
    for word in ["Text", "break", "here"] {
        let at = u32::try_from(block.text.find(word).unwrap()).unwrap();
        let (text, file) = block.file_offsets.iter().rev().find(|(text, _)| *text <= at).unwrap();
        assert!(r.text[(file + at - text) as usize..].starts_with(word), "{word}: {:?}", block.file_offsets);
    }
    assert_eq!(
        r.note.blocks.iter().map(|block| &*block.text).collect::<Vec<_>>().join("\n"),
        "Intro & more.\nOne\nText with a break and < here."
    );
}

#[test]
fn unsafe_addresses() {
    for (address, shown) in [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("JaVaScRiPt:alert(1)", "JaVaScRiPt:alert(1)"),
        ("java&#x09;script:x", "java&#x09;script:x"),
        ("&#106;avascript:x", "&#106;avascript:x"),
        ("<\u{1}javascript:x>", "\u{1}javascript:x"),
        ("vbscript:x", "vbscript:x"),
        ("data:text/html,x", "data:text/html,x"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("blob:x", "blob:x"),
        ("javascript&colon;x", "javascript&colon;x"),
        ("https://x.org/\u{202e}gpj.exe", "https://x.org/\u{202e}gpj.exe"),
    ] {
        for (text, html) in [
            (format!("[a]({address})"), "<p>a</p>\n"),
            (format!("![a]({address})"), "<p>a</p>\n"),
            (format!("[a]\n\n[a]: {address}"), "<p>a</p>\n"),
        ] {
            let r = render(&text);
            assert_eq!(r.problems(), [(Code::UnsafeUrl, shown)], "{text}");
            assert_eq!(r.html(), html, "{text}");
            assert!(r.note.references.is_empty());
        }
    }
    assert_eq!(render("<javascript:alert(1)>").problems(), [(Code::UnsafeUrl, "javascript:alert(1)")]);
    assert_eq!(render("[[a\u{2066}b]] ![[a#\u{2066}b]]").problems().len(), 2);
    for fine in ["https://x.org", "mailto:a@b.c", "tel:+1", "../x.md", "/a", "#b", "a/b:c", "?q=a:b", "//x.org"] {
        assert!(render(&format!("[a]({fine})")).diagnostics.is_empty(), "{fine}");
    }
}

#[test]
fn raw_html_is_cleaned() {
    let r = render(
        "<details open><summary>More <script>alert(1)</script></summary>\n\nSome [[a|*text*]] [@b] ![[c#d]]\n\n</details>\n\n\
         <a href=\"javascript:x\" onclick=\"y\" id=\"mentions\" class=\"z\" style=\"color:red\">go</a> <form><input name=q></form> <a href=\"https://x.org\">ok</a>\n\n## H\n\n| a |\n|--:|\n| b |\n\n- [x] t\n\nx[^1]\n\n[^1]: n\n",
    );
    let html = r.html();
    assert!(html.contains("<details open=\"\"><summary>More </summary>"), "{html}");
    assert!(html.contains("Some ⟨0:<em>text</em>⟩ ⟨@1+1⟩ ") && html.contains("⟨card 2⟩"), "{html}");
    assert!(html.contains("<a>go</a>") && html.contains("<a href=\"https://x.org\">ok</a>"), "{html}");
    for bad in ["script", "onclick", "style=", "class=\"z\"", "form", "name=", "rp"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("<h2 id=\"h\">H <a class=\"anchor\" href=\"#h\" aria-label=\"Link to this section\">#</a></h2>"), "{html}");
    assert!(html.contains("<div class=\"table-wrap\" role=\"group\" tabindex=\"0\" aria-label=\"Table\">"), "{html}");
    assert!(html.contains("<input type=\"checkbox\" disabled checked aria-label=\"Done\"> t"), "{html}");
    assert!(html.contains("<li id=\"fn:1\">"), "{html}");
    let reported: Vec<_> = r.problems().into_iter().filter(|(code, _)| *code != Code::RemovedHtml).collect();
    assert_eq!(reported, [(Code::UnsafeUrl, "javascript:")]);
}

#[test]
fn raw_html_cannot_break_out() {
    // Links opened in one element and closed in another, tokens typed by hand, holes inside links.
    let r = render("[<b>x](y)</b> <a href=z>[[w]] [@q]</a> </div></section> rp0zH0; \u{e000}");
    let html = r.html();
    assert!(html.contains("⟨0:<b>x</b>⟩") && !html.contains("</section>") && html.contains("rp0zH0; \u{e000}"), "{html}");
    assert!(html.contains("⟨1⟩") && html.contains("⟨@2+1⟩"), "{html}");
    // A text that only looks as if it held HTML goes back without marks.
    assert_eq!(render("`<b>` ## x\n\n## H").html().matches("rp").count(), 0);
    assert_eq!(render("a <!-- note --> b\n\n<!-- a\n\nb -->\n\nc").html(), "<p>a  b</p>\n<p>c</p>\n");
    let deep = format!("{}x", "<div>".repeat(100_000));
    assert_eq!(render(&deep).diagnostics.len(), 1);
}

#[test]
fn raw_html_where_the_site_allows_it_still_runs_no_address() {
    let r = render_with(
        "<div\nclass='x'\nhref = ' java&#10;script:alert(1)' onclick=\"y\"><a x\"y z=\">\" href=JAVASCRIPT&colon;x>t</a>\n\n<img src='data:image/png;base64,x'>",
        &[],
        false,
    );
    let html = r.html();
    assert!(html.contains("onclick") && html.contains("data:image/png"), "{html}");
    assert!(html.contains("href = ' #alert(1)'") || html.contains("href = '#alert(1)'"), "{html}");
    assert!(html.contains("href=#x>t</a>"), "{html}");
    assert_eq!(r.problems(), [(Code::UnsafeUrl, "java&#10;script:"), (Code::UnsafeUrl, "JAVASCRIPT&colon;")]);
}

fn field(text: &str) -> (Prose, NoteText, Vec<Diagnostic>) {
    field_at(text, Span::new(file(), 9..11 + text.len()), Some(10))
}

fn field_at(text: &str, span: Span, exact: Option<usize>) -> (Prose, NoteText, Vec<Diagnostic>) {
    let (mut note, mut diagnostics) = (NoteText::default(), Vec::new());
    let origin = Origin { span, exact, key: "summary", settings: &Settings::default(), language: "en" };
    let prose = inline(text, origin, &mut note, &mut diagnostics);
    check_body(&prose.body, &note);
    (prose, note, diagnostics)
}

#[test]
fn fields() {
    for (text, html) in [
        ("Plain *text*.", "Plain <em>text</em>."),
        ("2022. The year", "2022. The year"),
        ("- a", "- a"),
        ("# a {#b}", "# a {#b}"),
        ("> *a*", "&gt; <em>a</em>"),
        ("*\"a\"* b", "<em>&quot;a&quot;</em> b"),
        ("**500** left", "<strong>500</strong> left"),
        ("One.\n\nTwo.", "One.<br>\nTwo."),
        ("a\nb", "a b"),
        ("a\n---\nb", "a --- b"),
        ("a  \nb\\\nc", "a<br>\nb<br>\nc"),
        ("    indented", "indented"),
        ("```x", "```x"),
        ("| a |\n|---|\n| b |", "| a | |---| | b |"),
        ("<b>x</b> <div>y</div> <script>z</script>", "<b>x</b> y "),
        ("[a]: b", "[a]: b"),
        ("", ""),
    ] {
        let (prose, note, diagnostics) = field(text);
        assert_eq!(html_of(&prose.body), html, "{text}");
        assert_eq!(note.blocks.len(), 1);
        assert!(diagnostics.iter().all(|problem| problem.code == Code::RemovedHtml), "{text}: {diagnostics:?}");
    }
    let (prose, note, _) = field("- See [[a]] and\n[@b, p. 2].\n\nThen *[[c|d]]*.");
    assert_eq!(html_of(&prose.body), "- See ⟨0⟩ and ⟨@1+1⟩.<br>\nThen <em>⟨2:d⟩</em>.");
    assert_eq!(&*prose.plain, "- See a and.\nThen d.");
    let text = format!("{}- See [[a]] and\n[@b, p. 2].\n\nThen *[[c|d]]*.", " ".repeat(10));
    for (reference, target) in note.references.iter().zip(["a", "b", "c"]) {
        assert_eq!(&text[reference.span.range()], target);
    }
    assert_eq!(field("![[a#b]]").2[0].code, Code::InvalidValue);
}

#[test]
fn fields_with_escapes_point_to_the_whole_value() {
    let span = Span::new(file(), 3..20);
    let (_, note, diagnostics) = field_at("[[a]] [x](javascript:y)", span, None);
    assert_eq!((note.references[0].span, note.references[0].with_brackets, note.blocks[0].span), (span, span, span));
    assert!(note.blocks[0].file_offsets.is_empty());
    assert_eq!(diagnostics[0].place, span.into());
}

#[test]
fn hostile_texts_take_linear_time() {
    let n = 100_000;
    for text in [
        "[".repeat(n),
        "![".repeat(n),
        "[[".repeat(n),
        "]]".repeat(n),
        "[[a".repeat(n),
        "![[a".repeat(n),
        ">".repeat(n),
        "> ".repeat(n),
        "*a ".repeat(n),
        "_a**".repeat(n),
        "[@a; ".repeat(n),
        "[@a".repeat(n),
        "[@a] ".repeat(n),
        "[a](b".repeat(n),
        "[a](<b".repeat(n),
        "`".repeat(n),
        (1..600).map(|i| "`".repeat(i) + "a").collect::<String>(),
        "<a ".repeat(n),
        "<!--".repeat(n),
        "<b><i>".repeat(n),
        "a\n===\n".repeat(n / 10),
        "# A\n".repeat(n / 10),
        "[^1] ".repeat(n) + "\n\n[^1]: x",
        "|a".repeat(n / 10) + "\n" + &"|-".repeat(n / 10),
        "- ".repeat(n / 100),
        "&Tab;".repeat(n),
        format!("<p x=\"{}\">", ";&Tab;".repeat(n)),
        format!("<p {}>", "a= ".repeat(n)),
        "[[x|y]] ".repeat(n),
        "word ".repeat(n),
        "https://x.org/ ".repeat(n / 10),
        "https://a,".repeat(n),
        format!("https://x.org/{}", ")".repeat(n)),
    ] {
        let begun = std::time::Instant::now();
        let sanitised = render_with(&text, &[], true);
        render_with(&text, &[], false);
        field(&text);
        drop(sanitised);
        let shown: String = text.chars().take(12).collect();
        eprintln!("{shown:?} {:?}", begun.elapsed());
        assert!(begun.elapsed().as_secs() < 30, "{shown}");
    }
}

/// Texts made of what our syntax is made of.
fn markdownish() -> impl Strategy<Value = String> {
    const PARTS: &str = "[[¦]]¦[¦]¦![[¦![¦[@a¦@¦-@b#c¦; ¦, p. 2¦|¦\\¦\n¦\r\n¦\n\n¦> ¦- ¦1. ¦# ¦{#x}¦`¦```\n¦*¦**¦_¦~~¦<b>¦</b>¦<div>\n¦</a>¦\
        <a href=\"javascript:x\">¦<!-- ¦-->¦](x \"t\")¦](javascript:x)¦[^1]¦[^1]: ¦: ¦|--|\n¦[x] ¦&amp;¦&nbsp;¦é¦Київ. ¦İ¦\
        word ¦ ¦    ¦\t¦\u{0}¦\u{202e}¦[!NOTE]\n¦[a]: /b\n¦<https://x.org>¦a#b¦<table>¦<td>¦<p>¦⁖¦===\n¦U.S. ";
    let part = proptest::sample::select(PARTS.split('¦').collect::<Vec<_>>());
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_panics(text in prop_oneof![markdownish(), "\\PC{0,200}"]) {
        render_with(&text, &["x"], true);
        render_with(&text, &[], false);
        field(&text);
    }

    #[test]
    fn cleaned_html_holds_nothing_that_runs(text in markdownish()) {
        let r = render_with(&text, &[], true);
        let html: String = r.body.pieces.iter().map(|piece| match piece {
            Piece::Html(part) => part,
            Piece::Anchor(name) => name,
            Piece::LinkStart(_) => "<a>",
            Piece::LinkEnd(_) => "</a>",
            _ => "<i></i>",
        }).collect();
        prop_assert!(!html.contains(&raw::nonce(&text)), "{html}");
        // Another parser than the one that cleaned, in the sense that it reads the result anew.
        for element in scraper::Html::parse_fragment(&html).root_element().descendants().filter_map(scraper::ElementRef::wrap) {
            let name = element.value().name();
            prop_assert!(!matches!(name, "script" | "style" | "iframe" | "form" | "svg" | "object"), "{html}");
            prop_assert!(name != "input" || element.attr("type") == Some("checkbox"), "{html}");
            for (attribute, value) in element.value().attrs() {
                prop_assert!(!attribute.starts_with("on") && attribute != "style", "{html}");
                prop_assert!(!matches!(attribute, "href" | "src") || address::unsafe_reason(value).is_none(), "{html}");
            }
        }
    }
}

#[test]
fn bare_addresses_are_links() {
    let links = |text: &str| {
        let rendered = render(text);
        assert!(rendered.diagnostics.is_empty(), "{:?}", rendered.diagnostics);
        let targets: Vec<String> = rendered.note.references.iter().map(|reference| reference.target.to_string()).collect();
        (targets, html_of(&rendered.body))
    };
    let (targets, html) = links("See https://x.org/a_b*c*?q=1&r=2, and (https://y.org/z_(w)). Then http://z.org.");
    assert_eq!(targets, ["https://x.org/a_b*c*?q=1&r=2", "https://y.org/z_(w)", "http://z.org"]);
    assert_eq!(html, "<p>See ⟨0:https://x.org/a_b*c*?q=1&amp;r=2⟩, and (⟨1:https://y.org/z_(w)⟩). Then ⟨2:http://z.org⟩.</p>\n");
    // Each is looked at, and nothing of the text after it is lost.
    for (text, html) in [
        ("\"https://a.org\" moved to https://b.org/x now.", "&quot;https://a.org&quot; moved to ⟨0:https://b.org/x⟩ now."),
        ("https://x.org/_a b_ end, https://x.org/*c d* end.", "⟨0:https://x.org/_a⟩<em> b</em> end, ⟨1:https://x.org/*c⟩<em> d</em> end."),
        ("https://x.org/$a$ and https://x.org/$a b$.", "⟨0:https://x.org/$a$⟩ and ⟨1:https://x.org/$a⟩ b$."),
        ("https://x.org/?a=1&amp;b=2 and https://x.org/a&lt;", "⟨0:https://x.org/?a=1&amp;b=2⟩ and ⟨1:https://x.org/a⟩&lt;"),
        ("https://x.org/a))), https://x.org/(a))", "⟨0:https://x.org/a⟩))), ⟨1:https://x.org/(a)⟩)"),
    ] {
        assert_eq!(links(text).1, format!("<p>{html}</p>\n"));
    }
    assert_eq!(links("https://x.org/?a=1&amp;b=2").0, ["https://x.org/?a=1&b=2"]);
    for stop in ["، وقال", "؛", "؟", "’", "›", "。", "，他说", "、b", "）", "！", "？"] {
        assert_eq!(links(&format!("https://x.org/a{stop}")).0, ["https://x.org/a"], "{stop}");
    }
    // What is a link already, code, an attribute, no host.
    for text in ["[https://x.org](https://y.org)", "<https://x.org>"] {
        assert_eq!(links(text).0.len(), 1, "{text}");
    }
    for text in ["`https://x.org`", "https://localhost", "xhttps://x.org", "https:// x.org"] {
        assert!(links(text).0.is_empty(), "{text}");
    }
}

#[test]
fn a_line_break_in_html_parts_words() {
    assert_eq!(render("one<br>two<BR />three").blocks(), [(BlockKind::Paragraph, "one\ntwo\nthree")]);
    assert_eq!(&*field("one<br>two").0.plain, "one\ntwo");
}

#[test]
fn mistakes_are_reported() {
    for (text, reported) in [
        ("[@a #b]", "nothing may stand between a source and its statement"),
        ("| a |\n|---|\n| [[a|b]] |", "`[[` is not closed"),
        ("![a](/a.png){width=300}", "a picture takes no attributes"),
        ("$\\nope{1}$", "this is not a formula"),
    ] {
        let found = render(text).diagnostics;
        assert!(found.iter().any(|problem| problem.message.starts_with(reported)), "{text}: {found:?}");
    }
    let cell = render("| a |\n|---|\n| [[a|b]] |").diagnostics;
    assert!(cell[0].help.as_ref().unwrap().contains("[[id\\|text]]"), "{cell:?}");
    assert!(render("[@a, #b]").diagnostics.is_empty(), "a locator may begin with a number sign");
}

#[test]
fn alerts_may_have_titles() {
    let html = html_of(&render("> [!WARNING] Read *this*\n> The text.\n>\n> More.\n\n> A quotation.").body);
    assert_eq!(
        html,
        "<aside class=\"alert alert-warning\"><p class=\"alert-title\">Read <em>this</em></p>\n<p>The text.</p>\n<p>More.</p>\n</aside>\n\
         <blockquote>\n<p>A quotation.</p>\n</blockquote>\n"
    );
    // A title is Markdown as any line is, and ends where nothing of it is open.
    let rendered = render("> [!NOTE] Of [[a]]'s **bold\n> still bold** offer [@b#c]\n> The\n> text.");
    assert_eq!(
        rendered.html(),
        "<aside class=\"alert alert-note\"><p class=\"alert-title\">Of ⟨0⟩'s <strong>bold\nstill bold</strong> offer ⟨@1+1⟩</p>\n\
         <p>The\ntext.</p>\n</aside>\n"
    );
    assert_eq!(rendered.blocks(), [(BlockKind::Alert, "Of a's bold still bold offer"), (BlockKind::Alert, "The text.")]);
    // Obsidian's marks of alerts that fold.
    for (text, html) in [
        ("> [!NOTE]- Title", "alert-title\">Title</p>\n</aside>"),
        ("> [!NOTE]+\n> The text.", "alert-title\">Note</p>\n<p>The text.</p>\n</aside>"),
        ("> [!NOTE]-", "alert-title\">Note</p>\n</aside>"),
        ("> [!NOTE] Title\n> ===\n>\n> The text.", "<p>The text.</p>\n</aside>"),
        ("> [!NOTE](https://x.org)", "<blockquote>\n<p>⟨0:!NOTE⟩</p>\n</blockquote>"),
    ] {
        assert!(render(text).html().contains(html), "{text}: {}", render(text).html());
    }
    assert_eq!(render("> [!NOTE] ![[a#b]]").problems(), [(Code::InvalidValue, "![[a#b]]")]);
    assert!(html_of(&render("> [!NOTE]\n> The text.").body).contains("alert-title\">Note</p>"));
    assert!(html_of(&render("> [!OTHER] Title\n> The text.").body).contains("<blockquote>"));
}

#[test]
fn notes_may_stand_in_place() {
    let rendered = render("He said so.^[In *Kyiv* [and elsewhere].] He did.[^1]\n\n[^1]: Twice.");
    let html = html_of(&rendered.body);
    assert!(html.starts_with("<p>He said so.<sup class=\"footnote-ref\" id=\"fnref:1\">"), "{html}");
    assert!(html.contains("<li id=\"fn:1\">\n<p>In <em>Kyiv</em> [and elsewhere]. <a href=\"#fnref:1\""), "{html}");
    assert!(html.contains("<p>Twice. <a"), "{html}");
    assert_eq!(&*rendered.note.blocks[0].text, "He said so. (In Kyiv [and elsewhere].) He did.");
    // Emphasis and a note end one another only where the one holds the other.
    let html = html_of(&render("*text ^[note* more] after.").body);
    assert!(html.contains("</sup></em> more] after.</p>") && html.contains("<p>note <a"), "{html}");
    let html = html_of(&render("A ^[x *y] z*").body);
    assert!(html.contains("<p>x <em>y] z</em> <a"), "{html}");
    for text in ["2^[not closed", "a\\^[b]"] {
        assert!(!html_of(&render(text).body).contains("footnote"), "{text}");
    }
}

#[test]
fn formulas_are_mathml() {
    let html = html_of(&render("The share is $\\frac{a}{b}$ <b>here</b>.").body);
    assert!(html.contains("<math") && html.contains("<mfrac>") && html.contains("<b>here</b>"), "{html}");
    assert!(html_of(&render("$$x$$").body).contains("display=\"block\""));
    assert!(html_of(&render("the $n$th").body).contains("<math"));
    for text in [
        "It cost $5, or $6.",
        "between $5-$6 thousand",
        "between $300m-$US400m",
        "5 $ and 6 $",
        "\\$x$",
        "5$-6$ milyar",
        "5$. Then [[a]] asked for 6$, or 7$.",
    ] {
        assert!(!html_of(&render(text).body).contains("<math"), "{text}");
    }
    for text in ["30$^\\circ$ C", "10$^{-3}$", "2$x_1$"] {
        assert!(html_of(&render(text).body).contains("<math"), "{text}");
    }
}

#[test]
fn a_formula_brings_no_html_into_the_page() {
    let hostile = "</annotation></semantics></math><script>alert(1)</script>";
    for latex in [hostile.to_owned(), format!("\\text{{{hostile}}}"), format!("\\operatorname{{{hostile}}}"), "a <b> c".into()] {
        for text in [format!("${latex}$"), format!("$${latex}$$")] {
            let html = html_of(&render(&text).body);
            assert!(html.contains("<math") && !html.contains("<script") && !html.contains("<b>"), "{html}");
            assert_eq!(html.matches("</math>").count(), 1, "{html}");
        }
    }
    let html = html_of(&render("$a < b \\And c > d \\not< e$").body);
    assert!(html_of(&render("$400\\ \\mathrm{m}~x$").body).matches("<mtext>\u{a0}</mtext>").count() == 2);
    for element in ["<mo>&lt;</mo>", "<mo>&amp;</mo>", "<mo>&gt;</mo>", "<mo>&lt;\u{338}</mo>"] {
        assert!(html.contains(element), "{element} in {html}");
    }
}

#[test]
fn a_formula_brings_no_style_into_the_page() {
    let html = html_of(&render("$a\\!b$ and $\\begin{matrix} a \\\\[1em] b \\end{matrix}$").body);
    assert!(html.matches("</math>").count() == 2 && !html.contains("style="), "{html}");
    let coloured = render("$\\color{red} x$");
    assert_eq!(&*coloured.diagnostics[0].message, "this is not a formula: it has a colour, and pages take colours from the theme alone");
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let quoted = |language: &str, text: &str| {
        let settings = Settings { typographic_quotes: true, language: language.into(), ..Settings::default() };
        html_of(&render_as(text, &[], &settings).body)
    };
    let text = "He said \"it isn't 'so' now\" -- twice...";
    assert_eq!(quoted("en", text), "<p>He said “it isn’t ‘so’ now” -- twice...</p>\n");
    assert_eq!(quoted("de", text), "<p>He said „it isn’t ‚so‘ now“ -- twice...</p>\n");
    assert_eq!(quoted("uk", text), "<p>He said «it isn’t „so“ now» -- twice...</p>\n");
    assert_eq!(quoted("nb", "\"a\""), "<p>«a»</p>\n");
    assert_eq!(quoted("ja", "\"これ\"は'それ'だ"), "<p>「これ」は『それ』だ</p>\n");
    assert_eq!(quoted("ko", "그는 \"안 된다\"고, '참'을"), "<p>그는 “안 된다”고, ‘참’을</p>\n");
    assert_eq!(["zh", "zh-Hans-CN", "zh-TW", "zh-Hant"].map(|language| quotation_marks(language).outer.0), ["“", "“", "「", "「"]);
    assert_eq!(html_of(&render(text).body), "<p>He said &quot;it isn't 'so' now&quot; -- twice...</p>\n");
}

#[test]
fn pictures_with_titles_have_captions() {
    let captioned = |text: &str| {
        let rendered = render(text);
        let captioned_of = |piece: &Piece| if let Piece::Image(image) = piece { Some(image.captioned) } else { None };
        (rendered.body.pieces.iter().filter_map(captioned_of).collect::<Vec<_>>(), html_of(&rendered.body).contains("<p>"))
    };
    assert_eq!(captioned("![a](/a.png \"The table\")"), (vec![true], false));
    assert_eq!(captioned("![a](/a.png)"), (vec![false], true));
    assert_eq!(captioned("See ![a](/a.png \"The table\")"), (vec![false], true));
}

#[test]
fn removed_html_is_reported() {
    let found = |text: &str| render(text).diagnostics.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
    assert_eq!(found("<div onclick=x class='y' dir=rtl>z</div>"), ["`onclick` of `<div>` is taken out", "`class` of `<div>` is taken out"]);
    assert_eq!(found("a <FONT color=red>b</FONT>"), ["`<font>` is taken out"]);
    assert_eq!(found("<!-- <script> -->\n\n<b>c</b> <https://x.org> 1 < 2"), Vec::<String>::new());
    assert_eq!(found("<video src=\"//evil.example/x.mp4\">"), ["`<video>` is taken out: `//evil.example/x.mp4` is not a file of the site"]);
    let remote = render("<img src=https://flags.example/flag.png alt=x>");
    assert_eq!((remote.diagnostics[0].code, html_of(&remote.body).contains("<img")), (Code::MissingAsset, false));
    let settings = Settings { embed: vec!["https://maps.example".into()], ..Settings::default() };
    let frame = |address: &str| {
        let rendered = render_as(&format!("<iframe src=\"{address}\" title=\"Map\"></iframe>"), &[], &settings);
        (html_of(&rendered.body).contains("<iframe"), rendered.diagnostics.len())
    };
    assert_eq!((frame("https://maps.example/a"), frame("https://Maps.example:443?a")), ((true, 0), (true, 0)));
    for address in
        ["https://maps.example.evil.example/", "http://maps.example/", "https://maps.example@evil.example/", "/own.html", "javascript:x"]
    {
        let (stands, reported) = frame(address);
        assert!(!stands && reported > 0, "{address}");
    }
}

#[test]
fn an_address_with_backslashes_is_none_of_the_site() {
    let rendered = render("<img src=\"/\\evil.example/a.png\">");
    assert_eq!(rendered.problems(), [(Code::MissingAsset, "<img src=\"/\\evil.example/a.png\">")]);
    assert!(!rendered.html().contains("evil"), "{}", rendered.html());
}

#[test]
fn portable_text_has_nothing_of_what_is_open_where_its_block_ends() {
    for (text, expected) in [
        ("a <script>b\n\nc", "a \n\nc"),
        ("# a <script>b\n\nc", "# a \n\nc"),
        ("- a <script>b\n- *c*", "- a \n- *c*"),
        ("- a <script>b\n  - c", "- a \n  - c"),
        ("- a <script>b *c* d\n  ***\n  e", "- a \n  ***\n  e"),
        ("| a <script>b | c |\n|---|---|\n| d | e |", "| a  | c |\n|---|---|\n| d | e |"),
        ("# a <script>b\n\n<div onclick=x>c</div>\n\nd </script> e", "# a \n\n<div>c</div>\n\nd  e"),
    ] {
        assert_eq!(portable(text, TextLevel::Block, &Settings::default()), expected, "{text}");
    }
}

#[test]
fn portable_text_has_no_link_that_the_page_does_not_have() {
    for (text, expected) in [
        ("a [the *b* `c`](javascript:alert(1)) d [e](https://x.org)", "a the b `c` d [e](https://x.org)"),
        ("a <javascript:alert(1)> b", "a javascript:alert(1) b"),
        ("a ![b](data:text/html,x) [c][d] [](file:///e)\n\n[d]: vbscript:f", "a b c \n\n[d]: vbscript:f"),
        ("[a &lt; <b>c</b>](&#106;avascript:d) <script>[e](javascript:f)</script> [[g:h]]", "a &lt; c  [[g:h]]"),
    ] {
        assert_eq!(portable(text, TextLevel::Block, &Settings::default()), expected, "{text}");
    }
}

#[test]
fn a_link_in_removed_html_shows_nothing() {
    let rendered = render("a <script>[[long-name]]</script> b");
    let (reference, block) = (&rendered.note.references[0], &rendered.note.blocks[0]);
    assert!(!reference.bare);
    assert_eq!((reference.shown.0, reference.shown.1, &*block.text), (2, 2, "a  b"));
}
