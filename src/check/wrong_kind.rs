//! # What
//! A field or a citation names a note of the wrong kind.
//!
//! # Why
//! `track = "ukraine"` cannot be meant. Fields that name notes are how the site knows who took part in what, and who speaks for whom.
//!
//! # Example
//! ```toml
//! [[delegations]]
//! actor = "istanbul-2025"
//! role = "party"
//! ```
//!
//! ```text
//! error[wrong-kind]: `istanbul-2025` is a track, and an actor is wanted here
//! ```
//!
//! # How to mend it
//! Name a note of the kind that the field takes; the message says which. To link to any note, write `[[id]]` in the text; a citation
//! `[@id]` takes sources alone.
