// What home and the changes gain from a script: what is new since the last visit. What is remembered stays in the reader's browser.

const root = document.body.dataset.root ?? "./";

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

// New since the last visit. Lists of changes, the newest first, name them by key; what was listed is remembered when the reader leaves the list.
const seen = memory.get("changes");
/** Those of the keys that came since: all but the known, and what is older than the oldest known. */
function fresh(keys) {
  if (!Array.isArray(seen)) return [];
  const known = new Set(seen);
  const last = keys.findLastIndex((key) => known.has(key));
  return keys.filter((key, place) => !known.has(key) && (place < last || last < 0));
}
/** Words after what is new. */
function tell(element, words) {
  const mark = document.createElement("span");
  mark.className = "new-count";
  mark.textContent = words;
  element.append(" ", mark);
}
const changes = [...document.querySelectorAll("[data-change]")];
const count = document.querySelector("[data-changes]");
const words = document.querySelector("[data-new]")?.dataset.new;
if (changes.length) {
  const keys = changes.map((change) => change.dataset.change);
  const news = new Set(fresh(keys));
  for (const change of changes) if (news.has(change.dataset.change)) tell(change, words);
  addEventListener("pagehide", () => memory.set("changes", keys.slice(0, 500)));
}
if (count) {
  const keys = count.dataset.changes.split(" ").filter(Boolean);
  const news = fresh(keys).length;
  if (news) tell(count, `${news} ${words}`);
  // On a first visit nothing is new.
  if (!Array.isArray(seen)) memory.set("changes", keys);
}
