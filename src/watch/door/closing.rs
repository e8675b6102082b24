//! Closes connections so that clients can read the last answer.

use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread::Builder;

use super::context::Context;
use super::deadline::{Deadline, Socket};
use super::print::refuse;
use super::refusal::Refusal;

/// Bytes read at once.
const BLOCK_BYTES: usize = 8 << 10;

/// Bytes that a refused client may still send; they are discarded.
const LINGER_BYTES: usize = 4 << 20;

/// Threads that wait for refused clients to disconnect; further connections are closed at once.
const LINGERERS: usize = 16;

/// The stack of such a thread.
const STACK_BYTES: usize = 64 << 10;

/// Waits until the client has read the last answer and disconnects. Closing a connection with unread
/// input resets it, and the client might lose the answer.
pub(super) fn linger(socket: &Socket, until: Deadline) {
    if socket.stream().shutdown(Shutdown::Write).is_err() {
        return;
    }
    let mut block = vec![0; BLOCK_BYTES];
    let mut left = LINGER_BYTES;
    while let Ok(read @ 1..) = socket.read(&mut block, until) {
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// Refuses a request from a thread that must not wait for the client.
pub(super) fn turn_away(stream: Arc<TcpStream>, refusal: Refusal, context: &Context) {
    use std::io::Write as _;
    context.tally.refuse(refusal);
    let send = || {
        stream.set_nonblocking(true)?;
        (&*stream).write_all(&refuse(refusal))?;
        stream.set_nonblocking(false)
    };
    if send().is_err() || Arc::strong_count(&context.lingering) > LINGERERS {
        let _ = stream.shutdown(Shutdown::Both); // another thread may hold it
        return;
    }
    let (until, lingering) = (Deadline::after(context.limits.linger), Arc::clone(&context.lingering));
    let waiting = move || {
        linger(&Socket::new(Arc::clone(&stream)), until);
        let _ = stream.shutdown(Shutdown::Both); // as above
        drop(lingering);
    };
    // Without a thread the connection is closed at once.
    let _ = Builder::new().name("lingering".into()).stack_size(STACK_BYTES).spawn(waiting);
}
