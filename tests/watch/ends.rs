//! A listener in a program of others leaves nothing behind.

use pdpe::watch::run::Watch;

use crate::common::is_alone;
use crate::one_cell::one_cell;
use crate::support::wait_until;

/// Threads of this process that answer requests.
fn clerks() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().map_while(Result::ok);
    let names = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
    names.filter(|name| name.starts_with("clerk-")).count()
}

#[test]
fn the_threads_of_a_listener_end_with_it() {
    if !is_alone("ends::the_threads_of_a_listener_end_with_it") {
        return;
    }
    let watch = Watch::start(one_cell()).unwrap();
    // A thread has its name once it runs.
    wait_until("clerks are at work", || clerks() > 0);
    assert!(watch.shutdown());
    wait_until("no clerk is left", || clerks() == 0);
}
