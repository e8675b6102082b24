//! The value of service at each cell during a shift. Scores are constant between instants.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use crate::clock::boundaries;
use crate::event::Events;
use crate::geo::LatLon;
use crate::grid::Grid;
use crate::model::Model;
use crate::score::{Scores, score_grid};

use super::settings::StayLimits;

/// Scores of all cells over a shift, as spans in which no score changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    places: Vec<LatLon>,
    minutes: usize,
    spans: Vec<ValueSpan>,
}

/// A part of the shift in which no score changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSpan {
    /// Seconds from the start of the shift to the start of the span.
    pub start_seconds: u32,
    /// The score of each cell, in the order of the places, in score-hours per hour.
    pub scores: Vec<f64>,
}

impl Values {
    /// Combines spans. They are in order of time, the first starts with the shift, and each has a score for every
    /// place.
    ///
    /// # Panics
    /// If the spans break one of these rules.
    #[must_use]
    pub fn new(places: Vec<LatLon>, minutes: usize, spans: Vec<ValueSpan>) -> Self {
        assert!(spans.first().is_some_and(|first| first.start_seconds == 0), "the first span starts with the shift");
        assert!(spans.windows(2).all(|pair| pair[0].start_seconds < pair[1].start_seconds), "spans are in order");
        assert!(spans.iter().all(|span| span.scores.len() == places.len()), "each span scores every place");
        Self { places, minutes, spans }
    }

    /// Scores a grid over a shift: at its start, at each full hour and whenever an event opens or closes. `column`
    /// selects the score.
    #[must_use]
    pub fn of_shift(
        model: &Model,
        grid: &Grid,
        events: &Events,
        from: DateTime<Utc>,
        minutes: u32,
        column: impl Fn(Scores) -> Vec<f64>,
    ) -> Self {
        let to = from + Duration::minutes(i64::from(minutes));
        let hours = boundaries(from, to, model.timezone).map(|boundary| boundary.at.to_utc());
        let windows = events.iter().filter_map(|event| event.window(&model.proximity));
        let turns = windows.flat_map(|window| [window.opens, window.closes]).flatten();
        let instants: BTreeSet<DateTime<Utc>> =
            hours.chain(turns).filter(|&at| from < at && at < to).chain([from]).collect();
        let spans = instants.into_iter().map(|at| ValueSpan {
            start_seconds: u32::try_from((at - from).num_seconds()).expect("a shift has fewer than 2^32 seconds"),
            scores: column(score_grid(model, grid, events, at.with_timezone(&model.timezone))),
        });
        let places = (0..grid.len()).map(|cell| grid.place(cell)).collect();
        Self::new(places, minutes as usize, spans.collect())
    }

    /// The same values with other places for the cells, for example if trucks stand at pitches.
    ///
    /// # Panics
    /// If the number of places differs from the number of cells.
    #[must_use]
    pub fn at(self, places: Vec<LatLon>) -> Self {
        assert_eq!(places.len(), self.places.len(), "a place for each cell");
        Self { places, ..self }
    }

    /// The places of the cells.
    #[must_use]
    pub fn places(&self) -> &[LatLon] {
        &self.places
    }

    /// The length of the shift.
    #[must_use]
    pub fn minutes(&self) -> usize {
        self.minutes
    }

    /// The spans in order of time.
    #[must_use]
    pub fn spans(&self) -> &[ValueSpan] {
        &self.spans
    }

    /// An upper bound on the value of any plan.
    #[expect(clippy::cast_precision_loss, reason = "a shift has fewer than 2^32 minutes")]
    pub(super) fn most(&self) -> f64 {
        let greatest = self.spans.iter().flat_map(|span| &span.scores).copied().fold(0.0, f64::max);
        greatest * self.minutes as f64 / 60.0
    }

    /// Score-hours of one cell from the start of the shift to each of its minutes.
    pub(super) fn of_cell(&self, cell: usize) -> Vec<f64> {
        self.added_up(|span| span.scores[cell])
    }

    /// The value of a stay at a cell, in score-hours.
    #[must_use]
    pub fn of_stay(&self, cell: usize, from: usize, to: usize, stay: StayLimits) -> f64 {
        let worth = self.of_cell(cell);
        match stay.fade() {
            None => worth[to] - worth[from],
            Some(fade) => fade.of_stay(&worth, from, to),
        }
    }

    /// [`Values::of_cell`] for the best of some cells in each span: an upper bound for each of them.
    pub(super) fn of_best(&self, cells: &[u32]) -> Vec<f64> {
        self.added_up(|span| cells.iter().map(|&cell| span.scores[cell as usize]).fold(0.0, f64::max))
    }

    #[expect(clippy::cast_precision_loss, reason = "a shift has fewer than 2^32 seconds")]
    fn added_up(&self, score: impl Fn(&ValueSpan) -> f64) -> Vec<f64> {
        let end_seconds = 60.0 * self.minutes as f64;
        let mut sums = Vec::with_capacity(self.minutes + 1);
        let mut before = 0.0;
        for (number, span) in self.spans.iter().enumerate() {
            let from = f64::from(span.start_seconds);
            let to = self.spans.get(number + 1).map_or(f64::INFINITY, |next| f64::from(next.start_seconds));
            let hourly = score(span);
            while sums.len() <= self.minutes && 60.0 * sums.len() as f64 <= to {
                sums.push(before + (60.0 * sums.len() as f64 - from) * hourly / 3600.0);
            }
            before += (to.min(end_seconds) - from) * hourly / 3600.0;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::{ValueSpan, Values};

    #[test]
    fn a_span_may_start_within_a_minute() {
        let place = "39.1,-94.6".parse().unwrap();
        let span = |start_seconds, score| ValueSpan { start_seconds, scores: vec![score] };
        let values = Values::new(vec![place], 4, vec![span(0, 60.0), span(90, 120.0), span(180, 0.0)]);
        let sums = values.of_cell(0);
        assert_eq!(sums.len(), 5);
        for (sum, expected) in sums.iter().zip([0.0, 1.0, 2.5, 4.5, 4.5]) {
            assert!((sum - expected).abs() < 1e-12, "{sums:?}");
        }
        assert_eq!(values.of_best(&[0]), sums);
    }
}
