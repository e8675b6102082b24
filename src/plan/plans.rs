//! What a search for plans comes to: stops, what they are worth, and what no plan exceeds.

use super::SAME;

/// One stop of a plan; minutes count from the start of the shift.
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

/// The best plan found, and what no plan of its kind exceeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// In order of time.
    pub stops: Vec<Stop>,
    /// Score-hours of all stops.
    pub value: f64,
    /// No plan is worth more.
    pub bound: f64,
}

impl Plan {
    /// Whether no plan is worth more.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.bound <= self.value + SAME
    }

    /// How much more a plan could be worth at most, as a share of the bound.
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.value, self.bound)
    }
}

/// How much a value is below a bound, as a share of the bound.
#[must_use]
pub fn gap(value: f64, bound: f64) -> f64 {
    if bound > 0.0 { ((bound - value) / bound).max(0.0) } else { 0.0 }
}

/// The best plans with exactly 1, 2, … stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Plans {
    /// None where the shift is too short for so many, or none was found.
    pub by_stops: Vec<Option<Plan>>,
    /// No plan with exactly so many stops is worth more; −∞: there is none.
    pub bounds: Vec<f64>,
}

impl Plans {
    /// The best plan of any number of stops, the fewest of equals; its bound holds for any number too.
    #[must_use]
    pub fn best(&self) -> Option<Plan> {
        let better = |best: Plan, plan: Plan| if plan.value > best.value + SAME { plan } else { best };
        let best = self.by_stops.iter().flatten().cloned().reduce(better)?;
        Some(Plan { bound: self.bounds.iter().copied().fold(best.value, f64::max), ..best })
    }

    pub(super) fn known(&self, count: usize) -> f64 {
        self.by_stops[count].as_ref().map_or(f64::NEG_INFINITY, |plan| plan.value)
    }

    /// Takes a plan in if it is better than the one known.
    pub(super) fn offer(&mut self, count: usize, plan: Option<Plan>) -> bool {
        let Some(plan) = plan.filter(|plan| plan.value > self.known(count) + SAME) else { return false };
        self.by_stops[count] = Some(plan);
        true
    }

    pub(super) fn limit(&mut self, count: usize, bound: f64) {
        self.bounds[count] = self.bounds[count].min(bound.max(self.known(count)));
    }
}
