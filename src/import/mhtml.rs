//! MHTML, in which browsers save a page as one file: its first part in HTML, and where it was saved from.

/// Whether a file begins as browsers begin it.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.split_at(200.min(bytes.len())).0).trim_start().to_lowercase();
    head.starts_with("mime-version:") || head.starts_with("from: <saved by")
}

/// The page, after the comment in which browsers write its address into a saved HTML file; nothing where no part is HTML that can be read.
pub(super) fn page(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, _) = MimeHeaders::of(bytes)?;
    let boundary = format!("--{}", head.parameter("boundary")?);
    let mut rest = split_at_bytes(bytes, boundary.as_bytes())?.1;
    loop {
        let (part, after) = split_at_bytes(rest, boundary.as_bytes()).unwrap_or((rest, &[]));
        if let Some(page) = part_as_page(part) {
            return Some(page);
        }
        rest = Some(after).filter(|after| !after.is_empty())?;
    }
}

fn part_as_page(part: &[u8]) -> Option<Vec<u8>> {
    let (head, body) = MimeHeaders::of(part)?;
    if !head.field("content-type")?.to_lowercase().contains("text/html") {
        return None;
    }
    let body = match &*head.field("content-transfer-encoding").unwrap_or_default().to_lowercase() {
        "quoted-printable" => decode_quoted_printable(body),
        "base64" => return None,
        _ => body.to_vec(),
    };
    let address = head.field("content-location").or_else(|| head.field("snapshot-content-location")).unwrap_or_default();
    let charset = head.parameter("charset").map(|charset| format!("<meta charset=\"{charset}\">")).unwrap_or_default();
    Some([format!("<!-- saved from url=(0){address} -->{charset}\n").as_bytes(), &body].concat())
}

/// What stands before and after the first occurrence of these bytes.
fn split_at_bytes<'b>(text: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let begin = text.windows(at.len()).position(|window| window == at)?;
    Some((text.get(..begin)?, text.get(begin + at.len()..)?))
}

/// The lines before the blank one, those that go on in the next joined to it.
struct MimeHeaders(String);

impl MimeHeaders {
    /// A part's head, and what stands below it.
    fn of(part: &[u8]) -> Option<(Self, &[u8])> {
        let part = part.trim_ascii_start();
        let ways = [split_at_bytes(part, b"\r\n\r\n"), split_at_bytes(part, b"\n\n")];
        let (head, body) = ways.into_iter().flatten().min_by_key(|(head, _)| head.len())?;
        Some((Self(String::from_utf8_lossy(head).replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ")), body))
    }

    fn field(&self, name: &str) -> Option<&str> {
        let fields = self.0.lines().filter_map(|line| line.split_once(':'));
        fields.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A parameter of the content type: `boundary="…"`.
    fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.field("content-type")?.split(';').skip(1).filter_map(|part| part.split_once('='));
        let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
        Some(value.trim().trim_matches('"')).filter(|value| !value.is_empty())
    }
}

/// Decodes quoted-printable (RFC 2045): `=C3=A9`, and `=` at the end of a line that goes on.
fn decode_quoted_printable(body: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = split_at_bytes(rest, b"=") {
        out.extend_from_slice(before);
        rest = match after {
            [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => rest,
            [high, low, rest @ ..] if digit(high).is_some() && digit(low).is_some() => {
                let value = digit(high).unwrap_or_default() * 16 + digit(low).unwrap_or_default();
                out.extend(u8::try_from(value));
                rest
            }
            after => {
                out.push(b'=');
                after
            }
        };
    }
    out.extend_from_slice(rest);
    out
}
