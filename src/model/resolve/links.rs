//! References in Markdown.

use std::collections::HashMap;
use std::sync::Arc;

use super::Original;
use super::names::Names;
use super::problems::Problems;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::Span;
use crate::model::address::{self, Address, Addresses, Content};
use crate::model::{Entity, Id, LinkTarget, Model, Note};
use crate::parse::fields::Kind;
use crate::parse::markdown::{PAGE_SECTIONS, Reference, ReferenceKind};
use crate::parse::record::Text;
use crate::parse::{NoteLocation, ParsedNote};

/// What the references of one note point to.
pub(super) struct Linked<'a> {
    pub(super) targets: Vec<Option<LinkTarget>>,
    pub(super) raw_targets: HashMap<Box<str>, LinkTarget>,
    pub(super) translations: Vec<Vec<Option<LinkTarget>>>,
    pub(super) problems: Problems<'a>,
}

/// Looks up the references of a note and of its translations.
pub(super) fn of_note<'a>(original: &Original, names: &'a Names, addresses: &'a Addresses, model: &Model) -> Linked<'a> {
    let mut problems = Problems::default();
    let page = address::of_entity(original.entity, &original.parsed.id);
    let mut look_up = |parsed: &Arc<ParsedNote>| {
        let page = parsed.language.as_deref().map_or_else(|| page.clone(), |language| address::in_language(&page, language));
        let mut links =
            Links { names, addresses, model, parsed: Some(parsed), entity: original.entity, page, problems: Problems::default() };
        let raw: HashMap<_, _> = parsed.text.raw_addresses.iter().filter_map(|address| links.raw_address(address)).collect();
        let targets = parsed.text.references.iter().map(|reference| links.target(reference)).collect();
        problems.append(links.problems);
        (targets, raw)
    };
    let (targets, raw_targets) = look_up(&original.parsed);
    // They are looked up once, beside the originals; in the site of another language a note holds its translation itself.
    let translations =
        if model.prefix.is_empty() { original.translations.iter().map(|other| look_up(other).0).collect() } else { Vec::new() };
    Linked { targets, raw_targets, translations, problems }
}

/// Looks up a path that a setting names from the site's root.
pub(super) fn path_on_site<'a>(url: &Text, names: &'a Names, addresses: &'a Addresses, model: &Model) -> Problems<'a> {
    let reference = Reference::new(ReferenceKind::Link, &url.value, url.span);
    let mut links =
        Links { names, addresses, model, parsed: None, entity: Entity::Home, page: String::new(), problems: Problems::default() };
    let (path, anchor) = split_anchor(&url.value);
    let path = address::percent_decoded(path.split('?').next().unwrap_or(path));
    let on_site = joined("", &path).unwrap_or_else(|| path.trim_start_matches('/').to_owned());
    let _found = match addresses.find(&on_site) {
        Some(address) => links.address(address, None, anchor.map(address::percent_decoded).as_deref(), &reference),
        None => nothing_there(on_site, url.span, addresses, &mut links.problems),
    };
    links.problems
}

/// Reports a path at which nothing lies.
fn nothing_there<'a, T>(on_site: String, span: Span, addresses: &'a Addresses, problems: &mut Problems<'a>) -> Option<T> {
    const LINK: &str = "A leading `/` means the site's root; to link to a note, write `[[id]]`, in a menu `note = \"id\"`";
    let problem = Diagnostic::new(Code::UnknownReference, span, format!("nothing on this site lies at `/{on_site}`"))
        .help(format!("{LINK}; files lie in `static/`."));
    problems.push_with_suggestion(problem, move |problem| {
        let near = did_you_mean(&on_site, addresses.pages());
        problem.help_if(near.map(|near| format!("Did you mean `/{near}`? {LINK}.")))
    });
    None
}

/// What looking up a note's references needs.
struct Links<'a, 'm> {
    names: &'a Names,
    addresses: &'a Addresses,
    model: &'m Model,
    /// The note, or its translation, in which the references stand; none for those of settings.
    parsed: Option<&'m Arc<ParsedNote>>,
    entity: Entity,
    /// The path of its page.
    page: String,
    problems: Problems<'a>,
}

impl<'a> Links<'a, '_> {
    /// What a reference points to; nothing after a report.
    fn target(&mut self, reference: &Reference) -> Option<LinkTarget> {
        match &reference.kind {
            ReferenceKind::Wikilink => self.wikilink(reference),
            ReferenceKind::Citation(_) => self.citation(reference),
            ReferenceKind::Card => self.card(reference),
            ReferenceKind::Link => self.link(reference),
            ReferenceKind::Image => self.image(reference),
        }
    }

    /// Where a link of raw HTML leads. The same text stands on lists and in the print edition too, so that only an address from the
    /// site's root holds on all of them. What is shown stays as it is written.
    fn raw_address(&mut self, reference: &Reference) -> Option<(Box<str>, LinkTarget)> {
        let written = &*reference.target;
        let found = self.target(reference).filter(|found| !matches!(found, LinkTarget::Here(_) | LinkTarget::Web(_)))?;
        if written.starts_with('/') && !written.contains(".md") {
            return (reference.kind == ReferenceKind::Link).then(|| (written.into(), found));
        }
        let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        let stem = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
        let page = self.names.note(stem).map(|(_, entity)| address::of_entity(entity, stem));
        let page = page.or_else(|| joined(&self.page, path)).unwrap_or_default();
        self.problems.push(
            Diagnostic::new(
                Code::UnknownReference,
                reference.span,
                format!("`{written}` in raw HTML leads nowhere from the other pages that show this text"),
            )
            .help(format!("Write the address from the site's root, `/{page}{rest}`, or say it in Markdown.")),
        );
        None
    }

    fn wikilink(&mut self, reference: &Reference) -> Option<LinkTarget> {
        let (id, anchor) = split_anchor(&reference.target);
        if id.is_empty() {
            return self.on_this_page(anchor.unwrap_or(""), reference);
        }
        let Some((note, entity)) = self.names.note(id) else {
            return self.names.report_unknown(id, reference.span, None, "", &mut self.problems);
        };
        self.anchored(note, entity, id, anchor, reference)
    }

    /// A note, with an anchor that must be there.
    fn anchored(&mut self, note: Id<Note>, entity: Entity, id: &str, anchor: Option<&str>, reference: &Reference) -> Option<LinkTarget> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
            return Some(LinkTarget::Note { id: note, anchor: None });
        };
        if let Entity::Source(source) = entity
            && let Some(statement) = self.names.statement(source, anchor)
        {
            return Some(LinkTarget::Statement(statement));
        }
        let parsed = &self.model.notes[note].written;
        if let Some(anchor) = find_anchor(parsed, anchor) {
            return Some(LinkTarget::Note { id: note, anchor: Some(anchor.into()) });
        }
        if let Entity::Source(source) = entity {
            return self.names.report_unknown_statement(id, source, anchor, reference.span, "", &mut self.problems);
        }
        broken_anchor(Some(parsed), &format!("`{id}`"), anchor, reference, &mut self.problems);
        // The page is there: where a site makes less of this rule, the link leads to its head.
        Some(LinkTarget::Note { id: note, anchor: None })
    }

    fn on_this_page(&mut self, anchor: &str, reference: &Reference) -> Option<LinkTarget> {
        if let Entity::Source(source) = self.entity
            && let Some(statement) = self.names.statement(source, anchor)
        {
            return Some(LinkTarget::Statement(statement));
        }
        if anchor.is_empty() {
            return Some(LinkTarget::Here("".into()));
        }
        if let Some(anchor) = self.parsed.and_then(|parsed| find_anchor(parsed, anchor)) {
            return Some(LinkTarget::Here(anchor.into()));
        }
        broken_anchor(self.parsed, "this page", anchor, reference, &mut self.problems);
        Some(LinkTarget::Here(anchor.into()))
    }

    fn citation(&mut self, reference: &Reference) -> Option<LinkTarget> {
        let (id, statement) = split_anchor(&reference.target);
        let Some((note, entity)) = self.names.note(id) else {
            return self.names.report_unknown(id, reference.span, Some(Kind::Source), "", &mut self.problems);
        };
        let Entity::Source(source) = entity else {
            let problem = Names::wrong_kind(id, entity.kind(), "a source", reference.span);
            return self.problems.reject(problem.help("A citation names a source. To link to another note, write `[[id]]`."));
        };
        match statement {
            None => Some(LinkTarget::Note { id: note, anchor: None }),
            Some(statement) => self
                .names
                .statement(source, statement)
                .map(LinkTarget::Statement)
                .or_else(|| self.names.report_unknown_statement(id, source, statement, reference.span, "", &mut self.problems)),
        }
    }

    fn card(&mut self, reference: &Reference) -> Option<LinkTarget> {
        let target = self.citation(reference)?;
        if matches!(target, LinkTarget::Statement(_)) {
            return Some(target);
        }
        self.problems.reject(
            Diagnostic::new(Code::InvalidValue, reference.span, format!("`{}` names a source without a statement", reference.target))
                .help(format!("A card shows one statement: `![[{}#statement-id]]`.", reference.target)),
        )
    }

    fn link(&mut self, reference: &Reference) -> Option<LinkTarget> {
        let written = &*reference.target;
        if let Some(anchor) = written.strip_prefix('#') {
            return self.on_this_page(&address::percent_decoded(anchor), reference);
        }
        if is_absolute(written) {
            return Some(LinkTarget::Web(written.into()));
        }
        let (path, anchor) = split_anchor(written);
        let anchor = anchor.map(address::percent_decoded);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let path = address::percent_decoded(path);
        let (on_site, addresses) = (joined(&self.page, &path), self.addresses);
        let address = on_site.as_deref().and_then(|path| addresses.find(path));
        match (address, on_site) {
            (Some(address), _) => self.address(address, query, anchor.as_deref(), reference),
            (None, _) if path.ends_with(".md") => self.file_link(&path, anchor.as_deref(), reference),
            (None, Some(on_site)) => nothing_there(on_site, reference.span, self.addresses, &mut self.problems),
            (None, None) => self.problems.reject(
                Diagnostic::new(Code::UnknownReference, reference.span, format!("`{written}` leads out of the site"))
                    .help("A leading `/` means the site's root; to link to a note, write `[[id]]`."),
            ),
        }
    }

    /// What stands at an address, with an anchor that must be there.
    fn address(&mut self, address: &Address, query: Option<&str>, anchor: Option<&str>, reference: &Reference) -> Option<LinkTarget> {
        let (path, model) = (address::path_of(&address.path), self.model);
        let anchor = match (&address.content, anchor) {
            (Content::Note(note), _) => {
                let found = &model.notes[*note];
                let target = self.anchored(*note, found.entity, &found.id, anchor, reference)?;
                // An address in another language leads to the page in that language.
                let (language, _) = model.split_language(path);
                if language.is_none() || language == self.parsed.and_then(|parsed| parsed.language.as_deref()) {
                    return Some(target);
                }
                anchor.map(str::to_owned)
            }
            (Content::List(kind), Some(anchor)) => self.anchor_of_list(Entity::List(*kind), path, anchor, reference),
            (Content::Home, Some(anchor)) => self.anchor_of_list(Entity::Home, path, anchor, reference),
            (_, anchor) => anchor.map(str::to_owned),
        };
        let path = self.addresses.in_language_of(model, path);
        Some(LinkTarget::Path(path.into(), address::query_and_anchor(query, anchor.as_deref()).into()))
    }

    /// An anchor of the home page or of a list, where it is there. Those that the page's template gives begin with `_`; that of the
    /// references is `references`.
    fn anchor_of_list(&mut self, list: Entity, path: &str, anchor: &str, reference: &Reference) -> Option<String> {
        if anchor.is_empty() || anchor == "references" || anchor.starts_with('_') {
            return Some(anchor.to_owned());
        }
        let note = self.model.note_of(list).map(|note| &self.model.notes[note]);
        let texts = || note.into_iter().flat_map(|note| note.translations.iter().map(|other| &other.written).chain([&note.written]));
        let found = texts().find_map(|parsed| find_anchor(parsed, anchor));
        if found.is_none() {
            broken_anchor(note.map(|note| &note.written), &format!("`/{path}`"), anchor, reference, &mut self.problems);
        }
        found.map(str::to_owned)
    }

    /// `../actors/ukraine.md`: the way from file to file, as other editors write it.
    fn file_link(&mut self, path: &str, anchor: Option<&str>, reference: &Reference) -> Option<LinkTarget> {
        let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
        let from_root = path.strip_prefix("/content/").or_else(|| path.strip_prefix("content/"));
        let wanted = from_root.map(str::to_owned).or_else(|| joined(self.parsed.map_or("", |parsed| &parsed.path), path));
        let list = wanted.as_deref().and_then(|wanted| wanted.strip_suffix("_index.md"));
        let addresses = self.addresses;
        if let Some(address) = list.and_then(|folder| addresses.find(folder)) {
            return self.address(address, None, anchor, reference);
        }
        let (Some((note, entity)), Some(wanted)) = (self.names.note(stem), wanted) else {
            self.report_unknown_file(path, stem, anchor, reference);
            return None;
        };
        let file = &self.model.notes[note].written.path;
        // Another language's notes have the paths of their translations; the way was looked up beside the originals.
        if self.model.prefix.is_empty() && wanted.strip_suffix(".md") != Some(file) {
            let problem = Diagnostic::new(Code::UnknownReference, reference.span, format!("there is no file `{path}` here"));
            return self.problems.reject(problem.help(format!("Did you mean `/content/{file}.md`, or simply `[[{stem}]]`?")));
        }
        self.anchored(note, entity, stem, anchor, reference)
    }

    /// Reports a note's file that is not there, with the page of the one that was meant.
    fn report_unknown_file(&mut self, path: &str, stem: &str, anchor: Option<&str>, reference: &Reference) {
        if self.names.is_draft(stem) {
            self.names.report_unknown::<()>(stem, reference.span, None, "", &mut self.problems);
            return;
        }
        let problem = Diagnostic::new(Code::UnknownReference, reference.span, format!("there is no file `{path}` here"))
            .help("Write the way from this note's file to the other's, `../actors/ukraine.md`, or the other's id, `[[ukraine]]`.");
        let (names, stem) = (self.names, stem.to_owned());
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        self.problems.push_with_suggestion(problem, move |problem| {
            let page = |id: String| names.note(&id).map(|(_, entity)| format!("/{}{anchor}", address::of_entity(entity, &id)));
            problem.suggest(names.suggest(&stem, None).and_then(page).as_deref(), "")
        });
    }

    fn image(&mut self, reference: &Reference) -> Option<LinkTarget> {
        let written = &*reference.target;
        if self.model.config.markdown.embeds(written) {
            return Some(LinkTarget::Web(written.into()));
        }
        if is_absolute(written) || written.starts_with("//") {
            let problem = Diagnostic::new(Code::MissingAsset, reference.span, format!("the image `{written}` lies on another site"));
            return self.problems.reject(problem.help(
                "A published page asks nothing of other sites. Save the image in `static/` and name it from the site's root: `/map.png`; or name the host in `[embed]` of site.toml.",
            ));
        }
        let path = address::percent_decoded(written.split(['#', '?']).next().unwrap_or(written));
        let found = joined(&self.page, &path)
            .filter(|p| self.addresses.find(p).is_some_and(|a| matches!(a.content, Content::Asset(_) | Content::BuiltIn(_))));
        // `![](map.png)` from any note finds `static/map.png` only with a leading `/`; say so where that is the slip.
        found.map(|path| LinkTarget::Path(path.into(), "".into())).or_else(|| {
            if let Some((_, entity)) = self.names.note(written) {
                let card = match entity {
                    Entity::Source(_) => format!(": `![[{written}#statement-id]]`"),
                    _ => " of a source, `![[source#statement]]`".to_owned(),
                };
                let problem = Names::wrong_kind(written, entity.kind(), "a statement or an image", reference.span);
                let help = format!("A card shows one statement{card}. To link to the note, write `[[{written}]]`.");
                return self.problems.reject(problem.help(help));
            }
            let bare = path.trim_start_matches('/');
            let sort = if crate::media_type::of(bare).starts_with("image/") { "image" } else { "file" };
            let problem = Diagnostic::new(Code::MissingAsset, reference.span, format!("there is no {sort} `static/{bare}`"));
            if !path.starts_with('/') && self.addresses.find(bare).is_some() {
                return self.problems.reject(problem.help(format!("A leading `/` means the site's root: write `/{bare}`.")));
            }
            let problem = problem.help(format!("Put the {sort} into the folder `static/`, and write `/{bare}`."));
            let (addresses, bare) = (self.addresses, bare.to_owned());
            self.problems.push_with_suggestion(problem, move |problem| {
                let names = addresses.all().iter().filter(|a| matches!(a.content, Content::Asset(_))).map(|a| &*a.path);
                problem.help_if(did_you_mean(&bare, names).map(|near| format!("Did you mean `/{near}`?")))
            });
            None
        })
    }
}

fn split_anchor(target: &str) -> (&str, Option<&str>) {
    target.split_once('#').map_or((target, None), |(id, anchor)| (id, Some(anchor)))
}

/// An anchor of a page; an anchor of the original leads to the heading of its translation.
fn find_anchor<'n>(parsed: &'n ParsedNote, anchor: &'n str) -> Option<&'n str> {
    let section = matches!(parsed.location, NoteLocation::Note(_)) && PAGE_SECTIONS.contains(&anchor);
    let headings = || parsed.body.headings.iter();
    let own = section || headings().any(|heading| &*heading.anchor == anchor);
    own.then_some(anchor).or_else(|| headings().find(|heading| heading.original.as_deref() == Some(anchor)).map(|heading| &*heading.anchor))
}

fn broken_anchor(parsed: Option<&Arc<ParsedNote>>, whose: &str, anchor: &str, reference: &Reference, problems: &mut Problems<'_>) {
    let problem = Diagnostic::new(Code::BrokenAnchor, reference.span, format!("{whose} has no heading with the anchor `{anchor}`"));
    let Some(parsed) = parsed.filter(|parsed| !parsed.body.headings.is_empty()) else {
        problems.push(problem.help("The page has no headings: leave the anchor out."));
        return;
    };
    let first: Vec<String> = parsed.body.headings.iter().take(20).map(|heading| format!("`#{}`", heading.anchor)).collect();
    let (parsed, anchor) = (Arc::clone(parsed), anchor.to_owned());
    problems.push_with_suggestion(problem.help(format!("Its anchors are {}.", first.join(", "))), move |problem| {
        let near = did_you_mean(&anchor, parsed.body.headings.iter().map(|heading| &*heading.anchor));
        problem.help_if(near.map(|near| format!("Did you mean `#{near}`?")))
    });
}

/// Whether an address names a scheme (`https:`) or a host (`//host`).
fn is_absolute(address: &str) -> bool {
    address.starts_with("//")
        || address.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

/// A path as seen from a page; nothing where it leads out of the site.
fn joined(page: &str, path: &str) -> Option<String> {
    let (folder, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (page.rsplit_once('/').map_or("", |(folder, _)| folder), path),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    // The address of a folder ends in `/`.
    if path.rsplit('/').next().is_some_and(|last| matches!(last, "" | "." | "..")) {
        parts.push("");
    }
    Some(parts.join("/"))
}
