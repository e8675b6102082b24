//! What the system tells a listener: to stop, or to look at its settings again.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// A wish of whoever runs the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C or SIGTERM: finish what is in hand, and end.
    Stop,
    /// SIGHUP: read sources and secrets again, and open the log file anew.
    Reload,
}

/// Listens for signals from now on. A second wish to stop ends the program at once.
///
/// # Errors
/// When the system lets nobody listen.
pub fn signals() -> io::Result<Receiver<Signal>> {
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let (sender, receiver) = channel();
    let listen = move || {
        let mut is_stopping = false;
        for signal in signals.forever() {
            if signal != SIGHUP && is_stopping {
                // As the shell reports a program that SIGINT ended.
                std::process::exit(130);
            }
            is_stopping |= signal != SIGHUP;
            let wish = if signal == SIGHUP { Signal::Reload } else { Signal::Stop };
            if sender.send(wish).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(listen)?;
    Ok(receiver)
}
