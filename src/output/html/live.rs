//! The data of the live map of a listener: the page, and the events, which it requests repeatedly. Its cells come from
//! [`super::pool`].

use chrono::{DateTime, Datelike as _, Utc};
use serde::Serialize;

use super::document::{Head, Opened, window_text};
use super::{Opening, page};
use crate::event::{Event, Events};
use crate::geo::BoundingBox;
use crate::grid::Grid;
use crate::model::Model;

/// The greatest number of events in the list of a page.
const MOST_EVENTS: usize = 200;

/// A live map.
#[derive(Clone, Debug)]
pub struct LivePage<'a> {
    /// The name of the grid.
    pub title: &'a str,
    /// The model of the scores.
    pub model: &'a Model,
    /// The name of the model.
    pub model_name: &'a str,
    /// The cells.
    pub grid: &'a Grid,
    /// The initial view.
    pub opening: Opening,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The number of all cells.
    cells: usize,
    /// South, west, north and east of their centres in degrees; null without cells.
    area: Option<[f64; 4]>,
    opening: Opened,
}

impl LivePage<'_> {
    /// The page, and the content security policy to send with it.
    #[must_use]
    pub fn html(&self) -> (Vec<u8>, String) {
        let document = Document {
            head: Head::new(self.title, self.model, self.model_name),
            cells: self.grid.len(),
            area: BoundingBox::around(self.grid.lat(), self.grid.lon())
                .map(|area| [area.south, area.west, area.north, area.east]),
            opening: Opened::new(&self.opening, false),
        };
        page::live(&serde_json::to_string(&document).expect("numbers, text and lists of them are JSON"))
    }
}

#[derive(Serialize)]
struct Pins<'a> {
    /// The number of all events.
    known: usize,
    events: Vec<Pin<'a>>,
}

#[derive(Serialize)]
struct Pin<'a> {
    id: &'a str,
    name: &'a str,
    lat: f64,
    lon: f64,
    radius_km: f64,
    status: &'static str,
    window: String,
    open: bool,
}

/// The events in the list of the page, as JSON: open ones, then future ones, then past ones; at most 200.
#[must_use]
pub fn pins(events: &Events, model: &Model, now: DateTime<Utc>) -> Vec<u8> {
    let order = |event: &Event| {
        let window = event.window(&model.proximity);
        let is_open = window.is_some_and(|window| window.contains(now));
        let is_over = window.is_none_or(|window| window.closes.is_some_and(|closes| closes <= now));
        let since = window.and_then(|window| window.opens).map_or(0, |opens| (opens - now).num_seconds().abs());
        (!is_open, is_over, since)
    };
    let mut chosen: Vec<&Event> = events.iter().collect();
    chosen.sort_by_cached_key(|event| order(event));
    chosen.truncate(MOST_EVENTS);
    let year = Some(now.with_timezone(&model.timezone).year());
    let pins = chosen.into_iter().map(|event| Pin {
        id: event.id.as_str(),
        name: event.label(),
        lat: event.place.lat(),
        lon: event.place.lon(),
        radius_km: event.reach_km(&model.proximity),
        status: event.status.as_str(),
        window: window_text(event, model, year),
        open: event.is_open(&model.proximity, now),
    });
    let pins = Pins { known: events.len(), events: pins.collect() };
    serde_json::to_vec(&pins).expect("numbers, text and lists of them are JSON")
}
