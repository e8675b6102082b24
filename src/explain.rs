//! The receipt of a score: every factor, hotspot and event in it. The functions that compute scores
//! also compute receipts, so the terms give the score exactly.

use serde::ser::{SerializeMap, Serializer};

use crate::clock::ZonedTime;
use crate::event::Events;
use crate::grid::Site;
use crate::layers::place::{PlaceFactor, Spot, points_at};
use crate::layers::{Formula, Layer, Model, Product, proximity};
use crate::score::{CellScore, Moment};

pub use crate::layers::receipt::{Clamp, EventInReach, Evidence, Factor, HotspotPoints, LayerReceipt, Parts};

/// One layer's part of the combined score.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ReceiptTerm {
    /// The layer's column of scores.
    pub layer: String,
    /// Its weight.
    pub weight: f64,
    /// Its score.
    pub score: f64,
    /// weight × score. The sum of all terms, in order, is the combined score.
    pub product: f64,
}

/// The parts of the score of a cell.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
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
    /// The name of the model. [`explain`] knows only the built-in model; set the name of a file that changes it.
    pub model: String,
    /// The layers, in the order of the model's table. In JSON, each is a member with the name of
    /// its column.
    #[serde(flatten, serialize_with = "by_column")]
    pub layers: Vec<LayerReceipt>,
    /// What each layer adds.
    pub terms: Vec<ReceiptTerm>,
    /// The combined score.
    pub combined_score: f64,
}

fn by_column<S: Serializer>(layers: &[LayerReceipt], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(layers.len()))?;
    for layer in layers {
        map.serialize_entry(&layer.column, layer)?;
    }
    map.end()
}

/// Explains the score of a place at a time.
///
/// ```
/// use pdpe::{clock, event::Events, explain::explain, geo::LatLon, model::Model};
/// let model = Model::published();
/// let at = clock::parse_time("2024-12-15T19:00", model.timezone, clock::now())?.at;
/// let receipt = explain(&model, &Events::new(), at, "39.0997,-94.5786".parse::<LatLon>()?);
/// let spending = &receipt.layers[0];
/// let product: f64 = spending.factors().iter().map(|factor| factor.value).product();
/// assert_eq!(product, spending.score);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(model: &Model, events: &Events, at: ZonedTime, site: impl Into<Site>) -> Receipt {
    let site = site.into();
    let score = Moment::new(model, events, at).score_cell(site.clone());
    explain_score(model, events, at, &site, &score)
}

/// Like [`explain`], for a score that is already computed.
#[must_use]
pub fn explain_score(model: &Model, events: &Events, at: ZonedTime, site: &Site, score: &CellScore) -> Receipt {
    let at = at.with_timezone(&model.timezone);
    let layers = model.layers();
    let scores = || layers.iter().zip(&score.layers);
    let term = |(layer, &score): (&Layer, &f64)| ReceiptTerm {
        layer: layer.column.to_string(),
        weight: layer.weight,
        score,
        product: layer.weight * score,
    };
    let receipt = |(layer, &score): (&Layer, &f64)| LayerReceipt {
        column: layer.column.to_string(),
        title: layer.title(),
        parts: match layer.formula {
            Formula::Product(product) => factors(product, at, site, score),
            Formula::Events(model) => Parts::Events { events: proximity::receipt(model, events, at, site.place) },
        },
        score,
    };
    Receipt {
        cell_id: None,
        lat: site.place.lat(),
        lon: site.place.lon(),
        timestamp: at.to_rfc3339(),
        timezone: model.timezone.to_string(),
        model: model.base.name().to_owned(),
        terms: scores().map(term).collect(),
        layers: scores().map(receipt).collect(),
        combined_score: score.combined_score,
    }
}

fn factors(product: &dyn Product, at: ZonedTime, site: &Site, score: f64) -> Parts {
    let (place, mut factors) = (product.place(), product.factors(at));
    let place_factor = place.factor_at(site);
    let clamped = Clamp::of(product.time(at) * place_factor, score);
    match place {
        PlaceFactor::Column(column, spots) => {
            factors.push(column.receipt(site.value(column.column)));
            factors.extend(Spot::receipt(spots, site.place.into()));
            Parts::Factors { factors, clamped }
        }
        PlaceFactor::Points(hotspots) => {
            Parts::Points { hotspots: points_at(hotspots, site.place), sum: place_factor, factors, clamped }
        }
    }
}
