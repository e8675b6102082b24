//! SIGINT, SIGTERM and SIGHUP: end the run at once and remove the unfinished file, or end it after the current step.

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
    /// The temporary file of an output that is not finished.
    beside: Option<PathBuf>,
    /// Whether the command checks for interrupts and ends by itself.
    is_awaited: bool,
    came: bool,
}

/// Creates a temporary file that is removed if the run is interrupted.
pub fn create_beside(create: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
    listen();
    // The lock delays an interrupt until the file is registered.
    let mut state = state();
    let file = create()?;
    state.beside = Some(file.path().to_owned());
    Ok(file)
}

/// Makes the first interrupt only set [`came`]. A second one ends the run at once.
pub fn await_interrupts() {
    state().is_awaited = true;
    listen();
}

/// Whether an interrupt came.
pub fn came() -> bool {
    state().came
}

/// Waits for a duration, or until an interrupt comes.
pub fn wait(duration: Duration) {
    // The caller checks `came`.
    drop(CAME.wait_timeout_while(state(), duration, |state| !state.came));
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread that receives signals, once. Errors are ignored: without the thread, an interrupted run only
/// leaves its temporary file behind.
#[cfg(unix)]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        // Signals that the parent process ignores stay ignored: SIGHUP under nohup, SIGINT in the background.
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

/// Whether this process was started with a signal ignored; false if the system does not report it.
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
    // The exit code by which shells report SIGINT.
    std::process::exit(130);
}
