//! # What
//! A link, a citation or a field names a note, a statement or a place on the site that does not exist, or a draft that is not published.
//!
//! # Why
//! A reader who follows the evidence must arrive. A reference that leads nowhere is the beginning of a claim that nobody can check.
//!
//! # Example
//! ```markdown
//! The delegation of [[ukrane]] arrived first [@khar-storm#june-demands].
//! ```
//!
//! ```text
//! error[unknown-reference]: no note has the id `ukrane`
//! ```
//!
//! # How to mend it
//! Correct the id; the message names the nearest one where there is one. If the note is yet to be written, write it
//! (`rapporteur new KIND TITLE`). A link to a draft works with `--drafts` alone: publish the draft or take the link away.
