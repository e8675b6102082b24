//! Asks Eventbrite what a delivery only names, on threads of its own.
//!
//! ```text
//! LookUp ─▶ queue, each once ─▶ attempt ─▶ answered(LookUp, body)
//!             ▲                    │
//!             └── later, jittered ─┘ 429, 5xx, too slow, cut off, not reached
//! ```
//! The address is made of the id and nothing else that a sender writes; redirects are not
//! followed, so the token goes to no other host. An order's answer names its event, and means one
//! more [`LookUp`], to be [asked](Fetcher::ask) like that of a delivery. How proxies are used and
//! what else holds for every call: see the variables in [`FetchSettings`].
//!
//! ```
//! use pdpe::watch::testing::{FetchSettings, Fetcher, Secret};
//! let mut settings = FetchSettings::new(Secret::new("a private token")?, chrono_tz::America::Chicago);
//! settings.base = "http://127.0.0.1:9/v3".parse()?;
//! // The token has blanks in it, which no header may show.
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

/// The environment variable that users put Eventbrite's token in.
pub const TOKEN_VARIABLE: &str = "EVENTBRITE_TOKEN";

/// How long [`Fetcher::shutdown`] waits for attempts under way; then their answers are dropped.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// Where and how Eventbrite is asked.
///
/// The environment's `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are obeyed, except for a base on
/// this machine: a proxy sees the name of the host, and neither question nor token.
#[derive(Clone, Debug)]
pub struct FetchSettings {
    /// A private token of an account that may see the events.
    pub token: Secret,
    /// Local times without a zone of their own are wall times in this one.
    pub zone: Tz,
    /// Below which address; default `https://www.eventbriteapi.com/v3`.
    pub base: BaseAddress,
    /// How long an attempt may take to reach Eventbrite; default 5 s.
    pub connect_within: Duration,
    /// How long an attempt may take in all, however the answer drips; default 15 s.
    pub answer_within: Duration,
    /// The longest answer; default 1 MiB.
    pub body_limit_bytes: u64,
    /// How often a question is asked before it fails, at least once; default 160: an outage of hours.
    pub attempts: u32,
    /// The wait after the first failure is random, up to this; the limit doubles with each
    /// failure. Default 1 s.
    pub first_backoff: Duration,
    /// Where it stops doubling; default 5 min.
    pub longest_backoff: Duration,
    /// Up to where `Retry-After` is obeyed; default 10 min.
    pub longest_retry_after: Duration,
    /// How many questions may wait; default 1000.
    pub queue_limit: usize,
    /// How many questions are asked at a time, at least one; default 2.
    pub threads: usize,
}

impl FetchSettings {
    /// The usual settings.
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

    /// How long to wait after so many failures; `share` of the longest wait there may be, 0…1.
    fn wait(&self, failures: u32, retry_after: Option<Duration>, share: f64) -> Duration {
        let doubled = self.first_backoff.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
        let backoff = doubled.min(self.longest_backoff).mul_f64(share);
        backoff.max(retry_after.unwrap_or_default().min(self.longest_retry_after))
    }
}

/// What Eventbrite answered; it can be read as an answer to the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The answer, byte by byte: to be kept, so that it need not be requested again.
    pub body: Vec<u8>,
    /// The latest that was known when it was asked: what came after that, the answer may not know.
    pub asked_after: u64,
}

/// Called with the result of each question.
type Report = dyn Fn(LookUp, Result<Fetched, FetchError>) + Send + Sync;

/// What the handle and the threads share.
struct Pool {
    settings: FetchSettings,
    asker: Asker,
    latest: Box<dyn Fn() -> u64 + Send + Sync>,
    answered: Box<Report>,
    state: Mutex<PoolState>,
    /// A question came, one is done, all is over.
    changed: Condvar,
}

struct PoolState {
    queue: Queue,
    counters: FetchCounters,
    stopped: bool,
    /// Threads that have not ended.
    threads: usize,
}

/// Threads that ask; dropped, they stop.
pub struct Fetcher {
    shared: Arc<Pool>,
}

impl Fetcher {
    /// Starts the threads. `latest` is asked before each attempt, for [`Fetched::asked_after`]. `answered`
    /// is called on them with what came of each question: for one question in the order of its
    /// attempts, for different ones in any order. It may [`ask`](Self::ask), and must not take long.
    ///
    /// # Errors
    /// `InvalidInput` when the token cannot stand in a header; else when no thread can be made.
    pub fn start(
        settings: FetchSettings,
        latest: impl Fn() -> u64 + Send + Sync + 'static,
        answered: impl Fn(LookUp, Result<Fetched, FetchError>) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let asker = Asker::new(&settings);
        if asker.authorization().is_none() {
            let message = format!(
                "the token in {TOKEN_VARIABLE} has blanks or characters no token of Eventbrite's has; copy it anew"
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
        // Made first: should a thread be refused, it stops those there are.
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

    /// Puts a question in the queue, unless it waits there already: then one answer will do for
    /// both, at the time of its next attempt. A question that is being asked does not
    /// count as waiting, because its answer may be older than what made this one necessary. False
    /// when the queue is full or has ended.
    #[must_use = "a question that is refused is never answered"]
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

    /// How many more questions may wait.
    pub fn room(&self) -> usize {
        self.shared.settings.queue_limit.saturating_sub(self.shared.state().queue.sizes().0)
    }

    /// How many questions there were, and what came of them.
    pub fn counters(&self) -> FetchCounters {
        let state = self.shared.state();
        let (waiting, in_flight) = state.queue.sizes();
        FetchCounters { waiting, in_flight, ..state.counters }
    }

    /// Ends the threads. Nothing more is answered: what waits is forgotten, and an attempt under
    /// way gets a second to end by itself.
    pub fn shutdown(self) {
        drop(self);
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
    /// Numbers and questions are as good after a panic as before.
    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What each thread does until the end.
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

    /// Waits for a question that can be asked; none when all is over.
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
        // Others wait until something later, or for this very question.
        self.changed.notify_all();
    }

    fn done(&self, what: &LookUp) {
        self.state().queue.done(what);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::FetchSettings;
    use crate::watch::auth::Secret;

    #[test]
    fn waits_double_up_to_a_limit_and_obey_retry_after_up_to_another() {
        let token = Secret::new("token").expect("it is not empty");
        let settings = FetchSettings::new(token, chrono_tz::America::Chicago);
        let millis = |failures, retry_after: Option<u64>, share| {
            settings.wait(failures, retry_after.map(Duration::from_secs), share).as_millis()
        };
        let longest: Vec<u128> = (1..=10).map(|failures| millis(failures, None, 1.0)).collect();
        let doubled = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000];
        assert_eq!((&longest[..9], longest[9]), (&doubled[..], 300_000));
        assert_eq!(millis(u32::MAX, None, 1.0), 300_000);
        assert_eq!(millis(4, None, 0.25), 2000);
        assert_eq!(millis(4, None, 0.0), 0);
        assert_eq!(millis(4, Some(5), 0.25), 5000);
        assert_eq!(millis(4, Some(5), 1.0), 8000);
        assert_eq!(millis(1, Some(u64::MAX), 1.0), 600_000);
    }

    #[test]
    fn an_outage_of_hours_is_waited_out() {
        let settings = FetchSettings::new(Secret::new("token").expect("it is not empty"), chrono_tz::America::Chicago);
        let waits = (1..settings.attempts).map(|failures| settings.wait(failures, None, 0.5));
        assert!(waits.sum::<Duration>() > Duration::from_secs(6 * 60 * 60));
    }
}
