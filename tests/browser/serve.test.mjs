// `rapporteur serve` in a browser: a saved note reloads the page, a saved style is swapped in place, an error is laid over it and goes.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, program, project } from "./site.mjs";

let browser, server, folder, address;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "rapporteur-serve-"));
  cpSync(join(project, "tests/fixtures/extremes"), folder, { recursive: true });
  cpSync(join(project, "static"), join(folder, "static"), { recursive: true });
  server = spawn(program, ["serve", "--root", folder, "--port", "8940"], { stdio: ["ignore", "pipe", "pipe"] });
  address = await new Promise((found, failed) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const at = /Serving (http:\/\/\S+)/.exec(said);
      if (at) found(at[1]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", () => failed(new Error(said)));
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("notes reload, styles are swapped, errors are shown and go", async () => {
  const page = await browser.newPage();
  const refused = [];
  page.on("console", (message) => {
    if (message.type() === "error") refused.push(message.text());
  });
  await page.goto(new URL("pages/p/", address).href);
  const note = join(folder, "content/pages/p.md");
  const text = readFileSync(note, "utf8");
  await page.waitForTimeout(300);

  writeFileSync(note, `${text}\nA sentence that was just saved.\n`);
  await page.getByText("A sentence that was just saved.").waitFor({ timeout: 10_000 });

  await page.evaluate(() => (window.stays = true));
  const style = join(folder, "static/site.css");
  writeFileSync(style, `${readFileSync(style, "utf8")}\nh1 { color: rgb(1, 2, 3); }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)", undefined, { timeout: 10_000 });
  assert.equal(await page.evaluate(() => window.stays), true, "the page was not loaded again");

  writeFileSync(note, text.replace("summary", "summery"));
  await page.locator("rapporteur-problems").waitFor({ timeout: 10_000 });
  assert.match(await page.locator("rapporteur-problems pre").first().innerText(), /unknown-field|summery/);
  assert.ok(await page.getByText("A sentence that was just saved.").isVisible(), "the last good page stays");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("rapporteur-problems").count(), 0);

  writeFileSync(note, `${text}\nMended.\n`);
  await page.getByText("Mended.").waitFor({ timeout: 10_000 });
  assert.equal(await page.locator("rapporteur-problems").count(), 0);
  assert.deepEqual(refused, []);
});

test("a tab that nobody sees keeps no connection, and is new when it is seen again", async () => {
  const context = await browser.newContext();
  // Without a window every tab counts as seen.
  const see = (tab, seen) =>
    tab.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, !seen);
  const tabs = [];
  // A browser has six connections to a server.
  for (let n = 0; n < 8; n++) {
    const tab = await context.newPage();
    await tab.goto(new URL("pages/p/", address).href, { timeout: 10_000 });
    await tab.waitForTimeout(300);
    await see(tab, false);
    tabs.push(tab);
  }
  const note = join(folder, "content/pages/p.md");
  writeFileSync(note, `${readFileSync(note, "utf8")}\nWritten while nobody looked.\n`);
  await tabs[0].waitForTimeout(1000);
  await see(tabs[0], true);
  await tabs[0].getByText("Written while nobody looked.").waitFor({ timeout: 10_000 });
  await context.close();
});
