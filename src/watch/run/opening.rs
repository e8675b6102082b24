//! Opens the door of a listener.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use super::WatchError;
use crate::watch::door::{Door, Limits};
use crate::watch::routes;
use crate::watch::shared::Shared;

/// Opens the door.
pub(super) fn open_door(shared: &Arc<Shared>, listening: TcpListener, limits: Limits) -> Result<Door, WatchError> {
    let respond = {
        let shared = Arc::clone(shared);
        move |request| routes::respond(&shared, request)
    };
    let door = Door::open(listening, limits, &shared.access.proxies, respond)
        .map_err(|source| WatchError::Io("the HTTP server", source))?;
    let _ = shared.door.set(Box::new(door.counting())); // it was not set before
    Ok(door)
}

pub(super) fn cannot_listen(address: SocketAddr, error: &io::Error) -> WatchError {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "another program uses this port; stop it, or choose another port with --port {}",
                address.port().checked_add(1).unwrap_or(8001)
            )
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need privileges; choose another with --port 8001, or give pdpe CAP_NET_BIND_SERVICE"
                .into()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address; use 127.0.0.1, 0.0.0.0 or one of its own with --host".into()
        }
        _ => return WatchError::Listen(address, error.to_string()),
    };
    WatchError::Listen(address, format!("{error}: {hint}"))
}
