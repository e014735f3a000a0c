//! A style with fewer levels, which writes the same.
//!
//! Before the processor writes an element, it asks everything below whether it would write, and does so on each level of groups, choices
//! and macros. After folding and pruning most levels hold one thing; here that thing takes the place of the level.
//!
//! What must stay the same is what a group learns of its parts, since it is left out where none of its variables has a value, unless a
//! macro or a group in it writes: a part may change its sort only where it is certain to write a variable.

use std::collections::HashMap;

use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{Choose, Formatting, IndependentStyle, LayoutRenderingElement, NamesChild, Text, TextTarget};

use super::{for_each_macro, is_always};

/// Takes levels out of a style for works of which these variables are known to have a value, or to have none.
pub(super) fn shorten(style: &mut IndependentStyle, variables: &HashMap<Variable, bool>) {
    let mut shortening = Shortening { variables, macros: HashMap::new() };
    for_each_macro(style, |one| {
        shortening.list(&mut one.children, Place::Alone);
        shortening.macros.insert(one.name.clone(), one.children.clone());
    });
    let bibliography = style.bibliography.iter_mut().map(|bibliography| &mut bibliography.layout.elements);
    for elements in bibliography.chain([&mut style.citation.layout.elements]) {
        shortening.list(elements, Place::Alone);
    }
}

/// What a list of elements stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A group.
    Group,
    /// A branch of a choice.
    Branch,
    /// A macro or the whole style: each element is written without being asked first.
    Alone,
}

struct Shortening<'a> {
    variables: &'a HashMap<Variable, bool>,
    /// What macros hold, as far as they have been shortened.
    macros: HashMap<String, Vec<LayoutRenderingElement>>,
}

impl Shortening<'_> {
    fn list(&self, elements: &mut Vec<LayoutRenderingElement>, place: Place) {
        let mut shorter = Vec::with_capacity(elements.len());
        for mut element in elements.drain(..) {
            self.inside(&mut element);
            self.put(element, place, &mut shorter);
        }
        *elements = shorter;
    }

    fn inside(&self, element: &mut LayoutRenderingElement) {
        match element {
            LayoutRenderingElement::Group(group) => self.list(&mut group.children, Place::Group),
            LayoutRenderingElement::Choose(choose) => {
                for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                    self.list(&mut branch.children, Place::Branch);
                }
                if let Some(otherwise) = &mut choose.otherwise {
                    self.list(&mut otherwise.children, Place::Branch);
                }
            }
            LayoutRenderingElement::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        // The first of these that writes is the last: they stay apart.
                        substitute.children.iter_mut().for_each(|element| self.inside(element));
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds an element, or what can stand in its place.
    fn put(&self, element: LayoutRenderingElement, place: Place, list: &mut Vec<LayoutRenderingElement>) {
        match element {
            LayoutRenderingElement::Choose(choose) if is_settled(&choose) && self.can_replace_all(&choose.if_.children, place) => {
                list.extend(choose.if_.children);
            }
            LayoutRenderingElement::Text(text) => match self.only_of_macro(&text).filter(|only| self.can_replace_macro(only, place)) {
                Some(only) => list.push(only.clone()),
                None => list.push(LayoutRenderingElement::Text(text)),
            },
            other => list.push(other),
        }
    }

    /// Whether the parts of a choice that is always made the same can stand in its place.
    fn can_replace_all(&self, parts: &[LayoutRenderingElement], place: Place) -> bool {
        parts.iter().all(|part| match part {
            LayoutRenderingElement::Group(_) => place == Place::Group && self.is_certain(part),
            _ if place != Place::Alone => true,
            // A choice asks its parts before it lets them write.
            LayoutRenderingElement::Text(text) => is_bare(text) && matches!(text.target, TextTarget::Macro { .. }),
            _ => false,
        }) && (place != Place::Alone || parts.len() == 1)
    }

    /// Whether the one part of a macro can stand in the place of a call that adds nothing to it.
    fn can_replace_macro(&self, only: &LayoutRenderingElement, place: Place) -> bool {
        match only {
            LayoutRenderingElement::Group(_) => place == Place::Group || self.is_certain(only),
            LayoutRenderingElement::Text(text) => matches!(text.target, TextTarget::Macro { .. }) || self.is_certain(only),
            _ => false,
        }
    }

    /// What the macro holds that a text calls without adding anything, where that is one thing.
    fn only_of_macro(&self, text: &Text) -> Option<&LayoutRenderingElement> {
        let TextTarget::Macro { name } = &text.target else { return None };
        match self.macros.get(name)?.as_slice() {
            [only] if is_bare(text) => Some(only),
            _ => None,
        }
    }

    /// Whether an element is certain to write a variable.
    fn is_certain(&self, element: &LayoutRenderingElement) -> bool {
        let any = |elements: &[LayoutRenderingElement]| elements.iter().any(|element| self.is_certain(element));
        match element {
            LayoutRenderingElement::Text(text) => match &text.target {
                TextTarget::Variable { var, .. } => self.variables.get(var) == Some(&true),
                TextTarget::Macro { name } => self.macros.get(name).is_some_and(|elements| any(elements)),
                TextTarget::Term { .. } | TextTarget::Value { .. } => false,
            },
            LayoutRenderingElement::Group(group) => any(&group.children),
            LayoutRenderingElement::Choose(choose) => is_settled(choose) && any(&choose.if_.children),
            _ => false,
        }
    }
}

/// Whether the first branch is always taken.
fn is_settled(choose: &Choose) -> bool {
    is_always(&choose.if_) && choose.else_if.is_empty() && choose.otherwise.is_none()
}

/// Whether a text adds nothing of its own to what it calls.
fn is_bare(text: &Text) -> bool {
    let plain = text.formatting == Formatting::default() && text.affixes.prefix.is_none() && text.affixes.suffix.is_none();
    plain && text.display.is_none() && text.text_case.is_none() && !text.quotes && !text.strip_periods
}
