"""Sitemap, robots.txt, llms.txt, Markdown copies, headers and redirects."""

import re
import urllib.parse
import urllib.robotparser

from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def path_of(built, url):
    base = built.site["site"]["base_url"]
    assert url.startswith(base), url
    return urllib.parse.unquote(url[len(base):].split("#")[0])


def test_sitemap(built):
    root = etree.fromstring(built.bytes("sitemap.xml"))
    assert root.tag == SITEMAP + "urlset"
    seen = set()
    for url in root:
        if not isinstance(url.tag, str):
            continue
        assert url.tag == SITEMAP + "url"
        loc = url.findtext(SITEMAP + "loc")
        assert loc not in seen
        seen.add(loc)
        if built.name != "awkward":
            assert (built.output / path_of(built, loc) / "index.html").is_file(), loc
        lastmod = url.findtext(SITEMAP + "lastmod")
        assert lastmod is None or re.match(r"^\d{4}(-\d\d(-\d\d)?)?$", lastmod)
        for link in url.findall(XHTML + "link"):
            assert link.get("rel") == "alternate" and link.get("hreflang")
    for folder in ("actors", "rounds", "sources"):
        for note in built.site[folder]:
            assert note["url_here"] in seen
    for url in root.iter(SITEMAP + "url"):
        for link in url.findall(XHTML + "link"):
            assert link.get("href") in seen, "an alternate is itself in the sitemap"


def test_lastmod_comes_from_the_content(built):
    root = etree.fromstring(built.bytes("sitemap.xml"))
    found = {url.findtext(SITEMAP + "loc"): url.findtext(SITEMAP + "lastmod") for url in root.iter(SITEMAP + "url")}
    for folder in ("actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"):
        for note in built.site[folder]:
            dates = [note.get("created"), note.get("updated"), *(change.get("date") for change in note.get("changes", []))]
            if not any(dates):
                assert found[note["url_here"]] is None


def test_robots(built):
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(built.text("robots.txt").splitlines())
    base = built.site["site"]["base_url"]
    assert parser.can_fetch("*", base + "actors/")
    assert parser.site_maps() == [base + "sitemap.xml"]


def test_llms_txt(built):
    text = built.text("llms.txt")
    assert text.startswith("# ")
    assert re.search(r"^> ", text, re.M)
    for match in re.finditer(r"\]\((\S+?)\)", text):
        assert (built.output / path_of(built, match[1])).is_file(), match[1]


def test_every_page_has_its_markdown(built):
    site = built.site
    for folder in ("actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"):
        assert (built.output / folder / "index.md").is_file()
        for note in site[folder]:
            text = built.text(f"{folder}/{note['id']}/index.md")
            assert text.startswith("# ")
            prose = re.sub(r"`[^`]*`", "", text)
            assert "[[" not in prose.replace("\\[", ""), f"{folder}/{note['id']}"
            assert not re.search(r"(?<!\\)\[@[a-z0-9]", prose), f"{folder}/{note['id']}"


def test_headers(built):
    text = built.text("_headers")
    policy = re.search(r"Content-Security-Policy: (.+)", text)[1]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert all(line.startswith(("/", "  ", "#")) or not line for line in text.splitlines())
    assert len([line for line in text.splitlines() if line.startswith("/")]) <= 100


def test_redirects(built):
    for line in built.text("_redirects").splitlines():
        old, new, status = line.split(" ")
        assert status == "301" and old.startswith("/") and new.startswith("/")
        assert line.isascii()
