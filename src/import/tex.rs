//! TeX in the fields of a bibliography → text: commands, accents, ligatures, formulas as far as characters can say them.

use std::collections::{BTreeSet, HashMap};
use std::str::Chars;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::bibliography::names::is_one_of;

/// Commands that stand for text, one a line: the name, a space, the text.
static SYMBOLS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| include_str!("tex.txt").lines().filter_map(|line| line.split_once(' ')).collect());

/// Accents: the command, the combining character, what it is without a letter below it.
const ACCENTS: [(&str, char, &str); 24] = [
    ("`", '\u{300}', "`"),
    ("'", '\u{301}', "´"),
    ("´", '\u{301}', "´"),
    ("^", '\u{302}', "^"),
    ("~", '\u{303}', "~"),
    ("=", '\u{304}', "¯"),
    ("u", '\u{306}', "˘"),
    (".", '\u{307}', "˙"),
    ("\"", '\u{308}', "¨"),
    ("r", '\u{30a}', "˚"),
    ("ocirc", '\u{30a}', "˚"),
    ("H", '\u{30b}', "˝"),
    ("v", '\u{30c}', "ˇ"),
    ("d", '\u{323}', ""),
    ("c", '\u{327}', "¸"),
    ("k", '\u{328}', "˛"),
    ("b", '\u{331}', ""),
    ("G", '\u{30f}', ""),
    ("U", '\u{30e}', ""),
    ("overline", '\u{305}', ""),
    ("bar", '\u{305}', ""),
    ("hat", '\u{302}', "^"),
    ("tilde", '\u{303}', "~"),
    ("vec", '\u{20d7}', ""),
];

/// Commands whose first argument is not text, and those whose first two are not.
const DROPPED_ARGUMENTS: [&str; 2] = [
    "href foreignlanguage selectlanguage textcolor color raisebox hspace vspace noopsort bibinfo texorpdfstring",
    "fontsize setcounter discretionary",
];

/// Commands that say only how their argument, or what follows, looks.
const STYLING: &str = "emph textit textbf textsc textsl textsf texttt textrm textup textmd textnormal textlf text it bf sc sl sf tt rm em \
    itshape bfseries scshape slshape upshape mdseries rmfamily sffamily ttfamily normalfont mathit mathbf mathrm mathsf mathtt mathcal \
    mathbb mathfrak mathnormal boldsymbol bm operatorname mathop mathbin mathord mathrel mkbibemph mkbibbold mkbibitalic mkbibacro \
    mkbibacronym mkbibnamefamily bibstring mbox hbox fbox makebox underline uline uppercase lowercase MakeUppercase MakeLowercase \
    MakeTextUppercase relax protect left right big Big bigg Bigg displaystyle textstyle tiny small normalsize large Large LARGE \
    huge Huge centering raggedright noindent nobreak allowbreak sortart bibnamefont bibfnamefont natexlab unskip ignorespaces \
    frenchspacing nocase autocap textlatin textgreek textcyrillic cyr latintext ce si num unit mathchoice limits nolimits";

/// How deep groups and arguments may be nested.
pub(super) const MAX_DEPTH: usize = 100;

/// What a field says.
#[derive(Debug, Default)]
pub(super) struct TexText {
    /// Pieces of the text; of each whether braces hold it together.
    pub(super) pieces: Vec<(String, bool)>,
    /// Commands that are not known here; their arguments are kept.
    pub(super) unknown: BTreeSet<String>,
}

impl TexText {
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|(piece, _)| piece.as_str()).collect()
    }
}

/// Reads prose: titles, names.
pub(super) fn prose(tex: &str) -> TexText {
    read(tex, false)
}

/// Reads an address or identifier: commands are TeX in it, and all other characters stand for themselves.
pub(super) fn verbatim(tex: &str) -> TexText {
    read(tex, true)
}

fn read(tex: &str, verbatim: bool) -> TexText {
    let mut reader = TexReader { rest: tex.chars(), text: TexText::default(), verbatim, math: false, quoted: false, nested: 0 };
    reader.run(0);
    reader.text
}

struct TexReader<'t> {
    rest: Chars<'t>,
    text: TexText,
    verbatim: bool,
    math: bool,
    /// Whether a single quotation mark stands open.
    quoted: bool,
    /// How many arguments are being read, one in the other.
    nested: usize,
}

impl<'t> TexReader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let all = self.rest.as_str();
        let rest = all.trim_start_matches(fits);
        self.rest = rest.chars();
        all.split_at(all.len() - rest.len()).0
    }

    /// Takes all of a character that follow, and counts them.
    fn take_all(&mut self, wanted: char) -> usize {
        self.take_while(|c| c == wanted).chars().count()
    }

    fn skip_space(&mut self) -> bool {
        !self.take_while(char::is_whitespace).is_empty()
    }

    fn push(&mut self, text: &str, depth: usize) {
        match self.text.pieces.last_mut() {
            Some((last, braced)) if *braced == (depth > 0) => last.push_str(text),
            _ => self.text.pieces.push((text.to_owned(), depth > 0)),
        }
    }

    fn push_argument(&mut self, depth: usize, write: impl FnOnce(&str) -> String) {
        let argument = self.argument();
        self.push(&write(&argument), depth);
    }

    /// Reads to the end of a group, or of everything.
    fn run(&mut self, depth: usize) {
        while let Some(c) = self.rest.next() {
            match c {
                '}' if depth > 0 => return,
                '}' => {}
                '{' => self.run(depth + 1),
                '\\' => self.command(depth),
                _ if self.verbatim => self.push(c.encode_utf8(&mut [0; 4]), depth),
                '$' if self.math || begins_formula(self.rest.as_str()) => {
                    self.take_all('$');
                    self.math = !self.math;
                }
                '^' | '_' if self.math => self.push_argument(depth, |argument| script(argument, c == '^')),
                '-' if !self.math => {
                    let count = self.take_all('-') + 1;
                    self.push(["-", "–", "—"].get(count.saturating_sub(1)).copied().unwrap_or("—"), depth);
                }
                '~' => self.push("\u{a0}", depth),
                '`' => {
                    let mark = if self.take_all('`') > 0 { "“" } else { "‘" };
                    self.quoted |= mark == "‘";
                    self.push(mark, depth);
                }
                '\'' => self.apostrophe(depth),
                '!' | '?' if self.peek() == Some('`') => {
                    self.rest.next();
                    self.push(if c == '!' { "¡" } else { "¿" }, depth);
                }
                _ if c.is_whitespace() => {
                    if !self.math {
                        self.push(" ", depth);
                    }
                }
                _ => self.push(c.encode_utf8(&mut [0; 4]), depth),
            }
        }
    }

    fn apostrophe(&mut self, depth: usize) {
        let inside_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mark = if self.math {
            "′"
        } else if self.take_all('\'') > 0 {
            "”"
        } else if self.quoted && !inside_word(self.peek()) {
            self.quoted = false;
            "’"
        } else {
            "'"
        };
        self.push(mark, depth);
    }

    fn command(&mut self, depth: usize) {
        let Some(first) = self.rest.next() else { return };
        let mut name = first.to_string();
        if first.is_ascii_alphabetic() {
            name.push_str(self.take_while(|c| c.is_ascii_alphabetic()));
        }
        if let Some((_, accent, alone)) = ACCENTS.iter().find(|(known, ..)| *known == name) {
            let is_word = first.is_ascii_alphabetic();
            if self.verbatim && !is_word {
                // `\~user` in an address is no letter with a tilde.
                self.rest = self.rest.as_str().trim_start_matches("{}").chars();
                return self.push(&name, depth);
            }
            // `\i` and the like end with the space after them; `\c S` has its letter there.
            if !is_word || matches!(self.peek(), Some('{' | '\\')) || self.skip_space() {
                return self.push_argument(depth, |argument| accented(argument, *accent, alone));
            }
        }
        let spaced = first.is_ascii_alphabetic() && self.skip_space();
        if let Some(text) = SYMBOLS.get(&*name) {
            self.push(text, depth);
            return;
        }
        let dropped = DROPPED_ARGUMENTS.iter().zip(1..).find(|(commands, _)| is_one_of(&name, commands));
        if let Some((_, count)) = dropped.filter(|_| !(self.verbatim && name == "href")) {
            self.take_all('*');
            if self.peek() == Some('[') {
                self.take_while(|c| c != ']');
                self.rest.next();
            }
            (0..count).for_each(|_| drop(self.argument()));
            return;
        }
        match &*name {
            "&" | "%" | "$" | "#" | "_" | "{" | "}" | "|" | "*" => self.push(&name, depth),
            "\\" if self.verbatim => self.push("\\", depth),
            " " | "\\" | "\n" | "\t" | "\r" | "par" | "newline" | "linebreak" => self.push(" ", depth),
            "hyp" => self.push("-", depth),
            "penalty" | "kern" | "hskip" => {
                self.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
                let unit = ["pt", "em", "ex", "mm", "cm", "in", "mu"].into_iter().find_map(|unit| self.rest.as_str().strip_prefix(unit));
                self.rest = unit.unwrap_or(self.rest.as_str()).chars();
                self.skip_space();
            }
            "," | ";" | ":" | ">" => self.push("\u{2009}", depth),
            "-" | "/" | "@" | "!" => {}
            "(" | "[" => self.math = true,
            ")" | "]" => self.math = false,
            "enquote" | "mkbibquote" | "textquote" => self.push_argument(depth, |argument| format!("“{argument}”")),
            "mkbibparens" => self.push_argument(depth, |argument| format!("({argument})")),
            "textsuperscript" | "textsubscript" => self.push_argument(depth, |argument| script(argument, name == "textsuperscript")),
            "frac" | "nicefrac" | "sfrac" => {
                let (above, below) = (self.argument(), self.argument());
                self.push(&format!("{above}/{below}"), depth);
            }
            "sqrt" => self.push_argument(depth, |argument| format!("√{argument}")),
            "href" if self.verbatim => {
                // The text that is shown for the address may break it.
                self.push_argument(depth, str::to_owned);
                self.argument();
            }
            "ensuremath" => {
                let outer = std::mem::replace(&mut self.math, true);
                self.push_argument(depth, str::to_owned);
                self.math = outer;
            }
            "url" | "path" | "nolinkurl" => {
                let outer = std::mem::replace(&mut self.verbatim, true);
                self.push_argument(depth, str::to_owned);
                self.verbatim = outer;
            }
            _ if is_one_of(&name, STYLING) => {}
            _ if self.verbatim => self.push(&format!("\\{name}{}", if spaced { " " } else { "" }), depth),
            _ => {
                self.text.unknown.insert(name);
                if spaced && self.peek() != Some('{') {
                    self.push(" ", depth);
                }
            }
        }
    }

    /// The text of what follows: a group, a command, a character.
    fn argument(&mut self) -> String {
        self.skip_space();
        // A group that ends here holds no argument.
        if self.nested > MAX_DEPTH || self.peek() == Some('}') {
            return String::new();
        }
        self.nested += 1;
        let outer = std::mem::take(&mut self.text.pieces);
        match self.rest.next() {
            Some('{') => self.run(1),
            Some('\\') => self.command(0),
            Some(c) => self.push(c.encode_utf8(&mut [0; 4]), 0),
            None => {}
        }
        self.nested = self.nested.saturating_sub(1);
        let inner = std::mem::replace(&mut self.text.pieces, outer);
        inner.into_iter().map(|(piece, _)| piece).collect()
    }
}

/// Whether a formula stands after a dollar sign, and not a sum of money. A second sign beside it or a command before the next one says so;
/// else no space stands at its ends, one that holds spaces holds a sign of formulas, and no digit follows on one that holds digits or spaces
/// ("$5 or $6").
fn begins_formula(after: &str) -> bool {
    let inside = after.trim_start_matches('$');
    let mut ends = inside.match_indices('$').map(|(end, _)| inside.split_at(end));
    let Some((formula, rest)) = ends.find(|(formula, _)| !formula.ends_with('\\')) else { return false };
    let is_spaced = formula.contains(char::is_whitespace);
    let fits = formula.trim() == formula && (!is_spaced || formula.contains(['^', '_', '=', '+', '<', '>']));
    let words = is_spaced || formula.contains(|c: char| c.is_ascii_digit());
    let before_digit = rest.trim_start_matches('$').starts_with(|c: char| c.is_ascii_digit());
    let has_command = formula.split('\\').skip(1).any(|command| !command.starts_with(['&', '%', '$', '#', '_']));
    after.starts_with('$') || has_command || (fits && !(words && before_digit))
}

/// A letter with an accent; TeX wants it on a letter without a dot.
fn accented(letters: &str, accent: char, alone: &str) -> String {
    let mut letters = letters.chars();
    match letters.next() {
        None => alone.to_owned(),
        Some(first) => {
            let base = match first {
                'ı' if accent != '\u{328}' => 'i',
                'ȷ' => 'j',
                c => c,
            };
            [base, accent].into_iter().nfc().chain(letters).collect()
        }
    }
}

/// Raised or lowered digits and signs as characters; words stay on the line.
fn script(text: &str, raised: bool) -> String {
    const SIGNS: &str = "0123456789+-=()n";
    let row = if raised { "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ" } else { "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ" };
    let all: Option<String> = text.chars().map(|c| SIGNS.chars().position(|sign| sign == c).and_then(|at| row.chars().nth(at))).collect();
    all.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_text() {
        for (tex, text) in [
            (r"The \emph{Kursk} affair", "The Kursk affair"),
            (r"{The \textit{Kursk} affair}", "The Kursk affair"),
            (r"The {\it Kursk} affair", "The Kursk affair"),
            (r"The \enquote{Istanbul} track", "The “Istanbul” track"),
            ("The ``Istanbul'' track", "The “Istanbul” track"),
            ("The `Istanbul' track", "The ‘Istanbul’ track"),
            ("Vol.~2 of talks' end", "Vol.\u{a0}2 of talks' end"),
            (r"pre\-{C}olumbian", "preColumbian"),
            (r"pre\-Soviet", "preSoviet"),
            (r"Peace \& war: 50\% of \$5 and \#1 a\_b", "Peace & war: 50% of $5 and #1 a_b"),
            ("It costs $5 or $6", "It costs $5 or $6"),
            (r"It costs $5 \& $6", "It costs $5 & $6"),
            ("Is the $50bn loan a US$-denominated debt?", "Is the $50bn loan a US$-denominated debt?"),
            ("Where $x + y$ and $z$ meet", "Where x+y and z meet"),
            (r"{\'}t Hart {\~} on", "´t Hart ~ on"),
            (r"\noopsort{1973b}1973, \bibinfo{author}{Fidan}", "1973, Fidan"),
            (r"\texorpdfstring{$\alpha$}{alpha} \selectlanguage{german}Wort", "alpha Wort"),
            (r"a\hyp{}b, c\newline d\par e", "a-b, c d e"),
            (r"f\penalty0g\kern 2pt h\hspace*{1em}i", "fghi"),
            (r"\fontsize{10}{12}Text in \textcolor[rgb]{1,0,0}{red}", "Text in red"),
            ("A---B and C--D", "A—B and C–D"),
            (r"\.{I}stanbul and Erdo\u{g}an and \c{S}anl\i urfa", "İstanbul and Erdoğan and Şanlıurfa"),
            (r"\.Istanbul", "İstanbul"),
            (r"Za{\l}u{\.z}ny and \'{C}wikli\'nski \v{S}trba \H{o}", "Załużny and Ćwikliński Štrba ő"),
            (r"K\'{\i} and Franc{\ocirc{u}}", "Kí and Franců"),
            (r"\href{https://x.example}{Text}", "Text"),
            (r"\foreignlanguage{german}{Wort}", "Wort"),
            (r"10\,000 \texteuro{} and \ldots{} more", "10\u{2009}000 € and … more"),
            (r"km$^{2}$, H$_2$O, 1\textsuperscript{st}", "km², H₂O, 1st"),
            (r"$\left( 000\bar{1} \right)$", "(0001\u{305})"),
            (r"$\le\omega$, $-$50", "≤ω, -50"),
            (r"{\sc Conniver} {\relax Yu}", "Conniver Yu"),
            (r"\glqq Wort\grqq", "„Wort“"),
        ] {
            assert_eq!(prose(tex).text(), text, "{tex}");
        }
        let unknown = prose(r"A \strange{thing}");
        assert_eq!((unknown.text().as_str(), unknown.unknown.len()), ("A thing", 1));
    }

    #[test]
    fn addresses_are_read_as_they_stand() {
        for (tex, text) in [
            (r"10.1007/978-3-030-12345-6\_7", "10.1007/978-3-030-12345-6_7"),
            (r"http://x.example/a{\_}b{\%}20c{\&}d{\#}e/{~}user/{\~{}}u", "http://x.example/a_b%20c&d#e/~user/~u"),
            (r"https://x.example/n?a={\textasciitilde}b--c", "https://x.example/n?a=~b--c"),
            (r"\url{https://x.example/c_d}", "https://x.example/c_d"),
            (r"https://x.example/\~smith/{\~}user", "https://x.example/~smith/~user"),
        ] {
            assert_eq!(verbatim(tex).text(), text, "{tex}");
        }
    }
}
