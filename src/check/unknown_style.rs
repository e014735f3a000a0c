//! # What
//! `citation_style` in `site.toml` names no citation style that the program has, and no `.csl` file of the site that can be read as one.
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
//! `ieee`, `modern-language-association`; `rapporteur styles` lists them. Another style can lie in the site as a file:
//! `citation_style = "styles/house.csl"`.
