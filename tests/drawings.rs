//! Drawings of whole sites: none, one, a few and hundreds of rounds; no party, two parties; places near and far; figures and days.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::path::Path;

use scraper::{Html, Selector};
use scratch::put;

struct Pages {
    built: scratch::Built,
}

impl Pages {
    fn of(root: &Path) -> Self {
        put(
            root,
            "site.toml",
            "title = \"Talks\"\nbase_url = \"https://example.org/\"\nas_of = \"2025-12-31\"\n[outputs]\ndefault = false\n",
        );
        let built = scratch::clean(root).unwrap();
        assert!(!built.broken, "{}", built.problems);
        Self { built }
    }

    fn page(&self, path: &str) -> Html {
        Html::parse_document(std::str::from_utf8(&self.built.files[path]).unwrap())
    }

    fn count(&self, path: &str, selector: &str) -> usize {
        self.page(path).select(&Selector::parse(selector).unwrap()).count()
    }

    /// How often something stands on a list, whose parts are pages of their own where it is long.
    fn count_in_parts(&self, list: &str, selector: &str) -> usize {
        let parts = self.built.files.keys().filter(|path| path.starts_with(list) && path.ends_with(".html"));
        parts.map(|path| self.count(path, selector)).sum()
    }

    fn text(&self, path: &str, selector: &str) -> String {
        let page = self.page(path);
        let found = page.select(&Selector::parse(selector).unwrap()).next().unwrap_or_else(|| panic!("{path} has no {selector}"));
        found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn actor(root: &Path, id: &str) {
    put(root, &format!("content/actors/{id}.md"), format!("+++\ntitle = \"{id}\"\ntype = \"state\"\nsummary = \"S\"\n+++\n"));
}

fn round(root: &Path, id: &str, fields: &str) {
    put(root, &format!("content/rounds/{id}.md"), format!("+++\ntitle = \"Round {id}\"\nsummary = \"S\"\n{fields}+++\n"));
}

const BOTH: &str = "[[delegations]]\nactor = \"north\"\n[[delegations]]\nactor = \"south\"\n";

#[test]
fn any_number_of_rounds_has_a_timeline() {
    for number in [0, 1, 3, 5, 55, 500] {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for track in ["a", "b"] {
            put(root, &format!("content/tracks/{track}.md"), format!("+++\ntitle = \"Track {track}\"\nsummary = \"S\"\n+++\n"));
        }
        for place in 0..number {
            let (year, month, day) = (1995 + place % 7, place % 12 + 1, place % 28 + 1);
            let status = if place % 3 == 0 { "held" } else { "announced" };
            round(
                root,
                &format!("r{place:03}"),
                &format!("date = \"{year}-{month:02}-{day:02}\"\nstatus = \"{status}\"\ntrack = \"{}\"\n", ["a", "b"][place % 2]),
            );
        }
        let pages = Pages::of(root);
        let path = "timeline/index.html";
        assert_eq!(pages.count_in_parts("timeline/", ".ev"), number, "all of {number} rounds stand in the list");
        assert_eq!(pages.count(path, ".tl-plot"), usize::from(number > 0));
        if number == 0 {
            assert_eq!(pages.text(path, "h1"), "Timeline");
            continue;
        }
        let held = number.div_ceil(3);
        assert!(pages.text(path, "h1").starts_with(&format!("{held} took place")), "{}", pages.text(path, "h1"));
        let (wide, columns) = (pages.count(path, ".tl-plot a"), pages.count(path, ".tl-plot .cn-held, .tl-plot .cn-said"));
        if number <= 55 {
            assert_eq!((wide, columns), (number, 0), "each round has a mark");
        } else {
            assert!(wide < 60 && columns > 20, "hundreds are counted: {wide} marks, {columns} columns");
            assert!(pages.count_in_parts("timeline/", "details.yr-sec") > 3, "a long list is folded by year");
        }
        assert!(pages.count(path, ".tl-plot .lb") <= 15);
        assert!(pages.count(path, ".tl-tall") == 1);
    }
}

#[test]
fn what_is_not_known_closely_is_drawn_as_such() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    round(root, "day", "date = \"2025-03-04\"\nstatus = \"held\"\n");
    round(root, "month", "date = \"2025-05\"\nstatus = \"held\"\n");
    round(root, "year", "date = \"2024\"\nstatus = \"held\"\n");
    round(root, "before", "date = \"../2025-09-01\"\nstatus = \"reported\"\n");
    round(root, "either", "date = \"[2024-07-23, 2025-07-23]\"\nstatus = \"held\"\n");
    round(root, "never", "status = \"proposed\"\ndate_text = \"undated\"\n");
    let pages = Pages::of(root);
    let path = "timeline/index.html";
    let marks = |id: &str, part: &str| pages.count(path, &format!(".tl-plot a[href$='rounds/{id}/'] {part}"));
    assert_eq!((marks("day", "circle.p"), marks("month", "rect.p")), (1, 1));
    assert!(marks("year", "line.l") == 3 && marks("before", ".a") == 1);
    assert!(marks("either", "circle.q") == 2 && marks("either", ".thread") == 1, "one of two days is drawn at both");
    assert_eq!(pages.count(path, ".tl-plot a[href$='rounds/either/'].held"), 1, "it took place, though nobody knows on which");
    assert_eq!(pages.count(path, ".tl-plot a[href$='rounds/never/']"), 0);
    assert!(pages.text(path, ".tl-fig figcaption").contains("1 has no date"));
}

#[test]
fn rings_are_for_the_two_parties_where_there_are_two() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    ["north", "south", "west"].iter().for_each(|id| actor(root, id));
    round(root, "one", &format!("date = \"2025-03-04\"\nstatus = \"held\"\ncoordinates = [41.0, 29.0]\nplace = \"Istanbul\"\n{BOTH}"));
    round(
        root,
        "two",
        &format!(
            "date = \"2025-04-04\"\nstatus = \"held\"\ncoordinates = [48.8, 2.3]\nplace = \"Paris\"\n{BOTH}[[delegations]]\nactor = \"west\"\nrole = \"host\"\n"
        ),
    );
    round(
        root,
        "said",
        &format!("date = \"2025-06-04\"\nstatus = \"announced\"\ncoordinates = [38.9, -77.0]\nplace = \"Washington\"\n{BOTH}"),
    );
    let pages = Pages::of(root);
    assert_eq!(pages.count("timeline/index.html", ".tl-plot a.both"), 2);
    assert_eq!(pages.count("timeline/index.html", ".ev.both"), 2);
    let people = "participation/index.html";
    assert_eq!(pages.text(people, "h1"), "north and south were at 2 meetings together");
    assert_eq!(pages.count(people, ".tri .sq"), 3, "each pair that met has a square");
    assert_eq!(pages.text(people, ".pr summary"), "north and south2");
    assert_eq!(pages.count(people, ".map-wide .vh"), 2);
    assert_eq!(pages.count(people, ".ins"), 1, "a place across the ocean has a map of its own");

    // With a third party that met as often, nobody is one of two.
    round(root, "three", &format!("date = \"2025-07-04\"\nstatus = \"held\"\n{BOTH}[[delegations]]\nactor = \"west\"\n"));
    round(root, "four", &format!("date = \"2025-08-04\"\nstatus = \"held\"\n{BOTH}[[delegations]]\nactor = \"west\"\n"));
    round(
        root,
        "five",
        "date = \"2025-09-04\"\nstatus = \"held\"\n[[delegations]]\nactor = \"west\"\n[[delegations]]\nactor = \"south\"\n",
    );
    round(root, "six", "date = \"2025-09-08\"\nstatus = \"held\"\n[[delegations]]\nactor = \"west\"\n[[delegations]]\nactor = \"north\"\n");
    let pages = Pages::of(root);
    assert!(pages.count("timeline/index.html", ".tl-plot a.both") < 5);
}

#[test]
fn a_site_without_actors_has_its_pages() {
    let root = tempfile::tempdir().unwrap();
    round(root.path(), "alone", "date = \"2025\"\nstatus = \"held\"\n");
    let pages = Pages::of(root.path());
    assert_eq!(pages.count("participation/index.html", ".tri, .map"), 0);
    assert_eq!(pages.text("timeline/index.html", "h1"), "1 took place");
}

#[test]
fn figures_and_days_of_rival_answers_are_drawn() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    actor(root, "north");
    put(root, "content/topics/land.md", "+++\ntitle = \"Land\"\nsummary = \"S\"\n+++\n");
    let statement = |id: &str, value: &str, happened: &str| {
        format!(
            "[[statements]]\nid = \"{id}\"\ntext = \"T\"\nby = \"north\"\ntopics = [\"land\"]\nhappened = \"{happened}\"\nvalue = {{ {value}, unit = \"per cent\" }}\n"
        )
    };
    let statements: String = [
        ("a", "min = 19, max = 19", "2025-01"),
        ("b", "min = 26, max = 27, about = true", "2025-02"),
        ("c", "min = 20", "2024-03"),
        ("d", "min = 1, max = 1, corrected = 10", "2023-03"),
    ]
    .map(|(id, value, happened)| statement(id, value, happened))
    .concat();
    put(
        root,
        "content/sources/paper.md",
        format!("+++\ntitle = \"Paper\"\npublisher = \"Paper\"\npublished = \"2025-03-01\"\n{statements}+++\n"),
    );
    // A statement may stand under either field.
    let answers = "[[answers]]\ntext = \"A\"\nstatements = [\"paper#a\"]\n[[answers]]\ntext = \"B\"\nsources = [\"paper#b\"]\n";
    let undated = "[[answers]]\ntext = \"C\"\nreckoning = \"R\"\n";
    let again = "[[answers]]\ntext = \"D\"\nstatements = [\"paper#a\"]\n";
    for (id, ty, third) in [
        ("number", "number", undated),
        ("date", "date", ""),
        ("without", "date", undated),
        ("twice", "date", again),
        ("cause", "cause", undated),
    ] {
        put(
            root,
            &format!("content/disputes/{id}.md"),
            format!("+++\ntitle = \"Which {id}?\"\nsummary = \"S\"\ntype = \"{ty}\"\n{answers}{third}+++\n"),
        );
    }
    let pages = Pages::of(root);
    let number = "disputes/number/index.html";
    assert_eq!(pages.count(number, ".plot-table tbody:first-of-type > tr"), 2, "an answer without a figure has no row");
    assert_eq!((pages.count(number, ".dots circle.p"), pages.count(number, ".fg.about .span")), (3, 1));
    assert_eq!(pages.count(number, ".plot-compared tr"), 3, "other figures of the unit stand beneath");
    assert_eq!(pages.count("disputes/date/index.html", ".dots .tk.held"), 2);
    for id in ["without", "twice", "cause"] {
        assert_eq!(
            pages.count(&format!("disputes/{id}/index.html"), ".plot"),
            0,
            "{id}: a drawing tells no less than the table of answers"
        );
    }
    let topic = "topics/land/index.html";
    assert_eq!(pages.count(topic, ".plot-topic tbody tr"), 4);
    assert_eq!(pages.count(topic, ".over-time .ot-box"), 4);
    assert_eq!(pages.count(topic, ".plot-topic .fg.wrong"), 1, "a slip is drawn with what would be right");
}

#[test]
fn a_figure_has_the_colour_of_who_gives_it() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    ["north", "south"].iter().for_each(|id| actor(root, id));
    put(root, "content/topics/land.md", "+++\ntitle = \"Land\"\nsummary = \"S\"\n+++\n");
    let statement = |id: &str, by: &str, of: &str, value: usize| {
        let figure = format!("value = {{ min = {value}, max = {value}, unit = \"per cent\" }}\nhappened = \"2025-0{value}\"\n");
        format!("[[statements]]\nid = \"{id}\"\ntext = \"T\"\nby = \"{by}\"\nof = [{of}]\ntopics = [\"land\"]\n{figure}")
    };
    let statements = [statement("a", "north", "", 1), statement("b", "north", "\"south\"", 2), statement("c", "south", "", 3)].concat();
    put(
        root,
        "content/sources/paper.md",
        format!("+++\ntitle = \"Paper\"\npublisher = \"Paper\"\npublished = \"2025-05-01\"\n{statements}+++\n"),
    );
    let answers: String = ["a", "b", "c"].map(|id| format!("[[answers]]\ntext = \"{id}\"\nstatements = [\"paper#{id}\"]\n")).concat();
    put(root, "content/disputes/many.md", format!("+++\ntitle = \"How many?\"\nsummary = \"S\"\ntype = \"number\"\n{answers}+++\n"));
    let pages = Pages::of(root);
    for (path, drawn) in [("disputes/many/index.html", ".dots .fg"), ("topics/land/index.html", ".over-time .ot-box")] {
        let page = pages.page(path);
        let hues: Vec<&str> = page.select(&Selector::parse(drawn).unwrap()).map(|mark| mark.value().attr("class").unwrap()).collect();
        assert!(hues.len() == 3 && hues[0] == hues[1] && hues[1] != hues[2], "{path}: {hues:?}");
    }
}

#[test]
fn the_last_round_is_named_where_it_is_known_to_be() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    ["north", "south"].iter().for_each(|id| actor(root, id));
    for (track, last) in [("vague", "2022"), ("exact", "2022-12-01"), ("undated", "")] {
        put(root, &format!("content/tracks/{track}.md"), format!("+++\ntitle = \"Track {track}\"\nsummary = \"S\"\n+++\n"));
        round(root, &format!("{track}-1"), &format!("date = \"2022-06-10\"\nstatus = \"held\"\ntrack = \"{track}\"\n{BOTH}"));
        let date = if last.is_empty() { "follows = \"undated-1\"".to_owned() } else { format!("date = \"{last}\"") };
        round(root, &format!("{track}-2"), &format!("{date}\nstatus = \"held\"\ntrack = \"{track}\"\n{BOTH}"));
    }
    let pages = Pages::of(root);
    let page = pages.page("tracks/index.html");
    let mut lines: Vec<String> =
        page.select(&Selector::parse(".tr a[href*='rounds/']").unwrap()).map(|link| link.text().collect::<String>()).collect();
    lines.sort();
    assert_eq!(lines, ["Round exact-2", "Round undated-2"], "nobody knows whether the one of 2022 was later than June");
}
