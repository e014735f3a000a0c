//! # What
//! A link names an anchor that its page does not have.
//!
//! # Why
//! The reader would land at the top of the page and look for the place in vain.
//!
//! # Example
//! ```markdown
//! See [[istanbul-2025-06-02#the-memorandums]].
//! ```
//!
//! ```text
//! error[broken-anchor]: `istanbul-2025-06-02` has no heading with the anchor `the-memorandums`
//! ```
//!
//! # How to mend it
//! Anchors come from headings: small letters and digits of any script, one hyphen for everything between, `-2` for a second one of the
//! same name. To keep an anchor while the heading changes, give it one of its own: `## The memorandum {#memorandum}`. A statement's anchor
//! is its id.
