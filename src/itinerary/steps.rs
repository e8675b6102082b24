//! The steps of a plan with times of the day: stops with names and reasons, breaks, the drive home.

use chrono::Duration;
use serde::{Serialize, Serializer};

use super::names::{events_at, near};
use super::options::Options;
use super::sites::Sites;
use super::{Basis, LOST_KM, TruckDay};
use crate::clock::ZonedTime;
use crate::explain::{Receipt, explain};
use crate::geo::LatLon;
use crate::grid::Grid;
use crate::plan::limits::{Alternative, alternatives};
use crate::plan::timetable::{Drive, TimedStop, timetable};
use crate::plan::trucks::Fleet;
use crate::plan::{Plan, Scene};

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Step {
    /// The place where the truck starts.
    Start {
        /// Latitude in degrees.
        lat: f64,
        /// Longitude in degrees.
        lon: f64,
        /// The departure.
        #[serde(serialize_with = "time")]
        leave: ZonedTime,
    },
    /// A stop.
    Stop(Box<StopStep>),
    /// A break.
    Break {
        /// The start.
        #[serde(serialize_with = "time")]
        from: ZonedTime,
        /// The end.
        #[serde(serialize_with = "time")]
        to: ZonedTime,
    },
    /// The drive to the end of the shift.
    Return {
        /// Latitude in degrees.
        lat: f64,
        /// Longitude in degrees.
        lon: f64,
        /// The departure.
        #[serde(serialize_with = "time")]
        leave: ZonedTime,
        /// The arrival.
        #[serde(serialize_with = "time")]
        arrival: ZonedTime,
        /// Length of the road.
        #[serde(serialize_with = "six")]
        km: f64,
    },
}

/// A stop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StopStep {
    /// The cell.
    pub cell_id: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The name of the pitch, or of a known place nearby.
    pub near: Option<String>,
    /// The departure to it; `None`: the truck starts here.
    #[serde(serialize_with = "time_if_any")]
    pub leave: Option<ZonedTime>,
    /// The arrival.
    #[serde(serialize_with = "time_if_any")]
    pub arrival: Option<ZonedTime>,
    /// Length of the road.
    #[serde(serialize_with = "six_if_any")]
    pub km: Option<f64>,
    /// The start of service.
    #[serde(serialize_with = "time")]
    pub service_start: ZonedTime,
    /// Its end.
    #[serde(serialize_with = "time")]
    pub service_end: ZonedTime,
    /// Score-hours earned here.
    #[serde(serialize_with = "six")]
    pub value: f64,
    /// Whether it is a fixed stop.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// The open events that reach it, as text.
    pub why: Vec<String>,
    /// The best plan of the truck if this place is not available; on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_lost: Option<Instead>,
    /// The receipt of the combined score when service starts; on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// The best plan of a truck if a place is not available.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Instead {
    /// Score-hours of the truck; `None`: there is no plan.
    #[serde(serialize_with = "six_if_any")]
    pub value: Option<f64>,
    /// Its stops, as text.
    pub stops: Vec<String>,
}

/// What is needed to build the steps.
pub(super) struct Steps<'s> {
    pub options: &'s Options,
    pub basis: &'s Basis<'s>,
    pub grid: &'s Grid,
    pub sites: &'s Sites,
    pub scene: &'s Scene<'s>,
    pub fleet: &'s Fleet,
}

impl Steps<'_> {
    pub fn of_trucks(&self) -> Vec<TruckDay> {
        let alternatives = if self.options.alternatives {
            alternatives(self.scene, self.fleet, self.scene.settings.apart_km.max(LOST_KM))
        } else {
            Vec::new()
        };
        let day = |(truck, plan): (usize, &Plan)| TruckDay {
            truck: truck + 1,
            value: plan.value,
            steps: self.steps(truck, plan, &alternatives),
        };
        self.fleet.trucks.iter().enumerate().map(day).collect()
    }

    fn steps(&self, truck: usize, plan: &Plan, alternatives: &[Alternative]) -> Vec<Step> {
        let table = timetable(self.scene, &plan.stops).expect("the plan has its breaks");
        let visits = table.visits.iter().enumerate().map(|(number, visit)| {
            let lost = alternatives.iter().find(|other| other.truck == truck && other.stop == number);
            let stop = self.stop(truck, visit, lost);
            (visit.stop.service_start, Step::Stop(Box::new(stop)))
        });
        let breaks =
            table.pauses.iter().map(|&(from, to)| (from, Step::Break { from: self.at(from), to: self.at(to) }));
        let home = table.home.zip(self.scene.settings.end).map(|(Drive { leave, arrive, road_km }, end)| {
            let (leave, arrival) = (self.at(leave), self.at(arrive));
            (arrive, Step::Return { lat: end.lat(), lon: end.lon(), leave, arrival, km: road_km })
        });
        let first_drive = table.visits.first().and_then(|visit| visit.drive);
        let start = self.scene.settings.start.zip(first_drive).map(|(start, drive)| {
            (drive.leave, Step::Start { lat: start.lat(), lon: start.lon(), leave: self.at(drive.leave) })
        });
        let mut steps: Vec<(usize, Step)> = start.into_iter().chain(visits).chain(breaks).chain(home).collect();
        steps.sort_by_key(|(minute, _)| *minute);
        steps.into_iter().map(|(_, step)| step).collect()
    }

    fn stop(&self, truck: usize, visit: &TimedStop, lost: Option<&Alternative>) -> StopStep {
        let stop = visit.stop;
        let place = self.scene.values.places()[stop.cell];
        let (from, to) = (self.at(stop.service_start), self.at(stop.service_end));
        let events = events_at(self.basis, place, from.to_utc(), to.to_utc());
        let why = events.iter().map(|(event, km)| format!("{}, {km:.1} km", event.label())).collect();
        let is_kept = |kept: &crate::plan::FixedStop| {
            kept.truck == truck && kept.cell == stop.cell && kept.from == stop.service_start
        };
        StopStep {
            cell_id: self.grid.id(stop.cell).to_owned(),
            lat: place.lat(),
            lon: place.lon(),
            near: self.name(stop.cell).or_else(|| near(self.basis, place, &events)),
            leave: visit.drive.map(|drive| self.at(drive.leave)),
            arrival: visit.drive.map(|drive| self.at(drive.arrive)),
            km: visit.drive.map(|drive| drive.road_km),
            service_start: from,
            service_end: to,
            value: stop.value,
            kept: self.scene.settings.keep.iter().any(is_kept),
            why,
            if_lost: lost.map(|lost| self.instead(lost)),
            receipt: self.options.explain.then(|| self.receipt(stop.cell, from)),
        }
    }

    fn receipt(&self, cell: usize, at: ZonedTime) -> Receipt {
        let receipt = explain(self.basis.model, self.basis.events, at, self.grid.site(cell));
        Receipt { cell_id: Some(self.grid.id(cell).to_owned()), ..receipt }
    }

    fn instead(&self, lost: &Alternative) -> Instead {
        let in_words = |stop: &crate::plan::Stop| {
            let (from, to) = (self.at(stop.service_start), self.at(stop.service_end));
            let place: LatLon = self.scene.values.places()[stop.cell];
            let near = self
                .name(stop.cell)
                .or_else(|| near(self.basis, place, &events_at(self.basis, place, from.to_utc(), to.to_utc())));
            let near = near.map(|near| format!(" ({near})")).unwrap_or_default();
            format!("{}{near} {}–{}", self.grid.id(stop.cell), from.format("%H:%M"), to.format("%H:%M"))
        };
        let plan = lost.plan.as_ref();
        Instead {
            value: plan.map(|plan| plan.value),
            stops: plan.iter().flat_map(|plan| &plan.stops).map(in_words).collect(),
        }
    }

    fn name(&self, cell: usize) -> Option<String> {
        self.sites.names.get(cell).cloned().flatten()
    }

    fn at(&self, minute: usize) -> ZonedTime {
        let minutes = i64::try_from(minute).expect("a shift has few minutes");
        (self.options.from + Duration::minutes(minutes)).with_timezone(&self.basis.model.timezone)
    }
}

pub(super) fn time<S: Serializer>(at: &ZonedTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339())
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
fn time_if_any<S: Serializer>(at: &Option<ZonedTime>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.to_rfc3339()).serialize(serializer)
}

/// Rounds to six decimals, as in all outputs.
fn rounded(number: f64) -> f64 {
    format!("{number:.6}").parse().unwrap_or(number)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) fn six<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*number))
}

#[expect(clippy::ref_option, reason = "serde hands over a reference")]
pub(super) fn six_if_any<S: Serializer>(number: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    number.map(rounded).serialize(serializer)
}
