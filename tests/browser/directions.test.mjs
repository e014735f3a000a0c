// A site from right to left and one from left to right: the same parts at mirrored places, nothing scrolls sideways, and every run of the
// other script stands in one piece.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { briefing, launch, oneOfEach, project, rtl, serve } from "./site.mjs";

const pictures = join(project, "target/directions");
let browser, sites;
before(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await launch();
  sites = { ltr: await serve(briefing), rtl: await serve(rtl) };
});
after(async () => {
  await browser.close();
  await Promise.all(Object.values(sites).map((site) => site.end()));
});

const SEEN = ["", "actors/", "actors/northland/", "rounds/bridge-meeting/", "sources/gazette-bridge/", "topics/water-shares/", "disputes/how-much/", "timeline/", "positions/", "fa/", "fa/actors/southland/", "fa/actors/northland/"];

for (const width of [1440, 360]) {
  test(`pages from right to left fit ${width} px and begin at the right`, async () => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    for (const path of oneOfEach(rtl).concat(SEEN.filter((path) => path.startsWith("fa/")))) {
      await page.goto(sites.rtl.at(path));
      const seen = await page.evaluate(() => ({
        direction: getComputedStyle(document.documentElement).direction,
        wide: document.scrollingElement.scrollWidth - innerWidth,
        // A heading of the page's own script begins where its line begins.
        headings: [...document.querySelectorAll("main h1, main h2")].filter((h) => /^[\u0600-\u06ff]/.test(h.textContent.trim()) && h.checkVisibility()).map((h) => {
          const range = document.createRange();
          range.selectNodeContents(h);
          const [box, own] = [range.getBoundingClientRect(), h.getBoundingClientRect()];
          return { text: h.textContent.trim(), gap: own.right - parseFloat(getComputedStyle(h).paddingRight) - box.right, align: getComputedStyle(h).textAlign };
        }),
      }));
      assert.equal(seen.direction, "rtl", path);
      assert.ok(seen.wide <= 0, `${path}: ${seen.wide} px too wide`);
      for (const { text, gap, align } of seen.headings) if (align !== "center") assert.ok(gap < 40, `${path}: “${text}” begins ${gap} px from the right`);
    }
    await page.close();
  });

  test(`pictures of both directions at ${width} px`, async () => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    for (const path of SEEN) {
      await page.goto(sites.rtl.at(path));
      await page.screenshot({ path: join(pictures, `rtl-${path.replaceAll("/", "-") || "home"}-${width}.png`), fullPage: true });
    }
    for (const path of ["", "tr/", "uk/", "actors/ukraine/"]) {
      await page.goto(sites.ltr.at(path));
      await page.screenshot({ path: join(pictures, `ltr-${path.replaceAll("/", "-") || "home"}-${width}.png`), fullPage: width > 1000 });
    }
    await page.close();
  });
}

test("a date is one piece", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const torn = [];
  let dates = 0;
  for (const path of oneOfEach(rtl)) {
    await page.goto(sites.rtl.at(path));
    const found = await page.locator("main time:visible").evaluateAll((all) =>
      all.map((date) => {
        const pieces = [...date.getClientRects()];
        const between = date.getBoundingClientRect().width - pieces.reduce((sum, { width }) => sum + width, 0);
        return { text: date.textContent, torn: pieces.every(({ top }) => Math.abs(top - pieces[0].top) < 4) && between > 6 };
      }),
    );
    dates += found.length;
    for (const date of found) if (date.torn) torn.push(`${path}: ${date.text}`);
  }
  await page.close();
  assert.ok(dates > 20, `${dates} dates were looked at`);
  assert.deepEqual(torn, []);
});

test("a name that is composed in the page's language runs in its direction", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(sites.rtl.at("topics/water-shares/"));
  const turned = await page.evaluate(() => {
    const [name, found] = ["Åke Lindqvist وسعاد الهاشمي، 2019", []];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(name);
      if (at < 0 || !walker.currentNode.parentElement.closest(".sm-a")) continue;
      const box = (from) => {
        const range = document.createRange();
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, from + 1);
        return range.getBoundingClientRect();
      };
      const [first, last] = [box(at), box(at + name.length - 1)];
      found.push(first.left > last.left || first.top < last.top);
    }
    return found;
  });
  await page.close();
  assert.ok(turned.length > 0 && turned.every(Boolean), `${turned}`);
});

test("a title in the other script is one piece, in its own order", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  for (const path of ["sources/gazette-bridge/", "disputes/how-much/", "rounds/bridge-meeting/", "topics/water-shares/", "pages/about/"]) {
    await page.goto(sites.rtl.at(path));
    const torn = await page.evaluate(() => {
      // Between two Latin words of one value nothing of the page's own may stand: the boxes of the value's words run from left to right.
      const torn = [];
      for (const text of ["The Gazette", "Vatten och makt", "para 2", "Mira Voss"]) {
        const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const at = walker.currentNode.data.indexOf(text);
          if (at < 0) continue;
          const box = (from, to) => {
            const range = document.createRange();
            range.setStart(walker.currentNode, from);
            range.setEnd(walker.currentNode, to);
            return range.getClientRects()[0];
          };
          const [first, last] = [box(at, at + 1), box(at + text.length - 1, at + text.length)];
          if (first && last && first.top === last.top && first.left >= last.left) torn.push(text);
        }
      }
      return torn;
    });
    assert.deepEqual(torn, [], path);
  }
  await page.close();
});
