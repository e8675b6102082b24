//! `pdpe health`: whether a listener works.

use pdpe::watch::checkup::{CheckupError, checkup};

use super::destination::Destination;
use super::{Global, usage};

/// Ask a listener whether it works: exit code 0 if it does, else 1
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe health
  pdpe health --url http://127.0.0.1:9000 || systemctl restart pdpe")]
pub struct Args {
    /// Where it listens [default: this machine]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The port on this machine; with --url it does not matter
    // A variable counts as given, so that it must not conflict with --url.
    #[arg(long, env = "WEBHOOK_PORT", value_name = "PORT", default_value = "8001", hide_env_values = true)]
    port: u16,
}

/// Runs the command.
pub fn run(_: &Global, args: &Args) -> anyhow::Result<()> {
    let url = args.url.clone().unwrap_or_else(|| format!("http://127.0.0.1:{}", args.port));
    let health = checkup(&url).map_err(|error| match error {
        CheckupError::NotAnAddress(_) => usage(error),
        error => error.into(),
    })?;
    let mut destination = Destination::open(None, [])?;
    destination.write(health.as_bytes())?;
    destination.write(b"\n")?;
    destination.finish()
}
