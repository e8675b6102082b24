//! What is looked up, and what is computed where nothing is found: the functions that score a grid,
//! for one place.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use super::index::{Links, LocalHour};
use crate::clock::ZonedTime;
use crate::event::{Events, Window};
use crate::geo::LatLon;
use crate::layers::college::{CollegeFactors, Hotspots, college_presence};
use crate::layers::combined;
use crate::layers::proximity::Pull;
use crate::layers::spending::{SpendingFactors, spending_propensity};
use crate::model::Model;
use crate::score::CellScore;

/// A place to be scored, and its income if that is known, as in [`crate::grid::Grid::income_of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// Where it is.
    pub place: LatLon,
    /// The income there.
    pub income: Option<f64>,
}

impl From<LatLon> for Site {
    fn from(place: LatLon) -> Self {
        Self { place, income: None }
    }
}

/// Nothing but these bits and the hour has a part in college presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CollegeKey {
    hour: LocalHour,
    place: [u64; 2],
}

impl CollegeKey {
    pub fn new(place: LatLon, at: ZonedTime) -> Self {
        Self { hour: LocalHour::of(at), place: bits(place) }
    }
}

/// Events open and close at any instant, so an entry also has the [`Span`] in which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CombinedKey {
    /// When the hour began, which clocks that fall back repeat.
    hour: DateTime<Utc>,
    place: [u64; 2],
    income: Option<u64>,
}

impl CombinedKey {
    pub fn new(site: Site, at: ZonedTime) -> Self {
        Self { hour: start_of_hour(at), place: bits(site.place), income: site.income.map(f64::to_bits) }
    }
}

/// The instants of an hour for which a combined score holds: `from` is one of them, `until` is not.
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

    /// Only as far as nothing opens or closes, seen from an instant.
    fn cut_at(&mut self, edge: Option<DateTime<Utc>>, at: DateTime<Utc>) {
        match edge {
            Some(edge) if edge <= at => self.from = self.from.max(edge),
            Some(edge) => self.until = self.until.min(edge),
            None => {}
        }
    }
}

/// A combined score with what it is made of, and when it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Combined {
    pub score: CellScore,
    pub span: Span,
}

/// When the clock last showed a full hour, were no clock changed within it.
fn start_of_hour(at: ZonedTime) -> DateTime<Utc> {
    let local = at.naive_local().time();
    let into_it = TimeDelta::minutes(local.minute().into()) + TimeDelta::seconds(local.second().into());
    at.to_utc() - into_it - TimeDelta::nanoseconds(local.nanosecond().into())
}

fn bits(place: LatLon) -> [u64; 2] {
    [place.lat().to_bits(), place.lon().to_bits()]
}

/// What spending propensity is where no income is known, before its greatest value caps it.
pub(super) fn spending_at(model: &Model, at: ZonedTime) -> (f64, Links) {
    let product = SpendingFactors::at(&model.spending, at).product();
    (product, Links { hour: LocalHour::of(at), place: None, events: Vec::new() })
}

pub(super) fn college_at(model: &Model, hotspots: &Hotspots, place: LatLon, at: ZonedTime) -> (f64, Links) {
    let multiplier = CollegeFactors::at(&model.college, at).multiplier();
    let score = college_presence(multiplier, hotspots.sum_at(place), model.college.maximum);
    (score, Links { hour: LocalHour::of(at), place: Some(place), events: Vec::new() })
}

/// The combined score, from the two layers that go by the hour and the events that are open there.
pub(super) fn combined_at(
    model: &Model,
    spending_product: f64,
    college_presence: f64,
    events: &Events,
    site: Site,
    at: ZonedTime,
) -> (Combined, Links) {
    let (hour, at_utc) = (start_of_hour(at), at.to_utc());
    let mut span = Span { from: hour, until: hour + TimeDelta::hours(1) };
    let (mut missed, mut reaching) = (1.0, Vec::new());
    // In the order of their ids, in which bonuses combine.
    for event in events.iter() {
        let Some(window) = event.window(&model.proximity).filter(|window| span.overlaps(window)) else { continue };
        if event.place.distance_km(site.place) <= event.reach_km(&model.proximity) {
            span.cut_at(window.opens, at_utc);
            span.cut_at(window.closes, at_utc);
            if window.contains(at_utc) {
                reaching.push(event.id.clone());
                let bonus = Pull::new(event, &model.proximity).distance_and_bonus(site.place.into());
                missed *= 1.0 - bonus.map_or(0.0, |(_, bonus)| bonus);
            }
        }
    }
    let income = site.income.map_or(1.0, |income| model.spending.income.factor(income));
    let spending_propensity = spending_propensity(spending_product, income, model.spending.maximum);
    let event_proximity_bonus = 1.0 - missed;
    let combined_score = combined(&model.weights, spending_propensity, college_presence, event_proximity_bonus);
    let score = CellScore { spending_propensity, college_presence, event_proximity_bonus, combined_score };
    (Combined { score, span }, Links { hour: LocalHour::of(at), place: Some(site.place), events: reaching })
}
