//! pdpe scores every cell of a city grid at one time, shows where and when a crowd is likely, and
//! explains every number.
//!
//! # The path of the data
//! ```text
//! grid rows ─▶ Grid ─▶ score(model, events, at) ─▶ Scores ─▶ one writer per format
//! ```
//! 1. [`grid`]: cells from a CSV ([`grid::GridReader`]) or from a box ([`grid::Regular`]).
//! 2. [`listings`]: event files and responses of ticketing services as [`event::Event`]s.
//!    [`event::Events`] is a set of events in the order of their ids.
//! 3. [`model`]: every factor and weight, from `published.toml` and the user's changes.
//! 4. [`layers`]: the table of layers: spending, students, events, and the user's own.
//! 5. [`score`]: the pure function of all these. [`score::Moment`] is the part that does not depend on
//!    the cell. [`explain`] is the receipt of one score.
//! 6. [`stream`]: the same in chunks, with bounded memory. [`output`]: the formats.
//! 7. [`takings`]: the takings of a user's stays. [`fit`]: factors fitted to them, and whether these
//!    predict better than the model in force.
//! 8. [`plan`]: the best plan of a shift. [`itinerary`]: the same with names and times for users.
//!
//! [`places`] has the data of cities: zone, incomes, student hotspots, holidays. [`geo`] and [`clock`]
//! have places, distances and times. [`config`] reads the user's file.
//!
//! # The live path
//! ```text
//! webhook | clock | replay ─▶ Message ─▶ Bus ─▶ Engine ─▶ affected cells scored again ─▶ Message
//! ```
//! [`live::bus`] delivers [`live::message`]s. [`live::dispatcher`] turns the passing of time into
//! messages. [`live::engine`] rescores only what an event or a new time affects. [`live::cache`] has
//! scores of single places. [`live::replay`] moves an engine through a span. [`watch`] is the listener:
//! an HTTP server for webhooks, with their signatures and sources, a journal of all acknowledged
//! deliveries, and one loop that owns events and scores.
//!
//! # Invariants
//! - A score depends only on (model, cell, events, time). Scoring reads no clock, opens no file, and
//!   neither caches nor logs.
//! - The same input gives the same bytes, with any number of threads and any size of chunk. The scores
//!   of the engine equal a full calculation of the grid.
//! - Bad input is an error or a rejected row with its position. It never becomes a number.
//!
//! # Example
//! ```
//! use pdpe::{clock, event::Events, grid, model::Model, score::score_grid};
//!
//! let model = Model::published();
//! let grid = grid::kansas_city().whole();
//! let at = clock::parse_time("2024-12-15T19:00", model.timezone, clock::now())?.at;
//! let scores = score_grid(&model, &grid, &Events::new(), at);
//!
//! let best = (0..grid.len()).max_by(|&a, &b| scores.combined_score[a].total_cmp(&scores.combined_score[b]));
//! let best = best.expect("the grid has cells");
//! assert!(grid.place(best).distance_km("39.0496,-94.5913".parse()?) < 1.0); // Westport
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aliases;
pub mod clock;
pub mod config;
pub mod encoding;
pub mod event;
pub mod explain;
pub mod fetch;
pub mod fit;
pub mod geo;
pub mod grid;
pub mod itinerary;
pub mod layers;
pub mod listings;
pub mod live;
pub mod model;
pub mod output;
pub mod parallel;
pub mod places;
pub mod plan;
pub mod score;
pub mod sheet;
pub mod stream;
pub mod takings;
pub mod text;
pub mod watch;

/// The README's Rust code, run as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
