//! Scores single places, adds an event, and asks for a recalculation.
//!
//! Run with `cargo run --example engine`.

use std::error::Error;

use pdpe::clock::{now, parse_time};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::kansas_city;
use pdpe::live::engine::{Engine, EngineSettings};
use pdpe::live::message::{AssumptionLayerUpdate, Body, Cause, Draft, EventAdded, LayerType, MessageId};
use pdpe::model::Model;

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let model = Model::published();
    let zone = model.timezone;
    let at = parse_time("2026-10-03T19:00", zone, now())?.at;
    let mut engine = Engine::new(model, kansas_city().whole(), Events::new(), at, EngineSettings::default())?;

    let place: LatLon = "39.0997,-94.5786".parse()?;
    println!("spending propensity {:.6}", engine.spending_propensity(place, at));
    println!("college presence    {:.6}", engine.college_presence(place, at));
    println!("combined score      {:.6}", engine.combined_score(place, at));

    // An event, as a message. The engine answers with what it calculated.
    let concert = Event {
        id: EventId::new("concert")?,
        name: "Concert".into(),
        place,
        timing: Timing::span(at.to_utc(), None)?,
        attendance: Some(5000),
        radius_km: None,
        sentiment: 0.0,
        status: Status::Scheduled,
        source: "example".into(),
    };
    let messages: [Body; 2] = [
        EventAdded::new(concert, zone).into(),
        // Published by others than the engine, this asks for a recalculation.
        AssumptionLayerUpdate {
            layer_type: LayerType::ALL,
            affected_area: Some("39.09,-94.60,39.11,-94.56".parse()?),
            recalculation_reason: "roadworks".into(),
        }
        .into(),
    ];
    for (id, body) in (1..).zip(messages) {
        println!("{}:", body.kind());
        let message = Draft::new(at.fixed_offset(), Cause::User, body).numbered(MessageId(id));
        for answer in engine.apply(&message)? {
            match answer {
                Body::AssumptionLayerUpdate(update) => println!("  {}", update.recalculation_reason),
                Body::GridUpdate(update) => {
                    println!("  {} cells rescored, {} changed", update.cells_rescored, update.cells_changed);
                }
                _ => {}
            }
        }
    }
    println!("combined score      {:.6}", engine.combined_score(place, at));

    println!("cached scores that depend on the concert: {}", engine.invalidate_event_cache("concert"));
    engine.clear_all_caches();
    let counters = engine.counters();
    println!("{} cache hits, {} misses", counters.cache_hits, counters.cache_misses);
    Ok(())
}
