//! # What
//! A language of the site does not come with the program, and `i18n/<code>.toml` beside `site.toml` lacks words of the interface, or is not there.
//!
//! # Why
//! English words would stand in the middle of pages that are in another language.
//!
//! # Example
//! In `i18n/pl.toml` there is only:
//!
//! ```toml
//! [kind]
//! actor = "Uczestnik"
//! ```
//!
//! ```text
//! warning[missing-word]: 899 of 900 words of the interface are missing in `pl`: `about.body`, `about.title`, `actor.all` and others
//! ```
//!
//! # How to mend it
//! Add the words: each key of the English file (`rapporteur theme i18n/en.toml` writes it out) with its placeholders, as a text, or as a table by plural category
//! (`{ one = "…", few = "…", other = "…" }`). `rapporteur languages` says how far each language is.
