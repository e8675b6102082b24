//! What a row costs, stage by stage: parse, score, format. Run with `cargo bench`.

use std::io::Write as _;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use pdpe::clock::{now, parse_time};
use pdpe::event::{Event, EventId, Events, Status, Timing};
use pdpe::geo::LatLon;
use pdpe::grid::{Chunk, ColumnChoice, Grid, GridReader, kansas_city};
use pdpe::model::Model;
use pdpe::output::{CellWriter, Column, Heading, RowFormat};
use pdpe::score::Scored;
use pdpe::score::{Moment, Scores};

/// Cells of the Kansas City preset, on which all stages run.
const ROWS: usize = 5494;

fn main() {
    divan::main();
}

/// Evenly spread over the preset's box, open at any time.
fn events(count: u32) -> Events {
    (0..count)
        .map(|number| Event {
            id: EventId::new(&format!("{number:06}")).expect("not empty"),
            name: String::new(),
            place: LatLon::new(
                38.9517 + 0.3692 * (f64::from(number) * 0.618_034).fract(),
                -94.7435 + 0.3881 * f64::from(number) / f64::from(count),
            )
            .expect("in the box"),
            timing: Timing::Untimed,
            attendance: None,
            radius_km: None,
            sentiment: 0.0,
            status: Status::Scheduled,
            source: String::new(),
        })
        .collect()
}

fn moment(model: &Model, event_count: u32) -> Moment<'_> {
    let at = parse_time("2024-12-15T19:00", model.timezone, now()).expect("a time").at;
    Moment::new(model, &events(event_count), at)
}

#[divan::bench]
fn parse_a_row(bencher: Bencher) {
    let grid = kansas_city().whole();
    let mut csv = b"id,lat,lon\n".to_vec();
    for cell in 0..grid.len() {
        let _ = writeln!(csv, "{},{:.6},{:.6}", grid.id(cell), grid.lat()[cell], grid.lon()[cell]);
    }
    let mut reader = GridReader::open(&csv[..], "bench", &ColumnChoice::default()).expect("a grid");
    let mut chunk = Chunk::default();
    assert!(reader.next_chunk(&mut chunk).expect("a chunk"));
    let (mut cells, mut rejected) = (Grid::default(), Vec::new());
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        black_box(&chunk).parse(reader.layout(), &mut cells, &mut rejected);
    });
    assert_eq!(cells.len(), ROWS);
}

#[divan::bench(args = [0, 50, 1_000, 100_000])]
fn score_a_cell(bencher: Bencher, event_count: u32) {
    let model = Model::published();
    let grid = kansas_city().whole();
    let moment = moment(&model, event_count);
    let mut scores = Scores::default();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| moment.score_into(black_box(&grid), &mut scores));
}

#[divan::bench(args = [50, 1_000, 100_000])]
fn prepare_events(bencher: Bencher, event_count: u32) {
    let model = Model::published();
    let events = events(event_count);
    let at = parse_time("2024-12-15T19:00", model.timezone, now()).expect("a time").at;
    bencher.counter(ItemsCount::new(event_count)).bench_local(|| Moment::new(&model, black_box(&events), at));
}

#[divan::bench(args = ["csv", "ndjson", "geojson"])]
fn format_a_row(bencher: Bencher, format: &str) {
    let model = Model::published();
    let grid = kansas_city();
    let mut scored = Scored { grid: grid.whole(), ..Scored::default() };
    moment(&model, 50).score_into(&scored.grid, &mut scored.scores);
    let writer = CellWriter {
        format: match format {
            "csv" => RowFormat::Csv,
            "ndjson" => RowFormat::Ndjson,
            _ => RowFormat::Geojson,
        },
        columns: Column::usual(&model),
        heading: Heading {
            timestamp: String::new(),
            timezone: String::new(),
            model: String::new(),
            cell_degrees: Some(grid.cell_degrees()),
            place: None,
        },
    };
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        out.clear();
        writer.cells(black_box(&scored), f64::NEG_INFINITY, &mut out);
    });
}
