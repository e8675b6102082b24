//! Keeps answers from Eventbrite like deliveries.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono_tz::Tz;

use super::rounds::Rounds;
use crate::clock::Pace;
use crate::watch::fetch::{FetchError, Fetched, Fetcher};
use crate::watch::headers::Headers;
use crate::watch::journal::{Delivery, Journal, Stored};
use crate::watch::main_loop::Wake;
use crate::watch::pulse::Pulse;
use crate::watch::shared;
use crate::watch::sources::eventbrite::LookUp;
use crate::watch::sources::eventbrite::answers::{ASKED_AFTER_HEADER, ASKED_HEADER};
use crate::watch::sources::{ANSWERS, Reading, Source};

/// Keeps answers from Eventbrite like deliveries, so that a restart need not request them again.
pub(super) struct Keeping {
    pub journal: Arc<Journal>,
    pub wakes: Sender<Wake>,
    pub pulse: Arc<Pulse>,
    pub pace: Pace,
    pub zone: Tz,
    /// Requests to be repeated.
    pub rounds: Arc<Mutex<Rounds>>,
}

impl Keeping {
    pub fn keep(&self, asked: &LookUp, answer: Result<Fetched, FetchError>) {
        let path = asked.path();
        let is_again = lock(&self.rounds).take_answered(asked);
        let Fetched { body, asked_after } = match answer {
            Ok(fetched) => fetched,
            Err(error) => {
                if matches!(error, FetchError::Unavailable { .. }) {
                    lock(&self.rounds).owe(asked.clone());
                }
                // Only the first failure of a request is a warning.
                if is_again {
                    tracing::debug!(asked = path, %error, "Eventbrite did not answer again");
                } else {
                    tracing::warn!(asked = path, %error, "Eventbrite did not answer");
                }
                return;
            }
        };
        let received = self.pace.now();
        let headers = BTreeMap::from([
            (ASKED_HEADER.to_owned(), path.clone()),
            (ASKED_AFTER_HEADER.to_owned(), asked_after.to_string()),
        ]);
        let reading = match Source::Answers.read(&Headers::new(headers.clone()), &body, self.zone) {
            Ok(reading) => Box::new(reading),
            Err(error) => return tracing::warn!(asked = path, %error, "Eventbrite's answer cannot be used"),
        };
        if self.is_known(asked, &reading) {
            return tracing::debug!(asked = path, "Eventbrite answered the same as before");
        }
        let delivery = Delivery {
            source: ANSWERS.into(),
            idempotency_key: format!("{path}@{}", received.timestamp_micros()),
            received,
            webhook_type: reading.webhook_type.clone(),
            headers,
            body,
        };
        let (wakes, pulse) = (self.wakes.clone(), Arc::clone(&self.pulse));
        let (rounds, asked) = (Arc::clone(&self.rounds), asked.clone());
        self.journal.submit_then(delivery, move |delivery, answer| match answer {
            Ok(Stored::Accepted { seq }) => {
                pulse.wait(reading.bytes());
                // If the loop has ended, the answer is applied at the next start.
                let _ = wakes.send(Wake::delivered(seq, delivery, reading));
            }
            Ok(Stored::Duplicate { .. }) => {}
            Err(error) => {
                tracing::error!(%error, "Eventbrite's answer could not be kept; it will be requested again");
                lock(&rounds).owe(asked);
            }
        });
    }

    /// Whether an answer repeats the last one; false when the loop does not reply.
    fn is_known(&self, asked: &LookUp, reading: &Reading) -> bool {
        let (asked, meanings) = (asked.clone(), reading.meanings.clone());
        shared::ask(&self.wakes, move |inside| inside.agenda.knows_answer(&asked, &meanings)).unwrap_or(false)
    }
}

/// Sends a request if there is a fetcher; later if its queue is full.
pub(super) fn ask(fetcher: Option<&Fetcher>, rounds: &Mutex<Rounds>, wanted: LookUp) {
    if let Some(fetcher) = fetcher
        && !fetcher.ask(wanted.clone())
    {
        tracing::debug!(asked = wanted.path(), "the queue of requests to Eventbrite is full");
        lock(rounds).owe(wanted);
    }
}

fn lock(rounds: &Mutex<Rounds>) -> MutexGuard<'_, Rounds> {
    rounds.lock().unwrap_or_else(PoisonError::into_inner)
}
