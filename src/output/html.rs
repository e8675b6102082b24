//! A map as one HTML file that needs no network: the data of the scores, and the page that draws them.
//!
//! The file contains no scores. Scores are products and sums of a few parts: factors of the instant, an income factor
//! and a place per cell, a place and a scale per event. `document` writes these parts, as [`crate::explain`] gives them.
//! The page multiplies and adds them in the same order as [`crate::score`], so its scores are equal to the last digit at
//! every instant, and a week of hours needs little more space than one hour.
//!
//! [`page`] assembles the file. [`backdrop`] and [`tiles`] are drawn over and under the cells. [`live`] is the page of a
//! listener, which sends cells [`pool`]ed to the size of the page.

pub mod backdrop;
mod columns;
mod document;
pub mod live;
pub mod page;
pub mod pool;
pub mod route;
pub mod tiles;

use crate::clock::{BoundaryKind, ZonedTime};
use crate::event::Events;
use crate::grid::Grid;
use crate::itinerary::Itinerary;
use crate::model::Model;
use crate::places::Names;

use self::backdrop::Backdrop;
use self::tiles::Tiles;
use super::Column;

/// The greatest number of cells; browsers are slow with more.
const MOST_CELLS: usize = 300_000;

/// The greatest number of instants.
pub const MOST_INSTANTS: usize = 20_000;

/// The greatest number of events.
const MOST_EVENTS: usize = 10_000;

/// The greatest number of distances from events to cells, about 60 MB. The map contains them for events that reach so
/// far that a browser cannot calculate them exactly.
const MOST_DISTANCES: usize = 6_000_000;

/// A map that is too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// The grid is too large.
    #[error("a map can have up to {MOST_CELLS} cells, and the grid has {0}; use larger cells or a smaller area")]
    TooManyCells(usize),
    /// The span is too long.
    #[error("a map can have up to {MOST_INSTANTS} instants, and the span has more; use a shorter span")]
    TooManyInstants,
    /// Too many events are open in the span.
    #[error(
        "a map can have up to {MOST_EVENTS} events, and {0} are open in its span; use fewer events or a shorter span"
    )]
    TooManyEvents(usize),
    /// Too many events reach far.
    #[error(
        "a map holds up to {MOST_DISTANCES} distances from events to cells more than 570 km away, and these events \
         need more; give fewer events with such a radius_km, or fewer cells"
    )]
    TooManyDistances,
}

/// An instant that the map can show.
#[derive(Clone, Debug, PartialEq)]
pub struct MapInstant {
    /// The time.
    pub at: ZonedTime,
    /// The boundaries at that time.
    pub boundaries: Vec<BoundaryKind>,
}

/// The initial view of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The score: the combined one, or that of a layer.
    pub layer: Column,
    /// How many best places are listed.
    pub top: usize,
    /// Their minimum distance in kilometres.
    pub apart_km: f64,
}

/// A map of a grid at one instant, or at several with a slider.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// The name of the grid.
    pub title: String,
    /// The model of the scores.
    pub model: &'a Model,
    /// The name of the model.
    pub model_name: String,
    /// The cells.
    pub grid: &'a Grid,
    /// The events, open or not.
    pub events: &'a Events,
    /// The instants in ascending order; not empty.
    pub instants: Vec<MapInstant>,
    /// The initial view.
    pub opening: Opening,
    /// Lines over the cells.
    pub backdrop: Option<Backdrop>,
    /// Images under the cells, from the network.
    pub tiles: Option<Tiles>,
    /// The names of known spots, if any.
    pub names: Option<&'a Names>,
    /// A plan, whose route is drawn and listed.
    pub plan: Option<&'a Itinerary>,
}

impl Map<'_> {
    /// The whole file.
    ///
    /// # Errors
    /// [`MapError`] if there are too many cells, instants or events.
    pub fn html(&self) -> Result<Vec<u8>, MapError> {
        if self.grid.len() > MOST_CELLS {
            return Err(MapError::TooManyCells(self.grid.len()));
        }
        if self.instants.len() > MOST_INSTANTS {
            return Err(MapError::TooManyInstants);
        }
        let images = self.tiles.as_ref().map(Tiles::origin);
        Ok(page::embedded(&document::json(self)?, images))
    }
}
