//! Clerks: threads that answer what may take a while, so that the server's own workers are free
//! for those who ask whether it is alive, however much else there is to do.
//!
//! Their [`Desks`] show who has been at one request for too long. A clerk does not wait for the
//! client: what is long is sent by a thread of its own, however slowly it is read.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::server::{Reply, Request};
use crate::clock::monotonic;

type Task = (Request, Reply);

/// The way to the clerks; they end with it.
pub(super) struct Clerks {
    tasks: Sender<Task>,
    panics: Arc<AtomicU64>,
}

/// What each clerk is at.
#[derive(Debug)]
pub(super) struct Desks {
    /// When each began the request that he is at.
    begun: Vec<Mutex<Option<Instant>>>,
    /// Who is at one request for longer is stuck.
    limit: Duration,
}

/// How many clerks are busy, and how many stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtWork {
    /// Workers there are.
    pub workers: usize,
    /// Those who are at a request.
    pub busy: usize,
    /// Those who have been at one for too long.
    pub stuck: usize,
    /// How long that is.
    pub limit: Duration,
}

impl AtWork {
    /// Whether nobody is left to answer.
    #[must_use]
    pub fn all_stuck(&self) -> bool {
        self.stuck == self.workers
    }
}

impl fmt::Display for AtWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workers, stuck, limit, .. } = self;
        write!(f, "{stuck} of {workers} workers have been at one request for more than {} s", limit.as_secs())
    }
}

impl Desks {
    /// Desks for so many clerks, who may be at one request for so long.
    pub fn new(clerks: usize, limit: Duration) -> Self {
        Self { begun: (0..clerks).map(|_| Mutex::default()).collect(), limit }
    }

    /// What the clerks are at now.
    pub fn at_work(&self) -> AtWork {
        let begun: Vec<Instant> = self.begun.iter().filter_map(|desk| *lock(desk)).collect();
        let stuck = begun.iter().filter(|begun| begun.elapsed() > self.limit).count();
        AtWork { workers: self.begun.len(), busy: begun.len(), stuck, limit: self.limit }
    }
}

impl Clerks {
    /// A clerk for every desk, who answers each request with `answer`.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(desks: &Arc<Desks>, answer: impl Fn(Request, Reply) + Send + Sync + 'static) -> io::Result<Self> {
        let (tasks, queue) = channel();
        let (queue, answer, panics) = (Arc::new(Mutex::new(queue)), Arc::new(answer), Arc::default());
        for number in 0..desks.begun.len() {
            let (desks, queue, answer, panics) =
                (Arc::clone(desks), Arc::clone(&queue), Arc::clone(&answer), Arc::clone(&panics));
            let work = move || work(&desks.begun[number], &queue, &*answer, &panics);
            thread::Builder::new().name(format!("clerk-{}", number + 1)).spawn(work)?;
        }
        Ok(Self { tasks, panics })
    }

    /// Hands a request on. As many may wait as the guard lets in.
    pub fn take(&self, request: Request, reply: Reply) {
        let _ = self.tasks.send((request, reply)); // without clerks it is dropped: a 500
    }

    /// How many answers ended in a panic.
    pub fn panics(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.panics)
    }
}

fn work(
    begun: &Mutex<Option<Instant>>,
    queue: &Mutex<Receiver<Task>>,
    answer: &dyn Fn(Request, Reply),
    panics: &AtomicU64,
) {
    loop {
        let next = lock(queue).recv();
        let Ok((request, reply)) = next else { return };
        *lock(begun) = Some(monotonic());
        if catch_unwind(AssertUnwindSafe(|| answer(request, reply))).is_err() {
            panics.fetch_add(1, Ordering::Relaxed);
        }
        *lock(begun) = None;
    }
}

/// What the locks hold is as good after a panic as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
