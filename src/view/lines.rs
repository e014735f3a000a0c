//! Statements as lines: a mark, the words, and who says so. What many lines of one list share is said once: a bundle tells its source, its
//! date and the editor's remark before its lines, and a list names the source that most of its lines have.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::compose::Composer;
use super::link::NoteLink;
use super::mark::{self, Mark};
use super::statement::{self, EntryForm, RemarkPlace};
use super::text::{Composed, StatementView};
use crate::counts::{counted, in_order, most};
use crate::model::{Actor, Id, Model, Note, Source, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::markdown::Prose;

/// So many statements of one origin are put together.
const MIN_TOGETHER: usize = 4;

/// A line: what the component `line` gets.
#[derive(Debug, Serialize)]
pub struct ListLine {
    /// The statement.
    pub statement: StatementView,
    /// The topic under which it stands.
    pub topic: Option<NoteLink>,
    /// Whether the line names speaker, work and date; else what stands above it does.
    pub shows_attribution: bool,
    /// Whether its remark is one that stands above.
    pub remark_stands_above: bool,
}

/// Lines that share speaker, work, date and the works behind: what the component `bundle` gets.
#[derive(Debug, Serialize)]
pub struct Bundle {
    /// The key of the word for what they are: `bundle.demand`; `bundle.statement` where they are of several sorts.
    pub key: String,
    /// The remark that most of them share.
    pub remark: Composed,
    /// The lines; the first tells for all. The shared remark is left out of them.
    pub lines: Vec<ListLine>,
}

/// Who speaks, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spoken<'a> {
    /// The speakers that are known.
    pub by: &'a [Id<Actor>],
    /// The speaker in the source's words.
    pub speaker: Option<&'a str>,
    pub said: Option<Edtf>,
    /// The wording of that.
    pub said_text: Option<&'a str>,
}

impl<'a> Spoken<'a> {
    pub fn new(model: &'a Model, id: Id<Statement>) -> Self {
        let statement = &model.statements[id];
        Self {
            by: &statement.by,
            speaker: statement.fields.speaker.as_ref().map(|text| &*text.value),
            said: statement.said,
            said_text: statement.fields.said_text.as_ref().map(|text| &*text.value),
        }
    }
}

/// Where a statement comes from: what a line tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StatementOrigin<'a> {
    source: Id<Source>,
    via: &'a [Id<Source>],
    on_behalf_of: &'a [Id<Actor>],
    spoken: Spoken<'a>,
}

impl<'a> StatementOrigin<'a> {
    pub fn new(model: &'a Model, id: Id<Statement>) -> Self {
        let statement = &model.statements[id];
        Self { source: statement.source, via: &statement.via, on_behalf_of: &statement.on_behalf_of, spoken: Spoken::new(model, id) }
    }

    /// The origin that most of some statements share, where that is worth saying once.
    pub fn usual(model: &'a Model, ids: &[Id<Statement>]) -> Option<Self> {
        let (origin, count) = most(counted(ids.iter().map(|id| Self::new(model, *id))))?;
        (count >= MIN_TOGETHER && count * 2 > ids.len()).then_some(origin)
    }
}

/// What stands above a list and is not told again by its lines.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ListHeader<'a> {
    /// Where most of the statements come from.
    pub origin: Option<StatementOrigin<'a>>,
    /// The remark that many of them share.
    pub remark: Option<Remark<'a>>,
}

impl<'a> ListHeader<'a> {
    /// What is worth telling once of some statements.
    pub fn new(model: &'a Model, ids: &[Id<Statement>]) -> Self {
        Self { origin: StatementOrigin::usual(model, ids), remark: Remark::shared(model, ids.iter().copied()) }
    }
}

/// A line of a list of what `side` says or is said to hold; of many speakers where that is empty.
pub fn line(composer: &mut Composer<'_>, id: Id<Statement>, side: &[Id<Actor>], above: &ListHeader<'_>) -> ListLine {
    let remark_place = above.remark.as_ref().map_or(RemarkPlace::InEntry, |remark| remark.place(composer.briefing.model, id));
    let statement = statement::entry(composer, id, EntryForm::Line, remark_place);
    ListLine {
        remark_stands_above: remark_place == RemarkPlace::AboveList,
        ..finished_line(composer, statement, id, side, above.origin.as_ref())
    }
}

fn finished_line(
    composer: &Composer<'_>,
    mut statement: StatementView,
    id: Id<Statement>,
    side: &[Id<Actor>],
    usual: Option<&StatementOrigin<'_>>,
) -> ListLine {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mark = mark::of_statement(briefing, id, side);
    statement.core.mark = Mark { hue: mark.hue.or_else(|| briefing.shared.sides.of_statement(&model.statements[id])), ..mark };
    let who = &mut statement.who;
    who.named = !matches!(&*model.statements[id].by, [speaker] if side.contains(speaker));
    who.on_behalf_of.retain(|link| !side.iter().any(|actor| briefing.name(*actor) == link.title));
    ListLine { statement, topic: None, remark_stands_above: false, shows_attribution: usual != Some(&StatementOrigin::new(model, id)) }
}

/// Splits statements into those that came by the same way through another work, four or more, and all others; both in the order given.
pub fn split_bundles(model: &Model, ids: &[Id<Statement>]) -> (Vec<Vec<Id<Statement>>>, Vec<Id<Statement>>) {
    let mut groups: Vec<Vec<Id<Statement>>> = Vec::new();
    let mut places: HashMap<StatementOrigin<'_>, usize> = HashMap::new();
    for id in ids.iter().filter(|id| !model.statements[**id].via.is_empty()) {
        let place = *places.entry(StatementOrigin::new(model, *id)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(*id),
            None => groups.push(vec![*id]),
        }
    }
    groups.retain(|group| group.len() >= MIN_TOGETHER);
    let together: HashSet<Id<Statement>> = groups.iter().flatten().copied().collect();
    let rest = ids.iter().copied().filter(|id| !together.contains(id)).collect();
    (groups, rest)
}

/// A remark that several statements share, so that it is told once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remark<'a> {
    prose: &'a Prose,
    note: &'a Note,
    /// How many statements have it.
    pub count: usize,
}

impl<'a> Remark<'a> {
    /// The remark that most of some statements share; of two that are as frequent the first.
    fn most_shared(model: &'a Model, ids: impl Iterator<Item = Id<Statement>>) -> Option<Self> {
        let remarks = ids.filter_map(|id| Some((model.statements[id].fields.remark.as_ref()?, id)));
        let ((prose, id), count) = most(in_order(remarks, |(own, _), (other, _)| own.markdown == other.markdown))?;
        Some(Self { prose, note: &model.notes[model.note_of_statement(id)], count })
    }

    /// The remark that so many of some statements share that it is told once.
    pub fn shared(model: &'a Model, ids: impl Iterator<Item = Id<Statement>>) -> Option<Self> {
        Self::most_shared(model, ids).filter(|remark| remark.count >= MIN_TOGETHER)
    }

    /// Where the remark of a statement stands, if this one stands above the list.
    pub fn place(&self, model: &Model, id: Id<Statement>) -> RemarkPlace {
        let is_this = model.statements[id].fields.remark.as_ref().is_some_and(|own| own.markdown == self.prose.markdown);
        if is_this { RemarkPlace::AboveList } else { RemarkPlace::InEntry }
    }

    pub fn compose(&self, composer: &mut Composer<'_>) -> Composed {
        composer.prose(self.prose, self.note)
    }
}

/// The bundle of statements that [`split_bundles`] found.
pub fn bundle(composer: &mut Composer<'_>, ids: &[Id<Statement>], side: &[Id<Actor>]) -> Bundle {
    let model = composer.briefing.model;
    let shared = Remark::most_shared(model, ids.iter().copied()).filter(|remark| remark.count > 1);
    let remark = shared.map(|remark| remark.compose(composer));
    let lines = ids
        .iter()
        .map(|id| {
            let remark_place = shared.as_ref().map_or(RemarkPlace::InEntry, |remark| remark.place(model, *id));
            let mut statement = statement::entry(composer, *id, EntryForm::Bundled, remark_place);
            if let Some(remark) = &remark {
                statement.core.remark.remove_lead(remark);
            }
            finished_line(composer, statement, *id, side, None)
        })
        .collect();
    let mut types = ids.iter().map(|id| model.statements[*id].fields.ty.as_ref().map(|ty| ty.value));
    let ty = types.next().flatten().filter(|first| types.all(|ty| ty == Some(*first)));
    let key = ty.map(|ty| format!("bundle.{}", ty.as_str())).filter(|key| composer.briefing.language.words().get(key).is_some());
    Bundle { key: key.unwrap_or_else(|| "bundle.statement".to_owned()), remark: remark.unwrap_or_default(), lines }
}

/// A statement in a list of what is held or said on a topic or in a dispute.
#[derive(Debug, Serialize)]
pub struct SideStatement {
    /// The statement, its mark as seen from the side.
    pub statement: StatementView,
    /// The narrower topics that it is on.
    pub tags: Vec<NoteLink>,
    /// How many statements from this one on share its remark: told with the first, 0 with the others.
    pub remark_of: usize,
}

/// Statements of many speakers as pages list them.
pub fn of_many_speakers(composer: &mut Composer<'_>, children: &[Id<Topic>], ids: &[Id<Statement>]) -> Vec<SideStatement> {
    listed(composer, children, ids.iter().map(|id| (*id, None)))
}

/// Statements as the page lists them, perhaps with the mark that they have for a side. A remark that several in a row share is shown with
/// the first.
pub fn listed(
    composer: &mut Composer<'_>,
    children: &[Id<Topic>],
    statements: impl Iterator<Item = (Id<Statement>, Option<Mark>)>,
) -> Vec<SideStatement> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let remark = |id: Id<Statement>| model.statements[id].fields.remark.as_ref().map(|remark| &remark.plain);
    let mut views: Vec<SideStatement> = Vec::new();
    let mut opening_place = 0;
    let mut last = None;
    for (id, mark) in statements {
        let narrower: Vec<Id<Topic>> = model.statements[id].topics.iter().copied().filter(|topic| children.contains(topic)).collect();
        let shares_remark = remark(id).is_some() && last == Some(remark(id));
        match views.get_mut(opening_place).filter(|_| shares_remark) {
            Some(opening) => opening.remark_of += 1,
            None => opening_place = views.len(),
        }
        last = Some(remark(id));
        let mut statement = statement::entry(composer, id, EntryForm::Brief, RemarkPlace::InEntry);
        statement.core.mark = mark.unwrap_or(statement.core.mark);
        views.push(SideStatement { statement, tags: briefing.links(&narrower), remark_of: usize::from(!shares_remark) });
    }
    views
}
