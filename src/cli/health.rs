//! `pdpe health`: checks a listener.

use std::net::IpAddr;

use pdpe::text::terminal_line;
use pdpe::watch::checkup::{CheckupError, checkup};

use super::destination::print;
use super::shared::whole;
use super::{Global, usage};

/// Check a listener: exits with 0 if it works, else with 1
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe health
  pdpe health --url http://127.0.0.1:9000 || systemctl restart pdpe")]
pub struct Args {
    /// URL of the listener [default: this machine]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Address of the listener; ignored with --url
    #[arg(long, env = "WEBHOOK_HOST", value_name = "HOST", default_value = "127.0.0.1", hide_env_values = true)]
    host: String,
    /// Port of the listener; ignored with --url
    // clap treats a set variable as a given option, so these cannot conflict with --url.
    #[arg(long, env = "WEBHOOK_PORT", value_name = "PORT", default_value = "8001", hide_env_values = true, value_parser = whole(0..=u16::MAX))]
    port: u16,
}

/// Runs the command.
pub fn run(_: &Global, args: &Args) -> anyhow::Result<()> {
    let url = args.url.clone().unwrap_or_else(|| format!("http://{}:{}", host(&args.host), args.port));
    let health = checkup(&url).map_err(|error| match error {
        CheckupError::NotAnAddress(_) => usage(error),
        error => error.into(),
    })?;
    print(terminal_line(&health) + "\n")
}

/// The host in the URL of a listener; for a listener on all addresses, this machine.
fn host(host: &str) -> String {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => "127.0.0.1".into(),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => "[::1]".into(),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
        _ => host.to_owned(),
    }
}
