//! The live path: the bus delivers messages about changes, and subscribers react with further messages.
//!
//! ```text
//! webhook | clock | replay ─▶ Message ─▶ Bus ─▶ subscribers ─▶ Message ─▶ …
//! ```
//! 1. [`message`]: the closed set of messages with their JSON and causes.
//! 2. [`bus`]: delivers messages to subscribers in order and handles failures.
//! 3. [`timeline`]: new hours, days, weeks and months ([`crate::clock::boundaries`]), the [`openings`]
//!    and closings of events and the [`schedule`] of messages, some with a [`recurrence`], in order of
//!    time; [`dispatcher`]: the same as messages.
//! 4. [`engine`]: a grid, its events, a time and their scores; it applies messages and answers with the
//!    resulting updates. [`cache`]: scores of single places and times, kept until something they depend
//!    on changes.
//! 5. [`replay`]: engine and dispatcher over a span of time; [`stays`]: the best places and times.
//!
//! One thread owns the bus and everything its subscribers change; other threads put messages into its
//! [`bus::Inbox`] (the main loop of the listener has a queue of its own).
//! Nothing here reads the clock: every message carries its time.

#![allow(clippy::must_use_candidate)]

pub mod bus;
pub mod cache;
pub mod dispatcher;
pub mod engine;
pub mod message;
pub mod openings;
pub mod recurrence;
pub mod replay;
pub mod schedule;
pub mod stays;
pub mod timeline;
