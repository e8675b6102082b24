//! Publishes messages on a bus, subscribes to them, and answers one message with another.
//!
//! Run with `cargo run --example bus`.

use std::cell::Cell;
use std::error::Error;

use chrono::DateTime;
use pdpe::live::bus::{Bus, BusSettings, Topic};
use pdpe::live::message::{Body, Cause, Custom, Draft, Kind, VisualizationType, VisualizationUpdate};

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let seen = Cell::new(0);
    let mut bus = Bus::new(BusSettings::default());

    // A subscriber of one kind of message, which answers it with another.
    let redraw = bus.subscribe("redraw", Kind::Custom, |message| {
        let Body::Custom(custom) = &message.body else { return Ok(Vec::new()) };
        println!("redraw: {} {}", custom.name, custom.data);
        let update = VisualizationUpdate {
            visualization_type: VisualizationType::Grid,
            update_data: custom.data.clone(),
            real_time: true,
        };
        Ok(vec![update.into()])
    });
    // A subscriber of all messages.
    bus.subscribe("count", Topic::All, |_| {
        seen.set(seen.get() + 1);
        Ok(Vec::new())
    });

    let at = DateTime::parse_from_rfc3339("2026-10-03T19:00:00-05:00")?;
    let parked = Custom::new("truck_parked", &serde_json::json!({ "truck": "Tacos 2", "cell_id": "33_42" }))?;

    // `publish` delivers before it returns.
    let published = bus.publish(Draft::new(at, Cause::User, parked.clone()));
    println!("message {} led to {} answer", published.message_id, published.answers);

    // `publish_queued` works from any thread; `dispatch_queued` delivers.
    let inbox = bus.inbox();
    std::thread::spawn(move || inbox.publish_queued(Draft::new(at, Cause::User, parked)))
        .join()
        .map_err(|_| "the thread panicked")??;
    println!("{} queued message", bus.dispatch_queued());

    // The chain of causes of the latest update.
    let latest = bus.recent(Kind::VisualizationUpdate, 1)[0].message_id;
    let chain: Vec<&str> = bus.chain(latest).iter().map(|message| message.kind().as_str()).collect();
    println!("{}", chain.join(" -> "));

    bus.unsubscribe(redraw);
    println!("{} messages delivered to {} calls", bus.totals().published, bus.totals().delivered);
    drop(bus);
    println!("counted: {}", seen.get());
    Ok(())
}
