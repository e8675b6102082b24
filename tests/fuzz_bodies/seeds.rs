//! What fuzzing starts from: the fixtures, whole and in parts, and inputs of the kinds they lack.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use pdpe::watch::testing::{Encoding, Scheme, Secret, SignatureHeader, Verifier};
use serde_json::Value;

/// Longer ones would be slow to mutate, and no better.
const LONGEST: usize = 6000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fixtures of a folder whose names begin so.
fn fixtures(folder: &str, beginning: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("fixtures").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(beginning))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no fixture in {folder} begins with {beginning}");
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// JSON documents, and the objects in them.
fn with_parts(documents: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    fn collect(value: &Value, depth: usize, parts: &mut Vec<Vec<u8>>) {
        if value.is_object() {
            parts.push(serde_json::to_vec(value).unwrap());
        }
        let inner: Box<dyn Iterator<Item = &Value>> = match value {
            Value::Object(fields) if depth > 0 => Box::new(fields.values()),
            Value::Array(values) if depth > 0 => Box::new(values.iter()),
            _ => return,
        };
        inner.for_each(|value| collect(value, depth - 1, parts));
    }
    let mut parts = documents;
    for index in 0..parts.len() {
        if let Ok(value) = serde_json::from_slice(&parts[index]) {
            collect(&value, 3, &mut parts);
        }
    }
    parts.retain(|part| part.len() <= LONGEST);
    parts.sort();
    parts.dedup();
    parts
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Steps of clients: kind and client in one byte, what it is about in the next.
pub fn listener() -> Vec<Vec<u8>> {
    let each_kind = |client: u8| (0..16_u8).flat_map(|kind| [(kind << 4) | client, kind * 17]).collect();
    let posts = (0..48_u8).flat_map(|number| [0x40 | (number % 4), number]).collect();
    let reads = (0..32_u8).flat_map(|number| [number % 4, number]).collect();
    vec![
        each_kind(0),
        each_kind(3),
        posts,
        reads,
        vec![0x00, 6, 0xd0, 0, 0x01, 6, 0xf1, 0],
        vec![0xa0, 7, 0x70, 4, 0xe0, 0],
    ]
}

pub fn request() -> Vec<Vec<u8>> {
    let mut seeds = texts(&[
        "GET / HTTP/1.1\r\nHost: localhost:8001\r\n\r\n",
        "GET /score?lat=39.1&lon=-94.5%20 HTTP/1.1\r\nHost: [::1]:8001\r\nConnection: keep-alive\r\nAccept: */*\r\n\r\nGET /",
        "HEAD /health HTTP/1.0\r\nConnection: close\r\n\r\n",
        "POST /webhooks/twitter HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Guard-Peer: 127.0.0.1:1\r\n\r\n",
    ]);
    for body in fixtures("listings", "eventbrite_webhook_order") {
        let head = format!(
            "POST /webhooks/eventbrite HTTP/1.1\r\nHost: a\r\nX-Eventbrite-Event: order.placed\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        seeds.push([head.as_bytes(), &body].concat());
    }
    seeds
}

pub fn eventbrite() -> Vec<Vec<u8>> {
    with_parts(fixtures("listings", "eventbrite_"))
}

pub fn ticketmaster() -> Vec<Vec<u8>> {
    let mut seeds = with_parts(fixtures("listings", "ticketmaster_"));
    let event = seeds.iter().find(|seed| String::from_utf8_lossy(seed).contains("\"dates\"")).unwrap().clone();
    seeds.push([b"{\"type\":\"event.updated\",\"event\":".as_slice(), &event, b"}"].concat());
    seeds
}

pub fn twitter() -> Vec<Vec<u8>> {
    with_parts(fixtures("webhooks", "twitter_"))
}

const SOURCES: [&str; 2] = [
    "[[sources]]\nname = \"box-office\"\nscheme = \"hmac\"\nsecrets = [{ env = \"S\" }]\nheader = \"X-Signature\"\n\
     prefix = \"sha256=\"\nencoding = \"hex\"\nid_header = \"X-Delivery\"\nrate_limit_per_minute = 600\n\
     [sources.fields]\ntype = \"/kind\"\nid = \"/show/number\"\nname = \"/show/0/n~1a\"\nlat = \"/show/hall/lat\"\n\
     lon = \"/show/hall/lon\"\nstart = \"/show/from\"\nend = \"/show/to\"\nattendance = \"/sold\"\n\
     [sources.types]\n\"show.new\" = \"added\"\n\"show.moved\" = \"updated\"\n\"show.off\" = \"removed\"\n",
    "[[sources]]\nname = \"a\"\nscheme = \"none\"\n[[sources]]\nname = \"b\"\nscheme = \"standard\"\n\
     secrets = [{ file = \"/etc/x\" }]\ntolerance_seconds = 60\n",
];

pub fn generic() -> Vec<Vec<u8>> {
    let mut bodies = texts(&[
        r#"{"kind":"show.new","show":{"number":7,"from":"2026-10-03T19:00","hall":{"lat":"39.1","lon":-94.5}},"sold":120}"#,
        r#"{"kind":"show.moved","show":{"number":7},"sold":121}"#,
        r#"{"kind":"show.off","show":{"number":"7"}}"#,
        r#"{"type":"event.created","event":{"id":"a","lat":39.1,"lon":-94.5,"start":"2026-10-03","end":"2026-10-04"}}"#,
        r#"{"action":"event_updated","event_id":"a","title":"A","latitude":39.1,"x":-94.5,"attendance":"4000"}"#,
        r#"{"type":"cancelled","data":{"id":3}}"#,
        r#"{"type":"ping"}"#,
    ]);
    bodies
        .extend(with_parts(vec![read("fixtures/kc_weekend.json")]).into_iter().filter(|part| part.len() < 500).take(4));
    let joined =
        |settings: &str| bodies.iter().map(move |body| [settings.as_bytes(), b"\0", body].concat()).collect::<Vec<_>>();
    ["", SOURCES[0], SOURCES[1]].into_iter().flat_map(joined).collect()
}

pub fn grid() -> Vec<Vec<u8>> {
    let start = |path: &str| read(path).split_inclusive(|byte| *byte == b'\n').take(20).flatten().copied().collect();
    let mut seeds = texts(&[
        "cell_id,lat,lon\na,39.0997,-94.5786\nb,39.1,-94.5\n",
        "\u{feff}ID;Latitude;LNG;income\r\n1;39.1;-94.5;\r\n\r\n2;-90;180;61000.5\r\n",
        "id,y,x,income\na,39.1,-94.5,-5\nb,39.1,-94.5,NaN\nc,39.1,-94.5,0\n",
        "y\tx\n39.1\t-94.5\n1e1\t+.5\n\n",
        "id,lat,lon,note\n\"a,b\",39.1,-94.5,\"two\nlines\"\n\"c \"\"d\"\"\", 39.1 ,-94.5,x\nshort,1\n",
        "lat,lon\nNaN,0\n91,0\n0,0\ninf,1\n,\n39.1,-94.5",
        "id;lat;lng;income\n2;52,519951;13,295946;52.000,5\n3;52,5;13,3;NA\n",
        "uid;latlon\n1;48.894928, 2.350324\n2;39.1\u{b0} N 94.5\u{b0} W\n",
        "id,WKT\n1,\"POINT (-94.5829 39.1090)\"\n2,POINT(0 0)\n",
        "h3_index,value\n882681b4a5fffff,12\n8826e6a6b5fffff,-999\n",
    ]);
    seeds.extend([start("fixtures/kc_zip_income_2022.csv"), start("fixtures/published_scores.csv")]);
    seeds
}

pub fn tables() -> Vec<Vec<u8>> {
    let mut files = fixtures("tables", "");
    files.extend(texts(&["id,lat,lon\na\u{e9},39.1,-94.5\n", "\u{feff}caf\u{e9} \u{20ac} \u{1f600}"]));
    files.extend([b"caf\xe9 \x80 \xc3".to_vec(), b"\xe2\x82 \xf0\x9f\x98x".to_vec(), b"\xff\xfea\0b\0".to_vec()]);
    files
}

pub fn times() -> Vec<Vec<u8>> {
    let texts = [
        "2024-12-15T19:00",
        "2024-12-15 19:00:30.125",
        "2024-12-15T19:00-06:00",
        "2024-12-16T01:00Z",
        "now",
        "2024-03-10T02:30",
        "2024-11-03T01:30",
        "2011-12-30T12:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59:60Z",
        "2024-12-15",
        "+90m",
        "+1w2d12h30m",
        "+3d",
        "+99999999999999999999d",
        "1883-11-18T12:00",
        "2024-12-15T19:00+0530",
    ];
    let numbers: [[u8; 11]; 4] = [
        [0, 0, 30, 0, 0x5a, 0xe5, 0x65, 0, 0, 0, 0],
        [1, 2, 30, 0, 0x5a, 0xec, 0x65, 0, 0, 0, 0],
        [2, 0, 0, 0, 0, 0, 0x4f, 0, 0, 0, 0],
        [4, 23, 59, 0x7f, 0xda, 0x86, 0xe5, 0x77, 7, 0, 0],
    ];
    let inputs = texts.iter().map(|text| text.as_bytes()).chain(numbers.iter().map(|numbers| &numbers[..]));
    inputs
        .enumerate()
        .flat_map(|(zone, input)| [0, u8::try_from(zone % 8).unwrap()].map(|zone| [&[zone], input].concat()))
        .collect()
}

pub fn calendars() -> Vec<Vec<u8>> {
    let mut files = fixtures("calendars", "");
    files.extend(
        ["google_calendar", "schema_org", "seatgeek", "predicthq"].iter().flat_map(|name| fixtures("listings", name)),
    );
    let rules = read("fixtures/recurrence_rules.tsv");
    let rules = String::from_utf8(rules).unwrap();
    files.extend(rules.lines().skip(1).step_by(20).filter_map(|row| {
        let mut fields = row.split('\t').skip(1);
        let rule = fields.next()?;
        let event = "BEGIN:VEVENT\nUID:e\nLOCATION:Hall\nDTSTART;TZID=America/Chicago:20260308T023000";
        Some(format!("BEGIN:VCALENDAR\n{event}\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n").into_bytes())
    }));
    let first = |file: &[u8]| if file.starts_with(b"BEGIN") { 8 } else { 0 };
    files.iter().map(|file| [&[first(file)], &file[..]].concat()).collect()
}

pub fn listings() -> Vec<Vec<u8>> {
    let mut files = fixtures("listings", "");
    files.push(read("fixtures/kc_weekend.json"));
    files.extend(texts(&[
        "id,name,lat,lon,start,end,attendance\na,\"A, the\",39.1,-94.5,2026-10-03T19:00,,4000\nb,,39.1,,2026-10-03,,\n",
        "name;Datum;Uhrzeit;latlon;timezone\nA;3.10.2026;19:00;39.1, -94.5;Europe/Berlin\nB;03/04/2026;7 PM;POINT(1 2);\n",
        "event_id,title,starts_at,end_date,place\n1,A,46298.79,Oct 4 2026,882681b4a5fffff\n2,B,TBA,,\n",
        "[{\"id\":1,\"utc_start\":\"2026-10-03T19:00\",\"location\":{\"_latitude\":1,\"_longitude\":2}},{\"id\":2,\"geo\":[1,2]}]",
        "ID;Y;X;status\n1;39.1;-94.5;cancelled\n2;0;0;\n3;-91;0;\n4;0;NaN;postponed\n",
        "{\"id\":\"a\",\"lat\":39.1,\"lon\":-94.5}\n{\"id\":\"b\",\"lat\":39.1,\"lon\":-94.5,\"start\":\"2026-10-03T19:00Z\"}\n",
    ]));
    files.retain(|file| file.len() <= LONGEST);
    let formats = files.iter().flat_map(|file| [0, 9, 17, 25].map(|first| [&[first], file.as_slice()].concat()));
    formats.collect()
}

pub fn settings() -> Vec<Vec<u8>> {
    let mut seeds = texts(&SOURCES);
    seeds.extend(texts(&[
        "[weights]\nevent_proximity = 0.5\n",
        "timezone = \"America/Denver\"\n",
        "[live]\ncache_enabled = false\nmin_recalc_interval_seconds = 5\n[live.cache.spending]\nttl_seconds = 60\n",
    ]));
    seeds.extend([read("src/model/published.toml"), read("src/live/default.toml")]);
    seeds
}

pub fn signatures() -> Vec<Vec<u8>> {
    let header = |encoding| {
        Scheme::Hmac(SignatureHeader {
            header: "X-S".into(),
            prefix: "s=".into(),
            encoding,
            id_header: Some("X-Id".into()),
            signed_prefix: "v0:".into(),
        })
    };
    let schemes = [
        Scheme::Standard { tolerance_seconds: 300 },
        Scheme::Github,
        Scheme::Twitter,
        header(Encoding::Hex),
        header(Encoding::Base64),
        super::bodies::timestamped(),
    ];
    let signed = |scheme: &Scheme, seconds| {
        let secret = Secret::new("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let verifier = Verifier::new(scheme.clone(), vec![secret]).unwrap();
        let body = b"{\"id\": \"7\"}";
        let signed = verifier.sign("msg_1", DateTime::from_timestamp(seconds, 0).unwrap(), body);
        let head = signed.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<Vec<_>>().concat();
        [head.as_bytes(), b"\0", body].concat()
    };
    // In time, and long before and after.
    let seconds = [1_790_000_000, 1_789_999_500, 1_790_000_500];
    let mut seeds: Vec<Vec<u8>> =
        schemes.iter().flat_map(|scheme| seconds.map(|seconds| signed(scheme, seconds))).collect();
    seeds.extend(texts(&[
        "t: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\0{}",
        "crc_token: abc-._=/+9\n\0{}",
        "s: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\0",
        "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17\n\0Hello, World!",
    ]));
    seeds
}
