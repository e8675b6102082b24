//! Grid files of which nothing can be used: exit code 1, with the file, the line and what to do.

use std::io::Write;
use std::process::Stdio;

use super::{AT, score_grid, score_in};
use crate::common::{as_run, command, pdpe_in, temp_dir};

#[test]
fn a_missing_file_is_named() {
    score_in(temp_dir().path(), &["--grid", "nope.csv"]).fails(1, &["cannot read nope.csv"]);
}

#[test]
fn a_folder_is_named_and_the_reason_told_once() {
    let dir = temp_dir();
    std::fs::create_dir(dir.path().join("shop")).unwrap();
    let run = score_in(dir.path(), &["--grid", "shop"]).fails(1, &["cannot read shop"]);
    assert!(run.err.matches("os error").count() <= 1, "{}", run.err);
}

#[test]
fn an_empty_file_is_told_what_a_grid_looks_like() {
    for content in ["", "\n\n\r\n", "\u{feff}"] {
        let run = score_grid(content, &[]).fails(1, &["kc.csv:1: the file is empty", "header such as cell_id,lat,lon"]);
        assert_eq!(run.out, "");
    }
}

#[test]
fn empty_standard_input_is_called_standard_input() {
    let run = pdpe_in(temp_dir().path(), &["score", "--grid", "-"], b"");
    run.fails(1, &["standard input:1: the file is empty"]);
}

#[test]
fn a_header_alone_is_no_grid() {
    for content in ["cell_id,lat,lon\n", "cell_id,lat,lon", "cell_id,lat,lon\r\n\r\n\n"] {
        score_grid(content, &[]).fails(1, &["kc.csv: no rows after the header"]);
    }
}

#[test]
fn a_missing_column_is_told_with_those_looked_for_and_found() {
    score_grid("cell_id,lon,price\na,-94,3\n", &[]).fails(
        1,
        &["kc.csv:1: no latitude column", "lat, latitude, y", "cell_id, lon, price; choose it with --lat-col NAME\n"],
    );
    score_grid("cell_id,lat\na,39\n", &[]).fails(1, &["kc.csv:1: no longitude column", "lon, lng, long, longitude, x"]);
    score_grid("cell_id,lat,lon\na,39,-94\n", &["--lat-col", "breite"])
        .fails(1, &["no latitude column: looked for breite", "cell_id, lat, lon\n"]);
}

#[test]
fn an_ambiguous_column_is_told_with_its_candidates() {
    score_grid("cell_id,lat,Latitude,lon\na,39,39,-94\n", &[])
        .fails(1, &["kc.csv:1: more than one latitude column", "`lat` (column 2)", "`Latitude` (column 3)"]);
    score_grid("id,cell,lat,lon\na,b,39,-94\n", &[])
        .fails(1, &["more than one cell id column", "`id` (column 1)", "`cell` (column 2)"]);
    score_grid("a,lat,lon\na,39,-94\n", &["--lon-col", "lat"])
        .fails(1, &["`lat` cannot be both latitude and longitude"]);
}

#[test]
fn naming_a_column_resolves_the_ambiguity() {
    let run = score_grid("cell_id,lat,Y,lon\na,39,5,-94\n", &["--lat-col", "Y"]).ok();
    assert!(run.out.contains("\na,5.000000,-94.000000,"), "{}", run.out);
}

#[test]
fn a_quote_that_never_closes_is_told_with_the_line_it_opens_on() {
    score_grid("cell_id,lat,lon\na,39,-94\n\"b,39,-94\nc,39,-94\n", &[])
        .fails(1, &["kc.csv:3: a quote opens here that is never closed"]);
    // Lines within quotes count as well.
    score_grid("cell_id,lat,lon\n\"a\n\n\",39,-94\nb,39,\"-94\n", &[]).fails(1, &["kc.csv:5: a quote opens here"]);
}

#[test]
fn a_binary_file_is_recognised() {
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00\x08\x06";
    score_grid(png, &[]).fails(1, &["kc.csv:1: this is a binary file", "header such as cell_id,lat,lon"]);
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    score_grid(&program[..8192], &[]).fails(1, &["kc.csv:1: this is a binary file"]);
}

#[test]
fn a_header_of_another_encoding_is_told_as_it_reads() {
    score_grid(b"cell_id,l\xe4t,lon\na,39,-94\n", &[])
        .fails(1, &["kc.csv:1: no latitude column", "cell_id, l\u{e4}t, lon"]);
}

/// Feeds a line without an end after `start`, up to 1 GB of it, and returns the bytes that were taken.
fn feed_endless_line(start: &[u8], message: &str) -> usize {
    const GIGABYTE: usize = 1 << 30;
    let dir = temp_dir();
    let mut child = command(dir.path())
        .args(["score", "--at", AT, "--format", "csv", "--grid", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let block = vec![b'7'; 1 << 16];
    let mut taken = pipe.write(start).unwrap();
    while taken < GIGABYTE
        && let Ok(more) = pipe.write(&block)
    {
        taken += more;
    }
    drop(pipe);
    as_run(&child.wait_with_output().unwrap()).fails(1, &[message]);
    taken
}

#[test]
fn a_line_of_a_gigabyte_is_given_up_after_a_few_megabytes() {
    // What is held cannot be more than what was read.
    let few = 16 << 20;
    assert!(feed_endless_line(b"", "standard input:1: a row longer than 4 MiB; is this a CSV file?") < few);
    let row = feed_endless_line(b"id,lat,lon\na,39,-94\n\n", "standard input:4: a row longer than 4 MiB");
    assert!(row < few, "{row}");
    let quoted = feed_endless_line(b"id,lat,lon\n\"", "a row longer than 4 MiB; is a quote never closed?");
    assert!(quoted < few, "{quoted}");
}

#[test]
fn a_quote_within_a_field_of_the_header_is_text() {
    for header in ["id,lat,lon,size 5\"", "id;lat;lon;5\"x", "id\tlat\tlon\t\"a\"\"\n\"\"b\"", "5\",id,lat,lon"] {
        let delimiter = header.chars().find(|char| ",;\t".contains(*char)).unwrap().to_string();
        let row = |id: &str| match header.split_once(&delimiter) {
            Some(("id", _)) => [id, "39", "-94", "5"].join(&delimiter),
            _ => ["5", id, "39", "-94"].join(&delimiter),
        };
        let run = score_grid(format!("{header}\n{}\n{}\n{}\n", row("a"), row("b"), row("c")), &[]).ok();
        assert_eq!((super::ids(&run), run.err.as_str()), (vec!["a", "b", "c"], ""), "{header}");
    }
}

#[test]
fn a_quote_that_never_closes_in_the_header_is_told_as_in_a_row() {
    score_grid("id,lat,lon,\"size\na,39,-94,1\n", &[]).fails(1, &["kc.csv:1: a quote opens here that is never closed"]);
    score_grid("\n\n\"id,lat,lon\na,39,-94\n", &[]).fails(1, &["kc.csv:3: a quote opens here"]);
}

#[test]
fn line_ends_of_old_macs_are_named() {
    let words = ["kc.csv:1: the line ends are CR alone (old Mac)", "LF or CRLF"];
    score_grid("id,lat,lon\ra,39,-94\rb,39,-94\r", &[]).fails(1, &words);
    score_grid("\"id\",lat,\"lon\"\r\"a\",39,-94\r", &[]).fails(1, &words);
    // Far more than is read at once, and a line feed at its end.
    score_grid("id,lat,lon\r".to_owned() + &"a,39,-94\r".repeat(10_000) + "\n", &[]).fails(1, &words);
    // A carriage return within quotes is text, and two before the line feed do no harm.
    score_grid("id,lat,lon,\"a\rb\"\r\na,39,-94,1\r\n", &[]).ok();
    score_grid("id,lat,lon\r\r\na,39,-94\r\n", &[]).ok();
}

#[test]
fn of_the_columns_of_a_wrong_file_few_are_listed_and_none_upsets_a_terminal() {
    let wide: Vec<String> = (0..200_000).map(|column| format!("c\u{1b}[31m{column},")).collect();
    let run = score_grid(wide.concat() + "\n1\n", &[]).fails(1, &["c\\u{1b}[31m0, ", " and 199981 more"]);
    assert!(run.err.len() < 1000 && !run.err.contains('\u{1b}'), "{}", run.err);
    let run = score_grid(format!("{}\n1\n", "é".repeat(1_000_000)), &[]);
    let run = run.fails(1, &["no latitude column", "found the columns éééééééééééééééééééé…; "]);
    assert!(run.err.len() < 1000, "{}", run.err);
    let run = score_grid(format!("lon,{}\n1\n", "lat,".repeat(100_000)), &[]);
    let run = run.fails(1, &["more than one latitude column: `lat` (column 2)", "and 99980 more"]);
    assert!(run.err.len() < 1000, "{}", run.err);
}

#[test]
fn json_in_place_of_a_grid_is_recognised() {
    let geojson = r#"{"type":"FeatureCollection","features":[{"properties":{"cell_id":"a","note":"5\" \n"}}]}"#;
    let long = format!("[{}]", r#"{"cell_id":"a","lat":39,"lon":-94},"#.repeat(200_000));
    for json in [geojson, "\u{feff}{\n  \"lat\": 39\n}\n", " \n\t[\n]\n", &long] {
        score_grid(json, &[])
            .fails(1, &["kc.csv:1: this looks like JSON; expected a CSV with a header such as cell_id,lat,lon"]);
    }
}

#[test]
fn standard_input_cannot_be_two_inputs() {
    let dir = temp_dir();
    let events = r#"[{"id":"a","lat":39.1,"lon":-94.5,"start":"2024-12-15T19:00"}]"#;
    let grid = "id,lat,lon\na,39,-94\n";
    let words = ["standard input can be read only once"];
    let score = ["score", "--at", AT];
    pdpe_in(dir.path(), &[&score[..], &["--grid", "-", "--events", "-"]].concat(), grid.as_bytes()).fails(2, &words);
    pdpe_in(dir.path(), &[&score[..], &["--events", "-", "-"]].concat(), events.as_bytes()).fails(2, &words);
    pdpe_in(dir.path(), &["events", "-", "-"], events.as_bytes()).fails(2, &words);
    pdpe_in(dir.path(), &["explain", "--cell", "a", "--grid", "-", "--events", "-"], events.as_bytes())
        .fails(2, &words);
    pdpe_in(dir.path(), &["events", "-"], events.as_bytes()).ok();
}

#[test]
fn the_income_column_can_be_named() {
    let grid = "id,lat,lon,pay,income\na,39,-94,200000,1\nb,39,-94,,1\n";
    let incomes = |options: &[&str]| {
        let run = score_grid(grid, &[&["--columns", "cell_id,income"], options].concat()).ok();
        run.out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(incomes(&[]), ["a,1.000000", "b,1.000000"]);
    assert_eq!(incomes(&["--income-col", "PAY"]), ["a,200000.000000", "b,"]);
    let not_so = |options: &[&str], code: i32, words: &[&str]| drop(score_grid(grid, options).fails(code, words));
    not_so(&["--income-col", "wage"], 1, &["no income column: looked for wage, found the columns id, lat, lon, pay"]);
    not_so(&["--income-col", "lat"], 1, &["column `lat` cannot be both latitude and income"]);
    not_so(&["--income-col", "pay", "--no-income"], 2, &["--income-col", "--no-income", "cannot be used with"]);
    score_in(temp_dir().path(), &["--income-col", "pay"]).fails(2, &["--grid <FILE>"]);
}

#[test]
#[cfg(unix)]
fn files_without_an_end_are_refused() {
    use std::os::unix::fs::symlink;
    let dir = temp_dir();
    let path = |name: &str| dir.path().join(name);
    symlink("/dev/zero", path("zero")).unwrap();
    for (args, code) in [
        (&["score", "--at", AT, "--grid", "/dev/zero"][..], 1),
        (&["score", "--at", AT, "--events", "zero"], 1),
        (&["score", "--at", AT, "--config", "/dev/zero"], 2),
        (&["score", "--at", AT, "--model", "zero"], 2),
        (&["send", "/dev/zero", "--to", "http://127.0.0.1:1", "--source", "box"], 1),
        (&["score", "--at", AT, "--format", "html", "--backdrop", "/dev/zero"], 1),
    ] {
        pdpe_in(dir.path(), args, b"").fails(code, &["a device"]);
    }
    assert!(std::process::Command::new("mkfifo").arg(path("pdpe.toml")).status().unwrap().success());
    pdpe_in(dir.path(), &["score", "--at", AT], b"").fails(2, &["pdpe.toml", "a pipe or a device"]);
    std::fs::remove_file(path("pdpe.toml")).unwrap();
    std::fs::File::create(path("long.json")).unwrap().set_len(17 << 20).unwrap();
    let send = ["send", "long.json", "--to", "http://127.0.0.1:1", "--source", "box"];
    pdpe_in(dir.path(), &send, b"").fails(1, &["long.json is longer than 16 MiB"]);
    std::fs::File::create(path("long.toml")).unwrap().set_len(5 << 20).unwrap();
    let score = ["score", "--at", AT, "--config", "long.toml"];
    pdpe_in(dir.path(), &score, b"").fails(2, &["long.toml", "longer than 4 MiB"]);
}
