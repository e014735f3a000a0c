//! The names of types of works and of their fields in other programs' files, for reading and for writing.

use crate::parse::fields::SourceFields;
use crate::parse::fields::SourceType::{self, *};
use crate::parse::record::Text;

/// A field of sources that is plain text, and its names elsewhere, divided by spaces. Of several the first that is given is read, and the
/// first is written.
#[derive(Debug)]
pub struct Field {
    /// Its key in our notes.
    pub key: &'static str,
    /// Its text in a note.
    pub(crate) of: fn(&SourceFields) -> Option<&Text>,
    /// Its variable of CSL.
    pub csl: &'static str,
    /// Tags of RIS.
    pub ris: &'static str,
    /// Fields of BibTeX and BibLaTeX.
    pub bibtex: &'static str,
    /// Its column in Zotero's CSV, without spaces.
    pub zotero: &'static str,
}

/// All of them, in the order in which they are written. `title` is the note's own.
pub static FIELDS: [Field; 16] = [
    field("title", |_| None, ["title", "TI T1 CT BT", "title", "Title"]),
    field("original_title", |source| source.original_title.as_ref(), ["original-title", "OP", "origtitle", ""]),
    field("container_title", |source| source.container_title.as_ref(), ["container-title", "T2 JF JO BT JA J2", "", "PublicationTitle"]),
    field("series", |source| source.series.as_ref(), ["collection-title", "T3", "series", "Series"]),
    field("publisher", |source| source.publisher.as_ref(), ["publisher", "PB", "publisher institution school organization", "Publisher"]),
    field("place", |source| source.place.as_ref(), ["publisher-place", "CY PP", "location address", "Place"]),
    field("volume", |source| source.volume.as_ref(), ["volume", "VL", "volume", "Volume"]),
    field("issue", |source| source.issue.as_ref(), ["issue", "IS", "issue", "Issue"]),
    field("number", |source| source.number.as_ref(), ["number", "M1", "number", "Number"]),
    field("pages", |source| source.pages.as_ref(), ["page", "SP EP", "pages", "Pages"]),
    field("edition", |source| source.edition.as_ref(), ["edition", "ET", "edition", "Edition"]),
    field("doi", |source| source.doi.as_ref(), ["DOI", "DO", "doi", "DOI"]),
    field("isbn", |source| source.isbn.as_ref(), ["ISBN", "SN", "isbn", "ISBN"]),
    field("issn", |source| source.issn.as_ref(), ["ISSN", "SN", "issn", "ISSN"]),
    field("url", |source| source.url.as_ref(), ["URL", "UR L2", "url", "Url"]),
    field("language", |source| source.language.as_ref(), ["language", "LA", "language langid hyphenation", "Language"]),
];

const fn field(key: &'static str, of: fn(&SourceFields) -> Option<&Text>, [csl, ris, bibtex, zotero]: [&'static str; 4]) -> Field {
    Field { key, of, csl, ris, bibtex, zotero }
}

/// The name of a type of work in CSL, RIS and BibLaTeX.
pub(crate) const fn exported_types(bib_type: SourceType) -> (&'static str, &'static str, &'static str) {
    match bib_type {
        News | Opinion => ("article-newspaper", "NEWS", "article"),
        Article => ("article-journal", "JOUR", "article"),
        Book => ("book", "BOOK", "book"),
        Chapter => ("chapter", "CHAP", "incollection"),
        Report => ("report", "RPRT", "report"),
        Thesis => ("thesis", "THES", "thesis"),
        Treaty => ("treaty", "LEGAL", "misc"),
        Dataset => ("dataset", "DATA", "dataset"),
        Broadcast => ("broadcast", "VIDEO", "misc"),
        Interview => ("interview", "GEN", "misc"),
        Official | Document | Transcript => ("document", "GEN", "misc"),
        Social => ("post", "BLOG", "online"),
        Analysis | Explainer | Webpage => ("webpage", "ELEC", "online"),
    }
}

/// Whether the publisher of such a work is also its container, where no other is named.
pub(crate) const fn publisher_is_container(bib_type: SourceType) -> bool {
    matches!(bib_type, News | Opinion | Article | Webpage | Analysis | Explainer | Social | Interview | Broadcast)
}

/// A `type` of ours and the words that are read as it, divided by spaces. What stands in no row says nothing about the type.
pub struct TypeRow {
    /// The type.
    pub ty: SourceType,
    /// Types of CSL.
    pub csl: &'static str,
    /// Types of RIS.
    pub ris: &'static str,
    /// Entry types of BibTeX and BibLaTeX, and those that Mendeley and JabRef write.
    pub bibtex: &'static str,
    /// Types of schema.org.
    pub schema: &'static str,
    /// Item types of EndNote and of Zotero's CSV, in small letters without spaces.
    pub item_types: &'static str,
}

/// All types, in the order of the manual.
pub const TYPES: [TypeRow; 18] = [
    row(News, ["article-newspaper", "NEWS", "newspaper newspaper_article news", "NewsArticle ReportageNewsArticle", "newspaperarticle"]),
    row(Analysis, ["", "", "", "AnalysisNewsArticle", ""]),
    row(Opinion, ["", "", "", "OpinionNewsArticle", ""]),
    row(Interview, ["interview", "", "interview", "", "interview"]),
    row(Explainer, ["", "", "", "BackgroundNewsArticle", ""]),
    row(Official, ["hearing", "GOVDOC HEAR", "government hearing", "", "governmentdocument hearing"]),
    row(
        Document,
        [
            "document legislation bill legal_case regulation",
            "STAT BILL UNBILL CASE LEGAL",
            "legislation legal legal_case jurisdiction statute bill case",
            "Legislation",
            "statute bill case legalruleorregulation document",
        ],
    ),
    row(Transcript, ["speech", "", "speech", "", "presentation"]),
    row(Social, ["post", "", "", "SocialMediaPosting DiscussionForumPosting", "forumpost instantmessage"]),
    row(
        Book,
        [
            "book classic",
            "BOOK EBOOK EDBOOK",
            "book mvbook collection mvcollection reference mvreference proceedings mvproceedings booklet",
            "Book",
            "book editedbook electronicbook",
        ],
    ),
    row(
        Chapter,
        [
            "chapter entry entry-dictionary entry-encyclopedia paper-conference",
            "CHAP ECHAP CONF CPAPER ENCYC DICT",
            "incollection inbook bookinbook suppbook suppcollection inproceedings conference conference_proceedings inreference book_section encyclopedia_article",
            "Chapter",
            "booksection electronicbooksection conferencepaper conferenceproceedings encyclopediaarticle dictionaryentry encyclopedia dictionary",
        ],
    ),
    row(
        Article,
        [
            "article-journal article-magazine review review-book",
            "JOUR EJOUR MGZN INPR",
            "article magazine_article journal_article suppperiodical review",
            "ScholarlyArticle MedicalScholarlyArticle",
            "journalarticle magazinearticle electronicarticle",
        ],
    ),
    row(
        Report,
        ["report standard", "RPRT STAND", "report techreport manual standard working_paper workingpaper", "Report", "report standard"],
    ),
    row(Thesis, ["thesis", "THES", "thesis phdthesis mastersthesis bathesis candthesis", "Thesis", "thesis"]),
    row(Treaty, ["treaty", "", "treaty", "", ""]),
    row(Dataset, ["dataset", "DATA AGGR", "dataset data data_set", "Dataset", "dataset"]),
    row(
        Broadcast,
        [
            "broadcast motion_picture",
            "VIDEO MPCT",
            "video movie audio broadcast film television_broadcast radio_broadcast tv_broadcast",
            "VideoObject AudioObject TVEpisode RadioEpisode PodcastEpisode Movie",
            "tvbroadcast radiobroadcast podcast film videorecording filmorbroadcast",
        ],
    ),
    row(
        Webpage,
        ["webpage post-weblog", "ELEC WEB BLOG", "online electronic www web_page webpage internet", "BlogPosting", "webpage blogpost blog"],
    ),
];

const fn row(ty: SourceType, [csl, ris, bibtex, schema, item_types]: [&'static str; 5]) -> TypeRow {
    TypeRow { ty, csl, ris, bibtex, schema, item_types }
}

/// The type that a word of another program stands for.
pub fn type_of(word: &str, column: fn(&TypeRow) -> &'static str) -> Option<SourceType> {
    TYPES.iter().find(|row| column(row).split_whitespace().any(|known| known.eq_ignore_ascii_case(word))).map(|row| row.ty)
}

/// Our own word for a type, as our exports have it in `keywords`, `M3` and `custom`.
pub fn source_type_named(word: &str) -> Option<SourceType> {
    TYPES.iter().map(|row| row.ty).find(|ty| ty.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the manual.
    fn table_of_manual() -> String {
        let mut table =
            "| `type` | read from CSL | RIS | BibTeX, BibLaTeX | schema.org | written as CSL, RIS, BibLaTeX |\n|---|---|---|---|---|---|\n"
                .to_owned();
        for row in &TYPES {
            let (csl, ris, bibtex) = exported_types(row.ty);
            let words = [row.csl, row.ris, row.bibtex, row.schema]
                .map(|words| words.split_whitespace().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "));
            table.push_str(&format!("| `{}` | {} | `{csl}`, `{ris}`, `@{bibtex}` |\n", row.ty.as_str(), words.join(" | ")));
        }
        table
    }

    #[test]
    fn every_type_has_one_row_and_every_word_one_type() {
        let mut words = std::collections::HashSet::new();
        for row in &TYPES {
            for (column, list) in [row.csl, row.ris, row.bibtex, row.schema, row.item_types].into_iter().enumerate() {
                assert!(list.split_whitespace().all(|word| words.insert((column, word))), "{list}");
            }
            assert_eq!(source_type_named(row.ty.as_str()), Some(row.ty));
        }
        assert_eq!(TYPES.len(), SourceType::CHOICES.len());
    }

    #[test]
    fn the_manual_has_the_table() {
        let manual = include_str!("../../docs/import.md");
        assert!(manual.contains(&table_of_manual()), "put this into docs/import.md:\n{}", table_of_manual());
    }
}
