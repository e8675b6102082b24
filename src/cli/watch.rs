//! `pdpe watch`: the listener for webhooks that keeps a grid's scores fresh.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use pdpe::clock::Pace;
use pdpe::config::Config;
use pdpe::grid::Grid;
use pdpe::live::bus::Topic;
use pdpe::live::message::Message;
use pdpe::output::Format;
use pdpe::stream::Cells;
use pdpe::watch::auth::{Secret, SecretPlace};
use pdpe::watch::fetch::{FetchSettings, TOKEN_VARIABLE};
use pdpe::watch::journal::{FILE_NAME, RETENTION_DAYS};
use pdpe::watch::log::{Log, LogSettings};
use pdpe::watch::main_loop::Subscriber;
use pdpe::watch::printer::{Lines, Printer};
use pdpe::watch::run::{Watch, WatchError, WatchSettings};
use pdpe::watch::signals::{Signal, signals};

use super::shared::{self, EventArgs, GridArgs, Talk, counted};
use super::{Global, format, usage};

/// How often deliveries that are too old are looked for.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);

/// Another address of Eventbrite's API, for tests.
const BASE_VARIABLE: &str = "EVENTBRITE_BASE";

/// How often it is seen whether everything is alive.
const LOOK: Duration = Duration::from_secs(1);

/// Keep scores fresh: listen for webhooks and follow the clock
///
/// Takes deliveries of Eventbrite, Ticketmaster, Twitter/X and any other sender, writes each to a
/// journal before it is acknowledged, and scores again only the cells that it touches. Scores,
/// state and statistics can be read over HTTP. A restart goes on where the journal ends.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe watch                                   Kansas City on http://127.0.0.1:8001
  pdpe watch --port 8001 --grid kc.csv --events shows.json
  pdpe watch --format ndjson | jq .type        every message, a line each
  curl http://127.0.0.1:8001/cells?top=5

http://127.0.0.1:8001/map is a map that keeps itself fresh.
On a loopback address and without [[sources]] in pdpe.toml, deliveries are taken unsigned from
this machine. On any other address every source needs a secret. SIGHUP reads sources and secrets
again; SIGTERM and Ctrl-C finish what is in hand.

Environment: PDPE_TOKEN is what readers have to show (Authorization: Bearer TOKEN);
EVENTBRITE_TOKEN lets pdpe ask Eventbrite for what a webhook only names; LOG_LEVEL, LOG_FILE and
DEBUG say what is logged; EVENT_MONITOR_INTERVAL, MIN_RECALC_INTERVAL and CACHE_TTL_SPENDING,
CACHE_TTL_COLLEGE, CACHE_TTL_COMBINED are in seconds.")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub struct Args {
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// Fail (exit 3) if any row or event is rejected
    #[arg(long)]
    strict: bool,
    /// Address to listen on
    #[arg(
        long,
        env = "WEBHOOK_HOST",
        value_name = "HOST",
        default_value = "127.0.0.1",
        hide_env_values = true,
        help_heading = "Door"
    )]
    host: String,
    /// Port to listen on; 0: one that is free
    #[arg(
        long,
        env = "WEBHOOK_PORT",
        value_name = "PORT",
        default_value = "8001",
        hide_env_values = true,
        help_heading = "Door"
    )]
    port: u16,
    /// A name under which readers reach it, beside localhost (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Door")]
    allowed_host: Vec<String>,
    /// A proxy that is believed when it says for whom it asks (repeatable)
    #[arg(long, value_name = "IP", help_heading = "Door")]
    trusted_proxy: Vec<IpAddr>,
    /// Take unsigned deliveries from other machines too
    #[arg(long, help_heading = "Door")]
    insecure: bool,
    /// The journal of deliveries
    #[arg(long, env = "PDPE_JOURNAL", value_name = "FILE", default_value = FILE_NAME, hide_env_values = true, help_heading = "Journal")]
    journal: PathBuf,
    /// Keep nothing on disk: a restart forgets
    #[arg(long, help_heading = "Journal")]
    no_journal: bool,
    /// How long deliveries are kept
    #[arg(long, value_name = "DAYS", default_value_t = RETENTION_DAYS, value_parser = clap::value_parser!(i64).range(1..=36500), help_heading = "Journal")]
    keep_days: i64,
    /// Fill the caches at the start, for the best cells and the next day
    #[arg(long)]
    warm: bool,
    /// ndjson: write every message to stdout, a line each
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&[Format::Ndjson]), hide_possible_values = true)]
    format: Option<Format>,
    /// How many times as fast as the clock time goes by, from --now on
    #[arg(long, value_name = "FACTOR", hide = true, requires = "now", default_value_t = 1.0)]
    clock_speed: f64,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let talk = Talk::new(global);
    let config = shared::config(global)?;
    let log = LogSettings::from_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    let log = Log::start(&log).map_err(usage)?;
    let wishes = signals().context("cannot listen for signals")?;
    let printer = args.format.map(|_| Printer::start(io::stdout())).transpose().context("cannot write messages")?;
    let settings = settings(global, args, &config, talk, printer.as_ref().and_then(Printer::lines))?;
    let (cells, events) = (settings.grid.len(), settings.events.len());
    let watch = Watch::start(settings).map_err(|error| match error {
        WatchError::Unsigned { .. } | WatchError::Source(_) => usage(error),
        error => error.into(),
    })?;
    welcome(&watch, args, talk, cells, events);
    let mut until_housekeeping = Duration::ZERO;
    loop {
        match wishes.recv_timeout(LOOK) {
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(Signal::Reload) => reload(global, &watch, &log, talk),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if printer.as_ref().is_some_and(Printer::is_gone) {
            break;
        }
        anyhow::ensure!(watch.is_alive(), "the loop has ended; what was acknowledged is in the journal");
        until_housekeeping = until_housekeeping.saturating_sub(LOOK);
        if until_housekeeping.is_zero() {
            until_housekeeping = HOUSEKEEPING;
            if let Err(error) = watch.forget_old() {
                tracing::error!(%error, "old deliveries could not be forgotten");
            }
        }
    }
    talk.say("stopping: finishing what is in hand");
    if !watch.shutdown() {
        talk.say("some requests were left without an answer");
    }
    if let Some(printer) = printer {
        printer.finish();
    }
    Ok(())
}

fn settings(
    global: &Global,
    args: &Args,
    config: &Config,
    talk: Talk,
    lines: Option<Lines>,
) -> anyhow::Result<WatchSettings> {
    let (grid, regular) = match args.grid.open()? {
        Cells::Regular(regular) => (regular.whole(), Some(regular)),
        Cells::Csv(_) => (args.grid.read(talk, args.strict)?, None),
    };
    let grid: Arc<Grid> = Arc::new(grid);
    let interval = seconds("EVENT_MONITOR_INTERVAL", 1)?;
    if std::env::var_os("REDIS_URL").is_some_and(|url| !url.is_empty()) {
        talk.say("REDIS_URL is set and not used: deliveries are kept in the journal");
    }
    Ok(WatchSettings {
        address: address(&args.host, args.port)?,
        model: config.model.clone(),
        model_name: config.model_name(),
        title: args.grid.name(),
        grid,
        regular,
        events: args.events.load(config, talk, args.strict)?,
        engine: config.live,
        sources: config.sources.clone(),
        insecure: args.insecure,
        journal: (!args.no_journal).then(|| args.journal.clone()),
        retention: TimeDelta::days(args.keep_days),
        token: token()?,
        allowed_hosts: args.allowed_host.clone(),
        trusted_proxies: args.trusted_proxy.clone(),
        warm: args.warm,
        fetch: fetch(config)?,
        pace: pace(global, args, config)?,
        interval,
        subscribers: tellers(lines, global.verbose),
    })
}

fn address(host: &str, port: u16) -> anyhow::Result<SocketAddr> {
    let host = host.trim_matches(['[', ']']);
    let addresses = (host, port)
        .to_socket_addrs()
        .map_err(|error| usage(format!("--host {host}: {error}; write an address such as 127.0.0.1 or 0.0.0.0")))?;
    let addresses: Vec<SocketAddr> = addresses.collect();
    // Of the two that `localhost` has, the one that everybody means.
    let address = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
    address.copied().ok_or_else(|| usage(format!("--host {host}: there is no such address")))
}

/// A variable with a number of seconds, 1 or more.
fn seconds(name: &str, usual: u64) -> anyhow::Result<Duration> {
    let text = std::env::var(name).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(Duration::from_secs(usual));
    }
    let seconds = text.trim().parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    let wrong = || usage(format!("{name} is `{text}`; write a whole number of seconds from 1 to 3600"));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

fn token() -> anyhow::Result<Option<Secret>> {
    let Some(text) = std::env::var_os("PDPE_TOKEN").filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.into_string().map_err(|_| usage("PDPE_TOKEN is not UTF-8 text"))?;
    if text.len() < 16 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(usage("PDPE_TOKEN must be 16 visible characters or more; make one with: openssl rand -hex 16"));
    }
    Ok(Some(Secret::new(text)?))
}

/// How Eventbrite is asked, if there is a token to show it.
fn fetch(config: &Config) -> anyhow::Result<Option<FetchSettings>> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !is_set(TOKEN_VARIABLE) {
        return Ok(None);
    }
    let token = SecretPlace::Env(TOKEN_VARIABLE.into()).read().map_err(usage)?;
    let mut settings = FetchSettings::new(token, config.model.timezone);
    if is_set(BASE_VARIABLE) {
        let base = std::env::var(BASE_VARIABLE).unwrap_or_default();
        settings.base = base.parse().map_err(|error| usage(format!("{BASE_VARIABLE}: {error}")))?;
    }
    Ok(Some(settings))
}

fn pace(global: &Global, args: &Args, config: &Config) -> anyhow::Result<Pace> {
    if global.now.is_none() {
        return Ok(Pace::of_the_clock());
    }
    if !(args.clock_speed > 0.0 && args.clock_speed <= 1e6) {
        return Err(usage("--clock-speed is a number above 0"));
    }
    Ok(Pace::from(shared::now(global, config.model.timezone)?, args.clock_speed))
}

type Tell = Box<dyn FnMut(&Message) -> serde_json::Result<()> + Send>;

/// Those who write messages down.
fn tellers(lines: Option<Lines>, is_verbose: bool) -> Vec<Subscriber> {
    let mut tellers: Vec<Subscriber> = Vec::new();
    let mut teller = |name: &str, mut tell: Tell| {
        tellers.push(Subscriber {
            name: name.into(),
            topic: Topic::All,
            hear: Box::new(move |message| {
                tell(message)?;
                Ok(Vec::new())
            }),
        });
    };
    if let Some(lines) = lines {
        teller(
            "stdout",
            Box::new(move |message| {
                let mut line = serde_json::to_vec(message)?;
                line.push(b'\n');
                lines.print(line);
                Ok(())
            }),
        );
    }
    if is_verbose {
        teller(
            "log",
            Box::new(|message| {
                tracing::info!(
                    id = message.message_id.0,
                    "{} {}",
                    message.kind(),
                    serde_json::to_string(&message.body)?
                );
                Ok(())
            }),
        );
    }
    tellers
}

fn welcome(watch: &Watch, args: &Args, talk: Talk, cells: usize, events: usize) {
    let journal = if args.no_journal {
        "no journal: a restart forgets every delivery".to_owned()
    } else {
        format!("journal {}", args.journal.display())
    };
    let (cells, events) = (counted(cells, "cell"), counted(events, "event"));
    talk.say(format_args!("listening on http://{} ({cells}, {events}; {journal})", watch.address()));
    let senders = watch.senders();
    if senders.is_open() {
        talk.say("deliveries are taken unsigned; give sources secrets in [[sources]] of pdpe.toml");
    } else {
        talk.detail(format_args!("sources: {}", senders.names().join(", ")));
    }
}

/// Opens the log anew, and reads sources and secrets again; what is wrong is told, and those before stay.
fn reload(global: &Global, watch: &Watch, log: &Log, talk: Talk) {
    if let Err(error) = log.reopen() {
        talk.say(error);
    }
    let path: Option<&Path> = global.config.as_deref();
    let reloaded = Config::load(path).map_err(anyhow::Error::from);
    match reloaded.and_then(|config| Ok(watch.reload(&config.sources)?)) {
        Ok(()) => talk.say("sources and secrets were read again"),
        Err(error) => talk.say(format_args!("sources stay as they are: {error:#}")),
    }
}
