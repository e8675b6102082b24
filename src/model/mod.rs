//! The model: every factor, weight and rule a score is made of, read from TOML and checked once.
//!
//! [`Model::default`] is the published model (`published.toml`); [`Model::from_toml`] lays a
//! user's changes over it. A model read this way is safe to score with. What each layer assumes
//! stands beside its formula in [`crate::layers`].

mod read;

use serde::de::DeserializeOwned;

pub use crate::event::Proximity;
pub use crate::layers::college::{College, DateRange, WeekTime};
pub use crate::layers::custom::CustomLayer;
pub use crate::layers::place::Hotspot;
pub use crate::layers::spending::{Income, Spending};
pub use crate::layers::time::HourFactor;
pub use crate::layers::{Holiday, HolidayRule, Model, ModelError, Weights, easter};
pub(crate) use read::in_words;

/// The published model as TOML, with its comments.
pub const PUBLISHED_TOML: &str = include_str!("published.toml");

impl Default for Model {
    fn default() -> Self {
        // `published.toml` is part of the source; a test reads it.
        Self::from_toml("").expect("published.toml is a valid model")
    }
}

impl Model {
    /// The published model with the changes a TOML text makes to it.
    ///
    /// Tables are merged key by key; a list replaces the list it names.
    ///
    /// # Errors
    /// [`ModelError`] names the key: not TOML, an unknown key, a wrong type, a negative weight
    /// or factor, a NaN, hours that overlap or leave gaps, dates or places that don't exist.
    ///
    /// ```
    /// use pdpe::model::Model;
    /// let model = Model::from_toml("[weights]\nevent_proximity = 0.5")?;
    /// assert_eq!((model.weights.event_proximity, model.weights.college_presence), (0.5, 0.3));
    ///
    /// let wrong = Model::from_toml("[weights]\nevent_proximity = -1").unwrap_err();
    /// assert_eq!(wrong.to_string(), "line 2: weights.event_proximity: -1 is negative; it must be 0 or more");
    /// # Ok::<(), pdpe::model::ModelError>(())
    /// ```
    pub fn from_toml(changes: &str) -> Result<Self, ModelError> {
        Self::from_toml_beside(changes, &[])
    }

    /// [`Model::from_toml`] of a text whose tables of some names are not the model's.
    pub(crate) fn from_toml_beside(changes: &str, others: &[&str]) -> Result<Self, ModelError> {
        let model: Self = overlaid(PUBLISHED_TOML, changes, |table| !others.contains(&table))?;
        model.check().map_err(|error| at_line(changes, error))?;
        Ok(model)
    }

    /// The model as TOML, readable by [`Model::from_toml`] again.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a model holds nothing that TOML cannot write")
    }
}

/// What a TOML text with all keys says, with the changes another makes to it in some of its tables.
pub(crate) fn overlaid<T: DeserializeOwned>(
    defaults: &str,
    changes: &str,
    is_meant: impl Fn(&str) -> bool,
) -> Result<T, ModelError> {
    let (mut merged, mut laid_over) = (read::parse(defaults)?, read::parse(changes)?);
    laid_over.retain(|table, _| is_meant(table));
    read::merge(&mut merged, laid_over);
    serde_path_to_error::deserialize(merged).map_err(|error| at_line(changes, read::wrong_type(&error)))
}

/// The error with the line of its key in a text.
pub(crate) fn at_line(text: &str, error: ModelError) -> ModelError {
    ModelError { line: read::line_of(text, &error.key), ..error }
}
