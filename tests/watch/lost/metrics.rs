//! `GET /metrics` reads as the text format of Prometheus says, and its numbers move.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::deliveries::{Dice, PATH, delivery, pool, post, settings};
use super::listener::{Listener, watch};
use crate::common::{temp_dir, write};

const DAY: &str = "2026-10-03";

/// A text in that format, read strictly: samples by their names with labels as written.
#[derive(Debug)]
struct Metrics {
    kinds: BTreeMap<String, String>,
    samples: BTreeMap<String, f64>,
}

fn is_name(name: &str) -> bool {
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || byte == b':';
    name.bytes().next().is_some_and(is_start) && name.bytes().all(|byte| is_start(byte) || byte.is_ascii_digit())
}

/// A sample without its labels, and these.
fn labels(sample: &str) -> (&str, Vec<(&str, &str)>) {
    let Some((name, labels)) = sample.split_once('{') else { return (sample, Vec::new()) };
    let labels = labels.strip_suffix('}').expect("labels end");
    let label = |label| {
        let (name, value): (&str, &str) = str::split_once(label, '=').expect("a label has a value");
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).expect("in quotes");
        assert!(is_name(name) && !name.contains(':') && !name.starts_with("__"), "{label}");
        assert!(!value.contains(['"', '\\', '\n', ',']), "{label}");
        (name, value)
    };
    (name, labels.split(',').map(label).collect())
}

impl Metrics {
    fn of(client: &mut Client) -> Self {
        let answer = client.get("/metrics");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        Self::read(answer.text())
    }

    fn read(text: &str) -> Self {
        let (mut kinds, mut samples) = (BTreeMap::new(), BTreeMap::new());
        let (mut helped, mut family) = (BTreeSet::new(), String::new());
        for line in text.strip_suffix('\n').expect("the last line ends").split('\n') {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').expect("help says something");
                assert!(helped.insert(name.to_owned()) && !words.trim().is_empty(), "{line}");
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert!(helped.contains(name) && is_name(name) && name.starts_with("pdpe_"), "{line}");
                assert_eq!(name.ends_with("_total"), kind == "counter", "{line}");
                assert!(kind != "histogram" || name.ends_with("_seconds"), "{line}");
                assert_eq!(kinds.insert(name.to_owned(), kind.to_owned()), None, "{line}");
                name.clone_into(&mut family);
            } else {
                let (sample, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("`{line}` is no sample"));
                let (name, _) = labels(sample);
                let rest = name.strip_prefix(&*family).unwrap_or_else(|| panic!("`{line}` is not of {family}"));
                let allowed: &[&str] =
                    if kinds[&family] == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
                assert!(allowed.contains(&rest), "{line}");
                let value: f64 = value.parse().unwrap_or_else(|_| panic!("`{line}` has no number"));
                assert!(value.is_finite() && value >= 0.0, "{line}");
                assert_eq!(samples.insert(sample.to_owned(), value), None, "{line}");
            }
        }
        let metrics = Self { kinds, samples };
        metrics.histograms_add_up();
        metrics
    }

    fn histograms_add_up(&self) {
        for name in self.kinds.iter().filter(|(_, kind)| *kind == "histogram").map(|(name, _)| name) {
            let bucket = format!("{name}_bucket");
            let own = self.samples.iter().map(|(sample, value)| (labels(sample), *value));
            let mut buckets: Vec<(f64, f64)> = own
                .filter(|((name, _), _)| *name == bucket)
                .map(|((_, labels), value)| {
                    assert_eq!((labels.len(), labels[0].0), (1, "le"));
                    (labels[0].1.parse().unwrap(), value) // +Inf is a number too
                })
                .collect();
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(buckets.is_sorted_by(|a, b| a.1 <= b.1), "{name}: {buckets:?}");
            let last = buckets.last().unwrap();
            assert_eq!(*last, (f64::INFINITY, self.value(&format!("{name}_count"))), "{name}");
            assert!(self.value(&format!("{name}_sum")) >= 0.0);
        }
    }

    #[track_caller]
    fn value(&self, sample: &str) -> f64 {
        *self.samples.get(sample).unwrap_or_else(|| panic!("no {sample} in {:#?}", self.samples.keys()))
    }
}

#[test]
fn metrics_read_as_prometheus_has_it_and_move() {
    let dir = temp_dir();
    settings(dir.path());
    write(dir.path(), "pool.json", pool(DAY));
    let listener = Listener::start(watch(dir.path()).args(["--events", "pool.json", "--now", "2026-10-03T20:15"]));
    let mut client = listener.client();
    let before = Metrics::of(&mut client);
    let mut dice = Dice(1);
    for number in 0..30 {
        assert_eq!(post(&mut client, &delivery(&mut dice, &number.to_string(), DAY)).status, 200);
    }
    // Again, of no use, unsigned, and of nobody that is known.
    assert_eq!(post(&mut client, &delivery(&mut Dice(1), "0", DAY)).status, 200);
    assert_eq!(post(&mut client, r#"{"type":"event.created","event":{"id":"e1","lat":99}}"#).status, 200);
    assert_eq!(client.post(PATH, &[], b"{}").status, 401);
    for made_up in ["x", "y", "z"] {
        assert_eq!(client.post(&format!("/webhooks/generic/{made_up}"), &[], b"{}").status, 404);
    }
    assert_eq!(client.get("/cells?top=3").status, 200);
    let after = Metrics::of(&mut client);
    assert_eq!(before.kinds, after.kinds);
    let grown = |sample: &str| after.value(sample) - before.samples.get(sample).copied().unwrap_or(0.0);
    assert!((after.value("pdpe_loop_alive") - 1.0).abs() < f64::EPSILON);
    for (sample, by) in [
        ("pdpe_webhooks_received_total{source=\"box\"}", 32.0),
        ("pdpe_webhooks_duplicate_total", 1.0),
        ("pdpe_webhooks_processed_total", 30.0),
        ("pdpe_webhooks_dead_total", 1.0),
        ("pdpe_webhooks_rejected_total{reason=\"missing_signature\"}", 1.0),
        ("pdpe_webhooks_rejected_total{reason=\"unknown_source\"}", 3.0),
        ("pdpe_messages_published_total{kind=\"webhook_received\"}", 31.0),
        ("pdpe_journal_committed_total", 31.0),
        ("pdpe_acknowledge_duration_seconds_count", 32.0),
        ("pdpe_apply_duration_seconds_count", 31.0),
        // /cells and the first /metrics.
        ("pdpe_read_duration_seconds_count", 2.0),
    ] {
        assert!((grown(sample) - by).abs() < f64::EPSILON, "{sample} by {}", grown(sample));
    }
    assert!(grown("pdpe_rescore_duration_seconds_count") >= 1.0);
    assert!(grown("pdpe_engine_cells_rescored_total") > 0.0);
    assert!(grown("pdpe_acknowledge_duration_seconds_sum") > 0.0);
    assert!(after.value("pdpe_engine_cells") > 5000.0 && after.value("pdpe_events") > 10.0);
    // Nobody can make up labels.
    assert!(after.samples.keys().all(|sample| !sample.contains("\"x\"") && !sample.contains("e1")));
    listener.stop();
}
