// Cards beside citations and links. site.js loads this when a reader first points at a link; nothing leaves the site.
// One card at a time; it stays while the pointer or the focus is on its link or on itself, and goes with Esc or a tap elsewhere (WCAG 1.4.13).

const main = document.querySelector("main") ?? document.body;

/** An element with attributes and children; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

/** The words of the interface, in the language of the page. */
const words = document.body.dataset;

const OPEN_AFTER = 180;
const CLOSE_AFTER = 260;
/** The way to a card in the margin is longer. */
const CLOSE_AFTER_MARGIN = 800;
/** How wide a card may be in the margin, in pixels: the widest for which there is room. */
const MARGIN = [400, 330, 270];
const card = element("div", { class: "peek", id: "_peek", role: "group", hidden: "" });
let owner = null;
let inMargin = false;
let timer = 0;
let asked = 0;
let quiet = null;
let pending = null;

const isCite = (link) => link.classList.contains("cite");
/** Links on which a finger's first tap shows the card: their target is not told by words in a sentence. */
const tapped = (link) => isCite(link) || link.closest("svg") !== null;
const A_NOTE = /(?:^|\/)(?:actors|rounds|tracks|sources|topics|disputes|pages)\/[^/#?]+\/$/;
/** The link with a card that an event happened on: a citation's mark, a mark of a strip, or a link to a note as a whole. */
const trigger = (target) => {
  const link = target instanceof Element ? target.closest("a.cite, main a[href]") : null;
  return link && (isCite(link) || link.matches(".note-link, .st-strip a") || A_NOTE.test(link.getAttribute("href"))) ? link : null;
};
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
    const mark = line.querySelector(":scope > .m");
    who.append(...(mark ? [mark, " "] : []), ...["line-who", "line-when", "line-called"].flatMap((name) => [...line.querySelectorAll(`.${name}`)]).flatMap((part) => [part, " "]));
    const text = line.querySelector(".line-text");
    const said = element("p", { class: "peek-text" }, ...(text?.childNodes ?? []));
    if (text) {
      links.append(element("a", { href: text.getAttribute("href") }, words.cardPlace));
      text.remove();
    }
    const rest = element("p", { class: "peek-dim" });
    const quote = line.querySelector(":scope > q");
    if (quote) said.append(" ", quote);
    rest.append(...[...line.querySelectorAll(".line-meta, .line-remark, .line-dispute")].flatMap((part) => [part, " "]));
    told.append(who, said, rest);
  }
  const cited = copied(reference);
  const record = cited.querySelector("a.record");
  if (record && !statement) links.append(element("a", { href: record.getAttribute("href") }, record.textContent));
  record?.remove();
  const original = cited.querySelector("a[href^='http']");
  if (original) links.append(element("a", { href: original.href }, words.cardOriginal));
  told.append(element("div", { class: statement ? "peek-work" : "" }, ...cited.childNodes));
  return [told, links];
}

/** The card of a mark that stands for a statement: the line of this page that tells it. */
function ofMark(link) {
  const same = (other) => other.getAttribute("href") === link.getAttribute("href") && other.closest("svg") === null;
  const line = [...main.querySelectorAll("a[href*='#']")].find(same)?.closest(".st, .sm, .bundle");
  const told = element("div", { id: "_peek-text" }, element("p", { class: "peek-dim" }, link.getAttribute("aria-label")));
  const words = line && !line.matches(".bundle") ? copied(line).querySelector(".w, .sm-t") : null;
  if (words) told.append(words);
  return [told];
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
    if (done || /class="(note-body|sided-main|box3|tk|led)\b/.test(text) || text.length > 100_000) break;
  }
  reader.cancel().catch(() => {});
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = (selector) => page.querySelector(selector)?.textContent.trim() ?? "";
  return { title: words("h1"), kicker: words(".kicker, .namecard .kind, .s-meta"), summary: words(".standfirst") || (page.querySelector("meta[name=description]")?.content ?? "") };
}

/** The preview of a note: title, kind, summary. */
async function ofNote(link) {
  // An SVG's link has no text for its `href`.
  const address = new URL(link.getAttribute("href"), document.baseURI);
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

/** Puts the card into the margin, level with its link, where nothing else stands; gives whether there is such a place. */
function beside(link, line) {
  const text = link.closest("p, li, dd, td");
  if (!text) return false;
  const { left, right } = text.getBoundingClientRect();
  const towardsLeft = getComputedStyle(text).direction === "rtl";
  const room = (towardsLeft ? left : document.documentElement.clientWidth - right) - 36;
  const fits = (width) => {
    if (width > room) return false;
    card.style.width = `${width}px`;
    const start = towardsLeft ? left - 24 - width : right + 24;
    const top = Math.max(8, Math.min(line.top - 12, innerHeight - card.offsetHeight - 8));
    const empty = (across, down) => document.elementFromPoint(start + across * (width + 12), top + down * (card.offsetHeight - 1))?.contains(link);
    if (![0, 0.5, 1].every((across) => [0, 0.25, 0.5, 0.75, 1].every((down) => empty(across, down)))) return false;
    Object.assign(card.style, { left: `${start + scrollX}px`, top: `${top + scrollY}px` });
    return true;
  };
  // What stands where the card would be is asked for without the card.
  card.style.pointerEvents = "none";
  const found = MARGIN.some(fits);
  card.style.pointerEvents = "";
  if (!found) card.style.width = "";
  return found;
}

/** Puts the card into the margin, else under its link, or above it where there is no room. */
function place(link, x) {
  const lines = [...link.getClientRects()];
  const line = lines.find((part) => x !== undefined && part.left <= x && x <= part.right) ?? lines[0] ?? link.getBoundingClientRect();
  const wide = document.documentElement.clientWidth;
  card.style.width = "";
  inMargin = beside(link, line);
  if (inMargin) return;
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
    if (isCite(link)) parts = ofCitation(link);
    else parts = link.closest(".st-strip") ? ofMark(link) : await ofNote(link);
  } catch {
    // The page cannot be fetched: the link still leads there.
  }
  if (mine !== asked || !parts) return;
  close();
  owner = link;
  asked = mine;
  card.replaceChildren(...parts);
  card.setAttribute("aria-label", isCite(link) ? `${words.cardCitation} ${link.getAttribute("aria-label") ?? link.textContent}` : words.cardAbout);
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

function pointerover(event) {
  if (event.pointerType !== "mouse") return;
  if (inCard(event.target)) {
    clearTimeout(timer);
    return;
  }
  const link = trigger(event.target);
  clearTimeout(timer);
  if (link) timer = link === owner ? 0 : setTimeout(open, isCite(link) ? OPEN_AFTER : 2 * OPEN_AFTER, link, event.clientX);
  else if (!owner && document.activeElement !== pending) asked++;
  else if (owner && document.activeElement !== owner && !inCard(document.activeElement)) timer = setTimeout(close, inMargin ? CLOSE_AFTER_MARGIN : CLOSE_AFTER);
}

function focusin(event) {
  if (inCard(event.target)) return;
  const link = trigger(event.target);
  if (link && link === quiet) return;
  if (link && link.matches(":focus-visible")) open(link);
  else if (link !== owner) close();
}

// A finger has no hover: the first tap on a citation shows the card, the second follows the link.
let touched = false;
function pointerdown(event) {
  touched = event.pointerType !== "mouse";
  if (owner && !inCard(event.target) && trigger(event.target) !== owner) close();
}
function click(event) {
  const link = trigger(event.target);
  if (!link || inCard(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (tapped(link) && touched && event.detail > 0 && owner !== link) {
    open(link);
    if (owner === link || !isCite(link)) event.preventDefault();
  } else close();
}

function keydown(event) {
  if (!owner) return;
  if (event.key === "Escape") {
    dismiss();
    event.preventDefault();
  } else if (event.key === "Tab") walk(event);
}

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

export function start() {
  for (const listener of [pointerover, focusin, pointerdown, click]) document.addEventListener(listener.name, listener);
  // Before site.js, for which Esc leaves the search field.
  document.addEventListener("keydown", keydown, { capture: true });
  addEventListener("resize", close);
}

/** What happened on a link while this was still on its way; gives whether its card is open. */
export function late(event) {
  const link = trigger(event.target);
  if (event.type === "pointerdown") pointerdown(event);
  else if (!link) return false;
  else if (event.type === "click") open(link);
  else if (event.type === "pointerover" && link.matches(":hover")) pointerover(event);
  else if (event.type === "focusin" && link === document.activeElement) focusin(event);
  return owner !== null && owner === link;
}
