//! A listener in a program of others leaves nothing behind.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use pdpe::clock::Pace;
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::live::engine::EngineSettings;
use pdpe::model::Model;
use pdpe::watch::run::{Watch, WatchSettings};

use crate::support::wait_until;

fn one_cell() -> WatchSettings {
    let mut grid = Grid::default();
    grid.push("a", LatLon::new(39.1, -94.58).unwrap());
    WatchSettings {
        address: "127.0.0.1:0".parse().unwrap(),
        model: Model::default(),
        model_name: "default".into(),
        title: "One cell".into(),
        grid: Arc::new(grid),
        regular: None,
        events: Events::new(),
        engine: EngineSettings::default(),
        sources: Vec::new(),
        insecure: false,
        journal: None,
        retention: TimeDelta::days(90),
        token: None,
        allowed_hosts: Vec::new(),
        trusted_proxies: Vec::new(),
        warm: false,
        fetch: None,
        pace: Pace::of_the_clock(),
        interval: Duration::from_secs(1),
        subscribers: Vec::new(),
    }
}

/// Threads of this process that answer requests.
fn clerks() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().map_while(Result::ok);
    let names = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
    names.filter(|name| name.starts_with("clerk-")).count()
}

#[test]
fn the_threads_of_a_listener_end_with_it() {
    let watch = Watch::start(one_cell()).unwrap();
    // A thread has its name once it runs.
    wait_until("clerks are at work", || clerks() > 0);
    assert!(watch.shutdown());
    wait_until("no clerk is left", || clerks() == 0);
}
