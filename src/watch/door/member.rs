//! What is known of one open connection, and how easily it gives way.

use std::net::{IpAddr, TcpStream};
use std::sync::Arc;
use std::thread::Thread;
use std::time::{Duration, Instant};

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

/// The latest request of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Latest {
    /// None, or a POST.
    Post,
    /// A GET or HEAD.
    Read,
    /// A GET whose answer is a stream: its pieces arrive over time.
    View,
}

#[derive(Debug)]
pub(super) struct Member {
    /// The network it counts for; none for a proxy.
    pub(super) network: Option<IpAddr>,
    pub(super) stream: Arc<TcpStream>,
    pub(super) doing: Doing,
    /// Since when it is in this state.
    pub(super) since: Instant,
    /// How many requests it has completed.
    pub(super) requests: u32,
    /// Whether one of them was a POST that was accepted.
    pub(super) sends: bool,
    /// Whether its next request had arrived before it was answered.
    pub(super) pipelines: bool,
    pub(super) latest: Latest,
    /// Bytes of the request body in memory.
    pub(super) held: usize,
    /// Bytes of the answer that is being written.
    pub(super) answer: usize,
    /// Its thread, if it has ever paused.
    pub(super) pausing: Option<Thread>,
}

impl Member {
    pub(super) fn new(network: Option<IpAddr>, stream: Arc<TcpStream>) -> Self {
        Self {
            network,
            stream,
            doing: Doing::Waiting,
            since: monotonic(),
            requests: 0,
            sends: false,
            pipelines: false,
            latest: Latest::Post,
            held: 0,
            answer: 0,
            pausing: None,
        }
    }

    /// Its order of eviction: the lowest goes first. None while its client must get an answer.
    pub(super) fn rank(&self) -> Option<u8> {
        match self.doing {
            Doing::Leaving => Some(0),
            Doing::Waiting | Doing::Reading if self.requests == 0 => {
                Some(if self.since.elapsed() >= NOT_TAKEN { 1 } else { 3 })
            }
            Doing::Writing | Doing::WritingPiece if self.since.elapsed() >= NOT_TAKEN => Some(2),
            Doing::Answering | Doing::Writing if self.is_greedy() => Some(2),
            Doing::Waiting | Doing::Reading => Some(if self.sends { 5 } else { 4 }),
            _ => None,
        }
    }

    /// Whether it has had its share of answers without having sent a delivery.
    pub(super) fn is_greedy(&self) -> bool {
        !self.sends && (self.pipelines || self.requests > FAIR_REQUESTS)
    }

    pub(super) fn is_proven(&self) -> bool {
        self.requests > 0
    }

    pub(super) fn is_streaming(&self) -> bool {
        matches!(self.doing, Doing::Streaming | Doing::WritingPiece)
    }

    /// Whether it is being answered, unless it is a stream.
    pub(super) fn is_at_work(&self) -> bool {
        matches!(self.doing, Doing::Answering | Doing::Writing)
    }

    /// Whether it is receiving an answer to a GET or HEAD.
    pub(super) fn is_reader(&self) -> bool {
        self.latest != Latest::Post && (self.is_streaming() || self.is_at_work())
    }
}

/// A client that reads nothing of its answer for this long may be evicted; so may one that has sent no whole
/// request for this long, before others.
const NOT_TAKEN: Duration = Duration::from_millis(250);

/// A connection without a delivery that has had more requests answered gives way at a limit, even while it is answered.
const FAIR_REQUESTS: u32 = 16;

/// Whether the client has reset the connection. The system reports it once.
pub(super) fn has_broken_off(stream: &TcpStream) -> bool {
    stream.take_error().is_ok_and(|error| error.is_some())
}
