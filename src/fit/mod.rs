//! Fits the factors of spending to a user's own stays, and tests whether the result predicts better than the model
//! in force.
//!
//! ```text
//! Vec<Stay> ─▶ History (sorted, cut into local hours) ─┬─▶ estimate ─▶ Estimate (factors, evidence)
//!                                                      └─▶ backtest ─▶ Backtest (predictions, verdict)
//! ```
//! The expected takings of a stay are scale × place × Σ over its hours of
//! week × month × special day × weekday × hour of the day type ([`Tables`]). A factor moves from
//! its prior by its credibility: the evidence of its stays relative to that of `k` typical stays.
//!
//! All of it is pure. Sums run over sorted stays, so the result depends neither on the order of the rows nor on the
//! number of threads.

mod backtest;
mod estimate;
mod history;
mod measures;
mod resample;
mod tables;
mod verdict;

pub use backtest::{Backtest, FEWEST_TRAINED, Figures, HeldOut, Rival, backtest, choose_prior};
pub use estimate::{Estimate, FactorEstimate, estimate};
pub use history::{DayFacts, History, Stay, local_hours};
pub use measures::{deviance, pick_over_best, rank_correlation};
pub use resample::bands;
pub use tables::{Prior, Tables};
pub use verdict::{FEWEST_FOR_A_BAND, FEWEST_FOR_A_CLAIM, Verdict, band_width, sign_flip_p};
