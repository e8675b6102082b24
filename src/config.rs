//! The configuration of a run: the published model and settings, changed by `pdpe.toml`.

use std::io;
use std::path::{Path, PathBuf};

use crate::live::engine::EngineSettings;
use crate::model::{Model, ModelError, in_words};
use crate::watch::settings::{self, SecretPlace, SettingsError, Source, SourceSettings};

/// The name of the file in the working directory that is read by default.
pub const FILE_NAME: &str = "pdpe.toml";

/// The file that is read otherwise, in `$XDG_CONFIG_HOME` or else `~/.config`.
const USER_FILE: &str = "pdpe/config.toml";

/// The files that are tried by default. Only the first that exists is read.
#[must_use]
pub fn usual_files() -> Vec<PathBuf> {
    // The XDG specification says that a relative path is ignored.
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let user = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    [PathBuf::from(FILE_NAME)].into_iter().chain(user.map(|folder| folder.join(USER_FILE))).collect()
}

/// The tables of the file that do not belong to the model.
const BESIDE_THE_MODEL: [&str; 2] = ["live", "sources"];

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// The model.
    pub model: Model,
    /// How engines run.
    pub live: EngineSettings,
    /// Who may send webhooks.
    pub sources: Vec<SourceSettings>,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Whether it changes the model.
    pub changes_model: bool,
}

/// A configuration file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", path.display())]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// The error of the system, or line, key and fault.
    pub fault: String,
}

impl Config {
    /// Reads the named file, else the first of the [`usual_files`] that exists. Without a file, everything is as
    /// published.
    ///
    /// # Errors
    /// [`ConfigError`] if a file cannot be read or contains a wrong key.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = named {
            return Self::of_text(path, std::fs::read_to_string(path));
        }
        let is_missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        for path in usual_files() {
            match std::fs::read_to_string(&path) {
                Err(error) if is_missing(&error) => {}
                found => return Self::of_text(&path, found),
            }
        }
        Ok(Self {
            model: Model::default(),
            live: EngineSettings::default(),
            sources: Vec::new(),
            file: None,
            changes_model: false,
        })
    }

    fn of_text(path: &Path, found: io::Result<String>) -> Result<Self, ConfigError> {
        let error = |fault: String| ConfigError { path: path.to_owned(), fault };
        let text = found.map_err(|fault| error(format!("cannot read the configuration: {fault}")))?;
        let fault = |fault: ModelError| error(fault.to_string());
        let sources = settings::from_toml(&text)
            .map_err(|fault| error(SettingsError { message: in_words(&fault.message), ..fault }.to_string()))?;
        Ok(Self {
            model: Model::from_toml_beside(&text, &BESIDE_THE_MODEL).map_err(beside).map_err(fault)?,
            live: EngineSettings::from_toml(&text).map_err(fault)?,
            sources: found_from(path, sources),
            file: Some(path.to_owned()),
            changes_model: changes_the_model(&text),
        })
    }

    /// The source with a name.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Source {
        let known = self.sources.iter().find(|source| source.name == name);
        known.map_or_else(|| Source::of_name(name), SourceSettings::source)
    }

    /// The name of the model in outputs: `published`, or the file that changed it.
    #[must_use]
    pub fn model_name(&self) -> String {
        self.file
            .as_ref()
            .filter(|_| self.changes_model)
            .map_or_else(|| "published".into(), |file| file.display().to_string())
    }
}

/// Whether a text contains a table of the model.
fn changes_the_model(text: &str) -> bool {
    let table: toml::Table = text.parse().unwrap_or_default();
    table.keys().any(|key| !BESIDE_THE_MODEL.contains(&key.as_str()))
}

/// Adds the tables besides the model to the error about an unknown table.
fn beside(mut error: ModelError) -> ModelError {
    if error.message.starts_with("unknown field") && !error.key.contains('.') {
        error.message += ", or `live` and [[sources]]";
    }
    error
}

/// Makes paths of secret files relative to the directory of the configuration.
fn found_from(config: &Path, mut sources: Vec<SourceSettings>) -> Vec<SourceSettings> {
    let folder = config.parent().unwrap_or(Path::new(""));
    for place in sources.iter_mut().flat_map(|source| &mut source.secrets) {
        if let SecretPlace::File(path) = place {
            *path = folder.join(&*path);
        }
    }
    sources
}
