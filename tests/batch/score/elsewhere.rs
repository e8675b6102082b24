//! Another city than Kansas City: the user is told whose zone and whose hotspots count.

use crate::common::{Run, pdpe_in, temp_dir, write};

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
    let clocks = |of: &str| {
        format!(
            "pdpe: times are read in Australia/Sydney, the zone of Sydney, New South Wales, Australia, the city nearest \
             to the {of}; --tz names another\n"
        )
    };
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
        let clocks = clocks(if args.contains(&"--grid") { "first cell" } else { "place" });
        assert_eq!((run.err.matches(&clocks).count(), run.err.matches(ZONE).count()), (1, 1), "{args:?}: {run:?}");
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
fn a_place_has_the_zone_of_the_nearest_city() {
    let explain = |place: &str| at("39.1,-94.5", "", &["explain", place, "--at", "2026-07-03T19:00"]);
    for (place, offset, zone) in [
        ("49.9,-97.1", "-05:00", "America/Winnipeg"),
        ("19.4,-99.1", "-06:00", "America/Mexico_City"),
        ("40.75,-73.98", "-04:00", "America/New_York"),
        ("21.3,-157.9", "-10:00", "Pacific/Honolulu"),
        ("51.5,-0.1", "+01:00", "Europe/London"),
        ("-13.8,-171.8", "+13:00", "Pacific/Apia"),
    ] {
        let run = explain(place);
        assert!(run.err.contains(&format!("{ZONE}{zone}, the zone of ")), "{place}: {run:?}");
        assert!(run.out.contains(&format!(" at 2026-07-03T19:00:00{offset} ({zone})")), "{place}: {run:?}");
    }
    // In the zone of the models that ship there is nothing to say.
    for place in ["39.1,-94.5", "41.88,-87.63", "29.76,-95.37"] {
        assert!(!explain(place).err.contains(ZONE), "{place}");
    }
    assert!(!explain("39.1,-94.5").err.contains("Kansas City"));
}

#[test]
fn cells_that_nothing_tells_apart_are_said_to_be_so() {
    const SAME: &str = "all 2 cells have the same score: nothing known tells them apart; add --events or --hotspots\n";
    let no_hotspots = "[college]\nhotspots = []";
    for format in ["table", "json"] {
        let args = ["score", "--at", "2026-07-03T19:00", "--grid", "city.csv", "--format", format];
        assert!(at("39.2,-94.5", no_hotspots, &args).err.contains(SAME), "{format}");
        assert!(!at("39.2,-94.5", "", &args).err.contains("same score"), "{format}");
    }
}
