//! The interface in every language: nothing English is left on a site of another language, and nothing is said that stands in no file of
//! words.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod scratch;

use std::collections::BTreeSet;
use std::path::Path;

use rapporteur::language::words::{self, COMPLETE, MessagePart, Words};
use rapporteur::view::words::choices;
use rapporteur::{Cache, Code, Disk, Options, Rendered, build};
use scraper::{Html, Node};

/// A site that shows every part of every page. `§` stands for a word that no language has.
const SITE: &[(&str, &str)] = &[
    (
        "content/_index.md",
        "+++\ntitle = \"§ §\"\nsummary = \"§ §.\"\n\n[[standing]]\nphrase = \"§ §.\"\ntext = \"§ §.\"\nmark = \"agreed\"\ndate = \"2025-06\"\nsources = [\"s-one#a\"]\n\n[[standing]]\nphrase = \"§.\"\ntext = \"§.\"\nmark = \"none\"\n\n[[changes]]\ndate = \"2025-07-01\"\nseverity = \"correction\"\nnote = \"§.\"\n\n[[changes]]\ndate = \"2025-06\"\nseverity = \"update\"\nnote = \"§.\"\n\n[[changes]]\ndate = \"2025-05-01\"\nseverity = \"minor\"\nnote = \"§.\"\n+++\n\n§ [@s-one#a].\n\n## § §\n\n§.\n",
    ),
    ("content/actors/_index.md", "+++\ntitle = \"§ §\"\nsummary = \"§.\"\n+++\n\n§.\n"),
    (
        "content/actors/north.md",
        "+++\ntitle = \"§ А\"\nsummary = \"§.\"\ntype = \"state\"\ncreated = \"2025-01-02\"\nupdated = \"2025-05-06\"\nreviewed = \"2025-05-07\"\nreview_by = \"2025-06-01\"\nalso_known_as = [\"§-§\"]\naliases = [\"/old/north/\"]\nurl = \"https://test.example/north\"\nwikidata = \"Q1\"\n+++\n\n> [!NOTE]\n> §.\n\n- [x] §\n- [ ] §\n\n§[^1] [[s-one#a]] [[south#mentions]] [[south#references]] [@s-one].\n\n[^1]: §.\n",
    ),
    ("content/actors/south.md", "+++\ntitle = \"§ Б\"\nsummary = \"§.\"\ntype = \"state\"\npart_of = \"bloc\"\n+++\n\n§ [@s-one].\n"),
    ("content/actors/bloc.md", "+++\ntitle = \"§ В\"\nsummary = \"§.\"\ntype = \"bloc\"\n+++\n"),
    ("content/actors/paper.md", "+++\ntitle = \"§ Г\"\nsummary = \"§.\"\ntype = \"media\"\n+++\n"),
    (
        "content/actors/person.md",
        "+++\ntitle = \"§ Д\"\nsummary = \"§.\"\ntype = \"person\"\nspeaks_for = \"north\"\n\n[[roles]]\ntitle = \"§\"\nof = \"north\"\nfrom = \"2024\"\nsources = [\"s-one\"]\n+++\n",
    ),
    ("content/tracks/track.md", "+++\ntitle = \"§ Т\"\nsummary = \"§.\"\ntype = \"§\"\nfrom = \"2025\"\n+++\n"),
    (
        "content/rounds/held.md",
        "+++\ntitle = \"§ Е\"\nsummary = \"§.\"\ntype = \"talks\"\nstatus = \"held\"\ndate = \"2025-06-02\"\ntrack = \"track\"\nnumber = 1\nplace = \"§\"\ncountry = \"§\"\ncoordinates = [41.0, 28.9]\nformat = \"in-person\"\n\n[[delegations]]\nactor = \"north\"\nrole = \"party\"\nhead = \"person\"\nsources = [\"s-one#a\"]\n\n[[delegations]]\nactor = \"south\"\nrole = \"party\"\n\n[[delegations]]\nactor = \"bloc\"\nrole = \"mediator\"\n\n[[outcomes]]\ntext = \"§.\"\nstatus = \"agreed\"\ntopics = [\"topic\"]\nsources = [\"s-one#a\"]\n\n[[outcomes]]\ntext = \"§ §.\"\nstatus = \"partly\"\n\n[[outcomes]]\ntext = \"§ § §.\"\nstatus = \"unknown\"\n+++\n\n§ [@s-one].\n",
    ),
    (
        "content/rounds/later.md",
        "+++\ntitle = \"§ Ж\"\nsummary = \"§.\"\ntype = \"meeting\"\nstatus = \"announced\"\nplanned = \"2025-08\"\nfollows = \"held\"\ntrack = \"track\"\n+++\n",
    ),
    (
        "content/rounds/doubt.md",
        "+++\ntitle = \"§ З\"\nsummary = \"§.\"\ntype = \"call\"\nstatus = \"reported\"\ndate = \"2025-07-03?\"\n\n[[delegations]]\nactor = \"north\"\nrole = \"party\"\n\n[[delegations]]\nactor = \"bloc\"\nrole = \"absent\"\n+++\n",
    ),
    (
        "content/rounds/offer.md",
        "+++\ntitle = \"§ И\"\nsummary = \"§.\"\ntype = \"proposal\"\nstatus = \"proposed\"\ndate = \"2025-05~\"\nby = [\"north\"]\nto = [\"south\"]\n+++\n",
    ),
    (
        "content/sources/s-one.md",
        "+++\ntitle = \"§ § К\"\nsummary = \"§.\"\ntype = \"news\"\nauthors = [\"§ Л\"]\npublisher = \"§ Г\"\npublished = \"2025-06-10\"\naccessed = \"2025-06-11\"\nlanguage = \"uk\"\nurl = \"https://test.example/one\"\naccess = \"read\"\nvantage = \"§.\"\ncaveat = \"§. §. §. §.\"\nleaves_out = \"§.\"\ncites = [\"s-cited\"]\narchives = [{ url = \"https://archive.example/one\", date = \"2025-06-12\" }]\ntranslations = [{ language = \"en\", url = \"https://test.example/en\", title = \"§\" }]\n\n[[statements]]\nid = \"a\"\ntext = \"§ § § § § § § § § §.\"\nby = [\"person\"]\nto = [\"south\"]\ntype = \"demand\"\nsaid = \"2025-06-02\"\ntopics = [\"topic\"]\nrounds = [\"held\"]\nbasis = \"first-hand\"\nquote = \"§ §\"\nremark = \"§.\"\nlocator = \"“§”, § 1\"\n\n[[statements]]\nid = \"b\"\ntext = \"§ § б.\"\nby = [\"south\"]\ntype = \"refusal\"\ntopics = [\"topic\"]\nbasis = \"second-hand\"\nvia = \"s-cited\"\ndenies = [\"s-one#a\"]\n\n[[statements]]\nid = \"c\"\ntext = \"§ в.\"\nspeaker = \"§ §\"\ntype = \"figure\"\ntopics = [\"topic\"]\nbasis = \"anonymous\"\nvalue = { min = 1000, max = 2500, unit = \"§\", about = true }\nsupports = [\"s-one#a\"]\n\n[[statements]]\nid = \"d\"\ntext = \"§ г.\"\ntype = \"assessment\"\ntopics = [\"topic\"]\n\n[[statements]]\nid = \"e\"\ntext = \"§ д.\"\nby = [\"person\"]\nfor = []\nof = [\"south\"]\ntype = \"position\"\nsaid = \"2025-03-04\"\ntopics = [\"topic\", \"child\"]\nbasis = \"document\"\n\n[[statements]]\nid = \"f\"\ntext = \"§ е.\"\nby = [\"north\"]\ntype = \"figure\"\nvalue = { max = 5000, unit = \"§\" }\ntopics = [\"topic\"]\nsaid = \"2025-06-02\"\n\n[[statements]]\nid = \"g\"\ntext = \"§ ж.\"\ntype = \"event\"\nhappened = \"2025-02-03\"\n\n[[statements]]\nid = \"h\"\ntext = \"§ з.\"\ntype = \"event\"\nhappened = \"2025-02-05\"\n+++\n\n§.\n",
    ),
    (
        "content/sources/s-two.md",
        "+++\ntitle = \"§ § М\"\ntype = \"analysis\"\npublisher = \"§ §\"\npublished = \"2025-07~\"\nurl = \"https://test.example/two\"\naccess = \"read\"\ncites = [\"s-cited\"]\n\n[[statements]]\nid = \"a\"\ntext = \"§ и.\"\nby = [\"south\"]\ntype = \"position\"\nsaid = \"2025-07-01\"\ntopics = [\"topic\"]\n+++\n",
    ),
    (
        "content/sources/s-cited.md",
        "+++\ntitle = \"§ § Н\"\ntype = \"book\"\nauthors = [\"§ О\", \"§ П\"]\npublisher = \"§ Р\"\npublished = \"2022\"\naccess = \"cited\"\neditors = [\"§ С\"]\ntranslators = [\"§ У\"]\nseries = \"§\"\nvolume = \"2\"\nedition = \"3\"\npages = \"4-5\"\nplace = \"§\"\noriginal_title = \"§\"\n+++\n",
    ),
    (
        "content/topics/topic.md",
        "+++\ntitle = \"§ Ф\"\nsummary = \"§.\"\nquestion = \"§?\"\ngroup = \"§\"\n\n[[stances]]\nactor = \"north\"\ntext = \"§.\"\nsources = [\"s-one#a\"]\n\n[[shifts]]\nactor = \"north\"\ntitle = \"§ §\"\nstatements = [\"s-one#e\", \"s-one#a\"]\nnote = \"§.\"\ndispute = \"number\"\n+++\n\n§ [@s-one].\n",
    ),
    ("content/topics/child.md", "+++\ntitle = \"§ Х\"\nsummary = \"§.\"\nparent = \"topic\"\n+++\n"),
    (
        "content/disputes/number.md",
        "+++\ntitle = \"§ Ц?\"\nsummary = \"§.\"\ntype = \"number\"\nstatus = \"open\"\ntopics = [\"topic\"]\nrounds = [\"held\"]\nsettled_by = \"§.\"\n\n[[answers]]\ntext = \"§.\"\nstatements = [\"s-one#c\"]\n\n[[answers]]\ntext = \"§ §.\"\nstatements = [\"s-one#f\", \"s-two#a\"]\n\n[[answers]]\ntext = \"§ § §.\"\nsources = [\"s-cited\"]\n\n[[answers]]\ntext = \"§ § § §.\"\nreckoning = \"§.\"\n+++\n\n§ [@s-one].\n",
    ),
    (
        "content/disputes/date.md",
        "+++\ntitle = \"§ Ч?\"\nsummary = \"§.\"\ntype = \"date\"\nstatus = \"settled\"\nweight = \"minor\"\ntopics = [\"topic\"]\n\n[[answers]]\ntext = \"§.\"\nholds = true\nstatements = [\"s-one#g\"]\n\n[[answers]]\ntext = \"§ §.\"\nstatements = [\"s-one#h\"]\n+++\n",
    ),
    (
        "content/pages/about.md",
        "+++\ntitle = \"§ Ш\"\nmenu = { label = \"§\", order = 1 }\n+++\n\n§ [[person]] [[number]] [[topic]] [[held]] [[s-two]].\n\n![[s-one#a]]\n",
    ),
];

/// What a build shows to readers: each piece of text with the file that holds it.
type Pieces = Vec<(String, String)>;

/// Builds the site and gathers what it says.
fn said(settings: &str, word: &str) -> Pieces {
    let dir = tempfile::tempdir().unwrap();
    let head = "title = \"§ § §\"\ntagline = \"§ §\"\ndescription = \"§.\"\nbase_url = \"https://test.example/\"\nlicense = \"§\"\neditor = { name = \"§ §\", contact = \"mailto:a@test.example\" }\nas_of = \"2025-11-12\"\n";
    scratch::put(dir.path(), "site.toml", format!("{head}{settings}").replace('§', word));
    for (path, text) in SITE {
        scratch::put(dir.path(), path, text.replace('§', word));
    }
    let built = build(&Disk::new(dir.path()).read().unwrap(), &mut Cache::default(), &Options::default());
    assert!(!built.has_errors(), "{:#?}", built.diagnostics);
    let mut pieces = Pieces::new();
    for output in built.site.outputs() {
        let path = output.path.to_string();
        let mut put = |text: &str| pieces.push((path.clone(), text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")));
        match built.site.render(output).unwrap_or_else(|problems| panic!("{path}: {problems:#?}")) {
            Rendered::Picture(card) => {
                [card.kind, card.date].iter().for_each(|text| put(text));
                card.lines.iter().for_each(|line| put(&line.text));
            }
            Rendered::Bytes(bytes) if output.page || path.starts_with("old/") => shown(&String::from_utf8(bytes).unwrap(), &mut put),
            Rendered::Bytes(bytes) if path.ends_with("feed.json") => {
                let feed: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                for item in feed["items"].as_array().unwrap() {
                    put(item["title"].as_str().unwrap());
                    shown(item["content_html"].as_str().unwrap(), &mut put);
                }
            }
            Rendered::Bytes(bytes) if path.ends_with("calendar.ics") => {
                let text = String::from_utf8(bytes).unwrap().replace("\r\n ", "");
                let lines = text.lines().filter(|line| line.starts_with("DESCRIPTION") || line.starts_with("SUMMARY"));
                lines.for_each(|line| put(&line[line.find(':').unwrap() + 1..].replace("\\n", " ")));
            }
            Rendered::Bytes(bytes) if path.ends_with("index.md") || path.ends_with("llms.txt") => {
                String::from_utf8(bytes).unwrap().lines().for_each(put);
            }
            _ => {}
        }
    }
    pieces
}

/// Attributes that are read out or shown.
const SHOWN: [&str; 7] = ["aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription", "label"];

/// The text of a page, and that of its attributes. What stands in `code` is for machines.
fn shown(html: &str, put: &mut impl FnMut(&str)) {
    let page = Html::parse_document(html);
    for node in page.tree.root().descendants() {
        match node.value() {
            Node::Text(text) => {
                let inside = |names: &[&str]| {
                    node.ancestors().any(|above| above.value().as_element().is_some_and(|element| names.contains(&element.name())))
                };
                if !inside(&["script", "style", "code"]) && !text.trim().is_empty() {
                    put(text);
                }
            }
            Node::Element(element) => {
                let described = element.name() == "meta"
                    && matches!(
                        element.attr("name").or(element.attr("property")),
                        Some("description" | "og:title" | "og:description" | "og:site_name")
                    );
                for (name, value) in element.attrs() {
                    let for_scripts = name.starts_with("data-") && (value.contains(' ') || name == "data-new");
                    if SHOWN.contains(&name) || for_scripts || (described && name == "content") {
                        put(value);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What English says and a language says otherwise: whole texts, and parts of sentences that are long enough to be told.
fn english(code: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (here, there) = (Words::built_in(code), Words::built_in(COMPLETE));
    let own: BTreeSet<&str> = here.keys().iter().filter(|key| here.has(key)).flat_map(|key| here.get(key).unwrap().forms()).collect();
    let mut forms: Vec<&str> = there.keys().into_iter().flat_map(|key| there.get(key).unwrap().forms()).collect();
    let declared: Vec<_> = choices().into_iter().flatten().flat_map(|word| [word.label, word.meaning]).collect();
    let rules: Vec<String> = Code::ALL.iter().map(|code| code.summary()).collect();
    forms.extend(declared);
    forms.extend(rules.iter().map(String::as_str));
    let (mut whole, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for form in forms.into_iter().filter(|form| !own.contains(form)) {
        let literals: Vec<&str> =
            words::parts(form).filter_map(|part| if let MessagePart::Literal(text) = part { Some(text.trim()) } else { None }).collect();
        if let [one] = literals.as_slice()
            && *one == form
            && form.chars().filter(|c| c.is_alphabetic()).count() > 2
        {
            whole.insert(form.to_owned());
        }
        let long = |text: &&&str| text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() > 2;
        parts.extend(literals.iter().filter(long).map(|text| (*text).to_owned()));
    }
    (whole, parts)
}

fn no_english(code: &str, pieces: &Pieces) {
    let (whole, parts) = english(code);
    let mut found = BTreeSet::new();
    // The switcher names each language in itself.
    for (path, piece) in pieces.iter().filter(|(_, piece)| piece != "English") {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let word = whole.iter().find(|form| piece == *form || bare == **form);
        if let Some(english) = word.or_else(|| parts.iter().find(|part| piece.contains(part.as_str()))) {
            found.insert(format!("{path}: “{english}” in “{piece}”"));
        }
    }
    assert!(found.is_empty(), "{code}: English on its pages: {found:#?}");
}

const OTHERS: [&str; 6] = ["tr", "uk", "ru", "fr", "de", "ar"];

/// Addresses, names of files, what scripts alone read, Markdown's own words, and what a citation style says in every language (APA).
fn for_machines(piece: &str) -> bool {
    let hashes = piece.split(' ').all(|word| word.len() == 8 && word.chars().all(|c| c.is_ascii_hexdigit()));
    let known = ["https://", ".js?", "[!NOTE]", "Original work published"];
    hashes
        || known.iter().any(|known| piece.contains(known))
        || piece.starts_with("data/")
        || ["feed.xml", "feed.json", "calendar.ics"].contains(&piece)
}

#[test]
fn a_site_in_one_other_language_has_no_english_in_it() {
    for code in OTHERS {
        // In the scripts of three of them every Latin letter would be seen.
        let word = match code {
            "uk" | "ru" => "жжщ",
            "ar" => "ظضظ",
            _ => "žqž",
        };
        let pieces = said(&format!("language = \"{code}\"\n"), word);
        assert!(pieces.len() > 800, "only {} pieces", pieces.len());
        no_english(code, &pieces);
        if matches!(code, "uk" | "ru" | "ar") {
            let known: BTreeSet<&str> = [
                "Chicago",
                "APA",
                "BibLaTeX",
                "BibTeX",
                "RIS",
                "CSL",
                "JSON",
                "Feed",
                "Atom",
                "iCalendar",
                "Markdown",
                "RDF",
                "Turtle",
                "GraphML",
                "HTTP",
                "Netlify",
                "Cloudflare",
                "Pages",
                "Schema",
                "EDTF",
                "DOI",
                "UTF",
                "HTML",
                "Windows",
                "Wikidata",
                "schema",
                "json",
                "site",
                "md",
                "index",
                "data",
                "csv",
                "bib",
                "ris",
                "ttl",
                "graphml",
                "codebook",
                "zip",
                "statements",
                "references",
                "graph",
                "https",
                "test",
                "example",
                "rapporteur",
            ]
            .into();
            let latin = |piece: &str| {
                // A placeholder is filled in by a script.
                let piece = piece.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect::<String>();
                let words = piece.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1 && !known.contains(word));
                words.map(str::to_owned).collect::<Vec<_>>()
            };
            let odd: Vec<_> = pieces
                .iter()
                .filter(|(_, piece)| !for_machines(piece))
                .map(|(path, piece)| (path, piece, latin(piece)))
                .filter(|(_, _, words)| !words.is_empty())
                .collect();
            assert!(odd.is_empty(), "{code}: Latin words: {odd:#?}");
        }
    }
}

#[test]
fn no_colon_is_parted_from_its_label_in_french() {
    let pieces = said("language = \"fr\"\n", "žqž");
    let colons = pieces.iter().filter(|(_, piece)| !for_machines(piece) && !piece.starts_with("[^")).flat_map(|(path, piece)| {
        piece.match_indices(':').map(move |(at, _)| (piece[..at].ends_with('\u{a0}'), format!("{path}: {piece}")))
    });
    let (right, wrong): (Vec<_>, Vec<_>) = colons.partition(|(is_right, _)| *is_right);
    assert!(right.len() > 300, "{}", right.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_labels_rename_is_called_so_everywhere() {
    let english = Words::built_in(COMPLETE);
    let names: Vec<&str> =
        english.keys().into_iter().filter(|key| ["kind.", "kinds.", "view."].iter().any(|section| key.starts_with(section))).collect();
    let labels: String =
        names.iter().enumerate().map(|(place, key)| format!("{} = \"Qx{place}\"\n", key.split_once('.').unwrap().1)).collect();
    let mut settings = format!("language = \"en\"\n\n[labels]\n{labels}");
    for code in OTHERS {
        settings += &format!("\n[languages.{code}.labels]\n{labels}");
    }
    let pieces = said(&settings, "жжщ");
    let rules: Vec<String> = Code::ALL.iter().map(|code| code.summary()).collect();
    let meanings: Vec<&str> = choices().into_iter().flatten().map(|word| word.meaning).collect();
    // Sentences of the interface speak of sources, pages and who took part, and buttons of searching, whatever those are called.
    let common = [
        "kind.source",
        "kinds.sources",
        "kind.page",
        "kinds.pages",
        "view.search",
        "view.data",
        "view.changes",
        "view.print",
        "view.participation",
    ];
    let mut found = BTreeSet::new();
    for code in OTHERS.into_iter().chain([COMPLETE]) {
        let words = Words::built_in(code);
        let own = |path: &str| match path.split('/').next() {
            Some(first) if OTHERS.contains(&first) => first == code,
            _ => code == COMPLETE,
        };
        let explained: BTreeSet<&str> = words
            .keys()
            .into_iter()
            .filter(|key| key.starts_with("rule.") || key.starts_with("meaning."))
            .flat_map(|key| words.get(key).unwrap().forms())
            .chain(rules.iter().map(String::as_str))
            .chain(meanings.iter().copied())
            .collect();
        let is_explained = |piece: &String| explained.contains(piece.as_str()) || rules.iter().any(|rule| rule.contains(piece.as_str()));
        let here: Vec<&(String, String)> =
            pieces.iter().filter(|(path, piece)| own(path) && !for_machines(piece) && !is_explained(piece)).collect();
        assert!(here.len() > 800, "{code}: {}", here.len());
        for (place, key) in names.iter().enumerate().filter(|(_, key)| !common.contains(key)) {
            let old = words.plain(key).to_lowercase();
            for (path, piece) in &here {
                // "About it", in French.
                let lower = piece.to_lowercase().replace("à son sujet", "").replace("à ce sujet", "");
                let whole = lower.match_indices(&*old).any(|(at, _)| {
                    let (before, after) = (lower[..at].chars().next_back(), lower[at + old.len()..].chars().next());
                    !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
                });
                if whole {
                    found.insert(format!("{path}: “{old}” in “{piece}”"));
                }
            }
            assert!(here.iter().any(|(_, piece)| piece.contains(&format!("Qx{place}"))), "{code}: {key} is called by its label nowhere");
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn pages_of_other_languages_beside_english_ones_have_no_english_word() {
    let list = OTHERS.map(|code| format!("\"{code}\"")).join(", ");
    let pieces = said(&format!("language = \"en\"\nlanguages = [\"en\", {list}]\n[checks]\nmissing-translation = \"off\"\n"), "žqž");
    for code in OTHERS {
        let own: Pieces = pieces.iter().filter(|(path, _)| path.starts_with(&format!("{code}/"))).cloned().collect();
        assert!(own.len() > 800, "only {} pieces in {code}", own.len());
        no_english(code, &own);
    }
}

/// The files below a folder of the project.
fn sources(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(root.join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| entry.into_path())
        .filter(|path| path.to_str().unwrap().ends_with(ending))
        .map(|path| (path.strip_prefix(root).unwrap().display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

/// Names that are the same in every language.
const NAMES: [&str; 7] = ["BibTeX", "RIS", "CSL-JSON", "Markdown", "JSON", "Wikidata", "km"];

/// Classes that a component prints into an attribute.
const CLASSES: [&str; 6] = ["tk", "held", "said", "off", "both", "w-"];

#[test]
fn no_template_holds_a_word() {
    let mut found = Vec::new();
    for (path, text) in sources("templates", ".html") {
        // Without what the template engine reads.
        let mut literal = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
            literal.push_str(&rest[..start]);
            literal.push('\u{1}');
            let end = match &rest[start..start + 2] {
                "{{" => "}}",
                "{%" => "%}",
                _ => "#}",
            };
            rest = rest[start..].find(end).map_or("", |at| &rest[start + at + 2..]);
        }
        literal.push_str(rest);
        let page = Html::parse_fragment(&literal.replace("<!doctype html>", ""));
        for node in page.tree.root().descendants() {
            let mut look = |text: &str| {
                let words: Vec<&str> =
                    text.split(|c: char| !c.is_alphabetic() && c != '-').filter(|word| word.len() > 1 && !NAMES.contains(word)).collect();
                // A component may print attributes alone, and a block a hash for the page's policy.
                let attributes = text.contains("=\"") || text.contains("sha256-") || words.iter().all(|word| CLASSES.contains(word));
                if !words.is_empty() && !attributes {
                    found.push(format!("{path}: {words:?}"));
                }
            };
            match node.value() {
                Node::Text(text) => {
                    let hidden = node
                        .parent()
                        .and_then(|parent| parent.value().as_element().map(|element| matches!(element.name(), "style" | "script")));
                    if hidden != Some(true) {
                        look(text);
                    }
                }
                Node::Element(element) => element.attrs().filter(|(name, _)| SHOWN.contains(name)).for_each(|(_, value)| look(value)),
                _ => {}
            }
        }
    }
    assert!(found.is_empty(), "words that are in no file of words: {found:#?}");
}

/// String literals of the views and of the outputs that people read, which begin like a sentence or hold several words. What goes to editors and to logs is English.
#[test]
fn no_code_shows_a_word() {
    let told_to_editors = [
        "expect(",
        "what:",
        "unreachable",
        "assert",
        "Diagnostic::new",
        ".help(",
        "reason =",
        "Code::",
        "#[",
        "Failure::new",
        "message",
        "warn",
        "tag(",
        "\"about\":",
        "head.path",
        "strip_prefix",
    ];
    let mut found = Vec::new();
    let exports = ["feed", "calendar", "markdown_copy"].map(|name| format!("src/export/{name}.rs"));
    let titles = "src/model/resolve/titles.rs";
    let files = sources("src", ".rs").into_iter().filter(|(path, _)| {
        (path.starts_with("src/view/") && !path.ends_with("own_words.rs") && !path.ends_with("tests.rs") || exports.contains(path) || path == titles)
            // How letters are drawn, in ASCII.
            && !path.ends_with("draw/globe.rs")
            && !path.ends_with("draw/text.rs")
    });
    for (path, text) in files {
        for (number, line) in text.split("#[cfg(test)]").next().unwrap().lines().enumerate() {
            if line.trim_start().starts_with("//") || told_to_editors.iter().any(|known| line.contains(known)) {
                continue;
            }
            for literal in line.split('"').skip(1).step_by(2) {
                let mut words = literal.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1);
                let several = literal.contains(' ') && words.clone().count() > 1 && !literal.contains(['<', '{', '/', ':', '=']);
                let sentence = words.next().is_some_and(|first| {
                    literal.starts_with(first)
                        && first.chars().next().is_some_and(char::is_uppercase)
                        && first.chars().skip(1).any(char::is_lowercase)
                });
                if (several || sentence) && !NAMES.contains(&literal) {
                    found.push(format!("{path}:{}: {literal:?}", number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "words that are in no file of words: {found:#?}");
}

/// What a site of these files is told, one line each: `code file:line: message`.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        scratch::put(dir.path(), path, text);
    }
    let inputs = Disk::new(dir.path()).read().unwrap();
    let built = build(&inputs, &mut Cache::default(), &Options::default());
    let lines = rapporteur::report::json::all(&built.diagnostics, &inputs.files);
    let told = |line: &str| {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}:{}: {}", text("code"), text("file"), problem["line"].as_u64().unwrap_or_default(), text("message"))
    };
    lines.lines().map(told).collect()
}

#[test]
fn bad_input_is_reported_at_its_line() {
    let settings = |more: &str| {
        format!(
            "title = \"T\"\nbase_url = \"https://test.example/\"\n{more}\n[checks]\nmissing-translation = \"off\"\norphan-note = \"off\"\nempty-feed = \"off\"\n"
        )
    };
    let two = settings("languages = [\"en\", \"tr\"]");
    let topic = ("content/topics/a.md", "+++\ntitle = \"A\"\nsummary = \"A.\"\n+++\n");
    let cases: Vec<(Vec<(&str, String)>, &str)> = vec![
        (
            vec![("site.toml", settings("language = \"en\"\nlanguages = [\n\"en\",\n\"turkish!\",\n]"))],
            "unknown-language site.toml:6: `turkish!` is not a language tag",
        ),
        (
            vec![("site.toml", settings("[languages.tr]\ntitle = \"T\"\n[languages.e]\ntitle = \"E\""))],
            "unknown-language site.toml:5: `e` is not a language tag",
        ),
        (
            vec![("site.toml", two.clone()), ("content/topics/b.tr.md", "+++\ntitle = \"B\"\n+++\n".into())],
            "unknown-reference content/topics/b.tr.md:1: this is a translation of `b`, and there is no such note here",
        ),
        (
            vec![
                ("site.toml", two.clone()),
                (topic.0, topic.1.into()),
                ("content/topics/a.tr.md", "+++\ntitle = \"A\"\n+++\n".into()),
                ("content/topics/more/a.tr.md", "+++\ntitle = \"A\"\n+++\n".into()),
            ],
            "duplicate-id content/topics/more/a.tr.md:1: `a` has another translation into `tr`",
        ),
        (
            vec![
                ("site.toml", two.clone()),
                ("content/_index.md", "+++\ntitle = \"H\"\n[[standing]]\nphrase = \"A\"\n[[standing]]\nphrase = \"B\"\n+++\n".into()),
                ("content/_index.tr.md", "+++\ntitle = \"H\"\n[[standing]]\nphrase = \"A\"\n+++\n".into()),
            ],
            "unequal-translation content/_index.tr.md:3: `standing` has 1 entry, and the original has 2",
        ),
        (
            vec![("site.toml", two.clone()), ("i18n/tr.toml", "[kind]\nactor = \"Kim\"\nacter = \"Kim\"\n".into())],
            "unknown-field i18n/tr.toml:3: `kind.acter` is not a word of the interface",
        ),
        (
            vec![("site.toml", two.clone()), ("i18n/tr.toml", "[told]\nreported = \"{date} {day}\"\n".into())],
            "invalid-value i18n/tr.toml:2: `told.reported` has no placeholder `{day}`",
        ),
        (
            vec![("site.toml", two), ("i18n/tr.toml", "[topic]\nstatements = { one = \"{n}\" }\n".into())],
            "invalid-value i18n/tr.toml:2: `topic.statements` takes a text, or a text for each plural category",
        ),
    ];
    for (files, wanted) in cases {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let told = told(&files);
        assert!(told.iter().any(|line| line == wanted), "wanted {wanted}\ngot {told:#?}");
    }
}

/// Words in a style would be shown to readers of every language.
#[test]
fn no_style_holds_a_word() {
    let mut found = Vec::new();
    for (path, text) in sources("static", ".css") {
        for value in text.split("content: ").skip(1).filter_map(|rest| rest.split(';').next()) {
            let strings = value.split('"').skip(1).step_by(2);
            found.extend(strings.filter(|string| string.contains(char::is_alphabetic)).map(|string| format!("{path}: {string}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_percent_sign_is_parted_from_its_number() {
    for code in OTHERS.into_iter().chain([COMPLETE]) {
        let words = Words::built_in(code);
        let parted: Vec<&str> = words
            .keys()
            .into_iter()
            .filter(|key| words.get(key).is_some_and(|text| text.forms().any(|form| form.contains(" %"))))
            .collect();
        assert!(parted.is_empty(), "{code}: {parted:?}");
    }
}
