//! `pdpe init`: a configuration for a city, valid as it is.

use std::fs;

use super::{CITIES, city, place};
use crate::common::{command, pdpe_in, run, temp_dir};
use pdpe::config::ConfigFile;
use pdpe::model::BuiltIn;
use pdpe::places::calendar;

#[test]
fn the_file_is_the_model_of_the_city() {
    for name in ["Austin, TX", "Lyon", "Kansas City, MO", "Suva", "Istanbul", "San Juan, PR"] {
        for model in BuiltIn::ALL {
            let dir = temp_dir();
            // Without --model it is the measured one.
            let args = ["init", "--city", name, "--model", "published"];
            let args = if model == BuiltIn::Published { &args[..] } else { &args[..3] };
            run(command(dir.path()).args(args).env_remove("PDPE_MODEL"), b"").ok();
            let file = ConfigFile::find(Some(&dir.path().join("pdpe.toml"))).unwrap();
            assert_eq!(CITIES.find(&file.city().unwrap().unwrap()), Ok(city(name)));
            let mut expected = model.model();
            place(name).adapt(&mut expected);
            expected.look_up_public_holidays(calendar);
            // The keys say all, with and without the city.
            for base in [None, Some(place(name))] {
                let config = file.over(None, base).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(config.model, expected, "{name}");
            }
        }
    }
}

#[test]
fn any_city_makes_a_valid_file() {
    let dir = temp_dir();
    for city in CITIES.iter().step_by(4_999) {
        let at = format!("{},{}", city.place.lat(), city.place.lon());
        pdpe_in(dir.path(), &["init", "--force", "--city", &at], b"").ok();
        pdpe_in(dir.path(), &["config", "check"], b"").ok();
    }
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let dir = temp_dir();
    let run = |args: &[&str]| pdpe_in(dir.path(), &[&["init", "--city"], args].concat(), b"");
    let first = run(&["Lyon"]).ok();
    assert!(first.err.contains("no incomes are known") && first.err.contains("no student hotspots"), "{}", first.err);
    let kept = fs::read_to_string(dir.path().join("pdpe.toml")).unwrap();
    assert!(kept.contains("Europe/Paris") && kept.contains("Assumption"), "{kept}");
    run(&["Austin, TX"]).fails(2, &["pdpe.toml already exists", "--force"]);
    assert_eq!(fs::read_to_string(dir.path().join("pdpe.toml")).unwrap(), kept);
    run(&["Austin, TX", "--force"]).ok();
    assert!(fs::read_to_string(dir.path().join("pdpe.toml")).unwrap().contains("America/Chicago"));
    run(&["Springfield"]).fails(2, &["Springfield, MO", "Springfield, IL"]);
}
