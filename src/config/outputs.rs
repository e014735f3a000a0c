//! `[outputs]`: which outputs besides notes, lists and views a site wants.

use crate::parse::record::record;

macro_rules! outputs {
    ($($variant:ident $field:ident : $meaning:literal),* $(,)?) => {
        record! {
            /// Which outputs are made; what is off is neither made nor linked.
            pub struct OutputsToml = "`[outputs]`" {
                default: Option<bool> => "Whether outputs that are not named here are made; they are by default.",
                $($field: Option<bool> => $meaning),*
            }
        }

        /// A kind of output that `[outputs]` switches on and off.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum OutputKind { $(#[doc = $meaning] $variant),* }

        impl OutputKind {
            /// All of them, in the order of the manual.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The key in `[outputs]`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($field)),* }
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
    ShareImages share_images: "Pictures of pages, for where their addresses are posted.",
    MarkdownCopies markdown_copies: "Every page as Markdown beside it, `index.md`.",
    CitationFiles citation_files: "References beside each source: `cite.bib`, `cite.ris`, `cite.json`.",
    Feeds feeds: "Changes and new notes: `feed.xml`, `feed.json`.",
    Calendar calendar: "Rounds as calendars: `calendar.ics`.",
    Search search: "The search page, its index, and the field in the header.",
    Print print: "The whole briefing as one document, `/print/`.",
    Json json: "`data/site.json` with its schema and the codebook.",
    Csv csv: "Tables: `data/*.csv`.",
    Turtle turtle: "RDF: `data/site.ttl`.",
    GraphMl graphml: "The graph of actors, rounds and statements: `data/graph.graphml`.",
    References references: "All works: `data/references.bib`, `.ris`, `.json`.",
    Archive archive: "All data files in one: `data/briefing.zip`.",
    Llms llms: "The site for language models: `llms.txt`.",
    Sitemap sitemap: "`sitemap.xml` and `robots.txt`, which names it.",
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
