//! Why there is no plan, and which limit to lift.

use super::options::{Minutes, OptionError, Options};
use crate::geo::LatLon;
use crate::plan::Scene;
use crate::plan::limits::in_the_way;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// An option that cannot be read.
    #[error(transparent)]
    Option(#[from] OptionError),
    /// The grid has no cell.
    #[error("the grid has no cells")]
    NoCells,
    /// A shift that ends when it starts.
    #[error("the shift is empty: --to must be after --from")]
    EmptyShift,
    /// A shift of more than two weeks.
    #[error("the shift of {0} days is too long; a plan covers up to 14")]
    LongShift(i64),
    /// Stays that are too short and too long at once.
    #[error("--max-stay {longest} is shorter than --min-stay {least}; lift one of them")]
    Stays {
        /// `--min-stay`.
        least: Minutes,
        /// `--max-stay`.
        longest: Minutes,
    },
    /// A break that cannot be taken.
    #[error("--break {length}@{from}-{to}: {what}")]
    Break {
        /// Its length.
        length: Minutes,
        /// Its window.
        from: String,
        /// Its window.
        to: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A fixed stop that cannot be.
    #[error("--keep {cell}@{from}-{to}: {what}")]
    Keep {
        /// Its cell.
        cell: String,
        /// Its start.
        from: String,
        /// Its end.
        to: String,
        /// What is wrong.
        what: String,
    },
    /// A pitch where no cell is.
    #[error(
        "--pitches: {name} at {place} is outside the grid, {km:.1} km from the nearest cell; leave it out, or take a grid that holds it"
    )]
    PitchOutside {
        /// The pitch.
        name: String,
        /// Where it is.
        place: LatLon,
        /// How far from the grid.
        km: f64,
    },
    /// A start or an end that is too far away.
    #[error(
        "{option} {place} is {km:.0} km from the nearest place to serve: the drive of {drive} alone does not fit in the shift of {shift}; take another place or another grid"
    )]
    FarAway {
        /// `--start` or `--end`.
        option: &'static str,
        /// The place.
        place: LatLon,
        /// How far it is.
        km: f64,
        /// How long the drive is.
        drive: Minutes,
        /// How long the shift is.
        shift: Minutes,
    },
    /// No plan keeps all limits.
    #[error("{}", no_plan_text(*.shift, .lift))]
    NoPlan {
        /// How long the shift is.
        shift: Minutes,
        /// The options that are each in the way alone, and what would be allowed without them.
        lift: Vec<(&'static str, String)>,
    },
}

fn no_plan_text(shift: Minutes, lift: &[(&'static str, String)]) -> String {
    let start = format!("no plan keeps all limits in the shift of {shift}");
    if lift.is_empty() {
        return format!("{start}, and lifting one limit is not enough; make the shift longer, or lift several");
    }
    let ways: Vec<String> = lift.iter().map(|(option, without)| format!("{option} ({without})")).collect();
    format!("{start}; make it longer, or lift {}", ways.join(", or "))
}

/// The error of a scene without a plan.
pub(super) fn no_plan(options: &Options, scene: &Scene) -> PlanError {
    let minutes = u32::try_from((options.to - options.from).num_minutes()).unwrap_or(0);
    PlanError::NoPlan { shift: Minutes(minutes), lift: in_the_way(scene) }
}
