//! The contents of a picture: cells, best places and open events.

use super::lattice::whole;
use super::raster::Raster;
use super::{Column, Scale};
use crate::event::Event;
use crate::geo::LatLon;
use crate::places::Names;
use crate::score::Scored;
use crate::text::terminal_line;

/// How many events get a letter and a name.
const MOST_NAMED: usize = 20;

/// The greatest number of marks of events.
const MOST_MARKED: usize = 1000;

/// A map of one score at one time. Its texts have no control characters.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The time.
    pub title: String,
    /// The numbers of cells and events, and other text under the title.
    pub subtitle: String,
    /// The score shown.
    pub score: Column,
    /// Its values, or their changes.
    pub raster: Raster,
    /// The scale of the colours.
    pub scale: Scale,
    /// The best places, best first.
    pub places: Vec<BestPlace>,
    /// Open events on the map, the largest first.
    pub events: Vec<Happening>,
    /// The number of open events that are outside the map or too many to mark.
    pub more_events: usize,
}

/// One of the best places.
#[derive(Clone, Debug, PartialEq)]
pub struct BestPlace {
    /// Its number on the map: 1 is the best.
    pub number: usize,
    /// The cell's id.
    pub cell: String,
    /// The cell's centre.
    pub place: LatLon,
    /// Its score.
    pub value: f64,
    /// What people call the spot, if that is known.
    pub near: Option<String>,
}

impl BestPlace {
    /// The places of all cells of a ranking, with the names of spots if they are known.
    #[must_use]
    pub fn all_of(best: &Scored, score: &Column, names: Option<&Names>) -> Vec<Self> {
        let place = |cell: usize| Self {
            number: cell + 1,
            cell: terminal_line(best.grid.id(cell)),
            place: best.grid.place(cell),
            value: score.number(best, cell),
            near: names.and_then(|names| names.near(best.grid.place(cell))).map(terminal_line),
        };
        (0..best.grid.len()).map(place).collect()
    }

    /// Its mark of one character: 1…9, then a…z; `None` for later ones.
    #[must_use]
    pub fn mark(&self) -> Option<char> {
        u32::try_from(self.number).ok().filter(|number| (1..36).contains(number)).and_then(|n| char::from_digit(n, 36))
    }
}

/// An open event on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// Its letter, A…T; `None` without a name on the picture.
    pub letter: Option<char>,
    /// Its name, or its id without a name.
    pub name: String,
    /// Its place.
    pub place: LatLon,
}

impl Happening {
    /// The open events on the map, the largest first, and the number of those left out.
    pub fn all_on<'e>(raster: &Raster, open: impl Iterator<Item = &'e Event>) -> (Vec<Self>, usize) {
        let open: Vec<&Event> = open.collect();
        let mut inside: Vec<&Event> =
            open.iter().copied().filter(|event| raster.position(event.place).is_some()).collect();
        inside.sort_by_key(|event| std::cmp::Reverse(event.attendance.unwrap_or(0)));
        inside.truncate(MOST_MARKED);
        let left_out = open.len() - inside.len();
        let letters = ('A'..).take(MOST_NAMED).map(Some).chain(std::iter::repeat(None));
        let happening = |(event, letter): (&Event, Option<char>)| Self {
            letter,
            name: terminal_line(event.label()),
            place: event.place,
        };
        (inside.into_iter().zip(letters).map(happening).collect(), left_out)
    }
}

impl Picture {
    /// The events that have a letter.
    pub fn named_events(&self) -> impl Iterator<Item = (char, &str)> {
        self.events.iter().filter_map(|event| event.letter.map(|letter| (letter, event.name.as_str())))
    }

    /// Describes the events without a letter, if any.
    #[must_use]
    pub fn other_events(&self) -> Option<String> {
        let marked = self.events.iter().filter(|event| event.letter.is_none()).count();
        let more = if self.events.is_empty() { "" } else { " more" };
        match (marked, self.more_events) {
            (0, 0) => None,
            (0, outside) => Some(format!("{outside}{more} outside the map")),
            (marked, 0) => Some(format!("{marked} more on the map")),
            (marked, outside) => Some(format!("{marked} more on the map, {outside} elsewhere")),
        }
    }

    /// Notes about binning and about pooling by this many rows and columns.
    #[must_use]
    pub fn notes(&self, (rows, columns): (usize, usize)) -> Vec<String> {
        let mut notes = Vec::new();
        let greatest = if self.raster.are_changes() { "the greatest change" } else { "the greatest" };
        let what = if let Some(places) = self.raster.binned() {
            let (tall_km, _) = self.raster.cell_km();
            notes.push(format!("{places} scattered places in bins of {tall_km:.2} km"));
            "bins"
        } else {
            "cells"
        };
        if (rows, columns) != (1, 1) {
            notes.push(format!("{greatest} of {columns} × {rows} {what} shows"));
        } else if what == "bins" {
            notes.push(format!("{greatest} of each bin shows"));
        }
        notes
    }

    /// The length of a scale bar in kilometres: 1, 2 or 5 times a power of ten, at most `longest_km`.
    #[must_use]
    pub fn round_km(longest_km: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, reason = "a logarithm of kilometres is small")]
        let power = 10_f64.powi(longest_km.log10().floor() as i32);
        let times = [5.0, 2.0].into_iter().find(|times| times * power <= longest_km).unwrap_or(1.0);
        times * power
    }

    /// The name of the score for people.
    #[must_use]
    pub fn score_name(&self) -> String {
        let name = self.score.name().replace('_', " ");
        if self.raster.are_changes() { format!("change of the {name}") } else { name }
    }

    /// The row and column of a place in an image scaled by `by` (rows, columns) from the raster. A place between two
    /// pixels, such as the centre of an enlarged cell, is in the southern or eastern one.
    pub(super) fn pixel(&self, place: LatLon, by: (f64, f64)) -> Option<(usize, usize)> {
        let (row, column) = self.raster.position(place)?;
        Some((whole(row * by.0 + 1e-6), whole(column * by.1 + 1e-6)))
    }
}
