//! # What
//! Raw HTML in a note holds something that is taken out when the page is made.
//!
//! # Why
//! A published page asks nothing of other sites and runs nothing that its editor did not write, so frames, scripts, styles and classes in
//! notes are taken out. Whoever wrote them should know: the sentence before them speaks of something that readers do not see.
//!
//! # Example
//! ```markdown
//! <iframe src="https://www.openstreetmap.org/export/embed.html"></iframe>
//! ```
//!
//! ```text
//! warning[removed-html]: `<iframe>` is taken out: `https://www.openstreetmap.org/export/embed.html` is no file of the site
//! ```
//!
//! # How to mend it
//! Say it in Markdown. A film or a sound can lie in `static/`: `<video src="/film.mp4" controls></video>`. What may be shown from elsewhere
//! is named in `site.toml`, and the pages' policy then lets it pass:
//!
//! ```toml
//! [embed]
//! hosts = ["https://www.openstreetmap.org"]
//! ```
