// Search in the reader's browser. Nothing leaves the page: the index is a set of files beside it, loaded when somebody begins to type.
// How the index is made, and how it grows, stands in src/export/search/mod.rs.

const OWN = {
  й: "й", ї: "ї", ё: "е", ґ: "г", ı: "i", ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ə: "e", ß: "ss", æ: "ae", œ: "oe", þ: "th", ς: "σ",
  ٱ: "ا", ى: "ي", ی: "ي", ة: "ه", ە: "ه", ک: "ك", ـ: "",
};
for (let digit = 0; digit < 10; digit++) for (const zero of [0x660, 0x6f0]) OWN[String.fromCharCode(zero + digit)] = String(digit);
const ELIDED = ["l", "d", "j", "m", "n", "s", "t", "c", "qu"];
const NUMBER = /(?<![\p{Alphabetic}\p{N}\p{M}'’ʼ])\d{1,3}(?:[ ,.'’\u00a0\u202f\u2009]\d{3}(?![\p{Alphabetic}\p{N}]))+/gu;
const UNPARTED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
const BY_SCRIPT = new RegExp(`([${UNPARTED}]+)|[^${UNPARTED}]+`, "gu");

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
        letters += c <= "\x7f" ? c : (OWN[c] ?? c.normalize("NFKD").replace(/\p{M}|[^\p{Alphabetic}\p{N}]/gu, ""));
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
/** A prefix or a slip loads no more slices than this. */
const MOST_SLICES = 4;
const MOST_FORMS = 40;

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

  #terms(slice) {
    return this.#load(`terms-${slice}.json`);
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
   * What the index holds under a word or name: documents with their scores, and the notes that are called so. Nothing where it holds nothing.
   */
  async #exact(word, nearness = 1) {
    const [head, slice] = await this.#head(word);
    const [list, names] = [slice.t[head], slice.n[head]];
    if (!list && !names) return undefined;
    const [found, named] = [new Map(), new Map()];
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
    return { found, named };
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
    const all = (await Promise.all(slices)).flatMap(({ t, n }) => [...Object.keys(t), ...Object.keys(n)]);
    let words = all.filter((other) => other.startsWith(word));
    if (!words.length && word.length > 2) words = all.filter((other) => other[0] !== "@" && latin(other).startsWith(latin(word)));
    const nearest = words.map((other) => [other, 0.3 + (0.6 * word.length) / other.length]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return nearest.slice(0, MOST_FORMS);
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
      for (const { t, n } of await Promise.all(slices.map((slice) => this.#terms(slice)))) {
        for (const other of new Set([...Object.keys(t), ...Object.keys(n)])) {
          if (other[0] === "@" || other.includes(" ")) continue;
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
    const [found, named] = [new Map(), new Map()];
    const best = (all, more) => {
      for (const [document, score] of more) if (score > (all.get(document) ?? 0)) all.set(document, score);
    };
    const add = async (other, nearness) => {
      const more = await this.#exact(other, nearness);
      best(found, more?.found ?? []);
      best(named, more?.named ?? []);
    };
    const begun = await this.#beginning(word);
    for (const [other, nearness] of begun) await add(other, nearness);
    if (found.size) return { word, found, named };
    const like = await this.#like(word);
    for (const other of like) await add(other, 0.49);
    return { word, found, named, instead: like[0] };
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
   * Gives `{ total, counts, results, left, instead }`: how many there are, how many by kind; the best, each as `{ shown, without }`; the words
   * that nothing found holds; the words that were taken instead of others, as pairs.
   */
  async search(query, { kind = "", keys = [], most = 10 } = {}) {
    const main = await this.open();
    const parts = await Promise.all((await this.#parts(query)).map((part) => this.#word(part)));
    const instead = parts.filter((part) => part.found.size && part.instead).map((part) => [part.word, part.instead]);
    const sets = await Promise.all(
      keys.map(async (key) => {
        const [head, { t }] = await this.#head(key);
        const held = new Map();
        if (t[head]) this.#score(t[head], 1, held);
        return held;
      }),
    );
    const hits = new Map();
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
    return { total: fitting.length, counts, results, left: without(fitting.reduce((all, { bits }) => all | bits, 0)), instead };
  }
}
