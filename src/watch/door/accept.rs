//! The accept loop: gives every connection a thread, and continues after every error.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::Builder;

use super::closing::turn_away;
use super::connection::Connection;
use super::context::Context;
use super::member::has_broken_off;
use super::refusal::Refusal;

/// The stack of a connection's thread; the system provides it page by page.
const STACK_BYTES: usize = 512 << 10;

/// How often starting a thread is tried for one connection.
const TRIES: usize = 3;

/// Accepts connections until the door is closed.
pub(super) fn accept(listener: &TcpListener, context: &Arc<Context>) {
    loop {
        let accepted = listener.accept();
        if context.connections.is_closing() {
            return;
        }
        match accepted {
            Ok((stream, peer)) => {
                context.tally.count(|counters| counters.accepted += 1);
                if !has_broken_off(&stream) {
                    receive(stream, peer, context);
                }
            }
            // The client disconnected before its connection was accepted.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            // Out of descriptors or memory, or the network is down. Other connections wait in the backlog.
            Err(_) => {
                context.tally.count(|counters| counters.exhausted += 1);
                context.connections.ease();
            }
        }
    }
}

fn receive(stream: TcpStream, peer: SocketAddr, context: &Arc<Context>) {
    let stream = Arc::new(stream);
    let _ = stream.set_nodelay(true); // if it fails, answers are only slower
    let slot = match context.connections.enter(Arc::clone(&stream), peer.ip()) {
        Ok(slot) => Arc::new(slot),
        Err(refusal) => return turn_away(stream, refusal, context),
    };
    for _ in 0..TRIES {
        let serving = {
            let (stream, slot, context) = (Arc::clone(&stream), Arc::clone(&slot), Arc::clone(context));
            let serve = move || Connection::new(stream, peer, &slot, &context).serve();
            Builder::new().name("connection".into()).stack_size(STACK_BYTES).spawn(serve)
        };
        if serving.is_ok() {
            return;
        }
        context.tally.count(|counters| counters.exhausted += 1);
        context.connections.ease();
    }
    turn_away(stream, Refusal::TooManyConnections, context);
}
