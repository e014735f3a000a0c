//! The groups of a list.

use std::sync::OnceLock;

use serde::Serialize;

use super::link::Foreign;
use crate::model::Entity;
use crate::parse::fields::Kind;

/// Some notes of a list, or what is shown of them.
#[derive(Debug, Serialize)]
pub struct ListGroup<T> {
    /// Its element's id.
    pub id: String,
    /// Its heading; empty where it needs none.
    pub title: String,
    /// The language of that, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// How many notes it has, in all parts of the list.
    pub count: usize,
    /// Those that stand on this page.
    pub rows: Vec<T>,
}

/// A group of a list, with the weight of each row.
pub type WeighedGroup = ListGroup<(Entity, usize)>;

/// The lists of all kinds in the order of the kinds, each worked out when its parts are counted.
pub type Lists = [OnceLock<Vec<WeighedGroup>>; Kind::ALL.len()];
