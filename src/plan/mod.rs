//! Plans a shift: the stops and times with the greatest value, and an upper bound on the value of any plan.
//!
//! A truck drives to a cell, sets up, serves, tears down and drives on. The value of a plan is the sum of score × hours
//! of service, in score-hours. All settings are whole minutes, and drives are rounded up to minutes, so a dynamic
//! programme over (cell, minute, stops) is exact.
//!
//! 1. [`values`]: scores of all cells between the instants at which they change.
//! 2. `network`: the dynamic programme over some nodes, forwards and backwards; `breaks` are taken
//!    on the legs between them.
//! 3. `zones`: bounds for zones of cells, which leave few cells over.
//! 4. `apart`: the minimum distance between stops of a truck, by branch and bound over the programme.
//! 5. [`one_truck`]: the steps together, for 1, 2, … stops, from cells `nearby` good ones. `many_stops`: from five
//!    stops on, a random `search` instead, and a bound by `tolls` for visits and a faster programme, the `sweep`.
//! 6. [`trucks`]: several trucks in turn, and `prices` of minutes that bound what they can earn.
//! 7. [`check`]: whether a plan keeps all limits, found out another way; [`timetable`]: when the
//!    truck leaves and arrives; [`limits`]: what each limit costs, and what else there is to do.
//!
//! ```
//! use pdpe::plan::values::{ValueSpan, Values};
//! use pdpe::plan::{PlanSettings, Scene, one_truck::one_truck};
//!
//! // Two places for two hours; the second becomes the better one after an hour.
//! let places = vec!["39.10,-94.58".parse()?, "39.11,-94.58".parse()?];
//! let spans = vec![
//!     ValueSpan { start_seconds: 0, scores: vec![1.0, 0.2] },
//!     ValueSpan { start_seconds: 3600, scores: vec![0.1, 3.0] },
//! ];
//! let values = Values::new(places, 120, spans);
//! let mut settings = PlanSettings { stops: 2, setup_minutes: 0, teardown_minutes: 0, ..PlanSettings::default() };
//! settings.stay.least = 30;
//! let plans = one_truck(&Scene::new(&values, &settings));
//! let best = plans.best().expect("two hours are enough");
//! assert!(best.is_proved());
//! // It serves the first place for an hour less the drive of 4 minutes, then the second.
//! assert_eq!(best.stops.iter().map(|stop| (stop.cell, stop.service_end)).collect::<Vec<_>>(), [(0, 56), (1, 120)]);
//! # Ok::<(), pdpe::geo::PlaceError>(())
//! ```

mod apart;
mod breaks;
pub mod check;
mod fading;
pub mod limits;
mod many_stops;
mod nearby;
mod network;
pub mod one_truck;
mod plans;
mod prices;
mod route;
mod search;
mod serve;
mod settings;
mod sweep;
pub mod timetable;
mod tolls;
pub mod trucks;
pub mod values;
mod zones;

pub use plans::{Plan, Plans, Stop, gap};
pub use settings::{Break, FixedStop, PlanSettings, StayLimits};

use prices::Prices;
use values::Values;

/// Windows of the shift, in minutes, in which a cell may be served; sorted and disjoint.
pub type Windows = Vec<(usize, usize)>;

/// Plans with a smaller difference in value are equally good.
pub const SAME: f64 = 1e-9;

/// The value of what is not possible.
const NEVER: f64 = f64::NEG_INFINITY;

/// The input of a plan.
#[derive(Clone, Copy)]
pub struct Scene<'s> {
    /// The values of the cells.
    pub values: &'s Values,
    /// The settings of the trucks.
    pub settings: &'s PlanSettings,
    /// The windows of each cell; `None`: always open.
    pub open: Option<&'s [Windows]>,
    /// The limits of the search.
    pub effort: Effort<'s>,
    /// The prices of service; used only for bounds.
    prices: Option<&'s Prices>,
}

/// The limits of a search: when it stops without a proof.
#[derive(Clone, Copy)]
pub struct Effort<'s> {
    /// The greatest number of branches and prices.
    pub iterations: usize,
    /// The gap at which a plan is good enough, as a share of the bound.
    pub gap: f64,
    /// Whether there is time left. Without a time limit, a plan depends only on its inputs.
    pub goes_on: &'s (dyn Fn() -> bool + Sync),
}

impl Effort<'_> {
    /// The default number of branches and prices.
    pub const USUAL_ITERATIONS: usize = 400;
}

impl Default for Effort<'_> {
    fn default() -> Self {
        Self { iterations: Self::USUAL_ITERATIONS, gap: 0.0, goes_on: &|| true }
    }
}

impl<'s> Scene<'s> {
    /// All cells at any time, with the default effort.
    #[must_use]
    pub fn new(values: &'s Values, settings: &'s PlanSettings) -> Self {
        Self { values, settings, open: None, effort: Effort::default(), prices: None }
    }

    /// The same scene with windows.
    #[must_use]
    pub fn with_windows(self, open: Option<&'s [Windows]>) -> Self {
        Self { open, ..self }
    }

    /// The same scene with another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort<'s>) -> Self {
        Self { effort, ..self }
    }
}
