// What the pages gain from a script: cards beside citations and links, a filter on the timeline, what is new since the last visit, `/` for search.
// Every page is whole without it. Nothing leaves the site, and what is remembered stays in the reader's browser.

const root = document.body.dataset.root ?? "./";
const main = document.querySelector("main") ?? document.body;

/** An element with attributes and children; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

/** What the browser keeps for this site; it may refuse, and then nothing is kept. */
const memory = {
  key: (name) => `rapporteur:${new URL(root, location.href).pathname}:${name}`,
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(this.key(name)));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(this.key(name), JSON.stringify(value));
    } catch {
      // Storage is off or full: the page does without.
    }
  },
};

// Cards. One at a time; it stays while the pointer or the focus is on its link or on itself, and goes with Esc or a tap elsewhere (WCAG 1.4.13).

const OPEN_AFTER = 180;
const CLOSE_AFTER = 260;
const card = element("div", { class: "peek", id: "_peek", role: "group", hidden: "" });
let owner = null;
let timer = 0;
let asked = 0;
let quiet = null;
let pending = null;

const isCite = (link) => link.classList.contains("cite");
const trigger = (target) => (target instanceof Element ? target.closest("a.cite, main a.note-link") : null);
const inCard = (target) => target instanceof Node && card.contains(target);

/** Copies what a reader sees of an element, without the ids and back-links of its first place. */
function copied(source) {
  const copy = source.cloneNode(true);
  for (const part of copy.querySelectorAll(".backs, .back, .cited-mark")) part.remove();
  for (const part of [copy, ...copy.querySelectorAll("[id]")]) part.removeAttribute("id");
  return copy;
}

/** The card of a citation, made of the page's own list of references. */
function ofCitation(link) {
  const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place) return null;
  const statement = place.matches(".cited > li") ? place : null;
  const work = statement ? statement.closest(".references > ol > li") : place;
  const reference = work?.querySelector(".reference");
  if (!reference) return null;
  const links = element("p", { class: "peek-links" });
  const told = element("div", { id: "_peek-text" });
  if (statement) {
    const line = copied(statement);
    const who = element("p", { class: "peek-who" });
    who.append(...["line-who", "line-when"].flatMap((name) => [...line.querySelectorAll(`.${name}`)]).flatMap((part) => [part, " "]));
    const text = line.querySelector(".line-text");
    const said = element("p", { class: "peek-text" }, ...(text?.childNodes ?? []));
    if (text) {
      links.append(element("a", { href: text.getAttribute("href") }, "The statement in its source’s ledger"));
      text.remove();
    }
    const rest = element("p", { class: "peek-dim" });
    rest.append(...[...line.querySelectorAll("q, .line-meta, .line-remark")].flatMap((part) => [part, " "]));
    told.append(who, said, rest);
  }
  const cited = copied(reference);
  const record = cited.querySelector("a.note-link");
  if (record && !statement) links.append(element("a", { href: record.getAttribute("href") }, record.textContent));
  record?.remove();
  const original = cited.querySelector("a.external, a[href^='http']");
  if (original) links.append(element("a", { href: original.href, class: "external", rel: "noopener" }, "The original"));
  told.append(element("div", { class: statement ? "peek-work" : "" }, ...cited.childNodes));
  return [told, links];
}

const notes = new Map();

/** Reads the head of a note's page, and no more of it. */
async function headOf(address) {
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += value ?? "";
    if (done || text.includes('<div class="note-body"') || text.length > 100_000) break;
  }
  reader.cancel().catch(() => {});
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = (selector) => page.querySelector(selector)?.textContent.trim() ?? "";
  return { title: words("h1"), kicker: words(".kicker"), summary: words(".standfirst") || (page.querySelector("meta[name=description]")?.content ?? "") };
}

/** The preview of a note: title, kind, summary. */
async function ofNote(link) {
  const address = new URL(link.href);
  address.hash = "";
  if (address.pathname === location.pathname) return null;
  if (!notes.has(address.href)) {
    const head = headOf(address.href);
    notes.set(address.href, head);
    head.catch(() => notes.delete(address.href));
  }
  const { title, kicker, summary } = await notes.get(address.href);
  if (!title) return null;
  return [
    element(
      "div",
      { id: "_peek-text" },
      kicker && element("p", { class: "peek-dim" }, kicker),
      element("p", { class: "peek-title" }, title),
      summary && summary !== title && element("p", { class: "peek-text" }, summary),
    ),
  ];
}

/** Puts the card under its link, or above it where there is no room. */
function place(link, x) {
  const lines = [...link.getClientRects()];
  const line = lines.find((part) => x !== undefined && part.left <= x && x <= part.right) ?? lines[0] ?? link.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(line.left - 12, wide - card.offsetWidth - 8));
  const below = innerHeight - line.bottom;
  const high = card.offsetHeight + 6;
  const top = below >= high || below >= line.top ? line.bottom + 6 : line.top - high;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${Math.max(8 - scrollY, top) + scrollY}px`;
}

async function open(link, x) {
  clearTimeout(timer);
  if (owner === link) return;
  const mine = ++asked;
  pending = link;
  let parts = null;
  try {
    parts = isCite(link) ? ofCitation(link) : await ofNote(link);
  } catch {
    // The page cannot be fetched: the link still leads there.
  }
  if (mine !== asked || !parts) return;
  close();
  owner = link;
  asked = mine;
  card.replaceChildren(...parts);
  card.setAttribute("aria-label", isCite(link) ? `Citation ${link.getAttribute("aria-label") ?? link.textContent}` : "About this link");
  link.setAttribute("aria-describedby", "_peek-text");
  if (!card.isConnected) main.append(card);
  card.hidden = false;
  card.scrollTop = 0;
  place(link, x);
}

function close() {
  clearTimeout(timer);
  asked++;
  if (!owner) return;
  owner.removeAttribute("aria-describedby");
  owner = null;
  card.hidden = true;
}

/** Closes and, where the focus is in the card, gives it back to the link. */
function dismiss() {
  const link = owner;
  const inside = inCard(document.activeElement);
  close();
  if (inside && link) focusQuietly(link);
}

function focusQuietly(link) {
  quiet = link;
  link.focus();
  quiet = null;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (inCard(event.target)) {
    clearTimeout(timer);
    return;
  }
  const link = trigger(event.target);
  clearTimeout(timer);
  if (link) timer = link === owner ? 0 : setTimeout(open, isCite(link) ? OPEN_AFTER : 2 * OPEN_AFTER, link, event.clientX);
  else if (!owner && document.activeElement !== pending) asked++;
  else if (owner && document.activeElement !== owner && !inCard(document.activeElement)) timer = setTimeout(close, CLOSE_AFTER);
});

document.addEventListener("focusin", (event) => {
  if (inCard(event.target)) return;
  const link = trigger(event.target);
  if (link && link === quiet) return;
  if (link && link.matches(":focus-visible")) open(link);
  else if (link !== owner) close();
});

// A finger has no hover: the first tap on a citation shows the card, the second follows the link.
let touched = false;
document.addEventListener("pointerdown", (event) => {
  touched = event.pointerType !== "mouse";
  if (owner && !inCard(event.target) && trigger(event.target) !== owner) close();
});
document.addEventListener("click", (event) => {
  const link = trigger(event.target);
  if (!link || inCard(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (isCite(link) && touched && event.detail > 0 && owner !== link) {
    open(link);
    if (owner === link) event.preventDefault();
  } else close();
});

addEventListener("resize", close);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && owner) {
    dismiss();
    event.preventDefault();
    return;
  }
  if (event.key === "Tab" && owner) walk(event);
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing?.matches("input[type=search]")) typing.blur();
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && memory.get("slash") !== false) search(event);
});

/** Tab goes from the link into its card, and from the card's end on to what follows the link. */
function walk(event) {
  const stops = [...card.querySelectorAll("a[href]")];
  const at = stops.indexOf(document.activeElement);
  if (document.activeElement === owner && !event.shiftKey && stops.length) {
    event.preventDefault();
    stops[0].focus();
  } else if (at === 0 && event.shiftKey) {
    event.preventDefault();
    focusQuietly(owner);
  } else if (at >= 0 && at === stops.length - 1 && !event.shiftKey) {
    // The browser moves on from where the focus is.
    const link = owner;
    close();
    focusQuietly(link);
  }
}

function search(event) {
  const field = document.querySelector("input[type=search]");
  const link = document.querySelector("a[data-search]");
  if (!field && !link) return;
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else location.assign(`${link.href}#_query`);
}

// The search page: the field is ready, and who is troubled by the `/` key can turn it off (WCAG 2.1.4).
const form = document.querySelector("form[data-search]");
if (form) {
  if (location.hash === "#_query") form.querySelector("input")?.focus({ preventScroll: true });
  const box = element("input", { type: "checkbox" });
  box.checked = memory.get("slash") !== false;
  box.addEventListener("change", () => memory.set("slash", box.checked));
  document.querySelector(".key-choice")?.append(element("label", {}, box, " The key / leads here from every page"));
}

// The timeline's filter.
for (const filter of document.querySelectorAll("form[data-filter]")) {
  const list = document.getElementById(filter.dataset.filter);
  const status = filter.querySelector("[role=status]");
  const events = [...(list?.querySelectorAll("li.event") ?? [])];
  if (!events.length) continue;
  const marks = new Map([...document.querySelectorAll("svg.tracks a")].map((mark) => [mark.getAttribute("href")?.slice(1), mark]));
  const chosen = () => [...filter.querySelectorAll("select")].map((select) => [select.name, select.value]).filter(([, value]) => value);
  const apply = () => {
    const wanted = chosen();
    let shown = 0;
    for (const item of events) {
      const has = (name, value) => (item.dataset[name === "track" ? "track" : `${name}s`] ?? "").split(" ").includes(value);
      item.hidden = !wanted.every(([name, value]) => has(name, value));
      if (!item.hidden) shown++;
      marks.get(item.id)?.classList.toggle("out", item.hidden);
    }
    for (const year of list.querySelectorAll(".year")) year.hidden = !year.querySelector("li.event:not([hidden])");
    status.textContent = wanted.length ? `${shown} of ${events.length} shown` : "";
    return wanted;
  };
  const asked = new URLSearchParams(location.search);
  for (const select of filter.querySelectorAll("select")) {
    const value = asked.get(select.name);
    if (value && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  filter.addEventListener("change", () => {
    const query = new URLSearchParams(apply()).toString();
    try {
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    } catch {
      // A page opened from a disk may not change its address.
    }
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.hidden = false;
  apply();
}

// New since the last visit. Lists of changes, the newest first, name them by key; what was listed is remembered when the reader leaves the list.
const seen = memory.get("changes");
/** Those of the keys that came since: all but the known, and what is older than the oldest known. */
function fresh(keys) {
  if (!Array.isArray(seen)) return [];
  const known = new Set(seen);
  const last = keys.findLastIndex((key) => known.has(key));
  return keys.filter((key, place) => !known.has(key) && (place < last || last < 0));
}
const changes = [...document.querySelectorAll("[data-change]")];
const count = document.querySelector("[data-changes]");
if (changes.length) {
  const keys = changes.map((change) => change.dataset.change);
  const news = new Set(fresh(keys));
  for (const change of changes) change.classList.toggle("is-new", news.has(change.dataset.change));
  addEventListener("pagehide", () => memory.set("changes", keys.slice(0, 500)));
}
if (count) {
  const keys = count.dataset.changes.split(" ").filter(Boolean);
  const news = fresh(keys).length;
  if (news) count.append(" ", element("span", { class: "new-count" }, `${news} new since your last visit`));
  // On a first visit nothing is new.
  if (!Array.isArray(seen)) memory.set("changes", keys);
}
