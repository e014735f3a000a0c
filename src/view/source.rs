//! A source's page: what to know before relying on it, who speaks in it, and the work line by line.

use serde::Serialize;

use super::html::Html;
use super::ledger::{self, Ledger};
use super::link::{DateView, NoteLink};
use super::note::{NotePageBuilder, NoteView};
use super::parts::LINK_WEIGHT;
use super::text::Composed;
use super::words::Tag;
use super::{Briefing, PageContent, PageView};
use crate::bibliography::Work;
use crate::bibliography::names::Name;
use crate::bibliography::vocabulary::FIELDS;
use crate::model::{Id, Model, Note, Source};
use crate::parse::fields::{Access, Kind, SourceFields};
use crate::parse::markdown;
use crate::parse::record::{Text, Wording};

/// What `source.html` gets.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// What stands over the page: the title; of a work without one, which the editor named in brackets, the short title.
    pub heading: String,
    /// The formatted reference.
    pub reference_html: Html,
    /// What sort of work.
    pub ty: Option<Tag>,
    /// Whether the editor read it.
    pub access: Tag,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The publisher's note, where there is one.
    pub publisher_link: Option<NoteLink>,
    /// When it was published.
    pub published: Option<DateView>,
    /// When the editor read it.
    pub accessed: Option<DateView>,
    /// Its language's name.
    pub language_name: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Kept copies.
    pub archives: Vec<ArchiveView>,
    /// The work in other languages.
    pub translations: Vec<TranslationView>,
    /// What to know before relying on it: where it stands, what it leaves out, what to handle with care.
    pub boxes: Vec<BoxView>,
    /// Bibliographic details: label and value.
    pub details: Vec<(String, String)>,
    /// Its statements, line by line; none of a work that was not read.
    pub ledger: Option<Ledger>,
    /// The person who speaks most in it, with the number of lines.
    pub most_quoted: Option<(NoteLink, usize)>,
    /// How much of the site rests on it.
    pub dependence: DependenceView,
    /// The works that it cites.
    pub cites: Vec<NoteLink>,
    /// Those of them that the list of sources holds under a heading of their own, being many.
    pub cites_listed: Option<ListedWorks>,
    /// Those of them that it does not.
    pub cites_others: Vec<NoteLink>,
    /// The works that cite it.
    pub cited_by: Vec<NoteLink>,
}

/// Many cited works, which the list of sources holds.
#[derive(Debug, Serialize)]
pub struct ListedWorks {
    /// Where they begin, from the site's root.
    pub path: String,
    /// How many.
    pub count: usize,
}

/// A kept copy.
#[derive(Debug, Serialize)]
pub struct ArchiveView {
    /// Its address.
    pub url: String,
    /// When it was made.
    pub date: Option<DateView>,
}

/// The work in another language.
#[derive(Debug, Serialize)]
pub struct TranslationView {
    /// The language's name.
    pub language_name: String,
    /// The language's tag.
    pub language_tag: String,
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// A field in two: what is shown, and what opens.
#[derive(Debug, Serialize)]
pub struct BoxView {
    /// The key of its heading.
    pub key: &'static str,
    /// Its first sentences.
    pub first: Composed,
    /// The rest; empty where there is none.
    pub rest: Composed,
}

/// How much of the site rests on a source.
#[derive(Debug, Clone, Serialize)]
pub struct DependenceView {
    /// Statements that rest on it.
    pub resting: usize,
    /// All statements.
    pub of: usize,
    /// The share, rounded: "62 %", "less than 1 %".
    pub percent: String,
    /// The share in whole percent, 0 to 100, for a drawn bar.
    pub whole_percent: usize,
}

/// How much of the site rests on a source.
pub fn dependence(briefing: Briefing<'_>, id: Id<Source>) -> DependenceView {
    share(briefing, briefing.shared.resting[id])
}

/// The share of all statements that so many are.
pub fn share(briefing: Briefing<'_>, resting: usize) -> DependenceView {
    let of = briefing.model.statements.len();
    let whole_percent = (resting * 100 + of / 2).checked_div(of).unwrap_or(0);
    let percent = match whole_percent {
        0 if resting > 0 => briefing.language.word("quantity.under_one_percent"),
        percent => briefing.language.say("quantity.percent", &[("n", percent.into())]),
    };
    DependenceView { resting, of, percent, whole_percent }
}

/// A source that cites at least so many works as the first has them under a heading of its own in the list of sources.
const MANY_WORKS: usize = 12;

/// The works that a source cites, in two parts: those that the list of sources holds under a heading of their own (not read by the editor,
/// cited by this source as the first, and many), and all others.
pub fn cited_works(model: &Model, id: Id<Source>) -> (Vec<Id<Source>>, Vec<Id<Source>>) {
    let cites = &model.sources[id].cites;
    let first = |work: &Id<Source>| !model.sources[*work].read && model.sources[*work].cited_by.first() == Some(&id);
    let (listed, others): (Vec<_>, Vec<_>) = cites.iter().copied().partition(first);
    if listed.len() < MANY_WORKS { (Vec::new(), cites.clone()) } else { (listed, others) }
}

/// The id of that heading's group in the list of sources.
pub fn works_group_id(model: &Model, id: Id<Source>) -> String {
    format!("cited-{}", model.notes[model.sources[id].note].id)
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Source>) -> PageView {
    let model = briefing.model;
    let source = &model.sources[id];
    let mut page = NotePageBuilder::new(briefing, source.note);
    let first = briefing.part.is_first();
    page.parts.skip(&source.statements, model);
    let ledger = source
        .statements
        .iter()
        .any(|id| model.statements[*id].part == briefing.part.number)
        .then(|| ledger::ledger(&mut page.composer, id));
    page.section("_statements", "source.line_by_line", ledger.is_some());
    let cited_by = page.parts.keep(briefing.links(&source.cited_by), |_| LINK_WEIGHT, |link| link.title.clone());
    page.section("_record", "source.the_work", first || !cited_by.is_empty());
    page.body();
    let fields = &source.fields;
    let work = briefing.shared.bibliography.work(id);
    let text = |field: fn(&SourceFields) -> Option<&Text>| field(fields).map(|text| text.value.to_string());
    let (listed, others) = cited_works(model, id);
    page.close("source.html", |note| {
        PageContent::Source(Box::new(SourceView {
            note,
            heading: briefing.work_title(id).to_owned(),
            reference_html: briefing.shared.reference(id).clone(),
            ty: briefing.tag_of(fields.ty.as_ref()),
            access: briefing.tag(if source.read { Access::Read } else { Access::Cited }),
            authors: spoken_names(&work.authors),
            publisher: text(|s| s.publisher.as_ref()),
            publisher_link: source.publishing_actor().map(|actor| briefing.link_to(actor)),
            published: briefing.date_of(fields.published.as_ref()),
            accessed: briefing.date_of(fields.accessed.as_ref()),
            language_name: fields.language.as_ref().map(|tag| briefing.language.name_of(&tag.value)),
            url: text(|s| s.url.as_ref()),
            archives: fields
                .archives
                .iter()
                .map(|archive| ArchiveView { url: archive.url.value.to_string(), date: briefing.date_of(archive.date.as_ref()) })
                .collect(),
            translations: fields
                .translations
                .iter()
                .map(|work| TranslationView {
                    language_name: briefing.language.name_of(&work.language.value),
                    language_tag: work.language.value.to_string(),
                    url: work.url.as_ref().map(|url| url.value.to_string()),
                    title: work.title.as_ref().map(|title| title.value.to_string()),
                })
                .collect(),
            boxes: boxes(briefing, fields, &model.notes[source.note]),
            details: details(briefing, fields, work),
            most_quoted: briefing.ledger_summary(id).most_quoted.map(|(actor, count)| (briefing.link_to(actor), count)),
            ledger,
            dependence: dependence(briefing, id),
            cites: if first { briefing.links(&source.cites) } else { Vec::new() },
            cites_others: if first { briefing.links(&others) } else { Vec::new() },
            cites_listed: (!listed.is_empty()).then(|| ListedWorks {
                path: format!("{}#_{}", model.list_path(Kind::Source), works_group_id(model, id)),
                count: listed.len(),
            }),
            cited_by,
        }))
    })
}

/// What a librarian would ask for and the reference may leave out.
fn details(briefing: Briefing<'_>, source: &SourceFields, work: &Work) -> Vec<(String, String)> {
    const TEXTS: [&str; 9] = ["container_title", "original_title", "series", "volume", "issue", "number", "pages", "edition", "place"];
    const NUMBERS: [&str; 3] = ["doi", "isbn", "issn"];
    let text = |key: &str| FIELDS.iter().find(|field| field.key == key).and_then(|field| (field.of)(source));
    let label = |key: &str| briefing.language.word(&format!("bibliographic.{key}"));
    let texts = TEXTS.into_iter().filter_map(|key| Some((label(key), text(key)?.value.to_string())));
    let numbers = NUMBERS.into_iter().filter_map(|key| Some((key.to_uppercase(), text(key)?.value.to_string())));
    let people = [("editors", &work.editors), ("translators", &work.translators)].into_iter().filter(|(_, people)| !people.is_empty());
    let names = |people: &[Name]| briefing.language.list(spoken_names(people).iter().map(String::as_str));
    texts.chain(numbers).chain(people.map(|(key, people)| (label(key), names(people)))).collect()
}

fn spoken_names(names: &[Name]) -> Vec<String> {
    names.iter().map(Name::spoken).collect()
}

/// What the editor says of a source, each with the key of its heading.
pub fn remarks(fields: &SourceFields) -> [(&'static str, Option<&Wording>); 3] {
    [("source.vantage", &fields.vantage), ("source.leaves_out", &fields.leaves_out), ("source.caveat", &fields.caveat)]
        .map(|(key, text)| (key, text.as_ref()))
}

fn boxes(briefing: Briefing<'_>, fields: &SourceFields, note: &Note) -> Vec<BoxView> {
    remarks(fields)
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
        .map(|(key, text)| {
            let (first, rest) = markdown::first_sentences(&text.value, MOST_UNFOLDED);
            BoxView { key, first: briefing.words(first, text.span, note), rest: briefing.words(rest, text.span, note) }
        })
        .collect()
}

/// So many sentences of a field are shown before the rest folds.
const MOST_UNFOLDED: usize = 2;
