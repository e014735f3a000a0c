// Search in the reader's browser. Nothing leaves the page: the index is a set of files beside it, loaded when somebody begins to type.
// How the index is made, and how it grows, stands in src/render/search.rs.

const OWN = { й: "й", ї: "ї", ё: "е", ґ: "г", ı: "i", ł: "l", ø: "o", đ: "d", ð: "d", ß: "ss", æ: "ae", œ: "oe", þ: "th" };

/** Folds text for comparison, word by word with one space between; the twin of `fold` in src/render/search.rs. */
export function fold(text) {
  let out = "";
  let ended = false;
  const put = (c) => {
    if (ended && out) out += " ";
    ended = false;
    out += c;
  };
  for (const c of text.normalize("NFC")) {
    if (/[A-Za-z0-9]/.test(c)) put(c.toLowerCase());
    else if (c <= "\x7f") ended ||= c !== "'";
    else if (c !== "’" && c !== "ʼ" && !/\p{Mn}/u.test(c)) {
      let letters = "";
      for (const lower of c.toLowerCase()) {
        letters += OWN[lower] ?? lower.normalize("NFKD").replace(/[^\p{Alphabetic}\p{N}]|\p{Mn}/gu, "");
      }
      if (letters) for (const letter of letters) put(letter);
      else ended = true;
    }
  }
  return out;
}

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

/** The index of one site. `get` fetches a file of `/search/` as JSON. */
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
    if (this.#main) return this.#main;
    const main = await this.#load("index.json");
    main.folded = main.notes.map(([title, , , names]) => [title, ...names].map(fold));
    this.#main = main;
    return main;
  }

  /** Documents whose text holds a word that begins with the term: document → score. */
  async #inText(term) {
    const main = this.#main;
    const found = new Map();
    const first = main.terms.findLastIndex((start) => start <= term);
    const parts = [];
    for (let part = Math.max(0, first); part < main.terms.length; part++) {
      if (part > Math.max(0, first) && !main.terms[part].startsWith(term)) break;
      parts.push(part);
    }
    for (const words of await Promise.all(parts.map((part) => this.#load(`terms-${part}.json`)))) {
      for (const [word, list] of Object.entries(words)) {
        if (!word.startsWith(term)) continue;
        const nearness = word === term ? 1 : 0.4 + (0.4 * term.length) / word.length;
        const rarity = Math.log(1 + main.documents / (list.length / 2));
        for (let i = 0, document = 0; i < list.length; i += 2) {
          document += list[i];
          const score = nearness * rarity * list[i + 1];
          if (score > (found.get(document) ?? 0)) found.set(document, score);
        }
      }
    }
    return found;
  }

  /** Notes whose title or other names hold the term, slips allowed: document → score. */
  #inNames(term) {
    const most = term.length > 7 ? 2 : term.length > 3 ? 1 : 0;
    const found = new Map();
    this.#main.folded.forEach((names, document) => {
      let best = 0;
      names.forEach((name, place) => {
        for (const word of name.split(" ")) {
          const weight = place === 0 ? 60 : 50;
          if (word === term) best = Math.max(best, weight);
          else if (word.startsWith(term)) best = Math.max(best, weight * (0.5 + (0.4 * term.length) / word.length));
          else if (most && word[0] === term[0]) {
            const edits = distance(term, word, most);
            if (edits <= most) best = Math.max(best, weight * (0.5 - 0.15 * edits));
          }
        }
      });
      if (best) found.set(document, best);
    });
    return found;
  }

  /**
   * Searches. Every word of the query must be found, in a name or in the text.
   * Gives `{total, counts, results}`: how many there are, how many by kind, and the best as `[title, kind, path, text]`.
   */
  async search(query, kind = "", most = 30) {
    const main = await this.open();
    const terms = [...new Set(fold(query).split(" ").filter(Boolean))].slice(0, 8);
    if (!terms.length) return { total: 0, counts: {}, results: [] };
    let hits;
    for (const term of terms) {
      const here = this.#inNames(term);
      for (const [document, score] of await this.#inText(term)) here.set(document, (here.get(document) ?? 0) + score);
      if (!hits) hits = here;
      else for (const [document, score] of hits) here.has(document) ? hits.set(document, score + here.get(document)) : hits.delete(document);
    }
    const whole = terms.join(" ");
    for (const [document, score] of hits) {
      const names = main.folded[document];
      if (names?.includes(whole)) hits.set(document, score + 200);
      else if (names?.some((name) => name.startsWith(whole))) hits.set(document, score + 60);
    }
    const kindOf = (document) => (document < main.notes.length ? main.kinds[main.notes[document][1]][0] : "statement");
    const counts = {};
    for (const document of hits.keys()) counts[kindOf(document)] = (counts[kindOf(document)] ?? 0) + 1;
    const ranked = [...hits].filter(([document]) => !kind || kindOf(document) === kind).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const best = ranked.slice(0, most).map(([document]) => document);
    const size = main.documents_a_part;
    const results = await Promise.all(
      best.map(async (document) => (await this.#load(`documents-${Math.floor(document / size)}.json`))[document % size]),
    );
    return { total: ranked.length, counts, results };
  }
}

/** An element with text and attributes; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Marks the words of a query in a text. */
function marked(text, query) {
  const terms = fold(query).split(" ").filter(Boolean);
  const parts = text.split(/([\p{L}\p{M}\p{N}’']+)/u);
  return parts.map((part) => (part && terms.some((term) => fold(part).startsWith(term)) ? element("mark", {}, part) : part));
}

/** Makes a search page live: `form[data-search]` with its field, and the place for results. */
function enhance(form) {
  const root = form.dataset.root ?? "../";
  const field = form.querySelector("input[type=search]");
  const place = document.getElementById("search-results");
  if (!field || !place) return;
  const status = element("p", { role: "status", class: "search-status" });
  const filters = element("div", { class: "search-filters", role: "group", "aria-label": "Kinds" });
  const list = element("ol", { class: "search-list" });
  place.replaceChildren(status, filters, list);
  const index = new Index(async (name) => {
    const answer = await fetch(`${root}search/${name}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  });
  let kind = "";
  let turn = 0;

  const show = async () => {
    const query = field.value.trim();
    const mine = ++turn;
    history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (!query) {
      status.textContent = "";
      filters.replaceChildren();
      list.replaceChildren();
      return;
    }
    try {
      const main = await index.open();
      const labels = new Map([...main.kinds, ["statement", "Statements"]]);
      const { total, counts, results } = await index.search(query, kind);
      if (mine !== turn) return;
      const shown = results.length < total ? `, the best ${results.length} shown` : "";
      status.textContent = total ? `${total} ${total === 1 ? "result" : "results"}${shown}` : `Nothing found for “${query}”.`;
      const choices = [["", "All"], ...[...labels].filter(([name]) => counts[name])];
      filters.replaceChildren(
        ...(choices.length > 2 || kind ? choices : []).map(([name, label]) => {
          const count = name ? ` ${counts[name] ?? 0}` : "";
          const button = element("button", { type: "button", "aria-pressed": String(name === kind) }, label + count);
          button.addEventListener("click", () => {
            kind = name;
            show();
          });
          return button;
        }),
      );
      list.replaceChildren(
        ...results.map(([title, what, path, text]) => {
          const link = element("a", { href: root + path }, ...marked(title, query));
          const label = what === "statement" ? "Statement" : (labels.get(what) ?? what);
          return element("li", {}, element("span", { class: "kind" }, label), " ", link, element("p", {}, ...marked(text, query)));
        }),
      );
    } catch {
      if (mine === turn) status.textContent = "The search index could not be loaded. The lists below lead to every note.";
    }
  };

  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(show, 80);
  });
  field.addEventListener("focus", () => index.open().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    show();
  });
  // Up and down walk through the results.
  form.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    show();
  }
}

/** Who is troubled by the `/` key can turn it off (WCAG 2.1.4); site.js asks for it on every page. */
function slashChoice(form) {
  const key = `rapporteur:${new URL(form.dataset.root ?? "../", location.href).pathname}:slash`;
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
  document.querySelector(".key-choice")?.append(element("label", {}, box, " The key / leads here from every page"));
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-search]")) {
    enhance(form);
    if (location.hash === "#_query") form.querySelector("input")?.focus({ preventScroll: true });
    slashChoice(form);
  }
}
