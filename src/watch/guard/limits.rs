//! How much the guard takes from a stranger, and for how long it waits.

use std::time::Duration;

/// The caps and deadlines of a [`Guard`](super::Guard). Deadlines are absolute: what comes in
/// drop by drop does not lengthen them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time; beyond them the oldest that has not completed a request goes.
    pub connections: usize,
    /// Connections at a time from one IPv4 address, or from one IPv6 network of 64 bits; those of
    /// proxies do not count.
    pub connections_per_address: usize,
    /// Answers of unknown length that are being sent at a time.
    pub long_answers: usize,
    /// Requests that wait for their answers at a time; others wait for their turn.
    pub in_flight: usize,
    /// Bytes of a request's line and headers, with the empty line that ends them.
    pub head_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Bytes of a request's target: path and query.
    pub target_bytes: usize,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Bytes of all bodies that are held at a time, counted as they come in.
    pub held_bytes: usize,
    /// Requests on one connection, after which it is closed.
    pub requests: usize,
    /// From one request to the first byte of the next, and from the connection to the first.
    pub idle: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// From the end of a request to the end of its answer, or to the start of a long one.
    pub answer: Duration,
    /// For the client to take the answer, or each 256 KiB of it.
    pub write: Duration,
    /// For a long answer in the whole; then it is cut off, and its client has to come again.
    pub long: Duration,
    /// For a client to read why it was refused, before the connection is torn down.
    pub linger: Duration,
    /// For the requests in flight at [`Guard::shutdown`](super::Guard::shutdown).
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_per_address: 256,
            long_answers: 64,
            in_flight: 128,
            head_bytes: 16 << 10,
            headers: 64,
            target_bytes: 2 << 10,
            body_bytes: 1 << 20,
            held_bytes: 64 << 20,
            requests: 1000,
            idle: Duration::from_secs(15),
            head: Duration::from_secs(5),
            body: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            write: Duration::from_secs(10),
            long: Duration::from_secs(60 * 60),
            linger: Duration::from_secs(1),
            shutdown: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// These limits with so few connections that a process that may hold `descriptors` open has
    /// some to spare. A request in flight takes three beside its connection, a long answer too.
    ///
    /// ```
    /// use pdpe::watch::guard::Limits;
    /// assert_eq!(Limits::default().within(20_000), Limits::default());
    /// assert!(Limits::default().within(256).connections < 100);
    /// ```
    #[must_use]
    pub fn within(self, descriptors: u64) -> Self {
        let descriptors = usize::try_from(descriptors).unwrap_or(usize::MAX);
        let to_spend = descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(8);
        let in_flight = self.in_flight.min((to_spend / 8).max(1));
        let long_answers = self.long_answers.min((to_spend / 16).max(1));
        let left = to_spend.saturating_sub(3 * (in_flight + long_answers)).max(1);
        Self { connections: self.connections.min(left), in_flight, long_answers, ..self }
    }
}

/// What the rest of the process may need: its journal, its log, its threads' pipes.
const RESERVED_DESCRIPTORS: usize = 64;
