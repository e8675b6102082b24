//! Settings of `pdpe watch` from environment variables, and from options that need the machine.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::Path;
use std::time::Duration;

use pdpe::clock::Pace;
use pdpe::config::Config;
use pdpe::watch::service::LogSettings;
use pdpe::watch::settings::{FetchSettings, Secret, SecretPlace, TOKEN_VARIABLE};

use super::super::{Global, shared, usage};
use super::Args;
use super::tokens::Tokens;

/// Another address of Eventbrite's API, such as a test server.
const BASE_VARIABLE: &str = "EVENTBRITE_BASE";

pub fn address(host: &str, port: u16) -> anyhow::Result<SocketAddr> {
    let is_variable = std::env::var("WEBHOOK_HOST").is_ok_and(|set| set == host);
    let name = if is_variable { "WEBHOOK_HOST=" } else { "--host " };
    let host = host.trim_matches(['[', ']']);
    let addresses = (host, port)
        .to_socket_addrs()
        .map_err(|error| usage(format!("{name}{host}: {error}; write an address such as 127.0.0.1 or 0.0.0.0")))?;
    let addresses: Vec<SocketAddr> = addresses.collect();
    // `localhost` has two addresses, of which IPv4 is the usual one.
    let address = addresses.iter().find(|address| address.is_ipv4()).or(addresses.first());
    address.copied().ok_or_else(|| usage(format!("{name}{host}: no such address")))
}

/// A variable with a number of seconds, 1 or more.
pub fn seconds(name: &str, usual: u64) -> anyhow::Result<Duration> {
    let text = std::env::var(name).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(Duration::from_secs(usual));
    }
    let seconds = text.trim().parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    let wrong = || usage(format!("{name} is `{text}`; write a whole number of seconds from 1 to 3600"));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

/// A log in one of the journal's files would damage it.
pub fn refuse_log_in_journal(log: &LogSettings, journal: &Path) -> anyhow::Result<()> {
    let Some(log) = &log.file else { return Ok(()) };
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_one = ["", "-wal", "-shm", ".lock"].iter().any(|end| {
        let mut name = journal.as_os_str().to_owned();
        name.push(end);
        real(Path::new(&name)) == real(log)
    });
    if is_one { Err(usage(format!("LOG_FILE={} is a file of the journal", log.display()))) } else { Ok(()) }
}

/// The token of readers: of `PDPE_TOKEN`, or else of the file.
pub fn token(tokens: Option<&Tokens>) -> anyhow::Result<Option<Secret>> {
    let Some(text) = std::env::var_os("PDPE_TOKEN").filter(|text| !text.is_empty()) else {
        return Ok(tokens.map(|tokens| Secret::new(tokens.readers.clone())).transpose()?);
    };
    let text = text.into_string().map_err(|_| usage("PDPE_TOKEN is not UTF-8 text"))?;
    if text.len() < 16 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(usage("PDPE_TOKEN must be 16 visible characters or more; make one with: openssl rand -hex 16"));
    }
    Ok(Some(Secret::new(text)?))
}

/// Settings for requests to Eventbrite's API, if its token is set.
pub fn fetch(config: &Config) -> anyhow::Result<Option<FetchSettings>> {
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

pub fn pace(global: &Global, args: &Args, config: &Config) -> anyhow::Result<Pace> {
    if global.now.is_none() {
        return Ok(Pace::of_the_clock());
    }
    if !(args.clock_speed > 0.0 && args.clock_speed <= 1e6) {
        return Err(usage("--clock-speed is a number above 0"));
    }
    Ok(Pace::from(shared::now(global, config.model.timezone)?, args.clock_speed))
}
