//! The receipt of one score: every factor, hotspot and event in it, from the very functions
//! that score, so that its terms multiply and add up to the score to the last digit.

use chrono::{DateTime, Datelike, FixedOffset, Timelike, Utc};
use serde::Serialize;

use crate::clock::ZonedTime;
use crate::event::{Events, Status};
use crate::geo::{LatLon, UnitVector};
use crate::layers::college::{Hotspots, points};
use crate::layers::proximity::Pull;
use crate::model::Model;
use crate::score::{CellScore, Moment};

/// One factor of a product, with what it stands for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    /// Which factor it is.
    pub name: &'static str,
    /// What was looked up, such as `week 3` or `December`.
    pub because: String,
    /// Its value.
    pub value: f64,
}

/// A bound that changed a value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Clamp {
    /// What it was.
    pub before: f64,
    /// The bound it was brought to.
    pub after: f64,
}

fn clamp(before: f64, after: f64) -> Option<Clamp> {
    (before.to_bits() != after.to_bits()).then_some(Clamp { before, after })
}

/// Spending propensity: the factors multiply, from first to last, to the score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpendingReceipt {
    /// Week, month, holiday, weekday, hour, income.
    pub factors: Vec<Factor>,
    /// Set when the product was beyond the layer's bounds.
    pub clamped: Option<Clamp>,
    /// The layer's score.
    pub score: f64,
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

/// College presence: the points add up to the sum, the factors and the sum multiply to the score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CollegeReceipt {
    /// All hotspots, in the model's order.
    pub hotspots: Vec<HotspotPoints>,
    /// Sum of their points.
    pub sum: f64,
    /// Time of week and academic calendar.
    pub factors: Vec<Factor>,
    /// Set when the product was beyond the layer's bounds.
    pub clamped: Option<Clamp>,
    /// The layer's score.
    pub score: f64,
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
    /// What attendance and sentiment scale the bonus by.
    pub scale: f64,
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

/// Event proximity: 1 − Π(1 − bonus) over the events, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProximityReceipt {
    /// All events in reach, open or not, in the order of their ids.
    pub events: Vec<EventInReach>,
    /// The layer's score.
    pub score: f64,
}

/// One layer's part of the combined score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Term {
    /// The layer.
    pub layer: &'static str,
    /// Its weight.
    pub weight: f64,
    /// Its score.
    pub score: f64,
    /// weight × score; the terms add up, from first to last, to the combined score.
    pub product: f64,
}

/// Why a cell scores what it scores.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    /// The cell's id, if it has one.
    pub cell_id: Option<String>,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The time scored, with the offset of the model's zone.
    pub timestamp: String,
    /// The model's zone.
    pub timezone: String,
    /// The first layer.
    pub spending_propensity: SpendingReceipt,
    /// The second layer.
    pub college_presence: CollegeReceipt,
    /// The third layer.
    pub event_proximity_bonus: ProximityReceipt,
    /// What each layer adds.
    pub terms: Vec<Term>,
    /// The combined score.
    pub combined_score: f64,
}

/// Explains the score of a place at a time; `income` as in [`crate::grid::Grid::income_of`].
///
/// ```
/// use pdpe::{clock, event::Events, explain::explain, model::Model};
/// let model = Model::default();
/// let at = clock::parse_time("2024-12-15T19:00", model.timezone, clock::now())?.at;
/// let receipt = explain(&model, &Events::new(), at, "39.0997,-94.5786".parse()?, None);
/// let product: f64 = receipt.spending_propensity.factors.iter().map(|factor| factor.value).product();
/// assert_eq!(product, receipt.spending_propensity.score);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(model: &Model, events: &Events, at: ZonedTime, place: LatLon, income: Option<f64>) -> Receipt {
    let score = Moment::new(model, events, at.with_timezone(&model.timezone)).score_cell(place, income);
    explain_score(model, events, at, place, income, &score)
}

/// As [`explain`], of a score that has been computed already.
#[must_use]
pub fn explain_score(
    model: &Model,
    events: &Events,
    at: ZonedTime,
    place: LatLon,
    income: Option<f64>,
    score: &CellScore,
) -> Receipt {
    let at = at.with_timezone(&model.timezone);
    let moment = Moment::new(model, events, at);
    let weights = &model.weights;
    let term = |layer, weight, score| Term { layer, weight, score, product: weight * score };
    Receipt {
        cell_id: None,
        lat: place.lat(),
        lon: place.lon(),
        timestamp: at.to_rfc3339(),
        timezone: model.timezone.to_string(),
        spending_propensity: spending(model, &moment, at, income, score.spending_propensity),
        college_presence: college(model, &moment, at, place, score.college_presence),
        event_proximity_bonus: proximity(model, events, at, place, score.event_proximity_bonus),
        terms: vec![
            term("spending_propensity", weights.spending_propensity, score.spending_propensity),
            term("college_presence", weights.college_presence, score.college_presence),
            term("event_proximity_bonus", weights.event_proximity, score.event_proximity_bonus),
        ],
        combined_score: score.combined_score,
    }
}

fn spending(model: &Model, moment: &Moment, at: ZonedTime, income: Option<f64>, score: f64) -> SpendingReceipt {
    let factors = moment.spending();
    let local = at.naive_local();
    let income_factor = income.map_or(1.0, |income| model.spending.income.factor(income));
    let reference = model.spending.income.reference_income;
    let because_of_income = match income {
        None => "not known".into(),
        Some(income) => {
            let ratio = income / reference;
            let kept = if clamp(ratio, income_factor).is_some() {
                format!(" = {ratio:.3}, kept in bounds")
            } else {
                String::new()
            };
            format!("{income} ÷ {reference}{kept}")
        }
    };
    let factor = |name, because: String, value| Factor { name, because, value };
    let product = factors.product() * income_factor;
    SpendingReceipt {
        factors: vec![
            factor("week", format!("week {} of the month", factors.week_of_month), factors.week),
            factor("month", local.format("%B").to_string(), factors.month),
            factor(
                "holiday",
                factors.holiday.map_or("none".into(), |holiday| holiday.name.clone()),
                factors.holiday_factor(),
            ),
            factor("weekday", local.format("%A").to_string(), factors.weekday),
            factor("hour", format!("{:02}:00-{:02}:59", local.hour(), local.hour()), factors.hour),
            factor("income", because_of_income, income_factor),
        ],
        clamped: clamp(product, score),
        score,
    }
}

fn college(model: &Model, moment: &Moment, at: ZonedTime, place: LatLon, score: f64) -> CollegeReceipt {
    let factors = moment.college();
    let hotspots = model.college.hotspots.iter().map(|hotspot| {
        let there = UnitVector::from_degrees(hotspot.lat, hotspot.lon);
        let distance_km = crate::geo::km_of_chord_squared(there.chord_squared(place.into()));
        HotspotPoints {
            name: hotspot.name.clone(),
            distance_km,
            weight: hotspot.weight,
            points: points(hotspot.weight, distance_km),
        }
    });
    let sum = Hotspots::new(&model.college).sum_at(place);
    let weekday = at.naive_local().weekday();
    let time = factors
        .time
        .map_or_else(|| format!("{weekday} at {:02}h: no special time", at.hour()), |time| time.name.clone());
    let calendar = factors.calendar.map_or("none".into(), |range| range.name.clone());
    CollegeReceipt {
        hotspots: hotspots.collect(),
        sum,
        factors: vec![
            Factor { name: "time of week", because: time, value: factors.time_factor },
            Factor { name: "academic calendar", because: calendar, value: factors.calendar_factor() },
        ],
        clamped: clamp(factors.multiplier() * sum, score),
        score,
    }
}

fn proximity(model: &Model, events: &Events, at: ZonedTime, place: LatLon, score: f64) -> ProximityReceipt {
    let local = |instant: DateTime<Utc>| instant.with_timezone(&model.timezone).fixed_offset();
    let in_reach = events.iter().filter_map(|event| {
        let (distance_km, bonus) = Pull::new(event, &model.proximity).distance_and_bonus(place.into())?;
        let radius_km = event.reach_km(&model.proximity);
        let scale = event.scale(&model.proximity);
        let open = event.is_open(&model.proximity, at.to_utc());
        let window = event.window(&model.proximity);
        let bonus = if open { bonus } else { 0.0 };
        Some(EventInReach {
            id: event.id.to_string(),
            name: event.name.clone(),
            distance_m: distance_km * 1000.0,
            radius_km,
            scale,
            status: event.status,
            opens: window.and_then(|window| window.opens).map(local),
            closes: window.and_then(|window| window.closes).map(local),
            time_unknown: matches!(event.timing, crate::event::Timing::WholeDays { .. }),
            open,
            clamped: if open { clamp((1.0 - distance_km / radius_km) * scale, bonus) } else { None },
            bonus,
        })
    });
    ProximityReceipt { events: in_reach.collect(), score }
}
