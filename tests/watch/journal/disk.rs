//! Disks that take nothing more, or never did: every batch is refused, nothing that was
//! acknowledged is lost, and the journal goes on when the disk does.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pdpe::watch::journal::{Delivery, Filter, Journal, JournalError, Mark, Reader, State, Stored};

use super::{accepted, add, delivery, entries, keys};
use crate::common::{temp_dir, write};

/// A user without rights, for what root can always do.
const NOBODY: u32 = 65_534;

/// Past the test runner, which keeps what a test that passes prints.
fn skipped(what: &str, why: &str) {
    let line = format!("SKIPPED: {what} is not tested: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

fn large(key: &str) -> Delivery {
    Delivery { body: vec![b'x'; 8000], ..delivery(key) }
}

/// Submits large deliveries until one is refused: the number of those kept, and the error.
fn fill(journal: &Journal, name: &str) -> (usize, JournalError) {
    for number in 0..10_000 {
        match journal.submit(large(&format!("{name} {number}"))).wait() {
            Ok(Stored::Accepted { .. }) => {}
            Ok(duplicate) => panic!("{name} {number}: {duplicate:?}"),
            Err(error) => return (number, error),
        }
    }
    panic!("the disk never got full");
}

/// A small file system of its own in memory; unmounted when it goes out of scope.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).output();
        mount.ok().filter(|mount| mount.status.success()).map(|_| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_disk_deliveries_are_refused_and_taken_again_when_there_is_room() {
    let dir = temp_dir();
    let Some(disk) = SmallDisk::mount(dir.path(), "4m") else {
        return skipped("a full disk", "no file system can be mounted here");
    };
    let ballast = write(&disk.0, "ballast", vec![0; 1 << 20]);
    let path = disk.0.join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    let (kept, error) = fill(&journal, "a");
    assert!(kept > 50, "{kept}");
    assert_eq!(error.to_string(), "cannot write to the journal: database or disk is full");
    assert_eq!(journal.fault(), Some(error));
    // It stays so, as often as it is tried; marks wait.
    journal.mark(1, Mark::Applied);
    for _ in 0..20 {
        assert!(matches!(journal.submit(large("again")).wait(), Err(JournalError::Write { .. })));
    }
    let counters = journal.counters();
    assert_eq!((counters.failures, counters.committed), (21, kept as u64));
    // What is there can be read all the while.
    assert_eq!(entries(&journal).len(), kept);
    fs::remove_file(ballast).unwrap();
    let seq = accepted(journal.submit(large("again")).wait());
    assert_eq!(seq, kept as u64 + 1, "a number was used up by a delivery that was refused");
    journal.flush().unwrap();
    assert_eq!((journal.fault(), journal.counters().marks_owed), (None, 0));
    let found = entries(&journal);
    assert_eq!((found.len(), found[0].state), (kept + 1, State::Applied));
    journal.close();
    assert_eq!(Reader::open(&path).unwrap().entries(Filter::default()).count(), kept + 1);
}

/// In the child, whose files may not grow beyond a limit: fills the journal, waits for a line,
/// and goes on.
#[test]
fn child_that_fills_its_journal_twice() {
    let Some(path) = std::env::var_os("JOURNAL_TO_FILL") else { return };
    let say = |line: String| std::io::stdout().lock().write_all(format!("\n{line}\n").as_bytes()).unwrap();
    let journal = Journal::open(Path::new(&path)).unwrap();
    let (kept, error) = fill(&journal, "a");
    say(format!("kept {kept}"));
    // For some of these there may be room yet.
    let refused = (1..=kept as u64).any(|seq| {
        journal.mark(seq, Mark::Applied);
        journal.flush().is_err()
    });
    assert!(refused && journal.counters().marks_owed == 1, "{:?}", journal.counters());
    for seq in 1..=kept as u64 {
        journal.mark(seq, Mark::Applied);
    }
    say(format!("error {error}"));
    std::io::stdin().read_line(&mut String::new()).unwrap();
    for number in 0..20 {
        accepted(journal.submit(large(&format!("b {number}"))).wait());
    }
    journal.flush().unwrap();
    say("done".into());
}

#[test]
fn files_that_may_not_grow_refuse_deliveries_until_they_may() {
    let what = "a limit of the file size";
    if Command::new("prlimit").arg("--version").output().is_err() {
        return skipped(what, "there is no prlimit");
    }
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    // 1 MiB in blocks of 512 bytes; the signal that goes with it is ignored, as a listener would.
    let script = "trap '' XFSZ; ulimit -S -f 2048 && exec \"$0\" \"$@\"";
    let mut child = Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "journal::disk::child_that_fills_its_journal_twice", "--nocapture"])
        .env("JOURNAL_TO_FILL", &path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut line = |start: &str| -> String {
        let line = lines.find_map(|line| line.strip_prefix(start).map(str::to_owned));
        line.unwrap_or_else(|| panic!("the child never said `{start}`"))
    };
    let kept: usize = line("kept ").parse().unwrap();
    assert!(kept > 20, "{kept}");
    let error = line("error ");
    assert!(error.contains("cannot write to the journal: disk I/O error"), "{error}");
    assert_eq!(Reader::open(&path).unwrap().entries(Filter::default()).count(), kept);
    let raised = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &child.id().to_string()]).status();
    assert!(raised.unwrap().success(), "the limit cannot be raised");
    child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    line("done");
    assert!(child.wait().unwrap().success());
    let journal = Journal::open(&path).unwrap();
    let found = entries(&journal);
    assert_eq!(found.len(), kept + 20);
    assert!(found[..kept].iter().all(|entry| entry.state == State::Applied));
    assert!(keys(&found)[kept..].iter().all(|key| key.starts_with("b ")));
}

/// In the child: says what opening the journal came to.
#[test]
fn child_that_opens_a_journal() {
    let Some(path) = std::env::var_os("JOURNAL_TO_OPEN") else { return };
    let answer = match Journal::open(Path::new(&path)) {
        Ok(_) => "opened".into(),
        Err(error) => error.to_string(),
    };
    std::io::stdout().lock().write_all(format!("\nanswer {answer}\n").as_bytes()).unwrap();
}

/// What opening a journal comes to for somebody who may not do everything; none if nobody like that is there.
fn opened_without_rights(path: &Path) -> Option<String> {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "journal::disk::child_that_opens_a_journal", "--nocapture"]).env("JOURNAL_TO_OPEN", path);
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout == b"0\n" {
        child.uid(NOBODY).gid(NOBODY);
    }
    let output = child.output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("answer ").map(str::to_owned))
}

#[test]
fn a_journal_without_the_right_to_write_is_refused_at_the_start() {
    let what = "a journal without the right to write";
    let dir = temp_dir();
    let modes = |folder: u32, file: u32, path: &Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(file)).unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(folder)).unwrap();
    };
    let path = dir.path().join("pdpe.db");
    drop(Journal::open(&path).unwrap());
    let lock = dir.path().join("pdpe.db.lock");
    // The folder may be written, the lock also, the journal only be read.
    fs::set_permissions(&lock, fs::Permissions::from_mode(0o666)).unwrap();
    modes(0o777, 0o444, &path);
    let Some(answer) = opened_without_rights(&path) else {
        return skipped(what, "no other user can run this test");
    };
    assert!(answer.contains("is read-only; make it and its folder writable"), "{answer}");
    // Not even read.
    modes(0o777, 0o000, &path);
    let answer = opened_without_rights(&path).unwrap();
    assert!(answer.contains("cannot open the journal") && answer.contains("pdpe.db"), "{answer}");
    // Nothing may be made in the folder.
    fs::remove_file(&lock).unwrap();
    modes(0o555, 0o666, &path);
    let answer = opened_without_rights(&path).unwrap();
    assert!(answer.contains("its lock file") && answer.contains("Permission denied"), "{answer}");
    modes(0o755, 0o600, &path);
}

#[test]
fn a_journal_that_is_moved_away_is_a_fault_until_it_is_back() {
    let dir = temp_dir();
    let (path, away) = (dir.path().join("pdpe.db"), dir.path().join("away.db"));
    let journal = Journal::open(&path).unwrap();
    add(&journal, "a");
    fs::rename(&path, &away).unwrap();
    let error = journal.submit(delivery("b")).wait().unwrap_err();
    assert!(matches!(error, JournalError::Gone { .. }), "{error:?}");
    // Another file by that name is not it.
    write(dir.path(), "pdpe.db", "");
    assert!(matches!(journal.submit(delivery("b")).wait(), Err(JournalError::Gone { .. })));
    fs::rename(&away, &path).unwrap();
    assert_eq!(add(&journal, "b"), 2);
    assert_eq!(journal.fault(), None);
}

#[test]
fn while_another_program_holds_the_database_deliveries_are_refused_and_then_taken() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    let holder = rusqlite::Connection::open(&path).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = journal.submit(delivery("a")).wait().unwrap_err();
    assert!(error.to_string().contains("database is locked"), "{error}");
    holder.execute_batch("ROLLBACK").unwrap();
    assert_eq!(add(&journal, "a"), 1);
}
