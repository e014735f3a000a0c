// Search in the reader's browser. Nothing leaves the page: the index is a set of files beside it, loaded when somebody begins to type.
// How the index is made, and how it grows, stands in src/export/search/mod.rs.

const OWN = {
  й: "й", ї: "ї", ё: "е", ґ: "г", ı: "i", ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ə: "e", ß: "ss", æ: "ae", œ: "oe", þ: "th", ς: "σ",
  ٱ: "ا", ى: "ي", ی: "ي", ة: "ه", ە: "ه", ک: "ك", ـ: "",
};
for (let digit = 0; digit < 10; digit++) for (const zero of [0x660, 0x6f0]) OWN[String.fromCharCode(zero + digit)] = String(digit);
const ELIDED = ["l", "d", "j", "m", "n", "s", "t", "c", "qu"];
const NUMBER = /(?<![\p{Alphabetic}\p{N}\p{M}'’ʼ])\d{1,3}(?:[ ,.'’\u00a0\u202f\u2009]\d{3}(?![\p{Alphabetic}\p{N}]))+/gu;
const UNPARTED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\u{20000}-\\u{3ffff}";
const BY_SCRIPT = new RegExp(`([${UNPARTED}]+)|[^${UNPARTED}]+`, "gu");

const hiragana = (text) => text.replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));

/** Folds text for comparison, word by word with one space between; the twin of `fold` in src/parse/fold.rs, where the rules stand. */
export function fold(text) {
  const words = [];
  const parted = text.normalize("NFC").replace(NUMBER, (number) => `${number.replace(/\D/g, "")} `);
  for (const [run] of parted.matchAll(/[\p{Alphabetic}\p{N}\p{M}'’ʼ]+/gu)) {
    let word = "";
    for (const part of run.split(/['’ʼ]/)) {
      const latin = /^\p{Alphabetic}/u.test(word) && /^[\0-\u024f\u1e00-\u1eff]/.test(word);
      const [before, after] = [[...word].length, [...part].length];
      if (latin && before <= 2 && after >= 4 && ELIDED.includes(word.toLowerCase())) word = "";
      else if (latin && before >= 3 && after <= 5) break;
      word += part;
    }
    let letters = "";
    for (const upper of word) {
      for (const c of upper.toLowerCase()) {
        letters += c <= "\x7f" || /[\uac00-\ud7a3]/.test(c) ? c : (OWN[c] ?? hiragana(c.normalize("NFKD").replace(/\p{M}|[^\p{Alphabetic}\p{N}]/gu, "")));
      }
    }
    for (const [part, unparted] of letters.matchAll(BY_SCRIPT)) {
      const each = unparted ? [...part] : [];
      if (each.length > 1) each.slice(1).forEach((c, place) => words.push(each[place] + c));
      else words.push(part.replace(/^(?:وال|بال|فال|كال|ال|لل)(?=.{3})/u, ""));
    }
  }
  return words.join(" ");
}

const LATIN = Object.fromEntries(
  "а a б b в v г g ґ g д d е e є ie ж zh з z и i і i ї i й y ы y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ю yu я ya э e"
    .split(" ")
    .flatMap((word, place, all) => (place % 2 ? [] : [[word, all[place + 1]]])),
);
const latin = (word) => word.replace(/[а-яіїєґьъ]/g, (c) => LATIN[c] ?? "");
const HEARD = { g: "g", h: "g", c: "k", k: "k", q: "k", s: "s", z: "s", v: "v", w: "v", f: "v", x: "ks" };

/** What is left of a folded word when one hears only its consonants; the twin of `sound` in src/parse/fold.rs. */
export function sound(word) {
  let key = "";
  let before = "";
  for (const c of latin(word)) {
    let heard = HEARD[c];
    if ("aeiouyj".includes(c)) heard = before ? "" : "a";
    else if (c === "h" && /[b-df-ik-np-tv-xz]/.test(before)) heard = "";
    before = c;
    if (heard === undefined) {
      if (!(/[a-z]/.test(c) && key.endsWith(c))) key += c;
    } else if (!heard || !key.endsWith(heard)) key += heard;
  }
  return key;
}

/** Where a word lies in the index: a key by itself, of several words by the first. */
const place = (word) => (word[0] === "@" ? word : sound(word.split(" ", 1)[0]));

/** Edits that turn one word into another (insert, delete, replace, swap neighbours), or `most + 1` where there are more. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let last = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, last[j - 2] + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    last = row;
    row = next;
  }
  return row[b.length];
}

/** How far a word of the index is from a word that it does not hold: 0 near … 3; more where it is none that can be meant. */
function farness(word, other) {
  const [a, b] = [latin(word), latin(other)];
  if (a[0] !== b[0] && Math.abs(a.length - b.length) > 2) return Infinity;
  const edits = distance(a, b, 3);
  const alike = sound(word) === sound(other) ? 0.25 : 0;
  if (edits <= (a.length > 7 ? 2 : a.length > 3 ? 1 : 0)) return edits - alike;
  if (alike && edits <= 3 && sound(word).length > 2) return 1.5;
  // Another form of the word: the same beginning.
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same >= Math.max(4, a.length - 4) && b.length - same <= 4 ? 3 - same / a.length : Infinity;
}

const FACTOR = { statement: 0.7, source: 0.9, cited: 0.45 };
/** A prefix or a slip loads no more slices than this, and stands for no more words; a letter or two for fewer. */
const MOST_SLICES = 4;
const MOST_FORMS = 40;
const FEW_FORMS = 12;

/** The index of one site. `get` fetches a file of `search/` as JSON. */
export class Index {
  #get;
  #main;
  #files = new Map();

  constructor(get) {
    this.#get = get;
  }

  #load(name) {
    if (!this.#files.has(name)) {
      const file = this.#get(name);
      this.#files.set(name, file);
      // A failed load is tried again next time.
      file.catch(() => this.#files.delete(name));
    }
    return this.#files.get(name);
  }

  /** Loads what every query needs. */
  async open() {
    if (!this.#main) {
      const main = await this.#load("index.json");
      main.stopped = new Set(main.stop.split(" "));
      this.#main = main;
    }
    return this.#main;
  }

  /** The number of the slice that holds what begins with a sound. */
  #slice(key) {
    return Math.max(0, this.#main.terms.findLastIndex((start) => start <= key));
  }

  /** A slice; with all that it holds as a list, and the words that are one with each. */
  async #terms(number) {
    const slice = await this.#load(`terms-${number}.json`);
    if (!slice.all) {
      slice.all = [...new Set([...Object.keys(slice.t), ...Object.keys(slice.n)])].filter((word) => word[0] !== "@");
      slice.spelt = new Map();
      for (const [word, head] of Object.entries(slice.t)) if (typeof head === "string") slice.spelt.set(head, [...(slice.spelt.get(head) ?? []), word]);
    }
    return slice;
  }

  /** The word under which a word's documents stand, and its slice. */
  async #head(word) {
    const slice = await this.#terms(this.#slice(place(word)));
    const at = slice.t[word];
    return typeof at === "string" ? [at, await this.#terms(this.#slice(place(at)))] : [word, slice];
  }

  /** Adds the documents of a list to those found, the best score of each. */
  #score(list, nearness, found) {
    const rarity = Math.log(1 + this.#main.documents / (list.length / 2));
    for (let i = 0, document = 0; i < list.length; i += 2) {
      document += list[i];
      const score = nearness * rarity * list[i + 1];
      if (score > (found.get(document) ?? 0)) found.set(document, score);
    }
  }

  /**
   * What the index holds under a word or name: documents with their scores, the notes that are called so, and other words for it. Nothing
   * where it holds nothing.
   */
  async #exact(word, nearness = 1) {
    const [head, slice] = await this.#head(word);
    const [list, names] = [slice.t[head], slice.n[head]];
    if (!list && !names) return undefined;
    const [found, named] = [new Map(), new Map()];
    const spelt = [word, head, ...(slice.spelt.get(head) ?? [])];
    if (list) this.#score(list, nearness, found);
    for (const bearer of names ?? []) {
      if (typeof bearer === "number") {
        named.set(bearer, nearness);
        found.set(bearer, Math.max(found.get(bearer) ?? 0, nearness * 40));
      } else {
        const [key, lying] = await this.#head(bearer);
        if (lying.t[key]) this.#score(lying.t[key], nearness / 2, found);
      }
    }
    return { found, named, spelt };
  }

  /** The words that begin so, in the same script if there are any, else by how they sound; with the nearness of each. */
  async #beginning(word) {
    const key = sound(word);
    const first = this.#slice(key);
    const slices = [];
    for (let slice = first; slice < this.#main.terms.length && slices.length < MOST_SLICES; slice++) {
      if (slice > first && !this.#main.terms[slice].startsWith(key)) break;
      slices.push(this.#terms(slice));
    }
    const all = (await Promise.all(slices)).flatMap((slice) => slice.all);
    let words = all.filter((other) => other.startsWith(word));
    if (!words.length && word.length > 2) words = all.filter((other) => latin(other).startsWith(latin(word)));
    const nearest = words.map((other) => [other, 0.3 + (0.6 * word.length) / other.length]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return nearest.slice(0, word.length < 3 ? FEW_FORMS : MOST_FORMS);
  }

  /** The words that are most like one that the index does not hold. */
  async #like(word) {
    if (word.length < 3) return [];
    const key = sound(word);
    const first = this.#slice(key);
    const around = this.#main.terms.flatMap((start, slice) => (start[0] === key[0] || Math.abs(slice - first) === 1 ? [slice] : []));
    around.sort((a, b) => Math.abs(a - first) - Math.abs(b - first));
    let best = 2.75;
    let words = [];
    for (const slices of [[first], around.filter((slice) => slice !== first).slice(0, MOST_SLICES - 1)]) {
      for (const { all } of await Promise.all(slices.map((slice) => this.#terms(slice)))) {
        for (const other of all) {
          if (other.includes(" ")) continue;
          const far = farness(word, other);
          if (far < best) words = [];
          if (far <= best && far < Infinity) {
            best = far;
            words.push(other);
          }
        }
      }
      if (best <= 0.75) break;
    }
    return words.slice(0, MOST_FORMS);
  }

  /** What a word of the query finds, and by which word where that is another. */
  async #word(word) {
    const exact = await this.#exact(word);
    if (exact) return { word, ...exact };
    const [found, named, spelt] = [new Map(), new Map(), [word]];
    const best = (all, more) => {
      for (const [document, score] of more) if (score > (all.get(document) ?? 0)) all.set(document, score);
    };
    const add = async (other, nearness) => {
      const more = await this.#exact(other, nearness);
      best(found, more?.found ?? []);
      best(named, more?.named ?? []);
      if (more) spelt.push(...more.spelt);
    };
    // Words that are all one are that one.
    const addAll = async (words) => {
      const heads = new Map();
      for (const [other, nearness] of words) {
        const [head] = await this.#head(other);
        heads.set(head, Math.max(nearness, heads.get(head) ?? 0));
      }
      for (const [head, nearness] of heads) await add(head, heads.size === 1 ? 1 : nearness);
    };
    await addAll(await this.#beginning(word));
    if (found.size) return { word, found, named, spelt };
    const like = await this.#like(word);
    await addAll(like.map((other) => [other, 0.49]));
    return { word, found, named, spelt, instead: like[0] };
  }

  /** The parts of a query: names of several words as far as the index knows them, else words. What says nothing is left out. */
  async #parts(query) {
    const words = fold(query).split(" ").filter(Boolean).slice(0, 12);
    const heads = (await Promise.all(words.map((word) => this.#head(word)))).map(([head]) => head);
    const parts = [];
    for (let from = 0; from < words.length; ) {
      let length = Math.min(8, words.length - from);
      let part;
      for (; length > 1 && !part; length--) {
        for (const spelt of [words, heads]) {
          const phrase = spelt.slice(from, from + length).join(" ");
          const { t, n } = await this.#terms(this.#slice(place(phrase)));
          if (t[phrase] || n[phrase]) part = phrase;
        }
        if (part) break;
      }
      parts.push(part ?? words[from]);
      from += length;
    }
    const telling = parts.filter((part) => !this.#main.stopped.has(part));
    return [...new Set(telling.length ? telling : parts)];
  }

  #kind(document) {
    const { kinds } = this.#main;
    return kinds[kinds.findLastIndex(([, , , first]) => first <= document)][0];
  }

  /**
   * Searches. What holds most of the query's words is found, in a name or in the text. `kind` and `keys` (of a side, a topic, a year) filter.
   * Gives `{ total, counts, results, left, instead, spelt }`: how many there are, how many by kind; the best, each as `{ shown, without }`; the
   * words that nothing found holds; the words that were taken instead of others, as pairs; all words that count as found.
   */
  async search(query, { kind = "", keys = [], most = 10 } = {}) {
    const main = await this.open();
    const parts = await Promise.all((await this.#parts(query)).map((part) => this.#word(part)));
    const sets = await Promise.all(
      keys.map(async (key) => {
        const [head, { t }] = await this.#head(key);
        const held = new Map();
        if (t[head]) this.#score(t[head], 1, held);
        return held;
      }),
    );
    const hits = new Map();
    // Without a word, everything that was chosen.
    if (!parts.length && sets.length) parts.push({ word: "", found: sets[0], named: new Map(), spelt: [] });
    parts.forEach(({ found }, bit) => {
      for (const [document, score] of found) {
        if (sets.some((set) => !set.has(document))) continue;
        const hit = hits.get(document) ?? { document, score: 0, bits: 0, held: 0 };
        hit.score += score;
        hit.bits |= 1 << bit;
        hit.held++;
        hits.set(document, hit);
      }
    });
    let held = 0;
    for (const hit of hits.values()) {
      held = Math.max(held, hit.held);
      const of = hit.document >= main.cited ? "cited" : this.#kind(hit.document);
      hit.score *= FACTOR[of] ?? 1;
      if (parts.length === 1) hit.score += (of === "cited" ? 300 : 1000) * (parts[0].named.get(hit.document) ?? 0);
    }
    const counts = {};
    const fitting = [];
    for (const hit of hits.values()) {
      if (hit.held < held) continue;
      const of = this.#kind(hit.document);
      counts[of] = (counts[of] ?? 0) + 1;
      if (!kind || of === kind) fitting.push(hit);
    }
    fitting.sort((a, b) => b.score - a.score || a.document - b.document);
    const size = main.documents_a_part;
    const without = (bits) => parts.filter((_, bit) => !(bits & (1 << bit))).map(({ word }) => word);
    const results = await Promise.all(
      fitting.slice(0, most).map(async ({ document, bits }) => ({
        shown: (await this.#load(`documents-${Math.floor(document / size)}.json`))[document % size],
        without: without(bits),
      })),
    );
    const left = without(fitting.reduce((all, { bits }) => all | bits, 0));
    const instead = parts.filter(({ word, instead }) => instead && !left.includes(word)).map((part) => [part.word, part.instead]);
    // Of names of several words, those alone that were typed.
    const typed = parts.flatMap(({ word }) => word.split(" ")).filter((word) => !main.stopped.has(word));
    const spelt = new Set([...typed, ...parts.flatMap((part) => part.spelt).filter((word) => !word.includes(" "))]);
    return { total: fitting.length, counts, results, left, instead, spelt };
  }
}

/** An element with text and attributes; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A sentence of the page with what is to stand in it. */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
const counted = (number) => new Intl.NumberFormat(document.documentElement.lang || "en").format(number);
const quoted = (list, words) => list.map((word) => filled(words.quoted, { word })).join(words.comma);

/** Marks words in a text; of a script without spaces, the letters of each pair that counts as found. */
function marked(text, spelt) {
  const holds = (part) => fold(part).split(" ").some((word) => spelt.has(word));
  const mark = (part) => (part && holds(part) ? element("mark", {}, part) : part);
  const pairs = (run) => {
    const each = [...run];
    const begins = each.map((c, place) => place + 1 < each.length && holds(c + each[place + 1]));
    const on = each.map((c, place) => Boolean(begins[place] || begins[place - 1] || holds(c)));
    const pieces = [];
    each.forEach((c, place) => (on[place] === on[place - 1] ? (pieces[pieces.length - 1] += c) : pieces.push(c)));
    return pieces.map((piece, place) => (on[0] === (place % 2 === 0) ? element("mark", {}, piece) : piece));
  };
  const words = text.split(/([\p{L}\p{M}\p{N}’']+)/u).flatMap((part) => [...part.matchAll(BY_SCRIPT)]);
  return words.flatMap(([part, unparted]) => (unparted ? pairs(part) : mark(part)));
}

/** The first words of a long text, up to a space or between letters of a script without spaces. */
const BEGINNING = new RegExp(`^.{0,89}(?:[^\\s](?=\\s)|[${UNPARTED}](?=[${UNPARTED}]))`, "su");

/** A text of a statement as heading and rest: its first words, where it is long. */
function parted(text) {
  const [first] = (text.length > 110 && text.match(BEGINNING)) || [text];
  return first === text ? [text, ""] : [`${first} …`, `… ${text.slice(first.length).trimStart()}`];
}

const indexes = new Map();
/** The index below an address; one for all fields of a page. */
function indexAt(address) {
  if (!indexes.has(address)) {
    const get = async (name) => {
      const answer = await fetch(`${address}${name}`);
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    };
    indexes.set(address, new Index(get));
  }
  return indexes.get(address);
}

/** Paths in the index are from the site's root. Links are relative, as everywhere: cards look at such. */
const siteRoot = () => document.body.dataset.root ?? "../";

/** The mark of a statement, with its words. */
function mark([kind, hue, second], words) {
  const label = words[`mark${kind[0].toUpperCase()}${kind.slice(1)}`] ?? "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `m m-${kind}${second ? " m-second" : ""} hue-${hue}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", second ? label + words.comma + words.second : label);
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#m-${kind}`);
  svg.append(use);
  return svg;
}

/** One result. */
function item({ shown: [title, kind, path, text, below, ofStatement], without }, main, { spelt, left }, root, words) {
  const [key, label] = main.kinds[kind];
  const [first, rest] = key === "statement" ? parted(text) : ["", text];
  const speaker = element("b", { dir: "auto" }, ...marked(title, spelt));
  const link = element("a", { href: root + path }, speaker, ...(first ? [" ", element("span", { dir: "auto" }, ...marked(first, spelt))] : []));
  const made = element("li", {}, element("span", { class: "kind" }, label), link);
  if (rest) made.append(element("p", { dir: "auto" }, ...marked(rest, spelt)));
  const line = below.flatMap((part, place) => [...(place ? [" · "] : []), element("span", { dir: "auto" }, part)]);
  if (line.length) made.append(element("p", { class: "below" }, ...line));
  if (ofStatement) made.querySelector(".below span")?.prepend(mark(ofStatement, words));
  if (without.length > left.length) made.append(element("p", { class: "below lacking" }, filled(words.without, { words: quoted(without, words) })));
  return made;
}

const PAGE = 10;

/** Makes the search page live: `form[data-search]` with its field and choices, and the place for results. */
function enhance(form) {
  const words = form.dataset;
  const root = siteRoot();
  const index = indexAt(form.action);
  const field = form.querySelector("input[type=search]");
  const holder = document.getElementById("search-results");
  const choices = form.querySelector("[data-choices]");
  if (!field || !holder) return;
  choices.hidden = false;
  const status = element("p", { role: "status", class: "search-status" });
  const kinds = element("div", { class: "pills", role: "group", "aria-label": words.kinds });
  const list = element("ol", { class: "search-list" });
  const more = element("button", { type: "button", class: "search-more", hidden: "" }, words.more);
  holder.replaceChildren(status, kinds, list, more);
  const chosen = [...choices.querySelectorAll("select")];
  let kind = "";
  let most = PAGE;
  let turn = 0;

  const keys = () => {
    const key = { side: (value) => `@side ${value}`, topic: (value) => `@${value}`, year: (value) => `@year ${value}` };
    return chosen.filter(({ value }) => value).map(({ name, value }) => key[name](value));
  };
  const keepAddress = (query) => {
    const asked = new URLSearchParams();
    for (const [name, value] of [["q", query], ["kind", kind], ...chosen.map(({ name, value }) => [name, value])]) if (value) asked.set(name, value);
    history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
  };
  const say = ({ total, left, instead }, query) => {
    if (!total) return filled(words.nothing, { query });
    const said = [filled(words.results, { number: counted(total) }).replace(/[^.。]$/, "$&.")];
    for (const [word, other] of instead) said.push(filled(words.instead, { word, other }));
    if (left.length) said.push(filled(words.left, { words: quoted(left, words) }));
    return said.join(" ");
  };
  const offerKinds = (counts, main) => {
    const held = main.kinds.filter(([key]) => counts[key]);
    kinds.replaceChildren(
      ...(held.length > 1 || kind ? [["", "", words.all], ...held] : []).map(([key, , many]) => {
        const button = element("button", { type: "button", "aria-pressed": String(key === kind) }, many, ...(key ? [" ", element("small", {}, counted(counts[key]))] : []));
        button.addEventListener("click", () => {
          kind = key;
          most = PAGE;
          show().then(() => kinds.querySelector('[aria-pressed="true"]')?.focus());
        });
        return button;
      }),
    );
  };

  async function show() {
    const query = field.value.trim();
    const mine = ++turn;
    keepAddress(query);
    if (!query && !keys().length) {
      status.textContent = "";
      kinds.replaceChildren();
      list.replaceChildren();
      more.hidden = true;
      return;
    }
    try {
      const main = await index.open();
      const found = await index.search(query, { kind, keys: keys(), most });
      if (mine !== turn) return;
      status.textContent = say(found, query);
      offerKinds(found.counts, main);
      list.replaceChildren(...found.results.map((result) => item(result, main, found, root, words)));
      more.hidden = found.results.length >= found.total;
    } catch {
      if (mine === turn) status.textContent = words.failed;
    }
  }

  let wait;
  const soon = () => {
    clearTimeout(wait);
    most = PAGE;
    wait = setTimeout(show, 80);
  };
  field.addEventListener("input", soon);
  for (const select of chosen) select.addEventListener("change", soon);
  field.addEventListener("focus", () => index.open().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    show();
  });
  more.addEventListener("click", async () => {
    const at = list.children.length;
    most += 2 * PAGE;
    await show();
    list.children[at]?.querySelector("a").focus();
  });
  // Up and down walk through the results.
  form.parentElement.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const stops = [field, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
  const asked = new URLSearchParams(location.search);
  field.value = asked.get("q") ?? "";
  kind = asked.get("kind") ?? "";
  for (const select of chosen) if ([...select.options].some(({ value }) => value === asked.get(select.name))) select.value = asked.get(select.name);
  show();
}

/** Suggests as one types: `form[data-find]`, by the combobox pattern of ARIA, with a list of which nothing is chosen by itself. */
function suggest(form) {
  const words = form.dataset;
  const field = form.querySelector("input");
  const root = siteRoot();
  const index = indexAt(form.action);
  const list = element("ul", { role: "listbox", id: `${field.id}_list`, "aria-label": words.suggestions, hidden: "" });
  const status = element("span", { role: "status", class: "visually-hidden" });
  form.append(list, status);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(key, value);
  let at = -1;
  let turn = 0;
  const choose = (next) => {
    at = next;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const close = () => {
    turn++;
    list.hidden = true;
    status.textContent = "";
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const option = (address, ...children) => {
    const made = element("li", { role: "option", id: `${list.id}_${list.children.length}`, "data-to": address, "aria-selected": "false" }, ...children);
    // The field keeps the focus.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => location.assign(address));
    list.append(made);
  };
  const show = async () => {
    const query = field.value.trim();
    const mine = ++turn;
    if (!query) return close();
    try {
      const main = await index.open();
      const { results, spelt } = await index.search(query, { most: 6 });
      if (mine !== turn) return;
      list.replaceChildren();
      choose(-1);
      for (const { shown: [title, kind, path, text] } of results) {
        const [key, label] = main.kinds[kind];
        const name = key === "statement" ? [element("b", { dir: "auto" }, title), " ", parted(text)[0]] : marked(title, spelt);
        option(root + path, element("span", { dir: "auto" }, ...name), element("small", {}, label));
      }
      status.textContent = filled(words.suggested, { number: counted(results.length) });
      option(`${form.action}?q=${encodeURIComponent(query)}`, filled(words.every, { query }));
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    } catch {
      // Without suggestions the field leads to the search page, which says what is wrong.
      close();
    }
  };
  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 100);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    // Whoever writes Japanese or Chinese chooses characters with these keys first.
    if (event.isComposing) return;
    const count = list.children.length;
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open) show();
    else if (event.key === "ArrowDown") choose(at + 1 < count ? at + 1 : -1);
    else if (event.key === "ArrowUp" && open) choose(at < 0 ? count - 1 : at - 1);
    else if (event.key === "Escape" && open) close();
    else if (event.key === "Enter" && open && at >= 0) location.assign(list.children[at].dataset.to);
    else return;
    event.preventDefault();
  });
  if (document.activeElement === field && field.value) show();
}

/** Who is troubled by the `/` key can turn it off (WCAG 2.1.4); site.js asks for it on every page. */
function slashChoice(form) {
  const key = `rapporteur:${new URL(siteRoot(), location.href).pathname}:slash`;
  const box = element("input", { type: "checkbox" });
  try {
    box.checked = localStorage.getItem(key) !== "false";
  } catch {
    // Storage is off: the choice cannot be kept, and is not offered.
    return;
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(key, String(box.checked));
    } catch {
      // Storage is full: the choice lasts no longer than the page.
    }
  });
  document.querySelector(".key-choice")?.append(element("label", {}, box, " ", form.dataset.slash));
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-search]")) {
    enhance(form);
    if (location.hash === "#_query") form.querySelector("input")?.focus({ preventScroll: true });
    slashChoice(form);
  }
  for (const form of document.querySelectorAll("form[data-find]")) suggest(form);
}
