// What a long page in parts gains from a script: a filter reaches all parts, and an address finds its place in whichever part holds it.

const nav = document.querySelector(".in-parts");
const links = [...nav.querySelectorAll("li a")];
/** What other parts add to: a year, a group, a part of a work, a meeting. */
const BLOCKS = ".yr-sec, .l-group, .pt, .meetings > .evs > li";

async function read(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(`${link.href}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Addresses on it are seen from it.
  for (const a of page.querySelectorAll("main a[href]")) a.href = new URL(a.getAttribute("href"), answer.url || link.href);
  return page;
}

let all;
/** Puts the blocks of all other parts in their places among those of this one. */
function gather() {
  const own = [...document.querySelectorAll(BLOCKS)];
  const here = links.findIndex((link) => link.getAttribute("aria-current"));
  if (!own.length) return undefined;
  nav.setAttribute("aria-busy", "true");
  const put = async (link, place) => {
    if (place === here) return;
    const blocks = [...(await read(link)).querySelectorAll(BLOCKS)];
    for (const block of blocks) if (block.id && document.getElementById(block.id)) block.removeAttribute("id");
    if (place < here) own[0].before(...blocks);
    else (document.querySelectorAll(BLOCKS)[document.querySelectorAll(BLOCKS).length - 1] ?? own.at(-1)).after(...blocks);
  };
  // One after another: they stand in their order.
  const done = links.reduce((before, link, place) => before.then(() => put(link, place)), Promise.resolve());
  return done.then(() => nav.remove(), () => nav.removeAttribute("aria-busy"));
}

for (const choice of document.querySelectorAll("[data-choice], .l-choice, form[data-address], .meetings .pills")) {
  choice.addEventListener("change", () => (all ??= gather()));
  if (new URLSearchParams(location.search).size) all ??= gather();
}

/** Leads to the part that holds the place which the address names. */
async function find() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (!wanted || document.getElementById(wanted)) return;
  for (const link of links) {
    if (link.getAttribute("aria-current")) continue;
    if ((await read(link)).getElementById(wanted)) return location.replace(`${link.href}#${encodeURIComponent(wanted)}`);
  }
}
addEventListener("hashchange", find);
find().catch(() => {});
