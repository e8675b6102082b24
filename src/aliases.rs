//! The names that people give to the fields of grids, events, takings and pitches, and to unknown values: one table.
//!
//! Case, blanks and punctuation of a name do not matter: `startTime`, `Start Time` and `start_time` are one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A field, and its names in ranks: names of a later rank count only if the record has none of an earlier one.
type Row = (&'static str, &'static [&'static [&'static str]]);

/// The fields of all formats.
const TABLE: [Row; 31] = [
    // Places. `x` and `y` are often metres of a projection.
    ("lat", &[&["lat", "latitude"], &["stoplat", "venuelat", "venuelatitude", "geolat", "pointlat", "latdeg", "breite"], &["y"]]),
    (
        "lon",
        &[
            &["lon", "lng", "long", "longitude"],
            &["stoplon", "venuelon", "venuelng", "venuelongitude", "geolon", "geolng", "pointlon", "londeg", "laenge"],
            &["x"],
        ],
    ),
    // Cells.
    ("cell_id", &[&["cellid", "id", "cell", "h3"], &["stopid", "locationid"]]),
    ("income", &[&["income"]]),
    // Events.
    ("id", &[&["id"], &["eventid", "uid", "guid"]]),
    ("name", &[&["name"], &["title", "summary", "eventname", "eventtitle", "titel", "bezeichnung", "nom", "titre", "nombre"]]),
    (
        "start",
        &[
            &["start"],
            &[
                "startsat", "startat", "startdatetime", "startdateandtime", "begin", "begins", "beginsat", "beginning",
                "dtstart", "datetime", "starts", "startson", "eventstart", "von", "from", "debut", "inicio", "beginn",
                "startlocal", "datetimelocal", "starttimestamp",
            ],
        ],
    ),
    ("utc_start", &[&["utcstart", "startutc", "utcstarttime", "starttimeutc", "startdatetimeutc", "datetimeutc", "startsatutc"]]),
    ("start_date", &[&["startdate", "datestart"], &["date", "day", "eventdate", "datum", "fecha", "localdate"]]),
    ("start_time", &[&["starttime", "begintime", "timestart"], &["time", "eventtime", "uhrzeit", "hora", "localtime"]]),
    (
        "end",
        &[
            &["end"],
            &[
                "endsat", "endat", "enddatetime", "enddateandtime", "finish", "finishes", "finishesat", "dtend", "ends",
                "endson", "eventend", "bis", "until", "fin", "ende", "endlocal", "endtimestamp",
            ],
        ],
    ),
    ("utc_end", &[&["utcend", "endutc", "utcendtime", "endtimeutc", "enddatetimeutc", "endsatutc"]]),
    ("end_date", &[&["enddate", "dateend"]]),
    ("end_time", &[&["endtime", "timeend"]]),
    ("timezone", &[&["timezone", "tz", "tzid", "timezoneid", "eventtimezone", "starttimezone"]]),
    ("time_unknown", &[&["timeunknown"]]),
    ("attendance", &[&["attendance"], &["expectedattendance", "phqattendance", "visitors", "attendees"]]),
    ("radius_km", &[&["radiuskm"]]),
    ("sentiment", &[&["sentiment"]]),
    ("status", &[&["status"], &["eventstatus"]]),
    ("source", &[&["source"]]),
    ("venue", &[&["venue", "venuename"], &["locationname", "placename", "site", "ort", "location"]]),
    // Takings and counts.
    ("place", &[&["place", "spot", "location", "stop", "site"]]),
    ("stay_date", &[&["date", "day"]]),
    ("stay_start", &[&["start", "from", "begin", "starttime", "opened"], &["startsat", "startat", "von"]]),
    ("stay_end", &[&["end", "to", "until", "endtime", "finished"], &["endsat", "endat", "bis"]]),
    ("sold_out", &[&["soldout"]]),
    ("closed", &[&["closed"]]),
    // Pitches.
    ("pitch", &[&["name", "id", "pitch"]]),
    ("open", &[&["open", "opens", "opensat", "openingtime"]]),
    ("close", &[&["close", "closes", "closesat", "closingtime"]]),
];

/// The fields of an event, in the order in which they are written, then those that only input has.
const OF_EVENTS: [&str; 19] = [
    "id", "name", "lat", "lon", "start", "end", "time_unknown", "attendance", "radius_km", "sentiment", "status",
    "source", "utc_start", "start_date", "start_time", "utc_end", "end_date", "end_time", "timezone",
];

static EVENT_NAMES: LazyLock<HashMap<&'static str, (&'static str, usize)>> = LazyLock::new(|| {
    let ranked = |(field, ranks): Row| {
        let names = ranks.iter().enumerate().flat_map(|(rank, names)| names.iter().map(move |name| (*name, rank)));
        names.map(move |(name, rank)| (name, (field, rank)))
    };
    TABLE.into_iter().filter(|(field, _)| OF_EVENTS.contains(field)).flat_map(ranked).collect()
});

/// The field of an event that a name means, and the rank of the name.
pub(crate) fn of_event(name: &str) -> Option<(&'static str, usize)> {
    EVENT_NAMES.get(&*plain(name)).copied()
}

/// A name without case, blanks and punctuation.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The names of a field, first those that count first.
pub(crate) fn names_of(field: &str) -> impl Iterator<Item = &'static [&'static str]> {
    let row = TABLE.iter().find(|(own, _)| *own == field);
    row.map_or(&[][..], |(_, ranks)| ranks).iter().copied()
}

/// The columns of a header with a field: all those of the first rank that any column has.
pub(crate) fn columns_of<S: AsRef<str>>(header: &[S], field: &str) -> Vec<usize> {
    let header: Vec<String> = header.iter().map(|name| plain(name.as_ref())).collect();
    let of_rank = |names: &[&str]| -> Vec<usize> {
        (0..header.len()).filter(|&column| names.contains(&header[column].as_str())).collect()
    };
    names_of(field).map(of_rank).find(|columns| !columns.is_empty()).unwrap_or_default()
}

/// A column with a field; the first of several.
pub(crate) fn column_of<S: AsRef<str>>(header: &[S], field: &str) -> Option<usize> {
    columns_of(header, field).first().copied()
}

/// Whether a text means in tables that a value is not known, such as `NA`, or a census code such as `250,000+`.
pub(crate) fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    let words = ["na", "n/a", "nan", "null", "none", "nil", "unknown", "-", "--", "n.a.", "tba", "tbd", "(x)", "*", "**", "?"];
    let is_coded = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') && !text.is_empty();
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
        || text.strip_suffix(['+', '-']).is_some_and(is_coded)
        || text.parse().is_ok_and(is_sentinel)
}

/// Whether a number is one that tables write for an unknown value, such as -666666666 of the Census.
pub(crate) fn is_sentinel(number: f64) -> bool {
    const CODES: [f64; 10] = [
        -666_666_666.0, -999_999_999.0, -888_888_888.0, -555_555_555.0, -333_333_333.0, -222_222_222.0, -999.0, -9999.0,
        -99_999.0, -999_999.0,
    ];
    CODES.contains(&number)
}
