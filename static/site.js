// What every page gains from a script: `/` for search, cards beside citations and links. Every page is whole without it; nothing leaves the site.
// What single pages gain stands in lists.js and search.js.

const { root = "./", cards } = document.body.dataset;

// The cards are loaded when a reader first points at a link. A finger's first tap on a citation shows its card, and does not follow the link.

const EVENTS = ["pointerover", "focusin", "pointerdown", "click"];
let loading;
let touched = false;

function wake(event) {
  const link = event.target instanceof Element && event.target.closest("a.cite, main a[href]");
  if (!link) return;
  if (event.type === "pointerdown") touched = event.pointerType !== "mouse";
  loading ??= import(new URL(root + cards, location.href)).then((script) => {
    for (const name of EVENTS) document.removeEventListener(name, wake);
    return script;
  });
  const told = loading.then(({ late }) => late(event));
  if (event.type !== "click") told.catch(() => {});
  else if (touched && event.detail > 0 && link.matches(".cite") && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    told.catch(() => location.assign(link.href));
  }
}

if (cards) for (const name of EVENTS) document.addEventListener(name, wake);

// `/` for search.

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing?.matches("input[type=search]")) typing.blur();
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !slashIsOff()) search(event);
});

/** Whether the reader has turned the key off, on the search page (WCAG 2.1.4). */
function slashIsOff() {
  try {
    return localStorage.getItem(`rapporteur:${new URL(root, location.href).pathname}:slash`) === "false";
  } catch {
    return false;
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
