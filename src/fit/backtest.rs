//! A backtest: predicts each week of a history from the weeks before it.

use std::ops::Range;

use super::estimate::{Estimate, estimate_nearly};
use super::history::{HOUR, History, WEEKDAY};
use super::measures::{as_number, deviance, pick_over_best, rank_correlation};
use super::tables::Prior;
use super::verdict::{FEWEST_FOR_A_CLAIM, Verdict, band_width, sign_flip_p};
use crate::parallel::each_in_parallel;

/// Least number of stays before the first week that is held out.
pub const FEWEST_TRAINED: usize = 5;

/// Number of held-out stays from which on a prior is chosen by its predictions; before that the first prior given is
/// used.
const FEWEST_TO_CHOOSE: usize = 5;

/// Greatest p-value at which a gain is claimed.
const SIGNIFICANT: f64 = 0.05;

/// Greatest number of stays held out, the latest of the history.
const MOST_HELD_OUT: usize = 2_000;

/// Greatest number of stays read, the latest of the history. It bounds the time of each week's fit.
const MOST_READ: usize = 20_000;

/// Greatest number of stays used to choose a prior, the latest.
const MOST_ASKED: usize = 1_000;

/// Number of residuals behind a band, the latest: earlier residuals come from fits to fewer stays.
const RECENT: usize = 25;

/// A method that predicts the takings of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// The model in force, times one scale for all stays.
    InForce,
    /// The fitted model.
    Fitted,
    /// Mean takings of an hour.
    Mean,
    /// Mean takings of the hour of the week.
    HourOfWeek,
    /// Takings in the same hours a week before; the mean where there were none.
    LastWeek,
}

impl Rival {
    /// All of them, in the order of [`HeldOut::expected`].
    pub const ALL: [Self; 5] = [Self::InForce, Self::Fitted, Self::Mean, Self::HourOfWeek, Self::LastWeek];

    /// Its name in tables and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "model in force",
            Self::Fitted => "fitted",
            Self::Mean => "flat mean",
            Self::HourOfWeek => "hour of the week",
            Self::LastWeek => "same hours last week",
        }
    }
}

/// A stay, predicted from the stays of the weeks before it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOut {
    /// Its position in the history.
    pub stay: usize,
    /// Its takings.
    pub taken: f64,
    /// Prediction of each method, in the order of [`Rival::ALL`].
    pub expected: [f64; 5],
    /// Lower and upper end of the 80 % band around the prediction of the fitted model.
    pub band: Option<(f64, f64)>,
}

/// Accuracy of one method over all held-out stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The method.
    pub rival: Rival,
    /// Mean deviance of a stay, in the unit of the takings.
    pub deviance: f64,
    /// Mean absolute error ÷ mean takings.
    pub error: f64,
    /// Rank correlation of predictions and takings.
    pub rank_correlation: Option<f64>,
    /// Takings of the stay that it ranked first each week ÷ takings of the best stay of that week, summed over weeks.
    pub pick_over_best: Option<f64>,
}

/// The result of a backtest.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The held-out stays in order of time, without those that sold out: their takings show the stock, not the demand.
    pub held_out: Vec<HeldOut>,
    /// One row for each of [`Rival::ALL`]; empty if no stay was held out.
    pub figures: Vec<Figures>,
    /// Of the stays with a band, the share whose takings lie in it.
    pub coverage: Option<f64>,
    /// Name of the prior with the best predictions over all held-out stays.
    pub prior: String,
    /// Whether the fitted model predicts better.
    pub verdict: Verdict,
}

/// The prior whose fits predict best, week by week; the first one where no stay can be held out. It uses at most
/// the last 1,000 stays.
///
/// # Panics
/// If there is no prior.
#[must_use]
pub fn choose_prior<'p>(history: &History, priors: &'p [Prior]) -> &'p Prior {
    let history = history.last(MOST_ASKED);
    let mut losses = vec![0.0; priors.len()];
    let mut counted = 0;
    for (_, week, fits) in fits(&history, priors) {
        counted += add_losses(&history, week, &fits, &mut losses).len();
    }
    &priors[if counted >= FEWEST_TO_CHOOSE { least(&losses) } else { 0 }]
}

/// Predicts each week from those before it.
///
/// The fitted model starts from that one of `priors` whose fits predicted the earlier weeks best; with one prior it
/// always starts from that. `in_force` gives the score of a stay by the model in force, in any unit: its scale is
/// fitted to the weeks before.
///
/// # Panics
/// If there is no prior.
#[must_use]
pub fn backtest(history: &History, priors: &[Prior], in_force: impl Fn(usize) -> f64) -> Backtest {
    let skipped = history.len().saturating_sub(MOST_READ);
    let history = &history.last(MOST_READ);
    let in_force = |stay| in_force(skipped + stay);
    let mut losses = vec![0.0; priors.len()];
    let (mut held_out, mut residuals) = (Vec::<HeldOut>::new(), Vec::new());
    for (train, week, fits) in fits(history, priors) {
        let chosen = if held_out.len() >= FEWEST_TO_CHOOSE { least(&losses) } else { 0 };
        let expected = add_losses(history, week, &fits, &mut losses);
        let plain = Plain::of(history, train, &in_force);
        let width = band_width(&residuals[residuals.len().saturating_sub(RECENT)..]);
        for (stay, fitted) in expected {
            let (taken, fitted) = (history.stays()[stay].taken, fitted[chosen]);
            let band = width.map(|width| ((fitted - width * fitted.sqrt()).max(0.0), fitted + width * fitted.sqrt()));
            let [mean, hour_of_week, last_week] = plain.expected(history, stay);
            let expected = [plain.scale_in_force * in_force(stay), fitted, mean, hour_of_week, last_week];
            held_out.push(HeldOut { stay, taken, expected, band });
            residuals.push((taken - fitted).abs() / fitted.max(f64::MIN_POSITIVE).sqrt());
        }
    }
    let figures = if held_out.is_empty() {
        Vec::new()
    } else {
        Rival::ALL.map(|rival| figures(history, &held_out, rival)).to_vec()
    };
    let inside = |out: &HeldOut| out.band.map(|(least, most)| (least..=most).contains(&out.taken));
    let banded: Vec<bool> = held_out.iter().filter_map(inside).collect();
    let covered = banded.iter().filter(|&&inside| inside).count();
    let verdict = verdict(history, &held_out);
    for out in &mut held_out {
        out.stay += skipped;
    }
    Backtest {
        coverage: (!banded.is_empty()).then(|| as_number(covered) / as_number(banded.len())),
        prior: priors[if held_out.len() >= FEWEST_TO_CHOOSE { least(&losses) } else { 0 }].name.clone(),
        verdict,
        figures,
        held_out,
    }
}

/// Position of the smallest value, the first of equal ones.
fn least(losses: &[f64]) -> usize {
    (0..losses.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b])).unwrap_or(0)
}

/// The weeks to hold out: for each the number of stays before it, and its stays.
fn weeks(history: &History) -> impl Iterator<Item = (usize, Range<usize>)> {
    let first = FEWEST_TRAINED.max(history.len().saturating_sub(MOST_HELD_OUT));
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= history.len() {
            return None;
        }
        let week = history.week_of(start);
        let end = (start..history.len()).find(|&stay| history.week_of(stay) != week).unwrap_or(history.len());
        let range = start..end;
        start = end;
        Some((range.start, range))
    })
    .filter(move |(train, _)| *train >= first)
}

/// The weeks to hold out, each with the number of stays before it and the fits to those stays, one for each prior.
fn fits(history: &History, priors: &[Prior]) -> Vec<(usize, Range<usize>, Vec<Estimate>)> {
    let weeks: Vec<(usize, Range<usize>)> = weeks(history).collect();
    let jobs = weeks.iter().flat_map(|(train, _)| priors.iter().map(move |prior| (*train, prior))).collect();
    let mut fits =
        each_in_parallel(jobs, |(train, prior): (usize, &Prior)| estimate_nearly(history, train, prior)).into_iter();
    let of_week = |(train, week)| (train, week, fits.by_ref().take(priors.len()).collect());
    weeks.into_iter().map(of_week).collect()
}

/// Predictions of the fits from each prior for the stays of a week; adds their deviances.
fn add_losses(history: &History, week: Range<usize>, fits: &[Estimate], losses: &mut [f64]) -> Vec<(usize, Vec<f64>)> {
    let stays = week.filter(|&stay| !history.stays()[stay].sold_out);
    let expected: Vec<(usize, Vec<f64>)> =
        stays.map(|stay| (stay, fits.iter().map(|fit| fit.expected(history, stay)).collect())).collect();
    for (stay, expected) in &expected {
        for (loss, &expected) in losses.iter_mut().zip(expected) {
            *loss += deviance(history.stays()[*stay].taken, expected);
        }
    }
    expected
}

/// The simple methods, computed from the stays before a week.
struct Plain {
    /// Mean takings of an hour.
    mean: f64,
    /// Hours and takings of each hour of the week: over all stays, and over the last seven days.
    of_week: Vec<(f64, f64)>,
    last_week: Vec<(f64, f64)>,
    scale_in_force: f64,
}

impl Plain {
    fn of(history: &History, train: usize, in_force: &impl Fn(usize) -> f64) -> Self {
        let (mut taken, mut hours, mut scores) = (0.0, 0.0, 0.0);
        let (mut of_week, mut last_week) = (vec![(0.0, 0.0); 168], vec![(0.0, 0.0); 168]);
        let last = history.week_of(train - 1);
        for stay in 0..train {
            let brought = history.stays()[stay].taken;
            taken += brought;
            hours += history.hours(stay);
            scores += in_force(stay);
            for (slot, length) in slots(history, stay) {
                let part = brought * length / history.hours(stay);
                let add = |table: &mut [(f64, f64)]| {
                    table[slot].0 += length;
                    table[slot].1 += part;
                };
                add(&mut of_week);
                if history.week_of(stay) == last {
                    add(&mut last_week);
                }
            }
        }
        Self {
            mean: taken / hours,
            of_week,
            last_week,
            scale_in_force: if scores > 0.0 { taken / scores } else { 0.0 },
        }
    }

    /// Predictions by the mean, by the hour of the week and by the week before.
    fn expected(&self, history: &History, stay: usize) -> [f64; 3] {
        let rate = |(hours, taken): (f64, f64)| if hours > 0.0 { taken / hours } else { self.mean };
        let by = |table: &[(f64, f64)]| slots(history, stay).map(|(slot, length)| length * rate(table[slot])).sum();
        [self.mean * history.hours(stay), by(&self.of_week), by(&self.last_week)]
    }
}

/// The hours of the week, 0…167, that a stay covers, and the time spent in each.
fn slots(history: &History, stay: usize) -> impl Iterator<Item = (usize, f64)> {
    let offset = history.stays()[stay].offset;
    history.slices(stay).iter().map(move |slice| {
        let slot = slice.level[WEEKDAY] as usize * 24 + slice.level[HOUR] as usize % 24;
        (slot, slice.share / offset)
    })
}

fn figures(history: &History, held_out: &[HeldOut], rival: Rival) -> Figures {
    let number = as_number(held_out.len());
    let taken: Vec<f64> = held_out.iter().map(|out| out.taken).collect();
    let expected: Vec<f64> = held_out.iter().map(|out| out.expected[rival as usize]).collect();
    let pairs = || expected.iter().zip(&taken);
    let mean = taken.iter().sum::<f64>() / number;
    let choices: Vec<(f64, f64)> = pairs().map(|(&expected, &taken)| (expected, taken)).collect();
    let weeks: Vec<i32> = held_out.iter().map(|out| history.week_of(out.stay)).collect();
    let mut groups = Vec::new();
    let mut start = 0;
    for group in weeks.chunk_by(|a, b| a == b) {
        groups.push(&choices[start..start + group.len()]);
        start += group.len();
    }
    Figures {
        rival,
        deviance: pairs().map(|(&expected, &taken)| deviance(taken, expected)).sum::<f64>() / number,
        error: pairs().map(|(expected, taken)| (taken - expected).abs()).sum::<f64>() / number / mean,
        rank_correlation: rank_correlation(&expected, &taken),
        pick_over_best: pick_over_best(groups.into_iter()),
    }
}

/// Whether the fitted model beats both the model in force and the mean.
fn verdict(history: &History, held_out: &[HeldOut]) -> Verdict {
    if history.len() < FEWEST_FOR_A_CLAIM || held_out.is_empty() {
        return Verdict::NotShown { p: None };
    }
    let against = |rival: Rival| {
        let loss = |out: &HeldOut, rival: Rival| deviance(out.taken, out.expected[rival as usize]);
        let gains: Vec<f64> = held_out.iter().map(|out| loss(out, rival) - loss(out, Rival::Fitted)).collect();
        sign_flip_p(&gains)
    };
    let p = against(Rival::InForce).max(against(Rival::Mean));
    if p <= SIGNIFICANT { Verdict::Gain { p } } else { Verdict::NotShown { p: Some(p) } }
}
