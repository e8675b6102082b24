//! What may be claimed: bands by split conformal prediction, and gains by a sign-flip test.

use super::measures::as_number;
use crate::text::counted;

/// No band is given before so many stays have been held out.
pub const FEWEST_FOR_A_BAND: usize = 10;

/// Nothing is claimed of fewer stays.
pub const FEWEST_FOR_A_CLAIM: usize = 20;

/// Share of the stays that a band is to cover.
const COVERED: f64 = 0.8;

/// Signs drawn by the test, fewer where stays are many.
const FLIPS: usize = 9_999;
const FLIPS_OF_MANY: usize = 999;
const MANY: usize = 2_000;

/// Width of the 80 % band in units of √μ: μ ± width·√μ holds for a new stay as for the earlier ones.
///
/// `residuals` are |y − μ| ÷ √μ of stays held out before. `None` for fewer than [`FEWEST_FOR_A_BAND`].
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

/// Probability of a mean difference at least this great if each could as well have the other sign.
///
/// One value for a stay, since the hours of a stay share their noise. The signs come from a generator with
/// a fixed seed, so that the same stays give the same probability.
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

/// What the stays say about the fitted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Better than the model in force and than the mean, each with at most this probability of chance.
    Gain {
        /// The greater of the two.
        p: f64,
    },
    /// Not shown by these stays.
    NotShown {
        /// The greater of the two probabilities; none below 20 stays.
        p: Option<f64>,
    },
}

impl Verdict {
    /// The verdict in a sentence: on so many stays, of which some were held out.
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
                format!("A gain is not shown by your {}: below {FEWEST_FOR_A_CLAIM} nothing is claimed.", of(stays))
            }
        }
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014): the same numbers for ever.
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
