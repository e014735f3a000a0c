//! The works cited on a page, at its end.

use serde::Serialize;

use super::compose::{Composer, LetteredStatement};
use super::html::Html;
use super::link::NoteLink;
use super::statement::{self, StatementLine};

/// A work in the list of references.
#[derive(Debug, Serialize)]
pub struct ReferenceView {
    /// The element's id: `ref-3`.
    pub id: String,
    /// Its own page.
    pub source: NoteLink,
    /// The reference, formatted.
    pub reference_html: Html,
    /// Whether the editor read it.
    pub read: bool,
    /// The ids of the marks that cite the work as a whole.
    pub uses: Vec<String>,
    /// The statements cited from it.
    pub statements: Vec<CitedStatement>,
}

/// A statement in the list of references.
#[derive(Debug, Serialize)]
pub struct CitedStatement {
    /// The element's id: `ref-3b`.
    pub id: String,
    /// Its mark: "3b".
    pub mark: String,
    /// Speaker, date, what is reported, basis and place in the source.
    pub line: StatementLine,
    /// The ids of the marks that cite it.
    pub uses: Vec<String>,
}

/// The works cited on the page, in the order of their numbers. Comes last: what is cited after it has no reference.
pub fn list(composer: &mut Composer<'_>) -> Vec<ReferenceView> {
    let briefing = composer.briefing;
    let mut references = Vec::new();
    for (number, work) in (1..).zip(std::mem::take(&mut composer.works)) {
        let source = &briefing.model.sources[work.source];
        let statement = |cited: LetteredStatement| CitedStatement {
            id: composer.reference_id(number, &cited.letters),
            mark: format!("{number}{}", cited.letters),
            line: statement::line(composer, cited.statement),
            uses: cited.uses,
        };
        references.push(ReferenceView {
            statements: work.statements.into_iter().map(statement).collect(),
            id: composer.reference_id(number, ""),
            source: briefing.link(source.note),
            reference_html: briefing.shared.reference(work.source).clone(),
            read: source.read,
            uses: work.uses,
        });
    }
    references
}
