#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::type_complexity,
    clippy::single_match,
    reason = "a test that cannot go on says so by panicking"
)]

use super::*;

fn plan_of(name: &str, text: &str) -> Plan {
    let found = read(name, text.as_bytes()).expect("a known format");
    plan(vec![(name.to_owned(), found)], &Vec::<std::sync::Arc<crate::parse::ParsedNote>>::new())
}

#[test]
fn tex_is_read_as_text() {
    let plan = plan_of(
        "a.bib",
        "@string{aa = {Anadolu Agency}}\n@article{a,\n\ttitle = {{\\\"U}ber {Gespr\\\"ache} in {\\.{I}}stanbul \\& {K}y\\'{\\i}v -- ein {\\ss}},\n\tauthor = {{\\c{C}}avu{\\c{s}}o{\\u{g}}lu, Mevl{\\\"u}t and {NATO and Friends} and others},\n\tjournal = aa,\n\tmonth = jun,\n\tyear = 2025,\n\tpages = {1--9},\n\turldate = {2025-07-01},\n}\n",
    );
    assert_eq!(plan.problems, []);
    let text = &plan.new.first().expect("a note").text;
    assert!(text.contains("title = \"Über Gespräche in İstanbul & Kyív – ein ß\""), "{text}");
    assert!(text.contains("authors = [\"Mevlüt Çavuşoğlu\", \"NATO and Friends\"]"), "{text}");
    assert!(
        text.contains("publisher = \"Anadolu Agency\"")
            && text.contains("published = \"2025-06\"")
            && text.contains("accessed = \"2025-07-01\""),
        "{text}"
    );
    assert_eq!(plan.new.first().expect("a note").id, "cavusoglu-2025-uber");
}

#[test]
fn a_bad_entry_spares_the_others() {
    let plan = plan_of(
        "a.bib",
        "@misc{one, title = {One good entry here}}\n\n@misc{two, title = {Never closed,\n  year = 2025\n\n@misc{three,\n title = {Three good entries},\n year = 2025}\n@article{four,\n title = {Four},\n foo bar\n}\n",
    );
    assert_eq!(plan.new.iter().map(|new| new.title.as_str()).collect::<Vec<_>>(), ["One good entry here", "Three good entries"]);
    let problems: Vec<String> = plan.problems.iter().map(|(place, message)| format!("{place}: {message}")).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("a.bib:3: this entry is never closed"), "{problems:?}");
    assert!(problems[1].starts_with("a.bib:11: ") || problems[1].starts_with("a.bib:12: "), "{problems:?}");
}

#[test]
fn ten_thousand_entries_take_linear_time() {
    let entries = |count: usize| -> String {
        (0..count).map(|n| format!("@article{{k{n},\n\ttitle = {{The same long headline number {n}}},\n\tauthor = {{Kaya, Ayşe}},\n\tyear = {{2025}},\n\tdoi = {{10.1000/{n}}}\n}},\n\n")).collect()
    };
    let timed = |count: usize| {
        let begun = std::time::Instant::now();
        let plan = plan_of("a.bib", &entries(count));
        assert_eq!(plan.new.len(), count);
        assert_eq!(plan.new[count - 1].id, format!("kaya-2025-same-{count}"));
        begun.elapsed()
    };
    // Four times the entries: four times the time, where each was looked up among all others sixteen times. A busy machine blurs a
    // measurement, so it may be taken again.
    let measured: Vec<_> =
        std::iter::repeat_with(|| (timed(2_500), timed(10_000))).take(3).take_while(|(few, many)| *many > *few * 8).collect();
    assert!(measured.len() < 3, "{measured:?}");
}

#[test]
fn a_paper_takes_over_what_its_proceedings_say() {
    let child = "@inproceedings{erol, author = {Erol, Ayşe}, title = {Talks in Vienna}, crossref = {conf}}";
    let parent = "@string{house = {A House}}\n@proceedings{conf, title = {Proceedings of the Talks}, year = 2025, publisher = house}";
    for text in [format!("{child}\n{parent}"), format!("{parent}\n{child}")] {
        let plan = plan_of("a.bib", &text);
        let note = plan.new.iter().find(|note| note.text.contains("Vienna")).unwrap();
        assert!(note.text.contains("2025") && note.text.contains("A House"), "{}", note.text);
        assert!(note.text.contains("container_title = \"Proceedings of the Talks\""), "{}", note.text);
    }
    let circle = plan_of("a.bib", "@book{a, title = {A book of talks}, crossref = {b}}\n@book{b, title = {Another book}, crossref = {a}}");
    assert_eq!(circle.new.len(), 2);
}

#[test]
fn one_work_is_taken_once() {
    let ris = "TY  - NEWS\nTI  - A headline that is long enough\nUR  - https://www.example.org/a/?utm_source=x\nPY  - 2025\nER  - \n\nTY  - NEWS\nTI  - Another headline altogether\nUR  - http://example.org/a#top\nER  - \n\nTY  - NEWS\nTI  - A Headline, That Is Long: Enough\nER  - \n\nTY  - NEWS\nTI  - A headline that is long enough\nDA  - 2024/01/01/\nER  - \n";
    let plan = plan_of("a.ris", ris);
    assert_eq!(plan.new.len(), 2);
    assert_eq!(plan.left_out[0].reason, "the same work as in a.ris:1 (the same address)");
    assert_eq!(plan.left_out[1].reason, "the same work as in a.ris:1 (the same title)");
}

#[test]
fn nothing_makes_it_stumble() {
    for text in [
        "",
        "{",
        "[",
        "[1, null, {}]",
        "@",
        "@a",
        "@a{",
        "@a{}",
        "@a(",
        "@a{b,c}",
        "@a{b,c={",
        "TY  -",
        "ER  - ",
        "TY  - \nER  - ",
        "<",
        "<html>",
        "<!-- saved from url=(",
        "{\"items\": 3}",
        "@article{a, author = { and and }, year = {}, month = {\\}}",
        // What names itself, and what goes deep.
        "@article{a, title = {A title of some length}, crossref = {a}}",
        "@article{a, title = {A title of some length}, XData = {a, a}}",
        "@string{a = a}\n@article{k, title = a}",
        "@string{a = b}\n@string{b = a # b}\n@article{k, title = a # b}",
        "@string{a = {x}}\n@string{a = a # a}\n@article{k, title = a}",
        &format!(
            "@string{{s0 = {{laugh}}}}\n{}@article{{k, title = {}}}",
            (1..40).map(|n| format!("@string{{s{n} = s{0} # s{0}}}\n", n - 1)).collect::<String>(),
            (0..40).map(|n| format!("s{n}")).collect::<Vec<_>>().join(" # ")
        ),
        &format!("@article{{k, title = {{{}x{}}}}}", "{".repeat(2000), "}".repeat(2000)),
        &format!("@article{{k, title = {{{}}}}}", "\\'{".repeat(2000)),
        &format!("[{}", "[".repeat(2000)),
        &format!("{{\"title\": {}", "[".repeat(2000)),
        &format!("<html><title>T</title><body>{}<p>x", "<div>".repeat(500)),
        &format!("<html><title>T</title><script type=\"application/ld+json\">{}</script>", "[".repeat(2000)),
    ] {
        for name in ["a.bib", "a.ris", "a.json", "a.html", "a"] {
            if let Some(found) = read(name, text.as_bytes()) {
                let _ = plan(vec![(name.to_owned(), found)], &Vec::<std::sync::Arc<crate::parse::ParsedNote>>::new());
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(@[a-z]{1,4}\\{|\\{|\\}|\\\\|\"|=|,|#|[a-zé ]{0,5}|title|author| and |year|\n|[0-9/-]{0,6}){0,40}") {
        let _ = bibtex::read(&text);
        let _ = ris::read(&text);
        let _ = csl::read(&text);
        let _ = dates::edtf(&text);
    }

    #[test]
    fn no_entry_makes_it_panic(value in "\\PC{0,30}", other in "[\\\\{}a-z\"'`^~=.$&#%_ 0-9-]{0,30}") {
        let _ = bibtex::read(&format!("@article{{k,\n title = {{{value}}},\n author = {{{other}}},\n date = {{{other}}},\n month = {other},\n pages = \"{value}\"\n}}"));
        let _ = page::read(&format!("<html><head><title>{value}</title><meta name=citation_date content='{other}'><script type='application/ld+json'>{value}</script>"));
    }
}

/// The parsers behind both take time that grows with the square of the depth: a minute for these.
#[test]
fn what_is_nested_without_end_is_refused_at_once() {
    let braces = format!(
        "@article{{a,\n title = {{{}x{}}},\n}}\n\n@article{{b, title = {{Fine}}, year = 2025}}\n",
        "{".repeat(100_000),
        "}".repeat(100_000)
    );
    let plan = plan_of("a.bib", &braces);
    assert_eq!(plan.new.len(), 1, "{:?}", plan.problems);
    assert!(format!("{:?}", plan.problems).contains("braces more than 100 deep"), "{:?}", plan.problems);

    let page = |inner: &str| {
        format!(
            "<!doctype html>\n<title>A <b> title</title><script>if (a <b) {{ '<div><div>' }}</script>\n<meta name=citation_title content='Talks'>{inner}"
        )
    };
    let deep = plan_of("a.html", &page(&"<div>".repeat(100_000)));
    assert!(deep.new.is_empty());
    assert!(format!("{:?}", deep.problems).contains("1000 elements open"), "{:?}", deep.problems);
    // Paragraphs, items and cells that are never closed do not stand in one another.
    let flat = plan_of("a.html", &page(&"<p>x<br><ul><li>y<li>z</ul><table><tr><td>a<td>b</table>".repeat(3_000)));
    assert_eq!(flat.new.len(), 1, "{:?}", flat.problems);
}
