//! Actors, rounds, statements and what joins them, as GraphML 1.0 (<http://graphml.graphdrawing.org/>), for Gephi, yEd, NetworkX and igraph.
//!
//! Every node is an id of the site (a statement's is `source#statement`); `kind` says what it is. Every edge is directed and has a `relation`.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportContext;
use super::clean;
use crate::model::{Id, Note};
use crate::parse::fields::DelegationRole;

/// Attributes of nodes and edges: their key's id, what they are of, their name, what they mean.
const KEYS: [(&str, &str, &str, &str); 11] = [
    ("kind", "node", "kind", "actor, round, track, topic, dispute, source or statement"),
    ("label", "node", "label", "title; of a statement its text"),
    ("type", "node", "type", "its type, in the word that editors write"),
    ("date", "node", "date", "EDTF: when a round was, when a statement was said, when a source was published"),
    ("url", "node", "url", "its page"),
    ("year", "node", "year", "the year of the date"),
    ("relation", "edge", "relation", "what joins the two"),
    ("role", "edge", "role", "of a delegation: party, mediator, host, observer, guest, absent"),
    ("from", "edge", "from", "since when, EDTF"),
    ("to", "edge", "to", "until when, EDTF"),
    ("answer", "edge", "answer", "which answer to a dispute, from 1"),
];

/// The graph.
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
    fn write(&mut self) -> std::io::Result<()> {
        self.out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut root = BytesStart::new("graphml");
        root.push_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
        root.push_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
        root.push_attribute((
            "xsi:schemaLocation",
            "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
        ));
        self.out.write_event(Event::Start(root))?;
        for (id, of, name, meaning) in KEYS {
            let mut key = BytesStart::new("key");
            key.push_attribute(("id", id));
            key.push_attribute(("for", of));
            key.push_attribute(("attr.name", name));
            key.push_attribute(("attr.type", if matches!(id, "year" | "answer") { "int" } else { "string" }));
            self.out.write_event(Event::Start(key))?;
            self.element("desc", &[], meaning)?;
            self.out.write_event(Event::End(BytesEnd::new("key")))?;
        }
        let mut graph = BytesStart::new("graph");
        graph.push_attribute(("id", "briefing"));
        graph.push_attribute(("edgedefault", "directed"));
        self.out.write_event(Event::Start(graph))?;
        self.nodes()?;
        self.edges_of_actors()?;
        self.edges_of_rounds()?;
        self.edges_of_statements()?;
        self.other_edges()?;
        self.out.write_event(Event::End(BytesEnd::new("graph")))?;
        self.out.write_event(Event::End(BytesEnd::new("graphml")))
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> std::io::Result<()> {
        let mut start = BytesStart::new(name);
        for attribute in attributes {
            start.push_attribute(*attribute);
        }
        self.out.write_event(Event::Start(start))?;
        self.out.write_event(Event::Text(BytesText::new(&clean::line(text))))?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    fn data(&mut self, data: &[(&str, &str)]) -> std::io::Result<()> {
        for (key, text) in data {
            if !text.is_empty() {
                self.element("data", &[("key", key)], text)?;
            }
        }
        Ok(())
    }

    fn node(&mut self, id: &str, data: &[(&str, &str)]) -> std::io::Result<()> {
        let mut node = BytesStart::new("node");
        node.push_attribute(("id", &*clean::line(id)));
        self.out.write_event(Event::Start(node))?;
        self.data(data)?;
        self.out.write_event(Event::End(BytesEnd::new("node")))
    }

    fn edge(&mut self, from: &str, to: &str, data: &[(&str, &str)]) -> std::io::Result<()> {
        let id = format!("e{}", self.edges);
        self.edges = self.edges.saturating_add(1);
        let mut edge = BytesStart::new("edge");
        edge.push_attribute(("id", &*id));
        edge.push_attribute(("source", &*clean::line(from)));
        edge.push_attribute(("target", &*clean::line(to)));
        self.out.write_event(Event::Start(edge))?;
        self.data(data)?;
        self.out.write_event(Event::End(BytesEnd::new("edge")))
    }

    fn note_node(&mut self, id: Id<Note>, ty: &str, date: Option<&crate::parse::date::Edtf>) -> std::io::Result<()> {
        let note = &self.cx.model.notes[id];
        let (own, kind) = (note.id.to_string(), note.kind().map_or("", |kind| kind.as_str()));
        let url = self.cx.url_of(id);
        let (text, year) =
            (date.map_or_else(String::new, ToString::to_string), date.map_or_else(String::new, |date| date.year().to_string()));
        let title = note.title.to_string();
        self.node(&own, &[("kind", kind), ("label", &title), ("type", ty), ("date", &text), ("url", &url), ("year", &year)])
    }

    fn nodes(&mut self) -> std::io::Result<()> {
        let model = self.cx.model;
        for (_, actor) in model.actors.iter() {
            self.note_node(actor.note, actor.ty().map_or("", |ty| ty.as_str()), None)?;
        }
        for (_, round) in model.rounds.iter() {
            let ty = round.fields.ty.as_ref().map_or("", |ty| ty.value.as_str());
            self.note_node(round.note, ty, round.date.as_ref())?;
        }
        for (_, track) in model.tracks.iter() {
            self.note_node(track.note, "", None)?;
        }
        for (_, topic) in model.topics.iter() {
            self.note_node(topic.note, "", None)?;
        }
        for (_, dispute) in model.disputes.iter() {
            let ty = dispute.fields.ty.as_ref().map_or("", |ty| ty.value.as_str());
            self.note_node(dispute.note, ty, None)?;
        }
        for (_, source) in model.sources.iter() {
            let ty = source.fields.ty.as_ref().map_or("", |ty| ty.value.as_str());
            self.note_node(source.note, ty, source.fields.published.as_ref().map(|at| &at.value))?;
        }
        for (id, statement) in model.statements.iter() {
            let (name, url) = (model.statement_name(id), self.cx.url_of_statement(id));
            let date = statement.said.map_or_else(String::new, |date| date.to_string());
            let year = statement.said.map_or_else(String::new, |date| date.year().to_string());
            let ty = statement.fields.ty.as_ref().map_or("", |ty| ty.value.as_str());
            let label = &*statement.fields.text.plain;
            self.node(&name, &[("kind", "statement"), ("label", label), ("type", ty), ("date", &date), ("url", &url), ("year", &year)])?;
        }
        Ok(())
    }

    fn edges_of_actors(&mut self) -> std::io::Result<()> {
        let cx = self.cx;
        for (id, actor) in cx.model.actors.iter() {
            let own = cx.actor_id(id);
            for whole in &actor.part_of {
                self.edge(own, cx.actor_id(*whole), &[("relation", "part_of")])?;
            }
            for mandate in &actor.speaks_for {
                let (from, to) = (dated(mandate.from), dated(mandate.to));
                self.edge(own, cx.actor_id(mandate.actor), &[("relation", "speaks_for"), ("from", &from), ("to", &to)])?;
            }
            for role in &actor.roles {
                let Some(of) = role.of else { continue };
                let (from, to) = (dated(role.from), dated(role.to));
                self.edge(own, cx.actor_id(of), &[("relation", "role"), ("role", &role.title), ("from", &from), ("to", &to)])?;
            }
        }
        Ok(())
    }

    fn edges_of_rounds(&mut self) -> std::io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (_, round) in model.rounds.iter() {
            let own = cx.id_of(round.note);
            if let Some(track) = round.track {
                self.edge(own, cx.id_of(model.tracks[track].note), &[("relation", "track")])?;
            }
            if let Some(before) = round.follows {
                self.edge(own, cx.id_of(model.rounds[before].note), &[("relation", "follows")])?;
            }
            for delegation in &round.delegations {
                let relation = if delegation.role == DelegationRole::Absent { "absent_from" } else { "took_part_in" };
                let role = delegation.role.as_str();
                self.edge(cx.actor_id(delegation.actor), own, &[("relation", relation), ("role", role)])?;
                let head = delegation.head.iter().map(|head| ("headed_delegation_to", head));
                for (relation, person) in head.chain(delegation.members.iter().map(|member| ("was_in_delegation_to", member))) {
                    self.edge(cx.actor_id(*person), own, &[("relation", relation), ("role", role)])?;
                }
            }
        }
        Ok(())
    }

    fn edges_of_statements(&mut self) -> std::io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (id, statement) in model.statements.iter() {
            let own = model.statement_name(id);
            self.edge(&own, cx.id_of(model.note_of_statement(id)), &[("relation", "reported_in")])?;
            for (relation, actors) in [
                ("by", &statement.by),
                ("voice", &statement.own_voice),
                ("for", &statement.on_behalf_of),
                ("of", &statement.of),
                ("to", &statement.to),
                ("mentions", &statement.actors),
            ] {
                for actor in actors {
                    self.edge(&own, cx.actor_id(*actor), &[("relation", relation)])?;
                }
            }
            for topic in &statement.topics {
                self.edge(&own, cx.id_of(model.topics[*topic].note), &[("relation", "topic")])?;
            }
            for round in &statement.rounds {
                self.edge(&own, cx.id_of(model.rounds[*round].note), &[("relation", "round")])?;
            }
            for via in &statement.via {
                self.edge(&own, cx.id_of(model.sources[*via].note), &[("relation", "via")])?;
            }
            for (relation, others) in [("denies", &statement.denies), ("supports", &statement.supports)] {
                for other in others {
                    self.edge(&own, &model.statement_name(*other), &[("relation", relation)])?;
                }
            }
            for (dispute, answer) in &statement.disputes {
                let answer = answer.saturating_add(1).to_string();
                self.edge(&own, cx.id_of(model.disputes[*dispute].note), &[("relation", "answers"), ("answer", &answer)])?;
            }
        }
        Ok(())
    }

    fn other_edges(&mut self) -> std::io::Result<()> {
        let cx = self.cx;
        let model = cx.model;
        for (_, topic) in model.topics.iter() {
            if let Some(parent) = topic.parent {
                self.edge(cx.id_of(topic.note), cx.id_of(model.topics[parent].note), &[("relation", "parent")])?;
            }
        }
        for (_, source) in model.sources.iter() {
            for cited in &source.cites {
                self.edge(cx.id_of(source.note), cx.id_of(model.sources[*cited].note), &[("relation", "cites")])?;
            }
            if let Some(publisher) = source.publisher {
                self.edge(cx.id_of(source.note), cx.actor_id(publisher), &[("relation", "published_by")])?;
            }
        }
        for (_, dispute) in model.disputes.iter() {
            let own = cx.id_of(dispute.note);
            for topic in &dispute.topics {
                self.edge(own, cx.id_of(model.topics[*topic].note), &[("relation", "topic")])?;
            }
            for round in &dispute.rounds {
                self.edge(own, cx.id_of(model.rounds[*round].note), &[("relation", "round")])?;
            }
        }
        Ok(())
    }
}

fn dated(date: Option<crate::parse::date::Edtf>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}
