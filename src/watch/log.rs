//! The log of a listener: its destination, its level, and reopening it.
//!
//! ```text
//! 2026-10-03T19:00:00.125Z WARN  watch::door: refused address=203.0.113.7 reason="bare line feed"
//! ```
//! An event is one line, whatever foreign text it carries. Of other crates only warnings and errors are
//! logged, and nothing of `tiny_http`. Spans are not shown. A line that cannot be written is lost. A
//! line for which a slow reader of stderr leaves no room is dropped and counted. Logging never blocks.

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

/// What is logged, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The least severe level that is logged.
    pub level: Level,
    /// The file that lines are appended to; none: stderr.
    pub file: Option<PathBuf>,
    /// Whether levels are coloured; only on stderr.
    pub colour: bool,
}

/// An error of the log or its settings.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// `LOG_LEVEL` is not a level.
    #[error("LOG_LEVEL is `{0}`, which is not a level; write error, warn, info, debug or trace")]
    Level(String),
    /// `DEBUG` is not a boolean.
    #[error("DEBUG is `{0}`, which is neither yes nor no; write 1 to log debug lines, or 0")]
    Debug(String),
    /// The file cannot be opened.
    #[error("cannot open the log {}: {}; name another file in LOG_FILE, or none to log to stderr", .0.display(), .1)]
    Open(PathBuf, #[source] io::Error),
    /// The file cannot be reopened; lines are still written to the open one.
    #[error("cannot reopen the log {}: {}; logging continues in the file that was open", .0.display(), .1)]
    Reopen(PathBuf, #[source] io::Error),
    /// No thread can be started.
    #[error("cannot write to stderr: {0}")]
    Stderr(io::Error),
    /// A process has one log.
    #[error("this process has a log already; it can be started once")]
    StartedBefore,
}

impl LogSettings {
    /// The settings in `LOG_LEVEL`, `DEBUG` and `LOG_FILE`, as returned by `lookup`; an empty value counts
    /// as not set. Default: `info` and above, to stderr.
    ///
    /// `LOG_LEVEL` is `error`, `warn`, `info`, `debug` or `trace` in any case; `warning` and `critical` are
    /// other names of `warn` and `error`. `DEBUG` (`1`, `true` or
    /// `yes`) raises it to at least `debug`. Colours are used on a terminal unless `NO_COLOR` is set.
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
            level: if debug { level.max(Level::DEBUG) } else { level }, // greater is more verbose
            colour: file.is_none() && found("NO_COLOR").is_none() && io::stderr().is_terminal(),
            file,
        })
    }
}

fn level(word: String) -> Result<Level, LogError> {
    let levels = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];
    // Python's names of two of them.
    let name = match &*word.to_ascii_uppercase() {
        "WARNING" => "WARN".to_owned(),
        "CRITICAL" => "ERROR".to_owned(),
        name => name.to_owned(),
    };
    levels.into_iter().find(|level| level.as_str() == name).ok_or(LogError::Level(word))
}

fn yes_or_no(word: String) -> Result<bool, LogError> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err(LogError::Debug(word)),
    }
}

/// The log of this process. Dropping it waits up to 5 s for the last lines to be read.
#[derive(Debug)]
pub struct Log {
    output: Arc<Output>,
    stderr: Arc<Output>,
    file: Option<PathBuf>,
}

impl Log {
    /// Starts logging. A new file is created with mode 0600; lines are appended to an existing one.
    ///
    /// # Errors
    /// [`LogError::Open`] when the file cannot be opened for writing, [`LogError::Stderr`] when there
    /// is no thread, [`LogError::StartedBefore`] when the process has a log already.
    pub fn start(settings: &LogSettings) -> Result<Self, LogError> {
        let stderr = Arc::new(Output::stderr().map_err(LogError::Stderr)?);
        let output = match &settings.file {
            None => Arc::clone(&stderr),
            Some(path) => Arc::new(Output::file(path).map_err(|source| LogError::Open(path.clone(), source))?),
        };
        let own = LevelFilter::from_level(settings.level);
        let of_others = LevelFilter::WARN.min(own);
        let lines = tracing_subscriber::fmt::layer()
            .event_format(Line { colour: settings.colour && settings.file.is_none() })
            .with_writer(Arc::clone(&output))
            .log_internal_errors(false); // it would write to stderr, and panic where that is closed
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

    /// Writes a line without level and time to stderr, in order with logged ones; never blocks.
    pub fn say(&self, line: &str) {
        // Writing never fails.
        let _ = (&*self.stderr).write_all(format!("{line}\n").as_bytes());
    }

    /// Whether the log goes to a file.
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Reopens the file, after it was rotated; nothing to do on stderr.
    ///
    /// # Errors
    /// [`LogError::Reopen`] when it cannot be opened; the open file stays in use.
    pub fn reopen(&self) -> Result<(), LogError> {
        let failed = |path: &Path, source| LogError::Reopen(path.to_owned(), source);
        self.file.as_deref().map_or(Ok(()), |path| self.output.reopen(path).map_err(|source| failed(path, source)))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.output.finish();
        self.stderr.finish();
    }
}
