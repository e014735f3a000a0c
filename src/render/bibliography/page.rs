//! How to cite a page of the site, and the work that a source's page is about: in two styles for people, and as BibTeX and RIS.
//!
//! The styles are those that most readers are asked for: author and date after the Chicago Manual of Style (17th edition), and APA (7th edition).

use super::{Agent, Form, Work, agent, bibtex, field, is_plain, ris};
use crate::export::clean;
use crate::model::{Entity, Id, Model, Note};
use crate::parse::date::Edtf;
use crate::view::head::{CiteView, Head};
use crate::view::html::Html;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// How to cite a page; `note` is the note that it shows, where it shows one.
#[must_use]
pub fn page(model: &Model, head: &Head, note: Option<Id<Note>>) -> CiteView {
    let config = &model.config;
    let common = note.map(|id| &model.notes[id].written.common);
    let own = common.and_then(|common| common.updated.as_ref().or(common.created.as_ref())).map(|at| at.value);
    let page = Page {
        key: note.and(head.id.as_deref()).unwrap_or_else(|| head.path.trim_end_matches('/')),
        title: clean::line(&head.title).into_owned(),
        site: clean::line(&config.title).into_owned(),
        editor: config.editor.as_ref().and_then(|editor| agent(&editor.name, "", &|_| None)),
        date: own.or(model.as_of),
        url: head.canonical.as_deref(),
        language: &head.language,
    };
    let original = note.and_then(|id| match model.notes[id].entity {
        Entity::Source(source) => Work::known(model, source, &|_| None),
        _ => None,
    });
    CiteView {
        chicago_html: page.chicago(),
        apa_html: page.apa(),
        bibtex: page.bibtex(),
        ris: page.ris(),
        original_apa_html: original.map(|work| apa(&work)).unwrap_or_default(),
    }
}

struct Page<'a> {
    /// The note's id, or the page's path.
    key: &'a str,
    title: String,
    site: String,
    editor: Option<Agent>,
    date: Option<Edtf>,
    url: Option<&'a str>,
    language: &'a str,
}

impl Page<'_> {
    /// Whether it is the home page, whose title is the site's.
    fn is_site(&self) -> bool {
        self.title == self.site
    }

    fn chicago(&self) -> Html {
        let mut html = Html::new();
        if let Some(editor) = &self.editor {
            sentence(&mut html, &editor.inverted());
        }
        sentence(&mut html, &self.date.and_then(|date| date.start()).map_or_else(|| "n.d.".to_owned(), |start| start.year.to_string()));
        if !self.is_site() {
            html.markup("“").text(&self.title).markup(if ends(&self.title) { "” " } else { ".” " });
        }
        html.markup("<i>").text(&self.site).markup(if ends(&self.site) { "</i> " } else { "</i>. " });
        if let Some(date) = &self.date {
            let date = day_last(date);
            let mut letters = date.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            sentence(&mut html, &first.chain(letters.clone()).collect::<String>());
        }
        html.text(self.url.unwrap_or_default());
        html.trim_end().mend_quotes();
        html
    }

    fn apa(&self) -> Html {
        let mut html = Html::new();
        let author = self.editor.as_ref().map(initials);
        if let Some(author) = &author {
            sentence(&mut html, author);
        } else {
            html.markup("<i>").text(&self.title).markup("</i>. ");
        }
        sentence(&mut html, &format!("({})", year_first(self.date.as_ref())));
        if author.is_some() {
            html.markup("<i>").text(&self.title).markup(if ends(&self.title) { "</i> " } else { "</i>. " });
        }
        if !self.is_site() {
            sentence(&mut html, &self.site);
        }
        html.text(self.url.unwrap_or_default());
        html.trim_end();
        html
    }

    fn bibtex(&self) -> String {
        let mut fields = vec![("title", format!("{{{}}}", bibtex::escape(&self.title)))];
        if let Some(editor) = &self.editor {
            fields.push(("author", bibtex::names(std::slice::from_ref(editor))));
        }
        if !self.is_site() {
            fields.push(("organization", bibtex::escape(&self.site)));
        }
        if let Some(date) = &self.date {
            fields.extend(bibtex::date(date).map(|date| ("date", date)));
            fields.extend(date.start().map(|start| ("year", start.year.to_string())));
        }
        fields.extend(self.url.map(|url| ("url", url.to_owned())));
        fields.extend(bibtex::langid(self.language).map(|language| ("langid", language.to_owned())));
        let key: String = self.key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let key = format!("{key}-briefing");
        let lines = fields.iter().map(|(name, text)| format!("  {name} = {{{text}}},\n"));
        format!("@online{{{},\n{}}}", key.trim_start_matches('-'), lines.collect::<String>())
    }

    fn ris(&self) -> String {
        let mut lines = vec![("TY", "ELEC".to_owned()), ("TI", self.title.clone())];
        lines.extend(self.editor.as_ref().map(|editor| ("AU", ris::name(editor))));
        if !self.is_site() {
            lines.push(("T2", self.site.clone()));
        }
        if let Some(date) = &self.date {
            lines.extend(date.start().map(|start| ("PY", format!("{:04}", start.year))));
            lines.extend(ris::date(date).map(|date| ("DA", date)));
        }
        lines.extend(self.url.map(|url| ("UR", url.to_owned())));
        lines.push(("LA", self.language.to_owned()));
        lines.push(("ER", String::new()));
        lines.iter().map(|(tag, text)| format!("{tag}  - {text}")).collect::<Vec<_>>().join("\n")
    }
}

/// Whether a text ends in a mark that stands for the stop.
fn ends(text: &str) -> bool {
    text.ends_with(['.', '?', '!'])
}

/// Adds a part of a reference, with a stop and a space behind it.
fn sentence(html: &mut Html, text: &str) {
    html.text(text).markup(if ends(text) { " " } else { ". " });
}

/// The name of a month, 1 to 12.
fn month(number: u8) -> Option<&'static str> {
    MONTHS.get(usize::from(number).checked_sub(1)?).copied()
}

/// "November 21, 2026"; in the site's own words where the date is not exact.
fn day_last(date: &Edtf) -> String {
    let parts = date.start().filter(|_| is_plain(date));
    match parts.map(|parts| (parts.year, parts.month.and_then(month), parts.day)) {
        Some((year, Some(month), Some(day))) => format!("{month} {day}, {year}"),
        Some((year, Some(month), None)) => format!("{month} {year}"),
        Some((year, None, _)) => year.to_string(),
        None => date.show(),
    }
}

/// "2026, November 21", "n.d."; in the site's own words where the date is not exact.
fn year_first(date: Option<&Edtf>) -> String {
    let Some(date) = date else { return "n.d.".to_owned() };
    let parts = date.start().filter(|_| is_plain(date));
    match parts.map(|parts| (parts.year, parts.month.and_then(month), parts.day)) {
        Some((year, Some(month), Some(day))) => format!("{year}, {month} {day}"),
        Some((year, Some(month), None)) => format!("{year}, {month}"),
        Some((year, None, _)) => year.to_string(),
        None => date.show(),
    }
}

/// `Family, G. N.`; an institution as it is.
fn initials(agent: &Agent) -> String {
    match agent {
        Agent::Whole(name) => name.clone(),
        Agent::Person { given, particle, family, suffix } => {
            let letters = given.split_whitespace().map(|name| {
                let parts = name.split('-').filter_map(|part| part.chars().next()).map(|first| format!("{first}."));
                parts.collect::<Vec<_>>().join("-")
            });
            let family = if particle.is_empty() { family.clone() } else { format!("{particle} {family}") };
            let parts = [family, letters.collect::<Vec<_>>().join(" "), suffix.clone()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// "A, B, & C".
fn listed(agents: &[Agent]) -> String {
    let names: Vec<String> = agents.iter().map(initials).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{}, & {last}", others.join(", ")),
    }
}

/// A work in the style of APA.
fn apa(work: &Work<'_>) -> Html {
    let written = work.written;
    let publisher = field(written.publisher.as_ref());
    let editors = match work.editors.len() {
        0 => String::new(),
        1 => format!("{} (Ed.)", listed(&work.editors)),
        _ => format!("{} (Eds.)", listed(&work.editors)),
    };
    let author = [listed(&work.authors), editors, publisher.clone().unwrap_or_default()].into_iter().find(|name| !name.is_empty());
    let container = work.container().filter(|container| Some(container) != author.as_ref());
    let contained = container.is_some() && matches!(work.form, Form::NewspaperArticle | Form::JournalArticle | Form::Chapter);
    let mut html = Html::new();
    let title = |html: &mut Html| {
        html.markup(if contained { "" } else { "<i>" }).text(&work.title).markup(if contained { "" } else { "</i>" });
        html.markup(if ends(&work.title) { " " } else { ". " });
    };
    match &author {
        Some(author) => sentence(&mut html, author),
        None => title(&mut html),
    }
    sentence(&mut html, &format!("({})", year_first(work.published.as_ref())));
    if author.is_some() {
        title(&mut html);
    }
    if let Some(container) = &container {
        html.markup(if contained { "<i>" } else { "" }).text(container).markup(if contained { "</i>" } else { "" });
        if let Some(volume) = field(written.volume.as_ref()) {
            html.markup(", <i>").text(&volume).markup("</i>");
        }
        if let Some(issue) = field(written.issue.as_ref()) {
            html.markup("(").text(&issue).markup(")");
        }
        if let Some(pages) = field(written.pages.as_ref()) {
            html.markup(", ").text(&pages.replace('-', "–"));
        }
        html.markup(". ");
    }
    if let Some(publisher) = publisher.filter(|publisher| Some(publisher) != author.as_ref() && Some(publisher) != container.as_ref()) {
        sentence(&mut html, &publisher);
    }
    match field(written.doi.as_ref()) {
        Some(doi) => html.markup("https://doi.org/").text(&doi),
        None => html.text(work.address().unwrap_or_default()),
    };
    html.trim_end();
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example<'a>() -> Page<'a> {
        Page {
            key: "alaska",
            title: "Why Alaska?".to_owned(),
            site: "The Track".to_owned(),
            editor: agent("Ada de Groot", "", &|_| None),
            date: Edtf::parse("2026-11-21").ok(),
            url: Some("https://example.org/rounds/alaska/"),
            language: "en",
        }
    }

    #[test]
    fn a_page_in_two_styles_and_two_formats() {
        let page = example();
        assert_eq!(
            page.chicago().as_str(),
            "de Groot, Ada. 2026. “Why Alaska?” <i>The Track</i>. November 21, 2026. https://example.org/rounds/alaska/"
        );
        assert_eq!(
            page.apa().as_str(),
            "de Groot, A. (2026, November 21). <i>Why Alaska?</i> The Track. https://example.org/rounds/alaska/"
        );
        assert_eq!(
            page.bibtex(),
            "@online{alaska-briefing,\n  title = {{Why Alaska?}},\n  author = {de Groot, Ada},\n  organization = {The Track},\n  date = {2026-11-21},\n  year = {2026},\n  url = {https://example.org/rounds/alaska/},\n  langid = {english},\n}"
        );
        assert_eq!(
            page.ris(),
            "TY  - ELEC\nTI  - Why Alaska?\nAU  - de Groot, Ada\nT2  - The Track\nPY  - 2026\nDA  - 2026/11/21/\nUR  - https://example.org/rounds/alaska/\nLA  - en\nER  - "
        );
    }

    #[test]
    fn inexact_dates_are_not_made_exact() {
        let about = Edtf::parse("2025-11~").ok();
        assert_eq!(year_first(about.as_ref()), "about November 2025");
        assert_eq!(year_first(Edtf::parse("2025-06").ok().as_ref()), "2025, June");
        assert_eq!(year_first(None), "n.d.");
    }

    #[test]
    fn a_site_without_editor_and_address_is_cited_by_its_title() {
        let page = Page { title: "The Track".to_owned(), editor: None, url: None, key: "", ..example() };
        assert_eq!(page.chicago().as_str(), "2026. <i>The Track</i>. November 21, 2026.");
        assert_eq!(page.apa().as_str(), "<i>The Track</i>. (2026, November 21).");
        assert!(page.bibtex().starts_with("@online{briefing,"));
    }
}
