//! Share images: the picture that a page shows where its address is posted, 1200 × 630 pixels, drawn at build time.
//!
//! A picture says what a [`Card`] holds: title, kind, date, the site's name. It is drawn with fonts that come with the program, so
//! that the same card gives the same bytes on every machine. Drawing costs as much as a page: the card's hash is written into the PNG
//! ([`key_in`]), and a build keeps the picture that its output holds where the hash still fits.

#[cfg(feature = "share-images")]
mod draw;

#[cfg(feature = "share-images")]
pub use draw::key_in;

use crate::view::share::Card;

/// Without the feature no picture is drawn, and none is kept.
#[cfg(not(feature = "share-images"))]
pub const fn key_in(_png: &[u8]) -> Option<String> {
    None
}

/// Raised when the drawing changes, so that no older picture is kept.
const VERSION: &str = "share image 8";

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
