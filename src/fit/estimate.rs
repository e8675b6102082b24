//! The estimator: factors from stays, each shrunk towards its prior by its credibility.
//!
//! f = prior × (Σ w·y + W) ÷ (Σ w·μ ÷ (f ÷ prior) + W), for one group of factors after the other until none changes.
//! The takings y of a stay are split over its hours in proportion to their expectation μ (expectation maximisation). A
//! stay weighs w = 1 ÷ √μ: its variance is φ·μ^1.5, between that of counts (φ·μ) and that of luck that multiplies
//! (φ·μ²), as is usual for takings (Tweedie's family, power 1.5). φ is Pearson's dispersion over whole stays:
//! Σ w·(y − μ)² ÷ μ per degree of freedom.
//!
//! W is the weight of the prior. It yields the credibility n ÷ (n + k·c²) of Bühlmann and Straub. n counts the stays
//! that a factor applies to, not their hours, because the hours of a stay are not independent. c² is the variance of a
//! stay relative to its expectation. Few stays give no good estimate of it, so c² starts from 1 and moves to the value
//! of φ over [`STAYS_FOR_NOISE`] stays.

use super::history::{GROUPS, History, MONTH, ORDINARY, PART_OF, SPECIAL, Slice};
use super::tables::{Prior, Tables};

/// k: the weight of the prior, in stays whose takings vary by 100 %. For a place, a weekday, a special day:
const K: f64 = 4.0;
/// For a part of the day, an hour of the clock, an hour of one type of day. Priors are least certain for the parts:
const K_PART: f64 = 1.0;
const K_CLOCK: f64 = 8.0;
const K_HOUR: f64 = 16.0;
/// For a week of the month, a month:
const K_CALENDAR: f64 = 16.0;

/// Number of stays at which c² lies half-way between 1 and the value that follows from the dispersion.
const STAYS_FOR_NOISE: f64 = 10.0;

/// Days that the stays must span before months have factors; until then those are 1. It is a year less some days.
const DAYS_FOR_MONTHS: f64 = 360.0;

/// A factor of 0 could never rise; priors are at least this.
const LEAST_PRIOR: f64 = 1e-3;

/// The greatest number of sweeps over all groups, smaller for many stays, which converge faster; and the change at
/// which sweeps end.
const SWEEPS: std::ops::RangeInclusive<usize> = 20..=2_000;
const HOURS_SWEPT: usize = 10_000_000;
const STANDS_STILL: f64 = 1e-5;

/// The same for the many fits of a backtest, whose predictions differ by less than a thousandth.
const NEARLY: f64 = 1e-3;
const HOURS_SWEPT_NEARLY: usize = 1_500_000;

/// Sweeps in which the dispersion keeps its first estimate, so that the fit does not follow few stays too closely.
const SWEEPS_OF_FIRST_DISPERSION: usize = 3;

/// A fitted factor and its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactorEstimate {
    /// Its prior.
    pub prior: f64,
    /// Its fitted value.
    pub fitted: f64,
    /// Number of stays that it applies to.
    pub stays: usize,
    /// Weight of the stays against the prior, 0…1.
    pub credibility: f64,
}

/// The outcome of a fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Name of the prior.
    pub prior: String,
    /// Number of stays.
    pub stays: usize,
    /// Takings of an hour whose factors are all 1.
    pub scale: f64,
    /// Pearson's dispersion φ: the variance of a stay is φ × μ^1.5.
    pub dispersion: f64,
    /// Places, in the order of [`History::places`].
    pub places: Vec<FactorEstimate>,
    /// Hours 0…23 of a workday, a Saturday, a Sunday or public holiday.
    pub hours: Vec<FactorEstimate>,
    /// Monday…Sunday.
    pub weekday: Vec<FactorEstimate>,
    /// Public holidays, then the named days.
    pub special: Vec<FactorEstimate>,
    /// Weeks 1…5 of the month.
    pub week: Vec<FactorEstimate>,
    /// January…December.
    pub month: Vec<FactorEstimate>,
}

impl Estimate {
    /// The factors of time as tables.
    #[must_use]
    pub fn tables(&self) -> Tables {
        let mut tables = Tables::flat(0);
        let fill = |into: &mut [f64], from: &[FactorEstimate]| {
            for (into, factor) in into.iter_mut().zip(from) {
                *into = factor.fitted;
            }
        };
        fill(&mut tables.week, &self.week);
        fill(&mut tables.month, &self.month);
        fill(&mut tables.weekday, &self.weekday);
        for (row, from) in tables.hours.iter_mut().zip(self.hours.chunks(24)) {
            fill(row, from);
        }
        tables.public_holiday = self.special[0].fitted;
        tables.named = self.special[1..].iter().map(|factor| factor.fitted).collect();
        tables
    }

    /// All factors in this order: weekdays, hours, places, special days, weeks, months.
    #[must_use]
    pub fn all(&self) -> Vec<FactorEstimate> {
        [&self.weekday[..], &self.hours, &self.places, &self.special, &self.week, &self.month].concat()
    }

    /// Expected takings of a stay of the history that was fitted, or of a longer history that begins with it.
    #[must_use]
    pub fn expected(&self, history: &History, stay: usize) -> f64 {
        let hour = |slice: &Slice| {
            let [place, weekday, special, week, month, _, _, hour] = slice.level.map(|level| level as usize);
            let special = if special == ORDINARY { 1.0 } else { self.special[special - 1].fitted };
            let day = self.weekday[weekday].fitted * special * self.week[week].fitted * self.month[month].fitted;
            slice.share * self.places[place].fitted * day * self.hours[hour].fitted
        };
        self.scale * history.slices(stay).iter().map(hour).sum::<f64>()
    }
}

/// One group of factors during a fit.
struct Group {
    prior: Vec<f64>,
    factor: Vec<f64>,
    stays: Vec<usize>,
    /// Σ μ ÷ (f ÷ prior): the expectation with the factor at its prior.
    at_prior: Vec<f64>,
    /// Weight of the prior, in the same unit.
    weight: Vec<f64>,
    k: f64,
    is_fitted: bool,
}

impl Group {
    fn new(prior: Vec<f64>, k: f64) -> Self {
        let prior: Vec<f64> = prior.into_iter().map(|factor| factor.max(LEAST_PRIOR)).collect();
        let zeros = vec![0.0; prior.len()];
        Self {
            factor: prior.clone(),
            stays: vec![0; prior.len()],
            at_prior: zeros.clone(),
            weight: zeros,
            prior,
            k,
            is_fitted: true,
        }
    }

    /// The credibility of the stays of a level.
    fn credibility(&self, level: usize) -> f64 {
        let (stays, prior) = (self.at_prior[level], self.weight[level]);
        if self.is_fitted && stays > 0.0 { stays / (stays + prior) } else { 0.0 }
    }

    fn factors(&self, skipped: usize) -> Vec<FactorEstimate> {
        (skipped..self.prior.len())
            .map(|level| FactorEstimate {
                prior: self.prior[level],
                fitted: self.factor[level],
                stays: self.stays[level],
                credibility: self.credibility(level),
            })
            .collect()
    }
}

/// Fits the first `stays` of a history.
///
/// Stays that sold out can only raise an expectation: where more is expected than they sold, they carry no
/// information. Months stay at 1 until the stays span a year.
#[must_use]
pub fn estimate(history: &History, stays: usize, prior: &Prior) -> Estimate {
    estimate_to(STANDS_STILL, HOURS_SWEPT, history, stays, prior)
}

/// [`estimate`] with fewer sweeps.
pub(super) fn estimate_nearly(history: &History, stays: usize, prior: &Prior) -> Estimate {
    estimate_to(NEARLY, HOURS_SWEPT_NEARLY, history, stays, prior)
}

fn estimate_to(stands_still: f64, hours_swept: usize, history: &History, stays: usize, prior: &Prior) -> Estimate {
    let mut fit = Fit::new(history, stays.min(history.len()), &prior.tables);
    fit.run(stands_still, hours_swept);
    let [places, weekday, special, week, month, part, clock, hours] = &fit.groups;
    Estimate {
        prior: prior.name.clone(),
        stays: fit.taken.len(),
        scale: fit.scale,
        dispersion: fit.dispersion,
        places: places.factors(0),
        hours: whole_hours(part, clock, hours),
        weekday: weekday.factors(0),
        special: special.factors(1),
        week: week.factors(0),
        month: month.factors(0),
    }
}

/// Weight of a stay with this expectation.
fn weight(expected: f64) -> f64 {
    1.0 / expected.max(f64::MIN_POSITIVE).sqrt()
}

/// Factors of hours by the type of the day, with the evidence for their hour of the clock and part of the day.
///
/// Their credibility is the share of the prior's variance that the stays have removed: the variance of the logarithm of
/// a group's factor is (1 − credibility) ÷ k, in the unit of a typical stay's. It is at most the credibility that the
/// stays of the hour alone would give with [`K`], so that few stays at an hour do not count as strong evidence.
fn whole_hours(part: &Group, clock: &Group, hours: &Group) -> Vec<FactorEstimate> {
    let whole = |(level, factor): (usize, FactorEstimate)| {
        let (of_clock, of_part) = (level % 24, PART_OF[level % 24] as usize);
        let groups = [(part, of_part), (clock, of_clock), (hours, level)];
        let before: f64 = groups.iter().map(|(group, _)| 1.0 / group.k).sum();
        let left: f64 = groups.iter().map(|(group, level)| (1.0 - group.credibility(*level)) / group.k).sum();
        let odds = hours.k / K * factor.credibility / (1.0 - factor.credibility);
        FactorEstimate {
            fitted: factor.fitted * part.factor[of_part] * clock.factor[of_clock],
            credibility: (1.0 - left / before).min(odds / (1.0 + odds)),
            ..factor
        }
    };
    hours.factors(0).into_iter().enumerate().map(whole).collect()
}

struct Fit<'h> {
    history: &'h History,
    /// Takings of each stay, or the assumed demand of one that sold out.
    taken: Vec<f64>,
    /// Expected takings of each stay and of each of its hours.
    expected: Vec<f64>,
    of_hour: Vec<f64>,
    groups: [Group; GROUPS],
    scale: f64,
    dispersion: f64,
}

impl<'h> Fit<'h> {
    fn new(history: &'h History, stays: usize, prior: &Tables) -> Self {
        let special = [1.0, prior.public_holiday].into_iter().chain(prior.named.iter().copied());
        let mut special: Vec<f64> = special.collect();
        special.resize(history.named() + 2, 1.0);
        let mut groups = [
            Group::new(vec![1.0; history.places().len()], K),
            Group::new(prior.weekday.to_vec(), K),
            Group::new(special, K),
            Group::new(prior.week.to_vec(), K_CALENDAR),
            Group::new(vec![1.0; 12], K_CALENDAR),
            Group::new(vec![1.0; 5], K_PART),
            Group::new(vec![1.0; 24], K_CLOCK),
            Group::new(prior.hours.concat(), K_HOUR),
        ];
        groups[MONTH].is_fitted = history.span_days_of(stays) > DAYS_FOR_MONTHS;
        for (number, group) in groups.iter_mut().enumerate() {
            let mut last = vec![usize::MAX; group.prior.len()];
            for stay in 0..stays {
                for slice in history.slices(stay) {
                    let level = slice.level[number] as usize;
                    if last[level] != stay {
                        last[level] = stay;
                        group.stays[level] += 1;
                    }
                }
            }
        }
        let slices = (0..stays).map(|stay| history.slices(stay).len()).sum();
        Self {
            history,
            taken: history.stays()[..stays].iter().map(|stay| stay.taken).collect(),
            expected: vec![0.0; stays],
            of_hour: vec![0.0; slices],
            groups,
            scale: 1.0,
            dispersion: 0.0,
        }
    }

    fn run(&mut self, stands_still: f64, hours_swept: usize) {
        if self.taken.is_empty() {
            return;
        }
        self.expect();
        self.rescale();
        self.dispersion = self.pearson();
        let most = (hours_swept / self.of_hour.len().max(1)).clamp(*SWEEPS.start(), *SWEEPS.end());
        for sweep in 0..most {
            let mut change = self.rescale();
            self.assume_sold_out();
            let mut last = (0, vec![1.0; self.groups[0].prior.len()]);
            for group in 0..GROUPS {
                if self.groups[group].is_fitted {
                    last = (group, self.update(group, &last));
                    change = last.1.iter().fold(change, |change, ratio| change.max(ratio.ln().abs()));
                }
            }
            self.expect();
            if sweep >= SWEEPS_OF_FIRST_DISPERSION {
                let before = self.dispersion;
                self.dispersion = self.pearson();
                let moved = (self.dispersion / before).ln().abs();
                change = change.max(if moved.is_finite() { moved * 0.01 } else { 0.0 });
                if change < stands_still {
                    break;
                }
            }
        }
        self.rescale();
    }

    /// Expectations from the factors.
    fn expect(&mut self) {
        let mut at = 0;
        for stay in 0..self.expected.len() {
            let mut sum = 0.0;
            for slice in self.history.slices(stay) {
                let factors = self.groups.iter().zip(slice.level).map(|(group, level)| group.factor[level as usize]);
                self.of_hour[at] = self.scale * slice.share * factors.product::<f64>();
                sum += self.of_hour[at];
                at += 1;
            }
            self.expected[stay] = sum;
        }
    }

    /// Scales the expectations to the sum of the takings; returns the logarithm of the correction.
    fn rescale(&mut self) -> f64 {
        let (mut taken, mut expected) = (0.0, 0.0);
        for (of_taken, of_expected) in self.taken.iter().zip(&self.expected) {
            let weight = weight(*of_expected);
            taken += weight * of_taken;
            expected += weight * of_expected;
        }
        let ratio = taken / expected;
        if !(ratio.is_finite() && ratio > 0.0) {
            return 0.0;
        }
        self.scale *= ratio;
        self.expected.iter_mut().chain(&mut self.of_hour).for_each(|expected| *expected *= ratio);
        ratio.ln().abs()
    }

    /// The demand of a stay that sold out is its takings or its expectation, whichever is greater.
    fn assume_sold_out(&mut self) {
        for (number, stay) in self.history.stays()[..self.taken.len()].iter().enumerate() {
            if stay.sold_out {
                self.taken[number] = stay.taken.max(self.expected[number]);
            }
        }
    }

    /// One step of a group; returns the multiplier of each factor. `last` is the step of the group before, which the
    /// expectations do not include yet.
    fn update(&mut self, number: usize, last: &(usize, Vec<f64>)) -> Vec<f64> {
        let levels = self.groups[number].prior.len();
        let (mut taken, mut expected) = (vec![0.0; levels], vec![0.0; levels]);
        let mut at = 0;
        for stay in 0..self.taken.len() {
            let hours = &mut self.of_hour[at..at + self.history.slices(stay).len()];
            let mut sum = 0.0;
            for (expected, slice) in hours.iter_mut().zip(self.history.slices(stay)) {
                *expected *= last.1[slice.level[last.0] as usize];
                sum += *expected;
            }
            self.expected[stay] = sum;
            let weight = weight(sum);
            let share = weight * self.taken[stay] / sum.max(f64::MIN_POSITIVE);
            for slice in self.history.slices(stay) {
                let level = slice.level[number] as usize;
                taken[level] += self.of_hour[at] * share;
                expected[level] += weight * self.of_hour[at];
                at += 1;
            }
        }
        let group = &mut self.groups[number];
        let mut ratio = vec![1.0; levels];
        for level in 0..levels {
            if group.stays[level] == 0 || number == SPECIAL && level == ORDINARY {
                continue;
            }
            let (prior, factor) = (group.prior[level], group.factor[level]);
            let at_prior = expected[level] * prior / factor;
            let stays = f64::from(u32::try_from(group.stays[level]).unwrap_or(u32::MAX));
            // A stay has the evidence `typical`, so c² = 1 is the dispersion `typical`.
            let typical = at_prior / stays;
            let dispersion = (STAYS_FOR_NOISE * typical + stays * self.dispersion) / (STAYS_FOR_NOISE + stays);
            let weight = group.k * dispersion;
            let next = prior * (taken[level] + weight) / (at_prior + weight);
            if next.is_finite() && next > 0.0 {
                ratio[level] = next / factor;
                group.factor[level] = next;
            }
            group.at_prior[level] = at_prior;
            group.weight[level] = weight;
        }
        ratio
    }

    /// Σ w·(y − μ)² ÷ μ per degree of freedom, without the stays that sold out.
    fn pearson(&self) -> f64 {
        let (mut sum, mut counted) = (0.0, 0.0_f64);
        for (stay, (&taken, &expected)) in self.history.stays().iter().zip(self.taken.iter().zip(&self.expected)) {
            if !stay.sold_out && expected > 0.0 {
                sum += (taken - expected) * (taken - expected) / expected * weight(expected);
                counted += 1.0;
            }
        }
        let used: f64 = self
            .groups
            .iter()
            .map(|group| (0..group.prior.len()).map(|level| group.credibility(level)).sum::<f64>())
            .sum();
        // Many factors can follow few stays exactly; at least a third of the degrees of freedom remains.
        let free = (counted - 1.0 - used).max(counted / 3.0);
        if free > 0.0 { sum / free } else { 0.0 }
    }
}
