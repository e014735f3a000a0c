//! # What
//! Two notes have the same id, whatever their folders, or two headings of a page the same explicit anchor.
//!
//! # Why
//! `[[istanbul]]` must mean one note. Ids are unique over the whole site, so that a link needs no folder and goes on working when a note
//! moves to another one.
//!
//! # Example
//! ```text
//! content/topics/crimea.md
//! content/actors/crimea.md
//! ```
//!
//! ```text
//! error[duplicate-id]: the id `crimea` is taken
//! ```
//!
//! # How to mend it
//! Rename one of the two files, and say in its `aliases` under which address it used to lie. The message names both.
