//! What holds for an event, wherever it came from.

use chrono_tz::Tz;
use pdpe::event::{Event, Timing};
use pdpe::listings::{self, native};
use pdpe::output::{Format, events::written};

/// Asserts that all quantities are in range, and that what is written reads back the same.
pub fn assert_sound(events: &[Event], zone: Tz) {
    for event in events {
        let (lat, lon) = (event.place.lat(), event.place.lon());
        assert!((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon), "{event:?}");
        assert!(lat != 0.0 || lon != 0.0, "a place nobody means: {event:?}");
        assert!(event.radius_km.is_none_or(|radius| radius > 0.0 && radius <= 20_000.0), "{event:?}");
        assert!((-1.0..=1.0).contains(&event.sentiment), "{event:?}");
        assert!(!event.id.as_str().is_empty() && event.id.as_str() == event.id.as_str().trim(), "{event:?}");
        match event.timing {
            Timing::Span { start, end: Some(end) } => assert!(start <= end, "{event:?}"),
            Timing::WholeDays { from, until } => assert!(from <= until, "{event:?}"),
            Timing::Untimed | Timing::Span { end: None, .. } => {}
        }

        let record = native::EventRecord::new(event.clone(), zone);
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<native::EventRecord>(&json).unwrap(), record, "{json}");
    }
    if !events.is_empty() {
        assert_reads_back(events, zone);
    }
}

fn assert_reads_back(events: &[Event], zone: Tz) {
    let texts = events.iter().flat_map(|event| [event.id.as_str(), &event.name, &event.source]);
    // A CSV has no control characters.
    let is_plain = texts.into_iter().all(|text| !text.contains(char::is_control));
    let formats = [Some(Format::JSON), Some(Format::NDJSON), is_plain.then_some(Format::CSV)];
    for format in formats.into_iter().flatten() {
        let written = written(format, events, zone).unwrap();
        let listing = listings::read(&written, None, zone).unwrap();
        assert_eq!(listing.rejected, [], "{}", String::from_utf8_lossy(&written));
        let expected: Vec<Event> = events.iter().map(|event| in_format(event, format)).collect();
        assert_eq!(listing.events, expected, "{}", String::from_utf8_lossy(&written));
    }
}

/// The event as it comes back: a CSV has no control characters.
fn in_format(event: &Event, format: Format) -> Event {
    let mut event = event.clone();
    if format == Format::CSV {
        for text in [&mut event.name, &mut event.source] {
            *text = text.replace(['\n', '\r', '\t'], " ").replace(char::is_control, "\u{fffd}");
        }
    }
    event
}
