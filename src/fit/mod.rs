//! Takings to factors: what a user's own stays say about the factors of spending, and whether
//! that predicts better than the model in force.
//!
//! ```text
//! Vec<Stay> ─▶ History (sorted, cut into local hours) ─┬─▶ estimate ─▶ Estimate (factors, evidence)
//!                                                      └─▶ backtest ─▶ Backtest (predictions, verdict)
//! ```
//! The expected takings of a stay are scale × place × Σ over its hours of
//! week × month × special day × weekday × hour of the day type ([`Tables`]). A factor moves from
//! its prior by its credibility: the evidence of its stays against that of `k` typical stays.
//!
//! All of it is pure, and sums are taken over sorted stays, so the result depends neither on the
//! order of the rows nor on threads.

mod backtest;
mod estimate;
mod history;
mod measures;
mod resample;
mod tables;
mod verdict;

pub use backtest::{Backtest, FEWEST_TRAINED, Figures, HeldOut, Rival, backtest, choose_prior};
pub use estimate::{Estimate, Factor, estimate};
pub use history::{DayFacts, History, Stay, local_hours};
pub use measures::{deviance, pick_over_best, rank_correlation};
pub use resample::bands;
pub use tables::{Prior, Tables};
pub use verdict::{FEWEST_FOR_A_BAND, FEWEST_FOR_A_CLAIM, Verdict, band_width, sign_flip_p};
