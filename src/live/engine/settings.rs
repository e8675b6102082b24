//! Settings of the engine: its caches, and how often it follows the clock.

use serde::{Deserialize, Serialize};

use crate::live::cache::{CacheSettings, CacheSettingsError};
use crate::model::{ModelError, at_line, overlaid};

/// The default settings, as TOML with comments.
pub const DEFAULT_TOML: &str = include_str!("../default.toml");

/// Settings of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineSettings {
    /// The caches for single places and times.
    pub cache: CacheSettings,
    /// Time changes within this many seconds of each other are deferred and applied together; 0: each is
    /// applied at once. Changes of events are never deferred.
    pub min_recalc_interval_seconds: u32,
    /// The greatest radius that a delivery can give an event, in km.
    pub delivery_radius_km: u32,
    /// Whether the engine follows a clock rather than a replay.
    pub real_time: bool,
}

impl Default for EngineSettings {
    fn default() -> Self {
        let cache = CacheSettings::default();
        Self { cache, min_recalc_interval_seconds: 0, delivery_radius_km: 50, real_time: false }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    live: Table,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    min_recalc_interval_seconds: u32,
    delivery_radius_km: u32,
    cache_enabled: bool,
    cache: CacheSettings,
}

impl EngineSettings {
    /// Applies the table `live` of a TOML text to the settings.
    ///
    /// # Errors
    /// [`ModelError`] names the key: not TOML, an unknown key, a wrong type, a limit out of range.
    ///
    /// ```
    /// use pdpe::live::engine::EngineSettings;
    /// let settings = EngineSettings::from_toml("[live]\ncache_enabled = false")?;
    /// assert!(!settings.cache.enabled);
    /// assert_eq!(settings.cache.college.capacity, 1000);
    /// # Ok::<(), pdpe::model::ModelError>(())
    /// ```
    pub fn from_toml(changes: &str) -> Result<Self, ModelError> {
        let File { live } = overlaid(DEFAULT_TOML, changes, |table| table == "live")?;
        let settings = Self {
            cache: CacheSettings { enabled: live.cache_enabled, ..live.cache },
            min_recalc_interval_seconds: live.min_recalc_interval_seconds,
            delivery_radius_km: live.delivery_radius_km,
            real_time: false,
        };
        settings.cache.check().map_err(|error| {
            let key = format!("live.cache.{}.{}", error.cache, error.key);
            let message = format!("{} is not between 1 and {}", error.value, error.most);
            at_line(changes, ModelError { key, line: None, message })
        })?;
        Ok(settings)
    }

    /// Applies environment variables to the settings; `variable` looks one up. An empty one counts as not
    /// set.
    ///
    /// # Errors
    /// When a variable is not a whole number of seconds in range.
    pub fn with_environment(mut self, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let Self { cache, min_recalc_interval_seconds, .. } = &mut self;
        let limits = cache
            .by_name()
            .map(|(name, limits)| (format!("CACHE_TTL_{}", name.to_uppercase()), &mut limits.ttl_seconds, 3600));
        let interval = ("MIN_RECALC_INTERVAL".to_owned(), min_recalc_interval_seconds, 60);
        for (name, seconds, example) in limits.into_iter().chain([interval]) {
            let Some(text) = variable(&name).filter(|text| !text.is_empty()) else { continue };
            *seconds = text.trim().parse().map_err(|_| {
                format!("{name} is `{text}`, which is no whole number of seconds; write {name}={example}")
            })?;
        }
        self.cache.check().map_err(|CacheSettingsError { cache, value, most, .. }| {
            format!("CACHE_TTL_{} is `{value}`; it must be between 1 and {most}", cache.to_uppercase())
        })?;
        Ok(self)
    }

    /// The settings as TOML, readable by [`EngineSettings::from_toml`] again.
    pub fn to_toml(&self) -> String {
        let live = Table {
            min_recalc_interval_seconds: self.min_recalc_interval_seconds,
            delivery_radius_km: self.delivery_radius_km,
            cache_enabled: self.cache.enabled,
            cache: self.cache,
        };
        toml::to_string(&File { live }).expect("settings hold nothing that TOML cannot write")
    }
}
