//! Views and the model → bytes: pages by templates, and one file an output for other people's tools.

pub mod archive;
pub mod assets;
pub mod bibliography;
pub mod calendar;
pub mod clean;
pub mod codebook;
pub mod csv_tables;
pub mod export;
pub mod feed;
pub mod graphml;
pub mod head;
pub mod hosting;
pub mod json_ld;
pub mod markdown_copy;
pub mod meta_tags;
pub mod schema_org;
pub mod search;
pub mod share_image;
pub mod site;
pub mod site_json;
pub mod sitemap;
pub mod templates;
pub mod turtle;
pub mod web_manifest;
