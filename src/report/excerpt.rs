//! The line of a file that a problem stands in, fit to be shown: never long, nothing hidden in it.

use std::ops::Range;

use super::is_hidden;
use crate::file::{File, Span};

/// A line of so many characters is shown whole.
const WHOLE: usize = 200;
/// Of a longer one, so many characters before and behind the place, and of the place itself.
const AROUND: usize = 60;
const INSIDE: usize = 80;
/// So many bytes hold more characters than are ever shown.
const FAR: usize = 4 * (WHOLE + 1);

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
    let (from, to);
    if left.saturating_add(middle).saturating_add(right) <= WHOLE {
        push(&mut text, before.chars());
        from = text.len();
        push(&mut text, inside.chars());
        to = text.len();
        push(&mut text, after.chars());
    } else {
        let skip = left.saturating_sub(AROUND);
        if skip > 0 {
            text.push('…');
        }
        push(&mut text, before.chars().skip(skip));
        from = text.len();
        push(&mut text, inside.chars().take(INSIDE));
        to = text.len();
        if middle <= INSIDE {
            push(&mut text, after.chars().take(AROUND));
        }
        if middle > INSIDE || right > AROUND {
            text.push('…');
        }
    }
    Excerpt { text, line: at.line as usize, column: at.column as usize, range: from..to }
}

/// The end of a text, long enough to tell that a line is too long to be shown. A line may be megabytes long and full of problems.
fn last(text: &str) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(FAR))..).unwrap_or_default()
}

/// The beginning of a text, as long.
fn first(text: &str) -> &str {
    text.get(..text.floor_char_boundary(FAR)).unwrap_or_default()
}

fn push(text: &mut String, chars: impl Iterator<Item = char>) {
    for c in chars {
        if is_hidden(c) { text.extend(c.escape_unicode()) } else { text.push(c) }
    }
}
