//! `pdpe fit`: fits the factors of spending to takings.

use std::path::PathBuf;

use pdpe::fit::{Estimate, History, backtest, choose_prior, estimate};
use pdpe::model::fitted::{FitRecord, FittedFactor, factors, fitted_toml, special_days};
use pdpe::output::{ColumnKind, Format, Table};
use pdpe::text::counted;
use serde::Serialize;

use super::backtest::Tested;
use super::destination::Destination;
use super::shared::{self, Talk};
use super::takings::{Loaded, TakingsArgs};
use super::{Global, format};
use crate::progress::{Progress, Unit};

const FORMATS: [Format; 2] = [Format::Table, Format::JSON];

/// Fit the spending factors to your own takings
///
/// Each row of the CSV is a stay: a place, its start and end, and its takings. Each factor starts at its prior and
/// changes by its credibility, the weight of the stays that it applies to. The result is a configuration file for all
/// commands, with a comment for each factor. A backtest then shows whether the fitted factors predict your takings
/// better.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe fit takings.csv -o fitted.toml
  pdpe fit examples/takings_fictitious.csv --prior published
  pdpe explain 39.089,-94.5838 --config fitted.toml --at 2026-11-03T12:00
  pdpe fit takings.csv --stays 30 --format json

Columns: place, lat and lon, or cell_id with --grid; start and end; takings or customers; optional
date, sold_out and closed. Dates can have the formats of spreadsheets. The takings of a stay with
sold_out are a lower bound. 20 stays are few, 60 are useful; factors of months need a year.")]
pub struct Args {
    /// CSV of stays, or - for stdin: place, lat, lon (or cell_id), start, end, takings
    #[arg(value_name = "TAKINGS")]
    file: PathBuf,
    #[command(flatten)]
    takings: TakingsArgs,
    /// Write the fitted configuration to this file; a failed run leaves no partial file
    #[arg(short, long, value_name = "FILE.toml", help_heading = "Output")]
    output: Option<PathBuf>,
    /// table or json: the format of standard output [default: table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
}

/// The JSON document.
#[derive(Serialize)]
struct Document<'f> {
    schema_version: u32,
    model: &'f str,
    fit: &'f FitRecord,
    backtest: &'f Tested,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let progress = Progress::new(!global.quiet, Some(4), Unit::Steps);
    let config = args.takings.grid.config(global)?;
    let inputs = || args.takings.inputs(&args.file);
    shared::read_stdin_once(inputs())?;
    let loaded = args.takings.load(&args.file, global, &config)?;
    progress.advance(1);
    let record = fitted(&loaded, &progress);
    let tested = Tested::of(&loaded, &backtest(&loaded.history, &loaded.priors, |stay| loaded.in_force[stay]));
    drop(progress);
    if let Some(path) = &args.output {
        let mut file = Destination::open(Some(path), inputs().map(PathBuf::as_path))?;
        file.write(fitted_toml(&loaded.model, &loaded.places, &record).as_bytes())?;
        file.finish()?;
        Talk::new(global).say(format_args!("{} written; use it with --config {0}", path.display()));
    }
    let mut destination = Destination::open(None, inputs().map(PathBuf::as_path))?;
    if args.format == Some(Format::JSON) {
        let document = Document { schema_version: 1, model: &config.model_name, fit: &record, backtest: &tested };
        destination.write(format!("{}\n", serde_json::to_string_pretty(&document)?).as_bytes())?;
    } else {
        let style = destination.style();
        let text = format!("{}\n{}", factor_table(&record).render(style), tested.text(&config.model_name, style));
        destination.write_styled(format!("{}\n\n{text}", heading(&record)).as_bytes())?;
    }
    destination.finish()
}

/// The fit of all stays, with the evidence of its factors.
fn fitted(loaded: &Loaded, progress: &Progress) -> FitRecord {
    let prior = choose_prior(&loaded.history, &loaded.priors);
    progress.advance(1);
    let fit = estimate(&loaded.history, loaded.history.len(), prior);
    progress.advance(1);
    record(&loaded.history, &fit, loaded)
}

fn record(history: &History, fit: &Estimate, loaded: &Loaded) -> FitRecord {
    let date =
        |stay: Option<&pdpe::fit::Stay>| stay.map(|stay| stay.start.date_naive().to_string()).unwrap_or_default();
    FitRecord {
        stays: fit.stays,
        prior: fit.prior.clone(),
        from: date(history.stays().first()),
        to: date(history.stays().last()),
        unit: loaded.unit.clone(),
        scale: fit.scale,
        dispersion: fit.dispersion,
        factors: factors(fit, special_days(&loaded.model), &loaded.places),
    }
}

fn heading(record: &FitRecord) -> String {
    let FitRecord { stays, from, to, unit, prior, .. } = record;
    format!("{}, {from} to {to}, {unit}; factors start from: {prior}", counted(*stays, "stay"))
}

/// The factors that the fit changed.
fn factor_table(record: &FitRecord) -> Table {
    let mut table = Table::new(vec![
        ("factor", ColumnKind::Text),
        ("prior", ColumnKind::Number),
        ("fitted", ColumnKind::Number),
        ("stays", ColumnKind::Number),
        ("credibility", ColumnKind::Number),
    ]);
    for factor in record.factors.iter().filter(|factor| factor.stays > 0 && factor.credibility > 0.0) {
        let FittedFactor { prior, fitted, stays, credibility, .. } = factor;
        let numbers = [format!("{prior:.3}"), format!("{fitted:.3}"), stays.to_string(), format!("{credibility:.2}")];
        table.row(&[vec![factor.label()], numbers.to_vec()].concat());
    }
    table
}
