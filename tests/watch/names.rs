//! Names beside ids: in the answers about cells, on the live map and in plans.

use serde_json::{Value, json};

use crate::support::{Listener, Setup};

const EVENTS: &str = "id,name,lat,lon,start\nmoody,Concert at the Moody,30.2817,-97.7327,2026-10-03T19:00\n";
const DEPOT: &str = "[[places]]\nname = \"Depot\"\nlat = 30.2650\nlon = -97.7700\n";

fn listener(args: &[&str]) -> Listener {
    let always = ["--now", "2026-10-03T19:00", "--clock-speed", "0.000001", "--events", "shows.csv"];
    Setup::new(&[&always[..], args].concat()).file("shows.csv", EVENTS).file("pdpe.toml", DEPOT).start()
}

fn near(listener: &Listener, place: &str) -> Value {
    listener.json(&format!("/score?{place}")).get("near").cloned().unwrap_or_default()
}

#[test]
fn a_listener_in_a_city_names_what_is_near() {
    let listener = listener(&["--city", "Austin, TX", "--radius", "4km"]);
    assert_eq!(near(&listener, "lat=30.2815&lon=-97.7330"), "Concert at the Moody");
    assert_eq!(near(&listener, "lat=30.2655&lon=-97.7705"), "Depot");
    assert_eq!(near(&listener, "lat=30.2938&lon=-97.7300"), "78705");
    // Before and after the concert another name is nearer.
    assert_ne!(near(&listener, "lat=30.2815&lon=-97.7330&at=2026-10-04T12:00"), "Concert at the Moody");
    let best = listener.json("/cells?top=3");
    assert!(best["cells"].as_array().unwrap().iter().all(|cell| cell["near"].is_string()), "{best}");
    let map = listener.json("/map/cells?room=40x40");
    let names: Vec<&str> = map["near"]["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(["Concert at the Moody", "Depot", "78705"].iter().all(|name| names.contains(name)), "{names:?}");
    assert!(map["near"]["credits"].as_str().unwrap().contains("© GeoNames"));
    let plan = listener.json("/plan?from=2026-10-04T10:00&to=14:00&start=30.2650,-97.7700&format=json");
    let stops: Vec<&Value> =
        plan["trucks"][0]["steps"].as_array().unwrap().iter().filter(|step| step["type"] == "stop").collect();
    assert!(!stops.is_empty() && stops.iter().all(|stop| stop["near"].is_string()), "{plan}");
}

#[test]
fn without_a_city_only_places_of_ones_own_give_names() {
    let listener = listener(&[]);
    assert_eq!(near(&listener, "lat=30.2655&lon=-97.7705"), "Depot");
    let plain = Listener::start(&[]);
    assert_eq!(near(&plain, "lat=39.1&lon=-94.58"), json!(null));
    assert!(plain.json("/map/cells?room=40x40").get("near").is_none());
    assert!(plain.json("/cells?top=1")["cells"][0].get("near").is_none());
}
