// Drawings as a browser lays them out: nothing written meets anything else, choices work without a script, one tab stop with it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { VIEWS, briefing, launch, pages, serve, starter } from "./site.mjs";

let browser;
let site;
before(async () => {
  browser = await launch();
  site = await serve(briefing);
});
after(async () => {
  await browser.close();
  await site.end();
});

/** Everything in the visible drawings of a page that meets a label, and labels that leave the window. */
function collisions() {
  const found = [];
  const name = (part) => `${part.tagName}.${part.getAttribute("class")} “${part.textContent.trim() || part.parentNode.getAttribute("aria-label")}”`;
  for (const drawing of document.querySelectorAll("svg.tl, svg.tri, svg.map, svg.dots, svg.over-time")) {
    if (!drawing.checkVisibility()) continue;
    const box = (part) => ({ part, at: part.getBoundingClientRect() });
    const labels = [...drawing.querySelectorAll("text")].filter((part) => !part.matches(".qm, .v, .vqm")).map(box);
    const marks = [...drawing.querySelectorAll("circle.p, rect.p, line.l, line.span, circle.vh, circle.vs, rect.ot-box, .sk use")].map(box);
    for (const [place, { part, at }] of labels.entries()) {
      if (at.left < -1 || at.right > document.documentElement.clientWidth + 1) found.push(`${name(part)} leaves the window`);
      for (const other of [...labels.slice(place + 1), ...marks]) {
        // A label may have several lines, and may stand on the line that it names.
        if (other.part.parentNode === part.parentNode && part.matches("a *, g.tk *") && (other.part.matches("text") || part.matches(".on"))) continue;
        const apart = at.right <= other.at.left + 0.5 || other.at.right <= at.left + 0.5 || at.bottom <= other.at.top + 3 || other.at.bottom <= at.top + 3;
        if (!apart) found.push(`${name(part)} meets ${name(other.part)}`);
      }
    }
  }
  return found;
}

const drawings = pages(briefing).filter((path) => path !== "print/" && /<svg class="(tl|tri|map|dots)[ "]/.test(readFileSync(join(briefing, path, "index.html"), "utf8")));
for (const [nth, width] of [1440, 360, 1024, 800, 1280, 320].map((width, place) => [place % 4, width])) {
  test(`no label of a drawing meets anything at ${width} px`, async () => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const found = [];
    // Most in the main language, and some in the others, whose words are longer: other ones at each width.
    const some = (path, place) => VIEWS.includes(path.slice(0, -1)) || place % (/^[a-z]{2}\//.test(path) ? 30 : 4) === nth;
    const drawn = drawings.filter(some);
    assert.ok(["timeline/", "participation/"].every((path) => drawn.includes(path)) && drawn.length > 10);
    let labels = 0;
    for (const path of drawn) {
      await page.goto(site.at(path));
      await page.evaluate(() => document.fonts.ready);
      labels += await page.locator("svg.tl .lb:visible").count();
      for (const problem of await page.evaluate(collisions)) found.push(`${path}: ${problem}`);
    }
    await page.close();
    assert.ok(labels >= 12, `${labels} labels were looked at`);
    assert.deepEqual(found, []);
  });
}

/** Names of lanes that are wider than their column. */
function cutNames() {
  const names = [...document.querySelectorAll(".tl-names text")].filter((text) => text.checkVisibility());
  return names.filter((text) => text.getBoundingClientRect().right > text.closest("svg").getBoundingClientRect().right + 1).map((text) => text.textContent);
}

// A page of A4 without its margins.
const PAPER = { width: 680, height: 980 };

test("names of lanes are whole in a font that stands in for the site's", async () => {
  for (const [width, media] of [[1440, "screen"], [PAPER.width, "print"]]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.emulateMedia({ media });
    await page.route("**/*.woff2", (route) => route.abort());
    for (const path of ["timeline/", "ru/timeline/", "tr/timeline/", "uk/timeline/", "actors/ukraine/", "ru/actors/ukraine/"]) {
      await page.goto(site.at(path));
      assert.ok((await page.locator(".tl-names text").count()) > 0, path);
      assert.deepEqual(await page.evaluate(cutNames), [], `${path}, ${media}`);
    }
    await page.close();
  }
});

test("printed, the timeline lies whole, and the map is the wide one", async () => {
  const page = await browser.newPage({ viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  for (const path of ["timeline/", "uk/timeline/", "participation/"]) {
    await page.goto(site.at(path));
    // A font that comes late is not used (`font-display: optional`); the second time it is at hand.
    await page.evaluate(() => document.fonts.ready);
    await page.reload();
    assert.deepEqual(await page.evaluate(collisions), [], path);
    assert.deepEqual(await page.evaluate(cutNames), [], path);
  }
  assert.ok(await page.locator(".map-wide").isVisible());
  assert.ok(!(await page.locator(".map-narrow").isVisible()));
  await page.close();
});

test("the names of a work's parts stand apart above its strip", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const found = [];
  let names = 0;
  for (const path of pages(briefing).filter((path) => /(^|\/)sources\/[^/]+\/$/.test(path))) {
    if (!readFileSync(join(briefing, path, "index.html"), "utf8").includes('class="tk-p"')) continue;
    await page.goto(site.at(path));
    const boxes = await page.locator(".tk-p:visible").evaluateAll((all) => all.map((name) => [name.textContent, name.getBoundingClientRect()]).map(([text, { left, right }]) => ({ text, left, right })));
    names += boxes.length;
    for (const [place, { text, right }] of boxes.entries()) if (boxes[place + 1]?.left < right + 2) found.push(`${path}: “${text}” meets “${boxes[place + 1].text}”`);
  }
  await page.close();
  assert.ok(names > 5, `${names} names`);
  assert.deepEqual(found, []);
});

test("words about a drawing stand where it stands", async () => {
  const own = await serve(starter);
  const page = await browser.newPage();
  for (const [width, media] of [[1280, "screen"], [360, "screen"], [PAPER.width, "print"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media });
    const shown = (selector) => page.locator(selector).locator("visible=true").count();
    const at = `${width} px, ${media}`;
    await page.goto(site.at(""));
    assert.equal((await shown(".tkey .drawn-only")) > 0, (await shown(".tl-plot")) > 0, `the home page's key: ${at}`);
    await page.goto(site.at("timeline/"));
    assert.equal(await page.locator(".tl-large .ann").count(), 2);
    assert.equal(await shown(".wide-only"), await shown(".tl-large"), `hairlines: ${at}`);
    assert.equal(await shown(".tall-only"), await shown(".tl-tall"), `what the narrow drawing lacks: ${at}`);
    for (const address of [site.at("participation/"), own.at("participation/")]) {
      await page.goto(address);
      assert.equal((await page.locator("main").innerText()).includes("Area of a square"), (await shown(".tri")) > 0, `squares: ${at}`);
    }
  }
  await page.goto(site.at("timeline/"));
  assert.match(await page.locator(".tall-only").innerText(), /:.+, /, "names have commas between");
  await page.close();
  await own.end();
});

test("a narrow window has the drawing upright, a wide one lying", async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 900 } });
  await page.goto(site.at("timeline/"));
  assert.ok(await page.locator(".tl-tall").isVisible());
  assert.ok(!(await page.locator(".tl-wide").isVisible()));
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.ok(await page.locator(".tl-wide").isVisible());
  assert.ok(!(await page.locator(".tl-tall").isVisible()));
  await page.close();
});

test("without a script a choice dims marks, hides rows and empties no year", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.at("timeline/"));
  const rows = page.locator(".ev:visible");
  const all = await rows.count();
  for (const pill of await page.locator(".pills label").all()) {
    await pill.click();
    const asked = Number((await pill.locator("small").innerText()).replace(/\D/g, ""));
    assert.equal(await rows.count(), asked, "the pill's number is that of the rows shown");
  }
  await page.locator("#_show-held").check({ force: true });
  assert.equal(await page.locator(".ev.said:visible").count(), 0);
  assert.equal(await page.locator(".yr-sec:visible:not(:has(.ev.held))").count(), 0);
  const opacity = (selector) => page.locator(selector).first().evaluate((mark) => Number(getComputedStyle(mark).opacity));
  assert.ok((await opacity(".tl-plot .tk.said")) < 0.3);
  assert.equal(await opacity(".tl-plot .tk.held"), 1);
  assert.ok((await rows.count()) < all);
  // Labelled marks are tab stops, the others are not.
  assert.equal(await page.locator(".tl-plot a:has(.lb)[tabindex]").count(), 0);
  assert.equal(await page.locator(".tl-plot a:not(:has(.lb)):not([tabindex='-1'])").count(), 0);
  await context.close();
});

test("with a script the choice stands in the address, and a drawing is one tab stop that arrows walk through", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(site.at("timeline/"));
  await page.locator("#_show-held").check({ force: true });
  assert.match(page.url(), /\?show=held$/);
  await page.goto(page.url());
  assert.ok(await page.locator("#_show-held").isChecked());
  assert.equal(await page.locator(".ev.said:visible").count(), 0);
  await page.locator(".pills input").first().check({ force: true });
  assert.doesNotMatch(page.url(), /show=/);

  assert.equal(await page.locator(".tl-plot a[tabindex='0']").count(), 1);
  await page.locator(".tl-plot a[tabindex='0']").focus();
  const current = () => page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Home");
  const first = await current();
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await current(), first);
  assert.equal(await page.locator(".tl-plot a[tabindex='0']").count(), 1);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await current(), first);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".tl-plot")), null, "Tab leaves the drawing");
  await page.close();
});

test("a mark shows its round's card when it is pointed at and when it has the focus", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(site.at("timeline/"));
  await page.locator(".tl-plot a:has(.lb)").first().hover();
  await page.locator("#_peek:visible").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".tl-plot a[tabindex='0']").focus();
  await page.keyboard.press("End");
  await page.locator("#_peek:visible").waitFor();
  assert.ok((await page.locator("#_peek").innerText()).length > 20);
  await page.close();
});

test("a hollow mark answers inside its outline", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(site.at("actors/ukraine/"));
  const hits = await page.locator(".st-strip a.m-about rect.p").evaluateAll((marks) => marks.filter((mark) => mark.checkVisibility()).map((mark) => {
    mark.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = mark.getBoundingClientRect();
    return Boolean(document.elementFromPoint(left + width * 0.75, top + height / 2)?.closest(".st-strip a"));
  }));
  assert.ok(hits.length > 3 && hits.every(Boolean), `${hits}`);
  await page.close();
});
