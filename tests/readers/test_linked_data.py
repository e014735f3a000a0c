"""Turtle and JSON-LD by rdflib."""

import functools
import json
import re

import rdflib
from lxml import html
from rdflib.namespace import PROV, RDF, SDO

EDTF = rdflib.URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
SCHEMA_TERMS = {str(SDO[name]) for name in SDO.__annotations__}


@functools.cache
def graph_of(built):
    graph = rdflib.Graph()
    graph.parse(data=built.bytes("data/site.ttl"), format="turtle")
    return graph


def test_turtle(built):
    site = built.site
    graph = graph_of(built)
    own = rdflib.Namespace(site["site"]["base_url"] + "data/codebook.md#")
    for folder, name in [("actors", "Actor"), ("rounds", "Round"), ("tracks", "Track"), ("sources", "Source"), ("topics", "Topic"), ("disputes", "Dispute"), ("pages", "Page")]:
        wanted = {rdflib.URIRef(note["url_here"] + "#_this") for note in site[folder]}
        assert set(graph.subjects(RDF.type, own[name])) == wanted
    iri = {note["id"]: rdflib.URIRef(note["url_here"] + "#_this") for folder in ("actors", "sources", "topics", "rounds") for note in site[folder]}
    statements = [one for source in site["sources"] for one in source["statements"]]
    assert len(set(graph.subjects(RDF.type, own.Statement))) == len(statements)
    node = {one["id"]: rdflib.URIRef(one["url_here"]) for one in statements}
    called = {name: iri[note["id"]] for note in site["actors"] for name in (note["id"], note["title"])}
    voices = {
        one["id"]: {called[actor] for actor in [*source.get("authors", []), source.get("publisher")] if actor in called}
        for source in site["sources"]
        for one in source["statements"]
    }
    for one in statements:
        subject = node[one["id"]]
        authors = set(graph.objects(subject, SDO.author))
        if "by" in one or "voice" not in one:
            assert authors == {iri[actor] for actor in one.get("by", [])}
        else:
            # An article's own voice is its authors', or that of its house.
            assert authors <= voices[one["id"]] and bool(authors) == bool(voices[one["id"]]), one["id"]
        assert set(graph.objects(subject, own.onBehalfOf)) == {iri[actor] for actor in one.get("for", [])}
        assert set(graph.objects(subject, SDO.about)) == {iri[topic] for topic in one.get("topics", [])}
        assert set(graph.objects(subject, own.denies)) == {node[other] for other in one.get("denies", [])}
        assert [str(said) for said in graph.objects(subject, own.said)] == [one["said"]] if "said" in one else True
    for _, _, literal in graph:
        if isinstance(literal, rdflib.Literal):
            assert not literal.ill_typed, literal


def test_terms_exist_and_are_explained(built):
    graph = graph_of(built)
    own = built.site["site"]["base_url"] + "data/codebook.md#"
    codebook = built.text("data/codebook.md")
    terms = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    for term in sorted(map(str, terms)):
        if term.startswith(str(SDO)):
            assert term in SCHEMA_TERMS, term
        elif term.startswith(own):
            assert f"`{term[len(own):]}`" in codebook, term
        else:
            assert term.startswith(str(PROV)) or term == str(RDF.type), term


@functools.cache
def scripts(built):
    """Every page's JSON-LD."""
    return list(find_scripts(built))


def find_scripts(built):
    for path in built.glob("_pages/*.jsonld"):
        yield path, path.read_text("utf-8")
    for path in built.glob("**/index.html"):
        for script in html.parse(str(path)).getroot().iter("script"):
            if script.get("type") == "application/ld+json":
                yield path, script.text


@functools.cache
def expand(text):
    """As triples. The context stands in for schema.org's own, which is not fetched: every term is schema.org's, and addresses are addresses."""
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    links = ["url", "sameAs", "item", "eventStatus", "eventAttendanceMode", "license", "archivedAt", "contentUrl"]
    data["@context"] = {"@vocab": str(SDO), **{name: {"@id": str(SDO[name]), "@type": "@id"} for name in links}}
    graph = rdflib.Graph()
    graph.parse(data=json.dumps(data), format="json-ld")
    return graph


def test_json_ld(built):
    seen = 0
    for path, text in scripts(built):
        seen += 1
        assert "<" not in text
        graph = expand(text)
        assert len(graph) > 0, path
        for term in set(graph.predicates()) | set(graph.objects(None, RDF.type)):
            if term != RDF.type:
                # `query-input` is Google's own word for a search box.
                assert str(term) in SCHEMA_TERMS or str(term).endswith("/query-input"), (path, term)
        for subject in graph.subjects():
            if isinstance(subject, rdflib.URIRef):
                assert re.match(r"^https?://", subject), (path, subject)
    assert seen >= sum(len(built.site[folder]) for folder in ("actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"))


def test_the_things_are_the_same_in_both(built):
    turtle = graph_of(built)
    names = {str(thing): str(name) for thing, name in turtle.subject_objects(SDO.name)}
    for _, text in scripts(built):
        for thing in expand(text).subjects(RDF.type, None):
            if str(thing).endswith("#_this") and "/data/" not in str(thing):
                assert str(thing) in names, thing


def test_claims(built):
    claims = {}
    for _, text in scripts(built):
        graph = expand(text)
        for claim in graph.subjects(RDF.type, SDO.Claim):
            claims[str(claim)] = graph.value(claim, SDO.appearance)
    # A page names the first four; all of them stand in the Turtle.
    wanted = {one["url_here"]: source["url_here"] + "#_this" for source in built.site["sources"] for one in source["statements"][:4]}
    assert {claim: str(source) for claim, source in claims.items()} == wanted
