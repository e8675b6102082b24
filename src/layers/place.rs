//! The factor of place of a cell: from one of its columns, or from points of nearby places.

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::kernel::Factors;
use super::receipt::{Clamp, Factor, HotspotPoints};
use crate::geo::{LatLon, NEAR_CHORD_SQUARED, UnitVector, km_of_chord_squared, near_km_of_chord_squared};
use crate::grid::Site;

/// A factor of place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlaceFactor<'m> {
    /// A factor of a column of the grid × the factor of the spot around the cell.
    Column(ColumnFactor<'m>, &'m [Spot]),
    /// Σ weight ÷ (1 + km) over these places.
    Points(&'m [Hotspot]),
}

/// How a number in a column becomes a factor.
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
    /// Factor of a cell without a number.
    pub unknown: f64,
}

/// A place that attracts students.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotspot {
    /// The name for receipts.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Points at distance zero, not negative.
    pub weight: f64,
}

/// A place with a factor for the cells around it, `[[spending.places]]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// The name for receipts.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The radius, above 0.
    pub radius_km: f64,
    /// The factor, not negative.
    pub factor: f64,
}

impl Spot {
    /// The nearest spot whose radius contains a cell, and the distance in kilometres. Of equally near spots, the first.
    #[must_use]
    pub fn nearest(spots: &[Self], cell: UnitVector) -> Option<(usize, f64)> {
        let of = |(number, spot): (usize, &Self)| {
            let km = km_of_chord_squared(UnitVector::from_degrees(spot.lat, spot.lon).chord_squared(cell));
            (km <= spot.radius_km).then_some((number, km))
        };
        spots.iter().enumerate().filter_map(of).min_by(|(_, km), (_, other)| km.total_cmp(other))
    }

    /// The factor of the spot around a cell; 1 outside all spots.
    #[must_use]
    pub fn factor(spots: &[Self], cell: UnitVector) -> f64 {
        Self::nearest(spots, cell).map_or(1.0, |(number, _)| spots[number].factor)
    }

    /// The factor for a receipt; `None` if there are no spots.
    #[must_use]
    pub fn receipt(spots: &[Self], cell: UnitVector) -> Option<Factor> {
        let at = Self::nearest(spots, cell).map(|(number, km)| (&spots[number], km));
        let of = |(spot, km): (&Self, f64)| {
            Factor::new("place", format!("{}, {:.0} m away", spot.name, km * 1000.0), spot.factor)
        };
        (!spots.is_empty()).then(|| at.map_or_else(|| Factor::new("place", "none in reach", 1.0), of))
    }
}

impl ColumnFactor<'_> {
    /// number ÷ reference, limited to least…most; `unknown` for NaN.
    #[must_use]
    #[inline]
    pub fn factor(&self, number: f64) -> f64 {
        let ratio = number / self.reference;
        if ratio.is_nan() { self.unknown } else { ratio.max(self.least).min(self.most) }
    }

    /// Whether different numbers can have different factors.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.least < self.most
    }

    /// The factor for a receipt.
    #[must_use]
    pub fn receipt(&self, number: Option<f64>) -> Factor {
        let value = self.factor(number.unwrap_or(f64::NAN));
        let because = number.map_or_else(
            || "not known".to_owned(),
            |number| {
                if !self.counts() {
                    return format!("{number}; any value counts as {}", self.least);
                }
                let ratio = number / self.reference;
                let kept = Clamp::of(ratio, value).map(|_| format!(" = {ratio:.3}, kept in bounds"));
                format!("{number} ÷ {}{}", self.reference, kept.unwrap_or_default())
            },
        );
        Factor::new(self.column, because, value)
    }
}

impl PlaceFactor<'_> {
    /// The factors of some cells. `factors` is a buffer of the same length.
    #[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
    #[inline(always)]
    pub fn factors<'f>(&self, cells: &Cells, factors: &'f mut [f64]) -> Factors<'f> {
        match self {
            Self::Column(own, spots) => {
                match cells.column(own.column) {
                    Some(column) => {
                        for (factor, &number) in factors.iter_mut().zip(column) {
                            *factor = own.factor(number);
                        }
                    }
                    None if spots.is_empty() => return Factors::Same(own.unknown),
                    None => factors.fill(own.unknown),
                }
                if !spots.is_empty() {
                    let [x, y, z] = cells.unit_vectors();
                    for (cell, factor) in factors.iter_mut().enumerate() {
                        *factor *= Spot::factor(spots, UnitVector { x: x[cell], y: y[cell], z: z[cell] });
                    }
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
            Self::Column(own, spots) => {
                own.factor(site.value(own.column).unwrap_or(f64::NAN)) * Spot::factor(spots, site.place.into())
            }
            Self::Points(hotspots) => {
                let (UnitVector { x, y, z }, mut sum) = (site.place.into(), [0.0]);
                sum_into(hotspots, [&[x], &[y], &[z]], &mut sum);
                sum[0]
            }
        }
    }
}

/// The points of a hotspot at a distance: weight ÷ (1 + km).
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

/// Σ weight ÷ (1 + km) for a block of cells given as unit vectors, in slices of equal length.
///
/// The inner loop is over the cells, so that the compiler vectorizes it. The points of each cell are still added in the
/// order of the model.
#[expect(clippy::inline_always, reason = "so that it becomes vector code along with its caller")]
#[inline(always)]
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
