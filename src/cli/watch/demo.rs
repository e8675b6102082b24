//! `pdpe watch --demo`: the bundled weekend with a fast clock, and an event to be published by a webhook.

use chrono::{DateTime, Utc};
use pdpe::clock::{Pace, parse_time};
use pdpe::event::{Event, Events, Timing};
use pdpe::listings;
use pdpe::live::message::{EventRemoved, RemovalReason};
use pdpe::model::Model;
use pdpe::watch::run::Watch;
use pdpe::watch::service::Console;

use super::super::demo::{FROM, WEEKEND};
use super::super::{Global, usage};

/// How fast the clock runs: an hour takes six seconds.
pub const SPEED: f64 = 600.0;

/// The event of `fixtures/webhooks/eventbrite_webhook.json`.
const EVENT: &str = "123456789";

/// The delivery that publishes it.
const DELIVERY: &str = r#"{"api_url": "https://www.eventbriteapi.com/v3/events/123456789/", "config": {"event_id": "123456789", "action": "event.created"}}"#;

/// A clock that starts on Friday at 16:00.
pub fn pace(global: &Global, model: &Model) -> anyhow::Result<Pace> {
    if global.now.is_some() {
        return Err(usage("--demo has its own clock; leave out --now"));
    }
    Ok(Pace::from(wall(FROM, model)?, SPEED))
}

/// The events of the weekend. The one of the delivery lasts all weekend and is far from the others, so that
/// its effect is seen whenever the delivery comes.
pub fn events(model: &Model) -> anyhow::Result<Events> {
    let mut events: Events = listings::read(WEEKEND, None, model.timezone)?.events.into_iter().collect();
    let known = events.with_id(EVENT).next().cloned();
    if let Some(known) = known {
        let timing = Timing::span(wall("2026-10-02T12:00", model)?, Some(wall("2026-10-04T23:00", model)?))?;
        let (name, place) = ("Startup weekend at Zona Rosa".into(), "39.2447,-94.6647".parse()?);
        events.insert(Event { name, place, timing, attendance: Some(2200), ..known });
    }
    Ok(events)
}

/// Takes the event back, as if its organizer had not published it yet, and says how to publish it.
pub fn begin(console: &Console, watch: &Watch) -> anyhow::Result<()> {
    let event = watch.read(|view| view.events().with_id(EVENT).next().cloned())?;
    if let Some(event) = event {
        watch.publish(EventRemoved::new(&event, RemovalReason::Unpublished))?;
    }
    let address = watch.address();
    console.say("demonstration: it is Friday 16:00 in Kansas City, and an hour takes 6 seconds; nothing is kept");
    console.say(format_args!("open http://{address}/map, then publish an event at Zona Rosa, in the north:"));
    console.say(format_args!(
        "curl -X POST http://{address}/webhooks/eventbrite -H 'Content-Type: application/json' -d '{DELIVERY}'"
    ));
    Ok(())
}

fn wall(time: &str, model: &Model) -> anyhow::Result<DateTime<Utc>> {
    Ok(parse_time(time, model.timezone, DateTime::UNIX_EPOCH)?.at.to_utc())
}
