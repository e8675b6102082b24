//! Stays that fade: their value for every start and end, and the best start for each end without trying all of them.
//!
//! The value of a stay is that of a stay without end minus what is left at its end: `future[start] − growth[start] ×
//! rest[end]`. For a fixed start, that is a line over `rest[end]`. Later starts have steeper lines and later ends have
//! smaller rests, so the best start moves on as the end does, and the upper hull of the lines gives it in constant time
//! on average.

use super::NEVER;
use super::settings::Fade;

/// What the stays at all nodes are worth if they fade. Scores must not be negative.
#[derive(Debug)]
pub(super) struct Fading {
    /// The inverse of the factor of each minute, relative to the middle of the shift.
    pub growth: Vec<f64>,
    /// Of each node, the value of a stay from each minute to the end of the shift.
    pub future: Vec<Vec<f64>>,
    /// The same, divided by the growth.
    pub rest: Vec<Vec<f64>>,
}

impl Fading {
    pub fn new(fade: Fade, minutes: usize, worth: &[Vec<f64>]) -> Self {
        let growth = fade.growths(minutes);
        let future: Vec<Vec<f64>> = worth.iter().map(|worth| fade.futures(worth)).collect();
        let rest = |future: &Vec<f64>| future.iter().zip(&growth).map(|(future, growth)| future / growth).collect();
        Self { rest: future.iter().map(rest).collect(), future, growth }
    }

    /// The value of a stay.
    pub fn value(&self, node: usize, from: usize, to: usize) -> f64 {
        self.future[node][from] - self.growth[from] * self.rest[node][to]
    }
}

/// Lines `base − steepness × x`, added in order of steepness, and asked for at ever smaller `x`, none of them negative.
#[derive(Default)]
pub(super) struct Hull {
    lines: Vec<(f64, f64)>,
    /// Lines before this one are no longer the greatest.
    at: usize,
}

impl Hull {
    pub fn add(&mut self, steepness: f64, base: f64) {
        let new = (steepness, base);
        if base == NEVER || self.lines.last().is_some_and(|&last| base <= last.1) {
            return;
        }
        while let [.., before, last] = self.lines[self.at..]
            && meeting(before, last) <= meeting(last, new)
        {
            self.lines.pop();
        }
        self.lines.push(new);
    }

    /// The greatest of the lines; of equals, the earliest.
    pub fn greatest(&mut self, x: f64) -> f64 {
        let value = |(steepness, base): (f64, f64)| base - steepness * x;
        let Some(&first) = self.lines.get(self.at) else { return NEVER };
        let mut best = value(first);
        while let Some(&next) = self.lines.get(self.at + 1) {
            let next = value(next);
            if next <= best {
                break;
            }
            (best, self.at) = (next, self.at + 1);
        }
        best
    }
}

/// Below which `x` the later line is greater.
fn meeting(early: (f64, f64), late: (f64, f64)) -> f64 {
    if late.0 > early.0 { (late.1 - early.1) / (late.0 - early.0) } else { f64::INFINITY }
}

/// The greatest base − steepness × x, in lanes so that vector instructions do it.
pub(super) fn greatest_line(steepness: &[f64], bases: &[f64], x: f64) -> f64 {
    const LANES: usize = 8;
    let mut most = [NEVER; LANES];
    let chunks = steepness.chunks(LANES).zip(bases.chunks(LANES));
    for (steepness, bases) in chunks {
        for ((most, steepness), base) in most.iter_mut().zip(steepness).zip(bases) {
            let value = base - steepness * x;
            *most = if value > *most { value } else { *most };
        }
    }
    most.into_iter().fold(NEVER, f64::max)
}
