//! Takes out of our own styles and scripts what only their writers need: comments and most white space.
//!
//! It is for files that come with the program, whose packed form the browser tests compare with the written one; an editor's own files in
//! `static/` are published as they are.

/// A stylesheet without comments and without white space where CSS Syntax Level 3 gives it no meaning: at the ends of lines, before `{`, and
/// after `{`, `}`, `;`, `,` and `:`. Spaces around `+`, `-` and combinators stay: `calc()` and descendants need them. Strings stay whole.
#[must_use]
pub fn css(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut rest = style;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        let length = if next == '"' || next == '\'' { string(rest, next) } else { next.len_utf8() };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        if next.is_ascii_whitespace() {
            space = true;
            continue;
        }
        if space && !(out.is_empty() || out.ends_with(['{', '}', ';', ',', ':'])) && !matches!(next, '{' | '}' | ';' | ',') {
            out.push(' ');
        }
        space = false;
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(token);
    }
    out
}

/// How long the string is that begins a text, with its quotes, in bytes.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at.saturating_add(c.len_utf8()),
            _ => {}
        }
    }
    text.len()
}

/// A script without the lines that only comment. The rest keeps its lines, which may end statements.
#[must_use]
pub fn js(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines() {
        let text = line.trim_start();
        let begins = text.starts_with("/*");
        if inside || begins {
            inside = !text.ends_with("*/");
        } else if !text.is_empty() && !text.starts_with("//") {
            out.push_str(text);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_stylesheet_keeps_its_meaning() {
        let written = "/* a { b } */\n@layer x {\n  a :hover, b > c { font: 1px/2 \"A  /* b\"; width: calc(1px + 2px); }\n  @media (min-width: 2rem) { d::after { content: '\\'; ' } }\n}\n";
        let packed =
            "@layer x{a :hover,b > c{font:1px/2 \"A  /* b\";width:calc(1px + 2px)}@media (min-width:2rem){d::after{content:'\\'; '}}}";
        assert_eq!(super::css(written), packed);
        assert_eq!(super::css(packed), packed);
        assert_eq!(super::css("a { b: \"never closed"), "a{b:\"never closed");
        assert_eq!(super::css("a /* never closed"), "a");
    }

    #[test]
    fn a_script_keeps_its_lines() {
        let written = "// what\nconst a = \"//x\";\n/** More\n * of it. */\nfunction b() {\n  // why\n  return a; // no line of its own\n}\n/* one */\n";
        assert_eq!(super::js(written), "const a = \"//x\";\nfunction b() {\nreturn a; // no line of its own\n}\n");
    }
}
