//! The results of a search: stops, their values, and upper bounds.

use super::SAME;

/// A stop of a plan; minutes count from the start of the shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Position of the cell in the grid.
    pub cell: usize,
    /// First minute of service.
    pub service_start: usize,
    /// End of service.
    pub service_end: usize,
    /// Score-hours earned here.
    pub value: f64,
}

/// The best plan found, with an upper bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In order of time.
    pub stops: Vec<Stop>,
    /// Score-hours of all stops.
    pub value: f64,
    /// The upper bound on the value of any plan.
    pub bound: f64,
}

impl Plan {
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
}

/// The difference between a value and a bound, as a share of the bound.
#[must_use]
pub fn gap(value: f64, bound: f64) -> f64 {
    if bound > 0.0 { ((bound - value) / bound).max(0.0) } else { 0.0 }
}

/// The best plans with exactly 1, 2, … stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Plans {
    /// `None` if the shift is too short, or no plan was found.
    pub by_stops: Vec<Option<Plan>>,
    /// The upper bound for each number of stops; −∞ if there is no plan.
    pub bounds: Vec<f64>,
}

impl Plans {
    /// The best plan with any number of stops, of equals the one with fewest; its bound holds for any number.
    #[must_use]
    pub fn best(&self) -> Option<Plan> {
        let better = |best: Plan, plan: Plan| if plan.value > best.value + SAME { plan } else { best };
        let best = self.by_stops.iter().flatten().cloned().reduce(better)?;
        Some(Plan { bound: self.bounds.iter().copied().fold(best.value, f64::max), ..best })
    }

    pub(super) fn known(&self, count: usize) -> f64 {
        self.by_stops[count].as_ref().map_or(f64::NEG_INFINITY, |plan| plan.value)
    }

    /// Keeps a plan if it is better than the known one. Returns whether it is.
    pub(super) fn offer(&mut self, count: usize, plan: Option<Plan>) -> bool {
        let Some(plan) = plan.filter(|plan| plan.value > self.known(count) + SAME) else { return false };
        self.by_stops[count] = Some(plan);
        true
    }

    pub(super) fn limit(&mut self, count: usize, bound: f64) {
        self.bounds[count] = self.bounds[count].min(bound.max(self.known(count)));
    }
}
