import { getCollection } from "astro:content";
import MarkdownIt from "markdown-it";

// The notes' own `kind` folders, in the order of the menu.
export const FOLDERS = ["actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"];

const markdown = new MarkdownIt({ html: true });
export const inline = (text) => markdown.renderInline(text ?? "");
export const day = (date) => date.toISOString().slice(0, 10);
export const xml = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const notes = (await getCollection("notes")).map(({ id, data, rendered }) => ({ url: `/${id}/`, id, ...data, html: rendered.html }));
export const newest = notes.toSorted((a, b) => b.date - a.date || (a.url < b.url ? -1 : 1)).slice(0, 20);

// id → the pages that refer to it, built once.
export const backlinks = {};
for (const note of process.env.NO_BACKLINKS ? [] : notes) {
  for (const id of note.refs) (backlinks[id] ??= []).push(note);
}
