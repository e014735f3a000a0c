//! Tests of the Markdown path.
