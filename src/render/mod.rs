//! r
pub mod clean;
pub mod search;
pub mod templates;
