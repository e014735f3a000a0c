"""Atom by feedparser and by the rules of RFC 4287; JSON Feed by the rules of its version 1.1."""

import re

import feedparser
from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


def atom_problems(data):
    """What a validator would say."""
    root = etree.fromstring(data)
    problems = []
    if root.tag != ATOM + "feed":
        problems.append("the root is not a feed")
    feed_author = root.find(ATOM + "author") is not None
    seen = set()
    for element in [root, *root.findall(ATOM + "entry")]:
        for name in ("id", "title", "updated"):
            if len(element.findall(ATOM + name)) != 1:
                problems.append(f"{element.tag} has not one {name}")
        ident = element.findtext(ATOM + "id")
        if not re.match(r"^[a-z][a-z0-9+.-]*:\S+$", ident or ""):
            problems.append(f"{ident!r} is not an IRI")
        if ident in seen:
            problems.append(f"{ident} stands twice")
        seen.add(ident)
        for name in ("updated", "published"):
            for date in element.findall(ATOM + name):
                if not RFC3339.match(date.text or ""):
                    problems.append(f"{date.text!r} is not a date")
        for link in element.findall(ATOM + "link"):
            if not re.match(r"^https?://", link.get("href", "")):
                problems.append(f"{link.get('href')!r} is not absolute")
        if not feed_author and element.tag == ATOM + "entry" and element.find(ATOM + "author") is None:
            problems.append(f"{ident} has no author")
        alternates = [(link.get("type"), link.get("hreflang")) for link in element.findall(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
        if len(alternates) != len(set(alternates)):
            problems.append(f"{ident} has two alternates of a kind")
        if element.tag == ATOM + "entry" and not alternates and element.find(ATOM + "content") is None:
            problems.append(f"{ident} has neither content nor a page")
    if not any(link.get("rel") == "self" for link in root.findall(ATOM + "link")):
        problems.append("no link to itself")
    updated = [entry.findtext(ATOM + "updated") for entry in root.findall(ATOM + "entry")]
    if updated != sorted(updated, reverse=True):
        problems.append("the newest does not stand first")
    if updated and root.findtext(ATOM + "updated") != updated[0]:
        problems.append("the feed is not as new as its newest entry")
    return problems


def test_atom(built):
    feeds = built.glob("**/feed.xml")
    assert len(feeds) >= 8
    for path in feeds:
        data = path.read_bytes()
        assert atom_problems(data) == [], path
        parsed = feedparser.parse(data)
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"
        for entry in parsed.entries:
            assert entry.title and entry.id and entry.link.startswith("http")
            assert not entry.updated.startswith("1970"), entry.id
            for content in entry.get("content", []):
                tree = html.fragment_fromstring(content.value, create_parent="div")
                for link in tree.iter("a"):
                    assert re.match(r"^(https?|mailto):", link.get("href", "")), (path, link.get("href"))


def test_severity_and_rough_dates_are_said(built):
    if built.name != "awkward":
        return
    entries = {entry.id: entry for entry in feedparser.parse(built.bytes("feed.xml")).entries}
    correction = entries["tag:example.org,2025-06-02:/briefing/actors/alpha/change"]
    assert correction.title.startswith("Correction: ")
    assert "correction" in [tag.term for tag in correction.tags]
    rough = entries["tag:example.org,2025-06:/briefing/actors/alpha/change"]
    assert any(tag.term == "2025-06" and tag.scheme.endswith("#dated") for tag in rough.tags)


def test_json_feed(built):
    for path in built.glob("**/feed.json"):
        feed = __import__("json").loads(path.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"] and feed["home_page_url"].startswith("http") and feed["feed_url"].startswith("http")
        ids = [item["id"] for item in feed["items"]]
        assert len(ids) == len(set(ids))
        for item in feed["items"]:
            assert ("content_html" in item) or ("content_text" in item)
            assert RFC3339.match(item["date_modified"])
            assert item["url"].startswith("http")
            assert all(isinstance(tag, str) for tag in item["tags"])


def test_both_feeds_hold_the_same(built):
    for path in built.glob("**/feed.xml"):
        atom = [entry.id for entry in feedparser.parse(path.read_bytes()).entries]
        other = __import__("json").loads(path.with_name("feed.json").read_bytes())
        assert atom == [item["id"] for item in other["items"]], path
