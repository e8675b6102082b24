//! Warnings for users who score another city with the time zone or the campuses of Kansas City.

use chrono::Offset as _;
use pdpe::clock::ZonedTime;
use pdpe::geo::LatLon;
use pdpe::layers;
use pdpe::model::Model;
use pdpe::text::grouped;

use super::Global;
use super::shared::Talk;

/// No zone differs from solar time by more than this on land, in hours.
const FAR_HOURS: f64 = 3.5;

/// At this distance, in kilometres, a hotspot adds almost nothing to a score.
const FAR_KM: f64 = 700.0;

/// The published settings that are in force because the user did not choose others.
pub struct Elsewhere<'m> {
    talk: Talk,
    /// The time scored, if nobody chose a zone.
    at: Option<ZonedTime>,
    model: &'m Model,
}

impl<'m> Elsewhere<'m> {
    /// The settings that a model and the command line leave as published.
    pub fn new(global: &Global, model: &'m Model, at: ZonedTime) -> Self {
        let has_published_zone = global.tz.is_none() && model.timezone == Model::published().timezone;
        Self { talk: Talk::new(global), at: has_published_zone.then_some(at), model }
    }

    /// Warns about settings that do not fit a place: the one scored, or the first cell of a grid.
    pub fn tell(&self, place: LatLon) {
        if let Some(at) = self.at.filter(|at| hours_from_solar_time(*at, place) > FAR_HOURS) {
            self.talk.say(format_args!(
                "times are read in {}, which is not the zone of {place}; set the zone with --tz, as in --tz Europe/London",
                at.timezone()
            ));
        }
        let counts = layers::elsewhere(self.model, &Model::published(), place);
        if let Some(counts) = counts.filter(|counts| counts.distance_km > FAR_KM) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the Earth at most")]
            let km = grouped(counts.distance_km.round() as usize);
            self.talk.say(format_args!("{}, {km} km from {place}; {}", counts.what, counts.advice));
        }
    }
}

/// The difference between the time of a zone and solar time at a place, 0 to 12 hours.
fn hours_from_solar_time(at: ZonedTime, place: LatLon) -> f64 {
    let clock = f64::from(at.offset().fix().local_minus_utc()) / 3600.0;
    let apart = (clock - place.lon() / 15.0).rem_euclid(24.0);
    apart.min(24.0 - apart)
}
