//! Takes a score apart and puts it together again from the parts.
//!
//! Run with `cargo run --example explain_a_cell`.

use std::error::Error;

use pdpe::clock::{now, parse_time};
use pdpe::event::Events;
use pdpe::explain::explain;
use pdpe::geo::LatLon;
use pdpe::layers::{EVENT_PROXIMITY, SPENDING_PROPENSITY};
use pdpe::listings;
use pdpe::model::Model;

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::default();
    let listing = listings::read(include_bytes!("../fixtures/kc_weekend.json"), None, model.timezone)?;
    let events: Events = listing.events.into_iter().collect();
    let at = parse_time("2026-10-03T19:00", model.timezone, now())?.at;

    let receipt = explain(&model, &events, at, "39.0997,-94.5786".parse::<LatLon>()?);

    for factor in receipt.layers[SPENDING_PROPENSITY].factors() {
        println!("× {:<5} {} ({})", factor.value, factor.name, factor.because);
    }
    for event in receipt.layers[EVENT_PROXIMITY].events().iter().filter(|event| event.open) {
        println!("{:.0} m to {}: bonus {:.6}", event.distance_m, event.name, event.bonus);
    }
    let mut sum = 0.0;
    for term in &receipt.terms {
        println!("{:>8.6} = {} × {}", term.product, term.weight, term.layer);
        sum += term.product;
    }
    println!("{sum:>8.6} in all");
    assert!((sum - receipt.combined_score).abs() < f64::EPSILON, "the receipt adds up");
    Ok(())
}
