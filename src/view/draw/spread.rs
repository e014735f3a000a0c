//! Spreading: labels in a column, each as near as can be to where it would like to stand, none on another.

/// A label in a column.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Where its middle would like to be.
    pub at: f64,
    /// How high it is.
    pub height: f64,
}

/// The middles of labels, given in the order of their wishes, in a column from 0 to `room`. Where two would meet they become one block at the
/// mean of their wishes; then all are pushed inside. Where there is too little room they go on below it.
pub fn column(wishes: &[Wish], room: f64) -> Vec<f64> {
    struct Block {
        /// Where its top would like to be: the mean over its labels.
        top: f64,
        height: f64,
        labels: f64,
    }
    let mut blocks: Vec<Block> = Vec::new();
    for wish in wishes {
        let mut block = Block { top: wish.at - wish.height / 2.0, height: wish.height, labels: 1.0 };
        while let Some(before) = blocks.pop_if(|before| before.top + before.height > block.top) {
            let labels = before.labels + block.labels;
            let top = (before.top * before.labels + (block.top - before.height) * block.labels) / labels;
            block = Block { top, height: before.height + block.height, labels };
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
    let mut tops = blocks.iter();
    let mut middles = Vec::with_capacity(wishes.len());
    let (mut at, mut left) = (0.0, 0.0);
    for wish in wishes {
        if left < 0.5
            && let Some(block) = tops.next()
        {
            (at, left) = (block.top, block.labels);
        }
        middles.push(at + wish.height / 2.0);
        at += wish.height;
        left -= 1.0;
    }
    middles
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Wish, column};

    #[test]
    fn labels_stay_where_they_like_to_be() {
        let wish = |at| Wish { at, height: 10.0 };
        assert_eq!(column(&[wish(20.0), wish(60.0)], 100.0), [20.0, 60.0]);
        assert_eq!(column(&[wish(50.0), wish(50.0)], 100.0), [45.0, 55.0]);
        assert_eq!(column(&[wish(99.0)], 100.0), [95.0]);
        assert!(column(&[], 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn none_stands_on_another(mut wishes in prop::collection::vec((0.0..500.0f64, 5.0..40.0f64), 0..25)) {
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let wishes: Vec<Wish> = wishes.into_iter().map(|(at, height)| Wish { at, height }).collect();
            let needed: f64 = wishes.iter().map(|wish| wish.height).sum();
            let room = needed.max(500.0);
            let middles = column(&wishes, room);
            prop_assert_eq!(middles.len(), wishes.len());
            let mut end = -1e-6;
            for (middle, wish) in middles.iter().zip(&wishes) {
                prop_assert!(middle - wish.height / 2.0 >= end - 1e-6, "{middles:?}");
                end = middle + wish.height / 2.0;
            }
            prop_assert!(end <= room + 1e-6);
        }
    }
}
