"""The printed briefing, as somebody reads it who has only the paper: its notes are there, and its address is spelt out."""

import functools
import http.server
import os
import re
import subprocess
import threading
import unicodedata

import lxml.html
import pypdf
import pytest

from conftest import SITES

BRIEFING = next(site for site in SITES if site.name == "briefing").output

#: A page with many notes. The home page is an overview, and leaves its notes to the screen.
PAGE = "topics/crimea/"

CHROMIUM = os.environ.get("CHROMIUM", "chromium")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    handler = functools.partial(Quiet, directory=BRIEFING)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def printed(address, folder):
    pdf = folder / "page.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer"]
    subprocess.run([CHROMIUM, *flags, f"--print-to-pdf={pdf}", address], check=True, capture_output=True, timeout=180)
    return pypdf.PdfReader(pdf)


def squeezed(text):
    """Without what setting a page changes: spaces, breaks, letters set as one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_a_printed_page_holds_its_notes(address, tmp_path):
    paper = squeezed("\n".join(page.extract_text() for page in printed(address + PAGE, tmp_path).pages))
    page = lxml.html.parse(str(BRIEFING / PAGE / "index.html"))
    marks = page.xpath("//*[@id='references']//*[@class='cited-mark']")
    assert len(marks) > 20
    missing = []
    for mark in marks:
        note = squeezed(mark.getparent().text_content())[:40]
        if note not in paper:
            missing.append(note)
    # A note may be cut by the end of a page.
    assert len(missing) <= 3, missing
    assert squeezed(page.xpath("//link[@rel='canonical']/@href")[0]) in paper


def pages_of(address, path, folder):
    """What stands on each printed page, without its number, which is before its text or after it."""
    return [squeezed(page.extract_text()).strip("0123456789") for page in printed(address + path, folder).pages]


def test_no_page_of_the_whole_briefing_ends_with_a_heading_or_a_question(address, tmp_path):
    html = lxml.html.parse(str(BRIEFING / "print/index.html"))
    ends = set()
    for note in html.xpath("//article"):
        head = squeezed("".join(part.text_content() for part in note.xpath("h3 | p[@class='lead']")))
        ends |= {head[:length] for length in range(1, len(head) + 1)}
    texts = pages_of(address, "print/", tmp_path)
    # The contents name them all, before the first part.
    first = squeezed(html.xpath("//section[@class='whole-part']/h2")[0].text_content())
    body = texts[next(place for place, text in enumerate(texts) if text.startswith(first)) :]
    numbered = [re.search(r"[0-9]+[.][0-9]+([^0-9].*)$", text[-120:]) for text in body]
    assert len(body) > 40
    assert [end[0] for end in numbered if end and end[1] in ends] == []


def test_no_printed_page_of_a_ledger_but_the_last_is_nearly_empty(address, tmp_path):
    assert [text for text in pages_of(address, "sources/istanbul-talks-revisited/", tmp_path)[:-1] if len(text) < 300] == []
