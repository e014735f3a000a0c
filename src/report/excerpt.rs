//! The line of a file that a problem stands in, fit to be shown: never long, nothing hidden in it.

use std::ops::Range;

use super::push_visible;
use crate::file::{File, Span};

/// The longest line that is shown whole, in characters.
const MAX_WHOLE: usize = 200;
/// How many characters of a longer one are shown before and after the place, and of the place itself.
const MAX_AROUND: usize = 60;
const MAX_WITHIN: usize = 80;
/// How many bytes certainly hold more characters than are shown.
const MAX_BYTES: usize = 4 * (MAX_WHOLE + 1);

/// One line, and the place in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// The line without its end. Hidden characters are escaped; what was cut off is `…`.
    pub text: String,
    /// The line's number, from 1.
    pub line: usize,
    /// The column of the place, from 1, in characters of the file's own line.
    pub column: usize,
    /// The place, in bytes of `text`. A place that goes on in the next line ends with this one.
    pub range: Range<usize>,
}

/// The first line of a place.
pub fn excerpt(file: &File, span: Span) -> Excerpt {
    let at = file.position(span.start);
    let start = (span.start as usize).min(file.text.len());
    let before = last(file.text.get(..start).unwrap_or_default());
    let before = before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}');
    let length = span.end.saturating_sub(span.start) as usize;
    let rest = first(file.text.get(start..).unwrap_or_default());
    let rest = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    // An end inside a character cannot be; if it is, the rest of the line stands for it.
    let (inside, after) = rest.split_at_checked(length.min(rest.len())).unwrap_or((rest, ""));

    let mut text = String::new();
    let (left, middle, right) = (before.chars().count(), inside.chars().count(), after.chars().count());
    let is_short = left + middle + right <= MAX_WHOLE;
    let (around, within) = if is_short { (MAX_WHOLE, MAX_WHOLE) } else { (MAX_AROUND, MAX_WITHIN) };
    let skip = left.saturating_sub(around);
    if skip > 0 {
        text.push('…');
    }
    push_visible(&mut text, before.chars().skip(skip));
    let from = text.len();
    push_visible(&mut text, inside.chars().take(within));
    let to = text.len();
    if middle <= within {
        push_visible(&mut text, after.chars().take(around));
    }
    if middle > within || right > around {
        text.push('…');
    }
    Excerpt { text, line: at.line as usize, column: at.column as usize, range: from..to }
}

/// The end of a text, long enough to tell that a line is too long to be shown. A line may be megabytes long and full of problems.
fn last(text: &str) -> &str {
    text.split_at(text.ceil_char_boundary(text.len().saturating_sub(MAX_BYTES))).1
}

/// The beginning of a text, as long.
fn first(text: &str) -> &str {
    text.split_at(text.floor_char_boundary(MAX_BYTES)).0
}
