//! Recurrences by the wall clock, by example and against a walk minute by minute.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday};
use chrono_tz::America::{Chicago, Sao_Paulo};
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Pacific::Apia;
use chrono_tz::Tz;
use pdpe::live::recurrence::{Recurrence, RecurrenceError};
use pdpe::live::schedule::Schedule;
use proptest::prelude::*;

use super::utc;
use crate::common::zones::zone_and_minute;

/// The first times of a recurrence after an instant, by the wall clock.
fn times(recurrence: Recurrence, from: &str, zone: Tz, count: usize) -> Vec<String> {
    let mut at = utc(from);
    std::iter::repeat_with(|| {
        at = recurrence.next(at, zone).unwrap();
        at.with_timezone(&zone).format("%m-%dT%H:%M%:z").to_string()
    })
    .take(count)
    .collect()
}

#[test]
fn hourly_runs_once_in_each_real_hour() {
    let hourly = Recurrence::hourly(30).unwrap();
    assert_eq!(
        times(hourly, "2024-11-03T05:30:00Z", Chicago, 3),
        ["11-03T01:30-05:00", "11-03T01:30-06:00", "11-03T02:30-06:00"]
    );
    assert_eq!(times(hourly, "2024-03-10T07:30:00Z", Chicago, 2), ["03-10T03:30-05:00", "03-10T04:30-05:00"]);
    // Lord Howe's clocks skip 02:00 to 02:29.
    let hourly = Recurrence::hourly(15).unwrap();
    assert_eq!(times(hourly, "2025-10-04T14:00:00Z", Lord_Howe, 2), ["10-05T01:15+10:30", "10-05T03:15+11:00"]);
}

#[test]
fn a_daily_time_that_is_skipped_runs_after_the_gap_and_one_that_repeats_runs_once() {
    let daily = Recurrence::daily(2, 30).unwrap();
    assert_eq!(
        times(daily, "2024-03-08T12:00:00Z", Chicago, 3),
        ["03-09T02:30-06:00", "03-10T03:00-05:00", "03-11T02:30-05:00"]
    );
    let daily = Recurrence::daily(1, 30).unwrap();
    assert_eq!(times(daily, "2024-11-02T12:00:00Z", Chicago, 2), ["11-03T01:30-05:00", "11-04T01:30-06:00"]);
    let midnight = Recurrence::daily(0, 0).unwrap();
    assert_eq!(times(midnight, "2018-11-03T12:00:00Z", Sao_Paulo, 2), ["11-04T01:00-02:00", "11-05T00:00-02:00"]);
}

#[test]
fn a_date_that_was_skipped_whole_has_no_run() {
    let daily = Recurrence::daily(7, 0).unwrap();
    assert_eq!(
        times(daily, "2011-12-29T16:00:00Z", Apia, 3),
        ["12-29T07:00-10:00", "12-31T07:00+14:00", "01-01T07:00+14:00"]
    );
    let weekly = Recurrence::weekly(Weekday::Fri, 7, 0).unwrap();
    assert_eq!(times(weekly, "2011-12-22T00:00:00Z", Apia, 2), ["12-23T07:00-10:00", "01-06T07:00+14:00"]);
}

#[test]
fn weekly_runs_on_its_weekday_by_the_wall_clock() {
    let weekly = Recurrence::weekly(Weekday::Mon, 20, 0).unwrap();
    assert_eq!(
        times(weekly, "2024-10-28T12:00:00Z", Chicago, 3),
        ["10-28T20:00-05:00", "11-04T20:00-06:00", "11-11T20:00-06:00"]
    );
    // On the dot is past.
    assert_eq!(times(weekly, "2024-10-29T01:00:00Z", Chicago, 1), ["11-04T20:00-06:00"]);
}

#[test]
fn times_that_no_clock_shows_are_refused() {
    assert_eq!(Recurrence::hourly(60), Err(RecurrenceError::Minute(60)));
    assert_eq!(Recurrence::daily(24, 0), Err(RecurrenceError::Hour(24)));
    assert_eq!(Recurrence::weekly(Weekday::Sun, 23, 60), Err(RecurrenceError::Minute(60)));
    assert_eq!(RecurrenceError::Hour(24).to_string(), "hour 24 is not between 0 and 23");
}

#[test]
fn recurrences_say_in_words_what_they_are() {
    let words = |recurrence: Result<Recurrence, _>| recurrence.unwrap().to_string();
    assert_eq!(words(Recurrence::hourly(5)), "hourly at minute 5");
    assert_eq!(words(Recurrence::daily(7, 5)), "daily at 07:05");
    assert_eq!(words(Recurrence::weekly(Weekday::Fri, 16, 0)), "weekly on Fri at 16:00");
}

#[test]
fn recurrences_end_with_time() {
    let end = DateTime::<Utc>::MAX_UTC;
    for recurrence in [Recurrence::hourly(0), Recurrence::daily(0, 0), Recurrence::weekly(Weekday::Mon, 0, 0)] {
        for zone in [Chicago, Apia, Tz::UTC] {
            assert_eq!(recurrence.unwrap().next(end, zone), None);
            assert!(recurrence.unwrap().next(DateTime::<Utc>::MIN_UTC, zone).is_some());
        }
    }
}

/// The runs of a daily time found minute by minute in `(from, to]`, on a weekday or on all.
fn slowly(
    time: NaiveTime,
    weekday: Option<Weekday>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
) -> Vec<DateTime<Utc>> {
    let wall = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let minutes = |from: DateTime<Utc>, to: DateTime<Utc>| {
        std::iter::successors(Some(from), |at| Some(*at + Duration::minutes(1))).take_while(move |at| *at <= to)
    };
    let margin = Duration::days(2);
    let dates: BTreeSet<NaiveDate> = minutes(from - margin, to + margin).map(|at| wall(at).date()).collect();
    let mut latest: NaiveDateTime = wall(from - margin);
    let mut runs = Vec::new();
    for at in minutes(from - margin, to) {
        let shown = wall(at);
        let near = dates.range(latest.date().min(shown.date())..=shown.date());
        let near = near.filter(|date| weekday.is_none_or(|day| date.weekday() == day));
        if near.map(|date| date.and_time(time)).any(|wanted| latest < wanted && wanted <= shown) && at > from {
            runs.push(at);
        }
        latest = latest.max(shown);
    }
    runs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn daily_and_weekly_times_are_those_found_minute_by_minute(
        (zone, from) in zone_and_minute(),
        (hour, minute) in (0..24_u32, prop::sample::select(vec![0, 0, 0, 1, 15, 30, 59_u32])),
        weekday in prop::option::of((0..7_u8).prop_map(|day| Weekday::try_from(day).unwrap())),
    ) {
        let recurrence = match weekday {
            None => Recurrence::daily(hour, minute).unwrap(),
            Some(weekday) => Recurrence::weekly(weekday, hour, minute).unwrap(),
        };
        let to = from + Duration::days(9);
        let runs: Vec<_> = std::iter::successors(recurrence.next(from, zone), |at| recurrence.next(*at, zone))
            .take_while(|at| *at <= to)
            .collect();
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        prop_assert_eq!(&runs, &slowly(time, weekday, from, to, zone), "{} in {} from {}", recurrence, zone, from);

        // Asleep for all of it, the last of them runs.
        let mut schedule = Schedule::new(zone);
        schedule.every(recurrence, (), from);
        let due = schedule.due(to);
        prop_assert_eq!(due.iter().map(|due| &due.at).collect::<Vec<_>>(), runs.last().into_iter().collect::<Vec<_>>());
        prop_assert!(schedule.next_due().is_some_and(|at| at > to));
    }

    #[test]
    fn a_missed_hourly_task_runs_at_the_last_time_before_waking(
        (zone, from) in zone_and_minute(), asleep in 0..100_000_i64, minute in 0..60_u32,
    ) {
        let to = from + Duration::minutes(asleep);
        let mut schedule = Schedule::new(zone);
        schedule.every(Recurrence::hourly(minute).unwrap(), (), from);
        let mut last = to;
        while last > from && last.with_timezone(&zone).minute() != minute {
            last -= Duration::minutes(1);
        }
        let due: Vec<_> = schedule.due(to).iter().map(|due| due.at).collect();
        prop_assert_eq!(due, if last > from { vec![last] } else { vec![] });
    }
}
