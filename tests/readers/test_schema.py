"""Every note of the briefing fits the JSON Schema of its kind, by an independent validator; notes with mistakes do not."""

import datetime
import json
import pathlib
import subprocess
import tomllib

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = ROOT / "target/debug/rapporteur"
KINDS = {"actors": "actor", "rounds": "round", "tracks": "track", "sources": "source", "topics": "topic", "disputes": "dispute", "pages": "page"}


@pytest.fixture(scope="session")
def schemas():
    printed = subprocess.run([BINARY, "schema"], check=True, capture_output=True, text=True).stdout
    schemas = json.loads(printed)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    return {name: jsonschema.Draft202012Validator(schema) for name, schema in schemas.items()}


def plain(value):
    """TOML's own dates as the text that they stand for: JSON has none."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    return value


def front_matter(path):
    text = path.read_text("utf-8-sig")
    if path.suffix == ".toml":
        return plain(tomllib.loads(text))
    lines = text.split("\n")
    if lines[0].rstrip() != "+++":
        return None
    end = next(at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "+++")
    return plain(tomllib.loads("\n".join(lines[1:end])))


def subject(path):
    inside = path.relative_to(ROOT / "content")
    if "." in path.stem:
        return "translation"
    if path.stem == "_index":
        return "introduction"
    return KINDS[inside.parts[0]]


def test_every_note_fits(schemas):
    notes = [path for path in sorted((ROOT / "content").rglob("*")) if path.suffix in {".md", ".toml"}]
    assert len(notes) > 200
    wrong = []
    for path in notes:
        front = front_matter(path)
        if front is None:
            continue
        for error in schemas[subject(path)].iter_errors(front):
            wrong.append(f"{path.relative_to(ROOT)}: {error.json_path}: {error.message[:200]}")
    assert wrong == []


def test_the_settings_fit(schemas):
    assert list(schemas["site"].iter_errors(plain(tomllib.loads((ROOT / "site.toml").read_text("utf-8"))))) == []


@pytest.mark.parametrize(
    "kind, front, path",
    [
        ("actor", {"title": "A", "summary": "B", "tpye": "state"}, "$"),
        ("actor", {"title": "A"}, "$"),
        ("actor", {"title": "A", "summary": "B", "type": "sate"}, "$.type"),
        ("actor", {"title": "A", "summary": "B", "updated": "2 June 2025"}, "$.updated"),
        ("actor", {"title": "A", "summary": "B", "updated": 2025}, "$.updated"),
        ("actor", {"title": "A", "summary": "B", "speaks_for": "Not An Id"}, "$.speaks_for"),
        ("round", {"title": "A", "date": "2025"}, "$"),
        ("round", {"title": "A", "summary": "B", "date": "2025", "delegations": [{"role": "party"}]}, "$.delegations[0]"),
        ("source", {"title": "A", "statements": [{"id": "x", "text": "y", "denies": ["no-statement"]}]}, "$.statements[0].denies[0]"),
        ("translation", {"title": "A", "summary": "B", "sumary": "C"}, "$"),
        ("translation", {"title": "A", "summary": "B", "translated": "yesterday"}, "$.translated"),
        ("translation", {"title": "A", "summary": "B", "statements": {"x": {"by": ["y"]}}}, "$.statements"),
        ("site", {"title": "A", "base_url": "https://a.example/", "checks": {"stale-revew": "off"}}, "$.checks"),
    ],
)
def test_a_mistake_is_found(schemas, kind, front, path):
    assert path in {error.json_path for error in schemas[kind].iter_errors(front)}


@pytest.mark.parametrize(
    "date",
    ["2025", "2025-06", "2025-06-02", "2025-06-02T14:40", "2025-06-02T14:40:30+03:00", "2022-03/2022-05", "../2022-02", "2022-02/..", "2025-05~", "2025-09?", "2025%",
     "2025-22", "202X", "20XX", "2025-XX", "2025-06-XX", "-0044", "Y170000002", "/2022", "2022/", "[2022-07-23, 2025-07-23]", "[2022,2025-07~,2026-01-01]"],
)
def test_dates(schemas, date):
    assert list(schemas["track"].iter_errors({"title": "A", "summary": "B", "from": date})) == []


@pytest.mark.parametrize("date", ["", "25", "2025-13", "2025-6", "2025-06-32", "2025/06/02", "02.06.2025", "..", "/", "../..", "2025~-06", "June 2025", "[2022-07-23]", "[2022, ]", "[2022/2023, 2024]"])
def test_no_dates(schemas, date):
    assert list(schemas["track"].iter_errors({"title": "A", "summary": "B", "from": date})) != []
