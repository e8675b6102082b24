//! What applies to a run: the model and the settings of the engine, from `pdpe.toml` laid over
//! those published.

use std::io;
use std::path::{Path, PathBuf};

use crate::live::engine::EngineSettings;
use crate::model::{Model, ModelError, at_line, in_words};
use crate::places::Place;
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

/// The keys of the file that are not the model's.
const BESIDE_THE_MODEL: [&str; 3] = ["live", "sources", "city"];

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
    /// The city or box whose zone, hotspots, incomes and holidays lie between the published model and the file.
    pub place: Option<Place>,
}

/// A configuration file as it was found; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    path: Option<PathBuf>,
    text: String,
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

impl ConfigFile {
    /// Finds the named file, or else the first of the [`usual_files`] that exists, or else none.
    ///
    /// # Errors
    /// [`ConfigError::Io`] when a file cannot be read.
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        let of = |path: &Path, found: io::Result<String>| match found {
            Ok(text) => Ok(Self { path: Some(path.to_owned()), text }),
            Err(source) => Err(ConfigError::Io { path: path.to_owned(), source }),
        };
        if let Some(path) = named {
            return of(path, std::fs::read_to_string(path));
        }
        let is_missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        for path in usual_files() {
            match std::fs::read_to_string(&path) {
                Err(error) if is_missing(&error) => {}
                found => return of(&path, found),
            }
        }
        Ok(Self::default())
    }

    /// The city that it names: `city = "Austin, TX"`.
    ///
    /// # Errors
    /// [`ConfigError::Model`] when it is not text.
    pub fn city(&self) -> Result<Option<String>, ConfigError> {
        // A text that is no TOML is told of when it is read whole.
        let table: toml::Table = self.text.parse().unwrap_or_default();
        match table.get("city") {
            None => Ok(None),
            Some(toml::Value::String(city)) => Ok(Some(city.clone())),
            Some(_) => Err(self.city_fault("expected text in quotes, such as \"Austin, TX\"".into())),
        }
    }

    /// The error of a city that is not known.
    #[must_use]
    pub fn city_fault(&self, message: String) -> ConfigError {
        let path = self.path.clone().unwrap_or_default();
        let fault = ModelError { key: "city".into(), line: None, message };
        ConfigError::Model { path, source: at_line(&self.text, fault) }
    }

    /// What it says, laid over the published model as a place adapts it.
    ///
    /// # Errors
    /// [`ConfigError`] when a key in it is wrong.
    pub fn over(&self, place: Option<Place>) -> Result<Config, ConfigError> {
        let mut model = Model::default();
        if let Some(place) = &place {
            place.adapt(&mut model);
        }
        let Some(path) = self.path.clone() else {
            let (live, sources) = (EngineSettings::default(), Vec::new());
            return Ok(Config { model, live, sources, file: None, changes_model: false, place });
        };
        let text = &self.text;
        let fault = |source| ConfigError::Model { path: path.clone(), source };
        let base = place.as_ref().map(|_| model.to_toml());
        Ok(Config {
            model: Model::laid_over(base.as_deref(), text, &BESIDE_THE_MODEL).map_err(beside).map_err(fault)?,
            live: EngineSettings::from_toml(text).map_err(fault)?,
            sources: settings::from_toml(text)
                .map(|sources| found_from(&path, sources))
                .map_err(|fault| SettingsError { message: in_words(&fault.message), ..fault })
                .map_err(|source| ConfigError::Sources { path: path.clone(), source })?,
            changes_model: changes_the_model(text),
            file: Some(path),
            place,
        })
    }
}

impl Config {
    /// Reads the named file, or else the first of the [`usual_files`] that exists, or else none; the city that it
    /// names is left aside ([`ConfigFile`]).
    ///
    /// # Errors
    /// [`ConfigError`] when a file cannot be read or a key in it is wrong.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        ConfigFile::find(named)?.over(None)
    }

    /// How deliveries of a source of that name are read.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Source {
        let known = self.sources.iter().find(|source| source.name == name);
        known.map_or_else(|| Source::of_name(name), SourceSettings::source)
    }

    /// How outputs name the model: `published`, with the city it is adapted to, or the file that changed it.
    #[must_use]
    pub fn model_name(&self) -> String {
        match (&self.file, &self.place) {
            (Some(file), _) if self.changes_model => file.display().to_string(),
            (_, Some(place)) => format!("published, {place}"),
            _ => "published".into(),
        }
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
