//! The loop: the one thread that owns events and scores. Deliveries, the clock and questions wake
//! it; nothing else changes anything.
//!
//! ```text
//! delivery ─▶ webhook_received ─▶ agenda ─▶ event_added | updated | removed ─▶ engine ─▶ updates ─▶ feed
//! clock ─▶ dispatcher ─▶ time_change … ─▶ engine ─▶ updates ─▶ feed
//! ```
//! The first delivery after a quiet moment is done at once; those that come within the next
//! [`BURST`] are done together: each event once, and all of them in one pass over the grid.
//! Who asks sees everything that was delivered before.

mod burst;
mod inside;
mod wake;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

use super::agenda::{Agenda, EventChange};
use super::feed::Feed;
use super::journal::{Delivery, Mark};
use super::pulse::Pulse;
use super::sources::eventbrite::LookUp;
use super::sources::{Meaning, Reading};
use crate::clock::{Pace, ZonedTime, monotonic};
use crate::grid::Grid;
use crate::live::bus::{Answer, Bus, BusSettings, Topic};
use crate::live::cache::{CacheSettingsError, Site};
use crate::live::dispatcher::Dispatcher;
use crate::live::engine::{Engine, EngineSettings, REFRESH};
use crate::live::message::{Cause, Custom, Draft, Kind, Message, MessageId, WebhookReceived};
use crate::model::Model;
use burst::Burst;

pub use inside::{Inside, Snapshot, Vitals};
pub use wake::{Question, Wake};

/// Deliveries that come so soon after others are done together.
pub const BURST: Duration = Duration::from_millis(50);

/// While deliveries are gathered, the loop looks for more of them no sooner than this: waking for
/// each would cost more than doing it.
const GATHERING: Duration = Duration::from_millis(2);

/// A clock that goes back by less is taken to stand still.
const SLEW: TimeDelta = TimeDelta::seconds(1);

/// For so long the caches are filled.
const WARM_HOURS: u8 = 24;

/// The loop says at least so often that it is alive.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(5);

/// No more wakes are taken in before something is done about them.
const MOST_AT_ONCE: usize = 4096;

/// Keeps what became of deliveries, by their numbers.
pub type Keep = Box<dyn Fn(Vec<(u64, Mark)>) + Send>;

/// Somebody who hears messages.
pub struct Subscriber {
    /// What failures call it.
    pub name: String,
    /// Which messages.
    pub topic: Topic,
    /// What it does; runs on the thread of the loop.
    pub hear: Box<dyn FnMut(&Message) -> Answer + Send>,
}

/// What the loop works with.
pub struct Setup {
    /// The model.
    pub model: Model,
    /// The cells.
    pub grid: Arc<Grid>,
    /// The events, with what the journal told of them.
    pub agenda: Agenda,
    /// How the engine works.
    pub engine: EngineSettings,
    /// The time it goes by.
    pub pace: Pace,
    /// How often it looks at the clock when nothing happens.
    pub interval: Duration,
    /// Where it tells what happens.
    pub feed: Arc<Feed>,
    /// Where it shows that it is alive, and counts.
    pub pulse: Arc<Pulse>,
    /// Keeps what became of deliveries.
    pub mark: Keep,
    /// Asks a service.
    pub look_up: Box<dyn Fn(LookUp) + Send>,
    /// Whether the caches are filled at the start, for the best cells and the next day.
    pub warm: bool,
    /// Others who hear messages.
    pub subscribers: Vec<Subscriber>,
}

/// The loop, before it runs.
pub struct MainLoop {
    setup: Setup,
    engine: RefCell<Engine>,
    dispatcher: RefCell<Dispatcher>,
}

impl MainLoop {
    /// Scores the grid whole at the time it is.
    ///
    /// # Errors
    /// [`CacheSettingsError`] when a limit of the caches is zero or too great.
    pub fn new(setup: Setup) -> Result<Self, CacheSettingsError> {
        let now = setup.now();
        let mut engine = setup.new_engine(now)?;
        if setup.warm {
            warm(&mut engine, now, setup.engine.cache.combined.capacity);
        }
        let engine = RefCell::new(engine);
        let zone = setup.model.timezone;
        let mut dispatcher = Dispatcher::new(now, zone, Cause::Clock);
        dispatcher.set_events(setup.agenda.events(), &setup.model.proximity);
        Ok(Self { setup, engine, dispatcher: RefCell::new(dispatcher) })
    }

    /// Runs until it is told to stop.
    pub fn run(mut self, wakes: &Receiver<Wake>) {
        let (engine, dispatcher) = (&self.engine, &self.dispatcher);
        let feed = Arc::clone(&self.setup.feed);
        let proximity = self.setup.model.proximity;
        let mut bus = Bus::new(BusSettings::default());
        bus.subscribe(ENGINE, Topic::All, |message| engine.borrow_mut().apply(message));
        bus.subscribe("dispatcher", Topic::All, move |message| {
            dispatcher.borrow_mut().hear(&message.body, &proximity);
            Ok(Vec::new())
        });
        bus.subscribe("feed", Topic::All, move |message| tell(&feed, message));
        for Subscriber { name, topic, hear } in std::mem::take(&mut self.setup.subscribers) {
            bus.subscribe(&name, topic, hear);
        }
        let mut running = Running {
            setup: self.setup,
            engine,
            dispatcher,
            bus,
            now: engine.borrow().at().to_utc(),
            waiting: Vec::new(),
            last_burst: None,
            snapshot: None,
            failed: 0,
        };
        running.run(wakes);
    }
}

/// Fills the caches for the best cells, as many as there is room for with the hours of a day.
fn warm(engine: &mut Engine, now: DateTime<Utc>, room: usize) {
    let scores = &engine.scores().combined_score;
    let mut best: Vec<usize> = (0..scores.len()).collect();
    best.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    best.truncate((room / (1 + usize::from(WARM_HOURS))).max(1)); // the hour that has begun, and those to come
    let grid = Arc::clone(engine.grid());
    let sites: Vec<Site> = best.into_iter().map(|cell| grid.site(cell)).collect();
    let entries = engine.warm(now, &sites, now..=now + TimeDelta::hours(WARM_HOURS.into()));
    tracing::info!(entries, "caches are warm");
}

/// What failures call the engine.
const ENGINE: &str = "engine";

/// Tells viewers of a message; what senders wrote is nobody's business.
fn tell(feed: &Feed, message: &Message) -> Answer {
    if message.kind() != Kind::WebhookReceived {
        feed.tell(message.kind().as_str(), &serde_json::to_vec(message)?);
    }
    Ok(Vec::new())
}

impl Setup {
    /// The time, as precise as messages tell it.
    fn now(&self) -> DateTime<Utc> {
        self.pace.now().trunc_subsecs(3)
    }

    fn new_engine(&self, now: DateTime<Utc>) -> Result<Engine, CacheSettingsError> {
        let at = now.with_timezone(&self.model.timezone);
        let settings = EngineSettings { real_time: true, ..self.engine };
        Engine::new(self.model.clone(), Arc::clone(&self.grid), self.agenda.events().clone(), at, settings)
    }
}

/// The loop while it runs.
struct Running<'s> {
    setup: Setup,
    engine: &'s RefCell<Engine>,
    dispatcher: &'s RefCell<Dispatcher>,
    bus: Bus<'s>,
    /// The latest time it has seen.
    now: DateTime<Utc>,
    /// Deliveries to be done.
    waiting: Vec<(u64, Box<Delivery>, Box<Reading>, Instant)>,
    last_burst: Option<Instant>,
    snapshot: Option<Arc<Snapshot>>,
    /// Failures that have been seen to.
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
            // Nothing is taken out of the queue beyond what is done here.
            for wake in first.into_iter().chain(wakes.try_iter()).take(MOST_AT_ONCE) {
                match wake {
                    Wake::Stop => return self.end(wakes),
                    wake => self.take(wake),
                }
            }
            self.follow_clock();
            if self.burst_in().is_zero() {
                self.do_waiting();
            }
        }
    }

    /// What waits is done, so that nobody who was told 200 finds nothing done of it.
    fn end(&mut self, wakes: &Receiver<Wake>) {
        while let Ok(wake) = wakes.try_recv() {
            self.take(wake);
        }
        self.do_waiting();
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
                let _ = needed.send(self.forget(before)); // who wanted to know may have gone
            }
            Wake::Ask(question) => {
                self.follow_clock();
                self.do_waiting();
                self.answer(question);
            }
            Wake::Stop => {}
        }
    }

    /// How long nothing is to be done.
    fn sleep(&self) -> Duration {
        let due = [self.dispatcher.borrow().next_due(), self.engine.borrow().refresh_due()];
        let due = due.into_iter().flatten().min().map_or(Duration::MAX, |at| self.setup.pace.until(at));
        let burst = if self.waiting.is_empty() { Duration::MAX } else { self.burst_in() };
        due.min(burst).min(self.setup.interval).min(LONGEST_SILENCE)
    }

    /// How long it is until those that wait are done.
    fn burst_in(&self) -> Duration {
        self.last_burst.map_or(Duration::ZERO, |last| BURST.saturating_sub(monotonic() - last))
    }

    /// Does what time brought since it was last looked at.
    fn follow_clock(&mut self) {
        let now = self.setup.now();
        let mut anything = now < self.now - SLEW;
        if anything {
            tracing::warn!(from = %self.now, to = %now, "the clock went back");
            self.now = now;
            self.dispatcher.borrow_mut().timeline().move_to(now);
            self.refresh();
        }
        self.now = self.now.max(now);
        self.dispatcher.borrow_mut().timeline().skip_missed(self.now);
        loop {
            let next = self.dispatcher.borrow_mut().next(self.now);
            let Some((_, drafts)) = next else { break };
            anything = true;
            for draft in drafts {
                self.publish(draft);
            }
            self.setup.pulse.beat();
        }
        let refresh_due = self.engine.borrow().refresh_due();
        if refresh_due.is_some_and(|due| due <= self.now) {
            self.refresh();
            anything = true;
        }
        if anything {
            self.tell_cells();
        }
    }

    fn refresh(&mut self) {
        let refresh = Custom { name: REFRESH.into(), data: serde_json::Value::Null };
        self.publish(Draft::new(self.at().fixed_offset(), Cause::Clock, refresh));
    }

    fn at(&self) -> ZonedTime {
        self.now.with_timezone(&self.setup.model.timezone)
    }

    /// Does all that was delivered.
    fn do_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.last_burst = Some(monotonic());
        let mut burst = Burst::default();
        let (mut marks, mut look_ups, mut untold) = (Vec::new(), BTreeSet::new(), None);
        let waiting = std::mem::take(&mut self.waiting);
        let count = waiting.len();
        let kept: Vec<Instant> = waiting.iter().map(|(.., kept)| *kept).collect();
        for (seq, delivery, mut reading, _) in waiting {
            let data = std::mem::take(&mut reading.data);
            let told = self.publish(self.received(seq, &delivery, &reading.webhook_type, data));
            let heard = self.setup.agenda.hear(seq, &delivery, &reading);
            self.setup.pulse.count_unknown(usize::from(reading.meanings.contains(&Meaning::Unknown)));
            let (source, kind, changes) = (&delivery.source, &reading.webhook_type, heard.changes.len());
            tracing::debug!(seq, source, r#type = kind, changes, "a delivery was heard");
            for event in heard.changes.iter().filter_map(EventChange::now_at_any_time) {
                tracing::warn!(seq, source, event = event.id.as_str(), "an event without a start counts at any time");
            }
            burst.add(heard.changes, &Cause::Message(told));
            untold = heard.failed.then_some(told).or(untold);
            marks.extend(heard.marks);
            look_ups.extend(heard.look_ups);
        }
        for wanted in look_ups {
            (self.setup.look_up)(wanted);
        }
        if let Some(cause) = untold {
            // What changed before it failed was not told, and what came after may rest on it.
            burst = Burst::between(self.engine.borrow().events(), self.setup.agenda.events(), &Cause::Message(cause));
        }
        let drafts = burst.drafts(self.at(), self.setup.model.timezone);
        if !drafts.is_empty() {
            let started = monotonic();
            for draft in drafts {
                self.publish(draft);
            }
            self.setup.pulse.timings.rescore.add(started.elapsed());
        }
        for (seq, mark) in &marks {
            self.setup.pulse.count_mark(mark);
            match mark {
                Mark::Dead { reason } => tracing::warn!(seq, reason, "a delivery cannot be applied"),
                Mark::Unresolved { reason } => tracing::debug!(seq, reason, "a delivery is kept until more is known"),
                _ => {}
            }
        }
        (self.setup.mark)(marks);
        self.setup.pulse.done(count);
        self.tell_cells();
        for kept in kept {
            self.setup.pulse.timings.apply.add(kept.elapsed());
        }
    }

    /// Forgets what only old deliveries tell; the numbers of those that are needed all the same.
    fn forget(&mut self, before: DateTime<Utc>) -> BTreeSet<u64> {
        self.follow_clock();
        self.do_waiting();
        let (changes, needed) = self.setup.agenda.forget(before);
        if !changes.is_empty() {
            tracing::info!(events = changes.len(), "events are forgotten with their deliveries");
            let mut burst = Burst::default();
            burst.add(changes, &Cause::Clock);
            for draft in burst.drafts(self.at(), self.setup.model.timezone) {
                self.publish(draft);
            }
            self.tell_cells();
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

    fn publish(&mut self, draft: Draft) -> MessageId {
        let published = self.bus.publish(draft);
        if published.failed > 0 {
            self.dispatcher.borrow_mut().count_errors(published.failed);
            self.see_to_failures();
        }
        published.message_id
    }

    /// An engine that failed may have done half of something: another one takes its place.
    fn see_to_failures(&mut self) {
        let all = self.bus.totals().failed;
        let new = usize::try_from(all - self.failed).unwrap_or(usize::MAX);
        self.failed = all;
        let kept = self.bus.failures().len();
        let failures: Vec<_> = self.bus.failures().skip(kept.saturating_sub(new)).collect();
        for failure in &failures {
            tracing::error!(%failure, "a subscriber failed");
        }
        if failures.iter().any(|failure| failure.subscriber == ENGINE)
            && let Ok(engine) = self.setup.new_engine(self.now)
        {
            *self.engine.borrow_mut() = engine;
            self.snapshot = None;
            // Nobody knows which cells are others than viewers were told.
            self.setup.feed.tell("reset", b"{}");
        }
    }

    /// Tells viewers the cells that changed.
    fn tell_cells(&mut self) {
        // What is shown beside combined scores may be another as well.
        self.snapshot = None;
        let changed = self.engine.borrow_mut().take_untold();
        if !changed.is_empty() {
            let json = inside::changed_cells(&self.engine.borrow(), &changed);
            self.setup.feed.tell("cells", &json);
        }
    }

    fn answer(&mut self, question: Question) {
        let mut engine = self.engine.borrow_mut();
        let dispatcher = self.dispatcher.borrow();
        let mut inside = Inside {
            engine: &mut engine,
            dispatcher: &dispatcher,
            bus: &self.bus,
            agenda: &self.setup.agenda,
            now: self.now,
            snapshot: &mut self.snapshot,
        };
        // Who asked finds no answer, and that is all.
        if catch_unwind(AssertUnwindSafe(|| question(&mut inside))).is_err() {
            tracing::error!("a question could not be answered");
        }
    }
}
