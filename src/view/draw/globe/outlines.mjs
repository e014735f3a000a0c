// Makes `outlines.bin` from Natural Earth's land at 1 : 50 million (public domain), as npm's `world-atlas` packs it:
//
//     npm install world-atlas@2 topojson-client@3 topojson-simplify@3 && node outlines.mjs
//
// Rings of fewer than some square kilometres go, and so do points that a map of a continent does not show. What is left is written as whole
// hundredths of a degree: for each ring the number of its points, then longitude and latitude of each as the difference from the one before,
// all as zigzag varints.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const land = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/land-50m.json"), "utf8"));
// Steradians: a triangle of about 80 square kilometres.
const LEAST = 2e-6;
const thin = simplify(presimplify(land, sphericalTriangleArea), LEAST);
const { features } = feature(thin, thin.objects.land);

const bytes = [];
const varint = (number) => {
  let rest = number < 0 ? -2 * number - 1 : 2 * number;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
};

let rings = 0;
let points = 0;
for (const { geometry } of features) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    const cells = [];
    for (const [longitude, latitude] of ring) {
      const at = [Math.round(longitude * 100), Math.round(latitude * 100)];
      const last = cells.at(-1);
      if (!last || last[0] !== at[0] || last[1] !== at[1]) cells.push(at);
    }
    // The last point of a ring is its first.
    cells.pop();
    if (cells.length < 4) continue;
    varint(cells.length);
    let before = [0, 0];
    for (const at of cells) {
      varint(at[0] - before[0]);
      varint(at[1] - before[1]);
      before = at;
    }
    rings++;
    points += cells.length;
  }
}
writeFileSync(new URL("outlines.bin", import.meta.url), Uint8Array.from(bytes));
console.log(`${rings} rings, ${points} points, ${bytes.length} bytes`);
