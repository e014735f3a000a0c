//! # What
//! A template cannot be read, or fails while a page is made with it. An undefined variable is an error.
//!
//! # Why
//! A variable that is silently empty is a hole in a page that nobody notices before the reader does.
//!
//! # Example
//! ```html
//! <h1>{{ page.titel }}</h1>
//! ```
//!
//! ```text
//! error[template-error]: Field `titel` is not defined. Available fields: …, title, …, in template `page.html`, while rendering `about`
//! ```
//!
//! # How to mend it
//! The message names the template, the line and the note that was being rendered. A template gets exactly `site` and `page`;
//! `rapporteur init --templates` writes the built-in templates out to compare with. For a value that may be absent, ask first:
//! `{% if page.summary %}`.
