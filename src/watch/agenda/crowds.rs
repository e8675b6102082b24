//! Which of the known events count: of a crowd that is listed twice, one listing.

use std::collections::{BTreeMap, BTreeSet};

use super::EventChange;
use crate::event::{CrowdStart, Double, Event, EventKey, Events, doubles_of};
use crate::live::message::RemovalReason;

/// The events that count, kept in step with the known ones. They depend on nothing but the known events.
#[derive(Clone, Debug, Default)]
pub(super) struct Crowds {
    counted: Events,
    /// The known events by their start: only these can be doubles of one another.
    by_start: BTreeMap<CrowdStart, BTreeSet<EventKey>>,
    /// What does not count, and what counts for it.
    left_out: BTreeMap<EventKey, EventKey>,
}

impl Crowds {
    /// What counts of `known` events.
    pub fn of(known: &Events) -> Self {
        let mut crowds = Self { counted: known.clone(), ..Self::default() };
        for event in known.iter() {
            if let Some(start) = CrowdStart::of(event) {
                crowds.by_start.entry(start).or_default().insert(event.key());
            }
        }
        crowds.left_out =
            crowds.counted.take_doubles().into_iter().map(|double| (double.left_out, double.counted)).collect();
        crowds
    }

    /// The events that count.
    pub fn counted(&self) -> &Events {
        &self.counted
    }

    /// Follows changes of the known events, which they are already in; returns the changes of those that count, and
    /// the listings that do not count any more.
    pub fn follow(&mut self, known: &Events, changes: Vec<EventChange>) -> (Vec<EventChange>, Vec<Double>) {
        let mut starts = BTreeSet::new();
        for change in &changes {
            for event in change.before.iter().chain(change.after.as_ref().ok()) {
                let Some(start) = CrowdStart::of(event) else { continue };
                self.update_start(start, event, known);
                starts.insert(start);
            }
        }
        let told: BTreeSet<EventKey> = changes.iter().filter_map(EventChange::key).collect();
        let mut members = told.clone();
        members.extend(starts.iter().filter_map(|start| self.by_start.get(start)).flatten().cloned());
        let was: BTreeSet<EventKey> =
            members.iter().filter(|key| self.left_out.remove(*key).is_some()).cloned().collect();
        let mut doubles = Vec::new();
        for start in &starts {
            let keys = self.by_start.get(start).into_iter().flatten();
            doubles.extend(doubles_of(keys.filter_map(|key| known.get(key)).collect()));
        }
        self.left_out.extend(doubles.iter().map(|double| (double.left_out.clone(), double.counted.clone())));
        doubles.retain(|double| !was.contains(&double.left_out));

        let mut counted = Vec::new();
        for change in changes {
            let Some(key) = change.key() else { continue };
            match (was.contains(&key), self.left_out.contains_key(&key)) {
                (false, false) => {
                    match &change.after {
                        Ok(event) => drop(self.counted.insert(event.clone())),
                        Err(_) => drop(self.counted.remove(&key)),
                    }
                    counted.push(change);
                }
                // Once, whatever the delivery says of it.
                _ => counted.extend(self.turn(&key, known, change.after.err())),
            }
        }
        for key in members.difference(&told) {
            if was.contains(key) != self.left_out.contains_key(key) {
                counted.extend(self.turn(key, known, None));
            }
        }
        (counted, doubles)
    }

    /// Counts an event again, or no more; none if it stays as it is.
    fn turn(&mut self, key: &EventKey, known: &Events, reason: Option<RemovalReason>) -> Option<EventChange> {
        let event = known.get(key).filter(|_| !self.left_out.contains_key(key)).cloned();
        let before = match &event {
            Some(event) => self.counted.insert(event.clone()),
            None => self.counted.remove(key),
        };
        let after = event.ok_or(reason.unwrap_or(RemovalReason::ListedTwice));
        (before.is_some() || after.is_ok()).then_some(EventChange { before, after })
    }

    /// Keeps or forgets the start of an event, as the known events say.
    fn update_start(&mut self, start: CrowdStart, event: &Event, known: &Events) {
        let key = event.key();
        let keys = self.by_start.entry(start).or_default();
        if known.get(&key).and_then(CrowdStart::of) == Some(start) {
            keys.insert(key);
        } else {
            keys.remove(&key);
        }
        if keys.is_empty() {
            self.by_start.remove(&start);
        }
    }
}
