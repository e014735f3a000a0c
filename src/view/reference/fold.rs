//! A CSL style folded for one sort of work.
//!
//! A style asks for the type of the work in hundreds of branches, and the processor asks again on every level of groups and macros: most
//! of the time for a reference went there. What a branch answers to "is it of this type?" is the same for all works of one [`Sort`], so
//! it is asked once, and branches that can never be taken are left out. All other questions (is there a variable, is it a number, …) stay
//! the processor's, since their answers change while it writes.

use std::collections::HashSet;

use hayagriva::citationberg::taxonomy::Kind;
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, ElseBranch, IndependentStyle, LayoutRenderingElement, NamesChild, SortKey, Text, TextTarget,
};
use hayagriva::types::EntryType;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Entry};

/// All that the processor looks at to say which type a work is: its own and those of what holds it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Sort(EntryType, Vec<Sort>);

impl Sort {
    /// That of a work.
    pub(super) fn of(entry: &Entry) -> Self {
        Self(*entry.entry_type(), entry.parents().iter().map(Self::of).collect())
    }
}

/// The style for all works of the same sort as this one; it writes them as the whole style does.
pub(super) fn fold(style: &IndependentStyle, entry: &Entry) -> IndependentStyle {
    let mut asked = HashSet::new();
    let mut folded = style.clone();
    for_each_list(&mut folded, &mut |elements| kinds_in(elements, &mut asked));
    let kinds = asked.into_iter().filter(|kind| is(entry, *kind, style)).collect();
    for_each_list(&mut folded, &mut |elements| fold_list(elements, &kinds));
    drop_unused_macros(&mut folded);
    folded
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

fn kinds_in(elements: &mut [LayoutRenderingElement], found: &mut HashSet<Kind>) {
    for element in elements {
        if let LayoutRenderingElement::Choose(choose) = element {
            found.extend(choose.branches().filter_map(|branch| branch.type_.as_ref()).flatten());
        }
        for list in lists_in(element) {
            kinds_in(list, found);
        }
    }
}

/// Whether a work is of a kind. Only the processor knows, and says it by writing or not.
fn is(entry: &Entry, kind: Kind, like: &IndependentStyle) -> bool {
    let mut asks = like.clone();
    asks.macros.clear();
    asks.bibliography = None;
    let word = LayoutRenderingElement::Text(Text::with_target(TextTarget::Value { val: "yes".to_owned() }));
    let branch = ChooseBranch { type_: Some(vec![kind]), children: vec![word], ..always(Vec::new()) };
    asks.citation.layout.elements = vec![LayoutRenderingElement::Choose(Choose { if_: branch, else_if: Vec::new(), otherwise: None })];
    let mut driver = BibliographyDriver::new();
    driver.citation(CitationRequest::new(vec![CitationItem::with_entry(entry)], &asks, None, &[], None));
    let rendered = driver.finish(BibliographyRequest::new(&asks, None, &[]));
    rendered.citations.first().is_some_and(|citation| citation.citation.to_string().contains("yes"))
}

/// A branch without a condition is always taken.
const fn always(children: Vec<LayoutRenderingElement>) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    }
}

fn fold_list(elements: &mut Vec<LayoutRenderingElement>, kinds: &HashSet<Kind>) {
    elements.retain_mut(|element| {
        let stays = match element {
            LayoutRenderingElement::Choose(choose) => fold_choose(choose, kinds),
            _ => true,
        };
        if stays {
            for list in lists_in(element) {
                fold_list(list, kinds);
            }
        }
        stays
    });
}

/// Leaves out the branches that are never taken; says whether anything is left.
///
/// A choice of which one branch is left stays a choice, since its children take their delimiter, and groups count them, as a choice's.
fn fold_choose(choose: &mut Choose, kinds: &HashSet<Kind>) -> bool {
    let mut left: Vec<ChooseBranch> = Vec::new();
    let mut otherwise = choose.otherwise.take();
    let first = std::mem::replace(&mut choose.if_, always(Vec::new()));
    for mut branch in std::iter::once(first).chain(std::mem::take(&mut choose.else_if)) {
        match answer(&branch, kinds) {
            Some(false) => {}
            Some(true) => {
                otherwise = Some(ElseBranch { children: branch.children });
                break;
            }
            None => {
                branch.type_ = None;
                left.push(branch);
            }
        }
    }
    let mut left = left.into_iter();
    match (left.next(), otherwise) {
        (Some(first), otherwise) => {
            choose.if_ = first;
            choose.else_if = left.collect();
            choose.otherwise = otherwise;
        }
        (None, Some(otherwise)) => choose.if_ = always(otherwise.children),
        (None, None) => return false,
    }
    true
}

/// Whether a branch is taken, where its types alone decide that.
fn answer(branch: &ChooseBranch, kinds: &HashSet<Kind>) -> Option<bool> {
    let asks_more = branch.disambiguate.is_some()
        || branch.is_numeric.is_some()
        || branch.is_uncertain_date.is_some()
        || branch.locator.is_some()
        || branch.position.is_some()
        || branch.variable.is_some();
    let types = branch.type_.as_ref()?;
    let all = types.iter().all(|kind| kinds.contains(kind));
    let any = types.iter().any(|kind| kinds.contains(kind));
    match branch.match_ {
        ChooseMatch::All if !all => Some(false),
        ChooseMatch::Any if any => Some(true),
        ChooseMatch::None if any => Some(false),
        _ if asks_more => None,
        ChooseMatch::All | ChooseMatch::None => Some(true),
        ChooseMatch::Any => Some(false),
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
