//! Which connections there are, what each is doing, and which one is closed when there is no room for
//! another.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::deadline::Deadline;
use super::limits::Limits;
use super::refusal::Refusal;
use crate::clock::monotonic;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Nothing of a request has come.
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
    /// The last answer is written; the client may still read it.
    Leaving,
}

#[derive(Debug)]
struct Member {
    /// The network whose connections it counts among; none for a proxy.
    network: Option<IpAddr>,
    stream: Arc<TcpStream>,
    doing: Doing,
    /// Since when it does that.
    since: Instant,
    /// Whether a request of this connection has ever been complete.
    proven: bool,
    /// Whether its latest request reads: GET or HEAD.
    reads: bool,
    /// Bytes of a body.
    held: usize,
}

impl Member {
    /// How readily it is closed to make room: the lowest first, none while its client has a right to
    /// an answer.
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

    /// Whether it is given an answer to a request that reads.
    fn is_reader(&self) -> bool {
        self.reads && (self.is_streaming() || matches!(self.doing, Doing::Answering | Doing::Writing))
    }
}

/// Who has not taken what is written for so long may have to go.
const NOT_TAKEN: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
struct State {
    /// By number, so the oldest come first. Those that were closed to make room are not among them.
    members: BTreeMap<u64, Member>,
    next: u64,
    /// Threads that serve a connection, also those whose connection was closed to make room.
    threads: usize,
    /// Threads that compute an answer, and since when.
    busy: BTreeMap<u64, Instant>,
    /// Bytes of all bodies.
    held: usize,
    closing: bool,
    /// Set when the system had no room for as many connections as the limits allow.
    scarce: Option<Scarce>,
}

/// How many connections there may be for a while.
#[derive(Clone, Copy, Debug)]
struct Scarce {
    connections: usize,
    until: Deadline,
}

impl State {
    /// How many connections there may be now, and how many threads.
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
}

/// All connections.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    /// All that a proxy passes on comes from one address.
    proxies: Vec<IpAddr>,
    state: Mutex<State>,
    /// A connection was closed, or a thread ended.
    eased: Condvar,
    evicted: AtomicU64,
}

/// How many connections there are of which kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) connections: usize,
    pub(super) idle: usize,
    pub(super) long_answers: usize,
    pub(super) busy: usize,
    pub(super) stuck: usize,
}

/// How many are closed when the system has run out of something.
const EASING: usize = 8;

/// How long nothing is tried then that has just failed.
const SCARCE: Duration = Duration::from_secs(10);

/// Threads of connections that were closed may still be about to end, as a share of the connections
/// there may be: they hold their descriptors until then.
const LEAVING_SHARE: usize = 8;

impl Connections {
    pub(super) fn new(limits: Limits, proxies: &[IpAddr]) -> Self {
        Self {
            limits,
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
            state: Mutex::default(),
            eased: Condvar::new(),
            evicted: AtomicU64::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is complete, whatever panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A slot for a new connection; others are closed for it if need be.
    ///
    /// # Errors
    /// [`Refusal::TooManyConnections`] when all others are being answered.
    pub(super) fn enter(self: &Arc<Self>, stream: Arc<TcpStream>, address: IpAddr) -> Result<Slot, Refusal> {
        let address = address.to_canonical();
        let network = (!self.proxies.contains(&address)).then(|| network_of(address));
        let mut state = self.lock();
        let is_from_there = |member: &Member| network.is_some() && member.network == network;
        if state.count(is_from_there) >= self.limits.connections_per_address {
            self.evict(&mut state, |_, member| is_from_there(member)).ok_or(Refusal::TooManyConnections)?;
        }
        let (most_connections, most_threads) = state.most(&self.limits);
        while state.members.len() >= most_connections {
            self.evict(&mut state, |_, _| true).ok_or(Refusal::TooManyConnections)?;
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

    /// Closes the one that is least worth keeping; of equals, the oldest.
    fn evict(&self, state: &mut State, among: impl Fn(u64, &Member) -> bool) -> Option<()> {
        let candidates = state.members.iter().filter(|(number, member)| among(**number, member));
        let (_, number) = candidates.filter_map(|(number, member)| Some((member.rank()?, *number))).min()?;
        shut(&state.remove(number)?);
        self.evicted.fetch_add(1, Ordering::Relaxed);
        Some(())
    }

    /// Makes room when the system has run out of something, and gives it a moment. Several connections
    /// go, and for a while no others take their places.
    pub(super) fn ease(&self) {
        let mut state = self.lock();
        for _ in 0..EASING {
            self.evict(&mut state, |_, _| true);
        }
        let connections = state.members.len().max(1);
        state.scarce = Some(Scarce { connections, until: Deadline::after(SCARCE) });
        drop(self.wait(state, SHORT_WAIT));
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>, wait: Duration) -> MutexGuard<'s, State> {
        self.eased.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
    }

    /// How many connections were closed to make room.
    pub(super) fn evicted(&self) -> u64 {
        self.evicted.load(Ordering::Relaxed)
    }

    pub(super) fn sizes(&self) -> Sizes {
        let state = self.lock();
        Sizes {
            connections: state.members.len(),
            idle: state.count(|member| member.doing == Doing::Waiting),
            long_answers: state.count(Member::is_streaming),
            busy: state.busy.len(),
            stuck: state.busy.values().filter(|since| since.elapsed() > self.limits.stuck).count(),
        }
    }

    /// Takes out the connections whose answer has not come in time. Their threads will find that they
    /// have nothing to write to any more.
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

    /// From now on no connection is accepted, and none that waits begins another request.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        for member in state.members.values().filter(|member| member.doing == Doing::Waiting) {
            // A request that has come already can still be read, and must then be answered.
            let _ = member.stream.shutdown(Shutdown::Read); // it may be closed already
        }
        self.eased.notify_all();
    }

    /// Waits until all threads have ended, then closes the connections that are left; whether there
    /// was none.
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

/// Whether the other end has reset the connection. The system says so once.
pub(super) fn has_broken_off(stream: &TcpStream) -> bool {
    stream.take_error().is_ok_and(|error| error.is_some())
}

fn shut(member: &Member) {
    let _ = member.stream.shutdown(Shutdown::Both); // it may be closed already
}

/// How long the accept loop waits when there was no room.
const SHORT_WAIT: Duration = Duration::from_millis(20);

/// How long a new connection waits for the thread of one that was closed.
const LEAVING: Duration = Duration::from_millis(200);

/// How long threads have to notice that their connection was closed.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// In IPv6 one client has many addresses: a whole network.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        IpAddr::V4(_) => address,
    }
}

/// A connection's place among the others; dropped, it is free. Most calls fail when the connection was
/// closed meanwhile to make room: then its thread has to end.
#[derive(Debug)]
pub(super) struct Slot {
    connections: Arc<Connections>,
    number: u64,
}

impl Slot {
    /// Says what the connection does now; false if it was closed, and at shutdown to one that would
    /// wait for another request.
    pub(super) fn now(&self, doing: Doing) -> bool {
        let mut state = self.connections.lock();
        if state.closing && doing == Doing::Waiting {
            return false;
        }
        let Some(member) = state.members.get_mut(&self.number) else { return false };
        (member.doing, member.since) = (doing, monotonic());
        true
    }

    /// Says that a request is complete and is being answered. `reads` says that it is a GET or a HEAD.
    /// Where as many of those are being answered as may be, one that does not take its answer goes.
    ///
    /// # Errors
    /// [`Refusal::TooManyReaders`]; also when the connection was closed.
    pub(super) fn begin_answer(&self, reads: bool) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        if reads && state.count(Member::is_reader) >= self.connections.limits.readers {
            self.connections.evict(&mut state, |_, member| member.is_reader()).ok_or(Refusal::TooManyReaders)?;
        }
        let now = monotonic();
        let member = state.members.get_mut(&self.number).ok_or(Refusal::TooManyReaders)?;
        (member.doing, member.since, member.proven, member.reads) = (Doing::Answering, now, true, reads);
        state.busy.insert(self.number, now);
        Ok(())
    }

    /// Says that the answer has been computed and is being written; false if it is too late.
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

    /// Says how many bytes of a body are held for the connection now. If need be, others that are not
    /// worth more are closed for them. Any client becomes worth more by completing one request, so who
    /// holds no more than an equal share outlasts all that hold more.
    ///
    /// # Errors
    /// [`Refusal::NoRoom`] when they are too many, together with those of requests that are being
    /// answered.
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
            self.connections.evict(&mut state, others).ok_or(Refusal::NoRoom)?;
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
