//! `pdpe backtest --counts`: how well models rank the hours of people counters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{Duration, Timelike};
use pdpe::config::Config;
use pdpe::fit::{Backtest, HeldOut, Rival, Stay, backtest, rank_correlation};
use pdpe::grid::Site;
use pdpe::model::fitted::{expected, special_days, tables};
use pdpe::output::{ColumnKind, Format, Table};
use pdpe::takings::{Counter, read_counts, read_places};
use pdpe::text::counted;
use serde::Serialize;

use super::super::destination::Destination;
use super::super::shared::{self, Notices, Talk};
use super::super::takings::{history_of, with_public_holidays};
use super::super::{Global, usage};
use super::Args;
use crate::progress::{Progress, Unit};

/// The hours in which trucks usually serve.
const TRADING_HOURS: std::ops::RangeInclusive<u32> = 10..=21;

/// The backtest of a counter, and the hour of the day of each predicted hour.
type CounterTest = (Backtest, Vec<u32>);

/// A note on the meaning of counts.
const NOTE: &str = "Counters count people who pass, not people who buy. The hours of a counter are not independent, so \
                    no gain is reported.";

#[derive(Serialize)]
struct Document<'c> {
    schema_version: u32,
    model: &'c str,
    counters: usize,
    hours_held_out: usize,
    /// Medians over the counters.
    figures: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    predicted_by: &'static str,
    rank_correlation: Option<f64>,
    rank_correlation_10_to_21: Option<f64>,
    mean_absolute_error_over_mean: f64,
    deviance: f64,
}

/// Runs the command for counts.
pub fn run(global: &Global, args: &Args, config: &Config, format: Format) -> anyhow::Result<()> {
    if format == Format::Html {
        return Err(usage("--format html is a report of takings; it does not support --counts"));
    }
    let inputs = || args.counts.iter().chain(&args.places);
    shared::read_stdin_once(inputs())?;
    let counters = read(args, config, Talk::new(global))?;
    let progress = Progress::new(!global.quiet, Some(counters.len() as u64), Unit::Steps);
    let mut tests = Vec::new();
    for (name, counter) in &counters {
        tests.extend(test(config, name, counter));
        progress.advance(1);
    }
    drop(progress);
    let document = Document {
        schema_version: 1,
        model: &config.model_name,
        counters: tests.len(),
        hours_held_out: tests.iter().map(|(test, _)| test.held_out.len()).sum(),
        figures: Rival::ALL.iter().filter_map(|rival| row(*rival, &tests)).collect(),
    };
    let mut destination = Destination::open(args.output.as_deref(), inputs().map(PathBuf::as_path))?;
    if format == Format::JSON {
        destination.write(format!("{}\n", serde_json::to_string_pretty(&document)?).as_bytes())?;
    } else {
        let style = destination.style();
        let text = table(&document).render(style);
        let counters = counted(document.counters, "counter");
        let hours = counted(document.hours_held_out, "hour");
        destination.write_styled(
            format!("{hours} of {counters} predicted, each week from the weeks before it; medians over counters\n\n{text}\n{NOTE}\n")
                .as_bytes(),
        )?;
    }
    destination.finish()
}

fn read(args: &Args, config: &Config, talk: Talk) -> anyhow::Result<Vec<(String, Counter)>> {
    let file = args.counts.as_deref().unwrap_or(Path::new("-"));
    let name = shared::input_name(file);
    let counts = read_counts(&shared::read_table(file, talk)?, config.model.timezone);
    let counts = counts.map_err(|error| anyhow::anyhow!("{name}:{error}"))?;
    let mut sites = BTreeMap::new();
    if let Some(file) = &args.places {
        let read = read_places(&shared::read_table(file, talk)?);
        sites = read.map_err(|error| anyhow::anyhow!("{}:{error}", shared::input_name(file)))?;
    }
    let hours: usize = counts.counters.values().map(|counter| counter.hours.len()).sum();
    let mut rejections = Notices::new(talk, &name);
    counts.rejected.iter().for_each(|rejected| rejections.add(":", rejected));
    rejections.finish_rejections("rows", hours + counts.rejected.len(), args.takings.strict)?;
    if hours == 0 {
        bail!("{name}: no count can be predicted");
    }
    let with_place = |(name, mut counter): (String, Counter)| {
        counter.at = counter.at.or_else(|| sites.get(&name).copied());
        (name, counter)
    };
    Ok(counts.counters.into_iter().map(with_place).collect())
}

/// Tests one counter. Its hours are treated as stays.
fn test(config: &Config, name: &str, counter: &Counter) -> Option<CounterTest> {
    let model = with_public_holidays(config);
    let stay = |&(start, taken): &(_, f64)| Stay {
        place: name.to_owned(),
        start,
        end: start + Duration::hours(1),
        taken,
        sold_out: false,
        offset: 1.0,
    };
    let history = history_of(counter.hours.iter().map(stay).collect(), &model);
    let site = counter.at.map(Site::from);
    let in_force: Vec<f64> = history.stays().iter().map(|stay| expected(&model, stay, site.as_ref())).collect();
    let prior = pdpe::fit::Prior { name: "in force".into(), tables: tables(&model, special_days(&model), &model) };
    let test = backtest(&history, &[prior], |stay| in_force[stay]);
    let hours = test.held_out.iter().map(|out| history.stays()[out.stay].start.hour()).collect();
    (!test.held_out.is_empty()).then_some((test, hours))
}

/// The medians of one predictor; `None` without counters.
fn row(rival: Rival, tests: &[CounterTest]) -> Option<Row> {
    let figures = |of: &dyn Fn(&CounterTest) -> Option<f64>| median(tests.iter().filter_map(of).collect());
    let trading = |(test, hours): &CounterTest| {
        let out = test.held_out.iter().zip(hours).filter(|(_, hour)| TRADING_HOURS.contains(hour));
        let (expected, taken): (Vec<f64>, Vec<f64>) =
            out.map(|(HeldOut { expected, taken, .. }, _)| (expected[rival as usize], *taken)).unzip();
        rank_correlation(&expected, &taken)
    };
    Some(Row {
        predicted_by: rival.as_str(),
        rank_correlation: figures(&|(test, _)| test.figures[rival as usize].rank_correlation),
        rank_correlation_10_to_21: figures(&trading),
        mean_absolute_error_over_mean: figures(&|(test, _)| Some(test.figures[rival as usize].error))?,
        deviance: figures(&|(test, _)| Some(test.figures[rival as usize].deviance))?,
    })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn table(document: &Document) -> Table {
    let mut table = Table::new(vec![
        ("predicted by", ColumnKind::Word),
        ("rank, 24 h", ColumnKind::Number),
        ("rank, 10-21 h", ColumnKind::Number),
        ("error", ColumnKind::Number),
        ("deviance", ColumnKind::Number),
    ]);
    for row in &document.figures {
        let numbers = [
            row.rank_correlation,
            row.rank_correlation_10_to_21,
            Some(row.mean_absolute_error_over_mean),
            Some(row.deviance),
        ];
        let numbers = numbers.map(|number| number.map_or_else(|| "-".into(), |number| format!("{number:.3}")));
        table.row(&[vec![row.predicted_by.to_owned()], numbers.to_vec()].concat());
    }
    table
}
