//! r
pub mod templates;
