//! Scheduled messages: one-off and recurring, listed, cancelled, delivered when due.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::recurrence::Recurrence;

/// The number of a scheduled task; later ones have higher numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ScheduleId(u64);

impl fmt::Display for ScheduleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A task that has not been delivered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending<'a, T> {
    /// Its number.
    pub id: ScheduleId,
    /// When it is due next.
    pub at: DateTime<Utc>,
    /// How it recurs, if it does.
    pub recurrence: Option<Recurrence>,
    /// What is scheduled.
    pub what: &'a T,
}

/// A task that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<T> {
    /// Its number.
    pub id: ScheduleId,
    /// The time it was due; of several missed times the latest.
    pub at: DateTime<Utc>,
    /// What was scheduled.
    pub what: T,
}

#[derive(Clone, Debug)]
struct Task<T> {
    at: DateTime<Utc>,
    /// How it recurs, and from when.
    recurs: Option<(Recurrence, DateTime<Utc>)>,
    what: T,
}

/// Tasks in the order of delivery: by instant, then by number.
///
/// The caller supplies the time. Each time of a task is delivered at most once, even if the time goes back, unless the
/// schedule is [rewound](Self::rewind). Adding, cancelling and delivering a task costs O(log n).
///
/// ```
/// use chrono_tz::America::Chicago;
/// use pdpe::live::{recurrence::Recurrence, schedule::Schedule};
/// let mut schedule = Schedule::new(Chicago);
/// let noon = "2024-12-15T18:00:00Z".parse()?;
/// schedule.at("2024-12-15T19:00:00Z".parse()?, "park");
/// schedule.every(Recurrence::hourly(30)?, "look around", noon);
///
/// let due = schedule.due("2024-12-15T21:00:00Z".parse()?); // asleep for three hours
/// let what: Vec<_> = due.iter().map(|due| (due.at.format("%H:%M").to_string(), due.what)).collect();
/// assert_eq!(what, [("19:00".to_owned(), "park"), ("20:30".to_owned(), "look around")]);
/// assert_eq!(schedule.len(), 1); // at 21:30 again
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schedule<T> {
    zone: Tz,
    tasks: BTreeMap<ScheduleId, Task<T>>,
    queue: BTreeSet<(DateTime<Utc>, ScheduleId)>,
    numbered: u64,
}

impl<T> Schedule<T> {
    /// An empty schedule; recurrences follow the wall clock of `zone`.
    pub fn new(zone: Tz) -> Self {
        Self { zone, tasks: BTreeMap::new(), queue: BTreeSet::new(), numbered: 0 }
    }

    /// Schedules a task once. If the instant is past, it is due at once.
    pub fn at(&mut self, at: DateTime<Utc>, what: T) -> ScheduleId {
        let id = self.number();
        self.insert(id, Task { at, recurs: None, what });
        id
    }

    /// Schedules a recurring task, the first time after `from`.
    pub fn every(&mut self, recurrence: Recurrence, what: T, from: DateTime<Utc>) -> ScheduleId {
        let id = self.number();
        if let Some(at) = recurrence.next(from, self.zone) {
            self.insert(id, Task { at, recurs: Some((recurrence, from)), what });
        }
        id
    }

    fn number(&mut self) -> ScheduleId {
        let id = ScheduleId(self.numbered);
        self.numbered += 1;
        id
    }

    fn insert(&mut self, id: ScheduleId, task: Task<T>) {
        self.queue.insert((task.at, id));
        self.tasks.insert(id, task);
    }

    /// Cancels a task and returns it; none if it is unknown or already delivered.
    pub fn cancel(&mut self, id: ScheduleId) -> Option<T> {
        let task = self.tasks.remove(&id)?;
        self.queue.remove(&(task.at, id));
        Some(task.what)
    }

    /// The tasks in order of delivery; of a recurring one, its next time.
    pub fn pending(&self) -> impl Iterator<Item = Pending<'_, T>> {
        self.queue.iter().map(|&(at, id)| {
            let task = &self.tasks[&id];
            Pending { id, at, recurrence: task.recurs.map(|(recurrence, _)| recurrence), what: &task.what }
        })
    }

    /// How many tasks there are; a recurring one counts once.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether nothing is scheduled.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// When the next task is due.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.queue.first().map(|&(at, _)| at)
    }

    /// Moves every recurring task that missed several times up to `until` to the latest of them, so that it
    /// is delivered once.
    pub fn skip_missed(&mut self, until: DateTime<Utc>) {
        let due: Vec<_> = self.queue.range(..=(until, ScheduleId(u64::MAX))).copied().collect();
        for (at, id) in due {
            if let Some((recurrence, _)) = self.tasks.get(&id).and_then(|task| task.recurs) {
                self.retime(id, recurrence.last(at, until, self.zone));
            }
        }
    }

    /// Resets recurring tasks to an earlier instant `now`, so that they recur from there on.
    ///
    /// None recurs before the instant it was scheduled from. Tasks scheduled once are not delivered again.
    /// Costs O(n log n).
    pub fn rewind(&mut self, now: DateTime<Utc>) {
        let recurring: Vec<_> = self.tasks.iter().filter_map(|(id, task)| Some((*id, task.at, task.recurs?))).collect();
        for (id, at, (recurrence, from)) in recurring {
            if let Some(next) = recurrence.next(from.max(now), self.zone).filter(|next| *next < at) {
                self.retime(id, next);
            }
        }
    }

    /// Changes the time of a task.
    fn retime(&mut self, id: ScheduleId, at: DateTime<Utc>) {
        if let Some(task) = self.tasks.get_mut(&id) {
            self.queue.remove(&(task.at, id));
            self.queue.insert((at, id));
            task.at = at;
        }
    }
}

impl<T: Clone> Schedule<T> {
    /// Removes and returns the tasks due at `until` or before, in order of (instant, number). A recurring
    /// task that missed several times is included once, with the latest.
    pub fn due(&mut self, until: DateTime<Utc>) -> Vec<Due<T>> {
        self.skip_missed(until);
        let mut all = Vec::new();
        while let Some(&(at, id)) = self.queue.first().filter(|(at, _)| *at <= until) {
            self.queue.pop_first();
            let Some(task) = self.tasks.remove(&id) else { continue };
            let next = task.recurs.and_then(|(recurrence, _)| recurrence.next(at, self.zone));
            let what = match next {
                Some(next) => {
                    let what = task.what.clone();
                    self.insert(id, Task { at: next, ..task });
                    what
                }
                None => task.what,
            };
            all.push(Due { id, at, what });
        }
        all
    }
}
