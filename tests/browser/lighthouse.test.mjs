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

// Its mark for speed is a time: `benches/lighthouse.mjs` takes it.
const CATEGORIES = ["accessibility", "best-practices", "seo"];

for (const path of ["", first(longest, "actors"), first(longest, "rounds"), first(usual, "sources"), "positions/"]) {
  test(`Lighthouse finds nothing to mend: ${path || "home"}`, async () => {
    const { lhr: result } = await lighthouse(site.root + path, {
      port: PORT,
      output: "json",
      logLevel: "error",
      onlyCategories: CATEGORIES,
      // These two ask the browser for the listeners of each link in turn, which takes minutes where links are hundreds; `checkers` makes
      // sure of the same on every page.
      skipAudits: ["crawlable-anchors", "link-text"],
      formFactor: "desktop",
      screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    });
    for (const category of CATEGORIES) {
      const failed = result.categories[category].auditRefs
        .map(({ id, weight }) => ({ weight, ...result.audits[id] }))
        .filter(({ weight, score, scoreDisplayMode }) => weight > 0 && score !== null && score < 1 && scoreDisplayMode !== "notApplicable");
      assert.deepEqual(failed.map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 2) ?? "").slice(0, 400)}`), [], category);
      assert.equal(result.categories[category].score, 1, category);
    }
  });
}
