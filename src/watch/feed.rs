//! The feed: messages as Server-Sent Events for any number of viewers.
//!
//! Each viewer has its own queue. A viewer that does not keep up is disconnected: its browser reconnects
//! with the id of the last frame it saw, and receives what it missed, or a `reset` (load all cells
//! again) if that is too long ago or from another run of the program.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::door::Piece;
use crate::clock::monotonic;

/// The most viewers at a time.
pub const MOST_VIEWERS: usize = 64;

/// The most frames queued for a viewer, enough for a burst of a thousand deliveries.
const QUEUE: usize = 2048;

/// The most bytes of those frames.
const QUEUE_BYTES: usize = KEPT_BYTES;

/// Bytes of recent frames that are kept for viewers that reconnect.
const KEPT_BYTES: usize = 4 << 20;

/// How often a frame is sent when nothing happens, so that a lost connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// That frame: a named event without effect, because pages do not see comments.
const STILL_HERE: &[u8] = b"event: still_here\ndata: {}\n\n";

/// How long a browser waits before it reconnects.
const RETRY_MS: u32 = 1000;

type Frame = Arc<Vec<u8>>;

/// Distributes frames to viewers.
#[derive(Debug)]
pub struct Feed {
    /// Distinguishes the frames of this run.
    run: i64,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Frames published so far.
    published: u64,
    kept: VecDeque<Frame>,
    kept_bytes: usize,
    viewers: Vec<ViewerQueue>,
    dropped: u64,
    closed: bool,
}

/// The queue of a connected viewer.
#[derive(Debug)]
struct ViewerQueue {
    frames: SyncSender<Frame>,
    /// Queued bytes; gone with the viewer.
    waiting: Weak<AtomicUsize>,
}

impl ViewerQueue {
    /// Queues a frame; false when there is no room for it.
    fn send(&self, frame: &Frame, waiting: &AtomicUsize) -> bool {
        // The viewer may subtract it again at any time.
        let before = waiting.fetch_add(frame.len(), Ordering::Relaxed);
        before + frame.len() <= QUEUE_BYTES && self.frames.try_send(Arc::clone(frame)).is_ok()
    }
}

impl Inner {
    /// Removes viewers that have disconnected; else they would count until the next frame.
    fn remove_disconnected(&mut self) {
        self.viewers.retain(|queue| queue.waiting.strong_count() > 0);
    }
}

/// Counters of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FeedCounters {
    /// Connected viewers.
    pub viewers: usize,
    /// Frames published.
    pub frames: u64,
    /// Viewers that did not keep up.
    pub dropped: u64,
}

impl Feed {
    /// A feed without viewers; `run` differs at each start.
    pub fn new(run: i64) -> Self {
        Self { run, inner: Mutex::default() }
    }

    /// Sends a frame to all viewers; `json` must be on one line.
    pub fn publish(&self, event: &str, json: &[u8]) {
        let mut inner = self.inner();
        inner.published += 1;
        let mut frame = format!("id: {}-{}\nevent: {event}\ndata: ", self.run, inner.published).into_bytes();
        frame.extend_from_slice(json);
        frame.extend_from_slice(b"\n\n");
        let frame = Arc::new(frame);
        inner.kept_bytes += frame.len();
        inner.kept.push_back(Arc::clone(&frame));
        while inner.kept_bytes > KEPT_BYTES {
            let Some(oldest) = inner.kept.pop_front() else { break };
            inner.kept_bytes -= oldest.len();
        }
        let before = inner.viewers.len();
        let mut slow = 0;
        inner.viewers.retain(|queue| {
            let Some(waiting) = queue.waiting.upgrade() else { return false };
            let keeps_up = queue.send(&frame, &waiting);
            slow += u64::from(!keeps_up);
            keeps_up
        });
        inner.dropped += slow;
        if inner.viewers.len() < before {
            inner.viewers.shrink_to(MOST_VIEWERS);
        }
    }

    /// Adds a viewer, given the id of the last frame it saw, if any. None at the limit of viewers or after
    /// [`Feed::close`].
    pub fn join(&self, last_event_id: Option<&str>) -> Option<Viewer> {
        let mut inner = self.inner();
        inner.remove_disconnected();
        if inner.closed || inner.viewers.len() >= MOST_VIEWERS {
            return None;
        }
        let missed = self.missed(&inner, last_event_id);
        let mut first = format!("retry: {RETRY_MS}\n\n").into_bytes();
        if missed.is_none() {
            let id = format!("{}-{}", self.run, inner.published);
            first.extend_from_slice(format!("id: {id}\nevent: reset\ndata: {{\"id\":\"{id}\"}}\n\n").as_bytes());
        }
        let (sender, frames) = sync_channel(QUEUE);
        let waiting = Arc::default();
        inner.viewers.push(ViewerQueue { frames: sender, waiting: Arc::downgrade(&waiting) });
        // Those that were missed are shared: many viewers may come again and not read.
        let first = [Arc::new(first)].into_iter().chain(missed.into_iter().flatten()).collect();
        Some(Viewer { first, latest: monotonic(), frames, waiting })
    }

    /// The frames after the given one; none if they are not all kept.
    fn missed(&self, inner: &Inner, last_event_id: Option<&str>) -> Option<Vec<Frame>> {
        let (run, seen) = last_event_id?.split_once('-')?;
        let seen: u64 = seen.parse().ok()?;
        let missed = usize::try_from(inner.published.checked_sub(seen)?).ok()?;
        let is_known = run.parse() == Ok(self.run) && missed <= inner.kept.len();
        is_known.then(|| inner.kept.iter().skip(inner.kept.len() - missed).cloned().collect())
    }

    /// Disconnects all viewers and accepts no more.
    pub fn close(&self) {
        let mut inner = self.inner();
        inner.closed = true;
        inner.viewers.clear();
    }

    /// Counters of the feed.
    pub fn counters(&self) -> FeedCounters {
        let mut inner = self.inner();
        inner.remove_disconnected();
        FeedCounters { viewers: inner.viewers.len(), frames: inner.published, dropped: inner.dropped }
    }

    /// A panic cannot leave the state half changed, so a poisoned lock is harmless.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream of one viewer; it ends when the viewer is disconnected.
#[derive(Debug)]
pub struct Viewer {
    /// What it is sent at first.
    first: VecDeque<Frame>,
    /// When something was last sent.
    latest: Instant,
    frames: Receiver<Frame>,
    waiting: Arc<AtomicUsize>,
}

impl Viewer {
    /// The next frame, if one comes within `wait`; a heartbeat when it is due.
    pub fn next_within(&mut self, wait: Duration) -> Piece {
        if let Some(first) = self.first.pop_front() {
            return Piece::Bytes(first.to_vec());
        }
        let until_heartbeat = HEARTBEAT.saturating_sub(self.latest.elapsed());
        let bytes = match self.frames.recv_timeout(wait.min(until_heartbeat)) {
            Ok(frame) => {
                self.waiting.fetch_sub(frame.len(), Ordering::Relaxed);
                frame.to_vec()
            }
            Err(RecvTimeoutError::Timeout) if self.latest.elapsed() >= HEARTBEAT => STILL_HERE.to_vec(),
            Err(RecvTimeoutError::Timeout) => return Piece::Nothing,
            Err(RecvTimeoutError::Disconnected) => return Piece::End,
        };
        self.latest = monotonic();
        Piece::Bytes(bytes)
    }
}
