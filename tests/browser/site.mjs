// A site on a server that knows nothing but files, below a path of its own, so that only relative links can work; and a browser to look at it with.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const project = fileURLToPath(new URL("../../", import.meta.url));
export const program = process.env.RAPPORTEUR ?? join(project, "target/debug/rapporteur");
// `tests/run` builds these once, since files of tests run side by side.
const built = (name, home = "index.html") => {
  const folder = join(project, "target", name);
  if (!existsSync(join(folder, home))) throw new Error(`there is no site in ${folder}: \`bash tests/run\` builds it`);
  return folder;
};
export const briefing = built("test-site");
/** A site with text from right to left, very long and very short. */
export const extremes = built("test-extremes");
/** A site in Arabic and Persian. */
export const rtl = built("test-rtl");
/** Sites of notes that try every trick, a folder each. */
export const hostile = built("test-hostile", "000/index.html");
/** What `init` writes: a small site whose topics have no groups. */
export const starter = built("test-starter");

export const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing leaves this machine, and no page waits for what is elsewhere.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".xml": "application/xml",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

const zips = new Map();
function zipped(file) {
  const { mtimeMs } = statSync(file);
  if (zips.get(file)?.mtimeMs !== mtimeMs) zips.set(file, { mtimeMs, bytes: gzipSync(readFileSync(file)) });
  return zips.get(file).bytes;
}

/**
 * Serves a folder at `http://127.0.0.1:<port>/briefing/`, which is not the path of its `base_url`, and at that path too, which the page
 * for unknown addresses alone needs. Gives the address of a page by its path, and a function that ends it.
 */
export async function serve(folder) {
  const base = new URL(/<loc>([^<]*)<\/loc>/.exec(readFileSync(join(folder, "sitemap.xml"), "utf8"))[1]).pathname;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    let path = decodeURIComponent(pathname);
    const below = ["/briefing/", base].find((start) => path.startsWith(start));
    if (!below) {
      response.writeHead(404).end();
      return;
    }
    path = path.slice(below.length);
    if (path === "" || path.endsWith("/")) path += "index.html";
    const file = normalize(join(folder, path));
    try {
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const headers = { "content-type": type, "cache-control": type.startsWith("text/html") ? "no-store" : "max-age=600" };
      // Every host compresses text, so the sizes and times that are measured here are those that readers see.
      const packed = !/^image\/(png|x-icon)/.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      if (packed) headers["content-encoding"] = "gzip";
      const bytes = packed ? zipped(file) : readFileSync(file);
      response.writeHead(200, headers);
      response.end(bytes);
    } catch {
      response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
      response.end(readFileSync(join(folder, "404.html")));
    }
  });
  // A test that failed must not keep the run alive.
  server.unref();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const at = (path) => `${origin}${path === "404.html" ? base : "/briefing/"}${path}`;
  return { origin, at, root: `${origin}/briefing/`, end: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

/** Every page of a built site that people read, as a path from its root; the home page is "". */
export function pages(folder) {
  const found = [];
  const walk = (path) => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inner = path ? `${path}/${name}` : name;
      if (statSync(join(folder, inner)).isDirectory()) walk(inner);
      else if (name === "index.html") found.push(path ? `${path}/` : "");
    }
  };
  walk("");
  return found.filter((path) => !readFileSync(join(folder, path, "index.html"), "utf8").includes('http-equiv="refresh"'));
}

export const KINDS = ["actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"];
export const VIEWS = ["timeline", "positions", "shifts", "participation", "search", "changes", "methods", "print"];

/** One page of each sort: home, lists, views, of each kind the longest note that is no longer than `most` bytes, a translation. */
export function oneOfEach(folder, most = 250_000) {
  const size = (path) => statSync(join(folder, path, "index.html")).size;
  const all = pages(folder);
  const notes = KINDS.map((kind) => {
    const own = all.filter((path) => path.startsWith(`${kind}/`) && path !== `${kind}/`).sort((a, b) => size(b) - size(a));
    return own.find((path) => size(path) <= most) ?? own.at(-1);
  });
  const fixed = ["", ...KINDS.map((kind) => `${kind}/`), ...VIEWS.map((view) => `${view}/`)];
  const translated = all.find((path) => !fixed.includes(path) && !KINDS.some((kind) => path.startsWith(`${kind}/`)));
  return [...fixed.filter((path) => all.includes(path)), ...[...notes, translated].filter(Boolean), "404.html"];
}
