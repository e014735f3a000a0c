//! What sorts of works are called in other programs' files, both ways: what is read as which `type`, and what each is written as.

use biblatex::EntryType;

use super::work::Form;
use crate::parse::fields::SourceType;

/// What a form is called in CSL, RIS and BibLaTeX.
pub(super) struct Written {
    pub(super) csl: &'static str,
    pub(super) ris: &'static str,
    pub(super) bibtex: EntryType,
}

pub(super) const fn written(form: Form) -> Written {
    let (csl, ris, bibtex) = match form {
        Form::NewspaperArticle => ("article-newspaper", "NEWS", EntryType::Article),
        Form::JournalArticle => ("article-journal", "JOUR", EntryType::Article),
        Form::Book => ("book", "BOOK", EntryType::Book),
        Form::Chapter => ("chapter", "CHAP", EntryType::InCollection),
        Form::Report => ("report", "RPRT", EntryType::Report),
        Form::Thesis => ("thesis", "THES", EntryType::Thesis),
        Form::Treaty => ("treaty", "LEGAL", EntryType::Misc),
        Form::Dataset => ("dataset", "DATA", EntryType::Dataset),
        Form::Broadcast => ("broadcast", "VIDEO", EntryType::Misc),
        Form::Interview => ("interview", "GEN", EntryType::Misc),
        Form::Document => ("document", "GEN", EntryType::Misc),
        Form::Post => ("post", "BLOG", EntryType::Online),
        Form::WebPage => ("webpage", "ELEC", EntryType::Online),
    };
    Written { csl, ris, bibtex }
}

/// A `type` of ours and the words that are read as it, divided by spaces. What stands in no row says nothing about the type.
pub struct Row {
    /// The type.
    pub ty: SourceType,
    /// As which form it is written, where its other fields say nothing else.
    pub form: Form,
    /// Types of CSL.
    pub csl: &'static str,
    /// Types of RIS.
    pub ris: &'static str,
    /// Entry types of BibTeX and BibLaTeX, and those that Mendeley and JabRef write.
    pub bibtex: &'static str,
    /// Types of schema.org.
    pub schema: &'static str,
    /// Item types of EndNote and of Zotero's CSV, in small letters without spaces.
    pub items: &'static str,
}

/// All types, in the order of the manual.
pub const TYPES: [Row; 18] = [
    row(
        SourceType::News,
        Form::NewspaperArticle,
        ["article-newspaper", "NEWS", "newspaper newspaper_article news", "NewsArticle ReportageNewsArticle", "newspaperarticle"],
    ),
    row(SourceType::Analysis, Form::WebPage, ["", "", "", "AnalysisNewsArticle", ""]),
    row(SourceType::Opinion, Form::NewspaperArticle, ["", "", "", "OpinionNewsArticle", ""]),
    row(SourceType::Interview, Form::Interview, ["interview", "", "interview", "", "interview"]),
    row(SourceType::Explainer, Form::WebPage, ["", "", "", "BackgroundNewsArticle", ""]),
    row(SourceType::Official, Form::Document, ["hearing", "GOVDOC HEAR", "government hearing", "", "governmentdocument hearing"]),
    row(
        SourceType::Document,
        Form::Document,
        [
            "document legislation bill legal_case regulation",
            "STAT BILL UNBILL CASE LEGAL",
            "legislation legal legal_case jurisdiction statute bill case",
            "Legislation",
            "statute bill case legalruleorregulation document",
        ],
    ),
    row(SourceType::Transcript, Form::Document, ["speech", "", "speech", "", "presentation"]),
    row(SourceType::Social, Form::Post, ["post", "", "", "SocialMediaPosting DiscussionForumPosting", "forumpost instantmessage"]),
    row(
        SourceType::Book,
        Form::Book,
        [
            "book classic",
            "BOOK EBOOK EDBOOK",
            "book mvbook collection mvcollection reference mvreference proceedings mvproceedings booklet",
            "Book",
            "book editedbook electronicbook",
        ],
    ),
    row(
        SourceType::Chapter,
        Form::Chapter,
        [
            "chapter entry entry-dictionary entry-encyclopedia paper-conference",
            "CHAP ECHAP CONF CPAPER ENCYC DICT",
            "incollection inbook bookinbook suppbook suppcollection inproceedings conference conference_proceedings inreference book_section encyclopedia_article",
            "Chapter",
            "booksection electronicbooksection conferencepaper conferenceproceedings encyclopediaarticle dictionaryentry encyclopedia dictionary",
        ],
    ),
    row(
        SourceType::Article,
        Form::JournalArticle,
        [
            "article-journal article-magazine review review-book",
            "JOUR EJOUR MGZN INPR",
            "article magazine_article journal_article suppperiodical review",
            "ScholarlyArticle MedicalScholarlyArticle",
            "journalarticle magazinearticle electronicarticle",
        ],
    ),
    row(
        SourceType::Report,
        Form::Report,
        ["report standard", "RPRT STAND", "report techreport manual standard working_paper workingpaper", "Report", "report standard"],
    ),
    row(SourceType::Thesis, Form::Thesis, ["thesis", "THES", "thesis phdthesis mastersthesis bathesis candthesis", "Thesis", "thesis"]),
    row(SourceType::Treaty, Form::Treaty, ["treaty", "", "treaty", "", ""]),
    row(SourceType::Dataset, Form::Dataset, ["dataset", "DATA AGGR", "dataset data data_set", "Dataset", "dataset"]),
    row(
        SourceType::Broadcast,
        Form::Broadcast,
        [
            "broadcast motion_picture",
            "VIDEO MPCT",
            "video movie audio broadcast film television_broadcast radio_broadcast tv_broadcast",
            "VideoObject AudioObject TVEpisode RadioEpisode PodcastEpisode Movie",
            "tvbroadcast radiobroadcast podcast film videorecording filmorbroadcast",
        ],
    ),
    row(
        SourceType::Webpage,
        Form::WebPage,
        ["webpage post-weblog", "ELEC WEB BLOG", "online electronic www web_page webpage internet", "BlogPosting", "webpage blogpost blog"],
    ),
];

const fn row(ty: SourceType, form: Form, [csl, ris, bibtex, schema, items]: [&'static str; 5]) -> Row {
    Row { ty, form, csl, ris, bibtex, schema, items }
}

/// The type that a word of another program stands for.
#[must_use]
pub fn type_of(word: &str, column: fn(&Row) -> &'static str) -> Option<SourceType> {
    TYPES.iter().find(|row| column(row).split_whitespace().any(|known| known.eq_ignore_ascii_case(word))).map(|row| row.ty)
}

/// Our own word for a type, as our exports have it in `keywords`, `M3` and `custom`.
#[must_use]
pub fn own_type(word: &str) -> Option<SourceType> {
    TYPES.iter().map(|row| row.ty).find(|ty| ty.as_str() == word)
}

/// The table of the manual, which a test holds to this one.
#[must_use]
pub fn manual() -> String {
    let mut table =
        "| `type` | read from CSL | RIS | BibTeX, BibLaTeX | schema.org | written as CSL, RIS, BibLaTeX |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for row in &TYPES {
        let Written { csl, ris, bibtex } = written(row.form);
        let words = [row.csl, row.ris, row.bibtex, row.schema]
            .map(|words| words.split_whitespace().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "));
        table.push_str(&format!("| `{}` | {} | `{csl}`, `{ris}`, `@{bibtex}` |\n", row.ty.as_str(), words.join(" | ")));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_row_and_every_word_one_type() {
        let mut words = std::collections::HashSet::new();
        for row in &TYPES {
            for (column, list) in [row.csl, row.ris, row.bibtex, row.schema, row.items].into_iter().enumerate() {
                assert!(list.split_whitespace().all(|word| words.insert((column, word))), "{list}");
            }
            assert_eq!(own_type(row.ty.as_str()), Some(row.ty));
        }
        assert_eq!(TYPES.len(), SourceType::CHOICES.tags.len());
    }

    #[test]
    fn the_manual_has_the_table() {
        let manual = include_str!("../../docs/import.md");
        assert!(manual.contains(&super::manual()), "put this into docs/import.md:\n{}", super::manual());
    }
}
