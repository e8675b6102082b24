//! The door: sockets and the framing of HTTP/1.1. It knows nothing of what the requests are about.
//!
//! ```text
//! accept ─▶ a thread per connection ─▶ one whole request ─▶ the function that answers ─▶ the answer ─▶ the next request
//! ```
//! A request is read as a whole, within caps and deadlines ([`Limits`]), and parsed strictly
//! ([`Parser`]). The function that answers runs on the connection's thread; a panic in it is answered
//! with 500. What is refused is answered with the reason ([`Refusal`]). When there is no more room, the
//! connections go first that have completed no request and those that do not take their answer; see
//! [`Limits::connections`]. A [`Gate`] limits how many threads do something expensive at a time.

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
pub use exchange::{Body, Method, Piece, Request, Response, Stream};
pub use gate::{Gate, Inside};
pub use limits::Limits;
pub use parser::{Parsed, Parser};
pub use refusal::Refusal;

/// An open door; dropped, it closes at once.
#[derive(Debug)]
pub struct Door {
    context: Arc<Context>,
    address: SocketAddr,
    /// To wake the thread that accepts.
    listener: Arc<TcpListener>,
    accepting: Option<JoinHandle<()>>,
    /// Dropped, it ends the thread that looks for overdue answers.
    _overdue: Sender<()>,
}

impl Door {
    /// Accepts connections on `listener` from now on, and has requests answered by `respond`. Each of
    /// `proxies` may hold all connections that there may be. The process is allowed as many open files
    /// as the system permits, and the limits are lowered to [fit](Limits::within).
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

    /// Where it listens, with the port that the system assigned.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has done so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.context.counters()
    }

    /// The same for code that does not own the door, and does not keep it open; zeros once it is closed.
    pub(super) fn counting(&self) -> impl Fn() -> Counters + Send + Sync + 'static {
        let context = Arc::downgrade(&self.context);
        move || context.upgrade().map(|context| context.counters()).unwrap_or_default()
    }

    /// Stops accepting, waits for the requests in flight as long as [`Limits::shutdown`] says, and
    /// ends. Streams may come to their end too; a stream without an end has to be ended by its sender,
    /// else it is cut off. Whether all requests were answered.
    #[must_use = "false means that some requests were not answered"]
    pub fn shutdown(mut self) -> bool {
        let wait = self.context.limits.shutdown;
        self.stop(wait)
    }

    fn stop(&mut self, wait: Duration) -> bool {
        let Some(accepting) = self.accepting.take() else { return true };
        self.context.connections.close();
        // Wakes the accept loop, which then sees that the door is closed. On systems where it does not,
        // the next connection does; nobody waits for that.
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

/// How long the accept loop has to notice that it is over.
const WAKING: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// Listens on an address, with room for a burst of connections.
///
/// # Errors
/// When the port is in use or reserved, or the address is not one of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // Else a restart would wait for the old connections to be forgotten. Elsewhere than on Unix it
    // would let two programs listen on one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING_CONNECTIONS)?;
    Ok(socket.into())
}

/// Connections the system keeps until they are accepted, as many as Linux allows by default. A client
/// that finds no room there tries again after a second.
const WAITING_CONNECTIONS: i32 = 4096;

#[cfg(unix)]
fn within_descriptors(limits: Limits) -> Limits {
    rlimit::increase_nofile_limit(MOST_DESCRIPTORS).map_or(limits, |most| limits.within(most))
}

/// More are never needed.
#[cfg(unix)]
const MOST_DESCRIPTORS: u64 = 65_536;

/// Elsewhere sockets are not limited like that.
#[cfg(not(unix))]
fn within_descriptors(limits: Limits) -> Limits {
    limits
}
