//! References in Markdown.

use super::names::Names;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::model::address::{self, Addresses, Content};
use crate::model::{Entity, Model, Target};
use crate::parse::markdown::{PAGE_SECTIONS, Reference, ReferenceKind};
use crate::parse::{ParsedNote, Slot};

/// What looking up a note's references needs.
pub(super) struct Links<'a> {
    pub(super) names: &'a Names,
    pub(super) addresses: &'a Addresses,
    pub(super) model: &'a Model,
    /// The note, or its translation, in which the references stand.
    pub(super) parsed: &'a ParsedNote,
    pub(super) entity: Entity,
    /// The path of its page.
    pub(super) page: String,
}

impl Links<'_> {
    /// What a reference points to; nothing after a report.
    pub(super) fn target(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        match &reference.kind {
            ReferenceKind::Wikilink => self.wikilink(reference, diagnostics),
            ReferenceKind::Citation(_) => self.citation(reference, diagnostics),
            ReferenceKind::Card => self.card(reference, diagnostics),
            ReferenceKind::Link => self.link(reference, diagnostics),
            ReferenceKind::Image => self.image(reference, diagnostics),
        }
    }

    fn wikilink(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let (id, anchor) = split_anchor(&reference.target);
        if id.is_empty() {
            return self.here(anchor.unwrap_or(""), reference, diagnostics);
        }
        let Some((note, entity)) = self.names.note(id) else {
            diagnostics.push(self.names.unknown(id, reference.span, &[]));
            return None;
        };
        self.anchored(note, entity, id, anchor, reference, diagnostics)
    }

    /// A note, with an anchor that must be there.
    fn anchored(
        &self,
        note: crate::model::Id<crate::model::Note>,
        entity: Entity,
        id: &str,
        anchor: Option<&str>,
        reference: &Reference,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Target> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else {
            return Some(Target::Note(note, None));
        };
        if let Entity::Source(source) = entity
            && let Some(statement) = self.names.statement(source, anchor)
        {
            return Some(Target::Statement(statement));
        }
        let parsed = &self.model.notes[note].written;
        if has_anchor(parsed, anchor) {
            return Some(Target::Note(note, Some(anchor.into())));
        }
        if let Entity::Source(source) = entity {
            diagnostics.push(self.names.unknown_statement(id, source, anchor, reference.span));
            return None;
        }
        diagnostics.push(broken_anchor(parsed, &format!("`{id}`"), anchor, reference));
        // The page is there: where a site makes less of this rule, the link leads to its head.
        Some(Target::Note(note, None))
    }

    fn here(&self, anchor: &str, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        if let Entity::Source(source) = self.entity
            && let Some(statement) = self.names.statement(source, anchor)
        {
            return Some(Target::Statement(statement));
        }
        if anchor.is_empty() || has_anchor(self.parsed, anchor) {
            return Some(Target::Here(anchor.into()));
        }
        diagnostics.push(broken_anchor(self.parsed, "this page", anchor, reference));
        Some(Target::Here(anchor.into()))
    }

    fn citation(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let (id, statement) = split_anchor(&reference.target);
        let Some((note, entity)) = self.names.note(id) else {
            diagnostics.push(self.names.unknown(id, reference.span, &[crate::parse::fields::Kind::Source]));
            return None;
        };
        let Entity::Source(source) = entity else {
            diagnostics.push(
                Names::wrong_kind(id, entity.kind(), "a source", reference.span)
                    .help("A citation names a source. To link to another note, write `[[id]]`."),
            );
            return None;
        };
        match statement {
            None => Some(Target::Note(note, None)),
            Some(statement) => self.names.statement(source, statement).map(Target::Statement).or_else(|| {
                diagnostics.push(self.names.unknown_statement(id, source, statement, reference.span));
                None
            }),
        }
    }

    fn card(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let target = self.citation(reference, diagnostics)?;
        if matches!(target, Target::Statement(_)) {
            return Some(target);
        }
        diagnostics.push(
            Diagnostic::new(Code::InvalidValue, reference.span, format!("`{}` names a source without a statement", reference.target))
                .help(format!("A card shows one statement: `![[{}#statement-id]]`.", reference.target)),
        );
        None
    }

    fn link(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let written = &*reference.target;
        if let Some(anchor) = written.strip_prefix('#') {
            return self.here(&percent_decoded(anchor), reference, diagnostics);
        }
        if is_absolute(written) {
            return Some(Target::Web(written.into()));
        }
        let (path, anchor) = split_anchor(written);
        let anchor = anchor.map(percent_decoded);
        let path = percent_decoded(path.split('?').next().unwrap_or(path));
        if path.ends_with(".md") {
            return self.file_link(&path, anchor.as_deref(), reference, diagnostics);
        }
        let Some(on_site) = joined(&self.page, &path) else {
            diagnostics.push(leaves_site(reference));
            return None;
        };
        match self.addresses.find(&on_site).map(|address| (&address.path, &address.content)) {
            Some((_, Content::Note(note))) => {
                let found = &self.model.notes[*note];
                self.anchored(*note, found.entity, &found.id, anchor.as_deref(), reference, diagnostics)
            }
            Some((file, _)) => {
                let path = address::path_of(file);
                Some(Target::Path(anchor.map_or_else(|| path.into(), |anchor| format!("{path}#{anchor}").into())))
            }
            None => {
                let mut problem =
                    Diagnostic::new(Code::UnknownReference, reference.span, format!("nothing on this site lies at `/{on_site}`"));
                problem = if let Some(near) = did_you_mean(&on_site, self.addresses.paths()) {
                    problem.help(format!("Did you mean `/{near}`? A leading `/` means the site's root; to link to a note, write `[[id]]`."))
                } else {
                    problem.help("A leading `/` means the site's root; to link to a note, write `[[id]]`; files lie in `static/`.")
                };
                diagnostics.push(problem);
                None
            }
        }
    }

    /// `../actors/ukraine.md`: the way from file to file, as other editors write it.
    fn file_link(&self, path: &str, anchor: Option<&str>, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
        let folder = match &self.parsed.slot {
            Slot::Home => "",
            Slot::List(kind) | Slot::Note(kind) => kind.folder(),
        };
        let from = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from_root = path.strip_prefix("/content/").or_else(|| path.strip_prefix("content/"));
        let wanted = from_root.map(str::to_owned).or_else(|| joined(&from, path));
        let named = stem == "_index" || wanted.is_some();
        if stem == "_index"
            && let Some(wanted) = &wanted
            && let Some(folder) = wanted.strip_suffix("_index.md")
            && self.addresses.find(folder).is_some()
        {
            return Some(Target::Path(anchor.map_or_else(|| folder.into(), |a| format!("{folder}#{a}").into())));
        }
        match self.names.note(stem) {
            Some((note, entity)) if named => {
                let right = entity.kind().map(|kind| kind.folder());
                let says = wanted.as_deref().and_then(|w| w.split('/').next());
                if says.is_some() && right.is_some() && says != right {
                    let kind = right.unwrap_or_default();
                    diagnostics.push(
                        Diagnostic::new(Code::UnknownReference, reference.span, format!("there is no file `{path}` here"))
                            .help(format!("Did you mean `/content/{kind}/{stem}.md`, or simply `[[{stem}]]`?")),
                    );
                    return None;
                }
                self.anchored(note, entity, stem, anchor, reference, diagnostics)
            }
            _ => {
                diagnostics.push(self.names.unknown(stem, reference.span, &[]));
                None
            }
        }
    }

    fn image(&self, reference: &Reference, diagnostics: &mut Vec<Diagnostic>) -> Option<Target> {
        let written = &*reference.target;
        if is_absolute(written) || written.starts_with("//") {
            diagnostics
                .push(Diagnostic::new(Code::MissingAsset, reference.span, format!("the image `{written}` lies on another site")).help(
                "A published page asks nothing of other sites. Save the image in `static/` and name it from the site's root: `/map.png`.",
            ));
            return None;
        }
        let path = percent_decoded(written.split(['#', '?']).next().unwrap_or(written));
        let found = joined(&self.page, &path)
            .filter(|p| self.addresses.find(p).is_some_and(|a| matches!(a.content, Content::Asset(_) | Content::BuiltIn(_))));
        // `![](map.png)` from any note finds `static/map.png` only with a leading `/`; say so where that is the slip.
        found.map(|path| Target::Path(path.into())).or_else(|| {
            if let Some((_, entity)) = self.names.note(written) {
                let help = match entity {
                    Entity::Source(_) => {
                        format!("A card shows one statement: `![[{written}#statement-id]]`. To link to the note, write `[[{written}]]`.")
                    }
                    _ => format!(
                        "A card shows one statement of a source, `![[source#statement]]`. To link to the note, write `[[{written}]]`."
                    ),
                };
                let is = Names::wrong_kind(written, entity.kind(), "a statement or an image", reference.span);
                diagnostics.push(is.help(help));
                return None;
            }
            let bare = path.trim_start_matches('/');
            let problem = Diagnostic::new(Code::MissingAsset, reference.span, format!("there is no image `static/{bare}`"));
            let help = if !path.starts_with('/') && self.addresses.find(bare).is_some() {
                format!("A leading `/` means the site's root: write `/{bare}`.")
            } else {
                let names = self.addresses.all().iter().filter(|a| matches!(a.content, Content::Asset(_))).map(|a| &*a.path);
                did_you_mean(bare, names).map_or_else(
                    || format!("Put the image into the folder `static/`, and write `/{bare}`."),
                    |near| format!("Did you mean `/{near}`?"),
                )
            };
            diagnostics.push(problem.help(help));
            None
        })
    }
}

fn split_anchor(target: &str) -> (&str, Option<&str>) {
    match target.split_once('#') {
        Some((id, anchor)) => (id, Some(anchor)),
        None => (target, None),
    }
}

fn has_anchor(parsed: &ParsedNote, anchor: &str) -> bool {
    let section = matches!(parsed.slot, Slot::Note(_)) && PAGE_SECTIONS.contains(&anchor);
    section || parsed.body.headings.iter().any(|heading| &*heading.anchor == anchor)
}

fn broken_anchor(parsed: &ParsedNote, whose: &str, anchor: &str, reference: &Reference) -> Diagnostic {
    let problem = Diagnostic::new(Code::BrokenAnchor, reference.span, format!("{whose} has no heading with the anchor `{anchor}`"));
    let known: Vec<&str> = parsed.body.headings.iter().map(|heading| &*heading.anchor).collect();
    match did_you_mean(anchor, known.iter().copied()) {
        Some(near) => problem.help(format!("Did you mean `#{near}`?")),
        None if known.is_empty() => problem.help("The page has no headings: leave the anchor away."),
        None => {
            problem.help(format!("Its anchors are {}.", known.iter().take(20).map(|a| format!("`#{a}`")).collect::<Vec<_>>().join(", ")))
        }
    }
}

fn leaves_site(reference: &Reference) -> Diagnostic {
    Diagnostic::new(Code::UnknownReference, reference.span, format!("`{}` leads out of the site", reference.target))
        .help("A leading `/` means the site's root; to link to a note, write `[[id]]`.")
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
    let mut parts: Vec<&str> = Vec::new();
    let tail = path.strip_prefix('/');
    if tail.is_none() {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        parts.extend(folder.split('/').filter(|part| !part.is_empty()));
    }
    let rest = tail.unwrap_or(path);
    let mut pieces = rest.split('/').peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            "" if !last => {}
            _ => {
                parts.push(piece);
                continue;
            }
        }
        if last {
            parts.push("");
        }
    }
    let path = parts.join("/");
    Some(path)
}

/// `%C3%A9` → `é`; what is no valid escape stays as it is.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut ahead = rest.clone();
            let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
            if let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next())) {
                bytes.push(u8::try_from(high << 4 | low).unwrap_or(b'?'));
                rest = ahead;
                continue;
            }
        }
        bytes.push(byte);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
