//! Zones and minutes to draw for tests of time, often near a change of clocks.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;

/// A zone and a minute from 1975 to 2036, often within two days before a change of its clocks.
pub fn zone_and_minute() -> impl Strategy<Value = (Tz, DateTime<Utc>)> {
    let minutes = 157_766_400_i64 / 60..2_114_380_800 / 60;
    (prop::sample::select(&TZ_VARIANTS[..]), minutes, prop::option::of(0..3000_i64)).prop_map(|(zone, minute, near)| {
        let at = DateTime::from_timestamp(minute * 60, 0).unwrap();
        let offset = |day: i64| (at + Duration::days(day)).with_timezone(&zone).naive_local() - at.naive_utc();
        let change = (0..400).find(|day| offset(day + 1) - offset(*day) != Duration::days(1));
        match (near, change) {
            (Some(before), Some(day)) => (zone, at + Duration::days(day) - Duration::minutes(before)),
            _ => (zone, at),
        }
    })
}
