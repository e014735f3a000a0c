//! # What
//! A field that must be there is not: `title` of every note, `summary` of actors, rounds, tracks, topics and disputes,
//! `id` and `text` of a statement, `text` of an outcome or an answer, the evidence of an answer, `title` and `base_url` of the site.
//!
//! # Why
//! Pages, lists, feeds and exports are made from these fields. A date that is not known exactly can still be written: `2025-05~`.
//!
//! # Example
//! ```toml
//! +++
//! title = "Talks in Istanbul"
//! date = "2025-06-02"
//! +++
//! ```
//!
//! ```text
//! error[missing-field]: a round needs `summary`
//! ```
//!
//! # How to mend it
//! Add the field. `rapporteur new KIND TITLE` writes a note with all the fields that its kind wants, and `rapporteur schema KIND` lists
//! them.
