//! # What
//! Two things would be written to the same address: pages, aliases, files in `static/`, files that the program makes. Addresses that differ
//! only in case count as the same.
//!
//! # Why
//! One of the two would be lost, and which one might change from one computer to the next. On many disks `Map.png` and `map.png` are one
//! file.
//!
//! # Example
//! ```toml
//! +++
//! title = "Ukraine"
//! summary = "A party to the talks."
//! aliases = ["/actors/russia/"]
//! +++
//! ```
//!
//! ```text
//! error[url-collision]: the alias `/actors/russia/` of `ukraine` would be written to `actors/russia/index.html`, which is taken by the page of `russia`
//! ```
//!
//! # How to mend it
//! Rename one of the two, or take the alias away. The message names both.
