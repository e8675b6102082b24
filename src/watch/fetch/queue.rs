//! The questions that wait and those being asked: each at most once here and once there.
//!
//! A question that waits, be it for its first attempt or its next, will be answered with what
//! holds then, so it is not put twice, nor any sooner: news of it do not make Eventbrite well. One
//! that is being asked may be answered with what held before; put again, it waits, and is asked
//! when the first is done.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::sources::eventbrite::LookUp;

/// A question, and how it has gone with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) what: LookUp,
    /// Attempts that failed.
    pub(super) failures: u32,
    /// Not to be asked before.
    due: Option<Instant>,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Ask(Question),
    /// Nothing for so long, or until something changes.
    Wait(Option<Duration>),
}

/// What came of putting a question.
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
    /// No question is sent before, as Eventbrite asked.
    paused_until: Option<Instant>,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, waiting: VecDeque::new(), in_flight: Vec::new(), paused_until: None }
    }

    /// Puts a question, unless it waits already.
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

    /// Takes the first question that can be asked; it counts as in flight until it is
    /// [`done`](Self::done) or put [`again`](Self::again).
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

    /// A question has its answer, or will have none.
    pub(super) fn done(&mut self, what: &LookUp) {
        self.in_flight.retain(|other| other != what);
    }

    /// A question is to be asked once more at `due`. Put again meanwhile, it is still one.
    pub(super) fn again(&mut self, question: Question, due: Instant) {
        self.done(&question.what);
        self.waiting.retain(|other| other.what != question.what);
        self.waiting.push_back(Question { failures: question.failures + 1, due: Some(due), ..question });
    }

    /// No question before `until`.
    pub(super) fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Numbers of questions that wait and that are being asked.
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.waiting.len(), self.in_flight.len())
    }
}
