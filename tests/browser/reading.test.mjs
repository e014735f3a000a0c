// What a reader does: open a citation, look ahead along a link, search in any spelling, filter, walk by keyboard, print.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { briefing, extremes, launch, serve } from "./site.mjs";

let browser, site, context, page;
before(async () => {
  browser = await launch();
  site = await serve(briefing);
});
after(async () => {
  await browser.close();
  await site.end();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
});
afterEach(() => context.close());

const card = () => page.locator(".peek:visible");
const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName);

describe("citation cards", () => {
  test("open on hover, stay under the pointer, go when it leaves", async () => {
    await page.goto(site.root);
    // A mark with a letter cites a statement, one without a whole work.
    const cite = page.locator("main .prose a.cite").filter({ hasText: /^\d+[a-z]$/ }).first();
    await cite.hover();
    await card().waitFor();
    const told = await card().innerText();
    assert.match(told, /para \d/, "its place in the work is told");
    assert.ok((await card().locator(".peek-text").innerText()).length > 20, "what is reported");
    assert.ok((await card().locator(".peek-who").innerText()).length > 2, "who says it");
    assert.match(await card().locator(".peek-links a").first().getAttribute("href"), /sources\/.+\/#.+/);
    assert.equal(await cite.getAttribute("aria-describedby"), "_peek-text");
    await card().hover();
    await page.waitForTimeout(600);
    assert.equal(await card().count(), 1, "it can be hovered");
    await page.mouse.move(5, 5);
    await card().waitFor({ state: "hidden" });
    assert.equal(await cite.getAttribute("aria-describedby"), null);
  });

  test("stand in the margin where it is empty, and elsewhere under their link", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(site.at("actors/russia/"));
    const place = async () => {
      const cite = page.locator("#_text ~ .prose a.cite").first();
      await cite.hover();
      await card().waitFor();
      const [text, box] = [await cite.locator("xpath=ancestor::p").boundingBox(), await card().boundingBox()];
      await page.keyboard.press("Escape");
      await page.mouse.move(5, 5);
      return { beside: box.x >= text.x + text.width, on: box.x + box.width };
    };
    const aside = await page.locator(".namecard").boundingBox();
    const wide = await place();
    assert.ok(wide.beside, "beside the text");
    assert.ok(wide.on <= aside.x, "and not over what stands there");
    await page.setViewportSize({ width: 900, height: 900 });
    assert.ok(!(await place()).beside, "no margin, no card in it");
  });

  test("lead to the original where it has an address", async () => {
    const own = await serve(extremes);
    await page.goto(own.root);
    await page.locator("main a.cite").first().hover();
    await card().waitFor();
    assert.match(await card().getByRole("link", { name: "The original" }).getAttribute("href"), /^https:\/\/example\.org/);
    await own.end();
  });

  test("open on focus; Tab goes through them and on; Esc closes and keeps the focus", async () => {
    await page.goto(site.root);
    const first = page.locator("main .prose a.cite").first();
    // `focus()` from a script after a key counts as the keyboard's.
    await page.keyboard.press("Tab");
    await first.focus();
    await card().waitFor();
    await page.waitForTimeout(500);
    assert.equal(await card().count(), 1, "it persists");
    const stops = await card().locator("a[href]").count();
    for (let i = 0; i < stops; i++) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement.closest(".peek") !== null), `stop ${i + 1} is in the card`);
    }
    await page.keyboard.press("Escape");
    assert.equal(await card().count(), 0);
    assert.equal(await focused(), await first.getAttribute("id"), "the focus is back on the citation");
    await page.keyboard.press("Tab");
    const next = await focused();
    assert.notEqual(next, await first.getAttribute("id"));
    await page.keyboard.press("Escape");
    // From the last link of a card on to what follows the citation.
    await page.keyboard.press("Shift+Tab");
    await card().waitFor();
    for (let i = 0; i <= stops; i++) await page.keyboard.press("Tab");
    assert.equal(await focused(), next);
  });

  test("open on a tap, close on a tap elsewhere; a second tap follows", async () => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const small = await phone.newPage();
    await small.goto(site.root);
    const cite = small.locator("main .prose a.cite").first();
    await cite.scrollIntoViewIfNeeded();
    await cite.tap();
    const shown = small.locator(".peek:visible");
    await shown.waitFor();
    const box = await shown.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360, "it lies on the screen");
    assert.equal(new URL(small.url()).hash, "");
    await small.locator("h1").tap();
    await shown.waitFor({ state: "hidden" });
    await cite.tap();
    await shown.waitFor();
    await cite.tap();
    assert.match(new URL(small.url()).hash, /^#ref-/);
    await phone.close();
  });

  test("come on a slow line too, for the first tap, hover and focus; where they cannot come, links lead", async () => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const begin = async (context, answer) => {
      const page = await context.newPage();
      await page.route(/cards\.(js|css)/, answer);
      await page.goto(site.root);
      return { page, cite: page.locator("main .prose a.cite").first(), shown: page.locator(".peek:visible") };
    };
    const slowly = async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue();
    };
    for (const act of ["tap", "hover", "focus"]) {
      const { page, cite, shown } = await begin(act === "tap" ? phone : context, slowly);
      await cite.scrollIntoViewIfNeeded();
      if (act === "focus") await page.keyboard.press("Shift"); // the reader is at the keyboard
      await cite[act]();
      assert.equal(await shown.count(), 0, `${act}: it is on its way`);
      await shown.waitFor();
      assert.equal(new URL(page.url()).hash, "", `${act} does not follow the link`);
      await page.close();
    }
    // A pointer that only passed by opens nothing.
    const { page: passed, cite: by, shown: none } = await begin(context, slowly);
    await by.hover();
    await passed.mouse.move(5, 5);
    await passed.waitForTimeout(1500);
    assert.equal(await none.count(), 0);
    await passed.close();
    for (const answer of [(route) => route.abort(), () => {}]) {
      for (const missing of [/cards\.js/, /cards\.css/]) {
        const { page, cite } = await begin(phone, (route) => (missing.test(route.request().url()) ? answer(route) : route.continue()));
        await cite.scrollIntoViewIfNeeded();
        await cite.tap();
        await page.waitForURL(/#ref-/);
        await page.close();
      }
    }
    // Who clicks a link or presses Enter on it goes where it leads, and no card opens behind.
    for (const act of [(cite) => cite.click(), (cite) => cite.press("Enter"), (cite) => cite.click({ modifiers: ["Shift"] })]) {
      const { page, cite, shown } = await begin(context, slowly);
      await act(cite);
      await page.waitForTimeout(1200);
      assert.equal(await shown.count(), 0);
      await page.close();
    }
    await phone.close();
  });
});

test("Esc closes a card and leaves the search field alone; a second Esc leaves the field", async () => {
  await page.goto(`${site.root}search/#_query`);
  const field = page.locator("input[type=search]");
  await field.fill("Istanbul");
  await page.locator(".search-list a").first().hover();
  await card().waitFor();
  await field.focus();
  await page.locator(".search-list a").nth(1).hover();
  await card().waitFor();
  await page.keyboard.press("Escape");
  await card().waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await page.keyboard.press("Escape");
  assert.notEqual(await page.evaluate(() => document.activeElement.type), "search");
});

describe("note previews", () => {
  test("tell title, kind and summary, and are fetched once", async () => {
    let asked = 0;
    page.on("request", (request) => {
      if (request.resourceType() === "fetch") asked++;
    });
    await page.goto(site.root);
    const link = page.locator("main .prose a.note-link").first();
    await link.hover();
    await card().waitFor();
    const target = new URL(await link.getAttribute("href"), page.url()).href;
    const html = await (await fetch(target)).text();
    const title = /<h1>([^<]*)/.exec(html)[1];
    assert.equal(await card().locator(".peek-title").innerText(), title);
    assert.ok((await card().locator(".peek-text").innerText()).length > 10);
    await page.keyboard.press("Escape");
    await page.mouse.move(5, 5);
    await link.hover();
    await card().waitFor();
    assert.equal(asked, 1);
  });

  test("a page that cannot be fetched is simply a link", async () => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(site.root);
    await context.route("**/*", (route) => (route.request().resourceType() === "fetch" ? route.abort() : route.continue()));
    await page.locator("main .prose a.note-link").first().hover();
    await page.waitForTimeout(700);
    assert.equal(await card().count(), 0);
    assert.deepEqual(errors, []);
  });
});

test("what is new since the last visit is told on the next one, and on this machine alone", async () => {
  const own = await serve(extremes);
  const changes = `${own.root}changes/`;
  await page.goto(own.root);
  await page.goto(changes);
  assert.equal(await page.locator(".new-count").count(), 0, "nothing is new on a first visit");
  // A visit before the newest change was made.
  const keys = await page.locator("[data-change]").evaluateAll((all) => all.map((item) => item.dataset.change));
  assert.ok(keys.length >= 2);
  await page.goto(own.root);
  await page.evaluate((known) => {
    for (const key of Object.keys(localStorage)) if (key.endsWith(":changes")) localStorage.setItem(key, JSON.stringify(known));
  }, keys.slice(1));
  await page.reload();
  assert.equal(await page.locator(".new-count").innerText(), "1 new since your last visit");
  await page.goto(changes);
  assert.deepEqual(await page.locator(".new-count").allInnerTexts(), ["new since your last visit"]);
  assert.deepEqual(await context.cookies(), []);
  await own.end();
});

test("pages live without storage", async () => {
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } }));
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  for (const path of ["", "changes/", "search/", "timeline/"]) await page.goto(site.root + path);
  assert.deepEqual(errors, []);
});

test("a page is walked by keyboard from its first link to its last, and back into view", async () => {
  for (const path of ["", "positions/", "search/"]) {
    await page.goto(site.root + path);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop skips the menu");
    assert.ok(await page.locator(".skip").isVisible());
    const seen = await page.evaluate(() => {
      // What Tab reaches, in the order of the page, without what is folded away.
      return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((stop) => stop.checkVisibility() && !stop.closest(".peek")).length;
    });
    const most = Math.min(seen, 60);
    const trail = new Set();
    for (let i = 1; i < most; i++) {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const at = document.activeElement;
        const box = at.getBoundingClientRect();
        const style = getComputedStyle(at);
        at.dataset.walked ??= String(Math.random());
        return { id: at.dataset.walked, what: at.outerHTML.slice(0, 90), seen: box.bottom > 0 && box.top < innerHeight && box.width > 0, outlined: style.outlineStyle !== "none" || getComputedStyle(at.parentElement).boxShadow !== "none" || at.matches("svg a") };
      });
      assert.ok(stop.seen, `${path}: in view: ${stop.what}`);
      assert.ok(stop.outlined, `${path}: marked: ${stop.what}`);
      trail.add(stop.id);
    }
    // A date field has stops of its own for day, month, year and calendar.
    const within = await page.evaluate(() => [...document.querySelectorAll("input[type='date']")].filter((field) => field.checkVisibility()).length * 4);
    assert.ok(trail.size >= most - 2 - within, `${path}: no trap: ${trail.size} of ${most}`);
  }
});

test("a note that refers to a page stays in one column with its fold, and our note begins apart from its head on paper", async () => {
  for (const path of ["disputes/how-many-dead/", "disputes/how-long-has-the-war-lasted/"]) {
    await page.goto(site.at(path));
    const pieces = await page.locator(".mentions > ul > li").evaluateAll((all) => all.map((entry) => entry.getClientRects().length));
    assert.ok(pieces.length > 1 && pieces.every((number) => number === 1), `${path}: ${pieces}`);
  }
  await page.goto(site.at("actors/ukraine/"));
  await page.emulateMedia({ media: "print" });
  const gaps = await page.locator(".rm > summary").evaluateAll((all) => all.map((head) => parseFloat(getComputedStyle(head).marginInlineEnd)));
  assert.ok(gaps.length > 0 && gaps.every((gap) => gap > 1), `${gaps}`);
});

test("lines of a text stand as close as its size wants, also where links want room for a finger", async () => {
  const wide = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["topics/donbas/", "positions/", "disputes/how-many-dead/", "rounds/istanbul-2025-06-02/", "actors/dmitry-peskov/", "search/", "404.html"]) {
      await page.goto(site.at(path));
      const found = await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
        const texts = [...document.querySelectorAll("main :is(p, li, summary, a, .rm, .ml-d, .by > span)")].filter((part) => part.checkVisibility() && !part.closest("svg, .m-row"));
        // Of an inline element the line is that of what it stands in.
        const block = (part) => (getComputedStyle(part).display.startsWith("inline") ? block(part.parentElement) : part);
        return texts.filter((part) => {
          const own = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 20);
          const { fontSize } = getComputedStyle(part);
          const [line, size] = [getComputedStyle(block(part)).lineHeight, getComputedStyle(block(part)).fontSize].map(parseFloat);
          return own && (line > size * 1.62 || (part.matches(".rm") && line > parseFloat(fontSize) * 1.62));
        }).map((part) => part.outerHTML.slice(0, 100));
      });
      wide.push(...found.map((part) => `${path} at ${width} px: ${part}`));
    }
  }
  assert.deepEqual(wide, []);
});

test("printed, citations are numbered notes with their addresses", async () => {
  const own = await serve(extremes);
  await page.goto(own.root);
  await page.emulateMedia({ media: "print" });
  const notes = await page.locator(".references > ol > li").count();
  assert.ok(notes > 0);
  const text = await page.locator(".references").innerText();
  assert.match(text, /https?:\/\//, "the address is spelt out");
  assert.equal(await page.locator(".top-menu").isVisible(), false);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  assert.match(pdf.subarray(0, 5).toString("latin1"), /%PDF-/);
  await own.end();
});
