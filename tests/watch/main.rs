//! `pdpe watch` as it is run: the binary on a loopback address, asked and attacked over sockets.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // when a test fails, what the listener said is shown

mod access;
mod attacks;
mod beside;
mod bodies;
#[path = "../watch_guard/client.rs"]
#[allow(dead_code)] // a part of it is used here
mod client;
#[path = "../common/mod.rs"]
mod common;
#[cfg(target_os = "linux")] // it looks at the threads of its process
mod ends;
mod flips;
mod forgetting;
mod health;
#[path = "../watch_guard/malformed_requests.rs"]
mod malformed_requests;
mod one_cell;
mod reading;
mod schemes;
mod secrecy;
mod signing;
mod starts;
mod statuses;
mod stream;
mod stuck;
mod support;
mod telling;
mod type_headers;
mod updates;

use std::time::Duration;

/// Long enough for anything that happens at all.
const PATIENCE: Duration = Duration::from_secs(30);
