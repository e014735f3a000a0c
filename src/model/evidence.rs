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
//!
//! Beside the origin stands the work through which it is *known*: the same way back, which ends already at the last work that was read.
//!
//! Who speaks is counted apart: pieces of evidence with a speaker in common are one voice, and so are reports of one utterance.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::graph::strongly_connected_components;
use super::{Actor, Answer, Evidence, Id, Model, Source, Statement, Table};
use crate::parse::name::spelling_key;

/// Past this many origins a statement's list is cut: whether evidence is independent is then no question any more, and a list that grew
/// with every link of a chain would make the work quadratic.
pub const MAX_ORIGINS: usize = 64;

/// The origins of every statement and work, worked out once for a model.
#[derive(Debug, Default)]
pub struct Origins {
    statements: Table<Works, Statement>,
    works: Table<Works, Source>,
    /// The works that were read and through which a statement is known.
    statements_known: Table<Works, Statement>,
    /// The same of a work. A work that nobody read is known through those that cite it.
    works_known: Table<Works, Source>,
    /// The first statement that reports the same utterance.
    pub utterances: Table<Id<Statement>, Statement>,
    /// The first work of the same publisher.
    publishers: Table<Id<Source>, Source>,
}

/// Who published a work: the actor where it is one, else the name as written.
pub fn publisher_key(model: &Model, id: Id<Source>) -> Option<(Option<usize>, String)> {
    if let Some(actor) = model.sources[id].publishing_actor() {
        return Some((Some(actor.index()), String::new()));
    }
    let name = spelling_key(model.sources[id].voice.publisher.as_ref()?.name.trim_matches(['{', '}']));
    (!name.is_empty()).then_some((None, name))
}

/// Where a way back through the works ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PathEnd {
    /// At a work that goes back to no other, read or not.
    Origin,
    /// At the last work that was read, not at the one behind it that nobody read.
    LastRead,
}

impl Origins {
    /// Follows all statements and works back. Time is linear in statements, works and the relations between them.
    pub fn new(model: &Model) -> Self {
        let (statements, works) = ProvenanceGraph::new(model, PathEnd::Origin).origins();
        let (statements_known, works_known) = ProvenanceGraph::new(model, PathEnd::LastRead).origins();
        let mut first = HashMap::new();
        let publishers = model.sources.ids().map(|id| publisher_key(model, id).map_or(id, |key| *first.entry(key).or_insert(id))).collect();
        Self { statements, works, statements_known, works_known, utterances: utterances(model), publishers }
    }

    /// What stands behind pieces of evidence together: through which works they are known, and who speaks.
    pub fn backing(&self, model: &Model, evidence: &[Evidence]) -> Backing {
        let first_of_publisher = |id: &Id<Source>| self.publishers[*id];
        let (mut works, mut roots) = (BTreeSet::new(), BTreeSet::new());
        let mut voices: Vec<HashSet<VoiceLink>> = Vec::new();
        for piece in evidence {
            let (known, origins, speakers, utterance) = match piece {
                Evidence::Source(id) => {
                    // A work that nobody read says nothing that we heard.
                    let work = &model.sources[*id];
                    let own = if work.read { own_speakers(&work.voice.actors(), first_of_publisher(id)) } else { Vec::new() };
                    (&self.works_known[*id], &self.works[*id], own, None)
                }
                Evidence::Statement(id) => (
                    &self.statements_known[*id],
                    &self.statements[*id],
                    speakers(model, *id, first_of_publisher),
                    Some(VoiceLink::Utterance(self.utterances[*id])),
                ),
            };
            works.extend(known.iter().copied());
            roots.extend(origins.iter().copied());
            join_voices(&mut voices, speakers.into_iter().map(VoiceLink::Speaker).chain(utterance).collect());
        }
        let publishers = works.iter().map(first_of_publisher).collect::<BTreeSet<_>>().len();
        let origin = roots.first().copied().filter(|id| roots.len() == 1 && !model.sources[*id].read);
        Backing { publishers, works: works.into_iter().collect(), speakers: voices.len(), origin }
    }
}

/// What stands behind pieces of evidence together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backing {
    /// The works that were read and through which they are known, ascending.
    pub works: Vec<Id<Source>>,
    pub publishers: usize,
    /// How many different people, states or works speak; those who spoke together are one, and so are those who spoke for the same state.
    pub speakers: usize,
    /// The one work that nobody read to which all of them go back.
    pub origin: Option<Id<Source>>,
}

impl Backing {
    /// The one work on which all of it rests: that to which it goes back, else the one through which it is known.
    pub fn single(&self) -> Option<Id<Source>> {
        self.origin.or_else(|| self.works.first().copied().filter(|_| self.works.len() == 1))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Speaker {
    Actor(Id<Actor>),
    /// A work in its own voice, by the first of its publisher's works.
    Work(Id<Source>),
    /// Somebody who is not an actor here, in the words in which a work describes them.
    Described(Id<Source>, String),
}

/// What makes one voice of two pieces of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum VoiceLink {
    Speaker(Speaker),
    Utterance(Id<Statement>),
}

fn speakers(model: &Model, id: Id<Statement>, first_of_publisher: impl Fn(&Id<Source>) -> Id<Source>) -> Vec<Speaker> {
    let statement = &model.statements[id];
    // Who speaks for a state and the state itself are one speaker: "Moscow", its president and its spokesman are not three witnesses.
    let spoken_for = statement.on_behalf_of.iter().copied().map(Speaker::Actor);
    if !statement.by.is_empty() {
        statement.by.iter().copied().map(Speaker::Actor).chain(spoken_for).collect()
    } else if let Some(described) = &statement.fields.speaker {
        std::iter::once(Speaker::Described(statement.source, spelling_key(described))).chain(spoken_for).collect()
    } else {
        own_speakers(&statement.own_voice, first_of_publisher(&statement.source))
    }
}

/// Who speaks in a work's own voice: the actors, else the publisher, for which its first work stands.
fn own_speakers(actors: &[Id<Actor>], first_of_publisher: Id<Source>) -> Vec<Speaker> {
    if actors.is_empty() { vec![Speaker::Work(first_of_publisher)] } else { actors.iter().copied().map(Speaker::Actor).collect() }
}

/// Adds the links of one piece of evidence; voices that share a link are one.
fn join_voices(voices: &mut Vec<HashSet<VoiceLink>>, mut links: HashSet<VoiceLink>) {
    if !links.is_empty() {
        let shared: Vec<HashSet<VoiceLink>> = voices.extract_if(.., |voice| !voice.is_disjoint(&links)).collect();
        links.extend(shared.into_iter().flatten());
        voices.push(links);
    }
}

/// The first statement that reports the same utterance as each: where `same_utterance` says so, or where one speaker spoke at one exact date.
fn utterances(model: &Model) -> Table<Id<Statement>, Statement> {
    let mut first: Table<Id<Statement>, Statement> = model.statements.ids().collect();
    let mut spoken = HashMap::new();
    let mut pairs: Vec<(Id<Statement>, Id<Statement>)> = Vec::new();
    for (id, statement) in model.statements.iter() {
        pairs.extend(statement.same_utterance.iter().map(|other| (id, *other)));
        if let Some(said) = statement.said.filter(|said| said.is_exact())
            && !statement.by.is_empty()
        {
            let mut by = statement.by.clone();
            by.sort_unstable();
            pairs.extend(spoken.insert((by, said.earliest().map(|bound| bound.day)), id).map(|before| (before, id)));
        }
    }
    let root = |first: &Table<_, Statement>, mut at: Id<Statement>| {
        while first[at] != at {
            at = first[at];
        }
        at
    };
    for (a, b) in pairs {
        let (a, b) = (root(&first, a), root(&first, b));
        first[a.max(b)] = a.min(b);
    }
    first.ids().map(|at| root(&first, at)).collect()
}

impl Answer {
    /// All its evidence: statements, then works.
    pub fn evidence(&self) -> Vec<Evidence> {
        self.statements.iter().map(|id| Evidence::Statement(*id)).chain(self.sources.iter().map(|id| Evidence::Source(*id))).collect()
    }

    /// Whether a settled dispute came to it.
    pub fn holds(&self) -> bool {
        self.fields.holds.as_ref().is_some_and(|holds| holds.value)
    }
}

/// The ways back: statements are the first nodes, works the rest.
struct ProvenanceGraph {
    statements: usize,
    edges: Vec<Vec<usize>>,
    /// The work at which the way ends, by node.
    ends: Vec<Option<Id<Source>>>,
    /// The work that a node is or belongs to.
    works: Vec<Id<Source>>,
}

/// A few works, in order.
type Works = Box<[Id<Source>]>;

#[expect(clippy::indexing_slicing, reason = "nodes are numbered by the graph itself, and each has its place in every list")]
impl ProvenanceGraph {
    /// Where the ways end, by statement and by work.
    fn origins(self) -> (Table<Works, Statement>, Table<Works, Source>) {
        let mut origins = vec![Works::default(); self.edges.len()];
        for group in strongly_connected_components(&self.edges) {
            let mut found: BTreeSet<Id<Source>> = group.iter().filter_map(|node| self.ends[*node]).collect();
            let beyond = group.iter().flat_map(|node| &self.edges[*node]).filter(|to| group.binary_search(to).is_err());
            found.extend(beyond.flat_map(|to| &origins[*to]));
            if found.is_empty() && group.iter().any(|node| !self.edges[*node].is_empty()) {
                // A circle with no way out.
                found.extend(group.iter().map(|node| self.works[*node]).min());
            }
            for node in group {
                let unread = self.edges[node].iter().any(|to| *to >= self.statements);
                let is_own = node >= self.statements && found.len() > 1 && !unread;
                origins[node] = if is_own { Box::from([self.works[node]]) } else { found.iter().take(MAX_ORIGINS).copied().collect() };
            }
        }
        let works = origins.split_off(self.statements).into_iter().collect();
        (origins.into_iter().collect(), works)
    }

    fn new(model: &Model, end: PathEnd) -> Self {
        let statements = model.statements.len();
        let count = statements + model.sources.len();
        let mut graph =
            Self { statements, edges: Vec::with_capacity(count), ends: Vec::with_capacity(count), works: Vec::with_capacity(count) };
        for statement in model.statements.as_slice() {
            let mut edges = Vec::new();
            let via = || statement.via.iter().filter(|work| end == PathEnd::Origin || model.sources[**work].read);
            for work in via() {
                let related =
                    statement.supports.iter().chain(&statement.supported_by).filter(|other| model.statements[**other].source == *work);
                let before = edges.len();
                edges.extend(related.map(|other| other.index()));
                if edges.len() == before {
                    edges.push(statements + work.index());
                }
            }
            graph.ends.push((via().count() < statement.via.len().max(1)).then_some(statement.source));
            graph.works.push(statement.source);
            graph.edges.push(edges);
        }
        for (id, work) in model.sources.iter() {
            if end == PathEnd::LastRead && !work.read {
                graph.ends.push(None);
                graph.works.push(id);
                let readers = work.cited_by.iter().filter(|reader| model.sources[**reader].read);
                graph.edges.push(readers.map(|reader| statements + reader.index()).collect());
                continue;
            }
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
    use crate::model::fixture::{model, statement};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    fn source(model: &Model, name: &str) -> Id<Source> {
        model.sources.iter().find(|(_, s)| &*model.notes[s.note].id == name).unwrap().0
    }

    fn names(model: &Model, origins: &[Id<Source>]) -> Vec<String> {
        origins.iter().map(|id| model.notes[model.sources[*id].note].id.to_string()).collect()
    }

    fn of_evidence(origins: &Origins, evidence: &[Evidence]) -> BTreeSet<Id<Source>> {
        let of = |piece: &Evidence| match piece {
            Evidence::Source(id) => origins.works[*id].to_vec(),
            Evidence::Statement(id) => origins.statements[*id].to_vec(),
        };
        evidence.iter().flat_map(of).collect()
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
        let origins = Origins::new(&model);
        let evidence: Vec<Evidence> = model.statements.ids().map(Evidence::Statement).collect();
        assert_eq!(names(&model, &of_evidence(&origins, &evidence).into_iter().collect::<Vec<_>>()), ["agency"]);
        let works: Vec<Evidence> = model.sources.ids().map(Evidence::Source).collect();
        assert_eq!(names(&model, &of_evidence(&origins, &works).into_iter().collect::<Vec<_>>()), ["agency"]);
    }

    #[test]
    fn the_way_goes_on_through_a_work_that_was_read() {
        let model = model(&[
            ("agency", "access = \"cited\"\n".to_owned()),
            ("daily", says("told", "via = \"agency\"\n") + &says("own", "")),
            ("blog", says("same", "via = \"daily\"\nsupports = [\"daily#told\"]\n") + &says("loose", "via = \"daily\"\n")),
        ]);
        let origins = Origins::new(&model);
        let of = |name: &str| names(&model, &origins.statements[statement(&model, name)]);
        assert_eq!(of("daily#told"), ["agency"]);
        assert_eq!(of("daily#own"), ["daily"]);
        assert_eq!(of("blog#same"), ["agency"]);
        assert_eq!(of("blog#loose"), ["daily"]);
        assert_eq!(names(&model, &origins.works[source(&model, "blog")]), ["blog"]);
    }

    #[test]
    fn a_circle_is_one_origin() {
        let model = model(&[("a", says("s", "via = \"b\"\n")), ("b", says("s", "via = \"a\"\n")), ("c", says("s", "via = \"b\"\n"))]);
        let origins = Origins::new(&model);
        for id in model.statements.ids() {
            assert_eq!(names(&model, &origins.statements[id]), ["a"]);
        }
    }

    fn backing(model: &Model, statements: &[&str], works: &[&str]) -> Backing {
        let evidence: Vec<Evidence> = statements
            .iter()
            .map(|name| Evidence::Statement(statement(model, name)))
            .chain(works.iter().map(|name| Evidence::Source(source(model, name))))
            .collect();
        Origins::new(model).backing(model, &evidence)
    }

    fn putin() -> (&'static str, String) {
        ("actors/putin", "summary = \"S\"\n".to_owned())
    }

    #[test]
    fn one_announcement_in_two_articles_is_one_voice() {
        let says_he = |day: &str| says("s", &format!("by = \"putin\"\nsaid = \"{day}\"\n"));
        let model = model(&[
            putin(),
            ("a", says_he("2025-05-11")),
            ("b", says_he("2025-05-11")),
            ("c", says_he("2025-06-20")),
            ("d", says("s", "")),
        ]);
        let same = backing(&model, &["a#s", "b#s"], &[]);
        assert_eq!((same.speakers, same.works.len()), (1, 2));
        // The same man on another day is not a second witness.
        assert_eq!(backing(&model, &["a#s", "c#s"], &[]).speakers, 1);
        let other = backing(&model, &["a#s", "d#s"], &[]);
        assert_eq!((other.speakers, other.works.len()), (2, 2));
    }

    #[test]
    fn the_same_utterance_under_two_names_is_one() {
        let model = model(&[
            putin(),
            ("actors/russia", "summary = \"S\"\n".to_owned()),
            ("a", says("s", "by = \"putin\"\n")),
            ("b", says("s", "by = \"russia\"\nsame_utterance = [\"a#s\"]\n")),
            ("c", says("s", "by = \"russia\"\nsaid = \"2025-06-01\"\n") + &says("t", "by = \"putin\"\nsaid = \"2025-06-01\"\n")),
        ]);
        assert_eq!(backing(&model, &["a#s", "b#s"], &[]).speakers, 1);
        // One day does not make two speakers one.
        assert_eq!(backing(&model, &["c#s", "c#t"], &[]).speakers, 2);
    }

    #[test]
    fn who_speaks_for_a_state_is_one_speaker_with_it() {
        let for_russia = "summary = \"S\"\nspeaks_for = \"russia\"\n".to_owned();
        let model = model(&[
            ("actors/putin", for_russia.clone()),
            ("actors/peskov", for_russia),
            ("actors/russia", "summary = \"S\"\n".to_owned()),
            ("actors/ukraine", "summary = \"S\"\n".to_owned()),
            ("a", says("putin", "by = \"putin\"\n") + &says("himself", "by = \"putin\"\nfor = []\n")),
            ("b", says("peskov", "by = \"peskov\"\n") + &says("russia", "by = \"russia\"\n")),
            ("c", says("ukraine", "by = \"ukraine\"\n") + &says("kremlin", "speaker = \"the Kremlin\"\nfor = \"russia\"\n")),
        ]);
        let found = backing(&model, &["a#putin", "b#russia", "b#peskov", "c#kremlin"], &[]);
        assert_eq!((found.speakers, found.works.len()), (1, 3));
        assert_eq!(backing(&model, &["a#putin", "c#ukraine"], &[]).speakers, 2);
        // What he says for himself alone the state does not say.
        assert_eq!(backing(&model, &["a#himself", "b#russia"], &[]).speakers, 2);
    }

    #[test]
    fn a_vague_day_joins_no_two_sayings() {
        let vague = |id: &str| says(id, "by = \"putin\"\nsaid = \"2025-05\"\n");
        let exact = |id: &str| says(id, "by = \"putin\"\nsaid = \"2025-05-11\"\n");
        let model = model(&[putin(), ("a", vague("v") + &exact("e")), ("b", vague("v") + &exact("e"))]);
        let origins = Origins::new(&model);
        let utterance = |name: &str| origins.utterances[statement(&model, name)];
        assert_ne!(utterance("a#v"), utterance("b#v"));
        assert_eq!(utterance("a#e"), utterance("b#e"));
    }

    #[test]
    fn a_statement_that_an_answer_names_twice_is_one_piece_of_evidence() {
        let answer = "[[answers]]\ntext = \"T\"\nstatements = [\"a#s\", \"a#t\", \"a#s\"]\nsources = [\"a#s\", \"a\", \"a#u\", \"a\"]\n";
        let model =
            model(&[("a", says("s", "") + &says("t", "") + &says("u", "")), ("disputes/which", format!("summary = \"S\"\n{answer}"))]);
        let (_, dispute) = model.disputes.iter().next().unwrap();
        let named = ["a#s", "a#t", "a#u"].map(|name| Evidence::Statement(statement(&model, name)));
        assert_eq!(dispute.answers[0].evidence(), [&named[..], &[Evidence::Source(source(&model, "a"))]].concat());
    }

    #[test]
    fn works_that_nobody_read_count_for_nothing_beyond_their_reader() {
        let model = model(&[
            ("guardian", "access = \"cited\"\n".to_owned()),
            ("politico", "access = \"cited\"\n".to_owned()),
            ("loose", "access = \"cited\"\n".to_owned()),
            ("khar", says("s", "via = \"guardian\"\n") + &says("t", "via = \"politico\"\n") + &says("own", "")),
            ("other", says("s", "via = \"guardian\"\n")),
        ]);
        let in_one = backing(&model, &["khar#s", "khar#t", "khar#own"], &["politico"]);
        assert_eq!(names(&model, &in_one.works), ["khar"]);
        let by_title = backing(&model, &[], &["politico"]);
        assert_eq!((by_title.speakers, names(&model, &by_title.works)), (0, vec!["khar".to_owned()]));
        // Two works behind it that nobody read, and still there is one article that tells of them.
        assert_eq!(in_one.single(), Some(source(&model, "khar")));
        assert_eq!(backing(&model, &[], &["loose"]).works, []);
        let shared = backing(&model, &["khar#s", "other#s"], &[]);
        assert_eq!(shared.origin, Some(source(&model, "guardian")));
        assert_eq!(shared.single(), shared.origin);
        assert_eq!(backing(&model, &["khar#own", "other#s"], &[]).single(), None);
    }

    #[test]
    fn one_speaker_whom_a_work_describes_twice_is_one() {
        let official = |id: &str, speaker: &str| says(id, &format!("speaker = \"{speaker}\"\n"));
        let model = model(&[
            ("a", official("s", "an official") + &official("t", "An official ") + &official("u", "a soldier")),
            ("b", official("s", "an official")),
        ]);
        assert_eq!(backing(&model, &["a#s", "a#t"], &[]).speakers, 1);
        assert_eq!(backing(&model, &["a#s", "a#u"], &[]).speakers, 2);
        // Another work may mean another official.
        assert_eq!(backing(&model, &["a#s", "b#s"], &[]).speakers, 2);
    }

    #[test]
    fn two_works_of_one_house_are_one_voice() {
        let by = |house: &str| format!("publisher = \"{house}\"\n") + &says("s", "");
        let model = model(&[("a", by("Élysée")), ("b", by("e\u{301}lyse\u{301}e ")), ("c", says("s", "")), ("d", by("{Élysée}"))]);
        let found = backing(&model, &["a#s", "b#s", "d#s"], &[]);
        assert_eq!((found.works.len(), found.publishers), (3, 1));
        assert_eq!(backing(&model, &["a#s", "c#s"], &[]).publishers, 2);
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
                        via.iter().filter(|v| **v < works.len() && **v != w).map(|v| (*v, format!("\"w{v}\""))).collect();
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
            let origins = Origins::new(&model);
            let mut evidence = Vec::new();
            let mut before = 0;
            for id in model.statements.ids() {
                let found = &*origins.statements[id];
                prop_assert!(!found.is_empty());
                prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
                if model.statements[id].via.is_empty() {
                    prop_assert_eq!(found, &[model.statements[id].source][..]);
                }
                evidence.push(Evidence::Statement(id));
                let now = of_evidence(&origins, &evidence).len();
                prop_assert!(now >= before);
                before = now;
            }
            for (id, work) in model.sources.iter() {
                prop_assert_eq!(origins.works[id].len(), 1);
                if !work.read {
                    prop_assert_eq!(&*origins.works[id], &[id][..]);
                }
            }
        }
    }
}
