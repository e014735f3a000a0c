//! MHTML, in which browsers save a page as one file: its first part in HTML, and where it was saved from.

/// Whether a file begins as browsers begin it.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len())).unwrap_or_default()).trim_start().to_lowercase();
    head.starts_with("mime-version:") || head.starts_with("from: <saved by")
}

/// The page, with its address in the words in which browsers write it at the head of HTML; nothing where no part is HTML that can be read.
pub(super) fn page(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, _) = headers(bytes)?;
    let boundary = format!("--{}", parameter(&head, "boundary")?);
    let parts = split(bytes, boundary.as_bytes());
    parts.into_iter().find_map(|part| {
        let (head, body) = headers(part)?;
        if !field(&head, "content-type")?.to_lowercase().contains("text/html") {
            return None;
        }
        let body = match field(&head, "content-transfer-encoding").unwrap_or_default().trim().to_lowercase().as_str() {
            "quoted-printable" => unquoted(body),
            "base64" => return None,
            _ => body.to_vec(),
        };
        let address = field(&head, "content-location").or_else(|| field(&head, "snapshot-content-location")).unwrap_or_default();
        let charset = parameter(&head, "charset").map(|charset| format!("<meta charset=\"{charset}\">")).unwrap_or_default();
        let saved = format!("<!-- saved from url=(0){} -->{charset}\n", address.trim());
        Some([saved.as_bytes(), &body].concat())
    })
}

/// The lines of a head, those that go on in the next one joined, and what stands behind the blank line.
fn headers(part: &[u8]) -> Option<(Vec<String>, &[u8])> {
    let part = part.trim_ascii_start();
    let (end, gap) =
        [(b"\r\n\r\n".as_slice(), 4), (b"\n\n", 2)].into_iter().filter_map(|(gap, length)| Some((find(part, gap)?, length))).min()?;
    let head = String::from_utf8_lossy(part.get(..end)?).replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ");
    Some((head.lines().map(str::to_owned).collect(), part.get(end.saturating_add(gap)..)?))
}

fn field(head: &[String], name: &str) -> Option<String> {
    head.iter().find_map(|line| {
        line.split_once(':').filter(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    })
}

/// A parameter of the content type: `boundary="…"`.
fn parameter(head: &[String], name: &str) -> Option<String> {
    let ty = field(head, "content-type")?;
    let value = ty.split(';').skip(1).find_map(|part| {
        part.split_once('=').filter(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    })?;
    Some(value.trim_matches('"').to_owned()).filter(|value| !value.is_empty())
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn split<'b>(bytes: &'b [u8], boundary: &[u8]) -> Vec<&'b [u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, boundary) {
        parts.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at.saturating_add(boundary.len())..).unwrap_or_default();
    }
    parts.push(rest);
    // What stands before the first boundary is the file's own head.
    parts.into_iter().skip(1).collect()
}

/// Bytes out of quoted-printable (RFC 2045): `=C3=A9`, and `=` at the end of a line that goes on.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut bytes = body.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        let mut ahead = bytes.clone();
        let code = [ahead.next(), ahead.next()].map(|byte| byte.and_then(|byte| char::from(byte).to_digit(16)));
        match code {
            [Some(high), Some(low)] => {
                out.extend(u8::try_from(high.saturating_mul(16).saturating_add(low)));
                bytes = ahead;
            }
            // A soft line break.
            _ => {
                let mut ahead = bytes.clone();
                match (ahead.next(), ahead.next()) {
                    (Some(b'\r'), Some(b'\n')) => bytes = ahead,
                    (Some(b'\n'), _) => {
                        bytes.next();
                    }
                    _ => out.push(b'='),
                }
            }
        }
    }
    out
}
