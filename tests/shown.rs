//! What pages say of small sites: numbers, dates and names that a reader would believe.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::BTreeMap;

use rapporteur::{Cache, Disk, Options, PageSize, Rendered, Severity, build};
use scraper::{Html, Selector};
use scratch::put;

type Files = BTreeMap<String, String>;

const NORTH: (&str, &str) = ("actors/north", "type = \"state\"\n");
const SOUTH: (&str, &str) = ("actors/south", "type = \"state\"\n");
const WEST: (&str, &str) = ("actors/west", "type = \"state\"\n");
const ENVOY: (&str, &str) = ("actors/envoy", "type = \"person\"\n");
const LAND: (&str, &str) = ("topics/land", "");
const COLUMNS: &str = "[positions]\ncolumns = [[\"north\", \"west\"], \"south\"]\n";

/// The texts of a site of notes, each given by its path and its front matter without title and summary; the title is the id.
fn site_in_pages_of(page_size: PageSize, settings: &str, notes: &[(&str, &str)]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "site.toml", format!("title = \"T\"\nbase_url = \"https://example.org/\"\n{settings}"));
    for (path, front) in notes {
        let id = path.rsplit('/').next().unwrap();
        put(folder.path(), &format!("content/{path}.md"), format!("+++\ntitle = \"{id}\"\nsummary = \"S.\"\n{front}+++\n"));
    }
    let built = build(&Disk::new(folder.path()).read().unwrap(), &mut Cache::default(), &Options { page_size, ..Options::default() });
    let errors: Vec<_> = built.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let texts = built.site.outputs().iter().filter_map(|output| match built.site.render(output).unwrap() {
        Rendered::Bytes(bytes) => Some((output.path.to_string(), String::from_utf8(bytes).ok()?)),
        Rendered::Picture(card) => Some((output.path.to_string(), format!("{card:?}"))),
        Rendered::File(_) => None,
    });
    texts.collect()
}

fn site(settings: &str, notes: &[(&str, &str)]) -> Files {
    site_in_pages_of(PageSize::default(), settings, notes)
}

/// Statements of a source, each given by its id and its fields.
fn statements(all: &[(&str, &str)]) -> String {
    all.iter().map(|(id, fields)| format!("[[statements]]\nid = \"{id}\"\ntext = \"Says {id}.\"\n{fields}\n")).collect()
}

/// The words of elements of a page.
fn words(files: &Files, path: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(files.get(path).unwrap_or_else(|| panic!("no {path}")));
    let words = |element: scraper::ElementRef<'_>| {
        element.text().collect::<Vec<_>>().join(" ").replace(['\u{2068}', '\u{2069}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&Selector::parse(selector).unwrap()).map(words).collect()
}

/// An attribute of elements of a page.
fn attributes(files: &Files, path: &str, selector: &str, name: &str) -> Vec<String> {
    let page = Html::parse_document(files.get(path).unwrap_or_else(|| panic!("no {path}")));
    page.select(&Selector::parse(selector).unwrap()).map(|element| element.value().attr(name).unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_print_edition_says_how_far_the_sides_came() {
    let plan = "type = \"proposal\"\nstatus = \"proposed\"\nby = \"north\"\n[[outcomes]]\ntext = \"The border is recognised.\"\nstatus = \"rejected\"\n";
    let files = site("", &[NORTH, ("rounds/plan", plan)]);
    assert_eq!(words(&files, "print/index.html", "#plan li"), ["Rejected The border is recognised."]);
    // A proposal is proposed: its own page does not say so either.
    assert_eq!(words(&files, "print/index.html", "#plan .note"), ["By north"]);
}

#[test]
fn a_track_says_of_each_round_that_was_not_held_why() {
    let round = |status: &str, number| format!("type = \"talks\"\nstatus = \"{status}\"\ntrack = \"t\"\nnumber = {number}\n");
    let rounds = [round("held", 1), round("cancelled", 2), round("announced", 3)];
    let notes = [("tracks/t", ""), ("rounds/a", &*rounds[0]), ("rounds/b", &*rounds[1]), ("rounds/c", &*rounds[2])];
    assert_eq!(words(&site("", &notes), "rounds/a/index.html", ".chain small"), ["", "Cancelled", "only said"]);
}

#[test]
fn the_print_edition_says_what_pages_say() {
    let talks = "type = \"talks\"\nstatus = \"announced\"\nplanned = \"2025-03-01\"\nplace = \"Oslo\"\ncountry = \"Norway\"\n[[delegations]]\nactor = \"north\"\nrole = \"party\"\nhead = \"envoy\"\nmembers = [\"west\"]\n";
    let land = "question = \"Whose is it?\"\n[[stances]]\nactor = \"south\"\ntext = \"Its own.\"\nsources = [\"paper\"]\n";
    let when = "type = \"date\"\nsettled_by = \"A diary.\"\n[[answers]]\ntext = \"In May.\"\nsources = [\"paper\"]\n[[answers]]\ntext = \"In June.\"\nreckoning = \"Five and one.\"\n";
    let scribe = "type = \"person\"\nroles = [{ title = \"Clerk\", of = \"north\", from = \"2024\", sources = [\"paper\"] }, { title = \"Poet\" }]\n";
    let paper = "caveat = \"A draft.\"\nvantage = \"From afar.\"\n";
    let notes = [
        NORTH,
        SOUTH,
        WEST,
        ENVOY,
        ("actors/scribe", scribe),
        ("rounds/talks", talks),
        ("topics/land", land),
        ("disputes/when", when),
        ("sources/paper", paper),
    ];
    let files = site("", &notes);
    let said = |selector: &str| words(&files, "print/index.html", selector);
    assert_eq!(said("#talks > .note"), ["Announced · Oslo, Norway", "Due 1 March 2025", "At the table"]);
    assert_eq!(said("#talks li"), ["north · Party · led by envoy · with west"]);
    assert_eq!(said("#scribe li"), ["Clerk, north since 2024 1", "Poet"]);
    assert_eq!(said("#land > .lead, #land > ul > li"), ["Whose is it?", "south : Its own. 1"]);
    assert_eq!(
        said("#when > ul > li, #when > p:last-child"),
        ["In May. 1", "In June. We reckon: Five and one.", "What would settle it A diary."]
    );
    // Where nothing is written, a dispute is open, as on its own page.
    assert_eq!(said("#when > .note"), ["Open"]);
    assert_eq!(said("#paper > p:not(.reference):not(.whole-summary)"), ["Where it stands From afar.", "Handle with care A draft."]);
}

#[test]
fn a_side_of_several_is_called_by_its_label_else_by_all_of_them() {
    let by_west: Vec<String> = (0..20).map(|number| format!("s{number}")).collect();
    let by_west: Vec<(&str, &str)> = by_west.iter().map(|id| (id.as_str(), "by = \"west\"\ntopics = [\"land\"]")).collect();
    let source = statements(&by_west);
    let notes = [NORTH, WEST, SOUTH, LAND, ("sources/paper", &*source)];
    let labelled = site(&format!("[labels]\nnorth = \"The coast\"\n{COLUMNS}"), &notes);
    assert_eq!(words(&labelled, "sources/paper/index.html", ".tk-rows li > span:first-child"), ["The coast: west"]);
    let unlabelled = site(COLUMNS, &notes);
    assert_eq!(words(&unlabelled, "search/index.html", "select[name=side] option"), ["All", "north, west", "south"]);
    // As the language has its commas.
    let others: Vec<String> = (0..20).map(|number| format!("speaker = \"{}\"", if number % 2 == 0 { "A" } else { "B" })).collect();
    let others: Vec<(&str, &str)> = by_west.iter().zip(&others).map(|((id, _), fields)| (*id, &**fields)).collect();
    let arabic = site("language = \"ar\"\n", &[("sources/paper", &*statements(&others))]);
    assert_eq!(words(&arabic, "sources/paper/index.html", ".tk-rows .dim"), ["A ، B"]);
}

#[test]
fn figures_have_the_dates_that_sources_give() {
    let source = format!(
        "published = \"2025-09-04\"\n{}",
        statements(&[
            ("a", "value = { min = 100, unit = \"dead\" }\ntopics = [\"land\"]\nhappened_text = \"“currently”\""),
            ("b", "value = { min = 300, unit = \"dead\" }\ntopics = [\"land\"]\nremark = \"It cannot be.\""),
            ("c", "value = { min = 200, unit = \"dead\" }\ntopics = [\"land\"]\nsaid = \"2025-08\"\nsaid_text = \"late August\""),
        ])
    );
    let files = site("", &[LAND, ("sources/paper", &source)]);
    let mut when = words(&files, "topics/land/index.html", ".plot-topic .plot-when");
    when.sort();
    assert_eq!(when, ["late August", "reported 4 September 2025", "“currently”"]);
    // And what the editor remarks on them.
    assert_eq!(words(&files, "topics/land/index.html", ".plot-topic .rm"), ["We note: It cannot be."]);
}

#[test]
fn a_figure_in_words_alone_moves_no_other() {
    let source = statements(&[
        ("words", "by = \"south\"\nvalue = { printed = \"tens of thousands\", unit = \"dead\" }"),
        ("low", "by = \"north\"\nvalue = { min = 100, unit = \"dead\" }"),
        ("high", "value = { min = 200, unit = \"dead\" }"),
        ("elsewhere", "value = { min = 9000, unit = \"dead\" }"),
    ]);
    let answer = |text: &str, list: &str| format!("[[answers]]\ntext = \"{text}\"\nstatements = [{list}]\n");
    let dispute = "type = \"number\"\n".to_owned() + &answer("Few", "\"paper#words\", \"paper#low\"") + &answer("Many", "\"paper#high\"");
    let files = site(COLUMNS, &[NORTH, SOUTH, WEST, ("sources/paper", &source), ("disputes/how-many", &dispute)]);
    let page = "disputes/how-many/index.html";
    assert_eq!(words(&files, page, ".plot figcaption b"), ["2 figures, from 100 to 200"]);
    // The dot of the first answer has the hue of whoever gives the number.
    assert_eq!(attributes(&files, page, ".plot tbody:first-of-type tr:first-child .fg", "class"), ["fg hue-1"]);
}

#[test]
fn one_number_is_the_figure_and_has_no_upper_end_only_where_words_say_so() {
    let source = statements(&[
        ("exact", "value = { min = 200, unit = \"dead\" }\ntopics = [\"land\"]"),
        ("open", "value = { min = 300, unit = \"dead\", printed = \"over 300\" }\ntopics = [\"land\"]"),
    ]);
    let files = site("", &[LAND, ("sources/paper", &source)]);
    assert_eq!(attributes(&files, "topics/land/index.html", "svg.cross path", "d").len(), 1);
}

#[test]
fn a_range_is_told_from_end_to_end() {
    let source = statements(&[("range", "value = { min = 100, max = 200, unit = \"dams\" }\ntopics = [\"land\"]")]);
    for (language, told) in [("en", "1 figure, from 100 to 200"), ("ru", "1 число, от 100 до 200")] {
        let files = site(&format!("language = \"{language}\"\n"), &[LAND, ("sources/paper", &source)]);
        assert_eq!(words(&files, "topics/land/index.html", ".plot figcaption .note"), [told]);
    }
}

#[test]
fn wordings_stand_in_the_place_of_dates() {
    let vague = "said = \"2025-08-10/2025-08-20\"\nsaid_text = \"mid-August\"\nby = \"north\"\ntopics = [\"land\"]";
    let bundled = format!("{vague}\nvia = \"other\"\ntype = \"demand\"");
    let either =
        "said = \"[2025-08-10, 2025-08-20]\"\nsaid_text = \"one of two days\"\nby = \"north\"\ntopics = [\"land\"]\ntype = \"demand\"";
    let paper = statements(&[("vague", vague), ("either", either), ("a", &bundled), ("b", &bundled), ("c", &bundled), ("d", &bundled)]);
    let round = "type = \"talks\"\nstatus = \"held\"\ndate = \"2025\"\ndate_text = \"one day in spring\"\n\
                 [[outcomes]]\ntext = \"A truce.\"\ntopics = [\"land\"]\nsources = [\"paper#vague\"]\n";
    let shift = "[[shifts]]\nactor = \"north\"\ntitle = \"More\"\nstatements = [\"paper#vague\", \"later#now\"]\n";
    let told = "happened = \"2022-04-01/2022-04-10\"\nhappened_text = \"early April 2022\"";
    let now = format!("said = \"2025-11-02\"\nby = \"north\"\ntopics = [\"land\"]\ntype = \"demand\"\n{told}");
    let same = "happened_text = \"same\"";
    let later = statements(&[("now", &now), ("same", same)]);
    let files = site(
        "",
        &[
            NORTH,
            ("topics/land", shift),
            ("rounds/spring", round),
            ("rounds/summer", "date = \"2025-07-01\"\n"),
            ("sources/paper", &paper),
            ("sources/later", &later),
            ("sources/other", ""),
        ],
    );
    assert_eq!(words(&files, "topics/land/index.html", ".t-oc li > .note"), ["one day in spring"]);
    let ledger = words(&files, "sources/later/index.html", ".sm-a").join("; ");
    assert_eq!(ledger.matches("tells of: ").count(), 1, "{ledger}");
    assert!(ledger.contains("tells of: early April 2022"), "{ledger}");
    assert!(files["sources/later/index.md"].contains("2 November 2025, tells of: early April 2022"), "{}", files["sources/later/index.md"]);
    assert_eq!(words(&files, "rounds/spring/index.html", ".oc .by > span:last-child"), ["land"]);
    assert!(words(&files, "rounds/spring/index.html", ".oc .by").concat().contains("mid-August"));
    let positions = words(&files, "positions/index.html", "main").concat();
    assert!(positions.contains("one of two days") && !positions.contains("10 August"), "{positions}");
    // A date that stands above is not told again below.
    assert_eq!(words(&files, "shifts/index.html", ".half .when")[0], "mid-August");
    assert!(!words(&files, "shifts/index.html", ".st-by")[0].contains("mid-August"));
    assert_eq!(words(&files, "actors/north/index.html", ".bundle").concat().matches("mid-August").count(), 1);
    assert!(files["calendar.ics"].replace("\r\n ", "").contains("one day in spring"), "{}", files["calendar.ics"]);
    let card = files.iter().find(|(path, _)| path.contains("spring") && path.ends_with(".png")).unwrap().1;
    assert!(card.contains("one day in spring"), "{card}");
}

#[test]
fn methods_count_what_came_through_works_that_nobody_read() {
    let source = statements(&[("a", "via = \"read\""), ("b", "via = \"unread\""), ("c", "")]);
    let notes = [("sources/paper", &*source), ("sources/read", "access = \"read\"\n"), ("sources/unread", "access = \"cited\"\n")];
    let files = site("", &notes);
    assert!(words(&files, "methods/index.html", "main").concat().contains("1 of 3 statements came to their source"));
}

#[test]
fn pages_agree_on_how_many_rounds_took_place() {
    let rounds = [
        ("rounds/either", "type = \"talks\"\nstatus = \"held\"\ndate = \"[2022-07-23, 2025-07-23]\"\n"),
        // It took place as far as its note says.
        ("rounds/plain", "type = \"talks\"\ndate = \"2025-08-01\"\n"),
    ];
    let files = site("", &rounds);
    assert!(words(&files, "rounds/index.html", ".lead")[0].starts_with("2 took place"));
    assert_eq!(words(&files, "timeline/index.html", "h1"), ["2 took place"]);
    assert_eq!(attributes(&files, "rounds/index.html", ".rl > li", "class"), ["held", "held"]);
}

#[test]
fn statements_are_not_drawn_over_time_where_most_have_no_date() {
    let mut source = String::new();
    for number in 1..=4 {
        source += &statements(&[(
            &format!("n{number}"),
            &format!("by = \"north\"\nsaid = \"2025-0{number}\"\ntype = \"demand\"\ntopics = [\"land\"]"),
        )]);
    }
    for number in 1..=7 {
        source += &statements(&[(&format!("s{number}"), "by = \"south\"\ntype = \"demand\"\ntopics = [\"land\"]")]);
    }
    let files = site("", &[NORTH, SOUTH, LAND, ("sources/paper", &source)]);
    assert_eq!(words(&files, "topics/land/index.html", ".st-strip"), [""; 0]);
}

#[test]
fn the_home_page_of_a_language_needs_no_note() {
    let files = site("languages = [\"en\", \"fr\"]\n", &[NORTH]);
    let home = &files["fr/index.html"];
    assert!(home.contains("href=\"../style") || home.contains("href=\"../site"), "{home}");
    assert_eq!(words(&files, "fr/index.html", "title"), ["T"]);
    assert_eq!(attributes(&files, "fr/index.html", "link[rel=canonical]", "href"), ["https://example.org/fr/"]);
}

#[test]
fn many_cited_works_are_listed_in_the_language_of_the_page() {
    let works: Vec<String> = (10..22).map(|number| format!("w{number}")).collect();
    let cites = format!("cites = {works:?}\n");
    let paths: Vec<String> = works.iter().map(|id| format!("sources/{id}")).collect();
    let mut notes: Vec<(&str, &str)> = paths.iter().map(|path| (&**path, "access = \"cited\"\n")).collect();
    notes.push(("sources/paper", &cites));
    let files = site("languages = [\"en\", \"tr\"]\n", &notes);
    let links = attributes(&files, "tr/sources/paper/index.html", "a[href*=_cited]", "href");
    assert_eq!(links, ["../../sources/#_cited-paper"]);
    assert!(files["tr/sources/index.html"].contains("id=\"_cited-paper\""));
}

#[test]
fn a_topic_stands_once_and_in_the_group_of_the_topic_above() {
    let source = statements(&[("a", "by = \"north\"\ntype = \"demand\"\ntopics = [\"land\", \"river\"]")]);
    let notes = [NORTH, ("topics/land", "group = \"Terms\"\n"), ("topics/river", "parent = \"land\"\n"), ("sources/paper", &*source)];
    let files = site("topic_groups = [\"Terms\", \"Terms\"]\n", &notes);
    assert_eq!(words(&files, "topics/index.html", ".l-group h2"), ["Terms"]);
    assert_eq!(words(&files, "topics/index.html", ".l-group .row-title"), ["land", "river"]);
    assert_eq!(words(&files, "topics/index.html", ".l-group .narrower .row-title"), ["river"]);
}

#[test]
fn an_office_is_the_one_that_a_speaker_has() {
    let roles = "type = \"person\"\nspeaks_for = \"north\"\nroles = [{ title = \"Student\", of = \"north\", from = \"1980\", to = \"1985\" }, \
                 { title = \"Spokesman\", of = \"north\", from = \"2012\" }, { title = \"Chess player\", of = \"south\" }]\n";
    let other = "type = \"person\"\nspeaks_for = \"north\"\nroles = [{ title = \"Referee\", of = \"south\" }]\n";
    let source = statements(&[
        ("a", "by = \"envoy\""),
        ("b", "by = \"envoy\""),
        ("c", "by = \"other\""),
        ("d", "speaker = \"a minister\"\nfor = \"north\""),
    ]);
    let files = site("", &[NORTH, SOUTH, ("actors/envoy", roles), ("actors/other", other), ("sources/paper", &source)]);
    assert_eq!(words(&files, "actors/north/index.html", ".bars li > span:first-child")[..3], ["envoy Spokesman", "other", "a minister"]);
}

/// Lines of one part of a work: what its head tells for them, and what each tells itself.
#[test]
fn a_line_inherits_no_date_and_no_way_that_it_has_not() {
    let source = statements(&[
        ("a", "by = \"envoy\"\nsaid = \"2025-06-02\"\nvia = \"wire\""),
        ("b", "by = \"envoy\""),
        ("c", "by = \"envoy\"\nsaid = \"2025-06-02\"\nvia = \"wire\""),
    ]);
    // Two works are of one house, and told apart by their titles.
    let wire = format!("publisher = \"Agency\"\npublished = \"2025-06-01\"\n{}", statements(&[("w", "by = \"envoy\"")]));
    let files = site("", &[ENVOY, ("sources/paper", &source), ("sources/wire", &wire), ("sources/other", &wire)]);
    let page = "sources/paper/index.html";
    assert_eq!(words(&files, page, ".pt-s"), ["Where no name is given: envoy · 2 June 2025"]);
    assert_eq!(words(&files, page, "#b .sm-a"), ["envoy"]);
    assert_eq!(words(&files, page, "#a .sm-a"), ["citing Agency, wire"]);
}

#[test]
fn who_speaks_jointly_has_an_account() {
    let party = |actor: &str| format!("[[delegations]]\nactor = \"{actor}\"\nrole = \"party\"\n");
    let round = format!("type = \"talks\"\nstatus = \"held\"\n{}{}{}", party("north"), party("south"), party("west"));
    let source = statements(&[("joint", "by = [\"north\", \"south\"]\nrounds = [\"talks\"]")]);
    let files = site("", &[NORTH, SOUTH, WEST, ("rounds/talks", &round), ("sources/paper", &source)]);
    assert_eq!(words(&files, "rounds/talks/index.html", ".acc h3 > a"), ["north", "west"]);
}

/// A page of parts says of the whole what is true of the whole.
#[test]
fn parts_of_a_rounds_page_know_of_each_others_accounts() {
    let party = |actor: &str| format!("[[delegations]]\nactor = \"{actor}\"\nrole = \"party\"\n");
    let round = format!("type = \"talks\"\nstatus = \"held\"\n{}{}{}", party("north"), party("south"), party("west"));
    let mut source = String::new();
    for number in 0..40 {
        let by = if number < 20 { "north" } else { "south" };
        source += &statements(&[(&format!("s{number}"), &format!("by = \"{by}\"\nrounds = [\"talks\"]"))]);
    }
    let size = PageSize { whole: 8_000, part: 4_000, ..PageSize::default() };
    let files = site_in_pages_of(size, "", &[NORTH, SOUTH, WEST, ("rounds/talks", &round), ("sources/paper", &source)]);
    let parts: Vec<&String> = files.keys().filter(|path| path.starts_with("rounds/talks/") && path.ends_with("index.html")).collect();
    assert!(parts.len() > 2, "{parts:?}");
    let without: Vec<Vec<String>> = parts.iter().map(|path| words(&files, path, ".acc:has(div > .note) h3")).collect();
    assert_eq!(without[0], ["west"]);
    assert!(without[1..].iter().all(Vec::is_empty), "{without:?}");
}

/// A site in which the north makes many demands, and others speak of it often.
fn much_of_the_north(size: PageSize) -> Files {
    let mut source = String::new();
    for number in 0..60 {
        let (who, day) = (if number < 40 { "by = \"north\"" } else { "by = \"south\"\nof = \"north\"" }, 1 + number % 28);
        let (month, year) = if number < 40 { (6, 2025) } else { (6, 2024) };
        let fields = format!("{who}\nsaid = \"{year}-{month:02}-{day:02}\"\ntype = \"demand\"\ntopics = [\"land\"]");
        source += &statements(&[(&format!("s{number}"), &fields)]);
    }
    for number in 0..8 {
        let fields = format!("by = \"south\"\nsaid = \"2023-06-{:02}\"\ntype = \"demand\"\ntopics = [\"land\"]", number + 1);
        source += &statements(&[(&format!("t{number}"), &fields)]);
    }
    site_in_pages_of(size, "", &[NORTH, SOUTH, LAND, ("sources/paper", &source)])
}

#[test]
fn the_first_part_of_an_actors_page_counts_the_whole() {
    let whole = much_of_the_north(PageSize::default());
    let parts = much_of_the_north(PageSize { whole: 16_000, part: 8_000, ..PageSize::default() });
    assert!(parts.contains_key("actors/north/part/2/index.html"));
    for selector in ["#_voices", ".namecard .bars .num"] {
        let told = words(&whole, "actors/north/index.html", selector);
        assert!(!told.is_empty(), "{selector}");
        assert_eq!(words(&parts, "actors/north/index.html", selector), told);
        assert_eq!(words(&parts, "actors/north/part/2/index.html", selector), [""; 0]);
    }
    assert_eq!(words(&whole, "actors/north/index.html", "#_voices"), ["Of 60 statements on what it wants, 40 are its own"]);
    // A group of topics has the numbers of the whole in each part.
    let told = words(&whole, "actors/north/index.html", ".wg h3 .note");
    assert_eq!(told.len(), 1);
    for part in ["index.html", "part/2/index.html"] {
        assert_eq!(words(&parts, &format!("actors/north/{part}"), ".wg h3 .note"), told);
    }
}

#[test]
fn a_share_is_that_of_the_number_beside_it() {
    let paper = statements(&[("a", "via = \"agency\""), ("b", "via = \"agency\"")]);
    let files = site("", &[("sources/paper", &paper), ("sources/agency", &statements(&[("c", "")]))]);
    let listed = ["100 % 3 of 3 statements here rest on it", "67 % 2 of 3 statements here rest on it"];
    assert_eq!(words(&files, "sources/index.html", ".sl-share"), listed);
    assert_eq!(words(&files, "methods/index.html", ".bars tbody .number")[..2], ["1", "2"]);
    assert_eq!(words(&files, "methods/index.html", ".dependence"), ["33 %", "67 %"]);
    // Shares are not made to add up.
    let one = statements(&[("a", "")]);
    let thirds = site("", &["sources/x", "sources/y", "sources/z"].map(|path| (path, &*one)));
    assert_eq!(words(&thirds, "index.html", "#_rests"), ["33 % of this site rests on one source"]);
    assert_eq!(words(&thirds, "methods/index.html", ".dependence"), ["33 %"; 3]);
}

#[test]
fn units_are_compared_in_the_words_of_the_original() {
    let figure = |number: u16| format!("value = {{ min = {number}, unit = \"dead\" }}\ntopics = [\"land\"]");
    let source = statements(&[("a", &figure(100)), ("b", &figure(300))]);
    let translation = "[statements.a]\nunit = \"ölü\"\n[statements.b]\nunit = \"can kaybı\"\n";
    let notes = [LAND, ("topics/land.tr", ""), ("sources/paper", &*source), ("sources/paper.tr", translation)];
    let files = site("languages = [\"en\", \"tr\"]\n", &notes);
    assert_eq!(words(&files, "topics/land/index.html", ".plot figcaption b"), ["dead"]);
    assert_eq!(words(&files, "tr/topics/land/index.html", ".plot figcaption b"), ["ölü"]);
    assert_eq!(words(&files, "tr/topics/land/index.html", ".plot-topic tbody tr").len(), 2);
}

#[test]
fn a_figure_that_two_report_of_one_utterance_is_one() {
    let figure = |number: u16| format!("by = \"north\"\nvalue = {{ min = {number}, unit = \"dead\" }}\ntopics = [\"land\"]");
    let again = format!("{}\nsame_utterance = [\"paper#a\"]", figure(380));
    let source = statements(&[("a", &figure(380)), ("b", &again), ("c", &figure(500))]);
    let files = site("", &[NORTH, LAND, ("sources/paper", &source)]);
    assert_eq!(words(&files, "topics/land/index.html", ".plot figcaption .note"), ["2 figures, from 380 to 500"]);
    // Two reports that differ are two figures.
    let other = format!("{}\nsame_utterance = [\"paper#a\"]", figure(400));
    let source = statements(&[("a", &figure(380)), ("b", &other)]);
    let files = site("", &[NORTH, LAND, ("sources/paper", &source)]);
    assert_eq!(words(&files, "topics/land/index.html", ".plot figcaption .note"), ["2 figures, from 380 to 400"]);
}

#[test]
fn a_work_in_its_own_voice_is_named_once() {
    let paper = format!("authors = [\"Pérez, María\"]\npublisher = \"Diario\"\n{}", statements(&[("a", "")]));
    let round = "type = \"talks\"\ndate = \"2025-05\"\n[[outcomes]]\ntext = \"A truce.\"\nsources = [\"paper#a\"]\n";
    let files = site("", &[("rounds/spring", round), ("sources/paper", &paper)]);
    let told = words(&files, "rounds/spring/index.html", ".oc .by").concat();
    assert!(told.contains("María Pérez, in Diario") && told.matches("Diario").count() == 1, "{told}");
    let own_page = words(&files, "sources/paper/index.html", ".pt-s").concat();
    assert!(own_page.contains("María Pérez, in Diario in its own voice"), "{own_page}");
}

#[test]
fn what_was_called_off_was_not_only_said() {
    let both = "[[delegations]]\nactor = \"north\"\n[[delegations]]\nactor = \"south\"\n";
    let round = |fields: &str| format!("type = \"talks\"\n{fields}\n{both}");
    let (held, announced) = (round("status = \"held\"\ndate = \"2025-05-01\""), round("status = \"announced\"\ndate = \"2025-06-01\""));
    let cancelled = round("status = \"cancelled\"\ndate = \"2025-07-01\"\ntrack = \"line\"");
    let notes = [NORTH, SOUTH, ("tracks/line", ""), ("rounds/a", &*held), ("rounds/b", &*announced), ("rounds/c", &*cancelled)];
    let files = site("", &notes);
    assert!(words(&files, "rounds/index.html", ".lead")[0].starts_with("1 took place; 1 were only announced"));
    let timeline = "timeline/index.html";
    assert_eq!(words(&files, timeline, "h1"), ["1 took place, 1 was only said"]);
    assert!(words(&files, timeline, ".lead")[0].starts_with("3 meetings and moves"));
    assert_eq!(words(&files, timeline, ".pills small")[..3], ["3", "1", "1"]);
    assert_eq!(words(&files, timeline, ".tl-names .lanen"), ["0", "0", "1", "1"]);
    assert_eq!(attributes(&files, timeline, ".ev.off", "id"), ["_r-c"]);
    assert_eq!(words(&files, "index.html", "#_timeline"), ["1 took place, 1 was only said"]);
    assert_eq!(words(&files, "index.html", ".h-new li > .note:last-child"), ["Cancelled", "only said", "took place"]);
    let north = "actors/north/index.html";
    assert_eq!(words(&files, north, "#_meetings summary"), ["1 only said"]);
    assert_eq!(words(&files, north, "#_meetings .ml b"), ["a", "b", "c"]);
    assert_eq!(words(&files, "tracks/line/index.html", ".ev-d").len(), 1);
    let people = "participation/index.html";
    assert_eq!(words(&files, people, ".pills"), ["Show 1 that was only said as well"]);
    assert_eq!(words(&files, people, ".ev.said:not(.off) .ev-t > a"), ["b"]);
    assert_eq!(words(&files, people, ".ev-t > .note"), ["Announced", "Cancelled"]);
}

#[test]
fn what_rounds_brought_stands_in_the_order_of_rounds() {
    let outcome = "[[outcomes]]\ntext = \"A truce.\"\ntopics = [\"land\"]\n";
    let round = |when: &str| format!("type = \"talks\"\nstatus = \"announced\"\n{when}\n{outcome}");
    let [first, due, last] = ["date = \"2025-05-01\"", "planned = \"2025-06-01\"", "date = \"2025-07-01\""].map(round);
    let [early, late] =
        ["planned = \"2024-01-01\"", "planned = \"2024-02-01\""].map(|when| format!("type = \"talks\"\nstatus = \"announced\"\n{when}\n"));
    let files =
        site("", &[LAND, ("rounds/a", &*first), ("rounds/b", &*due), ("rounds/c", &*last), ("rounds/d", &*early), ("rounds/e", &*late)]);
    assert_eq!(words(&files, "topics/land/index.html", ".t-oc li > .note"), ["1 July 2025", "due 1 June 2025", "1 May 2025"]);
    assert_eq!(words(&files, "rounds/index.html", ".rl .row-title"), ["c", "a", "b", "e", "d"]);
}

#[test]
fn what_is_cited_twice_in_a_row_has_one_mark() {
    let paper = statements(&[("a", "")]);
    let topic = "question = \"Which? [@paper#a; @paper#a, p. 3; @paper; @paper]\"\n";
    let files = site("", &[("topics/land", topic), ("sources/paper", &paper)]);
    assert_eq!(words(&files, "topics/land/index.html", "a.cite"), ["1a", "1"]);
    assert_eq!(words(&files, "topics/land/index.html", ".cite-text"), [", p. 3"]);
}

#[test]
fn the_page_of_the_search_does_not_list_itself() {
    let files = site("", &[NORTH]);
    let listed = attributes(&files, "search/index.html", ".search-lists a", "href");
    assert!(listed.contains(&"../actors/".to_owned()) && !listed.contains(&"../search/".to_owned()), "{listed:?}");
}

#[test]
fn the_timeline_offers_every_side() {
    let sides = ["a", "b", "c", "d", "e"].map(|id| format!("actors/{id}"));
    let there = ["a", "b", "c", "d", "e"].map(|id| format!("[[delegations]]\nactor = \"{id}\"\nrole = \"observer\"\n")).concat();
    let round = format!("type = \"talks\"\nstatus = \"held\"\ndate = \"2025-05-01\"\n{there}");
    let mut notes = vec![("rounds/one", &*round), ("rounds/two", &*round)];
    notes.extend(sides.iter().map(|path| (&**path, "type = \"state\"\n")));
    let files = site("[positions]\ncolumns = [\"a\", \"b\", \"c\", \"d\", \"e\"]\n", &notes);
    let choices = attributes(&files, "timeline/index.html", "input[name=show]", "id");
    assert_eq!(choices.last().unwrap(), "_show-5");
    let style = include_str!("../static/draw.css");
    assert!(choices.iter().skip(1).all(|id| style.contains(&format!("#{id}:checked"))), "{choices:?}");
}

#[test]
fn a_round_without_a_date_is_shown_with_the_day_on_which_it_was_due() {
    let round = "type = \"talks\"\nstatus = \"cancelled\"\nplanned = \"2025-06-01\"\n[[delegations]]\nactor = \"north\"\n\
                 [[outcomes]]\ntext = \"A truce.\"\ntopics = [\"land\"]\n";
    let files = site("", &[NORTH, LAND, ("rounds/a", round)]);
    for (page, date) in [
        ("timeline/index.html", ".ev-d"),
        ("participation/index.html", ".ev-d"),
        ("actors/north/index.html", ".ml-d"),
        ("topics/land/index.html", ".t-oc li > .note"),
    ] {
        assert_eq!(words(&files, page, date), ["due 1 June 2025"], "{page}");
    }
}

#[test]
fn structured_data_names_who_speaks_in_a_works_own_voice() {
    let own = statements(&[("a", "")]);
    let notes = [
        ("actors/ada", "type = \"person\"\n"),
        ("sources/signed", &*format!("authors = [\"ada\", \"Lund, Eve\"]\npublisher = \"Post\"\n{own}")),
        ("sources/unsigned", &*format!("publisher = \"Post\"\n{own}")),
    ];
    let files = site("", &notes);
    let author = |id: &str| {
        let data = words(&files, &format!("sources/{id}/index.html"), "script[type='application/ld+json']").concat();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        data["@graph"].as_array().unwrap().iter().find(|thing| thing["@type"] == "Claim").unwrap()["author"].clone()
    };
    let signed = author("signed");
    assert!(signed[0]["@id"].as_str().is_some_and(|id| id.contains("/actors/ada/")), "{signed}");
    assert_eq!((&signed[0]["name"], &signed[1]["name"]), (&"ada".into(), &"Eve Lund".into()));
    assert_eq!(author("unsigned"), serde_json::json!({ "@type": "Organization", "name": "Post" }));
}

#[test]
fn the_first_part_of_a_topics_page_names_all_sides() {
    let whole = much_of_the_north(PageSize::default());
    let parts = much_of_the_north(PageSize { whole: 16_000, part: 8_000, ..PageSize::default() });
    assert!(parts.contains_key("topics/land/part/2/index.html"));
    let page = "topics/land/index.html";
    for (selector, attribute) in
        [(".ps h2", None), (".t-top .note", None), (".ps .ps-t", None), (".ps .note", None), (".ps .m-row", Some("aria-label"))]
    {
        let told = |files: &Files| match attribute {
            Some(name) => attributes(files, page, selector, name),
            None => words(files, page, selector),
        };
        assert!(!told(&whole).is_empty(), "{selector}");
        assert_eq!(told(&parts), told(&whole));
    }
    assert_eq!(words(&parts, "topics/land/part/2/index.html", ".ps h2"), [""; 0]);
    // A side of which nothing stands in the first part has no section there.
    let sections: Vec<String> =
        parts.keys().filter(|path| path.starts_with("topics/land/")).flat_map(|path| words(&parts, path, ".sd h3")).collect();
    assert_eq!(words(&parts, page, ".sd h3"), ["north"]);
    assert!(sections.contains(&"south".to_owned()), "{sections:?}");
}

#[test]
fn the_positions_in_parts_count_all_words_of_a_side() {
    let whole = much_of_the_north(PageSize::default());
    let parts = much_of_the_north(PageSize { whole: 4_000, part: 4_000, ..PageSize::default() });
    let told = |files: &Files| words(files, "positions/index.html", ".mx-w summary");
    assert_eq!(told(&whole), ["39 more of its own", "20 said about it by others", "7 more of its own"]);
    assert_eq!(told(&parts), told(&whole));
    // One topic is one part, however much is held on it.
    assert!(!parts.contains_key("positions/part/2/index.html"));
}

#[test]
fn squares_lead_to_the_meetings_of_their_pair() {
    let round = |day: usize, who: &[&str]| {
        let delegations: String = who
            .iter()
            .map(|actor| {
                format!("[[delegations]]\nactor = \"{actor}\"\nrole = \"{}\"\n", if *actor == "west" { "mediator" } else { "party" })
            })
            .collect();
        format!("type = \"talks\"\nstatus = \"held\"\ndate = \"2025-06-{day:02}\"\n{delegations}")
    };
    let rounds = [
        round(1, &["north", "west"]),
        round(2, &["north", "west"]),
        round(3, &["north", "west"]),
        round(4, &["south", "west"]),
        round(5, &["south", "west"]),
        round(6, &["north", "south"]),
    ];
    let paths: Vec<String> = (1..=rounds.len()).map(|number| format!("rounds/r{number}")).collect();
    let mut notes = vec![NORTH, SOUTH, WEST];
    notes.extend(paths.iter().zip(&rounds).map(|(path, round)| (&**path, &**round)));
    let files = site("", &notes);
    let page = "participation/index.html";
    let listed = words(&files, page, ".met details.pr summary b");
    assert_eq!(listed, ["north and west", "south and west", "1 pair met once"], "the order of the list");
    let squares = attributes(&files, page, ".tri a", "aria-label");
    let places = attributes(&files, page, ".tri a", "href");
    let led: Vec<(&str, &str)> = squares.iter().map(String::as_str).zip(places.iter().map(String::as_str)).collect();
    assert_eq!(led.len(), 3, "{led:?}");
    for (pair, place) in led {
        let wanted = if !pair.contains("west") {
            "#_once"
        } else if pair.contains("north") {
            "#_pair-0"
        } else {
            "#_pair-1"
        };
        assert_eq!(place, wanted, "{pair}");
    }
}

/// A source that its article does not name speaks for a side: it is one of those who do, everywhere.
#[test]
fn who_is_not_named_speaks_for_whom_it_speaks() {
    let source = statements(&[
        ("own", "by = \"north\"\ntype = \"demand\"\ntopics = [\"land\"]"),
        ("unnamed", "speaker = \"a source\"\nfor = \"north\"\nbasis = \"anonymous\"\ntype = \"demand\"\ntopics = [\"land\"]"),
        ("a", "by = \"south\"\nof = \"north\"\ntopics = [\"land\"]"),
        ("b", "by = \"south\"\nof = \"north\"\ntopics = [\"land\"]"),
    ]);
    let files = site("", &[NORTH, SOUTH, LAND, ("sources/paper", &source)]);
    let told = "1 by itself, 1 for it, 2 said about it by others";
    assert_eq!(attributes(&files, "topics/land/index.html", ".ps .m-row", "aria-label")[0], told);
    assert_eq!(attributes(&files, "positions/index.html", ".voices svg", "aria-label")[0], told);
    assert_eq!(words(&files, "actors/north/index.html", "#_voices"), ["Of 4 statements on what it wants, 2 are its own"]);
    // Its mark says that nobody names it.
    assert!(files["topics/land/index.html"].contains("#m-unnamed"));
}

#[test]
fn each_stance_of_a_side_is_shown() {
    let stance = |actor: &str| format!("[[stances]]\nactor = \"{actor}\"\ntext = \"What {actor} wants.\"\nsources = [\"paper\"]\n");
    let topic = stance("north") + &stance("west");
    let files = site(COLUMNS, &[NORTH, SOUTH, WEST, ("topics/land", &topic), ("sources/paper", "")]);
    let page = "topics/land/index.html";
    let stances = words(&files, page, ".ps-t").join(" ");
    assert!(stances.contains("What north wants.") && stances.contains("What west wants."), "{stances}");
    for back in attributes(&files, page, "#references .backs a", "href") {
        assert!(files[page].contains(&format!("id=\"{}\"", back.trim_start_matches('#'))), "{back}");
    }
}

#[test]
fn the_stance_of_a_side_without_a_column_is_shown() {
    let topic = "[[stances]]\nactor = \"envoy\"\ntext = \"What the envoy wants.\"\n";
    let files = site(COLUMNS, &[NORTH, SOUTH, WEST, ENVOY, ("topics/land", topic)]);
    assert_eq!(words(&files, "topics/land/index.html", ".ps-t"), ["What the envoy wants."]);
}

#[test]
fn what_is_not_translated_is_marked_with_its_language() {
    const ON: &str = "topics = [\"quill-land\"]";
    let figure = |number: u8, words: &str| format!("value = {{ min = {number}, unit = \"quill years\"{words} }}");
    let source = statements(&[
        ("quill-a", &format!("by = \"north\"\nsaid = \"2025-06\"\nsaid_text = \"quill June\"\nactors = [\"south\"]\n{ON}")),
        ("quill-b", &format!("by = \"north\"\nsaid = \"2025-07\"\nhappened_text = \"quill May\"\n{ON}\n{}", figure(3, ""))),
        ("quill-c", &format!("speaker = \"quill voice\"\nfor = \"north\"\ndenies = [\"quill-paper#quill-a\"]\n{ON}")),
        ("quill-d", &format!("speaker = \"quill voice\"\n{ON}\n{}", figure(5, ", printed = \"quill five\""))),
        ("quill-e", &format!("by = \"south\"\nspeaker = \"quill chief\"\nhappened = \"2025-05\"\nremark = \"quill slip\"\n{ON}")),
    ]);
    let source = format!("publisher = \"House\"\nvantage = \"quill view. quill coast. quill afar.\"\n{source}");
    let shift = "[[shifts]]\nactor = \"north\"\ntitle = \"quill more\"\nstatements = [\"quill-paper#quill-a\", \"quill-paper#quill-b\"]\n";
    let topic = format!("question = \"quill whose?\"\n[[stances]]\nactor = \"north\"\ntext = \"quill stance\"\n{shift}");
    let round = "track = \"quill-series\"\nplace = \"quill sea\"\ndate = \"2025\"\ndate_text = \"quill spring\"\ntype = \"talks\"\n\
                 [[outcomes]]\ntext = \"quill border\"\ntopics = [\"quill-land\"]\nsources = [\"quill-paper#quill-c\"]\n";
    let answers = |type_: &str, ids: [&str; 2]| {
        let answer =
            |id| format!("[[answers]]\ntext = \"quill {id}\"\nreckoning = \"quill and one\"\nstatements = [\"quill-paper#quill-{id}\"]\n");
        format!("type = \"{type_}\"\nsettled_by = \"quill time\"\n{ON}\n{}", ids.map(answer).concat())
    };
    let envoy = "type = \"person\"\n[[roles]]\ntitle = \"quill minister\"\nof = \"north\"\n";
    let notes = [
        ("actors/north", "type = \"state\"\n"),
        ("actors/south", "type = \"state\"\n"),
        ("actors/quill-envoy", envoy),
        ("topics/_index", ""),
        ("topics/quill-land", &topic),
        ("topics/quill-sea", "parent = \"quill-land\"\nquestion = \"quill sea?\"\n"),
        ("rounds/quill-talks", round),
        ("rounds/quill-later", "track = \"quill-series\"\ndate = \"2025-08\"\n"),
        ("tracks/quill-series", "type = \"quill row\"\nlane = \"quill lane\"\n"),
        ("disputes/quill-many", &answers("number", ["b", "d"])),
        ("disputes/quill-when", &answers("date", ["a", "e"])),
        ("pages/quill-about", "menu = { label = \"quill about\" }\n"),
        ("_index", "[[standing]]\nphrase = \"quill border\"\ntext = \"quill none\"\n"),
        ("sources/quill-paper", &source),
    ];
    let files = site("languages = [\"en\", \"tr\"]\n[positions]\ncolumns = [\"north\", \"south\"]\n", &notes);
    let (mut marked, mut unmarked) = (0, Vec::new());
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Html::parse_document(html);
        for text in page.tree.nodes().filter(|node| node.value().as_text().is_some_and(|text| text.contains("quill"))) {
            let around: Vec<_> = text.ancestors().filter_map(scraper::ElementRef::wrap).collect();
            // Drawings have a text beside them; how a work is cited is one line in the style that was chosen.
            let apart = |element: &scraper::ElementRef<'_>| {
                matches!(element.value().name(), "head" | "svg")
                    || element.value().classes().any(|class| ["cite-page", "reference"].contains(&class))
            };
            if around.iter().any(apart) || text.value().as_text().is_some_and(|text| text.starts_with("House. ")) {
                continue;
            }
            let languages: Vec<_> = around.iter().filter_map(|element| element.value().attr("lang")).collect();
            if languages == ["en", "tr"] {
                marked += 1;
            } else if languages != ["en"] {
                unmarked.push(format!("{path}: {}", around.first().map(scraper::ElementRef::html).unwrap_or_default()));
            }
        }
    }
    assert!(marked > 100, "{marked}");
    assert!(unmarked.is_empty(), "{unmarked:#?}");
}

#[test]
fn lists_have_pictures_for_sharing_of_their_own() {
    let files = site("languages = [\"en\", \"tr\"]\n", &[NORTH, ("actors/_index", "")]);
    for (path, title) in [("actors", "_index"), ("topics", "Topics"), ("tr/topics", "Konular")] {
        let picture = format!("share/{}.png", path.trim_start_matches("tr/"));
        let picture = if path.starts_with("tr/") { format!("tr/{picture}") } else { picture };
        assert!(files[&picture].contains(&format!("title: \"{title}\"")), "{}", files[&picture]);
        let shown = attributes(&files, &format!("{path}/index.html"), "meta[property='og:image']", "content");
        assert_eq!(shown, [format!("https://example.org/{picture}")]);
    }
    // The page of the data stands once for all languages.
    assert!(files.contains_key("share/data.png") && !files.contains_key("tr/share/data.png"));
    // A line in Arabic letters has no picture, and pages in Arabic lead to none.
    let files = site("tagline = \"محادثات\"\nlanguages = [\"en\", \"ar\"]\n", &[("_index", "")]);
    assert!(!files.contains_key("share/home.png"));
    assert!(attributes(&files, "ar/index.html", "meta[property='og:image']", "content").is_empty());
}

#[test]
fn the_list_of_rounds_leads_to_what_is_disputed_about_each() {
    for kind in ["content", "interpretation"] {
        let dispute = format!("type = \"{kind}\"\nrounds = [\"r\"]\n[[answers]]\ntext = \"One.\"\nreckoning = \"1\"\n");
        let files = site("", &[("rounds/r", ""), ("disputes/d", &dispute)]);
        assert_eq!(attributes(&files, "rounds/index.html", ".denied", "href"), ["../rounds/r/#_answers"]);
        assert_eq!(attributes(&files, "rounds/r/index.html", "#_answers", "id").len(), 1, "{kind}");
    }
}

#[test]
fn ids_of_notes_and_of_the_pages_own_places_differ() {
    let source = statements(&[("a", "by = \"north\"\ntype = \"demand\"\ntopics = [\"works\", \"p1\", \"group-1\"]")]);
    let notes = [
        NORTH,
        ("rounds/2025", "type = \"talks\"\nstatus = \"held\"\ndate = \"2025-06-01\"\n"),
        ("rounds/words", "type = \"talks\"\nstatus = \"held\"\ndate = \"2024-06-01\"\n"),
        ("topics/works", "group = \"A\"\n"),
        ("topics/p1", "group = \"A\"\n"),
        ("topics/group-1", "group = \"A\"\n"),
        ("sources/paper", &*source),
    ];
    let files = site("", &notes);
    for page in ["timeline/index.html", "positions/index.html"] {
        let mut ids = attributes(&files, page, "[id]", "id");
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{page}: {ids:?}");
        for link in attributes(&files, page, "a[href^='#']", "href") {
            assert!(ids.contains(&link[1..].to_owned()), "{page}: {link}");
        }
    }
}

#[test]
fn shifts_are_counted_in_all_parts() {
    let shift = |actor: &str| format!("[[shifts]]\nactor = \"{actor}\"\ntitle = \"More\"\nstatements = [\"paper#a\", \"paper#b\"]\n");
    let source = statements(&[
        ("a", "by = \"north\"\nsaid = \"2025-06\"\ntopics = [\"land\"]"),
        ("b", "by = \"north\"\nsaid = \"2025-07\"\ntopics = [\"land\"]"),
    ]);
    let topic = shift("north") + &shift("north") + &shift("south");
    let size = PageSize { whole: 4_000, part: 4_000, ..PageSize::default() };
    let files = site_in_pages_of(size, "", &[NORTH, SOUTH, ("topics/land", &topic), ("sources/paper", &source)]);
    for page in ["shifts/index.html", "shifts/part/2/index.html"] {
        assert!(words(&files, page, ".lead")[0].starts_with("3 places"), "{page}");
        assert!(words(&files, page, ".caution")[0].ends_with("north 2, south 1."), "{page}");
    }
}

#[test]
fn the_list_of_rounds_leads_to_the_timeline_in_its_language() {
    let files = site("languages = [\"en\", \"tr\"]\n", &[("rounds/r", "")]);
    assert_eq!(attributes(&files, "tr/rounds/index.html", ".lead .go", "href"), ["../timeline/"]);
}

#[test]
fn an_address_of_the_main_language_leads_to_its_page_in_that_of_the_site() {
    let question = "question = \"[1](/topics/sea/) [2](/timeline/) [3](/rounds/) [4](/) [5](/feed.xml) [6](/data/) [7](/uk/timeline/)\"\n";
    let files = site("languages = [\"en\", \"tr\", \"uk\"]\n", &[("topics/land", question), ("topics/sea", "")]);
    let hrefs = |path: &str| attributes(&files, path, "h1 a", "href");
    assert_eq!(
        hrefs("tr/topics/land/index.html"),
        ["../../topics/sea/", "../../timeline/", "../../rounds/", "../../", "../../feed.xml", "../../../data/", "../../../uk/timeline/"]
    );
    assert_eq!(hrefs("topics/land/index.html")[1], "../../timeline/");
}

#[test]
fn raw_html_and_menus_lead_where_markdown_does() {
    let raw =
        "question = '<a href=\"/topics/sea/\">a</a> <a href=\"/timeline/?q=1&amp;r=2#x\">b</a> <a href=\"/feed.xml\" title=\"c\">c</a>'\n";
    let menu = "[menu]\nitems = [{ url = \"/feed.xml\", label = \"Feed\" }, { url = \"/positions/#a\", label = \"P\" }]\n";
    let about = "menu = { label = \"About\" }\n";
    let files = site(&format!("languages = [\"en\", \"tr\"]\n{menu}"), &[("topics/land", raw), ("topics/sea", ""), ("pages/about", about)]);
    let hrefs = |path: &str, selector| attributes(&files, path, selector, "href");
    let places = |links: &str| links.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for page in ["topics/land/index.html", "tr/topics/land/index.html"] {
        assert_eq!(hrefs(page, "h1 a"), places("../../topics/sea/ ../../timeline/?q=1&r=2#x ../../feed.xml"), "{page}");
        assert_eq!(hrefs(page, ".top-menu ul:first-child a"), places("../../feed.xml ../../positions/#a"), "{page}");
        assert!(hrefs(page, ".foot nav a").contains(&"../../pages/about/".to_owned()), "{page}");
    }
}

#[test]
fn a_region_has_dates_of_its_own() {
    for (language, date, days, locale) in
        [("en", "30 November 2026", "2–4 June 2025", "en_GB"), ("en-US", "November 30, 2026", "June 2–4, 2025", "en_US")]
    {
        let of_round = |date: &str| format!("date = \"{date}\"\n");
        let (one, other) = (of_round("2026-11-30"), of_round("2025-06-02/2025-06-04"));
        let files = site(&format!("language = \"{language}\"\n"), &[("rounds/r", &one), ("rounds/s", &other)]);
        let page = words(&files, "timeline/index.html", "main").join(" · ");
        assert!(page.contains(date) && page.contains(days), "{language}: {page}");
        assert_eq!(attributes(&files, "index.html", "meta[property='og:locale']", "content"), [locale]);
    }
}

#[test]
fn a_calendar_without_an_event_is_neither_made_nor_linked() {
    let round = |track: &str, date: &str| format!("track = \"{track}\"\ndate = \"{date}\"\n");
    let notes = [
        ("tracks/rough", String::new()),
        ("tracks/dated", String::new()),
        ("rounds/r", round("rough", "2025-06")),
        ("rounds/d", round("dated", "2025-06-02")),
    ];
    let borrowed = |from: &[(&'static str, String)]| -> Files {
        let notes: Vec<(&str, &str)> = from.iter().map(|(path, text)| (*path, &**text)).collect();
        site("languages = [\"en\", \"tr\"]\n", &notes)
    };
    let linked = |files: &Files, page: &str| attributes(files, page, "link[type='text/calendar']", "href").len();
    let files = borrowed(&notes);
    for folder in ["", "tr/"] {
        let calendars: Vec<&str> = files
            .keys()
            .filter_map(|path| path.strip_prefix(folder)?.strip_suffix("calendar.ics"))
            .filter(|path| !path.starts_with("tr/"))
            .collect();
        assert_eq!(calendars, ["", "tracks/dated/"], "{folder}");
        let links =
            ["tracks/rough", "rounds/r", "tracks/dated", "rounds/d"].map(|page| linked(&files, &format!("{folder}{page}/index.html")));
        assert_eq!(links, [1, 1, 2, 2], "{folder}");
    }
    let files = borrowed(&notes[..3]);
    assert!(!files.keys().any(|path| path.ends_with(".ics")) && linked(&files, "index.html") == 0);
    assert!(!files["data/index.html"].contains("calendar.ics"));
}

#[test]
fn disputes_are_chosen_by_the_groups_that_the_style_knows() {
    let numbers = || 1..=11;
    let topics: Vec<(String, String)> =
        numbers().map(|n| (format!("topics/t{n}"), format!("group = \"G{n:02}\"\norder = {n}\n"))).collect();
    let answer = "[[answers]]\ntext = \"One.\"\nreckoning = \"1\"\n";
    let disputes = numbers().map(|n| (format!("disputes/d{n}"), format!("topics = [\"t{n}\"]\n{answer}")));
    let all: Vec<(String, String)> = topics.into_iter().chain(disputes).collect();
    let notes: Vec<(&str, &str)> = all.iter().map(|(path, front)| (&**path, &**front)).collect();
    let classes: Vec<String> = (0..=9).map(|n| format!("g{n}")).collect();
    assert_eq!(attributes(&site("", &notes), "disputes/index.html", ".l-choice input", "class"), classes);
}

#[test]
fn the_home_page_begins_with_what_sides_differ_over() {
    let paper = statements(&[("north", "by = \"north\""), ("west", "by = \"west\""), ("south", "by = \"south\"")]);
    let dispute =
        |held: &str, other: &str| format!("[[answers]]\ntext = \"Yes.\"\nstatements = [{held}]\n[[answers]]\ntext = \"No.\"\n{other}");
    // Three who say the same differ from nobody.
    let (agreed, contested) = (
        dispute("\"paper#north\", \"paper#west\", \"paper#south\"", "sources = [\"other\"]\n"),
        dispute("\"paper#north\"", "statements = [\"paper#south\"]\n"),
    );
    let files = site(
        "",
        &[
            NORTH,
            SOUTH,
            WEST,
            ("disputes/agreed", &agreed),
            ("disputes/contested", &contested),
            ("sources/paper", &paper),
            ("sources/other", ""),
        ],
    );
    assert_eq!(words(&files, "index.html", ".h-disp a"), ["contested", "agreed"]);
}

#[test]
fn the_contents_call_a_section_as_its_heading_does() {
    let source = statements(&[
        ("a", "by = \"envoy\"\ntype = \"demand\"\ntopics = [\"land\"]"),
        ("b", "by = \"envoy\"\ntype = \"fact\""),
        ("c", "by = \"north\"\ntype = \"demand\"\ntopics = [\"land\"]"),
        ("d", "by = \"north\"\ntype = \"fact\""),
    ]);
    let talks = "type = \"talks\"\nstatus = \"held\"\n[[delegations]]\nactor = \"north\"\nrole = \"party\"\nhead = \"envoy\"\n";
    let files = site("", &[NORTH, ENVOY, LAND, ("rounds/talks", talks), ("sources/paper", &source)]);
    for actor in ["north", "envoy"] {
        let page = format!("actors/{actor}/index.html");
        assert_eq!(words(&files, &page, ".contents a[href='#_positions']"), words(&files, &page, "#_positions-title"), "{actor}");
    }
}

#[test]
fn a_quotation_is_in_the_language_of_the_site_where_its_work_has_none() {
    let source = statements(&[("a", "by = \"north\"\nquote = \"As it is\"")]);
    let files = site("languages = [\"en\", \"tr\"]\n", &[NORTH, ("sources/paper", &source)]);
    assert_eq!(attributes(&files, "tr/sources/paper/index.html", "q", "lang"), ["en"]);
    assert_eq!(attributes(&files, "sources/paper/index.html", "q", "lang"), [""]);
}

#[test]
fn nothing_is_told_of_bars_that_are_not_there() {
    let files = site("", &[ENVOY]);
    assert!(words(&files, "actors/index.html", ".al .note, .al-bars").is_empty());
    let source = statements(&[("a", "by = \"envoy\"")]);
    assert_eq!(words(&site("", &[ENVOY, ("sources/paper", &source)]), "actors/index.html", ".al .note").len(), 1);
}

#[test]
fn when_a_note_is_due_for_a_check_is_told_without_other_dates() {
    let files = site("", &[("topics/land", "review_by = \"2026-03-01\"\n")]);
    assert_eq!(words(&files, "topics/land/index.html", ".freshness span").len(), 1);
}

#[test]
fn an_arabic_page_keeps_values_in_one_piece_and_has_its_own_commas() {
    let said: Vec<String> =
        (1..=4).map(|day| format!("by = \"north\"\ntype = \"demand\"\ntopics = [\"land\"]\nsaid = \"2025-06-0{day}\"")).collect();
    let source = statements(&[("a", &said[0]), ("b", &said[1]), ("c", &said[2]), ("d", &said[3])]);
    let talks = "type = \"talks\"\nstatus = \"held\"\nplace = \"Washington, D.C.\"\n[[delegations]]\nactor = \"north\"\nrole = \"party\"\n";
    let envoy = "type = \"person\"\nroles = [{ title = \"Envoy, ret.\", of = \"north\" }]\n";
    let notes = [NORTH, LAND, ("actors/envoy", envoy), ("rounds/talks", talks), ("sources/paper", &*source)];
    let files = site("language = \"ar\"\n", &notes);
    assert_eq!(words(&files, "actors/north/index.html", ".ml .note > [dir=ltr]"), ["Washington, D.C."]);
    assert_eq!(words(&files, "actors/envoy/index.html", ".namecard p > span[dir=ltr]"), ["Envoy, ret."]);
    let labels = attributes(&files, "topics/land/index.html", ".st-strip a", "aria-label");
    assert!(labels.len() == 4 && labels.iter().all(|label| label.contains('،') && !label.contains(", ")), "{labels:?}");
}

#[test]
fn an_address_in_the_reference_is_not_told_again() {
    let source = "type = \"news\"\nurl = \"https://example.org/?a=1&b=2\"\n";
    let files = site("", &[("sources/paper", source)]);
    let links = |selector: &str| attributes(&files, "sources/paper/index.html", selector, "href");
    assert_eq!(links(".full-reference a"), ["https://example.org/?a=1&b=2"]);
    assert!(links(".facts a.address").is_empty());
}

#[test]
fn a_place_that_no_note_names_is_called_by_what_took_place_there() {
    let talks = "type = \"talks\"\nstatus = \"held\"\ncoordinates = [41.0, 29.0]\n";
    let files = site("", &[("rounds/talks", talks)]);
    assert_eq!(words(&files, "participation/index.html", ".venues b, .map-wide .n"), ["talks", "talks"]);
}

#[test]
fn a_name_that_several_languages_have_is_told_once() {
    let actor = "names = { sv = \"Eva Lund\", da = \"Eva Lund\", ru = \"Ева Лунд\", uk = \"envoy\" }\ntype = \"person\"\n";
    assert_eq!(words(&site("", &[("actors/envoy", actor)]), "actors/envoy/index.html", ".names span"), ["Eva Lund", "Ева Лунд"]);
}

#[test]
fn a_round_without_a_date_stands_in_its_track_with_the_day_on_which_it_is_due() {
    let talks = |fields: &str| format!("type = \"talks\"\ntrack = \"line\"\n{fields}\n");
    let notes = [("first", "date = \"2025-01-02\"\nstatus = \"held\""), ("next", "planned = \"2025-03-XX\"\nstatus = \"announced\"")];
    let notes = notes.map(|(id, fields)| (format!("rounds/{id}"), talks(fields)));
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, front)| (&**path, &**front)).chain([("tracks/line", "")]).collect();
    let chain = words(&site("as_of = \"2025-02-01\"\n", &notes), "rounds/first/index.html", ".chain small");
    assert_eq!(chain, ["2 January 2025", "due March 2025 · only said"]);
}

#[test]
fn who_stayed_away_was_not_at_the_meeting() {
    let talks = |role: &str| {
        let delegation = |actor: &str, role: &str| format!("[[delegations]]\nactor = \"{actor}\"\nrole = \"{role}\"\n");
        "type = \"talks\"\nstatus = \"held\"\ndate = \"2025-01-02\"\n".to_owned()
            + &delegation("north", role)
            + &delegation("east", "absent")
    };
    let (there, away, again) = (talks("party"), talks("absent"), talks("observer").replace("north", "west"));
    let rounds = [("rounds/there", &*there), ("rounds/away", &away), ("rounds/again", &again)];
    let files = site("", &[&[NORTH, WEST, ("actors/east", NORTH.1)][..], &rounds].concat());
    let shown = |path, what| words(&files, path, what);
    assert_eq!(shown("actors/north/index.html", "#_meetings .eyebrow"), ["1 took place"]);
    assert_eq!(shown("actors/north/index.html", "#_meetings .ml b"), ["there", "away"]);
    assert!(shown("actors/index.html", ".note").iter().any(|note| note.contains("1 meeting or move")));
    assert_eq!(shown("actors/index.html", ".al-names li"), ["west", "east"]);
}

#[test]
fn a_home_page_without_a_text_has_no_section_for_it() {
    assert!(words(&site("", &[NORTH]), "index.html", "#_body, .h-all").is_empty());
}

#[test]
fn the_search_offers_the_year_in_which_a_round_is_due() {
    let files = site("", &[("rounds/r", "planned = \"2031-05-01\"\n")]);
    assert_eq!(words(&files, "search/index.html", "select[name=year] option"), ["All", "2031"]);
}

#[test]
fn what_is_told_together_is_so_in_every_part() {
    let fields = "by = \"north\"\nsaid = \"2025-06-01\"\nvia = \"letter\"\ntype = \"demand\"\ntopics = [\"land\"]";
    let ids: Vec<String> = (0..11).map(|number| format!("s{number}")).collect();
    let source = statements(&ids.iter().map(|id| (&**id, fields)).collect::<Vec<_>>());
    let size = PageSize { whole: 3_000, part: 3_000, ..PageSize::default() };
    let notes = [NORTH, LAND, ("sources/letter", "access = \"cited\"\n"), ("sources/paper", &*source)];
    let files = site_in_pages_of(size, "", &notes);
    let pages: Vec<&String> = files.keys().filter(|path| path.starts_with("actors/north/") && path.ends_with("index.html")).collect();
    let lines = |selector| -> Vec<usize> { pages.iter().map(|page| words(&files, page, selector).len()).collect() };
    let together = lines(".bundle li");
    // So few would not be put together by themselves.
    assert!(together.iter().sum::<usize>() == 11 && together.iter().any(|count| (1..4).contains(count)), "{together:?}");
    assert!(lines(".wg li").iter().all(|count| *count == 0));
}

#[test]
fn what_we_note_on_a_statement_is_told_wherever_a_topic_shows_it() {
    let source = statements(&[("a", "by = \"north\"\ntype = \"demand\"\ntopics = [\"land\"]\nremark = \"A slip.\"")]);
    let files = site(COLUMNS, &[NORTH, WEST, SOUTH, LAND, ("sources/paper", &source)]);
    assert_eq!(words(&files, "topics/land/index.html", ".ps .rm"), ["We note: A slip."]);
    assert_eq!(words(&files, "topics/land/index.html", ".sm .sm-m"), ["We note: A slip."]);
}
