//! What every page carries: title, address, language, breadcrumbs, dates, metadata for search engines and reference managers.

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::html::Html;
use super::link::{DateView, Foreign, Link};
use super::parts::PartsView;
use super::site::OutputLink;
use super::text::Composed;
use super::words::Tag;
use crate::bibliography::{PageCitation, Styled};
use crate::language;
use crate::model::address::{self, SharePage, View};
use crate::model::{Entity, Id, Model, Note, parts};
use crate::parse::fields::Kind;

/// The page in one of the site's languages.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// The language's tag.
    pub language: String,
    /// In which direction it is written: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The language's name in that language.
    pub name: String,
    /// Where it lies, from the site's root.
    pub path: String,
    /// Whether it is the site's main language.
    pub main: bool,
    /// Its absolute address, where it is written in that language: an untranslated note is not a translation.
    pub url: Option<String>,
}

/// What readers are told of a page's language.
#[derive(Debug, Clone, Serialize)]
pub struct Translated {
    /// Whether the note is translated; else it stands here in the original's words.
    pub translated: bool,
    /// The original's language, in the words of the page's.
    pub from: String,
    /// Of which day the translation is.
    pub date: Option<DateView>,
    /// When the original was last changed, where that was later.
    pub outdated: Option<DateView>,
    /// Where the original lies, from the site's root.
    pub original: String,
}

/// A `<meta name="…" content="…">`.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// Its name.
    pub name: String,
    /// What it says.
    pub content: String,
}

/// A name in another language.
#[derive(Debug, Clone, Serialize)]
pub struct NativeName {
    /// The language's tag.
    pub language: String,
    /// The language's name, in the page's language.
    pub language_name: String,
    /// The name.
    pub name: String,
}

/// A change that readers are told of.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    /// When.
    pub date: Option<DateView>,
    /// How grave.
    pub severity: Option<Tag>,
    /// What.
    pub text: Composed,
}

/// How to cite a page, and the work that it is about.
#[derive(Debug, Clone, Serialize)]
pub struct CiteView {
    /// The page.
    #[serde(flatten)]
    pub page: PageCitation,
    /// The work that a source's page is about, in the same styles; empty on other pages.
    pub original: Vec<Styled>,
}

/// What every page carries.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Head {
    /// How one gets to the site's root: `./`, `../`, `../../`; of the 404 page the path of `base_url`.
    pub root: String,
    /// How one gets to the home page of the page's language.
    pub home: String,
    /// Where the page lies, from the site's root: `actors/ukraine/`.
    pub path: String,
    /// Where its first part does.
    #[serde(skip)]
    pub first_path: String,
    /// The way through its parts, where it comes in some.
    pub in_parts: Option<PartsView>,
    /// Its absolute address; not called `url`, which actors and sources have as a field of their own.
    pub canonical: Option<String>,
    /// Its heading.
    pub title: String,
    /// What a browser's tab and a search engine show.
    pub document_title: String,
    /// In one or two sentences, plain.
    pub description: Option<String>,
    /// Its language.
    pub language: String,
    /// In which direction that language is written: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The language of the heading, where it is another.
    pub foreign: Option<Foreign>,
    /// What readers are told of the page's language; nothing in the main language, nor where no note stands.
    pub translated: Option<Translated>,
    /// The kind of the note: `actor`. Absent on views, lists and home.
    pub kind: Option<&'static str>,
    /// The kind in words.
    pub kind_label: Option<String>,
    /// The note's id.
    pub id: Option<String>,
    /// The way from the home page, this page left out.
    pub breadcrumbs: Vec<Link>,
    /// Which entry of the menu the page belongs to, by path: `actors/`.
    pub section: String,
    /// The page in other languages, itself included; empty where there is one only.
    pub alternates: Vec<Alternate>,
    /// Whether search engines should list it.
    pub indexed: bool,
    /// `website`, `article` or `profile`, for previews in social networks.
    pub og_type: &'static str,
    /// A picture for where the address is posted, from the site's root.
    pub image: Option<String>,
    /// Whether that picture is drawn by the program, and so of a known size.
    pub image_drawn: bool,
    /// Width and height of a note's own picture, where they are known.
    pub image_size: Option<(u32, u32)>,
    /// Metadata for reference managers. Empty until `render` fills it in.
    pub meta: Vec<Meta>,
    /// Feeds and calendars. Empty until `render` fills it in.
    pub feeds: Vec<OutputLink>,
    /// How to cite the page. Absent where nobody would, and until `render` fills it in.
    pub cite: Option<CiteView>,
    /// Structured data, ready for a `<script type="application/ld+json">`. Empty until `render` fills it in.
    pub json_ld_html: Html,
    /// When it was first written.
    pub created: Option<DateView>,
    /// When it was last changed.
    pub updated: Option<DateView>,
    /// When it was last checked against its sources.
    pub reviewed: Option<DateView>,
    /// When it should be checked again.
    pub review_by: Option<DateView>,
    /// Other names and spellings.
    pub also_known_as: Vec<String>,
    /// Names in other languages.
    pub names: Vec<NativeName>,
    /// Its sections, for a table of contents.
    pub contents: Vec<Link>,
    /// The editor's own data.
    pub extra: serde_json::Value,
}

impl Head {
    /// Of a page that is not a note's.
    pub fn plain(briefing: Briefing<'_>, path: &str, title: &str) -> Self {
        let config = &briefing.model.config;
        let prefix = &*briefing.model.prefix;
        let is_home = path == prefix;
        let first_path = path.to_owned();
        let path = parts::path(path, briefing.part.number);
        let root = address::root_from(&path);
        let home = format!("{root}{prefix}");
        let part = if briefing.part.is_first() { String::new() } else { format!(" ({}/{})", briefing.part.number + 1, briefing.part.of) };
        Self {
            home: home.clone(),
            root,
            canonical: briefing.absolute(&path),
            path,
            title: title.to_owned(),
            document_title: if is_home { config.title.to_string() } else { format!("{title}{part} · {}", config.title) },
            language: config.language.to_string(),
            direction: language::direction(&config.language),
            breadcrumbs: if is_home { Vec::new() } else { vec![Link::to(Some(home), config.title.to_string())] },
            section: first_path.clone(),
            alternates: alternates(briefing.model, &first_path, None, briefing.part.is_first()),
            first_path,
            indexed: true,
            og_type: "website",
            image: address::share_image(briefing.model, SharePage::Home),
            image_drawn: true,
            extra: serde_json::Value::Object(serde_json::Map::new()),
            ..Self::default()
        }
    }

    pub fn view(briefing: Briefing<'_>, view: View) -> Self {
        let mut head = Self::plain(briefing, &briefing.model.path(&format!("{}/", view.as_str())), briefing.view_name(view));
        head.image = address::share_image(briefing.model, SharePage::View(view));
        head
    }

    pub fn note(briefing: Briefing<'_>, id: Id<Note>) -> Self {
        let model = briefing.model;
        let note = &model.notes[id];
        let mut head = Self::plain(briefing, &note.path, &note.title);
        head.foreign = briefing.foreign(&note.title_language, &note.title);
        if note.entity == Entity::Home {
            head.document_title = match &model.config.tagline {
                Some(tagline) => format!("{} · {tagline}", model.config.title),
                None => model.config.title.to_string(),
            };
        }
        head.description = note.summary().filter(|_| briefing.part.is_first()).map(|summary| summary.plain.to_string());
        head.translated = translated(briefing, note);
        if model.is_untranslated(id) {
            head.canonical = briefing.absolute(&parts::path(original_path(model, &note.path), briefing.part.number));
        }
        if let Some(kind) = note.kind() {
            head.kind = Some(kind.as_str());
            head.kind_label = Some(briefing.kind_name(kind).to_owned());
            head.id = Some(note.id.to_string());
            // A page has an entry of its own in the menu.
            if kind != Kind::Page {
                head.section = model.list_path(kind);
                let list = format!("{}{}", head.root, head.section);
                head.breadcrumbs.push(Link::to(Some(list), briefing.kind_name_plural(kind).to_owned()));
            }
            head.og_type = "article";
        }
        head.alternates = alternates(model, &note.path, Some(note), briefing.part.is_first());
        if let Some(image) = address::share_image(model, SharePage::Note(id)) {
            head.image = Some(image);
        }
        head.fill_common(briefing, note);
        head.image_size = head.image.as_deref().filter(|_| !head.image_drawn).and_then(|image| briefing.shared.picture_size(image));
        head.image = head.image.map(|path| address::percent_encoded(&path).into_owned());
        head
    }

    fn fill_common(&mut self, briefing: Briefing<'_>, note: &Note) {
        let common = &note.written.common;
        self.created = briefing.date_of(common.created.as_ref());
        self.updated = briefing.date_of(common.updated.as_ref());
        self.reviewed = briefing.date_of(common.reviewed.as_ref());
        self.review_by = briefing.date_of(common.review_by.as_ref());
        if let Some(image) = &common.image {
            self.image = Some(image.value.trim_start_matches('/').to_owned());
            self.image_drawn = false;
        }
        self.also_known_as = common.also_known_as.iter().map(|name| name.value.to_string()).collect();
        let original = common.title.given().filter(|_| note.language == briefing.model.main_config.language);
        let original = original.map(|title| (&*briefing.model.main_config.language, &*title.value));
        let names = common.names.iter().flat_map(|names| &names.0).map(|(tag, name)| (&*tag.value, &*name.value));
        // A name that several languages have is one name.
        let mut known = std::collections::HashSet::from([&*note.title]);
        let others = original.into_iter().chain(names).filter(|(tag, name)| **tag != *note.title_language && known.insert(name));
        let view = |(tag, name): (&str, &str)| NativeName {
            language: tag.to_owned(),
            language_name: briefing.language.name_of(tag),
            name: name.to_owned(),
        };
        self.names = others.map(view).collect();
        if let Some(extra) = &common.extra {
            self.extra = extra.0.clone();
        }
    }
}

/// The path of a page in the main language.
fn original_path<'p>(model: &Model, path: &'p str) -> &'p str {
    path.strip_prefix(&*model.prefix).unwrap_or(path)
}

/// The page in all languages of the site; empty where there is one only.
pub(crate) fn alternates(model: &Model, path: &str, note: Option<&Note>, is_first_part: bool) -> Vec<Alternate> {
    let config = &model.config;
    if config.languages.len() < 2 {
        return Vec::new();
    }
    let original = original_path(model, path);
    let all = model.language_names.iter().map(|(language, name)| {
        let main = *language == model.main_config.language;
        let is_translation = |note: &Note| note.kind().is_none() || note.translations.iter().any(|other| other.language == *language);
        let written = main || note.is_none_or(is_translation);
        // Data stands once for all languages, and so does a note that a language leaves out.
        let exists = main || (original != "data/" && (written || config.shows_untranslated(language)));
        let path = if main { original.to_owned() } else { address::in_language(if exists { original } else { "" }, language) };
        Alternate {
            language: language.to_string(),
            main,
            direction: language::direction(language),
            name: name.to_string(),
            // Parts of a long page are not translations of one another.
            url: config.base_url.as_ref().filter(|_| written && exists && is_first_part).map(|base| format!("{base}{path}")),
            path,
        }
    });
    all.collect()
}

/// What is told of a note's language on a page of another language than the original's.
fn translated(briefing: Briefing<'_>, note: &Note) -> Option<Translated> {
    let model = briefing.model;
    if model.prefix.is_empty() || (note.kind().is_none() && note.language == model.main_config.language) {
        return None;
    }
    let translated = note.language == model.config.language;
    let date = note.written.translation.as_ref().and_then(|given| given.translated.as_ref()).map(|at| at.value);
    let changed = note.written.common.updated.as_ref().map(|at| at.value);
    let outdated = changed.filter(|changed| date.is_some_and(|date| date.certainly_before(changed)));
    Some(Translated {
        translated,
        from: briefing.language.name_of(&model.main_config.language),
        date: date.as_ref().map(|date| briefing.date(date)),
        outdated: outdated.as_ref().map(|date| briefing.date(date)),
        original: original_path(model, &note.path).to_owned(),
    })
}

impl Briefing<'_> {
    /// The absolute address of a path of the site.
    pub fn absolute(&self, path: &str) -> Option<String> {
        self.model.config.base_url.as_ref().map(|base| format!("{base}{path}"))
    }
}

/// The changes of a note, the newest first.
pub fn changes(composer: &mut Composer<'_>, note: &Note) -> Vec<ChangeView> {
    let mut changes: Vec<_> = note.written.common.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.value.date.given().map(|at| at.value)));
    changes
        .into_iter()
        .map(|change| ChangeView {
            date: change.value.date.given().map(|at| composer.briefing.date(&at.value)),
            severity: composer.briefing.tag_of(change.value.severity.as_ref()),
            text: match change.value.note.given() {
                // The home page and lists show their changes among all others.
                Some(prose) if note.kind().is_none() => composer.without_citations(prose, note),
                Some(prose) => composer.prose(prose, note),
                None => Composed::default(),
            },
        })
        .collect()
}
