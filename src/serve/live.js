// Reloads the page when the site has changed, swaps styles in place, shows what is wrong. Part of `rapporteur serve`, never published.
const KEY = "rapporteur:scroll";

const kept = sessionStorage.getItem(KEY);
if (kept) {
  sessionStorage.removeItem(KEY);
  const { path, x, y } = JSON.parse(kept);
  if (path === location.pathname) {
    history.scrollRestoration = "manual";
    scrollTo({ left: x, top: y, behavior: "instant" });
    addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }), { once: true });
  }
}

function reload() {
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY }));
  location.reload();
}

function swapStyles() {
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    const address = new URL(link.href);
    if (address.host !== location.host) continue;
    address.searchParams.set("live", Date.now());
    const next = link.cloneNode();
    next.href = address.href;
    // The old one goes only when the new one is there, so that nothing flickers.
    next.addEventListener("load", () => link.remove(), { once: true });
    next.addEventListener("error", () => next.remove(), { once: true });
    link.after(next);
  }
}

let overlay;

async function showProblems() {
  const answer = await fetch("/__rapporteur/problems");
  const html = await answer.text();
  overlay?.remove();
  overlay = undefined;
  if (!html) return;
  overlay = document.createElement("rapporteur-problems");
  const shadow = overlay.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto; background: #1d1f24; color: #f3f1ec;
      border-top: 4px solid #d8523f; font: 14px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: .6rem 1rem; position: sticky; top: 0; background: inherit; }
    h2 { font: 600 15px/1.3 system-ui, sans-serif; margin: 0; }
    button { font: 14px system-ui, sans-serif; color: inherit; background: #3a3d45; border: 0; border-radius: 4px; padding: .35rem .8rem; cursor: pointer; }
    pre { margin: 0; padding: .7rem 1rem; border-top: 1px solid #3a3d45; white-space: pre-wrap; overflow-wrap: anywhere; }
  `);
  shadow.adoptedStyleSheets = [sheet];
  const header = document.createElement("header");
  const list = document.createElement("div");
  list.innerHTML = html;
  const title = list.querySelector("h2");
  title.append(": the last good site stays up");
  overlay.setAttribute("role", "alert");
  const close = document.createElement("button");
  close.textContent = "Hide";
  close.addEventListener("click", () => overlay?.remove());
  header.append(title, close);
  shadow.append(header, list);
  document.body.append(overlay);
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") overlay?.remove();
});

let news;
let generation;

function listen() {
  news?.close();
  news = new EventSource("/__rapporteur/events");
  news.addEventListener("hello", (event) => {
    // What is shown may be old, since the server was away or the page out of sight.
    if (generation !== undefined && generation !== event.lastEventId) reload();
    generation = event.lastEventId;
    if (event.data === "problems") showProblems();
    rest();
  });
  news.addEventListener("reload", reload);
  news.addEventListener("styles", swapStyles);
  news.addEventListener("problems", showProblems);
}

// A browser has six connections to a server for all its tabs: a page that nobody sees must not keep one.
function rest() {
  if (document.hidden && generation !== undefined) news.close();
}

listen();
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
