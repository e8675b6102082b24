//! A listener as a program: signals, messages to the operator, and the housekeeping of its main thread.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use super::door::Workers;
use super::printer::{LAST_WAIT, Printer};
use super::run::Watch;
use super::signals::{Signal, Signals};
use super::subscribers;

pub use super::console::Console;
pub use super::log::{Level, LogSettings};
pub use super::subscribers::Subscriber;

/// How often old deliveries are deleted and unanswered requests repeated.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);

/// How often signals, threads and the reader of standard output are checked.
const LOOK: Duration = Duration::from_secs(1);

/// The result of a reload: whether the model or `[live]` differs from what is in force.
pub type Reloaded = Result<bool, Box<dyn std::error::Error + Send + Sync>>;

/// Signals, the console, and the printer of messages.
#[derive(Debug)]
pub struct Service {
    console: Console,
    signals: Signals,
    printer: Option<Printer>,
}

impl Service {
    /// Handles signals from now on; with `prints_messages`, messages go to standard output.
    ///
    /// # Errors
    /// When signal handlers or a thread cannot be installed.
    pub fn new(console: Console, prints_messages: bool) -> io::Result<Self> {
        let signals = Signals::listen()?;
        let printer = prints_messages.then(|| Printer::start(io::stdout())).transpose()?;
        Ok(Self { console, signals, printer })
    }

    /// The console.
    pub fn console(&self) -> &Console {
        &self.console
    }

    /// The subscribers that write messages to standard output and to the log.
    pub fn subscribers(&self) -> Vec<Subscriber> {
        subscribers::writing(self.printer.as_ref().and_then(Printer::lines), self.console.is_verbose())
    }

    /// From now on a signal stops the program in order instead of at once.
    pub fn started(&self) {
        self.signals.at_work();
    }

    /// Runs until a signal arrives or the reader of standard output closes it. `reload` reads the
    /// configuration again and passes its sources to the listener.
    ///
    /// # Errors
    /// The exit code, after a message: 1 when the main loop or the journal has ended, 4 when too many
    /// threads are [stuck](Workers::are_stuck).
    pub fn run(self, watch: Watch, mut reload: impl FnMut(&Watch) -> Reloaded) -> Result<(), u8> {
        let mut until_housekeeping = Duration::ZERO;
        let mut refused = BTreeMap::new();
        let (mut left_out, mut stuck) = (0, 0);
        loop {
            match self.signals.received.recv_timeout(LOOK) {
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(Signal::Reload) => self.reload(&watch, &mut reload),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.printer.as_ref().is_some_and(Printer::is_gone) {
                self.console.say("the reader of standard output has closed it");
                break;
            }
            log_refused(&watch, &mut refused);
            let now_left_out = self.printer.as_ref().map_or(0, Printer::left_out);
            if now_left_out > left_out {
                tracing::warn!("{} messages were not printed: the reader is too slow", now_left_out - left_out);
                left_out = now_left_out;
            }
            let workers = watch.workers();
            if workers.stuck > stuck {
                tracing::error!("{workers}");
            }
            // Twice in a row: once may be a pause of the whole machine.
            if workers.are_stuck() && stuck >= Workers::MOST_STUCK {
                self.console.fail(format_args!("{workers}{}; start it again", kept(&watch)));
                // Stuck threads could block an orderly shutdown too. Nothing is lost without one: what was
                // acknowledged is in the journal, and the rest will be sent again.
                std::mem::forget(watch);
                return Err(4);
            }
            stuck = workers.stuck;
            if !watch.is_alive() {
                self.console.fail(format_args!("the main loop or the journal has ended{}", kept(&watch)));
                return Err(1);
            }
            until_housekeeping = until_housekeeping.saturating_sub(LOOK);
            if until_housekeeping.is_zero() {
                until_housekeeping = HOUSEKEEPING;
                if let Err(error) = watch.forget_old() {
                    tracing::error!(%error, "deliveries past their retention could not be deleted");
                }
                watch.ask_again();
            }
        }
        self.console.say("stopping: finishing open requests (Ctrl-C again: at once)");
        if !watch.stop() {
            self.console.warn("some requests were not answered");
        }
        if let Some(printer) = self.printer {
            printer.finish(LAST_WAIT);
        }
        Ok(())
    }

    /// Reopens the log and reads sources and secrets again; after an error the previous ones stay.
    fn reload(&self, watch: &Watch, reload: &mut impl FnMut(&Watch) -> Reloaded) {
        if let Err(error) = self.console.reopen_log() {
            self.console.warn(error);
        }
        match reload(watch) {
            Ok(is_other_model) => {
                self.console.say("sources and secrets were read again");
                self.console.warn_of_short_secrets(watch);
                if is_other_model {
                    self.console.say("the model or [live] has changed: restart to use it");
                }
            }
            Err(error) => self.console.warn(format_args!("sources stay as they are: {error}")),
        }
    }
}

/// What remains after the program ends by itself.
fn kept(watch: &Watch) -> &'static str {
    if watch.has_journal { "; what was acknowledged is in the journal" } else { "" }
}

/// Logs newly refused requests on a single line, so that strangers cannot flood the log.
fn log_refused(watch: &Watch, logged: &mut BTreeMap<String, u64>) {
    let refused = watch.refused();
    let new = |(reason, count): (&String, &u64)| {
        let new = count - logged.get(reason).copied().unwrap_or_default();
        (new > 0).then(|| format!("{new} {reason}"))
    };
    let news: Vec<String> = refused.iter().filter_map(new).collect();
    if !news.is_empty() {
        tracing::warn!("requests were refused: {}", news.join(", "));
        *logged = refused;
    }
}
