//! The phases of an event: before, during and after it, each with a factor.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Event, Proximity, Timing, Window, later};

/// A part of the time in which an event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// From start − lead to the last hour.
    BuildUp,
    /// The last `last_hour_minutes` before the start.
    LastHour,
    /// From start to end.
    During,
    /// The first `first_hour_minutes` after the end.
    FirstHour,
    /// From there to end + tail.
    Tail,
    /// The whole window: the event has no time of day, or no phase has a factor other than 1.
    Whole,
}

impl Phase {
    /// The name of the phase in receipts.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::BuildUp => "build-up before the start",
            Self::LastHour => "last hour before the start",
            Self::During => "during the event",
            Self::FirstHour => "first hour after the end",
            Self::Tail => "rest of the time after the end",
            Self::Whole => "time of day unknown: mean of all phases",
        }
    }
}

/// The factor of each phase on the bonus of an event, and the length of two phases; `[proximity.phases]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Phases {
    /// From start − lead to the last hour before the start.
    pub build_up: f64,
    /// In the last hour before the start.
    pub last_hour: f64,
    /// The length of that phase.
    pub last_hour_minutes: u32,
    /// From start to end.
    pub during: f64,
    /// In the first hour after the end.
    pub first_hour: f64,
    /// The length of that phase.
    pub first_hour_minutes: u32,
    /// From there to end + tail.
    pub tail: f64,
}

impl Default for Phases {
    fn default() -> Self {
        Self {
            build_up: 1.0,
            last_hour: 1.0,
            last_hour_minutes: 60,
            during: 1.0,
            first_hour: 1.0,
            first_hour_minutes: 60,
            tail: 1.0,
        }
    }
}

/// A phase of one event, with its time and factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// Which phase.
    pub phase: Phase,
    /// Its first instant, and the first instant after it; `None`: no limit.
    pub window: Window,
    /// Its factor on the bonus.
    pub factor: f64,
}

/// A window without phases.
impl From<Window> for Stage {
    fn from(window: Window) -> Self {
        Self { phase: Phase::Whole, window, factor: 1.0 }
    }
}

impl Phases {
    /// The five factors, from first to last.
    #[must_use]
    pub fn factors(&self) -> [f64; 5] {
        [self.build_up, self.last_hour, self.during, self.first_hour, self.tail]
    }

    /// Whether every factor is 1.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "exactly 1 leaves a bonus as it is")]
    pub fn are_all_one(&self) -> bool {
        self.factors().iter().all(|factor| *factor == 1.0)
    }

    /// The stages of an event from `start` to `end`, without those of length zero.
    fn stages(&self, model: &Proximity, start: DateTime<Utc>, end: DateTime<Utc>) -> impl Iterator<Item = Stage> {
        let minutes = |count: u32| Duration::minutes(i64::from(count));
        let last_hour = later(start, -minutes(self.last_hour_minutes.min(model.lead_minutes)));
        let first_hour = later(end, minutes(self.first_hour_minutes.min(model.tail_minutes)));
        let edges = [
            later(start, -minutes(model.lead_minutes)),
            last_hour,
            start,
            end,
            first_hour,
            later(end, minutes(model.tail_minutes)),
        ];
        let phases = [Phase::BuildUp, Phase::LastHour, Phase::During, Phase::FirstHour, Phase::Tail];
        let stages = phases.into_iter().zip(self.factors()).enumerate().map(move |(number, (phase, factor))| Stage {
            phase,
            window: Window { opens: Some(edges[number]), closes: Some(edges[number + 1]) },
            factor,
        });
        stages.filter(|stage| stage.window.opens < stage.window.closes)
    }

    /// Σ length × factor ÷ Σ length, for an event with the default duration; `during` if all lengths are zero.
    fn mean(&self, model: &Proximity) -> f64 {
        let start = DateTime::UNIX_EPOCH;
        let end = later(start, Duration::minutes(i64::from(model.default_duration_minutes)));
        let (mut sum, mut length) = (0.0, 0.0);
        for Stage { window, factor, .. } in self.stages(model, start, end) {
            let (Some(opens), Some(closes)) = (window.opens, window.closes) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "u32 minutes at most, thrice")]
            let minutes = (closes - opens).num_minutes() as f64;
            sum += minutes * factor;
            length += minutes;
        }
        if length > 0.0 { sum / length } else { self.during }
    }
}

impl Event {
    /// The time in which the event counts under a model, divided into its phases, in order.
    ///
    /// If all factors are 1, one stage for the whole window. For an event without a time of day, one stage with the
    /// mean factor, weighted by length.
    #[must_use]
    pub fn stages(&self, model: &Proximity) -> Vec<Stage> {
        let Some(window) = self.window(model) else { return Vec::new() };
        let phases = &model.phases;
        if phases.are_all_one() {
            return vec![window.into()];
        }
        match self.timing {
            Timing::Span { start, end } => phases.stages(model, start, model.end(start, end)).collect(),
            Timing::Untimed | Timing::WholeDays { .. } => {
                vec![Stage { phase: Phase::Whole, window, factor: phases.mean(model) }]
            }
        }
    }

    /// The stage at an instant; `None` if the event does not count then.
    #[must_use]
    pub fn stage_at(&self, model: &Proximity, at: DateTime<Utc>) -> Option<Stage> {
        let window = self.window(model).filter(|window| window.contains(at))?;
        if model.phases.are_all_one() {
            return Some(window.into());
        }
        self.stages(model).into_iter().find(|stage| stage.window.contains(at))
    }
}

/// The instants at which the factor changes from one stage to the next.
pub fn edges(stages: &[Stage]) -> impl Iterator<Item = DateTime<Utc>> {
    let differ = |pair: &&[Stage]| pair[0].factor.to_bits() != pair[1].factor.to_bits();
    stages.windows(2).filter(differ).filter_map(|pair| pair[1].window.opens)
}
