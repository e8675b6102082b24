//! Keys of the caches, and the computation of missing entries, with the functions that score a grid.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use super::index::{Links, LocalHour};
use crate::clock::ZonedTime;
use crate::event::{Events, Window};
use crate::geo::LatLon;
use crate::grid::Site;
use crate::layers::kernel::{Term, combine_into, layer_score};
use crate::layers::lanes::Lanes;
use crate::layers::place::PlaceFactor;
use crate::layers::proximity::Pull;
use crate::layers::{Layer, Model, Product};
use crate::score::CellScore;

/// The hour, and the place where points of places near it are added up: factors of columns are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ProductKey {
    hour: LocalHour,
    place: Option<[u64; 2]>,
}

impl ProductKey {
    pub fn new(of: &dyn Product, place: Option<LatLon>, at: ZonedTime) -> Self {
        Self { hour: LocalHour::of(at), place: place.filter(|_| has_points(of)).map(bits) }
    }
}

/// Whether a layer adds up points of places.
fn has_points(of: &dyn Product) -> bool {
    matches!(of.place(), PlaceFactor::Points(_))
}

/// Events open and close at any instant, so an entry also has the [`Span`] in which it is valid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CombinedKey {
    /// The start of the hour in UTC, because clocks that fall back repeat an hour.
    hour: DateTime<Utc>,
    place: [u64; 2],
    income: Option<u64>,
    columns: Vec<(String, u64)>,
}

impl CombinedKey {
    pub fn new(site: &Site, at: ZonedTime) -> Self {
        Self {
            hour: start_of_hour(at),
            place: bits(site.place),
            income: site.income.map(f64::to_bits),
            columns: site.columns.iter().map(|(name, number)| (name.clone(), number.to_bits())).collect(),
        }
    }
}

/// The part of an hour for which a combined score is valid: `from` is included, `until` is not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Span {
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }

    pub fn overlaps(&self, window: &Window) -> bool {
        window.opens.is_none_or(|opens| opens < self.until) && window.closes.is_none_or(|closes| self.from < closes)
    }

    /// Cuts the span, seen from `at`, where an event opens or closes.
    fn cut_at(&mut self, edge: Option<DateTime<Utc>>, at: DateTime<Utc>) {
        match edge {
            Some(edge) if edge <= at => self.from = self.from.max(edge),
            Some(edge) => self.until = self.until.min(edge),
            None => {}
        }
    }
}

/// A combined score with its layers, and when it is valid.
#[derive(Clone, Debug)]
pub(super) struct Combined {
    pub score: CellScore,
    pub span: Span,
}

/// The latest full hour on the wall clock, assuming no clock change within it.
fn start_of_hour(at: ZonedTime) -> DateTime<Utc> {
    let local = at.naive_local().time();
    let into_it = TimeDelta::minutes(local.minute().into()) + TimeDelta::seconds(local.second().into());
    at.to_utc() - into_it - TimeDelta::nanoseconds(local.nanosecond().into())
}

fn bits(place: LatLon) -> [u64; 2] {
    [place.lat().to_bits(), place.lon().to_bits()]
}

/// The product of a layer's factor of time and of the points at a place, if it has points; before it is
/// limited to its maximum.
pub(super) fn product_at(of: &dyn Product, place: Option<LatLon>, at: ZonedTime) -> (f64, Links) {
    let place = place.filter(|_| has_points(of));
    let points = place.map_or(1.0, |place| of.place().factor_at(&place.into()));
    (of.time(at) * points, Links { hour: LocalHour::of(at), place, events: Vec::new() })
}

/// The combined score, from the products of the hour (none for the layer of events) and the events that
/// are open there.
pub(super) fn combined_at(
    model: &Model,
    products: &[Option<f64>],
    events: &Events,
    site: &Site,
    at: ZonedTime,
) -> (Combined, Links) {
    let (hour, at_utc) = (start_of_hour(at), at.to_utc());
    let mut span = Span { from: hour, until: hour + TimeDelta::hours(1) };
    let (mut missed, mut reaching) = (1.0, Vec::new());
    // Bonuses combine in the order of event ids.
    for event in events.iter() {
        if !event.window(&model.proximity).is_some_and(|window| span.overlaps(&window)) {
            continue;
        }
        if event.place.distance_km(site.place) <= event.reach_km(&model.proximity) {
            let stages = event.stages(&model.proximity);
            for edge in stages.iter().flat_map(|stage| [stage.window.opens, stage.window.closes]) {
                span.cut_at(edge, at_utc);
            }
            if let Some(stage) = stages.iter().find(|stage| stage.window.contains(at_utc)) {
                reaching.push(event.id.clone());
                let bonus = Pull::new(event, &model.proximity, stage.factor).distance_and_bonus(site.place.into());
                missed *= 1.0 - bonus.map_or(0.0, |(_, bonus)| bonus);
            }
        }
    }
    let layers = model.layers();
    let score = |(layer, product): (&Layer, &Option<f64>)| {
        let (Some(of), Some(product)) = (layer.product(), product) else { return 1.0 - missed };
        let column = if has_points(of) { 1.0 } else { of.place().factor_at(site) };
        layer_score(*product, column, layer.maximum)
    };
    let scores: Vec<f64> = layers.iter().zip(products).map(score).collect();
    let terms = layers.iter().zip(scores.chunks(1)).map(|(layer, score)| Term::scores(layer.weight, score));
    let mut combined = [0.0];
    combine_into(&terms.collect::<Vec<_>>(), &mut combined, &mut Lanes::default());
    let score = CellScore { layers: scores, combined_score: combined[0] };
    (Combined { score, span }, Links { hour: LocalHour::of(at), place: Some(site.place), events: reaching })
}
