//! The names that calendars give to time zones: those of the tz database, of Windows, of Outlook, and paths with them.

use chrono_tz::{TZ_VARIANTS, Tz};
use strum::IntoEnumIterator as _;
use windows_timezones::WindowsTimezone;

/// The zone that a name means, if it is known.
///
/// Known are `America/Chicago`, `/mozilla.org/20070129_1/America/Chicago`, `Central Standard Time`,
/// `(UTC-06:00) Central Time (US & Canada)` and `UTC`, in any case.
pub(super) fn named(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"').trim();
    if name.is_empty() || name.len() > 200 {
        return None;
    }
    of_database(name).or_else(|| of_path(name)).or_else(|| of_windows(name)).or_else(|| described(name))
}

fn of_database(name: &str) -> Option<Tz> {
    let spelled = match name {
        "Z" | "z" | "Etc/Unknown" => "UTC",
        name => name,
    };
    spelled.parse().ok().or_else(|| {
        let name = spelled.replace(' ', "_");
        let zone = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&name));
        zone.copied()
    })
}

/// The end of a path: `/freeassociation.sourceforge.net/America/Indiana/Knox`.
fn of_path(name: &str) -> Option<Tz> {
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    (1..parts.len().min(10)).find_map(|skipped| {
        let rest = &parts[skipped..];
        // Single words, such as `Singapore` behind a host name, are names too, but only of at most two parts.
        (rest.len() > 1 || parts.len() == 2).then(|| rest.join("/").parse().ok())?
    })
}

fn of_windows(name: &str) -> Option<Tz> {
    // Outlook has "Daylight" in some names.
    let standard = name.replace("Daylight Time", "Standard Time").replace("Summer Time", "Standard Time");
    let zone = [name, &standard].into_iter().find_map(|name| name.parse::<WindowsTimezone>().ok());
    let zone = zone.or_else(|| WindowsTimezone::iter().find(|zone| zone.name().eq_ignore_ascii_case(name)))?;
    zone.tzdb_id().parse().ok()
}

/// The text behind the offset of a description, which differs between versions: `(UTC-06:00)`, `(GMT -06:00)`.
fn described(name: &str) -> Option<Tz> {
    let (_, text) = name.strip_prefix('(')?.split_once(')')?;
    let text = text.trim();
    let is_it = |zone: &WindowsTimezone| {
        zone.description().split_once(')').is_some_and(|(_, own)| own.trim().eq_ignore_ascii_case(text))
    };
    WindowsTimezone::iter().find(is_it)?.tzdb_id().parse().ok()
}
