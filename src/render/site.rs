//! A built site: everything that has an address, and the pure function from an address to its bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use tera::Value;

use super::templates::Templates;
use super::{assets, head, templates};
use crate::config::theme::Theme;
use crate::counts::distinct;
use crate::diagnostic::{Diagnostic, Place};
use crate::export::search::Index;
use crate::export::{ExportContext, context, table};
use crate::file::Files;
use crate::model::address::{Address, Addresses, Content, Export};
use crate::model::parts::WHOLE;
use crate::model::{Id, LinkTarget, Model, Note};
use crate::parse::markdown::{Body, ReferenceKind};
use crate::read::{Asset, Inputs};
use crate::{bibliography, view};

/// One file of the output.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its path, with `/`: `actors/ukraine/index.html`.
    pub path: Arc<str>,
    /// Whether it is a page that people read.
    pub page: bool,
    /// Its place in the registry of addresses.
    address: usize,
    /// The place of its language among the site's.
    edition: usize,
}

/// What an output is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rendered {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of this file, as they are.
    File(PathBuf),
    /// A picture that is drawn from this card when its bytes are wanted.
    Picture(view::share::Card),
}

/// A built site. Rendering is pure and can be called from many threads.
#[derive(Debug)]
pub struct Site {
    /// The site in its main language, then in the others.
    editions: Vec<Edition>,
    addresses: Addresses,
    outputs: Vec<Output>,
    files: Files,
    assets: Vec<Asset>,
}

/// The site in one language.
#[derive(Debug)]
struct Edition {
    model: Model,
    shared: view::shared::Shared,
    templates: Templates,
    site: Value,
    search: OnceLock<Index>,
}

impl Edition {
    fn briefing(&self) -> view::Briefing<'_> {
        view::Briefing { model: &self.model, shared: &self.shared, language: &self.model.language, part: WHOLE }
    }
}

/// Lets links that stay in the page's language lead there by the shorter way: from `ru/positions/`, `../../ru/topics/` is `../topics/`.
fn shorten_links(html: Vec<u8>, root: &str, prefix: &str) -> Vec<u8> {
    match root.strip_prefix("../") {
        Some(shorter) if !prefix.is_empty() => {
            let html = String::from_utf8(html).expect("templates write text");
            let shorter = if shorter.is_empty() { "./" } else { shorter };
            html.replace(&format!(" href=\"{root}{prefix}"), &format!(" href=\"{shorter}")).into_bytes()
        }
        _ => html,
    }
}

impl Site {
    /// Puts a site together: what many pages share is worked out, pages are not. References and templates of a build before are taken from
    /// what it left. Gives what is wrong with templates and references too.
    pub(crate) fn new(
        model: Model,
        others: Vec<Model>,
        mut addresses: Addresses,
        inputs: &Inputs,
        (references, templates): (&mut bibliography::Cache, &mut templates::Cache),
    ) -> (Self, Vec<Diagnostic>) {
        let mut problems = templates::unused(&inputs.templates);
        problems.extend(assets::misspelt(inputs));
        let sizes = picture_sizes(std::iter::once(&model).chain(&others), &inputs.assets);
        let loaded = loaded_files(&addresses, &inputs.assets, &model.config.theme);
        let mut editions = Vec::with_capacity(others.len() + 1);
        for model in std::iter::once(model).chain(others) {
            let (templates, found_in_templates) = templates.templates(&inputs.templates, &model.language);
            let (shared, found) = view::shared::Shared::new(&model, inputs.style.as_deref(), references, sizes.clone());
            // What is wrong with templates and styles is so in every language.
            if model.prefix.is_empty() {
                problems.extend(found_in_templates);
                problems.extend(found);
            }
            let briefing = view::Briefing { model: &model, shared: &shared, language: &model.language, part: WHOLE };
            let site = Value::from_serializable(&view::site::site(briefing, &addresses, loaded.clone(), outputs_of(&addresses, &model)));
            editions.push(Edition { model, shared, templates, site, search: OnceLock::new() });
        }
        let edition_of = |path: &str| {
            let main = editions.first().expect("every site has a main language");
            let (language, _) = main.model.split_language(path);
            language.map_or(0, |language| editions.iter().position(|edition| *edition.model.config.language == *language).unwrap_or(0))
        };
        let parts_of =
            |page: &Address| editions.get(edition_of(&page.path)).map(|edition| view::length::parts(edition.briefing(), &page.content));
        let parts: Vec<usize> = addresses.all().par_iter().map(|page| parts_of(page).expect("an edition was found by its place")).collect();
        for (place, parts) in parts.into_iter().enumerate() {
            addresses.claim_parts(place, parts, &mut problems);
        }
        // In how many parts the sitemap comes depends on the parts of pages.
        let formats =
            addresses.all().iter().filter_map(|page| if let Content::Export(format, _) = page.content { Some(format) } else { None });
        for format in formats.collect::<Vec<usize>>() {
            let main = editions.first().expect("every site has a main language");
            for (part, file) in table::parts(&main.model, &addresses, format) {
                let content = Content::Export(format, Export::Part(part));
                addresses.claim(file, content, "a part of a data file", Place::Nowhere, &mut problems);
            }
        }
        let output = |(index, address): (usize, &Address)| Output {
            path: Arc::clone(&address.path),
            page: is_page(&address.content),
            address: index,
            edition: edition_of(&address.path),
        };
        let outputs = addresses.all().iter().enumerate().map(output).collect();
        (Self { editions, addresses, outputs, files: inputs.files.clone(), assets: inputs.assets.clone() }, problems)
    }

    /// The site in its main language.
    fn main_edition(&self) -> &Edition {
        self.editions.first().expect("every site has a main language")
    }

    /// The resolved content.
    pub fn model(&self) -> &Model {
        &self.main_edition().model
    }

    /// Everything that is to be written, in the order in which addresses were claimed.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Those that a template can fail to make: none where the site has no templates of its own.
    pub fn outputs_that_can_fail(&self) -> impl Iterator<Item = &Output> {
        let own = self.main_edition().templates.has_own();
        self.outputs.iter().filter(move |output| {
            let content = &self.address(output).content;
            own && (is_page(content) || matches!(content, Content::Redirect(_)))
        })
    }

    /// The output at a path.
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.get(self.addresses.place_of(path)?)
    }

    /// Makes the bytes of an output.
    ///
    /// # Errors
    /// Every `template-error` that came up.
    pub fn render(&self, output: &Output) -> Result<Rendered, Vec<Diagnostic>> {
        let address = self.address(output);
        let edition = self.editions.get(output.edition).expect("an output is of one of the site's languages");
        let briefing = edition.briefing();
        Ok(Rendered::Bytes(match &address.content {
            Content::Asset(index) => {
                let asset = self.assets.get(*index).expect("the address of a static file leads to one of them");
                return Ok(Rendered::File(asset.source.clone()));
            }
            Content::ShareImage(subject) => return Ok(Rendered::Picture(view::share::card(briefing, *subject))),
            Content::BuiltIn(name) => assets::bytes(name).expect("the address of a built-in file leads to one of them").to_vec(),
            Content::Theme => self.model().config.theme.css().into_bytes(),
            Content::Export(format, of) => self.with_exports(edition, |context| table::export(context, *format, *of))?,
            Content::Search(file) => edition.search.get_or_init(|| Index::of(briefing, self.model())).file(*file).to_vec(),
            _ => {
                let mut view = view::page(briefing, address).expect("what is not a file is a page");
                head::fill(&mut view, briefing, &self.addresses);
                let html = edition.templates.render(&view.template, &edition.site, Value::from_serializable(&view), &view.what);
                shorten_links(html.map_err(|problem| vec![*problem])?, &view.head.root, &edition.model.prefix)
            }
        }))
    }

    fn address(&self, output: &Output) -> &Address {
        self.addresses.all().get(output.address).expect("an output has an address of the site")
    }

    /// What an export makes; what went wrong with templates, where it wants HTML of texts.
    fn with_exports<T>(&self, edition: &Edition, make: impl FnOnce(&ExportContext<'_>) -> T) -> Result<T, Vec<Diagnostic>> {
        let briefing = edition.briefing();
        let failed = Mutex::new(BTreeMap::new());
        let html = |note: Id<Note>, body: &Body| {
            head::portable(briefing, &edition.templates, note, body).unwrap_or_else(|problem| {
                failed.lock().unwrap_or_else(PoisonError::into_inner).insert(note, problem);
                String::new()
            })
        };
        let (model, bibliography) = (&edition.model, &edition.shared.bibliography);
        let (addresses, files, root) = (&self.addresses, &self.files, context::root_of(model));
        let context = ExportContext { model, addresses, files, html: &html, all_formats: table::FORMATS, bibliography, root };
        let output = make(&context);
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if failed.is_empty() { Ok(output) } else { Err(failed.into_values().map(|problem| *problem).collect()) }
    }

    /// The errors of templates in making some outputs, each once. `rendered` is called after each output.
    pub(crate) fn template_errors(&self, outputs: &[&Output], rendered: impl Fn() + Sync) -> Vec<Diagnostic> {
        let render = |output: &&Output| {
            let failed = self.render(output).err();
            rendered();
            failed
        };
        let mut failed: Vec<Diagnostic> = outputs.par_iter().filter_map(render).flatten().collect();
        dedup_template_errors(&mut failed);
        failed
    }

    /// One of each sort of [those](Self::outputs_that_can_fail), for a quick test of the templates.
    pub fn one_of_each(&self) -> Vec<&Output> {
        let mut seen = HashSet::new();
        self.outputs_that_can_fail()
            .filter(|output| {
                let key = match &self.address(output).content {
                    Content::Note(id) => (0, self.model().notes[*id].kind().map(|kind| kind as usize)),
                    Content::List(kind) => (1, Some(*kind as usize)),
                    Content::View(view) => (2, Some(*view as usize)),
                    Content::Home => (3, None),
                    Content::NotFound => (4, None),
                    _ => (5, None),
                };
                seen.insert(key)
            })
            .collect()
    }
}

/// A template that fails, fails on every page that it makes: each of its errors is shown once, for the first page.
pub(crate) fn dedup_template_errors(failed: &mut Vec<Diagnostic>) {
    failed.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.message.cmp(&b.message)));
    let reason = |problem: &Diagnostic| problem.message.split(", while rendering").next().unwrap_or_default().to_owned();
    failed.dedup_by(|a, b| a.place == b.place && reason(a) == reason(b));
}

/// The sizes of the pictures that bodies show, by their paths on the site.
pub(crate) fn picture_sizes<'m>(models: impl Iterator<Item = &'m Model>, assets: &[Asset]) -> HashMap<Box<str>, (u32, u32)> {
    let references =
        models.flat_map(|model| model.notes.iter()).flat_map(|(_, note)| note.written.text.references.iter().zip(&note.targets));
    let shown = distinct(references.filter_map(|(reference, target)| match target {
        Some(LinkTarget::Path(path, _)) if reference.kind == ReferenceKind::Image => Some(&**path),
        _ => None,
    }));
    if shown.is_empty() {
        return HashMap::new();
    }
    let by_path: HashMap<&str, &Asset> = assets.iter().map(|asset| (&*asset.path, asset)).collect();
    shown.into_par_iter().filter_map(|path| Some((path.into(), by_path.get(path)?.picture_size()?))).collect()
}

/// The feeds and files for other tools that a language has; data stands once for all.
fn outputs_of(addresses: &Addresses, model: &Model) -> Vec<view::site::OutputLink> {
    let own_language = (!model.prefix.is_empty()).then_some(&*model.config.language);
    let is_own = |path: &str| model.split_language(path).0 == own_language || path.starts_with("data/");
    addresses
        .all()
        .iter()
        .filter_map(|address| match address.content {
            // What tells of many notes.
            Content::Export(format, Export::Site | Export::OfTrack(_) | Export::OfKind(_)) if is_own(&address.path) => {
                Some((address, table::format_at(format)))
            }
            _ => None,
        })
        .map(|(address, format)| view::site::OutputLink {
            path: address.path.to_string(),
            title: model.language.word(format.title_key),
            media_type: format.media_type,
        })
        .collect()
}

/// The styles and scripts that pages load, with the hashes that go into their addresses.
fn loaded_files(addresses: &Addresses, files: &[Asset], theme: &Theme) -> Vec<view::site::Asset> {
    let hashed = |path: &str, bytes: &[u8]| view::site::Asset {
        path: path.to_owned(),
        hash: blake3::hash(bytes).to_hex().chars().take(12).collect(),
    };
    let loaded = |path: &str| path.ends_with(".css") || path.ends_with(".js");
    addresses
        .all()
        .iter()
        .filter(|address| loaded(&address.path))
        .filter_map(|address| match &address.content {
            Content::BuiltIn(name) => assets::bytes(name).map(|bytes| hashed(&address.path, bytes)),
            Content::Theme => Some(hashed(&address.path, theme.css().as_bytes())),
            // One that cannot be read now fails when it is copied.
            Content::Asset(index) => files.get(*index)?.bytes().ok().map(|bytes| hashed(&address.path, &bytes)),
            _ => None,
        })
        .collect()
}

const fn is_page(content: &Content) -> bool {
    matches!(content, Content::Home | Content::List(_) | Content::Note(_) | Content::View(_) | Content::NotFound)
}
