//! Messages of a listener to its operator: on stderr, and also in the log if that is a file. Writing
//! never blocks.

use std::fmt::Display;

use super::log::{Log, LogError, LogSettings};
use super::run::Watch;
use crate::text::terminal_lines;

/// Messages to the operator, and the log of the process.
#[derive(Debug)]
pub struct Console {
    log: Log,
    is_quiet: bool,
    is_verbose: bool,
}

impl Console {
    /// Starts the log. A quiet console shows only failures; a verbose one also details.
    ///
    /// # Errors
    /// As [`Log::start`].
    pub fn start(log: &LogSettings, is_quiet: bool, is_verbose: bool) -> Result<Self, LogError> {
        Ok(Self { log: Log::start(log)?, is_quiet, is_verbose })
    }

    /// Whether details are shown.
    pub fn is_verbose(&self) -> bool {
        self.is_verbose
    }

    /// Information for the operator.
    pub fn say(&self, message: impl Display) {
        if self.log.is_file() {
            tracing::info!("{message}");
        }
        self.show(message);
    }

    /// Information that must not be in a log file, such as a new secret. A quiet console shows it too.
    pub fn show_once(&self, message: impl Display) {
        self.write(message);
    }

    /// A warning. A quiet console only logs it.
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

    /// Warns of secrets that could be guessed.
    pub fn warn_of_short_secrets(&self, watch: &Watch) {
        for name in watch.senders().with_short_secrets() {
            self.say(format_args!(
                "the secret of source {name} is shorter than 16 bytes and could be guessed; make one with: openssl rand -hex 16"
            ));
        }
    }

    /// Why the program ends by itself.
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
