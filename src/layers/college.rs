//! College presence: how near student hotspots are, and how busy they are at a time of the week.

use chrono::{Datelike, Timelike};

use crate::clock::ZonedTime;
use crate::geo::{LatLon, NEAR_CHORD_SQUARED, UnitVector, km_of_chord_squared, near_km_of_chord_squared};
use crate::model::{College, DateRange, WeekTime};

/// The multiplier of one moment, and why it is that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CollegeFactors<'m> {
    /// The time of the week it is, if one of the model's.
    pub time: Option<&'m WeekTime>,
    /// Factor of that time.
    pub time_factor: f64,
    /// The entry of the academic calendar, if one applies.
    pub calendar: Option<&'m DateRange>,
}

impl<'m> CollegeFactors<'m> {
    /// Looks the multiplier of a wall time up.
    #[must_use]
    pub fn at(model: &'m College, at: ZonedTime) -> Self {
        let local = at.naive_local();
        let time = model.times.iter().find(|time| time.contains(local.weekday(), local.hour()));
        Self {
            time,
            time_factor: time.map_or(model.otherwise, |time| time.factor),
            calendar: model.calendar.iter().find(|range| (range.from..=range.to).contains(&local.date())),
        }
    }

    /// Factor of the academic calendar, 1 outside it.
    #[must_use]
    pub fn calendar_factor(&self) -> f64 {
        self.calendar.map_or(1.0, |range| range.factor)
    }

    /// Factor of the time of the week × factor of the academic calendar.
    #[must_use]
    pub fn multiplier(&self) -> f64 {
        self.time_factor * self.calendar_factor()
    }
}

/// The layer's score: `multiplier` × `hotspot_sum`, kept in 0…`maximum`.
#[must_use]
#[inline]
pub fn college_presence(multiplier: f64, hotspot_sum: f64, maximum: f64) -> f64 {
    (multiplier * hotspot_sum).max(0.0).min(maximum)
}

/// The points a hotspot gives at a distance: weight ÷ (1 + km).
#[must_use]
#[inline]
pub fn points(weight: f64, distance_km: f64) -> f64 {
    weight / (1.0 + distance_km)
}

/// The hotspots as unit vectors, ready to be summed for many cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Hotspots(Vec<(UnitVector, f64)>);

impl Hotspots {
    /// The model's hotspots, in its order, which is the order of summation.
    #[must_use]
    pub fn new(model: &College) -> Self {
        Self(
            model
                .hotspots
                .iter()
                .map(|hotspot| (UnitVector::from_degrees(hotspot.lat, hotspot.lon), hotspot.weight))
                .collect(),
        )
    }

    /// Σ weight ÷ (1 + km) at one place.
    #[must_use]
    pub fn sum_at(&self, place: LatLon) -> f64 {
        let mut sum = [0.0];
        let cell = UnitVector::from(place);
        self.sum_into(&[cell.x], &[cell.y], &[cell.z], &mut sum);
        sum[0]
    }

    /// Σ weight ÷ (1 + km) for a block of cells given as unit vectors; the slices are of one length.
    ///
    /// Hotspots outside, cells inside, so that the compiler makes vector code of the inner loop;
    /// each cell still adds its hotspots in the model's order.
    pub fn sum_into(&self, x: &[f64], y: &[f64], z: &[f64], sums: &mut [f64]) {
        sums.fill(0.0);
        for &(at, weight) in &self.0 {
            let chord_squared = |i: usize| at.chord_squared(UnitVector { x: x[i], y: y[i], z: z[i] });
            let (x, y, z) = (&x[..sums.len()], &y[..sums.len()], &z[..sums.len()]);
            let cells = sums.iter_mut().zip(x).zip(y).zip(z);
            let farthest = (0..x.len()).map(chord_squared).fold(0.0, f64::max);
            if farthest <= NEAR_CHORD_SQUARED {
                for (((sum, &x), &y), &z) in cells {
                    *sum += points(weight, near_km_of_chord_squared(at.chord_squared(UnitVector { x, y, z })));
                }
            } else {
                for (((sum, &x), &y), &z) in cells {
                    *sum += points(weight, km_of_chord_squared(at.chord_squared(UnitVector { x, y, z })));
                }
            }
        }
    }
}
