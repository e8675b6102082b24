//! What is said to those who submit, when, and in which order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::Duration;

use pdpe::watch::journal::{BODY_LIMIT_BYTES, Filter, Journal, JournalError, Mark, Reader, State, Stored, Ticket};

use super::{accepted, add, delivery, entries, keys};
use crate::common::temp_dir;

/// The same checks on a journal in a file and on one in memory.
fn with_both(check: impl Fn(Journal)) {
    let dir = temp_dir();
    check(Journal::open(&dir.path().join("pdpe.db")).unwrap());
    check(Journal::in_memory().unwrap());
}

#[test]
fn what_is_accepted_can_be_read_as_it_came() {
    with_both(|journal| {
        let mut odd = delivery("odd");
        odd.body = (0..=255).collect();
        odd.headers.insert("x-\"quoted\"".into(), "line\nbreak \u{1F600}".into());
        odd.source = "ünï".into();
        odd.received = super::at("2026-10-03T19:00:00.123456789Z");
        assert_eq!(accepted(journal.submit(odd.clone()).wait()), 1);
        assert_eq!(add(&journal, "b"), 2);
        let found = entries(&journal);
        // To the microsecond.
        odd.received = super::at("2026-10-03T19:00:00.123456Z");
        assert_eq!((&found[0].delivery, found[0].state, &found[0].error), (&odd, State::Pending, &None));
        assert_eq!((&found[1].delivery, found[1].seq), (&delivery("b"), 2));
        assert_eq!(journal.entry(1).unwrap().as_ref(), Some(&found[0]));
        assert_eq!(journal.entry(3).unwrap(), None);
    });
}

#[test]
fn an_answer_is_given_only_when_the_file_has_the_delivery() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    for number in 1..=200 {
        let seq = add(&journal, &number.to_string());
        // Another connection sees only what is committed.
        assert!(Reader::open(&path).unwrap().entry(seq).unwrap().is_some(), "{seq} is not in the file");
    }
}

/// The receipt of a key; a full queue is no answer but a reason to try again.
fn taken(journal: &Journal, key: usize, mut ticket: Ticket) -> Stored {
    loop {
        match ticket.wait() {
            Err(JournalError::Full { .. }) => ticket = journal.submit(delivery(&key.to_string())),
            answer => return answer.unwrap(),
        }
    }
}

#[test]
fn of_one_key_sent_by_many_threads_at_once_one_is_accepted_and_the_others_are_told_its_number() {
    const THREADS: usize = 16;
    const KEYS: usize = 300;
    with_both(|journal| {
        let start = Barrier::new(THREADS);
        let answers: Vec<Vec<Stored>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let (journal, start) = (&journal, &start);
                    scope.spawn(move || {
                        start.wait();
                        // Each begins with another key, so that every thread is first at some.
                        let order = (0..KEYS).map(|place| (place + thread * KEYS / THREADS) % KEYS);
                        let tickets: Vec<_> =
                            order.map(|key| (key, journal.submit(delivery(&key.to_string())))).collect();
                        let mut receipts = vec![Stored::Duplicate { of: 0 }; KEYS];
                        for (key, ticket) in tickets {
                            receipts[key] = taken(journal, key, ticket);
                        }
                        receipts
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut numbers: Vec<u64> = (0..KEYS)
            .map(|key| {
                let of_key = || answers.iter().map(|receipts| receipts[key]);
                let firsts: Vec<u64> = of_key()
                    .filter_map(|receipt| match receipt {
                        Stored::Accepted { seq } => Some(seq),
                        Stored::Duplicate { .. } => None,
                    })
                    .collect();
                assert_eq!(firsts.len(), 1, "{key} was accepted {} times", firsts.len());
                let others = of_key().filter(|receipt| *receipt == Stored::Duplicate { of: firsts[0] }).count();
                assert_eq!(others, THREADS - 1, "{key}");
                firsts[0]
            })
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=KEYS as u64).collect::<Vec<_>>());
        assert_eq!(entries(&journal).len(), KEYS);
        let counters = journal.counters();
        assert_eq!((counters.committed, counters.in_state(State::Pending)), (KEYS as u64, KEYS as u64));
        assert_eq!(counters.duplicates, (KEYS * (THREADS - 1)) as u64);
        assert!(counters.batches < counters.committed + counters.duplicates, "{counters:?}: nothing was batched");
    });
}

#[test]
fn a_key_is_known_again_after_a_restart_and_belongs_to_its_source() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    add(&Journal::open(&path).unwrap(), "a");
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.submit(delivery("a")).wait(), Ok(Stored::Duplicate { of: 1 }));
    let mut other = delivery("a");
    other.source = "ticketmaster".into();
    assert_eq!(accepted(journal.submit(other).wait()), 2);
    // The body does not matter to the key.
    let mut changed = delivery("a");
    changed.body.clear();
    assert_eq!(journal.submit(changed).wait(), Ok(Stored::Duplicate { of: 1 }));
}

#[test]
fn answers_come_in_the_order_of_the_numbers_with_the_delivery() {
    with_both(|journal| {
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for thread in 0..8 {
                let (journal, sender) = (&journal, sender.clone());
                scope.spawn(move || {
                    for number in 0..50 {
                        let sender = sender.clone();
                        journal.submit_then(delivery(&format!("{thread}-{number}")), move |delivery, answer| {
                            sender.send((delivery.idempotency_key, accepted(answer))).unwrap();
                        });
                    }
                });
            }
        });
        drop(sender);
        journal.flush().unwrap();
        let answered: Vec<(String, u64)> = receiver.iter().collect();
        let found = entries(&journal);
        let kept: Vec<(String, u64)> =
            found.iter().map(|entry| (entry.delivery.idempotency_key.clone(), entry.seq)).collect();
        assert_eq!(answered, kept);
        assert_eq!(answered.len(), 400);
    });
}

#[test]
fn marks_are_kept_with_their_reasons_and_counted() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    for key in ["a", "b", "c", "d", "e"] {
        add(&journal, key);
    }
    journal.mark(1, Mark::Applied);
    journal.mark(2, Mark::Unresolved { reason: "event 7 is not known".into() });
    journal.mark(3, Mark::Dead { reason: "poison".into() });
    journal.mark(4, Mark::Unresolved { reason: "not yet".into() });
    journal.mark(4, Mark::Applied);
    journal.mark(99, Mark::Applied); // forgotten: no fault
    journal.flush().unwrap();
    let states = |journal: &Journal| State::ALL.map(|state| journal.counters().in_state(state));
    assert_eq!(states(&journal), [1, 2, 1, 1, 0]);
    journal.close();
    let journal = Journal::open(&path).unwrap();
    assert_eq!(states(&journal), [1, 2, 1, 1, 0]);
    let found: Vec<_> = entries(&journal).into_iter().map(|entry| (entry.state, entry.error)).collect();
    assert_eq!(
        found,
        [
            (State::Applied, None),
            (State::Unresolved, Some("event 7 is not known".into())),
            (State::Dead, Some("poison".into())),
            (State::Applied, None),
            (State::Pending, None),
        ]
    );
    let filter = Filter { state: Some(State::Applied), after: 1, ..Filter::default() };
    assert_eq!(journal.entries(filter).map(|entry| entry.unwrap().seq).collect::<Vec<_>>(), [4]);
    journal.mark(3, Mark::Pending);
    assert_eq!(journal.entry(3).unwrap().map(|entry| (entry.state, entry.error)), Some((State::Pending, None)));
}

#[test]
fn however_many_marks_wait_there_is_room_for_deliveries() {
    with_both(|journal| {
        for number in 1..=3 {
            add(&journal, &number.to_string());
        }
        // The journal's thread is held up while this is handed in.
        let (go, is_free) = mpsc::channel::<()>();
        let (held, is_held) = mpsc::channel();
        journal.submit_then(delivery("busy"), move |_, _| {
            held.send(()).unwrap();
            is_free.recv().unwrap_or_default();
        });
        is_held.recv().unwrap();
        journal.mark_all((0..20_000).map(|number| (1 + number % 3, Mark::Applied)).collect());
        let tickets: Vec<Ticket> = (0..512).map(|number| journal.submit(delivery(&format!("{number} too")))).collect();
        drop(go);
        for ticket in tickets {
            accepted(ticket.wait());
        }
        journal.flush().unwrap();
        assert!(entries(&journal)[..3].iter().all(|entry| entry.state == State::Applied));
    });
}

#[test]
fn a_walk_through_more_than_a_page_misses_nothing_and_sees_what_comes_meanwhile() {
    with_both(|journal| {
        let large = vec![7; 300_000];
        for number in 0..600 {
            let mut delivery = delivery(&number.to_string());
            if number % 100 == 0 {
                delivery.body.clone_from(&large);
            }
            accepted(journal.submit(delivery).wait());
        }
        let mut seen = Vec::new();
        for entry in journal.entries(Filter::default()) {
            if seen.is_empty() {
                add(&journal, "meanwhile");
            }
            seen.push(entry.unwrap().seq);
        }
        assert_eq!(seen, (1..=601).collect::<Vec<u64>>());
    });
}

#[test]
fn what_waits_at_the_close_is_written_and_answered_and_what_comes_later_is_refused() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    let tickets: Vec<_> = (0..500).map(|key| journal.submit(delivery(&key.to_string()))).collect();
    journal.mark(1, Mark::Applied);
    assert!(journal.is_alive());
    journal.close();
    for (number, ticket) in (1..).zip(tickets) {
        assert_eq!(accepted(ticket.wait()), number);
    }
    assert!(!journal.is_alive());
    assert_eq!(journal.submit(delivery("late")).wait(), Err(JournalError::Closed));
    assert_eq!(journal.flush(), Err(JournalError::Closed));
    assert_eq!(journal.entries(Filter::default()).collect::<Vec<_>>(), [Err(JournalError::Closed)]);
    journal.close();
    // The lock is free while the first is still there.
    let again = Journal::open(&path).unwrap();
    let found = entries(&again);
    assert_eq!((found.len(), found[0].state), (500, State::Applied));
    assert!(!keys(&found).contains(&"late"));
}

#[test]
fn every_submission_is_answered_once_while_another_thread_closes() {
    for _ in 0..30 {
        let journal = Arc::new(Journal::in_memory().unwrap());
        let (answered, start) = (Arc::new(AtomicUsize::new(0)), Barrier::new(5));
        thread::scope(|scope| {
            for thread in 0..4 {
                let (journal, answered, start) = (&journal, &answered, &start);
                scope.spawn(move || {
                    start.wait();
                    for number in 0..100 {
                        let answered = Arc::clone(answered);
                        journal.submit_then(delivery(&format!("{thread}-{number}")), move |_, _| {
                            answered.fetch_add(1, Ordering::Relaxed);
                        });
                    }
                });
            }
            start.wait();
            journal.close();
        });
        drop(journal);
        assert_eq!(answered.load(Ordering::Relaxed), 400);
    }
}

#[test]
fn a_panic_in_an_answer_ends_neither_the_thread_nor_the_answers_to_others() {
    let journal = Journal::in_memory().unwrap();
    journal.submit_then(delivery("a"), |_, _| std::panic::resume_unwind(Box::new("on purpose")));
    assert_eq!(add(&journal, "b"), 2);
    assert!(journal.is_alive());
    assert_eq!(keys(&entries(&journal)), ["a", "b"]);
}

#[test]
fn a_body_beyond_the_limit_is_refused_and_one_at_the_limit_is_kept() {
    let journal = Journal::in_memory().unwrap();
    let mut large = delivery("a");
    large.body = vec![b'x'; BODY_LIMIT_BYTES + 1];
    assert_eq!(journal.submit(large.clone()).wait(), Err(JournalError::TooLarge(BODY_LIMIT_BYTES + 1)));
    large.body.pop();
    assert_eq!(accepted(journal.submit(large).wait_for(Duration::from_secs(60))), 1);
    assert_eq!(journal.counters().failures, 1);
}

#[test]
fn nobody_waits_longer_than_he_wants_and_what_is_late_is_kept_all_the_same() {
    let journal = Journal::in_memory().unwrap();
    let (go, waits) = mpsc::channel::<()>();
    // The thread is busy with this answer until it is told otherwise.
    journal.submit_then(delivery("a"), move |_, _| waits.recv().unwrap_or_default());
    let late = journal.submit(delivery("b")).wait_for(Duration::from_millis(1));
    assert_eq!(late, Err(JournalError::Late(Duration::from_millis(1))));
    // And what is too much for the queue is told at once.
    let full = (0..2000)
        .map(|number| journal.submit(delivery(&format!("more {number}"))).wait_for(Duration::ZERO))
        .find(|answer| matches!(answer, Err(JournalError::Full { .. })));
    assert_eq!(full, Some(Err(JournalError::Full(1024))));
    go.send(()).unwrap();
    journal.flush().unwrap();
    assert_eq!(journal.submit(delivery("b")).wait(), Ok(Stored::Duplicate { of: 2 }));
}
