//! What a listener tells its operator: on stderr, and where the log is a file, there too. It waits for
//! no reader.

use std::fmt::Display;

use super::log::{Log, LogError, LogSettings};
use super::run::Watch;
use crate::text::terminal_lines;

/// Messages for the operator, and the log of the process.
#[derive(Debug)]
pub struct Console {
    log: Log,
    is_quiet: bool,
    is_verbose: bool,
}

impl Console {
    /// Starts the log. A quiet console shows failures alone; a verbose one details too.
    ///
    /// # Errors
    /// As [`Log::start`].
    pub fn start(log: &LogSettings, is_quiet: bool, is_verbose: bool) -> Result<Self, LogError> {
        Ok(Self { log: Log::start(log)?, is_quiet, is_verbose })
    }

    /// Whether the operator wants details.
    pub fn is_verbose(&self) -> bool {
        self.is_verbose
    }

    /// Something the operator should know.
    pub fn say(&self, message: impl Display) {
        if self.log.is_file() {
            tracing::info!("{message}");
        }
        self.show(message);
    }

    /// Something that is wrong: a quiet listener logs it, too.
    pub fn warn(&self, message: impl Display) {
        if self.log.is_file() || self.is_quiet {
            tracing::warn!("{message}");
        }
        self.show(message);
    }

    /// A detail.
    pub fn detail(&self, message: impl Display) {
        if self.is_verbose {
            self.show(message);
        }
    }

    /// Names the sources whose secrets may be guessed.
    pub fn warn_of_short_secrets(&self, watch: &Watch) {
        for name in watch.senders().with_short_secrets() {
            self.say(format_args!(
                "the secret of source {name} is shorter than 16 bytes and may be found by trying; make one with: openssl rand -hex 16"
            ));
        }
    }

    /// Why the listener ends by itself.
    pub(super) fn fail(&self, message: impl Display) {
        if self.log.is_file() {
            tracing::error!("{message}");
        }
        self.write(message);
    }

    pub(super) fn reopen_log(&self) -> Result<(), LogError> {
        self.log.reopen()
    }

    fn show(&self, message: impl Display) {
        if !self.is_quiet {
            self.write(message);
        }
    }

    fn write(&self, message: impl Display) {
        self.log.say(&format!("pdpe: {}", terminal_lines(message)));
    }
}
