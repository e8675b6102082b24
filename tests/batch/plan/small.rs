//! Small shifts among a few cells, of which every plan can be listed.

#![allow(clippy::unwrap_used)]

use pdpe::geo::LatLon;
use pdpe::plan::values::{ValueSpan, Values};
use pdpe::plan::{Break, PlanSettings, Scene, StayLimits, Windows};
use proptest::prelude::*;

/// A scene with what it is made of.
#[derive(Clone, Debug)]
pub struct Small {
    pub values: Values,
    pub settings: PlanSettings,
    pub open: Option<Vec<Windows>>,
}

impl Small {
    pub fn scene(&self) -> Scene<'_> {
        Scene::new(&self.values, &self.settings).with_windows(self.open.as_deref())
    }
}

/// A place within some kilometres.
fn place((north, east): (u8, u8)) -> LatLon {
    LatLon::new(39.0 + f64::from(north) * 0.002, -94.6 + f64::from(east) * 0.002).unwrap()
}

/// Shifts of up to so many minutes among up to so many cells.
pub fn small(most_minutes: usize, most_cells: usize, most_stops: usize) -> impl Strategy<Value = Small> {
    let spot = (0..12_u8, 0..12_u8);
    let places = prop::collection::vec(spot.clone(), 1..=most_cells);
    let shape = (places, most_minutes / 2..=most_minutes, 1..=3_usize);
    shape.prop_flat_map(move |(places, minutes, spans)| {
        let cells = places.len();
        let scores = prop::collection::vec(prop::collection::vec(0.0..2.0_f64, cells), spans);
        let windows = prop::option::weighted(0.4, prop::collection::vec((0..minutes, 1..=minutes), cells));
        let stay = (2..6_usize, prop::option::of(3..9_usize), prop::option::weighted(0.4, 4.0..30.0_f64));
        let ends = (prop::option::of(spot.clone()), prop::option::of(spot.clone()));
        let limits = (1..=most_stops, 0..3_u32, 0..3_u32, prop::option::of(0.3..2.0_f64));
        let pause = prop::option::weighted(0.4, (1..5_usize, 0..minutes, 1..=minutes));
        (scores, windows, stay, ends, limits, pause).prop_map(move |(scores, windows, stay, ends, limits, pause)| {
            let spans: Vec<ValueSpan> = scores
                .into_iter()
                .enumerate()
                .map(|(number, scores)| ValueSpan {
                    start_seconds: u32::try_from(number * (minutes / 4) * 60).unwrap(),
                    scores,
                })
                .collect();
            let settings = PlanSettings {
                start: ends.0.map(place),
                end: ends.1.map(place),
                stops: limits.0,
                stay: StayLimits {
                    least: stay.0,
                    longest: stay.1.map(|more| stay.0 + more),
                    half_life_minutes: stay.2,
                },
                setup_minutes: limits.1,
                teardown_minutes: limits.2,
                speed_kmh: 60.0,
                detour: 1.0,
                apart_km: limits.3.unwrap_or(0.0),
                breaks: pause
                    .map(|(length, from, to)| Break { length, from: from.min(to - 1), to: to.max(from + 1) })
                    .filter(|pause| pause.from + pause.length <= pause.to)
                    .into_iter()
                    .collect(),
                ..PlanSettings::default()
            };
            let window = |&(from, to): &(usize, usize)| {
                if from < to { vec![(from, to)] } else { vec![(0, to), (from, minutes)] }
            };
            Small {
                values: Values::new(places.iter().copied().map(place).collect(), minutes, distinct(spans)),
                settings,
                open: windows.map(|windows| {
                    let apart = |windows: Windows| {
                        if windows.len() == 2 && windows[0].1 == windows[1].0 { vec![(0, minutes)] } else { windows }
                    };
                    windows.iter().map(window).map(apart).collect()
                }),
            }
        })
    })
}

/// Spans that start at different times.
fn distinct(mut spans: Vec<ValueSpan>) -> Vec<ValueSpan> {
    spans.dedup_by_key(|span| span.start_seconds);
    spans
}
