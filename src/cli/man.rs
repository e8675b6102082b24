//! `pdpe man`: manual pages generated from the definition of the command line.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::CommandFactory;

use super::destination::Destination;
use super::{CommandLine, usage};

/// Print a manual page, or write the pages of all commands to a directory
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe man | man -l -
  pdpe man score | man -l -
  pdpe man journal ls | man -l -
  pdpe man --dir ~/.local/share/man/man1")]
pub struct Args {
    /// Command, such as score or journal ls [default: pdpe itself]
    command: Vec<String>,
    /// Write the pages of all commands to this directory, such as pdpe-score.1
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut root = CommandLine::command();
    root.build();
    if let Some(dir) = &args.dir {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot create the directory {}", dir.display()))?;
        return write_all(&root, dir);
    }
    let mut command = &root;
    // Pages have names such as journal-ls.
    for name in args.command.iter().flat_map(|words| words.split('-')) {
        let unknown = || usage(format!("there is no command `{}`", args.command.join(" ")));
        command = command.find_subcommand(name).ok_or_else(unknown)?;
    }
    write(command, None)
}

/// Writes the page of a command and of its subcommands.
fn write_all(command: &clap::Command, dir: &Path) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    write(command, Some(&dir.join(format!("{name}.1"))))?;
    command.get_subcommands().filter(|below| below.get_name() != "help").try_for_each(|below| write_all(below, dir))
}

fn write(command: &clap::Command, path: Option<&Path>) -> anyhow::Result<()> {
    let mut page = Vec::new();
    render(command, &mut page).context("cannot render the manual page")?;
    let mut destination = Destination::open(path, [])?;
    destination.write(&page)?;
    destination.finish()
}

/// The page as clap_mangen renders it, except for the examples, whose lines are not filled.
fn render(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    if let Some(examples) = command.get_after_help() {
        page.extend_from_slice(b".SH EXAMPLES\n.nf\n");
        for line in examples.to_string().lines().filter(|line| *line != "Examples:") {
            // roff treats a line that starts with a dot or a quote as a request.
            page.extend_from_slice(
                format!("\\&{}\n", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq")).as_bytes(),
            );
        }
        page.extend_from_slice(b".fi\n");
    }
    man.render_version_section(page)
}
