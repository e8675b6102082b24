//! Minimum, maximum and sum of the scores of a block, collected while the scores are combined.

#![allow(clippy::inline_always)] // it becomes vector code along with its caller

/// Sums are kept in this many parts, so that the compiler vectorizes them. This fixes the order of additions for any
/// processor and number of threads.
pub const LANES: usize = 16;

/// Minimum, maximum and sum of every 16th number, starting from the first, the second, … the 16th.
#[derive(Clone, Copy, Debug)]
pub struct Lanes {
    min: [f64; LANES],
    max: [f64; LANES],
    sum: [f64; LANES],
}

impl Default for Lanes {
    #[inline(always)]
    fn default() -> Self {
        Self { min: [f64::INFINITY; LANES], max: [f64::NEG_INFINITY; LANES], sum: [0.0; LANES] }
    }
}

impl Lanes {
    /// Adds one number to each lane.
    #[expect(clippy::needless_range_loop, reason = "several arrays go in step")]
    #[inline(always)]
    pub fn add(&mut self, numbers: &[f64; LANES]) {
        for lane in 0..LANES {
            let number = numbers[lane];
            self.min[lane] = if number < self.min[lane] { number } else { self.min[lane] };
            self.max[lane] = if number > self.max[lane] { number } else { self.max[lane] };
            self.sum[lane] += number;
        }
    }

    /// Adds the last numbers, fewer than there are lanes.
    #[inline(always)]
    pub fn add_rest(&mut self, numbers: &[f64]) {
        for (lane, &number) in numbers.iter().enumerate() {
            self.min[lane] = self.min[lane].min(number);
            self.max[lane] = self.max[lane].max(number);
            self.sum[lane] += number;
        }
    }

    /// Adds numbers in order. Only the last call may have a number of them that is no multiple of the lanes.
    #[inline(always)]
    pub fn add_all(&mut self, numbers: &[f64]) {
        let (chunks, rest) = numbers.as_chunks();
        for chunk in chunks {
            self.add(chunk);
        }
        self.add_rest(rest);
    }

    /// The least number.
    #[must_use]
    #[inline(always)]
    pub fn min(&self) -> f64 {
        fold(self.min, |one, other| if other < one { other } else { one })
    }

    /// The greatest number.
    #[must_use]
    #[inline(always)]
    pub fn max(&self) -> f64 {
        fold(self.max, |one, other| if other > one { other } else { one })
    }

    /// The sum, lane by lane.
    #[must_use]
    #[inline(always)]
    pub fn sum(&self) -> f64 {
        self.sum.into_iter().sum()
    }
}

/// Folds the upper half of the lanes onto the lower until one is left. The order does not matter for a minimum or a
/// maximum.
#[inline(always)]
fn fold(mut lanes: [f64; LANES], choose: impl Fn(f64, f64) -> f64) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = choose(lanes[lane], lanes[lane + half]);
        }
        half /= 2;
    }
    lanes[0]
}
