//! What is looked up, and what is computed where nothing is found: the functions that score a grid,
//! for one place.

use chrono::{DateTime, Utc};

use super::index::{Links, LocalHour};
use crate::clock::ZonedTime;
use crate::event::{Event, EventId, Events};
use crate::geo::LatLon;
use crate::layers::college::{CollegeFactors, Hotspots, college_presence};
use crate::layers::spending::{SpendingFactors, spending_propensity};
use crate::model::Model;
use crate::score::{CellScore, Moment};

/// A place to be scored, and its income if that is known, as in [`crate::grid::Grid::income_of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// Where it is.
    pub place: LatLon,
    /// The income there.
    pub income: Option<f64>,
}

impl From<LatLon> for Site {
    fn from(place: LatLon) -> Self {
        Self { place, income: None }
    }
}

/// Nothing but these bits and the hour has a part in college presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CollegeKey {
    hour: LocalHour,
    place: [u64; 2],
}

impl CollegeKey {
    pub fn new(place: LatLon, at: ZonedTime) -> Self {
        Self { hour: LocalHour::of(at), place: bits(place) }
    }
}

/// Events open and close at any instant, so the hour is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CombinedKey {
    pub at: DateTime<Utc>,
    place: [u64; 2],
    income: Option<u64>,
}

impl CombinedKey {
    pub fn new(site: Site, at: ZonedTime) -> Self {
        Self { at: at.to_utc(), place: bits(site.place), income: site.income.map(f64::to_bits) }
    }
}

fn bits(place: LatLon) -> [u64; 2] {
    [place.lat().to_bits(), place.lon().to_bits()]
}

/// Spending propensity where no income is known.
pub(super) fn spending_at(model: &Model, at: ZonedTime) -> (f64, Links) {
    let product = SpendingFactors::at(&model.spending, at).product();
    let score = spending_propensity(product, 1.0, model.spending.maximum);
    (score, Links { hour: LocalHour::of(at), place: None, events: Vec::new() })
}

pub(super) fn college_at(model: &Model, hotspots: &Hotspots, place: LatLon, at: ZonedTime) -> (f64, Links) {
    let multiplier = CollegeFactors::at(&model.college, at).multiplier();
    let score = college_presence(multiplier, hotspots.sum_at(place), model.college.maximum);
    (score, Links { hour: LocalHour::of(at), place: Some(place), events: Vec::new() })
}

/// The combined score; `moment` is that of the model, the events and the time.
pub(super) fn combined_at(
    model: &Model,
    moment: &Moment,
    events: &Events,
    site: Site,
    at: ZonedTime,
) -> (CellScore, Links) {
    let score = moment.score_cell(site.place, site.income);
    let events = reaching(model, events, site.place, at.to_utc());
    (score, Links { hour: LocalHour::of(at), place: Some(site.place), events })
}

/// The events that are open at an instant and reach a place.
fn reaching(model: &Model, events: &Events, place: LatLon, at: DateTime<Utc>) -> Vec<EventId> {
    let reaches = |event: &&Event| {
        event.is_open(&model.proximity, at) && event.place.distance_km(place) <= event.reach_km(&model.proximity)
    };
    events.iter().filter(reaches).map(|event| event.id.clone()).collect()
}
