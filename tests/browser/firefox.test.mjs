// The site in a second engine: Firefox, driven by WebDriver BiDi. Every kind of page opens without an error and never wider than a phone;
// menu, folds, filters and search work.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { briefing, oneOfEach, serve } from "./site.mjs";

let browser, site;
before(async () => {
  site = await serve(briefing);
  browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true });
});
after(async () => {
  await browser?.close();
  await site.end();
});

/** What Firefox says of a font that was still on its way when one went to another page (NS_BINDING_ABORTED). */
const leftBehind = /downloadable font: download failed .*status=2152398850/;

/** A page in a window of a width, with a list of its errors. */
async function open(path, width = 1280) {
  const page = await browser.newPage();
  const errors = [];
  const told = (words) => leftBehind.test(words) || errors.push(words);
  page.on("pageerror", (error) => told(error.message));
  page.on("console", (message) => message.type() === "error" && told(message.text()));
  await page.setViewport({ width, height: 800 });
  await page.goto(site.at(path));
  return { page, errors };
}
const seen = (page, selector) => page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility({ checkOpacity: true })).length);

for (const width of [360, 1280]) {
  test(`every kind of page opens at ${width} px, with its text, without an error, and scrolls downwards only`, async () => {
    const { page, errors } = await open("", width);
    const found = [];
    for (const path of oneOfEach(briefing, Infinity)) {
      await page.goto(site.at(path));
      const told = await page.evaluate(() => {
        const heads = [...document.querySelectorAll("h1")].filter((head) => head.checkVisibility()).length;
        for (const details of document.querySelectorAll("details")) details.open = true;
        return { heads, words: document.querySelector("main").innerText.length, wide: document.documentElement.scrollWidth - innerWidth };
      });
      if (told.heads !== 1 || told.words < 60) found.push(`${path}: ${told.heads} headings, ${told.words} characters`);
      if (told.wide > 0) found.push(`${path}: ${told.wide} px wider than the window`);
      for (const error of errors.splice(0)) found.push(`${path}: ${error}`);
    }
    await page.close();
    assert.deepEqual(found, []);
  });
}

test("the menu opens and leads on", async () => {
  const { page, errors } = await open("", 360);
  const link = '.top-menu nav a[href$="positions/"]';
  assert.equal(await seen(page, link), 0);
  await page.click(".top-menu > summary");
  assert.equal(await seen(page, link), 1);
  await Promise.all([page.waitForNavigation(), page.click(link)]);
  assert.match(page.url(), /positions\/$/);
  assert.deepEqual(errors, []);
  await page.close();
});

test("on a wide window the words of the menu stand in the line, and so do the contents of a page", async () => {
  const { page } = await open("pages/about/");
  assert.equal(await seen(page, ".top-menu nav ul:first-child a"), 5);
  assert.ok((await seen(page, ".contents a")) > 3);
  await page.close();
});

test("folds open: a line of the positions, an answer of a dispute", async () => {
  const { page, errors } = await open("positions/");
  assert.equal(await seen(page, ".mx-o"), 0);
  await page.click(".mx-r summary");
  assert.equal(await seen(page, ".mx-o"), 1);
  await page.goto(site.at("disputes/"));
  await page.goto(await page.$eval(".disputes .row-title a", (link) => link.href));
  assert.equal(await seen(page, ".ans .a-body"), 0);
  await page.click(".ans summary");
  assert.equal(await seen(page, ".ans .a-body"), 1);
  assert.deepEqual(errors, []);
  await page.close();
});

test("filters hide what was not asked for: timeline, disputes, two sides of the positions, the day of the positions", async () => {
  const { page, errors } = await open("timeline/");
  const all = await seen(page, ".ev");
  await page.$eval("#_show-held", (radio) => radio.click());
  const held = await seen(page, ".ev");
  assert.ok(held > 0 && held < all, `${held} of ${all}`);
  assert.match(page.url(), /\?show=held$/);
  await page.goto(site.at("disputes/"));
  const questions = await seen(page, ".disputes > li");
  await page.$eval(".l-choice .g1", (radio) => radio.click());
  assert.ok((await seen(page, ".disputes > li")) < questions);
  await page.goto(site.at("positions/"));
  await page.$eval(".mx-a .a2", (radio) => radio.click());
  await page.$eval(".mx-b .b1", (radio) => radio.click());
  assert.equal(await seen(page, ".mx-head .mx-c"), 2);
  await page.goto(site.at("positions/?as-of=2022-12-31"));
  assert.ok((await page.$$(".m-row > .later")).length > 10);
  assert.deepEqual(errors, []);
  await page.close();
});

test("search finds, and a citation shows its card", async () => {
  const { page, errors } = await open("search/");
  await page.type("main input[type=search]", "territory russia");
  await page.waitForSelector("main li a");
  assert.ok((await seen(page, "main li a")) > 3);
  await page.goto(site.root);
  await page.hover("a.cite");
  await page.waitForSelector("#_peek:not([hidden])");
  assert.ok((await page.$eval("#_peek", (card) => card.innerText)).length > 20);
  assert.deepEqual(errors, []);
  await page.close();
});
