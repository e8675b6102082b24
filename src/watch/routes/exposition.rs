//! The text format of Prometheus, version 0.0.4: families of samples, each with what it means.

use std::fmt::{Display, Write as _};

use crate::watch::histogram::{BOUNDS_SECONDS, Durations};

/// A text that grows. Writing to it cannot fail; the names are all from this program, and no value
/// of a label holds a quote, a backslash or a line end.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// The media type.
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// Something that only grows; the name ends in `_total`.
    pub fn counter(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "counter", help);
        self.sample(name, "", value);
    }

    /// Several of them, told apart by one label.
    pub fn counters<L: Display, V: Display>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (L, V)>,
    ) {
        self.family(name, "counter", help);
        for (of, value) in values {
            self.sample(name, &format!("{{{label}=\"{of}\"}}"), value);
        }
    }

    /// Something that rises and falls.
    pub fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, "", value);
    }

    /// Several of them, told apart by one label.
    pub fn gauges<L: Display, V: Display>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (L, V)>,
    ) {
        self.family(name, "gauge", help);
        for (of, value) in values {
            self.sample(name, &format!("{{{label}=\"{of}\"}}"), value);
        }
    }

    /// How often something took how long; the name ends in `_seconds`.
    pub fn histogram(&mut self, name: &str, help: &str, durations: &Durations) {
        self.family(name, "histogram", help);
        let bucket = format!("{name}_bucket");
        for (bound, up_to) in BOUNDS_SECONDS.iter().zip(durations.up_to) {
            self.sample(&bucket, &format!("{{le=\"{bound}\"}}"), up_to);
        }
        self.sample(&bucket, "{le=\"+Inf\"}", durations.count);
        self.sample(&format!("{name}_sum"), "", durations.sum_seconds);
        self.sample(&format!("{name}_count"), "", durations.count);
    }

    /// All of it.
    pub fn finish(self) -> String {
        self.0
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}
