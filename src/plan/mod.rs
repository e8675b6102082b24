//! Where to stand from when to when: the plan of a shift that is worth most, and a bound that no
//! plan exceeds.
//!
//! A truck drives to a cell, sets up, serves, tears down and drives on. Its plan is worth the sum
//! of score × hours over its service, in score-hours. With whole-minute settings and drives rounded
//! up to minutes, a dynamic programme over (cell, minute, stops) is exact.
//!
//! 1. [`values`]: scores of all cells between the instants at which they change.
//! 2. `network`: the dynamic programme over some nodes, forwards and backwards; `breaks` are taken
//!    on the legs between them.
//! 3. `zones`: bounds for zones of cells, which leave few cells over.
//! 4. `apart`: stops of the same truck keep their distance: branch and bound over the programme;
//!    `search` makes plans of many stops better where that takes too long.
//! 5. [`one_truck`]: the steps together, for 1, 2, … stops.
//! 6. [`trucks`]: several trucks in turn, and `prices` of minutes that bound what they can earn.
//! 7. [`check`]: whether a plan keeps all limits, found out another way; [`timetable`]: when the
//!    truck leaves and arrives; [`limits`]: what each limit costs, and what else there is to do.
//!
//! ```
//! use pdpe::plan::values::{Span, Values};
//! use pdpe::plan::{PlanSettings, Scene, one_truck::one_truck};
//!
//! // Two places for two hours; the second becomes the better one after an hour.
//! let places = vec!["39.10,-94.58".parse()?, "39.11,-94.58".parse()?];
//! let spans = vec![
//!     Span { start_seconds: 0, scores: vec![1.0, 0.2] },
//!     Span { start_seconds: 3600, scores: vec![0.1, 3.0] },
//! ];
//! let values = Values::new(places, 120, spans);
//! let mut settings = PlanSettings { stops: 2, setup_minutes: 0, teardown_minutes: 0, ..PlanSettings::default() };
//! settings.stay.least = 30;
//! let plans = one_truck(&Scene::new(&values, &settings));
//! let best = plans.best().expect("two hours are enough");
//! assert!(best.is_proved());
//! // It serves the first for an hour but the drive of 4 minutes, then the second.
//! assert_eq!(best.stops.iter().map(|stop| (stop.cell, stop.service_end)).collect::<Vec<_>>(), [(0, 56), (1, 120)]);
//! # Ok::<(), pdpe::geo::PlaceError>(())
//! ```

mod apart;
mod breaks;
pub mod check;
pub mod limits;
mod network;
pub mod one_truck;
mod plans;
mod prices;
mod search;
mod settings;
mod sweep;
pub mod timetable;
mod tolls;
pub mod trucks;
pub mod values;
mod zones;

pub use plans::{Plan, Plans, Stop, gap};
pub use settings::{Break, Kept, PlanSettings, Stay};

use prices::Prices;
use values::Values;

/// Minutes of the shift between which a cell may be served, in order and apart.
pub type Windows = Vec<(usize, usize)>;

/// Plans whose values differ by less are equally good.
pub const SAME: f64 = 1e-9;

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Scene<'s> {
    /// What each cell is worth.
    pub values: &'s Values,
    /// What the trucks may do.
    pub settings: &'s PlanSettings,
    /// When each cell may be served; none: always.
    pub open: Option<&'s [Windows]>,
    /// How long to look for a better plan or a proof.
    pub effort: Effort<'s>,
    /// What service costs; for bounds alone.
    prices: Option<&'s Prices>,
}

/// When to stop although the best plan is not proved to be the best.
#[derive(Clone, Copy)]
pub struct Effort<'s> {
    /// So many branches or prices are tried.
    pub iterations: usize,
    /// A plan within this share of the bound is good enough.
    pub gap: f64,
    /// Whether there is time left. A plan depends on nothing else than its inputs unless this does.
    pub goes_on: &'s (dyn Fn() -> bool + Sync),
}

impl Effort<'_> {
    /// How many branches and prices are tried unless told.
    pub const USUAL_ITERATIONS: usize = 400;
}

impl Default for Effort<'_> {
    fn default() -> Self {
        Self { iterations: Self::USUAL_ITERATIONS, gap: 0.0, goes_on: &|| true }
    }
}

impl<'s> Scene<'s> {
    /// All cells at any time, with the usual effort.
    #[must_use]
    pub fn new(values: &'s Values, settings: &'s PlanSettings) -> Self {
        Self { values, settings, open: None, effort: Effort::default(), prices: None }
    }

    /// The same where cells may be served in their windows alone.
    #[must_use]
    pub fn with_windows(self, open: Option<&'s [Windows]>) -> Self {
        Self { open, ..self }
    }

    /// The same with another effort.
    #[must_use]
    pub fn with_effort(self, effort: Effort<'s>) -> Self {
        Self { effort, ..self }
    }
}
