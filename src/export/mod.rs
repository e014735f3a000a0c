//! Files for other tools. What an exporter is given is in `context`; each file here is an output; `table` lists them.
//!
//! Every output is a pure function of the model. None reads the clock; none depends on the order of a hash map.

pub(crate) mod archive;
pub(crate) mod calendar;
pub mod clean;
pub(crate) mod codebook;
pub(crate) mod context;
pub(crate) mod csv_tables;
mod entries;
pub(crate) mod feed;
pub(crate) mod graphml;
pub(crate) mod hosting;
pub(crate) mod markdown_copy;
pub(crate) mod schema_org;
pub(crate) mod search;
pub(crate) mod site_json;
pub(crate) mod site_schema;
pub(crate) mod sitemap;
pub mod table;
pub(crate) mod turtle;
pub(crate) mod web_manifest;

pub(crate) use context::{ExportContext, Format};

#[cfg(test)]
mod tests;
