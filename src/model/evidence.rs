//! What evidence goes back to. The same statement in five sources that all rely on one is not five.
//!
//! An *origin* is the work at which the way back ends:
//!
//! - A statement without `via` goes back to its own source.
//! - A statement with `via` goes back to those works. One that nobody read (`access = "cited"`) is the end of the way. One that was read
//!   may say how it knows: where it has statements that this one supports, or that support it, the way goes on through them; else it
//!   goes on as for the work as a whole.
//! - A work as a whole goes back to itself, unless all that it carries came to it through others and from one single origin; then it
//!   goes back to that one.
//! - Works that rely on each other in a circle, and on nothing outside it, are one origin: the first of them by id stands for it.

use std::collections::BTreeSet;

use super::circle::components;
use super::{Answer, Evidence, Id, Model, Source, Statement};

/// Past this many origins a statement's list is cut: whether evidence is independent is then no question any more, and a list that grew
/// with every link of a chain would make the work quadratic.
pub const MOST_ORIGINS: usize = 64;

/// The origins of every statement and work, worked out once for a model.
#[derive(Debug, Default)]
pub struct Origins {
    statements: Vec<Box<[Id<Source>]>>,
    works: Vec<Box<[Id<Source>]>>,
}

impl Origins {
    /// Follows all statements and works back. Time is linear in statements, works and the relations between them.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let graph = Graph::of(model);
        let mut origins = vec![Box::<[Id<Source>]>::default(); graph.edges.len()];
        for group in components(&graph.edges) {
            let mut found = BTreeSet::new();
            for node in &group {
                found.extend(graph.ends.get(*node).copied().flatten());
                let beyond = graph.edges.get(*node).into_iter().flatten().filter(|to| group.binary_search(to).is_err());
                found.extend(beyond.filter_map(|to| origins.get(*to)).flatten().copied());
            }
            if found.is_empty() {
                // A circle with no way out.
                found.extend(group.iter().filter_map(|node| graph.works.get(*node).copied()).min());
            }
            for node in &group {
                let own = graph.works.get(*node).filter(|_| *node >= graph.statements && found.len() > 1);
                if let Some(slot) = origins.get_mut(*node) {
                    *slot = own.map_or_else(|| found.iter().take(MOST_ORIGINS).copied().collect(), |work| Box::from([*work]));
                }
            }
        }
        let works = origins.split_off(graph.statements.min(origins.len()));
        Self { statements: origins, works }
    }

    /// The works that a statement goes back to, ascending; never empty for a statement of the model.
    #[must_use]
    pub fn of_statement(&self, id: Id<Statement>) -> &[Id<Source>] {
        self.statements.get(id.index()).map_or(&[], |list| &**list)
    }

    /// The work that a work as a whole goes back to.
    #[must_use]
    pub fn of_work(&self, id: Id<Source>) -> &[Id<Source>] {
        self.works.get(id.index()).map_or(&[], |list| &**list)
    }

    /// The works that all pieces of evidence together go back to. How many there are is how many independent origins the evidence has.
    #[must_use]
    pub fn of_evidence(&self, evidence: &[Evidence]) -> BTreeSet<Id<Source>> {
        evidence
            .iter()
            .flat_map(|piece| match piece {
                Evidence::Source(id) => self.of_work(*id),
                Evidence::Statement(id) => self.of_statement(*id),
            })
            .copied()
            .collect()
    }

    /// The works that an answer's evidence goes back to.
    #[must_use]
    pub fn of_answer(&self, answer: &Answer) -> BTreeSet<Id<Source>> {
        self.of_evidence(&answer.evidence())
    }
}

impl Answer {
    /// All its evidence: statements, then works.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence> {
        self.statements.iter().map(|id| Evidence::Statement(*id)).chain(self.sources.iter().copied()).collect()
    }
}

/// How well a statement is borne out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corroboration {
    /// The statements that support it.
    pub supporting: Vec<Id<Statement>>,
    /// How many origins it and those that support it go back to together; 1 where they all rely on one work, however many repeat it.
    pub independent_origins: usize,
    /// The statements that deny it.
    pub denied_by: Vec<Id<Statement>>,
}

/// How well a statement is borne out, and by how many works that do not rely on each other.
#[must_use]
pub fn corroboration(model: &Model, origins: &Origins, id: Id<Statement>) -> Corroboration {
    let statement = &model.statements[id];
    let all: Vec<Evidence> = statement.supported_by.iter().chain([&id]).map(|s| Evidence::Statement(*s)).collect();
    Corroboration {
        supporting: statement.supported_by.clone(),
        independent_origins: origins.of_evidence(&all).len(),
        denied_by: statement.denied_by.clone(),
    }
}

/// The ways back: statements are the first nodes, works the rest.
struct Graph {
    statements: usize,
    edges: Vec<Vec<usize>>,
    /// The work at which the way ends, by node.
    ends: Vec<Option<Id<Source>>>,
    /// The work that a node is or belongs to.
    works: Vec<Id<Source>>,
}

impl Graph {
    fn of(model: &Model) -> Self {
        let statements = model.statements.len();
        let count = statements.saturating_add(model.sources.len());
        let mut graph = Self {
            statements,
            edges: Vec::with_capacity(count),
            ends: Vec::with_capacity(count),
            works: Vec::with_capacity(count),
        };
        for statement in model.statements.as_slice() {
            let mut edges = Vec::new();
            for work in &statement.via {
                let told = statement.supports.iter().chain(&statement.supported_by).filter(|other| model.statements[**other].source == *work);
                let before = edges.len();
                edges.extend(told.map(|other| other.index()));
                if edges.len() == before {
                    edges.push(statements.saturating_add(work.index()));
                }
            }
            graph.ends.push(statement.via.is_empty().then_some(statement.source));
            graph.works.push(statement.source);
            graph.edges.push(edges);
        }
        for (id, work) in model.sources.iter() {
            let through_others = work.read && !work.statements.is_empty() && work.statements.iter().all(|s| !model.statements[*s].via.is_empty());
            graph.ends.push((!through_others).then_some(id));
            graph.works.push(id);
            graph.edges.push(if through_others { work.statements.iter().map(|s| s.index()).collect() } else { Vec::new() });
        }
        graph
    }
}
