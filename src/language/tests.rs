use super::*;
use crate::parse::date::Edtf;

#[test]
fn separators_of_lists() {
    let language = Language::new("en-GB");
    assert_eq!(language.separator(0, 1, "b"), " and ");
    assert_eq!((language.separator(0, 2, "b"), language.separator(1, 1, "c")), (", ".to_owned(), " and ".to_owned()));
    assert_eq!(language.separator(1, 2, "c"), ", ");
    assert_eq!(Language::new("es").separator(0, 1, "Irán"), " e ");
}

/// `key="…"` in templates, `say("…"` and `word("…"` in Rust: what the program asks for.
fn used_words() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = Vec::new();
    for folder in ["templates", "src/view", "src/render", "src/export", "src/model"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let own: String =
                text.split("#[cfg(test)]").next().unwrap().lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            for begin in ["t(key=\"", ".say(\"", ".word(\""] {
                for rest in own.split(begin).skip(1) {
                    let key = rest.split('"').next().unwrap();
                    // `key="choice." ~ …` is put together while rendering.
                    let whole = !rest.get(key.len() + 1..).unwrap().trim_start().starts_with('~');
                    if whole && key.contains('.') {
                        used.push((entry.path().display().to_string(), key.to_owned()));
                    }
                }
            }
        }
    }
    used
}

#[test]
fn every_word_that_is_asked_for_is_there() {
    let words = Words::built_in("en");
    let missing: Vec<_> = used_words().into_iter().filter(|(_, key)| words.get(key).is_none()).collect();
    assert!(missing.is_empty(), "no words in en.toml: {missing:#?}");
}

/// Sections whose keys the program puts together from a field, a choice or a number.
const COMPOSED: &str = "month set basis relation relation_in_statement relation_as_evidence languages language kind kinds view hint mark \
    mark_key calendar feed mention bibliographic bundle methods";

#[test]
fn every_word_is_asked_for() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["templates", "src"].into_iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let text: String = files.filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok()).collect();
    let english = Words::built_in("en");
    let is_composed = |key: &&&str| COMPOSED.split_whitespace().any(|section| key.split('.').next() == Some(section));
    let keys = english.keys();
    let unused: Vec<_> = keys.iter().filter(|key| !is_composed(key) && !text.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

#[test]
fn other_languages_have_the_keys_and_placeholders_of_english() {
    let english = Words::built_in("en");
    let known_keys = crate::view::own_words::keys();
    for code in words::codes() {
        let words = Words::built_in(code);
        let may_lack = |key: &str| code == words::COMPLETE || matches!(key, "date.days" | "date.the_decade");
        let lacking: Vec<&String> = known_keys.iter().filter(|key| !words.has(key) && !may_lack(key)).collect();
        assert!(lacking.is_empty(), "{code}.toml lacks {lacking:?}");
        for key in words.keys() {
            let text = words.get(key).unwrap();
            // The English ones are declared beside the field, and in the rule's manual.
            if ["choice.", "meaning.", "rule."].iter().any(|section| key.starts_with(section)) {
                assert!(known_keys.contains(key), "{code}.toml has `{key}`, and there is no such choice or rule");
                continue;
            }
            let Some(original) = english.get(key) else { panic!("{code}.toml has `{key}`, which en.toml has not") };
            for name in text.placeholders() {
                assert!(original.placeholders().any(|known| known == name), "{code}.toml: `{key}` has {{{name}}}, which English has not");
            }
        }
    }
}

#[test]
fn french_words_have_spaces_that_do_not_break() {
    let french = Words::built_in("fr");
    for (key, form) in
        french.keys().iter().filter(|key| french.has(key)).flat_map(|key| french.get(key).unwrap().forms().map(move |form| (key, form)))
    {
        for (at, mark) in form.match_indices([':', ';', '?', '!', '»', '%']) {
            let space = if mark == ":" { '\u{a0}' } else { '\u{202f}' };
            assert_eq!(form[..at].chars().next_back(), Some(space), "`{key}`: {form:?}");
        }
        assert!(form.split('«').skip(1).all(|after| after.starts_with('\u{202f}')), "`{key}`: {form:?}");
    }
}

/// Debug builds of ICU panic where a pattern needs what was not loaded.
#[test]
fn dates_of_languages_without_words_are_written() {
    let languages = "af ar-EG az be bg bn bs ca cs cy da el es es-MX et eu fa fi fil ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml \
        mn mr ms my nb ne nl or pa pl ps pt pt-BR pt-PT ro si sk sl sq sr sr-Latn sv sw ta te th tk tr ur uz vi yue zh zh-TW zu";
    for tag in languages.split_whitespace() {
        let language = Language::new(tag);
        for date in DATES {
            let written = language.date(&Edtf::parse(date).unwrap());
            assert!(!written.contains("M0"), "{tag}: {date} = {written}");
        }
    }
    let portuguese = Language::new("pt");
    assert_eq!(portuguese.date(&Edtf::parse("2025-06").unwrap()), "junho de 2025");
}

const DATES: [&str; 32] = [
    "2025",
    "2025-06",
    "2025-06-01",
    "2025-06-02",
    "2025-06-02T14:40",
    "2025-06-02T14:40:00+03:00",
    "2025-05~",
    "2025-09?",
    "2025-09%",
    "2025-22",
    "201X",
    "20XX",
    "../2022-02",
    "2022-02/..",
    "2022-02/",
    "/2022-02",
    "2022-03/2022-05",
    "2025-06-01/2025-06-05",
    "2025-06-02/2025-06-05",
    "2025-06-01/2025-07-02",
    "2025-06-30/2025-07-02",
    "2025-06-02?/2025-06-05?",
    "2022-03~/2022-05~",
    "2022/2025",
    "2021-12-30/2022-01-02",
    "2025-06-02T14:00/2025-06-02T16:30",
    "[2022-07-23, 2025-07-23]",
    "-0043",
    "2025-06-XX",
    "2020/202X",
    "201X/..",
    "/201X",
];

/// Compares with a golden file, as a speaker of each language can check it.
fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    if std::env::var_os("RAPPORTEUR_UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert!(text == golden, "not as tests/fixtures/{name} has it (RAPPORTEUR_UPDATE=1 writes it):\n{text}");
}

#[test]
fn dates_of_all_languages() {
    let mut text = String::new();
    for code in words::codes() {
        let language = Language::new(code);
        text.push_str(&format!("{code}\n"));
        for date in DATES {
            text.push_str(&format!("  {date} = {}\n", language.date(&Edtf::parse(date).unwrap())));
        }
    }
    golden("dates.txt", &text);
    // What the languages of the interface do not need.
    let days = ("date.days".into(), words::Message::one("{from}～{to}"));
    let japanese = Language::with_words("ja", Words::with_own("ja", [days].into()));
    let dates = ["2022/2025", "2022-03/2022-05", "2025-06-10/2025-06-12", "2025-06-30/2025-07-02"];
    let written = dates.map(|date| japanese.date(&Edtf::parse(date).unwrap()));
    assert_eq!(written, ["2022–2025年", "2022年3月–5月", "2025年6月10～12日", "2025年6月30日 – 7月2日"]);
}

/// Names whose order the alphabets of these languages do not share.
const NAMES: [(&str, &[&str]); 7] = [
    ("ar", &["ياسر", "أحمد", "اسلام", "باسم", "ة", "إيران"]),
    ("de", &["Zeder", "Öl", "Ofen", "Ärger", "Arm", "Straße", "Strasse", "straff"]),
    ("en", &["zeal", "Éire", "Eire", "apple", "Apple", "co-op", "coop"]),
    ("fr", &["zèle", "côte", "cote", "coté", "côté", "École", "echo", "œuvre", "ogre"]),
    ("ru", &["яма", "ёлка", "ежик", "ель", "жук", "Йод", "Иван"]),
    ("tr", &["zil", "çam", "cam", "ısı", "iğne", "Irmak", "İzmir", "öz", "oz", "şal", "sal", "ğ", "g"]),
    ("uk", &["яр", "ґанок", "гай", "їжак", "івент", "ирод", "єнот", "ера", "м’яч", "мʼята"]),
];

#[test]
fn numbers_lists_plurals_and_order_of_all_languages() {
    let mut text = String::new();
    for code in words::codes() {
        let language = Language::new(code);
        text.push_str(&format!("{code}\n"));
        let mut put = |what: &str, value: &str| text.push_str(&format!("  {what} = {value}\n"));
        for digits in ["0", "7", "1234", "1234567", "50000.25", "-3"] {
            put(digits, &language.digits(digits));
        }
        put("two", &language.list(["A", "B"].into_iter()));
        put("three", &language.list(["A", "B", "C"].into_iter()));
        put("one of three", &language.alternatives(&["A", "B", "C"].map(str::to_owned)));
        for n in [0_usize, 1, 2, 3, 5, 11, 21, 22, 100] {
            put(&n.to_string(), &language.say("dispute.statements", &[("n", n.into())]));
        }
        put("share", &language.say("quantity.percent", &[("n", 42_usize.into())]));
        put("about", &language.say("quantity.about", &[("figure", (&language.digits("6000")).into())]));
        let mut names = NAMES.iter().find(|(known, _)| *known == code).unwrap().1.to_vec();
        names.sort_by(|a, b| language.compare(a, b));
        put("order", &names.join(" · "));
    }
    golden("languages.txt", &text);
    let new_pages = |n: usize| Language::new("ar").say("changes.new", &[("n", n.into())]);
    assert!(new_pages(0).starts_with("صفحات") && !new_pages(100).starts_with("صفحات"), "{} {}", new_pages(0), new_pages(100));
}

#[test]
fn a_number_that_a_script_replaces_inflects_nothing() {
    for code in words::codes() {
        let words = Words::built_in(code);
        for key in ["positions.more_own", "positions.more_about"] {
            let forms: std::collections::BTreeSet<&str> = words.get(key).into_iter().flat_map(words::Message::forms).collect();
            assert_eq!(forms.len(), 1, "{code}: static/positions.js puts another number into {forms:?}");
        }
    }
}
