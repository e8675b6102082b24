//! Checks that plans keep all limits, independently of the programme that made them.

use super::timetable::{Drive, timetable};
use super::{PlanSettings, Scene, Stop};

/// A limit that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("truck {truck}: {what}")]
pub struct Broken {
    /// Which truck, counted from 1.
    pub truck: usize,
    /// The reason.
    pub what: String,
}

/// Checks the stops of all trucks against every limit, and their values against the scores.
///
/// # Errors
/// [`Broken`] for the first limit that a plan breaks.
pub fn check(scene: &Scene, trucks: &[&[Stop]]) -> Result<(), Broken> {
    for (number, stops) in trucks.iter().enumerate() {
        check_truck(scene, number, stops).map_err(|what| Broken { truck: number + 1, what })?;
        for (other_number, others) in trucks[..number].iter().enumerate() {
            if let Some((one, other)) = too_close(scene, stops, others) {
                let what = format!(
                    "serves cell {} from minute {} too close to truck {} at cell {}",
                    one.cell,
                    one.service_start,
                    other_number + 1,
                    other.cell
                );
                return Err(Broken { truck: number + 1, what });
            }
        }
    }
    Ok(())
}

fn too_close<'s>(scene: &Scene, stops: &'s [Stop], others: &'s [Stop]) -> Option<(&'s Stop, &'s Stop)> {
    let places = scene.values.places();
    let overlap =
        |one: &Stop, other: &Stop| one.service_start < other.service_end && other.service_start < one.service_end;
    let pairs = stops.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let mut clashing = pairs.filter(|(one, other)| overlap(one, other));
    clashing.find(|(one, other)| scene.settings.conflict(places[one.cell], places[other.cell]))
}

fn check_truck(scene: &Scene, truck: usize, stops: &[Stop]) -> Result<(), String> {
    let settings = scene.settings;
    if stops.len() > settings.stops {
        return Err(format!("has {} stops of {}", stops.len(), settings.stops));
    }
    let keep: Vec<_> = settings.keep.iter().filter(|kept| kept.truck == truck).collect();
    let is_kept = |stop: &Stop| {
        let is_it = |kept: &&&super::FixedStop| {
            let ends = kept.least_to..=kept.most_to;
            kept.cell == stop.cell && kept.from == stop.service_start && ends.contains(&stop.service_end)
        };
        keep.iter().any(|kept| is_it(&kept))
    };
    if stops.iter().filter(|stop| is_kept(stop)).count() != keep.len() {
        return Err("has no service at a fixed stop".into());
    }
    for (number, stop) in stops.iter().enumerate() {
        if !is_kept(stop) {
            check_stay(scene, stop)?;
        }
        let places = scene.values.places();
        for other in &stops[..number] {
            let both_kept = is_kept(stop) && is_kept(other);
            if !both_kept && settings.conflict(places[stop.cell], places[other.cell]) {
                return Err(format!("stops at cells {} and {} are too close", other.cell, stop.cell));
            }
        }
        let value = integral(scene, stop);
        let tolerance = if settings.stay.half_life_minutes.is_some() { 1e-3 } else { 1e-9 };
        if (value - stop.value).abs() > tolerance * value.abs().max(1.0) {
            return Err(format!("the stop at cell {} is worth {value}, not {}", stop.cell, stop.value));
        }
    }
    check_times(scene, stops)
}

/// Checks the length of a stop and its windows.
fn check_stay(scene: &Scene, stop: &Stop) -> Result<(), String> {
    let stay = scene.settings.stay;
    let (from, to) = (stop.service_start, stop.service_end);
    if from < scene.settings.now || to < from + stay.least || stay.longest.is_some_and(|longest| to > from + longest) {
        return Err(format!("serves cell {} from minute {from} to {to}", stop.cell));
    }
    let is_open =
        scene.open.is_none_or(|open| open[stop.cell].iter().any(|&(opens, closes)| opens <= from && to <= closes));
    if is_open {
        Ok(())
    } else {
        Err(format!("serves cell {} from minute {from} to {to}, when it is closed", stop.cell))
    }
}

/// Checks that service, drives and breaks do not overlap and are within the shift.
fn check_times(scene: &Scene, stops: &[Stop]) -> Result<(), String> {
    let settings = scene.settings;
    let table = timetable(scene, stops).map_err(|error| error.to_string())?;
    if table.pauses.len() != settings.breaks.len() {
        return Err("a break is missing".into());
    }
    for (pause, rule) in table.pauses.iter().zip(&settings.breaks) {
        if pause.0 < rule.from || pause.1 > rule.to || pause.1 - pause.0 != rule.length {
            return Err(format!("a break from minute {} to {} is not within its window", pause.0, pause.1));
        }
    }
    let mut busy: Vec<(usize, usize)> = table.pauses.clone();
    let mut place = settings.start;
    let mut ended: Option<usize> = None;
    for visit in &table.visits {
        let stop = visit.stop;
        busy.push((stop.service_start, stop.service_end));
        let to = scene.values.places()[stop.cell];
        if stop.service_start >= settings.now {
            check_drive(settings, visit.drive, place.map(|place| place.distance_km(to)), ended)?;
            let arrived = visit.drive.map_or(ended.unwrap_or(settings.now), |drive| drive.arrive);
            if arrived + settings.setup() > stop.service_start {
                return Err(format!("serves cell {} before it is set up", stop.cell));
            }
            busy.extend(visit.drive.map(|drive| (drive.leave, drive.arrive)));
        }
        (place, ended) = (Some(to), Some(stop.service_end));
    }
    check_drive(settings, table.home, place.zip(settings.end).map(|(from, to)| from.distance_km(to)), ended)?;
    busy.extend(table.home.map(|drive| (drive.leave, drive.arrive)));
    let torn_down = ended.map_or(0, |end| end + settings.teardown());
    busy.sort_unstable();
    if let Some(pair) = busy.windows(2).find(|pair| pair[1].0 < pair[0].1) {
        return Err(format!("does two things at once from minute {}", pair[1].0));
    }
    if busy.last().map_or(0, |last| last.1).max(torn_down) > scene.values.minutes() {
        return Err("is not done when the shift ends".into());
    }
    Ok(())
}

fn check_drive(
    settings: &PlanSettings,
    drive: Option<Drive>,
    km: Option<f64>,
    ended: Option<usize>,
) -> Result<(), String> {
    let Some(drive) = drive else {
        return if km.is_none() { Ok(()) } else { Err("a drive is missing".into()) };
    };
    let leaves_in_time =
        drive.leave >= settings.now && ended.is_none_or(|end| drive.leave >= end + settings.teardown());
    let takes = settings.drive_minutes(km.unwrap_or(f64::INFINITY)) as usize;
    if leaves_in_time && drive.arrive == drive.leave + takes {
        return Ok(());
    }
    Err(format!("drives from minute {} to {}, which takes {takes}", drive.leave, drive.arrive))
}

/// The value of a stop, span by span; with a half-life, by the integral of the factor.
#[expect(clippy::cast_precision_loss, reason = "minutes of a shift")]
fn integral(scene: &Scene, stop: &Stop) -> f64 {
    let spans = scene.values.spans();
    let (from, to) = (60.0 * stop.service_start as f64, 60.0 * stop.service_end as f64);
    let mut sum = 0.0;
    for (number, span) in spans.iter().enumerate() {
        let starts = f64::from(span.start_seconds).max(from);
        let ends = spans.get(number + 1).map_or(to, |next| f64::from(next.start_seconds).min(to));
        if starts >= ends {
            continue;
        }
        let hours = match scene.settings.stay.half_life_minutes {
            None => (ends - starts) / 3600.0,
            Some(half_life) => {
                let left = |at: f64| (-(at - from) / 60.0 / half_life).exp2();
                (left(starts) - left(ends)) * half_life / std::f64::consts::LN_2 / 60.0
            }
        };
        sum += span.scores[stop.cell] * hours;
    }
    sum
}
