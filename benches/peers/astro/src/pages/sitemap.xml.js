import { day, notes } from "../notes.js";

export const GET = () =>
  new Response(`<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${notes.map(({ url, date }) => `<url><loc>https://example.org${url}</loc><lastmod>${day(date)}</lastmod></url>`).join("\n")}</urlset>
`);
