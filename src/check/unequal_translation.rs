//! # What
//! A translation gives a list of another length than the original's: `outcomes`, `answers`, `roles`, `changes`, `standing`, `stances` or
//! `shifts`.
//!
//! # Why
//! The entries of such a list are told apart by their place alone. With one too few, the words of one outcome would stand beside the sources
//! of another.
//!
//! # Example
//! ```toml
//! [[outcomes]]                   # the one of content/rounds/bridge-meeting.tr.md; the original has two
//! text = "Köprü açıldı."
//! ```
//!
//! ```text
//! error[unequal-translation]: `outcomes` has 1 entry, and the original has 2
//! ```
//!
//! # How to mend it
//! Write one table for each of the original's, in its order, with the wording alone. Where a text is the same in both languages, or not
//! translated yet, an empty string leaves the original's.
