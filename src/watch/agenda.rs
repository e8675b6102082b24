//! The agenda: the current events according to files and deliveries.
//!
//! It is the fold of the journal: the same deliveries in the same order lead to the same events,
//! after a restart as in the first run, independent of the clock. A delivery about an unknown event
//! waits until the event is known.

mod change;
mod crowds;
mod mentions;
mod replay;
mod room;
mod waiting;
mod why;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};

use super::journal::{Delivery, Mark};
use super::sources::eventbrite::LookUp;
use super::sources::generic::{is_on, updated};
use super::sources::program::PROGRAM;
use super::sources::twitter::{Moods, Tweet};
use super::sources::{Meaning, Reading};
use crate::event::{Double, Event, EventKey, Events, Status, Timing};
use crate::live::message::RemovalReason;
use crate::model::Proximity;
use crowds::Crowds;
use mentions::{Mention, Mentions};
use room::Room;
use waiting::{Kept, Missing, Waiting};
use why::why_ignored;

pub use change::EventChange;

/// The outcome of a delivery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Changes of the events that count, in order.
    pub changes: Vec<EventChange>,
    /// The marks of this delivery and of those that waited for it, by number.
    pub marks: Vec<(u64, Mark)>,
    /// Requests to a service that would answer what is missing, without duplicates.
    pub look_ups: Vec<LookUp>,
    /// Listings of crowds that are listed twice, and count no more.
    pub doubles: Vec<Double>,
    /// Whether applying it panicked: earlier changes of this delivery are then missing here.
    pub failed: bool,
}

/// Why a meaning was not applied.
enum Stop {
    /// Something it needs is not known.
    Missing(Missing),
    /// It is unusable.
    Unusable(String),
}

/// The current events, and the state needed to interpret deliveries.
#[derive(Clone, Debug)]
pub struct Agenda {
    model: Proximity,
    /// The events of the files, before any delivery.
    files: Events,
    /// The known events, from files and deliveries.
    events: Events,
    /// Which of them count.
    crowds: Crowds,
    /// Removed events, in case that they are published again.
    shelved: BTreeMap<EventKey, Event>,
    /// The number of the delivery that removed each of those. Answers to earlier requests do not bring the
    /// event back.
    out_since: BTreeMap<EventKey, u64>,
    moods: Moods,
    waiting: Waiting,
    mentions: Mentions,
    /// Counts the changes of events.
    version: u64,
    /// What deliveries may still add.
    room: Room,
    /// The latest time at which a delivery was received.
    reached: DateTime<Utc>,
    /// The last answer about each event, until something else changes the event.
    answered: BTreeMap<EventKey, (Mention, Vec<Meaning>)>,
}

impl Agenda {
    /// The events of the files, before any delivery.
    pub fn new(events: Events, model: Proximity) -> Self {
        Self {
            model,
            files: events.clone(),
            crowds: Crowds::of(&events),
            events,
            shelved: BTreeMap::new(),
            out_since: BTreeMap::new(),
            moods: Moods::default(),
            waiting: Waiting::default(),
            mentions: Mentions::default(),
            version: 0,
            room: Room::default(),
            reached: DateTime::<Utc>::MIN_UTC,
            answered: BTreeMap::new(),
        }
    }

    /// Sets the greatest radius that a delivery can give an event, in km.
    #[must_use]
    pub fn with_most_radius_km(mut self, most_radius_km: f64) -> Self {
        self.room.most_radius_km = most_radius_km;
        self
    }

    /// The current events; of a crowd that is listed twice, the larger listing.
    pub fn events(&self) -> &Events {
        self.crowds.counted()
    }

    /// Another number after each change of the events.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many statements of deliveries wait for an event; a delivery may contain several.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The requests whose answers would resolve waiting deliveries, the newest delivery first.
    pub fn look_ups_wanted(&self) -> Vec<LookUp> {
        self.waiting.look_ups()
    }

    /// Whether an answer repeats the last one about an event that has not changed since. Applying it would
    /// change nothing.
    pub fn knows_answer(&self, asked: &LookUp, meanings: &[Meaning]) -> bool {
        let LookUp::Event { id } = asked else { return false };
        self.answered.get(&id.event()).is_some_and(|(_, last)| last == meanings)
    }

    /// The numbers of the deliveries received before `before` that the current events depend on: those
    /// that mention an event which was not over by then, or which a later delivery mentions too. An
    /// event without a date counts as long as deliveries are kept.
    pub fn needed(&self, before: DateTime<Utc>) -> BTreeSet<u64> {
        self.mentions.needed(before, |id| self.matters(id, before))
    }

    /// Whether an event was not over at `before`. An event in a file comes back when all deliveries about it
    /// are deleted; without a date that always counts.
    fn matters(&self, id: &EventKey, before: DateTime<Utc>) -> bool {
        let event = self.events.get(id).or_else(|| self.shelved.get(id));
        let closes = |event: &Event| closes(event, &self.model);
        event.and_then(closes).is_some_and(|closes| closes >= before)
            || self.files.get(id).is_some_and(|event| closes(event).is_none_or(|closes| closes >= before))
    }

    /// Removes what only deliveries say that were received before `before` and are not
    /// [needed](Self::needed). Returns the changes of events, and the needed numbers.
    ///
    /// When the journal deletes the same deliveries, a restart finds the same events. The exception is a
    /// tweet that fits several events: it may then count for another one.
    pub fn forget(&mut self, before: DateTime<Utc>) -> (Vec<EventChange>, BTreeSet<u64>) {
        let needed = self.needed(before);
        self.waiting.forget(before, &needed);
        self.answered.retain(|_, (mention, _)| !mention.is_gone(before, &needed));
        let mut changes = Vec::new();
        for id in self.mentions.take_old(before, &needed) {
            let shelved = self.shelved.remove(&id);
            self.out_since.remove(&id);
            self.answered.remove(&id);
            self.moods.forget(&id);
            let in_file = self.files.get(&id).cloned();
            let known = match in_file.clone() {
                Some(event) => self.events.insert(event),
                None => self.events.remove(&id),
            };
            self.room.give_back(known.as_ref().or(shelved.as_ref()), in_file.as_ref());
            if known != in_file {
                self.version += 1;
                changes.push(EventChange { before: known, after: in_file.ok_or(RemovalReason::Expired) });
            }
        }
        (self.crowds.follow(&self.events, changes).0, needed)
    }

    /// Applies a delivery. Deliveries must come in the order of their numbers, each once.
    ///
    /// After a panic the delivery is marked dead.
    pub fn apply(&mut self, seq: u64, delivery: &Delivery, reading: &Reading) -> Outcome {
        let applied = catch_unwind(AssertUnwindSafe(|| {
            let mut outcome = self.apply_all(seq, delivery, reading);
            (outcome.changes, outcome.doubles) = self.crowds.follow(&self.events, outcome.changes);
            outcome
        }));
        applied.unwrap_or_else(|_| {
            self.crowds = Crowds::of(&self.events);
            let reason = "applying it failed";
            self.waiting.mark_unusable(seq, reason);
            let mark = Mark::Dead { reason: reason.into() };
            Outcome { marks: vec![(seq, mark)], failed: true, ..Outcome::default() }
        })
    }

    fn apply_all(&mut self, seq: u64, delivery: &Delivery, reading: &Reading) -> Outcome {
        let mut outcome = Outcome::default();
        self.reached = self.reached.max(delivery.received);
        self.room.is_own = delivery.source == PROGRAM;
        let mention = Mention { seq, received: delivery.received, reached: self.reached };
        let (mut waits_for, mut unusable) = (None, None);
        let is_outdated =
            !reading.meanings.is_empty() && reading.meanings.iter().all(|meaning| self.is_outdated(meaning, reading));
        let is_irrelevant =
            |meaning: &Meaning| matches!(meaning, Meaning::Unknown | Meaning::NoStatement | Meaning::Ping);
        let is_irrelevant = reading.meanings.iter().all(is_irrelevant);
        for meaning in &reading.meanings {
            if self.is_outdated(meaning, reading) {
                continue;
            }
            let first_change = outcome.changes.len();
            let applied = self.apply_one(meaning, &reading.webhook_type, mention, &mut outcome);
            if let Some(LookUp::Event { id }) = &reading.answers {
                self.answered.insert(id.event(), (mention, reading.meanings.clone()));
            }
            match applied {
                Ok(()) => {
                    self.note_removal(meaning, reading.asked_after.unwrap_or(seq));
                    self.resolve_waiting(first_change, reading, &mut outcome);
                }
                Err(Stop::Unusable(reason)) => unusable = Some(reason),
                // A service answered that an unknown event is gone: asking again would give the same answer.
                Err(Stop::Missing(_)) if matches!(reading.answers, Some(LookUp::Event { .. })) => {}
                Err(Stop::Missing(missing)) => {
                    outcome.look_ups.extend(missing.look_up(delivery));
                    self.waiting.add(missing.clone(), mention, delivery, meaning);
                    waits_for = Some(missing);
                }
            }
        }
        // A meaning may already have requested what is missing.
        outcome.look_ups.sort_unstable();
        outcome.look_ups.dedup();
        if let Some(asked) = &reading.answers {
            outcome.marks.extend(self.waiting.answered(asked));
        }
        // A later part of a delivery may resolve an earlier one.
        let is_done = outcome.marks.iter().any(|(of, _)| *of == seq) && !self.waiting.holds(seq);
        outcome.marks.retain(|(of, _)| *of != seq);
        let mark = match (unusable, waits_for.filter(|_| !is_done)) {
            (unusable, Some(missing)) => {
                // Reported once no part of the delivery waits any more.
                unusable.inspect(|reason| self.waiting.mark_unusable(seq, reason));
                Mark::Unresolved { reason: self.why_unresolved(&missing) }
            }
            (Some(reason), None) => Mark::Dead { reason },
            (None, None) if is_outdated => Mark::Ignored { reason: "requested before the event was removed".into() },
            (None, None) if is_irrelevant => Mark::Ignored { reason: why_ignored(&delivery.source, reading) },
            (None, None) => Mark::Applied,
        };
        outcome.marks.push((seq, mark));
        outcome
    }

    /// Whether a meaning answers a request made before the event was removed.
    fn is_outdated(&self, meaning: &Meaning, reading: &Reading) -> bool {
        let (Meaning::AddOrUpdate(event), Some(asked_after)) = (meaning, reading.asked_after) else { return false };
        self.out_since.get(&event.key()).is_some_and(|since| *since > asked_after)
    }

    /// Records when an event was removed, if the meaning removes one.
    fn note_removal(&mut self, meaning: &Meaning, seq: u64) {
        if let Meaning::Remove { id, .. } = meaning {
            let since = self.out_since.entry(id.clone()).or_insert(seq);
            *since = seq.max(*since);
        }
    }

    /// Applies one meaning.
    fn apply_one(
        &mut self,
        meaning: &Meaning,
        webhook_type: &str,
        mention: Mention,
        outcome: &mut Outcome,
    ) -> Result<(), Stop> {
        match meaning {
            Meaning::AddOrUpdate(event) => {
                let event = self.with_known_fields(event);
                self.put(event, mention, outcome)?;
            }
            Meaning::Update { id, fields, zone } => {
                let known = self.events.get(id).or_else(|| self.shelved.get(id));
                let known = known.map(|event| self.moods.without(event));
                match updated(known.as_ref(), fields, *zone) {
                    // A removed event comes back only if the update says that it takes place.
                    Ok(event) if self.shelved.contains_key(id) && !is_on(fields) => {
                        self.mentions.add(id, mention);
                        self.answered.remove(id);
                        let event = self.with_known_fields(&event);
                        self.shelved.insert(id.clone(), event);
                    }
                    Ok(event) => {
                        let event = self.with_known_fields(&event);
                        self.put(event, mention, outcome)?;
                    }
                    Err(_) if known.is_none() => return Err(Stop::Missing(Missing::Event(id.clone()))),
                    Err(reason) => {
                        // It changes nothing, but without the earlier deliveries it would wait for the event.
                        self.mentions.add(id, mention);
                        return Err(Stop::Unusable(reason));
                    }
                }
            }
            Meaning::Remove { id, reason } => self.remove(id, *reason, mention, outcome)?,
            Meaning::Postpone { id } => {
                self.update(id, mention, outcome, |event| {
                    event.status = Status::Postponed;
                    event.timing = Timing::Untimed;
                })?;
            }
            Meaning::SetAttendance { id, attendance } => {
                self.update(id, mention, outcome, |event| event.attendance = Some(*attendance))?;
            }
            Meaning::LookUp(wanted) => {
                outcome.look_ups.push(wanted.clone());
                self.use_known_event(wanted, webhook_type, mention, outcome)?;
            }
            Meaning::Sentiment(tweet) => self.add_tweet(tweet, mention, outcome),
            Meaning::SentimentWithdrawn { tweet_id } => {
                if let Some((id, mean)) = self.moods.take_back(tweet_id) {
                    self.set_sentiment(&id, mean, mention, outcome);
                }
            }
            Meaning::Ping | Meaning::Unknown | Meaning::NoStatement => {}
            Meaning::Unusable { reason, .. } => return Err(Stop::Unusable(reason.clone())),
        }
        Ok(())
    }

    /// Applies what waited for the events that were added by the changes from `first_change` on.
    fn resolve_waiting(&mut self, first_change: usize, reading: &Reading, outcome: &mut Outcome) {
        let added = outcome.changes[first_change..].iter().filter(|change| change.before.is_none());
        let added = added.filter_map(|change| change.after.as_ref().ok());
        // Ticketmaster sends the whole state of an event.
        let added: Vec<_> = added.map(|event| (event.key(), event.source == "ticketmaster")).collect();
        for (id, is_state) in added {
            for Kept { mention, meaning, webhook_type, .. } in self.waiting.take(&id) {
                // The answer of a service is newer than a removal before the request, and so is a whole
                // state. Nothing more needs to be requested after an answer.
                let is_answer = reading.answers.is_some();
                let is_older = is_answer && reading.asked_after.is_none_or(|after| mention.seq <= after);
                let asked = outcome.look_ups.len();
                let is_removal = matches!(meaning, Meaning::Remove { .. } | Meaning::Postpone { .. });
                if is_removal && (is_older || is_state) {
                    // It changes nothing, but without the event it would wait again.
                    self.mentions.add(&id, mention);
                } else {
                    match self.apply_one(&meaning, &webhook_type, mention, outcome) {
                        Ok(()) => self.note_removal(&meaning, mention.seq),
                        Err(Stop::Unusable(reason)) => self.waiting.mark_unusable(mention.seq, &reason),
                        Err(Stop::Missing(_)) => {} // the event is known now
                    }
                }
                if is_answer {
                    outcome.look_ups.truncate(asked);
                }
                outcome.marks.extend(self.waiting.finish_one(mention.seq).map(|mark| (mention.seq, mark)));
            }
        }
    }

    /// An event as its source describes it, with attendance and sentiment from other deliveries.
    fn with_known_fields(&mut self, event: &Event) -> Event {
        let key = event.key();
        let before = self.events.get(&key).or_else(|| self.shelved.get(&key));
        let mut event = event.clone();
        if let Some(before) = before {
            event.attendance = event.attendance.or(before.attendance);
            event.radius_km = event.radius_km.or(before.radius_km);
        }
        self.moods.add_to(&mut event);
        event
    }

    /// Adds an event or replaces it.
    fn put(&mut self, event: Event, mention: Mention, outcome: &mut Outcome) -> Result<(), Stop> {
        let key = event.key();
        let known = self.events.get(&key).or_else(|| self.shelved.get(&key));
        self.room.take(known, &event).map_err(Stop::Unusable)?;
        self.mentions.add(&key, mention);
        self.shelved.remove(&key);
        self.out_since.remove(&key);
        self.version += 1;
        let before = self.events.insert(event.clone());
        if before.as_ref() != Some(&event) {
            self.answered.remove(&key);
        }
        outcome.changes.push(EventChange { before, after: Ok(event) });
        Ok(())
    }

    fn remove(
        &mut self,
        id: &EventKey,
        reason: RemovalReason,
        mention: Mention,
        outcome: &mut Outcome,
    ) -> Result<(), Stop> {
        let Some(event) = self.events.remove(id) else { return self.check_shelved(id, mention) };
        self.version += 1;
        self.mentions.add(id, mention);
        self.answered.remove(id);
        self.shelved.insert(id.clone(), event.clone());
        outcome.changes.push(EventChange { before: Some(event), after: Err(reason) });
        Ok(())
    }

    /// Changes a field of an event, or of a removed event in case that it comes back.
    fn update(
        &mut self,
        id: &EventKey,
        mention: Mention,
        outcome: &mut Outcome,
        change: impl FnOnce(&mut Event),
    ) -> Result<(), Stop> {
        if let Some(event) = self.shelved.get_mut(id) {
            change(event);
            self.answered.remove(id);
            self.mentions.add(id, mention);
            return Ok(());
        }
        let mut event = self.events.get(id).cloned().ok_or_else(|| Stop::Missing(Missing::Event(id.clone())))?;
        change(&mut event);
        self.put(event, mention, outcome)
    }

    /// Applies a delivery that says only that something changed: the known event stays as it is.
    fn use_known_event(
        &mut self,
        wanted: &LookUp,
        webhook_type: &str,
        mention: Mention,
        outcome: &mut Outcome,
    ) -> Result<(), Stop> {
        let Some(id) = wanted.event() else { return Err(Stop::Missing(Missing::Answer(wanted.clone()))) };
        let returns = matches!(webhook_type, "event.created" | "event.published");
        let known = self.events.get(&id).or_else(|| self.shelved.get(&id).filter(|_| returns));
        let Some(event) = known.cloned() else { return self.check_shelved(&id, mention) };
        self.put(event, mention, outcome)
    }

    /// Accepts a delivery about a removed event, which stays removed.
    fn check_shelved(&mut self, id: &EventKey, mention: Mention) -> Result<(), Stop> {
        if !self.shelved.contains_key(id) {
            return Err(Stop::Missing(Missing::Event(id.clone())));
        }
        // It changes nothing, but without the earlier deliveries it would wait for the event.
        self.mentions.add(id, mention);
        Ok(())
    }

    fn add_tweet(&mut self, tweet: &Tweet, mention: Mention, outcome: &mut Outcome) {
        let Some(id) = tweet.event_of(self.events(), &self.model, mention.received) else { return };
        let first = self.events.get(&id).filter(|_| self.moods.mean_of(&id).is_none()).cloned();
        if let Some(mean) = self.moods.add(&tweet.id, &id, tweet.sentiment) {
            if let Some(mut event) = first {
                self.moods.add_to(&mut event); // keeps the sentiment given by the event's source
            }
            self.set_sentiment(&id, mean, mention, outcome);
        }
    }

    fn set_sentiment(&mut self, id: &EventKey, mean: f64, mention: Mention, outcome: &mut Outcome) {
        // The event may be gone.
        let _ = self.update(id, mention, outcome, |event| event.sentiment = mean);
    }
}

/// When an event is over; none without a date.
fn closes(event: &Event, model: &Proximity) -> Option<DateTime<Utc>> {
    // A cancelled event keeps its date: a file may list it until then.
    let planned = Event { status: Status::Scheduled, ..event.clone() };
    planned.window(model)?.closes
}
