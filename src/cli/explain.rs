//! `pdpe explain`: how the score of a place is calculated.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use chrono::{DateTime, FixedOffset};
use pdpe::explain::{Clamp, EventInReach, Evidence, Factor, HotspotPoints, LayerReceipt, Parts, Receipt, explain};
use pdpe::geo::LatLon;
use pdpe::grid::Site;
use pdpe::output::ColumnKind::{Number, Text, Word};
use pdpe::output::{Format, Style, Table};
use pdpe::text::{counted, terminal_line};
use serde::Serialize;

use super::destination::Destination;
use super::elsewhere::Elsewhere;
use super::shared::{self, EventArgs, EventSpan, GridArgs, PlaceArg, Talk, income, tell_of_incomes};
use super::{Global, format, usage};

const NO_PLACE: &str =
    "give a place as LAT,LON, such as 39.1,-94.5, a ZIP code, a city, or a cell of the grid with --cell ID";

const FORMATS: [Format; 2] = [Format::Table, Format::JSON];

/// Explain a score: every factor, hotspot and event
///
/// Give a place as LAT,LON, ZIP code or city, or a cell of the grid with --cell. A ZIP code or city also selects the
/// city, like --city. A place in the box of the city has the income of its cell unless
/// --income or
/// --no-income is given. Other places have no income.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe explain 39.0997,-94.5786 --at 2026-10-03T19:00 --events fixtures/kc_weekend.json
  pdpe explain 78705 --at 2026-10-03T19:00
  pdpe explain --cell 32_28 --at 2024-12-15T19:00
  pdpe explain --cell downtown --grid kc.csv --at now --format json")]
pub struct Args {
    /// Place: LAT,LON in degrees, a ZIP code or a city
    #[arg(value_name = "PLACE", allow_hyphen_values = true, conflicts_with = "cell")]
    place: Option<PlaceArg>,
    /// Id of a cell of the grid
    #[arg(long, value_name = "ID")]
    cell: Option<String>,
    /// Income at the place, as in the income column of a grid
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, value_parser = income, conflicts_with_all = ["cell", "no_income"])]
    income: Option<f64>,
    /// Time: 2024-12-15T19:00, 2024-12-15T19:00-06:00, 2024-12-16T01:00Z or now
    #[arg(long, value_name = "TIME", default_value = "now")]
    at: String,
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// table or json [default: by the extension of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Fail with exit code 3 if a row or an event is rejected
    #[arg(long)]
    strict: bool,
}

/// The receipt as a JSON document, with the city of a place given by name.
#[derive(Serialize)]
struct Document<'r> {
    #[serde(flatten)]
    receipt: &'r Receipt,
    #[serde(flatten)]
    place: Option<PlaceSaid<'r>>,
}

#[derive(Serialize)]
struct PlaceSaid<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'r str>,
    near: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'r [&'static str]>,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let talk = Talk::new(global);
    let config = args.grid.config_at(global, args.place.as_ref())?;
    if args.income.is_some() {
        tell_of_incomes("--income", &config, talk);
    }
    let at = shared::time(global, &config, &args.at)?;
    shared::read_stdin_once(args.grid.inputs().chain(&args.events.events))?;
    let events = args.events.load(&config, EventSpan::at(at), talk, args.strict)?;
    let (cell_id, site) = match (&args.place, &args.cell) {
        (Some(_), _) if args.grid.grid.is_some() => {
            return Err(usage("--grid cannot be used with a place; use --cell ID"));
        }
        (Some(spot), _) => {
            let income = if args.income.is_some() { args.income } else { args.grid.income_at(&config, spot.place)? };
            (None, Site::new(spot.place, income))
        }
        (None, Some(id)) => {
            let grid = args.grid.read(&config, talk, args.strict)?;
            (Some(id.clone()), grid.site(args.grid.find(&config, &grid, id)?))
        }
        (None, None) => return Err(usage(NO_PLACE)),
    };
    Elsewhere::new(global, &config.model, at).tell(site.place);
    if let Some(place) = config.place.as_ref().filter(|place| place.has_incomes() && site.income.is_none()) {
        talk.say(place.why_no_income(site.place));
    }
    let model = config.model_name.clone();
    let mut receipt = Receipt { cell_id, model, ..explain(&config.model, &events, at, site.clone()) };
    if let Some(fit) = &config.fit {
        fit.annotate(&mut receipt.layers, &config.model, at);
    }
    let open = events.iter().filter(|event| event.is_open(&config.model.proximity, at.to_utc()));
    let place = GridArgs::heading(&config, open);
    let near = place.as_ref().and_then(|place| place.names.near(site.place));

    let inputs = args.grid.inputs().chain(&args.events.events).map(PathBuf::as_path);
    let mut destination = Destination::open(args.output.as_deref(), inputs)?;
    let format = format::resolve(args.format, args.output.as_deref(), &FORMATS, Format::Table)?;
    if format == Format::JSON {
        let place = place.as_ref().map(|place| {
            let (name, unknown) = (place.name.as_deref(), place.unknown.as_slice());
            PlaceSaid { place: name, near, unknown: name.map(|_| unknown) }
        });
        let document = Document { receipt: &receipt, place };
        let json = serde_json::to_string_pretty(&document).context("cannot write the receipt")?;
        destination.write(format!("{json}\n").as_bytes())?;
        return destination.finish();
    }
    let style = destination.style();
    let events = event_table(receipt.layers.iter().flat_map(LayerReceipt::events), &receipt.timestamp);
    destination.write_styled(receipt_text(&receipt, near, &events, style).as_bytes())?;
    destination.finish()?;
    talk.tell_left_out(&events.left_out(style), "--format json");
    Ok(())
}

/// The receipt with all digits, so that the reader can recalculate the score exactly.
fn receipt_text(receipt: &Receipt, near: Option<&str>, events: &Table, style: Style) -> String {
    let mut text = String::new();
    let place = LatLon::new(receipt.lat, receipt.lon).map(|place| place.to_string()).unwrap_or_default();
    let cell = receipt.cell_id.as_ref().map(|id| format!("cell {}, ", terminal_line(id))).unwrap_or_default();
    let near = near.map(|near| format!(" near {}", terminal_line(near))).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{cell}{place}{near} at {} ({}), model: {}\n",
        receipt.timestamp,
        receipt.timezone,
        terminal_line(&receipt.model)
    );
    for layer in &receipt.layers {
        text += &layer_text(layer, events, style);
    }
    let _ = writeln!(text, "Combined score: weight × score, added up");
    let mut terms = Table::new(vec![("layer", Word), ("weight", Number), ("score", Number), ("product", Number)]);
    for term in &receipt.terms {
        terms.row(&[term.layer.clone(), term.weight.to_string(), term.score.to_string(), term.product.to_string()]);
    }
    text += &terms.render(style);
    let _ = writeln!(text, "  = {}  (printed as {:.6})", receipt.combined_score, receipt.combined_score);
    text
}

fn layer_text(layer: &LayerReceipt, events: &Table, style: Style) -> String {
    let LayerReceipt { title, parts, score, .. } = layer;
    let (rule, text) = match parts {
        Parts::Factors { factors, clamped } => {
            ("the factors multiply", factor_table(factors, &[]).render(style) + &clamp_line(*clamped))
        }
        Parts::Points { hotspots, sum, factors, clamped } => {
            let header = [("hotspot", Word), ("km", Number), ("weight", Number), ("points", Number)];
            let mut table = Table::new(header.into());
            for HotspotPoints { name, distance_km, weight, points } in hotspots {
                table.row(&[name.clone(), distance_km.to_string(), weight.to_string(), points.to_string()]);
            }
            let factors = factor_table(factors, &[("points", "sum over the hotspots", *sum)]);
            let text = table.render(style) + "\n" + &factors.render(style) + &clamp_line(*clamped);
            ("points = weight ÷ (1 + km), summed; factors multiply", text)
        }
        Parts::Events { events: in_reach } => (
            "1 − Π(1 − bonus); bonus = (1 − distance ÷ radius) × scale, kept in 0…1",
            if in_reach.is_empty() {
                "no event reaches this place\n".into()
            } else {
                events.render(style) + &in_reach.iter().map(scale_line).collect::<String>()
            },
        ),
    };
    format!("{title}: {rule}\n{text}  = {score}\n\n")
}

/// The factors of the scale of an event, if the model has several.
fn scale_line(event: &EventInReach) -> String {
    let factor = |factor: &Factor| format!("{} {} × {}", factor.name, factor.because, factor.value);
    let factors: Vec<String> = event.factors.iter().map(factor).collect();
    let name = terminal_line(&event.id);
    if factors.is_empty() { String::new() } else { format!("  scale of {name}: {}\n", factors.join(", ")) }
}

fn factor_table(factors: &[Factor], more: &[(&str, &str, f64)]) -> Table {
    let is_fitted = factors.iter().any(|factor| factor.evidence.is_some());
    let mut header = vec![("factor", Word), ("because", Text), ("value", Number)];
    header.extend(is_fitted.then_some(("fitted", Text)));
    let mut table = Table::new(header);
    for factor in factors {
        let fitted = factor.evidence.map(|Evidence { prior, stays, credibility }| {
            format!("from {prior} by {}, credibility {credibility:.2}", counted(stays, "stay"))
        });
        let texts = [factor.name.clone(), factor.because.clone(), factor.value.to_string()].into_iter();
        table.row(&texts.chain(is_fitted.then(|| fitted.unwrap_or_default())).collect::<Vec<_>>());
    }
    for (name, because, value) in more {
        table.row(&[(*name).into(), (*because).into(), value.to_string()]);
    }
    table
}

fn event_table<'e>(events: impl Iterator<Item = &'e EventInReach>, timestamp: &str) -> Table {
    let mut table = Table::new(vec![
        ("id", Word),
        ("event", Text),
        ("metres", Number),
        ("radius km", Number),
        ("scale", Number),
        ("counts", Word),
        ("bonus", Number),
    ])
    .dispensing(&[&["radius km"], &["scale"], &["id"], &["metres"], &["counts"]]);
    for event in events {
        table.row(&[
            event.id.clone(),
            event.name.clone(),
            event.distance_m.to_string(),
            event.radius_km.to_string(),
            event.scale.to_string(),
            when(event, timestamp),
            match event.clamped {
                Some(clamp) => format!("{} kept at {}", clamp.before, clamp.after),
                None => event.bonus.to_string(),
            },
        ]);
    }
    table
}

/// The time in which an event counts; with the year if it differs from that of `timestamp`.
fn when(event: &EventInReach, timestamp: &str) -> String {
    let text = |at: DateTime<FixedOffset>| {
        let text = at.format("%Y-%m-%d %H:%M").to_string();
        let year = timestamp.split_inclusive('-').next().unwrap_or_default();
        text.strip_prefix(year).unwrap_or(&text).to_owned()
    };
    let span = match (event.opens, event.closes) {
        (Some(opens), Some(closes)) => format!("{} to {}", text(opens), text(closes)),
        _ => event.status.as_str().into(),
    };
    if event.open { span } else { format!("no: {span}") }
}

fn clamp_line(clamp: Option<Clamp>) -> String {
    clamp.map(|clamp| format!("  {} is out of bounds, kept at {}\n", clamp.before, clamp.after)).unwrap_or_default()
}
