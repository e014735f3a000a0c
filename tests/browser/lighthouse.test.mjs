// Lighthouse's audits on the pages that most readers open first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import lighthouse from "lighthouse";
import { briefing, flags, oneOfEach, serve } from "./site.mjs";

const PORT = 8941;
let browser, site;
before(async () => {
  site = await serve(briefing);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...flags, `--remote-debugging-port=${PORT}`] });
});
after(async () => {
  await browser.close();
  await site.end();
});

const longest = oneOfEach(briefing, Infinity);
const usual = oneOfEach(briefing);
const first = (all, kind) => all.find((path) => path.startsWith(`${kind}/`) && path !== `${kind}/`);

const SPEED = "performance";
const REST = ["accessibility", "best-practices", "seo"];
// A wide screen on a fast line, and Lighthouse's own phone: a slow line, and a processor four times slower than this one.
const SCREENS = {
  desktop: {
    formFactor: "desktop",
    screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    throttlingMethod: "simulate",
    throttling: { rttMs: 40, throughputKbps: 10240, cpuSlowdownMultiplier: 1 },
  },
  phone: {},
};
const audit = async (path, categories, screen = "desktop") =>
  (
    await lighthouse(site.root + path, {
      port: PORT,
      output: "json",
      logLevel: "error",
      onlyCategories: categories,
      // These two ask the browser for the listeners of each link in turn, which takes minutes where links are hundreds; `checkers` makes
      // sure of the same on every page.
      skipAudits: ["crawlable-anchors", "link-text"],
      ...SCREENS[screen],
    })
  ).lhr;

for (const path of ["", first(longest, "actors"), first(longest, "rounds"), first(usual, "sources"), "positions/"]) {
  test(`Lighthouse finds nothing to mend: ${path || "home"}`, async () => {
    const result = await audit(path, REST);
    for (const category of REST) {
      const failed = result.categories[category].auditRefs
        .map(({ id, weight }) => ({ weight, ...result.audits[id] }))
        .filter(({ weight, score, scoreDisplayMode }) => weight > 0 && score !== null && score < 1 && scoreDisplayMode !== "notApplicable");
      assert.deepEqual(failed.map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 2) ?? "").slice(0, 400)}`), [], category);
      assert.equal(result.categories[category].score, 1, category);
    }
  });
}

// The longest page of each sort.
const timed = ["", ...["actors", "rounds", "sources"].map((kind) => first(longest, kind)), "positions/"];
for (const [path, screen] of timed.flatMap((path) => Object.keys(SCREENS).map((screen) => [path, screen]))) {
  test(`Lighthouse measures at least 99 for speed: ${path || "home"}, ${screen}`, async (t) => {
    // The network is simulated, but work is measured, and a busy machine works slowly now and then: of five runs the best counts.
    let best;
    for (let run = 0; run < 5 && !(best?.categories[SPEED].score >= 0.99); run++) {
      const result = await audit(path, [SPEED], screen);
      if (!best || result.categories[SPEED].score > best.categories[SPEED].score) best = result;
    }
    const { score } = best.categories[SPEED];
    const told = (id) => `${best.audits[id].title} ${best.audits[id].displayValue}`;
    t.diagnostic(`performance ${Math.round(score * 100)}; ${["total-byte-weight", "first-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map(told).join(", ")}`);
    assert.ok(score >= 0.99, `performance ${score}`);
  });
}
