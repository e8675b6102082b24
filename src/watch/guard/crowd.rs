//! Who is connected, what each is doing, and who goes when there is no more room.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::deadline::Deadline;
use super::limits::Limits;
use super::refusal::Refusal;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Nothing of a request has come.
    Waiting,
    /// A request has begun.
    Reading,
    /// A request is complete, its answer is not.
    Answering,
    /// An answer of unknown length is being sent.
    Long,
    /// All is said; the client may still read it.
    Leaving,
}

#[derive(Debug)]
struct Member {
    /// The network whose connections it counts among; none for a proxy.
    network: Option<IpAddr>,
    stream: Arc<TcpStream>,
    doing: Doing,
    /// Whether a request of this connection has ever been complete.
    proven: bool,
    /// Bytes of a body.
    held: usize,
}

impl Member {
    /// How readily it is sent away: the lowest first, none while somebody waits for an answer.
    fn rank(&self) -> Option<u8> {
        match self.doing {
            Doing::Leaving => Some(0),
            Doing::Waiting | Doing::Reading => Some(if self.proven { 2 } else { 1 }),
            Doing::Answering | Doing::Long => has_broken_off(&self.stream).then_some(0),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// By number, so the oldest come first. Those sent away are not among them.
    members: BTreeMap<u64, Member>,
    next: u64,
    /// Threads that serve a connection, with those whose connection was sent away.
    threads: usize,
    in_flight: usize,
    closing: bool,
    /// Set when the system had no room for as many as the limits allow.
    scarce: Option<Scarce>,
}

/// How many there may be for a while.
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

    fn count(&self, doing: Doing) -> usize {
        self.members.values().filter(|member| member.doing == doing).count()
    }

    fn held(&self) -> usize {
        self.members.values().map(|member| member.held).sum()
    }
}

/// All connections.
#[derive(Debug)]
pub(super) struct Crowd {
    limits: Limits,
    /// All that a proxy passes on comes from one address.
    proxies: Vec<IpAddr>,
    state: Mutex<State>,
    /// Something went, or ended.
    eased: Condvar,
    /// A request is no longer in flight.
    turn: Condvar,
    evicted: AtomicU64,
}

/// How many go when the system has run out of something.
const EASING: usize = 8;

/// How long nothing is tried then that has just failed.
const SCARCE: Duration = Duration::from_secs(10);

/// Threads of connections that were sent away may still be about to end, as a part of those that
/// may be connected: they hold their descriptors until then.
const LEAVING_SHARE: usize = 8;

impl Crowd {
    pub(super) fn new(limits: Limits, proxies: &[IpAddr]) -> Self {
        Self {
            limits,
            proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
            state: Mutex::default(),
            eased: Condvar::new(),
            turn: Condvar::new(),
            evicted: AtomicU64::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is whole, whatever panics.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat for a connection; others are sent away for it if need be.
    ///
    /// # Errors
    /// [`Refusal::TooManyConnections`] when all others are being answered.
    pub(super) fn enter(self: &Arc<Self>, stream: Arc<TcpStream>, address: IpAddr) -> Result<Seat, Refusal> {
        let address = address.to_canonical();
        let network = (!self.proxies.contains(&address)).then(|| network_of(address));
        let mut state = self.lock();
        let from_there = |member: &Member| network.is_some() && member.network == network;
        if state.members.values().filter(|member| from_there(member)).count() >= self.limits.connections_per_address {
            self.evict(&mut state, |_, member| from_there(member)).ok_or(Refusal::TooManyConnections)?;
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
        state.members.insert(number, Member { network, stream, doing: Doing::Waiting, proven: false, held: 0 });
        Ok(Seat { crowd: Arc::clone(self), number })
    }

    /// Sends away the one that is least worth keeping; of equals, the oldest.
    fn evict(&self, state: &mut State, among: impl Fn(u64, &Member) -> bool) -> Option<()> {
        let leaving = state.members.iter().filter(|(number, member)| among(**number, member));
        let (_, number) = leaving.filter_map(|(number, member)| Some((member.rank()?, *number))).min()?;
        let member = state.members.remove(&number)?;
        let _ = member.stream.shutdown(Shutdown::Both); // it may have gone by itself
        self.evicted.fetch_add(1, Ordering::Relaxed);
        Some(())
    }

    /// Makes room when the system has run out of something, and gives it a moment. A request needs
    /// more of it than a connection: several go, and for a while no others take their places.
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

    /// How many connections were sent away.
    pub(super) fn evicted(&self) -> u64 {
        self.evicted.load(Ordering::Relaxed)
    }

    /// How many connections there are, how many of them wait for a request, and how many receive a
    /// long answer.
    pub(super) fn sizes(&self) -> [usize; 3] {
        let state = self.lock();
        [state.members.len(), state.count(Doing::Waiting), state.count(Doing::Long)]
    }

    pub(super) fn is_closing(&self) -> bool {
        self.lock().closing
    }

    /// From here on nobody enters, and none that waits begins another request.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        for member in state.members.values().filter(|member| member.doing == Doing::Waiting) {
            // A request that has come already can still be read, and must then be answered.
            let _ = member.stream.shutdown(Shutdown::Read); // it may have gone by itself
        }
        self.eased.notify_all();
    }

    /// Waits until all have gone, then sends away who is left; whether there was none.
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

/// Whether the other end has torn the connection down, in a way that is told once.
pub(super) fn has_broken_off(stream: &TcpStream) -> bool {
    stream.take_error().is_ok_and(|error| error.is_some())
}

fn shut(member: &Member) {
    let _ = member.stream.shutdown(Shutdown::Both); // it may have gone by itself
}

/// How long the accept loop waits when there was no room.
const SHORT_WAIT: Duration = Duration::from_millis(20);

/// How long a newcomer waits for the thread of one that was sent away.
const LEAVING: Duration = Duration::from_millis(200);

/// How long threads have to notice that their connection was shut.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// One who wants many connections has many addresses, in IPv6: a whole network is his.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        IpAddr::V4(_) => address,
    }
}

/// A connection's place among the others; dropped, it is free.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    number: u64,
}

impl Seat {
    /// Says what the connection does now; false if it was sent away, and must end.
    pub(super) fn now(&self, doing: Doing) -> bool {
        let mut state = self.crowd.lock();
        if state.closing && doing == Doing::Waiting {
            return false;
        }
        let Some(member) = state.members.get_mut(&self.number) else { return false };
        member.doing = doing;
        member.proven |= doing == Doing::Answering;
        true
    }

    /// Begins a long answer.
    ///
    /// # Errors
    /// [`Refusal::TooManyLongAnswers`].
    pub(super) fn begin_long(&self) -> Result<(), Refusal> {
        let mut state = self.crowd.lock();
        let long = state.count(Doing::Long);
        match state.members.get_mut(&self.number) {
            Some(member) if long < self.crowd.limits.long_answers => member.doing = Doing::Long,
            _ => return Err(Refusal::TooManyLongAnswers),
        }
        Ok(())
    }

    pub(super) fn is_closing(&self) -> bool {
        self.crowd.is_closing()
    }

    /// Whether the connection was sent away.
    pub(super) fn is_lost(&self) -> bool {
        !self.crowd.lock().members.contains_key(&self.number)
    }

    /// Has others make room; see [`Crowd::ease`].
    pub(super) fn ease(&self) {
        self.crowd.ease();
    }

    /// Waits for a turn to have a request answered; none if it does not come in time.
    pub(super) fn turn(&self, until: Deadline) -> Option<Turn<'_>> {
        let mut state = self.crowd.lock();
        while state.in_flight >= self.crowd.limits.in_flight {
            let left = until.left().ok()?;
            state = self.crowd.turn.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.in_flight += 1;
        Some(Turn { crowd: &self.crowd })
    }

    /// Says how many bytes of a body are held for the connection now; others that are not worth
    /// more are sent away for them if need be. To be worth more is easily had: so whoever holds no
    /// more than an equal share outlasts those who hold more, else they could shut him out.
    ///
    /// # Errors
    /// [`Refusal::NoRoom`] when they are too many, together with those of requests in flight.
    pub(super) fn hold(&self, bytes: usize) -> Result<(), Refusal> {
        let mut state = self.crowd.lock();
        let Some(member) = state.members.get_mut(&self.number) else { return Err(Refusal::NoRoom) };
        let (grows, proven) = (bytes > member.held, member.proven);
        member.held = bytes;
        let share = self.crowd.limits.held_bytes / self.crowd.limits.connections;
        while grows && state.held() > self.crowd.limits.held_bytes {
            let others = |number: u64, member: &Member| {
                let is_worth_more = member.proven && !proven && member.doing == Doing::Reading;
                let has_more_than_his_share = bytes <= share && member.held > share;
                number != self.number && member.held > 0 && (!is_worth_more || has_more_than_his_share)
            };
            self.crowd.evict(&mut state, others).ok_or(Refusal::NoRoom)?;
        }
        Ok(())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut state = self.crowd.lock();
        state.members.remove(&self.number);
        state.threads -= 1;
        self.crowd.eased.notify_all();
    }
}

/// Leave to have a request answered; dropped, another's turn comes.
pub(super) struct Turn<'c> {
    crowd: &'c Crowd,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.crowd.lock().in_flight -= 1;
        self.crowd.turn.notify_one();
    }
}
