//! `pdpe config`: prints the model in force, or checks a configuration file.

use std::path::PathBuf;

use clap::Subcommand;
use pdpe::config::{ConfigFile, FILE_NAME, usual_files};
use pdpe::live::engine::{self, EngineSettings};
use pdpe::model::BuiltIn;

use super::destination::print;
use super::shared::{self, Talk};
use super::{Global, usage};

/// Print the model in force, or check a configuration file
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe config show                        the model in force, with comments
  pdpe config show --model published      the published model
  pdpe config show --config mine.toml     the model with your changes, as valid TOML
  pdpe config check mine.toml")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Print the model in force as TOML; name the configuration file on standard error
    Show,
    /// Check a configuration file, and warn about secrets that cannot be read
    Check {
        /// Configuration file [default: the one in use]
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    match &args.action {
        Action::Show => show(global),
        Action::Check { file } => {
            let usual = || usual_files().into_iter().find(|path| path.exists()).unwrap_or_else(|| FILE_NAME.into());
            let path = file.as_ref().or(global.config.as_ref()).cloned().unwrap_or_else(usual);
            let file = ConfigFile::find(Some(&path)).map_err(usage)?;
            let place = shared::place_of(&file).map_err(usage)?;
            let (config, talk) = (file.over(global.model.as_ref(), place).map_err(usage)?, Talk::new(global));
            talk.say(format_args!("{}: the configuration is valid", path.display()));
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for remark in config.model.without_effect(&text) {
                talk.say(format_args!("{}: {remark}", path.display()));
            }
            // The listener may run with other variables and permissions.
            for error in config.sources.iter().filter_map(|source| source.verifier().err()) {
                talk.say(format_args!("warning: {error}; in this environment, pdpe watch would not start"));
            }
            Ok(())
        }
    }
}

fn show(global: &Global) -> anyhow::Result<()> {
    let config = shared::config(global)?;
    // An unchanged model is printed from its file, which has comments.
    let built_in = BuiltIn::named(&config.model_name).filter(|_| global.tz.is_none());
    let model = built_in.map_or_else(|| config.model.to_toml(), |model| model.toml().to_owned());
    let live =
        if config.live == EngineSettings::default() { engine::DEFAULT_TOML.to_owned() } else { config.live.to_toml() };
    print(format!("{model}\n{live}"))?;
    // The user knows a file named with --config.
    if let (None, Some(file)) = (&global.config, &config.file) {
        Talk::new(global).say(format_args!("using the configuration file {}", file.display()));
    }
    Ok(())
}
