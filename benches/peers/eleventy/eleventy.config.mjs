import MarkdownIt from "markdown-it";

// The notes' own `kind` folders, in the order of the menu.
const FOLDERS = ["actors", "rounds", "tracks", "sources", "topics", "disputes", "pages"];

export default function (config) {
  const markdown = new MarkdownIt({ html: true });
  config.setLibrary("md", markdown);
  config.addFilter("inline", (text) => markdown.renderInline(text ?? ""));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  const notes = (api) => api.getAll().filter((page) => page.data.note_kind);
  for (const folder of FOLDERS) {
    config.addCollection(folder, (api) =>
      notes(api).filter((page) => page.url.startsWith(`/${folder}/`)).sort((a, b) => (a.data.title < b.data.title ? -1 : 1)),
    );
  }
  config.addCollection("notes", notes);
  config.addCollection("newest", (api) => notes(api).sort((a, b) => b.date - a.date || (a.url < b.url ? -1 : 1)).slice(0, 20));
  // id → the pages that refer to it, built once.
  config.addCollection("backlinks", (api) => {
    if (process.env.NO_BACKLINKS) return {};
    const map = {};
    for (const page of notes(api)) {
      for (const id of page.data.refs) (map[id] ??= []).push({ title: page.data.title, url: page.url, kind: page.data.note_kind });
    }
    return map;
  });
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
}
