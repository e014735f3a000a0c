//! Rules that look at the finished model: one file each, and the table of them. Each is a function from the model to diagnostics, and none
//! knows of another. Other rules are found where the mistake is met: while reading, resolving or rendering. What the manual says of each
//! rule stands in `docs/rules/<code>.md`; see [`Code::manual`].

mod circular_sourcing;
mod empty_feed;
mod improbable_date;
mod long_quote;
mod missing_alt;
mod missing_translation;
mod name_index;
mod one_sided_evidence;
mod orphan_note;
mod outdated_translation;
mod single_source;
mod stale_review;
mod unarchived_source;
mod uncited_outcome;
mod uncited_paragraph;
mod unexpected_delegations;
mod unexpected_status;
mod unlinked_mention;
mod unused_source;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{FileId, Span};
use crate::model::{Id, LinkTarget, Model, Note};
use crate::parse::fields::Kind;
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::parse::{NoteLocation, ParsedNote};
pub use missing_translation::is_to_be_translated;
pub use outdated_translation::outdated;

/// A function that looks for one kind of problem in the finished model.
pub type RuleFn = fn(&Model, &mut Vec<Diagnostic>);

/// The rules that look at the finished model.
const RULES: &[(Code, RuleFn)] = &[
    (Code::UncitedOutcome, uncited_outcome::run),
    (Code::UncitedParagraph, uncited_paragraph::run),
    (Code::SingleSource, single_source::run),
    (Code::CircularSourcing, circular_sourcing::run),
    (Code::OneSidedEvidence, one_sided_evidence::run),
    (Code::StaleReview, stale_review::run),
    (Code::UnusedSource, unused_source::run),
    (Code::OrphanNote, orphan_note::run),
    (Code::UnlinkedMention, unlinked_mention::run),
    (Code::MissingAlt, missing_alt::run),
    (Code::LongQuote, long_quote::run),
    (Code::UnarchivedSource, unarchived_source::run),
    (Code::MissingTranslation, missing_translation::run),
    (Code::OutdatedTranslation, outdated_translation::run),
    (Code::ImprobableDate, improbable_date::run),
    (Code::UnexpectedDelegations, unexpected_delegations::run),
    (Code::UnexpectedStatus, unexpected_status::run),
    (Code::EmptyFeed, empty_feed::run),
];

/// Looks for every problem that a finished model can have. Rules run side by side; what they find is in the order of `RULES`, and within
/// a rule in that of the notes.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let wanted = RULES.par_iter().filter(|(code, _)| !matches!(model.config.checks.get(code), Some(None)));
    let found = wanted.flat_map_iter(|(_, run)| {
        let mut diagnostics = Vec::new();
        run(model, &mut diagnostics);
        diagnostics
    });
    found.collect()
}

/// Gives problems the severity that the site wants for their rules, and drops those whose rules are off. Reading `site.toml` has refused to
/// make less of an error that guards the site's integrity.
pub fn apply_severities(diagnostics: &mut Vec<Diagnostic>, config: &Config) {
    diagnostics.retain_mut(|problem| {
        let wish = config.checks.get(&problem.code);
        problem.severity = wish.copied().flatten().unwrap_or(problem.severity);
        wish != Some(&None)
    });
}

/// Drops the problems of notes that `allow` their rules, and reports what is allowed and does not occur. What a note allows holds for all its
/// files, its translations' too. Drafts that are not shown are left out of that report.
pub fn apply_allowances(diagnostics: &mut Vec<Diagnostic>, notes: &[Arc<ParsedNote>], drafts: bool) {
    let mut allowed: HashMap<(&NoteLocation, &str), Vec<(Code, Span)>> = HashMap::new();
    for note in notes.iter().filter(|note| !note.common.allow.is_empty()) {
        let codes = note.common.allow.iter().map(|code| (code.value, code.span));
        allowed.entry((&note.location, &note.id)).or_default().extend(codes);
    }
    let mut files: HashMap<FileId, &[(Code, Span)]> = HashMap::new();
    let mut used: HashSet<Span> = HashSet::new();
    for note in notes {
        if let Some(codes) = allowed.get(&(&note.location, &*note.id)) {
            files.extend(std::iter::once(note.front_file).chain(note.body_file).map(|file| (file, codes.as_slice())));
            let hidden = !drafts && note.common.is_draft();
            used.extend(codes.iter().filter(|_| hidden).map(|(_, span)| *span));
        }
    }
    diagnostics.retain(|problem| {
        let Some(file) = problem.place.file() else { return true };
        let codes = files.get(&file).copied().unwrap_or_default();
        let found = || codes.iter().filter(|(code, _)| *code == problem.code);
        used.extend(found().map(|(_, span)| *span));
        found().next().is_none()
    });
    let unused = notes.iter().flat_map(|note| &note.common.allow).filter(|code| !used.contains(&code.span));
    diagnostics.extend(unused.map(|code| {
        let message = format!("`{}` is allowed here, and nothing here is reported under it", code.value.as_str());
        Diagnostic::new(Code::UnusedAllow, code.span, message).help("Take it out of `allow`, so that it does not hide what comes later.")
    }));
}

/// A note's text in every language: the original's, then those of its translations.
fn authored_texts(model: &Model) -> impl Iterator<Item = AuthoredText<'_>> {
    model.notes.iter().flat_map(|(id, note)| {
        let original = AuthoredText { note: id, written: &note.written, targets: &note.targets };
        let others = note.translations.iter().map(move |t| AuthoredText { note: id, written: &t.written, targets: &t.targets });
        std::iter::once(original).chain(others)
    })
}

/// What an author wrote in one language, and what its references point to.
#[derive(Debug)]
pub struct AuthoredText<'m> {
    note: Id<Note>,
    written: &'m ParsedNote,
    targets: &'m [Option<LinkTarget>],
}

/// Whether a reference gives evidence: a citation, a statement card, or a link to a statement.
///
/// A citation of something that does not exist counts: that has been reported, and is one mistake, not two.
fn is_evidence(reference: &Reference, target: Option<&LinkTarget>) -> bool {
    matches!(reference.kind, ReferenceKind::Citation(_) | ReferenceKind::Card) || matches!(target, Some(LinkTarget::Statement(_)))
}

/// By block, whether a text gives evidence in it. A link to a source's page counts here as well.
fn cited_blocks(model: &Model, text: &AuthoredText<'_>) -> Vec<bool> {
    let mut cited = vec![false; text.written.text.blocks.len()];
    for (reference, target) in text.written.text.references.iter().zip(text.targets) {
        let names_source = matches!(target, Some(LinkTarget::Note { id, .. }) if model.notes[*id].kind() == Some(Kind::Source));
        if names_source || is_evidence(reference, target.as_ref()) {
            *cited.get_mut(reference.block as usize).expect("a reference stands in a block of its note") = true;
        }
    }
    cited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_with_all_its_parts() {
        for code in Code::ALL {
            let page = code.manual();
            let parts: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(parts, ["## What", "## Why", "## Example", "## How to mend it"], "{}", code.as_str());
            let message = format!("{}[{}]: ", code.default_severity().as_str(), code.as_str());
            assert!(page.contains(&message), "{} has no message in its example", code.as_str());
            assert!(!code.summary().is_empty());
        }
    }
}
