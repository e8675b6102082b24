//! `pdpe backtest`: predicts each past week from the weeks before it.

mod counts;

use std::path::PathBuf;

use pdpe::fit::{Backtest, Figures, Stay, Verdict, backtest, bands, choose_prior, estimate};
use pdpe::model::fitted::{factors, special_days};
use pdpe::output::report::Report;
use pdpe::output::{ColumnKind, Format, Style, Table};
use pdpe::text::{counted, terminal_line};
use serde::Serialize;

use super::destination::Destination;
use super::shared;
use super::takings::{Loaded, TakingsArgs};
use super::{Global, format};
use crate::progress::{Progress, Unit};

const FORMATS: [Format; 3] = [Format::Table, Format::JSON, Format::Html];

/// Test fitted factors and the model in force on your past takings
///
/// Predicts each week from the weeks before it, with the fitted factors, the model in force (--model), a flat mean, the
/// mean of the hour of the week, and the same hours last week. Reports a gain only if the fitted factors beat both the
/// model in force and the flat mean, and the difference is significant (p up to 0.05).
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe backtest takings.csv
  pdpe backtest takings.csv --model measured -o report.html
  pdpe backtest examples/takings_fictitious.csv --format json
  pdpe backtest --counts counters.csv --places counters_places.csv --tz Australia/Melbourne

Figures: smaller is better for deviance and error (mean absolute error ÷ mean takings). 1 is best for
rank (rank correlation) and pick ÷ best (takings of each week's choice ÷ takings of its best stay).
Bands should contain 80 % of the stays; the first 10 predicted stays have none.
Counts: place,local_time,count with one row per hour, and lat,lon or --places. The figures are
medians over the counters. Counters count people who pass, not people who buy.")]
pub struct Args {
    /// CSV of stays, or - for stdin: place, lat, lon (or cell_id), start, end, takings
    #[arg(value_name = "TAKINGS", required_unless_present = "counts")]
    file: Option<PathBuf>,
    #[command(flatten)]
    takings: TakingsArgs,
    /// CSV of hourly people counts instead of takings: place, local_time, count
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "stays", "column", "grid"], help_heading = "Counts")]
    counts: Option<PathBuf>,
    /// CSV with the places of the counters: place, lat, lon
    #[arg(long, value_name = "FILE", requires = "counts", help_heading = "Counts")]
    places: Option<PathBuf>,
    /// table, json or html [default: by the extension of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; .html is a report for a browser [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let config = args.takings.grid.config(global)?;
    let format = format::resolve(args.format, args.output.as_deref(), &FORMATS, Format::Table)?;
    let Some(file) = &args.file else { return counts::run(global, args, &config, format) };
    let inputs = || args.takings.inputs(file);
    shared::read_stdin_once(inputs())?;
    let progress = Progress::new(!global.quiet, Some(3), Unit::Steps);
    let loaded = args.takings.load(file, global, &config)?;
    progress.advance(1);
    let test = backtest(&loaded.history, &loaded.priors, |stay| loaded.in_force[stay]);
    progress.advance(1);
    let mut destination = Destination::open(args.output.as_deref(), inputs().map(PathBuf::as_path))?;
    match format {
        Format::Html => {
            let html = report(&loaded, &test, &config.model_name);
            drop(progress);
            destination.write_styled(&html)?;
        }
        Format::JSON => {
            drop(progress);
            let document = Document::new(&loaded, &test, &config.model_name);
            destination.write(format!("{}\n", serde_json::to_string_pretty(&document)?).as_bytes())?;
        }
        _ => {
            drop(progress);
            let style = destination.style();
            let printed = Tested::of(&loaded, &test);
            destination.write_styled(printed.text(&config.model_name, style).as_bytes())?;
        }
    }
    destination.finish()
}

/// The report as an HTML page: the factors before and after, and the weeks.
fn report(loaded: &Loaded, test: &Backtest, model: &str) -> Vec<u8> {
    let (history, days) = (&loaded.history, special_days(&loaded.model));
    let prior = choose_prior(history, &loaded.priors);
    let factors = factors(&estimate(history, history.len(), prior), days, &loaded.places);
    let bands = bands(history, prior);
    Report { unit: &loaded.unit, model, prior: &prior.name, history, test, factors: &factors, bands: &bands }.html()
}

/// The results of a backtest, with its verdict.
#[derive(Serialize)]
pub struct Tested {
    stays: usize,
    held_out: usize,
    prior: String,
    figures: Vec<Row>,
    /// Share of the stays within their 80 % band, of those that have one.
    coverage: Option<f64>,
    stays_with_a_band: usize,
    gain_claimed: bool,
    p: Option<f64>,
    verdict: String,
}

#[derive(Serialize)]
struct Row {
    predicted_by: &'static str,
    deviance: f64,
    mean_absolute_error_over_mean: f64,
    rank_correlation: Option<f64>,
    pick_over_best: Option<f64>,
}

impl Tested {
    pub fn of(loaded: &Loaded, test: &Backtest) -> Self {
        let (stays, held_out) = (loaded.history.len(), test.held_out.len());
        let row = |figures: &Figures| Row {
            predicted_by: figures.rival.as_str(),
            deviance: figures.deviance,
            mean_absolute_error_over_mean: figures.error,
            rank_correlation: figures.rank_correlation,
            pick_over_best: figures.pick_over_best,
        };
        Self {
            stays,
            held_out,
            prior: test.prior.clone(),
            figures: test.figures.iter().map(row).collect(),
            coverage: test.coverage,
            stays_with_a_band: test.held_out.iter().filter(|out| out.band.is_some()).count(),
            gain_claimed: matches!(test.verdict, Verdict::Gain { .. }),
            p: match test.verdict {
                Verdict::Gain { p } => Some(p),
                Verdict::NotShown { p } => p,
            },
            verdict: test.verdict.sentence(stays, held_out),
        }
    }

    /// The results as text.
    pub fn text(&self, model: &str, style: Style) -> String {
        let Self { stays, held_out, prior, verdict, .. } = self;
        if self.figures.is_empty() {
            return format!("Backtest: no week has enough earlier stays for a prediction\n{verdict}\n");
        }
        let mut table = Table::new(vec![
            ("predicted by", ColumnKind::Word),
            ("deviance", ColumnKind::Number),
            ("error", ColumnKind::Number),
            ("rank", ColumnKind::Number),
            ("pick ÷ best", ColumnKind::Number),
        ]);
        let optional = |value: Option<f64>| value.map_or_else(|| "-".into(), |value| format!("{value:.3}"));
        for row in &self.figures {
            table.row(&[
                row.predicted_by.to_owned(),
                format!("{:.3}", row.deviance),
                format!("{:.3}", row.mean_absolute_error_over_mean),
                optional(row.rank_correlation),
                optional(row.pick_over_best),
            ]);
        }
        let coverage = self.coverage.map(|coverage| {
            let banded = counted(self.stays_with_a_band, "stay");
            format!("80 % bands: {:.0} % of {banded} are within their band\n", coverage * 100.0)
        });
        format!(
            "Backtest: {held_out} of {} predicted, each week from the weeks before it; prior: {prior}; \
             model in force: {}\n\n{}\n{}{verdict}\n",
            counted(*stays, "stay"),
            terminal_line(model),
            table.render(style),
            coverage.unwrap_or_default()
        )
    }
}

/// The JSON document.
#[derive(Serialize)]
struct Document<'l> {
    schema_version: u32,
    model: &'l str,
    unit: &'l str,
    #[serde(flatten)]
    tested: Tested,
    predictions: Vec<Prediction<'l>>,
}

#[derive(Serialize)]
struct Prediction<'l> {
    place: &'l str,
    start: String,
    end: String,
    taken: f64,
    in_force: f64,
    fitted: f64,
    flat_mean: f64,
    hour_of_week: f64,
    last_week: f64,
    /// The limits of the 80 % band.
    band: Option<(f64, f64)>,
}

impl<'l> Document<'l> {
    fn new(loaded: &'l Loaded, test: &Backtest, model: &'l str) -> Self {
        let prediction = |out: &pdpe::fit::HeldOut| {
            let Stay { place, start, end, .. } = &loaded.history.stays()[out.stay];
            let [in_force, fitted, flat_mean, hour_of_week, last_week] = out.expected;
            let (start, end) = (start.to_rfc3339(), end.to_rfc3339());
            let (taken, band) = (out.taken, out.band);
            Prediction { place, start, end, taken, in_force, fitted, flat_mean, hour_of_week, last_week, band }
        };
        let predictions = test.held_out.iter().map(prediction).collect();
        Self { schema_version: 1, model, unit: &loaded.unit, tested: Tested::of(loaded, test), predictions }
    }
}
