//! Asks Ticketmaster's Discovery API v2 for the events around a place.
//!
//! The API gives the first 1,000 events of a search. A search with more is divided by time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Answer, Caller, FetchError, Search};
use crate::geo::LatLon;

/// The environment variable with the key.
pub const KEY_VARIABLE: &str = "TICKETMASTER_KEY";

/// The usual base address.
pub const BASE: &str = "https://app.ticketmaster.com";

const EVENTS_PER_PAGE: u64 = 100;

/// How many events of a search the API gives.
const MOST_EVENTS: u64 = 1000;

/// A search is not divided below this span, so that the number of requests is bounded.
const SHORTEST: TimeDelta = TimeDelta::hours(1);

/// Asks for all events of a search; `each` gets the answers in order.
///
/// # Errors
/// [`FetchError`] for the first request without a usable answer.
pub fn search(
    caller: &mut Caller,
    base: &str,
    search: &Search,
    each: &mut dyn FnMut(Answer),
) -> Result<(), FetchError> {
    let mut spans = vec![(search.from, search.until)];
    while let Some((from, until)) = spans.pop() {
        let mut page = 0;
        loop {
            let answer = caller.get(&address(caller, base, search, (from, until), page), check)?;
            let (events, pages) = counts(&answer)?;
            if page == 0 && events > MOST_EVENTS {
                let middle = from + (until - from) / 2;
                if until - from < SHORTEST {
                    let reason = format!("{events} events start within an hour; --radius asks for fewer");
                    return Err(FetchError::Unusable { address: answer.address, reason });
                }
                spans.extend([(middle + TimeDelta::seconds(1), until), (from, middle)]);
                break;
            }
            each(answer);
            page += 1;
            if page >= pages.min(MOST_EVENTS.div_ceil(EVENTS_PER_PAGE)) {
                break;
            }
        }
    }
    Ok(())
}

fn address(caller: &Caller, base: &str, search: &Search, span: (DateTime<Utc>, DateTime<Utc>), page: u64) -> String {
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("apikey", caller.key())
        .append_pair("geoPoint", &geohash(search.place))
        .append_pair("radius", &search.radius_km.to_string())
        .append_pair("unit", "km")
        .append_pair("startDateTime", &time(span.0))
        .append_pair("endDateTime", &time(span.1))
        .append_pair("sort", "date,asc")
        .append_pair("locale", "*")
        .append_pair("size", &EVENTS_PER_PAGE.to_string())
        .append_pair("page", &page.to_string())
        .finish();
    format!("{}/discovery/v2/events.json?{query}", base.trim_end_matches('/'))
}

fn check(body: &[u8]) -> Result<(), String> {
    let document: Value = serde_json::from_slice(body).map_err(|_| "the answer is not JSON".to_owned())?;
    let has_count = document.get("page").and_then(|page| page.get("totalElements")?.as_u64()).is_some();
    if has_count { Ok(()) } else { Err("the answer has no page.totalElements".into()) }
}

/// The number of events and of pages.
fn counts(answer: &Answer) -> Result<(u64, u64), FetchError> {
    let document: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let count = |key: &str| document.get("page").and_then(|page| page.get(key)?.as_u64());
    count("totalElements").zip(count("totalPages")).ok_or_else(|| FetchError::Unusable {
        address: answer.address.clone(),
        reason: "the answer has no page.totalPages".into(),
    })
}

/// The geohash of a place, to a few metres.
fn geohash(place: LatLon) -> String {
    const LETTERS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
    let (mut lat, mut lon) = ((-90.0, 90.0), (-180.0, 180.0));
    let mut hash = String::new();
    for letter in 0..9 {
        let mut index = 0;
        for bit in 0..5 {
            let is_lon = (letter * 5 + bit) % 2 == 0;
            let (range, value) = if is_lon { (&mut lon, place.lon()) } else { (&mut lat, place.lat()) };
            let middle = f64::midpoint(range.0, range.1);
            let is_upper = value >= middle;
            *range = if is_upper { (middle, range.1) } else { (range.0, middle) };
            index = index * 2 + usize::from(is_upper);
        }
        hash.push(char::from(LETTERS[index]));
    }
    hash
}
