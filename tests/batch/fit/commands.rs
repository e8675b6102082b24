//! `pdpe fit` and `pdpe backtest`: what they print and write, and that the file they write is a model.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{Run, command, pdpe_in, run, temp_dir, write};

fn example() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/takings_fictitious.csv").display().to_string()
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[test]
fn a_fitted_file_is_a_configuration_that_names_its_base_and_its_evidence() {
    let dir = temp_dir();
    let fit = pdpe_in(dir.path(), &["fit", &example(), "--prior", "published", "-o", "fitted.toml"], b"").ok();
    for words in
        ["28 stays, 2026-09-29 to 2026-11-01, takings", "prior", "fitted", "credibility", "not shown by your 28"]
    {
        assert!(fit.out.contains(words), "{words}: {}", fit.out);
    }
    let text = fs::read_to_string(dir.path().join("fitted.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table["model"].as_str(), Some("published"));
    assert_eq!(table["fit"]["stays"].as_integer(), Some(28));
    // The comment of a factor says what stands in the table.
    let friday = table["spending"]["weekday"][4].as_float().unwrap();
    assert!(text.contains(&format!("    {friday:?},  # friday: 1.5 → {friday:?}, 5 stays, credibility 0.")), "{text}");
    pdpe_in(dir.path(), &["config", "check", "fitted.toml"], b"").ok();
    let args = ["explain", "39.0890,-94.5838", "--at", "2026-11-06T12:00", "--config", "fitted.toml"];
    let told = pdpe_in(dir.path(), &args, b"").ok().out;
    assert!(told.contains("from 1.5 by 5 stays, credibility 0."), "{told}");
    assert!(told.contains("Crossroads, 0 m away"), "{told}");
    let receipt = json(&pdpe_in(dir.path(), &[&args[..], &["--format", "json"]].concat(), b"").ok());
    let factors = receipt["spending_propensity"]["factors"].as_array().unwrap();
    let weekday = factors.iter().find(|factor| factor["name"] == "weekday").unwrap();
    assert_eq!((weekday["value"].as_f64(), &weekday["evidence"]["stays"]), (Some(friday), &5.into()));
    // Nothing is kept at the maximum.
    assert!(receipt["spending_propensity"]["clamped"].is_null(), "{receipt}");
    let scores =
        pdpe_in(dir.path(), &["score", "--at", "2026-11-06T12:00", "--config", "fitted.toml", "--top", "1"], b"");
    assert!(json(&scores.ok())["model"].as_str().unwrap().contains("28 stays"));
}

/// A factor of n stays has a credibility near n ÷ (n + 4), and the hours of a stay do not count as stays.
#[test]
fn credibility_counts_stays() {
    let dir = temp_dir();
    let document = json(&pdpe_in(dir.path(), &["fit", &example(), "--format", "json"], b"").ok());
    let factors = document["fit"]["factors"].as_array().unwrap();
    let (mut weekdays, mut last) = (0, 0.0);
    for factor in factors.iter().filter(|factor| factor["key"].as_str().unwrap().starts_with("spending.weekday.")) {
        let (stays, found) = (factor["stays"].as_f64().unwrap(), factor["credibility"].as_f64().unwrap());
        if stays > 0.0 {
            assert!(found > stays / (stays + 5.0) && found < (stays + 2.0) / (stays + 4.0), "{factor}");
            weekdays += 1;
            last = f64::max(last, found);
        }
    }
    assert!(weekdays >= 5 && last < 0.75, "five stays are not much: {last}");
}

/// The factor of a place reaches the centre of the cell in which it lies, wherever in the cell that is.
#[test]
fn the_cell_of_a_stay_gets_the_factor_of_its_place() {
    let dir = temp_dir();
    let city = ["--city", "Kansas City, MO"];
    let regular =
        |size: &str| pdpe_in(dir.path(), &[&["grid", "--cell", size, "-o", "grid.csv"], &city[..]].concat(), b"").ok();
    for (size, degrees) in [("500m", 500.0 / 111_000.0), ("1km", 1000.0 / 111_000.0)] {
        regular(size);
        let grid = fs::read_to_string(dir.path().join("grid.csv")).unwrap();
        let cell: Vec<&str> = grid.lines().nth(40).unwrap().split(',').collect();
        let (lat, lon): (f64, f64) = (cell[1].parse().unwrap(), cell[2].parse().unwrap());
        // Near the corner of the cell, 98 % of the half diagonal away from its centre.
        let (lat, lon) = (lat + 0.49 * degrees, lon + 0.49 * degrees / 39.1363_f64.to_radians().cos());
        let mut csv = "place,lat,lon,start,end,takings\n".to_owned();
        for day in 1..29 {
            let (name, at, taken) =
                if day % 2 == 0 { ("Corner", (lat, lon), 900) } else { ("Far", (39.2, -94.4), 100) };
            writeln!(csv, "{name},{},{},2026-09-{day:02}T11:00,14:00,{taken}", at.0, at.1).unwrap();
        }
        write(dir.path(), "takings.csv", csv);
        for more in [&["--cell-size", size, city[0], city[1]][..], &["--grid", "grid.csv"]] {
            pdpe_in(dir.path(), &[&["fit", "takings.csv", "-o", "fitted.toml"], more].concat(), b"").ok();
            let args = ["explain", "--cell", cell[0], "--at", "2026-10-06T12:00", "--config", "fitted.toml"];
            let told = pdpe_in(dir.path(), &[&args[..], more].concat(), b"").ok().out;
            assert!(told.contains("Corner, "), "{size} {more:?}: {told}");
        }
    }
}

#[test]
fn what_the_configuration_changes_apart_from_the_factors_stays() {
    let dir = temp_dir();
    write(
        dir.path(),
        "pdpe.toml",
        "timezone = \"America/Denver\"\n[weights]\ncollege_presence = 0.05\n[spending.income]\nmaximum = 1.5\n\
         [spending.public_holidays]\ndates = [2026-10-12]\n[[spending.places]]\nname = \"Zoo\"\nlat = 39.0\nlon = -94.6\n\
         radius_km = 0.2\nfactor = 1.25\n",
    );
    let fit = |out: &str| pdpe_in(dir.path(), &["fit", &example(), "-o", out], b"").ok();
    fit("a.toml");
    let shown = pdpe_in(dir.path(), &["config", "show", "--config", "a.toml"], b"").ok().out;
    for kept in ["America/Denver", "college_presence = 0.05", "maximum = 1.5", "2026-10-12", "Zoo"] {
        assert!(shown.contains(kept), "{kept}: {shown}");
    }
    fit("b.toml");
    assert_eq!(fs::read(dir.path().join("a.toml")).unwrap(), fs::read(dir.path().join("b.toml")).unwrap());
}

#[test]
fn the_document_says_what_the_table_says() {
    let dir = temp_dir();
    let document = json(&pdpe_in(dir.path(), &["fit", &example(), "--format", "json", "--stays", "12"], b"").ok());
    assert_eq!(document["fit"]["stays"], 12);
    assert_eq!(document["backtest"]["gain_claimed"], false);
    assert_eq!(document["backtest"]["p"], Value::Null);
    assert_eq!(document["backtest"]["coverage"], Value::Null, "no band before 10 stays are held out");
    let tested = json(&pdpe_in(dir.path(), &["backtest", &example(), "--format", "json"], b"").ok());
    let names: Vec<&Value> = tested["figures"].as_array().unwrap().iter().map(|row| &row["predicted_by"]).collect();
    assert_eq!(names, ["model in force", "fitted", "flat mean", "hour of the week", "same hours last week"]);
    let predictions = tested["predictions"].as_array().unwrap();
    assert_eq!(predictions.len() as u64, tested["held_out"].as_u64().unwrap());
    assert!(predictions[..10].iter().all(|out| out["band"].is_null()) && !predictions[10]["band"].is_null());
}

#[test]
fn another_model_in_force_predicts_otherwise() {
    let dir = temp_dir();
    let in_force = |model: &str| {
        let args = ["backtest", &example(), "--format", "json", "--model", model];
        let tested = json(&pdpe_in(dir.path(), &args, b"").ok());
        assert_eq!(tested["model"], model);
        tested["figures"][0]["rank_correlation"].as_f64().unwrap()
    };
    assert!(in_force("measured") > in_force("published") + 0.2);
}

#[test]
fn a_report_is_one_page_without_scripts_that_says_the_verdict() {
    let dir = temp_dir();
    pdpe_in(dir.path(), &["backtest", &example(), "-o", "report.html"], b"").ok();
    let html = fs::read_to_string(dir.path().join("report.html")).unwrap();
    for words in ["A gain is not shown by your 28 stays", "place River Market", "hours workday 12:00", "model in force"]
    {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"));
    assert!(html.contains("default-src 'none'"));
    // One bar for each week that is held out, and nothing that is no number.
    assert_eq!(html.matches("<rect").count(), 4, "{html}");
    assert!(!html.contains("NaN") && !html.contains("inf\""));
}

#[test]
fn foreign_names_are_no_markup_in_a_report() {
    let dir = temp_dir();
    let csv = fs::read_to_string(example()).unwrap().replace("Westport", "<b>West & \"port\"");
    let run = pdpe_in(dir.path(), &["backtest", "-", "--format", "html"], csv.replace(",<b>", ",\"<b>").as_bytes());
    let html = if run.code == 0 {
        run.out
    } else {
        pdpe_in(dir.path(), &["backtest", "-", "--format", "html"], csv.as_bytes()).ok().out
    };
    assert!(!html.contains("<b>West"), "{html}");
    assert!(html.contains("&lt;b&gt;West"), "{html}");
}

#[test]
fn no_currency_is_printed_that_was_not_in_the_input() {
    let dir = temp_dir();
    let csv = fs::read_to_string(example()).unwrap();
    for (csv, has) in [(csv.clone(), false), (csv.replace(",368.35,", ",$368.35,"), true)] {
        let printed = ["fit", "backtest"].map(|name| pdpe_in(dir.path(), &[name, "-"], csv.as_bytes()).ok().out);
        let html = pdpe_in(dir.path(), &["backtest", "-", "--format", "html"], csv.as_bytes()).ok().out;
        assert_eq!(printed[0].contains('$'), has, "{}", printed[0]);
        assert_eq!(html.contains('$'), has);
        assert!(!printed.concat().contains('€') && !html.contains("USD"));
    }
}

#[test]
fn counters_are_ranked_by_medians_and_nothing_is_claimed() {
    let dir = temp_dir();
    let mut counts = "place,local_time,count\n".to_owned();
    for (number, place) in ["Gate", "Pier", "Hill"].iter().enumerate() {
        for hour in 0..24 * 28 {
            // Busy at noon, each place on its own level.
            let count = (number + 1) * if (11..15).contains(&(hour % 24)) { 90 } else { 10 + hour % 24 };
            counts.extend([format!("{place},2026-03-{:02}T{:02}:00,{count}\n", 1 + hour / 24, hour % 24)]);
        }
    }
    write(dir.path(), "counts.csv", counts);
    write(dir.path(), "places.csv", "place,lat,lon\nGate,51.50,-0.12\nPier,51.51,-0.12\n");
    let args = ["backtest", "--counts", "counts.csv", "--places", "places.csv", "--tz", "Europe/London"];
    let told = pdpe_in(dir.path(), &args, b"").ok().out;
    assert!(told.contains("of 3 counters predicted") && told.contains("no gain is reported"), "{told}");
    let document = json(&pdpe_in(dir.path(), &[&args[..], &["--format", "json"]].concat(), b"").ok());
    let rank = |rival: usize| document["figures"][rival]["rank_correlation"].as_f64().unwrap();
    assert!(rank(1) > 0.9 && rank(1) > rank(0), "{document}");
}

#[test]
fn a_bar_is_shown_on_a_terminal_alone() {
    let dir = temp_dir();
    let piped = run(command(dir.path()).args(["fit", &example()]), b"").ok();
    assert!(!piped.err.contains("step"), "{}", piped.err);
}
