//! Any city: names, zones, incomes, hotspots, holidays, and the commands that show them.

#![allow(clippy::unwrap_used)]
#![allow(clippy::float_cmp)] // numbers that are written down must come out as written

mod command;
mod days;
mod init;
mod joined;
mod names;
mod near;
mod students;
mod tables;
mod zones;

use std::sync::LazyLock;

use pdpe::places::{Cities, City, Place, ZipCodes};

/// The tables, read once.
static CITIES: LazyLock<&Cities> = LazyLock::new(Cities::load);
static ZIPS: LazyLock<&ZipCodes> = LazyLock::new(ZipCodes::load);

#[track_caller]
fn city(name: &str) -> City {
    CITIES.find(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn place(name: &str) -> Place {
    Place::of_city(&city(name), None)
}
