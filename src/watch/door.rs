//! The HTTP server: sockets and the framing of HTTP/1.1. It knows nothing of pdpe.
//!
//! ```text
//! accept ─▶ a thread per connection ─▶ one whole request ─▶ the function that answers ─▶ the answer ─▶ the next request
//! ```
//! A request is read completely, within caps and deadlines ([`Limits`]), and parsed strictly
//! ([`Parser`]). The function that answers runs on the connection's thread; a panic in it becomes a
//! 500. A refused request gets the reason ([`Refusal`]). When there is no room for a new connection,
//! an old one is closed: first those without a complete request, then those whose client does not
//! read its answer; see [`Limits::connections`]. A [`Gate`] limits how many threads do expensive
//! work at the same time.

mod accept;
mod chunks;
mod closing;
mod connection;
mod connections;
mod context;
mod counters;
mod deadline;
mod exchange;
mod gate;
mod head;
mod limits;
mod member;
mod overdue;
mod parser;
mod print;
mod refusal;

use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use context::Context;
use deadline::Deadline;
use socket2::{Domain, SockRef, Socket, Type};

pub use counters::{Counters, Workers};
pub use exchange::{Method, Piece, Pieces, Request, Response, ResponseBody, Stream};
pub use gate::{Admitted, Gate};
pub use limits::Limits;
pub use parser::{Parsed, Parser};
pub use refusal::Refusal;

/// An open door. Dropping it closes it at once.
pub struct Door {
    context: Arc<Context>,
    address: SocketAddr,
    /// Shut down to wake the accept thread.
    listener: Arc<TcpListener>,
    accepting: Option<JoinHandle<()>>,
    /// Dropping it ends the thread that looks for overdue answers.
    _overdue: Sender<()>,
}

impl Door {
    /// Accepts connections on `listener` and answers requests with `respond`. Connections from
    /// `proxies` are exempt from the limit per address. Raises the process's limit of open files as far
    /// as the system permits, and lowers the limits to [fit](Limits::within).
    ///
    /// # Errors
    /// When the listener has no address or no thread can be started.
    pub fn open(
        listener: TcpListener,
        limits: Limits,
        proxies: &[IpAddr],
        respond: impl Fn(Request) -> Response + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(false)?;
        let context = Arc::new(Context::new(within_descriptors(limits), proxies, Box::new(respond)));
        let listener = Arc::new(listener);
        let (overdue, closes) = channel();
        {
            let context = Arc::clone(&context);
            Builder::new().name("overdue".into()).spawn(move || overdue::watch(&context, &closes))?;
        }
        let accepting = {
            let (listener, context) = (Arc::clone(&listener), Arc::clone(&context));
            Builder::new().name("accept".into()).spawn(move || accept::accept(&listener, &context))?
        };
        Ok(Self { context, address, listener, accepting: Some(accepting), _overdue: overdue })
    }

    /// The address it listens on, with the port that the system assigned.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Counters since the start.
    pub fn counters(&self) -> Counters {
        self.context.counters()
    }

    /// A function that returns [`Door::counters`] without keeping the door open; zeros once it is closed.
    pub(super) fn counting(&self) -> impl Fn() -> Counters + Send + Sync + 'static {
        let context = Arc::downgrade(&self.context);
        move || context.upgrade().map(|context| context.counters()).unwrap_or_default()
    }

    /// Stops accepting connections and waits up to [`Limits::shutdown`] for requests in progress.
    /// Streams may end by themselves; then those left are cut off. Returns whether all requests were
    /// answered.
    #[must_use = "false means that some requests were not answered"]
    pub fn shutdown(mut self) -> bool {
        let wait = self.context.limits.shutdown;
        self.stop(wait)
    }

    fn stop(&mut self, wait: Duration) -> bool {
        let Some(accepting) = self.accepting.take() else { return true };
        self.context.connections.close();
        // Wakes the accept loop, which then sees that the door is closed. On systems where this does not
        // wake it, the next connection does.
        let _ = SockRef::from(&*self.listener).shutdown(Shutdown::Both); // it may be closed already
        let until = Deadline::after(WAKING);
        while !accepting.is_finished() && until.left().is_ok() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.context.connections.empty(Deadline::after(wait))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop(Duration::ZERO);
    }
}

/// How long to wait for the accept loop to end.
const WAKING: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// Listens on an address, with a backlog for bursts of connections.
///
/// # Errors
/// When the port is in use or reserved, or the address is not one of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // Lets a restart bind while old connections are in TIME_WAIT. Outside Unix the same option would
    // let two programs listen on one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING_CONNECTIONS)?;
    Ok(socket.into())
}

/// The backlog of connections not accepted yet: Linux's default maximum. A client that finds it full
/// tries again after a second.
const WAITING_CONNECTIONS: i32 = 4096;

#[cfg(unix)]
fn within_descriptors(limits: Limits) -> Limits {
    rlimit::increase_nofile_limit(MOST_DESCRIPTORS).map_or(limits, |most| limits.within(most))
}

/// The most open files the limit is raised to.
#[cfg(unix)]
const MOST_DESCRIPTORS: u64 = 65_536;

/// Other systems have no such limit on sockets.
#[cfg(not(unix))]
fn within_descriptors(limits: Limits) -> Limits {
    limits
}
