//! Every file for other people's tools, made from a small site that is as awkward as a site can be, against golden files.
//!
//! `UPDATE_GOLDEN=1 cargo test --test exports` writes them anew; read the difference before you commit it. The readers in `tests/readers`
//! read the same golden files with other people's tools.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rapporteur::bibliography::{self, Bibliography};
use rapporteur::export::table::{self, FORMATS};
use rapporteur::html::Html;
use rapporteur::render::{json_ld, meta_tags};
use rapporteur::{
    Addresses, Content, Diagnostic, Disk, Model, OtherFiles, Place, Rendered, Resolved, Scope, Severity, StaticFile, read_settings, resolve,
};

struct Site {
    model: Model,
    addresses: Addresses,
    diagnostics: Vec<Diagnostic>,
    bibliography: Bibliography,
}

fn site(root: &Path) -> Site {
    let inputs = Disk::new(root).read().unwrap();
    let (config, mut diagnostics) = read_settings(&inputs.config_file, None);
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let parsed: Vec<_> =
        inputs.notes.iter().filter_map(|note| note.parse(&rapporteur::markdown::Settings::default())).map(Arc::new).collect();
    diagnostics.extend(parsed.iter().flat_map(|note| note.diagnostics.iter().cloned()));
    let statics: Vec<_> = inputs.assets.iter().map(|asset| StaticFile { path: asset.path.clone(), place: Place::Nowhere }).collect();
    let exports = table::files(&config.outputs);
    let files = OtherFiles { statics: &statics, built_in: &[], exports: &exports, languages: &[] };
    let Resolved { model, addresses, diagnostics: found, .. } = resolve(&parsed, &Arc::new(config), &files, false);
    diagnostics.extend(found);
    let (bibliography, found) = Bibliography::of(&model, None, &mut bibliography::Cache::default());
    diagnostics.extend(found);
    Site { model, addresses, diagnostics, bibliography }
}

/// The bytes of every output, but of pages, pictures and static files.
fn all(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let inputs = Disk::new(root).read().unwrap();
    let built = rapporteur::build(&inputs, &mut rapporteur::Cache::default(), &rapporteur::Options::default());
    let addresses = site(root).addresses;
    let exports: HashSet<&str> =
        addresses.all().iter().filter(|address| matches!(address.content, Content::Export(..))).map(|address| &*address.path).collect();
    let of = |output: &rapporteur::Output| match built.site.render(output) {
        Ok(Rendered::Bytes(bytes)) => bytes,
        other => panic!("{}: {other:?}", output.path),
    };
    built
        .site
        .outputs()
        .iter()
        .filter(|output| exports.contains(&*output.path))
        .map(|output| (output.path.to_string(), of(output)))
        .collect()
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports")
}

/// What templates put into pages: beside the golden files, so that the readers can read it.
fn pages(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut put = |path: String, text: String| files.insert(path, text.into_bytes());
    put(
        "_pages/site.jsonld".to_owned(),
        Html::from_json(&json_ld::of_site(&site.model, "https://example.org/briefing/")).as_str().to_owned(),
    );
    for (id, note) in site.model.notes.iter().filter(|(_, note)| note.kind().is_some()) {
        put(
            format!("_pages/{}.jsonld", note.id),
            Html::from_json(&json_ld::of_note(&site.model, &site.bibliography, id, "https://example.org/briefing/")).as_str().to_owned(),
        );
        let tags = meta_tags::meta_tags(&site.model, &site.bibliography, id, "https://example.org/briefing/");
        put(format!("_pages/{}.meta", note.id), tags.into_iter().map(|tag| format!("{}: {}\n", tag.name, tag.content)).collect());
    }
    files
}

#[test]
fn golden_files() {
    let site = site(&fixture());
    let errors: Vec<_> =
        site.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| &problem.message).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports-golden");
    let mut made = all(&fixture());
    made.extend(pages(&site));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = std::fs::remove_dir_all(&golden);
        for (path, bytes) in &made {
            let file = golden.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        return;
    }
    let mut wrong = Vec::new();
    for (path, bytes) in &made {
        // Written from the fields' own descriptions, and the archive holds it: a better word there must not break a test here.
        if matches!(&**path, "data/codebook.md" | "data/briefing.zip") {
            continue;
        }
        match std::fs::read(golden.join(path)) {
            Ok(wanted) if wanted == *bytes => {}
            Ok(_) => wrong.push(format!("{path} differs")),
            Err(_) => wrong.push(format!("{path} has no golden file")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(all(&fixture()), all(&fixture()));
}

#[test]
fn every_format_has_its_file() {
    let made = all(&fixture());
    for format in FORMATS {
        let path = match format.scope {
            Scope::Site => format.path.to_owned(),
            Scope::Kind => format!("actors/{}", format.path),
            Scope::Track => format!("tracks/main/{}", format.path),
            Scope::Source => format!("sources/full/{}", format.path),
            Scope::Note => format!("actors/alpha/{}", format.path),
        };
        assert!(made.get(&path).is_some_and(|bytes| !bytes.is_empty()), "{path}");
    }
    assert!(made.contains_key("tr/actors/alpha/index.md"));
}

#[test]
fn without_an_address_every_output_stays_whole() {
    let dir = tempfile::tempdir().unwrap();
    scratch::copy(&fixture(), dir.path());
    let settings = std::fs::read_to_string(fixture().join("site.toml")).unwrap();
    let without: String = settings.split_inclusive('\n').filter(|line| !line.starts_with("base_url")).collect();
    assert_ne!(settings, without);
    std::fs::write(dir.path().join("site.toml"), without).unwrap();
    let made = all(dir.path());
    assert!(made.contains_key("data/site.json"), "{:?}", made.keys());
    assert!(made.values().all(|bytes| !bytes.is_empty()));
}

/// What a site of these files puts out.
struct Outputs(rapporteur::Site);

impl Outputs {
    fn of(files: &[(&str, &str)]) -> Self {
        Self::with("", files)
    }

    /// With further lines of settings.
    fn with(settings: &str, files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("site.toml", &format!("title = \"The river talks\"\nbase_url = \"https://example.org/b/\"\n{settings}"));
        files.iter().for_each(|(path, text)| put(&format!("content/{path}"), text));
        let inputs = Disk::new(dir.path()).read().unwrap();
        let built = rapporteur::build(&inputs, &mut rapporteur::Cache::default(), &rapporteur::Options::default());
        let errors: Vec<&Diagnostic> = built.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        Self(built.site)
    }

    fn text(&self, path: &str) -> String {
        let output = self.0.output(path).unwrap_or_else(|| panic!("no {path}"));
        match self.0.render(output) {
            Ok(Rendered::Bytes(bytes)) => String::from_utf8(bytes).unwrap(),
            other => panic!("{path}: {other:?}"),
        }
    }

    /// The lines of a file that hold this.
    fn lines(&self, path: &str, part: &str) -> Vec<String> {
        self.text(path).lines().filter(|line| line.contains(part)).map(str::to_owned).collect()
    }

    /// The things that the JSON-LD of a page describes.
    fn things(&self, page: &str) -> Vec<serde_json::Value> {
        let html = self.text(page);
        let Some((_, rest)) = html.split_once("<script type=\"application/ld+json\">") else { return Vec::new() };
        let json: serde_json::Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
        json["@graph"].as_array().unwrap().clone()
    }

    fn thing(&self, page: &str, class: &str) -> serde_json::Value {
        self.things(page).into_iter().find(|thing| thing["@type"] == class).unwrap_or_else(|| panic!("no {class} in {page}"))
    }
}

/// A source that was read, with a statement.
const LEDGER: (&str, &str) = (
    "sources/ledger.md",
    "+++\ntitle = \"The ledger\"\ntype = \"news\"\npublished = \"2024-03-02\"\npublisher = \"Gazette\"\n[[statements]]\nid = \"third\"\ntext = \"Northland would let a third through.\"\nby = \"voss\"\ntype = \"offer\"\nsaid = \"2024-03-01\"\nlocator = \"§ 2\"\nremark = \"A slip of the article.\"\nvia = \"wire\"\n[[statements]]\nid = \"own\"\ntext = \"Nobody knows.\"\nbasis = \"anonymous\"\nspeaker = \"An official\"\nsame_utterance = [\"ledger#third\"]\n+++\n",
);
const WIRE: (&str, &str) =
    ("sources/wire.md", "+++\ntitle = \"The wire\"\ntype = \"news\"\naccess = \"cited\"\npublished = \"2024-02\"\n+++\n");
const VOSS: (&str, &str) = (
    "actors/voss.md",
    "+++\ntitle = \"Mira Voss\"\ntype = \"person\"\nsummary = \"x\"\nspeaks_for = [{ actor = \"northland\", from = \"2010\", to = \"2014\" }]\nroles = [{ title = \"President\", of = \"southland\", from = \"2010\", to = \"2014-01\" }, { title = \"Envoy\", of = \"northland\", from = \"2015\" }]\n+++\n",
);
const NORTHLAND: (&str, &str) =
    ("actors/northland.md", "+++\ntitle = \"Northland\"\ntype = \"state\"\nsummary = \"x\"\nupdated = \"2024-05-01\"\n+++\n");
const SOUTHLAND: (&str, &str) = ("actors/southland.md", "+++\ntitle = \"Southland\"\ntype = \"state\"\nsummary = \"x\"\n+++\n");
const WATER: (&str, &str) = (
    "topics/water.md",
    "+++\ntitle = \"Water\"\nsummary = \"x\"\n+++\n\n![[ledger#third]]\n\nSee [the south][ref] and [so on](../actors/southland.md).\n\n[ref]: ../actors/southland.md \"T\"\n",
);

fn river(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&[LEDGER, WIRE, VOSS, NORTHLAND, SOUTHLAND, WATER], more].concat()
}

#[test]
fn a_card_in_a_copy_is_the_editors_words_as_in_its_ledger() {
    let site = Outputs::of(&river(&[]));
    let copy = site.text("topics/water/index.md");
    let card = "Northland would let a third through. ([The ledger](https://example.org/b/sources/ledger/#third)) — \
                [Mira Voss](https://example.org/b/actors/voss/), Offer, 1 March 2024, § 2, citing [The wire](https://example.org/b/sources/wire/) \
                Editor’s remark: A slip of the article.\n";
    assert!(copy.contains(card), "{copy}");
    assert!(!copy.contains(['“', '”']), "{copy}");
    let ledger = site.text("sources/ledger/index.md");
    assert!(ledger.contains("— An official, reported 2 March 2024, anonymous\n"), "{ledger}");
}

#[test]
fn links_of_a_copy_are_absolute_in_every_notation() {
    let copy = Outputs::of(&river(&[])).text("topics/water/index.md");
    let url = "https://example.org/b/actors/southland/";
    assert!(copy.contains(&format!("See [the south]({url}) and [so on]({url}).")), "{copy}");
}

#[test]
fn an_address_in_another_language_leads_to_the_page_in_it() {
    let link = "+++\ntitle = \"X\"\nsummary = \"x\"\n+++\n\n[en](/actors/southland/) [tr](/tr/actors/southland/#mentions)\n";
    let site = Outputs::with("languages = [\"en\", \"tr\"]\n", &river(&[("topics/x.md", link), ("topics/x.tr.md", link)]));
    let url = |language: &str| format!("https://example.org/b/{language}actors/southland/");
    let copy = site.text("topics/x/index.md");
    assert!(copy.contains(&format!("[en]({}) [tr]({}#mentions)", url(""), url("tr/"))), "{copy}");
    // A translation leads to translations.
    let copy = site.text("tr/topics/x/index.md");
    assert!(copy.contains(&format!("[en]({0}) [tr]({0}#mentions)", url("tr/"))), "{copy}");
}

#[test]
fn a_name_is_read_alike_in_every_language() {
    let actor = "+++\ntitle = \"Press Secretary Smith\"\ntype = \"person\"\nsummary = \"x\"\n+++\n";
    let source = "+++\ntitle = \"A note\"\nauthors = [\"Press Secretary Smith\"]\npublished = \"2024\"\n+++\n";
    let notes = [("actors/smith.md", actor), ("actors/smith.tr.md", "+++\ntitle = \"Sözcü Smith\"\n+++\n"), ("sources/a-note.md", source)];
    let site = Outputs::with("languages = [\"en\", \"tr\"]\n", &notes);
    for page in ["sources/a-note/index.html", "tr/sources/a-note/index.html"] {
        assert!(site.text(page).contains("Smith, Press Secretary"), "{page}: {}", site.text(page));
    }
}

#[test]
fn a_copy_has_the_facts_of_its_page() {
    let site = Outputs::of(&river(&[
        (
            "rounds/offer.md",
            "+++\ntitle = \"Offer\"\ntype = \"proposal\"\nstatus = \"proposed\"\ndate = \"2024-04?\"\ndate_text = \"some time in spring\"\nby = \"northland\"\nto = [\"southland\"]\nsummary = \"x\"\n+++\n",
        ),
        (
            "disputes/how-much.md",
            "+++\ntitle = \"How much?\"\nsummary = \"x\"\nstatus = \"settled\"\nsettled_by = \"A count.\"\n[[answers]]\ntext = \"A third.\"\nstatements = [\"ledger#third\"]\nholds = true\n[[answers]]\ntext = \"None.\"\nstatements = [\"ledger#own\"]\n+++\n",
        ),
    ]));
    let offer = site.text("rounds/offer/index.md");
    let link = |title: &str, path: &str| format!("[{title}](https://example.org/b/actors/{path}/)");
    for fact in [
        "- Date: some time in spring\n",
        &format!("- By: {}\n", link("Northland", "northland")),
        &format!("- To: {}\n", link("Southland", "southland")),
    ] {
        assert!(offer.contains(fact), "{fact:?} in {offer}");
    }
    let dispute = site.text("disputes/how-much/index.md");
    assert!(dispute.contains("- A third. [This answer holds] ("), "{dispute}");
    assert!(dispute.contains("- None. ("), "{dispute}");
    let question = site.thing("disputes/how-much/index.html", "Question");
    assert_eq!((&question["acceptedAnswer"]["text"], &question["answerCount"]), (&"A third.".into(), &2.into()));
    assert_eq!(question["suggestedAnswer"].as_array().unwrap().len(), 1);
    let voss = site.text("actors/voss/index.md");
    assert!(voss.contains(&format!("- Speaks for: {} (2010 – 2014)\n", link("Northland", "northland"))), "{voss}");
    assert!(voss.contains("Envoy, [Northland](https://example.org/b/actors/northland/) (since 2015)\n"), "{voss}");
}

#[test]
fn a_topics_and_the_home_pages_positions_stand_in_their_copies() {
    let site = Outputs::of(&river(&[
        (
            "topics/locks.md",
            "+++\ntitle = \"Locks\"\nsummary = \"x\"\n[[stances]]\nactor = \"northland\"\ntext = \"Open them [@ledger#third; @ledger, p. 2].\"\nsources = [\"ledger#third\"]\n[[shifts]]\nactor = \"northland\"\ntitle = \"From none to a third\"\nstatements = [\"ledger#own\", \"ledger#third\"]\nnote = \"So it seems [@ledger].\"\n+++\n",
        ),
        (
            "_index.md",
            "+++\ntitle = \"Home\"\n[[standing]]\nphrase = \"Water\"\ntext = \"A third is offered.\"\nmark = \"said\"\nsources = [\"ledger#third\"]\n+++\n",
        ),
    ]));
    let ledger = "[The ledger](https://example.org/b/sources/ledger/";
    let locks = site.text("topics/locks/index.md");
    let stance = format!("- [Northland](https://example.org/b/actors/northland/): Open them. ({ledger}#third); {ledger}), p. 2)\n");
    assert!(locks.contains(&stance), "{locks}");
    assert!(
        locks.contains(&format!(
            "- [Northland](https://example.org/b/actors/northland/): From none to a third ({ledger}#own); {ledger}#third))\n  So it seems. ({ledger}))\n"
        )),
        "{locks}"
    );
    let home = site.text("index.md");
    // The lists have a heading of their own: without one they would go on with the points.
    assert!(home.contains(&format!("- **Water** A third is offered. [Said] ({ledger}#third))\n\n## All lists\n\n- [")), "{home}");
}

#[test]
fn a_works_written_type_is_its_class() {
    let work = |fields: &str| format!("+++\ntitle = \"A\"\npublished = \"2024\"\n{fields}\n+++\n");
    for (fields, class) in [
        ("type = \"dataset\"\ndoi = \"10.1000/x\"", "Dataset"),
        ("type = \"report\"\nisbn = \"978\"\ncontainer_title = \"C\"", "Report"),
        ("type = \"news\"\nissue = \"3\"", "NewsArticle"),
        ("type = \"analysis\"\ndoi = \"10.1000/x\"", "ScholarlyArticle"),
        ("isbn = \"978\"", "Book"),
        ("volume = \"3\"", "ScholarlyArticle"),
        ("", "CreativeWork"),
    ] {
        let text = work(fields);
        let site = Outputs::of(&[("sources/a.md", &text)]);
        let thing = site.thing("sources/a/index.html", class);
        assert_eq!(thing.get("headline").is_some(), class.ends_with("Article"), "{class}");
        assert!(site.text("data/site.ttl").contains(&format!("schema:{class}")), "{class}");
    }
}

const TWO: &str = "[languages.tr]\ntitle = \"Nehir\"\n";

#[test]
fn a_page_in_another_language_describes_the_same_thing() {
    let site = Outputs::with(TWO, &river(&[("topics/water.tr.md", "+++\ntitle = \"Su\"\nsummary = \"x\"\n+++\n")]));
    let page = site.thing("tr/topics/water/index.html", "WebPage");
    assert_eq!(page["mainEntity"]["@id"], site.thing("topics/water/index.html", "WebPage")["mainEntity"]["@id"]);
    assert_eq!(page["inLanguage"], "tr");
}

#[test]
fn a_page_without_a_translation_tells_machines_of_none() {
    let site = Outputs::with(TWO, &river(&[("actors/southland.tr.md", "+++\ntitle = \"Güney\"\nsummary = \"x\"\n+++\n")]));
    assert!(site.things("tr/actors/northland/index.html").is_empty());
    let page = site.text("tr/actors/northland/index.html");
    for said in ["citation_language", "citation_public_url", "langid = {turkish}", "LA  - tr"] {
        assert!(!page.contains(said), "{said}");
        assert!(site.text("tr/actors/southland/index.html").contains(said), "{said}");
    }
}

#[test]
fn the_home_page_of_each_language_is_a_site_of_its_own() {
    let site = Outputs::with(TWO, &river(&[]));
    let (english, turkish) = (site.thing("index.html", "WebSite"), site.thing("tr/index.html", "WebSite"));
    assert_eq!((&english["@id"], &english["name"]), (&"https://example.org/b/".into(), &"The river talks".into()));
    assert_eq!((&turkish["@id"], &turkish["name"]), (&"https://example.org/b/tr/".into(), &"Nehir".into()));
    assert_eq!(turkish["translationOfWork"]["@id"], english["@id"]);
    assert_eq!(turkish["potentialAction"]["target"]["urlTemplate"], "https://example.org/b/tr/search/?q={search_term_string}");
    assert!(site.things("tr/index.html").iter().all(|thing| thing["@type"] != "Dataset"));
}

#[test]
fn an_office_that_has_ended_is_nobodys_job() {
    let voss = Outputs::of(&river(&[])).thing("actors/voss/index.html", "Person");
    assert_eq!(voss["jobTitle"], serde_json::json!(["Envoy"]));
    assert_eq!(voss["affiliation"][0]["name"], "Northland");
    assert_eq!(voss["affiliation"].as_array().unwrap().len(), 1);
}

#[test]
fn dates_for_search_engines_are_not_more_exact_than_written() {
    let work = |date: &str| format!("+++\ntitle = \"A\"\ntype = \"news\"\npublished = \"{date}\"\n+++\n");
    let round = |date: &str| format!("+++\ntitle = \"R\"\ntype = \"talks\"\nstatus = \"held\"\nsummary = \"x\"\ndate = \"{date}\"\n+++\n");
    for (date, published, begun) in [
        ("2022-03/2022-05", None, Some("2022-03")),
        ("2024-04?", None, None),
        ("2025-10-07~", None, None),
        ("[2022-07-23, 2025-07-23]", None, None),
        ("2025-10-07", Some("2025-10-07"), Some("2025-10-07")),
    ] {
        let (work, round) = (work(date), round(date));
        let site = Outputs::of(&[("sources/a.md", &work), ("rounds/r.md", &round)]);
        let (work, round) = (site.thing("sources/a/index.html", "NewsArticle"), site.thing("rounds/r/index.html", "Event"));
        assert_eq!(work.get("datePublished").and_then(|date| date.as_str()), published, "{date}");
        assert_eq!(round.get("startDate").and_then(|date| date.as_str()), begun, "{date}");
    }
}

#[test]
fn nobody_took_part_in_what_was_not_held() {
    let round = |ty: &str, status: &str, role: &str| {
        format!(
            "+++\ntitle = \"R\"\ntype = \"{ty}\"\nstatus = \"{status}\"\nsummary = \"x\"\ndate = \"2024\"\n[[delegations]]\nactor = \"northland\"\nrole = \"{role}\"\nhead = \"voss\"\nsources = [\"ledger\"]\n+++\n"
        )
    };
    for (ty, status, role, relations) in [
        ("talks", "held", "party", ["took_part_in", "headed_delegation_to"].as_slice()),
        ("talks", "cancelled", "party", &["was_to_take_part_in", "was_to_take_part_in"]),
        ("talks", "held", "absent", &["absent_from"]),
        ("announcement", "announced", "party", &["took_part_in", "headed_delegation_to"]),
    ] {
        let text = round(ty, status, role);
        let notes: Vec<(&str, &str)> = river(&[]).into_iter().chain([("rounds/r.md", &*text)]).collect();
        let site = Outputs::of(&notes);
        let graph = site.text("data/graph.graphml");
        let to_round = graph.split("<edge ").filter(|edge| edge.contains("target=\"r\""));
        let found: Vec<&str> =
            to_round.map(|edge| edge.split_once("<data key=\"relation\">").unwrap().1.split_once('<').unwrap().0).collect();
        assert_eq!(found, relations, "{status}, {role}");
        assert!(graph.contains(&format!("<data key=\"status\">{status}</data>")), "{status}");
        assert_eq!(site.text("data/site.ttl").contains("prov:wasAssociatedWith"), relations.contains(&"took_part_in"), "{status}, {role}");
    }
}

#[test]
fn the_graph_joins_makers_of_proposals_and_what_is_one_utterance() {
    let offer = "+++\ntitle = \"Offer\"\ntype = \"proposal\"\nstatus = \"proposed\"\ndate = \"2024-04-01\"\nby = \"northland\"\nto = [\"southland\"]\nsummary = \"x\"\n+++\n";
    let graph = Outputs::of(&river(&[("rounds/offer.md", offer)])).text("data/graph.graphml");
    for (from, to, relation) in
        [("offer", "northland", "by"), ("offer", "southland", "to"), ("ledger#own", "ledger#third", "same_utterance")]
    {
        let edge = format!("source=\"{from}\" target=\"{to}\">\n   <data key=\"relation\">{relation}</data>");
        assert!(graph.contains(&edge), "{edge}");
    }
}

#[test]
fn a_proposal_of_a_certain_day_is_no_tentative_event() {
    let round = |ty: &str, status: &str, date: &str| {
        format!(
            "+++\ntitle = \"R\"\ntype = \"{ty}\"\nstatus = \"{status}\"\nsummary = \"x\"\ndate = \"{date}\"\nupdated = \"2024-05\"\n+++\n"
        )
    };
    for (ty, status, date, wanted) in [
        ("proposal", "proposed", "2024-05-20", "CONFIRMED"),
        ("announcement", "announced", "2024-05-20", "CONFIRMED"),
        ("proposal", "proposed", "2024-05-20?", "TENTATIVE"),
        ("proposal", "reported", "2024-05-20", "TENTATIVE"),
        ("talks", "announced", "2024-05-20", "TENTATIVE"),
        ("talks", "held", "2024-05-20", "CONFIRMED"),
    ] {
        let text = round(ty, status, date);
        let site = Outputs::of(&[("rounds/r.md", &text)]);
        assert_eq!(site.lines("calendar.ics", "STATUS:"), [format!("STATUS:{wanted}")], "{ty} {status} {date}");
        // A month is no moment at which the note was changed.
        assert!(site.lines("calendar.ics", "LAST-MODIFIED").is_empty());
    }
}

#[test]
fn what_is_only_planned_is_said_to_be_due() {
    let planned =
        "+++\ntitle = \"Planned round\"\ntype = \"talks\"\nstatus = \"cancelled\"\nsummary = \"x\"\nplanned = \"2024-05-20\"\n+++\n";
    let track = "+++\ntitle = \"Series\"\nsummary = \"x\"\nfrom = \"2024\"\n+++\n";
    let dated = "+++\ntitle = \"Dated\"\nsummary = \"x\"\ndate = \"2024-01-01\"\n+++\n";
    let vague: Vec<String> = (0..31).map(|number| format!("rounds/vague-{number}.md")).collect();
    let mut notes = vec![("rounds/d.md", dated), ("rounds/r.md", planned), ("tracks/t.md", track)];
    notes.extend(vague.iter().map(|path| (&**path, "+++\ntitle = \"Some day\"\nsummary = \"x\"\ndate = \"2024\"\n+++\n")));
    let site = Outputs::of(&notes);
    let calendar = site.text("calendar.ics").replace("\r\n ", "");
    assert!(calendar.contains("Planned round (due 20 May 2024)"), "{calendar}");
    // So many are named, and the others counted.
    assert_eq!(calendar.matches("Some day (2024)").count(), 29);
    assert!(calendar.contains("and 2 more"), "{calendar}");
    // Where no note says when it was written, an event was when it took place.
    assert_eq!(site.lines("calendar.ics", "DTSTAMP"), ["DTSTAMP:20240101T000000Z"]);
    let found = site.text("search/documents-0.json");
    assert!(found.contains("\"due 20 May 2024\"") && !found.contains("\"20 May 2024\""), "{found}");
    assert!(found.contains("\"since 2024\""), "{found}");
}

#[test]
fn a_deadline_stands_on_its_day_and_not_on_that_on_which_it_was_set() {
    let deadline = |planned: &str| {
        format!("+++\ntitle = \"R\"\ntype = \"deadline\"\nsummary = \"x\"\ndate = \"2024-05-01\"\nplanned = \"{planned}\"\n+++\n")
    };
    for (planned, day, status) in [("2024-05-20", "20240520", 0), ("2024-05-21?", "20240521", 1)] {
        let text = deadline(planned).replace("summary", "status = \"announced\"\nsummary");
        let site = Outputs::of(&[("rounds/r.md", &text)]);
        assert_eq!(site.lines("calendar.ics", "DTSTART"), [format!("DTSTART;VALUE=DATE:{day}")]);
        assert_eq!(site.lines("calendar.ics", "STATUS:TENTATIVE").len(), status, "{planned}");
    }
    let other = deadline("2024-07-01");
    let site = Outputs::of(&[("rounds/r.md", &deadline("2024-06")), ("rounds/s.md", &other)]);
    assert_eq!(site.lines("calendar.ics", "DTSTART"), ["DTSTART;VALUE=DATE:20240701"]);
    let calendar = site.text("calendar.ics").replace("\r\n ", "");
    assert!(calendar.contains("R (due June 2024)"), "{calendar}");
}

#[test]
fn the_title_of_the_feed_is_of_feeds_in_the_main_language() {
    let note = "+++\ntitle = \"N\"\ntype = \"state\"\nsummary = \"x\"\n+++\n";
    let settings = "[feed]\ntitle = \"News\"\n[languages.en]\n[languages.tr]\ntitle = \"Nehir\"\n";
    let round = "+++\ntitle = \"R\"\nsummary = \"x\"\ndate = \"2024-01-01\"\n+++\n";
    let site = Outputs::with(settings, &[("actors/n.md", note), ("rounds/r.md", round)]);
    for (folder, feed, site_title) in [("", "News", "The river talks"), ("tr/", "Nehir", "Nehir")] {
        assert!(site.text(&format!("{folder}feed.xml")).contains(&format!("<title>{feed}</title>")), "{folder}");
        assert_eq!(site.lines(&format!("{folder}calendar.ics"), "CALNAME:"), [format!("X-WR-CALNAME:{site_title}")]);
        let page = site.text(&format!("{folder}actors/n/index.html"));
        let link = page.split("<link ").find(|link| link.contains("text/calendar")).unwrap();
        assert!(link.contains(&format!("title=\"{site_title}\"")), "{link}");
        // A feed in another notation is named where all feeds are.
        assert!(!page.contains("application/feed+json") && site.text(&format!("{folder}index.html")).contains("application/feed+json"));
    }
}

#[test]
fn an_editor_may_be_an_institution_in_braces_which_are_not_shown() {
    let note = "+++\ntitle = \"N\"\ntype = \"state\"\nsummary = \"x\"\nupdated = \"2025-01-01\"\n+++\n";
    for name in ["{Voz del Ámbar}", "Redacción del Ámbar"] {
        let site = Outputs::with(
            &format!("[editor]\nname = \"{name}\"\n"),
            &[("_index.md", "+++\ntitle = \"Home\"\n+++\n"), ("actors/n.md", note)],
        );
        let shown = name.trim_matches(['{', '}']);
        for path in ["feed.xml", "feed.json", "data/site.json"] {
            let text = site.text(path);
            assert!(text.contains(shown) && !text.contains(&format!("{{{shown}")), "{path}");
        }
        let page = site.text("actors/n/index.html");
        assert!(page.contains(&format!("{shown}. 2025")) && !page.contains("Ámbar, "), "{page}");
        let publishers: Vec<_> = site.things("index.html").into_iter().filter_map(|thing| thing.get("publisher").cloned()).collect();
        let institution = serde_json::json!({ "@type": "Organization", "name": shown });
        assert!(!publishers.is_empty() && publishers.iter().all(|publisher| *publisher == institution), "{publishers:?}");
    }
}

#[test]
fn every_entry_of_a_feed_has_an_id_of_its_own() {
    let note = "+++\ntitle = \"N\"\ntype = \"state\"\nsummary = \"x\"\n[[changes]]\ndate = \"2024-02-02T10:00\"\nnote = \"a\"\n[[changes]]\ndate = \"2024-02-02T11:00\"\nnote = \"b\"\n[[changes]]\ndate = \"2025-06\"\nnote = \"c\"\n[[changes]]\ndate = \"2025-06~\"\nnote = \"d\"\n[[changes]]\ndate = \"[2022-07-23, 2025-07-23]\"\nnote = \"e\"\n[[changes]]\ndate = \"2025-06-02/2025-06-04\"\nnote = \"f\"\n[[changes]]\ndate = \"-0043\"\nnote = \"g\"\n+++\n";
    let feed_of = |contact: &str| {
        let settings = format!("[editor]\nname = \"E\"\ncontact = \"{contact}\"\n");
        Outputs::with(&settings, &[("actors/n.md", note)]).text("feed.xml")
    };
    let feed = feed_of("httpdesk@example.org");
    let mut ids: Vec<&str> =
        feed.split("<entry>").skip(1).map(|entry| entry.split("<id>").nth(1).unwrap().split('<').next().unwrap()).collect();
    // A year that no calendar of the net has is no instant.
    assert_eq!(ids.len(), 6);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
    // Of several days none is certain; of days from one to another the first is not all.
    assert!(ids[0].starts_with("tag:example.org,2000:"), "{ids:?}");
    assert!(feed.contains("term=\"2025-06-02/2025-06-04\""), "{feed}");
    for feed in [&feed, &feed_of("mailto:httpdesk@example.org")] {
        assert!(feed.contains("<email>httpdesk@example.org</email>"));
    }
}

#[test]
fn tables_tell_an_empty_list_from_none_and_lists_from_home() {
    let changed = |title: &str| format!("+++\ntitle = \"{title}\"\n[[changes]]\ndate = \"2024-02-02\"\nnote = \"{title}\"\n+++\n");
    let (home, actors) = (changed("Home"), changed("Who"));
    let source = "+++\ntitle = \"S\"\ntype = \"news\"\npublished = \"2024\"\n[[statements]]\nid = \"a\"\ntext = \"It is so.\"\nby = \"voss\"\nfor = []\n+++\n";
    let notes: Vec<(&str, &str)> =
        river(&[("sources/s.md", source)]).into_iter().chain([("_index.md", &*home), ("actors/_index.md", &*actors)]).collect();
    let site = Outputs::of(&notes);
    let mut changes = csv::Reader::from_reader(std::io::Cursor::new(site.text("data/changes.csv")));
    let rows: Vec<Vec<String>> = changes.records().map(|row| row.unwrap().iter().take(3).map(str::to_owned).collect()).collect();
    assert_eq!(rows, [["actor", "", "1"], ["", "", "1"]]);
    let mut statements = csv::Reader::from_reader(std::io::Cursor::new(site.text("data/statements.csv")));
    let place = statements.headers().unwrap().iter().position(|column| column == "for").unwrap();
    let cells: Vec<(String, String)> =
        statements.records().map(|row| row.unwrap()).map(|row| (row[0].to_owned(), row[place].to_owned())).collect();
    let wanted = [("ledger#own", ""), ("ledger#third", ""), ("s#a", "[]")].map(|(id, cell)| (id.to_owned(), cell.to_owned()));
    let mut cells = cells;
    cells.sort();
    assert_eq!(cells, wanted);
}

#[test]
fn no_file_has_two_media_types_and_a_missing_codebook_is_not_pointed_to() {
    let headers = Outputs::of(&river(&[])).lines("_headers", ".md");
    assert_eq!(headers, ["/b/*.md"]);
    let headers = Outputs::with("[outputs]\nmarkdown_copies = false\n", &river(&[])).lines("_headers", ".md");
    assert_eq!(headers, ["/b/data/codebook.md"]);
    for (settings, named) in [("", true), ("[outputs]\njson = false\n", false)] {
        let round = ("rounds/r.md", "+++\ntitle = \"R\"\nsummary = \"x\"\ndate = \"2024-01-01\"\n+++\n");
        let site = Outputs::with(settings, &river(&[round]));
        let output = site.0.output("data/briefing.zip").unwrap();
        let Ok(Rendered::Bytes(bytes)) = site.0.render(output) else { panic!("an archive is bytes") };
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        assert!(archive.by_name("calendar.ics").is_ok());
        let readme = std::io::read_to_string(archive.by_name("README.txt").unwrap()).unwrap();
        assert_eq!(readme.contains("codebook.md"), named, "{readme}");
    }
}
