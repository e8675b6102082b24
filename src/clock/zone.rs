//! Time zones by name, and suggestions for unknown names.

use chrono_tz::{TZ_VARIANTS, Tz};

/// An unknown time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownZone {
    /// No zone has a similar name.
    #[error("there is no time zone `{0}`; write a name such as America/Chicago")]
    Unlike(String),
    /// Some zones have similar names.
    #[error("there is no time zone `{0}`; did you mean {likely}?", likely = .1.join(" or "))]
    Like(String, Vec<&'static str>),
}

/// The time zone with a name such as `America/Chicago`.
///
/// # Errors
/// [`UnknownZone`], with similar names.
///
/// ```
/// use pdpe::clock::parse_zone;
/// assert_eq!(parse_zone("America/Denver")?.name(), "America/Denver");
/// assert_eq!(parse_zone("denver").unwrap_err().to_string(), "there is no time zone `denver`; did you mean America/Denver?");
/// # Ok::<(), pdpe::clock::UnknownZone>(())
/// ```
pub fn parse_zone(name: &str) -> Result<Tz, UnknownZone> {
    name.parse().map_err(|_| match zones_like(name) {
        zones if zones.is_empty() => UnknownZone::Unlike(name.to_owned()),
        zones => UnknownZone::Like(name.to_owned(), zones),
    })
}

/// The zone whose name differs only in case, or else the zones with the same last part: for `denver`, `US/Denver`.
fn zones_like(name: &str) -> Vec<&'static str> {
    let name = name.replace(' ', "_");
    let last_part = |zone: &str| zone.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    match names().find(|zone| zone.eq_ignore_ascii_case(&name)) {
        Some(zone) => vec![zone],
        None => names().filter(|zone| last_part(zone) == last_part(&name)).collect(),
    }
}
