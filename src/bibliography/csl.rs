//! References in a CSL style, by the one processor.
//!
//! Titles, names of publishers and addresses are not the style's to change. The processor gets a mark in the place of each
//! (`U+E000 title U+E001`), and the text is put in afterwards: so it keeps its letters and stops whatever the style does around it, and
//! works that differ in such texts alone are processed once. The processor's own HTML is not used: it escapes nothing.

use hayagriva::archive::{ArchivedStyle, LOCALES, locales};
use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::{
    DemoteNonDroppingParticle, FontStyle, FontVariant, FontWeight, IndependentStyle, Locale, LocaleCode, Style, VerticalAlign,
};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, ElemMeta, Formatted};

use super::csl_json::{self, INEXACT_OFFSET, MARK_END, MARK_START};
use super::work::{Work, is_exact};
use crate::html::Html;
use crate::language::Language;
use crate::parse::date::{Edtf, Moment, Precision};

/// A style with the words of a language, ready to format.
#[derive(Debug)]
pub(super) struct Processor {
    /// The style's identifier: of the archive, or the hash of its file.
    pub(super) id: String,
    pub(super) title: String,
    /// Whether the style puts particles after the given names: "Leyen, Ursula von der".
    demotes_particles: bool,
    style: IndependentStyle,
    locale: LocaleCode,
    locales: Vec<Locale>,
}

/// A piece of a formatted reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// An element of HTML is opened.
    Open(&'static str),
    /// It is closed.
    Close(&'static str),
    /// A link is opened. Its address may hold a mark.
    OpenLink(String),
    /// Words of the style, names and numbers.
    Styled(String),
    /// A text of the work, by its variable.
    Text(String),
}

/// How far into an archived language its code is looked for. It is the first thing there.
const HEAD: usize = 64;

/// The words of the languages that the processor may look at: the language itself, the one that stands in for it, and English.
///
/// Reading all sixty of the archive takes a tenth of a second, more than the rest of a small site's build.
pub(super) fn words_of(language: &LocaleCode) -> Vec<Locale> {
    let mut wanted = vec![language.clone(), LocaleCode::en_us()];
    wanted.extend(language.fallback());
    let may_be_wanted = |bytes: &&&[u8]| {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        wanted.iter().any(|code| head.windows(code.0.len().max(1)).any(|part| part == code.0.as_bytes()))
    };
    let read = LOCALES.iter().filter(may_be_wanted).filter_map(|bytes| ciborium::de::from_reader::<Locale, _>(*bytes).ok());
    let found: Vec<Locale> = read.filter(|locale| locale.lang.as_ref().is_some_and(|lang| wanted.contains(lang))).collect();
    if found.iter().any(|locale| locale.lang == Some(LocaleCode::en_us())) { found } else { locales() }
}

impl Processor {
    pub(super) fn new(style: ArchivedStyle, language: &str) -> Option<Self> {
        match style.get() {
            Style::Independent(independent) => Some(Self::of_style(style.csl_id().to_owned(), independent, language)),
            Style::Dependent(_) => None,
        }
    }

    pub(super) fn of_style(id: String, mut style: IndependentStyle, language: &str) -> Self {
        let locale = LocaleCode(if language == "en" { "en-US".to_owned() } else { language.to_owned() });
        if let Some(bibliography) = &mut style.bibliography {
            // Each work stands alone: there is nothing to sort.
            bibliography.sort = None;
            style.citation.sort = None;
            // Works must be cited to be listed, and only the list is wanted: a citation of nothing spares nearly half of the time.
            let citation = &mut style.citation;
            citation.layout.elements.clear();
            citation.disambiguate_add_givenname = false;
            citation.disambiguate_add_names = false;
            citation.disambiguate_add_year_suffix = false;
        }
        // The processor would look for particles in family names and demote the "Le" of "Le Guin" too.
        let demote = std::mem::replace(&mut style.settings.demote_non_dropping_particle, DemoteNonDroppingParticle::Never);
        let demotes_particles = demote == DemoteNonDroppingParticle::DisplayAndSort;
        Self { id, title: style.info.title.value.clone(), demotes_particles, style, locales: words_of(&locale), locale }
    }

    /// What the processor is given of a work.
    pub(super) fn item(&self, work: &Work) -> Item {
        csl_json::item(work, self.demotes_particles)
    }

    /// Formats a work, as its item was made of it.
    pub(super) fn format(&self, item: &Item, work: &Work, language: &Language) -> Vec<Piece> {
        let pieces = |item: &Item| {
            let mut pieces = Pieces { work, language, dates: Dates::of(work, language), list: Vec::new() };
            pieces.children(&self.content(item)?);
            let is_title = |piece: &Piece| matches!(piece, Piece::Text(variable) if variable.eq_ignore_ascii_case("title"));
            pieces.list.iter().any(is_title).then_some(pieces.list)
        };
        // A style may leave a type of work out: Chicago, an interview that was not published. Another has labels alone.
        let document = || {
            let mut item = item.clone();
            item.0.insert("type".to_owned(), Value::String("document".to_owned()));
            pieces(&item)
        };
        pieces(item).or_else(document).unwrap_or_else(|| plain_reference(work, language))
    }

    /// What the processor makes of a work: its entry in the list or, in a style without one, its citation.
    fn content(&self, item: &Item) -> Option<ElemChildren> {
        let request =
            CitationRequest::new(vec![CitationItem::with_entry(item)], &self.style, Some(self.locale.clone()), &self.locales, None);
        let mut driver = BibliographyDriver::new();
        driver.citation(request);
        let rendered = driver.finish(BibliographyRequest::new(&self.style, Some(self.locale.clone()), &self.locales));
        let entry = rendered.bibliography.and_then(|bibliography| bibliography.items.into_iter().next());
        entry.map(|entry| entry.content).or_else(|| rendered.citations.into_iter().next().map(|citation| citation.citation))
    }
}

/// Author, title, publisher and date in a row.
fn plain_reference(work: &Work, language: &Language) -> Vec<Piece> {
    let names: Vec<String> = work.authors.iter().map(super::names::Name::spoken).collect();
    let mut pieces = Vec::new();
    let mut put = |before: &str, piece: Piece, after: &str| {
        pieces.extend([Piece::Styled(before.to_owned()), piece, Piece::Styled(after.to_owned())]);
    };
    if !names.is_empty() {
        put("", Piece::Styled(names.join(", ")), ". ");
    }
    put("“", Piece::Text("title".to_owned()), ".” ");
    if work.text("publisher").is_some() {
        put("", Piece::Text("publisher".to_owned()), ". ");
    }
    if let Some(published) = &work.published {
        put("", Piece::Styled(language.date(published)), ".");
    }
    pieces
}

/// Collects the pieces of the processor's tree.
struct Pieces<'l> {
    work: &'l Work,
    language: &'l Language,
    dates: Option<Dates<'l>>,
    list: Vec<Piece>,
}

impl Pieces<'_> {
    fn children(&mut self, children: &ElemChildren) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.formatted(text),
                ElemChild::Elem(elem) => {
                    let begins = self.list.iter().rev().find_map(last_letter).is_none_or(|c| c == '.');
                    let date = (elem.meta == Some(ElemMeta::Date)).then(|| format!("{:#}", elem.children));
                    let inexact = |styled: &String| self.dates.as_ref()?.in_place_of(styled, begins);
                    match date.and_then(|styled| inexact(&styled).or_else(|| in_order(&styled, self.work, self.language))) {
                        Some(words) => self.list.push(Piece::Styled(words)),
                        None => self.children(&elem.children),
                    }
                }
                ElemChild::Markup(text) => self.list.push(Piece::Styled(text.clone())),
                ElemChild::Link { text, url } => {
                    self.list.push(Piece::OpenLink(url.clone()));
                    self.formatted(text);
                    self.list.push(Piece::Close("a"));
                }
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn formatted(&mut self, formatted: &Formatted) {
        let format = formatted.formatting;
        let elements = [
            (format.font_style == FontStyle::Italic, "i"),
            (format.font_weight == FontWeight::Bold, "b"),
            (format.vertical_align == VerticalAlign::Sup, "sup"),
            (format.vertical_align == VerticalAlign::Sub, "sub"),
            (format.font_variant == FontVariant::SmallCaps, "span"),
        ];
        let open = || elements.iter().filter(|(wanted, _)| *wanted).map(|(_, name)| *name);
        self.list.extend(open().map(Piece::Open));
        for (at, part) in formatted.text.split([MARK_START, MARK_END]).enumerate().filter(|(_, part)| !part.is_empty()) {
            self.list.push(if at % 2 == 0 { Piece::Styled(part.to_owned()) } else { Piece::Text(part.to_owned()) });
        }
        self.list.extend(open().rev().map(Piece::Close));
    }
}

fn last_letter(piece: &Piece) -> Option<char> {
    match piece {
        Piece::Styled(text) => text.trim_end_matches([' ', '”']).chars().next_back(),
        Piece::Text(_) => Some('x'),
        Piece::Open(_) | Piece::Close(_) | Piece::OpenLink(_) => None,
    }
}

/// An exact day that a style wrote in the order of American English, month first, in the language's own: "9 août" for "août 9". The order of
/// a style that asks for the language's form is right already.
fn in_order(styled: &str, work: &Work, language: &Language) -> Option<String> {
    let inner = styled.trim_matches(|c: char| !c.is_alphanumeric());
    let words = |date: Edtf| {
        let moment = date.start().filter(|_| is_exact(&date))?;
        let (day, (_, month)) = (moment.day?, language.with_and_without_year(&Moment { day: None, ..moment })?);
        let rest = inner.strip_prefix(&*format!("{month} {day}"))?;
        let (with_year, without_year) = language.with_and_without_year(&moment)?;
        match rest.strip_prefix(", ") {
            None => rest.is_empty().then_some(without_year),
            // A style may write two digits of the year.
            Some(year) => Some(with_year.replacen(&moment.year.to_string(), year, 1)),
        }
    };
    let dates = [work.published, work.accessed].into_iter().flatten().filter(|_| !language.tag.starts_with("en"));
    dates.filter_map(words).next().map(|words| styled.replacen(inner, &words, 1))
}

/// The words for an inexact date of publication.
struct Dates<'l> {
    language: &'l Language,
    /// The year that stands for it.
    year: String,
    /// The year of another date that the processor may write.
    accessed: Option<String>,
    published: Edtf,
}

impl<'l> Dates<'l> {
    fn of(work: &Work, language: &'l Language) -> Option<Self> {
        let published = work.published.filter(|date| !is_exact(date))?;
        let start = published.start().or_else(|| published.end())?;
        let accessed = work.accessed.as_ref().filter(|at| is_exact(at)).and_then(Edtf::start).map(|at| at.year.to_string());
        Some(Self { language, year: (start.year + INEXACT_OFFSET).to_string(), accessed, published })
    }

    /// The words for a date that the processor wrote; nothing where it is another date than that of publication.
    fn in_place_of(&self, styled: &str, begins: bool) -> Option<String> {
        let around = |c: char| !c.is_alphanumeric();
        let inner = styled.trim_matches(around);
        let words = if inner == self.year {
            self.year_words()
        } else if inner.contains(&self.year) {
            self.language.date(&self.published)
        } else if inner.is_empty() || self.accessed.as_ref().is_some_and(|year| inner.contains(year.as_str())) {
            return None;
        } else {
            // The month and day of a style that puts the year elsewhere.
            self.without_year()
        };
        let circa = self.published.precision() == Precision::Year && words == self.year_words() && words != self.years();
        let words = if begins && !circa { self.capitalised(&words) } else { words };
        Some(styled.replacen(inner, &words, 1))
    }

    /// Its words without the year, where that is one: "about June", "2–4 June", "summer".
    fn without_year(&self) -> String {
        let years = self.years();
        let parts = self.published.alternatives();
        let moments = parts.iter().flat_map(|part| [part.start(), part.end()]).flatten().filter(|moment| moment.year.to_string() == years);
        // Many languages write a word between month and year, or one after the year.
        let forms = moments.filter_map(|moment| self.language.with_and_without_year(&moment));
        let all = forms.fold(self.language.date(&self.published), |all, (with, without)| all.replace(&with, &without));
        all.replace(&format!(" {years}"), "").replace(&format!("{years} "), "")
    }

    /// Its years: "2025", "2022–2023".
    fn years(&self) -> String {
        match (self.published.start(), self.published.end()) {
            (Some(start), Some(end)) if start.year != end.year => format!("{}–{}", start.year, end.year),
            (Some(one), _) | (None, Some(one)) => one.year.to_string(),
            (None, None) => self.language.date(&self.published),
        }
    }

    /// Its years as a style writes them: "2025", "ca. 2025".
    fn year_words(&self) -> String {
        match self.published.precision() {
            // The doubt is about the day or the month.
            Precision::Season | Precision::Month | Precision::Day | Precision::Time => self.years(),
            Precision::Century | Precision::Decade => self.language.date(&self.published),
            Precision::Year => {
                let (years, qualifier) = (self.years(), self.published.qualifier());
                let about = qualifier.is_some_and(|qualifier| qualifier.is_approximate());
                let words = if about { self.language.say("date.circa", &[("year", (&years).into())]) } else { years };
                if qualifier.is_some_and(|qualifier| qualifier.is_uncertain()) { words + "?" } else { words }
            }
        }
    }

    /// With a capital at its beginning.
    fn capitalised(&self, text: &str) -> String {
        match text.strip_prefix('i') {
            Some(rest) if self.language.tag.starts_with("tr") || self.language.tag.starts_with("az") => format!("İ{rest}"),
            _ => {
                let mut rest = text.chars();
                rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
            }
        }
    }
}

/// A reference as HTML: the pieces, with the work's texts in them.
pub(super) fn html(pieces: &[Piece], work: &Work) -> Html {
    let mut pieces = pieces.to_vec();
    // Quotation marks inside the style's own become single.
    let mut quoted = false;
    for piece in &mut pieces {
        match piece {
            Piece::Styled(text) => quoted = text.chars().fold(quoted, |quoted, c| (quoted || c == '“') && c != '”'),
            Piece::Text(variable) => {
                let text = work.text(variable).unwrap_or_default();
                *variable = if quoted { text.replace('“', "‘").replace('”', "’") } else { text.to_owned() };
            }
            Piece::OpenLink(address) => {
                let mut parts = address.split([MARK_START, MARK_END]);
                let before = parts.next().unwrap_or_default();
                *address = [before, parts.next().and_then(|variable| work.text(variable)).unwrap_or_default()].concat();
            }
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    mend_stops(&mut pieces);
    let mut html = Html::new();
    // A link to what is not an address of the web is none.
    let mut linked = false;
    for piece in &pieces {
        match piece {
            Piece::Open("span") => html.open("span", &[("class", "small-caps")]),
            Piece::Open(name) => html.open(name, &[]),
            Piece::Close("a") if !linked => &mut html,
            Piece::Close(name) => html.close(name),
            Piece::OpenLink(address) => {
                linked = address.starts_with("https://") || address.starts_with("http://");
                if linked { html.open("a", &[("href", address)]) } else { &mut html }
            }
            Piece::Styled(text) | Piece::Text(text) => html.text(text),
        };
    }
    html
}

/// Takes stops of the style away where the text before them ends in one, or in a mark that stands for one ("Peace?.”"), commas before stops
/// and closing brackets, and second spaces. What stands in the work's own texts stays.
fn mend_stops(pieces: &mut [Piece]) {
    let mut styled: Vec<(usize, usize)> = Vec::new();
    let mut letters: Vec<(char, bool)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let (text, own) = match piece {
            Piece::Styled(text) => (text, true),
            Piece::Text(text) => (text, false),
            _ => continue,
        };
        for (place, c) in text.char_indices() {
            styled.push((at, place));
            letters.push((c, own));
        }
    }
    let mut gone: Vec<(usize, usize)> = Vec::new();
    let mut before = None;
    for (at, (c, own)) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let superfluous = match c {
            '.' => matches!(before, Some('.' | '?' | '!' | '…')),
            ',' => matches!(next, Some(('.' | ')', true))),
            ' ' => before == Some(' '),
            _ => false,
        };
        if *own && superfluous {
            gone.extend(styled.get(at));
        } else if !matches!(c, '”' | '’' | '"' | '»') {
            before = Some(*c);
        }
    }
    for (at, place) in gone.into_iter().rev() {
        if let Some(Piece::Styled(text)) = pieces.get_mut(at) {
            text.remove(place);
        }
    }
}
