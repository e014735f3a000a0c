use hayagriva::citationberg::LocaleCode;

use super::names::Name;
use super::*;
use crate::language::Language;
use crate::parse::date::Edtf;
use crate::parse::fields::SourceType;

const STYLES: [&str; 5] = [DEFAULT_STYLE, "apa", "ieee", "modern-language-association", "chicago-notes"];

/// A work of the press, with texts and dates that styles are easily tempted to change.
fn work(texts: &[(&str, &str)], published: &str) -> Work {
    let mut work = Work::for_tests(texts);
    work.bib_type = SourceType::News;
    work.authors = NameReader::default().read("Ayşe Yılmaz", "").into_iter().collect();
    work.published = Edtf::parse(published).ok();
    work
}

fn formatted(style: &str, work: &Work) -> String {
    formatted_in("en", style, work)
}

fn formatted_in(language: &str, style: &str, work: &Work) -> String {
    let processor = Processor::new(ArchivedStyle::by_name(style).expect("a known style"), language).expect("an independent style");
    csl::html(&processor.format(&processor.item(work), work, &Language::new(language)), work).as_str().to_owned()
}

#[test]
fn text_is_escaped_and_titles_keep_their_capitals() {
    let mut work = work(&[("title", "Talks <again> & “again”?"), ("container-title", "Газета")], "2025-06-02");
    work.authors = vec![Name::Institution("Erol & Co".to_owned())];
    let html = formatted(DEFAULT_STYLE, &work);
    assert!(html.contains("“Talks &lt;again&gt; &amp; ‘again’?”"), "{html}");
    assert!(html.contains("Erol &amp; Co"), "{html}");
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn the_stops_of_a_style_meet_no_others_and_those_of_a_title_stay() {
    for (title, expected) in [
        ("So,... what now?", "“So,... what now?” "),
        ("Peace!", "“Peace!” "),
        ("The U.S. and U.N.", "“The U.S. and U.N.” "),
        ("Why?. A", "“Why?. A.” "),
    ] {
        let html = formatted(DEFAULT_STYLE, &work(&[("title", title), ("container-title", "The Paper")], "2025-06-02"));
        assert!(html.contains(expected), "{html}");
        assert!(!html.contains(".”.") && (title.contains(",.") || !html.contains(",.")), "{html}");
    }
    let html = formatted("apa", &work(&[("title", "Why?"), ("URL", "https://example.org/a,.b?.c")], "2025"));
    assert!(html.contains("Why?") && !html.contains("Why?.") && !html.contains("Why?</i>."), "{html}");
    assert!(html.contains("href=\"https://example.org/a,.b?.c\">https://example.org/a,.b?.c</a>"), "{html}");
}

#[test]
fn dates_are_never_more_exact_than_written() {
    for style in STYLES {
        for date in ["2025-09~", "2025-06-02?", "2022-03/2022-05", "2025", "2025~", "2025-22", "201X", "../2022-02", "2025-06-02/.."] {
            let html = formatted(style, &work(&[("title", "A title"), ("container-title", "The Paper")], date));
            let digits: String = date.chars().filter(char::is_ascii_digit).take(3).collect();
            assert!(html.contains(&digits), "{style} {date}: {html}");
            assert!(!html.contains("1202") && !html.contains("1201"), "{style} {date}: {html}");
        }
    }
    let html = |date| formatted(DEFAULT_STYLE, &work(&[("title", "A title"), ("container-title", "The Paper")], date));
    assert!(html("2025-09~").contains("about September"), "{}", html("2025-09~"));
    assert!(!html("2025").contains(",."), "{}", html("2025"));
    assert!(html("2025~").contains("ca. 2025"), "{}", html("2025~"));
}

#[test]
fn a_month_whose_year_stands_elsewhere_keeps_nothing_of_it() {
    for (language, month, season) in [
        ("en", "about September", "Summer"),
        ("fr", "septembre environ", "Été"),
        ("de", "etwa September", "Sommer"),
        ("tr", "Eylül dolayları", "yazı"),
        ("ru", "Примерно сентябрь", "Лето"),
        ("uk", "Приблизно вересень", "Літо"),
        ("ar", "حوالي سبتمبر", "صيف"),
        // A word stands between month and year.
        ("es", "about septiembre", "summer"),
        ("ca", "about setembre", "summer"),
        ("gl", "about setembro", "summer"),
    ] {
        for (date, words) in [("2025-09~", month), ("2025-22", season)] {
            let html = formatted_in(language, DEFAULT_STYLE, &work(&[("title", "A title"), ("container-title", "The Paper")], date));
            assert!(html.matches("2025").count() == 1, "{language}: {html}");
            let (lower, words) = (html.to_lowercase(), words.to_lowercase());
            assert!(lower.contains(&format!(" {words}.")) || lower.contains(&format!(" {words},")), "{language}: {words}: {html}");
        }
    }
    let html = formatted_in("es", DEFAULT_STYLE, &work(&[("title", "A title"), ("container-title", "The Paper")], "2025-09-02/2025-09-04"));
    assert!(html.contains("4 de septiembre") && !html.contains("septiembre de"), "{html}");
}

#[test]
fn a_day_stands_in_the_order_of_the_language() {
    let texts = [("title", "A title"), ("container-title", "The Paper"), ("URL", "https://example.org/")];
    for (language, day) in [
        ("en", "August 9"),
        ("fr", "9 août"),
        ("tr", "9 Ağustos"),
        ("de", "9. August"),
        ("es", "9 de agosto"),
        ("ru", "9 августа"),
        ("uk", "9 серпня"),
        ("ar", "9 أغسطس"),
    ] {
        for style in [DEFAULT_STYLE, "apa"] {
            let html = formatted_in(language, style, &work(&texts, "2025-08-09"));
            assert!(html.contains(&format!(" {day}")), "{style}: {html}");
        }
    }
    let html = |style| formatted_in("fr", style, &work(&texts, "2025-08-01"));
    assert!(html(DEFAULT_STYLE).contains(" 1er août"), "{}", html(DEFAULT_STYLE));
    assert!(html("american-chemical-society").contains("1er août 2025"), "{}", html("american-chemical-society"));
}

#[test]
fn an_inexact_date_changes_no_other_text_and_no_other_date() {
    for (year, last) in [("9743", "9750"), ("12025", "12032")] {
        let texts = [
            ("title", &*format!("Resolution {year} and what followed")),
            ("container-title", "The Paper"),
            ("page", &*format!("{year}–{last}")),
            ("URL", &*format!("https://example.org/art-{year}")),
        ];
        for style in STYLES {
            let mut work = work(&texts, "2025-06~");
            work.bib_type = SourceType::Article;
            work.accessed = Edtf::parse("2025-07-01").ok();
            let html = formatted(style, &work);
            assert!(html.contains(&format!("Resolution {year} and what followed")), "{style}: {html}");
            assert!(html.contains(&format!("{year}–")), "{style}: {html}");
            assert!(!html.contains("art-") || html.contains(&format!("art-{year}")), "{style}: {html}");
        }
    }
    let mut work = work(&[("title", "A title"), ("URL", "https://example.org/"), ("container-title", "The Paper")], "2025-06~");
    work.accessed = Edtf::parse("2025-07-01").ok();
    let html = formatted("ieee", &work);
    assert!(html.contains("Accessed: Jul. 01, 2025") && html.contains("about June 2025"), "{html}");
}

#[test]
fn first_names_stand_after_and_institutions_stay_whole() {
    let reader = NameReader::default();
    let mut work = work(&[("title", "A title"), ("container-title", "The Paper")], "2025");
    work.authors = ["Ursula K. Le Guin", "Ministry of Foreign Affairs, Türkiye"].iter().filter_map(|name| reader.read(name, "")).collect();
    for (style, beginning) in [
        (DEFAULT_STYLE, "Le Guin, Ursula K., and Ministry of Foreign Affairs, Türkiye. 2025."),
        ("apa", "Le Guin, U. K., &amp; Ministry of Foreign Affairs, Türkiye. (2025)."),
    ] {
        let html = formatted(style, &work);
        assert!(html.starts_with(beginning), "{html}");
    }
    let bib = String::from_utf8(bibtex(std::iter::once(&work))).unwrap();
    assert!(bib.contains("author = {Le Guin, Ursula K. and {Ministry of Foreign Affairs, Türkiye}}"), "{bib}");
}

#[test]
fn every_type_of_work_has_a_reference_in_every_style() {
    for style in ArchivedStyle::all() {
        let Some(processor) = Processor::new(*style, "en") else { continue };
        for row in &vocabulary::TYPES {
            let mut work = work(&[("title", "A title"), ("publisher", "A house"), ("URL", "https://example.org/")], "2025-06-02");
            work.bib_type = row.ty;
            let html = csl::html(&processor.format(&processor.item(&work), &work, &Language::new("en")), &work);
            assert!(html.as_str().contains("A title"), "{} {:?}: {}", style.csl_id(), row.ty, html.as_str());
        }
    }
}

#[test]
fn what_a_style_leaves_out_is_written_as_a_document() {
    let mut work = work(&[("title", "An interview")], "2023-11");
    work.bib_type = SourceType::Interview;
    assert!(formatted(DEFAULT_STYLE, &work).starts_with("Yılmaz, Ayşe. 2023. “An interview.”"), "{}", formatted(DEFAULT_STYLE, &work));
}

#[test]
fn the_styles_that_are_offered_are_called_by_the_names_that_readers_know() {
    for (name, known) in OFFERED {
        assert_eq!(style_name(&Processor::new(ArchivedStyle::by_name(name).unwrap(), "en").unwrap()), known);
    }
}

#[test]
fn every_language_is_found_with_those_that_stand_in_for_it() {
    let all = hayagriva::archive::locales();
    let known = |code: &LocaleCode| all.iter().find(|locale| locale.lang.as_ref() == Some(code));
    for locale in &all {
        let code = locale.lang.clone().unwrap();
        let found = csl::words_of(&code);
        for wanted in [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())].into_iter().flatten() {
            assert_eq!(found.iter().find(|l| l.lang.as_ref() == Some(&wanted)), known(&wanted), "{wanted:?} for {code:?}");
        }
        assert!(found.len() <= 3, "{code:?} needs {} languages", found.len());
    }
}
