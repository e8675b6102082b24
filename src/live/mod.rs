//! The live path: what happens becomes messages, a bus carries them, subscribers act on them.
//!
//! ```text
//! webhook | clock | replay ─▶ Message ─▶ Bus ─▶ subscribers ─▶ Message ─▶ …
//! ```
//! 1. [`message`]: everything that can happen, as one closed set of kinds with their JSON, and the
//!    cause of each.
//! 2. [`bus`]: which subscriber gets which messages, in which order, and what happens when one fails.
//! 3. [`timeline`]: the turns of hours, days, weeks and months ([`crate::clock::boundaries`]), the
//!    [`openings`] and closings of events and the [`schedule`] of messages, some with a
//!    [`recurrence`], as one walk from instant to instant; [`dispatcher`]: that walk as messages.
//! 4. [`engine`]: a grid, its events, a time and the scores that belong to them; it applies messages
//!    and answers with the updates that follow. [`cache`]: scores asked for at single places and
//!    times, kept until something they depend on changes.
//! 5. [`replay`]: engine and dispatcher led through a span; [`stays`]: where and when it was best.
//!
//! One thread owns the bus and all that its subscribers change; other threads put messages into
//! its [`bus::Inbox`] (the loop of the listener has a queue of its own, of more than messages).
//! Nothing here reads the clock: every message carries its time.

#![allow(clippy::must_use_candidate)] // nobody drops what a getter returns by mistake

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
