use hayagriva::archive::ArchivedStyle;
use hayagriva::types::{Date, MaybeTyped, Person, PersonRole, PersonsWithRoles, Publisher, QualifiedUrl};

use super::super::Formatter;
use super::super::work::verbatim;
use super::*;

const STYLES: [&str; 6] = ["chicago-author-date", "chicago-notes", "apa", "ieee", "modern-language-association", "nature"];

/// A style that does not spell its names out: the processor finds them through what would stand in their place.
const NAMES_UNTOLD: &str = "nlm-citation-sequence-superscript";

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
    for name in STYLES.into_iter().chain([NAMES_UNTOLD]) {
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

/// A group is written if one of its variables has a value, or if a group or a macro in it writes; a choice in it is neither.
#[test]
fn a_group_counts_what_is_left_in_it_as_before() {
    let style = |layout: &str| {
        format!(
            r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
            <info><title>Groups</title><id>groups</id><updated>2025-01-01T00:00:00+00:00</updated></info>
            <macro name="word"><text value="word"/></macro>
            <citation><layout><text value="cited"/></layout></citation>
            <bibliography><layout>{layout}<text value="."/></layout></bibliography></style>"#
        )
    };
    let group = r#"<choose><if variable="title"><group><text value="part"/></group></if></choose>"#;
    let of_macro = r#"<text macro="word"/>"#;
    let mut entry = Entry::new("x", EntryType::Web);
    entry.set_title(verbatim("A page"));
    for (inner, written) in [(group, "."), (of_macro, "word.")] {
        let layout = format!(r#"<group delimiter=" ">{inner}<text variable="volume"/></group>"#);
        let style = IndependentStyle::from_xml(&style(&layout)).unwrap();
        let formatter = Formatter { style, ..Formatter::new(ArchivedStyle::by_name("apa").unwrap(), "en").unwrap() };
        let folded = by_shape(&by_sort(&formatter.style, &entry), &entry);
        let whole = formatter.content(&formatter.style, &entry).unwrap();
        assert_eq!(format!("{whole:#}"), written, "{inner}");
        assert_eq!(format!("{:#}", formatter.content(&folded, &entry).unwrap()), written, "{inner}, folded");
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
