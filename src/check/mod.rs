//! Rules: one file each, whose own comment is its page of the manual, and the table of them.
//!
//! Errors are found where the mistake is met: while reading, resolving or rendering. Their files here hold their documentation alone.
//! The other rules look at the finished model; each is a function from the model to diagnostics, and none knows of another.

mod broken_anchor;
mod circular_sourcing;
mod cited;
mod duplicate_id;
mod duplicate_statement;
mod empty_feed;
mod front_matter_syntax;
mod improbable_date;
mod invalid_date;
mod invalid_id;
mod invalid_value;
mod left_out_file;
mod long_quote;
mod missing_alt;
mod missing_asset;
mod missing_field;
mod missing_translation;
mod missing_word;
mod name_index;
mod not_utf8;
mod one_sided_evidence;
mod orphan_note;
mod outdated_translation;
mod removed_html;
mod single_source;
mod stale_review;
mod statement_in_cited_source;
mod stray_file;
mod template_error;
mod unarchived_source;
mod uncited_outcome;
mod uncited_paragraph;
mod unequal_translation;
mod unexpected_delegations;
mod unknown_field;
mod unknown_language;
mod unknown_reference;
mod unknown_style;
mod unlinked_mention;
mod unportable_name;
mod unsafe_url;
mod unused_override;
mod unused_source;
mod url_collision;
mod wrong_kind;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::file::FileId;
use crate::model::Model;
use crate::parse::{ParsedNote, Slot};
pub use missing_translation::is_to_be_translated;

/// A function that looks for one kind of problem in the finished model.
pub type Run = fn(&Model, &mut Vec<Diagnostic>);

/// A rule: what it is called, what the manual says of it, and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: Code,
    /// Its file's text. The comment at its head is the manual's page; see [`Rule::manual`].
    pub file: &'static str,
    /// What finds it in a model; nothing where reading, resolving or rendering reports it.
    pub run: Option<Run>,
}

impl Rule {
    /// Its page of the manual, in Markdown: `# What`, `# Why`, `# Example`, `# How to mend it`.
    pub fn manual(&self) -> String {
        let mut page = String::new();
        for line in self.file.lines().map_while(|line| line.strip_prefix("//!")) {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }

    /// What it is about, in one paragraph.
    pub fn summary(&self) -> String {
        let page = self.manual();
        let paragraph: Vec<&str> = page.lines().skip(1).take_while(|line| !line.is_empty()).collect();
        paragraph.join(" ")
    }
}

/// The rule of a code.
pub fn rule(code: Code) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

macro_rules! rules {
    ($($code:ident $file:literal $run:expr;)*) => {
        &[$(Rule { code: Code::$code, file: include_str!($file), run: $run }),*]
    };
}

/// Every rule, in the order of the manual.
pub const RULES: &[Rule] = rules! {
    FrontMatterSyntax "front_matter_syntax.rs" None;
    UnknownField "unknown_field.rs" None;
    MissingField "missing_field.rs" None;
    InvalidValue "invalid_value.rs" None;
    InvalidDate "invalid_date.rs" None;
    InvalidId "invalid_id.rs" None;
    DuplicateId "duplicate_id.rs" None;
    DuplicateStatement "duplicate_statement.rs" None;
    UnknownReference "unknown_reference.rs" None;
    WrongKind "wrong_kind.rs" None;
    BrokenAnchor "broken_anchor.rs" None;
    UrlCollision "url_collision.rs" None;
    MissingAsset "missing_asset.rs" None;
    StatementInCitedSource "statement_in_cited_source.rs" None;
    UnsafeUrl "unsafe_url.rs" None;
    NotUtf8 "not_utf8.rs" None;
    TemplateError "template_error.rs" None;
    UnknownStyle "unknown_style.rs" None;
    UnknownLanguage "unknown_language.rs" None;
    UnequalTranslation "unequal_translation.rs" None;
    UncitedOutcome "uncited_outcome.rs" Some(uncited_outcome::run);
    UncitedParagraph "uncited_paragraph.rs" Some(uncited_paragraph::run);
    SingleSource "single_source.rs" Some(single_source::run);
    CircularSourcing "circular_sourcing.rs" Some(circular_sourcing::run);
    OneSidedEvidence "one_sided_evidence.rs" Some(one_sided_evidence::run);
    StaleReview "stale_review.rs" Some(stale_review::run);
    UnusedSource "unused_source.rs" Some(unused_source::run);
    OrphanNote "orphan_note.rs" Some(orphan_note::run);
    UnlinkedMention "unlinked_mention.rs" Some(unlinked_mention::run);
    MissingAlt "missing_alt.rs" Some(missing_alt::run);
    LongQuote "long_quote.rs" Some(long_quote::run);
    UnarchivedSource "unarchived_source.rs" Some(unarchived_source::run);
    MissingTranslation "missing_translation.rs" Some(missing_translation::run);
    MissingWord "missing_word.rs" None;
    OutdatedTranslation "outdated_translation.rs" Some(outdated_translation::run);
    ImprobableDate "improbable_date.rs" Some(improbable_date::run);
    UnexpectedDelegations "unexpected_delegations.rs" Some(unexpected_delegations::run);
    LeftOutFile "left_out_file.rs" None;
    StrayFile "stray_file.rs" None;
    UnusedOverride "unused_override.rs" None;
    RemovedHtml "removed_html.rs" None;
    UnportableName "unportable_name.rs" None;
    EmptyFeed "empty_feed.rs" Some(empty_feed::run);
};

/// Looks for every problem that a finished model can have. Rules run side by side; the order of what they find is that of [`RULES`], and
/// within a rule that of the notes.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let active = |rule: &&Rule| !matches!(model.config.checks.get(&rule.code), Some(None));
    let found: Vec<Vec<Diagnostic>> = RULES
        .par_iter()
        .filter(active)
        .filter_map(|rule| rule.run)
        .map(|run| {
            let mut diagnostics = Vec::new();
            run(model, &mut diagnostics);
            diagnostics
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// Gives problems the severity that the site wants for their rules, and drops those whose rules are off.
///
/// An error that guards the site's integrity ([`Code::guards_integrity`]) stays one: reading `site.toml` has reported the wish to lower it.
pub fn apply_severities(diagnostics: &mut Vec<Diagnostic>, config: &Config) {
    diagnostics.retain_mut(|problem| match config.checks.get(&problem.code) {
        Some(_) if problem.code.guards_integrity() => true,
        Some(Some(severity)) => {
            problem.severity = *severity;
            true
        }
        Some(None) => false,
        None => true,
    });
}

/// Drops the problems of notes that `allow` their rules. What a note allows holds for all its files: its translations' too.
pub fn apply_allowances(diagnostics: &mut Vec<Diagnostic>, notes: &[Arc<ParsedNote>]) {
    let mut allowed: HashMap<(&Slot, &str), Vec<Code>> = HashMap::new();
    for note in notes.iter().filter(|note| !note.common.allow.is_empty()) {
        allowed.entry((&note.slot, &note.id)).or_default().extend(note.common.allow.iter().map(|code| code.value));
    }
    if allowed.is_empty() {
        return;
    }
    let mut files: HashMap<FileId, &[Code]> = HashMap::new();
    for note in notes {
        if let Some(codes) = allowed.get(&(&note.slot, &*note.id)) {
            files.extend(std::iter::once(note.front_file).chain(note.body_file).map(|file| (file, codes.as_slice())));
        }
    }
    diagnostics.retain(|problem| {
        let file = match problem.place {
            Place::Nowhere => return true,
            Place::File(file) => file,
            Place::Span(span) => span.file,
        };
        !files.get(&file).is_some_and(|codes| codes.contains(&problem.code))
    });
}

/// A note's text in every language: the original's, then those of its translations.
fn texts(model: &Model) -> impl Iterator<Item = Text<'_>> {
    model.notes.iter().flat_map(|(id, note)| {
        let original = Text { note: id, written: &note.written, targets: &note.targets };
        let others = note.translations.iter().map(move |t| Text { note: id, written: &t.written, targets: &t.targets });
        std::iter::once(original).chain(others)
    })
}

/// What an author wrote in one language, and what its references point to.
#[derive(Debug)]
pub struct Text<'m> {
    note: crate::model::Id<crate::model::Note>,
    written: &'m ParsedNote,
    targets: &'m [Option<crate::model::Target>],
}

/// The end of a plural.
const fn s(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Severity};
    use crate::file::Files;

    #[test]
    fn the_table_has_every_code_once_in_the_order_of_the_manual() {
        let codes: Vec<Code> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, Code::ALL);
    }

    #[test]
    fn every_rule_has_a_page_with_all_its_parts() {
        for rule in RULES {
            let page = rule.manual();
            let parts: Vec<&str> = page.lines().filter(|line| line.starts_with("# ")).collect();
            assert_eq!(parts, ["# What", "# Why", "# Example", "# How to mend it"], "{}", rule.code.as_str());
            let message = format!("{}[{}]: ", rule.code.default_severity().as_str(), rule.code.as_str());
            assert!(page.contains(&message), "{} has no message in its example", rule.code.as_str());
            assert!(!rule.summary().is_empty());
        }
    }

    /// The problems of two rules under some settings, and what reading the settings said.
    fn under(checks: &str) -> (Vec<(Code, Severity)>, Vec<Diagnostic>) {
        let text = format!("title = \"T\"\nbase_url = \"https://example.org/\"\n[checks]\n{checks}");
        let file = Files::default().set("site.toml", text.as_str().into(), blake3::hash(text.as_bytes()));
        let (config, problems) = crate::config::read(&file, None);
        let mut found = vec![
            Diagnostic::new(Code::UnknownField, Place::Nowhere, ""),
            Diagnostic::new(Code::DuplicateId, Place::Nowhere, ""),
            Diagnostic::new(Code::StaleReview, Place::Nowhere, ""),
            Diagnostic::new(Code::SingleSource, Place::Nowhere, ""),
        ];
        apply_severities(&mut found, &config);
        (found.into_iter().map(|problem| (problem.code, problem.severity)).collect(), problems)
    }

    #[test]
    fn a_site_sets_severities() {
        use Severity::{Advice, Error, Warning};
        let usual = [(Code::UnknownField, Error), (Code::DuplicateId, Error), (Code::StaleReview, Warning), (Code::SingleSource, Advice)];
        assert_eq!(under("").0, usual);
        let (found, problems) = under("stale-review = \"off\"\nsingle-source = \"error\"\nunknown-field = \"warning\"\n");
        assert_eq!(found, [(Code::UnknownField, Warning), (Code::DuplicateId, Error), (Code::SingleSource, Error)]);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn what_guards_the_site_cannot_be_lowered() {
        let (found, problems) = under("duplicate-id = \"warning\"\n");
        assert!(found.contains(&(Code::DuplicateId, Severity::Error)));
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].code, &*problems[0].message), (Code::InvalidValue, "`duplicate-id` is always an error"));
        assert!(under("duplicate-id = \"error\"\n").1.is_empty());
    }
}
