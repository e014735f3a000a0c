use hayagriva::archive::ArchivedStyle;
use hayagriva::types::{Date, MaybeTyped, Person, PersonRole, PersonsWithRoles, Publisher, QualifiedUrl};

use super::super::Formatter;
use super::super::work::verbatim;
use super::*;

const STYLES: [&str; 6] = ["chicago-author-date", "chicago-notes", "apa", "ieee", "modern-language-association", "nature"];

/// Works of every sort that a site can hold, with more and less written about each.
fn works() -> Vec<Entry> {
    let parents = [None, Some(EntryType::Newspaper), Some(EntryType::Periodical), Some(EntryType::Web), Some(EntryType::Anthology)];
    let mut all = Vec::new();
    for ty in [EntryType::Article, EntryType::Report, EntryType::Web, EntryType::Book] {
        for parent in &parents {
            for written in 0..16 {
                let mut entry = Entry::new("x", ty);
                entry.set_title(verbatim("Talks in two parts"));
                if written & 1 == 1 {
                    // As many as styles leave to "et al.", or one.
                    let authors = if written & 8 == 8 { 12 } else { 1 };
                    entry.set_authors(vec![Person::from_strings(vec!["Yılmaz", " Ayşe"]).unwrap(); authors]);
                    entry.set_date(Date::from_year(2025));
                    entry.set_page_range(MaybeTyped::String("3–14".to_owned()));
                }
                if written & 2 == 2 {
                    entry.set_publisher(Publisher::new(Some(verbatim("A house")), Some(verbatim("Istanbul"))));
                    entry.set_url(QualifiedUrl::new("https://example.org/x".parse().unwrap(), Some(Date::from_year(2026))));
                    entry.set_doi("10.1/x".to_owned());
                }
                if written & 4 == 4 {
                    entry.set_editors(vec![Person::from_strings(vec!["Koç", " Deniz"]).unwrap()]);
                    entry.set_affiliated(vec![PersonsWithRoles::new(
                        vec![Person::from_strings(vec!["Bondar", " Olha"]).unwrap()],
                        PersonRole::Translator,
                    )]);
                    entry.set_edition(MaybeTyped::String("2".to_owned()));
                }
                if written & 8 == 8 {
                    entry.set_isbn("978-3-16-148410-0".to_owned());
                    entry.set_language("tr".parse().unwrap());
                }
                if let Some(parent) = parent {
                    let mut parent = Entry::new("", *parent);
                    parent.set_title(verbatim("What holds it"));
                    parent.set_volume(MaybeTyped::String("7".to_owned()));
                    entry.set_parents(vec![parent]);
                }
                all.push(entry);
            }
        }
    }
    all
}

#[test]
fn a_folded_style_writes_as_the_whole_one_does() {
    for name in STYLES {
        let formatter = Formatter::new(ArchivedStyle::by_name(name).unwrap(), "en").unwrap();
        for entry in works() {
            let of_sort = by_sort(&formatter.style, &entry);
            let of_shape = by_shape(&of_sort, &entry);
            let whole = formatter.content(&formatter.style, &entry);
            assert!(whole.is_some(), "{name}: {entry:?}");
            assert_eq!(formatter.content(&of_sort, &entry), whole, "{name}: {entry:?}");
            assert_eq!(formatter.content(&of_shape, &entry), whole, "{name}: {entry:?}");
        }
    }
}

#[test]
fn a_folded_style_asks_for_no_type_that_alone_decides() {
    let formatter = Formatter::new(ArchivedStyle::by_name("chicago-author-date").unwrap(), "en").unwrap();
    let mut entry = Entry::new("x", EntryType::Web);
    entry.set_title(verbatim("A page"));
    let mut folded = by_sort(&formatter.style, &entry);
    let mut asked = Asked::default();
    for_each_list(&mut folded, &mut |elements| asked.take(elements));
    assert_eq!(asked.types, HashSet::new());
    assert!(folded.macros.len() * 2 < formatter.style.macros.len(), "{} macros", folded.macros.len());
}

#[test]
fn every_style_of_the_archive_writes_the_same_when_folded() {
    let works = works();
    for (number, style) in ArchivedStyle::all().iter().enumerate() {
        let Some(formatter) = Formatter::new(*style, "en") else { continue };
        // Each style meets other works, and all together meet all.
        for entry in works.iter().skip(number % 8).step_by(8) {
            let of_sort = by_sort(&formatter.style, entry);
            let whole = formatter.content(&formatter.style, entry);
            assert_eq!(formatter.content(&by_shape(&of_sort, entry), entry), whole, "{}: {entry:?}", style.csl_id());
        }
    }
}

#[test]
fn works_of_one_shape_differ_in_words_alone() {
    let of = |change: &dyn Fn(&mut Entry)| {
        let mut entry = Entry::new("x", EntryType::Web);
        entry.set_title(verbatim("A page"));
        entry.set_authors(vec![Person::from_strings(vec!["Yılmaz", " Ayşe"]).unwrap()]);
        change(&mut entry);
        Shape::of(&entry)
    };
    let one = of(&|_| {});
    assert_eq!(one, of(&|entry| entry.set_title(verbatim("Another page"))));
    let authors =
        |number: usize| move |entry: &mut Entry| entry.set_authors(vec![Person::from_strings(vec!["Koç", "Deniz"]).unwrap(); number]);
    assert_eq!(one, of(&authors(1)));
    assert_eq!(of(&authors(2)), of(&authors(3)));
    assert_eq!(None, of(&|entry| entry.set_title(verbatim(" "))));
    assert_ne!(one, of(&|entry| entry.set_authors(Vec::new())));
    assert_ne!(one, of(&|entry| entry.set_date(Date::from_year(2025))));
    assert_ne!(one, of(&|entry| entry.set_parents(vec![Entry::new("", EntryType::Web)])));
    let affiliated =
        |role: PersonRole| move |entry: &mut Entry| entry.set_affiliated(vec![PersonsWithRoles::new(Vec::new(), role.clone())]);
    assert_ne!(of(&affiliated(PersonRole::Translator)), of(&affiliated(PersonRole::Narrator)));
}
