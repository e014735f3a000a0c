//! Long pages in parts: what stands on each, and the way from one to the others.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::Serialize;

use super::Briefing;
use crate::model::parts::{self, Paginator, Part};
use crate::model::{Id, Model, Note, Statement};
use crate::parse::fields::Kind;

/// The way through the parts of a page.
#[derive(Debug, Clone, Serialize)]
pub struct PartsView {
    /// The number of this part, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The part before, from the site's root.
    pub previous: Option<String>,
    /// The part after.
    pub next: Option<String>,
    /// All parts; of very many, the first and the last, those around this one and some between.
    pub all: Vec<PartLink>,
}

/// A part of a page.
#[derive(Debug, Clone, Serialize)]
pub struct PartLink {
    /// Its number, from 1.
    pub number: usize,
    /// Where it lies, from the site's root.
    pub path: String,
    /// What it begins with.
    pub begins_with: String,
}

/// Deals the items of a page out among its parts.
#[derive(Debug)]
pub(crate) struct Parts {
    part: Part,
    paginator: Paginator,
    begins: Vec<String>,
}

impl Parts {
    pub fn new(briefing: Briefing<'_>) -> Self {
        Self { part: briefing.part, paginator: Paginator::new(briefing.model.config.page_size, briefing.part.of), begins: Vec::new() }
    }

    /// Keeps of items that follow on the page those that stand in this part. `label` says what a part begins with.
    pub fn keep<T, L: Into<String>>(&mut self, items: Vec<T>, weight: impl Fn(&T) -> usize, label: impl Fn(&T) -> L) -> Vec<T> {
        self.keep_placed(items, |paginator, item| paginator.next_part(weight(item)), label)
    }

    /// [`Self::keep`], where `place` says in which part an item stands.
    pub fn keep_placed<T, L: Into<String>>(
        &mut self,
        items: Vec<T>,
        place: impl Fn(&mut Paginator, &T) -> usize,
        label: impl Fn(&T) -> L,
    ) -> Vec<T> {
        if self.part.of == 1 {
            return items;
        }
        let mut kept = Vec::new();
        for item in items {
            let place = place(&mut self.paginator, &item);
            while self.begins.len() <= place {
                self.begins.push(label(&item).into());
            }
            if place == self.part.number {
                kept.push(item);
            }
        }
        kept
    }

    /// Passes by the lines of a source: in which part each stands has been settled where its address was.
    pub fn skip(&mut self, ledger: &[Id<Statement>], model: &Model) {
        for statement in ledger.iter().map(|id| &model.statements[*id]) {
            self.paginator.next_part(parts::weight_of(statement));
            if self.begins.len() <= statement.part {
                self.begins.push(statement.fields.locator.as_ref().map_or_else(String::new, |locator| locator.value.to_string()));
            }
        }
    }

    /// The statements that stand in this part.
    pub fn statements(&mut self, briefing: Briefing<'_>, items: Vec<Id<Statement>>) -> Vec<Id<Statement>> {
        let weights = weigh(briefing.model, &items);
        let year = |id: &Id<Statement>| briefing.model.said_or_reported(*id).map_or_else(String::new, |said| said.year().to_string());
        let kept = self.keep(items.into_iter().zip(weights).collect(), |(_, weight)| *weight, |(id, _)| year(id));
        kept.into_iter().map(|(id, _)| id).collect()
    }

    /// The way through the parts of a page whose first one lies at a path; nothing where it comes in one.
    pub fn navigation(self, first: &str) -> Option<PartsView> {
        let Part { number, of } = self.part;
        let path = |number: usize| parts::path(first, number);
        let begins = self.begins.into_iter();
        (of > 1).then(|| PartsView {
            number: number + 1,
            of,
            previous: number.checked_sub(1).map(path),
            next: Some(number + 1).filter(|next| *next < of).map(path),
            all: (0..of)
                .zip(begins.chain(std::iter::repeat_with(String::new)))
                .filter(|(other, _)| is_listed(*other, number, of))
                .map(|(number, begins_with)| PartLink { number: number + 1, path: path(number), begins_with })
                .collect(),
        })
    }
}

/// So many parts are all listed on each.
const MOST_LISTED: usize = 60;

/// Whether a part is listed on another: if each listed all, they would outgrow what they lead to.
fn is_listed(other: usize, here: usize, of: usize) -> bool {
    let step = of.div_ceil(MOST_LISTED / 2);
    of <= MOST_LISTED || other.is_multiple_of(step) || other + 1 == of || other.abs_diff(here) <= MOST_LISTED / 8
}

/// What of a note stands together in the print edition: all of it or, of a source that is too long for a part, some of its statements.
#[derive(Debug)]
pub(crate) struct PrintedStretch {
    pub note: Id<Note>,
    /// The statements, by their places among the source's.
    pub statements: Range<usize>,
    pub part: usize,
}

/// All notes in the order of the print edition, worked out once for all of its parts.
#[derive(Debug)]
pub(crate) struct Printed {
    pub notes: Vec<(Kind, Vec<PrintedStretch>)>,
    /// In which part each note begins.
    pub begins: HashMap<Id<Note>, usize>,
    /// In which part each statement stands whose source begins in another.
    pub statements: HashMap<Id<Statement>, usize>,
    pub parts: usize,
}

/// What stands around the texts of a row, in bytes of HTML.
const ROW_WEIGHT: usize = 650;
/// What a link to a note weighs.
pub const LINK_WEIGHT: usize = 160;

/// What a row of a list weighs that shows title and summary of a note.
pub fn row(briefing: Briefing<'_>, note: Id<Note>) -> usize {
    let note = &briefing.model.notes[note];
    ROW_WEIGHT + note.title.len() + note.summary().map_or(0, |summary| summary.plain.len())
}

/// What a work weighs among the references.
const REFERENCE_WEIGHT: usize = 550;

/// What each statement of a list weighs; the first of a work brings its reference.
pub(super) fn weigh(model: &Model, ids: &[Id<Statement>]) -> Vec<usize> {
    let mut seen = HashSet::new();
    let weight = |statement: &Statement| {
        let reference = if seen.insert(statement.source) { REFERENCE_WEIGHT } else { 0 };
        parts::weight_of(statement) + reference
    };
    ids.iter().map(|id| &model.statements[*id]).map(weight).collect()
}

/// What statements weigh in a list.
pub fn weight_of_statements(briefing: Briefing<'_>, ids: &[Id<Statement>]) -> usize {
    weigh(briefing.model, ids).into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::{MOST_LISTED, is_listed};

    #[test]
    fn few_parts_are_all_listed_and_of_many_the_ends_and_the_near() {
        let listed = |here: usize, of: usize| (0..of).filter(|other| is_listed(*other, here, of)).collect::<Vec<_>>();
        assert_eq!(listed(7, MOST_LISTED).len(), MOST_LISTED);
        for of in [MOST_LISTED + 1, 480, 100_000] {
            for here in [0, 1, of / 2, of - 1] {
                let listed = listed(here, of);
                assert!(listed.len() <= MOST_LISTED, "{} of {of}", listed.len());
                let near = [0, here.saturating_sub(1), here, (here + 1).min(of - 1), of - 1];
                assert!(near.iter().all(|wanted| listed.contains(wanted)), "{here} of {of}: {listed:?}");
            }
        }
    }
}
