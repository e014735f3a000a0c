//! `import`, driven as a user drives it: files in the form in which Zotero exports them, and saved pages.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("site.toml", "title = \"Test\"\nbase_url = \"https://test.example/\"\n");
    write("content/sources/known.md", "+++\ntitle = \"Mediation, without leverage!\"\npublished = \"2024\"\n+++\n");
    write("content/actors/le-guerrier-2025-talks.md", "+++\ntitle = \"Not a source\"\nsummary = \"Its id is taken.\"\n+++\n");
    folder
}

/// Runs it, however it ends.
fn try_it(site: &Path, files: &[PathBuf], options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("import").args(files).arg("--root").arg(site).args(options).output().unwrap()
}

fn run(site: &Path, files: &[PathBuf], options: &[&str]) -> Output {
    let output = try_it(site, files, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn plan(site: &Path, name: &str) -> String {
    let output = run(site, &[fixture(name)], &[]);
    let folder = fixture("").display().to_string();
    String::from_utf8(output.stdout).unwrap().replace(&folder, "")
}

/// Creates the notes; gives them with their paths.
fn created(site: &Path, name: &str) -> String {
    run(site, &[fixture(name)], &["--yes"]);
    let mut notes: Vec<PathBuf> = std::fs::read_dir(site.join("content/sources")).unwrap().map(|entry| entry.unwrap().path()).collect();
    notes.sort();
    notes.retain(|path| !path.ends_with("known.md"));
    notes
        .iter()
        .map(|path| format!("--- {}\n{}", path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

fn fits(site: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["check", "--root"]).arg(site).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn golden(file: &str) {
    let site = site();
    let shown = plan(site.path(), file);
    assert_eq!(std::fs::read_dir(site.path().join("content/sources")).unwrap().count(), 1, "a plan creates nothing");
    let notes = created(site.path(), file);
    fits(site.path());
    let again = plan(site.path(), file);
    assert!(again.contains("\n0 to be created") || again.starts_with("Left out:"), "{again}");
    insta::assert_snapshot!(file.replace('.', "_"), format!("{shown}\n{notes}"));
}

#[test]
fn bibtex() {
    golden("zotero.bib");
}

#[test]
fn ris() {
    golden("zotero.ris");
}

#[test]
fn csl_json() {
    golden("zotero.json");
}

#[test]
fn a_saved_page() {
    golden("page.html");
}

#[test]
fn a_page_of_a_journal() {
    golden("highwire.html");
}

#[test]
fn a_page_that_says_little_of_itself() {
    golden("plain.html");
}

#[test]
fn a_file_that_is_there_is_not_touched() {
    let site = site();
    // A note that cannot be read as one: its id is taken all the same.
    let there = site.path().join("content/sources/demir-2025-grain.md");
    std::fs::write(&there, "my own words").unwrap();
    run(site.path(), &[fixture("page.html")], &["--yes"]);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "my own words");
    assert!(site.path().join("content/sources/demir-2025-grain-2.md").is_file());
}

#[test]
fn what_is_nothing_is_refused() {
    let site = site();
    let file = site.path().join("x.txt");
    std::fs::write(&file, "Dear editor,\nplease find attached nothing.\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("import").arg(&file).arg("--root").arg(site.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing that can be imported"));
}

#[test]
fn latin_1_is_read_and_told() {
    let site = site();
    let file = site.path().join("old.ris");
    std::fs::write(&file, b"TY  - NEWS\nTI  - Gespr\xe4che in Gen\xe8ve\nDA  - 2025\nER  - \n").unwrap();
    let output = run(site.path(), &[file], &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Gespräche in Genève") && text.contains(":2: the file is not UTF-8"), "{text}");
    let table = site.path().join("old.csv");
    std::fs::write(&table, b"title;summary\nGespr\xe4che in Gen\xe8ve;They met.\n").unwrap();
    let text = String::from_utf8(run(site.path(), &[table], &["--kind", "topic"]).stdout).unwrap();
    assert!(text.contains("Gespräche in Genève") && text.contains(":2: the file is not UTF-8"), "{text}");
}

/// A site with everything that tables hold, built; gives its `data/`.
fn tables_of(site: &Path) -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["build", "--root"]).arg(site).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    site.join("public/data")
}

const SETTINGS: &str = "title = \"Test\"\nbase_url = \"https://test.example/\"\nas_of = \"2025-12-31\"\n";
const SOURCE: &str = "+++\n# Kept as it is.\ntitle = \"A report of the talks\"\ntype = \"news\" # a word on the type\naccess = \"read\"\npublished = \"2025-06-03\"\n";

fn write(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn our_own_tables_come_back_unchanged() {
    let site = tempfile::tempdir().unwrap();
    let site = site.path();
    write(site, "site.toml", SETTINGS);
    write(site, "content/_index.md", "+++\ntitle = \"Home\"\n+++\n");
    write(site, "content/tracks/river.md", "+++\ntitle = \"River track\"\nsummary = \"Talks by the river.\"\n+++\n");
    write(
        site,
        "content/actors/upland.md",
        "+++\ntitle = \"=Upland\"\ntype = \"state\"\nsummary = \"A *state* with [a link](https://x.example/).\"\nalso_known_as = [\"U|L\", \"'Upland'\"]\nnames = { tr = \"Yukarı\", uk = \"Верхня\" }\nextra = { weight = 3, words = [\"a\", \"b\"] }\n+++\n",
    );
    write(
        site,
        "content/actors/envoy.md",
        "+++\ntitle = \"Ada Lund\"\ntype = \"person\"\nsummary = \"Speaks.\"\nspeaks_for = [{ actor = \"upland\", from = \"2022-01\" }]\npart_of = [\"upland\"]\n\n[[roles]]\ntitle = \"envoy\"\nof = \"upland\"\nfrom = \"2022\"\nsources = [\"report#first\"]\n\n[[changes]]\ndate = \"2025-06-04\"\nseverity = \"minor\"\nnote = \"A *word*.\"\n+++\n",
    );
    write(
        site,
        "content/rounds/first.md",
        "+++\ntitle = \"First round\"\ntype = \"talks\"\nstatus = \"held\"\nsummary = \"They met.\"\ndate = \"2025-06-02~\"\nplace = \"The bridge\"\ncoordinates = [41.0, 29.5]\ntrack = \"river\"\nnumber = 1\n\n[[delegations]]\nactor = \"upland\"\nrole = \"party\"\nhead = \"envoy\"\nmembers = [\"envoy\"]\n\n[[outcomes]]\ntext = \"A [list](https://x.example/) was handed over.\"\nstatus = \"agreed\"\ntopics = [\"water\"]\nsources = [\"report#first\"]\n+++\n",
    );
    write(
        site,
        "content/topics/water.md",
        "+++\ntitle = \"Water\"\nsummary = \"Who gets it.\"\nquestion = \"How much?\"\norder = 2\n\n[[stances]]\nactor = \"upland\"\ntext = \"All of it.\"\nsources = [\"report#first\"]\n+++\n",
    );
    write(
        site,
        "content/disputes/when.md",
        "+++\ntitle = \"When was it?\"\ntype = \"date\"\nstatus = \"open\"\nsummary = \"Two days are told.\"\ntopics = [\"water\"]\n\n[[answers]]\ntext = \"On Monday.\"\nstatements = [\"report#first\"]\n\n[[answers]]\ntext = \"On Tuesday.\"\nsources = [\"report\"]\n+++\n",
    );
    let statements = "\n[[statements]]\nid = \"first\"\ntext = \"They *met* twice.\"\nby = \"envoy\"\ntype = \"figure\"\nsaid = \"2025-06-03\"\ntopics = [\"water\"]\nvalue = { min = 2, max = 3, unit = \"times\", about = true }\n\n[[statements]]\nid = \"second\"\ntext = \"-1 is a number\"\nby = [\"envoy\", \"upland\"]\nfor = []\nspeaker = \"a \\\"voice\\\"\"\nremark = \"Sic: [x](https://x.example/).\"\n";
    write(site, "content/sources/report.md", &format!("{SOURCE}{statements}+++\n\nThe body.\n"));
    write(
        site,
        "content/sources/paper.md",
        "+++\ntitle = \"A paper\"\nurl = \"https://x.example/p\"\narchives = [{ url = \"https://a.example/1\", date = \"2025-06\" }, { url = \"https://a.example/2\" }]\ntranslations = [{ language = \"tr\", url = \"https://x.example/tr\", title = \"Bir | yazı\" }]\n+++\n",
    );
    let data = tables_of(site);

    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path();
    write(copy, "site.toml", SETTINGS);
    for kept in ["content/_index.md", "content/tracks/river.md"] {
        write(copy, kept, &std::fs::read_to_string(site.join(kept)).unwrap());
    }
    write(copy, "content/sources/report.md", &format!("{SOURCE}+++\n\nThe body.\n"));
    let table = |name: &str| data.join(format!("{name}.csv"));
    for (kind, files) in [
        ("actor", vec!["actors", "roles", "changes"]),
        ("round", vec!["rounds", "delegations", "outcomes"]),
        ("topic", vec!["topics", "stances"]),
        ("dispute", vec!["disputes", "answers"]),
    ] {
        let files: Vec<PathBuf> = files.into_iter().map(table).collect();
        let shown = String::from_utf8(run(copy, &files, &["--kind", kind, "--yes"]).stdout).unwrap();
        assert!(shown.ends_with("0 left out, 0 problems.\n"), "{shown}");
    }
    let shown = String::from_utf8(run(copy, &[table("sources")], &["--kind", "source", "--yes"]).stdout).unwrap();
    assert!(shown.ends_with("1 to be created, 1 left out, 0 problems.\n"), "{shown}");
    let shown = String::from_utf8(run(copy, &[table("statements")], &["--statements-of", "report", "--yes"]).stdout).unwrap();
    assert!(shown.ends_with("2 to be created, 0 left out, 0 problems.\n"), "{shown}");
    let note = std::fs::read_to_string(copy.join("content/sources/report.md")).unwrap();
    assert!(note.starts_with(SOURCE) && note.ends_with("+++\n\nThe body.\n"), "{note}");

    let again = tables_of(copy);
    for name in [
        "actors",
        "roles",
        "changes",
        "rounds",
        "delegations",
        "outcomes",
        "topics",
        "stances",
        "disputes",
        "answers",
        "sources",
        "statements",
    ] {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        assert_eq!(read(&again), read(&data), "{name}");
    }
    // What is there is left out.
    let shown = String::from_utf8(run(copy, &[table("statements")], &["--statements-of", "report", "--yes"]).stdout).unwrap();
    assert!(shown.contains("already there as `report#first`") && shown.contains("0 to be created, 2 left out"), "{shown}");
}

/// The notes that come back of works with these titles and fields, by the list of works that they came through.
fn come_back(works: &[(String, String)]) -> Vec<(&'static str, Vec<String>)> {
    let new_site = || {
        let site = tempfile::tempdir().unwrap();
        write(site.path(), "site.toml", SETTINGS);
        write(site.path(), "content/_index.md", "+++\ntitle = \"Home\"\n+++\n");
        site
    };
    let built = new_site();
    for (number, (title, fields)) in works.iter().enumerate() {
        let text = format!("+++\ntitle = \"{title}\"\naccess = \"read\"\nurl = \"https://x.example/{number}\"\n{fields}\n+++\n");
        write(built.path(), &format!("content/sources/work-{number}.md"), &text);
    }
    let data = tables_of(built.path());
    let through = |list: &'static str| {
        let copy = new_site();
        run(copy.path(), &[data.join(list)], &["--yes"]);
        let notes = std::fs::read_dir(copy.path().join("content/sources")).unwrap();
        (list, notes.map(|note| std::fs::read_to_string(note.unwrap().path()).unwrap()).collect())
    };
    ["references.bib", "references.ris", "references.json"].map(through).into()
}

#[test]
fn every_type_comes_back_from_every_list_of_works() {
    let types: Vec<&str> = rapporteur::bibliography::vocabulary::TYPES.iter().map(|row| row.ty.as_str()).collect();
    let work = |ty: &&str| (format!("What {ty} means"), format!("type = \"{ty}\"\npublished = \"2025-06-03\""));
    for (list, notes) in come_back(&types.iter().map(work).collect::<Vec<_>>()) {
        for ty in &types {
            let same = |note: &&String| note.contains(&format!("\"What {ty} means\"")) && note.contains(&format!("\ntype = \"{ty}\"\n"));
            assert_eq!(notes.iter().filter(same).count(), 1, "{list} {ty}: {notes:?}");
        }
    }
}

#[test]
fn every_date_comes_back_from_every_list_of_works() {
    let dates = [
        "2025",
        "2025-06",
        "2025-06-02",
        "2025-22",
        "2025~",
        "2025-09?",
        "201X",
        "../2022-02",
        "2025-06-02/..",
        "2022-03/2022-05",
        "2022-03~/2022-05~",
        "2025-22/2025-23",
        "[2022-07-23, 2025-07-23]",
    ];
    let work = |(number, date): (usize, &&str)| (format!("A work number {number}"), format!("type = \"report\"\npublished = \"{date}\""));
    for (list, notes) in come_back(&dates.iter().enumerate().map(work).collect::<Vec<_>>()) {
        for (number, date) in dates.iter().enumerate() {
            let note = notes.iter().find(|note| note.contains(&format!("\"A work number {number}\""))).unwrap();
            assert!(note.contains(&format!("\npublished = \"{date}\"\n")), "{list} {date}: {note}");
        }
    }
}

#[test]
fn a_source_of_a_table_was_not_read_unless_it_says_so() {
    let site = site();
    let table = site.path().join("sources.csv");
    std::fs::write(&table, "title,access\nUnread work,\nRead work,read\n").unwrap();
    run(site.path(), &[table], &["--kind", "source", "--yes"]);
    for (id, access) in [("unread-work", "cited"), ("read-work", "read")] {
        let note = std::fs::read_to_string(site.path().join(format!("content/sources/{id}.md"))).unwrap();
        assert!(note.contains(&format!("access = \"{access}\"\n")), "{note}");
    }
}

#[test]
fn a_row_of_a_list_that_belongs_to_no_new_note_says_why() {
    let site = site();
    let plan = |name: &str, text: &str| {
        let table = site.path().join(name);
        std::fs::write(&table, text).unwrap();
        String::from_utf8(try_it(site.path(), &[table], &["--kind", "actor"]).stdout).unwrap()
    };
    let shown = plan("changes.csv", "kind,id,number,date\n,,1,2025\nactor,,1,2025\nactor,nobody,1,2025\nround,r,1,2025\n");
    assert_eq!(shown.matches("it is of home or of the introduction of a list, which tables do not make").count(), 2, "{shown}");
    assert!(shown.contains("`nobody` is not an actor that is created here") && shown.contains("3 left out"), "{shown}");
    let shown = plan("roles.csv", "actor,number,title\n,1,Mayor\n");
    assert!(shown.contains("it does not say of which actor it is"), "{shown}");
}

#[test]
fn what_a_table_says_is_read_or_told() {
    let site = site();
    let plan = |text: &str, options: &[&str]| {
        write(site.path(), "table.csv", text);
        String::from_utf8(run(site.path(), &[site.path().join("table.csv")], options).stdout).unwrap()
    };
    let shown = plan("\"sep=;\"\ntitle;summary;date;number\nZeroth;They met, and parted.;;many\n", &["--kind", "round", "--yes"]);
    assert!(shown.contains("table.csv:3: column `number`: `number` takes a whole number; it was left out"), "{shown}");
    assert!(shown.contains("1 to be created, 0 left out, 1 problem."), "{shown}");
    let shown = plan(
        "title,Title,summary,latitude,longitude,names,names.fr\nFirst,,They met.,41.0,,,\n,Second,They met.,,,tr=İkinci | fr=Deux,Deuxième\nThird,,They met.,41.5,29.5,,\n",
        &["--kind", "round", "--yes"],
    );
    assert!(shown.contains("table.csv:1: column `title` stands twice: of two cells the last one counts"), "{shown}");
    assert!(shown.contains("table.csv:2: column `latitude`: "), "{shown}");
    let note = |name: &str| std::fs::read_to_string(site.path().join(format!("content/rounds/{name}.md"))).unwrap();
    assert!(note("first").contains("# import could not read: coordinates = [41]\n"), "{}", note("first"));
    assert!(note("second").contains("names = { \"tr\" = \"İkinci\", \"fr\" = \"Deuxième\" }\n"), "{}", note("second"));
    assert!(note("third").contains("coordinates = [41.5, 29.5]\n"), "{}", note("third"));
    let shown = plan("title,summary,coordinates\nFourth,They met.,\"41.5, -29.5\"\n", &["--kind", "round", "--yes"]);
    assert!(note("fourth").contains("coordinates = [41.5, -29.5]\n") && shown.contains("0 problems"), "{shown}{}", note("fourth"));
}

#[test]
fn statements_are_the_same_by_words_and_speaker() {
    let site = site();
    let path = "content/sources/making.md";
    write(
        site.path(),
        path,
        "+++\r\ntitle = \"Making Peace\"\r\naccess = \"read\"\r\n\r\n[[statements]]\r\nid = \"met\"\r\ntext = \"They met.\"\r\nby = \"upland\"\r\n# The last word.\r\n+++\r\n\r\nThe body.\r\n",
    );
    write(
        site.path(),
        "table.csv",
        "source,text,by,speaker\n,They met.,upland,\n,They met.,lowland | upland,\n,They met.,lowland | upland,\n,They met.,,a voice\nother,They met.,,\n",
    );
    let options = ["--statements-of", "making", "--yes"];
    let shown = String::from_utf8(run(site.path(), &[site.path().join("table.csv")], &options).stdout).unwrap();
    for told in [
        "table.csv:2: They met.: already there as `making#met`\n",
        "table.csv:4: They met.: already there as `making#they-met`\n",
        "1 row is of another source, and was passed over\n",
        "2 to be created, 2 left out, 1 problem.",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    let note = std::fs::read_to_string(site.path().join(path)).unwrap();
    assert!(!note.replace("\r\n", "").contains('\n'), "{note:?}");
    let first = "by = \"upland\"\r\n# The last word.\r\n\r\n[[statements]]\r\nid = \"they-met\"\r\ntext = \"They met.\"\r\nby = [\"lowland\", \"upland\"]\r\n";
    assert!(note.contains(first) && note.ends_with("speaker = \"a voice\"\r\n+++\r\n\r\nThe body.\r\n"), "{note:?}");

    // What a killed run left behind.
    let left_behind = site.path().join("content/sources/making.import");
    std::fs::write(&left_behind, "+++\n").unwrap();
    write(site.path(), "table.csv", "text\nThey parted.\n");
    let output = try_it(site.path(), &[site.path().join("table.csv")], &options);
    let refused = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && refused.contains("help: Another import is writing it, or was stopped"), "{refused}");
    std::fs::remove_file(left_behind).unwrap();
    run(site.path(), &[site.path().join("table.csv")], &options);
    assert!(std::fs::read_to_string(site.path().join(path)).unwrap().contains("text = \"They parted.\"\r\n"));
}

#[test]
fn tables_are_told_of_by_row_and_column() {
    let site = site();
    let file = site.path().join("people.csv");
    std::fs::write(&file, "title;type;summary;colour;speaks_for\nAda Lund;person;Speaks.;red;upland (2022/..)\nTom Reed;horse;Runs.;;\n;person;No title;;\nInes Falk;person;;;\n").unwrap();
    let shown = String::from_utf8(run(site.path(), &[file], &["--kind", "actor", "--yes"]).stdout).unwrap();
    for told in [
        "people.csv:1: column `colour` is not a field of an actor, and was passed over",
        "people.csv:3: column `type`: ",
        "people.csv:4: an entry: it has no title",
        "people.csv:5: ",
        "3 to be created, 1 left out, 3 problems.",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    let note = std::fs::read_to_string(site.path().join("content/actors/ada-lund.md")).unwrap();
    assert!(note.contains("speaks_for = { actor = \"upland\", from = \"2022\" }"), "{note}");
    let note = std::fs::read_to_string(site.path().join("content/actors/tom-reed.md")).unwrap();
    assert!(note.contains("# import could not read: type = \"horse\"\n"), "{note}");
}

#[test]
fn where_things_stand_is_no_table_of_notes() {
    let site = site();
    write(
        site.path(),
        "standing.csv",
        "kind,id,number,phrase,text,text_markdown,mark,date,sources\r\n,,1,No truce.,None is known.,None is known.,none,2025-06,\r\n",
    );
    for kind in ["page", "round"] {
        let shown = String::from_utf8(run(site.path(), &[site.path().join("standing.csv")], &["--kind", kind]).stdout).unwrap();
        assert!(shown.contains("standing.csv:2: an entry: it names no note: it is of home or of the introduction of a list"), "{shown}");
        assert!(shown.ends_with("0 to be created, 1 left out, 0 problems.\n"), "{shown}");
    }
}

#[test]
fn a_table_may_be_written_as_people_write_it() {
    let site = site();
    write(
        site.path(),
        "content/actors/uk-government.md",
        "+++\ntitle = \"British government\"\nsummary = \"A party.\"\nnames = { fr = \"Gouvernement britannique\" }\n+++\n",
    );
    let plan = |text: &str, options: &[&str]| {
        write(site.path(), "table.csv", text);
        let output = try_it(site.path(), &[site.path().join("table.csv")], options);
        format!("{}{}", String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let note = |path: &str| std::fs::read_to_string(site.path().join(path)).unwrap();

    // Headings in any case, a column a language, dates in words; a date with two senses is told with both, and stays in the note.
    let shown = plan(
        "Title,Summary,Type,Status,Date,Date text,names.fr,names.zh-Hant\nFirst day,They met.,talks,held,April 1998,in spring,Premier jour,第一天\nLast day,They met.,talks,held,10/04/1998,,,\nThird day,They met.,talks,held,10 April 1998,,,\n",
        &["--kind", "round", "--yes"],
    );
    assert!(shown.contains("column `date`: \"10/04/1998\" is not an EDTF date; it was left out. Write `1998-04-10` for 10 April 1998, or `1998-10-04` for 4 October 1998\n"), "{shown}");
    assert!(shown.contains("3 to be created, 0 left out, 1 problem."), "{shown}");
    let first = note("content/rounds/first-day.md");
    for line in ["date = \"1998-04\"\n", "date_text = \"in spring\"\n", "names = { \"fr\" = \"Premier jour\", \"zh-Hant\" = \"第一天\" }\n"]
    {
        assert!(first.contains(line), "{line} in {first}");
    }
    assert!(note("content/rounds/third-day.md").contains("date = \"1998-04-10\"\n"));
    assert!(note("content/rounds/last-day.md").contains("# import could not read: date = \"10/04/1998\"\n"));

    // A note of this name is there already, by its title or another name.
    let shown = plan("title,summary\nBritish Government,A party.\n\"Britannique, gouvernement\",Another.\n", &["--kind", "actor"]);
    assert_eq!(shown.matches("already there as `uk-government`; another one of this name needs an `id` of its own").count(), 2, "{shown}");
    let shown = plan("id,title,summary\nNo Id,British Government,A party.\n", &["--kind", "actor"]);
    assert!(shown.contains("already there as `uk-government`") && shown.contains("0 to be created, 1 left out, 0 problems"), "{shown}");
    let shown = plan("id,title,summary\nbritish-government,British Government,Of 1921.\n", &["--kind", "actor"]);
    assert!(shown.contains("1 to be created, 0 left out"), "{shown}");

    // Statements need a source that was read.
    write(site.path(), "content/sources/making.md", "+++\ntitle = \"Making Peace\"\naccess = \"cited\"\n+++\n");
    let shown = plan("id,text\nagreed,They agreed.\n", &["--statements-of", "making", "--yes"]);
    assert!(shown.contains("error: `making` was not read (`access = \"cited\"`), and such a source carries no statements"), "{shown}");
    assert!(shown.contains("write `access = \"read\"` in `content/sources/making.md`"), "{shown}");
    for near in ["makin", "Making peace"] {
        let shown = plan("id,text\nagreed,They agreed.\n", &["--statements-of", near]);
        assert!(shown.contains(&format!("there is no source `{near}`")) && shown.contains("Did you mean `making`?"), "{shown}");
    }
    write(site.path(), "content/sources/making.md", "+++\ntitle = \"Making Peace\"\n");
    let shown = plan("id,text\nagreed,They agreed.\n", &["--statements-of", "making", "--yes"]);
    assert!(shown.contains("error: the front matter of `content/sources/making.md` is never closed"), "{shown}");
    write(site.path(), "content/sources/making.md", "+++\ntitle = \"Making Peace\"\naccess = \"read\"\n+++\n");
    plan(
        "Id,Text,Said,By\nagreed,They agreed.,10/04/1998,uk-government\nmet,They met.,9 April 1998,uk-government\n",
        &["--statements-of", "making", "--yes"],
    );
    // An id that is none is made of the text, as where none is written.
    let shown = plan("id,text\nreferences,It ended.\nNo Id,It began anew.\n", &["--statements-of", "making", "--yes"]);
    assert!(shown.contains("making#it-ended\n") && shown.contains("making#it-began-anew\n"), "{shown}");
    assert_eq!(shown.matches("cannot be a statement's id, and one was made of the text").count(), 2, "{shown}");
    let again = plan("id,text\nreferences,It ended.\n,It began anew.\n,They signed.\n", &["--statements-of", "making", "--yes"]);
    assert!(again.contains("already there as `making#it-ended`") && again.contains("already there as `making#it-began-anew`"), "{again}");
    assert!(again.contains("1 to be created, 2 left out, 0 problems"), "{again}");
    let source = note("content/sources/making.md");
    assert!(source.contains("# import could not read: said = \"10/04/1998\"\n[[statements]]\nid = \"agreed\"\n"), "{source}");
    assert!(source.contains("said = \"1998-04-09\"\n"), "{source}");
    fits(site.path());
}

#[cfg(feature = "spreadsheets")]
#[test]
fn a_workbook_is_read() {
    use std::io::Write as _;
    let site = site();
    let path = site.path().join("rounds.xlsx");
    let mut book = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let rows = [
        ["title", "summary", "type", "status", "date", "number"],
        ["First round", "They met.", "talks", "held", "", "1"],
        ["Second round", "They met.", "talks", "held", "#REF!", "2"],
    ];
    let mut sheet = String::new();
    for (row, cells) in (1..).zip(rows) {
        sheet.push_str(&format!("<row r=\"{row}\">"));
        for (column, cell) in ('A'..).zip(cells) {
            // The date is a day's number, as spreadsheets keep it.
            sheet.push_str(&match (row, column) {
                (2, 'E') => "<c r=\"E2\" s=\"1\"><v>45810</v></c>".to_owned(),
                (3, 'E') => format!("<c r=\"E3\" t=\"e\"><v>{cell}</v></c>"),
                (2, 'F') => format!("<c r=\"F2\"><v>{cell}</v></c>"),
                _ => format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            });
        }
        sheet.push_str("</row>");
    }
    let parts = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Rounds\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/styles.xml", "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet}</sheetData></worksheet>")),
    ];
    for (name, text) in parts {
        book.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    }
    book.finish().unwrap();
    let output = try_it(site.path(), std::slice::from_ref(&path), &[]);
    let refused = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && refused.contains("A table of notes needs `--kind` or `--statements-of`."), "{refused}");
    let shown = String::from_utf8(run(site.path(), &[path], &["--kind", "round", "--yes"]).stdout).unwrap();
    // An error of the spreadsheet is told, and stays in the note.
    assert!(shown.contains("rounds.xlsx:3: column `date`: \"#REF!\" is not an EDTF date; it was left out"), "{shown}");
    let note = std::fs::read_to_string(site.path().join("content/rounds/second-round.md")).unwrap();
    assert!(note.contains("# import could not read: date = \"#REF!\"\n"), "{note}");
    let note = std::fs::read_to_string(site.path().join("content/rounds/first-round.md")).unwrap();
    assert!(note.contains("date = \"2025-06-02\"") && note.contains("number = 1\n"), "{note}");
}

#[test]
fn flags_do_what_they_say() {
    let site = site();
    let count = || std::fs::read_dir(site.path().join("content/sources")).unwrap().count();
    let output = run(site.path(), &[fixture("zotero.bib")], &["--dry-run"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("to be created") && output.stderr.is_empty() && count() == 1);
    let output = run(site.path(), &[fixture("zotero.bib")], &["--quiet", "--yes"]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.starts_with("Problems:") && !shown.contains("Fields of") && output.stderr.is_empty() && count() > 1, "{shown}");
    let again = run(site.path(), &[fixture("zotero.bib")], &["--quiet"]);
    assert!(!String::from_utf8_lossy(&again.stdout).contains("Left out:"), "{again:?}");
    // A name and a title that would change what a terminal shows.
    let file = site.path().join("a\u{1b}[31m.bib");
    std::fs::write(&file, "@misc{a, title = {Talks \u{202e}end}, month = {31}, year = 2025}").unwrap();
    let shown = String::from_utf8(run(site.path(), &[file], &[]).stdout).unwrap();
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_out_of_the_site() {
    let (site, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(site.path(), "site.toml", SETTINGS);
    std::fs::create_dir_all(site.path().join("content")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join("content/sources")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .arg("import")
        .arg(fixture("zotero.bib"))
        .args(["--yes", "--root"])
        .arg(site.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("leads out of the site"));
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
