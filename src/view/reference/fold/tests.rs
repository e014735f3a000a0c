use hayagriva::archive::ArchivedStyle;
use hayagriva::types::{Date, MaybeTyped, Person, Publisher, QualifiedUrl};

use super::super::{Formatter, verbatim};
use super::*;

const STYLES: [&str; 6] = ["chicago-author-date", "chicago-notes", "apa", "ieee", "modern-language-association", "nature"];

/// Works of every sort that a site can hold, with more and less written about each.
fn works() -> Vec<Entry> {
    let parents = [None, Some(EntryType::Newspaper), Some(EntryType::Periodical), Some(EntryType::Web), Some(EntryType::Anthology)];
    let mut all = Vec::new();
    for ty in [EntryType::Article, EntryType::Report, EntryType::Web, EntryType::Book] {
        for parent in &parents {
            for written in 0..4 {
                let mut entry = Entry::new("x", ty);
                entry.set_title(verbatim("Talks in two parts"));
                if written & 1 == 1 {
                    entry.set_authors(vec![Person::from_strings(vec!["Yılmaz", " Ayşe"]).unwrap()]);
                    entry.set_date(Date::from_year(2025));
                    entry.set_page_range(MaybeTyped::String("3–14".to_owned()));
                }
                if written & 2 == 2 {
                    entry.set_publisher(Publisher::new(Some(verbatim("A house")), Some(verbatim("Istanbul"))));
                    entry.set_url(QualifiedUrl::new("https://example.org/x".parse().unwrap(), Some(Date::from_year(2026))));
                    entry.set_doi("10.1/x".to_owned());
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
            let folded = fold(&formatter.style, &entry);
            let whole = formatter.content(&formatter.style, &entry);
            assert!(whole.is_some(), "{name}: {entry:?}");
            assert_eq!(formatter.content(&folded, &entry), whole, "{name}: {entry:?}");
        }
    }
}

#[test]
fn a_folded_style_asks_for_no_type_that_alone_decides() {
    let formatter = Formatter::new(ArchivedStyle::by_name("chicago-author-date").unwrap(), "en").unwrap();
    let mut entry = Entry::new("x", EntryType::Web);
    entry.set_title(verbatim("A page"));
    let mut folded = fold(&formatter.style, &entry);
    let mut asked = HashSet::new();
    for_each_list(&mut folded, &mut |elements| kinds_in(elements, &mut asked));
    assert_eq!(asked, HashSet::new());
    assert!(folded.macros.len() * 2 < formatter.style.macros.len(), "{} macros", folded.macros.len());
}
