//! The command line: subcommands, global options, errors and exit codes.

// Doc comments here become help texts, which would print backticks.
#![allow(clippy::doc_markdown)]

mod backtest;
mod cities;
mod completions;
mod config;
mod demo;
mod destination;
mod elsewhere;
mod events;
mod explain;
mod fetch;
mod fit;
mod format;
mod grid;
mod health;
mod init;
mod interrupt;
mod journal;
mod licences;
mod man;
mod map;
mod picture;
mod plan;
mod score;
mod send;
mod shared;
mod simulate;
mod takings;
#[cfg(unix)]
mod watch;
mod wrong_usage;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono_tz::Tz;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use pdpe::clock::parse_zone;
use pdpe::config::ModelChoice;
use pdpe::places::CREDITS;

/// Find where and when to meet a crowd in a city.
///
/// Scores every cell of a grid at one time. A score combines how freely people spend, the distance
/// to student hotspots, and nearby events. pdpe explains every score.
#[derive(Parser)]
#[command(name = "pdpe", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Examples:
  pdpe score --at 2026-10-03T19:00 --top 5        the five best cells of Kansas City
  pdpe score --grid kc.csv --events shows.json --at now -o scores.csv
  pdpe explain 39.0997,-94.5786 --at 2026-10-03T19:00
  pdpe simulate --from 2026-10-02T16:00 --to +3d --top 10
  pdpe plan --from 2026-10-03T11:00 --to 23:00 --max-stay 4h
  pdpe watch --port 8001
  pdpe cities austin
  pdpe init --city \"Austin, TX\"
  pdpe fit takings.csv -o fitted.toml
  pdpe demo
  pdpe help score

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 input rejected under --strict,
4 a listener was stuck and must be restarted, 130 interrupted.")]
pub struct CommandLine {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(clap::Args)]
pub struct Global {
    /// Configuration file [default: ./pdpe.toml, else $XDG_CONFIG_HOME/pdpe/config.toml, where
    /// XDG_CONFIG_HOME is ~/.config if unset]
    #[arg(long, global = true, env = "PDPE_CONFIG", value_name = "FILE", hide_env_values = true)]
    config: Option<PathBuf>,
    /// Model that the configuration changes: measured, published or a file [default: that of the
    /// configuration, else measured]
    #[arg(long, global = true, env = "PDPE_MODEL", value_name = "MODEL", hide_env_values = true, value_parser = model)]
    model: Option<ModelChoice>,
    /// Time zone of the model and of all times, such as America/Denver [default: that of the model]
    #[arg(long, global = true, env = "PDPE_TZ", value_name = "ZONE", hide_env_values = true, value_parser = parse_zone)]
    tz: Option<Tz>,
    /// Use this time instead of the system clock
    #[arg(long, global = true, env = "PDPE_NOW", value_name = "TIME", hide = true)]
    now: Option<String>,
    /// Print only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print details, such as every rejected row
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "clap wants a result")]
fn model(text: &str) -> Result<ModelChoice, std::convert::Infallible> {
    Ok(text.into())
}

#[derive(Subcommand)]
enum Command {
    Score(score::Args),
    Simulate(simulate::Args),
    Plan(Box<plan::Args>),
    #[cfg(unix)]
    Watch(watch::Args),
    Demo(demo::Args),
    Explain(explain::Args),
    Fit(fit::Args),
    Backtest(backtest::Args),
    Events(events::Args),
    Fetch(fetch::Args),
    Grid(grid::Args),
    Cities(cities::Args),
    Init(init::Args),
    Journal(journal::Args),
    Health(health::Args),
    Licences(licences::Args),
    Send(send::Args),
    Config(config::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Parses the command line. Prints help or a usage error and exits if there is nothing to run.
pub fn parse() -> CommandLine {
    let mut command = without_empty_variables(CommandLine::command());
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    // The option by which the Python program ran its demo.
    if arguments.get(1).is_some_and(|first| first == "--demo") {
        arguments[1] = "demo".into();
    }
    if arguments.iter().any(|argument| argument == "-v" || argument == "--verbose") {
        command = command.long_version(&*format!("{}\n{CREDITS}", env!("CARGO_PKG_VERSION")).leak());
    }
    let matches = command.try_get_matches_from_mut(&arguments);
    let matches = matches.unwrap_or_else(|error| {
        wrong_usage::exit(&wrong_usage::in_words(error, CommandLine::command(), &arguments), &arguments)
    });
    CommandLine::from_arg_matches(&matches)
        .unwrap_or_else(|error| wrong_usage::exit(&error.format(&mut command), &arguments))
}

/// Treats an empty environment variable as not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if arg.get_env().is_some_and(is_empty) { arg.env(None) } else { arg })
        .mut_subcommands(without_empty_variables)
}

/// Runs the command.
pub fn run(command_line: &CommandLine) -> anyhow::Result<()> {
    let global = &command_line.global;
    match &command_line.command {
        Command::Score(args) => score::run(global, args),
        Command::Simulate(args) => simulate::run(global, args),
        Command::Plan(args) => plan::run(global, args),
        #[cfg(unix)]
        Command::Watch(args) => watch::run(global, args),
        Command::Demo(args) => demo::run(global, args),
        Command::Explain(args) => explain::run(global, args),
        Command::Fit(args) => fit::run(global, args),
        Command::Backtest(args) => backtest::run(global, args),
        Command::Events(args) => events::run(global, args),
        Command::Fetch(args) => fetch::run(global, args),
        Command::Grid(args) => grid::run(global, args),
        Command::Cities(args) => cities::run(global, args),
        Command::Init(args) => init::run(global, args),
        Command::Journal(args) => journal::run(global, args),
        Command::Health(args) => health::run(global, args),
        Command::Licences(args) => licences::run(args),
        Command::Send(args) => send::run(global, args),
        Command::Config(args) => config::run(global, args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

/// Failures with their own exit code; every other error exits with 1.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Wrong usage or configuration.
    #[error("{0}")]
    Usage(String),
    /// Input was rejected under `--strict`.
    #[error("{0}")]
    Rejected(String),
    /// The exit code of a listener that has already reported why it ends.
    #[cfg(unix)]
    #[error("reported already")]
    Reported(u8),
    /// Ctrl-C or SIGTERM; the output is complete up to that point.
    #[error("{0}")]
    Interrupted(String),
}

fn usage(message: impl std::fmt::Display) -> anyhow::Error {
    Failure::Usage(message.to_string()).into()
}

/// Prints an error and returns its exit code. A closed pipe is no error.
pub fn report(error: &anyhow::Error) -> ExitCode {
    let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(broken_pipe) {
        return ExitCode::SUCCESS;
    }
    let code = match error.downcast_ref() {
        Some(Failure::Usage(_)) => 2,
        Some(Failure::Rejected(_)) => 3,
        #[cfg(unix)]
        Some(Failure::Reported(code)) => return ExitCode::from(*code),
        Some(Failure::Interrupted(_)) => 130,
        None => 1,
    };
    // If stderr is closed, nobody can read the error.
    let _ = writeln!(io::stderr(), "pdpe: {}", pdpe::text::terminal_lines(format_args!("{error:#}")));
    ExitCode::from(code)
}
