//! Bands of fitted factors by the bootstrap: fits to stays drawn with replacement.

#[cfg(doc)]
use super::estimate::Estimate;
use super::estimate::estimate_nearly;
use super::history::History;
use super::tables::Prior;
use super::verdict::SplitMix64;

/// Number of draws, each of as many stays as the history has.
const DRAWS: usize = 50;

/// Positions of the ends of a band among the sorted draws: 80 % of the draws lie between them.
const LEAST: usize = 5;
const MOST: usize = DRAWS - 1 - LEAST;

/// Greatest number of stays drawn from, the latest of the history.
const MOST_STAYS: usize = 5_000;

/// The 80 % band of each factor, in the order of [`Estimate::all`].
///
/// It draws whole stays with replacement, not hours, because the hours of a stay are not independent (Efron's
/// percentile bootstrap). The seed is fixed: the same stays give the same bands.
#[must_use]
pub fn bands(history: &History, prior: &Prior) -> Vec<(f64, f64)> {
    let history = history.last(MOST_STAYS);
    let mut random = SplitMix64(20_261_130);
    let mut draws: Vec<Vec<f64>> = Vec::new();
    for _ in 0..DRAWS {
        #[expect(clippy::cast_possible_truncation, reason = "below the number of stays")]
        let mut numbers: Vec<usize> =
            (0..history.len()).map(|_| (random.next() % history.len() as u64) as usize).collect();
        numbers.sort_unstable();
        let fit = estimate_nearly(&history.chosen(&numbers), numbers.len(), prior);
        for (number, factor) in fit.all().into_iter().enumerate() {
            if draws.len() <= number {
                draws.push(Vec::new());
            }
            draws[number].push(factor.fitted);
        }
    }
    let band = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (values[LEAST], values[MOST])
    };
    draws.into_iter().map(band).collect()
}
