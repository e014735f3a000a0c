"""BibTeX by two parsers, RIS by rispy, CSL-JSON by citeproc-py."""

import re
import warnings

import bibtexparser
import pybtex.database
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON


def sources(built):
    return {note["id"]: note for note in built.site["sources"]}


def plain(text):
    """A BibTeX value without TeX."""
    commands = {"textbackslash": "\\", "textbraceleft": "\x01", "textbraceright": "\x02", "textasciitilde": "~", "textasciicircum": "^"}
    text = re.sub(r"\{\\(\w+)\}", lambda match: commands[match[1]], text)
    text = re.sub(r"\\([#$%&_])", r"\1", text)
    return text.replace("{", "").replace("}", "").replace("\x01", "{").replace("\x02", "}")


def line(text):
    return " ".join("".join(" " if ord(c) < 32 else c for c in text).split())


def test_bibtex(built):
    wanted = sources(built)
    library = bibtexparser.parse_string(built.text("data/references.bib"))
    assert not library.failed_blocks, library.failed_blocks
    entries = {entry.key: entry for entry in library.entries}
    assert set(entries) == set(wanted)
    for key, entry in entries.items():
        assert plain(entry["title"]) == line(wanted[key]["title"])
        if wanted[key].get("url", "").startswith("http"):
            assert entry["url"] == wanted[key]["url"]
        published = wanted[key].get("published")
        if published:
            assert entry["date"] == published.split("T")[0]
    other = pybtex.database.parse_string(built.text("data/references.bib"), "bibtex")
    assert set(other.entries) == set(wanted)
    for key, entry in other.entries.items():
        assert len(entry.persons.get("author", [])) == len(wanted[key].get("authors", []))


def test_bibtex_names(built):
    if built.name != "awkward":
        return
    entry = pybtex.database.parse_string(built.text("sources/full/cite.bib"), "bibtex").entries["full"]
    authors = entry.persons["author"]
    assert [" ".join(person.last_names) for person in authors] == ["Erdoğan", "Арахамія", "{The Agency}", "Leyen", "{Office, of = Things}"]
    assert authors[0].first_names == ["Recep"] and authors[0].middle_names == ["Tayyip"]
    assert authors[3].prelast_names == ["von", "der"]


def test_ris(built):
    wanted = sources(built)
    data = built.bytes("data/references.ris")
    assert b"\n" not in data.replace(b"\r\n", b"")
    entries = {entry["id"]: entry for entry in rispy.loads(data.decode("utf-8"))}
    assert set(entries) == set(wanted)
    for key, entry in entries.items():
        title = entry.get("title") or entry.get("primary_title")
        assert title == line(wanted[key]["title"])
        assert len(entry.get("authors", [])) == len(wanted[key].get("authors", []))
        published = wanted[key].get("published", "")
        if re.match(r"^\d{4}", published):
            assert entry["year"] == published[:4]


def test_csl_json(built):
    wanted = sources(built)
    items = built.json("data/references.json")
    assert {item["id"] for item in items} == set(wanted)
    for item in items:
        assert item["title"] == line(wanted[item["id"]]["title"])
        for name in item.get("author", []):
            assert set(name) <= {"family", "given", "literal", "non-dropping-particle", "suffix"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # citeproc-py reads no dates in words and no key of its own time.
        known = [{key: value for key, value in item.items() if key not in ("custom", "citation-key", "archive_location")} for item in items]
        known = [{key: value for key, value in item.items() if not (isinstance(value, dict) and "literal" in value)} for item in known]
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(known), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        rendered = [str(entry) for entry in bibliography.bibliography()]
    assert len(rendered) == len(items)


def test_of_each_source(built):
    for key in sources(built):
        assert list(pybtex.database.parse_string(built.text(f"sources/{key}/cite.bib"), "bibtex").entries) == [key]
        assert [item["id"] for item in built.json(f"sources/{key}/cite.json")] == [key]
        assert [entry["id"] for entry in rispy.loads(built.text(f"sources/{key}/cite.ris"))] == [key]


def test_inexact_dates(built):
    if built.name != "awkward":
        return
    issued = {item["id"]: item.get("issued") for item in built.json("data/references.json")}
    assert issued["interval"] == {"date-parts": [[2022, 3], [2022, 5]]}
    assert issued["about"] == {"date-parts": [[2025, 9]], "circa": True}
    assert issued["season"] == {"date-parts": [[2025]], "season": 2}
    assert "literal" in issued["before"] and "literal" in issued["decade"]
    assert issued["bare"] is None


