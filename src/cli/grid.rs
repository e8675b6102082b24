//! `pdpe grid`: makes a regular grid from a bounding box.

use std::path::PathBuf;

use anyhow::Context as _;
use pdpe::geo::BoundingBox;
use pdpe::grid::{CellSize, Grid, IncomeTable, Regular, kansas_city};
use pdpe::output::{Format, GridWriter, RowFormat};
use pdpe::places::{Cities, Place, Unknown};
use pdpe::text::counted;

use super::destination::Destination;
use super::shared::{self, Talk, half_side_km};
use super::{Global, format, usage};

/// How many cells are written at once.
const CELLS_AT_A_TIME: usize = 65_536;

const GEOJSON: Format = Format::Rows(RowFormat::Geojson);

const FORMATS: [Format; 2] = [Format::CSV, GEOJSON];

/// Make a grid of square cells
///
/// Rows run from south to north, and cells in a row from west to east. Ids are ROW_COLUMN.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe grid --preset kc > kc.csv
  pdpe grid --city \"Austin, TX\" --radius 12km > austin.csv
  pdpe grid --bbox 38.95,-94.74,39.32,-94.36 --cell 250m -o kc.csv \\
    --income fixtures/kc_zip_income_2022.csv
  pdpe grid --bbox 47.48,-122.44,47.74,-122.24 --cell 1km --format geojson -o seattle.geojson")]
pub struct Args {
    /// City, with its known incomes: Austin, "Lyon, France", a ZIP code or LAT,LON
    #[arg(long, value_name = "CITY", allow_hyphen_values = true, conflicts_with_all = ["bbox", "preset"])]
    city: Option<String>,
    /// Half the side of the city's box, such as 12km [default: 8 to 25 km, by population]
    #[arg(long, value_name = "SIZE", value_parser = half_side_km, requires = "city")]
    radius: Option<f64>,
    /// Bounding box in degrees: south, west, north, east
    #[arg(long, value_name = "S,W,N,E", allow_hyphen_values = true, conflicts_with = "preset")]
    bbox: Option<BoundingBox>,
    /// Side of a cell, such as 500m or 0.5km [default with --city: 500m]
    #[arg(long, value_name = "SIZE", visible_alias = "cell-size", conflicts_with = "preset")]
    cell: Option<CellSize>,
    /// Bundled grid: kc (Kansas City, 5,494 cells of 500 m, with incomes)
    #[arg(long, value_name = "NAME", value_parser = ["kc"])]
    preset: Option<String>,
    /// Give each cell the income of the nearest row of this CSV (lat, lon, income)
    #[arg(long, value_name = "FILE")]
    income: Option<PathBuf>,
    /// csv or geojson [default: by the extension of -o, else csv]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let talk = Talk::new(global);
    let mut grid = match (args.bbox, args.cell) {
        _ if args.city.is_some() => {
            let city = Cities::load().find(args.city.as_deref().unwrap_or_default()).map_err(usage)?;
            let place = Place::of_city(&city, args.radius);
            let grid = place.grid(args.cell.unwrap_or_default()).map_err(usage)?;
            talk.say(format_args!("{place}: {}", counted(grid.len(), "cell")));
            let is_missing = |unknown: &&Unknown| **unknown == Unknown::Incomes && args.income.is_none();
            if let Some(unknown) = place.unknown.iter().find(is_missing) {
                talk.say(unknown.consequence());
            }
            grid
        }
        (Some(area), Some(cell)) => {
            shared::tell_of_order(&area, talk);
            Regular::new(area, cell).map_err(usage)?
        }
        _ if args.preset.is_some() => kansas_city(),
        _ => {
            return Err(usage(
                "give a box and the side of its cells with --bbox S,W,N,E --cell SIZE, --city CITY, or --preset kc",
            ));
        }
    };
    if let Some(path) = &args.income {
        grid = grid.with_income(Some(income_table(path, talk)?));
    }
    let geojson = format::resolve(args.format, args.output.as_deref(), &FORMATS, Format::CSV)? == GEOJSON;
    let writer = GridWriter { geojson, cell_degrees: grid.cell_degrees(), has_income: grid.has_income() };

    let mut destination = Destination::open(args.output.as_deref(), args.income.iter().map(PathBuf::as_path))?;
    let (mut cells, mut out) = (Grid::default(), Vec::new());
    writer.start(&mut out);
    for start in (0..grid.len()).step_by(CELLS_AT_A_TIME) {
        grid.cells_into(start..(start + CELLS_AT_A_TIME).min(grid.len()), &mut cells);
        writer.cells(&cells, start == 0, &mut out);
        destination.write(&out)?;
        out.clear();
    }
    writer.end(&mut out);
    destination.write(&out)?;
    destination.finish()?;
    let (rows, columns) = grid.shape();
    talk.detail(format_args!("{rows} rows of {columns} cells: {} cells", grid.len()));
    Ok(())
}

fn income_table(path: &std::path::Path, talk: Talk) -> anyhow::Result<IncomeTable> {
    let name = shared::input_name(path);
    let table = IncomeTable::read(&shared::read_table(path, talk)?, &name).context("cannot use the incomes")?;
    talk.say(format_args!(
        "{name}: {} incomes in use; left out: {} post-office boxes, {} rows without income; \
         kept: {} bottom-coded (2499 = below 2,500), {} top-coded (250001 = above 250,000)",
        table.len(),
        table.po_boxes,
        table.without_income,
        table.bottom_coded,
        table.top_coded
    ));
    Ok(table)
}
