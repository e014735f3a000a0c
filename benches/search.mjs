// What search costs a reader: bytes before a word is typed and a query, and how long a keystroke takes on a processor slowed four times.
//
//     node benches/search.mjs SITE [QUERIES.json]      SITE: a built site; needs `npm ci --ignore-scripts` in tests/browser and Chromium
//
// QUERIES.json is a list of queries, or of lists that begin with one, as tests/browser/queries.json; by default titles of the site's notes
// with and without a slip. Every query is typed letter by letter; a keystroke is what the script does from the letter to the results on the
// page, without the wait of 80 ms for further letters and without the network, whose answers are counted in bytes (gzip). Each keystroke
// is the median of three turns, so that a collection of garbage or another program does not count as the search's.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const { chromium } = createRequire(fileURLToPath(new URL("../tests/browser/", import.meta.url)))("playwright-core");
const [site, list] = process.argv.slice(2);
const SLOWER = 4;

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  try {
    const bytes = readFileSync(join(site, path.endsWith("/") ? `${path}index.html` : path));
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? (path.endsWith("/") ? TYPES[".html"] : "application/octet-stream") });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const root = `http://127.0.0.1:${server.address().port}/`;
const zipped = new Map();
const size = (name) => {
  if (!zipped.has(name)) zipped.set(name, gzipSync(readFileSync(join(site, name))).length);
  return zipped.get(name);
};

const shown = JSON.parse(readFileSync(join(site, "search/documents-0.json"), "utf8"));
const slip = (title) => title.slice(0, 4) + title.slice(5);
const queries = list
  ? JSON.parse(readFileSync(list, "utf8")).map((query) => (Array.isArray(query) ? query[0] : query))
  : shown.slice(0, 20).flatMap(([title]) => [title.slice(0, 24), slip(title).slice(0, 12)]);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`${root}search/`);
const session = await page.context().newCDPSession(page);
await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
const measured = await page.evaluate(async ([all, TURNS]) => {
  const { Index } = await import("../search.js");
  const results = document.getElementById("search-results");
  const keys = [];
  const loads = [];
  for (const words of all) {
    const loaded = new Map();
    const names = [];
    const index = new Index(async (name) => {
      names.push(name);
      const answer = await (await fetch(name)).json();
      loaded.set(name, answer);
      return answer;
    });
    for (let end = 1; end <= words.length; end++) {
      // Once for the network, once for the clock.
      await index.search(words.slice(0, end));
      const times = [];
      for (let turn = 0; turn < TURNS; turn++) {
        const begun = performance.now();
        const found = await index.search(words.slice(0, end));
        results.replaceChildren(...found.results.map(({ shown }) => Object.assign(document.createElement("p"), { textContent: shown.join(" ") })));
        results.getBoundingClientRect();
        times.push(performance.now() - begun);
      }
      keys.push([times.sort((a, b) => a - b)[(TURNS - 1) / 2], words.slice(0, end)]);
    }
    // What the whole query alone would have loaded.
    const alone = [];
    await new Index(async (name) => (alone.push(name), loaded.get(name) ?? (await fetch(name)).json())).search(words);
    loads.push(alone);
  }
  return { keys, loads };
}, [queries, 3]);
await browser.close();
server.close();

const ranked = (numbers) => [...numbers].sort((a, b) => a - b);
const at = (numbers, share) => ranked(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const times = measured.keys.map(([time]) => time);
const bytes = measured.loads.map((names) => names.reduce((sum, name) => sum + size(`search/${name}`), 0));
const slowest = measured.keys.reduce((most, key) => (key[0] > most[0] ? key : most));
console.log(JSON.stringify({
  queries: queries.length,
  first_load: { index: size("search/index.json"), script: size("search.js") },
  bytes_a_query: { median: at(bytes, 0.5), most: at(bytes, 1) },
  keystrokes: times.length,
  slowed: SLOWER,
  milliseconds: { median: +at(times, 0.5).toFixed(1), p95: +at(times, 0.95).toFixed(1), most: +slowest[0].toFixed(1), slowest: slowest[1] },
}, null, 2));
process.exit();
