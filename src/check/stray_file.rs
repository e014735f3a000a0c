//! # What
//! A file in `content/` is no note, and is passed over.
//!
//! # Why
//! Office programs and editors leave files beside the one that is open (`~$iran.docx`, `iran.md.bak`), and papers get filed beside the notes
//! that were made from them. None of these is published, so nothing is wrong with the site; who meant one of them as a note should know.
//!
//! # Example
//! ```text
//! content/actors/iran.md.bak
//! ```
//!
//! ```text
//! advice[stray-file]: `iran.md.bak` is no note, and is passed over
//! ```
//!
//! # How to mend it
//! Delete the file or move it out of `content/`. A note ends in `.md` or `.toml`; what is published as it is lies in `static/`.
