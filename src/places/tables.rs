//! Reads the tables of the program: parts of zlib-compressed columns, as `build/columns.py` writes them.

use crate::geo::{BoundingBox, LatLon};

/// Number of rows in each block of places except the last one of a table.
pub(super) const BLOCK_ROWS: usize = 256;

/// A table: the number of its parts, the end of each, and the parts. Each part is inflated separately.
#[derive(Clone, Copy)]
pub(super) struct Parts(pub &'static [u8]);

impl Parts {
    fn number(self, at: usize) -> usize {
        self.0[4 * at..4 * at + 4].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    }

    /// Number of parts.
    pub fn len(self) -> usize {
        self.number(0)
    }

    /// Inflates a part.
    pub fn open(self, part: usize) -> Columns {
        let start = if part == 0 { 0 } else { self.number(part) };
        let parts = &self.0[4 * (self.len() + 1)..];
        let bytes = fdeflate::decompress_to_vec(&parts[start..self.number(part + 1)]);
        Columns { bytes: bytes.expect("a table that ships is whole; a test reads each"), at: 0 }
    }
}

/// The columns of a part, read in the order of writing.
pub(super) struct Columns {
    bytes: Vec<u8>,
    at: usize,
}

impl Columns {
    fn take(&mut self, count: usize) -> &[u8] {
        let start = self.at;
        self.at += count;
        &self.bytes[start..self.at]
    }

    fn count(&mut self) -> usize {
        self.take(4).iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    }

    /// A column of numbers: count, width, and planes of bytes, the least significant first.
    pub fn numbers(&mut self) -> Vec<u32> {
        let count = self.count();
        let width = usize::from(self.take(1)[0]);
        let mut numbers = vec![0; count];
        for plane in 0..width {
            for (number, &byte) in numbers.iter_mut().zip(self.take(count)) {
                *number |= u32::from(byte) << (8 * plane);
            }
        }
        numbers
    }

    /// A column of rising numbers, stored as differences.
    pub fn rising(&mut self) -> Vec<u32> {
        let mut last = 0;
        let sum = |step| {
            last += step;
            last
        };
        self.numbers().into_iter().map(sum).collect()
    }

    /// A column of places: latitudes and longitudes in parts of a degree above the smallest.
    pub fn degrees(&mut self, per_degree: f64) -> [Vec<f64>; 2] {
        let mut column = |from: f64| -> Vec<f64> {
            let least = self.numbers()[0];
            // Rounded to the decimals of the source, so that the coordinates print as they were.
            let degrees = |number| (f64::from(least + number) - from * per_degree) / per_degree;
            self.numbers().into_iter().map(degrees).collect()
        };
        [column(90.0), column(180.0)]
    }

    /// Boxes of blocks: the south-western corners, then the north-eastern ones.
    pub fn boxes(&mut self, per_degree: f64) -> Vec<BoundingBox> {
        let ([south, west], [north, east]) = (self.degrees(per_degree), self.degrees(per_degree));
        let edges = south.into_iter().zip(west).zip(north.into_iter().zip(east));
        edges.map(|((south, west), (north, east))| BoundingBox { south, west, north, east }).collect()
    }

    /// A column of text: its lines.
    pub fn text(&mut self) -> Lines {
        let count = self.count();
        let text = std::str::from_utf8(self.take(count)).expect("a table that ships is UTF-8; a test reads each");
        Lines::new(text.to_owned())
    }
}

/// A place of the tables.
pub(super) fn place(lat_deg: f64, lon_deg: f64) -> LatLon {
    LatLon::new(lat_deg, lon_deg).expect("places that ship are on the Earth; a test reads each")
}

/// Whether two boxes intersect.
pub(super) fn meet(one: &BoundingBox, other: &BoundingBox) -> bool {
    one.south <= other.north && other.south <= one.north && one.west <= other.east && other.west <= one.east
}

/// The lines of a text, indexed by position.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    text: String,
    ends: Vec<usize>,
}

impl Lines {
    fn new(text: String) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).collect();
        Self { text, ends }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The line at a position.
    pub fn get(&self, line: usize) -> &str {
        let start = if line == 0 { 0 } else { self.ends[line - 1] + 1 };
        &self.text[start..self.ends[line]]
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|line| self.get(line))
    }

    /// The fields of a line, separated by tabs.
    pub fn fields(&self, line: usize) -> impl Iterator<Item = &str> {
        self.get(line).split('\t')
    }
}
