#!/usr/bin/env python3
"""Makes one corpus of notes and writes it in the format of rapporteur and of its peers.

    benches/corpus.py FORMAT N FOLDER [--seed S]

FORMAT is `rapporteur`, `lean`, `hugo`, `zola`, `eleventy` or `astro`; or an extreme, which has N of one thing in few notes: `one-source` N statements
in one source, `one-actor` N statements of one actor in sources of two each, `many-tracks` N tracks of two rounds each. The same N and seed give the same bytes, on every machine
and Python from 3.8: nothing is drawn from the generator but `random()`, the one method whose sequence Python promises to keep.

Every format holds the same notes, with the same text, the same links and the same relations:

* N notes: half of them sources, then actors, rounds, disputes, topics, pages and tracks;
* about 3,000 bytes of Markdown each, with headings, emphasis, some lists, tables and quotations;
* 8 links in the body: 4 to notes, 4 citations (a citation is a link to the source's page for the peers);
* 5 typed references in the front matter of a note whose kind has them (speakers, topics, delegations, evidence …).

Popular notes are linked much more often than others, as in a real site: the most popular actor of 10,000 notes has several
hundred links to it. Every note is linked at least once, so no note is an orphan.

What the peers are spared: they get their relations resolved (address and title stand in the front matter), and they get a
list of the ids that the note refers to, where they need one for backlinks.
"""

import argparse
import os
import random
import sys

VERSION = 1  # Raise it when the same seed no longer gives the same bytes: figures of two versions cannot be compared.

SHARES = (("actors", 0.18), ("rounds", 0.16), ("disputes", 0.08), ("topics", 0.03), ("pages", 0.03), ("tracks", 0.02))
FOLDERS = ("actors", "rounds", "tracks", "sources", "topics", "disputes", "pages")
KIND = {"actors": "actor", "rounds": "round", "tracks": "track", "sources": "source", "topics": "topic", "disputes": "dispute", "pages": "page"}
BODY_BYTES = 3000
CITED_EVERY = 20  # Every twentieth source is known only through another one.

SYLLABLES = "bel cor dan fer gal hin jor kas lem mar nol ost pel qua rud sen tav ulm vor zel".split()
CYRILLIC = "бел кор дан фер ґал хін йор кас лем мар нол ост пел ква руд сен тав улм вор зел".split()

OPENINGS = "According to officials,|On the second day,|In a written reply,|After a recess,|By then|At the time|Behind closed doors,|In the corridor,|As the text shows,|For months|Late in the evening,|In its first reading,|A week later|Through an interpreter,".split("|")
ACTORS = "the delegation|the mediators|both sides|the working group|the ministry|the legal team|the envoy|the secretariat|the host country|the observers|the negotiators|a senior official|the technical experts|the chair of the session".split("|")
VERBS = "proposed|rejected|accepted in principle|asked for|put off|repeated|withdrew|clarified|described|tabled|welcomed|disputed|set aside|returned to".split("|")
OBJECTS = "a limited ceasefire|the exchange lists|the wording of the second clause|security guarantees|a monitoring mission|the corridor for grain|an energy truce|the return of detainees|a timetable|the map annexed to the draft|the question of verification|a meeting of leaders|the sequence of steps|the draft memorandum".split("|")
TAILS = "without giving a date|in line with the earlier memorandum|although no text was published|and left the details to experts|as it had done in the spring|while the front line moved|before any wider talks|for a period of thirty days|with two reservations|under the same conditions as before|which the other side denied the next morning|in exchange for a written commitment".split("|")
LINKED = "the account given by {} differs on this point|this was first raised by {} in the autumn|compare the position of {} here|{} took the opposite view|the wording goes back to {}|{} confirmed it the same evening|nothing in {} contradicts this|the sequence follows {} closely".split("|")
HEADINGS = "What was on the table|How it began|What followed|Open points|The text itself|Reactions|What is known so far|Chronology".split("|")
CITIES = "Sarnvik|Ostmere|Kaldana|Velmont|Port Adra|Tiris|Halmund|Bresk".split("|")


def sentence_pool(seed):
    """The sentences that all bodies are put together from, so that 100,000 notes are made in seconds."""
    r = random.Random(seed)
    pick = lambda items: items[int(r.random() * len(items))]
    pool = []
    for _ in range(4000):
        actor, verb, thing, tail = pick(ACTORS), pick(VERBS), pick(OBJECTS), pick(TAILS)
        if r.random() < 0.2:
            thing = ("*%s*" if r.random() < 0.7 else "**%s**") % thing
        if r.random() < 0.5:
            text = "%s %s %s %s %s" % (pick(OPENINGS), actor, verb, thing, tail)
        else:
            text = "%s%s %s %s %s" % (actor[0].upper(), actor[1:], verb, thing, tail)
        if r.random() < 0.3:
            text += "; %s %s %s" % (pick(ACTORS), pick(VERBS), pick(OBJECTS))
        pool.append(text)
    return pool


def word(index, syllables):
    n = len(syllables)
    return syllables[index % n] + syllables[index // n % n] + syllables[index // n // n % n]


def name(number, syllables=SYLLABLES):
    """An invented name of two words, different for every number below 64 million."""
    first = number % 8000
    second = (number // 8000 * 13 + first * 3 + 1117) % 8000
    return "%s %s" % (word(first * 3001 % 8000, syllables).capitalize(), word(second, syllables).capitalize())


class Note:
    """One note, in no format. `typed` and `body` hold targets as (folder, index) pairs, statements as (folder, index, id)."""

    __slots__ = ("folder", "index", "id", "title", "summary", "date", "fields", "typed", "texts", "body")


class Corpus:
    """All notes of a size and a seed, made one by one when asked for."""

    def __init__(self, n, seed):
        if n < 50:
            sys.exit("corpus.py: N must be at least 50, so that every kind has notes")
        self.n, self.seed = n, seed
        self.count = {folder: max(1, int(n * share)) for folder, share in SHARES}
        self.count["sources"] = n - sum(self.count.values())
        self.start = {}
        at = 0
        for folder in FOLDERS:
            self.start[folder] = at
            at += self.count[folder]
        self.pool = sentence_pool(seed)

    def __iter__(self):
        for folder in FOLDERS:
            for index in range(self.count[folder]):
                yield self.note(folder, index)

    def id(self, folder, index):
        return "%s-%s" % (name(self.start[folder] + index).lower().replace(" ", "-"), KIND[folder])

    def title(self, folder, index):
        own = name(self.start[folder] + index)
        return {
            "actors": "%s", "rounds": "%s talks", "tracks": "The %s track", "sources": "%s: a report from the talks",
            "topics": "The %s question", "disputes": "What did the %s paper say?", "pages": "Notes on %s",
        }[folder] % own

    def date(self, folder, index):
        """A day in 2021–2026; later notes of a kind are younger."""
        day = index * 1790 // max(1, self.count[folder])
        return "%04d-%02d-%02d" % (2021 + day // 358, 1 + day % 358 // 30, 1 + day % 358 % 30 % 28)

    def is_cited_only(self, index):
        return index % CITED_EVERY == CITED_EVERY - 1

    def popular(self, r, folder, below=None):
        """A note of a kind: the first ones often, the last ones seldom."""
        count = self.count[folder] if below is None else below
        return (folder, int(count * r.random() ** 2))

    def source(self, r):
        """A source that has been read."""
        index = self.popular(r, "sources")[1]
        return ("sources", index - 1 if self.is_cited_only(index) else index)

    def statement(self, r):
        return self.source(r) + ("s%d" % (1 + int(r.random() * 2)),)

    def sentence(self, r):
        return self.pool[int(r.random() * len(self.pool))]

    def note(self, folder, index):
        r = random.Random((self.seed * 1_000_003 + self.start[folder] + index) * 31 + 7)
        note = Note()
        note.folder, note.index = folder, index
        note.id, note.title, note.date = self.id(folder, index), self.title(folder, index), self.date(folder, index)
        note.summary = self.sentence(r) + "."
        note.fields, note.typed, note.texts = [], [], []
        getattr(self, "fields_of_" + folder)(note, r)
        note.body = self.body(note, r)
        return note

    # The fields of each kind. `fields` is TOML in which %(0)s, %(1)s … stand for the typed references, in their order.

    def refer(self, note, relation, target):
        note.typed.append((relation, target))
        return '"%%(%d)s"' % (len(note.typed) - 1)

    def tell(self, note, r):
        text = self.sentence(r) + "."
        note.texts.append(text)
        return '"%s"' % text

    def evidence(self, note, r, relation="sources"):
        return self.refer(note, relation, self.statement(r))

    def fields_of_actors(self, note, r):
        i, out = note.index, note.fields
        leading = max(1, self.count["actors"] // 10)
        out.append('type = "%s"' % ("state" if i < leading // 2 else "organisation" if i < leading else "person"))
        if r.random() < 0.3:
            number = self.start["actors"] + i
            out.append('also_known_as = ["%s"]' % name(number, CYRILLIC))
            out.append('names = { uk = "%s" }' % name(number, CYRILLIC))
        if i >= leading:
            out.append("speaks_for = %s" % self.refer(note, "speaks_for", self.popular(r, "actors", leading)))
            first = self.popular(r, "actors", leading)
            second = ("actors", (first[1] + 1) % leading)
            parts = [first] if second == first else [first, second]
            out.append("part_of = [%s]" % ", ".join(self.refer(note, "part_of", part) for part in parts))
        out.append("[[roles]]")
        out.append('title = "%s"' % ("envoy", "minister", "chief negotiator", "adviser")[int(r.random() * 4)])
        out.append("of = %s" % self.refer(note, "of", self.popular(r, "actors", leading)))
        out.append('from = "%s"' % self.date("actors", i)[:7])
        out.append("sources = [%s]" % self.evidence(note, r))

    def fields_of_rounds(self, note, r):
        i, out = note.index, note.fields
        tracks = self.count["tracks"]
        out.append('type = "%s"' % ("talks", "meeting", "call", "exchange", "summit")[i % 5])
        out.append('status = "%s"' % ("held", "held", "held", "announced", "reported")[int(r.random() * 5)])
        day = self.date("rounds", i)
        out.append('date = "%s"' % (day, day, day[:7], day + "~", day[:7] + "?")[int(r.random() * 5)])
        out.append('place = "%s"' % CITIES[i % len(CITIES)])
        out.append('format = "%s"' % ("in-person", "online", "hybrid")[i % 3])
        out.append("track = %s" % self.refer(note, "track", ("tracks", i % tracks)))
        out.append("number = %d" % (i // tracks + 1))
        # Five references: one delegation and an outcome with two sources, or two delegations and one source.
        first = self.popular(r, "actors")
        second = ("actors", (first[1] + 1) % self.count["actors"])
        parties = 1 if r.random() < 0.8 else 2
        for role, actor in (("party", first), ("mediator", second))[:parties]:
            out += ["[[delegations]]", "actor = %s" % self.refer(note, role, actor), 'role = "%s"' % role]
        out.append("[[outcomes]]")
        out.append("text = %s" % self.tell(note, r))
        out.append('status = "%s"' % ("agreed", "partly", "proposed", "rejected")[int(r.random() * 4)])
        out.append("topics = [%s]" % self.refer(note, "topics", self.popular(r, "topics")))
        out.append("sources = [%s]" % ", ".join(self.evidence(note, r) for _ in range(3 - parties)))

    def fields_of_tracks(self, note, r):
        note.fields.append('from = "%s"' % note.date[:7])

    def fields_of_sources(self, note, r):
        i, out = note.index, note.fields
        out.append('type = "%s"' % ("news", "news", "analysis", "official", "interview", "opinion")[i % 6])
        out.append('authors = ["%s"]' % name(30_000_000 + i % 997))
        out.append('publisher = "%s Gazette"' % CITIES[i % len(CITIES)])
        out.append('published = "%s"' % note.date)
        out.append('accessed = "2026-10-01"')
        out.append('language = "en"')
        out.append('url = "https://example.org/%s/"' % note.id)
        out.append('archives = [{ url = "https://archive.example/%s/", date = "2026-10-02" }]' % note.id)
        if self.is_cited_only(i):
            out.append('access = "cited"')
            return
        out.append('access = "read"')
        if self.is_cited_only(i + 1) and i + 1 < self.count["sources"]:
            out.append("cites = [%s]" % self.refer(note, "cites", ("sources", i + 1)))
        for number in (1, 2):
            out.append("[[statements]]")
            out.append('id = "s%d"' % number)
            out.append("text = %s" % self.tell(note, r))
            out.append('type = "%s"' % ("position", "demand", "fact", "offer", "refusal", "figure")[int(r.random() * 6)])
            out.append("by = %s" % self.refer(note, "by", self.popular(r, "actors")))
            out.append('said = "%s"' % note.date)
            out.append('basis = "%s"' % ("first-hand", "second-hand", "document")[int(r.random() * 3)])
            out.append("topics = [%s]" % self.refer(note, "topics", self.popular(r, "topics")))
            if number == 1:
                out.append("rounds = [%s]" % self.refer(note, "rounds", self.popular(r, "rounds")))
            if number == 2 and i % 10 == 5:
                out.append("denies = [%s]" % self.refer(note, "denies", ("sources", i - 1, "s1")))
            out.append('locator = "§ %d"' % (1 + int(r.random() * 12)))

    def fields_of_topics(self, note, r):
        note.fields.append('question = "%s?"' % self.sentence(r))
        note.fields.append("order = %d" % (note.index + 1))
        if note.index >= 5:
            note.fields.append("parent = %s" % self.refer(note, "parent", ("topics", note.index // 5 - 1)))

    def fields_of_disputes(self, note, r):
        out = note.fields
        out.append('type = "%s"' % ("date", "number", "attribution", "content", "cause")[note.index % 5])
        out.append('status = "%s"' % ("open", "settled")[int(r.random() * 2)])
        out.append("topics = [%s]" % self.refer(note, "topics", self.popular(r, "topics")))
        out.append("rounds = [%s]" % self.refer(note, "rounds", self.popular(r, "rounds")))
        out.append('settled_by = "The published text of the paper."')
        for number in range(2):
            out.append("[[answers]]")
            out.append("text = %s" % self.tell(note, r))
            out.append("statements = [%s]" % self.evidence(note, r, "statements"))
            if number == 1:
                out.append("sources = [%s]" % self.refer(note, "sources", self.source(r)))

    def fields_of_pages(self, note, r):
        pass

    # The body: a list of blocks, each a list of pieces; a piece is a string, ("link", target, text) or ("cite", target, locator).

    def links(self, note, r):
        """Four links and four citations. The first of each makes a ring, so that nothing stays without a link to it."""
        place = self.start[note.folder] + note.index
        ring = (note.folder, (note.index + 1) % self.count[note.folder])
        if self.count[note.folder] == 1:
            ring = self.popular(r, "actors")
        elsewhere = [self.popular(r, folder) for folder in ("actors", "rounds", "topics" if r.random() < 0.5 else "disputes")]
        turn = place % self.count["sources"]
        first = self.source(r) if self.is_cited_only(turn) else ("sources", turn)
        cites = [first] + [self.statement(r) if r.random() < 0.6 else self.source(r) for _ in range(3)]
        return [ring] + elsewhere, cites

    def body(self, note, r):
        links, cites = self.links(note, r)
        blocks, size = [], 0
        for part in range(4):
            if part % 2 == 0:
                heading = "## %s" % HEADINGS[int(r.random() * 4) * 2 + part // 2]
                blocks.append([heading])
                size += len(heading) + 2
            # A quarter of what is left to write, less the sentence with the link and the citation.
            room = (BODY_BYTES - size) // (4 - part) - 150
            pieces, length = [], 0
            while length < room:
                text = self.sentence(r)
                pieces.append(text + ". ")
                length += len(text) + 2
            before, after = LINKED[int(r.random() * len(LINKED))].split("{}")
            text = None if r.random() < 0.6 else self.title(*links[part][:2]).split(",")[0].lower()
            before = before[:1].upper() + before[1:]
            at = int(r.random() * (len(pieces) + 1))
            locator = "§ %d" % (1 + int(r.random() * 9)) if r.random() < 0.5 else None
            pieces[at:at] = [before, ("link", links[part], text), after + " ", ("cite", cites[part], locator), ". "]
            blocks.append(pieces)
            size += length + 150
            if note.folder in ("sources", "pages") and part in (1, 2):
                extra = self.extra_block(r)
                if extra:
                    blocks.append([extra])
                    size += len(extra)
        return blocks

    def extra_block(self, r):
        chance = r.random()
        if chance < 0.25:
            return "\n".join("- %s" % self.sentence(r) for _ in range(3))
        if chance < 0.35:
            rows = ["| Point | Answer |", "|---|---|"]
            rows += ["| %s | %s |" % (OBJECTS[int(r.random() * len(OBJECTS))], VERBS[int(r.random() * len(VERBS))]) for _ in range(3)]
            return "\n".join(rows)
        if chance < 0.45:
            return "> %s." % self.sentence(r)
        return None

    def refs(self, note):
        """The ids that a note refers to, each once, in the order of first mention."""
        seen = {}
        for _, target in note.typed:
            seen.setdefault(self.id(*target[:2]))
        for block in note.body:
            for piece in block:
                if not isinstance(piece, str):
                    seen.setdefault(self.id(*piece[1][:2]))
        seen.pop(note.id, None)
        return list(seen)


def markdown(corpus, note, link, cite):
    return "\n\n".join(
        "".join(piece if isinstance(piece, str) else (link if piece[0] == "link" else cite)(*piece[1:]) for piece in block).rstrip() for block in note.body
    ) + "\n"


def put(folder, path, text):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def put_notes(folder, notes):
    """Writes (path, text) pairs; folders are made once."""
    made = set()
    for path, text in notes:
        path = os.path.join(folder, path)
        parent = os.path.dirname(path)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def write_lean(corpus, folder):
    """What the peers make and no more: pages, lists, feed, sitemap, backlinks."""
    write_rapporteur(corpus, folder, "\n[outputs]\ndefault = false\nfeeds = true\nsitemap = true\n")


def write_rapporteur(corpus, folder, outputs=""):
    def target(t):
        name = corpus.id(*t[:2])
        return "%s#%s" % (name, t[2]) if len(t) == 3 else name

    def link(t, text):
        if t[1] % 7 == 3:
            return "[%s](../%s/%s.md)" % (text or corpus.title(*t[:2]), t[0], corpus.id(*t))
        return "[[%s|%s]]" % (target(t), text) if text else "[[%s]]" % target(t)

    def cite(t, locator):
        return "[@%s, %s]" % (target(t), locator) if locator else "[@%s]" % target(t)

    def notes():
        for note in corpus:
            named = {str(i): target(t) for i, (_, t) in enumerate(note.typed)}
            head = ['title = "%s"' % note.title, 'summary = "%s"' % note.summary, 'updated = "%s"' % note.date]
            fields = [line % named for line in note.fields]
            yield "content/%s/%s.md" % (note.folder, note.id), "+++\n%s\n+++\n\n%s" % ("\n".join(head + fields), markdown(corpus, note, link, cite))

    put_notes(folder, notes())
    put(folder, "content/_index.md", '+++\ntitle = "A generated briefing"\n+++\n\nNotes made by `benches/corpus.py`.\n')
    put(folder, "site.toml", SITE_TOML + outputs)


SITE_TOML = """title = "A generated briefing"
description = "Notes made by benches/corpus.py."
base_url = "https://example.org/"
language = "en"
as_of = "2026-11-01"
"""


def toml_string(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def relations(corpus, note):
    for relation, t in note.typed:
        anchor = "#" + t[2] if len(t) == 3 else ""
        yield relation, "/%s/%s/%s" % (t[0], corpus.id(*t[:2]), anchor), corpus.title(*t[:2])


def peer_link(corpus, address):
    def link(t, text):
        return "[%s](%s)" % (text or corpus.title(*t[:2]), address(t))

    def cite(t, locator):
        title = corpus.title(*t[:2])
        return "([%s](%s)%s)" % (title, address(t), ", " + locator if locator else "")

    return link, cite


def root_address(corpus):
    return lambda t: "/%s/%s/%s" % (t[0], corpus.id(*t[:2]), "#" + t[2] if len(t) == 3 else "")


def toml_head(corpus, note, table):
    lines = ["title = %s" % toml_string(note.title), "date = %s" % note.date, "description = %s" % toml_string(note.summary)]
    if table:
        lines.append("[%s]" % table)
    lines.append('kind = "%s"' % KIND[note.folder])
    lines.append("texts = [%s]" % ", ".join(toml_string(text) for text in note.texts))
    lines.append("refs = [%s]" % ", ".join('"%s"' % ref for ref in corpus.refs(note)))
    prefix = table + "." if table else ""
    for relation, path, title in relations(corpus, note):
        lines += ["[[%srelations]]" % prefix, 'type = "%s"' % relation, 'path = "%s"' % path, "title = %s" % toml_string(title)]
    return "+++\n%s\n+++\n\n" % "\n".join(lines)


def yaml_head(corpus, note):
    lines = ["title: %s" % toml_string(note.title), "description: %s" % toml_string(note.summary), "date: %s" % note.date]
    lines.append("note_kind: %s" % KIND[note.folder])
    lines.append("texts: [%s]" % ", ".join(toml_string(text) for text in note.texts))
    lines.append("refs: [%s]" % ", ".join('"%s"' % ref for ref in corpus.refs(note)))
    found = list(relations(corpus, note))
    lines.append("relations:" if found else "relations: []")
    for relation, path, title in found:
        lines += ['  - rel: "%s"' % relation, '    path: "%s"' % path, "    title: %s" % toml_string(title)]
    return "---\n%s\n---\n\n" % "\n".join(lines)


def copy_templates(peer, folder):
    """The peer's templates and settings lie in `benches/peers/<peer>/`."""
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", peer)
    for parent, folders, files in os.walk(here):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(parent, file)
            with open(path, encoding="utf-8") as template:
                put(folder, os.path.relpath(path, here), template.read())


def write_hugo(corpus, folder):
    link, cite = peer_link(corpus, root_address(corpus))
    put_notes(folder, (("content/%s/%s.md" % (n.folder, n.id), toml_head(corpus, n, None) + markdown(corpus, n, link, cite)) for n in corpus))
    for kind in FOLDERS:
        put(folder, "content/%s/_index.md" % kind, '+++\ntitle = "%s"\n+++\n' % kind.capitalize())
    put(folder, "content/_index.md", '+++\ntitle = "A generated briefing"\n+++\n\nNotes made by `benches/corpus.py`.\n')
    copy_templates("hugo", folder)


def write_zola(corpus, folder):
    link, cite = peer_link(corpus, lambda t: "@/%s/%s.md" % (t[0], corpus.id(*t[:2])))
    put_notes(folder, (("content/%s/%s.md" % (n.folder, n.id), toml_head(corpus, n, "extra") + markdown(corpus, n, link, cite)) for n in corpus))
    for kind in FOLDERS:
        put(folder, "content/%s/_index.md" % kind, '+++\ntitle = "%s"\nsort_by = "title"\n+++\n' % kind.capitalize())
    put(folder, "content/_index.md", '+++\ntitle = "A generated briefing"\n+++\n\nNotes made by `benches/corpus.py`.\n')
    copy_templates("zola", folder)


def write_javascript(peer):
    def write(corpus, folder):
        link, cite = peer_link(corpus, root_address(corpus))
        put_notes(folder, (("content/%s/%s.md" % (n.folder, n.id), yaml_head(corpus, n) + markdown(corpus, n, link, cite)) for n in corpus))
        copy_templates(peer, folder)

    return write


def write_extreme(statements, tracks, of_one):
    """A few actors and topics; sources with so many statements each, of a first actor or of all in turn; tracks of two rounds each."""
    day = lambda i: "20%02d-%02d-%02d" % (20 + i // 336 % 7, 1 + i // 28 % 12, 1 + i % 28)

    def note(kind, name, title, more):
        return "content/%s/%s.md" % (kind, name), '+++\ntitle = "%s"\nsummary = "What %s is."\n%s\n+++\n\nNothing more.\n' % (title, title, more)

    def statement(i):
        by = 0 if of_one else i % 5
        text = "In the year %d the side said sentence number %d about a limited ceasefire." % (2020 + i % 7, i)
        return '[[statements]]\nid = "s%d"\ntext = "%s"\nby = "actor-%d"\nsaid = "%s"\ntopics = ["topic-%d"]\nlocator = "§ %d"' % (i, text, by, day(i), i % 10, 1 + i // 20)

    def write(n, folder):
        put(folder, "site.toml", 'title = "An extreme"\nbase_url = "https://example.org/"\nlanguage = "en"\nas_of = "2026-11-01"\n')
        notes = [note("actors", "actor-%d" % i, "Side %d" % i, 'type = "state"') for i in range(5)]
        notes += [note("topics", "topic-%d" % i, "Topic %d" % i, 'question = "What is sought on %d?"' % i) for i in range(10)]
        for i in range(n if tracks else 0):
            notes.append(note("tracks", "track-%d" % i, "Track %d" % i, 'from = "2021-01"'))
            for j in range(2):
                more = 'type = "talks"\nstatus = "held"\ndate = "%s"\ntrack = "track-%d"\n[[delegations]]\nactor = "actor-%d"\nrole = "party"' % (day(i), i, j)
                notes.append(note("rounds", "round-%d-%d" % (i, j), "Talks %d of track %d" % (j, i), more))
        for first in range(0, n if statements else 1, statements or n):
            lines = [statement(i) for i in range(first, min(n, first + (statements or 10)))]
            about = 'type = "article"\npublisher = "A paper"\npublished = "%s"\nurl = "https://example.org/%d"\naccess = "read"' % (day(first), first)
            notes.append(note("sources", "source-%d" % first, "Work %d" % first, "\n".join([about] + lines)))
        put_notes(folder, notes)

    return write


EXTREMES = {"one-source": write_extreme(10**9, False, False), "one-actor": write_extreme(2, False, True), "many-tracks": write_extreme(0, True, False)}
FORMATS = {"rapporteur": write_rapporteur, "lean": write_lean, "hugo": write_hugo, "zola": write_zola, "eleventy": write_javascript("eleventy"), "astro": write_javascript("astro")}


def main():
    parser = argparse.ArgumentParser(description="Make a corpus of notes in the format of a site generator.")
    parser.add_argument("format", choices=sorted([*FORMATS, *EXTREMES]))
    parser.add_argument("n", type=int, help="how many notes")
    parser.add_argument("folder", help="where to put the site; must not exist")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if os.path.exists(arguments.folder):
        sys.exit("corpus.py: %s is there already" % arguments.folder)
    if arguments.format in EXTREMES:
        EXTREMES[arguments.format](arguments.n, arguments.folder)
    else:
        FORMATS[arguments.format](Corpus(arguments.n, arguments.seed), arguments.folder)


if __name__ == "__main__":
    main()
