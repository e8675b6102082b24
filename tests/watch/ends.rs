//! A listener inside another program leaves nothing behind.

use pdpe::watch::run::Watch;

use crate::common::is_alone;
use crate::one_cell::one_cell;
use crate::support::wait_until;

/// Threads of this process that belong to a door.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map_while(Result::ok);
    let names = tasks.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
    names.filter(|name| ["accept", "overdue", "connection"].contains(&name.trim())).count()
}

#[test]
fn the_threads_of_a_listener_end_with_it() {
    if !is_alone("ends::the_threads_of_a_listener_end_with_it") {
        return;
    }
    let watch = Watch::start(one_cell()).unwrap();
    // A thread has its name once it runs.
    wait_until("threads are at work", || threads() > 0);
    assert!(watch.stop());
    wait_until("no thread is left", || threads() == 0);
}
