//! The dates of a recurring event of a calendar, in a span of time.
//!
//! `rule.rs` is a single rule, `walk.rs` its wall times. The crate `rrule` 0.14 is not used, because nothing bounds its
//! work: it walks each rule from its start. A rule by minutes since 2000 took it 9 s for a month, and one for 30 February
//! 37 ms, of which a file of 10 MB has 70,000.

mod rule;
mod walk;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::clock::{at_wall_time, first_at_or_past};

pub(super) use rule::Rule;
pub(super) use walk::Work;
use walk::{TooMuch, Walk};

/// A start in a calendar: a day, or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Moment {
    /// A day as such.
    Day(NaiveDate),
    /// An instant.
    At(DateTime<Utc>),
}

impl Moment {
    /// The local day.
    pub(super) fn day(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::At(at) => at.with_timezone(&zone).date_naive(),
        }
    }

    /// The local wall time; midnight of a day.
    pub(super) fn wall(self, zone: Tz) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::At(at) => at.with_timezone(&zone).naive_local(),
        }
    }
}

/// An event that recurs.
#[derive(Debug)]
pub(super) struct Series {
    /// The first date.
    pub start: Moment,
    /// The zone whose wall times the rules have.
    pub zone: Tz,
    /// Rules of dates, and of dates that are left out.
    pub rules: Vec<Rule>,
    pub except_rules: Vec<Rule>,
    /// Single dates, and those that are left out.
    pub dates: Vec<Moment>,
    pub except: Vec<Moment>,
}

/// The dates of a series in a span.
#[derive(Debug, Default)]
pub(super) struct Dates {
    /// In order.
    pub moments: Vec<Moment>,
    /// Whether the series has dates outside the span, or may have.
    pub is_cut: bool,
    /// A note about a clock change, if one moves a date.
    pub note: Option<String>,
}

impl Series {
    /// The dates from the first to the last instant of a span.
    pub(super) fn within(
        mut self,
        span: Option<(DateTime<Utc>, DateTime<Utc>)>,
        work: &mut Work,
    ) -> Result<Dates, String> {
        let is_endless = self.rules.iter().any(|rule| rule.count.is_none() && rule.until.is_none());
        if span.is_none() && is_endless {
            return Err("it repeats without end, and no span of time is given".into());
        }
        // Outside of these years there are no wall times.
        let years = (DateTime::<Utc>::MIN_UTC + TimeDelta::days(2), DateTime::<Utc>::MAX_UTC - TimeDelta::days(2));
        let wall = |at: DateTime<Utc>| at.clamp(years.0, years.1).with_timezone(&self.zone).naive_local();
        let span = span.map_or((NaiveDateTime::MIN, NaiveDateTime::MAX), |(from, until)| (wall(from), wall(until)));
        // Days begin before the first instant of the span.
        let span = match self.start {
            Moment::Day(_) if span.0 != NaiveDateTime::MIN => (span.0.date().and_time(NaiveTime::MIN), span.1),
            _ => span,
        };
        let mut dates = Dates { is_cut: self.reaches_beyond(span), ..Dates::default() };
        let too_much =
            |_: TooMuch| "its dates, with those of the events before it, are too many; ask for a shorter span";
        self.collect(span, work, &mut dates).map_err(too_much)?;
        Ok(dates)
    }

    fn collect(
        &mut self,
        span: (NaiveDateTime, NaiveDateTime),
        work: &mut Work,
        found: &mut Dates,
    ) -> Result<(), TooMuch> {
        let is_in = |moment: &Moment| (span.0..=span.1).contains(&moment.wall(self.zone));
        let mut except = std::mem::take(&mut self.except);
        for rule in &self.except_rules {
            // A rule of exceptions leaves the start out if it names it.
            let before = self.start.wall(self.zone) - TimeDelta::seconds(1);
            self.walk(rule, before, span, work, &mut |moment, _| except.push(moment))?;
        }
        except.sort_unstable();
        let is_left_out = |moment: Moment| {
            let has = |moment| except.binary_search(&moment).is_ok();
            has(moment) || has(Moment::Day(moment.day(self.zone)))
        };
        found.moments.extend(self.dates.iter().chain([&self.start]).copied().filter(is_in));
        for rule in &self.rules {
            self.walk(rule, self.start.wall(self.zone), span, work, &mut |moment, note| {
                found.moments.push(moment);
                found.note = found.note.take().or(note);
            })?;
        }
        found.moments.sort_unstable();
        found.moments.dedup();
        found.moments.retain(|moment| !is_left_out(*moment));
        Ok(())
    }

    /// Calls `each` with the dates of a rule.
    fn walk(
        &self,
        rule: &Rule,
        start: NaiveDateTime,
        span: (NaiveDateTime, NaiveDateTime),
        work: &mut Work,
        each: &mut dyn FnMut(Moment, Option<String>),
    ) -> Result<(), TooMuch> {
        let is_day = matches!(self.start, Moment::Day(_));
        let walk = Walk { rule, start, last: rule.last(self.zone, is_day), span };
        walk.run(work, &mut |wall| {
            if is_day {
                each(Moment::Day(wall.date()), None);
                return;
            }
            match at_wall_time(wall, self.zone) {
                Ok(time) => each(Moment::At(time.at.to_utc()), time.note),
                Err(reason) => {
                    let at = first_at_or_past(wall, self.zone);
                    each(Moment::At(at), Some(format!("{reason}; taking the first time after that")));
                }
            }
        })
    }

    /// Whether a rule has dates before or after the span, or may have.
    fn reaches_beyond(&self, span: (NaiveDateTime, NaiveDateTime)) -> bool {
        let is_day = matches!(self.start, Moment::Day(_));
        let goes_on = |rule: &Rule| match rule.last(self.zone, is_day) {
            Some(last) => last > span.1,
            None => rule.count.is_none(),
        };
        !self.rules.is_empty() && (self.start.wall(self.zone) < span.0 || self.rules.iter().any(goes_on))
    }
}

/// Parses a wall time in the form of iCalendar: `20261003T190000`.
pub(super) fn wall(text: &str) -> Option<NaiveDateTime> {
    let is_plain =
        text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'T'));
    let text = if is_plain { text.to_ascii_uppercase() } else { return None };
    NaiveDateTime::parse_from_str(&text, "%Y%m%dT%H%M%S").ok().filter(|wall| !crate::clock::is_leap_second(wall))
}
