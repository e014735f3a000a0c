//! Spreading: labels in a column, each as near as possible to its ideal place, none on another.

/// A label in a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColumnLabel {
    /// Where its middle ideally is.
    pub ideal: f64,
    pub height: f64,
}

/// The middles of labels, given in the order of their ideal places, in a column from 0 to `room`. Where two would meet they become one block at the
/// mean of their ideal places; then all are pushed inside. Where there is too little room they go on below it.
pub fn column(labels: &[ColumnLabel], room: f64) -> Vec<f64> {
    struct Block {
        /// Where its top ideally is: the mean over its labels.
        top: f64,
        height: f64,
        /// How many labels stand in it.
        count: usize,
    }
    let mut blocks: Vec<Block> = Vec::new();
    for label in labels {
        let mut block = Block { top: label.ideal - label.height / 2.0, height: label.height, count: 1 };
        while let Some(before) = blocks.pop_if(|before| before.top + before.height > block.top) {
            let count = before.count + block.count;
            let top = (before.top * before.count as f64 + (block.top - before.height) * block.count as f64) / count as f64;
            block = Block { top, height: before.height + block.height, count };
        }
        blocks.push(block);
    }
    // From below: what reaches past the end pushes what stands before it; then from above in the same way.
    let mut end = room;
    for block in blocks.iter_mut().rev() {
        block.top = block.top.min(end - block.height);
        end = block.top;
    }
    let mut start = 0.0;
    for block in &mut blocks {
        block.top = block.top.max(start);
        start = block.top + block.height;
    }
    let mut middles = Vec::with_capacity(labels.len());
    let mut labels = labels.iter();
    for block in blocks {
        let mut top = block.top;
        for label in labels.by_ref().take(block.count) {
            middles.push(top + label.height / 2.0);
            top += label.height;
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ColumnLabel, column};

    #[test]
    fn labels_stay_at_their_ideal_places() {
        let label = |at| ColumnLabel { ideal: at, height: 10.0 };
        assert_eq!(column(&[label(20.0), label(60.0)], 100.0), [20.0, 60.0]);
        assert_eq!(column(&[label(50.0), label(50.0)], 100.0), [45.0, 55.0]);
        assert_eq!(column(&[label(99.0)], 100.0), [95.0]);
        assert!(column(&[], 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn none_stands_on_another(mut labels in prop::collection::vec((0.0..500.0f64, 5.0..40.0f64), 0..25)) {
            labels.sort_by(|a, b| a.0.total_cmp(&b.0));
            let labels: Vec<ColumnLabel> = labels.into_iter().map(|(at, height)| ColumnLabel { ideal: at, height }).collect();
            let needed: f64 = labels.iter().map(|label| label.height).sum();
            let room = needed.max(500.0);
            let middles = column(&labels, room);
            prop_assert_eq!(middles.len(), labels.len());
            let mut end = -1e-6;
            for (middle, label) in middles.iter().zip(&labels) {
                prop_assert!(middle - label.height / 2.0 >= end - 1e-6, "{middles:?}");
                end = middle + label.height / 2.0;
            }
            prop_assert!(end <= room + 1e-6);
        }
    }
}
