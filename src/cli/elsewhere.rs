//! What to tell who scores another city by what belongs to Kansas City: its clocks and its campuses.

use std::sync::OnceLock;

use chrono::Offset as _;
use pdpe::clock::ZonedTime;
use pdpe::geo::LatLon;
use pdpe::model::Model;
use pdpe::text::grouped;

use super::Global;
use super::shared::Talk;

/// No clock on land is so far from the sun; a zone that is belongs elsewhere.
const FAR_HOURS: f64 = 3.5;

/// So far from the nearest hotspot college presence is next to nothing.
const FAR_KM: f64 = 700.0;

/// What of the published model is in force without anybody having asked for it.
pub struct Elsewhere {
    talk: Talk,
    /// Set when nobody chose a zone: the time scored.
    at: Option<ZonedTime>,
    /// Set when the hotspots are the published ones, and count.
    hotspots: Vec<LatLon>,
    is_told: OnceLock<()>,
}

impl Elsewhere {
    /// What a model and the command line leave as published.
    pub fn new(global: &Global, model: &Model, at: ZonedTime) -> Self {
        let published = Model::default();
        let is_published = model.college.hotspots == published.college.hotspots && model.weights.college_presence > 0.0;
        let place = |hotspot: &pdpe::model::Hotspot| LatLon::new(hotspot.lat, hotspot.lon).ok();
        Self {
            talk: Talk::new(global),
            at: (global.tz.is_none() && model.timezone == published.timezone).then_some(at),
            hotspots: published.college.hotspots.iter().filter_map(place).filter(|_| is_published).collect(),
            is_told: OnceLock::new(),
        }
    }

    /// Tells, once, what does not belong to a place: the one scored, or the first cell of a grid.
    pub fn tell(&self, place: LatLon) {
        if self.is_told.set(()).is_err() {
            return;
        }
        if let Some(at) = self.at.filter(|at| hours_from_the_sun(*at, place) > FAR_HOURS) {
            self.talk.say(format_args!(
                "times are read in {}, which is not the zone of {place}; --tz ZONE, such as --tz Europe/London, names that",
                at.timezone()
            ));
        }
        let nearest = self.hotspots.iter().map(|hotspot| place.distance_km(*hotspot)).reduce(f64::min);
        if let Some(km) = nearest.filter(|km| *km > FAR_KM) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the Earth at most")]
            let km = grouped(km.round() as usize);
            self.talk.say(format_args!(
                "college presence counts hotspots of Kansas City, {km} km from {place}; pdpe.toml takes others \
                 (hotspots of [college], [] for none)"
            ));
        }
    }
}

/// How far the clocks of a zone are from the time by the sun at a place, around the day.
fn hours_from_the_sun(at: ZonedTime, place: LatLon) -> f64 {
    let clock = f64::from(at.offset().fix().local_minus_utc()) / 3600.0;
    let apart = (clock - place.lon() / 15.0).rem_euclid(24.0);
    apart.min(24.0 - apart)
}
