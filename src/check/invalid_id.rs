//! # What
//! A note's file name, or the id of a statement, is no valid id, or a file lies where no note can lie.
//!
//! # Why
//! The id is the address of the page and the name under which other notes refer to it. It must look the same on every disk, in every
//! address and in every message.
//!
//! # Example
//! ```text
//! content/actors/Dmitry_Peskov.md
//! ```
//!
//! ```text
//! error[invalid-id]: `Dmitry_Peskov` cannot be an id
//! ```
//!
//! # How to mend it
//! An id has small letters `a` to `z`, digits and hyphens, and begins with a letter or digit: `dmitry-peskov.md`. A translation has the
//! language before the ending: `dmitry-peskov.tr.md`. Names in other scripts belong in the note, under `names` and `also_known_as`.
