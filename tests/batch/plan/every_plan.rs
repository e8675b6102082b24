//! Every plan of a small shift, listed one by one, and what the best of them is worth.

#![allow(clippy::unwrap_used)]

use pdpe::plan::{PlanSettings, Scene, Stop};

/// All plans of one truck with at least one stop.
pub fn every_plan(scene: &Scene) -> Vec<(f64, Vec<Stop>)> {
    let mut found = Vec::new();
    extend(scene, &mut Vec::new(), scene.settings.breaks.len(), &mut found);
    found
}

/// The value of the best plan of all trucks; none if there is none.
pub fn best_of_all(scene: &Scene) -> Option<f64> {
    let mut plans = every_plan(scene);
    plans.sort_by(|one, other| other.0.total_cmp(&one.0));
    if scene.settings.trucks == 1 {
        return plans.first().map(|plan| plan.0);
    }
    assert_eq!(scene.settings.trucks, 2);
    let mut best: Option<f64> = None;
    for (number, (value, stops)) in plans.iter().enumerate() {
        for (other_value, others) in &plans[number..] {
            if best.is_some_and(|best| value + other_value <= best) {
                break;
            }
            if are_apart(scene, stops, others) {
                best = Some(value + other_value);
            }
        }
    }
    best
}

fn are_apart(scene: &Scene, stops: &[Stop], others: &[Stop]) -> bool {
    stops.iter().all(|one| {
        others.iter().all(|other| {
            let at_once = one.service_start < other.service_end && other.service_start < one.service_end;
            !at_once || !conflict(scene, one.cell, other.cell)
        })
    })
}

fn conflict(scene: &Scene, one: usize, other: usize) -> bool {
    let places = scene.values.places();
    one == other || places[one] == places[other] || places[one].distance_km(places[other]) < scene.settings.apart_km
}

fn drive(settings: &PlanSettings, km: f64) -> usize {
    let exact = km * settings.detour / settings.speed_kmh * 60.0;
    (0..10_000).find(|&minutes| f64::from(u32::try_from(minutes).unwrap()) >= exact - 1e-9).unwrap()
}

/// Adds all plans that begin with these stops; so many breaks are still to be taken.
fn extend(scene: &Scene, stops: &mut Vec<Stop>, breaks_left: usize, found: &mut Vec<(f64, Vec<Stop>)>) {
    let (settings, places, minutes) = (scene.settings, scene.values.places(), scene.values.minutes());
    let taken = settings.breaks.len() - breaks_left;
    if let Some(last) = stops.last() {
        let home = settings.end.map_or(0, |end| drive(settings, places[last.cell].distance_km(end)));
        let leg = [settings.teardown_minutes as usize, home, 0];
        if fits(settings, last.service_end, minutes, &leg, taken, settings.breaks.len()) {
            found.push((stops.iter().map(|stop| stop.value).sum(), stops.clone()));
        }
    }
    if stops.len() == settings.stops {
        return;
    }
    for cell in 0..places.len() {
        if stops.iter().any(|stop| conflict(scene, stop.cell, cell)) {
            continue;
        }
        let (begin, teardown, from) = match stops.last() {
            Some(last) => (last.service_end, settings.teardown_minutes as usize, Some(places[last.cell])),
            None => (0, 0, settings.start),
        };
        let way = from.map_or(0, |from| drive(settings, from.distance_km(places[cell])));
        let leg = [teardown, way, settings.setup_minutes as usize];
        for on_it in 0..=breaks_left {
            for start in begin..minutes {
                if !fits(settings, begin, start, &leg, taken, taken + on_it) {
                    continue;
                }
                let longest = settings.stay.longest.unwrap_or(minutes);
                for end in start + settings.stay.least..=minutes.min(start + longest) {
                    let is_open = |open: &[pdpe::plan::Windows]| {
                        open[cell].iter().any(|&(opens, closes)| opens <= start && end <= closes)
                    };
                    if scene.open.is_none_or(is_open) {
                        let value = value(scene, cell, start, end);
                        stops.push(Stop { cell, service_start: start, service_end: end, value });
                        extend(scene, stops, breaks_left - on_it, found);
                        stops.pop();
                    }
                }
            }
        }
    }
}

/// Whether pieces of work, and some of the breaks between them, fit between two minutes: each is tried
/// at each minute.
fn fits(settings: &PlanSettings, from: usize, to: usize, work: &[usize], next_break: usize, breaks: usize) -> bool {
    if from > to {
        return false;
    }
    if work.is_empty() && next_break == breaks {
        return true;
    }
    if let Some((&first, rest)) = work.split_first()
        && fits(settings, from + first, to, rest, next_break, breaks)
    {
        return true;
    }
    next_break < breaks && {
        let pause = settings.breaks[next_break];
        let starts = from.max(pause.from)..=pause.to - pause.length;
        starts.into_iter().any(|start| fits(settings, start + pause.length, to, work, next_break + 1, breaks))
    }
}

/// Minute by minute.
fn value(scene: &Scene, cell: usize, from: usize, to: usize) -> f64 {
    let seconds = |minute: usize| 60.0 * f64::from(u32::try_from(minute).unwrap());
    let hours_worth = |minute: usize| -> f64 {
        let spans = scene.values.spans();
        let ends = spans.iter().skip(1).map(|span| f64::from(span.start_seconds)).chain([f64::INFINITY]);
        let of_span = |(span, end): (&pdpe::plan::values::ValueSpan, f64)| {
            let starts = f64::from(span.start_seconds).max(seconds(minute));
            (end.min(seconds(minute + 1)) - starts).max(0.0) / 3600.0 * span.scores[cell]
        };
        spans.iter().zip(ends).map(of_span).sum()
    };
    let left = |minute: usize| {
        let Some(half_life) = scene.settings.stay.half_life_minutes else { return 1.0 };
        let at = |minute: usize| (-(seconds(minute) - seconds(from)) / 60.0 / half_life).exp2();
        (at(minute) - at(minute + 1)) * half_life / std::f64::consts::LN_2
    };
    (from..to).map(|minute| hours_worth(minute) * left(minute)).sum()
}
