//! Actors, rounds, statements and what joins them, as GraphML 1.0 (<http://graphml.graphdrawing.org/>), for Gephi, yEd, NetworkX and igraph.
//!
//! Every node is an id of the site (a statement's is `source#statement`); `kind` says what it is. Every edge is directed and has a `relation`.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportContext;
use super::{clean, entries};
use crate::model::{Entity, Round};
use crate::parse::fields::{DelegationRole, Kind};
use crate::parse::record::{Entries, Value};

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
        self.edges_of_notes()?;
        self.edges_of_statements()?;
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
    fn node(&mut self, id: &str, (kind, label): (&str, &str), fields: &Entries<'_>, url: &str) -> io::Result<()> {
        let date = fields.iter().find_map(|(spec, value)| match value {
            Value::Date(date) if matches!(spec.key, "date" | "said" | "published") => Some([date.to_string(), date.year().to_string()]),
            _ => None,
        });
        let ([date, year], ty, status) = (&date.unwrap_or_default(), word(fields, "type"), word(fields, "status"));
        let data = [("kind", kind), ("label", label), ("type", &ty), ("status", &status), ("date", date), ("url", url), ("year", year)];
        self.element("node", &[("id", id)], &data)
    }

    fn nodes(&mut self) -> io::Result<()> {
        let cx = self.cx;
        for (id, note) in cx.model.notes.iter() {
            if let Some(kind) = note.kind().filter(|kind| *kind != Kind::Page) {
                self.node(&note.id, (kind.as_str(), &note.title), &entries::of_note(cx, id), &cx.url_of(id))?;
            }
        }
        for (id, statement) in cx.model.statements.iter() {
            let (label, fields) = (("statement", &*statement.fields.text.plain), entries::of_statement(cx, id));
            self.node(&cx.model.statement_name(id), label, &fields, &cx.url_of_statement(id))?;
        }
        Ok(())
    }

    fn edges_of_notes(&mut self) -> io::Result<()> {
        let cx = self.cx;
        for (id, note) in cx.model.notes.iter() {
            self.edges_of_fields(&note.id, &entries::of_note(cx, id))?;
            match note.entity {
                Entity::Round(id) => self.edges_of_delegations(&note.id, &cx.model.rounds[id])?,
                Entity::Source(id) => {
                    let publisher = cx.model.sources[id].publishing_actor();
                    self.edges(&note.id, "published_by", publisher.map(|publisher| cx.actor_id(publisher)))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The edges that fields say: to every note or statement that one names, under the field's key, and to the first that a table names, with
    /// the table's dates. Delegations have relations of their own.
    fn edges_of_fields(&mut self, from: &str, fields: &Entries<'_>) -> io::Result<()> {
        for (spec, value) in fields.iter().filter(|(spec, _)| spec.key != "delegations") {
            let relation = match spec.key {
                "actors" => "mentions",
                "topics" => "topic",
                "rounds" => "round",
                "roles" => "role",
                key => key,
            };
            let items = if let Value::Many(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
            for item in items {
                match item {
                    Value::Name(to) => self.edge(from, to, &[("relation", relation)])?,
                    Value::Record(table) => {
                        let named = table.iter().find_map(|(_, value)| if let Value::Name(to) = value { Some(to) } else { None });
                        let Some(to) = named else { continue };
                        let role = if relation == "role" { word(table, "title") } else { String::new() };
                        let (since, until) = (word(table, "from"), word(table, "to"));
                        self.edge(from, to, &[("relation", relation), ("role", &role), ("from", &since), ("to", &until)])?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn edges_of_delegations(&mut self, round_id: &str, round: &Round) -> io::Result<()> {
        let cx = self.cx;
        let [of_all, of_head, of_member] = if round.was_held() || round.is_act() {
            ["took_part_in", "headed_delegation_to", "was_in_delegation_to"]
        } else {
            ["was_to_take_part_in"; 3]
        };
        for delegation in &round.delegations {
            let role = delegation.role.as_str();
            let absent = delegation.role == DelegationRole::Absent;
            let relation = if absent { "absent_from" } else { of_all };
            self.edge(cx.actor_id(delegation.actor), round_id, &[("relation", relation), ("role", role)])?;
            let head = delegation.head.iter().map(|head| (of_head, head));
            let people = head.chain(delegation.members.iter().map(|member| (of_member, member)));
            // Of those who stayed away nobody was there.
            for (relation, person) in people.filter(|_| !absent) {
                self.edge(cx.actor_id(*person), round_id, &[("relation", relation), ("role", role)])?;
            }
        }
        Ok(())
    }

    /// What statements say of other notes and statements, and what follows from that.
    fn edges_of_statements(&mut self) -> io::Result<()> {
        let model = self.cx.model;
        for (id, statement) in model.statements.iter() {
            let from = model.statement_name(id);
            self.edges(&from, "reported_in", [self.cx.id_of(model.note_of_statement(id))])?;
            self.edges_of_fields(&from, &entries::of_statement(self.cx, id))?;
            self.edges(&from, "voice", statement.own_voice.iter().map(|actor| self.cx.actor_id(*actor)))?;
            for (dispute, answer) in &statement.disputes {
                let answer = (answer + 1).to_string();
                self.edge(&from, self.cx.id_of(model.disputes[*dispute].note), &[("relation", "answers"), ("answer", &answer)])?;
            }
        }
        Ok(())
    }
}

/// What a field holds, as its editor wrote it: a choice, a text or a date; empty where it is not there.
fn word(fields: &Entries<'_>, key: &str) -> String {
    match fields.iter().find(|(spec, _)| spec.key == key).map(|(_, value)| value) {
        Some(Value::Choice(word)) => (*word).to_owned(),
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        _ => String::new(),
    }
}
