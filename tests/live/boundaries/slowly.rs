//! The slow second implementation: what the wall clock shows, minute by minute.

use chrono::{DateTime, Datelike, Duration, IsoWeek, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use pdpe::clock::{Boundary, BoundaryKind, boundaries, next_at_minute};
use proptest::prelude::*;

use BoundaryKind::{Day, Hour, Month, Week};

use crate::common::zones::zone_and_minute;

/// What the wall clock shows, as people say it.
type Shown = (NaiveDate, IsoWeek, (i32, u32), u32);

fn shown(at: DateTime<Utc>, zone: Tz) -> Shown {
    let local = at.with_timezone(&zone);
    (local.date_naive(), local.iso_week(), (local.year(), local.month()), local.hour())
}

/// Walks minute by minute and compares what the wall clock shows. Times are whole minutes.
fn slowly(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Vec<(DateTime<Utc>, Vec<BoundaryKind>)> {
    let mut found = Vec::new();
    let (mut at, mut before) = (from, shown(from, zone));
    while at < to {
        at += Duration::minutes(1);
        let now = shown(at, zone);
        let full = at.with_timezone(&zone).minute() == 0;
        let turned = [(Month, now.2 != before.2), (Week, now.1 != before.1), (Day, now.0 != before.0), (Hour, full)];
        let kinds: Vec<_> = turned.into_iter().filter_map(|(kind, turned)| turned.then_some(kind)).collect();
        if !kinds.is_empty() || now != before {
            found.push((at, kinds));
        }
        before = now;
    }
    found
}

proptest! {
    #[test]
    fn boundaries_are_those_found_minute_by_minute((zone, from) in zone_and_minute(), minutes in 0..9000_i64) {
        let to = from + Duration::minutes(minutes);
        let all: Vec<_> = boundaries(from, to, zone).collect();
        let found: Vec<_> = all.iter().map(|boundary| (boundary.at.to_utc(), boundary.kinds.iter().collect())).collect();
        prop_assert_eq!(found, slowly(from, to, zone), "{} from {}", zone, from);
        let mut previous = from;
        for boundary in all {
            prop_assert_eq!(boundary.previous.to_utc(), previous);
            previous = boundary.at.to_utc();
        }
    }

    #[test]
    fn spans_add_up((zone, from) in zone_and_minute(), seconds in prop::array::uniform2(0..500_000_i64)) {
        let middle = from + Duration::seconds(seconds[0]);
        let to = middle + Duration::seconds(seconds[1]);
        let parts = boundaries(from, middle, zone).chain(boundaries(middle, to, zone));
        let key = |boundary: Boundary| (boundary.at, boundary.kinds.iter().collect::<Vec<_>>());
        prop_assert!(parts.map(key).eq(boundaries(from, to, zone).map(key)));
    }

    #[test]
    fn the_next_minute_of_an_hour_is_the_first_that_shows_it((zone, from) in zone_and_minute(), minute in 0..60_u32) {
        let mut slow = from + Duration::minutes(1);
        while slow.with_timezone(&zone).minute() != minute {
            slow += Duration::minutes(1);
        }
        prop_assert_eq!(next_at_minute(from, minute, zone), Some(slow));
    }
}
