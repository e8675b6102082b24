//! Walks through the wall times of a rule in a span, in bounded time.

use std::ops::ControlFlow;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::rule::{Frequency, Rule};

/// How many days and times of day the rules of a file may examine, besides some for each byte of the file.
const STEPS: u64 = 2_000_000;
const STEPS_PER_BYTE: u64 = 4;

/// How many dates of recurring events a file may have.
const MOST_DATES: u64 = 500_000;

/// How much work the rules of a file may still take.
#[derive(Debug)]
pub(in super::super) struct Work {
    steps_left: u64,
    dates_left: u64,
}

/// The rules of a file take more work than [`Work`] allows.
#[derive(Debug)]
pub(super) struct TooMuch;

impl Work {
    /// What the rules of a file of this length may take.
    pub(in super::super) fn of_file(bytes: usize) -> Self {
        let of_bytes = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(STEPS_PER_BYTE);
        Self { steps_left: of_bytes.saturating_add(STEPS), dates_left: MOST_DATES }
    }

    pub(super) fn take(&mut self, steps: usize) -> Result<(), TooMuch> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.steps_left = self.steps_left.checked_sub(steps).ok_or(TooMuch)?;
        Ok(())
    }

    fn take_date(&mut self) -> Result<(), TooMuch> {
        self.dates_left = self.dates_left.checked_sub(1).ok_or(TooMuch)?;
        Ok(())
    }
}

/// The wall times at which a rule recurs after a start, in order.
pub(super) struct Walk<'r> {
    pub rule: &'r Rule,
    pub start: NaiveDateTime,
    /// The last time of the rule itself.
    pub last: Option<NaiveDateTime>,
    /// First and last time of the span.
    pub span: (NaiveDateTime, NaiveDateTime),
}

/// Where a walk is: how often the rule has recurred, with the start as the first.
struct Course<'e> {
    count: u64,
    each: &'e mut dyn FnMut(NaiveDateTime),
}

impl Walk<'_> {
    /// Calls `each` with all times after the start that are in the span.
    pub(super) fn run(&self, work: &mut Work, each: &mut dyn FnMut(NaiveDateTime)) -> Result<(), TooMuch> {
        let course = Course { count: 1, each };
        if self.rule.step().is_some() { self.by_time(work, course) } else { self.by_period(work, course) }
    }

    /// Where to begin. A rule with a count is walked from its start.
    fn first(&self) -> NaiveDateTime {
        if self.rule.count.is_some() { self.start } else { self.start.max(self.span.0) }
    }

    /// The last time that matters.
    fn end(&self) -> NaiveDateTime {
        self.last.map_or(self.span.1, |last| last.min(self.span.1))
    }

    /// Passes the times of a period on. Breaks after the last one.
    fn pass(
        &self,
        times: Vec<NaiveDateTime>,
        work: &mut Work,
        course: &mut Course,
    ) -> Result<ControlFlow<()>, TooMuch> {
        let positions = &self.rule.positions;
        let (end, length) = (self.end(), times.len());
        for (index, at) in times.into_iter().enumerate() {
            let from_start = i32::try_from(index + 1).unwrap_or(i32::MAX);
            let from_end = -i32::try_from(length - index).unwrap_or(i32::MAX);
            let is_chosen = positions.is_empty() || positions.contains(&from_start) || positions.contains(&from_end);
            if !is_chosen || at <= self.start {
                continue;
            }
            course.count += 1;
            if at > end || self.rule.count.is_some_and(|count| course.count > count) {
                return Ok(ControlFlow::Break(()));
            }
            if at >= self.span.0 {
                work.take_date()?;
                (course.each)(at);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Rules by days, weeks, months and years.
    fn by_period(&self, work: &mut Work, mut course: Course) -> Result<(), TooMuch> {
        let Some(origin) = self.period_of(self.start.date()) else { return Ok(()) };
        let Some(first) = self.period_of(self.first().date()) else { return Ok(()) };
        let interval = self.rule.interval;
        let mut number = origin + (first - origin).div_euclid(interval) * interval;
        let times = self.rule.times(self.start.time());
        while let Some((mut day, next)) = self.days_of(number) {
            if day > self.end().date() {
                break;
            }
            let mut found = Vec::new();
            work.take(1)?;
            while day < next {
                work.take(1)?;
                if !self.rule.months.is_empty() && !self.rule.months.contains(&day.month()) {
                    let Some(month) = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))) else {
                        break;
                    };
                    day = month;
                    continue;
                }
                if self.rule.fits(day) {
                    work.take(times.len())?;
                    found.extend(times.iter().map(|time| day.and_time(*time)));
                }
                let Some(tomorrow) = day.succ_opt() else { break };
                day = tomorrow;
            }
            if self.pass(found, work, &mut course)?.is_break() {
                break;
            }
            number += interval;
        }
        Ok(())
    }

    /// The number of the period that contains a day, in the unit of the rule.
    fn period_of(&self, day: NaiveDate) -> Option<i64> {
        let days = |day: NaiveDate| i64::from(day.num_days_from_ce());
        Some(match self.rule.frequency {
            Frequency::Yearly => i64::from(day.year()),
            Frequency::Monthly => i64::from(day.year()) * 12 + i64::from(day.month0()),
            Frequency::Weekly => days(self.rule.week_containing(day)?).div_euclid(7),
            _ => days(day),
        })
    }

    /// The first day of a period and of the one after it.
    fn days_of(&self, number: i64) -> Option<(NaiveDate, NaiveDate)> {
        let date = |days: i64| NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?);
        let (first, next) = match self.rule.frequency {
            Frequency::Yearly => {
                let year = i32::try_from(number).ok()?;
                (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year + 1, 1, 1)?)
            }
            Frequency::Monthly => {
                let year = i32::try_from(number.div_euclid(12)).ok()?;
                let month = u32::try_from(number.rem_euclid(12)).ok()? + 1;
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                (first, first.checked_add_months(Months::new(1))?)
            }
            Frequency::Weekly => {
                // The weeks of all days with one quotient begin on one weekday.
                let week = self.rule.week_containing(date(number.checked_mul(7)? + 6)?)?;
                (week, week.checked_add_days(Days::new(7))?)
            }
            _ => (date(number)?, date(number + 1)?),
        };
        Some((first, next))
    }

    /// Rules by hours, minutes and seconds: each step is one time, or several if parts divide it further.
    fn by_time(&self, work: &mut Work, mut course: Course) -> Result<(), TooMuch> {
        let Some(step) = self.rule.step() else { return Ok(()) };
        let base = self.rule.truncated(self.start);
        let steps_to = |at: NaiveDateTime| (at - base).num_seconds().div_euclid(step.num_seconds());
        let mut number = steps_to(self.first()).max(0);
        let at_step = |number: i64| {
            let seconds = step.num_seconds().checked_mul(number)?;
            base.checked_add_signed(chrono::TimeDelta::try_seconds(seconds)?)
        };
        while let Some(at) = at_step(number).filter(|at| *at <= self.end()) {
            work.take(1)?;
            if !self.rule.fits(at.date()) {
                let Some(tomorrow) = at.date().succ_opt() else { break };
                number = (steps_to(tomorrow.and_time(NaiveTime::MIN)) - 1).max(number) + 1;
                continue;
            }
            let times = self.rule.times_of_step(at, self.start.time());
            work.take(times.len())?;
            let found = times.into_iter().map(|time| at.date().and_time(time)).collect();
            if self.pass(found, work, &mut course)?.is_break() {
                break;
            }
            number += 1;
        }
        Ok(())
    }
}
