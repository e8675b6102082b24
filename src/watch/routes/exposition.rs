//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write as _};

use crate::watch::histogram::{BOUNDS_SECONDS, Durations};

/// Collects metrics. Names ending in `_total` are counters, others gauges. Label values must not
/// contain quotes, backslashes or line ends.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// The media type.
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// Adds a metric without labels.
    pub fn value(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, help);
        self.sample(name, "", value);
    }

    /// Adds a metric with one label.
    pub fn values<L: Display, V: Display>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (L, V)>,
    ) {
        self.family(name, help);
        for (of, value) in values {
            self.sample(name, &format!("{{{label}=\"{of}\"}}"), value);
        }
    }

    /// Adds a histogram; the name ends in `_seconds`.
    pub fn histogram(&mut self, name: &str, help: &str, durations: &Durations) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} histogram");
        let bucket = format!("{name}_bucket");
        for (bound, up_to) in BOUNDS_SECONDS.iter().zip(durations.up_to) {
            self.sample(&bucket, &format!("{{le=\"{bound}\"}}"), up_to);
        }
        self.sample(&bucket, "{le=\"+Inf\"}", durations.count);
        self.sample(&format!("{name}_sum"), "", durations.sum_seconds);
        self.sample(&format!("{name}_count"), "", durations.count);
    }

    /// The text.
    pub fn finish(self) -> String {
        self.0
    }

    fn family(&mut self, name: &str, help: &str) {
        let kind = if name.ends_with("_total") { "counter" } else { "gauge" };
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}
