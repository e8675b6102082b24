//! Recurrences: every hour at a minute, every day or week at a time of the wall clock.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

use crate::clock::{first_at_or_past, local_day, next_at_minute};

/// When something recurs, by the wall clock of a zone.
///
/// - **Hourly** at a minute: whenever the wall clock reaches that minute, so once in each real
///   hour. A clock change of half an hour may skip or repeat a minute.
/// - **Daily** and **weekly** at a time: once on each such date. A time that a clock change skips
///   moves to the first instant after the change. Of a repeated time, the earlier counts. A date
///   that is skipped has none.
///
/// ```
/// use chrono_tz::America::Chicago;
/// use pdpe::live::recurrence::Recurrence;
/// let daily = Recurrence::daily(2, 30)?;
/// let noon = "2024-03-09T18:00:00Z".parse()?;
/// let next = daily.next(noon, Chicago).expect("time goes on");
/// assert_eq!(next.with_timezone(&Chicago).to_rfc3339(), "2024-03-10T03:00:00-05:00"); // 02:30 is skipped
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recurrence(Rule);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Rule {
    Hourly { minute: u32 },
    Daily { time: NaiveTime },
    Weekly { weekday: Weekday, time: NaiveTime },
}

/// An invalid recurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// A minute outside 0 to 59.
    #[error("minute {0} is not between 0 and 59")]
    Minute(u32),
    /// An hour outside 0 to 23.
    #[error("hour {0} is not between 0 and 23")]
    Hour(u32),
}

impl Recurrence {
    /// Every hour at a minute.
    ///
    /// # Errors
    /// [`RecurrenceError::Minute`].
    pub fn hourly(minute: u32) -> Result<Self, RecurrenceError> {
        if minute > 59 { Err(RecurrenceError::Minute(minute)) } else { Ok(Self(Rule::Hourly { minute })) }
    }

    /// Every day at a time of the wall clock.
    ///
    /// # Errors
    /// [`RecurrenceError`] for an invalid time.
    pub fn daily(hour: u32, minute: u32) -> Result<Self, RecurrenceError> {
        Ok(Self(Rule::Daily { time: time_of_day(hour, minute)? }))
    }

    /// Every week on a weekday at a time of the wall clock.
    ///
    /// # Errors
    /// [`RecurrenceError`] for an invalid time.
    pub fn weekly(weekday: Weekday, hour: u32, minute: u32) -> Result<Self, RecurrenceError> {
        Ok(Self(Rule::Weekly { weekday, time: time_of_day(hour, minute)? }))
    }

    /// The first time after an instant; none at the end of representable time.
    pub fn next(self, after: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        match self.0 {
            Rule::Hourly { minute } => next_at_minute(after, minute, zone),
            Rule::Daily { time } => {
                dates_around(after).find_map(|date| once(date, time, zone).filter(|at| *at > after))
            }
            Rule::Weekly { weekday, time } => {
                let dates = dates_around(after).filter(|date| date.weekday() == weekday);
                dates.filter_map(|date| once(date, time, zone)).find(|at| *at > after)
            }
        }
    }

    /// The last time in `[first, until]`, where `first` is one of the times.
    pub(super) fn last(self, first: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        // Far enough back to include one of them; a date may be skipped.
        let back = match self.0 {
            Rule::Hourly { .. } => Duration::hours(3),
            Rule::Daily { .. } => Duration::days(4),
            Rule::Weekly { .. } => Duration::days(16),
        };
        let mut last = first.max(until.checked_sub_signed(back).unwrap_or(first));
        if last > first {
            last = self.next(last, zone).filter(|at| *at <= until).unwrap_or(first);
        }
        while let Some(next) = self.next(last, zone).filter(|at| *at <= until) {
            last = next;
        }
        last
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Rule::Hourly { minute } => write!(f, "hourly at minute {minute}"),
            Rule::Daily { time } => write!(f, "daily at {}", time.format("%H:%M")),
            Rule::Weekly { weekday, time } => write!(f, "weekly on {weekday} at {}", time.format("%H:%M")),
        }
    }
}

fn time_of_day(hour: u32, minute: u32) -> Result<NaiveTime, RecurrenceError> {
    if hour > 23 {
        return Err(RecurrenceError::Hour(hour));
    }
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(RecurrenceError::Minute(minute))
}

/// The dates near an instant in any zone: two days before to sixteen after, enough for a later one of
/// every weekday even if a date is skipped.
fn dates_around(at: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> {
    let today = at.naive_utc().date();
    let first = today.checked_sub_days(Days::new(2)).unwrap_or(today);
    first.iter_days().take(19)
}

/// The instant of a wall time on a date, if the zone has that date.
fn once(date: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let (begins, ends) = local_day(date, zone);
    (begins < ends).then(|| first_at_or_past(date.and_time(time), zone))
}
