//! Ids: several dates of one event, one match in two listings.

use super::{each, events_in};
use crate::common::{pdpe_in, temp_dir, write};

/// Of DataKind-DC/capital-nature-ingest#17: a market that has one id on every Saturday.
const MARKETS: &str = "id,name,lat,lon,start,end
1042,Farmers' market,39.109,-94.5829,2026-10-03T08:00,2026-10-03T14:00
1042,Farmers' market,39.109,-94.5829,2026-10-10T08:00,2026-10-10T14:00
1042,Farmers' market,39.109,-94.5829,2026-10-17T08:00,2026-10-17T14:00
";

#[test]
fn each_date_of_a_repeated_id_counts() {
    let dir = temp_dir();
    write(dir.path(), "markets.csv", MARKETS);
    let (events, run) = events_in(dir.path(), &["markets.csv", "--strict"]);
    let ids = ["1042_20261003T130000Z", "1042_20261010T130000Z", "1042_20261017T130000Z"];
    assert_eq!(each(&events, "id"), ids);
    assert!(run.err.contains("event 1042 has 3 dates: each counts, with its start in its id"), "{}", run.err);
    for (day, bonus) in [("03", "1.000000"), ("10", "1.000000"), ("17", "1.000000"), ("24", "0.000000")] {
        let at = format!("2026-10-{day}T10:00");
        let score =
            ["simulate", "--from", &at, "--to", "+1h", "--events", "markets.csv", "--at-place", "39.109,-94.5829"];
        let csv = pdpe_in(dir.path(), &[&score[..], &["--format", "csv"]].concat(), b"").ok().out;
        let row = csv.lines().nth(1).unwrap();
        assert_eq!(row.split(',').nth(4), Some(bonus), "{at}: {row}");
    }
    // The id alone means all of its dates.
    let without = |id: &str| {
        let args =
            ["explain", "39.109,-94.5829", "--at", "2026-10-03T10:00", "--events", "markets.csv", "--without", id];
        pdpe_in(dir.path(), &args, b"").ok().out.matches("1042_").count()
    };
    assert_eq!((without("1042"), without(ids[1])), (0, 2));
    // Of the same id and start, the later counts, as before.
    write(dir.path(), "twice.csv", MARKETS.replace("2026-10-10", "2026-10-03").replace("2026-10-17", "2026-10-03"));
    let (events, run) = events_in(dir.path(), &["twice.csv"]);
    assert_eq!(each(&events, "id"), ["1042"]);
    assert!(run.err.contains("event 1042 is given twice; the later one counts"), "{}", run.err);
    // An id of Ticketmaster is of one date.
    let moved = MARKETS.replace("end\n", "end,source\n").replace(":00\n", ":00,ticketmaster\n");
    write(dir.path(), "moved.csv", moved);
    assert_eq!(each(&events_in(dir.path(), &["moved.csv"]).0, "start"), ["2026-10-17T08:00:00-05:00"]);
}

/// Of cube5/ticket-maistro: Ticketmaster Mexico lists one match twice.
fn match_listed(id: &str, name: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"{name}","dates":{{"start":{{"dateTime":"2018-11-20T01:15:00Z"}}}},
           "_embedded":{{"venues":[{{"location":{{"latitude":"19.3054","longitude":"-99.1440"}}}}]}}}}"#
    )
}

#[test]
fn one_match_in_two_listings_is_one_crowd() {
    let dir = temp_dir();
    let listed = |names: &[&str]| {
        let records: Vec<_> = names.iter().zip(["h", "v", "w"]).map(|(name, id)| match_listed(id, name)).collect();
        write(dir.path(), "mx.json", format!(r#"{{"_embedded":{{"events":[{}]}}}}"#, records.join(",")));
    };
    let bonus = |more: &[&str]| {
        let args = ["explain", "19.3324,-99.1440", "--events", "mx.json", "--at", "2018-11-19T20:00"];
        let args =
            [&args[..], &["--tz", "America/Mexico_City", "--format", "json", "--model", "published"], more].concat();
        let document: serde_json::Value = serde_json::from_str(&pdpe_in(dir.path(), &args, b"").ok().out).unwrap();
        document["event_proximity_bonus"]["score"].as_f64().unwrap_or_else(|| panic!("{document}"))
    };
    listed(&["Chiefs v. Rams (Hospitality)", "Chiefs v. Rams (Vista Parcial)"]);
    let (events, run) = events_in(dir.path(), &["mx.json"]);
    assert_eq!(each(&events, "id"), ["v"], "the seats count before the package");
    let told = "listed twice: Chiefs v. Rams (Hospitality) (h of ticketmaster) is the crowd of \
                Chiefs v. Rams (Vista Parcial) (v of ticketmaster), which counts; --without excludes either";
    assert!(run.err.contains(told), "{}", run.err);
    let place = |text: &str| text.parse::<pdpe::geo::LatLon>().unwrap();
    let once = 1.0 - place("19.3324,-99.1440").distance_km(place("19.3054,-99.1440")) / 5.0;
    for more in [&[][..], &["--without", "h"], &["--without", "ticketmaster:v"]] {
        assert!((bonus(more) - once).abs() < 1e-9, "{more:?}: {}", bonus(more));
    }
    // Two films at one time are two crowds.
    listed(&["Dune: Part Two", "Barbie", "Dune: Part Two (3D)"]);
    assert_eq!(each(&events_in(dir.path(), &["mx.json"]).0, "id"), ["h", "v"]);
}
