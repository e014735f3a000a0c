//! # What
//! The front matter, or `site.toml`, is no valid TOML, or the lines of `+++` around it are missing.
//!
//! # Why
//! Without its front matter a note has no title, no kind and no evidence. Reading goes on behind a mistake where that is possible, so that
//! one run shows several of them.
//!
//! # Example
//! ```toml
//! +++
//! title = "Ukraine
//! summary = "A party to the talks."
//! +++
//! ```
//!
//! ```text
//! error[front-matter-syntax]: this text is never closed
//! ```
//!
//! # How to mend it
//! A string that begins with `"` ends with `"` on the same line. A text that holds quotation marks stands between `'`. All plain fields
//! stand before the first `[table]` or `[[table]]`. The front matter begins on the first line of the file with `+++` and ends with a line
//! that holds `+++` alone; or it stands in a file of its own, `<id>.toml`, beside the note, and never in both.
