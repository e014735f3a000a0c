#![doc = include_str!("../../docs/rules/long-quote.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;
use crate::model::Model;
use crate::parse::fold::has_no_spaces;
use crate::parse::markdown::{Block, BlockKind};

use super::{AuthoredText, authored_texts};

const MAX_IN_STATEMENT: usize = 25;
const MAX_IN_BLOCK: usize = 40;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for id in model.statements.ids() {
        let Some(quote) = model.statements[id].fields.quote.as_ref() else { continue };
        let count = count_words(&quote.value);
        if count > MAX_IN_STATEMENT {
            let message = format!("the quotation in `{}` has {count} words; {MAX_IN_STATEMENT} are the most", model.statement_name(id));
            let problem = Diagnostic::new(Code::LongQuote, quote.span, message);
            diagnostics.push(problem.help("Keep the words that matter, and say the rest in your own words in `text`."));
        }
    }
    for text in authored_texts(model) {
        check_body(&text, diagnostics);
    }
}

fn check_body(text: &AuthoredText<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_quote = |block: &&Block| block.kind == BlockKind::Quote;
    let blocks: Vec<&Block> = text.written.text.body_blocks().collect();
    // Quotations that follow each other directly count as one.
    for quotation in blocks.chunk_by(|a, b| is_quote(a) && is_quote(b)).filter(|blocks| blocks.iter().all(is_quote)) {
        let count: usize = quotation.iter().map(|block| count_words(&block.text)).sum();
        if let [first, ..] = quotation
            && let [.., last] = quotation
            && count > MAX_IN_BLOCK
        {
            let span = Span { end: last.span.end, ..first.span };
            let problem =
                Diagnostic::new(Code::LongQuote, span, format!("this block quotation has {count} words; {MAX_IN_BLOCK} are the most"));
            diagnostics.push(problem.help("Keep the words that matter, and say the rest in your own words."));
        }
    }
}

/// How many words a text has; in scripts without spaces between words, two letters count as one.
fn count_words(text: &str) -> usize {
    text.split_whitespace()
        .map(|word| {
            let letters = word.chars().filter(|c| has_no_spaces(*c)).count();
            if letters > 0 { letters.div_ceil(2) } else { usize::from(word.chars().any(char::is_alphanumeric)) }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn counts_words_in_any_script() {
        assert_eq!(count_words("Peace – now, or “never”."), 4);
        assert_eq!(count_words("мир завтра"), 2);
        assert_eq!(count_words("和平谈判"), 2);
    }
}
