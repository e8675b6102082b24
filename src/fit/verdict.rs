//! What the data support: bands by split conformal prediction, and gains by a sign-flip test.

use super::measures::as_number;
use crate::text::counted;

/// Least number of held-out stays for a band.
pub const FEWEST_FOR_A_BAND: usize = 10;

/// Least number of held-out stays for a claim.
pub const FEWEST_FOR_A_CLAIM: usize = 20;

/// Intended coverage of a band, as a share of the stays.
const COVERED: f64 = 0.8;

/// Number of signs drawn by the test; with many stays it draws fewer permutations.
const FLIPS: usize = 9_999;
const FLIPS_OF_MANY: usize = 999;
const MANY: usize = 2_000;

/// Half the width of the 80 % band in units of √μ: the band of a new stay is μ ± width·√μ.
///
/// `residuals` are |y − μ| ÷ √μ of earlier held-out stays. `None` for fewer than [`FEWEST_FOR_A_BAND`].
///
/// Split conformal prediction: the ⌈0.8·(n + 1)⌉th smallest residual (Lei et al., "Distribution-free
/// predictive inference for regression", 2018).
#[must_use]
pub fn band_width(residuals: &[f64]) -> Option<f64> {
    if residuals.len() < FEWEST_FOR_A_BAND {
        return None;
    }
    let mut sorted = residuals.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the number of stays")]
    let rank = (COVERED * (as_number(sorted.len()) + 1.0)).ceil() as usize;
    Some(sorted[rank.min(sorted.len()) - 1])
}

/// p-value of the sign-flip test: the probability of a mean difference at least this great if the sign of each
/// difference were random.
///
/// It takes one value for each stay, because the hours of a stay are not independent. The signs come from a generator
/// with a fixed seed, so the same stays give the same probability.
#[must_use]
pub fn sign_flip_p(differences: &[f64]) -> f64 {
    let observed: f64 = differences.iter().sum();
    let flips = if differences.len() > MANY { FLIPS_OF_MANY } else { FLIPS };
    let mut random = SplitMix64(20_260_930);
    let mut as_great = 1;
    for _ in 0..flips {
        let mut sum = 0.0;
        for block in differences.chunks(64) {
            let mut signs = random.next();
            for difference in block {
                sum += if signs & 1 == 0 { *difference } else { -difference };
                signs >>= 1;
            }
        }
        as_great += usize::from(sum >= observed);
    }
    as_number(as_great) / as_number(flips + 1)
}

/// The conclusion of a backtest about the fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// The fitted model predicts better than the model in force and than the mean.
    Gain {
        /// The greater of the two p-values.
        p: f64,
    },
    /// These stays do not show a gain.
    NotShown {
        /// The greater of the two p-values; none below 20 stays.
        p: Option<f64>,
    },
}

impl Verdict {
    /// The verdict in a sentence. `stays` is the number of stays, some of which were held out.
    #[must_use]
    pub fn sentence(self, stays: usize, held_out: usize) -> String {
        let of = |stays| counted(stays, "stay");
        match self {
            Self::Gain { p } => format!(
                "The fitted factors predict your takings better than the model in force and better than a flat mean \
                 ({} held out, sign-flip test, p = {p:.4}).",
                of(held_out)
            ),
            Self::NotShown { p: Some(p) } => format!(
                "A gain is not shown by your {}: the difference to the model in force or to a flat mean may be \
                 chance ({held_out} held out, sign-flip test, p = {p:.2}).",
                of(stays)
            ),
            Self::NotShown { p: None } => {
                format!("A gain is not shown by your {}: pdpe makes no claim below {FEWEST_FOR_A_CLAIM}.", of(stays))
            }
        }
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): the same numbers on every machine.
pub(super) struct SplitMix64(pub u64);

impl SplitMix64 {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
