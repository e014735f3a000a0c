//! Pages that grow with the site come in parts: how much stands on one page, and what stands in which part. Parts lie under `part/<n>/` of
//! the page that they continue.

use super::Statement;
use crate::config::PageSize;
use crate::parse::name::PARTS_FOLDER;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 0.
    pub number: usize,
    pub of: usize,
}

/// The only part of a page that comes in one.
pub const WHOLE: Part = Part { number: 0, of: 1 };

impl Part {
    /// Whether it is the first, which holds what is not a list.
    pub const fn is_first(self) -> bool {
        self.number == 0
    }
}

/// The address of a part, by its number from 0, of the page at `path`: `sources/part/2/`.
pub fn path(path: &str, number: usize) -> String {
    if number == 0 { path.to_owned() } else { format!("{path}{PARTS_FOLDER}/{}/", number + 1) }
}

/// Goes through the items of a page in their order and says in which part each stands.
#[derive(Debug)]
pub struct Paginator {
    size: usize,
    parts: usize,
    /// What the items before weigh.
    weight_before: usize,
}

impl Paginator {
    /// For a page in `parts` parts.
    pub const fn new(size: PageSize, parts: usize) -> Self {
        Self { size: size.part, parts, weight_before: 0 }
    }

    /// The part in which the next item stands: the one in which it ends.
    pub fn next_part(&mut self, weight: usize) -> usize {
        self.weight_before += weight.min(self.size);
        let place = self.weight_before.saturating_sub(1) / self.size;
        place.min(self.parts.saturating_sub(1))
    }
}

pub fn weight_of(statement: &Statement) -> usize {
    /// The element, mark, speaker, date and links.
    const OVERHEAD_WEIGHT: usize = 530;
    let fields = &statement.fields;
    let quote = fields.quote.as_ref().map_or(0, |quote| quote.value.len());
    let remark = fields.remark.as_ref().map_or(0, |remark| remark.plain.len());
    OVERHEAD_WEIGHT + fields.text.plain.len() + quote + remark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_is_empty_and_none_holds_more_than_two() {
        let size = PageSize { whole: 100, part: 50, data: 50, sitemap: 50 };
        for weights in [vec![1; 1000], vec![49; 33], vec![500; 7], vec![10, 200, 10, 10, 60, 50], vec![51; 2]] {
            let clamped = |weight: &usize| (*weight).min(size.part);
            let of = size.parts(weights.iter().copied(), 0);
            let mut paginator = Paginator::new(size, of);
            let mut part_weights = vec![0; of];
            for weight in &weights {
                part_weights[paginator.next_part(*weight)] += clamped(weight);
            }
            assert!(of == 1 || part_weights.iter().all(|weight| (1..100).contains(weight)), "{weights:?}: {part_weights:?}");
        }
    }
}
