//! Views and the model → bytes: pages by templates, and one file an output for other people's tools.

pub(crate) mod assets;
mod functions;
pub(crate) mod head;
pub mod json_ld;
mod limit;
pub mod meta_tags;
pub(crate) mod share_image;
pub(crate) mod site;
pub(crate) mod templates;
