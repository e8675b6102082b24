//! A map as one HTML file that needs no network: the cells with all that their scores are made of,
//! and the page that draws them.
//!
//! The file holds no scores. They are products and sums of a few parts: factors of the instant,
//! an income factor and a place per cell, a place and a scale per event. `document` writes those
//! parts down, each as [`crate::explain`] gives it, and the page multiplies and adds them in the
//! order in which [`crate::score`] does, so that what it shows is the same to the last digit, at
//! any instant, and a week of hours takes little more than one.
//!
//! [`page`] puts the file together, [`backdrop`] and [`tiles`] are what may lie around the cells.
//! [`live`] is the same page with its cells from a listener, which are [`pool`]ed to what it shows.

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

use self::backdrop::Backdrop;
use self::tiles::Tiles;
use super::Column;

/// More cells than this make a file that browsers labour with.
const MOST_CELLS: usize = 300_000;

/// More instants than this do so too.
pub const MOST_INSTANTS: usize = 20_000;

/// And more events than this, be they large or small.
const MOST_EVENTS: usize = 10_000;

/// Of events that reach so far that a browser's own distances would not do, the map holds that to each
/// cell: as many as this at most, some 60 MB.
const MOST_DISTANCES: usize = 6_000_000;

/// Why there is no map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// The grid is too large.
    #[error("a map holds up to {MOST_CELLS} cells, and the grid has {0}; take larger cells or a smaller area")]
    TooManyCells(usize),
    /// The span is too long.
    #[error("a map holds up to {MOST_INSTANTS} instants, and the span has more; take a shorter one")]
    TooManyInstants,
    /// Too many events are open in the span.
    #[error("a map holds up to {MOST_EVENTS} events, and {0} are open in its span; give fewer, or a shorter span")]
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
pub struct Instant {
    /// When it is.
    pub at: ZonedTime,
    /// What turns then.
    pub boundaries: Vec<BoundaryKind>,
}

/// How the map is shown at first.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The score: the combined one, or that of a layer.
    pub layer: Column,
    /// How many best places are listed.
    pub top: usize,
    /// How far apart they are at least, in kilometres.
    pub apart_km: f64,
}

/// A map of a grid at one instant, or at several with a slider.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// What the grid is called.
    pub title: String,
    /// The model by which the cells are scored.
    pub model: &'a Model,
    /// What the model is called.
    pub model_name: String,
    /// The cells.
    pub grid: &'a Grid,
    /// The events, open or not.
    pub events: &'a Events,
    /// The instants, rising; not empty.
    pub instants: Vec<Instant>,
    /// How it is shown at first.
    pub opening: Opening,
    /// Lines over the cells.
    pub backdrop: Option<Backdrop>,
    /// Pictures under the cells, from the network.
    pub tiles: Option<Tiles>,
    /// A plan whose route is drawn and listed.
    pub plan: Option<&'a Itinerary>,
}

impl Map<'_> {
    /// The whole file.
    ///
    /// # Errors
    /// [`MapError`] when there are more cells, instants or events than a browser bears.
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
