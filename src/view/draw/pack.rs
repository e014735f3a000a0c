//! Packing: things into rows, so that in no row two of them meet.

/// From where to where something reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extent {
    pub from: f64,
    pub to: f64,
}

impl Extent {
    /// From here to there, whichever comes first.
    pub const fn new(from: f64, to: f64) -> Self {
        Self { from: from.min(to), to: from.max(to) }
    }

    /// Whether two meet, or come nearer to each other than the gap.
    pub fn meets(self, other: Self, gap: f64) -> bool {
        self.from < other.to + gap && other.from < self.to + gap
    }

    const fn inside(self, room: Self) -> bool {
        self.from >= room.from && self.to <= room.to
    }
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placement {
    /// Its row, from 0.
    pub row: usize,
    /// Which of its extents it has there.
    pub choice: usize,
}

/// Puts each into the first row where one of its extents is free, the first extent tried first. What would leave the room is not tried. A
/// thing's last extent is its fallback, for which there is always room: it is tried only where none of the others stays inside.
pub fn rows(things: &[Vec<Extent>], room: Extent, gap: f64) -> Vec<Placement> {
    let mut taken: Vec<Vec<Extent>> = Vec::new();
    let mut places = Vec::with_capacity(things.len());
    for extents in things {
        let last = extents.len().saturating_sub(1);
        let inside = |choice: usize| extents.get(choice).is_some_and(|extent| extent.inside(room));
        let fallback_allowed = !(0..last).any(inside);
        let free = |row: &[Extent]| {
            let open = |extent: &Extent| !row.iter().any(|other| extent.meets(*other, gap));
            let mut tried =
                extents.iter().enumerate().filter(|(choice, _)| if *choice == last { fallback_allowed } else { inside(*choice) });
            tried.find(|(_, extent)| open(extent)).map(|(choice, _)| choice)
        };
        let found = taken.iter().enumerate().find_map(|(row, extents)| free(extents).map(|choice| Placement { row, choice }));
        let place = found.unwrap_or_else(|| {
            taken.push(Vec::new());
            Placement { row: taken.len().saturating_sub(1), choice: free(&[]).unwrap_or(last) }
        });
        if let (Some(row), Some(extent)) = (taken.get_mut(place.row), extents.get(place.choice)) {
            row.push(*extent);
        }
        places.push(place);
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Extent, rows};

    #[test]
    fn a_free_row_is_used_again() {
        let at = |from: f64, to: f64| vec![Extent::new(from, to)];
        let places = rows(&[at(0.0, 10.0), at(5.0, 15.0), at(20.0, 30.0)], Extent::new(0.0, 100.0), 2.0);
        assert_eq!(places.iter().map(|place| place.row).collect::<Vec<_>>(), [0, 1, 0]);
    }

    #[test]
    fn what_would_leave_the_room_stands_on_the_other_side_or_does_without() {
        let choice = |extents: [(f64, f64); 3]| {
            let extents = extents.map(|(from, to)| Extent::new(from, to)).to_vec();
            rows(&[extents], Extent::new(0.0, 100.0), 2.0).first().map(|place| place.choice)
        };
        assert_eq!(choice([(90.0, 130.0), (50.0, 90.0), (88.0, 92.0)]), Some(1));
        assert_eq!(choice([(90.0, 130.0), (-50.0, 90.0), (88.0, 92.0)]), Some(2));
    }

    proptest! {
        #[test]
        fn in_no_row_two_meet(things in prop::collection::vec((0.0..900.0f64, 1.0..200.0f64), 0..120)) {
            let things: Vec<Vec<Extent>> = things.iter().map(|(at, long)| vec![Extent::new(*at, at + long), Extent::new(at - long, *at), Extent::new(*at, *at)]).collect();
            let places = rows(&things, Extent::new(0.0, 900.0), 3.0);
            for (a, own) in places.iter().enumerate() {
                for (b, other) in places.iter().enumerate().skip(a + 1) {
                    prop_assert!(own.row != other.row || !things[a][own.choice].meets(things[b][other.choice], 3.0));
                }
            }
        }
    }
}
