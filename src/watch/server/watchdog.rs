//! Asks the server every now and then, the way the guard does, and replaces it when it is silent.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};

use super::instance::Instance;
use super::{News, Shared};

/// Watches until it is told to stop.
pub(super) fn watch(shared: &Arc<Shared>, hears: &Receiver<News>) {
    let mut failures = 0;
    loop {
        match hears.recv_timeout(shared.settings.watch_every) {
            Err(RecvTimeoutError::Timeout) if answers(shared) => {
                failures = 0;
                continue;
            }
            Err(RecvTimeoutError::Timeout) => failures += 1,
            Ok(News::Deaf) => failures = shared.settings.failures,
            Ok(News::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
        if failures >= shared.settings.failures && replace(shared) {
            failures = 0;
        }
        shared.unanswered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Whether the server says anything that begins like an answer.
fn answers(shared: &Shared) -> bool {
    let asking = || -> std::io::Result<bool> {
        let mut server: UnixStream = shared.connect()?;
        server.set_write_timeout(Some(shared.settings.watch_every))?;
        server.set_read_timeout(Some(shared.settings.watch_every))?;
        let path = &shared.settings.watched_path;
        server.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes())?;
        let mut answer = [0; 7];
        server.read_exact(&mut answer)?;
        Ok(answer == *b"HTTP/1.")
    };
    asking().unwrap_or(false)
}

/// Puts a new server in the place of the one there is; false if that cannot be.
fn replace(shared: &Arc<Shared>) -> bool {
    if shared.count_workers(|workers| workers) > shared.settings.stuck_workers + shared.settings.workers {
        return false;
    }
    let Ok(new) = Instance::new().map(Arc::new) else { return false };
    if new.employ(shared).is_err() {
        new.retire();
        return false;
    }
    let old = shared.current().replace(new);
    shared.replaced.fetch_add(1, Ordering::Relaxed);
    if let Some(old) = old {
        old.retire();
        old.turn_away();
    }
    true
}
