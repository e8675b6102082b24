//! Layers of the user's own: two of them, in every output, beside a second implementation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::common::support::{Listener, Setup};
use crate::common::{Run, pdpe_in, temp_dir, write};

const GRID: &str = "\
id,lat,lon,Hotel_Beds,stops
a,39.0997,-94.5786,1400,3
b,39.0424,-94.5918,90.5,12
c,39.1098,-94.5830,,7
d,39.0835,-94.5819,0,
e,39.0496,-94.5913,4000,100
";

/// No event is known, no income, and of the built-in layers only that of students counts.
const MODEL: &str = "\
[weights]
spending_propensity = 0.0

[[layers]]
name = \"hotels\"
weight = 0.2
maximum = 5.0
column = \"hotel_beds\"
reference = 200.0
hours = [{ from = 0, to = 17, factor = 0.5 }, { from = 18, to = 23, factor = 1.25 }]
weekday = [1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 1.0]
holidays = [{ name = \"Fair\", factor = 2.0, month = 10, day = 3 }]

[[layers]]
name = \"transit\"
weight = 0.05
column = \"stops\"
reference = 4.0
month = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 1.0, 1.0]
";

/// A Saturday, and the fair.
const AT: &str = "2026-10-03T19:00";

/// A cell as the second implementation has it: spending, students, events, hotels, transit, combined.
struct Cell {
    id: &'static str,
    scores: [f64; 6],
}

/// Scores by plain formulas, from the text of the grid; at 19 h on a Saturday.
fn expected() -> Vec<Cell> {
    let rows = GRID.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    let scored = rows.map(|row| {
        let number = |column: usize| row[column].parse::<f64>().ok();
        let (lat, lon) = (number(1).unwrap(), number(2).unwrap());
        let hotspots = [
            (39.0334, -94.5760, 1.5),
            (38.9584, -95.2448, 1.5),
            (38.7440, -93.7310, 1.5),
            (39.0496, -94.5913, 1.2),
            (39.0991, -94.5783, 1.1),
        ];
        let points: f64 = hotspots
            .iter()
            .map(|&(there_lat, there_lon, weight)| weight / (1.0 + km(lat, lon, there_lat, there_lon)))
            .sum();
        let spending = (1.4_f64 * 1.2 * 2.0 * 1.8).min(3.0);
        let students = (2.0 * points).min(3.0);
        let hotels = (2.0 * 1.5 * 1.25 * number(3).unwrap_or(0.0) / 200.0).min(5.0);
        let transit = (0.75 * number(4).unwrap_or(0.0) / 4.0).min(3.0);
        let combined = 0.3 * students + 0.2 * hotels + 0.05 * transit;
        Cell { id: row[0], scores: [spending, students, 0.0, hotels, transit, combined] }
    });
    scored.collect()
}

fn km(lat: f64, lon: f64, there_lat: f64, there_lon: f64) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let h = half(lat, there_lat) + lat.to_radians().cos() * there_lat.to_radians().cos() * half(lon, there_lon);
    2.0 * 6371.0 * h.sqrt().asin()
}

const COLUMNS: [&str; 6] = [
    "spending_propensity",
    "college_presence",
    "event_proximity_bonus",
    "hotels_score",
    "transit_score",
    "combined_score",
];

/// Compares objects with the scores of all cells, of which each must be there once.
fn are_as_expected<'v>(what: &str, objects: impl IntoIterator<Item = &'v Value>) {
    let objects: Vec<&Value> = objects.into_iter().collect();
    let expected = expected();
    assert_eq!(objects.len(), expected.len(), "{what}");
    for Cell { id, scores } in expected {
        let object = objects.iter().find(|object| object["cell_id"] == id).unwrap_or_else(|| panic!("{what}: no {id}"));
        for (column, score) in COLUMNS.iter().zip(scores) {
            let found = object[*column].as_f64().unwrap_or_else(|| panic!("{what}: {object} has no {column}"));
            assert!((found - score).abs() < 1e-6, "{what}: {column} of {id} is {found}, not {score}");
        }
    }
}

/// A CSV or a table as objects.
fn objects(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<Value> {
    let object = |row: Vec<String>| {
        let value = |text: &String| text.parse::<f64>().map_or_else(|_| text.clone().into(), Value::from);
        header.iter().map(|name| (*name).to_owned()).zip(row.iter().map(value)).collect()
    };
    rows.map(object).collect()
}

fn csv_objects(text: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    objects(&header, rows.collect::<Vec<_>>().into_iter())
}

fn listener() -> Listener {
    Setup::new(&["--grid", "kc.csv", "--now", AT]).config(MODEL).file("kc.csv", GRID).start()
}

#[test]
fn two_own_layers_are_in_every_output_with_their_scores() {
    let listener = listener();
    let run = |args: &[&str]| listener.pdpe(args).ok();
    let score = |format: &str| run(&["score", "--grid", "kc.csv", "--at", AT, "--format", format]);

    let csv = score("csv");
    assert!(csv.out.starts_with(&format!("cell_id,lat,lon,{}\n", COLUMNS.join(","))), "{}", csv.out);
    are_as_expected("CSV", &csv_objects(&csv.out));
    for (unknown, layer) in [("hotel_beds", "hotels"), ("stops", "transit")] {
        let told = format!("1 of 5 cells have no {unknown}; they score 0 in the layer {layer}");
        assert_eq!(csv.err.matches(&told).count(), 1, "{}", csv.err);
    }
    let json: Value = serde_json::from_str(&score("json").out).unwrap();
    are_as_expected("JSON", json["cells"].as_array().unwrap());
    let lines = score("ndjson").out;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    are_as_expected("NDJSON", &lines);
    let geojson: Value = serde_json::from_str(&score("geojson").out).unwrap();
    let features = geojson["features"].as_array().unwrap();
    are_as_expected("GeoJSON", features.iter().map(|feature| &feature["properties"]));

    let table = score("table").out;
    let lines: Vec<Vec<String>> =
        table.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
    let start = lines.iter().position(|line| line.first().is_some_and(|first| first == "#")).unwrap();
    assert_eq!(lines[start][4..], ["spending", "college", "events", "hotels", "transit", "combined"]);
    let rows = lines[start + 1..].iter().take(5).map(|line| line[1..10].to_vec());
    let header: Vec<&str> = ["cell_id", "lat", "lon"].into_iter().chain(COLUMNS).collect();
    are_as_expected("table", &objects(&header, rows));

    let span = ["simulate", "--grid", "kc.csv", "--from", "2026-10-03T18:30", "--to", AT, "--scores"];
    are_as_expected("simulate --scores", &csv_objects(&run(&span).out));
    let course = run(&[&span[..7], &["--cell", "b", "--format", "ndjson"]].concat());
    let mut course: Vec<Value> = course.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    course[0]["cell_id"] = "b".into();
    let mut all = csv_objects(&csv.out);
    all[1] = course[0].clone();
    are_as_expected("simulate --cell", &all);

    let cells = listener.json("/cells");
    are_as_expected("/cells", cells["cells"].as_array().unwrap());
    let single: Vec<Value> =
        expected().iter().map(|cell| listener.json(&format!("/score?cell={}&explain=1", cell.id))).collect();
    are_as_expected("/score", &single);
    are_as_expected(
        "receipts over HTTP",
        single.iter().map(|score| &score["receipt"]).map(with_scores).collect::<Vec<_>>().iter(),
    );
    let receipts: Vec<Value> = expected()
        .iter()
        .map(|cell| run(&["explain", "--cell", cell.id, "--grid", "kc.csv", "--at", AT, "--format", "json"]).out)
        .map(|text| with_scores(&serde_json::from_str(&text).unwrap()))
        .collect();
    are_as_expected("explain", &receipts);
    let metrics = listener.get("/metrics");
    for layer in ["hotels", "transit"] {
        let line = format!("pdpe_engine_layer_calculations_total{{layer=\"{layer}\"}} ");
        assert!(metrics.text().contains(&line), "{line} is missing");
    }
    assert!(listener.get("/map").text().contains("\"name\":\"transit_score\",\"label\":\"Transit\""));
    listener.stop().ok();
}

/// A receipt with the score of each layer beside its parts, after its factors were multiplied once more.
fn with_scores(receipt: &Value) -> Value {
    let mut scores = receipt.clone();
    for column in &COLUMNS[..5] {
        let part = &receipt[*column];
        if let (Some(factors), true) = (part["factors"].as_array(), part["sum"].is_null() && part["clamped"].is_null())
        {
            let product: f64 = factors.iter().map(|factor| factor["value"].as_f64().unwrap()).product();
            assert_eq!(product.to_bits(), part["score"].as_f64().unwrap().to_bits(), "{part}");
        }
        scores[*column] = part["score"].clone();
    }
    scores
}

/// The page holds no scores but what they are made of; here it is multiplied and added up.
#[test]
fn the_map_holds_the_parts_of_own_layers() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", GRID);
    write(dir.path(), "pdpe.toml", MODEL);
    let page = pdpe_in(dir.path(), &["score", "--grid", "kc.csv", "--at", AT, "--format", "html"], b"").ok().out;
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    let data: Value = serde_json::from_str(data).unwrap();
    let names: Vec<&str> =
        data["layers"].as_array().unwrap().iter().map(|layer| layer["name"].as_str().unwrap()).collect();
    assert_eq!(names[1..], COLUMNS[..5]);
    assert_eq!(names[0], COLUMNS[5]);
    let column = |layer: usize| -> Vec<f64> {
        let (places, factors) = (&data["places"][layer], &data["instants"][0]["factors"][layer]);
        let product: f64 = factors.as_array().unwrap().iter().map(|factor| factor["value"].as_f64().unwrap()).product();
        let maximum = data["layers"][layer + 1]["maximum"].as_f64().unwrap();
        let of_cells = STANDARD.decode(places["of_cells"].as_str().unwrap()).unwrap();
        let place = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap()) as usize;
        let value = |bytes: &[u8]| places["factors"][place(bytes)]["value"].as_f64().unwrap();
        of_cells.chunks(4).map(|bytes| (product * value(bytes)).min(maximum)).collect()
    };
    for layer in [0, 3, 4] {
        for (cell, found) in expected().iter().zip(column(layer)) {
            assert!((found - cell.scores[layer]).abs() < 1e-9, "{} of {}: {found}", COLUMNS[layer], cell.id);
        }
    }
    let weights: Vec<f64> =
        data["layers"].as_array().unwrap()[1..].iter().map(|layer| layer["weight"].as_f64().unwrap()).collect();
    assert_eq!(weights, [0.0, 0.3, 0.3, 0.2, 0.05]);
}

/// Scores a grid with changes to the model.
fn with_model(grid: &str, model: &str, args: &[&str]) -> Run {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", grid);
    write(dir.path(), "pdpe.toml", model);
    pdpe_in(dir.path(), &[&["score", "--at", AT, "--format", "csv"], args].concat(), b"")
}

#[test]
fn what_is_wrong_with_an_own_layer_is_told_with_its_key() {
    let layer = |keys: &str| format!("[[layers]]\nname = \"hotels\"\nweight = 0.2\ncolumn = \"hotel_beds\"\n{keys}");
    let of_csv = ["--grid", "kc.csv"];
    let fails = |model: &str, words: &[&str]| with_model(GRID, model, &of_csv).fails(2, words);
    let whole = layer("");
    fails(&whole.replace("0.2", "-0.2"), &["layers[0].weight", "-0.2 is negative"]);
    fails(&whole.replace("0.2", "nan"), &["layers[0].weight", "not a finite number"]);
    fails(&whole.replace("\"hotels\"", "\"my hotels\""), &["layers[0].name", "`my hotels` is not an identifier"]);
    fails(&whole.replace("\"hotels\"", "\"2nd\""), &["layers[0].name", "not an identifier"]);
    for taken in ["spending", "college_presence", "Event_Proximity", "all", "combined", "hits"] {
        fails(&whole.replace("hotels", taken), &["layers[0].name", "choose another"]);
    }
    fails(&format!("{whole}{whole}"), &["layers[1].name", "`hotels`"]);
    fails(&whole.replace("weight = 0.2\n", ""), &["layers[0]", "missing field `weight`"]);
    fails(&layer("reference = 0.0"), &["layers[0].reference", "above 0"]);
    fails(&layer("maxmum = 2.0"), &["layers[0].maxmum", "unknown field"]);
    let hours = "hours = [{ from = 0, to = 12, factor = 1 }, { from = 12, to = 23, factor = 2 }]";
    fails(&layer(hours), &["layers[0].hours[1]", "hour 12 is already in layers[0].hours[0]"]);
    fails(&layer("hours = [{ from = 0, to = 5, factor = 1 }]"), &["layers[0].hours", "no range covers hour 6"]);
    fails(&layer("maximum = 1e13"), &["layers[0].maximum", "too large"]);

    let unknown = whole.replace("hotel_beds", "beds");
    with_model(GRID, &unknown, &of_csv).fails(1, &["layers[0].column", "`beds`", "id, lat, lon, Hotel_Beds, stops"]);
    with_model(GRID, &unknown, &[]).fails(2, &["Kansas City", "`beds`", "layers[0].column", "--grid"]);
    with_model(GRID, &whole.replace("hotel_beds", "lat"), &of_csv).fails(1, &["column `lat`", "layers[0].column"]);
    let bad = GRID.replace("1400", "many").replace("90.5", "-3");
    let run = with_model(&bad, &whole, &of_csv).ok();
    assert!(run.err.contains("kc.csv:2: hotel_beds `many` is not a finite number"), "{}", run.err);
    assert!(run.err.contains("kc.csv:3: hotel_beds -3 is negative"), "{}", run.err);
    assert_eq!(run.out.lines().count(), 1 + 3);
}

/// A column may serve several layers, incomes among them, and nothing else changes.
#[test]
fn own_layers_share_columns_and_read_incomes() {
    let model = "[[layers]]\nname = \"rich\"\nweight = 0\ncolumn = \"income\"\nreference = 100000\n\
                 [[layers]]\nname = \"also_rich\"\nweight = 0\ncolumn = \"INCOME\"\nreference = 200000\n";
    let plain = with_model(GRID, "", &[]).ok().out;
    let both = with_model(GRID, model, &[]).ok().out;
    for (plain, both) in csv_objects(&plain).iter().zip(csv_objects(&both)) {
        assert_eq!(plain["combined_score"], both["combined_score"]);
        assert!(both["rich_score"].as_f64() >= both["also_rich_score"].as_f64(), "{both}");
    }
    with_model(GRID, model, &["--no-income"]).fails(2, &["`income`", "layers[0].column"]);
}
