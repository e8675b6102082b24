//! The model: every factor, weight and rule of a score, read from TOML and checked once.
//!
//! Two models ship: [`Model::measured`] (`measured.toml`) and [`Model::published`] (`published.toml`). [`DEFAULT`] is
//! the one in force where none is named. [`Model::from_toml`] merges a user's changes into one of them and checks the
//! result. [`crate::layers`] documents the assumptions of each layer beside its formula.

pub mod fitted;
mod read;

use std::sync::LazyLock;

use serde::de::DeserializeOwned;

pub use crate::event::{Phases, Proximity};
pub use crate::layers::calendar::{Calendar, DayType, HoursByDay, PublicHolidays};
pub use crate::layers::college::{College, DateRange, WeekTime};
pub use crate::layers::custom::CustomLayer;
pub use crate::layers::place::{Hotspot, Spot};
pub use crate::layers::spending::{Income, Spending};
pub use crate::layers::time::HourFactor;
pub use crate::layers::{BuiltIn, Holiday, HolidayRule, Model, ModelError, Weights, easter};
pub(crate) use read::{in_words, parse, part};

/// The model in force where none is named.
pub const DEFAULT: BuiltIn = BuiltIn::Measured;

/// The keys of a pdpe.toml that do not belong to the model.
pub const BESIDE_THE_MODEL: [&str; 5] = ["live", "sources", "fit", "city", "places"];

impl BuiltIn {
    /// The model, read once.
    #[must_use]
    pub fn model(self) -> Model {
        // Both files are part of the source; a test reads them.
        fn read(model: BuiltIn) -> Model {
            Model::read(model, &[]).expect("a shipped model is valid")
        }
        static PUBLISHED: LazyLock<Model> = LazyLock::new(|| read(BuiltIn::Published));
        static MEASURED: LazyLock<Model> = LazyLock::new(|| read(BuiltIn::Measured));
        match self {
            Self::Published => PUBLISHED.clone(),
            Self::Measured => MEASURED.clone(),
        }
    }

    /// The model as TOML with every key, and with comments.
    #[must_use]
    pub fn toml(self) -> &'static str {
        match self {
            Self::Published => include_str!("published.toml"),
            Self::Measured => include_str!("measured.toml"),
        }
    }

    /// The shipped model of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// The shipped model that a TOML text names with `model = …`, if it does.
    ///
    /// # Errors
    /// [`ModelError`] when the text is not TOML or no model has that name.
    pub fn named_in(text: &str) -> Result<Option<Self>, ModelError> {
        let Some(value) = read::parse(text)?.remove("model") else { return Ok(None) };
        let named = value.as_str().and_then(Self::named);
        named.map(Some).ok_or_else(|| {
            let message = format!("{value} is not the name of a model; write \"published\" or \"measured\"");
            at_line(text, ModelError { key: "model".into(), line: None, message })
        })
    }
}

/// The model of [`DEFAULT`].
impl Default for Model {
    fn default() -> Self {
        DEFAULT.model()
    }
}

impl Model {
    /// The published model.
    #[must_use]
    pub fn published() -> Self {
        BuiltIn::Published.model()
    }

    /// The model measured from people counts in two cities.
    #[must_use]
    pub fn measured() -> Self {
        BuiltIn::Measured.model()
    }

    /// A shipped model with the changes of a TOML text: the model that the text names, such as `model = "measured"`, or
    /// else [`DEFAULT`].
    ///
    /// Tables are merged key by key; a list replaces the list it names. `spending.hours`
    /// replaces `hours_by_day` too. Tables that do not belong to the model are ignored.
    ///
    /// # Errors
    /// [`ModelError`] names the key: not TOML, an unknown key, a wrong type, a negative weight
    /// or factor, a NaN, hours that overlap or leave gaps, dates or places that don't exist.
    ///
    /// ```
    /// use pdpe::model::Model;
    /// let model = Model::from_toml("model = \"published\"\n[weights]\nevent_proximity = 0.5")?;
    /// assert_eq!((model.weights.event_proximity, model.weights.college_presence), (0.5, 0.3));
    ///
    /// let wrong = Model::from_toml("[weights]\nevent_proximity = -1").unwrap_err();
    /// assert_eq!(wrong.to_string(), "line 2: weights.event_proximity: -1 is negative; it must be 0 or more");
    /// # Ok::<(), pdpe::model::ModelError>(())
    /// ```
    pub fn from_toml(changes: &str) -> Result<Self, ModelError> {
        Self::of(BuiltIn::named_in(changes)?.unwrap_or(DEFAULT), &[changes])
    }

    /// A shipped model with the changes of several texts; a later text overrides an earlier one. The key `model` of the
    /// texts has no effect. An error names a line of the last text.
    ///
    /// # Errors
    /// As [`Model::from_toml`].
    pub fn of(base: BuiltIn, texts: &[&str]) -> Result<Self, ModelError> {
        if texts.iter().all(|text| text.is_empty()) { Ok(base.model()) } else { Self::read(base, texts) }
    }

    fn read(base: BuiltIn, texts: &[&str]) -> Result<Self, ModelError> {
        let mut merged = read::parse(base.toml())?;
        for text in texts {
            let mut changes = read::parse(text)?;
            changes.retain(|table, _| !BESIDE_THE_MODEL.contains(&table));
            take_rows_away(&mut merged, &changes);
            read::merge(&mut merged, changes);
        }
        merged.insert("model".into(), base.name().into());
        let last = texts.last().copied().unwrap_or_default();
        let model: Self =
            serde_path_to_error::deserialize(merged).map_err(|error| at_line(last, read::wrong_type(&error)))?;
        model.check().map_err(|error| at_line(last, error))?;
        Ok(model)
    }

    /// The model as TOML that [`Model::from_toml`] reads.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a model holds nothing that TOML cannot write")
    }
}

/// Hours in a text replace all hours of the model below, including the rows by type of day, which would hide them.
fn take_rows_away(base: &mut toml::Table, changes: &toml::Table) {
    let spending = |table: &toml::Table| table.get("spending")?.as_table()?.get("hours").cloned();
    let of_base = base.get_mut("spending").and_then(toml::Value::as_table_mut);
    if let (Some(_), Some(of_base)) = (spending(changes), of_base) {
        of_base.remove("hours_by_day");
    }
}

/// A complete TOML text with the changes of another text to some of its tables.
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

/// The error with the line of its key in the text.
pub(crate) fn at_line(text: &str, error: ModelError) -> ModelError {
    ModelError { line: read::line_of(text, &error.key), ..error }
}

impl Model {
    /// The keys of a text that have no effect on scores, each with the reason, for people.
    #[must_use]
    pub fn without_effect(&self, text: &str) -> Vec<String> {
        let table = read::parse(text).unwrap_or_default();
        let has = |name: &str, key: &str| table.get(name).and_then(|table| table.get(key)).is_some();
        let Self { spending, proximity, .. } = self;
        let mut found = Vec::new();
        if has("proximity", "attendance_strength") && proximity.attendance_exponent.is_some() {
            found.push("proximity.attendance_strength has no effect beside attendance_exponent".into());
        }
        for key in ["reference_attendance", "unknown_attendance"] {
            if has("proximity", key) && proximity.attendance_exponent.is_none() {
                found.push(format!("proximity.{key} has no effect without attendance_exponent"));
            }
        }
        let days = [DayType::Workday, DayType::Saturday, DayType::Sunday];
        let has_all = |hours: &HoursByDay| days.iter().all(|&day| hours.row(day).is_some());
        // Hours in a text remove the rows of the model below, so these rows come from the text.
        if has("spending", "hours") && spending.hours_by_day.as_ref().is_some_and(has_all) {
            found.push("spending.hours has no effect: hours_by_day has a row for each type of day".into());
        }
        if has("spending", "public_holidays") && !self.needs_public_holidays() {
            let message = "spending.public_holidays has no effect: its factor is 1 and there are no hours_by_day";
            found.push(message.into());
        }
        found.extend(self.unknown_public_holidays());
        found
    }

    /// A message if public holidays have an effect but none are known.
    #[must_use]
    pub fn unknown_public_holidays(&self) -> Option<String> {
        let public = &self.spending.public_holidays;
        let of = public.country.as_deref().unwrap_or(self.timezone.name());
        (self.needs_public_holidays() && !public.are_known()).then(|| {
            format!(
                "no public holidays are known for {of}, so they count as ordinary days; give country or dates in \
                 [spending.public_holidays]"
            )
        })
    }
}
