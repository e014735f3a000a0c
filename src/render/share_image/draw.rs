//! Drawing a picture: words and bars with our own fonts, as PNG with a palette.
//!
//! The colours of a picture differ in how much green they hold, so that one number a pixel is enough: its place in a palette of sixteen.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, PxScale, point};
use unicode_normalization::UnicodeNormalization;

use crate::model::address::is_drawable;
use crate::view::share::Card;

/// The keyword of the PNG's text chunk that holds the card's hash.
const KEYWORD: &str = "Card";

/// Width and height in pixels, as social networks ask for.
const SIZE: (u32, u32) = (1200, 630);

static SERIF: LazyLock<FontRef<'static>> = LazyLock::new(|| font(include_bytes!("../fonts/NotoSerif-Bold-subset.ttf")));
static SANS: LazyLock<FontRef<'static>> = LazyLock::new(|| font(include_bytes!("../fonts/NotoSans-Regular-subset.ttf")));

/// The colours of the built-in stylesheet, in light.
const INK: [u8; 3] = [0x1d, 0x1b, 0x18];
const ACCENT: [u8; 3] = [0x0d, 0x55, 0x61];
const PAPER: [u8; 3] = [0xfc, 0xfb, 0xf8];

/// A title's font sizes with the number of lines that fit at each.
const SIZES: [(f32, usize); 5] = [(88.0, 3), (72.0, 4), (60.0, 5), (50.0, 6), (42.0, 7)];
/// The same for a title below which lines of what the page says are drawn.
const SIZES_ABOVE_LINES: [(f32, usize); 4] = [(62.0, 2), (52.0, 2), (42.0, 3), (36.0, 3)];
const TEXT_WIDTH: f32 = 1040.0;
/// Where the words of a line end and its bar begins.
const BAR_AT: f32 = 560.0;

/// The hash of the card that a PNG of ours was drawn from.
pub fn key_in(png: &[u8]) -> Option<String> {
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().ok()?;
    let texts = &reader.info().uncompressed_latin1_text;
    texts.iter().find(|chunk| chunk.keyword == KEYWORD).map(|chunk| chunk.text.clone())
}

/// The picture of a card.
///
/// # Errors
/// In words, where a library refuses.
pub(super) fn png(card: &Card) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_palette(palette());
    // Flat colours: filters and more effort take longer and save next to nothing.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.add_text_chunk(KEYWORD.to_owned(), card.key()).map_err(|error| error.to_string())?;
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&draw_card(card).levels).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn draw_card(card: &Card) -> Canvas {
    let mut canvas = Canvas::new();
    let (size, lines) = fit_title(&readable(&card.title), if card.lines.is_empty() { &SIZES } else { &SIZES_ABOVE_LINES });
    canvas.bar((0.0, 0.0), (SIZE.0 as f32, 14.0), ACCENT);
    let over: Vec<String> = [&card.kind, &card.date].into_iter().map(|part| readable(part)).filter(|part| !part.is_empty()).collect();
    canvas.text((80.0, 112.0), &SANS, 32.0, ACCENT, &shortened(&SANS, &over.join(" · "), TEXT_WIDTH / 32.0));
    let mut y = 140.0;
    for line in &lines {
        y += size * 1.16;
        canvas.text((78.0, y), &SERIF, size, INK, line);
    }
    draw_lines(&mut canvas, card, y);
    canvas.bar((80.0, 540.0), (TEXT_WIDTH, 2.0), INK);
    canvas.text((80.0, 588.0), &SERIF, 30.0, ACCENT, &shortened(&SERIF, &readable(&card.site), TEXT_WIDTH / 30.0));
    canvas
}

/// What the page says, between its title and the line above the site's name: words, and a bar where something is counted.
fn draw_lines(canvas: &mut Canvas, card: &Card, below: f32) {
    let max = card.lines.iter().filter_map(|line| line.count).max().unwrap_or(1).max(1);
    let mut y = below + 14.0;
    for line in &card.lines {
        y += 44.0;
        if y > 522.0 {
            break;
        }
        let text_width = if line.count.is_some() { BAR_AT - 100.0 } else { TEXT_WIDTH };
        canvas.text((80.0, y), &SANS, 28.0, INK, &shortened(&SANS, &readable(&line.text), text_width / 28.0));
        if let Some(count) = line.count {
            let bar_width = (TEXT_WIDTH - BAR_AT) * (count as f32 / max as f32);
            canvas.bar((BAR_AT, y - 19.0), (bar_width, 20.0), ACCENT);
            canvas.text((BAR_AT + bar_width + 14.0, y), &SANS, 26.0, INK, &count.to_string());
        }
    }
}

/// A picture as PNG holds it: the level of each pixel in half a byte, the left one of two in the upper half.
struct Canvas {
    levels: Vec<u8>,
}

/// A colour's place in the palette.
const fn level([_, green, _]: [u8; 3]) -> u8 {
    green >> 4
}

impl Canvas {
    fn new() -> Self {
        Self { levels: vec![level(PAPER) << 4 | level(PAPER); SIZE.0 as usize * SIZE.1 as usize / 2] }
    }

    /// A bar from its left upper corner, in whole pixels.
    fn bar(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), colour: [u8; 3]) {
        for y in top.round() as i32..(top + height).round() as i32 {
            for x in left.round() as i32..(left + width).round() as i32 {
                self.cover(x, y, colour, 1.0);
            }
        }
    }

    /// A line of text from where its baseline begins; the size is that of the font's em in pixels.
    fn text(&mut self, (left, baseline): (f32, f32), font: &FontRef<'_>, size: f32, colour: [u8; 3], words: &str) {
        let scale = PxScale::from(size * font.height_unscaled() / em(font));
        let mut x = left;
        for c in words.chars() {
            let id = font.glyph_id(c);
            if let Some(outline) = font.outline_glyph(id.with_scale_and_position(scale, point(x, baseline))) {
                let corner = outline.px_bounds().min;
                outline.draw(|right, down, covered| {
                    // Most of a letter's box.
                    if covered > 0.0 {
                        self.cover(corner.x as i32 + right as i32, corner.y as i32 + down as i32, colour, covered);
                    }
                });
            }
            x += width(font, c) * size;
        }
    }

    /// Lays a colour over a part of a pixel; what lies beside the picture is cut off.
    fn cover(&mut self, x: i32, y: i32, colour: [u8; 3], part: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
        let width = SIZE.0 as usize;
        let Some(pair) = self.levels.get_mut((y * width + x) / 2).filter(|_| x < width) else { return };
        let shift = 4 * (1 - x % 2);
        let paper = f32::from(*pair >> shift & 0xf);
        let covered = (paper + (f32::from(level(colour)) - paper) * part.min(1.0) + 0.5) as u8;
        *pair = *pair & 0xf0 >> shift | covered << shift;
    }
}

/// A font that comes with the program.
fn font(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("our fonts can be read")
}

/// A font's size in its own units.
fn em(font: &FontRef<'_>) -> f32 {
    font.units_per_em().unwrap_or(1000.0)
}

/// Sixteen colours by their green: from ink over the accent to paper, so that the edges of letters are tinted.
fn palette() -> Vec<u8> {
    let colour = |green: u8| {
        let (from, to) = if green <= ACCENT[1] { (INK, ACCENT) } else { (ACCENT, PAPER) };
        let part = ((f32::from(green) - f32::from(from[1])) / (f32::from(to[1]) - f32::from(from[1]))).clamp(0.0, 1.0);
        from.into_iter().zip(to).map(move |(from, to)| (f32::from(from) + (f32::from(to) - f32::from(from)) * part).round() as u8)
    };
    (0..16_u8).map(|level| level << 4 | level).flat_map(colour).collect()
}

/// A text as far as our fonts have its letters; nothing where they lack one of them, since half a name would be worse than none.
fn readable(text: &str) -> String {
    if is_drawable(text) { text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect() } else { String::new() }
}

/// How wide a letter is, as a part of the font's size.
fn width(font: &FontRef<'_>, c: char) -> f32 {
    font.h_advance_unscaled(font.glyph_id(c)) / em(font)
}

fn length(font: &FontRef<'_>, text: &str) -> f32 {
    text.chars().map(|c| width(font, c)).sum()
}

/// A text that is no longer than `max` times the font's size; where it is cut, an ellipsis says so.
fn shortened(font: &FontRef<'_>, text: &str, max: f32) -> String {
    if length(font, text) <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = width(font, '…');
    for c in text.chars() {
        used += width(font, c);
        if used > max {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// The largest size at which a title fits, and its lines.
fn fit_title(title: &str, sizes: &[(f32, usize)]) -> (f32, Vec<String>) {
    let broken = |&(size, max): &(f32, usize)| (size, max, break_lines(title, TEXT_WIDTH / size));
    let all_fit = |size: f32, lines: &[String]| lines.iter().all(|line| length(&SERIF, line) <= TEXT_WIDTH / size);
    if let Some((size, _, lines)) = sizes.iter().map(broken).find(|(size, max, lines)| lines.len() <= *max && all_fit(*size, lines)) {
        return (size, lines);
    }
    let (size, max, lines) = sizes.last().map(broken).expect("a title has font sizes");
    let cut = lines.len() > max;
    let mut kept: Vec<String> = lines.into_iter().take(max).map(|line| shortened(&SERIF, &line, TEXT_WIDTH / size)).collect();
    if cut && let Some(line) = kept.last_mut() {
        *line = shortened(&SERIF, &format!("{line} …"), TEXT_WIDTH / size);
    }
    (size, kept)
}

/// Breaks a title at spaces.
fn break_lines(text: &str, max: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if length(&SERIF, line) + width(&SERIF, ' ') + length(&SERIF, word) <= max => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::share_image::key_in;
    use crate::view::share::Line;

    fn card(title: &str) -> Card {
        Card {
            title: title.to_owned(),
            kind: "Talks".to_owned(),
            date: "2 June 2025".to_owned(),
            site: "The Istanbul track".to_owned(),
            lines: Vec::new(),
        }
    }

    #[test]
    fn draws_the_same_bytes_and_names_its_card() {
        let card = card("Володимир Зеленський & Türkiye <Iğdır>");
        let png = card.draw().unwrap();
        assert_eq!(png, card.draw().unwrap());
        assert_eq!(key_in(&png), Some(card.key()));
        assert!(png.len() < 120_000, "{} bytes", png.len());
        assert_eq!(key_in(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(key_in(b"GIF89a"), None);
    }

    #[test]
    fn every_space_is_drawn_as_one() {
        assert_eq!(readable("Qui a dit «\u{202f}non\u{202f}»\u{a0}: lui"), "Qui a dit « non » : lui");
    }

    #[test]
    fn every_part_changes_the_key() {
        let one = card("a");
        let mut keys = vec![one.key(), card("b").key()];
        keys.push(Card { kind: "Talk".to_owned(), date: "s2 June 2025".to_owned(), ..one.clone() }.key());
        keys.push(Card { lines: vec![Line { text: "a".to_owned(), count: Some(1) }], ..one.clone() }.key());
        keys.push(Card { lines: vec![Line { text: "a".to_owned(), count: None }], ..one.clone() }.key());
        keys.push(Card { site: String::new(), ..one }.key());
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 6);
    }

    #[test]
    fn a_title_of_any_length_fits() {
        assert_eq!(fit_title("A", &SIZES).1, ["A"]);
        let (size, lines) = fit_title(&"Very long words of a title ".repeat(40), &SIZES);
        assert!(lines.len() <= 7 && lines.iter().all(|line| length(&SERIF, line) <= TEXT_WIDTH / size));
        assert!(lines.last().unwrap().ends_with('…'));
        let (size, lines) = fit_title(&"unbroken".repeat(60), &SIZES);
        assert!(lines.iter().all(|line| length(&SERIF, line) <= TEXT_WIDTH / size));
    }

    #[test]
    fn what_the_fonts_lack_is_left_out() {
        assert_eq!(readable("Київ, Şırnak — №1"), "Київ, Şırnak — №1");
        assert_eq!(readable("وزارة"), "");
        assert!(card("وزارة").draw().is_ok());
    }
}
