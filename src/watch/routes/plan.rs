//! `GET /plan?from=TIME&to=TIME`: a plan from the events known now, with the options of `pdpe plan` as
//! parameters without dashes in front; several of one kind with commas between them.

use std::fmt::Display;
use std::str::FromStr;

use chrono::Duration;

use super::query::Query;
use super::{Problem, guarded, safe};
use crate::clock::{parse_end, parse_time};
use crate::itinerary::PlanError;
use crate::itinerary::options::{Minutes, Options, share, time_after};
use crate::output::Style;
use crate::output::html::route::instants;
use crate::output::html::{Map, Opening};
use crate::output::plan::{PlanFormat, measure, write};
use crate::watch::door::{Request, Response};
use crate::watch::plans::Question;
use crate::watch::shared::{GATE_WITHIN, Shared};

/// Limits of what one request may ask for.
const MOST_STOPS: usize = 8;
const MOST_TRUCKS: usize = 4;
const MOST_BREAKS: usize = 3;
const LONGEST_SHIFT_HOURS: i64 = 36;

/// Without an end the shift is so long.
const USUAL_SHIFT_HOURS: i64 = 8;

/// The most branches and prices that one request may have tried.
const MOST_ITERATIONS: usize = 2000;

pub(super) fn plan(shared: &Shared, query: &mut Query, request: &Request) -> Result<Response, Problem> {
    let wants_html = request.header("accept").is_some_and(|accept| accept.contains("text/html"));
    let usual = if wants_html { PlanFormat::Html } else { PlanFormat::Json };
    let format = query.parse("format")?.unwrap_or(usual);
    let value = query.take("value")?;
    let measured = measure(&shared.model, shared.fit.as_ref(), value.as_deref());
    let (measure, shown) = measured.map_err(|error| Problem::new(400, format!("value: {error}")))?;
    let options = options(shared, query)?;
    let mut events = shared.ask(|inside| inside.agenda.events().clone())?;
    for id in list::<String>(query, "without")? {
        if events.exclude(&id) == 0 {
            return Err(Problem::new(400, format!("without: there is no event `{id}`")));
        }
    }
    let question = Question { options, measure, events: events.clone() };
    let itinerary = if let Some(known) = shared.plans.known(&question) {
        known
    } else {
        let busy = || Problem::come_again(503, 5, "another plan is being computed; try again");
        let _inside = shared.plans.gate.enter(GATE_WITHIN).ok_or_else(busy)?;
        // It may have been computed meanwhile.
        let Shared { plans, model, model_name, grid, names, .. } = shared;
        let compute = |question| plans.make(question, model, model_name, grid, names.as_ref());
        let made = plans.known(&question).map_or_else(|| compute(question), Ok);
        made.map_err(|error| fault(&error))?
    };
    if format == PlanFormat::Html {
        let venues = events.iter().map(|event| (event.place, event.label().to_owned()));
        let names = shared.names.as_ref().map(|names| names.with_venues(venues));
        let map = Map {
            title: format!("Plan of {}", shared.title),
            model: &shared.model,
            model_name: shared.model_name.clone(),
            grid: &shared.grid,
            events: &events,
            instants: instants(&itinerary, &shared.model, &events),
            opening: Opening { layer: shown, top: 0, apart_km: 1.0 },
            backdrop: None,
            tiles: None,
            plan: Some(&itinerary),
            names: names.as_ref(),
        };
        let page = map.html().map_err(|error| Problem::new(400, error.to_string()))?;
        // What may run and load is in the page itself.
        return Ok(guarded(Response::whole(200, format.media_type(), page), "base-uri 'none'"));
    }
    let body = write(&itinerary, format, shared.pace.now(), Style::default());
    let body = body.map_err(|error| Problem::new(500, error.to_string()))?;
    Ok(safe(Response::whole(200, format.media_type(), body)))
}

fn options(shared: &Shared, query: &mut Query) -> Result<Options, Problem> {
    let (zone, now) = (shared.model.timezone, shared.pace.now());
    let bad = |name: &'static str| move |error: &dyn Display| Problem::new(400, format!("{name}: {error}"));
    let from = query.take("from")?.unwrap_or_else(|| "now".into());
    let from = parse_time(&from, zone, now).map_err(|error| bad("from")(&error))?.at;
    let to = match query.take("to")? {
        None => from + Duration::hours(USUAL_SHIFT_HOURS),
        Some(to) if to.len() == 5 && !to.starts_with('+') => {
            let just_after = from.to_utc() + Duration::minutes(1);
            time_after(&to, just_after, zone).map_err(|error| bad("to")(&error))?.with_timezone(&zone)
        }
        // What was a plus sign has come as a blank.
        Some(to) => {
            parse_end(&to.replacen(' ', "+", 1), from.to_utc(), zone, now).map_err(|error| bad("to")(&error))?.at
        }
    };
    if to - from > Duration::hours(LONGEST_SHIFT_HOURS) {
        return Err(Problem::new(400, format!("to: a shift of up to {LONGEST_SHIFT_HOURS} hours is planned here")));
    }
    let usual = Options::new(from, to);
    let keep = list(query, "keep")?;
    let breaks = list(query, "break")?;
    if breaks.len() > MOST_BREAKS {
        return Err(Problem::new(400, format!("break: write up to {MOST_BREAKS}")));
    }
    let number = |query: &mut Query, name: &str, usual: f64, least: f64, most: f64| {
        let number = query.parse::<f64>(name)?.unwrap_or(usual);
        let problem = || Problem::new(400, format!("{name}: write a number from {least} to {most}"));
        if (least..=most).contains(&number) { Ok(number) } else { Err(problem()) }
    };
    Ok(Options {
        start: query.parse("start")?,
        end: query.parse("end")?,
        stops: query.count("stops", MOST_STOPS)?.unwrap_or(usual.stops),
        min_stay: query.parse::<Minutes>("min-stay")?.unwrap_or(usual.min_stay),
        max_stay: query.parse("max-stay")?,
        fade: query.parse("fade")?,
        setup: query.parse("setup")?.unwrap_or(usual.setup),
        teardown: query.parse("teardown")?.unwrap_or(usual.teardown),
        speed_kmh: number(query, "speed", usual.speed_kmh, 0.1, 1000.0)?,
        detour: number(query, "detour", usual.detour, 1.0, 10.0)?,
        trucks: query.count("trucks", MOST_TRUCKS)?.unwrap_or(usual.trucks),
        apart_km: number(query, "apart", usual.apart_km, 0.0, 1000.0)?,
        now: (!keep.is_empty()).then_some(now),
        keep,
        breaks,
        alternatives: query.flag("alternatives")?,
        explain: query.flag("explain")?,
        iterations: query.count("iterations", MOST_ITERATIONS)?.unwrap_or(usual.iterations),
        gap: query.take("gap")?.map_or(Ok(0.0), |gap| share(&gap).map_err(|error| bad("gap")(&error)))?,
        ..usual
    })
}

/// Values with commas between them.
fn list<T: FromStr<Err: Display>>(query: &mut Query, name: &str) -> Result<Vec<T>, Problem> {
    let Some(text) = query.take(name)? else { return Ok(Vec::new()) };
    let parsed = text.split(',').map(str::parse::<T>);
    parsed.collect::<Result<_, _>>().map_err(|error| Problem::new(400, format!("{name}: {error}")))
}

/// Options are named without dashes here.
fn fault(error: &PlanError) -> Problem {
    let status = if matches!(error, PlanError::NoPlan { .. }) { 422 } else { 400 };
    Problem::new(status, error.to_string().replace("--", ""))
}
