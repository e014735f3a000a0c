//! The problems that resolving finds, and what their authors may have meant.

use crate::diagnostic::Diagnostic;

/// How many problems get a suggestion, from the first on. Each costs a walk over all names or addresses.
const MAX_SUGGESTIONS: usize = 100;

/// Adds what may have been meant to a problem; leaves it as it is where nothing is near enough.
type Suggest<'a> = Box<dyn FnOnce(Diagnostic) -> Diagnostic + Send + 'a>;

/// Problems in the order in which they were found. Suggestions are looked for when all problems are known, so that the ones that get them
/// depend on no thread.
#[derive(Default)]
pub(super) struct Problems<'a> {
    found: Vec<Diagnostic>,
    /// Each with the place of its problem.
    suggestions: Vec<(usize, Suggest<'a>)>,
}

impl<'a> Problems<'a> {
    pub(super) fn push(&mut self, problem: Diagnostic) {
        self.found.push(problem);
    }

    /// Adds a problem; nothing comes of what has it.
    pub(super) fn reject<T>(&mut self, problem: Diagnostic) -> Option<T> {
        self.push(problem);
        None
    }

    /// Adds a problem whose author may have meant something that is there.
    pub(super) fn push_with_suggestion(&mut self, problem: Diagnostic, suggest: impl FnOnce(Diagnostic) -> Diagnostic + Send + 'a) {
        self.suggestions.push((self.found.len(), Box::new(suggest)));
        self.found.push(problem);
    }

    /// Adds all problems of another part of the site.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.found.len();
        self.found.extend(other.found);
        self.suggestions.extend(other.suggestions.into_iter().map(|(place, suggest)| (before + place, suggest)));
    }

    /// All problems, the first of them with suggestions.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for (place, suggest) in self.suggestions.into_iter().take(MAX_SUGGESTIONS) {
            let problem = self.found.get_mut(place).expect("a suggestion belongs to a problem");
            *problem = suggest(problem.clone());
        }
        self.found
    }
}
