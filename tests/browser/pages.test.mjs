// What must hold on pages as they lie there: accessible, never wider than the screen, nothing from elsewhere, small, still.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { briefing, extremes, launch, oneOfEach, pages, project, rtl, serve } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Links and controls of which something else takes the touch, each with what lies over it. Those of drawings have gaps between mark and label. */
function covered() {
  const found = [];
  for (const part of document.querySelectorAll(":is(a[href], button, summary, label, select):not(svg *, .skip)")) {
    const box = () => [...part.getClientRects()].find(({ width, height }) => width > 2 && height > 2);
    if (!box() || !part.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
    if (box().top < 80 || box().bottom > innerHeight - 80) part.scrollIntoView({ block: "start", behavior: "instant" }), scrollBy({ top: -100, behavior: "instant" });
    const { left, top, width, height } = box();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (hit && !part.contains(hit) && !hit.contains(part)) found.push(`${part.outerHTML.slice(0, 120)} by ${hit.outerHTML.slice(0, 80)}`);
  }
  return found;
}

const sites = [
  ["briefing", briefing],
  ["extremes", extremes],
  ["right to left", rtl],
];

for (const [name, folder] of sites) {
  describe(name, () => {
    let site;
    before(async () => {
      site = await serve(folder);
    });
    after(() => site.end());

    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 360]) {
        test(`axe finds nothing at ${width} px, ${colorScheme}`, async () => {
          const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce", bypassCSP: true });
          const page = await context.newPage();
          const found = [];
          // Dark pages differ from light ones in their colours only, so they are asked for what depends on colour.
          const rules = colorScheme === "dark" ? { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } } : {};
          for (const path of oneOfEach(folder, 60_000)) {
            await page.goto(site.at(path));
            await page.evaluate(axe);
            // What lies far below is laid out when it comes near; for axe, which asks what lies behind each word, all of it is.
            await page.addStyleTag({ content: "* { content-visibility: visible !important; }" });
            // Where hundreds of parts are made alike, the first of them stand for all: axe's time grows faster than the page.
            await page.evaluate(() => {
              for (const list of document.querySelectorAll(".whole-notes, .whole-statements, .whole-contents ol, .references > ol, .cited, .evs, .matrix tbody, .index, .disputes, .sources, .mentions ul, .bars tbody, #_statements, #statements")) {
                [...list.children].slice(list.closest(".whole, .references") ? 6 : 14).forEach((part) => part.remove());
              }
            });
            const { violations, passes } = await page.evaluate((rules) => window.axe.run(document, { resultTypes: ["violations"], ...rules }), rules);
            assert.ok(passes.some(({ id }) => id === "color-contrast"), `${path}: colours were looked at`);
            for (const { id, help, nodes } of violations) found.push(`${path || "home"}: ${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
          }
          await context.close();
          assert.deepEqual(found, [], found.join("\n"));
        });
      }
    }

    test("nothing scrolls sideways at 320 px, is set letter by letter, or lies over what is to be touched", async () => {
      const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
      const page = await context.newPage();
      const found = [];
      const all = name === "briefing" ? [...new Set([...oneOfEach(folder, Infinity), ...pages(folder).filter((_, place, all) => place % Math.ceil(all.length / 60) === 0)])] : [...pages(folder), "404.html"];
      for (const path of all) {
        await page.goto(site.at(path));
        found.push(...(await page.evaluate(covered)).map((part) => `${path}: covered: ${part}`));
        const over = await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
          const squeezed = [...document.querySelectorAll("caption, th, td, p, li, dt, dd, h1, h2, h3")].find((part) => {
            const { width, height } = part.getBoundingClientRect();
            return width > 2 && width < 40 && height > 100 && /^\S{1,30}\s+\S/.test(part.innerText.trim());
          });
          if (squeezed) return `letter by letter: ${squeezed.outerHTML.slice(0, 140)}`;
          const wide = document.documentElement.scrollWidth;
          if (wide <= innerWidth) return null;
          const widest = [...document.querySelectorAll("body *")].filter((part) => !part.closest("pre") && part.getBoundingClientRect().right > innerWidth + 1).pop();
          return `${wide} px: ${widest?.outerHTML.slice(0, 140)}`;
        });
        if (over) found.push(`${path}: ${over}`);
      }
      await context.close();
      assert.deepEqual(found, []);
    });

    test("a table stays within its column, or scrolls inside itself", async () => {
      const page = await browser.newPage();
      const found = [];
      for (const width of [768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        for (const path of [...new Set(["methods/", ...oneOfEach(folder, Infinity)])]) {
          await page.goto(site.at(path));
          const wide = await page.evaluate(() =>
            [...document.querySelectorAll("main table")].filter((table) => table.checkVisibility()).filter((table) => {
              const room = table.parentElement.getBoundingClientRect();
              const parts = getComputedStyle(table).overflowX === "auto" ? [table] : [table, ...table.querySelectorAll("th, td")];
              return parts.some((part) => {
                // A word that is wider than its cell hangs over its edge.
                const range = document.createRange();
                range.selectNodeContents(part);
                const boxes = [part.getBoundingClientRect(), ...(part === table ? [] : [range.getBoundingClientRect()])];
                return boxes.some((box) => box.width > 2 && (box.right > room.right + 1 || box.left < room.left - 1));
              });
            }).map((table) => table.outerHTML.slice(0, 120)),
          );
          found.push(...wide.map((table) => `${path} at ${width} px: ${table}`));
        }
      }
      await page.close();
      assert.deepEqual(found, []);
    });

    test("no request to another host, no violation of the security policy, no error, no shift", async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const found = [];
      let path = "";
      page.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (origin !== site.origin && protocol !== "data:") found.push(`${path}: asks ${request.url()}`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400) found.push(`${path}: ${response.status()} ${response.url()}`);
      });
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) found.push(`${path}: ${message.text()}`);
      });
      page.on("pageerror", (error) => found.push(`${path}: ${error.message}`));
      await page.addInitScript(() => {
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      for (path of oneOfEach(folder, Infinity)) {
        await page.goto(site.at(path));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const shift = await page.evaluate(() => window.shift);
        // What is below a thousandth nobody sees; a browser that is short of time tells of a hundredth of a pixel.
        if (shift >= 0.001) found.push(`${path}: shifts by ${shift}`);
      }
      await context.close();
      assert.deepEqual(found, []);
    });
  });
}

/** The styles and scripts that a page names, as paths from the site's root. */
function named(path, html) {
  const found = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="([^"?]+)/g)].map(([, address]) => join(path, address));
  assert.ok(found.length >= 2, `${path} has a style and a script`);
  return found;
}

// A translated page carries originals beside their translations, and a Cyrillic letter takes two bytes (docs/decisions/0006).
const translated = (path) => /^[a-z]{2}\//.test(path);
const limit = (path) => (translated(path) ? 75 : 60) * 1024;

test("the first load of any page but the whole briefing is at most 60 KB, of a translated one 75 KB", async (t) => {
  const zipped = (file) => gzipSync(readFileSync(join(briefing, file))).length;
  const sizes = pages(briefing)
    .filter((path) => !/^([a-z]{2}\/)?print\/$/.test(path))
    .map((path) => {
      const html = readFileSync(join(briefing, path, "index.html"), "utf8");
      const files = named(path, html);
      return { path, files, raw: html.length, most: limit(path), sent: files.reduce((sum, file) => sum + zipped(file), zipped(join(path, "index.html"))) };
    })
    .sort((a, b) => b.sent - a.sent);
  for (const { path, raw, sent } of sizes.slice(0, 3)) t.diagnostic(`${path}: ${sent} bytes compressed with styles and scripts, ${raw} of HTML`);
  t.diagnostic(`median: ${sizes[Math.floor(sizes.length / 2)].sent} bytes`);
  assert.deepEqual(sizes.filter(({ sent, most }) => sent > most).map(({ path, sent }) => `${path} ${sent}`), []);
  // As it lies there.
  const heavy = pages(briefing).map((path) => [path, statSync(join(briefing, path, "index.html")).size]).filter(([path, size]) => !/(^|\/)print\//.test(path) && size > 300_000);
  assert.deepEqual(heavy, []);
  assert.ok(statSync(join(briefing, "sources/khar-storm/index.html")).size <= 260_000, "the longest ledger is at most 260 KB");

  // And the browser loads no more than that by itself.
  const site = await serve(briefing);
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.replace("/briefing/", "")));
  const { path, files } = sizes[0];
  await page.goto(site.at(path), { waitUntil: "networkidle" });
  assert.deepEqual(asked.filter((file) => !/icon|webmanifest|woff2/.test(file)).sort(), [path, ...files].sort());
  await page.close();
  await site.end();
});

test("the pages work with scripts off", async () => {
  const site = await serve(briefing);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  for (const path of oneOfEach(briefing, Infinity)) {
    await page.goto(site.at(path));
    assert.equal(await page.locator("h1:visible").count(), 1, `${path}: one heading is seen`);
    assert.ok((await page.locator("main").innerText()).length > 60, `${path}: the text is there`);
    const dead = await page.locator("button:visible:not(form button), [data-filter]:visible").count();
    assert.equal(dead, 0, `${path}: nothing is shown that only a script could serve`);
  }
  // A citation leads to its reference, and the reference back.
  await page.goto(site.root);
  const cite = page.locator("a.cite").first();
  const id = await cite.getAttribute("id");
  await cite.click();
  const target = new URL(page.url()).hash;
  assert.match(target, /^#ref-/);
  await page.locator(`${target} .backs a[href="#${id}"]`).first().click();
  assert.equal(new URL(page.url()).hash, `#${id}`);
  // Searching without a script offers the lists.
  await page.goto(`${site.root}search/`);
  assert.ok((await page.locator(".search-lists a:visible").count()) > 10);
  await context.close();
  await site.end();
});
