//! The listener: webhooks and the clock keep the scores of a grid fresh, and nothing that was
//! acknowledged is lost. [`run::Watch`] puts the parts together.
//!
//! ```text
//! request ─▶ door ─▶ routes ─▶ auth: verified ─▶ sources: interpreted ─▶ journal: on disk ─▶ 200
//!                                                                             │
//! feed ◀── messages ◀── engine ◀── main_loop ◀── agenda: current events ◀─────┘
//! ```
//! 1. [`door`] reads whole, well-formed requests from the network, each connection on a thread of its
//!    own; the `routes` compute the answers on that thread; `access` decides who may read.
//! 2. `senders`, from [`settings`], the `[[sources]]` of pdpe.toml: who may send; `auth`:
//!    signatures, tokens, and the idempotency key of a delivery.
//! 3. `sources`: the payloads of Eventbrite, Ticketmaster, Twitter/X and others, and their meanings.
//! 4. [`journal`]: every delivery that was acknowledged, on disk, and its outcome.
//! 5. [`agenda`]: the fold of the journal: the current events. A restart replays it.
//! 6. `main_loop`: the one thread that owns events and scores; `pulse`: its heartbeat and counters;
//!    `histogram`: durations.
//! 7. `feed`: messages as a stream for viewers; `printer`: the same as lines; [`service`]: signals, the
//!    log and housekeeping of the program.
//! 8. `publisher` and `view`: what a program that contains a listener can publish and read;
//!    [`run::CustomSource`]: its own sources.
//!
//! `fetch` requests from Eventbrite what a delivery only names; [`send`] posts a test delivery;
//! [`checkup`] queries a listener's health.
//!
//! [`door`] knows sockets and HTTP framing and nothing of pdpe; the routes know no sockets.
//!
//! ```
//! use std::io::{Read as _, Write as _};
//! use std::net::TcpStream;
//! use pdpe::watch::door::{Door, Limits, Response, listen};
//!
//! let door = Door::open(listen("127.0.0.1:0".parse()?)?, Limits::default(), &[], |request| {
//!     Response::text(200, &format!("{} {}", request.method.as_str(), request.path()))
//! })?;
//!
//! let mut client = TcpStream::connect(door.address())?;
//! client.write_all(b"GET /health?full=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer)?;
//! assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
//! assert!(answer.ends_with("\r\n\r\nGET /health"));
//!
//! assert!(door.shutdown()); // every request was answered
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![allow(clippy::must_use_candidate)]

mod access;
pub mod agenda;
mod auth;
pub mod checkup;
#[cfg(unix)]
mod console;
mod cors;
pub mod door;
mod feed;
mod fetch;
mod headers;
mod histogram;
mod http;
pub mod journal;
mod log;
mod main_loop;
mod plans;
mod printer;
mod publisher;
mod pulse;
mod routes;
pub mod run;
pub mod send;
mod senders;
#[cfg(unix)]
pub mod service;
mod sessions;
pub mod settings;
mod shared;
#[cfg(unix)]
mod signals;
mod sources;
mod subscribers;
mod versions;
mod view;

/// Internal parts, for this crate's tests.
#[doc(hidden)]
pub mod testing {
    pub use super::auth::{
        AuthError, BUCKET_SECONDS, Encoding, IdempotencyKey, Scheme, SchemeError, Secret, SecretError, SecretPlace,
        SignatureHeader, Unverified, Verifier,
    };
    pub use super::feed::{Feed, Viewer};
    pub use super::fetch::{BaseAddress, BaseAddressError, FetchCounters, FetchError, FetchSettings, Fetched, Fetcher};
    pub use super::headers::Headers;
    pub use super::log::{Level, Log, LogError, LogSettings};
    pub use super::main_loop::{Inside, MainLoop, Setup, Wake};
    pub use super::printer::Printer;
    pub use super::pulse::Pulse;
    pub use super::sessions::{MOST_SESSIONS, SESSION_LASTS, Sessions};
    pub use super::sources::eventbrite::answers::{ASKED_AFTER_HEADER, ASKED_HEADER};
    pub use super::sources::eventbrite::{EventbriteId, LookUp, answers};
    pub use super::sources::twitter::{Moods, Sentiment, Tweet, TweetPlace, sentiment_of};
    pub use super::sources::{ANSWERS, BodyError, LONGEST_DATA_BYTES, Meaning, Reading, Source};
    pub use super::subscribers::Subscriber;
}
