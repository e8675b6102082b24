//! The receipt of a layer's score: the numbers that make it, each with what it stands for.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::event::Status;

/// One factor of a product, with what it stands for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    /// Which factor it is.
    pub name: String,
    /// What was looked up, such as `week 3` or `December`.
    pub because: String,
    /// Its value.
    pub value: f64,
    /// What a fit has made it from, in a fitted model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What a fitted factor rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Where it started.
    pub prior: f64,
    /// Stays that touch it.
    pub stays: usize,
    /// Weight of the stays against the prior, 0…1.
    pub credibility: f64,
}

impl Factor {
    /// A factor by its name.
    #[must_use]
    pub fn new(name: &str, because: impl Into<String>, value: f64) -> Self {
        Self { name: name.to_owned(), because: because.into(), value, evidence: None }
    }
}

/// A bound that changed a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Clamp {
    /// What it was.
    pub before: f64,
    /// The bound it was brought to.
    pub after: f64,
}

impl Clamp {
    /// None where nothing was changed.
    #[must_use]
    pub fn of(before: f64, after: f64) -> Option<Self> {
        (before.to_bits() != after.to_bits()).then_some(Self { before, after })
    }
}

/// What one hotspot gives: weight ÷ (1 + km).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HotspotPoints {
    /// Its name.
    pub name: String,
    /// How far it is.
    pub distance_km: f64,
    /// Its weight.
    pub weight: f64,
    /// weight ÷ (1 + distance).
    pub points: f64,
}

/// An event whose radius holds the cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventInReach {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub distance_m: f64,
    /// How far it reaches.
    pub radius_km: f64,
    /// What phase, attendance and sentiment scale the bonus by; without the phase when it is not open.
    pub scale: f64,
    /// The factors that multiply, from last to first, to that scale, of a model with more of them than the
    /// published one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Factor>,
    /// Whether it goes ahead.
    pub status: Status,
    /// First instant at which it counts; none: since ever, or never.
    pub opens: Option<DateTime<FixedOffset>>,
    /// Instant from which it no longer counts; none: for ever, or never.
    pub closes: Option<DateTime<FixedOffset>>,
    /// Its date is known, its time of day is not.
    pub time_unknown: bool,
    /// Whether it counts at the time scored.
    pub open: bool,
    /// Set when scale brought the bonus beyond 0…1.
    pub clamped: Option<Clamp>,
    /// Its share of the bonus; 0 when it is not open.
    pub bonus: f64,
}

/// What a layer's score is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Parts {
    /// The factors multiply to the score: those of time, from first to last, × the product of those of the place.
    Factors {
        /// Those of time, then those of the place.
        factors: Vec<Factor>,
        /// Set when the product was beyond the layer's bounds.
        clamped: Option<Clamp>,
    },
    /// The points add up to the sum; the factors and the sum multiply to the score.
    Points {
        /// All hotspots, in the model's order.
        hotspots: Vec<HotspotPoints>,
        /// Sum of their points.
        sum: f64,
        /// Those of time.
        factors: Vec<Factor>,
        /// Set when the product was beyond the layer's bounds.
        clamped: Option<Clamp>,
    },
    /// 1 − Π(1 − bonus) over the events, in the order of their ids.
    Events {
        /// All events in reach, open or not, in the order of their ids.
        events: Vec<EventInReach>,
    },
}

/// The receipt of one layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerReceipt {
    /// The layer's column of scores.
    #[serde(skip)]
    pub column: String,
    /// The layer's name for people.
    #[serde(skip)]
    pub title: String,
    /// What the score is made of.
    #[serde(flatten)]
    pub parts: Parts,
    /// The layer's score.
    pub score: f64,
}

impl LayerReceipt {
    /// The factors of time, and that of the place if it is a single one; none for events.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        match &self.parts {
            Parts::Factors { factors, .. } | Parts::Points { factors, .. } => factors,
            Parts::Events { .. } => &[],
        }
    }

    /// The hotspots and the sum of their points; none in other layers.
    #[must_use]
    pub fn hotspots(&self) -> Option<(&[HotspotPoints], f64)> {
        match &self.parts {
            Parts::Points { hotspots, sum, .. } => Some((hotspots, *sum)),
            _ => None,
        }
    }

    /// The events in reach; none in other layers.
    #[must_use]
    pub fn events(&self) -> &[EventInReach] {
        match &self.parts {
            Parts::Events { events } => events,
            _ => &[],
        }
    }

    /// The bound that changed the product, if one did.
    #[must_use]
    pub fn clamped(&self) -> Option<Clamp> {
        match self.parts {
            Parts::Factors { clamped, .. } | Parts::Points { clamped, .. } => clamped,
            Parts::Events { .. } => None,
        }
    }
}
