//! What the loop does when a subscriber fails.

use super::{ENGINE, Running};

impl Running<'_> {
    /// Logs failures. Replaces the engine if it failed: it may have applied half of a change.
    pub(super) fn handle_failures(&mut self) {
        let all = self.bus.totals().failed;
        let new = usize::try_from(all - self.failed).unwrap_or(usize::MAX);
        self.failed = all;
        let kept = self.bus.failures().len();
        let failures: Vec<_> = self.bus.failures().skip(kept.saturating_sub(new)).collect();
        for failure in &failures {
            tracing::error!(%failure, "a subscriber failed");
        }
        if failures.iter().any(|failure| failure.subscriber == ENGINE) {
            self.replace_engine();
        }
    }

    pub(super) fn replace_engine(&mut self) {
        if let Ok(engine) = self.setup.new_engine(self.now) {
            *self.engine.borrow_mut() = engine;
            self.snapshots.outdate();
            // Viewers may show outdated cells.
            self.setup.feed.publish("reset", b"{}");
        }
    }
}
