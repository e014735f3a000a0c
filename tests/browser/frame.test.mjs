// The frame that all pages share: header, menu, footer, contents, fonts; the home page; what is printed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { briefing, launch, oneOfEach, serve } from "./site.mjs";

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

/** A page in a window of its own, without scripts where told. */
async function open(path, width, height = 800, options = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  await page.goto(site.at(path));
  return { page, end: () => context.close() };
}

test("the header is one line of 56 pixels, at 360 as at 1280 and with longer words at 1440", async () => {
  for (const [width, path] of [[360, "topics/"], [1280, "topics/"], [1440, "topics/"], ...["ru/", "tr/", "uk/"].map((language) => [1440, `${language}topics/`])]) {
    const { page, end } = await open(path, width);
    const header = await page.locator("header.top").boundingBox();
    assert.ok(header.height <= 58, `${width}: ${header.height} high`);
    const [name, find] = [await page.locator(".top-name").boundingBox(), await page.locator(".top-find button").boundingBox()];
    assert.ok(Math.abs(name.y + name.height / 2 - find.y - find.height / 2) < 4, `${width}: name and search stand in one line`);
    await end();
  }
});

test("the menu opens without a script and leads on", async () => {
  const { page, end } = await open("", 360, 800, { javaScriptEnabled: false });
  const link = page.locator('.top-menu nav a[href$="positions/"]');
  assert.equal(await link.isVisible(), false);
  await page.locator(".top-menu > summary").click();
  assert.equal(await link.isVisible(), true);
  await link.click();
  assert.match(page.url(), /positions\/$/);
  assert.equal(await page.locator('.top-menu a[aria-current="page"]').count(), 1);
  await end();
});

test("on a wide page the five words of the menu stand in the line, and the field is there", async () => {
  const { page, end } = await open("", 1440);
  const words = page.locator(".top-menu nav ul:first-child a");
  assert.equal(await words.count(), 5);
  for (const word of await words.all()) assert.equal(await word.isVisible(), true);
  assert.equal(await page.locator(".top-menu > summary").isVisible(), false);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "_find");
  await end();
});

test("contents fold on a phone, stand open beside the text, and mark what is read", async () => {
  const narrow = await open("pages/about/", 360);
  const entries = ".contents a";
  assert.equal(await narrow.page.locator(entries).first().isVisible(), false);
  const [contents, text] = [await narrow.page.locator(".contents").boundingBox(), await narrow.page.locator(".note-main").boundingBox()];
  assert.ok(contents.y < text.y, "they stand before what they list");
  await narrow.page.locator(".contents summary").click();
  assert.equal(await narrow.page.locator(entries).first().isVisible(), true);
  await narrow.end();
  const wide = await open("pages/about/", 1440);
  assert.equal(await wide.page.locator(entries).first().isVisible(), true);
  const last = wide.page.locator(entries).nth(4);
  await last.click();
  await wide.page.waitForFunction((id) => document.querySelector(".contents [aria-current]")?.hash === id, await last.evaluate((link) => link.hash));
  assert.equal(await wide.page.locator(".contents [aria-current]").count(), 1);
  await wide.end();
});

test("a face is asked for no character that it does not have", async () => {
  const { page, end } = await open("topics/", 1280);
  const css = readFileSync(join(briefing, "site.css"), "utf8");
  const faces = [...css.matchAll(/@font-face[^}]*url\("(fonts\/[^"]+)"\)[^}]*unicode-range: ([^;]+);/g)].map(([, file, range]) => [site.at(file), range]);
  await page.evaluate(async (faces) => {
    for (const [place, [file, unicodeRange]] of faces.entries()) {
      document.fonts.add(await new FontFace(`Sample ${place}`, `url("${file}")`, { unicodeRange }).load());
      const text = unicodeRange.split(",").map((range) => {
        const [from, to = from] = range.trim().slice(2).split("-").map((digits) => parseInt(digits, 16));
        return String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, next) => from + next));
      });
      const sample = Object.assign(document.createElement("p"), { className: "_sample", textContent: text.join("") });
      sample.style.cssText = `font: 400 16px "Sample ${place}"; white-space: pre`;
      document.body.append(sample);
    }
  }, faces);
  const devtools = await page.context().newCDPSession(page);
  for (const domain of ["DOM", "CSS"]) await devtools.send(`${domain}.enable`);
  const { root } = await devtools.send("DOM.getDocument");
  const { nodeIds } = await devtools.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: "._sample" });
  assert.equal(nodeIds.length, 12);
  for (const nodeId of nodeIds) {
    const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
    assert.deepEqual(fonts.filter((font) => !font.isCustomFont), [], fonts[0].familyName);
  }
  await end();
});

test("fonts: 90 KB for a page in one language, 140 with Cyrillic, and the text is set in them", async () => {
  const sent = async (path) => {
    const { page, end } = await open("404.html", 1280);
    const fonts = new Set();
    page.on("request", (request) => request.url().endsWith(".woff2") && fonts.add(new URL(request.url()).pathname.replace("/briefing/", "")));
    await page.goto(site.at(path), { waitUntil: "networkidle" });
    const loaded = await page.evaluate(() => [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family));
    await end();
    return { bytes: [...fonts].reduce((sum, font) => sum + statSync(join(briefing, font)).size, 0), fonts: [...fonts], loaded: loaded.join() };
  };
  const home = await sent("");
  assert.ok(home.loaded.includes("Rapporteur Serif") && home.loaded.includes("Rapporteur Sans"), home.loaded);
  assert.ok(home.bytes <= 90 * 1024, `${home.bytes} bytes: ${home.fonts}`);
  // A page with names in Cyrillic.
  const person = await sent("actors/volodymyr-zelenskyy/");
  assert.ok(person.fonts.some((font) => font.includes("cyrillic")), `${person.fonts}`);
  assert.ok(person.bytes <= 140 * 1024, `${person.bytes} bytes: ${person.fonts}`);
});

test("what moves along beside the text ends with it, and covers nothing below", async () => {
  const { page, end } = await open("", 1440, 900);
  const found = [];
  let moving = 0;
  for (const path of oneOfEach(briefing, 60_000)) {
    await page.goto(site.at(path));
    const [number, over] = await page.evaluate(() => {
      const below = document.querySelector(".note-end");
      const sticky = [...document.querySelectorAll("main *")].filter((part) => getComputedStyle(part).position === "sticky" && !below?.contains(part));
      if (!below || !sticky.length) return [0, []];
      below.scrollIntoView({ block: "center" });
      const { top } = below.getBoundingClientRect();
      return [sticky.length, sticky.filter((part) => part.getBoundingClientRect().bottom > top + 1).map((part) => part.className)];
    });
    moving += number;
    if (over.length) found.push(`${path}: ${over}`);
  }
  assert.ok(moving > 3, `${moving} parts move along`);
  assert.deepEqual(found, []);
  await end();
});

test("home: all that stands first is on the first screen, and a phone finds the first topic within two", async () => {
  const wide = await open("", 1440, 900);
  const standing = await wide.page.locator(".h-stand > ul").boundingBox();
  assert.ok(standing.y + standing.height <= 700, `where things stand ends at ${standing.y + standing.height}`);
  const drawing = await wide.page.locator(".h-tl svg").first().boundingBox();
  assert.ok(drawing.y + drawing.height <= 700, `the timeline ends at ${drawing.y + drawing.height}`);
  await wide.end();
  const narrow = await open("", 360, 800);
  const topic = await narrow.page.locator('main a[href^="topics/"], main a[href*="/topics/"]').first().boundingBox();
  assert.ok(topic.y <= 1600, `the first topic stands at ${topic.y}`);
  await narrow.end();
});

test("a long list of points shows five, until all are asked for", async () => {
  const { page, end } = await open("", 1280, 800, { javaScriptEnabled: false });
  const points = page.locator(".h-body .prose > ol > li");
  const shown = async () => (await Promise.all((await points.all()).map((point) => point.isVisible()))).filter(Boolean).length;
  const all = await points.count();
  assert.ok(all > 7);
  assert.equal(await shown(), 5);
  await page.locator(".h-all input").check();
  assert.equal(await shown(), all);
  await end();
});

const printed = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

test("home prints on two pages of A4, the whole briefing on at most 120", async (t) => {
  const { page, end } = await open("", 1280);
  const home = [];
  for (const language of ["", "ru/", "tr/", "uk/"]) {
    await page.goto(site.at(language));
    await page.evaluate(() => document.fonts.ready);
    home.push(printed(await page.pdf({ format: "A4" })));
  }
  await page.goto(site.at("print/"));
  const whole = printed(await page.pdf({ format: "A4" }));
  t.diagnostic(`home ${home.join(", ")}, the whole briefing ${whole} pages`);
  assert.deepEqual(home, [2, 2, 2, 2]);
  assert.ok(whole > 20 && whole <= 120, `${whole} pages`);
  await end();
});

test("printed, lists fill the width of the paper, and shifts are not one a page", async () => {
  const { page, end } = await open("", 1280);
  const most = { "methods/": 10, "rounds/": 9, "sources/": 7, "shifts/": 8 };
  const found = {};
  for (const path of Object.keys(most)) {
    await page.goto(site.at(path));
    await page.evaluate(() => document.fonts.ready);
    const sheets = printed(await page.pdf({ format: "A4" }));
    if (sheets > most[path]) found[path] = sheets;
  }
  await end();
  assert.deepEqual(found, {});
});

test("printed, no heading breaks inside a word, in any language", async () => {
  // As wide as A4 between its margins.
  const { page, end } = await open("", 680);
  await page.emulateMedia({ media: "print" });
  const broken = [];
  const paths = [...oneOfEach(briefing, 60_000).filter((path) => !/^(404|tr\/|ru\/|uk\/)/.test(path)), "sources/khar-storm/"];
  for (const path of ["", "ru/", "tr/", "uk/"].flatMap((language) => paths.map((path) => language + path))) {
    await page.goto(site.at(path));
    await page.evaluate(() => document.fonts.ready);
    const found = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      const [range, found] = [document.createRange(), []];
      while (walker.nextNode()) {
        const heading = walker.currentNode.parentElement.closest("h1, h2, h3, h4, th, dt, caption, figcaption b, .mx-head span");
        // What is hidden from the eye is a point.
        if (!heading?.checkVisibility() || walker.currentNode.parentElement.offsetWidth < 2) continue;
        for (const { index, 0: word } of walker.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
          range.setStart(walker.currentNode, index);
          range.setEnd(walker.currentNode, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
        }
      }
      return found;
    });
    if (found.length) broken.push(`${path}: ${found}`);
  }
  assert.deepEqual(broken, []);
  await end();
});

test("the page for missing addresses has a search field; its own rules fit their hash and yield to the site's", async () => {
  const html = readFileSync(join(briefing, "404.html"), "utf8");
  const [, style] = /<style>([^]*?)<\/style>/.exec(html);
  const hash = createHash("sha256").update(style).digest("base64");
  assert.ok(html.includes(`style-src 'self' 'sha256-${hash}'`), `the policy allows 'sha256-${hash}'`);
  const { page, end } = await open("404.html", 1280);
  assert.equal(await page.locator("main input[type=search]").isVisible(), true);
  const frame = () => page.evaluate(() => {
    const { width } = document.querySelector("header").getBoundingClientRect();
    const { fontFamily, fontSize, lineHeight } = getComputedStyle(document.body);
    return { width, fontFamily, fontSize, lineHeight };
  });
  const missing = await frame();
  await page.goto(site.at(""));
  assert.deepEqual(missing, await frame());
  await end();
});
