//! Multiplies, limits and adds scores. Grids, affected cells and single places all use these functions, so their scores
//! are equal to the last bit.

#![allow(clippy::inline_always)] // the compiler vectorizes it within its caller

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
                let term = term.of(sums.len());
                for (cell, sum) in sums.iter_mut().enumerate() {
                    *sum += term.at(cell);
                }
            }
            Self::Scores(term) => {
                let term = term.of(sums.len());
                for (cell, sum) in sums.iter_mut().enumerate() {
                    *sum += term.at(cell);
                }
            }
        }
    }
}

impl ProductTerm<'_> {
    /// The term for a number of cells. The fixed length removes bounds checks.
    #[inline(always)]
    fn of(self, cells: usize) -> Self {
        Self { places: &self.places[..cells], ..self }
    }

    #[inline(always)]
    fn at(&self, cell: usize) -> f64 {
        self.weight * layer_score(self.time, self.places[cell], self.maximum)
    }
}

impl ScoresTerm<'_> {
    /// Like [`ProductTerm::of`].
    #[inline(always)]
    fn of(self, cells: usize) -> Self {
        Self { scores: &self.scores[..cells], ..self }
    }

    #[inline(always)]
    fn at(&self, cell: usize) -> f64 {
        self.weight * self.scores[cell]
    }
}

/// Adds the terms in order to the combined scores of at most a block of cells. Returns the number of scores that
/// changed.
///
/// The terms of the built-in layers are added in one pass, all others in one pass each. The order of additions is the
/// same.
#[inline(always)]
pub fn combine_into(terms: &[Term], combined: &mut [f64]) -> usize {
    let cells = combined.len();
    match *terms {
        [Term::Same(first), Term::Product(second), Term::Scores(third)] => {
            let (second, third) = (second.of(cells), third.of(cells));
            replace(combined, |cell| first + second.at(cell) + third.at(cell))
        }
        [Term::Product(first), Term::Product(second), Term::Scores(third)] => {
            let (first, second, third) = (first.of(cells), second.of(cells), third.of(cells));
            replace(combined, |cell| first.at(cell) + second.at(cell) + third.at(cell))
        }
        [Term::Scores(first), Term::Scores(second), Term::Scores(third)] => {
            let (first, second, third) = (first.of(cells), second.of(cells), third.of(cells));
            replace(combined, |cell| first.at(cell) + second.at(cell) + third.at(cell))
        }
        _ => {
            let mut sums = [0.0; BLOCK];
            for term in terms {
                term.add_to(&mut sums[..cells]);
            }
            let sums = &sums[..cells];
            replace(combined, |cell| sums[cell])
        }
    }
}

/// Replaces numbers. Returns how many have different bits.
#[inline(always)]
fn replace(numbers: &mut [f64], new: impl Fn(usize) -> f64) -> usize {
    let mut changed = 0_u64;
    for (cell, number) in numbers.iter_mut().enumerate() {
        let new = new(cell);
        changed += u64::from(number.to_bits() != new.to_bits());
        *number = new;
    }
    usize::try_from(changed).unwrap_or(usize::MAX)
}
