//! The nearest of many points to a place.

use super::{LatLon, UnitVector};

/// Points with what belongs to them, sorted from south to north; of several at one place only the first is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest<T>(Vec<(UnitVector, T)>);

impl<T> Default for Nearest<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<(LatLon, T)> for Nearest<T> {
    fn from_iter<I: IntoIterator<Item = (LatLon, T)>>(points: I) -> Self {
        Self::sorted(points.into_iter().map(|(place, value)| (place.into(), value)).collect())
    }
}

impl<T> Nearest<T> {
    fn sorted(mut points: Vec<(UnitVector, T)>) -> Self {
        // Stable, so that of points at one place the first stays first, and alone.
        points.sort_by(|a, b| a.0.z.total_cmp(&b.0.z));
        points.dedup_by_key(|(point, _)| *point);
        Self(points)
    }

    /// These points and others, which come first.
    #[must_use]
    pub fn behind(&self, others: impl IntoIterator<Item = (LatLon, T)>) -> Self
    where
        T: Clone,
    {
        let others = others.into_iter().map(|(place, value)| (place.into(), value));
        Self::sorted(others.chain(self.0.iter().cloned()).collect())
    }

    /// The number of points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The squared chord to the nearest point, and what belongs to it; `None` without points.
    ///
    /// Searches outward from the latitude of the place, and stops when the difference in latitude exceeds the best
    /// distance.
    ///
    /// ```
    /// use pdpe::geo::{LatLon, Nearest};
    /// let towns: Nearest<&str> = [("39.05,-94.59".parse()?, "Westport"), ("39.09,-94.41".parse()?, "Independence")]
    ///     .into_iter()
    ///     .collect();
    /// assert_eq!(towns.to("39.06,-94.55".parse::<LatLon>()?.into()).map(|(_, town)| *town), Some("Westport"));
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn to(&self, at: UnitVector) -> Option<(f64, &T)> {
        let start = self.0.partition_point(|(point, _)| point.z < at.z);
        let mut best: Option<(f64, &T)> = None;
        let (mut below, mut above) = (self.0[..start].iter().rev(), self.0[start..].iter());
        let (mut below_open, mut above_open) = (true, true);
        while below_open || above_open {
            let mut step = |point| {
                let (point, value): &(UnitVector, T) = point;
                let least = best.map_or(f64::INFINITY, |(least, _)| least);
                let chord_squared = point.chord_squared(at);
                if chord_squared < least {
                    best = Some((chord_squared, value));
                }
                (point.z - at.z).powi(2) <= least
            };
            below_open = below_open && below.next().is_some_and(&mut step);
            above_open = above_open && above.next().is_some_and(&mut step);
        }
        best
    }
}
