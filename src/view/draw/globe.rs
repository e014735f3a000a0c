//! Places on a map: Natural Earth's land, a projection that shows areas as they are, and labels that meet nothing. No borders are drawn: where
//! they run is what is negotiated.

use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Serialize;

use super::beside::{self, Area, Label, LabelledArea};
use super::pack::Extent;
use super::rounded;

/// Land of the earth; see `globe/outlines.mjs`, which makes it.
static OUTLINES: &[u8] = include_bytes!("globe/outlines.bin");

/// The earth's mean radius in kilometres.
const EARTH_RADIUS: f64 = 6371.0;
/// Places farther than this from the median place have maps of their own.
const MAX_NEAR_DISTANCE: f64 = 3000.0;
/// The least width of a map of many places, in kilometres.
pub const MIN_WIDTH: f64 = 1400.0;
/// The margin around the places of a map, as a share of its size.
const MARGIN: f64 = 0.14;
/// Outlines are drawn in steps of a part of a pixel: how many of them make a pixel.
const STEPS_PER_PIXEL: f64 = 2.0;
/// The font size of labels.
const LABEL_SIZE: f64 = 15.0;

/// A place on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct GeoPoint {
    pub latitude: f64,
    pub longitude: f64,
}

impl GeoPoint {
    /// The distance to another place in kilometres.
    pub fn distance(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let chord = half(b - a) + a.cos() * b.cos() * half((other.longitude - self.longitude).to_radians());
        2.0 * EARTH_RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// Where it lies on Lambert's equal-area projection around a centre: kilometres to the east and to the south.
    fn projected(self, centre: Self) -> (f64, f64) {
        let (own, mid) = (self.latitude.to_radians(), centre.latitude.to_radians());
        let east = (self.longitude - centre.longitude).to_radians();
        let cosine = mid.sin() * own.sin() + mid.cos() * own.cos() * east.cos();
        // The opposite end of the earth has no one place.
        let scale = (2.0 / (1.0 + cosine).max(1e-9)).sqrt() * EARTH_RADIUS;
        (scale * own.cos() * east.sin(), -scale * (mid.cos() * own.sin() - mid.sin() * own.cos() * east.cos()))
    }
}

/// A place to be shown on a map.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub place: GeoPoint,
    /// Its radius in pixels.
    pub radius: f64,
    /// Its label, in lines, each with its font size; the first is the name.
    pub lines: Vec<String>,
}

/// A map.
#[derive(Debug, Clone, Serialize)]
pub struct Map {
    /// Its width in pixels.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Land: the path of an outline, in parts of a pixel.
    pub land: String,
    /// How many of those parts are a pixel.
    pub parts_per_pixel: f64,
    /// The spots, in the order given.
    pub spots: Vec<SpotView>,
}

/// A spot on a map.
#[derive(Debug, Clone, Serialize)]
pub struct SpotView {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Its radius.
    pub radius: f64,
    /// Where its label stands; nothing: there is no room, the list names it.
    pub label: Option<Label>,
}

/// Places near the median one, and those that are far from it.
type NearAndFar<T> = (Vec<(GeoPoint, T)>, Vec<(GeoPoint, T)>);

/// Splits places into those near the median place, which are on one map, and those that are far from it; both in the order given.
pub fn near_and_far<T>(places: Vec<(GeoPoint, T)>, weight: impl Fn(&T) -> usize) -> NearAndFar<T> {
    let total_distance = |from: &GeoPoint| places.iter().map(|(to, value)| from.distance(*to) * weight(value) as f64).sum::<f64>();
    let median = places.iter().map(|(at, _)| *at).min_by(|a, b| total_distance(a).total_cmp(&total_distance(b)));
    places.into_iter().partition(|(at, _)| median.is_some_and(|median| at.distance(median) <= MAX_NEAR_DISTANCE))
}

/// A map of spots, `width` pixels wide and `height` high, that shows all of them with a margin around, and at least so many kilometres across.
pub fn map(spots: &[Spot], width: f64, height: f64, min_kilometres: f64) -> Map {
    let centre = middle(spots);
    let points: Vec<(f64, f64)> = spots.iter().map(|spot| spot.place.projected(centre)).collect();
    let reach = |axis: fn(&(f64, f64)) -> f64| {
        let values = || points.iter().map(axis);
        Extent::new(values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (across, down) =
        if points.is_empty() { (Extent::new(0.0, 0.0), Extent::new(0.0, 0.0)) } else { (reach(|at| at.0), reach(|at| at.1)) };
    // Kilometres a pixel: so that the places have their margin both ways, and no map shows less than a country.
    let room = 1.0 - 2.0 * MARGIN;
    let scale = [(across.to - across.from) / (width * room), (down.to - down.from) / (height * room), min_kilometres / width];
    let scale = scale.into_iter().fold(0.0, f64::max);
    let left = f64::midpoint(across.from, across.to) - width * scale / 2.0;
    let top = f64::midpoint(down.from, down.to) - height * scale / 2.0;
    let pixel = |(x, y): (f64, f64)| ((x - left) / scale, (y - top) / scale);
    let pixels: Vec<(f64, f64)> = points.iter().map(|point| pixel(*point)).collect();
    let areas = spots.iter().zip(&pixels).map(|(spot, (x, y))| {
        let reach = |middle: &f64| Extent::new(middle - spot.radius, middle + spot.radius);
        LabelledArea { area: Area { across: reach(x), down: reach(y) }, lines: &spot.lines, size: LABEL_SIZE }
    });
    let areas: Vec<LabelledArea<'_>> = areas.collect();
    let labels = beside::labels(&areas, Extent::new(0.0, width), Extent::new(0.0, height));
    let spots = spots.iter().zip(&pixels).zip(labels).map(|((spot, (x, y)), label)| SpotView {
        x: rounded(*x),
        y: rounded(*y),
        radius: rounded(spot.radius),
        label,
    });
    Map { width, height, land: land(centre, width, height, pixel), parts_per_pixel: STEPS_PER_PIXEL, spots: spots.collect() }
}

/// The place in the middle of some, on the earth's surface.
fn middle(spots: &[Spot]) -> GeoPoint {
    let mut sum = (0.0, 0.0, 0.0);
    for spot in spots {
        let (latitude, longitude) = (spot.place.latitude.to_radians(), spot.place.longitude.to_radians());
        sum.0 += latitude.cos() * longitude.cos();
        sum.1 += latitude.cos() * longitude.sin();
        sum.2 += latitude.sin();
    }
    let (x, y, z): (f64, f64, f64) = sum;
    GeoPoint { latitude: z.atan2(x.hypot(y)).to_degrees(), longitude: y.atan2(x).to_degrees() }
}

/// Rings of land, in degrees.
fn rings() -> &'static [Vec<GeoPoint>] {
    static RINGS: OnceLock<Vec<Vec<GeoPoint>>> = OnceLock::new();
    RINGS.get_or_init(|| {
        let mut bytes = OUTLINES.iter();
        let mut number = || -> Option<i64> {
            let (mut value, mut shift) = (0_i64, 0_u32);
            loop {
                let byte = *bytes.next()?;
                value |= i64::from(byte & 127).wrapping_shl(shift);
                shift += 7;
                if byte < 128 {
                    return Some(if value & 1 == 1 { -(value >> 1) - 1 } else { value >> 1 });
                }
            }
        };
        let mut rings = Vec::new();
        while let Some(count) = number() {
            let (mut longitude, mut latitude) = (0_i64, 0_i64);
            let ring = (0..count).map_while(|_| {
                longitude += number()?;
                latitude += number()?;
                Some(GeoPoint { latitude: latitude as f64 / 100.0, longitude: longitude as f64 / 100.0 })
            });
            rings.push(ring.collect());
        }
        rings
    })
}

/// The path of the land inside a frame.
fn land(centre: GeoPoint, width: f64, height: f64, pixel: impl Fn((f64, f64)) -> (f64, f64)) -> String {
    let mut path = String::new();
    for ring in rings() {
        let points: Vec<(f64, f64)> = ring.iter().map(|place| pixel(place.projected(centre))).collect();
        let inside = clipped(points, width, height);
        let mut cells: Vec<(i64, i64)> =
            inside.iter().map(|(x, y)| ((x * STEPS_PER_PIXEL).round() as i64, (y * STEPS_PER_PIXEL).round() as i64)).collect();
        cells.dedup_by(|next, kept| next.0.abs_diff(kept.0).max(next.1.abs_diff(kept.1)) < 2);
        // What is smaller than a pixel or two is left out.
        let reach = |axis: fn(&(i64, i64)) -> i64| cells.iter().map(axis).max().unwrap_or(0) - cells.iter().map(axis).min().unwrap_or(0);
        if cells.len() < 3 || reach(|cell| cell.0) < 4 || reach(|cell| cell.1) < 4 {
            continue;
        }
        for (place, (x, y)) in cells.iter().enumerate() {
            let _ = match place.checked_sub(1).and_then(|before| cells.get(before)) {
                None => write!(path, "M{x} {y}l"),
                Some((last_x, last_y)) => {
                    let (right, down) = (x - last_x, y - last_y);
                    let gap = if right < 0 || path.ends_with('l') { "" } else { " " };
                    write!(path, "{gap}{right}{}{down}", if down < 0 { "" } else { " " })
                }
            };
        }
        path.push('z');
    }
    path
}

/// A ring clipped to a frame, at one side after the other (Sutherland–Hodgman).
fn clipped(ring: Vec<(f64, f64)>, width: f64, height: f64) -> Vec<(f64, f64)> {
    // How far a point lies inside of each side.
    let depths: [&dyn Fn((f64, f64)) -> f64; 4] = [&|at| at.0 + 4.0, &|at| width + 4.0 - at.0, &|at| at.1 + 4.0, &|at| height + 4.0 - at.1];
    let mut points = ring;
    for depth in depths {
        let mut kept = Vec::with_capacity(points.len());
        for (last, at) in points.last().into_iter().chain(&points).zip(&points) {
            let (from, to) = (depth(*last), depth(*at));
            if (from < 0.0) != (to < 0.0) {
                let part = from / (from - to);
                kept.push((last.0 + (at.0 - last.0) * part, last.1 + (at.1 - last.1) * part));
            }
            if to >= 0.0 {
                kept.push(*at);
            }
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::text;
    use super::{Area, Extent, GeoPoint, LABEL_SIZE, MIN_WIDTH, Spot, clipped, map, near_and_far, rings};

    fn place(latitude: f64, longitude: f64) -> GeoPoint {
        GeoPoint { latitude, longitude }
    }

    #[test]
    fn outlines_are_whole() {
        let rings = rings();
        assert!(rings.len() > 500 && rings.iter().all(|ring| ring.len() > 3));
        assert!(rings.iter().flatten().all(|at| at.latitude.abs() <= 90.0 && at.longitude.abs() <= 180.0));
    }

    #[test]
    fn distances_are_those_of_the_earth() {
        let (istanbul, washington) = (place(41.01, 28.98), place(38.9, -77.04));
        assert!((istanbul.distance(washington) - 8400.0).abs() < 60.0);
        assert!(istanbul.distance(istanbul) < 1e-6);
    }

    #[test]
    fn far_places_have_maps_of_their_own() {
        let places = [(place(38.9, -77.04), 2), (place(41.01, 28.98), 6), (place(48.86, 2.35), 1), (place(55.76, 37.62), 1)];
        let (far, near) = places.split_at(1);
        assert_eq!(near_and_far(places.to_vec(), |weight| *weight), (near.to_vec(), far.to_vec()));
        assert_eq!(near_and_far(Vec::new(), |weight: &usize| *weight), (vec![], vec![]));
    }

    #[test]
    fn a_ring_is_cut_at_the_frame() {
        let square = vec![(-50.0, 20.0), (150.0, 20.0), (150.0, 40.0), (-50.0, 40.0)];
        let cut = clipped(square, 100.0, 100.0);
        assert!(cut.len() == 4 && cut.iter().all(|at| (-4.0..=104.0).contains(&at.0)));
        assert!(clipped(vec![(200.0, 0.0), (300.0, 0.0), (300.0, 50.0)], 100.0, 100.0).is_empty());
    }

    #[test]
    fn land_is_drawn_anywhere() {
        for at in [place(41.0, 29.0), place(64.0, -150.0), place(-41.0, 174.0), place(0.0, 0.0), place(89.0, 0.0)] {
            let spot = Spot { place: at, radius: 6.0, lines: vec!["Here".to_owned()] };
            let map = map(&[spot], 300.0, 200.0, 4000.0);
            assert!(map.land.starts_with('M') && !map.land.contains("NaN"), "{at:?}");
            let spot = map.spots.first().unwrap();
            assert!((spot.x - 150.0).abs() < 0.1 && (spot.y - 100.0).abs() < 0.1 && spot.label.is_some());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn labels_meet_nothing_and_every_spot_is_on_its_map(spots in prop::collection::vec((30.0..65.0f64, -10.0..50.0f64, 3.0..20.0f64, "[A-Za-z ]{3,20}"), 1..14)) {
            let spots: Vec<Spot> = spots.into_iter().map(|(latitude, longitude, radius, name)| Spot { place: place(latitude, longitude), radius, lines: vec![name, "2 took place".to_owned()] }).collect();
            let map = map(&spots, 1000.0, 620.0, MIN_WIDTH);
            let mut labels: Vec<Area> = Vec::new();
            for (view, spot) in map.spots.iter().zip(&spots) {
                prop_assert!(view.x >= 0.0 && view.x <= 1000.0 && view.y >= 0.0 && view.y <= 620.0);
                let Some(label) = &view.label else { continue };
                let wide = spot.lines.iter().map(|line| text::width(line, LABEL_SIZE)).fold(0.0, f64::max);
                let left = match label.anchor { "start" => label.x, "end" => label.x - wide, _ => label.x - wide / 2.0 };
                let top = label.y - LABEL_SIZE + 1.0;
                labels.push(Area { across: Extent::new(left, left + wide), down: Extent::new(top, top + 2.0 * (LABEL_SIZE + 2.0)) });
            }
            for (place, label) in labels.iter().enumerate() {
                prop_assert!(label.across.from >= 0.0 && label.across.to <= 1000.0 && label.down.from >= 0.0 && label.down.to <= 620.0);
                prop_assert!(labels.iter().skip(place + 1).all(|other| !label.across.meets(other.across, 0.0) || !label.down.meets(other.down, 0.0)));
                for spot in &map.spots {
                    let round = Area { across: Extent::new(spot.x - spot.radius, spot.x + spot.radius), down: Extent::new(spot.y - spot.radius, spot.y + spot.radius) };
                    prop_assert!(!label.across.meets(round.across, 0.0) || !label.down.meets(round.down, 0.0));
                }
            }
        }
    }
}
