//! What the system tells a listener: to stop, or to look at its settings again.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// A wish of whoever runs the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C or SIGTERM: finish what is in hand, and end.
    Stop,
    /// SIGHUP: read sources and secrets again, and open the log file anew.
    Reload,
}

/// The wishes, as they come.
#[derive(Debug)]
pub struct Signals {
    wishes: Receiver<Signal>,
    /// Whether there is something to finish.
    at_work: Arc<AtomicBool>,
}

impl Signals {
    /// Listens for signals from now on. A wish to stop ends the program at once until it is
    /// [at work](Self::at_work); then the second one does. The exit code is 130, but 0 where a manager
    /// of services (SIGTERM) ends what has not begun.
    ///
    /// # Errors
    /// When the system lets nobody listen.
    pub fn listen() -> io::Result<Self> {
        let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let (sender, wishes) = channel();
        let at_work = Arc::new(AtomicBool::new(false));
        let has_begun = Arc::clone(&at_work);
        let listen = move || {
            let mut is_stopping = false;
            for signal in signals.forever() {
                if signal != SIGHUP && (is_stopping || !has_begun.load(Ordering::Relaxed)) {
                    // 130 is what the shell says of a program that SIGINT ended.
                    std::process::exit(if signal == SIGTERM && !is_stopping { 0 } else { 130 });
                }
                is_stopping |= signal != SIGHUP;
                let wish = if signal == SIGHUP { Signal::Reload } else { Signal::Stop };
                if sender.send(wish).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("signals".into()).spawn(listen)?;
        Ok(Self { wishes, at_work })
    }

    /// From now on there is something to finish.
    pub fn at_work(&self) {
        self.at_work.store(true, Ordering::Relaxed);
    }

    /// The next wish within some time.
    ///
    /// # Errors
    /// When none came, or none can come any more.
    pub fn next_within(&self, time: Duration) -> Result<Signal, RecvTimeoutError> {
        self.wishes.recv_timeout(time)
    }
}
