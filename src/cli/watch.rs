//! `pdpe watch`: the listener for webhooks that keeps a grid's scores fresh.

mod environment;
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
use pdpe::stream::Cells;
use pdpe::watch::journal::{FILE_NAME, RETENTION_DAYS};
use pdpe::watch::run::{STUCK_AFTER, Watch, WatchError, WatchSettings};
use pdpe::watch::service::{Console, Level, LogSettings, Service, Subscriber};

use super::elsewhere::Elsewhere;
use super::shared::{self, EventArgs, GridArgs, Talk, whole};
use super::{Failure, Global, format, usage};

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
  curl 'http://127.0.0.1:8001/cells?top=5'

http://127.0.0.1:8001/map is a map that keeps itself fresh.
On a loopback address and without [[sources]] in pdpe.toml, unsigned deliveries are accepted from
this machine. On any other address every source needs a secret. SIGHUP reads sources and secrets
again. A reload never accepts unsigned deliveries of a source that had to sign: that takes a
restart. SIGTERM and Ctrl-C finish open requests; so does closing the pipe of --format ndjson. The
exit code is 0 then; it is 130 after a second signal, or a Ctrl-C before it listens.

Environment: PDPE_TOKEN is the token that readers must send (Authorization: Bearer TOKEN);
EVENTBRITE_TOKEN lets pdpe ask Eventbrite for what a webhook only names, at EVENTBRITE_BASE (default
https://www.eventbriteapi.com/v3; http only for a test server on this machine); LOG_LEVEL, LOG_FILE and
DEBUG say what is logged, and -v adds every message in words; EVENT_MONITOR_INTERVAL,
MIN_RECALC_INTERVAL and CACHE_TTL_SPENDING, CACHE_TTL_COLLEGE, CACHE_TTL_COMBINED are in seconds.")]
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
        value_parser = whole(0..=u16::MAX),
        help_heading = "Door"
    )]
    port: u16,
    /// A name under which readers reach it, beside localhost (repeatable)
    #[arg(long, value_name = "NAME", value_parser = host_name, help_heading = "Door")]
    allowed_host: Vec<String>,
    /// A trusted proxy: exempt from the limit of connections per address; its X-Forwarded-For gives the
    /// client address in the log (repeatable)
    #[arg(long, value_name = "IP", value_parser = ip, help_heading = "Door")]
    trusted_proxy: Vec<IpAddr>,
    /// Take unsigned deliveries from other machines too
    #[arg(long, help_heading = "Door")]
    insecure: bool,
    /// The journal of deliveries
    #[arg(long, env = "PDPE_JOURNAL", value_name = "FILE", default_value = FILE_NAME, hide_env_values = true, help_heading = "Journal")]
    journal: PathBuf,
    /// Keep nothing on disk: a restart forgets; repeats of the last 100,000 deliveries are known
    #[arg(long, help_heading = "Journal")]
    no_journal: bool,
    /// How long deliveries are kept; those that tell of an event, until it has been over for so long
    ///
    /// All that tell of an event are kept until it has been over for so long and the last of them is so
    /// old. An event whose date nobody knows counts from its last delivery alone, unless a file has it.
    /// Events are forgotten with their deliveries.
    #[arg(long, value_name = "DAYS", default_value_t = RETENTION_DAYS, value_parser = whole(1..=36500_i64), help_heading = "Journal")]
    keep_days: i64,
    /// Fill the caches at the start, for the best cells and the next day
    #[arg(long)]
    warm: bool,
    /// ndjson: write every message to stdout, a line each
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&[Format::Ndjson]), hide_possible_values = true)]
    format: Option<Format>,
    /// For demonstrations: let time pass this many times as fast, starting at --now
    #[arg(long, value_name = "FACTOR", requires = "now", default_value_t = 1.0)]
    clock_speed: f64,
    /// Seconds after which a thread that still answers the same request counts as stuck
    #[arg(long, value_name = "SECONDS", help_heading = "Door", default_value_t = STUCK_AFTER.as_secs())]
    stuck_after: u64,
}

/// A name as it stands in an address, where it may be in brackets and have a port.
fn host_name(text: &str) -> Result<String, &'static str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let is_name = !text.is_empty() && text.bytes().all(is_plain);
    is_name.then(|| text.to_owned()).ok_or("write a name alone, such as pdpe.example.org, without http://")
}

fn ip(text: &str) -> Result<IpAddr, &'static str> {
    text.parse().map_err(|_| "write an address of digits, such as 192.0.2.7 or 2001:db8::7")
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let config = shared::config(global)?;
    let mut log = LogSettings::from_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    if global.quiet {
        log.level = log.level.min(Level::WARN);
    }
    let console = Console::start(&log, global.quiet, global.verbose).map_err(usage)?;
    let service = Service::new(console, args.format.is_some()).context("cannot listen for signals")?;
    let settings = settings(global, args, &config, service.subscribers())?;
    let cells = settings.grid.len();
    let watch = Watch::start(settings).map_err(|error| match error {
        WatchError::Unsigned { .. } | WatchError::Source(_) => usage(error),
        // Its message holds its cause.
        error => anyhow::anyhow!("{error}"),
    })?;
    service.started();
    welcome::welcome(service.console(), &watch, args, cells);
    let mut has_config = config.file.is_some();
    let reload = |watch: &Watch| reload(global, watch, &config, &mut has_config).map_err(Into::into);
    service.run(watch, reload).map_err(|exit_code| Failure::Told(exit_code).into())
}

fn settings(
    global: &Global,
    args: &Args,
    config: &Config,
    subscribers: Vec<Subscriber>,
) -> anyhow::Result<WatchSettings> {
    let talk = Talk::new(global);
    shared::read_stdin_once(args.grid.grid.iter().chain(&args.events.events))?;
    let (grid, regular) = match args.grid.open()? {
        Cells::Regular(regular) => (regular.whole(), Some(regular)),
        Cells::Csv(_) => (args.grid.read(talk, args.strict)?, None),
    };
    let grid: Arc<Grid> = Arc::new(grid);
    let pace = environment::pace(global, args, config)?;
    Elsewhere::new(global, &config.model, pace.now().with_timezone(&config.model.timezone)).tell(grid.place(0));
    let interval = environment::seconds("EVENT_MONITOR_INTERVAL", 1)?;
    if std::env::var_os("REDIS_URL").is_some_and(|url| !url.is_empty()) {
        talk.say("REDIS_URL is set and not used: deliveries are kept in the journal");
    }
    Ok(WatchSettings {
        address: environment::address(&args.host, args.port)?,
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
        token: environment::token()?,
        allowed_hosts: args.allowed_host.clone(),
        trusted_proxies: args.trusted_proxy.clone(),
        warm: args.warm,
        fetch: environment::fetch(config)?,
        pace,
        interval,
        stuck_after: Duration::from_secs(args.stuck_after),
        subscribers,
    })
}

/// Reads the configuration again and hands its sources to the listener; whether the model or `[live]`
/// differs from `before`. `has_config` is whether there was a configuration file so far: where it is
/// gone, its sources stay.
fn reload(global: &Global, watch: &Watch, before: &Config, has_config: &mut bool) -> anyhow::Result<bool> {
    let config = shared::config(global)?;
    let is_there = config.file.is_some();
    anyhow::ensure!(
        is_there || !*has_config,
        "there is no {} any more; to run without one, restart",
        config::FILE_NAME
    );
    watch.reload(&config.sources)?;
    *has_config = is_there;
    Ok((&config.model, config.live) != (&before.model, before.live))
}
