// Who wants what, what changed, a dispute: what a reader finds there, with and without a script.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { briefing, launch, serve, starter } from "./site.mjs";

let browser, site, context, page;
before(async () => {
  browser = await launch();
  site = await serve(briefing);
});
after(async () => {
  await browser.close();
  await site.end();
});
const open = async (options = {}) => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  page = await context.newPage();
};
beforeEach(() => open());
afterEach(() => context.close());

const at = (path) => `${site.root}${path}`;
const shown = (selector) => page.locator(selector).locator("visible=true");

test("on a phone what chooses and what counts stands apart from what is above it", async () => {
  await page.setViewportSize({ width: 360, height: 900 });
  const distance = (above, below) => page.evaluate((pair) => {
    const [over, under] = pair.map((selector) => document.querySelector(selector).getBoundingClientRect());
    return under.top - over.bottom;
  }, [above, below]);
  for (const [path, above, below] of [
    ["positions/", ".mx-ctl .pills", ".mx-as-of"],
    ["positions/", ".mx > .key", ".mx-head .mx-t"],
    ["timeline/", ".head-wide", ".timeline-page .pills"],
  ]) {
    await page.goto(at(path));
    const apart = await distance(above, below);
    assert.ok(apart >= 9 && apart < 40, `${path} ${below}: ${apart} px below ${above}`);
  }
});

describe("who wants what", () => {
  test("one click on a topic tells what a side wants, who says so and whether it is disputed, on one screen", async () => {
    await page.goto(at("positions/"));
    const row = page.locator(".mx-r").first();
    const columns = await page.locator(".mx-head .mx-c").allInnerTexts();
    await row.locator("summary").first().click();
    const side = row.locator(".mx-w").nth(1);
    assert.equal(await side.locator("h3").innerText(), columns[1]);
    for (const what of ["li > p", "li > p + p b", "li > p + p a[href*='sources/']", "li > p + p .denied"]) {
      const box = await side.locator(what).first().boundingBox();
      assert.ok(box && box.y + box.height <= 900, `${what} is on the first screen: ${JSON.stringify(box)}`);
    }
    assert.match(await side.locator("a[href*='disputes/']").first().getAttribute("href"), /disputes\/.+\/$/);
    assert.equal(await page.evaluate(() => scrollY), 0);
  });

  test("all topics stand on a screen and a quarter, and the page is light", async () => {
    await page.goto(at("positions/"));
    const last = await page.locator(".mx-r").last().boundingBox();
    assert.ok(last.y + last.height <= 1125, `${last.y + last.height}`);
    const file = join(briefing, "positions/index.html");
    assert.ok(statSync(file).size <= 250_000, `${statSync(file).size}`);
    const loaded = ["positions/index.html", "site.css", "positions.css", "site.js", "positions.js"];
    const bytes = loaded.reduce((sum, name) => sum + gzipSync(readFileSync(join(briefing, name))).length, 0);
    assert.ok(bytes <= 60 * 1024, `${bytes}`);
  });

  test("the words of each statement stand once, and links lead to them", async () => {
    await page.goto(at("positions/"));
    const [words, hrefs, lost] = await page.evaluate(() => [
      [...document.querySelectorAll(".mx-w li > p:first-of-type")].filter((p) => !p.closest(".mx-else")).map((p) => p.closest("li").innerHTML.match(/href="([^"]*sources[^"]*)"/)?.[1]),
      [...document.querySelectorAll(".mx-else a")].map((a) => a.hash.slice(1)),
      [...document.querySelectorAll(".mx-else a")].filter((a) => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).length,
    ]);
    assert.ok(words.length > 100 && hrefs.length > 10);
    assert.equal(new Set(words).size, words.length, "no statement stands twice");
    assert.equal(lost, 0);
  });

  test("a numbered link is named by its number and its question, which stands on the page once", async () => {
    await page.goto(at("positions/"));
    const links = page.locator(".mx-w a[aria-labelledby]");
    assert.ok((await links.count()) > 20);
    const client = await context.newCDPSession(page);
    const { nodes } = await client.send("Accessibility.getFullAXTree");
    const names = nodes.filter(({ role }) => role?.value === "link").map(({ name }) => name?.value ?? "");
    await page.locator(".mx-r").first().locator("summary").first().click();
    const wanted = await page.evaluate(() => {
      const link = [...document.querySelectorAll(".mx-w a[aria-labelledby]")].find((one) => one.checkVisibility());
      return [link.textContent, link.getAttribute("aria-labelledby").split(" ").map((id) => document.getElementById(id).textContent).join(" ")];
    });
    const open = (await client.send("Accessibility.getFullAXTree")).nodes.filter(({ role }) => role?.value === "link").map(({ name }) => name?.value);
    assert.match(wanted[1], new RegExp(`^${wanted[0]}: .{10,}\\?$`));
    assert.ok(open.includes(wanted[1]) && !names.includes(wanted[1]), `${wanted[1]} is the name of a link of the line that opened`);
    const questions = await page.locator("[id^=_q]").allTextContents();
    assert.equal(new Set(questions).size, questions.length);
  });

  test("two sides stand beside each other, without a script too; the address keeps them", async () => {
    await context.close();
    for (const javaScriptEnabled of [false, true]) {
      await open({ javaScriptEnabled });
      await page.goto(at("positions/"));
      await page.locator(".mx-a .a2").check({ force: true });
      await page.locator(".mx-b .b1").check({ force: true });
      assert.equal(await shown(".mx-head .mx-c").count(), 2);
      assert.ok((await shown(".mx-o").count()) > 10, "every line stands open");
      assert.equal(await shown(".mx-w.hue-3").count(), 0);
      if (javaScriptEnabled) {
        const address = page.url();
        assert.match(address, /\?side=.+&with=.+/);
        await page.goto(address);
        assert.equal(await shown(".mx-head .mx-c").count(), 2);
      }
      await context.close();
    }
    await open();
  });

  test("a choice of sides stands in the address where nothing has a date", async () => {
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.route("**/positions/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/<p class="mx-as-of".*?<\/p>/s, "") });
    });
    await page.goto(at("positions/"));
    await page.locator(".mx-a .a2").check({ force: true });
    assert.match(page.url(), /\?side=.+/);
    assert.deepEqual(errors, []);
  });

  test("a day shows the matrix as it stood, and the address holds it", async () => {
    await page.goto(at("positions/?as-of=2022-12-31"));
    const marks = await page.locator(".m-row > svg").count();
    const later = await page.locator(".m-row > .later").count();
    assert.ok(later > 0 && later < marks, `${later} of ${marks}`);
    assert.equal(await page.locator(".mx-w .later").evaluateAll((all) => all.every((one) => !one.dataset.by || one.dataset.by > "2022-12-31")), true);
    const wrong = await page.locator(".m-row").evaluateAll((rows) => rows.filter((row) => {
      const days = row.dataset.by.split(" ");
      return [...row.querySelectorAll("svg")].some((mark, place) => mark.classList.contains("later") !== !(days[place] <= "2022-12-31"));
    }).length);
    assert.equal(wrong, 0, "a mark is later where its day is, or nobody knows its day");
    await page.locator(".mx-as-of button").click();
    assert.equal(await page.locator(".later").count(), 0);
    assert.doesNotMatch(page.url(), /as-of/);
    await page.locator(".mx-as-of input").fill("2025-06-30");
    assert.match(page.url(), /as-of=2025-06-30/);
    assert.ok((await page.locator(".m-row > .later").count()) < later);
    await context.close();
    await open({ javaScriptEnabled: false });
    await page.goto(at("positions/"));
    assert.equal(await page.locator(".mx-as-of").isVisible(), false, "without a script it is the newest");
  });

  test("printed, the closed matrix is the first page, and the words of all topics come after it", async () => {
    await context.close();
    // A page of Letter without its margins.
    await open({ viewport: { width: 703, height: 926 } });
    for (const language of ["", "uk/", "ru/", "tr/"]) {
      await page.goto(at(`${language}positions/`));
      await page.emulateMedia({ media: "print" });
      const { lines, words } = await page.evaluate(() => ({
        lines: Math.max(...[...document.querySelectorAll(".mx-r > summary")].map((line) => line.getBoundingClientRect().bottom)),
        words: Math.min(...[...document.querySelectorAll(".mx-o")].map((part) => part.getBoundingClientRect().top)),
      }));
      assert.ok(lines <= words && lines < 926, `${language}: the last line ends at ${lines}, the words begin at ${words}`);
      const pages = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
      assert.ok(pages <= 12, `${language}: ${pages} pages`);
    }
  });

  test("without groups of topics the lines are as wide as the page", async () => {
    const own = await serve(starter);
    for (const width of [1280, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(own.at("positions/"));
      const { all, lines, cells } = await page.evaluate(() => {
        const widths = (selector) => [...document.querySelectorAll(selector)].map((part) => part.getBoundingClientRect().width);
        return { all: widths(".mx")[0], lines: widths(".mx-r"), cells: widths(".mx-head .mx-c, .mx-r > summary .mx-c") };
      });
      assert.ok(lines.length > 0 && lines.every((line) => line > all - 2), `${width}: ${lines} of ${all}`);
      assert.ok(cells.length > 1 && cells.every((cell) => cell > 60), `${width}: ${cells}`);
    }
    await own.end();
  });

  test("on a phone sides are rows, and nothing scrolls sideways", async () => {
    await context.close();
    await open({ viewport: { width: 360, height: 780 } });
    await page.goto(at("positions/"));
    const row = page.locator(".mx-r").first();
    await row.locator("summary").first().click();
    const [first, second] = await Promise.all([0, 1].map((place) => row.locator(".mx-w").nth(place).boundingBox()));
    assert.ok(second.y >= first.y + first.height);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  });
});

test("what changed: both wordings with the words marked, the later one full", async () => {
  await page.goto(at("shifts/"));
  const shifts = page.locator(".shift");
  assert.ok((await shifts.count()) > 1);
  for (const shift of await shifts.all()) {
    assert.ok((await shift.locator(".half").count()) >= 1);
    assert.ok((await shift.locator("blockquote").count()) >= 2);
    assert.ok((await shift.locator("mark").count()) >= 1, await shift.locator("h2").innerText());
    assert.equal(await shift.locator(".half.now").count(), 1);
  }
});

test("a dispute: answers with who gives them and through what stand on the first screen, the evidence opens beneath", async () => {
  await page.goto(at("disputes/"));
  const path = await page.locator(".disputes .row-title a").first().getAttribute("href");
  await page.goto(new URL(path, page.url()).href);
  const answers = page.locator(".ans > ol > li");
  assert.ok((await answers.count()) >= 2);
  const box = await answers.last().boundingBox();
  assert.ok(box.y + box.height <= 900, `${box.y + box.height}`);
  const first = answers.first();
  assert.ok(await first.locator(".a-w").innerText());
  assert.equal(await first.locator(".a-body").isVisible(), false);
  await first.locator("summary").click();
  assert.equal(await first.locator(".sm-a a[href*='sources/']").first().isVisible(), true);
});

test("the list of disputes is one to run through on a phone: answers fold, and open without a script; on a wide page they stand open", async () => {
  for (const [width, folded] of [[360, true], [1440, false]]) {
    await context.close();
    await open({ viewport: { width, height: 900 }, javaScriptEnabled: false });
    await page.goto(at("disputes/"));
    const answer = page.locator(".rivals li").first();
    assert.equal(await answer.isVisible(), !folded, `${width}`);
    if (!folded) continue;
    const { count, height } = await page.locator(".disputes > li").evaluateAll((all) => ({ count: all.length, height: all.reduce((sum, row) => sum + row.offsetHeight, 0) }));
    assert.ok(height / count < 110, `a row is ${height / count} px high`);
    await page.locator(".rivals summary").first().click();
    assert.equal(await answer.isVisible(), true);
  }
  await context.close();
  await open();
});

test("disputes are chosen by the groups of their topics", async () => {
  await page.goto(at("disputes/"));
  const all = await shown(".disputes > li").count();
  await page.locator(".l-choice .g1").check({ force: true });
  const some = await shown(".disputes > li").count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.match(await page.locator(".l-choice label:has(.g1) small").innerText(), new RegExp(`^${some}$`));
});
