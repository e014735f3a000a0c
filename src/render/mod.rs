//! r
pub mod search;
pub mod templates;
