use hayagriva::types::{Date, EntryType, Person};

use super::work::{STAND_IN_TEXT, date_of, is_plain, verbatim};
use super::*;
use crate::parse::date::Edtf;

fn work(published: &str) -> Work {
    let mut entry = Entry::new("x", EntryType::Article);
    entry.set_title(verbatim("Talks <again> & “again”?"));
    entry.set_authors(vec![Person {
        name: "Erol & Co".into(),
        given_name: None,
        prefix: None,
        suffix: None,
        comma_suffix: false,
        alias: None,
    }]);
    let mut parent = Entry::new("", EntryType::Newspaper);
    parent.set_title(verbatim("Газета"));
    entry.set_parents(vec![parent]);
    let published = Edtf::parse(published).ok();
    if let Some(date) = published.as_ref().and_then(date_of) {
        entry.set_date(date);
    }
    let hedged = published.as_ref().is_some_and(|date| !is_plain(date));
    Work { entry, published, hedged }
}

fn formatted(style: &str, published: &str) -> String {
    let style = ArchivedStyle::by_name(style).expect("a known style");
    Formatter::new(style, "en").expect("an independent style").format(&work(published)).as_str().to_owned()
}

#[test]
fn text_is_escaped_and_titles_keep_their_capitals() {
    let html = formatted(USUAL_STYLE, "2025-06-02");
    assert!(html.contains("Talks &lt;again&gt; &amp; ‘again’?”"), "{html}");
    assert!(html.contains("Erol &amp; Co"), "{html}");
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn dates_are_never_more_exact_than_written() {
    for style in [USUAL_STYLE, "apa", "ieee", "modern-language-association", "chicago-notes"] {
        for date in ["2025-09~", "2025-06-02?", "2022-03/2022-05", "2025", "2025~", "2025-22", "201X", "../2022-02", "2025-06-02/.."] {
            let html = formatted(style, date);
            assert!(!html.contains(STAND_IN_TEXT), "{style} {date}: {html}");
            let digits: String = date.chars().filter(char::is_ascii_digit).take(3).collect();
            assert!(html.contains(&digits), "{style} {date}: {html}");
        }
    }
    assert!(formatted(USUAL_STYLE, "2025-09~").contains("about September"), "{}", formatted(USUAL_STYLE, "2025-09~"));
    assert!(!formatted(USUAL_STYLE, "2025").contains(",."), "{}", formatted(USUAL_STYLE, "2025"));
    assert!(formatted(USUAL_STYLE, "2025~").contains("ca. 2025"), "{}", formatted(USUAL_STYLE, "2025~"));
}

#[test]
fn every_language_is_found_with_those_that_stand_in_for_it() {
    let all = locales();
    let known = |code: &LocaleCode| all.iter().find(|locale| locale.lang.as_ref() == Some(code));
    for locale in &all {
        let code = locale.lang.clone().unwrap();
        let found = words_of(&code);
        for wanted in [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())].into_iter().flatten() {
            assert_eq!(found.iter().find(|l| l.lang.as_ref() == Some(&wanted)), known(&wanted), "{wanted:?} for {code:?}");
        }
        assert!(found.len() <= 3, "{code:?} needs {} languages", found.len());
    }
}

#[test]
fn a_citation_of_nothing_changes_no_reference() {
    for (ty, authors) in [(EntryType::Article, 2), (EntryType::Report, 0), (EntryType::Web, 1), (EntryType::Book, 5)] {
        let mut entry = Entry::new("a-work", ty);
        entry.set_title(verbatim("A title"));
        entry.set_authors((0..authors).map(|n| Person::from_strings(vec![&format!("Surname{n}"), "Given Name"]).unwrap()).collect());
        entry.set_date(Date::from_year(2025));
        let work = Work { entry, published: None, hedged: false };
        for style in ArchivedStyle::all() {
            let Some(bare) = Formatter::new(*style, "en") else { continue };
            let Style::Independent(whole) = style.get() else { continue };
            let whole = Formatter {
                style: whole,
                by_sort: HashMap::new(),
                by_shape: HashMap::new(),
                locale: bare.locale.clone(),
                locales: bare.locales.clone(),
            };
            assert_eq!(bare.format(&work), whole.format(&work), "{}", style.csl_id());
        }
    }
}
