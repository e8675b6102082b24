//! What to tell who scores another city by what belongs to Kansas City: its clocks and its campuses.

use std::sync::OnceLock;

use chrono::Offset as _;
use pdpe::clock::ZonedTime;
use pdpe::geo::LatLon;
use pdpe::layers;
use pdpe::model::Model;
use pdpe::text::grouped;

use super::Global;
use super::shared::Talk;

/// No clock on land is so far from the sun; a zone that is belongs elsewhere.
const FAR_HOURS: f64 = 3.5;

/// So far away a place that counts gives next to nothing.
const FAR_KM: f64 = 700.0;

/// What of the published model is in force without anybody having asked for it.
pub struct Elsewhere {
    talk: Talk,
    /// Set when nobody chose a zone: the time scored.
    at: Option<ZonedTime>,
    model: Model,
    published: Model,
    is_told: OnceLock<()>,
}

impl Elsewhere {
    /// What a model and the command line leave as published.
    pub fn new(global: &Global, model: &Model, at: ZonedTime) -> Self {
        let published = Model::published();
        Self {
            talk: Talk::new(global),
            at: (global.tz.is_none() && model.timezone == published.timezone).then_some(at),
            model: model.clone(),
            published,
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
        let counts = layers::elsewhere(&self.model, &self.published, place);
        if let Some(counts) = counts.filter(|counts| counts.distance_km > FAR_KM) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the Earth at most")]
            let km = grouped(counts.distance_km.round() as usize);
            self.talk.say(format_args!("{}, {km} km from {place}; {}", counts.what, counts.advice));
        }
    }
}

/// How far the clocks of a zone are from the time by the sun at a place, around the day.
fn hours_from_the_sun(at: ZonedTime, place: LatLon) -> f64 {
    let clock = f64::from(at.offset().fix().local_minus_utc()) / 3600.0;
    let apart = (clock - place.lon() / 15.0).rem_euclid(24.0);
    apart.min(24.0 - apart)
}
