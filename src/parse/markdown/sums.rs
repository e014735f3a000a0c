//! Sums of money, which are no formulas: "between $5-$6 thousand".

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

/// Stands for the first dollar of two sums of money while the parser reads a text.
const SUM: char = '\u{1}';

/// A text in which no formula begins with a sum of money, "between $5-$6 thousand", "$300m-$US400m": links and emphasis between two sums are
/// read. Every place stays where it was.
pub(super) fn without_sums(text: &str, options: Options) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    if text.matches('$').count() < 2 || text.contains(SUM) {
        return out;
    }
    loop {
        let formulas = Parser::new_ext(&out, options).into_offset_iter().filter(|(event, _)| matches!(event, Event::InlineMath(_)));
        let sums: Vec<usize> = formulas.filter(|(_, range)| are_sums(text, range)).map(|(_, range)| range.start).collect();
        if sums.is_empty() {
            return out;
        }
        for at in sums {
            out.to_mut().replace_range(at..=at, SUM.encode_utf8(&mut [0; 1]));
        }
    }
}

/// Whether what the parser takes for a formula is what stands between two sums of money. No formula holds a link to a note or a citation.
fn are_sums(text: &str, range: &Range<usize>) -> bool {
    let latex = text.get(range.clone()).expect("the parser's places lie in its text").trim_matches('$');
    if latex.contains("[[") || latex.contains("[@") {
        return true;
    }
    let begins_with_sum = latex.starts_with(|c: char| c.is_ascii_digit()) && !latex.ends_with(char::is_alphanumeric);
    let after = text.get(range.end..).and_then(|rest| rest.chars().next());
    after.is_some_and(|c| c.is_ascii_digit() || begins_with_sum && c.is_alphabetic())
}

/// What the parser read in a text without sums, as it is written.
pub(super) fn with_sums(event: Event<'_>) -> Event<'_> {
    let plain = |part: CowStr<'_>| part.replace(SUM, "$").into();
    match event {
        Event::Text(part) => Event::Text(plain(part)),
        Event::Code(part) => Event::Code(plain(part)),
        Event::InlineMath(part) => Event::InlineMath(plain(part)),
        Event::InlineHtml(part) => Event::InlineHtml(plain(part)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: plain(dest_url), title: plain(title), id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: plain(dest_url), title: plain(title), id })
        }
        other => other,
    }
}
