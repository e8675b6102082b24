//! Pictures of scores: how cells become an image, what a terminal shows, what the files hold, and
//! the maps that a browser shows.

#![allow(clippy::unwrap_used)]

mod animation;
#[cfg(unix)] // it is started by a shell
mod browser;
mod command;
#[path = "../common/mod.rs"]
mod common;
mod files;
#[cfg(unix)]
mod in_place;
mod lattice;
mod live_map;
mod map;
mod raster;
mod terminal;

#[cfg(unix)]
use common::support;
use pdpe::event::{Event, EventId, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::output::{BestPlace, Column, Happening, Picture, Points, Raster, Scale};

/// No cell.
const NONE: f64 = f64::NAN;

/// Height of the cells made here; about 1.1 km.
const TALL_DEG: f64 = 0.01;

/// The centre of a cell whose width is `aspect` times its height.
fn centre(row: u32, column: u32, aspect: f64) -> LatLon {
    let wide_deg = TALL_DEG * aspect / 39.0_f64.to_radians().cos();
    LatLon::new(39.05 - TALL_DEG * f64::from(row), -94.6 + wide_deg * f64::from(column)).unwrap()
}

/// Rows from the north; the cells are about as wide as tall.
fn points(rows: &[&[f64]], aspect: f64) -> Points {
    let mut points = Points::default();
    for (row, values) in (0..).zip(rows) {
        for (column, value) in (0..).zip(*values) {
            if !value.is_nan() {
                let place = centre(row, column, aspect);
                points.push(place.lat(), place.lon(), *value);
            }
        }
    }
    points
}

/// A picture of these rows without marks.
fn picture(rows: &[&[f64]], aspect: f64) -> Picture {
    let raster = Raster::of(&points(rows, aspect), None).unwrap();
    Picture {
        title: "Noon".into(),
        subtitle: "some cells".into(),
        score: Column::COMBINED_SCORE,
        scale: Scale::of(raster.values().iter().copied()).unwrap(),
        raster,
        places: Vec::new(),
        events: Vec::new(),
        more_events: 0,
    }
}

/// The best place, in a cell.
fn place(number: usize, row: u32, column: u32, value: f64) -> BestPlace {
    BestPlace { number, cell: format!("r{row}c{column}"), place: centre(row, column, 1.0), value, near: None }
}

/// An event in a cell.
fn event(name: &str, row: u32, column: u32, attendance: u64) -> Event {
    Event {
        id: EventId::new("e").unwrap(),
        name: name.into(),
        place: centre(row, column, 1.0),
        timing: Timing::Untimed,
        attendance: Some(attendance),
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: String::new(),
    }
}

/// Puts events on a picture, and counts those outside.
fn with_events(mut picture: Picture, events: &[Event]) -> Picture {
    (picture.events, picture.more_events) = Happening::all_on(&picture.raster, events.iter());
    picture
}

/// Numbers in 0…1 that look random and are the same every time.
fn noise(seed: u32) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(seed), |last| Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)))
        .skip(1)
        .map(|number| f64::from(number >> 8) / f64::from(1 << 24))
}
