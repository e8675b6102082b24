//! `pdpe demo`: a weekend in one minute, for new users.

use std::cell::RefCell;
use std::io::{self, IsTerminal};
use std::time::Duration;

use anyhow::Context as _;
use chrono_tz::Tz;
use pdpe::clock::{ZonedTime, parse_time};
use pdpe::config::Config;
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::grid::kansas_city;
use pdpe::listings;
use pdpe::live::bus::{Bus, BusSettings, Topic};
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::live::message::{Body, EventAdded, EventRemoved, EventUpdated, Message, RemovalReason};
use pdpe::live::replay::Replay;
use pdpe::score::{Scores, score_grid};
use pdpe::text::{counted, terminal_lines};

use super::destination::Destination;
use super::shared::whole;
use super::{Failure, Global, interrupt, usage};

/// The events of the weekend.
pub const WEEKEND: &[u8] = include_bytes!("../../fixtures/kc_weekend.json");
/// When it begins, on the wall clock.
pub const FROM: &str = "2026-10-02T16:00";
const TO: &str = "2026-10-05T02:00";

/// The duration on a terminal.
const USUAL_SECONDS: u16 = 60;

/// Replay a weekend in Kansas City in one minute
///
/// Prints what happens, what is recalculated and why, and the best cell. Some events change on the way. At the end it checks its scores against a full calculation.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe demo
  pdpe demo --seconds 0        without waiting")]
pub struct Args {
    /// Duration in seconds [default: 60 on a terminal, else 0]
    #[arg(long, value_name = "N", value_parser = whole(0..=3600_u16))]
    seconds: Option<u16>,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let usual = if io::stdout().is_terminal() { USUAL_SECONDS } else { 0 };
    let seconds = f64::from(args.seconds.unwrap_or(usual));
    interrupt::await_interrupts();
    let mut destination = Destination::open(None, [])?;
    // No configuration file changes the demo.
    let model = Config::of_model(global.model.as_ref()).map_err(usage)?.model;
    let zone = model.timezone;
    let (from, to) = (time(FROM, zone)?, time(TO, zone)?);
    let events: Events = listings::read(WEEKEND, None, zone)?.events.into_iter().collect();
    let changes = changes(&events, zone)?;
    let engine = Engine::new(model, kansas_city().whole(), events, from, EngineSettings::default())?;
    let replay = RefCell::new(Replay::new(engine, to.to_utc()));
    for (at, change) in changes {
        replay.borrow_mut().dispatcher().timeline().at(at.to_utc(), change);
    }
    let said = RefCell::new(Vec::new());
    let mut bus = Bus::new(BusSettings::default());
    bus.subscribe("engine", Topic::All, |message| replay.borrow_mut().apply(message));
    bus.subscribe("output", Topic::All, |message| {
        said.borrow_mut().extend(words(message, replay.borrow().engine()));
        Ok(Vec::new())
    });

    destination.write(heading(replay.borrow().engine()).as_bytes())?;
    let span = (to - from).as_seconds_f64();
    let mut shown = from;
    loop {
        let next = replay.borrow_mut().next_drafts();
        let Some((at, drafts)) = next else { break };
        for draft in drafts {
            bus.publish(draft);
        }
        let said = std::mem::take(&mut *said.borrow_mut());
        if said.is_empty() {
            continue;
        }
        interrupt::wait(Duration::from_secs_f64(seconds * (at - shown).as_seconds_f64() / span));
        shown = at;
        destination.write(instant(at, &said, replay.borrow().engine()).as_bytes())?;
        if interrupt::came() {
            return Err(Failure::Interrupted(format!("interrupted: stopped at {}", at.to_rfc3339())).into());
        }
    }
    if let Some(failure) = bus.failures().next() {
        anyhow::bail!("{failure}");
    }
    drop(bus);
    let replay = replay.into_inner();
    destination.write(check(replay.engine())?.as_bytes())?;
    destination.finish()
}

fn time(text: &str, zone: Tz) -> anyhow::Result<ZonedTime> {
    Ok(parse_time(text, zone, pdpe::clock::now())?.at)
}

/// Changes of events during the weekend, each with its time.
fn changes(events: &Events, zone: Tz) -> anyhow::Result<Vec<(ZonedTime, Body)>> {
    let known = |id: &str| events.with_id(id).next().cloned().with_context(|| format!("the weekend has no event {id}"));
    let concert = known("G5vYZ9kC2xT7m")?;
    let game = known("kc-kauffman-saturday")?;
    let at = |text| time(text, zone);
    let pop_up = Event {
        id: EventId::new("demo-pop-up")?,
        name: "Pop-up food market, Berkley Riverfront".into(),
        place: "39.1164,-94.5702".parse()?,
        timing: Timing::span(at("2026-10-03T17:00")?.to_utc(), Some(at("2026-10-03T21:00")?.to_utc()))?,
        attendance: Some(4000),
        radius_km: Some(3.0),
        sentiment: 0.6,
        status: Status::Scheduled,
        source: "demo".into(),
    };
    let sold_out = Event { attendance: Some(18_000), sentiment: 0.9, ..concert.clone() };
    Ok(vec![
        (at("2026-10-02T20:15")?, EventUpdated::new(concert, sold_out, zone).into()),
        (at("2026-10-03T12:30")?, EventRemoved::new(&game, RemovalReason::Cancelled).into()),
        (at("2026-10-03T16:30")?, EventAdded::new(pop_up, zone).into()),
    ])
}

fn heading(engine: &Engine) -> String {
    format!(
        "A weekend in Kansas City: {}, {}, model: {}. Each entry shows what happens and what is recalculated.\n\
         At the start, {}: {}\n",
        counted(engine.grid().len(), "cell"),
        counted(engine.events().len(), "event"),
        engine.model().base.name(),
        engine.at().format("%A %H:%M"),
        best(engine)
    )
}

/// The lines about a message; empty if it changed nothing.
fn words(message: &Message, engine: &Engine) -> Vec<String> {
    let name = |id: &str| engine.events().with_id(id).next().map_or_else(|| id.to_owned(), |event| event.name.clone());
    match &message.body {
        Body::EventAdded(added) => vec![format!("News: {} is on.", added.event_data.event.name)],
        Body::EventUpdated(updated) => {
            vec![format!("News: {}: {}.", name(updated.updated_event_id.as_str()), updated.changed_fields.join(", "))]
        }
        Body::EventRemoved(removed) => vec![format!("News: {} does not take place.", removed.removed_event_id)],
        Body::AssumptionLayerUpdate(update) if update.recalculation_reason.contains("cells computed") => {
            let layer = update.layer_type.as_str().replace('_', " ");
            vec![format!("{layer}: {}", update.recalculation_reason)]
        }
        _ => Vec::new(),
    }
}

fn instant(at: ZonedTime, said: &[String], engine: &Engine) -> String {
    let said: Vec<String> = said.iter().map(|line| format!("  {}", terminal_lines(line))).collect();
    format!("\n{}\n{}\n  Best: {}\n", at.format("%A %H:%M"), said.join("\n"), best(engine))
}

fn best(engine: &Engine) -> String {
    engine.summary().map_or_else(
        || "no cell".into(),
        |summary| {
            let (grid, cell) = (engine.grid(), summary.best);
            format!("{} (cell {}), {:.6}", grid.place(cell), grid.id(cell), summary.max)
        },
    )
}

/// Compares every score with a fresh calculation of the whole grid.
fn check(engine: &Engine) -> anyhow::Result<String> {
    let fresh = score_grid(engine.model(), engine.grid(), engine.events(), engine.at());
    let bits = |scores: &Scores| scores.columns().flatten().map(|score| score.to_bits()).collect::<Vec<u64>>();
    anyhow::ensure!(
        bits(engine.scores()) == bits(&fresh),
        "the scores differ from a fresh calculation of the whole grid"
    );
    let rescored = usize::try_from(engine.counters().cells_rescored).unwrap_or(usize::MAX);
    Ok(format!(
        "\nChecked: all {} equal a fresh calculation of the whole grid at {}, bit for bit.\n\
         During the replay {} were recalculated.\n",
        counted(fresh.len(), "score"),
        engine.at().to_rfc3339(),
        counted(rescored, "cell"),
    ))
}
