//! What a plan adds up, and its unit: a score, or the expected takings of a fitted model.

use crate::layers::FITTED;
use crate::model::fitted::FitRecord;
use crate::score::Scores;

/// What an hour of service is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The column of [`Scores::columns`].
    pub column: usize,
    /// The factor that turns a score into the unit per hour.
    pub scale: f64,
    /// The unit of values: `score-hours`, or the column of takings that the model was fitted to.
    pub unit: String,
}

impl Measure {
    /// A score, in score-hours.
    #[must_use]
    pub fn score(column: usize) -> Self {
        Self { column, scale: 1.0, unit: "score-hours".into() }
    }

    /// The expected takings of a fitted model: its scale times the fitted layer, in the unit of its input.
    #[must_use]
    pub fn takings(fit: &FitRecord) -> Self {
        Self { column: FITTED, scale: fit.scale, unit: fit.unit.clone() }
    }

    pub(super) fn of(&self, scores: &Scores) -> Vec<f64> {
        let column = scores.columns().nth(self.column).unwrap_or_default();
        column.iter().map(|score| self.scale * score).collect()
    }
}
