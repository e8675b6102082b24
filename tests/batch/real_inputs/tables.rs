//! Tables as spreadsheets and archives write them: encodings, decimal commas, unknown values, gzip, XLSX.

use std::io::Write as _;

use super::{each, events_in};
use crate::common::{Run, pdpe_in, temp_dir, write};

/// Scores a grid in a file with this name. All days are alike, so only places and incomes tell cells apart.
fn scored(name: &str, content: impl AsRef<[u8]>, args: &[&str]) -> Run {
    let dir = temp_dir();
    write(dir.path(), name, content);
    let score = ["score", "--grid", name, "--at", "2026-10-03T19:00", "--tz", "America/Chicago", "--format", "csv"];
    pdpe_in(dir.path(), &[&score[..], args].concat(), b"")
}

fn rows(run: &Run) -> Vec<&str> {
    run.out.lines().skip(1).collect()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tables").join(name)).unwrap()
}

const GRID: &str = "id,lat,lon,income\n\u{e9}t\u{e9},39.1,-94.5,52000\nb,39.2,-94.6,\n";
const EVENTS: &str = "id,name,lat,lon,start\na,F\u{ea}te,39.1,-94.5,2026-10-03T19:00\n";

/// A text in other encodings, and what is said of them.
fn encoded(text: &str) -> Vec<(Vec<u8>, &'static str)> {
    let units = || [0xfeff].into_iter().chain(text.encode_utf16());
    vec![
        (text.as_bytes().to_vec(), ""),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), ""),
        (text.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect(), "read as Windows-1252 (Latin-1)"),
        (units().flat_map(u16::to_le_bytes).collect(), "read as UTF-16LE"),
        (units().flat_map(u16::to_be_bytes).collect(), "read as UTF-16BE"),
        (units().skip(1).flat_map(u16::to_le_bytes).collect(), "read as UTF-16LE"),
    ]
}

#[test]
fn other_encodings_are_read_and_said() {
    // Of duckdb/duckdb#10247: French open data in ISO-8859-1.
    let expected = scored("grid.csv", GRID, &[]).ok().out;
    for (bytes, said) in encoded(GRID) {
        let run = scored("grid.csv", &bytes, &["--columns", "cell_id"]).ok();
        assert_eq!(rows(&run), ["\u{e9}t\u{e9}", "b"], "{said}");
        assert!(run.err.contains(said) && run.err.contains("read as") != said.is_empty(), "{said}: {}", run.err);
        assert_eq!(scored("grid.csv", &bytes, &[]).ok().out, expected, "{said}");
    }
    for (bytes, said) in encoded(EVENTS) {
        let dir = temp_dir();
        write(dir.path(), "events.csv", bytes);
        let (events, run) = events_in(dir.path(), &["events.csv"]);
        assert_eq!(each(&events, "name"), ["F\u{ea}te"], "{said}");
        assert!(run.err.contains(said) && run.err.contains("read as") != said.is_empty(), "{said}: {}", run.err);
    }
    // The other letters of Windows, and a stray byte in a file of UTF-8.
    let dir = temp_dir();
    write(
        dir.path(),
        "events.csv",
        b"id,name,lat,lon\na,\x93Caf\xe9\x94 \x80 5,39.1,-94.5\nb,\xc3\xa9 \xff,39.1,-94.5\n",
    );
    let (events, _) = events_in(dir.path(), &["events.csv"]);
    assert_eq!(each(&events, "name"), ["\u{201c}Caf\u{e9}\u{201d} \u{20ac} 5", "\u{e9} \u{ff}"]);
}

#[test]
fn a_long_file_of_another_encoding_is_read_as_a_short_one() {
    // Longer than what is read at once, with letters of two bytes at each position.
    let row = |number: usize| format!("{}\u{e9}\u{e8}{number},39.{},-94.5\n", "x".repeat(number % 7), number % 10);
    let text = format!("id,lat,lon\n{}", (0..40_000).map(row).collect::<Vec<_>>().concat());
    let expected = scored("grid.csv", &text, &[]).ok().out;
    let latin1: Vec<u8> = text.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    assert_eq!(scored("grid.csv", latin1, &[]).ok().out, expected);
}

#[test]
fn gzip_is_unpacked() {
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let expected = scored("grid.csv", GRID, &[]).ok().out;
    // Two members in one file are one text.
    let (head, tail) = GRID.as_bytes().split_at(20);
    for bytes in [packed(GRID.as_bytes()), [packed(head), packed(tail)].concat()] {
        assert_eq!(scored("grid.csv.gz", &bytes, &[]).ok().out, expected);
        let dir = temp_dir();
        let args = ["score", "--grid", "-", "--at", "2026-10-03T19:00", "--tz", "America/Chicago", "--format", "csv"];
        assert_eq!(pdpe_in(dir.path(), &args, &bytes).ok().out, expected);
    }
    let dir = temp_dir();
    write(dir.path(), "events.ndjson.gz", packed(br#"{"id":"a","lat":39.1,"lon":-94.5}"#));
    assert_eq!(each(&events_in(dir.path(), &["events.ndjson.gz"]).0, "id"), ["a"]);
    let cut = packed(GRID.as_bytes());
    scored("grid.csv.gz", &cut[..cut.len() - 9], &[]).fails(1, &["grid.csv.gz"]);
}

#[test]
fn decimal_commas_are_read_where_commas_do_not_separate_fields() {
    // Of tursics/xmas-markets, berlin.de open data.
    let expected = scored("grid.csv", "id,lat,lon,income\n2,52.519951,13.295946,52000.5\n", &[]).ok().out;
    for text in [
        "id;lat;lng;income\n2;52,519951;13,295946;52000,5\n",
        "\"id\";\"lat\";\"lng\";\"income\"\r\n\"2\";\"52,519951\";\"13,295946\";\"52.000,5\"\r\n",
        "id\tlat\tlng\tincome\n2\t52,519951\t13,295946\t52000,5\n",
    ] {
        let run = scored("grid.csv", text, &[]).ok();
        assert_eq!((run.out.as_str(), run.err.contains("rejected")), (expected.as_str(), false), "{text}: {}", run.err);
    }
    // These may be two numbers.
    for (row, reason) in [
        ("52,5;13,3;52.000", "income `52.000` may have thousands or decimals; write 52000 or 52,000"),
        ("52.5;13.3;52,000", "income `52,000` is not a finite number; use a decimal point"),
        ("52,519,951;13,3;1", "latitude `52,519,951` is not a finite number"),
    ] {
        let run = scored("grid.csv", format!("id;lat;lng;income\na;52;13;1\nb;{row}\n"), &[]).ok();
        assert!(run.err.contains(reason), "{row}: {}", run.err);
    }
    let dir = temp_dir();
    let csv = "id;name;von;bis;lat;lng;radius_km\n2;Markt A;23.11.2015;26.12.2015;52,519951;13,295946;0,5\n";
    write(dir.path(), "markets.csv", csv);
    let (events, _) = events_in(dir.path(), &["markets.csv", "--tz", "Europe/Berlin"]);
    let found = ["lat", "lon", "start", "end", "radius_km"].map(|field| each(&events, field).concat());
    assert_eq!(found, ["52.519951", "13.295946", "2015-11-23", "2015-12-26", "0.5"]);
}

#[test]
fn what_tables_write_for_an_unknown_value_costs_no_row() {
    let unknown = [
        "",
        " ",
        "NA",
        "n/a",
        "NaN",
        "null",
        "NULL",
        "None",
        "-",
        "-666666666",
        "-666666666.0",
        "250,000+",
        "2,500-",
        "#N/A",
        "-999",
    ];
    let row = |(number, value): (usize, &&str)| format!("{number},39.1,-94.5,\"{value}\"\n");
    let rows: Vec<String> = unknown.iter().enumerate().map(row).collect();
    let rows = rows.concat();
    let with = scored("grid.csv", format!("id,lat,lon,income\n{rows}x,39.1,-94.5,60000\n"), &[]).ok();
    let count = unknown.len();
    assert!(
        with.err.contains(&format!("{count} of {} cells have no income; their income factor is 1", count + 1)),
        "{}",
        with.err
    );
    // The score is that of a cell in a grid without incomes.
    let without = scored("grid.csv", "id,lat,lon\n0,39.1,-94.5\n", &[]).ok().out;
    let score = |out: &str, row: usize| out.lines().nth(row).unwrap().split_once(',').unwrap().1.to_owned();
    for (row, value) in (1..).zip(unknown) {
        assert_eq!(score(&with.out, row), score(&without, 1), "{value}");
    }
    let dir = temp_dir();
    let row = |(number, value): (usize, &&str)| {
        format!("{number},39.1,-94.5,\"{value}\",\"{value}\",\"{value}\",\"{value}\"\n")
    };
    let rows = unknown.iter().enumerate().map(row).collect::<Vec<_>>().concat();
    write(dir.path(), "events.csv", format!("id,lat,lon,attendance,radius_km,sentiment,status\n{rows}"));
    let (events, run) = events_in(dir.path(), &["events.csv"]);
    assert_eq!((events.len(), run.err.contains("rejected")), (count, false), "{}", run.err);
    assert!(run.err.contains(&format!("attendance is not known in {} records", count - 2)), "{}", run.err);
}

#[test]
fn dates_are_read_as_spreadsheets_and_people_write_them() {
    let dir = temp_dir();
    for (text, start) in [
        ("46298.791666667", "2026-10-03T19:00:00-05:00"),
        ("46298", "2026-10-03"),
        ("10/13/2026 7:00 PM", "2026-10-13T19:00:00-05:00"),
        ("13/10/2026 19:00", "2026-10-13T19:00:00-05:00"),
        ("13-10-2026", "2026-10-13"),
        ("2026/10/13", "2026-10-13"),
        ("3.10.2026 19:00", "2026-10-03T19:00:00-05:00"),
        ("Oct 3, 2026 7:00 PM", "2026-10-03T19:00:00-05:00"),
        ("Saturday, October 3, 2026 at 7 pm", "2026-10-03T19:00:00-05:00"),
        ("3. Oktober 2026, 19:00 Uhr", "2026-10-03T19:00:00-05:00"),
        ("Sat, 03 Oct 2026 19:00:00 -0500", "2026-10-03T19:00:00-05:00"),
        ("20261003T190000", "2026-10-03T19:00:00-05:00"),
        ("20261004T000000Z", "2026-10-03T19:00:00-05:00"),
        ("1791072000", "2026-10-03T19:00:00-05:00"),
        ("1791072000000", "2026-10-03T19:00:00-05:00"),
    ] {
        write(dir.path(), "events.csv", format!("id,lat,lon,start\na,39.1,-94.5,\"{text}\"\n"));
        let (events, run) = events_in(dir.path(), &["events.csv"]);
        assert_eq!(each(&events, "start"), [start], "{text}: {}", run.err);
    }
}

#[test]
fn the_order_of_day_and_month_is_that_of_the_file_or_asked_for() {
    let dir = temp_dir();
    let read = |rows: &str, args: &[&str]| {
        write(dir.path(), "events.csv", format!("id,lat,lon,start\n{rows}"));
        let (events, run) = events_in(dir.path(), &[&["events.csv"], args].concat());
        (each(&events, "start"), run.err)
    };
    let (starts, said) = read("a,39.1,-94.5,03/04/2026\n", &[]);
    assert!(starts.is_empty());
    let refused =
        "start: `03/04/2026` may be 2026-04-03 or 2026-03-04; --day-first or --month-first tells, or write 2026-04-03";
    assert!(said.contains(refused), "{said}");
    assert_eq!(read("a,39.1,-94.5,03/04/2026\n", &["--day-first"]).0, ["2026-04-03"]);
    assert_eq!(read("a,39.1,-94.5,03/04/2026\n", &["--month-first"]).0, ["2026-03-04"]);
    let (starts, said) = read("a,39.1,-94.5,03/04/2026\nb,39.1,-94.5,25/04/2026\n", &[]);
    assert_eq!(starts, ["2026-04-03", "2026-04-25"]);
    assert!(said.contains("times are read as the day first: `03/04/2026` is 2026-04-03"), "{said}");
    // Dates of both orders tell nothing.
    let (starts, said) = read("a,39.1,-94.5,03/04/2026\nb,39.1,-94.5,25/04/2026\nc,39.1,-94.5,04/25/2026\n", &[]);
    assert_eq!(starts, ["2026-04-25", "2026-04-25"]);
    assert!(said.contains("line 2, id `a`") && said.contains("may be 2026-04-03 or 2026-03-04"), "{said}");
    assert_eq!(read("a,39.1,-94.5,04/04/2026\n", &[]).0, ["2026-04-04"]);
}

#[test]
fn spreadsheets_are_read_as_their_csv_would_be() {
    let dir = temp_dir();
    write(dir.path(), "events.xlsx", fixture("events.xlsx"));
    let csv = "Name,Date,Start time,End time,Latitude,Longitude,Attendance\nJazz night,2026-10-03,19:00,22:30,39.0991,-94.5783,250\n\
               \"Market, open air\",2026-10-04,,,39.109,-94.5829,NA\nLate show,2026-10-03,23:00,1:00,39.0997,-94.5786,\n";
    write(dir.path(), "events.csv", csv);
    let (events, run) = events_in(dir.path(), &["events.xlsx"]);
    assert_eq!(events, events_in(dir.path(), &["events.csv"]).0);
    assert_eq!(events.len(), 3);
    assert!(run.err.contains("only the sheet `Events` is read, not `Notes`"), "{}", run.err);
    let run = scored("grid.xlsx", fixture("grid.xlsx"), &[]).ok();
    assert_eq!(
        run.out,
        scored("grid.csv", "id,latitude,longitude,income\n1,39.109,-94.5829,52000\ntwo,39.1,-94.5,\n", &[]).ok().out
    );
    assert!(run.err.contains("grid.xlsx:5: no place: 0,0 is a placeholder"), "{}", run.err);
    write(dir.path(), "takings.xlsx", fixture("takings.xlsx"));
    let run = pdpe_in(dir.path(), &["fit", "takings.xlsx"], b"").ok();
    assert!(run.out.starts_with("6 stays, 2026-09-01 to 2026-09-06, Takings"), "{}", run.out);
    // Another archive, and one that is cut off.
    scored("grid.zip", b"PK\x03\x04\x14\0\0\0", &[]).fails(1, &["grid.zip", "not a spreadsheet in XLSX"]);
    scored("grid.xlsx", &fixture("grid.xlsx")[..2000], &[]).fails(1, &["grid.xlsx", "not a spreadsheet in XLSX"]);
}
