//! What all pages share: the site's name, menu, counts. Built once; templates get it as `site`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Briefing;
use super::link::{DateView, Foreign, Link, NoteLink};
use crate::config::{MenuEntry, OutputKind, content_security_policy};
use crate::model::address::{Addresses, View};
use crate::parse::fields::Kind;

/// A file that comes with the program or lies in `static/`, with the hash of its bytes for its address.
#[derive(Debug, Clone, Serialize)]
pub struct Asset {
    /// Its path from the site's root: `site.css`.
    pub path: String,
    /// The first characters of its hash: write `href="{{ page.root }}{{ asset.path }}?{{ asset.hash }}"`.
    pub hash: String,
}

/// An entry of the menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    /// Its word.
    pub label: String,
    /// Where it leads, from the site's root; or a whole address.
    pub path: String,
    /// Whether it leads to another site.
    pub external: bool,
    /// The key of the line that stands under the word where the menu is folded.
    pub hint: Option<String>,
    /// The language of its word, where it is not the page's.
    pub foreign: Option<Foreign>,
}

impl MenuItem {
    /// An entry that leads to a page of the site.
    fn page(label: &str, path: String, hint: Option<String>) -> Self {
        Self { label: label.to_owned(), path, external: false, hint, foreign: None }
    }
}

/// A list of a kind, or a view.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// `actor`, `timeline`.
    pub name: &'static str,
    /// "Actors", "Timeline".
    pub label: String,
    /// Its path.
    pub path: String,
    /// How many of a kind there are.
    pub count: Option<usize>,
}

/// What all pages share.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The site's name.
    pub title: String,
    /// A line under it.
    pub tagline: Option<String>,
    /// The site in one or two sentences.
    pub description: Option<String>,
    /// Its address; ends in `/`.
    pub base_url: Option<String>,
    /// Its main language.
    pub language: String,
    /// Its language for previews in social networks.
    pub og_locale: String,
    /// Where search is, from the site's root.
    pub search_path: String,
    /// Who answers for it, with a web address or `mailto:`.
    pub editor: Option<Link>,
    /// The licence of its text.
    pub license: Option<String>,
    /// What "now" means.
    pub as_of: Option<DateView>,
    /// When the site was published.
    pub published: Option<DateView>,
    /// The menu.
    pub menu: Vec<MenuItem>,
    /// About the site: pages that ask for a place in the menu, what is counted, what changed. Each of these pages leads to the others.
    pub about: Vec<MenuItem>,
    /// All else that the menu leaves out: lists and views.
    pub more: Vec<MenuItem>,
    /// Kinds, with counts, in the order of the manual.
    pub kinds: Vec<Section>,
    /// Views.
    pub views: Vec<Section>,
    /// How many statements there are.
    pub statements: usize,
    /// How many works the editor read.
    pub sources_read: usize,
    /// The files that pages load.
    pub assets: Vec<Asset>,
    /// The fonts of its own that the site shows, for pages to ask for early: `serif`, `sans`.
    pub fonts: Vec<&'static str>,
    /// The ground of its pages, light and dark.
    pub paper: [String; 2],
    /// The stylesheet.
    pub style: Option<Asset>,
    /// The script and the style of cards beside links, loaded when a reader first points at one; both or none.
    pub cards: Vec<Asset>,
    /// What pages may load, as a Content-Security-Policy.
    pub policy: String,
    /// Which outputs of `[outputs]` the site has, by key: `site.has.search`.
    pub has: BTreeMap<&'static str, bool>,
    /// Feeds and files for other tools that exist.
    pub outputs: Vec<OutputLink>,
    /// Which program made it: "rapporteur 0.1.0".
    pub generator: String,
    /// The editor's own data.
    pub extra: serde_json::Value,
}

/// A feed, a calendar or a file for other tools.
#[derive(Debug, Clone, Serialize)]
pub struct OutputLink {
    /// Where it lies, from the site's root.
    pub path: String,
    /// What it holds, in a few words.
    pub title: String,
    /// Its media type.
    pub media_type: &'static str,
}

/// The shared view. `assets` are the built-in and static files, `outputs` the paths of feeds and data files that the build writes.
pub fn site(briefing: Briefing<'_>, addresses: &Addresses, assets: Vec<Asset>, outputs: Vec<OutputLink>) -> SiteView {
    let model = briefing.model;
    let config = &model.config;
    let asset = |path: &str| assets.iter().find(|asset| asset.path == path).cloned();
    let menu = menu(briefing, addresses);
    let about = about(briefing);
    let more = more(briefing, &menu);
    let section = |name, label: &str, path, count| Section { name, label: label.to_owned(), path, count };
    let list = |kind: Kind| section(kind.as_str(), briefing.kind_name_plural(kind), model.list_path(kind), Some(model.count(kind)));
    let view = |view: View| section(view.as_str(), briefing.view_name(view), model.view_path(view), None);
    let scheme = |contact: &str| if contact.contains("://") || contact.starts_with("mailto:") { "" } else { "mailto:" };
    let cards: Option<Vec<Asset>> = ["cards.js", "cards.css"].into_iter().map(asset).collect();
    SiteView {
        title: config.title.to_string(),
        tagline: config.tagline.as_deref().map(str::to_owned),
        description: config.description.as_deref().map(str::to_owned),
        base_url: config.base_url.as_ref().map(ToString::to_string),
        language: config.language.to_string(),
        og_locale: og_locale(briefing),
        search_path: model.path("search/"),
        editor: config.editor.as_ref().map(|editor| {
            Link::to(editor.contact.as_ref().map(|contact| format!("{}{}", scheme(contact), contact.value)), editor.name.to_string())
        }),
        license: config.license.as_deref().map(str::to_owned),
        as_of: model.as_of.as_ref().map(|date| briefing.date(date)),
        published: model.published.as_ref().map(|date| briefing.date(date)),
        menu,
        about,
        more,
        kinds: Kind::ALL.into_iter().map(list).collect(),
        views: View::of_site(model).map(view).collect(),
        statements: model.statements.len(),
        sources_read: model.sources.iter().filter(|(_, source)| source.read).count(),
        fonts: ["serif", "sans"].into_iter().filter(|font| !config.theme.sets(font)).collect(),
        paper: config.theme.paper().map(str::to_owned),
        style: asset("site.css"),
        assets,
        cards: cards.unwrap_or_default(),
        policy: content_security_policy(&config.markdown.embed),
        has: OutputKind::ALL.iter().map(|kind| (kind.as_str(), config.outputs.has(*kind))).collect(),
        outputs,
        generator: format!("rapporteur {}", env!("CARGO_PKG_VERSION")),
        extra: config.extra.clone(),
    }
}

/// The language as previews in social networks want it: `tr_TR`.
fn og_locale(briefing: Briefing<'_>) -> String {
    let (words, tag) = (briefing.language.words(), &briefing.language.tag);
    let known = words.plain("language.og_locale");
    let is_of_region = known.is_empty() || tag.contains('-') && !words.is_own("language.og_locale");
    if is_of_region { tag.replace('-', "_") } else { known.to_owned() }
}

fn view_item(briefing: Briefing<'_>, view: View) -> MenuItem {
    MenuItem::page(briefing.view_name(view), briefing.model.view_path(view), hint(briefing, view.as_str()))
}

fn list_item(briefing: Briefing<'_>, kind: Kind) -> MenuItem {
    MenuItem::page(briefing.kind_name_plural(kind), briefing.model.list_path(kind), hint(briefing, kind.folder()))
}

/// The key of the line under a list or view; few have one.
fn hint(briefing: Briefing<'_>, name: &str) -> Option<String> {
    Some(format!("hint.{name}")).filter(|key| briefing.language.words().get(key).is_some())
}

/// The configured menu; else the main views, and the kinds that have notes.
fn menu(briefing: Briefing<'_>, addresses: &Addresses) -> Vec<MenuItem> {
    let model = briefing.model;
    if !model.config.menu.items.is_empty() {
        return model.config.menu.items.iter().filter_map(|entry| configured_item(briefing, addresses, &entry.value)).collect();
    }
    let kinds = [Kind::Dispute, Kind::Actor, Kind::Source].into_iter().filter(|kind| model.count(*kind) > 0);
    let views = [View::Timeline, View::Positions].map(|view| view_item(briefing, view));
    views.into_iter().chain(kinds.map(|kind| list_item(briefing, kind))).collect()
}

/// Pages that ask for a place in the menu, then the views on how the site is made.
fn about(briefing: Briefing<'_>) -> Vec<MenuItem> {
    let model = briefing.model;
    let mut pages: Vec<_> = model
        .pages
        .iter()
        .filter_map(|(_, page)| {
            let note = &model.notes[page.note];
            let menu = &page.fields.menu.as_ref()?.value;
            let label = menu.label.as_ref().map_or(&*note.title, |label| &*label.value);
            let language = menu.label.as_ref().map_or(&*note.title_language, |label| note.language_of(label.span));
            let item = MenuItem::page(label, note.path.to_string(), None);
            let order = menu.order.as_ref().map_or(i64::MAX, |order| order.value);
            Some((order, MenuItem { foreign: briefing.foreign(language, label), ..item }))
        })
        .collect();
    pages.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.label.cmp(&b.1.label)));
    let views = ABOUT.map(|view| view_item(briefing, view));
    pages.into_iter().map(|(_, item)| item).chain(views).collect()
}

/// The views on how the site is made.
const ABOUT: [View; 2] = [View::Methods, View::Changes];

/// What the menu and [`about`] leave out: lists, views.
fn more(briefing: Briefing<'_>, menu: &[MenuItem]) -> Vec<MenuItem> {
    let model = briefing.model;
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Page && model.count(*kind) > 0).map(|kind| list_item(briefing, kind));
    let views = View::of_site(model).filter(|view| !ABOUT.contains(view)).map(|view| view_item(briefing, view));
    kinds.chain(views).filter(|item| !menu.iter().any(|shown| shown.path == item.path)).collect()
}

fn configured_item(briefing: Briefing<'_>, addresses: &Addresses, entry: &MenuEntry) -> Option<MenuItem> {
    if let Some(url) = &entry.url {
        let external = !url.value.starts_with('/');
        let page = url.value.trim_start_matches('/');
        let (page, rest) = page.split_at(page.find(['?', '#']).unwrap_or(page.len()));
        let path = if external { url.value.to_string() } else { [&*addresses.in_language_of(briefing.model, page), rest].concat() };
        return Some(MenuItem { external, ..MenuItem::page(entry.label.as_ref().unwrap_or(url), path, None) });
    }
    let note = *briefing.model.by_id.get(&entry.note.as_ref()?.value)?;
    let Some(label) = &entry.label else {
        let NoteLink { title, foreign, path, .. } = briefing.link(note);
        return Some(MenuItem { foreign, ..MenuItem::page(&title, path, None) });
    };
    Some(MenuItem::page(label, briefing.path(note).to_owned(), None))
}
