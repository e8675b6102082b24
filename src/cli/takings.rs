//! What `fit` and `backtest` share: takings from a file with their places, and priors.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;
use pdpe::config::Config;
use pdpe::fit::{FEWEST_FOR_A_CLAIM, History, Prior, Stay, Tables};
use pdpe::geo::LatLon;
use pdpe::grid::{Grid, Site};
use pdpe::model::fitted::{KnownPlace, day_facts, expected, income_factor, know_public_holidays, special_days, tables};
use pdpe::model::{BuiltIn, Model};
use pdpe::places;
use pdpe::takings::{self, Asked, RejectedRow, Takings, Visit};
use pdpe::text::{counted, escaped, grouped};

use super::Global;
use super::elsewhere::Elsewhere;
use super::shared::{self, GridArgs, Notices, Talk, at_least_one};

/// A stay belongs to the nearest cell of a grid up to this distance.
const NEAR_KM: f64 = 1.0;

/// The prior of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PriorName {
    /// The prior whose fits predict best
    Auto,
    /// The published factors
    Published,
    /// The measured factors
    Measured,
    /// All factors 1
    Flat,
}

/// The options for takings.
#[derive(clap::Args)]
pub struct TakingsArgs {
    /// Column of the takings [default: takings, revenue, sales …, else count, customers …]
    #[arg(long, value_name = "NAME", help_heading = "Takings")]
    column: Option<String>,
    /// Read dates such as 3/10/2026 with the day first
    #[arg(long, conflicts_with = "month_first", help_heading = "Takings")]
    day_first: bool,
    /// Read dates such as 3/10/2026 with the month first
    #[arg(long, help_heading = "Takings")]
    month_first: bool,
    /// Use only the first N stays
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>, help_heading = "Takings")]
    stays: Option<usize>,
    /// Start of the factors; auto chooses the prior that predicts best
    #[arg(long, value_name = "PRIOR", default_value = "auto")]
    prior: PriorName,
    #[command(flatten)]
    pub grid: GridArgs,
    /// Fail with exit code 3 if a row is rejected
    #[arg(long)]
    pub strict: bool,
}

/// Takings that were read.
pub struct Loaded {
    pub history: History,
    /// In the order of the history's places.
    pub places: Vec<KnownPlace>,
    pub unit: String,
    /// The prediction of the model in force for each stay.
    pub in_force: Vec<f64>,
    pub priors: Vec<Prior>,
    /// The model in force, with its public holidays.
    pub model: Model,
}

impl TakingsArgs {
    /// All input files.
    pub fn inputs<'a>(&'a self, takings: &'a PathBuf) -> impl Iterator<Item = &'a PathBuf> {
        [takings].into_iter().chain(self.grid.inputs())
    }

    /// Reads the takings, and reports rejected rows.
    pub fn load(&self, path: &Path, global: &Global, config: &Config) -> anyhow::Result<Loaded> {
        let talk = Talk::new(global);
        let model = with_public_holidays(config);
        let name = shared::input_name(path);
        let mut takings = self.read(path, &name, &model, talk)?;
        let grid = self.grid_of(&takings, config, talk)?;
        let sites = self.sites(&mut takings, config, grid.as_ref(), talk)?;
        tell(&takings, &name, talk, self.strict)?;
        let Some(first) = takings.visits.first() else {
            bail!(
                "{name}: there is no stay to fit; a row is a stay, such as market,39.1,-94.58,2026-10-03T18:00,22:00,412.50"
            )
        };
        if takings.visits.iter().all(|visit| visit.taken <= 0.0) {
            bail!("{name}: all {} have takings of 0; a fit needs other values", counted(takings.visits.len(), "stay"));
        }
        if let Some(site) = sites.get(&first.place) {
            Elsewhere::new(global, &model, first.start).tell(site.place);
        }
        let offset = |visit: &Visit| income_factor(&model, sites.get(&visit.place).and_then(|site| site.income));
        let stays = takings.visits.iter().map(|visit| Stay {
            place: visit.place.clone(),
            start: visit.start,
            end: visit.end,
            taken: visit.taken,
            sold_out: visit.sold_out,
            offset: offset(visit),
        });
        let history = history_of(stays.collect(), &model);
        let history = self.stays.map_or_else(|| history.clone(), |stays| history.first(stays));
        tell_few(&history, talk);
        let place = |name: &String| {
            let at = sites.get(name).map(|site| site.place);
            KnownPlace { name: name.clone(), at, reach_km: self.reach_km(at, grid.as_ref()) }
        };
        let places = history.places().iter().map(place);
        let in_force = history.stays().iter().map(|stay| expected(&model, stay, sites.get(&stay.place))).collect();
        Ok(Loaded {
            places: places.collect(),
            unit: takings.unit,
            in_force,
            priors: self.priors(&model),
            history,
            model,
        })
    }

    fn read(&self, path: &Path, name: &str, model: &Model, talk: Talk) -> anyhow::Result<Takings> {
        let day_first = self.day_first.then_some(true).or(self.month_first.then_some(false));
        let asked = Asked { taken: self.column.clone(), day_first };
        let read = takings::read(&shared::read_table(path, talk)?, model.timezone, &asked);
        read.map_err(|error| {
            let is_order = error.message == takings::UnknownOrder.to_string();
            let advice = if is_order { ": --day-first or --month-first" } else { "" };
            anyhow::anyhow!("{name}:{error}{advice}")
        })
    }

    /// The grid, if it was given or rows have cell ids.
    fn grid_of(&self, takings: &Takings, config: &Config, talk: Talk) -> anyhow::Result<Option<Grid>> {
        let names_cells = takings.visits.iter().any(|visit| visit.at.is_none() && visit.cell_id.is_some());
        let is_wanted = self.grid.grid.is_some() || names_cells;
        is_wanted.then(|| self.grid.read(config, talk, self.strict)).transpose()
    }

    /// The position of each place by name. Rejects rows whose cell is not in the grid.
    fn sites(
        &self,
        takings: &mut Takings,
        config: &Config,
        grid: Option<&Grid>,
        talk: Talk,
    ) -> anyhow::Result<BTreeMap<String, Site>> {
        let mut cells: BTreeMap<String, Option<usize>> = BTreeMap::new();
        let (mut sites, mut rejected, mut outside) = (BTreeMap::<String, Site>::new(), Vec::new(), 0);
        let mut visits = std::mem::take(&mut takings.visits);
        let mut fault = None;
        // If a place has more than one position, that of its first stay counts.
        visits.sort_by_key(|visit| (visit.start.to_utc(), visit.line));
        visits.retain(|visit| {
            let site = match (&visit.cell_id, visit.at, grid) {
                (_, Some(at), _) if sites.contains_key(&visit.place) => {
                    let apart = sites[&visit.place].place.distance_km(at);
                    if apart > NEAR_KM {
                        let (line, place) = (visit.line, escaped(&visit.place));
                        takings.notes.push(format!("{line}: {place} is {apart:.1} km from its first position"));
                    }
                    return true;
                }
                (_, Some(at), Some(grid)) => {
                    let cell = nearest(grid, at);
                    outside += usize::from(cell.is_none());
                    Some(Site::new(at, cell.and_then(|cell| grid.income_of(cell))))
                }
                (_, Some(at), None) => {
                    let income = self.grid.income_at(config, at).unwrap_or_else(|error| {
                        fault.get_or_insert(error);
                        None
                    });
                    Some(Site::new(at, income))
                }
                (Some(id), None, Some(grid)) => {
                    let cell = cells.entry(id.clone()).or_insert_with(|| grid.positions(id).next());
                    let Some(cell) = *cell else {
                        let reason = format!("{} has no cell `{}`", self.grid.name(config), escaped(id));
                        rejected.push(RejectedRow { line: visit.line, reason });
                        return false;
                    };
                    Some(grid.site(cell))
                }
                _ => None,
            };
            if let Some(site) = site {
                sites.entry(visit.place.clone()).or_insert(site);
            }
            true
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        takings.visits = visits;
        takings.rejected.extend(rejected);
        if outside > 0 {
            let (count, grid) = (counted(outside, "place"), self.grid.name(config));
            talk.say(format_args!("{count} outside the grid {grid}: used without an income"));
        }
        let lost = takings.visits.iter().filter(|visit| !sites.contains_key(&visit.place)).count();
        if lost > 0 {
            talk.say(format_args!(
                "{} at places without lat and lon: used, but without a factor for these places",
                counted(lost, "stay")
            ));
        }
        Ok(sites)
    }

    /// How far from a place the centre of its cell can be: half the diagonal of a cell, or what it is in a grid of
    /// one's own; rounded up to 10 m.
    fn reach_km(&self, at: Option<LatLon>, grid: Option<&Grid>) -> f64 {
        let half_diagonal_km = self.grid.cell_size().metres() / 1000.0 / std::f64::consts::SQRT_2;
        let cell = at.zip(grid).and_then(|(at, grid)| Some(grid.place(nearest(grid, at)?).distance_km(at)));
        // Cells are squares at the middle of their grid alone: away from it they are up to some percent wider.
        (half_diagonal_km.max(cell.unwrap_or(0.0)) * 1.02 * 100.0).ceil() / 100.0
    }

    fn priors(&self, model: &Model) -> Vec<Prior> {
        let days = special_days(model);
        let of = |base: BuiltIn| Prior { name: base.name().to_owned(), tables: tables(&base.model(), days, model) };
        let flat = Prior { name: "flat".into(), tables: Tables::flat(days.len()) };
        match self.prior {
            PriorName::Published => vec![of(BuiltIn::Published)],
            PriorName::Measured => vec![of(BuiltIn::Measured)],
            PriorName::Flat => vec![flat],
            // Before the first prediction, the first prior is used.
            PriorName::Auto => vec![of(BuiltIn::Measured), of(BuiltIn::Published), flat],
        }
    }
}

/// The model in force with the public holidays of its country. The published model does not use them.
pub fn with_public_holidays(config: &Config) -> Model {
    let mut model = config.model.clone();
    know_public_holidays(&mut model, places::calendar);
    model
}

/// Stays as a history with the special days of a model.
pub fn history_of(stays: Vec<Stay>, model: &Model) -> History {
    History::new(stays, special_days(model).len(), |date| day_facts(model, date))
}

fn nearest(grid: &Grid, at: LatLon) -> Option<usize> {
    let km = |cell: &usize| grid.place(*cell).distance_km(at);
    (0..grid.len()).min_by(|a, b| km(a).total_cmp(&km(b))).filter(|cell| km(cell) <= NEAR_KM)
}

fn tell(takings: &Takings, name: &str, talk: Talk, strict: bool) -> anyhow::Result<()> {
    let mut notes = Notices::new(talk, name);
    takings.notes.iter().for_each(|note| notes.add(":", note));
    notes.finish("notes");
    let mut rejections = Notices::new(talk, name);
    takings.rejected.iter().for_each(|rejected| rejections.add(":", rejected));
    rejections.finish_rejections("rows", takings.visits.len() + takings.rejected.len() + takings.closed, strict)?;
    if takings.closed > 0 {
        talk.detail(format_args!("{name}: {} marked as closed", counted(takings.closed, "row")));
    }
    Ok(())
}

/// Reports that there are too few stays, or that all are equal.
fn tell_few(history: &History, talk: Talk) {
    let stays = history.stays();
    if history.len() < FEWEST_FOR_A_CLAIM {
        let count = counted(history.len(), "stay");
        talk.say(format_args!(
            "only {count}: the result is uncertain, and a gain is reported only from {FEWEST_FOR_A_CLAIM} stays"
        ));
    }
    let is_same = |stay: &Stay| stays.first().is_some_and(|first| first.taken.to_bits() == stay.taken.to_bits());
    if stays.len() > 1 && stays.iter().all(is_same) {
        talk.say(format_args!(
            "all {} stays have the same takings, so hours and places cannot be compared",
            grouped(stays.len())
        ));
    }
}
