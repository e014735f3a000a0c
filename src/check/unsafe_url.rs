//! # What
//! An address has a scheme that can run code or reach a reader's own files (`javascript:`, `data:`, `file:` …), or holds invisible
//! characters that make it look like another address.
//!
//! # Why
//! A briefing is quoted and forwarded by people who trust it. Such an address never gets into the output, whatever the settings; the rule
//! only says that it was taken out.
//!
//! # Example
//! ```markdown
//! See [the statement](javascript:alert(1)).
//! ```
//!
//! ```text
//! error[unsafe-url]: this address has a scheme that no link may have
//! ```
//!
//! # How to mend it
//! Use `https:`, `http:`, `mailto:`, `tel:` or a path on the site. Type the address anew if it was copied from a text that runs from right
//! to left.
//!
//! A site may lower this rule to a warning: the link is taken out either way.
