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

use std::collections::{BTreeSet, HashMap};

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
    /// The first work of the same house, by work.
    houses: Vec<Id<Source>>,
}

/// Who published a work: the actor where it is one, else the name as written.
#[must_use]
pub fn house(model: &Model, id: Id<Source>) -> Option<(Option<usize>, String)> {
    if let Some(actor) = model.sources[id].publisher {
        return Some((Some(actor.index()), String::new()));
    }
    let name = model.written_source(id)?.publisher.as_ref()?.value.trim().to_lowercase();
    (!name.is_empty()).then_some((None, name))
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
        let mut first = HashMap::new();
        let houses = model.sources.ids().map(|id| house(model, id).map_or(id, |house| *first.entry(house).or_insert(id))).collect();
        Self { statements: origins, works, houses }
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

    /// How many of these works are independent of each other: two of one house are one voice.
    #[must_use]
    pub fn independent(&self, works: &BTreeSet<Id<Source>>) -> usize {
        works.iter().map(|id| self.houses.get(id.index()).copied().unwrap_or(*id)).collect::<BTreeSet<_>>().len()
    }

    /// The works that all pieces of evidence together go back to. [`Self::independent`] says how many voices these are.
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
    /// How many independent origins it and those that support it go back to together; 1 where they all rely on one work or one house,
    /// however many repeat it.
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
        independent_origins: origins.independent(&origins.of_evidence(&all)),
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
        let mut graph =
            Self { statements, edges: Vec::with_capacity(count), ends: Vec::with_capacity(count), works: Vec::with_capacity(count) };
        for statement in model.statements.as_slice() {
            let mut edges = Vec::new();
            for work in &statement.via {
                let told =
                    statement.supports.iter().chain(&statement.supported_by).filter(|other| model.statements[**other].source == *work);
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
            let through_others =
                work.read && !work.statements.is_empty() && work.statements.iter().all(|s| !model.statements[*s].via.is_empty());
            graph.ends.push((!through_others).then_some(id));
            graph.works.push(id);
            graph.edges.push(if through_others { work.statements.iter().map(|s| s.index()).collect() } else { Vec::new() });
        }
        graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::file::Files;
    use crate::model::resolve::{OtherFiles, resolve};
    use crate::parse::fields::Kind;
    use crate::parse::{Slot, front_matter};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;
    use std::sync::Arc;

    /// A model of sources alone, each given by its id and its front matter without the title.
    fn model(sources: &[(&str, String)]) -> Model {
        let mut files = Files::default();
        let mut set = |path: &str, text: String| {
            let hash = blake3::hash(text.as_bytes());
            files.set(path, text.into(), hash)
        };
        let (config, problems) = config::read(&set("site.toml", "title = \"T\"\nbase_url = \"https://example.org/\"\n".to_owned()), None);
        assert!(problems.is_empty(), "{problems:?}");
        let parsed: Vec<_> = sources
            .iter()
            .map(|(id, front)| {
                let file = set(&format!("content/sources/{id}.md"), format!("+++\ntitle = \"{id}\"\n{front}+++\n"));
                Arc::new(front_matter::note(Slot::Note(Kind::Source), id, None, Some(&*file), None, true).unwrap())
            })
            .collect();
        for note in &parsed {
            assert!(note.diagnostics.is_empty(), "{:?}", note.diagnostics);
        }
        let (model, _, problems) = resolve(&parsed, &Arc::new(config), &OtherFiles::default(), false);
        assert!(problems.is_empty(), "{problems:?}");
        model
    }

    fn statement(model: &Model, name: &str) -> Id<Statement> {
        model.statements.ids().find(|id| model.statement_name(*id) == name).unwrap()
    }

    fn source(model: &Model, name: &str) -> Id<Source> {
        model.sources.iter().find(|(_, s)| &*model.notes[s.note].id == name).unwrap().0
    }

    fn names(model: &Model, origins: &[Id<Source>]) -> Vec<String> {
        origins.iter().map(|id| model.notes[model.sources[*id].note].id.to_string()).collect()
    }

    fn says(id: &str, more: &str) -> String {
        format!("[[statements]]\nid = \"{id}\"\ntext = \"T\"\n{more}")
    }

    #[test]
    fn five_that_rely_on_one_are_one() {
        let cited = ("agency", "access = \"cited\"\n".to_owned());
        let readers: Vec<(String, String)> = (0..5).map(|n| (format!("article-{n}"), says("s", "via = \"agency\"\n"))).collect();
        let mut all: Vec<(&str, String)> = readers.iter().map(|(id, text)| (id.as_str(), text.clone())).collect();
        all.push(cited);
        let model = model(&all);
        let origins = Origins::of(&model);
        let evidence: Vec<Evidence> = model.statements.ids().map(Evidence::Statement).collect();
        assert_eq!(names(&model, &origins.of_evidence(&evidence).into_iter().collect::<Vec<_>>()), ["agency"]);
        let works: Vec<Evidence> = model.sources.ids().map(Evidence::Source).collect();
        assert_eq!(names(&model, &origins.of_evidence(&works).into_iter().collect::<Vec<_>>()), ["agency"]);
    }

    #[test]
    fn the_way_goes_on_through_a_work_that_was_read() {
        let model = model(&[
            ("agency", "access = \"cited\"\n".to_owned()),
            ("daily", says("told", "via = \"agency\"\n") + &says("own", "")),
            ("blog", says("same", "via = \"daily\"\nsupports = [\"daily#told\"]\n") + &says("loose", "via = \"daily\"\n")),
        ]);
        let origins = Origins::of(&model);
        let of = |name: &str| names(&model, origins.of_statement(statement(&model, name)));
        assert_eq!(of("daily#told"), ["agency"]);
        assert_eq!(of("daily#own"), ["daily"]);
        assert_eq!(of("blog#same"), ["agency"]);
        assert_eq!(of("blog#loose"), ["daily"]);
        assert_eq!(names(&model, origins.of_work(source(&model, "blog"))), ["blog"]);
        let borne_out = corroboration(&model, &origins, statement(&model, "daily#told"));
        assert_eq!((borne_out.supporting.len(), borne_out.independent_origins, borne_out.denied_by.len()), (1, 1, 0));
    }

    #[test]
    fn a_circle_is_one_origin() {
        let model = model(&[("a", says("s", "via = \"b\"\n")), ("b", says("s", "via = \"a\"\n")), ("c", says("s", "via = \"b\"\n"))]);
        let origins = Origins::of(&model);
        for id in model.statements.ids() {
            assert_eq!(names(&model, origins.of_statement(id)), ["a"]);
        }
    }

    #[test]
    fn independent_support_and_denial_are_counted() {
        let model = model(&[("a", says("s", "")), ("b", says("s", "supports = [\"a#s\"]\n")), ("c", says("s", "denies = [\"a#s\"]\n"))]);
        let borne_out = corroboration(&model, &Origins::of(&model), statement(&model, "a#s"));
        assert_eq!((borne_out.supporting.len(), borne_out.independent_origins, borne_out.denied_by.len()), (1, 2, 1));
    }

    /// A statement: its `via`, and what it supports.
    type AnyStatement = (Vec<usize>, Vec<(usize, usize)>);

    /// Any works: whether each was read, and its statements.
    fn works() -> impl Strategy<Value = Vec<(bool, Vec<AnyStatement>)>> {
        let statement = (prop::collection::vec(0..6_usize, 0..3), prop::collection::vec((0..6_usize, 0..3_usize), 0..3));
        prop::collection::vec((any::<bool>(), prop::collection::vec(statement, 0..3)), 1..6)
    }

    fn build(works: &[(bool, Vec<AnyStatement>)]) -> Model {
        let exists = |(work, statement): (usize, usize)| works.get(work).is_some_and(|(read, list)| *read && statement < list.len());
        let texts: Vec<(String, String)> = works
            .iter()
            .enumerate()
            .map(|(w, (read, list))| {
                let mut text = if *read { String::new() } else { "access = \"cited\"\n".to_owned() };
                for (n, (via, supports)) in list.iter().enumerate().filter(|_| *read) {
                    let via: BTreeMap<usize, String> =
                        via.iter().filter(|v| **v < works.len()).map(|v| (*v, format!("\"w{v}\""))).collect();
                    let supports = supports.iter().copied().filter(|to| exists(*to) && *to != (w, n));
                    let supports: BTreeMap<(usize, usize), String> = supports.map(|to| (to, format!("\"w{}#s{}\"", to.0, to.1))).collect();
                    let list = |items: Vec<&String>| items.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
                    let _ = write!(text, "{}", says(&format!("s{n}"), ""));
                    if !via.is_empty() {
                        let _ = writeln!(text, "via = [{}]", list(via.values().collect()));
                    }
                    let _ = writeln!(text, "supports = [{}]", list(supports.values().collect()));
                }
                (format!("w{w}"), text)
            })
            .collect();
        model(&texts.iter().map(|(id, text)| (id.as_str(), text.clone())).collect::<Vec<_>>())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn every_way_ends_and_more_evidence_never_has_fewer_origins(works in works()) {
            let model = build(&works);
            let origins = Origins::of(&model);
            let mut evidence = Vec::new();
            let mut before = 0;
            for id in model.statements.ids() {
                let found = origins.of_statement(id);
                prop_assert!(!found.is_empty());
                prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
                if model.statements[id].via.is_empty() {
                    prop_assert_eq!(found, &[model.statements[id].source][..]);
                }
                evidence.push(Evidence::Statement(id));
                let now = origins.of_evidence(&evidence).len();
                prop_assert!(now >= before);
                before = now;
            }
            for (id, work) in model.sources.iter() {
                prop_assert_eq!(origins.of_work(id).len(), 1);
                if !work.read {
                    prop_assert_eq!(origins.of_work(id), &[id][..]);
                }
            }
        }
    }
}
