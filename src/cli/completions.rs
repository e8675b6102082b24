//! `pdpe completions` and `pdpe man`: made from the same definition as the command line itself.

use anyhow::Context as _;
use clap::CommandFactory;
use clap_complete::Shell;

use super::CommandLine;
use super::destination::Destination;

/// Print a completion script for a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe completions bash > ~/.local/share/bash-completion/completions/pdpe
  pdpe completions zsh > ~/.zfunc/_pdpe")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print the manual page
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe man | man -l -
  pdpe man score | man -l -")]
pub struct ManArgs {
    /// A command; none: pdpe itself
    command: Option<String>,
}

/// Runs `pdpe completions`.
pub fn completions(args: &CompletionsArgs) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut CommandLine::command(), "pdpe", &mut script);
    print(&script)
}

/// Runs `pdpe man`.
pub fn man(args: &ManArgs) -> anyhow::Result<()> {
    let mut root = CommandLine::command();
    root.build();
    let command = match &args.command {
        None => root,
        Some(name) => {
            root.find_subcommand(name).ok_or_else(|| super::usage(format!("there is no command `{name}`")))?.clone()
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("cannot make the manual page")?;
    print(&page)
}

fn print(text: &[u8]) -> anyhow::Result<()> {
    let mut destination = Destination::open(None, [])?;
    destination.write(text)?;
    destination.finish()
}
