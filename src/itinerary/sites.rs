//! The places where trucks may stand: all cells of a grid, or pitches in some of them.

use chrono::DateTime;
use chrono::Utc;
use chrono_tz::Tz;

use super::PlanError;
use super::pitches::Pitch;
use crate::geo::LatLon;
use crate::grid::Grid;
use crate::plan::Windows;

/// The places where trucks may stand.
#[derive(Clone, Debug)]
pub struct Sites {
    /// The cell of each; `None`: all cells of the grid.
    pub cells: Option<Grid>,
    /// The place of the truck; `None`: the centre of the cell.
    pub places: Option<Vec<LatLon>>,
    /// The name of each, if any.
    pub names: Vec<Option<String>>,
    /// The windows of each; `None`: always open.
    pub open: Option<Vec<Windows>>,
}

impl Sites {
    /// All cells.
    #[must_use]
    pub fn all() -> Self {
        Self { cells: None, places: None, names: Vec::new(), open: None }
    }

    /// Pitches, each in its cell, and the cells of fixed stops.
    ///
    /// # Errors
    /// [`PlanError::PitchOutside`] for a pitch outside all cells.
    pub fn of_pitches(
        pitches: &[Pitch],
        kept: &[usize],
        grid: &Grid,
        from: DateTime<Utc>,
        minutes: usize,
        zone: Tz,
    ) -> Result<Self, PlanError> {
        let mut cells = Grid::default();
        let (mut places, mut names, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for pitch in pitches {
            cells.append_cell(grid, cell_of(pitch, grid)?);
            places.push(pitch.place);
            names.push(Some(pitch.name.clone()));
            open.push(pitch.windows(from, minutes, zone));
        }
        for &cell in kept {
            cells.append_cell(grid, cell);
            places.push(grid.place(cell));
            names.push(None);
            open.push(Vec::new());
        }
        Ok(Self { cells: Some(cells), places: Some(places), names, open: Some(open) })
    }
}

/// The cell of a pitch: the nearest, if the pitch is within reach of its corners.
fn cell_of(pitch: &Pitch, grid: &Grid) -> Result<usize, PlanError> {
    let nearest = |place: LatLon, but: Option<usize>| {
        let others = (0..grid.len()).filter(|&cell| Some(cell) != but);
        others.map(|cell| (place.distance_km(grid.place(cell)), cell)).min_by(|one, other| one.0.total_cmp(&other.0))
    };
    let (km, cell) = nearest(pitch.place, None).ok_or(PlanError::NoCells)?;
    // A corner of a square is 0.71 of its side from the centre. A grid of one cell has no known cell size.
    let reach_km = nearest(grid.place(cell), Some(cell)).map_or(1.0, |(side_km, _)| 0.75 * side_km).max(0.05);
    if km > reach_km {
        return Err(PlanError::PitchOutside { name: pitch.name.clone(), place: pitch.place, km });
    }
    Ok(cell)
}
