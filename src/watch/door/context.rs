//! What all connections share: the limits, the answering function and the counters.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::connections::Connections;
use super::counters::{Counters, Tally};
use super::exchange::{Request, Response};
use super::gate::Gate;
use super::limits::Limits;

/// Computes the answer to a request, on the thread of its connection.
type Respond = dyn Fn(Request) -> Response + Send + Sync;

pub(super) struct Context {
    pub(super) limits: Limits,
    pub(super) connections: Arc<Connections>,
    pub(super) tally: Tally,
    /// Cloned for each thread that waits for a refused client.
    pub(super) lingering: Arc<()>,
    /// How many long bodies are computed at a time.
    pub(super) pieces: Gate,
    respond: Box<Respond>,
}

/// That many: further ones would only take the processor from deliveries.
const PIECES_AT_ONCE: usize = 2;

impl Context {
    pub(super) fn new(limits: Limits, proxies: &[IpAddr], respond: Box<Respond>) -> Self {
        let connections = Arc::new(Connections::new(limits, proxies));
        Self {
            limits,
            connections,
            tally: Tally::default(),
            lingering: Arc::default(),
            pieces: Gate::new(PIECES_AT_ONCE),
            respond,
        }
    }

    pub(super) fn counters(&self) -> Counters {
        let mut counters = self.tally.so_far();
        self.connections.measure(&mut counters);
        counters
    }

    /// Computes an answer. A panic is counted and answered with 500.
    pub(super) fn respond(&self, request: Request) -> Response {
        catch(self, || (self.respond)(request))
            .unwrap_or_else(|| Response::text(500, "this request could not be answered: an internal error\n"))
    }
}

/// The value of a call; none if it panicked, which is counted.
pub(super) fn catch<T>(context: &Context, call: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(call));
    if result.is_err() {
        context.tally.count(|counters| counters.panics += 1);
    }
    result.ok()
}
