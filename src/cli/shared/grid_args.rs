//! The options that choose the cells: a file, a city, a box, or Kansas City.

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context as _;
use pdpe::config::{Config, ConfigFile};
use pdpe::event::Event;
use pdpe::geo::{BoundingBox, LatLon};
use pdpe::grid::{
    CellSize, ColumnChoice, Grid, GridReader, NeededColumn, Regular, kansas_city, kansas_city_area, read_all,
};
use pdpe::model::Model;
use pdpe::output::PlaceHeading;
use pdpe::places::{Cities, City, HotspotFile, Names, Place, Unknown, give_hotspots};
use pdpe::stream::CellSource;
use pdpe::text::counted;

use super::super::{Global, usage};
use super::grid_start::GridStart;
use super::own_columns::{UnknownNumbers, needed_columns};
use super::{Notices, PlaceArg, Talk, config_of, input_name, open_table, place_of, read_table, tell_of_order};

/// Which cells to score.
#[derive(clap::Args)]
pub struct GridArgs {
    /// City: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON [default: `city` of pdpe.toml, else Kansas City]
    #[arg(
        long,
        value_name = "CITY",
        env = "PDPE_CITY",
        hide_env_values = true,
        allow_hyphen_values = true,
        help_heading = "Grid"
    )]
    pub city: Option<String>,
    /// Half the side of the city's box, such as 12km [default: 8 to 25 km, by population]
    #[arg(long, value_name = "SIZE", value_parser = half_side_km, conflicts_with_all = ["bbox", "grid"], help_heading = "Grid")]
    radius: Option<f64>,
    /// Box in degrees: south, west, north, east; without --city, for the city nearest to its centre
    #[arg(long, value_name = "S,W,N,E", allow_hyphen_values = true, conflicts_with = "grid", help_heading = "Grid")]
    bbox: Option<BoundingBox>,
    /// Side of a cell, such as 250m [default: 500m]
    #[arg(long, value_name = "SIZE", conflicts_with = "grid", help_heading = "Grid")]
    cell_size: Option<CellSize>,
    /// Student hotspots instead of the known ones: CSV, GeoJSON or an IPEDS HD file
    #[arg(long, value_name = "FILE", help_heading = "Grid")]
    hotspots: Option<PathBuf>,
    /// Additional student hotspots (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Grid")]
    add_hotspots: Vec<PathBuf>,
    /// CSV file of cells, or - for stdin [default: the cells of the city]
    #[arg(long, value_name = "FILE", help_heading = "Grid")]
    pub grid: Option<PathBuf>,
    /// Column with the latitude [default: lat, latitude or y]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lat_col: Option<String>,
    /// Column with the longitude [default: lon, lng, long, longitude or x]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    lon_col: Option<String>,
    /// Column with both, such as "39.1, -94.5", POINT(-94.5 39.1), GeoJSON or an H3 cell [default: found by its values]
    #[arg(long, value_name = "NAME", requires = "grid", conflicts_with_all = ["lat_col", "lon_col"], help_heading = "Grid")]
    place_col: Option<String>,
    /// Column with the id of the cell [default: cell_id, id, cell or h3; without one: row_1, row_2, …]
    #[arg(long, value_name = "NAME", requires = "grid", help_heading = "Grid")]
    id_col: Option<String>,
    /// Column with the income [default: income, if it exists]
    #[arg(long, value_name = "NAME", requires = "grid", conflicts_with = "no_income", help_heading = "Grid")]
    income_col: Option<String>,
    /// Ignore incomes
    #[arg(long, help_heading = "Grid")]
    no_income: bool,
    /// What is known of the grid before it is read.
    #[arg(skip)]
    start: GridStart,
}

/// Says that an option about incomes has no effect, if the model does not count them.
pub fn tell_of_incomes(option: &str, config: &Config, talk: Talk) {
    if !config.model.counts_incomes() {
        talk.say(format_args!(
            "{option} has no effect: incomes do not count in the model {}; --model published counts them",
            config.model_name
        ));
    }
}

impl GridArgs {
    /// The side of the cells of a city.
    pub fn cell_size(&self) -> CellSize {
        self.cell_size.unwrap_or_default()
    }

    /// The configuration, for the place of --city or --bbox, or else the city of its file.
    pub fn config(&self, global: &Global) -> anyhow::Result<Config> {
        self.config_at(global, None)
    }

    /// Like [`GridArgs::config`], for a place that the user gave. Its name is the city if neither --city nor the file has
    /// one; without a grid its coordinates choose the zone.
    pub fn config_at(&self, global: &Global, spot: Option<&PlaceArg>) -> anyhow::Result<Config> {
        let talk = Talk::new(global);
        if let Some(spot) = spot.filter(|_| self.grid.is_none()) {
            self.start.begin_at(spot.place);
        }
        let config = self.config_silently(global, spot.and_then(|spot| spot.name.as_deref()), talk)?;
        if self.income_col.is_some() {
            tell_of_incomes("--income-col", &config, talk);
        }
        if let Some(place) = &config.place {
            self.tell_place(place, config.model.timezone, talk)?;
        } else if let Some(city) = self.zone_of(global, &config)? {
            talk.say(format_args!(
                "times are read in {}, the zone of {city}, the city nearest to the {}; --tz names another",
                city.timezone,
                if self.grid.is_some() { "first cell" } else { "place" }
            ));
        }
        Ok(config)
    }

    /// Like [`GridArgs::config_at`], without messages about the place.
    pub fn config_silently(&self, global: &Global, otherwise: Option<&str>, talk: Talk) -> anyhow::Result<Config> {
        let mut config = config_of(global, |file| self.place(file, otherwise))?;
        if let Some(city) = self.zone_of(global, &config)? {
            config.set_zone(city.timezone);
        }
        self.read_hotspots(&mut config, talk)?;
        if let Some(place) = &mut config.place {
            place.learn(&config.model);
            // A file has its own incomes.
            if self.no_income || self.grid.is_some() {
                place.unknown.retain(|unknown| *unknown != Unknown::Incomes);
            }
        }
        Ok(config)
    }

    fn place(&self, file: &ConfigFile, otherwise: Option<&str>) -> anyhow::Result<Option<Place>> {
        if self.city.is_none()
            && self.bbox.is_none()
            && let Some(place) = place_of(file)?
        {
            let radius = self.radius;
            return Ok(Some(if radius.is_some() { Place::of_city(&place.city, radius) } else { place }));
        }
        let place = match (self.city.as_deref().or(otherwise), self.bbox) {
            (Some(name), area) => {
                let city = Cities::load().find(name)?;
                area.map_or_else(|| Place::of_city(&city, self.radius), |area| Place::of_city_in(&city, area))
            }
            (None, Some(area)) => Place::of_box(area, Cities::load()),
            (None, None) if self.radius.is_some() => anyhow::bail!("--radius needs a city; choose it with --city"),
            (None, None) => return Ok(None),
        };
        Ok(Some(place))
    }

    /// The city whose zone applies to a grid or a place for which no zone was chosen: the city nearest to the first cell
    /// or the place, if its zone differs from that of the built-in models.
    fn zone_of(&self, global: &Global, config: &Config) -> anyhow::Result<Option<&City>> {
        if config.place.is_some() || config.names_zone || global.tz.is_some() {
            return Ok(None);
        }
        let first = match &self.grid {
            Some(path) => {
                let columns = [&self.lat_col, &self.lon_col, &self.place_col].map(Clone::clone);
                self.start.first_cell(columns, || open_table(path))?
            }
            None => self.start.place(),
        };
        let city = self.start.city.get_or_init(|| first.map(|first| Cities::load().nearest(first)));
        Ok(city.as_ref().filter(|city| city.timezone != Model::published().timezone))
    }

    /// Reports the chosen place, and which of its data are not known.
    fn tell_place(&self, place: &Place, zone: chrono_tz::Tz, talk: Talk) -> anyhow::Result<()> {
        let cells = if let Some(path) = &self.grid {
            format!("cells of {}", input_name(path))
        } else {
            let size = self.cell_size();
            format!("{} of {} m", counted(place.grid(size).map_err(usage)?.len(), "cell"), size.metres())
        };
        talk.say(format_args!("{place} ({zone}, {cells})"));
        if self.city.is_none() && self.bbox.is_some() {
            talk.say("chose the city nearest to the centre of the box; set --city for another city, --tz for another time zone");
        }
        if let Some(area) = &self.bbox {
            tell_of_order(area, talk);
        }
        if self.grid.is_none() && place.is_cut_off {
            talk.say("the box of the city ends at the 180° meridian; use --bbox for the part beyond it");
        }
        if !place.unknown.is_empty() {
            let unknown: Vec<&str> = place.unknown.iter().map(|unknown| Unknown::consequence(*unknown)).collect();
            talk.say(unknown.join("; "));
        }
        Ok(())
    }

    fn read_hotspots(&self, config: &mut Config, talk: Talk) -> anyhow::Result<()> {
        let area = match (&config.place, &self.grid) {
            (Some(place), _) => Some(place.area),
            (None, None) => Some(kansas_city_area()),
            (None, Some(_)) => None,
        };
        let files = self.hotspots.iter().map(|path| (path, false));
        for (path, beside) in files.chain(self.add_hotspots.iter().map(|path| (path, true))) {
            let (name, bytes) = (input_name(path), read_table(path, talk)?);
            let file = HotspotFile::read(&bytes).with_context(|| name.clone())?;
            let mut rejections = Notices::new(talk, &name);
            file.rejected.iter().for_each(|row| rejections.add(": ", row));
            rejections.finish_rejections("hotspots", file.hotspots.len() + file.rejected.len(), false)?;
            give_hotspots(&mut config.model, file.hotspots, beside, area.as_ref());
        }
        Ok(())
    }

    /// Opens the grid and reads only its header. The columns that the model reads must exist.
    pub fn open(&self, config: &Config) -> anyhow::Result<CellSource> {
        let needed = needed_columns(&config.model);
        let Some(path) = &self.grid else {
            let grid = self.regular(config)?;
            // A regular grid has no other column than incomes.
            let has = |needed: &NeededColumn| needed.name.eq_ignore_ascii_case("income") && grid.has_income();
            if let Some(needed) = needed.iter().find(|needed| !has(needed)) {
                let NeededColumn { name, by } = needed;
                return Err(usage(format!(
                    "the grid of {} has no column `{name}` for {by}; use a grid with this column: --grid FILE",
                    self.name(config)
                )));
            }
            return Ok(CellSource::Regular(grid));
        };
        let choice = ColumnChoice {
            lat: self.lat_col.clone(),
            lon: self.lon_col.clone(),
            place: self.place_col.clone(),
            id: self.id_col.clone(),
            income: self.income_col.clone(),
            no_income: self.no_income,
            needed,
        };
        let input = self.start.input(|| open_table(path))?;
        Ok(CellSource::Csv(GridReader::open(input, &input_name(path), &choice)?))
    }

    /// Reads the whole grid, and reports rejected rows.
    pub fn read(&self, config: &Config, talk: Talk, strict: bool) -> anyhow::Result<Grid> {
        let reader = match self.open(config)? {
            CellSource::Regular(grid) => return Ok(grid.whole()),
            CellSource::Csv(reader) => reader,
        };
        tell_columns(&reader, &self.name(config), talk);
        let (grid, rejected) = read_all(reader)?;
        self.tell_found(config, talk);
        let (name, rows) = (self.name(config), grid.len() + rejected.len());
        let mut notices = Notices::new(talk, &name);
        for row in &rejected {
            notices.add(":", row);
        }
        notices.finish_rejections("rows", rows, strict)?;
        if grid.is_empty() {
            return Err(no_cells(&name, rows));
        }
        let mut unknown = UnknownNumbers::new(&config.model);
        unknown.count(&grid);
        unknown.report(talk, &name);
        Ok(grid)
    }

    /// Says what was found in the file of cells, such as another encoding, once it was read.
    pub fn tell_found(&self, config: &Config, talk: Talk) {
        self.start.tell_found(&self.name(config), talk);
    }

    /// The cells of the place, or of Kansas City.
    fn regular(&self, config: &Config) -> anyhow::Result<Regular> {
        let grid = match (&config.place, self.cell_size) {
            (Some(place), size) => place.grid(size.unwrap_or_default()).map_err(usage)?,
            (None, None) => kansas_city(),
            (None, Some(size)) => {
                let income = kansas_city().income().cloned();
                Regular::new(kansas_city_area(), size).map_err(usage)?.with_income(income)
            }
        };
        Ok(if self.no_income { grid.with_income(None) } else { grid })
    }

    /// Height and width of a cell in degrees; `None` for the grid of a file.
    pub fn cell_degrees(&self, config: &Config) -> anyhow::Result<Option<(f64, f64)>> {
        Ok(if self.grid.is_none() { Some(self.regular(config)?.cell_degrees()) } else { None })
    }

    /// The income of the cell at a spot, in the grid of the place or of Kansas City; `None` outside, and for other
    /// grids.
    pub fn income_at(&self, config: &Config, spot: LatLon) -> anyhow::Result<Option<f64>> {
        Ok(if self.grid.is_none() { self.regular(config)?.income_at(spot) } else { None })
    }

    /// The position of the cell with an id.
    pub fn find(&self, config: &Config, grid: &Grid, id: &str) -> anyhow::Result<usize> {
        let cells: Vec<usize> = grid.positions(id).take(2).collect();
        match cells[..] {
            [cell] => Ok(cell),
            [] => anyhow::bail!("{} has no cell `{id}` among its {}", self.name(config), grid.len()),
            [one, other, ..] => anyhow::bail!(
                "{} has more than one cell `{id}`, at {} and at {}; name each cell once",
                self.name(config),
                grid.place(one),
                grid.place(other)
            ),
        }
    }

    /// The name of the grid in messages and maps: the file, or the name of the place.
    pub fn name(&self, config: &Config) -> String {
        match (&self.grid, &config.place) {
            (Some(path), _) => input_name(path),
            (None, Some(place)) => place.to_string(),
            (None, None) => "Kansas City".into(),
        }
    }

    /// The place in outputs, with the names of spots. Open events give names too.
    pub fn heading<'e>(config: &Config, open: impl Iterator<Item = &'e Event>) -> Option<PlaceHeading> {
        let (lat, lon): (Vec<f64>, Vec<f64>) =
            config.own_places.iter().map(|(place, _)| (place.lat(), place.lon())).unzip();
        let area = config.place.as_ref().map(|place| place.area).or_else(|| BoundingBox::around(&lat, &lon))?;
        let venues = open.map(|event| (event.place, event.label().to_owned()));
        let unknown = config.place.iter().flat_map(|place| &place.unknown).map(|unknown| unknown.as_str()).collect();
        let names = Names::of(&area, &config.model, &config.own_places, venues);
        Some(PlaceHeading { name: config.place.as_ref().map(ToString::to_string), unknown, names })
    }

    /// The files that are read.
    pub fn inputs(&self) -> impl Iterator<Item = &PathBuf> {
        self.grid.iter().chain(&self.hotspots).chain(&self.add_hotspots)
    }
}

/// Says which columns of a file are read, if that is not plain.
pub fn tell_columns<R: Read>(reader: &GridReader<R>, name: &str, talk: Talk) {
    reader.layout().notes.iter().for_each(|note| talk.say(format_args!("{name}: {note}")));
}

/// Parses half the side of a box.
pub fn half_side_km(text: &str) -> Result<f64, String> {
    let size: CellSize = text.parse().map_err(|_| "write a length such as 12km".to_owned())?;
    let km = size.metres() / 1000.0;
    if (0.1..=200.0).contains(&km) { Ok(km) } else { Err("write a length from 100m to 200km".into()) }
}

/// The error for a grid without usable cells.
pub fn no_cells(name: &str, rows: usize) -> anyhow::Error {
    anyhow::anyhow!("{name}: {}", if rows == 0 { "no rows after the header" } else { "no row can be used" })
}
