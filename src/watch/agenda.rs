//! The agenda: which events are on, according to files and deliveries, one delivery after the other.
//!
//! It is the fold of the journal: the same deliveries in the same order lead to the same events,
//! at a restart as in the first run, whatever the clock says. A delivery about an unknown event
//! waits until the event is known; nothing is invented.

mod change;
mod last_answers;
mod mentions;
mod replay;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};

use super::journal::{Delivery, Mark};
use super::sources::eventbrite::LookUp;
use super::sources::generic::{is_on, updated};
use super::sources::twitter::{Moods, Tweet};
use super::sources::{Meaning, Reading, Source, UNKNOWN};
use crate::event::{Event, EventId, Events, Status, Timing};
use crate::live::message::RemovalReason;
use crate::model::Proximity;
use last_answers::LastAnswers;
use mentions::{Mention, Mentions};
use waiting::{Missing, Waiting};

pub use change::EventChange;

/// What came of a delivery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// What became of events, in this order.
    pub changes: Vec<EventChange>,
    /// What became of this delivery, and of those that waited for it, by their numbers.
    pub marks: Vec<(u64, Mark)>,
    /// What a service could be asked to know more, each question once.
    pub look_ups: Vec<LookUp>,
    /// Whether this failed halfway: changes made before are missing here.
    pub failed: bool,
}

/// Why a meaning was not followed.
enum Stop {
    /// What it is about is not known.
    Missing(Missing),
    /// It is of no use.
    Unusable(String),
}

/// The events that are on, and what is kept to understand deliveries.
#[derive(Clone, Debug)]
pub struct Agenda {
    model: Proximity,
    /// The events of the files, before any delivery.
    files: Events,
    events: Events,
    /// Events that were taken out, as they were: an event that is published again is one of them.
    shelved: BTreeMap<EventId, Event>,
    /// The number of the delivery since when each of those is out: what was asked before that does not
    /// bring it back.
    out_since: BTreeMap<EventId, u64>,
    moods: Moods,
    waiting: Waiting,
    mentions: Mentions,
    answered: LastAnswers,
}

impl Agenda {
    /// The events of the files, before any delivery.
    pub fn new(events: Events, model: Proximity) -> Self {
        Self {
            model,
            files: events.clone(),
            events,
            shelved: BTreeMap::new(),
            out_since: BTreeMap::new(),
            moods: Moods::default(),
            waiting: Waiting::default(),
            mentions: Mentions::default(),
            answered: LastAnswers::default(),
        }
    }

    /// The events that are on.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// How much of what deliveries say waits until an event is known; one may say several things.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// What could be asked so that those that wait could go on, each question once, that of the
    /// newest delivery first.
    pub fn look_ups_wanted(&self) -> Vec<LookUp> {
        self.waiting.look_ups()
    }

    /// Whether an answer says of an event what the last one said, and nothing else has changed the
    /// event since: to apply it once more would change nothing.
    pub fn knows_answer(&self, asked: &LookUp, meanings: &[Meaning]) -> bool {
        matches!(asked, LookUp::Event { id } if self.answered.is(&id.event_id(), meanings))
    }

    /// The numbers of the deliveries received before `before` without which the events would not be
    /// what they are: all that tell of an event until it was over by then, and the last of them came
    /// before. An event whose date nobody knows matters for as long as deliveries are kept.
    pub fn needed(&self, before: DateTime<Utc>) -> BTreeSet<u64> {
        self.mentions.needed(before, |id| self.matters(id, before))
    }

    /// Whether an event was not over before. What a file says of it comes back when all deliveries
    /// are forgotten; without a date that is always.
    fn matters(&self, id: &EventId, before: DateTime<Utc>) -> bool {
        let event = self.events.get(id.as_str()).or_else(|| self.shelved.get(id));
        let closes = |event: &Event| closes(event, &self.model);
        event.and_then(closes).is_some_and(|closes| closes >= before)
            || self.files.get(id.as_str()).is_some_and(|event| closes(event).is_none_or(|closes| closes >= before))
    }

    /// Removes what only deliveries say that were received before `before` and are not
    /// [needed](Self::needed); what became of events, and the numbers of those that are needed.
    ///
    /// When the journal forgets the same deliveries, a restart finds the same events as there are then;
    /// but for a tweet, which it may take for one about another event where more than one fits.
    pub fn forget(&mut self, before: DateTime<Utc>) -> (Vec<EventChange>, BTreeSet<u64>) {
        let needed = self.needed(before);
        self.waiting.forget(before, &needed);
        self.answered.forget(before, &needed);
        let mut changes = Vec::new();
        for id in self.mentions.take_old(before, &needed) {
            self.shelved.remove(&id);
            self.out_since.remove(&id);
            self.answered.unsay(&id);
            self.moods.forget(id.as_str());
            let in_file = self.files.get(id.as_str()).cloned();
            let known = match in_file.clone() {
                Some(event) => self.events.insert(event),
                None => self.events.remove(id.as_str()),
            };
            if known != in_file {
                changes.push(EventChange { before: known, after: in_file.ok_or(RemovalReason::Expired) });
            }
        }
        (changes, needed)
    }

    /// Takes a delivery in. Deliveries come in the order of their numbers, each once.
    ///
    /// One that makes this fail is dead, and the next one goes on.
    pub fn hear(&mut self, seq: u64, delivery: &Delivery, reading: &Reading) -> Heard {
        catch_unwind(AssertUnwindSafe(|| self.take_in(seq, delivery, reading))).unwrap_or_else(|_| {
            let reason = "applying it failed";
            self.waiting.spoil(seq, reason);
            let mark = Mark::Dead { reason: reason.into() };
            Heard { marks: vec![(seq, mark)], failed: true, ..Heard::default() }
        })
    }

    fn take_in(&mut self, seq: u64, delivery: &Delivery, reading: &Reading) -> Heard {
        let mut heard = Heard::default();
        let mention = Mention { seq, received: delivery.received };
        let (mut waits_for, mut unusable) = (None, None);
        let is_outdated =
            !reading.meanings.is_empty() && reading.meanings.iter().all(|meaning| self.is_outdated(meaning, reading));
        let says_nothing = reading.meanings.iter().all(|meaning| matches!(meaning, Meaning::Unknown | Meaning::Ping));
        for meaning in &reading.meanings {
            if self.is_outdated(meaning, reading) {
                continue;
            }
            let place = heard.changes.len();
            let followed = self.follow(meaning, &reading.webhook_type, mention, &mut heard);
            if let Some(LookUp::Event { id }) = &reading.answers {
                self.answered.set(id.event_id(), mention, &reading.meanings);
            }
            match followed {
                Ok(()) => {
                    self.note_out(meaning, reading.asked_after.unwrap_or(seq));
                    self.known_now(place, reading, &mut heard);
                }
                Err(Stop::Unusable(reason)) => unusable = Some(reason),
                // That it is gone, and it was never there: to ask once more would lead to the same answer.
                Err(Stop::Missing(_)) if matches!(reading.answers, Some(LookUp::Event { .. })) => {}
                Err(Stop::Missing(missing)) => {
                    heard.look_ups.extend(missing.look_up(delivery));
                    self.waiting.add(missing.clone(), seq, delivery, meaning);
                    waits_for = Some(missing);
                }
            }
        }
        // What is not known is asked for by the meaning itself as well.
        heard.look_ups.sort_unstable();
        heard.look_ups.dedup();
        if let Some(asked) = &reading.answers {
            heard.marks.extend(self.waiting.answered(asked));
        }
        // What comes later in a delivery may be what its beginning waited for.
        let is_done = heard.marks.iter().any(|(of, _)| *of == seq) && !self.waiting.holds(seq);
        heard.marks.retain(|(of, _)| *of != seq);
        let mark = match (unusable, waits_for.filter(|_| !is_done)) {
            (unusable, Some(missing)) => {
                // What is of no use is told once nothing is left that may be of some.
                unusable.inspect(|reason| self.waiting.spoil(seq, reason));
                Mark::Unresolved { reason: missing.to_string() }
            }
            (Some(reason), None) => Mark::Dead { reason },
            (None, None) if is_outdated => Mark::Ignored { reason: "requested before the event was removed".into() },
            (None, None) if says_nothing => Mark::Ignored { reason: nothing_said(&delivery.source, reading) },
            (None, None) => Mark::Applied,
        };
        heard.marks.push((seq, mark));
        heard
    }

    /// Whether it answers what was requested before the event was removed, and so may not know of that.
    fn is_outdated(&self, meaning: &Meaning, reading: &Reading) -> bool {
        let (Meaning::AddOrUpdate(event), Some(asked_after)) = (meaning, reading.asked_after) else { return false };
        self.out_since.get(&event.id).is_some_and(|since| *since > asked_after)
    }

    /// Notes since when an event is out, if that is what was followed.
    fn note_out(&mut self, meaning: &Meaning, seq: u64) {
        if let Meaning::Remove { id, .. } = meaning {
            let since = self.out_since.entry(id.clone()).or_insert(seq);
            *since = seq.max(*since);
        }
    }

    /// Does what a meaning says.
    fn follow(
        &mut self,
        meaning: &Meaning,
        webhook_type: &str,
        mention: Mention,
        heard: &mut Heard,
    ) -> Result<(), Stop> {
        match meaning {
            Meaning::AddOrUpdate(event) => {
                let event = self.with_what_is_known(event);
                self.put(event, mention, heard);
            }
            Meaning::Update { id, fields, zone } => {
                let known = self.events.get(id.as_str()).or_else(|| self.shelved.get(id));
                let known = known.map(|event| self.moods.without(event));
                match updated(known.as_ref(), fields, *zone) {
                    // One that was taken out comes back only if it is said that it takes place.
                    Ok(event) if self.shelved.contains_key(id) && !is_on(fields) => {
                        self.mentions.add(id, mention);
                        self.answered.unsay(id);
                        let event = self.with_what_is_known(&event);
                        self.shelved.insert(id.clone(), event);
                    }
                    Ok(event) => {
                        let event = self.with_what_is_known(&event);
                        self.put(event, mention, heard);
                    }
                    Err(_) if known.is_none() => return Err(Stop::Missing(Missing::Event(id.clone()))),
                    Err(reason) => {
                        // It changes nothing, but would wait where the event is not known.
                        self.mentions.add(id, mention);
                        return Err(Stop::Unusable(reason));
                    }
                }
            }
            Meaning::Remove { id, reason } => self.remove(id, *reason, mention, heard)?,
            Meaning::Postpone { id } => {
                self.update(id, mention, heard, |event| {
                    event.status = Status::Postponed;
                    event.timing = Timing::Untimed;
                })?;
            }
            Meaning::SetAttendance { id, attendance } => {
                self.update(id, mention, heard, |event| event.attendance = Some(*attendance))?;
            }
            Meaning::LookUp(wanted) => {
                heard.look_ups.push(wanted.clone());
                self.use_what_is_known(wanted, webhook_type, mention, heard)?;
            }
            Meaning::Sentiment(tweet) => self.take_tweet(tweet, mention, heard),
            Meaning::SentimentWithdrawn { tweet_id } => {
                if let Some((id, mean)) = self.moods.take_back(tweet_id) {
                    self.set_sentiment(&id, mean, mention, heard);
                }
            }
            Meaning::Ping | Meaning::Unknown => {}
            Meaning::Unusable { reason, .. } => return Err(Stop::Unusable(reason.clone())),
        }
        Ok(())
    }

    /// What waited for events that became known with the changes from `place` on is done now.
    fn known_now(&mut self, place: usize, reading: &Reading, heard: &mut Heard) {
        let added = heard.changes[place..].iter().filter(|change| change.before.is_none());
        let added =
            added.filter_map(|change| change.after.as_ref().ok()).map(|event| (event.id.clone(), is_state(event)));
        for (id, is_state) in added.collect::<Vec<_>>() {
            for kept in self.waiting.take(&id) {
                // What a service answers is newer than that an event was taken out before it was asked,
                // and nothing more need be asked. So is its whole state that it sends by itself.
                let is_answer = reading.answers.is_some();
                let is_older = is_answer && reading.asked_after.is_none_or(|after| kept.mention.seq <= after);
                let asked = heard.look_ups.len();
                let is_gone = matches!(kept.meaning, Meaning::Remove { .. } | Meaning::Postpone { .. });
                if is_gone && (is_older || is_state) {
                    // It changes nothing, but would wait where the event is not known.
                    self.mentions.add(&id, kept.mention);
                } else {
                    // It is known now, so that nothing is missing; of no use it may be all the same.
                    match self.follow(&kept.meaning, &kept.webhook_type, kept.mention, heard) {
                        Ok(()) => self.note_out(&kept.meaning, kept.mention.seq),
                        Err(Stop::Unusable(reason)) => self.waiting.spoil(kept.mention.seq, &reason),
                        Err(Stop::Missing(_)) => {}
                    }
                }
                if is_answer {
                    heard.look_ups.truncate(asked);
                }
                heard.marks.extend(self.waiting.finish_one(kept.mention.seq).map(|mark| (kept.mention.seq, mark)));
            }
        }
    }

    /// An event as its source describes it, with what other deliveries added: attendance and sentiment.
    fn with_what_is_known(&mut self, event: &Event) -> Event {
        let before = self.events.get(event.id.as_str()).or_else(|| self.shelved.get(&event.id));
        let mut event = event.clone();
        if let Some(before) = before {
            event.attendance = event.attendance.or(before.attendance);
            event.radius_km = event.radius_km.or(before.radius_km);
        }
        self.moods.add_to(&mut event);
        event
    }

    fn put(&mut self, event: Event, mention: Mention, heard: &mut Heard) {
        self.mentions.add(&event.id, mention);
        self.shelved.remove(&event.id);
        self.out_since.remove(&event.id);
        let before = self.events.insert(event.clone());
        if before.as_ref() != Some(&event) {
            self.answered.unsay(&event.id);
        }
        heard.changes.push(EventChange { before, after: Ok(event) });
    }

    fn remove(&mut self, id: &EventId, reason: RemovalReason, mention: Mention, heard: &mut Heard) -> Result<(), Stop> {
        let Some(event) = self.events.remove(id.as_str()) else { return self.is_shelved(id, mention) };
        self.mentions.add(id, mention);
        self.answered.unsay(id);
        self.shelved.insert(id.clone(), event.clone());
        heard.changes.push(EventChange { before: Some(event), after: Err(reason) });
        Ok(())
    }

    /// Changes something of an event; of one that was taken out, in case that it comes back.
    fn update(
        &mut self,
        id: &EventId,
        mention: Mention,
        heard: &mut Heard,
        change: impl FnOnce(&mut Event),
    ) -> Result<(), Stop> {
        if let Some(event) = self.shelved.get_mut(id) {
            change(event);
            self.answered.unsay(id);
            self.mentions.add(id, mention);
            return Ok(());
        }
        let mut event =
            self.events.get(id.as_str()).cloned().ok_or_else(|| Stop::Missing(Missing::Event(id.clone())))?;
        change(&mut event);
        self.put(event, mention, heard);
        Ok(())
    }

    /// A delivery that says no more than that something changed: what is known counts.
    fn use_what_is_known(
        &mut self,
        wanted: &LookUp,
        webhook_type: &str,
        mention: Mention,
        heard: &mut Heard,
    ) -> Result<(), Stop> {
        let Some(id) = wanted.event_id() else { return Err(Stop::Missing(Missing::Answer(wanted.clone()))) };
        if let Some(event) = self.events.get(id.as_str()).cloned() {
            self.put(event, mention, heard);
            return Ok(());
        }
        if matches!(webhook_type, "event.created" | "event.published")
            && let Some(event) = self.shelved.get(&id).cloned()
        {
            self.put(event, mention, heard);
            return Ok(());
        }
        self.is_shelved(&id, mention)
    }

    /// An event that was taken out is known, and stays out.
    fn is_shelved(&mut self, id: &EventId, mention: Mention) -> Result<(), Stop> {
        if !self.shelved.contains_key(id) {
            return Err(Stop::Missing(Missing::Event(id.clone())));
        }
        // It changes nothing, but would wait where the event is not known.
        self.mentions.add(id, mention);
        Ok(())
    }

    fn take_tweet(&mut self, tweet: &Tweet, mention: Mention, heard: &mut Heard) {
        let Some(id) = tweet.event_of(&self.events, &self.model, mention.received) else { return };
        let told = self.events.get(id.as_str()).filter(|_| self.moods.mean_of(id.as_str()).is_none()).cloned();
        if let Some(mean) = self.moods.add(&tweet.id, &id, tweet.sentiment) {
            if let Some(mut told) = told {
                self.moods.add_to(&mut told); // so that its source's own word is not lost
            }
            self.set_sentiment(&id, mean, mention, heard);
        }
    }

    fn set_sentiment(&mut self, id: &EventId, mean: f64, mention: Mention, heard: &mut Heard) {
        // An event that is not there any more has no sentiment to set.
        let _ = self.update(id, mention, heard, |event| event.sentiment = mean);
    }
}

/// Why a delivery changes nothing.
fn nothing_said(source: &str, reading: &Reading) -> String {
    if reading.meanings.contains(&Meaning::Ping) {
        return "a test of the address".into();
    }
    let what = match &*reading.webhook_type {
        UNKNOWN => "it has no type".to_owned(),
        kind => format!("type {kind} says nothing of events"),
    };
    match Source::of_name(source) {
        Source::Generic(_) => format!("{what}; types that do are like added, updated, removed, or in [sources.types]"),
        _ => what,
    }
}

/// Whether an event is sent with its whole state, as Ticketmaster does.
fn is_state(event: &Event) -> bool {
    event.source == "ticketmaster"
}

/// When an event is over; none without a date.
fn closes(event: &Event, model: &Proximity) -> Option<DateTime<Utc>> {
    // Called off, it has a date all the same, until which a file may say that it is on.
    let planned = Event { status: Status::Scheduled, ..event.clone() };
    planned.window(model)?.closes
}
