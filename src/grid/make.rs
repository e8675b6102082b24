//! Regular grids from a bounding box, and the bundled grid of Kansas City.

use std::fmt;
use std::fmt::Write as _;
use std::ops::Range;
use std::str::FromStr;

use super::{Grid, IncomeTable};
use crate::geo::{BoundingBox, BoxError, LatLon};

/// Metres per degree in the published grid.
const METRES_PER_DEGREE: f64 = 111_000.0;

/// The greatest number of cells: about 100 GB of output.
const MOST_CELLS: f64 = 1e9;

/// The bounding box of the Kansas City preset.
const KANSAS_CITY: BoundingBox = BoundingBox { south: 38.9517, west: -94.7435, north: 39.3209, east: -94.3554 };

/// The bundled table of ZIP codes of Kansas City.
const KANSAS_CITY_INCOME: &str = include_str!("../../fixtures/kc_zip_income_2022.csv");

/// The side of a square cell in metres, 1 m…1000 km.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellSize(f64);

/// A cell size, or a grid of it, that is not possible.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SizeError {
    /// The text is not a length.
    #[error("`{0}` is not a length; write 500m or 0.5km")]
    Syntax(String),
    /// Too small, too large or not a number.
    #[error("a cell of {0} m is not between 1 m and 1000 km")]
    Range(f64),
    /// The grid would be enormous.
    #[error("{rows} rows of {columns} cells are more than 1,000,000,000; take larger cells or a smaller box")]
    TooMany {
        /// Rows from south to north.
        rows: f64,
        /// Cells in a row.
        columns: f64,
    },
    /// The fields of the box are not a valid box.
    #[error(transparent)]
    Box(#[from] BoxError),
    /// Meridians meet at a pole.
    #[error("the middle of the box, latitude {0}, is too near a pole for square cells")]
    Pole(f64),
}

impl CellSize {
    /// A checked size.
    ///
    /// # Errors
    /// [`SizeError::Range`] outside 1 m…1000 km.
    pub fn new(metres: f64) -> Result<Self, SizeError> {
        if (1.0..=1e6).contains(&metres) { Ok(Self(metres)) } else { Err(SizeError::Range(metres)) }
    }

    /// The side in metres.
    #[must_use]
    pub fn metres(self) -> f64 {
        self.0
    }
}

/// 500 m, as in the preset.
impl Default for CellSize {
    fn default() -> Self {
        Self(500.0)
    }
}

impl FromStr for CellSize {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        let (number, metres) = match text.trim() {
            text if text.ends_with("km") => (&text[..text.len() - 2], 1000.0),
            text if text.ends_with('m') => (&text[..text.len() - 1], 1.0),
            _ => return Err(SizeError::Syntax(text.to_owned())),
        };
        let number: f64 = number.trim_end().parse().map_err(|_| SizeError::Syntax(text.to_owned()))?;
        Self::new(number * metres)
    }
}

impl fmt::Display for CellSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}m", self.0)
    }
}

/// A regular grid by its rule: rows from the south, cells in a row from the west.
#[derive(Clone, Debug)]
pub struct Regular {
    south_west: LatLon,
    cell_lat_deg: f64,
    cell_lon_deg: f64,
    rows: usize,
    columns: usize,
    income: Option<IncomeTable>,
}

/// The box of the preset.
#[must_use]
pub fn kansas_city_area() -> BoundingBox {
    KANSAS_CITY
}

/// The preset: Kansas City in 5,494 cells of 500 m, each with the income of the nearest ZIP code.
#[must_use]
pub fn kansas_city() -> Regular {
    let income = IncomeTable::read(KANSAS_CITY_INCOME.as_bytes(), "Kansas City ZIP codes");
    Regular::new(KANSAS_CITY, CellSize::default())
        .expect("the preset is a possible grid")
        .with_income(Some(income.expect("the bundled table is well-formed")))
}

fn corner(lat_deg: f64, lon_deg: f64) -> Result<LatLon, BoxError> {
    Ok(LatLon::new(lat_deg, lon_deg)?)
}

/// Wraps a longitude above 180 to −180…180. Other longitudes are unchanged.
fn wrapped(lon_deg: f64) -> f64 {
    if lon_deg > 180.0 { (lon_deg + 180.0) % 360.0 - 180.0 } else { lon_deg }
}

impl Regular {
    /// Covers a box with cells. The last row and column may extend beyond it.
    ///
    /// A cell is size ÷ 111,000 degrees tall and size ÷ (111,000·cos(mid-latitude)) wide. Beyond
    /// 180° east, longitudes continue at 180° west. A centre beyond a pole is moved to the pole.
    ///
    /// # Errors
    /// [`SizeError`] if the grid has more than a billion cells, the middle of the box is near a pole, or its fields are
    /// not a valid box.
    pub fn new(area: BoundingBox, cell: CellSize) -> Result<Self, SizeError> {
        let south_west = corner(area.south, area.west)?;
        let area = BoundingBox::new(south_west, corner(area.north, area.east)?)?;
        let narrowing = area.mid_latitude().to_radians().cos();
        if narrowing < 0.001 {
            return Err(SizeError::Pole(area.mid_latitude()));
        }
        let cell_lat_deg = cell.metres() / METRES_PER_DEGREE;
        let cell_lon_deg = cell.metres() / (METRES_PER_DEGREE * narrowing);
        let rows = ((area.north - area.south) / cell_lat_deg).ceil();
        let columns = ((area.east - area.west) / cell_lon_deg).ceil();
        if rows * columns > MOST_CELLS {
            return Err(SizeError::TooMany { rows, columns });
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below a billion")]
        Ok(Self {
            south_west,
            cell_lat_deg,
            cell_lon_deg,
            rows: rows as usize,
            columns: columns as usize,
            income: None,
        })
    }

    /// The same grid with the incomes of a table, or with none.
    #[must_use]
    pub fn with_income(self, income: Option<IncomeTable>) -> Self {
        Self { income, ..self }
    }

    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows * self.columns
    }

    /// Always false, because a box is not empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows and columns.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Height and width of a cell in degrees.
    #[must_use]
    pub fn cell_degrees(&self) -> (f64, f64) {
        (self.cell_lat_deg, self.cell_lon_deg)
    }

    /// The table that its cells have their incomes from.
    #[must_use]
    pub fn income(&self) -> Option<&IncomeTable> {
        self.income.as_ref()
    }

    /// Whether its cells have incomes.
    #[must_use]
    pub fn has_income(&self) -> bool {
        self.income.is_some()
    }

    /// The income of a cell with its centre at a place; `None` outside the grid.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rows and columns are below a billion")]
    pub fn income_at(&self, place: LatLon) -> Option<f64> {
        let (north, east) = (place.lat() - self.south_west.lat(), place.lon() - self.south_west.lon());
        let inside = (0.0..=self.rows as f64 * self.cell_lat_deg).contains(&north)
            && (0.0..=self.columns as f64 * self.cell_lon_deg).contains(&east);
        let income = self.income.as_ref().filter(|_| inside).map(|table| table.nearest(place));
        income.filter(|income| !income.is_nan())
    }

    /// All cells.
    #[must_use]
    pub fn whole(&self) -> Grid {
        let mut grid = Grid::default();
        self.cells_into(0..self.len(), &mut grid);
        grid
    }

    /// Replaces the cells of `grid` by some cells of this grid, row by row, with ids `row_column`.
    #[expect(clippy::cast_precision_loss, reason = "rows and columns are below a billion")]
    pub fn cells_into(&self, cells: Range<usize>, grid: &mut Grid) {
        grid.clear();
        let mut id = String::new();
        for cell in cells {
            let (row, column) = (cell / self.columns, cell % self.columns);
            // The last cells may have their centre beyond a pole or the 180° meridian.
            let lat = (self.south_west.lat() + (row as f64 + 0.5) * self.cell_lat_deg).min(90.0);
            let lon = wrapped(self.south_west.lon() + (column as f64 + 0.5) * self.cell_lon_deg);
            let place = LatLon::new(lat, lon).expect("the corner was checked, and both sums were brought into range");
            id.clear();
            write!(id, "{row}_{column}").expect("a String takes what is written to it");
            grid.push(&id, place);
            if let Some(table) = &self.income {
                grid.push_income(table.nearest(place));
            }
        }
    }
}
