//! Geometry of drawings: pure functions from days, numbers and places to positions, which templates print as SVG.
//!
//! - [`text`]: how wide words are. [`axis`]: days along a line. [`pack`]: things into rows where nothing meets. [`spread`]: labels in a column.
//! - [`chart`]: lanes of marks over an [`axis`], horizontal or vertical, made of these.
//! - [`plot`]: figures on a scale of numbers. [`globe`]: places on a map. [`beside`]: labels on a plane.
//!
//! Along a horizontal chart positions are shares of its width in per cent, and all sizes are in pixels: it stretches, and its type does not. It is
//! packed for the narrowest width at which it is shown. Two things that do not meet there meet at no greater width, because what stands left
//! of another there has its anchor left of the other's.

pub mod axis;
pub mod beside;
pub mod chart;
pub mod globe;
pub mod pack;
pub mod plot;
pub mod spread;
pub mod text;

/// A position with two digits after the point: more than a screen shows, in a few bytes.
pub fn rounded(position: f64) -> f64 {
    (position * 100.0).round() / 100.0
}
