// Pages that come in parts: one reads on from part to part without a script; with one, a filter reaches all parts and an address finds its
// place in whichever part holds it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, pages, program, project, serve } from "./site.mjs";

const root = join(project, "target/test-parts-content");
const folder = join(project, "target/test-parts");
const LINES = 640;
const SHIFTS = 45;

/** A site that is long enough: a source of 640 lines, 45 changes of words, 420 meetings. */
function write() {
  rmSync(root, { recursive: true, force: true });
  const put = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put("site.toml", 'title = "Long pages"\nbase_url = "https://parts.example.org/"\nlanguage = "en"\nas_of = "2025-11"\n\n[outputs]\ndefault = false\nsitemap = true\n');
  for (const name of ["north", "south", "east"]) put(`content/actors/${name}.md`, `+++\ntitle = "${name}"\nsummary = "A side."\ntype = "state"\n+++\n`);
  const says = (number) => ["north", "south", "east"][number % 3];
  const statement = (number) => `[[statements]]\nid = "line-${number}"\ntext = "What was said in line ${number} of the work, in so many words that a line is a line."\nby = "${says(number)}"\ntype = "position"\nsaid = "20${10 + (number % 15)}"\nbasis = "first-hand"\nlocator = "para ${Math.ceil(number / 10)}"\ntopics = ["topic-${number % SHIFTS}"]\n`;
  const lines = Array.from({ length: LINES }, (_, place) => statement(place + 1)).join("\n");
  put("content/sources/long.md", `+++\ntitle = "A long work"\nsummary = "Read line by line."\ntype = "report"\nvantage = "It stands somewhere."\ncaveat = "Handle with care."\nlanguage = "en"\npublished = "2025"\nurl = "https://long.example.org/"\naccess = "read"\n\n${lines}+++\n\nA body that stands once.\n`);
  for (let topic = 0; topic < SHIFTS; topic++) {
    const [first, second] = [topic + SHIFTS, topic + 4 * SHIFTS];
    put(`content/topics/topic-${topic}.md`, `+++\ntitle = "Topic ${topic}"\nsummary = "A topic."\nquestion = "What of ${topic}?"\n\n[[shifts]]\nactor = "${says(first)}"\ntitle = "From one to the other, ${topic}"\nstatements = ["long#line-${first}", "long#line-${second}"]\nwords = ["line"]\n+++\n`);
  }
  for (let round = 0; round < 420; round++) {
    const [year, month] = [2000 + Math.floor(round / 17), 1 + (round % 12)];
    put(`content/rounds/meeting-${round}.md`, `+++\ntitle = "Meeting ${round}"\nsummary = "The sides met for the ${round}th time and said what they had said."\ntype = "meeting"\nstatus = "${round % 4 ? "held" : "announced"}"\ndate = "${year}-${String(month).padStart(2, "0")}"\n\n[[delegations]]\nactor = "north"\nrole = "party"\n\n[[delegations]]\nactor = "${round % 2 ? "south" : "east"}"\nrole = "party"\n+++\n`);
  }
}

let browser, site, context, page;
before(async () => {
  write();
  const run = spawnSync(program, ["build", "--root", root, "--output", folder], { encoding: "utf8" });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  browser = await launch();
  site = await serve(folder);
});
after(async () => {
  await browser.close();
  await site.end();
});
const open = async (options = {}) => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
};
beforeEach(() => open());
afterEach(() => context.close());
const at = (path) => `${site.root}${path}`;
const path = () => new URL(page.url()).pathname.replace("/briefing/", "") + new URL(page.url()).hash;
const seen = (selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);

test("without a script every line can be read on to, and a later part begins with its lines", async () => {
  await context.close();
  await open({ javaScriptEnabled: false });
  await page.goto(at("sources/long/"));
  let [lines, parts] = [0, 1];
  for (;; parts++) {
    lines += await page.locator("li[data-g]").count();
    const next = page.locator(".in-parts a[rel=next]");
    if (!(await next.count())) break;
    await next.click();
    assert.equal(path(), `sources/long/part/${parts + 1}/`);
    assert.equal(await page.locator("h1").innerText(), "A long work");
    const [crumbs, way, heading, line] = await Promise.all([".crumb", ".in-part", "h1", "li[data-g]"].map(async (what) => (await page.locator(what).first().boundingBox()).y));
    assert.ok(crumbs < way && way < heading && line < 900, `${crumbs} ${way} ${heading} ${line}`);
    assert.equal(await page.locator(".box3, .standfirst, .full-reference, main > article > .prose").count(), 0, "what the first part says is not said again");
    assert.equal(await page.locator(".in-part a").evaluate((link) => new URL(link.href).pathname), "/briefing/sources/long/");
  }
  assert.ok(parts > 1);
  assert.equal(lines, LINES);
});

test("without a script a link to a pair of wordings leads to the part that holds it", async () => {
  await context.close();
  await open({ javaScriptEnabled: false });
  const parts = new Set();
  for (const topic of [0, 13, 25, 44]) {
    await page.goto(at(`topics/topic-${topic}/`));
    await page.locator("main a[href*='shifts/']").first().click();
    parts.add(path().split("#")[0]);
    assert.equal(await page.locator(`:target h2`).innerText(), `From one to the other, ${topic}`, path());
  }
  assert.ok(parts.size > 1, [...parts].join());
});

test("a filter reaches the lines of all parts", async () => {
  for (const start of ["sources/long/", "sources/long/part/2/"]) {
    await page.goto(at(start));
    const group = page.locator("input[name=who]").nth(1);
    const wanted = Number(await group.locator("xpath=../span/small").innerText());
    assert.ok((await page.locator("li[data-g]").count()) < LINES);
    await group.check({ force: true });
    await page.locator(".in-parts").waitFor({ state: "detached" });
    assert.equal(await page.locator("li[data-g]").count(), LINES);
    assert.equal(await seen("li[data-g]"), wanted);
    const order = await page.locator("li[data-g]").evaluateAll((all) => all.map((line) => Number(line.id.slice(5))));
    assert.deepEqual(order, [...order].sort((a, b) => a - b), "all lines stand in the order of the work");
    assert.match(page.url(), /\?who=\d/);
  }
});

test("a choice on the timeline reaches all parts", async () => {
  await page.goto(at("timeline/"));
  assert.ok((await page.locator(".evs > li").count()) < 420);
  await page.locator("form[data-address] input[type=radio]").nth(1).check({ force: true });
  await page.locator(".in-parts").waitFor({ state: "detached" });
  assert.equal(await page.locator(".evs > li").count(), 420);
});

test("an address leads to its place in whichever part holds it", async () => {
  for (const line of [LINES, 1]) {
    for (const start of ["sources/long/", "sources/long/part/2/"]) {
      await page.goto(at(`${start}#line-${line}`));
      await page.locator(`#line-${line}`).waitFor();
      assert.equal(new URL(page.url()).hash, `#line-${line}`);
      assert.ok(await page.locator(`#line-${line}`).evaluate((place) => place.matches(":target") && place.getBoundingClientRect().top < innerHeight));
    }
  }
});

test("every part of every page is whole: one heading, no place twice, no link to nowhere", async () => {
  const all = pages(folder);
  const known = new Set(all);
  const parts = all.filter((path) => path.includes("/part/"));
  assert.ok(new Set(parts.map((path) => path.split("/part/")[0])).size > 3, parts.join());
  for (const part of parts) {
    await page.goto(at(part));
    const [headings, twice, links] = await page.evaluate(() => {
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      return [document.querySelectorAll("h1").length, ids.filter((id, place) => ids.indexOf(id) !== place), [...document.querySelectorAll(".in-part a, .in-parts a")].map((a) => new URL(a.href).pathname.replace("/briefing/", ""))];
    });
    assert.equal(headings, 1, part);
    assert.deepEqual(twice, [], part);
    for (const link of links) assert.ok(known.has(link), `${part}: ${link}`);
  }
});
