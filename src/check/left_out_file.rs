//! # What
//! A hidden file in `static/`, or one that an editor left behind, is not published.
//!
//! # Why
//! `.git`, `.env` and the like hold passwords and drafts, and `notes.html~` what has been taken out of `notes.html`. Everything else in
//! `static/` is published as it is, so these would be too. Names that hosts and servers read are published: `.well-known`, `.nojekyll`,
//! `.htaccess`, `.domains`.
//!
//! # Example
//! ```text
//! static/.env
//! ```
//!
//! ```text
//! warning[left-out-file]: this is not published: hidden files and what editors leave behind are no part of a site
//! ```
//!
//! # How to mend it
//! Delete the file or move it out of `static/`. If readers are to have it, give it a name without a dot at its beginning.
