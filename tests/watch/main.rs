//! `pdpe watch` as it is run: the binary on a loopback address, asked and attacked over sockets; and
//! in a folder each, its parts.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

#[path = "../common/mod.rs"]
mod common;
mod fetch;
mod journal;
mod main_loop;
#[cfg(unix)]
mod own_layers;
mod send;
mod sources;

// A listener runs on Unix alone.
#[cfg(unix)]
mod access;
#[cfg(unix)]
mod attacks;
#[cfg(unix)]
mod beside;
#[cfg(unix)]
mod bodies;
#[cfg(unix)]
mod cors;
#[cfg(unix)]
mod encoding;
#[cfg(target_os = "linux")] // it looks at the threads of its process
mod ends;
#[cfg(unix)]
mod flips;
#[cfg(unix)]
mod forgetting;
#[cfg(unix)]
mod guard;
#[cfg(unix)]
mod health;
#[cfg(unix)]
mod identity;
#[cfg(unix)]
mod library;
#[cfg(unix)]
mod log;
#[cfg(unix)]
mod lost;
#[cfg(unix)]
mod names;
mod one_cell;
#[cfg(unix)]
mod openapi;
#[cfg(unix)]
mod plan;
#[cfg(unix)]
mod programs;
#[cfg(unix)]
mod proofs;
#[cfg(unix)]
mod reading;
#[cfg(unix)]
mod schemes;
#[cfg(unix)]
mod secrecy;
#[cfg(unix)]
mod sessions;
#[cfg(unix)]
mod signing;
#[cfg(unix)]
mod starts;
#[cfg(unix)]
mod statuses;
#[cfg(unix)]
mod stream;
#[cfg(unix)]
mod stuck;
#[cfg(unix)]
mod telling;
#[cfg(unix)]
mod type_headers;
#[cfg(unix)]
mod updates;
#[cfg(unix)]
mod wrong_clock;

#[cfg(unix)]
use common::{PATIENCE, client, support};
