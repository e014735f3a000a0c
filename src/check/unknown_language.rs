//! # What
//! A file's name, `<id>.<language>.md`, names a language that the site does not have, or a key in `[languages]` is none of `languages`.
//!
//! # Why
//! A translation into a language that the site does not have would be published nowhere, and nobody would notice. Mostly the code is wrong:
//! Ukrainian is `uk`, Czech is `cs`.
//!
//! # Example
//! ```text
//! content/actors/ukraine.ua.md
//! ```
//!
//! ```text
//! error[unknown-language]: `ua` is none of the site's languages
//! ```
//!
//! # How to mend it
//! Add the language to `languages` in `site.toml`, or rename the file.
