"""`site.json` by its schema and against the content itself; CSV, GraphML and the archive against `site.json`."""

import csv
import io
import re
import tomllib
import zipfile

import jsonschema
import networkx
import pytest

KINDS = {"actors": "actor", "rounds": "round", "tracks": "track", "sources": "source", "topics": "topic", "disputes": "dispute", "pages": "page"}
MARKDOWN = {"summary", "text", "remark", "note", "question"}
RENAMED = {"translations": "in_other_languages"}
LEFT_OUT = {"draft"}


def notes(built):
    """Every note's front matter, read by Python's own TOML reader."""
    for folder in KINDS:
        for path in sorted((built.content / "content" / folder).rglob("*.md")):
            if "." in path.stem or path.stem == "_index":
                continue
            front = re.match(r"\A\ufeff?\+\+\+\r?\n(.*?)\r?\n\+\+\+", path.read_text("utf-8"), re.S)
            yield folder, path.stem, tomllib.loads(front[1])


def same(key, written, found, where):
    """Whether `site.json` holds what was written."""
    if key in MARKDOWN:
        assert found and isinstance(found, str), where
    elif key == "speaks_for":
        wanted = written if isinstance(written, list) else [written]
        wanted = [{"actor": one} if isinstance(one, str) else one for one in wanted]
        assert found == wanted, where
    elif key == "extra":
        assert set(found) == set(written), where
    elif key == "value":
        for inner, number in written.items():
            if inner in ("min", "max", "corrected"):
                assert float(found[inner]) == float(number), where
            else:
                assert found[inner] == number, where
    elif isinstance(written, dict):
        for inner, value in written.items():
            same(inner, value, found[inner], f"{where}.{inner}")
    elif isinstance(written, list):
        if written == []:
            assert not found, where
        elif all(isinstance(one, dict) for one in written):
            assert len(found) == len(written), where
            for one, other in zip(written, found):
                for inner, value in one.items():
                    same(inner, value, other.get(inner), f"{where}.{inner}")
        elif key == "cites":
            # Works behind `via` count as cited too.
            assert set(written) <= set(found), where
        else:
            assert found == written, where
    elif isinstance(found, list):
        assert found == [written], where
    elif isinstance(written, (int, float)) and not isinstance(written, bool):
        assert float(found) == float(written), where
    else:
        assert str(found) == str(written), where


def test_round_trip(built):
    """Every field that an editor wrote can be got back from `site.json`."""
    site = built.site
    found = {folder: {note["id"]: note for note in site[folder]} for folder in KINDS}
    count = 0
    for folder, ident, front in notes(built):
        if front.get("draft"):
            assert ident not in found[folder]
            continue
        count += 1
        note = found[folder][ident]
        for key, written in front.items():
            if key in LEFT_OUT:
                continue
            if key == "statements":
                statements = {one["id"]: one for one in note["statements"]}
                assert list(statements) == [f"{ident}#{one['id']}" for one in written]
                for one in written:
                    for inner, value in one.items():
                        if inner != "id":
                            same(inner, value, statements[f"{ident}#{one['id']}"].get(inner), f"{ident}#{one['id']}.{inner}")
                continue
            name = RENAMED.get(key, key) if folder == "sources" else key
            same(key, written, note.get(name), f"{folder}/{ident}.{key}")
    assert count == sum(len(notes) for notes in found.values())


def test_bodies_are_there(built):
    for folder in KINDS:
        for note in built.site[folder]:
            path = next((built.content / "content" / folder).rglob(f"{note['id']}.md"))
            written = re.sub(r"\A\ufeff?\+\+\+\r?\n.*?\r?\n\+\+\+[ \t]*(\r?\n|\Z)", "", path.read_text("utf-8"), flags=re.S)
            assert note.get("body", "").strip() == written.strip(), path


def test_schema(built):
    schema = built.json("data/site.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(built.site))
    assert not errors, errors[:5]


def test_every_reference_leads_somewhere(built):
    site = built.site
    ids = {note["id"] for folder in KINDS for note in site[folder]}
    statements = {one["id"] for source in site["sources"] for one in source["statements"]}

    def walk(value, key=""):
        if isinstance(value, dict):
            for inner, one in value.items():
                if inner not in ("extra", "names"):
                    walk(one, inner)
        elif isinstance(value, list):
            for one in value:
                walk(one, key)
        elif key in ("denies", "denied_by", "supports", "supported_by", "statement"):
            assert value in statements, value
        elif key in ("track", "follows", "followed_by", "part_of", "parent", "children", "via", "cites", "cited_by", "head", "members", "publisher_actor"):
            assert value in ids, value

    walk(site)


def rows(built, name):
    data = built.bytes(f"data/{name}.csv")
    assert b"\n" not in re.sub(rb'"[^"]*"', b"", data).replace(b"\r\n", b"")
    table = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert all(len(row) == len(table[0]) for row in table)
    return [dict(zip(table[0], row)) for row in table[1:]]


def back(cell):
    return cell[1:] if cell.startswith("'") else cell


def test_tables(built):
    site = built.site
    for folder in KINDS:
        table = rows(built, folder)
        assert [back(row["id"]) for row in table] == [note["id"] for note in site[folder]]
        for row, note in zip(table, site[folder]):
            assert back(row["title"]) == "".join(c for c in note["title"] if ord(c) >= 32 or c in "\n\r\t")
    statements = [one for source in site["sources"] for one in source["statements"]]
    table = rows(built, "statements")
    assert [row["id"] for row in table] == [one["id"] for one in statements]
    for row, one in zip(table, statements):
        assert back(row["text"]) == one["text"]
        assert [ident for ident in row["by"].split(" | ") if ident] == one.get("by", [])
        assert back(row["said"]) == one.get("said", "")
    assert len(rows(built, "delegations")) == sum(len(note.get("delegations", [])) for note in site["rounds"])
    assert len(rows(built, "outcomes")) == sum(len(note.get("outcomes", [])) for note in site["rounds"])
    assert len(rows(built, "answers")) == sum(len(note["answers"]) for note in site["disputes"])
    assert len(rows(built, "roles")) == sum(len(note.get("roles", [])) for note in site["actors"])


def test_no_cell_is_a_formula(built):
    number = re.compile(r"^-?\d+(\.\d+)?$")
    for path in built.glob("data/*.csv"):
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) or number.match(cell), (path, cell)


def test_graph(built):
    site = built.site
    graph = networkx.parse_graphml(built.text("data/graph.graphml"), force_multigraph=True)
    assert graph.is_directed()
    ids = {note["id"] for folder in KINDS if folder != "pages" for note in site[folder]}
    statements = {one["id"]: one for source in site["sources"] for one in source["statements"]}
    assert set(graph.nodes) == ids | set(statements)
    edges = {(start, end, data["relation"]) for start, end, data in graph.edges(data=True)}
    for ident, one in statements.items():
        for relation in ("by", "for", "of", "to", "via", "denies", "supports", "same_utterance"):
            for other in one.get(relation, []):
                assert (ident, other, relation) in edges
    for note in site["rounds"]:
        for relation in ("by", "to"):
            for other in note.get(relation, []):
                assert (note["id"], other, relation) in edges
        act = note.get("type") in ("proposal", "deadline", "announcement")
        taken = "took_part_in" if act or note.get("status", "held") == "held" else "was_to_take_part_in"
        for one in note.get("delegations", []):
            relation = "absent_from" if one["role"] == "absent" else taken
            assert (one["actor"], note["id"], relation) in edges


def test_archive(built):
    with zipfile.ZipFile(built.output / "data/briefing.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"README.txt", "LICENCE.txt", "codebook.md", "site.json", "statements.csv"} <= set(names)
        assert len(names) == len(set(names))
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            if info.filename in ("README.txt", "LICENCE.txt"):
                continue
            folder = "" if info.filename == "calendar.ics" else "data/"
            assert archive.read(info) == built.bytes(folder + info.filename)


@pytest.mark.parametrize("word", ["role", "denies", "settledBy"])
def test_terms_are_explained(built, word):
    assert f"`{word}`" in built.text("data/codebook.md")
