//! The accept loop gives every connection a thread, and does not end by itself.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::Builder;

use super::closing::turn_away;
use super::connection::Connection;
use super::connections::has_broken_off;
use super::context::Context;
use super::counters::count;
use super::refusal::Refusal;

/// What a connection's thread needs at most; the system provides it page by page.
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
                count(&context.tally.accepted);
                if has_broken_off(&stream) {
                    continue; // its client has given up
                }
                receive(stream, peer, context);
            }
            // That client has given up before its connection was accepted; others have not.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            // Out of descriptors or memory, or the network is down. Others wait in the queue.
            Err(_) => {
                count(&context.tally.exhausted);
                context.connections.ease();
            }
        }
    }
}

fn receive(stream: TcpStream, peer: SocketAddr, context: &Arc<Context>) {
    let stream = Arc::new(stream);
    let _ = stream.set_nodelay(true); // without it, answers are only slower
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
        count(&context.tally.exhausted);
        context.connections.ease();
    }
    turn_away(stream, Refusal::TooManyConnections, context);
}
