// Lighthouse's mark for speed on the longest pages that readers open first, on a wide screen with a fast line and on its own phone, with a slow
// line and a processor four times slower than this one. Wants an idle machine, the packages of `tests/browser` and the briefing that
// `tests/run` builds; ends with 1 where a mark is below 99.
//
//     node benches/lighthouse.mjs

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { default: lighthouse } = await import(pathToFileURL(require.resolve("lighthouse")));
const { chromium } = await import(pathToFileURL(require.resolve("playwright-core")));
const { briefing, flags, oneOfEach, serve } = await import("../tests/browser/site.mjs");

const PORT = 8942;
// Of so many runs the best counts: a busy machine works slowly now and then.
const RUNS = 5;
const WANTED = 99;
const SCREENS = {
  desktop: {
    formFactor: "desktop",
    screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    throttlingMethod: "simulate",
    throttling: { rttMs: 40, throughputKbps: 10240, cpuSlowdownMultiplier: 1 },
  },
  phone: {},
};

const site = await serve(briefing);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...flags, `--remote-debugging-port=${PORT}`] });
const longest = oneOfEach(briefing, Infinity);
const paths = ["", ...["actors", "rounds", "sources"].map((kind) => longest.find((path) => path.startsWith(`${kind}/`) && path !== `${kind}/`)), "positions/"];
const mark = ({ categories }) => Math.round(categories.performance.score * 100);
for (const [path, screen] of paths.flatMap((path) => Object.keys(SCREENS).map((screen) => [path, screen]))) {
  let best;
  for (let run = 0; run < RUNS && !(best && mark(best) >= WANTED); run++) {
    const { lhr } = await lighthouse(site.root + path, { port: PORT, output: "json", logLevel: "error", onlyCategories: ["performance"], ...SCREENS[screen] });
    if (!best || mark(lhr) > mark(best)) best = lhr;
  }
  const told = (id) => `${best.audits[id].title} ${best.audits[id].displayValue}`;
  console.log(`${String(mark(best)).padStart(3)}  ${path || "home"}, ${screen}: ${["total-byte-weight", "first-contentful-paint", "total-blocking-time", "cumulative-layout-shift"].map(told).join(", ")}`);
  if (mark(best) < WANTED) process.exitCode = 1;
}
await browser.close();
await site.end();
