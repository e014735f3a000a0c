//! # What
//! A field has a value that it cannot have: a wrong type, a word that is none of its choices, a circle of `part_of`, `follows` or
//! `parent`, a statement that supports itself. Markup that cannot be read is reported under this code as well, as `[[` that is not closed.
//!
//! # Why
//! A value that is passed over changes what the site says. So it is refused where it is written.
//!
//! # Example
//! ```toml
//! +++
//! title = "Talks in Istanbul"
//! summary = "The second round of 2025."
//! date = "2025-06-02"
//! status = "hold"
//! +++
//! ```
//!
//! ```text
//! error[invalid-value]: `status` cannot be `hold`
//! ```
//!
//! # How to mend it
//! The message lists the choices, or says what the field takes; `rapporteur schema KIND` gives all of them with their meanings.
