//! Names → references: the only place where that happens. What comes out holds no name that leads nowhere.

mod complete;
mod fields;
mod languages;
mod links;
mod names;
mod problems;
mod settings;
mod titles;
mod values;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::address::{self, Addresses, Content, Export, ExportFile, Scope, SharePage, View};
use super::{Entity, Id, Mention, Model, Note, Statement, Table, TranslatedNote};
use crate::config::Config;
use crate::config::OutputKind;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::language::Language;
use crate::parse::fields::{Access, Common, Fields, Kind, RoundFields};
use crate::parse::{NoteLocation, ParsedNote, translation};
use names::Names;
use problems::Problems;

/// What lies in `static/`: its path on the site and where a problem with it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Path on the site, with `/`.
    pub path: Box<str>,
    /// Its file in the user's folder.
    pub place: Place,
}

/// What has an address besides notes, lists and views.
#[derive(Debug, Clone, Copy, Default)]
pub struct OtherFiles<'a> {
    /// The site's own files.
    pub statics: &'a [StaticFile],
    /// The names of the files that come with the program.
    pub built_in: &'a [&'static str],
    /// The files for other tools.
    pub exports: &'a [ExportFile],
    /// The site's languages with its own words for the interface; those that the program has serve the others.
    pub languages: &'a [Arc<Language>],
}

/// The resolved site.
#[derive(Debug)]
pub struct Resolved {
    /// In its main language.
    pub model: Model,
    /// In its other languages, in the order of `languages`: the same notes with their translations laid over them.
    pub others: Vec<Model>,
    /// Where everything lies.
    pub addresses: Addresses,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves the whole site. Drafts are left out unless `drafts` is set; a link to one is then an unknown reference.
pub fn resolve(parsed: &[Arc<ParsedNote>], config: &Arc<Config>, files: &OtherFiles<'_>, drafts: bool) -> Resolved {
    let mut diagnostics = Vec::new();
    let published = published_notes(parsed, drafts, &mut diagnostics);
    let names = Names::new(&published, config);
    let language = |tag: &str| {
        let given = files.languages.iter().find(|language| *language.tag == *tag);
        given.map_or_else(|| Arc::new(Language::new(tag)), Arc::clone)
    };
    let labelled = |config: &Config| {
        let language = language(&config.language);
        let labels = config.labels.0.iter().map(|(key, label)| (&*key.value, &*label.value));
        if config.labels.0.is_empty() { language } else { Arc::new(language.renamed(labels)) }
    };
    let language_names: Vec<(Box<str>, Box<str>)> =
        config.languages.iter().map(|tag| (tag.clone(), language(tag).own_name().into())).collect();
    let mut model = skeleton(&published, config, labelled(config), config);
    model.language_names.clone_from(&language_names);
    let others: Vec<(PublishedNotes, Model)> = config
        .languages
        .iter()
        .filter(|tag| **tag != config.language)
        .map(|tag| {
            let (translated, problems) = languages::overlay(&published, tag);
            diagnostics.extend(problems);
            let own = Arc::new(languages::config(config, &published, &translated, tag));
            let mut skeleton = skeleton(&translated, &own, labelled(&own), config);
            skeleton.language_names.clone_from(&language_names);
            (translated, skeleton)
        })
        .collect();
    let addresses = claim_all(&model, others.iter().map(|(_, model)| model), &names, files, &mut diagnostics);

    let mut problems = Problems::default();
    settings::topic_groups(config, parsed, &mut problems);
    settings::menus(config, &names, &addresses, &model, &mut problems);
    settings::translate(config, &names, &mut problems);
    diagnostics.extend(problems.finish());
    let (model, problems) = complete_model(model, &published, &names, &addresses);
    diagnostics.extend(problems);
    // Their problems are left out: those of references were found with the originals, and all others are the originals' own.
    let others = others
        .into_par_iter()
        .map(|(translated, model)| complete_model(model, &translated, &Names::new(&translated, config), &addresses).0)
        .collect();
    Resolved { model, others, addresses, diagnostics }
}

/// Completes a skeleton: looks up what its notes name and refer to.
fn complete_model(mut model: Model, published: &PublishedNotes, names: &Names, addresses: &Addresses) -> (Model, Vec<Diagnostic>) {
    let config = Arc::clone(&model.config);
    let mut diagnostics = Vec::new();
    let mut problems = Problems::default();
    resolve_links(published, names, addresses, &mut model, &mut problems);
    put_titles(names, &mut model);
    let resolved: Vec<_> = published.notes.par_iter().map(|original| fields::note(original, names, addresses, &model)).collect();
    let mut pending: Vec<(MentionTarget, Mention)> = Vec::new();
    for note in resolved {
        problems.append(note.problems);
        pending.extend(note.mentions);
        (note.store)(&mut model);
    }
    model.columns = settings::columns(&config, names, &mut problems);
    (model.home_topics, model.home_disputes) = settings::home(&config, names, &mut problems);
    diagnostics.extend(problems.finish());
    complete::all(&mut model, &mut diagnostics);
    index_mentions(&mut model, pending);
    (model, diagnostics)
}

/// Looks up the references of all notes and translations.
fn resolve_links<'a>(
    published: &PublishedNotes,
    names: &'a Names,
    addresses: &'a Addresses,
    model: &mut Model,
    problems: &mut Problems<'a>,
) {
    let linked: Vec<_> = published.notes.par_iter().map(|original| links::of_note(original, names, addresses, model)).collect();
    for (note, found) in model.notes.as_mut_slice().iter_mut().zip(linked) {
        problems.append(found.problems);
        (note.targets, note.raw_targets) = (found.targets, found.raw_targets);
        for (translation, targets) in note.translations.iter_mut().zip(found.translations) {
            translation.targets = targets;
        }
    }
}

/// Puts titles in the place of ids in the text of all notes and translations.
fn put_titles(names: &Names, model: &mut Model) {
    let titles = titles::Titles { names, model };
    let titled: Vec<(Arc<ParsedNote>, Vec<Arc<ParsedNote>>)> = model
        .notes
        .as_slice()
        .par_iter()
        .map(|note| {
            let linked = note.translations.iter().filter(|_| model.prefix.is_empty());
            let translations = linked.map(|other| titles.with_titles(&other.written, &other.targets)).collect();
            (titles.with_titles(&note.written, &note.targets), translations)
        })
        .collect();
    for (note, (written, translations)) in model.notes.as_mut_slice().iter_mut().zip(titled) {
        note.written = written;
        for (translation, written) in note.translations.iter_mut().zip(translations) {
            translation.written = written;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MentionTarget {
    Note(Id<Note>),
    Statement(Id<Statement>),
}

/// The notes that will be published, each with its translations, in the model's order.
struct PublishedNotes {
    notes: Vec<Original>,
    drafts: HashSet<Box<str>>,
}

/// A note and its translations.
#[derive(Clone)]
struct Original {
    note: Id<Note>,
    entity: Entity,
    parsed: Arc<ParsedNote>,
    /// The note without a translation laid over it.
    untranslated: Arc<ParsedNote>,
    translations: Vec<Arc<ParsedNote>>,
    /// The languages of translations that give no words yet: those count as not there.
    begun_translations: Vec<Box<str>>,
}

fn published_notes(parsed: &[Arc<ParsedNote>], with_drafts: bool, diagnostics: &mut Vec<Diagnostic>) -> PublishedNotes {
    let mut first: HashMap<&str, &Arc<ParsedNote>> = HashMap::new();
    let mut originals: Vec<&Arc<ParsedNote>> = Vec::new();
    let mut drafts: HashSet<(&NoteLocation, &str)> = HashSet::new();
    let mut translations: HashMap<(&NoteLocation, &str), Vec<&Arc<ParsedNote>>> = HashMap::new();
    for note in parsed {
        if note.language.is_some() {
            translations.entry((&note.location, &note.id)).or_default().push(note);
            continue;
        }
        if let NoteLocation::Note(_) = note.location {
            if let Some(earlier) = first.get(&*note.id) {
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateId, note.first_line, format!("the id `{}` is taken", note.id))
                        .help("An id is unique over the whole site, whatever the folder. Rename this file.")
                        .related(earlier.first_line, "the first note with this id"),
                );
                continue;
            }
            first.insert(&note.id, note);
        }
        if !with_drafts && note.common.is_draft() {
            drafts.insert((&note.location, &note.id));
        } else {
            originals.push(note);
        }
    }
    originals.sort_by(|a, b| (&a.location, &a.id).cmp(&(&b.location, &b.id)));
    let mut counts = BTreeMap::new();
    let mut notes = Vec::with_capacity(originals.len());
    for (index, original) in originals.into_iter().enumerate() {
        let mut others = translations.remove(&(&original.location, &*original.id)).unwrap_or_default();
        others.sort_by(|a, b| a.language.cmp(&b.language).then(a.first_line.cmp(&b.first_line)));
        let (blank, others): (Vec<_>, Vec<_>) =
            languages::first_of_each(others, diagnostics).into_iter().partition(|other| translation::is_blank(other));
        let entity = entity_of(&original.location, &mut counts);
        notes.push(Original {
            note: Id::new(index),
            entity,
            parsed: Arc::clone(original),
            untranslated: Arc::clone(original),
            translations: others.into_iter().map(Arc::clone).collect(),
            begun_translations: blank.into_iter().filter_map(|other| other.language.clone()).collect(),
        });
    }
    let mut orphans: Vec<_> = translations.into_values().flatten().filter(|note| !drafts.contains(&(&note.location, &*note.id))).collect();
    orphans.sort_by_key(|note| note.first_line);
    for orphan in orphans {
        let original = if orphan.id.is_empty() { "_index" } else { &*orphan.id };
        let message = format!("this is a translation of `{original}`, and there is no such note here");
        let help = format!("Put the original, `{original}.md`, into the same folder, or rename this file.");
        diagnostics.push(Diagnostic::new(Code::UnknownReference, orphan.first_line, message).help(help));
    }
    PublishedNotes { notes, drafts: drafts.into_iter().map(|(_, id)| id.into()).collect() }
}

/// What a note is about: the next of its kind.
fn entity_of(location: &NoteLocation, counts: &mut BTreeMap<Kind, usize>) -> Entity {
    let kind = match location {
        NoteLocation::Home => return Entity::Home,
        NoteLocation::List(kind) => return Entity::List(*kind),
        NoteLocation::Note(kind) => *kind,
    };
    let count = counts.entry(kind).or_default();
    *count += 1;
    Entity::of(kind, *count - 1)
}

/// The model with its notes and empty tables; fields come when all names are known.
fn skeleton(published: &PublishedNotes, config: &Arc<Config>, words: Arc<Language>, main_config: &Arc<Config>) -> Model {
    let main = &*main_config.language;
    let language = &config.language;
    let prefix: Box<str> = if **language == *main { "".into() } else { format!("{language}/").into() };
    let shows_untranslated = config.shows_untranslated(language);
    let notes: Table<Note> = published
        .notes
        .iter()
        .map(|original| {
            let translated = original.parsed.language.is_some();
            let path = address::of_entity(original.entity, &original.parsed.id);
            let own_path = translated || shows_untranslated || original.entity.kind().is_none();
            let name = original.parsed.common.names.as_ref().and_then(|names| names.get(language));
            let name = name.map(|name| &*name.value).filter(|_| !translated && **language != *main);
            let title_language = if translated || name.is_some() { &**language } else { main };
            Note {
                path: if own_path { format!("{prefix}{path}").into() } else { path.into() },
                entity: original.entity,
                id: original.parsed.id.clone(),
                title: name.map_or_else(|| title_of(&original.parsed, original.entity), Into::into),
                original_title: title_of(&original.untranslated, original.entity),
                original_language: main.into(),
                title_language: title_language.into(),
                language: if translated { language.clone() } else { main.into() },
                written: Arc::clone(&original.parsed),
                targets: Vec::new(),
                raw_targets: HashMap::new(),
                translations: original
                    .translations
                    .iter()
                    .map(|parsed| TranslatedNote {
                        language: parsed.language.clone().expect("a translation has a language"),
                        title: title_of(if parsed.common.title.given().is_some() { parsed } else { &original.parsed }, original.entity),
                        written: Arc::clone(parsed),
                        targets: Vec::new(),
                    })
                    .collect(),
                begun_translations: original.begun_translations.clone(),
            }
        })
        .collect();
    // A site of which nothing was changed is as old as its newest note.
    let dates = |note: &Common| [(true, &note.updated), (false, &note.created)].map(|(changed, at)| Some((changed, at.as_ref()?.value)));
    let newest = published.notes.iter().flat_map(|original| dates(&original.parsed.common)).flatten().max().map(|(_, date)| date);
    let by_id = notes.iter().filter(|(_, n)| n.kind().is_some()).map(|(id, n)| (n.id.clone(), id)).collect();
    let home = notes.iter().find(|(_, n)| n.entity == Entity::Home).map(|(id, _)| id);
    let lists = notes.iter().filter_map(|(id, n)| if let Entity::List(kind) = n.entity { Some((kind, id)) } else { None }).collect();
    Model {
        language_names: Vec::new(),
        main_config: Arc::clone(main_config),
        language: words,
        prefix,
        published: config
            .published
            .as_ref()
            .map(|at| at.value)
            .or_else(|| notes[home?].written.common.changes.iter().filter_map(|change| change.date.given()).map(|at| at.value).max()),
        as_of: config.as_of.as_ref().map(|at| at.value).or(newest),
        config: Arc::clone(config),
        by_id,
        home,
        lists,
        notes,
        actors: Table::default(),
        rounds: Table::default(),
        tracks: Table::default(),
        sources: Table::default(),
        topics: Table::default(),
        disputes: Table::default(),
        pages: Table::default(),
        statements: Table::default(),
        mentions: Table::default(),
        statement_mentions: Table::default(),
        columns: Vec::new(),
        has_shifts: published.notes.iter().any(|note| matches!(&note.parsed.fields, Fields::Topic(topic) if !topic.shifts.is_empty())),
        standing_sources: Vec::new(),
        home_topics: Vec::new(),
        home_disputes: Vec::new(),
    }
}

fn title_of(parsed: &ParsedNote, entity: Entity) -> Box<str> {
    match entity {
        Entity::List(kind) if parsed.common.title.given().is_none() => kind.folder().into(),
        _ => parsed.title().into(),
    }
}

/// The stylesheet of `[theme]`.
const THEME: &str = "theme.css";

/// Gives out addresses: first of the main language, then of the others, whose pages lie in a folder of their own.
fn claim_all<'m>(
    model: &'m Model,
    others: impl Iterator<Item = &'m Model>,
    names: &Names,
    files: &OtherFiles<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Addresses {
    let OtherFiles { statics, built_in, .. } = *files;
    let mut addresses = Addresses::default();
    for model in std::iter::once(model).chain(others) {
        claim_pages(&mut addresses, model, diagnostics);
        claim_exports(&mut addresses, model, files, diagnostics);
        if model.config.outputs.has(OutputKind::Search) {
            for (file, part) in address::search_files(names.len()) {
                addresses.claim(model.path(&file), Content::Search(part), "the search index", Place::Nowhere, diagnostics);
            }
        }
        claim_share_images(&mut addresses, model, diagnostics);
    }
    if !model.config.theme.is_empty() {
        addresses.claim(THEME.to_owned(), Content::Theme, "the stylesheet of `[theme]`", Place::Nowhere, diagnostics);
    }
    for name in built_in {
        // A site's own file of the same name takes the place of the built-in one.
        if !statics.iter().any(|file| &*file.path == *name) {
            addresses.claim((*name).to_owned(), Content::BuiltIn(name), "a file that comes with the program", Place::Nowhere, diagnostics);
        }
    }
    for (index, file) in statics.iter().enumerate() {
        addresses.claim(file.path.to_string(), Content::Asset(index), format!("the file `static/{}`", file.path), file.place, diagnostics);
    }
    for (id, note) in model.notes.iter() {
        for alias in &note.written.common.aliases {
            match address::file_of_alias(&alias.value) {
                Ok(file) => {
                    let what = format!("the alias `{}` of `{}`", alias.value, note.id);
                    addresses.claim(file, Content::Redirect(id), what, alias.span.into(), diagnostics);
                }
                Err(message) => {
                    let help = "Write the old path from the site's root, such as `/old/page/`.";
                    diagnostics.push(Diagnostic::new(Code::InvalidValue, alias.span, message).help(help));
                }
            }
        }
    }
    addresses
}

/// The pages of a site in one language.
fn claim_pages(addresses: &mut Addresses, model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let home = model.home.map_or(Place::Nowhere, |id| model.notes[id].written.first_line.into());
    addresses.claim(model.path("index.html"), Content::Home, "the home page", home, diagnostics);
    for kind in Kind::ALL {
        let place = model.note_of(Entity::List(kind)).map_or(Place::Nowhere, |id| model.notes[id].written.first_line.into());
        let file = model.path(&format!("{}/index.html", kind.folder()));
        addresses.claim(file, Content::List(kind), format!("the list of {}", kind.folder()), place, diagnostics);
    }
    for view in View::of_site(model).filter(|view| model.prefix.is_empty() || *view != View::Data) {
        let file = model.path(&format!("{}/index.html", view.as_str()));
        addresses.claim(file, Content::View(view), format!("the view `{}`", view.as_str()), Place::Nowhere, diagnostics);
    }
    addresses.claim(model.path("404.html"), Content::NotFound, "the page for missing addresses", Place::Nowhere, diagnostics);
    for (id, note) in model.notes.iter().filter(|(_, note)| note.kind().is_some() && note.path.starts_with(&*model.prefix)) {
        let (owner, place) = match note.translations.iter().find(|other| other.language == note.language) {
            Some(translation) => (format!("the page of `{}` in `{}`", note.id, note.language), translation.written.first_line),
            None => (format!("the page of `{}`", note.id), note.written.first_line),
        };
        addresses.claim(address::file_of(&note.path), Content::Note(id), owner, place.into(), diagnostics);
    }
}

/// Pictures for where addresses are posted; a note with an `image` of its own needs none.
fn claim_share_images(addresses: &mut Addresses, model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let notes = model.notes.iter().filter(|(_, note)| note.kind().is_some() && note.written.common.image.is_none());
    let has_own = |kind: &Kind| model.note_of(Entity::List(*kind)).is_some_and(|id| model.notes[id].written.common.image.is_some());
    let lists = Kind::ALL.into_iter().filter(|kind| !has_own(kind)).map(SharePage::List);
    let pages = std::iter::once(SharePage::Home).chain(lists).chain(View::of_site(model).map(SharePage::View));
    for page in pages.chain(notes.map(|(id, _)| SharePage::Note(id))) {
        // A page that is not translated shows the original's picture.
        if let Some(file) = address::own_share_image(model, page).filter(|file| file.starts_with(&*model.prefix)) {
            addresses.claim(file, Content::ShareImage(page), "a picture for where addresses are posted", Place::Nowhere, diagnostics);
        }
    }
}

fn claim_exports(addresses: &mut Addresses, model: &Model, files: &OtherFiles<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let main = model.prefix.is_empty();
    for ExportFile { format, path, scope, needs, .. } in files.exports.iter().filter(|export| main || export.every_language).copied() {
        // Whether there is what the file needs, and in which tracks.
        let is_enough = |round: &RoundFields| needs.is_some_and(|needs| needs(round));
        let enough = model.notes.iter().filter_map(|(_, note)| match &note.written.fields {
            Fields::Round(round) if is_enough(round) => Some(round),
            _ => None,
        });
        let enough: Vec<&Arc<RoundFields>> = enough.collect();
        let tracks: HashSet<&str> = enough.iter().filter_map(|round| Some(&*round.track.as_ref()?.text.value)).collect();
        let mut claim = |file: String, export: Export| {
            addresses.claim(file, Content::Export(format, export), "a file for other tools", Place::Nowhere, diagnostics);
        };
        match scope {
            // A site's own `robots.txt` or `_headers` takes the place of ours.
            Scope::Site if files.statics.iter().any(|file| &*file.path == path) => {}
            Scope::Site if needs.is_some() && enough.is_empty() => {}
            Scope::Site => claim(model.path(path), Export::Site),
            Scope::Source | Scope::Track => {
                for (_, note) in model.notes.iter() {
                    let export = match (scope, note.entity) {
                        (Scope::Source, Entity::Source(source)) => Export::OfSource(source),
                        (Scope::Track, Entity::Track(track)) if needs.is_none() || tracks.contains(&*note.id) => Export::OfTrack(track),
                        _ => continue,
                    };
                    claim(model.path(&format!("{}{path}", address::of_entity(note.entity, &note.id))), export);
                }
            }
            Scope::Kind => {
                for kind in Kind::ALL {
                    claim(model.path(&format!("{}/{path}", kind.folder())), Export::OfKind(kind));
                }
            }
            Scope::Note => {
                // In another language it is made of what is translated alone.
                for (id, note) in model.notes.iter().filter(|(id, note)| note.kind().is_some() && model.is_in_language(*id)) {
                    claim(format!("{}{path}", note.path), Export::OfNote(id));
                }
            }
        }
    }
}

/// Puts every mention into the list of what it refers to.
fn index_mentions(model: &mut Model, pending: Vec<(MentionTarget, Mention)>) {
    (model.mentions, model.statement_mentions) = (model.notes.of_each(), model.statements.of_each());
    for (to, mention) in pending {
        let list: &mut Vec<Mention> = match to {
            MentionTarget::Note(id) => &mut model.mentions[id],
            MentionTarget::Statement(id) => &mut model.statement_mentions[id],
        };
        list.push(mention);
    }
    model.mentions.as_mut_slice().par_iter_mut().chain(model.statement_mentions.as_mut_slice()).for_each(|list| {
        list.sort_unstable();
        list.dedup();
        list.shrink_to_fit();
    });
}

/// Whether a source's statements count: those of a work that nobody read are refused.
fn carries_statements(fields: &Fields) -> bool {
    matches!(fields, Fields::Source(source) if source.access.as_ref().is_none_or(|access| access.value == Access::Read))
}
