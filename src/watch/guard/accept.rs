//! The accept loop: gives every connection a thread, and never ends by itself.

use std::fmt;
use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::Builder;

use super::Connect;
use super::connection::linger;
use super::counters::{Counters, Tally, count};
use super::crowd::{Crowd, has_broken_off};
use super::deadline::Deadline;
use super::limits::Limits;
use super::refusal::Refusal;
use super::relay::Client;

/// What all connections share.
pub(super) struct Door {
    limits: Limits,
    pub(super) connect: Connect,
    crowd: Arc<Crowd>,
    pub(super) tally: Tally,
    /// Held once more by each thread that lingers for one who was turned away.
    lingering: Arc<()>,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("limits", &self.limits).field("tally", &self.tally).finish_non_exhaustive()
    }
}

impl Door {
    pub(super) fn new(limits: Limits, proxies: &[IpAddr], connect: Connect) -> Self {
        let crowd = Arc::new(Crowd::new(limits, proxies));
        Self { limits, connect, crowd, tally: Tally::default(), lingering: Arc::default() }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn counters(&self) -> Counters {
        self.tally.so_far(self.crowd.sizes(), self.crowd.evicted())
    }

    pub(super) fn close(&self) {
        self.crowd.close();
    }

    pub(super) fn empty(&self, until: Deadline) -> bool {
        self.crowd.empty(until)
    }
}

/// What a connection's thread needs at most; the system gives it page by page.
const STACK_BYTES: usize = 256 << 10;

/// How many who were turned away may still read why at a time; others are shut out at once.
const LINGERERS: usize = 16;

/// Threads that are tried for one connection before it is given up.
const TRIES: usize = 3;

/// Accepts until the door is closed.
pub(super) fn accept(listener: &TcpListener, door: &Arc<Door>) {
    loop {
        let accepted = listener.accept();
        if door.crowd.is_closing() {
            return;
        }
        match accepted {
            Ok((stream, peer)) => {
                count(&door.tally.accepted);
                if has_broken_off(&stream) {
                    continue; // it gave up after all: no thread, and no place, for nobody
                }
                receive(stream, peer, door);
            }
            // It gave up before it was accepted; others did not.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            // Out of descriptors or of memory, or a network that is down: others wait in the queue.
            Err(_) => {
                count(&door.tally.exhausted);
                door.crowd.ease();
            }
        }
    }
}

fn receive(stream: TcpStream, peer: SocketAddr, door: &Arc<Door>) {
    let stream = Arc::new(stream);
    let _ = stream.set_nodelay(true); // an answer goes out in one piece; if not, it is only slower
    let seat = match door.crowd.enter(Arc::clone(&stream), peer.ip()) {
        Ok(seat) => Arc::new(seat),
        Err(refusal) => return turn_away(stream, refusal, door),
    };
    for _ in 0..TRIES {
        let serving = {
            let (stream, seat, door) = (Arc::clone(&stream), Arc::clone(&seat), Arc::clone(door));
            Builder::new().name("connection".into()).stack_size(STACK_BYTES).spawn(move || {
                Client { stream: &stream, peer, seat: &seat, door: &door }.serve();
            })
        };
        if serving.is_ok() {
            return;
        }
        count(&door.tally.exhausted);
        door.crowd.ease();
    }
    turn_away(stream, Refusal::TooManyConnections, door);
}

/// Says no in one breath: the accept loop waits for nobody.
fn turn_away(stream: Arc<TcpStream>, refusal: Refusal, door: &Door) {
    door.tally.refuse(refusal);
    let say = || {
        stream.set_nonblocking(true)?;
        (&*stream).write_all(&refusal.answer())?;
        stream.set_nonblocking(false)
    };
    if say().is_err() || Arc::strong_count(&door.lingering) > LINGERERS {
        return; // who does not hear it notices the end
    }
    let (until, lingering) = (Deadline::after(door.limits.linger), Arc::clone(&door.lingering));
    let waiting = move || {
        linger(&stream, until);
        drop(lingering);
    };
    // Without a thread the connection is closed at once.
    let _ = Builder::new().name("lingering".into()).stack_size(STACK_BYTES).spawn(waiting);
}
