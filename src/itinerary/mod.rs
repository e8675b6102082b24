//! Plans for users: from options as they write them to stops with names and times of the day.
//!
//! 1. [`options`]: the options, and how they are written; [`pitches`]: where trucks may stand.
//! 2. [`make`]: checks the options against each other and the grid, scores the shift, finds the plan
//!    ([`crate::plan`]), and gives it names and times.
//! 3. [`Itinerary`]: the result, which [`crate::output::plan`] writes.

mod errors;
mod measure;
mod names;
pub mod options;
pub mod pitches;
mod settings;
mod sites;
mod steps;

use serde::Serialize;

use crate::clock::ZonedTime;
use crate::event::Events;
use crate::grid::Grid;
use crate::model::Model;
use crate::places::Names;
use crate::plan::values::Values;
use crate::plan::{Effort, Scene, limits, trucks};

pub use errors::PlanError;
pub use measure::Measure;
use options::Options;
pub use steps::{Instead, Step, StopStep};

/// The greatest length of a shift.
pub const MOST_MINUTES: u32 = 14 * 24 * 60;

/// Cells within this distance of an unavailable stop are unavailable too, in kilometres.
const LOST_KM: f64 = 1.0;

/// A plan with names and times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Itinerary {
    /// The version of the JSON document.
    pub schema_version: u32,
    /// The start of the shift.
    #[serde(serialize_with = "steps::time")]
    pub from: ZonedTime,
    /// Its end.
    #[serde(serialize_with = "steps::time")]
    pub to: ZonedTime,
    /// The zone of all times.
    pub timezone: String,
    /// The unit of all values.
    pub unit: String,
    /// What the model is called.
    pub model: String,
    /// Score-hours of all trucks.
    #[serde(serialize_with = "steps::six")]
    pub value: f64,
    /// The upper bound on the value of any plan.
    #[serde(serialize_with = "steps::six")]
    pub bound: f64,
    /// The greatest possible difference to the best value, as a share of the bound.
    #[serde(serialize_with = "steps::six")]
    pub gap: f64,
    /// Whether the plan is proved to be optimal.
    pub proved: bool,
    /// The plan of each truck.
    pub trucks: Vec<TruckDay>,
    /// The best value with exactly 1, 2, … stops; only for one truck.
    pub by_stops: Vec<ByStops>,
    /// The value of the plan without each limit; on request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<LimitCost>,
}

/// The plan of one truck.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TruckDay {
    /// Which truck, counted from 1.
    pub truck: usize,
    /// Score-hours of its stops.
    #[serde(serialize_with = "steps::six")]
    pub value: f64,
    /// Stops, breaks and the drive home, in order of time.
    pub steps: Vec<Step>,
}

/// The best plan with a given number of stops.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByStops {
    /// The number of stops.
    pub stops: usize,
    /// Its value; `None` if no plan was found.
    #[serde(serialize_with = "steps::six_if_any")]
    pub value: Option<f64>,
    /// Minutes of service in it.
    pub service_minutes: Option<usize>,
}

/// The value of the plan without a limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitCost {
    /// The option that sets it.
    pub limit: &'static str,
    /// What is allowed without it.
    pub without: String,
    /// Score-hours without it.
    #[serde(serialize_with = "steps::six_if_any")]
    pub value: Option<f64>,
    /// The difference to the value of the plan.
    #[serde(serialize_with = "steps::six_if_any")]
    pub gain: Option<f64>,
}

/// The input of a plan.
#[derive(Clone, Copy)]
pub struct Basis<'b> {
    /// The model.
    pub model: &'b Model,
    /// What the model is called.
    pub model_name: &'b str,
    /// The cells.
    pub grid: &'b Grid,
    /// The events.
    pub events: &'b Events,
    /// The names of cells, if known. Events and hotspots are known without them.
    pub names: Option<&'b Names>,
    /// Whether there is time left to search for a better plan.
    pub goes_on: &'b (dyn Fn() -> bool + Sync),
}

/// Finds the best plan for some options; `column` selects the score.
///
/// # Errors
/// [`PlanError`] if the options contradict each other or allow no plan. The message names the option to change.
///
/// ```
/// use pdpe::itinerary::{Basis, Measure, make, options::Options};
/// use pdpe::{clock::parse_time, event::Events, grid::Grid, model::Model};
///
/// let model = Model::measured();
/// let mut grid = Grid::default();
/// grid.push("market", "39.110,-94.583".parse()?);
/// grid.push("westport", "39.050,-94.591".parse()?);
/// let time = |text| parse_time(text, model.timezone, chrono::DateTime::UNIX_EPOCH).map(|time| time.at);
/// let options = Options::new(time("2026-10-03T17:00")?, time("2026-10-03T23:00")?);
/// let (events, goes_on) = (Events::new(), || true);
/// let basis =
///     Basis { model: &model, model_name: "measured", grid: &grid, events: &events, names: None, goes_on: &goes_on };
/// let combined = Measure::score(model.layers().len());
/// let itinerary = make(&options, &basis, &combined)?;
/// assert!(itinerary.proved);
/// assert_eq!(itinerary.trucks[0].stops().next().expect("a stop").cell_id, "westport");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn make(options: &Options, basis: &Basis, measure: &Measure) -> Result<Itinerary, PlanError> {
    let zone = basis.model.timezone;
    let mut settings = settings::of(options, basis.grid, zone)?;
    let minutes = settings::shift_minutes(options)?;
    let sites = settings::sites(options, &mut settings, basis.grid, minutes as usize, zone)?;
    let grid = sites.cells.as_ref().unwrap_or(basis.grid);
    let values =
        Values::of_shift(basis.model, grid, basis.events, options.from.to_utc(), minutes, |scores| measure.of(&scores));
    let values = match &sites.places {
        Some(places) => values.at(places.clone()),
        None => values,
    };
    let effort = Effort { iterations: options.iterations, gap: options.gap, goes_on: basis.goes_on };
    let scene = Scene::new(&values, &settings).with_windows(sites.open.as_deref()).with_effort(effort);
    settings::reachable(&scene)?;
    let fleet = trucks::plan(&scene).ok_or_else(|| errors::no_plan(options, &scene))?;
    let steps = steps::Steps { options, basis, grid, sites: &sites, scene: &scene, fleet: &fleet };
    let limits = if options.explain { limits::costs(&scene) } else { Vec::new() };
    Ok(Itinerary {
        schema_version: 1,
        from: options.from.with_timezone(&zone),
        to: options.to.with_timezone(&zone),
        timezone: zone.name().to_owned(),
        unit: measure.unit.clone(),
        model: basis.model_name.to_owned(),
        value: fleet.value,
        bound: fleet.bound,
        gap: fleet.gap(),
        proved: fleet.is_proved(),
        trucks: steps.of_trucks(),
        by_stops: by_stops(&fleet),
        limits: limits.into_iter().map(|cost| limit_cost(cost, fleet.value)).collect(),
    })
}

fn by_stops(fleet: &trucks::Fleet) -> Vec<ByStops> {
    let row = |(stops, plan): (usize, &Option<crate::plan::Plan>)| ByStops {
        stops,
        value: plan.as_ref().map(|plan| plan.value),
        service_minutes: plan
            .as_ref()
            .map(|plan| plan.stops.iter().map(|stop| stop.service_end - stop.service_start).sum()),
    };
    (1..).zip(&fleet.by_stops).map(row).collect()
}

fn limit_cost(cost: limits::Cost, value: f64) -> LimitCost {
    let limits::Cost { limit, without, value: lifted } = cost;
    LimitCost { limit, without, value: lifted, gain: lifted.map(|lifted| (lifted - value).max(0.0)) }
}

impl TruckDay {
    /// The stops alone.
    pub fn stops(&self) -> impl Iterator<Item = &StopStep> {
        self.steps.iter().filter_map(|step| match step {
            Step::Stop(stop) => Some(&**stop),
            _ => None,
        })
    }
}
