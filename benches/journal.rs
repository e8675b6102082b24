//! How many deliveries a second are durably kept, by the number of threads that wait for an
//! answer each. Run with `cargo bench --bench journal`; it writes to the folder for temporary files.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use chrono::DateTime;
use divan::Bencher;
use divan::counter::ItemsCount;
use pdpe::watch::journal::{Delivery, Journal, Mark, Stored};

/// Deliveries of one round, shared among the threads.
const DELIVERIES: usize = 6400;

/// About what a webhook is.
const BODY_BYTES: usize = 400;

fn main() {
    divan::main();
}

fn delivery(number: u64) -> Delivery {
    Delivery {
        source: "eventbrite".into(),
        // Scattered, as those of the services are.
        idempotency_key: format!("msg_{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        received: DateTime::UNIX_EPOCH,
        webhook_type: "event.updated".into(),
        headers: BTreeMap::from([("x-eventbrite-event".into(), "event.updated".into())]),
        body: vec![b'x'; BODY_BYTES],
    }
}

#[divan::bench(args = [1, 8, 64], sample_count = 10, sample_size = 1)]
fn keep_and_mark_from_threads(bencher: Bencher, threads: usize) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let journal = Journal::open(&folder.path().join("pdpe.db")).expect("a journal");
    let next = AtomicU64::new(0);
    bencher.counter(ItemsCount::new(DELIVERIES)).bench_local(|| {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..DELIVERIES / threads {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let receipt = journal.submit(delivery(number)).wait().expect("a journal that can be written");
                        let Stored::Accepted { seq } = receipt else { unreachable!("each key is new") };
                        journal.mark(seq, Mark::Applied);
                    }
                });
            }
        });
    });
}
