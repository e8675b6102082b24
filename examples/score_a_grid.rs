//! Scores a grid at two times of one Saturday and prints where to be.
//!
//! Run with `cargo run --example score_a_grid`.

use std::error::Error;

use pdpe::clock::{now, parse_time};
use pdpe::event::Events;
use pdpe::geo::BoundingBox;
use pdpe::grid::{CellSize, Regular};
use pdpe::listings;
use pdpe::model::Model;
use pdpe::score::score_grid;

#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn main() -> Result<(), Box<dyn Error>> {
    // Your own assumptions: students count for more here than in the measured model.
    let model = Model::from_toml("[weights]\ncollege_presence = 0.2")?;

    // Downtown Kansas City in cells of 250 m.
    let area: BoundingBox = "39.06,-94.62,39.13,-94.55".parse()?;
    let grid = Regular::new(area, CellSize::new(250.0)?)?.whole();

    // What is on; records that can't be used are told, the rest counts.
    let listing = listings::read(include_bytes!("../fixtures/kc_weekend.json"), None, model.timezone)?;
    for rejected in &listing.rejected {
        println!("left out: {rejected}");
    }
    let events: Events = listing.events.into_iter().collect();

    for time in ["2026-10-03T12:00", "2026-10-03T20:00"] {
        let at = parse_time(time, model.timezone, now())?.at;
        let scores = score_grid(&model, &grid, &events, at);
        let best = (0..grid.len())
            .max_by(|&a, &b| scores.combined_score[a].total_cmp(&scores.combined_score[b]))
            .ok_or("the grid has no cells")?;
        println!("{at}: be at {} (score {:.6})", grid.place(best), scores.combined_score[best]);
    }
    Ok(())
}
