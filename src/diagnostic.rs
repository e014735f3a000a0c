//! Problems as data: what is wrong, where, how to mend it. How they look is `report`'s business.

use crate::file::{FileId, Span};

/// How grave a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Severity {
    /// Describes the evidence rather than a mistake; shown, never denied.
    Advice,
    /// Worth mending; denied by `--deny-warnings`.
    Warning,
    /// Nothing is published while it stands.
    Error,
}

impl Severity {
    /// The word used in messages and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident),* $(,)?) => {
        /// A rule's stable code. Names and meanings are the product's public face.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
        pub enum Code { $(#[doc = concat!("`", $name, "`")] $variant),* }

        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The code as users write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The severity that it has where `[checks]` says nothing.
            pub const fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),* }
            }

            /// Its page of the manual, in Markdown: what, why, an example, how to mend it.
            pub const fn manual(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../docs/rules/", $name, ".md"))),* }
            }

            /// The code of a name, for `[checks]`.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

impl Code {
    /// What it finds, in a paragraph.
    pub fn summary(self) -> String {
        let (_, what) = self.manual().split_once("\n## What\n\n").expect("every page of the manual says what its rule finds");
        what.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether the site would be wrong if it were built in spite of such a problem, so that no setting may make less of it.
    ///
    /// The others leave nothing behind that could be wrong: an unknown field is passed over, an unsafe address, a missing picture and the
    /// statements of a work that was not read are left out, a link with a broken anchor leads to the head of the page, and an unknown
    /// style gives way to the usual one.
    pub const fn guards_integrity(self) -> bool {
        matches!(self.default_severity(), Severity::Error)
            && !matches!(
                self,
                Self::UnknownField
                    | Self::BrokenAnchor
                    | Self::MissingAsset
                    | Self::StatementInCitedSource
                    | Self::UnsafeUrl
                    | Self::UnknownStyle
            )
    }
}

codes! {
    FrontMatterSyntax "front-matter-syntax" Error,
    UnknownField "unknown-field" Error,
    MissingField "missing-field" Error,
    InvalidValue "invalid-value" Error,
    InvalidDate "invalid-date" Error,
    InvalidId "invalid-id" Error,
    DuplicateId "duplicate-id" Error,
    DuplicateStatement "duplicate-statement" Error,
    UnknownReference "unknown-reference" Error,
    WrongKind "wrong-kind" Error,
    BrokenAnchor "broken-anchor" Error,
    UrlCollision "url-collision" Error,
    MissingAsset "missing-asset" Error,
    StatementInCitedSource "statement-in-cited-source" Error,
    UnsafeUrl "unsafe-url" Error,
    NotUtf8 "not-utf8" Error,
    TemplateError "template-error" Error,
    UnknownStyle "unknown-style" Error,
    UnknownLanguage "unknown-language" Error,
    UnequalTranslation "unequal-translation" Error,
    UncitedOutcome "uncited-outcome" Warning,
    UncitedParagraph "uncited-paragraph" Warning,
    SingleSource "single-source" Advice,
    CircularSourcing "circular-sourcing" Advice,
    OneSidedEvidence "one-sided-evidence" Advice,
    StaleReview "stale-review" Warning,
    UnusedSource "unused-source" Warning,
    OrphanNote "orphan-note" Warning,
    UnlinkedMention "unlinked-mention" Warning,
    MissingAlt "missing-alt" Warning,
    LongQuote "long-quote" Warning,
    UnarchivedSource "unarchived-source" Advice,
    MissingTranslation "missing-translation" Warning,
    MissingWord "missing-word" Warning,
    OutdatedTranslation "outdated-translation" Warning,
    ImprobableDate "improbable-date" Warning,
    UnexpectedDelegations "unexpected-delegations" Warning,
    UnexpectedStatus "unexpected-status" Warning,
    LeftOutFile "left-out-file" Warning,
    StrayFile "stray-file" Advice,
    UnusedOverride "unused-override" Warning,
    UnusedAllow "unused-allow" Warning,
    LowContrast "low-contrast" Warning,
    RemovedHtml "removed-html" Warning,
    UnportableName "unportable-name" Warning,
    EmptyFeed "empty-feed" Advice,
}

/// Where a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// In no file of the user's (an embedded template, a command-line option).
    Nowhere,
    /// A file as a whole.
    File(FileId),
    /// A range of text.
    Span(Span),
}

impl Place {
    /// The file in which it is.
    pub const fn file(self) -> Option<FileId> {
        match self {
            Self::Nowhere => None,
            Self::File(file) | Self::Span(Span { file, .. }) => Some(file),
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

impl From<FileId> for Place {
    fn from(file: FileId) -> Self {
        Self::File(file)
    }
}

/// A second place that belongs to a problem: the first of two duplicates, the other end of a cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

/// An edit that mends a problem, offered by the language server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The text to replace.
    pub span: Span,
    pub replacement: String,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which rule it breaks.
    pub code: Code,
    /// How grave it is. Stages give the default; `[checks]` has the last word when a run ends.
    pub severity: Severity,
    /// What is wrong, one sentence, no full stop at the end.
    pub message: String,
    /// How to mend it, one or more sentences.
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The edit that mends it, where there is just one sensible one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A problem with its rule's default severity.
    pub fn new(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            message: message.into(),
            help: None,
            place: place.into(),
            related: Vec::new(),
            fix: None,
        }
    }

    /// What is wrong and how to mend it, for where one text says both.
    pub(crate) fn with_help(&self) -> String {
        with_help(&self.message, self.help.as_deref())
    }

    /// Adds how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    pub fn related(mut self, place: impl Into<Place>, message: impl Into<String>) -> Self {
        self.related.push(Related { place: place.into(), message: message.into() });
        self
    }

    /// Adds other places, as many as there are.
    pub fn related_to(self, others: impl IntoIterator<Item = (Span, impl Into<String>)>) -> Self {
        others.into_iter().fold(self, |problem, (span, message)| problem.related(span, message))
    }

    /// Puts more exact help in place of what there is, where there is some.
    pub fn help_if(self, help: Option<impl Into<String>>) -> Self {
        if let Some(help) = help { self.help(help) } else { self }
    }

    /// Asks whether a similar word was meant, in place of other help, and offers it; `quotes` stand around the word in the file.
    pub fn suggest(self, near: Option<&str>, quotes: &str) -> Self {
        let (Some(near), Place::Span(span)) = (near, self.place) else { return self };
        self.help(format!("Did you mean `{near}`?")).fix(span, format!("{quotes}{near}{quotes}"))
    }

    /// Adds the edit that mends it.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// Whether there is an error among problems.
pub fn has_errors(problems: &[Diagnostic]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn with_help(message: &str, help: Option<&str>) -> String {
    help.map_or_else(|| message.to_owned(), |help| format!("{message}\n{help}"))
}

/// Words as messages list them: "`a`, `b`".
pub fn in_backticks(words: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A number of things as messages name it: "1 note", "2 notes".
pub fn number_of(count: usize, singular: &str) -> String {
    format!("{count} {singular}{}", if count == 1 { "" } else { "s" })
}

/// Items of a list as messages name them, at most so many: "a, b and 3 more".
pub fn some_of(items: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = items.len().saturating_sub(most);
    let named = items.take(most).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{named} and {more} more") } else { named }
}

/// The known word nearest to a misspelt one, where one is near enough to suggest.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    // One letter is near to every word that begins with it.
    if wrong.chars().count() < 2 {
        return None;
    }
    let score = |word: &str| strsim::jaro_winkler(&wrong, word).max(strsim::normalized_damerau_levenshtein(&wrong, word));
    let near = known.into_iter().map(|word| (score(word), word)).filter(|(score, _)| *score > 0.75);
    near.max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| other.cmp(one))).map(|(_, word)| word)
}

/// The help on a word that is not known: the known word that was probably meant, else `otherwise`.
pub fn suggestion_or<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>, otherwise: impl Into<String>) -> String {
    did_you_mean(wrong, known).map_or_else(|| otherwise.into(), |near| format!("Did you mean `{near}`?"))
}

/// The known name of which a file's name is a misspelling: one letter in four at most is another, is missing or too much.
pub fn misspelling_of<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distance = |word: &&str| strsim::damerau_levenshtein(&name, word);
    known.into_iter().filter(|word| distance(word) <= (word.chars().count() / 4).max(1)).min_by_key(distance)
}

/// What the environment refuses: no permission, no space, a port that is taken. It ends the command with status 2.
#[derive(Debug)]
pub struct Failure {
    /// What could not be done, with the path or address concerned.
    pub message: String,
    /// What may be done about it.
    pub help: Option<String>,
}

impl Failure {
    /// One without help.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// That this program was built without one of its features.
    #[cfg(not(all(feature = "online", feature = "s3")))]
    pub(crate) fn missing_feature(what: &str, feature: &str) -> Self {
        Self::new(format!("this rapporteur cannot {what}: it was built without the feature `{feature}`"))
            .help(format!("Build one that can, in the folder of its source: `cargo install --locked --path . --features {feature}`."))
    }

    /// Says what may be done about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What could not be done and what to do about it, for where one text says both.
    pub(crate) fn with_help(&self) -> String {
        with_help(&self.message, self.help.as_deref())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
