//! Zones of neighbouring cells, and which of them can contain a plan better than a known one.
//!
//! A zone has the score of its best cell in each span, and the shortest drive to any of its cells. So its bound is an
//! upper bound on every plan through one of its cells. A zone with a bound not above a known plan is removed with all
//! its cells.

use super::breaks::{Ways, through};
use super::fading::Fading;
use super::network::{NO_WAY, Network, Served};
use super::plans::{Plan, Stop};
use super::prices::Prices;
use super::settings::{FixedStop, PlanSettings};
use super::values::Values;
use super::{NEVER, Scene};
use crate::geo::{LatLon, UnitVector};

/// Neighbouring cells, with a circle around them.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub cells: Vec<u32>,
    /// The fixed stop, if it is one.
    pub kept: Option<usize>,
    centre: LatLon,
    radius_km: f64,
}

impl Zone {
    pub fn new(cells: Vec<u32>, places: &[LatLon]) -> Self {
        let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
        for &cell in &cells {
            let at = UnitVector::from(places[cell as usize]);
            (x, y, z) = (x + at.x, y + at.y, z + at.z);
        }
        let only = places[cells[0] as usize];
        let centre = if cells.len() == 1 {
            only
        } else {
            LatLon::new(z.atan2(x.hypot(y)).to_degrees(), y.atan2(x).to_degrees()).unwrap_or(only)
        };
        let radius_km = cells.iter().map(|&cell| centre.distance_km(places[cell as usize])).fold(0.0, f64::max);
        Self { cells, kept: None, centre, radius_km }
    }

    /// The zones of the fixed stops.
    pub fn of_kept(scene: &Scene) -> impl Iterator<Item = Self> {
        let places = scene.values.places();
        scene.settings.keep.iter().enumerate().map(|(number, kept)| {
            let cell = u32::try_from(kept.cell).expect("cells are numbered by u32");
            Self { kept: Some(number), ..Self::new(vec![cell], places) }
        })
    }

    /// The two halves of the zone, or the zone itself if it is one cell.
    pub fn halves(self, places: &[LatLon]) -> Vec<Self> {
        if self.cells.len() == 1 {
            return vec![self];
        }
        let at = |cell: u32| UnitVector::from(places[cell as usize]);
        let spread = |along: fn(UnitVector) -> f64| {
            let along = |&cell: &u32| along(at(cell));
            let (least, most) =
                self.cells.iter().map(along).fold((f64::MAX, f64::MIN), |(l, m), v| (l.min(v), m.max(v)));
            most - least
        };
        let axes: [fn(UnitVector) -> f64; 3] = [|at| at.x, |at| at.y, |at| at.z];
        let [along_x, along_y, along_z] = axes.map(spread);
        let widest = if along_z >= along_x && along_z >= along_y { 2 } else { usize::from(along_y > along_x) };
        let mut cells = self.cells;
        cells.sort_by(|&one, &other| axes[widest](at(one)).total_cmp(&axes[widest](at(other))).then(one.cmp(&other)));
        let later = cells.split_off(cells.len() / 2);
        vec![Self::new(cells, places), Self::new(later, places)]
    }

    /// A lower bound on the distance between a cell of one zone and a cell of another, in kilometres.
    fn least_km(&self, other: &Self) -> f64 {
        // Distances are exact to about a millimetre.
        (self.centre.distance_km(other.centre) - self.radius_km - other.radius_km - 1e-6).max(0.0)
    }

    fn least_km_to(&self, place: LatLon) -> f64 {
        (self.centre.distance_km(place) - self.radius_km - 1e-6).max(0.0)
    }
}

/// The network between zones. Between single cells, it is exact.
pub(super) fn network(zones: &[Zone], scene: &Scene) -> Network {
    let Scene { values, settings, open, .. } = *scene;
    let (minutes, now) = (values.minutes(), settings.now);
    let exact = zones.iter().all(|zone| zone.cells.len() == 1);
    let kept: Vec<Option<FixedStop>> = zones.iter().map(|zone| zone.kept.map(|number| settings.keep[number])).collect();
    let is_past = |node: usize| kept[node].is_some_and(|kept| kept.from < now);
    // A truck that has been at a fixed stop since before `now` leaves it at `now`.
    let waits = |node: usize| kept[node].map_or(0, |kept| now.saturating_sub(kept.most_to + settings.teardown()));
    let drive_to = |zone: &Zone, place: Option<LatLon>| {
        let km = |place| if exact { zone.centre.distance_km(place) } else { zone.least_km_to(place) };
        place.map_or(0, |place| settings.drive_minutes(km(place)) as usize)
    };
    let breaks = &settings.breaks;
    let first = |node: usize| -> Vec<Option<usize>> {
        let (begin, leg) = if is_past(node) {
            (0, [0; 3])
        } else {
            (now, [0, drive_to(&zones[node], settings.start), settings.setup()])
        };
        (0..=breaks.len()).map(|taken| through(begin, leg, &breaks[..taken])).collect()
    };
    let last = |node: usize| -> Vec<Option<usize>> {
        let leg = [settings.teardown(), drive_to(&zones[node], settings.end), 0];
        let latest = |taken: usize| Network::latest(&breaks[taken..], leg, minutes)?.checked_sub(waits(node));
        (0..=breaks.len()).map(latest).collect()
    };
    let mut hop = Vec::with_capacity(zones.len() * zones.len());
    for (from_number, from) in zones.iter().enumerate() {
        for (to_number, to) in zones.iter().enumerate() {
            hop.push(if from_number == to_number && from.cells.len() == 1 {
                NO_WAY
            } else if is_past(to_number) {
                if is_past(from_number) { 0 } else { NO_WAY }
            } else {
                let both_kept = kept[from_number].is_some() && kept[to_number].is_some();
                hop_minutes(from, to, settings, exact, both_kept).map_or(NO_WAY, |minutes| {
                    minutes + u32::try_from(waits(from_number)).expect("a shift has fewer minutes")
                })
            });
        }
    }
    let legs = hop.iter().copied().filter(|&minutes| minutes != NO_WAY);
    let ways = Ways::new(breaks, legs, |minutes| settings.leg(minutes as usize), minutes);
    let charges: Vec<Option<Vec<f64>>> = zones.iter().map(|zone| scene.prices?.of_zone(&zone.cells)).collect();
    let mut worth: Vec<Vec<f64>> = zones.iter().map(|zone| worth(zone, values)).collect();
    let mut charge = Vec::new();
    if settings.stay.half_life_minutes.is_some() && scene.prices.is_some() {
        charge = charges.into_iter().map(|charge| charge.unwrap_or_else(|| vec![0.0; minutes + 1])).collect();
    } else {
        for (worth, charge) in worth.iter_mut().zip(charges) {
            for (worth, charge) in worth.iter_mut().zip(charge.iter().flatten()) {
                *worth -= charge;
            }
        }
    }
    Network {
        stay: settings.stay,
        fading: settings.stay.fade().map(|fade| Fading::new(fade, minutes, &worth)),
        worth,
        charge,
        open: zones.iter().map(|zone| open_in(zone, open, now, minutes)).collect(),
        kept: kept.clone(),
        reward: reward(scene),
        toll: zones.iter().map(|zone| toll(zone, scene.prices)).collect(),
        first: (0..zones.len()).map(first).collect(),
        last: (0..zones.len()).map(last).collect(),
        hop,
        ways,
        minutes,
    }
}

/// The least price of a visit to a zone.
pub(super) fn toll(zone: &Zone, prices: Option<&Prices>) -> f64 {
    prices.filter(|_| zone.kept.is_none()).map_or(0.0, |prices| prices.of_visit(&zone.cells))
}

/// The extra value of a fixed stop: more than the value of any plan, so that the best plan contains all of them. A
/// power of two, to keep the rounding error of the values small.
pub(super) fn reward(scene: &Scene) -> f64 {
    if scene.settings.keep.is_empty() {
        return 0.0;
    }
    let most = scene.values.most() + scene.prices.map_or(0.0, Prices::of_minutes);
    (2.0 * most + 1.0).log2().ceil().exp2()
}

/// The least minutes from service in one zone to service in another; `None` if they are too close.
fn hop_minutes(from: &Zone, to: &Zone, settings: &PlanSettings, exact: bool, both_kept: bool) -> Option<u32> {
    let ends = settings.teardown_minutes + settings.setup_minutes;
    let km = if exact { from.centre.distance_km(to.centre) } else { from.least_km(to) };
    if both_kept {
        return Some(settings.drive_minutes(km) + ends);
    }
    if exact {
        return (!settings.conflict(from.centre, to.centre)).then(|| settings.drive_minutes(km) + ends);
    }
    let is_apart = farthest_km(from, to) >= settings.apart_km;
    is_apart.then(|| settings.drive_minutes(km.max(settings.apart_km)) + ends)
}

/// Kilometres that no two cells of two zones are farther apart.
pub(super) fn farthest_km(one: &Zone, other: &Zone) -> f64 {
    one.centre.distance_km(other.centre) + one.radius_km + other.radius_km + 1e-6
}

fn worth(zone: &Zone, values: &Values) -> Vec<f64> {
    match zone.cells[..] {
        [cell] => values.of_cell(cell as usize),
        ref cells => values.of_best(cells),
    }
}

/// The windows in which any cell of a zone may be served, from `now` on. Overlapping windows are merged.
fn open_in(zone: &Zone, open: Option<&[Vec<(usize, usize)>]>, now: usize, minutes: usize) -> Vec<(usize, usize)> {
    let Some(open) = open else { return vec![(now.min(minutes), minutes)] };
    let mut all: Vec<_> = zone.cells.iter().flat_map(|&cell| &open[cell as usize]).copied().collect();
    all.retain_mut(|(opens, closes)| {
        *opens = (*opens).max(now);
        opens < closes
    });
    all.sort_unstable();
    if zone.cells.len() == 1 {
        return all;
    }
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (opens, closes) in all {
        match joined.last_mut() {
            Some(last) if opens <= last.1 => last.1 = last.1.max(closes),
            _ => joined.push((opens, closes)),
        }
    }
    joined
}

/// The greatest value of a plan with exactly 1, 2, … stops through each node.
pub(super) fn bounds(network: &Network, stops: usize) -> Vec<Vec<f64>> {
    let forward = network.forward(stops, |_, _| true);
    let rests = network.backward(stops - 1);
    let best = |done: &[f64], rest: &[f64]| done.iter().zip(rest).map(|(done, rest)| done + rest).fold(NEVER, f64::max);
    (1..=stops)
        .map(|count| {
            let bound = |node: usize| {
                let with = |stop: usize| {
                    let (done, rest) = (&forward.done[stop], &rests[count - 1 - stop]);
                    done.iter().zip(rest).map(|(done, rest)| best(&done[node], &rest[node])).fold(NEVER, f64::max)
                };
                (0..count).map(with).fold(NEVER, f64::max)
            };
            (0..network.len()).map(bound).collect()
        })
        .collect()
}

/// Only [`network`] reads settings, so they do not matter for a zone of a single cell.
/// Which of some single cells are too close to each other: one × cells + other.
pub(super) fn conflicts(cells: &[Zone], scene: &Scene) -> Vec<bool> {
    let place = |zone: &Zone| scene.values.places()[zone.cells[0] as usize];
    let conflict = |(number, one): (usize, &Zone), (other_number, other): (usize, &Zone)| {
        let both_kept = one.kept.is_some() && other.kept.is_some();
        number == other_number || !both_kept && scene.settings.conflict(place(one), place(other))
    };
    let numbered = || cells.iter().enumerate();
    numbered().flat_map(|one| numbered().map(move |other| conflict(one, other))).collect()
}

/// The plan of a path; `None` if a fixed stop is missing.
pub(super) fn made(scene: &Scene, cells: &[Zone], network: &Network, path: &[Served]) -> Option<Plan> {
    let stop = |served: &Served| Stop {
        cell: cells[served.node].cells[0] as usize,
        service_start: served.from,
        service_end: served.to,
        value: network.value(served.node, served.from, served.to),
    };
    let fixed = path.iter().filter(|served| cells[served.node].kept.is_some()).count();
    let stops: Vec<Stop> = path.iter().map(stop).collect();
    let value = stops.iter().map(|stop| stop.value).sum();
    (fixed == scene.settings.keep.len()).then_some(Plan { stops, value, bound: f64::INFINITY })
}

#[cfg(test)]
mod tests {
    use super::Zone;
    use crate::plan::PlanSettings;

    #[test]
    fn no_two_cells_are_nearer_than_their_zones() {
        let mut random = 7u64;
        let mut next = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            f64::from(u32::try_from(random >> 40).unwrap()) / f64::from(1u32 << 24)
        };
        let places: Vec<crate::geo::LatLon> =
            (0..60).map(|_| crate::geo::LatLon::new(39.0 + next(), -94.0 - next()).unwrap()).collect();
        let whole = Zone::new((0..60).collect(), &places);
        let zones: Vec<Zone> = whole.halves(&places).into_iter().flat_map(|half| half.halves(&places)).collect();
        assert_eq!(zones.iter().map(|zone| zone.cells.len()).sum::<usize>(), 60);
        for one in &zones {
            for other in &zones {
                for &a in &one.cells {
                    for &b in &other.cells {
                        let km = places[a as usize].distance_km(places[b as usize]);
                        assert!(one.least_km(other) <= km && km <= super::farthest_km(one, other));
                    }
                }
            }
        }
        assert_eq!(PlanSettings::default().drive_minutes(25.0 / 1.3), 60);
    }
}
