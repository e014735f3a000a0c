//! Files for other tools. What an exporter is given is in [`context`]; each file here is an output; [`table`] lists them.
//!
//! Every output is a pure function of the model. None reads the clock; none depends on the order of a hash map.

pub mod archive;
pub mod calendar;
pub mod clean;
pub mod codebook;
pub mod context;
pub mod csv_tables;
mod entries;
pub mod feed;
pub mod graphml;
pub mod hosting;
pub mod markdown_copy;
pub mod schema_org;
pub mod search;
pub mod site_json;
pub mod site_schema;
pub mod sitemap;
pub mod table;
pub mod turtle;
pub mod web_manifest;

pub use context::{ExportContext, Format, HtmlOf, Part};

#[cfg(test)]
mod tests;
