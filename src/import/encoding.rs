//! Bytes → text: by byte order mark, by the encoding that the file declares, as UTF-8, even with a few bytes that are none; else as
//! spreadsheet programs write the site's language, or as Windows-1252, where that can be.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{ImportRemark, PositionInFile};

/// How far into a file its encoding is looked for; HTML's standard looks as far as 1,024 bytes, saved pages have comments before.
const HEAD: usize = 4096;

/// Decodes a file, with a remark where its encoding had to be guessed, perhaps by the site's language; gives the remark alone where it cannot
/// be.
pub(super) fn decode(bytes: &[u8], language: &str) -> Result<(String, Option<ImportRemark>), ImportRemark> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok((encoding.decode_with_bom_removal(bytes).0.into_owned(), None));
    }
    let decoded = |encoding: &'static Encoding| encoding.decode_without_bom_handling(bytes).0.into_owned();
    let head = String::from_utf8_lossy(bytes.split_at(HEAD.min(bytes.len())).0).to_lowercase();
    let utf8 = std::str::from_utf8(bytes);
    // What is not ASCII and reads as UTF-8 is UTF-8, whatever a page says that a browser saved anew.
    let may_be = |encoding: &&'static Encoding| *encoding != UTF_8 && (utf8.is_err() || !encoding.is_ascii_compatible());
    if let Some(encoding) = utf16(bytes).or_else(|| declared(&head).filter(may_be)) {
        return Ok((decoded(encoding), None));
    }
    let error = match utf8 {
        Ok(text) => return Ok((text.to_owned(), None)),
        Err(error) => error,
    };
    let at = PositionInFile::Line(bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count() + 1);
    let mended = String::from_utf8_lossy(bytes);
    let (broken, whole): (Vec<char>, _) = mended.chars().filter(|c| !c.is_ascii()).partition(|c| *c == char::REPLACEMENT_CHARACTER);
    if broken.len() < whole.len() {
        let message = format!("{} characters of the file, here the first, are not UTF-8, and stand as �", broken.len());
        return Ok((mended.into_owned(), Some((at, message))));
    }
    if let Some(encoding) = page_language(&head).and_then(usual) {
        let message = format!("the page does not say in which encoding it is, and was read as {}: look at its accents", encoding.name());
        return Ok((decoded(encoding), Some((at, message))));
    }
    // In Western languages, letters with accents stand between others.
    let is_western = bytes.split(|b| *b < 0xC0).all(|run| run.len() < 4);
    let may_be = |encoding: &&'static Encoding| !(is_western && encoding.is_single_byte());
    if let Some(encoding) = usual(language).filter(may_be)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        let message = format!("the file is not UTF-8 and was read as {}, by the site's language: look at its letters", encoding.name());
        return Ok((text.into_owned(), Some((at, message))));
    }
    if !is_western {
        let message = "the file is not UTF-8 and does not say in which encoding it is: save it as UTF-8, or say it in the first line, as in `% Encoding: windows-1251`";
        return Err((at, message.to_owned()));
    }
    let message = "the file is not UTF-8 and was read as windows-1252: look at its accents".to_owned();
    Ok((decoded(WINDOWS_1252), Some((at, message))))
}

/// UTF-16 without a byte order mark: every second byte of its ASCII is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes.split_at(HEAD.min(bytes.len())).0.as_chunks::<2>();
    let (mut first, mut second) = (0_usize, 0_usize);
    for [one, other] in pairs {
        first += usize::from(*one == 0);
        second += usize::from(*other == 0);
    }
    let many = |zeros: usize| zeros * 6 > pairs.len();
    match (first, second) {
        (0, second) if many(second) => Some(UTF_16LE),
        (first, 0) if many(first) => Some(UTF_16BE),
        _ => None,
    }
}

/// `% Encoding: …`, `<meta charset=…>`, `<?xml encoding=…?>`, `Content: text/plain; charset="…"`.
fn declared(head: &str) -> Option<&'static Encoding> {
    let starts = ["charset=", "encoding=", "% encoding:", "%encoding:", "fileencoding="];
    starts.iter().find_map(|start| {
        let (_, rest) = head.split_once(start)?;
        let label =
            rest.trim_start_matches([' ', '"', '\'']).split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).next()?;
        // Java's names of encodings.
        let label = label.replace("iso8859_", "iso-8859-");
        let label = label.strip_prefix("cp12").map_or(label.clone(), |page| format!("windows-12{page}"));
        let encoding = Encoding::for_label(label.as_bytes())?;
        // A declaration that can be read as bytes is not UTF-16, says HTML's standard.
        Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
    })
}

/// The language that a page says it is in.
fn page_language(head: &str) -> Option<&str> {
    let (_, rest) = head.split_once("<html")?;
    let (_, language) = rest.split_once('>')?.0.split_once("lang=")?;
    Some(language.trim_start_matches(['"', '\'']))
}

/// The encoding that browsers assume, by HTML's standard, of a page in a language that declares none.
fn usual(language: &str) -> Option<&'static Encoding> {
    const ENCODINGS: &str = "windows-1251=ru,uk,be,bg,mk,sr,ky,tg,kk windows-1254=tr,az,ku windows-1250=pl,cs,sk,hu,sl,hr,ro windows-1253=el \
        windows-1255=he windows-1256=ar,fa windows-1257=lt,lv,et windows-1258=vi windows-874=th shift_jis=ja gb18030=zh euc-kr=ko";
    let language = language.get(..2)?;
    let mut pairs = ENCODINGS.split_whitespace().filter_map(|pair| pair.split_once('='));
    let (label, _) = pairs.find(|(_, languages)| languages.split(',').any(|known| known == language))?;
    Encoding::for_label(label.as_bytes())
}
