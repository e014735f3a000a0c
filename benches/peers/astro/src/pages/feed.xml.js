import { day, newest, xml } from "../notes.js";

const entry = ({ url, title, date, description }) =>
  `<entry><title>${xml(title)}</title><id>https://example.org${url}</id><link href="https://example.org${url}"/><updated>${day(date)}T00:00:00Z</updated><summary>${xml(description)}</summary></entry>`;

export const GET = () =>
  new Response(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A generated briefing</title><id>https://example.org/</id><updated>${day(newest[0].date)}T00:00:00Z</updated>
${newest.map(entry).join("\n")}</feed>
`);
