//! Which deliveries tell of which event: without them a restart would find it otherwise, or not at all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::event::EventId;

/// A delivery: its number, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Telling {
    pub seq: u64,
    pub received: DateTime<Utc>,
}

impl Telling {
    /// Whether it is forgotten with those received before `before` that are not needed.
    pub fn is_gone(&self, before: DateTime<Utc>, needed: &BTreeSet<u64>) -> bool {
        self.received < before && !needed.contains(&self.seq)
    }
}

/// The deliveries that tell of each event.
#[derive(Clone, Debug, Default)]
pub(super) struct Tellings(BTreeMap<EventId, Vec<Telling>>);

impl Tellings {
    /// A delivery tells of an event.
    pub fn add(&mut self, id: &EventId, telling: Telling) {
        let all = self.0.entry(id.clone()).or_default();
        if all.last() != Some(&telling) {
            all.push(telling);
        }
    }

    /// The numbers of the deliveries received before `before` that are still needed: all that tell
    /// of an event that was told of since or that `matters`. Who shares one of them with such an
    /// event is needed as well: a restart would find half of it.
    pub fn needed(&self, before: DateTime<Utc>, matters: impl Fn(&EventId) -> bool) -> BTreeSet<u64> {
        let is_old = |telling: &&Telling| telling.received < before;
        let old = self.0.iter().filter(|(_, all)| all.iter().any(|telling| is_old(&telling)));
        let (kept, mut others): (Vec<_>, Vec<_>) =
            old.partition(|(id, all)| !all.iter().all(|telling| is_old(&telling)) || matters(id));
        let numbers = |all: &Vec<Telling>| all.iter().filter(is_old).map(|telling| telling.seq).collect::<Vec<_>>();
        let mut needed: BTreeSet<u64> = kept.into_iter().flat_map(|(_, all)| numbers(all)).collect();
        loop {
            let shares = |(_, all): &(_, &Vec<Telling>)| all.iter().any(|telling| needed.contains(&telling.seq));
            let (sharing, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(shares);
            if sharing.is_empty() {
                return needed;
            }
            needed.extend(sharing.into_iter().flat_map(|(_, all)| numbers(all)));
            others = rest;
        }
    }

    /// Takes the events out of which nothing was told since `before` and nothing before is `needed`.
    pub fn take_old(&mut self, before: DateTime<Utc>, needed: &BTreeSet<u64>) -> Vec<EventId> {
        let old = self.0.iter().filter(|(_, all)| all.iter().all(|telling| telling.is_gone(before, needed)));
        let old: Vec<EventId> = old.map(|(id, _)| id.clone()).collect();
        for id in &old {
            self.0.remove(id);
        }
        old
    }
}
