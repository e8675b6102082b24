//! How much the door accepts from a client, and for how long it waits.

use std::time::Duration;

/// The caps and deadlines of a [`Door`](super::Door). Deadlines are absolute: bytes that arrive one by
/// one do not extend them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at a time. For one more, the oldest that has not completed a request is closed, or
    /// one that does not take its answer, or one that waits for another request.
    pub connections: usize,
    /// Connections at a time from one IPv4 address, or from one IPv6 network of 64 bits; those of
    /// proxies do not count.
    pub connections_per_address: usize,
    /// Connections at a time whose GET or HEAD is being answered. The others are for those that send.
    pub readers: usize,
    /// Streams and other long answers that are being sent at a time.
    pub long_answers: usize,
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
    /// From the end of a request until its answer is computed.
    pub answer: Duration,
    /// For how long in all a client may take nothing of an answer; see [`Limits::bytes_per_second`].
    pub write: Duration,
    /// Bytes that a client has to take a second: each second's worth that it takes makes up for a
    /// second of [`Limits::write`] that it used.
    pub bytes_per_second: u32,
    /// For a stream; then it is cut off, and its client has to connect again.
    pub long: Duration,
    /// For computing an answer, before its thread counts as stuck.
    pub stuck: Duration,
    /// For a client to read why it was refused, before the connection is torn down.
    pub linger: Duration,
    /// For the requests in flight at [`Door::shutdown`](super::Door::shutdown).
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            connections_per_address: 256,
            readers: 448,
            long_answers: 64,
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
            bytes_per_second: 64 << 10,
            long: Duration::from_secs(60 * 60),
            stuck: Duration::from_secs(60),
            linger: Duration::from_secs(1),
            shutdown: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// These limits with so few connections that a process that may open `descriptors` files has some to
    /// spare.
    ///
    /// ```
    /// use pdpe::watch::door::Limits;
    /// assert_eq!(Limits::default().within(20_000), Limits::default());
    /// assert!(Limits::default().within(256).connections < 200);
    /// ```
    #[must_use]
    pub fn within(self, descriptors: u64) -> Self {
        let descriptors = usize::try_from(descriptors).unwrap_or(usize::MAX);
        let connections = self.connections.min(descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(8));
        let readers = self.readers.min((connections - connections / 8).max(1));
        let long_answers = self.long_answers.min((connections / 4).max(1));
        Self { connections, readers, long_answers, ..self }
    }
}

/// For the rest of the process (journal, log) and for connections that are being closed.
const RESERVED_DESCRIPTORS: usize = 64;
