//! The whole model as RDF 1.1, in Turtle: schema.org and PROV-O where they have the word, else terms of our own, which `data/codebook.md`
//! explains (their namespace is its address). Dates are EDTF literals (`http://id.loc.gov/datatypes/edtf/EDTF`), and ISO 8601 ones beside them
//! where ISO 8601 says the same.

use oxrdf::{BlankNode, Literal, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, TermRef, TripleRef};
use oxttl::TurtleSerializer;
use oxttl::turtle::WriterTurtleSerializer;

use super::ExportContext;
use super::clean;
use super::entries;
use super::schema_org;
use crate::model::address;
use crate::model::{Actor, Entity, Id, Note, Round, Source, Statement};
use crate::parse::date::Edtf;
use crate::parse::fields::{Kind, RoundFields, SpokenFor};
use crate::parse::record::{Entries, FieldSpec, Record, Value};

const SCHEMA: &str = "https://schema.org/";
const PROV: &str = "http://www.w3.org/ns/prov#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const EDTF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://id.loc.gov/datatypes/edtf/EDTF");
const JSON: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON");
const TYPE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");

/// How a field is said in RDF.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Term {
    /// By a predicate: a standard one (`schema:name`), or one of our own.
    Predicate(&'static str),
    /// By a predicate whose object is the address that the field holds.
    Address(&'static str),
    /// Together with other fields, by a function of this module.
    Combined,
    /// By a predicate of our own that is the field's key: `settled_by` → `settledBy`.
    OwnPredicate,
}

/// How a field is said in RDF. What has no standard predicate needs no line here.
pub(super) fn term(spec: &FieldSpec) -> Term {
    use Term::{Address, Combined, OwnPredicate, Predicate};
    match (spec.record, spec.key) {
        ("a note" | "an archive" | "a translation" | "a shift", "title") => Predicate("schema:name"),
        ("a note", "also_known_as" | "names") => Predicate("schema:alternateName"),
        ("a note", "summary") => Predicate("schema:description"),
        ("a note", "image") => Address("schema:image"),
        ("a note", "changes") => Predicate("change"),
        ("a change", "note") => Predicate("schema:text"),
        ("an actor", "wikidata") => Combined,
        ("an actor", "roles") => Predicate("role"),
        ("an actor", "part_of") => Predicate("schema:memberOf"),
        ("an actor", "speaks_for") => Combined,
        ("an actor" | "a source", "url") => Address("schema:url"),
        ("a role", "title") => Predicate("schema:roleName"),
        ("an entry of `speaks_for`" | "a delegation", "actor") => Predicate("prov:agent"),
        ("a round", "place" | "country" | "coordinates") => Combined,
        ("a round", "track") => Predicate("schema:superEvent"),
        ("a round", "delegations") => Predicate("delegation"),
        ("a round", "outcomes") => Predicate("outcome"),
        ("a delegation", "role") => Predicate("schema:roleName"),
        ("a delegation", "members") => Predicate("schema:member"),
        ("an outcome" | "a dispute" | "a statement", "topics") | ("a dispute", "rounds") => Predicate("schema:about"),
        ("a dispute", "answers") => Predicate("schema:suggestedAnswer"),
        ("a topic", "stances") => Predicate("stance"),
        ("a topic", "shifts") => Predicate("shift"),
        ("a source", "authors") | ("a statement", "by") => Predicate("schema:author"),
        ("a source", "editors") => Predicate("schema:editor"),
        ("a source", "translators") => Predicate("schema:translator"),
        ("a source", "publisher") => Predicate("publisherName"),
        ("a source" | "a translation", "language") => Predicate("schema:inLanguage"),
        ("a source", "archives") => Predicate("schema:archivedAt"),
        ("a source", "translations") => Predicate("schema:workTranslation"),
        ("a source", "cites") => Predicate("schema:citation"),
        ("a source", "isbn") => Predicate("schema:isbn"),
        ("a source", "issn") => Predicate("schema:issn"),
        ("a source", "volume") => Predicate("schema:volumeNumber"),
        ("a source", "issue") => Predicate("schema:issueNumber"),
        ("a source", "pages") => Predicate("schema:pagination"),
        ("a source", "edition") => Predicate("schema:bookEdition"),
        ("a statement", "id") => Predicate("schema:identifier"),
        ("a statement", "for") => Predicate("onBehalfOf"),
        ("a statement", "of") => Predicate("positionOf"),
        ("a statement", "to") => Predicate("toWhom"),
        ("a statement", "actors") => Predicate("schema:mentions"),
        ("a statement", "rounds") => Predicate("aboutRound"),
        ("a statement", "quote" | "quote_language") => Combined,
        ("a value", "min") => Predicate("schema:minValue"),
        ("a value", "max") => Predicate("schema:maxValue"),
        ("a value", "unit") => Predicate("schema:unitText"),
        ("a value", "about") => Predicate("approximate"),
        ("an answer" | "a shift", "statements") | (_, "sources") => Predicate("prov:wasDerivedFrom"),
        // It is the address of what the table describes.
        ("an archive" | "a translation", "url") => Combined,
        (_, "text") => Predicate("schema:text"),
        _ => OwnPredicate,
    }
}

/// The class of what a table inside a note describes.
fn class(record: &str) -> Option<&'static str> {
    Some(match record {
        "a role" => "schema:Role",
        "an entry of `speaks_for`" => "prov:Delegation",
        "a delegation" => "Delegation",
        "an outcome" => "Outcome",
        "an answer" => "schema:Answer",
        "a value" => "schema:QuantitativeValue",
        "a stance" => "Stance",
        "a shift" => "Shift",
        "a standing" => "Standing",
        _ => return None,
    })
}

/// A term of our own for a key: `settled_by` → `settledBy`.
pub(super) fn own_term(key: &str) -> String {
    let mut words = key.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut term, word| {
        let mut letters = word.chars();
        term.extend(letters.next().iter().flat_map(|first| first.to_uppercase()));
        term.push_str(letters.as_str());
        term
    })
}

/// The namespace of our own terms.
pub fn namespace(cx: &ExportContext<'_>) -> String {
    format!("{}#", cx.url("data/codebook.md"))
}

pub fn turtle(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in [("schema", SCHEMA.to_owned()), ("prov", PROV.to_owned()), ("r", namespace(cx)), ("xsd", XSD.to_owned())] {
        serializer = serializer.with_prefix(prefix, iri).expect("the site's address is an IRI, and so are the vocabularies'");
    }
    let mut graph = Graph { cx, namespace: namespace(cx), out: serializer.for_writer(Vec::new()), blanks: 0 };
    graph.add_site();
    let kinds = [Kind::Actor, Kind::Track, Kind::Round, Kind::Topic, Kind::Dispute, Kind::Source, Kind::Page];
    let of_kind = |kind: Kind| cx.model.notes.iter().filter(move |(_, note)| note.kind() == Some(kind)).map(|(id, _)| id);
    for id in cx.model.home.into_iter().chain(kinds.into_iter().flat_map(of_kind)) {
        graph.add_note(id);
    }
    graph.out.finish().expect("memory takes all")
}

struct Graph<'a> {
    cx: &'a ExportContext<'a>,
    namespace: String,
    out: WriterTurtleSerializer<Vec<u8>>,
    blanks: usize,
}

/// The subject of triples that are being written.
type Node = NamedOrBlankNode;

impl<'a> Graph<'a> {
    /// A term: `schema:name`, `prov:agent`, or one of our own.
    fn term(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(match name.split_once(':') {
            Some(("schema", local)) => format!("{SCHEMA}{local}"),
            Some(("prov", local)) => format!("{PROV}{local}"),
            _ => format!("{}{name}", self.namespace),
        })
    }

    fn add_triple<'t>(&mut self, subject: &Node, predicate: &str, object: impl Into<TermRef<'t>>) {
        let object: TermRef<'_> = object.into();
        let predicate = if predicate == "a" { TYPE.into_owned() } else { self.term(predicate) };
        self.out.serialize_triple(TripleRef::new(subject.as_ref(), predicate.as_ref(), object)).expect("memory takes all");
    }

    fn add_class(&mut self, subject: &Node, class: &str) {
        self.add_triple(subject, "a", self.term(class).as_ref());
    }

    fn add_link(&mut self, subject: &Node, predicate: &str, object: &Node) {
        self.add_triple(subject, predicate, object.as_ref());
    }

    /// An address of the web; one that is not an IRI is left out, since nothing can be said about it.
    fn add_web_address(&mut self, subject: &Node, predicate: &str, address: &str) {
        if let Some(node) = web_node(address) {
            self.add_triple(subject, predicate, node.as_ref());
        }
    }

    fn add_text(&mut self, subject: &Node, predicate: &str, text: &str) {
        let text = clean::xml(text);
        if !text.trim().is_empty() {
            self.add_triple(subject, predicate, LiteralRef::new_simple_literal(&text));
        }
    }

    fn add_text_in(&mut self, subject: &Node, predicate: &str, text: &str, language: &str) {
        match Literal::new_language_tagged_literal(clean::xml(text), language) {
            Ok(literal) => self.add_triple(subject, predicate, literal.as_ref()),
            Err(_) => self.add_text(subject, predicate, text),
        }
    }

    fn add_typed(&mut self, subject: &Node, predicate: &str, text: &str, datatype: &str) {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{datatype}"));
        self.add_triple(subject, predicate, LiteralRef::new_typed_literal(text, datatype.as_ref()));
    }

    fn add_date(&mut self, subject: &Node, predicate: &str, date: &Edtf) {
        self.add_triple(subject, predicate, LiteralRef::new_typed_literal(&date.to_string(), EDTF));
    }

    /// ISO 8601 for those who do not read EDTF: with the datatype that fits how exact it is.
    fn add_iso_date(&mut self, subject: &Node, predicate: &str, text: Option<String>) {
        let Some(text) = text else { return };
        let datatype = match text.len() {
            4 => "gYear",
            7 => "gYearMonth",
            10 => "date",
            _ => "dateTime",
        };
        self.add_typed(subject, predicate, &text, datatype);
    }

    fn new_blank_node(&mut self) -> Node {
        self.blanks += 1;
        BlankNode::new_unchecked(format!("b{}", self.blanks)).into()
    }

    fn note_node(&self, id: Id<Note>) -> Node {
        NamedNode::new_unchecked(schema_org::subject_iri(&self.cx.root, &self.cx.model.notes[id])).into()
    }

    fn actor_node(&self, id: Id<Actor>) -> Node {
        self.note_node(self.cx.model.actors[id].note)
    }

    /// What a name in a field names: a note, or the statement `source#statement`. None where it names nothing: that is an error in the
    /// content, with which a site can be looked at and is never written.
    fn node_of_name(&self, name: &str) -> Option<Node> {
        let (note, statement) = name.split_once('#').map_or((name, None), |(note, statement)| (note, Some(statement)));
        let note = self.cx.model.by_id.get(note).copied()?;
        Some(match statement {
            Some(statement) => NamedNode::new_unchecked(format!("{}#{}", self.cx.url_of(note), address::percent_encoded(statement))).into(),
            None => self.note_node(note),
        })
    }

    fn add_fields(&mut self, node: &Node, fields: &Entries<'_>) {
        for (spec, value) in fields {
            match term(spec) {
                Term::Predicate(predicate) => self.add_value(node, predicate, value),
                Term::OwnPredicate => self.add_value(node, &own_term(spec.key), value),
                Term::Address(predicate) => {
                    if let Value::Text(text) = value {
                        // A picture's address is a path of the site.
                        let path = (spec.key == "image").then(|| self.cx.url(text.trim_start_matches('/')));
                        self.add_web_address(node, predicate, path.as_deref().unwrap_or(text));
                    }
                }
                Term::Combined => {}
            }
        }
    }

    fn add_value(&mut self, node: &Node, predicate: &str, value: &Value<'_>) {
        match value {
            Value::Text(text) => self.add_text(node, predicate, text),
            Value::Markdown(prose) => self.add_text_in(node, predicate, &prose.plain, &self.cx.model.config.language),
            Value::Date(date) => self.add_date(node, predicate, date),
            Value::Boolean(flag) => self.add_triple(node, predicate, Literal::from(*flag).as_ref()),
            Value::Integer(number) => self.add_triple(node, predicate, Literal::from(*number).as_ref()),
            Value::Number(digits) => {
                self.add_typed(node, predicate, digits, if digits.contains(['e', 'E']) { "double" } else { "decimal" })
            }
            Value::Choice(word) => self.add_text(node, predicate, word),
            Value::Name(name) => {
                if let Some(object) = self.node_of_name(name) {
                    self.add_link(node, predicate, &object);
                }
            }
            Value::Coordinates(latitude, longitude) => self.add_text(node, predicate, &format!("{latitude}, {longitude}")),
            Value::Many(list) => list.iter().for_each(|one| self.add_value(node, predicate, one)),
            Value::Record(fields) => self.add_table(node, predicate, fields),
            Value::Map(map) => {
                for (language, value) in map {
                    if let Value::Text(text) = value {
                        self.add_text_in(node, predicate, text, language);
                    }
                }
            }
            Value::Free(value) => self.add_triple(node, predicate, LiteralRef::new_typed_literal(&value.to_string(), JSON)),
        }
    }

    /// A table inside a note: the resource whose address it gives, else a node without a name.
    fn add_table(&mut self, node: &Node, predicate: &str, fields: &Entries<'_>) {
        let address = fields.iter().find_map(|(spec, value)| match value {
            Value::Text(text) if spec.key == "url" => web_node(text),
            _ => None,
        });
        let object = address.map_or_else(|| self.new_blank_node(), Node::from);
        self.add_link(node, predicate, &object);
        if let Some(class) = fields.first().and_then(|(spec, _)| class(spec.record)) {
            self.add_class(&object, class);
        }
        self.add_fields(&object, fields);
    }

    fn add_site(&mut self) {
        let config = &self.cx.model.config;
        let site = NamedNode::new_unchecked(self.cx.root.as_str()).into();
        self.add_class(&site, "schema:WebSite");
        self.add_text(&site, "schema:name", &config.title);
        self.add_text(&site, "schema:description", config.description.as_deref().unwrap_or_default());
        self.add_text(&site, "schema:inLanguage", &config.language);
        self.add_text(&site, "schema:license", config.license.as_deref().unwrap_or_default());
        if let Some(date) = &self.cx.model.as_of {
            self.add_date(&site, "asOf", date);
        }
    }

    /// A note: its classes, its fields, and what follows from them in other vocabularies.
    fn add_note(&mut self, id: Id<Note>) {
        let model = self.cx.model;
        let note = &model.notes[id];
        let node = self.note_node(id);
        for class in classes(self.cx, note) {
            self.add_class(&node, &class);
        }
        self.add_text(&node, "schema:identifier", &note.id);
        self.add_web_address(&node, "schema:mainEntityOfPage", &self.cx.url_of(id));
        self.add_fields(&node, &entries::of_note(self.cx, id));
        for other in &note.translations {
            self.add_text_in(&node, "schema:name", &other.title, &other.language);
        }
        match note.entity {
            Entity::Actor(id) => self.add_actor(&node, id),
            Entity::Round(id) => self.add_round(&node, id),
            Entity::Source(id) => self.add_source(&node, id),
            Entity::Track(id) => {
                for round in &model.tracks[id].rounds {
                    self.add_link(&node, "schema:subEvent", &self.note_node(model.rounds[*round].note));
                }
            }
            _ => {}
        }
    }

    fn add_actor(&mut self, node: &Node, id: Id<Actor>) {
        let actor = &self.cx.model.actors[id];
        if let Some(item) = schema_org::wikidata(actor.fields.wikidata.as_ref()) {
            self.add_web_address(node, "schema:sameAs", &item);
        }
        for mandate in &actor.speaks_for {
            self.add_link(node, "prov:actedOnBehalfOf", &self.actor_node(mandate.actor));
        }
        // A mandate without dates says no more than that.
        for SpokenFor(mandate) in actor.fields.speaks_for.iter().flat_map(|mandates| &mandates.0) {
            if mandate.from.is_some() || mandate.to.is_some() {
                self.add_table(node, "prov:qualifiedDelegation", &mandate.entries());
            }
        }
    }

    fn add_round(&mut self, node: &Node, id: Id<Round>) {
        let round = &self.cx.model.rounds[id];
        let fields = &round.fields;
        for (predicate, word) in [
            ("schema:eventStatus", schema_org::event_status(fields.status.as_ref().map(|at| at.value))),
            ("schema:eventAttendanceMode", schema_org::attendance(fields.format.as_ref().map(|at| at.value))),
        ] {
            self.add_web_address(node, predicate, word.unwrap_or_default());
        }
        self.add_place(node, fields);
        if let Some(date) = &round.date {
            let (start, end) = schema_org::iso(date);
            self.add_iso_date(node, "schema:startDate", start);
            self.add_iso_date(node, "schema:endDate", end);
        }
        for delegation in round.present().filter(|_| round.was_held() || round.is_act()) {
            self.add_link(node, "prov:wasAssociatedWith", &self.actor_node(delegation.actor));
        }
    }

    fn add_place(&mut self, node: &Node, fields: &RoundFields) {
        if fields.place.is_none() && fields.country.is_none() && fields.coordinates.is_none() {
            return;
        }
        let place = self.new_blank_node();
        self.add_link(node, "schema:location", &place);
        self.add_class(&place, "schema:Place");
        if let Some(name) = fields.place.as_ref().or(fields.country.as_ref()) {
            self.add_text(&place, "schema:name", &name.value);
        }
        if let Some(country) = &fields.country {
            self.add_text(&place, "schema:addressCountry", &country.value);
        }
        if let Some(at) = &fields.coordinates {
            self.add_typed(&place, "schema:latitude", &at.value.latitude.to_string(), "decimal");
            self.add_typed(&place, "schema:longitude", &at.value.longitude.to_string(), "decimal");
        }
    }

    fn add_source(&mut self, node: &Node, id: Id<Source>) {
        let source = &self.cx.model.sources[id];
        let published = source.fields.published.as_ref().and_then(|at| schema_org::iso_date(&at.value));
        self.add_iso_date(node, "schema:datePublished", published);
        if let Some(publisher) = source.publishing_actor() {
            self.add_link(node, "schema:publisher", &self.actor_node(publisher));
        }
        for statement in &source.statements {
            self.add_statement(node, *statement);
        }
    }

    fn add_statement(&mut self, source: &Node, id: Id<Statement>) {
        let node = self.node_of_name(&self.cx.model.statement_name(id)).expect("a statement's own name names it");
        for class in ["Statement", "schema:Claim", "prov:Entity"] {
            self.add_class(&node, class);
        }
        self.add_link(&node, "schema:appearance", source);
        self.add_link(&node, "prov:hadPrimarySource", source);
        self.add_fields(&node, &entries::of_statement(self.cx, id));
        let statement = &self.cx.model.statements[id];
        for actor in &statement.own_voice {
            self.add_link(&node, "schema:author", &self.actor_node(*actor));
        }
        let fields = &statement.fields.value;
        match (&fields.quote, &fields.quote_language) {
            (Some(quote), Some(language)) => self.add_text_in(&node, "quote", &quote.value, &language.value),
            (Some(quote), None) => self.add_text(&node, "quote", &quote.value),
            (None, _) => {}
        }
    }
}

fn classes(cx: &ExportContext<'_>, note: &Note) -> Vec<String> {
    let (own, schema, prov) = match note.entity {
        Entity::Home | Entity::List(_) => ("Introduction", "WebPage", None),
        Entity::Page(_) => ("Page", "WebPage", None),
        Entity::Actor(id) => ("Actor", schema_org::actor_class(cx.model.actors[id].ty()), Some("prov:Agent")),
        Entity::Round(_) => ("Round", "Event", Some("prov:Activity")),
        Entity::Track(_) => ("Track", "EventSeries", None),
        Entity::Source(id) => ("Source", schema_org::source_class(cx.bibliography.work(id)), Some("prov:Entity")),
        Entity::Topic(_) => ("Topic", "DefinedTerm", None),
        Entity::Dispute(_) => ("Dispute", "Question", None),
    };
    [own.to_owned(), format!("schema:{schema}")].into_iter().chain(prov.map(str::to_owned)).collect()
}

/// An address of the web as a node.
fn web_node(address: &str) -> Option<NamedNode> {
    let address = address.trim();
    let web = address.starts_with("https://") || address.starts_with("http://");
    web.then(|| NamedNode::new(address).ok()).flatten()
}
