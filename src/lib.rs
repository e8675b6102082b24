//! Where and when a crowd worth meeting will be: scores every cell of a city grid for a moment
//! in time, and explains every number.
//!
//! # The path of the data
//! ```text
//! grid rows ─▶ Grid ─▶ score(model, events, at) ─▶ Scores ─▶ one writer per format
//! ```
//! 1. [`grid`]: cells from a CSV ([`grid::GridReader`]) or from a box ([`grid::Regular`]).
//! 2. [`listings`]: what ticketing services know, as [`event::Event`]s; [`event::Events`] keeps
//!    them in the order of their ids.
//! 3. [`model`]: every factor and weight, from `published.toml` and the user's changes.
//! 4. [`layers`]: the table of the layers: how freely people spend, where students are, which
//!    events reach a place, and the user's own.
//! 5. [`score`]: the pure function of all these; [`score::Moment`] is what it knows before it
//!    sees a cell. [`explain`] is the receipt of one score.
//! 6. [`stream`]: the same in chunks, with bounded memory; [`output`]: the formats.
//! 7. [`takings`]: what a user's stays brought; [`fit`]: the factors they speak for, and whether
//!    these predict better than the model in force.
//!
//! [`places`] knows cities, and what belongs to each: zone, incomes, student hotspots, holidays.
//! [`geo`] and [`clock`] hold places, distances and times; [`config`] finds the user's file.
//!
//! # The live path
//! ```text
//! webhook | clock | replay ─▶ Message ─▶ Bus ─▶ Engine ─▶ affected cells scored again ─▶ Message
//! ```
//! [`live::message`] and [`live::bus`] carry what happens, [`live::dispatcher`] tells what time
//! brings, [`live::engine`] scores again only what an event or a moment touches, and
//! [`live::cache`] keeps scores of single places. [`live::replay`] leads them through a span.
//! [`watch`] is the listener that feeds them: a door for webhooks, their signatures and sources, a
//! journal of all that was acknowledged, and one loop that owns events and scores.
//!
//! # What always holds
//! - A score depends on (model, cell, events, time) and on nothing else. No clock is read, no
//!   file opened, nothing cached or logged while scoring.
//! - The same input gives the same bytes, at any number of threads and any size of chunk; the
//!   engine's scores are those of a fresh score of the whole grid.
//! - Bad input is an error or a rejected row with its place; it never becomes a number.
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

pub mod clock;
pub mod config;
pub mod event;
pub mod explain;
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
pub mod stream;
pub mod takings;
pub mod text;
pub mod watch;

/// The README's Rust code, run as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
