//! The best places for other programs: GPX 1.1 for navigation, KML 2.2 for maps, iCalendar for calendars.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::WaypointFormat;
use super::calendar::{Entry, calendar};
use crate::clock::ZonedTime;
use crate::geo::LatLon;
use crate::text::markup;

/// A place and the time at which it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Waypoint {
    /// Where it is.
    pub place: LatLon,
    /// Its name.
    pub name: String,
    /// Its scores in words.
    pub description: String,
    /// The first instant.
    pub from: ZonedTime,
    /// The end; equal to `from` for a single moment.
    pub to: ZonedTime,
}

/// A file of waypoints in their order. `stamp` is the time of creation of a calendar.
///
/// ```
/// use pdpe::output::{Waypoint, WaypointFormat, waypoints};
/// let now = pdpe::clock::now();
/// let from = pdpe::clock::parse_time("2026-10-03T19:00", chrono_tz::America::Chicago, now)?.at;
/// let place = "39.0911,-94.5836".parse()?;
/// let point = Waypoint { place, name: "Crossroads".into(), description: "0.72".into(), from, to: from };
/// let gpx = waypoints(WaypointFormat::Gpx, &[point], from.to_utc());
/// assert!(gpx.contains("<wpt lat=\"39.091100\" lon=\"-94.583600\"><time>2026-10-04T00:00:00Z</time>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn waypoints(format: WaypointFormat, points: &[Waypoint], stamp: DateTime<Utc>) -> String {
    match format {
        WaypointFormat::Gpx => gpx(points),
        WaypointFormat::Kml => kml(points),
        WaypointFormat::Ics => ics(points, stamp),
    }
}

fn gpx(points: &[Waypoint]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"pdpe\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    for point in points {
        let _ = writeln!(
            out,
            "  <wpt lat=\"{:.6}\" lon=\"{:.6}\"><time>{}</time><name>{}</name><desc>{}</desc></wpt>",
            point.place.lat(),
            point.place.lon(),
            utc(point.from),
            markup(&point.name),
            markup(&point.description),
        ); // a String takes any text
    }
    out + "</gpx>\n"
}

fn kml(points: &[Waypoint]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>pdpe</name>\n",
    );
    for point in points {
        let time = if point.from == point.to {
            format!("<TimeStamp><when>{}</when></TimeStamp>", utc(point.from))
        } else {
            format!("<TimeSpan><begin>{}</begin><end>{}</end></TimeSpan>", utc(point.from), utc(point.to))
        };
        let _ = writeln!(
            out,
            "  <Placemark><name>{}</name><description>{}</description>{time}<Point><coordinates>{:.6},{:.6}</coordinates>\
             </Point></Placemark>",
            markup(&point.name),
            markup(&point.description),
            point.place.lon(),
            point.place.lat(),
        ); // a String takes any text
    }
    out + "</Document></kml>\n"
}

fn ics(points: &[Waypoint], stamp: DateTime<Utc>) -> String {
    let entry = |point: &Waypoint| Entry {
        key: format!("{}|{}|{}", point.place, point.from.to_rfc3339(), point.to.to_rfc3339()),
        start: point.from,
        end: point.to,
        summary: point.name.clone(),
        location: format!("{:.6},{:.6}", point.place.lat(), point.place.lon()),
        place: point.place,
        description: point.description.clone(),
    };
    calendar("stays", &points.iter().map(entry).collect::<Vec<_>>(), stamp)
}

fn utc(at: ZonedTime) -> String {
    at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
