//! Which deliveries mention which event: without them a restart would find another event, or none.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::event::EventKey;

/// A delivery that mentions an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub seq: u64,
    pub received: DateTime<Utc>,
    /// The latest time at which this one or an earlier one was received. Its age is counted from then on, so that
    /// deliveries of a clock that went wrong are not old at once when it is right again.
    pub reached: DateTime<Utc>,
}

impl Mention {
    /// Whether it is deleted with the deliveries received before `before` that are not needed.
    pub fn is_gone(&self, before: DateTime<Utc>, needed: &BTreeSet<u64>) -> bool {
        self.reached < before && !needed.contains(&self.seq)
    }
}

/// The deliveries that mention each event.
#[derive(Clone, Debug, Default)]
pub(super) struct Mentions(BTreeMap<EventKey, Vec<Mention>>);

impl Mentions {
    /// Adds a delivery that mentions an event.
    pub fn add(&mut self, id: &EventKey, mention: Mention) {
        let all = self.0.entry(id.clone()).or_default();
        if all.last() != Some(&mention) {
            all.push(mention);
        }
    }

    /// The numbers of the deliveries received before `before` that are still needed: all that mention an
    /// event that `matters` or that a later delivery mentions. An event that shares one of these deliveries
    /// needs all of its own as well, or a restart would find half of it.
    pub fn needed(&self, before: DateTime<Utc>, matters: impl Fn(&EventKey) -> bool) -> BTreeSet<u64> {
        let is_old = |mention: &&Mention| mention.reached < before;
        let old = self.0.iter().filter(|(_, all)| all.iter().any(|mention| is_old(&mention)));
        let (kept, mut others): (Vec<_>, Vec<_>) =
            old.partition(|(id, all)| !all.iter().all(|mention| is_old(&mention)) || matters(id));
        let numbers = |all: &Vec<Mention>| all.iter().filter(is_old).map(|mention| mention.seq).collect::<Vec<_>>();
        let mut needed: BTreeSet<u64> = kept.into_iter().flat_map(|(_, all)| numbers(all)).collect();
        loop {
            let shares = |(_, all): &(_, &Vec<Mention>)| all.iter().any(|mention| needed.contains(&mention.seq));
            let (sharing, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(shares);
            if sharing.is_empty() {
                return needed;
            }
            needed.extend(sharing.into_iter().flat_map(|(_, all)| numbers(all)));
            others = rest;
        }
    }

    /// Removes the events that no delivery since `before` and no `needed` one mentions.
    pub fn take_old(&mut self, before: DateTime<Utc>, needed: &BTreeSet<u64>) -> Vec<EventKey> {
        let old = self.0.iter().filter(|(_, all)| all.iter().all(|mention| mention.is_gone(before, needed)));
        let old: Vec<EventKey> = old.map(|(id, _)| id.clone()).collect();
        for id in &old {
            self.0.remove(id);
        }
        old
    }
}
