//! Clocks that are wrong: years ahead, before 1970, and put right while the listener runs.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use pdpe::clock::Pace;
use pdpe::watch::journal::{Filter, Forgotten, Journal, Reader};
use pdpe::watch::run::{Watch, WatchSettings};

use crate::common::{temp_dir, write};
use crate::journal::{accepted, at, delivery};
use crate::one_cell::one_cell;
use crate::support::{Setup, wait_until};

const KEEP: TimeDelta = TimeDelta::days(90);

/// Starts at a time with the journal of a folder, and deletes what is old: how many deliveries it deleted.
fn forgotten(folder: &Path, now: DateTime<Utc>, forget_anyway: bool) -> u64 {
    static HAND: AtomicI64 = AtomicI64::new(0);
    HAND.store(now.timestamp_millis(), Ordering::SeqCst);
    let journal = Some(folder.join("pdpe.db"));
    let settings = WatchSettings { journal, retention: KEEP, forget_anyway, pace: Pace::by_hand(&HAND), ..one_cell() };
    let watch = Watch::start(settings).unwrap();
    let Forgotten { deliveries, .. } = watch.forget_old().unwrap();
    assert!(watch.stop());
    deliveries
}

/// A journal with deliveries at these days after the first of January.
fn journal_of(days: &[i64]) -> tempfile::TempDir {
    let folder = temp_dir();
    let journal = Journal::open(&folder.path().join("pdpe.db")).unwrap();
    for (number, day) in days.iter().enumerate() {
        let received = at("2026-01-01T12:00:00Z") + TimeDelta::days(*day);
        let delivery = pdpe::watch::journal::Delivery { received, ..delivery(&number.to_string()) };
        accepted(journal.submit(delivery).wait());
    }
    folder
}

#[test]
fn a_clock_far_from_the_latest_delivery_deletes_nothing() {
    let day = |day| at("2026-01-01T12:00:00Z") + TimeDelta::days(day);
    // Ahead, and behind.
    for wrong in [day(190), day(100), day(-20_000)] {
        let folder = journal_of(&[0, 1, 2]);
        assert_eq!(forgotten(folder.path(), wrong, false), 0, "{wrong}");
        let kept = Reader::open(&folder.path().join("pdpe.db")).unwrap();
        assert_eq!(kept.entries(Filter::default()).count(), 3, "{wrong}");
    }
    let folder = journal_of(&[0, 1, 2]);
    assert_eq!(forgotten(folder.path(), day(190), true), 3);
    // As always, where deliveries go on.
    let days: Vec<i64> = (0..20).map(|week| week * 6).collect();
    assert_eq!(forgotten(journal_of(&days).path(), day(115), false), 5);
}

#[test]
fn a_wrong_clock_is_not_believed_because_deliveries_came_meanwhile() {
    let day = |day| at("2026-01-01T12:00:00Z") + TimeDelta::days(day);
    let folder = journal_of(&[0, 1, 2, 190]);
    assert_eq!(forgotten(folder.path(), day(191), false), 0);
    // After a week of them it is.
    let folder = journal_of(&[0, 1, 2, 190, 194, 198]);
    assert_eq!(forgotten(folder.path(), day(198), false), 3);
}

#[test]
fn what_came_while_the_clock_was_wrong_does_not_become_old_when_it_is_right_again() {
    let day = |day| at("2026-01-01T12:00:00Z") + TimeDelta::days(day);
    let days: Vec<i64> = [100].into_iter().chain([-20_454, -20_454]).chain((100..112).step_by(2)).collect();
    assert_eq!(forgotten(journal_of(&days).path(), day(112), false), 0);
    assert_eq!(forgotten(journal_of(&days).path(), day(191), true), 4);
}

/// Shifts the time that a process reads by the seconds in the file that `CLOCK_SHIFT` names.
#[cfg(target_os = "linux")]
const SHIFT: &str = r#"
use std::ffi::{c_int, c_long};
#[repr(C)]
pub struct Time { seconds: i64, nanoseconds: i64 }
unsafe extern "C" { fn syscall(number: c_long, ...) -> c_long; }
#[cfg(target_arch = "x86_64")]
const CLOCK_GETTIME: c_long = 228;
#[cfg(target_arch = "aarch64")]
const CLOCK_GETTIME: c_long = 113;
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: c_int, time: *mut Time) -> c_int {
    let result = unsafe { syscall(CLOCK_GETTIME, clock, time) } as c_int;
    if clock == 0 {
        let shift = std::env::var_os("CLOCK_SHIFT").and_then(|file| std::fs::read_to_string(file).ok());
        let shift: i64 = shift.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        unsafe { (*time).seconds += shift };
    }
    result
}
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_listener_starts_before_1970_and_is_not_busy_for_long_when_the_clock_is_set() {
    let tools = temp_dir();
    let source = write(tools.path(), "shift.rs", SHIFT);
    let library = tools.path().join("shift.so");
    let made = Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "cdylib", "-o"])
        .args([&library, &source])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let shift = write(tools.path(), "shift", (-2_000_000_000_i64).to_string());
    let listener = Setup::new(&[])
        .variable("CLOCK_SHIFT", shift.to_str().unwrap())
        .variable("LD_PRELOAD", library.to_str().unwrap())
        .start();
    let event = r#"{"type":"created","id":"a","lat":39.1,"lon":-94.58}"#;
    let answer = listener.post("/webhooks/generic/shop", event);
    assert_eq!((answer.status, answer.header("date").unwrap().ends_with(" GMT")), (200, true), "{answer:?}");
    assert!(listener.json("/cells?top=1")["timestamp"].as_str().unwrap().starts_with("196"));
    write(tools.path(), "shift", "0");
    wait_until("the scores are those of today", || {
        listener.json("/cells?top=1")["timestamp"].as_str().unwrap().starts_with("20")
    });
    assert_eq!(listener.get("/health").status, 200);
    let hours = listener.stat("/dispatcher/time_events_dispatched");
    assert!(hours < 100, "it walked through {hours} boundaries");
}
