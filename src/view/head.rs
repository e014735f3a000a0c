//! What every page carries: title, address, language, breadcrumbs, dates, metadata for search engines and reference managers.

use serde::Serialize;

use super::Briefing;
use super::compose::Composed;
use super::html::Html;
use super::link::DateView;
use super::words::{self, Tag};
use crate::bibliography::Styled;
use crate::model::address::{self, Pictured, View};
use crate::model::{Entity, Id, Note};
use crate::parse::ParsedNote;
use crate::parse::fields::Kind;

/// A step of the way from the home page.
#[derive(Debug, Clone, Serialize)]
pub struct Crumb {
    /// Its name.
    pub title: String,
    /// Where it lies, from the site's root.
    pub path: String,
}

/// The page in another language.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// The language's tag.
    pub language: String,
    /// The language's name in English.
    pub name: String,
    /// Where it lies, from the site's root.
    pub path: String,
    /// Its absolute address.
    pub url: Option<String>,
}

/// A `<meta name="…" content="…">`.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// Its name.
    pub name: String,
    /// What it says.
    pub content: String,
}

/// A feed or calendar that belongs to the page.
#[derive(Debug, Clone, Serialize)]
pub struct FeedRef {
    /// What it holds.
    pub title: String,
    /// Where it lies, from the site's root.
    pub path: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// A name in another language.
#[derive(Debug, Clone, Serialize)]
pub struct NativeName {
    /// The language's tag.
    pub language: String,
    /// The language's name in English.
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
    /// The page in styles, the site's own first.
    pub styled: Vec<StyledView>,
    /// The page, as BibTeX.
    pub bibtex: String,
    /// The page, as RIS; lines end in a line feed.
    pub ris: String,
    /// The work that a source's page is about, in the same styles; empty on other pages.
    pub original: Vec<StyledView>,
}

/// A reference in a style.
#[derive(Debug, Clone, Serialize)]
pub struct StyledView {
    /// What the style is called.
    pub style: String,
    /// The reference.
    pub reference_html: Html,
}

impl From<Styled> for StyledView {
    fn from(styled: Styled) -> Self {
        Self { style: styled.style, reference_html: styled.html }
    }
}

/// The language of what stands around a translated text.
#[derive(Debug, Clone, Serialize)]
pub struct Around {
    /// Its tag.
    pub language: String,
    /// In which direction it is written: `ltr` or `rtl`.
    pub direction: &'static str,
}

/// An entry of a page's table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct Anchor {
    /// Its element's id.
    pub id: String,
    /// Its heading.
    pub title: String,
}

/// What every page carries.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// How one gets to the site's root: `./`, `../`, `../../`; of the 404 page the path of `base_url`.
    pub root: String,
    /// Where the page lies, from the site's root: `actors/ukraine/`.
    pub path: String,
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
    /// The language and direction of the words that are not the note's own, where the page is in another language than the site.
    pub around: Option<Around>,
    /// The kind of the note: `actor`. Absent on views, lists and home.
    pub kind: Option<&'static str>,
    /// The kind in words.
    pub kind_label: Option<String>,
    /// The note's id.
    pub id: Option<String>,
    /// The way from the home page, this page left out.
    pub breadcrumbs: Vec<Crumb>,
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
    /// Metadata for reference managers. Empty until `render` fills it in.
    pub meta: Vec<Meta>,
    /// Feeds and calendars. Empty until `render` fills it in.
    pub feeds: Vec<FeedRef>,
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
    pub contents: Vec<Anchor>,
    /// The editor's own data.
    pub extra: serde_json::Value,
}

impl Head {
    /// Of a page that is no note's.
    #[must_use]
    pub fn plain(briefing: Briefing<'_>, path: &str, title: &str) -> Self {
        let config = &briefing.model.config;
        let home = Crumb { title: config.title.to_string(), path: String::new() };
        Self {
            root: address::root_from(path),
            path: path.to_owned(),
            canonical: briefing.absolute(path),
            title: title.to_owned(),
            document_title: if path.is_empty() { config.title.to_string() } else { format!("{title} · {}", config.title) },
            description: None,
            language: config.language.to_string(),
            direction: words::direction(&config.language),
            around: None,
            kind: None,
            kind_label: None,
            id: None,
            breadcrumbs: if path.is_empty() { Vec::new() } else { vec![home] },
            section: path.to_owned(),
            alternates: Vec::new(),
            indexed: true,
            og_type: "website",
            image: address::share_image(briefing.model, Pictured::Home),
            image_drawn: true,
            meta: Vec::new(),
            feeds: Vec::new(),
            cite: None,
            json_ld_html: Html::new(),
            created: None,
            updated: None,
            reviewed: None,
            review_by: None,
            also_known_as: Vec::new(),
            names: Vec::new(),
            contents: Vec::new(),
            extra: serde_json::Value::Object(serde_json::Map::new()),
        }
    }

    /// Of a view.
    #[must_use]
    pub fn view(briefing: Briefing<'_>, view: View) -> Self {
        let mut head = Self::plain(briefing, &format!("{}/", view.as_str()), briefing.shared.labels.view(view));
        head.image = address::share_image(briefing.model, Pictured::View(view));
        head
    }

    /// Of a note's page, or of its translation's.
    #[must_use]
    pub fn note(briefing: Briefing<'_>, id: Id<Note>, translation: Option<usize>) -> Self {
        let model = briefing.model;
        let note = &model.notes[id];
        let translated = translation.and_then(|place| note.translations.get(place));
        let original_path = &*note.path;
        let path = translated.map_or_else(|| original_path.to_owned(), |t| address::in_language(original_path, &t.language));
        let mut head = Self::plain(briefing, &path, translated.map_or(&note.title, |t| &t.title));
        if note.entity == Entity::Home {
            head.document_title = match &model.config.tagline {
                Some(tagline) => format!("{} · {tagline}", model.config.title),
                None => model.config.title.to_string(),
            };
        }
        let written: &ParsedNote = translated.map_or(&note.written, |t| &t.written);
        head.description = written.common.summary.as_ref().or(note.summary()).map(|summary| summary.plain.to_string());
        if let Some(t) = translated {
            head.language = t.language.to_string();
            head.direction = words::direction(&t.language);
            let language = model.config.language.to_string();
            head.around = Some(Around { direction: words::direction(&language), language });
        }
        if let Some(kind) = note.kind() {
            head.kind = Some(kind.as_str());
            head.kind_label = Some(briefing.shared.labels.one(kind).to_owned());
            head.id = Some(note.id.to_string());
            head.section = section(kind, note);
            if kind != Kind::Page {
                head.breadcrumbs.push(Crumb { title: briefing.shared.labels.many(kind).to_owned(), path: format!("{}/", kind.folder()) });
            }
            head.og_type = "article";
        }
        head.alternates = alternates(briefing, note, original_path);
        if let (Some(image), None) = (address::share_image(model, Pictured::Note(id)), translation) {
            head.image = Some(image);
        }
        head.common(note);
        head
    }

    fn common(&mut self, note: &Note) {
        let common = &note.written.common;
        let date = |at: &Option<crate::file::At<crate::parse::date::Edtf>>| at.as_ref().map(|at| DateView::of(&at.value));
        self.created = date(&common.created);
        self.updated = date(&common.updated);
        self.reviewed = date(&common.reviewed);
        self.review_by = date(&common.review_by);
        if let Some(image) = &common.image {
            self.image = Some(image.value.trim_start_matches('/').to_owned());
            self.image_drawn = false;
        }
        self.also_known_as = common.also_known_as.iter().map(|name| name.value.to_string()).collect();
        self.names = common
            .names
            .iter()
            .flat_map(|names| &names.0)
            .map(|(tag, name)| NativeName {
                language: tag.value.to_string(),
                language_name: words::language(&tag.value).to_owned(),
                name: name.value.to_string(),
            })
            .collect();
        if let Some(extra) = &common.extra {
            self.extra = extra.0.clone();
        }
    }
}

/// The entry of the menu that a note belongs to: its kind's list; a page has one of its own.
fn section(kind: Kind, note: &Note) -> String {
    if kind == Kind::Page { note.path.to_string() } else { format!("{}/", kind.folder()) }
}

fn alternates(briefing: Briefing<'_>, note: &Note, original: &str) -> Vec<Alternate> {
    if note.translations.is_empty() {
        return Vec::new();
    }
    let of = |language: &str, path: String| Alternate {
        language: language.to_owned(),
        name: words::language(language).to_owned(),
        url: briefing.absolute(&path),
        path,
    };
    let mut all = vec![of(&briefing.model.config.language, original.to_owned())];
    all.extend(note.translations.iter().map(|t| of(&t.language, address::in_language(original, &t.language))));
    all
}

impl Briefing<'_> {
    /// The absolute address of a path of the site.
    #[must_use]
    pub fn absolute(&self, path: &str) -> Option<String> {
        self.model.config.base_url.as_ref().map(|base| format!("{base}{path}"))
    }
}

/// The changes of a note, the newest first.
#[must_use]
pub fn changes(composer: &mut super::compose::Composer<'_>, note: &Note) -> Vec<ChangeView> {
    let mut changes: Vec<_> = note.written.common.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.value.date.given().map(|at| at.value)));
    changes
        .into_iter()
        .map(|change| ChangeView {
            date: change.value.date.given().map(|at| DateView::of(&at.value)),
            severity: composer.briefing.tag_of(change.value.severity.as_ref()),
            text: change.value.note.given().map(|prose| composer.prose(prose, note.into())).unwrap_or_default(),
        })
        .collect()
}
