//! Files of events: every record becomes an event or is rejected, whatever format it is taken for.

use pdpe::listings::{self as listing, ListingFormat};

use super::events::assert_sound;
use super::{ZONES, assert_on_one_line, choice};

/// A zone and a format, and any bytes as a file of events.
pub fn listings(bytes: &[u8]) {
    let Some((first, file)) = choice(bytes) else { return };
    let zone = ZONES[first % ZONES.len()];
    let formats: Vec<_> = std::iter::once(None).chain(ListingFormat::ALL.map(Some)).collect();
    let format = formats[first / ZONES.len() % formats.len()];
    let read = match listing::read(file, format, zone) {
        Ok(read) => read,
        Err(error) => return assert_on_one_line(&error.to_string()),
    };
    assert_sound(&read.events, zone);
    assert!(read.rejected.is_sorted_by_key(|rejected| rejected.position));
    for told in read.rejected.iter().map(ToString::to_string).chain(read.notes) {
        assert_on_one_line(&told);
    }
    let is_plain_table = !file.trim_ascii_start().starts_with(b"{")
        && !file.trim_ascii_start().starts_with(b"[")
        && !file.contains(&b'"')
        && !file.contains(&b'\r')
        && !file.contains(&0)
        && matches!(format, None | Some(ListingFormat::Native));
    if is_plain_table {
        let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
        let rows = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        assert_eq!(read.events.len() + read.rejected.len() + 1, rows, "a row is neither an event nor rejected");
    }
}
