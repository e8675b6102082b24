//! The receipt of a layer's score: its factors, each with its reason.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::event::Status;

/// One factor of a product.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    /// Which factor it is.
    pub name: String,
    /// What was looked up, such as `week 3` or `December`.
    pub because: String,
    /// Its value.
    pub value: f64,
    /// For a fitted model: what the factor was fitted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What a fitted factor was fitted from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The factor before the fit.
    pub prior: f64,
    /// The number of stays that it applies to.
    pub stays: usize,
    /// Weight of the stays against the prior, 0…1.
    pub credibility: f64,
}

impl Factor {
    /// A factor without evidence.
    #[must_use]
    pub fn new(name: &str, because: impl Into<String>, value: f64) -> Self {
        Self { name: name.to_owned(), because: because.into(), value, evidence: None }
    }
}

/// A limit that changed a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Clamp {
    /// The value before.
    pub before: f64,
    /// The limit.
    pub after: f64,
}

impl Clamp {
    /// `None` if the value did not change.
    #[must_use]
    pub fn of(before: f64, after: f64) -> Option<Self> {
        (before.to_bits() != after.to_bits()).then_some(Self { before, after })
    }
}

/// The points of one hotspot: weight ÷ (1 + km).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HotspotPoints {
    /// Its name.
    pub name: String,
    /// Its distance.
    pub distance_km: f64,
    /// Its weight.
    pub weight: f64,
    /// weight ÷ (1 + distance).
    pub points: f64,
}

/// An event whose radius contains the cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventInReach {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its distance.
    pub distance_m: f64,
    /// Its radius.
    pub radius_km: f64,
    /// The factor of phase, attendance and sentiment on the bonus; without the phase if the event is not open.
    pub scale: f64,
    /// The factors of that scale, if the model has more of them than the published one. Multiplied from last to first,
    /// they give the scale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<Factor>,
    /// Its status.
    pub status: Status,
    /// First instant at which it counts; `None`: no start, or it never counts.
    pub opens: Option<DateTime<FixedOffset>>,
    /// First instant after it; `None`: no end, or it never counts.
    pub closes: Option<DateTime<FixedOffset>>,
    /// Whether only its date is known.
    pub time_unknown: bool,
    /// Whether it counts at the time scored.
    pub open: bool,
    /// Set if the bonus was limited to 0…1.
    pub clamped: Option<Clamp>,
    /// The bonus; 0 if the event is not open.
    pub bonus: f64,
}

/// The parts of a layer's score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Parts {
    /// The score is the product of the factors of time, in order, × the product of the factors of place.
    Factors {
        /// The factors of time, then those of place.
        factors: Vec<Factor>,
        /// Set if the product was limited.
        clamped: Option<Clamp>,
    },
    /// The score is the product of the factors and the sum of the points.
    Points {
        /// All hotspots, in the model's order.
        hotspots: Vec<HotspotPoints>,
        /// Sum of their points.
        sum: f64,
        /// The factors of time.
        factors: Vec<Factor>,
        /// Set if the product was limited.
        clamped: Option<Clamp>,
    },
    /// 1 − Π(1 − bonus) over the events, in the order of their ids.
    Events {
        /// All events whose radius contains the cell, open or not, in the order of their ids.
        events: Vec<EventInReach>,
    },
}

/// The receipt of one layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerReceipt {
    /// The layer's column of scores.
    #[serde(skip)]
    pub column: String,
    /// The layer's name in receipts.
    #[serde(skip)]
    pub title: String,
    /// What the score is made of.
    #[serde(flatten)]
    pub parts: Parts,
    /// The layer's score.
    pub score: f64,
}

impl LayerReceipt {
    /// The factors; empty for events.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        match &self.parts {
            Parts::Factors { factors, .. } | Parts::Points { factors, .. } => factors,
            Parts::Events { .. } => &[],
        }
    }

    /// The hotspots and the sum of their points; `None` in other layers.
    #[must_use]
    pub fn hotspots(&self) -> Option<(&[HotspotPoints], f64)> {
        match &self.parts {
            Parts::Points { hotspots, sum, .. } => Some((hotspots, *sum)),
            _ => None,
        }
    }

    /// The events whose radius contains the cell; empty in other layers.
    #[must_use]
    pub fn events(&self) -> &[EventInReach] {
        match &self.parts {
            Parts::Events { events } => events,
            _ => &[],
        }
    }

    /// The limit that changed the score, if any.
    #[must_use]
    pub fn clamped(&self) -> Option<Clamp> {
        match self.parts {
            Parts::Factors { clamped, .. } | Parts::Points { clamped, .. } => clamped,
            Parts::Events { .. } => None,
        }
    }
}
