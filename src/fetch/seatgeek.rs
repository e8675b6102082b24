//! Asks `SeatGeek`'s API v2 for the events around a place.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Answer, Caller, FetchError, Search};

/// The environment variable with the client id, which is the key.
pub const KEY_VARIABLE: &str = "SEATGEEK_CLIENT_ID";

/// The usual base address.
pub const BASE: &str = "https://api.seatgeek.com";

const EVENTS_PER_PAGE: u64 = 100;

/// The most pages of a search, so that the number of requests is bounded.
const MOST_PAGES: u64 = 200;

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
    for page in 1.. {
        let answer = caller.get(&address(caller, base, search, page), check)?;
        let events = total(&answer.body).unwrap_or(0);
        let pages = events.div_ceil(EVENTS_PER_PAGE);
        if pages > MOST_PAGES {
            let reason = format!("the search has {events} events; --radius or a shorter span asks for fewer");
            return Err(FetchError::Unusable { address: answer.address, reason });
        }
        each(answer);
        if page >= pages {
            break;
        }
    }
    Ok(())
}

fn address(caller: &Caller, base: &str, search: &Search, page: u64) -> String {
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", caller.key())
        .append_pair("lat", &search.place.lat().to_string())
        .append_pair("lon", &search.place.lon().to_string())
        .append_pair("range", &format!("{}km", search.radius_km))
        .append_pair("datetime_utc.gte", &time(search.from))
        .append_pair("datetime_utc.lte", &time(search.until))
        .append_pair("sort", "datetime_utc.asc")
        .append_pair("per_page", &EVENTS_PER_PAGE.to_string())
        .append_pair("page", &page.to_string())
        .finish();
    format!("{}/2/events?{query}", base.trim_end_matches('/'))
}

fn total(body: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Value>(body).ok()?.get("meta")?.get("total")?.as_u64()
}

fn check(body: &[u8]) -> Result<(), String> {
    let document: Value = serde_json::from_slice(body).map_err(|_| "the answer is not JSON".to_owned())?;
    match (document.get("events"), total(body)) {
        (Some(Value::Array(_)), Some(_)) => Ok(()),
        _ => Err("the answer has no events and meta.total".into()),
    }
}
