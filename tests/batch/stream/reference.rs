//! Cells are those that the rows were made of, and those of the csv crate reading the whole input.

use pdpe::grid::{Grid, RejectedRow};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{cases, far_header, read};

/// A row of a grid as it should be written, or a bad one.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    lat: f64,
    lon: f64,
    income: Option<f64>,
    fault: Option<&'static str>,
    quoted: [bool; 4],
    line_end: &'static str,
}

/// How all rows of a file are written.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "every combination occurs")]
struct Dialect {
    delimiter: char,
    has_id: bool,
    bom: bool,
    final_line_end: bool,
    quotes_everywhere: bool,
    /// Where latitude, id, longitude, income and note stand.
    order: [usize; 5],
}

/// Numbers as people write them, and all others.
fn number(least: f64, most: f64) -> impl Strategy<Value = f64> {
    let decimals = select(&[1.0, 1e4, 1e6][..]);
    let rounded = (least..=most, decimals).prop_map(|(number, scale)| (number * scale).trunc() / scale);
    prop_oneof![3 => rounded, 1 => least..=most]
}

fn row(id: &'static str) -> impl Strategy<Value = Row> {
    (
        id,
        number(-90.0, 90.0),
        number(-180.0, 180.0),
        option::of(number(0.0, 1e6)),
        prop_oneof![8 => Just(None), 1 => select(&["lat", "short", "long"][..]).prop_map(Some)],
        any::<[bool; 4]>(),
        select(&["\n", "\r\n", "\n\n", "\r\n\r\n\n"][..]),
    )
        .prop_map(|(id, lat, lon, income, fault, quoted, line_end)| Row {
            id,
            lat,
            lon,
            income,
            fault,
            quoted,
            line_end,
        })
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let order = Just([0, 1, 2, 3, 4]).prop_shuffle();
    (select(&[',', ';', '\t'][..]), any::<bool>(), any::<bool>(), any::<bool>(), order).prop_map(
        |(delimiter, has_id, bom, final_line_end, order)| Dialect {
            delimiter,
            has_id,
            bom,
            final_line_end,
            quotes_everywhere: false,
            order,
        },
    )
}

fn quote(field: &str, delimiter: char, anyway: bool) -> String {
    if anyway || field.contains([delimiter, '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The file, and what must come of it.
fn spell(dialect: Dialect, rows: &[Row]) -> (Vec<u8>, Grid, Vec<RejectedRow>) {
    let Dialect { delimiter, has_id, bom, final_line_end, quotes_everywhere, order } = dialect;
    let (mut grid, mut rejected) = (Grid::default(), Vec::new());
    let id_name = if has_id { "cell_id" } else { "name" };
    let header =
        order.map(|column| ["LAT", id_name, "Longitude", "income", "note"][column]).join(&delimiter.to_string());
    let header = format!("{}{header}\r\n", if bom { "\u{feff}" } else { "" });
    // A BOM stands at the very start, so the header cannot be moved to the end of the first read.
    let mut content = if bom { header.into_bytes() } else { far_header(header.as_bytes()) };
    let mut line = 1 + memchr::memchr_iter(b'\n', &content).count() as u64;
    for (number, row) in rows.iter().enumerate() {
        let lat = if row.fault == Some("lat") { "north".into() } else { row.lat.to_string() };
        let income = row.income.map_or_else(String::new, |income| income.to_string());
        let fields = [lat, row.id.clone(), row.lon.to_string(), income];
        let mut fields: Vec<String> =
            fields.iter().zip(row.quoted).map(|(field, quoted)| quote(field, delimiter, quoted)).collect();
        fields.push(quote("x", delimiter, quotes_everywhere));
        let mut fields = order.map(|column| fields[column].clone()).to_vec();
        match row.fault {
            Some("short") => drop(fields.pop()),
            Some("long") => fields.push("x".into()),
            _ => {}
        }
        let is_last = number + 1 == rows.len();
        let text = fields.join(&delimiter.to_string()) + if is_last && !final_line_end { "" } else { row.line_end };
        content.extend_from_slice(text.as_bytes());
        let reason = match row.fault {
            Some("lat") => Some("latitude `north` is not a finite number"),
            Some("short") => Some("4 fields where the header has 5"),
            Some("long") => Some("6 fields where the header has 5"),
            _ if has_id && row.id.is_empty() => Some("the cell id is empty"),
            _ => None,
        };
        if let Some(reason) = reason {
            rejected.push(RejectedRow { line, reason: reason.into() });
        } else {
            let id = if has_id { row.id.clone() } else { format!("row_{}", number + 1) };
            grid.push(&id, pdpe::geo::LatLon::new(row.lat, row.lon).unwrap());
            grid.push_income(row.income.unwrap_or(f64::NAN));
        }
        line += text.matches('\n').count() as u64;
    }
    (content, grid, rejected)
}

/// Incomes may be NaN, which equals nothing: compare bits.
fn same(grid: &Grid) -> (Vec<&str>, Vec<[u64; 3]>) {
    let ids = (0..grid.len()).map(|cell| grid.id(cell)).collect();
    let numbers = |cell: usize| [grid.lat()[cell], grid.lon()[cell], grid.income()[cell]].map(f64::to_bits);
    (ids, (0..grid.len()).map(numbers).collect())
}

/// Id, latitude and longitude of the rows that the csv crate and the standard library can read.
fn by_csv_crate(content: &[u8], dialect: Dialect) -> Vec<(String, u64, u64)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(dialect.delimiter as u8).flexible(true).from_reader(content);
    let mut cells = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let place_of = |field: usize| dialect.order.iter().position(|&column| column == field).unwrap();
        let field = |field: usize| record.get(place_of(field)).unwrap_or_default();
        let id = if dialect.has_id { field(1).to_owned() } else { format!("row_{}", number + 1) };
        if let (5, false, Ok(lat), Ok(lon)) =
            (record.len(), id.is_empty(), field(0).parse::<f64>(), field(2).parse::<f64>())
        {
            cells.push((id, lat.to_bits(), lon.to_bits()));
        }
    }
    cells
}

/// Ids with all that has to be quoted.
const ANY_ID: &str = "[a,;\t\" \n\r\u{e9}]{0,8}";
/// Ids that can stand without quotes in every dialect, with all else that is odd.
const PLAIN_ID: &str = "[a' \u{e9}\u{feff}#]{1,8}";

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn cells_and_rejected_rows_are_those_written(
        dialect in dialect(), rows in vec(row(ANY_ID), 0..40), chunk_bytes in 1..300_usize,
    ) {
        let (content, expected, expected_rejected) = spell(dialect, &rows);
        let (grid, rejected) = read(&content, chunk_bytes).unwrap();
        prop_assert_eq!(same(&grid), same(&expected));
        prop_assert_eq!(rejected, expected_rejected);
    }

    #[test]
    fn cells_are_those_of_the_csv_crate(
        dialect in dialect(), rows in vec(row(ANY_ID), 0..40), chunk_bytes in 1..300_usize,
    ) {
        let (content, ..) = spell(dialect, &rows);
        let (grid, _) = read(&content, chunk_bytes).unwrap();
        let cells: Vec<_> = (0..grid.len())
            .map(|cell| (grid.id(cell).to_owned(), grid.lat()[cell].to_bits(), grid.lon()[cell].to_bits()))
            .collect();
        prop_assert_eq!(cells, by_csv_crate(&content, dialect));
    }

    #[test]
    fn rows_without_quotes_read_as_those_with(
        dialect in dialect(), mut rows in vec(row(PLAIN_ID), 0..40), chunk_bytes in 1..300_usize,
    ) {
        for row in &mut rows {
            row.quoted = [false; 4];
        }
        let (plain, ..) = spell(dialect, &rows);
        let (quoted, ..) = spell(Dialect { quotes_everywhere: true, ..dialect }, &rows);
        // The short way is taken only where there is no quote at all.
        prop_assert!(!plain.contains(&b'"'));
        prop_assert!(rows.iter().all(|row| row.fault == Some("short")) || quoted.contains(&b'"'));
        let (plain, quoted) = (read(&plain, chunk_bytes).unwrap(), read(&quoted, chunk_bytes).unwrap());
        prop_assert_eq!(same(&plain.0), same(&quoted.0));
        prop_assert_eq!(plain.1, quoted.1);
    }
}
