//! Nothing that was acknowledged is lost when the writing process is killed.
//!
//! The child is this test executable itself: a variable tells it which journal to write to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use pdpe::watch::journal::{Filter, Journal, Mark, Reader, State, Stored};

use super::delivery;
use crate::common::temp_dir;

const ROUNDS: usize = 20;
const THREADS: usize = 8;
const VARIABLE: &str = "JOURNAL_OF_THE_CHILD";

/// In the child: writes as fast as it can, marks every third, and says what was acknowledged.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(VARIABLE) else { return };
    let journal = Journal::open(Path::new(&path)).unwrap();
    let round = std::env::var("ROUND").unwrap();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (journal, round) = (&journal, &round);
            scope.spawn(move || {
                for number in 0.. {
                    let key = format!("{round}-{thread}-{number}");
                    let Stored::Accepted { seq } = journal.submit(delivery(&key)).wait().unwrap() else {
                        panic!("{key} was there before");
                    };
                    if number % 3 == 0 {
                        journal.mark(seq, Mark::Applied);
                    }
                    // Each line in one piece.
                    std::io::stdout().lock().write_all(format!("\nack {key} {seq}\n").as_bytes()).unwrap();
                }
            });
        }
    });
}

fn child(path: &Path, round: usize) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::killed::child_that_writes_until_it_is_killed", "--nocapture"])
        .env(VARIABLE, path)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    (child, lines)
}

/// Key and number of a line that is complete.
fn acknowledged(line: &str) -> Option<(String, u64)> {
    let (key, seq) = line.strip_suffix('\n')?.strip_prefix("ack ")?.split_once(' ')?;
    Some((key.to_owned(), seq.parse().unwrap()))
}

#[test]
fn nothing_acknowledged_is_lost_when_the_writer_is_killed_twenty_times() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let mut known: HashMap<String, u64> = HashMap::new();
    for round in 0..ROUNDS {
        let (mut child, mut lines) = child(&path, round);
        // Killed at another point each time: between the first answer and the 3,000th or so.
        let patience = round * round * 8;
        let (mut told, mut line) = (0, String::new());
        while lines.read_line(&mut line).unwrap() > 0 {
            if let Some((key, seq)) = acknowledged(&line) {
                assert_eq!(known.insert(key, seq), None, "{line} twice");
                told += 1;
                if told == patience + 1 {
                    child.kill().unwrap();
                }
            }
            line.clear();
        }
        assert!(!child.wait().unwrap().success());
        assert!(told > patience, "round {round}: the child ended by itself after {told} answers");

        let journal = Reader::open(&path).unwrap();
        let mut kept: HashMap<String, u64> = HashMap::new();
        for entry in journal.entries(Filter::default()) {
            let entry = entry.unwrap();
            assert_eq!(entry.delivery, delivery(&entry.delivery.idempotency_key));
            assert!([State::Pending, State::Applied].contains(&entry.state));
            let before = kept.insert(entry.delivery.idempotency_key, entry.seq);
            assert_eq!(before, None, "{} is there twice", entry.seq);
        }
        for (key, seq) in &known {
            assert_eq!(kept.get(key), Some(seq), "round {round}: {key} was acknowledged as {seq}");
        }
        // What was written and not told may be there: at most one for each thread and round.
        assert!(kept.len() <= known.len() + THREADS * (round + 1), "{} kept, {} told", kept.len(), known.len());
    }
    eprintln!("{ROUNDS} times killed: {} acknowledged, 0 missing", known.len());
    // All of them are known again.
    let journal = Journal::open(&path).unwrap();
    for (key, seq) in known.iter().take(500) {
        assert_eq!(journal.submit(delivery(key)).wait(), Ok(Stored::Duplicate { of: *seq }));
    }
}
