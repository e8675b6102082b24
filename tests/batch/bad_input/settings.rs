//! Wrong options, times and configuration: exit code 2, and what would be right.

use super::{AT, score_in};
use crate::common::{Run, command, pdpe, pdpe_in, run, temp_dir, write};

fn at(time: &str) -> Run {
    pdpe(&["score", "--at", time, "--top", "1", "--format", "ndjson"])
}

#[test]
fn a_time_that_clocks_skip_names_both_sides() {
    let run = at("2024-03-10T02:30");
    run.fails(2, &["2024-03-10 02:30:00 does not exist in America/Chicago", "02:00:00 CST", "03:00:00 CDT"]);
}

#[test]
fn a_time_that_clocks_repeat_is_the_earlier_with_a_note() {
    let repeated = at("2024-11-03T01:30").ok();
    let note = "pdpe: 2024-11-03 01:30:00 occurs twice in America/Chicago; \
                taking the earlier, 2024-11-03T01:30:00-05:00 (the later is 2024-11-03T01:30:00-06:00)\n";
    assert_eq!(repeated.err, note);
    let run = pdpe(&["score", "--at", "2024-11-03T01:30", "-q"]).ok();
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((document["timestamp"].as_str(), run.err.as_str()), (Some("2024-11-03T01:30:00-05:00"), ""));
}

#[test]
fn a_date_without_a_time_is_told_how_to_write_one() {
    at("2024-12-15").fails(2, &["`2024-12-15` has no time of day; write 2024-12-15T19:00"]);
}

#[test]
fn what_is_no_time_is_told_how_to_write_one() {
    for time in ["tomorrow", "", "2024-13-15T19:00", "2024-12-15T25:00", "19:00", "2024-12-15T19:00 CST"] {
        at(time).fails(2, &[&format!("`{time}` is not a time"), "2024-12-15T19:00-06:00", "or now"]);
    }
}

#[test]
fn an_unknown_zone_is_wrong_usage_wherever_it_is_named() {
    let dir = temp_dir();
    score_in(dir.path(), &["--tz", "Mars/Base"]).fails(2, &["--tz", "no time zone `Mars/Base`", "America/Chicago"]);
    let run = run(command(dir.path()).args(["score", "--at", AT]).env("PDPE_TZ", "Mars/Base"), b"");
    run.fails(2, &["no time zone `Mars/Base`"]);
    with_toml("timezone = \"Mars/Base\"").fails(2, &["pdpe.toml: line 1: timezone: there is no time zone `Mars/Base`"]);
    with_toml("timezone = \"denver\"").fails(2, &["did you mean America/Denver?"]);
}

/// Scores in a folder with a `pdpe.toml`.
fn with_toml(text: &str) -> Run {
    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", text);
    score_in(dir.path(), &["--top", "1"])
}

/// A `pdpe.toml` that is wrong, and what is told.
const WRONG_TOML: [(&str, &[&str]); 20] = [
    ("colour = 1", &["line 1: colour: unknown field `colour`"]),
    ("\n[weights]\ncolege_presence = 1", &["line 3: weights.colege_presence: unknown field"]),
    ("[spending.income]\nlimit = 1.0", &["line 2: spending.income.limit: unknown field"]),
    (
        "[weights]\ncollege_presence = -0.3",
        &["line 2: weights.college_presence: -0.3 is negative; it must be 0 or more"],
    ),
    ("[weights]\nevent_proximity = nan", &["line 2: weights.event_proximity: NaN is not a finite number"]),
    ("[spending]\nmaximum = inf", &["line 2: spending.maximum: inf is not a finite number"]),
    ("[proximity]\nradius_km = 0.0", &["line 2: proximity.radius_km: 0 is too small"]),
    ("[weights]\ncollege_presence = \"much\"", &["college_presence: invalid type: string \"much\", expected a number"]),
    ("weights = 1", &["line 1: weights: invalid type: integer `1`, expected a table"]),
    ("timezone = 1", &["line 1: timezone: invalid type: integer `1`, expected text in quotes"]),
    ("[spending]\nhours = 1", &["line 2: spending.hours: invalid type: integer `1`, expected a list"]),
    ("[proximity]\nlead_minutes = -1", &["integer `-1`, expected a whole number from 0 to 4294967295"]),
    ("[spending]\nhours = [{ from = 300, to = 24, factor = 1.0 }]", &["expected a whole number from 0 to 255"]),
    ("[live]\ncache_enabled = 1", &["line 2: live.cache_enabled: ", "expected true or false"]),
    (
        "[[sources]]\nname = \"a\"\nscheme = \"none\"\nrate_limit_per_minute = -1",
        &["line 4: sources[0].rate_limit_per_minute: ", "integer `-1`, expected a whole number from 0 to 4294967295"],
    ),
    ("[spending]\nmonth = [1.0, 2.0]", &["line 2: spending.month: "]),
    (
        "[spending]\nhours = [{ from = 0, to = 12, factor = 1.0 }, { from = 12, to = 23, factor = 1.0 }]",
        &["line 2: spending.hours[1]: hour 12 is already in spending.hours[0]"],
    ),
    (
        "[spending]\nhours = [{ from = 0, to = 11, factor = 1.0 }, { from = 13, to = 23, factor = 1.0 }]",
        &["line 2: spending.hours: no range covers hour 12"],
    ),
    ("[spending]\nhours = [{ from = 0, to = 24, factor = 1.0 }]", &["spending.hours[0].to: there is no hour 24"]),
    ("[weights\n", &["pdpe.toml: line 1: "]),
];

#[test]
fn a_wrong_configuration_names_the_file_the_line_and_the_key() {
    for (text, words) in WRONG_TOML {
        let run = with_toml(text).fails(2, words).fails(2, &["pdpe.toml: line "]);
        assert_eq!(run.out, "", "{text}");
    }
    with_toml("[weights]\ncollege_presence = 0.2").ok();
}

#[test]
fn a_named_configuration_must_be_there_and_takes_the_place_of_the_one_in_the_folder() {
    let dir = temp_dir();
    score_in(dir.path(), &["--config", "mine.toml"]).fails(2, &["cannot read the configuration mine.toml"]);
    write(dir.path(), "pdpe.toml", "nonsense = 1");
    write(dir.path(), "mine.toml", "[weights]\nevent_proximity = 0.1");
    score_in(dir.path(), &["--config", "mine.toml", "--top", "1"]).ok();
    let run = run(command(dir.path()).args(["score", "--at", AT]).env("PDPE_CONFIG", "other.toml"), b"");
    run.fails(2, &["cannot read the configuration other.toml"]);
}

/// Wrong options, and what is told.
const WRONG_OPTIONS: [(&[&str], &[&str]); 14] = [
    (&["--top", "0"], &["'0' for '--top <N>'", "1"]),
    (&["--top=-3"], &["'-3' for '--top <N>'"]),
    (&["--top", "many"], &["'many' for '--top <N>'"]),
    (&["--apart", "2"], &["--apart applies to the best cells", "--top N"]),
    (&["--top", "3", "--apart", "near"], &["'near' for '--apart <KM>'"]),
    (&["--top", "3", "--apart=-1"], &["--apart", "0 to 20000"]),
    (&["--min-score", "NaN"], &["'NaN' for '--min-score <X>'", "not a number"]),
    (
        &["--columns", "cell_id,price"],
        &["there is no column `price`", "cell_id, timestamp, lat, lon, income, spending_propensity"],
    ),
    (
        &["--sort", "lat"],
        &["--sort: there is no column `lat`; choose from spending_propensity", "spending_propensity, college_presence"],
    ),
    (&["--threads", "0"], &["'0' for '--threads <N>': write a whole number from 1 to 1024"]),
    (&["--quiet", "--verbose"], &["cannot be used with"]),
    (&["--id-col", "name"], &["--grid <FILE>"]),
    (&["--bogus"], &["--bogus"]),
    (&["kc.csv"], &["unexpected argument 'kc.csv'"]),
];

#[test]
fn wrong_options_are_wrong_usage() {
    for (options, words) in WRONG_OPTIONS {
        let run = score_in(temp_dir().path(), options).fails(2, words);
        assert_eq!(run.out, "", "{options:?}");
    }
}

#[test]
fn an_unknown_format_is_told_with_those_there_are() {
    let run = pdpe(&["score", "--format", "xml"]);
    run.fails(2, &["'xml' for '--format <FORMAT>'", "table, heatmap, csv, json, ndjson, geojson"]);
}

#[test]
fn an_output_without_a_known_extension_needs_a_format() {
    let dir = temp_dir();
    for name in ["out", "out.xlsx", ".csv"] {
        let run = pdpe_in(dir.path(), &["score", "--at", AT, "-o", name], b"");
        run.fails(2, &[&format!("the name {name} has no known extension"), "add --format", ".geojson"]);
        assert_eq!(super::entries(dir.path()).len(), 0, "{name}");
    }
    score_in(dir.path(), &["-o", "out"]).ok();
    assert!(dir.path().join("out").exists());
}

#[test]
fn an_unknown_zone_that_resembles_a_known_one_gets_its_name() {
    let zone = |name: &str| score_in(temp_dir().path(), &["--tz", name]);
    for name in ["denver", "Denver", "america/denver", "AMERICA/DENVER", "USA/Denver"] {
        zone(name).fails(2, &[&format!("no time zone `{name}`; did you mean America/Denver?")]);
    }
    zone("new york").fails(2, &["did you mean America/New_York?"]);
    zone("Louisville").fails(2, &["did you mean America/Kentucky/Louisville or America/Louisville?"]);
    zone("utc").fails(2, &["did you mean UTC?"]);
    for name in ["Mars/Base", "/", "", "America"] {
        let run = zone(name).fails(2, &["America/Chicago"]);
        assert!(!run.err.contains("did you mean"), "{}", run.err);
    }
}

/// Commands with a number or an address that is none, and what is told.
const WRONG_WORDS: [(&[&str], &str); 9] = [
    (&["demo", "--seconds", "abc"], "write a whole number from 0 to 3600"),
    (&["demo", "--seconds", "100000000000"], "write a whole number from 0 to 3600"),
    (&["journal", "show", "abc"], "write a whole number, 1 or more"),
    (&["journal", "show", "0"], "write a whole number, 1 or more"),
    (&["health", "--port", "abc"], "write a whole number from 0 to 65535"),
    (&["simulate", "--from", "now", "--to", "+1h", "--threads", "1.5"], "write a whole number from 1 to 1024"),
    #[cfg(unix)]
    (&["watch", "--port", "99999"], "write a whole number from 0 to 65535"),
    #[cfg(unix)]
    (&["watch", "--keep-days", "0"], "write a whole number from 1 to 36500"),
    #[cfg(unix)]
    (&["watch", "--trusted-proxy", "foo"], "write an IP address, such as 192.0.2.7"),
];

#[test]
fn what_is_no_number_is_told_how_to_write_one() {
    for (args, words) in WRONG_WORDS {
        let value = args.last().unwrap();
        pdpe(args).fails(2, &[&format!("invalid value '{value}' for '"), &format!("': {words}")]);
    }
}

#[test]
fn a_wrong_value_of_a_variable_is_told_with_the_variable() {
    for (name, value, args, words) in [
        ("PDPE_TZ", "Foo", &["score"][..], "there is no time zone `Foo`"),
        ("PDPE_THREADS", "0", &["score"], "write a whole number from 1 to 1024"),
        ("WEBHOOK_PORT", "abc", &["health"], "write a whole number from 0 to 65535"),
    ] {
        let told = |args: &[&str]| run(command(temp_dir().path()).args(args).env(name, value), b"");
        told(args).fails(2, &[&format!("invalid value '{value}' for '{name}': {words}")]);
    }
    // What is given on the command line wins, and is to blame.
    let run = run(command(temp_dir().path()).args(["health", "--port=x"]).env("WEBHOOK_PORT", "x"), b"");
    run.fails(2, &["'x' for '--port <PORT>'"]);
}

#[cfg(unix)]
#[test]
fn a_host_that_is_not_known_is_told_with_where_it_was_named() {
    let watch = |args: &[&str]| {
        let args = [&["watch", "--no-journal"], args].concat();
        run(command(temp_dir().path()).args(args).env("WEBHOOK_HOST", "variable.invalid"), b"")
    };
    watch(&[]).fails(2, &["WEBHOOK_HOST=variable.invalid: ", "write an address such as 127.0.0.1"]);
    watch(&["--host", "option.invalid"]).fails(2, &["--host option.invalid: "]);
}

#[test]
fn a_place_without_its_comma_is_told_how_to_write_it() {
    let words = ["`39.1 -94.5` is not a place; write LAT,LON with a comma: 39.1,-94.5"];
    pdpe(&["explain", "39.1", "-94.5"]).fails(2, &words);
    pdpe(&["simulate", "--from", "now", "--to", "+1h", "--at-place", "39.1", "-94.5"]).fails(2, &words);
    // Where no place is wanted, two numbers are none.
    pdpe(&["score", "--top", "3", "4"]).fails(2, &["unexpected argument '4'"]);
    pdpe(&["explain"]).fails(2, &["LAT,LON, such as 39.1,-94.5", "--cell ID"]);
    pdpe(&["explain", "-9"]).fails(2, &["`-9` is not a place"]);
    for args in [&["grid"][..], &["grid", "--cell", "1km"], &["grid", "--bbox", "39.0,-94.7,39.2,-94.4"]] {
        pdpe(args).fails(2, &["--bbox S,W,N,E --cell SIZE", "--preset kc"]);
    }
}
