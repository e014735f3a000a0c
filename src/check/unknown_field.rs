//! # What
//! A table has a key that it does not know.
//!
//! # Why
//! A misspelt key would be passed over in silence, and what it says would be missing from the site without anybody noticing.
//!
//! # Example
//! ```toml
//! +++
//! title = "Ukraine"
//! sumary = "A party to the talks."
//! +++
//! ```
//!
//! ```text
//! error[unknown-field]: an actor has no field `sumary`
//! ```
//!
//! # How to mend it
//! Correct the key; the message names the nearest one. Data of your own belongs under `[extra]`, where every key is allowed. Also see
//! whether the key stands in the right table: in TOML everything behind a `[[statements]]` line belongs to that statement.
//!
//! A site may lower this rule to a warning, or switch it off, since the key is left out either way.
