//! A listener within the program that tests it.

use pdpe::geo::LatLon;
use pdpe::grid::Grid;
use pdpe::model::Model;
use pdpe::watch::run::WatchSettings;

/// One of one cell, without a journal.
pub fn one_cell() -> WatchSettings {
    let mut grid = Grid::default();
    grid.push("a", LatLon::new(39.1, -94.58).unwrap());
    WatchSettings {
        address: "127.0.0.1:0".parse().unwrap(),
        model_name: "default".into(),
        title: "One cell".into(),
        ..WatchSettings::new(Model::published(), grid)
    }
}
