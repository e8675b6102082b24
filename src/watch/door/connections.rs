//! The open connections, what each is doing, and which one is closed to make room for another.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::counters::{Counters, Workers};
use super::deadline::Deadline;
use super::limits::Limits;
use super::refusal::Refusal;
use crate::clock::monotonic;

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Waits for a request to begin.
    Waiting,
    /// A request has begun.
    Reading,
    /// A request is complete and is being answered.
    Answering,
    /// The answer is being written.
    Writing,
    /// A stream waits for its next piece.
    Streaming,
    /// A piece of a stream is being written.
    WritingPiece,
    /// The last answer is written; the client may still be reading it.
    Leaving,
}

#[derive(Debug)]
struct Member {
    /// The network it counts for; none for a proxy.
    network: Option<IpAddr>,
    stream: Arc<TcpStream>,
    doing: Doing,
    /// Since when it is in this state.
    since: Instant,
    /// Whether it has ever completed a request.
    proven: bool,
    /// Whether its latest request is a GET or HEAD.
    reads: bool,
    /// Bytes of the request body in memory.
    held: usize,
}

impl Member {
    /// Its order of eviction: the lowest goes first. None while its client must get an answer.
    fn rank(&self) -> Option<u8> {
        match self.doing {
            Doing::Leaving => Some(0),
            Doing::Waiting | Doing::Reading => Some(if self.proven { 3 } else { 1 }),
            Doing::Writing | Doing::WritingPiece if self.since.elapsed() >= NOT_TAKEN => Some(2),
            _ => has_broken_off(&self.stream).then_some(0),
        }
    }

    fn is_streaming(&self) -> bool {
        matches!(self.doing, Doing::Streaming | Doing::WritingPiece)
    }

    /// Whether it is receiving an answer to a GET or HEAD.
    fn is_reader(&self) -> bool {
        self.reads && (self.is_streaming() || matches!(self.doing, Doing::Answering | Doing::Writing))
    }
}

/// A client that reads nothing of its answer for this long may be evicted.
const NOT_TAKEN: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
struct State {
    /// By number, so the oldest come first, without evicted ones.
    members: BTreeMap<u64, Member>,
    next: u64,
    /// Threads that serve a connection, including evicted ones.
    threads: usize,
    /// Threads that compute an answer, and since when.
    busy: BTreeMap<u64, Instant>,
    /// Bytes of all request bodies in memory.
    held: usize,
    evicted: u64,
    closing: bool,
    /// Set when the system ran out of resources before the limits were reached.
    scarce: Option<Scarce>,
}

/// A temporary limit of connections.
#[derive(Clone, Copy, Debug)]
struct Scarce {
    connections: usize,
    until: Deadline,
}

impl State {
    /// The current limits of connections and of threads.
    fn most(&self, limits: &Limits) -> (usize, usize) {
        match self.scarce {
            Some(scarce) if scarce.until.left().is_ok() => (scarce.connections, scarce.connections + EASING / 2),
            _ => (limits.connections, limits.connections + (limits.connections / LEAVING_SHARE).max(1)),
        }
    }

    fn count(&self, what: impl Fn(&Member) -> bool) -> usize {
        self.members.values().filter(|member| what(member)).count()
    }

    fn remove(&mut self, number: u64) -> Option<Member> {
        let member = self.members.remove(&number)?;
        self.held -= member.held;
        Some(member)
    }

    /// Closes the connection with the lowest rank; of equals, the oldest.
    fn evict(&mut self, among: impl Fn(u64, &Member) -> bool) -> Option<()> {
        let candidates = self.members.iter().filter(|(number, member)| among(**number, member));
        let (_, number) = candidates.filter_map(|(number, member)| Some((member.rank()?, *number))).min()?;
        shut(&self.remove(number)?);
        self.evicted += 1;
        Some(())
    }
}

/// All connections.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    /// Addresses that share one connection limit with nobody: a proxy forwards many clients.
    proxies: Vec<IpAddr>,
    state: Mutex<State>,
    /// Notified when a connection is closed or a thread ends.
    eased: Condvar,
}

/// How many connections are evicted when the system runs out of a resource.
const EASING: usize = 8;

/// How long the temporary limit then holds.
const SCARCE: Duration = Duration::from_secs(10);

/// How many threads of evicted connections may still be ending, as a share of the connections: they
/// hold their descriptors until then.
const LEAVING_SHARE: usize = 8;

impl Connections {
    pub(super) fn new(limits: Limits, proxies: &[IpAddr]) -> Self {
        Self {
            limits,
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
            state: Mutex::default(),
            eased: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is complete, even after a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Admits a new connection, evicting others if necessary.
    ///
    /// # Errors
    /// [`Refusal::TooManyConnections`] when all others are being answered.
    pub(super) fn enter(self: &Arc<Self>, stream: Arc<TcpStream>, address: IpAddr) -> Result<Slot, Refusal> {
        let address = address.to_canonical();
        let network = (!self.proxies.contains(&address)).then(|| network_of(address));
        let mut state = self.lock();
        let is_from_there = |member: &Member| network.is_some() && member.network == network;
        if state.count(is_from_there) >= self.limits.connections_per_address {
            state.evict(|_, member| is_from_there(member)).ok_or(Refusal::TooManyConnections)?;
        }
        let (most_connections, most_threads) = state.most(&self.limits);
        while state.members.len() >= most_connections {
            state.evict(|_, _| true).ok_or(Refusal::TooManyConnections)?;
        }
        let until = Deadline::after(LEAVING);
        while state.threads >= most_threads {
            let left = until.left().map_err(|_| Refusal::TooManyConnections)?;
            state = self.wait(state, left);
        }
        if state.closing {
            return Err(Refusal::TooManyConnections);
        }
        let number = state.next;
        state.next += 1;
        state.threads += 1;
        let (doing, since) = (Doing::Waiting, monotonic());
        let member = Member { network, stream, doing, since, proven: false, reads: false, held: 0 };
        state.members.insert(number, member);
        Ok(Slot { connections: Arc::clone(self), number })
    }

    /// Makes room when the system runs out of a resource: evicts several connections, limits their number
    /// for a while, and waits briefly.
    pub(super) fn ease(&self) {
        let mut state = self.lock();
        for _ in 0..EASING {
            state.evict(|_, _| true);
        }
        let connections = state.members.len().max(1);
        state.scarce = Some(Scarce { connections, until: Deadline::after(SCARCE) });
        drop(self.wait(state, SHORT_WAIT));
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>, wait: Duration) -> MutexGuard<'s, State> {
        self.eased.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Fills in the counters of open connections.
    pub(super) fn measure(&self, counters: &mut Counters) {
        let state = self.lock();
        counters.connections = state.members.len();
        counters.idle = state.count(|member| member.doing == Doing::Waiting);
        counters.long_answers = state.count(Member::is_streaming);
        counters.evicted = state.evicted;
        let limit = self.limits.stuck;
        let stuck = state.busy.values().filter(|since| since.elapsed() > limit).count();
        counters.workers = Workers { busy: state.busy.len(), stuck, limit };
    }

    /// Removes the connections whose answer is overdue. Their threads then find that they cannot write.
    pub(super) fn take_overdue(&self) -> Vec<Arc<TcpStream>> {
        let mut state = self.lock();
        let is_overdue = |since: &Instant| since.elapsed() >= self.limits.answer;
        let overdue: Vec<u64> =
            state.busy.iter().filter(|(_, since)| is_overdue(since)).map(|(number, _)| *number).collect();
        overdue.into_iter().filter_map(|number| state.remove(number)).map(|member| member.stream).collect()
    }

    pub(super) fn is_closing(&self) -> bool {
        self.lock().closing
    }

    /// Stops accepting connections, and lets no idle one begin another request.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        for member in state.members.values().filter(|member| member.doing == Doing::Waiting) {
            // A request that has already arrived can still be read and must be answered.
            let _ = member.stream.shutdown(Shutdown::Read); // it may be closed already
        }
        self.eased.notify_all();
    }

    /// Waits until all threads have ended, then closes the connections that are left. Returns whether
    /// there were none.
    pub(super) fn empty(&self, until: Deadline) -> bool {
        let all_done = self.wait_until_empty(until);
        if !all_done {
            let left = std::mem::take(&mut self.lock().members);
            left.values().for_each(shut);
            self.wait_until_empty(Deadline::after(LAST_WAIT));
        }
        all_done
    }

    fn wait_until_empty(&self, until: Deadline) -> bool {
        let mut state = self.lock();
        while state.threads > 0 {
            let Ok(left) = until.left() else { return false };
            state = self.wait(state, left);
        }
        true
    }
}

/// Whether the client has reset the connection. The system reports it once.
pub(super) fn has_broken_off(stream: &TcpStream) -> bool {
    stream.take_error().is_ok_and(|error| error.is_some())
}

fn shut(member: &Member) {
    let _ = member.stream.shutdown(Shutdown::Both); // it may be closed already
}

/// How long the accept loop waits after running out of a resource.
const SHORT_WAIT: Duration = Duration::from_millis(20);

/// How long a new connection waits for the thread of an evicted one to end.
const LEAVING: Duration = Duration::from_millis(200);

/// How long threads have to notice that their connection was closed.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// An IPv6 client has a whole network of addresses.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        IpAddr::V4(_) => address,
    }
}

/// A connection's entry; dropping it removes the entry. Most calls fail after the connection was
/// evicted: then its thread has to end.
#[derive(Debug)]
pub(super) struct Slot {
    connections: Arc<Connections>,
    number: u64,
}

impl Slot {
    /// Sets the state; false if the connection was evicted, or at shutdown instead of waiting for
    /// another request.
    pub(super) fn now(&self, doing: Doing) -> bool {
        let mut state = self.connections.lock();
        if state.closing && doing == Doing::Waiting {
            return false;
        }
        let Some(member) = state.members.get_mut(&self.number) else { return false };
        (member.doing, member.since) = (doing, monotonic());
        true
    }

    /// Marks a request as complete and being answered. `reads` means GET or HEAD. At the limit of readers,
    /// one that does not read its answer is evicted.
    ///
    /// # Errors
    /// [`Refusal::TooManyReaders`]; also when the connection was evicted.
    pub(super) fn begin_answer(&self, reads: bool) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        if reads && state.count(Member::is_reader) >= self.connections.limits.readers {
            state.evict(|_, member| member.is_reader()).ok_or(Refusal::TooManyReaders)?;
        }
        let now = monotonic();
        let member = state.members.get_mut(&self.number).ok_or(Refusal::TooManyReaders)?;
        (member.doing, member.since, member.proven, member.reads) = (Doing::Answering, now, true, reads);
        state.busy.insert(self.number, now);
        Ok(())
    }

    /// Marks the answer as computed and being written; false if the connection was evicted.
    pub(super) fn end_answer(&self) -> bool {
        let mut state = self.connections.lock();
        state.busy.remove(&self.number);
        let Some(member) = state.members.get_mut(&self.number) else { return false };
        (member.doing, member.since) = (Doing::Writing, monotonic());
        let held = std::mem::take(&mut member.held);
        state.held -= held;
        true
    }

    /// Begins a stream.
    ///
    /// # Errors
    /// [`Refusal::TooManyLongAnswers`].
    pub(super) fn begin_stream(&self) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        let streams = state.count(Member::is_streaming);
        match state.members.get_mut(&self.number) {
            Some(member) if streams < self.connections.limits.long_answers => member.doing = Doing::WritingPiece,
            _ => return Err(Refusal::TooManyLongAnswers),
        }
        Ok(())
    }

    pub(super) fn is_closing(&self) -> bool {
        self.connections.is_closing()
    }

    /// Sets how many bytes of a body the connection holds, evicting others of no higher value if there is
    /// no room. A connection that has completed a request is worth more, but one that holds no more than
    /// an equal share outlasts all that hold more.
    ///
    /// # Errors
    /// [`Refusal::NoRoom`] when the memory is taken by requests that are being answered.
    pub(super) fn hold(&self, bytes: usize) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        let limits = &self.connections.limits;
        let member = state.members.get_mut(&self.number).ok_or(Refusal::NoRoom)?;
        let (before, proven) = (std::mem::replace(&mut member.held, bytes), member.proven);
        state.held = state.held - before + bytes;
        let share = limits.held_bytes / limits.connections;
        while bytes > before && state.held > limits.held_bytes {
            let others = |number: u64, member: &Member| {
                let is_worth_more = member.proven && !proven && member.doing == Doing::Reading;
                let has_more_than_its_share = bytes <= share && member.held > share;
                number != self.number && member.held > 0 && (!is_worth_more || has_more_than_its_share)
            };
            state.evict(others).ok_or(Refusal::NoRoom)?;
        }
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.connections.lock();
        state.remove(self.number);
        state.busy.remove(&self.number);
        state.threads -= 1;
        self.connections.eased.notify_all();
    }
}
