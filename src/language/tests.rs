use super::*;
use crate::parse::date::Edtf;

#[test]
fn gaps_of_lists() {
    let language = Language::new("en-GB");
    assert_eq!(language.gap(0, 1, "b"), " and ");
    assert_eq!((language.gap(0, 2, "b"), language.gap(1, 1, "c")), (", ".to_owned(), " and ".to_owned()));
    assert_eq!(language.gap(1, 2, "c"), ", ");
    assert_eq!(Language::new("es").gap(0, 1, "Irán"), " e ");
}

/// The words of one of the files, without those that stand behind them.
fn texts(code: &str) -> Arc<Words> {
    Words::built_in(code)
}

/// `key="…"` in templates, `say("…"` and `word("…"` in Rust: what the program asks for.
fn asked() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = Vec::new();
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
                        asked.push((entry.path().display().to_string(), key.to_owned()));
                    }
                }
            }
        }
    }
    asked
}

#[test]
fn every_word_that_is_asked_for_is_there() {
    let words = Words::built_in("en");
    let missing: Vec<_> = asked().into_iter().filter(|(_, key)| words.get(key).is_none()).collect();
    assert!(missing.is_empty(), "no words in en.toml: {missing:#?}");
}

#[test]
fn other_languages_have_the_keys_and_placeholders_of_english() {
    let placeholders = |text: &Text| {
        let mut names: Vec<String> = text
            .forms()
            .flat_map(words::parts)
            .filter_map(|part| if let words::Part::Placeholder(name) = part { Some(name.to_owned()) } else { None })
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let english = texts("en");
    for code in words::codes() {
        let words = texts(code);
        for key in words.keys() {
            let text = words.get(key).unwrap();
            if let Some(choice) = key.strip_prefix("choice.") {
                // Its English label is declared beside the field.
                let mut declared = crate::view::words::choices().into_iter().flat_map(|set| set.tags);
                let known = declared.any(|tag| format!("{}.{}", tag.set, tag.key) == choice) || choice.starts_with("Holding.");
                assert!(known, "{code}.toml has `{key}`, and there is no such choice");
                continue;
            }
            let Some(original) = english.get(key) else { panic!("{code}.toml has `{key}`, which en.toml has not") };
            let known = placeholders(original);
            for name in placeholders(text) {
                assert!(known.contains(&name), "{code}.toml: `{key}` has {{{name}}}, which English has not");
            }
        }
    }
}

const DATES: [&str; 26] = [
    "2025",
    "2025-06",
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
    "2025-06-02/2025-06-05",
    "2025-06-30/2025-07-02",
    "2025-06-02?/2025-06-05?",
    "2022-03~/2022-05~",
    "2022/2025",
    "2021-12-30/2022-01-02",
    "2025-06-02T14:00/2025-06-02T16:30",
    "[2022-07-23, 2025-07-23]",
    "-0043",
    "2025-06-XX",
];

/// As an editor of each language can check them.
#[test]
fn dates_of_all_languages() {
    let mut said = String::new();
    for code in words::codes() {
        let language = Language::new(code);
        said.push_str(&format!("{code}\n"));
        for date in DATES {
            said.push_str(&format!("  {date} = {}\n", language.date(&Edtf::parse(date).unwrap())));
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dates.txt");
    if std::env::var_os("RAPPORTEUR_UPDATE").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    assert!(said == there, "dates are not as tests/fixtures/dates.txt has them (RAPPORTEUR_UPDATE=1 writes it):\n{said}");
}

#[test]
fn english_dates_of_pages_are_those_of_messages() {
    let english = Language::new("en");
    for date in DATES {
        let date = Edtf::parse(date).unwrap();
        assert_eq!(english.date(&date), date.show());
    }
}
