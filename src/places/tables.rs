//! Reading the tables that ship: zlib over columns, as `build/columns.py` writes them.

/// The columns of one table, read one after the other in the order they were written.
pub(super) struct Columns {
    bytes: Vec<u8>,
    at: usize,
}

impl Columns {
    /// Inflates a table.
    pub fn open(packed: &[u8]) -> Self {
        let bytes = fdeflate::decompress_to_vec(packed).expect("a table that ships is whole; a test reads each");
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let start = self.at;
        self.at += count;
        &self.bytes[start..self.at]
    }

    fn count(&mut self) -> usize {
        self.take(4).iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    }

    /// A column of numbers: a count, a width, and planes of bytes, the lowest first.
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

    /// A column of places in degrees: latitudes and longitudes as numbers of parts of a degree.
    pub fn degrees(&mut self, per_degree: f64) -> [Vec<f64>; 2] {
        // Rounded to the decimals that the source gives, so that a place is the number people write.
        let column = |numbers: Vec<u32>, from: f64| {
            numbers.into_iter().map(|number| (f64::from(number) - from * per_degree) / per_degree).collect()
        };
        [column(self.numbers(), 90.0), column(self.numbers(), 180.0)]
    }

    /// A column of text: its lines.
    pub fn text(&mut self) -> Lines {
        let count = self.count();
        let text = std::str::from_utf8(self.take(count)).expect("a table that ships is UTF-8; a test reads each");
        Lines::new(text.to_owned())
    }
}

/// Lines of a text by their position.
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

    /// How many there are.
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

    /// The fields of a line, which tabs part.
    pub fn fields(&self, line: usize) -> impl Iterator<Item = &str> {
        self.get(line).split('\t')
    }
}
