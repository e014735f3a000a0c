//! Views and the model → bytes: pages by templates, and one file an output for other people's tools.

pub mod assets;
mod functions;
pub mod head;
pub mod json_ld;
mod limit;
pub mod meta_tags;
pub mod share_image;
pub mod site;
pub mod templates;
