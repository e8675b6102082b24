//! `pdpe journal`: inspects the deliveries that a listener has stored.

mod body;
mod repair;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::DateTime;
use chrono_tz::Tz;
use clap::Subcommand;
use pdpe::output::ColumnKind::{Number, Text, Word};
use pdpe::output::{Format, Record, Rows, Sheet, Table, events};
use pdpe::text::terminal_line;
use pdpe::watch::agenda::Agenda;
use pdpe::watch::journal::{Entry, FILE_NAME, Filter, Reader, State, record};
use serde::Serialize;

use super::destination::{Destination, print};
use super::shared::{self, EventArgs, EventSpan, Talk, at_least_one};
use super::{Global, format};

/// How many deliveries a table shows without `--limit`.
const ROWS_IN_TABLE: usize = 20;

/// Output is written when it has this many bytes.
const PIECE_BYTES: usize = 64 << 10;

/// Inspect the deliveries that a listener has stored
///
/// Only reads the journal and does not change it, so you can use it while the listener runs.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe journal ls                          the latest 20 deliveries
  pdpe journal ls --state dead --format ndjson | jq .error
  pdpe journal show 17
  pdpe journal export -o deliveries.ndjson
  pdpe journal replay --events shows.json > events.json
  pdpe journal repair                      what is whole of a damaged pdpe.db, to pdpe.db.repaired")]
pub struct Args {
    /// Journal file
    #[arg(long, global = true, env = "PDPE_JOURNAL", value_name = "FILE", default_value = FILE_NAME, hide_env_values = true)]
    journal: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List deliveries by number, oldest first
    Ls(Ls),
    /// Show one delivery: headers, body, state
    Show {
        /// Number of the delivery
        #[arg(value_name = "SEQ", value_parser = at_least_one::<u64>)]
        seq: u64,
    },
    /// Write deliveries as lines of JSON, to archive or replay
    Export(Export),
    /// Apply all deliveries, as the listener does at its start, and write the resulting events
    Replay(Replay),
    /// Copy what is whole of a damaged journal to a new one, and list what is not
    ///
    /// Does not change the damaged journal.
    Repair {
        /// New file [default: the name of the journal and .repaired]
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
struct Ls {
    #[command(flatten)]
    which: Which,
    /// List the latest N [default: 20 in a table, else all]
    #[arg(long, value_name = "N", value_parser = at_least_one::<usize>)]
    limit: Option<usize>,
    /// table, json, ndjson or csv
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&Rows::FORMATS), hide_possible_values = true, default_value = "table")]
    format: Format,
}

#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    which: Which,
    /// Same as -o
    #[arg(value_name = "FILE", conflicts_with = "output")]
    file: Option<PathBuf>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Replay {
    #[command(flatten)]
    events: EventArgs,
    /// Fail with exit code 3 if an event of a file is rejected
    #[arg(long)]
    strict: bool,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Which {
    /// Only deliveries in this state: pending, applied, unresolved, dead or ignored
    #[arg(long, value_name = "STATE")]
    state: Option<State>,
    /// Only deliveries from this source, such as eventbrite
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
}

impl Which {
    fn filter(&self) -> Filter {
        Filter { after: 0, source: self.source.clone(), state: self.state }
    }
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let zone = shared::config(global)?.model.timezone;
    match &args.command {
        Command::Ls(ls) => list(&Reader::open(&args.journal)?, ls, zone, Talk::new(global)),
        Command::Show { seq } => show(&Reader::open(&args.journal)?, *seq, zone),
        Command::Export(export) => {
            // This opens the journal to compare the files. Closing it would release the locks of the database, so the
            // database is opened later.
            let destination = Destination::open(export.output.as_deref().or(export.file.as_deref()), [&*args.journal])?;
            write_records(&Reader::open(&args.journal)?, export, destination, Talk::new(global))
        }
        Command::Repair { file } => repair::repair(&args.journal, file.as_deref(), Talk::new(global)),
        Command::Replay(replay) => replay_all(global, &args.journal, replay),
    }
}

/// Applies all deliveries as a starting listener does, without changing the journal.
fn replay_all(global: &Global, journal: &Path, args: &Replay) -> anyhow::Result<()> {
    let (config, talk) = (shared::config(global)?, Talk::new(global));
    shared::read_stdin_once(&args.events.events)?;
    let span = EventSpan::around_now(global, &config)?;
    let events = args.events.load_with_doubles(&config, span, talk, args.strict)?;
    let mut agenda =
        Agenda::new(events, config.model.proximity).with_most_radius_km(config.live.delivery_radius_km.into());
    let inputs = args.events.events.iter().map(PathBuf::as_path).chain([journal]);
    let mut destination = Destination::open(args.output.as_deref(), inputs)?;
    let reader = Reader::open(journal)?;
    let mut became: BTreeMap<u64, (State, Option<String>)> = BTreeMap::new();
    let entries = reader.entries(Filter::default()).inspect(|entry| {
        if let Ok(entry) = entry {
            became.insert(entry.seq, (entry.state, entry.error.clone()));
        }
    });
    let mut marks = Vec::new();
    agenda.replay(
        entries,
        |name| config.source_of(name),
        config.model.timezone,
        |seq, mark| marks.push((seq, mark)),
    )?;
    became.extend(marks.into_iter().map(|(seq, mark)| (seq, (mark.state(), mark.reason().map(str::to_owned)))));
    for (seq, (state, reason)) in &became {
        if let Some(reason) = reason {
            talk.detail(format_args!("delivery {seq}: {state}: {reason}"));
        }
    }
    destination.write(&events::written(Format::JSON, agenda.events().iter(), config.model.timezone)?)?;
    destination.finish()?;
    let count = |state| became.values().filter(|(own, _)| *own == state).count();
    let counts = State::ALL.map(|state| format!("{} {state}", count(state)));
    talk.say(format_args!("deliveries: {} ({}), events: {}", became.len(), counts.join(", "), agenda.events().len()));
    if args.events.events.is_empty() && count(State::Unresolved) > 0 {
        talk.say("give the --events files that the listener was started with");
    }
    Ok(())
}

/// A delivery in a list.
#[derive(Serialize)]
struct ListedDelivery<'e> {
    seq: u64,
    time: String,
    source: &'e str,
    r#type: &'e str,
    idempotency_key: &'e str,
    state: &'e str,
    error: Option<&'e str>,
    body_bytes: usize,
    #[serde(skip)]
    received: DateTime<Tz>,
}

impl<'e> ListedDelivery<'e> {
    const FIELDS: [&'static str; 8] =
        ["seq", "time", "source", "type", "idempotency_key", "state", "error", "body_bytes"];

    fn new(entry: &'e Entry, zone: Tz) -> Self {
        let delivery = &entry.delivery;
        let received = delivery.received.with_timezone(&zone);
        Self {
            seq: entry.seq,
            time: received.to_rfc3339(),
            source: &delivery.source,
            r#type: &delivery.webhook_type,
            idempotency_key: &delivery.idempotency_key,
            state: entry.state.as_str(),
            error: entry.error.as_deref(),
            body_bytes: delivery.body.len(),
            received,
        }
    }

    fn table() -> Table {
        let words = [("received", Word), ("source", Word), ("type", Word), ("bytes", Number), ("state", Word)];
        let header = [("seq", Number)].into_iter().chain(words).chain([("error", Text)]);
        Table::new(header.collect()).dispensing(&[&["bytes"], &["source"], &["type"]])
    }
}

impl Record for ListedDelivery<'_> {
    fn texts(&self) -> Option<Vec<String>> {
        Some(vec![
            self.seq.to_string(),
            self.received.format("%Y-%m-%d %H:%M:%S %Z").to_string(),
            self.source.to_owned(),
            self.r#type.to_owned(),
            self.body_bytes.to_string(),
            self.state.to_owned(),
            self.error.unwrap_or_default().to_owned(),
        ])
    }
}

fn list(journal: &Reader, args: &Ls, zone: Tz, talk: Talk) -> anyhow::Result<()> {
    let usual = if args.format == Format::Table { ROWS_IN_TABLE } else { usize::MAX };
    let filter = journal.latest(args.which.filter(), args.limit.unwrap_or(usual))?;
    let (mut destination, mut out) = (Destination::open(None, [])?, Vec::new());
    let sheet = Sheet::Whole(ListedDelivery::table(), destination.style());
    let mut rows = Rows::new(args.format, ListedDelivery::FIELDS, sheet);
    rows.start(&serde_json::json!({ "schema_version": 1 }), "deliveries", &mut out)?;
    for entry in journal.entries(filter) {
        rows.push(&ListedDelivery::new(&entry?, zone), &mut out)?;
        if out.len() >= PIECE_BYTES {
            destination.write_rows(&rows, &mut out)?;
        }
    }
    rows.end(&serde_json::json!({}), &mut out)?;
    if rows.is_table() {
        rows.words(&summary(journal, args, rows.count())?, &mut out);
    }
    destination.write_rows(&rows, &mut out)?;
    destination.finish()?;
    talk.tell_left_out(&rows.left_out(), "--format csv");
    if rows.is_cut() {
        talk.say("pdpe journal show SEQ shows a delivery with its full error");
    }
    Ok(())
}

/// The text below a table of `shown` deliveries.
fn summary(journal: &Reader, args: &Ls, shown: usize) -> anyhow::Result<String> {
    let counts = journal.count_by_state()?;
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let counts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    let mut text = format!("\n{shown} of {all} deliveries: {}\n", counts.join(", "));
    if args.limit.is_none() && shown == ROWS_IN_TABLE && all > ROWS_IN_TABLE as u64 {
        text += "these are the latest; --limit N shows more\n";
    }
    Ok(text)
}

fn show(journal: &Reader, seq: u64, zone: Tz) -> anyhow::Result<()> {
    let Some(entry) = journal.entry(seq)? else {
        let there = match journal.span()? {
            Some((first, last)) => format!("it has {first} to {last}, except expired ones"),
            None => "it is empty".into(),
        };
        anyhow::bail!("there is no delivery {seq} in {}: {there}", journal.path().display());
    };
    let delivery = &entry.delivery;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<16}{}", terminal_line(value));
    };
    line("delivery", &seq.to_string());
    line("received", &delivery.received.with_timezone(&zone).to_rfc3339());
    line("source", &delivery.source);
    line("type", &delivery.webhook_type);
    line("idempotency key", &delivery.idempotency_key);
    line("state", entry.state.as_str());
    if let Some(error) = &entry.error {
        line("error", error);
    }
    for (name, value) in &delivery.headers {
        line("header", &format!("{name}: {value}"));
    }
    line("body", &format!("{} bytes", delivery.body.len()));
    // `journal export` writes the exact bytes.
    let body = body::laid_out(&delivery.body).lines().map(terminal_line).collect::<Vec<_>>().join("\n");
    print(format!("{text}\n{body}\n"))
}

fn write_records(journal: &Reader, args: &Export, mut destination: Destination, talk: Talk) -> anyhow::Result<()> {
    let (mut out, mut count) = (Vec::new(), 0_usize);
    for entry in journal.entries(args.which.filter()) {
        let entry = entry?;
        record::write(&mut out, entry.seq, &entry.delivery)
            .with_context(|| format!("cannot write delivery {}", entry.seq))?;
        count += 1;
        if out.len() >= PIECE_BYTES {
            destination.write(&out)?;
            out.clear();
        }
    }
    destination.write(&out)?;
    destination.finish()?;
    talk.detail(format_args!("deliveries: {count}"));
    Ok(())
}
