//! What would stand in the place of names that are there.

use std::collections::HashMap;

use hayagriva::citationberg::taxonomy::{NameVariable, Variable};
use hayagriva::citationberg::{LayoutRenderingElement, Names, NamesChild};

use super::lists_in;

/// Leaves out what would stand in the place of names that are there: the processor asks all of it whether it would write.
pub(super) fn settle(elements: &mut [LayoutRenderingElement], variables: &HashMap<Variable, bool>) {
    let are_written = |names: &Names| {
        let has_value = |name: &NameVariable| variables.get(&Variable::Name(*name)) == Some(&true);
        names.variable.iter().any(has_value) && says_how(names)
    };
    for element in elements {
        if let LayoutRenderingElement::Names(names) = element {
            if are_written(names) {
                names.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
            }
            for child in &mut names.children {
                if let NamesChild::Substitute(substitute) = child {
                    let is_last =
                        |child: &LayoutRenderingElement| matches!(child, LayoutRenderingElement::Names(names) if are_written(names));
                    let last = substitute.children.iter().position(is_last);
                    substitute.children.truncate(last.map_or(usize::MAX, |last| last.saturating_add(1)));
                }
            }
        }
        for list in lists_in(element) {
            settle(list, variables);
        }
    }
}

/// Whether the processor takes names that are there for written. It does not where parts are told and the names themselves are none of
/// them, nor where all of them may be left to "et al."; what would stand in their place decides then.
fn says_how(names: &Names) -> bool {
    let options = names.options();
    let shown = |child: &NamesChild| matches!(child, NamesChild::Name(name) if name.options(&options).et_al_use_first != Some(0));
    names.children.is_empty() || names.children.iter().any(shown)
}
