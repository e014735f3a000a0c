//! How large a picture is, from the first bytes of its file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

/// How much of an SVG is read to find its first element, in bytes.
const SVG_HEAD: u64 = 64 * 1024;

/// Width and height of a picture in CSS pixels; nothing where the file does not say. PNG, JPEG, GIF, WebP, AVIF and what else `imagesize`
/// reads, and SVG.
pub(super) fn size(path: &Path) -> Option<(u32, u32)> {
    let svg = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    let (width, height) = if svg {
        let mut head = Vec::new();
        File::open(path).ok()?.take(SVG_HEAD).read_to_end(&mut head).ok()?;
        of_svg(&head)?
    } else {
        let size = imagesize::size(path).ok()?;
        (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)
    };
    (width > 0 && height > 0).then_some((width, height))
}

/// `width` and `height` of the root, else the last two numbers of its `viewBox`.
fn of_svg(head: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::from_reader(head);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(root) | Event::Empty(root) => {
                let attribute = |name: &str| {
                    let value = root.try_get_attribute(name).ok()??;
                    String::from_utf8(value.value.into_owned()).ok()
                };
                let own = |name: &str| attribute(name).and_then(|text| pixels(&text));
                let both = own("width").zip(own("height"));
                return both.or_else(|| {
                    let sides = attribute("viewBox")?;
                    let mut sides = sides.split([' ', ',']).filter(|side| !side.is_empty()).skip(2);
                    pixels(sides.next()?).zip(pixels(sides.next()?))
                });
            }
            Event::Eof => return None,
            _ => buffer.clear(),
        }
    }
}

/// A length in pixels, rounded; nothing for other units and percentages.
fn pixels(text: &str) -> Option<u32> {
    let text = text.trim();
    let length: f64 = text.strip_suffix("px").unwrap_or(text).parse().ok()?;
    format!("{length:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::of_svg;

    #[test]
    fn svg_says_its_size_in_pixels_or_by_its_view_box() {
        let of = |text: &str| of_svg(text.as_bytes());
        assert_eq!(of("<?xml version=\"1.0\"?><!-- a --><svg width=\"120px\" height='80.6'><g/></svg>"), Some((120, 81)));
        assert_eq!(of("<svg viewBox=\"0 0 32, 16\"/>"), Some((32, 16)));
        assert_eq!(of("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 3 4\">"), Some((3, 4)));
        assert_eq!(of("<svg width=\"2cm\" height=\"1cm\">"), None);
        assert_eq!(of("<svg viewBox=\"0 0 -1 nan\">"), None);
        assert_eq!(of("no svg"), None);
    }
}
