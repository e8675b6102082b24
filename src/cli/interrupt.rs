//! Ctrl-C, a polite kill and a terminal that goes: at once, leaving nothing half-written behind, or after the step in hand.

use std::fs;
use std::io;
use std::path::PathBuf;
#[cfg(unix)]
use std::sync::Once;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
#[cfg(unix)]
use std::thread;
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

/// Listens once and for all. An error has no weight: without anybody who listens the file beside
/// would stay, which harms nobody.
#[cfg(unix)]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        // What whoever started it has ignored stays so: SIGHUP under nohup, SIGINT in the background.
        let wanted = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal));
        let Ok(mut signals) = signal_hook::iterator::Signals::new(wanted) else { return };
        let listen = move || signals.forever().for_each(|_| interrupted());
        let _ = thread::Builder::new().name("interrupts".into()).spawn(listen);
    });
}

#[cfg(not(unix))]
fn listen() {
    let _ = ctrlc::set_handler(interrupted);
}

/// Whether this process was started such that a signal does nothing to it; no where the system does
/// not tell.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}

fn interrupted() {
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
}
