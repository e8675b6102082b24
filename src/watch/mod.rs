//! The listener: webhooks and the clock keep the scores of a grid fresh, and nothing that was
//! acknowledged is lost. [`run::Watch`] puts the parts together.
//!
//! ```text
//! request ─▶ guard ─▶ server ─▶ routes ─▶ auth: who speaks ─▶ sources: what it says ─▶ journal: kept ─▶ 200
//!                                                                                          │
//! feed ◀── messages ◀── engine ◀── main_loop ◀── agenda: which events are on  ◀────────────┘
//! ```
//! 1. the door: [`guard`] faces the network and lets whole, well-formed requests through;
//!    [`server`] hands them to workers; `routes` say what is for whom, `access` who may read.
//! 2. `senders`, from [`settings`], the `[[sources]]` of pdpe.toml: who may send; `auth`:
//!    signatures, tokens, and the idempotency key of a delivery.
//! 3. `sources`: what Eventbrite, Ticketmaster, Twitter/X and others send, and what it means.
//! 4. [`journal`]: every delivery that was acknowledged, on disk, and its outcome.
//! 5. [`agenda`]: the fold of the journal: which events are on. A restart replays it.
//! 6. `main_loop`: the one thread that owns events and scores; `pulse`: its signs of life;
//!    `histogram`: how long things take.
//! 7. `feed`: what happens, as a stream to viewers; `printer`: the same as lines; [`service`]: signals,
//!    the log and housekeeping of the program.
//!
//! `fetch` asks Eventbrite what a delivery only names; [`send`] posts a delivery for a trial,
//! [`checkup`] asks a listener for its health.
//!
//! The door knows nothing of pdpe: [`guard`] knows sockets and HTTP framing, [`server`] knows
//! `tiny_http`; nobody else sees a socket. Both exist on Unix alone: elsewhere `tiny_http` has no
//! unix sockets to listen on.
//!
//! ```
//! # #[cfg(unix)] {
//! use std::io::{Read as _, Write as _};
//! use std::net::TcpStream;
//! use pdpe::watch::guard::{Guard, Limits, listen};
//! use pdpe::watch::server::{Response, Server, ServerSettings};
//!
//! let server = Server::start(ServerSettings::default(), |request, reply| {
//!     let text = format!("{} {}", request.method, request.path);
//!     reply.send(Response::text(200, &text));
//! })?;
//! let guard = Guard::start(listen("127.0.0.1:0".parse()?)?, Limits::default(), &[], server.connect())?;
//!
//! let mut client = TcpStream::connect(guard.address())?;
//! client.write_all(b"GET /health?full=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer)?;
//! assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
//! assert!(answer.ends_with("\r\n\r\nGET /health"));
//!
//! assert!(guard.shutdown()); // nothing was left unfinished
//! server.shutdown();
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![allow(clippy::must_use_candidate)] // nobody drops what a getter returns by mistake

#[cfg(unix)]
mod access;
pub mod agenda;
mod auth;
pub mod checkup;
#[cfg(unix)]
mod clerks;
mod client;
#[cfg(unix)]
mod console;
mod feed;
mod fetch;
#[cfg(unix)]
pub mod guard;
mod headers;
mod histogram;
mod http;
pub mod journal;
mod log;
mod main_loop;
mod printer;
mod pulse;
#[cfg(unix)]
mod routes;
#[cfg(unix)]
pub mod run;
pub mod send;
mod senders;
#[cfg(unix)]
pub mod server;
#[cfg(unix)]
pub mod service;
pub mod settings;
#[cfg(unix)]
mod shared;
#[cfg(unix)]
mod signals;
mod sources;
mod subscribers;

/// The parts, for this crate's own tests.
#[doc(hidden)]
pub mod testing {
    pub use super::auth::{
        BUCKET_SECONDS, Encoding, IdempotencyKey, Refusal, Scheme, SchemeError, Secret, SecretError, SecretPlace,
        SignatureHeader, Unverified, Verifier,
    };
    pub use super::feed::Feed;
    pub use super::fetch::{BaseAddress, BaseAddressError, FetchCounters, FetchError, FetchSettings, Fetched, Fetcher};
    pub use super::headers::Headers;
    pub use super::log::{Level, Log, LogError, LogSettings};
    pub use super::main_loop::{Inside, MainLoop, Setup, Wake};
    pub use super::printer::Printer;
    pub use super::pulse::Pulse;
    pub use super::sources::eventbrite::answers::{ASKED_AFTER_HEADER, ASKED_HEADER};
    pub use super::sources::eventbrite::{EventbriteId, LookUp, answers};
    pub use super::sources::twitter::{Moods, Sentiment, Tweet, TweetPlace, sentiment_of};
    pub use super::sources::{ANSWERS, BodyError, LONGEST_DATA_BYTES, Meaning, Reading, Source};
    pub use super::subscribers::Subscriber;
}
