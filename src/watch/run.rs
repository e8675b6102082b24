//! A listener at work: journal, loop and door, started in this order and stopped in the other.

mod keeping;
mod opening;
mod rounds;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::TimeDelta;

use super::access::Access;
use super::agenda::Agenda;
use super::auth::Secret;
use super::door::{self, Door, Workers};
use super::feed::Feed;
use super::fetch::{FetchSettings, Fetcher};
use super::journal::{Filter, Forgotten, Journal, JournalError, State};
use super::main_loop::{LONGEST_SILENCE, MainLoop, Setup, Wake};
use super::pulse::Pulse;
use super::senders::Senders;
use super::settings::{SourceError, SourceSettings};
use super::shared::{ANSWER_WITHIN, Gates, Shared, Tally};
use super::sources::eventbrite::LookUp;
use super::subscribers::Subscriber;
use crate::clock::Pace;
use crate::event::Events;
use crate::grid::{Grid, Regular};
use crate::live::cache::CacheSettingsError;
use crate::live::engine::EngineSettings;
use crate::model::Model;
use keeping::{Keeping, ask};
use opening::{cannot_listen, open_door};
use rounds::Rounds;

/// No client waits for an answer half as long: the door has given up by then.
pub const STUCK_AFTER: Duration = Duration::from_secs(60);

/// How a listener works.
pub struct WatchSettings {
    /// Where it listens.
    pub address: SocketAddr,
    /// The model.
    pub model: Model,
    /// How answers name it.
    pub model_name: String,
    /// What pages call the grid.
    pub title: String,
    /// The cells.
    pub grid: Arc<Grid>,
    /// The grid as a rule, if it is one: where incomes and the size of cells are known.
    pub regular: Option<Regular>,
    /// The events that are known before any delivery.
    pub events: Events,
    /// How the engine works.
    pub engine: EngineSettings,
    /// Who may send; without any, on a loopback address or with `insecure`, anyone.
    pub sources: Vec<SourceSettings>,
    /// Accept unsigned deliveries from other machines too.
    pub insecure: bool,
    /// The file of the journal; none: in memory.
    pub journal: Option<PathBuf>,
    /// How long deliveries are kept; those that mention an event, from its end on.
    pub retention: TimeDelta,
    /// The token that readers must send.
    pub token: Option<Secret>,
    /// Host names under which it is reached.
    pub allowed_hosts: Vec<String>,
    /// Proxies: no limit per address, and their X-Forwarded-For is trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether the caches are filled at the start.
    pub warm: bool,
    /// How Eventbrite is asked for what a delivery only names; none: never.
    pub fetch: Option<FetchSettings>,
    /// The clock.
    pub pace: Pace,
    /// How often it looks at the clock when nothing happens.
    pub interval: Duration,
    /// How long answering a request may take before whoever does it counts as stuck; [`STUCK_AFTER`].
    pub stuck_after: Duration,
    /// Subscribers of messages.
    pub subscribers: Vec<Subscriber>,
}

/// Why a listener cannot start.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The address cannot be had.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Unsigned sources on an address that other machines can reach.
    #[error(
        "{address} can be reached from other machines, and {who}; give every source a scheme and a secret in \
         [[sources]] of pdpe.toml, listen on 127.0.0.1, or take the risk with --insecure"
    )]
    Unsigned {
        /// Where it was to listen.
        address: SocketAddr,
        /// Who may send.
        who: String,
    },
    /// A reload that would accept unsigned deliveries of a source that had to sign.
    #[error("{who} from now on; if that is intended, restart")]
    Opened {
        /// Who may send.
        who: String,
    },
    /// A source cannot be set up.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A limit of the caches is wrong.
    #[error(transparent)]
    Cache(#[from] CacheSettingsError),
    /// The system refuses something.
    #[error("cannot start {what}: {source}")]
    Io {
        /// What.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

/// A listener at work; dropped, it stops.
pub struct Watch {
    shared: Arc<Shared>,
    door: Option<Door>,
    main_loop: Option<JoinHandle<()>>,
    retention: TimeDelta,
    rounds: Arc<Mutex<Rounds>>,
    address: SocketAddr,
    events: usize,
    has_journal: bool,
}

impl Watch {
    /// Opens the journal, replays it, and opens the door.
    ///
    /// # Errors
    /// [`WatchError`] says what could not be had.
    pub fn start(settings: WatchSettings) -> Result<Self, WatchError> {
        let listening = door::listen(settings.address).map_err(|error| cannot_listen(settings.address, &error))?;
        let address = listening.local_addr().map_err(|error| cannot_listen(settings.address, &error))?;
        let senders = senders(&settings.sources, address, settings.insecure)?;
        let journal = Arc::new(match &settings.journal {
            Some(path) => Journal::open(path)?,
            None => Journal::in_memory()?,
        });
        let mut agenda = Agenda::new(settings.events, settings.model.proximity);
        let source_of = |name: &str| senders.source_of(name);
        agenda.replay(journal.entries(Filter::default()), source_of, settings.model.timezone, |seq, became| {
            journal.mark(seq, became);
        })?;

        let events = agenda.events().len();
        let (wakes, inbox) = channel();
        let pulse = Arc::new(Pulse::default());
        let rounds = Arc::<Mutex<Rounds>>::default();
        let keeping = Keeping {
            journal: Arc::clone(&journal),
            wakes: wakes.clone(),
            pulse: Arc::clone(&pulse),
            pace: settings.pace,
            zone: settings.model.timezone,
            rounds: Arc::clone(&rounds),
        };
        let latest = {
            let journal = Arc::clone(&journal);
            move || journal.counters().last_seq
        };
        let answered = move |asked: LookUp, answer| keeping.keep(&asked, answer);
        let fetcher = settings.fetch.map(|fetch| Fetcher::start(fetch, latest, answered));
        let fetcher =
            fetcher.transpose().map_err(|source| WatchError::Io { what: "asking Eventbrite", source })?.map(Arc::new);
        let feed = Arc::new(Feed::new(settings.pace.now().timestamp_micros()));
        let setup = Setup {
            model: settings.model.clone(),
            grid: Arc::clone(&settings.grid),
            agenda,
            engine: settings.engine,
            pace: settings.pace,
            interval: settings.interval,
            feed: Arc::clone(&feed),
            pulse: Arc::clone(&pulse),
            mark: {
                let journal = Arc::clone(&journal);
                Box::new(move |marks| journal.mark_all(marks))
            },
            look_up: {
                let (fetcher, rounds) = (fetcher.clone(), Arc::clone(&rounds));
                Box::new(move |wanted| ask(fetcher.as_deref(), &rounds, wanted))
            },
            warm: settings.warm,
            subscribers: settings.subscribers,
        };
        let main_loop = start_loop(setup, inbox)?;
        let shared = Arc::new(Shared {
            model: settings.model,
            model_name: settings.model_name,
            title: settings.title,
            grid: settings.grid,
            lattice: OnceLock::new(),
            regular: settings.regular,
            access: Access {
                token: settings.token,
                hosts: settings.allowed_hosts,
                proxies: settings.trusted_proxies,
                address,
                insecure: settings.insecure,
            },
            senders: RwLock::new(Arc::new(senders)),
            journal,
            feed,
            pulse,
            pace: settings.pace,
            silence: LONGEST_SILENCE + Duration::from_secs(10),
            tally: Tally::default(),
            gates: Arc::new(Gates::default()),
            plans: super::plans::Plans::default(),
            fetcher,
            wakes,
            door: OnceLock::new(),
        });
        let mut watch = Self {
            shared: Arc::clone(&shared),
            door: None,
            main_loop: Some(main_loop),
            retention: settings.retention,
            rounds,
            address,
            events,
            has_journal: settings.journal.is_some(),
        };
        watch.door = Some(open_door(&shared, listening, settings.stuck_after)?);
        Ok(watch)
    }

    /// Where it listens, with the port the system gave it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many events it knew when it started.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Whether deliveries are kept on disk.
    pub fn has_journal(&self) -> bool {
        self.has_journal
    }

    /// How many deliveries its journal holds.
    pub fn deliveries(&self) -> usize {
        let kept = self.shared.journal.counters();
        let all: u64 = State::ALL.iter().map(|state| kept.in_state(*state)).sum();
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// Whether readers have to show a token.
    pub fn has_token(&self) -> bool {
        self.shared.access.token.is_some()
    }

    /// How many requests with deliveries, and to read, were refused so far, by source and reason.
    pub fn refused(&self) -> BTreeMap<String, u64> {
        self.shared.tally.so_far().refused
    }

    /// The names of the sources, and whether everybody may send.
    pub fn senders(&self) -> Arc<Senders> {
        self.shared.senders()
    }

    /// Puts other sources and secrets in force.
    ///
    /// # Errors
    /// [`WatchError`] when they cannot be used, or when a source that had to sign would not have to any
    /// more; those before stay in force.
    pub fn reload(&self, sources: &[SourceSettings]) -> Result<(), WatchError> {
        let senders = senders(sources, self.address, self.shared.access.insecure)?;
        if let Some(who) = self.shared.senders().opened_by(&senders) {
            return Err(WatchError::Opened { who });
        }
        *self.shared.senders.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(senders);
        Ok(())
    }

    /// Deletes the deliveries past their retention, except for those that are [needed](Agenda::needed), and
    /// removes the events that only they mention: a restart would not find these.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written to.
    pub fn forget_old(&self) -> Result<Forgotten, JournalError> {
        let now = self.shared.pace.now();
        let Some(before) = now.checked_sub_signed(self.retention) else { return Ok(Forgotten::default()) };
        let (sender, needed) = sync_channel(1);
        let forget = Wake::Forget { before, needed: sender };
        let told = self.shared.wakes.send(forget).ok().and_then(|()| needed.recv_timeout(ANSWER_WITHIN).ok());
        let Some(needed) = told else {
            tracing::warn!("the main loop is busy: no old deliveries are deleted this time");
            return Ok(Forgotten::default());
        };
        self.shared.journal.forget(now, self.retention, &needed)
    }

    /// Asks Eventbrite again for what deliveries still wait for and for what it did not answer, as much as
    /// there is room for; the rest has its turn at the next call. After a start this is the only request
    /// for what waited before.
    pub fn ask_again(&self) {
        let Some(fetcher) = &self.shared.fetcher else { return };
        let Ok(waiting) = self.shared.ask(|inside| inside.agenda.look_ups_wanted()) else { return };
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        let count = rounds.count(&waiting);
        let turn = rounds.next(waiting, fetcher.room());
        drop(rounds);
        if count > 0 {
            tracing::info!(waiting = count, asked_now = turn.len(), "questions for Eventbrite wait for an answer");
        }
        for wanted in turn {
            ask(Some(fetcher), &self.rounds, wanted);
        }
    }

    /// Whether the loop and the journal still run.
    pub fn is_alive(&self) -> bool {
        self.main_loop.as_ref().is_some_and(|main_loop| !main_loop.is_finished()) && self.shared.journal.is_alive()
    }

    /// The threads that compute answers. When [too many are stuck](Workers::are_stuck), they cannot be
    /// ended, and the program has to be restarted.
    #[must_use]
    pub fn workers(&self) -> Workers {
        self.shared.door_counters().workers
    }

    /// Stops accepting requests, finishes those in flight, applies all that was delivered, and closes the
    /// journal. Whether all requests were answered.
    #[must_use = "false says that some request was not answered"]
    pub fn shutdown(mut self) -> bool {
        self.stop()
    }

    fn stop(&mut self) -> bool {
        self.shared.feed.close();
        let answered = self.door.take().is_none_or(Door::shutdown);
        let _ = self.shared.wakes.send(Wake::Stop); // it has ended already
        if let Some(main_loop) = self.main_loop.take() {
            let _ = main_loop.join(); // a panic there has been logged
        }
        self.shared.journal.close();
        answered
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop();
    }
}

fn start_loop(setup: Setup, inbox: Receiver<Wake>) -> Result<JoinHandle<()>, WatchError> {
    // The engine is made where it works: it need not be sent there.
    let (ready, is_ready): (Sender<Result<(), CacheSettingsError>>, _) = channel();
    let run = move || match MainLoop::new(setup) {
        Ok(main_loop) => {
            let _ = ready.send(Ok(())); // whoever started it waits for this
            main_loop.run(&inbox);
        }
        Err(error) => drop(ready.send(Err(error))),
    };
    let cannot = |source| WatchError::Io { what: "the loop", source };
    let thread = thread::Builder::new().name("loop".into()).spawn(run).map_err(cannot)?;
    match is_ready.recv() {
        Ok(result) => result?,
        Err(_) => return Err(cannot(io::Error::other("it ended at once"))),
    }
    Ok(thread)
}

fn senders(sources: &[SourceSettings], address: SocketAddr, insecure: bool) -> Result<Senders, WatchError> {
    let is_private = address.ip().is_loopback() || insecure;
    let senders = Senders::new(sources, is_private)?;
    if is_private {
        return Ok(senders);
    }
    let who = match senders.unsigned()[..] {
        [] if !sources.is_empty() => return Ok(senders),
        [] => "no source has a secret".to_owned(),
        ref names => format!("{} may send unsigned deliveries", names.join(" or ")),
    };
    Err(WatchError::Unsigned { address, who })
}
