//! `rapporteur`: curated notes about negotiations → a linked, sourced briefing website.
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod file;
pub mod model;
pub mod parse;
pub mod read;
pub mod render;
pub mod view;
pub mod write;
