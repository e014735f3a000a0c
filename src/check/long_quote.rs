#![doc = include_str!("../../docs/rules/long-quote.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;
use crate::model::Model;
use crate::parse::markdown::BlockKind;

use super::{AuthoredText, texts};

const IN_STATEMENT: usize = 25;
const IN_BODY: usize = 40;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for id in model.statements.ids() {
        let Some(quote) = model.statements[id].fields.quote.as_ref() else { continue };
        let count = words(&quote.value);
        if count > IN_STATEMENT {
            let message = format!("the quotation in `{}` has {count} words; {IN_STATEMENT} are the most", model.statement_name(id));
            diagnostics.push(
                Diagnostic::new(Code::LongQuote, quote.span, message)
                    .help("Keep the words that matter, and say the rest in your own words in `text`."),
            );
        }
    }
    for text in texts(model) {
        in_body(&text, diagnostics);
    }
}

fn in_body(text: &AuthoredText<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut open: Option<(Span, usize)> = None;
    let mut close = |open: &mut Option<(Span, usize)>| {
        if let Some((span, count)) = open.take()
            && count > IN_BODY
        {
            diagnostics.push(
                Diagnostic::new(Code::LongQuote, span, format!("this block quotation has {count} words; {IN_BODY} are the most"))
                    .help("Keep the words that matter, and say the rest in your own words."),
            );
        }
    };
    for block in text.written.text.body_blocks() {
        if block.kind != BlockKind::Quote {
            close(&mut open);
            continue;
        }
        let count = words(&block.text);
        open = Some(match open {
            Some((span, before)) => (Span { end: block.span.end, ..span }, before.saturating_add(count)),
            None => (block.span, count),
        });
    }
    close(&mut open);
}

fn words(text: &str) -> usize {
    text.split_whitespace()
        .map(|word| {
            let dense = word.chars().filter(|c| is_dense(*c)).count();
            if dense > 0 { dense.div_ceil(2) } else { usize::from(word.chars().any(char::is_alphanumeric)) }
        })
        .sum()
}

/// Letters of scripts that are written without spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
const fn is_dense(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn counts_words_in_any_script() {
        assert_eq!(words("Peace – now, or “never”."), 4);
        assert_eq!(words("мир завтра"), 2);
        assert_eq!(words("和平谈判"), 2);
    }
}
