//! The log of a listener: where it goes, from which level on, and how it is opened anew.
//!
//! ```text
//! 2026-10-03T19:00:00.125Z WARN  watch::door: refused address=203.0.113.7 reason="bare line feed"
//! ```
//! One event is one line, whatever foreign text it carries. Other crates log warnings and errors alone,
//! written with `tracing` or with `log`, and `tiny_http` nothing. Spans are not shown. A line that
//! cannot be written is lost; one for which a slow reader of stderr has no room is dropped and counted.
//! Logging never blocks.

mod line;
mod output;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use line::Line;
use output::Output;

pub use tracing::Level;

/// What is logged, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The least severe level that is logged.
    pub level: Level,
    /// The file that lines are appended to; none: stderr.
    pub file: Option<PathBuf>,
    /// Whether levels stand in colour; on stderr alone.
    pub colour: bool,
}

/// What is wrong with the log or its settings, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// `LOG_LEVEL` is not a level.
    #[error("LOG_LEVEL is `{0}`, which is not a level; write error, warn, info, debug or trace")]
    Level(String),
    /// `DEBUG` is neither yes nor no.
    #[error("DEBUG is `{0}`, which is neither yes nor no; write 1 to log debug lines, or 0")]
    Debug(String),
    /// The file cannot be opened.
    #[error("cannot open the log {}: {source}; name another file in LOG_FILE, or none to log to stderr", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be reopened; lines still go where they went.
    #[error("cannot reopen the log {}: {source}; logging continues in the file that was open", path.display())]
    Reopen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No thread can be started.
    #[error("cannot write to stderr: {0}")]
    Stderr(io::Error),
    /// A process has one log.
    #[error("this process has a log already; it can be started once")]
    StartedBefore,
}

impl LogSettings {
    /// The settings in `LOG_LEVEL`, `DEBUG` and `LOG_FILE`, as `lookup` finds them; what is empty
    /// counts as not set. Without any: `info` and above, to stderr.
    ///
    /// `LOG_LEVEL` is `error`, `warn`, `info`, `debug` or `trace` in any case. `DEBUG` (`1`, `true`
    /// or `yes`) makes it `debug` where it would be less. Colours are for a terminal, and not
    /// where `NO_COLOR` is set.
    ///
    /// # Errors
    /// [`LogError::Level`] and [`LogError::Debug`] for any other word. The file is not opened yet.
    ///
    /// ```
    /// use pdpe::watch::testing::{Level, LogSettings};
    /// let settings = LogSettings::from_environment(|name| (name == "LOG_LEVEL").then(|| "Warn".into()))?;
    /// assert_eq!((settings.level, settings.file), (Level::WARN, None));
    /// # Ok::<(), pdpe::watch::testing::LogError>(())
    /// ```
    pub fn from_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, LogError> {
        let found = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let level = found("LOG_LEVEL").map_or(Ok(Level::INFO), level)?;
        let debug = found("DEBUG").map_or(Ok(false), yes_or_no)?;
        let file = found("LOG_FILE").map(PathBuf::from);
        Ok(Self {
            level: if debug { level.max(Level::DEBUG) } else { level }, // the greater says more
            colour: file.is_none() && found("NO_COLOR").is_none() && io::stderr().is_terminal(),
            file,
        })
    }
}

fn level(word: String) -> Result<Level, LogError> {
    let levels = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];
    levels.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(&word)).ok_or(LogError::Level(word))
}

fn yes_or_no(word: String) -> Result<bool, LogError> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err(LogError::Debug(word)),
    }
}

/// The log of this process. Dropped, it waits up to 5 s for the reader of the last lines.
#[derive(Debug)]
pub struct Log {
    output: Arc<Output>,
    stderr: Arc<Output>,
    file: Option<PathBuf>,
}

impl Log {
    /// From now on, what this process logs is written as the settings say. A file is made, for
    /// its owner alone, where there is none; where there is one, lines are added to it.
    ///
    /// # Errors
    /// [`LogError::Open`] when the file cannot be opened for writing, [`LogError::Stderr`] when there
    /// is no thread, [`LogError::StartedBefore`] when the process has a log already.
    pub fn start(settings: &LogSettings) -> Result<Self, LogError> {
        let stderr = Arc::new(Output::stderr().map_err(LogError::Stderr)?);
        let output = match &settings.file {
            None => Arc::clone(&stderr),
            Some(path) => Arc::new(Output::file(path).map_err(|source| LogError::Open { path: path.clone(), source })?),
        };
        let own = LevelFilter::from_level(settings.level);
        let of_others = LevelFilter::WARN.min(own);
        let lines = tracing_subscriber::fmt::layer()
            .event_format(Line { colour: settings.colour && settings.file.is_none() })
            .with_writer(Arc::clone(&output))
            .log_internal_errors(false); // it would tell them on stderr, and panic where that is closed
        tracing_subscriber::registry()
            .with(
                Targets::new()
                    .with_default(of_others)
                    .with_target(env!("CARGO_CRATE_NAME"), own)
                    .with_target("tiny_http", LevelFilter::OFF),
            )
            .with(lines)
            .try_init()
            .map_err(|_| LogError::StartedBefore)?;
        Ok(Self { output, stderr, file: settings.file.clone() })
    }

    /// Writes a line that is no event to stderr, among those that are; it waits for no reader.
    pub fn say(&self, line: &str) {
        // Writing to it cannot fail.
        let _ = (&*self.stderr).write_all(format!("{line}\n").as_bytes());
    }

    /// Whether lines go to a file.
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Opens the file anew, once it was moved away; on stderr there is nothing to do.
    ///
    /// # Errors
    /// [`LogError::Reopen`] when it cannot be opened; then all goes on in the file that was open.
    pub fn reopen(&self) -> Result<(), LogError> {
        let failed = |path: &Path, source| LogError::Reopen { path: path.to_owned(), source };
        self.file.as_deref().map_or(Ok(()), |path| self.output.reopen(path).map_err(|source| failed(path, source)))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.output.finish();
        self.stderr.finish();
    }
}
