//! Breaks: when a leg ends if breaks are taken on it.
//!
//! A leg has three parts that cannot be interrupted: teardown, drive, setup. A break is before, between or after them.
//! A leg that begins earlier never ends later, so the programme needs only the earliest end.

use super::settings::Break;

/// Minutes of the parts of a leg: teardown, drive, setup.
pub(super) type Leg = [usize; 3];

/// The end of a leg that begins at a minute, with all these breaks; `None` if a break does not fit.
pub(super) fn through(begin: usize, leg: Leg, breaks: &[Break]) -> Option<usize> {
    taken(begin, leg, breaks).map(|(end, _)| end)
}

/// The same, with the part before which each break is taken (3: after the last) and the minute at which it starts.
pub(super) fn taken(begin: usize, leg: Leg, breaks: &[Break]) -> Option<(usize, Vec<(usize, usize)>)> {
    let Some((first, rest)) = breaks.split_first() else {
        return Some((begin + leg.iter().sum::<usize>(), Vec::new()));
    };
    let mut best: Option<(usize, Vec<(usize, usize)>)> = None;
    let mut at = begin;
    for piece in 0..=leg.len() {
        let start = at.max(first.from);
        if start + first.length <= first.to {
            let mut left = [0; 3];
            left[piece..].copy_from_slice(&leg[piece..]);
            if let Some((end, others)) = taken(start + first.length, left, rest)
                && best.as_ref().is_none_or(|(earliest, _)| end < *earliest)
            {
                // A later break cannot come before an earlier part.
                let later = others.into_iter().map(|(before, start)| (before.max(piece), start));
                best = Some((end, std::iter::once((piece, start)).chain(later).collect()));
            }
        }
        at += leg.get(piece).copied().unwrap_or(0);
    }
    best
}

/// Ends of legs by their beginnings, for each duration that occurs.
#[derive(Debug)]
pub(super) struct Ways {
    breaks: Vec<Break>,
    /// By minutes of the whole leg, breaks taken before it and breaks taken on it: the end for each beginning.
    ends: Vec<Vec<Vec<u32>>>,
}

/// The end of a leg that cannot begin at a minute.
pub(super) const NO_END: u32 = u32::MAX;

impl Ways {
    /// For legs with one of these durations.
    pub fn new(breaks: &[Break], legs: impl Iterator<Item = u32>, leg_of: impl Fn(u32) -> Leg, minutes: usize) -> Self {
        let mut ways = Self { breaks: breaks.to_vec(), ends: Vec::new() };
        if breaks.is_empty() {
            return ways;
        }
        for total in legs.filter(|&total| total as usize <= minutes) {
            let number = total as usize;
            if ways.ends.len() <= number {
                ways.ends.resize(number + 1, Vec::new());
            }
            if ways.ends[number].is_empty() {
                ways.ends[number] = ways
                    .pairs()
                    .map(|(before, after)| {
                        let end = |begin| {
                            let end = through(begin, leg_of(total), &breaks[before..after]);
                            end.filter(|&end| end <= minutes).map_or(NO_END, |end| u32::try_from(end).unwrap_or(NO_END))
                        };
                        (0..=minutes).map(end).collect()
                    })
                    .collect();
            }
        }
        ways
    }

    /// The possible numbers of breaks before and after a leg with breaks.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let count = self.breaks.len();
        (0..=count).flat_map(move |before| (before + 1..=count).map(move |after| (before, after)))
    }

    /// The ends of a leg on which breaks are taken, by its beginning.
    pub fn ends(&self, total: u32, before: usize, after: usize) -> &[u32] {
        let number = self.pairs().position(|pair| pair == (before, after)).expect("some breaks are taken");
        &self.ends[total as usize][number]
    }

    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }
}

#[cfg(test)]
mod tests {
    use super::{Break, taken, through};

    #[test]
    fn a_break_lies_where_it_delays_least() {
        let one = [Break { length: 30, from: 100, to: 200 }];
        // Done before the window opens; under way when it opens; begun in it; too late.
        assert_eq!(through(0, [15, 10, 20], &one), Some(130));
        assert_eq!(taken(80, [15, 10, 20], &one), Some((155, vec![(2, 105)])));
        assert_eq!(through(110, [15, 10, 20], &one), Some(185));
        assert_eq!(taken(170, [15, 10, 20], &one), Some((245, vec![(0, 170)])));
        assert_eq!(through(171, [15, 10, 20], &one), None);
    }

    #[test]
    fn two_breaks_come_one_after_the_other() {
        let two = [Break { length: 10, from: 0, to: 50 }, Break { length: 10, from: 50, to: 90 }];
        assert_eq!(taken(20, [5, 5, 5], &two), Some((60, vec![(0, 20), (3, 50)])));
        assert_eq!(through(45, [5, 5, 5], &two), None);
    }
}
