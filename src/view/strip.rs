//! Statements over time: a lane a voice or a side, in which what one voice said on one date is one mark with its number.

use std::collections::HashMap;

use serde::Serialize;

use super::Briefing;
use super::draw::chart::{self, Chart, ChartStyle, Item};
use super::mark::{self, Mark};
use super::sides::Held;
use super::timeline::when;
use crate::model::{Actor, Id, Statement};

/// Fewer marks show no course of time.
const MIN_POINTS: usize = 4;
const STYLE: ChartStyle =
    ChartStyle { width: 450.0, row: 16.0, plain_row: 16.0, dot: 5.5, ring: 5.5, pressed: 40.0, names: 118.0, top: 44.0 };

/// Statements over time: what the component `statement_strip` gets.
#[derive(Debug, Serialize)]
pub struct Strip {
    /// The drawing.
    pub chart: Chart,
    /// What its marks stand for, by the numbers of their items.
    pub points: Vec<Point>,
    /// How many statements have no date.
    pub undated: usize,
}

/// What one voice said on one date.
#[derive(Debug, Serialize)]
pub struct Point {
    /// The mark of each of the statements.
    pub mark: Mark,
    /// How many statements there are.
    pub count: usize,
    /// When they were made.
    pub date: String,
    /// Where the first of them stands, from the site's root.
    pub path: String,
}

/// One lane: its name, the number of its side's hue, and its statements.
pub(super) type Lane = (String, usize, Vec<Held>);

/// What a side says and what is said of it over time, in two lanes.
pub(super) fn strip_of_side(
    briefing: Briefing<'_>,
    hue: usize,
    side: &[Id<Actor>],
    statements: impl Iterator<Item = Id<Statement>>,
) -> Option<Strip> {
    let model = briefing.model;
    let all = statements.map(|statement| Held { statement, kind: mark::kind(model, &model.statements[statement], side) });
    let (own, about): (Vec<Held>, Vec<Held>) = all.partition(|held| held.kind.is_its_own());
    let lane = |key: &str, held| (briefing.language.word(key), hue, held);
    strip(briefing, vec![lane("strip.own", own), lane("strip.about", about)])
}

/// Statements in lanes; nothing where few or less than half of them have dates.
pub(super) fn strip(briefing: Briefing<'_>, mut lanes: Vec<Lane>) -> Option<Strip> {
    let model = briefing.model;
    let date = |held: &Held| model.statements[held.statement].said.and_then(|said| Some((said, when(&said)?)));
    let undated = lanes.iter().flat_map(|(_, _, held)| held).filter(|held| date(held).is_none()).count();
    lanes.retain(|(_, _, held)| held.iter().any(|held| date(held).is_some()));
    let (mut points, mut items) = (Vec::<Point>::new(), Vec::<Item>::new());
    let mut places = HashMap::new();
    for (lane, (_, hue, all)) in lanes.iter().enumerate() {
        for held in all {
            let Some((said, when)) = date(held) else { continue };
            let mark = mark::of_kind(model, held.statement, held.kind, *hue);
            let place = *places.entry((lane, said, mark.kind, mark.second_hand)).or_insert(points.len());
            if let (Some(point), Some(item)) = (points.get_mut(place), items.get_mut(place)) {
                point.count += 1;
                item.label = Some(point.count.to_string());
            } else {
                let path = briefing.statement_path(held.statement);
                points.push(Point { mark, count: 1, date: briefing.language.date(&said), path });
                items.push(Item { when, label: None, rank: place, lane, held: held.kind.is_its_own(), counted: true });
            }
        }
    }
    let names: Vec<&str> = lanes.iter().map(|(name, ..)| name.as_str()).collect();
    let drawn: usize = points.iter().map(|point| point.count).sum();
    (points.len() >= MIN_POINTS && drawn >= undated).then(|| Strip {
        chart: chart::horizontal(&items, &names, None, STYLE),
        points,
        undated,
    })
}
