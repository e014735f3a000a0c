//! Addresses in links: which are safe, and where in the text they stand.

use std::ops::Range;

/// Why an address must not become a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsafe {
    /// Its scheme is none of those that only lead somewhere.
    Scheme,
    /// It holds a character that turns the direction of writing around.
    Bidi,
}

/// Whether an address may become a link: relative ones, `http:`, `https:`, `mailto:` and `tel:` may.
///
/// Reads the scheme as the WHATWG URL Standard says, that is as browsers do: leading control characters and spaces are ignored, tabs and
/// line breaks are ignored everywhere.
pub(super) fn unsafe_reason(address: &str) -> Option<Unsafe> {
    if turns_direction(address) {
        return Some(Unsafe::Bidi);
    }
    // The most frequent cases first: no colon, no scheme.
    if address.starts_with("https://") || !address.contains(':') {
        return None;
    }
    let scheme = scheme(address)?;
    (!matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")).then_some(Unsafe::Scheme)
}

/// Whether an address holds an invisible character that sets the direction of writing, so that it can show as another.
pub(crate) fn turns_direction(address: &str) -> bool {
    let sets_direction = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    !address.is_ascii() && address.contains(sets_direction)
}

/// The scheme of an address in lower case, where it has one.
pub(crate) fn scheme(address: &str) -> Option<String> {
    let mut scheme = String::new();
    let mut leading = true;
    for c in address.chars() {
        if matches!(c, '\t' | '\n' | '\r') || (leading && c <= ' ') {
            continue;
        }
        leading = false;
        match c {
            'a'..='z' | 'A'..='Z' => scheme.push(c.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(c),
            ':' if !scheme.is_empty() => return Some(scheme),
            _ => return None,
        }
        // No scheme is longer; a megabyte of letters must not be copied.
        if scheme.len() > 64 {
            return None;
        }
    }
    None
}

/// Where the address stands after a mark, `](` of a link and `]:` of a definition. It may be on a line of its own, even inside a quotation.
pub(super) fn after_mark(text: &str, span: Range<usize>, mark: &str) -> Option<Range<usize>> {
    let open = text.get(span.clone())?.find(mark)?;
    let mut at = span.start.checked_add(open)?.checked_add(mark.len())?;
    let bytes = text.as_bytes();
    let mut line_start = false;
    while at < span.end && bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || (line_start && *b == b'>')) {
        line_start |= matches!(bytes.get(at), Some(b'\n' | b'\r'));
        at = at.checked_add(1)?;
    }
    destination(text, at, span.end)
}

/// The address that begins here, as CommonMark reads one.
fn destination(text: &str, at: usize, to: usize) -> Option<Range<usize>> {
    let rest = text.get(at..to)?;
    let mut escaped = false;
    if let Some(inner) = rest.strip_prefix('<') {
        for (i, b) in inner.bytes().enumerate() {
            if b == b'>' && !escaped {
                let start = at.checked_add(1)?;
                return Some(start..start.checked_add(i)?);
            }
            escaped = b == b'\\' && !escaped;
        }
        return None;
    }
    let mut depth = 0_usize;
    for (i, b) in rest.bytes().enumerate() {
        if !escaped {
            match b {
                b'(' => depth += 1,
                b')' if depth == 0 => return Some(at..at.checked_add(i)?),
                b')' => depth = depth.saturating_sub(1),
                b' ' | b'\t' | b'\n' | b'\r' => return Some(at..at.checked_add(i)?),
                _ => {}
            }
        }
        escaped = b == b'\\' && !escaped;
    }
    Some(at..to)
}

/// The dangerous addresses in raw HTML: from the first byte of the address to the byte after the colon of its scheme.
///
/// Names of elements and attributes do not matter: whatever follows `=`, `;` or `,` inside a tag is looked at, so that no list of
/// attributes can be incomplete. Tags end where HTML's tokenizer ends them.
pub(super) fn dangers_in_html(html: &str) -> Vec<Range<usize>> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')).map(|i| at + i) {
        at = open + 1;
        if !bytes.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') {
            continue;
        }
        let end = tag_end(bytes, at);
        let mut i = at;
        while i < end {
            let delimiter = bytes.get(i).copied();
            i += 1;
            if matches!(delimiter, Some(b'=' | b';' | b',')) {
                let mut start = i;
                while bytes.get(start).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`')) {
                    start += 1;
                }
                if let Some(length) = html.get(start..end).and_then(dangerous_scheme) {
                    found.push(start..start + length);
                    i = start + length;
                } else if start > i {
                    i = start;
                }
            }
        }
        at = end;
    }
    found
}

/// Where a tag ends whose name begins at `at`: after its `>`, or at the end of the text.
pub(super) fn tag_end(bytes: &[u8], at: usize) -> usize {
    let mut i = at;
    let mut quote = None;
    let mut value = false;
    while let Some(&b) = bytes.get(i) {
        i += 1;
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None => match b {
                b'>' => return i,
                b'=' => value = true,
                b'"' | b'\'' if value => {
                    quote = Some(b);
                    value = false;
                }
                b if b.is_ascii_whitespace() => {}
                _ => value = false,
            },
        }
    }
    i
}

/// The bytes of a dangerous scheme at the beginning of an attribute's value, entities decoded.
fn dangerous_scheme(value: &str) -> Option<usize> {
    let mut name = String::new();
    let mut read = 0_usize;
    let mut ignored = 0_usize;
    let mut rest = value;
    loop {
        let (c, length) = character(rest)?;
        rest = rest.get(length..)?;
        read += length;
        match c {
            'a'..='z' | 'A'..='Z' => name.push(c.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !name.is_empty() => name.push(c),
            ':' => break,
            c if c <= ' ' => {
                ignored += 1;
                // Each `&Tab;` ends in a delimiter at which the next look begins: a bound keeps this linear.
                if ignored > 512 {
                    return Some(read);
                }
            }
            _ => return None,
        }
        if name.len() > 24 {
            return None;
        }
    }
    let picture = || ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"].iter().any(|kind| rest.starts_with(kind));
    match name.as_str() {
        "javascript" | "vbscript" | "livescript" | "file" | "blob" | "filesystem" | "view-source" | "jar" | "about" => Some(read),
        "data" if !picture() => Some(read),
        _ => None,
    }
}

/// The first character of an attribute's value, its entity decoded, and the bytes that it takes.
fn character(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    if first == '&' {
        if let Some(entity) = numeric(text) {
            return Some(entity);
        }
        for (name, c) in [("&Tab;", '\t'), ("&NewLine;", '\n'), ("&colon;", ':')] {
            if text.starts_with(name) {
                return Some((c, name.len()));
            }
        }
    }
    Some((first, first.len_utf8()))
}

/// A numeric character reference, with or without its semicolon.
fn numeric(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (digits, radix, mut length) = digits.strip_prefix(['x', 'X']).map_or((digits, 10, 2_usize), |hexadecimal| (hexadecimal, 16, 3));
    let count = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if count == 0 {
        return None;
    }
    // Leading zeros may be many; the number itself has seven digits at most.
    let significant = digits.get(..count)?.trim_start_matches('0');
    let code = if significant.len() > 7 { 0xfffd } else { u32::from_str_radix(significant, radix).unwrap_or(0) };
    length += count;
    if digits.as_bytes().get(count) == Some(&b';') {
        length += 1;
    }
    Some((char::from_u32(code).unwrap_or('\u{fffd}'), length))
}
