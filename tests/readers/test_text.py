"""What a reader reads: no id in running text, no stop said twice, no quotation marks on one another."""

import collections
import html.parser
import re

BLOCKS = set("p li h1 h2 h3 h4 td th dd dt summary figcaption blockquote div section tr option label".split())
SKIPPED = {"script", "style", "pre", "code", "svg"}
DESCRIPTIONS = {"description", "og:description", "og:title", "DC.description", "citation_title"}
ID = re.compile(r"(?<![\w/#.@=\"'-])([a-z0-9]+(?:-[a-z0-9]+)+)(#[a-z0-9-]+)?(?![\w/-])")
STOPS = re.compile(r"\?\.(?!\w)|(?<![./])\.\.(?![./\w])|!\.|,\.|“\s*“|”\s*”|\.”\.|;\.|\s,\s")
GRAMMAR = re.compile(r"\b1 (?:years|days|months|answers)\b|about up to")


class Blocks(html.parser.HTMLParser):
    """The visible text of a page, block by block, and the descriptions in its head."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.now, self.skipped = [], [], 0

    def end_block(self):
        text = " ".join("".join(self.now).split())
        self.blocks += [text] if text else []
        self.now = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.skipped += tag in SKIPPED
        if tag in BLOCKS:
            self.end_block()
        if tag == "meta" and (attrs.get("name") or attrs.get("property")) in DESCRIPTIONS:
            self.blocks.append(attrs.get("content") or "")

    def handle_endtag(self, tag):
        self.skipped -= tag in SKIPPED and self.skipped > 0
        if tag in BLOCKS:
            self.end_block()

    def handle_data(self, data):
        if not self.skipped:
            self.now.append(data)


def texts(built):
    for page in built.glob("**/*.html"):
        reader = Blocks()
        reader.feed(page.read_text(encoding="utf-8"))
        reader.end_block()
        yield from ((page, block) for block in reader.blocks)
    for page in built.glob("**/*.md"):
        text = re.sub(r"`[^`\n]*`", "code", re.sub(r"\]\([^)]*\)", "]", page.read_text(encoding="utf-8")))
        yield from ((page, line) for line in text.splitlines() if not re.match(r"(id|url|path|source)\s*[:=]", line))
    prose = {"text", "summary", "remark", "question", "description", "plain", "body_text", "content_text", "title"}
    for name in ("feed.json", "data/site.json"):
        yield from ((name, value) for value in strings(built.json(name), prose))


def strings(value, keys):
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                yield from [inner] if key in keys else []
            else:
                yield from strings(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, keys)


def test_text_reads_as_a_person_would_write_it(built):
    if built.name != "briefing":
        # The awkward site holds awkward punctuation on purpose.
        return
    ids = {note["id"] for kind in built.site.values() if isinstance(kind, list) for note in kind if isinstance(note, dict) and "id" in note}
    ids = {name for name in ids if "-" in name and "#" not in name}
    assert len(ids) > 100
    found = collections.defaultdict(list)
    for where, text in texts(built):
        found["an id"] += [f"{where}: {text}" for match in ID.finditer(text) if match[1] in ids and match[0] != text.strip()]
        found["stops"] += [f"{where}: {text}" for _ in STOPS.finditer(text)]
        found["grammar"] += [f"{where}: {text}" for _ in GRAMMAR.finditer(text)]
    assert not any(found.values()), {what: rows[:5] for what, rows in found.items()}


def test_home_tells_as_many_topics_as_the_page_that_it_leads_to(built):
    if built.name != "briefing":
        # Its golden files hold no pages.
        return
    for home in ["", "tr/", "uk/", "ru/"]:
        told = re.search(r'positions/">\D*(\d+)[^<]*</a>', built.text(f"{home}index.html"))[1]
        assert re.search(r'<span class="mx-t">(\d+) ', built.text(f"{home}positions/index.html"))[1] == told, home
