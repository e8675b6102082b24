//! Asks for calendars at addresses.

use super::{Answer, Caller, FetchError};

/// Asks for a calendar.
///
/// # Errors
/// [`FetchError`] if there is no usable answer.
pub fn get(caller: &mut Caller, address: &str) -> Result<Answer, FetchError> {
    caller.get(address, check)
}

fn check(body: &[u8]) -> Result<(), String> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    let is_calendar = body.get(..15).is_some_and(|start| start.eq_ignore_ascii_case(b"BEGIN:VCALENDAR"));
    if is_calendar { Ok(()) } else { Err("the answer is not a calendar (iCalendar)".into()) }
}
