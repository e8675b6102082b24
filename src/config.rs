//! The settings of a run: the model and the engine, from the built-in models and `pdpe.toml`.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;

use crate::geo::LatLon;
use crate::live::engine::EngineSettings;
use crate::model::fitted::FitRecord;
use crate::model::{BESIDE_THE_MODEL, BuiltIn, DEFAULT, Model, ModelError, at_line, in_words, parse};
use crate::places::{self, Place};
use crate::watch::settings::{self, SecretPlace, SettingsError, Source, SourceSettings};

/// The file searched in the working directory if none is named.
pub const FILE_NAME: &str = "pdpe.toml";

/// The file searched next, in `$XDG_CONFIG_HOME` or else `~/.config`.
const USER_FILE: &str = "pdpe/config.toml";

/// The files searched if none is named. Only the first one that exists is read.
#[must_use]
pub fn usual_files() -> Vec<PathBuf> {
    // The XDG specification says to ignore relative paths.
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let user = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    [PathBuf::from(FILE_NAME)].into_iter().chain(user.map(|folder| folder.join(USER_FILE))).collect()
}

/// A model chosen by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    /// A built-in model.
    BuiltIn(BuiltIn),
    /// A model in a file.
    File(PathBuf),
}

impl From<&str> for ModelChoice {
    /// The name of a built-in model, or else a file.
    fn from(text: &str) -> Self {
        BuiltIn::named(text).map_or_else(|| Self::File(text.into()), Self::BuiltIn)
    }
}

/// The model that a configuration changes: a built-in model, adapted to a place, or the model of a file.
struct Base {
    built_in: BuiltIn,
    place: Option<Place>,
    /// The file and its text.
    file: Option<(PathBuf, String)>,
}

impl Base {
    fn of(choice: &ModelChoice, place: Option<Place>) -> Result<Self, ConfigError> {
        let path = match choice {
            ModelChoice::BuiltIn(built_in) => return Ok(Self { built_in: *built_in, place, file: None }),
            ModelChoice::File(path) => path.clone(),
        };
        let text = read_text(&path).map_err(|source| ConfigError::NoModel { path: path.clone(), source })?;
        let fault = |source| ConfigError::Model { path: path.clone(), source };
        let built_in = BuiltIn::named_in(&text).map_err(fault)?.unwrap_or(DEFAULT);
        Model::of(built_in, &[&text]).map_err(beside).map_err(fault)?;
        Ok(Self { built_in, place, file: Some((path, text)) })
    }

    /// The model with the changes in a TOML text.
    fn model(&self, changes: &str) -> Result<Model, ModelError> {
        let adapted = self.place.as_ref().map(|place| {
            let mut model = self.built_in.model();
            place.adapt(&mut model);
            model.to_toml()
        });
        let file = self.file.iter().map(|(_, text)| text.as_str());
        let texts: Vec<&str> = adapted.as_deref().into_iter().chain(file).chain([changes]).collect();
        let mut model = Model::of(self.built_in, &texts)?;
        model.look_up_public_holidays(places::calendar);
        Ok(model)
    }

    fn names_zone(&self) -> bool {
        self.file.as_ref().is_some_and(|(_, text)| names_zone(text))
    }

    fn fit(&self) -> Result<Option<FitRecord>, ModelError> {
        self.file.as_ref().map_or(Ok(None), |(_, text)| FitRecord::from_toml(text))
    }

    fn name(&self) -> String {
        let place = self.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        let own = format!("{}{place}", self.built_in.name());
        self.file.as_ref().map_or(own.clone(), |(path, text)| name_with(&own, path, text))
    }
}

/// The name of a model that a file changes.
fn name_with(base: &str, file: &Path, text: &str) -> String {
    let table: toml::Table = text.parse().unwrap_or_default();
    let stays = table.get("fit").and_then(|fit| fit.get("stays")?.as_integer());
    match stays {
        Some(stays) => format!("fitted ({base}, {stays} stays)"),
        None if changes_the_model(text) => format!("{base} with changes from {}", file.display()),
        None => base.to_owned(),
    }
}

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// The model.
    pub model: Model,
    /// The settings of engines.
    pub live: EngineSettings,
    /// Who may send webhooks.
    pub sources: Vec<SourceSettings>,
    /// The file that was read, if any.
    pub file: Option<PathBuf>,
    /// Whether the file changes the model.
    pub changes_model: bool,
    /// The name of the model in outputs: `published`, `measured`, `fitted (measured, 60 stays)`, or one of these `with
    /// changes from` a file.
    pub model_name: String,
    /// The record of the fit, for a fitted model.
    pub fit: Option<FitRecord>,
    /// The city or box that gives the zone, hotspots, incomes and holidays. The files override it.
    pub place: Option<Place>,
    /// Places of the user's own, which give cells their names.
    pub own_places: Vec<(LatLon, String)>,
    /// Whether a file names the zone.
    pub names_zone: bool,
}

/// The text of a configuration file; empty if there is none.
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
        /// The error of the system.
        source: io::Error,
    },
    /// The file named as the model cannot be read.
    #[error("cannot read the model {}: {source}; the built-in models are `published` and `measured`", path.display())]
    NoModel {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A key is wrong.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Key, line and reason.
        source: ModelError,
    },
    /// A source is wrong.
    #[error("{}: {source}", path.display())]
    Sources {
        /// The file.
        path: PathBuf,
        /// Key, line and reason.
        source: SettingsError,
    },
}

impl ConfigFile {
    /// Reads the named file, or else the first of the [`usual_files`] that exists, or else none.
    ///
    /// # Errors
    /// [`ConfigError::Io`] when a file cannot be read.
    pub fn find(named: Option<&Path>) -> Result<Self, ConfigError> {
        let of = |path: &Path, found: io::Result<String>| match found {
            Ok(text) => Ok(Self { path: Some(path.to_owned()), text }),
            Err(source) => Err(ConfigError::Io { path: path.to_owned(), source }),
        };
        if let Some(path) = named {
            return of(path, read_text(path));
        }
        let is_missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        for path in usual_files() {
            match read_text(&path) {
                Err(error) if is_missing(&error) => {}
                found => return of(&path, found),
            }
        }
        Ok(Self::default())
    }

    /// The city in the file: `city = "Austin, TX"`.
    ///
    /// # Errors
    /// [`ConfigError::Model`] when it is not a string.
    pub fn city(&self) -> Result<Option<String>, ConfigError> {
        // `over` reports a text that is not TOML.
        let table: toml::Table = self.text.parse().unwrap_or_default();
        match table.get("city") {
            None => Ok(None),
            Some(toml::Value::String(city)) => Ok(Some(city.clone())),
            Some(_) => Err(self.city_fault("expected text in quotes, such as \"Austin, TX\"".into())),
        }
    }

    /// The error for an unknown city.
    #[must_use]
    pub fn city_fault(&self, message: String) -> ConfigError {
        let path = self.path.clone().unwrap_or_default();
        let fault = ModelError { key: "city".into(), line: None, message };
        ConfigError::Model { path, source: at_line(&self.text, fault) }
    }

    /// The settings of the file, for the chosen model, or else the model that the file names, or else [`DEFAULT`],
    /// adapted to a place.
    ///
    /// # Errors
    /// [`ConfigError`] when a file cannot be read or a key in one is wrong.
    pub fn over(&self, model: Option<&ModelChoice>, place: Option<Place>) -> Result<Config, ConfigError> {
        let text = &self.text;
        let fault = |source| ConfigError::Model { path: self.path.clone().unwrap_or_default(), source };
        let base = if let Some(model) = model {
            Base::of(model, place)?
        } else {
            let built_in = BuiltIn::named_in(text).map_err(fault)?.unwrap_or(DEFAULT);
            Base { built_in, place, file: None }
        };
        let Some(path) = &self.path else { return Config::of_base(base) };
        Ok(Config {
            model: base.model(text).map_err(beside).map_err(fault)?,
            live: EngineSettings::from_toml(text).map_err(fault)?,
            sources: settings::from_toml(text)
                .map(|sources| found_from(path, sources))
                .map_err(|fault| SettingsError { message: in_words(&fault.message), ..fault })
                .map_err(|source| ConfigError::Sources { path: path.clone(), source })?,
            file: Some(path.clone()),
            changes_model: changes_the_model(text),
            model_name: name_with(&base.name(), path, text),
            fit: FitRecord::from_toml(text).map_err(fault)?.or(base.fit().map_err(fault)?),
            own_places: places::own_places(text).map_err(fault)?,
            names_zone: names_zone(text) || base.names_zone(),
            place: base.place,
        })
    }
}

impl Config {
    /// Reads the named file, or else the first of the [`usual_files`] that exists, or else none, for the chosen model.
    /// Ignores the city in the file; see [`ConfigFile`].
    ///
    /// # Errors
    /// [`ConfigError`] when a file cannot be read or a key in it is wrong.
    pub fn load(named: Option<&Path>, model: Option<&ModelChoice>) -> Result<Self, ConfigError> {
        ConfigFile::find(named)?.over(model, None)
    }

    /// The chosen model, or else [`DEFAULT`], without a configuration file.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn of_model(model: Option<&ModelChoice>) -> Result<Self, ConfigError> {
        ConfigFile::default().over(model, None)
    }

    fn of_base(base: Base) -> Result<Self, ConfigError> {
        let of_file = base.file.as_ref().map(|(path, _)| path.clone()).unwrap_or_default();
        Ok(Self {
            model: base.model("").map_err(|source| ConfigError::Model { path: of_file.clone(), source })?,
            live: EngineSettings::default(),
            sources: Vec::new(),
            file: None,
            changes_model: false,
            model_name: base.name(),
            fit: base.fit().map_err(|source| ConfigError::Model { path: of_file, source })?,
            own_places: Vec::new(),
            names_zone: base.names_zone(),
            place: base.place,
        })
    }

    /// The name of the model for headings that name the place already.
    #[must_use]
    pub fn model_label(&self) -> String {
        let place = self.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        self.model_name.replacen(&place, "", 1)
    }

    /// Sets the zone and the public holidays of its country.
    pub fn set_zone(&mut self, zone: Tz) {
        self.model.timezone = zone;
        self.model.look_up_public_holidays(places::calendar);
    }

    /// How to read deliveries of a source with this name.
    #[must_use]
    pub fn source_of(&self, name: &str) -> Source {
        let known = self.sources.iter().find(|source| source.name == name);
        known.map_or_else(|| Source::of_name(name), SourceSettings::source)
    }
}

/// The longest configuration or model, in bytes.
const LONGEST_TEXT_BYTES: u64 = 4 << 20;

/// The text of a configuration or a model. Opening a pipe could wait for ever, and a device could have no end.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let found = std::fs::metadata(path)?;
    let is_given_by_shell = path.starts_with("/dev/fd") || path.starts_with("/proc") || path == Path::new("/dev/null");
    if !found.is_file() && !found.is_dir() && !is_given_by_shell {
        return Err(io::Error::other("it is a pipe or a device, not a file"));
    }
    let mut text = String::new();
    std::fs::File::open(path)?.take(LONGEST_TEXT_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST_TEXT_BYTES {
        return Err(io::Error::other(format!("it is longer than {} MiB", LONGEST_TEXT_BYTES >> 20)));
    }
    Ok(text)
}

/// Whether a configuration names a time zone.
fn names_zone(text: &str) -> bool {
    text.parse::<toml::Table>().unwrap_or_default().contains_key("timezone")
}

/// Whether a configuration has any table of the model.
fn changes_the_model(text: &str) -> bool {
    let table = parse(text).unwrap_or_default();
    table.keys().any(|key| key != "model" && !BESIDE_THE_MODEL.contains(&key.as_str()))
}

/// Adds the tables that are not part of the model to the message about an unknown table.
fn beside(mut error: ModelError) -> ModelError {
    if error.message.starts_with("unknown field") && !error.key.contains('.') {
        error.message += ", or `live` and [[sources]]";
    }
    error
}

/// The sources, with paths of secret files relative to the configuration file.
fn found_from(config: &Path, mut sources: Vec<SourceSettings>) -> Vec<SourceSettings> {
    let folder = config.parent().unwrap_or(Path::new(""));
    for place in sources.iter_mut().flat_map(|source| &mut source.secrets) {
        if let SecretPlace::File(path) = place {
            *path = folder.join(&*path);
        }
    }
    sources
}
