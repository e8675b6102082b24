//! Ctrl-C and a polite kill: at once, leaving nothing half-written behind, or after the step in hand.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;

static STATE: Mutex<State> = Mutex::new(State { beside: None, is_awaited: false, came: false });
static CAME: Condvar = Condvar::new();

struct State {
    /// A file that is being written and has not taken its place yet.
    beside: Option<PathBuf>,
    /// Whether somebody asks for interrupts and ends by himself.
    is_awaited: bool,
    came: bool,
}

/// Creates a file that is removed if the run is interrupted, from its first moment on.
pub fn create_beside(create: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
    listen();
    // An interrupt waits until the file is known.
    let mut state = state();
    let file = create()?;
    state.beside = Some(file.path().to_owned());
    Ok(file)
}

/// From now on a first interrupt only makes [`came`] true; a second one ends the run at once.
pub fn await_interrupts() {
    state().is_awaited = true;
    listen();
}

/// Whether an interrupt came.
pub fn came() -> bool {
    state().came
}

/// Waits so long, or until an interrupt comes.
pub fn wait(duration: Duration) {
    // Whichever of the two it was, the caller asks `came`.
    drop(CAME.wait_timeout_while(state(), duration, |state| !state.came));
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen() {
    // An error says that it listens already; without a handler at all the file beside would stay,
    // which harms nobody.
    let _ = ctrlc::set_handler(|| {
        let mut state = state();
        if state.is_awaited && !state.came {
            state.came = true;
            CAME.notify_all();
            return;
        }
        if let Some(beside) = &state.beside {
            let _ = fs::remove_file(beside);
        }
        // As the shell reports a program that SIGINT ended.
        std::process::exit(130);
    });
}
