//! `[outputs]`: which outputs besides notes, lists and views a site wants.

use crate::parse::record::record;

macro_rules! outputs {
    ($($(#[doc = $doc:literal])* $variant:ident $key:literal $field:ident),* $(,)?) => {
        record! {
            /// Which outputs are made; what is off is neither made nor linked.
            pub struct OutputsToml = "`[outputs]`" {
                /// Whether outputs that are not named here are made; they are by default.
                "default" default: Option<bool>,
                $($(#[doc = $doc])* $key $field: Option<bool>),*
            }
        }

        /// A kind of output that `[outputs]` switches on and off.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum OutputKind { $($(#[doc = $doc])* $variant),* }

        impl OutputKind {
            /// All of them, in the order of the manual.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The key in `[outputs]`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }
        }

        impl Outputs {
            /// The outputs that a site wants.
            pub(super) fn of(written: &OutputsToml) -> Self {
                let default = written.default.unwrap_or(true);
                let wanted = |kind: OutputKind| {
                    match kind { $(OutputKind::$variant => written.$field),* }.unwrap_or(default)
                };
                Self(OutputKind::ALL.iter().copied().filter(|kind| wanted(*kind)).collect())
            }
        }
    };
}

outputs! {
    /// Pictures of pages, for where their addresses are posted.
    ShareImages "share_images" share_images,
    /// Every page as Markdown beside it, `index.md`.
    MarkdownCopies "markdown_copies" markdown_copies,
    /// References beside each source: `cite.bib`, `cite.ris`, `cite.json`.
    CitationFiles "citation_files" citation_files,
    /// Changes and new notes: `feed.xml`, `feed.json`.
    Feeds "feeds" feeds,
    /// Rounds as calendars: `calendar.ics`.
    Calendar "calendar" calendar,
    /// The search page, its index, and the field in the header.
    Search "search" search,
    /// The whole briefing as one document, `/print/`.
    Print "print" print,
    /// `data/site.json` with its schema and the codebook.
    Json "json" json,
    /// Tables: `data/*.csv`.
    Csv "csv" csv,
    /// RDF: `data/site.ttl`.
    Turtle "turtle" turtle,
    /// The graph of actors, rounds and statements: `data/graph.graphml`.
    GraphMl "graphml" graphml,
    /// All works: `data/references.bib`, `.ris`, `.json`.
    References "references" references,
    /// All data files in one: `data/briefing.zip`.
    Archive "archive" archive,
    /// The site for language models: `llms.txt`.
    Llms "llms" llms,
    /// `sitemap.xml` and `robots.txt`, which names it.
    Sitemap "sitemap" sitemap,
}

/// The outputs that a site wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outputs(Vec<OutputKind>);

impl Outputs {
    /// Whether an output of this kind is made.
    pub fn has(&self, kind: OutputKind) -> bool {
        self.0.contains(&kind)
    }

    /// Whether `/data/` has anything to offer.
    pub fn has_data(&self) -> bool {
        use OutputKind::{Archive, Csv, GraphMl, Json, References, Turtle};
        [Json, Csv, Turtle, GraphMl, References, Archive].into_iter().any(|kind| self.has(kind))
    }
}

impl Default for Outputs {
    fn default() -> Self {
        Self(OutputKind::ALL.to_vec())
    }
}
