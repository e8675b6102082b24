//! A user's takings from CSV: one row for each stay, with its place, its times and what it brought.
//!
//! ```text
//! bytes ─▶ columns.rs: header ─▶ rows ─┬─ when.rs: dates as people and spreadsheets write them
//!                                      └─ money.rs: numbers with currencies ─▶ Visit | RejectedRow
//! ```
//! A row that can't be used is a [`RejectedRow`] with its line and the others are read; it never becomes a
//! zero or a guess. Only a file that makes no sense as a whole is a [`TakingsError`].

mod columns;
mod counts;
mod money;
mod when;

use std::collections::HashSet;

use chrono_tz::Tz;

use crate::clock::ZonedTime;
use crate::encoding::{self, Decoded};
use crate::geo::{LatLon, PairOrder, place_in};
use crate::text::escaped;
use columns::Columns;
use money::Money;
use when::{DateOrder, Times};

pub use crate::grid::RejectedRow;
pub use columns::Asked;
pub use counts::{Counter, Counts, read_counts, read_places};
pub use when::UnknownOrder;

/// A stay and where it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// 1-based line.
    pub line: u64,
    /// Name of the place, else the id of its cell, else its coordinates to three decimals (some 100 m).
    pub place: String,
    /// Where it is, if the row says so.
    pub at: Option<LatLon>,
    /// The id of its cell, if the row has one.
    pub cell_id: Option<String>,
    /// First instant.
    pub start: ZonedTime,
    /// When it was over, after `start` and within a day of it.
    pub end: ZonedTime,
    /// What it brought, 0 or more.
    pub taken: f64,
    /// Whether it ended because nothing was left.
    pub sold_out: bool,
}

/// A file of takings.
#[derive(Clone, Debug, PartialEq)]
pub struct Takings {
    /// Usable stays in the order of the file.
    pub visits: Vec<Visit>,
    /// Rows that can't be used, in the order of the file.
    pub rejected: Vec<RejectedRow>,
    /// What the user should know although nothing is wrong, one line each.
    pub notes: Vec<String>,
    /// The column that was read, and its currency if the rows have one, such as `takings ($)`.
    pub unit: String,
    /// Rows of days on which nobody was there.
    pub closed: usize,
}

/// Why nothing in a file can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct TakingsError {
    /// 1-based line.
    pub line: u64,
    /// What was found and what is wanted.
    pub message: String,
}

/// Reads takings. Times without a zone of their own are wall times in `zone`.
///
/// # Errors
/// [`TakingsError`] when the file is empty or no CSV, lacks a column or has it twice, holds more
/// than one currency, or has dates of which day and month can't be told apart.
///
/// ```
/// use pdpe::takings::{Asked, read};
/// let csv = "place,lat,lon,start,end,takings\nmarket,39.1,-94.58,10/31/2026 6:00 PM,22:00,$412.50\nmarket,39.1,-94.58,2026-11-01T11:00,2026-11-01T10:00,90\n";
/// let takings = read(csv.as_bytes(), chrono_tz::America::Chicago, &Asked::default())?;
/// assert_eq!((takings.visits[0].taken, takings.unit.as_str()), (412.5, "takings ($)"));
/// assert_eq!(takings.rejected[0].to_string(), "3: it ends (2026-11-01T10:00) before it starts (2026-11-01T11:00)");
/// # Ok::<(), pdpe::takings::TakingsError>(())
/// ```
pub fn read(bytes: &[u8], zone: Tz, asked: &Asked) -> Result<Takings, TakingsError> {
    let decoded = text_of(bytes)?;
    let text = &*decoded.text;
    let columns = Columns::of(text, asked).map_err(|message| TakingsError { line: 1, message })?;
    let rows = columns.rows(text);
    let order = DateOrder::of(&columns, &rows, asked)?;
    let mut reading = Reading {
        times: Times { zone, order },
        money: Money::new(columns.delimiter),
        visits: Vec::new(),
        rejected: Vec::new(),
        notes: decoded.note().into_iter().collect(),
        closed: 0,
    };
    for row in &rows {
        let line = row.line;
        match reading.visit(&columns, row) {
            Ok(Some(visit)) => reading.visits.push(visit),
            Ok(None) => reading.closed += 1,
            Err(reason) => reading.rejected.push(RejectedRow { line, reason }),
        }
    }
    reading.once()?;
    let unit = match reading.money.currency() {
        Some(currency) => format!("{} ({currency})", columns.unit()),
        None => columns.unit().to_owned(),
    };
    let Reading { visits, mut rejected, notes, closed, .. } = reading;
    rejected.sort_by_key(|rejected| rejected.line);
    Ok(Takings { visits, rejected, notes, unit, closed })
}

/// The text of a file, without a byte order mark.
fn text_of(bytes: &[u8]) -> Result<Decoded<'_>, TakingsError> {
    let decoded = encoding::decode(bytes);
    if decoded.text.trim().is_empty() {
        let message = "the file is empty; expected a CSV with a header such as place,lat,lon,start,end,takings".into();
        return Err(TakingsError { line: 1, message });
    }
    Ok(decoded)
}

/// One row of the file.
struct Row {
    line: u64,
    fields: Vec<String>,
}

/// A file half read.
struct Reading {
    times: Times,
    money: Money,
    visits: Vec<Visit>,
    rejected: Vec<RejectedRow>,
    notes: Vec<String>,
    closed: usize,
}

impl Reading {
    /// The stay of a row; none if nobody was there.
    fn visit(&mut self, columns: &Columns, row: &Row) -> Result<Option<Visit>, String> {
        if row.fields.len() != columns.names.len() {
            return Err(format!("{} fields where the header has {}", row.fields.len(), columns.names.len()));
        }
        let field = |column: Option<usize>| column.map_or("", |column| row.fields[column].trim());
        if yes("closed", field(columns.closed))? {
            return Ok(None);
        }
        let at = match (field(columns.lat), field(columns.lon)) {
            // A name may be a place as well, such as `39.1, -94.58`.
            ("", "") => [columns.at, columns.place].iter().find_map(|&column| {
                let order = column.and_then(|column| PairOrder::of_name(&columns.names[column]));
                place_in(field(column), order)
            }),
            (lat, lon) => {
                let degrees = |name, text| money::plain(name, text, columns.delimiter);
                Some(LatLon::new(degrees("latitude", lat)?, degrees("longitude", lon)?))
            }
        };
        let at = at.transpose().map_err(|error| error.to_string())?;
        if at.is_some_and(LatLon::is_placeholder) {
            return Err("no place: 0,0 is a placeholder".into());
        }
        let cell_id = Some(field(columns.cell_id)).filter(|id| !id.is_empty()).map(str::to_owned);
        let place = match (field(columns.place), &cell_id, at) {
            ("", None, None) => return Err("it has no place: neither a name, a cell_id nor lat and lon".into()),
            ("", None, Some(at)) => format!("{:.3},{:.3}", at.lat(), at.lon()),
            ("", Some(cell), _) => cell.clone(),
            (name, _, _) => name.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let (start, end, notes) = self.times.stay(field(columns.date), field(columns.start), field(columns.end))?;
        self.notes.extend(notes.into_iter().map(|note| format!("{}: {note}", row.line)));
        let taken = self.money.amount(columns.unit(), field(Some(columns.taken)), row.line)?;
        let sold_out = yes("sold_out", field(columns.sold_out))?;
        Ok(Some(Visit { line: row.line, place, at, cell_id, start, end, taken, sold_out }))
    }

    /// Rows that say the same are counted once; of stays at one place that overlap the first counts.
    fn once(&mut self) -> Result<(), TakingsError> {
        self.money.one_currency()?;
        let mut order: Vec<usize> = (0..self.visits.len()).collect();
        let key = |visit: &Visit| (visit.place.clone(), visit.start.to_utc(), visit.end.to_utc(), visit.line);
        order.sort_by_cached_key(|&number| key(&self.visits[number]));
        let mut kept = HashSet::new();
        let (mut same, mut last) = (Vec::new(), None::<usize>);
        for number in order {
            let visit = &self.visits[number];
            let before = last.map(|last| &self.visits[last]).filter(|last| last.place == visit.place);
            match before.filter(|before| visit.start < before.end) {
                Some(before) if (before.start, before.end, before.taken) == (visit.start, visit.end, visit.taken) => {
                    same.push((visit.line, before.line));
                }
                Some(before) => {
                    let reason = format!(
                        "it overlaps the stay of line {} at the same place, which ends at {}",
                        before.line,
                        when::shown(before.end)
                    );
                    self.rejected.push(RejectedRow { line: visit.line, reason });
                }
                None => {
                    kept.insert(number);
                    last = Some(number);
                }
            }
        }
        let mut number = 0;
        self.visits.retain(|_| {
            number += 1;
            kept.contains(&(number - 1))
        });
        same.sort_unstable();
        self.notes.extend(
            same.iter().map(|(line, first)| format!("{line}: the same stay as in line {first}; it counts once")),
        );
        Ok(())
    }
}

/// Whether a field says yes.
fn yes(name: &str, text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(format!("{name} `{}` is neither yes nor no", escaped(text))),
    }
}
