//! The server behind the guard: `tiny_http` on a private unix socket, its workers, and a watchdog.
//!
//! Requests come from the [guard](super::guard) alone: whole, well-formed, one to a connection.
//! A worker hands each to the function the server was started with, which answers through a
//! [`Reply`], at once or later, from any thread. A panic there costs one request its answer, not
//! the server its worker. Should `tiny_http` fall silent, a watchdog puts another in its place.

mod exchange;
mod instance;
mod reply;
mod watchdog;

use std::fmt;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::guard::Connect;
use instance::Instance;

pub use exchange::{Body, Method, Request, Response, Stream};
pub use reply::Reply;

/// How a [`Server`] works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Threads that call the function that answers.
    pub workers: usize,
    /// What the watchdog asks for. Any answer will do, whatever its status.
    pub watched_path: String,
    /// How often the watchdog asks, and how long it waits for an answer.
    pub watch_every: Duration,
    /// After how many failures in a row `tiny_http` is replaced.
    pub failures: u32,
    /// How many workers of replaced servers may be stuck; beyond, nothing is replaced any more,
    /// for it does not help.
    pub stuck_workers: usize,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            workers: 4,
            watched_path: "/health".to_owned(),
            watch_every: Duration::from_secs(1),
            failures: 2,
            stuck_workers: 32,
        }
    }
}

/// What answers requests. It may keep the [`Reply`] and return before it is sent.
type Respond = dyn Fn(Request, Reply) + Send + Sync;

/// What workers, watchdog and handle share.
struct Shared {
    settings: ServerSettings,
    respond: Box<Respond>,
    /// None when it has stopped.
    current: Mutex<Option<Arc<Instance>>>,
    /// Workers that have not ended, of all instances.
    workers: Mutex<usize>,
    worker_ended: Condvar,
    panics: AtomicU64,
    unanswered: AtomicU64,
    replaced: AtomicU64,
    /// What the watchdog is told.
    news: Sender<News>,
}

/// What the watchdog is told.
enum News {
    /// That no more connections are accepted.
    Deaf,
    /// To end.
    Stop,
}

impl Shared {
    fn current(&self) -> MutexGuard<'_, Option<Arc<Instance>>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(&self) -> io::Result<UnixStream> {
        let current = self.current().clone();
        current.ok_or(io::ErrorKind::NotConnected)?.connect()
    }

    /// Changes the number of workers; what it is then.
    fn count_workers(&self, change: impl Fn(usize) -> usize) -> usize {
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        *workers = change(*workers);
        self.worker_ended.notify_all();
        *workers
    }

    /// Waits until there is no worker left, but not for one that is stuck.
    fn wait_for_workers(&self) {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = self.worker_ended.wait_timeout_while(workers, LAST_WAIT, |workers| *workers > 0);
        drop(ended);
    }
}

/// How long workers have to finish what they are at.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// A server at work; dropped, it stops.
pub struct Server {
    shared: Arc<Shared>,
    watchdog: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts `tiny_http`, its workers and the watchdog. `respond` is called for every request, by
    /// several workers at a time; a reply that it drops unsent is a 500.
    ///
    /// # Errors
    /// When no private folder, socket or thread can be made.
    pub fn start(
        settings: ServerSettings,
        respond: impl Fn(Request, Reply) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let first = Arc::new(Instance::new()?);
        let (news, hears) = channel();
        let shared = Arc::new(Shared {
            settings,
            respond: Box::new(respond),
            current: Mutex::new(Some(Arc::clone(&first))),
            workers: Mutex::new(0),
            worker_ended: Condvar::new(),
            panics: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
            replaced: AtomicU64::new(0),
            news,
        });
        let mut server = Self { shared: Arc::clone(&shared), watchdog: None };
        first.employ(&shared)?;
        let watching = std::thread::Builder::new().name("watchdog".into());
        server.watchdog = Some(watching.spawn(move || watchdog::watch(&shared, &hears))?);
        Ok(server)
    }

    /// The way to it, for the guard.
    #[must_use]
    pub fn connect(&self) -> Connect {
        let shared = Arc::clone(&self.shared);
        Arc::new(move || shared.connect())
    }

    /// Where it listens now.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.shared.current().as_ref().map(|current| current.socket().to_owned()).unwrap_or_default()
    }

    /// How often `tiny_http` was replaced.
    #[must_use]
    pub fn replaced(&self) -> u64 {
        self.shared.replaced.load(Ordering::Relaxed)
    }

    /// How many of the watchdog's questions had no answer.
    #[must_use]
    pub fn unanswered(&self) -> u64 {
        self.shared.unanswered.load(Ordering::Relaxed)
    }

    /// How many calls of the function that answers ended in a panic.
    #[must_use]
    pub fn panics(&self) -> u64 {
        self.shared.panics.load(Ordering::Relaxed)
    }

    /// Stops. What the workers are at is done first, unless they are stuck.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        if let Some(watchdog) = self.watchdog.take() {
            let _ = self.shared.news.send(News::Stop); // it has ended already
            let _ = watchdog.join(); // it panics never; if it did, it has stopped all the same
        }
        if let Some(last) = self.shared.current().take() {
            last.retire();
            last.wake(self.shared.settings.workers);
        }
        self.shared.wait_for_workers();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("settings", &self.shared.settings)
            .field("socket", &self.socket())
            .finish_non_exhaustive()
    }
}
