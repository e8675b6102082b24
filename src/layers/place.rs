//! What a cell is multiplied with at any time: a factor of one of its columns, or points of places near it.

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::kernel::Factors;
use super::receipt::{Clamp, Factor, HotspotPoints};
use crate::geo::{LatLon, NEAR_CHORD_SQUARED, UnitVector, km_of_chord_squared, near_km_of_chord_squared};
use crate::grid::Site;

/// A factor of place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'m> {
    /// Of a column of the grid.
    Column(ColumnFactor<'m>),
    /// Σ weight ÷ (1 + km) over these places.
    Points(&'m [Hotspot]),
}

/// How a number in a column of the grid becomes a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnFactor<'m> {
    /// The column.
    pub column: &'m str,
    /// The number whose factor is 1.
    pub reference: f64,
    /// Least factor.
    pub least: f64,
    /// Greatest factor.
    pub most: f64,
    /// Factor of a cell whose number is not known.
    pub unknown: f64,
}

/// A place that draws people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotspot {
    /// For people.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Points at distance zero, not negative.
    pub weight: f64,
}

impl ColumnFactor<'_> {
    /// number ÷ reference, kept in least…most; NaN is a number not known.
    #[must_use]
    #[inline]
    pub fn factor(&self, number: f64) -> f64 {
        let ratio = number / self.reference;
        if ratio.is_nan() { self.unknown } else { ratio.max(self.least).min(self.most) }
    }

    /// The factor of a number, if it is known, with what it stands for.
    #[must_use]
    pub fn receipt(&self, number: Option<f64>) -> Factor {
        let value = self.factor(number.unwrap_or(f64::NAN));
        let because = number.map_or_else(
            || "not known".to_owned(),
            |number| {
                let ratio = number / self.reference;
                let kept = Clamp::of(ratio, value).map(|_| format!(" = {ratio:.3}, kept in bounds"));
                format!("{number} ÷ {}{}", self.reference, kept.unwrap_or_default())
            },
        );
        Factor::new(self.column, because, value)
    }
}

impl Place<'_> {
    /// The factors of some cells; `factors` is room for them, of the same length.
    #[inline]
    pub fn factors<'f>(&self, cells: &Cells, factors: &'f mut [f64]) -> Factors<'f> {
        match self {
            Self::Column(own) => {
                let Some(column) = cells.column(own.column) else { return Factors::Same(own.unknown) };
                for (factor, &number) in factors.iter_mut().zip(column) {
                    *factor = own.factor(number);
                }
            }
            Self::Points(hotspots) => sum_into(hotspots, cells.unit_vectors(), factors),
        }
        Factors::Each(factors)
    }

    /// The factor of a single place.
    #[must_use]
    pub fn factor_at(&self, site: &Site) -> f64 {
        match self {
            Self::Column(own) => own.factor(site.value(own.column).unwrap_or(f64::NAN)),
            Self::Points(hotspots) => {
                let (UnitVector { x, y, z }, mut sum) = (site.place.into(), [0.0]);
                sum_into(hotspots, [&[x], &[y], &[z]], &mut sum);
                sum[0]
            }
        }
    }
}

/// The points a hotspot gives at a distance: weight ÷ (1 + km).
#[must_use]
#[inline]
pub fn points(weight: f64, distance_km: f64) -> f64 {
    weight / (1.0 + distance_km)
}

/// The points of all hotspots at a place.
#[must_use]
pub fn points_at(hotspots: &[Hotspot], place: LatLon) -> Vec<HotspotPoints> {
    let of = |hotspot: &Hotspot| {
        let there = UnitVector::from_degrees(hotspot.lat, hotspot.lon);
        let distance_km = km_of_chord_squared(there.chord_squared(place.into()));
        let (name, weight) = (hotspot.name.clone(), hotspot.weight);
        HotspotPoints { name, distance_km, weight, points: points(weight, distance_km) }
    };
    hotspots.iter().map(of).collect()
}

/// Σ weight ÷ (1 + km) for a block of cells given as unit vectors; the slices are of one length.
///
/// Hotspots outside, cells inside, so that the compiler makes vector code of the inner loop;
/// each cell still adds its hotspots in the model's order.
fn sum_into(hotspots: &[Hotspot], [x, y, z]: [&[f64]; 3], sums: &mut [f64]) {
    sums.fill(0.0);
    for hotspot in hotspots {
        let (at, weight) = (UnitVector::from_degrees(hotspot.lat, hotspot.lon), hotspot.weight);
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
