// What a long page in parts gains from a script: a filter reaches all parts, and an address finds its place in whichever part holds it.

const nav = document.querySelector(".in-parts");
/** The addresses of all parts: `src/model/parts.rs` says where they lie. The list names some, where there are very many. */
const first = nav.querySelector("li a").href;
const parts = Array.from({ length: Number(nav.dataset.parts) }, (_, place) => (place ? new URL(`part/${place + 1}/`, first).href : first));
const here = parts.indexOf(nav.querySelector("[aria-current]").href);
/** What other parts add to: a year, a group, a part of a work, a meeting. */
const BLOCKS = ".yr-sec, .l-group, .pt, .meetings > .evs > li";

async function read(part) {
  const answer = await fetch(part);
  if (!answer.ok) throw new Error(`${part}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Addresses on it are seen from it.
  for (const a of page.querySelectorAll("main a[href]")) a.href = new URL(a.getAttribute("href"), answer.url || part);
  return page;
}

let all;
/** Puts the blocks of all other parts in their places among those of this one. */
function gather() {
  const own = [...document.querySelectorAll(BLOCKS)];
  if (!own.length) return undefined;
  nav.setAttribute("aria-busy", "true");
  const put = async (part, place) => {
    if (place === here) return;
    const blocks = [...(await read(part)).querySelectorAll(BLOCKS)];
    for (const block of blocks) if (block.id && document.getElementById(block.id)) block.removeAttribute("id");
    if (place < here) own[0].before(...blocks);
    else (document.querySelectorAll(BLOCKS)[document.querySelectorAll(BLOCKS).length - 1] ?? own.at(-1)).after(...blocks);
  };
  // One after another: they stand in their order.
  const done = parts.reduce((before, part, place) => before.then(() => put(part, place)), Promise.resolve());
  return done.then(() => nav.remove(), () => nav.removeAttribute("aria-busy"));
}

for (const choice of document.querySelectorAll(".l-choice, form[data-address], .meetings .pills")) {
  choice.addEventListener("change", () => (all ??= gather()));
  if (new URLSearchParams(location.search).size) all ??= gather();
}

/** Leads to the part that holds the place which the address names. */
async function find() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted || document.getElementById(wanted)) return;
  for (const part of parts.filter((_, place) => place !== here)) {
    if ((await read(part)).getElementById(wanted)) return location.replace(`${part}#${encodeURIComponent(wanted)}`);
  }
}
addEventListener("hashchange", find);
find().catch(() => {});
