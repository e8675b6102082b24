//! What applies to a run: the model and the settings of the engine, from `pdpe.toml` laid over
//! those published.

use std::io;
use std::path::{Path, PathBuf};

use crate::live::engine::EngineSettings;
use crate::model::{Model, ModelError, in_words};
use crate::watch::settings::{self, SecretPlace, SettingsError, Source, SourceSettings};

/// The file looked for in the working folder when none is named.
pub const FILE_NAME: &str = "pdpe.toml";

/// The file looked for after that, below `$XDG_CONFIG_HOME` or else `~/.config`.
const USER_FILE: &str = "pdpe/config.toml";

/// The files looked for when none is named: the first of them that exists is read, and no other.
#[must_use]
pub fn usual_files() -> Vec<PathBuf> {
    // By the XDG specification a path that is not absolute does not count.
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let user = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    [PathBuf::from(FILE_NAME)].into_iter().chain(user.map(|folder| folder.join(USER_FILE))).collect()
}

/// The tables of the file that are not the model's.
const BESIDE_THE_MODEL: [&str; 2] = ["live", "sources"];

/// The settings in force.
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
    /// Whether anything of the model stands in it.
    pub changes_model: bool,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The named file cannot be read.
    #[error("cannot read the configuration {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A key in it is wrong.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Key, line and fault.
        source: ModelError,
    },
    /// A source in it is wrong.
    #[error("{}: {source}", path.display())]
    Sources {
        /// The file.
        path: PathBuf,
        /// Key, line and fault.
        source: SettingsError,
    },
}

impl Config {
    /// Reads the named file, or else the first of the [`usual_files`] that exists, or else none.
    ///
    /// # Errors
    /// [`ConfigError`] when a file cannot be read or a key in it is wrong.
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
        let text = found.map_err(|source| ConfigError::Io { path: path.to_owned(), source })?;
        let fault = |source| ConfigError::Model { path: path.to_owned(), source };
        Ok(Self {
            model: Model::from_toml_beside(&text, &BESIDE_THE_MODEL).map_err(beside).map_err(fault)?,
            live: EngineSettings::from_toml(&text).map_err(fault)?,
            sources: settings::from_toml(&text)
                .map(|sources| found_from(path, sources))
                .map_err(|fault| SettingsError { message: in_words(&fault.message), ..fault })
                .map_err(|source| ConfigError::Sources { path: path.to_owned(), source })?,
            file: Some(path.to_owned()),
            changes_model: changes_the_model(&text),
        })
    }

    /// How deliveries of a source of that name are read.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Source {
        let known = self.sources.iter().find(|source| source.name == name);
        known.map_or_else(|| Source::of_name(name), SourceSettings::source)
    }

    /// How outputs name the model: `published`, or the file that changed it.
    #[must_use]
    pub fn model_name(&self) -> String {
        self.file
            .as_ref()
            .filter(|_| self.changes_model)
            .map_or_else(|| "published".into(), |file| file.display().to_string())
    }
}

/// Whether a text that was read has any table of the model.
fn changes_the_model(text: &str) -> bool {
    let table: toml::Table = text.parse().unwrap_or_default();
    table.keys().any(|key| !BESIDE_THE_MODEL.contains(&key.as_str()))
}

/// A table that the model does not know may have been meant for others.
fn beside(mut error: ModelError) -> ModelError {
    if error.message.starts_with("unknown field") && !error.key.contains('.') {
        error.message += ", or `live` and [[sources]]";
    }
    error
}

/// Sources whose files of secrets are found from the folder of the configuration.
fn found_from(config: &Path, mut sources: Vec<SourceSettings>) -> Vec<SourceSettings> {
    let folder = config.parent().unwrap_or(Path::new(""));
    for place in sources.iter_mut().flat_map(|source| &mut source.secrets) {
        if let SecretPlace::File(path) = place {
            *path = folder.join(&*path);
        }
    }
    sources
}
