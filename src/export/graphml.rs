//! Actors, rounds, statements and what joins them, as GraphML 1.0 (<http://graphml.graphdrawing.org/>), for Gephi, yEd, NetworkX and igraph.
//!
//! Every node is an id of the site (a statement's is `source#statement`); `kind` says what it is. Every edge is directed and has a `relation`.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportContext;
use super::{clean, entries};
use crate::parse::date::Edtf;
use crate::parse::fields::{DelegationRole, Fields, Kind};
use crate::parse::record::{Entries, FieldSpec, Value};

/// Attributes: their name, whether nodes or edges have them, what they mean.
const KEYS: [(&str, &str, &str); 12] = [
    ("kind", "node", "actor, round, track, topic, dispute, source or statement"),
    ("label", "node", "title; of a statement its text"),
    ("type", "node", "its type, in the word that editors write"),
    ("status", "node", "of a round whether it took place, of a dispute whether it is settled, in the words that editors write"),
    ("date", "node", "EDTF: when a round was, when a statement was said, when a source was published"),
    ("url", "node", "its page"),
    ("year", "node", "the year of the date"),
    ("relation", "edge", "what joins the two"),
    ("role", "edge", "of a delegation: party, mediator, host, observer, guest, absent"),
    ("from", "edge", "since when, EDTF"),
    ("to", "edge", "until when, EDTF"),
    ("answer", "edge", "which answer to a dispute, from 1"),
];

pub fn graphml(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut graph = Graph { cx, out: Writer::new_with_indent(Vec::new(), b' ', 1), edges: 0 };
    graph.write().expect("memory takes all");
    let mut out = graph.out.into_inner();
    out.push(b'\n');
    out
}

struct Graph<'a> {
    cx: &'a ExportContext<'a>,
    out: Writer<Vec<u8>>,
    edges: usize,
}

impl Graph<'_> {
    fn write(&mut self) -> io::Result<()> {
        self.out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.out.write_event(Event::Start(BytesStart::new("graphml").with_attributes([
            ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd"),
        ])))?;
        for (name, element, meaning) in KEYS {
            let ty = if matches!(name, "year" | "answer") { "int" } else { "string" };
            let key = self.out.create_element("key");
            key.with_attributes([("id", name), ("for", element), ("attr.name", name), ("attr.type", ty)])
                .write_inner_content(|out| out.create_element("desc").write_text_content(BytesText::new(meaning)).map(drop))?;
        }
        self.out.write_event(Event::Start(BytesStart::new("graph").with_attributes([("id", "briefing"), ("edgedefault", "directed")])))?;
        self.nodes()?;
        self.edges_of_actors()?;
        self.edges_of_rounds()?;
        self.edges_of_statements()?;
        self.other_edges()?;
        self.out.write_event(Event::End(BytesEnd::new("graph")))?;
        self.out.write_event(Event::End(BytesEnd::new("graphml")))
    }

    /// A node or an edge: its attributes, and below it its data, without empty ones.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)], data: &[(&str, &str)]) -> io::Result<()> {
        let attributes: Vec<(&str, Cow<'_, str>)> = attributes.iter().map(|(key, text)| (*key, clean::line(text))).collect();
        let element = self.out.create_element(name).with_attributes(attributes.iter().map(|(key, text)| (*key, &**text)));
        let data = data.iter().filter(|(_, text)| !text.is_empty());
        let one = |out: &mut Writer<Vec<u8>>, (key, text): &(&str, &str)| {
            out.create_element("data").with_attribute(("key", *key)).write_text_content(BytesText::new(&clean::line(text))).map(drop)
        };
        element.write_inner_content(|out| data.into_iter().try_for_each(|datum| one(out, datum))).map(drop)
    }

    fn edge(&mut self, from: &str, to: &str, data: &[(&str, &str)]) -> io::Result<()> {
        let id = format!("e{}", self.edges);
        self.edges += 1;
        self.element("edge", &[("id", &id), ("source", from), ("target", to)], data)
    }

    /// Edges of which nothing is said but the relation.
    fn edges<'i>(&mut self, from: &str, relation: &str, to: impl IntoIterator<Item = &'i str>) -> io::Result<()> {
        to.into_iter().try_for_each(|to| self.edge(from, to, &[("relation", relation)]))
    }

    /// A node; `fields` are those that it has in the other outputs.
    fn node(&mut self, id: &str, (kind, label): (&str, &str), fields: &Entries<'_>, date: Option<Edtf>, url: &str) -> io::Result<()> {
        let choice = |key: &str| {
            let word = |(spec, value): &(&FieldSpec, Value<'_>)| match value {
                Value::Choice(word) if spec.key == key => Some(*word),
                _ => None,
            };
            fields.iter().find_map(word).unwrap_or_default()
        };
        let (date, year) = (date_text(date), date.map_or_else(String::new, |date| date.year().to_string()));
        let (ty, status) = (("type", choice("type")), ("status", choice("status")));
        self.element("node", &[("id", id)], &[("kind", kind), ("label", label), ty, status, ("date", &date), ("url", url), ("year", &year)])
    }

    fn nodes(&mut self) -> io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for kind in [Kind::Actor, Kind::Round, Kind::Track, Kind::Topic, Kind::Dispute, Kind::Source] {
            for (id, note) in model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)) {
                let date = match &note.written.fields {
                    Fields::Round(round) => round.date.as_ref(),
                    Fields::Source(source) => source.published.as_ref(),
                    _ => None,
                };
                let fields = entries::of_note(cx, id);
                self.node(&note.id, (kind.as_str(), &note.title), &fields, date.map(|date| date.value), &cx.url_of(id))?;
            }
        }
        for (id, statement) in model.statements.iter() {
            let (label, fields) = (("statement", &*statement.fields.text.plain), entries::of_statement(cx, id));
            self.node(&model.statement_name(id), label, &fields, statement.said, &cx.url_of_statement(id))?;
        }
        Ok(())
    }

    fn edges_of_actors(&mut self) -> io::Result<()> {
        let cx = self.cx;
        for (id, actor) in cx.model.actors.iter() {
            let from = cx.actor_id(id);
            self.edges(from, "part_of", actor.part_of.iter().map(|whole| cx.actor_id(*whole)))?;
            for mandate in &actor.speaks_for {
                let (since, until) = (date_text(mandate.from), date_text(mandate.to));
                self.edge(from, cx.actor_id(mandate.actor), &[("relation", "speaks_for"), ("from", &since), ("to", &until)])?;
            }
            for role in &actor.roles {
                let Some(of) = role.of else { continue };
                let [since, until] = [&role.fields.from, &role.fields.to].map(|at| date_text(at.as_deref().copied()));
                let title = &role.fields.title.value;
                self.edge(from, cx.actor_id(of), &[("relation", "role"), ("role", title), ("from", &since), ("to", &until)])?;
            }
        }
        Ok(())
    }

    fn edges_of_rounds(&mut self) -> io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (_, round) in model.rounds.iter() {
            let from = cx.id_of(round.note);
            self.edges(from, "track", round.track.map(|track| cx.id_of(model.tracks[track].note)))?;
            self.edges(from, "follows", round.follows.map(|before| cx.id_of(model.rounds[before].note)))?;
            self.edges(from, "by", round.by.iter().map(|actor| cx.actor_id(*actor)))?;
            self.edges(from, "to", round.to.iter().map(|actor| cx.actor_id(*actor)))?;
            let [of_all, of_head, of_member] = if round.was_held() || round.is_act() {
                ["took_part_in", "headed_delegation_to", "was_in_delegation_to"]
            } else {
                ["was_to_take_part_in"; 3]
            };
            for delegation in &round.delegations {
                let role = delegation.role.as_str();
                let absent = delegation.role == DelegationRole::Absent;
                let relation = if absent { "absent_from" } else { of_all };
                self.edge(cx.actor_id(delegation.actor), from, &[("relation", relation), ("role", role)])?;
                let head = delegation.head.iter().map(|head| (of_head, head));
                let people = head.chain(delegation.members.iter().map(|member| (of_member, member)));
                // Of those who stayed away nobody was there.
                for (relation, person) in people.filter(|_| !absent) {
                    self.edge(cx.actor_id(*person), from, &[("relation", relation), ("role", role)])?;
                }
            }
        }
        Ok(())
    }

    fn edges_of_statements(&mut self) -> io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (id, statement) in model.statements.iter() {
            let from = model.statement_name(id);
            self.edges(&from, "reported_in", [cx.id_of(model.note_of_statement(id))])?;
            for (relation, actors) in [
                ("by", &statement.by),
                ("voice", &statement.own_voice),
                ("for", &statement.on_behalf_of),
                ("of", &statement.of),
                ("to", &statement.to),
                ("mentions", &statement.actors),
            ] {
                self.edges(&from, relation, actors.iter().map(|actor| cx.actor_id(*actor)))?;
            }
            self.edges(&from, "topic", statement.topics.iter().map(|topic| cx.id_of(model.topics[*topic].note)))?;
            self.edges(&from, "round", statement.rounds.iter().map(|round| cx.id_of(model.rounds[*round].note)))?;
            self.edges(&from, "via", statement.via.iter().map(|source| cx.id_of(model.sources[*source].note)))?;
            let others = [("denies", &statement.denies), ("supports", &statement.supports), ("same_utterance", &statement.same_utterance)];
            for (relation, others) in others {
                for other in others {
                    self.edge(&from, &model.statement_name(*other), &[("relation", relation)])?;
                }
            }
            for (dispute, answer) in &statement.disputes {
                let answer = (answer + 1).to_string();
                self.edge(&from, cx.id_of(model.disputes[*dispute].note), &[("relation", "answers"), ("answer", &answer)])?;
            }
        }
        Ok(())
    }

    fn other_edges(&mut self) -> io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (_, topic) in model.topics.iter() {
            self.edges(cx.id_of(topic.note), "parent", topic.parent.map(|parent| cx.id_of(model.topics[parent].note)))?;
        }
        for (_, source) in model.sources.iter() {
            let from = cx.id_of(source.note);
            self.edges(from, "cites", source.cites.iter().map(|cited| cx.id_of(model.sources[*cited].note)))?;
            self.edges(from, "published_by", source.publishing_actor().map(|publisher| cx.actor_id(publisher)))?;
        }
        for (_, dispute) in model.disputes.iter() {
            let from = cx.id_of(dispute.note);
            self.edges(from, "topic", dispute.topics.iter().map(|topic| cx.id_of(model.topics[*topic].note)))?;
            self.edges(from, "round", dispute.rounds.iter().map(|round| cx.id_of(model.rounds[*round].note)))?;
        }
        Ok(())
    }
}

fn date_text(date: Option<Edtf>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}
