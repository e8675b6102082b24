//! Converts options to the settings of a plan: minutes of the shift and cells of the grid. Reports contradictions.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::options::{Fixed, Minutes, Options, Pause, time_after};
use super::sites::Sites;
use super::{MOST_MINUTES, PlanError};
use crate::geo::LatLon;
use crate::grid::Grid;
use crate::plan::{Break, FixedStop, PlanSettings, Scene, StayLimits};

/// The length of the shift.
pub(super) fn shift_minutes(options: &Options) -> Result<u32, PlanError> {
    let length = options.to - options.from;
    let minutes =
        u32::try_from(length.num_minutes()).ok().filter(|&minutes| minutes > 0).ok_or(PlanError::EmptyShift)?;
    if minutes > MOST_MINUTES { Err(PlanError::LongShift(length.num_days())) } else { Ok(minutes) }
}

/// The settings. Fixed stops have positions in the grid.
pub(super) fn of(options: &Options, grid: &Grid, zone: Tz) -> Result<PlanSettings, PlanError> {
    let minutes = shift_minutes(options)?;
    if grid.is_empty() {
        return Err(PlanError::NoCells);
    }
    let lengths = [("--min-stay", Some(options.min_stay)), ("--max-stay", options.max_stay), ("--fade", options.fade)];
    if let Some((option, _)) = lengths.into_iter().find(|(_, length)| *length == Some(Minutes(0))) {
        return Err(PlanError::NoTime(option));
    }
    let least = options.min_stay;
    if options.now.is_some_and(|now| minute(options, now) >= i64::from(minutes)) {
        return Err(PlanError::Over);
    }
    if let Some(longest) = options.max_stay.filter(|&longest| longest < least) {
        return Err(PlanError::Stays { least, longest });
    }
    let now = options.now.map_or(0, |now| minute(options, now)).clamp(0, i64::from(minutes));
    let now = usize::try_from(now).expect("kept within the shift");
    Ok(PlanSettings {
        start: options.start,
        end: options.end,
        stops: options.stops,
        stay: StayLimits {
            least: least.0 as usize,
            longest: options.max_stay.map(|longest| longest.0 as usize),
            half_life_minutes: options.fade.map(|fade| f64::from(fade.0)),
        },
        setup_minutes: options.setup.0,
        teardown_minutes: options.teardown.0,
        speed_kmh: options.speed_kmh,
        detour: options.detour,
        apart_km: options.apart_km,
        breaks: breaks(options, minutes as usize, now, zone)?,
        keep: keep(options, grid, minutes as usize, now, zone)?,
        now,
        trucks: options.trucks,
    })
}

/// Minutes from the start of the shift, rounded up.
fn minute(options: &Options, at: DateTime<Utc>) -> i64 {
    (at - options.from.to_utc()).num_seconds().div_euclid(60)
        + i64::from((at - options.from.to_utc()).num_seconds().rem_euclid(60) > 0)
}

fn breaks(options: &Options, minutes: usize, now: usize, zone: Tz) -> Result<Vec<Break>, PlanError> {
    let mut breaks: Vec<(Break, &Pause)> = Vec::new();
    for pause in &options.breaks {
        let Pause { length, from, to } = pause;
        let error = |what| PlanError::Break { length: *length, from: from.clone(), to: to.clone(), what };
        let starts = time_after(from, options.from.to_utc(), zone)?;
        let ends = time_after(to, starts, zone)?;
        let within = |at| usize::try_from(minute(options, at).max(0)).unwrap_or(usize::MAX).min(minutes);
        let pause_minutes = Break { length: length.0 as usize, from: within(starts), to: within(ends) };
        if pause_minutes.from + pause_minutes.length > pause_minutes.to {
            return Err(error(
                "it does not fit in the part of its window within the shift; remove it, or move its window",
            ));
        }
        // Breaks that can no longer begin are in the past.
        if pause_minutes.to.saturating_sub(pause_minutes.length) >= now {
            breaks.push((Break { from: pause_minutes.from.max(now), ..pause_minutes }, pause));
        }
    }
    breaks.sort_by_key(|(pause, _)| pause.from);
    if let Some(pair) = breaks.windows(2).find(|pair| pair[1].0.from < pair[0].0.to) {
        let Pause { length, from, to } = pair[1].1.clone();
        return Err(PlanError::Break {
            length,
            from,
            to,
            what: "its window overlaps that of another break; remove one of them",
        });
    }
    Ok(breaks.into_iter().map(|(pause, _)| pause).collect())
}

fn keep(options: &Options, grid: &Grid, minutes: usize, now: usize, zone: Tz) -> Result<Vec<FixedStop>, PlanError> {
    let mut keep: Vec<(FixedStop, &Fixed)> = Vec::new();
    for fixed in &options.keep {
        let error = |what: &str| keep_error(fixed, what);
        let mut cells = grid.positions(&fixed.cell);
        let cell = cells.next().ok_or_else(|| error("the grid has no such cell"))?;
        if fixed.truck > options.trucks {
            return Err(error("there is no such truck; raise --trucks"));
        }
        let from = time_after(&fixed.from, options.from.to_utc(), zone)?;
        let start = usize::try_from(minute(options, from)).ok().filter(|&start| start < minutes);
        let start = start.ok_or_else(|| error("it starts outside the shift; change --from or --to"))?;
        let (least_to, most_to) = if fixed.to.is_empty() {
            (now.max(start + 1), minutes)
        } else {
            let to = minute(options, time_after(&fixed.to, from, zone)?);
            let to = usize::try_from(to).ok().filter(|&to| start < to && to <= minutes);
            let to = to.ok_or_else(|| error("it ends when it starts, or after the shift; change its end, or --to"))?;
            (to, to)
        };
        keep.push((FixedStop { truck: fixed.truck - 1, cell, from: start, least_to, most_to }, fixed));
    }
    keep.sort_by_key(|(kept, _)| (kept.truck, kept.from));
    for truck in 0..options.trucks {
        if keep.iter().filter(|(kept, _)| kept.truck == truck).count() > options.stops {
            return Err(keep_error(keep[0].1, "more stops are fixed than --stops allows; raise it"));
        }
    }
    let overlap =
        |pair: &&[(FixedStop, &Fixed)]| pair[0].0.truck == pair[1].0.truck && pair[1].0.from < pair[0].0.least_to;
    if let Some(pair) = keep.windows(2).find(overlap) {
        return Err(keep_error(pair[1].1, "it overlaps another fixed stop of the truck; remove one of them"));
    }
    Ok(keep.into_iter().map(|(kept, _)| kept).collect())
}

fn keep_error(fixed: &Fixed, what: &str) -> PlanError {
    let Fixed { truck, cell, from, to } = fixed.clone();
    let cell = if truck == 1 { cell } else { format!("{truck}:{cell}") };
    PlanError::Keep { cell, from, to, what: what.to_owned() }
}

/// The places where trucks may stand. Positions of fixed stops become positions among these.
pub(super) fn sites(
    options: &Options,
    settings: &mut PlanSettings,
    grid: &Grid,
    minutes: usize,
    zone: Tz,
) -> Result<Sites, PlanError> {
    let Some(pitches) = &options.pitches else { return Ok(Sites::all()) };
    let kept: Vec<usize> = settings.keep.iter().map(|kept| kept.cell).collect();
    for (number, kept) in settings.keep.iter_mut().enumerate() {
        kept.cell = pitches.len() + number;
    }
    Sites::of_pitches(pitches, &kept, grid, options.from.to_utc(), minutes, zone)
}

/// Reports a start or an end from which every drive is longer than the shift.
pub(super) fn reachable(scene: &Scene) -> Result<(), PlanError> {
    let settings = scene.settings;
    let nearest = |place: LatLon| {
        let km = scene.values.places().iter().map(|&other| place.distance_km(other));
        km.fold(f64::INFINITY, f64::min)
    };
    for (option, place) in [("--start", settings.start), ("--end", settings.end)] {
        let Some(place) = place else { continue };
        let km = nearest(place);
        let drive = settings.drive_minutes(km);
        if drive as usize >= scene.values.minutes() {
            let shift = Minutes(u32::try_from(scene.values.minutes()).unwrap_or(u32::MAX));
            return Err(PlanError::FarAway { option, place, km, drive: Minutes(drive), shift });
        }
    }
    Ok(())
}
