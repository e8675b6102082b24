//! Clerks: threads that answer what may take a while, so that the server's own workers are free
//! for those who ask whether it is alive, however much else there is to do.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::server::{Reply, Request};

type Task = (Request, Reply);

/// The way to the clerks; they end with it.
pub(super) struct Clerks {
    tasks: Sender<Task>,
    panics: Arc<AtomicU64>,
}

impl Clerks {
    /// So many clerks, who answer each request with `answer`.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(count: usize, answer: impl Fn(Request, Reply) + Send + Sync + 'static) -> io::Result<Self> {
        let (tasks, queue) = channel();
        let (queue, answer, panics) = (Arc::new(Mutex::new(queue)), Arc::new(answer), Arc::default());
        for number in 1..=count {
            let (queue, answer, panics) = (Arc::clone(&queue), Arc::clone(&answer), Arc::clone(&panics));
            let work = move || work(&queue, &*answer, &panics);
            thread::Builder::new().name(format!("clerk-{number}")).spawn(work)?;
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

fn work(queue: &Mutex<Receiver<Task>>, answer: &dyn Fn(Request, Reply), panics: &AtomicU64) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((request, reply)) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| answer(request, reply))).is_err() {
            panics.fetch_add(1, Ordering::Relaxed);
        }
    }
}
