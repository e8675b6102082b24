//! The door of a listener: clerks who answer, the server that hands them requests, and the guard in
//! front of it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::WatchError;
use crate::watch::clerks::Clerks;
use crate::watch::guard::{Guard, Limits, Listening};
use crate::watch::routes;
use crate::watch::server::{Request, Server, ServerSettings};
use crate::watch::shared::{DoorCounters, Shared};

/// Threads that take requests in and answer about health.
const WORKERS: usize = 4;

/// Starts the server, and the guard in front of it.
pub(super) fn open_door(shared: &Arc<Shared>, listening: Listening) -> Result<(Arc<Server>, Guard), WatchError> {
    let cannot = |what| move |source| WatchError::Io { what, source };
    let server_settings = ServerSettings { workers: WORKERS, ..ServerSettings::default() };
    let answer = {
        let shared = Arc::clone(shared);
        move |request, reply| routes::respond(&shared, request, reply)
    };
    let clerks = Clerks::start(&shared.desks, answer.clone()).map_err(cannot("the clerks"))?;
    let desks = Arc::clone(&shared.desks);
    let clerks_panics = clerks.panics();
    let respond = move |request: Request, reply| match &*request.path {
        "/health" => answer(request, reply),
        // That nobody is left to answer is to be seen all the same.
        "/metrics" if desks.at_work().all_stuck() => answer(request, reply),
        _ => clerks.take(request, reply),
    };
    let server = Arc::new(Server::start(server_settings, respond).map_err(cannot("the server"))?);
    let guard = Guard::start(listening, Limits::default(), &shared.access.proxies, server.connect())
        .map_err(cannot("the guard"))?;
    let counted = guard.counting();
    let counting = Arc::downgrade(&server);
    let door = move || {
        let server = counting.upgrade();
        DoorCounters {
            guard: counted(),
            replaced: server.as_ref().map_or(0, |server| server.replaced()),
            panics: server.as_ref().map_or(0, |server| server.panics()) + clerks_panics.load(Ordering::Relaxed),
        }
    };
    // Nobody has set it before.
    let _ = shared.door.set(Box::new(door));
    Ok((server, guard))
}

pub(super) fn cannot_listen(address: SocketAddr, error: &io::Error) -> WatchError {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "something listens there already; stop it, or choose another port with --port {}",
                address.port().checked_add(1).unwrap_or(8001)
            )
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 belong to root; choose another with --port 8001, or give pdpe CAP_NET_BIND_SERVICE".into()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address; use 127.0.0.1, 0.0.0.0 or one of its own with --host".into()
        }
        _ => return WatchError::Listen { address, reason: error.to_string() },
    };
    WatchError::Listen { address, reason: format!("{error}: {hint}") }
}
