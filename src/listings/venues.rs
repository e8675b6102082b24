//! A table of venues: the places of events that name their venue but not its coordinates.

use std::collections::HashMap;

use super::fields;
use super::native;
use crate::geo::LatLon;
use crate::text::escaped;

/// The name of the row for all other venues.
const ANY: &str = "*";

/// The venues of a user, by their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Venues {
    by_name: HashMap<String, LatLon>,
    any: Option<LatLon>,
}

/// Why a table of venues cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VenuesError {
    /// The text is not a CSV with a header.
    #[error("not a CSV: {0}")]
    Csv(String),
    /// A column is missing.
    #[error("no column {0}; a table of venues has the columns name, lat and lon")]
    Column(&'static str),
    /// A row has no name or no place.
    #[error("line {line}: {reason}")]
    Row {
        /// Its line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
}

impl Venues {
    /// Reads a CSV with the columns `name`, `lat` and `lon`. The name `*` stands for all other venues.
    ///
    /// # Errors
    /// [`VenuesError`] with the line of the first row that cannot be used.
    ///
    /// ```
    /// use pdpe::listings::Venues;
    /// let venues = Venues::read("name,lat,lon\nMidland Theatre,39.0992,-94.5837\n".as_bytes())?;
    /// let place = venues.find("Midland Theatre, 1228 Main St, Kansas City").expect("the name begins it");
    /// assert_eq!((place.lat(), venues.find("Midland")), (39.0992, None));
    /// # Ok::<(), pdpe::listings::VenuesError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, VenuesError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let (delimiter, _) = crate::grid::split_header(header);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
        let unreadable = |error: csv::Error| VenuesError::Csv(error.to_string());
        let header = reader.headers().map_err(unreadable)?.clone();
        let column = |field: &'static str, others: &[&str]| {
            let is_it = |name: &str| {
                native::field_of(name) == Some(field)
                    || others.iter().any(|other| name.trim().eq_ignore_ascii_case(other))
            };
            header.iter().position(is_it).ok_or(VenuesError::Column(field))
        };
        let (lat, lon) = (column("lat", &[])?, column("lon", &[])?);
        let name = column("name", &["venue", "location", "id"])?;
        let mut venues = Self::default();
        for row in reader.records() {
            let row = row.map_err(unreadable)?;
            let line = row.position().map_or(0, csv::Position::line);
            let text = |column: usize| row.get(column).unwrap_or_default().trim();
            let value =
                |column: usize| Some(serde_json::Value::from(text(column))).filter(|_| !text(column).is_empty());
            let place = fields::place(value(lat).as_ref(), value(lon).as_ref());
            let place = place.map_err(|reason| VenuesError::Row { line, reason })?;
            venues.add(text(name), place).map_err(|reason| VenuesError::Row { line, reason })?;
        }
        Ok(venues)
    }

    fn add(&mut self, name: &str, place: LatLon) -> Result<(), String> {
        if name == ANY {
            self.any = Some(place);
            return Ok(());
        }
        let key = key(name);
        if key.is_empty() {
            return Err("the name is empty".into());
        }
        match self.by_name.insert(key, place).filter(|known| *known != place) {
            Some(_) => Err(format!("`{}` is given twice, at different places", escaped(name))),
            None => Ok(()),
        }
    }

    /// The place of a venue. Case, punctuation and what follows the name, such as the address, do not matter.
    #[must_use]
    pub fn find(&self, location: &str) -> Option<LatLon> {
        // An address is short; a location may be a page.
        let end = location.char_indices().nth(500).map_or(location.len(), |(end, _)| end);
        let location = &location[..end];
        let ends =
            location.char_indices().filter(|(_, char)| matches!(char, ',' | ';' | '\n' | '(' | '|' | '@' | '-' | '–'));
        let heads = ends.map(|(end, _)| &location[..end]);
        let found = [location].into_iter().chain(heads).find_map(|name| self.by_name.get(&key(name)).copied());
        found.or(self.any)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty() && self.any.is_none()
    }
}

/// A name without case and punctuation.
fn key(name: &str) -> String {
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
