//! Circles in relations that ought to have none.

/// The strongly connected components of a graph: groups of nodes each of which leads to each other one.
///
/// `edges` holds, by node, the nodes that it leads to; numbers that are no node are ignored. A component comes after all those that
/// it leads to; its nodes are ascending. Tarjan's algorithm, in time linear in nodes and edges, without recursion: a chain of a
/// hundred thousand notes must not overflow the stack.
pub fn strongly_connected_components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    const DONE: usize = usize::MAX - 1;
    let mut low = vec![NEW; edges.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    let mut next_number = 0_usize;
    let get = |low: &[usize], node: usize| low.get(node).copied().unwrap_or(DONE);
    for start in 0..edges.len() {
        if get(&low, start) != NEW {
            continue;
        }
        // Node, its own number, and the place of the next edge to follow.
        let mut path = vec![(start, next_number, 0_usize)];
        while let Some((node, number, place)) = path.pop() {
            if place == 0 {
                if let Some(slot) = low.get_mut(node) {
                    *slot = number;
                }
                next_number = next_number.max(number + 1);
                open.push(node);
            }
            if let Some(to) = edges.get(node).and_then(|list| list.get(place)) {
                path.push((node, number, place + 1));
                match get(&low, *to) {
                    NEW => path.push((*to, next_number, 0)),
                    DONE => {}
                    reached => lower(&mut low, node, reached),
                }
                continue;
            }
            let lowest = get(&low, node);
            if let Some((above, _, _)) = path.last() {
                lower(&mut low, *above, lowest);
            }
            if lowest == number {
                let from = open.iter().rposition(|n| *n == node).unwrap_or(0);
                let mut group = open.split_off(from);
                for member in &group {
                    if let Some(slot) = low.get_mut(*member) {
                        *slot = DONE;
                    }
                }
                group.sort_unstable();
                found.push(group);
            }
        }
    }
    found
}

fn lower(low: &mut [usize], node: usize, to: usize) {
    if let Some(slot) = low.get_mut(node) {
        *slot = (*slot).min(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_component_comes_after_those_that_it_leads_to() {
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![4], vec![0]];
        assert_eq!(strongly_connected_components(&edges), [vec![3], vec![1, 2], vec![0], vec![4], vec![5]]);
    }

    #[test]
    fn a_long_chain_overflows_nothing() {
        let edges: Vec<Vec<usize>> = (0..200_000).map(|n| vec![n + 1]).collect();
        assert_eq!(strongly_connected_components(&edges).len(), 200_000);
    }

    proptest! {
        #[test]
        fn two_nodes_share_a_component_where_each_leads_to_the_other(
            edges in (1_usize..12).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(0..n, 0..4), n))
        ) {
            let n = edges.len();
            let mut leads = vec![vec![false; n]; n];
            for (from, list) in edges.iter().enumerate() {
                leads[from][from] = true;
                for to in list { leads[from][*to] = true; }
            }
            for mid in 0..n {
                let onward = leads[mid].clone();
                for row in leads.iter_mut().filter(|row| row[mid]) {
                    for (slot, further) in row.iter_mut().zip(&onward) { *slot |= further; }
                }
            }
            let groups = strongly_connected_components(&edges);
            prop_assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), n);
            let place = |node: usize| groups.iter().position(|g| g.contains(&node)).unwrap();
            for (a, row) in leads.iter().enumerate() {
                for (b, there) in row.iter().enumerate() {
                    prop_assert_eq!(*there && leads[b][a], place(a) == place(b));
                    prop_assert!(!*there || place(b) <= place(a));
                }
            }
        }
    }
}
