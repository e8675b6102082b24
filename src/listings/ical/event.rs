//! One VEVENT: an event, or a series of events with one id for each date.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::super::recurrence::{Dates, Moment, Rule, Series, Work};
use super::super::{Position, Reading, Venues, fields, native};
use super::component::Component;
use super::times::{Zones, duration};
use crate::event::{Event, EventId, Status, Timing};
use crate::geo::LatLon;
use crate::text::escaped;

/// A VEVENT. What can only be said of its place is said when it is added.
pub(in super::super) struct Entry {
    pub position: Position,
    pub uid: Option<String>,
    /// The revision.
    pub sequence: u64,
    /// The date of a series that this event replaces.
    pub replaces: Option<Moment>,
    pub status: Status,
    pub series: Series,
    name: String,
    place: Place,
    length: Length,
    notes: Vec<String>,
}

/// Where it is, as far as it says.
enum Place {
    At(LatLon),
    Named(String),
    Unknown(String),
}

/// How long it is.
#[derive(Clone, Copy)]
enum Length {
    Unknown,
    Time(TimeDelta),
    /// Whole days.
    Days(u64),
}

impl Entry {
    /// Reads a component.
    pub(super) fn read(component: &Component, position: Position, zones: &Zones) -> Result<Self, String> {
        if !component.is_complete {
            return Err("the file is cut off, or END:VEVENT is missing".into());
        }
        if let Some(name) = component.too_long {
            return Err(format!("{} is longer than 1 MiB", escaped(name)));
        }
        let mut notes = Vec::new();
        let start = component.property("DTSTART").ok_or("no date: DTSTART is missing")?;
        let (start, zone, note) = zones.moment(&start).map_err(|reason| format!("DTSTART: {reason}"))?;
        notes.extend(note);
        let length = length(component, zones, start, zone, &mut notes)?;
        let replaces = match component.property("RECURRENCE-ID") {
            None => None,
            Some(id) => {
                if id.parameter("RANGE").is_some() {
                    notes.push("RANGE of RECURRENCE-ID is not read: it changes this date alone".into());
                }
                let dates = zones.moments(&id).map_err(|reason| format!("RECURRENCE-ID: {reason}"))?;
                Some(*dates.first().ok_or("RECURRENCE-ID has no date")?)
            }
        };
        let series = if replaces.is_some() { single(start, zone) } else { series(component, zones, start, zone)? };
        Ok(Self {
            position,
            uid: component.value("UID"),
            sequence: component.value("SEQUENCE").and_then(|number| number.parse().ok()).unwrap_or(0),
            replaces,
            status: status(component),
            series,
            name: fields::without_references(&component.value("SUMMARY").unwrap_or_default()),
            place: place(component),
            length,
            notes,
        })
    }

    /// Adds its dates.
    pub(super) fn add_to(self, work: &mut Work, reading: &mut Reading) -> Result<(), String> {
        let is_gone = self.replaces.is_some() && self.status == Status::Cancelled;
        let place = match self.place(reading.context.venues) {
            Ok(place) => place,
            // A cancelled date is left out of its series, which is all that it says.
            Err(_) if is_gone => return Ok(()),
            Err(reason) => return Err(reason),
        };
        let zone = self.series.zone;
        let name = fields::name("SUMMARY", &self.name)?;
        let Self { position, uid, replaces, status, series, length, notes, .. } = self;
        let recurs = !series.rules.is_empty() || !series.dates.is_empty();
        let Dates { moments, is_cut, note } = if recurs {
            let longest = match length {
                Length::Unknown => TimeDelta::days(1),
                Length::Time(length) => length,
                Length::Days(days) => TimeDelta::days(i64::try_from(days).unwrap_or(0) + 1),
            };
            let span = reading.context.span.map(|(from, until)| (earlier(from, longest), until));
            series.within(span, work)?
        } else {
            Dates { moments: vec![series.start], ..Dates::default() }
        };
        reading.listing.cut_series += usize::from(is_cut);
        reading.said.notes.extend(notes.into_iter().chain(note));
        for date in moments {
            let timing = timing(date, length, zone)?;
            let own = uid.as_deref().map_or_else(
                || Ok(native::made_id(&name, place, timing)),
                |uid| EventId::new(uid).map_err(|error| error.to_string()),
            )?;
            let id = match (replaces, recurs) {
                (Some(date), _) => occurrence(&own, date)?,
                (None, true) => occurrence(&own, date)?,
                (None, false) => own,
            };
            let event = Event {
                id,
                name: name.clone(),
                place,
                timing,
                attendance: None,
                radius_km: None,
                sentiment: 0.0,
                status,
                source: String::new(),
            };
            reading.event(position, event);
        }
        Ok(())
    }

    fn place(&self, venues: &Venues) -> Result<LatLon, String> {
        match &self.place {
            Place::At(place) => Ok(*place),
            Place::Named(name) => venues.find(name).ok_or_else(|| no_place(name, venues)),
            Place::Unknown(reason) => venues.find("").ok_or_else(|| reason.clone()),
        }
    }
}

/// Why a venue has no place.
pub(in super::super) fn no_place(name: &str, venues: &Venues) -> String {
    let name = escaped(name);
    if venues.is_empty() {
        format!("no place: it has no coordinates, but the location `{name}`; a table of --venues can have its place")
    } else {
        format!("no place: the location `{name}` is not in the table of --venues")
    }
}

/// The id of one date of a series.
fn occurrence(id: &EventId, date: Moment) -> Result<EventId, String> {
    let id = match date {
        Moment::At(at) => id.occurrence(at),
        Moment::Day(day) => id.occurrence_on(day),
    };
    id.map_err(|error| error.to_string())
}

fn status(component: &Component) -> Status {
    match component.value("STATUS").unwrap_or_default().to_ascii_uppercase().as_str() {
        "CANCELLED" | "CANCELED" => Status::Cancelled,
        // TENTATIVE is about those invited.
        _ => Status::Scheduled,
    }
}

/// The place: coordinates, or a name that a table of venues may have.
fn place(component: &Component) -> Place {
    if let Some(geo) = component.value("GEO") {
        let (lat, lon) = geo.split_once([';', ',']).unwrap_or((&geo, ""));
        let value = |text: &str| Some(serde_json::Value::from(text.trim())).filter(|_| !text.trim().is_empty());
        match fields::place(value(lat).as_ref(), value(lon).as_ref()) {
            Ok(place) => return Place::At(place),
            Err(_) if component.value("LOCATION").is_some() => {}
            Err(reason) => return Place::Unknown(format!("GEO: {reason}")),
        }
    }
    // Apple's: `X-APPLE-STRUCTURED-LOCATION;…:geo:39.0992,-94.5837`
    let apple = component.property("X-APPLE-STRUCTURED-LOCATION").map(|property| property.value);
    let of_apple = apple.and_then(|value| {
        let (lat, lon) = value.strip_prefix("geo:")?.split_once(',')?;
        let lon = lon.split([',', ';']).next()?;
        LatLon::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok().filter(|place| !is_placeholder(*place))
    });
    match (of_apple, component.value("LOCATION")) {
        (Some(place), _) => Place::At(place),
        (None, Some(name)) => Place::Named(name),
        (None, None) => Place::Unknown("no place: it has neither GEO nor LOCATION".into()),
    }
}

fn is_placeholder(place: LatLon) -> bool {
    place.lat() == 0.0 && place.lon() == 0.0
}

fn single(start: Moment, zone: Tz) -> Series {
    Series { start, zone, rules: vec![], except_rules: vec![], dates: vec![], except: vec![] }
}

fn series(component: &Component, zones: &Zones, start: Moment, zone: Tz) -> Result<Series, String> {
    let mut series = single(start, zone);
    let rules = |name: &str| -> Result<Vec<Rule>, String> {
        let rule = |text: String| Rule::parse(&text, start.wall(zone)).map_err(|reason| format!("{name}: {reason}"));
        component.values(name).map(rule).collect()
    };
    (series.rules, series.except_rules) = (rules("RRULE")?, rules("EXRULE")?);
    for (name, list) in [("RDATE", &mut series.dates), ("EXDATE", &mut series.except)] {
        for property in component.properties(name) {
            list.extend(zones.moments(&property).map_err(|reason| format!("{name}: {reason}"))?);
        }
    }
    if matches!(start, Moment::Day(_)) {
        for moment in series.dates.iter_mut().chain(&mut series.except) {
            *moment = Moment::Day(moment.day(zone));
        }
    }
    Ok(series)
}

/// The length, from DTEND or DURATION.
fn length(
    component: &Component,
    zones: &Zones,
    start: Moment,
    zone: Tz,
    notes: &mut Vec<String>,
) -> Result<Length, String> {
    let Some(end) = component.property("DTEND") else {
        let Some(text) = component.value("DURATION") else {
            return Ok(if matches!(start, Moment::Day(_)) { Length::Days(1) } else { Length::Unknown });
        };
        let time = duration(&text).ok_or_else(|| format!("DURATION `{}` is not a duration", escaped(&text)))?;
        return Ok(match start {
            Moment::Day(_) => Length::Days(time.num_days().unsigned_abs().max(1)),
            Moment::At(_) => Length::Time(time),
        });
    };
    let (end, _, note) = zones.moment(&end).map_err(|reason| format!("DTEND: {reason}"))?;
    notes.extend(note);
    match (start, end) {
        (Moment::At(start), Moment::At(end)) => {
            fields::span(start, Some(end), zone)?;
            Ok(Length::Time(end - start))
        }
        (Moment::Day(start), end) => {
            // The end is the day after the last one.
            let days = (end.day(zone) - start).num_days();
            if days < 0 {
                return Err(format!("it ends ({}) before it starts ({start})", end.day(zone)));
            }
            Ok(Length::Days(days.unsigned_abs().max(1)))
        }
        (Moment::At(_), Moment::Day(_)) => Err("DTSTART has a time of day, and DTEND has none".into()),
    }
}

fn timing(date: Moment, length: Length, zone: Tz) -> Result<Timing, String> {
    match (date, length) {
        (Moment::At(start), Length::Time(length)) => {
            let end = start.checked_add_signed(length).ok_or("it ends after the last time that pdpe supports")?;
            fields::span(start, Some(end), zone)
        }
        (Moment::At(start), _) => Ok(Timing::Span { start, end: None }),
        (Moment::Day(first), length) => native::days(first, last_day(first, length), zone),
    }
}

fn last_day(first: NaiveDate, length: Length) -> NaiveDate {
    match length {
        Length::Days(days) => first.checked_add_days(Days::new(days - 1)).unwrap_or(first),
        _ => first,
    }
}

fn earlier(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(by).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
