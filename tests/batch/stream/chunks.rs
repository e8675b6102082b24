//! Where chunks begin and end does not show, whatever the bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{cases, chunks, far_header, read, shown};

/// So large that everything is one chunk.
const ONE: usize = 1 << 20;

const HEADERS: [&str; 6] = [
    "cell_id,lat,lon\n",
    "lat,lon,size 5\"\n",
    "lat;lon;note\r\n",
    "\"id\"\tx\ty\tincome\n",
    "lon,lat\n",
    "\u{feff}h3,lat,lon,income\n",
];

/// What CSVs are made of, and what breaks them.
const PIECES: [&[u8]; 33] = [
    b"a",
    b"39.1",
    b"-94.5",
    b"38",
    b"-95,",
    b"12345.5",
    b",",
    b",",
    b",",
    b";",
    b";",
    b"\t",
    b"\t",
    b"\n",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r\n",
    b"\r",
    b"\"",
    b"\"",
    b"\"\"",
    b"\",",
    b",\"",
    b"\n\"",
    b" ",
    b"\xff",
    "é".as_bytes(),
    "\u{feff}".as_bytes(),
    b"\0",
    b"NaN",
    b"181",
    b"x\"y",
];

/// Whole rows as they should be, so that cells come out too.
const ROWS: [&[u8]; 10] = [
    b"a,39.1,-94.5\n",
    b"\"b,\n\"\"c\"\"\",39.2,-94.6\r\n",
    b"39.1;-94.5;\"two\n\nlines\"\n",
    b"39.1;-94.5;x\r\n",
    b"\"d\te\"\t-94.5\t39.1\t\"50000\"\n",
    b"f\t-94.5\t39.1\t\r\n",
    b"-94.5,39.1\n",
    b"\"-94.5\",39.2\r\n",
    b"g,39,-94,70000\n",
    b"\"\"\"h\",\"39\",-94,\n",
];

fn rows() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![3 => select(&PIECES[..]), 2 => select(&ROWS[..])];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn tiny_chunks_read_like_one(header in select(&HEADERS[..]), rows in rows(), chunk_bytes in 1..200_usize) {
        let content = [far_header(header.as_bytes()), rows].concat();
        prop_assert_eq!(shown(&content, chunk_bytes), shown(&content, ONE));
    }

    #[test]
    fn tiny_chunks_of_any_bytes_read_like_one(rows in vec(any::<u8>(), 0..300), chunk_bytes in 1..50_usize) {
        let content = [far_header(b"lat,lon\n"), rows].concat();
        prop_assert_eq!(shown(&content, chunk_bytes), shown(&content, ONE));
    }

    #[test]
    fn a_header_anywhere_reads_the_same(blank in 0..200_usize, rows in rows(), chunk_bytes in 1..200_usize) {
        // The header itself across the border of what is read at once.
        let content = [&b"\n".repeat(4000 + blank), b"cell_id,lat,lon\n".as_slice(), &rows].concat();
        prop_assert_eq!(shown(&content, chunk_bytes), shown(&content, ONE));
    }
}

#[test]
fn tiny_chunks_are_tiny() {
    let content = [far_header(b"lat,lon\n"), b"39.1,-94.5\n".repeat(1000)].concat();
    assert_eq!(chunks(&content, 1), 1000);
    assert_eq!(chunks(&content, 40), 334);
    assert_eq!(chunks(&content, ONE), 1);
}

#[test]
fn a_grid_of_several_usual_chunks_reads_like_one() {
    let rows: Vec<u8> = (0..40_000).flat_map(|row| format!("c{row},39.{row:05},-94.5\n").into_bytes()).collect();
    let content = [b"id,lat,lon\n".as_slice(), &rows].concat();
    assert!(content.len() > 3 * (256 << 10));
    let usual = pdpe::grid::GridReader::open(&content[..], "kc.csv", &pdpe::grid::ColumnChoice::default()).unwrap();
    let (grid, rejected) = pdpe::grid::read_all(usual).unwrap();
    assert_eq!((grid.len(), rejected.len()), (40_000, 0));
    assert_eq!(Ok((grid, rejected)), read(&content, 1 << 24));
}
