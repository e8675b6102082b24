//! `pdpe cities`: what it lists, in which form.

use crate::common::pdpe;

#[test]
fn cities_are_listed_as_json_the_best_match_first() {
    let out = pdpe(&["cities", "austin", "--format", "json"]).ok().out;
    let listed: serde_json::Value = serde_json::from_str(&out).unwrap();
    let first = &listed[0];
    assert_eq!(first["name"], "Austin");
    assert_eq!(first["region"], "Texas");
    assert_eq!(first["country"], "US");
    assert_eq!(first["timezone"], "America/Chicago");
    assert_eq!(first["unknown"], serde_json::json!([]));
    assert!(first["hotspots"][0]["name"].as_str().unwrap().starts_with("78705"), "{first}");
    assert!(first["hotspots"][0]["students"].as_u64().unwrap() > 20_000);
    assert_eq!(first["hotspots"][0]["weight"], 1.5);
    assert!(first["zips"].as_u64().unwrap() > 30);
    let edges: Vec<f64> = first["box"].as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect();
    let [south, west, north, east] = edges[..] else { panic!("{edges:?}") };
    assert!(south < 30.27 && 30.27 < north && west < -97.74 && -97.74 < east);
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 12, "{keys:?}");
    let kansas_city = pdpe(&["cities", "kansas city, mo", "--format", "json"]).ok().out;
    let kansas_city: serde_json::Value = serde_json::from_str(&kansas_city).unwrap();
    assert_eq!(kansas_city[0]["box"], serde_json::json!([38.9517, -94.7435, 39.3209, -94.3554]));
    assert_eq!(kansas_city[0]["reference_income"], 79_973);
}

#[test]
fn tables_and_csv_say_the_same() {
    let table = pdpe(&["cities", "lyon, france"]).ok().out;
    assert!(table.contains("Lyon, Auvergne-Rhône-Alpes, France") && table.contains("Europe/Paris"), "{table}");
    assert!(table.contains("unknown"), "{table}");
    let csv = pdpe(&["cities", "lyon,", "france", "--format", "csv"]).ok().out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!((&row[0], &row[1], &row[2], &row[6]), ("Lyon", "Auvergne-Rhône-Alpes", "FR", "Europe/Paris"));
    assert_eq!((&row[12], &row[13], &row[14]), ("", "", "incomes; hotspots"));
}

#[test]
fn what_is_not_found_is_said_with_what_may_be_meant() {
    pdpe(&["cities", "Autsin, TX"]).fails(1, &["no city `Autsin, TX`", "did you mean Austin, TX"]);
    pdpe(&["cities"]).fails(2, &["SEARCH"]);
    let many = pdpe(&["cities", "springfield", "--top", "3", "--format", "csv"]).ok();
    assert_eq!(many.out.lines().count(), 4);
    assert!(many.err.contains("3 of"), "{}", many.err);
}

#[test]
fn shells_are_offered_names_that_begin_so() {
    let offered = pdpe(&["cities", "--complete", "albuq"]).ok().out;
    assert_eq!(offered.lines().next(), Some("Albuquerque, NM"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(pdpe(&["completions", shell]).ok().out.contains("pdpe cities --complete"), "{shell}");
    }
}

#[test]
fn the_verbose_version_gives_credit() {
    assert_eq!(pdpe(&["--version"]).ok().out.lines().count(), 1);
    assert!(pdpe(&["--version", "-v"]).ok().out.contains("© GeoNames"));
}
