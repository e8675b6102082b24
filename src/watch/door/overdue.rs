//! Answers 504 when computing an answer takes too long: the computing thread cannot do that itself.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::closing::turn_away;
use super::context::Context;
use super::refusal::Refusal;

/// How often to look.
const LOOK: Duration = Duration::from_millis(100);

/// Looks for overdue answers until the door is closed.
pub(super) fn watch(context: &Arc<Context>, closes: &Receiver<()>) {
    while closes.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        for stream in context.connections.take_overdue() {
            turn_away(stream, Refusal::AnswerTooSlow, context);
        }
    }
}
