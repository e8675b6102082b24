//! A running listener: starts journal, loop and door in this order, and stops them in reverse.

mod keeping;
mod known_time;
mod library;
mod opening;
mod rounds;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::access::Access;
use super::agenda::Agenda;
use super::auth::Secret;
use super::cors::AllowedOrigin;
use super::door::{self, Door, Limits, Workers};
use super::feed::Feed;
use super::fetch::{FetchSettings, Fetcher};
use super::journal::{Filter, Forgotten, Journal, JournalError, State};
use super::main_loop::{LONGEST_SILENCE, MainLoop, Setup, Wake};
use super::pulse::Pulse;
use super::senders::Senders;
use super::settings::{SourceError, SourceSettings};
use super::shared::{ANSWER_WITHIN, Gates, Shared, Tally};
use super::sources::eventbrite::LookUp;
use crate::clock::Pace;
use crate::event::Events;
use crate::grid::{Grid, Regular};
use crate::live::cache::CacheSettingsError;
use crate::live::engine::EngineSettings;
use crate::model::Model;
use crate::model::fitted::FitRecord;
use crate::places::Names;
use keeping::{Keeping, ask};
use known_time::KnownTime;
use opening::{cannot_listen, open_door};
use rounds::Rounds;

pub use super::main_loop::When;
pub use super::publisher::{PublishError, Publisher};
pub use super::sources::own::{CustomSource, CustomSourceError, Payload, Statement};
pub use super::subscribers::Subscriber;
pub use super::view::View;

/// The settings of a listener.
pub struct WatchSettings {
    /// The address it listens on.
    pub address: SocketAddr,
    /// The model.
    pub model: Model,
    /// The model's name in answers.
    pub model_name: String,
    /// What the factors of a fitted model rest on.
    pub fit: Option<FitRecord>,
    /// The grid's name on pages.
    pub title: String,
    /// What people call the cells, if that is known; venues of events come on top.
    pub names: Option<Names>,
    /// The cells.
    pub grid: Arc<Grid>,
    /// The grid as a rule, if it has one, for incomes and the size of cells.
    pub regular: Option<Regular>,
    /// The events known before any delivery.
    pub events: Events,
    /// How the engine works.
    pub engine: EngineSettings,
    /// Who may send; if empty, anyone on a loopback address or with `insecure`.
    pub sources: Vec<SourceSettings>,
    /// Sources of the program's own. If `sources` is not empty, it must contain their schemes.
    pub custom_sources: Vec<CustomSource>,
    /// A token with which any source may send if `sources` is empty.
    pub sender_token: Option<Secret>,
    /// Accept unsigned deliveries from other machines.
    pub insecure: bool,
    /// The journal's file; none: in memory.
    pub journal: Option<PathBuf>,
    /// The retention of deliveries; of those about an event, from its end on.
    pub retention: TimeDelta,
    /// Delete deliveries past their retention even if the clock is far from the time of the latest delivery.
    pub forget_anyway: bool,
    /// The token that readers must send.
    pub token: Option<Secret>,
    /// The origins of pages that may read the answers.
    pub cors: Vec<AllowedOrigin>,
    /// Host names under which it is reached.
    pub allowed_hosts: Vec<String>,
    /// Proxies: exempt from the limit per address, and their X-Forwarded-For is trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether the caches are warmed at the start.
    pub warm: bool,
    /// How to send requests to Eventbrite; none: never.
    pub fetch: Option<FetchSettings>,
    /// The clock.
    pub pace: Pace,
    /// How often it checks the clock when nothing else happens.
    pub interval: Duration,
    /// The limits of the HTTP server.
    pub limits: Limits,
    /// Subscribers of messages.
    pub subscribers: Vec<Subscriber>,
}

/// Why a listener cannot start or reload.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The address cannot be used.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, String),
    /// Unsigned sources on an address that other machines can reach.
    #[error(
        "{0} can be reached from other machines, and {1}; give every source a scheme and a secret in \
         [[sources]] of pdpe.toml, let PDPE_TOKEN_FILE make a token for all, listen on 127.0.0.1, or take the risk \
         with --insecure"
    )]
    Unsigned(SocketAddr, String),
    /// A reload that would accept unsigned deliveries from a source that must sign now, or none any more from one
    /// that can send now.
    #[error("{0} from now on; if that is intended, restart")]
    Opened(String),
    /// A source cannot be set up.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A limit of the caches is wrong.
    #[error(transparent)]
    Cache(#[from] CacheSettingsError),
    /// The system refuses a resource.
    #[error("cannot start {0}: {1}")]
    Io(&'static str, #[source] io::Error),
}

/// What is known of earlier deletions of old deliveries.
#[derive(Debug, Default)]
struct Deletions {
    /// Whether a doubt about the clock was logged.
    doubted: AtomicBool,
    /// The latest time of one, in milliseconds since the epoch.
    at_ms: AtomicI64,
}

/// A running listener. Dropping it stops it.
pub struct Watch {
    shared: Arc<Shared>,
    door: Option<Door>,
    main_loop: Option<JoinHandle<()>>,
    retention: TimeDelta,
    /// What the deliveries say about the time; none if the clock is believed in any case.
    known_time: Option<KnownTime>,
    deletions: Deletions,
    rounds: Arc<Mutex<Rounds>>,
    address: SocketAddr,
    publisher: Publisher,
    others: Others,
    /// How many events it knew at the start.
    pub events: usize,
    /// Whether deliveries are kept on disk.
    pub has_journal: bool,
}

impl Watch {
    /// Opens the journal, replays it, and opens the door.
    ///
    /// # Errors
    /// [`WatchError`] when one of these fails.
    pub fn start(settings: WatchSettings) -> Result<Self, WatchError> {
        let listening = door::listen(settings.address).map_err(|error| cannot_listen(settings.address, &error))?;
        let address = listening.local_addr().map_err(|error| cannot_listen(settings.address, &error))?;
        let others =
            Others { custom: settings.custom_sources, token: settings.sender_token, insecure: settings.insecure };
        let senders = others.senders(&settings.sources, address)?;
        let journal = Arc::new(match &settings.journal {
            Some(path) => Journal::open(path)?,
            None => Journal::in_memory()?,
        });
        let radius_km = settings.engine.delivery_radius_km.into();
        let mut agenda = Agenda::new(settings.events, settings.model.proximity).with_most_radius_km(radius_km);
        let mut known_time = KnownTime::at_start(&settings.pace, settings.retention);
        replay(&journal, &mut agenda, &senders, settings.model.timezone, &mut known_time)?;
        let events = agenda.events().len();
        let (pace, zone, (wakes, inbox)) = (settings.pace, settings.model.timezone, channel());
        let pulse = Arc::new(Pulse::default());
        let rounds = Arc::<Mutex<Rounds>>::default();
        let keeping = Keeping {
            journal: Arc::clone(&journal),
            wakes: wakes.clone(),
            pulse: Arc::clone(&pulse),
            pace,
            zone,
            rounds: Arc::clone(&rounds),
        };
        let fetcher = start_fetcher(settings.fetch, &journal, keeping)?;
        let feed = Arc::new(Feed::new(pace.now().timestamp_micros()));
        let publisher = Publisher::new(Arc::clone(&journal), wakes.clone(), Arc::clone(&pulse), pace, zone);
        let marked = Arc::clone(&journal);
        let setup = Setup {
            model: settings.model.clone(),
            grid: Arc::clone(&settings.grid),
            agenda,
            engine: settings.engine,
            pace,
            interval: settings.interval,
            feed: Arc::clone(&feed),
            pulse: Arc::clone(&pulse),
            mark: Box::new(move |marks| marked.mark_all(marks)),
            submit: {
                let publisher = publisher.clone();
                Arc::new(move |body, answers| publisher.submit(body, answers).map_err(Into::into))
            },
            look_up: {
                let (fetcher, rounds) = (fetcher.clone(), Arc::clone(&rounds));
                Box::new(move |wanted| ask(fetcher.as_deref(), &rounds, wanted))
            },
            warm: settings.warm,
            subscribers: settings.subscribers,
        };
        let main_loop = start_loop(setup, inbox)?;
        publisher.runs_on(main_loop.thread().id());
        let shared = Arc::new(Shared {
            model: settings.model,
            model_name: settings.model_name,
            fit: settings.fit,
            title: settings.title,
            names: settings.names,
            grid: settings.grid,
            lattice: OnceLock::new(),
            regular: settings.regular,
            access: Access {
                token: settings.token,
                hosts: settings.allowed_hosts,
                proxies: settings.trusted_proxies,
                address,
                insecure: settings.insecure,
                sessions: Arc::default(),
            },
            cors: settings.cors,
            senders: RwLock::new(Arc::new(senders)),
            journal,
            feed,
            pulse,
            pace,
            silence: LONGEST_SILENCE + Duration::from_secs(10),
            tally: Tally::default(),
            gates: Arc::new(Gates::default()),
            events: Mutex::default(),
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
            known_time: (!settings.forget_anyway).then_some(known_time),
            deletions: Deletions::default(),
            rounds,
            address,
            publisher,
            others,
            events,
            has_journal: settings.journal.is_some(),
        };
        watch.door = Some(open_door(&shared, listening, settings.limits)?);
        Ok(watch)
    }

    /// The address it listens on, with the port assigned by the system.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many deliveries the journal holds.
    pub fn deliveries(&self) -> usize {
        let kept = self.shared.journal.counters();
        let all: u64 = State::ALL.iter().map(|state| kept.in_state(*state)).sum();
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// Whether reading needs a token.
    pub fn has_token(&self) -> bool {
        self.shared.access.token.is_some()
    }

    /// Refused requests, by source and reason.
    pub fn refused(&self) -> BTreeMap<String, u64> {
        self.shared.tally.so_far().refused
    }

    /// The senders in force.
    pub fn senders(&self) -> Arc<Senders> {
        self.shared.senders()
    }

    /// Replaces sources and secrets.
    ///
    /// # Errors
    /// [`WatchError`] when they cannot be used, when a source that must sign now would not have to any more, when one
    /// is missing, or when a secret is only the beginning of the present one; the previous ones stay in force.
    pub fn reload(&self, sources: &[SourceSettings]) -> Result<(), WatchError> {
        let (mut senders, before) = (self.others.senders(sources, self.address)?, self.shared.senders());
        let refused = before.opened_by(&senders).or_else(|| before.lost_by(&senders));
        if let Some(why) = refused.or_else(|| before.cut_off_by(&senders)) {
            return Err(WatchError::Opened(why));
        }
        senders.continue_limits(&before);
        *self.shared.senders.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(senders);
        Ok(())
    }

    /// Deletes deliveries past their retention, except the [needed](Agenda::needed) ones, and removes the
    /// events that only they mention, as after a restart. Deletes nothing while the clock is far from the time
    /// of the latest delivery.
    ///
    /// # Errors
    /// [`JournalError`] when the journal cannot be written.
    pub fn forget_old(&self) -> Result<Forgotten, JournalError> {
        let now = self.shared.pace.now();
        let Some(before) = now.checked_sub_signed(self.retention) else { return Ok(Forgotten::default()) };
        let doubt = self.known_time.and_then(|known_time| known_time.doubt(&self.shared.pace));
        if self.deletions.doubted.swap(doubt.is_some(), Ordering::Relaxed) != doubt.is_some() {
            if let Some(doubt) = &doubt {
                tracing::warn!("{doubt}");
            } else {
                tracing::info!("the clock fits the deliveries again: those past their retention are deleted");
            }
        }
        // Once the clock has gone back, the ages of what is left would count from other deliveries than in a restart.
        let now_ms = now.timestamp_millis();
        let went_back = self.deletions.at_ms.fetch_max(now_ms, Ordering::Relaxed) > now_ms;
        if doubt.is_some() || went_back {
            return Ok(Forgotten::default());
        }
        let (sender, needed) = sync_channel(1);
        let forget = Wake::Forget { before, needed: sender };
        let answer = self.shared.wakes.send(forget).ok().and_then(|()| needed.recv_timeout(ANSWER_WITHIN).ok());
        let Some(needed) = answer else {
            tracing::warn!("the main loop is busy: no old deliveries are deleted this time");
            return Ok(Forgotten::default());
        };
        self.shared.journal.forget(now, self.retention, &needed)
    }

    /// Repeats requests to Eventbrite that deliveries wait for or that failed, as many as there is room for;
    /// the rest follows at the next call. After a start, only this requests what earlier deliveries wait
    /// for.
    pub fn ask_again(&self) {
        let Some(fetcher) = &self.shared.fetcher else { return };
        let Ok(waiting) = self.shared.ask(|inside| inside.agenda.look_ups_wanted()) else { return };
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        let count = rounds.count(&waiting);
        let turn = rounds.next(waiting, fetcher.room());
        drop(rounds);
        if count > 0 {
            tracing::info!(waiting = count, asked_now = turn.len(), "requests to Eventbrite wait for an answer");
        }
        for wanted in turn {
            ask(Some(fetcher), &self.rounds, wanted);
        }
    }

    /// Whether the loop and the journal still run.
    pub fn is_alive(&self) -> bool {
        self.main_loop.as_ref().is_some_and(|main_loop| !main_loop.is_finished()) && self.shared.journal.is_alive()
    }

    /// The threads that compute answers. If [too many are stuck](Workers::are_stuck), the program has to be
    /// restarted, since threads cannot be ended.
    pub fn workers(&self) -> Workers {
        self.shared.door_counters().workers
    }

    /// Stops accepting requests, finishes those in progress, applies all deliveries, and closes the journal.
    /// Returns whether all requests were answered.
    pub fn stop(mut self) -> bool {
        self.end()
    }

    fn end(&mut self) -> bool {
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
        self.end();
    }
}

/// Applies the deliveries of the journal.
fn replay(
    journal: &Journal,
    agenda: &mut Agenda,
    senders: &Senders,
    zone: Tz,
    known_time: &mut KnownTime,
) -> Result<(), JournalError> {
    let entries = journal.entries(Filter::default()).inspect(|entry| {
        if let Ok(entry) = entry {
            known_time.note(entry.delivery.received);
        }
    });
    agenda.replay(entries, |name| senders.source_of(name), zone, |seq, became| journal.mark(seq, became))
}

fn start_fetcher(
    settings: Option<FetchSettings>,
    journal: &Arc<Journal>,
    keeping: Keeping,
) -> Result<Option<Arc<Fetcher>>, WatchError> {
    let Some(settings) = settings else { return Ok(None) };
    let journal = Arc::clone(journal);
    let latest = move || journal.counters().last_seq;
    let answered = move |asked: LookUp, answer| keeping.keep(&asked, answer);
    let fetcher = Fetcher::start(settings, latest, answered);
    fetcher.map(|fetcher| Some(Arc::new(fetcher))).map_err(|source| WatchError::Io("requests to Eventbrite", source))
}

fn start_loop(setup: Setup, inbox: Receiver<Wake>) -> Result<JoinHandle<()>, WatchError> {
    // The engine is created on its own thread, because it cannot be sent to another one.
    let (ready, is_ready): (Sender<Result<(), CacheSettingsError>>, _) = channel();
    let run = move || match MainLoop::new(setup) {
        Ok(main_loop) => {
            let _ = ready.send(Ok(())); // start_loop waits for this
            main_loop.run(&inbox);
        }
        Err(error) => drop(ready.send(Err(error))),
    };
    let cannot = |source| WatchError::Io("the loop", source);
    let thread = thread::Builder::new().name("loop".into()).spawn(run).map_err(cannot)?;
    match is_ready.recv() {
        Ok(result) => result?,
        Err(_) => return Err(cannot(io::Error::other("it ended at once"))),
    }
    Ok(thread)
}

/// Who may send besides the sources of the settings; a reload does not change it.
struct Others {
    custom: Vec<CustomSource>,
    token: Option<Secret>,
    insecure: bool,
}

impl Others {
    fn senders(&self, sources: &[SourceSettings], address: SocketAddr) -> Result<Senders, WatchError> {
        let is_private = address.ip().is_loopback() || self.insecure;
        let senders = Senders::new(sources, &self.custom, self.token.as_ref(), is_private)?;
        if is_private {
            return Ok(senders);
        }
        let who = match senders.unsigned()[..] {
            [] if !sources.is_empty() || self.token.is_some() => return Ok(senders),
            [] => "no source has a secret".to_owned(),
            ref names => format!("{} may send unsigned deliveries", names.join(" or ")),
        };
        Err(WatchError::Unsigned(address, who))
    }
}
