//! Caps and deadlines of the door.

use std::time::Duration;

/// The caps and deadlines of a [`Door`](super::Door). Deadlines are absolute: slowly arriving bytes do
/// not extend them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open connections. For one more, one is closed: the oldest without a complete request, else one
    /// whose client does not read its answer, else one that waits for another request.
    pub connections: usize,
    /// Open connections per IPv4 address or per IPv6 /64 network; proxies are exempt.
    pub connections_per_address: usize,
    /// Connections whose GET or HEAD is being answered. The rest are reserved for deliveries.
    pub readers: usize,
    /// Streams being sent; and besides, so many other long answers.
    pub long_answers: usize,
    /// Bytes of the request line and the headers, with the final empty line.
    pub head_bytes: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Bytes of a request's target: path and query.
    pub target_bytes: usize,
    /// Bytes of a request's body.
    pub body_bytes: usize,
    /// Bytes of all request bodies in memory, counted as they arrive.
    pub held_bytes: usize,
    /// Bytes of all answers that are being written, apart from those that are computed piece by piece. For one more,
    /// a client that does not read its answer is disconnected.
    pub answer_bytes: usize,
    /// Requests on one connection, after which it is closed.
    pub requests: usize,
    /// From one request to the first byte of the next, and from connecting to the first byte.
    pub idle: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// From the end of a request until its answer is computed.
    pub answer: Duration,
    /// For how long in total a client may read nothing of an answer; see [`Limits::bytes_per_second`].
    pub write: Duration,
    /// The rate at which a client must read: each second's worth of bytes restores a second of
    /// [`Limits::write`].
    pub bytes_per_second: u32,
    /// The longest stream; the client then has to connect again.
    pub long: Duration,
    /// For computing an answer, before the thread counts as stuck.
    pub stuck: Duration,
    /// For a client to read why it was refused, before the connection is closed.
    pub linger: Duration,
    /// For requests in progress at [`Door::shutdown`](super::Door::shutdown).
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
            answer_bytes: 64 << 20,
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
    /// Lowers the number of connections so that a process that may open `descriptors` files has some to
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

/// Reserved for the rest of the process (journal, log) and for connections that are being closed.
const RESERVED_DESCRIPTORS: usize = 64;
