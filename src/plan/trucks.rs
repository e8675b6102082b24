//! Several trucks. Plans one truck after the other around those already planned, then each again around the others
//! until nothing improves, and repeats this with prices. The prices also give an upper bound for all trucks.
//!
//! This is a Lagrangian relaxation. A truck pays a price for each minute of service at the cells of a clique, of which
//! at most one can be served at a time. With prices, each truck is planned as if it were alone. The sum of their values
//! and of all prices is an upper bound on the value of trucks that keep their distance.

use super::one_truck::{one_truck, one_truck_near};
use super::plans::{Plan, Plans, Stop, gap};
use super::prices::{Clique, Prices, cell_of, clique};
use super::{PlanSettings, SAME, Scene, Windows};

/// The greatest number of rounds in which each truck is planned again.
const MOST_ROUNDS: usize = 6;
/// The cost of one step of the prices, in branches, because it plans every truck.
const BRANCHES_OF_A_STEP: usize = 10;
/// The share of the previous direction that a step keeps.
const MOMENTUM: f64 = 0.6;

/// The plan of all trucks.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// The plan of each truck; its bound is for the truck alone.
    pub trucks: Vec<Plan>,
    /// Score-hours of all trucks.
    pub value: f64,
    /// The upper bound on the value of any plan of all trucks.
    pub bound: f64,
    /// The best plans with exactly 1, 2, … stops; empty for several trucks.
    pub by_stops: Vec<Option<Plan>>,
}

impl Fleet {
    /// Whether the plan is optimal.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.bound <= self.value + SAME
    }

    /// The difference to the bound, as a share of the bound.
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.value, self.bound)
    }

    /// The stops of each truck.
    #[must_use]
    pub fn stops(&self) -> Vec<&[Stop]> {
        self.trucks.iter().map(|plan| &plan.stops[..]).collect()
    }
}

/// The best plan found for all trucks; `None` if one of them has no plan.
#[must_use]
pub fn plan(scene: &Scene) -> Option<Fleet> {
    let count = scene.settings.trucks;
    let settings: Vec<PlanSettings> = (0..count).map(|truck| of_truck(scene.settings, truck)).collect();
    let fleet = if let [settings] = &settings[..] {
        let plans = one_truck(&Scene { settings, ..*scene });
        let best = plans.best()?;
        Fleet { value: best.value, bound: best.bound, trucks: vec![best], by_stops: plans.by_stops }
    } else {
        Trucks { scene: *scene, settings }.plan()?
    };
    debug_assert_eq!(super::check::check(scene, &fleet.stops()), Ok(()));
    Some(fleet)
}

/// The best plan of one truck around the other trucks.
#[must_use]
pub fn plan_one_of(scene: &Scene, fleet: &Fleet, truck: usize, open: &[Windows]) -> Option<Plan> {
    let settings = of_truck(scene.settings, truck);
    let scene = Scene { open: Some(open), ..*scene };
    let open =
        around(&scene, fleet.stops().iter().enumerate().filter(|(other, _)| *other != truck).map(|(_, stops)| *stops));
    one_truck(&Scene { settings: &settings, open: Some(&open), ..scene }).best()
}

/// The limits of one truck: only its own fixed stops.
fn of_truck(settings: &PlanSettings, truck: usize) -> PlanSettings {
    let keep = settings.keep.iter().copied().filter(|kept| kept.truck == truck).collect();
    PlanSettings { keep, ..settings.clone() }
}

/// The windows of each cell while other trucks serve.
fn around<'s>(scene: &Scene, others: impl Iterator<Item = &'s [Stop]>) -> Vec<Windows> {
    let places = scene.values.places();
    let mut open =
        scene.open.map_or_else(|| vec![vec![(0, scene.values.minutes())]; places.len()], <[Windows]>::to_vec);
    for stop in others.flatten() {
        for (cell, windows) in open.iter_mut().enumerate() {
            if scene.settings.conflict(places[cell], places[stop.cell]) {
                *windows = without(windows, stop.service_start, stop.service_end);
            }
        }
    }
    open
}

/// Windows without a range of minutes.
pub(super) fn without(windows: &Windows, from: usize, to: usize) -> Windows {
    let pieces = |&(opens, closes): &(usize, usize)| [(opens, closes.min(from)), (opens.max(to), closes)];
    windows.iter().flat_map(pieces).filter(|(opens, closes)| opens < closes).collect()
}

/// The trucks and their limits.
struct Trucks<'s> {
    scene: Scene<'s>,
    settings: Vec<PlanSettings>,
}

impl Trucks<'_> {
    fn plan(&self) -> Option<Fleet> {
        let none = Prices::default();
        let alone = self.alone(&none, &[]);
        let mut bound = total(&alone);
        let mut best = self.in_turn(&none, &[])?;
        let mut cliques: Vec<Clique<Vec<f64>>> = Vec::new();
        let mut direction: Vec<Vec<f64>> = Vec::new();
        let (mut relaxed, mut step, mut fails) = (alone, 1.0, 0);
        for _ in 0..self.scene.effort.iterations / BRANCHES_OF_A_STEP {
            if gap(value_of(&best), bound) <= self.scene.effort.gap.max(1e-12) || !(self.scene.effort.goes_on)() {
                break;
            }
            if !self.raise(&relaxed, &mut cliques, &mut direction, step * (bound - value_of(&best)).max(1e-6)) {
                break;
            }
            let prices = Prices { minutes: cliques.clone(), ..Prices::default() };
            let likely: Vec<usize> = relaxed.iter().flat_map(stops_of).map(|stop| stop.cell).collect();
            relaxed = self.alone(&prices, &likely);
            let new_bound = total(&relaxed) + prices.of_minutes();
            if new_bound < bound - SAME {
                (bound, fails) = (new_bound, 0);
                if let Some(found) = self.in_turn(&prices, &likely)
                    && value_of(&found) > value_of(&best) + SAME
                {
                    best = found;
                }
            } else {
                fails += 1;
                step *= if fails % 3 == 0 { 0.5 } else { 1.0 };
            }
        }
        let value = value_of(&best);
        Some(Fleet { trucks: best, value, bound: bound.max(value), by_stops: Vec::new() })
    }

    /// The plans of each truck alone. Trucks with the same fixed stops have the same plans.
    fn alone(&self, prices: &Prices, likely: &[usize]) -> Vec<Plans> {
        let mut all: Vec<Plans> = Vec::new();
        for (truck, settings) in self.settings.iter().enumerate() {
            let same = (0..truck).find(|&other| self.settings[other].keep.is_empty() && settings.keep.is_empty());
            let plans = same.map(|other| all[other].clone());
            let scene = Scene { settings, prices: Some(prices), ..self.scene };
            all.push(plans.unwrap_or_else(|| one_truck_near(&scene, likely)));
        }
        all
    }

    /// Plans one truck after the other around those already planned, at first with prices, then each again around all
    /// others.
    fn in_turn(&self, prices: &Prices, likely: &[usize]) -> Option<Vec<Plan>> {
        let mut trucks: Vec<Plan> = Vec::new();
        for truck in 0..self.settings.len() {
            let fixed = self.settings[truck + 1..].iter().flat_map(|settings| &settings.keep);
            let fixed: Vec<Stop> = fixed
                .map(|kept| Stop { cell: kept.cell, service_start: kept.from, service_end: kept.most_to, value: 0.0 })
                .collect();
            let others = trucks.iter().map(|plan| &plan.stops[..]).chain([&fixed[..]]);
            let plan = self.one(truck, others, Some(prices), likely)?;
            trucks.push(plan);
        }
        // A truck is settled until another one changes. The last was planned around all others.
        let mut settled = usize::from(prices.of_minutes() <= 0.0);
        for truck in (0..trucks.len()).cycle().take(MOST_ROUNDS * trucks.len()) {
            if settled >= trucks.len() {
                break;
            }
            let others = trucks.iter().enumerate().filter(|(other, _)| *other != truck);
            let plan = self.one(truck, others.map(|(_, plan)| &plan.stops[..]), None, likely);
            if let Some(plan) = plan.filter(|plan| plan.value > trucks[truck].value + SAME) {
                trucks[truck] = plan;
                settled = 1;
            } else {
                settled += 1;
            }
        }
        Some(trucks)
    }

    fn one<'o>(
        &self,
        truck: usize,
        others: impl Iterator<Item = &'o [Stop]>,
        prices: Option<&Prices>,
        likely: &[usize],
    ) -> Option<Plan> {
        let settings = &self.settings[truck];
        let open = around(&self.scene, others);
        let scene = Scene { settings, open: Some(&open), prices, ..self.scene };
        let plan = one_truck_near(&scene, likely).best()?;
        let stop = |stop: Stop| {
            let value = scene.values.of_stay(stop.cell, stop.service_start, stop.service_end, settings.stay);
            Stop { value, ..stop }
        };
        let stops: Vec<Stop> = plan.stops.into_iter().map(stop).collect();
        Some(Plan { value: stops.iter().map(|stop| stop.value).sum(), stops, bound: plan.bound })
    }

    /// Raises the prices of minutes at which more than one truck wants to serve, and lowers the others. Returns whether
    /// any price changed.
    fn raise(
        &self,
        relaxed: &[Plans],
        cliques: &mut Vec<Clique<Vec<f64>>>,
        direction: &mut Vec<Vec<f64>>,
        step: f64,
    ) -> bool {
        let minutes = self.scene.values.minutes();
        let wanted: Vec<Stop> = relaxed.iter().flat_map(stops_of).collect();
        for stop in &wanted {
            let cell = cell_of(stop);
            if !cliques.iter().any(|clique| clique.has(cell)) {
                cliques.push(Clique { cells: clique(&self.scene, &[cell]), price: vec![0.0; minutes] });
                direction.push(vec![0.0; minutes]);
            }
        }
        let mut length = 0.0;
        for (clique, direction) in cliques.iter().zip(direction.iter_mut()) {
            let mut demand = vec![-1.0; minutes];
            for stop in wanted.iter().filter(|stop| clique.has(cell_of(stop))) {
                demand[stop.service_start..stop.service_end].iter_mut().for_each(|demand| *demand += 1.0);
            }
            for ((direction, demand), price) in direction.iter_mut().zip(demand).zip(&clique.price) {
                *direction = demand + MOMENTUM * *direction;
                if *price <= 0.0 && *direction < 0.0 {
                    *direction = 0.0;
                }
                length += *direction * *direction;
            }
        }
        for (clique, direction) in cliques.iter_mut().zip(direction.iter()) {
            for (price, direction) in clique.price.iter_mut().zip(direction) {
                *price = (*price + step * direction / length).max(0.0);
            }
        }
        length > 0.0
    }
}

fn value_of(trucks: &[Plan]) -> f64 {
    trucks.iter().map(|plan| plan.value).sum()
}

/// The greatest sum of values of trucks that are alone. A truck with a negative value does not work.
fn total(plans: &[Plans]) -> f64 {
    let bound = |plans: &Plans| plans.bounds.iter().copied().fold(0.0, f64::max);
    plans.iter().map(bound).sum()
}

fn stops_of(plans: &Plans) -> Vec<Stop> {
    plans.best().map(|plan| plan.stops).unwrap_or_default()
}
