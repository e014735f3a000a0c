//! JSON whose keys are known beforehand and whose texts are the model's own: three of them are made for every page, and maps that hash and
//! copy took longer than all else in a page's head.

use std::borrow::Cow;

use serde::ser::{Serialize, Serializer};

/// A value of JSON. Objects keep the order in which they were filled.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// What is absent.
    Nothing,
    /// A text.
    Text(Cow<'a, str>),
    /// A count.
    Whole(usize),
    /// Any other number.
    Number(f64),
    /// A list.
    List(Vec<Self>),
    /// An object: no key stands in it twice.
    Object(Vec<(&'static str, Self)>),
}

impl Json<'_> {
    /// Whether it says nothing: absent, or empty.
    pub(super) const fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(Cow::Borrowed(text)) => text.is_empty(),
            Self::Text(Cow::Owned(text)) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Object(entries) => entries.is_empty(),
            Self::Whole(_) | Self::Number(_) => false,
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(number) => number.serialize(serializer),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Json<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Json<'_> {
    fn from(number: usize) -> Self {
        Self::Whole(number)
    }
}

impl From<f64> for Json<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<'a, T: Into<Self>> From<Option<T>> for Json<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl<'a, T: Into<Self>> From<Vec<T>> for Json<'a> {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// An object, its entries in the order written.
macro_rules! object {
    ($($key:literal: $value:expr),* $(,)?) => {
        Json::Object(vec![$(($key, Json::from($value))),*])
    };
}
pub(super) use object;
