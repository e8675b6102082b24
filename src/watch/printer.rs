//! Writes lines on a separate thread, so that a slow reader blocks nothing else.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::Duration;

/// The most queued lines; more are dropped.
const QUEUE: usize = 10_000;

/// The most bytes of those lines; more are dropped, except for a single longer line.
const QUEUE_BYTES: usize = 16 << 20;

/// How long the last lines may take at the end.
pub(super) const LAST_WAIT: Duration = Duration::from_secs(5);

/// Writes lines to a reader.
#[derive(Debug)]
pub struct Printer {
    lines: Option<SyncSender<Vec<u8>>>,
    backlog: Arc<Backlog>,
    /// Disconnected when the thread ends.
    writing: Receiver<()>,
}

#[derive(Debug, Default)]
struct Backlog {
    gone: AtomicBool,
    left_out: AtomicU64,
    /// Queued bytes, including those being written.
    waiting: AtomicUsize,
}

/// A handle to queue lines.
#[derive(Clone, Debug)]
pub struct LineQueue {
    lines: SyncSender<Vec<u8>>,
    backlog: Arc<Backlog>,
}

impl Printer {
    /// Starts writing to `out`.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(mut out: impl Write + Send + 'static) -> io::Result<Self> {
        let (sender, lines) = sync_channel::<Vec<u8>>(QUEUE);
        let backlog = Arc::new(Backlog::default());
        let seen = Arc::clone(&backlog);
        let (is_writing, writing) = channel();
        let write = move || {
            let _is_writing = is_writing;
            for line in lines {
                if out.write_all(&line).and_then(|()| out.flush()).is_err() {
                    seen.gone.store(true, Ordering::Relaxed);
                    return;
                }
                seen.waiting.fetch_sub(line.len(), Ordering::Relaxed);
            }
        };
        thread::Builder::new().name("printer".into()).spawn(write)?;
        Ok(Self { lines: Some(sender), backlog, writing })
    }

    /// A handle to queue lines.
    pub fn lines(&self) -> Option<LineQueue> {
        Some(LineQueue { lines: self.lines.clone()?, backlog: Arc::clone(&self.backlog) })
    }

    /// Whether the reader has closed its end.
    pub fn is_gone(&self) -> bool {
        self.backlog.gone.load(Ordering::Relaxed)
    }

    /// Lines dropped because the reader was slow.
    pub fn left_out(&self) -> u64 {
        self.backlog.left_out.load(Ordering::Relaxed)
    }

    /// Writes what is queued, once every [`LineQueue`] is dropped; gives up after a while.
    pub fn finish(mut self, within: Duration) {
        drop(self.lines.take());
        let _ = self.writing.recv_timeout(within); // nothing is ever sent
    }
}

impl LineQueue {
    /// Queues a line with its line end; never blocks. False when there is no room and it is dropped.
    #[allow(clippy::must_use_candidate, reason = "dropped lines are counted")]
    pub fn print(&self, line: Vec<u8>) -> bool {
        let Backlog { left_out, waiting, .. } = &*self.backlog;
        let bytes = line.len();
        // The writer may subtract them again at any time.
        let before = waiting.fetch_add(bytes, Ordering::Relaxed);
        let has_room = before == 0 || before + bytes <= QUEUE_BYTES;
        let is_full = !has_room || matches!(self.lines.try_send(line), Err(TrySendError::Full(_)));
        if is_full {
            waiting.fetch_sub(bytes, Ordering::Relaxed);
            left_out.fetch_add(1, Ordering::Relaxed);
        }
        !is_full
    }
}
