//! # What
//! An image, or another file that a note shows, is not in `static/`.
//!
//! # Why
//! The reader would see a broken picture. Pictures on other sites are refused as well: a published page asks nothing of third parties, so
//! that nobody can follow its readers and nothing disappears from it.
//!
//! # Example
//! ```markdown
//! ![The table in Istanbul](/img/table.jpg)
//! ```
//!
//! ```text
//! error[missing-asset]: there is no image `static/img/table.jpg`
//! ```
//!
//! # How to mend it
//! Put the file into `static/` and name it from the site's root, with a leading `/`: `static/img/table.jpg` is `/img/table.jpg`.
