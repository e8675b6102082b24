//! Finds the columns of a grid CSV by their names, ignoring case, or by the options of the user.

use super::site::INCOME;
use crate::aliases;
use crate::geo::{PairOrder, place_in};
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
    /// Column of both, such as `39.1, -94.5`.
    pub place: Option<String>,
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
    /// Column of the latitude, unless `place` is given.
    pub lat: usize,
    /// Column of the longitude, unless `place` is given.
    pub lon: usize,
    /// Column of both, and the order that its name tells.
    pub place: Option<(usize, Option<PairOrder>)>,
    /// Column of the income, if any.
    pub income: Option<usize>,
    /// Columns that layers need, with their names.
    pub needed: Vec<(usize, String)>,
    /// What a user should know of the choice of columns.
    pub notes: Vec<String>,
}

impl Layout {
    /// Finds the columns of a header line and its delimiter. `start` is the text after the header, of which the first
    /// rows tell which column holds a whole place.
    ///
    /// # Errors
    /// A message if a column is missing or ambiguous, with the columns found, or if the header is not UTF-8.
    pub fn recognise(header_line: &[u8], start: &[u8], choice: &ColumnChoice) -> Result<Self, String> {
        std::str::from_utf8(header_line).map_err(|_| "the header is not UTF-8 text; save the file as UTF-8")?;
        let (delimiter, header) = split_header(header_line);
        let header = &header[..];
        let id = find_optional(header, "cell id", "cell_id", choice.id.as_deref())
            .map_err(or_name(choice.id.as_deref(), "--id-col"))?;
        let income = if choice.no_income {
            None
        } else {
            find_optional(header, "income", "income", choice.income.as_deref())
                .map_err(or_name(choice.income.as_deref(), "--income-col"))?
        };
        let place = place_column(header, delimiter, start, choice)?;
        let (lat, lon) = match place {
            Some(column) => (column, column),
            None => (
                find_field(header, "latitude", "lat", choice.lat.as_deref())
                    .map_err(or_name(choice.lat.as_deref(), "--lat-col"))?,
                find_field(header, "longitude", "lon", choice.lon.as_deref())
                    .map_err(or_name(choice.lon.as_deref(), "--lon-col"))?,
            ),
        };
        if place.is_none() && lat == lon {
            let name = name_of(header, lat);
            return Err(format!(
                "column `{name}` cannot be both latitude and longitude; if it holds both: --place-col {name}"
            ));
        }
        if let Some(column) = income.filter(|&column| column == lat || column == lon) {
            let what = if column == lat { "latitude" } else { "longitude" };
            return Err(format!("column `{}` cannot be both {what} and income", name_of(header, column)));
        }
        let needed = needed(header, choice, [Some(lat), Some(lon), id, income])?;
        let notes = match place {
            Some(column) => vec![format!("places are read from the column `{}`", name_of(header, column))],
            None => {
                passed_over(header, [("latitude", "lat", lat, &choice.lat), ("longitude", "lon", lon, &choice.lon)])
            }
        };
        let place = place.map(|column| (column, PairOrder::of_name(&header[column])));
        Ok(Self { delimiter, fields: header.len(), id, lat, lon, place, income, needed, notes })
    }
}

/// Notes about columns that may be coordinates as well, but have less usual names.
fn passed_over(header: &[String], read: [(&str, &str, usize, &Option<String>); 2]) -> Vec<String> {
    let other = |(what, field, column, chosen): (&str, &str, usize, &Option<String>)| {
        if chosen.is_some() {
            return None;
        }
        let names: Vec<&str> = aliases::names_of(field).iter().copied().flatten().copied().collect();
        let is_other = |other: &usize| *other != column && names.contains(&aliases::plain(&header[*other]).as_str());
        let other = (0..header.len()).find(is_other)?;
        let [column, other] = [column, other].map(|column| name_of(header, column));
        Some(format!("the {what} is read from the column `{column}`, not from `{other}`"))
    };
    read.into_iter().filter_map(other).collect()
}

/// The column that holds a whole place, if the user chose one, or if there is none with a latitude or a longitude.
fn place_column(
    header: &[String],
    delimiter: u8,
    start: &[u8],
    choice: &ColumnChoice,
) -> Result<Option<usize>, String> {
    if let Some(name) = &choice.place {
        return find_column(header, "place", &[], Some(name)).map(Some);
    }
    match (&choice.lat, &choice.lon) {
        (Some(lat), Some(lon)) if lat.eq_ignore_ascii_case(lon) => {
            return find_column(header, "place", &[], Some(lat)).map(Some);
        }
        (None, None) => {}
        _ => return Ok(None),
    }
    if ["lat", "lon"].iter().any(|field| !aliases::columns_of(header, field).is_empty()) {
        return Ok(None);
    }
    let named = aliases::columns_of(header, "place");
    let rows = first_rows(start, delimiter);
    let holds_places = |&column: &usize| {
        let mut fields =
            rows.iter().filter_map(|row| row.get(column)).filter(|field| !field.trim().is_empty()).peekable();
        let order = PairOrder::of_name(&header[column]);
        fields.peek().is_some() && fields.all(|field| place_in(field, order).is_some())
    };
    let of_names: Vec<usize> = named.iter().copied().filter(holds_places).collect();
    let found = if of_names.is_empty() { (0..header.len()).filter(holds_places).collect() } else { of_names };
    match found[..] {
        [column] => Ok(Some(column)),
        [] => Ok(None),
        _ => {
            let columns = listed(found.iter().map(|&column| format!("`{}`", name_of(header, column))), MOST_LISTED);
            Err(format!("more than one column holds places: {columns}; choose it with --place-col NAME"))
        }
    }
}

/// The first rows of a text, at most 20.
fn first_rows(text: &[u8], delimiter: u8) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    reader.records().take(20).map_while(Result::ok).collect()
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

fn find_optional(header: &[String], what: &str, field: &str, chosen: Option<&str>) -> Result<Option<usize>, String> {
    if chosen.is_none() && aliases::columns_of(header, field).is_empty() {
        return Ok(None);
    }
    find_field(header, what, field, chosen).map(Some)
}

/// Position of the one column that a field is known by, or with the name chosen by the user.
fn find_field(header: &[String], what: &str, field: &str, chosen: Option<&str>) -> Result<usize, String> {
    if chosen.is_some() {
        return find_column(header, what, &[], chosen);
    }
    let [usual, _, last @ ..] = aliases::names_of(field) else { return find_column(header, what, &[field], None) };
    let names: Vec<&str> = usual.iter().chain(last.iter().copied().flatten()).copied().collect();
    one_of(header, what, &aliases::columns_of(header, field), &names)
}

/// Position of the one column with one of the names, or with the name chosen by the user.
pub fn find_column(header: &[String], what: &str, names: &[&str], chosen: Option<&str>) -> Result<usize, String> {
    let wanted: Vec<&str> = chosen.map_or_else(|| names.to_vec(), |name| vec![name]);
    let found: Vec<usize> = (0..header.len())
        .filter(|&column| wanted.iter().any(|name| header[column].eq_ignore_ascii_case(name)))
        .collect();
    one_of(header, what, &found, &wanted)
}

/// The one column of those found.
fn one_of(header: &[String], what: &str, found: &[usize], wanted: &[&str]) -> Result<usize, String> {
    match *found {
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
