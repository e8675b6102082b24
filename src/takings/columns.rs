//! Which column of a file of takings holds what.

use super::Row;
use crate::aliases;
use crate::text::escaped;

/// What the user said about a file, where it doesn't speak for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The column of takings.
    pub taken: Option<String>,
    /// Whether dates such as 3/10/2026 have the day first.
    pub day_first: Option<bool>,
}

/// Where the fields are.
pub(super) struct Columns {
    pub delimiter: u8,
    pub names: Vec<String>,
    pub place: Option<usize>,
    pub lat: Option<usize>,
    pub lon: Option<usize>,
    /// Both coordinates.
    pub at: Option<usize>,
    pub cell_id: Option<usize>,
    pub date: Option<usize>,
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub taken: usize,
    pub sold_out: Option<usize>,
    pub closed: Option<usize>,
}

const MONEY: [&str; 6] = ["takings", "revenue", "sales", "turnover", "amount", "total"];
const HEADS: [&str; 5] = ["count", "customers", "orders", "covers", "guests"];

impl Columns {
    /// Recognises the header; the delimiter that makes most columns is the one the file means.
    pub fn of(text: &str, asked: &Asked) -> Result<Self, String> {
        let split = |delimiter: u8| {
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
            let header = reader.headers().map(|header| header.iter().map(|name| name.trim().to_owned()).collect());
            header.unwrap_or_else(|_| Vec::new())
        };
        let attempts = [b'\t', b';', b','].map(|delimiter| (delimiter, split(delimiter)));
        let (delimiter, names) = attempts.into_iter().max_by_key(|(_, names)| names.len()).unwrap_or_default();
        let one = |what: &str, wanted: &[&str]| one_of(&names, what, wanted);
        let field = |what: &str, field: &str| only_one(&names, what, &aliases::columns_of(&names, field));
        let taken = if let Some(name) = &asked.taken {
            one("takings", &[name])?.ok_or_else(|| missing(&names, "takings", &[name]))?
        } else {
            let column = one("takings", &MONEY)?.map_or_else(|| one("count", &HEADS), |column| Ok(Some(column)))?;
            column.ok_or_else(|| missing(&names, "takings", &[&MONEY[..], &HEADS[..]].concat()))?
        };
        let columns = Self {
            place: field("place", "spot")?,
            lat: field("latitude", "lat")?,
            lon: field("longitude", "lon")?,
            at: aliases::usual_column(&names, "place"),
            cell_id: field("cell id", "stay_cell")?,
            date: field("date", "date")?,
            start: field("start", "stay_start")?,
            end: field("end", "stay_end")?,
            sold_out: field("sold_out", "sold_out")?,
            closed: field("closed", "closed")?,
            taken,
            delimiter,
            names,
        };
        for (what, column, wanted) in [("start", columns.start, "start"), ("end", columns.end, "end")] {
            if column.is_none() {
                return Err(missing(&columns.names, what, &[wanted]));
            }
        }
        if columns.lat.is_some() != columns.lon.is_some() {
            return Err("latitude and longitude come together; one of the columns is missing".into());
        }
        if [columns.place, columns.cell_id, columns.lat, columns.at].iter().all(Option::is_none) {
            return Err(missing(&columns.names, "place", &["place", "cell_id", "lat and lon"]));
        }
        Ok(columns)
    }

    /// Name of the column of takings.
    pub fn unit(&self) -> &str {
        &self.names[self.taken]
    }

    /// The rows below the header that are not blank.
    pub fn rows(&self, text: &str) -> Vec<Row> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(self.delimiter).flexible(true).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        // Text in memory, of any number of fields, cannot fail to be read.
        for record in reader.records().map_while(Result::ok) {
            let fields: Vec<String> = record.iter().map(str::to_owned).collect();
            if fields.iter().any(|field| !field.trim().is_empty()) {
                rows.push(Row { line: record.position().map_or(0, csv::Position::line), fields });
            }
        }
        rows
    }
}

/// The one column of some names, if there is any. A unit in brackets or behind `_` belongs to the name.
fn one_of(names: &[String], what: &str, wanted: &[&str]) -> Result<Option<usize>, String> {
    let is_one = |name: &str| {
        wanted.iter().any(|wanted| {
            let rest = name.get(wanted.len()..).filter(|_| name[..wanted.len()].eq_ignore_ascii_case(wanted));
            rest.is_some_and(|rest| rest.is_empty() || what == "takings" && is_currency(rest))
        })
    };
    let found: Vec<usize> = (0..names.len()).filter(|&column| is_one(&names[column])).collect();
    only_one(names, what, &found)
}

/// The column of those found, if there is any.
fn only_one(names: &[String], what: &str, found: &[usize]) -> Result<Option<usize>, String> {
    match *found {
        [] => Ok(None),
        [column] => Ok(Some(column)),
        _ => {
            let listed: Vec<String> = found.iter().map(|&column| escaped(&names[column])).collect();
            let advice = if what == "takings" { "; name one, all rows in one currency" } else { "" };
            Err(format!("more than one {what} column: {}{advice}", listed.join(", ")))
        }
    }
}

/// `_usd`, ` (€)`, ` EUR`.
fn is_currency(rest: &str) -> bool {
    let name = rest.trim_matches(|char: char| char.is_whitespace() || "_()[]".contains(char));
    rest.len() > name.len() && (name.len() == 3 && name.is_ascii() || "$€£¥".contains(name) && !name.is_empty())
}

fn missing(names: &[String], what: &str, wanted: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(20).map(|name| escaped(name)).collect();
    format!("no {what} column: looked for {}, found the columns {}", wanted.join(", "), shown.join(", "))
}
