//! # What
//! A date is no EDTF date of level 0 or 1, or names a day that the calendar does not have.
//!
//! # Why
//! The site sorts by dates, compares them and shows them no more exactly than they are written. A date that cannot be read would be left
//! out of the timeline.
//!
//! # Example
//! ```toml
//! +++
//! title = "Talks in Istanbul"
//! summary = "The second round of 2025."
//! date = "2 June 2025"
//! +++
//! ```
//!
//! ```text
//! error[invalid-date]: `date`: "2 June 2025" is not an EDTF date
//! ```
//!
//! # How to mend it
//! Write `2025`, `2025-06`, `2025-06-02` or `2025-06-02T14:40`, always in quotes; `2022-03/2022-05` for a time from and to; `../2022-02`
//! for one without a beginning; `2025-05~` for about, `2025-09?` for uncertain, `2025-09%` for both. Where only words carry it
//! ("mid-August"), a statement has `said_text` and `happened_text` beside the date that sorts.
