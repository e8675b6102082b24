//! `pdpe journal repair`: what is whole of a damaged journal is copied, what is not is listed.

use std::fs;
use std::path::Path;

use pdpe::watch::journal::{Filter, Journal, Mark, Reader, State, Stored};
use rusqlite::Connection;

use super::{accepted, add, delivery, entries};
use crate::common::{pdpe_in, temp_dir};

fn journal_with(path: &Path, count: usize) {
    let journal = Journal::open(path).unwrap();
    for number in 1..=count {
        let mut delivery = delivery(&number.to_string());
        delivery.body = vec![b'x'; 2000];
        accepted(journal.submit(delivery).wait());
    }
    journal.mark(1, Mark::Dead { reason: "why".into() });
}

#[test]
fn a_damaged_row_is_named_and_all_others_are_copied() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    journal_with(&path, 5);
    let change = "UPDATE deliveries SET headers = '[' WHERE seq = 3; DELETE FROM deliveries WHERE seq = 5";
    Connection::open(&path).unwrap().execute_batch(change).unwrap();
    pdpe_in(dir.path(), &["watch", "--port", "0"], b"").fails(1, &["delivery 3 in the journal is damaged", "repair"]);
    let before = fs::read(&path).unwrap();

    let run = pdpe_in(dir.path(), &["journal", "repair"], b"").ok();
    assert!(run.err.contains("delivery 3 cannot be read"), "{run:?}");
    assert!(run.err.contains("3 deliveries were copied to pdpe.db.repaired"), "{run:?}");
    assert!(fs::read(&path).unwrap() == before, "the damaged journal was changed");
    pdpe_in(dir.path(), &["journal", "repair"], b"").fails(1, &["pdpe.db.repaired", "it exists"]);

    let whole = Reader::open(&path).unwrap();
    let repaired = Journal::open(&dir.path().join("pdpe.db.repaired")).unwrap();
    let found = entries(&repaired);
    assert_eq!(found.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 4]);
    for entry in &found {
        assert_eq!(Some(entry), whole.entry(entry.seq).unwrap().as_ref());
    }
    assert_eq!((found[0].state, found[0].error.as_deref()), (State::Dead, Some("why")));
    // Keys are kept also of deliveries that are gone, and numbers are not given again.
    assert_eq!(repaired.submit(delivery("5")).wait(), Ok(Stored::Duplicate { of: 5 }));
    assert_eq!(add(&repaired, "new"), 6);
}

#[test]
fn damaged_pages_cost_only_what_they_hold() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    journal_with(&path, 300);
    let mut bytes = fs::read(&path).unwrap();
    bytes[40 * 4096..60 * 4096].fill(0xaa);
    fs::write(&path, bytes).unwrap();
    pdpe_in(dir.path(), &["watch", "--port", "0"], b"").fails(1, &["is damaged", "pdpe journal repair"]);
    let run = pdpe_in(dir.path(), &["journal", "repair", "whole.db"], b"").ok();
    let repaired = Reader::open(&dir.path().join("whole.db")).unwrap();
    let copied = repaired.entries(Filter::default()).map(|entry| entry.unwrap().seq).collect::<Vec<_>>();
    // A page holds one or two of these deliveries, or keys and indexes.
    assert!((250..300).contains(&copied.len()), "{}", copied.len());
    assert!(run.err.contains("cannot be read"), "{run:?}");
    assert!(Journal::open(&dir.path().join("whole.db")).is_ok());
}
