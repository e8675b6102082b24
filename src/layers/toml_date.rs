//! Dates as local dates of TOML.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use toml::value::Datetime;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub fn serialize<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    let date: Datetime = date.to_string().parse().map_err(serde::ser::Error::custom)?;
    date.serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let date = Datetime::deserialize(deserializer)?;
    date.to_string().parse().map_err(|_| D::Error::custom(format!("`{date}` is not a date like 2026-12-19")))
}
