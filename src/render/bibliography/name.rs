//! Names of people and institutions, as bibliographies divide them.

use crate::export::clean;
use crate::parse::fields::ActorType;

/// Who wrote, edited or published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Agent {
    /// A human being. The parts are empty where nothing is known of them.
    Person {
        /// Given names.
        given: String,
        /// `von`, `de la`: before the family name and not part of its sorting.
        particle: String,
        /// The family name.
        family: String,
        /// `Jr.`, `III`.
        suffix: String,
    },
    /// An institution, or a person of one name: never turned round.
    Whole(String),
}

impl Agent {
    /// The name as one reads it.
    #[must_use]
    pub fn reading(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Person { given, particle, family, suffix } => [given, particle, family, suffix]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// `particle Family, Suffix, Given`, as BibTeX wants it; an institution as it is.
    #[must_use]
    pub fn inverted(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Person { given, particle, family, suffix } => {
                let family = if particle.is_empty() { family.clone() } else { format!("{particle} {family}") };
                [&family, suffix, given].into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// Words that no person's name holds and many institutions' do.
const INSTITUTIONAL: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "agentur",
    "ajansı",
    "alliance",
    "assembly",
    "association",
    "bank",
    "bbc",
    "board",
    "broadcasting",
    "bureau",
    "cabinet",
    "center",
    "centre",
    "centrum",
    "club",
    "commission",
    "committee",
    "company",
    "consortium",
    "corporation",
    "council",
    "daily",
    "department",
    "desk",
    "directorate",
    "editorial",
    "editors",
    "embassy",
    "endowment",
    "federation",
    "fond",
    "forum",
    "foundation",
    "fund",
    "gazette",
    "government",
    "group",
    "house",
    "initiative",
    "institut",
    "institute",
    "institution",
    "international",
    "journal",
    "kremlin",
    "laboratory",
    "league",
    "magazine",
    "merkezi",
    "ministry",
    "mission",
    "monitor",
    "nations",
    "network",
    "news",
    "newsroom",
    "observatory",
    "office",
    "organisation",
    "organization",
    "parliament",
    "presidency",
    "press",
    "project",
    "radio",
    "republic",
    "review",
    "secretariat",
    "senate",
    "service",
    "society",
    "staff",
    "states",
    "studies",
    "team",
    "television",
    "think",
    "times",
    "today",
    "trust",
    "tribune",
    "tv",
    "union",
    "university",
    "university's",
    "watch",
    "агентство",
    "агенция",
    "институт",
    "министерство",
    "міністерство",
    "редакция",
    "редакція",
    "совет",
    "центр",
    "üniversitesi",
    "bakanlığı",
    "haber",
    "enstitüsü",
    "kurumu",
    "gazetesi",
];

const PARTICLES: &[&str] = &[
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "das", "do", "dos", "du", "la", "le", "el", "al", "bin", "ibn", "ben",
    "zu", "zur", "zum", "ter", "ten", "af", "av",
];

const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

/// Reads a name as an editor wrote it: `Family, Given`, `Given Family`, `{An Institution}`. What stands without a comma is an institution where
/// it is the publisher's own name, an actor of this site that is no person, a single word, or holds a word or sign that people's names do not.
/// None where nothing is left of it.
#[must_use]
pub fn agent(written: &str, publisher: &str, actor: &dyn Fn(&str) -> Option<Option<ActorType>>) -> Option<Agent> {
    let name = clean::line(written);
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if let Some(inner) = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return Some(Agent::Whole(inner.trim().to_owned())).filter(|agent| !agent.reading().is_empty());
    }
    match actor(name) {
        Some(Some(ActorType::Person)) => return Some(person(name)),
        Some(_) => return Some(Agent::Whole(name.to_owned())),
        None => {}
    }
    if name.eq_ignore_ascii_case(publisher) || is_institution(name) { Some(Agent::Whole(name.to_owned())) } else { Some(person(name)) }
}

fn is_institution(name: &str) -> bool {
    // A comma divides family and given name only where it is the one comma and few words stand on either side.
    if let Some((family, given)) = name.split_once(',') {
        let business = matches!(
            given.trim().to_lowercase().trim_end_matches('.'),
            "inc" | "ltd" | "llc" | "llp" | "plc" | "corp" | "gmbh" | "co" | "s.a" | "a.ş"
        );
        if business || name.split_whitespace().any(|word| word == "and" || word == "&") {
            return true;
        }
        let few = |part: &str| (1..=4).contains(&part.split_whitespace().count());
        return given.contains(',') && !is_suffix(given.split(',').next().unwrap_or_default())
            || !few(family)
            || !few(given)
            || has_institutional_word(name);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    words.len() < 2
        || words.len() > 6
        || name.contains(['&', '(', ')', '/', '@', '|', ':'])
        || name.contains(|c: char| c.is_numeric())
        || words.iter().any(|word| inner_dot(word) || is_acronym(word))
        || words
            .iter()
            .any(|word| matches!(word.to_lowercase().as_str(), "of" | "for" | "and" | "the" | "on" | "in" | "und" | "ve" | "и" | "та"))
        || has_institutional_word(name)
}

fn has_institutional_word(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| INSTITUTIONAL.contains(&word.to_lowercase().as_str()))
}

/// `Caliber.Az`, `gov.uk`: a dot with small letters behind it; not `J.R.`.
fn inner_dot(word: &str) -> bool {
    word.split_once('.').is_some_and(|(before, after)| before.chars().count() > 1 && after.chars().count() > 1)
}

/// `AFP`, `ТАСС`: three or more letters, all capital.
fn is_acronym(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        && !SUFFIXES.contains(&word.to_lowercase().as_str())
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.trim().to_lowercase().as_str())
}

fn person(name: &str) -> Agent {
    let mut parts = name.split(',').map(str::trim);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let whole = || Agent::Whole(name.to_owned());
    match rest.as_slice() {
        // `Given Family`
        [] => given_first(first, ""),
        // `Given Family, Jr.`
        [suffix] if is_suffix(suffix) => given_first(first, suffix),
        // `Family, Given`
        [given] => family_first(first, given, ""),
        // `Family, Jr., Given`
        [suffix, given] if is_suffix(suffix) => family_first(first, given, suffix),
        _ => whole(),
    }
}

fn family_first(family: &str, given: &str, suffix: &str) -> Agent {
    let words: Vec<&str> = family.split_whitespace().collect();
    let particles = words.iter().take_while(|word| is_particle(word)).count().min(words.len().saturating_sub(1));
    let (particle, family) = words.split_at(particles);
    Agent::Person { given: given.to_owned(), particle: particle.join(" "), family: family.join(" "), suffix: suffix.to_owned() }
}

fn given_first(name: &str, suffix: &str) -> Agent {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let mut suffix = suffix.to_owned();
    if words.len() > 2
        && let Some(last) = words.last().copied().filter(|word| is_suffix(word))
    {
        suffix = last.to_owned();
        words.pop();
    }
    let Some(family) = words.pop() else { return Agent::Whole(name.to_owned()) };
    if words.is_empty() {
        return Agent::Whole(name.to_owned());
    }
    let particles = words.iter().rev().take_while(|word| is_particle(word)).count().min(words.len().saturating_sub(1));
    let (given, particle) = words.split_at(words.len().saturating_sub(particles));
    Agent::Person { given: given.join(" "), particle: particle.join(" "), family: family.to_owned(), suffix }
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Agent {
        agent(name, "Caliber", &|name| match name {
            "Anadolu" | "House Speaker" => Some(Some(ActorType::Media)),
            "Press Secretary Smith" => Some(Some(ActorType::Person)),
            _ => None,
        })
        .unwrap()
    }

    fn whole(name: &str) -> Agent {
        Agent::Whole(name.to_owned())
    }

    #[test]
    fn people_are_divided() {
        let cases = [
            ("Steven A. Cook", "Cook, Steven A."),
            ("Cook, Steven A.", "Cook, Steven A."),
            ("Recep Tayyip Erdoğan", "Erdoğan, Recep Tayyip"),
            ("Ursula von der Leyen", "von der Leyen, Ursula"),
            ("von der Leyen, Ursula", "von der Leyen, Ursula"),
            ("Давид Арахамія", "Арахамія, Давид"),
            ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
            ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
            ("J. R. R. Tolkien", "Tolkien, J. R. R."),
            ("Press Secretary Smith", "Smith, Press Secretary"),
        ];
        for (written, wanted) in cases {
            let read = read(written);
            assert!(matches!(read, Agent::Person { .. }), "{written}: {read:?}");
            assert_eq!(read.inverted(), wanted);
        }
    }

    #[test]
    fn institutions_stay_whole() {
        for name in [
            "Reuters",
            "KHAR Center",
            "Caliber.Az",
            "Associated Press (AP)",
            "Council on Foreign Relations (CFR)",
            "The Moscow Times",
            "Anadolu",
            "ТАСС",
            "CNN International",
        ] {
            assert_eq!(read(name), whole(name));
        }
        assert_eq!(read("John Smith and Sons, Inc."), whole("John Smith and Sons, Inc."));
        assert_eq!(read("{Office of the President, Ukraine}"), whole("Office of the President, Ukraine"));
        assert_eq!(read("Ministry of Foreign Affairs, Russia"), whole("Ministry of Foreign Affairs, Russia"));
        assert_eq!(agent(" \u{7} ", "", &|_| None), None);
        assert_eq!(agent("{}", "", &|_| None), None);
    }
}
