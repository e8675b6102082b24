//! Files that are opened: new ones, those of others, damaged ones, and those that another has.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pdpe::watch::journal::{Filter, Journal, JournalError, Mark, Reader, Stored};
use rusqlite::Connection;

use super::{add, delivery, entries};
use crate::common::{temp_dir, write};

fn journal_with(path: &Path, count: usize) {
    let journal = Journal::open(path).unwrap();
    for number in 0..count {
        let mut delivery = delivery(&number.to_string());
        delivery.body = vec![b'x'; 2000];
        super::accepted(journal.submit(delivery).wait());
    }
}

/// The error of opening a file to write and to read, and that it stays as it is.
fn refused(path: &Path) -> [JournalError; 2] {
    let before = fs::read(path).unwrap();
    let errors = [Journal::open(path).unwrap_err(), Reader::open(path).unwrap_err()];
    assert!(fs::read(path).unwrap() == before, "{} was changed", path.display());
    errors
}

#[test]
fn a_second_writer_is_refused_and_told_who_has_the_journal_and_what_to_do() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    add(&journal, "a");
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(&error, JournalError::Taken { process, .. } if *process == Some(std::process::id())), "{error:?}");
    let words = error.to_string();
    for word in ["another pdpe", &std::process::id().to_string(), "pdpe.db", "--journal"] {
        assert!(words.contains(word), "`{word}` is missing in: {words}");
    }
    // The first goes on as if nothing had been.
    assert_eq!(add(&journal, "b"), 2);
    assert_eq!(Reader::open(&path).unwrap().entries(Filter::default()).count(), 2);
    drop(journal);
    assert_eq!(add(&Journal::open(&path).unwrap(), "c"), 3);
}

#[test]
#[cfg(unix)]
fn another_name_of_the_same_file_is_the_same_journal() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    fs::create_dir(dir.path().join("sub")).unwrap();
    std::os::unix::fs::symlink("pdpe.db", dir.path().join("link.db")).unwrap();
    for other in ["link.db", "sub/../pdpe.db"] {
        let error = Journal::open(&dir.path().join(other)).unwrap_err();
        assert!(matches!(error, JournalError::Taken { .. }), "{error:?}");
    }
    drop(journal);
    assert_eq!(add(&Journal::open(&dir.path().join("link.db")).unwrap(), "a"), 1);
    std::os::unix::fs::symlink("nowhere.db", dir.path().join("dangling.db")).unwrap();
    let error = Journal::open(&dir.path().join("dangling.db")).unwrap_err();
    assert!(matches!(error, JournalError::Open { .. }), "{error:?}");
}

/// In the child: holds a journal until its input ends.
#[test]
fn child_that_holds_a_journal() {
    let Some(path) = std::env::var_os("JOURNAL_TO_HOLD") else { return };
    let journal = Journal::open(Path::new(&path)).unwrap();
    add(&journal, "of the child");
    println_now("held");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

fn println_now(word: &str) {
    use std::io::Write;
    std::io::stdout().lock().write_all(format!("\n{word}\n").as_bytes()).unwrap();
}

#[test]
fn the_lock_of_another_process_is_respected_and_ends_with_it_however_it_ends() {
    use std::io::{BufRead, BufReader};
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::files::child_that_holds_a_journal", "--nocapture"])
        .env("JOURNAL_TO_HOLD", &path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "held"));
    let error = Journal::open(&path).unwrap_err();
    assert_eq!(error, JournalError::Taken { path: fs::canonicalize(&path).unwrap(), process: Some(child.id()) });
    let reader = Reader::open(&path).unwrap();
    assert_eq!(reader.entry(1).unwrap().unwrap().delivery.idempotency_key, "of the child");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(add(&Journal::open(&path).unwrap(), "mine"), 2);
}

#[test]
#[cfg(unix)]
fn the_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temp_dir();
    let modes = || -> Vec<(PathBuf, u32)> {
        let files = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut modes: Vec<_> = files
            .map(|path| {
                let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
                (path, mode)
            })
            .collect();
        modes.sort();
        modes
    };
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    add(&journal, "a");
    assert_eq!(modes().len(), 4, "{:?}", modes()); // database, log, index of the log, lock
    assert!(modes().iter().all(|(_, mode)| *mode == 0o600), "{:?}", modes());
    // Rights given elsewhere are taken back, also of what a killed writer left behind.
    let copy = dir.path().join("copy");
    fs::create_dir(&copy).unwrap();
    for end in ["", "-wal", "-shm"] {
        let to = copy.join(format!("pdpe.db{end}"));
        fs::copy(dir.path().join(format!("pdpe.db{end}")), &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let journal = Journal::open(&copy.join("pdpe.db")).unwrap();
    assert_eq!(journal.submit(delivery("a")).wait(), Ok(Stored::Duplicate { of: 1 }));
    for entry in fs::read_dir(&copy).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[test]
fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    let dir = temp_dir();
    let text = write(dir.path(), "notes.txt", "my notes\n".repeat(1000));
    let short = write(dir.path(), "short", "x");
    let noise: Vec<u8> = (0..20_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let noise = write(dir.path(), "noise.db", noise);
    for path in [&text, &short, &noise] {
        for error in refused(path) {
            assert!(matches!(error, JournalError::Foreign { .. }), "{error:?}");
            let words = error.to_string();
            assert!(words.contains("is not a journal of pdpe: it is not an SQLite file"), "{words}");
            assert!(words.contains(path.to_str().unwrap()) && words.contains("--journal"), "{words}");
        }
    }
    let other = dir.path().join("other.db");
    let connection = Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE deliveries (seq INTEGER); INSERT INTO deliveries VALUES (1)").unwrap();
    drop(connection);
    for error in refused(&other) {
        assert!(error.to_string().contains("a database of another program"), "{error}");
    }
    assert!(matches!(Reader::open(&write(dir.path(), "empty.db", "")), Err(JournalError::Foreign { .. })));
}

#[test]
fn a_journal_of_a_later_version_is_refused_and_left_as_it_is() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    journal_with(&path, 1);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
    for error in refused(&path) {
        assert!(matches!(error, JournalError::Version { found: 2, known: 1, .. }), "{error:?}");
        assert!(error.to_string().contains("version 2"), "{error}");
    }
}

#[test]
fn a_damaged_journal_is_refused_with_the_damage_and_a_way_out() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    journal_with(&path, 300);
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 100 * 4096);
    let damaged = |name: &str, bytes: &[u8]| {
        let path = write(dir.path(), name, bytes);
        let error = Journal::open(&path).unwrap_err();
        assert!(matches!(error, JournalError::Damaged { .. }), "{name}: {error:?}");
        let words = error.to_string();
        for word in [name, "damaged", "pdpe journal repair"] {
            assert!(words.contains(word), "`{word}` is missing in: {words}");
        }
        assert!(!words.contains('\n'), "{words}");
    };
    // Pages in the middle overwritten; the end cut off; a table gone.
    let mut overwritten = whole.clone();
    overwritten[40 * 4096..60 * 4096].fill(0xaa);
    damaged("overwritten.db", &overwritten);
    damaged("cut.db", &whole[..50 * 4096]);
    let mut swapped = whole.clone();
    swapped.copy_within(70 * 4096..71 * 4096, 80 * 4096);
    damaged("swapped.db", &swapped);
    let no_keys = write(dir.path(), "no_keys.db", &whole);
    Connection::open(&no_keys).unwrap().execute_batch("DROP TABLE keys").unwrap();
    for error in refused(&no_keys) {
        assert!(error.to_string().contains("no such table: keys"), "{error}");
    }
}

#[test]
fn entries_that_cannot_be_read_are_an_error_and_not_left_out() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    journal_with(&path, 3);
    Connection::open(&path).unwrap().execute_batch("UPDATE deliveries SET headers = '[' WHERE seq = 2").unwrap();
    let journal = Journal::open(&path).unwrap();
    let found: Vec<_> = journal.entries(Filter::default()).collect();
    assert!(matches!(found[..], [Ok(_), Err(JournalError::Row { seq: 2, .. })]), "{found:?}");
    assert!(matches!(journal.entry(2), Err(JournalError::Row { seq: 2, .. })));
    assert!(journal.entry(3).is_ok_and(|entry| entry.is_some()));
}

#[test]
fn places_where_no_journal_can_be_are_told_with_the_reason() {
    let dir = temp_dir();
    let error = |path: &Path| Journal::open(path).unwrap_err().to_string();
    assert!(error(dir.path()).contains("it is not a file"), "{}", error(dir.path()));
    let nowhere = dir.path().join("no/such/pdpe.db");
    assert!(error(&nowhere).contains("its folder"), "{}", error(&nowhere));
    assert!(error(Path::new("/dev/null")).contains("it is not a file"));
    let below_a_file = write(dir.path(), "file", "").join("pdpe.db");
    assert!(error(&below_a_file).contains("cannot open the journal"));
    let error = Reader::open(&nowhere).unwrap_err();
    assert_eq!(error, JournalError::NoFile(nowhere));
    assert!(matches!(Reader::open(dir.path()), Err(JournalError::Open { .. })));
}

#[test]
fn an_empty_file_becomes_a_journal() {
    let dir = temp_dir();
    let path = write(dir.path(), "pdpe.db", "");
    assert_eq!(add(&Journal::open(&path).unwrap(), "a"), 1);
    assert_eq!(Reader::open(&path).unwrap().span(), Ok(Some((1, 1))));
}

#[test]
fn the_reader_counts_and_finds_the_latest() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    let reader = Reader::open(&path).unwrap();
    assert_eq!(reader.span(), Ok(None));
    for number in 1..=10 {
        let seq = add(&journal, &number.to_string());
        if seq.is_multiple_of(2) {
            journal.mark(seq, Mark::Applied);
        }
    }
    journal.flush().unwrap();
    assert_eq!(reader.count_by_state().unwrap().map(|(_, count)| count), [5, 5, 0, 0, 0]);
    let seqs = |filter: Filter, count: usize| -> Vec<u64> {
        let latest = reader.latest(filter, count).unwrap();
        reader.entries(latest).map(|entry| entry.unwrap().seq).collect()
    };
    assert_eq!(seqs(Filter::default(), 3), [8, 9, 10]);
    assert!(seqs(Filter::default(), 0).is_empty());
    assert_eq!(seqs(Filter::default(), usize::MAX), (1..=10).collect::<Vec<_>>());
    let applied = Filter { state: Some(pdpe::watch::journal::State::Applied), ..Filter::default() };
    assert_eq!(seqs(applied.clone(), 2), [8, 10]);
    assert_eq!(seqs(Filter { after: 8, ..applied }, 9), [10]);
    let none = Filter { source: Some("nobody".into()), ..Filter::default() };
    assert!(seqs(none, 5).is_empty());
    assert_eq!(entries(&journal).len(), 10);
}
