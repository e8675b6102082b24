//! Grid files of which nothing can be used: exit code 1, with the file, the line and what to do.

use std::io::Write;
use std::process::Stdio;

use crate::common::{as_run, command, pdpe_in, temp_dir};
use crate::{AT, score_grid, score_in};

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
    score_grid("cell_id,lon,price\na,-94,3\n", &[])
        .fails(1, &["kc.csv:1: no latitude column", "lat, latitude, y", "cell_id, lon, price"]);
    score_grid("cell_id,lat\na,39\n", &[]).fails(1, &["kc.csv:1: no longitude column", "lon, lng, long, longitude, x"]);
    score_grid("cell_id,lat,lon\na,39,-94\n", &["--lat-col", "breite"])
        .fails(1, &["no latitude column: looked for breite", "cell_id, lat, lon"]);
}

#[test]
fn an_ambiguous_column_is_told_with_its_candidates() {
    score_grid("cell_id,lat,Y,lon\na,39,39,-94\n", &[])
        .fails(1, &["kc.csv:1: more than one latitude column", "`lat` (column 2)", "`Y` (column 3)"]);
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
fn utf_16_is_recognised_in_both_byte_orders() {
    let text = "cell_id,lat,lon\na,39,-94\n";
    let little: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for content in [little, big] {
        score_grid(content, &[]).fails(1, &["kc.csv:1: this is UTF-16 text; save it as UTF-8"]);
    }
}

#[test]
fn a_binary_file_is_recognised() {
    let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x02\x00\x08\x06";
    score_grid(png, &[]).fails(1, &["kc.csv:1: this is a binary file", "header such as cell_id,lat,lon"]);
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    score_grid(&program[..8192], &[]).fails(1, &["kc.csv:1: this is a binary file"]);
}

#[test]
fn a_header_that_is_not_utf_8_is_refused_rather_than_losing_its_ids() {
    score_grid(b"cell_id,l\xe4t,lon\na,39,-94\n", &[]).fails(1, &["kc.csv:1: the header is not UTF-8"]);
    let run = score_grid(b"cell_id\xff,lat,lon\na,39,-94\n", &[])
        .fails(1, &["kc.csv:1: the header is not UTF-8 text; save the file as UTF-8"]);
    assert_eq!(run.out, "");
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
