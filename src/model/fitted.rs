//! Between a model and a fit: the model's factors of spending as the tables of a fit, and the factors of a fit by
//! the keys of the model.

mod record;
mod write;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::fit::{self, DayFacts, Estimate, Stay, Tables};
use crate::geo::LatLon;
use crate::grid::Site;
use crate::layers::calendar::{Calendar, DayType};
use crate::layers::{Holiday, Model, SPENDING_PROPENSITY};

pub use record::{FitRecord, FittedFactor};
pub use write::fitted_toml;

/// The rows of `hours_by_day` and their names.
const DAY_TYPES: [(DayType, &str); 3] =
    [(DayType::Workday, "workday"), (DayType::Saturday, "saturday"), (DayType::Sunday, "sunday")];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A place where stays were.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownPlace {
    /// Its name.
    pub name: String,
    /// Where it is, if that is known.
    pub at: Option<LatLon>,
    /// Radius of its factor in kilometres: at least the distance to the centre of its cell.
    pub reach_km: f64,
}

/// The days that have a factor of their own in a model.
#[must_use]
pub fn special_days(model: &Model) -> &[Holiday] {
    &model.spending.holidays
}

/// Looks up the public holidays of a model by its country and zone, if the model has none yet.
pub fn know_public_holidays(model: &mut Model, calendar: impl Fn(Option<&str>, Tz) -> Option<Calendar>) {
    let public = &mut model.spending.public_holidays;
    if public.calendar.is_none() {
        public.calendar = calendar(public.country.as_deref(), model.timezone);
    }
}

/// The factors of time of a model, with its factors on the special days of the model `in_force`.
#[must_use]
pub fn tables(model: &Model, days: &[Holiday], in_force: &Model) -> Tables {
    let spending = &model.spending;
    let of_ranges = |hour: usize| {
        let in_range = |from: u8, to: u8| (usize::from(from)..=usize::from(to)).contains(&hour);
        spending.hours.iter().find(|range| in_range(range.from, range.to)).map_or(1.0, |range| range.factor)
    };
    let row = |(day, _): (DayType, &str)| {
        let given = spending.hours_by_day.as_ref().and_then(|hours| hours.row(day));
        given.copied().unwrap_or_else(|| std::array::from_fn(of_ranges))
    };
    let public = &spending.public_holidays;
    let is_public = |day: &Holiday| {
        in_force
            .spending
            .public_holidays
            .calendar
            .as_ref()
            .is_some_and(|Calendar { rules, .. }| rules.contains(&day.rule))
    };
    let named = |day: &Holiday| {
        let own = spending.holidays.iter().find(|holiday| holiday.rule == day.rule);
        own.map_or(if is_public(day) { public.factor } else { 1.0 }, |holiday| holiday.factor)
    };
    Tables {
        week: spending.week_of_month,
        month: spending.month,
        weekday: spending.weekday,
        hours: DAY_TYPES.map(row),
        public_holiday: public.factor,
        named: days.iter().map(named).collect(),
    }
}

/// The special properties of a date in a model.
#[must_use]
pub fn day_facts(model: &Model, date: NaiveDate) -> DayFacts {
    DayFacts {
        is_public_holiday: model.spending.public_holidays.contain(date),
        named: model.spending.holidays.iter().position(|holiday| holiday.rule.falls_on(date)),
    }
}

/// The factor of a place that is not fitted: that of its income.
#[must_use]
pub fn income_factor(model: &Model, income: Option<f64>) -> f64 {
    model.spending.income.factor(income.unwrap_or(f64::NAN))
}

/// The spending propensity of a model at a stay, added up over its hours.
#[must_use]
pub fn expected(model: &Model, stay: &Stay, site: Option<&Site>) -> f64 {
    let layers = model.layers();
    let layer = &layers[SPENDING_PROPENSITY];
    let place = site.and_then(|site| Some(layer.product()?.place().factor_at(site))).unwrap_or(1.0);
    fit::local_hours(stay).map(|(at, hours)| hours * (layer.time(at) * place).clamp(0.0, layer.maximum)).sum()
}

/// The factors of a fit by their keys in the model, in the order of [`Estimate::all`].
#[must_use]
pub fn factors(estimate: &Estimate, days: &[Holiday], places: &[KnownPlace]) -> Vec<FittedFactor> {
    let names = |of: &str, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| format!("spending.{of}.{name}")).collect()
    };
    let hours = DAY_TYPES.iter().flat_map(|(_, day)| (0..24).map(move |hour| hour_key(day, hour)));
    let special = ["spending.public_holidays".to_owned()].into_iter();
    let special = special.chain(days.iter().map(|day| format!("spending.holidays.{}", day.name)));
    let places = places.iter().map(|place| format!("spending.places.{}", place.name));
    let keys = names("weekday", &WEEKDAYS).into_iter().chain(hours).chain(places).chain(special);
    let keys = keys.chain(names("week_of_month", &["1", "2", "3", "4", "5"])).chain(names("month", &MONTHS));
    let with_key = |(key, factor): (String, fit::FactorEstimate)| FittedFactor {
        key,
        prior: factor.prior,
        fitted: factor.fitted,
        stays: factor.stays,
        credibility: factor.credibility,
    };
    keys.zip(estimate.all()).map(with_key).collect()
}

fn hour_key(day: &str, hour: u32) -> String {
    format!("spending.hours_by_day.{day}.{hour:02}:00")
}
