//! Signals: SIGTERM and SIGINT stop a listener, SIGHUP reloads its settings.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// The action of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C or SIGTERM: finish open requests, then end.
    Stop,
    /// SIGHUP: read sources and secrets again, and reopen the log file.
    Reload,
}

/// Received signals.
#[derive(Debug)]
pub struct Signals {
    pub(super) received: Receiver<Signal>,
    /// Whether there are requests to finish.
    at_work: Arc<AtomicBool>,
}

impl Signals {
    /// Handles signals from now on. Until the listener is [at work](Self::at_work), a signal to stop ends
    /// the program at once; from then on only a second one does. The exit code is 130, but 0 for
    /// SIGTERM before the start is complete.
    ///
    /// # Errors
    /// When signal handlers cannot be installed.
    pub fn listen() -> io::Result<Self> {
        let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let (sender, received) = channel();
        let at_work = Arc::new(AtomicBool::new(false));
        let has_begun = Arc::clone(&at_work);
        let listen = move || {
            let mut is_stopping = false;
            for signal in signals.forever() {
                if signal != SIGHUP && (is_stopping || !has_begun.load(Ordering::Relaxed)) {
                    // 130 is the shell's code for a program ended by SIGINT.
                    std::process::exit(if signal == SIGTERM && !is_stopping { 0 } else { 130 });
                }
                is_stopping |= signal != SIGHUP;
                let signal = if signal == SIGHUP { Signal::Reload } else { Signal::Stop };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("signals".into()).spawn(listen)?;
        Ok(Self { received, at_work })
    }

    /// From now on there are requests to finish.
    pub fn at_work(&self) {
        self.at_work.store(true, Ordering::Relaxed);
    }
}
