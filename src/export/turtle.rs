//! The whole model as RDF 1.1, in Turtle: schema.org and PROV-O where they have the word, else terms of our own, which `data/codebook.md`
//! explains (their namespace is its address). Dates are EDTF literals (`http://id.loc.gov/datatypes/edtf/EDTF`), and ISO 8601 ones beside them
//! where ISO 8601 says the same.

use oxrdf::{BlankNode, Literal, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};
use oxttl::TurtleSerializer;
use oxttl::turtle::WriterTurtleSerializer;

use super::ExportContext;
use super::clean;
use super::schema_org;
use crate::model::{Evidence, Id, Note, Statement};
use crate::parse::date::Edtf;
use crate::parse::markdown::Prose;
use crate::parse::record::Text;
use crate::render::bibliography;

const SCHEMA: &str = "https://schema.org/";
const PROV: &str = "http://www.w3.org/ns/prov#";
const EDTF: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://id.loc.gov/datatypes/edtf/EDTF");
const TYPE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");

/// The namespace of our own terms.
#[must_use]
pub fn namespace(cx: &ExportContext<'_>) -> String {
    format!("{}#", cx.url("data/codebook.md"))
}

/// The whole model as Turtle.
#[must_use]
pub fn turtle(cx: &ExportContext<'_>) -> Vec<u8> {
    let serializer = [
        ("schema", SCHEMA.to_owned()),
        ("prov", PROV.to_owned()),
        ("r", namespace(cx)),
        ("xsd", "http://www.w3.org/2001/XMLSchema#".to_owned()),
    ]
    .into_iter()
    .fold(TurtleSerializer::new(), |serializer, (prefix, iri)| serializer.clone().with_prefix(prefix, iri).unwrap_or(serializer));
    let mut graph = Graph { cx, own: namespace(cx), out: serializer.for_writer(Vec::new()), blanks: 0 };
    graph.site();
    graph.actors();
    graph.tracks();
    graph.rounds();
    graph.topics();
    graph.disputes();
    graph.sources();
    graph.pages();
    graph.out.finish().unwrap_or_default()
}

struct Graph<'a> {
    cx: &'a ExportContext<'a>,
    own: String,
    out: WriterTurtleSerializer<Vec<u8>>,
    blanks: usize,
}

/// The subject of triples that are being written.
#[derive(Clone)]
enum Node {
    Named(NamedNode),
    Blank(BlankNode),
}

impl Node {
    fn subject(&self) -> NamedOrBlankNodeRef<'_> {
        match self {
            Self::Named(node) => NamedOrBlankNodeRef::NamedNode(node.as_ref()),
            Self::Blank(node) => NamedOrBlankNodeRef::BlankNode(node.as_ref()),
        }
    }

    fn term(&self) -> TermRef<'_> {
        match self {
            Self::Named(node) => TermRef::NamedNode(node.as_ref()),
            Self::Blank(node) => TermRef::BlankNode(node.as_ref()),
        }
    }
}

impl Graph<'_> {
    /// A term: `schema:name`, `prov:agent`, or one of our own.
    fn term(&self, name: &str) -> NamedNode {
        let iri = match name.split_once(':') {
            Some(("schema", local)) => format!("{SCHEMA}{local}"),
            Some(("prov", local)) => format!("{PROV}{local}"),
            _ => format!("{}{name}", self.own),
        };
        NamedNode::new_unchecked(iri)
    }

    fn triple(&mut self, subject: &Node, predicate: &str, object: TermRef<'_>) {
        let predicate = if predicate == "a" { TYPE.into_owned() } else { self.term(predicate) };
        // Writing into memory cannot fail.
        let _ = self.out.serialize_triple(TripleRef::new(subject.subject(), predicate.as_ref(), object));
    }

    fn class(&mut self, subject: &Node, class: &str) {
        let class = self.term(class);
        self.triple(subject, "a", TermRef::NamedNode(class.as_ref()));
    }

    fn link(&mut self, subject: &Node, predicate: &str, object: &Node) {
        self.triple(subject, predicate, object.term());
    }

    /// An address of the web; one that is no IRI is left out, since nothing can be said about it.
    fn web(&mut self, subject: &Node, predicate: &str, address: Option<&str>) {
        if let Some(node) = address.and_then(|address| NamedNode::new(address).ok()) {
            self.triple(subject, predicate, TermRef::NamedNode(node.as_ref()));
        }
    }

    fn text(&mut self, subject: &Node, predicate: &str, text: &str) {
        let text = clean::xml(text);
        if !text.trim().is_empty() {
            self.triple(subject, predicate, TermRef::Literal(LiteralRef::new_simple_literal(&text)));
        }
    }

    fn in_language(&mut self, subject: &Node, predicate: &str, text: &str, language: &str) {
        let text = clean::xml(text).into_owned();
        match Literal::new_language_tagged_literal(text.clone(), language) {
            Ok(literal) => self.triple(subject, predicate, TermRef::Literal(literal.as_ref())),
            Err(_) => self.text(subject, predicate, &text),
        }
    }

    fn opt(&mut self, subject: &Node, predicate: &str, text: Option<&Text>) {
        if let Some(text) = text {
            self.text(subject, predicate, &text.value);
        }
    }

    fn prose(&mut self, subject: &Node, predicate: &str, prose: Option<&Prose>) {
        if let Some(prose) = prose {
            let language = self.cx.model.config.language.clone();
            self.in_language(subject, predicate, &prose.plain, &language);
        }
    }

    fn number(&mut self, subject: &Node, predicate: &str, number: i64) {
        let literal = Literal::from(number);
        self.triple(subject, predicate, TermRef::Literal(literal.as_ref()));
    }

    fn date(&mut self, subject: &Node, predicate: &str, date: Option<&Edtf>) {
        if let Some(date) = date {
            let text = date.to_string();
            self.triple(subject, predicate, TermRef::Literal(LiteralRef::new_typed_literal(&text, EDTF)));
        }
    }

    /// ISO 8601 for those who do not read EDTF: with the datatype that fits how exact it is.
    fn iso(&mut self, subject: &Node, predicate: &str, text: Option<String>) {
        let Some(text) = text else { return };
        let datatype = match text.len() {
            4 => "gYear",
            7 => "gYearMonth",
            10 => "date",
            _ => "dateTime",
        };
        let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{datatype}"));
        self.triple(subject, predicate, TermRef::Literal(LiteralRef::new_typed_literal(&text, datatype.as_ref())));
    }

    fn blank(&mut self) -> Node {
        self.blanks = self.blanks.saturating_add(1);
        Node::Blank(BlankNode::new_unchecked(format!("b{}", self.blanks)))
    }

    fn named(iri: String) -> Node {
        Node::Named(NamedNode::new_unchecked(iri))
    }

    fn note(&self, id: Id<Note>) -> Node {
        Self::named(schema_org::iri_of(self.cx.root(), self.cx.model, id))
    }

    fn statement_node(&self, id: Id<Statement>) -> Node {
        Self::named(self.cx.url_of_statement(id))
    }

    fn actor(&self, id: Id<crate::model::Actor>) -> Node {
        self.note(self.cx.model.actors[id].note)
    }

    fn round(&self, id: Id<crate::model::Round>) -> Node {
        self.note(self.cx.model.rounds[id].note)
    }

    fn topic(&self, id: Id<crate::model::Topic>) -> Node {
        self.note(self.cx.model.topics[id].note)
    }

    fn source(&self, id: Id<crate::model::Source>) -> Node {
        self.note(self.cx.model.sources[id].note)
    }

    fn evidence(&mut self, subject: &Node, list: &[Evidence]) {
        for evidence in list {
            let object = match evidence {
                Evidence::Source(id) => self.source(*id),
                Evidence::Statement(id) => self.statement_node(*id),
            };
            self.link(subject, "prov:wasDerivedFrom", &object);
        }
    }

    /// What notes of every kind have; gives the node.
    fn common(&mut self, id: Id<Note>, classes: &[&str]) -> Node {
        let note = &self.cx.model.notes[id];
        let common = &note.written.common;
        let node = self.note(id);
        for class in classes {
            self.class(&node, class);
        }
        let own_id = note.id.to_string();
        self.text(&node, "schema:identifier", &own_id);
        self.text(&node, "schema:name", &note.title);
        for name in &common.also_known_as {
            self.text(&node, "schema:alternateName", &name.value);
        }
        for (language, name) in common.names.iter().flat_map(|map| &map.0) {
            self.in_language(&node, "schema:alternateName", &name.value, &language.value);
        }
        self.prose(&node, "schema:description", common.summary.as_ref());
        let page = self.cx.url_of(id);
        self.web(&node, "schema:mainEntityOfPage", Some(&page));
        for (predicate, date) in
            [("created", &common.created), ("updated", &common.updated), ("reviewed", &common.reviewed), ("reviewBy", &common.review_by)]
        {
            self.date(&node, predicate, date.as_ref().map(|at| &at.value));
        }
        for change in &common.changes {
            let blank = self.blank();
            self.link(&node, "change", &blank);
            self.date(&blank, "date", change.value.date.given().map(|at| &at.value));
            self.text(&blank, "severity", change.value.severity.as_ref().map_or("", |severity| severity.value.as_str()));
            self.prose(&blank, "schema:text", change.value.note.given());
        }
        for other in &note.translations {
            self.in_language(&node, "schema:name", &other.title, &other.language);
        }
        node
    }

    fn site(&mut self) {
        let config = &self.cx.model.config;
        let site = Self::named(self.cx.root().to_owned());
        self.class(&site, "schema:WebSite");
        self.text(&site, "schema:name", &config.title);
        self.text(&site, "schema:description", config.description.as_deref().unwrap_or_default());
        self.text(&site, "schema:inLanguage", &config.language);
        self.text(&site, "schema:license", config.license.as_deref().unwrap_or_default());
        self.date(&site, "asOf", self.cx.model.as_of.as_ref());
    }

    fn actors(&mut self) {
        let model = self.cx.model;
        for (id, actor) in model.actors.iter() {
            let class = format!("schema:{}", schema_org::actor_class(actor.ty()));
            let node = self.common(actor.note, &["Actor", &class, "prov:Agent"]);
            self.text(&node, "type", actor.ty().map_or("", |ty| ty.as_str()));
            if let Some(written) = model.written_actor(id) {
                self.web(&node, "schema:sameAs", schema_org::wikidata(written.wikidata.as_ref()).as_deref());
                self.web(&node, "schema:url", bibliography::web(written.url.as_ref()));
            }
            for part in &actor.part_of {
                let whole = self.actor(*part);
                self.link(&node, "schema:memberOf", &whole);
            }
            for mandate in &actor.speaks_for {
                let other = self.actor(mandate.actor);
                self.link(&node, "prov:actedOnBehalfOf", &other);
                if mandate.from.is_some() || mandate.to.is_some() {
                    let blank = self.blank();
                    self.link(&node, "prov:qualifiedDelegation", &blank);
                    self.class(&blank, "prov:Delegation");
                    self.link(&blank, "prov:agent", &other);
                    self.date(&blank, "from", mandate.from.as_ref());
                    self.date(&blank, "to", mandate.to.as_ref());
                }
            }
            for role in &actor.roles {
                let blank = self.blank();
                self.link(&node, "role", &blank);
                self.class(&blank, "schema:Role");
                self.text(&blank, "schema:roleName", &role.title);
                if let Some(of) = role.of {
                    let of = self.actor(of);
                    self.link(&blank, "of", &of);
                }
                self.date(&blank, "from", role.from.as_ref());
                self.date(&blank, "to", role.to.as_ref());
                self.evidence(&blank, &role.sources);
            }
        }
    }

    fn tracks(&mut self) {
        let model = self.cx.model;
        for (id, track) in model.tracks.iter() {
            let node = self.common(track.note, &["Track", "schema:EventSeries"]);
            if let Some(written) = model.written_track(id) {
                self.opt(&node, "type", written.ty.as_ref());
                self.date(&node, "from", written.from.as_ref().map(|at| &at.value));
                self.date(&node, "to", written.to.as_ref().map(|at| &at.value));
            }
            for round in &track.rounds {
                let round = self.round(*round);
                self.link(&node, "schema:subEvent", &round);
            }
        }
    }

    fn rounds(&mut self) {
        let model = self.cx.model;
        for (id, round) in model.rounds.iter() {
            let node = self.common(round.note, &["Round", "schema:Event", "prov:Activity"]);
            let written = model.written_round(id);
            if let Some(written) = written {
                self.text(&node, "type", written.ty.as_ref().map_or("", |ty| ty.value.as_str()));
                self.text(&node, "status", written.status.as_ref().map_or("", |status| status.value.as_str()));
                self.web(&node, "schema:eventStatus", schema_org::event_status(written.status.as_ref().map(|status| status.value)));
                self.web(&node, "schema:eventAttendanceMode", schema_org::attendance(written.format.as_ref().map(|format| format.value)));
                self.text(&node, "format", written.format.as_ref().map_or("", |format| format.value.as_str()));
                self.date(&node, "planned", written.planned.as_ref().map(|at| &at.value));
                if let Some(number) = &written.number {
                    self.number(&node, "number", number.value);
                }
                self.place(&node, written);
            }
            self.date(&node, "date", round.date.as_ref());
            if let Some(date) = round.date.filter(|date| date.qualifier().is_none()) {
                let (start, end) = schema_org::iso(&date);
                self.iso(&node, "schema:startDate", start);
                self.iso(&node, "schema:endDate", end);
            }
            if let Some(track) = round.track {
                let track = self.note(model.tracks[track].note);
                self.link(&node, "schema:superEvent", &track);
            }
            if let Some(before) = round.follows {
                let before = self.round(before);
                self.link(&node, "follows", &before);
            }
            for delegation in &round.delegations {
                self.delegation(&node, delegation);
            }
            for outcome in &round.outcomes {
                let blank = self.blank();
                self.link(&node, "outcome", &blank);
                self.class(&blank, "Outcome");
                let written = model.written_outcome(id, outcome);
                self.prose(&blank, "schema:text", written.and_then(|written| written.text.given()));
                self.text(&blank, "status", written.and_then(|written| written.status.as_ref()).map_or("", |status| status.value.as_str()));
                for topic in &outcome.topics {
                    let topic = self.topic(*topic);
                    self.link(&blank, "schema:about", &topic);
                }
                self.evidence(&blank, &outcome.sources);
            }
        }
    }

    fn place(&mut self, node: &Node, written: &crate::parse::fields::RoundFields) {
        if written.place.is_none() && written.country.is_none() && written.coordinates.is_none() {
            return;
        }
        let place = self.blank();
        self.link(node, "schema:location", &place);
        self.class(&place, "schema:Place");
        self.opt(&place, "schema:name", written.place.as_ref().or(written.country.as_ref()));
        self.opt(&place, "schema:addressCountry", written.country.as_ref());
        if let Some(at) = &written.coordinates {
            for (predicate, degrees) in [("schema:latitude", at.value.latitude), ("schema:longitude", at.value.longitude)] {
                let literal =
                    Literal::new_typed_literal(degrees.to_string(), NamedNode::new_unchecked("http://www.w3.org/2001/XMLSchema#decimal"));
                self.triple(&place, predicate, TermRef::Literal(literal.as_ref()));
            }
        }
    }

    fn delegation(&mut self, round: &Node, delegation: &crate::model::Delegation) {
        let actor = self.actor(delegation.actor);
        let blank = self.blank();
        // Who is absent is no participant.
        if delegation.role != crate::parse::fields::DelegationRole::Absent {
            self.link(round, "prov:wasAssociatedWith", &actor);
        }
        self.link(round, "delegation", &blank);
        self.class(&blank, "Delegation");
        self.link(&blank, "prov:agent", &actor);
        self.text(&blank, "schema:roleName", delegation.role.as_str());
        if let Some(head) = delegation.head {
            let head = self.actor(head);
            self.link(&blank, "head", &head);
        }
        for member in &delegation.members {
            let member = self.actor(*member);
            self.link(&blank, "schema:member", &member);
        }
        self.evidence(&blank, &delegation.sources);
    }

    fn topics(&mut self) {
        let model = self.cx.model;
        for (id, topic) in model.topics.iter() {
            let node = self.common(topic.note, &["Topic", "schema:DefinedTerm"]);
            self.prose(&node, "question", model.written_topic(id).and_then(|written| written.question.as_ref()));
            if let Some(parent) = topic.parent {
                let parent = self.topic(parent);
                self.link(&node, "parent", &parent);
            }
        }
    }

    fn disputes(&mut self) {
        let model = self.cx.model;
        for (id, dispute) in model.disputes.iter() {
            let node = self.common(dispute.note, &["Dispute", "schema:Question"]);
            let written = model.written_dispute(id);
            if let Some(written) = written {
                self.text(&node, "type", written.ty.as_ref().map_or("", |ty| ty.value.as_str()));
                self.text(&node, "status", written.status.as_ref().map_or("", |status| status.value.as_str()));
                self.opt(&node, "settledBy", written.settled_by.as_ref());
            }
            for topic in &dispute.topics {
                let topic = self.topic(*topic);
                self.link(&node, "schema:about", &topic);
            }
            for round in &dispute.rounds {
                let round = self.round(*round);
                self.link(&node, "schema:about", &round);
            }
            for answer in &dispute.answers {
                let blank = self.blank();
                self.link(&node, "schema:suggestedAnswer", &blank);
                self.class(&blank, "schema:Answer");
                let written = Some(&answer.fields.value);
                self.prose(&blank, "schema:text", written.and_then(|written| written.text.given()));
                self.opt(&blank, "reckoning", written.and_then(|written| written.reckoning.as_ref()));
                for statement in &answer.statements {
                    let statement = self.statement_node(*statement);
                    self.link(&blank, "prov:wasDerivedFrom", &statement);
                }
                self.evidence(&blank, &answer.sources);
            }
        }
    }

    fn sources(&mut self) {
        let model = self.cx.model;
        for (id, source) in model.sources.iter() {
            let written = model.written_source(id);
            let class = format!("schema:{}", schema_org::source_class(written));
            let node = self.common(source.note, &["Source", &class, "prov:Entity"]);
            if let Some(written) = written {
                self.source_fields(&node, written);
            }
            self.text(&node, "access", if source.read { "read" } else { "cited" });
            if let Some(publisher) = source.publisher {
                let publisher = self.actor(publisher);
                self.link(&node, "schema:publisher", &publisher);
            }
            for cited in &source.cites {
                let cited = self.source(*cited);
                self.link(&node, "schema:citation", &cited);
            }
            for statement in &source.statements {
                self.statement(&node, *statement);
            }
        }
    }

    fn source_fields(&mut self, node: &Node, written: &crate::parse::fields::SourceFields) {
        self.text(node, "type", written.ty.as_ref().map_or("", |ty| ty.value.as_str()));
        let people =
            [("schema:author", &written.authors), ("schema:editor", &written.editors), ("schema:translator", &written.translators)];
        for (predicate, names) in people {
            for name in names {
                self.text(node, predicate, &name.value);
            }
        }
        self.opt(node, "publisherName", written.publisher.as_ref());
        self.date(node, "published", written.published.as_ref().map(|at| &at.value));
        self.date(node, "accessed", written.accessed.as_ref().map(|at| &at.value));
        if let Some(date) = written.published.as_ref().map(|at| at.value).filter(|date| date.qualifier().is_none() && !date.is_interval()) {
            self.iso(node, "schema:datePublished", schema_org::iso(&date).0);
        }
        self.opt(node, "schema:inLanguage", written.language.as_ref());
        self.web(node, "schema:url", bibliography::web(written.url.as_ref()));
        for archive in &written.archives {
            self.web(node, "schema:archivedAt", bibliography::web(archive.value.url.given()));
        }
        for other in &written.translations {
            self.web(node, "schema:workTranslation", bibliography::web(other.value.url.as_ref()));
        }
        let texts = [
            ("vantage", &written.vantage),
            ("caveat", &written.caveat),
            ("doi", &written.doi),
            ("schema:isbn", &written.isbn),
            ("schema:issn", &written.issn),
            ("containerTitle", &written.container_title),
            ("originalTitle", &written.original_title),
            ("schema:volumeNumber", &written.volume),
            ("schema:issueNumber", &written.issue),
            ("schema:pagination", &written.pages),
            ("schema:bookEdition", &written.edition),
            ("place", &written.place),
            ("series", &written.series),
            ("number", &written.number),
        ];
        for (predicate, text) in texts {
            self.opt(node, predicate, text.as_ref());
        }
    }

    fn statement(&mut self, source: &Node, id: Id<Statement>) {
        let model = self.cx.model;
        let statement = &model.statements[id];
        let Some(written) = model.written_statement(id) else { return };
        let node = self.statement_node(id);
        for class in ["Statement", "schema:Claim", "prov:Entity"] {
            self.class(&node, class);
        }
        let name = model.statement_name(id);
        self.text(&node, "schema:identifier", &name);
        self.prose(&node, "schema:text", written.text.given());
        self.text(&node, "type", written.ty.as_ref().map_or("", |ty| ty.value.as_str()));
        self.text(&node, "basis", written.basis.as_ref().map_or("", |basis| basis.value.as_str()));
        self.link(&node, "schema:appearance", source);
        self.link(&node, "prov:hadPrimarySource", source);
        for (predicate, list) in [
            ("schema:author", &statement.by),
            ("onBehalfOf", &statement.on_behalf_of),
            ("positionOf", &statement.of),
            ("toWhom", &statement.to),
            ("schema:mentions", &statement.actors),
        ] {
            for actor in list {
                let actor = self.actor(*actor);
                self.link(&node, predicate, &actor);
            }
        }
        for topic in &statement.topics {
            let topic = self.topic(*topic);
            self.link(&node, "schema:about", &topic);
        }
        for round in &statement.rounds {
            let round = self.round(*round);
            self.link(&node, "aboutRound", &round);
        }
        for via in &statement.via {
            let via = self.source(*via);
            self.link(&node, "via", &via);
        }
        for (predicate, list) in [("denies", &statement.denies), ("supports", &statement.supports)] {
            for other in list {
                let other = self.statement_node(*other);
                self.link(&node, predicate, &other);
            }
        }
        self.date(&node, "said", statement.said.as_ref());
        self.date(&node, "happened", statement.happened.as_ref());
        for (predicate, text) in [
            ("speaker", &written.speaker),
            ("locator", &written.locator),
            ("saidText", &written.said_text),
            ("happenedText", &written.happened_text),
        ] {
            self.opt(&node, predicate, text.as_ref());
        }
        if let Some(quote) = &written.quote {
            match &written.quote_language {
                Some(language) => self.in_language(&node, "quote", &quote.value, &language.value),
                None => self.text(&node, "quote", &quote.value),
            }
        }
        self.prose(&node, "remark", written.remark.as_ref());
        if let Some(value) = &written.value {
            let blank = self.blank();
            self.link(&node, "value", &blank);
            self.class(&blank, "schema:QuantitativeValue");
            let figures =
                [("schema:minValue", &value.value.min), ("schema:maxValue", &value.value.max), ("corrected", &value.value.corrected)];
            for (predicate, number) in figures {
                if let Some(number) = number {
                    let datatype = if number.value.digits.contains(['e', 'E']) { "double" } else { "decimal" };
                    let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{datatype}"));
                    self.triple(
                        &blank,
                        predicate,
                        TermRef::Literal(LiteralRef::new_typed_literal(&number.value.digits, datatype.as_ref())),
                    );
                }
            }
            self.opt(&blank, "schema:unitText", value.value.unit.as_ref());
            if let Some(about) = &value.value.about {
                let literal = Literal::from(about.value);
                self.triple(&blank, "approximate", TermRef::Literal(literal.as_ref()));
            }
        }
    }

    fn pages(&mut self) {
        for (_, page) in self.cx.model.pages.iter() {
            self.common(page.note, &["Page", "schema:WebPage"]);
        }
    }
}
