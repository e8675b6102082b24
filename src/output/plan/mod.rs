//! Plans in all formats, one file per format.
//!
//! Stops are a list of records (`rows`: table, CSV, NDJSON). JSON is the [`Itinerary`]. `ics` is for calendars, `gpx`
//! for navigation, `geojson` for maps. [`super::html`] is the map with the route.

mod geojson;
mod gpx;
mod ics;
mod rows;
mod summary;

use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::{Column, Format, Style};
use crate::itinerary::{Itinerary, Measure};
use crate::model::Model;
use crate::model::fitted::FitRecord;

/// Finds the measure that `--value` names, and the score that a map shows with it: a score of the model, or `takings` if
/// the model is fitted. Without a name it is the takings of a fitted model, else the combined score.
///
/// # Errors
/// When the model has no such score, or `takings` are asked for and the model is not fitted.
pub fn measure(model: &Model, fit: Option<&FitRecord>, name: Option<&str>) -> Result<(Measure, Column), String> {
    let scores: Vec<Column> = Column::scores(model).collect();
    let measure = match (name, fit) {
        (None | Some("takings"), Some(fit)) => Measure::takings(fit),
        (Some("takings"), None) => {
            return Err("takings need a fitted model; make one with pdpe fit FILE -o fitted.toml, and add --config \
                        fitted.toml"
                .into());
        }
        (name, _) => {
            let column = name.map_or(Ok(Column::COMBINED_SCORE), |name| Column::find_score(model, name))?;
            Measure::score(scores.iter().position(|score| *score == column).unwrap_or(scores.len()))
        }
    };
    let shown = scores.into_iter().nth(measure.column).unwrap_or(Column::COMBINED_SCORE);
    Ok((measure, shown))
}

/// The format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFormat {
    /// Aligned columns with a summary.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object per step and line.
    Ndjson,
    /// One row per step.
    Csv,
    /// iCalendar (RFC 5545): one event per stop.
    Ics,
    /// GPX 1.1: waypoints and a track per truck.
    Gpx,
    /// RFC 7946: a point per stop and a line per drive.
    Geojson,
    /// The map with the route, for browsers.
    Html,
}

impl PlanFormat {
    /// All formats.
    pub const ALL: [Self; 8] =
        [Self::Table, Self::Json, Self::Ndjson, Self::Csv, Self::Ics, Self::Gpx, Self::Geojson, Self::Html];

    /// The name in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Gpx => "gpx",
            Self::Geojson => "geojson",
            Self::Html => "html",
        }
    }

    /// The extension of files in this format; `txt` means a table.
    #[must_use]
    pub fn extension(self) -> &'static str {
        if self == Self::Table { "txt" } else { self.name() }
    }

    /// The format of a file by its extension, in any case.
    #[must_use]
    pub fn of_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// The media type in HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Table => "text/plain; charset=utf-8",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ics => "text/calendar; charset=utf-8",
            Self::Gpx => "application/gpx+xml",
            Self::Geojson => "application/geo+json",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

impl FromStr for PlanFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| format!("there is no format `{name}`"))
    }
}

/// Writes a plan in a format; empty for HTML. `stamp` is the time of creation.
///
/// # Errors
/// If JSON cannot be written.
pub fn write(
    itinerary: &Itinerary,
    format: PlanFormat,
    stamp: DateTime<Utc>,
    style: Style,
) -> serde_json::Result<Vec<u8>> {
    match format {
        PlanFormat::Table => {
            let mut out = summary::before(itinerary).into_bytes();
            out.extend(rows::written(itinerary, Format::Table, style)?);
            out.extend_from_slice(summary::after(itinerary).as_bytes());
            Ok(out)
        }
        PlanFormat::Json => {
            let mut out = serde_json::to_vec_pretty(itinerary)?;
            out.push(b'\n');
            Ok(out)
        }
        PlanFormat::Ndjson => rows::written(itinerary, Format::NDJSON, style),
        PlanFormat::Csv => rows::written(itinerary, Format::CSV, style),
        PlanFormat::Ics => Ok(ics::written(itinerary, stamp).into_bytes()),
        PlanFormat::Gpx => Ok(gpx::written(itinerary).into_bytes()),
        PlanFormat::Geojson => geojson::written(itinerary),
        PlanFormat::Html => Ok(Vec::new()),
    }
}
