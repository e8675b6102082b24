//! Another city than Kansas City: the user is told whose zone and whose hotspots count.

use crate::common::{Run, pdpe_in, temp_dir, write};

const CLOCKS: &str = "times are read in America/Chicago, which is not the zone of ";
const ZONE: &str = "times are read in ";
const CAMPUSES: &str = "college presence uses hotspots of Kansas City, ";

/// Runs a command on one cell in a folder with a configuration of its own, if any.
fn at(place: &str, config: &str, args: &[&str]) -> Run {
    let dir = temp_dir();
    write(dir.path(), "city.csv", format!("id,lat,lon\nnowhere,,\na,{place}\nb,39.1,-94.5\n"));
    if !config.is_empty() {
        write(dir.path(), "pdpe.toml", config);
    }
    pdpe_in(dir.path(), args, b"").ok()
}

const SCORE: [&str; 7] = ["score", "--at", "2026-07-03T19:00", "--grid", "city.csv", "--format", "csv"];

#[test]
fn a_city_far_away_is_told_whose_clocks_and_campuses_count() {
    let sydney = "-33.87,151.2";
    let of_a_place = format!("pdpe: {CLOCKS}-33.870000,151.200000; set the zone with --tz, ");
    let of_a_grid = "pdpe: times are read in Australia/Sydney, the zone of Sydney, New South Wales, Australia, the city \
        nearest to the first cell; --tz names another\n";
    let campuses = format!("pdpe: {CAMPUSES}14,175 km from ");
    let simulate = ["simulate", "--from", "2026-07-03T19:00", "--to", "+1h", "--grid", "city.csv"];
    for args in [
        &SCORE[..],
        &[&SCORE[..], &["--top", "1"]].concat(),
        &["score", "--at", "2026-07-03T19:00", "--grid", "city.csv", "--format", "heatmap"],
        &["score", "--at", "2026-07-03T19:00", "--grid", "city.csv", "-o", "map.html"],
        &["explain", sydney, "--at", "2026-07-03T19:00"],
        &["explain", "--cell", "a", "--grid", "city.csv", "--at", "2026-07-03T19:00"],
        &simulate,
        &["simulate", "--from", "2026-07-03T19:00", "--to", "+1h", "--at-place", sydney],
    ] {
        let run = at(sydney, "", args);
        let clocks = if args.contains(&"--grid") { of_a_grid } else { &of_a_place };
        assert_eq!((run.err.matches(clocks).count(), run.err.matches(ZONE).count()), (1, 1), "{args:?}: {run:?}");
        assert_eq!(run.err.matches(&campuses).count(), 1, "{args:?}: {run:?}");
        let quiet = at(sydney, "", &[args, &["-q"]].concat());
        assert_eq!((quiet.err.as_str(), quiet.out), ("", run.out));
    }
}

#[test]
fn who_chose_a_zone_or_hotspots_is_told_nothing_of_them() {
    let tells = |place, config, more: &[&str]| {
        let err = at(place, config, &[&SCORE[..], more].concat()).err;
        (err.contains(ZONE), err.contains(CAMPUSES))
    };
    let kathmandu = "27.7,85.3";
    assert_eq!(tells(kathmandu, "", &["--tz", "Asia/Kathmandu"]), (false, true));
    assert_eq!(tells(kathmandu, "timezone = \"Asia/Kathmandu\"", &[]), (false, true));
    let hotspots = "[college]\nhotspots = [{ name = \"TU\", lat = 27.68, lon = 85.29, weight = 1 }]";
    assert_eq!(tells(kathmandu, hotspots, &[]), (true, false));
    assert_eq!(tells(kathmandu, "[college]\nhotspots = []", &[]), (true, false));
    assert_eq!(tells(kathmandu, "[weights]\ncollege_presence = 0", &[]), (true, false));
}

#[test]
fn a_place_whose_clocks_may_be_those_of_chicago_is_told_nothing_of_clocks() {
    let explain = |place: &str| at("39.1,-94.5", "", &["explain", place, "--at", "2026-07-03T19:00"]).err;
    // Winnipeg, Mexico City, New York and Los Angeles are an hour or two away at most.
    for place in ["49.9,-97.1", "19.4,-99.1", "40.75,-73.98", "34.05,-118.2"] {
        assert!(!explain(place).contains(CLOCKS), "{place}");
    }
    // The sun of Honolulu is five hours late, that of London six early, and of Apia, across the day's end, six late.
    for place in ["21.3,-157.9", "51.5,-0.1", "-13.8,-171.8", "-13.8,179.9"] {
        assert!(explain(place).contains(CLOCKS), "{place}");
    }
    assert!(!explain("39.1,-94.5").contains("Kansas City"));
}
