//! The queue of requests: each at most once waiting and once in flight.
//!
//! A waiting request will be answered with the state at that time, so it is not queued twice, nor sent
//! earlier when it is made again. The answer to one in flight may be outdated: made again, it waits
//! until the first is done.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::sources::eventbrite::LookUp;

/// A request and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) what: LookUp,
    /// Failed attempts.
    pub(super) failures: u32,
    /// The earliest time of the next attempt.
    due: Option<Instant>,
}

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Ask(Question),
    /// Wait for this time, or until something changes.
    Wait(Option<Duration>),
}

/// The result of queueing a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    New,
    Coalesced,
    Full,
}

pub(super) struct Queue {
    limit: usize,
    waiting: VecDeque<Question>,
    in_flight: Vec<LookUp>,
    /// No request is sent before, as Eventbrite demanded.
    paused_until: Option<Instant>,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, waiting: VecDeque::new(), in_flight: Vec::new(), paused_until: None }
    }

    /// Queues a request, unless it is queued already.
    pub(super) fn put(&mut self, what: LookUp) -> Put {
        if self.waiting.iter().any(|question| question.what == what) {
            return Put::Coalesced;
        }
        if self.waiting.len() >= self.limit {
            return Put::Full;
        }
        self.waiting.push_back(Question { what, failures: 0, due: None });
        Put::New
    }

    /// Takes the first request that is due; it is in flight until it is [`done`](Self::done) or queued
    /// [`again`](Self::again).
    pub(super) fn next(&mut self, now: Instant) -> Next {
        let left = |until: Instant| Some(until.saturating_duration_since(now)).filter(|left| !left.is_zero());
        if let Some(left) = self.paused_until.and_then(left) {
            return Next::Wait(Some(left));
        }
        self.paused_until = None;
        let idle = |question: &Question| !self.in_flight.contains(&question.what);
        let is_due = |question: &Question| question.due.and_then(left).is_none();
        match self.waiting.iter().position(|question| idle(question) && is_due(question)) {
            Some(at) => {
                let question = self.waiting.remove(at).expect("its position was found just now");
                self.in_flight.push(question.what.clone());
                Next::Ask(question)
            }
            None => Next::Wait(self.waiting.iter().filter_map(|question| question.due.and_then(left)).min()),
        }
    }

    /// A request has its result.
    pub(super) fn done(&mut self, what: &LookUp) {
        self.in_flight.retain(|other| other != what);
    }

    /// Queues a request for another attempt at `due`, in place of one made meanwhile.
    pub(super) fn again(&mut self, question: Question, due: Instant) {
        self.done(&question.what);
        self.waiting.retain(|other| other.what != question.what);
        self.waiting.push_back(Question { failures: question.failures + 1, due: Some(due), ..question });
    }

    /// Sends no request before `until`.
    pub(super) fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Numbers of waiting requests and of those in flight.
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.waiting.len(), self.in_flight.len())
    }
}
