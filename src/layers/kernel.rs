//! Multiplies, limits and adds scores. Grids, affected cells and single places all use these functions, so their scores
//! are equal to the last bit.

#![allow(clippy::inline_always)] // the compiler vectorizes it within its caller

use super::lanes::Lanes;
use crate::grid::BLOCK;

/// A factor of place.
#[derive(Clone, Copy, Debug)]
pub enum Factors<'c> {
    /// The same for every cell.
    Same(f64),
    /// One for each cell, in order.
    Each(&'c [f64]),
}

/// The score of one layer at one cell.
#[must_use]
#[inline(always)]
pub fn layer_score(time: f64, place: f64, maximum: f64) -> f64 {
    (time * place).max(0.0).min(maximum)
}

/// The scores of one layer at some cells.
#[inline(always)]
pub fn layer_scores_into(time: f64, places: Factors, maximum: f64, scores: &mut [f64]) {
    match places {
        Factors::Same(place) => scores.fill(layer_score(time, place, maximum)),
        Factors::Each(places) => {
            for (score, &place) in scores.iter_mut().zip(places) {
                *score = layer_score(time, place, maximum);
            }
        }
    }
}

/// The contribution of a layer to the combined scores of some cells.
#[derive(Clone, Copy, Debug)]
pub enum Term<'c> {
    /// The same for every cell.
    Same(f64),
    /// weight × the score from a factor of time and a factor of place.
    Product(ProductTerm<'c>),
    /// weight × a known score.
    Scores(ScoresTerm<'c>),
}

/// See [`Term::Product`].
#[derive(Clone, Copy, Debug)]
pub struct ProductTerm<'c> {
    weight: f64,
    time: f64,
    maximum: f64,
    places: &'c [f64],
}

/// See [`Term::Scores`].
#[derive(Clone, Copy, Debug)]
pub struct ScoresTerm<'c> {
    weight: f64,
    scores: &'c [f64],
}

impl<'c> Term<'c> {
    /// The term of a layer whose scores are not computed yet.
    #[must_use]
    #[inline(always)]
    pub fn product(weight: f64, time: f64, places: Factors<'c>, maximum: f64) -> Self {
        match places {
            Factors::Same(place) => Self::Same(weight * layer_score(time, place, maximum)),
            Factors::Each(places) => Self::Product(ProductTerm { weight, time, maximum, places }),
        }
    }

    /// The term of a layer whose scores are known.
    #[must_use]
    #[inline(always)]
    pub fn scores(weight: f64, scores: &'c [f64]) -> Self {
        Self::Scores(ScoresTerm { weight, scores })
    }

    /// Adds it to the sums.
    #[inline(always)]
    fn add_to(&self, sums: &mut [f64]) {
        match self {
            Self::Same(same) => sums.iter_mut().for_each(|sum| *sum += same),
            Self::Product(term) => {
                for (sum, &place) in sums.iter_mut().zip(term.places) {
                    *sum += term.at(place);
                }
            }
            Self::Scores(term) => {
                for (sum, &score) in sums.iter_mut().zip(term.scores) {
                    *sum += term.at(score);
                }
            }
        }
    }
}

impl ProductTerm<'_> {
    /// The contribution at a factor of place.
    #[inline(always)]
    fn at(&self, place: f64) -> f64 {
        self.weight * layer_score(self.time, place, self.maximum)
    }
}

impl ScoresTerm<'_> {
    /// The contribution of a score.
    #[inline(always)]
    fn at(&self, score: f64) -> f64 {
        self.weight * score
    }
}

/// Adds the terms in order to the combined scores of at most a block of cells, and adds the scores to `lanes`. Returns
/// the number of scores that changed.
///
/// The terms of the built-in layers are added in one pass, all others in one pass each. The order of additions is the
/// same.
#[inline(always)]
pub fn combine_into(terms: &[Term], combined: &mut [f64], lanes: &mut Lanes) -> usize {
    match *terms {
        [Term::Same(first), Term::Product(second), Term::Scores(third)] => {
            let columns = [second.places, third.scores];
            replace(combined, columns, lanes, |[place, score]| first + second.at(place) + third.at(score))
        }
        [Term::Product(first), Term::Product(second), Term::Scores(third)] => {
            let columns = [first.places, second.places, third.scores];
            replace(combined, columns, lanes, |[one, other, score]| first.at(one) + second.at(other) + third.at(score))
        }
        [Term::Scores(first), Term::Scores(second), Term::Scores(third)] => {
            let columns = [first.scores, second.scores, third.scores];
            replace(combined, columns, lanes, |[one, other, score]| first.at(one) + second.at(other) + third.at(score))
        }
        _ => {
            let mut sums = [0.0; BLOCK];
            let sums = &mut sums[..combined.len()];
            for term in terms {
                term.add_to(sums);
            }
            replace(combined, [sums], lanes, |[sum]| sum)
        }
    }
}

/// Replaces numbers by a function of columns, and adds them to `lanes`. Returns how many have different bits.
///
/// Two loops over a block, which is in the first-level cache: in one, the sums would not fit into the registers.
#[inline(always)]
fn replace<const COLUMNS: usize>(
    numbers: &mut [f64],
    columns: [&[f64]; COLUMNS],
    lanes: &mut Lanes,
    new: impl Fn([f64; COLUMNS]) -> f64,
) -> usize {
    let cells = numbers.len();
    // Loops, because the closures of `from_fn` and `map` are not compiled for wide instructions.
    let mut of_cells = [[].as_slice(); COLUMNS]; // of the same length, which removes bounds checks
    for column in 0..COLUMNS {
        of_cells[column] = &columns[column][..cells];
    }
    let mut same = 0_u64;
    for cell in 0..cells {
        let mut row = [0.0; COLUMNS];
        for column in 0..COLUMNS {
            row[column] = of_cells[column][cell];
        }
        let new = new(row);
        same += u64::from(numbers[cell].to_bits() == new.to_bits());
        numbers[cell] = new;
    }
    lanes.add_all(numbers);
    cells - usize::try_from(same).unwrap_or(cells)
}
