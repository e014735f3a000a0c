//! A style without the elements that can never write anything, because the variables in them have no value.

use std::collections::HashMap;

use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{Group, IndependentStyle, LayoutRenderingElement, LongShortForm, Text, TextTarget};

use super::{for_each_macro, is_always, lists_in, variables_of};

/// Leaves out what never writes, for works of which these variables are known to have a value, or to have none.
pub(super) fn prune(style: &mut IndependentStyle, variables: &HashMap<Variable, bool>) {
    Pruning::new(variables).prune(style);
}

/// What an element does to a group that it is in, if it never writes anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Maybe,
    /// Never; and whether it counts as a variable: a group whose variables are all without value is not written.
    Never {
        variable: bool,
    },
}

/// Leaves out the elements that never write, because the variables in them have no value.
struct Pruning<'a> {
    variables: &'a HashMap<Variable, bool>,
    /// Stands for all that has no value.
    nothing: Option<LayoutRenderingElement>,
    macros: HashMap<String, Writes>,
}

impl<'a> Pruning<'a> {
    fn new(variables: &'a HashMap<Variable, bool>) -> Self {
        let without = variables.iter().filter(|(variable, has_value)| matches!(variable, Variable::Standard(_)) && !**has_value);
        let nothing = without.map(|(variable, _)| TextTarget::Variable { var: *variable, form: LongShortForm::default() }).next();
        Self { variables, nothing: nothing.map(|target| LayoutRenderingElement::Text(Text::with_target(target))), macros: HashMap::new() }
    }

    fn prune(&mut self, style: &mut IndependentStyle) {
        for_each_macro(style, |one| {
            let writes = self.list(&mut one.children);
            self.macros.insert(one.name.clone(), writes);
        });
        let bibliography = style.bibliography.iter_mut().map(|bibliography| &mut bibliography.layout.elements);
        for elements in bibliography.chain([&mut style.citation.layout.elements]) {
            self.list(elements);
        }
    }

    /// Leaves out what never writes in a list; what it leaves of that counts in a group as all of it did.
    fn list(&self, elements: &mut Vec<LayoutRenderingElement>) -> Writes {
        let Some(nothing) = &self.nothing else { return Writes::Maybe };
        let mut variable = false;
        elements.retain_mut(|element| match self.element(element) {
            Writes::Maybe => true,
            Writes::Never { variable: counts } => {
                variable |= counts;
                false
            }
        });
        let writes = if elements.is_empty() { Writes::Never { variable } } else { Writes::Maybe };
        if variable {
            elements.push(nothing.clone());
        }
        writes
    }

    fn element(&self, element: &mut LayoutRenderingElement) -> Writes {
        let inner: Vec<Writes> = lists_in(element).into_iter().map(|list| self.list(list)).collect();
        let variables = variables_of(element);
        let without_value = !variables.is_empty() && variables.iter().all(|variable| self.variables.get(variable) == Some(&false));
        match element {
            LayoutRenderingElement::Text(text) => match &text.target {
                // Quotes and periods leave a trace even where nothing is written between them.
                _ if text.quotes || text.strip_periods => Writes::Maybe,
                TextTarget::Macro { name } => self.macros.get(name).copied().unwrap_or(Writes::Maybe),
                _ if without_value => Writes::Never { variable: true },
                _ => Writes::Maybe,
            },
            LayoutRenderingElement::Number(_) | LayoutRenderingElement::Date(_) if without_value => Writes::Never { variable: true },
            LayoutRenderingElement::Label(_) if without_value => Writes::Never { variable: false },
            LayoutRenderingElement::Names(_) if without_value && inner.is_empty() => Writes::Never { variable: false },
            // A group of no variables is written with its affixes, whatever is in it.
            LayoutRenderingElement::Group(_) if inner == [Writes::Never { variable: true }] => Writes::Never { variable: true },
            LayoutRenderingElement::Group(group) if inner == [Writes::Never { variable: false }] && is_bare(group) => {
                Writes::Never { variable: false }
            }
            LayoutRenderingElement::Choose(choose) => {
                let always_one = choose.otherwise.is_some() || is_always(&choose.if_);
                let missing = if always_one { None } else { Some(Writes::Never { variable: false }) };
                let mut outcomes = inner.into_iter().chain(missing);
                let first = outcomes.next().unwrap_or(Writes::Maybe);
                if outcomes.all(|outcome| outcome == first) { first } else { Writes::Maybe }
            }
            _ => Writes::Maybe,
        }
    }
}

/// Whether a group adds nothing of its own to what it holds.
const fn is_bare(group: &Group) -> bool {
    group.prefix.is_none() && group.suffix.is_none() && group.display.is_none()
}
