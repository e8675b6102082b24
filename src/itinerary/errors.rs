//! Why there is no plan, and which limit to change.

use super::options::{Minutes, OptionError, Options};
use crate::geo::LatLon;
use crate::plan::Scene;
use crate::plan::limits::in_the_way;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// An option is not valid.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// The grid has no cells.
    #[error("the grid has no cells")]
    NoCells,
    /// The shift ends when it starts.
    #[error("the shift is empty: --to must be after --from")]
    EmptyShift,
    /// The shift is longer than two weeks.
    #[error("the shift of {0} days is too long; a plan covers up to 14")]
    LongShift(i64),
    /// A length of time that must not be 0.
    #[error("{0} 0m has no meaning; write at least 1m, or leave it out")]
    NoTime(&'static str),
    /// Nothing can begin before the end of the shift.
    #[error("the shift is over: --to is not after --now; change one of them")]
    Over,
    /// The limits of stays contradict each other.
    #[error("--max-stay {longest} is shorter than --min-stay {least}; remove one of them")]
    Stays {
        /// `--min-stay`.
        least: Minutes,
        /// `--max-stay`.
        longest: Minutes,
    },
    /// A break is not possible.
    #[error("--break {length}@{from}-{to}: {what}")]
    Break {
        /// Its length.
        length: Minutes,
        /// Its window.
        from: String,
        /// Its window.
        to: String,
        /// The reason.
        what: &'static str,
    },
    /// A fixed stop is not possible.
    #[error("--keep {cell}@{from}-{to}: {what}")]
    Keep {
        /// Its cell.
        cell: String,
        /// Its start.
        from: String,
        /// Its end.
        to: String,
        /// The reason.
        what: String,
    },
    /// A pitch is outside the grid.
    #[error(
        "--pitches: {name} at {place} is outside the grid, {km:.1} km from the nearest cell; remove it, or use a grid that contains it"
    )]
    PitchOutside {
        /// The pitch.
        name: String,
        /// Where it is.
        place: LatLon,
        /// The distance from the grid.
        km: f64,
    },
    /// The start or the end is too far away.
    #[error(
        "{option} {place} is {km:.0} km from the nearest place to serve: the drive of {drive} alone does not fit in the shift of {shift}; use another place or another grid"
    )]
    FarAway {
        /// `--start` or `--end`.
        option: &'static str,
        /// The place.
        place: LatLon,
        /// Its distance.
        km: f64,
        /// The duration of the drive.
        drive: Minutes,
        /// The length of the shift.
        shift: Minutes,
    },
    /// No plan keeps all limits.
    #[error("{}", no_plan_text(*.shift, *.left, .lift))]
    NoPlan {
        /// The length of the shift.
        shift: Minutes,
        /// What is left of it at `--now`, if less.
        left: Option<Minutes>,
        /// The options that each prevent a plan, and what is allowed without them.
        lift: Vec<(&'static str, String)>,
    },
}

fn no_plan_text(shift: Minutes, rest: Option<Minutes>, lift: &[(&'static str, String)]) -> String {
    let rest = rest.map(|rest| format!(", of which {rest} are left")).unwrap_or_default();
    let start = format!("no plan keeps all limits in the shift of {shift}{rest}");
    if lift.is_empty() {
        return format!("{start}, and removing one limit is not enough; make the shift longer, or remove several");
    }
    let ways: Vec<String> = lift.iter().map(|(option, without)| format!("{option} ({without})")).collect();
    format!("{start}; make it longer, or change {}", ways.join(", or "))
}

/// The error for a scene without a plan.
pub(super) fn no_plan(options: &Options, scene: &Scene) -> PlanError {
    let minutes = u32::try_from((options.to - options.from).num_minutes()).unwrap_or(0);
    let left =
        u32::try_from(scene.settings.now).ok().filter(|&now| now > 0).map(|now| Minutes(minutes.saturating_sub(now)));
    PlanError::NoPlan { shift: Minutes(minutes), left, lift: in_the_way(scene) }
}
