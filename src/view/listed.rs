//! Statements as pages list them, with marks and shared remarks.

use serde::Serialize;

use super::compose::Composer;
use super::link::NoteLink;
use super::mark::{self, Mark};
use super::statement::{self, EntryForm, RemarkPlace};
use super::text::StatementView;
use crate::model::{Id, Statement, Topic};

/// A statement in a list.
#[derive(Debug, Serialize)]
pub struct SideStatement {
    /// Its mark, as seen from the side.
    pub mark: Mark,
    /// The statement.
    pub statement: StatementView,
    /// The narrower topics that it is on.
    pub tags: Vec<NoteLink>,
    /// How many statements from this one on share its remark: told with the first, 0 with the others.
    pub remark_of: usize,
}

/// Statements of many speakers as pages list them.
pub fn of_many_speakers(composer: &mut Composer<'_>, ids: &[Id<Statement>]) -> Vec<SideStatement> {
    let marked = ids.iter().map(|id| (mark::of_statement(composer.briefing, *id, &[]), *id)).collect();
    listed(composer, &[], marked)
}

/// Statements as the page lists them. A remark that several in a row share is shown with the first.
pub fn listed(composer: &mut Composer<'_>, children: &[Id<Topic>], marked: Vec<(Mark, Id<Statement>)>) -> Vec<SideStatement> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let remark = |id: Id<Statement>| model.statements[id].fields.remark.as_ref().map(|remark| &remark.plain);
    let mut views: Vec<SideStatement> = Vec::new();
    let mut opening_place = 0;
    let mut last = None;
    for (mark, id) in marked {
        let narrower: Vec<Id<Topic>> = model.statements[id].topics.iter().copied().filter(|topic| children.contains(topic)).collect();
        let shares_remark = remark(id).is_some() && last == Some(remark(id));
        match views.get_mut(opening_place).filter(|_| shares_remark) {
            Some(opening) => opening.remark_of += 1,
            None => opening_place = views.len(),
        }
        last = Some(remark(id));
        let statement = statement::entry(composer, id, EntryForm::Brief, RemarkPlace::InEntry);
        views.push(SideStatement { mark, statement, tags: briefing.links(&narrower), remark_of: usize::from(!shares_remark) });
    }
    views
}
