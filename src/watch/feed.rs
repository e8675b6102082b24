//! The feed: what happens, as Server-Sent Events, to everybody who looks on.
//!
//! Each viewer has a queue of its own. One who does not keep up is let go: the browser comes
//! again with the id of the last frame it saw, and is given what it missed, or told to load the
//! cells anew (`reset`) if that is too long ago or of another run of the program.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::door::Piece;
use crate::clock::monotonic;

/// Viewers at a time.
pub const MOST_VIEWERS: usize = 64;

/// Frames that wait for a viewer, enough for a burst of a thousand deliveries; beyond, it is let go.
const QUEUE: usize = 2048;

/// Bytes of those frames; beyond, it is let go too.
const QUEUE_BYTES: usize = KEPT_BYTES;

/// Bytes of frames that are kept for those who come again.
const KEPT_BYTES: usize = 4 << 20;

/// How often something is said when nothing happens, so that a lost connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What is said then: a frame that moves nothing, as pages do not see comments.
const STILL_HERE: &[u8] = b"event: still_here\ndata: {}\n\n";

/// How long a browser waits before it comes again.
const RETRY_MS: u32 = 1000;

type Frame = Arc<Vec<u8>>;

/// What the loop tells and viewers see.
#[derive(Debug)]
pub struct Feed {
    /// Tells the frames of this run from those of another.
    run: i64,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Frames told so far; the number of the next.
    told: u64,
    kept: VecDeque<Frame>,
    kept_bytes: usize,
    viewers: Vec<ViewerQueue>,
    dropped: u64,
    closed: bool,
}

/// The way to a viewer, as long as there is one.
#[derive(Debug)]
struct ViewerQueue {
    frames: SyncSender<Frame>,
    /// Bytes that wait; gone with the viewer.
    waiting: Weak<AtomicUsize>,
}

impl ViewerQueue {
    /// Puts a frame in the queue; false when there is no room for it.
    fn send(&self, frame: &Frame, waiting: &AtomicUsize) -> bool {
        // The viewer takes it off again, perhaps at once.
        let before = waiting.fetch_add(frame.len(), Ordering::Relaxed);
        before + frame.len() <= QUEUE_BYTES && self.frames.try_send(Arc::clone(frame)).is_ok()
    }
}

impl Inner {
    /// Gives the places of those who have gone to others: else they would keep them until
    /// something happens.
    fn let_go(&mut self) {
        self.viewers.retain(|queue| queue.waiting.strong_count() > 0);
    }
}

/// How the feed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FeedCounters {
    /// Viewers there are.
    pub viewers: usize,
    /// Frames told.
    pub frames: u64,
    /// Viewers that did not keep up.
    pub dropped: u64,
}

impl Feed {
    /// A feed without viewers; `run` is another number at each start.
    pub fn new(run: i64) -> Self {
        Self { run, inner: Mutex::default() }
    }

    /// Tells all viewers; `json` is on one line.
    pub fn tell(&self, event: &str, json: &[u8]) {
        let mut inner = self.inner();
        inner.told += 1;
        let mut frame = format!("id: {}-{}\nevent: {event}\ndata: ", self.run, inner.told).into_bytes();
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

    /// A new viewer, with the id of the last frame it saw, if it says one; none when there are as
    /// many as may be, or when it is over.
    pub fn join(&self, last_event_id: Option<&str>) -> Option<Viewer> {
        let mut inner = self.inner();
        inner.let_go();
        if inner.closed || inner.viewers.len() >= MOST_VIEWERS {
            return None;
        }
        let missed = self.missed(&inner, last_event_id);
        let mut first = format!("retry: {RETRY_MS}\n\n").into_bytes();
        if let Some(frames) = &missed {
            first.extend(frames.iter().flat_map(|frame| frame.iter()));
        } else {
            let id = format!("{}-{}", self.run, inner.told);
            first.extend_from_slice(format!("id: {id}\nevent: reset\ndata: {{\"id\":\"{id}\"}}\n\n").as_bytes());
        }
        let (sender, frames) = sync_channel(QUEUE);
        let waiting = Arc::default();
        inner.viewers.push(ViewerQueue { frames: sender, waiting: Arc::downgrade(&waiting) });
        Some(Viewer { first: Some(first), latest: monotonic(), frames, waiting })
    }

    /// The frames behind one; none if they are not all kept.
    fn missed(&self, inner: &Inner, last_event_id: Option<&str>) -> Option<Vec<Frame>> {
        let (run, seen) = last_event_id?.split_once('-')?;
        let seen: u64 = seen.parse().ok()?;
        let missed = usize::try_from(inner.told.checked_sub(seen)?).ok()?;
        let is_known = run.parse() == Ok(self.run) && missed <= inner.kept.len();
        is_known.then(|| inner.kept.iter().skip(inner.kept.len() - missed).cloned().collect())
    }

    /// Lets all viewers go, and takes no more.
    pub fn close(&self) {
        let mut inner = self.inner();
        inner.closed = true;
        inner.viewers.clear();
    }

    /// How it goes.
    pub fn counters(&self) -> FeedCounters {
        let mut inner = self.inner();
        inner.let_go();
        FeedCounters { viewers: inner.viewers.len(), frames: inner.told, dropped: inner.dropped }
    }

    /// No step under the lock can leave it half changed, so a poisoned one is as good.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one viewer is sent, piece by piece; ends when the viewer is let go.
#[derive(Debug)]
pub struct Viewer {
    first: Option<Vec<u8>>,
    /// When something was sent.
    latest: Instant,
    frames: Receiver<Frame>,
    waiting: Arc<AtomicUsize>,
}

impl Viewer {
    /// The next frame, if one comes in that time; now and then a heartbeat.
    pub fn next_within(&mut self, wait: Duration) -> Piece {
        if let Some(first) = self.first.take() {
            return Piece::Bytes(first);
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
