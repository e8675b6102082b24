//! Deliveries that wait for something that is not known yet.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};

use super::super::journal::{Delivery, Mark};
use super::super::sources::eventbrite::{EventbriteId, LookUp};
use super::super::sources::{ANSWERS, Meaning};
use super::mentions::Mention;
use crate::event::EventKey;

/// The most statements kept in memory. Beyond that, the oldest of the source with the most are given up: their deliveries
/// stay unresolved in the journal.
const MOST: usize = 100_000;

/// The most bytes that they take.
const MOST_BYTES: usize = 64 << 20;

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Missing {
    /// An event.
    Event(EventKey),
    /// Which event something belongs to, until a service answers.
    Answer(LookUp),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event {id} is not known"),
            Self::Answer(LookUp::Order { id }) => write!(f, "which event order {id} is for is not known"),
            Self::Answer(wanted) => write!(f, "{} is not known", wanted.path()),
        }
    }
}

impl Missing {
    /// Who told of it.
    fn source(&self) -> &str {
        match self {
            Self::Event(key) => &key.source,
            Self::Answer(_) => "eventbrite",
        }
    }

    /// The request that would resolve it; none if no service can be asked.
    pub fn look_up(&self, delivery: &Delivery) -> Option<LookUp> {
        match self {
            Self::Answer(wanted) => Some(wanted.clone()),
            Self::Event(id) if delivery.source == "eventbrite" || delivery.source == ANSWERS => {
                EventbriteId::parse(id.as_str()).map(|id| LookUp::Event { id })
            }
            Self::Event(_) => None,
        }
    }
}

/// A waiting statement of a delivery.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub mention: Mention,
    pub meaning: Meaning,
    pub webhook_type: String,
    look_up: Option<LookUp>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.meaning.bytes() + self.webhook_type.len()
    }
}

/// The waiting statements, by what they wait for, in order of arrival.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    kept: BTreeMap<Missing, Vec<Kept>>,
    /// What is waited for, by the number of the first delivery that waits for it.
    first: BTreeSet<(u64, Missing)>,
    /// What is left of each delivery, except those with dropped statements.
    left: BTreeMap<u64, Left>,
    count: usize,
    /// The bytes that the statements of each source take, and those of all.
    by_source: BTreeMap<String, usize>,
    bytes: usize,
}

/// What is left of a delivery.
#[derive(Clone, Debug, Default)]
struct Left {
    /// How many of its statements wait.
    waiting: usize,
    /// Why another statement is unusable.
    unusable: Option<String>,
}

impl Waiting {
    pub fn len(&self) -> usize {
        self.count
    }

    /// Adds a statement of a delivery.
    pub fn add(&mut self, missing: Missing, mention: Mention, delivery: &Delivery, meaning: &Meaning) {
        let seq = mention.seq;
        let kept = Kept {
            mention,
            meaning: meaning.clone(),
            webhook_type: delivery.webhook_type.clone(),
            look_up: missing.look_up(delivery),
        };
        let source = missing.source().to_owned();
        let all = self.kept.entry(missing.clone()).or_default();
        if all.is_empty() {
            self.first.insert((seq, missing));
        }
        self.bytes += kept.bytes();
        *self.by_source.entry(source).or_default() += kept.bytes();
        all.push(kept);
        self.left.entry(seq).or_default().waiting += 1;
        self.count += 1;
        while self.count > MOST || self.bytes > MOST_BYTES {
            self.drop_oldest();
        }
    }

    /// Removes and returns the statements that wait for an event.
    pub fn take(&mut self, id: &EventKey) -> Vec<Kept> {
        self.taken(&Missing::Event(id.clone()))
    }

    /// Removes the statements that wait for an answer; returns the marks of the deliveries that are
    /// complete with it.
    pub fn answered(&mut self, asked: &LookUp) -> Vec<(u64, Mark)> {
        let taken = self.taken(&Missing::Answer(asked.clone()));
        taken.iter().filter_map(|kept| Some((kept.mention.seq, self.finish_one(kept.mention.seq)?))).collect()
    }

    /// Counts a statement as applied; returns the mark of the delivery if it was the last one.
    pub fn finish_one(&mut self, seq: u64) -> Option<Mark> {
        let left = self.left.get_mut(&seq)?;
        left.waiting -= 1;
        if left.waiting > 0 {
            return None;
        }
        let unusable = self.left.remove(&seq)?.unusable;
        Some(unusable.map_or(Mark::Applied, |reason| Mark::Dead { reason }))
    }

    /// Records that a statement is unusable: the delivery's mark will say so once nothing of it waits.
    pub fn mark_unusable(&mut self, seq: u64, reason: &str) {
        if let Some(left) = self.left.get_mut(&seq) {
            left.unusable = Some(reason.to_owned());
        }
    }

    /// Whether any statement of a delivery waits.
    pub fn holds(&self, seq: u64) -> bool {
        self.left.contains_key(&seq)
    }

    /// The requests for everything that is waited for, the newest delivery first.
    pub fn look_ups(&self) -> Vec<LookUp> {
        let newest =
            |kept: &Vec<Kept>| kept.iter().rev().find_map(|kept| Some((kept.mention.seq, kept.look_up.clone()?)));
        let mut wanted: Vec<(u64, LookUp)> = self.kept.values().filter_map(newest).collect();
        wanted.sort_unstable_by(|one, other| other.cmp(one));
        wanted.into_iter().map(|(_, wanted)| wanted).collect()
    }

    /// Removes the deliveries received before `before`, except the needed ones.
    pub fn forget(&mut self, before: DateTime<Utc>, needed: &BTreeSet<u64>) {
        let is_gone = |kept: &Kept| kept.mention.is_gone(before, needed);
        let old = self.kept.iter().filter(|(_, all)| all.iter().any(is_gone));
        for missing in old.map(|(missing, _)| missing.clone()).collect::<Vec<_>>() {
            let (gone, left): (Vec<Kept>, Vec<Kept>) = self.taken(&missing).into_iter().partition(is_gone);
            for kept in gone {
                self.left.remove(&kept.mention.seq);
            }
            if let Some(first) = left.first() {
                self.first.insert((first.mention.seq, missing.clone()));
                self.count += left.len();
                let bytes = left.iter().map(Kept::bytes).sum::<usize>();
                self.bytes += bytes;
                *self.by_source.entry(missing.source().to_owned()).or_default() += bytes;
                self.kept.insert(missing, left);
            }
        }
    }

    fn taken(&mut self, missing: &Missing) -> Vec<Kept> {
        let taken = self.kept.remove(missing).unwrap_or_default();
        if let Some(first) = taken.first() {
            self.first.remove(&(first.mention.seq, missing.clone()));
        }
        self.count -= taken.len();
        let bytes = taken.iter().map(Kept::bytes).sum::<usize>();
        self.bytes -= bytes;
        if let Some(of_source) = self.by_source.get_mut(missing.source()) {
            *of_source -= bytes;
            if *of_source == 0 {
                self.by_source.remove(missing.source());
            }
        }
        taken
    }

    fn drop_oldest(&mut self) {
        let most = self.by_source.iter().max_by_key(|(_, bytes)| **bytes).map(|(source, _)| source.as_str());
        let of_it = self.first.iter().find(|(_, missing)| Some(missing.source()) == most);
        if let Some((_, missing)) = of_it.cloned() {
            // An incomplete delivery stays unresolved.
            for kept in self.taken(&missing) {
                self.left.remove(&kept.mention.seq);
            }
        }
    }
}
