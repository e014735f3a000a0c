use super::*;

/// Reads a file of an English site.
fn read(name: &str, bytes: &[u8]) -> Result<FileContents, Failure> {
    super::read(name, bytes, "en")
}

fn plan_of(name: &str, text: &str) -> ImportPlan {
    let found = read(name, text.as_bytes()).expect("a known format");
    plan(vec![(name.to_owned(), found)], &Vec::<std::sync::Arc<crate::parse::ParsedNote>>::new())
}

#[test]
fn a_bad_entry_spares_the_others() {
    let plan = plan_of(
        "a.bib",
        "@misc{one, title = {One good entry here}}\n\n@misc{two, title = {Never closed,\n  year = 2025\n\n@misc{three,\n title = {Three good entries},\n year = 2025}\n@article{four,\n title = {Four},\n foo bar\n}\n",
    );
    assert_eq!(plan.new.iter().map(|new| new.title.as_str()).collect::<Vec<_>>(), ["One good entry here", "Three good entries", "Four"]);
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
    assert_eq!(plan.new.len(), 3);
    assert_eq!(plan.left_out[0].reason, "already there: the work in a.ris:1 (the same title)");
    let (place, message) = &plan.problems[0];
    assert!(
        place.to_string() == "a.ris:7" && message.starts_with("it has the same address as the work in a.ris:1 and another title"),
        "{message}"
    );
}

#[test]
fn one_title_of_two_days_or_two_bodies_is_two_works() {
    let works = |first: &str, second: &str| {
        let work = |says: &str| format!("TY  - NEWS\nTI  - Joint statement of the two presidents\n{says}\nER  - \n");
        plan_of("a.ris", &format!("{}{}", work(first), work(second))).new.len()
    };
    for (first, second, count) in [
        ("DA  - 2025/03/18\nPB  - Kremlin", "DA  - 2025/08/15\nPB  - White House", 2),
        ("DA  - 2025/03/18", "DA  - 2025/08/15", 2),
        ("PY  - 2025\nPB  - Kremlin", "PY  - 2025\nPB  - White House", 2),
        ("DA  - 2025/03/18", "DA  - 2025/03", 1),
        ("DA  - 2025/03/18\nPB  - Kremlin", "DA  - 2025/03/18", 1),
        ("PB  - The Guardian", "T2  - Guardian", 1),
    ] {
        assert_eq!(works(first, second), count, "{first}, {second}");
    }
}

/// Field of the first, second … note that a file gives.
fn fields(name: &str, text: &str, key: &str) -> Vec<String> {
    let plan = plan_of(name, text);
    let value = |note: &NewNote| note.text.lines().find_map(|line| line.strip_prefix(&format!("{key} = "))).unwrap_or_default().to_owned();
    plan.new.iter().map(value).collect()
}

fn problems(name: &str, text: &str) -> String {
    plan_of(name, text).problems.iter().map(|(place, message)| format!("{place}: {message}\n")).collect()
}

#[test]
fn entries_are_read_whatever_they_are_called_and_however_they_are_closed() {
    let titles = |text: &str| fields("a.bib", text, "title");
    for (text, count) in [
        (
            "@web_page{a, title={On the bridge}}\n@newspaper_article{b, title={Leaving the bridge}}\n@data-set{c, title={Dashed type}}\n@misc2{d, title={Digit type}}",
            4,
        ),
        ("@article(reed23,\n title = {On the (first) round},\n year = {2023}\n)\n@article{b, title={After it}}", 2),
        ("@article{\n author = {Reed, Tom},\n title = {On the first round}\n}", 1),
        ("@article{reed23, title={On the first round}, , year={2023}}", 1),
        ("@article{a, title={Good one} year=2021}\n@article{c, title={Also good}}", 2),
        ("@article{a, title={Good one}}\n@article{b, title={Bad {one, year=2022}\n@article{c, title={Also good}}", 2),
        ("% @article{old, title={Withdrawn}}\n@article{a, title={Kept}}\n@comment{@article{b, title={Not this}}}", 1),
        ("@collection{a, booktitle = {A volume of talks}, year = 2024}", 1),
        ("A letter to reed@valley.example {x}.\r@misc{a, title = {After old line ends},\r year = 2024}", 1),
    ] {
        assert_eq!(titles(text).len(), count, "{text}");
    }
    assert!(problems("a.bib", "\n% @article{old, title={Withdrawn}}").starts_with("a.bib:2: the entry after `%` is a comment"));
}

#[test]
fn strings_are_known_in_any_case_and_cost_a_field_at_most() {
    let strings = "@STRING(RP = {River} # { Press})\n@string{AIJ = \"Artificial Journal\"}\n";
    assert_eq!(fields("a.bib", &format!("{strings}@book{{a, title={{First}}, publisher=rp}}"), "publisher"), ["\"River Press\""]);
    assert_eq!(
        fields("a.bib", &format!("{strings}@article{{a, title={{First}}, volume=1, journal=aij}}"), "container_title"),
        ["\"Artificial Journal\""]
    );
    let undefined = "@article{a, title={On the first round},\n journal=valleyj, year=2023}";
    assert_eq!(fields("a.bib", undefined, "published"), ["\"2023\""]);
    assert_eq!(problems("a.bib", undefined), "a.bib:2: `journal` was left out: `valleyj` is defined nowhere\n");
    // Put together without end: each piece is looked at once.
    let chain: String = (1..2_000).map(|n| format!("@string{{s{n} = s{} # {{x}}}}\n", n - 1)).collect();
    let plan = plan_of("a.bib", &format!("@string{{s0 = {{x}}}}\n{chain}@book{{a, title = s1999}}"));
    assert_eq!(plan.new[0].title.len(), 2_000);
}

#[test]
fn what_identifies_a_volume_is_not_its_chapters() {
    let text = "@book{vol, title={Talks and Treaties}, editor={Lund, Ada}, year={2023}, publisher={River Press}, doi={10.1234/vol}, url={https://press.example/vol}, isbn={9780306406157}}\n@incollection{a, title={On the first round}, author={Reed, Tom}, crossref={vol}, pages={1-9}}";
    assert_eq!(fields("a.bib", text, "doi"), ["\"10.1234/vol\"", ""]);
    assert_eq!(fields("a.bib", text, "url")[1], "");
    assert_eq!(fields("a.bib", text, "isbn")[1], "");
    assert_eq!(fields("a.bib", text, "container_title")[1], "\"Talks and Treaties\"");
    assert_eq!(fields("a.bib", text, "editors")[1], "[\"Ada Lund\"]");
    // Where no rule says what a title becomes, it is the child's.
    let version = "@software{s, author={Reed, Tom}, title={A map of rivers}, year={2020}}\n@softwareversion{v, crossref={s}, year={2023}}";
    assert_eq!(fields("a.bib", version, "title"), ["\"A map of rivers\"", "\"A map of rivers\""]);
    // What a volume is called in its own `booktitle` is not what its chapters stand in.
    let named_twice = "@inproceedings{a, title={On the first round}, crossref={c}}\n@proceedings{c, title={Talks of the Valley}, booktitle={Talks (a book)}}";
    assert_eq!(fields("a.bib", named_twice, "container_title")[0], "\"Talks of the Valley\"");
    let entry = "@inreference{a, title={Encyclopaedia of Rivers}, lista={Bridges: on the water}, author={Reed, Tom}}";
    assert_eq!(fields("a.bib", entry, "title"), ["\"Bridges: on the water\""]);
    assert_eq!(fields("a.bib", entry, "container_title"), ["\"Encyclopaedia of Rivers\""]);
    let xdata = "@xdata{house, publisher = {River Press}, location = {Delta}}\n@book{a, title = {A book of talks}, xdata = {house}}";
    assert_eq!(fields("a.bib", xdata, "publisher"), ["\"River Press\""]);
}

#[test]
fn one_identifier_with_two_titles_is_two_works() {
    for text in [
        "@incollection{a, title={On the first round}, author={Reed, Tom}, url={https://press.example/vol}}\n@incollection{b, title={On the second round}, author={Falk, Ines}, url={https://press.example/vol}}",
        "@incollection{a, title={Chapter one of them}, doi={10.1234/book}}\n@incollection{b, title={The second chapter}, doi={10.1234/book}}",
    ] {
        let plan = plan_of("a.bib", text);
        assert_eq!((plan.new.len(), plan.problems.len()), (2, 1), "{:?}", plan.problems);
    }
    // ISBN of either length; a title with its subtitle.
    let book = plan_of(
        "a.bib",
        "@book{a, title={A book of talks}, isbn={0-306-40615-2}}\n@book{b, title={A book of talks: from the river to the sea}, isbn={9780306406157}}",
    );
    assert_eq!(book.left_out[0].reason, "already there: the work in a.bib:1 (the same ISBN)");
    let others = plan_of(
        "a.bib",
        "@misc{a, title={A long introduction}, author={Reed, Tom}}\n@misc{b, title={A long introduction}, author={Falk, Ines}}",
    );
    assert_eq!(others.new.len(), 2);
}

#[test]
fn dates_of_bibtex_are_read_or_reported() {
    for (text, date) in [
        ("year=2023, month={jun-jul}", "2023-06/2023-07"),
        ("year=2023, month=jun # \"-\" # jul", "2023-06/2023-07"),
        ("year=2023, month={Dec. 2022-Jan. 2023}", "2022-12/2023-01"),
        ("year=2025, month=sept", "2025-09"),
        ("year=2025, month={juin}", "2025-06"),
        ("year=2025, month={Juni}, day=2", "2025-06-02"),
        ("year=2025, month=jun, day={2--4}", "2025-06-02/2025-06-04"),
        ("year=2025, month={06-07}", "2025-06/2025-07"),
        ("date={2024-03/..}", "2024-03/.."),
        ("date={unknown/2024-03}", "/2024-03"),
        ("date={2025~}", "2025~"),
        ("date={2022-03~/2022-05~}", "2022-03~/2022-05~"),
        ("date={June~2025}", "2025-06"),
    ] {
        let entry = format!("@article{{a, title={{T}}, {text}}}");
        assert_eq!(fields("a.bib", &entry, "published"), [format!("\"{date}\"")], "{text}");
        assert_eq!(problems("a.bib", &entry), "", "{text}");
    }
    assert_eq!(problems("a.bib", "@article{a, title={T}, year={2013}, month={31}}"), "a.bib:1: the date `31 2013` is read as 2013\n");
    assert_eq!(problems("a.bib", "@misc{a, title={T}, date={2013-31}}"), "a.bib:1: the date `2013-31` is read as 2013\n");
}

#[test]
fn names_of_bibtex_are_divided_as_bibtex_does() {
    for (written, names) in [
        ("{Barnes and Noble} and Smith, Al", "[\"Barnes and Noble\", \"Al Smith\"]"),
        ("Smith, John AND Doe, Jane and", "[\"John Smith\", \"Jane Doe\"]"),
        ("R.~M. Jensen and H.\\ Fidan", "[\"R. M. Jensen\", \"H. Fidan\"]"),
        ("{\\relax Yu}. I. Ivanov", "[\"Yu. I. Ivanov\"]"),
        ("King, Martin Luther, Jr.", "[\"Martin Luther King Jr.\"]"),
        ("Costa, Jr., P. T.", "[\"P. T. Costa Jr.\"]"),
        ("family=van der Berg, given=Jan, prefix=van der", "[\"Jan van der Berg\"]"),
        ("United Nations", "[\"United Nations\"]"),
        ("Smith, John; Doe, Jane", "[\"John Smith\", \"Jane Doe\"]"),
        ("Lavrov S.V. and Иванова А. П.", "[\"S.V. Lavrov\", \"А. П. Иванова\"]"),
        ("Service, Robert and {Press Service}", "[\"Service, Robert\", \"Press Service\"]"),
    ] {
        assert_eq!(fields("a.bib", &format!("@misc{{a, title={{T}}, author={{{written}}}}}"), "authors"), [names], "{written}");
    }
    let others = problems("a.bib", "@misc{a, title={T}, author={Smith, J. and others}}");
    assert_eq!(others, "a.bib:1: `author` names others without their names (et al.)\n");
}

#[test]
fn a_keyword_is_a_type_where_our_own_export_has_it_so() {
    for (entry, ty) in [
        ("@article{a, title={T}, volume={1}, keywords={treaty}}", "\"article\""),
        ("@book{a, title={T}, keywords={news}}", "\"book\""),
        ("@misc{a, title={T}, keywords={treaty}}", "\"treaty\""),
    ] {
        assert_eq!(fields("a.bib", entry, "type"), [ty], "{entry}");
    }
}

#[test]
fn what_a_note_has_no_field_for_is_counted() {
    for (name, text, counted) in [
        (
            "a.bib",
            "@misc{a, title={T}, abstract={x}, editora={Lund, Ada}}\n@misc{b,\n title={U}, abstract={y}, note={z}}",
            &["abstract (2, first in line 1)", "editora (1, first in line 1)", "note (1, first in line 2)"][..],
        ),
        ("a.ris", "TY  - JOUR\nTI  - T\nKW  - x\nAB  - y\nER  - \n", &["AB (1, first in line 1)", "KW (1, first in line 1)"]),
        (
            "a.json",
            "[{\"title\":\"T\"},{\"title\":\"U\",\"abstract\":\"x\",\"director\":[]}]",
            &["abstract (1, first in entry 2)", "director (1, first in entry 2)"],
        ),
        ("a.csv", "Key,Item Type,Title,Abstract Note\nA,book,T,x\n", &["AbstractNote (1, first in line 2)"]),
    ] {
        assert_eq!(plan_of(name, text).unused_fields, [(name.to_owned(), counted.iter().map(|text| (*text).to_owned()).collect())]);
    }
    assert!(plan_of("a.bib", "@misc{a, title={T}, url={https://x.example/}}").unused_fields.is_empty());
}

#[test]
fn addresses_of_bibtex_are_addresses() {
    for (field, url) in [
        ("url={https://x.example/a\\_b\\%20c\\&d=1\\#e}", "https://x.example/a_b%20c&d=1#e"),
        ("url={\\url{https://x.example/d}}", "https://x.example/d"),
        ("url={<https://x.example/h>}", "https://x.example/h"),
        ("url={https://x.example/g https://y.example/g}", "https://x.example/g"),
        ("note={Available at \\url{https://x.example/i}}", "https://x.example/i"),
        ("howpublished={\\href {https://x.example/~u/} {\\texttt{https://x.example/}\\discretionary{}{}{}u}}", "https://x.example/~u/"),
    ] {
        assert_eq!(fields("a.bib", &format!("@misc{{a, title={{T}}, {field}}}"), "url"), [format!("\"{url}\"")], "{field}");
    }
    assert_eq!(fields("a.bib", "@misc{a, title={T}, doi={10.1007/978-3-030-12345-6\\_7}}", "doi"), ["\"10.1007/978-3-030-12345-6_7\""]);
    assert!(problems("a.bib", "@misc{a, title={T}, author={A, B}, author={C, D}, note={x}, note={y}}").contains("`author` stands twice"));
    // A tag says more than babel's name.
    assert_eq!(fields("a.bib", "@misc{a, title={T}, langid={english}, language={en-GB}}", "language"), ["\"en-GB\""]);
}

#[test]
fn an_ampersand_in_an_address_is_no_entity() {
    let url = "https://x.example/a?page=2&section=news&region=eu&copy=1";
    for (name, text) in [
        ("a.ris", format!("TY  - NEWS\nTI  - T\nUR  - {url}\nER  - \n")),
        ("a.json", format!("[{{\"title\":\"T\",\"URL\":\"{url}\"}}]")),
        ("a.csv", format!("Key,Item Type,Title,Url\nA,book,T,{url}\n")),
        ("a.html", format!("<!doctype html><title>T</title><meta property=og:url content='{url}'>")),
        ("a.bib", format!("@misc{{a, title={{T}}, url={{{url}}}}}")),
    ] {
        assert_eq!(fields(name, &text, "url"), [format!("\"{url}\"")], "{name}");
    }
    assert_eq!(
        fields("a.bib", "@misc{a, title={R\\&reg of AT&T; &Amp; &#38; &#x26; &eacute;}}", "title"),
        ["\"R&reg of AT&T; &Amp; & & é\""]
    );
}

#[test]
fn encodings_are_those_that_files_name() {
    let text = |bytes: &[u8]| match read("a.bib", bytes) {
        Ok(found) => (found.works.first().and_then(|(_, work)| work.text("title").map(str::to_owned)), found.problems.len()),
        Err(refusal) => panic!("{refusal:?}"),
    };
    let cyrillic = encoding_rs::WINDOWS_1251.encode("@article{a, title={Переговоры в Стамбуле}}").0.into_owned();
    assert_eq!(text(&[b"% Encoding: Cp1251\n", &*cyrillic].concat()), (Some("Переговоры в Стамбуле".to_owned()), 0));
    // Nobody knows what these letters are, unless the site is in such a language.
    assert_eq!(text(&cyrillic), (None, 1));
    let japanese = encoding_rs::SHIFT_JIS.encode("@article{a, title={東アジアの河川条約}}").0.into_owned();
    for (language, bytes, title) in [("uk", &cyrillic, "Переговоры в Стамбуле"), ("ja", &japanese, "東アジアの河川条約")]
    {
        let found = super::read("a.bib", bytes, language).unwrap();
        assert_eq!((found.works[0].1.text("title"), found.problems.len()), (Some(title), 1));
    }
    assert_eq!(text(b"@article{a, title={\x93Smart\x94 talks \x96 5 \x80}}"), (Some("“Smart” talks – 5 €".to_owned()), 1));
    // One byte that went wrong does not make another encoding of the file.
    let stray = [&*"@article{a, title={Gespräche – Переговори \u{201c}".as_bytes().to_vec(), b"\xe9\x22}}"].concat();
    let found = read("a.bib", &[b"\n\n", &*stray].concat()).unwrap();
    assert_eq!(found.works[0].1.text("title"), Some("Gespräche – Переговори “\u{fffd}\""));
    assert!(format!("{:?}", found.problems).starts_with("[(Line(3), "), "{:?}", found.problems);
    let utf16: Vec<u8> = "@article{a, title={Talks in İzmir}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text(&utf16), (Some("Talks in İzmir".to_owned()), 0));
    let page = encoding_rs::WINDOWS_1254
        .encode("<!doctype html><meta charset=iso-8859-9><title>Görüşmeler İstanbul'da bitti</title>")
        .0
        .into_owned();
    let found = read("a.html", &page).unwrap();
    assert_eq!(found.works[0].1.text("title"), Some("Görüşmeler İstanbul'da bitti"));
}

#[test]
fn ris_is_read_as_it_is_written() {
    let ris = |lines: &str, key: &str| fields("a.ris", &format!("TY  - {lines}\nER  - \n"), key).remove(0);
    assert_eq!(ris("JOUR\nTI  - T\nAU  - Doe, Jane; Roe, Richard", "authors"), "[\"Jane Doe\", \"Richard Roe\"]");
    assert_eq!(ris("JOUR\nTI  - T\nY1  - 2015/october", "published"), "\"2015-10\"");
    assert_eq!(ris("NEWS\nTI  - T\nDA  - Jun 2\nPY  - 2021", "published"), "\"2021-06-02\"");
    assert_eq!(ris("JOUR\nTI  - <i>Kursk</i> &amp; peace", "title"), "\"Kursk & peace\"");
    assert_eq!(ris("JOUR\nTI  - T\nLA  - eng", "language"), "\"en\"");
    assert_eq!(ris("JOUR\nTI  - T\nSN  - 0022-0027 (Print)", "issn"), "\"0022-0027\"");
    assert_eq!(ris("JOUR\nTI  - T\nSN  - 0022-0027 (Print)", "isbn"), "");
    assert_eq!(ris("RPRT\nTI  - T\nA2  - Editor, Eve\nPB  - [River Institute]", "editors"), "[\"Eve Editor\"]");
    assert_eq!(ris("RPRT\nTI  - T\nA2  - Editor, Eve\nPB  - [River Institute]", "publisher"), "\"River Institute\"");
    assert_eq!(fields("a.ris", "TY  - JOUR\nTI  - T\nPY  - 2020\ner  - \nTY  - JOUR\nTI  - U\nER  - ", "published"), ["\"2020\"", ""]);
    assert_eq!(ris("NEWS\nTI  - T\nAU  - Ministry of Foreign Affairs,", "authors"), "[\"Ministry of Foreign Affairs\"]");
    assert!(problems("a.ris", "TY  - NEWS\nTI  - T\nDA  - 02/06/2025\nER  - \n").contains("`02/06/2025` is read as 2025"));
    assert!(problems("a.ris", "TY  - NEWS\nTI  - T\nDA  - some day\nPY  - 2025\nER  - \n").contains("`some day` is read as no date"));
    assert_eq!(ris("NEWS\nTI  - T\nDA  - some day\nPY  - 2025", "published"), "\"2025\"");
}

#[test]
fn other_tagged_formats_are_read() {
    let enw = "%0 Journal Article\n%A Doe, Jane\n%A Roe, Richard\n%T EndNote tagged\n%J Journal of Talks\n%D 2025\n%@ 0022-0027\n\n%0 Book\n%A Doe, Jane\n%T A second one\n%I River Press\n";
    assert_eq!(fields("a.enw", enw, "type"), ["\"article\"", "\"book\""]);
    assert_eq!(fields("a.enw", enw, "container_title")[0], "\"Journal of Talks\"");
    let nbib = "PMID- 123\nTI  - A title that goes on\n      in the next line\nFAU - Doe, Jane\nAU  - Doe J\nDP  - 2025 Jun 2\nJT  - Journal of Talks\nLA  - eng\nLID - 10.1234/abc [doi]\n\nPMID- 124\nTI  - Another\n";
    assert_eq!(fields("a.nbib", nbib, "title"), ["\"A title that goes on in the next line\"", "\"Another\""]);
    let hyphen = "PMID- 1\nTI  - Talks that\n      - so it is said -\n      went on\n";
    assert_eq!(fields("a.nbib", hyphen, "title"), ["\"Talks that - so it is said - went on\""]);
    assert_eq!(fields("a.nbib", nbib, "authors")[0], "[\"Jane Doe\"]");
    assert_eq!(problems("a.bib", " \n"), "a.bib: the file is empty\n");
    assert_eq!(fields("a.nbib", "PMID- 1\nTI  - T\nAU  - Doe J\n", "authors"), ["[\"J Doe\"]"]);
    assert_eq!(fields("a.nbib", nbib, "published")[0], "\"2025-06-02\"");
    assert_eq!(fields("a.nbib", nbib, "doi")[0], "\"10.1234/abc\"");
    let eric = "\nOWN - ERIC\nTI  - A test of tests\nAU  - Doe, Jane\nDP  - 2021\nLID - http://eric.example/?id=1\n\nOWN - ERIC\nTI  - Another test of tests\nISBN - ISBN-978-0-306-40615-7\nISSN - EISSN-2375-5636\n";
    assert_eq!(fields("a.nbib", eric, "title"), ["\"A test of tests\"", "\"Another test of tests\""]);
    assert_eq!(fields("a.nbib", eric, "isbn")[1], "\"978-0-306-40615-7\"");
    assert_eq!(fields("a.nbib", eric, "issn")[1], "\"2375-5636\"");
    assert!(problems("a.ris", "TY  - JOUR\nTI  - T\nSN  - none\nER  - \n").contains("`none` is neither"));
    assert_eq!(fields("a.nbib", eric, "url")[0], "\"http://eric.example/?id=1\"");
    let csv = "\"Key\",\"Item Type\",\"Publication Year\",\"Author\",\"Title\",\"Publication Title\",\"DOI\",\"Url\",\"Date\"\n\"A\",\"newspaperArticle\",\"2025\",\"Doe, Jane; {Reuters}\",\"From Zotero\",\"Valley Gazette\",\"\",\"https://x.example/a\",\"2025-06-02\"\n";
    assert_eq!(fields("a.csv", csv, "authors"), ["[\"Jane Doe\", \"Reuters\"]"]);
    assert_eq!(fields("a.csv", csv, "publisher"), ["\"Valley Gazette\""]);
}

#[test]
fn a_page_in_one_file_is_read() {
    let page = "From: <Saved by a browser>\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"x\"\r\n\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://x.example/a\r\n\r\n<html><head><title>Talks at the Caf=C3=\r\n=A9</title></head></html>\r\n--x--\r\n";
    assert_eq!(fields("a.mhtml", page, "title"), ["\"Talks at the Café\""]);
    assert_eq!(fields("a.mhtml", page, "url"), ["\"https://x.example/a\""]);
}

#[test]
fn what_is_not_read_is_named_with_another_way() {
    for (text, what, help) in [
        ("<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:z=\"x\">", "RDF", "Zotero"),
        ("<?xml version=\"1.0\"?><xml><records><record>", "EndNote's XML", "RIS"),
        ("---\nreferences:\n- id: a\n", "YAML", "pandoc"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n", "MHTML", "HTML Only"),
        ("<mods xmlns=\"x\">", "MODS", "RIS"),
        ("Dear editor", "nothing that can be imported", "BibTeX"),
    ] {
        let refusal = read("a.x", text.as_bytes()).unwrap_err();
        assert!(refusal.message.contains(what) && refusal.help.as_deref().unwrap_or_default().contains(help), "{refusal:?}");
    }
}

#[test]
fn csl_is_read_as_programs_write_it() {
    let csl = |item: &str, key: &str| fields("a.json", &format!("[{{\"type\":\"webpage\",{item}}}]"), key).remove(0);
    assert_eq!(csl("\"title\":\"Peace &amp; <i>war</i>\"", "title"), "\"Peace & war\"");
    assert_eq!(csl("\"title\":\"T\",\"author\":[{\"name\":\"Security Council\"}]", "authors"), "[\"Security Council\"]");
    for (issued, date) in [
        ("{\"date-parts\":[[\"2024-05-06\"]]}", "2024-05-06"),
        ("{\"edtf\":\"2021-02~\"}", "2021-02~"),
        ("{\"raw\":\"June 2025\"}", "2025-06"),
        ("{\"date-parts\":[[2024,3],[]]}", "2024-03"),
        ("{\"date-parts\":[[2024,3],[2024,5]],\"circa\":true}", "2024-03~/2024-05~"),
        ("{\"date-parts\":[[2024,3,0]]}", "2024-03"),
    ] {
        assert_eq!(csl(&format!("\"title\":\"T\",\"issued\":{issued}"), "published"), format!("\"{date}\""), "{issued}");
    }
    assert_eq!(fields("a.json", "[{\"title\":\"T\"}]", "type"), [""]);
    assert!(problems("a.json", "[{\"title\":\"T\",\"issued\":{\"date-parts\":[[2024,5],[0]]}}]").contains("is read as 2024-05"));
    assert!(problems("a.json", "[{\"title\":\"T\",\"issued\":{\"date-parts\":[[\"soon\"]]}}]").contains("is read as no date"));
    assert!(problems("a.json", "[{\"title\":\"T\",\"issued\":{\"date-parts\":[[2024,5,32]]}}]").contains("is read as 2024-05\n"));
    assert!(problems("a.json", "[{\"title\":\"T\",\"issued\":{\"date-parts\":[[2024,25]]}}]").contains("is read as 2024\n"));
}

#[test]
fn the_words_of_the_manual_are_read_as_its_types() {
    let page = "<!doctype html><title>T</title><script type='application/ld+json'>{\"@type\":\"WORD\",\"headline\":\"T\"}</script>";
    for row in &crate::bibliography::vocabulary::TYPES {
        for (name, words, text) in [
            ("a.bib", row.bibtex, "@WORD{a, title={T}, volume={1}}"),
            ("a.ris", row.ris, "TY  - WORD\nTI  - T\nER  - \n"),
            ("a.json", row.csl, "[{\"type\":\"WORD\",\"title\":\"T\"}]"),
            ("a.html", row.schema, page),
            ("a.csv", row.item_types, "Key,Item Type,Title\nA,WORD,T\n"),
        ] {
            for word in words.split_whitespace() {
                let wanted = format!("\"{}\"", row.ty.as_str());
                assert_eq!(fields(name, &text.replace("WORD", word), "type"), [wanted], "{name} {word}");
            }
        }
    }
}

#[test]
fn pages_say_what_they_are_in_many_ways() {
    let page = |head: &str, body: &str, key: &str| {
        let html = format!("<!doctype html><html lang=en><head>{head}</head><body>{body}<p>Text.</p></body></html>");
        fields("a.html", &html, key).into_iter().next().unwrap_or_default()
    };
    let ld = |json: &str| format!("<title>Talks end</title><script type=\"application/ld+json\">{json}</script>");
    // What a page's JSON-LD is to become.
    let cases = r##"
publisher = "Valley Gazette" ¦ <![CDATA[ {"@type":"NewsArticle","headline":"Talks end","publisher":{"name":"Valley Gazette"}} ]]>
publisher = "Gazette" ¦ {"@graph":[{"@type":"Article","headline":"Talks end","author":{"@id":"#p"},"publisher":{"@id":"#o"}},{"@type":"Organization","@id":"#o","name":"Gazette"},{"@type":"Person","@id":"#p","name":"Ada Lund"}]}
authors = ["Ada Lund"] ¦ {"@graph":[{"@type":"Article","headline":"Talks end","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ada Lund"}]}
published = "2025-06-02" ¦ {"@type":"NewsArticle","headline":["Talks end"],"datePublished":["2025-06-02"],"author":[{"name":"Ada Lund, Tom Reed"}]}
authors = ["Ada Lund", "Tom Reed"] ¦ {"@type":"NewsArticle","headline":"Talks end","author":[{"name":"Ada Lund, Tom Reed"}]}
published = "2025-06-02" ¦ {"@type":"NewsArticle","headline":"Talks end","datePublished":1748864400}
published = "2021-09-16" ¦ {"@type":"NewsArticle","headline":"Talks end","datePublished":"Thu Sep 16 2021 03:52:10 GMT+0000 (UTC)","author":"By ADA LUND and TOM REED"}
authors = ["Ada Lund", "Tom Reed"] ¦ {"@type":"NewsArticle","headline":"Talks end","author":"By ADA LUND and TOM REED"}
type = "news" ¦ {"@type":"NewsArticle","headline":"Talks end","description":"line one⏎line two","datePublished":"2025-06-02"}
authors = ["Ada Lund"] ¦ {"@type":"WebPage","name":"Home","mainEntity":{"@type":"NewsArticle","headline":"Talks end","author":"Ada Lund"}}
"##;
    for (wanted, json) in cases.trim().lines().filter_map(|line| line.split_once(" ¦ ")) {
        let (key, value) = wanted.split_once(" = ").unwrap();
        assert_eq!(page(&ld(&json.replace('⏎', "\n")), "", key), value, "{json}");
    }
    let rdfa = |property: &str, vocabulary: &str| {
        format!(
            "<div vocab='{vocabulary}' typeof='{property}NewsArticle'><h1 property='{property}headline'>Talks at the river end</h1><span property='{property}author' typeof='{property}Person'><span property='{property}name'>Ada Lund</span></span><time property='{property}datePublished' datetime=2025-06-02>2 June</time><span property='{property}publisher'>Valley Gazette</span></div>"
        )
    };
    for body in
        [rdfa("", "http://schema.org/"), rdfa("schema:", ""), rdfa("http://schema.org/", "").replace("http://schema.org/name", "name")]
    {
        for (key, value) in [
            ("title", "\"Talks at the river end\""),
            ("authors", "[\"Ada Lund\"]"),
            ("published", "\"2025-06-02\""),
            ("publisher", "\"Valley Gazette\""),
            ("type", "\"news\""),
        ] {
            assert_eq!(page("<title>Talks end</title>", &body, key), value, "{body}");
        }
    }
    let encyclopaedia = "<title>River talks - Wikipedia</title><script type=\"application/ld+json\">{\"@type\":\"Article\",\"name\":\"River talks\",\"headline\":\"negotiations between two states\"}</script>";
    assert_eq!(page(encyclopaedia, "", "title"), "\"River talks\"");
    // And what stands in its head and body.
    let cases = r##"
authors = ["Ada Lund", "Tom Reed"] ¦ <title>Talks end</title><meta name=byl content='By Ada Lund and Tom Reed'><meta name=pdate content=20250602> ¦
published = "2025-06-02" ¦ <title>Talks end</title><meta name=pdate content=20250602> ¦
published = "2025-06-02" ¦ <title>Talks end</title><meta name=date content='Mon, 02 Jun 2025 23:30:00 GMT'> ¦
authors = ["Ada Lund"] ¦ <title>Talks end</title> ¦ <p class=byline>By <a rel=author href=/ada>Ada Lund</a></p>
title = "Talks at the river end" ¦ <title>Talks end</title> ¦ <h1 itemprop=headline>Talks at the river end</h1><span itemprop=author><span itemprop=name>Ada Lund</span></span><meta itemprop=datePublished content=2025-06-02>
authors = ["Ada Lund"] ¦ <title>Talks end</title> ¦ <i itemprop=author><b itemprop=name>Ada Lund</b></i><p itemprop=author>Ada Lund Correspondent of the Gazette Follow Go to the page of this journalist</p>
published = "2025-06-02" ¦ <title>Talks end</title> ¦ <span itemprop=author><span itemprop=name>Ada Lund</span></span><time itemprop=datePublished datetime=2025-06-02>2 June</time>
title = "Peace & War now" ¦ <title>x</title><meta name=citation_title content='Peace &amp;amp; War &lt;i&gt;now&lt;/i&gt;'> ¦
title = "Talks" ¦ <title>Talks | World | Gazette</title> ¦ <h1>Talks</h1>
title = "Talks | Gazette" ¦ <title>x</title><meta property=og:title content='Talks | Gazette'><meta property=og:site_name content=Gazette> ¦
published = "2025-06-02" ¦ <title>Talks end</title> ¦ <nav><time datetime=2019-01-05>5 January</time></nav><article><time datetime=2025-06-02 pubdate>2 June</time></article>
published = "2025-06-02" ¦ <title>Talks</title><meta property=article:published_time content=2025-06-02T23:30:00-04:00><script type="application/ld+json">{"@type":"Article","headline":"Talks","dateCreated":"2025-06-03T03:30:00Z"}</script> ¦
authors = ["Ada Lund"] ¦ <title>Talks</title><meta property=article:author content=https://social.example/ada><meta property=article:author content='Ada Lund'> ¦
"##;
    for line in cases.trim().lines() {
        let mut parts = line.split(" ¦").map(str::trim);
        let (key, value) = parts.next().unwrap().split_once(" = ").unwrap();
        assert_eq!(page(parts.next().unwrap(), parts.next().unwrap(), key), value, "{line}");
    }
    assert_eq!(
        problems("a.html", "<!doctype html><title>Talks end</title><meta name=date content='02/06/2025'>"),
        "a.html: the date `02/06/2025` is read as 2025\n"
    );
    assert_eq!(fields("a.html", "<!doctype html><title>404 days of war: how the front moved</title>", "title").len(), 1);
    for title in
        ["Just a moment...", "404", "404 | The Gazette", "404 Not Found", "Attention Required! | Cloudflare", "Сторінку не знайдено"]
    {
        assert!(problems("a.html", &format!("<!doctype html><title>{title}</title><p>x")).contains("it is not an article"), "{title}");
    }
    assert_eq!(
        fields(
            "a.html",
            "<!doctype html><title>404 days of war, counted by those who stayed</title><meta name=date content=2025-06-02>",
            "published"
        ),
        ["\"2025-06-02\""]
    );
}

#[test]
fn an_id_is_made_of_letters() {
    for title in ["中文报纸的报道", "Переговори завершено"] {
        let id = plan_of("a.bib", &format!("@misc{{a, title={{{title}}}, year=2025}}")).new.remove(0).id;
        assert!(id.contains(|c: char| c.is_ascii_lowercase()), "{id}");
    }
    for (url, id) in [("https://президент.рф:80/j?a", "prezident-rf-2025-talks"), ("https://doi.org/10.1/x", "2025-talks")] {
        assert_eq!(plan_of("a.bib", &format!("@misc{{a, title={{Talks}}, year=2025, url={{{url}}}}}")).new.remove(0).id, id);
    }
}

#[test]
fn broken_texts_do_not_panic() {
    const SHORT: &str =
        "¦{¦[¦[1, null, {}]¦@¦@a¦@a{¦@a{}¦@a(¦@a{b,c}¦@a{b,c={¦TY  -¦ER  - ¦TY  - \nER  - ¦<¦<html>¦<!-- saved from url=(¦{\"items\": 3}";
    let long = [
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
    ];
    for text in SHORT.split('¦').chain(long) {
        for name in ["a.bib", "a.ris", "a.json", "a.html", "a"] {
            if let Ok(found) = read(name, text.as_bytes()) {
                let _ = plan(vec![(name.to_owned(), found)], &Vec::<std::sync::Arc<crate::parse::ParsedNote>>::new());
            }
        }
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
