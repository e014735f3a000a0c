//! # What
//! A source with `access = "cited"` carries statements.
//!
//! # Why
//! `cited` says that nobody here has read the work: it is known through another source. What it says is then known through that source
//! too, and must be told as that source's statement. Otherwise the site would claim to have seen what it has not.
//!
//! # Example
//! ```toml
//! +++
//! title = "Reuters on the draft communiqué"
//! access = "cited"
//!
//! [[statements]]
//! id = "draft"
//! text = "A draft communiqué exists."
//! +++
//! ```
//!
//! ```text
//! error[statement-in-cited-source]: a source that was not read carries no statements
//! ```
//!
//! # How to mend it
//! Move the statement to the source that you have read, with `via = "<this source>"`. Or read the work: then set `access = "read"` and
//! `accessed`.
