//! How much stands on one page. No setting of `site.toml`: a page that is too long for a reader is too long on every site.

/// How much HTML stands on a page, in bytes as they are estimated before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// The longest page that is not divided into parts.
    pub whole: usize,
    /// The size of a part of a longer one.
    pub part: usize,
    /// The longest data file that is not divided, and the size of a part of a longer one.
    pub data: usize,
    /// How many addresses one part of the sitemap names.
    pub sitemap: usize,
}

impl Default for PageSize {
    /// No page is to be above 300 KB: what readers wait for on a slow line, and what a browser lays out without a stutter. A sitemap with
    /// more than 50,000 addresses is against its protocol.
    fn default() -> Self {
        Self { whole: 280_000, part: 150_000, data: 16_000_000, sitemap: 50_000 }
    }
}

impl PageSize {
    /// In how many parts a page comes: what its items weigh, which are dealt out among the parts, and all else, which stands in the first.
    pub fn parts(self, items: impl IntoIterator<Item = usize>, else_on_page: usize) -> usize {
        let (mut whole, mut dealt) = (else_on_page, 0_usize);
        for weight in items {
            whole += weight;
            dealt += weight.min(self.part);
        }
        if whole <= self.whole { 1 } else { dealt.div_ceil(self.part).max(1) }
    }
}
