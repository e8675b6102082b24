//! One `tiny_http` server on one socket, and the workers that empty its queue.

use std::io;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use socket2::{Domain, SockAddr, SockRef, Socket, Type};
use tempfile::TempDir;

use super::exchange::Response;
use super::reply::Reply;
use super::{News, Shared};

/// A server until it is replaced.
pub(super) struct Instance {
    server: tiny_http::Server,
    /// The socket once more, to wake the thread that accepts.
    listener: UnixListener,
    socket: PathBuf,
    retired: AtomicBool,
    /// Dropped last: the folder of the socket, which nobody else may enter.
    _folder: TempDir,
}

/// How long a worker waits for a request before it looks whether its server is still in place.
const LOOKING_UP: Duration = Duration::from_millis(500);

/// How long the guard waits for a place in the queue of connections.
const CONNECTING: Duration = Duration::from_secs(2);

/// Connections the system keeps until they are accepted.
const WAITING_CONNECTIONS: i32 = 512;

impl Instance {
    /// Listens on a new socket in a new folder.
    pub(super) fn new() -> io::Result<Self> {
        let private = std::fs::Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().prefix("pdpe-").permissions(private).tempdir().map_err(|error| {
            let reason = format!("no folder for its socket: {error}; set TMPDIR to a folder that can be written to");
            io::Error::new(error.kind(), reason)
        })?;
        let socket = folder.path().join("door");
        let address = SockAddr::unix(&socket).map_err(|error| {
            let reason =
                format!("no socket at {}: {error}; set TMPDIR to a folder with a shorter name", socket.display());
            io::Error::new(error.kind(), reason)
        })?;
        let listening = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        listening.bind(&address)?;
        listening.listen(WAITING_CONNECTIONS)?;
        let listener = UnixListener::from(OwnedFd::from(listening));
        let server = tiny_http::Server::from_listener(listener.try_clone()?, None).map_err(io::Error::other)?;
        Ok(Self { server, listener, socket, retired: AtomicBool::new(false), _folder: folder })
    }

    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }

    /// A new connection to it.
    pub(super) fn connect(&self) -> io::Result<UnixStream> {
        let connecting = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        connecting.set_write_timeout(Some(CONNECTING))?; // else a full queue would hold it for ever
        connecting.connect(&SockAddr::unix(&self.socket)?)?;
        Ok(OwnedFd::from(connecting).into())
    }

    /// Starts its workers.
    pub(super) fn employ(self: &Arc<Self>, shared: &Arc<Shared>) -> io::Result<()> {
        for number in 1..=shared.settings.workers {
            let (instance, employer) = (Arc::clone(self), Arc::clone(shared));
            let name = format!("worker-{number}");
            shared.count_workers(|workers| workers + 1);
            let working = std::thread::Builder::new().name(name).spawn(move || {
                instance.work(&employer);
                drop(instance); // and with the last of them the socket
                employer.count_workers(|workers| workers - 1);
            });
            if let Err(error) = working {
                shared.count_workers(|workers| workers - 1);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Answers requests until the server is replaced and its queue empty.
    fn work(&self, shared: &Shared) {
        loop {
            let retired = self.retired.load(Ordering::Relaxed);
            let asked = self.server.recv_timeout(if retired { Duration::ZERO } else { LOOKING_UP });
            match asked {
                Ok(Some(asked)) => {
                    let answering = AssertUnwindSafe(|| {
                        if let Some((request, reply)) = Reply::to(asked) {
                            (shared.respond)(request, reply);
                        }
                    });
                    if catch_unwind(answering).is_err() {
                        shared.panics.fetch_add(1, Ordering::Relaxed);
                    }
                }
                _ if retired => return,
                Ok(None) => {}
                // The thread that accepts has ended, and says so once.
                Err(_) if self.retired.load(Ordering::Relaxed) => {}
                Err(_) => {
                    let _ = shared.news.send(News::Deaf); // else the server has stopped
                }
            }
        }
    }

    /// Takes it out of service: no more connections; its workers end when they are free.
    pub(super) fn retire(&self) {
        self.retired.store(true, Ordering::Relaxed);
        let _ = SockRef::from(&self.listener).shutdown(Shutdown::Both); // it may be dead already
    }

    /// Wakes so many workers that wait for a request.
    pub(super) fn wake(&self, workers: usize) {
        (0..workers).for_each(|_| self.server.unblock());
    }

    /// Answers what still waits in its queue: try again.
    pub(super) fn turn_away(&self) {
        while let Ok(Some(asked)) = self.server.try_recv() {
            if let Some((_, reply)) = Reply::to(asked) {
                reply.send(Response::text(503, "try again").with_header("Retry-After", "1"));
            }
        }
    }
}
