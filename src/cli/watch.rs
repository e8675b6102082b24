//! `pdpe watch`: a webhook listener that keeps the scores of a grid up to date.

mod demo;
mod environment;
mod tokens;
mod welcome;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use pdpe::config::{self, Config};
use pdpe::grid::Grid;
use pdpe::output::Format;
use pdpe::stream::CellSource;
use pdpe::watch::door::Limits;
use pdpe::watch::journal::{FILE_NAME, RETENTION_DAYS};
use pdpe::watch::run::{Watch, WatchError, WatchSettings};
use pdpe::watch::service::{Console, Level, LogSettings, Service, Subscriber};
use pdpe::watch::settings::AllowedOrigin;

use super::elsewhere::Elsewhere;
use super::shared::{self, EventArgs, EventSpan, GridArgs, Talk, whole};
use super::{Failure, Global, format, usage};
use tokens::Tokens;

/// Receive webhooks, follow the clock and keep the scores up to date
///
/// Receives deliveries from Eventbrite, Ticketmaster, Twitter/X and any other sender. Writes each to
/// a journal before it acknowledges it, and rescores only the affected cells. Serves scores, events,
/// statistics and a live map over HTTP. A restart continues with the same scores.
#[derive(clap::Args)]
#[command(mut_arg("cell_size", |size| size.visible_alias("cell")), after_help = "Examples:
  pdpe watch                                   Kansas City on http://127.0.0.1:8001
  pdpe watch --city \"Austin, TX\"
  pdpe watch --port 8001 --grid kc.csv --events shows.json
  pdpe watch --format ndjson | jq .type        every message, one per line
  pdpe watch --demo                            a weekend in minutes, to try webhooks and the map
  curl 'http://127.0.0.1:8001/cells?top=5'

The live map is at http://127.0.0.1:8001/map.

Senders: on a loopback address without [[sources]] in pdpe.toml, pdpe accepts unsigned deliveries
from this machine. On any other address every source needs a secret.

Signals: SIGHUP reads sources and secrets again and reopens LOG_FILE. It never makes a secret
optional; that needs a restart. SIGTERM and Ctrl-C finish the requests in progress and exit with 0.
Closing the output of --format ndjson does the same. A second signal exits at once with 130.

Environment:
  PDPE_TOKEN              token that readers must present (Authorization: Bearer TOKEN)
  PDPE_TOKEN_FILE         file with a token for readers and one for senders; made if it is missing
  EVENTBRITE_TOKEN        token for Eventbrite's API, to request the data that its webhooks refer to
  EVENTBRITE_BASE         another address of that API, such as a test server on this machine
  LOG_LEVEL               error (critical), warn (warning), info, debug or trace; -v also logs
                          every message
  LOG_FILE                append the log to this file
  DEBUG                   1: LOG_LEVEL=debug
  MIN_RECALC_INTERVAL     minimum seconds between recalculations because of the clock
  EVENT_MONITOR_INTERVAL  seconds between two checks of the clock
  CACHE_TTL_SPENDING, CACHE_TTL_COLLEGE, CACHE_TTL_COMBINED
                          seconds that scores of single places are cached")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub struct Args {
    #[command(flatten)]
    grid: GridArgs,
    #[command(flatten)]
    events: EventArgs,
    /// Fail with exit code 3 if a row or an event is rejected
    #[arg(long)]
    strict: bool,
    /// Address to listen on
    #[arg(
        long,
        env = "WEBHOOK_HOST",
        value_name = "HOST",
        default_value = "127.0.0.1",
        hide_env_values = true,
        help_heading = "Listener"
    )]
    host: String,
    /// Port to listen on; 0 chooses a free one
    #[arg(
        long,
        env = "WEBHOOK_PORT",
        value_name = "PORT",
        default_value = "8001",
        hide_env_values = true,
        value_parser = whole(0..=u16::MAX),
        help_heading = "Listener"
    )]
    port: u16,
    /// Host name that readers may use besides localhost (repeatable)
    #[arg(long, value_name = "NAME", value_parser = host_name, help_heading = "Listener")]
    allowed_host: Vec<String>,
    /// Address of a reverse proxy: exempt from the limit of connections per address, and the debug
    /// log uses its X-Forwarded-For (repeatable)
    #[arg(long, value_name = "IP", value_parser = ip, help_heading = "Listener")]
    trusted_proxy: Vec<IpAddr>,
    /// Origin of web pages that may read the answers, such as https://maps.example.org; * for all
    /// (repeatable)
    #[arg(long, value_name = "ORIGIN", help_heading = "Listener")]
    cors: Vec<AllowedOrigin>,
    /// Accept unsigned deliveries from other machines too
    #[arg(long, help_heading = "Listener")]
    insecure: bool,
    /// Journal file
    #[arg(long, env = "PDPE_JOURNAL", value_name = "FILE", default_value = FILE_NAME, hide_env_values = true, help_heading = "Journal")]
    journal: PathBuf,
    /// Do not store deliveries; they are lost at a restart
    #[arg(long, help_heading = "Journal")]
    no_journal: bool,
    /// Days to keep a delivery; counted from the end of the event if it is about one
    ///
    /// Deliveries about an event are kept until this many days after the end of the event, and after the last of them.
    /// For an event without a date, only the last delivery counts. An event is removed together with its deliveries,
    /// unless an --events file contains it.
    #[arg(long, value_name = "DAYS", default_value_t = RETENTION_DAYS, value_parser = whole(1..=36500_i64), help_heading = "Journal")]
    keep_days: i64,
    /// Delete old deliveries even if the clock is far from the time of the latest delivery
    ///
    /// Without it, nothing is deleted by age while the clock is more than 7 days (or --keep-days) from what the
    /// deliveries suggest: a wrong clock would delete them all.
    #[arg(long, help_heading = "Journal")]
    forget_anyway: bool,
    /// Fill the caches at the start with the best cells and the next day
    #[arg(long)]
    warm: bool,
    /// ndjson: write every message to stdout, one per line
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&[Format::NDJSON]), hide_possible_values = true)]
    format: Option<Format>,
    /// For demonstrations: let time pass this many times as fast, starting at --now
    #[arg(long, value_name = "FACTOR", requires = "now", default_value_t = 1.0)]
    clock_speed: f64,
    /// Demonstration: the bundled weekend in Kansas City from Friday 16:00, an hour in six seconds,
    /// nothing on disk
    #[arg(long, conflicts_with_all = ["city", "bbox", "grid", "events", "without", "clock_speed"])]
    demo: bool,
    /// Seconds after which a thread that still answers the same request counts as stuck
    #[arg(long, value_name = "SECONDS", help_heading = "Listener", default_value_t = Limits::default().stuck.as_secs())]
    stuck_after: u64,
}

impl Args {
    /// Whether nothing is kept on disk.
    fn is_forgetful(&self) -> bool {
        self.no_journal || self.demo
    }
}

/// Parses a host name, which may be in brackets and have a port.
fn host_name(text: &str) -> Result<String, &'static str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let is_name = !text.is_empty() && text.bytes().all(is_plain);
    is_name.then(|| text.to_owned()).ok_or("write only a name, such as pdpe.example.org, without http://")
}

fn ip(text: &str) -> Result<IpAddr, &'static str> {
    text.parse().map_err(|_| "write an IP address, such as 192.0.2.7 or 2001:db8::7")
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    // No file changes what a demonstration shows.
    let config =
        if args.demo { Config::of_model(global.model.as_ref()).map_err(usage)? } else { args.grid.config(global)? };
    let mut log = LogSettings::from_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    if global.quiet {
        log.level = log.level.min(Level::WARN);
    }
    environment::refuse_log_in_journal(&log, &args.journal)?;
    let console = Console::start(&log, global.quiet, global.verbose).map_err(usage)?;
    let service = Service::new(console, args.format.is_some()).context("cannot listen for signals")?;
    let tokens = Tokens::of_environment()?;
    let settings = settings(global, args, &config, tokens.as_ref(), service.subscribers())?;
    let cells = settings.grid.len();
    let watch = Watch::start(settings).map_err(|error| match error {
        WatchError::Unsigned { .. } | WatchError::Source(_) => usage(error),
        // Its message contains its cause.
        error => anyhow::anyhow!("{error}"),
    })?;
    service.started();
    welcome::welcome(service.console(), &watch, args, cells, tokens.as_ref());
    if args.demo {
        demo::begin(service.console(), &watch)?;
    }
    let mut has_config = config.file.is_some();
    let reload = |watch: &Watch| reload(global, args, watch, &config, &mut has_config).map_err(Into::into);
    service.run(watch, reload).map_err(|exit_code| Failure::Reported(exit_code).into())
}

fn settings(
    global: &Global,
    args: &Args,
    config: &Config,
    tokens: Option<&Tokens>,
    subscribers: Vec<Subscriber>,
) -> anyhow::Result<WatchSettings> {
    let talk = Talk::new(global);
    shared::read_stdin_once(args.grid.inputs().chain(&args.events.events))?;
    let (grid, regular) = match args.grid.open(config)? {
        CellSource::Regular(regular) => (regular.whole(), Some(regular)),
        CellSource::Csv(_) => (args.grid.read(config, talk, args.strict)?, None),
    };
    let grid: Arc<Grid> = Arc::new(grid);
    let (pace, events) = if args.demo {
        (demo::pace(global, &config.model)?, demo::events(&config.model)?)
    } else {
        let pace = environment::pace(global, args, config)?;
        let events = args.events.load_with_doubles(config, EventSpan::around(pace.now()), talk, args.strict)?;
        (pace, events)
    };
    Elsewhere::new(global, &config.model, pace.now().with_timezone(&config.model.timezone)).tell(grid.place(0));
    let interval = environment::seconds("EVENT_MONITOR_INTERVAL", 1)?;
    if std::env::var_os("REDIS_URL").is_some_and(|url| !url.is_empty()) {
        talk.say("REDIS_URL is set and not used: deliveries are kept in the journal");
    }
    Ok(WatchSettings {
        address: environment::address(&args.host, args.port)?,
        model_name: config.model_name.clone(),
        fit: config.fit.clone(),
        title: args.grid.name(config),
        names: GridArgs::heading(config, std::iter::empty()).map(|place| place.names),
        regular,
        events,
        engine: config.live,
        sources: config.sources.clone(),
        insecure: args.insecure,
        journal: (!args.is_forgetful()).then(|| args.journal.clone()),
        retention: TimeDelta::days(args.keep_days),
        forget_anyway: args.forget_anyway,
        token: environment::token(tokens)?,
        cors: args.cors.clone(),
        sender_token: tokens.map(Tokens::sender_token).transpose()?,
        allowed_hosts: args.allowed_host.clone(),
        trusted_proxies: args.trusted_proxy.clone(),
        warm: args.warm,
        fetch: environment::fetch(config)?,
        pace,
        interval,
        limits: Limits { stuck: Duration::from_secs(args.stuck_after), ..Limits::default() },
        subscribers,
        ..WatchSettings::new(config.model.clone(), grid)
    })
}

/// Reads the configuration again and passes its sources to the listener. Returns whether the model or `[live]`
/// differs from `before`. `has_config` says whether a configuration file existed so far; if it was removed, its
/// sources stay in force.
fn reload(global: &Global, args: &Args, watch: &Watch, before: &Config, has_config: &mut bool) -> anyhow::Result<bool> {
    if args.demo {
        return Ok(false);
    }
    let config = args.grid.config_silently(global, None, Talk::new(global))?;
    let city = |config: &Config| config.place.as_ref().map(ToString::to_string);
    anyhow::ensure!(
        city(&config) == city(before),
        "another city needs another grid; to change to {}, restart",
        city(&config).unwrap_or_else(|| "Kansas City".into())
    );
    let is_there = config.file.is_some();
    anyhow::ensure!(is_there || !*has_config, "{} was removed; to run without it, restart", config::FILE_NAME);
    watch.reload(&config.sources)?;
    *has_config = is_there;
    Ok((&config.model, config.live) != (&before.model, before.live))
}
