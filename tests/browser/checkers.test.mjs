// Other people's checkers: the Nu HTML checker on every page, linkinator on every link and anchor.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { LinkChecker } from "linkinator";
import { briefing, extremes, pages, serve } from "./site.mjs";

for (const [name, folder] of [["briefing", briefing], ["extremes", extremes]]) {
  test(`the Nu HTML checker accepts every page: ${name}`, () => {
    const jar = createRequire(import.meta.url)("vnu-jar");
    const run = spawnSync("java", ["-Xss2m", "-jar", jar, "--skip-non-html", "--errors-only", "--format", "gnu", folder], { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(run.error, undefined);
    const found = run.stderr.split("\n").filter(Boolean);
    assert.deepEqual(found.slice(0, 20), []);
    assert.equal(run.status, 0);
  });

  test(`every link leads somewhere: ${name}`, async () => {
    const site = await serve(folder);
    const { links, passed } = await new LinkChecker().check({ path: site.root, recurse: true, concurrency: 20, timeout: 30_000, linksToSkip: async (link) => !link.startsWith(site.origin) });
    await site.end();
    assert.deepEqual(links.filter((link) => link.state === "BROKEN").map((link) => `${link.parent}: ${link.url} ${link.status}`).slice(0, 20), []);
    assert.ok(passed);
    const visited = new Set(links.filter((link) => link.state === "OK").map((link) => link.url.split("#")[0]));
    const alone = pages(folder).filter((path) => !visited.has(site.root + path));
    assert.deepEqual(alone, [], "every page can be reached by links from home");
  });

  // What Lighthouse asks of links ("crawlable-anchors", "link-text"), on every page.
  test(`every link has an address and says where it leads: ${name}`, () => {
    const vague = /^(click here|click this|go|here|information|learn more|more|more info|more information|right here|read more|see more|start|this)$/i;
    const found = [];
    for (const path of [...pages(folder).map((path) => `${path}index.html`), "404.html"]) {
      for (const [, attributes, inner] of readFileSync(join(folder, path), "utf8").matchAll(/<a(\s[^>]*)?>(.*?)<\/a>/gs)) {
        const href = /\shref="([^"]*)"/.exec(attributes ?? "")?.[1];
        const text = inner.replace(/<[^>]*>/g, "").trim();
        if (!href || /^\s*javascript:/i.test(href) || vague.test(text)) found.push(`${path}: <a${attributes}>${text}`);
      }
    }
    assert.deepEqual(found.slice(0, 20), []);
  });

  // Linkinator asks for pages; that an anchor stands on the page it is asked of is looked up in the bytes.
  test(`every anchor exists: ${name}`, () => {
    const ids = new Map();
    const html = new Map(pages(folder).map((path) => [path, readFileSync(join(folder, path, "index.html"), "utf8")]));
    for (const [path, text] of html) {
      const own = [...text.matchAll(/\sid="([^"]*)"/g)].map((found) => found[1]);
      assert.equal(new Set(own).size, own.length, `${path}: no id twice`);
      ids.set(path, new Set(own));
    }
    const broken = [];
    for (const [path, text] of html) {
      for (const [, href] of text.matchAll(/\shref="([^"]*#[^"]+)"/g)) {
        const url = new URL(href.replaceAll("&amp;", "&"), `http://site/${path}`);
        if (url.host !== "site") continue;
        const target = ids.get(decodeURIComponent(url.pathname.slice(1)));
        if (!target?.has(decodeURIComponent(url.hash.slice(1)))) broken.push(`${path}: ${href}`);
      }
    }
    assert.deepEqual(broken.slice(0, 20), []);
  });
}
