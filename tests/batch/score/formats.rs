//! All formats say the same, each in its own way.

use serde_json::Value;

use super::{AT, column, json, numbers, rows, score, score_in};
use crate::common::{command, run, temp_dir, write};

const NAMES: [&str; 7] =
    ["cell_id", "lat", "lon", "spending_propensity", "college_presence", "event_proximity_bonus", "combined_score"];

/// Grid with all that needs care in an id.
const ODD: &str = "id,lat,lon,income\n\"a,b\",39.1,-94.5,50000\n\"c \"\"d\"\"\",39.2,-94.6,\n\"e\nf\",39.3,-94.7,0\ng\\h\té;,39.4,-94.8,1e5\n";

/// Cells as lists of text in the order of [`NAMES`], numbers with six decimals, line ends and tabs as in CSV.
fn texts(cells: &[Value]) -> Vec<Vec<String>> {
    let csv = |text: &str| text.replace(['\n', '\t'], " ");
    let text = |value: &Value| value.as_str().map_or_else(|| format!("{:.6}", value.as_f64().unwrap()), csv);
    cells.iter().map(|cell| NAMES.map(|name| text(&cell[name])).to_vec()).collect()
}

fn assert_formats_agree(score: impl Fn(&str) -> String) {
    let csv: Vec<Vec<String>> =
        rows(&score("csv")).iter().map(|row| NAMES.map(|name| row[name].clone()).to_vec()).collect();
    assert!(csv.len() > 3);
    let document = json(&score("json"));
    assert_eq!(texts(document["cells"].as_array().unwrap()), csv);
    let lines: Vec<Value> = score("ndjson").lines().map(json).collect();
    assert_eq!(texts(&lines), csv);
    let collection = json(&score("geojson"));
    let features = collection["features"].as_array().unwrap();
    let properties: Vec<Value> = features.iter().map(|feature| feature["properties"].clone()).collect();
    assert_eq!(texts(&properties), csv);
}

#[test]
fn formats_agree_on_kansas_city() {
    assert_formats_agree(|format| score(&["--format", format]));
    assert_formats_agree(|format| score(&["--format", format, "--top", "40"]));
}

#[test]
fn formats_agree_on_odd_ids() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", ODD);
    assert_formats_agree(|format| score_in(dir.path(), &["--grid", "kc.csv", "--format", format]));
    let csv = score_in(dir.path(), &["--grid", "kc.csv", "--format", "csv"]);
    assert_eq!(column(&csv, "cell_id"), ["a,b", "c \"d\"", "e f", "g\\h é;"]);
}

#[test]
fn the_scores_add_up_to_six_decimals() {
    let csv = score(&["--format", "csv"]);
    let [spending, college, bonus, combined] = [3, 4, 5, 6].map(|column| numbers(&csv, NAMES[column]));
    for cell in 0..combined.len() {
        let sum = 0.4 * spending[cell] + 0.3 * college[cell] + 0.3 * bonus[cell];
        assert!((sum - combined[cell]).abs() < 1.1e-6, "{cell}: {sum} and {}", combined[cell]);
    }
}

#[test]
fn columns_are_those_named_in_their_order() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", ODD);
    let names = "combined_score,cell_id,income,lat";
    let score = |format| score_in(dir.path(), &["--grid", "kc.csv", "--columns", names, "--format", format]);
    let csv = score("csv");
    assert_eq!(csv.lines().next(), Some(names));
    assert_eq!(column(&csv, "income"), ["50000.000000", "", "0.000000", "100000.000000"]);
    for line in score("ndjson").lines() {
        let places: Vec<usize> =
            names.split(',').map(|name| line.find(&format!("\"{name}\":")).expect("the column")).collect();
        assert!(places.is_sorted(), "{line}");
        assert_eq!(json(line).as_object().unwrap().len(), 4);
    }
    let incomes = |cells: &Value| -> Vec<Value> {
        cells.as_array().unwrap().iter().map(|cell| cell.get("properties").unwrap_or(cell)["income"].clone()).collect()
    };
    let expected = [50_000.0.into(), Value::Null, 0.0.into(), 100_000.0.into()];
    assert_eq!(incomes(&json(&score("json"))["cells"]), expected);
    assert_eq!(incomes(&json(&score("geojson"))["features"]), expected);
}

#[test]
fn a_column_may_stand_alone_or_twice() {
    let csv = score(&["--format", "csv", "--columns", "cell_id", "--top", "2"]);
    assert_eq!(csv.lines().count(), 3);
    let csv = score(&["--format", "csv", "--columns", "lat", "--columns", "lon", "--top", "2"]);
    assert_eq!(csv.lines().next(), Some("lat,lon"));
}

#[test]
fn piped_output_is_one_json_document_unless_told() {
    assert_eq!(score(&[]), score(&["--format", "json"]));
    assert!(json(&score(&["--top", "3"])).is_object());
}

#[test]
fn piped_output_has_no_escape_sequences() {
    for colour in [None, Some(("NO_COLOR", "1")), Some(("NO_COLOR", "")), Some(("TERM", "xterm-256color"))] {
        for options in [&["--format", "table"][..], &["--format", "csv", "--progress"], &["--top", "0"]] {
            let dir = temp_dir();
            let mut command = command(dir.path());
            command.args(["score", "--at", AT]).args(options).envs(colour);
            let run = run(&mut command, b"");
            assert!(run.out.len() + run.err.len() > 10);
            assert!(!run.out.contains('\x1b') && !run.err.contains('\x1b'), "{colour:?} {options:?}: {run:?}");
            assert!(!run.err.contains('\r'), "no progress without a terminal: {}", run.err);
        }
    }
}

/// Longitude and latitude of a position.
fn position(value: &Value) -> (f64, f64) {
    let pair = value.as_array().unwrap();
    assert_eq!(pair.len(), 2);
    (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap())
}

/// Features of an RFC 7946 collection: their properties and geometries.
fn features(text: &str) -> Vec<(Value, Value)> {
    let collection = json(text);
    assert_eq!(collection["type"], "FeatureCollection");
    assert!(collection.get("crs").is_none());
    let features = collection["features"].as_array().unwrap();
    assert!(features.iter().all(|feature| feature["type"] == "Feature"));
    features.iter().map(|feature| (feature["properties"].clone(), feature["geometry"].clone())).collect()
}

#[test]
fn a_cell_of_kansas_city_is_a_closed_ring_counter_clockwise_around_its_centre() {
    let (tall, wide) = (500.0 / 111_000.0, 500.0 / (111_000.0 * 39.1363_f64.to_radians().cos()));
    let features = features(&score(&["--format", "geojson"]));
    assert_eq!(features.len(), 5494);
    for (properties, geometry) in features {
        assert_eq!(geometry["type"], "Polygon");
        assert_eq!(geometry["coordinates"].as_array().unwrap().len(), 1, "no holes");
        let ring: Vec<(f64, f64)> = geometry["coordinates"][0].as_array().unwrap().iter().map(position).collect();
        assert_eq!((ring.len(), ring[0]), (5, ring[4]));
        let doubled_area: f64 = ring.windows(2).map(|side| side[0].0 * side[1].1 - side[1].0 * side[0].1).sum();
        assert!(doubled_area > 0.0, "{ring:?}");
        let centre = (properties["lon"].as_f64().unwrap(), properties["lat"].as_f64().unwrap());
        for (lon, lat) in ring {
            assert!(((lon - centre.0).abs() - wide / 2.0).abs() < 2e-6, "{lon} around {}", centre.0);
            assert!(((lat - centre.1).abs() - tall / 2.0).abs() < 2e-6, "{lat} around {}", centre.1);
        }
    }
}

#[test]
fn cells_of_a_csv_are_points_longitude_first() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", ODD);
    let places = [(-94.5, 39.1), (-94.6, 39.2), (-94.7, 39.3), (-94.8, 39.4)];
    for columns in ["cell_id,lat,lon", "cell_id"] {
        let text = score_in(dir.path(), &["--grid", "kc.csv", "--format", "geojson", "--columns", columns]);
        let geometries: Vec<Value> = features(&text).into_iter().map(|(_, geometry)| geometry).collect();
        assert!(geometries.iter().all(|geometry| geometry["type"] == "Point"));
        let found: Vec<(f64, f64)> = geometries.iter().map(|geometry| position(&geometry["coordinates"])).collect();
        assert_eq!(found, places);
    }
}
