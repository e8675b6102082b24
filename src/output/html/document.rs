//! The data of a map for its page: the parts of the scores, as JSON.

use std::collections::HashMap;
use std::ops::Range;

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::route::{TruckRoute, routes};
use super::{MOST_DISTANCES, MOST_EVENTS, Map, MapError, columns};
use crate::event::{Event, Stage, Window};
use crate::explain::Factor;
use crate::geo::{LatLon, NEAR_CHORD_SQUARED, UnitVector, chord_squared_of_km, km_of_chord_squared};
use crate::layers::Product;
use crate::layers::place::{PlaceFactor, Spot};
use crate::layers::proximity::{NOTHING_LEFT, crowd_factors, phase_factor};
use crate::model::Model;
use crate::output::Column;
use crate::output::lattice::Lattice;
use crate::places::{CREDITS, Names};

/// The first members of the data of every page.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    schema_version: u32,
    title: &'a str,
    timezone: &'static str,
    model: &'a str,
    layers: Vec<Layer>,
}

impl<'a> Head<'a> {
    pub fn new(title: &'a str, model: &Model, model_name: &'a str) -> Self {
        let timezone = model.timezone.name();
        Self { schema_version: 1, title, timezone, model: model_name, layers: layers(model) }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The factors or points of each layer; null for the layer of events.
    places: Vec<Option<Places<'a>>>,
    events: Vec<MapEvent<'a>>,
    nothing_left: f64,
    instants: Vec<MapInstant>,
    cells: Cells<'a>,
    lattice: Option<Lattice>,
    opening: Opened,
    backdrop: Vec<&'a [f64]>,
    tiles: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<Near<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<TruckRoute>,
}

/// The names of spots, each once; which of them each cell has; and their credits.
#[derive(Serialize)]
pub(super) struct Near<'a> {
    names: Vec<&'a str>,
    of_cells: String,
    credits: &'static str,
}

#[derive(Serialize)]
struct Layer {
    name: String,
    label: String,
    /// The greatest possible score.
    maximum: f64,
    /// Its weight in the combined score; null for the combined score itself.
    weight: Option<f64>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Places<'a> {
    /// The different factors, and which of them each cell has.
    Factors {
        factors: Vec<Factor>,
        of_cells: String,
        /// Factors of known places, in addition.
        #[serde(skip_serializing_if = "Option::is_none")]
        spots: Option<Spots>,
    },
    /// Places whose points add up.
    Points { hotspots: Vec<Hotspot<'a>> },
}

/// The different factors of known places, and which of them each cell has.
#[derive(Serialize)]
struct Spots {
    factors: Vec<Factor>,
    of_cells: String,
}

#[derive(Serialize)]
struct Hotspot<'a> {
    name: &'a str,
    weight: f64,
    at: UnitVector,
    /// Distance of every cell in kilometres, if the page cannot calculate it exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    km: Option<String>,
}

#[derive(Serialize)]
struct MapEvent<'a> {
    id: &'a str,
    name: &'a str,
    lat: f64,
    lon: f64,
    at: UnitVector,
    radius_km: f64,
    /// A cell with a smaller squared chord is in reach.
    reach: f64,
    /// The factor of attendance and sentiment, without the factor of the phase.
    scale: f64,
    /// The factors of the scale, if the receipt has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    factors: Vec<Factor>,
    /// The phases, of a model in which they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<MapStage>,
    status: &'static str,
    /// The time in which it counts, for people.
    window: String,
    /// It is open from this instant of the map until before `until`.
    from: usize,
    until: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    km: Option<String>,
}

/// A phase of an event, from an instant of the map to before `until`.
#[derive(Serialize)]
struct MapStage {
    from: usize,
    until: usize,
    factor: Factor,
}

#[derive(Serialize)]
struct MapInstant {
    timestamp: String,
    label: String,
    boundaries: Vec<&'static str>,
    /// The factors of time of each layer; none for the layer of events.
    factors: Vec<Vec<Factor>>,
}

#[derive(Serialize)]
struct Cells<'a> {
    count: usize,
    ids: Vec<&'a str>,
    lat: String,
    lon: String,
    x: String,
    y: String,
    z: String,
}

#[derive(Serialize)]
pub(super) struct Opened {
    layer: String,
    stretched: bool,
    top: usize,
    apart_km: f64,
    /// Squared chord of that distance.
    apart: f64,
}

impl Opened {
    pub fn new(opening: &super::Opening, stretched: bool) -> Self {
        let super::Opening { layer, top, apart_km } = opening;
        let (top, apart_km) = (*top, *apart_km);
        Self { layer: layer.name().to_owned(), stretched, top, apart_km, apart: chord_squared_of_km(apart_km) }
    }
}

/// The data of a map as one JSON document.
pub fn json(map: &Map) -> Result<String, MapError> {
    let cells: Vec<UnitVector> = (0..map.grid.len()).map(|cell| map.grid.place(cell).into()).collect();
    let layers = map.model.layers();
    let column = |of: fn(&UnitVector) -> f64| columns::numbers(cells.iter().map(of));
    let document = Document {
        head: Head::new(&map.title, map.model, &map.model_name),
        places: layers.iter().map(|layer| layer.product().map(|product| places(map, product, &cells))).collect(),
        events: events(map, &cells)?,
        nothing_left: NOTHING_LEFT,
        instants: instants(map, &layers),
        cells: Cells {
            count: cells.len(),
            ids: (0..map.grid.len()).map(|cell| map.grid.id(cell)).collect(),
            lat: columns::numbers(map.grid.lat().iter().copied()),
            lon: columns::numbers(map.grid.lon().iter().copied()),
            x: column(|cell| cell.x),
            y: column(|cell| cell.y),
            z: column(|cell| cell.z),
        },
        lattice: Lattice::of(map.grid),
        opening: Opened::new(&map.opening, map.instants.len() == 1),
        backdrop: map.backdrop.iter().flat_map(super::Backdrop::lines).collect(),
        tiles: map.tiles.as_ref().map(super::Tiles::template),
        near: map.names.map(|names| Near::new((0..map.grid.len()).map(|cell| map.grid.place(cell)), names)),
        routes: map.plan.map_or_else(Vec::new, |plan| routes(plan, &map.instants, |id| map.grid.positions(id).next())),
    };
    Ok(serde_json::to_string(&document).expect("numbers, text and lists of them are JSON"))
}

impl<'a> Near<'a> {
    /// The names of some cells.
    pub fn new(cells: impl Iterator<Item = LatLon>, names: &'a Names) -> Self {
        let (mut found, mut known) = (Vec::new(), HashMap::new());
        let of_cells = cells.map(|cell| {
            let name = names.near(cell).unwrap_or_default();
            *known.entry(name).or_insert_with(|| {
                found.push(name);
                u32::try_from(found.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let of_cells = columns::positions(of_cells.collect::<Vec<u32>>().into_iter());
        Self { names: found, of_cells, credits: CREDITS }
    }
}

fn layers(model: &Model) -> Vec<Layer> {
    let combined = Column::COMBINED_SCORE;
    let (name, label) = (combined.name().to_owned(), "Combined".to_owned());
    let combined = Layer { name, label, maximum: model.greatest_score(), weight: None };
    let layer = |layer: crate::layers::Layer| Layer {
        label: layer.label(),
        name: layer.column.into_owned(),
        maximum: layer.maximum,
        weight: Some(layer.weight),
    };
    [combined].into_iter().chain(model.layers().into_iter().map(layer)).collect()
}

/// The factors or points of a layer.
fn places<'a>(map: &Map, product: &'a dyn Product, cells: &[UnitVector]) -> Places<'a> {
    match product.place() {
        PlaceFactor::Column(column, spots) => {
            let numbers = map.grid.column(column.column);
            let (mut factors, mut known) = (Vec::new(), HashMap::new());
            let positions = (0..cells.len()).map(|cell| {
                let number = numbers.map(|numbers| numbers[cell]).filter(|number| !number.is_nan());
                *known.entry(number.map(f64::to_bits)).or_insert_with(|| {
                    factors.push(column.receipt(number));
                    u32::try_from(factors.len() - 1).unwrap_or(u32::MAX)
                })
            });
            let of_cells = columns::positions(positions.collect::<Vec<u32>>().into_iter());
            let spots = (!spots.is_empty()).then(|| spots_of(spots, cells));
            Places::Factors { factors, of_cells, spots }
        }
        PlaceFactor::Points(hotspots) => {
            let hotspot = |hotspot: &'a crate::model::Hotspot| {
                let at = UnitVector::from_degrees(hotspot.lat, hotspot.lon);
                let km = far_km(at, cells, f64::INFINITY);
                Hotspot { name: &hotspot.name, weight: hotspot.weight, at, km }
            };
            Places::Points { hotspots: hotspots.iter().map(hotspot).collect() }
        }
    }
}

/// The factors of known places at some cells. The distance is that of each cell, and so is the text of most.
fn spots_of(spots: &[Spot], cells: &[UnitVector]) -> Spots {
    let (mut factors, mut known) = (Vec::new(), HashMap::new());
    let positions = cells.iter().filter_map(|&cell| Spot::receipt(spots, cell)).map(|factor| {
        *known.entry((factor.because.clone(), factor.value.to_bits())).or_insert_with(|| {
            factors.push(factor);
            u32::try_from(factors.len() - 1).unwrap_or(u32::MAX)
        })
    });
    let of_cells = columns::positions(positions.collect::<Vec<u32>>().into_iter());
    Spots { factors, of_cells }
}

/// The events. If there are more than a map can have, only those that are open at one of its instants.
fn events<'a>(map: &'a Map, cells: &[UnitVector]) -> Result<Vec<MapEvent<'a>>, MapError> {
    let mut events: Vec<(&Event, Range<usize>)> =
        map.events.iter().map(|event| (event, open_instants(map, event))).collect();
    if events.len() > MOST_EVENTS {
        events.retain(|(_, open)| !open.is_empty());
    }
    if events.len() > MOST_EVENTS {
        return Err(MapError::TooManyEvents(events.len()));
    }
    let mut distances = 0;
    let events = events.into_iter().map(|(event, open)| {
        let event = map_event(map, event, open, cells);
        distances += if event.km.is_some() { cells.len() } else { 0 };
        if distances > MOST_DISTANCES { Err(MapError::TooManyDistances) } else { Ok(event) }
    });
    events.collect()
}

/// The instants of the map at which an event is open.
fn open_instants(map: &Map, event: &Event) -> Range<usize> {
    event.window(&map.model.proximity).map_or(0..0, |window| instants_in(map, window))
}

/// The range of instants of the map within a window.
fn instants_in(map: &Map, window: Window) -> Range<usize> {
    let before = |end: Option<DateTime<Utc>>, none: usize| {
        end.map_or(none, |end| map.instants.partition_point(|instant| instant.at.to_utc() < end))
    };
    let (from, until) = (before(window.opens, 0), before(window.closes, map.instants.len()));
    if from < until { from..until } else { 0..0 }
}

fn map_event<'a>(map: &Map, event: &'a Event, open: Range<usize>, cells: &[UnitVector]) -> MapEvent<'a> {
    let proximity = &map.model.proximity;
    let (at, radius_km) = (UnitVector::from(event.place), event.reach_km(proximity));
    let reach = chord_squared_of_km(radius_km);
    let stage = |stage: Stage| {
        let (instants, factor) = (instants_in(map, stage.window), phase_factor(proximity, Some(stage))?);
        Some(MapStage { from: instants.start, until: instants.end, factor })
    };
    MapEvent {
        id: event.id.as_str(),
        name: event.label(),
        lat: event.place.lat(),
        lon: event.place.lon(),
        at,
        radius_km,
        reach,
        scale: event.scale(proximity),
        factors: crowd_factors(proximity, event),
        stages: event.stages(proximity).into_iter().filter_map(stage).collect(),
        status: event.status.as_str(),
        window: window_text(event, map.model, year_of(map)),
        from: open.start,
        until: open.end,
        // An event that is never open does not affect scores.
        km: if open.is_empty() { None } else { far_km(at, cells, reach) },
    }
}

/// The year of all instants of a map; `None` if they are in several years.
fn year_of(map: &Map) -> Option<i32> {
    let year = |instant: &super::MapInstant| instant.at.with_timezone(&map.model.timezone).year();
    let (first, last) = (map.instants.first().map(year), map.instants.last().map(year));
    first.filter(|_| first == last)
}

/// The time in which an event counts, without the year `year`.
pub(super) fn window_text(event: &Event, model: &Model, year: Option<i32>) -> String {
    let Some(Window { opens, closes }) = event.window(&model.proximity) else {
        return event.status.as_str().to_owned();
    };
    let text = |at: DateTime<Tz>| {
        let day = if Some(at.year()) == year { "%a %m-%d" } else { "%a %Y-%m-%d" };
        at.format(&format!("{day} %H:%M")).to_string()
    };
    let local = |at: Option<DateTime<Utc>>| at.map(|at| at.with_timezone(&model.timezone));
    match (local(opens), local(closes)) {
        (None, None) => "always".into(),
        (Some(opens), None) => format!("from {}", text(opens)),
        (None, Some(closes)) => format!("until {}", text(closes)),
        // The day is written once.
        (Some(opens), Some(closes)) if opens.date_naive() == closes.date_naive() => {
            format!("{} to {}", text(opens), closes.format("%H:%M"))
        }
        (Some(opens), Some(closes)) => format!("{} to {}", text(opens), text(closes)),
    }
}

/// The distance to every cell in kilometres, if one in reach is so far that its distance uses the arcsine of the
/// system, whose last digit may differ in a browser.
fn far_km(at: UnitVector, cells: &[UnitVector], reach: f64) -> Option<String> {
    let chords = || cells.iter().map(|&cell| at.chord_squared(cell));
    let is_far_cell = |chord_squared| chord_squared < reach && chord_squared > NEAR_CHORD_SQUARED;
    let is_far = reach > NEAR_CHORD_SQUARED && chords().any(is_far_cell);
    is_far.then(|| columns::numbers(chords().map(km_of_chord_squared)))
}

fn instants(map: &Map, layers: &[crate::layers::Layer]) -> Vec<MapInstant> {
    let instants = map.instants.iter().map(|instant| {
        let at = instant.at.with_timezone(&map.model.timezone);
        let factors = |layer: &crate::layers::Layer| layer.product().map(|product| product.factors(at));
        MapInstant {
            timestamp: at.to_rfc3339(),
            label: instant.at.format("%a %Y-%m-%d %H:%M %Z").to_string(),
            boundaries: instant.boundaries.iter().map(|kind| kind.as_str()).collect(),
            factors: layers.iter().map(|layer| factors(layer).unwrap_or_default()).collect(),
        }
    });
    instants.collect()
}
