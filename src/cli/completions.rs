//! `pdpe completions`: scripts generated from the definition of the command line.

use chrono_tz::TZ_VARIANTS;
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use pdpe::layers::COLUMNS;

use super::CommandLine;
use super::destination::print;

/// A placeholder for the names of all zones, which are too many to repeat for each command.
const ZONES: &str = "@zones@";

/// Print a completion script for a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe completions bash > ~/.local/share/bash-completion/completions/pdpe
  pdpe completions zsh > ~/.zfunc/_pdpe")]
pub struct Args {
    /// Shell
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut with_values(CommandLine::command()), "pdpe", &mut script);
    let script = completed(args.shell, &String::from_utf8(script)?);
    print(super::cities::complete_in(args.shell, script))
}

/// The columns of the published model.
fn columns() -> Vec<&'static str> {
    ["cell_id", "lat", "lon", "income"].into_iter().chain(scores()).collect()
}

/// The scores of the published model.
fn scores() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().chain(["combined_score"])
}

/// Adds the values to complete to options whose values depend on the model or are too many for help and errors.
fn with_values(command: Command) -> Command {
    let with_values = |arg: clap::Arg| match arg.get_id().as_str() {
        "tz" => arg.value_parser([ZONES]),
        "columns" => arg.value_parser(PossibleValuesParser::new(columns())),
        "sort" | "value" => arg.value_parser(PossibleValuesParser::new(scores())),
        _ => arg,
    };
    command.mut_args(with_values).mut_subcommands(self::with_values)
}

/// Adds to the script what clap does not generate: the zones, and in bash values after `=` and after a comma.
fn completed(shell: Shell, script: &str) -> String {
    let zones = TZ_VARIANTS.map(chrono_tz::Tz::name).join(" ");
    match shell {
        Shell::Bash => {
            let columns = columns().join(" ");
            let script = script
                .replace(
                    "    prev=\"$3\"\n",
                    "    prev=\"$3\"\n    \
                     # In --format=csv the sign is a word of its own.\n    \
                     if [[ \"${prev}\" == \"=\" ]]; then\n        \
                         prev=\"${COMP_WORDS[COMP_CWORD-2]}\"\n    \
                     elif [[ \"${cur}\" == \"=\" ]]; then\n        \
                         cur=\"\"\n    \
                     fi\n",
                )
                .replace(
                    &format!("compgen -W \"{columns}\" -- \"${{cur}}\""),
                    &format!("compgen -P \"${{cur%\"${{cur##*,}}\"}}\" -W \"{columns}\" -- \"${{cur##*,}}\""),
                )
                .replace(ZONES, "${_pdpe_zones}");
            format!("_pdpe_zones=\"{zones}\"\n\n{script}")
        }
        Shell::Zsh => script.replace(&format!("({ZONES})"), "_time_zone"),
        Shell::Fish => {
            format!("set -g __pdpe_zones {zones}\n\n{}", script.replace(&format!("{ZONES}\\t''"), "$__pdpe_zones"))
        }
        _ => script.to_owned(),
    }
}
