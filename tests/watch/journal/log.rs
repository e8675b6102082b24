//! The files beside a journal: removed, cut off, linked or replaced while it is in use or after it was killed.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use pdpe::watch::journal::{Journal, JournalError};
use tempfile::TempDir;

use super::{add, delivery, entries, keys};
use crate::common::{temp_dir, write};
use crate::support::{Setup, wait_until};

/// A folder with the files of a journal as a killed process would leave them.
fn as_killed(path: &Path) -> TempDir {
    let folder = temp_dir();
    for end in ["", "-wal", "-shm"] {
        let name = format!("pdpe.db{end}");
        let from = path.with_file_name(&name);
        if from.exists() {
            fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    folder
}

fn beside(path: &Path, end: &str) -> PathBuf {
    path.with_file_name(format!("pdpe.db{end}"))
}

#[test]
fn nothing_is_lost_when_the_log_is_removed_or_cut_off_while_the_journal_is_in_use() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 5] = [
        ("log removed", |path| fs::remove_file(beside(path, "-wal")).unwrap()),
        ("index removed", |path| fs::remove_file(beside(path, "-shm")).unwrap()),
        ("both removed", |path| {
            fs::remove_file(beside(path, "-wal")).unwrap();
            fs::remove_file(beside(path, "-shm")).unwrap();
        }),
        ("log replaced", |path| {
            fs::rename(beside(path, "-wal"), beside(path, ".old")).unwrap();
            fs::write(beside(path, "-wal"), "").unwrap();
        }),
        ("log cut off", |path| {
            fs::File::options().write(true).open(beside(path, "-wal")).unwrap().set_len(0).unwrap();
        }),
    ];
    for (name, damage) in damages {
        let dir = temp_dir();
        let path = dir.path().join("pdpe.db");
        let journal = Journal::open(&path).unwrap();
        let all: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        for key in &all[..10] {
            add(&journal, key);
        }
        damage(&path);
        for key in &all[10..] {
            add(&journal, key);
        }
        assert_eq!(journal.fault(), None, "{name}");
        let killed = as_killed(&path);
        let found = entries(&Journal::open(&killed.path().join("pdpe.db")).unwrap());
        assert_eq!(keys(&found), all, "{name}");
        journal.close();
        assert_eq!(keys(&entries(&Journal::open(&path).unwrap())), all, "{name}, after an orderly end");
    }
}

#[test]
fn an_idle_journal_is_whole_without_its_log() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    add(&journal, "a");
    wait_until("the file alone holds the delivery", || {
        let copy = temp_dir();
        fs::copy(&path, copy.path().join("pdpe.db")).unwrap();
        entries(&Journal::open(&copy.path().join("pdpe.db")).unwrap()).len() == 1
    });
}

#[test]
fn a_journal_with_a_second_name_is_refused_and_a_fault_while_it_is_in_use() {
    let dir = temp_dir();
    let (path, other) = (dir.path().join("pdpe.db"), dir.path().join("other.db"));
    let journal = Journal::open(&path).unwrap();
    add(&journal, "a");
    fs::hard_link(&path, &other).unwrap();
    for name in [&path, &other] {
        let error = journal.submit(delivery("b")).wait().unwrap_err();
        assert!(matches!(error, JournalError::Linked { names: 2, .. }), "{error:?}");
        let error = Journal::open(name).unwrap_err();
        assert!(matches!(error, JournalError::Taken { .. } | JournalError::Linked { .. }), "{error:?}");
    }
    fs::remove_file(&other).unwrap();
    assert_eq!(add(&journal, "b"), 2);
    assert_eq!(journal.fault(), None);
    journal.close();
    fs::hard_link(&path, &other).unwrap();
    for name in [&path, &other] {
        let error = Journal::open(name).unwrap_err();
        assert!(matches!(error, JournalError::Linked { names: 2, .. }), "{error:?}");
    }
}

#[test]
fn what_lies_where_the_files_of_a_journal_belong_is_refused_and_left_as_it_is() {
    for end in [".lock", "-wal", "-shm"] {
        for kind in ["symbolic link", "hard link", "pipe", "folder"] {
            let dir = temp_dir();
            let path = dir.path().join("pdpe.db");
            drop(Journal::open(&path).unwrap());
            let victim = write(dir.path(), "victim", "precious");
            fs::set_permissions(&victim, fs::Permissions::from_mode(0o644)).unwrap();
            let place = beside(&path, end);
            let _ = fs::remove_file(&place); // the log is gone after an orderly end
            match kind {
                "symbolic link" => symlink(&victim, &place).unwrap(),
                "hard link" => fs::hard_link(&victim, &place).unwrap(),
                "pipe" => {
                    let made = std::process::Command::new("mkfifo").arg(&place).status().unwrap();
                    assert!(made.success());
                }
                _ => fs::create_dir(&place).unwrap(),
            }
            let error = Journal::open(&path).unwrap_err();
            assert!(error.to_string().contains(&format!("pdpe.db{end}")), "{kind} {end}: {error}");
            assert_eq!(fs::read_to_string(&victim).unwrap(), "precious", "{kind} {end}");
            let mode = fs::metadata(&victim).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o644, "{kind} {end}");
        }
    }
}

/// What a listener says on stderr that starts with the files of a folder.
fn said_with(folder: TempDir) -> String {
    Setup::new(&[]).in_folder(folder).start().stop().err
}

#[test]
fn a_start_after_a_kill_says_what_is_missing_at_the_end_of_the_log() {
    let dir = temp_dir();
    let path = dir.path().join("pdpe.db");
    let journal = Journal::open(&path).unwrap();
    // The file keeps what it was, so that the log alone holds what follows.
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM deliveries").unwrap();
    for number in 0..10 {
        add(&journal, &number.to_string());
    }
    assert!(!said_with(as_killed(&path)).contains("missing"));

    let removed = as_killed(&path);
    fs::remove_file(removed.path().join("pdpe.db-wal")).unwrap();
    let said = said_with(removed);
    assert!(said.contains("pdpe.db-wal was cut off") && said.contains("may be missing"), "{said}");

    let cut = as_killed(&path);
    let log = fs::File::options().write(true).open(cut.path().join("pdpe.db-wal")).unwrap();
    log.set_len(log.metadata().unwrap().len() / 2).unwrap();
    let said = said_with(cut);
    assert!(said.contains("pdpe.db-wal was cut off") && said.contains("may be missing"), "{said}");

    // After a crash of the machine there is no index.
    let damaged = as_killed(&path);
    fs::remove_file(damaged.path().join("pdpe.db-shm")).unwrap();
    let log = damaged.path().join("pdpe.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&log, bytes).unwrap();
    let said = said_with(damaged);
    assert!(said.contains("pdpe.db-wal is damaged") && said.contains("may be missing"), "{said}");

    // A transaction that was not complete was not acknowledged.
    let torn = as_killed(&path);
    fs::remove_file(torn.path().join("pdpe.db-shm")).unwrap();
    let log = fs::File::options().write(true).open(torn.path().join("pdpe.db-wal")).unwrap();
    log.set_len(log.metadata().unwrap().len() - 100).unwrap();
    assert!(!said_with(torn).contains("missing"));
}
