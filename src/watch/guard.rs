//! The guard: faces the network, and lets through whole, well-formed requests and nothing else.
//!
//! It knows sockets and the framing of HTTP/1.1 and nothing of what the requests are about. Each
//! connection has a thread; a request is buffered as a whole, under caps and deadlines that
//! nobody can stretch ([`Limits`]), parsed strictly ([`Parser`]), and written anew
//! ([`WireRequest::to_bytes`]) to the server behind, on a connection of its own. What is refused
//! is answered with the reason ([`Refusal`]). When there is no more room, those go first who have
//! shown nothing; see [`Limits::connections`].

mod accept;
mod answer;
mod chunks;
mod connection;
mod counters;
mod crowd;
mod deadline;
mod head;
mod limits;
mod parser;
mod refusal;
mod relay;
mod request;

use std::io;
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use accept::Door;
use deadline::Deadline;
use socket2::{Domain, SockRef, Socket, Type};

pub use counters::Counters;
pub use limits::Limits;
pub use parser::{Parsed, Parser};
pub use refusal::Refusal;
pub use request::{Method, WireRequest};

pub(super) use chunks::{LAST_CHUNK, chunk_of};
pub(super) use head::PEER_HEADER;

/// How the guard reaches the server behind it; each request has a connection of its own. It must
/// not block for long.
pub type Connect = Arc<dyn Fn() -> io::Result<UnixStream> + Send + Sync>;

/// The longest answer that is taken as a whole: longer ones must come in chunks. The server behind
/// is rid of such an answer at once, however slowly the client reads.
pub const LONGEST_WHOLE_ANSWER: usize = 1 << 20;

/// A guard at work; dropped, it stops at once.
#[derive(Debug)]
pub struct Guard {
    door: Arc<Door>,
    address: SocketAddr,
    /// To wake the thread that accepts.
    listener: Arc<TcpListener>,
    accepting: Option<JoinHandle<()>>,
}

impl Guard {
    /// Stands in front of `listener` from now on, and passes requests on to what `connect` reaches.
    /// Each of `proxies` may hold all connections that there may be. It has the process hold as many
    /// descriptors as it may, and keeps [within](Limits::within) those.
    ///
    /// # Errors
    /// When the listener has no address or no thread can be started.
    pub fn start(listener: TcpListener, limits: Limits, proxies: &[IpAddr], connect: Connect) -> io::Result<Self> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(false)?;
        let limits = rlimit::increase_nofile_limit(MOST_DESCRIPTORS).map_or(limits, |most| limits.within(most));
        let door = Arc::new(Door::new(limits, proxies, connect));
        let listener = Arc::new(listener);
        let accepting = {
            let (listener, door) = (Arc::clone(&listener), Arc::clone(&door));
            std::thread::Builder::new().name("accept".into()).spawn(move || accept::accept(&listener, &door))?
        };
        Ok(Self { door, address, listener, accepting: Some(accepting) })
    }

    /// Where it listens, with the port the system gave it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has done so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.door.counters()
    }

    /// The same for somebody who does not hold the guard, nor keeps it; nothing once it has gone.
    pub(super) fn counting(&self) -> impl Fn() -> Counters + Send + Sync + 'static {
        let door = Arc::downgrade(&self.door);
        move || door.upgrade().map(|door| door.counters()).unwrap_or_default()
    }

    /// Stops accepting, waits for the requests in flight as long as [`Limits::shutdown`] says, and
    /// ends. Answers of unknown length may come to their end too; who sends one that has none must
    /// end it, else it is cut off. Whether all requests were answered.
    #[must_use = "false says that somebody was left without an answer"]
    pub fn shutdown(mut self) -> bool {
        let wait = self.door.limits().shutdown;
        self.stop(wait)
    }

    fn stop(&mut self, wait: Duration) -> bool {
        let Some(accepting) = self.accepting.take() else { return true };
        self.door.close();
        // Wakes the loop, which looks whether the door is closed. A system on which it does not wakes
        // it with the next connection; nobody waits for that.
        let _ = SockRef::from(&*self.listener).shutdown(Shutdown::Both); // it may be dead already
        let until = Deadline::after(WAKING);
        while !accepting.is_finished() && until.left().is_ok() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.door.empty(Deadline::after(wait))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop(Duration::ZERO);
    }
}

/// How long the accept loop has to notice that it is over.
const WAKING: Duration = Duration::from_secs(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(1);

/// An address that is listened on.
pub type Listening = TcpListener;

/// Listens on an address, with room for a burst of connections.
///
/// # Errors
/// When the port is in use, belongs to root, or the address is not one of this machine.
pub fn listen(address: SocketAddr) -> io::Result<Listening> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?; // else a restart would wait for the old connections to be forgotten
    socket.bind(&address.into())?;
    socket.listen(WAITING_CONNECTIONS)?;
    Ok(socket.into())
}

/// Connections the system keeps until they are accepted, as many as Linux allows by default: who finds
/// no room there tries again after a second.
const WAITING_CONNECTIONS: i32 = 4096;

/// More are never needed.
const MOST_DESCRIPTORS: u64 = 65_536;
