//! Stays in order of time, cut into local hours.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc, Weekday};

use crate::clock::ZonedTime;
use crate::layers::calendar::DayType;

/// One stay at one place and its takings.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// Name of the place; equal names mean one place.
    pub place: String,
    /// Start, in the zone whose local time counts.
    pub start: ZonedTime,
    /// End, after `start`.
    pub end: ZonedTime,
    /// Money or customers, 0 or more; one unit for all stays.
    pub taken: f64,
    /// Whether it sold out: `taken` is then a lower bound of the demand.
    pub sold_out: bool,
    /// Factor of the place that is not fitted, such as that of its income; 1 without one.
    pub offset: f64,
}

/// The special properties of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFacts {
    /// Whether it has the hours of a Sunday.
    pub is_public_holiday: bool,
    /// Position in [`super::Tables::named`], for a day with a factor of its own.
    pub named: Option<usize>,
}

/// The part of a stay within one hour of local time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    /// Length in hours × the offset of the stay.
    pub share: f64,
    /// Position of its factor in each group.
    pub level: [u32; GROUPS],
}

/// The groups of factors, in the order of [`Slice::level`]: 0 places, 1 weekdays, 2 special days, 3 weeks of the
/// month, 4 months, 5 parts of the day, 6 hours of the clock on any day, 7 hours by the type of the day. A few stays
/// distinguish lunch from evening, more of them 18:00 from 19:00, and many an hour on a Friday from one on a Saturday.
pub(super) const WEEKDAY: usize = 1;
pub(super) const SPECIAL: usize = 2;
pub(super) const MONTH: usize = 4;
pub(super) const HOUR: usize = 7;
/// Number of groups.
pub(super) const GROUPS: usize = 8;

/// The part of the day of each hour, as in the published model: 0–5, 6–10, 11–15, 16–17, 18–23.
pub(super) const PART_OF: [u32; 24] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4];

/// Level of [`SPECIAL`] on ordinary days; 1 is a public holiday, from 2 on follow the named days.
pub(super) const ORDINARY: usize = 0;

/// Stays sorted by start and then by their other fields, so that the order of the input does not matter.
#[derive(Clone, Debug)]
pub struct History {
    stays: Vec<Stay>,
    places: Vec<String>,
    slices: Vec<Slice>,
    /// The slices of stay i are `first[i]..first[i + 1]`.
    first: Vec<usize>,
    named: usize,
}

impl History {
    /// Sorts stays and cuts them into hours. `facts` gives the special properties of a local date; there are `named`
    /// days with a factor of their own.
    #[must_use]
    pub fn new(mut stays: Vec<Stay>, named: usize, facts: impl Fn(NaiveDate) -> DayFacts) -> Self {
        stays.sort_by(|a, b| {
            let by_time =
                (a.start.to_utc(), a.end.to_utc(), &a.place).cmp(&(b.start.to_utc(), b.end.to_utc(), &b.place));
            by_time
                .then(a.taken.total_cmp(&b.taken))
                .then(a.offset.total_cmp(&b.offset))
                .then(a.sold_out.cmp(&b.sold_out))
        });
        let mut places: Vec<String> = stays.iter().map(|stay| stay.place.clone()).collect();
        places.sort();
        places.dedup();
        let (mut slices, mut first) = (Vec::new(), vec![0]);
        for stay in &stays {
            let place = places.binary_search(&stay.place).map_or(0, as_level);
            cut(stay, place, named, &facts, &mut slices);
            first.push(slices.len());
        }
        Self { stays, places, slices, first, named }
    }

    /// The stays in order of time.
    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// Names of the places in the order of their positions.
    #[must_use]
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// Number of stays.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stays.len()
    }

    /// Whether there are no stays.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stays.is_empty()
    }

    /// Number of days with a factor of their own.
    pub(super) fn named(&self) -> usize {
        self.named
    }

    /// The hours of a stay.
    pub(super) fn slices(&self, stay: usize) -> &[Slice] {
        &self.slices[self.first[stay]..self.first[stay + 1]]
    }

    /// Length of a stay in hours.
    pub(super) fn hours(&self, stay: usize) -> f64 {
        hours_between(self.stays[stay].start.to_utc(), self.stays[stay].end.to_utc())
    }

    /// A history of the first stays.
    #[must_use]
    pub fn first(&self, stays: usize) -> Self {
        let stays = stays.min(self.len());
        Self { stays: self.stays[..stays].to_vec(), first: self.first[..=stays].to_vec(), ..self.clone() }
    }

    /// A history of some of the stays, by their positions in rising order; one may occur more than once.
    pub(super) fn chosen(&self, numbers: &[usize]) -> Self {
        let (mut slices, mut first) = (Vec::new(), vec![0]);
        for &number in numbers {
            slices.extend_from_slice(self.slices(number));
            first.push(slices.len());
        }
        let stays = numbers.iter().map(|&number| self.stays[number].clone()).collect();
        Self { stays, slices, first, ..self.clone() }
    }

    /// A history of the last stays.
    pub(super) fn last(&self, stays: usize) -> Self {
        let skipped = self.len().saturating_sub(stays);
        let cut = self.first[skipped];
        Self {
            stays: self.stays[skipped..].to_vec(),
            places: self.places.clone(),
            slices: self.slices[cut..].to_vec(),
            first: self.first[skipped..].iter().map(|first| first - cut).collect(),
            named: self.named,
        }
    }

    /// Time from the first start to the last start, in days.
    #[must_use]
    pub fn span_days(&self) -> f64 {
        self.span_days_of(self.len())
    }

    /// The same for the first stays.
    pub(super) fn span_days_of(&self, stays: usize) -> f64 {
        match &self.stays[..stays] {
            [first, .., last] => hours_between(first.start.to_utc(), last.start.to_utc()) / 24.0,
            _ => 0.0,
        }
    }

    /// Number of the local week in which a stay starts; weeks start on Monday.
    pub(super) fn week_of(&self, stay: usize) -> i32 {
        // Day 1 of the common era was a Monday.
        (self.stays[stay].start.date_naive().num_days_from_ce() - 1).div_euclid(7)
    }
}

fn hours_between(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a stay has fewer than 2^53 seconds")]
    let seconds = (to - from).num_seconds() as f64;
    seconds / 3600.0
}

#[expect(clippy::cast_possible_truncation, reason = "there are fewer than 2^32 rows")]
fn as_level(position: usize) -> u32 {
    position as u32
}

/// The parts of a stay between full hours of local time: the start of each and its length in hours.
pub fn local_hours(stay: &Stay) -> impl Iterator<Item = (ZonedTime, f64)> {
    let mut at = stay.start;
    std::iter::from_fn(move || {
        let start = (at < stay.end).then_some(at)?;
        let into_hour = Duration::seconds(i64::from(start.minute() * 60 + start.second()));
        at = (start + (Duration::hours(1) - into_hour)).min(stay.end);
        Some((start, hours_between(start.to_utc(), at.to_utc())))
    })
}

fn cut(stay: &Stay, place: u32, named: usize, facts: &impl Fn(NaiveDate) -> DayFacts, slices: &mut Vec<Slice>) {
    for (at, hours) in local_hours(stay) {
        let facts = facts(at.date_naive());
        let day_type = DayType::of(at.date_naive(), facts.is_public_holiday);
        let special = match facts.named.filter(|&day| day < named) {
            Some(day) => as_level(day + 2),
            None => u32::from(facts.is_public_holiday),
        };
        slices.push(Slice {
            share: hours * stay.offset,
            level: [
                place,
                weekday_number(at.weekday()),
                special,
                at.day0() / 7,
                at.month0(),
                PART_OF[at.hour() as usize],
                at.hour(),
                day_type as u32 * 24 + at.hour(),
            ],
        });
    }
}

fn weekday_number(weekday: Weekday) -> u32 {
    weekday.num_days_from_monday()
}
