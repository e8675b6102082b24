//! A set of strips of a block.

use std::ops::Range;

use crate::grid::{BLOCK, STRIP};

/// Some strips of a block: a bit for each, the first in the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Strips(u8);

const _: () = assert!(BLOCK / STRIP == u8::BITS as usize, "a bit for each strip");

impl Strips {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(u8::MAX);

    /// The strips for which it is true.
    pub fn of(each: impl Iterator<Item = bool>) -> Self {
        Self(each.enumerate().fold(0, |bits, (strip, is_in)| bits | u8::from(is_in) << strip))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn has(self, strip: usize) -> bool {
        self.0 >> strip & 1 == 1
    }

    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Those of them before a strip.
    pub fn before(self, strip: usize) -> Self {
        Self(self.0 & ((1 << strip) - 1))
    }

    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether there is a strip in both.
    pub fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// The strips of a block of so many cells.
    pub fn each(self, cells: usize) -> impl Iterator<Item = usize> {
        (0..cells.div_ceil(STRIP)).filter(move |strip| self.has(*strip))
    }

    /// The longest ranges of cells in neighbouring strips, of a block of so many cells.
    pub fn runs(self, cells: usize) -> impl Iterator<Item = Range<usize>> {
        let mut left = self.0;
        let next = move || {
            let first = left.trailing_zeros();
            if first == u8::BITS {
                return None;
            }
            let count = (left >> first).trailing_ones();
            left &= u8::MAX.checked_shl(first + count).unwrap_or(0);
            Some((first as usize * STRIP).min(cells)..((first + count) as usize * STRIP).min(cells))
        };
        std::iter::from_fn(next).take_while(|run| !run.is_empty())
    }
}
