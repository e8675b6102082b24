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
    /// Shell
    shell: Shell,
}

/// Print a manual page
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe man | man -l -
  pdpe man score | man -l -
  pdpe man journal ls | man -l -")]
pub struct ManArgs {
    /// Command, such as score or journal ls [default: pdpe itself]
    command: Vec<String>,
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
    let mut command = &root;
    // As pages are named, journal-ls is one too.
    for name in args.command.iter().flat_map(|words| words.split('-')) {
        let unknown = || super::usage(format!("there is no command `{}`", args.command.join(" ")));
        command = command.find_subcommand(name).ok_or_else(unknown)?;
    }
    let mut page = Vec::new();
    render(command, &mut page).context("cannot make the manual page")?;
    print(&page)
}

/// The page as clap makes it, but for the examples: lines that are typed must stay lines.
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
            // A line that starts with a dot or a quote would be a request to the typesetter.
            page.extend_from_slice(
                format!("\\&{}\n", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq")).as_bytes(),
            );
        }
        page.extend_from_slice(b".fi\n");
    }
    man.render_version_section(page)
}

fn print(text: &[u8]) -> anyhow::Result<()> {
    let mut destination = Destination::open(None, [])?;
    destination.write(text)?;
    destination.finish()
}
