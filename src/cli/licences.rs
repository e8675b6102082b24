//! `pdpe licences`: the notices of other people's code in the program.

use super::destination::print;

/// The notices, which a test keeps up to date.
const NOTICES: &str = include_str!("licences.txt");

/// Print the licences of the packages in this program
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe licences | less")]
pub struct Args;

/// Runs the command.
pub fn run(_: &Args) -> anyhow::Result<()> {
    print(NOTICES)
}
