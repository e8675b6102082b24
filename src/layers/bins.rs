//! Which events may reach a place: a table of bins in degrees, each with the numbers of the
//! reaches that touch it.

use crate::geo::{KM_PER_DEGREE, LatLon};

/// Bins aim at this many sides per radius: small enough that most members of a bin do reach
/// a cell in it, large enough that building the table stays cheap.
const BINS_PER_RADIUS: f64 = 4.0;

/// Room for the table, per reach: bins, and members of bins.
const BINS_PER_REACH: f64 = 64.0;
const MEMBERS_PER_REACH: f64 = 128.0;

/// Widens every box by about a millimetre, far more than rounding can take off it.
const MARGIN_DEG: f64 = 1e-8;

/// The box in degrees that holds every place within some distance of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReachBox {
    south: f64,
    north: f64,
    /// One span of longitudes, or two from west to east where the box crosses the 180° meridian.
    spans: [Option<(f64, f64)>; 2],
    radius_km: f64,
}

impl ReachBox {
    /// The box around a place.
    #[must_use]
    pub fn new(centre: LatLon, radius_km: f64) -> Self {
        let radius_deg = radius_km / KM_PER_DEGREE + MARGIN_DEG;
        let (south, north) = (centre.lat() - radius_deg, centre.lat() + radius_deg);
        let whole_parallel = (Some((-180.0, 180.0)), None);
        let spans = if south <= -90.0 || north >= 90.0 {
            whole_parallel
        } else {
            // The meridians that touch a circle of angular radius r around latitude φ lie
            // asin(sin r ÷ cos φ) away.
            let half_deg =
                (radius_deg.to_radians().sin() / centre.lat().to_radians().cos()).min(1.0).asin().to_degrees();
            let (west, east) = (centre.lon() - half_deg - MARGIN_DEG, centre.lon() + half_deg + MARGIN_DEG);
            match (west < -180.0, east > 180.0) {
                (false, false) => (Some((west, east)), None),
                (true, false) => (Some((-180.0, east)), Some((west + 360.0, 180.0))),
                (false, true) => (Some((-180.0, east - 360.0)), Some((west, 180.0))),
                (true, true) => whole_parallel,
            }
        };
        Self { south, north, spans: spans.into(), radius_km }
    }

    fn spans(&self) -> impl Iterator<Item = (f64, f64)> {
        self.spans.iter().flatten().copied()
    }
}

/// The table of bins; row by row from the south-west corner of all boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    south: f64,
    west: f64,
    rows_per_deg: f64,
    columns_per_deg: f64,
    rows: usize,
    columns: usize,
    /// `members[starts[b]..starts[b + 1]]` belong to bin `b`, in rising order.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Bins {
    /// Puts each box, by its place in the slice, into every bin it touches.
    #[must_use]
    pub fn new(boxes: &[ReachBox]) -> Self {
        let mut table = Self::laid_out(boxes);
        let mut counts = vec![0u32; table.rows * table.columns + 1];
        for reach in boxes {
            table.each_bin(reach, |bin| counts[bin + 1] += 1);
        }
        for bin in 1..counts.len() {
            counts[bin] += counts[bin - 1];
        }
        let mut next = counts.clone();
        table.members = vec![0; counts.last().map_or(0, |&total| total as usize)];
        let mut members = std::mem::take(&mut table.members);
        for (number, reach) in (0u32..).zip(boxes) {
            table.each_bin(reach, |bin| {
                members[next[bin] as usize] = number;
                next[bin] += 1;
            });
        }
        Self { starts: counts, members, ..table }
    }

    /// Chooses the size of a bin so that the table stays in proportion to the number of boxes.
    fn laid_out(boxes: &[ReachBox]) -> Self {
        let empty = Self {
            south: 0.0,
            west: 0.0,
            rows_per_deg: 0.0,
            columns_per_deg: 0.0,
            rows: 0,
            columns: 0,
            starts: Vec::new(),
            members: Vec::new(),
        };
        if boxes.is_empty() {
            return empty;
        }
        let lowest = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
        let south = lowest(&mut boxes.iter().map(|reach| reach.south)).max(-90.0);
        let north = -lowest(&mut boxes.iter().map(|reach| -reach.north)).min(90.0);
        let west = lowest(&mut boxes.iter().flat_map(ReachBox::spans).map(|(west, _)| west));
        let east = -lowest(&mut boxes.iter().flat_map(ReachBox::spans).map(|(_, east)| -east));
        // Towards a pole meridians meet: a bin is never narrower than a tenth of its height.
        let narrowing = f64::midpoint(south, north).to_radians().cos().max(0.1);
        #[expect(clippy::cast_precision_loss, reason = "a count of events, far below 2^53")]
        let count = boxes.len() as f64;
        let mut side_deg = lowest(&mut boxes.iter().map(|reach| reach.radius_km)) / KM_PER_DEGREE / BINS_PER_RADIUS;
        loop {
            let rows = ((north - south) / side_deg).floor() + 1.0;
            let columns = ((east - west) * narrowing / side_deg).floor() + 1.0;
            let members: f64 = boxes
                .iter()
                .map(|reach| {
                    let tall = ((reach.north - reach.south) / side_deg).min(rows) + 1.0;
                    reach
                        .spans()
                        .map(|(west, east)| tall * (((east - west) * narrowing / side_deg).min(columns) + 1.0))
                        .sum::<f64>()
                })
                .sum();
            let fits =
                rows * columns <= count * BINS_PER_REACH + 4096.0 && members <= count * MEMBERS_PER_REACH + 4096.0;
            // A table of one bin always serves.
            if fits || rows * columns <= 1.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "both were held to a small positive range"
                )]
                return Self {
                    south,
                    west,
                    rows_per_deg: 1.0 / side_deg,
                    columns_per_deg: narrowing / side_deg,
                    rows: rows as usize,
                    columns: columns as usize,
                    ..empty
                };
            }
            side_deg *= 1.25;
        }
    }

    /// The row or column that holds an offset in degrees; never falls as the offset rises, so
    /// that a place inside a box always falls into a bin the box was put into. (A place just
    /// outside the table may count as in its first row, which costs a look and changes nothing.)
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is compared with the table's size")]
    fn step(offset_deg: f64, bins_per_deg: f64) -> i64 {
        (offset_deg * bins_per_deg) as i64
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_possible_wrap,
        reason = "clamped to the table"
    )]
    fn each_bin(&self, reach: &ReachBox, mut visit: impl FnMut(usize)) {
        let held = |step: i64, count: usize| step.clamp(0, count as i64 - 1) as usize;
        let rows = held(Self::step(reach.south - self.south, self.rows_per_deg), self.rows)
            ..=held(Self::step(reach.north - self.south, self.rows_per_deg), self.rows);
        for row in rows {
            let mut first_free = 0; // two spans may end in one bin, which is visited once
            for (west, east) in reach.spans() {
                let first = held(Self::step(west - self.west, self.columns_per_deg), self.columns).max(first_free);
                let last = held(Self::step(east - self.west, self.columns_per_deg), self.columns);
                for column in first..=last {
                    visit(row * self.columns + column);
                }
                first_free = last + 1;
            }
        }
    }

    /// The numbers of the boxes that may hold a place, rising.
    #[must_use]
    #[inline]
    pub fn at(&self, lat_deg: f64, lon_deg: f64) -> &[u32] {
        let row = usize::try_from(Self::step(lat_deg - self.south, self.rows_per_deg)).unwrap_or(usize::MAX);
        let column = usize::try_from(Self::step(lon_deg - self.west, self.columns_per_deg)).unwrap_or(usize::MAX);
        if row >= self.rows || column >= self.columns {
            return &[];
        }
        let bin = row * self.columns + column;
        &self.members[self.starts[bin] as usize..self.starts[bin + 1] as usize]
    }
}
