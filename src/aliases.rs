//! The names that people give to the fields of grids, events, takings and pitches, and to unknown values: one table.
//!
//! Case, blanks and punctuation of a name do not matter: `startTime`, `Start Time` and `start_time` are one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A field, and its names in ranks: names of a later rank count only if the record has none of an earlier one.
///
/// A third rank holds names that may also mean something else: they count in tables, not in deliveries.
type Row = (&'static str, &'static [&'static [&'static str]]);

/// The fields of all formats.
const TABLE: [Row; 33] = [
    // Places. `x` and `y` are often metres of a projection.
    (
        "lat",
        &[
            &["lat", "latitude"],
            &[
                "stoplat",
                "venuelat",
                "venuelatitude",
                "geolat",
                "geolatitude",
                "pointlat",
                "latdeg",
                "latitudedeg",
                "decimallatitude",
                "gpslat",
                "gpslatitude",
                "breite",
                "breitengrad",
                "latitud",
                "latwgs84",
                "ycoord",
            ],
            &["y"],
        ],
    ),
    (
        "lon",
        &[
            &["lon", "lng", "long", "longitude"],
            &[
                "stoplon",
                "venuelon",
                "venuelng",
                "venuelongitude",
                "geolon",
                "geolng",
                "geolong",
                "geolongitude",
                "pointlon",
                "pointlng",
                "londeg",
                "longitudedeg",
                "decimallongitude",
                "gpslon",
                "gpslng",
                "gpslongitude",
                "laenge",
                "länge",
                "laengengrad",
                "längengrad",
                "longitud",
                "lonwgs84",
                "xcoord",
            ],
            &["x"],
        ],
    ),
    // A place in one column.
    (
        "place",
        &[
            &[
                "latlon",
                "latlng",
                "latlong",
                "lonlat",
                "lnglat",
                "geopoint",
                "geopoint2d",
                "geoshape",
                "geolocation",
                "geo",
                "coordinates",
                "coordinate",
                "coords",
                "latitudelongitude",
                "location1",
                "wkt",
                "geom",
                "geometry",
                "thegeom",
                "point",
                "position",
                "gps",
                "georeference",
                "koordinaten",
                "h3index",
                "h3cell",
                "h3id",
                "h3",
                "h3cellid",
                "h3address",
                "hexid",
                "hex",
            ],
            &["location", "place", "venue"],
        ],
    ),
    // Cells.
    ("cell_id", &[&["cellid", "id", "cell", "h3"], &["stopid", "locationid", "h3index", "h3cell", "uid", "objectid"]]),
    ("income", &[&["income"], &["medianhouseholdincome", "medianincome", "householdincome"]]),
    // Events.
    ("id", &[&["id"], &["eventid", "uid", "guid", "identifier"]]),
    (
        "name",
        &[
            &["name"],
            &[
                "title",
                "summary",
                "eventname",
                "eventtitle",
                "titel",
                "bezeichnung",
                "nom",
                "titre",
                "nombre",
                "titulo",
            ],
        ],
    ),
    (
        "start",
        &[
            &["start"],
            &[
                "startsat",
                "startat",
                "startdatetime",
                "startdateandtime",
                "datetimestart",
                "begin",
                "begins",
                "beginsat",
                "beginning",
                "begindatetime",
                "dtstart",
                "starts",
                "startson",
                "eventstart",
                "startlocal",
                "localstart",
                "datetimelocal",
                "starttimestamp",
                "startts",
                "eventdatetime",
                "inicio",
                "beginn",
                "debut",
                "début",
            ],
            &["datetime", "from", "von", "when"],
        ],
    ),
    (
        "utc_start",
        &[&[
            "utcstart",
            "startutc",
            "utcstarttime",
            "starttimeutc",
            "startdatetimeutc",
            "utcstartdatetime",
            "datetimeutc",
            "startsatutc",
            "startatutc",
            "utcstartsat",
            "beginutc",
            "utcbegin",
        ]],
    ),
    (
        "start_date",
        &[
            &["startdate", "datestart", "begindate", "startday", "localstartdate", "startlocaldate"],
            &["eventdate", "datum", "datebegin", "datedebut", "fecha", "fechainicio", "localdate", "startdatum"],
            &["date", "day"],
        ],
    ),
    (
        "start_time",
        &[
            &["starttime", "begintime", "timestart", "localstarttime", "startlocaltime"],
            &["eventtime", "uhrzeit", "hora", "horainicio", "localtime", "startzeit"],
            &["time"],
        ],
    ),
    (
        "end",
        &[
            &["end"],
            &[
                "endsat",
                "endat",
                "enddatetime",
                "enddateandtime",
                "datetimeend",
                "finish",
                "finishes",
                "finishesat",
                "dtend",
                "ends",
                "endson",
                "eventend",
                "ende",
                "endlocal",
                "localend",
                "endtimestamp",
                "endts",
                "eventenddatetime",
            ],
            &["until", "bis", "fin", "to"],
        ],
    ),
    (
        "utc_end",
        &[&[
            "utcend",
            "endutc",
            "utcendtime",
            "endtimeutc",
            "enddatetimeutc",
            "utcenddatetime",
            "endsatutc",
            "endatutc",
        ]],
    ),
    (
        "end_date",
        &[&["enddate", "dateend", "finishdate", "endday"], &["eventenddate", "datefin", "fechafin", "enddatum"]],
    ),
    ("end_time", &[&["endtime", "timeend", "finishtime"], &["eventendtime", "horafin", "endzeit"]]),
    (
        "timezone",
        &[&["timezone", "tz", "tzid", "timezoneid", "timezonename", "eventtimezone", "starttimezone", "ianatimezone"]],
    ),
    ("time_unknown", &[&["timeunknown"]]),
    ("attendance", &[&["attendance"], &["expectedattendance", "attendees", "visitors", "phqattendance"]]),
    ("radius_km", &[&["radiuskm"]]),
    ("sentiment", &[&["sentiment"]]),
    ("status", &[&["status"], &["eventstatus"]]),
    ("source", &[&["source"]]),
    // Takings and counts.
    ("spot", &[&["place", "spot", "location", "stop", "site"], &["pitch", "venue", "market"]]),
    ("stay_cell", &[&["cellid", "cell", "h3"], &["h3index", "h3cell"]]),
    ("date", &[&["date", "day"], &["startdate", "datum"]]),
    (
        "stay_start",
        &[&["start", "from", "begin", "starttime", "opened"], &["startsat", "startat", "startdatetime", "von"]],
    ),
    ("stay_end", &[&["end", "to", "until", "endtime", "finished"], &["endsat", "endat", "enddatetime", "bis"]]),
    ("sold_out", &[&["soldout"]]),
    ("closed", &[&["closed"]]),
    // Pitches.
    ("pitch", &[&["name", "id", "pitch"], &["title"]]),
    ("days", &[&["days", "day"], &["weekdays", "opendays", "openingdays"]]),
    ("open", &[&["open", "opens"], &["opensat", "openat", "openingtime", "opentime", "opening"]]),
    ("close", &[&["close", "closes"], &["closesat", "closeat", "closingtime", "closetime", "closing"]]),
];

/// The fields of an event in pdpe's own formats, in the order in which they are written.
pub const OF_EVENTS: [&str; 12] = [
    "id",
    "name",
    "lat",
    "lon",
    "start",
    "end",
    "time_unknown",
    "attendance",
    "radius_km",
    "sentiment",
    "status",
    "source",
];

/// Fields from which those of an event are made.
const PARTS_OF_EVENTS: [&str; 8] =
    ["utc_start", "start_date", "start_time", "utc_end", "end_date", "end_time", "timezone", "place"];

/// The rank of names that may also mean something else.
pub(crate) const VAGUE: usize = 2;

/// Names of fields of events, with field and rank; the fields' own names need no change of case first.
static EVENT_NAMES: LazyLock<HashMap<&'static str, (&'static str, usize)>> = LazyLock::new(|| {
    let ranked = |(field, ranks): Row| {
        let names = ranks.iter().enumerate().flat_map(|(rank, names)| names.iter().map(move |name| (*name, rank)));
        names.chain([(field, 0)]).map(move |(name, rank)| (name, (field, rank)))
    };
    TABLE.into_iter().filter(|(field, _)| event_field(field).is_some()).flat_map(ranked).collect()
});

/// The field of an event that a name means, and the rank of the name.
pub(crate) fn of_event(name: &str) -> Option<(&'static str, usize)> {
    EVENT_NAMES.get(name).or_else(|| EVENT_NAMES.get(&*plain(name))).copied()
}

/// The field of an event with exactly this name.
pub(crate) fn event_field(name: &str) -> Option<&'static str> {
    event_fields().find(|field| *field == name)
}

/// All fields of an event.
pub(crate) fn event_fields() -> impl ExactSizeIterator<Item = &'static str> {
    [&OF_EVENTS[..], &PARTS_OF_EVENTS].concat().into_iter()
}

/// A name without case, blanks and punctuation.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The names of a field in ranks.
pub(crate) fn names_of(field: &str) -> &'static [&'static [&'static str]] {
    TABLE.iter().find(|(own, _)| *own == field).map_or(&[], |(_, ranks)| ranks)
}

/// The columns of a header with a field: all those of the first rank that any column has.
pub(crate) fn columns_of<S: AsRef<str>>(header: &[S], field: &str) -> Vec<usize> {
    let header: Vec<String> = header.iter().map(|name| plain(name.as_ref())).collect();
    let of_rank = |names: &&[&str]| -> Vec<usize> {
        (0..header.len()).filter(|&column| names.contains(&header[column].as_str())).collect()
    };
    names_of(field).iter().map(of_rank).find(|columns| !columns.is_empty()).unwrap_or_default()
}

/// The first column with one of the usual names of a field.
pub(crate) fn usual_column<S: AsRef<str>>(header: &[S], field: &str) -> Option<usize> {
    let usual = names_of(field).first()?;
    header.iter().position(|name| usual.contains(&plain(name.as_ref()).as_str()))
}

/// Whether a text means in tables that a value is not known, such as `NA`, or a census code such as `250,000+`.
pub(crate) fn is_unknown(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "unknown",
        "undefined",
        "missing",
        "-",
        "--",
        "---",
        "–",
        "—",
        "tba",
        "tbd",
        "tbc",
        "(x)",
        "*",
        "**",
        "?",
        ".",
    ];
    let text = text.trim();
    let is_coded = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') && !text.is_empty();
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || text.strip_suffix(['+', '-']).is_some_and(is_coded)
        || text.parse().is_ok_and(is_sentinel)
}

/// Whether a number is one that tables write for an unknown value, such as -666666666 of the Census.
pub(crate) fn is_sentinel(number: f64) -> bool {
    const CODES: [f64; 10] = [
        -666_666_666.0,
        -999_999_999.0,
        -888_888_888.0,
        -555_555_555.0,
        -333_333_333.0,
        -222_222_222.0,
        -999.0,
        -9999.0,
        -99_999.0,
        -999_999.0,
    ];
    CODES.contains(&number)
}
