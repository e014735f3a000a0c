//! Methods: how the site is made, in numbers; how much rests on which source; the words that it uses; the rules that it keeps.

use serde::Serialize;

use super::Briefing;
use super::link::{DateView, NoteLink};
use super::parts::Parts;
use super::source::{self, DependenceView};
use super::text::Composed;
use super::words::{self, Tag};
use crate::counts::counted;
use crate::diagnostic::Code;
use crate::model::{Id, Source, Statement};
use crate::parse::date::Edtf;
use crate::parse::fields::{Basis, Kind, StatementFields, StatementType};
use crate::parse::record::Choice;

/// What `methods.html` gets. What is not a list of works stands in the first part alone.
#[derive(Debug, Default, Serialize)]
pub struct MethodsView {
    /// What there is how many of.
    pub counts: Vec<Count>,
    /// Works that carry statements, those on which most rests first.
    pub sources: Vec<SourceCounts>,
    /// How the sources know what they report.
    pub bases: Vec<BarCount<Tag>>,
    /// What sorts of statements there are.
    pub types: Vec<BarCount<Tag>>,
    /// Statements by the month in which they were said.
    pub months: Vec<BarCount<DateView>>,
    /// How many statements came through a work that nobody here read.
    pub second_hand: usize,
    /// All statements.
    pub statements: usize,
    /// The words of the site.
    pub codebook: Vec<CodebookSet>,
    /// The rules that the program holds the site to.
    pub rules: Vec<RuleView>,
}

/// How many there are.
#[derive(Debug, Serialize)]
pub struct Count {
    /// Of what.
    pub label: String,
    /// How many.
    pub number: String,
}

/// A closed set of words.
#[derive(Debug, Serialize)]
pub struct CodebookSet {
    /// What they are for.
    pub name: String,
    /// The words with their meanings.
    pub words: Vec<Tag>,
}

/// A work that carries statements.
#[derive(Debug, Serialize)]
pub struct SourceCounts {
    /// The work.
    pub source: NoteLink,
    /// Whose side it writes from.
    pub vantage: Composed,
    /// The statements that it carries, and their share of all.
    pub dependence: DependenceView,
}

/// A share of all statements.
#[derive(Debug, Serialize)]
pub struct BarCount<T> {
    /// Of what: of a word, of a month.
    pub of: T,
    /// How many.
    pub number: usize,
    /// In percent of the largest, for a bar; 0 to 100.
    pub bar: usize,
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct RuleView {
    /// Its code.
    pub code: &'static str,
    /// How grave a breach is here: "error", "warning", "advice", "off".
    pub severity: &'static str,
    /// What it says.
    pub summary: String,
}

pub(super) fn view(briefing: Briefing<'_>, parts: &mut Parts) -> MethodsView {
    let model = briefing.model;
    let works = parts.keep(works_with_statements(briefing), |id| row_weight(briefing, *id), |id| briefing.name(*id));
    let sources = works
        .iter()
        .map(|id| SourceCounts {
            source: briefing.link_to(*id),
            vantage: briefing.wording(model.sources[*id].fields.vantage.as_ref(), &model.notes[model.sources[*id].note]),
            dependence: source::share(briefing, model.sources[*id].statements.len()),
        })
        .collect();
    let came_unread = |statement: &Statement| statement.via.iter().any(|via| !model.sources[*via].read);
    let second_hand = model.statements.iter().filter(|(_, statement)| came_unread(statement)).count();
    let every_part = MethodsView { sources, second_hand, statements: model.statements.len(), ..MethodsView::default() };
    if !briefing.part.is_first() {
        return every_part;
    }
    MethodsView {
        counts: counts(briefing),
        bases: choice_counts(briefing, Basis::CHOICES, |written| written.basis.as_ref().map(|basis| basis.value.as_str())),
        types: choice_counts(briefing, StatementType::CHOICES, |written| written.ty.as_ref().map(|ty| ty.value.as_str())),
        months: months(briefing),
        codebook: words::choices()
            .into_iter()
            .filter_map(|set| {
                Some(CodebookSet { name: briefing.language.word(&format!("set.{}", set.first()?.set)), words: briefing.tags(set) })
            })
            .collect(),
        rules: rules(briefing),
        ..every_part
    }
}

/// Works that carry statements, those on which most rests first.
fn works_with_statements(briefing: Briefing<'_>) -> Vec<Id<Source>> {
    let model = briefing.model;
    let mut works: Vec<Id<Source>> = model.sources.iter().filter(|(_, source)| !source.statements.is_empty()).map(|(id, _)| id).collect();
    works.sort_by_key(|id| (std::cmp::Reverse(briefing.shared.resting[*id]), *id));
    works
}

fn row_weight(briefing: Briefing<'_>, id: Id<Source>) -> usize {
    const OVERHEAD_WEIGHT: usize = 600;
    OVERHEAD_WEIGHT + briefing.model.sources[id].fields.vantage.as_ref().map_or(0, |text| text.value.len())
}

/// What the list of works weighs.
pub(super) fn weights(briefing: Briefing<'_>) -> Vec<usize> {
    works_with_statements(briefing).into_iter().map(|id| row_weight(briefing, id)).collect()
}

fn counts(briefing: Briefing<'_>) -> Vec<Count> {
    let model = briefing.model;
    let read = model.sources.iter().filter(|(_, source)| source.read).count();
    let kinds = Kind::ALL.into_iter().map(|kind| (briefing.kind_name_plural(kind).to_owned(), model.count(kind)));
    let others = [("methods.statement_count", model.statements.len()), ("methods.read", read)];
    let all = kinds.chain(others.map(|(key, count)| (briefing.language.word(key), count)));
    all.map(|(label, count)| Count { label, number: briefing.language.number(count) }).collect()
}

/// Things with their numbers, and how long their bars are.
fn bars<T>(counts: Vec<(T, usize)>) -> Vec<BarCount<T>> {
    let most = counts.iter().map(|(_, number)| *number).max().unwrap_or(0);
    let bar = |number: usize| (number * 100).checked_div(most).unwrap_or(0);
    counts.into_iter().map(|(of, number)| BarCount { of, number, bar: bar(number) }).collect()
}

/// The words of a set that statements have, in its order.
fn choice_counts(briefing: Briefing<'_>, set: &[Choice], choice: impl Fn(&StatementFields) -> Option<&'static str>) -> Vec<BarCount<Tag>> {
    let counts = counted(briefing.model.statements.iter().filter_map(|(_, statement)| choice(&statement.fields)));
    let counted = briefing.tags(set).into_iter().map(|tag| (counts.get(tag.key).copied().unwrap_or(0), tag));
    bars(counted.filter(|(number, _)| *number > 0).map(|(number, tag)| (tag, number)).collect())
}

/// Statements by month; those whose date is less exact than a month are left out.
fn months(briefing: Briefing<'_>) -> Vec<BarCount<DateView>> {
    let month = |date: Edtf| {
        let ((year, month, _), (last_year, last_month, _)) = (date.earliest()?.civil(), date.latest()?.civil());
        ((year, month) == (last_year, last_month)).then(|| Edtf::parse(&format!("{year:04}-{month:02}")).ok()).flatten()
    };
    let months = counted(briefing.model.statements.iter().filter_map(|(_, statement)| month(statement.said?)));
    bars(months.into_iter().map(|(month, count)| (briefing.date(&month), count)).collect())
}

fn rules(briefing: Briefing<'_>) -> Vec<RuleView> {
    Code::ALL
        .iter()
        .map(|code| {
            let severity = match briefing.model.config.checks.get(code) {
                Some(None) => "off",
                Some(Some(severity)) => severity.as_str(),
                None => code.default_severity().as_str(),
            };
            // The manual is English.
            let summary = match briefing.language.words().plain(&format!("rule.{}", code.as_str())) {
                "" => code.summary(),
                words => words.to_owned(),
            };
            RuleView { code: code.as_str(), severity, summary }
        })
        .collect()
}
