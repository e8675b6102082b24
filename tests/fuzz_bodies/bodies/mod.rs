//! What must hold for any bytes at all, a function for each kind of input: `cargo test` calls
//! them with mutated fixtures, the targets in `fuzz/` with whatever libFuzzer thinks of.
//!
//! A body panics when a property is broken. Where it needs a choice, such as a zone, it takes it
//! from the first byte.

mod calendars;
mod events;
mod grid;
mod listener;
mod listings;
mod request;
mod settings;
mod signatures;
mod sources;
mod tables;
mod times;

use chrono_tz::Tz;

pub use calendars::calendars;
pub use grid::grid;
pub use listener::listener;
pub use listings::listings;
pub use request::request;
pub use settings::settings;
pub use signatures::{signatures, timestamped};
pub use sources::{eventbrite, generic, ticketmaster, twitter};
pub use tables::tables;
pub use times::times;

/// Zones with little in common: half hours, skipped days and midnights, years of local mean time.
const ZONES: [Tz; 8] = [
    Tz::America__Chicago,
    Tz::UTC,
    Tz::Asia__Kolkata,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Apia,
    Tz::America__Sao_Paulo,
    Tz::Africa__Monrovia,
    Tz::Pacific__Kiritimati,
];

/// The first byte as a choice, and the rest; nothing of nothing.
fn choice(bytes: &[u8]) -> Option<(usize, &[u8])> {
    bytes.split_first().map(|(first, rest)| (usize::from(*first), rest))
}

/// What is before the first zero byte, and what is behind it.
fn halves(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// Asserts that a message keeps to its line.
fn assert_on_one_line(text: &str) {
    assert!(!text.is_empty() && !text.contains(char::is_control), "{text:?}");
}
