//! `pdpe explain`: the terms of a receipt multiply and add up to the score, to the last bit.

#![allow(clippy::unwrap_used, clippy::float_cmp)]

use crate::common::{fixture, pdpe, pdpe_in, temp_dir, write};
use chrono::{Duration, TimeZone};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::explain::{Receipt, explain};
use pdpe::geo::LatLon;
use pdpe::grid::Site;
use pdpe::model::Model;
use pdpe::score::Moment;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn an_income_and_none_cannot_both_be_asked_for() {
    pdpe(&["explain", "39.1,-94.5", "--income", "5", "--no-income"]).fails(2, &["--income <AMOUNT>", "--no-income"]);
}

fn weekend() -> String {
    fixture("kc_weekend.json").to_str().unwrap().to_owned()
}

fn json(args: &[&str]) -> Value {
    let text = pdpe(&[&["explain", "--format", "json"], args].concat()).ok().out;
    serde_json::from_str(&text).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value}"))
}

fn numbers(value: &Value, list_name: &str, field: &str) -> Vec<f64> {
    list(value, list_name).iter().map(|item| number(&item[field])).collect()
}

/// What is left of a product or a sum when its bounds are told.
fn kept(clamped: &Value, computed: f64) -> f64 {
    if clamped.is_null() {
        return computed;
    }
    assert_eq!(number(&clamped["before"]).to_bits(), computed.to_bits());
    let after = number(&clamped["after"]);
    assert_ne!(computed, after, "a clamp that changed nothing");
    after
}

/// Computes every score of a receipt from its terms, in f64 and in the order given.
fn check(receipt: &Value) {
    let same = |name: &str, computed: f64, told: f64| {
        assert_eq!(computed.to_bits(), told.to_bits(), "{name}: computed {computed}, told {told}\n{receipt:#}");
    };
    let spending = &receipt["spending_propensity"];
    let product = numbers(spending, "factors", "value").into_iter().reduce(|product, factor| product * factor).unwrap();
    same("spending", kept(&spending["clamped"], product), number(&spending["score"]));

    let college = &receipt["college_presence"];
    for hotspot in list(college, "hotspots") {
        let points = number(&hotspot["weight"]) / (1.0 + number(&hotspot["distance_km"]));
        same("points", points, number(&hotspot["points"]));
    }
    let sum = numbers(college, "hotspots", "points").into_iter().fold(0.0, |sum, points| sum + points);
    same("sum", sum, number(&college["sum"]));
    let factors = numbers(college, "factors", "value").into_iter().reduce(|product, factor| product * factor).unwrap();
    same("college", kept(&college["clamped"], factors * sum), number(&college["score"]));

    let proximity = &receipt["event_proximity_bonus"];
    let ids: Vec<&str> = list(proximity, "events").iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    for event in list(proximity, "events") {
        let (metres, radius_km) = (number(&event["distance_m"]), number(&event["radius_km"]));
        let plain = (1.0 - metres / 1000.0 / radius_km) * number(&event["scale"]);
        let bonus = number(&event["bonus"]);
        if event["open"] == true {
            assert!((bonus - plain.clamp(0.0, 1.0)).abs() < 1e-12, "{event}");
            assert_eq!(event["clamped"].is_null(), plain <= 1.0, "{event}");
        } else {
            assert_eq!((bonus, &event["clamped"]), (0.0, &Value::Null), "{event}");
        }
        assert!(metres < radius_km * 1000.0);
    }
    let left = numbers(proximity, "events", "bonus").into_iter().fold(1.0, |left, bonus| left * (1.0 - bonus));
    same("bonus", 1.0 - left, number(&proximity["score"]));

    let scores = ["spending_propensity", "college_presence", "event_proximity_bonus"];
    let mut combined: Option<f64> = None;
    for (term, layer) in list(receipt, "terms").iter().zip(scores) {
        assert_eq!(term["layer"], layer);
        same(layer, number(&term["score"]), number(&receipt[layer]["score"]));
        let product = number(&term["weight"]) * number(&term["score"]);
        same("product", product, number(&term["product"]));
        combined = Some(combined.map_or(product, |sum| sum + product));
    }
    assert_eq!(list(receipt, "terms").len(), 3);
    same("combined", combined.unwrap(), number(&receipt["combined_score"]));
}

/// The four scores of one place as `pdpe score` prints them.
fn scored(place: &str, income: Option<&str>, args: &[&str]) -> Vec<String> {
    let grid = match income {
        None => format!("lat,lon\n{place}\n"),
        Some(income) => format!("lat,lon,income\n{place},{income}\n"),
    };
    let columns = "spending_propensity,college_presence,event_proximity_bonus,combined_score";
    let fixed = ["score", "--grid", "-", "--format", "csv", "--columns", columns];
    let out = pdpe_in(temp_dir().path(), &[&fixed[..], args].concat(), grid.as_bytes()).ok().out;
    out.lines().nth(1).unwrap().split(',').map(str::to_owned).collect()
}

fn printed(receipt: &Value) -> Vec<String> {
    let layers = ["spending_propensity", "college_presence", "event_proximity_bonus"];
    let scores = layers.map(|layer| number(&receipt[layer]["score"]));
    scores.into_iter().chain([number(&receipt["combined_score"])]).map(|score| format!("{score:.6}")).collect()
}

const PLACES: [&str; 6] =
    ["39.0997,-94.5786", "39.0489,-94.4839", "39.0334,-94.576", "38.9517,-94.7435", "-33.86,151.2", "90,0"];
const TIMES: [&str; 6] = [
    "2026-10-02T20:30",
    "2026-10-03T14:00",
    "2026-10-04T12:30",
    "2024-11-29T12:00",
    "2024-12-25T02:00",
    "2024-12-31T23:59-06:00",
];

#[test]
fn the_terms_of_a_json_receipt_make_its_scores_which_are_those_of_pdpe_score() {
    let weekend = weekend();
    for place in PLACES {
        for at in TIMES {
            let args = ["--at", at, "--events", &weekend];
            let receipt = json(&[&[place, "--no-income"][..], &args].concat());
            check(&receipt);
            assert_eq!(printed(&receipt), scored(place, None, &args), "{place} {at}");
        }
    }
}

#[test]
fn an_income_is_a_factor_of_the_receipt_as_of_the_score() {
    for income in ["0", "2499", "55000.5", "79973", "123456", "250001"] {
        let args = ["--at", "2024-12-16T12:00"];
        let receipt = json(&[&[PLACES[0], "--income", income][..], &args].concat());
        check(&receipt);
        assert_eq!(printed(&receipt), scored(PLACES[0], Some(income), &args), "{income}");
        let factor = &receipt["spending_propensity"]["factors"][5];
        let expected = (income.parse::<f64>().unwrap() / 79_973.0).clamp(0.5, 2.0);
        assert_eq!((factor["name"].as_str(), number(&factor["value"])), (Some("income"), expected));
        assert!(factor["because"].as_str().unwrap().contains(income), "{factor}");
    }
}

#[test]
fn every_factor_says_what_it_stands_for() {
    let receipt = json(&[PLACES[0], "--no-income", "--at", "2024-11-29T12:00"]);
    let because = |layer: &str| -> Vec<String> {
        list(&receipt[layer], "factors").iter().map(|f| f["because"].as_str().unwrap().to_owned()).collect()
    };
    let spending = because("spending_propensity");
    for (found, wanted) in spending.iter().zip(["week 5", "November", "Black Friday", "Friday", "12:00", "not known"]) {
        assert!(found.contains(wanted), "{spending:?}");
    }
    assert_eq!(because("college_presence"), ["classes", "none"]);
    assert_eq!(
        (&receipt["timestamp"], &receipt["timezone"]),
        (&"2024-11-29T12:00:00-06:00".into(), &"America/Chicago".into())
    );
}

#[test]
fn a_cell_is_explained_with_the_income_of_its_grid() {
    let dir = temp_dir();
    write(dir.path(), "g.csv", "id,lat,lon,income\na,39.1,-94.6,40000\nb,39.0997,-94.5786,120000\nc,39.2,-94.5,\n");
    let cell = |id: &str| {
        let args = ["explain", "--cell", id, "--grid", "g.csv", "--at", "2024-12-16T12:00", "--format", "json"];
        let receipt: Value = serde_json::from_str(&pdpe_in(dir.path(), &args, b"").ok().out).unwrap();
        check(&receipt);
        assert_eq!(receipt["cell_id"], id);
        receipt
    };
    assert_eq!(printed(&cell("a")), scored("39.1,-94.6", Some("40000"), &["--at", "2024-12-16T12:00"]));
    assert_eq!(printed(&cell("b")), scored(PLACES[0], Some("120000"), &["--at", "2024-12-16T12:00"]));
    assert_eq!(number(&cell("c")["spending_propensity"]["factors"][5]["value"]), 1.0);
    // Of the preset: what `score` prints for that cell.
    let all = pdpe(&["score", "--at", "2024-12-16T12:00", "--format", "csv"]).ok().out;
    let row = all.lines().find(|line| line.starts_with("32_28,")).unwrap();
    let preset = json(&["--cell", "32_28", "--at", "2024-12-16T12:00"]);
    check(&preset);
    assert_eq!(printed(&preset), row.split(',').skip(3).collect::<Vec<_>>());
}

#[test]
fn cells_and_places_that_are_not_there_are_told() {
    let dir = temp_dir();
    write(dir.path(), "g.csv", "id,lat,lon\na,39.1,-94.6\n");
    let explain = |args: &[&str]| pdpe_in(dir.path(), &[&["explain", "--at", "2024-12-16T12:00"], args].concat(), b"");
    explain(&["--cell", "z", "--grid", "g.csv"]).fails(1, &["g.csv", "no cell `z`"]);
    explain(&["--cell", "82_0"]).fails(1, &["Kansas City", "no cell `82_0`", "5494"]);
    write(dir.path(), "twice.csv", "id,lat,lon\na,39.1,-94.6\nb,39.2,-94.6\na,39.3,-94.6\n");
    explain(&["--cell", "a", "--grid", "twice.csv"]).fails(1, &["twice.csv", "more than one cell `a`", "39.3"]);
    explain(&["--cell", "b", "--grid", "twice.csv"]).ok();
    explain(&["--cell", "a", "--grid", "none.csv"]).fails(1, &["none.csv"]);
    explain(&[]).fails(2, &["LAT,LON"]);
    explain(&["39.1,-94.6", "--cell", "a"]).fails(2, &["--cell"]);
    explain(&["39.1,-94.6", "--grid", "g.csv"]).fails(2, &["--grid cannot be used with a place; use --cell ID"]);
    explain(&["91,0"]).fails(2, &["latitude 91"]);
    explain(&["-33.86"]).fails(2, &["is not a place"]);
    explain(&["39.1,-94.6", "--income=-1"]).fails(2, &["0 or more"]);
}

#[test]
fn clamps_that_bit_are_told_and_the_others_are_not() {
    let clamps = |receipt: &Value| {
        let layers = ["spending_propensity", "college_presence"];
        let told = layers.map(|layer| !receipt[layer]["clamped"].is_null());
        let events = list(&receipt["event_proximity_bonus"], "events");
        (told, events.iter().filter(|event| !event["clamped"].is_null()).count())
    };
    let weekend = weekend();
    let busy = json(&[PLACES[0], "--no-income", "--at", TIMES[0], "--events", &weekend]);
    assert_eq!(clamps(&busy), ([true, false], 3));
    assert_eq!(number(&busy["spending_propensity"]["clamped"]["after"]), 3.0);
    let calm = json(&[PLACES[3], "--at", "2024-01-17T03:00", "--events", &weekend]);
    assert_eq!(clamps(&calm), ([false, false], 0));

    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", "[[college.hotspots]]\nname = 'here'\nlat = 39.0997\nlon = -94.5786\nweight = 9\n");
    let args = ["explain", PLACES[0], "--at", "2024-01-17T03:00", "--format", "json"];
    let crowded: Value = serde_json::from_str(&pdpe_in(dir.path(), &args, b"").ok().out).unwrap();
    // 9 points at no distance × 0.3 at night is below 3; by day it is × 1.5.
    assert_eq!(clamps(&crowded), ([false, false], 0));
    let args = ["explain", PLACES[0], "--at", "2024-01-17T12:00", "--format", "json"];
    let crowded: Value = serde_json::from_str(&pdpe_in(dir.path(), &args, b"").ok().out).unwrap();
    check(&crowded);
    assert_eq!(number(&crowded["college_presence"]["clamped"]["before"]), 13.5);
    assert_eq!(clamps(&crowded), ([false, true], 0));
}

#[test]
fn closed_and_cancelled_events_in_reach_are_shown_as_not_counting() {
    let receipt = json(&["39.0496,-94.5913", "--at", "2026-10-03T19:00", "--events", &weekend()]);
    check(&receipt);
    let event = |id: &str| {
        let events = list(&receipt["event_proximity_bonus"], "events");
        events.iter().find(|event| event["id"] == id).unwrap_or_else(|| panic!("{id} is not shown"))
    };
    let cancelled = event("kc-westport-crawl");
    assert_eq!(
        (&cancelled["status"], &cancelled["open"], number(&cancelled["bonus"])),
        (&"cancelled".into(), &false.into(), 0.0)
    );
    assert_eq!((&cancelled["opens"], &cancelled["closes"]), (&Value::Null, &Value::Null));
    let over = event("kc-umkc-homecoming");
    assert_eq!((&over["open"], &over["closes"]), (&false.into(), &"2026-10-03T18:00:00-05:00".into()));
    let all_day = event("kc-crown-center-festival");
    assert_eq!((&all_day["open"], &all_day["time_unknown"]), (&true.into(), &true.into()));
    assert_eq!(all_day["opens"], "2026-10-03T00:00:00-05:00");
    let far =
        list(&receipt["event_proximity_bonus"], "events").iter().any(|event| event["id"] == "kc-arrowhead-sunday");
    assert!(!far, "an event out of reach is shown");

    let table = pdpe(&["explain", "39.0496,-94.5913", "--at", "2026-10-03T19:00", "--events", &weekend()]).ok().out;
    let line = |id: &str| table.lines().find(|line| line.starts_with(id)).unwrap();
    assert!(line("kc-westport-crawl").contains("no: cancelled"), "{table}");
    assert!(line("kc-umkc-homecoming").contains("no: "), "{table}");
    assert!(!line("kc-crown-center-festival").contains("no: "), "{table}");
}

#[test]
fn events_of_another_year_have_it_in_their_times() {
    let dir = temp_dir();
    let event = |id: &str, start: &str, end: &str| {
        format!(r#"{{"id":"{id}","lat":39.1,"lon":-94.58,"start":"{start}","end":"{end}"}}"#)
    };
    let events = [
        event("now", "2026-10-03T19:00", "2026-10-03T21:00"),
        event("then", "2020-10-03T19:00", "2020-10-03T21:00"),
        event("long", "2020-10-03T19:00", "2026-10-03T23:00"),
    ];
    write(dir.path(), "events.json", events.join("\n"));
    let args = ["39.1,-94.58", "--at", "2026-10-03T19:00", "--events", "events.json"];
    let table = pdpe_in(dir.path(), &[&["explain"][..], &args].concat(), b"").ok().out;
    for told in [
        "  10-03 18:00 to 10-03 22:00  ",
        "  no: 2020-10-03 18:00 to 2020-10-03 22:00  ",
        "  2020-10-03 18:00 to 10-04 00:00  ",
    ] {
        assert!(table.contains(told), "{told}: {table}");
    }
    // So they are on a map; there a day is told once only where it is the same.
    let map = ["score", "--at", "2026-10-03T19:00", "--events", "events.json", "--format", "html"];
    let map = pdpe_in(dir.path(), &map, b"").ok().out;
    for told in ["Sat 10-03 18:00 to 22:00", "Sat 2020-10-03 18:00 to 22:00", "Sat 2020-10-03 18:00 to Sun 10-04 00:00"]
    {
        assert!(map.contains(&format!(r#""window":"{told}""#)), "{told}");
    }
}

/// The last numbers of a line, first to last.
fn last<const N: usize>(line: &str) -> [f64; N] {
    let words: Vec<&str> = line.split_whitespace().collect();
    std::array::from_fn(|i| words[words.len() - N + i].parse().unwrap_or_else(|_| panic!("no number in {line}")))
}

/// The score under a section of the table, computed from its rows, and the one told.
fn section(text: &str, title: &str, compute: impl Fn(&[&str]) -> f64) -> f64 {
    let from = text.find(title).unwrap_or_else(|| panic!("no {title} in {text}"));
    let lines: Vec<&str> = text[from..].lines().skip(1).take_while(|line| !line.starts_with("  =")).collect();
    let told = text[from..].lines().nth(lines.len() + 1).unwrap().split_whitespace().nth(1).unwrap();
    let rows: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty() && !line.starts_with("  ")).collect();
    let computed = compute(&rows);
    let computed = match lines.iter().find(|line| line.contains("is out of bounds")) {
        Some(line) => {
            assert_eq!(line.split_whitespace().next().unwrap().parse::<f64>().unwrap().to_bits(), computed.to_bits());
            last::<1>(line)[0]
        }
        None => computed,
    };
    assert_eq!(told.parse::<f64>().unwrap().to_bits(), computed.to_bits(), "{title} of\n{text}");
    computed
}

#[test]
fn the_numbers_printed_in_a_table_make_the_printed_score() {
    let weekend = weekend();
    for place in PLACES {
        for at in TIMES {
            let args = ["--at", at, "--events", &weekend];
            let text = pdpe(&[&["explain", place, "--income", "61234"][..], &args].concat()).ok().out;
            section(&text, "Spending propensity", |rows| {
                rows[1..].iter().map(|row| last::<1>(row)[0]).reduce(|a, b| a * b).unwrap()
            });
            section(&text, "College presence", |rows| {
                let factors = rows.iter().position(|row| row.starts_with("factor")).unwrap();
                let points = rows[1..factors].iter().map(|row| {
                    let [km, weight, points] = last::<3>(row);
                    assert_eq!((weight / (1.0 + km)).to_bits(), points.to_bits());
                    points
                });
                let sum = points.fold(0.0, |sum, points| sum + points);
                let factors: Vec<f64> = rows[factors + 1..].iter().map(|row| last::<1>(row)[0]).collect();
                assert_eq!(factors[2].to_bits(), sum.to_bits());
                factors[0] * factors[1] * factors[2]
            });
            section(&text, "Event proximity", |rows| match rows {
                ["no event reaches this place"] => 0.0,
                rows => 1.0 - rows[1..].iter().fold(1.0, |left, row| left * (1.0 - last::<1>(row)[0])),
            });
            let combined = section(&text, "Combined score", |rows| {
                let products = rows[1..].iter().map(|row| {
                    let [weight, score, product] = last::<3>(row);
                    assert_eq!((weight * score).to_bits(), product.to_bits());
                    product
                });
                products.reduce(|a, b| a + b).unwrap()
            });
            let six = format!("{combined:.6}");
            assert!(text.contains(&format!("(printed as {six})")), "{text}");
            assert_eq!(six, scored(place, Some("61234"), &args)[3], "{place} {at}");
        }
    }
}

fn place() -> impl Strategy<Value = LatLon> {
    let degrees = prop_oneof![(-90.0..=90.0, -180.0..=180.0), (38.9..39.4, -94.8..-94.3), (-34.0..-33.7, 151.0..151.3)];
    degrees.prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap())
}

/// An event near a place, or far from it, by kilometres north and east.
fn event(
    number: usize,
    around: LatLon,
    kind: u8,
    north: f64,
    minutes: i64,
    attendance: Option<u64>,
    sentiment: f64,
) -> Event {
    let start = chrono::Utc.with_ymd_and_hms(2026, 10, 3, 19, 0, 0).unwrap() + Duration::minutes(minutes);
    let timing = match kind % 4 {
        0 => Timing::Untimed,
        1 => Timing::WholeDays { from: start, until: start + Duration::days(1) },
        2 => Timing::Span { start, end: None },
        _ => Timing::Span { start, end: Some(start + Duration::hours(2)) },
    };
    Event {
        id: EventId::new(&format!("{number}")).unwrap(),
        name: String::new(),
        place: LatLon::new((around.lat() + north / 111.0).clamp(-90.0, 90.0), around.lon()).unwrap(),
        timing,
        attendance,
        radius_km: (kind >= 8).then_some(f64::from(kind)),
        sentiment,
        status: if kind == 7 { Status::Cancelled } else { Status::Scheduled },
        source: String::new(),
    }
}

proptest! {
    #[test]
    fn a_receipt_tells_the_score_of_its_cell_to_the_last_bit(
        place in place(),
        seconds in 0..4_000_000_000i64,
        near_the_events in any::<bool>(),
        income in proptest::option::of(0.0..400_000.0f64),
        drafts in proptest::collection::vec((0u8..12, -6.0..6.0f64, -600..600i64, proptest::option::of(0..100_000u64), -1.0..=1.0f64), 0..20),
    ) {
        let model = Model::published();
        let seconds = if near_the_events { 1_791_054_000 + seconds % 40_000 - 20_000 } else { seconds };
        let at = model.timezone.timestamp_opt(seconds, 0).unwrap();
        let events: Events = drafts.into_iter().enumerate()
            .map(|(n, (kind, north, minutes, attendance, sentiment))| event(n, place, kind, north, minutes, attendance, sentiment))
            .collect();
        let score = Moment::new(&model, &events, at).score_cell(Site::new(place, income));
        let receipt: Receipt = explain(&model, &events, at, Site::new(place, income));
        prop_assert_eq!(receipt.layers.len(), 3);
        for (receipt, score) in receipt.layers.iter().zip(&score.layers) {
            prop_assert_eq!(receipt.score.to_bits(), score.to_bits());
        }
        prop_assert_eq!(receipt.combined_score.to_bits(), score.combined_score.to_bits());
        check(&serde_json::from_str(&serde_json::to_string(&receipt).unwrap()).unwrap());
    }
}
