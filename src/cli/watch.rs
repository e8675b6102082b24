//! `pdpe watch`: the listener for webhooks that keeps a grid's scores fresh.

mod environment;
mod tellers;
mod voice;

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use pdpe::config::{self, Config};
use pdpe::grid::Grid;
use pdpe::output::Format;
use pdpe::stream::Cells;
use pdpe::watch::journal::{FILE_NAME, RETENTION_DAYS};
use pdpe::watch::log::{Level, Log, LogSettings};
use pdpe::watch::printer::{Lines, Printer};
use pdpe::watch::run::{AtWork, STUCK_AFTER, Watch, WatchError, WatchSettings};
use pdpe::watch::signals::{Signal, Signals};

use super::elsewhere::Elsewhere;
use super::shared::{self, EventArgs, GridArgs, Talk, whole};
use super::{Global, format, usage};
use voice::{Voice, tell_refused};

/// How often deliveries that are too old are looked for, and questions that wait asked again.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);

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
  curl 'http://127.0.0.1:8001/cells?top=5'

http://127.0.0.1:8001/map is a map that keeps itself fresh.
On a loopback address and without [[sources]] in pdpe.toml, deliveries are taken unsigned from
this machine. On any other address every source needs a secret. SIGHUP reads sources and secrets
again, and never to believe somebody without proof who had to give one: that takes a restart.
SIGTERM and Ctrl-C finish what is in hand; so does the end of whoever reads --format ndjson. The
exit code is 0 then; it is 130 after a second of them, or a Ctrl-C before it listens.

Environment: PDPE_TOKEN is what readers have to show (Authorization: Bearer TOKEN);
EVENTBRITE_TOKEN lets pdpe ask Eventbrite for what a webhook only names; LOG_LEVEL, LOG_FILE and
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
    /// A proxy: it may hold all connections, and its X-Forwarded-For is believed where the log names
    /// the sender of a refused delivery, with LOG_LEVEL=debug (repeatable)
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
    /// How many times as fast as the clock time goes by, from --now on
    #[arg(long, value_name = "FACTOR", hide = true, requires = "now", default_value_t = 1.0)]
    clock_speed: f64,
    /// How long answering a request may take before whoever does it counts as stuck
    #[arg(long, value_name = "SECONDS", hide = true, default_value_t = STUCK_AFTER.as_secs())]
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
    let talk = Talk::new(global);
    let config = shared::config(global)?;
    let mut log = LogSettings::from_environment(|name| std::env::var(name).ok()).map_err(usage)?;
    if global.quiet {
        log.level = log.level.min(Level::WARN);
    }
    let voice = Voice::new(talk, Log::start(&log).map_err(usage)?);
    let signals = Signals::listen().context("cannot listen for signals")?;
    let printer = args.format.map(|_| Printer::start(io::stdout())).transpose().context("cannot write messages")?;
    let settings = settings(global, args, &config, talk, printer.as_ref().and_then(Printer::lines))?;
    let cells = settings.grid.len();
    let watch = Watch::start(settings).map_err(|error| match error {
        WatchError::Unsigned { .. } | WatchError::Source(_) => usage(error),
        // It says its cause itself.
        error => anyhow::anyhow!("{error}"),
    })?;
    signals.at_work();
    voice.welcome(&watch, args, cells);
    let mut has_config = config.file.is_some();
    let (mut until_housekeeping, mut refused, mut left_out, mut stuck) = (Duration::ZERO, BTreeMap::new(), 0, 0);
    loop {
        match signals.next_within(LOOK) {
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(Signal::Reload) => reload(global, &watch, &voice, &config, &mut has_config),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if printer.as_ref().is_some_and(Printer::is_gone) {
            voice.say("whoever read standard output has gone");
            break;
        }
        tell_refused(&watch, &mut refused);
        let not_printed = printer.as_ref().map_or(0, Printer::left_out);
        if not_printed > left_out {
            tracing::warn!("{} messages were not printed: their reader is slow", not_printed - left_out);
            left_out = not_printed;
        }
        let at_work = watch.at_work();
        if at_work.stuck > stuck {
            tracing::error!("{at_work}");
        }
        // At two looks: once may be because the whole machine stood still.
        if at_work.all_stuck() && stuck == at_work.clerks {
            return Err(give_up(watch, &voice, args, at_work));
        }
        stuck = at_work.stuck;
        if !watch.is_alive() {
            return Err(voice.fail(1, format_args!("the loop or the journal has ended{}", kept(args))));
        }
        until_housekeeping = until_housekeeping.saturating_sub(LOOK);
        if until_housekeeping.is_zero() {
            until_housekeeping = HOUSEKEEPING;
            if let Err(error) = watch.forget_old() {
                tracing::error!(%error, "old deliveries could not be forgotten");
            }
            watch.ask_again();
        }
    }
    voice.say("stopping: finishing what is in hand (Ctrl-C again: at once)");
    if !watch.shutdown() {
        voice.warn("some requests were left without an answer");
    }
    if let Some(printer) = printer {
        printer.finish();
    }
    Ok(())
}

/// Ends though there are threads that do not. What holds them could hold an orderly end up as well, and
/// with a journal nothing is lost without one: what was acknowledged is on the disk, what was not is
/// sent again.
fn give_up(watch: Watch, voice: &Voice, args: &Args, at_work: AtWork) -> anyhow::Error {
    std::mem::forget(watch);
    voice.fail(4, format_args!("{at_work}{}; start it again", kept(args)))
}

/// What is left when it ends by itself.
fn kept(args: &Args) -> &'static str {
    if args.no_journal { "" } else { "; what was acknowledged is in the journal" }
}

fn settings(
    global: &Global,
    args: &Args,
    config: &Config,
    talk: Talk,
    lines: Option<Lines>,
) -> anyhow::Result<WatchSettings> {
    shared::read_stdin_once(args.grid.grid.iter().chain(&args.events.events))?;
    let (grid, regular) = match args.grid.open(&config.model)? {
        Cells::Regular(regular) => (regular.whole(), Some(regular)),
        Cells::Csv(_) => (args.grid.read(&config.model, talk, args.strict)?, None),
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
        subscribers: tellers::tellers(lines, global.verbose),
    })
}

/// Opens the log anew, and reads sources and secrets again; what is wrong is told, and those before stay.
/// `has_config` is whether there was a configuration file so far: where it has gone, its sources stay.
fn reload(global: &Global, watch: &Watch, voice: &Voice, before: &Config, has_config: &mut bool) {
    if let Err(error) = voice.log.reopen() {
        voice.warn(error);
    }
    let reloaded = shared::config(global).and_then(|config| {
        let is_there = config.file.is_some();
        anyhow::ensure!(
            is_there || !*has_config,
            "there is no {} any more; to do without one, restart",
            config::FILE_NAME
        );
        watch.reload(&config.sources)?;
        *has_config = is_there;
        Ok((&config.model, config.live) != (&before.model, before.live))
    });
    match reloaded {
        Ok(is_other_model) => {
            voice.say("sources and secrets were read again");
            voice.tell_short_secrets(watch);
            if is_other_model {
                voice.say("the model or [live] is another one now: restart to score by it");
            }
        }
        Err(error) => voice.warn(format_args!("sources stay as they are: {error}")),
    }
}
