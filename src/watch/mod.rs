//! The parts of a listener for webhooks: how they come in, are checked, kept and understood.
//! Nothing joins them yet.
//!
//! ```text
//! request ─▶ guard, server ─▶ auth: who speaks ─▶ sources: what it says and means ─▶ journal: kept
//! ```
//! - [`auth`]: signatures, tokens, and the idempotency key of a delivery.
//! - [`sources`]: what Eventbrite, Ticketmaster, Twitter/X and others say, and what it means;
//!   [`settings`]: the `[[sources]]` of pdpe.toml.
//! - [`journal`]: every delivery that was acknowledged, on disk, and what became of it.
//! - the door, through which requests come in and answers go out:
//!
//! ```text
//! public TCP ─▶ guard: accept loop that never ends ─▶ a thread per connection, capped
//!            ─▶ one whole request, strictly parsed and buffered under absolute deadlines
//!            ─▶ private unix socket, canonical bytes ─▶ server: tiny_http, its workers
//!            ─▶ the function that answers
//! ```
//! [`guard`] knows sockets and HTTP framing, [`server`] knows `tiny_http`; nobody else sees a
//! socket. Both exist on Unix alone: elsewhere `tiny_http` has no unix sockets to listen on.
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
//! let guard = Guard::start(listen("127.0.0.1:0".parse()?)?, Limits::default(), server.connect())?;
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

#[cfg(unix)]
pub mod access;
pub mod agenda;
pub mod auth;
pub mod feed;
#[cfg(unix)]
pub mod guard;
pub mod headers;
pub mod histogram;
pub mod journal;
pub mod main_loop;
pub mod printer;
pub mod pulse;
#[cfg(unix)]
mod routes;
#[cfg(unix)]
pub mod run;
pub mod senders;
#[cfg(unix)]
pub mod server;
pub mod settings;
#[cfg(unix)]
mod shared;
#[cfg(unix)]
pub mod signals;
pub mod sources;
