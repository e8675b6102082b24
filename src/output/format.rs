//! The formats: their names, their file extensions, and which of them rows, pictures and maps have.

use std::path::Path;
use std::str::FromStr;

/// How something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// Rows for programs.
    Rows(RowFormat),
    /// A [`Picture`](super::Picture).
    Picture(PictureFormat),
    /// A map to be opened in a browser; [`html`](super::html) writes it, from whole grids.
    Html,
}

/// How rows are written for programs, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated, with a header.
    Csv,
    /// One JSON document that lists them.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// An RFC 7946 feature collection.
    Geojson,
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Coloured characters in the terminal.
    Heatmap,
    /// A drawing.
    Svg,
    /// An image.
    Png,
}

impl RowFormat {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Ndjson, Self::Geojson];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Geojson => "geojson",
        }
    }

    /// What HTTP calls it.
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
    /// A list of records for programs, as CSV.
    pub const CSV: Self = Self::Rows(RowFormat::Csv);
    /// The same as one JSON document.
    pub const JSON: Self = Self::Rows(RowFormat::Json);
    /// The same as one JSON object per line.
    pub const NDJSON: Self = Self::Rows(RowFormat::Ndjson);
    /// A picture in the terminal.
    pub const HEATMAP: Self = Self::Picture(PictureFormat::Heatmap);

    /// All there are: what `--format` and the extension of a file can say.
    pub const ALL: [Self; 9] = [
        Self::Table,
        Self::HEATMAP,
        Self::CSV,
        Self::JSON,
        Self::NDJSON,
        Self::Rows(RowFormat::Geojson),
        Self::Picture(PictureFormat::Svg),
        Self::Picture(PictureFormat::Png),
        Self::Html,
    ];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Rows(format) => format.name(),
            Self::Picture(PictureFormat::Heatmap) => "heatmap",
            Self::Picture(PictureFormat::Svg) => "svg",
            Self::Picture(PictureFormat::Png) => "png",
            Self::Html => "html",
        }
    }

    /// The extension of files in this format; `txt` means a table.
    #[must_use]
    pub fn extension(self) -> &'static str {
        if matches!(self, Self::Table | Self::HEATMAP) { "txt" } else { self.name() }
    }

    /// The format of a file by its extension, in any case; `.jsonl` is NDJSON too.
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
