//! # What
//! Two statements of one source have the same id.
//!
//! # Why
//! `source#statement` must mean one statement: it is what citations, disputes and `via` refer to.
//!
//! # Example
//! ```toml
//! [[statements]]
//! id = "remains"
//! text = "Russia will return the remains of 6,000 soldiers."
//!
//! [[statements]]
//! id = "remains"
//! text = "The exchange of remains is postponed."
//! ```
//!
//! ```text
//! error[duplicate-statement]: this source has another statement `remains`
//! ```
//!
//! # How to mend it
//! Rename the second one, and see whether notes that cite this id mean the first or the second.
