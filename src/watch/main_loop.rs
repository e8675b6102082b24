//! The main loop: the one thread that owns events and scores. It reacts to deliveries, the clock and
//! questions; nothing else changes state.
//!
//! ```text
//! delivery ─▶ webhook_received ─▶ agenda ─▶ event_added | updated | removed ─▶ engine ─▶ updates ─▶ feed
//! clock ─▶ dispatcher ─▶ time_change … ─▶ engine ─▶ updates ─▶ feed
//! ```
//! The first delivery after a pause is applied at once. Those within the next [`BURST`] are applied
//! together: one change per event, all in one pass over the grid. A question is answered after every
//! delivery that came before it.

mod changes;
mod following;
mod inside;
mod order;
mod repair;
mod wake;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

use super::agenda::Agenda;
use super::feed::Feed;
use super::journal::{Delivery, Mark};
use super::pulse::Pulse;
use super::sources::eventbrite::LookUp;
use super::sources::{Meaning, Reading};
use super::subscribers::Subscriber;
use super::versions::Versions;
use crate::clock::{Pace, monotonic};
use crate::grid::Grid;
use crate::live::bus::{Bus, BusSettings, SubscriberResult, Topic};
use crate::live::cache::{CacheSettingsError, Site};
use crate::live::dispatcher::Dispatcher;
use crate::live::engine::{Engine, EngineSettings};
use crate::live::message::{Cause, Draft, Kind, Message, MessageId, WebhookReceived};
use crate::model::Model;
use changes::EventChanges;

pub use inside::{Inside, Snapshot, Vitals};
pub use order::{ANSWERS_HEADER, Order, Submit, When};
pub use wake::{Question, Wake};

/// The time within which deliveries are gathered and applied together.
pub const BURST: Duration = Duration::from_millis(50);

/// While gathering, the loop wakes at most this often: waking for each delivery would cost more than
/// applying it.
const GATHERING: Duration = Duration::from_millis(2);

/// For how many hours the caches are warmed.
const WARM_HOURS: u8 = 24;

/// The longest time between two heartbeats of the loop.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(5);

/// The longest time between two looks at the clock.
const LONGEST_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// The most deliveries applied in one pass over the grid: the loop shows a heartbeat between two passes.
const MOST_PER_PASS: usize = 1000;

/// The most wake-ups received before any is acted on.
const MOST_AT_ONCE: usize = 4096;

/// Records the outcomes of deliveries, by number.
pub type Keep = Box<dyn Fn(Vec<(u64, Mark)>) + Send>;

/// What the loop needs.
pub struct Setup {
    /// The model.
    pub model: Model,
    /// The cells.
    pub grid: Arc<Grid>,
    /// The events, with those of the journal.
    pub agenda: Agenda,
    /// How the engine works.
    pub engine: EngineSettings,
    /// The clock.
    pub pace: Pace,
    /// How often it checks the clock when nothing else happens.
    pub interval: Duration,
    /// Where it publishes messages.
    pub feed: Arc<Feed>,
    /// Its heartbeat and counters.
    pub pulse: Arc<Pulse>,
    /// Records the outcomes of deliveries.
    pub mark: Keep,
    /// Writes a message that changes state to the journal, or queues it.
    pub submit: Arc<Submit>,
    /// Queues a request to Eventbrite.
    pub look_up: Box<dyn Fn(LookUp) + Send>,
    /// Whether the caches are warmed at the start, for the best cells and the next day.
    pub warm: bool,
    /// More subscribers.
    pub subscribers: Vec<Subscriber>,
}

/// The loop, before it runs.
pub struct MainLoop {
    setup: Setup,
    engine: RefCell<Engine>,
    dispatcher: Dispatcher,
}

impl MainLoop {
    /// Scores the whole grid at the current time.
    ///
    /// # Errors
    /// [`CacheSettingsError`] when a limit of the caches is zero or too great.
    pub fn new(setup: Setup) -> Result<Self, CacheSettingsError> {
        let now = setup.now();
        let mut engine = setup.new_engine(now)?;
        if setup.warm {
            warm(&mut engine, now, setup.engine.cache.combined.capacity);
        }
        let dispatcher = Dispatcher::new(now, setup.model.timezone, Cause::Clock);
        Ok(Self { setup, engine: RefCell::new(engine), dispatcher })
    }

    /// Runs until [`Wake::Stop`].
    pub fn run(mut self, wakes: &Receiver<Wake>) {
        let (engine, applied, answers) = (&self.engine, &Cell::new(None), &Cell::new(0));
        let feed = Arc::clone(&self.setup.feed);
        let mut bus = Bus::new(BusSettings::default());
        bus.subscribe(ENGINE, Topic::All, |message| {
            if applied.get() == Some(message.message_id) {
                return Ok(Vec::new());
            }
            engine.borrow_mut().apply(message)
        });
        bus.subscribe("feed", Topic::All, move |message| publish_to_viewers(&feed, message));
        for subscriber in std::mem::take(&mut self.setup.subscribers) {
            order::subscribe(&mut bus, subscriber, &self.setup.submit, answers);
        }
        let mut running = Running {
            setup: self.setup,
            engine,
            applied,
            answers,
            answers_to: BTreeMap::new(),
            dispatcher: self.dispatcher,
            bus,
            now: engine.borrow().at().to_utc(),
            waiting: Vec::new(),
            last_burst: None,
            look_at: monotonic(),
            snapshots: Versions::default(),
            failed: 0,
        };
        running.run(wakes);
    }
}

/// Warms the caches for the best cells, as many as there is room for.
fn warm(engine: &mut Engine, now: DateTime<Utc>, room: usize) {
    let scores = &engine.scores().combined_score;
    let mut best: Vec<usize> = (0..scores.len()).collect();
    best.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    best.truncate((room / (1 + usize::from(WARM_HOURS))).max(1)); // the current hour and those to come
    let grid = Arc::clone(engine.grid());
    let sites: Vec<Site> = best.into_iter().map(|cell| grid.site(cell)).collect();
    let entries = engine.warm(now, &sites, now..=now + TimeDelta::hours(WARM_HOURS.into()));
    tracing::info!(entries, "caches are warm");
}

/// The engine's name as a subscriber.
const ENGINE: &str = "engine";

/// Publishes a message to viewers, except for deliveries, whose bodies are private.
fn publish_to_viewers(feed: &Feed, message: &Message) -> SubscriberResult {
    if message.kind() != Kind::WebhookReceived {
        feed.publish(message.kind().as_str(), &serde_json::to_vec(message)?);
    }
    Ok(Vec::new())
}

impl Setup {
    /// The time in the precision of messages.
    fn now(&self) -> DateTime<Utc> {
        self.pace.now().trunc_subsecs(3)
    }

    fn new_engine(&self, now: DateTime<Utc>) -> Result<Engine, CacheSettingsError> {
        let at = now.with_timezone(&self.model.timezone);
        let settings = EngineSettings { real_time: true, ..self.engine };
        Engine::new(self.model.clone(), Arc::clone(&self.grid), self.agenda.events().clone(), at, settings)
    }
}

/// The running loop.
struct Running<'s> {
    setup: Setup,
    engine: &'s RefCell<Engine>,
    /// The message whose change the loop has already applied to the engine.
    applied: &'s Cell<Option<MessageId>>,
    /// How many answers of subscribers that change state led to the message being published.
    answers: &'s Cell<u32>,
    /// The same of the deliveries being applied, if any did.
    answers_to: BTreeMap<MessageId, u32>,
    dispatcher: Dispatcher,
    bus: Bus<'s>,
    /// The latest time read from the clock.
    now: DateTime<Utc>,
    /// Deliveries to be applied: number, delivery, reading, time of acknowledgement.
    waiting: Vec<(u64, Box<Delivery>, Box<Reading>, Instant)>,
    last_burst: Option<Instant>,
    /// When it looks at the clock if nothing else happens.
    look_at: Instant,
    snapshots: Versions<Snapshot>,
    /// Subscriber failures handled so far.
    failed: u64,
}

impl Running<'_> {
    fn run(&mut self, wakes: &Receiver<Wake>) {
        loop {
            self.setup.pulse.beat();
            if !self.waiting.is_empty() {
                thread::sleep(self.burst_in().min(GATHERING));
            }
            let first = match wakes.recv_timeout(self.sleep()) {
                Ok(wake) => Some(wake),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return self.end(wakes),
            };
            // A heartbeat alone is no reason to look at the clock.
            let looks = first.is_some() || !self.waiting.is_empty() || monotonic() >= self.look_at;
            for wake in first.into_iter().chain(wakes.try_iter()).take(MOST_AT_ONCE) {
                match wake {
                    Wake::Stop => return self.end(wakes),
                    wake => self.take(wake),
                }
            }
            if looks {
                self.follow_clock();
            }
            if self.burst_in().is_zero() {
                self.apply_some();
            }
            if looks {
                self.look_at = monotonic() + self.look_in();
            }
        }
    }

    /// Applies what is left: it has been acknowledged.
    fn end(&mut self, wakes: &Receiver<Wake>) {
        while let Ok(wake) = wakes.try_recv() {
            self.take(wake);
        }
        self.apply_waiting();
    }

    fn take(&mut self, wake: Wake) {
        match wake {
            Wake::Delivered { seq, delivery, reading, kept } => self.waiting.push((seq, delivery, reading, kept)),
            Wake::Repeated(reading) => {
                for meaning in reading.meanings {
                    if let Meaning::LookUp(wanted) = meaning {
                        (self.setup.look_up)(wanted);
                    }
                }
            }
            Wake::Forget { before, needed } => {
                let _ = needed.send(self.forget(before)); // the receiver may be gone
            }
            Wake::Ask(question) => {
                self.follow_clock();
                self.apply_waiting();
                self.answer(question);
            }
            Wake::Order(order) => {
                self.follow_clock();
                self.apply_waiting();
                self.carry_out(order);
            }
            Wake::Stop => {}
        }
    }

    /// How long until there is something to do.
    fn sleep(&self) -> Duration {
        let burst = if self.waiting.is_empty() { Duration::MAX } else { self.burst_in() };
        self.look_at.saturating_duration_since(monotonic()).min(burst).min(LONGEST_SILENCE)
    }

    /// How long until the next look at the clock if nothing else happens.
    fn look_in(&self) -> Duration {
        let engine = self.engine.borrow();
        let due = [self.dispatcher.next_due(engine.openings()), engine.refresh_due()];
        let due = due.into_iter().flatten().min().map_or(Duration::MAX, |at| self.setup.pace.until(at));
        due.min(self.setup.interval).min(LONGEST_INTERVAL)
    }

    /// How long until waiting deliveries are applied.
    fn burst_in(&self) -> Duration {
        self.last_burst.map_or(Duration::ZERO, |last| BURST.saturating_sub(monotonic() - last))
    }

    /// Applies all waiting deliveries.
    fn apply_waiting(&mut self) {
        while !self.waiting.is_empty() {
            self.apply_some();
            self.setup.pulse.beat();
        }
    }

    /// Applies waiting deliveries, as many as one pass over the grid may have.
    fn apply_some(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let later = self.waiting.split_off(self.waiting.len().min(MOST_PER_PASS));
        // What is left is no burst: it follows at once.
        self.last_burst = later.is_empty().then(monotonic);
        let mut changes = EventChanges::default();
        let (mut marks, mut look_ups, mut has_failed) = (Vec::new(), BTreeSet::new(), false);
        let waiting = std::mem::replace(&mut self.waiting, later);
        let count = waiting.len();
        let bytes = waiting.iter().map(|(_, _, reading, _)| reading.bytes()).sum();
        let kept: Vec<Instant> = waiting.iter().map(|(.., kept)| *kept).collect();
        for (seq, delivery, mut reading, _) in waiting {
            let data = std::mem::take(&mut reading.data);
            let answers = delivery.headers.get(ANSWERS_HEADER).and_then(|count| count.parse().ok()).unwrap_or(0);
            self.answers.set(answers);
            let received = self.publish(self.received(seq, &delivery, &reading.webhook_type, data));
            if answers > 0 {
                self.answers_to.insert(received, answers);
            }
            let outcome = self.setup.agenda.apply(seq, &delivery, &reading);
            if reading.meanings.contains(&Meaning::Unknown) {
                self.setup.pulse.count_unknown();
            }
            let (source, kind) = (&delivery.source, &reading.webhook_type);
            tracing::debug!(seq, source, r#type = kind, changes = outcome.changes.len(), "delivery read");
            changes::tell(seq, source, &outcome);
            changes.add(outcome.changes, &Cause::Message(received));
            has_failed |= outcome.failed;
            marks.extend(outcome.marks);
            look_ups.extend(outcome.look_ups);
        }
        for wanted in look_ups {
            (self.setup.look_up)(wanted);
        }
        self.change_events(changes);
        self.answers.set(0);
        self.answers_to.clear();
        if has_failed {
            self.replace_engine(); // changes made before the failure were not reported
        }
        for (seq, mark) in &marks {
            self.setup.pulse.count_mark(mark);
            match mark {
                Mark::Dead { reason } => tracing::warn!(seq, reason, "delivery cannot be applied"),
                Mark::Unresolved { reason } => {
                    tracing::debug!(seq, reason, "delivery waits for its event");
                }
                _ => {}
            }
        }
        (self.setup.mark)(marks);
        self.setup.pulse.finished(count, bytes);
        self.publish_cells();
        for kept in kept {
            self.setup.pulse.timings.apply.add(kept.elapsed());
        }
    }

    /// Removes events that only old deliveries mention. Returns the numbers of the old deliveries still needed.
    fn forget(&mut self, before: DateTime<Utc>) -> BTreeSet<u64> {
        self.follow_clock();
        self.apply_waiting();
        let (changes, needed) = self.setup.agenda.forget(before);
        if !changes.is_empty() {
            tracing::info!(events = changes.len(), "events were removed with their deliveries");
            let mut expired = EventChanges::default();
            expired.add(changes, &Cause::Clock);
            self.change_events(expired);
            self.publish_cells();
        }
        needed
    }

    fn received(&self, seq: u64, delivery: &Delivery, webhook_type: &str, data: serde_json::Value) -> Draft {
        let received = WebhookReceived {
            source: delivery.source.clone(),
            webhook_type: webhook_type.to_owned(),
            webhook_data: data,
        };
        let cause = Cause::Delivery { source: delivery.source.clone(), seq };
        Draft::new(self.at().fixed_offset(), cause, received)
    }

    /// Applies changes of events in one pass over the grid, and publishes them and the resulting updates.
    fn change_events(&mut self, changes: EventChanges) {
        let (bodies, causes) = changes.into_bodies(self.setup.model.timezone);
        if bodies.is_empty() {
            return;
        }
        let (started, at, engine) = (monotonic(), self.at(), self.engine);
        let applied = catch_unwind(AssertUnwindSafe(|| engine.borrow_mut().apply_events(at, &bodies)));
        let updates = applied.unwrap_or_else(|_| {
            tracing::error!("the engine failed to apply a change of events");
            self.dispatcher.count_errors(1);
            self.replace_engine();
            Vec::new()
        });
        let mut cause = Cause::Clock;
        for (body, caused_by) in bodies.into_iter().zip(causes) {
            self.applied.set(Some(self.bus.next_id()));
            let of = |id| self.answers_to.get(&id).copied().unwrap_or(0);
            self.answers.set(if let Cause::Message(id) = caused_by { of(id) } else { 0 });
            cause = Cause::Message(self.publish(Draft::new(at.fixed_offset(), caused_by, body)));
        }
        for update in updates {
            self.publish(Draft::new(at.fixed_offset(), cause.clone(), update));
        }
        self.setup.pulse.timings.rescore.add(started.elapsed());
    }

    fn publish(&mut self, draft: Draft) -> MessageId {
        let published = self.bus.publish(draft);
        if published.failed > 0 {
            self.dispatcher.count_errors(published.failed);
            self.handle_failures();
        }
        published.message_id
    }

    /// Publishes the cells that changed to viewers.
    fn publish_cells(&mut self) {
        self.snapshots.outdate();
        let changed = self.engine.borrow_mut().take_unreported();
        if !changed.is_empty() {
            let json = inside::changed_cells(&self.engine.borrow(), &changed);
            self.setup.feed.publish("cells", &json);
        }
    }

    fn answer(&mut self, question: Question) {
        let mut engine = self.engine.borrow_mut();
        let mut inside = Inside {
            engine: &mut engine,
            dispatcher: &self.dispatcher,
            bus: &self.bus,
            agenda: &self.setup.agenda,
            now: self.now,
            snapshots: &mut self.snapshots,
        };
        if catch_unwind(AssertUnwindSafe(|| question(&mut inside))).is_err() {
            tracing::error!("a question could not be answered");
        }
    }
}
