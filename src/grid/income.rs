//! Incomes by place: a table of points, and the nearest point to a cell.

use crate::geo::{LatLon, Nearest};

use super::columns::{find_column, position_of};
use super::number::{not_a_number, parse_number};

/// The codes of the Census for "below 2,500" and "above 250,000".
const BOTTOM_CODE: f64 = 2_499.0;
const TOP_CODE: f64 = 250_001.0;

/// A table of incomes that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct IncomeError {
    origin: String,
    message: String,
}

/// Points with an income.
#[derive(Clone, Debug, PartialEq)]
pub struct IncomeTable {
    points: Nearest<f64>,
    /// Rows left out because their income is empty.
    pub without_income: usize,
    /// Rows left out because they are post-office boxes, whose place is not meaningful.
    pub po_boxes: usize,
    /// Rows kept with "below 2,500" (code 2499).
    pub bottom_coded: usize,
    /// Rows kept with "above 250,000" (code 250001).
    pub top_coded: usize,
}

impl IncomeTable {
    /// Reads a CSV with a latitude, a longitude and an `income` or `median_household_income`.
    ///
    /// Leaves out rows without income, and rows with the `zip_type` `PO_Box`, whose place is often the centre of their
    /// city. Keeps bottom and top codes unchanged, because the income factor is bounded.
    ///
    /// # Errors
    /// [`IncomeError`] when a column is missing, a row is malformed, or no row is left.
    pub fn read(bytes: &[u8], origin: &str) -> Result<Self, IncomeError> {
        let fault = |message: String| IncomeError { origin: origin.to_owned(), message };
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let header: Vec<String> =
            reader.headers().map_err(|error| fault(error.to_string()))?.iter().map(str::to_owned).collect();
        let column = |what, names: &[&str]| find_column(&header, what, names, None).map_err(fault);
        let lat = column("latitude", &["lat", "latitude", "y"])?;
        let lon = column("longitude", &["lon", "lng", "long", "longitude", "x"])?;
        let income = column("income", &["income", "median_household_income"])?;
        let zip_type = position_of(&header, "zip_type");

        let mut table =
            Self { points: Nearest::default(), without_income: 0, po_boxes: 0, bottom_coded: 0, top_coded: 0 };
        let mut points = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| fault(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let field = |column: usize| record.get(column).unwrap_or_default().trim();
            let number = |what, column: usize| {
                let text = field(column);
                parse_number(text.as_bytes()).ok_or_else(|| fault(format!("line {line}: {}", not_a_number(what, text))))
            };
            if zip_type.is_some_and(|column| field(column).eq_ignore_ascii_case("PO_Box")) {
                table.po_boxes += 1;
                continue;
            }
            if field(income).is_empty() {
                table.without_income += 1;
                continue;
            }
            let place = LatLon::new(number("latitude", lat)?, number("longitude", lon)?)
                .map_err(|error| fault(format!("line {line}: {error}")))?;
            let income = number("income", income)?;
            if !(0.0..=1e12).contains(&income) {
                return Err(fault(format!("line {line}: an income of {income} is not possible")));
            }
            table.bottom_coded += usize::from(income == BOTTOM_CODE);
            table.top_coded += usize::from(income == TOP_CODE);
            points.push((place, income));
        }
        if points.is_empty() {
            return Err(fault("no row has an income".into()));
        }
        table.points = points.into_iter().collect();
        Ok(table)
    }

    /// A table of points with their incomes, NaN where an income is unknown; `None` without a point.
    ///
    /// ```
    /// use pdpe::grid::IncomeTable;
    /// let table = IncomeTable::of_points([("30.29,-97.74".parse()?, 60_330.0)]);
    /// assert_eq!(table.map(|table| table.nearest("30.3,-97.7".parse().expect("a place"))), Some(60_330.0));
    /// # Ok::<(), pdpe::geo::PlaceError>(())
    /// ```
    #[must_use]
    pub fn of_points(points: impl IntoIterator<Item = (LatLon, f64)>) -> Option<Self> {
        let points = points.into_iter().collect();
        let table = Self { points, without_income: 0, po_boxes: 0, bottom_coded: 0, top_coded: 0 };
        (!table.is_empty()).then_some(table)
    }

    /// The number of points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Always false, because a table without points is an error.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The income at the point nearest to a place, NaN where that is unknown.
    #[must_use]
    pub fn nearest(&self, place: LatLon) -> f64 {
        self.points.to(place.into()).map_or(f64::NAN, |(_, income)| *income)
    }
}
