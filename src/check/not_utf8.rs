//! # What
//! A file is not written in UTF-8.
//!
//! # Why
//! Names in several scripts stand side by side in a briefing. In another encoding they would come out as other letters.
//!
//! # Example
//! ```text
//! title = "T\xfcrkiye"
//! ```
//!
//! ```text
//! error[not-utf8]: this file is not UTF-8: the byte 0xFC stands here
//! ```
//!
//! # How to mend it
//! Save the file as UTF-8: editors have it under "Save with encoding". On the command line, `iconv -f windows-1254 -t utf-8` converts a
//! file; the message shows the line and column of the first byte that does not fit.
