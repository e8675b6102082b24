//! The output formats: names, file extensions and media types.

use std::path::Path;
use std::str::FromStr;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table with aligned columns.
    Table,
    /// A list of records for programs.
    Rows(RowFormat),
    /// A [`Picture`](super::Picture).
    Picture(PictureFormat),
    /// A list of the best places for other programs, written by [`waypoints`](super::waypoints).
    Waypoints(WaypointFormat),
    /// A map for a browser, written by [`html`](super::html).
    Html,
}

/// A format of records for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated, with a header.
    Csv,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// An RFC 7946 feature collection.
    Geojson,
}

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Coloured characters for a terminal.
    Heatmap,
    /// A vector image.
    Svg,
    /// A pixel image.
    Png,
}

/// A format of places and times for phones, maps and calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaypointFormat {
    /// GPX 1.1.
    Gpx,
    /// KML 2.2.
    Kml,
    /// iCalendar (RFC 5545).
    Ics,
}

impl RowFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Ndjson, Self::Geojson];

    /// The name in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Geojson => "geojson",
        }
    }

    /// The media type in HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Geojson => "application/geo+json",
        }
    }
}

impl Format {
    /// Records as CSV.
    pub const CSV: Self = Self::Rows(RowFormat::Csv);
    /// Records in one JSON document.
    pub const JSON: Self = Self::Rows(RowFormat::Json);
    /// Records as one JSON object per line.
    pub const NDJSON: Self = Self::Rows(RowFormat::Ndjson);
    /// Records as features of RFC 7946.
    pub const GEOJSON: Self = Self::Rows(RowFormat::Geojson);
    /// Places as waypoints.
    pub const GPX: Self = Self::Waypoints(WaypointFormat::Gpx);
    /// Places as placemarks.
    pub const KML: Self = Self::Waypoints(WaypointFormat::Kml);
    /// Places and times as events of a calendar.
    pub const ICS: Self = Self::Waypoints(WaypointFormat::Ics);
    /// A picture in the terminal.
    pub const HEATMAP: Self = Self::Picture(PictureFormat::Heatmap);

    /// All formats, for `--format` and file extensions.
    pub const ALL: [Self; 12] = [
        Self::Table,
        Self::HEATMAP,
        Self::CSV,
        Self::JSON,
        Self::NDJSON,
        Self::GEOJSON,
        Self::Picture(PictureFormat::Svg),
        Self::Picture(PictureFormat::Png),
        Self::Html,
        Self::GPX,
        Self::KML,
        Self::ICS,
    ];

    /// The name in options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Rows(format) => format.name(),
            Self::Picture(PictureFormat::Heatmap) => "heatmap",
            Self::Picture(PictureFormat::Svg) => "svg",
            Self::Picture(PictureFormat::Png) => "png",
            Self::Html => "html",
            Self::GPX => "gpx",
            Self::KML => "kml",
            Self::ICS => "ics",
        }
    }

    /// The extension of files in this format; `txt` means a table.
    #[must_use]
    pub fn extension(self) -> &'static str {
        if matches!(self, Self::Table | Self::HEATMAP) { "txt" } else { self.name() }
    }

    /// The format of a file by its extension, in any case. `.jsonl` is also NDJSON.
    #[must_use]
    pub fn of_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        let extension = if extension == "jsonl" { "ndjson" } else { &extension };
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| format!("there is no format `{name}`"))
    }
}
