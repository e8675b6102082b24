//! The accept loop gives every connection a thread, and does not end by itself.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::Builder;

use super::closing::turn_away;
use super::connection::Connection;
use super::connections::has_broken_off;
use super::counters::count;
use super::refusal::Refusal;
use super::service::Service;

/// What a connection's thread needs at most; the system provides it page by page.
const STACK_BYTES: usize = 512 << 10;

/// How often starting a thread is tried for one connection.
const TRIES: usize = 3;

/// Accepts connections until the door is closed.
pub(super) fn accept(listener: &TcpListener, service: &Arc<Service>) {
    loop {
        let accepted = listener.accept();
        if service.connections.is_closing() {
            return;
        }
        match accepted {
            Ok((stream, peer)) => {
                count(&service.tally.accepted);
                if has_broken_off(&stream) {
                    continue; // its client has given up
                }
                receive(stream, peer, service);
            }
            // That client has given up before its connection was accepted; others have not.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            // Out of descriptors or memory, or the network is down. Others wait in the queue.
            Err(_) => {
                count(&service.tally.exhausted);
                service.connections.ease();
            }
        }
    }
}

fn receive(stream: TcpStream, peer: SocketAddr, service: &Arc<Service>) {
    let stream = Arc::new(stream);
    let _ = stream.set_nodelay(true); // without it, answers are only slower
    let slot = match service.connections.enter(Arc::clone(&stream), peer.ip()) {
        Ok(slot) => Arc::new(slot),
        Err(refusal) => return turn_away(stream, refusal, service),
    };
    for _ in 0..TRIES {
        let serving = {
            let (stream, slot, service) = (Arc::clone(&stream), Arc::clone(&slot), Arc::clone(service));
            let serve = move || Connection::new(stream, peer, &slot, &service).serve();
            Builder::new().name("connection".into()).stack_size(STACK_BYTES).spawn(serve)
        };
        if serving.is_ok() {
            return;
        }
        count(&service.tally.exhausted);
        service.connections.ease();
    }
    turn_away(stream, Refusal::TooManyConnections, service);
}
