//! How wide words are, without a browser: from a table of advances.

use crate::parse::fold::word_ends;

/// Advances of the sans face at weight 600 in parts of its size, rounded up, with the characters that need no more.
const ADVANCES: [(f64, &str); 20] = [
    (0.20, " \u{a0}\u{202f}"),
    (0.28, "|iıîіїjl',.:;’‘·"),
    (0.32, "IİІЇ!f"),
    (0.36, "-()[]{}/\\"),
    (0.40, "tr"),
    (0.44, "гґsş*"),
    (0.48, "z?«»cçєсэзт–"),
    (0.52, "xх\"“”Jvyу_YLьeéèêеFГҐ#$+0123456789<=>^~aäàâавgğ"),
    (0.56, "kкячУVEЕZXХSŞTТ`oöôолЗбuüùûAhÄАдn"),
    (0.60, "bdpqпрнийCÇЄСЭцPРБЬRBKВКЯ"),
    (0.64, "ßъЧDGĞ&"),
    (0.68, "ЛмДПUÜЦNHНЙИOQÖО"),
    (0.72, "ы"),
    (0.76, "ЪжMМwФфю"),
    (0.80, "шæщW—"),
    (0.84, "Ыœ"),
    (0.88, "%mЖ@"),
    (0.92, "ШЩ"),
    (0.96, "Ю"),
    (1.00, "…"),
];
/// What another letter takes at most: Greek, Arabic, Hebrew.
const OTHER: f64 = 0.72;
/// What an ideograph takes.
const IDEOGRAPH: f64 = 1.0;
/// How much wider the faces are that stand in where the site's own are missing.
const FALLBACK: f64 = 1.15;

/// The width of words at a font size, an upper bound for regular and semi-bold type.
pub fn width(words: &str, size: f64) -> f64 {
    let advance = |c: char| match ADVANCES.iter().find(|(_, characters)| characters.contains(c)) {
        Some((advance, _)) => *advance,
        None if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{3ffff}') => {
            IDEOGRAPH
        }
        None => OTHER,
    };
    words.chars().map(advance).sum::<f64>() * size * FALLBACK
}

/// Words in lines of at most a width. A word that is wider than that has a line of its own, cut.
pub fn lines(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = (0, words);
    for end in word_ends(words) {
        let (piece, after) = rest.1.split_at(end - rest.0);
        rest = (end, after);
        let word = piece.trim_start();
        let space = if word.len() < piece.len() { " " } else { "" };
        let longer = lines.last().map(|line| format!("{line}{space}{word}")).filter(|line| width(line, size) <= room);
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) => *line = longer,
            _ => lines.push(cut(word, size, room)),
        }
    }
    lines
}

/// Words cut to a width, with an ellipsis where something is missing.
pub fn cut(words: &str, size: f64, room: f64) -> String {
    if width(words, size) <= room {
        return words.to_owned();
    }
    let mut kept = String::new();
    for c in words.chars() {
        kept.push(c);
        if width(&kept, size) + width("…", size) > room {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{cut, lines, width};

    #[test]
    fn wide_words_are_wider() {
        assert!(width("Istanbul, 2 June", 12.5) > width("Istanbul", 12.5));
        assert!(width("WWWW", 12.5) > 2.0 * width("iiii", 12.5));
        assert!(width("北京", 10.0) >= 20.0);
        assert_eq!(lines("蒼瀬川 水利協議、第二期", 10.0, 95.0), ["蒼瀬川 水利協議、", "第二期"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_no_word(words in "[a-zA-Zçğ ]{0,80}", room in 60.0..200.0f64) {
            let found = lines(&words, 12.5, room);
            for line in &found {
                prop_assert!(width(line, 12.5) <= room);
            }
            if !found.iter().any(|line| line.contains('…')) {
                let all: Vec<&str> = found.iter().flat_map(|line| line.split(' ')).collect();
                prop_assert_eq!(all, words.split_whitespace().collect::<Vec<_>>());
            }
        }

        #[test]
        fn what_is_cut_fits(words in "\\PC{0,40}", room in 30.0..200.0f64) {
            prop_assert!(width(&cut(&words, 12.5, room), 12.5) <= room.max(width("…", 12.5)));
        }
    }
}
