//! A listener inside a program: it publishes messages, subscribes, schedules, reads scores, and stops.
//!
//! Run with `cargo run --example listener`.

use std::error::Error;
use std::sync::mpsc::channel;

use chrono::TimeDelta;
use pdpe::clock::{Pace, now, parse_time};
use pdpe::event::{Event, EventId, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::kansas_city;
use pdpe::live::message::{Body, Custom, EventAdded, Kind};
use pdpe::live::recurrence::Recurrence;
use pdpe::model::Model;
use pdpe::watch::run::{Watch, WatchSettings};

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::published();
    let zone = model.timezone;
    // A clock that starts on a Saturday evening; leave `pace` out to follow the system's clock.
    let start = parse_time("2026-10-03T19:00", zone, now())?.at;
    let watch = Watch::start(WatchSettings {
        address: "127.0.0.1:0".parse()?,
        pace: Pace::from(start.to_utc(), 1.0),
        ..WatchSettings::new(model, kansas_city().whole())
    })?;

    // A subscriber. It runs on the thread of the main loop.
    let (tell, told) = channel();
    watch.subscribe("printer", Kind::GridUpdate, move |message| {
        if let Body::GridUpdate(update) = &message.body {
            tell.send(format!("{} cells changed", update.cells_changed))?;
        }
        Ok(Vec::new())
    })?;

    // A message about an event: it is in the journal when this returns, and the scores are up to date.
    let place: LatLon = "39.1164,-94.5702".parse()?;
    let score = |watch: &Watch| watch.read(move |view| view.cell_score(place, start).combined_score);
    println!("before: {:.6}", score(&watch)?);
    let market = Event {
        id: EventId::new("market")?,
        name: "Market".into(),
        place,
        timing: Timing::span(start.to_utc(), Some(start.to_utc() + TimeDelta::hours(3)))?,
        attendance: None,
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "example".into(),
    };
    watch.publish(EventAdded::new(market, zone))?;
    println!("{}", told.recv()?);
    println!("after:  {:.6}", score(&watch)?);

    // Scheduled messages: once, and every hour at minute 30.
    let reminder = Custom::new("reminder", &"pack up")?;
    watch.schedule(start.to_utc() + TimeDelta::hours(4), reminder.clone())?;
    let hourly = watch.schedule(Recurrence::hourly(30)?, reminder)?;
    println!("cancelled: {}", watch.cancel(hourly)?);

    // Engine and bus can be read.
    let (events, messages) = watch.read(|view| (view.events().len(), view.bus().totals().published))?;
    println!("{events} event, {} messages", if messages > 3 { "several" } else { "few" });

    println!("all requests answered: {}", watch.stop());
    Ok(())
}
