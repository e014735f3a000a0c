// What home, the changes and the timeline gain from a script: what is new since the last visit, and a filter. What is remembered stays in the
// reader's browser.

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
  if (news) {
    const mark = document.createElement("span");
    mark.className = "new-count";
    mark.textContent = `${news} ${count.dataset.new}`;
    count.append(" ", mark);
  }
  // On a first visit nothing is new.
  if (!Array.isArray(seen)) memory.set("changes", keys);
}
