//! The open connections, what each is doing, and which one is closed to make room for another.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::counters::{Counters, Workers};
use super::deadline::Deadline;
use super::limits::Limits;
use super::member::{Doing, Latest, Member, has_broken_off};
use super::refusal::Refusal;
use crate::clock::monotonic;

#[derive(Debug, Default)]
struct State {
    /// By number, so the oldest come first, without evicted ones.
    members: BTreeMap<u64, Member>,
    /// How many of them are receiving an answer to a GET or HEAD.
    readers: usize,
    /// How many of them are being answered, streams apart.
    at_work: usize,
    next: u64,
    /// Threads that serve a connection, including evicted ones.
    threads: usize,
    /// Threads that compute an answer, and since when.
    busy: BTreeMap<u64, Instant>,
    /// Bytes of all request bodies in memory.
    held: usize,
    /// Bytes of all answers that are being written.
    answers: usize,
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

    /// Changes what a connection is doing; none if it was evicted.
    fn change<T>(&mut self, number: u64, change: impl FnOnce(&mut Member) -> T) -> Option<T> {
        let member = self.members.get_mut(&number)?;
        self.readers -= usize::from(member.is_reader());
        self.at_work -= usize::from(member.is_at_work());
        let changed = change(member);
        self.readers += usize::from(member.is_reader());
        self.at_work += usize::from(member.is_at_work());
        Some(changed)
    }

    fn remove(&mut self, number: u64) -> Option<Member> {
        let member = self.members.remove(&number)?;
        self.readers -= usize::from(member.is_reader());
        self.at_work -= usize::from(member.is_at_work());
        self.held -= member.held;
        self.answers -= member.answer;
        Some(member)
    }

    /// Closes the connection with the lowest rank; of equals, the oldest of the network with the most. If none has
    /// a rank, one whose client has broken off.
    fn evict(&mut self, among: impl Fn(u64, &Member) -> bool) -> Option<()> {
        let mut candidates = self.members.iter().filter(|(number, member)| among(**number, member));
        let ranked: Vec<(u8, Option<IpAddr>, u64)> =
            candidates.clone().filter_map(|(number, member)| Some((member.rank()?, member.network, *number))).collect();
        let Some(lowest) = ranked.iter().map(|(rank, ..)| *rank).min() else {
            let number = *candidates.find(|(_, member)| has_broken_off(&member.stream))?.0;
            return self.shut(number);
        };
        let mut of_networks: BTreeMap<Option<IpAddr>, usize> = BTreeMap::new();
        for (.., network, _) in ranked.iter().filter(|(rank, ..)| *rank == lowest) {
            *of_networks.entry(*network).or_default() += 1;
        }
        let most = ranked.iter().filter(|(rank, ..)| *rank == lowest);
        let number = most.map(|(_, network, number)| (Reverse(of_networks[network]), *number)).min()?.1;
        self.shut(number)
    }

    /// Closes the oldest reader of the network that has by far the most of them, if it has more than `network`.
    fn evict_from_crowd(&mut self, network: Option<IpAddr>) -> Option<()> {
        let mut of_networks: BTreeMap<IpAddr, (usize, u64)> = BTreeMap::new();
        for (number, member) in self.members.iter().rev().filter(|(_, member)| member.is_reader()) {
            if let Some(of) = member.network {
                let (count, oldest) = of_networks.entry(of).or_default();
                *count += 1;
                if !member.is_streaming() {
                    *oldest = *number;
                }
            }
        }
        let own = network.and_then(|network| of_networks.get(&network)).map_or(0, |(count, _)| *count);
        let (count, oldest) = of_networks.into_values().max()?;
        if count > 2 * own + CROWD { self.shut(oldest) } else { None }
    }

    fn shut(&mut self, number: u64) -> Option<()> {
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

/// With fewer connections at work, none of them has to pause.
const MANY_AT_WORK: u32 = 32;

/// A greedy client pauses after each answer for so long, times the connections at work: together they then have no
/// more than 4,000 answers per second.
const PAUSE: Duration = Duration::from_micros(250);

/// Answers of senders are no longer than this.
const SMALL_ANSWER_BYTES: usize = 4 << 10;

/// A network with no more readers than this is no crowd.
const CROWD: usize = 8;

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
        state.members.insert(number, Member::new(network, stream));
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

fn shut(member: &Member) {
    if let Some(pausing) = &member.pausing {
        pausing.unpark();
    }
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
        state.change(self.number, |member| (member.doing, member.since) = (doing, monotonic())).is_some()
    }

    /// Marks a request as complete and being answered. `reads` means GET or HEAD. At the limit of readers,
    /// one that does not read its answer is evicted.
    ///
    /// # Errors
    /// [`Refusal::TooManyReaders`]; also when the connection was evicted.
    pub(super) fn begin_answer(&self, reads: bool) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        if reads && state.readers >= self.connections.limits.readers {
            let network = state.members.get(&self.number).and_then(|member| member.network);
            let evicted = state.evict(|_, member| member.is_reader());
            evicted.or_else(|| state.evict_from_crowd(network)).ok_or(Refusal::TooManyReaders)?;
        }
        let now = monotonic();
        let begin = |member: &mut Member| {
            let latest = if reads { Latest::Read } else { Latest::Post };
            (member.doing, member.since, member.latest) = (Doing::Answering, now, latest);
            member.requests += 1;
        };
        state.change(self.number, begin).ok_or(Refusal::TooManyReaders)?;
        state.busy.insert(self.number, now);
        Ok(())
    }

    /// Marks the answer as computed and being written; false if the connection was evicted. `accepted` means that
    /// its status tells success.
    pub(super) fn end_answer(&self, accepted: bool) -> bool {
        let mut state = self.connections.lock();
        state.busy.remove(&self.number);
        let end = |member: &mut Member| {
            member.sends |= accepted && member.latest == Latest::Post;
            (member.doing, member.since) = (Doing::Writing, monotonic());
            std::mem::take(&mut member.held)
        };
        let Some(held) = state.change(self.number, end) else { return false };
        state.held -= held;
        true
    }

    /// Waits before the next request is read: where many are at work, those that have had their share leave time for
    /// others. `pipelines` means that the next request is there already.
    pub(super) fn pause(&self, pipelines: bool) {
        let mut state = self.connections.lock();
        let at_work = u32::try_from(state.at_work).unwrap_or(u32::MAX);
        let Some(member) = state.members.get_mut(&self.number) else { return };
        member.pipelines = pipelines;
        if at_work < MANY_AT_WORK || !member.is_greedy() {
            return;
        }
        member.pausing = Some(thread::current());
        drop(state);
        let until = Deadline::after(PAUSE * at_work);
        while let Ok(left) = until.left() {
            thread::park_timeout(left);
            if !self.connections.lock().members.contains_key(&self.number) {
                return; // a thread that pauses holds the place of a newcomer
            }
        }
    }

    /// Begins a long answer; `views` means that its pieces arrive over time. At the limit of its kind, one whose
    /// client does not read it is evicted.
    ///
    /// # Errors
    /// [`Refusal::TooManyLongAnswers`].
    pub(super) fn begin_stream(&self, views: bool) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        let is_such = |member: &Member| member.is_streaming() && (member.latest == Latest::View) == views;
        if state.count(is_such) >= self.connections.limits.long_answers {
            let _ = state.evict(|_, member| is_such(member)); // the check below says whether there is room
        }
        let streams = state.count(is_such);
        if streams >= self.connections.limits.long_answers {
            return Err(Refusal::TooManyLongAnswers);
        }
        let begin = |member: &mut Member| {
            member.doing = Doing::WritingPiece;
            if views {
                member.latest = Latest::View;
            }
        };
        state.change(self.number, begin).ok_or(Refusal::TooManyLongAnswers)
    }

    /// Counts the bytes of an answer until it is written; small ones do not count. If there is no room, one whose client does not
    /// read its answer is evicted.
    ///
    /// # Errors
    /// [`Refusal::TooManyLongAnswers`]; also when the connection was evicted.
    pub(super) fn hold_answer(&self, bytes: usize) -> Result<(), Refusal> {
        let mut state = self.connections.lock();
        let bytes = if bytes > SMALL_ANSWER_BYTES { bytes } else { 0 };
        let member = state.members.get_mut(&self.number).ok_or(Refusal::TooManyLongAnswers)?;
        let before = std::mem::take(&mut member.answer);
        state.answers -= before;
        while state.answers > 0 && state.answers + bytes > self.connections.limits.answer_bytes {
            let holds = |number: u64, member: &Member| number != self.number && member.answer > 0;
            state.evict(holds).ok_or(Refusal::TooManyLongAnswers)?;
        }
        let member = state.members.get_mut(&self.number).ok_or(Refusal::TooManyLongAnswers)?;
        member.answer = bytes;
        state.answers += bytes;
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
        let (before, proven) = (std::mem::replace(&mut member.held, bytes), member.is_proven());
        state.held = state.held - before + bytes;
        let share = limits.held_bytes / limits.connections;
        while bytes > before && state.held > limits.held_bytes {
            let others = |number: u64, member: &Member| {
                let is_worth_more = member.is_proven() && !proven && member.doing == Doing::Reading;
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
