//! Plans that were asked for: computed one at a time, off the loop, and kept for as long as nothing that they
//! depend on has changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::door::Gate;
use crate::clock::monotonic;
use crate::event::Events;
use crate::grid::Grid;
use crate::itinerary::options::Options;
use crate::itinerary::{Basis, Itinerary, Measure, PlanError, make};
use crate::model::Model;
use crate::places::Names;

/// So many plans are kept; the oldest goes first.
const MOST_KEPT: usize = 32;

/// The search for a better plan ends after so long, proof or not.
const SEARCH_FOR: Duration = Duration::from_secs(5);

/// What a plan depends on, beside the model and the grid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question {
    pub options: Options,
    pub measure: Measure,
    pub events: Events,
}

/// The plans, and the gate before the computation of one.
#[derive(Debug)]
pub(super) struct Plans {
    pub gate: Gate,
    kept: Mutex<Vec<(Question, Arc<Itinerary>)>>,
}

impl Default for Plans {
    fn default() -> Self {
        Self { gate: Gate::new(1), kept: Mutex::default() }
    }
}

impl Plans {
    /// The plan if it is known.
    pub fn known(&self, question: &Question) -> Option<Arc<Itinerary>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == question).map(|(_, plan)| Arc::clone(plan))
    }

    /// Computes the plan and keeps it.
    pub fn make(
        &self,
        question: Question,
        model: &Model,
        model_name: &str,
        grid: &Grid,
        names: Option<&Names>,
    ) -> Result<Arc<Itinerary>, PlanError> {
        let started = monotonic();
        let goes_on = || started.elapsed() < SEARCH_FOR;
        let basis = Basis { model, model_name, grid, events: &question.events, names, goes_on: &goes_on };
        let plan = Arc::new(make(&question.options, &basis, &question.measure)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.remove(0);
        }
        kept.push((question, Arc::clone(&plan)));
        Ok(plan)
    }
}
