//! # What
//! A template of the site takes the place of no built-in one, and no other template uses it; or a file in `i18n/` is of no language of the site.
//!
//! # Why
//! A slip in the name of `templates/actor.html`, and every actor's page still looks as it did, without a word.
//!
//! # Example
//! ```text
//! templates/actr.html
//! ```
//!
//! ```text
//! warning[unused-override]: no page is made with `actr.html`
//! ```
//!
//! # How to mend it
//! Rename the file; the message names the nearest template, and `rapporteur theme` lists all. A template that is made for others to use is
//! reported until one does: by `extends`, by `include`, or by one of its components.
