// Notes that try every trick, in a browser: nothing of them runs, asks for anything elsewhere, leaves the page, or is an address that the
// browser takes for a program. The pages' own policy is switched off, so that what notes hold is safe by itself.
//
// `cargo test --test hostile` writes the pages, as `tests/run` calls it: every text and address of `tests/fixtures/hostile` in every field
// and place of every kind.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { hostile as folder, KINDS, launch, pages, serve } from "./site.mjs";

// How many pages are looked at side by side; and of all pages each fifth, unless it is told otherwise: all of them take minutes.
const LANES = 2;
const every = Number(process.env.HOSTILE_EVERY ?? 5);

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** What is run in every page before anything of its own: whoever calls these has run something. */
function listen() {
  window.ran = [];
  for (const name of ["hostile", "alert", "confirm", "prompt"]) {
    window[name] = (...given) => void window.ran.push(`${name}(${given})`);
  }
}

/** What a page shows of harm, by the browser's own reading of it. */
function look() {
  const found = window.ran.map((what) => `ran ${what}`);
  const allowed = ["http:", "https:", "mailto:", "tel:", "ftp:", "webcal:", "doi:", "urn:", ""];
  const shown = (element) => element.outerHTML.slice(0, 200);
  const schemeOf = (text) => {
    try {
      return new URL(text, document.baseURI).protocol;
    } catch {
      return "";
    }
  };
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(`a handler: ${shown(element)}`);
      if (/^(href|src|action|formaction|xlink:href|poster|cite|data|background|ping|longdesc)$/.test(name)) {
        const scheme = schemeOf(value);
        const icon = scheme === "data:" && element.localName === "link" && element.rel === "icon";
        if (!allowed.includes(scheme) && !icon) found.push(`an address: ${shown(element)}`);
      }
    }
  }
  for (const element of document.querySelectorAll("iframe, object, embed, applet, base, frame, math, foreignObject, template, style")) {
    found.push(`an element: ${shown(element)}`);
  }
  for (const script of document.scripts) {
    const own = script.src ? new URL(script.src).origin === location.origin : /json$/.test(script.type);
    if (!own) found.push(`a script: ${shown(script)}`);
  }
  // Whatever would wait for a reader's hand is set off by ours. Links are not followed: their addresses have been looked at.
  addEventListener("click", (event) => event.preventDefault(), { capture: true });
  addEventListener("submit", (event) => event.preventDefault(), { capture: true });
  for (const element of document.body.querySelectorAll("*")) {
    for (const type of ["mouseover", "mouseenter", "pointerdown", "focus", "toggle", "error", "load", "animationstart", "begin"]) {
      element.dispatchEvent(new Event(type));
    }
  }
  found.push(...window.ran.map((what) => `ran when touched: ${what}`));
  return [...new Set(found)];
}

/** A page that tells of everything that happens in it besides being shown. */
async function watched(context, site, policy = false) {
  const page = await context.newPage();
  page.found = [];
  const tell = (what) => page.found.push(what);
  page.on("dialog", (dialog) => (tell(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("popup", () => tell("a window"));
  page.on("download", () => tell("a download"));
  page.on("frameattached", () => tell("a frame"));
  const asked = (request) => {
    const address = request.url();
    if (!address.startsWith(`${site.origin}/`) && !address.startsWith("data:image/")) tell(`asked for ${address.slice(0, 200)}`);
  };
  if (policy) {
    page.on("requestfinished", asked);
    page.on("requestfailed", (request) => request.failure().errorText !== "csp" && asked(request));
  } else {
    // An image on another site is an error (`missing-asset`), and such a site is not published; its policy would not let it be shown either.
    page.on("request", (request) => request.resourceType() !== "image" && asked(request));
  }
  return page;
}

/** What a visit to a page finds; `more` does more there than look. */
async function visit(page, site, path, more) {
  const wanted = site.at(path);
  await page.goto(wanted, { waitUntil: "load" });
  const found = await page.evaluate(look);
  if (more) {
    await more(page);
    found.push(...(await page.evaluate(() => window.ran)));
  }
  if (page.url().split(/[?#]/)[0] !== wanted.split(/[?#]/)[0]) found.push(`left for ${page.url()}`);
  found.push(...page.found.splice(0));
  return found.map((what) => `${path || "home"}: ${what}`);
}

/** Serves a site and opens a browser's window, with or without heed to the policy that pages bring along. */
async function open(name, policy = false) {
  const site = await serve(join(folder, name));
  const context = await browser.newContext({ bypassCSP: !policy, reducedMotion: "reduce", acceptDownloads: false });
  await context.addInitScript(listen);
  return { site, context, end: async () => (await context.close(), await site.end()) };
}

/** Does something with each of a list, side by side; `start` begins a lane and gives what is done there. */
async function inLanes(list, start) {
  const rest = [...list];
  const lane = async () => {
    const each = await start();
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await each(one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

describe("hostile notes", () => {
  test("the traps close: what runs on an unclean page is seen", async () => {
    const { site, context, end } = await open(readdirSync(folder)[0]);
    await context.route("**/actors/", (route) =>
      route.fulfill({ contentType: "text/html", body: `<!doctype html><body><img src=x onerror=hostile()><a href="java&Tab;script:hostile()">x</a><script>alert(1)</script><script src="https://hostile.example/x"></script>` }));
    const found = (await visit(await watched(context, site), site, "actors/")).join("\n");
    for (const what of ["ran hostile()", "ran alert(1)", "a handler", "an address", "a script", "asked for https://hostile.example/x"]) {
      assert.ok(found.includes(what), `${what} in ${found}`);
    }
    await end();
  });

  /** Looks at every page, or each so many. */
  async function everyPage(step, policy) {
    const found = [];
    let seen = 0;
    for (const name of readdirSync(folder).sort()) {
      const { site, context, end } = await open(name, policy);
      await inLanes(pages(join(folder, name)).filter((_, place) => place % step === 0), async () => {
        const page = await watched(context, site, policy);
        return async (path) => {
          found.push(...(await visit(page, site, path)));
          seen += 1;
        };
      });
      await end();
    }
    console.log(`${seen} pages looked at`);
    assert.ok(seen * step > 1000, `${seen} pages`);
    assert.deepEqual(found.slice(0, 40), []);
  }

  test("nothing runs on any page, whatever its policy", () => everyPage(every, false));

  test("with their policy, pages ask for nothing elsewhere", () => everyPage(every * 4, true));

  test("nor in what the site's own scripts show of them: cards, search, filters", async () => {
    const found = [];
    let cards = 0;
    let results = 0;
    await inLanes(readdirSync(folder).sort(), () => async (name) => {
      const { site, context, end } = await open(name);
      const all = pages(join(folder, name));
      const page = await watched(context, site);
      for (const kind of KINDS.filter((_, place) => place % every === 0)) {
        const path = all.find((path) => new RegExp(`^${kind}/[a-z]+-\\d`).test(path));
        found.push(...(await visit(page, site, path, async () => {
          for (const link of (await page.locator("main a[href]:visible").all()).slice(0, 6)) {
            await link.hover({ force: true, timeout: 2000 }).catch(() => {});
            await page.waitForTimeout(350);
            cards += await page.locator(".peek:visible").count();
          }
        })));
      }
      found.push(...(await visit(page, site, "search/", async () => {
        const field = page.locator("input[type=search]").first();
        for (const word of ["hostile", "script", "img", "javascript", "svg"]) {
          await field.fill(word);
          await page.waitForTimeout(500);
          results += await page.locator("main li a").count();
          found.push(...(await page.evaluate(look)));
        }
      })));
      await end();
    });
    console.log(`${cards} cards and ${results} results looked at`);
    assert.ok(cards > 0 && results > 0, `${cards} cards, ${results} results`);
    assert.deepEqual(found.slice(0, 40), []);
  });
});
