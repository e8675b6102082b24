//! What people do without a plan, under the same limits: values of such days in score-hours.

use pdpe::plan::Scene;

/// A stop: cell, first and last minute of service.
type Stop = (usize, usize, usize);

/// The best cell at the moment, each third of the shift; the truck leaves in time for the next third.
pub fn best_now(scene: &Scene) -> f64 {
    let third = scene.values.minutes() / 3;
    let mut stops: Vec<Stop> = Vec::new();
    for number in 0..3 {
        let from = number * third;
        let score = |cell: usize| score_at(scene, cell, from);
        let may = |cell: &usize| stops.iter().all(|stop| is_apart(scene, stop.0, *cell));
        let cells = (0..scene.values.places().len()).filter(may);
        let Some(cell) = cells.reduce(|best, cell| if score(cell) > score(best) { cell } else { best }) else { break };
        let last = if number == 2 { scene.values.minutes() } else { from + third };
        push_longest(scene, &mut stops, cell, last);
    }
    value(scene, &stops)
}

/// The stretches with the best scores, in order of rank, where they can be reached from those taken before.
pub fn top_stays(scene: &Scene) -> f64 {
    let spans = scene.values.spans();
    let minutes = scene.values.minutes();
    let mut ranked: Vec<(f64, usize, usize)> = Vec::new();
    for (number, span) in spans.iter().enumerate() {
        ranked.extend(span.scores.iter().enumerate().map(|(cell, &score)| (score, number, cell)));
    }
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let minute = |number: usize| spans.get(number).map_or(minutes, |span| (span.start_seconds as usize).div_ceil(60));
    let mut stops: Vec<Stop> = Vec::new();
    for (_, number, cell) in ranked.into_iter().take(20_000) {
        if stops.len() == scene.settings.stops {
            break;
        }
        let (from, to) = (minute(number), minute(number + 1).max(minute(number) + scene.settings.stay.least));
        try_insert(scene, &mut stops, (cell, from, to.min(minutes)));
    }
    value(scene, &stops)
}

/// The stop that adds most, again and again; those taken before stay as they are.
pub fn greedy(scene: &Scene) -> f64 {
    let minutes = scene.values.minutes();
    let stay = scene.settings.stay;
    let mut stops: Vec<Stop> = Vec::new();
    while stops.len() < scene.settings.stops {
        let mut best: Option<(f64, Stop)> = None;
        for cell in
            (0..scene.values.places().len()).filter(|&cell| stops.iter().all(|stop| is_apart(scene, stop.0, cell)))
        {
            for position in 0..=stops.len() {
                let earliest = earliest(scene, position.checked_sub(1).map(|before| stops[before]), cell);
                let latest = latest(scene, stops.get(position).copied(), cell);
                for from in (earliest..minutes).step_by(15) {
                    let to = latest.min(stay.longest.map_or(minutes, |longest| from + longest));
                    if to < from + stay.least {
                        break;
                    }
                    let value = scene.values.of_stay(cell, from, to, stay);
                    if best.is_none_or(|(most, _)| value > most) {
                        best = Some((value, (cell, from, to)));
                    }
                }
            }
        }
        let Some((_, stop)) = best else { break };
        if !try_insert(scene, &mut stops, stop) {
            break;
        }
    }
    value(scene, &stops)
}

fn score_at(scene: &Scene, cell: usize, minute: usize) -> f64 {
    let span = scene.values.spans().iter().rev().find(|span| span.start_seconds as usize <= 60 * minute);
    span.map_or(0.0, |span| span.scores[cell])
}

fn is_apart(scene: &Scene, one: usize, other: usize) -> bool {
    let places = scene.values.places();
    one != other && places[one].distance_km(places[other]) >= scene.settings.apart_km
}

fn drive(scene: &Scene, from: usize, to: usize) -> usize {
    let places = scene.values.places();
    scene.settings.drive_minutes(places[from].distance_km(places[to])) as usize
}

/// The first minute of service at a cell after a stop, or after the start of the shift.
fn earliest(scene: &Scene, before: Option<Stop>, cell: usize) -> usize {
    let settings = scene.settings;
    let place = scene.values.places()[cell];
    let arrival = match before {
        Some((from, _, to)) => to + settings.teardown_minutes as usize + drive(scene, from, cell),
        None => settings.start.map_or(0, |start| settings.drive_minutes(start.distance_km(place)) as usize),
    };
    arrival + settings.setup_minutes as usize
}

/// The last minute of service at a cell before a stop, or before the end of the shift.
fn latest(scene: &Scene, after: Option<Stop>, cell: usize) -> usize {
    let settings = scene.settings;
    let place = scene.values.places()[cell];
    let until = if let Some((to, from, _)) = after {
        from.saturating_sub(settings.setup_minutes as usize + drive(scene, cell, to))
    } else {
        let home = settings.end.map_or(0, |end| settings.drive_minutes(end.distance_km(place)) as usize);
        scene.values.minutes().saturating_sub(home)
    };
    until.saturating_sub(settings.teardown_minutes as usize)
}

/// Serves a cell after the other stops until it has to leave.
fn push_longest(scene: &Scene, stops: &mut Vec<Stop>, cell: usize, last: usize) {
    let stay = scene.settings.stay;
    let from = earliest(scene, stops.last().copied(), cell);
    let until = latest(scene, None, cell).min(last.saturating_sub(scene.settings.teardown_minutes as usize));
    let to = until.min(stay.longest.map_or(until, |longest| from + longest));
    if to >= from + stay.least {
        stops.push((cell, from, to));
    }
}

/// Adds a stop if the drives allow at least the shortest stay of it.
fn try_insert(scene: &Scene, stops: &mut Vec<Stop>, (cell, from, to): Stop) -> bool {
    if stops.iter().any(|stop| !is_apart(scene, stop.0, cell)) {
        return false;
    }
    let position = stops.iter().take_while(|stop| stop.1 < from).count();
    let from = from.max(earliest(scene, position.checked_sub(1).map(|before| stops[before]), cell));
    let to = to.min(latest(scene, stops.get(position).copied(), cell));
    let fits = from + scene.settings.stay.least <= to;
    if fits {
        stops.insert(position, (cell, from, to));
    }
    fits
}

fn value(scene: &Scene, stops: &[Stop]) -> f64 {
    stops.iter().map(|&(cell, from, to)| scene.values.of_stay(cell, from, to, scene.settings.stay)).sum()
}
