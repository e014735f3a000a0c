//! # What
//! `citation_style` in `site.toml` names no citation style that the program has.
//!
//! # Why
//! References would have to be written in some other style, and nobody would have chosen it.
//!
//! # Example
//! ```toml
//! citation_style = "chicago-auhtor-date"
//! ```
//!
//! ```text
//! error[unknown-style]: there is no citation style `chicago-auhtor-date`
//! ```
//!
//! # How to mend it
//! Correct the name; the message names the nearest one. Names are those of the Citation Style Language: `apa`, `chicago-author-date`,
//! `ieee`, `modern-language-association`.
