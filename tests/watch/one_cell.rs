//! A listener within the program that tests it.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use pdpe::clock::Pace;
use pdpe::event::Events;
use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::live::engine::EngineSettings;
use pdpe::model::Model;
use pdpe::watch::run::{STUCK_AFTER, WatchSettings};

/// One of one cell, without a journal.
pub fn one_cell() -> WatchSettings {
    let mut grid = Grid::default();
    grid.push("a", LatLon::new(39.1, -94.58).unwrap());
    WatchSettings {
        address: "127.0.0.1:0".parse().unwrap(),
        model: Model::published(),
        model_name: "default".into(),
        fit: None,
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
        stuck_after: STUCK_AFTER,
        subscribers: Vec::new(),
    }
}
