//! A CSL style folded for one sort of work, and then for one shape of works of that sort.
//!
//! A style asks for the type of the work, and for what is written about it, in hundreds of branches, and the processor asks again on every
//! level of groups and macros: most of the time for a reference went there. What a branch answers is the same for all works of one
//! [`Sort`] or [`Shape`], so it is asked once; branches that can never be taken and elements that can never write ([`prune`]) are left out,
//! with what would stand for names that are there ([`names`]); levels that hold one thing go ([`shorten`]). Questions whose answers change
//! while the processor writes (is this variable still to be written, is this the first citation, …) stay its own.

mod names;
mod prune;
mod shorten;

use std::collections::{HashMap, HashSet};

use hayagriva::citationberg::taxonomy::{Kind, NumberOrPageVariable, NumberVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, CslMacro, ElseBranch, IndependentStyle, LayoutRenderingElement, NamesChild, SortKey, Text,
    TextTarget,
};
use hayagriva::types::EntryType;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Entry};
use serde_json::Value;

/// All that the processor looks at to say which type a work is: its own and those of what holds it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Sort(EntryType, Vec<Sort>);

impl Sort {
    /// That of a work.
    pub(super) fn of(entry: &Entry) -> Self {
        Self(*entry.entry_type(), entry.parents().iter().map(Self::of).collect())
    }
}

/// Which fields of a work, and of what holds it, have something written in them; not what. Works of one shape are of one [`Sort`].
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape(String);

impl Shape {
    /// That of a work. A work with a field of blanks alone has none: such a field has no value in a branch, and one where it is written.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let mut shape = format!("{:?}", Sort::of(entry));
        shape_of(&serde_json::to_value(entry).ok()?, &mut shape)?;
        Some(Self(shape))
    }
}

/// What a word in one of these fields says is part of the shape: it decides which variable the rest of its table is.
const NAMES_ITS_TABLE: [&str; 2] = ["type", "role"];

fn shape_of(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Object(fields) => {
            out.push('{');
            for (name, value) in fields {
                out.push_str(name);
                match value {
                    Value::String(word) if NAMES_ITS_TABLE.contains(&name.as_str()) => out.push_str(word),
                    _ => shape_of(value, out)?,
                }
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            let mut last = String::new();
            for item in items {
                let mut shape = String::new();
                shape_of(item, &mut shape)?;
                if shape != last {
                    out.push_str(&shape);
                }
                last = shape;
            }
            out.push(']');
        }
        // Braces keep the capitals of what is in them.
        Value::String(text) if text.chars().all(|c| c.is_whitespace() || matches!(c, '{' | '}')) => return None,
        Value::Null => out.push('_'),
        Value::String(_) | Value::Bool(_) | Value::Number(_) => out.push(':'),
    }
    Some(())
}

/// What is the same for all works of a sort or shape.
#[derive(Default)]
struct Known {
    /// The types that the works are of; no answer where it was not asked.
    types: HashMap<Kind, bool>,
    /// Whether a variable has a value. One that the style may suppress while it writes is only here if it has none.
    variables: HashMap<Variable, bool>,
}

/// The style for all works of the same sort as this one; it writes them as the whole style does.
pub(super) fn by_sort(style: &IndependentStyle, entry: &Entry) -> IndependentStyle {
    let mut folded = style.clone();
    let mut asked = Asked::default();
    for_each_list(&mut folded, &mut |elements| asked.take(elements));
    let known = Known {
        types: answers(entry, style, asked.types, |kind| ChooseBranch { type_: Some(vec![kind]), ..always() }),
        ..Known::default()
    };
    fold(folded, &known)
}

/// The style, folded for the sort of this work, for all works of the same shape as this one; it writes them as the whole style does.
pub(super) fn by_shape(style: &IndependentStyle, entry: &Entry) -> IndependentStyle {
    let mut folded = style.clone();
    let mut asked = Asked::default();
    for_each_list(&mut folded, &mut |elements| asked.take(elements));
    asked.variables.retain(|variable| !depends_on_place(*variable));
    let mut variables = answers(entry, style, asked.variables, |variable| ChooseBranch { variable: Some(vec![variable]), ..always() });
    for_each_list(&mut folded, &mut |elements| names::settle(elements, &variables));
    let suppressed = suppressible(&mut folded);
    variables.retain(|variable, has_value| !*has_value || !suppressed.contains(variable));
    let mut folded = fold(folded, &Known { variables: variables.clone(), ..Known::default() });
    prune::prune(&mut folded, &variables);
    shorten::shorten(&mut folded, &variables);
    drop_unused_macros(&mut folded);
    folded
}

/// Whether a variable is the citation's rather than the work's.
const fn depends_on_place(variable: Variable) -> bool {
    matches!(
        variable,
        Variable::Standard(StandardVariable::YearSuffix | StandardVariable::CitationLabel | StandardVariable::CitationKey)
            | Variable::Number(NumberVariable::CitationNumber | NumberVariable::Locator | NumberVariable::FirstReferenceNoteNumber)
    )
}

fn fold(mut style: IndependentStyle, known: &Known) -> IndependentStyle {
    for_each_list(&mut style, &mut |elements| fold_list(elements, known));
    drop_unused_macros(&mut style);
    style
}

/// The lists of elements that a style is made of.
fn for_each_list(style: &mut IndependentStyle, change: &mut impl FnMut(&mut Vec<LayoutRenderingElement>)) {
    let bibliography = style.bibliography.iter_mut().map(|bibliography| &mut bibliography.layout.elements);
    let macros = style.macros.iter_mut().map(|one| &mut one.children);
    bibliography.chain(macros).chain([&mut style.citation.layout.elements]).for_each(change);
}

/// The lists of elements that an element holds.
fn lists_in(element: &mut LayoutRenderingElement) -> Vec<&mut Vec<LayoutRenderingElement>> {
    match element {
        LayoutRenderingElement::Group(group) => vec![&mut group.children],
        LayoutRenderingElement::Choose(choose) => {
            let branches = std::iter::once(&mut choose.if_).chain(&mut choose.else_if).map(|branch| &mut branch.children);
            branches.chain(choose.otherwise.iter_mut().map(|otherwise| &mut otherwise.children)).collect()
        }
        LayoutRenderingElement::Names(names) => {
            let children = names.children.iter_mut();
            children
                .filter_map(|child| match child {
                    NamesChild::Substitute(substitute) => Some(&mut substitute.children),
                    _ => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What the branches and elements of a style ask about.
#[derive(Default)]
struct Asked {
    types: HashSet<Kind>,
    variables: HashSet<Variable>,
}

impl Asked {
    fn take(&mut self, elements: &mut [LayoutRenderingElement]) {
        for element in elements {
            match &*element {
                LayoutRenderingElement::Choose(choose) => {
                    for branch in choose.branches() {
                        self.types.extend(branch.type_.iter().flatten());
                        self.variables.extend(branch.variable.iter().chain(&branch.is_numeric).flatten());
                        self.variables.extend(branch.is_uncertain_date.iter().flatten().map(|date| Variable::Date(*date)));
                    }
                }
                _ => self.variables.extend(variables_of(element)),
            }
            for list in lists_in(element) {
                self.take(list);
            }
        }
    }
}

/// The variables that an element itself would write.
fn variables_of(element: &LayoutRenderingElement) -> Vec<Variable> {
    let number_or_page = |variable: NumberOrPageVariable| match variable {
        NumberOrPageVariable::Number(number) => Variable::Number(number),
        NumberOrPageVariable::Page(page) => Variable::Page(page),
    };
    match element {
        LayoutRenderingElement::Text(Text { target: TextTarget::Variable { var, .. }, .. }) => vec![*var],
        LayoutRenderingElement::Number(number) => vec![number_or_page(number.variable)],
        LayoutRenderingElement::Label(label) => vec![number_or_page(label.variable)],
        LayoutRenderingElement::Date(date) => date.variable.map(Variable::Date).into_iter().collect(),
        LayoutRenderingElement::Names(names) => names.variable.iter().map(|name| Variable::Name(*name)).collect(),
        _ => Vec::new(),
    }
}

/// The variables that may be written in the place of missing names. The processor writes such a variable once only.
fn suppressible(style: &mut IndependentStyle) -> HashSet<Variable> {
    fn substitutes(elements: &mut [LayoutRenderingElement], macros: &mut Vec<String>, found: &mut Asked) {
        for element in elements {
            let in_place = matches!(element, LayoutRenderingElement::Names(_));
            for list in lists_in(element) {
                if in_place {
                    macros_in(list, macros);
                    found.take(list);
                }
                substitutes(list, macros, found);
            }
        }
    }
    let (mut macros, mut found) = (Vec::new(), Asked::default());
    for_each_list(style, &mut |elements| substitutes(elements, &mut macros, &mut found));
    let mut seen = HashSet::new();
    while let Some(name) = macros.pop() {
        if let Some(one) = style.macros.iter_mut().find(|one| one.name == name)
            && seen.insert(name)
        {
            macros_in(&mut one.children, &mut macros);
            found.take(&mut one.children);
        }
    }
    found.variables
}

/// Which of these questions hold for a work. Only the processor knows, and says it by writing or not.
fn answers<T: Copy + Eq + std::hash::Hash>(
    entry: &Entry,
    like: &IndependentStyle,
    questions: impl IntoIterator<Item = T>,
    branch: impl Fn(T) -> ChooseBranch,
) -> HashMap<T, bool> {
    let mark = |number: usize| format!("[{number}]");
    let questions: Vec<T> = questions.into_iter().collect();
    let mut asks = like.clone();
    asks.macros.clear();
    asks.bibliography = None;
    let ask = |(number, question): (usize, &T)| {
        let word = LayoutRenderingElement::Text(Text::with_target(TextTarget::Value { val: mark(number) }));
        let if_ = ChooseBranch { children: vec![word], ..branch(*question) };
        LayoutRenderingElement::Choose(Choose { if_, else_if: Vec::new(), otherwise: None })
    };
    asks.citation.layout.elements = questions.iter().enumerate().map(ask).collect();
    let mut driver = BibliographyDriver::new();
    driver.citation(CitationRequest::new(vec![CitationItem::with_entry(entry)], &asks, None, &[], None));
    let rendered = driver.finish(BibliographyRequest::new(&asks, None, &[]));
    let said = rendered.citations.first().map(|citation| citation.citation.to_string()).unwrap_or_default();
    questions.into_iter().enumerate().map(|(number, question)| (question, said.contains(&mark(number)))).collect()
}

/// A branch without a condition is always taken.
const fn always() -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children: Vec::new(),
    }
}

fn fold_list(elements: &mut Vec<LayoutRenderingElement>, known: &Known) {
    elements.retain_mut(|element| {
        let stays = match element {
            LayoutRenderingElement::Choose(choose) => fold_choose(choose, known),
            _ => true,
        };
        if stays {
            for list in lists_in(element) {
                fold_list(list, known);
            }
        }
        stays
    });
}

/// Leaves out the branches that are never taken; says whether anything is left.
///
/// A choice of which one branch is left stays a choice, since its children take their delimiter, and groups count them, as a choice's.
fn fold_choose(choose: &mut Choose, known: &Known) -> bool {
    let mut left: Vec<ChooseBranch> = Vec::new();
    let mut otherwise = choose.otherwise.take();
    let first = std::mem::replace(&mut choose.if_, always());
    for mut branch in std::iter::once(first).chain(std::mem::take(&mut choose.else_if)) {
        match answer(&mut branch, known) {
            Some(false) => {}
            Some(true) => {
                otherwise = Some(ElseBranch { children: branch.children });
                break;
            }
            None => left.push(branch),
        }
    }
    let mut left = left.into_iter();
    match (left.next(), otherwise) {
        (Some(first), otherwise) => {
            choose.if_ = first;
            choose.else_if = left.collect();
            choose.otherwise = otherwise;
        }
        (None, Some(otherwise)) => choose.if_ = ChooseBranch { children: otherwise.children, ..always() },
        (None, None) => return false,
    }
    true
}

/// Whether a branch is taken, where what is known decides that. Where it does not, the branch keeps the questions that are open.
fn answer(branch: &mut ChooseBranch, known: &Known) -> Option<bool> {
    // The answer of one question that decides for the whole branch.
    let decides = branch.match_ != ChooseMatch::All;
    let mut decided = false;
    keep_open(&mut branch.type_, |kind| known.types.get(&kind).copied(), decides, &mut decided);
    keep_open(&mut branch.variable, |variable| known.variables.get(&variable).copied(), decides, &mut decided);
    // What has no value is no number, and no date that is uncertain.
    let none = |variable| known.variables.get(&variable).copied().filter(|has_value| !has_value);
    keep_open(&mut branch.is_numeric, none, decides, &mut decided);
    keep_open(&mut branch.is_uncertain_date, |date| none(Variable::Date(date)), decides, &mut decided);
    match (decided, is_always(branch)) {
        (true, _) => Some(branch.match_ == ChooseMatch::Any),
        (false, true) => Some(branch.match_ != ChooseMatch::Any),
        (false, false) => None,
    }
}

/// Leaves the questions without an answer; says in `decided` whether an answer was the one that decides.
fn keep_open<T: Copy>(questions: &mut Option<Vec<T>>, answer: impl Fn(T) -> Option<bool>, decides: bool, decided: &mut bool) {
    let Some(list) = questions else { return };
    list.retain(|question| {
        let answer = answer(*question);
        *decided |= answer == Some(decides);
        answer.is_none()
    });
    if list.is_empty() {
        *questions = None;
    }
}

/// Whether a branch has no condition.
const fn is_always(branch: &ChooseBranch) -> bool {
    let of_the_work =
        branch.is_numeric.is_none() && branch.is_uncertain_date.is_none() && branch.type_.is_none() && branch.variable.is_none();
    of_the_work && branch.disambiguate.is_none() && branch.locator.is_none() && branch.position.is_none()
}

/// Every macro, after those that it calls; a style of the archive has no cycles, and in one that had some they would stay as they are.
fn for_each_macro(style: &mut IndependentStyle, mut change: impl FnMut(&mut CslMacro)) {
    let mut done: HashSet<String> = HashSet::new();
    let mut open: Vec<usize> = (0..style.macros.len()).collect();
    loop {
        let before = open.len();
        open.retain(|index| {
            let Some(one) = style.macros.get_mut(*index) else { return false };
            let mut calls = Vec::new();
            macros_in(&mut one.children, &mut calls);
            if !calls.iter().all(|name| done.contains(name)) {
                return true;
            }
            change(one);
            done.insert(one.name.clone());
            false
        });
        if open.is_empty() || open.len() == before {
            break;
        }
    }
}

/// Macros are looked up by going through all of them.
fn drop_unused_macros(style: &mut IndependentStyle) {
    let mut used: HashSet<String> = HashSet::new();
    let mut new: Vec<String> = Vec::new();
    let bibliography = style.bibliography.iter_mut().map(|bibliography| &mut bibliography.layout.elements);
    for elements in bibliography.chain([&mut style.citation.layout.elements]) {
        macros_in(elements, &mut new);
    }
    let sorts = style.citation.sort.iter().chain(style.bibliography.iter().filter_map(|bibliography| bibliography.sort.as_ref()));
    for key in sorts.flat_map(|sort| &sort.keys) {
        if let SortKey::MacroName { name, .. } = key {
            new.push(name.clone());
        }
    }
    while let Some(name) = new.pop() {
        if let Some(one) = style.macros.iter_mut().find(|one| one.name == name)
            && used.insert(name)
        {
            macros_in(&mut one.children, &mut new);
        }
    }
    style.macros.retain(|one| used.contains(&one.name));
}

fn macros_in(elements: &mut [LayoutRenderingElement], found: &mut Vec<String>) {
    for element in elements {
        if let LayoutRenderingElement::Text(text) = element
            && let TextTarget::Macro { name } = &text.target
        {
            found.push(name.clone());
        }
        for list in lists_in(element) {
            macros_in(list, found);
        }
    }
}

#[cfg(test)]
mod tests;
