// Cards beside links, and `/` for search. Every page is whole without; nothing leaves the site.

const { root = "./", cards } = document.body.dataset;

// Cards come when a reader first points at a link.
const EVENTS = ["pointerover", "focusin", "pointerdown", "click"];
let loading;
let touched = false;
let turn = 0;

async function load() {
  const [script, looks] = cards.split(" ").map((file) => new URL(root + file, location.href));
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: looks });
  const styled = new Promise((onload, onerror) => Object.assign(style, { onload, onerror }));
  document.head.append(style);
  try {
    const [{ start, late }] = await Promise.all([import(script), styled]);
    for (const name of EVENTS) document.removeEventListener(name, wake);
    start();
    return late;
  } catch (error) {
    style.remove();
    loading = undefined;
    throw error;
  }
}

function wake(event) {
  // When the cards are there, only what happened last counts.
  const mine = ++turn;
  if (event.pointerType) touched = event.pointerType !== "mouse";
  const link = event.target.closest?.('a.cite, main a[href$="/"]:not([href*=":"])');
  const tap = event.type === "click";
  if (!link || (touched && !link.matches(".cite, svg a")) || (tap && !(touched && event.detail)) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const shown = (loading ??= load()).then((late) => mine === turn && late(event)).catch(() => false);
  if (!tap) return;
  // A finger's first tap on a citation shows its card; where none comes soon, it leads on.
  event.preventDefault();
  Promise.race([shown, new Promise((done) => setTimeout(done, 1500))]).then((open) => {
    if (!open && mine === turn++) location.assign(link.getAttribute("href"));
  });
}

if (cards) for (const name of EVENTS) document.addEventListener(name, wake);

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const typing = target.closest?.("input, textarea, select, [contenteditable]");
  if (event.defaultPrevented) return;
  if (key === "Escape" && typing?.matches("[type=search]")) typing.blur();
  if (key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  // The search page lets readers turn the key off (WCAG 2.1.4).
  try {
    if (localStorage.getItem(`rapporteur:${new URL(root, location.href).pathname}:slash`) === "false") return;
  } catch {
    // Nothing is kept here.
  }
  const field = [...document.querySelectorAll("main [type=search], .top-find input")].find((one) => one.checkVisibility());
  if (field ?? find) event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else if (find) location.assign(`${find.action}#_query`);
});

// What the field in the header suggests comes with its script, when a reader first turns to it.
const find = document.querySelector("form[data-find]");
find?.addEventListener("focusin", () => import(new URL(root + find.dataset.find, location.href)).catch(() => {}), { once: true });

// Which section of the page is being read, in its contents.
const entries = new Map([...document.querySelectorAll(".contents a[href^='#']")].map((link) => [link.hash.slice(1), link]));
const sections = [...entries.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
if (sections.length) {
  const mark = () => {
    const read = sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3) ?? sections[0];
    for (const [id, link] of entries) {
      if (decodeURIComponent(id) === read.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  mark();
}
