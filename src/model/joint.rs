//! The joint between a title that the program puts into a sentence and what the editor wrote around it.

use std::borrow::Cow;

/// A title as it stands in a sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct JoinedTitle<'t> {
    /// The title; its quotation marks are single ones where the sentence has double ones around it.
    pub title: Cow<'t, str>,
    /// How many bytes of what follows the title are left out, because the title ends with the same or a stronger stop.
    pub dropped: usize,
}

/// Puts a title into a sentence: `before` is the last character before it, `after` the text after it.
///
/// "See [[last-talks]]." becomes "See When did they last meet?", without a full stop after the question mark.
pub fn join<'t>(before: Option<char>, title: &'t str, after: &str) -> JoinedTitle<'t> {
    let quoted = before == Some('“') || after.starts_with('”');
    let title = if quoted && title.contains(['“', '”']) {
        Cow::Owned(title.replace('“', "‘").replace('”', "’"))
    } else {
        Cow::Borrowed(title)
    };
    // A title that runs in the other direction is kept apart by an invisible mark after it.
    let visible = title.trim_end_matches('\u{2069}');
    let ends_with = |stops: &[char]| visible.ends_with(stops);
    let inside_quotes = visible.trim_end_matches(['”', '’', '»']);
    let repeats = match after.chars().next() {
        // Three dots are an ellipsis, which stays.
        Some('.') if !after.starts_with("..") => ends_with(&['.', '?', '!', '…']) || inside_quotes.ends_with('.'),
        Some('?') => ends_with(&['?']),
        Some('!') => ends_with(&['!']),
        _ => false,
    };
    JoinedTitle { title, dropped: usize::from(repeats) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence that comes of a title between two texts.
    fn sentence(before: &str, title: &str, after: &str) -> String {
        let joined = join(before.chars().next_back(), title, after);
        format!("{before}{}{}", joined.title, after.get(joined.dropped..).unwrap())
    }

    #[test]
    fn no_stop_is_said_twice() {
        assert_eq!(sentence("See ", "Did they meet?", "."), "See Did they meet?");
        assert_eq!(sentence("See ", "Did they meet?", ". It matters."), "See Did they meet? It matters.");
        assert_eq!(sentence("So: ", "They met.", ". More"), "So: They met. More");
        assert_eq!(sentence("So: ", "the first words…", "."), "So: the first words…");
        assert_eq!(sentence("", "He said “no.”", "."), "He said “no.”");
        assert_eq!(sentence("Why ", "Did they meet?", "?"), "Why Did they meet?");
        assert_eq!(sentence("See ", "Did they meet?", ", and more"), "See Did they meet?, and more");
        assert_eq!(sentence("Led by ", "Hakan Fidan", "."), "Led by Hakan Fidan.");
        assert_eq!(sentence("And ", "Did they meet?", "..."), "And Did they meet?...");
        assert_eq!(sentence("", "قول: \u{2068}تطلب 50 m³/s.\u{2069}", "."), "قول: \u{2068}تطلب 50 m³/s.\u{2069}");
    }

    #[test]
    fn quotation_marks_inside_quotation_marks_are_single() {
        assert_eq!(sentence("under “", "“Peace” is near", "”."), "under “‘Peace’ is near”.");
        assert_eq!(sentence("the title “On ", "a “peace”", "”"), "the title “On a ‘peace’”");
        assert_eq!(sentence("see ", "“Peace” is near", "."), "see “Peace” is near.");
    }
}
