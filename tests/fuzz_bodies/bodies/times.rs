//! Times, ends of spans and recurrences.

use chrono::{DateTime, Datelike, Duration, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use pdpe::clock::{parse_end, parse_time, parse_wall_time};
use pdpe::live::recurrence::Recurrence;
use pdpe::live::schedule::Schedule;

use super::{ZONES, choice};

/// A zone and any text as a time or an end; or the numbers of a recurrence.
pub fn times(bytes: &[u8]) {
    let Some((first, rest)) = choice(bytes) else { return };
    let zone = ZONES[first % ZONES.len()];
    if let Ok(text) = std::str::from_utf8(rest) {
        time(text, zone);
        end(text, zone);
    }
    if let Some(numbers) = rest.first_chunk() {
        recurrence(*numbers, zone);
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn time(text: &str, zone: Tz) {
    let Ok(parsed) = parse_time(text, zone, now()) else { return };
    let (local, in_utc) = (parsed.at.to_rfc3339(), parsed.at.to_utc().to_rfc3339());
    // Local mean time has seconds in its offset, which RFC 3339 cannot say; nor can it say a leap
    // second that such an offset takes away from the end of its minute.
    let of_a_leap = i64::from(parsed.at.nanosecond() >= 1_000_000_000);
    for (written, year, seconds_off) in [(local, parsed.at.year(), 59), (in_utc, parsed.at.to_utc().year(), of_a_leap)]
    {
        // Close to the ends of the years with four digits the clocks of some zones show one more or less.
        if (0..=9999).contains(&year) {
            let again = parse_time(&written, zone, now()).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!((again.at - parsed.at).num_seconds().abs() <= seconds_off, "{text} becomes {written}");
        }
    }
    if let Some(wall) = parse_wall_time(text.trim()) {
        assert_eq!(parsed.at.naive_local(), wall, "{text}");
    }
}

fn end(text: &str, zone: Tz) {
    for from in [now(), DateTime::from_timestamp(1_731_000_000, 123_456_789).unwrap()] {
        let Ok(end) = parse_end(text, from, zone, now()) else { continue };
        assert!(end.at >= from && end.at.year() <= 10_000, "{text}: {}", end.at);
        if let (Ok(time), false) = (parse_time(text, zone, now()), text.trim().starts_with('+')) {
            assert_eq!(end, time, "{text}");
        }
    }
}

fn recurrence(numbers: [u8; 11], zone: Tz) {
    let [kind, hour, minute, seconds @ ..] = numbers;
    let [hour, minute] = [hour, minute].map(u32::from);
    let weekday = Weekday::try_from(kind / 3 % 7).unwrap();
    let recurrence = match kind % 3 {
        0 => Recurrence::hourly(minute),
        1 => Recurrence::daily(hour, minute),
        _ => Recurrence::weekly(weekday, hour, minute),
    };
    let Ok(recurrence) = recurrence else {
        return assert!(minute > 59 || hour > 23);
    };
    assert!(minute <= 59 && (kind % 3 == 0 || hour <= 23));
    let seconds = i64::from_le_bytes(seconds);
    // Any instant at all, and one in the years of clocks that change.
    for seconds in [seconds, seconds.rem_euclid(2_500_000_000)] {
        if let Some(from) = DateTime::from_timestamp(seconds, 0) {
            walk(recurrence, from, zone, kind % 3 == 2);
        }
    }
}

fn walk(recurrence: Recurrence, from: DateTime<Utc>, zone: Tz, is_weekly: bool) {
    let Some(first) = recurrence.next(from, zone) else {
        return assert!(from.year() > 262_000, "{recurrence} in {zone} ends after {from}");
    };
    let mut last = from;
    for next in std::iter::successors(Some(first), |at| recurrence.next(*at, zone)).take(5) {
        assert!(next > last && next - last <= Duration::days(if is_weekly { 15 } else { 3 }), "{last} → {next}");
        if let Some(before) = next.checked_sub_signed(Duration::seconds(1)).filter(|before| *before > last) {
            assert_eq!(recurrence.next(before, zone), Some(next), "{recurrence} in {zone} just before");
        }
        assert_eq!(next.nanosecond(), 0);
        last = next;
    }
    let mut schedule = Schedule::new(zone);
    schedule.every(recurrence, (), from);
    let due: Vec<_> = schedule.due(last).iter().map(|due| due.at).collect();
    assert_eq!(due, [last], "of those missed, the latest");
    assert!(schedule.next_due().is_none_or(|next| next > last));
}
