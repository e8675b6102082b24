//! Finds the columns of a grid CSV by their names, ignoring case, or by the options of the user.

use super::site::INCOME;
use crate::text::{escaped_field, listed};

/// How many names a message lists.
const MOST_LISTED: usize = 20;

/// Columns chosen by the user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Column of latitudes.
    pub lat: Option<String>,
    /// Column of longitudes.
    pub lon: Option<String>,
    /// Column of cell ids.
    pub id: Option<String>,
    /// Column of incomes.
    pub income: Option<String>,
    /// Whether incomes are ignored.
    pub no_income: bool,
    /// Columns that layers need.
    pub needed: Vec<NeededColumn>,
}

/// A column that one of the user's own layers reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededColumn {
    /// Its name, in any case.
    pub name: String,
    /// The layer that needs it, for messages.
    pub by: String,
}

/// The positions of the fields in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Comma, semicolon or tab.
    pub delimiter: u8,
    /// Number of fields in a row.
    pub fields: usize,
    /// Column of the id; without one, ids are `row_1`, `row_2`, …
    pub id: Option<usize>,
    /// Column of the latitude.
    pub lat: usize,
    /// Column of the longitude.
    pub lon: usize,
    /// Column of the income, if any.
    pub income: Option<usize>,
    /// Columns that layers need, with their names.
    pub needed: Vec<(usize, String)>,
}

impl Layout {
    /// Finds the columns of a header line and its delimiter.
    ///
    /// # Errors
    /// A message if a column is missing or ambiguous, with the columns found, or if the header is not UTF-8.
    pub fn recognise(header_line: &[u8], choice: &ColumnChoice) -> Result<Self, String> {
        std::str::from_utf8(header_line).map_err(|_| "the header is not UTF-8 text; save the file as UTF-8")?;
        let (delimiter, header) = split_header(header_line);
        let header = &header[..];
        let lat = find_column(header, "latitude", &["lat", "latitude", "y"], choice.lat.as_deref())
            .map_err(or_name(choice.lat.as_deref(), "--lat-col"))?;
        let lon = find_column(header, "longitude", &["lon", "lng", "long", "longitude", "x"], choice.lon.as_deref())
            .map_err(or_name(choice.lon.as_deref(), "--lon-col"))?;
        let id = find_optional(header, "cell id", &["cell_id", "id", "cell", "h3"], choice.id.as_deref())
            .map_err(or_name(choice.id.as_deref(), "--id-col"))?;
        let income = if choice.no_income {
            None
        } else {
            find_optional(header, "income", &["income"], choice.income.as_deref())
                .map_err(or_name(choice.income.as_deref(), "--income-col"))?
        };
        if lat == lon {
            return Err(format!("column `{}` cannot be both latitude and longitude", name_of(header, lat)));
        }
        if let Some(column) = income.filter(|&column| column == lat || column == lon) {
            let what = if column == lat { "latitude" } else { "longitude" };
            return Err(format!("column `{}` cannot be both {what} and income", name_of(header, column)));
        }
        let needed = needed(header, choice, [Some(lat), Some(lon), id, income])?;
        Ok(Self { delimiter, fields: header.len(), id, lat, lon, income, needed })
    }
}

/// The columns that layers need, except the column of incomes. `taken`: latitude, longitude, id, income.
fn needed(header: &[String], choice: &ColumnChoice, taken: [Option<usize>; 4]) -> Result<Vec<(usize, String)>, String> {
    let [.., income] = taken;
    let is_income = |needed: &&NeededColumn| needed.name.eq_ignore_ascii_case(INCOME) && income.is_some();
    let column = |needed: &NeededColumn| {
        let what = format!("`{}` for {}", needed.name, needed.by);
        let column = find_column(header, &what, &[], Some(&needed.name))?;
        if taken.contains(&Some(column)) {
            return Err(format!("column `{}` is already used and cannot be the column of {}", needed.name, needed.by));
        }
        Ok((column, needed.name.clone()))
    };
    choice.needed.iter().filter(|needed| !is_income(needed)).map(column).collect()
}

/// Adds the option that chooses a column to an error, unless the option was used.
fn or_name(chosen: Option<&str>, option: &str) -> impl Fn(String) -> String {
    move |message| if chosen.is_none() { format!("{message}; choose it with {option} NAME") } else { message }
}

/// The delimiter that gives most columns, and the names of the columns.
pub fn split_header(header_line: &[u8]) -> (u8, Vec<String>) {
    let delimiters = [b'\t', b';', b','].into_iter().filter(|byte| *byte == b',' || header_line.contains(byte));
    let attempts = delimiters.map(|delimiter| (delimiter, split(header_line, delimiter)));
    attempts.max_by_key(|(_, header)| header.len()).unwrap_or_default()
}

fn split(header_line: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(header_line);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Position of the column with a name, in any case.
pub fn position_of(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|column| column.eq_ignore_ascii_case(name))
}

fn find_optional(header: &[String], what: &str, names: &[&str], chosen: Option<&str>) -> Result<Option<usize>, String> {
    let is_one = |column: &String| names.iter().any(|name| column.eq_ignore_ascii_case(name));
    if chosen.is_none() && !header.iter().any(is_one) {
        return Ok(None);
    }
    find_column(header, what, names, chosen).map(Some)
}

/// Position of the one column with one of the names, or with the name chosen by the user.
pub fn find_column(header: &[String], what: &str, names: &[&str], chosen: Option<&str>) -> Result<usize, String> {
    let wanted: Vec<&str> = chosen.map_or_else(|| names.to_vec(), |name| vec![name]);
    let found: Vec<usize> = (0..header.len())
        .filter(|&column| wanted.iter().any(|name| header[column].eq_ignore_ascii_case(name)))
        .collect();
    match found[..] {
        [column] => Ok(column),
        [] => {
            let columns = listed((0..header.len()).map(|column| name_of(header, column)), MOST_LISTED);
            Err(format!("no {what} column: looked for {}, found the columns {columns}", wanted.join(", ")))
        }
        _ => {
            let candidate = |&column: &usize| format!("`{}` (column {})", name_of(header, column), column + 1);
            Err(format!("more than one {what} column: {}", listed(found.iter().map(candidate), MOST_LISTED)))
        }
    }
}

/// The name of a column for a message. It may contain anything if the file is not a grid.
fn name_of(header: &[String], column: usize) -> String {
    escaped_field(header[column].as_bytes())
}
