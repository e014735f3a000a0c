//! Share images: the picture that a page shows where its address is posted, 1200 × 630 pixels, drawn at build time.
//!
//! A picture says what a [`Card`] holds: title, kind, date, the site's name. It is drawn with fonts that come with the program, so
//! that the same card gives the same bytes on every machine. Drawing costs as much as a page: the card's hash is written into the PNG
//! ([`key_in`]), and a build keeps the picture that its output holds where the hash still fits.

#[cfg(feature = "share-images")]
mod draw;

use crate::view::share::Card;

/// Raised when the drawing changes, so that no older picture is kept.
const VERSION: &str = "share image 5";
/// The keyword of the PNG's text chunk that holds the card's hash.
const KEYWORD: &str = "Card";
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Card {
    /// The hash of all that a picture depends on.
    pub fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [VERSION, &self.title, &self.kind, &self.date, &self.site] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        for line in &self.lines {
            hasher.update(&(line.text.len() as u64).to_le_bytes());
            hasher.update(line.text.as_bytes());
            hasher.update(&line.count.map_or(u64::MAX, |count| count as u64).to_le_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Draws it as PNG.
    ///
    /// # Errors
    /// In words, where the drawing library refuses, or where the program was built without it: then no page has a picture
    /// (`model::address::share_image`), and nothing asks for one.
    pub fn draw(&self) -> Result<Vec<u8>, String> {
        #[cfg(feature = "share-images")]
        return draw::png(self);
        #[cfg(not(feature = "share-images"))]
        Err("the program was built without the feature `share-images`".to_owned())
    }
}

/// The hash of the card that a PNG of ours was drawn from.
pub fn key_in(png: &[u8]) -> Option<&str> {
    // Chunks up to the picture's data: length, type, that many bytes, a checksum.
    let mut rest = png.strip_prefix(SIGNATURE)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (ty, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        if ty == b"tEXt"
            && let Some(key) = data.strip_prefix(KEYWORD.as_bytes()).and_then(|data| data.strip_prefix(b"\0"))
        {
            return std::str::from_utf8(key).ok();
        }
        if ty == b"IDAT" {
            return None;
        }
        rest = after.get(4..)?;
    }
}
