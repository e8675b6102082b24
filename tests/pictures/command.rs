//! Pictures as commands draw them: formats and extensions, widths, colours, pipes.

use serde_json::Value;

use crate::common::{Run, command, fixture, pdpe, pdpe_in, run, temp_dir, write};

const SATURDAY: [&str; 3] = ["score", "--at", "2026-10-03T19:00"];

/// Draws with variables of the environment.
fn heatmap(options: &[&str], variables: &[(&str, &str)]) -> Run {
    let weekend = fixture("kc_weekend.json");
    let dir = temp_dir();
    let mut command = command(dir.path());
    command.args(SATURDAY).arg("--events").arg(weekend).args(["--format", "heatmap"]).args(options);
    for name in ["COLORTERM", "TERM", "WT_SESSION"] {
        command.env_remove(name);
    }
    run(command.envs(variables.iter().copied()), b"").ok()
}

fn map(text: &str) -> Vec<&str> {
    text.split("\n\n").nth(1).unwrap().lines().collect()
}

#[test]
fn a_piped_heatmap_is_plain_and_80_columns_wide_at_most() {
    for variables in [&[][..], &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], &[("COLUMNS", "0")]] {
        let run = heatmap(&[], variables);
        assert!(run.out.starts_with(
            "Saturday 2026-10-03 19:00 CDT (America/Chicago)\n5,494 cells, 4 events open, model: published\n\n"
        ));
        assert!(!run.out.contains('\u{1b}') && run.err.is_empty(), "{run:?}");
        let map = map(&run.out);
        assert_eq!((map.len(), map[0].chars().count()), (41, 67));
        let marks: String = map.concat().chars().filter(char::is_ascii_alphanumeric).collect();
        let mut marks: Vec<char> = marks.chars().collect();
        marks.sort_unstable();
        assert_eq!(marks.iter().collect::<String>(), "12345ABC");
        assert!(run.out.contains("\nC  Touring band, Midland Theatre\n1 more outside the map\n"), "{}", run.out);
    }
}

#[test]
fn columns_tells_the_width() {
    for (columns, wide, tall) in [("20", 17, 11), ("40", 34, 21), ("67", 67, 41), ("133", 67, 41), ("134", 134, 82)] {
        let run = heatmap(&[], &[("COLUMNS", columns)]);
        let map = map(&run.out);
        assert_eq!((map[0].chars().count(), map.len()), (wide, tall), "{columns}");
    }
}

#[test]
fn colours_are_those_the_variables_allow() {
    let force = ("CLICOLOR_FORCE", "1");
    let kinds = |variables: &[(&str, &str)]| {
        let out = heatmap(&[], variables).out;
        [out.contains("\u{1b}[38;2;"), out.contains("\u{1b}[38;5;"), out.contains('\u{1b}'), out.contains('▒')]
    };
    let (full, some, plain) = ([true, false, true, false], [false, true, true, false], [false, false, false, true]);
    assert_eq!(kinds(&[force, ("COLORTERM", "truecolor"), ("TERM", "xterm")]), full);
    assert_eq!(kinds(&[force, ("COLORTERM", "24bit")]), full);
    assert_eq!(kinds(&[force, ("TERM", "xterm-256color")]), some);
    assert_eq!(kinds(&[force, ("TERM", "xterm")]), plain);
    assert_eq!(kinds(&[force, ("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), plain);
    assert_eq!(kinds(&[force, ("COLORTERM", "truecolor"), ("NO_COLOR", "")]), full);
    assert_eq!(kinds(&[("CLICOLOR_FORCE", "0"), ("COLORTERM", "truecolor")]), plain);
}

#[test]
fn the_best_places_are_those_of_the_table() {
    let options = ["--top", "4", "--apart", "3", "--sort", "college_presence"];
    let picture = heatmap(&options, &[]).out;
    let table = pdpe(&[&SATURDAY[..], &options, &["--format", "json"]].concat()).ok().out;
    let table: Value = serde_json::from_str(&table).unwrap();
    let cells: Vec<&str> =
        table["cells"].as_array().unwrap().iter().map(|cell| cell["cell_id"].as_str().unwrap()).collect();
    let list = picture.split("\n\n").nth(3).unwrap();
    let listed: Vec<&str> = list.lines().skip(1).map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert_eq!(listed, cells);
    assert!(
        picture.contains("  college presence\n")
            && list.starts_with("#  cell         lat         lon  college_presence")
    );
}

#[test]
fn places_are_apart_as_asked_for_without_saying_how_many() {
    let first = heatmap(&[], &[]).out;
    let lists = |picture: &str| picture.split("\n\n").nth(3).unwrap().lines().count();
    let far = heatmap(&["--apart", "12"], &[]).out;
    assert_eq!((lists(&first), lists(&far)), (6, 6));
    assert_ne!(first.split("\n\n").nth(3), far.split("\n\n").nth(3));
    let map = pdpe(&[&SATURDAY[..], &["--apart", "3", "--format", "html"]].concat()).ok().out;
    assert!(map.contains("\"top\":10,\"apart_km\":3"), "{}", &map[map.find("\"opening\"").unwrap()..][..100]);
    let table = pdpe(&[&SATURDAY[..], &["--apart", "3", "--format", "table"]].concat()).ok().out;
    assert!(table.lines().count() > 12, "{table}");
}

#[test]
fn scattered_places_are_binned_and_the_picture_says_so() {
    let dir = temp_dir();
    let places = crate::noise(11).zip(crate::noise(12)).take(300);
    let rows: Vec<String> = places.map(|(lat, lon)| format!("{},{}", 39.0 + lat / 4.0, -94.7 + lon / 3.0)).collect();
    write(dir.path(), "scattered.csv", "lat,lon\n".to_owned() + &rows.join("\n"));
    let args = [&SATURDAY[..], &["--grid", "scattered.csv", "--format", "heatmap"]].concat();
    let out = pdpe_in(dir.path(), &args, b"").ok().out;
    assert!(out.contains("\n300 scattered places in bins of 2."), "{out}");
    assert!(map(&out).len() > 5);
    let svg = pdpe_in(dir.path(), &[&SATURDAY[..], &["--grid", "scattered.csv", "-o", "a.svg"]].concat(), b"").ok();
    assert!(svg.err.is_empty());
    let text = std::fs::read_to_string(dir.path().join("a.svg")).unwrap();
    assert!(text.contains(">300 scattered places in bins of 2."), "the page says so too");
}

#[test]
fn cells_below_the_least_score_stay_blank() {
    let out = heatmap(&["--min-score", "2"], &[]).out;
    let map: Vec<&str> = out.lines().skip(3).take_while(|line| !line.contains("combined score")).collect();
    assert_eq!(map.len(), 41 + 1, "the map is of the whole grid: {out}");
    let drawn = map.concat().chars().filter(|char| *char != ' ').count();
    assert!((20..100).contains(&drawn) && map[..20].concat().is_empty(), "{out}");
    let args = [&SATURDAY[..], &["--format", "heatmap", "--min-score", "9"]].concat();
    pdpe(&args).fails(1, &["no cell has a combined score of 9 or more"]);
}

#[test]
fn files_are_drawn_by_their_extension_with_foreign_names_as_text() {
    let dir = temp_dir();
    let name = "<img src=x onerror=alert(1)> & \u{1b}[2J";
    let event = serde_json::json!([{"id": "a", "name": name, "lat": 39.0991, "lon": -94.5783}]);
    write(dir.path(), "shows.json", event.to_string());
    let args = |end: &[&'static str]| [&SATURDAY[..], &["--quiet", "--events", "shows.json"], end].concat();
    pdpe_in(dir.path(), &args(&["-o", "map.svg"]), b"").ok();
    let text = std::fs::read_to_string(dir.path().join("map.svg")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let shown = "<img src=x onerror=alert(1)> & \u{fffd}[2J";
    assert!(document.descendants().any(|node| node.text() == Some(shown)));
    assert_eq!(pdpe_in(dir.path(), &args(&["--format", "svg"]), b"").ok().out, text);
    let out = pdpe_in(dir.path(), &args(&["--format", "heatmap"]), b"").ok().out;
    assert!(out.ends_with(&format!("\nopen events\nA  {shown}\n")), "{out}");
    pdpe_in(dir.path(), &args(&["-o", "map.PNG"]), b"").ok();
    let bytes = std::fs::read(dir.path().join("map.PNG")).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 10_000);
    pdpe_in(dir.path(), &args(&["--format", "png", "-o", "again.png", "--threads", "1"]), b"").ok();
    assert_eq!(std::fs::read(dir.path().join("again.png")).unwrap(), bytes, "the same bytes at any number of threads");
}

#[test]
fn what_a_picture_cannot_show_is_wrong_usage() {
    let score = |options: &[&'static str]| pdpe(&[&SATURDAY[..], options].concat());
    score(&["--format", "heatmap", "--columns", "lat"]).fails(2, &["--sort", "--columns"]);
    score(&["-o", "map.gif"]).fails(2, &[".png", ".svg"]);
    let simulate = |options: &[&'static str]| {
        pdpe(&[&["simulate", "--from", "2026-10-03T19:00", "--to", "+2h", "--format", "heatmap"], options].concat())
    };
    simulate(&["--top", "3"]).fails(2, &["--top", "whole grid"]);
    simulate(&["--cell", "1_1"]).fails(2, &["--cell"]);
    simulate(&["--scores"]).fails(2, &["csv, ndjson or geojson, not heatmap"]);
}
