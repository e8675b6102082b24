//! Requests to Eventbrite for what a delivery only names, on separate threads.
//!
//! ```text
//! LookUp ─▶ queue, each once ─▶ attempt ─▶ answered(LookUp, body)
//!             ▲                    │
//!             └── later, jittered ─┘ 429, 5xx, too slow, cut off, not reached
//! ```
//! The address is built from the id and nothing else that a sender wrote. Redirects are not followed,
//! so the token goes to no other host. The answer about an order names its event, which means one more
//! [`LookUp`]. See [`FetchSettings`] for proxies.
//!
//! ```
//! use pdpe::watch::testing::{FetchSettings, Fetcher, Secret};
//! let mut settings = FetchSettings::new(Secret::new("a private token")?, chrono_tz::America::Chicago);
//! settings.base = "http://127.0.0.1:9/v3".parse()?;
//! // The token contains spaces, which no header may.
//! assert!(Fetcher::start(settings, || 0, |_, _| {}).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attempt;
mod base;
mod counters;
mod error;
mod queue;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use chrono_tz::Tz;

use super::auth::Secret;
use super::sources::eventbrite::LookUp;
use crate::clock::monotonic;
use attempt::{Asker, Attempt};
use queue::{Next, Put, Question, Queue};

pub use base::{BaseAddress, BaseAddressError};
pub use counters::FetchCounters;
pub use error::FetchError;

/// The environment variable with Eventbrite's token.
pub const TOKEN_VARIABLE: &str = "EVENTBRITE_TOKEN";

/// How long dropping a [`Fetcher`] waits for attempts in progress; then their answers are dropped.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// How to send requests to Eventbrite.
///
/// The environment variables `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply, except for a base
/// address on this machine. A proxy sees the name of the host, but neither request nor token.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// A private token of an account that may see the events.
    pub token: Secret,
    /// The zone of local times without one.
    pub zone: Tz,
    /// The base address; default `https://www.eventbriteapi.com/v3`.
    pub base: BaseAddress,
    /// The time limit to connect; default 5 s.
    pub connect_within: Duration,
    /// The time limit of an attempt; default 15 s.
    pub answer_within: Duration,
    /// The longest answer; default 1 MiB.
    pub body_limit_bytes: u64,
    /// Attempts per request, at least one; default 160, which covers an outage of hours.
    pub attempts: u32,
    /// The wait after the first failure is random, up to this; the limit doubles with each failure.
    /// Default 1 s.
    pub first_backoff: Duration,
    /// The maximum of that limit; default 5 min.
    pub longest_backoff: Duration,
    /// The longest `Retry-After` that is respected; default 10 min.
    pub longest_retry_after: Duration,
    /// How many requests may wait; default 1000.
    pub queue_limit: usize,
    /// How many requests are sent at a time, at least one; default 2.
    pub threads: usize,
}

impl FetchSettings {
    /// The default settings.
    pub fn new(token: Secret, zone: Tz) -> Self {
        Self {
            token,
            zone,
            base: BaseAddress::default(),
            connect_within: Duration::from_secs(5),
            answer_within: Duration::from_secs(15),
            body_limit_bytes: 1 << 20,
            attempts: 160,
            first_backoff: Duration::from_secs(1),
            longest_backoff: Duration::from_secs(300),
            longest_retry_after: Duration::from_secs(600),
            queue_limit: 1000,
            threads: 2,
        }
    }

    /// The wait after a number of failures; `share`, 0…1, is the random part.
    pub fn wait(&self, failures: u32, retry_after: Option<Duration>, share: f64) -> Duration {
        let doubled = self.first_backoff.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
        let backoff = doubled.min(self.longest_backoff).mul_f64(share);
        backoff.max(retry_after.unwrap_or_default().min(self.longest_retry_after))
    }
}

/// An answer from Eventbrite that fits its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The body, to be kept.
    pub body: Vec<u8>,
    /// The number of the latest delivery at the time of the request: the answer may not reflect later
    /// ones.
    pub asked_after: u64,
}

/// Called with the result of each request.
type Report = dyn Fn(LookUp, Result<Fetched, FetchError>) + Send + Sync;

/// What the handle and the threads share.
struct Pool {
    settings: FetchSettings,
    asker: Asker,
    latest: Box<dyn Fn() -> u64 + Send + Sync>,
    answered: Box<Report>,
    state: Mutex<PoolState>,
    /// Notified when a request arrives, when one is done, and at the end.
    changed: Condvar,
}

struct PoolState {
    queue: Queue,
    counters: FetchCounters,
    stopped: bool,
    /// Threads that have not ended.
    threads: usize,
}

/// Threads that send requests. Dropping it stops them: waiting requests are dropped, and attempts in
/// progress get a second to end.
pub struct Fetcher {
    shared: Arc<Pool>,
}

impl Fetcher {
    /// Starts the threads. `latest` is called before each attempt, for [`Fetched::asked_after`]. `answered`
    /// is called on the threads with the result of each request: for one request in the order of its
    /// attempts, for different ones in any order. It may call [`ask`](Self::ask) and must be quick.
    ///
    /// # Errors
    /// `InvalidInput` when the token cannot be put in a header; else when no thread can be started.
    pub fn start(
        settings: FetchSettings,
        latest: impl Fn() -> u64 + Send + Sync + 'static,
        answered: impl Fn(LookUp, Result<Fetched, FetchError>) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let asker = Asker::new(&settings);
        if asker.authorization().is_none() {
            let message = format!(
                "the token in {TOKEN_VARIABLE} contains characters that no token of Eventbrite's has; copy it again"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let state = PoolState {
            queue: Queue::new(settings.queue_limit),
            counters: FetchCounters::default(),
            stopped: false,
            threads: 0,
        };
        let threads = settings.threads.max(1);
        let (latest, answered) = (Box::new(latest), Box::new(answered));
        let (state, changed) = (Mutex::new(state), Condvar::new());
        let shared = Arc::new(Pool { settings, asker, latest, answered, state, changed });
        // Created first: if a thread cannot be started, dropping it stops the others.
        let fetcher = Self { shared: Arc::clone(&shared) };
        for _ in 0..threads {
            let own = Arc::clone(&shared);
            shared.state().threads += 1;
            if let Err(error) = Builder::new().name("fetch".into()).spawn(move || own.work()) {
                shared.state().threads -= 1;
                return Err(error);
            }
        }
        Ok(fetcher)
    }

    /// Queues a request, unless the same one is queued already: one answer serves both. A request being
    /// sent does not count, because its answer may be older than the reason for this one. False when the
    /// queue is full or has ended.
    #[must_use = "a refused request is never answered"]
    pub fn ask(&self, what: LookUp) -> bool {
        let mut state = self.shared.state();
        state.counters.asked += 1;
        let put = if state.stopped { Put::Full } else { state.queue.put(what) };
        match put {
            Put::New => {}
            Put::Coalesced => state.counters.coalesced += 1,
            Put::Full => state.counters.refused += 1,
        }
        self.shared.changed.notify_one();
        put != Put::Full
    }

    /// How many more requests may wait.
    pub fn room(&self) -> usize {
        self.shared.settings.queue_limit.saturating_sub(self.shared.state().queue.sizes().0)
    }

    /// Counters of requests and their results.
    pub fn counters(&self) -> FetchCounters {
        let state = self.shared.state();
        let (waiting, in_flight) = state.queue.sizes();
        FetchCounters { waiting, in_flight, ..state.counters }
    }
}

impl Drop for Fetcher {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.stopped = true;
        self.shared.changed.notify_all();
        let ended = self.shared.changed.wait_timeout_while(state, LAST_WAIT, |state| state.threads > 0);
        drop(ended);
    }
}

impl Pool {
    /// A panic cannot leave the state half changed.
    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The work of each thread.
    fn work(&self) {
        while let Some(question) = self.next() {
            let what = question.what.clone();
            if catch_unwind(AssertUnwindSafe(|| self.ask(question))).is_err() {
                self.state().counters.panics += 1;
                self.done(&what);
            }
        }
        self.state().threads -= 1;
        self.changed.notify_all();
    }

    /// Waits for a request that is due; none at the end.
    fn next(&self) -> Option<Question> {
        let mut state = self.state();
        while !state.stopped {
            state = match state.queue.next(monotonic()) {
                Next::Ask(question) => return Some(question),
                Next::Wait(None) => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Next::Wait(Some(wait)) => {
                    self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        None
    }

    fn ask(&self, question: Question) {
        let asked_after = (self.latest)();
        let answer = match self.asker.ask(&question.what) {
            Attempt::Answered(body) => Ok(Fetched { body, asked_after }),
            Attempt::Failed(error) => Err(error),
            Attempt::Again { retry_after, everyone, .. } if question.failures + 1 < self.settings.attempts => {
                return self.ask_again(question, retry_after, everyone);
            }
            Attempt::Again { reason, .. } => {
                Err(FetchError::Unavailable { path: question.what.path(), attempts: question.failures + 1, reason })
            }
        };
        let mut state = self.state();
        if state.stopped {
            return;
        }
        match &answer {
            Ok(_) => state.counters.answered += 1,
            Err(error) => state.counters.count_failure(error),
        }
        drop(state);
        (self.answered)(question.what.clone(), answer);
        self.done(&question.what);
    }

    fn ask_again(&self, question: Question, retry_after: Option<Duration>, everyone: bool) {
        let wait = self.settings.wait(question.failures + 1, retry_after, fastrand::f64());
        let due = monotonic() + wait;
        let mut state = self.state();
        state.counters.retries += 1;
        state.queue.again(question, due);
        if everyone {
            state.queue.pause(due);
        }
        // Others wait for a later time, or for this very request.
        self.changed.notify_all();
    }

    fn done(&self, what: &LookUp) {
        self.state().queue.done(what);
        self.changed.notify_all();
    }
}
