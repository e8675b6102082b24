//! What Eventbrite answers is kept like a delivery.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono_tz::Tz;

use super::rounds::Rounds;
use crate::clock::Pace;
use crate::watch::fetch::{FetchError, Fetched, Fetcher};
use crate::watch::headers::Headers;
use crate::watch::journal::{Delivery, Journal, Receipt};
use crate::watch::main_loop::Wake;
use crate::watch::pulse::Pulse;
use crate::watch::shared;
use crate::watch::sources::eventbrite::LookUp;
use crate::watch::sources::eventbrite::answers::{ASKED_AFTER_HEADER, ASKED_HEADER};
use crate::watch::sources::{ANSWERS, Reading, Source};

/// Keeps what Eventbrite answers like a delivery, so that a restart need not ask again.
pub(super) struct Keeping {
    pub journal: Arc<Journal>,
    pub wakes: Sender<Wake>,
    pub pulse: Arc<Pulse>,
    pub pace: Pace,
    pub zone: Tz,
    /// What has to be asked again.
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
                    owe(&self.rounds, asked.clone());
                }
                // What is asked again and again is counted, and not told each time.
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
            Ok(Receipt::Accepted { seq }) => {
                pulse.wait();
                // Without a loop it is kept all the same, and done at the next start.
                let _ = wakes.send(Wake::delivered(seq, delivery, reading));
            }
            Ok(Receipt::Duplicate { .. }) => {}
            Err(error) => {
                tracing::error!(%error, "Eventbrite's answer could not be kept; it is asked again later");
                owe(&rounds, asked);
            }
        });
    }

    /// Whether an answer repeats the last one; false when the loop does not say.
    fn is_known(&self, asked: &LookUp, reading: &Reading) -> bool {
        let (asked, meanings) = (asked.clone(), reading.meanings.clone());
        shared::ask(&self.wakes, move |inside| inside.agenda.knows_answer(&asked, &meanings)).unwrap_or(false)
    }
}

/// Asks, if anybody can be asked; where too many questions wait already, later.
pub(super) fn ask(fetcher: Option<&Fetcher>, rounds: &Mutex<Rounds>, wanted: LookUp) {
    if let Some(fetcher) = fetcher
        && !fetcher.ask(wanted.clone())
    {
        tracing::debug!(asked = wanted.path(), "too many questions for Eventbrite wait already");
        owe(rounds, wanted);
    }
}

fn owe(rounds: &Mutex<Rounds>, wanted: LookUp) {
    lock(rounds).owe(wanted);
}

fn lock(rounds: &Mutex<Rounds>) -> MutexGuard<'_, Rounds> {
    rounds.lock().unwrap_or_else(PoisonError::into_inner)
}
