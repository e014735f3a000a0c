//! Sums of money, which are no formulas: "between $5-$6 thousand".

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

/// Stands for the first dollar of two sums of money while the parser reads a text.
const SUM: char = '\u{1}';

/// How often a text is read. Each reading finds at least one sum more of a paragraph with sums, and a handful of readings all of them.
const MOST_READINGS: usize = 20;

/// A text in which no formula begins with a sum of money, "between $5-$6 thousand", "$300m-$US400m": links and emphasis between two sums are
/// read. Every place stays where it was.
pub(super) fn without_sums(text: &str, options: Options) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    if text.matches('$').count() < 2 || text.contains(SUM) {
        return out;
    }
    let sum = SUM.encode_utf8(&mut [0; 1]).to_owned();
    for _ in 0..MOST_READINGS {
        let formulas = Parser::new_ext(&out, options).into_offset_iter().filter(|(event, _)| matches!(event, Event::InlineMath(_)));
        let sums: Vec<usize> = formulas.filter(|(_, range)| are_sums(text, range)).map(|(_, range)| range.start).collect();
        if sums.is_empty() {
            return out;
        }
        for at in sums {
            out.to_mut().replace_range(at..=at, &sum);
        }
    }
    // So many dollars in a paragraph are no formulas. Those with a backslash are characters anyway.
    out.replace('$', &sum).replace(&format!("\\{sum}"), "\\$").into()
}

/// Whether what the parser takes for a formula is what stands between two sums of money. No formula holds a link to a note or a citation.
fn are_sums(text: &str, range: &Range<usize>) -> bool {
    let formula = text.get(range.clone()).expect("the parser's places lie in its text");
    // The parser gives another place for a formula that begins in the target of a link: `[[$|`.
    let Some(latex) = formula.strip_prefix('$') else { return false };
    let latex = latex.trim_matches('$');
    if latex.contains("[[") || latex.contains("[@") || ends_what_began(text.get(..range.start).unwrap_or_default(), latex) {
        return true;
    }
    // The sign may stand behind the number: "5$-6$".
    let is_behind = text.get(..range.start).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
        && latex.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '\\' | '^' | '_' | '{'))
        && latex.ends_with(|c: char| c.is_ascii_digit());
    let begins_with_sum = latex.starts_with(|c: char| c.is_ascii_digit()) && !latex.ends_with(char::is_alphanumeric);
    let after = text.get(range.end..).and_then(|rest| rest.chars().next());
    // "for $8bn (in US$)"
    let begins_note = latex.starts_with(|c: char| c.is_ascii_digit()) && latex.matches('(').count() > latex.matches(')').count();
    is_behind || begins_note || after.is_some_and(|c| c.is_ascii_digit() || begins_with_sum && c.is_alphabetic())
}

/// Whether a formula ends a link, a citation or strong emphasis that began before it: "[[a|for $8bn]] in US$".
fn ends_what_began(before: &str, latex: &str) -> bool {
    let mut open = 0;
    let ends = latex.chars().any(|c| {
        open += i32::from(c == '[') - i32::from(c == ']');
        open < 0
    });
    let opened = before.rfind(['[', ']']).and_then(|at| before.get(at..)).filter(|opened| opened.starts_with('['));
    latex.matches("**").count() % 2 == 1 || ends && opened.is_some_and(|opened| !opened.contains("\n\n"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_full_of_dollars_come_to_an_end() {
        for unit in ["[[$|`$5[@$|$]]", " $5`$5`> |> [@a", "`$a`[@ $$5[@]]$5$", "\\[@ [[$| a | b |\n|---|---|\n|$$5 [@a\n]]$é"] {
            let text = unit.repeat(200);
            let out = without_sums(&text, Options::all());
            assert!(Parser::new_ext(&out, Options::all()).count() > 0);
            assert_eq!(out.replace(SUM, "$"), text, "{unit}");
        }
        for text in
            ["[[a|for $8bn]] in US$", "[for $8bn](a.md) in US$", "[see @a, $8bn] in US$", "**for $8bn** in US$", "for $8bn (in US$)"]
        {
            assert!(without_sums(text, Options::all()).contains(SUM), "{text}");
        }
        for text in ["[1] $x[1]]0,1]$", "[[a]] $]0,1]$", "[a\n\n$]0,1]$", "$2(a+b)$ in US$", "$a ** b ** c$"] {
            assert_eq!(without_sums(text, Options::all()), text);
        }
        assert_eq!(without_sums("\\$5, $6 [@a] ($7) and $x$", Options::all()), "\\$5, \u{1}6 [@a] ($7) and $x$");
    }
}
