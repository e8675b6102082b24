//! The listener: webhooks and the clock keep the scores of a grid fresh, and nothing that was
//! acknowledged is lost. [`run::Watch`] puts the parts together.
//!
//! ```text
//! request ─▶ door ─▶ routes ─▶ auth: who speaks ─▶ sources: what it says ─▶ journal: kept ─▶ 200
//!                                                                                 │
//! feed ◀── messages ◀── engine ◀── main_loop ◀── agenda: which events are on  ◀───┘
//! ```
//! 1. [`door`] reads whole, well-formed requests from the network, each connection on a thread of its
//!    own; the routes compute the answers on that thread; [`access`] says who may read.
//! 2. [`senders`], from [`settings`], the `[[sources]]` of pdpe.toml: who may send; [`auth`]:
//!    signatures, tokens, and the idempotency key of a delivery.
//! 3. [`sources`]: what Eventbrite, Ticketmaster, Twitter/X and others say, and what it means.
//! 4. [`journal`]: every delivery that was acknowledged, on disk, and what became of it.
//! 5. [`agenda`]: the fold of the journal: which events are on. A restart takes all of it in again.
//! 6. [`main_loop`]: the one thread that owns events and scores; [`pulse`] shows that it lives,
//!    [`histogram`] how long things take.
//! 7. [`feed`]: what happens, to everybody who looks on; [`printer`]: the same as lines;
//!    [`log`]: what an operator is told; [`signals`]: what an operator wishes.
//!
//! [`fetch`] asks Eventbrite what a delivery only names; [`send`] posts a delivery for a trial,
//! [`checkup`] asks a listener whether it works.
//!
//! [`door`] knows sockets and HTTP framing and nothing of pdpe; the routes know no socket.
//!
//! ```
//! use std::io::{Read as _, Write as _};
//! use std::net::TcpStream;
//! use pdpe::watch::door::{Door, Limits, Response, listen};
//!
//! let door = Door::open(listen("127.0.0.1:0".parse()?)?, Limits::default(), &[], |request| {
//!     Response::text(200, &format!("{} {}", request.method, request.path()))
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

pub mod access;
pub mod agenda;
pub mod auth;
pub mod checkup;
mod client;
pub mod door;
pub mod feed;
pub mod fetch;
pub mod headers;
pub mod histogram;
mod http;
pub mod journal;
pub mod log;
pub mod main_loop;
pub mod printer;
pub mod pulse;
mod routes;
pub mod run;
pub mod send;
pub mod senders;
pub mod settings;
mod shared;
#[cfg(unix)]
pub mod signals;
pub mod sources;
