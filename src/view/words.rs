//! The words of the interface: one table for kinds, views, types and statuses. `[labels]` renames kinds and views.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::address::View;
use crate::model::position::Holding;
use crate::parse::fields::{
    Access, ActorType, Basis, ChangeSeverity, DelegationRole, DisputeStatus, DisputeType, Kind, OutcomeStatus, RoundFormat, RoundStatus,
    RoundType, SourceType, StatementType,
};

/// A word of a closed set: what editors write, for styles and scripts, and what readers see.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
pub struct Tag {
    /// As editors write it: `first-hand`.
    pub key: &'static str,
    /// As readers see it: "First-hand".
    pub label: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// A closed set of words that readers see.
pub trait Worded: Copy {
    /// Its tag.
    fn tag(self) -> Tag;
}

macro_rules! worded {
    ($($ty:ident { $($variant:ident $label:literal $meaning:literal),* $(,)? })*) => {
        $(impl Worded for $ty {
            fn tag(self) -> Tag {
                match self { $(Self::$variant => Tag { key: self.as_str(), label: $label, meaning: $meaning }),* }
            }
        })*

        /// Every closed set with its words, for the codebook: name, words.
        #[must_use]
        pub fn codebook() -> Vec<(&'static str, Vec<Tag>)> {
            vec![$((stringify!($ty), vec![$($ty::$variant.tag()),*])),*]
        }
    };
}

worded! {
    ActorType {
        Person "Person" "A human being.",
        State "State" "A state.",
        Organisation "Organisation" "An organisation, an office or an institute.",
        Bloc "Bloc" "A group of states.",
        Media "Outlet" "A news outlet or agency.",
        Format "Format" "A format of talks.",
    }
    RoundType {
        Talks "Talks" "Talks between delegations.",
        Summit "Summit" "A meeting of leaders.",
        Meeting "Meeting" "Another meeting.",
        Call "Call" "A telephone or video call.",
        Exchange "Exchange" "An exchange of prisoners or remains.",
        Proposal "Proposal" "A proposal made.",
        Deadline "Deadline" "A deadline set.",
        Announcement "Announcement" "Something announced.",
    }
    RoundStatus {
        Held "Held" "It took place.",
        Announced "Announced" "It was announced; our sources do not say that it took place.",
        Proposed "Proposed" "It was proposed and, in our sources, not taken up.",
        Cancelled "Cancelled" "It was called off.",
        Reported "Reported" "A source says that it took place, and nothing confirms it.",
    }
    RoundFormat {
        InPerson "In person" "People met in one room.",
        Online "Online" "People met by video or telephone.",
        Written "In writing" "Papers were exchanged.",
        Hybrid "Hybrid" "Some were in the room and some were not.",
    }
    DelegationRole {
        Party "Party" "A side of the talks.",
        Mediator "Mediator" "Goes between the sides.",
        Host "Host" "Gives the place.",
        Observer "Observer" "Watches and does not take part.",
        Guest "Guest" "Was invited.",
        Absent "Absent" "Expected or concerned, and not there.",
    }
    OutcomeStatus {
        Agreed "Agreed" "The sides agreed on it.",
        Partly "Agreed in part" "The sides agreed on a part of it.",
        Proposed "Proposed" "One side put it forward.",
        Rejected "Rejected" "One side refused it.",
        None "No result" "It is reported that nothing came of it.",
        Unknown "Not reported" "The sources do not say what came of it.",
    }
    SourceType {
        News "News report" "A news report.",
        Analysis "Analysis" "An analysis.",
        Opinion "Opinion" "An opinion piece.",
        Interview "Interview" "An interview.",
        Explainer "Explainer" "An explainer.",
        Official "Official statement" "A statement of a state or organisation.",
        Document "Document" "A document.",
        Transcript "Transcript" "A transcript.",
        Social "Post" "A post in a social network.",
        Book "Book" "A book.",
        Chapter "Chapter" "A chapter of a book.",
        Article "Article" "An article in a journal.",
        Report "Report" "A report of an organisation or institute.",
        Thesis "Thesis" "A thesis.",
        Treaty "Treaty" "A treaty or another agreement between states.",
        Dataset "Data set" "A data set.",
        Broadcast "Broadcast" "A programme on radio or television.",
        Webpage "Web page" "A web page of no other sort.",
    }
    Access {
        Read "Read" "The editor read it.",
        Cited "Cited, not read" "Known only through another source; it carries no statements here.",
    }
    StatementType {
        Fact "Fact" "Something asserted as a fact.",
        Figure "Figure" "A number.",
        Position "Position" "What somebody holds or wants.",
        Demand "Demand" "What somebody asks of another.",
        Offer "Offer" "What somebody offers.",
        Refusal "Refusal" "What somebody refuses.",
        Assessment "Assessment" "A judgement.",
        Forecast "Forecast" "A prediction.",
        Event "Event" "Something that happened.",
    }
    Basis {
        FirstHand "First-hand" "The source heard or saw it itself.",
        SecondHand "Second-hand" "It came to the source through another.",
        Anonymous "Anonymous" "It came from somebody whom the source does not name.",
        Document "From a document" "It was read in a document.",
    }
    DisputeType {
        Date "Date" "When something was.",
        Number "Number" "How many or how much.",
        Attribution "Attribution" "Who said or did it.",
        Content "Content" "What was said or agreed.",
        Cause "Cause" "Why it happened.",
        Interpretation "Interpretation" "What it means.",
    }
    DisputeStatus {
        Open "Open" "Not settled.",
        Settled "Settled" "Settled.",
    }
    ChangeSeverity {
        Correction "Correction" "Something published was wrong.",
        Update "Update" "Something new.",
        Minor "Minor" "Wording, spelling, links.",
    }
}

impl Worded for Holding {
    fn tag(self) -> Tag {
        match self {
            Self::Stated => Tag { key: "stated", label: "Stated", meaning: "The actor said it." },
            Self::OnBehalf => Tag { key: "on-behalf", label: "On its behalf", meaning: "Somebody who speaks for the actor said it." },
            Self::Imputed => Tag { key: "imputed", label: "Imputed", meaning: "Somebody else says that the actor holds it." },
        }
    }
}

/// The names of kinds and views as a site words them.
#[derive(Debug, Clone)]
pub struct Labels(BTreeMap<Box<str>, Box<str>>);

impl Labels {
    /// Those of a site, from `[labels]`.
    #[must_use]
    pub const fn new(renamed: BTreeMap<Box<str>, Box<str>>) -> Self {
        Self(renamed)
    }

    fn get<'s>(&'s self, key: &str, usual: &'s str) -> &'s str {
        self.0.get(key).map_or(usual, |label| &**label)
    }

    /// One of a kind: "Actor".
    #[must_use]
    pub fn one(&self, kind: Kind) -> &str {
        let usual = match kind {
            Kind::Actor => "Actor",
            Kind::Round => "Round",
            Kind::Track => "Track",
            Kind::Source => "Source",
            Kind::Topic => "Topic",
            Kind::Dispute => "Dispute",
            Kind::Page => "Page",
        };
        self.get(kind.as_str(), usual)
    }

    /// All of a kind: "Actors".
    #[must_use]
    pub fn many(&self, kind: Kind) -> &str {
        let usual = match kind {
            Kind::Actor => "Actors",
            Kind::Round => "Rounds",
            Kind::Track => "Tracks",
            Kind::Source => "Sources",
            Kind::Topic => "Topics",
            Kind::Dispute => "Disputes",
            Kind::Page => "Pages",
        };
        self.get(kind.folder(), usual)
    }

    /// A view.
    #[must_use]
    pub fn view(&self, view: View) -> &str {
        let usual = match view {
            View::Timeline => "Timeline",
            View::Positions => "Positions",
            View::Participation => "Who took part",
            View::Search => "Search",
            View::Changes => "Changes",
            View::Methods => "Methods",
            View::Print => "The whole briefing",
        };
        self.get(view.as_str(), usual)
    }
}

/// What a field of a note says about the note that it names, read on the named one's page.
#[must_use]
pub fn relation(key: &str, named: Option<Kind>, in_statement: bool) -> &'static str {
    let evidence = named == Some(Kind::Source);
    match key {
        "by" => "Said by",
        "for" => "Said on behalf of",
        "of" => "Position ascribed to",
        "to" => "Said to",
        "actors" => "About",
        "topics" if in_statement => "On this topic",
        "topics" => "Concerns this topic",
        "rounds" if in_statement => "About this round",
        "rounds" => "Concerns this round",
        "via" => "Reported through",
        "denies" => "Contradicts",
        "supports" => "Bears out",
        "delegations" if evidence => "Evidence for who took part",
        "delegations" => "Took part",
        "outcomes" => "Evidence for an outcome",
        "answers" => "Evidence for an answer",
        "roles" if evidence => "Evidence for an office",
        "roles" => "Holds an office",
        "speaks_for" => "Speaks for",
        "part_of" => "Part of",
        "track" => "Round of this track",
        "follows" => "Follows",
        "parent" => "Part of this topic",
        "cites" => "Cites this work",
        "publisher" => "Published by",
        _ => "Refers to this",
    }
}

/// In which direction a language is written, for HTML's `dir`: by its script where the tag names one, else by the language.
#[must_use]
pub fn direction(tag: &str) -> &'static str {
    let mut parts = tag.split('-');
    let main = parts.next().unwrap_or(tag);
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right_to_left = match script {
        Some(script) => {
            ["Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"].iter().any(|known| known.eq_ignore_ascii_case(script))
        }
        None => ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"].contains(&main),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

/// A language's name in English; the tag itself where it is not in the table.
#[must_use]
pub fn language(tag: &str) -> &str {
    let main = tag.split('-').next().unwrap_or(tag);
    match main {
        "ar" => "Arabic",
        "az" => "Azerbaijani",
        "be" => "Belarusian",
        "bg" => "Bulgarian",
        "crh" => "Crimean Tatar",
        "cs" => "Czech",
        "da" => "Danish",
        "de" => "German",
        "el" => "Greek",
        "en" => "English",
        "es" => "Spanish",
        "et" => "Estonian",
        "fa" => "Persian",
        "fi" => "Finnish",
        "fr" => "French",
        "he" => "Hebrew",
        "hi" => "Hindi",
        "hu" => "Hungarian",
        "hy" => "Armenian",
        "it" => "Italian",
        "ja" => "Japanese",
        "ka" => "Georgian",
        "kk" => "Kazakh",
        "ko" => "Korean",
        "lt" => "Lithuanian",
        "lv" => "Latvian",
        "nl" => "Dutch",
        "no" | "nb" | "nn" => "Norwegian",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sk" => "Slovak",
        "sr" => "Serbian",
        "sv" => "Swedish",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "zh" => "Chinese",
        _ => tag,
    }
}

/// "1 statement", "3 statements".
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A whole number with a thin space between groups of three digits from 10,000 on.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len());
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && digits.len().saturating_sub(i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped};

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(6000), "6000");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(counted(1, "answer", "answers"), "1 answer");
    }
}
