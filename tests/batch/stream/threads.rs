//! The same bytes with any number of threads, and the end of a stream that fails.

use std::fmt::Write;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use pdpe::clock::parse_time;
use pdpe::event::Events;
use pdpe::geo::BoundingBox;
use pdpe::grid::{ColumnChoice, GridReader, Regular};
use pdpe::layers::EVENT_PROXIMITY;
use pdpe::listings;
use pdpe::model::Model;
use pdpe::output::{CellWriter, Column, Heading, RowFormat, Summary};
use pdpe::score::{Moment, Scored, score_grid};
use pdpe::stream::{CellSource, StreamError, score_stream};

use super::{cases, far_header, read};
use crate::common::{command, fixture, run, temp_dir, write};

const AT: &str = "2026-10-03T19:00";

/// A grid of more than three chunks with quotes here and there and every 1000th row bad.
fn large_grid() -> String {
    let mut csv = String::from("cell_id,lat,lon,income\n");
    for row in 0..32_000_u32 {
        let (lat, lon) = (38.9 + f64::from(row % 173) / 400.0, -94.8 + f64::from(row % 211) / 500.0);
        match row % 1000 {
            17 => writeln!(csv, "bad-{row},{lat},,1").unwrap(),
            400 => writeln!(csv, "\"the \"\"{row}th\"\",\nof many\",{lat},{lon},{}", 20_000 + row).unwrap(),
            _ => writeln!(csv, "cell-{row:08},{lat},{lon},{}", 20_000 + row * 5).unwrap(),
        }
    }
    assert!(csv.len() > 1 << 20);
    csv
}

fn score_with_threads(format: &str, threads: &str, dir: &std::path::Path) -> String {
    let mut command = command(dir);
    command.args(["score", "--grid", "kc.csv", "--at", AT, "--format", format, "--threads", threads, "--events"]);
    run(command.arg(fixture("kc_weekend.json")), b"").ok().out
}

#[test]
fn the_same_bytes_come_out_with_1_2_and_8_threads() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", large_grid());
    for format in ["csv", "ndjson", "json", "geojson"] {
        let one = score_with_threads(format, "1", dir.path());
        for threads in ["2", "8"] {
            assert!(one == score_with_threads(format, threads, dir.path()), "{format} with {threads} threads");
        }
    }
}

#[test]
fn what_comes_out_is_score_grid_to_six_decimals() {
    let dir = temp_dir();
    write(dir.path(), "kc.csv", large_grid());
    let out = score_with_threads("csv", "2", dir.path());
    let (grid, rejected) = read(large_grid().as_bytes(), 1 << 24).unwrap();
    assert_eq!((grid.len(), rejected.len()), (31_968, 32));
    let model = Model::published();
    let at = parse_time(AT, model.timezone, chrono::DateTime::UNIX_EPOCH).unwrap().at;
    let bytes = std::fs::read(fixture("kc_weekend.json")).unwrap();
    let events: Events = listings::read(&bytes, None, model.timezone).unwrap().events.into_iter().collect();
    let scores = score_grid(&model, &grid, &events, at);
    assert!(scores.layers[EVENT_PROXIMITY].iter().any(|&bonus| bonus > 0.0), "some event is open");

    let mut rows = csv::Reader::from_reader(out.as_bytes());
    let mut count = 0;
    for (cell, row) in rows.records().enumerate() {
        let mut expected = vec![grid.id(cell).replace('\n', " ")];
        let columns = [grid.lat(), grid.lon()].into_iter().chain(scores.columns());
        expected.extend(columns.map(|column| format!("{:.6}", column[cell])));
        assert_eq!(row.unwrap(), expected);
        count += 1;
    }
    assert_eq!(count, grid.len());
}

/// Streams a CSV through the library into one text.
fn stream(content: &[u8], chunk_bytes: usize, threads: usize, format: RowFormat) -> (Vec<u8>, Summary) {
    let reader: Box<dyn Read + Send> = Box::new(io::Cursor::new(content.to_vec()));
    let reader = GridReader::open_with_chunks_of(chunk_bytes, reader, "kc.csv", &ColumnChoice::default()).unwrap();
    stream_cells(CellSource::Csv(reader), threads, format)
}

fn stream_cells(cells: CellSource, threads: usize, format: RowFormat) -> (Vec<u8>, Summary) {
    let model = Model::published();
    let at = parse_time(AT, model.timezone, chrono::DateTime::UNIX_EPOCH).unwrap().at;
    let heading = Heading {
        timestamp: at.to_rfc3339(),
        timezone: "UTC".into(),
        model: "published".into(),
        cell_degrees: None,
        place: None,
    };
    let writer = CellWriter { format, columns: Column::usual(&model), heading };
    let (mut out, mut summary) = (Vec::new(), Summary::new(0));
    let render = |scored: &_, buffer: &mut Vec<u8>| {
        buffer.clear();
        writer.cells(scored, f64::NEG_INFINITY, buffer);
    };
    score_stream(cells, &Moment::new(&model, &Events::new(), at), threads, render, |scored, buffer| {
        summary.add(scored, f64::NEG_INFINITY);
        out.extend_from_slice(buffer);
        Ok::<(), ()>(())
    })
    .unwrap();
    (out, summary)
}

proptest::proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn neither_chunks_nor_threads_show(seed in 1..1000_u32, chunk_bytes in 1..400_usize, threads in 1..9_usize) {
        let mut content = far_header(b"id,lat,lon\n");
        for row in 0..150 {
            let place = f64::from(row * seed % 997) / 997.0;
            let line = match (row + seed) % 13 {
                0 => format!("\"a\n{row}\",{},-94.5\r\n", 39.0 + place),
                1 => format!("bad{row},{place}\n"),
                _ => format!("b{row},39.1,{}\n", -94.0 - place),
            };
            content.extend_from_slice(line.as_bytes());
        }
        let whole = stream(&content, 1 << 20, 1, RowFormat::Ndjson);
        proptest::prop_assert!(whole.1.rejected > 0 && whole.1.cells > 100);
        proptest::prop_assert_eq!(stream(&content, chunk_bytes, threads, RowFormat::Ndjson), whole);
    }
}

fn box_of_many_cells() -> Regular {
    let area = BoundingBox { south: 38.9, west: -94.8, north: 39.4, east: -94.3 };
    let grid = Regular::new(area, "250m".parse().unwrap()).unwrap();
    assert!(grid.len() > 30_000);
    grid
}

#[test]
fn a_regular_grid_streams_as_it_is_spelled_out() {
    let whole = box_of_many_cells().whole();
    let mut csv = String::from("id,lat,lon\n");
    for cell in 0..whole.len() {
        writeln!(csv, "{},{},{}", whole.id(cell), whole.lat()[cell], whole.lon()[cell]).unwrap();
    }
    let expected = stream(csv.as_bytes(), 1 << 24, 1, RowFormat::Csv);
    for threads in [1, 2, 8] {
        let found = stream_cells(CellSource::Regular(box_of_many_cells()), threads, RowFormat::Csv);
        assert!(found == expected, "{threads} threads");
    }
}

/// A disk that fails behind the last of its bytes.
struct Failing(io::Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_failure_to_read_ends_the_stream_behind_the_chunks_before_it() {
    let model = Model::published();
    let moment = Moment::new(&model, &Events::new(), chrono::DateTime::UNIX_EPOCH.with_timezone(&model.timezone));
    let content = [far_header(b"lat,lon\n"), b"39.1,-94.5\n".repeat(100)].concat();
    for threads in [1, 2, 8] {
        let disk: Box<dyn Read + Send> = Box::new(Failing(io::Cursor::new(content.clone())));
        let reader = GridReader::open_with_chunks_of(110, disk, "kc.csv", &ColumnChoice::default()).unwrap();
        let mut cells = 0;
        let ended = score_stream(
            CellSource::Csv(reader),
            &moment,
            threads,
            |_, (): &mut ()| {},
            |scored, ()| {
                cells += scored.grid.len();
                Ok::<(), ()>(())
            },
        );
        assert!(matches!(ended, Err(StreamError::Grid(_))), "{ended:?}");
        assert!((90..=100).contains(&cells), "{cells} cells of whole chunks");
    }
}

#[test]
fn the_consumer_can_stop_the_stream_and_is_not_called_again() {
    let model = Model::published();
    let moment = Moment::new(&model, &Events::new(), chrono::DateTime::UNIX_EPOCH.with_timezone(&model.timezone));
    for threads in [1, 2, 8] {
        let mut calls = 0;
        let ended = score_stream(
            CellSource::Regular(box_of_many_cells()),
            &moment,
            threads,
            |_, (): &mut ()| {},
            |_, ()| {
                calls += 1;
                if calls == 2 { Err("enough") } else { Ok(()) }
            },
        );
        assert!(matches!(ended, Err(StreamError::Consumer("enough"))), "{ended:?}");
        assert_eq!(calls, 2);
    }
}

#[test]
fn a_panic_on_one_thread_ends_the_stream_for_all() {
    let model = Model::published();
    let moment = Moment::new(&model, &Events::new(), chrono::DateTime::UNIX_EPOCH.with_timezone(&model.timezone));
    let first = box_of_many_cells().whole().id(0).to_owned();
    for threads in [1, 2, 8] {
        let render = |scored: &Scored, (): &mut ()| assert_ne!(scored.grid.id(0), first, "as it must");
        let cells = CellSource::Regular(box_of_many_cells());
        let stream = || score_stream(cells, &moment, threads, render, |_, ()| Ok::<(), ()>(()));
        assert!(catch_unwind(AssertUnwindSafe(stream)).is_err(), "{threads} threads");
    }
}

/// Two workers, and each meets the other at work: one that held a lock over its work would wait
/// for ever. The first chunk's renderer waits for a second to begin, with a limit for the case
/// that none ever does.
#[test]
fn workers_work_at_the_same_time() {
    let (entered, both) = (Mutex::new(0), Condvar::new());
    let model = Model::published();
    let at = parse_time(AT, model.timezone, chrono::DateTime::UNIX_EPOCH).unwrap().at;
    let moment = Moment::new(&model, &Events::new(), at);
    let render = |_: &Scored, (): &mut ()| {
        let mut count = entered.lock().unwrap();
        *count += 1;
        both.notify_all();
        let (_count, waited) = both.wait_timeout_while(count, Duration::from_secs(60), |count| *count < 2).unwrap();
        assert!(!waited.timed_out(), "no second worker began while the first was at work");
    };
    score_stream(CellSource::Regular(box_of_many_cells()), &moment, 2, render, |_, ()| Ok::<(), ()>(())).unwrap();
}
