//! Circles in relations that ought to have none.

/// The strongly connected components of a graph: groups of nodes each of which leads to each other one.
///
/// `edges` holds, by node, the nodes that it leads to. A component comes after all those that it leads to; its nodes are ascending.
/// Tarjan's algorithm, in time linear in nodes and edges, without recursion: a chain of a hundred thousand notes must not overflow the stack.
#[expect(clippy::indexing_slicing, reason = "edges lead to nodes, and every node has its place in each list")]
pub fn strongly_connected_components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    const DONE: usize = usize::MAX - 1;
    let mut low = vec![NEW; edges.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    let mut next_number = 0_usize;
    for start in 0..edges.len() {
        if low[start] != NEW {
            continue;
        }
        // Node, its own number, and the place of the next edge to follow.
        let mut path = vec![(start, next_number, 0_usize)];
        while let Some((node, number, place)) = path.pop() {
            if place == 0 {
                low[node] = number;
                next_number = next_number.max(number + 1);
                open.push(node);
            }
            if let Some(to) = edges[node].get(place) {
                path.push((node, number, place + 1));
                match low[*to] {
                    NEW => path.push((*to, next_number, 0)),
                    DONE => {}
                    reached => low[node] = low[node].min(reached),
                }
                continue;
            }
            if let Some((above, ..)) = path.last() {
                low[*above] = low[*above].min(low[node]);
            }
            if low[node] == number {
                let from = open.iter().rposition(|other| *other == node).expect("a node is open until its component is found");
                let mut group = open.split_off(from);
                for member in &group {
                    low[*member] = DONE;
                }
                group.sort_unstable();
                found.push(group);
            }
        }
    }
    found
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
        let edges: Vec<Vec<usize>> = (1..200_000).map(|next| vec![next]).chain([vec![]]).collect();
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
