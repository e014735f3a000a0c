// References by citeproc-js: standard input holds {style, locale, items}, standard output gets {id: text}.
import { readFileSync } from "node:fs";
import CSL from "citeproc";

const { style, locale, items } = JSON.parse(readFileSync(0, "utf8"));
const byId = Object.fromEntries(items.map((item) => [item.id, item]));
const engine = new CSL.Engine({ retrieveLocale: () => locale, retrieveItem: (id) => byId[id] }, style, "en-US", true);
engine.setOutputFormat("text");
const texts = {};
for (const { id } of items) {
  // Each work stands alone, as on its own page: no author is replaced by a dash, no year gets a letter.
  engine.updateItems([id]);
  texts[id] = engine.makeBibliography()[1][0].trim();
}
process.stdout.write(JSON.stringify(texts));
