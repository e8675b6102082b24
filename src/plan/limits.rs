//! Alternatives: the best plan without one of the stops, and the cost of each limit.

use super::trucks::{Fleet, plan, plan_one_of};
use super::{Effort, Plan, PlanSettings, Scene, Windows};

/// The best plan of a truck if one of its stops is not available.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Which truck, counted from 0.
    pub truck: usize,
    /// Which of its stops, counted from 0.
    pub stop: usize,
    /// The plan, if there is one.
    pub plan: Option<Plan>,
}

/// A limit, and the value of the plan without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// The option that sets it.
    pub limit: &'static str,
    /// What is allowed without the limit.
    pub without: String,
    /// Score-hours without it; `None`: no plan.
    pub value: Option<f64>,
}

/// The best plans without each of the stops that are not fixed. No cell within this distance of the
/// stop is served.
#[must_use]
pub fn alternatives(scene: &Scene, fleet: &Fleet, within_km: f64) -> Vec<Alternative> {
    let places = scene.values.places();
    let mut all = Vec::new();
    for (truck, of_truck) in fleet.trucks.iter().enumerate() {
        for (number, stop) in of_truck.stops.iter().enumerate() {
            let is_kept = |kept: &super::FixedStop| {
                kept.truck == truck && kept.cell == stop.cell && kept.from == stop.service_start
            };
            if scene.settings.keep.iter().any(is_kept) {
                continue;
            }
            let is_near = |cell: usize| cell == stop.cell || places[cell].distance_km(places[stop.cell]) < within_km;
            let open: Vec<Windows> = (0..places.len())
                .map(|cell| {
                    let usual =
                        || scene.open.map_or_else(|| vec![(0, scene.values.minutes())], |open| open[cell].clone());
                    if is_near(cell) { Vec::new() } else { usual() }
                })
                .collect();
            all.push(Alternative { truck, stop: number, plan: plan_one_of(scene, fleet, truck, &open) });
        }
    }
    all
}

/// The value of the plan without each of its limits, one at a time.
#[must_use]
pub fn costs(scene: &Scene) -> Vec<Cost> {
    // For several trucks, no bounds: they take longest and are not reported.
    let iterations = if scene.settings.trucks > 1 { 0 } else { scene.effort.iterations };
    let scene = &scene.with_effort(Effort { iterations, ..scene.effort });
    let lifted = lifted(scene.settings).into_iter().map(|(limit, without, settings)| {
        let value = plan(&Scene { settings: &settings, ..*scene }).map(|fleet| fleet.value);
        Cost { limit, without, value }
    });
    let always = scene.open.map(|_| Cost {
        limit: "--pitches",
        without: "at any hour at the same places".into(),
        value: plan(&Scene { open: None, ..*scene }).map(|fleet| fleet.value),
    });
    lifted.chain(always).collect()
}

/// The limits without which there would be a plan, each alone.
#[must_use]
pub fn in_the_way(scene: &Scene) -> Vec<(&'static str, String)> {
    let one_stop = |settings: &PlanSettings| PlanSettings { stops: settings.keep.len().max(1), ..settings.clone() };
    let effort = Effort { iterations: 0, ..scene.effort };
    let helps = |scene: Scene, settings: &PlanSettings| {
        let settings = one_stop(settings);
        plan(&Scene { settings: &settings, effort, ..scene }).is_some()
    };
    let lifted = lifted(scene.settings).into_iter();
    let lifted = lifted.filter(|(_, _, settings)| helps(*scene, settings)).map(|(limit, without, _)| (limit, without));
    let pitches = (scene.open.is_some() && helps(Scene { open: None, ..*scene }, scene.settings))
        .then(|| ("--pitches", "at any hour at the same places".to_owned()));
    let one = PlanSettings { trucks: 1, ..scene.settings.clone() };
    let is_of_one = one.keep.iter().all(|kept| kept.truck == 0);
    let trucks = (scene.settings.trucks > 1 && is_of_one && helps(*scene, &one))
        .then(|| ("--trucks", "a single truck".to_owned()));
    lifted.chain(pitches).chain(trucks).collect()
}

/// The settings without each limit: the option, what is then allowed, the settings.
fn lifted(settings: &PlanSettings) -> Vec<(&'static str, String, PlanSettings)> {
    let mut all = Vec::new();
    let mut without = |is_set: bool, limit, words: String, change: &dyn Fn(&mut PlanSettings)| {
        if is_set {
            let mut changed = settings.clone();
            change(&mut changed);
            all.push((limit, words, changed));
        }
    };
    let stay = settings.stay;
    without(true, "--stops", format!("{} stops instead of {}", settings.stops + 1, settings.stops), &|all| {
        all.stops += 1;
    });
    without(stay.least > 1, "--min-stay", "stays of any length".into(), &|all| all.stay.least = 1);
    without(stay.longest.is_some(), "--max-stay", "no longest stay".into(), &|all| all.stay.longest = None);
    without(stay.half_life_minutes.is_some(), "--fade", "no fading of a long stay".into(), &|all| {
        all.stay.half_life_minutes = None;
    });
    without(settings.apart_km > 0.0, "--apart", "stops at any distance".into(), &|all| all.apart_km = 0.0);
    without(settings.setup_minutes > 0, "--setup", "no time to set up".into(), &|all| all.setup_minutes = 0);
    without(settings.teardown_minutes > 0, "--teardown", "no time to tear down".into(), &|all| {
        all.teardown_minutes = 0;
    });
    without(settings.start.is_some(), "--start", "a start anywhere".into(), &|all| all.start = None);
    without(settings.end.is_some(), "--end", "an end anywhere".into(), &|all| all.end = None);
    without(!settings.breaks.is_empty(), "--break", "no break".into(), &|all| all.breaks.clear());
    without(!settings.keep.is_empty(), "--keep", "no fixed stop".into(), &|all| all.keep.clear());
    all
}
