//! A built site: everything that has an address, and the pure function from an address to its bytes.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use tera::Value;

use super::templates::Templates;
use super::{assets, head};
use crate::config::theme::Theme;
use crate::diagnostic::Diagnostic;
use crate::export::search::Index;
use crate::export::{self, table};
use crate::file::Files;
use crate::language::Language;
use crate::model::address::{Address, Addresses, Content};
use crate::model::{Id, Model, Note, Target};
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
    model: Model,
    addresses: Addresses,
    outputs: Vec<Output>,
    shared: view::shared::Shared,
    language: Arc<Language>,
    templates: Templates,
    site: Value,
    files: Files,
    assets: Vec<Asset>,
    search: OnceLock<Index>,
}

impl Site {
    /// Puts a site together: what many pages share is worked out, pages are not. References that `cache` holds from a build before are
    /// taken from it. Gives what is wrong with templates and references too.
    #[must_use]
    pub(crate) fn new(model: Model, addresses: Addresses, inputs: &Inputs, cache: &mut bibliography::Cache) -> (Self, Vec<Diagnostic>) {
        let language = Arc::new(Language::new(&model.config.language));
        let ((shared, mut problems), (templates, broken)) = rayon::join(
            || view::shared::Shared::new(&model, inputs.style.as_deref(), cache),
            || Templates::new(&inputs.templates, &language),
        );
        problems.extend(broken);
        problems.extend(super::templates::unused(&inputs.templates));
        let shared = shared.with_picture_sizes(picture_sizes(&model, &inputs.assets));
        let exports = addresses
            .all()
            .iter()
            .filter_map(|address| match address.content {
                Content::Export(of) if of.is_of_many() => Some((address, table::format_at(of.format()))),
                _ => None,
            })
            .map(|(address, format)| view::site::OutputLink {
                path: address.path.to_string(),
                title: format.title,
                media_type: format.media_type,
            });
        let briefing = view::Briefing { model: &model, shared: &shared, language: &language };
        let site = Value::from_serializable(&view::site::site(
            briefing,
            loaded_files(&addresses, &inputs.assets, &model.config.theme),
            exports.collect(),
        ));
        let output = |(index, address): (usize, &Address)| Output {
            path: Arc::clone(&address.path),
            page: is_page(&address.content),
            address: index,
        };
        let outputs = addresses.all().iter().enumerate().map(output).collect();
        let site = Self {
            model,
            addresses,
            outputs,
            shared,
            language,
            templates,
            site,
            files: inputs.files.clone(),
            assets: inputs.assets.clone(),
            search: OnceLock::new(),
        };
        (site, problems)
    }

    fn briefing(&self) -> view::Briefing<'_> {
        view::Briefing { model: &self.model, shared: &self.shared, language: &self.language }
    }

    /// The resolved content.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Everything that is to be written, in the order in which addresses were claimed.
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Those that are made by a template, which can fail.
    pub fn outputs_of_templates(&self) -> impl Iterator<Item = &Output> {
        let bare = |content: &Content| {
            matches!(
                content,
                Content::Export(_) | Content::Search(_) | Content::ShareImage(_) | Content::Asset(_) | Content::BuiltIn(_) | Content::Theme
            )
        };
        self.outputs.iter().filter(move |output| self.addresses.all().get(output.address).is_some_and(|address| !bare(&address.content)))
    }

    /// The output at a path.
    #[must_use]
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.get(self.addresses.place_of(path)?)
    }

    /// The path of `base_url`, as in `/briefing/`; `/` where there is none.
    #[must_use]
    pub fn base_path(&self) -> &str {
        self.model.config.base_url.as_ref().map_or("/", |url| url.path())
    }

    /// Makes the bytes of an output.
    ///
    /// # Errors
    /// Every `template-error` that came up.
    pub fn render(&self, output: &Output) -> Result<Rendered, Vec<Diagnostic>> {
        let Some(address) = self.addresses.all().get(output.address) else { return Ok(Rendered::Bytes(Vec::new())) };
        match &address.content {
            Content::Asset(index) => match self.assets.get(*index) {
                Some(asset) => Ok(Rendered::File(asset.source.clone())),
                None => Ok(Rendered::Bytes(Vec::new())),
            },
            Content::BuiltIn(name) => Ok(Rendered::Bytes(assets::bytes(name).unwrap_or_default().to_vec())),
            Content::Theme => Ok(Rendered::Bytes(self.model.config.theme.css().into_bytes())),
            Content::Export(of) => self.with_exports(|context| table::export(context, *of)).map(Rendered::Bytes),
            Content::ShareImage(of) => Ok(Rendered::Picture(view::share::card(self.briefing(), *of))),
            Content::Search(file) => Ok(Rendered::Bytes(self.search_index().file(*file).to_vec())),
            _ => {
                let briefing = self.briefing();
                let Some(mut view) = view::page(briefing, address) else { return Ok(Rendered::Bytes(Vec::new())) };
                head::fill(&mut view, briefing);
                let value = Value::from_serializable(&view);
                let html = self
                    .templates
                    .render(view.template, &self.site, value, &view.what)
                    .map_err(|problem| problem.into_iter().map(|problem| *problem).collect::<Vec<_>>())?;
                Ok(Rendered::Bytes(html))
            }
        }
    }

    /// What an export makes; what went wrong with templates, where it wants HTML of texts.
    fn with_exports<T>(&self, make: impl FnOnce(&export::ExportContext<'_>) -> T) -> Result<T, Vec<Diagnostic>> {
        let briefing = self.briefing();
        let failed = Mutex::new(BTreeMap::new());
        let html = |note: Id<Note>, body: &Body| {
            head::portable(briefing, &self.templates, note, body).unwrap_or_else(|problem| {
                failed.lock().unwrap_or_else(PoisonError::into_inner).insert(note, problem);
                String::new()
            })
        };
        let base_url = self.model.config.base_url.as_ref();
        let made = make(&export::ExportContext::new(
            &self.model,
            &self.addresses,
            &self.files,
            base_url,
            Some(&html),
            table::FORMATS,
            &self.shared.bibliography,
        ));
        let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if failed.is_empty() { Ok(made) } else { Err(failed.into_values().flatten().map(|problem| *problem).collect()) }
    }

    fn search_index(&self) -> &Index {
        self.search.get_or_init(|| Index::of(self.briefing()))
    }

    /// One output of each sort, for a quick look at whether the templates hold.
    #[must_use]
    pub fn one_of_each(&self) -> Vec<&Output> {
        let mut seen = Vec::new();
        self.outputs
            .iter()
            .filter(|output| {
                let sort = match self.addresses.all().get(output.address).map_or(&Content::NotFound, |address| &address.content) {
                    Content::Note(id) => (0, self.model.notes[*id].kind().map(|kind| kind as usize)),
                    Content::Translation(id, _) => (1, self.model.notes[*id].kind().map(|kind| kind as usize)),
                    Content::List(kind) => (2, Some(*kind as usize)),
                    Content::View(view) => (3, Some(*view as usize)),
                    Content::Home => (4, None),
                    Content::NotFound => (5, None),
                    Content::Redirect(_) => (6, None),
                    _ => return false,
                };
                let new = !seen.contains(&sort);
                if new {
                    seen.push(sort);
                }
                new
            })
            .collect()
    }
}

/// The sizes of the pictures that bodies show, by their paths on the site.
pub(crate) fn picture_sizes(model: &Model, assets: &[Asset]) -> HashMap<Box<str>, (u32, u32)> {
    let mut shown: Vec<&str> = Vec::new();
    for (_, note) in model.notes.iter() {
        let own = (&note.written.text.references, &note.targets);
        let translated = note.translations.iter().map(|note| (&note.written.text.references, &note.targets));
        for (references, targets) in std::iter::once(own).chain(translated) {
            let pictures = references.iter().zip(targets).filter(|(reference, _)| reference.kind == ReferenceKind::Image);
            shown.extend(pictures.filter_map(|(_, target)| match target {
                Some(Target::Path(path)) => Some(&**path),
                _ => None,
            }));
        }
    }
    shown.sort_unstable();
    shown.dedup();
    if shown.is_empty() {
        return HashMap::new();
    }
    let by_path: HashMap<&str, &Asset> = assets.iter().map(|asset| (&*asset.path, asset)).collect();
    shown.into_par_iter().filter_map(|path| Some((path.into(), by_path.get(path)?.picture_size()?))).collect()
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
    matches!(content, Content::Home | Content::List(_) | Content::Note(_) | Content::Translation(..) | Content::View(_) | Content::NotFound)
}
